"""Anthropic's messages: every place that can hold words is guarded, what is sealed goes back as it came, and samples of real traffic are read whole."""

from __future__ import annotations

import base64
import contextlib
import functools
import itertools
import json
import operator
import random
import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from medguard.errors import Blocked, MedguardError, UpstreamError, WireError
from medguard.flow import exchange, run
from medguard.types import Answer, Ask, Form
from medguard.upstream import headers_to_model
from medguard.wire import JsonWire, sse
from medguard.wire.anthropic import CountTokens, Messages
from medguard.wire.calls import call_of
from parts import parts
from test_promise import ANYTHING, planted, secrets_in

EMAIL, ID_CARD, PHONE = "ann.lee@example.org", "110101190001018884", "13800138000"
CANARY = f"{EMAIL} {ID_CARD} {PHONE}"
USER = {"role": "user", "content": "Hello"}
WIRE = JsonWire(Messages())
SEAL = base64.b64encode(b"\x12\xa4\x01\n\x18\x02" + random.Random(7).randbytes(300)).decode()
SAMPLES = Path(__file__).parent / "samples"


def asking(*messages, **fields):
    return {"model": "claude-sonnet-4-5-20250929", "max_tokens": 1024, "messages": list(messages) or [USER], **fields}


def user(*blocks):
    return asking({"role": "user", "content": list(blocks)})


def said(*blocks):
    return asking(USER, {"role": "assistant", "content": list(blocks)}, USER)


def called(given):
    return said({"type": "tool_use", "id": "toolu_1", "name": "find", "input": given})


def result(content, **fields):
    return user({"type": "tool_result", "tool_use_id": "toolu_1", "content": content, **fields})


def tool(**fields):
    return asking(tools=[{"name": "find", "input_schema": {"type": "object"}, **fields}])


def document(source, **fields):
    return user({"type": "document", "source": source, **fields})


TEXT = {"type": "text", "media_type": "text/plain", "data": "Hello"}

POSITIONS = {
    "a user's string": asking({"role": "user", "content": CANARY}),
    "a text block": user({"type": "text", "text": CANARY}),
    "an unknown field of a block": user({"type": "text", "text": "a", "note": CANARY}),
    "the system prompt": asking(system=CANARY),
    "a block of the system prompt": asking(system=[{"type": "text", "text": CANARY, "cache_control": {"type": "ephemeral", "ttl": "1h"}}]),
    "an assistant's turn": asking(USER, {"role": "assistant", "content": CANARY}, USER),
    "what the assistant is to go on with": asking(USER, {"role": "assistant", "content": CANARY}),
    "a system message in between": asking(USER, {"role": "system", "content": CANARY}),
    "a role": asking({"role": CANARY, "content": "Hello"}),
    "a tool's input": called({"who": CANARY}),
    "a tool's input, a key": called({CANARY: "who"}),
    "a tool's input, numbers": called({"id": int(ID_CARD), "phone": int(PHONE), "mail": EMAIL}),
    "a tool's input, JSON in it": called({"body": json.dumps({"who": json.dumps([CANARY])})}),
    "a tool's input named as an id": called({"id": CANARY, "data": CANARY, "signature": CANARY, "encrypted_content": CANARY}),
    "a tool's name": said({"type": "tool_use", "id": "1", "name": "write_to_" + PHONE, "input": {"mail": EMAIL}}),
    "a tool call's id": said({"type": "tool_use", "id": EMAIL, "name": "find", "input": {}}),
    "a caller": said({"type": "tool_use", "id": "1", "name": "find", "input": {}, "caller": {"type": CANARY, "tool_id": EMAIL}}),
    "a tool's result": result(CANARY),
    "a tool's result in JSON": result(json.dumps({"mail": [CANARY]})),
    "a tool's result in blocks": result([{"type": "text", "text": CANARY}]),
    "a tool's result that failed": result(CANARY, is_error=True),
    "a result's id": user({"type": "tool_result", "tool_use_id": EMAIL, "content": "ok"}),
    "a text document": document({**TEXT, "data": CANARY}),
    "a text document's title": document(TEXT, title=CANARY, context=CANARY),
    "a document in blocks": document({"type": "content", "content": [{"type": "text", "text": CANARY}]}),
    "a document as a string": document({"type": "content", "content": CANARY}),
    "a search result": user({"type": "search_result", "source": "https://example.org/" + EMAIL, "title": CANARY, "content": [{"type": "text", "text": CANARY}]}),
    "a thought": said({"type": "thinking", "thinking": CANARY, "signature": SEAL}),
    "a signature that is none": said({"type": "thinking", "thinking": "x", "signature": CANARY}),
    "a redacted thought that is none": said({"type": "redacted_thinking", "data": CANARY}),
    "a citation": said({"type": "text", "text": "a", "citations": [{"type": "char_location", "cited_text": CANARY, "document_title": CANARY, "document_index": 0}]}),
    "a citation from the web": said({"type": "text", "text": "a", "citations": [{"type": "web_search_result_location", "cited_text": CANARY, "url": "https://x.example/" + EMAIL, "title": CANARY, "encrypted_index": EMAIL}]}),
    "a server tool's input": said({"type": "server_tool_use", "id": "s", "name": "web_search", "input": {"query": CANARY}}),
    "what was found on the web": said({"type": "web_search_tool_result", "tool_use_id": "s", "content": [{"type": "web_search_result", "title": CANARY, "url": "https://x.example/" + EMAIL, "page_age": CANARY, "encrypted_content": SEAL}]}),
    "a page": said({"type": "web_fetch_tool_result", "tool_use_id": "s", "content": {"type": "web_fetch_result", "url": EMAIL, "content": {"type": "document", "source": {**TEXT, "data": CANARY}}}}),
    "what a program printed": said({"type": "bash_code_execution_tool_result", "tool_use_id": "s", "content": {"type": "bash_code_execution_result", "stdout": CANARY, "stderr": CANARY, "return_code": 0, "content": []}}),
    "what another server said": said({"type": "mcp_tool_result", "tool_use_id": "s", "is_error": False, "content": [{"type": "text", "text": CANARY}]}),
    "a summary": said({"type": "compaction", "content": CANARY, "encrypted_content": SEAL}),
    "a fallback": said({"type": "fallback", "from": {"model": EMAIL}, "to": {"model": EMAIL}, "trigger": {"type": CANARY}}),
    "metadata.user_id": asking(metadata={"user_id": CANARY}),
    "metadata.user_id of one word": asking(metadata={"user_id": EMAIL}),
    "metadata.user_id in an object": asking(metadata={"user_id": {"id": CANARY}}),
    "other metadata": asking(metadata={"ward": CANARY}),
    "a metadata key": asking(metadata={CANARY: "ward"}),
    "a user's profile": asking(user_profile_id=CANARY),
    "a stop sequence": asking(stop_sequences=["x", CANARY]),
    "a tool's description": tool(description=CANARY),
    "a tool's own name": tool(name="write_to_" + PHONE),
    "an example of its input": tool(input_examples=[{"who": CANARY}]),
    "a parameter's name": tool(input_schema={"type": "object", "properties": {CANARY: {}}, "required": [CANARY]}),
    "a parameter's description": tool(input_schema={"type": "object", "properties": {"who": {"type": "string", "description": CANARY, "enum": [CANARY], "default": CANARY}}}),
    "where the user is": asking(tools=[{"type": "web_search_20250305", "name": "web_search", "user_location": {"type": "approximate", "city": CANARY}}]),
    "a domain": asking(tools=[{"type": "web_search_20250305", "name": "web_search", "allowed_domains": [EMAIL]}]),
    "a tool's version": asking(tools=[{"type": "web_search_" + PHONE, "name": "web_search"}]),
    "a tool choice": asking(tool_choice={"type": "tool", "name": EMAIL}),
    "an output schema": asking(output_config={"format": {"type": "json_schema", "schema": {"type": "object", "title": CANARY}}}),
    "an edit of the context": asking(context_management={"edits": [{"type": "compact_20260112", "instructions": CANARY}]}),
    "the model": asking() | {"model": "claude-" + EMAIL},
    "an unknown field": asking(chart=CANARY),
    "an unknown field, deep": asking(chart={"a": [{"b": [[CANARY]]}]}),
    "an unknown field's key": asking(chart={CANARY: 1}),
    "an unknown field's number": asking(chart=int(PHONE)),
    "an unknown field of a message": asking({"role": "user", "content": "Hello", "chart": {"n": CANARY}}),
    "a cache's lifetime": asking(cache_control={"type": "ephemeral", "ttl": CANARY}),
}  # fmt: skip


