"""Anthropic's own client in front of the sidecar, a real server behind it."""

from __future__ import annotations

import contextlib
import json
import re

import anthropic
import pytest
from test_anthropic import EMAIL, PHONE, PNG, SAMPLES, SEAL, canaries_in, events_of, message, streamed, text

from medguard.audit import list_records, verify
from medguard.checks import Leaks, run_checks
from medguard.proxy import create_app
from medguard.testing import PatternDetector, Raw, ScriptedModel
from medguard.transport import wrap
from medguard.wire import sse
from parts import NAMES, small_guard
from test_proxy import serving

QUESTION = [{"role": "user", "content": f"Ann Lee, {EMAIL}, {PHONE}"}]
BODY = {"model": "claude-opus-5", "max_tokens": 100, "messages": QUESTION}
WORDS = "Dear [NAME_1], I call [PHONE_1]."
RESTORED = f"Dear Ann Lee, I call {PHONE}."
THOUGHT = {"type": "thinking", "thinking": "[NAME_1] wrote.", "signature": SEAL}
TOOLS = [
    {
        "name": "find",
        "description": "Find a patient.",
        "input_schema": {"type": "object", "properties": {"mail": {"type": "string"}}},
    }
]


LEAKS = {Leaks(PatternDetector(NAMES)): 5.0}
MODES = {
    "hold": {},
    "sentence": {"sentence_checks": lambda reply: run_checks(LEAKS, reply), "sentence_check_names": ("leaks",)},
}
in_every_mode = pytest.mark.parametrize("mode", MODES)


def as_stream(events):
    return Raw(
        content=sse.write([json.dumps(event) for event in events], [event["type"] for event in events]),
        media_type="text/event-stream",
    )


def says(*blocks):
    """A model that says this, whole or streamed."""

    def script(body):
        if not body.get("stream"):
            return message(*blocks)
        return as_stream(
            streamed(
                *(
                    {**block, "input": json.dumps(block["input"])} if block["type"] == "tool_use" else block
                    for block in blocks
                )
            )
        )

    return script


@contextlib.contextmanager
def sidecar(folder, script, **changes):
    with (
        ScriptedModel(script) as model,
        small_guard(folder, **changes) as guard,
        serving(create_app(guard, model.url.removesuffix("/v1"))) as url,
    ):
        with anthropic.Anthropic(base_url=url, api_key="sk-secret", max_retries=0, timeout=60) as client:
            yield client, model, guard
        assert verify(guard.ledger.engine).ok
        assert not canaries_in(b"".join(received.body for received in model.received).decode())
        for record in list_records(guard.ledger.engine, limit=500):
            assert not canaries_in(json.dumps(record.document))


def test_a_message_is_asked_for_and_restored(tmp_path):
    with sidecar(tmp_path, says(THOUGHT, text(WORDS))) as (client, model, _):
        reply = client.messages.create(**BODY, system="Be kind.", metadata={"user_id": "7f3c9b"})
        assert [block.type for block in reply.content] == ["thinking", "text"]
        assert (reply.content[0].thinking, reply.content[0].signature) == ("Ann Lee wrote.", SEAL)
        assert (reply.content[1].text, reply.usage.output_tokens) == (RESTORED, 3)
        (received,) = model.received
        assert received.path == "/v1/messages"
        assert received.headers["authorization"] == "Bearer sk-secret"
        assert re.fullmatch(r"\d{4}-\d{2}-\d{2}", received.headers["anthropic-version"])
        assert b"7f3c9b" not in received.body


@in_every_mode
def test_the_clients_own_streaming_helpers_read_a_stream(tmp_path, mode):
    script = says(THOUGHT, text(WORDS), text("Bye, [NAME_1]."))
    with sidecar(tmp_path, script, **MODES[mode]) as (client, _, _), client.messages.stream(**BODY) as stream:
        assert "".join(stream.text_stream) == RESTORED + "Bye, Ann Lee."
        final = stream.get_final_message()
        assert [block.type for block in final.content] == ["thinking", "text", "text"]
        assert (final.content[0].thinking, final.content[0].signature) == ("Ann Lee wrote.", SEAL)
        assert final.usage.output_tokens == 9
        kinds = [event.type for event in client.messages.create(**BODY, stream=True)]
        assert (kinds[0], kinds[-1], kinds.count("content_block_start")) == ("message_start", "message_stop", 3)


