"""The sidecar: a server that speaks the APIs of models, and guards every call on its way to one.

    medguard serve --profile hospital --listen 127.0.0.1:8080 --upstream https://api.openai.com --database sqlite:////…

    POST /v1/chat/completions   one exchange, and so is every other call that ``wire.calls`` knows
    GET  /v1/models             those that the caller may ask
    GET  /medguard/replies/ID   a reply that a person had to look at first, for whoever asked: 202 while it waits
    GET  /healthz               the process lives
    GET  /readyz                a record could be kept, the rules asked and a text read now
    GET  /openapi.json          what these are, for programs

Any other path is refused: what nobody guards is not forwarded.
"""

from __future__ import annotations

import functools
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from http import HTTPStatus
from http.cookiejar import DefaultCookiePolicy
from typing import TypeAlias
from urllib.parse import urlsplit

import anyio
import anyio.to_thread
import httpx2
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from medguard import flow, log, openapi, telemetry
from medguard.audit.held import HeldReplies
from medguard.breaker import Breaker
from medguard.callers import Caller, Callers, Visit, shown_as
from medguard.errors import AuditError, GuardError, Held, MedguardError, RulesError, UpstreamError, WireError
from medguard.guard import Guard
from medguard.log import Event, Word
from medguard.probing import Asks, Probes, Question, probes_of
from medguard.review import Collected, Waits, Webhooks, collect, webhooks_of
from medguard.review.collecting import RETRY_SECONDS as COLLECT_SECONDS
from medguard.reviews import Reviews
from medguard.types import Answer, Ask, Exchange, More
from medguard.upstream import (
    Bounds,
    Unguarded,
    explaining,
    headers_of,
    headers_of_pieces,
    headers_to_caller,
    headers_to_model,
    query_to_model,
    timed_out,
)
from medguard.wire import Call, JsonWire, call_of, list_of_models, models_for, refusal

DOOR = "sidecar"
REPLIES = "/medguard/replies/"
"""Behind this a caller finds a reply that waited, by the id of its question."""

Handler: TypeAlias = Callable[[Request], Awaitable[Response]]


def create_app(guard: Guard, upstream: str) -> Starlette:
    """The sidecar around ``guard``, asking the model at ``upstream``: a base URL, with or without ``/v1``."""
    model = Model(guard, upstream)
    probes = probes_of(guard)
    # With connections and breakers of its own: what the probe does to the model's server is nothing to callers.
    beside = Beside(probes, Model(guard, upstream, callers=model.callers)) if probes is not None else None
    webhooks = webhooks_of(guard.profile, HeldReplies(guard.ledger))

    async def guarded(request: Request) -> Response:
        call = call_of(request.url.path, request.headers, request.query_params)
        return (
            _turned_away(Unguarded())
            if call is None
            else await guarded_call(request, guard, model, call, beside=beside)
        )

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

    async def described(_request: Request) -> Response:
        return JSONResponse(openapi.document())

    async def elsewhere(_request: Request, _error: Exception | None = None) -> Response:
        return _turned_away(Unguarded())

    return Starlette(
        routes=[
            Route("/v1/models", models, methods=["GET"]),
            Route(f"{REPLIES}{{id}}", functools.partial(held_reply, guard=guard, model=model), methods=["GET"]),
            Route("/healthz", alive, methods=["GET"]),
            Route("/readyz", ready, methods=["GET"]),
            Route("/openapi.json", described, methods=["GET"]),
            Route("/{call:path}", guarded, methods=["POST"]),
            Route("/{rest:path}", elsewhere, methods=["GET", "PUT", "PATCH", "DELETE", "OPTIONS"]),
        ],
        lifespan=functools.partial(_living, model, webhooks, beside),
        exception_handlers={
            Exception: _unforeseen,
            # A method of nobody's, and a path that Starlette does not take for one: a line break in it, or no slash before it.
            HTTPStatus.METHOD_NOT_ALLOWED: elsewhere,
            HTTPStatus.NOT_FOUND: elsewhere,
        },
    )


