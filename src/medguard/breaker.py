"""Gives up on the model's server for a while when it keeps failing, so that nobody waits for what will not come.

    breaker = Breaker()
    with breaker.asking() as call:      # raises UpstreamGivenUp, at once, while it is given up
        answer = ...                    # an UpstreamError that leaves counts against the server
        call.answered(answer.status)    # and so does a 5xx

Closed, it costs a look at one field. After ``failures`` in a row within ``within_seconds`` it opens for ``open_seconds``; then one caller is let
through to see (half open), and what he sees decides for the others. A caller who hangs up, a 4xx and a 429 say nothing about the server.
Asking less of a server that is down is all it does: an exchange that is refused here was recorded like every other.
"""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from medguard import telemetry
from medguard.errors import UpstreamError

_SERVER_FAILED: Final = 500


class UpstreamGivenUp(UpstreamError):
    """The model's server has failed so often that it is not asked for a moment. Nothing was sent."""

    code = "upstream_given_up"
    http_status = 503

    def __init__(self, retry_after: float) -> None:
        self.retry_after = max(1, math.ceil(retry_after))
        """Whole seconds until it is asked again."""
        super().__init__(
            f"The model's server failed several times in a row and is not asked for {self.retry_after} seconds.",
            remedy="Ask again after that; if it stays so, look at the model's server.",
            remedy_zh=f"模型服务器连续多次出错，{self.retry_after} 秒内不再询问。请稍后重试；如持续出现，请检查模型服务器。",
        )


class Call:
    """One question to the server, and what came of it."""

    __slots__ = ("failed",)

    def __init__(self) -> None:
        self.failed: bool | None = None
        """``None``: nobody knows."""

    def answered(self, status: int) -> None:
        """Say what the server answered with."""
        self.failed = status >= _SERVER_FAILED


class Breaker:
    """Stands before one server. Many threads and tasks may share it."""

    def __init__(
        self,
        *,
        failures: int = 5,
        within_seconds: float = 30.0,
        open_seconds: float = 5.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._most, self._within, self._open_seconds, self._clock = failures, within_seconds, open_seconds, clock
        self._lock = threading.Lock()
        self._failures = 0
        self._first = 0.0
        self._open_until: float | None = None
        self._probing = False

    @property
    def is_open(self) -> bool:
        """Whether the server is given up."""
        return self._open_until is not None

    @contextmanager
    def asking(self) -> Iterator[Call]:
        """Let one question through. Raises UpstreamGivenUp while the server is given up."""
        probes = self._open_until is not None and self._may_probe()
        call = Call()
        try:
            yield call
        except UpstreamError:
            call.failed = True
            raise
        finally:
            if call.failed or probes or self._failures:
                self._learn(failed=call.failed, probes=probes)

    def _may_probe(self) -> bool:
        with self._lock:
            if self._open_until is None:
                return False
            left = self._open_until - self._clock()
            if left > 0 or self._probing:
                raise UpstreamGivenUp(left)
            self._probing = True
            return True

    def _learn(self, *, failed: bool | None, probes: bool) -> None:
        with self._lock:
            now = self._clock()
            if probes:
                self._probing = False
            if failed is None:
                return
            if not failed:
                # Only its probe closes it again: an answer that was under way for long says how the server was, not how it is.
                if probes or self._open_until is None:
                    self._failures = 0
                    self._open_until = None
                return
            if not self._failures or now - self._first > self._within:
                self._failures, self._first = 0, now
            self._failures += 1
            if probes or (self._open_until is None and self._failures >= self._most):
                self._open_until = now + self._open_seconds
                telemetry.gave_up()
