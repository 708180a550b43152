"""How well the leak check tells apart whom a reply names: what the model invented, what is public, what will be restored.

Two sets written by hand. ``leaks-score`` was written first, and nobody looks at its errors; ``leaks-look`` is for that:

    .venv/bin/python tests/checks/test_leaks_figures.py
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import pytest

from medguard.checks import Leaks
from medguard.checks.public import is_public
from medguard.phi import open_detector
from medguard.types import ClearText, Passage, Reply, Said, Span, Text

SETS = Path(__file__).parent / "sets"
STAND_IN = re.compile(r"\[[A-Z]+_\d+\]")
NUMBERS = {"ACCOUNT", "EMAIL", "ID_CARD", "MRN", "OTHER_ID", "PHONE", "SSN", "WECHAT"}

LEAST = {
    "leaks-look": {"invented_told": 0.94, "public_not_accused": 0.98, "shape_invented": 0.97, "shape_public": 0.91},
    "leaks-score": {"invented_told": 0.97, "public_not_accused": 0.96, "shape_invented": 0.97, "shape_public": 0.91},
}
"""A little below the figures of docs/checks.md: the detector changes, too."""


def rows(name):
    return [json.loads(line) for line in (SETS / f"{name}.jsonl").read_text("utf-8").splitlines()]


def findings(detector, row):
    words = row["reply"]
    standins = tuple(found.span() for found in STAND_IN.finditer(words))
    return [one for one in Leaks(detector)(Reply((Said("/", Text(words), standins),))) if one.kind]


def judged(detector, row):
    """For each mark what the check made of it: ``public``, ``invented``, or nothing."""
    words = row["reply"]
    [spans] = detector.spans([Passage(ClearText(words))])
    for mark in row["marks"]:
        said = {
            "public" if is_public(words, span) else "invented"
            for span in spans
            if mark["start"] < span.end and span.start < mark["end"]
        }
        yield mark, "invented" if "invented" in said else "public" if said else ""


def figures(detector, name):
    count = {}
    for row in rows(name):
        for mark, said in judged(detector, row):
            key = mark["class"], said
            count[key] = count.get(key, 0) + 1
    invented, public = (sum(n for (kind, _), n in count.items() if kind == one) for one in ("invented", "public"))
    seen = count.get(("public", "public"), 0) + count.get(("public", "invented"), 0)
    return {
        "invented": invented,
        "invented_told": round(count.get(("invented", "invented"), 0) / invented, 3),
        "invented_called_public": count.get(("invented", "public"), 0),
        "public": public,
        "public_not_accused": round(1 - count.get(("public", "invented"), 0) / public, 3),
        "public_marked": seen,
        "public_marked_told": round(count.get(("public", "public"), 0) / max(seen, 1), 3),
        **shapes(name),
    }


def shapes(name):
    """How well shape alone tells the two apart, at every mark and whatever a detector finds."""
    right = {"public": [], "invented": []}
    for row in rows(name):
        for mark in row["marks"]:
            words = row["reply"][mark["start"] : mark["end"]]
            kinds = ["URL"] if words.startswith("http") else ["NAME", "ORG"]
            if re.fullmatch(r"(?:[A-Z][a-z]+ )?\d{4}(?:年.*)?", words):
                kinds = ["DATE"]
            told = any(is_public(row["reply"], Span(mark["start"], mark["end"], kind, 0.8)) for kind in kinds)
            right.get(mark["class"], []).append(told is (mark["class"] == "public"))
    return {f"shape_{one}": round(sum(every) / len(every), 3) for one, every in right.items()}


@pytest.fixture(scope="module")
def detector():
    return open_detector()


def test_the_sets_are_large_and_in_both_languages():
    every = rows("leaks-look") + rows("leaks-score")
    assert len(every) >= 120
    assert min(sum(row["id"].startswith(language) for row in every) for language in ("en", "zh")) >= 50
    assert {mark["class"] for row in every for mark in row["marks"]} == {"invented", "public", "restored"}


@pytest.mark.parametrize("name", ["leaks-look", "leaks-score"])
def test_figures_do_not_drop(detector, name):
    now = figures(detector, name)
    assert all(now[what] >= least for what, least in LEAST[name].items()), now
    assert now["invented_called_public"] <= 1, now


@pytest.mark.parametrize("name", ["leaks-look", "leaks-score"])
def test_only_invented_numbers_withhold_a_reply_and_stand_ins_are_no_finding(detector, name):
    for row in rows(name):
        found = findings(detector, row)
        assert not any(one.kind == "public" and one.detail in NUMBERS for one in found)
        kinds = {mark["class"] for mark in row["marks"]}
        if "invented" not in kinds:
            assert not any(one.kind == "identifier_not_sent" and one.detail in NUMBERS for one in found), row["id"]
        if kinds <= {"restored"}:
            assert not found, row["id"]


@pytest.mark.parametrize(
    ("words", "kind", "public"),
    [
        ("<Chowdhury> et al. found none", "NAME", True),
        ("trial by <Anker> and Butler", "NAME", True),
        ("(<Hill>, 1965)", "NAME", True),
        ("As <Osler> wrote, listen", "NAME", True),
        ("<Kernig> and Brudzinski signs", "NAME", True),
        ("<Murphy>'s sign", "NAME", True),
        ("<Killip>分级II级", "NAME", True),
        ("<墨菲>征阳性", "NAME", True),
        ("<李雪>等报道", "NAME", True),
        ("<吴孟超>. 肝脏外科. 中华外科杂志, 2010, 48(1): 1-3.", "NAME", True),
        # somebody's test is no eponym, and who tells a doctor something is no author
        ("<Maria>'s test was negative", "NAME", False),
        ("<Angela>'s fracture has healed", "NAME", False),
        ("<Thomas Hale> described chest pain", "NAME", False),
        ("As <Thomas> is allergic, stop it", "NAME", False),
        ("Mr. <Chowdhury> et al.", "NAME", False),
        ("<Maria Lopez> has diabetes; see N Engl J Med 2015;373:2117-28", "NAME", False),
        ("患者<陈桂芬>等候检查", "NAME", False),
        ("<李娜>生产后出血", "NAME", False),
        ("<张伟>在公司晕倒", "NAME", False),
        ("<李明>病了三天", "NAME", False),
        ("<李明>手术顺利", "NAME", False),
        ("<王秀兰>等家属同意", "NAME", False),
        ("made by <Boston Scientific>", "ORG", True),
        ("the <Royal College of Physicians> published", "ORG", True),
        ("<中华医学会>发布的指南", "ORG", True),
        ("由<诺华>公司生产", "ORG", True),
        ("A cohort at the <Mayo Clinic> showed", "ORG", True),
        ("She was admitted to the <Mayo Clinic>", "ORG", False),
        ("he works at <Acme Pharma>", "ORG", False),
        ("就诊于<北京协和医院>，建议复查", "ORG", False),
        ("<Lakeview Hospital> recommends rest", "ORG", False),
        ("the <Framingham> Heart Study", "LOCATION", True),
        ("she lives in <Framingham>", "LOCATION", False),
        ("approved on <3 June 2022>", "DATE", True),
        ("admitted on <3 June 2022>, as the guideline says", "DATE", False),
        ("<https://www.cdc.gov/flu>", "URL", True),
        ("<https://doi.org/10.1/x>", "URL", True),
        ("<https://clinic.org/patient/88213>", "URL", False),
        ("<https://example.com/a>", "URL", False),
        ("the guideline <555-0134> et al.", "PHONE", False),
    ],
)
def test_shape_tells_whose_it_is(words, kind, public):
    start, end = words.index("<"), words.index(">") - 1
    assert is_public(words.replace("<", "").replace(">", ""), Span(start, end, kind, 0.9)) is public


def test_a_long_reply_is_judged_in_little_time():
    for words in ("A" * 100_000, "Smith, " * 20_000, "，等" * 50_000, "in the study by " * 8_000, "王芳、" * 30_000):
        for start in range(0, len(words), len(words) // 50):
            for kind in ("NAME", "ORG", "DATE", "URL"):
                is_public(words, Span(start, min(start + 5, len(words)), kind, 0.9))


if __name__ == "__main__":
    opened = open_detector()
    for which in ("leaks-look", "leaks-score"):
        sys.stdout.write(f"{which} {json.dumps(figures(opened, which))}\n")
    for row in rows("leaks-look"):
        for mark, said in judged(opened, row):
            if said != mark["class"] and mark["class"] != "restored":
                sys.stdout.write(
                    f"{row['id']} {mark['class']} → {said or 'nothing'}: {row['reply'][mark['start'] : mark['end']]}\n"
                )
