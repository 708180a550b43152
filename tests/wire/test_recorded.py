"""Recorded calls of Gemini, Vertex AI and OpenAI's embeddings: sent as they were, heard as they came, and names found wherever they could be cut."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from medguard.errors import Blocked, UpstreamError
from medguard.flow import exchange, run
from medguard.types import Answer, Level
from medguard.wire import JsonWire, sse
from medguard.wire.calls import call_of
from parts import parts

SAMPLES = Path(__file__).parent / "samples"
FOLDERS = ("openinference", "opentelemetry_gemini", "opentelemetry_openai")
BARE = {"checks/all_judged": Level.DENY, "phi/identifiers_replaced": Level.DENY}
WHO = "Ann Lee, 13800138000"


class Recorded:
    """One call, and what came of it."""

    def __init__(self, path):
        head, _, self.request = path.read_bytes().partition(b"\n")
        told = json.loads(head)
        place = urlsplit(told["path"])
        query = {name: values[0] for name, values in parse_qs(place.query).items()}
        self.name, self.status, self.path = path.name.removesuffix(".request.txt"), told["status"], place.path
        self.wire = JsonWire(call_of(place.path, query=query).dialect)
        self.reply = path.with_name(path.name.replace(".request.", ".reply.")).read_bytes()
        self.streamed = query.get("alt") == "sse"
        self.seen = b"inlineData" in self.request or b"fileData" in self.request


CALLS = [Recorded(path) for folder in FOLDERS for path in sorted((SAMPLES / folder).glob("*.request.txt"))]
ANSWERED = [one for one in CALLS if one.status == 200]
STREAMS = [one for one in ANSWERED if one.streamed]


def by_name(one):
    return one.name


def exchanged(call, reply, *, request=None, levels=BARE):
    """What was sent, and what the caller got."""
    sent = []

    def ask(said):
        sent.append(said.content)
        return Answer(call.status, reply, "text/event-stream" if call.streamed else "application/json")

    released = run(exchange(request or call.request, call.wire, parts(levels=levels), door="wrap"), ask)
    return sent[0], released.content


def test_there_are_samples():
    assert (len(CALLS), len(STREAMS)) == (25, 6)
    assert {one.path.rpartition("/")[2].rpartition(":")[2] for one in CALLS} == {
        "generateContent",
        "streamGenerateContent",
        "batchEmbedContents",
        "embeddings",
    }
    assert [one.name for one in CALLS if "/projects/" in one.path] == ["vertex.0"]


@pytest.mark.parametrize("call", ANSWERED, ids=by_name)
def test_a_recorded_call_is_sent_and_heard_as_it_was(call):
    sent, got = exchanged(call, call.reply)
    assert sent == call.request
    if call.streamed:
        assert sse.read(got) == sse.read(call.reply)
    else:
        assert got == call.reply


@pytest.mark.parametrize("call", [one for one in ANSWERED if one.seen], ids=by_name)
def test_a_recorded_picture_is_refused_where_the_rule_says_so(call):
    with pytest.raises(Blocked, match="content/unread_parts"):
        exchanged(call, call.reply, levels={**BARE, "content/unread_parts": Level.DENY})


@pytest.mark.parametrize(
    "call", [one for one in ANSWERED if "Content" in one.path and "mbed" not in one.path], ids=by_name
)
def test_what_was_counted_is_read(call):
    heard = call.wire.hear(Answer(200, call.reply), asked=call.wire.read(call.request))
    events = [json.loads(event) for event in sse.read(call.reply)] if call.streamed else [json.loads(call.reply)]
    usage = {name: count for event in events for name, count in event.get("usageMetadata", {}).items()}
    assert heard.tokens.get("total_tokens") == usage.get("totalTokenCount")
    written = usage.get("candidatesTokenCount", 0) + usage.get("thoughtsTokenCount", 0)
    assert heard.tokens.get("completion_tokens", 0) == written
    words = [
        part.get("text", "")
        for event in events
        for candidate in event.get("candidates", ())
        for part in candidate.get("content", {}).get("parts", ())
        if not part.get("thought")
    ]
    assert "".join(heard.for_people) == "".join(words)


@pytest.mark.parametrize("call", STREAMS, ids=by_name)
def test_a_stand_in_across_every_border_of_a_recorded_stream_is_found(call):
    body = json.loads(call.request)
    body["contents"].append({"role": "user", "parts": [{"text": WHO}]})
    events = [json.loads(event) for event in sse.read(call.reply)]
    borders, last = 0, {}
    for event in events:
        for part in event["candidates"][0].get("content", {}).get("parts", ()):
            if part.get("text"):
                kind = bool(part.get("thought"))
                if kind in last:
                    last[kind]["text"] += "[NA"
                    part["text"] = "ME_1]" + part["text"]
                    borders += 1
                last[kind] = part
    written = sse.write([json.dumps(event) for event in events])
    _, got = exchanged(call, written, request=json.dumps(body).encode())
    said = "".join(sse.read(got))
    assert said.count("Ann Lee") == borders
    assert "[NA" not in said


@pytest.mark.parametrize("call", [one for one in ANSWERED if not one.seen], ids=by_name)
def test_a_name_in_a_recorded_request_stays_at_home(call):
    body = json.loads(call.request)
    for one in body.get("contents") or [one["content"] for one in body.get("requests", ())]:
        one["parts"].append({"text": WHO})
    if "input" in body:
        body["input"] = [body["input"], WHO] if isinstance(body["input"], str) else [*body["input"], WHO]
    sent, _ = exchanged(call, call.reply, request=json.dumps(body).encode())
    assert WHO.encode() not in sent
    assert b"[NAME_1], [PHONE_1]" in sent


@pytest.mark.parametrize("call", [one for one in CALLS if one.status != 200], ids=by_name)
def test_a_recorded_error_is_told_by_its_code_and_none_of_its_words(call):
    with pytest.raises(UpstreamError, match=r"404 \((model_not_found|invalid_request_error)\)") as refused:
        exchanged(call, call.reply)
    assert json.loads(call.reply)["error"]["message"] not in str(refused.value)
