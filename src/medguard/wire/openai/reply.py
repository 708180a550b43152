"""A reply: a chat completion or the chunks of one, its strings joined, read once and in one way."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from medguard.types import ClearText, Edit, Form, Passage
from medguard.wire import leaves, sse
from medguard.wire.json_text import Literal, Path, Sort, apply, is_json, rewritten, scan
from medguard.wire.openai.body import json_object
from medguard.wire.openai.protocol import ENVELOPE, KEYS, VALUES, place
from medguard.wire.strands import Piece, Strand, scattered


class ChatHeard:
    """A reply that has been read: a chat completion, or the chunks of one."""

    def __init__(
        self, events: list[str], bodies: list[dict[str, Any] | None], *, stream: bool, data_wanted: bool
    ) -> None:
        self._events, self._bodies, self._stream, self._data_wanted = events, bodies, stream, data_wanted
        self._strands = list(_strands(events, bodies))
        self.choices = len({strand.choice for strand in self._strands if strand.choice is not None}) or len(
            {_index(choice, at) for body in bodies if body for at, choice in enumerate(body["choices"])}
        )
        self.media_type = "text/event-stream" if stream else "application/json"
        self.passages: list[Passage] = []
        self.places: list[str] = []
        for strand in self._strands:
            before = len(self.passages)
            self._edits(strand, leaves.collect(self.passages))
            self.places += [strand.place] * (len(self.passages) - before)

    @property
    def tokens(self) -> dict[str, int]:
        """What the provider counted, as it said last."""
        said = [body["usage"] for body in self._bodies if body and isinstance(body.get("usage"), dict)]
        counts = {name: said[-1].get(name) for name in _COUNTS} if said else {}
        return {name: count for name, count in counts.items() if type(count) is int and 0 <= count < _MOST_TOKENS}

    @property
    def for_people(self) -> list[str]:
        """The words that a person will read, one string an answer."""
        return [strand.text for strand in self._strands if self._for_people(strand)]

    def _for_people(self, strand: Strand) -> bool:
        """Words that are shown. JSON is, too, unless the caller asked for data."""
        return strand.speech and bool(strand.text.strip()) and not (self._data_wanted and is_json(strand.text))

    def amended(self, first: str, last: str) -> ChatHeard:
        """The reply with ``first`` before and ``last`` after the words for people of every answer."""
        around = {
            at: [Edit(0, 0, first), Edit(len(strand.text), len(strand.text), last)]
            for at, strand in enumerate(self._strands)
            if self._for_people(strand)
        }
        events = self._rewritten(around)
        bodies = [
            None if body is None else json_object(event) for body, event in zip(self._bodies, events, strict=True)
        ]
        return ChatHeard(events, bodies, stream=self._stream, data_wanted=self._data_wanted)

    def written(self, edits: Sequence[Sequence[Edit]]) -> bytes:
        """The reply with one list of edits a passage made; every other byte of its data stays."""
        each = iter(edits)
        made = {at: self._edits(strand, lambda _passage: next(each)) for at, strand in enumerate(self._strands)}
        events = self._rewritten(made)
        return sse.write(events) if self._stream else events[0].encode()

    def _edits(self, strand: Strand, change: leaves.Change) -> list[Edit]:
        passage = Passage(ClearText(strand.text), strand.form, strand.label)
        return leaves.edits_of(passage, change, cut_off=strand.arguments)

    def _rewritten(self, edits: dict[int, list[Edit]]) -> list[str]:
        """The events with edits of the strands made in them."""
        in_events: dict[int, list[Edit]] = {}
        for at, made in edits.items():
            pieces = self._strands[at].pieces
            for piece, changes in zip(
                pieces, scattered([len(piece.literal.words) for piece in pieces], made), strict=True
            ):
                if changes:
                    edit = rewritten(piece.literal, apply(piece.literal.words, changes))
                    in_events.setdefault(piece.event, []).append(edit)
        return [
            apply(event, sorted(in_events.get(at, []), key=lambda edit: edit.start))
            for at, event in enumerate(self._events)
        ]


def _strands(events: list[str], bodies: list[dict[str, Any] | None]) -> Iterator[Strand]:
    """The strings of a reply, the pieces of a stream joined: one strand a choice and field."""
    strands: dict[tuple[Any, ...], Strand] = {}
    for number, (event, body) in enumerate(zip(events, bodies, strict=True)):
        if body is None:
            continue
        for literal in scan(event):
            steps = _steps(literal.path, body)
            if not _is_said(literal, steps):
                continue
            # What a delta says goes on in the next event; everything else is said anew each time.
            goes_on = steps[0] == "choices" and steps[2:3] in {("delta",), ("message",)}
            key = (steps, literal.sort) if goes_on else (steps, literal.sort, number)
            strand = strands.setdefault(key, _strand(steps, literal))
            strand.pieces.append(Piece(number, literal))
    yield from strands.values()


def _strand(steps: Path, literal: Literal) -> Strand:
    own = literal.sort is Sort.STRING and (steps[0] in ENVELOPE or steps[-1] == "id") and _ID.fullmatch(literal.words)
    token = own or literal.sort is Sort.KEY or steps[-2:] in {("function", "name"), ("custom", "name")}
    return Strand(
        # No check looks at what the provider made up for itself; a stand-in in it is restored all the same.
        place="" if own else place(tuple("message" if step == "delta" else step for step in steps)),
        form=Form.TOKEN if token else Form.PROSE,
        label=leaves.label_of(steps),
        choice=steps[1] if steps[0] == "choices" and len(steps) > 1 and isinstance(steps[1], int) else None,
        arguments=steps[-2:] == ("function", "arguments"),
        speech=literal.sort is Sort.STRING and _is_speech(steps),
    )


_ID = re.compile(r"[A-Za-z0-9_.:/-]{1,128}")


def _is_speech(steps: Path) -> bool:
    """Whether a model says this to a person: content, its text parts, a refusal; not what it thinks or calls."""
    match steps:
        case ("choices", _, "message" | "delta", "content" | "refusal"):
            return True
        case ("choices", _, "message" | "delta", "content", *_, "text" | "refusal"):
            return True
        case ("choices", _, "text"):
            return True
        case _:
            return False


def _is_said(literal: Literal, steps: Path) -> bool:
    if "logprobs" in steps:
        return False
    if literal.sort is Sort.KEY:
        return not (literal.words in KEYS or literal.words in ENVELOPE)
    if literal.sort is Sort.NUMBER:
        return leaves.is_long(literal.words) and not _COUNTED.search(str(steps[-1]))
    return literal.words not in VALUES.get(str(steps[-1]), ())


_COUNTED = re.compile(r"created|tokens|duration|time|seconds|count|index", re.IGNORECASE)
"""Numbers that servers measure. Others of that length may be somebody's telephone."""


