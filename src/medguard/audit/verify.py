"""Whether the ledger is as it was written: every record read again, hashed again, compared with its neighbours and with what was signed.

    result = verify("sqlite:////var/lib/medguard/ledger.db", keys=[Verifier(public_key)], checkpoints=[note])
    result.ok, result.records, result.root

What it shows: a record edited, deleted, inserted, swapped or moved, a column that no longer says what the document says, a missing end or
beginning, kept text that was changed or removed without a record, a hash of the tree, a checkpoint or a head that does not fit, each by name.

What the key adds. Whoever may write every row can compute every hash, but cannot sign the root that comes out. So with the log's public key a
ledger that was written anew throughout is found out, and with a checkpoint that was kept elsewhere also one that was put back to an older state.
Without a key (``keys=None``) only the hashes are compared, and ``signed`` says so.
"""

from __future__ import annotations

import multiprocessing
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from itertools import chain as chained
from typing import Any

import orjson
from sqlalchemy import Connection, Engine, RowMapping, func, select, true, union
from sqlalchemy import text as sql

from medguard.audit.attestations import differing
from medguard.audit.canonical import GENESIS, canonical, sha256
from medguard.audit.database import reading
from medguard.audit.merkle import HASH_BYTES, TILE_WIDTH, Frontier, fold, leaf_hash
from medguard.audit.migrate import require_latest
from medguard.audit.notes import Checkpoint, NoteError, Verifier, claimed_checkpoint, read_checkpoint
from medguard.audit.payloads import kept_days, sealed_sha256
from medguard.audit.tables import (
    checkpoints,
    copies,
    decision_sets,
    finding_sets,
    head,
    holds,
    payloads,
    people,
    pseudonym_of,
    records,
    set_rows,
    tiles,
    without_rulings,
)
from medguard.errors import AuditError
from medguard.types import OPENED

_PAGE = 128
"""Rows in memory at once."""
_PART = 8192
"""Records that one process reads before it says what it found."""
_WORTH_PROCESSES = 4 * _PART

_TILE_LEVELS = 8
_SALT = re.compile(r"[0-9a-f]{32}")
_PSEUDONYM_LENGTH = len("p-") + 32
_PLAIN_ID = re.compile(r"[A-Za-z0-9._:-]{1,128}")
_MOST_UNFINISHED = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing that is not as it was written. ``code`` is stable; ``what`` is a sentence; neither quotes a value."""

    code: str
    what: str
    what_zh: str
    position: int | None = None
    """The row's place in the table; None if it is about the whole."""
    exchange_id: str | None = None
    column: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Unfinished:
    """An exchange that was opened and never closed: it is still on its way, or medguard was killed in the middle of it."""

    exchange_id: str
    position: int
    started_at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """What was found. An empty ledger is ok, so show ``records`` beside ``ok``."""

    records: int
    """How many rows there are."""
    position: int
    """Of the last row; 0 if there is none."""
    sha256: str
    """Of the last row's document, computed here."""
    root: str
    """Of the tree of all records, computed here, in hex."""
    signed: bool
    """The head's signature was checked with a key that the caller gave, and is right."""
    problems: tuple[Problem, ...] = ()
    omitted: int = 0
    """Problems beyond those that are listed."""
    unfinished: tuple[Unfinished, ...] = ()
    """No fault of the ledger's, and worth a look: whoever asked has had no reply."""

    @property
    def ok(self) -> bool:
        """Everything was read, and everything fits."""
        return not self.problems and not self.omitted


