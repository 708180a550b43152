"""A stream that goes out sentence by sentence: each once it is read, and the rules allow what has been said so far.

What they do not allow as yet waits: for more words, or for the end, when everything is judged once more and can still be stopped.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence

from medguard.flow.measure import reply_facts, stand_ins_in
from medguard.flow.so_far import SoFar
from medguard.types import (
    Answer,
    Asked,
    Finding,
    Heard,
    Listening,
    More,
    Reply,
    Said,
    StandIns,
    Stretch,
    Text,
)

GOOD = range(200, 300)
EVENT_STREAM = "text/event-stream"


def by_sentence(
    so_far: SoFar, listening: Listening, answer: Answer, *, table: StandIns, safe: Asked
) -> Generator[More, bytes | None, Heard]:
    """Hear a stream, and let go of it what may go; return it as a whole."""
    marks = so_far.parts.marks
    headers = marks.early(so_far.id) if marks else {}
    sentences = _Sentences(so_far, listening, answer.status, table, safe)
    chunk: bytes | None = answer.content
    while chunk is not None:
        with so_far.timed("sentences"):
            listening.feed(chunk)
            going = sentences.going_on()
            so_far.released_early = listening.released
            so_far.gone += going
        with so_far.timed("ask"):
            chunk = yield More(going, media_type=EVENT_STREAM, headers=headers, exchange=so_far.id)
    return listening.end()


class _Sentences:
    """What of a stream may go on now: read by the checks that can judge a sentence, and allowed by the rules so far."""

    def __init__(self, so_far: SoFar, listening: Listening, status: int, table: StandIns, safe: Asked) -> None:
        self._so_far, self._listening, self._status, self._table = so_far, listening, status, table
        self._sent = tuple(Text(passage.text.words) for passage in safe.passages)
        self._findings: tuple[Finding, ...] = ()
        self._begun = False
        self._judged = 0
        """Characters of what was judged last and had to wait."""

    def going_on(self) -> bytes:
        """The events that may go on now; empty if nothing may."""
        parts = self._so_far.parts
        assert parts.sentence_checks is not None  # noqa: S101  nobody comes here without
        stretches = self._listening.stretches()
        length = sum(len(stretch.text.words) for stretch in stretches if stretch.for_people)
        if length <= self._judged:
            return b""  # nothing new is said; what the model thinks, and names of events, go along with it
        found = [stand_ins_in(stretch.text.words, self._table) for stretch in stretches]
        # 1. Checks, of what is new, behind what came just before.
        said = tuple(self._said(stretch) for stretch in stretches if stretch.place)
        findings = self._findings + parts.sentence_checks(Reply(said, self._sent))
        # 2. The rules, on all that has been said so far.
        words = self._listening.said()
        facts = reply_facts(self._status, max(1, len(words)), words, found, parts, self._so_far.id)
        allowed, duties = self._so_far.allowed_so_far(facts, findings)
        if not allowed:
            self._judged = length
            return b""
        # 3. What a reader must see first.
        if not self._begun:
            self._begun = True
            if self._begin(duties, words):
                return self.going_on()
        self._findings, self._judged = tuple(one for one in findings if one.kind), 0
        return self._listening.release([[place.edit for place in places if place.edit] for places in found])

    def _said(self, stretch: Stretch) -> Said:
        words = stretch.before.words + stretch.text.words
        places = [(one.start, one.end) for one in stand_ins_in(words, self._table) if one.edit]
        return Said(stretch.place, Text(words), tuple(places), for_people=stretch.for_people)

    def _begin(self, duties: Sequence[str], words: Sequence[str]) -> bool:
        notices = [(kind, first) for kind, first, _last in self._so_far.amendments(duties, words) if first]
        for kind, first in notices:
            self._so_far.shown(kind, first, "")
        if notices:
            self._listening.begin("".join(first for _kind, first in notices))
        return bool(notices)
