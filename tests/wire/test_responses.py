"""OpenAI's responses: every place is guarded, what is said five times is restored and amended five times, and samples of real traffic are read whole."""

from __future__ import annotations

import base64
import contextlib
import itertools
import json
import random
import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from medguard.errors import Blocked, MedguardError, UpstreamError, WireError
from medguard.flow import exchange, run
from medguard.types import Answer, Level
from medguard.wire import JsonWire, sse
from medguard.wire.calls import call_of
from medguard.wire.openai import Responses
from parts import CLINICIANS, PATIENTS, parts
from test_promise import ANYTHING, planted, secrets_in

EMAIL, ID_CARD, PHONE = "ann.lee@example.org", "110101190001018884", "13800138000"
CANARY = f"{EMAIL} {ID_CARD} {PHONE}"
USER = {"role": "user", "content": "Hello"}
WIRE = JsonWire(Responses())
SEAL = base64.urlsafe_b64encode(b"\x80\x00\x00\x00" + random.Random(3).randbytes(300)).decode()
KEPT = "msg_0a098396a8feca410068caae457c508196b2fcd079d1d3ec74"
BARE = {"checks/all_judged": Level.DENY, "phi/identifiers_replaced": Level.DENY}
SAMPLES = Path(__file__).parent / "samples" / "vercel_ai"


def asking(*items, **fields):
    return {"model": "gpt-5", "input": list(items) or "Hello", **fields}


def user(*parts_of_it):
    return asking({"type": "message", "role": "user", "content": list(parts_of_it)})


def called(arguments):
    return asking(USER, {"type": "function_call", "call_id": "call_1", "name": "find", "arguments": arguments})


def tool(**fields):
    return asking(tools=[{"type": "function", "name": "find", "parameters": {"type": "object"}, **fields}])


def thought(**fields):
    return asking(USER, {"type": "reasoning", "id": "rs_1", "summary": [], **fields})


def annotated(**fields):
    part = {"type": "output_text", "text": "a", "annotations": [{"type": "url_citation", "start_index": 0, **fields}]}
    return asking({"type": "message", "id": KEPT, "role": "assistant", "status": "completed", "content": [part]}, USER)


