"""The probe as the sidecar takes it by itself: one real question, asked again about other people, and what is measured of each reply.

>>> about_others("A 62-year-old man has chest pain.", ["Answer briefly."], ["sex"])
{'sex': {'female': 'A 62-year-old woman has chest pain.', 'male': 'A 62-year-old man has chest pain.'}}

Every reply's numbers are a finding in the record of its own exchange, so that whoever reads the log can compare them; no words are.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from medguard.checks.bias.compare import measured
from medguard.checks.bias.swap import AXES, speaks_of, swapped
from medguard.types import Finding, Reply

ASKED_ABOUT = "asked_about"


def about_others(question: str, beside: Sequence[str], axes: Iterable[str]) -> dict[str, dict[str, str]]:
    """For each axis the question about everybody on it. Only what can be swapped every way, and of which nothing ``beside`` it speaks, too."""
    found = {}
    for axis in axes:
        texts = {value: text for value in AXES[axis] if (text := swapped(question, axis, value)) is not None}
        if len(texts) == len(AXES[axis]) and not any(speaks_of(axis, other) for other in beside):
            found[axis] = texts
    return found


class AskedAbout:
    """The check ``probe``: measures the reply about one kind of people, and judges nothing."""

    name = "probe"

    def __init__(self, of: str, axis: str, value: str) -> None:
        """``of``: the exchange whose question it was."""
        self._of, self._axis, self._value = of, axis, value

    def __call__(self, reply: Reply) -> Sequence[Finding]:
        """One finding with the numbers."""
        numbers = measured("\n".join(said.text.words for said in reply.said if said.for_people))
        return [
            Finding(
                check=self.name,
                kind=ASKED_ABOUT,
                detail=f"{self._axis}/{self._value}",
                count=1,
                evidence={"of": self._of, **_written(numbers)},
            )
        ]


def _written(numbers: Mapping[str, float]) -> dict[str, str]:
    return {name: f"{number:.6g}" for name, number in numbers.items()}
