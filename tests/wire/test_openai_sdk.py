"""OpenAI's own client in front of the sidecar, a real server behind it: responses, embeddings, moderations, completions."""

from __future__ import annotations

import base64
import contextlib
import json
import struct
import threading

import httpx2
import openai
import pytest
from pydantic import BaseModel
from test_completions import completion
from test_completions import streamed as completion_events
from test_dashscope import TEXT_PATH, asking, reply_of, said_in
from test_dashscope import streamed as dashscope_events
from test_embeddings import moderation, vector
from test_responses import EMAIL, PHONE, SAMPLES, canaries_in, message, response, responses_of, streamed

from medguard.audit import list_records, verify
from medguard.checks import Leaks, run_checks
from medguard.errors import Blocked
from medguard.flow import Driven, exchange
from medguard.proxy import create_app
from medguard.testing import PatternDetector, Raw, ScriptedModel
from medguard.transport import wrap
from medguard.types import Answer, More
from medguard.wire import JsonWire, sse
from medguard.wire.openai import Responses
from parts import NAMES, PATIENTS, parts, small_guard
from test_proxy import serving

QUESTION = f"Ann Lee, {EMAIL}, {PHONE}"
WORDS = "Dear [NAME_1]. I call [PHONE_1] today. Bye."
RESTORED = f"Dear Ann Lee. I call {PHONE} today. Bye."
THOUGHT = {"type": "reasoning", "id": "rs_1", "summary": [{"type": "summary_text", "text": "[NAME_1] wrote."}]}
ARGUMENTS = '{"mail": "[EMAIL_1]", "why": "she said [NAME_1]"}'
CALL = {"type": "function_call", "id": "fc_1", "call_id": "call_1", "name": "find", "arguments": ARGUMENTS}
TOOLS = [{"type": "function", "name": "find", "parameters": {"type": "object", "properties": {}}, "strict": False}]
LEAKS = {Leaks(PatternDetector(NAMES)): 5.0}
MODES = {
    "hold": {},
    "sentence": {"sentence_checks": lambda reply: run_checks(LEAKS, reply), "sentence_check_names": ("leaks",)},
}
in_every_mode = pytest.mark.parametrize("mode", MODES)


def as_stream(events):
    return Raw(content=sse.write([json.dumps(event) for event in events]), media_type="text/event-stream")


def says(*output):
    """A model that says this, whole or streamed."""
    return lambda body: as_stream(streamed(*output)) if body.get("stream") else response(*output)


@contextlib.contextmanager
def sidecar(folder, script, **changes):
    with (
        ScriptedModel(script) as model,
        small_guard(folder, **changes) as guard,
        serving(create_app(guard, model.url.removesuffix("/v1"))) as url,
        openai.OpenAI(base_url=f"{url}/v1", api_key="sk-secret", max_retries=0, timeout=60) as client,
    ):
        yield client, model
        assert verify(guard.ledger.engine).ok
        assert not canaries_in(b"".join(received.body for received in model.received).decode())
        for record in list_records(guard.ledger.engine, limit=500):
            assert not canaries_in(json.dumps(record.document))


def test_a_response_is_asked_for_and_restored(tmp_path):
    with sidecar(tmp_path, says(THOUGHT, message(WORDS))) as (client, model):
        reply = client.responses.create(model="gpt-5", instructions="Be kind.", input=QUESTION, user="7f3c9b")
        assert reply.output_text == RESTORED
        assert reply.output[0].summary[0].text == "Ann Lee wrote."
        assert reply.usage.output_tokens == 3
        (received,) = model.received
        assert received.path == "/v1/responses"
        assert received.headers["authorization"] == "Bearer sk-secret"
        assert b"7f3c9b" not in received.body


@in_every_mode
def test_the_clients_own_streaming_helpers_read_a_stream(tmp_path, mode):
    with sidecar(tmp_path, says(THOUGHT, message(WORDS)), **MODES[mode]) as (client, _):
        with client.responses.stream(model="gpt-5", input=QUESTION) as stream:
            said = [event.delta for event in stream if event.type == "response.output_text.delta"]
            final = stream.get_final_response()
        assert "".join(said) == final.output_text == RESTORED
        assert final.output[0].summary[0].text == "Ann Lee wrote."
        kinds = [event.type for event in client.responses.create(model="gpt-5", input=QUESTION, stream=True)]
        assert (kinds[0], kinds[-1]) == ("response.created", "response.completed")