POSITIONS = {
    "the input as a text": {"model": "gpt-5", "input": CANARY},
    "instructions": asking(instructions=CANARY),
    "a user's string": asking({"role": "user", "content": CANARY}),
    "a developer's message": asking({"role": "developer", "content": CANARY}, USER),
    "a text part": user({"type": "input_text", "text": CANARY}),
    "an unknown field of a part": user({"type": "input_text", "text": "a", "note": CANARY}),
    "an assistant's turn": asking({"role": "assistant", "content": [{"type": "output_text", "text": CANARY}]}, USER),
    "a refusal": asking({"role": "assistant", "content": [{"type": "refusal", "refusal": CANARY}]}, USER),
    "a cited page": annotated(url="https://x.example/" + EMAIL, title=CANARY),
    "a role": asking({"role": CANARY, "content": "Hello"}),
    "a phase": asking({"role": "assistant", "phase": CANARY, "content": "Hello"}),
    "a status": asking({"role": "user", "status": CANARY, "content": "Hello"}),
    "an item's id": asking({"type": "message", "id": EMAIL, "role": "user", "content": "Hello"}),
    "an id that looks kept": asking({"type": "message", "id": "msg_" + PHONE, "role": "user", "content": EMAIL}),
    "arguments, a value": called(json.dumps({"who": CANARY})),
    "arguments, a key": called(json.dumps({CANARY: "who"})),
    "arguments, a number": called(f'{{"id": {ID_CARD}, "phone": {PHONE}, "mail": "{EMAIL}"}}'),
    "arguments, JSON in JSON": called(json.dumps({"body": json.dumps({"who": json.dumps([CANARY])})})),
    "arguments that are no JSON": called(CANARY),
    "a call's name": asking({"type": "function_call", "call_id": "c", "name": "write_to_" + PHONE, "arguments": EMAIL}),
    "a call's id": asking({"type": "function_call_output", "call_id": EMAIL, "output": "ok"}),
    "a tool's result": asking({"type": "function_call_output", "call_id": "c", "output": CANARY}),
    "a tool's result in JSON": asking({"type": "function_call_output", "call_id": "c", "output": json.dumps([CANARY])}),
    "a tool's result in parts": asking({"type": "function_call_output", "call_id": "c", "output": [{"type": "input_text", "text": CANARY}]}),
    "a custom tool's input": asking({"type": "custom_tool_call", "call_id": "c", "name": "f", "input": CANARY}),
    "a custom tool's result": asking({"type": "custom_tool_call_output", "call_id": "c", "output": CANARY}),
    "a search": asking({"type": "web_search_call", "id": "ws_1", "status": "completed", "action": {"type": "search", "query": CANARY, "sources": [{"type": "url", "url": "https://x/" + EMAIL}]}}),
    "what a search found": asking({"type": "file_search_call", "id": "fs_1", "queries": [CANARY], "results": [{"text": CANARY, "filename": EMAIL, "attributes": {"who": CANARY}}]}),
    "what another server said": asking({"type": "mcp_call", "id": "mcp_1", "server_label": "s", "name": "f", "arguments": json.dumps({"w": CANARY}), "output": CANARY}),
    "an approval": asking({"type": "mcp_approval_response", "approval_request_id": EMAIL, "approve": True, "reason": CANARY}),
    "a command": asking({"type": "shell_call", "call_id": "c", "action": {"commands": ["grep " + CANARY], "timeout_ms": 1}}),
    "a command's output": asking({"type": "shell_call_output", "call_id": "c", "output": [{"stdout": CANARY, "stderr": CANARY, "outcome": {"type": "exit", "exit_code": 0}}]}),
    "a thought": thought(summary=[{"type": "summary_text", "text": CANARY}]),
    "a thought in full": thought(content=[{"type": "reasoning_text", "text": CANARY}]),
    "an encrypted thought that is none": thought(encrypted_content=CANARY),
    "an encrypted thought in one word": thought(encrypted_content=EMAIL),
    "an encrypted number": asking(USER, {"type": "reasoning", "encrypted_content": int(PHONE), "note": CANARY}),
    "a tool's description": tool(description=CANARY),
    "a tool's name": tool(name="write_to_" + PHONE),
    "a parameter's name": tool(parameters={"type": "object", "properties": {CANARY: {}}, "required": [CANARY]}),
    "a parameter's description": tool(parameters={"type": "object", "properties": {"who": {"type": "string", "description": CANARY, "enum": [CANARY]}}}),
    "a grammar": asking(tools=[{"type": "custom", "name": "f", "format": {"type": "grammar", "syntax": "regex", "definition": CANARY}}]),
    "where the user is": asking(tools=[{"type": "web_search", "user_location": {"type": "approximate", "city": CANARY}}]),
    "a domain": asking(tools=[{"type": "web_search", "filters": {"allowed_domains": [EMAIL]}}]),
    "a tool choice": asking(tool_choice={"type": "function", "name": EMAIL}),
    "a tool choice of one word": asking(tool_choice=EMAIL),
    "user": asking(user=CANARY),
    "user of one word": asking(user="nurse"),
    "user in an object": asking(user={"id": CANARY}),
    "safety_identifier": asking(safety_identifier=CANARY),
    "prompt_cache_key": asking(prompt_cache_key=CANARY),
    "a metadata value": asking(metadata={"ward": CANARY}),
    "a metadata value named as an id": asking(metadata={"id": CANARY, "model": EMAIL}),
    "a metadata key": asking(metadata={CANARY: "ward"}),
    "a prompt's id": asking(prompt={"id": EMAIL, "version": "2"}),
    "a prompt's variable": asking(prompt={"id": "pmpt_1", "variables": {"who": CANARY}}),
    "a prompt's variable in a part": asking(prompt={"id": "pmpt_1", "variables": {"who": {"type": "input_text", "text": CANARY}}}),
    "a prompt's variable's name": asking(prompt={"id": "pmpt_1", "variables": {CANARY: "who"}}),
    "a schema": asking(text={"format": {"type": "json_schema", "name": EMAIL, "schema": {"title": CANARY, "properties": {CANARY: {"description": CANARY}}}}}),
    "what to include": asking(include=[CANARY]),
    "the model": asking() | {"model": f"ft:gpt-5:{EMAIL}"},
    "a service tier": asking(service_tier=CANARY),
    "reasoning": asking(reasoning={"effort": CANARY, "summary": EMAIL}),
    "truncation": asking(truncation=CANARY),
    "an unknown field": asking(chart=CANARY),
    "an unknown field, deep": asking(chart={"a": [{"b": [[CANARY]], CANARY: int(PHONE)}]}),
    "an unknown item field": asking({"role": "user", "content": "Hello", "chart": {"n": CANARY}}),
    "an unknown delta": asking(delta=CANARY, response={"output": [CANARY]}),
}  # fmt: skip


def canaries_in(words):
    return [canary for canary in (EMAIL, ID_CARD, PHONE) if canary in words]


def message(words, **fields):
    part = {"type": "output_text", "text": words, "annotations": [], "logprobs": []}
    return {"type": "message", "id": KEPT, "role": "assistant", "status": "completed", "content": [part], **fields}


def response(*output, **fields):
    usage = {"input_tokens": 5, "output_tokens": 3, "total_tokens": 8, "input_tokens_details": {"cached_tokens": 0}}
    return {
        "id": "resp_0a098396a8feca410068caae39e7648196b346e99fa8ec494c",
        "object": "response",
        "created_at": 1758113338,
        "status": "completed",
        "model": "gpt-5",
        "output": list(output),
        "store": True,
        "usage": usage,
        **fields,
    }


