"""Every place that can hold words is guarded, and everything else stays byte for byte."""

from __future__ import annotations

import base64
import contextlib
import itertools
import json
import time

import pytest

from medguard.errors import Blocked, UpstreamError, WireError
from medguard.flow import exchange, run
from medguard.testing import chunks, completion
from medguard.types import Answer, ClearText, Form
from medguard.wire import Chat, JsonWire, sse
from parts import parts

EMAIL, ID_CARD, PHONE = "ann.lee@example.org", "110101190001018884", "13800138000"
CANARY = f"{EMAIL} {ID_CARD} {PHONE}"
USER = {"role": "user", "content": "Hello"}


def chat(*messages, **fields):
    return {"model": "gpt-5", "messages": list(messages) or [USER], **fields}


def tool(**function):
    return {"type": "function", "function": {"name": "find", **function}}


def called(arguments):
    call = {"id": "call_1", "type": "function", "function": {"name": "find", "arguments": arguments}}
    return chat(USER, {"role": "assistant", "content": None, "tool_calls": [call]})


def schema(**fields):
    return chat(tools=[tool(parameters={"type": "object", "properties": {"who": {"type": "string", **fields}}})])


POSITIONS = {
    "a user's string": chat({"role": "user", "content": CANARY}),
    "a system message": chat({"role": "system", "content": CANARY}, USER),
    "a developer message": chat({"role": "developer", "content": CANARY}, USER),
    "an assistant's turn": chat(USER, {"role": "assistant", "content": CANARY}, USER),
    "a text part": chat({"role": "user", "content": [{"type": "text", "text": CANARY}]}),
    "the second part": chat({"role": "user", "content": [{"type": "text", "text": "a"}, {"type": "text", "text": CANARY}]}),
    "an unknown field of a part": chat({"role": "user", "content": [{"type": "text", "text": "a", "note": CANARY}]}),
    "a number with an exponent": chat(chart={"phone": 1.3800138e10, "card": CANARY}),
    "user in an object": chat(user={"id": CANARY}),
    "a number as a user": chat(user=13800138000, chart=CANARY),
    "a name": chat({"role": "user", "name": CANARY, "content": "Hello"}),
    "a name of one word": chat({"role": "user", "name": EMAIL, "content": "Hello"}),
    "a refusal": chat(USER, {"role": "assistant", "refusal": CANARY}),
    "a tool's result": chat(USER, {"role": "tool", "tool_call_id": "call_1", "content": CANARY}),
    "a tool's result in JSON": chat(USER, {"role": "tool", "tool_call_id": "1", "content": json.dumps({"mail": [CANARY]})}),
    "a tool call's id": chat(USER, {"role": "tool", "tool_call_id": EMAIL, "content": "ok"}),
    "arguments, a value": called(json.dumps({"who": CANARY})),
    "arguments, a key": called(json.dumps({CANARY: "who"})),
    "arguments, escaped": called(json.dumps({"who": CANARY}).replace("a", "\\u0061").replace("1", "\\u0031")),
    "arguments, a number": called(f'{{"id": {ID_CARD}, "phone": {PHONE}, "mail": "{EMAIL}"}}'),
    "arguments, JSON in JSON": called(json.dumps({"body": json.dumps({"who": json.dumps([CANARY])})})),
    "arguments cut off": called(json.dumps({"who": CANARY})[:-2]),
    "arguments that are no JSON": called(CANARY),
    "arguments that are nearly JSON": called("{who: " + CANARY + ", 'x': '" + EMAIL + "', n: " + PHONE + "}"),
    "arguments that are JSON with a comment": called('{"a": 1, /* ' + CANARY + " */ }"),
    "an old function call": chat(USER, {"role": "assistant", "function_call": {"name": "f", "arguments": json.dumps({"w": CANARY})}}),
    "a tool's description": chat(tools=[tool(description=CANARY)]),
    "a tool's name": chat(tools=[{"type": "function", "function": {"name": "write_to_" + PHONE}}]),
    "a parameter's description": schema(description=CANARY),
    "an enum": schema(enum=["a", CANARY]),
    "a default": schema(default=CANARY),
    "an example": schema(examples=[CANARY]),
    "a constant": schema(const=CANARY),
    "a pattern": schema(pattern=CANARY),
    "a parameter's name": chat(tools=[tool(parameters={"type": "object", "properties": {CANARY: {}}, "required": [CANARY]})]),
    "an old function": chat(functions=[{"name": "f", "description": CANARY}]),
    "a tool choice": chat(tool_choice={"type": "function", "function": {"name": EMAIL}}),
    "user": chat(user=CANARY),
    "user of one word": chat(user=EMAIL),
    "safety_identifier": chat(safety_identifier=CANARY),
    "prompt_cache_key": chat(prompt_cache_key=CANARY),
    "a metadata value": chat(metadata={"ward": CANARY}),
    "a metadata key": chat(metadata={CANARY: "ward"}),
    "a metadata number": chat(metadata={"phone": int(PHONE), "card": int(ID_CARD)}),
    "prediction": chat(prediction={"type": "content", "content": CANARY}),
    "prediction in parts": chat(prediction={"type": "content", "content": [{"type": "text", "text": CANARY}]}),
    "stop": chat(stop=CANARY),
    "a list of stops": chat(stop=["x", CANARY]),
    "a response schema": chat(response_format={"type": "json_schema", "json_schema": {"name": "s", "description": CANARY, "schema": {"title": CANARY}}}),
    "a response schema's name": chat(response_format={"type": "json_schema", "json_schema": {"name": EMAIL}}),
    "web search": chat(web_search_options={"user_location": {"approximate": {"city": CANARY}}}),
    "the model": chat() | {"model": f"ft:gpt-5:{EMAIL}"},
    "a role": chat({"role": CANARY, "content": "Hello"}),
    "a tool choice of one word": chat(tool_choice=EMAIL),
    "a service tier": chat(service_tier=CANARY),
    "an unknown field": chat(chart=CANARY),
    "an unknown field, deep": chat(chart={"a": [{"b": [[CANARY]]}]}),
    "an unknown field's key": chat(chart={CANARY: 1}),
    "an unknown field's number": chat(chart=int(PHONE)),
    "an unknown field of a message": chat({"role": "user", "content": "Hello", "chart": {"n": CANARY}}),
    "a message's reasoning": chat(USER, {"role": "assistant", "content": "x", "reasoning_content": CANARY}),
    "logit_bias": chat(logit_bias={EMAIL: 1}),
    "stream_options": chat(stream_options={"include_usage": True, "note": CANARY}),
}  # fmt: skip


