"""What reviewers do at the desk, on both databases: who may, in which order, and what the ledger says of it."""

from __future__ import annotations

import hashlib
import json
import random
import re
import resource
import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from review_samples import HELD, PHYSICIAN, RESTORED, RULE, SECRETS, WORDS, house, yesterday

from audit.servers import Server
from medguard.audit import Wanted, get, list_records, verify
from medguard.errors import AuditError, Blocked, GuardError, Held, ProfileError
from medguard.flow import Who, run
from medguard.phi import open_standins
from medguard.profile import SpecialtySettings, TwoPersonSettings, read_profile
from medguard.review import NotForThem, NothingWaits, NotShown, Taken
from medguard.testing import completion
from medguard.types import Answer, Level
from medguard.wire.anthropic import Messages

LEAK = "phi/no_leak_in_reply"


def words_in(content):
    return json.loads(content)["choices"][0]["message"]["content"]


# ── let go, refused, given back ──────────────────────────────────────────────────────────────────────────────────────


def test_a_physician_reads_a_reply_and_lets_it_go(open_house):
    house = open_house()
    house.person()
    which = house.hold()
    reading = house.desk.take(which, "dr-1")
    assert (reading.words, reading.names) == ((RESTORED,), True)
    verdict = house.desk.approve(which, "dr-1")
    assert verdict.act == "approved"
    assert words_in(verdict.freed.content) == RESTORED
    assert house.acts(which) == [("claimed", "dr-1"), ("shown", "dr-1"), ("approved", "dr-1")]
    approved = house.last("approved")
    assert approved["outcome"] == "answered"
    assert approved["seconds_on_task"] >= 0
    assert verify(house.guard.ledger.engine).ok
    assert house.desk.queue() == ()


def test_what_goes_along_with_the_words_is_shown_too(open_house):
    house = open_house()
    house.person()
    reply = completion(WORDS)
    reply["choices"][0]["message"]["reasoning_content"] = "[NAME_1] coughs, so let us say pneumonia."
    which = house.hold(json.dumps(reply).encode())
    reading = house.desk.take(which, "dr-1")
    assert reading.words == (RESTORED,)
    assert reading.beside == ("Ann Lee coughs, so let us say pneumonia.",)


def test_a_reply_goes_out_in_its_providers_own_shape(open_house):
    house = open_house()
    house.person()
    asked = {"model": "m", "max_tokens": 50, "messages": [{"role": "user", "content": "What has Ann Lee?"}]}
    said = {
        "id": "msg_1",
        "type": "message",
        "role": "assistant",
        "model": "m",
        "content": [{"type": "text", "text": WORDS}],
        "stop_reason": "end_turn",
        "stop_sequence": None,
        "usage": {"input_tokens": 1, "output_tokens": 1},
    }
    guard = house.guard
    with pytest.raises(Held) as caught:
        run(
            guard.exchange(json.dumps(asked).encode(), guard.wire(Messages()), door="wrap"),
            lambda _: Answer(200, json.dumps(said).encode(), "application/json"),
        )
    which = caught.value.exchange.id
    house.desk.take(which, "dr-1")
    freed = json.loads(house.desk.edit(which, "dr-1", [RESTORED.replace("Rest", "Sleep")]).freed.content)
    assert freed == said | {"content": [{"type": "text", "text": RESTORED.replace("Rest", "Sleep")}]}


def test_nobody_decides_on_what_they_have_not_seen(open_house):
    house = open_house()
    house.person()
    which = house.hold()
    for act in (
        lambda: house.desk.approve(which, "dr-1"),
        lambda: house.desk.refuse(which, "dr-1", "wrong"),
        lambda: house.desk.edit(which, "dr-1", ["Fine."]),
    ):
        with pytest.raises(NotShown):
            act()
    assert house.acts(which) == []