@asynccontextmanager
async def _living(
    model: Model, webhooks: Webhooks | None, beside: Beside | None, _app: Starlette
) -> AsyncIterator[None]:
    """As long as the sidecar lives."""
    async with AsyncExitStack() as open_ones, anyio.create_task_group() as group:
        await open_ones.enter_async_context(model.client)
        if beside is not None:
            await open_ones.enter_async_context(beside.model.client)
            group.start_soon(beside.probes.run)
        if webhooks is not None:
            group.start_soon(_telling, webhooks)
        yield
        group.cancel_scope.cancel()
    if webhooks is not None:
        webhooks.close()


class Model:
    """The model's server, over one pool of connections."""

    def __init__(
        self,
        guard: Guard,
        upstream: str,
        *,
        transport: httpx2.AsyncBaseTransport | None = None,
        callers: Callers | None = None,
    ) -> None:
        times = guard.profile.upstream
        self.callers = callers or guard.callers
        self.door = anyio.CapacityLimiter(_AT_THE_DOOR)
        self._usual = Server(upstream)
        self._others = [(one.models, Server(one.url, own=one.url)) for one in times.servers]
        self.bounds = Bounds(guard.profile.limits.reply_bytes, times.total_seconds)
        # Nothing from the environment: a proxy that somebody set there would see every question.
        self.client = httpx2.AsyncClient(
            timeout=httpx2.Timeout(times.read_seconds, connect=times.connect_seconds),
            trust_env=False,
            # A connection that was not made is tried once more: not a byte was sent.
            transport=transport or httpx2.AsyncHTTPTransport(retries=1, trust_env=False, limits=_LIMITS),
        )
        # No cookies: one caller's would go along with the next caller's question.
        self.client.cookies.jar.set_policy(DefaultCookiePolicy(allowed_domains=[]))

    def server_of(self, model: str) -> Server:
        """Where this model is, as the profile says; else the usual server."""
        return next(
            (server for models, server in self._others if any(fnmatchcase(model, one) for one in models)), self._usual
        )

    async def models(self, request: Request) -> Response:
        """The list of models, as far as this caller may ask them: asked for without a word of anybody, so it is no exchange."""
        headers = self.callers.headers_to_model(headers_to_model(request.headers, Ask(b"", stream=False)))
        asking = self.client.build_request(
            "GET",
            self._usual.url_of("/v1", "models"),
            headers=headers,
            params=query_to_model(request.query_params),
        )
        back: dict[str, str] = {}
        try:
            visit = await _admitted(request, self)
            answer = models_for(list_of_models(await self.answer(self._usual, asking, back)), visit.caller.may_ask)
        except MedguardError as error:
            return _refused(error, back)
        return Response(answer.content, answer.status, {**back, "Content-Type": "application/json"})

    async def answer(self, server: Server, asking: httpx2.Request, back: dict[str, str]) -> Answer:
        """Ask once, and wait for all of the answer. Raises UpstreamError; ``back`` gets the headers that the caller should see."""
        with server.breaker.asking() as call:
            with anyio.move_on_after(self.bounds.seconds), explaining():
                response = await self.client.send(asking, stream=True)
                call.answered(response.status_code)
                try:
                    back.update(headers_to_caller(response.headers))
                    return await self.bounds.agather(response, response.aiter_bytes())
                finally:
                    await response.aclose()
            raise timed_out()


class Server:
    """One server of models, and whether it answers. ``own``: its name among the servers of the profile that have a key of their own."""

    def __init__(self, url: str, *, own: str | None = None) -> None:
        self._base, self.own = url.rstrip("/"), own
        self._has_root = bool(urlsplit(self._base).path)
        self.breaker = Breaker()

    def url_of(self, root: str, tail: str) -> str:
        """Where a call goes: behind the base URL's own path, or if it has none, where the caller asked."""
        return f"{self._base}/{tail}" if self._has_root else f"{self._base}{root}/{tail}"


