"""A reply whose words stand where nobody looks for them, or that is a picture or a sound, is no reply."""

import json

import pytest

from medguard.errors import UpstreamError, WireError
from medguard.types import Answer
from medguard.wire import JsonWire, call_of, sse

WORDS = "Take 500 mg three times a day."
CHAT, MESSAGES, RESPONSES = "/v1/chat/completions", "/v1/messages", "/v1/responses"
OLLAMA, DASHSCOPE = "/api/chat", "/api/v1/services/aigc/multimodal-generation/generation"
GEMINI, GEMINIS = (
    "/v1beta/models/gemini-2.5-flash:generateContent",
    "/v1beta/models/gemini-2.5-flash:streamGenerateContent",
)
ASKED = {
    CHAT: {"model": "m", "messages": [{"role": "user", "content": "?"}]},
    MESSAGES: {"model": "m", "max_tokens": 9, "messages": [{"role": "user", "content": "?"}]},
    RESPONSES: {"model": "m", "input": "?"},
    OLLAMA: {"model": "m", "stream": False, "messages": [{"role": "user", "content": "?"}]},
    DASHSCOPE: {"model": "m", "input": {"messages": [{"role": "user", "content": "?"}]}},
    GEMINI: {"contents": [{"role": "user", "parts": [{"text": "?"}]}]},
    GEMINIS: {"contents": [{"role": "user", "parts": [{"text": "?"}]}]},
}


def chat(said, **more):
    return {
        "id": "c",
        "choices": [{"index": 0, "message": {"role": "assistant", **said}, "finish_reason": "stop", **more}],
    }


def message(*blocks):
    return {"id": "m", "type": "message", "role": "assistant", "content": list(blocks), "stop_reason": "end_turn"}


def response(*items):
    return {"id": "r", "object": "response", "status": "completed", "output": list(items)}


def item(*parts):
    return {"type": "message", "id": "m", "role": "assistant", "content": list(parts)}


def dashscope(said, **more):
    return {"output": {"choices": [{"finish_reason": "stop", "message": {"role": "assistant", **said}}], **more}}


def ollama(said, **more):
    return {"model": "m", "message": {"role": "assistant", **said}, "done": True, **more}


def gemini(*parts):
    return {"candidates": [{"content": {"role": "model", "parts": list(parts)}, "finishReason": "STOP", "index": 0}]}


