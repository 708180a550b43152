"""Google's Gemini API: every place that can hold words is guarded in either spelling, and replies come through whole, as events and as an array."""

from __future__ import annotations

import base64
import contextlib
import functools
import json
import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from medguard.errors import Blocked, MedguardError, UpstreamError, WireError
from medguard.flow import exchange, run
from medguard.types import Answer, Ask
from medguard.upstream import headers_to_model
from medguard.wire import JsonWire, sse
from medguard.wire.calls import call_of
from medguard.wire.gemini import CountTokens, EmbedContent, GenerateContent
from parts import parts
from test_promise import ANYTHING, planted, secrets_in

EMAIL, ID_CARD, PHONE = "ann.lee@example.org", "110101190001018884", "13800138000"
CANARY = f"{EMAIL} {ID_CARD} {PHONE}"
SEAL = base64.b64encode(b"\x12\xa4\x01\n\x18\x02" + random.Random(7).randbytes(300)).decode()
WHOLE = JsonWire(GenerateContent("gemini-3-pro"))
EVENTS = JsonWire(GenerateContent("gemini-3-pro", streams=True, alt="sse"))
ARRAY = JsonWire(GenerateContent("gemini-3-pro", streams=True))
HELLO = {"role": "user", "parts": [{"text": "Hello"}]}


def asking(*contents, **fields):
    return {"contents": list(contents) or [HELLO], **fields}


def user(*parts_of_it):
    return asking({"role": "user", "parts": list(parts_of_it)})


def said(*parts_of_it):
    return asking(HELLO, {"role": "model", "parts": list(parts_of_it)}, HELLO)


def function(**fields):
    return asking(tools=[{"functionDeclarations": [{"name": "find", **fields}]}])


POSITIONS = {
    "a user's text": user({"text": CANARY}),
    "the second part": user({"text": "a"}, {"text": CANARY}),
    "a content without a role": asking({"parts": [{"text": CANARY}]}),
    "an unknown field of a content": asking({"role": "user", "parts": [{"text": "a"}], "note": CANARY}),
    "a role": asking({"role": CANARY, "parts": [{"text": "a"}]}),
    "the model's turn": said({"text": CANARY}),
    "a thought": said({"text": CANARY, "thought": True, "thoughtSignature": SEAL}),
    "a signature that is none": said({"text": "a", "thoughtSignature": CANARY}),
    "systemInstruction": asking(systemInstruction={"parts": [{"text": CANARY}]}),
    "system_instruction": asking(system_instruction={"parts": [{"text": CANARY}]}),
    "systemInstruction as one part": asking(systemInstruction={"parts": {"text": CANARY}}),
    "a function's args": said({"functionCall": {"name": "f", "args": {"who": CANARY}}}),
    "a function's args, a key": said({"functionCall": {"name": "f", "args": {CANARY: "who"}}}),
    "a function's args, numbers": said({"functionCall": {"name": "f", "args": {"id": int(ID_CARD), "phone": int(PHONE), "mail": EMAIL}}}),
    "a function's args, JSON in it": said({"function_call": {"name": "f", "args": {"body": json.dumps({"who": json.dumps([CANARY])})}}}),
    "a function's args named as machinery": said({"functionCall": {"name": "f", "args": {"id": CANARY, "thoughtSignature": CANARY, "role": CANARY}}}),
    "a function's name": said({"functionCall": {"name": "write_to_" + PHONE, "id": EMAIL, "args": {}}}),
    "a function's response": user({"functionResponse": {"name": "f", "response": {"result": CANARY}}}),
    "a function's response in JSON": user({"function_response": {"name": "f", "response": {"result": json.dumps({"mail": [CANARY]})}}}),
    "a program": said({"executableCode": {"language": "PYTHON", "code": "print('" + CANARY + "')"}}),
    "what it printed": said({"codeExecutionResult": {"outcome": "OUTCOME_OK", "output": CANARY}}),
    "metadata of a part": user({"text": "a", "partMetadata": {"who": CANARY}}),
    "a function's own name": function(name="write_to_" + PHONE),
    "a function's description": function(description=CANARY),
    "a parameter's name": function(parameters={"type": "OBJECT", "properties": {CANARY: {"type": "STRING"}}, "required": [CANARY]}),
    "a parameter's description": function(parametersJsonSchema={"type": "object", "properties": {"who": {"type": "string", "description": CANARY, "enum": [CANARY]}}}),
    "a name that may be called": asking(toolConfig={"functionCallingConfig": {"mode": "ANY", "allowedFunctionNames": [EMAIL]}}),
    "a response's schema": asking(generationConfig={"responseSchema": {"type": "OBJECT", "title": CANARY}}),
    "a stop sequence": asking(generationConfig={"stopSequences": ["x", CANARY]}),
    "a stop sequence, in snakes": asking(generation_config={"stop_sequences": ["x", CANARY]}),
    "a label": asking(labels={"ward": CANARY}),
    "a label's key": asking(labels={CANARY: "ward"}),
    "a safety setting": asking(safetySettings=[{"category": CANARY, "threshold": CANARY}]),
    "a model": asking(model="models/" + EMAIL),
    "an unknown field": asking(chart=CANARY),
    "an unknown field, deep": asking(chart={"a": [{"b": [[CANARY]]}]}),
    "an unknown field's key": asking(chart={CANARY: 1}),
    "an unknown field's number": asking(chart=int(PHONE)),
    "an unknown tool": asking(tools=[{"ehrSearch": {"patient": CANARY}}]),
    "where to search for a map": asking(toolConfig={"retrievalConfig": {"languageCode": CANARY}}),
}  # fmt: skip


