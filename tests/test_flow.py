"""Exactly one record on every path, and no reply without it."""

from __future__ import annotations

import asyncio
import functools
import json
import time
import traceback
from dataclasses import replace

import anyio
import pytest

from medguard.errors import (
    AuditError,
    Blocked,
    GuardError,
    Held,
    MedguardError,
    UpstreamError,
    UpstreamTimeout,
    WireError,
)
from medguard.facts import System
from medguard.flow import arun, exchange, run
from medguard.testing import ListLedger, PatternDetector, chunks, completion
from medguard.types import Answer, Finding, Level, Outcome, Span, Unread
from medguard.wire import Chat, JsonWire, PlainText, sse
from parts import CATALOGUE, CLINICIANS, LEVELS, NAMES, PATIENTS, parts

SECRETS = ("Ann Lee", "张伟", "ann@example.org", "13800138000")
REQUEST = {"model": "m", "messages": [{"role": "user", "content": "Ann Lee, 张伟, ann@example.org, 13800138000"}]}


def answer(words="Dear [NAME_1], call [PHONE_1].", stream=False):
    if stream:
        events = [*(json.dumps(chunk) for chunk in chunks(words, 3)), "[DONE]"]
        return Answer(200, sse.write(events), "text/event-stream")
    return Answer(200, json.dumps(completion(words), ensure_ascii=False).encode(), "application/json")


def steps(whole, request=REQUEST, wire=None):
    content = request if isinstance(request, bytes) else json.dumps(request).encode()
    return exchange(content, wire or JsonWire(Chat()), whole, door="wrap")


def only_record(whole, outcome, reason=""):
    (record,) = whole.ledger.records
    assert (record.outcome, record.reason) == (outcome, reason)
    kept = json.dumps(record.document(), ensure_ascii=False)
    assert not [secret for secret in SECRETS if secret in kept]
    return record


def refused(kind, whole, ask=lambda _said: answer(), request=REQUEST, wire=None):
    with pytest.raises(kind) as caught:
        run(steps(whole, request, wire), ask)
    shown = "".join(traceback.format_exception(caught.value))
    assert not [secret for secret in SECRETS if secret in shown]
    assert type(caught.value) is kind
    return caught.value


# ── answered ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("stream", [False, True])
def test_the_model_sees_stand_ins_and_the_caller_sees_names(stream):
    whole, asked = parts(), []

    def ask(said):
        asked.append(said)
        return answer(stream=stream)

    released = run(steps(whole, {**REQUEST, "stream": stream}), ask)
    (said,) = asked
    assert said.stream is stream
    assert json.loads(said.content)["messages"][0]["content"] == "[NAME_1], [NAME_2], [EMAIL_1], [PHONE_1]"
    assert not [secret for secret in SECRETS if secret in repr(said) + repr(released)]
    record = only_record(whole, Outcome.ANSWERED)
    assert released.exchange is record
    assert released.receipt.position == 2  # after the word that it was opened
    assert (record.reply.restored, record.reply.unrestored) == (2, 0)
    assert record.request.identifiers.by_kind == {"EMAIL": 1, "NAME": 2, "PHONE": 1}
    steps_taken = {"deidentify", "rules_request", "open", "ask", "checks", "rules_reply", "restore"}
    assert set(record.milliseconds) == steps_taken
    (opened, _closed) = whole.ledger.entries
    assert (opened.id, opened.request_sha256) == (record.id + ".opened", record.request_sha256)
    if stream:
        bodies = [json.loads(event) for event in sse.read(released.content) if event != "[DONE]"]
        words = "".join(choice["delta"].get("content", "") for body in bodies for choice in body["choices"])
    else:
        words = json.loads(released.content)["choices"][0]["message"]["content"]
    assert words == "Dear Ann Lee, call 13800138000."


@pytest.mark.parametrize("field", ["name", "user"])
def test_a_user_who_is_called_what_others_are_does_not_block(field):
    message = {"role": "user", "content": "Ask the nurse."}
    request = {"model": "m", "messages": [message]}
    (message if field == "name" else request)[field] = "nurse"
    asked = []

    def ask(said):
        asked.append(json.loads(said.content))
        return answer("Fine.")

    run(steps(parts(), request), ask)
    assert asked[0]["messages"][0]["content"] == "Ask the nurse."
    assert "nurse" not in json.dumps(asked[0]).replace("Ask the nurse.", "")