def test_a_refused_reply_is_gone_and_the_record_says_why_in_a_word(open_house, tmp_path):
    house = open_house()
    house.person()
    which = house.taken()
    with pytest.raises(ProfileError):
        house.desk.refuse(which, "dr-1", "Ann Lee has no pneumonia")
    house.desk.refuse(which, "dr-1", "unsafe")
    refused = house.last("refused")
    assert refused["outcome"] == "blocked"
    assert "refused:unsafe" in [duty["kind"] for duty in refused["obligations"]]
    assert not list((tmp_path / "held").glob("*.held"))
    for act in (house.desk.take, house.desk.approve):
        with pytest.raises(NothingWaits):
            act(which, "dr-1")


def test_what_is_given_back_somebody_else_may_take(open_house):
    house = open_house()
    house.person("dr-1")
    house.person("dr-2", licence_no="110310105000999")
    which = house.taken("dr-1")
    with pytest.raises(Taken):
        house.desk.take(which, "dr-2")
    house.desk.give_back(which, "dr-1")
    house.desk.take(which, "dr-2")
    with pytest.raises(Taken):
        house.desk.approve(which, "dr-1")
    assert house.desk.approve(which, "dr-2").act == "approved"


def test_a_claim_ends_by_itself_and_who_had_it_is_told(open_house):
    house = open_house(claim_minutes=0.001)
    house.person("dr-1")
    house.person("dr-2", licence_no="110310105000999")
    which = house.taken("dr-1")
    threading.Event().wait(0.2)
    with pytest.raises(NotShown):
        house.desk.approve(which, "dr-1")
    assert house.desk.take(which, "dr-2").words == (RESTORED,)


# ── who may ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_who_has_no_licence_sees_no_names_and_lets_nothing_go(open_house):
    house = open_house()
    house.person("nurse-1", role="nurse", licence_no=None, registered_here=None)
    which = house.hold()
    reading = house.desk.take(which, "nurse-1")
    assert (reading.words, reading.names) == ((WORDS,), False)
    with pytest.raises(Blocked) as caught:
        house.desk.approve(which, "nurse-1")
    assert caught.value.rule == RULE
    assert house.acts(which)[-1] == ("not_approved", "nurse-1")
    assert [item.state.claimed_by for item in house.desk.queue()] == [None]  # it waits for somebody else


def test_who_does_not_stand_in_the_registry_is_nobody(open_house):
    house = open_house()
    house.person("dr-8", until=yesterday())
    which = house.hold()
    for ref in ("dr-9", "dr-8", "Ann Lee", ""):
        with pytest.raises(NotForThem):
            house.desk.take(which, ref)
    assert house.acts(which) == []


def test_a_licence_that_ended_while_they_read_counts_as_ended(open_house):
    house = open_house()
    house.person()
    which = house.taken()
    house.person(licence_no="none")
    with pytest.raises(Blocked):
        house.desk.approve(which, "dr-1")
    house.person("dr-2", licence_no="110310105000999")
    house.desk.take(which, "dr-2")
    house.person("dr-2", licence_no="110310105000999", until=yesterday())
    with pytest.raises(NotForThem):
        house.desk.approve(which, "dr-2")
    assert "approved" not in [act for act, _ in house.acts(which)]


def test_a_profile_may_ask_every_reviewer_for_the_training(open_house):
    house = open_house(trained=True)
    house.person("dr-1")
    house.person("dr-2", trained=True, licence_no="110310105000999")
    which = house.hold()
    with pytest.raises(NotForThem, match="AI_OVERSIGHT"):
        house.desk.take(which, "dr-1")
    assert house.desk.take(which, "dr-2").names


def test_a_rule_that_knows_nothing_of_reviews_is_content_once_a_person_looked(open_house):
    house = open_house(levels=HELD | {LEAK: Level.REQUIRE_HUMAN_REVIEW})
    house.person()
    which = house.taken(words="Diagnosis: pneumonia. Write to bob@stmary.org.")
    assert LEAK in house.desk.queue()[0].rules
    assert house.desk.approve(which, "dr-1").act == "approved"


# ── the queue ────────────────────────────────────────────────────────────────────────────────────────────────────────

SPECIALTIES = {
    "emergency": SpecialtySettings(purposes=("emergency-*",), minutes=5),
    "pharmacy": SpecialtySettings(output_types=("prescription",), minutes=15, roles=("pharmacist",)),
    "cardiology": SpecialtySettings(applications=("heart-*",), minutes=30, scopes=("心内科",)),
}


