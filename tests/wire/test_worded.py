"""A reply in other words is read again as those words, whatever the API; and the wire that reads it is made again from plain values."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from medguard import openapi
from medguard.testing import completion
from medguard.types import Answer
from medguard.wire import JsonWire, PlainText, call_of, spelled_wire, sse
from medguard.wire.anthropic import Messages
from medguard.wire.openai import Chat, Responses

SAMPLES = Path(__file__).parent / "samples"
ASKED = {"model": "m", "messages": [{"role": "user", "content": "Hi."}], "max_tokens": 9}
RESPONSES = {"model": "m", "input": "Hi."}
LONG = 60
"""A short answer may stand in the name of a model, too."""
NEW = 'Take half of it; 每日一次. [NAME_1] "knows" why.\nSecond line.'


def events_of(path):
    return [
        line.removeprefix("data: ")
        for line in path.read_text("utf-8").splitlines()
        if line.strip() and not line.startswith("event:")
    ]


def chat_samples():
    for pattern in ("alibaba__*", "deepseek__*", "openai-compatible__*", "openai__openai-text*"):
        for path in sorted((SAMPLES / "vercel_ai").glob(pattern)):
            if path.suffix == ".json":
                yield path.name, Chat(), ASKED, path.read_bytes()
            else:
                yield path.name, Chat(), ASKED | {"stream": True}, sse.write(events_of(path))


def other_samples():
    for path in sorted((SAMPLES / "vercel_ai").glob("openai__*.json")):
        if json.loads(path.read_bytes()).get("object") == "response":
            yield path.name, Responses(), RESPONSES, path.read_bytes()
    for path in sorted((SAMPLES / "vercel_ai").glob("anthropic__*.json")):
        if json.loads(path.read_bytes()).get("type") == "message":
            yield path.name, Messages(), ASKED, path.read_bytes()
    for path in sorted((SAMPLES / "anthropic_sdk").glob("*.txt")):
        yield path.name, Messages(), ASKED | {"stream": True}, path.read_bytes().rstrip() + b"\n\n"


EVERY = [pytest.param(*one[1:], id=one[0]) for one in (*chat_samples(), *other_samples())]


def heard(wire, asked, content):
    return wire.hear(Answer(200, content), asked=wire.read(json.dumps(asked).encode()))


@pytest.mark.parametrize(("dialect", "asked", "content"), EVERY)
def test_a_recorded_reply_in_other_words_is_read_as_those(dialect, asked, content):
    wire = JsonWire(dialect)
    before = heard(wire, asked, content)
    new = [f"{NEW} {at}" for at, _ in enumerate(before.for_people)]
    worded = before.worded(new)
    assert worded.for_people == new
    written = worded.written([()] * len(worded.passages))
    again = heard(spelled_wire(json.loads(json.dumps(wire.spelled()))), asked, written)
    assert again.for_people == new
    assert again.tokens == before.tokens
    for words in before.for_people:
        assert len(words) < LONG or json.dumps(words)[1:-1] not in written.decode()


def test_there_are_samples():
    assert len(EVERY) > 30
    assert sum(bool(heard(JsonWire(one.values[0]), *one.values[1:]).for_people) for one in EVERY) > 20


def test_every_answer_has_its_own_words():
    wire = JsonWire(Chat())
    reply = completion("One.")
    reply["choices"].append({**reply["choices"][0], "index": 1, "message": {"role": "assistant", "content": "Two."}})
    before = heard(wire, ASKED | {"n": 2}, json.dumps(reply).encode())
    worded = before.worded(["1", "2"])
    said = json.loads(worded.written([()] * len(worded.passages)))
    assert [choice["message"]["content"] for choice in said["choices"]] == ["1", "2"]
    with pytest.raises(ValueError, match="zip"):
        before.worded(["1"])


def test_a_text_is_other_words():
    assert PlainText().hear(Answer(200, b"a"), asked=PlainText().read(b"q")).worded(["b"]).for_people == ["b"]
    assert spelled_wire(PlainText().spelled()).name == "text"


@pytest.mark.parametrize("path", openapi.PATHS)
def test_the_wire_of_every_call_is_made_again(path):
    call = call_of(path.replace("{model}", "m"), {"x-dashscope-sse": "enable"}, {"alt": "sse"})
    wire = JsonWire(call.dialect, longest_request=77)
    again = spelled_wire(json.loads(json.dumps(wire.spelled())))
    assert type(again._dialect) is type(call.dialect)
    assert vars(again._dialect) == vars(call.dialect)
    assert again.spelled() == wire.spelled()


@pytest.mark.parametrize(
    "spelled", [{}, {"name": "openai.chat.Nobody", "told": {}, "longest": 1}, {"name": "os.system"}]
)
def test_what_no_wire_spelled_makes_none(spelled):
    with pytest.raises((KeyError, TypeError, ValueError)):
        spelled_wire(spelled)


PROBABLE = {"token": "five", "logprob": -0.1, "bytes": None, "top_logprobs": []}


@pytest.mark.parametrize(
    ("path", "asked", "reply"),
    [
        (
            "/v1/chat/completions",
            {"messages": [{"role": "user", "content": "?"}]},
            {
                "choices": [
                    {
                        "index": 0,
                        "message": {"content": "Take five."},
                        "logprobs": {"content": [PROBABLE]},
                        "finish_reason": "stop",
                    }
                ]
            },
        ),
        (
            "/v1/responses",
            {"input": "?"},
            {
                "status": "completed",
                "output": [
                    {
                        "type": "message",
                        "content": [{"type": "output_text", "text": "Take five.", "logprobs": [PROBABLE]}],
                    }
                ],
            },
        ),
        (
            "/v1beta/models/gemini-3-pro:generateContent",
            {"contents": [{"parts": [{"text": "?"}]}]},
            {
                "candidates": [
                    {
                        "content": {"parts": [{"text": "Take five."}]},
                        "logprobsResult": {"chosenCandidates": [{"token": "five"}]},
                        "finishReason": "STOP",
                    }
                ]
            },
        ),
    ],
    ids=["chat", "responses", "gemini"],
)
def test_what_a_reviewer_took_out_does_not_stay_among_the_probabilities(path, asked, reply):
    wire = JsonWire(call_of(path).dialect)
    question = wire.read(json.dumps({"model": "m", **asked}).encode())
    heard = wire.hear(Answer(200, json.dumps(reply).encode(), "application/json"), asked=question)
    edited = heard.worded(["Take one."])
    assert edited.for_people == ["Take one."]
    assert b"five" not in edited.written([[] for _ in edited.passages])