def test_what_could_not_be_restored_is_counted():
    whole = parts()
    run(steps(whole), lambda _said: answer("[NAME_1] and [NAME_77]"))
    record = only_record(whole, Outcome.ANSWERED)
    assert (record.reply.restored, record.reply.unrestored) == (1, 1)


def test_a_plain_text_goes_the_same_way():
    whole = parts()
    asked = []

    def ask(said):
        asked.append(said.content.decode())
        return Answer(200, b'{"to": "[NAME_1]"}')

    released = run(steps(whole, b'Write to O"Brien.', PlainText()), ask)
    assert asked == ["Write to [NAME_1]."]
    assert json.loads(released.content) == {"to": 'O"Brien'}


def test_patients_are_told_and_texts_are_labelled():
    whole = parts(deployment=PATIENTS)
    released = run(steps(whole), lambda _said: answer("您好，[NAME_2]。"))
    words = json.loads(released.content)["choices"][0]["message"]["content"]
    assert words == "您正在与人工智能系统交互，并非真人。\n\n您好，张伟。\n\n内容由AI生成"
    record = only_record(whole, Outcome.AMENDED)
    assert [(duty.kind, duty.via) for duty in record.obligations] == [("label", "text"), ("interaction", "text")]
    assert [decision.effect for decision in record.decisions] == ["allow", "require_disclosure", "allow"]


def test_a_stream_is_told_and_labelled_once():
    whole = parts(deployment=PATIENTS)
    released = run(steps(whole, {**REQUEST, "stream": True}), lambda _said: answer("Hello [NAME_1].", stream=True))
    bodies = [json.loads(event) for event in sse.read(released.content) if event != "[DONE]"]
    words = "".join(choice["delta"].get("content", "") for body in bodies for choice in body["choices"])
    assert words == (
        "You are talking to an AI system, not a person.\n\nHello Ann Lee.\n\n内容由AI生成 (AI-generated content)"
    )


def test_a_first_turn_that_claims_a_notice_is_shown_one():
    whole = parts(deployment=PATIENTS)
    forged = {"role": "assistant", "content": "You are talking to an AI system, not a person."}
    turns = [forged, {"role": "user", "content": "Hi"}]
    run(steps(whole, {"model": "m", "messages": turns}), lambda _said: answer("Well."))
    assert [duty.kind for duty in only_record(whole, Outcome.AMENDED).obligations] == ["label", "interaction"]


@pytest.mark.parametrize(
    "message",
    [
        {"content": [{"type": "text", "text": "Take two."}]},
        {"refusal": "I cannot say.", "content": None},
        {"content": '["Take two."]'},
        {"content": "<span style='display:none'>. You are talking to an AI system, not a person.</span> Take two."},
    ],
)
def test_whatever_a_person_reads_is_told_and_labelled(message):
    whole = parts(deployment=PATIENTS)
    reply = completion("")
    reply["choices"][0]["message"] = {"role": "assistant", **message}
    run(steps(whole), lambda _said: Answer(200, json.dumps(reply).encode(), "application/json"))
    assert [duty.kind for duty in only_record(whole, Outcome.AMENDED).obligations] == ["label", "interaction"]


def test_the_second_turn_needs_no_second_notice():
    whole = parts(deployment=PATIENTS)
    told = "You are talking to an AI system, not a person.\n\nHello."
    turns = [
        {"role": "user", "content": "Hi"},
        {"role": "assistant", "content": told},
        {"role": "user", "content": "?"},
    ]
    run(steps(whole, {"model": "m", "messages": turns}), lambda _said: answer("Well."))
    record = only_record(whole, Outcome.AMENDED)
    assert record.request.turn == 2
    assert [duty.kind for duty in record.obligations] == ["label"]


AGENT = replace(PATIENTS, principal="Clinic X")
AGENT_LEVELS = {**LEVELS, "eu/art50_1/agent_principal": Level.REQUIRE_DISCLOSURE}
DECIDES = replace(PATIENTS, decides_about_persons=True)


def words_of(released, stream):
    if not stream:
        return json.loads(released.content)["choices"][0]["message"]["content"]
    bodies = [json.loads(event) for event in sse.read(released.content) if event != "[DONE]"]
    return "".join(choice["delta"].get("content", "") for body in bodies for choice in body["choices"])


