"""A hundred references written to be hard: real ones as careless people write them, false ones that differ in one thing from real ones of the same journal and year.

``hostile.jsonl`` was written by hand beside the listing of ``hostile.works.jsonl``, bibliographic facts of 104 works, before either set had been run; docs/checks/citations.md has
what came of it the first time. The second set was written when the first had been mended. Both have been looked at since.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from medguard.checks.citations import Citations, Covers
from medguard.checks.citations.build import in_memory
from medguard.checks.citations.find import references
from medguard.checks.citations.parse import parse
from medguard.checks.citations.records import Id, Name, Record, Standing
from medguard.checks.citations.sources import Item
from medguard.checks.citations.words import Likeness, titles_agree
from medguard.types import Reply, Said, Text


def lines(name):
    return [json.loads(line) for line in Path(__file__).with_name(name).read_text("utf-8").splitlines()]


CASES = lines("hostile.jsonl")
REAL, FALSE = ([case for case in CASES if case["real"] is real] for real in (True, False))
FORMS = {
    "in a list": "References\n1. {}\n",
    "behind a word": "Source: {}",
    "in a paragraph": "Current evidence supports this. {} Please ask your doctor.",
    "in a sentence": "According to recent work, pain falls by 20 %. See {}.",
}
NOT_FOUND_OUT = {"1-false-42", "1-false-43", "1-false-53"}
"""Another journal's name at the right place of the right people, twice; an invented paper of a Chinese journal of which the index has two works."""
ACCUSED = {"1-real-24"}
"""A surname in Han beside initials in Latin letters."""


@pytest.fixture(scope="module")
def check(tmp_path_factory):
    works = [
        Item(
            record=Record(
                **{
                    **work,
                    "ids": {Id(kind): value for kind, value in work["ids"].items()},
                    "authors": tuple(Name(*name) for name in work["authors"]),
                    "journals": tuple(work["journals"]),
                    "years": tuple(work["years"]),
                    "standing": Standing(work["standing"]),
                }
            )
        )
        for work in lines("hostile.works.jsonl")
    ]
    path = tmp_path_factory.mktemp("hostile") / "works.db"
    in_memory(iter(works), covers=Covers.EVERYTHING, path=path)
    return Citations(path)


def flagged(check, words):
    return any(one.kind in {"fabricated", "mismatched"} for one in check(Reply((Said("/", Text(words)),))))


def test_the_sets_are_as_large_as_is_said():
    assert (len(REAL), len(FALSE)) == (50, 50)
    assert len({case["id"] for case in CASES}) == len({case["reference"] for case in CASES}) == 100


@pytest.mark.parametrize("form", FORMS)
def test_real_references_as_people_write_them_are_not_accused(check, form):
    accused = {case["id"] for case in REAL if flagged(check, FORMS[form].format(case["reference"]))}
    assert accused <= ACCUSED


@pytest.mark.parametrize("form", FORMS)
def test_false_references_near_real_ones_are_found_out(check, form):
    missed = {case["id"] for case in FALSE if not flagged(check, FORMS[form].format(case["reference"]))}
    assert missed <= NOT_FOUND_OUT


@pytest.mark.parametrize("form", FORMS)
def test_real_references_are_found_wherever_they_stand(check, form):
    found = 0
    for case in REAL:
        findings = check(Reply((Said("/", Text(FORMS[form].format(case["reference"]))),)))
        found += any(
            one.kind in {"verified", "corrected"} and one.detail != "exists_topic_not_judged" for one in findings
        )
    assert found >= 46


# ── the styles, one by one ───────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("words", "names", "title", "journal", "place"),
    [
        ("A.C. Siao, L.J. Shih, Growth of fat, in men, Front. Endocrinol. 12 (2021) 661828", "Siao Shih", "Growth of fat, in men", "Front. Endocrinol", (2021, "12", "661828")),
        ("Grasic M, Golob A. Silicon in the C4 crop millet. Photochem. Photobiol. Sci., 2019, 18, 375-386.", "Grasic Golob", "Silicon in the C4 crop millet", "Photochem. Photobiol. Sci", (2019, "18", "375")),
        ("Rivlin RS: Dangers of vitamin B6 in nursing. N Engl J Med 300:927-928, 1979", "Rivlin", "Dangers of vitamin B6 in nursing", "N Engl J Med", (1979, "300", "927")),
        ("Cohen I.K., Peacock E.E. Jr. Potentiation of collagenolysis. Surg. Forum, 1978, 29, 592-594.", "Cohen Peacock", "Potentiation of collagenolysis", "Surg. Forum", (1978, "29", "592")),
        ("Marx W, O Neil A, Athan E. Cytokine storms of flu compared. Cytokine 2021;144:155593", "Marx O Neil Athan", "Cytokine storms of flu compared", "Cytokine", (2021, "144", "155593")),
        ("[5] Marx W, Athan E. Cytokine storms of flu compared. Cytokine 2021;144:155593", "Marx Athan", "Cytokine storms of flu compared", "Cytokine", (2021, "144", "155593")),
    ],
    ids=["elsevier", "chemical-society", "old", "junior", "apostrophe-lost", "numbered-twice"],
)  # fmt: skip
def test_a_style_is_read(words, names, title, journal, place):
    found, _ = parse(words)
    assert " ".join(name.surname for name in found.authors) == names
    assert (found.title, found.journal) == (title, journal)
    assert (found.year, found.volume, found.page) == place


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("First-line treatment of NSCLC", "First-line treatment of non-small cell lung cancer", True),
        ("First-line treatment of NSCLC", "First-line treatment of small bowel cancer", False),
        ("Action on E. coli and S. aureus", "Action on Escherichia coli and Staphylococcus aureus", True),
        ("Action on E. coli and S. aureus", "Action on Escherichia coli and Streptococcus pyogenes", False),
        ("Vitamin D and the risk of falling", "Vitamin deficiency and the risk of falling", False),
    ],
)
def test_what_is_shortened_is_the_same_as_what_is_written_out(one, other, alike):
    assert (titles_agree(one, other) is Likeness.SAME) is alike


@pytest.mark.parametrize(
    "words",
    [
        "Zinman (2019) found that mortality fell by 38 % (hazard ratio 0.62, 95 % CI 0.49-0.77); see page 12.",
        "In 2019, 12, 14 and 20 patients fell ill in Berlin, 1979, and 300:927 was the room.",
        "The ratio was 12 (2021) 661 to one. Smith said so.",
        "参见 2019, 12: 14 的记录。",
    ],
)
def test_numbers_in_a_sentence_are_no_whole_reference(words):
    assert not [one for one in references(words) if one.title and one.journal]


def test_of_a_paragraph_of_nothing_else_so_many_are_read_and_no_more():
    every = references("Amid words. " + "Smith J, Lee A. A title of some length. J Foo. 2019;1:2. " * 2_000)
    assert len([one for one in every if one.title and one.journal]) == 500
