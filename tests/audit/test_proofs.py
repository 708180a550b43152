"""A proof is checked with the public key alone; what proves nothing is a ProofError, and what cannot be proven an AuditError."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing

import pytest
from audit_samples import sample
from hypothesis import example, given
from hypothesis import strategies as st

from medguard.audit import get, open_ledger, read_signer
from medguard.audit.merkle import ProofError
from medguard.audit.notes import Checkpoint, new_signer
from medguard.audit.proofs import CONSISTENCY_FORM, FORM, check_consistency_proof, check_proof, prove, prove_consistency
from medguard.errors import AuditError

SIGNER = read_signer()
KEYS = [SIGNER.verifier]


@pytest.fixture(scope="module")
def log(tmp_path_factory):
    """A log of 600 records: full tiles and a right edge; and its checkpoints on the way."""
    url = f"sqlite:///{tmp_path_factory.mktemp('log')}/ledger.db"
    notes = {}
    with open_ledger(url) as ledger:
        notes[0] = ledger.checkpoint()
        for n in range(1, 601):
            ledger.append(sample(f"e-{n}"))
            if n in {1, 2, 255, 256, 257, 512, 599, 600}:
                notes[n] = ledger.checkpoint()
    return url, notes


@pytest.mark.parametrize("position", [1, 2, 255, 256, 257, 512, 513, 599, 600])
def test_every_record_is_proven(log, position):
    url, _ = log
    proven = check_proof(prove(url, position), KEYS)
    assert (proven.position, proven.size, proven.origin) == (position, 600, SIGNER.name)
    assert json.loads(proven.record)["exchange"]["id"] == f"e-{position}"
    assert proven.record == get(url, position).document.encode()


def test_the_log_goes_on_from_every_checkpoint(log):
    url, notes = log
    for size, note in notes.items():
        assert check_consistency_proof(prove_consistency(url, note), KEYS) == (size, 600)


@pytest.mark.parametrize("position", [0, -1, 601, 2**63, 10**30])
def test_what_is_not_there_is_not_proven(log, position):
    with pytest.raises(AuditError) as caught:
        prove(log[0], position)
    assert caught.value.remedy_zh


def test_the_log_does_not_go_on_from_another(log):
    url, notes = log
    foreign = [SIGNER.sign(Checkpoint(SIGNER.name, size, bytes(32))) for size in (0, 5, 600, 601, 10**18)]
    for note in (*foreign, "", "x", "\ud800", notes[5 if 5 in notes else 2].replace("\n2\n", "\n3\n")):
        with pytest.raises(AuditError):
            prove_consistency(url, note)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE records SET document = replace(document, 'answered', 'blocked') WHERE position = 600",
        "UPDATE records SET document = CAST(document AS BLOB) WHERE position = 600",
        "UPDATE records SET document = 5 WHERE position = 600",
        "UPDATE records SET document = CAST(x'ff' AS TEXT) WHERE position = 600",
        "UPDATE records SET leaf = NULL WHERE position = 599",
        "UPDATE records SET leaf = 'x' WHERE position = 599",
        "UPDATE tiles SET root = zeroblob(32)",
        "UPDATE tiles SET root = 7",
        "DELETE FROM tiles",
        "UPDATE head SET note = NULL",
        "UPDATE head SET note = 'x'",
        "UPDATE head SET note = x'00'",
        "DELETE FROM head",
    ],
)
def test_a_damaged_log_proves_nothing(log, tmp_path, change):
    url, notes = log
    copy = tmp_path / "copy.db"
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as one, closing(sqlite3.connect(copy)) as other:
        one.backup(other)
        with other:
            other.execute(change)
    with pytest.raises(AuditError):
        prove(f"sqlite:///{copy}", 600)
    if "document" not in change:  # of a document a consistency proof knows nothing
        with pytest.raises(AuditError):
            prove_consistency(f"sqlite:///{copy}", notes[599])


# ── what is handed in ────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def proofs(log):
    url, notes = log
    return prove(url, 300), prove_consistency(url, notes[257])


def test_a_key_that_does_not_fit_proves_nothing(proofs):
    for keys in ([], [new_signer(SIGNER.name).verifier], [new_signer("other.example").verifier]):
        with pytest.raises(ProofError):
            check_proof(proofs[0], keys)
        with pytest.raises(ProofError):
            check_consistency_proof(proofs[1], keys)


@given(at=st.integers(0, 10**6), bit=st.integers(0, 7))
def test_any_bit_of_a_proof_changed_proves_nothing_else(proofs, at, bit):
    for proof, check in zip(proofs, (check_proof, check_consistency_proof), strict=True):
        raw = bytearray(proof.encode())
        raw[at % len(raw)] ^= 1 << bit
        with pytest.raises(ProofError):
            check(raw.decode("utf-8", "surrogateescape"), KEYS)


def test_a_hash_is_spelled_in_one_way_only(proofs):
    lines = proofs[0].split("\n")
    assert lines[3].endswith("=")
    again = chr(ord(lines[3][-2]) + 1)  # bits that base64 leaves unused
    with pytest.raises(ProofError):
        check_proof("\n".join([*lines[:3], lines[3][:-2] + again + "=", *lines[4:]]), KEYS)


@given(at=st.integers(0, 10**6), many=st.integers(1, 400))
def test_a_proof_that_was_cut_proves_nothing(proofs, at, many):
    for proof, check in zip(proofs, (check_proof, check_consistency_proof), strict=True):
        for cut in (proof[: at % len(proof)], proof[: at % len(proof)] + proof[at % len(proof) + many :]):
            if cut != proof:
                with pytest.raises(ProofError):
                    check(cut, KEYS)


@given(st.text() | st.lists(st.text(alphabet="\nAB=+ index0123\u2014"), max_size=9).map("\n".join))
@example("")
@example("extra \nindex 0")
@example("extra QQ==\nindex 00")
@example("extra QQ==\n5")
@example("extra QQ==\nindex 99999999999999999999999")
@example("extra QQ==\nindex \u0663")
@example("\ud800")
def test_what_is_no_proof_is_said_to_be_none(text):
    for form, check in ((FORM, check_proof), (CONSISTENCY_FORM, check_consistency_proof)):
        note = SIGNER.sign(Checkpoint(SIGNER.name, 7, bytes(32)))
        for whole in (text, f"{form}\n{text}", f"{form}\n{text}\n\n{note}", f"{form}\n{text}\n\n{note}\n{note}"):
            if check is check_consistency_proof and whole == f"{form}\n\n{note}\n{note}":
                continue
            try:
                check(whole, KEYS)
            except ProofError:
                continue
            # two notes of one size and no steps between them are a proof, if a strange one
            assert check is check_consistency_proof
            assert whole.startswith(f"{form}\n\n")


def test_a_log_without_a_checkpoint_says_so(url):
    open_ledger(url).close()
    for attempt in (lambda: prove(url, 1), lambda: prove_consistency(url, "x")):
        with pytest.raises(AuditError, match="no signed checkpoint"):
            attempt()