def verify(
    source: str | Engine,
    *,
    keys: Sequence[Verifier] | None = None,
    checkpoints: Sequence[str] = (),
    most: int = 1000,
) -> Verification:
    """Read the whole ledger in one unchanging view and flat memory, and list at most ``most`` problems. Never raises AuditError.

    ``checkpoints`` are signed notes that were kept elsewhere; each must be of this log, and the ledger must go on from it.
    """
    found = _Found(most=max(most, 1))
    tree = _Tree(found, keys)
    unfinished: tuple[Unfinished, ...] = ()
    try:
        with reading(source) as connection:
            require_latest(connection)
            tree.begin(connection, checkpoints)
            last = connection.scalar(select(func.max(records.c.position)))
            bounds = _bounds(connection, last if isinstance(last, int) else 0)
            with _parts(source, bounds, tree.grown) as parts:
                for part in parts:
                    found.add(part.problems)
                    tree.follow(part)
            _strangers(connection, tree.count, found)
            tree.finish(connection)
            _sets(connection, tree.sets, found)
            people_erased = _erasures(connection, found)
            _texts_of_nobody(connection, found)
            _people(connection, people_erased, found)
            _holds(connection, found)
            _attestations(connection, found)
            _same_exchange_twice(connection, found)
            unfinished = _unfinished(connection)
    except AuditError as error:
        # Not knowing is not ok.
        found.note(
            "unreadable",
            f"The ledger could not be read to its end, after record {tree.position}. {error}",
            f"未能读完账本，止于第 {tree.position} 条记录之后。{error.remedy_zh}",
            position=tree.position or None,
        )
    except Exception as error:  # noqa: BLE001 -- whoever changed the tables chose what is in them, and stopping us is no proof
        found.note(
            "unreadable",
            f"The ledger could not be read to its end, after record {tree.position}: something stands in it that no ledger holds "
            f"({type(error).__name__}).",
            f"未能读完账本，止于第 {tree.position} 条记录之后：其中有账本不应有的内容（{type(error).__name__}）。",
            position=tree.position or None,
        )
    return Verification(
        records=tree.count,
        position=tree.position,
        sha256=tree.digest,
        root=tree.frontier.root().hex(),
        signed=tree.signed,
        problems=tuple(found.problems),
        omitted=found.omitted,
        unfinished=unfinished,
    )


@dataclass(slots=True)
class _Found:
    """Problems, as many as are wanted."""

    most: int
    problems: list[Problem] = field(default_factory=list)
    omitted: int = 0

    def note(self, code: str, what: str, what_zh: str, **where: Any) -> None:
        self.add([Problem(code=code, what=what, what_zh=what_zh, **where)])

    def add(self, more: Sequence[Problem]) -> None:
        room = max(self.most - len(self.problems), 0)
        self.problems += more[:room]
        self.omitted += max(len(more) - room, 0)


# ── 1. record by record, many at once ────────────────────────────────────────────────────────────────────────────────


@dataclass(slots=True)
class _Part:
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


def _bounds(connection: Connection, last: int) -> list[tuple[int, int]]:
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
def _parts(source: str | Engine, bounds: Sequence[tuple[int, int]], grown: int) -> Iterator[Iterator[_Part]]:
    """Examine every stretch, in this process or, if there are many, in several; give what they came to in order."""
    processes = os.cpu_count() or 1
    if len(bounds) * _PART < _WORTH_PROCESSES or processes == 1 or not isinstance(source, str):
        yield (_examined(source, grown, bound) for bound in bounds)
        return
    # Not forked: this process may have threads. The ledger only grows, so each sees the same rows up to its end.
    with ProcessPoolExecutor(processes, mp_context=multiprocessing.get_context("forkserver")) as pool:
        yield pool.map(partial(_examined, source, grown), bounds)


