"""An application that serves a model's API itself: behind the middleware it sees stand-ins, and nothing else of it is touched."""

from __future__ import annotations

import asyncio
import json

import httpx2
import openai
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, StreamingResponse
from starlette.routing import Route

from medguard.asgi import GuardMiddleware
from medguard.audit import list_records
from medguard.testing import chunks, completion
from medguard.wire import sse
from parts import small_guard
from test_proxy import BODY, RESTORED, SECRETS, WORDS, serving


class App:
    """Answers like a model, and remembers what it was asked."""

    def __init__(self, guard):
        self.asked = []
        inner = Starlette(
            routes=[
                Route("/v1/chat/completions", self.chat, methods=["POST"]),
                Route("/v1/models", self.models),
                Route("/v1/files", self.files, methods=["GET", "POST"]),
                Route("/patients", self.own, methods=["POST"]),
            ]
        )
        self.app = GuardMiddleware(inner, guard=guard)

    async def chat(self, request: Request):
        body = await request.body()
        self.asked.append(body.decode())
        if json.loads(body).get("stream"):
            events = [*map(json.dumps, chunks(WORDS, 4)), "[DONE]"]
            return StreamingResponse(iter([sse.write([event]) for event in events]), media_type="text/event-stream")
        return JSONResponse(completion(WORDS))

    async def models(self, _request: Request):
        return JSONResponse(
            {"object": "list", "data": [{"id": "own", "object": "model", "created": 0, "owned_by": "x"}]}
        )

    async def files(self, _request: Request):
        self.asked.append("files")
        return PlainTextResponse("no")

    async def own(self, request: Request):
        return PlainTextResponse((await request.body()).decode())


def test_the_application_sees_stand_ins_and_its_callers_names(tmp_path):
    with small_guard(tmp_path) as guard:
        inside = App(guard)
        with serving(inside.app) as url, openai.OpenAI(base_url=url + "/v1", api_key="sk-secret") as client:
            assert client.chat.completions.create(**BODY).choices[0].message.content == RESTORED
            stream = client.chat.completions.create(**BODY, stream=True)
            assert "".join(chunk.choices[0].delta.content or "" for chunk in stream if chunk.choices) == RESTORED
            assert [one.id for one in client.models.list()] == ["own"]
        assert len(inside.asked) == 2
        assert not [secret for secret in SECRETS for asked in inside.asked if secret in asked]
        kept = list_records(guard.ledger.engine)
        assert [(record.outcome, record.exchange()["door"]) for record in kept] == [("answered", "asgi")] * 2


def test_what_nobody_guards_below_the_prefix_is_refused_and_the_rest_is_the_applications_own(tmp_path):
    with small_guard(tmp_path) as guard:
        inside = App(guard)
        with serving(inside.app) as url:
            refused = httpx2.post(url + "/v1/files", content=b"Ann Lee", trust_env=False)
            assert (refused.status_code, refused.json()["error"]["code"]) == (404, "call_not_guarded")
            assert httpx2.get(url + "/v1/files", trust_env=False).status_code == 404
            assert inside.asked == []
            assert httpx2.post(url + "/patients", content=b"Ann Lee", trust_env=False).text == "Ann Lee"


def test_an_application_that_is_mounted_below_a_path_is_guarded_as_well(tmp_path):
    with small_guard(tmp_path) as guard:
        inside = App(guard)

        async def mounted(scope, receive, send):
            if scope["type"] == "http":  # as a server started with a root path does it
                scope = {**scope, "root_path": "/ai", "path": scope["path"], "raw_path": scope["path"].encode()}
            await inside.app(scope, receive, send)

        with serving(mounted) as url:
            with openai.OpenAI(base_url=url + "/ai/v1", api_key="sk-secret") as client:
                assert client.chat.completions.create(**BODY).choices[0].message.content == RESTORED
            refused = httpx2.post(url + "/ai/v1/files", content=b"Ann Lee", trust_env=False)
            assert refused.json()["error"]["code"] == "call_not_guarded"
        assert len(inside.asked) == 1
        assert not [secret for secret in SECRETS if secret in inside.asked[0]]


def test_a_websocket_below_the_prefix_is_closed_and_any_other_is_the_applications_own(tmp_path):
    async def visit(path):
        reached, sent = [], []

        async def application(_scope, _receive, _send):
            reached.append(path)

        async def receive():
            return {"type": "websocket.connect"}

        async def send(message):
            sent.append(message["type"])

        with small_guard(tmp_path) as guard:
            scope = {"type": "websocket", "path": path, "root_path": "", "headers": [], "query_string": b""}
            await GuardMiddleware(application, guard=guard)(scope, receive, send)
        return reached, sent

    assert asyncio.run(visit("/v1/realtime")) == ([], ["websocket.close"])
    assert asyncio.run(visit("/chat")) == (["/chat"], [])