def canaries_in(words):
    return [canary for canary in (EMAIL, ID_CARD, PHONE) if canary in words]


def reply(*parts_of_it, index=0, finish="STOP", **fields):
    candidate = {"content": {"role": "model", "parts": list(parts_of_it)}, "finishReason": finish, "index": index}
    if finish is None:
        del candidate["finishReason"]
    usage = {"promptTokenCount": 9, "candidatesTokenCount": 4, "thoughtsTokenCount": 3, "totalTokenCount": 16}
    return {
        "candidates": [candidate],
        "usageMetadata": usage,
        "modelVersion": "gemini-3-pro",
        "responseId": "QHiLaa6LBrb8vdIPoNztsAg",
        **fields,
    }


def text(words, **fields):
    return {"text": words, **fields}


def cut(words, length):
    return [words[at : at + length] for at in range(0, len(words), length)]


def chunks(words, piece=3, **fields):
    """The replies of a stream that says this."""
    return [*(reply(text(one, **fields), finish=None) for one in cut(words, piece)), reply(text(""))]


def sent_of(body, *, wire=WHOLE, answer=None, **changes):
    """What would be sent, as bytes; run through the whole flow."""
    asked = []

    def ask(one):
        asked.append(one.content)
        return Answer(200, json.dumps(answer or reply(text("Fine."))).encode(), "application/json")

    whole = parts(**changes)
    content = body if isinstance(body, bytes) else json.dumps(body, ensure_ascii=False).encode()
    run(exchange(content, wire, whole, door="wrap"), ask)
    (record,) = whole.ledger.records
    assert not canaries_in(json.dumps(record.document()))
    return asked[0]


@pytest.mark.parametrize("position", POSITIONS)
def test_a_canary_in_any_position_stays_at_home(position):
    body = POSITIONS[position]
    assert canaries_in(json.dumps(body, ensure_ascii=False))
    sent = sent_of(body).decode()
    assert not canaries_in(sent)
    json.loads(sent)


@pytest.mark.parametrize("position", POSITIONS)
def test_all_but_the_canaries_is_sent_as_it_came(position):
    body = POSITIONS[position]
    assert _shape(json.loads(sent_of(body))) == _shape(body)
    clean = json.loads(json.dumps(body).replace(EMAIL, "x").replace(ID_CARD, "7").replace(PHONE, "7"))
    content = json.dumps(clean, indent=3).encode()
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


def test_no_word_of_the_protocol_is_shown_to_the_detector():
    body = {
        **said({"text": "hm", "thought": True, "thoughtSignature": SEAL}, {"functionCall": {"name": "f", "args": {}}}),
        "generationConfig": {
            "thinkingConfig": {"includeThoughts": True, "thinkingLevel": "LOW"},
            "responseMimeType": "text/plain",
            "responseModalities": ["TEXT"],
        },
        "safety_settings": [{"category": "HARM_CATEGORY_HARASSMENT", "threshold": "BLOCK_ONLY_HIGH"}],
        "toolConfig": {"functionCallingConfig": {"mode": "AUTO"}},
        "tools": [{"googleSearch": {}}, {"code_execution": {}}],
    }
    asked = WHOLE.read(json.dumps(body).encode())
    assert [passage.text.words for passage in asked.passages] == ["Hello", "hm", "f", "Hello"]
    assert (asked.model, asked.stream, asked.data_wanted) == ("gemini-3-pro", False, False)


def test_who_said_what_is_known():
    body = asking(
        {"role": "user", "parts": [{"text": "One?"}]},
        {"role": "model", "parts": [{"text": "hm", "thought": True}, {"text": "One."}]},
        {"parts": [{"text": "Two"}, {"text": "more?"}]},
        {"role": "model", "parts": [{"functionCall": {"name": "f", "args": {}}}]},
        {"role": "user", "parts": [{"functionResponse": {"name": "f", "response": {"n": 2}}}]},
        generationConfig={"temperature": 0.5, "topK": 3, "responseMimeType": "application/json"},
        system_instruction={"parts": [{"text": "Be brief."}]},
    )
    asked = WHOLE.read(json.dumps(body).encode())
    assert (asked.turn, asked.question.words, [one.words for one in asked.earlier_replies]) == (
        2,
        "Two\nmore?",
        ["One."],
    )
    assert asked.parameters == {"temperature": 0.5, "topK": 3}
    assert asked.data_wanted


