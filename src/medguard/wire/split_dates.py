"""Dates whose year, month and day stand in fields of their own, as google.type.Date writes them: ``{"year": 1957, "month": 3, "day": 14}``.

No detector sees more than one field, and 3 is nothing by itself. So fields that stand beside one another are read together, by their keys.
The year stays: by itself it identifies nobody.

>>> from medguard.wire.json_text import scan
>>> read = list(scan('{"birthYear": 1957, "birthMonth": "March", "birthDay": 14, "ward": 3}'))
>>> [literal.words for literal in read if literal.start in months_and_days(read)]
['March', '14']
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Hashable, Iterable

from medguard.types import ClearText, Form, Passage
from medguard.wire.json_text import Literal, Sort

_FIELD = re.compile(r"(?P<before>.*)(?P<part>year|month|day|年份?|月份?|日)(?P<behind>.*)", re.DOTALL)
"""``birth_year``, ``yearOfBirth``, ``出生年份``: what stands around is the same for all three."""
_LETTERS = {"y": "year", "m": "month", "d": "day", "年": "year", "月": "month", "日": "day"}
_LONGEST_KEY = 60
_MONTHS = "january february march april may june july august september october november december".split()
_SHORTEST_NAME = 3
_HAN_MONTH = re.compile("(?:[一二三四五六七八九十]|十[一二])月份?")
_NUMBER = re.compile(r"\s*(\d{1,4})(?:st|nd|rd|th|\s?[年月日号號]|月份)?\s*", re.IGNORECASE)
_YEARS, _LAST_MONTH, _LAST_DAY = range(1850, 2101), 12, 31


def months_and_days(literals: Iterable[Literal]) -> set[int]:
    """Where those of a text's literals start that are a month or a day beside the rest of their date."""
    found: defaultdict[Hashable, defaultdict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for literal in literals:
        if literal.sort is Sort.KEY or not isinstance(literal.at, str) or len(literal.at) > _LONGEST_KEY:
            continue
        field = _field(literal.at)
        if field and _can_be(field[0], literal.words):
            part, around = field
            found[literal.above, around][part].append(literal.start)
    dates = (date for date in found.values() if date.keys() == {"year", "month", "day"})
    return {start for date in dates for part in ("month", "day") for start in date[part]}


def part_of_date(literal: Literal) -> Passage:
    """What the detector is shown of one. A program compares it, so it must come back as it was."""
    return Passage(ClearText(literal.words), Form.TOKEN, ClearText(str(literal.at)), whole="DATE")


def _field(key: str) -> tuple[str, Hashable] | None:
    """Which part of a date a key names, and of which date."""
    plain = "".join(filter(str.isalnum, key)).lower()
    if plain in _LETTERS and plain.isascii():
        return _LETTERS[plain], "letters"
    named = _FIELD.fullmatch(plain)
    return (_LETTERS.get(named["part"][0], ""), (named["before"], named["behind"])) if named else None


def _can_be(part: str, words: str) -> bool:
    number = _NUMBER.fullmatch(words)
    match part:
        case "year":
            return number is not None and int(number[1]) in _YEARS
        case "month" if number is None:
            name = words.strip().rstrip(".").lower()
            named = len(name) >= _SHORTEST_NAME and any(month.startswith(name) for month in _MONTHS)
            return named or bool(_HAN_MONTH.fullmatch(name))
        case _:
            return number is not None and 1 <= int(number[1]) <= (_LAST_MONTH if part == "month" else _LAST_DAY)
