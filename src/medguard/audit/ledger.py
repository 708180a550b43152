"""The append-only log: one record for everything it remembers, a leaf of one Merkle tree, on the disk before anything is released.

with open_ledger("sqlite:////var/lib/medguard/ledger.db", signer=signer) as ledger:
    receipt = ledger.append(exchange)
"""

from __future__ import annotations

import re
import secrets
import threading
import time
import uuid
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from types import TracebackType
from typing import Any, NamedTuple, NoReturn, Self

import orjson
from sqlalchemy import Connection, Engine, Row, Table, delete, insert, or_, select, update

from medguard.audit import migrate
from medguard.audit.at_once import End, keep_if, keep_locked, move_end
from medguard.audit.canonical import GENESIS, canonical, sha256
from medguard.audit.database import BUSY_SECONDS, Clash, connect, explained, insert_once, shown, writer
from medguard.audit.log_key import read_signer
from medguard.audit.merkle import EMPTY_ROOT, TILE_WIDTH, Frontier, ProofError, leaf_hash
from medguard.audit.notes import Checkpoint, NoteError, Signer, claimed_checkpoint, read_checkpoint
from medguard.audit.payloads import Payloads
from medguard.audit.tables import (
    checkpoints,
    copies,
    entry_copies,
    head,
    holds,
    payloads,
    people,
    pseudonym_of,
    records,
    set_rows,
    without_rulings,
)
from medguard.audit.tree import grow
from medguard.errors import AuditError
from medguard.types import Entry, Erased, Exchange, LegalHold, Payload, Receipt

CHECKPOINT_SECONDS = 60.0
"""How old the last kept checkpoint may become before the next commit keeps another. The signed note of the head is always of now."""

_BATCH = 256
"""Records in one commit: waiting callers share an fsync, and none waits for more than these."""
_ADOPTED_AT_ONCE = 1000
_NEWER = frozenset(("payload_sha256", "application", "system"))
"""What an exchange says of itself since the tree, and did not before."""
_ADOPTED = ("application", "actor", "patient", "reviewer", "decisions", "findings")
_PROVEN_SECONDS = 1.0
_LOOK_SECONDS = 0.2
"""How long somebody waits to be called before they look by themselves."""
_HASH = re.compile(r"[0-9a-f]{64}")

_ERASED_AT_ONCE = 10_000

_KEPT = select(payloads.c.exchange_id).where(payloads.c.erased_by.is_(None)).order_by(payloads.c.exchange_id)
"""Exchanges whose text is there."""

_HEAD = select(head).where(head.c.id == 1).with_for_update()
"""Where the chain ends. PostgreSQL locks the row; SQLite has locked the file with BEGIN IMMEDIATE."""

_NULLABLE = frozenset(column.name for column in records.columns if column.nullable)


def open_ledger(
    url: str, *, signer: Signer | None = None, vault: Payloads | None = None, busy_seconds: float = BUSY_SECONDS
) -> SqlLedger:
    """Open a ledger that is known to be writable and to have the tables of this release; an empty database gets them now.

    ``signer``: this user's own key, unless one is given. Raises AuditError, also if another log's key has signed it.
    """
    ledger = SqlLedger(url, signer=signer, vault=vault, busy_seconds=busy_seconds)
    try:
        migrate.prepare(ledger.engine)
        ledger.adopt()
        ledger.check_writable()
    except BaseException:
        ledger.close()
        raise
    return ledger


@dataclass(slots=True, eq=False)
class _Waiting:
    """An entry on its way into the log: written down already, but for its place. Two are never equal: the queue is asked for this one."""

    kind: str
    document: bytes
    """RFC 8785."""
    columns: dict[str, Any]
    payload: dict[str, Any] | None = None
    receipt: Receipt | None = None
    failure: AuditError | None = None
    called: threading.Event = field(default_factory=threading.Event)
    """Set when it has its answer, or when the turn is free and it is first in the queue."""

    def sets(self) -> set[str]:
        """Keys of its rulings and of its findings."""
        return {key for key in (self.columns["decisions"], self.columns["findings"]) if key is not None}

    def placed(self, position: int, previous: str, recorded_at: str) -> bytes:
        """The record's canonical bytes. RFC 8785 sorts names, and every kind stands before ``position``."""
        place = f'"position":{position},"previous":"{previous}","recorded_at":"{recorded_at}"'
        return b'{"%s":%s,%s}' % (self.kind.encode(), self.document, place.encode())