# ── what nobody can read ─────────────────────────────────────────────────────────────────────────────────────────────

PNG = {"mimeType": "image/png", "data": "iVBORw0KGgo="}
UNREADABLE = {
    "an image": user({"text": "a"}, {"inlineData": PNG}),
    "an image, in snakes": user({"inline_data": {"mime_type": "image/png", "data": "iVBORw0KGgo="}}),
    "a file": user({"fileData": {"mimeType": "application/pdf", "fileUri": "https://generativelanguage.googleapis.com/v1beta/files/1"}}),
    "an address": user({"file_data": {"file_uri": "https://www.youtube.com/watch?v=1"}}),
    "an image beside a text": user({"text": "a", "inlineData": PNG}),
    "an image in the system instruction": asking(systemInstruction={"parts": [{"inlineData": PNG}]}),
    "an image in a function's response": user({"functionResponse": {"name": "f", "response": {}, "parts": [{"inlineData": PNG}]}}),
    "a part nobody has heard of": user({"hologram": {"words": "Hello"}}),
    "parts in parts, without end": functools.reduce(lambda inside, _: user({"functionResponse": {"name": "f", "response": {}, "parts": inside["contents"][0]["parts"]}}), range(60), user({"text": "a"})),
    "a seal in a part in a function's args": said({"functionCall": {"name": "f", "args": {"contents": [{"parts": [{"thoughtSignature": SEAL}]}]}}}),
    "a part that is no object": asking({"role": "user", "parts": ["Hello"]}),
    "parts that are no list": asking({"role": "user", "parts": {"inlineData": PNG}}),
    "a video's metadata": user({"text": "a", "videoMetadata": {"startOffset": "1s"}}),
    "base64 in a text": user({"text": base64.b64encode(bytes(range(256))).decode()}),
    "base64 of words as a signature": said({"text": "a", "thoughtSignature": base64.b64encode(CANARY.encode()).decode()}),
    "a seal in another place": user({"text": SEAL}),
    "a seal in a function's args": said({"functionCall": {"name": "f", "args": {"thoughtSignature": SEAL}}}),
    "a cache": asking(cachedContent="cachedContents/1"),
    "a store of files": asking(tools=[{"fileSearch": {"fileSearchStoreNames": ["fileSearchStores/1"]}}]),
    "other people's servers": asking(tools=[{"mcp_servers": [{"name": "ehr"}]}]),
    "a picture for a reply": asking(generationConfig={"responseModalities": ["TEXT", "IMAGE"]}),
    "a voice for a reply": asking(generation_config={"speech_config": {}}),
}  # fmt: skip


@pytest.mark.parametrize("what", UNREADABLE)
def test_what_nobody_can_read_is_not_sent(what):
    with pytest.raises(Blocked, match="content/unread_parts"):
        sent_of(UNREADABLE[what])


def test_what_is_unread_is_told_by_place_and_kind():
    body = user(
        {"inlineData": PNG}, {"fileData": {"mimeType": "application/pdf"}}, {"fileData": {"mimeType": "audio/wav"}}
    )
    asked = WHOLE.read(json.dumps(body).encode())
    assert [(one.place, one.media) for one in asked.unread] == [
        (f"/contents/0/parts/{at}", kind) for at, kind in enumerate(["image", "file", "audio"])
    ]


@pytest.mark.parametrize("body", [{}, {"contents": []}, {"contents": "Hello"}, {"contents": ["Hello"]}])
def test_what_is_no_request_is_refused(body):
    with pytest.raises(WireError):
        WHOLE.read(json.dumps(body).encode())


def test_a_signature_goes_both_ways_as_it_came():
    part = {"functionCall": {"name": "f", "args": {}}, "thoughtSignature": SEAL}
    assert json.loads(sent_of(said(part)))["contents"][1]["parts"] == [part]
    assert json.loads(heard(reply(part)))["candidates"][0]["content"]["parts"] == [part]


@pytest.mark.parametrize("seal", ["skip_thought_signature_validator", "context_engineering_is_the_way_to_go"])
def test_words_that_google_takes_for_a_signature_go_as_they_came(seal):
    part = {"functionCall": {"name": "f", "args": {}}, "thought_signature": seal}
    assert json.loads(sent_of(said(part)))["contents"][1]["parts"] == [part]


def test_stand_ins_keep_their_numbers_as_a_conversation_grows():
    first = asking(
        {"role": "user", "parts": [{"text": "I am Ann Lee."}]}, systemInstruction={"parts": [{"text": "About 张伟."}]}
    )
    more = [{"role": "model", "parts": [{"text": "Ann Lee."}]}, {"role": "user", "parts": [{"text": 'O"Brien'}]}]
    sent = [json.loads(sent_of(body)) for body in (first, {**first, "contents": first["contents"] + more})]
    assert sent[1]["systemInstruction"] == sent[0]["systemInstruction"] == {"parts": [{"text": "About [NAME_1]."}]}
    assert [turn["parts"][0]["text"] for turn in sent[1]["contents"]] == ["I am [NAME_2].", "[NAME_2].", "[NAME_3]"]


