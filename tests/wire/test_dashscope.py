"""DashScope's own API: every place is guarded, and a text that is said again and again in full never shows half a stand-in."""

from __future__ import annotations

import contextlib
import itertools
import json
import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from medguard.errors import Blocked, MedguardError, UpstreamError, WireError
from medguard.flow import exchange, run
from medguard.types import Answer, Ask
from medguard.upstream import headers_to_model
from medguard.wire import JsonWire, sse
from medguard.wire.calls import call_of
from medguard.wire.dashscope import Generation
from parts import PATIENTS, parts
from test_promise import ANYTHING, planted, secrets_in

EMAIL, ID_CARD, PHONE = "ann.lee@example.org", "110101190001018884", "13800138000"
CANARY = f"{EMAIL} {ID_CARD} {PHONE}"
USER = {"role": "user", "content": "Hello"}
WHOLE, STREAM = JsonWire(Generation({})), JsonWire(Generation({"x-dashscope-sse": "enable"}))
SAMPLES = Path(__file__).parent / "samples" / "dashscope"
TEXT_PATH = "/api/v1/services/aigc/text-generation/generation"


def asking(*messages, **parameters):
    return {"model": "qwen-plus", "input": {"messages": list(messages) or [USER]}, "parameters": parameters}


def called(arguments):
    call = {"id": "call_1", "type": "function", "function": {"name": "find", "arguments": arguments}}
    return asking(USER, {"role": "assistant", "content": "", "tool_calls": [call]})


POSITIONS = {
    "a user's string": asking({"role": "user", "content": CANARY}),
    "a system message": asking({"role": "system", "content": CANARY}, USER),
    "a text part without a type": asking({"role": "user", "content": [{"text": CANARY}]}),
    "a text part": asking({"role": "user", "content": [{"type": "text", "text": CANARY}]}),
    "the prompt": {"model": "m", "input": {"prompt": CANARY}},
    "the history": {"model": "m", "input": {"prompt": "Hello", "history": [{"user": CANARY, "bot": CANARY}]}},
    "a name": asking({"role": "user", "name": EMAIL, "content": "Hello"}),
    "a thought": asking(USER, {"role": "assistant", "content": "x", "reasoning_content": CANARY}),
    "arguments": called(json.dumps({"who": CANARY, "n": int(PHONE)})),
    "arguments, JSON in JSON": called(json.dumps({"a": json.dumps([CANARY])})),
    "a tool's result": asking(USER, {"role": "tool", "name": "f", "tool_call_id": "call_1", "content": CANARY}),
    "a tool's description": asking(tools=[{"type": "function", "function": {"name": "f", "description": CANARY}}]),
    "a tool's name": asking(tools=[{"type": "function", "function": {"name": "write_to_" + PHONE}}]),
    "a stop": asking(stop=[CANARY]),
    "a role": asking({"role": CANARY, "content": "Hello"}),
    "result_format": asking(result_format=CANARY),
    "search_options": asking(search_options={"search_strategy": EMAIL, "note": CANARY}),
    "an unknown parameter": asking(chart={"a": [CANARY], CANARY: int(PHONE)}),
    "an unknown input": {"model": "m", "input": {"prompt": "Hello", "chart": CANARY}},
    "an unknown field": asking() | {"chart": CANARY},
    "what looks like a reply": asking() | {"output": {"text": CANARY}, "request_id": EMAIL},
    "the model": asking() | {"model": EMAIL},
}


def reply_of(*said, **fields):
    """Strings are texts of choices; objects are messages."""
    choices = [
        {"finish_reason": "stop", "message": one if isinstance(one, dict) else {"role": "assistant", "content": one}}
        for one in said
    ]
    usage = {"input_tokens": 5, "output_tokens": 3, "total_tokens": 8}
    return {
        "output": {"choices": choices},
        "usage": usage,
        "request_id": "902fee3b-f7f0-9a8c-96a1-6b4ea25af114",
        **fields,
    }


def message(words, **fields):
    return {"role": "assistant", "content": words, **fields}


def streamed(words, piece=3, *, incremental=False, as_text=False, key="content", parts_of_it=False):
    """The events of a reply: what is new in each, or everything that was said up to there."""
    ends = [*range(piece, len(words), piece), len(words)]
    events = []
    for start, end in itertools.pairwise([0, *ends]):
        said = words[start:end] if incremental else words[:end]
        finish = "stop" if end == len(words) else "null"
        if as_text:
            output = {"text": said, "finish_reason": finish}
        else:
            content = {"content": ""} | {key: [{"text": said}] if parts_of_it else said}
            output = {"choices": [{"message": {"role": "assistant", **content}, "finish_reason": finish}]}
        events.append({"output": output, "usage": {"input_tokens": 5, "output_tokens": end}, "request_id": "r-1"})
    return events