READ = {
    "chat: text": (CHAT, chat({"content": WORDS, "audio": None, "images": []})),
    "chat: parts": (CHAT, chat({"content": [{"type": "text", "text": WORDS}, {"type": "refusal", "refusal": WORDS}]})),
    "chat: Mistral's thoughts": (
        CHAT,
        chat(
            {
                "content": [
                    {"type": "thinking", "thinking": [{"type": "text", "text": "x"}]},
                    {"type": "reference", "reference_ids": [1]},
                    {"type": "text", "text": WORDS},
                ]
            }
        ),
    ),
    "messages: text": (
        MESSAGES,
        message({"type": "thinking", "thinking": "x", "signature": ""}, {"type": "text", "text": WORDS}),
    ),
    "messages: a file that a tool made": (
        MESSAGES,
        message({"type": "container_upload", "file_id": "file_1"}, {"type": "text", "text": WORDS}),
    ),
    "responses: text": (
        RESPONSES,
        response(
            {"type": "reasoning", "id": "r", "summary": []},
            item({"type": "output_text", "text": WORDS, "annotations": []}),
        ),
    ),
    "dashscope: text": (DASHSCOPE, dashscope({"content": [{"text": WORDS}]})),
    "ollama: text": (OLLAMA, ollama({"content": WORDS, "images": None})),
    "gemini: text": (
        GEMINI,
        gemini(
            {"text": "x", "thought": True},
            {"text": WORDS, "thoughtSignature": "AAAA", "inlineData": None},
            {"executableCode": {"language": "PYTHON", "code": "1"}},
            {"codeExecutionResult": {"outcome": "OUTCOME_OK", "output": "1"}},
            {"functionCall": {"name": "f", "args": {"a": 1}}, "thought_signature": "AAAA"},
            {},
        ),
    ),
    "gemini: a thought that is said to be none": (GEMINI, gemini({"text": WORDS, "thought": False})),
    "gemini: a word for a thought": (GEMINI, gemini({"text": WORDS, "thought": "yes"})),
    "gemini: a number for a thought": (GEMINI, gemini({"text": WORDS, "thought": 1})),
}
UNREAD = {
    "chat: an object": (CHAT, chat({"content": {"text": WORDS}})),
    "chat: a list of texts": (CHAT, chat({"content": [WORDS]})),
    "chat: a text in an object": (CHAT, chat({"content": [{"type": "text", "text": {"value": WORDS}}]})),
    "chat: a part of a kind without a text": (CHAT, chat({"content": [{"type": "answer", "value": WORDS}]})),
    "chat: a part of a kind that is a list": (CHAT, chat({"content": [{"type": ["text"], "value": WORDS}]})),
    "chat: a picture among the parts": (
        CHAT,
        chat(
            {
                "content": [
                    {"type": "text", "text": "See:"},
                    {"type": "image_url", "image_url": {"url": "https://a.example/b.png"}},
                ]
            }
        ),
    ),
    "chat: sound": (CHAT, chat({"content": None, "audio": {"id": "a", "data": "AAAA", "transcript": WORDS}})),
    "chat: pictures": (
        CHAT,
        chat({"content": "See:", "images": [{"image_url": {"url": "data:image/png;base64,AAAA"}}]}),
    ),
    "chat: texts beside the message": (CHAT, chat({"content": ""}, text=[WORDS])),
    "messages: a picture": (
        MESSAGES,
        message({"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": "AAAA"}}),
    ),
    "messages: a document": (MESSAGES, message({"type": "document", "source": {"type": "text", "data": WORDS}})),
    "messages: a block that nobody knows": (MESSAGES, message({"type": "answer", "answer": WORDS})),
    "messages: a text in an object": (MESSAGES, message({"type": "text", "text": {"value": WORDS}})),
    "responses: sound": (RESPONSES, response(item({"type": "output_audio", "data": "AAAA", "transcript": WORDS}))),
    "responses: a picture": (RESPONSES, response({"type": "image_generation_call", "id": "i", "result": "AAAA"})),
    "responses: a message that is a text": (RESPONSES, response({**item(), "content": WORDS})),
    "responses: an item that nobody knows": (RESPONSES, response({"type": "answer", "answer": WORDS})),
    "responses: a text in an object": (RESPONSES, response(item({"type": "output_text", "text": {"value": WORDS}}))),
    "dashscope: a picture": (DASHSCOPE, dashscope({"content": [{"image": "https://a.example/b.png"}]})),
    "dashscope: sound": (DASHSCOPE, dashscope({"content": "x"}, audio={"data": "AAAA"})),
    "dashscope: a list of texts": (DASHSCOPE, dashscope({"content": [WORDS]})),
    "ollama: a picture": (OLLAMA, ollama({"content": "x", "images": ["AAAA"]})),
    "ollama: a list of texts": (OLLAMA, ollama({"content": [WORDS]})),
    "gemini: a part that nobody knows": (GEMINI, gemini({"answer": WORDS})),
    "gemini: a part that nobody knows, among texts": (GEMINI, gemini({"text": "See:"}, {"answer": WORDS})),
    "gemini: words beside a text": (GEMINI, gemini({"text": "See:", "answer": WORDS})),
    "gemini: a text in an object": (GEMINI, gemini({"text": {"value": WORDS}})),
    "gemini: a list of texts": (GEMINI, gemini(WORDS)),
    "gemini: a picture": (GEMINI, gemini({"inlineData": {"mimeType": "image/png", "data": "AAAA"}})),
    "gemini: a picture in the other spelling": (
        GEMINI,
        gemini({"text": "See:"}, {"inline_data": {"mime_type": "image/png", "data": "AAAA"}}),
    ),
}


