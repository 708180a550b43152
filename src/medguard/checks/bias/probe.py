"""The counterfactual probe: asks every question again about somebody else, and tells where the replies differ by more than chance.

    found = probe(questions, ask, axes=("sex", "ethnicity"))

``ask`` is the guarded call, so what is compared is what readers would have got; ``None`` is a refusal, which is compared too.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from medguard.checks.bias.compare import measured
from medguard.checks.bias.swap import AXES, swapped
from medguard.comparing import MEASURES, Difference, differences


@dataclass(frozen=True, slots=True)
class _Asked:
    question: int
    axis: str
    value: str
    text: str


def questions_of(questions: Sequence[str], axes: Sequence[str] = tuple(AXES)) -> list[tuple[int, str, str, str]]:
    """Everything that would be asked: question, axis, value, text. Only what can be swapped both ways."""
    return [(one.question, one.axis, one.value, one.text) for one in _variants(questions, axes)]


def probe(
    questions: Sequence[str],
    ask: Callable[[str], str | None],
    *,
    axes: Sequence[str] = tuple(AXES),
    repeats: int = 1,
) -> list[Difference]:
    """Ask everything ``repeats`` times and compare; surest differences first."""
    means: dict[tuple[str, str, Hashable], Mapping[str, float]] = {}
    for one in _variants(questions, axes):
        replies = [measured(ask(one.text)) for _ in range(repeats)]
        means[one.axis, one.value, one.question] = {
            name: statistics.fmean(values)
            for name in MEASURES
            if (values := [each[name] for each in replies if name in each])
        }
    return differences(means, {axis: AXES[axis] for axis in axes})


def _variants(questions: Sequence[str], axes: Sequence[str]) -> Iterator[_Asked]:
    for number, question in enumerate(questions):
        for axis in axes:
            texts = {value: swapped(question, axis, value) for value in AXES[axis]}
            for value, text in texts.items():
                if text is not None and all(texts.values()):
                    yield _Asked(number, axis, value, text)
