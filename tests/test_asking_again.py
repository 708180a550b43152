"""The same asked again: answers that differ are found, and only the first is ever released."""

from __future__ import annotations

import asyncio
import functools
import itertools
import json
from dataclasses import replace

import anyio
import httpx2
import openai
import pytest

from medguard.audit import list_records
from medguard.bundled import bundled
from medguard.checks import Consistency, Leaks
from medguard.decorator import guarded
from medguard.errors import Blocked, ProfileError, UpstreamError, UpstreamTimeout
from medguard.flow import AskAgain, Who, arun, exchange, run
from medguard.guard import again_of
from medguard.profile import Checks, CheckSettings, read_profile
from medguard.proxy import create_app
from medguard.testing import PatternDetector, Raw, ScriptedModel, chunks, completion
from medguard.transport import wrap
from medguard.types import Answer, FindingStatus, Opened, Outcome
from medguard.wire import Chat, JsonWire, sse
from parts import LEVELS, NAMES, parts, small_guard
from test_proxy import serving

FIRST = "[NAME_1], take amoxicillin 500 mg three times a day for seven days."
SAME = "Amoxicillin 0.5 g every 8 hours for one week, [NAME_1]."
OTHER = "[NAME_1] should take amoxicillin 875 mg twice a day for ten days."
RELEASED = FIRST.replace("[NAME_1]", "Ann Lee")
REQUEST = {
    "model": "m",
    "messages": [{"role": "user", "content": "I am Ann Lee and my throat hurts. What should I take?"}],
}
GRAVE = frozenset({"prescription", "diagnosis", "triage", "treatment_plan"})


def compared(times=2, *, output_types=GRAVE, purposes=frozenset(), seconds=20.0, **changes):
    detector = PatternDetector(NAMES)
    checks = {Leaks(detector): 5.0, Consistency(): 5.0}
    again = AskAgain(times=times, output_types=output_types, purposes=purposes, seconds=seconds)
    return parts(detector=detector, checks=checks, again=again, **changes)


def answer(words, *, stream=False):
    if stream:
        events = [*(json.dumps(chunk) for chunk in chunks(words, 3)), "[DONE]"]
        return Answer(200, sse.write(events), "text/event-stream")
    return Answer(200, json.dumps(completion(words)).encode(), "application/json")


class Model:
    """Says one thing after another, and remembers what it was asked."""

    def __init__(self, *said, stream=False):
        self.asked, self._said, self._stream = [], iter(said), stream

    def __call__(self, ask):
        self.asked.append(ask)
        said = next(self._said)
        if isinstance(said, Exception):
            raise said
        return answer(said, stream=self._stream) if isinstance(said, str) else said


def steps(whole, *, stream=False, who=None):
    content = json.dumps({**REQUEST, "stream": stream}).encode()
    return exchange(content, JsonWire(Chat()), whole, door="wrap", who=who or Who())


def finding(whole):
    """What the record says of consistency; the record is the only one, after one that says that it was opened."""
    opened, record = whole.ledger.entries
    assert isinstance(opened, Opened)
    (found,) = (one for one in record.findings if one.check == "consistency")
    return found


# ── what is found ────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("stream", [False, True])
def test_the_same_is_asked_byte_for_byte_and_the_first_answer_is_released(stream):
    whole, model = compared(), Model(FIRST, SAME, SAME, stream=stream)
    released = run(steps(whole, stream=stream), model)
    assert len({ask.content for ask in model.asked}) == 1
    assert [(ask.stream, ask.again) for ask in model.asked] == [(stream, False), (stream, True), (stream, True)]
    kept = released.content.decode()
    assert "0.5 g" not in kept
    assert stream or json.loads(kept)["choices"][0]["message"]["content"].startswith(RELEASED)
    found = finding(whole)
    assert (found.kind, found.count, found.score) == ("consistent", 2, 1.0)
    shares = {"answers": "3", "compared": "2", "agree": "2", "share": "1.000", "low": "0.342", "high": "1.000"}
    assert shares.items() < found.evidence.items()
    assert {"drug", "dose"} <= set(found.evidence["facets"].split())
    record = whole.ledger.records[0]
    assert "ask_again" in record.milliseconds
    assert record.reply_sha256