def streamed(*output, piece=3, **fields):
    """The events of a response: texts, thoughts and arguments come in pieces, and then four times as a whole."""
    begun = response(**fields) | {"status": "in_progress", "usage": None}
    events = [{"type": "response.created", "response": begun}, {"type": "response.in_progress", "response": begun}]
    for at, item in enumerate(output):
        where = {"output_index": at, "item_id": item["id"]}
        for field in ("content", "summary", "arguments", "input"):
            if field in item:
                break
        empty = item | {field: "" if isinstance(item[field], str) else []}
        events.append({"type": "response.output_item.added", "output_index": at, "item": empty})
        if isinstance(item[field], str):
            name = {"function_call": "function_call_arguments", "custom_tool_call": "custom_tool_call_input"}[
                item["type"]
            ]
            events += [{"type": f"response.{name}.delta", **where, "delta": cut} for cut in pieces(item[field], piece)]
            events.append({"type": f"response.{name}.done", **where, field: item[field]})
        else:
            index, part_name, text_name = {
                "content": ("content_index", "content_part", "output_text"),
                "summary": ("summary_index", "reasoning_summary_part", "reasoning_summary_text"),
            }[field]
            for number, part in enumerate(item[field]):
                here = where | {index: number}
                events.append({"type": f"response.{part_name}.added", **here, "part": part | {"text": ""}})
                events += [
                    {"type": f"response.{text_name}.delta", **here, "delta": cut, "obfuscation": "aB3x"}
                    for cut in pieces(part["text"], piece)
                ]
                events.append({"type": f"response.{text_name}.done", **here, "text": part["text"]})
                events.append({"type": f"response.{part_name}.done", **here, "part": part})
        events.append({"type": "response.output_item.done", "output_index": at, "item": item})
    events.append({"type": "response.completed", "response": response(*output, **fields)})
    return [event | {"sequence_number": number} for number, event in enumerate(events)]


def pieces(words, length):
    return [words[at : at + length] for at in range(0, len(words), length)]


def sent_of(body, *, reply=None, **changes):
    """What would be sent, as bytes; run through the whole flow."""
    asked = []

    def ask(one):
        asked.append(one.content)
        return Answer(200, json.dumps(reply or response(message("Fine."))).encode(), "application/json")

    whole = parts(**changes)
    content = body if isinstance(body, bytes) else json.dumps(body, ensure_ascii=False).encode()
    run(exchange(content, WIRE, whole, door="wrap"), ask)
    (record,) = whole.ledger.records
    assert not canaries_in(json.dumps(record.document()))
    return asked[0]


@pytest.mark.parametrize("position", POSITIONS)
def test_a_canary_in_any_position_stays_at_home(position):
    body = POSITIONS[position]
    assert canaries_in(json.dumps(body, ensure_ascii=False)) or position == "user of one word"
    sent = sent_of(body).decode()
    assert not canaries_in(sent)
    assert '"nurse"' not in sent
    json.loads(sent)


@pytest.mark.parametrize("position", POSITIONS)
def test_all_but_the_canaries_is_sent_as_it_came(position):
    body = POSITIONS[position]
    assert _shape(json.loads(sent_of(body))) == _shape(body)
    clean = json.loads(json.dumps(body).replace(EMAIL, "x").replace(ID_CARD, "7").replace(PHONE, "7"))
    if not {"user", "safety_identifier"} & set(clean):
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


def test_what_openai_keeps_is_asked_for_letter_by_letter():
    reasoning = {"type": "reasoning", "id": KEPT.replace("msg", "rs"), "summary": [], "encrypted_content": SEAL}
    body = asking(
        {"type": "message", "id": KEPT, "role": "assistant", "content": [{"type": "output_text", "text": "a"}]},
        reasoning,
        {"type": "function_call_output", "call_id": "call_Q6pW65MUgW9vF59BmItYGos3", "output": "ok"},
    )
    content = json.dumps(body).encode()
    asked = WIRE.read(content)
    assert sent_of(content) == content
    shown = {passage.text.words for passage in asked.passages}
    assert not {KEPT, reasoning["id"], SEAL, "call_Q6pW65MUgW9vF59BmItYGos3"} & shown
    for name in ("msg_" + "1" * 40, "resp_AnnLee", "call_AnnLee13800138000AnnLeeA", "call_annleeannleeannleeannle"):
        body = asking({"type": "message", "id": name, "role": "user", "content": "x"})
        assert name in {passage.text.words for passage in WIRE.read(json.dumps(body).encode()).passages}


def test_no_word_of_the_protocol_is_shown_to_the_detector():
    body = {
        "model": "gpt-5", "instructions": "w", "input": [
            {"type": "message", "role": "user", "content": [{"type": "input_text", "text": "w"}]},
            {"type": "message", "role": "assistant", "phase": "final_answer", "status": "completed",
             "content": [{"type": "output_text", "text": "w", "annotations": []}]},
            {"type": "function_call", "call_id": "w", "name": "w", "arguments": "{}", "status": "completed"},
        ],
        "include": ["reasoning.encrypted_content", "web_search_call.action.sources"], "store": False, "stream": True,
        "reasoning": {"effort": "high", "summary": "auto"}, "truncation": "disabled", "service_tier": "flex",
        "text": {"format": {"type": "text"}, "verbosity": "low"}, "tool_choice": "auto", "parallel_tool_calls": True,
        "tools": [{"type": "function", "name": "w", "strict": True, "parameters": {"type": "object", "properties": {}}},
                  {"type": "web_search", "search_context_size": "low", "user_location": {"type": "approximate"}}],
    }  # fmt: skip
    shown = {passage.text.words for passage in WIRE.read(json.dumps(body).encode()).passages}
    assert shown == {"gpt-5", "w", "{}"} - {"{}"}