def canaries_in(words):
    return [canary for canary in (EMAIL, ID_CARD, PHONE) if canary in words]


def message(*blocks, **fields):
    return {
        "id": "msg_1",
        "type": "message",
        "role": "assistant",
        "model": "claude-sonnet-4-5-20250929",
        "content": list(blocks),
        "stop_reason": "end_turn",
        "stop_sequence": None,
        "usage": {"input_tokens": 5, "cache_read_input_tokens": 2, "output_tokens": 3},
        **fields,
    }


def text(words, **fields):
    return {"type": "text", "text": words, **fields}


def streamed(*blocks, piece=3):
    """The events of a message: text, thinking and a tool's input come in pieces."""
    begun = message() | {"stop_reason": None}
    events = [{"type": "message_start", "message": begun}, {"type": "ping"}]
    for index, block in enumerate(blocks):
        empty, deltas = dict(block), []
        match block["type"]:
            case "text":
                empty["text"] = ""
                deltas = [{"type": "text_delta", "text": cut} for cut in pieces(block["text"], piece)]
            case "thinking":
                empty |= {"thinking": "", "signature": ""}
                deltas = [{"type": "thinking_delta", "thinking": cut} for cut in pieces(block["thinking"], piece)]
                deltas.append({"type": "signature_delta", "signature": block["signature"]})
            case "tool_use":
                empty["input"] = {}
                deltas = [
                    {"type": "input_json_delta", "partial_json": cut} for cut in ["", *pieces(block["input"], piece)]
                ]
            case _:
                pass
        events.append({"type": "content_block_start", "index": index, "content_block": empty})
        events += [{"type": "content_block_delta", "index": index, "delta": delta} for delta in deltas]
        events.append({"type": "content_block_stop", "index": index})
    events.append(
        {
            "type": "message_delta",
            "delta": {"stop_reason": "end_turn", "stop_sequence": None},
            "usage": {"output_tokens": 9},
        }
    )
    return [*events, {"type": "message_stop"}]


def pieces(words, length):
    return [words[at : at + length] for at in range(0, len(words), length)]


def sent_of(body, *, wire=WIRE, reply=None, **changes):
    """What would be sent, as bytes; run through the whole flow."""
    asked = []

    def ask(one):
        asked.append(one.content)
        return Answer(200, json.dumps(reply or message(text("Fine."))).encode(), "application/json")

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
    if "user_id" not in json.dumps(clean) and "user_profile_id" not in clean:
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


