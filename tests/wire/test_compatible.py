"""Platforms that speak OpenAI's chat completions in their own way: recorded replies come through, and so does what their documentation shows."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from medguard.errors import Blocked, UpstreamError
from medguard.flow import exchange, run
from medguard.testing import PatternDetector
from medguard.types import Answer, Level
from medguard.wire import Chat, JsonWire, sse
from medguard.wire.calls import call_of
from medguard.wire.compatible import PLATFORMS
from parts import parts

WIRE = JsonWire(Chat())
SAMPLES = Path(__file__).parent / "samples" / "vercel_ai"
NAMES = {"model": "m", "messages": [{"role": "user", "content": 'Ann Lee, 张伟, O"Brien, ann.lee@example.org'}]}
BARE = {"checks/all_judged": Level.DENY, "phi/identifiers_replaced": Level.DENY}
PAGE = Path(__file__).parents[2] / "docs" / "providers" / "compatible.md"


def events_of(path):
    content = path.read_text(encoding="utf-8")
    return [line for line in content.splitlines() if line] if path.suffix == ".txt" else sse.read(content.encode())


STREAMS = [
    path
    for pattern in ("alibaba__*", "deepseek__*", "openai-compatible__*", "openai__openai-text*")
    for path in sorted(SAMPLES.glob(pattern))
    if path.suffix in {".txt", ".sse"}
]
WHOLES = [
    path
    for pattern in ("alibaba__*", "deepseek__*", "openai-compatible__*", "openai__openai-text*")
    for path in sorted(SAMPLES.glob(f"{pattern}.json"))
]


def heard(reply, *, levels=BARE, **changes):
    """What the caller gets: JSON, or the events of a stream."""
    stream = isinstance(reply, list)
    content = sse.write([one if isinstance(one, str) else json.dumps(one) for one in reply]) if stream else json.dumps(reply).encode()  # fmt: skip
    request = json.dumps({**NAMES, "stream": stream}).encode()
    released = run(
        exchange(request, WIRE, parts(levels=levels, **changes), door="wrap"), lambda _said: Answer(200, content)
    )
    return sse.read(released.content) if stream else json.loads(released.content)


def test_there_are_samples():
    assert (len(STREAMS), len(WHOLES)) == (9, 9)


@pytest.mark.parametrize("path", STREAMS, ids=lambda path: path.name)
def test_a_recorded_stream_comes_through_as_it_is(path):
    events = events_of(path)
    reply = WIRE.hear(Answer(200, sse.write(events)), asked=WIRE.read(json.dumps(NAMES | {"stream": True}).encode()))
    assert sse.read(reply.written([[] for _ in reply.passages])) == events
    deltas = [choice["delta"] for event in events if event != "[DONE]" for choice in json.loads(event)["choices"]]
    assert "".join(reply.for_people) == "".join(delta.get("content") or "" for delta in deltas)


@pytest.mark.parametrize("path", WHOLES, ids=lambda path: path.name)
def test_a_recorded_reply_comes_through_as_it_is(path):
    reply = WIRE.hear(Answer(200, path.read_bytes()), asked=WIRE.read(json.dumps(NAMES).encode()))
    assert reply.written([[] for _ in reply.passages]) == path.read_bytes()
    assert reply.tokens["completion_tokens"] > 0


@pytest.mark.parametrize("path", STREAMS, ids=lambda path: path.name)
def test_a_stand_in_across_every_border_of_a_recorded_stream_is_found(path):
    bodies = [json.loads(event) if event != "[DONE]" else event for event in events_of(path)]
    borders, last = 0, {}
    for body in bodies:
        for choice in body["choices"] if body != "[DONE]" else ():
            for key in ("content", "reasoning_content"):
                if choice["delta"].get(key):
                    if key in last:
                        last[key][key] += "[NA"
                        choice["delta"][key] = "ME_1]" + choice["delta"][key]
                        borders += 1
                    last[key] = choice["delta"]
    said = "".join(heard(bodies))
    assert said.count("Ann Lee") == borders
    assert "[NA" not in said


def delta(**fields):
    return {"choices": [{"index": 0, "delta": fields}]}


def end(reason="stop", **fields):
    return {"choices": [{"index": 0, "delta": {}, "finish_reason": reason}], **fields}


USAGE = {"prompt_tokens": 1, "completion_tokens": 2, "total_tokens": 3}
QUIRKS = {
    "Zhipu, held back": [delta(content="[NAME_1]"), end("sensitive", content_filter=[{"role": "assistant", "level": 1}])],
    "Zhipu, a thought": [delta(reasoning_content="[NAME_1]"), delta(content="ok"), end("network_error")],
    "Zhipu, a search": [delta(content="[NAME_1]"), end(web_search=[{"title": "t", "link": "https://x", "refer": "ref_1"}])],
    "Hunyuan, its label": [delta(content="[NAME_1]") | {"note": "以上内容为AI生成，不代表开发者立场"}, end("sensitive")],
    "Spark, a code that is none": [{"code": 0, "message": "Success", "sid": "cha000b0003@dx", **delta(content="[NAME_1]")}, end()],
    "Spark, what was found": [delta(content="[NAME_1]", plugins_content=None) | {"code": 0, "message": "Success", "sid": "s"}, end(plugins_content=[{"name": "ifly_search", "content": "[NAME_1]"}]), "[DONE]"],
    "Moonshot, usage in a choice": [delta(content="[NAME_1]"), {"choices": [{"index": 0, "delta": {}, "finish_reason": "stop", "usage": USAGE}]}, "[DONE]"],
    "usage in every event": [delta(content="[NAME_1]") | {"usage": USAGE}, end() | {"usage": USAGE}, "[DONE]"],
    "no [DONE]": [delta(content="[NAME_1]"), end()],
    "no reason to finish": [delta(content="[NAME_1]"), delta(content=""), "[DONE]"],
    "DeepSeek, out of resources": [delta(content="[NAME_1]"), end("insufficient_system_resource"), "[DONE]"],
    "Qianfan, flags": [delta(content="[NAME_1]"), {"choices": [{"index": 0, "delta": {"content": ""}, "finish_reason": "normal", "flag": 0, "ban_round": -1}]}],
    "vLLM, reasoning": [delta(reasoning="[NAME_1]"), delta(content="ok"), {"choices": [{"index": 0, "delta": {}, "finish_reason": "stop", "stop_reason": None, "token_ids": None}]}, "[DONE]"],
    "SGLang, what matched": [delta(content="[NAME_1]"), {"choices": [{"index": 0, "delta": {}, "finish_reason": "stop", "matched_stop": 151645}]}, "[DONE]"],
    "llama.cpp, timings": [delta(content="[NAME_1]"), end(timings={"prompt_n": 1, "prompt_ms": 53.1, "predicted_per_second": 49.9}), "[DONE]"],
}  # fmt: skip


@pytest.mark.parametrize("quirk", QUIRKS)
def test_a_quirk_comes_through_and_names_are_restored(quirk):
    events = QUIRKS[quirk]
    assert [event if event == "[DONE]" else json.loads(event) for event in heard(events, levels=BARE)] == json.loads(
        json.dumps(events).replace("[NAME_1]", "Ann Lee")
    )


def test_usage_is_read_wherever_it_is_said():
    for quirk in ("Moonshot, usage in a choice", "usage in every event"):
        content = sse.write([one if isinstance(one, str) else json.dumps(one) for one in QUIRKS[quirk]])
        assert (
            WIRE.hear(Answer(200, content), asked=WIRE.read(json.dumps(NAMES | {"stream": True}).encode())).tokens
            == USAGE
        )


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"code": 10013, "message": "Ann Lee", "sid": "s"}, "10013"),
        ({"error_code": 336003, "error_msg": "Ann Lee"}, "336003"),
        ({"error": {"code": "1301", "message": "Ann Lee"}}, "1301"),
        ({"error": {"code": "11200", "message": "Ann Lee", "param": None, "type": "api_error"}, "sid": "s"}, "11200"),
        ({"error": {"code": "invalid_api_key", "message": "Ann Lee", "type": "x"}}, "invalid_api_key"),
        ({"error": {"message": "Ann Lee", "type": "invalid_request_error"}}, "invalid_request_error"),
        ({"error": {"code": "Ann Lee"}}, ""),
        ({"error": "Ann Lee"}, ""),
        ({"code": 13800138000}, ""),
        ({"code": ["Ann Lee"]}, ""),
    ],
)
@pytest.mark.parametrize("stream", [True, False], ids=["streamed", "whole"])
def test_an_error_with_a_status_of_200_is_told_by_its_code_and_none_of_its_words(body, code, stream):
    content = sse.write([json.dumps(delta(content="a")), json.dumps(body)]) if stream else json.dumps(body).encode()
    with pytest.raises(UpstreamError) as caught:
        WIRE.hear(Answer(200, content), asked=WIRE.read(json.dumps(NAMES | {"stream": stream}).encode()))
    assert "Ann" not in str(caught.value)
    assert "138" not in str(caught.value)
    assert code in str(caught.value)


@pytest.mark.parametrize("platform", PLATFORMS, ids=lambda platform: platform.name)
def test_the_calls_of_every_platform_are_guarded(platform):
    root = re.sub(r"^https?://[^/]+", "", platform.base)
    assert isinstance(call_of(f"{root}/chat/completions").dialect, Chat)


@pytest.mark.parametrize("platform", PLATFORMS, ids=lambda platform: platform.name)
def test_a_platforms_own_words_are_not_shown_to_the_detector_and_their_values_are(platform):
    body = (
        NAMES
        | dict.fromkeys(sorted(platform.keys), "Ann Lee")
        | {"x": [{"type": one} for one in sorted(platform.types)]}
    )
    asked = WIRE.read(json.dumps(body).encode())
    shown = [passage.text.words for passage in asked.passages]
    assert shown.count("Ann Lee") == len(platform.keys - NAMES.keys())
    assert not {*platform.keys, *platform.types} & {*shown}


@pytest.mark.parametrize(
    "fields",
    [
        {"tools": [{"type": "retrieval", "retrieval": {"knowledge_id": "1"}}]},
        {"tools": [{"type": "mcp", "mcp": {"server_url": "https://ehr.example.org"}}]},
        {"tools": [{"type": "something new"}]},
        {"tools": [{"type": ["function"]}]},
        {"knowledge_base": {"ids": ["kb-1"]}},
        {"know_ids": ["1"]},
    ],
    ids=json.dumps,
)
def test_documents_that_never_come_by_here_are_not_shown_to_the_model(fields):
    body = json.dumps(NAMES | fields).encode()
    with pytest.raises(Blocked, match="content/unread_parts"):
        run(exchange(body, WIRE, parts(), door="wrap"), lambda _said: pytest.fail("it was sent"))


def test_a_label_that_must_stay_is_not_taken_for_a_leak():
    with pytest.raises(Blocked):
        heard([delta(content="bob@example.com"), end(), "[DONE]"], levels={**BARE, "phi/no_leak_in_reply": Level.DENY})
    heard(QUIRKS["Hunyuan, its label"], levels={**BARE, "phi/no_leak_in_reply": Level.DENY})


IDS = {
    "Spark, a session": {"sid": "cha000b0003@dx1905cd86d6bb86d552", "code": 0, "message": "Success"},
    "Spark, an answer": {"id": "cht000704fa@dx16ade44e4d87a1c802"},
    "Zhipu, a request": {"id": "8313807536837492492", "request_id": "8313807536837492492"},
}
SUSPICIOUS = PatternDetector({"EMAIL": r"[\w.]+@[\w.]+", "OTHER_ID": r"\d{8,}"})
STRICT = {**BARE, "phi/no_leak_in_reply": Level.DENY}


@pytest.mark.parametrize("whose", IDS)
@pytest.mark.parametrize("stream", [True, False], ids=["streamed", "whole"])
def test_an_id_that_a_platform_made_up_is_no_leak(whose, stream):
    message = {"role": "assistant", "content": "结果正常。"}
    said = {"choices": [{"index": 0, "finish_reason": "stop", "delta" if stream else "message": message}]}
    got = heard([{**IDS[whose], **said}] if stream else {**IDS[whose], **said}, levels=STRICT, detector=SUSPICIOUS)
    assert (json.loads(got[0]) if stream else got) == {**IDS[whose], **said}


@pytest.mark.parametrize("words", ["cha000b0003@dx1905cd86d6bb86d552", "ann000b0003@example.org"])
@pytest.mark.parametrize("place", ["content", "note", "sid"])
def test_anywhere_else_and_in_any_other_form_it_is(words, place):
    said = {"choices": [{"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": "ok"}}]}
    if place == "content":
        said["choices"][0]["message"]["content"] = words
    else:
        said[place] = words
    if place == "sid" and "dx" in words:
        heard(said, levels=STRICT, detector=SUSPICIOUS)
    else:
        with pytest.raises(Blocked, match="no_leak"):
            heard(said, levels=STRICT, detector=SUSPICIOUS)


@pytest.mark.parametrize("platform", PLATFORMS, ids=lambda platform: platform.name)
def test_the_page_lists_every_platform(platform):
    assert platform.base in PAGE.read_text(encoding="utf-8")
