"""What stands for an identifier while a model sees the text: one table per conversation, and the way back.

>>> from medguard.types import ClearText, Passage, Span
>>> table = StandInTable(avoid=[])
>>> table.hide(Passage(ClearText("Ann Lee called.")), [Span(0, 7, "NAME", 1.0)])[0].words
'[NAME_1]'
>>> table.restore("Thank **name_1** for the call.")
'Thank **Ann Lee** for the call.'
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Self

from medguard.phi.kinds import Kind
from medguard.phi.mangles import look_alikes, may_go_on, stand_ins
from medguard.phi.values import Values
from medguard.types import Edit, Form, Passage, Span, StandInPlace


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the table. Its ``repr`` shows the stand-in and never the value."""

    kind: str
    number: int
    value: str = field(repr=False)

    @property
    def stand_in(self) -> str:
        """What the model sees, without brackets.

        >>> Entry("NAME", 1, "Ann Lee").stand_in
        'NAME_1'
        """
        return f"{self.kind}_{self.number}"


class StandInTable:
    """One conversation's identifiers and what stands for them. Lives as long as the exchange.

    ``avoid`` is every string that the caller wrote: a stand-in that something in them reads like is never used, so that
    the caller's own words are never taken for somebody.

    >>> from medguard.types import ClearText
    >>> table = StandInTable(avoid=["What does [NAME_1] mean? Ask Ann."])
    >>> table.hide(Passage(ClearText("Ask Ann.")), [Span(4, 7, "NAME", 1.0)])[0].words
    '[NAME_2]'
    """

    def __init__(self, avoid: Iterable[str]) -> None:
        self._callers_own = {name for words in avoid for name in look_alikes(words)}
        self._by_value: dict[str, Entry] = {}
        self._by_name: dict[tuple[str, int], Entry] = {}
        self._last: Counter[str] = Counter()

    @classmethod
    def of(
        cls, entries: Iterable[Entry], avoid: Iterable[str] = (), callers_own: Iterable[tuple[str, int]] = ()
    ) -> Self:
        """Make the table that had these entries, to go on with. ``callers_own`` is what the caller wrote before.

        >>> from medguard.types import ClearText
        >>> table = StandInTable.of([Entry("NAME", 1, "Ann Lee")], avoid=["[NAME_2]?"])
        >>> table.restore("[NAME_1]"), table.hide(Passage(ClearText("Bob")), [Span(0, 3, "NAME", 1.0)])[0].words
        ('Ann Lee', '[NAME_3]')
        """
        table = cls(avoid)
        table._callers_own |= set(callers_own)
        for entry in entries:
            table._by_value[entry.value] = table._by_name[entry.kind, entry.number] = entry
            table._last[entry.kind] = max(table._last[entry.kind], entry.number)
        return table

    def __repr__(self) -> str:
        return f"<StandInTable, {len(self._by_value)} entries>"

    def hide(self, passage: Passage, spans: Sequence[Span]) -> list[Edit]:
        """Put a stand-in where each span was. The same value always gets the same one, whatever kind it is called later.

        There is one edit for each span, so that counting edits counts identifiers.
        """
        words = passage.text.words
        entries = [self._entry(span.kind, words[span.start : span.end]) for span in spans]
        if passage.form is Form.PROSE:
            return [
                Edit(span.start, span.end, f"[{entry.stand_in}]") for span, entry in zip(spans, entries, strict=True)
            ]
        edits = [Edit(span.start, span.end, entry.stand_in) for span, entry in zip(spans, entries, strict=True)]
        if self.restore(edited(words, edits)) == words:
            return edits
        return self._whole(words, spans)

    def find(self, words: str) -> list[StandInPlace]:
        """Find stand-ins in a reply, also those that the model has changed; sorted, not overlapping.

        One that the table does not hold has no edit. The caller's own look-alikes are not reported: they are words.

        >>> StandInTable(avoid=["[NAME_3]"]).find("[NAME_3] met [NAME_4].")
        [StandInPlace(start=13, end=21, edit=None)]
        """
        places = []
        for start, end, kind, number in stand_ins(words):
            if entry := self._by_name.get((kind, number)):
                places.append(StandInPlace(start, end, Edit(start, end, entry.value)))
            elif (kind, number) not in self._callers_own:
                places.append(StandInPlace(start, end, None))
        return places

    def restore(self, words: str) -> str:
        """Give a reply its identifiers back, in one pass: a value that looks like a stand-in itself stays as it is."""
        return edited(words, [place.edit for place in self.find(words) if place.edit])

    def goes_on(self, words: str) -> bool:
        """Whether a stand-in may have begun in these words and not ended."""
        return may_go_on(words)

    def remaining(self, words: str) -> int:
        """Count the values that still stand in these words, as a second look at what would be sent.

        Short ones are left out, "Li" and 王 are part of too many other words; and so is one single word: "Murphy" may be a
        patient here and a sign there, and somebody's user name may be "nurse".

        >>> from medguard.types import ClearText
        >>> table = StandInTable(avoid=[])
        >>> edits = table.hide(Passage(ClearText("Ann Lee")), [Span(0, 7, "NAME", 1.0)])
        >>> table.remaining("[NAME_1] called"), table.remaining("Ann Leeson and Ann Lee called")
        (0, 1)
        """
        # Stand-ins go first, or a value such as "PHONE" would be seen in [PHONE_1].
        rest = edited(words, [Edit(place.start, place.end, NOTHING) for place in self.find(words)])
        return still_standing(self._by_value, rest)

    def known(self) -> list[tuple[str, str]]:
        """What stands for somebody beside what it stands for."""
        return [(f"[{entry.stand_in}]", entry.value) for entry in self._by_value.values()]

    def entries(self) -> tuple[Entry, ...]:
        """Give the table's lines in order of first appearance, for whoever writes it down."""
        return tuple(self._by_value.values())

    def callers_own(self) -> tuple[tuple[str, int], ...]:
        """Give what the caller's own words read like, by kind and number: nothing of this table stands for anybody there."""
        return tuple(sorted(self._callers_own))

    def _entry(self, kind: str, value: str) -> Entry:
        """Look a value up, or give it the next number that nobody has."""
        if value not in self._by_value:
            # A reader that does not know a kind could not restore it; HIPAA's last one takes the rest.
            kind = kind if kind in _KINDS else Kind.OTHER_ID.value
            number = next(n for n in itertools.count(self._last[kind] + 1) if (kind, n) not in self._callers_own)
            self._last[kind] = number
            self._by_value[value] = self._by_name[kind, number] = Entry(kind, number, value)
        return self._by_value[value]

    def _whole(self, words: str, spans: Sequence[Span]) -> list[Edit]:
        """Hide a token as a whole.

        ``ask_smith`` would become ``ask_NAME_1``, which is somebody's variable as likely as a stand-in, and ``smith2``
        would become another person's ``NAME_12``.
        """
        entry = self._entry(spans[0].kind, words)
        borders = [0, *(span.start for span in spans[1:]), len(words)]
        return [Edit(start, end, "" if start else entry.stand_in) for start, end in itertools.pairwise(borders)]