@pytest.mark.parametrize("who", ["7f3c9b", "Q. Xu", '{"account": "7f3c9b"}'])
def test_metadata_user_id_is_replaced_whatever_it_is(who):
    sent = json.loads(sent_of(asking(metadata={"user_id": who})))
    assert sent["metadata"] == {"user_id": "OTHER_ID_1"}


def test_no_word_of_the_protocol_is_shown_to_the_detector():
    body = said(
        {"type": "thinking", "thinking": "hm", "signature": SEAL},
        {"type": "redacted_thinking", "data": SEAL},
        {
            "type": "server_tool_use",
            "id": "s",
            "name": "web_search",
            "input": {"query": "q"},
            "caller": {"type": "direct"},
        },
        {"type": "text", "text": "t", "cache_control": {"type": "ephemeral", "ttl": "5m"}},
    ) | {
        "tools": [
            {
                "type": "web_search_20250305",
                "name": "web_search",
                "allowed_callers": ["direct", "code_execution_20260120"],
            }
        ],
        "thinking": {"type": "enabled", "budget_tokens": 2048, "display": "summarized"},
        "context_management": {"edits": [{"type": "clear_thinking_20251015", "keep": "all"}]},
        "output_config": {"effort": "high"},
        "service_tier": "auto",
    }
    asked = WIRE.read(json.dumps(body).encode())
    words = [passage.text.words for passage in asked.passages]
    assert words == [
        "claude-sonnet-4-5-20250929",
        "web_search",
        "Hello",
        "hm",
        "s",
        "web_search",
        "query",
        "q",
        "t",
        "Hello",
    ]
    assert [passage.form for passage in asked.passages if passage.text.words in {"s", "web_search"}] == [Form.TOKEN] * 3


def test_who_said_what_is_known():
    asked = WIRE.read(
        json.dumps(
            asking(
                {"role": "user", "content": "One?"},
                {
                    "role": "assistant",
                    "content": [{"type": "thinking", "thinking": "hm", "signature": SEAL}, text("One.")],
                },
                {"role": "user", "content": [text("Two"), text("more?")]},
                {"role": "assistant", "content": [{"type": "tool_use", "id": "t", "name": "f", "input": {}}]},
                {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "t", "content": "2"}]},
                temperature=0.5,
                top_k=3,
            )
        ).encode()
    )
    assert (asked.turn, asked.question.words, [one.words for one in asked.earlier_replies]) == (
        2,
        "Two\nmore?",
        ["One."],
    )
    assert asked.parameters == {"temperature": 0.5, "top_k": 3, "max_tokens": 1024}
    assert not asked.data_wanted


# ── what nobody can read ─────────────────────────────────────────────────────────────────────────────────────────────

PNG = {"type": "base64", "media_type": "image/png", "data": "iVBORw0KGgo="}
UNREADABLE = {
    "an image": user({"type": "image", "source": PNG}),
    "an image at an address": user({"type": "image", "source": {"type": "url", "url": "https://pacs.example.org/1.png"}}),
    "an image in a file": user({"type": "image", "source": {"type": "file", "file_id": "file_1"}}),
    "an image in a tool's result": result([{"type": "image", "source": PNG}]),
    "an image in a document": document({"type": "content", "content": [{"type": "image", "source": PNG}]}),
    "an image in the system prompt": asking(system=[{"type": "image", "source": PNG}]),
    "a PDF": document({"type": "base64", "media_type": "application/pdf", "data": "JVBERi0xLjQ="}),
    "a PDF at an address": document({"type": "url", "url": "https://ehr.example.org/1.pdf"}),
    "a file": document({"type": "file", "file_id": "file_1"}),
    "a file for a container": user({"type": "container_upload", "file_id": "file_1"}),
    "a file that a program wrote": said({"type": "bash_code_execution_tool_result", "tool_use_id": "s", "content": {"type": "bash_code_execution_result", "stdout": "", "stderr": "", "return_code": 0, "content": [{"type": "bash_code_execution_output", "file_id": "file_1"}]}}),
    "a page that is a PDF": said({"type": "web_fetch_tool_result", "tool_use_id": "s", "content": {"type": "web_fetch_result", "url": "u", "content": {"type": "document", "source": {"type": "base64", "media_type": "application/pdf", "data": "JVBERi0xLjQ="}}}}),
    "a block nobody has heard of": user({"type": "hologram", "text": "Hello"}),
    "blocks in blocks, without end": functools.reduce(lambda inside, _: result([{**inside["messages"][0]["content"][0]}]), range(60), result("Hello")),
    "a block in no list": result({"type": "image", "source": PNG}),
    "a list in a list": user([text("Hello")]),
    "base64 in a text document": document({**TEXT, "data": base64.b64encode(bytes(range(256))).decode()}),
    "base64 of words as a signature": said({"type": "thinking", "thinking": "x", "signature": base64.b64encode(CANARY.encode()).decode()}),
    "base64 of words as a redacted thought": said({"type": "redacted_thinking", "data": base64.b64encode(CANARY.encode()).decode()}),
    "words among the noise of a seal": said({"type": "thinking", "thinking": "x", "signature": base64.b64encode(random.Random(1).randbytes(200) + CANARY.encode() + random.Random(2).randbytes(200)).decode()}),
    "a picture as a signature": said({"type": "thinking", "thinking": "x", "signature": base64.b64encode(b"\x89PNG\r\n\x1a\n" + random.Random(1).randbytes(300)).decode()}),
    "a PDF as a redacted thought": said({"type": "redacted_thinking", "data": base64.b64encode(b"%PDF-1.7\n" + random.Random(1).randbytes(300)).decode()}),
    "a signature of a text": said({"type": "text", "text": "a", "signature": SEAL}),
    "a seal beside a tool's result": result("a", data=SEAL),
    "a seal in another place": user(text(SEAL)),
    "a seal in a tool's input": called({"signature": SEAL}),
    "a container": asking(container="container_1"),
    "other people's servers": asking(mcp_servers=[{"type": "url", "name": "ehr", "url": "https://ehr.example.org/mcp"}]),
    "a conversation that Anthropic keeps": asking(thread={"id": "thread_1"}),
}  # fmt: skip


