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


class Sort(Enum):
    """What a literal is."""

    KEY = "key"
    STRING = "string"
    NUMBER = "number"


@dataclass(frozen=True, slots=True, repr=False)
class Literal:
    """One key, string or number: ``start:end`` in the text, quotes included, and its decoded words.

    The path of a key is that of its value.
    """

    path: Path
    sort: Sort
    start: int
    end: int
    words: str
    cut: bool = False
    """The text ends before the closing quote does: a reply can end anywhere."""


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
    """Give the literals of a JSON text, in order. Also reads a text that is cut off."""
    # For each open container where we are in it: the index of an array, the key of an object, or None before a key.
    where: list[str | int | None] = []
    objects: list[bool] = []
    for token in _TOKEN.finditer(text):
        if sign := token["sign"]:
            _move(sign, where, objects)
            continue
        if number := token["number"]:
            yield Literal(_path(where), Sort.NUMBER, *token.span(), number)
            continue
        raw = token["string"]
        cut = len(raw) < 2 or not raw.endswith('"') or _escaped_end(raw)  # noqa: PLR2004  two quotes
        words = _decoded(raw, cut=cut)
        is_key = bool(where) and objects[-1] and where[-1] is None
        if is_key:
            where[-1] = words
        yield Literal(_path(where), Sort.KEY if is_key else Sort.STRING, *token.span(), words, cut)


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


def _move(sign: str, where: list[str | int | None], objects: list[bool]) -> None:
    match sign:
        case "{":
            where.append(None)
            objects.append(True)
        case "[":
            where.append(0)
            objects.append(False)
        case ",":
            if where:
                last = where[-1]
                where[-1] = last + 1 if isinstance(last, int) else None
        case _:
            if where:
                where.pop()
                objects.pop()


def _path(where: list[str | int | None]) -> Path:
    return tuple(step for step in where if step is not None)


def _escaped_end(raw: str) -> bool:
    """Whether the last quote is part of the string: an odd number of backslashes stands before it."""
    body = raw[:-1]
    return (len(body) - len(body.rstrip("\\"))) % 2 == 1


def _decoded(raw: str, *, cut: bool) -> str:
    for end in ('"', "") if cut else ("",):
        try:
            return str(json.loads(raw + end, strict=False))
        except ValueError:
            continue
    # An escape was cut in two, or is none: what can be read is read.
    return raw.strip('"')
