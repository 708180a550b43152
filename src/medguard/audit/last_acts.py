"""What the last record of each thing hashes its row to. A row that says something else was written by nobody who has the log's key, and opens nothing.

Nor does a record that somebody wrote into the database, beside the log or in the place of another: its way in the tree up to the checkpoint that the
log's key has signed is followed before it is believed. A record that was taken away is not missed here; ``verify`` misses it.
"""

from __future__ import annotations

import threading
from contextlib import suppress

import orjson
from sqlalchemy import Connection, func, select

from medguard.audit.ledger import SqlLedger
from medguard.audit.merkle import ProofError, check_inclusion, inclusion_proof, leaf_hash
from medguard.audit.notes import Checkpoint, NoteError, read_checkpoint
from medguard.audit.proofs import newest_note
from medguard.audit.tables import head, records
from medguard.audit.tree import StoredHashes
from medguard.errors import AuditError


class LastActs:
    """The last acts of one kind. Records do not change, so each is read and proven once. Threads may share it."""

    def __init__(self, ledger: SqlLedger, kind: str, of: str) -> None:
        """``of``: the field of the entry that names the thing."""
        self._ledger, self._kind, self._of = ledger, kind, of
        self._lock = threading.Lock()
        self._last: dict[str, str | None] = {}
        self._position = 0

    def confirm(self, connection: Connection, which: str, state: str) -> bool:
        """Whether the last record of this thing says that its row is so."""
        with self._lock:
            return self._read_on(connection) and self._last.get(which) == state

    def _read_on(self, connection: Connection) -> bool:
        # What stands beyond the log's end is none of its records, and must not hide those that come.
        end = select(head.c.position).where(head.c.id == 1).scalar_subquery()
        ours = select(func.max(records.c.position)).where(records.c.kind == self._kind, records.c.position <= end)
        last = connection.scalar(ours) or 0
        if last < self._position:  # a backup was put in place of what we knew
            self._last, self._position = {}, 0
        if last == self._position:
            return True
        try:
            # The key is asked for each time: the log may have been handed over to another.
            signed = read_checkpoint(newest_note(connection), [self._ledger.signer.verifier])
        except (AuditError, NoteError):
            return False
        these = (records.c.kind == self._kind) & (records.c.position > self._position)
        these &= records.c.position <= min(last, signed.size)
        query = select(records.c.position, records.c.document).where(these).order_by(records.c.position)
        stored: tuple[StoredHashes, dict[tuple[int, int], bytes]] = StoredHashes(connection), {}
        all_known = True
        for position, document in connection.execute(query).all():
            # What is none of ours confirms nothing, and verify tells of it.
            with suppress(orjson.JSONDecodeError, KeyError, TypeError, AttributeError):
                raw = document.encode("utf-8", "surrogateescape")
                said = orjson.loads(raw)[self._kind]
                which, state = said[self._of], said["state_sha256"]
                known = _is_in_the_log(raw, position, signed, *stored)
                self._last[which] = state if known else None
                all_known &= known
        # If somebody has changed one, all are read again until it is as it was: nobody else has to start the console anew for that.
        self._position = min(last, signed.size) if all_known else 0
        return True


def _is_in_the_log(
    document: bytes,
    position: int,
    signed: Checkpoint,
    stored: StoredHashes,
    known: dict[tuple[int, int], bytes],
) -> bool:
    try:
        path = inclusion_proof(stored, position - 1, signed.size, known=known)
        check_inclusion(leaf_hash(document), position - 1, signed.size, path, signed.root)
    except ProofError:
        return False
    return True
