"""wrap(client): an ``openai`` client whose every call is guarded, its interface unchanged.

    client = wrap(openai.OpenAI())
    client.chat.completions.create(model="m", messages=[...])

The client is copied with another transport. That transport drives the exchange, and asks the model through the HTTP
client that was there before, with its proxies, certificates and pool. A call that medguard does not guard is refused.
"""

from __future__ import annotations

from typing import Any, TypeVar

import httpx2

from medguard import flow
from medguard.errors import MedguardError
from medguard.guard import DEFAULT_PROFILE, Guard
from medguard.types import Answer, Ask
from medguard.upstream import (
    Unguarded,
    agather,
    explained,
    gather,
    headers_of,
    headers_to_caller,
    headers_to_model,
    query_to_model,
)
from medguard.wire import refusal

C = TypeVar("C")

DOOR = "wrap"


def wrap(client: C, *, guard: Guard | None = None, profile: str = DEFAULT_PROFILE, database: str | None = None) -> C:
    """A copy of an ``openai.OpenAI`` or ``openai.AsyncOpenAI`` client that goes through a guard.

    Opens a guard for ``profile`` and ``database`` unless one is given. Raises TypeError for any other client.
    """
    inner = getattr(client, "_client", None)
    if not isinstance(inner, httpx2.Client | httpx2.AsyncClient) or not hasattr(client, "copy"):
        raise TypeError("wrap() takes an openai.OpenAI or openai.AsyncOpenAI client of the 3.x SDK, on httpx2")
    guard = guard or Guard.open(profile, database=database)
    outer: httpx2.Client | httpx2.AsyncClient
    if isinstance(inner, httpx2.Client):
        outer = httpx2.Client(transport=GuardTransport(guard, inner), timeout=inner.timeout)
    else:
        outer = httpx2.AsyncClient(transport=AsyncGuardTransport(guard, inner), timeout=inner.timeout)
    copy: C = client.copy(http_client=outer)
    return copy


class GuardTransport(httpx2.BaseTransport):
    """Drives exchanges over a synchronous client."""

    def __init__(self, guard: Guard, inner: httpx2.Client) -> None:
        self._guard, self._inner = guard, inner

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """Guard one call."""
        if _is_free(request):
            return _again(request, self._inner.send(_free_request(self._inner, request)))
        if not _is_guarded(request):
            return _refused(Unguarded(), {})
        back: dict[str, str] = {}

        def ask(said: Ask) -> Answer:
            asking = _model_request(self._inner, request, said)
            try:
                response = self._inner.send(asking, stream=True)
                try:
                    back.update(headers_to_caller(response.headers))
                    return gather(response, response.iter_bytes(), self._guard.profile.limits.reply_bytes)
                finally:
                    response.close()
            except httpx2.HTTPError as trouble:
                raise explained(trouble) from None

        steps = self._guard.exchange(request.read(), self._guard.chat(), door=DOOR)
        try:
            return _released(flow.run(steps, ask), back)
        except MedguardError as error:
            return _refused(error, back)

    def close(self) -> None:
        """Close what was underneath."""
        self._inner.close()


class AsyncGuardTransport(httpx2.AsyncBaseTransport):
    """Drives exchanges over an asynchronous client."""

    def __init__(self, guard: Guard, inner: httpx2.AsyncClient) -> None:
        self._guard, self._inner = guard, inner

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Guard one call."""
        if _is_free(request):
            return _again(request, await self._inner.send(_free_request(self._inner, request)))
        if not _is_guarded(request):
            return _refused(Unguarded(), {})
        back: dict[str, str] = {}

        async def ask(said: Ask) -> Answer:
            asking = _model_request(self._inner, request, said)
            try:
                response = await self._inner.send(asking, stream=True)
                try:
                    back.update(headers_to_caller(response.headers))
                    return await agather(response, response.aiter_bytes(), self._guard.profile.limits.reply_bytes)
                finally:
                    await response.aclose()
            except httpx2.HTTPError as trouble:
                raise explained(trouble) from None

        steps = self._guard.exchange(await request.aread(), self._guard.chat(), door=DOOR)
        try:
            return _released(await flow.arun(steps, ask), back)
        except MedguardError as error:
            return _refused(error, back)

    async def aclose(self) -> None:
        """Close what was underneath."""
        await self._inner.aclose()


# ── what both share ──────────────────────────────────────────────────────────────────────────────────────────────────


def _is_guarded(request: httpx2.Request) -> bool:
    return request.method == "POST" and request.url.path.endswith("/chat/completions")


def _is_free(request: httpx2.Request) -> bool:
    """The list of models is asked for without a word of anybody."""
    return request.method == "GET" and request.url.path.endswith("/models")


def _model_request(inner: Any, request: httpx2.Request, said: Ask) -> httpx2.Request:
    asking: httpx2.Request = inner.build_request(
        "POST",
        request.url.copy_with(params=query_to_model(request.url.params)),
        content=said.content,
        headers=headers_to_model(request.headers, said),
    )
    asking.extensions["timeout"] = request.extensions["timeout"]
    return asking


def _free_request(inner: Any, request: httpx2.Request) -> httpx2.Request:
    asking: httpx2.Request = inner.build_request(
        "GET",
        request.url.copy_with(params=query_to_model(request.url.params)),
        headers=headers_to_model(request.headers, Ask(b"", stream=False)),
    )
    return asking


def _again(request: httpx2.Request, response: httpx2.Response) -> httpx2.Response:
    return httpx2.Response(
        response.status_code,
        headers={"Content-Type": response.headers.get("content-type", "application/json")},
        content=response.content,
        request=request,
    )


def _released(released: flow.Released, back: dict[str, str]) -> httpx2.Response:
    return httpx2.Response(released.status, headers=headers_of(released, back), content=released.content)


def _refused(error: MedguardError, back: dict[str, str]) -> httpx2.Response:
    return httpx2.Response(error.http_status, headers=headers_of(error, back), content=refusal(error))
