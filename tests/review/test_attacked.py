"""What an attack on human review found: one person as two, rows that say otherwise than records, lists that hide, and items that give themselves away."""

from __future__ import annotations

import socket
import threading
import time
import uuid
from contextlib import suppress
from dataclasses import replace

import pytest
from review_samples import KEY, RULE, WORDS, yesterday

from medguard.audit import verify
from medguard.audit.held import Change, HeldReplies
from medguard.errors import Blocked, GuardError
from medguard.flow import Who
from medguard.keys import Key
from medguard.profile import SpecialtySettings, TwoPersonSettings, WebhookSettings
from medguard.review import NotForThem, NothingWaits, ReplyGone, Webhooks, collect
from medguard.review.judging import difference
from medguard.reviews import Reviews
from medguard.types import ReplyAct

BOTH = TwoPersonSettings(rules=(RULE,))


def changed(house, statement, *values):
    with house.guard.ledger.engine.begin() as connection:
        connection.exec_driver_sql(statement, values or None)


def found(house):
    return {one.code for one in verify(house.guard.ledger.engine).problems}


# ── two persons ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_first_of_two_whose_entry_has_ended_might_be_the_second_by_another_reference(open_house):
    house = open_house(two_persons=BOTH)
    house.person("dr-1")
    which = house.taken()
    house.desk.approve(which, "dr-1")
    house.person("dr-1", until=yesterday())
    house.person("dr-2")  # the same licence
    house.desk.take(which, "dr-2")
    with pytest.raises(NotForThem):
        house.desk.approve(which, "dr-2")
    assert [act for act, _ in house.acts(which)][-1] == "shown"


@pytest.mark.parametrize(
    "again",
    ["110310105000123a", "１１０３１０１０５０００１２３A", "1103-1010-5000-123A"],
    ids=["case", "width", "hyphens"],
)
def test_one_licence_is_one_person_however_it_is_typed(open_house, again):
    house = open_house(two_persons=BOTH)
    house.person("dr-1", licence_no="110310105000123A")
    house.person("dr-2", licence_no=again)
    which = house.taken()
    house.desk.approve(which, "dr-1")
    house.desk.take(which, "dr-2")
    with pytest.raises(NotForThem):
        house.desk.approve(which, "dr-2")


# ── rows and records ─────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "written",
    [
        "claimed_by = 'dr-9'",
        "claimed_by = NULL, claimed_until = NULL",
        "claimed_until = '2099-01-01T00:00:00.000000Z'",
        "claimed_until = '2020-01-01T00:00:00.000000Z'",
        "claimed_until = 'never'",
        "shown_at = NULL",
        "shown_at = '2020-01-01T00:00:00.000000Z'",
        "version = 7",
        "edited_as = 'made-up'",
        "approved_by = 'dr-9', approved_as = 'made-up'",
        "collected_at = '2020-01-01T00:00:00.000000Z'",
        "planted_like = 'another', planted_at = '2026-01-01T00:00:00.000000Z'",
    ],
    ids=["another", "nobody", "for ever", "over", "no moment", "unseen", "longer", "version", "edit", "approved", "collected", "test"],
)  # fmt: skip
def test_a_row_of_one_that_waits_says_what_the_records_tell_or_verify_says_so(open_house, written):
    house = open_house()
    house.person()
    house.taken()
    assert found(house) == set()
    changed(house, f"UPDATE held_replies SET {written}")
    assert found(house) == {"held_reply_differs"}


def test_a_row_that_is_gone_is_found(open_house):
    house = open_house()
    house.person()
    house.desk.refuse(house.taken(), "dr-1", "unsafe")
    changed(house, "DELETE FROM held_replies")
    assert found(house) == {"held_reply_differs"}


def test_a_reply_that_was_made_to_wait_again_is_found_also_once_it_was_decided_on_again(open_house):
    house = open_house()
    house.person()
    which = house.taken()
    held = house.desk.reviews.read(which)
    house.desk.refuse(which, "dr-1", "unsafe")
    house.desk.reviews.hold(which, held)  # somebody kept a copy of the file
    changed(house, "UPDATE held_replies SET state = 'waiting', ended_as = NULL, ended_at = NULL")
    house.desk.take(which, "dr-1")
    house.desk.approve(which, "dr-1")
    assert found(house) == {"held_reply_differs"}


@pytest.mark.parametrize("column", ["reviewer", "document"])
def test_a_reviewers_name_in_a_record_is_nobody_elses(open_house, column):
    house = open_house()
    house.person()
    house.desk.approve(house.taken(), "dr-1")
    changed(house, f"UPDATE records SET {column} = replace({column}, 'dr-1', 'dr-9') WHERE reason = 'approved'")
    assert found(house) & {"column_differs", "hash_differs"}


