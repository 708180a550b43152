"""What officers read in place of codes: every code that records and rules may hold has a name in both languages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import medguard.errors
from medguard.console import names
from medguard.console.words import LANGUAGES, Words
from medguard.errors import MedguardError
from medguard.report.naming import CHECKS, IDENTIFIERS, REASONS
from medguard.rules.catalogue import read_catalogue
from medguard.types import PROBE, Effect, Level, Outcome, Stage, Status

CHINESE = re.compile(r"[\u4e00-\u9fff]")
ZH, EN = Words("zh"), Words("en")
CATALOGUE = read_catalogue()


@pytest.mark.parametrize("rule", sorted(CATALOGUE.rules))
def test_every_law_is_named_in_the_readers_language(rule):
    info = CATALOGUE.rules[rule]
    assert CHINESE.search(names.law(info, ZH))
    if not info.article.startswith("cf. "):  # it names a law of each country
        assert not CHINESE.search(names.law(info, EN))


def test_a_house_rule_names_no_article():
    info = CATALOGUE.rules["checks/all_judged"]
    assert (names.law(info, EN), names.law(info, ZH)) == ("House rule of medguard", "medguard 内部规则")


@pytest.mark.parametrize(
    ("written", "english", "chinese"),
    [
        ("第二十一条 (Article 21)", "Article 21", "第二十一条"),
        ("第二十一条第三项（2016） (Article 21(3) of 2016)", "Article 21(3) of 2016", "第二十一条第三项（2016）"),
        ("Art. 26(1), 25(1)(c)", "Art. 26(1), 25(1)(c)", "Art. 26(1), 25(1)(c)"),
        ("GDPR Art. 35 / GDPR 第35条", "GDPR Art. 35", "GDPR 第35条"),
        ("个人信息保护法 第五十五条 / PIPL Art. 55", "PIPL Art. 55", "个人信息保护法 第五十五条"),
        ("Art. 1 / Art. 2", "Art. 1 / Art. 2", "Art. 1 / Art. 2"),
        ("甲 / 乙 / C", "甲 / 乙 / C", "甲 / 乙 / C"),
    ],
)
def test_an_article_that_is_written_in_both_languages_is_read_in_one(written, english, chinese):
    assert (names.article(written, EN), names.article(written, ZH)) == (english, chinese)


def test_every_kind_of_identifier_has_the_name_that_the_detector_gives_it():
    from medguard.phi.kinds import Kind

    assert {code: chinese for code, (_, chinese) in IDENTIFIERS.items()} == {kind.value: kind.zh for kind in Kind}


def test_every_check_has_a_name():
    from medguard.guard import CHECKS as THERE_ARE

    assert set(CHECKS) == {*THERE_ARE, PROBE}


def test_every_trouble_that_may_end_an_exchange_has_a_name():
    told_otherwise = {"ProfileError", "Blocked", "HeldForReview", "MedguardError"}
    codes = {
        one.code
        for name, one in vars(medguard.errors).items()
        if isinstance(one, type) and issubclass(one, MedguardError) and name not in told_otherwise
    }
    assert codes - {"blocked", "held_for_review"} <= set(REASONS)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_step_that_the_flow_times_has_a_name(language):
    steps = {
        step for file in Path("src/medguard").rglob("*.py") for step in re.findall(r'timed\("(\w+)"', file.read_text())
    }
    assert len(steps) > 5
    assert all(getattr(Words(language), f"step_{step}") for step in steps)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_level_effect_status_and_outcome_has_a_name(language):
    words = Words(language)
    named = {"effect_": {*Level, *Effect} - {Level.OFF}, "status_": set(Status), "": set(Outcome), "stage_": set(Stage)}
    assert all(getattr(words, f"{prefix}{code}") for prefix, codes in named.items() for code in codes)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_code_of_a_newer_release_is_shown_as_it_stands(language):
    words = Words(language)
    assert names.check("newer", words) == names.found("newer", "newer", words) == "newer"
    assert names.identifier("newer", words) == names.reason("newer", CATALOGUE, words) == "newer"