def canaries_in(words):
    return [canary for canary in (EMAIL, ID_CARD, PHONE) if canary in words]


def sent_of(body, **changes):
    """What would be sent, as bytes; run through the whole flow."""
    asked = []

    def ask(said):
        asked.append(said.content)
        return Answer(200, json.dumps(completion("Fine.")).encode(), "application/json")

    whole = parts(**changes)
    content = body if isinstance(body, bytes) else json.dumps(body, ensure_ascii=False).encode()
    run(exchange(content, JsonWire(Chat()), whole, door="wrap"), ask)
    (record,) = whole.ledger.records
    assert not canaries_in(json.dumps(record.document()))
    return asked[0]


@pytest.mark.parametrize("position", POSITIONS)
def test_a_canary_in_any_position_stays_at_home(position):
    body = POSITIONS[position]
    planted = json.dumps(body, ensure_ascii=False)
    if position != "arguments, escaped":
        assert canaries_in(planted)
    sent = sent_of(body).decode()
    assert not canaries_in(sent)
    json.loads(sent)


@pytest.mark.parametrize("position", POSITIONS)
def test_all_but_the_canaries_is_sent_as_it_came(position):
    body = POSITIONS[position]
    sent = json.loads(sent_of(body))
    assert _shape(sent) == _shape(body)
    clean = json.loads(json.dumps(body).replace(EMAIL, "x").replace(ID_CARD, "7").replace(PHONE, "7"))
    content = json.dumps(clean, indent=3).encode()
    if not {"user", "name", "safety_identifier"} & {*clean, *itertools.chain(*clean["messages"])}:
        assert sent_of(content) == content


def _shape(value):
    """The containers of a body, without its words."""
    match value:
        case dict():
            return [_shape(each) for each in value.values()]
        case list():
            return [_shape(each) for each in value]
        case _:
            return None


