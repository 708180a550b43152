"""How often the model was asked by probes: from the ledger, so that all processes that share one share one budget, and a new start begins none."""

from __future__ import annotations

from sqlalchemy import func, select

from medguard.audit.database import reading
from medguard.audit.ledger import SqlLedger
from medguard.audit.tables import records
from medguard.types import PROBE


class Probed:
    """Counts, and remembers up to where. For one thread at a time."""

    def __init__(self, ledger: SqlLedger) -> None:
        self._ledger = ledger
        self._day, self._read, self._calls = "", 0, 0

    def calls(self, day: str) -> int:
        """Calls of the model on this day, ``2026-11-25`` in UTC, those under way among them. Raises AuditError."""
        row = records.c
        with reading(self._ledger.engine) as connection:
            end = connection.scalar(select(func.max(row.position))) or 0
            if day != self._day:
                first = select(row.position).where(row.recorded_at >= day).order_by(row.recorded_at).limit(1)
                before = connection.scalar(first)
                self._day, self._calls, self._read = day, 0, end if before is None else before - 1
            # By positions, which are few since the last time, and not by an index that would lead through a whole day.
            new = select(func.count()).where(row.position > self._read, row.position <= end, row.recorded_at >= day)
            new = new.where(row.door == PROBE, row.outcome == "opened")
            self._calls, self._read = self._calls + (connection.scalar(new) or 0), end
        return self._calls