_KINDS = frozenset(kind.value for kind in Kind)
NOTHING = "\0"
"""Keeps the words before and after a stand-in apart."""


def edited(words: str, edits: Sequence[Edit]) -> str:
    """Carry out edits; sorted, not overlapping.

    >>> edited("Ann called.", [Edit(0, 3, "[NAME_1]")])
    '[NAME_1] called.'
    """
    pieces: list[str] = []
    done = 0
    for edit in edits:
        pieces += words[done : edit.start], edit.words
        done = edit.end
    return "".join([*pieces, words[done:]])


# ── the second look ──────────────────────────────────────────────────────────────────────────────────────────────────

_HAN = "\u3400-\u9fff\U00020000-\U0003ffff"
_HAN_LETTER = re.compile(f"[{_HAN}]")
_OTHER_LETTER = re.compile(rf"[^\W_{_HAN}]")
_ENOUGH_HAN, _ENOUGH_OTHERS = 2, 4


def still_standing(values: Iterable[str], words: str) -> int:
    """How often one of these values stands in the words, as itself and not as part of a longer word or number."""
    looked_for: Values[str] = Values()
    for value in values:
        if len(_HAN_LETTER.findall(value)) >= _ENOUGH_HAN or _is_telling(value):
            looked_for[value] = value
    return sum(1 for _ in looked_for.find(words))


def _is_telling(value: str) -> bool:
    return len(_OTHER_LETTER.findall(value)) >= _ENOUGH_OTHERS and not value.isalpha()