UNREADABLE = {
    "a part nobody has heard of": {"type": "thought", "thought": CANARY},
    "a part without a type": {"text": "Hello"},
    "another image": {"type": "image", "image": "https://pacs.example.org/1"},
    "another sound": {"type": "audio_url", "audio_url": {"url": "https://pacs.example.org/1"}},
    "a list in a list": [{"type": "text", "text": "Hello"}],
    "base64 in lines": {"type": "text", "text": base64.encodebytes(bytes(range(256)) * 4).decode()},
    "base64 behind a sign": {"type": "text", "text": "photo=" + base64.b64encode(bytes(range(256))).decode()},
    "base64 of a text, one letter late": {"type": "text", "text": "y" + base64.b64encode(CANARY.encode()).decode()},
    "base64 of a phone": {"type": "text", "text": base64.b64encode(PHONE.encode()).decode()},
    "hexadecimal": {"type": "text", "text": CANARY.encode().hex()},
    "a picture in Markdown": {"type": "text", "text": "![](data:image/png;base64,AAAA)"},
    "a picture in JSON in a string": {"type": "text", "text": json.dumps({"a": json.dumps({"b": "data:image/png;base64,AAAA"})})},
    "image_url": {"type": "image_url", "image_url": {"url": "https://pacs.example.org/ann.png"}},
    "image data": {"type": "image_url", "image_url": {"url": "data:image/png;base64,iVBORw0KGgo="}},
    "image_url as a string": {"type": "image_url", "image_url": "https://pacs.example.org/ann.png"},
    "audio": {"type": "input_audio", "input_audio": {"data": "UklGRg==", "format": "wav"}},
    "file data": {"type": "file", "file": {"filename": "ann.txt", "file_data": "QW5uIExlZQ=="}},
    "file id": {"type": "file", "file": {"file_id": "file-1"}},
    "video": {"type": "video_url", "video_url": {"url": "https://example.org/v.mp4"}},
    "base64 of a text in prose": {"type": "text", "text": "Read this: QW5uIExlZSwgTVJOIDEyMzQ1Njc4LCBhbm5AZXhhbXBsZS5vcmc="},
    "base64 of a text in Chinese": {"type": "text", "text": "5oKj6ICF5byg5Lyf77yM55S377yMNDXlsoHvvIzpq5jooYDljos="},
    "a part nobody has heard of, with data": {"type": "dicom", "dicom": {"bytes": "A1b2C3d4E5f6G7h8I9j0KkLlMmNn" * 30}},
}  # fmt: skip


@pytest.mark.parametrize("what", UNREADABLE)
def test_what_nobody_can_read_is_not_sent(what):
    with pytest.raises(Blocked, match="content/unread_parts"):
        sent_of(chat({"role": "user", "content": [{"type": "text", "text": "Look:"}, UNREADABLE[what]]}))


@pytest.mark.parametrize(
    "body",
    [
        chat(modalities=["text", "audio"]),
        chat(audio={"voice": "alloy", "format": "wav"}),
        chat(USER, {"role": "assistant", "content": "Ann", "logprobs": {"content": [{"token": "A", "bytes": [65]}]}}),
    ],
)
def test_what_nobody_could_read_is_not_asked_for(body):
    with pytest.raises(Blocked, match="content/unread_parts"):
        sent_of(body)


@pytest.mark.parametrize(
    "words",
    [
        "data: Ann Lee, " + EMAIL,
        "data:text/plain,Ann " + EMAIL,
        "-" * 900,
        "ACGT" * 300,
        "-" * 600 + PHONE,
        "_" * 520 + ID_CARD,
        f"phone={PHONE}/id={ID_CARD}/" * 20,
        "e" * 400 + " " + EMAIL,
    ],
)
def test_what_only_looks_like_data_is_read_all_the_same(words):
    body = chat({"role": "user", "content": words})
    try:
        assert not canaries_in(sent_of(body).decode())
    except Blocked:
        assert words.startswith(("data:text/plain", "phone="))


@pytest.mark.parametrize(
    "body",
    [
        f'{{"model":"m","messages":[{{"role":"user","content":"{EMAIL}","content":"{PHONE}"}}]}}',
        '{"model":"m","messages":[{"role":"user","content":[{"type":"image_url"}],"content":"Hello"}]}',
        '{"model":"m","model":"n","messages":[{"role":"user","content":"Hello"}]}',
    ],
    ids=["content", "a picture behind a text", "model"],
)
def test_a_key_that_stands_there_twice_can_be_read_in_two_ways_and_is_refused(body):
    with pytest.raises(WireError, match="twice") as caught:
        JsonWire(Chat()).read(body.encode())
    assert "重复" in caught.value.remedy_zh