def test_all_that_can_be_done_at_the_desk_leaves_rows_that_the_records_tell(open_house):
    house = open_house(two_persons=BOTH, test_share=0.5)
    house.person("dr-1")
    house.person("dr-2", licence_no="110310105000999")
    house.person("nurse-1", role="nurse", licence_no=None, registered_here=None)
    who = Who(shown_as="whoever asked")
    which = house.taken(who=who)
    house.desk.give_back(which, "dr-1")
    house.desk.take(which, "nurse-1")
    with pytest.raises(Blocked):
        house.desk.approve(which, "nurse-1")
    house.desk.take(which, "dr-1")
    with pytest.raises(Blocked):
        house.desk.edit(which, "dr-1", ["Diagnosis: pneumonia. Call 13900139000."])
    house.desk.approve(which, "dr-1")
    house.desk.take(which, "dr-2")
    house.desk.edit(which, "dr-2", ["Diagnosis: Ann Lee, it reads like pneumonia."])
    house.desk.take(which, "dr-1")
    house.desk.approve(which, "dr-1")
    collect(house.guard.ledger, house.desk.reviews, which, who)
    other = house.taken("dr-2")
    house.desk.refuse(other, "dr-2", "wrong")
    for _ in range(4):
        house.desk.refuse(house.taken("dr-1"), "dr-1", "wrong")
    tests = [item.id for item in house.desk.queue() if item.test]
    assert len(tests) > 2
    house.desk.take(tests[0], "dr-1")
    house.desk.give_back(tests[0], "dr-1")
    house.desk.take(tests[1], "dr-1")
    house.desk.take(tests[1], "dr-1")
    house.desk.take(tests[2], "dr-2")
    house.desk.refuse(tests[2], "dr-2", "unsafe")
    assert {"edited", "collected", "test_given_back", "test_caught"} <= {act for act, _ in house.acts()}
    assert found(house) == set()


def test_a_claim_that_ended_and_came_to_somebody_else_is_what_the_records_tell(open_house):
    house = open_house(claim_minutes=0.001)
    house.person("dr-1")
    house.person("dr-2", licence_no="110310105000999")
    which = house.taken()
    time.sleep(0.1)
    house.desk.take(which, "dr-1")
    time.sleep(0.1)
    house.desk.take(which, "dr-2")
    assert found(house) == set()


def test_what_was_measured_of_another_replys_words_lets_nothing_go(open_house):
    house = open_house()
    house.person()
    clean, other = house.taken(), house.hold()
    house.desk.edit(clean, "dr-1", ["Diagnosis: Ann Lee, pneumonia."])
    edit = HeldReplies(house.guard.ledger).state(clean).edited_as
    house.desk.take(other, "dr-1")
    changed(house, f"UPDATE held_replies SET edited_as = '{edit}' WHERE exchange_id = '{other}'")
    with pytest.raises(NothingWaits):
        house.desk.approve(other, "dr-1")
    third = house.hold()
    assert [item.id for item in house.desk.queue("dr-1")] == [third]  # and one such row hides no other


def test_words_that_are_not_those_of_the_record_are_not_let_go(open_house):
    house = open_house()
    house.person()
    which = house.taken()
    held = house.desk.reviews.read(which)
    house.desk.reviews.hold(which, replace(held, said=held.said.replace(b"Rest", b"Work")))
    with pytest.raises(NothingWaits):
        house.desk.approve(which, "dr-1")


# ── lists ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_what_is_urgent_comes_first_behind_however_many(open_house):
    urgent = SpecialtySettings(output_types=("prescription",), minutes=1)
    house = open_house(specialties={"pharmacy": urgent})
    house.person()
    first = house.hold()
    copies = many(house, first, 2_500)
    last = house.hold("Prescription: amoxicillin 500 mg orally three times daily for 7 days. Diagnosis: tonsillitis.")
    changed(house, f"UPDATE records SET position = position + 100000 WHERE exchange_id = '{last}'")
    found_first = house.desk.queue("dr-1")
    assert found_first[0].id == last
    assert len(found_first) == len(copies) + 2


def many(house, which, count):
    """So many more that wait like this one; nobody ever asked for them."""
    from medguard.audit.tables import records

    with house.guard.ledger.engine.begin() as connection:
        row = dict(connection.execute(records.select().where(records.c.exchange_id == which)).mappings().one())
        made = [row | {"position": 1_000 + at, "exchange_id": uuid.uuid4().hex} for at in range(count)]
        connection.execute(records.insert(), made)
    for one in made:
        house.desk.reviews._held.path(one["exchange_id"]).touch()
    return made