def through(body, reply, **changes):
    """What was sent, and what came back: a body, or events."""
    sent = []
    stream = isinstance(reply, list)
    # As DashScope writes: no space, an id and a comment.
    written = "".join(
        f"id:{at}\nevent:result\n:HTTP_STATUS/200\ndata:{one if isinstance(one, str) else json.dumps(one)}\n\n"
        for at, one in enumerate(reply)
    )
    content = written.encode() if stream else reply if isinstance(reply, bytes) else json.dumps(reply).encode()

    def ask(one):
        sent.append(one.content.decode())
        assert one.stream is stream
        return Answer(200, content)

    whole = parts(**changes)
    request = json.dumps(body, ensure_ascii=False).encode()
    released = run(exchange(request, STREAM if stream else WHOLE, whole, door="wrap"), ask).content
    (record,) = whole.ledger.records
    assert not secrets_in(json.dumps(record.document()))
    return sent[0], (list(map(json.loads, sse.read(released))) if stream else json.loads(released))


def said_in(event, key="content"):
    output = event["output"]
    said = output["text"] if "text" in output else output["choices"][0]["message"][key]
    return said[0]["text"] if isinstance(said, list) else said


@pytest.mark.parametrize("position", POSITIONS)
def test_a_canary_in_any_position_stays_at_home(position):
    sent, _ = through(POSITIONS[position], reply_of("Fine."))
    assert not [canary for canary in (EMAIL, ID_CARD, PHONE) if canary in sent]
    assert list(json.loads(sent)) == list(POSITIONS[position])


@pytest.mark.parametrize("position", POSITIONS)
def test_all_but_the_canaries_is_sent_as_it_came(position):
    body = json.dumps(POSITIONS[position]).replace(EMAIL, "x").replace(ID_CARD, "7").replace(PHONE, "7")
    content = json.dumps(json.loads(body), indent=3).encode()
    sent = []
    run(
        exchange(content, WHOLE, parts(), door="wrap"),
        lambda one: sent.append(one.content) or Answer(200, json.dumps(reply_of("Fine.")).encode()),
    )
    assert sent == [content] or '"name"' in json.dumps(POSITIONS[position]["input"])


@pytest.mark.parametrize(
    "part",
    [
        {"image": "https://pacs.example.org/ann.png"},
        {"image": "data:image/png;base64,iVBORw0KGgo="},
        {"audio": "https://pacs.example.org/ann.wav"},
        {"video": ["https://pacs.example.org/1.jpg"]},
        {"type": "image_url", "image_url": {"url": "https://pacs.example.org/ann.png"}},
        {"text": "Hello", "image": "https://pacs.example.org/ann.png"},
        {"new": "x"},
        ["x"],
    ],
)
def test_what_nobody_can_read_is_not_sent(part):
    with pytest.raises(Blocked, match="content/unread_parts"):
        through(asking({"role": "user", "content": [{"text": "Look:"}, part]}), reply_of("Fine."))


def test_a_reply_in_sound_is_not_asked_for():
    with pytest.raises(Blocked, match="content/unread_parts"):
        through(asking(modalities=["text", "audio"]), reply_of("Fine."))
    through(asking(modalities=["text"]), reply_of("Fine."))


@pytest.mark.parametrize(
    "body",
    [
        {"input": {"prompt": "a"}},
        {"model": "m"},
        {"model": "m", "input": "a"},
        {"model": "m", "input": {}},
        {"model": "m", "input": {"messages": []}},
        {"model": "m", "input": {"prompt": "a", "messages": "b"}},
        {"model": "m", "input": {"prompt": 13800138000}},
        {"model": "m", "input": {"prompt": "a"}, "parameters": []},
    ],
)
def test_what_is_no_request_is_refused(body):
    with pytest.raises(WireError, match="cannot be read"):
        WHOLE.read(json.dumps(body).encode())


def test_who_said_what_is_known():
    asked = WHOLE.read(
        json.dumps(asking(USER, message("Yes."), USER, temperature=0.2, top_k=5, seed=13800138000)).encode()
    )
    assert (asked.turn, asked.question.words, [one.words for one in asked.earlier_replies]) == (2, "Hello", ["Yes."])
    assert asked.parameters == {"temperature": 0.2, "top_k": 5}
    old = {"model": "m", "input": {"prompt": "Two?", "history": [{"user": "One?", "bot": "Yes."}]}}
    asked = WHOLE.read(json.dumps(old).encode())
    assert (asked.turn, asked.question.words, [one.words for one in asked.earlier_replies]) == (2, "Two?", ["Yes."])


