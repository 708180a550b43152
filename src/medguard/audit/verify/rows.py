"""Record by record, many at once: each is itself, and follows the one before."""

from __future__ import annotations

import gc
import multiprocessing
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import orjson
from sqlalchemy import Connection, Engine, RowMapping, func, select, true

from medguard.audit.canonical import GENESIS, sha256
from medguard.audit.database import reading
from medguard.audit.merkle import HASH_BYTES, TILE_WIDTH, leaf_hash
from medguard.audit.payloads import kept_days, sealed_sha256
from medguard.audit.tables import copies, decision_sets, finding_sets, payloads, records, set_rows, without_rulings
from medguard.audit.verify.found import PAGE, Problem, gap, plain_id, problem, raw, same
from medguard.audit.verify.sets import spelled_out

_PART = 4096
"""Records that one process reads before it says what it found."""
_WORTH_PROCESSES = 8 * _PART
_SPELLED: dict[tuple[str, str], str] = {}
"""What sets say that this process has met in this ledger: the same few stand in every stretch."""


@dataclass(slots=True)
class Part:
    """What one stretch of the table came to."""

    first: int
    """The position after which it begins."""
    position: int
    """Of its last row."""
    count: int = 0
    digest: str = GENESIS
    claimed: Any = GENESIS
    """What its last row says its hash is."""
    leaves: list[bytes] = field(default_factory=list)
    """One for every position from ``first + 1`` on; a missing record's is empty. Where the row's own differs from its document, which is a
    problem by itself, the row's: if the tree fits then, only the document was changed."""
    sets: dict[tuple[str, str], tuple[str, str]] = field(default_factory=dict)
    """Tables and keys of rulings and findings that records name; of each a record that does, and a hash of what it says."""
    problems: list[Problem] = field(default_factory=list)


def stretches(connection: Connection, last: int) -> list[tuple[int, int]]:
    """Stretches of positions that are about equally long, from the first row that is there."""
    first = connection.scalar(select(func.min(records.c.position)).where(records.c.position >= 1))
    if not isinstance(first, int) or last < 1:
        return []
    ends, low = [], 0
    while low < last:
        # By rows and not by numbers: somebody may have given a row the position 10^18.
        query = select(records.c.position).where(records.c.position > low).order_by(records.c.position)
        high = connection.scalar(query.offset(_PART - 1).limit(1)) or last
        ends.append((low, high))
        low = high
    return ends


@contextmanager
def examined(source: str | Engine, bounds: Sequence[tuple[int, int]], grown: int) -> Iterator[Iterator[Part]]:
    """Examine every stretch, in this process or, if there are many, in several; give what they came to in order."""
    _SPELLED.clear()
    processes = os.cpu_count() or 1
    if len(bounds) * _PART < _WORTH_PROCESSES or processes == 1 or not isinstance(source, str):
        yield (_examined(source, grown, bound) for bound in bounds)
        return
    # Not forked: this process may have threads. The ledger only grows, so each sees the same rows up to its end.
    # What is loaded already is no garbage: looking for it is a tenth of the work.
    with ProcessPoolExecutor(
        processes - 1, mp_context=multiprocessing.get_context("forkserver"), initializer=gc.freeze
    ) as pool:
        try:
            yield _together(partial(_examined, source, grown), bounds, pool)
        finally:
            pool.shutdown(cancel_futures=True)


def _together(
    work: Callable[[tuple[int, int]], Part], bounds: Sequence[tuple[int, int]], pool: ProcessPoolExecutor
) -> Iterator[Part]:
    """What each stretch came to, in order. This process examines, too, whatever no other has begun: the others take a while to start."""
    others = [pool.submit(work, bound) for bound in bounds]
    ours: dict[int, Part] = {}
    behind = 0
    for at, other in enumerate(others):
        while at not in ours and not other.done() and behind < len(others):
            if others[behind].cancel():
                ours[behind] = work(bounds[behind])
            behind += 1
        yield ours.pop(at) if at in ours else other.result()


def _examined(source: str | Engine, grown: int, bound: tuple[int, int]) -> Part:
    """Read the rows of a stretch. Those up to ``grown`` are in the tree; behind them an earlier release may have appended."""
    low, high = bound
    part = Part(first=low, position=low)
    with reading(source) as connection:
        before = (
            connection.execute(
                select(records)
                .where(records.c.position <= low, records.c.position >= 1)
                .order_by(records.c.position.desc())
                .limit(1)
            )
            .mappings()
            .first()
        )
        previous = _Row(before, grown) if before else None
        any_text = connection.scalar(select(payloads.c.exchange_id).limit(1)) is not None
        whole = func.typeof(records.c.position) == "integer" if connection.dialect.name == "sqlite" else true()
        while part.position < high:
            query = select(records).where(records.c.position > part.position, records.c.position <= high, whole)
            rows = connection.execute(query.order_by(records.c.position).limit(PAGE)).mappings().all()
            if not rows:
                break
            examined = [_Row(row, grown) for row in rows]
            for row in examined:
                row.examine(previous, part)
                previous = row
            _kept_text(connection, examined, part, any_text=any_text)
    return part


def _said(raw: bytes) -> tuple[Any, dict[str, Any]]:
    """A record's body, its rulings left out, and its columns."""
    body, key = without_rulings(raw)
    said = copies(body)
    return body, said if key is None else said | {"decisions": key}