def test_numbers_and_spaces_stay_as_they_are_written():
    body = b'{ "model":"m",\n "temperature": 1.50e-1, "seed": 12345678901234567890,\t"messages": [{"role":"user","content":"\\u00e9"}] }'
    assert sent_of(body) == body


def test_a_label_goes_to_the_detector_with_its_value():
    asked = JsonWire(Chat()).read(json.dumps(called('{"patient": {"mrn": "0012"}}')).encode())
    found = {passage.text.words: passage for passage in asked.passages}
    assert found["0012"].label == ClearText("mrn")
    assert found["patient"].form is Form.TOKEN


def test_places_do_not_tell_unknown_keys():
    part = {"type": "image_url", "image_url": {"url": "https://x"}}
    asked = JsonWire(Chat()).read(
        json.dumps(chat({"role": "user", "content": [part]}, **{EMAIL: ["A1b2C3d4E5f6G7h8I9j0KkLlMmNn" * 30]})).encode()
    )
    assert [one.place for one in asked.unread] == ["/messages/0/content/0", "/*/0"]


# ── replies ──────────────────────────────────────────────────────────────────────────────────────────────────────────

NAMES = chat({"role": "user", "content": 'Ann Lee, 张伟, O"Brien, ann.lee@example.org'})
"""[NAME_1], [NAME_2], [NAME_3], [EMAIL_1]"""


def heard(reply, *, body=NAMES):
    """What the caller gets of a reply: JSON text, or the events of a stream."""
    stream = isinstance(reply, list)
    if stream:
        answer = Answer(200, sse.write([*map(json.dumps, reply), "[DONE]"]), "text/event-stream")
    else:
        answer = Answer(200, reply if isinstance(reply, bytes) else json.dumps(reply).encode(), "application/json")
    content = json.dumps({**body, "stream": stream}).encode()
    released = run(exchange(content, JsonWire(Chat()), parts(), door="wrap"), lambda _said: answer)
    return sse.read(released.content) if stream else released.content


def joined(events, *path, choice=0):
    found = []
    for event in events:
        for each in json.loads(event)["choices"] if event != "[DONE]" else ():
            if each["index"] == choice:
                at = each["delta"]
                for step in path:
                    at = (
                        (at or {}).get(step)
                        if isinstance(step, str)
                        else next((one for one in at or () if one["index"] == step), None)
                    )
                found.append(at or "")
    return "".join(found)


@pytest.mark.parametrize("piece", [1, 2, 3, 5, 7, 100])
def test_a_stream_says_what_the_whole_reply_says_however_it_is_cut(piece):
    words = "您好 **[NAME_2]**，`name_1`'s and NAME\\_3 and 【EMAIL_1】 👩‍⚕️ [NAME_9]."
    want = "您好 **张伟**，`Ann Lee`'s and O\"Brien and ann.lee@example.org 👩‍⚕️ [NAME_9]."
    assert joined(heard(chunks(words, piece)), "content") == want
    assert json.loads(heard(completion(words)))["choices"][0]["message"]["content"] == want


def test_the_rest_of_a_reply_stays_byte_for_byte():
    reply = b'{ "id":"x", "choices": [{"index":0,\t"message":{"role":"assistant","content":"[NAME_1] \\u00e9 1.0"}, "finish_reason":"stop"}],\n"usage":{"total_tokens":1.0e1},"new":[1,2]}'
    assert heard(reply) == reply.replace(b"[NAME_1] \\u00e9 1.0", "Ann Lee é 1.0".encode())
    untouched = reply.replace(b"[NAME_1]", b"Nobody")
    assert heard(untouched) == untouched


def chunk(delta, index=0, **fields):
    return {"object": "chat.completion.chunk", "choices": [{"index": index, "delta": delta, **fields}]}


