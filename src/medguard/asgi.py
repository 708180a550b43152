"""Guards the model's API that a web application serves itself: an ASGI middleware, for FastAPI, Starlette, Django, Litestar and the like.

    app = FastAPI()

    @app.post("/v1/chat/completions")
    async def chat(request: Request): ...      # sees stand-ins, and so does everything behind it

    app.add_middleware(GuardMiddleware, guard=Guard.open("hospital"))

Whatever comes in below ``prefix`` is a call that medguard guards, a list of models, or refused; everything else is the application's own
and passes untouched, but for ``/medguard/replies/ID``, where callers come for replies that a person had to look at first. A streamed reply is held until the application has finished it.
"""

from __future__ import annotations

import httpx2
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from medguard.callers import Callers
from medguard.guard import DEFAULT_PROFILE, Guard
from medguard.proxy import REPLIES, Model, guarded_call, held_reply
from medguard.upstream import Unguarded, headers_of
from medguard.wire import call_of, refusal

DOOR = "asgi"


class GuardMiddleware:
    """Stands before ``app``. Opens a guard for ``profile`` and ``database`` unless one is given."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        guard: Guard | None = None,
        profile: str = DEFAULT_PROFILE,
        database: str | None = None,
        prefix: str = "/v1",
    ) -> None:
        self._app, self._prefix = app, f"/{prefix.strip('/')}/"
        self._guard = guard or Guard.open(profile, database=database)
        # Whom the application lets in is its own affair, unless the profile asks for keys or tokens; what they say of themselves are claims.
        asked = self._guard.profile.callers.known_by in {"keys", "jwt"}
        callers = None if asked else Callers("anyone_on_the_network", profile=self._guard.profile.name)
        self._model = Model(self._guard, "http://inside", transport=httpx2.ASGITransport(app=app), callers=callers)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Guard a call, or let it pass."""
        path = _path(scope)
        ours = path.startswith(self._prefix) or (self._guard.profile.review is not None and path.startswith(REPLIES))
        if scope["type"] not in {"http", "websocket"} or not ours:
            await self._app(scope, receive, send)
            return
        if scope["type"] == "websocket":  # nobody reads what goes over it
            await send({"type": "websocket.close", "code": _POLICY_VIOLATION})
            return
        # A call by its own path, wherever a server or another application mounted this one.
        request = Request({**scope, "path": path, "raw_path": path.encode(), "root_path": ""}, receive)
        response = await self._response(request)
        await response(scope, receive, send)

    async def _response(self, request: Request) -> Response:
        if request.method == "GET" and request.url.path == f"{self._prefix}models":
            return await self._model.models(request)
        if request.method == "GET" and request.url.path.startswith(REPLIES):
            return await held_reply(request, self._guard, self._model)
        call = call_of(request.url.path, request.headers, request.query_params) if request.method == "POST" else None
        if call is None:
            error = Unguarded()
            return Response(refusal(error), error.http_status, headers_of(error, {}))
        return await guarded_call(request, self._guard, self._model, call, door=DOOR)


_POLICY_VIOLATION = 1008


def _path(scope: Scope) -> str:
    """The path that the application routes by: behind ``root_path``, which servers put before it and older ones do not."""
    path, root = str(scope.get("path", "")), str(scope.get("root_path", "")).rstrip("/")
    return path.removeprefix(root) if root and path.startswith(f"{root}/") else path
