"""Those who drive an exchange: the flow says what it wants, and these do it."""

from __future__ import annotations

import asyncio
import functools
from collections.abc import Awaitable, Callable
from typing import Any

import anyio
import anyio.to_thread

from medguard.flow.parts import Released, Steps
from medguard.types import (
    Answer,
    Ask,
    More,
)


class Driven:
    """Drives an exchange in this thread, and stops wherever something may go to the caller."""

    def __init__(
        self, steps: Steps, ask: Callable[[Ask], Answer], piece: Callable[[], bytes | None] = lambda: None
    ) -> None:
        self._steps, self._ask, self._piece = steps, ask, piece
        self._said: Ask | More | None = None

    def next(self) -> More | Released:
        """What may go to the caller next. Raises MedguardError, also after something went."""
        try:
            while True:
                move = functools.partial(self._steps.send, None) if self._said is None else self._answered(self._said)
                self._said = move()
                if isinstance(self._said, More) and self._said.released:
                    return self._said
        except StopIteration as end:
            released: Released = end.value
            return released

    def close(self) -> None:
        """Give it up, if it has not ended: the record says abandoned."""
        self._steps.close()

    def _answered(self, said: Ask | More) -> Callable[[], Ask | More]:
        try:
            answer = self._ask(said) if isinstance(said, Ask) else self._piece()
        except Exception as error:  # noqa: BLE001  the flow records it and raises what the caller may see
            return functools.partial(self._steps.throw, error)
        return functools.partial(self._steps.send, answer)


class ADriven:
    """The same in an event loop. The flow's own steps run in a worker thread, one at a time, and are never cut in two."""

    def __init__(
        self,
        steps: Steps,
        ask: Callable[[Ask], Awaitable[Answer]],
        piece: Callable[[], Awaitable[bytes | None]] | None = None,
    ) -> None:
        self._steps, self._ask, self._piece = steps, ask, piece
        self._said: Ask | More | None = None

    async def next(self) -> More | Released:
        """What may go to the caller next. Raises MedguardError, also after something went."""
        while True:
            first = functools.partial(self._steps.send, None)
            move = first if self._said is None else await self._answered(self._said)
            step = await _in_worker(functools.partial(_step, move))
            if isinstance(step, Released):
                return step
            self._said = step
            if isinstance(step, More) and step.released:
                return step

    async def close(self) -> None:
        """Give it up, if it has not ended: the record says abandoned."""
        with anyio.CancelScope(shield=True):
            await _in_worker(self._steps.close)

    async def _answered(self, said: Ask | More) -> Callable[[], Ask | More]:
        answer: Answer | bytes | None = None
        try:
            if isinstance(said, Ask):
                with anyio.fail_after(said.seconds):
                    answer = await self._ask(said)
            elif self._piece is not None:
                answer = await self._piece()
        except Exception as error:  # noqa: BLE001  as in Driven
            return functools.partial(self._steps.throw, error)
        return functools.partial(self._steps.send, answer)


def run(steps: Steps, ask: Callable[[Ask], Answer]) -> Released:
    """Drive an exchange that is released as a whole."""
    driven = Driven(steps, ask)
    try:
        return _whole(driven.next())
    finally:
        driven.close()  # a KeyboardInterrupt while asking: the record says abandoned


async def arun(steps: Steps, ask: Callable[[Ask], Awaitable[Answer]]) -> Released:
    """The same in an event loop."""
    driven = ADriven(steps, ask)
    try:
        return _whole(await driven.next())
    finally:
        await driven.close()


def _whole(released: More | Released) -> Released:
    assert isinstance(released, Released)  # noqa: S101  nobody asked for pieces
    return released


def _step(move: Callable[[], Ask | More]) -> Ask | More | Released:
    try:
        return move()
    except StopIteration as end:  # cannot cross a thread
        released: Released = end.value
        return released


async def _in_worker(work: Callable[[], Any]) -> Any:
    """Do the work in a thread and wait for its end, whoever wants to cancel: a step is never cut in two.

    anyio shields from its own cancellation and not from asyncio's (``wait_for``, a server that stops), so under asyncio
    the work is a task of its own, and a cancellation is kept until it is done.
    """
    with anyio.CancelScope(shield=True):
        try:
            asyncio.get_running_loop()
        except RuntimeError:  # trio
            return await anyio.to_thread.run_sync(work)
        task = asyncio.ensure_future(anyio.to_thread.run_sync(work))
        cancelled = None
        while not task.done():
            try:
                await asyncio.wait([task])
            except asyncio.CancelledError as wish:
                cancelled = wish
        if cancelled is not None:
            task.exception()  # it is in the record; nobody is here to be told
            raise cancelled
        return task.result()