class _Batch(NamedTuple):
    """Records as they will stand in the log, and how it ends with them."""

    moment: datetime
    recorded_at: str
    """The moment in words."""
    rows: list[dict[str, Any]]
    leaves: list[bytes]
    receipts: list[Receipt]
    end: End


class SqlLedger:
    """A ledger in SQLite or PostgreSQL. Threads and processes may append at once; their records take turns.

    A record's hash covers the canonical JSON of its position, the time, its predecessor's hash and the entry. Callers who wait at the same
    time are kept in one transaction (group commit), which ends with the tree's new root, signed.
    """

    def __init__(
        self,
        url: str,
        *,
        signer: Signer | None = None,
        vault: Payloads | None = None,
        busy_seconds: float = BUSY_SECONDS,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.engine: Engine = connect(url, busy_seconds=busy_seconds)
        """For reading and verifying."""
        self.signer = signer or read_signer()
        self.vault = vault
        self._writer = writer(self.engine)
        self._at_once = self.engine.execution_options(isolation_level="AUTOCOMMIT")
        self._clock = clock
        self._busy_seconds = busy_seconds
        self._queue: deque[_Waiting] = deque()
        # Our own threads queue here, where waking up is prompt; at SQLite's lock they would sleep and poll.
        self._turn = threading.Lock()
        self._known_sets: set[str] = set()
        self._checkpointed = -CHECKPOINT_SECONDS
        self._proven = -_PROVEN_SECONDS
        self._signed = ""
        self._end: End | None = None
        """Where the log ends, if we were the last two to append: then perhaps still."""
        self._kept = 0
        self._to_overwrite = False

    # ── appending ────────────────────────────────────────────────────────────────────────────────────────────────────

    def append(self, entry: Entry, payload: Payload | None = None) -> Receipt:
        """Keep the record durably before returning, and the text beside it. Raises AuditError if that cannot be promised."""
        waiting = self._prepared(entry, payload)
        self._queue.append(waiting)  # atomic; whoever has the turn takes all that wait
        until = time.monotonic() + self._busy_seconds
        try:
            while waiting.receipt is None and waiting.failure is None:
                # Nobody queues at the lock: those who have their answer would stand there between those who have none, and hold up the next commit.
                if self._turn.acquire(blocking=False):
                    try:
                        while waiting.receipt is None and waiting.failure is None:
                            self._keep_batch(waiting)
                    finally:
                        self._pass_on()
                elif time.monotonic() < until or not self._given_up(waiting):
                    # Over its time and no longer in the queue: somebody is keeping it just now, and will soon know.
                    waiting.called.wait(min(max(until - time.monotonic(), 0.001), _LOOK_SECONDS))
                    waiting.called.clear()
                else:
                    waiting.failure = _too_many()
                    self._call_next()  # it may have been our turn
        except BaseException:
            self._given_up(waiting)  # interrupted: nobody shall keep it later
            self._call_next()  # it may have been our turn
            raise
        if waiting.failure is not None:
            raise waiting.failure
        assert waiting.receipt is not None  # noqa: S101  the loop above
        return waiting.receipt

    def append_with(self, entry: Entry, change: Callable[[Connection], None]) -> Receipt:
        """Keep the record of an act and the act itself, in one transaction: both, or neither. Raises AuditError likewise."""
        waiting = self._prepared(entry, None)
        with self._alone(), self._writing() as connection:
            change(connection)
            return self._append(connection, [waiting])[0]

    def _prepared(self, entry: Entry, payload: Payload | None) -> _Waiting:
        """Write an entry down before its turn comes: one that cannot be written is nobody else's trouble."""
        sealed = None
        if payload is not None and self.vault is not None and isinstance(entry, Exchange):
            sealed = self.vault.seal(entry.id, payload)
            entry = replace(entry, payload_sha256=sealed.pop("sha256"))
        document = canonical(entry)
        try:
            read, rulings = without_rulings(document)
            columns = entry_copies(entry.KIND, read)
            if rulings is not None:
                columns["decisions"] = rulings
        except (KeyError, TypeError, ValueError, AttributeError):
            raise _unwritable() from None
        if any(type(value) is not str and not (value is None and name in _NULLABLE) for name, value in columns.items()):
            raise _unwritable()
        return _Waiting(entry.KIND, document, columns, sealed)

    def _pass_on(self) -> None:
        self._turn.release()
        self._call_next()

    def _call_next(self) -> None:
        """Wake whoever waits first: to take the turn, or to find that somebody has it and will answer."""
        with suppress(IndexError):
            self._queue[0].called.set()

    def _given_up(self, waiting: _Waiting) -> bool:
        try:
            self._queue.remove(waiting)
        except ValueError:
            return False
        return True

    def _keep_batch(self, ours: _Waiting) -> None:
        """Keep whoever waits first. Nobody is left without an answer, also if this thread is interrupted in the middle."""
        batch: list[_Waiting] = []
        try:
            while self._queue and len(batch) < _BATCH:
                batch.append(self._queue.popleft())
            if batch:
                self._keep(batch)
        finally:
            # Ours is here if the queue is empty and still it has no answer: whoever had taken it was interrupted.
            for one in (*batch, *(() if batch else (ours,))):
                if one.receipt is None and one.failure is None:
                    one.failure = _interrupted()
                one.called.set()

    def _keep(self, batch: Sequence[_Waiting]) -> None:
        """Give every waiting entry its receipt or its failure."""
        try:
            receipts = self._kept_at_once(batch)
            if receipts is None:
                with self._writing() as connection:
                    receipts = self._append(connection, batch)
        except AuditError as failure:
            if isinstance(failure, Clash) and len(batch) > 1:
                for one in batch:  # one of them is there already; the others must not suffer for it
                    self._keep([one])
                return
            for one in batch:
                one.failure = AuditError(str(failure), remedy=failure.remedy, remedy_zh=failure.remedy_zh)
        else:
            self._proven = time.monotonic()
            for one, receipt in zip(batch, receipts, strict=True):
                one.receipt = receipt

    def _kept_at_once(self, batch: Sequence[_Waiting]) -> list[Receipt] | None:
        """Keep them by a single statement. None if that is not enough for these, or somebody else has appended meanwhile: nothing is kept then.

        What we know of the head is what we wrote there and signed; the statement asks whether it says so still.
        """
        last, self._end = self._end, None
        if last is None or not self._records_only(batch, last):
            return None
        written = self._written(batch, last.position, last.sha256, last.frontier.copy())
        with explained(self.engine.url), self._at_once.begin() as connection:
            if not keep_if(connection, last, written.end, written.rows):
                return None
        self._signed, self._kept, self._end = written.end.note or "", written.end.position, written.end
        return written.receipts

    def _records_only(self, batch: Sequence[_Waiting], last: End) -> bool:
        """Whether nothing but records and the head is to be written: no text, no new set, no full tile, no checkpoint."""
        return (
            last.frontier.size // TILE_WIDTH == (last.frontier.size + len(batch)) // TILE_WIDTH
            and time.monotonic() - self._checkpointed < CHECKPOINT_SECONDS
            and all(one.payload is None and one.sets() <= self._known_sets for one in batch)
        )

    def _append(self, connection: Connection, batch: Sequence[_Waiting]) -> list[Receipt]:
        # 1. where the chain ends, under the lock that keeps it there
        last = self._head(connection)
        frontier = self._adopted(connection, last)
        if last.position < self._kept:
            self._known_sets.clear()  # a backup was put in place of what we knew
        ours = last.note == self._signed
        # 2. the records, and what the tree with them comes to, signed
        before = frontier.copy()
        written = self._written(batch, last.position, last.sha256, frontier)
        # 3. all of it, or nothing
        new = self._new_sets(batch)
        for table, values in new.values():
            insert_once(connection, table, values)
        if kept := [waiting.payload for waiting in batch if waiting.payload is not None]:
            until = _written(written.moment + timedelta(days=self.vault.days if self.vault else 0))
            connection.execute(
                insert(payloads), [one | {"stored_at": written.recorded_at, "keep_until": until} for one in kept]
            )
        try:
            grow(connection, before, written.leaves)
        except ProofError:
            raise self._damaged() from None
        keep_locked(connection, written.end, written.rows)
        self._remember(connection, written.end, written.recorded_at)
        self._known_sets |= new.keys()
        self._end = written.end if ours and self.engine.dialect.name == "postgresql" else None
        return written.receipts

    def _written(self, batch: Sequence[_Waiting], position: int, previous: str, frontier: Frontier) -> _Batch:
        """Write down the records that follow the one at ``position``, each with its hash over its predecessor's, and sign the tree with them."""
        moment = self._clock().astimezone(UTC)
        now = _written(moment)
        rows, leaves, receipts = [], [], []
        for waiting in batch:
            position += 1
            written = waiting.placed(position, previous, now)
            place = {"position": position, "previous": previous, "recorded_at": now}
            previous, leaf = sha256(written), leaf_hash(written)
            rows.append({**waiting.columns, **place, "document": written.decode(), "sha256": previous, "leaf": leaf})
            leaves.append(leaf)
            receipts.append(Receipt(position=position, sha256=previous))
            frontier.add(leaf)
        return _Batch(moment, now, rows, leaves, receipts, End(position, previous, frontier, self._note(frontier)))

    def _new_sets(self, batch: Sequence[_Waiting]) -> dict[str, tuple[Table, list[dict[str, Any]]]]:
        """Rulings and findings that no record of this process had before: few, once it has run for a while."""
        new: dict[str, tuple[Table, list[dict[str, Any]]]] = {}
        for waiting in batch:
            if waiting.sets() - self._known_sets - new.keys():
                new |= {key: (table, values) for table, key, values in set_rows(orjson.loads(waiting.document))}
        return {key: found for key, found in new.items() if key not in self._known_sets}

    def _note(self, frontier: Frontier) -> str:
        return self.signer.sign(Checkpoint(self.signer.name, frontier.size, frontier.root()))

    def _sign(self, connection: Connection, frontier: Frontier, position: int, digest: str, now: str) -> str:
        """Say where the ledger ends now, signed."""
        note = self._note(frontier)
        end = End(position, digest, frontier, note)
        move_end(connection, end)
        self._remember(connection, end, now)
        return note

    def _remember(self, connection: Connection, end: End, now: str) -> None:
        """What we signed; and keep the note for ever if the last that is kept grows old."""
        if end.frontier.size and time.monotonic() - self._checkpointed >= CHECKPOINT_SECONDS:
            insert_once(connection, checkpoints, [{"size": end.frontier.size, "made_at": now, "note": end.note}])
            self._checkpointed = time.monotonic()
        self._signed, self._kept, self._end = end.note or "", end.position, None

    # ── rows of an earlier release ───────────────────────────────────────────────────────────────────────────────────

    def adopt(self) -> None:
        """Take rows that an earlier release has appended into the tree, a thousand in a transaction."""
        behind = True
        while behind:
            with self._alone(), self._writing() as connection:
                last = self._head(connection)
                frontier = self._adopted(connection, last, at_most=_ADOPTED_AT_ONCE)
                behind = frontier.size < last.position
                if frontier.size > last.tree_size:
                    moment = _recorded_at(connection, frontier.size)
                    self._sign(connection, frontier, last.position, last.sha256, moment)

    def _adopted(self, connection: Connection, last: Row[Any], *, at_most: int | None = None) -> Frontier:
        """The right edge of the tree of all records, those of an earlier release taken in. Raises AuditError unless it is what we signed."""
        try:
            frontier = Frontier.decoded(last.tree_size, last.tree_edge or b"")
            # What we sign next covers all that stands before: so whoever wrote the rows anew does not get our signature under them.
            if (frontier.size, frontier.root()) != self._promised(last.note):
                raise self._damaged()
            if frontier.size >= last.position:
                return frontier if frontier.size == last.position else self._too_large()
            taken = self._of_earlier_release(connection, last, frontier.size, at_most)
            for position, leaf, asked_by, sets in taken:
                change = update(records).where(records.c.position == position)
                connection.execute(change, {"leaf": leaf, **asked_by})
                for table, _key, values in sets:
                    insert_once(connection, table, values)
            grow(connection, frontier, [leaf for _, leaf, _, _ in taken])
        except (ProofError, ValueError, KeyError, TypeError, AttributeError):
            raise self._damaged() from None
        return frontier

    def _promised(self, note: str | None) -> tuple[int, bytes]:
        """Size and root of the tree that was signed last; ``_head`` has seen that it was with our key."""
        if note is None:
            return 0, EMPTY_ROOT
        signed = claimed_checkpoint(note)
        return signed.size, signed.root

    def _of_earlier_release(
        self, connection: Connection, last: Row[Any], after: int, at_most: int | None
    ) -> list[tuple[int, bytes, dict[str, Any], list[tuple[Table, str, list[dict[str, Any]]]]]]:
        """Rows behind the tree's end: position, leaf, columns to fill in and sets. Raises ProofError for what that release did not write.

        It kept exchanges alone, one after the other. Once a tree is signed, they must also go on its chain, in that release's words.
        """
        began = last.note is None
        columns = select(records.c.position, records.c.document)
        beyond = columns.where(records.c.position > after, records.c.position <= last.position)
        previous = connection.scalar(select(records.c.sha256).where(records.c.position == after)) if after else GENESIS
        found: list[Any] = []
        for at, (position, document) in enumerate(
            connection.execute(beyond.order_by(records.c.position).limit(at_most)).all(), start=after + 1
        ):
            written = document.encode("utf-8", "surrogateescape")
            body = orjson.loads(written)
            said = copies(body)
            if (position, said["kind"]) != (at, Exchange.KIND):
                raise ProofError("a row behind the tree's end is not of an earlier release")
            if not began and (
                said["position"] != at or said["previous"] != previous or _NEWER & body["exchange"].keys()
            ):
                raise ProofError("a row behind the tree's end is not of an earlier release")
            previous = sha256(written)
            found.append(
                (position, leaf_hash(written), {name: said[name] for name in _ADOPTED}, set_rows(body["exchange"]))
            )
        at_end = after + len(found) == last.position
        if not found or (at_end and not began and previous != last.sha256):
            raise ProofError("rows behind the tree's end are missing or changed")
        return found

    def _too_large(self) -> NoReturn:
        """The tree has more leaves than the ledger has records: rows are gone, and nothing is appended over that."""
        raise self._damaged()

    # ── people, text and holds ───────────────────────────────────────────────────────────────────────────────────────

    def pseudonym(self, reference: str) -> str:
        """The word that stands for a person in records, made at the first time. Raises AuditError if it cannot be kept."""
        if not _storable(reference):
            raise _unwritable()
        query = select(people.c.pseudonym).where(people.c.reference == reference)
        with explained(self.engine.url), self.engine.connect() as connection:
            found: str | None = connection.scalar(query)
        if found is None:
            with self._alone(), self._writing() as connection:
                salt = secrets.token_hex(16)
                word = pseudonym_of(reference, salt)
                insert_once(connection, people, [{"pseudonym": word, "reference": reference, "salt": salt}])
                found = connection.scalar(query)
        return found if found is not None else self.pseudonym(reference)  # somebody erased it just now

    def erase_exchange(self, exchange_id: str, *, by: str, reason: str) -> Receipt:
        """Destroy the text of an exchange for good, and record that. Raises AuditError if there is none, or a legal hold."""
        _must_be_words(by, reason)
        with self._erasing() as connection:
            found = list(connection.scalars(_KEPT.where(payloads.c.exchange_id == exchange_id)))
            if not found:
                raise _nothing_kept()
            return self._erase(connection, found, by=by, reason=reason, what="exchange")

    def erase_person(self, reference: str, *, by: str, reason: str) -> Receipt:
        """Destroy the text of every exchange about or by a person, and what says whom their pseudonym means. Raises AuditError likewise."""
        _must_be_words(by, reason)
        with self._erasing() as connection:
            pseudonym = connection.scalar(select(people.c.pseudonym).where(people.c.reference == reference))
            if pseudonym is None:
                raise _nothing_kept()
            query = _KEPT.join(records, records.c.exchange_id == payloads.c.exchange_id)
            of_them = or_(records.c.patient == pseudonym, records.c.actor == pseudonym)
            found = list(connection.scalars(query.where(of_them)))
            connection.execute(delete(people).where(people.c.pseudonym == pseudonym))
            return self._erase(connection, found, by=by, reason=reason, what="person")

    def erase_expired(self, *, by: str) -> int:
        """Destroy text whose time is over and on which no legal hold lies, record that, and say of how many exchanges."""
        _must_be_words(by)
        gone = 0
        while True:
            with self._erasing() as connection:
                over = payloads.c.keep_until <= _written(self._clock().astimezone(UTC))
                free = payloads.c.exchange_id.not_in(select(holds.c.exchange_id))
                found = list(connection.scalars(_KEPT.where(over, free).limit(_ERASED_AT_ONCE)))
                if not found:
                    return gone
                self._erase(connection, found, by=by, reason="retention", what="expired")
                gone += len(found)

    def hold(self, exchange_id: str, *, matter: str, by: str, placed: bool = True) -> Receipt:
        """Place a legal hold on the text of an exchange, or lift it; recorded either way. Raises AuditError if there is no such exchange."""
        _must_be_words(by, matter)
        with self._alone(), self._writing() as connection:
            if connection.scalar(select(records.c.position).where(records.c.exchange_id == exchange_id)) is None:
                raise _nothing_kept()
            now = _written(self._clock().astimezone(UTC))
            if placed:
                row = {"exchange_id": exchange_id, "matter": matter, "placed_at": now}
                insert_once(connection, holds, [row])
            else:
                this = (holds.c.exchange_id == exchange_id) & (holds.c.matter == matter)
                if not connection.execute(delete(holds).where(this)).rowcount:
                    raise _nothing_kept()
            entry = LegalHold(
                id=uuid.uuid4().hex, started_at=now, by=by, matter=matter, exchange=exchange_id, placed=placed
            )
            return self._append(connection, [self._prepared(entry, None)])[0]

    def keep_with(self, change: Callable[[Connection, str, str], Entry]) -> Receipt:
        """Keep an entry and the rows that it tells of, both or neither. ``change`` is given the entry's id and its time, and writes the rows."""
        with self._alone(), self._writing() as connection:
            self._head(connection)  # its lock: changes come one after the other
            entry = change(connection, uuid.uuid4().hex, _written(self._clock().astimezone(UTC)))
            return self._append(connection, [self._prepared(entry, None)])[0]

    @contextmanager
    def _erasing(self) -> Iterator[Connection]:
        with self._alone(), self._writing() as connection:
            yield connection
        self._overwrite()

    def _overwrite(self, *, wait: bool = True) -> None:
        """What was overwritten in SQLite's file still stands in the log beside it, until no reader needs that any more."""
        if self.engine.dialect.name != "sqlite":
            return
        with explained(self.engine.url), self.engine.connect() as connection:
            raw: Any = connection.connection.dbapi_connection
            milliseconds = raw.execute("PRAGMA busy_timeout").fetchone()[0]
            raw.execute(f"PRAGMA busy_timeout = {milliseconds if wait else 0:d}")
            try:
                self._to_overwrite = bool(raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0])
            finally:
                raw.execute(f"PRAGMA busy_timeout = {milliseconds:d}")

    def _erase(self, connection: Connection, found: Sequence[str], *, by: str, reason: str, what: str) -> Receipt:
        entry = Erased(
            id=uuid.uuid4().hex,
            started_at=_written(self._clock().astimezone(UTC)),
            by=by,
            reason=reason,
            what=what,
            exchanges=tuple(found),
        )
        for at in range(0, len(found), _BATCH):
            these = found[at : at + _BATCH]
            if connection.scalar(select(holds.c.matter).where(holds.c.exchange_id.in_(these)).limit(1)) is not None:
                raise _on_hold()
            gone = update(payloads).where(payloads.c.exchange_id.in_(these)).values(keep_until=payloads.c.stored_at)
            connection.execute(gone, {"wrapped_key": b"", "content": b"", "erased_by": entry.id})
        return self._append(connection, [self._prepared(entry, None)])[0]

    # ── being ready ──────────────────────────────────────────────────────────────────────────────────────────────────

    def check_writable(self) -> None:
        """Prove that a record could be kept now: changes the head to what it is, in a transaction that is taken back.

        Raises AuditError if not. That the disk has room for the next record, only the next record can prove.
        """
        if self._to_overwrite:
            self._overwrite(wait=False)
        if time.monotonic() - self._proven < _PROVEN_SECONDS:
            return  # a record was kept a moment ago
        with self._alone(), self._writing(keep=False) as connection:
            last = self._head(connection)
            connection.execute(
                select(records.c.position).where(records.c.position == last.position)
            )  # the table is there
            connection.execute(update(head).where(head.c.id == 1), {"position": last.position})

    def checkpoint(self) -> str:
        """Keep a checkpoint of the ledger as it is now, and give the signed note. Raises AuditError."""
        with self._alone(), self._writing() as connection:
            last = self._head(connection)
            frontier = self._adopted(connection, last)
            self._checkpointed = -CHECKPOINT_SECONDS
            moment = _recorded_at(connection, frontier.size)
            return self._sign(connection, frontier, last.position, last.sha256, moment)

    def hand_over(self, to: Signer) -> str:
        """Let another key of the same name sign from now on, and give the last note of both: ours stays for ever, theirs is the head's.

        Every sidecar must be given the new key before it appends again. Raises AuditError.
        """
        if to.name != self.signer.name:
            raise _another_key()
        self.checkpoint()
        before = self.signer
        try:
            with self._alone(), self._writing() as connection:
                last = self._head(connection)
                frontier = self._adopted(connection, last)
                self.signer, self._checkpointed = to, time.monotonic()
                now = _written(self._clock().astimezone(UTC))
                return self._sign(connection, frontier, last.position, last.sha256, now)
        except BaseException:
            self.signer = before  # what was not committed is not handed over
            raise

    def close(self) -> None:
        """Let go of the database."""
        self.engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        self.close()

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Wait for our turn among the threads of this process."""
        if not self._turn.acquire(timeout=self._busy_seconds):
            raise _too_many()
        try:
            yield
        finally:
            self._pass_on()

    @contextmanager
    def _writing(self, *, keep: bool = True) -> Iterator[Connection]:
        checkpointed = self._checkpointed
        try:
            with explained(self.engine.url), self._writer.connect() as connection, connection.begin() as transaction:
                yield connection
                if not keep:
                    transaction.rollback()
        except BaseException:  # nothing of it was kept, or nobody knows
            self._checkpointed, self._end = checkpointed, None
            self._known_sets.clear()
            raise

    def _head(self, connection: Connection) -> Row[Any]:
        last = connection.execute(_HEAD).first()
        if last is None or not isinstance(last.position, int) or not _HASH.fullmatch(str(last.sha256)):
            raise self._damaged()
        if last.note is not None and last.note != self._signed:  # somebody else's: another sidecar's, or another log's
            try:
                read_checkpoint(last.note, [self.signer.verifier])
            except (NoteError, TypeError, AttributeError):
                raise self._not_ours(last.note) from None
        return last

    def _not_ours(self, note: Any) -> AuditError:
        try:
            claimed_checkpoint(note)
        except (NoteError, TypeError, AttributeError):
            return self._damaged()
        return _another_key()

    def _damaged(self) -> AuditError:
        remedy = f"medguard audit verify --database {shown(self.engine.url)}"
        return AuditError(
            f"Audit: the row that says where the chain ends is missing or damaged, or the tree is. Run: {remedy}",
            remedy=f"Run: {remedy}",
            remedy_zh=f"请运行：{remedy}",
        )


def _written(moment: datetime) -> str:
    return moment.isoformat(timespec="microseconds").replace("+00:00", "Z")


def _recorded_at(connection: Connection, size: int) -> str:
    """When a log of this size had its last record: the moment of its checkpoint, whenever that is kept."""
    return str(connection.scalar(select(records.c.recorded_at).where(records.c.position == size)))


def _storable(words: str) -> bool:
    """No lone surrogate and no NUL, which a database refuses, and no line break, which parts salt and reference in a pseudonym's hash."""
    return not re.search(r"[\0\n\ud800-\udfff]", words)


