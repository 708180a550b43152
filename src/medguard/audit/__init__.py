"""The ledger: what happened, in order, so that a later change shows.

from medguard.audit import open_ledger, verify

with open_ledger(url) as ledger:
    ledger.append(exchange)
assert verify(url).ok
"""

from medguard.audit.ledger import SqlLedger, open_ledger
from medguard.audit.migrate import current, downgrade, latest, upgrade
from medguard.audit.records import Record, get, list_records
from medguard.audit.verify import Problem, Verification, verify

__all__ = [
    "Problem",
    "Record",
    "SqlLedger",
    "Verification",
    "current",
    "downgrade",
    "get",
    "latest",
    "list_records",
    "open_ledger",
    "upgrade",
    "verify",
]
