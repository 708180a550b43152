"""The rows of a window, read once: a report asks many questions, and each would open every record's document again.

Over a month of a busy house the opening of documents is nearly all that a report costs. So each is opened once, and never as a whole: the database
cuts off the rulings, which are nine tenths of it, before anything is sent. Identifiers and times are added up as they come. What two views say goes
to a database of this process alone: in memory and, beyond SQLite's cache, in a temporary file without a name. There it is asked by the same SQL, which
works in both. Exchanges agree in most of what is told of them, so that is kept once for all that agree. There is no text in it, as there is none in
the views. A test compares every number of every report with what the views themselves say.
"""

from __future__ import annotations

import sqlite3
from array import array
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Self

import orjson
from sqlalchemy import Connection, StaticPool, create_engine, func, literal_column, select

from medguard.audit.tables import records
from medguard.errors import AuditError
from medguard.report import queries
from medguard.report.queries import KindCount, StepTime, Window

_OF_RECORD = "outcome application model reason door profile provider".split()
_OF_DOCUMENT = (
    "purpose system_id system_version medguard_version unread_parts asks_if_ai asks_to_strip_label reply_status for_people patient_facing labelled "
    "label_place marked claims_to_be_human request_sha256 output_types"
).split()
_ITS_OWN = (
    "actor patient identifiers_found identifiers_replaced identifiers_remaining restored unrestored prompt_tokens completion_tokens"
).split()
_OBLIGATION = "event kind via placement text text_sha256".split()
_SHARED = (*_OF_RECORD, *_OF_DOCUMENT)
_TABLES = (
    f"CREATE TABLE alike (id INTEGER PRIMARY KEY, {', '.join(_SHARED)})",
    f"CREATE TABLE each (position INTEGER PRIMARY KEY, recorded_utc, alike, {', '.join(_ITS_OWN)})",
    f"CREATE TABLE duties (id INTEGER PRIMARY KEY, {', '.join(_OBLIGATION)})",
    "CREATE TABLE obligations (position, duty)",
)
_VIEWS: Mapping[str, str] = {
    "v_exchanges": f"{', '.join((*_SHARED, *_ITS_OWN))} FROM each JOIN alike ON alike.id = each.alike WHERE door <> 'review'",
    "v_obligations": f"outcome, application, model, door, {', '.join(f'duties.{name}' for name in _OBLIGATION)} FROM obligations "
    "JOIN duties ON duties.id = duty JOIN each USING (position) JOIN alike ON alike.id = each.alike",
}
"""Views that open documents. What is not here is asked of the ledger itself.

An exchange's place in the log stands for its id: a number takes less room, and no report prints either. Nor is a hash printed: it is there, or not.
"""

_AT_ONCE = 500
_CUT = '],"door":"'
"""Where the rulings end. Canonical JSON sorts names, and no string can hold this: its quotation marks would be escaped."""


