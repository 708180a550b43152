"""Records and the new end of the log, written together: one statement of PostgreSQL, and so one question and one answer.

A transaction of its own takes six: whether the connection lives, BEGIN, the head, the records, the new head, COMMIT. The one statement does
nothing unless the head still says what we wrote there last. So whoever has appended last, and kept in mind how the tree ends, need not ask;
and a row of the head that anybody else has changed meanwhile is read, and judged, before anything is signed over it.

    WITH moved AS (UPDATE head SET … WHERE id = 1 AND position = … AND sha256 = … AND tree_edge = … AND note = … RETURNING id)
    INSERT INTO records (…) SELECT new.* FROM moved, (VALUES (…), (…)) AS new

Tried and left: arrays with ``unnest`` (ten times the time, to write an array of long texts down), ``COPY`` (two questions more), a row for each
question in psycopg's pipeline (three times the time of the server for eight records).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, insert, update

from medguard.audit.merkle import Frontier
from medguard.audit.tables import head, records


@dataclass(frozen=True, slots=True)
class End:
    """Where the log ends: what the row of ``head`` says."""

    position: int
    sha256: str
    frontier: Frontier
    note: str | None

    def row(self) -> dict[str, Any]:
        """The columns of ``head``."""
        return {
            "position": self.position,
            "sha256": self.sha256,
            "tree_size": self.frontier.size,
            "tree_edge": self.frontier.encoded(),
            "note": self.note,
        }


_NEW_HEAD = update(head).where(head.c.id == 1)
_NEW_RECORDS = insert(records)

_COLUMNS = [str(column.name) for column in records.columns]
_HEAD = [str(column.name) for column in head.columns if not column.primary_key]
_TYPES = {"BIGINT": "bigint", "TEXT": "text", "BLOB": "bytea"}
_ROW = f"({', '.join(f'%s::{_TYPES[str(column.type)]}' for column in records.columns)})"
_MOVED = (
    f"WITH moved AS (UPDATE head SET {', '.join(f'{name} = %s' for name in _HEAD)}"  # noqa: S608  names of ours
    f" WHERE id = 1 AND {' AND '.join(f'{name} = %s' for name in _HEAD)} RETURNING id)"
    f" INSERT INTO records ({', '.join(_COLUMNS)}) SELECT new.* FROM moved, (VALUES "
)


def move_end(connection: Connection, end: End) -> None:
    """Say where the log ends now. The caller has locked the row."""
    connection.execute(_NEW_HEAD, end.row())


def keep_locked(connection: Connection, end: End, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write records, and where the log ends with them. The caller has locked the head and read it."""
    connection.execute(_NEW_RECORDS, rows)
    move_end(connection, end)


def keep_if(connection: Connection, last: End, end: End, rows: Sequence[Mapping[str, Any]]) -> bool:
    """Write records, and where the log ends with them, if it ended as in ``last``; tell whether it did. PostgreSQL only."""
    values = [*end.row().values(), *last.row().values()]
    for row in rows:
        values += [row[name] for name in _COLUMNS]
    statement = f"{_MOVED}{', '.join([_ROW] * len(rows))}) AS new"
    return connection.exec_driver_sql(statement, tuple(values)).rowcount == len(rows)