def test_replies_wait_by_specialty_and_urgency_and_not_by_what_callers_claim(open_house):
    house = open_house(specialties=SPECIALTIES)
    urgent = {"purpose": "emergency-triage", "known_by": "keys", "key": "k-1"}
    claimed = house.hold(who=Who(**urgent, claimed=frozenset({"purpose"})))
    heart = house.hold(who=Who(application="heart-clinic", known_by="keys", key="k-1"))
    drugs = house.hold("Diagnosis: pneumonia. Take amoxicillin 500 mg three times a day.")
    vouched = house.hold(who=Who(**urgent))
    queue = house.desk.queue()
    assert [item.id for item in queue] == [vouched, drugs, heart, claimed]
    assert [item.specialty for item in queue] == ["emergency", "pharmacy", "cardiology", "general"]


def test_a_specialtys_replies_are_its_own_reviewers(open_house):
    house = open_house(specialties=SPECIALTIES)
    house.person("dr-1")
    house.person("dr-2", practice_scope="心内科", licence_no="110310105000999")
    house.person("dr-3", practice_scope="心内科", licence_no=None)
    heart = house.hold(who=Who(application="heart-clinic", known_by="keys", key="k-1"))
    assert [[item.id for item in house.desk.queue(ref)] for ref in ("dr-1", "dr-2", "dr-3")] == [[], [heart], []]
    for ref in ("dr-1", "dr-3"):
        with pytest.raises(NotForThem, match="cardiology"):
            house.desk.take(heart, ref)
    assert house.desk.take(heart, "dr-2").names


def test_what_nobody_kept_any_more_is_in_no_queue(open_house, tmp_path):
    house = open_house()
    house.hold()
    for file in (tmp_path / "held").glob("*.held"):
        file.unlink()
    assert house.desk.queue() == ()


# ── two persons ──────────────────────────────────────────────────────────────────────────────────────────────────────

TWO = {"two_persons": TwoPersonSettings(rules=(RULE,))}


def test_two_persons_have_to_approve_where_the_profile_says_so(open_house):
    house = open_house(**TWO)
    house.person("dr-1")
    house.person("dr-2", licence_no="110310105000999")
    which = house.taken("dr-1")
    assert house.desk.approve(which, "dr-1").act == "approved_first"
    with pytest.raises(NotForThem, match="first"):
        house.desk.take(which, "dr-1")
    assert house.desk.queue("dr-1") == ()
    house.desk.take(which, "dr-2")
    assert house.desk.approve(which, "dr-2").act == "approved"
    acts = [act for act, _ in house.acts(which)]
    assert acts == ["claimed", "shown", "approved_first", "claimed", "shown", "approved"]


def test_one_person_with_two_references_is_one_person(open_house):
    house = open_house(**TWO)
    house.person("dr-1")
    house.person("dr-1b")
    which = house.taken("dr-1")
    house.desk.approve(which, "dr-1")
    house.desk.take(which, "dr-1b")
    with pytest.raises(NotForThem, match="one person"):
        house.desk.approve(which, "dr-1b")


def test_a_first_approval_that_only_the_row_tells_of_counts_for_nothing(open_house):
    house = open_house(**TWO)
    house.person("dr-2", licence_no="110310105000999")
    which = house.taken("dr-2")
    with house.guard.ledger.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE held_replies SET approved_by = 'dr-1', approved_as = 'made-up'")
    with pytest.raises(Taken):
        house.desk.approve(which, "dr-2")


def test_the_second_persons_other_words_need_another_second_person(open_house):
    house = open_house(**TWO)
    house.person("dr-1")
    house.person("dr-2", licence_no="110310105000999")
    which = house.taken("dr-1")
    house.desk.approve(which, "dr-1")
    house.desk.take(which, "dr-2")
    assert house.desk.edit(which, "dr-2", [RESTORED.replace("Rest", "Sleep")]).act == "approved_first"
    house.desk.take(which, "dr-1")
    assert "Sleep" in words_in(house.desk.approve(which, "dr-1").freed.content)


