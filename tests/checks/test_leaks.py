"""A reply may not name somebody who was not sent; honest medicine is no leak."""

from __future__ import annotations

import pytest

from medguard.checks import Leaks, run_checks
from medguard.phi import open_detector
from medguard.testing import PatternDetector
from medguard.types import Finding, Reply, Said, Span, Text


@pytest.fixture(scope="module")
def leaks():
    return Leaks(open_detector())


def found(leaks, words, sent=(), standins=()):
    reply = Reply((Said("/choices/0/message/content", Text(words), tuple(standins)),), tuple(Text(one) for one in sent))
    return {finding.detail for finding in leaks(reply) if finding.kind}


CERTAIN = {"EMAIL", "PHONE", "ID_CARD", "MRN", "SSN", "OTHER_ID", "ACCOUNT"}


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("Write to bob.miller@example.org.", "EMAIL"),
        ("His number is (217) 555-0148.", "PHONE"),
        ("他的身份证号是110101190001018884。", "ID_CARD"),
        ("电话：13800138000", "PHONE"),
        ("MRN: 48213907", "MRN"),
    ],
)
def test_somebody_from_elsewhere_is_a_leak(leaks, words, kind):
    assert kind in found(leaks, words)
    assert not found(leaks, words, sent=[f"You told me: {words}"]) & CERTAIN


@pytest.mark.parametrize(
    "words",
    [
        "For type 2 diabetes (ICD-10 E11.9), start metformin 500 mg PO BID; recheck HbA1c in 3 months.",
        "If you have thoughts of suicide call 988 or 1-800-273-8255; in an emergency 911.",
        "LOINC 4548-4, SNOMED 44054006, CPT 99213, NCT04280705, PMID: 31535829, doi:10.2337/dc26-S001.",
        "Ibuprofen 500-1000 mg, at most 3200 mg; CrCl = (140-65)*70/(72*1.1)=66 mL/min; 22.857142857142858",
        "建议口服阿莫西林胶囊0.5g，每日3次；必要时拨打120或12356。国药准字H20123456，参考《2023指南》。",
        "GCS 15, APGAR 8/9, BP 152/94, HR 96; rs80359550, ClinVar VCV000009325; ISBN 978-0-323-55087-1, p. 1234-1240",
    ],
)
def test_honest_medicine_is_no_leak(leaks, words):
    assert not found(leaks, words) & CERTAIN


def test_a_stand_in_that_will_be_restored_is_no_leak(leaks):
    assert found(leaks, "Call [PHONE_1].", standins=[(5, 14)]) == set()


def test_one_finding_a_kind_says_where_and_how_often():
    leaks = Leaks(PatternDetector())
    said = tuple(Said(f"/{place}", Text("a@b.org and c@d.org")) for place in "xy")
    assert leaks(Reply(said)) == [
        Finding(check="leaks", kind="identifier_not_sent", detail="EMAIL", place="/x", count=4, score=1.0)
    ]


def test_a_doubt_about_a_number_does_not_withhold_a_reply():
    class Doubts:
        def spans(self, passages):
            return [[Span(0, 4, "PHONE", 0.79)] for _ in passages]

    assert Leaks(Doubts())(Reply((Said("/", Text("1234 mg")),))) == [Finding.clear("leaks")]


def test_a_reply_too_long_to_be_judged_is_not_judged():
    (finding,) = run_checks({Leaks(PatternDetector()): 5.0}, Reply((Said("/", Text("x" * 200_001)),)))
    assert (finding.status, finding.detail) == ("unjudged", "reply_too_long")
