"""References in styles that the reader of styles does not know, or reads wrongly, read beside the work that they name."""

from __future__ import annotations

import pytest
from citation_samples import WORKS

from medguard.checks.citations import Citations, Covers
from medguard.checks.citations.build import in_memory
from medguard.checks.citations.find import references
from medguard.checks.citations.sources import Item
from medguard.checks.citations.topic import topic
from medguard.types import Reply, Said, Text

TITLE = "Sotraglin and hospital admission in chronic heart failure: a randomised trial"
STYLES = {
    "science": "{0}. B. {1}, M. Lindqvist, J. Ferreira, {title}. *{journal}* **47**, 211–220 ({year}).",
    "chicago": "{1}, {0}. B., M. Lindqvist, J. Ferreira, and H. K. Müller. {year}. “{title}.” *{journal}* 47 (3): 211–20.",
    "mla": '{1}, {0}. B., et al. "{title}." *{journal}*, vol. 47, no. 3, {year}, pp. 211-20.',
    "harvard": "{1}, {0}.B., Lindqvist, M., Ferreira, J., Müller, H.K., {year}. {title}. {journal} 47 (3), 211–220.",
    "oxford": "{0} B {1}, M Lindqvist and others, ‘{title}’ ({year}) 47(3) {journal} 211",
    "cse": "{1} {0}B, Lindqvist M, Ferreira J, et al. {year}. {title}. {journal}. 47(3):211–20.",
    "wide": "{1} {0}B，Lindqvist M，等．{title}［J］．{journal}，{year}，47（3）：211-220．",
    "chinese": "{1} {0}B、Lindqvist M、Ferreira J等。{title}。{journal}。{year}；47（3）：211-220。",
    "bold": "**{1} {0}B, et al. ({year}).** *{title}* *{journal}*, 47(3):211–220.",
    "linked": "[{title}](https://example.org/a) - {1} {0}B, Lindqvist M, et al. {journal} {year}.",
    "ris": "TY  - JOUR\nAU  - {1}, {0}. B.\nAU  - Lindqvist, M.\nTI  - {title}\nJO  - {journal}\nPY  - {year}\nER  - ",
    "bibtex": "@article{{a,\n  author = {{{1}, {0}. B. and Lindqvist, M. and others}},\n  title = {{{{{title}}}}},\n  journal = {{{journal}}},\n  year = {{{year}}}\n}}",
    "told": 'In {year}, {1} et al. published "{title}" in *{journal}*.',
    "told in Chinese": "根据{1}等（{year}年）发表于《{journal}》的论文《{title}》，疗效肯定。",
}
RIGHT = {"0": "A", "1": "Okonkwo", "title": TITLE, "journal": "Journal of Cardiac Hypotheses", "year": "2019"}
WRONG = {
    "another title": {"title": "Sotraglin and renal function in obese children: a retrospective cohort"},
    "a stranger first": {"0": "P", "1": "Haddad"},
    "another journal": {"journal": "Annals of Invented Orthopaedics"},
    "years too early": {"year": "2013"},
}


def written(style, **otherwise):
    fields = RIGHT | otherwise
    return (
        STYLES[style]
        .replace("{0}", fields["0"])
        .replace("{1}", fields["1"])
        .format(**{k: v for k, v in fields.items() if k not in "01"})
    )


@pytest.fixture(scope="module")
def verdicts(tmp_path_factory):
    path = tmp_path_factory.mktemp("beside") / "works.db"
    in_memory([Item(record=work) for work in WORKS], covers=Covers.EVERYTHING, path=path)
    check = Citations(path)
    return lambda words: [one.kind for one in check(Reply((Said("/", Text(words)),))) if one.kind]


@pytest.mark.parametrize("style", STYLES)
def test_a_real_reference_is_verified_in_whatever_style(verdicts, style):
    assert verdicts(f"Here it is:\n\n{written(style)}\n") == ["verified"]


@pytest.mark.parametrize("what", WRONG)
@pytest.mark.parametrize("style", STYLES)
def test_what_is_wrong_is_seen_in_whatever_style(verdicts, style, what):
    assert {"fabricated", "mismatched"} & set(verdicts(f"Here it is:\n\n{written(style, **WRONG[what])}\n"))


def test_a_subtitle_of_another_work_is_no_lost_subtitle(verdicts):
    wrong = written("cse", title="Sotraglin and hospital admission in chronic heart failure: tides among sailors")
    assert verdicts(f"1. {wrong}\n") == ["mismatched"]


def test_initials_that_are_nothing_but_s_are_words_like_others():
    topic("SS and SLE in Sweden and Norway (doi:10.5555/x)", "Lupus", "", lambda words: dict.fromkeys(words, 0.5))


def test_a_sentence_with_names_and_a_year_is_no_whole_reference():
    for words in (
        "In 2019, Smith and colleagues treated 300 patients in Berlin.",
        "The FDA approved semaglutide (Wegovy) in June 2021. See the label for details.",
        "Note: in 2020 the guideline of the ESC changed, A. Smith said.",
    ):
        assert not [one for one in references(words) if one.title and one.journal]