# ── replies ──────────────────────────────────────────────────────────────────────────────────────────────────────────

NAMES = user({"text": 'Ann Lee, 张伟, O"Brien, ann.lee@example.org'})
"""[NAME_1], [NAME_2], [NAME_3], [EMAIL_1]"""


def heard(answer, *, body=NAMES, wire=None, **changes):
    """What the caller gets of a reply, or of the replies of a stream."""
    if isinstance(answer, list):
        wire = wire or EVENTS
    content = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
    if wire is EVENTS:
        content = sse.write(list(map(json.dumps, answer)))
    told = Answer(200, content, "text/event-stream" if wire is EVENTS else "application/json")
    released = run(
        exchange(json.dumps(body).encode(), wire or WHOLE, parts(**changes), door="wrap"), lambda _said: told
    )
    return released.content.decode()


def replies_of(content, wire):
    return list(map(json.loads, sse.read(content.encode()))) if wire is EVENTS else json.loads(content)


def joined(replies, index=0, *, thought=False):
    found = []
    for one in replies:
        for candidate in one.get("candidates", ()):
            if candidate.get("index", 0) == index:
                found += [
                    part["text"]
                    for part in candidate["content"]["parts"]
                    if "text" in part and bool(part.get("thought")) is thought
                ]
    return "".join(found)


@pytest.mark.parametrize("wire", [EVENTS, ARRAY], ids=["events", "array"])
@pytest.mark.parametrize("piece", [1, 2, 3, 5, 7, 100])
def test_a_stream_says_what_the_whole_reply_says_however_it_is_cut(piece, wire):
    words = "您好 **[NAME_2]**，`name_1`'s and NAME\\_3 and 【EMAIL_1】 👩‍⚕️ [NAME_9]."
    want = "您好 **张伟**，`Ann Lee`'s and O\"Brien and ann.lee@example.org 👩‍⚕️ [NAME_9]."
    stream = [*chunks(words, piece, thought=True)[:-1], *chunks(words, piece)]
    got = replies_of(heard(stream, wire=wire), wire)
    assert (joined(got, thought=True), joined(got)) == (want, want)
    assert joined([json.loads(heard(reply(text(words))))]) == want


@pytest.mark.parametrize("at", range(1, len("[NAME_1]")))
@pytest.mark.parametrize("wire", [EVENTS, ARRAY], ids=["events", "array"])
def test_a_stand_in_cut_at_any_letter_is_found(at, wire):
    words = "[NAME_1]"
    stream = [reply(text(words[:at]), finish=None), reply(text(""), finish=None), reply(text(words[at:]))]
    assert joined(replies_of(heard(stream, wire=wire), wire)) == "Ann Lee"


def test_an_array_stays_byte_for_byte():
    content = b'[{\n "candidates": [{"content": {"parts": [{"text": "Dear [NA"}]}}]\n}\n,\r\n{"candidates": [{"content": {"parts": [{"text": "ME_1]"}]}, "finishReason": "STOP"}], "avgLogprobs": -1.0e-1}\n]\n'
    assert heard(content, wire=ARRAY).encode() == content.replace(b"[NA", b"Ann Lee").replace(b"ME_1]", b"")


def test_candidates_streamed_in_turn_keep_apart():
    words = ["[NAME_1] a", "[NAME_2] b", "[NAME_3] c"]
    stream = [
        reply(text(words[index][at : at + 2]), index=index, finish=None)
        for at in range(0, 10, 2)
        for index in (2, 0, 1)
    ]
    stream += [reply(text(""), index=index) for index in range(3)]
    got = replies_of(heard(stream), EVENTS)
    assert [joined(got, index) for index in range(3)] == ["Ann Lee a", "张伟 b", 'O"Brien c']


def test_args_are_restored_and_checked():
    args = {"to": "[NAME_3]", "[NAME_1]": [{"id": "[NAME_2]"}], "n": 1.5, "body": '{"x": "[NAME_3]"}'}
    got = json.loads(heard(reply({"functionCall": {"name": "f", "args": args}})))["candidates"][0]["content"]["parts"][
        0
    ]
    assert got["functionCall"]["args"] == {
        "to": 'O"Brien',
        "Ann Lee": [{"id": "张伟"}],
        "n": 1.5,
        "body": '{"x": "O\\"Brien"}',
    }
    for leak in ({"id": PHONE}, {"index": int(PHONE)}, {"thoughtSignature": PHONE}):
        with pytest.raises(Blocked, match="no_leak"):
            heard(reply({"functionCall": {"name": "f", "args": leak}}))


@pytest.mark.parametrize("at", range(1, len("[NAME_1]")))
def test_args_that_come_in_pieces_are_joined(at):
    def call(**fields):
        return reply({"functionCall": fields}, finish=None)

    def piece(path, words):
        return call(partialArgs=[{"jsonPath": path, "stringValue": words, "willContinue": True}], willContinue=True)

    words = "[NAME_1]"
    stream = [
        call(name="f", willContinue=True),
        piece("$.to", words[:at]),
        piece("$.cc", "[NAME_2]"),
        piece("$.to", words[at:]),
        call(),
        reply(text("")),
    ]
    got = heard(stream)
    assert (got.count("Ann Lee"), got.count(json.dumps("张伟")), got.count("张伟")) in {(1, 0, 1), (1, 1, 0)}
    assert "ME_1" not in got


