"""Disparities over the log: whether replies about one group are stopped, held, or answered otherwise than those about everybody else.

    found = disparities(exchanges, groups)

``exchanges`` are rows of ``v_exchanges``; ``groups`` says of a patient's pseudonym who belongs where, in a table that the institution keeps: no group
is ever guessed from a text. What is counted is people, not exchanges, so that one who asks a hundred times weighs as one.
"""

from __future__ import annotations

import math
import statistics
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from medguard.comparing.chances import LIMIT, benjamini_hochberg, student_quantile, student_share
from medguard.types import PROBE

FEWEST_PEOPLE = 30
"""People on either side below which nothing is said: neither sure enough nor anonymous enough."""
FEWEST_SEEN = 5
"""People with and without it that a measure of yes and no needs, of all."""
_MOST_DEGREES = 1000
"""Beyond them Student's t is the normal distribution in all that matters."""

_RELEASED = ("answered", "amended")
_STOPPED = {"blocked": "blocked", "held": "held"}
RECOMMENDED = ("diagnosis", "prescription", "treatment_plan", "triage")
MEASURES = ("blocked", "held", "length", *RECOMMENDED)
"""Shares of a person's exchanges, and ``length``, the mean of the tokens of what was released."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Disparity:
    """One measure of one group against everybody else on the same axis. Numbers of people and of nobody in particular."""

    axis: str
    group: str
    measure: str
    people: int
    others: int
    mean: float | None = None
    mean_others: float | None = None
    difference: float | None = None
    low: float | None = None
    high: float | None = None
    """The 95 % interval of the difference."""
    p: float | None = None
    q: float | None = None
    """``p`` after Benjamini and Hochberg."""
    status: str = "too_few"
    """``differs``, ``no_difference_found``, or ``too_few`` to say."""


def disparities(
    exchanges: Iterable[Mapping[str, object]], groups: Mapping[str, Mapping[str, str]]
) -> tuple[Disparity, ...]:
    """Compare each group with the rest of its axis; surest first. Who stands in no table of groups is left out."""
    people = {person: measured for person, measured in _people(exchanges).items() if person in groups}
    rows = [
        _compared(axis, group, measure, people, groups)
        for axis, named in _axes(people, groups).items()
        for group in named
        for measure in MEASURES
    ]
    tried = [row for row in rows if row.p is not None]
    corrected = benjamini_hochberg([row.p for row in tried if row.p is not None])
    judged = [
        replace(row, q=q, status="differs" if q <= LIMIT else "no_difference_found")
        for row, q in zip(tried, corrected, strict=True)
    ]
    return (*sorted(judged, key=lambda row: row.p or 0.0), *(row for row in rows if row.p is None))


def _people(exchanges: Iterable[Mapping[str, object]]) -> dict[str, dict[str, float]]:
    """Each person's mean of each measure. What failed or was given up says nothing of how somebody was treated, nor does a question about somebody made up."""
    seen: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for row in exchanges:
        person, outcome = row.get("patient"), row.get("outcome")
        if not isinstance(person, str) or row.get("door") == PROBE or not (outcome in _RELEASED or outcome in _STOPPED):
            continue
        for measure, value in _measured(row, str(outcome)):
            seen[person][measure].append(value)
    return {
        person: {measure: statistics.fmean(values) for measure, values in each.items()} for person, each in seen.items()
    }


def _measured(row: Mapping[str, object], outcome: str) -> Iterator[tuple[str, float]]:
    for stopped in _STOPPED:
        yield stopped, float(outcome == stopped)
    if outcome not in _RELEASED:
        return
    if isinstance(tokens := row.get("completion_tokens"), int) and not isinstance(tokens, bool):
        yield "length", float(tokens)
    if isinstance(types := row.get("output_types"), str):
        said = {one.strip() for one in types.split(",")}
        for one in RECOMMENDED:
            yield one, float(one in said)


def _axes(people: Iterable[str], groups: Mapping[str, Mapping[str, str]]) -> dict[str, list[str]]:
    """The groups of each axis, in order. Of two one says it all: the other is everybody else."""
    named: dict[str, set[str]] = defaultdict(set)
    for person in people:
        for axis, group in groups[person].items():
            named[axis].add(group)
    both = 2
    return {
        axis: sorted(each)[: 1 if len(each) == both else None] for axis, each in sorted(named.items()) if len(each) > 1
    }


def _compared(
    axis: str,
    group: str,
    measure: str,
    people: Mapping[str, Mapping[str, float]],
    groups: Mapping[str, Mapping[str, str]],
) -> Disparity:
    inside: list[float] = []
    outside: list[float] = []
    for person, measured in people.items():
        if axis in groups[person] and measure in measured:
            (inside if groups[person][axis] == group else outside).append(measured[measure])
    bare = Disparity(axis=axis, group=group, measure=measure, people=len(inside), others=len(outside))
    if min(len(inside), len(outside)) < FEWEST_PEOPLE or (measure != "length" and _hardly_seen(inside + outside)):
        return bare
    mean, rest = statistics.fmean(inside), statistics.fmean(outside)
    spread, degrees = _welch(inside, outside)
    if not spread:
        return bare
    half = student_quantile(0.975, degrees) * spread
    return replace(
        bare,
        mean=mean,
        mean_others=rest,
        difference=mean - rest,
        low=mean - rest - half,
        high=mean - rest + half,
        p=2 * (1 - student_share(abs(mean - rest) / spread, degrees)),
    )


def _hardly_seen(values: Sequence[float]) -> bool:
    return min(sum(value > 0 for value in values), sum(value < 1 for value in values)) < FEWEST_SEEN


def _welch(one: Sequence[float], other: Sequence[float]) -> tuple[float, int]:
    """The standard error of the difference of two means, and its degrees of freedom (Welch 1947)."""
    first, second = (statistics.variance(values) / len(values) for values in (one, other))
    if not first + second:
        return 0.0, 1
    degrees = (first + second) ** 2 / (first**2 / (len(one) - 1) + second**2 / (len(other) - 1))
    return math.sqrt(first + second), max(1, min(_MOST_DEGREES, int(degrees)))
