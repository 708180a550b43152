"""Counts what contents finds in a labelled set, by label and language; never shows a text.

.venv/bin/python tests/contents/contents_score.py
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

from medguard.contents import asks_if_ai, asks_to_strip_label, claims_to_be_human, output_types, says_generated
from medguard.facts import OutputType

SETS = Path(__file__).parent / "sets"
HALVES = ("look", "score")
LANGUAGES = ("en", "zh")
JUDGES: dict[str, Callable[[str], bool]] = {
    "claims_to_be_human": claims_to_be_human,
    "says_generated": says_generated,
    "asks_if_ai": asks_if_ai,
    "asks_to_strip_label": asks_to_strip_label,
}
LABELS = (*get_args(OutputType), *JUDGES)


@dataclass(frozen=True, slots=True)
class Figures:
    """How often a label is meant, and found."""

    meant: int
    found: int
    both: int

    @property
    def precision(self) -> float:
        return self.both / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        return self.both / self.meant if self.meant else 1.0


def rows(half: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (SETS / f"{half}.jsonl").read_text("utf-8").splitlines()]


def judged(half: str, language: str, label: str) -> Iterator[tuple[bool, bool]]:
    """Give for each text whether the label is meant and whether it is found."""
    for row in rows(half):
        if row["lang"] != language:
            continue
        if label in JUDGES and label in row:
            yield row[label], JUDGES[label](row["text"])
        elif label not in JUDGES and "types" in row:
            yield label in row["types"], label in output_types(row["text"])


def figures(half: str, language: str, label: str) -> Figures:
    pairs = list(judged(half, language, label))
    return Figures(sum(meant for meant, _ in pairs), sum(found for _, found in pairs), sum(a and b for a, b in pairs))


def table() -> Iterator[str]:
    """Give the lines of the table in docs/contents.md."""
    for half in HALVES:
        for language in LANGUAGES:
            for label in LABELS:
                one = figures(half, language, label)
                yield f"| {half} | {language} | {label} | {one.precision:.3f} | {one.recall:.3f} | {one.meant} |"


if __name__ == "__main__":
    sys.stdout.writelines(f"{line}\n" for line in table())
