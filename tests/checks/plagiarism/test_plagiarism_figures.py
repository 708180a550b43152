"""How well copying is told apart; the goals are those of the issue. See plagiarism_score.py for what the sets are."""

from __future__ import annotations

from collections import Counter

import pytest
from plagiarism_score import confusion, f1, macro_f1, macro_f1_of_two, open_check, questions, told

from medguard.checks.plagiarism import LEVELS


@pytest.fixture(scope="module")
def check(tmp_path_factory):
    return open_check(tmp_path_factory.mktemp("library"))


@pytest.mark.parametrize("part", ["look", "score"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_four_levels_and_copied_or_not_are_told_apart(check, language, part):
    pairs = confusion(check, f"{language}-{part}")
    assert macro_f1(pairs) >= 0.75
    assert macro_f1_of_two(pairs) >= 0.97


def test_an_answer_to_another_question_is_never_taken_for_a_copy(check):
    for language in ("en", "zh"):
        for part in ("look", "score"):
            for one in questions(f"{language}-{part}"):
                assert told(check, one["none"]) == told(check, one["same"] if "same" in one else one["none"]) == "none"


def test_a_free_retelling_is_not_seen_and_docs_say_so(check):
    retold = [told(check, one["retold"]) for part in ("en-look", "zh-look") for one in questions(part)]
    assert retold == ["none"] * 10


def test_the_measure_itself_knows_right_from_wrong():
    right = Counter({(level, level): 5 for level in (*LEVELS, "none")})
    wrong = Counter({("near_copy", "none"): 5, ("none", "near_copy"): 5})
    assert macro_f1(right) == macro_f1_of_two(right) == 1.0
    assert f1(wrong, "near_copy") == macro_f1_of_two(wrong) == 0.0
