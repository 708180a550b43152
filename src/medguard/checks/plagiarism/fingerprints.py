"""What stays of a text in the index: some of the hashes of its pieces, chosen so that two texts that share something share a hash.

Two kinds of piece, in one index:

- **n-grams**, winnowed (Schleimer, Wilkerson and Aiken, SIGMOD 2003): three words of content, or four Han characters as they stand. Of
  every window of hashes the least is kept, so that whatever two texts have in common over ``n + WINDOW - 1`` words of content is found
  for certain, wherever it begins.
- **units**, for what was reworded: two words of content that stand near each other, in either order, or three Han characters. Those with
  an even hash are kept (Manber, USENIX 1994): half of them, the same half everywhere.

MinHash was tried and left: a reply that copies two sentences from a page has a Jaccard similarity of a few per cent with it, far under where
an LSH index begins to find; shared fingerprints count containment. ``benchmarks/plagiarism.py`` shows both.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from medguard.checks.plagiarism.words import is_han

WORDS, CHARACTERS, WINDOW = 3, 4, 4
_NEAR, _RUN = 3, 3
"""How far apart the two words of a unit may be; how many Han characters make one."""

SCHEME = 1
"""Raised whenever the same text would get other fingerprints: a library of another scheme is refused."""


class Unit(NamedTuple):
    """Two words near each other, or three characters: ``first`` to ``last`` of a text's words of content."""

    key: str
    first: int
    last: int


def units(content: Sequence[str]) -> Iterator[Unit]:
    """Go through the units of a text.

    >>> [unit.key for unit in units(("renal", "failure", "acute"))]
    ['failure renal', 'acute renal', 'acute failure']
    """
    many = len(content)
    for at, word in enumerate(content):
        if is_han(word):
            if at + _RUN <= many:
                yield Unit("".join(content[at : at + _RUN]), at, at + _RUN - 1)
            continue
        for other in range(at + 1, min(at + 1 + _NEAR, many)):
            beside = content[other]
            if beside != word:
                yield Unit(f"{word} {beside}" if word < beside else f"{beside} {word}", at, other)


def fingerprints(content: Sequence[str]) -> list[int]:
    """Choose the hashes that stand for a text, each once.

    >>> shared = "heparin bridge before surgery atrial fibrillation".split()
    >>> len(set(fingerprints(["one", "two", *shared])) & set(fingerprints([*shared, "eight"]))) > 2
    True
    """
    kept = dict.fromkeys(_winnowed(content))
    for unit in units(content):
        hashed = _hash(unit.key)
        if hashed % 2 == 0:
            kept[hashed] = None
    return list(kept)


def _winnowed(content: Sequence[str]) -> Iterator[int]:
    hashes = []
    for at, word in enumerate(content):
        gram = content[at : at + (CHARACTERS if is_han(word) else WORDS)]
        if at + len(gram) <= len(content) and len(gram) >= WORDS:
            hashes.append(_hash("|".join(gram)))
    for at in range(max(1, len(hashes) - WINDOW + 1)):
        if window := hashes[at : at + WINDOW]:
            yield min(window)


def _hash(words: str) -> int:
    """Give 32 bits, signed, which is what SQLite keeps in four bytes."""
    return zlib.crc32(words.encode("utf-8", "surrogatepass")) - 2**31