@pytest.mark.anyio
async def test_the_asynchronous_client_reads_a_stream(tmp_path):
    with sidecar(tmp_path, says(text(WORDS))) as (client, _, _):
        async with anthropic.AsyncAnthropic(
            base_url=str(client.base_url), api_key="sk-secret", max_retries=0
        ) as waiting:
            async with waiting.messages.stream(**BODY) as stream:
                said = [one async for one in stream.text_stream]
            assert "".join(said) == RESTORED


@pytest.mark.parametrize("stream", [False, True])
def test_a_tool_is_called_with_real_values_and_the_turn_goes_on(tmp_path, stream):
    call = {
        "type": "tool_use",
        "id": "toolu_1",
        "name": "find",
        "input": {"mail": "[EMAIL_1]", "why": 'she said "[NAME_1]"'},
    }

    def script(body):
        return says(
            text("Found: [NAME_1].") if len(body["messages"]) > 1 else THOUGHT,
            *([] if len(body["messages"]) > 1 else [call]),
        )(body)

    with sidecar(tmp_path, script) as (client, model, _):

        def ask(messages):
            if not stream:
                return client.messages.create(**{**BODY, "messages": messages}, tools=TOOLS)
            with client.messages.stream(**{**BODY, "messages": messages}, tools=TOOLS) as one:
                return one.get_final_message()

        first = ask(QUESTION)
        assert first.content[1].input == {"mail": EMAIL, "why": 'she said "Ann Lee"'}
        answer = {
            "type": "tool_result",
            "tool_use_id": "toolu_1",
            "content": json.dumps({"name": "Ann Lee", "phone": PHONE}),
        }
        second = ask(
            [*QUESTION, {"role": "assistant", "content": first.content}, {"role": "user", "content": [answer]}]
        )
        assert second.content[0].text == "Found: Ann Lee."
        asked = [json.loads(received.body)["messages"] for received in model.received]
        # What the model said comes back to it letter by letter: its thought is signed.
        assert asked[1][0] == asked[0][0]
        assert asked[1][1]["content"][0] == THOUGHT
        assert asked[1][1]["content"][1]["input"] == call["input"]


def test_a_wrapped_client_is_guarded_without_a_sidecar(tmp_path):
    with ScriptedModel(says(text(WORDS))) as model, small_guard(tmp_path) as guard:
        base_url = model.url.removesuffix("/v1")
        with wrap(anthropic.Anthropic(base_url=base_url, api_key="sk-secret", max_retries=0), guard=guard) as client:
            assert client.messages.create(**BODY).content[0].text == RESTORED
            with client.messages.stream(**BODY) as stream:
                assert stream.get_final_text() == RESTORED
        assert [received.path for received in model.received] == ["/v1/messages"] * 2
        assert not canaries_in(b"".join(received.body for received in model.received).decode())


def test_tokens_are_counted_of_what_would_be_sent(tmp_path):
    with sidecar(tmp_path, lambda _body: Raw(content=b'{"input_tokens": 14}')) as (client, model, guard):
        assert client.messages.count_tokens(model="claude-opus-5", messages=QUESTION).input_tokens == 14
        assert client.beta.messages.count_tokens(model="claude-opus-5", messages=QUESTION).input_tokens == 14
        assert [received.path for received in model.received] == [
            "/v1/messages/count_tokens",
            "/v1/messages/count_tokens",
        ]
        assert model.received[1].headers["anthropic-beta"] == "token-counting-2024-11-01"
        assert {record.outcome for record in list_records(guard.ledger.engine)} == {"answered"}