@pytest.mark.parametrize("what", UNREADABLE)
def test_what_nobody_can_read_is_not_sent(what):
    with pytest.raises(Blocked, match="content/unread_parts"):
        sent_of(UNREADABLE[what])


def test_what_is_unread_is_told_by_place_and_kind():
    body = user(
        text("a"),
        {"type": "image", "source": PNG},
        {
            "type": "tool_result",
            "tool_use_id": "1",
            "content": [{"type": "document", "source": {"type": "file", "file_id": "f"}}],
        },
    )
    asked = WIRE.read(json.dumps(body).encode())
    assert [(one.place, one.media) for one in asked.unread] == [
        ("/messages/0/content/1", "image"),
        ("/messages/0/content/2/content/0", "file"),
    ]


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"model": "m"},
        asking() | {"model": 1},
        asking({"role": "user"}),
        asking({"role": "user", "content": 1}),
        {**asking(), "stream": "yes"},
    ],
)
def test_what_is_no_request_is_refused(body):
    with pytest.raises(WireError):
        WIRE.read(json.dumps(body).encode())


# ── what is sealed ───────────────────────────────────────────────────────────────────────────────────────────────────

SEALED = {
    "a signature": ({"type": "thinking", "thinking": "x", "signature": SEAL}, ["signature"]),
    "a redacted thought": ({"type": "redacted_thinking", "data": SEAL}, ["data"]),
    "what was found": ({"type": "web_search_tool_result", "tool_use_id": "s", "content": [{"type": "web_search_result", "title": "t", "url": "u", "encrypted_content": SEAL}]}, ["content", 0, "encrypted_content"]),
    "a citation's index": ({"type": "text", "text": "a", "citations": [{"type": "web_search_result_location", "encrypted_index": SEAL}]}, ["citations", 0, "encrypted_index"]),
    "a summary's": ({"type": "compaction", "content": "x", "encrypted_content": SEAL, "signature": SEAL}, ["encrypted_content"]),
    "what a program printed in secret": ({"type": "code_execution_tool_result", "tool_use_id": "s", "content": {"type": "encrypted_code_execution_result", "encrypted_stdout": SEAL}}, ["content", "encrypted_stdout"]),
}  # fmt: skip


@pytest.mark.parametrize("what", SEALED)
def test_a_seal_goes_both_ways_as_it_came(what):
    block, way = SEALED[what]
    for got in (
        json.loads(sent_of(said(block)))["messages"][1]["content"][0],
        json.loads(heard(message(block)))["content"][0],
    ):
        assert functools.reduce(operator.getitem, way, got) == SEAL


@pytest.mark.parametrize(
    "path",
    sorted(SAMPLES.glob("*/*anthropic*")) + sorted(SAMPLES.glob("anthropic_sdk/*.txt")),
    ids=lambda path: path.name,
)
def test_every_seal_of_the_samples_may_go_back(path):
    for key, seal in re.findall(r'"(signature|encrypted_content|encrypted_index)": ?"([^"]+)"', path.read_text()):
        block = (
            {"type": "thinking", "thinking": "x", "signature": seal}
            if key == "signature"
            else {"type": "compaction", "content": "x", key: seal}
        )
        sent = json.loads(sent_of(said(block)))
        assert sent["messages"][1]["content"] == [block]


@pytest.mark.parametrize("stream", [False, True])
def test_a_thought_goes_back_as_the_model_wrote_it(stream):
    """A changed letter would break its signature, and newer models refuse a thought after a changed conversation."""
    question = asking(
        {"role": "user", "content": "Ann Lee, ann.lee@example.org, asks: which ward? Call 13800138000."},
        system="Ward list",
        stream=stream,
    )
    blocks = [
        {"type": "thinking", "thinking": "[NAME_1] wants a ward; her phone is [PHONE_1].", "signature": SEAL},
        {"type": "redacted_thinking", "data": SEAL},
        text("I look it up, [NAME_1]."),
        {"type": "tool_use", "id": "toolu_1", "name": "find", "input": {"mail": "[EMAIL_1]"}},
    ]
    first = sent_of(question, reply=None) if not stream else None
    if stream:
        reply = _gathered(
            heard(streamed(*blocks[:3], {**blocks[3], "input": json.dumps(blocks[3]["input"])}), body=question)
        )
    else:
        reply = json.loads(heard(message(*blocks), body=question))["content"]
    assert reply[0]["thinking"] == "Ann Lee wants a ward; her phone is 13800138000."
    assert reply[3]["input"] == {"mail": EMAIL}
    follow_up = [
        {"role": "assistant", "content": reply},
        {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "toolu_1", "content": "Ward 7, 张伟"}]},
    ]
    second = json.loads(sent_of({**question, "stream": False, "messages": [*question["messages"], *follow_up]}))
    assert second["messages"][1]["content"] == blocks
    if first:
        assert second["messages"][0] == json.loads(first)["messages"][0]


