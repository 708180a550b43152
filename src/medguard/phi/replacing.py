"""One conversation's table where a profile says more than stand-ins: each kind's operator, and one way back for all of them.

>>> from medguard.types import ClearText, Passage, Span
>>> table = open_standins({"SSN": "redact"})(["Ann Lee, 078-05-1120"])
>>> spans = [Span(0, 7, "NAME", 1.0), Span(9, 20, "SSN", 1.0)]
>>> [edit.words for edit in table.hide(Passage(ClearText("Ann Lee, 078-05-1120")), spans)]
['[NAME_1]', '[SSN]']
"""

from __future__ import annotations

import bisect
import datetime as dt
import difflib
import functools
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Self

from presidio_anonymizer.entities import InvalidParamError
from presidio_anonymizer.operators import Operator, OperatorType

from medguard.errors import ProfileError
from medguard.keys import Key, read_key
from medguard.phi.kinds import Kind
from medguard.phi.operators import OPERATORS, STAND_IN
from medguard.phi.standins import NOTHING, Entry, StandInTable, edited, still_standing
from medguard.phi.surrogates import Surrogates
from medguard.types import ClearText, Edit, Form, Passage, Span, StandInPlace, StandIns


def open_standins(replace: Mapping[str, str], *, key_file: str | None = None) -> Callable[[Iterable[str]], StandIns]:
    """Make what makes a table for each conversation. Raises ProfileError for an unknown kind or operator, or without a key that one needs."""
    operators = {kind: _operator(kind, name) for kind, name in replace.items()}
    needy = any(getattr(operator, "needs_key", False) for operator in operators.values())
    # A file that the profile names is there for a reason: that it cannot be read is known now.
    key = read_key(key_file) if needy or key_file is not None else None
    for kind, operator in operators.items():
        try:
            operator.validate(_params(kind, operator, key))
        except InvalidParamError:
            raise ProfileError(
                f"phi.replace.{kind}: the operator {replace[kind]} refuses its settings. Choose another, or mend it.",
                remedy="Choose another operator, or mend this one.",
                remedy_zh="请改用其他替换方式，或修正该自定义方式。",
            ) from None
    if all(name == STAND_IN for name in replace.values()):
        return StandInTable
    return functools.partial(ReplacementTable, operators=operators, key=key)


def _operator(kind: str, name: str) -> Operator:
    _must_be_known(f"phi.replace.{kind}", kind, [known.value for known in Kind])
    _must_be_known(f'phi.replace.{kind} says "{name[:40]}", which', name, list(OPERATORS.get_anonymizers()))
    return OPERATORS.create_operator_class(name, OperatorType.Anonymize)


def _must_be_known(subject: str, word: str, known: Sequence[str]) -> None:
    if word in known:
        return
    close = difflib.get_close_matches(word[:40], known, n=1)
    nearest, nearest_zh = (f"; did you mean {close[0]}?", f"您是否想写 {close[0]}？") if close else (".", "")
    remedy = f"Known are {', '.join(known)}."
    raise ProfileError(
        f"{subject[:120]} is unknown{nearest} {remedy}",
        remedy=remedy,
        remedy_zh=f"{nearest_zh}可用的有：{'、'.join(known)}。",
    )


