"""The rows of a window, read once: a report asks many questions, and each would open every record's document again.

Over a month of a busy house the opening of documents is nearly all that a report costs. So each is opened once, without its rulings, which are nine
tenths of it, and what four views say of it goes to a database of this process alone: in memory and, beyond SQLite's cache, in a temporary file
without a name. There it is asked by the same SQL, which works in both. There is no text in it, as there is none in the views. A test compares every
number of every report with what the views themselves say.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from typing import Any, Self

from sqlalchemy import Connection, RowMapping, StaticPool, create_engine, func, literal_column, select

from medguard.audit.tables import records, without_rulings
from medguard.errors import AuditError
from medguard.report import queries
from medguard.report.queries import Window

_PLACE = "exchange_id position recorded_utc outcome application model"
COLUMNS = {
    "v_exchanges": f"{_PLACE} reason door profile actor patient provider purpose system_id system_version medguard_version identifiers_found "
    "identifiers_replaced identifiers_remaining unread_parts asks_if_ai asks_to_strip_label reply_status for_people patient_facing labelled "
    "label_place marked claims_to_be_human restored unrestored prompt_tokens completion_tokens request_sha256 output_types bundle",
    "v_identifiers": f"{_PLACE} kind count",
    "v_obligations": f"{_PLACE} door event kind via placement text text_sha256",
    "v_steps": f"{_PLACE} step milliseconds",
}
"""Views that open documents, and what is read of them. What is not here is asked of the ledger itself."""

_AT_ONCE = 500


class Copies:
    """What views say of a window, copied when it is first asked for."""

    def __init__(self, ledger: Connection, span: Window) -> None:
        self._ledger = ledger
        self._span = span
        self._made: set[str] = set()
        # An empty name: SQLite's temporary database, which no other connection can see and nobody has to delete.
        self._engine = create_engine(
            "sqlite://", creator=lambda: sqlite3.connect("", check_same_thread=False), poolclass=StaticPool
        )
        self._connection = self._engine.connect()

    def of(self, view: str) -> Connection:
        """Where to ask a view."""
        if view not in COLUMNS:
            return self._ledger
        if view not in self._made:
            self._open_documents()
            self._made |= COLUMNS.keys()
        return self._connection

    def with_rule(self, rule: str) -> Connection:
        """Where to ask ``v_exchanges`` about what this one rule came to: ``v_decisions`` is there, too, with its rows alone."""
        view, names = "v_decisions", ("exchange_id", "rule", "status", "door")
        if view not in self._made:
            query: Any = (
                select(*(literal_column(name) for name in names))
                .select_from(queries.view_named(view))
                .where(*queries.conditions(view, self._span), literal_column("rule") == rule)
            )
            self._create(view, names)
            with self._ledger.execution_options(yield_per=_AT_ONCE).execute(query) as rows:
                for part in rows.partitions():
                    self._keep(view, [tuple(row) for row in part])
            self._made.add(view)
        return self.of("v_exchanges")

    def _open_documents(self) -> None:
        for view, names in COLUMNS.items():
            self._create(view, names.split())
        span, c = self._span, records.c
        those = [c.recorded_at >= span.since, c.recorded_at < span.until, c.door != "", c.outcome != "opened"]
        if span.size is not None:
            those.append(c.position <= span.size)
        for name, value in (("application", span.application), ("model", span.model)):
            if value is not None:
                those.append(func.coalesce(c[name], "") == value)
        query = select(*(c[name] for name in (*_OF_RECORD, *_COPIED, "document"))).where(*those)
        with self._ledger.execution_options(yield_per=_AT_ONCE).execute(query) as rows:
            for part in rows.mappings().partitions():
                found: dict[str, list[tuple[Any, ...]]] = {view: [] for view in COLUMNS}
                for row in part:
                    _read(row, found)
                for view, lines in found.items():
                    self._keep(view, lines)

    def _create(self, view: str, names: Sequence[str]) -> None:
        self._raw.execute(f"CREATE TABLE {view} ({', '.join(names)})")

    def _keep(self, view: str, lines: Sequence[tuple[Any, ...]]) -> None:
        if lines:
            places = ", ".join("?" * len(lines[0]))
            self._raw.executemany(f"INSERT INTO {view} VALUES ({places})", lines)  # noqa: S608  our own names alone

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


def _read(row: RowMapping, found: Mapping[str, list[tuple[Any, ...]]]) -> None:
    """What the four views say of a record. Raises AuditError for a document that is none."""
    try:
        body, _ = without_rulings(row["document"].encode())
        it = body["exchange"]
        place = tuple(row[name] for name in _OF_RECORD)
        if row["door"] != "review":
            found["v_exchanges"].append(
                (*place, *(row[name] for name in _COPIED), *_told(it), _bundle(row["document"]))
            )
        found["v_identifiers"] += [(*place, one["kind"], one["count"]) for one in it.get("identifiers") or ()]
        found["v_obligations"] += [
            (*place, row["door"], *(one[name] for name in _OBLIGATION)) for one in it.get("obligations") or ()
        ]
        found["v_steps"] += [(*place, step, float(taken)) for step, taken in (it.get("milliseconds") or {}).items()]
    except (ValueError, TypeError, KeyError, AttributeError):
        raise AuditError(
            f"The document of record {row['position']} cannot be read, so no report can be made. Run: medguard audit verify",
            remedy="Run: medguard audit verify",
            remedy_zh="记录文档无法读取，不能生成报告。请运行：medguard audit verify",
        ) from None


_OF_RECORD = ("exchange_id", "position", "recorded_at", "outcome", "application", "model")
_COPIED = ("reason", "door", "profile", "actor", "patient", "provider")
_OBLIGATION = ("event", "kind", "via", "placement", "text", "text_sha256")


def _bundle(document: str) -> str | None:
    """Which rules decided last. Decisions stand in their order, and in no string of canonical JSON can these quotation marks stand."""
    _, found, rest = document.rpartition('"bundle":"')
    return rest[: rest.index('"')] if found else None


def _told(it: Mapping[str, Any]) -> tuple[Any, ...]:
    """What an exchange's document says for the columns behind those of its record, in the order of ``COLUMNS``."""
    system, request, reply, tokens = (it.get(name) or {} for name in ("system", "request", "reply", "tokens"))
    identifiers, label, unread = request.get("identifiers") or {}, reply.get("label") or {}, request.get("unread")
    return (
        it.get("purpose"),
        *(system.get(name) for name in ("id", "version", "medguard")),
        *(identifiers.get(name) for name in ("found", "replaced", "remaining")),
        None if unread is None else len(unread),
        *(request.get(name) for name in ("asks_if_ai", "asks_to_strip_label")),
        *(reply.get(name) for name in ("status", "for_people", "patient_facing")),
        label.get("explicit_text") is not None,
        label.get("place"),
        reply.get("implicit_label") is not None,
        *(reply.get(name) for name in ("claims_to_be_human", "restored", "unrestored")),
        *(tokens.get(name) for name in ("prompt_tokens", "completion_tokens")),
        it.get("request_sha256"),
        ", ".join(sorted(set(reply.get("output_types") or ()))) or None,
    )
