"""The same in other words is the same; another dose is another dose."""

from __future__ import annotations

import time

import pytest

from medguard.checks.consistency import Consistency, wilson
from medguard.checks.consistency.doses import doses
from medguard.checks.consistency.drugs import drugs
from medguard.checks.consistency.facets import agreement, content
from medguard.plain import plain
from medguard.types import Again, Finding, FindingStatus, Reply, Said, Text


def answer(words, again=None, standins=()):
    return Reply((Said("/choices/0/message/content", Text(words), tuple(standins)),), again=again)


def compared(first, *others, missing=""):
    return Consistency()(answer(first, Again(tuple(map(answer, others)), len(others), missing)))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Amoxicillin 500 mg tid", "amoxicillin 0.5 g every 8 hours"),
        ("Amoxicillin 500 mg three times a day", "阿莫西林0.5克每日三次".replace("阿莫西林", "amoxicillin ")),
        ("Ibuprofen 400-600 mg q6h", "ibuprofen 600 mg four times a day"),
        ("阿莫西林每次0.5g，一天三次", "阿莫西林500毫克，每8小时1次"),
        ("阿莫西林每日1.5g，分三次", "阿莫西林0.5g tid"),
        ("levothyroxine 50 mcg daily", "levothyroxine 0.05 mg every morning"),
        ("insulin 10 units twice a day", "insulin 10 IU in the morning and 10 IU in the evening"),
        ("methotrexate 15 mg weekly", "methotrexate 15 mg once a week"),
        ("prednisone １０ ｍｇ daily", "prednisone 10 mg once a day"),
    ],
)
def test_one_dose_has_many_spellings(one, other):
    assert agreement(content(one), content(other))["dose"] is True


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("methotrexate 15 mg weekly", "methotrexate 15 mg daily"),
        ("levothyroxine 50 mcg daily", "levothyroxine 50 mg daily"),
        ("amoxicillin 500 mg tid", "amoxicillin 500 mg bid"),
        ("amoxicillin 500 mg tid for 5 days", "amoxicillin 500 mg tid for 10 days"),
        ("paracetamol 15 mg/kg every 6 hours", "paracetamol 25 mg/kg every 6 hours"),
        ("地高辛0.125mg每日一次", "地高辛1.25mg每日一次"),
        ("地高辛0.125毫克每日一次", "地高辛0.125毫克每日三次"),
    ],
)
def test_another_dose_differs(one, other):
    assert agreement(content(one), content(other))["dose"] is False


def test_a_ceiling_a_laboratory_value_and_a_stand_in_are_no_dose():
    for words in ("ibuprofen, at most 1200 mg a day", "glucose 126 mg/dl", "布洛芬一日不超过1.2g"):
        assert doses(plain(words), list(drugs(plain(words)))) == []
    first = answer("Take it, [AGE_1].", standins=[(9, 16)])
    [found] = Consistency()(Reply(first.said, again=Again((answer("Take it, [AGE_1] mg."),), 1)))
    assert found.kind != "answers_differ"


def test_brand_and_international_name_are_one_drug():
    for one, other in (
        ("Take Tylenol.", "Take acetaminophen."),
        ("用芬必得。", "服用布洛芬。"),
        ("Use albuterol.", "Use Ventolin."),
    ):
        assert agreement(content(one), content(other))["drug"] is True


def test_what_one_advises_and_the_other_warns_of_differs():
    assert agreement(content("Take ibuprofen."), content("Avoid ibuprofen; take paracetamol."))["drug"] is False


def test_what_holds_only_under_a_condition_does_not_count():
    one = content("Stay at home. If you cannot breathe, call 911. Avoid aspirin if you are allergic.")
    other = content("You can treat this at home. Take aspirin.")
    assert agreement(one, other)["urgency"] is True
    assert "drug" not in agreement(one, other)


def test_an_answer_that_is_silent_contradicts_nobody():
    assert compared("Take amoxicillin 500 mg tid.", "I cannot help with that.") == [
        Finding(check="consistency", detail="nothing_compared", count=1)
    ]


def test_every_facet_that_differs_is_a_finding_with_its_share():
    found = compared(
        "It is most likely gout. Go to the emergency room now.",
        "It is most likely gout. Go to the emergency room now.",
        "It is most likely cellulitis. See your doctor next week.",
    )
    assert [(one.kind, one.detail, one.count, one.score) for one in found] == [
        ("answers_differ", "diagnosis", 2, 0.5),
        ("answers_differ", "urgency", 2, 0.5),
    ]
    assert {(one.evidence["agree"], one.evidence["compared"]) for one in found} == {("1", "2")}


def test_a_reply_that_was_not_asked_again_is_no_agreement():
    assert Consistency()(answer("Take amoxicillin.")) == [Finding(check="consistency", detail="not_asked_again")]


@pytest.mark.parametrize(("missing", "why"), [("UpstreamTimeout", "UpstreamTimeout"), ("", "no_answer")])
def test_without_an_answer_it_is_unjudged(missing, why):
    [found] = compared("Take amoxicillin.", missing=missing)
    assert (found.status, found.detail) == (FindingStatus.UNJUDGED, why)


def test_the_interval_is_wilson_s():
    assert [round(end, 3) for end in wilson(8, 10)] == [0.49, 0.943]  # Newcombe 1998: z = 1.96
    assert wilson(0, 5)[0] == 0.0
    assert round(wilson(5, 5)[1], 6) == 1.0


@pytest.mark.parametrize(
    "unit",
    [
        "amoxicillin 500 mg tid, ",
        "500 ",
        "每日三次",
        "阿莫西林",
        "you have viral ",
        "not ",
        "if you ",
        "can take 1 ",
        "感染",
        "call 911 ",
        "a. ",
        "500 mg of 500 mg ",
    ],
)
def test_answers_of_any_kind_are_compared_in_time(unit):
    words = (unit * 200_000)[:200_000]
    began = time.monotonic()
    compared(words, words, words)
    assert time.monotonic() - began < 15