@in_every_mode
def test_what_patients_must_see_is_in_the_deltas_and_in_the_final_response(tmp_path, mode):
    with sidecar(tmp_path, says(message(WORDS)), deployment=PATIENTS, **MODES[mode]) as (client, _):
        with client.responses.stream(model="gpt-5", input=QUESTION) as stream:
            said = [event.delta for event in stream if event.type == "response.output_text.delta"]
            final = stream.get_final_response()
        assert "".join(said) == final.output_text
        assert RESTORED in final.output_text
        assert final.output_text != RESTORED


@pytest.mark.anyio
async def test_the_asynchronous_client_reads_a_stream(tmp_path):
    with sidecar(tmp_path, says(message(WORDS))) as (client, _):
        async with (
            openai.AsyncOpenAI(base_url=client.base_url, api_key="sk-secret", max_retries=0) as waiting,
            waiting.responses.stream(model="gpt-5", input=QUESTION) as stream,
        ):
            said = [event.delta async for event in stream if event.type == "response.output_text.delta"]
        assert "".join(said) == RESTORED


@in_every_mode
@pytest.mark.parametrize("stream", [False, True], ids=["whole", "streamed"])
def test_a_tool_is_called_with_real_values_and_the_turn_goes_on(tmp_path, mode, stream):
    def script(body):
        answered = any(isinstance(item, dict) and item.get("type") == "function_call_output" for item in body["input"])
        return says(message("Found: [NAME_1].") if answered else CALL)(body)

    with sidecar(tmp_path, script, **MODES[mode]) as (client, model):

        def ask(given):
            if not stream:
                return client.responses.create(model="gpt-5", input=given, tools=TOOLS)
            with client.responses.stream(model="gpt-5", input=given, tools=TOOLS) as one:
                return one.get_final_response()

        given = [{"role": "user", "content": QUESTION}]
        (call,) = ask(given).output
        assert json.loads(call.arguments) == {"mail": EMAIL, "why": "she said Ann Lee"}
        given += [
            call.model_dump(exclude_none=True, exclude={"parsed_arguments"}),
            {"type": "function_call_output", "call_id": call.call_id, "output": json.dumps({"phone": PHONE})},
        ]
        assert ask(given).output_text == "Found: Ann Lee."
        second = json.loads(model.received[1].body)["input"]
        assert json.loads(second[1]["arguments"]) == {"mail": "[EMAIL_1]", "why": "she said [NAME_1]"}
        assert json.loads(second[2]["output"]) == {"phone": "[PHONE_1]"}


class Letter(BaseModel):
    to: str


def test_a_schema_that_was_asked_for_is_filled_in(tmp_path):
    with sidecar(tmp_path, says(message('{"to": "[NAME_1]"}')), deployment=PATIENTS) as (client, _):
        assert client.responses.parse(model="gpt-5", input=QUESTION, text_format=Letter).output_parsed.to == "Ann Lee"


@in_every_mode
@pytest.mark.parametrize("name", ["web-search-tool.1", "file-search-tool.1", "reasoning-encrypted-content.1"])
def test_the_client_reads_a_recorded_stream_as_it_would_without_us(tmp_path, mode, name):
    events = responses_of(SAMPLES / f"openai__openai-{name}.chunks.txt")[0]
    raw = Raw(content=sse.write(events), media_type="text/event-stream")
    no_patterns = {"detector": PatternDetector({}), "checks": {Leaks(PatternDetector({})): 5.0}}
    with sidecar(tmp_path, lambda _body: raw, **(MODES[mode] if mode == "hold" else {}), **no_patterns) as (client, _):
        with client.responses.stream(model="gpt-5", input="Hello") as stream:
            final = stream.get_final_response()
        assert final.output_text == "".join(
            part["text"]
            for item in json.loads(events[-1])["response"]["output"]
            if item["type"] == "message"
            for part in item["content"]
        )