def test_who_said_what_is_known():
    body = asking(
        {"role": "user", "content": "One?"},
        {"type": "message", "role": "assistant", "content": [{"type": "output_text", "text": "Yes."}]},
        {"role": "user", "content": [{"type": "input_text", "text": "Two?"}]},
        instructions="Be short.",
        temperature=0.2,
        max_output_tokens=100,
    )
    asked = WIRE.read(json.dumps(body).encode())
    assert (asked.turn, asked.question.words, [one.words for one in asked.earlier_replies]) == (2, "Two?", ["Yes."])
    assert asked.parameters == {"temperature": 0.2, "max_output_tokens": 100}


UNREADABLE = {
    "an image": {"type": "input_image", "image_url": "https://pacs.example.org/ann.png"},
    "an image's data": {"type": "input_image", "image_url": "data:image/png;base64,iVBORw0KGgo="},
    "a file": {"type": "input_file", "file_id": "file-1"},
    "a file's data": {"type": "input_file", "filename": "ann.pdf", "file_data": "QW5uIExlZQ=="},
    "sound": {"type": "input_audio", "input_audio": {"data": "UklGRg==", "format": "wav"}},
    "a part nobody has heard of": {"type": "thought", "thought": "x"},
    "a part without a type": {"text": "Hello"},
    "a string among parts": ["x"],
    "probabilities": {"type": "output_text", "text": "Ann", "logprobs": [{"token": "A", "bytes": [65]}]},
    "a number of bytes": {"type": "input_text", "text": base64.b64encode(CANARY.encode()).decode()},
}


@pytest.mark.parametrize("what", UNREADABLE)
def test_what_nobody_can_read_is_not_sent(what):
    with pytest.raises(Blocked, match="content/unread_parts"):
        sent_of(user({"type": "input_text", "text": "Look:"}, UNREADABLE[what]))


@pytest.mark.parametrize(
    "body",
    [
        asking({"type": "item_reference", "id": KEPT}),
        asking({"type": "computer_call_output", "call_id": "c", "output": {"type": "computer_screenshot", "file_id": "f"}}),
        asking({"type": "image_generation_call", "id": "ig_1", "result": "iVBORw0KGgo="}),
        asking({"type": "function_call_output", "call_id": "c", "output": [{"type": "input_image", "file_id": "f"}]}),
        asking({"type": "code_interpreter_call", "id": "ci_1", "code": "1", "outputs": [], "container_id": "cntr_1"}),
        asking({"type": "something new", "words": "Hello"}),
        asking(tools=[{"type": "file_search", "vector_store_ids": ["vs_1"]}]),
        asking(tools=[{"type": "mcp", "server_label": "ehr", "server_url": "https://ehr.example.org/mcp"}]),
        asking(tools=[{"type": "computer_use_preview", "display_width": 1024}]),
        asking(tools=[{"type": "code_interpreter", "container": {"type": "auto", "file_ids": ["file-1"]}}]),
        asking(tools=[{"type": "image_generation"}]),
        asking(tools=[{"type": "something_new"}]),
        asking(prompt={"id": "pmpt_1", "variables": {"scan": {"type": "input_image", "file_id": "file-1"}}}),
    ],
    ids=lambda body: json.dumps(body)[24:80],
)  # fmt: skip
def test_what_never_comes_by_here_is_not_shown_to_the_model(body):
    with pytest.raises(Blocked, match="content/unread_parts"):
        sent_of(body)


@pytest.mark.parametrize(
    ("fields", "what"),
    [
        ({"authorization": "Bearer secret-token-1"}, "password"),
        ({"headers": {"X-Key": "secret-token-1"}}, "password"),
        ({"server_url": "https://mcp.example.org/mcp?key=secret-token-1"}, "password"),
        ({"server_url": "https://me:secret-token-1@mcp.example.org"}, "password"),
    ],
)
def test_a_password_for_another_server_is_neither_sent_nor_recorded(fields, what):
    whole = parts()
    body = asking(tools=[{"type": "mcp", "server_label": "s", "server_url": "https://mcp.example.org", **fields}])
    with pytest.raises(WireError, match=what):
        run(exchange(json.dumps(body).encode(), WIRE, whole, door="wrap"), lambda _said: pytest.fail("it was sent"))
    (record,) = whole.ledger.records
    assert "secret-token-1" not in json.dumps(record.document())


