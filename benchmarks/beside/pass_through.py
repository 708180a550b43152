"""The least that can stand between: a Starlette app that hands on what it gets, over the same client library as medguard.

python benchmarks/beside/pass_through.py PORT UPSTREAM_PORT
"""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx2
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route


def create_app(upstream: str) -> Starlette:
    """Hand on every chat completion."""
    client = httpx2.AsyncClient(
        timeout=120, limits=httpx2.Limits(max_connections=1000, max_keepalive_connections=100), trust_env=False
    )

    async def chat(request: Request) -> Response:
        asking = client.build_request(
            "POST", upstream, content=await request.body(), headers={"Content-Type": "application/json"}
        )
        answer = await client.send(asking, stream=True)
        media_type = answer.headers["content-type"]
        if media_type != "text/event-stream":
            try:
                return Response(await answer.aread(), answer.status_code, media_type=media_type)
            finally:
                await answer.aclose()

        async def pieces() -> AsyncIterator[bytes]:
            try:
                async for piece in answer.aiter_bytes():
                    yield piece
            finally:
                await answer.aclose()

        return StreamingResponse(pieces(), answer.status_code, media_type=media_type)

    async def health(_request: Request) -> Response:
        return Response("up")

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        async with client:
            yield

    routes = [Route("/v1/chat/completions", chat, methods=["POST"]), Route("/healthz", health)]
    return Starlette(routes=routes, lifespan=lifespan)


if __name__ == "__main__":
    port, upstream_port = map(int, sys.argv[1:])
    app = create_app(f"http://127.0.0.1:{upstream_port}/v1/chat/completions")
    uvicorn.run(app, host="127.0.0.1", port=port, log_config=None, access_log=False, backlog=2048)
