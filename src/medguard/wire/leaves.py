r"""Strings as their readers read them: JSON inside a string is opened, however deep, down to plain words.

Models write tool-call arguments, and often whole answers, as JSON in a string, where ``\u5f20`` hides a name from every
detector and a restored quotation mark would break the document. So one walk hands out the plain words as passages, and
the same walk takes the edits of those passages and puts them back through every layer of escapes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import TypeAlias

from medguard.types import ClearText, Edit, Form, Passage
from medguard.wire.json_text import Literal, Sort, TooDeep, apply, is_json, looks_like_json, rewritten, scan
from medguard.wire.split_dates import months_and_days, part_of_date

Change: TypeAlias = Callable[[Passage], Sequence[Edit]]

DEEPEST = 40
"""Layers of JSON in a string. Escapes double with every layer, so nobody comes here by accident."""

_LONG_NUMBER = 6
"""Digits from which on a number may be a telephone or a record rather than a dose."""

_TOKEN = re.compile(r"[A-Za-z0-9_.$:/@+-]{1,128}")
"""What a program compares. Anything else is words."""


def form_of(words: str) -> Form:
    """Whether a string in a place for programs really is a token."""
    return Form.TOKEN if _TOKEN.fullmatch(words) else Form.PROSE


def is_long(number: str) -> bool:
    """Whether a number may be more than a dose or a count."""
    return sum(character.isdigit() for character in number) >= _LONG_NUMBER


def collect(passages: list[Passage]) -> Change:
    """The change that changes nothing and keeps what it was shown."""

    def keep(passage: Passage) -> Sequence[Edit]:
        passages.append(passage)
        return ()

    return keep


def edits_of(passage: Passage, change: Change, *, cut_off: bool = False, depth: int = 0) -> list[Edit]:
    """What ``change`` makes of the plain words of a string, as edits of the string.

    ``cut_off`` opens JSON that is not whole, too: arguments in a reply can end anywhere. In a request it is read as prose,
    since a telephone number that nobody quoted is easily taken for several numbers.
    """
    words = passage.text.words
    whole = is_json(words)
    if passage.whole or not (whole or (cut_off and looks_like_json(words))):
        return list(change(passage))
    if depth >= DEEPEST:
        raise TooDeep
    edits: list[Edit] = []
    at = 0
    literals = list(scan(words))
    dates = months_and_days(literals)
    for literal in literals:
        if not whole:  # what stands between the literals may be words as well
            edits += _between(words, at, literal.start, change)
            at = literal.end
        inner = part_of_date(literal) if literal.start in dates else _passage(literal)
        if inner is not None and (changed := edits_of(inner, change, depth=depth + 1)):
            edits.append(rewritten(literal, apply(literal.words, changed)))
    if not whole:
        edits += _between(words, at, len(words), change)
    return edits


def _between(words: str, start: int, end: int, change: Change) -> list[Edit]:
    gap = words[start:end]
    if not any(character.isalnum() for character in gap):
        return []
    made = change(Passage(ClearText(gap)))
    return [Edit(edit.start + start, edit.end + start, edit.words) for edit in made]


def label_of(path: tuple[str | int, ...]) -> ClearText:
    """The nearest key over a literal."""
    return ClearText(next((step for step in reversed(path) if isinstance(step, str)), ""))


def _passage(literal: Literal) -> Passage | None:
    text = ClearText(literal.words)
    match literal.sort:
        case Sort.KEY:
            return Passage(text, form_of(literal.words))
        case Sort.NUMBER:
            return Passage(text, Form.TOKEN, label_of(literal.path)) if is_long(literal.words) else None
        case Sort.STRING:
            return Passage(text, Form.PROSE, label_of(literal.path))
