"""A table of patterns as a Presidio recognizer.

Patterns are Python's ``re`` with bounded or possessive repeats only, so no text makes one run away.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from presidio_analyzer import LocalRecognizer, RecognizerResult
from presidio_analyzer.nlp_engine import NlpArtifacts

from medguard.phi.kinds import Kind
from medguard.phi.reading import LANGUAGE

SURE = 1.0
"""A check digit agrees: nothing overrules this."""
STRONG = 0.95
"""The words around it say so."""
GOOD = 0.8
"""The form alone says so."""
FAIR = 0.6
"""A model's opinion, or a form that other things share."""

Check = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Row:
    """One pattern. The identifier is the group ``v``, or the whole match; ``check`` may refuse it."""

    kind: Kind
    pattern: re.Pattern[str]
    score: float = GOOD
    check: Check | None = None


def row(kind: Kind, pattern: str, score: float = GOOD, check: Check | None = None, *, any_case: bool = False) -> Row:
    """Compile a row."""
    return Row(kind, re.compile(pattern, re.IGNORECASE if any_case else 0), score, check)


class Table(LocalRecognizer):
    """Finds what its rows describe."""

    def __init__(self, name: str, rows: Sequence[Row]) -> None:
        self.rows = tuple(rows)
        super().__init__(
            supported_entities=sorted({each.kind.value for each in rows}), name=name, supported_language=LANGUAGE
        )

    def load(self) -> None:
        """Nothing to load."""

    def analyze(self, text: str, entities: list[str], nlp_artifacts: NlpArtifacts | None = None) -> list[Any]:
        """Every match of every row."""
        del nlp_artifacts
        return [
            found(each.kind, *match.span("v" if "v" in match.re.groupindex else 0), each.score)
            for each in self.rows
            if each.kind in entities
            for match in each.pattern.finditer(text)
            if match["v" if "v" in match.re.groupindex else 0]
            and (each.check is None or each.check(match["v" if "v" in match.re.groupindex else 0]))
        ]


def found(kind: Kind, start: int, end: int, score: float) -> RecognizerResult:
    """One result, without Presidio's explanation, which would quote the pattern for every match."""
    return RecognizerResult(kind.value, start, end, score)