def _interrupted() -> AuditError:
    return AuditError(
        "Audit: keeping the record was interrupted, so nobody knows whether it was kept. Ask again.",
        remedy="Ask again; whether the record was kept shows: medguard audit list",
        remedy_zh="请重试；该记录是否已保存可用 medguard audit list 查看。",
    )


def _unwritable() -> AuditError:
    return AuditError(
        "The record was not kept: a part of the exchange is not what it should be. Report this as a bug in medguard.",
        remedy="Report this as a bug in medguard: a part of the exchange has the wrong type or is not JSON.",
        remedy_zh="请作为 medguard 的缺陷上报：交换记录中有类型错误或无法写成 JSON 的内容。",
    )


def _too_many() -> AuditError:
    return AuditError(
        "Audit: too many records wait to be kept. Ask again later, or give the ledger a faster disk.",
        remedy="Ask again later; if this repeats, give the ledger a faster disk or start fewer exchanges at once.",
        remedy_zh="请稍后重试；如反复出现，请为审计数据库换用更快的磁盘，或减少并发请求。",
    )


def _another_key() -> AuditError:
    return AuditError(
        "Audit: this ledger was signed with another key than the one that was given.",
        remedy="Give the key that the ledger was begun with, in MEDGUARD_LOG_KEY or in the file that the profile names as ledger.key_file. "
        "If this is the key, the row that says where the chain ends was changed: medguard audit verify",
        remedy_zh="请提供该账本最初使用的签名密钥（环境变量 MEDGUARD_LOG_KEY 或配置项 ledger.key_file 所指的文件）。"
        "若密钥无误，则链尾标记被改动，请运行：medguard audit verify",
    )