class _Asking:
    """One caller's way to the model: asks, and reads an answer in pieces if the flow wants it so."""

    def __init__(self, model: Model, request: Request, call: Call) -> None:
        self._model, self._request, self._call = model, request, call
        self._query = query_to_model(request.query_params, call.dialect.query)
        self.sent = b""
        """What the model was asked first: de-identified."""
        self._response: httpx2.Response | None = None
        self._pieces: AsyncIterator[bytes] | None = None
        self.back: dict[str, str] = {}
        """Headers of the model's answer that the caller should see."""

    async def ask(self, said: Ask) -> Answer:
        """Raises UpstreamError."""
        self.sent = self.sent or said.content
        server = self._model.server_of(said.model)
        headers = self._model.callers.headers_to_model(
            headers_to_model(self._request.headers, said, self._call.dialect.headers), server.own
        )
        url = server.url_of(self._call.root, self._call.tail)
        asking = self._model.client.build_request(
            "POST", url, content=said.content, headers=headers, params=self._query
        )
        if not said.pieces:
            # What comes with an answer that is only compared is not for the caller.
            return await self._model.answer(server, asking, {} if said.again else self.back)
        with server.breaker.asking() as call, explaining():
            self._response = response = await self._model.client.send(asking, stream=True)
            call.answered(response.status_code)
            self.back.update(headers_to_caller(response.headers))
            if not response.is_success:
                return await self._model.bounds.agather(response, response.aiter_bytes())
        self._pieces = self._model.bounds.apieces(response, response.aiter_bytes())
        return Answer(response.status_code, b"", response.headers.get("content-type", ""))

    def by_itself(self, model: Model) -> Asks:
        """The same way for a question of our own: with the model's key that the sidecar has, and nothing of the caller but the form of the API."""
        call, query = self._call, self._query
        form = {name: value for name, value in self._request.headers.items() if name.lower() in call.dialect.headers}

        async def ask(said: Ask) -> Answer:
            server = model.server_of(said.model)
            headers = model.callers.headers_to_model(headers_to_model(form, said, call.dialect.headers), server.own)
            url = server.url_of(call.root, call.tail)
            asking = model.client.build_request("POST", url, content=said.content, headers=headers, params=query)
            return await model.answer(server, asking, {})

        return ask

    async def piece(self) -> bytes | None:
        """The next piece of the answer. Raises UpstreamError."""
        if self._pieces is None:
            return None
        with explaining():
            return await anext(self._pieces, None)

    async def close(self) -> None:
        """Let go of the model's server."""
        if self._response is not None:
            with anyio.CancelScope(shield=True):
                await self._response.aclose()


@dataclass(frozen=True, slots=True)
class Beside:
    """What is asked beside the callers' questions, and over which connections."""

    probes: Probes
    model: Model

    def offer(self, exchange: Exchange, asking: _Asking, wire: JsonWire, who: flow.Who) -> None:
        """Say that a question was answered."""
        self.probes.offer(Question(asking.sent, wire, who, exchange, asking.by_itself(self.model)))


_LIMITS = httpx2.Limits(max_connections=1000, max_keepalive_connections=100)


async def _admitted(request: Request, model: Model) -> Visit:
    """Let the caller in before a byte of the body is read. Raises CallerRefused, or WireError for a header that could be a name."""
    admit = functools.partial(
        model.callers.admit,
        request.headers.items(),
        query=request.query_params.keys(),
        peer=request.client.host if request.client else None,
    )
    return await anyio.to_thread.run_sync(admit, limiter=model.door)


async def _thrown_away(request: Request) -> None:
    """Read what is on its way, a little and not for long: a client that still writes does not read its refusal."""
    with anyio.move_on_after(_STRANGERS_SECONDS), suppress(ClientDisconnect):
        read = 0
        async for chunk in request.stream():
            read += len(chunk)
            if read > _DRAINED_OF_A_STRANGER:
                break


_AT_THE_DOOR = 8
"""Threads in which callers are looked up. Few, and their own: strangers must not take those that exchanges need."""
_STRANGERS_SECONDS, _DRAINED_OF_A_STRANGER = 5, 1_000_000


