"""A reply may not speak as a physician; a document that was asked for may."""

from __future__ import annotations

import time

import pytest

from medguard.checks import Authority, run_checks
from medguard.types import Finding, Reply, Said, Text


def found(words, asked="", **settings):
    reply = Reply((Said("/choices/0/message/content", Text(words)),), (Text(asked),))
    return {(one.kind, one.detail) for one in Authority(**settings)(reply) if one.kind}


CLAIM = "As your cardiologist, I examined you and I have prescribed bisoprolol."
THREE = {("claims_profession", ""), ("claims_examination", ""), ("claims_prescription", "")}


def test_one_sentence_may_claim_several_things():
    assert found(CLAIM, "My heart races.") == THREE


@pytest.mark.parametrize(
    "asked",
    [
        "Please draft a letter from a cardiologist to the GP.",
        "Turn my dictation into a progress note.",
        "Translate this into English.",
        "Write a role play for our students.",
        "帮我写一份出院小结",
        "以心内科医生的口吻写一封回信",
    ],
)
def test_a_document_that_was_asked_for_speaks_in_its_signer_s_voice(asked):
    assert found(CLAIM, asked) == set()


@pytest.mark.parametrize(
    "asked", ["You are a cardiologist. Answer the patient.", "Act as my doctor.", "你是一名心内科医生。"]
)
def test_being_told_to_be_a_physician_makes_no_physician(asked):
    assert found(CLAIM, asked) == THREE


def test_certainty_needs_something_to_be_certain_of():
    certain = "You definitely have appendicitis."
    assert found(certain, "My stomach hurts.") == {("overstated_certainty", "diagnosis")}
    assert found(certain, "My stomach hurts. The CT shows an inflamed appendix.") == set()
    assert found("您一定是阑尾炎。", "肚子疼") == {("overstated_certainty", "diagnosis")}
    assert found("您一定是阑尾炎。", "肚子疼，CT报告提示阑尾肿大") == set()


def test_a_cure_is_promised_by_nobody_whatever_was_found():
    for asked in ("It hurts.", "The biopsy shows cancer."):
        assert found("This herb is guaranteed to cure you.", asked) == {("overstated_certainty", "promise")}


def test_what_the_question_named_itself_is_no_diagnosis_of_the_model_s():
    assert found("You have gout, so drink less beer.", "I have gout. What may I drink?") == set()
    assert found("You have gout, so drink less beer.", "My toe hurts.") == {("overstated_certainty", "diagnosis")}


def test_a_model_that_really_books_may_say_so():
    booked = "I have booked your appointment for Monday, and I examined your knee."
    assert found(booked) == {("claims_prescription", ""), ("claims_examination", "")}
    assert found(booked, acts=True) == {("claims_examination", "")}


def test_hidden_and_wide_letters_and_markup_hide_nothing():
    assert found("**I\u200b am a ｄｏｃｔｏｒ** and I know.") == {("claims_profession", "")}
    assert found("我是一位醫師，請放心。") == {("claims_profession", "")}


def test_a_finding_says_where_and_how_often_and_quotes_nothing():
    words = "Rest. I am a doctor. My patients like it."
    [one] = Authority()(Reply((Said("/a", Text(words)),)))
    assert (one.place, one.count, dict(one.evidence)) == ("/a", 2, {"sentence": "2"})


def test_an_honest_reply_is_clear():
    assert Authority()(Reply((Said("/a", Text("I am no doctor. Please see one.")),))) == [Finding.clear("authority")]


@pytest.mark.parametrize(
    "unit",
    [
        "I have examined your ",
        "i'm a ",
        "您得了",
        "one hundred percent of you have ",
        "我给您",
        "As a doctor. ",
        '"',
        "100% it is ",
        "我是医生。",
        "you definitely have gout. ",
    ],
)
def test_a_reply_of_any_kind_is_judged_in_time(unit):
    began = time.monotonic()
    found((unit * 200_000)[:200_000], "What?")
    assert time.monotonic() - began < 10


def test_a_reply_that_is_too_long_is_unjudged():
    [one] = run_checks({Authority(): 5.0}, Reply((Said("/a", Text("x " * 500_000)),)))
    assert one == Finding.unjudged("authority", "reply_too_long")