def _examined(source: str | Engine, grown: int, bound: tuple[int, int]) -> _Part:
    """Read the rows of a stretch. Those up to ``grown`` are in the tree; behind them an earlier release may have appended."""
    low, high = bound
    part = _Part(first=low, position=low)
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
            rows = connection.execute(query.order_by(records.c.position).limit(_PAGE)).mappings().all()
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
        self.in_place = self.said is None or _same(self.position, self.said["position"])
        self.who = {"position": self.position, "exchange_id": _plain((self.said or columns)["exchange_id"])}

    def examine(self, previous: _Row | None, part: _Part) -> None:  # noqa: C901 -- one question after the other
        """Ask whether it is itself, and whether it follows the one before."""
        position, before = self.position, previous.position if previous else 0
        # 1. the document is what was hashed
        if self.digest != self.claimed:
            part.problems.append(_problem("hash_differs", position, **self.who))
        if self.leaf != self.columns["leaf"] and not self.earlier:
            part.problems.append(_problem("leaf_differs", position, column="leaf", **self.who))
        if self.said is None:
            part.problems.append(_problem("document_unreadable", position, **self.who))
        # 2. the columns say what the document says
        said = self.said or {}
        stored = [self.columns[column] for column in said]
        for column, value in said.items() if stored != list(said.values()) else ():
            if column != "position" and not _same(self.columns[column], value) and not self._not_adopted(column):
                part.problems.append(_problem("column_differs", position, column, column=column, **self.who))
        if not self.in_place:
            part.problems.append(_problem("record_moved", position, column="position", **self.who))
        # 3. it follows its predecessor
        if position > before + 1:
            part.problems.append(_missing("records_missing", before + 1, position - 1))
        elif self.said and self.in_place and (previous is None or previous.in_place):
            followed = (previous.digest, previous.claimed) if previous else (GENESIS,)
            if self.said["previous"] not in followed:
                part.problems.append(_problem("chain_broken", position, position - 1, **self.who))
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
                    entry = orjson.loads(self.columns["document"])[self.said["kind"]]  # now with its rulings
                    spelled = {at.name: _spelled(rows) for at, _key, rows in set_rows(entry)}
                    part.sets[which] = (str(self.said["exchange_id"]), spelled[table.name])

    def _not_adopted(self, column: str) -> bool:
        """Whether nobody has filled the column in yet."""
        return self.earlier and self.columns[column] is None


def _kept_text(connection: Connection, rows: Sequence[_Row], part: _Part, *, any_text: bool) -> None:
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
                part.problems.append(_problem("text_differs", row.position, **row.who))
            continue
        gone = text is not None and text["erased_by"] is not None
        if text is None or (gone and not _erased(connection, str(text["erased_by"]), exchange_id, erasures)):
            part.problems.append(_problem("text_missing", row.position, **row.who))
        elif gone and (text["wrapped_key"], text["content"]) != (b"", b""):
            part.problems.append(_problem("text_not_erased", row.position, **row.who))
        elif text["stored_at"] != row.columns["recorded_at"] or not (
            text["keep_until"] == text["stored_at"] if gone else _seal_of(text) == sealed
        ):
            part.problems.append(_problem("text_differs", row.position, **row.who))


def _kept_for(text: RowMapping) -> int | None:
    return kept_days(text["stored_at"], text["keep_until"])


def _seal_of(text: RowMapping) -> str | None:
    days = _kept_for(text)
    return None if days is None else sealed_sha256(_raw(text["wrapped_key"]), _raw(text["content"]), days)


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


# ── 2. the tree, the head and the checkpoints ────────────────────────────────────────────────────────────────────────


