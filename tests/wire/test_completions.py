"""Legacy completions: prompts are guarded, and a text that goes on is heard as a chat's is."""

from __future__ import annotations

import contextlib
import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from medguard.errors import Blocked, MedguardError, UpstreamError, WireError
from medguard.flow import exchange, run
from medguard.types import Answer
from medguard.wire import JsonWire, sse
from medguard.wire.calls import call_of
from medguard.wire.openai import Completions
from parts import PATIENTS, parts
from test_promise import ANYTHING, planted, secrets_in

EMAIL, ID_CARD, PHONE = "ann.lee@example.org", "110101190001018884", "13800138000"
CANARY = f"{EMAIL} {ID_CARD} {PHONE}"
WIRE = JsonWire(Completions())
SAMPLES = Path(__file__).parent / "samples" / "vercel_ai"

POSITIONS = {
    "the prompt": {"prompt": CANARY},
    "one of the prompts": {"prompt": ["Hello", CANARY]},
    "the suffix": {"prompt": "Hello", "suffix": CANARY},
    "a stop": {"prompt": "Hello", "stop": ["x", CANARY]},
    "the user": {"prompt": "Hello", "user": CANARY},
    "logit_bias": {"prompt": "Hello", "logit_bias": {EMAIL: 1}},
    "an unknown field": {"prompt": "Hello", "chart": {"a": [CANARY], CANARY: int(PHONE)}},
    "the model": {"prompt": "Hello", "model": EMAIL},
}


def completion(*texts, **fields):
    choices = [{"text": text, "index": at, "logprobs": None, "finish_reason": "stop"} for at, text in enumerate(texts)]
    return {"id": "cmpl-1", "object": "text_completion", "created": 1770934479, "choices": choices, **fields}


def streamed(*texts, piece=3):
    events = []
    for start in range(0, max(map(len, texts)), piece):
        for at, text in enumerate(texts):
            choice = {"text": text[start : start + piece], "index": at, "logprobs": None, "finish_reason": None}
            events.append(completion() | {"choices": [choice]})
    ends = [{"text": "", "index": at, "logprobs": None, "finish_reason": "stop"} for at in range(len(texts))]
    return [*events, completion() | {"choices": ends}]


def through(body, reply, **changes):
    """What was sent, and what came back: a body, or what the events say by answer."""
    sent = []
    stream = isinstance(reply, list)
    content = sse.write([*map(json.dumps, reply), "[DONE]"]) if stream else json.dumps(reply).encode()

    def ask(one):
        sent.append(one.content.decode())
        return Answer(200, content)

    request = {"model": "m", "stream": stream, **body}
    released = run(exchange(json.dumps(request).encode(), WIRE, parts(**changes), door="wrap"), ask).content
    if not stream:
        return sent[0], json.loads(released)
    said = {}
    for event in sse.read(released)[:-1]:
        for choice in json.loads(event)["choices"]:
            said[choice["index"]] = said.get(choice["index"], "") + choice["text"]
    return sent[0], said


@pytest.mark.parametrize("position", POSITIONS)
def test_a_canary_in_any_position_stays_at_home(position):
    sent, _ = through(POSITIONS[position], completion("Fine."))
    assert not [canary for canary in (EMAIL, ID_CARD, PHONE) if canary in sent]


@pytest.mark.parametrize("prompt", [[1, 2], [[1], [2]], ["x", 5], [None]])
def test_tokens_are_words_that_nobody_can_read(prompt):
    with pytest.raises(Blocked, match="content/unread_parts"):
        through({"prompt": prompt}, completion("Fine."))


@pytest.mark.parametrize(
    "body", [{"prompt": "a"}, {"model": "m"}, {"model": "m", "prompt": []}, {"model": "m", "prompt": 7}]
)
def test_what_is_no_request_is_refused(body):
    with pytest.raises(WireError, match="cannot be read"):
        WIRE.read(json.dumps(body).encode())


