"""What a model doubts, and whether there is anybody else in the conversation who makes it likely.

A doubtful mark that is the only one in a whole conversation is nearly always a drug, an eponym or a word; beside a record
number, a date or another name it is a person as often as not. Counted over texts written by hand: docs/phi.md.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from medguard.types import Span

ALONE = 0.97
"""From here on a mark of our own models counts without company."""
LIKELY = 0.95
"""A doubtful mark that is as sure as this is company for another, and needs little itself."""
_LITTLE = 1
"""Identifiers that are little company."""
SHORT = 120
"""Characters of a question that is about what stands in it: "Summarise the note of Ann Lee.", "labs for 4471203"."""
_ASKED = 0.85
"""How sure a model must be there, in place of company."""


_STAND_IN = re.compile(r"\[[A-Z][A-Z_0-9]{1,20}_\d{1,5}\]")


class Doubted(NamedTuple):
    """A span that a model was not sure of, and how sure it was."""

    span: Span
    sure: float
    by_form: bool = False
    """It was no model: a number stands there that may be somebody's, and may be a setting, a batch or a count."""


def has_stand_in(words: str) -> bool:
    """Whether a text has a stand-in: "[NAME_1]的家属" is somebody's already."""
    return "[" in words and _STAND_IN.search(words) is not None


def in_company(
    found: Sequence[Sequence[Span]], doubted: Sequence[Sequence[Doubted]], *, short: bool = False
) -> list[list[Span]]:
    """For each passage what was found and those doubtful spans that something found elsewhere, or at the same place, bears out.

    ``short``: it is all a question of a line, and who or what number stands in it is what it is about.
    """
    others = sum(map(len, map(_places, found)))
    likely = sum(each.sure >= LIKELY for marks in doubted for each in marks)
    return [
        [
            *spans,
            *(
                each.span
                for each in marks
                if (short and (each.by_form or each.sure >= _ASKED))
                or _stands(
                    each,
                    [*spans, *(one.span for one in marks if one is not each)],
                    others + likely - (each.sure >= LIKELY),
                )
            ),
        ]
        for spans, marks in zip(found, doubted, strict=True)
    ]


def _stands(doubt: Doubted, spans: Sequence[Span], company: int) -> bool:
    if any(span.start < doubt.span.end and doubt.span.start < span.end for span in spans):
        return True
    return company > _LITTLE or (company > 0 and doubt.sure >= LIKELY)


def _places(spans: Sequence[Span]) -> list[int]:
    """Where something was found, each place once."""
    ends: list[int] = []
    for span in sorted(spans, key=lambda s: s.start):
        if not ends or span.start >= ends[-1]:
            ends.append(span.end)
        else:
            ends[-1] = max(ends[-1], span.end)
    return ends