class _Tree:
    """The tree as the records say it is, beside the one that is stored and the ones that were signed."""

    def __init__(self, found: _Found, keys: Sequence[Verifier] | None) -> None:
        self.found, self.keys = found, keys
        self.frontier = Frontier()
        self.count, self.position, self.digest, self.signed = 0, 0, GENESIS, False
        self.sets: dict[tuple[str, str], tuple[str, str]] = {}
        self.grown = 0
        """Of how many records the tree is, as the head says."""
        self._claimed: Any = GENESIS
        self._whole = True
        """No record was missing so far: from there on, every root is another."""
        self._tile: list[bytes] = []
        self._tiles: Iterator[Any] = iter(())
        self._signed: list[tuple[Checkpoint, str]] = []
        """Checkpoints to come, the smallest first."""
        self._good = 0
        """Size of the last checkpoint that fitted."""
        self._good_before = 0
        self._head: list[tuple[Any, ...]] = []
        self._head_note: Checkpoint | None = None
        self._head_fits = False
        self._edge: bytes | None = b""
        """Of the tree of so many records; None if there were not so many."""

    def begin(self, connection: Connection, given: Sequence[str]) -> None:
        """Read what was signed. All checkpoints fit into memory: one a minute for ten years are five million of 100 bytes."""
        self._connection = connection
        self._head = [tuple(row) for row in connection.execute(select(head).limit(2))]
        self._begin_head()
        stored = connection.execute(select(checkpoints.c.size, checkpoints.c.note).order_by(checkpoints.c.size))
        for size, note in stored:
            read = self._read(note, size)
            if read is not None:
                self._signed.append((read, "stored"))
        for note in given:
            try:
                self._signed.append((read_checkpoint(note, self.keys or ()), "given"))
            except (NoteError, TypeError, AttributeError):
                self.found.note(
                    "checkpoint_foreign",
                    "A checkpoint that was given is none, or no key that was given has signed it.",
                    "所提供的检查点无效，或并非由所提供的密钥签名。",
                )
        self._signed.sort(key=lambda one: one[0].size, reverse=True)
        while self._signed and self._signed[-1][0].size == 0:
            self._compare(*self._signed.pop())

    def _begin_head(self) -> None:
        if [row[0] for row in self._head] != [1]:
            return
        _, _, _, size, _, note = self._head[0]
        if type(size) is int and size >= 0:
            self.grown, self._edge = size, b"" if size == 0 else None
        with suppress(NoteError, TypeError, AttributeError):
            self._head_note = claimed_checkpoint(note) if self.keys is None else read_checkpoint(note, self.keys)
        if self._head_note is not None:
            self._signed.append((self._head_note, "head"))

    def _read(self, note: Any, size: Any) -> Checkpoint | None:
        try:
            read = claimed_checkpoint(note) if self.keys is None else read_checkpoint(note, self.keys)
        except (NoteError, TypeError, AttributeError):
            read = None
        if read is None or read.size != size:
            self._damaged(size)
            return None
        return read

    def _damaged(self, size: Any) -> None:
        place = size if isinstance(size, int) else None
        self.found.note(
            "checkpoint_damaged",
            f"The stored checkpoint of {place} records is damaged, or not signed with the log's key.",
            f"已存的第 {place} 条记录处检查点已损坏，或并非由账本密钥签名。",
            position=place,
        )

    def follow(self, part: _Part) -> None:
        """Append a stretch of records, and compare whatever is due on the way."""
        for leaf in part.leaves:
            if not leaf:
                self._whole = False
                break
            if not self._whole:
                break
            self.frontier.add(leaf)
            self._compare_tile(leaf)
            if self.frontier.size == self.grown:
                self._edge = self.frontier.encoded()
            while self._signed and self._signed[-1][0].size == self.frontier.size:
                self._compare(*self._signed.pop())
        self.count += part.count
        if part.count:
            self.position, self.digest, self._claimed = part.position, part.digest, part.claimed
        for key, exchange_id in part.sets.items():
            self.sets.setdefault(key, exchange_id)

    def _compare(self, checkpoint: Checkpoint, whose: str) -> None:
        if checkpoint.root == self.frontier.root():
            if checkpoint.size > self._good:
                self._good_before, self._good = self._good, checkpoint.size
            self._head_fits = self._head_fits or (whose == "head" and checkpoint.size == self.grown)
            return
        good = self._good if checkpoint.size > self._good else self._good_before  # else two were signed for one size
        first, last = good + 1, checkpoint.size
        theirs = {"given": "a checkpoint that was given", "head": "the head's checkpoint"}.get(whose, "the checkpoint")
        self.found.note(
            "root_differs",
            f"Records {first} to {last}: {theirs} of {last} records was signed for others; at least one was changed with all that follows.",
            f"第 {first} 至 {last} 条记录：{last} 条记录处的签名检查点与之不符，其中至少一条连同其后的全部哈希被改动。",
            position=first,
        )

    def _compare_tile(self, leaf: bytes) -> None:
        self._tile.append(leaf)
        if len(self._tile) < TILE_WIDTH:
            return
        hashes, self._tile = self._tile, []
        if self.frontier.size > self.grown:
            return  # of an earlier release, and not in the tree yet
        number, level = self.frontier.size // TILE_WIDTH - 1, 0
        while True:
            query = select(tiles.c.root, tiles.c.hashes).where(tiles.c.level == level, tiles.c.number == number)
            stored = self._connection.execute(query).first()
            root = fold(hashes)
            if stored is None or (stored.root, stored.hashes) != (root, b"".join(hashes)):
                self._tile_differs(level, number)
            if (number + 1) % TILE_WIDTH:
                return
            # 256 full tiles are one tile of the level above
            level, first, number = level + 1, number + 1 - TILE_WIDTH, number // TILE_WIDTH
            query = select(tiles.c.root).where(
                tiles.c.level == level - 1, tiles.c.number.between(first, first + TILE_WIDTH - 1)
            )
            hashes = list(self._connection.scalars(query.order_by(tiles.c.number)))
            if len(hashes) != TILE_WIDTH or not all(isinstance(one, bytes) for one in hashes):
                return  # said already

    def _tile_differs(self, level: int, number: int) -> None:
        width = TILE_WIDTH ** (level + 1)
        self.found.note(
            "tile_differs",
            f"The stored hashes of records {number * width + 1} to {(number + 1) * width} (level {level}) are missing or changed.",
            f"第 {number * width + 1} 至 {(number + 1) * width} 条记录的已存哈希（第 {level} 层）缺失或被改动。",
            position=number * width + 1,
        )

    def finish(self, connection: Connection) -> None:
        """Ask whether the head says that the ledger ends here, and whether more was signed than is there."""
        beyond = [checkpoint.size for checkpoint, _ in self._signed if checkpoint.size > self.position]
        if beyond:
            self.found.add([_missing("end_missing", self.position + 1, max(beyond))])
        self._tiles_of_nobody(connection)
        self._moments(connection)
        if [row[0] for row in self._head] != [1]:
            self.found.note(
                "head_missing",
                "The row that says where the chain ends is missing, or is not alone: records may be missing from the end.",
                "缺少标明链尾的行，或该行不唯一：末尾的记录可能缺失。",
            )
            return
        _, position, digest, size, edge, note = self._head[0]
        if type(position) is not int or not isinstance(digest, str) or type(size) is not int or size < 0:
            self.found.note(
                "head_damaged", "The row that says where the chain ends is damaged.", "标明链尾的行已损坏。"
            )
            return
        if position > self.position:
            if not beyond:
                self.found.add([_missing("end_missing", self.position + 1, position)])
        elif position < self.position:
            self.found.note(
                "head_behind",
                f"The head says that the chain ends at {position}, but rows follow: the head was changed, or rows were added.",
                f"链尾标记指向第 {position} 条，其后却仍有记录：链尾标记被改动，或有行被添加。",
                position=position + 1,
            )
        elif digest not in (self.digest, self._claimed):
            self.found.note(
                "head_differs",
                f"The head has another hash than record {position}: the head was changed, or the last record with its hash.",
                f"链尾标记的哈希与第 {position} 条记录不同：链尾标记被改动，或最后一条记录连同其哈希被改动。",
                position=position,
            )
        elif size < position:
            self.found.note(
                "end_unsigned",
                f"Records {size + 1} to {position} are not in the tree: an earlier release appended them, or somebody else. "
                "Start this release once, and it takes in what is an earlier release's.",
                f"第 {size + 1} 至 {position} 条记录尚未并入哈希树：由旧版本或他人追加。启动本版本一次，即可并入旧版本写入的记录。",
                position=size + 1,
            )
        if self._whole:  # else it is named already
            self._finish_tree(position, size, edge, note)

    def _finish_tree(self, position: int, size: int, edge: Any, note: Any) -> None:
        if self._edge is not None and (edge or b"") != self._edge:
            self.found.note(
                "edge_differs",
                "The stored edge of the tree does not fit the records.",
                "已存的哈希树边缘与记录不符。",
                position=size or None,
            )
        if note is None and size == 0:
            return
        if self._head_note is None:
            self.found.note(
                "head_not_signed",
                "The head's checkpoint is damaged, or not signed with the log's key: the ledger was written anew by somebody without it.",
                "链尾检查点已损坏，或并非由账本密钥签名：账本曾被无密钥者改写。",
                position=self._good + 1,
            )
        elif self._head_note.size != size:
            first, last = sorted((self._head_note.size, size))
            self.found.note(
                "root_differs",
                f"Records {first + 1} to {last}: the head's checkpoint was signed for another number of records than the tree has.",
                f"第 {first + 1} 至 {last} 条记录：链尾检查点签名时的记录数与哈希树不同。",
                position=first + 1,
            )
        else:
            self.signed = self.keys is not None and self._head_fits and size == position

    def _tiles_of_nobody(self, connection: Connection) -> None:
        """Tiles that are full in the table and not in the log."""
        if not self._whole:
            return
        query = select(tiles.c.level, func.min(tiles.c.number), func.max(tiles.c.number)).group_by(tiles.c.level)
        for level, low, high in connection.execute(query):
            known = type(level) is int and type(low) is int and type(high) is int and 0 <= level < _TILE_LEVELS
            full = min(self.frontier.size, self.grown) // TILE_WIDTH ** (level + 1) if known else 0
            if not known or low < 0 or high >= full:
                self.found.note(
                    "tile_differs",
                    "There are stored hashes of records that the log has not.",
                    "存有账本中并不存在的记录的哈希。",
                    position=full * TILE_WIDTH ** (level + 1) + 1 if known else None,
                )

    def _moments(self, connection: Connection) -> None:
        """A kept checkpoint is of the moment at which its last record was kept."""
        query = (
            select(checkpoints.c.size)
            .join(records, records.c.position == checkpoints.c.size)
            .where(checkpoints.c.made_at != records.c.recorded_at)
            .order_by(checkpoints.c.size)
        )
        named = {problem.position for problem in self.found.problems if problem.column == "recorded_at"}
        for size in connection.scalars(query.execution_options(yield_per=_PAGE)):
            if size not in named:
                self._damaged(size)


