"""Metrics and readiness on a listener of their own.

Of their own, because whoever may ask a model need not know how the house is doing; because a probe has no client certificate; and because of several
workers only whoever started them knows all. It speaks plain HTTP and lets everybody in: give it an address that only the monitoring reaches.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"
"""Of Prometheus's text format."""


def create_admin(written: Callable[[], bytes], ready: Callable[[], Awaitable[Response]]) -> Starlette:
    """The app: ``written`` gives the metrics, ``ready`` what ``/readyz`` says."""

    async def metrics(_request: Request) -> Response:
        return Response(written(), media_type=MEDIA_TYPE)

    async def alive(_request: Request) -> Response:
        return JSONResponse({"status": "alive"})

    async def is_ready(_request: Request) -> Response:
        return await ready()

    return Starlette(
        routes=[
            Route("/metrics", metrics, methods=["GET"]),
            Route("/healthz", alive, methods=["GET"]),
            Route("/readyz", is_ready, methods=["GET"]),
        ]
    )
