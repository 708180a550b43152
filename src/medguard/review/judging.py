"""A held reply heard again: as it was, and in a reviewer's words, judged by the same checks as the model's.

What a reviewer writes is no safer than what a model writes: a telephone number from another chart, a dose, an order by another name. So their words go the
whole way again: known values behind their stand-ins, every check, what the text is, notices that a rule asks for.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import orjson

from medguard.errors import GuardError, UpstreamError
from medguard.flow import Parts
from medguard.flow.measure import as_said, reply_facts, reply_of, stand_ins_of
from medguard.phi.standins import Entry, StandInTable
from medguard.types import (
    Answer,
    Asked,
    Decision,
    Edit,
    Effect,
    Finding,
    Heard,
    HeldReply,
    NoticeKind,
    Passage,
    ReplyFacts,
    Span,
    StandInPlace,
)
from medguard.wire import spelled_wire

_STAND_IN = re.compile(r"\[(?P<kind>[A-Z][A-Z0-9_]*)_(?P<number>[0-9]{1,9})\]")
_NO_LETTER = re.compile(r"[\ud800-\udfff]")
_MOST_COMPARED = 16_000_000
"""Pairs of words: a second or two."""
_WORD = re.compile(r"\s+|[\u3400-\u9fff]|\w+|.", re.DOTALL)


class Known:
    """What stands for somebody in a held reply, and the way back. Satisfies ``medguard.types.StandIns``.

    >>> known = Known([("[NAME_1]", "Ann Lee")])
    >>> known.hidden("Ann Lee and Ann Leeson"), [place.edit.words for place in known.find("**name_1**")]
    ('[NAME_1] and Ann Leeson', ['Ann Lee'])
    """

    def __init__(self, pairs: Sequence[tuple[str, str]], avoid: Sequence[str] = ()) -> None:
        """``avoid`` is what the model was sent: what reads like a stand-in there, and is none, is the caller's own."""
        self._pairs = [(words, value) for words, value in pairs if words and value]
        bracketed = [(found, value) for words, value in self._pairs if (found := _STAND_IN.fullmatch(words))]
        self._table = StandInTable.of(
            [Entry(found["kind"], int(found["number"]), value) for found, value in bracketed], avoid
        )
        self._others = {words: value for words, value in self._pairs if not _STAND_IN.fullmatch(words)}
        self._words = {value: words for words, value in reversed(self._pairs)}

    def find(self, words: str) -> list[StandInPlace]:
        """Stand-ins, sorted, not overlapping."""
        places = self._table.find(words)
        taken = [(place.start, place.end) for place in places]
        places += [
            StandInPlace(one.start(), one.end(), Edit(one.start(), one.end(), self._others[one[0]]))
            for one in _any_of(self._others).finditer(words)
            if not any(start < one.end() and one.start() < end for start, end in taken)
        ]
        return sorted(places, key=lambda place: place.start)

    def hidden(self, words: str) -> str:
        """The words with every known value behind its stand-in."""
        return _any_of(self._words).sub(lambda found: self._words[found[0]], words)

    def hide(self, passage: Passage, spans: Sequence[Span]) -> list[Edit]:
        """Nothing new is hidden here: what a reviewer adds is to be seen by the checks."""
        del passage, spans
        return []

    def goes_on(self, words: str) -> bool:
        """No reply that waits is still being written."""
        del words
        return False

    def remaining(self, words: str) -> int:
        """How many values still stand there."""
        return sum(1 for _ in _any_of(self._words).finditer(words))

    def known(self) -> list[tuple[str, str]]:
        """All of them."""
        return self._pairs


def _any_of(words: Sequence[str] | dict[str, str]) -> re.Pattern[str]:
    """Any of these words, the longest first, not inside of other words."""
    each = sorted(words, key=len, reverse=True)
    return re.compile("|".join(_whole(one) for one in each) or r"(?!)")


def _whole(word: str) -> str:
    before = r"(?<![A-Za-z0-9_])" if word[0].isascii() and (word[0].isalnum() or word[0] == "_") else ""
    after = r"(?![A-Za-z0-9_])" if word[-1].isascii() and (word[-1].isalnum() or word[-1] == "_") else ""
    return before + re.escape(word) + after


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A reply in a reviewer's words. Its ``repr`` shows none of them."""

    content: bytes = field(repr=False)
    said: bytes = field(repr=False)
    reply: ReplyFacts
    findings: tuple[Finding, ...]
    decision: Decision
    changes: bytes = field(repr=False)
    """What is different, stand-ins in their places."""


def words_of(held: HeldReply, *, names: bool) -> tuple[str, ...]:
    """The words for people, one string an answer. Raises GuardError for a reply that cannot be heard any more."""
    if not held.wire:  # of an earlier release, which kept bytes alone
        return (held.content.decode("utf-8", "replace"),) if names else ()
    heard, _ = _heard(held, held.content if names else held.said)
    return tuple(heard.for_people)


def can_be_edited(held: HeldReply, *, names: bool) -> bool:
    """Whether other words can be judged and restored: only if what is known here restores the reply just as the flow did.

    Where something else than stand-ins stands for names, who sees no names would write a made-up one that nobody takes for one.
    """
    if not held.wire or (not names and not all(_STAND_IN.fullmatch(words) for words, _ in held.known)):
        return False
    heard, asked = _heard(held, held.said)
    return _restored(heard, _known(held, asked)) == held.content


