"""The sidecar: an OpenAI-compatible server that guards every chat completion on its way to the model.

    medguard serve --profile hospital --listen 127.0.0.1:8080 --upstream https://api.openai.com --database sqlite:////…

    POST /v1/chat/completions   one exchange
    GET  /v1/models             passed through
    GET  /healthz               the process lives
    GET  /readyz                a record could be kept, the rules asked and a text read now

Any other path is refused: what nobody guards is not forwarded.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from http.cookiejar import DefaultCookiePolicy
from typing import TypeAlias

import anyio
import anyio.to_thread
import httpx2
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from medguard import flow, log
from medguard.errors import AuditError, GuardError, MedguardError, RulesError, UpstreamError, WireError
from medguard.guard import Guard
from medguard.log import Event, Word
from medguard.types import Answer, Ask
from medguard.upstream import (
    Bounds,
    Unguarded,
    explained,
    headers_of,
    headers_to_caller,
    headers_to_model,
    query_to_model,
    timed_out,
    who_of,
)
from medguard.wire import list_of_models, refusal

DOOR = "sidecar"

Handler: TypeAlias = Callable[[Request], Awaitable[Response]]


def create_app(guard: Guard, upstream: str) -> Starlette:
    """The sidecar around ``guard``, asking the model at ``upstream``: a base URL, with or without ``/v1``."""
    model = Model(guard, upstream)

    async def chat(request: Request) -> Response:
        return await _guarded(request, guard, model)

    async def models(request: Request) -> Response:
        return await model.models(request)

    async def alive(_request: Request) -> Response:
        return JSONResponse({"status": "alive"})

    async def ready(_request: Request) -> Response:
        try:
            await anyio.to_thread.run_sync(guard.check_ready)
        except MedguardError as error:
            return _refused(error, {})
        return JSONResponse({"status": "ready", "profile": guard.profile.name})

    async def elsewhere(_request: Request) -> Response:
        return _refused(Unguarded(), {})

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        async with model.client:
            yield

    return Starlette(
        routes=[
            Route("/v1/chat/completions", chat, methods=["POST"]),
            Route("/v1/models", models, methods=["GET"]),
            Route("/healthz", alive, methods=["GET"]),
            Route("/readyz", ready, methods=["GET"]),
            Route("/{rest:path}", elsewhere, methods=["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]),
        ],
        lifespan=lifespan,
        exception_handlers={Exception: _unforeseen},
    )


class Model:
    """The model's server, over one pool of connections."""

    def __init__(self, guard: Guard, upstream: str) -> None:
        times = guard.profile.upstream
        self._base = upstream.rstrip("/").removesuffix("/v1") + "/v1"
        self._bounds = Bounds(guard.profile.limits.reply_bytes, times.total_seconds)
        # Nothing from the environment: a proxy that somebody set there would see every question.
        self.client = httpx2.AsyncClient(
            timeout=httpx2.Timeout(times.read_seconds, connect=times.connect_seconds),
            limits=httpx2.Limits(max_connections=_MOST_CONNECTIONS, max_keepalive_connections=_KEPT_CONNECTIONS),
            trust_env=False,
        )
        # No cookies: one caller's would go along with the next caller's question.
        self.client.cookies.jar.set_policy(DefaultCookiePolicy(allowed_domains=[]))

    async def ask(
        self, said: Ask, headers: Mapping[str, str], query: Mapping[str, str], back: dict[str, str]
    ) -> Answer:
        """Ask once. Raises UpstreamError; ``back`` gets the headers that the caller should see."""
        asking = self.client.build_request(
            "POST", f"{self._base}/chat/completions", content=said.content, headers=headers, params=query
        )
        return await self._answer(asking, back)

    async def models(self, request: Request) -> Response:
        """The list of models: asked for without a word of anybody, so it is passed through."""
        headers = headers_to_model(request.headers, Ask(b"", stream=False))
        asking = self.client.build_request(
            "GET", f"{self._base}/models", headers=headers, params=query_to_model(request.query_params)
        )
        back: dict[str, str] = {}
        try:
            answer = list_of_models(await self._answer(asking, back))
        except UpstreamError as error:
            return _refused(error, back)
        return Response(answer.content, answer.status, {**back, "Content-Type": "application/json"})

    async def _answer(self, asking: httpx2.Request, back: dict[str, str]) -> Answer:
        with anyio.move_on_after(self._bounds.seconds):
            try:
                response = await self.client.send(asking, stream=True)
                try:
                    back.update(headers_to_caller(response.headers))
                    return await self._bounds.agather(response, response.aiter_bytes())
                finally:
                    await response.aclose()
            except httpx2.HTTPError as trouble:
                raise explained(trouble) from None
        raise timed_out()


