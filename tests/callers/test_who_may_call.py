"""Who is let in, as what, and what of it is believed."""

from __future__ import annotations

import json
import statistics
import threading
import time

import pytest
from callers_samples import ELSEWHERE, HERE, Clock, Table, bearer, callers
from hypothesis import given, settings
from hypothesis import strategies as st

from medguard import log
from medguard.callers import Caller, Rate, digest_of, new_secret
from medguard.errors import AuditError, CallersUnknown, NotAllowed, TooMany, Unauthenticated, WireError
from medguard.types import CallerKey

SECRET = new_secret()
WHO = [
    ("medguard-actor", "dr-0042"),
    ("medguard-patient", "pt-0007"),
    ("Medguard-Application", "ward-assistant"),
    ("medguard-purpose", "discharge-summary"),
]


def with_key(**scope):
    return callers("keys", keys=Table({digest_of(SECRET): CallerKey(id="k-1", application="ward-assistant", **scope)}))


def caller_of(door, *headers, **more):
    return door.admit([*bearer(SECRET), *headers], **more).caller


# ── nobody is known ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_on_this_machine_anybody_is_let_in_and_nothing_they_say_is_believed():
    caller = callers("this_machine").admit(WHO, peer=HERE).caller
    assert (caller.actor, caller.application, caller.purpose) == ("dr-0042", "ward-assistant", "discharge-summary")
    assert caller.claimed == {"actor", "patient", "application", "purpose"}
    assert caller.vouched("actor") is caller.vouched("patient") is caller.vouched("purpose") is None


@pytest.mark.parametrize("peer", [ELSEWHERE, "::ffff:10.0.0.7", "0.0.0.0", "", "testclient", None])
def test_from_elsewhere_nobody_is(peer):
    with pytest.raises(Unauthenticated) as caught:
        callers("this_machine").admit(WHO, peer=peer)
    assert "callers.known_by" in caught.value.remedy
    assert caught.value.http_status == 401


@pytest.mark.parametrize("peer", [HERE, "127.8.8.8", "::1", "::ffff:127.0.0.1"])
def test_every_address_of_this_machine_is_here(peer):
    assert callers("this_machine").admit([], peer=peer).caller == Caller(known_by="this_machine")


@pytest.mark.parametrize("header", ["X-Forwarded-For", "forwarded", "Via", "Origin", "x-real-ip"])
def test_who_comes_through_a_proxy_or_a_browser_is_not_here(header):
    with pytest.raises(Unauthenticated):
        callers("this_machine").admit([(header, HERE)], peer=HERE)


def test_an_institution_can_say_that_whatever_runs_beside_the_sidecar_is_to_be_believed():
    caller = callers("this_machine", vouches_for=("actor",)).admit(WHO, peer=HERE).caller
    assert caller.vouched("actor") == "dr-0042"
    assert caller.claimed == {"patient", "application", "purpose"}


def test_anyone_on_the_network_is_let_in_where_the_profile_says_just_that():
    caller = callers("anyone_on_the_network").admit([("X-Forwarded-For", "1.2.3.4"), *WHO], peer=ELSEWHERE).caller
    assert caller.claimed == {"actor", "patient", "application", "purpose"}


# ── keys ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_key_says_which_application_it_is_whatever_the_caller_says():
    assert caller_of(with_key()) == Caller(known_by="keys", id="k-1", application="ward-assistant")
    with pytest.raises(NotAllowed) as caught:
        caller_of(with_key(), ("medguard-application", "billing"))
    assert caught.value.why == "another_application"


def test_a_key_that_vouches_for_nobody_leaves_actor_and_patient_claims():
    caller = caller_of(with_key(), *WHO)
    assert (caller.actor, caller.patient) == ("dr-0042", "pt-0007")
    assert caller.claimed == {"actor", "patient", "purpose"}
    assert caller.vouched("application") == "ward-assistant"


def test_a_key_that_vouches_is_believed_in_just_that():
    caller = caller_of(with_key(vouches_for=("patient",)), *WHO)
    assert (caller.vouched("patient"), caller.vouched("actor")) == ("pt-0007", None)