@pytest.mark.parametrize(
    "leaking",
    [
        reply(text("bob@example.com")),
        reply(text("bob@example.com", thought=True)),
        reply({"executableCode": {"language": "PYTHON", "code": "bob@example.com"}}),
        reply(text("a"), note="bob@example.com"),
        reply(text("a"), note=int(PHONE)),
        {**reply(text("a")), "promptFeedback": {"blockReasonMessage": "bob@example.com"}},
    ],
)
def test_what_the_model_made_up_is_checked_wherever_it_stands(leaking):
    with pytest.raises(Blocked, match="no_leak"):
        heard(leaking)


def test_the_rest_of_a_reply_stays_byte_for_byte():
    content = b'{ "candidates": [{"content":{"parts":[{"text":\t"[NAME_1] 1.0"}], "role":"model"}, "x":"\\u00e9 [NAME_2]"[2:], "safetyRatings": [{"category":"HARM_CATEGORY_HARASSMENT","probability":"NEGLIGIBLE","probabilityScore":0.123456789}]}],\n"usageMetadata":{"totalTokenCount":1.0e1},"new":[1,2]}'.replace(
        b"[2:]", b""
    )
    want = content.replace(b"[NAME_1]", b"Ann Lee").replace(b"\\u00e9 [NAME_2]", "é 张伟".encode())
    assert heard(content).encode() == want


def test_what_is_said_to_people_is_text_alone_and_notices_stand_around_it():
    content = json.dumps(
        reply(
            text("hm", thought=True), text("One. "), {"functionCall": {"name": "f", "args": {"x": "y"}}}, text("Two.")
        )
    ).encode()
    got = WHOLE.hear(Answer(200, content), asked=WHOLE.read(json.dumps(NAMES).encode()))
    assert (got.for_people, got.choices) == (["One. Two."], 1)
    assert got.tokens == {"prompt_tokens": 9, "completion_tokens": 7, "total_tokens": 16}
    after = got.amended("<", ">").written([[]] * 99)
    assert [part.get("text") for part in json.loads(after)["candidates"][0]["content"]["parts"]] == [
        "hm",
        "<One. ",
        None,
        "Two.>",
    ]
    stream = [reply(text("hm", thought=True), finish=None), reply(text("One. "), finish=None), reply(text("Two."))]
    for wire in (EVENTS, ARRAY):
        content = sse.write(list(map(json.dumps, stream))) if wire is EVENTS else json.dumps(stream).encode()
        got = wire.hear(Answer(200, content), asked=wire.read(json.dumps(NAMES).encode()))
        assert (got.for_people, got.choices, got.tokens["total_tokens"]) == (["One. Two."], 1, 16)
        after = replies_of(got.amended("<", ">").written([[]] * 99).decode(), wire)
        assert joined(after) == "<One. Two.>"


def test_probabilities_stay_with_the_words_that_the_model_wrote():
    answer = reply(text("[NAME_1]"))
    answer["candidates"][0]["logprobsResult"] = {
        "chosenCandidates": [{"token": "[NAME_1]", "logProbability": -0.123456}]
    }
    got = json.loads(heard(answer))["candidates"][0]
    assert joined([{"candidates": [got]}]) == "Ann Lee"
    assert got["logprobsResult"] == answer["candidates"][0]["logprobsResult"]


def test_what_google_measured_is_nobodys_number():
    details = [{"modality": "TEXT", "tokenCount": 150138}]
    usage = {"promptTokenCount": 13800138000, "totalTokenCount": 13800138000, "promptTokensDetails": details}
    answer = reply(
        text("Fine."), usageMetadata=usage, createTime="2026-04-02T17:03:50.399550Z", responseId="13800138000"
    )
    answer["candidates"][0] |= {"avgLogprobs": -0.13800138000, "tokenCount": 13800138000}
    assert json.loads(heard(answer)) == answer


def test_sources_are_restored_where_they_repeat_the_answer():
    grounding = {
        "webSearchQueries": ["[NAME_1]"],
        "groundingSupports": [
            {"segment": {"startIndex": 0, "endIndex": 8, "text": "[NAME_1]"}, "confidenceScores": [0.987654321]}
        ],
        "groundingChunks": [{"web": {"uri": "https://a.example/1", "title": "a"}}],
    }
    answer = reply(text("[NAME_1]"))
    answer["candidates"][0]["groundingMetadata"] = grounding
    got = json.loads(heard(answer))["candidates"][0]["groundingMetadata"]
    assert (got["webSearchQueries"], got["groundingSupports"][0]["segment"]["text"]) == (["Ann Lee"], "Ann Lee")
    assert got["groundingChunks"] == grounding["groundingChunks"]


