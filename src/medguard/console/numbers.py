"""How exchanges ended, by day, application, model and what was decided: days that are over are counted once, for their records no longer change."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from itertools import groupby
from typing import TYPE_CHECKING, Final

from medguard.audit.notes import NoteError, claimed_checkpoint
from medguard.audit.proofs import newest_note
from medguard.errors import AuditError
from medguard.report import queries
from medguard.report.queries import Alike

if TYPE_CHECKING:
    from sqlalchemy import Connection

_OVER_AFTER: Final = timedelta(hours=2)
"""After midnight: clocks of several sidecars differ."""
_MOST_KEPT: Final = 200_000
"""Rows, of a hundred bytes or two each."""


class Days:
    """Remembers the numbers of days that are over, as long as the log only grows. Threads may share it."""

    def __init__(self, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._clock, self._lock = clock, threading.Lock()
        self._known: dict[str, tuple[Alike, ...]] = {}
        self._size = 0

    def ended(self, connection: Connection, days: Sequence[str], span: queries.Window) -> tuple[Alike, ...]:
        """Count the exchanges of whole days, of the application and the model of the window."""
        over = (self._clock() - _OVER_AFTER).date().isoformat()
        size = _size(connection)
        with self._lock:
            if size < self._size:  # an older state was put back
                self._known = {}
            self._size = size
            known = dict(self._known)
        missing = [day for day in days if day not in known]
        if missing:
            counted = queries.alike(connection, queries.window(missing[0], _after(missing[-1])))
            found = {day: tuple(rows) for day, rows in groupby(counted, key=lambda one: one.day)}
            new = {day: found.get(day, ()) for day in missing}
            known |= new
            with self._lock:
                if self._size == size and sum(map(len, known.values())) < _MOST_KEPT:
                    self._known |= {day: rows for day, rows in new.items() if day < over}
        return tuple(one for day in days for one in known[day] if _counts(one, span))


def _counts(one: Alike, span: queries.Window) -> bool:
    return span.application in {None, one.application} and span.model in {None, one.model}


def _after(day: str) -> str:
    return (date.fromisoformat(day) + timedelta(days=1)).isoformat()


def _size(connection: Connection) -> int:
    with suppress(AuditError, NoteError):
        return claimed_checkpoint(newest_note(connection)).size
    return 0
