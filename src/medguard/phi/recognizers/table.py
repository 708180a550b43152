"""A table of patterns as a Presidio recognizer.

Patterns are Python's ``re`` with bounded or possessive repeats only, so no text makes one run away.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
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

DOUBT = "doubt"
"""Under this key a result says how sure its finder was, if it was not quite."""
WEAK = 0.8
"""How sure a form is that other things have, too: less than what is company for others."""

STANDARD = r"(?<![A-Za-z])(?:GBZ?|WS|YY|GA|HJ|NY|QB|JJG|ISO|IEC|EN|DB\d\d|ASHRAE|ANSI|ASTM|AAMI|CLSI|NFPA|IEEE|SAE|UL)(?:/[TZ])? ?$"
"""What stands before the number of a standard: GBZ 188-2014."""

Check = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Row:
    """One pattern. The identifier is the group ``v``, or the whole match; ``check`` may refuse it.

    ``after`` is what has to end right before the match, ``unless`` what must not: to scan for digits and then look back is
    many times faster than to try a list of words at every word of a text.
    """

    kind: Kind
    pattern: re.Pattern[str]
    score: float = GOOD
    check: Check | None = None
    after: re.Pattern[str] | None = None
    unless: re.Pattern[str] | None = None
    weak: bool = False
    """Whether other things have this form, too: a match counts only where a model sees something there, or in company (``company``)."""

    def fits(self, text: str, start: int) -> bool:
        """Whether what stands before ``start`` allows a match there."""
        back = max(0, start - _LOOK_BACK)
        if self.after is not None and not self.after.search(text, back, start):
            return False
        return self.unless is None or not self.unless.search(text, back, start)


_LOOK_BACK = 48


def row(
    kind: Kind,
    pattern: str,
    score: float = GOOD,
    check: Check | None = None,
    *,
    any_case: bool = False,
    after: str = "",
    unless: str = "",
    weak: bool = False,
) -> Row:
    """Compile a row."""
    return Row(
        kind,
        re.compile(pattern, re.IGNORECASE if any_case else 0),
        score,
        check,
        re.compile(rf"(?:{after})$", re.IGNORECASE) if after else None,
        re.compile(rf"(?:{unless})$", re.IGNORECASE) if unless else None,
        weak,
    )


def any_of(labels: Iterable[str]) -> str:
    """An alternation grouped by first letter, so that most words of a text are refused after one comparison each.

    >>> any_of(["case no", "mrn", "case"])
    'c(?:ase[ _-]?no|ase)|m(?:rn)'
    """
    by_letter: dict[str, list[str]] = {}
    for label in sorted(labels, key=len, reverse=True):
        by_letter.setdefault(label[0], []).append(re.escape(label[1:]).replace(r"\ ", "[ _-]?"))
    return "|".join(f"{letter}(?:{'|'.join(rest)})" for letter, rest in by_letter.items())


class Table(LocalRecognizer):
    """Finds what its rows describe."""

    def __init__(self, name: str, rows: Sequence[Row]) -> None:
        self.rows = tuple(rows)
        self._found_by = [(each, each.kind.value, "v" if "v" in each.pattern.groupindex else 0) for each in rows]
        super().__init__(
            supported_entities=sorted({each.kind.value for each in rows}), name=name, supported_language=LANGUAGE
        )

    def load(self) -> None:
        """Nothing to load."""

    def analyze(self, text: str, entities: list[str], nlp_artifacts: NlpArtifacts | None = None) -> list[Any]:
        """Every match of every row."""
        del nlp_artifacts
        results = []
        wanted = set(entities)
        for each, kind, group in self._found_by:
            if kind not in wanted:
                continue
            for match in each.pattern.finditer(text):
                value = match[group]
                if value and (each.check is None or each.check(value)) and each.fits(text, match.start()):
                    result = found(each.kind, *match.span(group), each.score)
                    if each.weak or each.score <= FAIR:
                        result.recognition_metadata = {DOUBT: WEAK if each.weak else FAIR}
                    results.append(result)
        return results


def found(kind: Kind, start: int, end: int, score: float) -> RecognizerResult:
    """One result, without Presidio's explanation, which would quote the pattern for every match."""
    return RecognizerResult(kind.value, start, end, score)
