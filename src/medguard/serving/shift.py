"""The guard on duty, and how the next one takes over: around the sidecar's app, so that the app knows one guard and nothing of change.

A shift is one guard with its app and the calls that it has taken. A call stays with the shift that took it; a shift that was relieved ends
when its last call has, and only then is its guard closed.
"""

from __future__ import annotations

import asyncio
import functools
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Any, Final, TypeAlias

import anyio.to_thread
from starlette.applications import Starlette
from starlette.responses import JSONResponse, Response
from starlette.types import Message, Receive, Scope, Send

from medguard import log, telemetry
from medguard.errors import MedguardError
from medguard.guard import Guard
from medguard.log import Event, Word
from medguard.upstream import headers_of
from medguard.wire import refusal

Opens: TypeAlias = Callable[[], Guard]
Makes: TypeAlias = Callable[[Guard], Starlette]

PROBES: Final = frozenset({"/healthz", "/readyz"})
"""They are answered however much there is to do."""

SECURE: Final[Iterable[tuple[bytes, bytes]]] = (
    (b"cache-control", b"no-store"),
    (b"x-content-type-options", b"nosniff"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
    (b"referrer-policy", b"no-referrer"),
)
"""On every answer that does not say otherwise: nothing of it is kept on the way, guessed at, framed or told further."""
SECURE_OVER_TLS: Final = (b"strict-transport-security", b"max-age=31536000")


class Crowded(MedguardError):
    """More calls at once than this server works on."""

    code = "too_many_at_once"
    http_status = 503

    def __init__(self) -> None:
        super().__init__(
            "This sidecar works on as many calls as it may. Nothing was sent.",
            remedy="Ask again in a second; if it stays so, start more workers or another sidecar.",
            remedy_zh="该 sidecar 正在处理的请求已达上限，未发送任何内容。请稍后重试；如持续出现，请增加工作进程或 sidecar。",
        )
        self.retry_after = 1


class Leaving(MedguardError):
    """The server was told to stop."""

    code = "leaving"
    http_status = 503

    def __init__(self) -> None:
        super().__init__(
            "This sidecar is about to stop. Nothing was released.",
            remedy="Ask again: another sidecar, or this one when it has started.",
            remedy_zh="该 sidecar 即将停止，未放行任何内容。请向其他 sidecar 重新提问，或待其启动后重试。",
        )
        self.retry_after = 1


class Shift:
    """One guard, its app, and the calls that it has taken."""

    def __init__(self, guard: Guard, makes: Makes) -> None:
        self.guard = guard
        self.app = makes(guard)
        self._calls = 0
        self._begun, self._relieved, self._idle = asyncio.Event(), asyncio.Event(), asyncio.Event()
        self._idle.set()
        self._life: asyncio.Task[None] | None = None

    async def begin(self) -> None:
        """Start the app. Raises what it raises."""
        self._life = asyncio.create_task(self._live())
        begun = asyncio.create_task(self._begun.wait())
        await asyncio.wait({self._life, begun}, return_when=asyncio.FIRST_COMPLETED)
        begun.cancel()
        if self._life.done():
            await self._life

    async def _live(self) -> None:
        # In one task from beginning to end, as what an app opens in its lifespan may ask for.
        async with self.app.router.lifespan_context(self.app):
            self._begun.set()
            await self._relieved.wait()
            await self._idle.wait()

    async def take(self, scope: Scope, receive: Receive, send: Send) -> None:
        """See one call through."""
        self._calls += 1
        self._idle.clear()
        try:
            await self.app(scope, receive, send)
        finally:
            self._calls -= 1
            if not self._calls:
                self._idle.set()

    async def end(self, *, seconds: float | None = None) -> None:
        """Wait for the last call, stop the app and close the guard; after ``seconds`` do not wait any more."""
        self._relieved.set()
        if self._life is not None:
            await asyncio.wait({self._life}, timeout=seconds)
            if not self._life.done():
                self._life.cancel()
            with suppress(asyncio.CancelledError):
                await self._life
        await anyio.to_thread.run_sync(self.guard.close)


class Watch:
    """An ASGI app: whoever is on duty answers."""

    def __init__(self, guard: Guard, opens: Opens, makes: Makes, *, most_at_once: int, over_tls: bool = False) -> None:
        self._first, self._opens, self._makes = guard, opens, makes
        self._most = most_at_once
        self._headers = (*SECURE, SECURE_OVER_TLS) if over_tls else tuple(SECURE)
        self._on_duty: Shift | None = None
        self._ending: set[asyncio.Task[None]] = set()
        self._changing = asyncio.Lock()
        self._calls = 0
        self.leaving = False
        """Told to stop: what is under way is finished, and whoever asks is told so."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one call, or live as long as the server does."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        else:
            await self._answer(scope, receive, _Headed(send, self._headers))

    async def _answer(self, scope: Scope, receive: Receive, send: _Headed) -> None:
        shift = self._on_duty
        assert shift is not None  # noqa: S101  the server lets nobody in before the lifespan has begun
        probe = scope["path"] in PROBES
        if probe and self.leaving and scope["path"] == "/readyz":
            await _refused(Leaving())(scope, receive, send)
        elif probe:
            await shift.take(scope, receive, send)
        elif self._calls >= self._most:
            error = Crowded()
            telemetry.refused(error)
            log.event(Event.EXCHANGE_REFUSED, reason=Word(error.code))
            await _refused(error)(scope, receive, send)
        else:
            await self._counted(shift, scope, receive, send)

    async def _counted(self, shift: Shift, scope: Scope, receive: Receive, send: _Headed) -> None:
        self._calls += 1
        try:
            with telemetry.taken():
                await shift.take(scope, receive, send)
        except asyncio.CancelledError:
            # The grace is over. What was under way is in the record as abandoned; whoever waits is told in his own protocol.
            if self.leaving and not send.begun:
                await _refused(Leaving())(scope, receive, send)
            raise
        finally:
            self._calls -= 1

    # ── beginning and end ────────────────────────────────────────────────────────────────────────────────────────────

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        shift = Shift(self._first, self._makes)
        await shift.begin()
        self._on_duty = shift
        await send({"type": "lifespan.startup.complete"})
        await receive()
        self.leaving = True
        async with self._changing:
            self._relieve(self._on_duty, seconds=_LAST_SECONDS)
        await asyncio.gather(*self._ending)
        await send({"type": "lifespan.shutdown.complete"})

    def _relieve(self, shift: Shift, *, seconds: float | None = None) -> None:
        task = asyncio.create_task(shift.end(seconds=seconds))
        self._ending.add(task)
        task.add_done_callback(self._ending.discard)

    # ── change ───────────────────────────────────────────────────────────────────────────────────────────────────────

    async def change(self) -> bool:
        """Open a new guard from the profile as it is now and let it take over. If it does not open, nothing changes but the log."""
        async with self._changing:
            if self.leaving or self._on_duty is None:
                return False
            try:
                shift = await self._next()
            except Exception as error:  # noqa: BLE001  whatever it is, the guard on duty goes on
                code = Word(error.code) if isinstance(error, MedguardError) else None
                log.event(Event.PROFILE_KEPT, error=error, code=code)
                telemetry.reloaded(taken=False)
                return False
            before, self._on_duty = self._on_duty, shift
            self._relieve(before)
        telemetry.knows(shift.guard.catalogue.rules)
        telemetry.reloaded(taken=True)
        log.event(
            Event.PROFILE_CHANGED, profile=Word(shift.guard.profile.name), digest=Word(shift.guard.profile.sha256)
        )
        return True

    async def _next(self) -> Shift:
        guard = await anyio.to_thread.run_sync(self._opens)
        try:
            await anyio.to_thread.run_sync(guard.check_ready)
            shift = Shift(guard, self._makes)
            await shift.begin()
        except BaseException:
            await anyio.to_thread.run_sync(guard.close)
            raise
        return shift

    # ── readiness, for another listener ──────────────────────────────────────────────────────────────────────────────

    async def ready(self) -> Response:
        """What ``/readyz`` says."""
        if self.leaving or self._on_duty is None:
            return _refused(Leaving())
        guard = self._on_duty.guard
        try:
            await anyio.to_thread.run_sync(guard.check_ready)
        except MedguardError as error:
            return _refused(error)
        return JSONResponse({"status": "ready", "profile": guard.profile.name})


_LAST_SECONDS: Final = 30.0
"""For records of calls that were given up: a step is never cut in two, so it is waited for, but not for ever."""


class _Headed:
    """``send``, with the headers that every answer has; knows whether an answer has begun."""

    def __init__(self, send: Send, headers: Iterable[tuple[bytes, bytes]]) -> None:
        self._send, self._headers = send, headers
        self.begun = False

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.begun = True
            said: list[Any] = list(message.get("headers", ()))
            names = {bytes(name).lower() for name, _ in said}
            message = {**message, "headers": [*said, *(one for one in self._headers if one[0] not in names)]}
        await self._send(message)


def _refused(error: MedguardError) -> Response:
    return Response(refusal(error), error.http_status, headers_of(error, {}))


def opener(profile: str, database: str | None) -> Opens:
    """How each next guard is opened."""
    return functools.partial(Guard.open, profile, database=database)
