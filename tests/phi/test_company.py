"""A doubtful mark needs somebody else in the conversation."""

import pytest

from medguard.phi.company import Doubted, has_stand_in, in_company
from medguard.types import ClearText, Passage, Span


def doubt(start, end, sure):
    return Doubted(Span(start, end, "NAME", 0.79), sure)


def test_a_doubtful_mark_alone_is_nobody():
    assert in_company([[]], [[doubt(0, 5, 0.96)]]) == [[]]


def test_beside_three_identifiers_of_the_conversation_it_is_somebody():
    known = [Span(0, 4, "MRN", 0.95), Span(6, 9, "DATE", 0.8), Span(12, 20, "PHONE", 0.95)]
    uncertain = doubt(0, 5, 0.7)
    assert in_company([known, []], [[], [uncertain]]) == [known, [uncertain.span]]


def test_beside_one_only_what_is_likely_stands():
    known = [Span(0, 4, "MRN", 0.95)]
    likely, unlikely = doubt(10, 15, 0.96), doubt(20, 25, 0.7)
    assert in_company([known], [[likely]]) == [[*known, likely.span]]
    assert in_company([known], [[unlikely]]) == [known]


def test_two_likely_marks_are_company_for_each_other():
    one, other = doubt(0, 5, 0.97), doubt(8, 15, 0.96)
    assert in_company([[]], [[one, other]]) == [[one.span, other.span]]


def test_what_a_pattern_found_as_well_is_not_doubted():
    known = [Span(0, 8, "NAME", 0.6)]
    same = doubt(2, 12, 0.55)
    assert in_company([known], [[same]]) == [[*known, same.span]]


def test_an_identifier_found_twice_is_one():
    twice = [Span(0, 8, "NAME", 0.6), Span(0, 8, "NAME", 0.95), Span(3, 8, "MRN", 0.8)]
    assert in_company([twice], [[doubt(20, 25, 0.7)]]) == [twice]


def test_a_stand_in_says_that_a_text_is_somebody_s():
    assert has_stand_in("[NAME_1]的家属表示同意")
    assert not has_stand_in("see [1] and [A-Z], [TODO]")


def test_two_witnesses_of_one_place_bear_each_other_out():
    form, model = doubt(0, 14, 0.8), doubt(5, 14, 0.6)
    assert in_company([[]], [[form, model]]) == [[form.span, model.span]]
    assert in_company([[]], [[form, doubt(20, 25, 0.6)]]) == [[]]


def test_in_a_question_of_a_line_what_is_asked_about_needs_no_company():
    name, number = doubt(0, 5, 0.9), Doubted(Span(9, 16, "MRN", 0.6), 0.6, by_form=True)
    assert in_company([[]], [[name, number]], short=True) == [[name.span, number.span]]
    assert in_company([[]], [[doubt(0, 5, 0.8)]], short=True) == [[]]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Summarise the note of Ann Lee.", ["Ann Lee"]),
        ("labs for 4471203", ["4471203"]),
        ("Blades from the other box, lot unknown, showed chatter; the sections were cut again. Count of tiles: 4471203 at the first pass.", []),
        ("Blades from the other box showed chatter. Dr. Margaret Thornbury, MRN 48213907, asked for 4471203 to be cut again, by 5 May.", ["Margaret Thornbury", "48213907", "4471203", "5 May"]),
    ],
)  # fmt: skip
def test_a_bare_number_is_somebody_s_beside_somebody(detector, text, found):
    [spans] = detector.spans([Passage(ClearText(text))])
    assert [text[span.start : span.end] for span in spans] == found
