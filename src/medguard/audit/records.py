"""Reading the ledger: records as values, newest first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, Select, func, select

from medguard.audit.canonical import parse
from medguard.audit.database import reading
from medguard.audit.migrate import require_latest
from medguard.audit.tables import records
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
    document: str
    previous: str
    sha256: str

    def exchange(self) -> dict[str, Any]:
        """Give what ``Exchange.document()`` gave when the record was kept."""
        try:
            return dict(parse(self.document)["exchange"])
        except (ValueError, TypeError, KeyError, RecursionError):
            raise AuditError(
                f"The document of record {self.position} cannot be read. Run: medguard audit verify",
                remedy="Run: medguard audit verify",
                remedy_zh="请运行：medguard audit verify",
            ) from None


def list_records(
    source: str | Engine, *, limit: int = 20, before: int | None = None, outcome: str | None = None
) -> tuple[Record, ...]:
    """Read the newest records first. ``before`` a position goes on where the last page ended."""
    query = select(records).order_by(records.c.position.desc()).limit(limit)
    if before is not None:
        query = query.where(records.c.position < before)
    if outcome is not None:
        query = query.where(records.c.outcome == outcome)
    with reading(source) as connection:
        require_latest(connection)
        return _read(connection, query)


def get(source: str | Engine, which: int | str) -> Record | None:
    """Find one record by its exchange's id, by its position, or by the beginning of the id if only one begins so.

    None if there is none; AuditError if several begin so.
    """
    by_id = records.c.exchange_id
    with reading(source) as connection:
        require_latest(connection)
        if isinstance(which, str) and (found := _read(connection, select(records).where(by_id == which))):
            return found[0]
        digits = str(which)
        if digits.isascii() and digits.isdigit() and len(digits) <= _LONGEST_POSITION:
            found = _read(connection, select(records).where(records.c.position == int(digits)))
            if found or isinstance(which, int):
                return found[0] if found else None
        if not isinstance(which, str) or not which:
            return None
        # substr and not LIKE, which SQLite reads without regard to case
        found = _read(connection, select(records).where(func.substr(by_id, 1, len(which)) == which).limit(2))
        if len(found) > 1:
            raise AuditError(
                "More than one record begins like this. Give more of the exchange's id.",
                remedy="Give more of the exchange's id.",
                remedy_zh="请输入更长的交换编号。",
            )
        return found[0] if found else None


def _read(connection: Connection, query: Select[Any]) -> tuple[Record, ...]:
    return tuple(Record(**row) for row in connection.execute(query).mappings())
