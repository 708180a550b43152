"""Ollama's own API: every place is guarded, and a reply that comes line by line is heard as one."""

from __future__ import annotations

import contextlib
import json

import httpx2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_openai_sdk import sidecar

from medguard.errors import Blocked, MedguardError, UpstreamError, WireError
from medguard.flow import exchange, run
from medguard.testing import Raw
from medguard.types import Answer
from medguard.wire import JsonWire, lines
from medguard.wire.calls import call_of
from medguard.wire.ollama import OllamaChat, OllamaGenerate
from parts import PATIENTS, parts
from test_promise import ANYTHING, planted, secrets_in

EMAIL, ID_CARD, PHONE = "ann.lee@example.org", "110101190001018884", "13800138000"
CANARY = f"{EMAIL} {ID_CARD} {PHONE}"
USER = {"role": "user", "content": "Hello"}
CHAT, GENERATE = JsonWire(OllamaChat()), JsonWire(OllamaGenerate())


def asking(*messages, **fields):
    return {"model": "huatuogpt", "messages": list(messages) or [USER], **fields}


def prompt(words="Hello", **fields):
    return {"model": "huatuogpt", "prompt": words, **fields}


POSITIONS = {
    "a user's string": asking({"role": "user", "content": CANARY}),
    "a system message": asking({"role": "system", "content": CANARY}, USER),
    "a thought": asking(USER, {"role": "assistant", "content": "x", "thinking": CANARY}),
    "arguments": asking(USER, {"role": "assistant", "content": "", "tool_calls": [{"function": {"name": "f", "arguments": {"who": CANARY, CANARY: int(PHONE)}}}]}),
    "a tool's result": asking(USER, {"role": "tool", "tool_name": "f", "content": CANARY}),
    "a tool's description": asking(tools=[{"type": "function", "function": {"name": "f", "description": CANARY}}]),
    "a schema": asking(format={"type": "object", "properties": {CANARY: {"description": CANARY}}}),
    "an option": asking(options={"stop": [CANARY], "note": CANARY}),
    "keep_alive": asking(keep_alive=CANARY),
    "an unknown field": asking(chart={"a": [CANARY], CANARY: int(PHONE)}),
    "the model": asking() | {"model": EMAIL},
    "the prompt": prompt(CANARY),
    "the suffix": prompt(suffix=CANARY),
    "the system's words": prompt(system=CANARY),
    "the template": prompt(template=CANARY),
    "an unknown field of a prompt": prompt(chart=CANARY),
}  # fmt: skip


def whole(words, *, key="message", **fields):
    said = {"message": {"role": "assistant", "content": words}} if key == "message" else {"response": words}
    head = {"model": "huatuogpt", "created_at": "2026-11-25T13:41:02.123456789Z", **said, "done": True}
    counts = {"done_reason": "stop", "total_duration": 4883583458, "prompt_eval_count": 26, "eval_count": 290}
    return head | counts | fields


def streamed(words, piece=3, *, key="message", thought=""):
    pieces = [words[at : at + piece] for at in range(0, len(words), piece)]
    head = {"model": "huatuogpt", "created_at": "2026-11-25T13:41:02.123456789Z"}
    thoughts = [thought[at : at + piece] for at in range(0, len(thought), piece)]
    if key == "message":
        events = [
            {**head, "message": {"role": "assistant", "content": "", "thinking": cut}, "done": False}
            for cut in thoughts
        ]
        events += [{**head, "message": {"role": "assistant", "content": cut}, "done": False} for cut in pieces]
    else:
        events = [{**head, "response": "", "thinking": cut, "done": False} for cut in thoughts]
        events += [{**head, "response": cut, "done": False} for cut in pieces]
    return [*events, whole("", key=key)]


def through(body, reply, **changes):
    """What was sent, and what came back: a body, or the texts of lines."""
    sent = []
    stream = isinstance(reply, list)
    content = lines.write([one if isinstance(one, str) else json.dumps(one) for one in reply]) if stream else json.dumps(reply).encode()  # fmt: skip

    def ask(one):
        sent.append(one.content.decode())
        return Answer(200, content)

    request = json.dumps(body if stream else {**body, "stream": False}).encode()
    released = run(exchange(request, CHAT if "messages" in body else GENERATE, parts(**changes), door="wrap"), ask)
    assert released.media_type == ("application/x-ndjson" if stream else "application/json")
    return sent[0], list(map(json.loads, lines.read(released.content))) if stream else json.loads(released.content)


