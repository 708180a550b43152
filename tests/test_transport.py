"""wrap(client): the official SDK does not notice, and the model does not see."""

from __future__ import annotations

import asyncio
import functools
import json

import httpx2
import openai
import pytest

from medguard import guarded_http, wrap
from medguard.audit import list_records, verify
from medguard.testing import Raw, ScriptedModel
from medguard.transport import NO_WEBSOCKETS
from parts import small_guard

MESSAGES = [{"role": "user", "content": "Ann Lee and 张伟, write to ann@example.org"}]
WORDS = "Dear **[NAME_1]**, [NAME_2]: [EMAIL_1]."
RESTORED = "Dear **Ann Lee**, 张伟: ann@example.org."
TOOLS = [{"type": "function", "function": {"name": "write", "parameters": {"type": "object", "properties": {}}}}]


@pytest.fixture
def guard(tmp_path):
    with small_guard(tmp_path) as opened:
        yield opened


def kept(guard):
    return [(record.outcome, record.reason) for record in reversed(list_records(guard.ledger.engine))]


def sdk(model, **settings):
    return openai.OpenAI(base_url=model.url, api_key="sk-secret-of-the-caller", max_retries=0, **settings)


def async_sdk(model, **settings):
    return openai.AsyncOpenAI(base_url=model.url, api_key="sk-secret-of-the-caller", max_retries=0, **settings)


def words_of(chunks):
    return "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices)


def clear_in(model):
    seen = b"".join(received.body for received in model.received).decode()
    return [secret for secret in ("Ann Lee", "张伟", "ann@example.org") if secret in seen]


def test_a_whole_reply(guard):
    with ScriptedModel(lambda _body: WORDS) as model, wrap(sdk(model), guard=guard) as client:
        reply = client.chat.completions.create(model="m", messages=MESSAGES)
        assert reply.choices[0].message.content == RESTORED
        assert model.received[0].headers["authorization"] == "Bearer sk-secret-of-the-caller"
        assert model.received[0].path == "/v1/chat/completions"
        assert not clear_in(model)
    assert kept(guard) == [("answered", "")]
    assert "sk-secret" not in list_records(guard.ledger.engine)[0].document
    assert verify(guard.ledger.engine).ok


def test_a_streamed_reply(guard):
    with ScriptedModel(lambda _body: WORDS) as model, wrap(sdk(model), guard=guard) as client:
        options = {"include_usage": True}
        chunks = list(client.chat.completions.create(model="m", messages=MESSAGES, stream=True, stream_options=options))
        assert words_of(chunks) == RESTORED
        assert len(chunks) > 10
        assert chunks[-1].usage.total_tokens == 2
        assert json.loads(model.received[0].body)["stream_options"] == options
        with client.chat.completions.with_streaming_response.create(model="m", messages=MESSAGES) as response:
            assert response.headers["x-medguard-exchange"]
        assert not clear_in(model)
    assert kept(guard) == [("answered", ""), ("answered", "")]


def test_a_tool_is_called_with_the_real_names_and_its_result_is_guarded(guard):
    def script(body):
        if body["messages"][-1]["role"] == "tool":
            return "Done, [NAME_1]."
        call = {
            "index": 0,
            "id": "call_1",
            "type": "function",
            "function": {"name": "write", "arguments": '{"to": "[EMAIL_1]", "who": "[NAME_1]"}'},
        }
        message = {"role": "assistant", "content": None, "tool_calls": [call]}
        choice = {"index": 0, "finish_reason": "tool_calls"}
        if body.get("stream"):
            return [{"object": "chat.completion.chunk", "choices": [{**choice, "delta": message}]}]
        return {"object": "chat.completion", "choices": [{**choice, "message": message}]}

    with ScriptedModel(script) as model, wrap(sdk(model), guard=guard) as client:
        reply = client.chat.completions.create(model="m", messages=MESSAGES, tools=TOOLS)
        call = reply.choices[0].message.tool_calls[0]
        assert json.loads(call.function.arguments) == {"to": "ann@example.org", "who": "Ann Lee"}
        result = {"role": "tool", "tool_call_id": call.id, "content": json.dumps({"sent_to": ["ann@example.org"]})}
        history = [*MESSAGES, reply.choices[0].message.model_dump(exclude_none=True), result]
        assert (
            client.chat.completions.create(model="m", messages=history, tools=TOOLS).choices[0].message.content
            == "Done, Ann Lee."
        )
        with client.chat.completions.stream(model="m", messages=MESSAGES, tools=TOOLS) as stream:
            final = stream.get_final_completion()
        assert json.loads(final.choices[0].message.tool_calls[0].function.arguments)["who"] == "Ann Lee"
        assert not clear_in(model)


def test_in_an_event_loop(guard):
    async def talk(model):
        async with wrap(async_sdk(model), guard=guard) as client:
            whole = client.chat.completions.create(model="m", messages=MESSAGES)
            several = await asyncio.gather(
                whole, *(client.chat.completions.create(model="m", messages=MESSAGES) for _ in range(9))
            )
            assert {reply.choices[0].message.content for reply in several} == {RESTORED}
            stream = await client.chat.completions.create(model="m", messages=MESSAGES, stream=True)
            assert words_of([chunk async for chunk in stream]) == RESTORED

    with ScriptedModel(lambda _body: WORDS) as model:
        asyncio.run(talk(model))
        assert not clear_in(model)
    assert kept(guard) == [("answered", "")] * 11


