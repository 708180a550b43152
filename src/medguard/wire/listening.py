"""A streamed reply while it comes: sentences go on to the caller once somebody has read them, and the rest waits.

Events keep their order, so whatever stands behind something that waits, waits as well. Calls of tools wait for the end: they act, and
only the reply as a whole tells whether they should. An event in which a sentence ends is cut in two there. The last piece of what is said
waits too, even if it is empty: that is where a label can still be put.
"""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from medguard.errors import UpstreamError
from medguard.types import Edit, Form, Stretch, Text
from medguard.wire import sse
from medguard.wire.body import json_object
from medguard.wire.dialect import Body, Dialect
from medguard.wire.errors import not_a_reply, not_complete, too_deep
from medguard.wire.json_text import Literal, TooDeep, apply, is_json, rewritten, scan
from medguard.wire.reply import JsonHeard
from medguard.wire.sentences import ends
from medguard.wire.strands import Strand, scattered

Uncut = Callable[[str, int], bool]
"""Whether a text may be cut at a place: nothing that stands for somebody goes across."""

_MAY_BE_JSON = re.compile(r"\s*(?:\{|\[\s*(?:[\[{\"\d\]-]|true\b|false\b|null\b))")
"""How an answer in JSON begins. It waits for its end, where it can be opened. [NAME_1] is no JSON."""


_LONGEST = 20_000
"""Characters. What is longer and has no end is no sentence; it waits for the end of the reply, and is not looked through again and again."""
_BEFORE, _BEFORE_CHARACTERS = 3, 300
"""Of what has gone on, so much is shown to checks with what comes next."""


@dataclass(slots=True, eq=False)
class _Event:
    text: str
    body: Body | None
    literals: list[Literal] = field(default_factory=list)
    pieces: list[_Piece] = field(default_factory=list)
    restored: dict[int, str] = field(default_factory=dict)
    """By the number of a literal, what it says once names are restored."""

    def rewrite(self, number: int, words: str) -> None:
        """Let one literal say something else."""
        self.text = apply(self.text, [rewritten(self.literals[number], words)])
        self.body = json_object(self.text)
        self.literals = list(scan(self.text))

    def written(self) -> str:
        edits = [rewritten(self.literals[number], words) for number, words in self.restored.items()]
        return apply(self.text, sorted(edits, key=lambda edit: edit.start))


@dataclass(slots=True, eq=False)
class _Piece:
    """A string of an event, and where it stands in the string that it is a piece of."""

    event: _Event
    number: int
    """Of its literal."""
    whole: _Whole
    start: int

    @property
    def words(self) -> str:
        return self.event.literals[self.number].words

    @property
    def end(self) -> int:
        return self.start + len(self.words)


@dataclass(slots=True, eq=False)
class _Whole:
    """A string of the reply, as far as it has come."""

    strand: Strand
    said: list[str] = field(default_factory=list)
    """What of it may go on."""
    rest: str = ""
    """What nobody has read yet."""
    read: int = 0
    """Characters of ``said``."""
    pieces: list[_Piece] = field(default_factory=list)
    first_unread: int = 0
    """Of the pieces."""
    over: bool = False
    """It grows no more."""

    @property
    def length(self) -> int:
        """As far as it has come."""
        return self.read + len(self.rest)

    @property
    def grows(self) -> bool:
        """Words in pieces, as opposed to what is said at once, and to calls of tools."""
        return self.strand.key is not None and self.strand.form is Form.PROSE and not self.strand.arguments

    @property
    def waits(self) -> bool:
        """For the end of the reply."""
        if self.strand.key is None:
            return is_json(self.rest)
        return not self.grows or len(self.rest) > _LONGEST or (not self.read and bool(_MAY_BE_JSON.match(self.rest)))

    def go_on(self, until: int) -> None:
        """Let it go on so far."""
        self.said.append(self.rest[: until - self.read])
        self.rest, self.read = self.rest[until - self.read :], until
        while self.first_unread < len(self.pieces) and self.pieces[self.first_unread].end <= until:
            self.first_unread += 1