@pytest.mark.parametrize(
    ("headers", "stream"),
    [
        ({}, False),
        ({"X-DashScope-SSE": "enable"}, True),
        ({"X-DashScope-SSE": "disable"}, False),
        ({"Accept": "text/event-stream"}, True),
        ({"Accept": "*/*"}, False),
    ],
)
def test_a_header_says_whether_it_is_a_stream(headers, stream):
    call = call_of(TEXT_PATH, headers)
    assert JsonWire(call.dialect).read(json.dumps(asking()).encode()).stream is stream
    sent = headers_to_model({**headers, "X-Patient": "Ann"}, Ask(b"", stream=stream), call.dialect.headers)
    assert sent.get("X-DashScope-SSE") == headers.get("X-DashScope-SSE")
    assert sent["Accept"] == ("text/event-stream" if stream else "application/json")
    assert "X-Patient" not in sent


def test_paths_tell_the_call():
    for path in (TEXT_PATH, TEXT_PATH.replace("text-", "multimodal-")):
        assert isinstance(call_of(path).dialect, Generation)
    for path in ("/api/v1/services/aigc/image-generation/generation", "/api/v1/tasks/1", "/api/v1/apps/x/completion"):
        assert call_of(path) is None


# ── replies ──────────────────────────────────────────────────────────────────────────────────────────────────────────

NAMES = asking({"role": "user", "content": 'Ann Lee, 张伟, O"Brien, ann.lee@example.org'})
WORDS = "您好 **[NAME_2]**，`name_1`'s and NAME\\_3 and 【EMAIL_1】 👩‍⚕️ [NAME_9]."
WANT = "您好 **张伟**，`Ann Lee`'s and O\"Brien and ann.lee@example.org 👩‍⚕️ [NAME_9]."
KINDS = [
    pytest.param({}, id="choices"),
    pytest.param({"as_text": True}, id="a text"),
    pytest.param({"parts_of_it": True}, id="parts"),
    pytest.param({"key": "reasoning_content"}, id="a thought"),
]


@pytest.mark.parametrize("how", KINDS)
@pytest.mark.parametrize("piece", [1, 2, 3, 5, 7, 100])
def test_every_event_that_says_all_of_it_says_the_beginning_of_the_last(piece, how):
    _, events = through(NAMES, streamed(WORDS, piece, **how))
    said = [said_in(event, how.get("key", "content")) for event in events]
    assert said[-1] == WANT
    for before, after in itertools.pairwise(said):
        assert after.startswith(before)
    for one in said:
        restored = one.partition("👩")[0]  # before what stands for nobody
        assert not re.search(r"[\[【]|nam|NAME", restored)


@pytest.mark.parametrize("how", KINDS)
@pytest.mark.parametrize("piece", [1, 2, 3, 5, 7])
def test_events_that_say_what_is_new_are_joined(piece, how):
    _, events = through(
        NAMES | {"parameters": {"incremental_output": True}}, streamed(WORDS, piece, incremental=True, **how)
    )
    assert "".join(said_in(event, how.get("key", "content")) for event in events) == WANT


def test_a_whole_reply_is_restored_wherever_words_may_stand():
    arguments = '{"to": "[NAME_3]", "why": "\\u005bNAME_2\\u005d"}'
    call = {"id": "call_1", "type": "function", "function": {"name": "f", "arguments": arguments}}
    _, got = through(
        NAMES, reply_of(message(WORDS, reasoning_content=WORDS, tool_calls=[call]), [{"text": WORDS}], note=WORDS)
    )
    first, second = (choice["message"] for choice in got["output"]["choices"])
    assert (first["content"], first["reasoning_content"], second["content"][0]["text"], got["note"]) == (WANT,) * 4
    assert json.loads(first["tool_calls"][0]["function"]["arguments"]) == {"to": 'O"Brien', "why": "张伟"}
    _, got = through(NAMES, {"output": {"text": WORDS, "finish_reason": "stop"}, "request_id": "r"})
    assert got["output"]["text"] == WANT


