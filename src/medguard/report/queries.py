"""What the ledger's views add up to: counts for reports and for the console. Everything here only reads.

    with reading(url) as connection:
        november = window("2026-11-01", "2026-12-01")
        volumes(connection, november).exchanges
        outcomes(connection, november, by="model")

Every function takes an open connection (``medguard.audit.database.reading``) and a ``Window``, and gives frozen dataclasses. A number that the
records do not hold is ``None``, and never 0. With ``Window.size`` only the first so many records count: so that the same question has the same
answer years later, however the log has grown since.

Conditions are SQL that works unchanged in SQLite and in PostgreSQL, over the views that docs/officers/views.md promises.
"""

from __future__ import annotations

import json
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Literal

from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    Select,
    case,
    column,
    func,
    literal_column,
    select,
    table,
)

from medguard.audit.tables import decision_sets, finding_sets, records, registry
from medguard.errors import AuditError
from medguard.types import OPENED

NONE = ""
"""Stands for an application or a model that was not named."""

By = Literal["application", "model", "day", "profile", "door", "outcome"]
"""By what numbers may be told apart."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """Which records count."""

    since: str
    """The first moment, in UTC as records have it, without the zone."""
    until: str
    """The first moment that no longer counts."""
    application: str | None = None
    model: str | None = None
    size: int | None = None
    """Only the first so many records of the log; ``None``: all."""


def window(
    since: str, until: str, *, application: str | None = None, model: str | None = None, size: int | None = None
) -> Window:
    """Read what an officer wrote: 2026-11-01, or a moment with its zone; without one it is UTC. Raises AuditError."""
    first, last = _moment(since), _moment(until)
    if last <= first:
        raise AuditError(
            "The window ends before it begins.",
            remedy="Write the earlier day after --from. The day after --to no longer counts.",
            remedy_zh="截止时间早于起始时间。请在 --from 后写较早的日期；--to 之日不计入。",
        )
    return Window(since=_written(first), until=_written(last), application=application, model=model, size=size)


def _moment(words: str) -> datetime:
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


def _written(moment: datetime) -> str:
    """Without the zone: so that text sorts as time does, also within a second."""
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%f").rstrip("0").rstrip(".")


# ── one question for many numbers ────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """One number over a view: of its rows, of the different exchanges in them, or the sum of a column."""

    where: str = ""
    """Which rows: SQL over the view's columns. Empty: all."""
    total: str = ""
    """Of which column the sum. Empty: rows are counted."""
    distinct: bool = False
    """Count exchanges and not rows."""


def amounts(
    connection: Connection, view: str, span: Window, wanted: Mapping[str, Amount], by: Sequence[By | str] = ()
) -> tuple[Mapping[str, Any], ...]:
    """Ask for many numbers at once, so that each record is opened once; a row for every group, or one row without groups.

    ``by``: columns of the view, or ``day``. What has none is grouped under ``""``.
    """
    groups = [_group(name).label(f"by_{name}") for name in by]
    numbers = [_number(one).label(f"n_{name}") for name, one in wanted.items()]
    query: Select[Any] = select(*groups, *numbers).select_from(view_named(view)).where(*conditions(view, span))
    if groups:
        query = query.group_by(*map(_group, by)).order_by(*(literal_column(str(at + 1)) for at in range(len(groups))))
    return tuple(
        {name.partition("_")[2]: _plain(value) for name, value in row.items()}
        for row in connection.execute(query).mappings()
    )


def listing(view: str, span: Window, where: str = "") -> Select[Any]:
    """The records behind a number: their exchanges and places in the ledger."""
    those: list[ColumnElement[Any]] = [literal_column(f"({where})")] if where else []
    return (
        select(_column("exchange_id"), _column("position"))
        .select_from(view_named(view))
        .where(*conditions(view, span), *those)
        .distinct()
        .order_by(_column("position"))
    )


def conditions(view: str, span: Window) -> list[ColumnElement[bool]]:
    """What a row of a view must be to count."""
    said: list[ColumnElement[bool]] = [_column("recorded_utc") >= span.since, _column("recorded_utc") < span.until]
    if span.size is not None:
        said.append(_column("position") <= span.size)
    if view not in _OF_THE_HOUSE:
        if span.application is not None:
            said.append(func.coalesce(_column("application"), "") == span.application)
        if span.model is not None:
            said.append(func.coalesce(_column("model"), "") == span.model)
    return said