def test_stand_ins_keep_their_numbers_as_a_conversation_grows():
    """Whatever comes behind the messages: Anthropic caches and signs what comes before a turn."""
    beside = {
        "system": "About 张伟, 13800138000.",
        "tools": [{"name": "find", "description": f"Of {EMAIL}", "input_schema": {}}],
    }
    first = asking({"role": "user", "content": "I am Ann Lee."}, **beside)
    more = [
        {"role": "assistant", "content": "Ann Lee, 张伟 is on 13800138000."},
        {"role": "user", "content": f'O"Brien, bob@example.com, {ID_CARD}'},
    ]
    sent = [json.loads(sent_of(body)) for body in (first, {**first, "messages": first["messages"] + more})]
    assert [sent[1][key] for key in beside] == [sent[0][key] for key in beside]
    assert sent[1]["messages"][:1] == sent[0]["messages"]
    assert sent[1]["system"] == "About [NAME_1], [PHONE_1]."
    assert [turn["content"] for turn in sent[1]["messages"]] == [
        "I am [NAME_2].",
        "[NAME_2], [NAME_1] is on [PHONE_1].",
        "[NAME_3], [EMAIL_2], [ID_CARD_1]",
    ]


# ── replies ──────────────────────────────────────────────────────────────────────────────────────────────────────────

NAMES = asking({"role": "user", "content": 'Ann Lee, 张伟, O"Brien, ann.lee@example.org'})
"""[NAME_1], [NAME_2], [NAME_3], [EMAIL_1]"""


def heard(reply, *, body=NAMES, wire=WIRE, **changes):
    """What the caller gets of a reply: JSON text, or the events of a stream."""
    stream = isinstance(reply, list)
    if stream:
        events = [json.dumps(event, ensure_ascii=False) if isinstance(event, dict) else event for event in reply]
        answer = Answer(
            200, sse.write(events, [json.loads(event).get("type", "") for event in events]), "text/event-stream"
        )
    else:
        answer = Answer(200, reply if isinstance(reply, bytes) else json.dumps(reply).encode(), "application/json")
    content = json.dumps({**body, "stream": stream}).encode()
    released = run(exchange(content, wire, parts(**changes), door="wrap"), lambda _said: answer)
    return released.content.decode()


def _gathered(content):
    """The blocks of a streamed message, put together as a client does."""
    blocks = []
    for event in map(json.loads, sse.read(content.encode())):
        match event["type"]:
            case "content_block_start":
                blocks.append(event["content_block"])
            case "content_block_delta":
                block, delta = blocks[event["index"]], event["delta"]
                match delta["type"]:
                    case "text_delta":
                        block["text"] += delta["text"]
                    case "thinking_delta":
                        block["thinking"] += delta["thinking"]
                    case "signature_delta":
                        block["signature"] = delta["signature"]
                    case "input_json_delta":
                        block["json"] = block.get("json", "") + delta["partial_json"]
                    case "citations_delta":
                        block.setdefault("citations", []).append(delta["citation"])
            case "content_block_stop":
                block = blocks[event["index"]]
                if "json" in block:
                    block["input"] = json.loads(block.pop("json") or "{}")
    return blocks


@pytest.mark.parametrize("piece", [1, 2, 3, 5, 7, 100])
def test_a_stream_says_what_the_whole_message_says_however_it_is_cut(piece):
    words = "您好 **[NAME_2]**，`name_1`'s and NAME\\_3 and 【EMAIL_1】 👩‍⚕️ [NAME_9]."
    want = "您好 **张伟**，`Ann Lee`'s and O\"Brien and ann.lee@example.org 👩‍⚕️ [NAME_9]."
    arguments = '{"to": "[NAME_3]", "why": "\\u005bNAME_2\\u005d", "n": {"[NAME_1]": 1.50}}'
    blocks = [
        {"type": "thinking", "thinking": words, "signature": SEAL},
        text(words),
        {"type": "tool_use", "id": "t", "name": "f", "input": arguments},
        text("[NAME_1]"),
    ]
    got = _gathered(heard(streamed(*blocks, piece=piece)))
    assert (got[0]["thinking"], got[0]["signature"], got[1]["text"], got[3]["text"]) == (want, SEAL, want, "Ann Lee")
    assert got[2]["input"] == {"to": 'O"Brien', "why": "张伟", "n": {"Ann Lee": 1.5}}
    assert json.loads(heard(message(text(words))))["content"][0]["text"] == want


@pytest.mark.parametrize("cut", range(1, len("[NAME_1]")))
def test_a_stand_in_cut_at_any_letter_is_found(cut):
    words = "[NAME_1]"
    events = streamed(text(""))
    events[3:3] = [
        {"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": part}}
        for part in (words[:cut], "", words[cut:])
    ]
    assert _gathered(heard(events))[0]["text"] == "Ann Lee"


STREAMS = sorted(SAMPLES.glob("anthropic_sdk/*.txt")) + sorted(SAMPLES.glob("vercel_ai/anthropic__*.chunks.txt"))
WHOLES = sorted(SAMPLES.glob("vercel_ai/anthropic__*.json"))


def events_of(path):
    content = path.read_text(encoding="utf-8")
    if path.name.endswith(".chunks.txt"):
        return [line for line in content.splitlines() if line]
    return sse.read(content.encode() + b"\n\n")


def hear(events):
    asked = WIRE.read(json.dumps({**NAMES, "stream": True}).encode())
    return WIRE.hear(Answer(200, sse.write(events), "text/event-stream"), asked=asked)


