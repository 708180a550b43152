"""The check as a whole: four verdicts with their evidence, nothing of the reply's words, bounded time and size."""

from __future__ import annotations

import time
from dataclasses import asdict

import pytest
from citation_samples import (
    CHINESE,
    GONE,
    INVENTED,
    MISMATCHED,
    NOTICE,
    OTHER,
    REAL,
    RIGHT,
    index_of,
    listed,
    reply,
    verdicts,
)

from medguard.checks import run_checks
from medguard.checks.citations import Citations, Covers, open_citations
from medguard.checks.citations.check import MOST_FINDINGS
from medguard.errors import ProfileError
from medguard.types import FindingStatus


@pytest.fixture
def check(tmp_path):
    return Citations(index_of(tmp_path), seconds=20)


def test_one_invented_one_mismatched_one_retracted_one_real(check):
    found = {one.kind: one for one in check(reply(listed(INVENTED, MISMATCHED, GONE, RIGHT)))}
    assert set(found) == {"fabricated", "mismatched", "retracted", "verified"}
    assert found["fabricated"].detail == "no_such_work"
    assert found["mismatched"].evidence["differs"] == "title,authors,journal,doi"
    assert found["mismatched"].evidence["nearest_pmid"] == OTHER.ids["pmid"]
    assert (found["retracted"].evidence["standing"], found["retracted"].evidence["nearest_pmid"]) == (
        "retracted",
        "31000003",
    )
    assert found["verified"].evidence["nearest_doi"] == REAL.ids["doi"]
    assert [one.evidence["entry"] for one in found.values()] == ["1", "2", "3", "4"]


def test_no_word_of_the_reply_is_in_a_finding(check):
    words = (
        listed(INVENTED, MISMATCHED, GONE, RIGHT)
        + "Secretword lowers admission (Okonkwo et al., 2019; PMID: 31000001)."
    )
    for finding in check(reply(words)):
        said = str(asdict(finding)).lower()
        assert not [
            word
            for word in ("sotraglin", "okonkwo", "petrov", "lunar", "secretword", "moonlight", "tanaka")
            if word in said
        ]


def test_an_index_that_vouches_for_nothing_accuses_nobody_of_inventing(tmp_path):
    for covers in (Covers.NOTHING, Covers.MEASURED):
        made = Citations(index_of(tmp_path, covers=covers))
        assert verdicts(made, listed(INVENTED, RIGHT)) == ["unresolved", "verified"]
        assert verdicts(made, listed(MISMATCHED)) == ["mismatched"]


SLIPS = [
    RIGHT.replace("Sotraglin", "Sotragiln"),
    RIGHT.replace("2019;47(3):211-20", "2020;47(3):211-20"),
    RIGHT.replace("211-20", "217-20"),
    RIGHT.replace(": a randomised trial", ""),
    RIGHT.replace("hospital admission", "Hospital-Admission"),
    RIGHT.replace("Okonkwo AB, Lindqvist M, Ferreira J, et al", "Okonkwo A, et al"),
    RIGHT.replace("Okonkwo AB, Lindqvist M, Ferreira J, et al", "Okonkwo AB, Lindqvist M, Ferreira J, Mueller HK"),
    RIGHT.replace("J Card Hypoth", "Journal of Cardiac Hypotheses"),
    RIGHT.upper().replace("ET AL", "et al").replace("J CARD HYPOTH", "J Card Hypoth"),
]


@pytest.mark.parametrize("words", SLIPS, ids=range(len(SLIPS)))
def test_slips_are_forgiven(check, words):
    assert verdicts(check, listed(words)) == ["verified"]


WRONG = [
    (RIGHT.replace("Okonkwo AB, Lindqvist M, Ferreira J", "Schmidt K, Rossi P, Ferreira J"), "authors"),
    (RIGHT.replace("chronic heart failure", "chronic kidney disease"), "title"),
    (RIGHT.replace("J Card Hypoth", "Wound Letters").replace("47(3):211-20", "5:1"), "journal"),
    (RIGHT.replace("2019;47(3):211-20", "2009;37(3):11-20"), "year"),
    (RIGHT + " doi:10.5555/arth.2018.3", "title,authors,journal,doi"),
    (RIGHT + " PMID: 31000002", "title,authors,journal,pmid"),
]


@pytest.mark.parametrize(("words", "differs"), WRONG, ids=[one[1] for one in WRONG])
def test_what_differs_is_named(check, words, differs):
    [finding] = [one for one in check(reply(listed(words))) if one.kind != "unsupported"]
    assert finding.kind == "mismatched"
    assert set(differs.split(",")) <= set(finding.evidence["differs"].split(","))


def test_a_bare_identifier_is_compared_with_its_sentence(check):
    assert verdicts(check, "Sotraglin lowers hospital admission in heart failure (PMID: 31000001).") == ["verified"]
    assert verdicts(check, "Enoxaparin prevents thrombosis after knee replacement (PMID: 31000001).") == ["mismatched"]
    assert verdicts(check, "Enoxaparin prevents thrombosis after knee replacement (PMID: 31000099).") == ["fabricated"]
    [silent] = check(reply("PMID: 31000001"))
    assert (silent.kind, silent.detail, silent.evidence["support"]) == (
        "verified",
        "exists_topic_not_judged",
        "not_judged",
    )