def test_a_prompt_that_google_blocks_is_a_reply():
    blocked = {
        "promptFeedback": {"blockReason": "PROHIBITED_CONTENT"},
        "usageMetadata": {"promptTokenCount": 9},
        "modelVersion": "m",
        "responseId": "r",
    }
    assert json.loads(heard(blocked)) == blocked
    assert replies_of(heard([blocked]), EVENTS) == [blocked]
    assert replies_of(heard([blocked], wire=ARRAY), ARRAY) == [blocked]


def test_a_candidate_without_parts_is_a_reply():
    cut_short = {
        "candidates": [{"content": {"role": "model"}, "finishReason": "MAX_TOKENS", "index": 0}],
        "usageMetadata": {},
    }
    assert json.loads(heard(cut_short)) == cut_short
    unsafe = {"candidates": [{"finishReason": "SAFETY", "finishMessage": "No."}]}
    assert json.loads(heard(unsafe)) == unsafe


@pytest.mark.parametrize(
    ("wire", "content"),
    [
        (WHOLE, b"{}"),
        (WHOLE, b"[]"),
        (WHOLE, json.dumps([reply(text("a"))]).encode()),
        (WHOLE, b'{"candidates": []}'),
        (WHOLE, b'{"candidates": "a"}'),
        (WHOLE, b'{"candidates": [{"content": {"parts": [{"text": "a", "text": "b"}]}}]}'),
        (WHOLE, b'{"candidates": [{"content": {"parts": "a"}}]}'),
        (WHOLE, b'{"candidates": [{"content": "a"}]}'),
        (WHOLE, b'{"candidates": [{"index": 0}, {"index": 0}]}'),
        (WHOLE, b'{"candidates": [{"index": 13800138000}]}'),
        (WHOLE, b'{"candidates": [{"index": "Ann Lee"}]}'),
        (WHOLE, json.dumps(reply({"inlineData": PNG})).encode()),
        (WHOLE, b'{"error": {"code": 500, "status": "INTERNAL"}}'),
        (ARRAY, b"[]"),
        (ARRAY, b"["),
        (ARRAY, b'["a"]'),
        (ARRAY, json.dumps([reply(text("a"), finish=None)]).encode()),
        (EVENTS, sse.write([json.dumps(reply(text("a"), finish=None))])),
        (EVENTS, b""),
    ],
)
def test_what_can_be_read_in_two_ways_or_not_at_all_is_no_reply(wire, content):
    with pytest.raises(UpstreamError):
        wire.hear(Answer(200, content), asked=wire.read(json.dumps(NAMES).encode()))


# ── counting and vectors ─────────────────────────────────────────────────────────────────────────────────────────────

COUNT = JsonWire(CountTokens("gemini-3-pro"))
EMBED = JsonWire(EmbedContent("gemini-embedding-001"))
EMBED_MANY = JsonWire(EmbedContent("gemini-embedding-001", many=True))
VECTOR = {"values": [-0.012345678, 13800138000.5, 1.5e-7]}
ONE = {
    "content": {"parts": [{"text": CANARY}]},
    "taskType": "RETRIEVAL_QUERY",
    "title": CANARY,
    "model": "models/gemini-embedding-001",
}


@pytest.mark.parametrize("position", POSITIONS)
@pytest.mark.parametrize("inside", [False, True])
def test_counting_tokens_sends_no_canary_either(position, inside):
    body = {"generateContentRequest": POSITIONS[position]} if inside else POSITIONS[position]
    sent = sent_of(body, wire=COUNT, answer={"totalTokens": 14})
    assert not canaries_in(sent.decode())


@pytest.mark.parametrize("what", sorted(set(UNREADABLE) - {"a picture for a reply", "a voice for a reply"}))
@pytest.mark.parametrize("inside", [False, True])
def test_what_nobody_can_read_is_not_counted_either(what, inside):
    with pytest.raises(Blocked, match="content/unread_parts"):
        sent_of(
            {"generate_content_request": UNREADABLE[what]} if inside else UNREADABLE[what],
            wire=COUNT,
            answer={"totalTokens": 14},
        )


@pytest.mark.parametrize(
    ("wire", "body", "answer"),
    [
        (EMBED, ONE, {"embedding": VECTOR}),
        (
            EMBED_MANY,
            {"requests": [ONE, ONE]},
            {"embeddings": [VECTOR, VECTOR], "usageMetadata": {"promptTokenCount": 4}},
        ),
    ],
)
def test_vectors_are_made_of_stand_ins_and_come_through_as_they_are(wire, body, answer):
    sent = sent_of(body, wire=wire, answer=answer)
    assert not canaries_in(sent.decode())
    assert _shape(json.loads(sent)) == _shape(body)
    assert json.loads(heard(answer, body=body, wire=wire)) == answer


