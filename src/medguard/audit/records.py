"""Reading the ledger: records as values, newest first."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass, fields
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, Select, false, func, or_, select, union_all

from medguard.audit.canonical import parse
from medguard.audit.database import reading
from medguard.audit.migrate import require_latest
from medguard.audit.tables import decision_sets, finding_sets, records
from medguard.errors import AuditError

_LONGEST_POSITION = 18
"""Decimal digits that surely fit into BIGINT."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One row of the ledger, as it stands there: only ``verify`` says whether it is as it was written."""

    position: int
    exchange_id: str
    recorded_at: str
    started_at: str
    outcome: str
    reason: str
    door: str
    profile: str
    provider: str | None
    model: str | None
    kind: str
    application: str | None
    actor: str | None
    patient: str | None
    reviewer: str | None
    document: str
    previous: str
    sha256: str

    def exchange(self) -> dict[str, Any]:
        """Give what ``Exchange.document()`` gave when the record was kept. Raises AuditError if it cannot be read."""
        return self.entry("exchange")

    def entry(self, kind: str) -> dict[str, Any]:
        """Give what an entry of this kind said of itself. Raises AuditError likewise."""
        try:
            return dict(parse(self.document)[kind])
        except (ValueError, TypeError, KeyError, RecursionError):
            raise AuditError(
                f"The document of record {self.position} cannot be read. Run: medguard audit verify",
                remedy="Run: medguard audit verify",
                remedy_zh="请运行：medguard audit verify",
            ) from None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What an officer looks for. Whatever is ``None`` does not matter."""

    kind: str | None = "exchange"
    since: str | None = None
    """Recorded at this moment or later, RFC 3339; without a zone it is UTC, and a day counts from its beginning."""
    until: str | None = None
    """Recorded before this moment."""
    outcome: str | None = None
    held: bool = True
    """``False``: none that is held, or is a reviewer's act on one that waits."""
    application: str | None = None
    model: str | None = None
    profile: str | None = None
    actor: str | None = None
    patient: str | None = None
    reviewer: str | None = None
    rule: str | None = None
    status: str | None = None
    """Of ``rule``; without it, of any."""
    finding: str | None = None
    """``check``: whatever it saw, or that it could not judge; or ``check/kind``."""


EVERYTHING = Wanted()


def list_records(
    source: str | Engine, wanted: Wanted = EVERYTHING, *, limit: int = 20, before: int | None = None
) -> tuple[Record, ...]:
    """Read the newest records first. ``before`` a position goes on where the last page ended: what arrives meanwhile moves no page."""
    with reading(source) as connection:
        require_latest(connection)
        span = _span(connection, wanted)
        if before is not None:
            span.append(records.c.position < before)
        asked = {name: getattr(wanted, name) for name in _INDEXED if getattr(wanted, name) is not None}
        asked |= _sets(wanted)
        if not asked:
            kind = [records.c.kind == wanted.kind] if wanted.kind is not None else []
            return _read(connection, _COLUMNS.where(*span, *kind).order_by(_NEWEST).limit(limit))
        found = sorted(connection.scalars(_positions(connection, wanted.kind, asked, span, limit)), reverse=True)
        return _read(connection, _COLUMNS.where(records.c.position.in_(found[:limit])).order_by(_NEWEST))


_INDEXED = ("outcome", "application", "model", "profile", "actor", "patient", "reviewer")
_SETS = ("decisions", "findings")
_NEWEST = records.c.position.desc()
_MANY, _FEW = 20_000, 1_000
_BEYOND = 10**18
_SKEW = timedelta(minutes=5)
"""How far the clocks of several sidecars may be apart."""


def _positions(
    connection: Connection, kind: str | None, asked: dict[str, Any], span: list[ColumnElement[bool]], limit: int
) -> Any:
    """The query for the newest positions, driven by the rarest of what is asked for.

    The planner is not left to choose: SQLite knows no numbers of rows, and PostgreSQL takes filters for independent.
    """
    many = len(asked) > 1
    counts = {name: _count(connection, _is(name, value), span) if many else _MANY for name, value in asked.items()}
    rarest = min(counts, key=lambda name: (counts[name], name in _SETS))
    others = [_is(name, value, by_index=False) for name, value in asked.items() if name != rarest]
    if kind is not None:
        others.append(records.c.kind.concat("") == kind)
    query = select(records.c.position).where(_is(rarest, asked[rarest]), *others, *span)
    if rarest not in _SETS:
        return query.order_by(_NEWEST).limit(limit)
    if counts[rarest] < _FEW:
        return query
    # Of many sets only those matter whose newest record is among the newest.
    keys = asked[rarest].subquery()
    newest = (
        select(func.max(records.c.position)).where(records.c[rarest] == keys.c.key, *others, *span).scalar_subquery()
    )
    tops = connection.execute(select(keys.c.key, newest).order_by(newest.desc().nulls_last()).limit(limit))
    each = [
        select(
            select(records.c.position)
            .where(records.c[rarest] == key, *others, *span)
            .order_by(_NEWEST)
            .limit(limit)
            .subquery()
        )
        for key, position in tops.all()
        if position is not None
    ]
    return union_all(*each) if each else query.where(false())