def said_in(events):
    return "".join(event["message"]["content"] if "message" in event else event["response"] for event in events)


@pytest.mark.parametrize("position", POSITIONS)
def test_a_canary_in_any_position_stays_at_home(position):
    sent, _ = through(POSITIONS[position], whole("Fine."))
    assert not [canary for canary in (EMAIL, ID_CARD, PHONE) if canary in sent]


@pytest.mark.parametrize("position", POSITIONS)
def test_all_but_the_canaries_is_sent_as_it_came(position):
    body = json.dumps(POSITIONS[position]).replace(EMAIL, "x").replace(ID_CARD, "7").replace(PHONE, "7")
    content = json.dumps(json.loads(body) | {"stream": False}, indent=3).encode()
    sent = []
    wire = CHAT if "messages" in POSITIONS[position] else GENERATE
    run(exchange(content, wire, parts(), door="wrap"), lambda one: sent.append(one.content) or Answer(200, json.dumps(whole("Fine.")).encode()))  # fmt: skip
    assert sent == [content]


@pytest.mark.parametrize(
    "body",
    [
        asking({"role": "user", "content": "Look:", "images": ["iVBORw0KGgo="]}),
        prompt(images=["iVBORw0KGgo="]),
        prompt(context=[1, 2, 3]),
        prompt(messages=[{"role": "user", "content": [{"type": "image_url"}]}]),
    ],
    ids=",".join,
)
def test_what_nobody_can_read_is_not_sent(body):
    with pytest.raises(Blocked, match="content/unread_parts"):
        through(body, whole("Fine."))


@pytest.mark.parametrize(
    "body", [{"messages": [USER]}, {"model": "m", "messages": []}, {"model": "m", "messages": [USER], "stream": "no"}]
)
def test_what_is_no_request_is_refused(body):
    with pytest.raises(WireError, match="cannot be read"):
        CHAT.read(json.dumps(body).encode())


@pytest.mark.parametrize(
    ("fields", "stream"), [({}, True), ({"stream": True}, True), ({"stream": False}, False), ({"stream": None}, True)]
)
def test_it_streams_unless_it_is_told_not_to(fields, stream):
    asked = CHAT.read(json.dumps(asking(**fields, options={"temperature": 0.2, "seed": 13800138000})).encode())
    assert (asked.stream, asked.parameters) == (stream, {"temperature": 0.2})
    assert CHAT.listen(lambda _words, _at: True, asked=asked) is None


WORDS = "您好 **[NAME_2]**，`name_1`'s and 【EMAIL_1】 👩‍⚕️ \u2028 [NAME_9]."
WANT = "您好 **张伟**，`Ann Lee`'s and ann.lee@example.org 👩‍⚕️ \u2028 [NAME_9]."
NAMES = "Ann Lee, 张伟, ann.lee@example.org"


@pytest.mark.parametrize("key", ["message", "response"])
@pytest.mark.parametrize("piece", [1, 2, 3, 7, 100])
def test_a_stream_says_what_the_whole_reply_says_however_it_is_cut(piece, key):
    body = asking({"role": "user", "content": NAMES}) if key == "message" else prompt(NAMES)
    events = through(body, streamed(WORDS, piece, key=key, thought=WORDS))[1]
    assert said_in(events) == WANT
    assert "".join((event.get("message") or event).get("thinking", "") for event in events) == WANT
    assert said_in([through(body, whole(WORDS, key=key))[1]]) == WANT


def test_calls_of_tools_are_restored_in_their_objects():
    call = {"function": {"name": "find", "arguments": {"to": "[NAME_1]", "[NAME_2]": [1.50]}}}
    events = streamed("")
    events.insert(
        0, {**events[0], "done": False, "message": {"role": "assistant", "content": "", "tool_calls": [call]}}
    )
    got = through(asking({"role": "user", "content": NAMES}), events)[1]
    assert got[0]["message"]["tool_calls"][0]["function"]["arguments"] == {"to": "Ann Lee", "张伟": [1.5]}


@pytest.mark.parametrize("reply", [whole("Rest."), streamed("Rest.")], ids=["whole", "streamed"])
def test_patients_are_told_that_a_machine_wrote_it(reply):
    got = through(asking(), reply, deployment=PATIENTS)[1]
    assert "AI" in said_in(got if isinstance(got, list) else [got])


