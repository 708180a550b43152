"""Whether the ledger is as it was written: every record read again, hashed again, and compared with its neighbours.

    result = verify("sqlite:////var/lib/medguard/ledger.db")
    result.ok, result.records, result.sha256

What it shows: a record edited, deleted, inserted, swapped or moved, a column that no longer says what the document says, a missing
end or beginning, and a head that does not fit, each by name.

What it cannot show. The chain has no key, so whoever may write every row can also compute every hash: somebody who changes a record
and re-chains all that follow, head included, or empties both tables, or puts an older copy of the file in place, leaves a ledger that
verifies. Compare ``records`` and ``sha256`` with a value that was kept somewhere else; signed checkpoints will do that for you.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Engine, Row, func, select

from medguard.audit.canonical import GENESIS, canonical, parse, sha256
from medguard.audit.database import reading
from medguard.audit.migrate import require_latest
from medguard.audit.tables import copies, head, records
from medguard.errors import AuditError

_PAGE = 500
"""Rows in memory at once."""

_BODY = {"position", "recorded_at", "previous", "exchange"}
_PLAIN_ID = re.compile(r"[A-Za-z0-9._:-]{1,128}")


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
class Verification:
    """What was found. An empty ledger is ok, so show ``records`` beside ``ok``."""

    records: int
    """How many rows there are."""
    position: int
    """Of the last row; 0 if there is none."""
    sha256: str
    """Of the last row's document, computed here: worth keeping somewhere else."""
    problems: tuple[Problem, ...] = ()
    omitted: int = 0
    """Problems beyond those that are listed."""

    @property
    def ok(self) -> bool:
        """Everything was read, and everything fits."""
        return not self.problems and not self.omitted


def verify(source: str | Engine, *, most: int = 1000) -> Verification:
    """Read the whole ledger in one unchanging view and flat memory, and list at most ``most`` problems. Never raises AuditError."""
    chain = _Chain(most=max(most, 1))
    try:
        with reading(source) as connection:
            require_latest(connection)
            chain.head_rows = [
                tuple(row) for row in connection.execute(select(head.c.id, head.c.position, head.c.sha256).limit(2))
            ]
            for row in connection.execution_options(yield_per=_PAGE).execute(
                select(records).order_by(records.c.position)
            ):
                chain.read(row)
            chain.finish()
            _same_exchange_twice(connection, chain)
    except AuditError as error:
        # Not knowing is not ok.
        chain.note(
            "unreadable",
            f"The ledger could not be read to its end, after record {chain.position}. {error}",
            f"未能读完账本，止于第 {chain.position} 条记录之后。{error.remedy_zh}",
            position=chain.position or None,
        )
    return Verification(
        records=chain.count,
        position=chain.position,
        sha256=chain.digest,
        problems=tuple(chain.problems),
        omitted=chain.omitted,
    )