def test_a_purpose_is_believed_only_within_the_scope_of_the_key():
    narrow = with_key(purposes=("discharge-*", "triage"))
    assert caller_of(narrow, *WHO).vouched("purpose") == "discharge-summary"
    assert caller_of(narrow).purpose is None  # one of several: nobody knows which
    assert caller_of(with_key(purposes=("triage",))).vouched("purpose") == "triage"
    with pytest.raises(NotAllowed):
        caller_of(narrow, ("medguard-purpose", "marketing"))


@pytest.mark.parametrize(
    ("pattern", "good"), [("hospital", True), ("hosp*", True), ("*", True), ("research", False), ("hospital-*", False)]
)
def test_a_key_is_good_for_its_profiles(pattern, good):
    door = with_key(profiles=(pattern,))
    if good:
        assert caller_of(door)
    else:
        with pytest.raises(NotAllowed):
            caller_of(door)


def test_a_key_is_good_for_its_models():
    caller = caller_of(with_key(models=("gpt-5*", "qwen3-max")))
    assert [caller.may_ask(model) for model in ("gpt-5-mini", "qwen3-max", "gpt-4", "GPT-5", "", "xgpt-5")] == [
        True,
        True,
        False,
        False,
        False,
        False,
    ]


@pytest.mark.parametrize("name", ["Authorization", "AUTHORIZATION", "x-api-key", "api-key", "x-goog-api-key"])
def test_a_key_is_read_where_client_libraries_put_one(name):
    value = f"bearer {SECRET}" if name.lower() == "authorization" else SECRET
    assert with_key().admit([(name, value)]).caller.id == "k-1"


WRONG = {
    "none": [],
    "another": bearer(new_secret()),
    "shorter": bearer(SECRET[:-1]),
    "longer": bearer(SECRET + "A"),
    "other case": bearer(SECRET.swapcase()),
    "its hash": bearer(digest_of(SECRET)),
    "basic": [("Authorization", f"Basic {SECRET}")],
    "no scheme": [("Authorization", SECRET)],
    "empty": [("Authorization", "")],
    "empty bearer": [("Authorization", "Bearer ")],
    "twice": [*bearer(SECRET), ("authorization", f"Bearer {SECRET}")],
    "twice, one wrong": [*bearer(new_secret()), ("authorization", f"Bearer {SECRET}")],
    "in two headers": [*bearer(SECRET), ("x-api-key", SECRET)],
    "a blank within": bearer(SECRET[:20] + " " + SECRET[20:]),
    "a blank behind": bearer(SECRET + " "),
    "a line break": bearer(SECRET + "\r\nx: y"),
    "a null": bearer(SECRET + "\0"),
    "unicode": bearer("密钥"),
    "full-width": bearer(SECRET.replace("medguard", "ｍｅｄｇｕａｒｄ")),
    "huge": bearer("A" * 10_000_000),
    "a list": bearer(f"{SECRET},{SECRET}"),
}


@pytest.mark.parametrize("headers", WRONG.values(), ids=WRONG)
def test_a_wrong_key_gets_the_same_words_whatever_is_wrong_with_it(headers):
    with pytest.raises(Unauthenticated) as caught:
        with_key().admit(headers)
    error = caught.value
    assert str(error) == f"This caller is not known. (refusal {error.refusal})"
    assert error.headers == {"WWW-Authenticate": 'Bearer realm="medguard"', "x-medguard-refusal": error.refusal}
    assert (error.http_status, error.code) == (401, "caller_unknown")
    assert SECRET not in repr(error) + str(error) + error.remedy


@settings(max_examples=300, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(
                ["Authorization", "x-api-key", "api-key", "medguard-actor", "medguard-purpose", "Via", "Cookie"]
            ),
            st.text(st.characters(max_codepoint=255), max_size=60) | st.just(f"Bearer {SECRET}") | st.just(SECRET),
        ),
        max_size=4,
    )
)
def test_whatever_the_headers_are_a_caller_is_known_or_refused_and_nothing_breaks(headers):
    for door in (with_key(), callers("this_machine"), callers("anyone_on_the_network")):
        try:
            caller = door.admit(headers, peer=HERE).caller
        except (Unauthenticated, WireError):
            continue
        if caller.known_by == "keys":
            shown = [value for name, value in headers if name in {"Authorization", "x-api-key", "api-key"}]
            assert len(shown) == 1
            assert SECRET in shown[0]
        else:
            assert caller.vouched("actor") is caller.vouched("purpose") is None