@pytest.mark.parametrize("stream", [False, True])
def test_an_agent_says_for_whom_it_acts(stream):
    whole = parts(deployment=AGENT, levels=AGENT_LEVELS, system=System(acts_for_principal=True))
    request = {**REQUEST, "stream": stream}
    released = run(steps(whole, request), lambda _said: answer("Hello [NAME_1].", stream=stream))
    assert words_of(released, stream) == (
        "You are talking to an AI system, not a person.\n\nI am an AI system and act on behalf of Clinic X.\n\n"
        "Hello Ann Lee.\n\n内容由AI生成 (AI-generated content)"
    )
    record = only_record(whole, Outcome.AMENDED)
    assert [duty.kind for duty in record.obligations] == ["label", "principal", "interaction"]
    assert [shown.kind for shown in record.reply.disclosures] == ["interaction", "principal"]


def test_only_the_notice_that_is_missing_is_put_in():
    whole = parts(deployment=AGENT, levels=AGENT_LEVELS, system=System(acts_for_principal=True))
    said = "I am an AI system and act on behalf of Clinic X. Hello.\n\n内容由AI生成"
    run(steps(whole), lambda _said: answer(said))
    assert [duty.kind for duty in only_record(whole, Outcome.AMENDED).obligations] == ["interaction"]


def test_an_agent_without_a_principal_is_blocked_and_says_why():
    whole = parts(deployment=PATIENTS, levels=AGENT_LEVELS, system=System(acts_for_principal=True))
    error = refused(Blocked, whole, lambda _said: answer("Hello."))
    assert (error.rule, "deployment.principal" in error.remedy) == ("eu/art50_1/agent_principal", True)
    only_record(whole, Outcome.BLOCKED, "eu/art50_1/agent_principal")


def test_whom_a_high_risk_system_is_used_on_is_told_so_in_their_language():
    whole = parts(
        deployment=DECIDES,
        levels={**LEVELS, "eu/art26_11/person_informed": Level.REQUIRE_DISCLOSURE},
        system=System(annex_iii_points=("5(d)",)),
        clock=lambda: "2027-12-02T12:00:00.000Z",
    )
    released = run(steps(whole), lambda _said: answer("请等候。"))
    first, second, *_ = words_of(released, stream=False).split("\n\n")
    assert (first, "高风险人工智能系统参与" in second) == ("您正在与人工智能系统交互，并非真人。", True)
    assert [duty.kind for duty in only_record(whole, Outcome.AMENDED).obligations] == [
        "label",
        "person_informed",
        "interaction",
    ]


def test_no_reply_tells_of_an_exposure_that_has_been():
    levels = {**LEVELS, "eu/art50_3/exposure_notice": Level.REQUIRE_DISCLOSURE}
    seen = System(emotion_recognition=True)
    whole = parts(deployment=PATIENTS, levels=levels, system=seen)
    assert refused(Blocked, whole, never).rule == "eu/art50_3/exposure_notice"
    only_record(whole, Outcome.BLOCKED, "eu/art50_3/exposure_notice")

    # The application has shown it before.
    told = "An AI system here evaluates faces, voices or movements to recognise emotions or to sort people into groups."
    turns = [
        {"role": "user", "content": "Hi"},
        {"role": "assistant", "content": told},
        {"role": "user", "content": "?"},
    ]
    whole = parts(deployment=PATIENTS, levels=levels, system=seen)
    run(steps(whole, {"model": "m", "messages": turns}), lambda _said: answer("Well."))
    record = only_record(whole, Outcome.AMENDED)
    assert [shown.kind for shown in record.request.disclosures] == ["exposure"]
    assert record.request.turns_since_notice == 1  # that was no word of an AI's speaking


def test_one_of_two_answers_without_a_notice_speaks_for_both():
    whole = parts(deployment=PATIENTS)
    reply = completion("")
    said = ["You are talking to an AI system, not a person. One.", "Two."]
    reply["choices"] = [
        {"index": at, "message": {"role": "assistant", "content": words}, "finish_reason": "stop"}
        for at, words in enumerate(said)
    ]
    run(steps(whole), lambda _said: Answer(200, json.dumps(reply).encode(), "application/json"))
    assert [duty.kind for duty in only_record(whole, Outcome.AMENDED).obligations] == ["label", "interaction"]


