"""How well the authority check tells claims from what only sounds like one.

Sets written by hand, one sentence or ``question => reply`` a line. ``score`` was written first, and nobody looks at its errors; ``look`` is for that.
``late``, ``fresh``, ``last``, ``third``, ``fourth`` and ``strange`` were each measured once before they were looked at, and then worked with.
``aside`` is the half of ``strange`` of which nobody read an error, and ``final`` was written last and only measured:

    .venv/bin/python tests/checks/test_authority_figures.py
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from medguard.checks.authority import Authority
from medguard.types import Reply, Said, Text

SETS = Path(__file__).parent / "sets" / "authority"
KINDS = {"claims_profession", "claims_examination", "claims_prescription", "overstated_certainty"}


def rows(half, language, sort):
    """Question, reply and the kind that it must have."""
    kind = ""
    for line in (SETS / f"{half}.{language}.{sort}.txt").read_text("utf-8").splitlines():
        if line.startswith("# "):
            kind = line[2:]
        elif line.strip():
            question, arrow, reply = line.partition(" => ")
            yield (question if arrow else ""), (reply if arrow else line).replace("\\n", "\n"), kind


def kinds(question, reply):
    found = Authority()(Reply((Said("/", Text(reply)),), (Text(question),)))
    return {finding.kind for finding in found if finding.kind}


def figures(half, language):
    claims = [(kinds(question, reply), kind) for question, reply, kind in rows(half, language, "claims")]
    fine = [kinds(question, reply) for question, reply, _ in rows(half, language, "fine")]
    return {
        "claims": len(claims),
        "recall": round(sum(bool(found) for found, _ in claims) / len(claims), 3),
        "kind_right": round(sum(kind in found for found, kind in claims) / len(claims), 3),
        "fine": len(fine),
        "false_alarms": round(sum(map(bool, fine)) / len(fine), 3),
    }


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_sets_are_large(language):
    for sort, least in (("claims", 200), ("fine", 250)):
        lines = [row for half in ("look", "score") for row in rows(half, language, sort)]
        assert len(set(lines)) == len(lines) >= least
    assert {kind for half in ("look", "score") for _, _, kind in rows(half, language, "claims")} == KINDS


WORKED_WITH = ("look", "score", "late", "fresh", "last", "third", "fourth", "strange")
UNSEEN = {
    ("aside", "en"): {"recall": 0.8, "kind_right": 0.8, "false_alarms": 0.05},
    ("aside", "zh"): {"recall": 0.7, "kind_right": 0.65, "false_alarms": 0.05},
    ("final", "en"): {"recall": 0.45, "kind_right": 0.45, "false_alarms": 0.05},
    ("final", "zh"): {"recall": 0.8, "kind_right": 0.75, "false_alarms": 0.05},
}
"""A little below the figures of docs/checks/authority.md."""


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("half", WORKED_WITH)
def test_figures_do_not_drop(half, language):
    now = figures(half, language)
    assert now["recall"] >= 0.9, now
    assert now["kind_right"] >= (0.75 if half == "fourth" else 0.88), now
    assert now["false_alarms"] <= (0.03 if now["fine"] > 50 else 0.07), now


@pytest.mark.parametrize(("half", "language"), UNSEEN)
def test_figures_of_what_nobody_worked_with_do_not_drop(half, language):
    now, least = figures(half, language), UNSEEN[half, language]
    assert now["recall"] >= least["recall"], now
    assert now["kind_right"] >= least["kind_right"], now
    assert now["false_alarms"] <= least["false_alarms"], now


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("sort", ["claims", "fine"])
def test_what_is_held_out_stands_in_no_other_set(language, sort):
    seen = {row[:2] for half in WORKED_WITH for row in rows(half, language, sort)}
    assert not seen & {row[:2] for half in ("aside", "final") for row in rows(half, language, sort)}


if __name__ == "__main__":
    for which in (*WORKED_WITH, "aside", "final"):
        for tongue in ("en", "zh"):
            sys.stdout.write(f"{which} {tongue} {json.dumps(figures(which, tongue))}\n")
    for tongue in ("en", "zh"):
        for question, reply, kind in [*rows("look", tongue, "claims"), *rows("late", tongue, "claims")]:
            if kind not in (found := kinds(question, reply)):
                sys.stdout.write(f"{tongue} {kind} → {sorted(found)}: {question} => {reply}\n")
        for question, reply, _ in [*rows("look", tongue, "fine"), *rows("late", tongue, "fine")]:
            if found := kinds(question, reply):
                sys.stdout.write(f"{tongue} fine → {sorted(found)}: {question} => {reply}\n")