@pytest.mark.parametrize("name", ["key", "api_key", "access_token", "API-KEY", "token"])
def test_a_key_in_the_address_is_refused_even_beside_a_good_one(name):
    with pytest.raises(Unauthenticated) as caught:
        with_key().admit(bearer(SECRET), query=["api-version", name])
    assert caught.value.why == "credential_in_address"


def test_where_keys_cannot_be_looked_up_nobody_is_let_in():
    class Lost:
        def find(self, digest):
            raise AuditError("the database is gone")

    with pytest.raises(CallersUnknown) as caught:
        callers("keys", keys=Lost()).admit(bearer(SECRET))
    assert (caught.value.http_status, caught.value.headers["Retry-After"]) == (503, "5")


@pytest.mark.parametrize("value", ["Ann Lee", "李明", "", "x" * 65, "dr-1\n"])
def test_a_header_that_could_be_a_name_is_refused_for_everybody(value):
    for door, headers in ((with_key(), bearer(SECRET)), (callers("this_machine"), [])):
        with pytest.raises(WireError):
            door.admit([*headers, ("medguard-actor", value)], peer=HERE)


@pytest.mark.parametrize("name", ["application", "purpose"])
@pytest.mark.parametrize("value", ["ward-1957-03-14", "mrn0417733", "fax_0161.555.339000"])
def test_a_program_and_a_purpose_have_no_number_of_somebody(name, value):
    with pytest.raises(WireError):
        callers("this_machine").admit([(f"medguard-{name}", value)], peer=HERE)
    assert callers("this_machine").admit([("medguard-patient", value)], peer=HERE).caller.patient == value


def test_a_header_that_stands_there_twice_is_refused():
    with pytest.raises(WireError):
        with_key().admit([*bearer(SECRET), ("medguard-actor", "a-1"), ("Medguard-Actor", "a-2")])


def test_time_does_not_tell_a_key_of_ours_from_any_other():
    """Both are one look into a dictionary; measured so roughly that only a whole other way would show."""
    door = callers("keys", keys=Table({digest_of(SECRET): CallerKey(id="k-1", application="a", profiles=("none",))}))

    def seconds(secret):
        began = time.perf_counter()
        with pytest.raises((Unauthenticated, NotAllowed)):
            door.admit(bearer(secret))
        return time.perf_counter() - began

    pairs = [(seconds(SECRET), seconds(new_secret())) for _ in range(300)]
    known, unknown = (statistics.median(times) for times in zip(*pairs, strict=True))
    assert known < 5 * unknown
    assert unknown < 5 * known


# ── limits ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def limited(clock, **rate):
    key = CallerKey(id="k-1", application="a", **rate)
    return callers("keys", keys=Table({digest_of(SECRET): key}), clock=clock)


def test_requests_of_a_minute_are_counted_and_come_back_as_time_passes():
    clock = Clock()
    door = limited(clock, requests_per_minute=3)
    for _ in range(3):
        door.admit(bearer(SECRET))
    with pytest.raises(TooMany) as caught:
        door.admit(bearer(SECRET))
    assert (caught.value.http_status, caught.value.headers["Retry-After"]) == (429, "20")
    clock.now += 20
    door.admit(bearer(SECRET))
    with pytest.raises(TooMany):
        door.admit(bearer(SECRET))
    clock.now += 3600
    for _ in range(3):  # a quiet hour is no credit
        door.admit(bearer(SECRET))
    with pytest.raises(TooMany):
        door.admit(bearer(SECRET))


