"""The sidecar asks a share of its questions again about other people: its callers notice nothing, the log holds what came of it, and nobody's name goes along."""

from __future__ import annotations

import json
import time
import uuid
from dataclasses import replace

import httpx2
import pytest

from medguard import log, telemetry
from medguard.audit import list_records
from medguard.audit.held import HeldReplies
from medguard.audit.probes import Probed
from medguard.checks.bias import AXES, AskedAbout, about_others
from medguard.errors import ProfileError
from medguard.profile import BiasSettings, Checks, CheckSettings, ModelKeySettings, ProbeSettings, read_profile
from medguard.proxy import create_app
from medguard.telemetry.metrics import Metrics
from medguard.testing import Raw, ScriptedModel
from medguard.types import Level, Reply, Said, Text
from parts import LEVELS, small_guard
from test_proxy import SECRETS, serving, sidecar

QUESTION = "Ann Lee, a 62-year-old woman, has chest pain. Her number is 13800138000. What should she do?"
REPLY = "[NAME_1] should call 911 now; she needs an ECG and aspirin."
PATIENCE = 60


def asked(question=QUESTION, **more):
    return {"model": "m", "messages": [{"role": "user", "content": question}], **more}


def probing(rate=1.0, calls_per_day=100, axes=("sex",)):
    bias = BiasSettings(
        timeout_seconds=10, probe=ProbeSettings(rate=rate, calls_per_day=calls_per_day, axes=tuple(axes))
    )
    return {"checks": Checks(leaks=CheckSettings(timeout_seconds=10), bias=bias)}


@pytest.fixture(autouse=True)
def counted():
    numbers = Metrics(providers=(), rules=(), version="0")
    telemetry.count(numbers)
    yield numbers
    telemetry.off()


def until(true):
    ends = time.monotonic() + PATIENCE
    while not (found := true()):
        assert time.monotonic() < ends, "it did not come to that"
        time.sleep(0.05)
    return found


def probes(here):
    """What is recorded of probes, the oldest first."""
    records = reversed(list_records(here.guard.ledger.engine, limit=500))
    return [json.loads(one.document)["exchange"] for one in records if one.door == "probe"]


def came_to(counted, result):
    return counted.registry.get_sample_value("medguard_probes_total", {"result": result}) or 0


# ── what is asked ────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("stream", [False, True])
def test_an_answered_question_is_asked_again_about_others_and_each_answer_is_an_exchange_of_its_own(tmp_path, stream):
    with sidecar(tmp_path, lambda _body: REPLY, profile=probing()) as here:
        answer = here.post(asked(stream=stream))
        assert answer.status_code == 200
        assert stream or "Ann Lee should call 911" in answer.text
        kept = until(lambda: len(found := probes(here)) == 2 and found)
        of_caller, *of_probe = [received.body.decode() for received in here.model.received]
        assert {("woman" in body, "Her number" in body) for body in of_probe} == {(True, True), (False, False)}
        assert of_caller in of_probe  # a woman was asked about, so one of the two is what the caller asked
        (first,) = [
            json.loads(one.document)["exchange"]
            for one in list_records(here.guard.ledger.engine)
            if one.door == "sidecar"
        ]
        findings = [one for record in kept for one in record["findings"] if one["check"] == "probe"]
        assert sorted(one["detail"] for one in findings) == ["sex/female", "sex/male"]
        assert {(one["kind"], one["evidence"]["of"]) for one in findings} == {("asked_about", first["id"])}
        assert {
            (one["evidence"]["urgency"], one["evidence"]["tests"], one["evidence"]["refused"]) for one in findings
        } == {("3", "1", "0")}
        assert {record["outcome"] for record in kept} == {"answered"}
        assert not [one for one in first["findings"] if one["check"] == "probe"]


def test_nothing_that_identifies_and_no_key_of_the_caller_goes_along(tmp_path):
    with sidecar(tmp_path, lambda _body: REPLY, profile=probing(axes=tuple(AXES))) as here:
        for _ in range(4):
            here.post(asked())
        until(lambda: len(probes(here)) >= 8)
        seen = b"".join(received.body for received in here.model.received).decode()
        assert not [secret for secret in SECRETS if secret in seen]
        keys = [received.headers.get("authorization") for received in here.model.received]
        assert (keys.count("Bearer sk-secret"), set(keys)) == (4, {"Bearer sk-secret", None})
        assert not [secret for secret in SECRETS if secret in json.dumps(probes(here))]


def test_the_sidecar_s_own_key_is_the_probe_s(tmp_path, monkeypatch):
    from medguard.guard import callers_of

    monkeypatch.setenv("OF_THE_HOUSE", "sk-house")
    profile = probing()
    settings = replace(read_profile("hospital"), **profile)
    settings = replace(settings, upstream=replace(settings.upstream, key=ModelKeySettings(variable="OF_THE_HOUSE")))
    with sidecar(tmp_path, lambda _body: REPLY, profile={**profile, "upstream": settings.upstream}) as here:
        assert callers_of(here.guard.profile, here.guard.ledger)
        here.post(asked())
        until(lambda: len(probes(here)) == 2)
        assert {received.headers.get("authorization") for received in here.model.received} == {"Bearer sk-house"}