def test_what_an_abstract_says_otherwise_is_told(check):
    found = {
        one.kind: one
        for one in check(reply("Sotraglin increased hospital admission in heart failure to 88.8% (PMID: 31000001)."))
    }
    assert found["unsupported"].detail == "numbers"
    found = {
        one.kind: one
        for one in check(
            reply("Sotraglin reduced hospital admission for heart failure (hazard ratio 0.64) (PMID: 31000001).")
        )
    }
    assert set(found) == {"verified"}


def test_a_notice_is_no_retracted_paper(check):
    words = (
        "Novak P, Silva R. Retraction: Moonlight accelerates the healing of pressure ulcers. Wound Letters. 2018;6:2."
    )
    [finding] = check(reply(listed(words)))
    assert (finding.kind, finding.detail, finding.evidence["nearest_pmid"]) == (
        "verified",
        "notice",
        NOTICE.ids["pmid"],
    )


def test_chinese_titles_and_names_in_latin_letters(check):
    right = "王小明, 张丽. 四川省虚构热流行病学特征分析[J]. 中华流行病学杂志, 2020, 41(8): 1205-1210."
    assert verdicts(check, f"参考文献\n[1] {right}\n") == ["verified"]
    assert verdicts(check, f"参考文献\n[1] {right.replace('王小明, 张丽', '赵强, 陈静')}\n") == ["mismatched"]
    assert CHINESE.other_title in right


def test_no_reference_is_all_clear(check):
    assert [one.kind for one in check(reply("Drink enough water."))] == [""]
    assert [one.kind for one in check(reply(""))] == [""]


def test_a_marker_without_its_entry_is_unresolved(check):
    found = [one for one in check(reply("It helps [9].\n\n" + listed(RIGHT))) if one.kind == "unresolved"]
    assert [(one.detail, one.count) for one in found] == [("no_such_entry", 1)]


def test_uncited_claims_only_where_asked(tmp_path):
    words = "Give amoxicillin 500 mg three times daily."
    assert [one.kind for one in Citations(index_of(tmp_path))(reply(words))] == [""]
    assert [(one.kind, one.detail) for one in Citations(index_of(tmp_path), uncited=True)(reply(words))] == [
        ("uncited", "dose")
    ]


def test_ten_thousand_references_take_bounded_time_and_lose_nothing(tmp_path):
    check = Citations(index_of(tmp_path), seconds=20)
    words = "References\n" + "\n".join(
        f"{at}. {INVENTED.replace('metformin', f'metformin{at}')}" for at in range(1, 10_001)
    )
    start = time.monotonic()
    found = check(reply(words))
    assert time.monotonic() - start < 40
    assert len(found) <= MOST_FINDINGS + 10
    assert sum(one.count for one in found) + sum(one.count == 0 for one in found) >= (
        10_000 if len(words) < 1_000_000 else 1
    )


def test_a_reply_that_is_too_long_is_not_judged(check):
    [finding] = check(reply("word " * 250_000))
    assert finding.status is FindingStatus.UNJUDGED
    [finding] = run_checks({check: 5.0}, reply("word " * 250_000))
    assert finding.status is FindingStatus.UNJUDGED


def test_what_there_was_no_time_for_is_unjudged_and_the_rest_is_kept(tmp_path):
    check = Citations(index_of(tmp_path), seconds=0.3)
    words = "References\n" + "\n".join(
        f"{at}. {INVENTED.replace('metformin', f'metformin{at}')}" for at in range(1, 1_001)
    )
    found = check(reply(words))
    assert found[-1].status is FindingStatus.UNJUDGED
    assert found[-1].detail == "out_of_time"
    assert sum(one.count for one in found) == 1_000


def test_an_index_that_is_gone_leaves_the_reply_unjudged(tmp_path):
    path = index_of(tmp_path)
    check = Citations(path)
    path.unlink()
    [finding] = run_checks({check: 5.0}, reply(listed(RIGHT)))
    assert (finding.status, finding.detail) == (FindingStatus.UNJUDGED, "IndexTrouble")


def test_a_profile_that_names_no_index_has_the_famous_works():
    made = open_citations(None)
    words = listed(
        "Zinman B, Wanner C, Lachin JM, et al. Empagliflozin, cardiovascular outcomes, and mortality in type 2 diabetes. N Engl J Med. 2015;373:2117-28.",
        INVENTED,
    )
    assert verdicts(made, words) == ["verified", "unresolved"]


def test_a_profile_that_is_wrong_is_known_at_start(tmp_path):
    with pytest.raises(ProfileError):
        open_citations(str(tmp_path / "none.db"))
    with pytest.raises(ProfileError):
        open_citations(None, live=["crossref"])