async def guarded_call(
    request: Request, guard: Guard, model: Model, call: Call, *, door: str = DOOR, beside: Beside | None = None
) -> Response:
    """Guard one call."""
    wire = guard.wire(call.dialect)
    try:
        visit = await _admitted(request, model)
    except MedguardError as error:
        await _thrown_away(request)
        return _turned_away(error, wire)
    content = b""
    with anyio.move_on_after(_BODY_SECONDS) as slow:
        try:
            content = await _body(request, guard.profile.limits.request_bytes)
        except ClientDisconnect:
            return Response(status_code=_CALLER_LEFT)  # before there was a request
    if slow.cancelled_caught:
        return _turned_away(TooSlow(), wire)
    visit.reading(len(content))
    who = _who(guard, visit.caller, request)
    steps = guard.exchange(content, wire, door=door, who=who, pieces=True)
    return _Guarded(request, wire, steps, _Asking(model, request, call), visit, _Waiting(request, guard, who), beside)


def _who(guard: Guard, caller: Caller, request: Request) -> flow.Who:
    return replace(guard.who(caller), shown_as=shown_as(caller, request.headers.items()))


# ── replies that wait for a person ───────────────────────────────────────────────────────────────────────────────────


async def held_reply(request: Request, guard: Guard, model: Model) -> Response:
    """The reply to an earlier question that a person had to look at first, for whoever asked it."""
    if request.method != "GET":  # Starlette takes HEAD for one, and nobody has collected what was not sent
        return _turned_away(Unguarded())
    try:
        visit = await _admitted(request, model)
        waiting = _Waiting(request, guard, _who(guard, visit.caller, request))
        found = await waiting.look(request.url.path.rpartition("/")[2])
    except MedguardError as error:
        return _turned_away(error)
    return _given(found) if isinstance(found, Collected) else _not_yet(found)


class _Waiting:
    """One caller who waits for a reviewer."""

    def __init__(self, request: Request, guard: Guard, who: flow.Who) -> None:
        self._request, self._guard, self.who = request, guard, who

    async def look(self, exchange_id: str) -> Waits | Collected:
        """Whether somebody has decided. Raises MedguardError: there is no such reply, or it will not come."""
        reviews = self._guard.parts.reviews
        kept = reviews if isinstance(reviews, Reviews) else None
        look = functools.partial(collect, self._guard.ledger, kept, exchange_id, self.who)
        return await anyio.to_thread.run_sync(look)

    async def wait(self, held: Held) -> Response | None:
        """Wait for the reviewer as long as the profile says; ``None``: nobody has decided by then, or the caller has left."""
        review = self._guard.profile.review
        if review is None or not held.kept or held.exchange is None:
            return None
        with anyio.move_on_after(review.wait_seconds):
            while not await self._request.is_disconnected():
                await anyio.sleep(_DECIDED_EVERY)
                found = await self.look(held.exchange.id)
                if isinstance(found, Collected):
                    return _given(found)
        return None


def _given(found: Collected) -> Response:
    headers = {
        "x-medguard-exchange": found.exchange_id,
        "x-medguard-outcome": "answered",
        "x-medguard-review": found.act,
    }
    freed = found.freed
    own = {"Content-Type": freed.media_type, "Cache-Control": "no-store"}
    return Response(freed.content, freed.status, {**freed.headers, **headers, **own})


def _not_yet(found: Waits) -> Response:
    headers = {
        "Retry-After": str(COLLECT_SECONDS),
        "Cache-Control": "no-store",
        "x-medguard-exchange": found.exchange_id,
    }
    return JSONResponse({"status": "waiting", "exchange": found.exchange_id}, 202, headers)


async def _telling(webhooks: Webhooks) -> None:
    """Tell applications that replies are ready, as long as the sidecar lives."""
    while True:
        try:
            await anyio.to_thread.run_sync(webhooks.tell)
        except MedguardError as error:  # the database is away: they are told when it is back
            log.event(Event.RECORD_NOT_KEPT, error=error)
        await anyio.sleep(_TOLD_EVERY)


_DECIDED_EVERY = 1.0
"""Seconds between two looks whether a reviewer has decided."""
_TOLD_EVERY = 5.0
"""Seconds between two looks whom to tell."""