def test_a_refusal_is_the_providers_own_error(guard):
    picture = [{"role": "user", "content": [{"type": "image_url", "image_url": {"url": "https://x/y.png"}}]}]
    with (
        ScriptedModel(lambda _body: WORDS) as model,
        wrap(sdk(model).with_options(max_retries=2), guard=guard) as client,
    ):
        with pytest.raises(openai.PermissionDeniedError) as caught:
            client.chat.completions.create(model="m", messages=picture)
        assert model.received == []
    error = caught.value.body
    assert error["code"] == "blocked"
    assert error["medguard"]["rule"] == "content/unread_parts"
    assert error["medguard"]["remedy"]
    assert error["medguard"]["remedy_zh"]
    (record,) = list_records(guard.ledger.engine)
    assert error["medguard"]["exchange"] == record.exchange_id == caught.value.response.headers["x-medguard-exchange"]
    assert (record.outcome, record.reason) == ("blocked", "content/unread_parts")


def test_trouble_with_the_model_has_its_status(guard):
    busy = Raw(content=b'{"error": {"message": "ann@example.org", "code": "rate_limit_exceeded"}}', status=429)
    with ScriptedModel(lambda _body: busy) as model, wrap(sdk(model), guard=guard) as client:
        with pytest.raises(openai.RateLimitError, match="rate_limit_exceeded") as caught:
            client.chat.completions.create(model="m", messages=MESSAGES)
        assert "ann@" not in str(caught.value)
    assert kept(guard) == [("failed", "upstream_failed")]


def test_a_model_that_hangs_is_given_up(guard):
    hang = Raw(content=b"", then="hang")
    with ScriptedModel(lambda _body: hang) as model, wrap(sdk(model, timeout=0.3), guard=guard) as client:
        with pytest.raises(openai.InternalServerError) as caught:
            client.chat.completions.create(model="m", messages=MESSAGES)
        assert caught.value.status_code == 504
    assert kept(guard) == [("failed", "upstream_timeout")]


def test_what_is_not_guarded_is_not_sent(guard):
    with ScriptedModel(lambda _body: WORDS) as model, wrap(sdk(model), guard=guard) as client:
        with pytest.raises(openai.NotFoundError, match="does not guard"):
            client.images.generate(model="m", prompt="Ann Lee")
        with pytest.raises(openai.NotFoundError, match="does not guard"):
            client.files.create(file=b"Ann Lee", purpose="assistants")
        assert model.received == []
        assert [one.id for one in client.models.list()] == ["scripted"]


def test_realtime_calls_lead_nowhere(guard):
    with ScriptedModel(lambda _body: WORDS) as model, wrap(sdk(model), guard=guard) as client:
        assert client.websocket_base_url == NO_WEBSOCKETS
        assert client.with_options(timeout=3).websocket_base_url == NO_WEBSOCKETS
        for connect in (functools.partial(client.realtime.connect, model="m"), client.responses.connect):
            with pytest.raises(Exception, match=r"openai\[realtime\]|not known|resolve|address") as caught, connect():
                pass
            assert "Ann" not in str(caught.value)
        assert model.received == []


def test_another_path_is_not_followed(guard):
    with ScriptedModel(lambda _body: WORDS) as model, wrap(sdk(model), guard=guard) as client:
        for path in ("/patients/13800138000/chat/completions", "/models/13800138000", "http://127.0.0.1:1/v1/models"):
            with pytest.raises(openai.NotFoundError, match="does not guard"):
                client.post(path, cast_to=object, body={"model": "m", "messages": MESSAGES})
        assert model.received == []


def test_a_cancelled_call_is_cancelled_and_recorded(guard):
    async def talk(model):
        async with wrap(async_sdk(model), guard=guard) as client:
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(client.chat.completions.create(model="m", messages=MESSAGES), 0.3)

    with ScriptedModel(lambda _body: Raw(then="hang")) as model:
        asyncio.run(talk(model))
    assert kept(guard) == [("abandoned", "")]


def test_headers_and_queries_carry_nobody(guard):
    with ScriptedModel(lambda _body: WORDS) as model, wrap(sdk(model), guard=guard) as client:
        client.chat.completions.create(
            model="m", messages=MESSAGES, extra_headers={"X-Patient": "Ann Lee"}, extra_query={"who": "Ann Lee"}
        )
        received = model.received[0]
        assert received.path == "/v1/chat/completions"
        assert "Ann Lee" not in str(received.headers)


def test_only_clients_that_can_be_wrapped_are_taken(guard):
    with pytest.raises(TypeError, match="openai, anthropic or ollama"):
        wrap(object(), guard=guard)


def test_an_sdk_that_takes_an_http_client_is_guarded_through_it(guard):
    body = {"model": "m", "messages": MESSAGES}
    with ScriptedModel(lambda _body: WORDS) as model:
        http = guarded_http(httpx2.Client(), model.url, guard=guard)
        with openai.OpenAI(base_url=model.url, api_key="k", http_client=http, max_retries=0) as client:
            assert client.chat.completions.create(**body).choices[0].message.content == RESTORED
            with pytest.raises(openai.NotFoundError, match="does not guard"):
                client.files.create(file=b"Ann Lee", purpose="assistants")
            # A library that asks somebody else over it is refused as well.
            assert http.post("http://127.0.0.1:9/v1/chat/completions", json=body).status_code == 404
        assert len(model.received) == 1
        assert "Ann Lee" not in model.received[0].body.decode()
