"""Client libraries on httpx 0.x: the same guard, the older client below it, and troubles by their own names."""

from __future__ import annotations

import asyncio
import json

import httpx
import ollama
import pytest
from zai import ZaiClient
from zai.core import APIStatusError

from medguard import guarded_http, wrap
from medguard.audit import list_records, verify
from medguard.testing import Raw, ScriptedModel
from parts import small_guard
from test_proxy import BODY, MESSAGES, RESTORED, SECRETS, WORDS
from test_sentences import SENTENCES


@pytest.fixture
def guard(tmp_path):
    with small_guard(tmp_path) as opened:
        yield opened
        assert verify(opened.ledger.engine).ok


def kept(guard):
    return [(record.outcome, record.reason) for record in reversed(list_records(guard.ledger.engine))]


def words_of(content):
    events = [line.removeprefix("data: ") for line in content.splitlines() if line.startswith("data: {")]
    return "".join(choice["delta"].get("content") or "" for event in events for choice in json.loads(event)["choices"])


def ask(model, guard, way, *, stream=False, settings=None):
    """What the caller gets, over the older library, in whichever way."""
    url, body = f"{model.url}/chat/completions", {**BODY, "stream": stream}
    settings = {"trust_env": False, "timeout": 60, **(settings or {})}

    async def later():
        async with guarded_http(httpx.AsyncClient(**settings), model.url, guard=guard) as client:
            assert isinstance(client, httpx.AsyncClient)
            async with client.stream("POST", url, json=body, headers={"Authorization": "Bearer sk-secret"}) as response:
                await response.aread()
                return response

    if way == "asynchronous":
        return asyncio.run(later())
    with guarded_http(httpx.Client(**settings), model.url, guard=guard) as client:
        assert isinstance(client, httpx.Client)
        with client.stream("POST", url, json=body, headers={"Authorization": "Bearer sk-secret"}) as response:
            response.read()
            return response


in_both_ways = pytest.mark.parametrize("way", ["synchronous", "asynchronous"])


@in_both_ways
@pytest.mark.parametrize("stream", [False, True], ids=["whole", "streamed"])
def test_a_question_is_guarded(guard, way, stream):
    with ScriptedModel(lambda _body: WORDS) as model:
        response = ask(model, guard, way, stream=stream)
        said = words_of(response.text) if stream else response.json()["choices"][0]["message"]["content"]
        assert (response.status_code, said) == (200, RESTORED)
        assert response.headers["x-medguard-outcome"] == "answered"
        (received,) = model.received
        assert (received.path, received.headers["authorization"]) == ("/v1/chat/completions", "Bearer sk-secret")
        assert not [secret for secret in SECRETS if secret in received.body.decode()]
    assert kept(guard) == [("answered", "")]


@in_both_ways
def test_a_stream_is_let_go_by_sentences(tmp_path, way):
    words = "Dear [NAME_1], all is well. I call [PHONE_1] tomorrow. Goodbye."
    with ScriptedModel(lambda _body: words) as model, small_guard(tmp_path, **SENTENCES) as guard:
        response = ask(model, guard, way, stream=True)
        assert words_of(response.text) == "Dear Ann Lee, all is well. I call 13800138000 tomorrow. Goodbye."
        assert "x-medguard-outcome" not in response.headers  # they left before anything was decided of the whole
        assert kept(guard) == [("answered", "")]


@in_both_ways
def test_what_is_not_guarded_is_not_sent(guard, way):
    with ScriptedModel(lambda _body: WORDS) as model:

        def get(url):
            async def later():
                async with guarded_http(httpx.AsyncClient(trust_env=False), model.url, guard=guard) as client:
                    return await client.get(url)

            if way == "asynchronous":
                return asyncio.run(later())
            with guarded_http(httpx.Client(trust_env=False), model.url, guard=guard) as client:
                return client.get(url)

        assert get(f"{model.url}/files").status_code == 404
        assert get(model.url.replace("/v1", "/elsewhere/models")).status_code == 404
        assert model.received == []
        assert get(f"{model.url}/models").json()["data"][0]["id"] == "scripted"


@in_both_ways
def test_a_refusal_is_an_answer(guard, way):
    with ScriptedModel(lambda _body: "Ask bob@example.com.") as model:
        response = ask(model, guard, way)
        assert (response.status_code, response.json()["error"]["code"]) == (403, "blocked")
    assert kept(guard) == [("blocked", "phi/no_leak_in_reply")]


TROUBLES = {
    "nobody there": (None, 502, "cannot be reached"),
    "it breaks off": (Raw(content=b'{"choices": [', then="reset"), 502, "broke before its answer"),
    "it hangs": (Raw(then="hang"), 504, "in time"),
    "garbage": (Raw(content=b"\x1f\x8b"), 502, "no reply"),
}


