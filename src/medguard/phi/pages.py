"""Many short passages on few pages, so that a page is read in one go, and the way back to each passage."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from medguard.phi.view import BORDER

_PAGE = 40_000
_OVERLAP = 300
_SEPARATOR = f"\n{BORDER}\n"


@dataclass(slots=True, repr=False)
class Page:
    """Pieces of passages, one behind the other with a border between that no pattern crosses."""

    _pieces: list[tuple[int, int, str]] = field(default_factory=list)
    _starts: list[int] = field(default_factory=list)
    size: int = 0

    def add(self, passage: int, offset: int, words: str) -> None:
        """Append ``words``, which stand at ``offset`` in their passage."""
        self._starts.append(self.size)
        self._pieces.append((passage, offset, words))
        self.size += len(words) + len(_SEPARATOR)

    @property
    def words(self) -> str:
        """The page as it is read."""
        return _SEPARATOR.join(words for _, _, words in self._pieces)

    def place(self, start: int, end: int) -> tuple[int, int, int] | None:
        """The passage and the offsets in it; ``None`` for what touches a border."""
        index = bisect_right(self._starts, start) - 1
        passage, offset, words = self._pieces[index]
        first = start - self._starts[index]
        last = end - self._starts[index]
        return (passage, offset + first, offset + last) if last <= len(words) else None


def pages(texts: Iterable[tuple[int, str]]) -> Iterator[Page]:
    """Fill pages in order. A text longer than a page is cut between words and overlaps, so that no identifier falls in a gap."""
    page = Page()
    for passage, words in texts:
        for offset, piece in _cut(words):
            if page.size and page.size + len(piece) > _PAGE:
                yield page
                page = Page()
            page.add(passage, offset, piece)
    if page.size:
        yield page


def _cut(words: str) -> Iterator[tuple[int, str]]:
    start = 0
    while len(words) - start > _PAGE:
        end = _border(words, start + _PAGE - 2 * _OVERLAP, start + _PAGE)
        yield start, words[start:end]
        start = _border(words, end - 2 * _OVERLAP, end - _OVERLAP)
    yield start, words[start:]


def _border(words: str, low: int, high: int) -> int:
    """The last place between ``low`` and ``high`` where a line, a sentence or a word ends; ``high`` if there is none."""
    for marks in ("\n", "。;", " ,，"):
        found = max(words.rfind(mark, low, high) for mark in marks)
        if found >= 0:
            return found + 1
    return high
