"""wrap(client): a client of an SDK (openai, anthropic, ollama) whose every call is guarded, its interface unchanged.

    client = wrap(openai.OpenAI())
    client.chat.completions.create(model="m", messages=[...])

The client is copied with another transport. That transport drives the exchange, and asks the model through the HTTP
client that was there before, with its proxies, certificates and pool. A call that medguard does not guard is refused, and
realtime calls, which go over WebSockets and not over this transport, lead nowhere.
"""

from __future__ import annotations

import copy
import importlib
import sys
from collections.abc import AsyncIterator, Iterator
from typing import Any, TypeVar

import anyio
import httpx2

from medguard import flow
from medguard.errors import MedguardError
from medguard.guard import DEFAULT_PROFILE, Guard
from medguard.types import Answer, Ask
from medguard.upstream import (
    Bounds,
    Unguarded,
    explaining,
    headers_of,
    headers_of_pieces,
    headers_to_caller,
    headers_to_model,
    query_to_model,
)
from medguard.wire import Call, JsonWire, call_behind, call_of, list_of_models, refusal

C = TypeVar("C")

DOOR = "wrap"


NO_WEBSOCKETS = "wss://websockets-are-not-guarded.invalid"
"""Where a wrapped client's realtime calls go: nowhere. They would not pass the transport."""


def wrap(client: C, *, guard: Guard | None = None, profile: str = DEFAULT_PROFILE, database: str | None = None) -> C:
    """A copy of an ``openai``, ``anthropic`` or ``ollama`` client, synchronous or not, that goes through a guard.

    Opens a guard for ``profile`` and ``database`` unless one is given. Raises TypeError for any other client.
    """
    inner: Any = getattr(client, "_client", None)
    is_ollamas = _is(client, "ollama", "Client", "AsyncClient")
    if not (_is_newer(inner) or _is_older(inner)) or not (is_ollamas or hasattr(client, "copy")):
        raise TypeError("wrap() takes a client of openai, anthropic or ollama; guarded_http() makes one for other SDKs")
    base = inner.base_url if is_ollamas else client.base_url  # type: ignore[attr-defined]
    outer = _guarded(inner, httpx2.URL(str(base)), guard or Guard.open(profile, database=database))
    if is_ollamas:  # has no way to be told of another HTTP client, and nothing but this one
        made = copy.copy(client)
        made._client = outer  # type: ignore[attr-defined]  # noqa: SLF001
        return made
    sockets = {"websocket_base_url": NO_WEBSOCKETS} if hasattr(client, "websocket_base_url") else {}
    again: C = client.copy(http_client=outer, **sockets)  # type: ignore[attr-defined]
    return again


H = TypeVar("H")


def guarded_http(
    client: H, base_url: str, *, guard: Guard | None = None, profile: str = DEFAULT_PROFILE, database: str | None = None
) -> H:
    """An HTTP client over ``client`` whose every call to ``base_url`` is guarded, and any other refused: for SDKs that take one.

        http = guarded_http(httpx2.Client(), "https://generativelanguage.googleapis.com")
        genai.Client(api_key=..., http_options=HttpOptions(httpx_client=http))

    Takes clients of httpx2 and of httpx 0.x, synchronous or not, and gives one of the same kind. Opens a guard for ``profile`` and
    ``database`` unless one is given. Raises TypeError for any other client.
    """
    if not (_is_newer(client) or _is_older(client)):
        raise TypeError("guarded_http() takes a Client or AsyncClient of httpx2 or httpx")
    outer: H = _guarded(client, httpx2.URL(base_url), guard or Guard.open(profile, database=database))
    return outer


def _is_newer(client: object) -> bool:
    return isinstance(client, httpx2.Client | httpx2.AsyncClient)


def _is_older(client: object) -> bool:
    return _is(client, "httpx", "Client", "AsyncClient")


def _is(thing: object, module: str, *kinds: str) -> bool:
    """Whether it is one of these, of a library that is not ours to import."""
    imported = sys.modules.get(module)
    return imported is not None and isinstance(thing, tuple(getattr(imported, kind) for kind in kinds))


def _guarded(inner: Any, base: httpx2.URL, guard: Guard) -> Any:
    if not _is_newer(inner):
        older = importlib.import_module("medguard.older_httpx")
        return older.guarded(inner, lambda below: _transport(below, base, guard))
    kind = httpx2.Client if isinstance(inner, httpx2.Client) else httpx2.AsyncClient
    return kind(transport=_transport(inner, base, guard), timeout=inner.timeout)


def _transport(inner: Any, base: httpx2.URL, guard: Guard) -> Any:
    kind = GuardTransport if isinstance(inner, httpx2.Client) else AsyncGuardTransport
    return kind(guard, inner, base)