@pytest.mark.parametrize("path", STREAMS, ids=lambda path: path.name)
def test_a_recorded_stream_comes_through_as_it_is(path):
    events = events_of(path)
    reply = hear(events)
    written = reply.written([[] for _ in reply.passages])
    assert sse.read(written) == events
    names = re.findall(rb"^event: (.*)$", written, re.MULTILINE)
    assert [name.decode() for name in names] == [json.loads(event)["type"] for event in events]
    assert reply.choices == 1
    assert reply.tokens["completion_tokens"] > 0


@pytest.mark.parametrize("path", WHOLES, ids=lambda path: path.name)
def test_a_recorded_message_comes_through_as_it_is(path):
    asked = WIRE.read(json.dumps(NAMES).encode())
    reply = WIRE.hear(Answer(200, path.read_bytes(), "application/json"), asked=asked)
    assert reply.written([[] for _ in reply.passages]) == path.read_bytes()
    blocks = json.loads(path.read_bytes())["content"]
    assert "".join(reply.for_people) == "".join(block["text"] for block in blocks if block["type"] == "text")


@pytest.mark.parametrize("path", STREAMS, ids=lambda path: path.name)
def test_a_stand_in_across_every_border_of_a_recorded_stream_is_found(path):
    """Wherever one piece ends and the next begins, a name is put across."""
    bodies, borders, last = [json.loads(event) for event in events_of(path)], 0, {}
    for body in bodies:
        delta = body.get("delta", {})
        field = {"text_delta": "text", "thinking_delta": "thinking"}.get(delta.get("type"))
        if field is None:
            continue
        before = last.get(body["index"])
        if before is not None:
            before[field] += "[NA"
            delta[field] = "ME_1]" + delta[field]
            borders += 1
        last[body["index"]] = delta
    reply = heard([json.dumps(body, ensure_ascii=False) for body in bodies])
    assert reply.count("Ann Lee") == borders
    assert "[NA" not in reply


def test_notices_stand_before_the_first_and_after_the_last_text():
    blocks = [
        {"type": "thinking", "thinking": "hm", "signature": SEAL},
        text("One."),
        {"type": "tool_use", "id": "t", "name": "f", "input": "{}"},
        text("Two."),
    ]
    got = _gathered(hear(list(map(json.dumps, streamed(*blocks)))).amended("<", ">").written([[]] * 99).decode())
    assert [block.get("text") for block in got] == [None, "<One.", None, "Two.>"]
    assert got[0]["thinking"] == "hm"


def test_what_is_said_to_people_is_text_alone():
    blocks = [
        {"type": "thinking", "thinking": "hm", "signature": SEAL},
        text("One. "),
        {"type": "server_tool_use", "id": "s", "name": "web_search", "input": {"query": "q"}},
        text("Two."),
    ]
    reply = WIRE.hear(Answer(200, json.dumps(message(*blocks)).encode()), asked=WIRE.read(json.dumps(NAMES).encode()))
    assert reply.for_people == ["One. Two."]
    assert reply.tokens == {"prompt_tokens": 7, "completion_tokens": 3, "total_tokens": 10}


def test_the_rest_of_a_message_stays_byte_for_byte():
    reply = b'{ "type":"message", "content": [{"type":"text",\t"text":"[NAME_1] 1.0", "x":"\\u00e9 1.0"}],\n"stop_sequence": "[NAME_2]", "usage":{"output_tokens":1.0e1},"new":[1,2]}'
    assert heard(reply).encode() == reply.replace(b"[NAME_1]", b"Ann Lee").replace(b"[NAME_2]", "张伟".encode())


@pytest.mark.parametrize("place", ["thinking", "text", "input", "id in the input", "a citation", "an unknown event"])
def test_what_the_model_made_up_is_checked_wherever_it_stands(place):
    leak = "bob@example.com"
    events = {
        "thinking": streamed({"type": "thinking", "thinking": leak, "signature": SEAL}, text("a")),
        "text": streamed(text(leak)),
        "input": streamed({"type": "tool_use", "id": "t", "name": "f", "input": json.dumps({"to": leak})}),
        "id in the input": streamed({"type": "tool_use", "id": "t", "name": "f", "input": json.dumps({"id": leak})}),
        "a citation": streamed(text("a", citations=[{"type": "char_location", "cited_text": leak}])),
        "an unknown event": [*streamed(text("a")), {"type": "gossip", "words": leak}],
    }[place]
    with pytest.raises(Blocked, match="no_leak"):
        heard(events)


def test_a_whole_tool_input_is_checked_and_restored():
    block = {
        "type": "tool_use",
        "id": "toolu_1",
        "name": "f",
        "input": {"id": "[NAME_1]", "data": "NAME_2", "[NAME_3]": [1]},
    }
    got = json.loads(heard(message(block)))["content"][0]["input"]
    assert got == {"id": "Ann Lee", "data": "张伟", 'O"Brien': [1]}
    for leak in ({"id": PHONE}, {"page": int(PHONE)}, {"model": PHONE}):
        with pytest.raises(Blocked, match="no_leak"):
            heard(message({**block, "input": leak}))


def test_what_anthropic_measured_is_nobodys_number():
    usage = {"input_tokens": 13800138000, "cache_creation": {"ephemeral_1h_input_tokens": 13800138000}}
    cited = {"type": "char_location", "cited_text": "a", "start_char_index": 13800138000, "end_char_index": 13800138001}
    reply = message(text("Fine.", citations=[cited]), usage=usage)
    assert json.loads(heard(reply)) == reply


def test_ids_of_the_provider_are_no_leak():
    reply = message(
        text("Fine."), id="msg_13800138000", container={"id": "c_13900139000", "expires_at": "2026-01-01T00:00:00Z"}
    )
    assert json.loads(heard(reply)) == reply