def test_tokens_are_taken_as_they_were_counted_and_not_as_they_were_thought():
    clock = Clock()
    door = limited(clock, tokens_per_minute=600)
    visit = door.admit(bearer(SECRET))
    visit.reading(1200)
    visit.spent({"prompt_tokens": 100, "completion_tokens": 50, "total_tokens": 150})
    visit.spent({"prompt_tokens": 100, "completion_tokens": 50, "total_tokens": 150})  # told twice, taken once
    visit = door.admit(bearer(SECRET))
    visit.reading(30)
    visit.spent({"prompt_tokens": 10, "completion_tokens": 1040})
    with pytest.raises(TooMany) as caught:
        door.admit(bearer(SECRET))
    assert 50 < int(caught.value.headers["Retry-After"]) <= 61  # 600 over
    clock.now += int(caught.value.headers["Retry-After"])
    door.admit(bearer(SECRET))


def test_what_nobody_counted_stays_as_it_was_thought():
    door = limited(Clock(), tokens_per_minute=100)
    visit = door.admit(bearer(SECRET))
    visit.reading(3000)
    visit.spent({})
    with pytest.raises(TooMany):
        door.admit(bearer(SECRET))


def test_a_caller_over_its_limit_does_not_take_from_another():
    one, two = new_secret(), new_secret()
    keys = {digest_of(s): CallerKey(id=s[-6:], application="a", requests_per_minute=1) for s in (one, two)}
    door = callers("keys", keys=Table(keys), clock=Clock())
    door.admit(bearer(one))
    with pytest.raises(TooMany):
        door.admit(bearer(one))
    door.admit(bearer(two))


def test_a_key_without_limits_has_those_of_the_profile():
    door = callers("keys", keys=Table({digest_of(SECRET): CallerKey(id="k", application="a")}), rate=Rate(requests=1))
    door.admit(bearer(SECRET))
    with pytest.raises(TooMany):
        door.admit(bearer(SECRET))


def test_many_threads_together_get_no_more_than_one():
    door = limited(Clock(), requests_per_minute=50)
    let_in, lock = [], threading.Lock()

    def ask():
        for _ in range(20):
            try:
                visit = door.admit(bearer(SECRET))
            except TooMany:
                continue
            with lock:
                let_in.append(visit)

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(let_in) == 50


# ── those who were turned away ───────────────────────────────────────────────────────────────────────────────────────


def test_every_refusal_has_a_line_in_the_log_by_which_it_is_found(capsys):
    log.configure("json")
    with pytest.raises(Unauthenticated) as caught:
        with_key().admit(bearer("Ann Lee, MRN 4711"))
    (line,) = map(json.loads, capsys.readouterr().err.splitlines())
    assert (line["event"], line["refusal"], line["level"]) == ("caller_refused", caught.value.refusal, "warning")
    assert (line["reason"], line["status"]) == ("credential_unreadable", 401)
    assert "Ann" not in str(line)


def test_a_flood_of_guesses_is_a_record_now_and_then_and_not_one_each():
    clock, kept = Clock(), []
    door = callers("keys", keys=Table({}), keep=kept.append, clock=clock)
    for _ in range(1000):
        with pytest.raises(Unauthenticated):
            door.admit(bearer(new_secret()))
    assert [one.counts for one in kept] == [{"key_unknown": 1}]  # the first is told at once
    with pytest.raises(Unauthenticated):
        door.admit([])
    clock.now += 601
    with pytest.raises(Unauthenticated):
        door.admit([])
    assert [one.counts for one in kept][1:] == [{"key_unknown": 999, "no_credential": 2}]
    with pytest.raises(Unauthenticated):
        door.admit([])
    door.close()
    assert sum(sum(one.counts.values()) for one in kept) == 1003 == sum(door.refused.values())


def test_refusals_whose_record_was_not_kept_are_told_of_next_time():
    clock, kept, broken = Clock(), [], [True]

    def keep(entry):
        if broken:
            raise AuditError("no")
        kept.append(entry)

    door = callers("keys", keys=Table({}), keep=keep, clock=clock)
    for _ in range(2):
        with pytest.raises(Unauthenticated):
            door.admit([])
    broken.clear()
    door.close()
    assert [one.counts for one in kept] == [{"no_credential": 2}]


def test_no_secret_stands_in_a_repr():
    door = with_key()
    visit = door.admit(bearer(SECRET))
    assert SECRET not in repr(visit) + repr(visit.caller) + repr(door) + repr(vars(door))
