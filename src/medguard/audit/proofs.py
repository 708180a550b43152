"""What somebody who does not trust us is given, and how they check it, without our database and without the internet.

An inclusion proof is a C2SP tlog-proof: the record itself (``extra``), its index, the path to the root, and the signed checkpoint. A consistency
proof is the same for two checkpoints: that the newer log begins with the older one. Both are text, and a few kilobytes.

    c2sp.org/tlog-proof@v1
    extra eyJleGNoYW5nZSI6ey…        the record's canonical JSON, base64
    index 73894
    gSKyXoYZUgZ6jduWYrkDOARinOMGJveXjgMkBTcdPlQ=
    …

    hospital.example/medguard
    109482
    sFodV/vSp5O8n9a8QpW6PRY97tfOSW5bsc2Xl/EQi08=

    — hospital.example/medguard hI2DJw…
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, Engine, select

from medguard.audit.database import reading
from medguard.audit.merkle import (
    HASH_BYTES,
    ProofError,
    check_consistency,
    check_inclusion,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    tree_root,
)
from medguard.audit.migrate import require_latest
from medguard.audit.notes import Checkpoint, NoteError, Verifier, claimed_checkpoint, read_checkpoint
from medguard.audit.tables import head, records
from medguard.audit.tree import StoredHashes
from medguard.errors import AuditError

FORM = "c2sp.org/tlog-proof@v1"
CONSISTENCY_FORM = "medguard consistency proof v1"
_MOST_STEPS = 63
_LARGEST = 50_000_000
_INDEX = re.compile(r"index (0|[1-9][0-9]{0,18})")


@dataclass(frozen=True, slots=True)
class Proven:
    """What a proof showed."""

    record: bytes
    """Canonical JSON."""
    position: int
    size: int
    """Of the log whose checkpoint it is."""
    origin: str


def prove(source: str | Engine, position: int, note: str | None = None) -> str:
    """A proof that the record at this position is in the log, against its newest checkpoint or the one in ``note``. Raises AuditError if it cannot be given."""
    with reading(source) as connection:
        require_latest(connection)
        note = note or newest_note(connection)
        size = _size(note)
        document = None
        if 0 < position <= size:
            document = connection.scalar(select(records.c.document).where(records.c.position == position))
        if document is None:
            raise AuditError(
                "There is no such record, or the log's checkpoint does not cover it yet.",
                remedy="Look it up with: medguard audit list",
                remedy_zh="没有该记录，或检查点尚未覆盖该记录。请用 medguard audit list 查询。",
            )
        try:
            record = document.encode("utf-8", "surrogateescape")
            path = inclusion_proof(StoredHashes(connection), position - 1, size)
            check_inclusion(leaf_hash(record), position - 1, size, path, claimed_checkpoint(note).root)
        except (ProofError, AttributeError, ValueError):  # a document that is no text: somebody changed it
            raise _does_not_fit() from None
    return "\n".join([FORM, f"extra {_b64(record)}", f"index {position - 1}", *map(_b64, path), "", note])


def check_proof(proof: str, keys: Sequence[Verifier]) -> Proven:
    """Check an inclusion proof with the log's public key alone. Raises ProofError, whose words say what does not fit."""
    lines, note = _parted(proof, FORM)
    record = b""
    if lines and lines[0].startswith("extra "):
        record = _raw(lines.pop(0).removeprefix("extra "))
    index = lines.pop(0) if lines else ""
    if not record or not _INDEX.fullmatch(index):
        raise ProofError("this proof holds no record, or no index")
    position = int(index.removeprefix("index ")) + 1
    checkpoint = _checked(note, keys)
    check_inclusion(leaf_hash(record), position - 1, checkpoint.size, _hashes(lines), checkpoint.root)
    return Proven(record, position, checkpoint.size, checkpoint.origin)


def prove_consistency(source: str | Engine, older: str) -> str:
    """A proof that the log as it is now begins with that of an older checkpoint. Raises AuditError if it does not."""
    with reading(source) as connection:
        require_latest(connection)
        note = newest_note(connection)
        try:
            before, now = claimed_checkpoint(older), claimed_checkpoint(note)
            stored = StoredHashes(connection)
            if before.size > now.size or (before.size and tree_root(stored, before.size) != before.root):
                raise _does_not_fit()
            path = consistency_proof(stored, before.size, now.size)
            check_consistency(before.size, before.root, now.size, now.root, path)
        except NoteError as error:
            raise AuditError(str(error)) from None
        except ProofError:
            raise _does_not_fit() from None
    return "\n".join([CONSISTENCY_FORM, *map(_b64, path), "", older.rstrip("\n") + "\n", note])


def check_consistency_proof(proof: str, keys: Sequence[Verifier]) -> tuple[int, int]:
    """Check that one log goes on from the other, with the public key alone; give both sizes. Raises ProofError."""
    lines, rest = _parted(proof, CONSISTENCY_FORM)
    older, newer = _notes(rest)
    before, now = _checked(older, keys), _checked(newer, keys)
    if before.origin != now.origin:
        raise ProofError("the two checkpoints are of different logs")
    check_consistency(before.size, before.root, now.size, now.root, _hashes(lines))
    return before.size, now.size


def _notes(text: str) -> tuple[str, str]:
    # A note is lines, an empty line, signature lines; one more empty line parts the two.
    parts = text.split("\n\n")
    if len(parts) != 4:  # noqa: PLR2004  text and signatures of two
        raise ProofError("this proof does not hold two checkpoints")
    return f"{parts[0]}\n\n{parts[1]}\n", f"{parts[2]}\n\n{parts[3]}"


def _parted(proof: str, form: str) -> tuple[list[str], str]:
    if len(proof) > _LARGEST:
        raise ProofError("this is no proof: it is too long")
    above, blank, note = proof.partition("\n\n")
    first, *lines = above.split("\n")
    if first != form or not blank:
        raise ProofError(f"this is no proof: it does not begin with {form}")
    return lines, note


def _checked(note: str, keys: Sequence[Verifier]) -> Checkpoint:
    try:
        return read_checkpoint(note, keys)
    except NoteError as error:
        raise ProofError(str(error)) from None


def _hashes(lines: Sequence[str]) -> list[bytes]:
    found = [_raw(line) for line in lines]
    if len(found) > _MOST_STEPS or any(len(one) != HASH_BYTES for one in found):
        raise ProofError("a hash of the proof is damaged")
    return found


def _raw(text: str) -> bytes:
    try:
        raw = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raw = b""
    if not raw or _b64(raw) != text:
        raise ProofError("the proof is damaged: a line is not base64")
    return raw


def _b64(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def newest_note(connection: Connection) -> str:
    """The signed checkpoint of the log as it is now. Raises AuditError if there is none."""
    note = connection.scalar(select(head.c.note).where(head.c.id == 1))
    if not isinstance(note, str):
        raise AuditError(
            "The log has no signed checkpoint yet.",
            remedy="Start medguard on it once, or run: medguard audit checkpoint",
            remedy_zh="日志尚无已签名的检查点。请启动一次 medguard，或运行：medguard audit checkpoint",
        )
    return note


def _size(note: str) -> int:
    try:
        return claimed_checkpoint(note).size
    except NoteError:
        raise _does_not_fit() from None


def _does_not_fit() -> AuditError:
    return AuditError(
        "The log does not fit what was signed, so nothing can be proven.",
        remedy="Run: medguard audit verify",
        remedy_zh="日志与已签名内容不符，无法出具证明。请运行：medguard audit verify",
    )