# ── 3. what stands beside the records ────────────────────────────────────────────────────────────────────────────────


def _strangers(connection: Connection, examined: int, found: _Found) -> None:
    """Rows whose position is no place in a ledger, or taken: the table itself was replaced, or its constraint dropped."""
    query = select(records.c.position, records.c.exchange_id).where(records.c.position < 1)
    rows = list(connection.execute(query.limit(_PAGE)))
    if connection.dialect.name == "sqlite":
        odd = "SELECT position, exchange_id FROM records WHERE typeof(position) <> 'integer' LIMIT 512"
        rows += list(connection.execute(sql(odd)))
    for row in rows:
        position, exchange_id = row.position, row.exchange_id
        known = type(position) is int
        found.note(
            "position_invalid",
            f"Record {position}: positions begin at 1; this row was not written by medguard."
            if known
            else "A row has a position that is no number: the table was replaced.",
            f"第 {position} 条记录：位置编号从 1 开始，该行并非由 medguard 写入。"
            if known
            else "有一行的位置不是数字：数据表被替换。",
            position=position if known else None,
            exchange_id=_plain(exchange_id),
            column="position",
        )
    places = [records.c.position >= 1]
    if connection.dialect.name == "sqlite":
        places.append(func.typeof(records.c.position) == "integer")
    if connection.scalar(select(func.count()).select_from(records).where(*places)) != examined:
        _position_twice(connection, found)