class _Row:
    """One row, read."""

    __slots__ = ("body", "claimed", "columns", "digest", "earlier", "in_place", "leaf", "position", "said", "who")

    def __init__(self, columns: RowMapping, grown: int) -> None:
        self.columns = columns
        document = columns["document"]
        raw = (
            document.encode("utf-8", "surrogateescape") if isinstance(document, str) else bytes(str(document), "utf-8")
        )
        self.position: int = columns["position"]
        self.digest, self.leaf = sha256(raw), leaf_hash(raw)
        self.claimed: Any = columns["sha256"]
        self.earlier = columns["leaf"] is None and self.position > grown
        """A release before the tree wrote this row, and none since has taken it in."""
        self.said: dict[str, Any] | None = None
        self.body: Any = None
        with suppress(KeyError, ValueError, TypeError, AttributeError):
            self.body, self.said = _said(raw)
        self.in_place = self.said is None or same(self.position, self.said["position"])
        self.who = {"position": self.position, "exchange_id": plain_id((self.said or columns)["exchange_id"])}

    def examine(self, previous: _Row | None, part: Part) -> None:  # noqa: C901 -- one question after the other
        """Ask whether it is itself, and whether it follows the one before."""
        position, before = self.position, previous.position if previous else 0
        # 1. the document is what was hashed
        if self.digest != self.claimed:
            part.problems.append(problem("hash_differs", position, **self.who))
        if self.leaf != self.columns["leaf"] and not self.earlier:
            part.problems.append(problem("leaf_differs", position, column="leaf", **self.who))
        if self.said is None:
            part.problems.append(problem("document_unreadable", position, **self.who))
        # 2. the columns say what the document says
        said = self.said or {}
        stored = [self.columns[column] for column in said]
        for column, value in said.items() if stored != list(said.values()) else ():
            if column != "position" and not same(self.columns[column], value) and not self._not_adopted(column):
                part.problems.append(problem("column_differs", position, column, column=column, **self.who))
        if not self.in_place:
            part.problems.append(problem("record_moved", position, column="position", **self.who))
        # 3. it follows its predecessor
        if position > before + 1:
            part.problems.append(gap("records_missing", before + 1, position - 1))
        elif self.said and self.in_place and (previous is None or previous.in_place):
            followed = (previous.digest, previous.claimed) if previous else (GENESIS,)
            if self.said["previous"] not in followed:
                part.problems.append(problem("chain_broken", position, position - 1, **self.who))
        missing = min(position - 1 - part.first - len(part.leaves), TILE_WIDTH * _PART)
        stored = self.columns["leaf"]
        part.leaves += [b""] * missing
        part.leaves.append(stored if isinstance(stored, bytes) and len(stored) == HASH_BYTES else self.leaf)
        part.count += 1
        part.position, part.digest, part.claimed = position, self.digest, self.claimed
        if self.said is not None and not self.earlier:
            for column, table in (("decisions", decision_sets), ("findings", finding_sets)):
                which = (table.name, self.said[column])
                if which[1] is not None and which not in part.sets:
                    part.sets[which] = (str(self.said["exchange_id"]), self._spelled(which))

    def _spelled(self, which: tuple[str, Any]) -> str:
        if which not in _SPELLED:
            entry = orjson.loads(self.columns["document"])[(self.said or {})["kind"]]  # now with its rulings
            _SPELLED[which] = {at.name: spelled_out(rows) for at, _key, rows in set_rows(entry)}[which[0]]
        return _SPELLED[which]

    def _not_adopted(self, column: str) -> bool:
        """Whether nobody has filled the column in yet."""
        return self.earlier and self.columns[column] is None


def _kept_text(connection: Connection, rows: Sequence[_Row], part: Part, *, any_text: bool) -> None:
    """Kept text is that of its record, or is gone and a record says so."""
    ours = {
        row.said["exchange_id"]: row
        for row in rows
        if row.said and isinstance(row.said["exchange_id"], str) and (any_text or _sealed(row))
    }
    if not ours:
        return
    query = select(payloads).where(payloads.c.exchange_id.in_(ours))
    there = {one["exchange_id"]: one for one in connection.execute(query).mappings()}
    erasures: dict[str, Any] = {}
    for exchange_id, row in ours.items():
        text, sealed = there.get(exchange_id), _sealed(row)
        if sealed is None:
            if text is not None:
                part.problems.append(problem("text_differs", row.position, **row.who))
            continue
        gone = text is not None and text["erased_by"] is not None
        if text is None or (gone and not _erased(connection, str(text["erased_by"]), exchange_id, erasures)):
            part.problems.append(problem("text_missing", row.position, **row.who))
        elif gone and (text["wrapped_key"], text["content"]) != (b"", b""):
            part.problems.append(problem("text_not_erased", row.position, **row.who))
        elif text["stored_at"] != row.columns["recorded_at"] or not (
            text["keep_until"] == text["stored_at"] if gone else _seal_of(text) == sealed
        ):
            part.problems.append(problem("text_differs", row.position, **row.who))


def _kept_for(text: RowMapping) -> int | None:
    return kept_days(text["stored_at"], text["keep_until"])


def _seal_of(text: RowMapping) -> str | None:
    days = _kept_for(text)
    return None if days is None else sealed_sha256(raw(text["wrapped_key"]), raw(text["content"]), days)


def _sealed(row: _Row) -> Any:
    return row.body["exchange"].get("payload_sha256") if row.said and row.said["kind"] == "exchange" else None


def _erased(connection: Connection, entry: str, exchange_id: str, known: dict[str, Any]) -> bool:
    if entry not in known:
        query = select(records.c.document).where(records.c.exchange_id == entry, records.c.kind == "erased")
        try:
            known[entry] = set(orjson.loads(connection.scalar(query) or "null")["erased"]["exchanges"])
        except (ValueError, TypeError, KeyError):
            known[entry] = set()
    return exchange_id in known[entry]
