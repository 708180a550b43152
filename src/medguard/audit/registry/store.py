"""The registry in the ledger's database: what was imported stays, and what is newer counts.

    with open_registry("sqlite:////var/lib/medguard/ledger.db") as registry:
        institution, actor, patient, incidents = registry.facts_on(date(2026, 11, 25), actor="dr-0042")

Of entries with the same kind, subject and code the newest counts from its own first day on. So a renewal may be imported before it begins,
and a withdrawal is a newer entry with an earlier end.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from types import TracebackType
from typing import Any, Literal, Self

from sqlalchemy import Connection, Engine, RowMapping, bindparam, insert, or_, select, text

from medguard.audit import migrate
from medguard.audit.database import BUSY_SECONDS, connect, explained, reading, writer
from medguard.audit.registry.kinds import HERE, KINDS, Entry, facts_of, fits, is_day, is_pseudonym
from medguard.audit.tables import registry
from medguard.errors import AuditError
from medguard.facts import Actor, Consent, Incident, Institution, Patient

State = Literal["valid", "expired", "future", "superseded"]
Key = tuple[str, str, str]

_AT_ONCE = 500
"""Subjects in one query."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """The file that entries came from."""

    name: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What became of the entries of a file."""

    added: int
    unchanged: int
    """The registry said the same already."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """An entry as it stands in the registry."""

    id: int
    entry: Entry
    imported_at: str
    source: Source
    state: State
    """On the day that was asked about."""


def open_registry(url: str, *, busy_seconds: float = BUSY_SECONDS) -> SqlRegistry:
    """Open the registry of a database that has the tables of this release; an empty database gets them now."""
    opened = SqlRegistry(url, busy_seconds=busy_seconds)
    try:
        migrate.prepare(opened.engine)
    except BaseException:
        opened.close()
        raise
    return opened


def _now() -> datetime:
    return datetime.now(UTC)


class SqlRegistry:
    """A registry in SQLite or PostgreSQL. Threads and processes may use it at once."""

    def __init__(self, url: str, *, busy_seconds: float = BUSY_SECONDS, clock: Callable[[], datetime] = _now) -> None:
        self.engine: Engine = connect(url, busy_seconds=busy_seconds)
        self._writer = writer(self.engine)
        self._clock = clock

    def facts_on(
        self, day: date, actor: str | None = None, patient: str | None = None
    ) -> tuple[Institution, Actor, Patient, tuple[Incident, ...]]:
        """Look up what is vouched for on a day. What is not found is unknown; AuditError if it could not be looked up.

        Which day it is where the institution stands is the caller's to say. Trainings and authorisations count for somebody only while an
        entry of the kind actor is valid: who has left the house leaves them behind.
        """
        asked = {"day": _written(day), "here": HERE, "actor": _reference(actor), "patient": _reference(patient)}
        with explained(self.engine.url), self.engine.connect() as connection:
            rows = connection.execute(_ON_THE_DAY, asked).all()
        subjects = {None: HERE, "actor": asked["actor"], "patient": asked["patient"]}
        found: dict[str, list[Any]] = defaultdict(list)
        for row in rows:
            kind = KINDS.get(row.kind)
            # The same words may stand for a person and a patient; they are not the same.
            if kind is not None and subjects[kind.about] == row.subject:
                found[kind.name].append(_read(kind.name, row.facts))
        return _institution(found), _actor(found, actor), _patient(found, patient), tuple(found["incident"])

    def add(self, entries: Sequence[Entry], source: Source) -> Imported:
        """Keep entries, all or none, on the disk before this returns. What the registry says already is not said again."""
        if not all(map(fits, entries)):
            raise AuditError(
                "Nothing was imported: an entry says what the registry has no field for.",
                remedy="Make entries with medguard.audit.registry.entry, or import a file: medguard registry import FILE",
                remedy_zh="请用 medguard.audit.registry.entry 创建条目，或导入文件：medguard registry import FILE",
            )
        groups: dict[Key, list[Entry]] = defaultdict(list)
        for one in entries:
            groups[one.key].append(one)
        with explained(self.engine.url), self._writer.begin() as connection:
            # 1. one import after the other; readers go on meanwhile
            if connection.dialect.name == "postgresql":
                connection.execute(text("LOCK TABLE registry IN SHARE ROW EXCLUSIVE MODE"))
            # 2. what is new
            known = _known(connection, groups)
            new = [one for key, group in groups.items() if known.get(key, [])[-len(group) :] != group for one in group]
            # 3. all rows, or none
            if new:
                now = self._clock().astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
                about = {"imported_at": now, "source_name": source.name, "source_sha256": source.sha256}
                connection.execute(insert(registry), [_row(one) | about for one in new])
        return Imported(added=len(new), unchanged=len(entries) - len(new))

    def close(self) -> None:
        """Let go of the database."""
        self.engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        self.close()


def list_entries(
    source: str | Engine, *, day: date, kind: str | None = None, subject: str | None = None
) -> tuple[Kept, ...]:
    """Read every entry there ever was, oldest first, each with its state on the day."""
    query = select(registry).order_by(registry.c.id)
    if kind is not None:
        query = query.where(registry.c.kind == kind)
    if subject is not None:
        query = query.where(registry.c.subject == subject)
    with reading(source) as connection:
        migrate.require_latest(connection)
        rows = connection.execute(query).mappings().all()
    histories: dict[Key, list[tuple[int, Entry]]] = defaultdict(list)
    entries = {}
    for row in rows:
        one = _kept_entry(row)
        entries[row["id"]] = one
        histories[one.key].append((row["id"], one))
    states = {number: state for history in histories.values() for number, state in _states(history, _written(day))}
    return tuple(
        Kept(
            id=row["id"],
            entry=entries[row["id"]],
            imported_at=row["imported_at"],
            source=Source(name=row["source_name"], sha256=row["source_sha256"]),
            state=states[row["id"]],
        )
        for row in rows
    )


def expiring(entries: Iterable[Kept], *, day: date, days: int) -> tuple[Kept, ...]:
    """Choose those that are valid on the day and end within so many days, unless what follows is in the registry already."""
    entries = tuple(entries)
    last = _written(date.fromordinal(min(day.toordinal() + days, date.max.toordinal())))
    followed = defaultdict(list)
    for one in entries:
        followed[one.entry.key].append(one)
    return tuple(
        one
        for one in entries
        if one.state == "valid"
        and (until := one.entry.valid_until) is not None
        and until <= last
        and not any(
            later.id > one.id and later.state == "future" and _begins(later.entry) <= _next(until)
            for later in followed[one.entry.key]
        )
    )


# ── looking up ───────────────────────────────────────────────────────────────────────────────────────────────────────

_spoken_of = (
    select(registry.c.subject, registry.c.kind, registry.c.code)
    .where(registry.c.subject.in_([bindparam("here"), bindparam("actor"), bindparam("patient")]))
    .distinct()
    .subquery("spoken_of")
)
_any = registry.alias("any_of_them")
_newest = (
    select(_any.c.id)
    .where(_any.c.subject == _spoken_of.c.subject)
    .where(_any.c.kind == _spoken_of.c.kind)
    .where(_any.c.code == _spoken_of.c.code)
    .where(or_(_any.c.valid_from.is_(None), _any.c.valid_from <= bindparam("day")))
    .order_by(_any.c.id.desc())
    .limit(1)
    .correlate(_spoken_of)
    .scalar_subquery()
)
_ON_THE_DAY = (
    select(registry.c.kind, registry.c.subject, registry.c.facts)
    .where(registry.c.id.in_(select(_newest).select_from(_spoken_of)))
    .where(or_(registry.c.valid_until.is_(None), registry.c.valid_until >= bindparam("day")))
    .order_by(registry.c.kind, registry.c.code)
)
"""For each kind, subject and code the newest that has begun, if it has not ended. Long histories are walked in the index only."""


def _institution(found: Mapping[str, list[Any]]) -> Institution:
    said = found["institution"][0] if found["institution"] else Institution()
    return replace(
        said,
        restricted_filings=tuple(found["filing"]) or said.restricted_filings,
        stop_triggers=tuple(one.code for one in found["stop_trigger"]) or said.stop_triggers,
    )


def _actor(found: Mapping[str, list[Any]], ref: str | None) -> Actor:
    if not found["actor"]:
        return Actor()
    said: Actor = found["actor"][0]
    return replace(
        said,
        ref=ref,
        training=tuple(found["training"]) or said.training,
        authorised_technologies=tuple(one.code for one in found["authorisation"]) or said.authorised_technologies,
    )


def _patient(found: Mapping[str, list[Any]], ref: str | None) -> Patient:
    if not found["patient"] and not found["consent"]:
        return Patient()
    said = found["patient"][0] if found["patient"] else Patient()
    return replace(said, ref=ref, consent=found["consent"][0] if found["consent"] else Consent())


def _reference(words: str | None) -> str | None:
    # What could not have been imported is not asked for: PostgreSQL would stumble over a null character.
    return words if words is not None and is_pseudonym(words) else None


def _read(kind: str, document: Any) -> Any:
    try:
        return facts_of(kind, document)
    except (ValueError, TypeError):
        raise _damaged() from None


def _damaged() -> AuditError:
    return AuditError(
        "Registry: an entry cannot be read; it was changed by hand, or by a later release of medguard.",
        remedy="Restore the registry from a backup, or import the entry again; see: medguard registry show",
        remedy_zh="请从备份恢复登记库，或重新导入该条目；参见：medguard registry show",
    )


# ── rows ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _row(one: Entry) -> dict[str, Any]:
    return {name: getattr(one, name) for name in _COLUMNS}


_COLUMNS = ("kind", "subject", "code", "facts", "valid_from", "valid_until")


def _kept_entry(row: RowMapping) -> Entry:
    one = Entry(**{name: row[name] for name in _COLUMNS})
    texts = (one.kind, one.subject, one.code, one.facts, one.valid_from or "", one.valid_until or "")
    days = [day for day in (one.valid_from, one.valid_until) if day is not None]
    if not all(isinstance(words, str) for words in texts) or not all(map(is_day, days)):
        raise _damaged()
    return one


def _known(connection: Connection, keys: Iterable[Key]) -> dict[Key, list[Entry]]:
    """Everything that the registry says about the subjects of these keys, oldest first."""
    known: dict[Key, list[Entry]] = defaultdict(list)
    for some in _parts({subject for _, subject, _ in keys}):
        query = select(registry).where(registry.c.subject.in_(some)).order_by(registry.c.id)
        for row in connection.execute(query).mappings():
            one = _kept_entry(row)
            known[one.key].append(one)
    return known


def _parts(subjects: Iterable[str]) -> Iterator[list[str]]:
    rest = iter(sorted(subjects))
    while some := list(islice(rest, _AT_ONCE)):
        yield some


def _states(history: Sequence[tuple[int, Entry]], day: str) -> Iterator[tuple[int, State]]:
    """Tell of each entry with one key, oldest first, what it is on the day."""
    earliest = "9999-99-99"
    """Of the first days of those that are newer."""
    for number, one in reversed(history):
        begins = _begins(one)
        if earliest <= max(begins, day):
            yield number, "superseded"
        elif begins > day:
            yield number, "future"
        else:
            yield number, "expired" if (one.valid_until or day) < day else "valid"
        earliest = min(earliest, begins)


def _begins(one: Entry) -> str:
    return one.valid_from or ""


def _written(day: date) -> str:
    return day.isoformat()[:10]  # a datetime is a date, too


def _next(day: str) -> str:
    return _written(date.fromisoformat(day) + timedelta(days=1)) if day < "9999-12-31" else day
