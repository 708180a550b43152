"""JSON inside a string, changed in place: only the literals that change are written anew, every other byte stays.

Models write tool-call arguments, and often whole answers, as JSON in a string. Parsing and printing it again would
change spaces, escapes and the order of keys; so this reads the text once, hands out its literals, and edits those.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from medguard.types import Edit

_LITERAL = re.compile(
    r'"(?P<string>(?:[^"\\]|\\.)*+)"(?P<colon>\s*+:)?|(?P<number>-?\d++(?:\.\d++)?+(?:[eE][+-]?\d++)?+)', re.DOTALL
)
_LOOKS_LIKE_JSON = re.compile(r'\s*[\[{]')
_LONG_NUMBER = 6
"""Digits from which on a number may be a telephone or a record rather than a dose."""


@dataclass(frozen=True, slots=True, repr=False)
class Literal:
    """One string or number: ``start:end`` in the text (quotes included), its decoded words, the key it stands under."""

    start: int
    end: int
    words: str
    label: str
    is_key: bool
    is_number: bool


def is_json(text: str) -> bool:
    """Whether the text is a JSON object or array as a whole."""
    if not _LOOKS_LIKE_JSON.match(text):
        return False
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def literals(text: str) -> Iterator[Literal]:
    """The strings, keys and long numbers of a JSON text, in order. The text may be cut off: a reply can end anywhere."""
    label = ""
    for found in _LITERAL.finditer(text):
        if found["number"] is not None:
            if sum(c.isdigit() for c in found["number"]) >= _LONG_NUMBER:
                yield Literal(*found.span(), found["number"], label, is_key=False, is_number=True)
            continue
        end = found.end("string") + 1
        try:
            words = json.loads(text[found.start() : end], strict=False)
        except ValueError:
            words = found["string"]
        is_key = found["colon"] is not None
        yield Literal(found.start(), end, words, "" if is_key else label, is_key=is_key, is_number=False)
        if is_key:
            label = words


def edits(text: str, change: Callable[[Literal], str]) -> list[Edit]:
    """What ``change`` makes of the literals, as edits of the text. A literal that stays the same is no edit."""
    changed: list[Edit] = []
    for literal in literals(text):
        words = change(literal)
        if words != literal.words:
            changed.append(Edit(literal.start, literal.end, json.dumps(words, ensure_ascii=False)))
    return changed


def apply(text: str, changes: list[Edit]) -> str:
    """The text with the edits made. They are sorted and do not overlap."""
    parts, at = [], 0
    for edit in changes:
        parts += [text[at : edit.start], edit.words]
        at = edit.end
    return "".join([*parts, text[at:]])