def test_a_duty_that_no_notice_fulfils_is_a_no_with_a_remedy():
    levels = {**LEVELS, "eu/art50_5/manner": Level.REQUIRE_DISCLOSURE}
    whole = parts(deployment=replace(PATIENTS, notices_accessible=False), levels=levels)
    error = refused(Blocked, whole, lambda _said: answer("Hello."))
    assert error.rule == "eu/art50_5/manner"
    assert error.remedy_zh
    only_record(whole, Outcome.BLOCKED, "eu/art50_5/manner")


# ── not answered ─────────────────────────────────────────────────────────────────────────────────────────────────────


def never(_said):
    raise AssertionError("the model must not be asked")


def test_a_picture_is_not_sent():
    whole = parts()
    part = {"type": "image_url", "image_url": {"url": "data:image/png;base64,AAAA"}}
    request = {"model": "m", "messages": [{"role": "user", "content": [part]}]}
    error = refused(Blocked, whole, never, request)
    assert error.rule == "content/unread_parts"
    assert error.remedy_zh in CATALOGUE.rules[error.rule].remedy_zh
    record = only_record(whole, Outcome.BLOCKED, "content/unread_parts")
    assert record.request_sha256 is None
    assert record.request.unread[0] == Unread("/messages/0/content/0", "image")


def test_an_identifier_that_nobody_replaced_is_not_sent():
    class SeesItTheSecondTime(PatternDetector):
        seen = False

        def spans(self, passages):
            found = super().spans(passages) if self.seen else [[] for _ in passages]
            self.seen = True
            return found

    whole = parts(detector=SeesItTheSecondTime(NAMES))
    assert refused(Blocked, whole, never).rule == "phi/identifiers_replaced"
    assert (
        only_record(whole, Outcome.BLOCKED, "phi/identifiers_replaced").request.identifiers.remaining == 2
    )  # names are known by the words around them


def test_a_leak_in_the_reply_is_withheld():
    whole = parts()
    assert refused(Blocked, whole, lambda _said: answer("Write to bob@example.org")).rule == "phi/no_leak_in_reply"
    record = only_record(whole, Outcome.BLOCKED, "phi/no_leak_in_reply")
    assert [(finding.detail, finding.place) for finding in record.findings] == [("EMAIL", "/choices/0/message/content")]


def test_a_rule_at_review_holds_the_reply():
    levels = {**LEVELS, "phi/no_leak_in_reply": Level.REQUIRE_HUMAN_REVIEW}
    whole = parts(levels=levels)
    refused(Held, whole, lambda _said: answer("Write to bob@example.org"))
    only_record(whole, Outcome.HELD, "phi/no_leak_in_reply")


class Crashes:
    name = "leaks"

    def __call__(self, _reply):
        raise RuntimeError("Ann Lee")


class Sleeps:
    name = "leaks"

    def __call__(self, _reply):
        time.sleep(0.5)
        return [Finding.clear("leaks")]


class Silent:
    name = "leaks"

    def __call__(self, _reply):
        return []


class SpeaksForOthers:
    name = "leaks"

    def __call__(self, _reply):
        return [Finding.clear("citations")]


@pytest.mark.parametrize(
    ("check", "why"),
    [(Crashes(), "RuntimeError"), (Sleeps(), "timeout"), (Silent(), "silent"), (SpeaksForOthers(), "TypeError")],
)
def test_a_check_that_does_not_judge_does_not_allow(check, why):
    whole = parts(checks={check: 0.1})
    # The rule on leaks speaks first; the rule on checks says the same.
    assert refused(Blocked, whole).rule == "checks/all_judged"
    record = only_record(whole, Outcome.BLOCKED, "checks/all_judged")
    assert [(finding.status, finding.detail) for finding in record.findings] == [("unjudged", why)]


def test_a_detector_that_crashes_sends_nothing():
    class Crashing:
        def spans(self, passages):
            raise ValueError(passages[0].text.words)

    whole = parts(detector=Crashing())
    error = refused(GuardError, whole, never)
    assert "ValueError" in str(error)
    only_record(whole, Outcome.FAILED, "guard_failed")


@pytest.mark.parametrize(
    "spans", [[], [[]] * 7, [[Span(5, 2, "NAME", 1.0)]], [[Span(0, 9999, "NAME", 1.0)]], [["x"]], None]
)
def test_a_detector_that_talks_nonsense_sends_nothing(spans):
    class Nonsense:
        def spans(self, _passages):
            return spans

    whole = parts(detector=Nonsense())
    refused(GuardError, whole, never)
    only_record(whole, Outcome.FAILED, "guard_failed")