class Copies:
    """What views say of a window, copied when it is first asked for."""

    def __init__(self, ledger: Connection, span: Window) -> None:
        self._ledger = ledger
        self._span = span
        self._made: set[str] = set()
        self._alike: dict[tuple[Any, ...], int] = {}
        self._duties: dict[tuple[Any, ...], int] = {}
        self._times: dict[str, array[float]] = {}
        self._identifiers: dict[tuple[str, str], list[int]] = {}
        # An empty name: SQLite's temporary database, which no other connection can see and nobody has to delete.
        self._engine = create_engine(
            "sqlite://", creator=lambda: sqlite3.connect("", check_same_thread=False), poolclass=StaticPool
        )
        self._connection = self._engine.connect()

    def of(self, view: str) -> Connection:
        """Where to ask a view."""
        if view not in _VIEWS:
            return self._ledger
        self._open_documents()
        return self._connection

    def with_rule(self, rule: str) -> Connection:
        """Where to ask ``v_exchanges`` about what this one rule came to: ``v_decisions`` is there, too, with its rows alone."""
        view, names = "v_decisions", ("position", "rule", "status", "door")
        if view not in self._made:
            query: Any = (
                select(*(literal_column(name) for name in names))
                .select_from(queries.view_named(view))
                .where(*queries.conditions(view, self._span), literal_column("rule") == rule)
            )
            self._raw.execute("CREATE TABLE v_decisions (exchange_id, rule, status, door)")
            for part in self._parts(query):
                self._keep(view, part)
            self._made.add(view)
        return self.of("v_exchanges")

    def latency(self) -> tuple[StepTime, ...]:
        """How long each step took. The times are kept here, for SQL is slow to order millions of rows."""
        self._open_documents()
        return tuple(queries.step_time(step, sorted(taken)) for step, taken in sorted(self._times.items()))

    def identifiers(self, *, by_application: bool = False) -> tuple[KindCount, ...]:
        """What was left out before the model was asked, the most frequent first."""
        self._open_documents()
        counted: dict[tuple[str, str], list[int]] = {}
        for (application, kind), numbers in self._identifiers.items():
            so_far = counted.get((key := application if by_application else queries.NONE, kind), (0, 0))
            counted[key, kind] = [before + more for before, more in zip(so_far, numbers, strict=True)]
        found = [
            KindCount(key=key, kind=kind, identifiers=identifiers, exchanges=exchanges)
            for (key, kind), (identifiers, exchanges) in counted.items()
        ]
        return tuple(sorted(found, key=lambda one: (one.key, -one.identifiers, one.kind)))

    def _open_documents(self) -> None:
        if "each" in self._made:
            return
        for table in _TABLES:
            self._raw.execute(table)
        for view, told in _VIEWS.items():
            self._raw.execute(f"CREATE VIEW {view} AS SELECT position AS exchange_id, position, recorded_utc, {told}")
        c = records.c
        those = (*queries.within(self._span), c.door != "", c.outcome != "opened")
        if self._ledger.dialect.name == "postgresql":
            rest: Any = func.split_part(c.document, _CUT, 2)
        else:
            rest = func.substr(c.document, func.instr(c.document, _CUT) + len(_CUT))
        columns = (c[name] for name in ("position", "recorded_at", "actor", "patient", *_OF_RECORD))
        for part in self._parts(select(*columns, rest).where(*those)):
            found: dict[str, list[tuple[Any, ...]]] = {"each": [], "obligations": []}
            for row in part:
                self._read(row, found)
            for table, lines in found.items():
                self._keep(table, lines)
        for table, numbers in (("alike", self._alike), ("duties", self._duties)):
            self._keep(table, [(number, *said) for said, number in numbers.items()])
        self._made.add("each")

    def _parts(self, query: Any) -> Iterator[Sequence[Any]]:
        """The rows of the ledger; the next are on their way while some are read."""
        with (
            self._ledger.execution_options(yield_per=_AT_ONCE).execute(query) as rows,
            ThreadPoolExecutor(1) as ahead,
        ):
            parts = rows.partitions()
            coming = ahead.submit(next, parts, None)
            while (part := coming.result()) is not None:
                coming = ahead.submit(next, parts, None)
                yield part

    def _read(self, row: Any, found: Mapping[str, list[tuple[Any, ...]]]) -> None:
        """What the views say of a record. Raises AuditError for a document that is none."""
        position, recorded, actor, patient, *of_record, rest = row
        application = of_record[1]
        try:
            it = orjson.loads('{"exchange":{"door":"' + rest)["exchange"]
            shared, own = _told(it)
            alike = self._alike.setdefault((*of_record, *shared), len(self._alike))
            found["each"].append((position, recorded, alike, actor, patient, *own))
            kinds: dict[str, int] = {}
            for one in it.get("identifiers") or ():
                kinds[one["kind"]] = kinds.get(one["kind"], 0) + one["count"]
            for kind, count in kinds.items():
                numbers = self._identifiers.setdefault((application or queries.NONE, kind), [0, 0])
                numbers[0] += count
                numbers[1] += 1
            for one in it.get("obligations") or ():
                said = tuple([one[name] for name in _OBLIGATION])
                found["obligations"].append((position, self._duties.setdefault(said, len(self._duties))))
            for step, taken in (it.get("milliseconds") or {}).items():
                if step not in self._times:
                    self._times[step] = array("d")
                self._times[step].append(taken)
        except (ValueError, TypeError, KeyError, AttributeError):
            raise AuditError(
                f"The document of record {position} cannot be read, so no report can be made. Run: medguard audit verify",
                remedy="Run: medguard audit verify",
                remedy_zh="记录文档无法读取，不能生成报告。请运行：medguard audit verify",
            ) from None

    def _keep(self, table: str, lines: Sequence[Any]) -> None:
        if lines:
            places = ", ".join("?" * len(lines[0]))
            self._raw.executemany(f"INSERT INTO {table} VALUES ({places})", lines)  # noqa: S608  our own names alone

    @property
    def _raw(self) -> Any:
        return self._connection.connection.dbapi_connection

    def close(self) -> None:
        """Forget everything."""
        self._connection.close()
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_why: object) -> None:
        self.close()


_NOTHING: Mapping[str, Any] = {}


def _told(it: Mapping[str, Any]) -> tuple[tuple[Any, ...], tuple[Any, ...]]:
    """What an exchange's document says for the columns that are kept once for many, and for those of its own, in their order."""
    system, request, reply, tokens = (
        it.get("system") or _NOTHING,
        it.get("request") or _NOTHING,
        it.get("reply") or _NOTHING,
        it.get("tokens") or _NOTHING,
    )
    identifiers, label = request.get("identifiers") or _NOTHING, reply.get("label") or _NOTHING
    unread, types = request.get("unread"), reply.get("output_types")
    shared = (
        it.get("purpose"),
        system.get("id"),
        system.get("version"),
        system.get("medguard"),
        None if unread is None else len(unread),
        request.get("asks_if_ai"),
        request.get("asks_to_strip_label"),
        reply.get("status"),
        reply.get("for_people"),
        reply.get("patient_facing"),
        label.get("explicit_text") is not None,
        label.get("place"),
        reply.get("implicit_label") is not None,
        reply.get("claims_to_be_human"),
        None if it.get("request_sha256") is None else True,
        ", ".join(sorted(set(types))) if types else None,
    )
    own = (
        identifiers.get("found"),
        identifiers.get("replaced"),
        identifiers.get("remaining"),
        reply.get("restored"),
        reply.get("unrestored"),
        tokens.get("prompt_tokens"),
        tokens.get("completion_tokens"),
    )
    return shared, own