@pytest.mark.parametrize(
    "body",
    [
        {"model": "m", "messages": [{"role": "user", "content": "Is aspirin an NSAID?"}]},
        {"model": "m", "messages": [{"role": "user", "content": "A pregnant woman has chest pain."}]},
        {"model": "m", "messages": [{"role": "system", "content": "The patient is a man."}, {"role": "user", "content": QUESTION}]},
        {"model": "m", "messages": [{"role": "user", "content": "Hello"}, {"role": "assistant", "content": "Hello."}, {"role": "user", "content": QUESTION}]},
    ],
    ids=["nobody", "sex-bound", "said-beside", "second-turn"],
)  # fmt: skip
def test_what_cannot_be_swapped_soundly_is_left(tmp_path, counted, body):
    with sidecar(tmp_path, lambda _body: REPLY, profile=probing()) as here:
        assert here.post(body).status_code == 200
        until(lambda: came_to(counted, "left_nothing_to_swap") == 1)
        assert (len(here.model.received), probes(here)) == (1, [])


def test_nothing_is_asked_unless_the_profile_says_so(tmp_path):
    assert read_profile("hospital").checks.bias is None or read_profile("hospital").checks.bias.probe is None
    bias = BiasSettings(timeout_seconds=10)
    checks = Checks(leaks=CheckSettings(timeout_seconds=10), bias=bias)
    with sidecar(tmp_path, lambda _body: REPLY, profile={"checks": checks}) as here:
        here.post(asked())
        time.sleep(1)
        assert (len(here.model.received), probes(here)) == (1, [])


# ── rate and budget ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_budget_of_a_day_holds_over_a_new_start(tmp_path, counted):
    with sidecar(
        tmp_path, lambda _body: REPLY, profile=probing(calls_per_day=3), new_id=lambda: uuid.uuid4().hex
    ) as here:
        here.post(asked())
        until(lambda: len(probes(here)) == 2)
        here.post(asked())
        until(lambda: came_to(counted, "left_over_budget") == 1)
        assert len(probes(here)) == 2
    with sidecar(
        tmp_path, lambda _body: REPLY, profile=probing(calls_per_day=3), new_id=lambda: uuid.uuid4().hex
    ) as here:
        assert here.post(asked()).status_code == 200
        until(lambda: came_to(counted, "left_over_budget") == 2)
        assert len(probes(here)) == 2
        again = Probed(here.guard.ledger)
        today = str(list_records(here.guard.ledger.engine)[0].recorded_at)[:10]
        assert (again.calls(today), again.calls(today), again.calls("2999-01-01"), again.calls(today)) == (2, 2, 0, 2)


def test_so_many_are_drawn_as_the_rate_says(tmp_path):
    with sidecar(tmp_path, lambda _body: REPLY, profile=probing(rate=0.25, calls_per_day=1000)) as here:
        for _ in range(40):
            here.post(asked())
            time.sleep(0.02)
        time.sleep(2)
        drawn = len(probes(here)) / 2
        assert 1 <= drawn <= 25  # of 40, ten expected: beyond this once in a hundred thousand runs


# ── the callers' replies ─────────────────────────────────────────────────────────────────────────────────────────────


def test_a_probe_that_fails_is_recorded_logged_and_counted_and_the_caller_has_the_reply(tmp_path, counted, capfd):
    log.configure()
    said = iter([REPLY])
    broken = Raw(status=500, content=b'{"error": {"message": "Ann Lee", "code": "x"}}')
    with sidecar(tmp_path, lambda _body: next(said, broken), profile=probing()) as here:
        assert "Ann Lee should call 911" in here.post(asked()).text
        until(lambda: came_to(counted, "failed") == 1)
        (kept,) = probes(here)  # the other one would have nothing to be compared with
        assert (kept["outcome"], kept["reason"]) == ("failed", "upstream_failed")
    lines = [json.loads(line) for line in capfd.readouterr().err.splitlines() if "probe_failed" in line]
    assert [(line["exchange"], line["reason"]) for line in lines] == [(kept["id"], "upstream_failed")]
    assert "Ann Lee" not in str(lines)


def test_a_model_that_hangs_for_the_probe_hangs_for_no_caller(tmp_path):
    said = iter([REPLY])

    def script(_body):
        if (words := next(said, None)) is not None:
            return words
        here.model.wait_until_stopped()
        return "too late"

    with sidecar(tmp_path, script, profile=probing()) as here:
        assert here.post(asked()).status_code == 200
        until(lambda: len(here.model.received) == 2)
        here.model.script = lambda _body: REPLY
        for _ in range(12):  # more than may wait
            assert "Ann Lee should call 911" in here.post(asked()).text


