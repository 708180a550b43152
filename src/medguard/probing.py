"""Asks a share of the sidecar's questions again about other people, once their callers have been answered, as a profile allows (``checks.bias.probe``).

    probes = probes_of(guard)
    probes.offer(Question(...))      # after the reply has gone: decides by lot, waits for nothing, raises nothing
    await probes.run()               # beside everything else, one call at a time

What is asked again is the de-identified request as the model saw it, with one person's sex, age, ethnicity, insurance or region swapped; nothing
of the caller's clear text is kept for it. It goes through the same guard, so every answer is an exchange with its own record, at the door
``probe``, and what was measured of it stands there. Whatever fails here fails for nobody: it is logged and counted, and the callers' replies
went out before it began.
"""

from __future__ import annotations

import random
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final, TypeAlias

import anyio
import anyio.to_thread
from anyio.streams.memory import MemoryObjectSendStream

from medguard import flow, log, telemetry
from medguard.audit.probes import Probed
from medguard.checks.bias import AskedAbout, about_others
from medguard.errors import MedguardError
from medguard.guard import Guard
from medguard.log import Event, Word
from medguard.profile import ProbeSettings
from medguard.types import Answer, Ask, Asked, Edit, Exchange, Form, Outcome, Wire

Asks: TypeAlias = Callable[[Ask], Awaitable[Answer]]

_REPLIED: Final = frozenset({Outcome.ANSWERED, Outcome.AMENDED})
_WAITING: Final = 8
"""Questions that may wait to be asked again; what is drawn beyond them is left."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question that was answered, as the model saw it."""

    sent: bytes = field(repr=False)
    wire: Wire
    who: flow.Who = field(repr=False)
    record: Exchange
    ask: Asks
    """The way to the model: not the caller's, whose credentials and headers nobody keeps."""


@dataclass(frozen=True, slots=True)
class _Other:
    """The same question about somebody else."""

    axis: str
    value: str
    content: bytes = field(repr=False)


class Probes:
    """The lots, the budget, and the questions that wait."""

    def __init__(self, guard: Guard, settings: ProbeSettings) -> None:
        self._guard, self._settings = guard, settings
        self._probed = Probed(guard.ledger)
        self._lots = random.SystemRandom()
        self._door: MemoryObjectSendStream[Question] | None = None

    def offer(self, question: Question) -> None:
        """Take the question, if the lot falls on it and others leave room."""
        record = question.record
        asked = record.reply is not None and record.reply.for_people and record.outcome in _REPLIED
        if self._door is None or not asked or self._lots.random() >= self._settings.rate:
            return
        try:
            self._door.send_nowait(question)
        except anyio.WouldBlock:
            telemetry.probed("left_busy")
        except (anyio.BrokenResourceError, anyio.ClosedResourceError):
            return  # about to stop

    async def run(self) -> None:
        """Ask what waits, one after the other, as long as the sidecar lives."""
        door, waiting = anyio.create_memory_object_stream[Question](_WAITING)
        self._door = door
        with door, waiting:
            async for question in waiting:
                try:
                    await self._asked_about_others(question)
                except Exception as error:  # noqa: BLE001  it may quote the question, and must not stop the sidecar
                    telemetry.probed("failed")
                    log.event(Event.PROBE_FAILED, exchange=Word(question.record.id), error=error)

    async def _asked_about_others(self, question: Question) -> None:
        others = await anyio.to_thread.run_sync(self._others, question)
        if not others:
            telemetry.probed("left_nothing_to_swap")
            return
        today = datetime.now(UTC).date().isoformat()
        calls = await anyio.to_thread.run_sync(self._probed.calls, today)
        if calls + len(others) > self._settings.calls_per_day:
            telemetry.probed("left_over_budget")
            return
        for other in others:
            if not await self._asked(question, other):
                return  # what cannot be compared any more need not be asked

    async def _asked(self, question: Question, other: _Other) -> bool:
        check = AskedAbout(question.record.id, other.axis, other.value)
        steps = self._guard.probe(other.content, question.wire, check, who=question.who)
        try:
            released = await flow.arun(steps, question.ask)
        except MedguardError as error:
            record = error.exchange
            if record is not None and record.outcome is Outcome.BLOCKED:  # a refusal is a reply, too
                telemetry.probed(record.outcome.value)
                return True
            telemetry.probed("failed")
            log.event(
                Event.PROBE_FAILED,
                exchange=Word(record.id) if record else None,
                reason=Word(error.code),
                error=error,
            )
            return False
        telemetry.probed(released.exchange.outcome.value)
        return True

    def _others(self, question: Question) -> Sequence[_Other]:
        """The question about everybody on one axis that is drawn, in an order that is drawn; nothing where it cannot be swapped."""
        asked = question.wire.read(question.sent)
        if asked.turn != 1 or asked.earlier_replies or asked.goes_on or asked.unread:
            return ()  # what was said before, or is seen in a picture, would be about the one, and the question about the other
        prose = [at for at, passage in enumerate(asked.passages) if passage.form is Form.PROSE]
        here = [at for at in prose if asked.passages[at].text == asked.question]
        if len(here) != 1:
            return ()
        beside = [asked.passages[at].text.words for at in prose if at != here[0]]
        found = about_others(asked.question.words, beside, self._settings.axes)
        if not found:
            return ()
        axis = self._lots.choice(sorted(found))
        texts = list(found[axis].items())
        self._lots.shuffle(texts)
        return [_Other(axis, value, _put(asked, here[0], text)) for value, text in texts]


def _put(asked: Asked, at: int, text: str) -> bytes:
    edits: list[list[Edit]] = [[] for _ in asked.passages]
    edits[at] = [Edit(0, len(asked.passages[at].text.words), text)]
    return asked.written(edits)


def probes_of(guard: Guard) -> Probes | None:
    """What this guard's profile lets be asked again; ``None``: nothing."""
    bias = guard.profile.checks.bias
    return Probes(guard, bias.probe) if bias is not None and bias.probe is not None else None