_MOST_CONNECTIONS, _KEPT_CONNECTIONS = 1000, 100


async def _guarded(request: Request, guard: Guard, model: Model) -> Response:
    content = b""
    with anyio.move_on_after(_BODY_SECONDS) as slow:
        try:
            content = await _body(request, guard.profile.limits.request_bytes)
        except ClientDisconnect:
            return Response(status_code=_CALLER_LEFT)  # before there was a request
    if slow.cancelled_caught:
        return _refused(TooSlow(), {})
    query = query_to_model(request.query_params)
    back: dict[str, str] = {}

    async def ask(said: Ask) -> Answer:
        # What comes with an answer that is only compared is not for the caller.
        return await model.ask(said, headers_to_model(request.headers, said), query, {} if said.again else back)

    try:
        steps = guard.exchange(content, guard.chat(), door=DOOR, who=who_of(request.headers))
        released = await _unless_the_caller_leaves(request, flow.arun(steps, ask))
    except MedguardError as error:
        _log_refusal(error)
        return _refused(error, back)
    if released is None:
        return Response(status_code=_CALLER_LEFT)
    record = released.exchange
    log.event(
        Event.EXCHANGE_DONE,
        exchange=Word(record.id),
        outcome=record.outcome,
        milliseconds=round(sum(record.milliseconds.values()), 1),
    )
    return Response(released.content, released.status, headers_of(released, back))


async def _body(request: Request, most: int) -> bytes:
    """The body, or so much of it that the wire module sees it is too large."""
    content = bytearray()
    read = 0
    async for chunk in request.stream():
        read += len(chunk)
        if len(content) <= most:
            content += chunk
        if read > _DRAINED:
            break
    return bytes(content)


class TooSlow(WireError):
    """A request that did not arrive in time."""

    code = "request_too_slow"
    http_status = 408

    def __init__(self) -> None:
        super().__init__(
            f"The request did not arrive within {_BODY_SECONDS} seconds.",
            remedy="Send it again, over a faster connection.",
            remedy_zh="请求未在规定时间内到达，请重新发送。",
        )


_BODY_SECONDS = 60
_DRAINED = 100_000_000
"""Bytes that are read of a body that is too large, and thrown away: a client that still writes does not read its refusal."""

_CALLER_LEFT = 499
"""Nobody reads it. nginx's number for a caller who has hung up."""


async def _unless_the_caller_leaves(request: Request, work: Awaitable[flow.Released]) -> flow.Released | None:
    """Give the work up when the caller hangs up: nobody waits for the answer, and the record says so."""
    done: flow.Released | MedguardError | None = None

    async with anyio.create_task_group() as group:

        async def watch() -> None:
            while not await request.is_disconnected():  # noqa: ASYNC110  Starlette tells when asked, and not by itself
                await anyio.sleep(_LOOK_EVERY)
            group.cancel_scope.cancel()

        group.start_soon(watch)
        try:
            done = await work
        except MedguardError as error:  # out of the group as it is, and not in a group of one
            done = error
        group.cancel_scope.cancel()
    if isinstance(done, MedguardError):
        raise done
    return done


_LOOK_EVERY = 0.25
"""Seconds between two looks whether the caller is still there."""


async def _unforeseen(_request: Request, error: Exception) -> Response:
    log.event(Event.EXCHANGE_REFUSED, error=error)
    return _refused(
        GuardError(
            "A step of medguard failed; nothing was released.",
            remedy="Ask again; if it stays so, look into the sidecar's log.",
            remedy_zh="medguard 内部出错，内容未放行。请重试；如持续出现，请查看 sidecar 日志。",
        ),
        {},
    )


def _log_refusal(error: MedguardError) -> None:
    record = error.exchange
    log.event(
        _EVENTS.get(type(error), Event.UPSTREAM_FAILED if isinstance(error, UpstreamError) else Event.EXCHANGE_REFUSED),
        exchange=Word(record.id) if record else None,
        reason=Word(error.code),
        rule=Word(getattr(error, "rule", "")) or None,
    )


_EVENTS = {
    AuditError: Event.RECORD_NOT_KEPT,
    GuardError: Event.GUARD_FAILED,
    RulesError: Event.RULES_UNDECIDED,
}


def _refused(error: MedguardError, back: Mapping[str, str]) -> Response:
    return Response(refusal(error), error.http_status, headers_of(error, back))