def test_arguments_of_tool_calls_are_restored_as_json():
    arguments = (
        '{"to": "[NAME_3]", "cc": ["[NAME_1]", "name_2"], "n": 1.50, "[NAME_1]": {"j": "{\\"x\\": \\"[NAME_3]\\"}"}}'
    )
    call = {"id": "call_1", "type": "function", "function": {"name": "write", "arguments": arguments}}
    reply = completion("")
    reply["choices"][0]["message"] = {"role": "assistant", "content": None, "tool_calls": [call]}
    got = json.loads(heard(reply))["choices"][0]["message"]["tool_calls"][0]["function"]["arguments"]
    assert json.loads(got) == {
        "to": 'O"Brien',
        "cc": ["Ann Lee", "张伟"],
        "n": 1.5,
        "Ann Lee": {"j": '{"x": "O\\"Brien"}'},
    }
    assert '"n": 1.50' in got


@pytest.mark.parametrize("piece", [1, 2, 3, 8])
def test_two_tool_calls_streamed_in_turn_are_restored_as_json(piece):
    texts = ['{"to": "[NAME_3]"}', '{"to": "[NAME_1]", "why": "\\u005bNAME_2\\u005d"}']
    events = [
        chunk(
            {
                "tool_calls": [
                    {"index": at, "id": f"c{at}", "type": "function", "function": {"name": "f", "arguments": ""}}
                    for at in (0, 1)
                ]
            }
        )
    ]
    for begin in range(0, 60, piece):
        for at, text in enumerate(texts):
            if text[begin : begin + piece]:
                events.append(
                    chunk({"tool_calls": [{"index": at, "function": {"arguments": text[begin : begin + piece]}}]})
                )
    events.append(chunk({}, finish_reason="tool_calls"))
    got = heard(events)
    assert json.loads(joined(got, "tool_calls", 0, "function", "arguments")) == {"to": 'O"Brien'}
    assert json.loads(joined(got, "tool_calls", 1, "function", "arguments")) == {"to": "Ann Lee", "why": "张伟"}


def test_three_answers_streamed_in_turn_keep_apart():
    words = ["[NAME_1] a", "[NAME_2] b", "[NAME_3] c"]
    events = [chunk({"content": words[index][at : at + 2]}, index) for at in range(0, 10, 2) for index in (2, 0, 1)]
    events += [chunk({}, index, finish_reason="stop") for index in range(3)]
    got = heard(events, body={**NAMES, "n": 3})
    assert [joined(got, "content", choice=index) for index in range(3)] == ["Ann Lee a", "张伟 b", 'O"Brien c']


def test_probabilities_stay_with_the_words_that_the_model_wrote():
    reply = completion("[NAME_1]")
    tokens = {"content": [{"token": "[NAME_1]", "bytes": [91], "logprob": -0.1, "top_logprobs": []}]}
    reply["choices"][0]["logprobs"] = tokens
    got = json.loads(heard(reply))["choices"][0]
    assert got["message"]["content"] == "Ann Lee"
    assert got["logprobs"] == tokens


def test_what_a_model_thinks_aloud_is_restored_and_checked():
    got = heard(
        [
            chunk({"reasoning_content": "[NA"}),
            chunk({"reasoning_content": "ME_1]?"}),
            chunk({"content": "Yes."}, finish_reason="stop"),
        ]
    )
    assert joined(got, "reasoning_content") == "Ann Lee?"
    with pytest.raises(Blocked, match="no_leak"):
        heard(
            [
                chunk({"reasoning_content": "bob@exa"}),
                chunk({"reasoning_content": "mple.org"}),
                chunk({}, finish_reason="stop"),
            ]
        )


@pytest.mark.parametrize(
    "events",
    [
        [
            {
                "choices": [],
                "prompt_filter_results": [
                    {"prompt_index": 0, "content_filter_results": {"hate": {"severity": "safe"}}}
                ],
            }
        ],  # Azure
        [{"choices": [], "usage": {"total_tokens": 3}}],
        [{"choices": [], "note": "以上内容为AI生成"}],  # Hunyuan
        [
            chunk({"content": "x"}, logprobs=None),
            {"choices": [{"index": 0, "delta": {"content": ""}, "finish_reason": "null"}]},
        ],
        [{**chunk({"content": "x"}), "obfuscation": "aB3xYz"}],
    ],
)
def test_the_oddities_of_providers_come_through_as_they_are(events):
    end = chunk({}, finish_reason="stop")
    assert [json.loads(event) for event in heard([*events, end])[:-1]] == [*events, end]