def heard(path, reply, *, events=None):
    wire = JsonWire(call_of(path, query={"alt": "sse"} if path == GEMINIS else {}).dialect)
    asked = wire.read(json.dumps({**ASKED[path], **({"stream": True} if events else {})}).encode())
    if events:
        return wire.hear(Answer(200, sse.write(events), "text/event-stream"), asked=asked)
    return wire.hear(Answer(200, json.dumps(reply).encode(), "application/json"), asked=asked)


@pytest.mark.parametrize(("path", "reply"), list(READ.values()), ids=list(READ))
def test_words_where_they_belong_are_for_people(path, reply):
    assert WORDS in "".join(heard(path, reply).for_people)


@pytest.mark.parametrize(("path", "reply"), list(UNREAD.values()), ids=list(UNREAD))
def test_what_nobody_can_read_or_find_is_no_reply(path, reply):
    with pytest.raises(UpstreamError) as refused:
        heard(path, reply)
    assert WORDS not in str(refused.value)


STREAMS = {
    "chat": (
        CHAT,
        [{"id": "c", "choices": [{"index": 0, "delta": {"content": [WORDS]}, "finish_reason": "stop"}]}, "[DONE]"],
    ),
    "messages": (
        MESSAGES,
        [
            {"type": "message_start", "message": {**message(), "stop_reason": None}},
            {"type": "content_block_start", "index": 0, "content_block": {"type": "answer", "answer": WORDS}},
            {"type": "content_block_stop", "index": 0},
            {"type": "message_stop"},
        ],
    ),
    "responses: an item": (
        RESPONSES,
        [
            {"type": "response.output_item.done", "output_index": 0, "item": {"type": "answer", "answer": WORDS}},
            {"type": "response.completed", "response": response()},
        ],
    ),
    "responses: a picture": (
        RESPONSES,
        [
            {"type": "response.image_generation_call.partial_image", "output_index": 0, "partial_image_b64": "AAAA"},
            {"type": "response.completed", "response": response()},
        ],
    ),
    "gemini": (GEMINIS, [gemini({"text": "See:"}), gemini({"answer": WORDS})]),
}


@pytest.mark.parametrize(("path", "events"), list(STREAMS.values()), ids=list(STREAMS))
def test_nor_is_it_in_a_stream(path, events):
    with pytest.raises(UpstreamError):
        heard(path, None, events=[one if isinstance(one, str) else json.dumps(one) for one in events])


@pytest.mark.parametrize("path", [CHAT, RESPONSES])
@pytest.mark.parametrize("odd", [["text"], {"a": 1}, 7, None])
def test_a_type_that_is_no_word_is_no_fault_of_ours(path, odd):
    parts = [{"type": odd, "text": WORDS}]
    turn = (
        {"input": [{"role": "user", "content": parts}]}
        if path == RESPONSES
        else {"messages": [{"role": "user", "content": parts}]}
    )
    wanted = {"text": {"format": {"type": odd}}} if path == RESPONSES else {"response_format": {"type": odd}}
    asked = JsonWire(call_of(path).dialect).read(
        json.dumps({**ASKED[path], **turn, **wanted, "tools": [{"type": odd}]}).encode()
    )
    assert asked.unread


@pytest.mark.parametrize("odd", [["text/plain"], {"a": 1}, 7, "words"])
@pytest.mark.parametrize("spelled", ["responseMimeType", "response_mime_type"])
def test_a_mime_type_that_is_no_word_is_one_that_nobody_knows(odd, spelled):
    body = {**ASKED[GEMINI], "generationConfig": {spelled: odd}}
    assert JsonWire(call_of(GEMINI).dialect).read(json.dumps(body).encode()).data_wanted


@pytest.mark.parametrize("odd", [7, True, "words", {"user": "a"}])
def test_a_history_that_is_no_list_is_told_so(odd):
    body = {"model": "m", "input": {"prompt": "?", "history": odd}}
    with pytest.raises(WireError, match="history"):
        JsonWire(call_of(DASHSCOPE).dialect).read(json.dumps(body).encode())