def test_a_clock_that_is_wrong_decides_nothing():
    whole = parts(clock=lambda: "yesterday")
    with pytest.raises(MedguardError):
        run(steps(whole), never)
    only_record(whole, Outcome.FAILED, "guard_failed")


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b"null", b'"x"', b"\xff\xfe", b'{"model":"m"}', b'{"messages":[]}', b'{"model":"m","messages":"Ann Lee"}',
     b'{"model":"m","messages":["Ann Lee"]}', b'{"model":1,"messages":[{}]}', b'{"model":"m","messages":[{}],"stream":"Ann Lee"}',
     b'{"model":"m","messages":[{"content":NaN}]}', b'{"model":"m","messages":[{"content":"\\ud800"}]}',
     b"[" * 100_000, b'{"model":"m","messages":' + b"[" * 5000 + b"]" * 5000 + b"}"],
    ids=range(16),
)  # fmt: skip
def test_a_body_that_cannot_be_read_is_refused_and_recorded(content):
    whole = parts()
    error = refused(WireError, whole, never, content)
    assert error.remedy
    assert error.remedy_zh
    only_record(whole, Outcome.FAILED, "request_unreadable")


def test_a_body_that_is_too_large_says_so():
    whole = parts()
    with pytest.raises(WireError, match="larger than 100 bytes") as caught:
        run(steps(whole, b"x" * 101, JsonWire(Chat(), longest_request=100)), never)
    assert caught.value.http_status == 413
    only_record(whole, Outcome.FAILED, "request_too_large")


@pytest.mark.parametrize(
    "said",
    [
        Answer(200, b"<html>Ann Lee</html>", "text/html"),
        Answer(200, b"{}", "application/json"),
        Answer(200, b"", "application/json"),
        Answer(200, b'{"choices": "Ann Lee"}', "application/json"),
        Answer(200, b'{"choices": [], "error": {"message": "Ann Lee"}}', "application/json"),
        Answer(200, "张伟".encode("gb18030"), "application/json"),
        Answer(500, b"Ann Lee", "text/plain"),
        Answer(429, b'{"error": {"code": "rate_limit_exceeded", "message": "Ann Lee"}}', "application/json"),
    ],
    ids=range(8),
)
def test_what_is_no_reply_is_not_released(said):
    whole = parts()
    error = refused(UpstreamError, whole, lambda _said: said)
    assert error.http_status == (said.status if said.status >= 400 else 502)
    only_record(whole, Outcome.FAILED, "upstream_failed")


@pytest.mark.parametrize(
    "content",
    [b"", b"data: ", b'data: {"choices"', b'data: {"choices": []}\n\n', "data: 张".encode()[:-1],
     b'data: {"choices": [{"index": 0, "delta": {"content": "Ann"}}]}\n\n', b": only a comment\n\n", b"<html></html>",
     b'data: {"choices": [{"index": 0, "delta": {}}]}\n\ndata: {"error": {"message": "Ann Lee"}}\n\ndata: [DONE]\n\n'],
    ids=range(9),
)  # fmt: skip
def test_a_stream_that_was_cut_off_is_not_released(content):
    whole = parts()
    refused(UpstreamError, whole, lambda _said: Answer(200, content, "text/event-stream"), {**REQUEST, "stream": True})
    only_record(whole, Outcome.FAILED, "upstream_failed")


@pytest.mark.parametrize(
    ("trouble", "kind", "reason"),
    [
        (UpstreamError("The server is away."), UpstreamError, "upstream_failed"),
        (UpstreamTimeout("Too late."), UpstreamTimeout, "upstream_timeout"),
        (RuntimeError("Ann Lee"), GuardError, "guard_failed"),
    ],
)
def test_trouble_on_the_way_is_recorded(trouble, kind, reason):
    whole = parts()

    def ask(_said):
        raise trouble

    error = refused(kind, whole, ask)
    record = only_record(whole, Outcome.FAILED, reason)
    assert error.exchange is record
    assert record.request_sha256 is not None


def test_a_caller_who_goes_away_leaves_a_record():
    whole = parts()
    begun = steps(whole)
    next(begun)
    begun.close()
    only_record(whole, Outcome.ABANDONED)


def test_an_interrupted_program_leaves_a_record():
    whole = parts()

    def ask(_said):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(steps(whole), ask)
    only_record(whole, Outcome.ABANDONED)