@dataclass(slots=True)
class _Chain:
    """How far the chain was followed."""

    most: int
    count: int = 0
    position: int = 0
    digest: str = GENESIS
    """Of the last row's document, as computed."""
    claimed: Any = GENESIS
    """What the last row says its hash is. A successor may follow either: where they differ, that row is named already."""
    in_place: bool = True
    """The last row's document says that it belongs where it is."""
    head_rows: list[tuple[Any, ...]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    omitted: int = 0

    def note(self, code: str, what: str, what_zh: str, **where: Any) -> None:
        if len(self.problems) < self.most:
            self.problems.append(Problem(code=code, what=what, what_zh=what_zh, **where))
        else:
            self.omitted += 1

    def read(self, row: Row[Any]) -> None:
        """Ask of one row whether it is itself, and whether it follows the one before."""
        columns = row._mapping  # noqa: SLF001 -- SQLAlchemy's public name for the row as a mapping
        position, expected = columns["position"], self.position + 1
        if type(position) is not int:  # the table itself was replaced: our own holds numbers only
            self.count += 1
            self.note(
                "position_invalid",
                "A row has a position that is no number: the table was replaced.",
                "有一行的位置不是数字：数据表被替换。",
                exchange_id=_plain(columns["exchange_id"]),
                column="position",
            )
            return
        body, raw = _body(columns["document"])
        said = _said(body)
        who = {"position": position, "exchange_id": _plain((said or columns)["exchange_id"])}
        digest = sha256(raw)

        # 1. the document is what was hashed
        if digest != columns["sha256"]:
            self.note(
                "hash_differs",
                f"Record {position}: the document does not have the hash that the row gives; one of them was changed.",
                f"第 {position} 条记录：文档与该行记载的哈希不符，其中之一被改动。",
                **who,
            )
        if said is None:
            self.note(
                "document_unreadable",
                f"Record {position}: the document is not the canonical JSON of a record.",
                f"第 {position} 条记录：文档不是规范的 JSON 记录。",
                **who,
            )
        # 2. the columns say what the document says
        for column, value in (said or {}).items():
            if column != "position" and not _same(columns[column], value):
                self.note(
                    "column_differs",
                    f"Record {position}: the column {column} does not say what the document says.",
                    f"第 {position} 条记录：列 {column} 与文档内容不一致。",
                    column=column,
                    **who,
                )
        in_place = said is None or _same(position, said["position"])
        if not in_place:
            self.note(
                "record_moved",
                f"Record {position}: the document says that it belongs at another position; it was moved, swapped or copied here.",
                f"第 {position} 条记录：文档标明其属于另一位置，该行被移动、对调或复制至此。",
                column="position",
                **who,
            )
        # 3. it follows its predecessor
        if position < 1:
            self.note(
                "position_invalid",
                f"Record {position}: positions begin at 1; this row was not written by medguard.",
                f"第 {position} 条记录：位置编号从 1 开始，该行并非由 medguard 写入。",
                **who,
            )
        elif position > expected:
            self._missing("records_missing", expected, position - 1)
        elif said and in_place and self.in_place and said["previous"] not in (self.digest, self.claimed):
            self.note(
                "chain_broken",
                f"Record {position} does not follow record {position - 1}: one of the two was changed or replaced, with its hash.",
                f"第 {position} 条记录与第 {position - 1} 条不衔接：其中之一连同其哈希被改动或替换。",
                **who,
            )
        self.count += 1
        self.position, self.digest, self.claimed, self.in_place = max(position, 0), digest, columns["sha256"], in_place

    def finish(self) -> None:
        """Ask whether the head says that the chain ends here."""
        if [row[0] for row in self.head_rows] != [1]:
            self.note(
                "head_missing",
                "The row that says where the chain ends is missing, or is not alone: records may be missing from the end.",
                "缺少标明链尾的行，或该行不唯一：末尾的记录可能缺失。",
            )
            return
        _, position, digest = self.head_rows[0]
        if type(position) is not int or not isinstance(digest, str):
            self.note("head_damaged", "The row that says where the chain ends is damaged.", "标明链尾的行已损坏。")
        elif position > self.position:
            self._missing("end_missing", self.position + 1, position)
        elif position < self.position:
            self.note(
                "head_behind",
                f"The head says that the chain ends at {position}, but rows follow: the head was changed, or rows were added.",
                f"链尾标记指向第 {position} 条，其后却仍有记录：链尾标记被改动，或有行被添加。",
                position=position + 1,
            )
        elif digest not in (self.digest, self.claimed):
            self.note(
                "head_differs",
                f"The head has another hash than record {position}: the head was changed, or the last record with its hash.",
                f"链尾标记的哈希与第 {position} 条记录不同：链尾标记被改动，或最后一条记录连同其哈希被改动。",
                position=position,
            )

    def _missing(self, code: str, first: int, last: int) -> None:
        several = first != last
        self.note(
            code,
            f"Records {first} to {last} are missing." if several else f"Record {first} is missing.",
            f"第 {first} 至 {last} 条记录缺失。" if several else f"第 {first} 条记录缺失。",
            position=first,
        )


def _same_exchange_twice(connection: Connection, chain: _Chain) -> None:
    # A unique constraint forbids it, but whoever may edit rows may drop a constraint.
    twice = (
        select(func.max(records.c.position), records.c.exchange_id)
        .group_by(records.c.exchange_id)
        .having(func.count() > 1)
        .order_by(func.max(records.c.position))
    )
    for position, exchange_id in connection.execution_options(yield_per=_PAGE).execute(twice):
        chain.note(
            "exchange_twice",
            f"Record {position}: an earlier record has the same exchange id; each exchange has one record.",
            f"第 {position} 条记录：与更早的一条记录交换编号相同；每次交换只应有一条记录。",
            position=position,
            exchange_id=_plain(exchange_id),
            column="exchange_id",
        )


def _body(document: Any) -> tuple[Any, bytes]:
    """Read what a document says, if it is canonical JSON, and the bytes that are hashed."""
    if not isinstance(document, str):
        return None, document if isinstance(document, bytes) else str(document).encode()
    raw = document.encode("utf-8", "surrogateescape")
    try:
        body = parse(document)
        return (body if canonical(body) == raw else None), raw
    except (ValueError, RecursionError, AuditError):
        return None, raw


def _said(body: Any) -> dict[str, Any] | None:
    try:
        return copies(body) if set(body) == _BODY else None
    except (KeyError, TypeError, AttributeError):
        return None


def _same(stored: Any, said: Any) -> bool:
    return type(stored) is type(said) and bool(stored == said)  # True is not 1


def _plain(exchange_id: Any) -> str | None:
    """Keep an id only if it looks like one: an edited id may be anything, and a problem is printed on a terminal."""
    return exchange_id if isinstance(exchange_id, str) and _PLAIN_ID.fullmatch(exchange_id) else None