@pytest.mark.parametrize(
    ("wire", "body"),
    [
        (EMBED, {"content": {"parts": [{"inlineData": PNG}]}}),
        (EMBED_MANY, {"requests": [{"content": {"parts": [{"inlineData": PNG}]}}]}),
    ],
)
def test_a_picture_is_not_made_a_vector(wire, body):
    with pytest.raises(Blocked, match="content/unread_parts"):
        sent_of(body, wire=wire, answer={"embedding": VECTOR, "embeddings": [VECTOR]})


@pytest.mark.parametrize(
    ("wire", "body"),
    [
        (EMBED, {}),
        (EMBED, {"content": "a"}),
        (EMBED_MANY, {"requests": []}),
        (EMBED_MANY, {"requests": [{}]}),
        (COUNT, {}),
    ],
)
def test_what_is_no_request_for_numbers_is_refused(wire, body):
    with pytest.raises(WireError):
        wire.read(json.dumps(body).encode())


@pytest.mark.parametrize(("wire", "body"), [(EMBED, ONE), (EMBED_MANY, {"requests": [ONE]}), (COUNT, NAMES)])
def test_a_text_is_no_number(wire, body):
    with pytest.raises(UpstreamError):
        wire.hear(Answer(200, json.dumps(reply(text("a"))).encode()), asked=wire.read(json.dumps(body).encode()))


# ── errors ───────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("wire", [WHOLE, EVENTS, ARRAY], ids=["whole", "events", "array"])
def test_an_error_of_googles_is_told_by_its_status_and_none_of_its_words(wire):
    said_so = {
        "error": {"code": 429, "message": "Ann Lee asks too much", "status": "RESOURCE_EXHAUSTED", "details": ["Ann"]}
    }
    content = json.dumps([said_so] if wire is ARRAY else said_so).encode()
    with pytest.raises(UpstreamError) as refused:
        wire.hear(Answer(429, content), asked=wire.read(json.dumps(NAMES).encode()))
    assert "429 (RESOURCE_EXHAUSTED)" in str(refused.value)
    assert "Ann" not in str(refused.value)
    assert json.loads(wire.refusal(refused.value))["error"]["status"] == "RESOURCE_EXHAUSTED"


@pytest.mark.parametrize("wire", [EVENTS, ARRAY], ids=["events", "array"])
def test_an_error_in_the_midst_of_a_stream_is_told_by_its_status(wire):
    stream = [reply(text("a"), finish=None), {"error": {"code": 503, "message": "Ann Lee", "status": "UNAVAILABLE"}}]
    with pytest.raises(UpstreamError, match=r"\(UNAVAILABLE\)") as broken:
        heard(stream, wire=wire)
    assert "Ann" not in str(broken.value)


def test_a_refusal_has_the_shape_that_clients_know():
    error = Blocked("No.", rule="r/x", remedy="Do.", remedy_zh="请。")
    body = json.loads(WHOLE.refusal(error))
    assert body == {
        "error": {
            "code": 403,
            "message": "No.",
            "status": "PERMISSION_DENIED",
            "medguard": {"code": "blocked", "exchange": None, "rule": "r/x", "remedy": "Do.", "remedy_zh": "请。"},
        }
    }
    assert EVENTS.stopped(error).startswith(b'data: {"error":')
    assert json.loads(WHOLE.refusal(UpstreamError("x")))["error"]["status"] == "UNAVAILABLE"


# ── paths and headers ────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("path", "query", "kind", "streams"),
    [
        ("/v1beta/models/gemini-3-pro:generateContent", {}, GenerateContent, False),
        ("/v1/models/gemini-2.5-flash-lite:streamGenerateContent", {"alt": "sse"}, GenerateContent, True),
        ("/v1beta/models/gemini-3-pro:streamGenerateContent", {}, GenerateContent, False),
        ("/v1beta/models/gemini-3-pro:countTokens", {}, CountTokens, False),
        ("/v1beta/models/gemini-embedding-001:embedContent", {}, EmbedContent, False),
        ("/v1beta/models/gemini-embedding-001:batchEmbedContents", {}, EmbedContent, False),
    ],
)
def test_paths_tell_the_call(path, query, kind, streams):
    dialect = call_of(path, query=query).dialect
    assert type(dialect) is kind
    assert dialect.streamed({}) is streams
    assert dialect.model({}) == path.rpartition("/")[2].partition(":")[0]


@pytest.mark.parametrize(
    "path",
    [
        "/v1beta/models/gemini-3-pro:predict",
        "/v1beta/files",
        "/v1beta/cachedContents",
        "/v1beta/models/Ann Lee:generateContent",
        f"/v1beta/models/m{PHONE}:generateContent",
        "/v1beta/models/../files/x:generateContent",
    ],
)
def test_any_other_path_is_not_guarded(path):
    assert call_of(path) is None


@pytest.mark.parametrize(
    ("name", "value", "good"),
    [
        ("x-goog-user-project", "clinic-llm-42", True),
        ("x-goog-user-project", "phone-" + PHONE, False),
        ("x-goog-user-project", "Ann Lee", False),
        ("x-goog-api-client", "google-genai-sdk/3.6.1 gl-python/3.13", False),
    ],
)
def test_headers_go_along_by_list_where_they_look_as_they_should(name, value, good):
    sent = headers_to_model(
        {name: value}, Ask(b"", stream=False), call_of("/v1beta/models/m:generateContent").dialect.headers
    )
    assert (sent.get(name) == value) is good


