"""A reply: one body or the events of a stream, its strings joined, read once and in one way."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from medguard.types import ClearText, Edit, Passage
from medguard.wire import leaves, lines, sse
from medguard.wire.dialect import Body, Dialect
from medguard.wire.json_text import apply, is_json, rewritten, scan
from medguard.wire.strands import Piece, Strand

_MOST_TOKENS = 1_000_000_000


class JsonHeard:
    """A reply that has been read. Satisfies ``medguard.types.Heard``."""

    def __init__(
        self, events: list[str], bodies: list[Body | None], dialect: Dialect, *, stream: bool, data_wanted: bool
    ) -> None:
        self._events, self._bodies, self._dialect = events, bodies, dialect
        self._stream, self._data_wanted = stream, data_wanted
        self._strands = list(strands_of(events, bodies, dialect))
        self._first_said = _first_said(self._strands)
        self._copies = {
            at: original
            for at, strand in enumerate(self._strands)
            if strand.repeats is not None
            and (original := self._first_said[strand.repeats]) != at
            and self._strands[original].text == strand.text
        }
        self._answers = self._spoken()
        self.choices = len({strand.answer for strand in self._strands if strand.answer is not None}) or dialect.answers(
            bodies
        )
        self.known_as = dialect.known_as(bodies)
        streamed = lines.MEDIA_TYPE if dialect.lines else "text/event-stream"
        self.media_type = streamed if stream else "application/json"
        self.passages: list[Passage] = []
        self.places: list[str] = []
        for strand in self._strands:
            before = len(self.passages)
            self._edits(strand, leaves.collect(self.passages))
            self.places += [strand.place] * (len(self.passages) - before)

    @property
    def tokens(self) -> dict[str, int]:
        """What the provider counted, as it said last."""
        counts = dict(self._dialect.tokens(self._bodies))
        return {name: count for name, count in counts.items() if type(count) is int and 0 <= count < _MOST_TOKENS}

    @property
    def for_people(self) -> list[str]:
        """The words that a person will read, one string an answer."""
        return ["".join(self._strands[at].text for at in answer) for answer in self._answers]

    def _spoken(self) -> list[list[int]]:
        """The strings of every answer that a person will read, by number. JSON is read, too, unless the caller asked for data."""
        answers: dict[object, list[int]] = {}
        for at, strand in enumerate(self._strands):
            if strand.speech and strand.text.strip() and at not in self._copies:
                # Said once more in other words, it is an answer of its own: nobody knows which of both is shown.
                own = strand.answer is None or (strand.repeats is not None and self._first_said[strand.repeats] != at)
                answers.setdefault(("alone", at) if own else strand.answer, []).append(at)
        return [
            answer
            for answer in answers.values()
            if not (self._data_wanted and is_json("".join(self._strands[at].text for at in answer)))
        ]

    def amended(self, first: str, last: str) -> JsonHeard:
        """The reply with ``first`` before and ``last`` after the words for people of every answer."""
        around: dict[int, list[Edit]] = {}
        for answer in self._answers:
            around.setdefault(answer[0], []).append(Edit(0, 0, first))
            length = len(self._strands[answer[-1]].text)
            around.setdefault(answer[-1], []).append(Edit(length, length, last))
        around |= {copy: around[original] for copy, original in self._copies.items() if original in around}
        events = self._rewritten(around)
        bodies = [self._dialect.body_of(event) for event in events]
        return JsonHeard(events, bodies, self._dialect, stream=self._stream, data_wanted=self._data_wanted)

    def worded(self, words: Sequence[str]) -> JsonHeard:
        """The reply with other words for people; where an answer stands in several strings, the first of them says it all."""
        said: dict[int, list[Edit]] = {}
        for answer, new in zip(self._answers, words, strict=True):
            for at in answer:
                length = len(self._strands[at].text)
                said[at] = [Edit(0, length, new if at == answer[0] else "")]
        said |= {copy: said[original] for copy, original in self._copies.items() if original in said}
        events = [self._without_probabilities(event) for event in self._rewritten(said)]
        bodies = [self._dialect.body_of(event) for event in events]
        return JsonHeard(events, bodies, self._dialect, stream=self._stream, data_wanted=self._data_wanted)

    def written(self, edits: Sequence[Sequence[Edit]], *, after: int = 0) -> bytes:
        """The reply with one list of edits a passage made; every other byte of its data stays. ``after`` so many events."""
        each = iter(edits)
        made = {at: self._edits(strand, lambda _passage: next(each)) for at, strand in enumerate(self._strands)}
        events = self._rewritten(made)
        if not self._stream:
            return events[0].encode()
        if self._dialect.lines:
            return lines.write(events[after:])
        return sse.write(events[after:], [self._dialect.event(body) if body else "" for body in self._bodies[after:]])

    def _without_probabilities(self, event: str) -> str:
        """They spell, token by token, the words that were taken out."""
        if not any(f'"{key}"' in event for key in _PROBABILITIES) or self._dialect.body_of(event) is None:
            return event
        return json.dumps(_emptied(json.loads(event)), ensure_ascii=False)

    def _edits(self, strand: Strand, change: leaves.Change) -> list[Edit]:
        passage = Passage(ClearText(strand.text), strand.form, strand.label)
        return leaves.edits_of(passage, change, cut_off=strand.arguments)

    def _rewritten(self, edits: dict[int, list[Edit]]) -> list[str]:
        """The events with edits of the strands made in them."""
        in_events: dict[int, list[Edit]] = {}
        for at, made in edits.items():
            strand = self._strands[at]
            for piece, changes in zip(strand.pieces, strand.scattered(made), strict=True):
                if changes:
                    edit = rewritten(piece.literal, apply(piece.literal.words, changes))
                    in_events.setdefault(piece.event, []).append(edit)
        return [
            apply(event, sorted(in_events.get(at, []), key=lambda edit: edit.start))
            for at, event in enumerate(self._events)
        ]


_PROBABILITIES = frozenset("logprobs top_logprobs logprobsResult logprobs_result".split())


def _emptied(value: Any) -> Any:
    if isinstance(value, list):
        return [_emptied(one) for one in value]
    if not isinstance(value, dict):
        return value
    none: dict[str, Any] = {key: [] if isinstance(value[key], list) else None for key in _PROBABILITIES & value.keys()}
    return {key: none[key] if key in none else _emptied(one) for key, one in value.items()}


def _first_said(strands: Sequence[Strand]) -> dict[object, int]:
    """By key, which strand says it: the pieces, or the first repetition of what never came in pieces."""
    first: dict[object, int] = {}
    for at, strand in enumerate(strands):
        if strand.key is not None:
            first[strand.key] = at
    for at, strand in enumerate(strands):
        if strand.repeats is not None:
            first.setdefault(strand.repeats, at)
    return first


def strands_of(events: Sequence[str], bodies: Sequence[Body | None], dialect: Dialect) -> Iterator[Strand]:
    """The strings of a reply, the pieces of a stream joined, in the order in which they begin."""
    strands: dict[object, Strand] = {}
    for number, (event, body) in enumerate(zip(events, bodies, strict=True)):
        if body is None:
            continue
        for at, literal in enumerate(scan(dialect.scanned(event))):
            strand = dialect.strand(literal, body)
            if strand is not None:
                key = (number, at) if strand.key is None else ("key", strand.key)
                strands.setdefault(key, strand).pieces.append(Piece(number, literal))
    yield from (strand.growing() for strand in strands.values()) if dialect.cumulative else strands.values()