class GuardTransport(httpx2.BaseTransport):
    """Drives exchanges over a synchronous client."""

    def __init__(self, guard: Guard, inner: httpx2.Client, base: httpx2.URL) -> None:
        self._guard, self._inner, self._base = guard, inner, base
        self._bounds = _bounds(guard)

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """Guard one call."""
        asking = _Asking(self._inner, request, self._bounds)
        try:
            if _is_models(request, self._base):
                return _listed(list_of_models(asking.ask(Ask(b"", stream=False))), asking.back)
            call = asking.call = _call(request, self._base)
        except MedguardError as error:
            return _refused(error, asking.back)
        wire = self._guard.wire(call.dialect)
        stream = None
        try:
            who = self._guard.who_within(request.headers.multi_items())
            steps = self._guard.exchange(request.read(), wire, door=DOOR, who=who, pieces=True)
            stream = _Stream(flow.Driven(steps, asking.ask, asking.piece), wire, asking)
            return stream.response()
        except BaseException as error:
            if stream is not None:
                stream.close()
            if isinstance(error, MedguardError):
                return _refused(error, asking.back, wire)
            raise

    def close(self) -> None:
        """Close what was underneath."""
        self._inner.close()


class _Asking:
    """One call's way to the model: asks, and reads an answer in pieces if the flow wants it so."""

    call: Call | None = None

    def __init__(self, inner: httpx2.Client, request: httpx2.Request, bounds: Bounds) -> None:
        self._inner, self._request, self._bounds = inner, request, bounds
        self._response: httpx2.Response | None = None
        self._pieces: Iterator[bytes] | None = None
        self.back: dict[str, str] = {}
        """Headers of the model's answer that the caller should see."""

    def ask(self, said: Ask) -> Answer:
        """Raises UpstreamError."""
        with explaining():
            asking = _to_model(self._inner, self._request, said, self.call)
            response = self._inner.send(asking, stream=True, follow_redirects=False)
            if not said.again:  # what comes with an answer that is only compared is not for the caller
                self.back.update(headers_to_caller(response.headers))
            if said.pieces and response.is_success:
                self._response, self._pieces = response, self._bounds.pieces(response, response.iter_bytes())
                return Answer(response.status_code, b"", response.headers.get("content-type", ""))
            try:
                return self._bounds.gather(response, response.iter_bytes())
            finally:
                response.close()

    def piece(self) -> bytes | None:
        """The next piece of the answer. Raises UpstreamError."""
        with explaining():
            return next(self._pieces, None) if self._pieces else None

    def close(self) -> None:
        """Let go of the model's server."""
        if self._response is not None:
            self._response.close()


class _Stream(httpx2.SyncByteStream):
    """A reply that comes in pieces as long as somebody reads them."""

    def __init__(self, driven: flow.Driven, wire: JsonWire, asking: _Asking) -> None:
        self._driven, self._wire, self._asking = driven, wire, asking
        self._first = b""
        self._rest = self._pieces()  # read once, however often a library asks to iterate

    def response(self) -> httpx2.Response:
        """The reply: whole, or with its first piece at hand. Raises MedguardError."""
        step = self._driven.next()
        if isinstance(step, flow.Released):
            self.close()
            return _released(step, self._asking.back)
        self._first = step.released
        return httpx2.Response(200, headers=headers_of_pieces(step, self._asking.back), stream=self)

    def __iter__(self) -> Iterator[bytes]:
        """Piece by piece; if it is stopped, that is the last."""
        return self._rest

    def _pieces(self) -> Iterator[bytes]:
        try:
            yield self._first
            while not isinstance(step := self._driven.next(), flow.Released):
                yield step.released
            yield step.content
        except MedguardError as error:
            yield self._wire.stopped(error)

    def close(self) -> None:
        """Give it up if it has not ended: the record says abandoned."""
        self._driven.close()
        self._asking.close()


class AsyncGuardTransport(httpx2.AsyncBaseTransport):
    """Drives exchanges over an asynchronous client."""

    def __init__(self, guard: Guard, inner: httpx2.AsyncClient, base: httpx2.URL) -> None:
        self._guard, self._inner, self._base = guard, inner, base
        self._bounds = _bounds(guard)

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Guard one call."""
        asking = _AsyncAsking(self._inner, request, self._bounds)
        try:
            if _is_models(request, self._base):
                return _listed(list_of_models(await asking.ask(Ask(b"", stream=False))), asking.back)
            call = asking.call = _call(request, self._base)
        except MedguardError as error:
            return _refused(error, asking.back)
        wire = self._guard.wire(call.dialect)
        stream = None
        try:
            who = self._guard.who_within(request.headers.multi_items())
            steps = self._guard.exchange(await request.aread(), wire, door=DOOR, who=who, pieces=True)
            stream = _AsyncStream(flow.ADriven(steps, asking.ask, asking.piece), wire, asking)
            return await stream.response()
        except BaseException as error:
            if stream is not None:
                await stream.aclose()
            if isinstance(error, MedguardError):
                return _refused(error, asking.back, wire)
            raise

    async def aclose(self) -> None:
        """Close what was underneath."""
        await self._inner.aclose()


class _AsyncAsking:
    """The same in an event loop."""

    call: Call | None = None

    def __init__(self, inner: httpx2.AsyncClient, request: httpx2.Request, bounds: Bounds) -> None:
        self._inner, self._request, self._bounds = inner, request, bounds
        self._response: httpx2.Response | None = None
        self._pieces: AsyncIterator[bytes] | None = None
        self.back: dict[str, str] = {}

    async def ask(self, said: Ask) -> Answer:
        """Raises UpstreamError."""
        with explaining():
            asking = _to_model(self._inner, self._request, said, self.call)
            response = await self._inner.send(asking, stream=True, follow_redirects=False)
            if not said.again:
                self.back.update(headers_to_caller(response.headers))
            if said.pieces and response.is_success:
                self._response, self._pieces = response, self._bounds.apieces(response, response.aiter_bytes())
                return Answer(response.status_code, b"", response.headers.get("content-type", ""))
            try:
                return await self._bounds.agather(response, response.aiter_bytes())
            finally:
                await response.aclose()

    async def piece(self) -> bytes | None:
        """The next piece of the answer. Raises UpstreamError."""
        with explaining():
            return await anext(self._pieces, None) if self._pieces else None

    async def aclose(self) -> None:
        """Let go of the model's server."""
        if self._response is not None:
            with anyio.CancelScope(shield=True):
                await self._response.aclose()


