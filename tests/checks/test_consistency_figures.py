"""How well the consistency check tells another dose, drug, diagnosis, urgency or direction from the same in other words.

Pairs written by hand, ``answer => answer`` a line. ``score`` was written first, and nobody looks at its errors; ``look`` is for that.
``late`` was written when the patterns stood, to see how much the others flatter, and then looked at, too:

    .venv/bin/python tests/checks/test_consistency_figures.py
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from medguard.checks.consistency import Consistency
from medguard.types import Again, Reply, Said, Text

SETS = Path(__file__).parent / "sets" / "consistency"
FACETS = {"diagnosis", "drug", "dose", "urgency", "direction"}


def rows(half, language):
    """Facet in which they differ or ``same``, and the two answers."""
    facet = ""
    for line in (SETS / f"{half}.{language}.txt").read_text("utf-8").splitlines():
        if line.startswith("# "):
            facet = line[2:]
        elif line.strip():
            first, _, other = line.partition(" => ")
            yield facet, first, other


def answer(words, again=None):
    return Reply((Said("/choices/0/message/content", Text(words)),), again=again)


def said(first, *others):
    """What the check says: ``consistent``, the facets that differ, or nothing."""
    found = Consistency()(answer(first, Again(tuple(map(answer, others)), len(others))))
    return {finding.detail or finding.kind for finding in found}


def figures(half, language):
    same = [said(first, other) for facet, first, other in rows(half, language) if facet == "same"]
    differ = [(facet, said(first, other)) for facet, first, other in rows(half, language) if facet != "same"]
    return {
        "same": len(same),
        "consistent": round(sum(found == {"consistent"} for found in same) / len(same), 3),
        "called_different": round(sum(bool(found & {*FACETS, "number"}) for found in same) / len(same), 3),
        "differ": len(differ),
        "found": round(sum(bool(found & FACETS) for _, found in differ) / len(differ), 3),
        "facet_named": round(sum(facet in found for facet, found in differ) / len(differ), 3),
    }


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_sets_are_large(language):
    pairs = [row for half in ("look", "score") for row in rows(half, language)]
    assert len(set(pairs)) == len(pairs) >= 120
    assert {facet for facet, _, _ in pairs} == FACETS | {"same"}


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("half", ["look", "score", "late"])
def test_figures_do_not_drop(half, language):
    now = figures(half, language)
    assert now["found"] >= 0.9, now
    assert now["facet_named"] >= 0.9, now
    assert now["consistent"] >= 0.88, now
    assert now["called_different"] <= 0.1, now


if __name__ == "__main__":
    for which in ("look", "score", "late"):
        for tongue in ("en", "zh"):
            sys.stdout.write(f"{which} {tongue} {json.dumps(figures(which, tongue))}\n")
    for tongue in ("en", "zh"):
        for facet, first, other in [*rows("look", tongue), *rows("late", tongue)]:
            found = said(first, other)
            if found != {"consistent" if facet == "same" else facet}:
                sys.stdout.write(f"{tongue} {facet} → {sorted(found)}: {first} => {other}\n")