@pytest.mark.parametrize("piece", [1, 2, 3, 7, 100])
def test_a_stream_says_what_the_whole_reply_says_however_it_is_cut(piece):
    texts = ["Dear [NAME_1], **[NAME_2]**", "[NAME_2] and NAME\\_1"]
    want = ["Dear Ann Lee, **张伟**", "张伟 and Ann Lee"]
    body = {"prompt": "Ann Lee, 张伟", "n": 2}
    assert list(through(body, streamed(*texts, piece=piece))[1].values()) == want
    assert [choice["text"] for choice in through(body, completion(*texts))[1]["choices"]] == want


def test_probabilities_of_a_text_keep_its_pieces_apart_and_stay():
    reply = completion("[NAME_1]")
    reply["choices"][0]["logprobs"] = {"tokens": ["[NAME_1]"], "token_logprobs": [-0.1], "text_offset": [0], "top_logprobs": None}  # fmt: skip
    got = through({"prompt": "Ann Lee"}, reply)[1]["choices"][0]
    assert (got["text"], got["logprobs"]) == ("Ann Lee", reply["choices"][0]["logprobs"])


def test_patients_are_told_that_a_machine_wrote_it():
    said = through({"prompt": "Hello"}, streamed("Rest, and drink enough."), deployment=PATIENTS)[1]
    assert "AI" in said[0]


def test_the_question_is_the_prompt():
    assert WIRE.read(b'{"model": "m", "prompt": ["One", "Two"]}').question.words == "One\nTwo"


def test_recorded_replies_come_through_as_they_are():
    whole = (SAMPLES / "openai__openai-completion-text.json").read_bytes()
    reply = WIRE.hear(Answer(200, whole), asked=WIRE.read(b'{"model": "m", "prompt": "a"}'))
    assert reply.written([[] for _ in reply.passages]) == whole
    assert reply.for_people == [json.loads(whole)["choices"][0]["text"]]
    assert reply.tokens["completion_tokens"] == 16
    events = (SAMPLES / "openai__openai-completion-text.chunks.txt").read_text(encoding="utf-8").splitlines()
    asked = WIRE.read(b'{"model": "m", "prompt": "a", "stream": true}')
    reply = WIRE.hear(Answer(200, sse.write(events)), asked=asked)
    assert sse.read(reply.written([[] for _ in reply.passages])) == events
    assert "".join(choice["text"] for event in events for choice in json.loads(event)["choices"]) == reply.for_people[0]


@pytest.mark.parametrize(
    "events", [streamed("One.")[:-1], [], [{"choices": "x"}], [{"error": {"code": "server_error"}}]]
)
def test_a_stream_that_is_broken_is_no_answer(events):
    content = sse.write(list(map(json.dumps, events)))
    with pytest.raises(UpstreamError):
        WIRE.hear(Answer(200, content), asked=WIRE.read(b'{"model": "m", "prompt": "a", "stream": true}'))


def test_paths_tell_the_call():
    for path in ("/v1/completions", "/openai/deployments/gpt-35/completions"):
        assert isinstance(call_of(path).dialect, Completions)


SOME = planted()
REQUESTS = st.fixed_dictionaries(
    {"prompt": SOME | st.lists(SOME, min_size=1, max_size=3)},
    optional=dict.fromkeys("model suffix user stop logit_bias chart".split(), ANYTHING),
)


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(body=REQUESTS)
def test_nothing_that_identifies_anybody_leaves_in_a_request_of_any_shape(body):
    sent = []

    def ask(one):
        sent.append(one.content.decode())
        return Answer(200, json.dumps(completion("Fine.")).encode())

    with contextlib.suppress(MedguardError):
        run(exchange(json.dumps({"model": "m", **body}).encode(), WIRE, parts(), door="wrap"), ask)
    for words in sent:
        assert not secrets_in(words)


@pytest.mark.parametrize("tail", ["chat/completions", "completions", "embeddings"])
def test_the_deployment_in_the_path_is_the_model_whatever_the_body_says(tail):
    call = call_of(f"/openai/deployments/gpt-dear/{tail}")
    assert call.dialect.model({"model": "gpt-cheap"}) == "gpt-dear"
    assert call_of(f"/v1/{tail}").dialect.model({"model": "gpt-cheap"}) == "gpt-cheap"