def _steps(path: Path, body: dict[str, Any]) -> Path:
    """The path with the ``index`` that a list's element gives itself: chunks of three choices come in any order."""
    steps: list[str | int] = []
    at: Any = body
    for step in path:
        try:
            at = at[step]
        except (KeyError, IndexError, TypeError):  # a key that is there twice; its first value has another shape
            at = None
        steps.append(_index(at, step) if isinstance(step, int) else step)
    return tuple(steps)


_COUNTS = ("prompt_tokens", "completion_tokens", "total_tokens")
_MOST_TOKENS = 1_000_000_000

_MOST_CHOICES = 128


def _index(element: object, position: int) -> int:
    own = element.get("index") if isinstance(element, dict) else None
    return own if type(own) is int and 0 <= own < _MOST_CHOICES else position


def is_chunk(body: dict[str, Any]) -> bool:
    """Whether a body is a chat completion or a chunk of one, and can be read in one way only."""
    choices = body.get("choices")
    if not isinstance(choices, list) or not all(isinstance(choice, dict) for choice in choices) or body.get("error"):
        return False
    # Two answers of one number would be taken for one, and only one of them labelled.
    own = [choice["index"] for choice in choices if "index" in choice]
    return len(set(map(str, own))) == len(own) and all(type(one) is int and 0 <= one < _MOST_CHOICES for one in own)


def is_finished(bodies: list[dict[str, Any] | None], *, stream: bool) -> bool:
    """Whether there is an answer and its end was said: by ``[DONE]``, or by a reason to finish for every choice.

    Some servers say only one of them, so one is enough.
    """
    begun, finished = set(), set()
    for body in bodies:
        for at, choice in enumerate(body["choices"] if body else ()):
            begun.add(_index(choice, at))
            if choice.get("finish_reason"):
                finished.add(_index(choice, at))
    return bool(begun) and (not stream or bodies[-1] is None or begun == finished)