@pytest.mark.parametrize(
    "body",
    [
        {"input": "Hello"},
        {"model": "", "input": "Hello"},
        {"model": "m", "input": 13800138000},
        {"model": "m", "input": ["Ann Lee"]},
        {"model": "m", "input": "Hello", "stream": "yes"},
        {"model": "m", "input": "Hello", "background": True},
        {"model": "m", "input": "Hello", "tools": {"type": "mcp"}},
        [],
    ],
)
def test_what_is_no_request_is_refused(body):
    with pytest.raises(WireError, match="cannot be read") as caught:
        WIRE.read(json.dumps(body).encode())
    assert "responses API" in caught.value.remedy
    assert "Ann" not in str(caught.value)


# ── replies ──────────────────────────────────────────────────────────────────────────────────────────────────────────

NAMES = asking({"role": "user", "content": 'Ann Lee, 张伟, O"Brien, ann.lee@example.org'})
"""[NAME_1], [NAME_2], [NAME_3], [EMAIL_1]"""


def heard(reply, *, body=NAMES, **changes):
    """What the caller gets of a reply: JSON, or the events of a stream."""
    stream = isinstance(reply, list)
    if stream:
        answer = Answer(200, sse.write([json.dumps(one) if isinstance(one, dict) else one for one in reply]), "text/event-stream")  # fmt: skip
    else:
        answer = Answer(200, reply if isinstance(reply, bytes) else json.dumps(reply).encode(), "application/json")
    content = json.dumps({**body, "stream": stream}).encode()
    released = run(exchange(content, WIRE, parts(**changes), door="wrap"), lambda _said: answer).content
    return list(map(json.loads, sse.read(released))) if stream else json.loads(released)


def told(events):
    """What a client makes of a stream: the deltas joined, and everything that says the same as a whole."""
    joined, wholes = {}, {}
    for event in events:
        at = (event.get("output_index"), event.get("content_index", event.get("summary_index", 0)))
        match event["type"].split("."):
            case ["response", _, "delta"]:
                joined[at] = joined.get(at, "") + event["delta"]
            case ["response", "output_text" | "reasoning_summary_text", "done"]:
                wholes.setdefault(at, []).append(event["text"])
            case ["response", "function_call_arguments", "done"]:
                wholes.setdefault(at, []).append(event["arguments"])
            case ["response", "custom_tool_call_input", "done"]:
                wholes.setdefault(at, []).append(event["input"])
            case ["response", "content_part" | "reasoning_summary_part", "done"]:
                wholes.setdefault(at, []).append(event["part"]["text"])
            case ["response", "output_item", "done"]:
                _note(event["item"], event["output_index"], wholes)
            case ["response", "completed"]:
                for number, item in enumerate(event["response"]["output"]):
                    _note(item, number, wholes)
            case _:
                pass
    return joined, wholes


def _note(item, at, wholes):
    for number, part in enumerate(item.get("content") or item.get("summary") or ()):
        wholes.setdefault((at, number), []).append(part["text"])
    for field in ("arguments", "input"):
        if field in item:
            wholes.setdefault((at, 0), []).append(item[field])


WORDS = "您好 **[NAME_2]**，`name_1`'s and NAME\\_3 and 【EMAIL_1】 👩‍⚕️ [NAME_9]."
WANT = "您好 **张伟**，`Ann Lee`'s and O\"Brien and ann.lee@example.org 👩‍⚕️ [NAME_9]."
ARGUMENTS = '{"to": "[NAME_3]", "why": "\\u005bNAME_2\\u005d", "n": {"[NAME_1]": 1.50}}'
OUTPUT = (
    {"type": "reasoning", "id": "rs_1", "summary": [{"type": "summary_text", "text": WORDS}]},
    {"type": "function_call", "id": "fc_1", "call_id": "call_1", "name": "f", "arguments": ARGUMENTS},
    {"type": "custom_tool_call", "id": "ct_1", "call_id": "call_2", "name": "g", "input": WORDS},
    message(WORDS, content=[{"type": "output_text", "text": one, "annotations": []} for one in (WORDS, "[NAME_1]")]),
)


@pytest.mark.parametrize("piece", [1, 2, 3, 5, 7, 100])
def test_a_stream_says_what_the_whole_response_says_however_it_is_cut(piece):
    joined, wholes = told(heard(streamed(*OUTPUT, piece=piece)))
    assert (joined[0, 0], joined[2, 0], joined[3, 0], joined[3, 1]) == (WANT, WANT, WANT, "Ann Lee")
    assert json.loads(joined[1, 0]) == {"to": 'O"Brien', "why": "张伟", "n": {"Ann Lee": 1.5}}
    for at, said in wholes.items():
        assert set(said) == {joined[at]}
        assert len(said) >= 3
    got = heard(response(*OUTPUT))["output"]
    assert [got[0]["summary"][0]["text"], got[2]["input"], got[3]["content"][0]["text"]] == [WANT] * 3


@pytest.mark.parametrize("cut", range(1, len("[NAME_1]")))
def test_a_stand_in_cut_at_any_letter_is_found(cut):
    events = streamed(message("[NAME_1]"), piece=cut)
    assert told(heard(events))[0][0, 0] == "Ann Lee"