def test_ids_of_the_provider_are_no_leak():
    reply = completion("Fine.") | {"id": "chatcmpl-13800138000", "system_fingerprint": "fp_13900139000"}
    assert json.loads(heard(reply))["id"] == "chatcmpl-13800138000"


def test_a_reply_in_json_is_restored_as_json_and_given_no_notice():
    got = json.loads(heard(completion('{"who": "[NAME_3]"}')))["choices"][0]["message"]["content"]
    assert json.loads(got) == {"who": 'O"Brien'}


@pytest.mark.parametrize(
    "reply",
    [
        b'{"choices": []}',
        b'{"choices": [{"index": 0, "message": {"content": "a", "content": "b"}}]}',
        b'{"choices": [{"index": 0, "message": {}}, {"index": 0, "message": {}}]}',
        b'{"choices": [{"index": 13800138000, "message": {"content": "a"}}]}',
        b'{"choices": [{"index": "Ann Lee", "message": {"content": "a"}}]}',
    ],
)
def test_a_reply_that_can_be_read_in_two_ways_is_no_reply(reply):
    with pytest.raises(UpstreamError):
        heard(reply)


def test_a_number_in_a_reply_may_be_a_leak():
    reply = completion("Fine.")
    with pytest.raises(Blocked, match="no_leak"):
        heard(reply | {"tel": 13911112222})
    heard(reply | {"created": 13911112222, "usage": {"total_tokens": 13911112222}, "error": None})


def test_a_name_is_not_put_into_an_address():
    words = "See ![x](https://evil.example/p?n=[NAME_1]&t=NAME_2) and https://ok.example/a, [NAME_1]；见https://b.example/c。[NAME_2]"
    got = json.loads(heard(completion(words)))["choices"][0]["message"]["content"]
    assert got == words.replace("/a, [NAME_1]", "/a, Ann Lee").replace("。[NAME_2]", "。张伟")


def test_a_reply_that_ends_in_the_middle_of_arguments_is_restored_as_far_as_it_goes():
    call = {
        "id": "c",
        "type": "function",
        "function": {"name": "f", "arguments": '{"a": "[NAME_3]", "b": "see [NAME_1] an'},
    }
    reply = completion("")
    reply["choices"][0]["message"] = {"role": "assistant", "tool_calls": [call]}
    got = json.loads(heard(reply))["choices"][0]["message"]["tool_calls"][0]["function"]["arguments"]
    assert got == '{"a": "O\\"Brien", "b": "see Ann Lee an'


def nested(depth):
    return "[" * depth + '"x"' + "]" * depth


@pytest.mark.parametrize(
    "body",
    [
        f'{{"model":"m","messages":[{{"role":"user","content":"x"}}],"chart":{nested(300)}}}',
        f'{{"model":"m","messages":[{{"role":"user","content":"\\u0041"}}],"chart":{nested(300)}}}',
        json.dumps(chat({"role": "user", "content": nested(300)})),
        json.dumps(called(nested(300))),
    ],
)
def test_what_is_nested_beyond_reading_is_refused(body):
    with pytest.raises(WireError, match="too deep"):
        JsonWire(Chat()).read(body.encode())


def test_a_hundred_levels_are_read():
    body = chat({"role": "user", "content": nested(100).replace("x", EMAIL)}, chart=json.loads(nested(100)))
    assert not canaries_in(sent_of(body).decode())


@pytest.mark.parametrize(
    "words", ["[" * 200_000, "[1," * 100_000, '"' * 500_000, "\\" * 500_000, "{" + '"a":[' * 5_000, "=" * 500_000]
)
def test_hard_words_take_bounded_time(words):
    began = time.monotonic()
    JsonWire(Chat()).read(json.dumps(chat({"role": "user", "content": words})).encode())
    call = {"id": "c", "type": "function", "function": {"name": "f", "arguments": words}}
    reply = completion("")
    reply["choices"][0]["message"] = {"role": "assistant", "tool_calls": [call]}
    with contextlib.suppress(UpstreamError):  # too deep to be read
        JsonWire(Chat()).hear(
            Answer(200, json.dumps(reply).encode()), asked=JsonWire(Chat()).read(json.dumps(chat()).encode())
        )
    assert time.monotonic() - began < 20  # a second or two; quadratic would be minutes