def test_what_another_key_sealed_is_said_to_be_there(open_house):
    house = open_house(test_share=0.1)
    house.person()
    house.desk.plant(house.desk.item(house.hold()))
    waiting = house.desk.waiting("dr-1")
    assert (len(waiting.items), waiting.lost) == (2, 0)
    other = Reviews(house.desk.reviews.folder, Key(KEY.derived("another")), seconds=3600)
    waiting = replace(house.desk, reviews=other).waiting("dr-1")
    assert (waiting.items, waiting.lost) == ((), 1)


def test_other_words_wait_no_longer_than_the_first(open_house):
    ahead = [0.0]
    house = open_house(two_persons=BOTH, hours=72, clock=lambda: time.time() + ahead[0])
    house.person("dr-1")
    which = house.taken()
    ahead[0] = 71 * 3600
    house.desk.edit(which, "dr-1", ["Diagnosis: Ann Lee, pneumonia."])
    assert house.desk.reviews.read(which, 1) is not None
    ahead[0] = 73 * 3600
    assert house.desk.reviews.read(which, 1) is None
    with pytest.raises(ReplyGone):
        collect(house.guard.ledger, house.desk.reviews, which, Who())


# ── words ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_half_a_letter_is_no_word(open_house):
    house = open_house()
    house.person()
    which = house.taken()
    with pytest.raises(GuardError, match="do not fit"):
        house.desk.edit(which, "dr-1", [f"{WORDS} \ud800"])
    assert [act for act, _ in house.acts(which)] == ["claimed", "shown"]


@pytest.mark.parametrize(
    ("was", "now"),
    [
        (" ".join(["take the dose"] * 20_000), " ".join(["take a dose"] * 20_000)),
        ("患者的药" * 20_000, "患者之药" * 20_000),
    ],
    ids=["en", "zh"],
)
def test_a_long_difference_is_soon_made_and_whole(was, now):
    (only,) = difference(was, now)
    assert was[: only["at"]] + only["now"] + was[only["at"] + len(only["was"]) :] == now


@pytest.mark.parametrize("words", [[""], [], ["Take it.", "Or not."]], ids=["empty", "none", "two"])
def test_words_that_would_not_fit_a_reply_do_not_fit_a_test_item(open_house, words):
    house = open_house(test_share=0.5)
    house.person()
    item = planted(house)
    house.desk.take(item.id, "dr-1")
    with pytest.raises(GuardError, match="do not fit"):
        house.desk.edit(item.id, "dr-1", words)
    assert house.acts(item.id)[-1][0] == "test_shown"


def planted(house):
    for _ in range(40):
        house.desk.approve(house.taken(), "dr-1")
        for item in house.desk.queue("dr-1"):
            if item.test:
                return item
    raise AssertionError("no item came")


def test_no_letter_of_its_id_tells_a_test_item(open_house):
    house = open_house(test_share=0.5)
    house.person()
    for _ in range(16):
        house.desk.approve(house.taken(), "dr-1")
    items = [item for item in house.desk.queue("dr-1") if item.test]
    assert len(items) > 3
    assert {(uuid.UUID(item.id).version, uuid.UUID(item.id).variant) for item in items} == {(4, uuid.RFC_4122)}


# ── webhooks ─────────────────────────────────────────────────────────────────────────────────────────────────────────


class HangsUp:
    """A receiver that takes every call and hangs up."""

    def __init__(self):
        self.server, self.calls = socket.create_server(("127.0.0.1", 0)), 0
        self.url = f"https://127.0.0.1:{self.server.getsockname()[1]}/"
        threading.Thread(target=self._answer, daemon=True).start()

    def _answer(self):
        with suppress(OSError):
            while True:
                self.server.accept()[0].close()
                self.calls += 1


def test_who_does_not_answer_keeps_nobody_else_waiting(open_house, tmp_path):
    key_file = tmp_path / "webhook.key"
    key_file.write_text("whsec_" + "QUJD" * 10)
    away, other = HangsUp(), HangsUp()
    hooks = tuple(
        WebhookSettings(applications=(name,), url=one.url, key_file=str(key_file))
        for name, one in (("away", away), ("other", other))
    )
    house = open_house(webhooks=hooks)
    held = HeldReplies(house.guard.ledger)
    for application in ["away"] * 9 + ["other"]:
        tell = {"application": application, "profile": house.guard.profile.name, "outcome": "refused"}
        held.act(uuid.uuid4().hex, lambda before, act, now, tell=tell: Change(
            entry=ReplyAct(id=act, started_at=now, act="collected", of=before.exchange_id), values={}, tell=tell
        ))  # fmt: skip
    telling = Webhooks(held, house.guard.profile)
    assert telling.tell() == 0
    telling.close()
    assert (away.calls, other.calls) == (1, 1)
    with house.guard.ledger.engine.connect() as connection:  # each has lost a try, and is tried again soon
        assert set(connection.exec_driver_sql("SELECT tries FROM webhook_calls").scalars()) == {1}
    for one in (away, other):
        one.server.close()