@pytest.mark.parametrize(
    "reply",
    [
        b'{"type": "message"}',
        b'{"type": "message", "content": "a"}',
        b'{"type": "message", "content": [{"type": "text", "text": "a", "text": "b"}]}',
        b'{"type": "error", "error": {"type": "overloaded_error", "message": "Ann Lee"}}',
        b'{"input_tokens": 3}',
        [*streamed(text("a"))[:-1]],
        streamed(text("a"))[1:],
        [*streamed(text("a"))[:5], {"type": "content_block_start", "index": 0, "content_block": text("b")}, {"type": "message_stop"}],
        [{"type": "message_start"}, {"type": "message_stop"}],
        [*streamed(text("a"))[:3], {"type": "content_block_delta", "index": "Ann Lee", "delta": {"type": "text_delta", "text": "b"}}],
        [*streamed(text("a"))[:3], {"words": "b"}],
    ],
)  # fmt: skip
def test_what_can_be_read_in_two_ways_or_not_at_all_is_no_reply(reply):
    with pytest.raises(UpstreamError):
        heard(reply)


@pytest.mark.parametrize(
    "more",
    [
        [{"type": "ping"}],
        [{"type": "message_start", "message": message()}],
        [{"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": ""}}],
        [{"type": "weather", "level": 1}],
    ],
)
def test_the_oddities_of_the_stream_come_through_as_they_are(more):
    events = streamed(text("Fine."))
    events[4:4] = more
    assert list(map(json.loads, sse.read(heard(events).encode()))) == events


def test_a_tool_that_is_called_without_arguments_is_called_without():
    events = streamed({"type": "tool_use", "id": "t", "name": "f", "input": ""})
    assert _gathered(heard(events)) == [{"type": "tool_use", "id": "t", "name": "f", "input": {}}]


def test_a_message_in_json_that_was_asked_for_is_given_no_notice():
    wanted = asking(output_config={"format": {"type": "json_schema", "schema": {"type": "object"}}})
    asked = WIRE.read(json.dumps(wanted).encode())
    assert asked.data_wanted
    reply = WIRE.hear(Answer(200, json.dumps(message(text('{"a": "b"}'))).encode()), asked=asked)
    assert reply.for_people == []


# ── counting ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("position", POSITIONS)
def test_counting_tokens_sends_no_canary_either(position):
    sent = sent_of(POSITIONS[position], wire=JsonWire(CountTokens()), reply={"input_tokens": 14})
    assert not canaries_in(sent.decode())


def test_counting_says_a_number_and_nothing_to_anybody():
    wire = JsonWire(CountTokens())
    assert json.loads(
        heard(b'{"input_tokens": 2095, "context_management": {"original_input_tokens": 138001}}', wire=wire)
    ) == {
        "input_tokens": 2095,
        "context_management": {"original_input_tokens": 138001},
    }
    with pytest.raises(UpstreamError):
        heard(message(text("Hello")), wire=wire)


# ── errors ───────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("status", "kind", "shown"),
    [
        (529, "overloaded_error", "529 (overloaded_error)"),
        (400, "invalid_request_error", "400 (invalid_request_error)"),
        (429, "Ann Lee", "429."),
    ],
)
def test_an_error_of_anthropics_is_told_by_its_type_and_none_of_its_words(status, kind, shown):
    content = json.dumps(
        {"type": "error", "error": {"type": kind, "message": "Ann Lee is too long"}, "request_id": "r"}
    ).encode()
    asked = WIRE.read(json.dumps(NAMES).encode())
    with pytest.raises(UpstreamError) as refused:
        WIRE.hear(Answer(status, content), asked=asked)
    assert shown in str(refused.value)
    assert "Ann" not in str(refused.value)
    assert refused.value.http_status == status
    assert (
        json.loads(WIRE.refusal(refused.value))["error"]["type"]
        == {529: "overloaded_error", 400: "invalid_request_error", 429: "rate_limit_error"}[status]
    )


def test_an_error_in_the_midst_of_a_stream_is_told_by_its_type():
    events = [
        *streamed(text("Hello"))[:4],
        {"type": "error", "error": {"type": "overloaded_error", "message": "Ann Lee"}},
    ]
    with pytest.raises(UpstreamError, match=r"\(overloaded_error\)") as broken:
        heard(events)
    assert "Ann" not in str(broken.value)


def test_a_refusal_has_the_shape_that_clients_know():
    error = Blocked("No.", rule="r/x", remedy="Do.", remedy_zh="请。")
    body = json.loads(WIRE.refusal(error))
    assert body == {
        "type": "error",
        "error": {
            "type": "permission_error",
            "message": "No.",
            "medguard": {"code": "blocked", "exchange": None, "rule": "r/x", "remedy": "Do.", "remedy_zh": "请。"},
        },
    }
    assert WIRE.stopped(error).startswith(b"event: error\ndata: {")
    assert json.loads(WIRE.refusal(MedguardError("x")))["error"]["type"] == "api_error"


# ── paths and headers ────────────────────────────────────────────────────────────────────────────────────────────────


def test_paths_tell_the_call():
    assert type(call_of("/v1/messages").dialect) is Messages
    assert type(call_of("/v1/messages/count_tokens").dialect) is CountTokens
    assert call_of("/v1/messages/batches") is None