def test_another_dose_is_found_and_counted():
    whole = compared()
    run(steps(whole), Model(FIRST, SAME, OTHER))
    found = finding(whole)
    assert (found.kind, found.detail, found.count, found.score) == ("answers_differ", "dose", 2, 0.5)
    assert (found.evidence["agree"], found.evidence["compared"], found.evidence["differ"]) == ("1", "2", "1")
    assert not {"amoxicillin", "875", "Ann"} & set(" ".join(found.evidence.values()).split())


def test_a_reply_that_is_not_grave_is_not_asked_again():
    whole, model = compared(), Model("Good morning, [NAME_1].")
    run(steps(whole), model)
    assert len(model.asked) == 1
    found = finding(whole)
    assert (found.kind, found.detail, found.count) == ("", "not_asked_again", 0)
    assert "ask_again" not in whole.ledger.records[0].milliseconds


def test_a_purpose_is_asked_again_whatever_the_reply_is():
    whole, model = compared(1, purposes=frozenset({"triage"})), Model("Good morning.", "Good evening.")
    run(steps(whole, who=Who(purpose="triage")), model)
    assert len(model.asked) == 2
    assert (finding(whole).kind, finding(whole).detail, finding(whole).count) == ("", "nothing_compared", 1)


def test_without_the_check_nothing_is_asked_again():
    model = Model(FIRST)
    run(steps(parts()), model)
    assert len(model.asked) == 1


def test_a_profile_says_what_is_asked_again_and_how_often(tmp_path):
    hospital = (bundled("policies") / "hospital.yaml").read_text("utf-8")

    def read(section):
        file = tmp_path / "hospital.yaml"
        file.write_text(hospital.replace("\nchecks:\n", f"\nchecks:\n  consistency: {section}\n", 1), "utf-8")
        return again_of(read_profile(str(file)))

    assert read("{timeout_seconds: 60}") == AskAgain(times=2, output_types=GRAVE, purposes=frozenset(), seconds=60.0)
    narrow = read("{timeout_seconds: 60, samples: 5, output_types: [prescription], purposes: [triage]}")
    assert (narrow.times, narrow.output_types, narrow.purposes) == (4, {"prescription"}, {"triage"})
    for wrong in ("{timeout_seconds: 60, samples: 1}", "{timeout_seconds: 60, output_types: [recipe]}", "{samples: 3}"):
        with pytest.raises(ProfileError, match=r"checks\.consistency"):
            read(wrong)
    assert again_of(replace(read_profile("hospital"), checks=Checks(leaks=CheckSettings(timeout_seconds=1.0)))) is None


# ── what goes wrong ──────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("trouble", "why"),
    [
        (UpstreamTimeout("late", remedy="", remedy_zh=""), "UpstreamTimeout"),
        (RuntimeError("Ann Lee"), "RuntimeError"),
        (Answer(429, b'{"error": {"message": "busy"}}', "application/json"), "UpstreamError"),
        (Answer(200, b"<html>", "text/html"), "UpstreamError"),
        (Answer(200, b"", "application/json"), "UpstreamError"),
    ],
)
def test_an_answer_that_cannot_be_had_is_unjudged_and_no_error_of_the_exchange(trouble, why):
    levels = {rule: level for rule, level in LEVELS.items() if rule != "checks/all_judged"}
    whole, model = compared(levels=levels), Model(FIRST, trouble, SAME)
    assert RELEASED in run(steps(whole), model).content.decode()
    found = finding(whole)
    assert (found.status, found.detail, found.count) == (FindingStatus.UNJUDGED, why, 1)
    assert len(model.asked) == 2


def test_what_is_unjudged_is_denied_and_kept_once():
    whole = compared()
    with pytest.raises(Blocked) as caught:
        run(steps(whole), Model(FIRST, SAME, UpstreamTimeout("late", remedy="", remedy_zh="")))
    assert caught.value.rule == "checks/all_judged"
    assert finding(whole).count == 2


def test_the_first_answer_s_trouble_is_still_the_exchange_s():
    whole = compared()
    with pytest.raises(UpstreamError):
        run(steps(whole), Model(UpstreamTimeout("late", remedy="", remedy_zh="")))
    assert whole.ledger.records[0].outcome is Outcome.FAILED


def test_time_that_is_over_is_unjudged_and_nothing_more_is_asked():
    whole, model = compared(seconds=0.0), Model(FIRST)
    with pytest.raises(Blocked):
        run(steps(whole), model)
    assert (finding(whole).detail, finding(whole).count) == ("timeout", 0)


# ── drivers ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_in_an_event_loop():
    whole, model = compared(), Model(FIRST, SAME, OTHER)

    async def ask(said):
        return model(said)

    anyio.run(functools.partial(arun, steps(whole), ask))
    assert finding(whole).detail == "dose"


