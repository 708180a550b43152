"""wrap(client): an ``openai`` client whose every call is guarded, its interface unchanged.

    client = wrap(openai.OpenAI())
    client.chat.completions.create(model="m", messages=[...])

The client is copied with another transport. That transport drives the exchange, and asks the model through the HTTP
client that was there before, with its proxies, certificates and pool. A call that medguard does not guard is refused, and
realtime calls, which go over WebSockets and not over this transport, lead nowhere.
"""

from __future__ import annotations

import re
from typing import Any, TypeVar

import httpx2

from medguard import flow
from medguard.errors import MedguardError
from medguard.guard import DEFAULT_PROFILE, Guard
from medguard.types import Answer, Ask
from medguard.upstream import (
    Bounds,
    Unguarded,
    explained,
    headers_of,
    headers_to_caller,
    headers_to_model,
    query_to_model,
    who_of,
)
from medguard.wire import list_of_models, refusal

C = TypeVar("C")

DOOR = "wrap"


NO_WEBSOCKETS = "wss://websockets-are-not-guarded.invalid"
"""Where a wrapped client's realtime calls go: nowhere. They would not pass the transport."""


def wrap(client: C, *, guard: Guard | None = None, profile: str = DEFAULT_PROFILE, database: str | None = None) -> C:
    """A copy of an ``openai.OpenAI`` or ``openai.AsyncOpenAI`` client that goes through a guard.

    Opens a guard for ``profile`` and ``database`` unless one is given. Raises TypeError for any other client.
    """
    inner = getattr(client, "_client", None)
    base = getattr(client, "base_url", None)
    if not isinstance(inner, httpx2.Client | httpx2.AsyncClient) or not isinstance(base, httpx2.URL):
        raise TypeError("wrap() takes an openai.OpenAI or openai.AsyncOpenAI client of the 3.x SDK, on httpx2")
    opened = guard or Guard.open(profile, database=database)
    outer: httpx2.Client | httpx2.AsyncClient
    if isinstance(inner, httpx2.Client):
        outer = httpx2.Client(transport=GuardTransport(opened, inner, base), timeout=inner.timeout)
    else:
        outer = httpx2.AsyncClient(transport=AsyncGuardTransport(opened, inner, base), timeout=inner.timeout)
    copy: C = client.copy(http_client=outer, websocket_base_url=NO_WEBSOCKETS)  # type: ignore[attr-defined]
    return copy


class GuardTransport(httpx2.BaseTransport):
    """Drives exchanges over a synchronous client."""

    def __init__(self, guard: Guard, inner: httpx2.Client, base: httpx2.URL) -> None:
        self._guard, self._inner, self._base = guard, inner, base
        self._bounds = _bounds(guard)

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """Guard one call."""
        back: dict[str, str] = {}

        def ask(said: Ask) -> Answer:
            try:
                response = self._inner.send(_to_model(self._inner, request, said), stream=True, follow_redirects=False)
                try:
                    if not said.again:
                        back.update(headers_to_caller(response.headers))
                    return self._bounds.gather(response, response.iter_bytes())
                finally:
                    response.close()
            except httpx2.HTTPError as trouble:
                raise explained(trouble) from None

        try:
            if _is_models(request, self._base):
                return _listed(list_of_models(ask(Ask(b"", stream=False))), back)
            _must_be_chat(request, self._base)
            who = who_of(request.headers)
            steps = self._guard.exchange(request.read(), self._guard.chat(), door=DOOR, who=who)
            return _released(flow.run(steps, ask), back)
        except MedguardError as error:
            return _refused(error, back)

    def close(self) -> None:
        """Close what was underneath."""
        self._inner.close()


class AsyncGuardTransport(httpx2.AsyncBaseTransport):
    """Drives exchanges over an asynchronous client."""

    def __init__(self, guard: Guard, inner: httpx2.AsyncClient, base: httpx2.URL) -> None:
        self._guard, self._inner, self._base = guard, inner, base
        self._bounds = _bounds(guard)

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Guard one call."""
        back: dict[str, str] = {}

        async def ask(said: Ask) -> Answer:
            try:
                response = await self._inner.send(
                    _to_model(self._inner, request, said), stream=True, follow_redirects=False
                )
                try:
                    if not said.again:
                        back.update(headers_to_caller(response.headers))
                    return await self._bounds.agather(response, response.aiter_bytes())
                finally:
                    await response.aclose()
            except httpx2.HTTPError as trouble:
                raise explained(trouble) from None

        try:
            if _is_models(request, self._base):
                return _listed(list_of_models(await ask(Ask(b"", stream=False))), back)
            _must_be_chat(request, self._base)
            who = who_of(request.headers)
            steps = self._guard.exchange(await request.aread(), self._guard.chat(), door=DOOR, who=who)
            return _released(await flow.arun(steps, ask), back)
        except MedguardError as error:
            return _refused(error, back)

    async def aclose(self) -> None:
        """Close what was underneath."""
        await self._inner.aclose()


# ── what both share ──────────────────────────────────────────────────────────────────────────────────────────────────

_DEPLOYMENT = re.compile(r"(?:deployments/[A-Za-z][A-Za-z0-9._-]{0,63}/)?chat/completions")
"""The path behind the base URL; Azure's names a deployment."""
_LONG_NUMBER = re.compile(r"\d{6}")


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


def _must_be_chat(request: httpx2.Request, base: httpx2.URL) -> None:
    path = _behind(request, base)
    if request.method != "POST" or not _DEPLOYMENT.fullmatch(path) or _LONG_NUMBER.search(path):
        raise Unguarded


def _to_model(inner: Any, request: httpx2.Request, said: Ask) -> httpx2.Request:
    asking: httpx2.Request = inner.build_request(
        request.method,
        request.url.copy_with(params=query_to_model(request.url.params)),
        content=said.content or None,
        headers=headers_to_model(request.headers, said),
    )
    asking.extensions["timeout"] = request.extensions["timeout"]
    return asking


def _listed(answer: Answer, back: dict[str, str]) -> httpx2.Response:
    return httpx2.Response(answer.status, headers={**back, "Content-Type": "application/json"}, content=answer.content)


def _released(released: flow.Released, back: dict[str, str]) -> httpx2.Response:
    return httpx2.Response(released.status, headers=headers_of(released, back), content=released.content)


def _refused(error: MedguardError, back: dict[str, str]) -> httpx2.Response:
    return httpx2.Response(error.http_status, headers=headers_of(error, back), content=refusal(error))
