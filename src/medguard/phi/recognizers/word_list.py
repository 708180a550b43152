"""Lists of words, written as one reads them."""

from __future__ import annotations


def words(block: str) -> frozenset[str]:
    """The words of a block of text.

    >>> sorted(words("will may"))
    ['may', 'will']
    """
    return frozenset(block.split())
