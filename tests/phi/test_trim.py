"""What goes with an identifier and is none, taken off whoever found it; all people are made up."""

import pytest

from medguard.phi import Kind
from medguard.phi.merge import merge
from medguard.phi.trim import pare
from medguard.types import Span

PARED = [
    (Kind.NAME, "Dr Oduya", "Oduya"),
    (Kind.NAME, "A. Oduya-Reyes, MD, FACS", "A. Oduya-Reyes"),
    (Kind.NAME, "Nurse Brill", "Brill"),
    (Kind.NAME, "DR OKAFOR", "OKAFOR"),
    (Kind.NAME, "Tía Mirta", "Mirta"),
    (Kind.NAME, "Bea\nPt Crane", "Bea"),
    (Kind.NAME, "Tran\nP.S", "Tran"),
    (Kind.NAME, "Elin Wood\nMr Haddad", "Elin Wood"),
    (Kind.NAME, "Fray Bentos\nQuill", "Fray Bentos\nQuill"),
    (Kind.NAME, "Prof", "Prof"),
    (Kind.NAME, "桑吉医师", "桑吉"),
    (Kind.NAME, "献血者阿依夏木", "阿依夏木"),
    (Kind.NAME, "王", "王"),
    (Kind.NAME, "卜总", "卜"),
    (Kind.NAME, "鄺伯伯", "鄺"),
    (Kind.NAME, "李大爷", "李"),
    (Kind.NAME, "李建总", "李建总"),
    (Kind.DATE, "2021-03-04 07:40", "2021-03-04"),
    (Kind.DATE, "2021-03-04T07:40:00Z", "2021-03-04T07:40:00Z"),
    (Kind.DATE, "END OF MARCH", "MARCH"),
    (Kind.DATE, "stmt 05/31", "05/31"),
    (Kind.DATE, "may 5", "may 5"),
    (Kind.DATE, "May 5-6", "May 5-6"),
    (Kind.DATE, "May 4, 58", "May 4, 58"),
    (Kind.DATE, "10/30/24    4", "10/30/24"),
    (Kind.DATE, "4    10/30", "10/30"),
    (Kind.AGE90, "97 y/o", "97"),
    (Kind.AGE90, "97岁", "97岁"),
    (Kind.OTHER_ID, "Patient/kp-2291", "kp-2291"),
    (Kind.OTHER_ID, "U/25/77120", "U/25/77120"),
    (Kind.HEALTH_PLAN, "ON 01632 960 551", "01632 960 551"),
    (Kind.ORG, "Heron Creek now", "Heron Creek"),
    (Kind.ORG, "送秀山医院", "秀山医院"),
    (Kind.ORG, "致蚌埠仁和骨科医院", "蚌埠仁和骨科医院"),
    (Kind.ORG, "致远骨科医院", "致远骨科医院"),
    (Kind.LOCATION, "家住杭州市西湖区文三路9号", "杭州市西湖区文三路9号"),
    (Kind.LOCATION, "位于长沙市麓山南路9号", "长沙市麓山南路9号"),
    (Kind.ORG, "原恒山机电厂", "恒山机电厂"),
    (Kind.ORG, "原平市人民医院", "原平市人民医院"),
    (Kind.LOCATION, "deliver 9 Oak Lane", "9 Oak Lane"),
]


# What a recognizer took, in a text where it stands with more of itself.
IN_PIECES = [
    ("Call [807.8 77 78] o9 after six", "807.8 77 78 o9"),
    ("new 64 [0 6339] 8. Left", "64 0 6339 8"),
    ("ring 0 7 7 [0 0 9 double zero 5 1 8].", "0 7 7 0 0 9 double zero 5 1 8"),
    ("CHI [5802 38] 5 48 6    Mrs Gray", "5802 38 5 48 6"),
    ("tel [0161 496 0123] 2 kids", "0161 496 0123"),
    ("MRN [48 21 39] 54 years", "48 21 39"),
    ("UR [1 6 2 0] 4 mg", "1 6 2 0"),
    ("plain [48213907] 5", "48213907"),
]


@pytest.mark.parametrize(("text", "whole"), IN_PIECES)
def test_a_number_in_pieces_is_taken_whole(text, whole):
    start, end = text.index("["), text.index("]") - 1
    words = text.replace("[", "").replace("]", "")
    pared = pare(words, Span(start, end, Kind.PHONE, 0.8))
    assert words[pared.start : pared.end] == whole


@pytest.mark.parametrize(("kind", "found", "left"), PARED)
def test_what_only_goes_with_an_identifier_is_taken_off(kind, found, left):
    words = f"... {found} ..."
    pared = pare(words, Span(4, 4 + len(found), kind, 0.9))
    assert words[pared.start : pared.end] == left


def test_a_doctor_with_a_degree_lives_in_no_town():
    words = "signed B. Ozawa, ID fellow"
    doctor, town = Span(7, 15, Kind.NAME, 0.8), Span(10, 19, Kind.LOCATION, 0.8)
    assert [words[s.start : s.end] for s in merge(words, [doctor, town])] == ["B. Ozawa"]
    assert [words[s.start : s.end] for s in merge(words, [town])] == ["Ozawa, ID"]


def test_the_tags_of_dicom_are_nobody_s():
    words = "(0008,0070) LO VALE HOSP"
    found = [Span(1, 5, Kind.MRN, 0.8), Span(6, 10, Kind.DATE, 0.8), Span(12, 24, Kind.ORG, 0.8)]
    assert [words[s.start : s.end] for s in merge(words, found)] == ["VALE HOSP"]