class JsonListening:
    """Satisfies ``medguard.types.Listening``."""

    def __init__(self, dialect: Dialect, uncut: Uncut) -> None:
        self.released = 0
        self._dialect, self._uncut = dialect, uncut
        self._reader = sse.Reader()
        self._events: list[_Event] = []
        self._unread: list[_Whole] = []
        """What is said in pieces."""
        self._at_once: list[_Whole] = []
        """What is said as a whole, and has not gone on: ids, names of models, in every event."""
        self._spoken: list[_Whole] = []
        self._by_key: dict[object, _Whole] = {}
        self._growing: dict[int | None, _Whole] = {}
        """By answer, the string that grows now."""
        self._last_said: dict[int | None, _Whole] = {}
        """By answer, what it says to people last."""
        self._first = ""
        self._begun: dict[int | None, object] = {}
        """By answer, the key of the string that ``first`` stands before."""
        self._ahead: list[tuple[_Whole, int]] = []

    def feed(self, chunk: bytes) -> None:
        """Raises UpstreamError for what is no event of this API."""
        self._take(lambda: self._reader.feed(chunk))

    def stretches(self) -> list[Stretch]:
        """What is whole and has not gone on, if anything of it is said to people."""
        self._ahead = [(one, end) for one in self._unread if (end := self._whole_until(one)) > one.read]
        if not any(one.strand.speech for one, _end in self._ahead):
            self._ahead = []  # nothing is said; the rest goes along with what is
            return []
        self._ahead += [(one, one.length) for one in self._at_once if one.rest and not one.waits]
        return [
            Stretch(
                one.strand.place,
                Text(one.rest[: end - one.read]),
                before=Text("".join(one.said[-_BEFORE:])[-_BEFORE_CHARACTERS:]),
                for_people=one.strand.speech,
            )
            for one, end in self._ahead
        ]

    def said(self) -> list[str]:
        """The words for people that have gone on or are whole now, one string an answer."""
        ahead = {id(one): end for one, end in self._ahead}
        answers: dict[int | None, list[str]] = defaultdict(list)
        for one in self._spoken:
            now = one.rest[: ahead.get(id(one), one.read) - one.read]
            answers[one.strand.answer] += [*one.said, now]
        return [said for texts in answers.values() if (said := "".join(texts)).strip()]

    def begin(self, first: str) -> None:
        """Put ``first`` before the words for people of every answer, also of those that begin later. Nothing has gone on yet."""
        self._first = first
        for one in self._spoken:
            if one.strand.answer not in self._begun:
                self._begin(one)
        for one in (*self._unread, *self._at_once):
            self._begin_again(one)

    def release(self, edits: Sequence[Sequence[Edit]]) -> bytes:
        """The events that can go on now, with a list of edits for each of the last ``stretches``."""
        for (one, end), made in zip(self._ahead, edits, strict=True):
            self._cut(one, end)
            unread = itertools.islice(one.pieces, one.first_unread, None)
            pieces = list(itertools.takewhile(lambda piece, end=end: piece.end <= end, unread))  # type: ignore[misc]
            lengths = [len(piece.words) for piece in pieces]
            for piece, changes in zip(pieces, scattered(lengths, made), strict=True):
                if changes:
                    piece.event.restored[piece.number] = apply(piece.words, changes)
            one.go_on(end)
        self._ahead = []
        self._unread = [one for one in self._unread if one.rest or not one.over]
        self._at_once = [one for one in self._at_once if one.rest]
        going = list(itertools.takewhile(self._may_go, itertools.islice(self._events, self.released, None)))
        self.released += len(going)
        names = [self._dialect.event(event.body) if event.body else "" for event in going]
        return sse.write([event.written() for event in going], names)

    def end(self) -> JsonHeard:
        """Raises UpstreamError if the reply is not complete."""
        self._take(self._reader.end)
        events, bodies = [event.text for event in self._events], [event.body for event in self._events]
        if not self._dialect.is_finished(bodies, stream=True):
            raise not_complete()
        return JsonHeard(events, bodies, self._dialect, stream=True, data_wanted=False)

    # ── what comes ───────────────────────────────────────────────────────────────────────────────────────────────────

    def _take(self, read: Callable[[], list[str]]) -> None:
        problem: UpstreamError | None = None
        try:
            for text in read():
                body = None if text == self._dialect.end else self._dialect.body_of(text)
                if body is not None and not self._dialect.is_reply(body, stream=True):
                    problem = not_a_reply(self._dialect, body)
                    break
                self._events.append(_Event(text, body, list(scan(text)) if body is not None else []))
                self._hear(self._events[-1])
        except TooDeep:
            problem = too_deep()
        except (ValueError, RecursionError):
            problem = not_a_reply(self._dialect)
        if problem is not None:
            raise problem

    def _hear(self, event: _Event) -> None:
        for number, literal in enumerate(event.literals):
            strand = self._dialect.strand(literal, event.body or {})
            if strand is not None:
                self._append(event, number, strand)
        for piece in list(event.pieces) if self._first else ():
            one = piece.whole
            if one.strand.speech and one.strand.repeats is None and one.strand.answer not in self._begun:
                self._begin(one)
            self._begin_again(one)

    def _append(self, event: _Event, number: int, strand: Strand) -> None:
        one = self._by_key.get(strand.key) if strand.key is not None else None
        if one is None:
            one = _Whole(strand, over=strand.key is None)
            (self._at_once if strand.key is None else self._unread).append(one)
            if strand.speech and strand.repeats is None:
                self._spoken.append(one)
            if strand.key is not None:
                self._by_key[strand.key] = one
        piece = _Piece(event, number, one, one.length)
        one.rest += piece.words
        one.pieces.append(piece)
        event.pieces.append(piece)
        if strand.repeats is not None and (said := self._by_key.get(strand.repeats)):
            said.over = True
        if one.grows and piece.words:
            # Of what an answer says in pieces, only the last still grows.
            before = self._growing.get(strand.answer, one)
            if before is not one:
                before.over = True
            if one.over and one not in self._unread:
                self._unread.append(one)  # it grows again after all
            one.over = False
            self._growing[strand.answer] = one
        if strand.speech and strand.repeats is None and (one.read or one.rest.strip()):
            # The label is put at the end of what an answer began to say last, even where fields take turns.
            last = self._last_said.setdefault(strand.answer, one)
            if last is not one and self._spoken.index(one) > self._spoken.index(last):
                self._last_said[strand.answer] = one

    def _begin(self, one: _Whole) -> None:
        """Put what comes first before the first words of an answer; blanks are none."""
        if one.rest.strip():
            self._begun[one.strand.answer] = one.strand.key
            self._put_first(one)

    def _begin_again(self, one: _Whole) -> None:
        """And wherever these words are said again."""
        again = one.strand.repeats
        if again is not None and again in self._begun.values() and one.rest and not one.rest.startswith(self._first):
            self._put_first(one)

    def _put_first(self, one: _Whole) -> None:
        piece = next(piece for piece in one.pieces[one.first_unread :] if piece.words)
        piece.event.rewrite(piece.number, self._first + piece.words)
        one.rest = self._first + one.rest
        for later in one.pieces[one.pieces.index(piece) + 1 :]:
            later.start += len(self._first)

    # ── what goes on ─────────────────────────────────────────────────────────────────────────────────────────────────

    def _whole_until(self, one: _Whole) -> int:
        """How far a string is whole: to its end if it grows no more, else to the last sentence's end at which it may be cut."""
        if one.waits:
            return one.read
        rest = one.rest
        if one.over:
            # It may come back after all, in the middle of a stand-in, where fields take turns.
            whole = not one.grows or self._uncut(rest, len(rest))
            return one.length if whole and self._may_cut(one, one.length) else one.read
        for end in reversed(list(ends(rest))):
            if self._uncut(rest, end) and self._may_cut(one, one.read + end):
                return one.read + end
        return one.read

    def _may_cut(self, one: _Whole, end: int) -> bool:
        """Whether the event in which this place is can be cut there: what else it says would be said twice then."""
        piece = _ending(one, end)
        if piece is None or not one.grows or (piece.end == end and not one.strand.speech):
            return True
        others = [other for other in piece.event.pieces if other is not piece and other.words]
        body = piece.event.body
        return body is not None and self._dialect.may_be_cut(body) and all(other.whole.over for other in others)

    def _cut(self, one: _Whole, end: int) -> None:
        """Make two events of the one in which a sentence ends, the second perhaps without a word."""
        piece = _ending(one, end)
        if piece is None or not one.grows or (piece.end == end and not one.strand.speech):
            return
        event, words = piece.event, piece.words
        second = _Event(event.text, event.body, event.literals)
        second.rewrite(piece.number, words[end - piece.start :])
        event.rewrite(piece.number, words[: end - piece.start])
        for other in event.pieces:
            in_pieces = other.whole.strand.key is not None
            if other is not piece and in_pieces:
                second.rewrite(other.number, "")  # said again, it would be there twice
            start = end if other is piece else other.end if in_pieces else other.start
            behind = _Piece(second, other.number, other.whole, start)
            second.pieces.append(behind)
            if other is piece:
                one.pieces.insert(one.pieces.index(piece, one.first_unread) + 1, behind)
        again = {other.number for other in event.pieces if other.whole.strand.key is None}
        second.restored = {number: words for number, words in event.restored.items() if number in again}
        self._events.insert(self._events.index(event, self.released) + 1, second)

    def _may_go(self, event: _Event) -> bool:
        return all(
            piece.end <= piece.whole.read
            and not (piece is piece.whole.pieces[-1] and piece.whole is self._last_said.get(piece.whole.strand.answer))
            for piece in event.pieces
        )


def _ending(one: _Whole, end: int) -> _Piece | None:
    return next((piece for piece in reversed(one.pieces) if piece.start < end <= piece.end), None)