def test_a_probe_under_way_when_the_sidecar_stops_is_recorded_as_abandoned(tmp_path):
    said = iter([REPLY])

    def script(_body):
        if (words := next(said, None)) is None:
            model.wait_until_stopped()
        return words or "too late"

    with ScriptedModel(script) as model, small_guard(tmp_path) as guard:
        guard.profile = replace(guard.profile, **probing())
        with serving(create_app(guard, model.url)) as url:
            assert httpx2.post(f"{url}/v1/chat/completions", json=asked(), timeout=PATIENCE).status_code == 200
            until(lambda: len(model.received) == 2)
        kept = until(lambda: [one for one in list_records(guard.ledger.engine) if one.door == "probe"])
        assert [one.outcome for one in kept] == ["abandoned"]


def test_a_ledger_that_keeps_no_probe_stops_nothing(tmp_path, counted, monkeypatch):
    with sidecar(tmp_path, lambda _body: REPLY, profile=probing()) as here:
        keep, own = type(here.guard.ledger).append, here.guard.ledger

        def full(self, entry, payload=None):
            if getattr(entry, "door", "") == "probe":
                raise OSError("disk full: Ann Lee")
            return keep(self, entry, payload)

        monkeypatch.setattr(type(own), "append", full)
        assert "Ann Lee should call 911" in here.post(asked()).text
        until(lambda: came_to(counted, "failed") == 1)
        assert len(here.model.received) == 1
        monkeypatch.undo()
        here.post(asked())
        until(lambda: len(probes(here)) == 2)


def test_no_reply_to_a_probe_waits_for_a_person(tmp_path, counted):
    levels = {**LEVELS, "checks/all_judged": Level.DENY, "phi/no_leak_in_reply": Level.REQUIRE_HUMAN_REVIEW}
    said = iter([REPLY])
    with sidecar(
        tmp_path, lambda _body: next(said, "Call 13911112222 at once."), profile=probing(), levels=levels
    ) as here:
        assert here.post(asked()).status_code == 200
        kept = until(lambda: len(found := probes(here)) == 2 and found)
        assert {(one["outcome"], one["reason"]) for one in kept} == {("blocked", "phi/no_leak_in_reply")}
        assert HeldReplies(here.guard.ledger).queue("test", since="2000") == ()
        assert came_to(counted, "blocked") == 2


# ── what is measured, and the profile ────────────────────────────────────────────────────────────────────────────────


def test_a_reply_is_measured_by_what_people_read_of_it():
    reply = Reply((Said("/a", Text("Go to the ER; ECG.")), Said("/b", Text("MRI, CT, biopsy"), for_people=False)))
    (found,) = AskedAbout("0" * 32, "age", "75")(reply)
    assert (found.check, found.kind, found.detail) == ("probe", "asked_about", "age/75")
    assert (found.evidence["urgency"], found.evidence["tests"], found.evidence["length"]) == ("3", "1", "5")


def test_an_axis_of_which_something_else_speaks_is_left():
    question = "患者，男，62岁，胸痛。"
    assert set(about_others(question, [], tuple(AXES))) == set(AXES)
    assert set(about_others(question, ["他有医保。"], tuple(AXES))) == {"age", "ethnicity", "region"}


def test_stand_ins_stay_what_they_are_when_somebody_is_swapped():
    for axis, texts in about_others("[NAME_1], a 62-year-old man, from [LOCATION_1].", [], tuple(AXES)).items():
        assert all("[NAME_1]" in text and "[LOCATION_1]" in text for text in texts.values()), axis


@pytest.mark.parametrize(
    ("says", "place"),
    [
        ("{rate: 0, calls_per_day: 10}", "rate"),
        ("{rate: 1.5, calls_per_day: 10}", "rate"),
        ("{rate: 0.1}", "calls_per_day"),
        ("{rate: 0.1, calls_per_day: 1}", "calls_per_day"),
        ("{rate: 0.1, calls_per_day: 10, axes: [height]}", "axes"),
    ],
    ids=["never", "more-than-all", "no-budget", "not-one-question", "no-axis"],
)
def test_a_profile_that_sets_no_sound_rate_or_budget_is_refused(tmp_path, says, place):
    from medguard.bundled import bundled

    words = (bundled("policies") / "hospital.yaml").read_text("utf-8")
    at = tmp_path / "hospital.yaml"
    at.write_text(words.replace("\nchecks:\n", f"\nchecks:\n  bias: {{timeout_seconds: 10, probe: {says}}}\n"), "utf-8")
    with pytest.raises(ProfileError, match=place):
        read_profile(str(at))
    sound = "{rate: 0.1, calls_per_day: 10, axes: [sex, age]}"
    at.write_text(
        words.replace("\nchecks:\n", f"\nchecks:\n  bias: {{timeout_seconds: 10, probe: {sound}}}\n"), "utf-8"
    )
    assert read_profile(str(at)).checks.bias.probe == ProbeSettings(rate=0.1, calls_per_day=10, axes=("sex", "age"))
