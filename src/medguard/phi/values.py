"""Many values looked for in one pass: a ward list has thousands of numbers that begin alike.

>>> values = Values()
>>> values["138-0013-8000"] = "PHONE"
>>> [(start, end, found) for start, end, found in values.find("tel 138-0013-8000.")]
[(4, 17, 'PHONE')]
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Generic, TypeVar

HAN = "\u3400-\u9fff\U00020000-\U0003ffff"
_UNIT = re.compile(rf"[{HAN}]|[^\W{HAN}_]+")
_IS_HAN = re.compile(f"[{HAN}]")

V = TypeVar("V")


class Values(Generic[V]):
    """Values and what is known of each. A value without a letter or digit is nowhere found."""

    def __init__(self) -> None:
        # First word, in lower case → (what stands before that word, length) → value.
        self._by_first: dict[str, dict[tuple[int, int], dict[str, V]]] = defaultdict(dict)

    def __setitem__(self, value: str, known: V) -> None:
        """Take in a value."""
        if first := _UNIT.search(value):
            shape = (first.start(), len(value))
            self._by_first[first[0].casefold()].setdefault(shape, {})[value] = known

    def get(self, value: str) -> V | None:
        """What is known of exactly this value."""
        first = _UNIT.search(value)
        shapes = self._by_first.get(first[0].casefold(), {}) if first else {}
        return shapes.get((first.start(), len(value)), {}).get(value) if first else None

    def find(self, words: str) -> Iterator[tuple[int, int, V]]:
        """Every place where a value stands by itself: no part of a longer word or number; Chinese has no such borders."""
        if not self._by_first:
            return
        for unit in _UNIT.finditer(words):
            for (lead, length), values in self._by_first.get(unit[0].casefold(), {}).items():
                start = unit.start() - lead
                end = start + length
                if start < 0 or (known := values.get(words[start:end])) is None:
                    continue
                if not (
                    _joined(words[start - 1 : start], words[start]) or _joined(words[end - 1], words[end : end + 1])
                ):
                    yield start, end, known


def _joined(left: str, right: str) -> bool:
    if not left or not right or _IS_HAN.match(left) or _IS_HAN.match(right):
        return False
    return left.isalnum() and right.isalnum()