def _params(kind: str, operator: Operator, key: Key | None) -> dict[str, Any]:
    return {"entity_type": kind} | ({"key": key} if key and getattr(operator, "needs_key", False) else {})


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table. Its ``repr`` shows what the model sees and never the value."""

    kind: str
    words: str
    reversible: bool
    keeps_part: bool
    value: str = field(repr=False)


class ReplacementTable:
    """One conversation's identifiers and what stands for them. Satisfies ``medguard.types.StandIns``.

    A token (a tool's name, a long number in JSON) is always hidden by a stand-in: a program compares it, so it must come back, and be one word.
    """

    def __init__(self, avoid: Iterable[str], *, operators: Mapping[str, Operator], key: Key | None = None) -> None:
        written = list(avoid)
        self._operators, self._key = operators, key
        self._standins = StandInTable(written)
        self._surrogates = Surrogates(written)
        self._lines: dict[str, Line] = {}
        self._surfaces = _Surfaces()
        self._days: dict[dt.date, dt.date] = {}

    def __repr__(self) -> str:
        return f"<ReplacementTable, {len(self._lines)} lines>"

    def hide(self, passage: Passage, spans: Sequence[Span]) -> list[Edit]:
        """Edits that put each kind's replacement where its spans were. The same value always gets the same, whatever kind it is called later."""
        if passage.form is Form.TOKEN:
            return self._standins.hide(passage, spans)
        words = passage.text.words
        lines = [self._line(span.kind, words[span.start : span.end]) for span in spans]
        edits = [Edit(span.start, span.end, line.words) for span, line in zip(spans, lines, strict=True)]
        # "MRN8837": a surrogate that touches other letters would not be known again. A stand-in is, wherever it stands.
        found = self._found_in(words, edits)
        return [
            edit
            if not line.reversible or value == line.value
            else Edit(edit.start, edit.end, self.stand_in(line.kind, line.value))
            for edit, line, value in zip(edits, lines, found, strict=True)
        ]

    def _found_in(self, words: str, edits: Sequence[Edit]) -> list[str | None]:
        """What each edit would be turned back into."""
        back = {(one.start, one.end): one.edit.words for one in self.find(edited(words, edits)) if one.edit}
        found, moved = [], 0
        for edit in edits:
            start = edit.start + moved
            found.append(back.get((start, start + len(edit.words))))
            moved += len(edit.words) - (edit.end - edit.start)
        return found

    def find(self, words: str) -> list[StandInPlace]:
        """Find what may be restored, also what the model has changed; sorted, not overlapping. What is not reversible is not there."""
        places = self._standins.find(words)
        if self._surfaces:
            places = _beside(places, self._surfaces.find(words))
        if self._days:
            places = _beside(places, self._dates(words))
        return places

    def restore(self, words: str) -> str:
        """Give a reply its identifiers back, in one pass."""
        return edited(words, [place.edit for place in self.find(words) if place.edit])

    def goes_on(self, words: str) -> bool:
        """Whether something that stands for somebody may have begun in these words and not ended: "Mary J. " before "Cole"."""
        return self._standins.goes_on(words) or self._surfaces.may_go_on(words)

    def remaining(self, words: str) -> int:
        """Count the values that still stand in these words, beside what was put there for others."""
        rest = edited(words, [Edit(place.start, place.end, NOTHING) for place in self.find(words)])
        for line in self._lines.values():
            if not line.reversible and line.words.startswith("["):
                rest = rest.replace(line.words, NOTHING)
        kept = [line.words for line in self._lines.values() if line.keeps_part]
        values = {*self._lines, *(entry.value for entry in self._standins.entries())}
        return still_standing((value for value in values if not any(value in part for part in kept)), rest)

    def known(self) -> list[tuple[str, str]]:
        """What stands for somebody and has a way back, beside what it stands for."""
        surfaces = [(words, value) for words, value, _, _ in self._surfaces.added if value is not None]
        return [*self._standins.known(), *surfaces]

    def lines(self) -> tuple[Line, ...]:
        """Give the table's lines in order of first appearance, for whoever writes it down."""
        return tuple(self._lines.values())

    def written_down(self) -> dict[str, Any]:
        """Give what the way back needs, as JSON has it: what has brackets, what has none, and days. ``of`` reads it."""
        return {
            "stand_ins": [[entry.kind, entry.number, entry.value] for entry in self._standins.entries()],
            "surfaces": [list(added) for added in self._surfaces.added],
            "days": [[day.isoformat(), original.isoformat()] for day, original in self._days.items()],
            "day_first": self._surrogates.day_first,
        }

    @classmethod
    def of(cls, written: Mapping[str, Any]) -> Self:
        """Make the table that wrote this down, to restore with. Raises ValueError, KeyError or TypeError for anything else."""
        table = cls([], operators={}, key=None)
        entries = [Entry(str(kind), int(number), str(value)) for kind, number, value in written["stand_ins"]]
        table._standins = StandInTable.of(entries)
        for words, value, part, cased in written["surfaces"]:
            table._surfaces.add(words, value, part=part, cased=cased)
        table._days = {dt.date.fromisoformat(day): dt.date.fromisoformat(original) for day, original in written["days"]}
        table._surrogates.day_first = written["day_first"]
        if table.written_down() != {key: written[key] for key in table.written_down()}:
            raise ValueError("a table that was written down otherwise")
        return table

    # ── what operators ask ───────────────────────────────────────────────────────────────────────────────────────────

    def stand_in(self, kind: str, value: str) -> str:
        """The stand-in of a value."""
        [edit] = self._standins.hide(Passage(ClearText(value)), [Span(0, len(value), kind, 1.0)])
        return edit.words

    def surrogate(self, kind: str, value: str) -> str:
        """A surrogate of a value, or its stand-in where none can be made."""
        made = self._surrogates.make(kind, value)
        if made is None:
            return self.stand_in(kind, value)
        cased = kind in _CASED
        self._surfaces.add(made.words, value, cased=cased)
        for part, original in made.parts:
            self._surfaces.add(part, original, part=True, cased=cased)
        self._days.update(made.dates)
        return made.words

    # ── ──────────────────────────────────────────────────────────────────────────────────────────────────────────────

    def _line(self, kind: str, value: str) -> Line:
        if value not in self._lines:
            operator = self._operators.get(kind)
            words = self.stand_in(kind, value) if operator is None else self._operated(operator, kind, value)
            reversible = operator is None or bool(getattr(operator, "reversible", False))
            keeps_part = bool(getattr(operator, "keeps_part", False))
            self._lines[value] = Line(kind, words, reversible, keeps_part, value)
        return self._lines[value]

    def _operated(self, operator: Operator, kind: str, value: str) -> str:
        words = operator.operate(value, _params(kind, operator, self._key) | {"conversation": self})
        if not isinstance(words, str):
            raise TypeError(f"the operator {operator.operator_name()} gave no string")
        if getattr(operator, "reversible", False) and not self._standins.find(words):
            self._surfaces.add(words, value)
        return words

    def _dates(self, words: str) -> Iterator[StandInPlace]:
        """A shifted day that the model wrote in another form: November 13, 2023 or 11月13日 for 2023-11-13."""
        short = {(day.month, day.day): original for day, original in self._days.items()}
        for one in self._surrogates.unmoved(words):
            if not one.has_day:
                continue
            original = self._days.get(one.day) if one.has_year else short.get((one.day.month, one.day.day))
            if original and (one.has_year or re.search(r"[A-Za-z月]", words[one.start : one.end])):
                yield StandInPlace(one.start, one.end, Edit(one.start, one.end, one.written(original)))


# ── words that stand for words ───────────────────────────────────────────────────────────────────────────────────────

_HAN = "\u3400-\u9fff\U00020000-\U0003ffff"
_UNIT = re.compile(rf"[{_HAN}]|[^\W_{_HAN}]+")
_IS_HAN = re.compile(f"[{_HAN}]")
_CASED = frozenset({Kind.NAME, Kind.LOCATION, Kind.ORG, Kind.DATE})
"""Kinds that a model writes in capitals or small letters as the sentence asks. The others mean what they are, letter by letter."""

_SENTENCE_ENDS = frozenset(".!?;…。！？；\n")

_SEALED = re.compile(r"\[[A-Za-z0-9_]+:([A-Z2-7]{47,})\]")
_BEFORE_SEALED = re.compile(r"[\[【［]?\s?[A-Za-z0-9_]{2,20}\s?[:：]\s?$")
_AFTER_SEALED = re.compile(r"\s?[\]】］]")


@dataclass(frozen=True, slots=True, repr=False)
class _Surface:
    words: str
    value: str | None
    part: bool
    cased: bool
    sealed: bool
    lead: int
    """Where its first word begins."""


class _Surfaces:
    """What stands for something without brackets, by its first word, so that reading is linear in the text.

    >>> surfaces = _Surfaces()
    >>> surfaces.add("Mary Cole", "Ann Lee", cased=True)
    >>> [place.edit.words for place in surfaces.find("MARY COLE's mother, Mary Coleman, mary cole")]
    ['ANN LEE', 'ann lee']
    """

    def __init__(self) -> None:
        self._by_first: dict[str, list[_Surface]] = defaultdict(list)
        self.added: list[tuple[str, str | None, bool, bool]] = []
        self._with_ends: list[str] = []
        self._longest = 0

    def __bool__(self) -> bool:
        return bool(self._by_first)

    def add(self, words: str, value: str | None, *, part: bool = False, cased: bool = False) -> None:
        """Let these words stand for a value; ``None``: for nothing that could be restored. ``cased``: in the letters that the model chose."""
        self.added.append((words, value, part, cased))
        if _SENTENCE_ENDS & set(words):
            self._with_ends.append(words)
            self._longest = max(self._longest, len(words))
        sealed = _SEALED.fullmatch(words)
        words = sealed[1] if sealed else words
        lead = _UNIT.search(words)
        if lead is None:
            return
        same = self._by_first[lead[0].lower()]
        if not any(one.words == words for one in same if part or not one.part):
            same.append(_Surface(words, value, part, cased, sealed is not None, lead.start()))
            # The longest first; of one length those that were written so, before parts.
            same.sort(key=lambda one: (-len(one.words), one.part))

    def may_go_on(self, words: str) -> bool:
        """Whether the end of these words is the beginning of one that has the end of a sentence or a line in it."""
        end = words[-self._longest :].rstrip().lower()
        return any(
            end.endswith(added[:at].rstrip().lower())
            for added in self._with_ends
            for at in range(1, len(added))
            if added[at - 1] in _SENTENCE_ENDS
        )

    def find(self, words: str) -> Iterator[StandInPlace]:
        """Every place, left to right, with word borders where the script has them."""
        done = 0
        for unit in _UNIT.finditer(words):
            place = self._at(words, unit) if unit.start() >= done else None
            if place is not None:
                yield place
                done = place.end

    def _at(self, words: str, unit: re.Match[str]) -> StandInPlace | None:
        """The longest that stands here: as it was written, or else in other letters."""
        changed: tuple[_Surface, int] | None = None
        for one in self._by_first.get(unit[0].lower(), ()):
            start, end = unit.start() - one.lead, unit.start() - one.lead + len(one.words)
            if start < 0 or (changed is not None and len(one.words) < len(changed[0].words)):
                continue
            written = words[start:end]
            if written.lower() != one.words.lower() or not _is_whole(words, start, end):
                continue
            if one.sealed:
                return _sealed(words, one, start, end)
            if written == one.words:
                return StandInPlace(start, end, None if one.value is None else Edit(start, end, one.value))
            changed = changed or (one, start)
        if changed is None:
            return None
        one, start = changed
        end = start + len(one.words)
        return StandInPlace(
            start, end, None if one.value is None else Edit(start, end, _as_written(one, words[start:end]))
        )


def _sealed(words: str, one: _Surface, start: int, end: int) -> StandInPlace:
    """What ``encrypt`` made, with the kind and the brackets around it if they are still there."""
    before = _BEFORE_SEALED.search(words[max(0, start - 25) : start])
    after = _AFTER_SEALED.match(words, end)
    start, end = start - (len(before[0]) if before else 0), after.end() if after else end
    return StandInPlace(start, end, Edit(start, end, one.value or ""))


def _as_written(one: _Surface, written: str) -> str:
    """The value in the letters that the model chose: capitals, small ones, or a name's usual form."""
    value = one.value or ""
    if not one.cased:
        return value
    if written.isupper():
        return value.upper()
    return value.lower() if written.islower() else _titled(value, one.words)


def _titled(value: str, surface: str) -> str:
    """The value as it is, unless it was in capitals or small letters and the model wrote a name's usual form."""
    letters = [letter for letter in surface if letter.isalpha()]
    usual = all(letter.isupper() for letter in letters) or all(letter.islower() for letter in letters)
    return value.title() if usual else value


def _is_whole(words: str, start: int, end: int) -> bool:
    return not (_joins(words[start - 1 : start], words[start]) or _joins(words[end - 1 : end], words[end : end + 1]))


def _joins(left: str, right: str) -> bool:
    if not left or not right or _IS_HAN.match(left) or _IS_HAN.match(right):
        return False
    return left.isalnum() and right.isalnum()


def _beside(places: Sequence[StandInPlace], more: Iterable[StandInPlace]) -> list[StandInPlace]:
    """Both, sorted; of what overlaps, the first list's. Each list by itself is sorted and does not overlap."""
    ends = [place.end for place in places]
    free = []
    for place in more:
        after = bisect.bisect_right(ends, place.start)
        if after == len(places) or places[after].start >= place.end:
            free.append(place)
    return sorted([*places, *free], key=lambda place: place.start)