def test_errors_are_raised_as_the_clients_own(tmp_path):
    failing = Raw(status=429, content=b'{"error": {"code": "insufficient_quota", "message": "Ann Lee"}}')
    with sidecar(tmp_path, lambda body: failing if body["model"] == "broke" else response(message("Fine."))) as (
        client,
        _,
    ):
        with pytest.raises(openai.RateLimitError, match="insufficient_quota") as caught:
            client.responses.create(model="broke", input=QUESTION)
        assert "Ann" not in str(caught.value)
        part = {"type": "input_image", "image_url": "https://x.example/1.png", "detail": "auto"}
        with pytest.raises(openai.APIStatusError) as refused:
            client.responses.create(model="gpt-5", input=[{"role": "user", "content": [part]}])
        assert refused.value.body["medguard"]["rule"] == "content/unread_parts"
        with pytest.raises(openai.BadRequestError):
            client.responses.create(model="gpt-5", input=QUESTION, background=True)
        with pytest.raises(openai.NotFoundError):
            client.responses.retrieve("resp_1")
        with pytest.raises(openai.NotFoundError) as unknown:
            client.responses.create(model="gpt-5", input=QUESTION, previous_response_id="resp_1")
        assert unknown.value.code == "conversation_unknown"


def test_a_stream_that_breaks_off_is_an_error_to_the_client(tmp_path):
    with (
        sidecar(tmp_path, lambda _body: as_stream(streamed(message(WORDS))[:-3])) as (client, _),
        pytest.raises(openai.APIError),
        client.responses.stream(model="gpt-5", input=QUESTION) as stream,
    ):
        stream.get_final_response()


def test_a_stream_that_is_stopped_in_its_midst_is_an_error_to_the_client(tmp_path):
    seen = threading.Event()

    def script(_body):
        said = ""
        for event in streamed(message("This is fine. So is this one. Write to bob@example.com now.")):
            said += event.get("delta", "")
            if "@" in said and not seen.is_set():
                assert seen.wait(60)  # the client has read the first sentence
            yield event

    with sidecar(tmp_path, script, **MODES["sentence"]) as (client, _):
        said = []

        def read():
            for event in client.responses.create(model="gpt-5", input=QUESTION, stream=True):
                if event.type == "response.output_text.delta":
                    said.append(event.delta)
                    seen.set()

        with pytest.raises(openai.APIError, match="no_leak"):
            read()
        assert "".join(said).startswith("This is fine.")
        assert "bob" not in "".join(said)


def test_texts_are_embedded_and_vectors_come_back(tmp_path):
    def script(body):
        numbers = vector(64)
        packed = base64.b64encode(struct.pack("<64f", *numbers)).decode()
        as_asked = packed if body.get("encoding_format") == "base64" else numbers
        data = [{"object": "embedding", "index": at, "embedding": as_asked} for at, _ in enumerate(body["input"])]
        return {"object": "list", "data": data, "model": "e", "usage": {"prompt_tokens": 1, "total_tokens": 1}}

    with sidecar(tmp_path, script, deployment=PATIENTS) as (client, model):
        for more in ({}, {"encoding_format": "float"}):
            reply = client.embeddings.create(model="e", input=[QUESTION, "Hello"], user="7f3c9b", **more)
            assert [round(one, 6) for one in reply.data[1].embedding] == [round(one, 6) for one in vector(64)]
        assert json.loads(model.received[0].body)["input"] == ["[NAME_1], [EMAIL_1], [PHONE_1]", "Hello"]
        with pytest.raises(openai.APIStatusError):
            client.embeddings.create(model="e", input=[1, 2, 3])


def test_texts_are_moderated(tmp_path):
    with sidecar(tmp_path, lambda _body: moderation(), deployment=PATIENTS) as (client, model):
        reply = client.moderations.create(input=QUESTION)
        assert reply.results[0].category_scores.violence == 0.00012345678901
        assert json.loads(model.received[0].body)["input"] == "[NAME_1], [EMAIL_1], [PHONE_1]"


@in_every_mode
def test_a_text_is_gone_on_with(tmp_path, mode):
    def script(body):
        return as_stream(completion_events(WORDS)) if body.get("stream") else completion(WORDS)

    with sidecar(tmp_path, script, **MODES[mode]) as (client, _):
        assert client.completions.create(model="m", prompt=QUESTION).choices[0].text == RESTORED
        chunks = client.completions.create(model="m", prompt=QUESTION, stream=True)
        assert "".join(chunk.choices[0].text for chunk in chunks) == RESTORED


