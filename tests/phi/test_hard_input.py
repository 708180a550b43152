"""Whatever arrives, the answer is well-formed and comes in time."""

import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from medguard.phi import Kind
from medguard.types import ClearText, Form, Passage

PIECES = st.sampled_from(
    [
        "Dr. ",
        "Smith",
        "患者",
        "张伟",
        "11010119000101105X",
        "MRN: ",
        "123-45-6789",
        "@",
        "example.com",
        "\u200b",
        r"\u5f20",
        "，",
        "\n",
        "路",
        "3号",
        "医院",
        "May 5",
        "'s",
        "\ue000",
    ]
)
WORDS = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=80), st.lists(PIECES, max_size=15).map("".join)
)
PASSAGES = st.lists(
    st.builds(
        Passage,
        WORDS.map(ClearText),
        st.sampled_from(Form),
        st.sampled_from(["", "name", "mrn", "地址"]).map(ClearText),
    ),
    max_size=4,
)


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(passages=PASSAGES)
def test_spans_are_sorted_in_range_apart_and_the_same_again(detector, passages):
    found = detector.spans(passages)
    assert len(found) == len(passages)
    for passage, spans in zip(passages, found, strict=True):
        end = 0
        for span in spans:
            assert end <= span.start < span.end <= len(passage.text.words)
            assert 0 <= span.score <= 1
            assert type(span.kind) is str
            assert span.kind in set(Kind)
            end = span.end
    assert detector.spans(passages) == found


BOMBS = {
    "one word": "Aa" * 25_000,
    "digits": "1" * 50_000,
    "digit groups": "12 34-" * 8_000,
    "at signs": "a@" * 25_000,
    "capitals": "Ab " * 15_000,
    "dashes": "A1-" * 15_000,
    "quotes": '"name": "' * 5_000,
    "roads": "市区县镇路" * 8_000,
    "hospitals": "医院" * 20_000,
    "hidden": "\u200b" * 50_000,
    "spaces": " " * 50_000,
    "tabs": "\t" * 50_000,
    "blank lines": " \n" * 25_000,
    "escapes": r"\u5f20" * 8_000,
    "noise": "".join(chr(n * 7919 % 0xD7FF) for n in range(50_000)),
}


@pytest.mark.parametrize("words", BOMBS.values(), ids=BOMBS)
def test_no_text_makes_a_pattern_run_away(detector, words):
    began = time.monotonic()
    detector.spans([Passage(ClearText(words))])
    assert time.monotonic() - began < 15


def test_an_identifier_is_found_wherever_in_a_long_text_it_stands(detector):
    words = "The wound is clean and dry. " * 9_000
    for place in (0, 39_900, 40_001, 120_007, len(words)):
        text = f"{words[:place]} SSN 123-45-6789, {words[place:]}"
        [spans] = detector.spans([Passage(ClearText(text), Form.TOKEN)])
        assert [text[s.start : s.end] for s in spans] == ["123-45-6789"]


def test_half_a_character_is_refused_without_quoting_the_text(detector):
    with pytest.raises(ValueError, match="surrogate") as refused:
        detector.spans([Passage(ClearText("Smith\ud800"))])
    assert "Smith" not in str(refused.value)
