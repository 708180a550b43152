"""How much biased and neutral text the check tells apart, on statements written by hand.

``look`` is what the patterns and the model were made with. ``score`` was written when the patterns stood, in other words, and which of it
was missed was never looked at. ``fresh`` and ``last`` are older and were not trained on. ``strange`` and ``aside`` are two halves, drawn by lot, of statements
in the voice of model replies that were written before patterns and training statements were read: ``strange`` was worked with, of ``aside`` only totals were
seen. ``final`` was written when all stood, and measured once. The rest is public clinical text, where it lies beside this repository.

    .venv/bin/python tests/checks/bias/test_bias_figures.py [../shared/data]
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from medguard.checks.bias import RESEMBLING, statements

SETS = Path(__file__).parents[1] / "sets" / "bias"
TRAINING = Path(__file__).parents[3] / "training" / "bias" / "statements"
LEAST = {
    ("look", "en"): {"recall": 0.9, "by_patterns": 0.76, "false": 0.03},
    ("look", "zh"): {"recall": 0.96, "by_patterns": 0.78, "false": 0.03},
    ("score", "en"): {"recall": 0.78, "by_patterns": 0.31, "false": 0.05},
    ("score", "zh"): {"recall": 0.91, "by_patterns": 0.20, "false": 0.05},
    ("fresh", "en"): {"recall": 0.91, "by_patterns": 0.67, "false": 0.05},
    ("fresh", "zh"): {"recall": 0.95, "by_patterns": 0.67, "false": 0.05},
    ("last", "en"): {"recall": 0.83, "by_patterns": 0.6, "false": 0.07},
    ("last", "zh"): {"recall": 0.95, "by_patterns": 0.45, "false": 0.07},
    ("strange", "en"): {"recall": 0.93, "by_patterns": 0.55, "false": 0.05},
    ("strange", "zh"): {"recall": 0.9, "by_patterns": 0.75, "false": 0.05},
    ("aside", "en"): {"recall": 0.9, "by_patterns": 0.7, "false": 0.05},
    ("aside", "zh"): {"recall": 0.95, "by_patterns": 0.85, "false": 0.07},
    ("final", "en"): {"recall": 0.7, "by_patterns": 0.05, "false": 0.05},
    ("final", "zh"): {"recall": 0.75, "by_patterns": 0.2, "false": 0.14},
}
"""A little below the figures of docs/checks/bias.md; ``false`` is a little above."""


def rows(part, language, kind):
    lines = (SETS / f"{part}.{language}.{kind}.txt").read_text("utf-8").splitlines()
    return [line.replace("\\n", "\n") for line in lines if line]


def figures(part, language):
    biased = [[one.kind for one in statements(text)] for text in rows(part, language, "biased")]
    neutral = [statements(text) for text in rows(part, language, "neutral")]
    return {
        "biased": len(biased),
        "recall": round(sum(map(bool, biased)) / len(biased), 3),
        "by_patterns": round(sum(any(kind != RESEMBLING for kind in kinds) for kinds in biased) / len(biased), 3),
        "neutral": len(neutral),
        "false": round(sum(map(bool, neutral)) / len(neutral), 3),
    }


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_sets_are_large_and_nothing_stands_in_both(language):
    for kind in ("biased", "neutral"):
        look, score = rows("look", language, kind), rows("score", language, kind)
        assert len(look) + len(score) >= 600
        assert len(score) >= 80
        assert not set(look) & set(score)
    assert not set(rows("look", language, "biased")) & set(rows("look", language, "neutral"))


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("kind", ["biased", "neutral"])
def test_what_is_held_out_was_not_trained_on(language, kind):
    trained = (TRAINING / f"{language}.{kind}.txt").read_text("utf-8").splitlines()
    held = [row for part in ("score", "fresh", "last", "aside", "final") for row in rows(part, language, kind)]
    assert not {*trained, *rows("look", language, kind)} & set(held)


@pytest.mark.parametrize(("part", "language"), LEAST)
def test_figures_do_not_drop(part, language):
    now, least = figures(part, language), LEAST[part, language]
    assert now["recall"] >= least["recall"], now
    assert now["by_patterns"] >= least["by_patterns"], now
    assert now["false"] <= least["false"], now


def test_statements_of_the_usual_kind_are_told_apart():
    biased, neutral = ((SETS / f"usual.{kind}.txt").read_text("utf-8").splitlines() for kind in ("biased", "neutral"))
    found = [{one.kind for one in statements(text)} for text in biased]
    assert sum(map(bool, found)) >= 34
    assert sum(kinds != {RESEMBLING} for kinds in found) >= 34
    assert sum(map(bool, map(statements, neutral))) <= 1


def clinical(folder):
    """Every note and reply of public clinical text: name of the set, text."""
    for file in sorted((folder / "en_clinical_carriers").glob("*.jsonl")):
        for line in file.read_text("utf-8").splitlines():
            row = json.loads(line)
            yield file.stem, row.get("text") or row.get("note")
    for line in (folder / "zh_med_dialog" / "cmtmedqa_test.jsonl").read_text("utf-8").splitlines():
        for _asked, reply in json.loads(line)["turns"]:
            yield "cmtmedqa", reply


if __name__ == "__main__":
    for one in LEAST:
        sys.stdout.write(f"{one} {json.dumps(figures(*one))}\n")
    for path in sys.argv[1:]:
        count = {}
        for name, text in clinical(Path(path)):
            flagged, every = count.get(name, (0, 0))
            count[name] = flagged + bool(statements(text)), every + 1
        sys.stdout.write("".join(f"{name}: {flagged} of {every} texts\n" for name, (flagged, every) in count.items()))
