"""The whole log verified in the background, one run at a time, and what came of the last."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from medguard.audit import Verification


@dataclass(frozen=True, slots=True)
class Finished:
    """When it ended, and what was found."""

    at: str
    found: Verification


class Verifying:
    """Runs ``verify`` when it is asked to."""

    def __init__(self, verify: Callable[[], Verification]) -> None:
        self._verify, self._lock = verify, threading.Lock()
        self._thread: threading.Thread | None = None
        self.last: Finished | None = None

    @property
    def running(self) -> bool:
        """Whether a run has not ended yet."""
        return self._thread is not None and self._thread.is_alive()

    def begin(self) -> None:
        """Begin a run, unless one goes on."""
        with self._lock:
            if not self.running:
                self._thread = threading.Thread(target=self._run, name="verify", daemon=True)
                self._thread.start()

    def _run(self) -> None:
        found = self._verify()
        self.last = Finished(datetime.now(UTC).isoformat(timespec="seconds"), found)
