"""Dates as people write them: which day they mean, and how to write another day the same way.

>>> [one.day for one in read("Seen 4 March 2024, again 2024年3月18日.")]
[datetime.date(2024, 3, 4), datetime.date(2024, 3, 18)]
>>> [one] = read("on March 4th, 2024")
>>> one.written(dt.date(2023, 11, 2))
'November 2nd, 2023'
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass

_MONTHS = "january february march april may june july august september october november december".split()
_LONG_MONTH = "|".join(_MONTHS)
_SHORT_MONTH = "jan|feb|mar|apr|jun|jul|aug|sept|sep|oct|nov|dec"
_MONTH = rf"(?P<{{}}>{_LONG_MONTH}|{_SHORT_MONTH})\.?"
_HAN_DIGITS = "〇一二三四五六七八九"
_HAN = "[〇零一二三四五六七八九十]"
_DAY = r"(?:3[01]|[12]\d|0?[1-9])"
_ORDINAL = r"(?:st|nd|rd|th)?"

# Where the parts stand. The letter names the form, the word the part: y year, n month, d day; m a month's name.
_FORMS = {
    # 2024-03-04, 2024/3/4, 2024.3.4
    "a": r"(?P<ay>(?:19|20)\d\d)(?P<as>[-/.])(?P<an>\d{1,2})(?P=as)(?P<ad>\d{1,2})(?!\d)",
    # 20240304, also with the time of HL7 behind it
    "b": r"(?P<by>(?:19|20)\d\d)(?P<bn>0[1-9]|1[0-2])(?P<bd>0[1-9]|[12]\d|3[01])(?=(?:\d{4}|\d{6})?(?!\d))",
    # 3/4/2024, 4.3.2024, 03-04-24: which of the first two is the month is for the reader to say
    "c": r"(?P<c1>\d{1,2})(?P<cs>[-/.])(?P<c2>\d{1,2})(?P=cs)(?P<cy>(?:19|20)\d\d|\d\d)(?![\d])",
    # March 4, 2024; Mar. 4th; March 4
    "e": rf"(?<![^\W\d_]){_MONTH.format('em')} ?(?P<ed>{_DAY})(?!\d)(?P<eo>{_ORDINAL})(?:,? ?(?P<ey>(?:19|20)\d\d)(?!\d))?",
    # 4 March 2024, 4th of March, 04-Mar-2024, 04MAR2024
    "f": rf"(?<!\d)(?P<fd>{_DAY})(?P<fo>{_ORDINAL})(?: of |[- ]?)(?:{_MONTH.format('fm')})(?![^\W\d_])(?:,? ?-?(?P<fy>(?:19|20)\d\d)(?!\d))?",
    # March 2024
    "g": rf"(?<![^\W\d_]){_MONTH.format('gm')},?[- ]?(?P<gy>(?:19|20)\d\d)(?!\d)",
    # 2024年3月4日, 3月4号, 2024年3月, 二〇二四年三月四日
    "h": rf"(?:(?P<hy>\d{{4}}|\d\d|{_HAN}{{4}}|{_HAN}{{2}})\s?年\s?)?"
    rf"(?P<hn>\d{{1,2}}|{_HAN}{{1,2}})\s?月(?:份|\s?(?P<hd>\d{{1,2}}|{_HAN}{{1,3}})\s?[日号號])?",
}
# What a date begins with, asked first: most letters of a text are none.
_ANY = re.compile(
    rf"(?<!\d)(?=[\djfmasond〇零一二三四五六七八九十])(?:{'|'.join(f'(?P<{name}>{form})' for name, form in _FORMS.items())})",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, repr=False)
class Written:
    """One date of a text. ``day`` has day 1 if only a month was written, and year 4 if none was (a leap year)."""

    start: int
    end: int
    day: dt.date
    has_year: bool
    has_day: bool
    _match: re.Match[str]
    _parts: tuple[tuple[str, str], ...]

    def __repr__(self) -> str:
        return f"<Written {self.start}:{self.end}>"

    def written(self, day: dt.date) -> str:
        """Write another day the same way: names or numbers, order, separators, zeros, capitals, full-width or Chinese digits."""
        words, origin, edits = self._match[0], self._match.start(), []
        numbers = [self._match[group] for group, part in self._parts if part in "nd"]
        padded = any(number[0] in "0０" for number in numbers) or (len(numbers) > 1 and all(map(_is_long, numbers)))
        for group, part in self._parts:
            start, end = self._match.span(group)
            edits.append((start - origin, end - origin, _write(part, self._match[group], day, padded=padded)))
        for start, end, new in sorted(edits, reverse=True):
            words = words[:start] + new + words[end:]
        return words


def read(words: str, *, day_first: bool | None = None) -> Iterator[Written]:
    """Read the dates of a text, left to right. ``day_first`` says what 3/4/2024 means; ``None``: March."""
    for match in _ANY.finditer(words):
        one = _written(match, day_first=day_first)
        if one:
            yield one


def says_day_first(words: str) -> bool | None:
    """Tell from a text whether its slashed dates begin with the day; ``None`` if none of them says."""
    for match in _SLASHED.finditer(words):
        first, second = int(match[1]), int(match[2])
        if (first > 12) != (second > 12):  # noqa: PLR2004 - months
            return first > 12  # noqa: PLR2004
    return None


_SLASHED = re.compile(r"(?<![\d/])(\d{1,2})/(\d{1,2})/(?:19|20)?\d\d(?![\d/])")


def _written(match: re.Match[str], *, day_first: bool | None) -> Written | None:
    form = match.lastgroup or ""
    form = next(name for name in _FORMS if match[name] is not None) if form not in _FORMS else form
    parts = _parts(match, form, day_first=day_first)
    said = {part: match[group] for group, part in parts}
    try:
        year = _year(said["y"]) if "y" in said else 4
        month = _month(said["m"]) if "m" in said else _number(said["n"])
        day = dt.date(year, month, _number(said["d"]) if "d" in said else 1)
    except ValueError:
        return None
    parts = tuple((group, part) for group, part in parts)
    return Written(match.start(), match.end(), day, "y" in said, "d" in said, match, parts)


def _parts(match: re.Match[str], form: str, *, day_first: bool | None) -> tuple[tuple[str, str], ...]:
    if form == "c":
        first, second = int(match["c1"]), int(match["c2"])
        if match["cs"] == ".":
            day_first = True
        elif day_first is None:
            day_first = match["cs"] == "-"
        if first > 12 >= second or second > 12 >= first:  # noqa: PLR2004 - months
            day_first = first > 12  # noqa: PLR2004
        return (("c1", "d" if day_first else "n"), ("c2", "n" if day_first else "d"), ("cy", "y"))
    names = ((form + part, part) for part in "ynmdo")
    return tuple((group, part) for group, part in names if match.re.groupindex.get(group) and match[group])


def _is_long(number: str) -> bool:
    return len(number) > 1


def _number(words: str) -> int:
    if words[0].isdigit():
        return int(words)
    plain = words.replace("零", "〇")
    if "十" not in plain:
        return int("".join(str(_HAN_DIGITS.index(digit)) for digit in plain))
    tens, ones = plain.split("十", 1)
    return (_HAN_DIGITS.index(tens) if tens else 1) * 10 + (_HAN_DIGITS.index(ones) if ones else 0)


def _year(words: str) -> int:
    year = _number(words)
    if year > 99:  # noqa: PLR2004 - written in full
        return year
    return year + (2000 if year <= 50 else 1900)  # noqa: PLR2004 - 49 is soon, 51 was a childhood


def _month(words: str) -> int:
    return next(at for at, name in enumerate(_MONTHS, 1) if name.startswith(words.lower()[:3]))


def _write(part: str, old: str, day: dt.date, *, padded: bool) -> str:
    if part == "m":
        name = _MONTHS[day.month - 1]
        # "May" is long and short at once; whoever writes it in full is more often right.
        name = name if old.lower() in _MONTHS else name[:3]
        return name.upper() if old.isupper() else name if old.islower() else name.title()
    if part == "o":
        ordinal = "th" if 10 < day.day < 20 else {1: "st", 2: "nd", 3: "rd"}.get(day.day % 10, "th")  # noqa: PLR2004
        return ordinal.upper() if old.isupper() else ordinal
    number = {"y": day.year, "n": day.month, "d": day.day}[part]
    if not old[0].isdigit():
        return _in_han(number, len(old) if part == "y" else 0)
    digits = f"{number:04d}"[-len(old) :] if part == "y" else f"{number:02d}" if padded else str(number)
    return digits if old.isascii() else digits.translate({ord("0") + n: 0xFF10 + n for n in range(10)})


def _in_han(number: int, year_length: int) -> str:
    if year_length:
        return "".join(_HAN_DIGITS[int(digit)] for digit in f"{number:04d}"[-year_length:])
    tens, ones = divmod(number, 10)
    return ("" if tens == 0 else "十" if tens == 1 else _HAN_DIGITS[tens] + "十") + (_HAN_DIGITS[ones] if ones else "")
