"""What is found in prose and lists, and what is not."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medguard.checks.citations.find import loose_markers, references
from medguard.checks.citations.identifiers import identifiers
from medguard.checks.citations.records import Id

WRITTEN = [
    (
        "Okonkwo AB, Lindqvist M, et al. Sotraglin in heart failure. J Card Hypoth. 2019;47(3):211-20. doi:10.5555/x.1",
        "Sotraglin in heart failure",
        "J Card Hypoth",
        2019,
        2,
    ),
    (
        "Okonkwo, A. B., & Lindqvist, M. (2019). Sotraglin in heart failure. Journal of Cardiac Hypotheses, 47(3), 211–220. https://doi.org/10.5555/x.1",
        "Sotraglin in heart failure",
        "Journal of Cardiac Hypotheses",
        2019,
        2,
    ),
    (
        "OKONKWO A B, LINDQVIST M, et al. Sotraglin in heart failure[J]. Journal of Cardiac Hypotheses, 2019, 47(3): 211-220.",
        "Sotraglin in heart failure",
        "Journal of Cardiac Hypotheses",
        2019,
        2,
    ),
    (
        'A. B. Okonkwo and M. Lindqvist, "Sotraglin in heart failure," J. Card. Hypoth., vol. 47, no. 3, pp. 211–220, 2019.',
        "Sotraglin in heart failure",
        "J. Card. Hypoth",
        2019,
        2,
    ),
    (
        "王小明, 张丽, 李强, 等. 四川省虚构热流行病学特征分析[J]. 中华流行病学杂志, 2020, 41(8): 1205-1210.",
        "四川省虚构热流行病学特征分析",
        "中华流行病学杂志",
        2020,
        3,
    ),
    (
        "**Sotraglin in heart failure** – Okonkwo AB, et al., *J Card Hypoth* (2019)",
        "Sotraglin in heart failure",
        "J Card Hypoth",
        2019,
        1,
    ),
    (
        "Amara Okonkwo, Maria B. Lindqvist. Sotraglin in heart failure. J Card Hypoth, 2019.",
        "Sotraglin in heart failure",
        "J Card Hypoth",
        2019,
        2,
    ),
    (
        "@article{a, author={Okonkwo, Amara and Lindqvist, Maria}, title={Sotraglin in {Heart} Failure}, journal={J Card Hypoth}, year={2019}}",
        "Sotraglin in Heart Failure",
        "J Card Hypoth",
        2019,
        2,
    ),
    (
        "Sotraglin in heart failure\n   - Authors: Okonkwo AB, Lindqvist M\n   - Journal: J Card Hypoth, 2019\n   - DOI: 10.5555/x.1",
        "Sotraglin in heart failure",
        "J Card Hypoth",
        2019,
        2,
    ),
]


@pytest.mark.parametrize(("entry", "title", "journal", "year", "names"), WRITTEN, ids=range(len(WRITTEN)))
def test_a_list_entry_is_read_whole(entry, title, journal, year, names):
    [found] = references(f"Some sentence before it.\n\nReferences\n1. {entry}\n")
    assert (found.title, found.journal, found.year, len(found.authors)) == (title, journal, year, names)


IDENTIFIERS = [
    ("see https://doi.org/10.1016/S0140-6736(10)61350-5.", Id.DOI, "10.1016/s0140-6736(10)61350-5", True),
    ("(doi: 10.1056/NEJMoa1504720)", Id.DOI, "10.1056/nejmoa1504720", True),
    ("DOI：10.3760/cma.j.cn112338-20200101-00001，", Id.DOI, "10.3760/cma.j.cn112338-20200101-00001", True),
    ("doi:10.10/x", Id.DOI, "10.10/x", False),
    ("PMID: 26378978", Id.PMID, "26378978", True),
    ("PMID 123456789", Id.PMID, "123456789", False),
    ("https://pubmed.ncbi.nlm.nih.gov/26378978/", Id.PMID, "26378978", True),
    ("PMC7092819", Id.PMCID, "7092819", True),
    ("arXiv:1706.03762v5", Id.ARXIV, "1706.03762", True),
    ("https://doi.org/10.48550/arXiv.1706.03762", Id.ARXIV, "1706.03762", True),
    ("ISBN 978-0-306-40615-7", Id.ISBN, "9780306406157", True),
    ("ISBN 978-0-306-40615-8", Id.ISBN, "9780306406158", False),
    ("NCT01131676", Id.TRIAL, "NCT01131676", True),
    ("NCT0113167", Id.TRIAL, "NCT0113167", False),
    ("ChiCTR2000029308", Id.TRIAL, "ChiCTR2000029308", True),
    ("EudraCT 2004-000446-20", Id.TRIAL, "EudraCT2004-000446-20", True),
    ("NICE guideline NG28", Id.GUIDELINE, "NG28", True),
    (
        "https://www.who.int/publications/i/item/9789240012345",
        Id.URL,
        "https://www.who.int/publications/i/item/9789240012345",
        True,
    ),
]


@pytest.mark.parametrize(("words", "kind", "value", "possible"), IDENTIFIERS, ids=[one[0] for one in IDENTIFIERS])
def test_an_identifier_is_read_as_its_registry_writes_it(words, kind, value, possible):
    [found] = identifiers(words)
    assert (found.kind, found.value, found.possible) == (kind, value, possible)


PROSE = [
    ("Sotraglin lowers admission (Okonkwo et al., 2019).", ["mention"]),
    ("Okonkwo and Lindqvist (2019) found it; Tanaka et al. (2018) did not.", ["mention", "mention"]),
    ("王小明等（2020）报道了该病。", ["mention"]),
    ("It lowers admission (Okonkwo AB, et al. J Card Hypoth 2019;47:211-20).", ["article"]),
    ("It lowers admission (Okonkwo et al., 2019; PMID: 31000001).", ["article"]),
    ("根据《中国2型糖尿病防治指南（2020年版）》，首选二甲双胍。", ["guideline"]),
    ("The 2017 ACC/AHA guideline says so.", ["guideline"]),
    ("NICE NG28 says so.", ["guideline"]),
    ("The trial is registered (NCT01131676).", ["trial"]),
    ("In March 2020 the patient was seen (2019 as well), and in Berlin (2018).", []),
    ("The dose was 5 mg in 2019; 10 mg later.", []),
    ("Blood pressure was 140/90 (normal 120/80).", []),
]


@pytest.mark.parametrize(("words", "kinds"), PROSE, ids=range(len(PROSE)))
def test_prose(words, kinds):
    assert [one.kind for one in references(words)] == kinds


def test_what_leans_on_an_entry_is_known():
    words = "Sotraglin lowers admission [1]. Weather does not matter [1,2].\n\n[1] Okonkwo AB. Sotraglin in heart failure. J Card Hypoth. 2019;47:211.\n[2] Tanaka S. Knees and weather. Ann Invent Orthop. 2018;12:33.\n"
    first, second = references(words)
    assert [len(first.claims), len(second.claims)] == [2, 1]


def test_a_mention_belongs_to_its_entry():
    words = "It lowers admission (Okonkwo et al., 2019).\n\nReferences\n1. Okonkwo AB, Lindqvist M. Sotraglin in heart failure. J Card Hypoth. 2019;47:211.\n"
    [entry] = references(words)
    assert entry.number == "1"
    assert entry.claims


def test_a_marker_without_an_entry_is_loose():
    assert (
        len(
            loose_markers(
                "It helps [7].\n\nReferences\n1. Okonkwo AB. Sotraglin in heart failure. J Card Hypoth. 2019;47:211.\n"
            )
        )
        == 1
    )
    assert (
        loose_markers(
            "It helps [1].\n\nReferences\n1. Okonkwo AB. Sotraglin in heart failure. J Card Hypoth. 2019;47:211.\n"
        )
        == []
    )


@given(st.text(alphabet='10.1056/PMID: doi()[]（）《》等Smith et al,;2019JM*_#@{}\n "“”', max_size=400))
def test_any_text_is_read_and_places_are_inside(words):
    for one in references(words):
        assert 0 <= one.start < one.end <= len(words)


NASTY = [
    "[" * 50_000,
    "Smith " * 30_000,
    "10.1234/" + "(" * 50_000,
    "A, " * 50_000,
    "(" * 20_000 + ")" * 20_000,
    "@article{" * 20_000,
    "Smith J, " * 20_000 + "2019;1:1",
    "《" * 50_000,
    '"' * 60_000,
    "1. " * 40_000,
    "a" * 200_000,
    "2019 " * 30_000,
]


@pytest.mark.parametrize("words", NASTY, ids=range(len(NASTY)))
def test_hostile_text_takes_no_longer_than_any(words):
    start = time.monotonic()
    references(words[:200_000])
    assert time.monotonic() - start < 15
