r"""JSON as text: where its strings and numbers stand, so that some can change and every other byte stays.

Parsing and printing again would change spaces, escapes, the order of keys and the digits of numbers. So the text is read
once, its literals are handed out with their places, and edits are made in the text itself.

>>> text = '{"a": ["caf\\u00e9", 1.50]}'
>>> [(literal.path, literal.words) for literal in scan(text)]
[(('a',), 'a'), (('a', 0), 'café'), (('a', 1), '1.50')]
>>> apply(text, [rewritten(list(scan(text))[1], "tea")])
'{"a": ["tea", 1.50]}'
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from typing import TypeAlias

from medguard.types import Edit

Path: TypeAlias = tuple[str | int, ...]
"""The way from a body to one of its literals: ``("messages", 0, "content")``."""

_TOKEN = re.compile(
    r'(?P<string>"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\\?\Z))'
    r"|(?P<number>-?\d++(?:\.\d++)?+(?:[eE][+-]?\d++)?+)"
    r"|(?P<sign>[{}\[\],])",
    re.DOTALL,
)
_OPENS = re.compile(r"\s*+[\[{]")


DEEPEST = 200
"""Arrays and objects inside one another. FHIR and HL7 as JSON need a dozen."""
MOST = 200_000
"""Literals in one text. A conversation of two megabytes has some thousands."""


class TooDeep(ValueError):
    """Nested beyond what anybody reads, or in more pieces."""


_MOST_TOKENS = 3 * MOST  # with the signs around


class Sort(Enum):
    """What a literal is."""

    KEY = "key"
    STRING = "string"
    NUMBER = "number"


@dataclass(frozen=True, slots=True, repr=False)
class Literal:
    """One key, string or number: ``start:end`` in the text, quotes included, and its decoded words.

    A whole number that is written with an exponent or a point says its digits: spreadsheets write a telephone as 1.38E+10.
    """

    above: Path
    """Where the array or object is that it stands in."""
    at: str | int | None
    """Where it stands in that: a key has the place of its value."""
    sort: Sort
    start: int
    end: int
    words: str
    cut: bool = False
    """The text ends before the closing quote does: a reply can end anywhere."""

    @property
    def path(self) -> Path:
        """The way to it. Made when asked for: most numbers are never asked."""
        return self.above if self.at is None else (*self.above, self.at)


def looks_like_json(text: str) -> bool:
    """Whether the text begins as a JSON object or array does."""
    return bool(_OPENS.match(text))


def is_json(text: str) -> bool:
    """Whether the text is a JSON object or array as a whole."""
    if not looks_like_json(text):
        return False
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def scan(text: str) -> Iterator[Literal]:
    """Give the literals of a JSON text, in order. Also reads a text that is cut off. Raises TooDeep."""
    opened = [_Container((), is_object=False)]  # the text itself, in which the one value stands
    for count, token in enumerate(_TOKEN.finditer(text)):
        if count > _MOST_TOKENS:
            raise TooDeep
        inside, raw, sort = opened[-1], token[0], token.lastgroup
        if sort == "sign":
            _move(raw, opened)
        elif sort == "number":
            yield Literal(inside.above, inside.at, Sort.NUMBER, *token.span(), _digits(raw))
        else:
            cut = len(raw) < 2 or not raw.endswith('"') or _escaped_end(raw)  # noqa: PLR2004  two quotes
            words = _decoded(raw, cut=cut)
            is_key = inside.is_object and inside.at is None
            if is_key:
                inside.at = words
            yield Literal(inside.above, inside.at, Sort.KEY if is_key else Sort.STRING, *token.span(), words, cut)


def rewritten(literal: Literal, words: str) -> Edit:
    """The edit that gives a literal other words. A number with other words becomes a string."""
    written = json.dumps(words, ensure_ascii=False)
    return Edit(literal.start, literal.end, written[:-1] if literal.cut else written)


def apply(text: str, edits: Sequence[Edit]) -> str:
    """The text with the edits made. They are sorted and do not overlap."""
    parts, at = [], 0
    for edit in edits:
        parts += [text[at : edit.start], edit.words]
        at = edit.end
    return "".join([*parts, text[at:]])


class _Container:
    """An array or object that is open, and where in it we are: an index, a key, or None before a key."""

    __slots__ = ("above", "at", "is_object")

    def __init__(self, above: Path, *, is_object: bool) -> None:
        self.above = above
        self.is_object = is_object
        self.at: str | int | None = None

    def path(self) -> Path:
        return self.above if self.at is None else (*self.above, self.at)


_LONGEST_EXPONENT = 40


def _digits(number: str) -> str:
    if not set(number) & set(".eE"):
        return number
    value = Decimal(number)
    whole = value.is_finite() and abs(value.adjusted()) <= _LONGEST_EXPONENT and value == value.to_integral_value()
    return f"{value:.0f}" if whole else number


def _move(sign: str, opened: list[_Container]) -> None:
    inside = opened[-1]
    match sign:
        case "{" | "[":
            if len(opened) > DEEPEST:
                raise TooDeep
            opened.append(_Container(inside.path(), is_object=sign == "{"))
            if sign == "[":
                opened[-1].at = 0
        case ",":
            inside.at = inside.at + 1 if isinstance(inside.at, int) else None
        case _:
            if len(opened) > 1:
                opened.pop()


def _escaped_end(raw: str) -> bool:
    """Whether the last quote is part of the string: an odd number of backslashes stands before it."""
    body = raw[:-1]
    return (len(body) - len(body.rstrip("\\"))) % 2 == 1


def _decoded(raw: str, *, cut: bool) -> str:
    if "\\" not in raw:  # nothing to decode, in nearly every string
        return raw[1:] if cut else raw[1:-1]
    for end in ('"', "") if cut else ("",):
        try:
            return str(json.loads(raw + end, strict=False))
        except ValueError:
            continue
    # An escape was cut in two, or is none: what can be read is read.
    return raw.strip('"')