@in_every_mode
def test_the_client_reads_what_was_recorded_as_it_would_without_us(tmp_path, mode):
    recorded = {
        path.name: [json.loads(event) for event in events_of(path)] for path in SAMPLES.glob("anthropic_sdk/*.txt")
    }
    assert len(recorded) == 12

    def script(body):
        return as_stream(recorded[body["stop_sequences"][0]])

    def final(client, name):
        body = {**BODY, "messages": [{"role": "user", "content": "Hello"}], "stop_sequences": [name]}
        with client.beta.messages.stream(**body, betas=["compact-2026-01-12"]) as stream:
            return stream.get_final_message()

    with sidecar(tmp_path, script, **MODES[mode]) as (client, model, _):
        base_url = model.url.removesuffix("/v1")
        with anthropic.Anthropic(base_url=base_url, api_key="none") as direct:
            assert {name: final(client, name) for name in recorded} == {name: final(direct, name) for name in recorded}
        assert model.received[0].headers["anthropic-beta"] == "compact-2026-01-12"


def test_a_refusal_is_raised_as_the_clients_own_error(tmp_path):
    image = [{"role": "user", "content": [{"type": "image", "source": PNG}]}]
    with sidecar(tmp_path, says(text("Hello"))) as (client, model, _):
        with pytest.raises(anthropic.PermissionDeniedError) as refused:
            client.messages.create(**{**BODY, "messages": image})
        assert refused.value.type == "permission_error"
        assert "content/unread_parts" in refused.value.message
        assert refused.value.body["error"]["medguard"]["remedy_zh"]
        assert refused.value.body["error"]["medguard"]["code"] == "blocked"
        with pytest.raises(anthropic.PermissionDeniedError), client.messages.stream(**{**BODY, "messages": image}):
            pass
        with pytest.raises(anthropic.BadRequestError):
            client.messages.create(**{**BODY, "messages": []})
        assert model.received == []


ERRORS = {
    400: ("invalid_request_error", anthropic.BadRequestError),
    401: ("authentication_error", anthropic.AuthenticationError),
    404: ("not_found_error", anthropic.NotFoundError),
    429: ("rate_limit_error", anthropic.RateLimitError),
    529: ("overloaded_error", anthropic.APIStatusError),
}


def test_an_error_of_the_models_is_raised_as_what_it_is_without_its_words(tmp_path):
    def script(body):
        said = {"type": "error", "error": {"type": ERRORS[body["max_tokens"]][0], "message": f"Ann Lee {PHONE}"}}
        return Raw(status=body["max_tokens"], content=json.dumps(said).encode())

    with sidecar(tmp_path, script) as (client, _, _):
        for status, (kind, error) in ERRORS.items():
            with pytest.raises(error) as raised:
                client.messages.create(**{**BODY, "max_tokens": status})
            assert (raised.value.status_code, raised.value.type) == (status, kind)
            assert not canaries_in(str(raised.value))
            assert "Ann Lee" not in str(raised.value)


@in_every_mode
def test_an_error_in_the_midst_of_a_stream_is_raised(tmp_path, mode):
    broken = [
        *streamed(text(f"One sentence. {WORDS}"))[:16],
        {"type": "error", "error": {"type": "overloaded_error", "message": f"Ann Lee {PHONE}"}},
    ]
    here = sidecar(tmp_path, lambda _body: as_stream(broken), **MODES[mode])
    with (
        here as (client, _, _),
        pytest.raises(anthropic.APIStatusError) as raised,
        client.messages.stream(**BODY) as stream,
    ):
        stream.get_final_message()
    assert raised.value.type == "api_error"
    assert "Ann Lee" not in str(raised.value)


def test_a_leak_in_a_reply_is_not_released(tmp_path):
    with sidecar(tmp_path, says(text("Ask bob@example.com."))) as (client, _, guard):
        with pytest.raises(anthropic.PermissionDeniedError, match="no_leak"):
            client.messages.create(**BODY)
        with pytest.raises(anthropic.APIStatusError, match="no_leak"), client.messages.stream(**BODY) as stream:
            stream.get_final_message()
        assert [record.outcome for record in list_records(guard.ledger.engine)] == ["blocked", "blocked"]


def test_batches_and_files_are_not_guarded_and_not_sent(tmp_path):
    with sidecar(tmp_path, says(text("Hello"))) as (client, model, _):
        with pytest.raises(anthropic.NotFoundError):
            client.messages.batches.create(requests=[{"custom_id": "a", "params": BODY}])
        with pytest.raises(anthropic.NotFoundError):
            client.messages.batches.list()
        assert model.received == []