def test_notices_stand_in_everything_that_says_the_answer():
    first, second = message("One."), message("Two.")
    output = ({"type": "reasoning", "id": "rs_1", "summary": [{"type": "summary_text", "text": "hm"}]}, first, second)
    asked = WIRE.read(json.dumps(NAMES | {"stream": True}).encode())
    reply = WIRE.hear(Answer(200, sse.write(list(map(json.dumps, streamed(*output))))), asked=asked).amended("<", ">")
    joined, wholes = told(map(json.loads, sse.read(reply.written([[] for _ in reply.passages]))))
    assert joined == {(0, 0): "hm", (1, 0): "<One.", (2, 0): "Two.>"}
    assert {at: set(said) for at, said in wholes.items()} == {at: {said} for at, said in joined.items()}


def test_a_part_that_is_said_again_in_other_words_gets_its_own_notices():
    events = streamed(message("One."))
    events[-1]["response"] = response(message("Another."))
    asked = WIRE.read(json.dumps(NAMES | {"stream": True}).encode())
    reply = WIRE.hear(Answer(200, sse.write(list(map(json.dumps, events)))), asked=asked)
    assert reply.for_people == ["One.", "Another."]
    *_, last = map(json.loads, sse.read(reply.amended("<", ">").written([[]] * 99)))
    assert last["response"]["output"][0]["content"][0]["text"] == "<Another.>"


def test_patients_are_told_that_a_machine_wrote_it_in_all_five_places():
    events = heard(streamed(message("Rest, and drink enough.")), deployment=PATIENTS)
    joined, wholes = told(events)
    assert "AI" in joined[0, 0]
    assert set(wholes[0, 0]) == {joined[0, 0]}
    assert "AI" not in told(heard(streamed(message("Rest.")), deployment=CLINICIANS, body=asking(text={"format": {"type": "json_object"}})))[0][0, 0]  # fmt: skip


def responses_of(path):
    """The streams of a file; one of them holds four."""
    streams = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if line and json.loads(line)["type"] == "response.created":
            streams.append([])
        if line:
            streams[-1].append(line)
    return streams


def is_responses(path):
    return '"type":"response.created"' in path.read_text(encoding="utf-8")[:200]


STREAMS = [
    pytest.param(stream, id=f"{path.name} {number}")
    for path in sorted(SAMPLES.glob("openai__*.chunks.txt"))
    if is_responses(path) and "error" not in path.name
    for number, stream in enumerate(responses_of(path))
]
WHOLES = [
    path for path in sorted(SAMPLES.glob("openai__*.json")) if json.loads(path.read_bytes()).get("object") == "response"
]


def test_there_are_samples():
    assert len(STREAMS) >= 9
    assert len(WHOLES) >= 6


@pytest.mark.parametrize("events", STREAMS)
def test_a_recorded_stream_comes_through_as_it_is(events):
    asked = WIRE.read(json.dumps(NAMES | {"stream": True}).encode())
    reply = WIRE.hear(Answer(200, sse.write(events), "text/event-stream"), asked=asked)
    written = reply.written([[] for _ in reply.passages])
    assert sse.read(written) == events
    names = [line[7:] for line in written.decode().splitlines() if line.startswith("event: ")]
    assert names == [json.loads(event)["type"] for event in events]
    assert (reply.choices, reply.tokens["completion_tokens"] > 0) == (1, True)
    kept = json.loads(events[-1])["response"]
    assert reply.known_as == ((kept["id"],) if kept["store"] else ())


@pytest.mark.parametrize("events", STREAMS)
def test_a_stand_in_across_every_border_of_a_recorded_stream_is_found(events):
    """Wherever one delta ends and the next begins, a name is put across. What repeats the deltas is left as it was."""
    bodies, borders, last = list(map(json.loads, events)), 0, {}
    for body in bodies:
        if body["type"] in {"response.output_text.delta", "response.reasoning_summary_text.delta"}:
            at = (body["output_index"], body.get("content_index"), body.get("summary_index"))
            if at in last:
                last[at]["delta"] += "[NA"
                body["delta"] = "ME_1]" + body["delta"]
                borders += 1
            last[at] = body
    asked = WIRE.read(json.dumps(NAMES | {"stream": True}).encode())
    reply = WIRE.hear(Answer(200, sse.write(list(map(json.dumps, bodies)))), asked=asked)
    assert sum(passage.text.words.count("[NAME_1]") for passage in reply.passages) == borders
    said, _wholes = told(heard(bodies, levels=BARE))
    words = "\n".join(said.values())
    left = list(re.finditer(re.escape("[NAME_1]"), words))
    assert words.count("Ann Lee") + len(left) == borders
    for one in left:  # a name is not put into an address
        assert "http" in words[: one.start()].split()[-1]