_WORD = re.compile(r"[A-Za-z0-9_.:/=-]{1,64}")


def _must_be_words(*said: str) -> None:
    """A record is for ever, and names nobody: references and words of the house have no blank and no Chinese."""
    if not all(_WORD.fullmatch(one) for one in said):
        raise AuditError(
            "Who asked, why and which matter stand in a record for ever, so they are references or words of the house, never names.",
            remedy="Write 1 to 64 letters, digits, dots, colons, slashes, hyphens, underscores or equals signs.",
            remedy_zh="申请人、原因和事项将永久留存于记录，须为编号或内部代码，不得为姓名：1–64 位字母、数字或 . : / - _ =。",
        )


def _nothing_kept() -> AuditError:
    return AuditError(
        "Nothing is kept under this name: no such exchange, person or hold, or its text was never kept or is erased already.",
        remedy="Look it up with: medguard audit show",
        remedy_zh="该名称下没有保存的内容：无此交换、人员或冻结，或其文本从未保存、已被删除。请用 medguard audit show 查询。",
    )


def _on_hold() -> AuditError:
    return AuditError(
        "A legal hold lies on text that would be erased, so nothing was erased.",
        remedy="Have the hold lifted first: medguard audit hold --lift",
        remedy_zh="拟删除的内容处于法律冻结状态，未作任何删除。请先解除冻结：medguard audit hold --lift",
    )