def test_biometric_identification_is_verified_by_two_whatever_the_profile_says(open_house):
    profile = read_profile("hospital")
    settings = replace(profile, system=replace(profile.system, annex_iii_points=("1(a)",)))
    house = open_house(settings=settings)
    house.hold()
    assert house.desk.queue()[0].two


# ── other words ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_edited_reply_goes_out_in_the_reviewers_words_and_the_difference_is_kept(open_house, tmp_path):
    house = open_house()
    house.person()
    which = house.taken()
    verdict = house.desk.edit(which, "dr-1", [RESTORED.replace("pneumonia", "bronchitis")])
    said = words_in(verdict.freed.content)
    assert said == RESTORED.replace("pneumonia", "bronchitis")
    assert [act for act, _ in house.acts(which)] == ["claimed", "shown", "edited", "approved"]
    edited = house.last("edited")
    changes = json.loads(house.desk.changes(edited["id"], "dr-1"))
    assert [[one["was"], one["now"]] for one in changes[0]] == [["pneumonia", "bronchitis"]]
    assert house.acts(which)[-1] == ("changes_shown", "dr-1")
    files = [file for file in (tmp_path / "held").rglob("*") if file.is_file()]
    assert {file.suffix for file in files} == {".edit", ".free"}
    kept = b"".join(file.read_bytes() for file in files)
    assert [duty["text_sha256"] for duty in edited["obligations"] if duty["kind"] == "edited"] == [
        hashlib.sha256(house.desk.changes(edited["id"], "dr-1")).hexdigest()
    ]
    assert not [word for word in (b"pneumonia", b"bronchitis", b"Ann") if word in kept]


def test_the_same_words_are_no_edit(open_house):
    house = open_house()
    house.person()
    which = house.taken()
    assert house.desk.edit(which, "dr-1", [RESTORED]).act == "approved"
    assert [act for act, _ in house.acts(which)] == ["claimed", "shown", "approved"]


def test_names_that_the_reviewer_writes_go_behind_their_stand_ins_and_come_back(open_house):
    house = open_house(levels=HELD | {LEAK: Level.DENY})
    house.person()
    which = house.taken()
    verdict = house.desk.edit(which, "dr-1", ["Diagnosis: pneumonia. Ann Lee, call 13800138000. Sleep."])
    assert words_in(verdict.freed.content).endswith("Ann Lee, call 13800138000. Sleep.")
    assert verify(house.guard.ledger.engine).ok
    for record in list_records(house.guard.ledger.engine, Wanted(kind=None), limit=100):
        assert not [secret for secret in SECRETS[:3] if secret in record.document]


def test_what_a_reviewer_writes_is_no_safer_than_what_a_model_writes(open_house):
    house = open_house()
    house.person()
    which = house.taken()
    with pytest.raises(Blocked) as caught:
        house.desk.edit(which, "dr-1", ["Diagnosis: pneumonia. Write to bob@stmary.org."])
    assert caught.value.rule == LEAK
    refused = house.last("edit_not_approved")
    assert (refused["outcome"], refused["findings"][0]["detail"]) == ("blocked", "EMAIL")
    assert "bob" not in json.dumps(refused)
    # It waits as it was, and the reviewer may try again.
    assert house.desk.take(which, "dr-1").words == (RESTORED,)
    assert house.desk.edit(which, "dr-1", ["Diagnosis: pneumonia."]).act == "approved"


def test_a_notice_that_was_edited_away_comes_back(open_house):
    levels = HELD | {"cn/label/explicit_text": Level.REQUIRE_LABEL}
    house = open_house(levels=levels, settings=read_profile("internet-hospital"))
    house.person()
    which = house.hold()
    reading = house.desk.take(which, "dr-1")
    assert "AI" in reading.words[0]
    verdict = house.desk.edit(which, "dr-1", ["Diagnosis: bronchitis."])
    assert "Diagnosis: bronchitis." in words_in(verdict.freed.content)
    assert "AI" in words_in(verdict.freed.content)