@in_both_ways
@pytest.mark.parametrize("trouble", TROUBLES)
def test_a_trouble_with_the_models_server_is_told_as_what_it_is(guard, way, trouble):
    said, status, why = TROUBLES[trouble]
    with ScriptedModel(lambda _body: said) as model:
        if said is None:
            model.__exit__()
        settings = {"timeout": httpx.Timeout(60, read=0.5)} if trouble == "it hangs" else {}
        response = ask(model, guard, way, settings=settings)
    assert response.status_code == status
    assert why in response.json()["error"]["message"]
    assert not [secret for secret in SECRETS if secret in response.text]
    assert [outcome for outcome, _ in kept(guard)] == ["failed"]


def test_the_model_is_asked_through_the_older_client_with_what_it_brings(guard):
    asked = []
    hooks = {"request": [lambda request: asked.append(request.url.path)]}
    with ScriptedModel(lambda _body: WORDS) as model:
        ask(model, guard, "synchronous", settings={"event_hooks": hooks, "headers": {"X-Ward": "7"}})
        assert model.received[0].headers["x-ward"] == "7"
    assert asked == ["/v1/chat/completions"]


def test_a_hook_that_raises_is_no_reply(guard):
    def refuse(response):
        response.raise_for_status()

    with ScriptedModel(lambda _body: Raw(status=429, content=b"{}")) as model:
        response = ask(model, guard, "synchronous", settings={"event_hooks": {"response": [refuse]}})
    assert response.status_code == 502
    assert kept(guard)[0][0] == "failed"


def test_a_caller_who_leaves_a_stream_is_recorded(tmp_path):
    words = "Dear [NAME_1]. " * 200
    with ScriptedModel(lambda _body: words) as model, small_guard(tmp_path, **SENTENCES) as guard:
        client = guarded_http(httpx.Client(trust_env=False, timeout=60), model.url, guard=guard)
        body = {**BODY, "stream": True}
        with client, client.stream("POST", f"{model.url}/chat/completions", json=body) as response:
            next(response.iter_bytes())
        assert kept(guard) == [("abandoned", "")]


# ── an SDK that is built on it ───────────────────────────────────────────────────────────────────────────────────────


def zai(model, guard):
    base = model.url.replace("/v1", "/api/paas/v4")
    http = guarded_http(httpx.Client(trust_env=False, timeout=60), base, guard=guard)
    return ZaiClient(api_key="id.secret", base_url=base, http_client=http, max_retries=0)


def test_zhipus_own_client_is_guarded_by_its_http_client(guard):
    with ScriptedModel(lambda _body: WORDS) as model, zai(model, guard) as client:
        reply = client.chat.completions.create(**BODY)
        assert reply.choices[0].message.content == RESTORED
        stream = client.chat.completions.create(**BODY, stream=True)
        assert "".join(chunk.choices[0].delta.content or "" for chunk in stream if chunk.choices) == RESTORED
        assert {received.path for received in model.received} == {"/api/paas/v4/chat/completions"}
        assert not [secret for secret in SECRETS if secret in b"".join(one.body for one in model.received).decode()]
        model.script = lambda _body: "Ask bob@example.com."
        with pytest.raises(APIStatusError, match="no_leak"):
            client.chat.completions.create(**BODY)
    assert [outcome for outcome, _ in kept(guard)] == ["answered", "answered", "blocked"]


def test_ollamas_own_client_is_wrapped_and_stays_as_it_was(guard):
    said = {"model": "m", "message": {"role": "assistant", "content": WORDS}, "done": True, "done_reason": "stop"}
    with ScriptedModel(lambda _body: said) as model:
        plain = ollama.Client(host=model.url.removesuffix("/v1"), timeout=60)
        with wrap(plain, guard=guard) as client:
            assert client.chat(model="m", messages=MESSAGES).message.content == RESTORED
            with pytest.raises(ollama.ResponseError, match="does not guard"):
                client.embed(model="m", input="Ann Lee")
        assert client._client is not plain._client
        assert [received.path for received in model.received] == ["/api/chat"]
        assert not [secret for secret in SECRETS if secret in model.received[0].body.decode()]
    assert kept(guard) == [("answered", "")]


def test_a_client_that_cannot_be_copied_is_not_wrapped(guard):
    with ScriptedModel(lambda _body: WORDS) as model, zai(model, guard) as client, pytest.raises(TypeError):
        wrap(client, guard=guard)
    with pytest.raises(TypeError, match="Client or AsyncClient"):
        guarded_http(object(), "http://127.0.0.1", guard=guard)