def beside(held: HeldReply, *, names: bool) -> tuple[str, ...]:
    """What else the reply holds, as it would be released: what the model thought, calls of tools. Nobody reads it aloud, and it goes along."""
    if not held.wire:
        return ()
    heard, _ = _heard(held, held.content if names else held.said)
    said = "\n".join(heard.for_people)
    return tuple(
        passage.text.words
        for passage, where in zip(heard.passages, heard.places, strict=True)
        if where and passage.text.words.strip() and passage.text.words not in said
    )


def judged(
    held: HeldReply,
    words: Sequence[str],
    parts: Parts,
    exchange_id: str,
    decide: Callable[[ReplyFacts, tuple[Finding, ...]], Decision],
) -> Judged:
    """Hear the reply in other words and judge it. Raises GuardError where the words do not fit."""
    heard, asked = _heard(held, held.said)
    table = _known(held, asked)
    hidden = [table.hidden(one) for one in words]
    before = list(heard.for_people)
    must_fit(hidden, answers=len(before))
    heard = heard.worded(hidden)
    if list(heard.for_people) != hidden:  # it would be read otherwise than it was written
        raise _misfit()
    made = _measured(held, heard, asked, table, parts, exchange_id)
    decision = decide(*made)
    # As in the flow: a notice or label that a rule asks for is put in, and the rules are asked again.
    if kinds := _notices(decision, parts):
        for kind in reversed(kinds):
            heard = heard.amended(*parts.notices.amendment(kind, "\n".join(heard.for_people)))
        made = _measured(held, heard, asked, table, parts, exchange_id)
        decision = decide(*made)
    changes = [difference(was, now) for was, now in zip(before, heard.for_people, strict=True)]
    return Judged(
        content=_restored(heard, table),
        said=as_said(heard),
        reply=made[0],
        findings=made[1],
        decision=decision,
        changes=orjson.dumps(changes),
    )


def must_fit(words: Sequence[str], *, answers: int) -> None:
    """Words for each answer of a reply. Raises GuardError; half a pair of surrogates is no letter, and no bytes could hold it."""
    if len(words) != answers or not all(one.strip() and not _NO_LETTER.search(one) for one in words):
        raise _misfit()


def difference(was: str, now: str) -> list[dict[str, str | int]]:
    """What was changed, word by word: where in the old text, what stood there, what stands there now.

    >>> difference("Take 500 mg daily.", "Take 50 mg daily.")
    [{'at': 5, 'was': '500', 'now': '50'}]
    """
    old, new = _WORD.findall(was), _WORD.findall(now)
    # What is the same before and behind costs nothing, and what is left is compared only as far as it is soon done.
    first = _alike(old, new)
    last = _alike(old[first:][::-1], new[first:][::-1])
    at = len("".join(old[:first]))
    old, new = old[first : len(old) - last], new[first : len(new) - last]
    if not old or not new or len(old) * len(new) > _MOST_COMPARED:
        return [{"at": at, "was": "".join(old), "now": "".join(new)}] if old or new else []
    starts = [at]
    for piece in old:
        starts.append(starts[-1] + len(piece))
    return [
        {"at": starts[i1], "was": "".join(old[i1:i2]), "now": "".join(new[j1:j2])}
        for tag, i1, i2, j1, j2 in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
        if tag != "equal"
    ]


def _alike(one: Sequence[str], other: Sequence[str]) -> int:
    """How many words are the same, from the first on."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (left, right) in pairs if left != right), min(len(one), len(other)))


def _heard(held: HeldReply, content: bytes) -> tuple[Heard, Asked]:
    trouble = ""
    try:
        wire = spelled_wire(held.wire)
        asked = wire.read(held.sent)
        return wire.hear(Answer(held.status, content, held.media_type), asked=asked), asked
    except (KeyError, TypeError, ValueError, UpstreamError) as error:
        trouble = type(error).__name__
    raise GuardError(
        f"The held reply cannot be heard again ({trouble}); nothing was released.",
        remedy="Refuse it, and have the question asked again.",
        remedy_zh="无法重新解析待复核的回复，内容未放行。请拒绝该回复并重新提问。",
    )


def _known(held: HeldReply, asked: Asked) -> Known:
    return Known(held.known, [passage.text.words for passage in asked.passages])


def _restored(heard: Heard, table: Known) -> bytes:
    found = stand_ins_of(heard, table)
    return heard.written([[place.edit for place in places if place.edit] for places in found])


def _measured(  # noqa: PLR0917  each is a plain value
    held: HeldReply, heard: Heard, asked: Asked, table: Known, parts: Parts, exchange_id: str
) -> tuple[ReplyFacts, tuple[Finding, ...]]:
    found = stand_ins_of(heard, table)
    findings = parts.checks(reply_of(heard, found, asked))
    return reply_facts(held.status, heard.choices, heard.for_people, found, parts, exchange_id), findings


def _notices(decision: Decision, parts: Parts) -> list[NoticeKind]:
    duties = {Effect.REQUIRE_DISCLOSURE, Effect.REQUIRE_LABEL}
    wanted = {parts.notice(ruling.rule) for ruling in decision.rulings if ruling.effect in duties}
    return [kind for kind in NoticeKind if kind in wanted]


def _misfit() -> GuardError:
    return GuardError(
        "The edited words do not fit the reply: an answer is empty, missing, or cannot be written in its place; nothing was changed.",
        remedy="Give each answer of the reply its words, or refuse the reply.",
        remedy_zh="修改后的文字与回复不符（某个答案为空、缺失或无法写回），未作更改。请为每个答案填写文字，或拒绝该回复。",
    )