def _is(name: str, value: Any, *, by_index: bool = True) -> ColumnElement[bool]:
    # An expression is no index's: then the one that was chosen drives.
    column = records.c[name] if by_index else records.c[name].concat("")
    return column.in_(value) if name in _SETS else column == value


def _count(connection: Connection, condition: ColumnElement[bool], span: list[ColumnElement[bool]]) -> int:
    """How many there are, up to as many as it takes to know that there are many."""
    some = select(records.c.position).where(condition, *span).limit(_MANY).subquery()
    return connection.scalar(select(func.count()).select_from(some)) or 0


def _sets(wanted: Wanted) -> dict[str, Any]:
    """Queries for the sets of rulings and of findings that hold what is asked for."""
    found: dict[str, Any] = {}
    if wanted.rule is not None or wanted.status is not None:
        asked = (("rule", wanted.rule), ("status", wanted.status))
        those = [decision_sets.c[name] == value for name, value in asked if value is not None]
        found["decisions"] = select(decision_sets.c.key).where(*those).distinct()
    if wanted.finding is not None:
        check, _, kind = wanted.finding.partition("/")
        seen = or_(finding_sets.c.kind != "", finding_sets.c.status != "judged")
        those = [finding_sets.c.check_name == check, finding_sets.c.kind == kind if kind else seen]
        found["findings"] = select(finding_sets.c.key).where(*those).distinct()
    return found


def _span(connection: Connection, wanted: Wanted) -> list[ColumnElement[bool]]:
    """The time asked for. Positions rise with it, so that a moment is a position, found by its index; clocks may differ a little."""
    conditions: list[ColumnElement[bool]] = []
    at, position = records.c.recorded_at, records.c.position
    if wanted.since is not None:
        since = _moment(wanted.since)
        first = select(position).where(at >= _written(since, -_SKEW)).order_by(at, position).limit(1)
        conditions += [at >= _written(since), position >= (connection.scalar(first) or _BEYOND)]
    if not wanted.held:
        conditions.append(records.c.outcome != "held")
    if wanted.until is not None:
        until = _moment(wanted.until)
        last = select(position).where(at < _written(until, _SKEW)).order_by(at.desc(), position.desc()).limit(1)
        conditions += [at < _written(until), position <= (connection.scalar(last) or 0)]
    return conditions


def _moment(words: str) -> datetime:
    """What was asked for, in UTC; without a zone it is."""
    parsed = None
    with suppress(ValueError):
        parsed = datetime.fromisoformat(words)
    if parsed is None or not _YEARS[0] <= parsed.year <= _YEARS[1]:
        raise AuditError(
            "A moment is written 2026-11-25 or 2026-11-25T08:00:00Z.",
            remedy="Write year-month-day, or a moment with its zone.",
            remedy_zh="请按 2026-11-25 或 2026-11-25T08:00:00Z 书写时间。",
        )
    return parsed.replace(tzinfo=UTC) if parsed.tzinfo is None else parsed.astimezone(UTC)


_YEARS = 1900, 9000
"""Between these every moment has an hour before and after it."""


def _written(moment: datetime, by: timedelta = timedelta()) -> str:
    """As records have it, without the zone: so that text sorts as time does, also within a second."""
    return (moment + by).strftime("%Y-%m-%dT%H:%M:%S.%f").rstrip("0").rstrip(".")


def get(source: str | Engine, which: int | str) -> Record | None:
    """Find one record by its id, by its position, or by the beginning of an exchange's id if only one begins so.

    None if there is none; AuditError if several begin so.
    """
    by_id = records.c.exchange_id
    with reading(source) as connection:
        require_latest(connection)
        if isinstance(which, str) and (found := _read(connection, _COLUMNS.where(by_id == which))):
            return found[0]
        digits = str(which)
        if digits.isascii() and digits.isdigit() and len(digits) <= _LONGEST_POSITION:
            found = _read(connection, _COLUMNS.where(records.c.position == int(digits)))
            if found or isinstance(which, int):
                return found[0] if found else None
        if not isinstance(which, str) or not which:
            return None
        begins = func.substr(by_id, 1, len(which)) == which  # not LIKE, which SQLite reads without regard to case
        if _HEX.fullmatch(which):  # ours are: then an index finds it
            begins = begins & (by_id >= which) & (by_id < which[:-1] + _NEXT[which[-1]])
        found = _read(connection, _COLUMNS.where(begins, records.c.kind == "exchange").limit(2))
        if len(found) > 1:
            raise AuditError(
                "More than one record begins like this. Give more of the exchange's id.",
                remedy="Give more of the exchange's id.",
                remedy_zh="请输入更长的交换编号。",
            )
        return found[0] if found else None


_HEX = re.compile(r"[0-9a-f]+")
_NEXT = dict(zip("0123456789abcdef", "123456789abcdefg", strict=True))
_COLUMNS = select(*(records.c[field.name] for field in fields(Record)))


def _read(connection: Connection, query: Select[Any]) -> tuple[Record, ...]:
    return tuple(Record(**row) for row in connection.execute(query).mappings())