def test_a_stand_in_that_the_model_has_changed_is_restored_in_an_edit_too(open_house):
    house = open_house()
    house.person()
    reply = completion("Diagnosis: **name_1**, you have pneumonia.")
    reply["choices"][0]["message"]["reasoning_content"] = "So name_1 coughs."
    which = house.hold(json.dumps(reply).encode())
    reading = house.desk.take(which, "dr-1")
    assert reading.can_be_edited
    freed = json.loads(house.desk.edit(which, "dr-1", ["Diagnosis: Ann Lee, bronchitis."]).freed.content)
    assert freed["choices"][0]["message"]["reasoning_content"] == "So Ann Lee coughs."


def test_where_made_up_names_stand_for_names_only_who_sees_names_changes_a_reply(open_house):
    house = open_house(standins=open_standins({"NAME": "surrogate"}))
    house.person()
    house.person("nurse-1", role="nurse", licence_no=None, registered_here=None)
    made_up = []

    def said(ask):
        made_up.append(re.search(r"note of (.+?), ", json.loads(ask.content)["messages"][0]["content"])[1])
        return f"Diagnosis: {made_up[0]}, you have pneumonia."

    which = house.hold(said)
    assert made_up[0] != "Ann Lee"
    assert not house.desk.take(which, "nurse-1").can_be_edited
    with pytest.raises(ProfileError, match="cannot be changed"):
        house.desk.edit(which, "nurse-1", [f"Diagnosis: {made_up[0]}, you have bronchitis."])
    house.desk.give_back(which, "nurse-1")
    reading = house.desk.take(which, "dr-1")
    assert (reading.words, reading.can_be_edited) == (("Diagnosis: Ann Lee, you have pneumonia.",), True)
    edited = house.desk.edit(which, "dr-1", ["Diagnosis: Ann Lee, you have bronchitis."])
    assert words_in(edited.freed.content) == "Diagnosis: Ann Lee, you have bronchitis."


@pytest.mark.parametrize("words", [[], [""], ["a", "b"], ["  "]], ids=["none", "empty", "two", "blank"])
def test_words_that_do_not_fit_change_nothing(open_house, words):
    house = open_house()
    house.person()
    which = house.taken()
    with pytest.raises(GuardError):
        house.desk.edit(which, "dr-1", words)
    assert house.desk.take(which, "dr-1").words == (RESTORED,)


# ── at once ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_of_many_who_take_one_reply_exactly_one_has_it(open_house):
    houses = [open_house() for _ in range(2)]
    refs = [houses[0].person(f"dr-{at}", licence_no=f"11031010500{at:04}") for at in range(6)]
    which = houses[0].hold()
    all_of_them, got, told = threading.Barrier(len(refs)), [], []

    def take(at, ref):
        all_of_them.wait()
        try:
            houses[at % 2].desk.take(which, ref)
            got.append(ref)
        except Taken:
            told.append(ref)

    run_all(take, refs)
    assert (len(got), len(told)) == (1, len(refs) - 1)
    assert [act for act, _ in houses[0].acts(which)] == ["claimed", "shown"]


def test_of_one_reviewers_two_windows_one_lets_it_go_and_the_other_is_told(open_house):
    houses = [open_house(), open_house()]
    houses[0].person()
    which = houses[0].taken()
    both, freed, told = threading.Barrier(4), [], []

    def decide(at, act):
        both.wait()
        try:
            freed.append(act(houses[at % 2].desk))
        except (NothingWaits, NotShown, Taken) as error:
            told.append(error)

    approve = lambda desk: desk.approve(which, "dr-1")  # noqa: E731
    refuse = lambda desk: desk.refuse(which, "dr-1", "wrong")  # noqa: E731
    run_all(decide, [approve, refuse, approve, refuse])
    assert (len(freed), len(told)) == (1, 3)
    ends = [act for act, _ in houses[0].acts(which) if act in {"approved", "refused"}]
    assert len(ends) == 1
    assert verify(houses[0].guard.ledger.engine).ok