class _AsyncStream(httpx2.AsyncByteStream):
    """The same in an event loop."""

    def __init__(self, driven: flow.ADriven, wire: JsonWire, asking: _AsyncAsking) -> None:
        self._driven, self._wire, self._asking = driven, wire, asking
        self._first = b""
        self._rest = self._pieces()

    async def response(self) -> httpx2.Response:
        """The reply: whole, or with its first piece at hand. Raises MedguardError."""
        step = await self._driven.next()
        if isinstance(step, flow.Released):
            await self.aclose()
            return _released(step, self._asking.back)
        self._first = step.released
        return httpx2.Response(200, headers=headers_of_pieces(step, self._asking.back), stream=self)

    def __aiter__(self) -> AsyncIterator[bytes]:
        """Piece by piece; if it is stopped, that is the last."""
        return self._rest

    async def _pieces(self) -> AsyncIterator[bytes]:
        try:
            yield self._first
            while not isinstance(step := await self._driven.next(), flow.Released):
                yield step.released
            yield step.content
        except MedguardError as error:
            yield self._wire.stopped(error)

    async def aclose(self) -> None:
        """Give it up if it has not ended: the record says abandoned."""
        await self._driven.close()
        await self._asking.aclose()


# ── what both share ──────────────────────────────────────────────────────────────────────────────────────────────────


def _bounds(guard: Guard) -> Bounds:
    return Bounds(guard.profile.limits.reply_bytes, guard.profile.upstream.total_seconds)


def _behind(request: httpx2.Request, base: httpx2.URL) -> str:
    """The path behind the client's own base URL; empty if it leads elsewhere."""
    path, own = request.url.path, base.path.rstrip("/") + "/"
    same = (request.url.scheme, request.url.netloc) == (base.scheme, base.netloc)
    return path.removeprefix(own) if same and path.startswith(own) else ""


def _is_models(request: httpx2.Request, base: httpx2.URL) -> bool:
    """The list of models is asked for without a word of anybody."""
    return request.method == "GET" and _behind(request, base) == "models"


def _call(request: httpx2.Request, base: httpx2.URL) -> Call:
    """The call that is made. Raises Unguarded."""
    tail = _behind(request, base)
    root, query = base.path.rstrip("/"), dict(request.url.params)
    call = None
    if request.method == "POST" and tail:
        # The base URL of some libraries ends before the version: https://api.anthropic.com
        call = call_behind(root, tail, request.headers, query) or call_of(f"/{tail}", request.headers, query)
    if call is None:
        raise Unguarded
    return call


def _to_model(inner: Any, request: httpx2.Request, said: Ask, call: Call | None) -> httpx2.Request:
    asking: httpx2.Request = inner.build_request(
        request.method,
        request.url.copy_with(params=query_to_model(request.url.params, call.dialect.query if call else None)),
        content=said.content or None,
        headers=headers_to_model(request.headers, said, call.dialect.headers if call else ()),
    )
    asking.extensions["timeout"] = request.extensions["timeout"]
    return asking


def _listed(answer: Answer, back: dict[str, str]) -> httpx2.Response:
    return httpx2.Response(answer.status, headers={**back, "Content-Type": "application/json"}, content=answer.content)


def _released(released: flow.Released, back: dict[str, str]) -> httpx2.Response:
    return httpx2.Response(released.status, headers=headers_of(released, back), content=released.content)


def _refused(error: MedguardError, back: dict[str, str], wire: JsonWire | None = None) -> httpx2.Response:
    """A refusal in the shape that the client library reads."""
    content = (wire.refusal if wire else refusal)(error)
    return httpx2.Response(error.http_status, headers=headers_of(error, back), content=content)