class _Guarded(Response):
    """The answer to a guarded call: as a whole, or sentence by sentence."""

    def __init__(  # noqa: PLR0917  each is another's
        self,
        request: Request,
        wire: JsonWire,
        steps: flow.Steps,
        asking: _Asking,
        visit: Visit,
        waiting: _Waiting,
        beside: Beside | None,
    ) -> None:
        super().__init__()
        self._beside = beside
        self._visit, self._waiting = visit, waiting
        self._request, self._wire, self._asking = request, wire, asking
        self._caller = request.headers.get("traceparent")
        self._driven = flow.ADriven(steps, asking.ask, asking.piece)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Drive the exchange, and send what comes of it."""
        out = _Out(send)
        try:
            released = await _unless_the_caller_leaves(self._request, self._drive(out))
        except MedguardError as error:
            _log_refusal(error)
            self._visit.spent(error.exchange.tokens if error.exchange else {})
            telemetry.refused(error, caller=self._caller, asked=scope["path"])
            if out.begun:
                await out.end(self._wire.stopped(error))
            else:
                await (await self._instead(error))(scope, receive, send)
            return
        if released is None:
            telemetry.left()
            if not out.begun:
                await Response(status_code=_CALLER_LEFT)(scope, receive, send)
            return
        record = released.exchange
        self._visit.spent(record.tokens)
        telemetry.done(record, caller=self._caller, asked=scope["path"])
        log.event(
            Event.EXCHANGE_DONE,
            exchange=Word(record.id),
            outcome=record.outcome,
            milliseconds=round(sum(record.milliseconds.values()), 1),
        )
        if out.begun:
            await out.end(released.content)
        else:
            whole = Response(released.content, released.status, headers_of(released, self._asking.back))
            await whole(scope, receive, send)
        if self._beside is not None:
            self._beside.offer(record, self._asking, self._wire, self._waiting.who)

    async def _instead(self, error: MedguardError) -> Response:
        """What the caller gets in place of a reply: a reviewer's, if the profile lets callers wait for one and one comes."""
        if isinstance(error, Held):
            try:
                if (given := await self._waiting.wait(error)) is not None:
                    return given
            except MedguardError as gone:  # refused, or nobody knows now
                gone.exchange = error.exchange
                error = gone
        return _refused(error, self._asking.back, self._wire)

    async def _drive(self, out: _Out) -> flow.Released | None:
        try:
            while not isinstance(step := await self._driven.next(), flow.Released):
                if not await out.piece(step, self._asking.back):
                    return None
            return step
        finally:
            await self._driven.close()
            await self._asking.close()


class _Out:
    """A reply that goes out in pieces."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self.begun = False

    async def piece(self, more: More, from_model: Mapping[str, str]) -> bool:
        """Send what is released; before the first of it, the headers. Waits while the caller does not read, and says whether it has."""
        if not self.begun:
            self.begun = True
            start = Response(headers=headers_of_pieces(more, from_model))
            del start.headers["content-length"]
            await self._send({"type": "http.response.start", "status": 200, "headers": start.raw_headers})
        with anyio.move_on_after(_UNREAD_SECONDS) as unread:
            await self._send({"type": "http.response.body", "body": more.released, "more_body": True})
        return not unread.cancelled_caught

    async def end(self, content: bytes) -> None:
        """Send the last of it."""
        await self._send({"type": "http.response.body", "body": content, "more_body": False})


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


async def _unless_the_caller_leaves(request: Request, work: Awaitable[flow.Released | None]) -> flow.Released | None:
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


_UNREAD_SECONDS = 60
"""How long a caller may leave what was sent unread. Longer, and the model's server would wait for nobody."""
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


def _turned_away(error: MedguardError, wire: JsonWire | None = None) -> Response:
    """A refusal before there was an exchange."""
    telemetry.refused(error)
    return _refused(error, {}, wire)


def _refused(error: MedguardError, back: Mapping[str, str], wire: JsonWire | None = None) -> Response:
    """A refusal in the shape that the caller's library reads."""
    return Response((wire.refusal if wire else refusal)(error), error.http_status, headers_of(error, back))