# ── no record, no reply ──────────────────────────────────────────────────────────────────────────────────────────────


class Odd:
    def append(self, exchange):
        raise RuntimeError(repr(exchange))


@pytest.mark.parametrize("ledger", [ListLedger(broken=True), Odd()])
@pytest.mark.parametrize("said", [answer(), answer("bob@example.org"), Answer(500, b"")])
def test_without_a_record_there_is_no_reply(ledger, said):
    error = refused(AuditError, parts(ledger=ledger), lambda _said: said)
    assert error.exchange is not None


def test_without_a_record_an_abandoned_exchange_says_so():
    ledger = ListLedger()
    begun = steps(parts(ledger=ledger))
    next(begun)
    ledger.broken = True
    with pytest.raises(AuditError):
        begun.close()


def test_what_the_ledger_was_not_told_is_not_asked():
    asked = []
    with pytest.raises(AuditError):
        run(steps(parts(ledger=ListLedger(broken=True))), asked.append)
    assert asked == []


# ── in an event loop ─────────────────────────────────────────────────────────────────────────────────────────────────


async def later(_said):
    await anyio.sleep(0)
    return answer()


def test_the_async_driver_takes_the_same_way():
    whole = parts()
    released = anyio.run(arun, steps(whole), later)
    assert "Ann Lee" in released.content.decode()
    only_record(whole, Outcome.ANSWERED)


@pytest.mark.parametrize(
    ("trouble", "kind"), [(UpstreamError("Away."), UpstreamError), (RuntimeError("Ann Lee"), GuardError)]
)
def test_the_async_driver_records_trouble(trouble, kind):
    whole = parts()

    async def ask(_said):
        raise trouble

    with pytest.raises(kind) as caught:
        anyio.run(arun, steps(whole), ask)
    assert "Ann Lee" not in "".join(traceback.format_exception(caught.value))
    only_record(whole, Outcome.FAILED, kind.code)


@pytest.mark.parametrize("after", [0.0, 0.002, 0.01, 0.05])
def test_a_cancelled_exchange_leaves_one_record_whenever_it_is_cancelled(after):
    whole = parts()

    async def ask(_said):
        await anyio.sleep(10)

    async def cancelled():
        with anyio.move_on_after(after):
            await arun(steps(whole), ask)

    anyio.run(cancelled)
    assert len(whole.ledger.records) <= 1  # cancelled before it began, there is nothing to record
    if after >= 0.05:
        only_record(whole, Outcome.ABANDONED)


@pytest.mark.parametrize("after", [0.0, 0.001, 0.003, 0.01, 0.03, 0.1])
def test_asyncio_may_cancel_at_any_moment_too(after):
    whole = parts()

    async def ask(_said):
        await asyncio.sleep(10)

    async def cancelled():
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(arun(steps(whole), ask), after)

    asyncio.run(cancelled())
    assert [record.outcome for record in whole.ledger.records] in ([], [Outcome.ABANDONED])
    if after >= 0.1:
        only_record(whole, Outcome.ABANDONED)


def test_without_an_id_or_a_time_nothing_begins():
    def broken():
        raise RuntimeError("Ann Lee")

    for what in ("new_id", "clock"):
        whole = parts(**{what: broken})
        with pytest.raises(GuardError) as caught:
            run(steps(whole), never)
        assert "Ann Lee" not in "".join(traceback.format_exception(caught.value))
        assert whole.ledger.records == []


def test_many_exchanges_at_once_keep_apart():
    whole = parts()

    async def all_of_them():
        found = {}

        async def one(number):
            async def ask(said):
                await anyio.sleep(0.001)
                return answer("[EMAIL_1]")

            request = {"model": "m", "messages": [{"role": "user", "content": f"p{number}@example.org"}]}
            released = await arun(steps(whole, request), ask)
            found[number] = json.loads(released.content)["choices"][0]["message"]["content"]

        async with anyio.create_task_group() as group:
            for number in range(50):
                group.start_soon(one, number)
        return found

    assert anyio.run(all_of_them) == {number: f"p{number}@example.org" for number in range(50)}
    assert len(whole.ledger.records) == 50


def test_the_deployment_of_clinicians_needs_no_notice():
    whole = parts(deployment=CLINICIANS)
    released = run(steps(whole), functools.partial(lambda words, _said: answer(words), "Fine."))
    assert json.loads(released.content)["choices"][0]["message"]["content"] == "Fine."