@pytest.mark.parametrize("incremental", [True, False])
def test_patients_are_told_once_that_a_machine_wrote_it(incremental):
    _, events = through(
        asking(incremental_output=incremental),
        streamed("多休息，多喝水。", 2, incremental=incremental),
        deployment=PATIENTS,
    )
    said = [said_in(event) for event in events]
    whole = "".join(said) if incremental else said[-1]
    assert whole.count("多休息，多喝水。") == 1
    assert whole != "多休息，多喝水。"
    assert "AI" in whole or "人工智能" in whole
    if not incremental:
        for before, after in itertools.pairwise(said):
            assert after.startswith(before)


def test_the_rest_of_a_reply_stays_byte_for_byte():
    reply = b'{ "output": {"choices": [{"message":{"content":"[NAME_1] \\u00e9 1.0"}, "finish_reason":"stop"}]},\n"usage":{"total_tokens":1.0e1},"new":[1,2]}'
    released = run(exchange(json.dumps(NAMES).encode(), WHOLE, parts(), door="wrap"), lambda _said: Answer(200, reply))
    assert released.content == reply.replace(b"[NAME_1] \\u00e9 1.0", "Ann Lee é 1.0".encode())


@pytest.mark.parametrize("path", sorted(SAMPLES.glob("*.sse")), ids=lambda path: path.name)
def test_a_recorded_stream_comes_through_as_it_is(path):
    asked = STREAM.read(json.dumps(NAMES).encode())
    content = path.read_bytes()
    if path.name == "qwen2-72b.sse":  # the page shows the beginning alone
        content += 'id:3\nevent:result\n:HTTP_STATUS/200\ndata:{"output":{"finish_reason":"stop","text":"我是阿里云"}}\n\n'.encode()
    events = sse.read(content)
    reply = STREAM.hear(Answer(200, content), asked=asked)
    written = reply.written([[] for _ in reply.passages])
    assert sse.read(written) == events
    assert written.count(b"event: result\n") == len(events)
    last = said_in(json.loads(events[-1]))
    assert reply.for_people == [last]
    assert reply.tokens["completion_tokens"] > 0


def test_the_sample_that_breaks_off_is_no_answer_without_its_end():
    events = sse.read((SAMPLES / "kimi.sse").read_bytes())
    with pytest.raises(UpstreamError):
        STREAM.hear(Answer(200, sse.write(events[:1])), asked=STREAM.read(json.dumps(NAMES).encode()))


def test_a_recorded_reply_comes_through_as_it_is():
    whole = (SAMPLES / "qwen-vl.json").read_bytes()
    reply = WHOLE.hear(Answer(200, whole), asked=WHOLE.read(json.dumps(NAMES).encode()))
    assert reply.written([[] for _ in reply.passages]) == whole
    assert (reply.for_people, reply.choices) == (["Hello! How can I assist you today?"], 1)
    assert reply.tokens == {"prompt_tokens": 92, "completion_tokens": 10}


def test_ids_of_the_provider_are_no_leak_and_anything_else_may_be():
    through(NAMES, reply_of("Fine.", request_id="13900139000"))
    for reply in (reply_of("Fine.", note="bob@example.com"), reply_of("Fine.", tel=13911112222), reply_of(message("Fine.", reasoning_content="bob@example.com"))):  # fmt: skip
        with pytest.raises(Blocked, match="no_leak"):
            through(NAMES, reply)
    with pytest.raises(Blocked, match="no_leak"):
        through(NAMES, streamed("Write to bob@example.com now.", 5))


def broken():
    good = streamed("One two three.", 4)
    yield "cut off", good[:-1]
    yield "no event at all", []
    yield "no JSON", [*map(json.dumps, good[:1]), "{", *map(json.dumps, good[1:])]
    yield "an error", [*good[:1], {"code": "DataInspectionFailed", "message": "Ann Lee", "request_id": "r"}]
    yield "no output", [*good[:1], {"output": None}, *good[1:]]
    yield "an output of another kind", [*good[:1], {"output": {"task_id": "x"}}, *good[1:]]
    yield "a key twice", [*map(json.dumps, good[:1]), '{"output": {"text": "a", "text": "b"}}']


BROKEN = dict(broken())


@pytest.mark.parametrize("what", BROKEN)
def test_a_stream_that_is_broken_is_no_answer(what):
    with pytest.raises(UpstreamError) as caught:
        through(NAMES, BROKEN[what])
    assert "Ann" not in str(caught.value)
    assert what != "an error" or "DataInspectionFailed" in str(caught.value)


