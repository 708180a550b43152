"""What a language model marks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol


class Entity(NamedTuple):
    """Words that a model marked, with the model's own label; offsets in what the model read."""

    start: int
    end: int
    label: str


class Model(Protocol):
    """Marks entities in short texts of one language."""

    def read(self, sentences: Sequence[str]) -> list[list[Entity]]:
        """The entities of each, in the same order."""
        ...
