"""The console beside a sidecar that reads its profile again: it shows what is enforced, and not what was when it was opened.

renewing = Renewing(lambda: open_house(profile, url, origin=origin))
renewing.change()     # after the sidecar's guard has changed; if the new house does not open, the old one stays
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack, suppress

from starlette.types import ASGIApp, Receive, Scope, Send

from medguard import log
from medguard.console.app import console
from medguard.console.asked import House
from medguard.errors import MedguardError
from medguard.log import Event, Word


class Renewing:
    """An app of the house that was opened last. Threads may share it."""

    def __init__(self, opens: Callable[[], AbstractContextManager[House]]) -> None:
        """Raises ProfileError or AuditError."""
        self._opens, self._changing = opens, threading.Lock()
        self._before: ExitStack | None = None
        self._opened, self._app = self._next()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, in the house as it is when it begins."""
        await self._app(scope, receive, send)

    def change(self) -> None:
        """Open it anew, and let it take over."""
        with self._changing:
            try:
                opened, app = self._next()
            except MedguardError as error:
                log.event(Event.PROFILE_KEPT, error=error, code=Word(error.code))
                return
            # A page may be under way in the one before; in the one before that there is none any more.
            self._close(self._before)
            self._before, self._opened, self._app = self._opened, opened, app

    def close(self) -> None:
        """Let go of everything."""
        with self._changing:
            self._close(self._before)
            self._close(self._opened)
            self._before = None

    def _next(self) -> tuple[ExitStack, ASGIApp]:
        opened = ExitStack()
        return opened, console(opened.enter_context(self._opens()))

    def _close(self, opened: ExitStack | None) -> None:
        with suppress(MedguardError):  # the database is away: what it would still have kept, it said when it was away
            if opened is not None:
                opened.close()