def _position_twice(connection: Connection, found: _Found) -> None:
    twice = select(records.c.position).group_by(records.c.position).having(func.count() > 1)
    for position in connection.scalars(twice.order_by(records.c.position).limit(_PAGE)):
        found.note(
            "position_twice",
            f"Record {position}: several rows have this position.",
            f"第 {position} 条记录：有多行占用该位置。",
            position=position if type(position) is int else None,
            column="position",
        )


def _sets(connection: Connection, named: Mapping[tuple[str, str], tuple[str, str]], found: _Found) -> None:
    """Rulings and findings are spelled out as the records have them, and no others."""
    missing, whole = dict(named), not found.problems  # else the records that named it may be those that are gone
    for table in (decision_sets, finding_sets):
        rows: list[RowMapping] = []
        query = select(table).order_by(*table.primary_key.columns).execution_options(yield_per=_PAGE)
        for row in chained(connection.execute(query).mappings(), [None]):
            if rows and (row is None or row["key"] != rows[0]["key"]):
                exchange_id, spelled = missing.pop((table.name, rows[0]["key"]), (None, None))
                if spelled != _spelled(rows) and (spelled is not None or whole):
                    _set_differs(found, exchange_id)
                rows = []
            if row is not None:
                rows.append(row)
    for exchange_id, _ in missing.values():
        _set_differs(found, exchange_id)


def _spelled(rows: Sequence[Any]) -> str:
    """A hash of all that these rows of ``decision_sets`` or ``finding_sets`` say, in whatever order."""
    try:
        return sha256(canonical(sorted([*row.values()] for row in rows)))
    except (AuditError, TypeError):
        return ""


def _set_differs(found: _Found, exchange_id: str | None) -> None:
    found.note(
        "set_differs",
        "The rulings or findings that are spelled out for asking are not those of the records.",
        "供查询的裁定或发现明细与记录不符。",
        exchange_id=_plain(exchange_id),
    )