@settings(max_examples=150, deadline=None)
@given(data=st.data(), incremental=st.booleans())
def test_whatever_happens_to_a_stream_it_is_heard_or_it_is_no_answer(data, incremental):
    """Events lost, doubled, exchanged; fields lost, or of another kind."""
    events = json.loads(json.dumps(streamed(WORDS, 6, incremental=incremental)))
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(events) - 1))
        event = events[at]
        inside = data.draw(
            st.sampled_from([event, event.get("output"), (_first(event) or {}).get("message"), _first(event)])
        )
        match data.draw(st.sampled_from(["double", "swap", "lose a field", "change a field", "add a field"])):
            case "double":
                events.insert(at, json.loads(json.dumps(event)))
            case "swap":
                other = data.draw(st.integers(0, len(events) - 1))
                events[at], events[other] = events[other], events[at]
            case how if isinstance(inside, dict) and inside:
                key = data.draw(st.sampled_from(sorted(inside))) if how != "add a field" else "index"
                if how == "lose a field":
                    del inside[key]
                else:
                    inside[key] = data.draw(st.sampled_from([None, 1, "x", [], {}, [1], {"a": "b"}, -1]))
            case _:
                pass
    with contextlib.suppress(UpstreamError, Blocked):
        through(NAMES, events)


def _first(event):
    output = event.get("output")
    choices = output.get("choices") if isinstance(output, dict) else None
    return choices[0] if isinstance(choices, list) and choices and isinstance(choices[0], dict) else None


def test_a_refusal_has_the_shape_that_clients_know():
    with pytest.raises(UpstreamError, match=r"Throttling\.RateQuota") as caught:
        WHOLE.hear(
            Answer(429, b'{"code": "Throttling.RateQuota", "message": "Ann Lee", "request_id": "r"}'),
            asked=WHOLE.read(json.dumps(NAMES).encode()),
        )
    body = json.loads(WHOLE.refusal(caught.value))
    assert (body["code"], body["message"]) == (caught.value.code, str(caught.value))
    assert STREAM.stopped(caught.value).startswith(b"event:error\ndata:{")


def test_sentences_are_let_go_only_where_every_event_says_what_is_new():
    for parameters, listens in (
        ({}, False),
        ({"incremental_output": False}, False),
        ({"incremental_output": True}, True),
    ):
        asked = STREAM.read(json.dumps(asking(**parameters)).encode())
        assert (STREAM.listen(lambda _words, _at: True, asked=asked) is not None) is listens


# ── anything ─────────────────────────────────────────────────────────────────────────────────────────────────────────

SOME = planted()
TURNS = st.fixed_dictionaries(
    {"role": st.sampled_from(["user", "assistant", "system", "tool"]) | SOME, "content": SOME | st.lists(st.fixed_dictionaries({"text": SOME}), min_size=1, max_size=2)},
    optional={"name": SOME, "reasoning_content": SOME, "x_unknown": ANYTHING},
)  # fmt: skip
INPUTS = st.fixed_dictionaries({"messages": st.lists(TURNS, min_size=1, max_size=3)}, optional={"chart": ANYTHING}) | st.fixed_dictionaries({"prompt": SOME}, optional={"history": ANYTHING})  # fmt: skip
REQUESTS = st.fixed_dictionaries(
    {"model": SOME | st.just("qwen-plus"), "input": INPUTS},
    optional={
        "parameters": st.dictionaries(SOME | st.sampled_from(["tools", "stop", "seed"]), ANYTHING),
        "chart": ANYTHING,
    },
)


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(body=REQUESTS, escaped=st.booleans())
def test_nothing_that_identifies_anybody_leaves_in_a_request_of_any_shape(body, escaped):
    sent = []

    def ask(one):
        sent.append(one.content.decode())
        return Answer(200, json.dumps(reply_of("[NAME_1], [PHONE_1].")).encode())

    with contextlib.suppress(MedguardError):
        run(exchange(json.dumps(body, ensure_ascii=escaped).encode(), WHOLE, parts(), door="wrap"), ask)
    for words in sent:
        assert not secrets_in(words)


@settings(max_examples=100, deadline=None)
@given(words=planted(), piece=st.integers(1, 9), incremental=st.booleans())
def test_what_the_model_repeats_comes_back_as_it_was(words, piece, incremental):
    sent = json.loads(through(asking({"role": "user", "content": words}), reply_of("Fine."))[0])
    said = sent["input"]["messages"][0]["content"]
    events = streamed(said, piece, incremental=incremental)
    _, got = through(asking({"role": "user", "content": words}), events)
    whole = [said_in(event) for event in got]
    assert (("".join(whole) == words) if incremental else (whole[-1] == words)) or len(events) == 1