@in_every_mode
@pytest.mark.parametrize("incremental", [False, True], ids=["all of it each time", "what is new"])
def test_dashscope_is_asked_in_its_own_way(tmp_path, mode, incremental):
    def script(_body):
        return as_stream(dashscope_events(WORDS, incremental=incremental))

    with sidecar(tmp_path, script, **MODES[mode]) as (client, model):
        body = asking({"role": "user", "content": QUESTION}, incremental_output=incremental)
        url = str(client.base_url).removesuffix("/v1/") + TEXT_PATH
        headers = {"Authorization": "Bearer sk-secret", "X-DashScope-SSE": "enable", "X-Patient": "Ann Lee"}
        got = httpx2.post(url, json=body, headers=headers, timeout=60, trust_env=False)
        assert got.status_code == 200
        said = [said_in(json.loads(event)) for event in sse.read(got.content)]
        assert ("".join(said) if incremental else said[-1]) == RESTORED
        (received,) = model.received
        assert (received.path, received.headers["x-dashscope-sse"]) == (TEXT_PATH, "enable")
        assert "x-patient" not in received.headers


def test_dashscope_answers_as_a_whole_and_refuses_in_its_own_shape(tmp_path):
    with sidecar(tmp_path, lambda _body: reply_of(WORDS)) as (client, _):
        url = str(client.base_url).removesuffix("/v1/") + TEXT_PATH
        body = asking({"role": "user", "content": QUESTION})
        got = httpx2.post(url, json=body, timeout=60, trust_env=False).json()
        assert got["output"]["choices"][0]["message"]["content"] == RESTORED
        body = asking({"role": "user", "content": [{"image": "https://x.example/1.png"}]})
        got = httpx2.post(url, json=body, timeout=60, trust_env=False)
        assert (got.status_code >= 400, got.json()["medguard"]["rule"]) == (True, "content/unread_parts")
        assert {"code", "message", "request_id"} <= got.json().keys()


def test_a_wrapped_client_is_guarded_as_well(tmp_path):
    def script(body):
        if "messages" in body or isinstance(body.get("input"), list):
            return {"object": "list", "data": [{"object": "embedding", "index": 0, "embedding": [0.5]}], "model": "e"}
        return says(message(WORDS))(body)

    with ScriptedModel(script) as model, small_guard(tmp_path) as guard:
        client = wrap(openai.OpenAI(base_url=model.url, api_key="sk-secret", max_retries=0, timeout=60), guard=guard)
        assert client.responses.create(model="gpt-5", input=QUESTION).output_text == RESTORED
        with client.responses.stream(model="gpt-5", input=QUESTION) as stream:
            assert stream.get_final_response().output_text == RESTORED
        assert client.embeddings.create(model="e", input=[QUESTION], encoding_format="float").data[0].embedding == [0.5]
        with pytest.raises(openai.APIStatusError):
            client.responses.retrieve("resp_1")
        assert not canaries_in(b"".join(received.body for received in model.received).decode())
        assert len(model.received) == 3


@pytest.mark.parametrize(
    ("words", "never"),
    [
        ("This is fine. Write to bob@example.com now.", "bob"),
        ("This is fine. See https://evil.example/p?n=[NAME_1]&x=1 now.", "Ann Lee"),
        ("This is fine. See https://evil.example.com/[NAME_1] now.", "Ann Lee"),
    ],
)
@pytest.mark.parametrize("piece", [1, 3, 100])
def test_no_address_is_cut_where_a_sentence_might_end(words, never, piece):
    events = [sse.write([json.dumps(event)]) for event in streamed(message(words), piece=piece)]
    rest, gone = iter(events[1:]), b""
    body = json.dumps({"model": "gpt-5", "input": "Ann Lee", "stream": True}).encode()
    steps = exchange(body, JsonWire(Responses()), parts(**MODES["sentence"]), door="sidecar", pieces=True)
    driven = Driven(steps, lambda _ask: Answer(200, events[0]), lambda: next(rest, None))
    with contextlib.suppress(Blocked):
        while isinstance(said := driven.next(), More):
            gone += said.released
        gone += said.content
    told = "".join(json.loads(event).get("delta", "") for event in sse.read(gone))
    assert told.startswith("This is fine.") or piece == 100  # judged together, all of it is refused
    assert never not in told