def test_in_an_event_loop_a_further_answer_is_waited_for_so_long_and_no_longer():
    whole = compared(seconds=0.3)

    async def ask(said):
        if said.again:
            await anyio.sleep(60)
        return answer(FIRST)

    with pytest.raises(Blocked):
        anyio.run(functools.partial(arun, steps(whole), ask))
    assert (finding(whole).status, finding(whole).detail) == (FindingStatus.UNJUDGED, "TimeoutError")


def test_by_hand():
    whole = compared(1)
    each = steps(whole)
    next(each)
    assert each.send(answer(FIRST)).again
    with pytest.raises(StopIteration) as end:
        each.send(answer(SAME))
    assert end.value.value.exchange.outcome is Outcome.ANSWERED


def test_a_caller_who_leaves_while_it_is_asked_again():
    whole = compared()

    async def ask(said):
        if said.again:
            await asyncio.sleep(60)
        return answer(FIRST)

    async def leave():
        with pytest.raises(asyncio.TimeoutError):
            await asyncio.wait_for(arun(steps(whole), ask), 1.0)

    asyncio.run(leave())
    assert whole.ledger.records[0].outcome is Outcome.ABANDONED
    assert len(whole.ledger.entries) == 2


def test_a_loop_left_by_hand_keeps_one_record():
    whole = compared()
    each = steps(whole)
    next(each)
    each.send(answer(FIRST))
    each.close()
    assert [record.outcome for record in whole.ledger.records] == [Outcome.ABANDONED]


# ── through the doors, with a real model's server ────────────────────────────────────────────────────────────────────


def guard_of(folder):
    detector = PatternDetector(NAMES)
    again = AskAgain(times=2, output_types=GRAVE, purposes=frozenset(), seconds=20.0)
    checks = {Leaks(detector): 5.0, Consistency(): 5.0}
    return small_guard(folder, detector=detector, checks=checks, again=again)


def records(guard):
    return [json.loads(record.document) for record in list_records(guard.ledger.engine)]


def of_consistency(record):
    return [one for one in record["exchange"]["findings"] if one["check"] == "consistency"]


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize(
    ("said", "kind"), [((FIRST, SAME, SAME), "consistent"), ((FIRST, OTHER, SAME), "answers_differ")]
)
def test_through_the_sidecar(tmp_path, said, kind, stream):
    turn = itertools.cycle(said)
    with (
        ScriptedModel(lambda _body: next(turn)) as model,
        guard_of(tmp_path) as guard,
        serving(create_app(guard, model.url)) as url,
    ):
        back = httpx2.post(
            f"{url}/v1/chat/completions", json={**REQUEST, "stream": stream}, timeout=30, trust_env=False
        )
        assert back.status_code == 200
        assert len({received.body for received in model.received}) == 1
        assert len(model.received) == 3
        assert "875" not in back.text
        assert stream or RELEASED in back.text
        assert [one["kind"] for one in of_consistency(records(guard)[0])] == [kind]


def test_through_the_sidecar_a_broken_further_answer_blocks(tmp_path):
    turn = iter([FIRST, Raw(status=503, content=b"{}")])
    with (
        ScriptedModel(lambda _body: next(turn)) as model,
        guard_of(tmp_path) as guard,
        serving(create_app(guard, model.url)) as url,
    ):
        back = httpx2.post(f"{url}/v1/chat/completions", json=REQUEST, timeout=30, trust_env=False)
        assert back.json()["error"]["code"] == "blocked"
        [found] = of_consistency(records(guard)[0])
        assert (found["status"], found["count"]) == ("unjudged", 1)


def test_through_a_wrapped_client_and_a_decorated_function(tmp_path):
    turn = itertools.cycle((FIRST, SAME, OTHER))
    with ScriptedModel(lambda _body: next(turn)) as model, guard_of(tmp_path) as guard:
        with wrap(openai.OpenAI(base_url=model.url, api_key="none"), guard=guard) as client:
            said = client.chat.completions.create(**REQUEST).choices[0].message.content
            assert said.startswith(RELEASED)
        assert len(model.received) == 3
        assert [one["detail"] for one in of_consistency(records(guard)[0])] == ["dose"]

        asked = guarded(guard=guard)(lambda _text: next(turn))
        assert asked("I am Ann Lee. What should I take?").startswith(RELEASED)
        assert len(records(guard)) >= 2
