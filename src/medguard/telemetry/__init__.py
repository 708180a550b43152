"""What is counted and traced while medguard runs: numbers and words of our own vocabulary, and nothing that anybody wrote.

A door says how each call ended, and nothing else:

    with telemetry.taken():                     # one more is being worked on
        ...
        telemetry.done(record, caller=request.headers.get("traceparent"))     # an exchange ended, and this is its record
        telemetry.refused(error, caller=...)                                  # or this is what went wrong, with its record or without
        telemetry.left()                                                      # or the caller hung up

Nothing is counted until ``count`` and nothing is sent until ``trace`` was called: a library is silent in somebody else's program. Nothing
here can fail an exchange, and nothing here is asked before a record was kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from medguard.errors import MedguardError
from medguard.types import Exchange

if TYPE_CHECKING:
    from medguard.telemetry.metrics import Metrics
    from medguard.telemetry.traces import Traces


class _On:
    """What is switched on in this process."""

    metrics: Metrics | None = None
    traces: Traces | None = None


def count(metrics: Metrics) -> None:
    """Count from now on."""
    _On.metrics = metrics


def trace(traces: Traces) -> None:
    """Send traces from now on."""
    _On.traces = traces


def off() -> None:
    """Send what is waiting to be sent, and count and trace no more."""
    if _On.traces is not None:
        _On.traces.close()
    _On.metrics = _On.traces = None


def knows(rules: Iterable[str]) -> None:
    """Name the rules that may be a label from now on: those of the profile in force."""
    if _On.metrics is not None:
        _On.metrics.knows(rules)


@contextmanager
def taken() -> Iterator[None]:
    """Count a call among those that are worked on."""
    metrics = _On.metrics
    if metrics is None:
        yield
        return
    metrics.in_flight.inc()
    try:
        yield
    finally:
        metrics.in_flight.dec()


def done(record: Exchange, *, caller: str | None = None, asked: str = "") -> None:
    """Count and trace an exchange that ended; ``caller`` is the ``traceparent`` that it came with, ``asked`` the path of the call."""
    if _On.metrics is not None:
        _On.metrics.ended(record)
    if _On.traces is not None:
        _On.traces.ended(record, caller, asked)


def refused(error: MedguardError, *, caller: str | None = None, asked: str = "") -> None:
    """Count what went wrong, and the exchange if one had begun."""
    if _On.metrics is not None:
        _On.metrics.refused(error)
    if error.exchange is not None:
        done(error.exchange, caller=caller, asked=asked)


def left() -> None:
    """Count a caller who hung up. The record says abandoned, and the door never sees it."""
    if _On.metrics is not None:
        _On.metrics.abandoned()


def reloaded(*, taken: bool) -> None:
    """Count that the profile was read again, and whether the new one is in force."""
    if _On.metrics is not None:
        _On.metrics.reloaded(taken=taken)


def gave_up() -> None:
    """Count that the model's server is not asked for a time."""
    if _On.metrics is not None:
        _On.metrics.given_up.inc()


def probed(result: str) -> None:
    """Count what came of a question that the sidecar asked by itself, or why it was left."""
    if _On.metrics is not None:
        _On.metrics.probed(result)