_OF_THE_HOUSE = frozenset(("v_erasures", "v_legal_holds"))
"""Views whose rows are of no application."""


def _column(name: str) -> ColumnElement[Any]:
    return column(name)


def view_named(name: str) -> FromClause:
    """A view, to select from."""
    return table(name)


def _group(name: str) -> ColumnElement[Any]:
    # By the bare column SQLite would walk through its index, and so through all years.
    return literal_column("substr(recorded_utc, 1, 10)" if name == "day" else f"coalesce({name}, '')")


def _number(one: Amount) -> ColumnElement[Any]:
    if not one.where:
        if one.total:
            return func.sum(literal_column(one.total))
        return func.count(_column("exchange_id").distinct()) if one.distinct else func.count()
    those: ColumnElement[Any] = literal_column(f"({one.where})")
    if one.total:
        return func.sum(case((those, literal_column(one.total))))
    if one.distinct:
        return func.count(case((those, _column("exchange_id"))).distinct())
    return func.count(case((those, literal_column("1"))))


def _plain(value: Any) -> Any:
    """PostgreSQL's sums are decimals; every sum of ours is of whole numbers."""
    return value if value is None or isinstance(value, int | str | float) else int(value)


# ── how much, and what became of it ──────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class Volumes:
    """How much was asked. Of a window without records every number but ``exchanges`` and ``unfinished`` is ``None`` or 0."""

    exchanges: int
    """With an end in the ledger; reviews are none."""
    unfinished: int
    """Sent to the model, and without an end among the records that count."""
    applications: int
    models: int
    prompt_tokens: int | None
    """As providers counted; ``None``: none said."""
    completion_tokens: int | None
    without_tokens: int
    """Exchanges that the model answered and whose provider counted nothing."""
    first_utc: str | None
    last_utc: str | None


def volumes(connection: Connection, span: Window) -> Volumes:
    """Give how much was asked."""
    query: Any = (
        select(
            func.count().label("exchanges"),
            func.count(func.coalesce(_column("application"), "").distinct()).label("applications"),
            func.count(_column("model").distinct()).label("models"),
            func.sum(_column("prompt_tokens")).label("prompt_tokens"),
            func.sum(_column("completion_tokens")).label("completion_tokens"),
            func.count(case((literal_column("reply_status IS NOT NULL AND prompt_tokens IS NULL"), 1))).label(
                "without_tokens"
            ),
            func.min(_column("recorded_utc")).label("first_utc"),
            func.max(_column("recorded_utc")).label("last_utc"),
        )
        .select_from(view_named("v_exchanges"))
        .where(*conditions("v_exchanges", span))
    )
    row = connection.execute(query).mappings().one()
    return Volumes(**{name: _plain(value) for name, value in row.items()}, unfinished=unfinished(connection, span))


def unfinished(connection: Connection, span: Window) -> int:
    """How many exchanges were sent to the model and have no end among the records that count.

    Not by ``v_unfinished``, which knows what came after: what was open then is open in the answer to then.
    """
    return connection.scalar(_open(connection, span, func.count())) or 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    """An exchange that was sent to the model and has no end."""

    exchange_id: str
    day: str
    application: str
    model: str


def open_ones(connection: Connection, span: Window) -> tuple[Open, ...]:
    """The exchanges that ``unfinished`` counts."""
    names = (
        func.replace(records.c.exchange_id, OPENED, "").label("exchange_id"),
        func.substr(records.c.recorded_at, 1, 10).label("day"),
        func.coalesce(records.c.application, "").label("application"),
        func.coalesce(records.c.model, "").label("model"),
    )
    return tuple(Open(**row) for row in connection.execute(_open(connection, span, *names)).mappings())


def ended_among(connection: Connection, exchanges: Iterable[str]) -> frozenset[str]:
    """Those of some exchanges that have an end in the ledger."""
    found: set[str] = set()
    for some in _parts(exchanges):
        found |= set(connection.scalars(select(records.c.exchange_id).where(records.c.exchange_id.in_(some))))
    return frozenset(found)