def _erasures(connection: Connection, found: _Found) -> int:
    """What a record says is erased, is. Gives how many people were."""
    people_erased = 0
    query = (
        select(records.c.position, records.c.document).where(records.c.kind == "erased").order_by(records.c.position)
    )
    for position, document in connection.execute(query.execution_options(yield_per=1)):
        try:
            entry = orjson.loads(document)["erased"]
            people_erased += entry["what"] == "person"
            gone = [one for one in entry["exchanges"] if isinstance(one, str)]
        except (ValueError, TypeError, KeyError):
            continue  # said already
        for at in range(0, len(gone), _PAGE):
            back = select(payloads.c.exchange_id).where(
                payloads.c.exchange_id.in_(gone[at : at + _PAGE]), payloads.c.erased_by.is_(None)
            )
            for exchange_id in connection.scalars(back):
                found.add([_problem("text_not_erased", position, position=position, exchange_id=_plain(exchange_id))])
    return people_erased


def _texts_of_nobody(connection: Connection, found: _Found) -> None:
    query = (
        select(payloads.c.exchange_id)
        .outerjoin(records, records.c.exchange_id == payloads.c.exchange_id)
        .where(records.c.position.is_(None))
        .order_by(payloads.c.exchange_id)
    )
    for exchange_id in connection.scalars(query.execution_options(yield_per=_PAGE)):
        found.note(
            "text_of_nobody",
            "There is kept text for an exchange that the log has not.",
            "存有账本中并不存在的交换的文本。",
            exchange_id=_plain(exchange_id),
        )


def _people(connection: Connection, erased: int, found: _Found) -> None:
    query = select(people.c.pseudonym, people.c.reference, people.c.salt).execution_options(yield_per=_PAGE)
    for pseudonym, reference, salt in connection.execute(query):
        if not _SALT.fullmatch(str(salt)) or pseudonym != pseudonym_of(str(reference), str(salt)):
            found.note(
                "person_differs",
                "A row that says whom a pseudonym means was changed.",
                "标明假名所指人员的行被改动。",
                column="people",
            )
    named = union(*(select(column.label("pseudonym")) for column in (records.c.patient, records.c.actor))).subquery()
    unknown = select(func.count()).where(
        named.c.pseudonym.like("p-%"),
        func.length(named.c.pseudonym) == _PSEUDONYM_LENGTH,
        ~select(people.c.pseudonym).where(people.c.pseudonym == named.c.pseudonym).exists(),
    )
    missing = connection.scalar(unknown) or 0
    if missing > erased:
        found.note(
            "person_missing",
            f"No row says whom {missing} of the pseudonyms in records mean, and records tell of {erased} erased people only.",
            f"记录中有 {missing} 个假名已无对应人员，而删除记录仅有 {erased} 人。",
            column="people",
        )


def _holds(connection: Connection, found: _Found) -> None:
    """The legal holds in force are those that records place and do not lift."""
    placed: dict[tuple[str, str], str] = {}
    query = select(records.c.document).where(records.c.kind == "legal_hold").order_by(records.c.position)
    for (document,) in connection.execute(query.execution_options(yield_per=_PAGE)):
        try:
            entry = orjson.loads(document)["legal_hold"]
            which = (str(entry["exchange"]), str(entry["matter"]))
            if entry["placed"]:
                placed.setdefault(which, str(entry["started_at"]))
            else:
                placed.pop(which, None)
        except (ValueError, TypeError, KeyError):
            continue  # said already
    there = {(row.exchange_id, row.matter): row.placed_at for row in connection.execute(select(holds))}
    for which in sorted({which for which, _ in placed.items() ^ there.items()}, key=repr):
        found.note(
            "hold_differs",
            "The legal holds in force are not those that the records place.",
            "生效的法律冻结与记录不符。",
            exchange_id=_plain(which[0]),
        )


def _attestations(connection: Connection, found: _Found) -> None:
    """What people vouch for is what the records say."""
    for which in differing(connection):
        found.note(
            "attestation_differs",
            "The attestations in the table are not those that the records give.",
            "人工证明表与记录不符。",
            exchange_id=_plain(which),
        )


