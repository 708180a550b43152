"""The ledger: what happened, in order, so that a later change shows.

from medguard.audit import open_ledger, read_signer, verify

with open_ledger(url, signer=read_signer()) as ledger:
    ledger.append(exchange)
assert verify(url).ok
"""

from medguard.audit.export import check_export, export
from medguard.audit.ledger import SqlLedger, open_ledger
from medguard.audit.log_key import make_key, read_key_file, read_signer, state_folder
from medguard.audit.merkle import ProofError
from medguard.audit.migrate import current, downgrade, latest, upgrade
from medguard.audit.notes import NoteError, Signer, Verifier, notes_in
from medguard.audit.payloads import Payloads
from medguard.audit.proofs import Proven, check_consistency_proof, check_proof, prove, prove_consistency
from medguard.audit.records import Record, Wanted, get, list_records
from medguard.audit.verify import Problem, Unfinished, Verification, verify

__all__ = [
    "NoteError",
    "Payloads",
    "Problem",
    "ProofError",
    "Proven",
    "Record",
    "Signer",
    "SqlLedger",
    "Unfinished",
    "Verification",
    "Verifier",
    "Wanted",
    "check_consistency_proof",
    "check_export",
    "check_proof",
    "current",
    "downgrade",
    "export",
    "get",
    "latest",
    "list_records",
    "make_key",
    "notes_in",
    "open_ledger",
    "prove",
    "prove_consistency",
    "read_key_file",
    "read_signer",
    "state_folder",
    "upgrade",
    "verify",
]