def test_a_query_says_how_the_reply_is_to_come_and_nothing_else():
    path = "/v1beta/models/gemini-3-pro:streamGenerateContent"
    assert call_of(path, query={"alt": "sse", "key": "Ann Lee"}).dialect.query == {"alt": "sse"}
    assert call_of(path, query={"alt": "Ann Lee"}).dialect.query == {}


# ── anything ─────────────────────────────────────────────────────────────────────────────────────────────────────────

SOME = planted()
PARTS = st.one_of(
    st.fixed_dictionaries({"text": SOME}, optional={"thought": st.booleans(), "thoughtSignature": SOME | st.just(SEAL), "partMetadata": ANYTHING}),
    st.fixed_dictionaries({"functionCall": st.fixed_dictionaries({"name": SOME, "args": ANYTHING}, optional={"id": SOME})}),
    st.fixed_dictionaries({"function_response": st.fixed_dictionaries({"name": SOME, "response": ANYTHING})}),
    st.fixed_dictionaries({"executableCode": st.fixed_dictionaries({"language": SOME, "code": SOME})}),
    st.fixed_dictionaries({"code_execution_result": st.fixed_dictionaries({"outcome": SOME, "output": SOME})}),
)  # fmt: skip
CONTENTS = st.fixed_dictionaries(
    {"role": st.sampled_from(["user", "model"]) | SOME, "parts": st.lists(PARTS, min_size=1, max_size=3)},
    optional={"x_unknown": ANYTHING},
)
FIELDS = "systemInstruction system_instruction generationConfig generation_config safetySettings tools toolConfig labels chart".split()
REQUESTS = st.fixed_dictionaries(
    {"contents": st.lists(CONTENTS, min_size=1, max_size=3)}, optional=dict.fromkeys(FIELDS, ANYTHING)
)


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(body=REQUESTS, escaped=st.booleans(), wire=st.sampled_from([WHOLE, EVENTS, ARRAY, COUNT]))
def test_nothing_that_identifies_anybody_leaves_in_a_request_of_any_shape(body, escaped, wire):
    asked = []

    def ask(one):
        asked.append(one.content.decode())
        stream = list(map(json.dumps, chunks("[NAME_1], [PHONE_1].")))
        return Answer(
            200,
            sse.write(stream)
            if wire is EVENTS
            else f"[{','.join(stream)}]".encode()
            if wire is ARRAY
            else stream[-1].encode(),
        )

    with contextlib.suppress(MedguardError):
        run(exchange(json.dumps(body, ensure_ascii=escaped).encode(), wire, parts(), door="wrap"), ask)
    for words in asked:
        assert not secrets_in(words)
        assert list(json.loads(words)) == list(body)


NAMES_OF_FIELDS = "candidates content parts text thought index finishReason functionCall partialArgs promptFeedback usageMetadata words".split()
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(0, 3) | st.sampled_from(["text", "a"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES_OF_FIELDS), inner, max_size=5),
    max_leaves=12,
)
SHAPES = st.dictionaries(st.sampled_from(NAMES_OF_FIELDS), JSON, max_size=3)


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(change=SHAPES, inside=SHAPES, wire=st.sampled_from([WHOLE, EVENTS, ARRAY]))
def test_a_reply_of_any_shape_is_read_or_refused(change, inside, wire):
    replies = list(map(json.dumps, [reply({**text("a"), **inside}) | change, reply(text("b"))]))
    content = {WHOLE: replies[0].encode(), EVENTS: sse.write(replies), ARRAY: f"[{','.join(replies)}]".encode()}[wire]
    with contextlib.suppress(UpstreamError):
        got = wire.hear(Answer(200, content), asked=wire.read(json.dumps(NAMES).encode()))
        nothing = [[]] * len(got.passages)
        assert got.amended("", "").written(nothing) == got.written(nothing)


@settings(max_examples=100, deadline=None)
@given(
    words=st.lists(planted(), min_size=1, max_size=3),
    piece=st.integers(1, 9),
    wire=st.sampled_from([WHOLE, EVENTS, ARRAY]),
)
def test_what_the_model_repeats_comes_back_as_it_was(words, piece, wire):
    everything = "\n".join(words)

    def ask(one):
        by_model = json.loads(one.content)["contents"][0]["parts"][0]["text"]
        assert not secrets_in(by_model)
        stream = chunks(by_model, piece)
        content = json.dumps(reply(text(by_model)) if wire is WHOLE else stream).encode()
        return Answer(200, sse.write(list(map(json.dumps, stream))) if wire is EVENTS else content)

    released = run(
        exchange(json.dumps(user({"text": everything})).encode(), wire, parts(), door="wrap"), ask
    ).content.decode()
    assert joined([json.loads(released)] if wire is WHOLE else replies_of(released, wire)) == everything