def test_the_rest_comes_through_byte_for_byte():
    reply = b'{ "model":"m", "message":{"content":"[NAME_1] 1.0"},\t"done":true, "context":[128009, 13800138000], "eval_duration":4709213000 }'
    body = json.dumps(asking({"role": "user", "content": "Ann Lee"}, stream=False)).encode()
    released = run(exchange(body, CHAT, parts(), door="wrap"), lambda _said: Answer(200, reply))
    assert released.content == reply.replace(b"[NAME_1]", b"Ann Lee")
    heard = CHAT.hear(Answer(200, json.dumps(whole("Fine.")).encode()), asked=CHAT.read(body))
    assert (heard.tokens, heard.choices) == ({"prompt_tokens": 26, "completion_tokens": 290}, 1)


def test_what_the_model_made_up_is_checked_wherever_it_stands():
    for reply in (whole("bob@example.com"), whole("a", note="bob@example.com"), whole("a", tel=13911112222), streamed("a", thought="bob@example.com")):  # fmt: skip
        with pytest.raises(Blocked, match="no_leak"):
            through(asking(), reply)


GOOD = streamed("One two three.", 4)


@pytest.mark.parametrize(
    "events",
    [
        GOOD[:-1],
        [],
        [*GOOD, GOOD[-1]],
        [GOOD[-1], *GOOD[:-1]],
        [*GOOD[:1], {"error": "Ann Lee"}],
        [*GOOD[:1], "{", *GOOD[1:]],
        [*GOOD[:1], "[]", *GOOD[1:]],
        [*GOOD[:1], {"done": False}, *GOOD[1:]],
        [*GOOD[:1], GOOD[1] | {"done": "yes"}, *GOOD[2:]],
        [*GOOD[:1], '{"message": {"content": "a", "content": "b"}, "done": false}', *GOOD[1:]],
    ],
)
def test_a_stream_that_is_broken_is_no_answer(events):
    with pytest.raises(UpstreamError) as caught:
        through(asking(), events)
    assert "Ann" not in str(caught.value)


def test_paths_tell_the_call():
    assert type(call_of("/api/chat").dialect) is OllamaChat
    assert type(call_of("/api/generate").dialect) is OllamaGenerate
    for path in ("/api/pull", "/api/create", "/api/blobs/sha256:1", "/api/embed"):
        assert call_of(path) is None


def test_through_the_sidecar(tmp_path):
    def script(body):
        if body.get("stream") is False:
            return whole("Dear [NAME_1].")
        return Raw(
            content=lines.write(list(map(json.dumps, streamed("Dear [NAME_1].")))), media_type="application/x-ndjson"
        )

    with sidecar(tmp_path, script) as (client, model):
        url = str(client.base_url).removesuffix("/v1/") + "/api/chat"
        body = asking({"role": "user", "content": "Ann Lee"})
        got = httpx2.post(url, json=body, timeout=60, trust_env=False)
        assert said_in(map(json.loads, lines.read(got.content))) == "Dear Ann Lee."
        assert got.headers["content-type"] == "application/x-ndjson"
        got = httpx2.post(url, json=body | {"stream": False}, timeout=60, trust_env=False)
        assert got.json()["message"]["content"] == "Dear Ann Lee."
        got = httpx2.post(url, json=asking({**USER, "images": ["iVBORw0KGgo="]}), timeout=60, trust_env=False)
        assert (got.status_code, "content/unread_parts" in got.json()["error"]) == (403, True)
        assert {received.path for received in model.received} == {"/api/chat"}


SOME = planted()
TURNS = st.fixed_dictionaries({"role": st.sampled_from(["user", "assistant", "tool"]) | SOME, "content": SOME}, optional={"thinking": SOME, "tool_calls": ANYTHING, "x": ANYTHING})  # fmt: skip
REQUESTS = st.fixed_dictionaries({"model": SOME, "messages": st.lists(TURNS, min_size=1, max_size=3)}, optional=dict.fromkeys("tools format options keep_alive chart".split(), ANYTHING)) | st.fixed_dictionaries({"model": SOME, "prompt": SOME}, optional=dict.fromkeys("system suffix template options chart".split(), ANYTHING))  # fmt: skip


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(body=REQUESTS)
def test_nothing_that_identifies_anybody_leaves_in_a_request_of_any_shape(body):
    sent = []

    def ask(one):
        sent.append(one.content.decode())
        return Answer(200, json.dumps(whole("[NAME_1], [PHONE_1].")).encode())

    with contextlib.suppress(MedguardError):
        request = json.dumps({**body, "stream": False}).encode()
        run(exchange(request, CHAT if "messages" in body else GENERATE, parts(), door="wrap"), ask)
    for words in sent:
        assert not secrets_in(words)
