"""For client libraries on httpx 0.x: openai 1 and 2, anthropic 0 and 1, ollama, zai, and what most of LlamaIndex's LLMs have below them.

The exchange is driven over httpx2, as for everybody (``transport``). A question of the older library is said again in the newer one, and so is the
way back; the model is asked through the older client, with its proxies, certificates and pool. Imported by ``transport`` when there is such a client.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import httpx2


def guarded(
    inner: httpx.Client | httpx.AsyncClient, transport_over: Callable[[httpx2.Client | httpx2.AsyncClient], Any]
) -> httpx.Client | httpx.AsyncClient:
    """A client of the older library, over ``inner``; ``transport_over`` makes the guarded transport over a client of the newer."""
    own: dict[str, Any] = {"base_url": inner.base_url, "headers": inner.headers, "timeout": inner.timeout}
    if isinstance(inner, httpx.Client):
        below = httpx2.Client(transport=_ToOlder(inner), trust_env=False)
        return httpx.Client(transport=_FromOlder(transport_over(below)), trust_env=False, **own)
    abelow = httpx2.AsyncClient(transport=_AsyncToOlder(inner), trust_env=False)
    return httpx.AsyncClient(transport=_AsyncFromOlder(transport_over(abelow)), trust_env=False, **own)


# ── from the older client library to the guard ───────────────────────────────────────────────────────────────────────


class _FromOlder(httpx.BaseTransport):
    def __init__(self, guarded: httpx2.BaseTransport) -> None:
        self._guarded = guarded

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        response = self._guarded.handle_request(_newer(request, request.read()))
        return httpx.Response(response.status_code, headers=response.headers.multi_items(), stream=_Pieces(response))

    def close(self) -> None:
        self._guarded.close()


class _Pieces(httpx.SyncByteStream):
    """What the guard lets go."""

    def __init__(self, response: httpx2.Response) -> None:
        self._response = response

    def __iter__(self) -> Iterator[bytes]:
        assert isinstance(self._response.stream, httpx2.SyncByteStream)  # noqa: S101  by the transport
        yield from self._response.stream

    def close(self) -> None:
        self._response.close()


class _AsyncFromOlder(httpx.AsyncBaseTransport):
    def __init__(self, guarded: httpx2.AsyncBaseTransport) -> None:
        self._guarded = guarded

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        response = await self._guarded.handle_async_request(_newer(request, await request.aread()))
        headers = response.headers.multi_items()
        return httpx.Response(response.status_code, headers=headers, stream=_AsyncPieces(response))

    async def aclose(self) -> None:
        await self._guarded.aclose()


class _AsyncPieces(httpx.AsyncByteStream):
    """The same in an event loop."""

    def __init__(self, response: httpx2.Response) -> None:
        self._response = response

    async def __aiter__(self) -> AsyncIterator[bytes]:
        assert isinstance(self._response.stream, httpx2.AsyncByteStream)  # noqa: S101  by the transport
        async for piece in self._response.stream:
            yield piece

    async def aclose(self) -> None:
        await self._response.aclose()


def _newer(request: httpx.Request, content: bytes) -> httpx2.Request:
    return httpx2.Request(
        request.method,
        str(request.url),
        headers=request.headers.multi_items(),
        content=content or None,
        extensions={"timeout": request.extensions["timeout"]},
    )


# ── from the guard to the model, through the older client ────────────────────────────────────────────────────────────


class _ToOlder(httpx2.BaseTransport):
    def __init__(self, client: httpx.Client) -> None:
        self._client = client

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        with _trouble_said_anew():
            response = self._client.send(
                _older(self._client, request, request.read()), stream=True, follow_redirects=False
            )
        return httpx2.Response(response.status_code, headers=response.headers.multi_items(), stream=_Answer(response))

    def close(self) -> None:
        self._client.close()


class _Answer(httpx2.SyncByteStream):
    """What the model's server says."""

    def __init__(self, response: httpx.Response) -> None:
        self._response = response

    def __iter__(self) -> Iterator[bytes]:
        with _trouble_said_anew():
            yield from self._response.iter_raw()

    def close(self) -> None:
        self._response.close()


class _AsyncToOlder(httpx2.AsyncBaseTransport):
    def __init__(self, client: httpx.AsyncClient) -> None:
        self._client = client

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        with _trouble_said_anew():
            asking = _older(self._client, request, await request.aread())
            response = await self._client.send(asking, stream=True, follow_redirects=False)
        headers = response.headers.multi_items()
        return httpx2.Response(response.status_code, headers=headers, stream=_AsyncAnswer(response))

    async def aclose(self) -> None:
        await self._client.aclose()


class _AsyncAnswer(httpx2.AsyncByteStream):
    """The same in an event loop."""

    def __init__(self, response: httpx.Response) -> None:
        self._response = response

    async def __aiter__(self) -> AsyncIterator[bytes]:
        with _trouble_said_anew():
            async for piece in self._response.aiter_raw():
                yield piece

    async def aclose(self) -> None:
        await self._response.aclose()


def _older(client: httpx.Client | httpx.AsyncClient, request: httpx2.Request, content: bytes) -> httpx.Request:
    headers = request.headers.multi_items()
    asking = client.build_request(request.method, str(request.url), content=content or None, headers=headers)
    asking.extensions["timeout"] = request.extensions["timeout"]
    return asking


@contextmanager
def _trouble_said_anew() -> Iterator[None]:
    """Both libraries call each trouble by one name. Its words stay behind: they may quote a URL."""
    try:
        yield
    except httpx.HTTPError as trouble:
        named = isinstance(trouble, httpx.RequestError)
        kind = getattr(httpx2, type(trouble).__name__, httpx2.TransportError) if named else httpx2.TransportError
    else:
        return
    raise kind("the older client said so")