@pytest.mark.parametrize("path", WHOLES, ids=lambda path: path.name)
def test_a_recorded_response_comes_through_as_it_is(path):
    reply = WIRE.hear(Answer(200, path.read_bytes()), asked=WIRE.read(json.dumps(NAMES).encode()))
    assert reply.written([[] for _ in reply.passages]) == path.read_bytes()
    output = json.loads(path.read_bytes())["output"]
    texts = [part["text"] for item in output if item["type"] == "message" for part in item["content"]]
    assert "".join(reply.for_people) == "".join(texts)


def test_the_rest_of_a_response_stays_byte_for_byte():
    reply = b'{ "object":"response", "output": [{"type":"message","content":[{"type":"output_text",\t"text":"[NAME_1] 1.0", "x":"\\u00e9 1.0"}]}],\n"instructions": "[NAME_2]", "usage":{"output_tokens":1.0e1},"new":[1,2]}'
    answer = Answer(200, reply)
    released = run(exchange(json.dumps(NAMES).encode(), WIRE, parts(), door="wrap"), lambda _said: answer).content
    assert released == reply.replace(b"[NAME_1]", b"Ann Lee").replace(b"[NAME_2]", "张伟".encode())


def test_ids_of_the_provider_are_no_leak_and_anything_else_may_be():
    heard(response(message("Fine.", id="msg_13900139000"), id="resp_13900139000"))
    for reply in (
        response(message("Fine."), tel=13911112222),
        response(message("Fine."), note="bob@example.com"),
        response({"type": "function_call", "id": "fc", "call_id": "c", "name": "f", "arguments": '{"to": "bob@example.com"}'}),
        response({"type": "reasoning", "id": "rs", "summary": [{"type": "summary_text", "text": "bob@example.com"}]}),
        response({"type": "reasoning", "id": "rs", "summary": [], "encrypted_content": "bob@example.com"}),
        response(message("Fine."), **{"bob@example.com": 1}),
    ):  # fmt: skip
        with pytest.raises(Blocked, match="no_leak"):
            heard(reply)
    heard(response(message("Fine."), completed_at=13911112222, usage={"total_tokens": 13911112222}))


def broken():
    good = streamed(message("One two three."), piece=4)
    deltas = [at for at, event in enumerate(good) if event["type"].endswith(".delta")]
    yield "cut off", good[:-1]
    yield "no event at all", []
    yield "the end before the rest", [*good[:3], good[-1], *good[3:-1]]
    yield "two ends", [*good, good[-1]]
    swapped = list(good)
    swapped[deltas[0]], swapped[deltas[1]] = swapped[deltas[1]], swapped[deltas[0]]
    yield "two deltas in the wrong order", swapped
    yield "no JSON", [*map(json.dumps, good[:4]), "{", *map(json.dumps, good[4:])]
    yield "a list", [*map(json.dumps, good[:4]), "[]", *map(json.dumps, good[4:])]
    yield "an event of no type", [*good[:4], {"delta": "x"}, *good[4:]]
    yield "a key twice", [*map(json.dumps, good[:4]), '{"type": "response.output_text.delta", "delta": "a", "delta": "b"}', *map(json.dumps, good[4:])]  # fmt: skip
    for index in (-1, "Ann Lee", 1.5, 10**11, None):
        yield f"an item at {index}", [*good[:4], good[4] | {"output_index": index}, *good[5:]]
    yield "an item that is none", [*good[:2], good[2] | {"item": "x"}, *good[3:]]
    yield "a delta that is none", [*good[:4], good[4] | {"delta": 1}, *good[5:]]
    yield "a response that is none", [*good[:-1], good[-1] | {"response": {"output": "x"}}]
    yield "an error", [*good[:6], {"type": "error", "code": "server_error", "message": "Ann Lee"}]
    failed = {"type": "response.failed", "response": response(status="failed", error={"code": "server_error", "message": "Ann Lee"})}  # fmt: skip
    yield "a failure", [*good[:6], failed]


BROKEN = dict(broken())


@pytest.mark.parametrize("what", BROKEN)
def test_a_stream_that_is_broken_is_no_answer(what):
    with pytest.raises(UpstreamError) as caught:
        heard(BROKEN[what])
    assert "Ann" not in str(caught.value)
    if what in {"an error", "a failure"}:
        assert "server_error" in str(caught.value)


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_whatever_happens_to_a_stream_it_is_heard_or_it_is_no_answer(data):
    """Events lost, doubled, exchanged; fields lost, or of another kind."""
    events = [dict(event) for event in streamed(*OUTPUT, piece=20)]
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(events) - 1))
        match data.draw(st.sampled_from(["lose", "double", "swap", "lose a field", "change a field"])):
            case "lose":
                del events[at]
            case "double":
                events.insert(at, dict(events[at]))
            case "swap":
                other = data.draw(st.integers(0, len(events) - 1))
                events[at], events[other] = events[other], events[at]
            case "lose a field":
                events[at].pop(data.draw(st.sampled_from(sorted(events[at]) or ["type"])), None)
            case _:
                key = data.draw(st.sampled_from(sorted(events[at]) or ["type"]))
                events[at][key] = data.draw(st.sampled_from([None, 1, "x", [], {}, [1], {"a": "b"}, -1]))
        if not events:
            return
    with contextlib.suppress(UpstreamError, Blocked):
        heard(events)


