"""How well identifiers are found: by letters and digits, whatever they were called.

A name masked as a place is masked. ``python tests/phi/score.py`` prints the figures of every set, as docs/phi.md has them.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path

from medguard.phi import open_detector
from medguard.types import ClearText, Detector, Passage

SETS = Path(__file__).parent / "sets"
NAMES = ("en-look", "en-fresh", "en-score", "en-strangers", "zh-look", "zh-fresh", "zh-score", "zh-strangers")


@dataclass(frozen=True, kw_only=True)
class Figures:
    """Shares, 0 to 1."""

    recall_char: float
    """Of the letters and digits that identify somebody, how many were found."""
    recall_span: float
    """Of the identifiers, how many were found whole."""
    precision: float
    """Of the letters and digits that were found, how many identify somebody."""
    f2: float
    """Of recall_char and precision; recall weighs four times as much."""
    clean_docs: float
    """Of the texts without an identifier, in how many nothing was found."""

    def __str__(self) -> str:
        return "  ".join(f"{each.name}={getattr(self, each.name):.3f}" for each in fields(self))


def rows(name: str) -> list[dict]:
    """The texts of a set."""
    return [json.loads(line) for line in (SETS / f"{name}.jsonl").read_text("utf-8").splitlines()]


def score(texts: Sequence[Mapping], found: Iterable[Sequence[tuple[int, int]]]) -> Figures:
    """Compare what was found with the gold spans."""
    gold = hit = masked = spans = whole = clean = quiet = 0
    for row, places in zip(texts, found, strict=True):
        text = row["text"]
        got = _letters(text, places)
        wanted = _letters(text, [(span["start"], span["end"]) for span in row["spans"]])
        gold, hit, masked = gold + len(wanted), hit + len(wanted & got), masked + len(got)
        spans += len(row["spans"])
        whole += sum(_letters(text, [(span["start"], span["end"])]) <= got for span in row["spans"])
        clean += not row["spans"]
        quiet += not row["spans"] and not got
    recall, precision = hit / gold, hit / masked if masked else 1.0
    f2 = 5 * precision * recall / (4 * precision + recall) if precision + recall else 0.0
    return Figures(recall_char=recall, recall_span=whole / spans, precision=precision, f2=f2, clean_docs=quiet / clean)


def found_by(detector: Detector, texts: Sequence[Mapping]) -> list[list[tuple[int, int]]]:
    """What a detector finds; every text is a conversation of its own."""
    return [[(span.start, span.end) for span in detector.spans([Passage(ClearText(row["text"]))])[0]] for row in texts]


def _letters(text: str, places: Iterable[tuple[int, int]]) -> set[int]:
    return {at for start, end in places for at in range(start, end) if text[at].isalnum()}


if __name__ == "__main__":
    opened = open_detector()
    for set_name in sys.argv[1:] or NAMES:
        print(f"{set_name:<9} {score(rows(set_name), found_by(opened, rows(set_name)))}")