def run_all(work, each):
    threads = [threading.Thread(target=work, args=(at, one)) for at, one in enumerate(each)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
        assert not thread.is_alive()


# ── what goes wrong ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_damaged_file_is_shown_to_nobody_and_lets_nothing_go(open_house, tmp_path):
    house = open_house()
    house.person()
    which = house.taken()
    [file] = (tmp_path / "held").glob("*.held")
    content = bytearray(file.read_bytes())
    content[-1] ^= 1
    file.write_bytes(bytes(content))
    for act in (house.desk.take, house.desk.approve):
        with pytest.raises(GuardError, match="damaged"):
            act(which, "dr-1")
    assert "approved" not in [act for act, _ in house.acts(which)]
    assert house.desk.refuse(which, "dr-1", "other").act == "refused"


def test_one_replys_file_in_another_ones_place_is_noticed(open_house, tmp_path):
    house = open_house()
    house.person()
    first, second = house.taken(), house.taken()
    files = {which: house.desk.reviews._held.path(which) for which in (first, second)}
    files[second].write_bytes(files[first].read_bytes())
    with pytest.raises(GuardError, match="damaged"):
        house.desk.approve(second, "dr-1")
    assert house.desk.approve(first, "dr-1").act == "approved"


def test_a_full_disk_lets_nothing_go_and_it_waits_on(open_house, tmp_path):
    house = open_house()
    house.person()
    which = house.taken()
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (200, before[1]))
        with pytest.raises((GuardError, AuditError)):
            house.desk.approve(which, "dr-1")
        with pytest.raises((GuardError, AuditError)):
            house.desk.edit(which, "dr-1", ["Diagnosis: none."])
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert not {"approved", "edited"} & {act for act, _ in house.acts(which)}
    assert not list((tmp_path / "held").rglob("*.free")) + list((tmp_path / "held").rglob("*.new"))
    assert house.desk.approve(which, "dr-1").act == "approved"
    assert verify(house.guard.ledger.engine).ok


def test_a_database_that_is_away_lets_nothing_go(open_house, tmp_path):
    house = open_house()
    house.person()
    which = house.taken()
    engine = house.guard.ledger.engine
    with engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE head RENAME TO gone")
    with pytest.raises(AuditError):
        house.desk.approve(which, "dr-1")
    assert not list((tmp_path / "held").glob("*.free"))
    with engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE gone RENAME TO head")
    assert house.desk.approve(which, "dr-1").act == "approved"


def test_a_server_that_is_killed_between_claim_and_release_has_released_nothing(tmp_path):
    server = Server()
    try:
        with house(tmp_path, server.database()) as one:
            one.person()
            which = one.taken()
            server.kill()
            with pytest.raises(AuditError):
                one.desk.approve(which, "dr-1")
            server.start()
            assert [act for act, _ in one.acts(which)] == ["claimed", "shown"]
            assert one.desk.approve(which, "dr-1").act == "approved"
            assert verify(one.guard.ledger.engine).ok
    finally:
        server.close()


@pytest.mark.parametrize(
    "written",
    ["state = 'waiting', ended_as = NULL", "state = 'refused'", "ended_as = 'made-up'", "exchange_id = 'another'"],
    ids=["waits again", "refused", "another act", "another reply"],
)
def test_a_row_that_somebody_changed_is_found(open_house, written):
    house = open_house()
    house.person()
    house.desk.approve(house.taken(), "dr-1")
    engine = house.guard.ledger.engine
    assert verify(engine).ok
    with engine.begin() as connection:
        connection.exec_driver_sql(f"UPDATE held_replies SET {written}")
    assert {one.code for one in verify(engine).problems} == {"held_reply_differs"}


def test_a_clock_that_jumps_back_leaves_nobody_knowing_how_long_they_read(open_house):
    house = open_house()
    house.person()
    which = house.taken()
    ledger = house.guard.ledger
    ledger._clock = lambda: datetime.now(UTC) - timedelta(hours=3)
    house.desk.approve(which, "dr-1")
    assert house.last("approved")["seconds_on_task"] is None


def test_a_clock_that_jumps_ahead_ends_what_waits_and_gives_nothing_away(open_house):
    ahead = [0.0]
    house = open_house(clock=lambda: datetime.now(UTC).timestamp() + ahead[0])
    house.person()
    which = house.taken()
    ahead[0] = 100 * 3600
    with pytest.raises(NothingWaits):
        house.desk.approve(which, "dr-1")
    ahead[0] = 0
    with pytest.raises(NothingWaits):
        house.desk.take(which, "dr-1")


