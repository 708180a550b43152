"""Where a text that still comes can be cut: after a sentence, or a line of a list, a table or code.

>>> text = "Take 2.5 mg daily. Ask Dr. Lee"
>>> [text[:end] for end in ends(text)]
['Take 2.5 mg daily. ']
>>> list(ends("多喝水。按时服药"))
[4]
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_CLOSING = "[”’」』）】\"')\\]*_]*"
_END = re.compile(
    rf"""
      \n+
    | [。！？；…]+{_CLOSING}\s*
    | [!?]+{_CLOSING}(?:\s+|\Z)
    | (?:(?<=[^\W\d_])|(?<=[%°)\]*`"”’]))\.+{_CLOSING}(?:\s+|\Z)
      # After a number only if it does not go on: 2.5 mg, 1. Aspirin
    | (?<=\d)\.+{_CLOSING}\s+(?=[^\W\d])
    """,
    re.VERBOSE,
)
_LAST_WORD = re.compile(r"[^\W\d_]+(?:\.[^\W\d_]+)*\Z")
_SHORTENED = frozenset(
    """dr mr mrs ms mx prof st jr sr no nos vs approx ca cf fig figs tab vol pp ed eds dept hosp univ inc ltd corp
    jan feb mar apr jun jul aug sep sept oct nov dec""".split()
)
_IN_ADDRESSES = re.compile(r"[@/\\:._%&=+\d]")
_NUMBERED = re.compile(r"(?:\A|\n)[ \t>*-]*\d{1,3}\Z")
"""``1.`` at the beginning of a line numbers what follows."""


def ends(text: str) -> Iterator[int]:
    """The offsets after each sentence and line, in order. Whatever comes later, these stay."""
    for found in _END.finditer(text):
        if found.end() == len(text) and _may_go_on(text, found):
            continue
        if text[found.start()] != "." or _is_end(text[: found.start()]):
            yield found.end()


def _may_go_on(text: str, found: re.Match[str]) -> bool:
    """Whether the text may stop for now within an address: ``bob@example.`` before ``com``, ``https://x?`` before ``n=``.

    Cut there, neither half would be known for what it is: by no check, and by nobody who keeps names out of addresses.
    """
    if found[0][0] not in ".!?" or found[0][-1].isspace():
        return False
    word = text[max(0, found.start() - 300) : found.start()].split()[-1:]
    return bool(word and _IN_ADDRESSES.search(word[0]))


def _is_end(before: str) -> bool:
    """Whether a point after these words ends a sentence, and shortens no word, no initial and no number of a list."""
    word = _LAST_WORD.search(before[-40:])
    if word is None:
        return not _NUMBERED.search(before[-12:])
    return len(word[0]) > 1 and "." not in word[0] and word[0].lower() not in _SHORTENED