def _same_exchange_twice(connection: Connection, found: _Found) -> None:
    # A unique constraint forbids it, but whoever may edit rows may drop a constraint.
    twice = (
        select(func.max(records.c.position), records.c.exchange_id)
        .group_by(records.c.exchange_id)
        .having(func.count() > 1)
        .order_by(func.max(records.c.position))
    )
    for position, exchange_id in connection.execute(twice.execution_options(yield_per=_PAGE)):
        found.note(
            "exchange_twice",
            f"Record {position}: an earlier record has the same exchange id; each exchange has one record.",
            f"第 {position} 条记录：与更早的一条记录交换编号相同；每次交换只应有一条记录。",
            position=position,
            exchange_id=_plain(exchange_id),
            column="exchange_id",
        )


def _unfinished(connection: Connection) -> tuple[Unfinished, ...]:
    closed = records.alias("closed")
    opened = func.replace(records.c.exchange_id, OPENED, "")
    query = (
        select(opened, records.c.position, records.c.started_at)
        .where(records.c.kind == "opened", ~select(closed.c.position).where(closed.c.exchange_id == opened).exists())
        .order_by(records.c.position)
        .limit(_MOST_UNFINISHED)
    )
    return tuple(
        Unfinished(exchange_id=str(_plain(exchange_id)), position=position, started_at=str(started_at)[:40])
        for exchange_id, position, started_at in connection.execute(query)
    )


# ── words ────────────────────────────────────────────────────────────────────────────────────────────────────────────

_SENTENCES = {
    "hash_differs": (
        "Record {}: the document does not have the hash that the row gives; one of them was changed.",
        "第 {} 条记录：文档与该行记载的哈希不符，其中之一被改动。",
    ),
    "leaf_differs": (
        "Record {}: the document does not have the leaf hash that the row gives; one of them was changed.",
        "第 {} 条记录：文档与该行记载的叶哈希不符，其中之一被改动。",
    ),
    "document_unreadable": (
        "Record {}: the document is not the JSON of a record.",
        "第 {} 条记录：文档不是 JSON 记录。",
    ),
    "column_differs": (
        "Record {}: the column {} does not say what the document says.",
        "第 {} 条记录：列 {} 与文档内容不一致。",
    ),
    "record_moved": (
        "Record {}: the document says that it belongs at another position; it was moved, swapped or copied here.",
        "第 {} 条记录：文档标明其属于另一位置，该行被移动、对调或复制至此。",
    ),
    "chain_broken": (
        "Record {} does not follow record {}: one of the two was changed or replaced, with its hash.",
        "第 {} 条记录与第 {} 条不衔接：其中之一连同其哈希被改动或替换。",
    ),
    "text_differs": (
        "Record {}: the text that is kept for it was changed.",
        "第 {} 条记录：为其保存的文本被改动。",
    ),
    "text_not_erased": (
        "Record {}: text that was erased is there again.",
        "第 {} 条记录：已删除的文本重新出现。",
    ),
    "text_missing": (
        "Record {}: the text that was kept for it is gone, and no record says that it was erased.",
        "第 {} 条记录：为其保存的文本已不存在，且无删除记录。",
    ),
}


def _problem(code: str, *parts: object, **where: Any) -> Problem:
    what, what_zh = _SENTENCES[code]
    return Problem(code=code, what=what.format(*parts), what_zh=what_zh.format(*parts), **where)


def _missing(code: str, first: int, last: int) -> Problem:
    several = first != last
    return Problem(
        code=code,
        what=f"Records {first} to {last} are missing." if several else f"Record {first} is missing.",
        what_zh=f"第 {first} 至 {last} 条记录缺失。" if several else f"第 {first} 条记录缺失。",
        position=first,
    )


def _same(stored: Any, said: Any) -> bool:
    return type(stored) is type(said) and bool(stored == said)  # True is not 1


def _raw(value: Any) -> bytes:
    return value if isinstance(value, bytes) else b""


def _plain(exchange_id: Any) -> str | None:
    """Keep an id only if it looks like one: an edited id may be anything, and a problem is printed on a terminal."""
    return exchange_id if isinstance(exchange_id, str) and _PLAIN_ID.fullmatch(exchange_id) else None