def test_a_reply_of_another_profile_is_not_decided_here(open_house):
    house = open_house()
    house.person()
    which = house.hold()
    other = replace(house.desk, settings=replace(house.desk.settings, name="another"))
    with pytest.raises(ProfileError, match="hospital"):
        other.take(which, "dr-1")


def test_a_reply_that_the_release_before_kept_can_be_let_go_and_not_be_changed(open_house):
    house = open_house()
    house.person()
    which = house.hold()
    content = json.dumps({"choices": [{"message": {"content": RESTORED}}]}).encode()
    letter = json.dumps({"media_type": "application/json", "content": content.hex()})
    house.desk.reviews._held.keep(which, letter.encode())
    reading = house.desk.take(which, "dr-1")
    assert RESTORED in reading.words[0]
    assert not reading.can_be_edited
    with pytest.raises(ProfileError, match="cannot be changed"):
        house.desk.edit(which, "dr-1", ["Fine."])
    assert house.desk.approve(which, "dr-1").freed.content == content


# ── test items ───────────────────────────────────────────────────────────────────────────────────────────────────────


def planted(house):
    """A test item that came because a reply was decided on."""
    which = house.taken()
    house.desk.approve(which, "dr-1")
    [item] = house.desk.queue()
    assert item.test
    return item


def test_a_test_item_looks_like_any_other_and_the_ledger_says_what_it_is(open_house, tmp_path):
    house = open_house(test_share=0.5, drawn=Always())
    house.person()
    item = planted(house)
    reading = house.desk.take(item.id, "dr-1")
    assert "[NAME_1]" not in reading.words[0]
    assert "test" not in repr(reading) + reading.words[0]
    tested = house.desk.approve(item.id[:12], "dr-1")
    assert (tested.act, tested.freed, tested.tested.caught) == ("tested", None, False)
    assert tested.tested.why
    assert [act for act, _ in house.acts(item.id)] == ["test_planted", "test_shown", "test_missed"]
    missed = next(one for one in list_records(house.guard.ledger.engine, Wanted(kind="held_reply")))
    assert missed.entry("held_reply")["seconds"] >= 0
    assert missed.entry("held_reply")["why"] in {one.id for one in house.desk.items}
    assert not list((tmp_path / "held").glob("*.test"))
    assert get(house.guard.ledger.engine, item.id) is None
    for act in (house.desk.take, house.desk.approve):
        with pytest.raises(NothingWaits):
            act(item.id, "dr-1")


def test_who_refuses_or_mends_a_test_item_has_caught_its_error(open_house):
    house = open_house(test_share=0.5, drawn=Always())
    house.person()
    item = planted(house)
    house.desk.take(item.id, "dr-1")
    assert house.desk.refuse(item.id, "dr-1", "unsafe").tested.caught
    item = planted(house)
    words = house.desk.take(item.id, "dr-1").words[0]
    wrong = house.desk._planted(item)["wrong"]
    left = house.desk.edit(item.id, "dr-1", [words + " Get well soon."])
    assert not left.tested.caught
    item = planted(house)
    words, wrong = house.desk.take(item.id, "dr-1").words[0], house.desk._planted(item)["wrong"]
    assert house.desk.edit(item.id, "dr-1", [words.replace(wrong, "something else")]).tested.caught


def test_without_a_share_nobody_is_tested(open_house):
    house = open_house()
    house.person()
    house.desk.approve(house.taken(), "dr-1")
    assert house.desk.queue() == ()


class Always(random.Random):
    """Draws what is planted each time."""

    def random(self):
        return 0.0


def test_a_physician_is_not_asked_again_for_whom_the_registry_says_no(open_house):
    assert PHYSICIAN["role"] == "physician"
    house = open_house()
    house.person()
    which = house.hold(who=Who(actor="dr-7", patient="p-7", known_by="keys", key="k-1"))
    held = house.desk.reviews.read(which)
    assert (held.actor, held.patient) == ("dr-7", "p-7")
    claimed = house.hold(who=Who(actor="dr-7", claimed=frozenset({"actor"}), known_by="keys", key="k-1"))
    assert house.desk.reviews.read(claimed).actor is None