def test_an_error_is_told_by_its_code_and_none_of_its_words():
    body = json.loads((SAMPLES / "openai__openai-error.1.json").read_bytes())
    body["error"]["message"] += " Ann Lee"
    for answer in (
        Answer(429, json.dumps(body).encode()),
        Answer(200, json.dumps(response(status="failed", error=body["error"])).encode()),
    ):
        with pytest.raises(UpstreamError, match="insufficient_quota") as caught:
            WIRE.hear(answer, asked=WIRE.read(json.dumps(NAMES).encode()))
        assert "Ann" not in str(caught.value)
    recorded = sse.write((SAMPLES / "openai__openai-error.1.chunks.txt").read_text(encoding="utf-8").splitlines())
    with pytest.raises(UpstreamError, match="insufficient_quota"):
        WIRE.hear(Answer(200, recorded), asked=WIRE.read(json.dumps(NAMES | {"stream": True}).encode()))


def test_a_refusal_has_the_shape_that_clients_know():
    with pytest.raises(Blocked) as caught:
        sent_of(user({"type": "input_image", "file_id": "f"}))
    body = json.loads(WIRE.refusal(caught.value))
    assert body["error"]["code"] == caught.value.code
    assert body["error"]["medguard"]["rule"] == "content/unread_parts"
    assert WIRE.stopped(caught.value).startswith(b"event: error\ndata: {")


def test_paths_tell_the_call():
    for path in ("/v1/responses", "/openai/v1/responses", "/openai/responses"):
        assert isinstance(call_of(path).dialect, Responses)
    for path in ("/v1/responses/resp_1", "/v1/responses/resp_1/cancel", "/v1/conversations", "/v1/files"):
        assert call_of(path) is None


# ── anything ─────────────────────────────────────────────────────────────────────────────────────────────────────────

SOME = planted()
TEXTS = st.lists(st.fixed_dictionaries({"type": st.sampled_from(["input_text", "output_text"]), "text": SOME}, optional={"annotations": ANYTHING, "x": ANYTHING}), min_size=1, max_size=2)  # fmt: skip
ITEMS = st.one_of(
    st.fixed_dictionaries({"role": st.sampled_from(["user", "assistant"]) | SOME, "content": SOME | TEXTS}, optional={"type": st.just("message"), "id": SOME, "x": ANYTHING}),
    st.fixed_dictionaries({"type": st.just("function_call"), "call_id": SOME, "name": SOME, "arguments": SOME}, optional={"id": SOME}),
    st.fixed_dictionaries({"type": st.just("function_call_output"), "call_id": SOME, "output": SOME | TEXTS}),
    st.fixed_dictionaries({"type": st.just("reasoning"), "id": SOME, "summary": st.just([]), "encrypted_content": SOME | st.just(SEAL)}),
    st.fixed_dictionaries({"type": st.just("web_search_call"), "id": SOME, "action": ANYTHING}),
)  # fmt: skip
FIELDS = "instructions user metadata safety_identifier prompt_cache_key tool_choice reasoning text prompt include chart".split()
REQUESTS = st.fixed_dictionaries(
    {"model": SOME | st.just("gpt-5"), "input": SOME | st.lists(ITEMS, min_size=1, max_size=3)},
    optional=dict.fromkeys(FIELDS, ANYTHING),
)


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(body=REQUESTS, escaped=st.booleans())
def test_nothing_that_identifies_anybody_leaves_in_a_request_of_any_shape(body, escaped):
    content, asked = json.dumps(body, ensure_ascii=escaped).encode(), []

    def ask(one):
        asked.append(one.content.decode())
        return Answer(200, json.dumps(response(message("[NAME_1], [PHONE_1]."))).encode())

    with contextlib.suppress(MedguardError):
        run(exchange(content, WIRE, parts(), door="wrap"), ask)
    for words in asked:
        assert not secrets_in(words)
        assert list(json.loads(words)) == list(body)


@settings(max_examples=100, deadline=None)
@given(words=st.lists(planted(), min_size=1, max_size=3), piece=st.integers(1, 9), stream=st.booleans())
def test_what_the_model_repeats_comes_back_as_it_was(words, piece, stream):
    everything = "\n".join(words)

    def ask(one):
        said = json.loads(one.content)["input"]
        assert not secrets_in(said)
        if stream:
            return Answer(200, sse.write(list(map(json.dumps, streamed(message(said), piece=piece)))))
        return Answer(200, json.dumps(response(message(said))).encode())

    body = {"model": "gpt-5", "input": everything, "stream": stream}
    released = run(exchange(json.dumps(body).encode(), WIRE, parts(), door="wrap"), ask).content
    if stream:
        joined, wholes = told(map(json.loads, sse.read(released)))
        assert {joined[0, 0], *itertools.chain(*wholes.values())} == {everything}
    else:
        assert json.loads(released)["output"][0]["content"][0]["text"] == everything