def _open(connection: Connection, span: Window, *wanted: ColumnElement[Any]) -> Select[Any]:
    ends = records.alias("ends")
    end = select(ends.c.position).where(ends.c.exchange_id == func.replace(records.c.exchange_id, OPENED, ""))
    if span.size is not None:
        end = end.where(ends.c.position <= span.size)
    # SQLite would take any index that it is offered.
    outcome = records.c.outcome if connection.dialect.name == "postgresql" else records.c.outcome.concat("")
    return select(*wanted).select_from(records).where(outcome == "opened", *within(span), ~end.exists())


def of_patients(connection: Connection, span: Window) -> Iterator[Mapping[str, Any]]:
    """Exchanges about somebody whom a record names by a pseudonym: how each ended, and what the reply was."""
    names = ("patient", "door", "outcome", "completion_tokens", "output_types")
    query: Select[Any] = (
        select(*map(_column, names))
        .select_from(view_named("v_exchanges"))
        .where(*conditions("v_exchanges", span), _column("patient").is_not(None))
    )
    return (dict(row) for row in connection.execute(query).mappings())


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeCount:
    """How many exchanges ended so."""

    key: str
    """Of the application, model, day or profile asked for; empty: none was named, or none asked for."""
    outcome: str
    exchanges: int


def outcomes(connection: Connection, span: Window, by: By | None = None) -> tuple[OutcomeCount, ...]:
    """Count how exchanges ended, together or by application, model, day or profile."""
    rows = amounts(connection, "v_exchanges", span, {"all": Amount()}, (*([by] if by else ()), "outcome"))
    return tuple(
        OutcomeCount(key=row[by] if by else NONE, outcome=row["outcome"], exchanges=row["all"]) for row in rows
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ReasonCount:
    """Why exchanges had no answer."""

    outcome: str
    reason: str
    """A rule, or the code of a failure."""
    exchanges: int


def reasons(connection: Connection, span: Window) -> tuple[ReasonCount, ...]:
    """Count what blocked, held or failed exchanges, the most frequent first."""
    rows = amounts(connection, "v_exchanges", span, {"all": Amount()}, ("outcome", "reason"))
    found = [ReasonCount(outcome=row["outcome"], reason=row["reason"], exchanges=row["all"]) for row in rows]
    return tuple(
        sorted((one for one in found if one.reason), key=lambda one: (-one.exchanges, one.outcome, one.reason))
    )


# ── rules ────────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleCount:
    """What a rule came to, in how many exchanges. Of a rule that is asked at two stages a row each."""

    rule: str
    stage: str
    status: str
    effect: str
    why: str
    exchanges: int


def rulings(
    connection: Connection, span: Window, rules: Iterable[str] = (), statuses: Iterable[str] = ()
) -> tuple[RuleCount, ...]:
    """Count what rules came to; of these rules and statuses, or of all. Reviews are not counted."""
    asked, came_to = list(rules), list(statuses)
    counted, sets = _by_set(records.c.decisions, span, records.c.door != "review"), decision_sets.c
    names = (sets.rule, sets.stage, sets.status, sets.effect, sets.why)
    query: Any = (
        select(*names, func.sum(counted.c.exchanges).label("exchanges"))
        .select_from(decision_sets.join(counted, counted.c.key == sets.key))
        .group_by(*names)
    )
    if asked:
        query = query.where(sets.rule.in_(asked))
    if came_to:
        query = query.where(sets.status.in_(came_to))
    rows = connection.execute(query).mappings()
    found = [RuleCount(**{name: _plain(value) for name, value in row.items()}) for row in rows]
    return tuple(sorted(found, key=lambda one: (-one.exchanges, one.rule, one.stage, one.status, one.effect, one.why)))


def _by_set(column: ColumnElement[Any], span: Window, *those: ColumnElement[bool], by_model: bool = False) -> Any:
    """How many records have each set of rulings or findings: there are few sets, so that millions of rows need not be joined with them.

    The same as by ``v_decisions`` and ``v_findings``, in which an exchange has one row for each rule and stage, and for each different finding.
    """
    key = column.concat("")  # by the bare column SQLite would walk through its index, and so through all years
    model = [func.coalesce(records.c.model, "").label("model")] if by_model else []
    said = [column.is_not(None), *within(span), *those]
    query = select(key.label("key"), *model, func.count().label("exchanges")).where(*said)
    return query.group_by(literal_column("1"), *(literal_column("2") for _ in model)).subquery()


def rules_failing(connection: Connection, span: Window) -> tuple[RuleCount, ...]:
    """The rules that were not kept, the most frequent first."""
    return rulings(connection, span, statuses=("fail",))


def rules_undetermined(connection: Connection, span: Window) -> tuple[RuleCount, ...]:
    """The rules for which a fact was unknown, the most frequent first."""
    return rulings(connection, span, statuses=("undetermined",))


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """Which rules decided, and from when to when."""

    bundle: str
    first_utc: str
    last_utc: str
    exchanges: int


def bundles(connection: Connection, span: Window) -> tuple[Bundle, ...]:
    """The sets of rules that decided in the window, in order."""
    if connection.dialect.name == "postgresql":
        # The view reads the whole document for it. Canonical JSON has no string in which these quotation marks could stand.
        last = func.split_part(records.c.document, '"bundle":"', -1)
        told: Any = (
            select(
                func.nullif(func.split_part(last, '"', 1), "{").label(
                    "bundle"
                ),  # all before the first, if there is none
                records.c.recorded_at.label("recorded_utc"),
            )
            .where(records.c.kind == "exchange", records.c.door != "review", *within(span))
            .offset(0)
            .subquery()
        )
    else:
        told = (
            select(_column("bundle"), _column("recorded_utc"))
            .select_from(view_named("v_exchanges"))
            .where(*conditions("v_exchanges", span))
            .subquery()
        )
    at = told.c.recorded_utc
    query: Select[Any] = (
        select(
            told.c.bundle,
            func.min(at).label("first_utc"),
            func.max(at).label("last_utc"),
            func.count().label("exchanges"),
        )
        .where(told.c.bundle.is_not(None))
        .group_by(told.c.bundle)
        .order_by(func.min(at))
    )
    return tuple(Bundle(**row) for row in connection.execute(query).mappings())


def within(span: Window) -> list[ColumnElement[bool]]:
    """What a record must be to count."""
    said: list[ColumnElement[bool]] = [records.c.recorded_at >= span.since, records.c.recorded_at < span.until]
    if span.size is not None:
        said.append(records.c.position <= span.size)
    for name, value in (("application", span.application), ("model", span.model)):
        if value is not None:
            said.append(func.coalesce(records.c[name], "") == value)
    return said


# ── identifiers ──────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class KindCount:
    """Identifiers of one kind that were left out."""

    key: str
    """The application or model, if asked for."""
    kind: str
    identifiers: int
    exchanges: int


# ── checks ───────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingCount:
    """What a check saw, or that it could not judge, in how many exchanges."""

    model: str
    check: str
    status: str
    kind: str
    """Empty: nothing to report."""
    detail: str
    exchanges: int


def findings(
    connection: Connection, span: Window, checks: Iterable[str] = (), *, details: bool = True
) -> tuple[FindingCount, ...]:
    """Count by model what checks saw."""
    counted, sets = _by_set(records.c.findings, span, by_model=True), finding_sets.c
    names = [sets.check_name, sets.status, sets.kind, *((sets.detail,) if details else ())]
    # Of several details of one kind an exchange counts once.
    kinds: Any = select(sets.key, *names).distinct()
    those = list(checks)
    if those:
        kinds = kinds.where(sets.check_name.in_(those))
    one = kinds.subquery()
    groups = [counted.c.model, *(one.c[name.key] for name in names)]
    query: Any = (
        select(*groups, func.sum(counted.c.exchanges).label("exchanges"))
        .select_from(one.join(counted, counted.c.key == one.c.key))
        .group_by(*groups)
    )
    found = [
        FindingCount(
            model=row["model"],
            check=row["check_name"],
            status=row["status"],
            kind=row["kind"],
            detail=row.get("detail", ""),
            exchanges=int(row["exchanges"]),
        )
        for row in connection.execute(query).mappings()
    ]
    return tuple(sorted(found, key=lambda one: (one.model, one.check, -one.exchanges, one.kind, one.detail)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """How often a check looked at replies of a model, and what it came to."""

    model: str
    check: str
    exchanges: int
    """Whose reply the check was asked about."""
    judged: int
    """Of which it judged at least a part."""
    found: int
    """In which it saw something."""
    unjudged: int
    """In which it could not judge, or not all of it."""
    clear: int
    """In which it judged everything and saw nothing."""


JUDGED = "status = 'judged' AND detail NOT IN ('not_asked_again', 'nothing_compared')"
"""A check that had nothing to compare has judged nothing, though it says so calmly."""


def checked(connection: Connection, span: Window, checks: Iterable[str] = ()) -> tuple[Checked, ...]:
    """Count by model how often checks looked, saw something and could not judge."""
    counted, sets = _by_set(records.c.findings, span, by_model=True), finding_sets.c
    each: Any = select(
        sets.key,
        sets.check_name,
        func.max(case((literal_column("kind <> ''"), 1), else_=0)).label("found"),
        func.max(case((literal_column("status <> 'judged'"), 1), else_=0)).label("unjudged"),
        func.max(case((literal_column(JUDGED), 1), else_=0)).label("judged"),
    ).group_by(sets.key, sets.check_name)
    those = list(checks)
    if those:
        each = each.where(sets.check_name.in_(those))
    one = each.subquery()
    clear = case(((one.c.found == 0) & (one.c.unjudged == 0) & (one.c.judged == 1), 1), else_=0)
    many = counted.c.exchanges
    query: Any = (
        select(
            counted.c.model,
            one.c.check_name.label("check"),
            func.sum(many).label("exchanges"),
            func.sum(one.c.judged * many).label("judged"),
            func.sum(one.c.found * many).label("found"),
            func.sum(one.c.unjudged * many).label("unjudged"),
            func.sum(clear * many).label("clear"),
        )
        .select_from(one.join(counted, counted.c.key == one.c.key))
        .group_by(counted.c.model, one.c.check_name)
        .order_by(one.c.check_name, counted.c.model)
    )
    rows = connection.execute(query).mappings()
    return tuple(Checked(**{name: _plain(value) for name, value in row.items()}) for row in rows)


# ── time ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class StepTime:
    """How long a step took, in milliseconds: in half of the exchanges no longer than ``median``, in 95 of 100 than ``p95``."""

    step: str
    exchanges: int
    median: float
    p95: float
    longest: float


_HALF, _MOST = 0.5, 0.95


def step_time(step: str, ordered: Sequence[float]) -> StepTime:
    """Give how long a step took, of its times, the shortest first."""
    many = len(ordered)

    def reached(share: float) -> float:
        return ordered[bisect_left(range(1, many + 1), share, key=lambda number: number / many)]

    return StepTime(step=step, exchanges=many, median=reached(_HALF), p95=reached(_MOST), longest=ordered[-1])


def newest(connection: Connection, span: Window, most: int) -> Window:
    """The part of a window that holds its newest ``most`` exchanges: for what can only be read in each document, and must not take long."""
    said = _exchanges_of(connection, span)
    for name, value in (("application", span.application), ("model", span.model)):
        if value is not None:
            bare = value and connection.dialect.name == "postgresql"
            said.append((records.c[name] if bare else func.coalesce(records.c[name], "")) == value)
    order = (records.c.recorded_at.desc(), records.c.position.desc())
    query = select(records.c.recorded_at).where(*said).order_by(*order).offset(most - 1).limit(1)
    first = connection.scalar(query)
    return span if first is None else replace(span, since=str(first).removesuffix("Z"))


def _exchanges_of(connection: Connection, span: Window) -> list[ColumnElement[bool]]:
    """Exchanges of a window, to be found by their time: SQLite would take any index that it is offered, PostgreSQL knows better."""
    kind = records.c.kind if connection.dialect.name == "postgresql" else records.c.kind.concat("")
    return [kind == "exchange", records.c.recorded_at >= span.since, records.c.recorded_at < span.until]


@dataclass(frozen=True, slots=True, kw_only=True)
class Alike:
    """So many exchanges of a day are alike in everything that the overview of the console tells apart."""

    day: str
    application: str
    model: str
    outcome: str
    decisions: str | None
    """Which set of rulings."""
    findings: str | None
    """Which set of findings."""
    exchanges: int


def alike(connection: Connection, span: Window) -> tuple[Alike, ...]:
    """Count exchanges by all of it at once, in order of days; reviews are none. The window's application and model are not asked for."""
    names = (
        func.substr(records.c.recorded_at, 1, 10).label("day"),
        func.coalesce(records.c.application, "").label("application"),
        func.coalesce(records.c.model, "").label("model"),
        records.c.outcome,
        records.c.decisions,
        records.c.findings,
    )
    said = [*_exchanges_of(connection, span), records.c.door != "review"]
    numbers: Any = tuple(literal_column(str(at + 1)) for at in range(len(names)))
    query: Any = select(*names, func.count().label("exchanges")).where(*said).group_by(*numbers)
    return tuple(Alike(**row) for row in connection.execute(query.order_by(numbers[0])).mappings())


def sets_of_rulings(connection: Connection, keys: Iterable[str], status: str) -> Mapping[str, tuple[RuleCount, ...]]:
    """By set, its rulings of this status; each counts one exchange."""
    sets = decision_sets.c
    found: dict[str, list[RuleCount]] = {}
    for some in _parts(keys):
        query = select(decision_sets).where(sets.status == status, sets.key.in_(some))
        for row in connection.execute(query).mappings():
            said = {name: row[name] for name in ("rule", "stage", "status", "effect", "why")}
            found.setdefault(row["key"], []).append(RuleCount(**said, exchanges=1))
    return {key: tuple(rulings) for key, rulings in found.items()}


def sets_of_findings(
    connection: Connection, keys: Iterable[str], check: str
) -> Mapping[str, tuple[bool, frozenset[str]]]:
    """By set, whether a check judged anything in it, and the kinds that it saw."""
    sets = finding_sets.c
    judged = case((literal_column(JUDGED), 1), else_=0).label("judged")
    found: dict[str, tuple[bool, frozenset[str]]] = {}
    for some in _parts(keys):
        query = select(sets.key, sets.kind, judged).where(sets.check_name == check, sets.key.in_(some))
        for row in connection.execute(query).mappings():
            before, kinds = found.get(row["key"], (False, frozenset()))
            found[row["key"]] = before or bool(row["judged"]), kinds | {row["kind"]}
    return found


def _parts(keys: Iterable[str]) -> Iterable[list[str]]:
    """A query has a largest number of values."""
    ordered = sorted(keys)
    return (ordered[at : at + 500] for at in range(0, len(ordered), 500))


# ── people who looked, notices, erasures ─────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewCount:
    """What people did with replies that waited, and how long those had waited by then, in seconds."""

    act: str
    rule: str
    """That held the reply."""
    reviews: int
    median_seconds: float | None
    p95_seconds: float | None


def reviews(connection: Connection, span: Window) -> tuple[ReviewCount, ...]:
    """Count what reviewers did, by the rule that had held the reply."""
    rule, waited = func.coalesce(_column("held_by_rule"), ""), _column("waited_seconds")
    share = func.cume_dist().over(partition_by=[_column("act"), rule], order_by=waited)
    each: Any = (
        select(_column("act"), rule.label("rule"), waited.label("waited"), share.label("share"))
        .select_from(view_named("v_reviews"))
        .where(*conditions("v_reviews", span))
    ).subquery()
    query: Select[Any] = (
        select(
            each.c.act,
            each.c.rule,
            func.count().label("reviews"),
            func.min(case((each.c.share >= _HALF, each.c.waited))).label("median_seconds"),
            func.min(case((each.c.share >= _MOST, each.c.waited))).label("p95_seconds"),
        )
        .group_by(each.c.act, each.c.rule)
        .order_by(each.c.act, each.c.rule)
    )
    return tuple(ReviewCount(**row) for row in connection.execute(query).mappings())


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeCount:
    """A notice, label or mark that was put into replies, or a person's look."""

    event: str
    kind: str
    via: str
    placement: str
    exchanges: int


def notices(connection: Connection, span: Window) -> tuple[NoticeCount, ...]:
    """Count the duties that were carried out on replies."""
    names = ("event", "kind", "via", "placement")
    rows = amounts(connection, "v_obligations", span, {"exchanges": Amount(distinct=True)}, names)
    return tuple(NoticeCount(**row) for row in rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeText:
    """The very words that readers saw."""

    kind: str
    text: str
    text_sha256: str
    exchanges: int


def notice_texts(connection: Connection, span: Window) -> tuple[NoticeText, ...]:
    """The wordings of notices, the most frequent first."""
    rows = amounts(
        connection,
        "v_obligations",
        span,
        {"exchanges": Amount(where="event = 'disclosure_shown'", distinct=True)},
        ("kind", "text", "text_sha256"),
    )
    found = [NoticeText(**row) for row in rows if row["exchanges"]]
    return tuple(sorted(found, key=lambda one: (one.kind, -one.exchanges, one.text_sha256)))


# ── the registry, as it was ──────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class Registered:
    """What the registry vouched for on a day: an entry, its facts read."""

    kind: str
    subject: str
    code: str
    facts: Mapping[str, Any]
    valid_from: str | None
    valid_until: str | None


def registry_end(connection: Connection) -> int:
    """The number of the registry's last entry; 0 if it is empty. It only grows."""
    return connection.scalar(select(func.max(registry.c.id))) or 0


def registered(connection: Connection, kinds: Iterable[str], *, day: str, end: int) -> tuple[Registered, ...]:
    """What counted on a day by the first ``end`` entries: of those with one kind, subject and code the newest that had begun, unless it was over."""
    query = select(registry).where(registry.c.kind.in_(list(kinds)), registry.c.id <= end).order_by(registry.c.id)
    newest = {
        (row["kind"], row["subject"], row["code"]): row
        for row in connection.execute(query).mappings()
        if (row["valid_from"] or "") <= day
    }
    found = []
    for row in newest.values():
        if (row["valid_until"] or day) >= day:
            names = ("kind", "subject", "code", "valid_from", "valid_until")
            found.append(Registered(**{name: row[name] for name in names}, facts=_facts(row["facts"])))
    return tuple(sorted(found, key=lambda one: (one.kind, one.subject, one.code)))


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryCount:
    """How many entries of a kind and code there are on a day, of each subject the newest that has begun."""

    kind: str
    code: str
    valid: int
    ending: int
    """Of these, how many end soon."""
    ended: int


def registry_counts(connection: Connection, *, day: str, soon: str) -> tuple[RegistryCount, ...]:
    """Count what the registry vouches for on a day, and of that what ends until ``soon``, without saying about whom."""
    number = func.row_number().over(
        partition_by=[registry.c.kind, registry.c.subject, registry.c.code], order_by=registry.c.id.desc()
    )
    begun = func.coalesce(registry.c.valid_from, "") <= day
    each = (
        select(registry.c.kind, registry.c.code, registry.c.valid_until, number.label("number")).where(begun).subquery()
    )
    until = func.coalesce(each.c.valid_until, "9999-12-31")
    query: Any = (
        select(
            each.c.kind,
            each.c.code,
            func.count(case((until >= day, 1))).label("valid"),
            func.count(case(((until >= day) & (until <= soon), 1))).label("ending"),
            func.count(case((until < day, 1))).label("ended"),
        )
        .where(each.c.number == 1)
        .group_by(each.c.kind, each.c.code)
        .order_by(each.c.kind, each.c.code)
    )
    return tuple(RegistryCount(**row) for row in connection.execute(query).mappings())


def _facts(document: str) -> Mapping[str, Any]:
    try:
        return dict(json.loads(document))
    except (ValueError, TypeError):
        raise AuditError(
            "Registry: an entry cannot be read; it was changed by hand, or by a later release of medguard.",
            remedy="Restore the registry from a backup, or import the entry again; see: medguard registry show",
            remedy_zh="请从备份恢复登记库，或重新导入该条目；参见：medguard registry show",
        ) from None


# ── people ───────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """How many different people exchanges concern, by their pseudonyms in the log."""

    patients: int
    actors: int
    without_patient: int
    """Exchanges that name no patient: they may concern more."""


def people(connection: Connection, span: Window, where: str = "") -> People:
    """Count people in exchanges of which ``where`` is true."""
    those: list[ColumnElement[Any]] = [literal_column(f"({where})")] if where else []
    query = (
        select(
            func.count(_column("patient").distinct()).label("patients"),
            func.count(_column("actor").distinct()).label("actors"),
            func.count(case((_column("patient").is_(None), 1))).label("without_patient"),
        )
        .select_from(view_named("v_exchanges"))
        .where(*conditions("v_exchanges", span), *those)
    )
    return People(**connection.execute(query).mappings().one())
