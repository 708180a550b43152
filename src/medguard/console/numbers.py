"""How exchanges ended, by day, application, model and what was decided: days that are over are counted once, for their records no longer change."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Final, TypeVar

from medguard.audit.notes import NoteError, claimed_checkpoint
from medguard.audit.proofs import newest_note
from medguard.errors import AuditError
from medguard.report import queries
from medguard.report.queries import Alike, Open

if TYPE_CHECKING:
    from sqlalchemy import Connection

_OVER_AFTER: Final = timedelta(hours=2)
"""After midnight: clocks of several sidecars differ."""
_MOST_KEPT: Final = 200_000
"""Rows, of a hundred bytes or two each."""
_OfDay = TypeVar("_OfDay", Alike, Open)


class Days:
    """Remembers the numbers of days that are over, as long as the log only grows. Threads may share it."""

    def __init__(self, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._clock, self._lock = clock, threading.Lock()
        self._known: dict[str, tuple[Alike, ...]] = {}
        self._open: dict[str, tuple[Open, ...]] = {}
        self._size = 0

    def ended(self, connection: Connection, days: Sequence[str], span: queries.Window) -> tuple[Alike, ...]:
        """Count the exchanges of whole days, of the application and the model of the window."""
        return tuple(one for one in self._of(connection, days, self._known, queries.alike) if _counts(one, span))

    def unfinished(self, connection: Connection, days: Sequence[str], span: queries.Window) -> int:
        """Count exchanges without an end likewise. An end may come late: so of a day that is over it is remembered which had none, and these are looked for."""
        found = [one for one in self._of(connection, days, self._open, queries.open_ones) if _counts(one, span)]
        return len(found) - len(queries.ended_among(connection, {one.exchange_id for one in found}))

    def _of(
        self,
        connection: Connection,
        days: Sequence[str],
        kept: dict[str, tuple[_OfDay, ...]],
        asked: Callable[[Connection, queries.Window], Iterable[_OfDay]],
    ) -> Iterator[_OfDay]:
        """What is known of whole days; asked for days of which it is not known yet, and kept of those that are over."""
        over = (self._clock() - _OVER_AFTER).date().isoformat()
        size = _size(connection)
        with self._lock:
            if size < self._size:  # an older state was put back
                self._known.clear()
                self._open.clear()
            self._size = size
            known = dict(kept)
        missing = [day for day in days if day not in known]
        if missing:
            found: dict[str, list[_OfDay]] = {day: [] for day in missing}
            for one in asked(connection, queries.window(missing[0], _after(missing[-1]))):
                if one.day in found:
                    found[one.day].append(one)
            new = {day: tuple(rows) for day, rows in found.items()}
            known |= new
            with self._lock:
                if self._size == size and sum(map(len, known.values())) < _MOST_KEPT:
                    kept.update({day: rows for day, rows in new.items() if day < over})
        return (one for day in days for one in known[day])


def _counts(one: Alike | Open, span: queries.Window) -> bool:
    return span.application in {None, one.application} and span.model in {None, one.model}


def _after(day: str) -> str:
    return (date.fromisoformat(day) + timedelta(days=1)).isoformat()


def _size(connection: Connection) -> int:
    with suppress(AuditError, NoteError):
        return claimed_checkpoint(newest_note(connection)).size
    return 0
