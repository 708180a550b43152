"""What a language model marks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol


class Entity(NamedTuple):
    """Words that a model marked; offsets in what the model read."""

    start: int
    end: int
    label: str
    """One of medguard's kinds."""
    score: float
    """How likely it is that they identify somebody, 0..1, calibrated."""
    ours: bool = False
    """Whether one of our own models says so, whose scores we have calibrated."""


class Model(Protocol):
    """Marks identifiers in texts of one language."""

    def read(self, texts: Sequence[str]) -> list[list[Entity]]:
        """The entities of each, in the same order."""
        ...
