"""Replies to the same questions about different people, compared in pairs: by one measure between two kinds of people at a time.

found = differences({("sex", "female", "question 1"): {"urgency": 3.0}, ("sex", "male", "question 1"): {"urgency": 3.0}, ...})
"""

from __future__ import annotations

import itertools
import statistics
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from medguard.comparing.chances import LIMIT, benjamini_hochberg, interval, permutation_p

MEASURES = ("urgency", "tests", "treatments", "referral", "tone", "length", "refused")
"""What is compared: triage level 0 to 3, distinct tests and treatments, referral and refusal 0 or 1, warm less cold words in a hundred, words."""
FEWEST = 6
"""Pairs below which nothing is said: five could not reach 0.05 in a two-sided test if all agreed."""

Means = Mapping[tuple[str, str, Hashable], Mapping[str, float]]
"""By axis, value and question what was measured of the reply; of several the mean."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One measure, compared between two kinds of people over all questions. Numbers only."""

    axis: str
    one: str
    other: str
    measure: str
    pairs: int
    mean_one: float | None = None
    mean_other: float | None = None
    difference: float | None = None
    low: float | None = None
    high: float | None = None
    """The 95 % interval of the difference."""
    p: float | None = None
    q: float | None = None
    """``p`` after Benjamini and Hochberg."""
    status: str = "too_few"
    """``differs``, ``no_difference_found``, or ``too_few`` pairs to say."""


def differences(means: Means, values: Mapping[str, Sequence[str]]) -> list[Difference]:
    """Compare every two values of every axis; surest differences first."""
    return _corrected([row for axis, named in values.items() for row in _compared(axis, named, means)])


def _compared(axis: str, named: Sequence[str], means: Means) -> Iterator[Difference]:
    questions = list(dict.fromkeys(question for of, _, question in means if of == axis))
    for one, other in itertools.combinations(named, 2):
        for measure in MEASURES:
            pairs = [
                (here[measure], there[measure])
                for question in questions
                if measure in (here := means.get((axis, one, question), {}))
                and measure in (there := means.get((axis, other, question), {}))
            ]
            bare = Difference(axis=axis, one=one, other=other, measure=measure, pairs=len(pairs))
            if len(pairs) < FEWEST:
                yield bare
                continue
            apart = [here - there for here, there in pairs]
            low, high = interval(apart)
            yield replace(
                bare,
                mean_one=statistics.fmean(here for here, _ in pairs),
                mean_other=statistics.fmean(there for _, there in pairs),
                difference=statistics.fmean(apart),
                low=low,
                high=high,
                p=permutation_p(apart),
            )


def _corrected(rows: Sequence[Difference]) -> list[Difference]:
    tried = [row for row in rows if row.p is not None]
    corrected = benjamini_hochberg([row.p for row in tried if row.p is not None])
    judged = [
        replace(row, q=q, status="differs" if q <= LIMIT else "no_difference_found")
        for row, q in zip(tried, corrected, strict=True)
    ]
    return sorted(judged, key=lambda row: row.q or 0.0) + [row for row in rows if row.p is None]
