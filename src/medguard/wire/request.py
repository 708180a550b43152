"""A request: every string that is not machinery, and what nobody here can read."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence

from medguard.types import ClearText, Edit, Passage, Unread
from medguard.wire import leaves
from medguard.wire.dialect import Body, Dialect, at_most, small
from medguard.wire.json_text import Literal, Sort, apply, rewritten, scan
from medguard.wire.split_dates import months_and_days, part_of_date
from medguard.wire.unread import media_of

_ENOUGH = 20
"""Unread parts that are reported."""


class JsonAsked:
    """A request that has been read. Satisfies ``medguard.types.Asked``."""

    def __init__(self, text: str, body: Body, dialect: Dialect) -> None:
        self._text, self._dialect = text, dialect
        self.model = dialect.model(body)
        self.stream = dialect.streamed(body)
        self.in_pieces = dialect.in_pieces(body)
        self.data_wanted = dialect.data_wanted(body)
        self.goes_on = dialect.goes_on(body)
        said = list(dialect.said(body))
        asked = [one for one in said if one.by == "user"]
        self.turn = max(1, len(asked))
        self.earlier_replies = [ClearText(text) for one in said if one.by == "model" for text in one.texts]
        self.question = ClearText("\n".join(asked[-1].texts) if asked else "")
        self.parameters = small(dialect, body)
        literals = list(scan(text))
        self.unread = at_most(_ENOUGH, itertools.chain(dialect.unread(body), self._data(literals)))
        self._prose = list(self._worded(literals))
        self.passages: list[Passage] = []
        self.places: list[str] = []
        self._walk(leaves.collect(self.passages))

    def written(self, edits: Sequence[Sequence[Edit]]) -> bytes:
        """The request with one list of edits a passage made; every other byte stays."""
        each = iter(edits)
        return apply(self._text, self._walk(lambda _passage: next(each))).encode()

    def _walk(self, change: leaves.Change) -> list[Edit]:
        made: list[Edit] = []
        for literal, passage in self._prose:
            if changed := leaves.edits_of(passage, change):
                made.append(rewritten(literal, apply(literal.words, changed)))
            self.places += [self._dialect.place(literal.path)] * (len(self.passages) - len(self.places))
        return sorted(made, key=lambda edit: edit.start)

    def _worded(self, literals: Sequence[Literal]) -> Iterator[tuple[Literal, Passage]]:
        """What is not machinery."""
        dates = months_and_days(literals)
        for literal in sorted(literals, key=self._turns):
            passage = part_of_date(literal) if literal.start in dates else self._dialect.passage(literal)
            if passage is not None:
                yield literal, passage

    def _turns(self, literal: Literal) -> bool:
        """Whether it belongs to the conversation, and not to what stands beside it."""
        return literal.above[:1] == (self._dialect.grows,)

    def _data(self, literals: Iterable[Literal]) -> Iterator[Unread]:
        """Data written as letters, wherever it stands."""
        for literal in literals:
            if literal.sort is Sort.NUMBER or self._dialect.is_sealed(literal):
                continue
            if media := media_of(literal.words):
                yield Unread(self._dialect.place(literal.path), media)