@pytest.mark.parametrize(
    ("name", "value", "good"),
    [
        ("anthropic-version", "2023-06-01", True),
        ("anthropic-version", "Ann Lee", False),
        ("anthropic-beta", "interleaved-thinking-2025-05-14,context-1m-2025-08-07,output-128k-2025-02-19", True),
        ("anthropic-beta", "Ann Lee", False),
        ("anthropic-beta", PHONE, False),
        ("anthropic-workspace-id", "wrkspc_011CZkZaBF1tNoB5wlCeusgy", True),
        ("anthropic-workspace-id", EMAIL, False),
        ("anthropic-user-profile-id", "uprof_011CZkZaBF1tNoB5wlCeusgy", False),
        ("x-stainless-os", "Linux", False),
        ("X-Api-Key", "sk-ant-api03-123456789", True),
    ],
)
def test_headers_go_along_by_list_where_they_look_as_they_should(name, value, good):
    sent = headers_to_model({name: value}, Ask(b"", stream=False), call_of("/v1/messages").dialect.headers)
    assert (sent.get(name) == value) is good


# ── anything ─────────────────────────────────────────────────────────────────────────────────────────────────────────

SOME = planted()
BLOCKS = st.one_of(
    st.fixed_dictionaries({"type": st.just("text"), "text": SOME}, optional={"citations": ANYTHING, "cache_control": ANYTHING, "x": ANYTHING}),
    st.fixed_dictionaries({"type": st.just("thinking"), "thinking": SOME, "signature": SOME | st.just(SEAL)}),
    st.fixed_dictionaries({"type": st.just("redacted_thinking"), "data": SOME | st.just(SEAL)}),
    st.fixed_dictionaries({"type": st.just("tool_use"), "id": SOME, "name": SOME, "input": ANYTHING}),
    st.fixed_dictionaries({"type": st.just("tool_result"), "tool_use_id": SOME, "content": SOME | st.lists(st.fixed_dictionaries({"type": st.just("text"), "text": SOME}))}),
    st.fixed_dictionaries({"type": st.just("search_result"), "source": SOME, "title": SOME, "content": st.lists(st.fixed_dictionaries({"type": st.just("text"), "text": SOME}))}),
    st.fixed_dictionaries({"type": st.just("server_tool_use"), "id": SOME, "name": SOME, "input": ANYTHING}),
    st.fixed_dictionaries({"type": st.just("compaction"), "content": SOME, "encrypted_content": SOME | st.just(SEAL)}),
    st.fixed_dictionaries({"type": st.just("document"), "source": st.fixed_dictionaries({"type": st.just("text"), "media_type": st.just("text/plain"), "data": SOME}), "title": SOME}),
)  # fmt: skip
TURNS = st.fixed_dictionaries(
    {
        "role": st.sampled_from(["user", "assistant", "system"]) | SOME,
        "content": SOME | st.lists(BLOCKS, min_size=1, max_size=3),
    },
    optional={"x_unknown": ANYTHING},
)
REQUESTS = st.fixed_dictionaries(
    {"model": SOME | st.just("claude-opus-5"), "messages": st.lists(TURNS, min_size=1, max_size=3)},
    optional=dict.fromkeys(
        "system metadata stop_sequences tools tool_choice thinking output_config context_management chart".split(),
        ANYTHING,
    ),
)


FIELDS = "type message content_block delta index content text usage citation data words".split()


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(body=REQUESTS, escaped=st.booleans())
def test_nothing_that_identifies_anybody_leaves_in_a_request_of_any_shape(body, escaped):
    content, asked = json.dumps(body, ensure_ascii=escaped).encode(), []

    def ask(one):
        asked.append(one.content.decode())
        return Answer(200, json.dumps(message(text("[NAME_1], [PHONE_1]."))).encode())

    with contextlib.suppress(MedguardError):
        run(exchange(content, WIRE, parts(), door="wrap"), ask)
    for words in asked:
        assert not secrets_in(words)
        assert list(json.loads(words)) == list(body)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(0, 3) | st.sampled_from(["text", "a"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(FIELDS), inner, max_size=5),
    max_leaves=12,
)


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(change=st.dictionaries(st.sampled_from(FIELDS), JSON, max_size=3), at=st.integers(0, 9), stream=st.booleans())
def test_a_reply_of_any_shape_is_read_or_refused(change, at, stream):
    asked = WIRE.read(json.dumps({**NAMES, "stream": stream}).encode())
    events = streamed({"type": "thinking", "thinking": "a", "signature": SEAL}, text("a"))
    events[at % len(events)].update(change)
    content = (
        sse.write(list(map(json.dumps, events))) if stream else json.dumps({**message(text("a")), **change}).encode()
    )
    with contextlib.suppress(UpstreamError):
        reply = WIRE.hear(Answer(200, content), asked=asked)
        assert reply.amended("", "").written([[]] * len(reply.passages)) == reply.written([[]] * len(reply.passages))


@settings(max_examples=100, deadline=None)
@given(words=st.lists(planted(), min_size=1, max_size=3), piece=st.integers(1, 9), stream=st.booleans())
def test_what_the_model_repeats_comes_back_as_it_was(words, piece, stream):
    everything = "\n".join(words)

    def ask(one):
        heard_by_model = json.loads(one.content)["messages"][0]["content"]
        assert not secrets_in(heard_by_model)
        if stream:
            events = streamed(text(heard_by_model), piece=piece)
            return Answer(200, sse.write(list(map(json.dumps, events))), "text/event-stream")
        return Answer(200, json.dumps(message(text(heard_by_model))).encode())

    body = asking({"role": "user", "content": everything}, stream=stream)
    released = run(exchange(json.dumps(body).encode(), WIRE, parts(), door="wrap"), ask).content
    got = _gathered(released.decode()) if stream else json.loads(released)["content"]
    assert "".join(itertools.chain(*(block["text"] for block in got))) == everything
