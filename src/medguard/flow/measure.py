"""Facts of a request and a reply: counts, kinds and places, and no words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace

from medguard.errors import AuditError
from medguard.flow.parts import Parts
from medguard.types import (
    Again,
    Answer,
    Asked,
    Detector,
    Form,
    Heard,
    Identifiers,
    Label,
    Ledger,
    NoticeKind,
    Passage,
    PlacedIdentifiers,
    Reply,
    ReplyFacts,
    RequestFacts,
    Said,
    Shown,
    Span,
    StandInPlace,
    StandIns,
    Text,
    Wire,
)


def spans_of(passages: Sequence[Passage], detector: Detector) -> list[list[Span]]:
    """What the detector finds, and what the protocol itself calls an identifier."""
    return [
        [Span(0, len(passage.text.words), passage.whole, 1.0)] if passage.whole and passage.text.words else list(found)
        for passage, found in zip(passages, detector.spans(passages), strict=True)
    ]


def placed(places: Sequence[str], spans: Sequence[Sequence[Span]]) -> tuple[PlacedIdentifiers, ...]:
    """Identifiers by place and kind. Where they stand in thousands of places, the rest is counted under ``*``."""
    counted = Counter((place, span.kind) for place, found in zip(places, spans, strict=True) for span in found)
    named = dict(counted.most_common(_MOST_PLACES))
    rest = Counter[tuple[str, str]]()
    for (place, kind), count in counted.items():
        if (place, kind) not in named:
            rest["*", kind] += count
    return tuple(
        PlacedIdentifiers(place=place, kind=kind, count=count)
        for (place, kind), count in sorted({**named, **rest}.items())
    )


_MOST_PLACES = 200


def request_facts(
    provider: str,
    asked: Asked,
    safe: Asked,
    spans: Sequence[Sequence[Span]],
    parts: Parts,
    *,
    replaced: int,
    remaining: int,
) -> RequestFacts:
    """What rules see of a request."""
    by_kind = Counter(span.kind for found in spans for span in found)
    # Who asks for the first time has been shown nothing, whatever the conversation claims.
    earlier = [parts.notices.disclosures(said.words, "earlier_reply") for said in asked.earlier_replies]
    earlier = earlier if safe.turn > 1 else []
    asks_if_ai, asks_to_strip_label = parts.contents.question(safe.question.words)
    return RequestFacts(
        provider=provider,
        model=safe.model,
        stream=safe.stream,
        turn=safe.turn,
        identifiers=Identifiers(
            found=by_kind.total(), replaced=replaced, remaining=remaining, by_kind=dict(sorted(by_kind.items()))
        ),
        unread=safe.unread,
        disclosures=tuple({shown.kind: shown for found in earlier for shown in found}.values()),
        turns_since_notice=next((n for n, found in enumerate(reversed(earlier)) if _says_ai(found)), len(earlier)),
        asks_if_ai=asks_if_ai,
        asks_to_strip_label=asks_to_strip_label,
        ledger_ready=_ready(parts.ledger),
    )


def _says_ai(found: Sequence[Shown]) -> bool:
    return any(shown.kind == NoticeKind.INTERACTION for shown in found)


def _ready(ledger: Ledger) -> bool:
    try:
        ledger.check_writable()
    except AuditError:
        return False
    return True


_KNOWN_BY_THEMSELVES = frozenset(("EMAIL", "FAX", "ID_CARD", "IP", "PHONE", "SSN", "URL"))
"""Kinds that a pattern knows without the words around. The others depend on these, and stand-ins have changed them."""


def remaining_in(safe: Asked, table: StandIns, parts: Parts) -> int:
    """A second look at what would be sent: patterns, and every value that the table knows."""
    again = [Passage(passage.text, Form.TOKEN, kinds=_KNOWN_BY_THEMSELVES) for passage in safe.passages]
    count = 0
    for passage, found in zip(again, parts.detector.spans(again), strict=True):
        hidden = [(place.start, place.end) for place in table.find(passage.text.words)]
        count += sum(
            span.kind in _KNOWN_BY_THEMSELVES
            and not any(start < span.end and span.start < end for start, end in hidden)
            for span in found
        )
    return count + table.remaining("\n\0\n".join(passage.text.words for passage in again))


_ADDRESS = re.compile(r"\b[a-z][a-z0-9+.-]{1,15}://[!-~]*", re.IGNORECASE)
"""A URL, up to the first character that is not ASCII: Chinese writes on without a blank."""


def stand_ins_of(heard: Heard, table: StandIns) -> list[list[StandInPlace]]:
    """The stand-ins of a reply."""
    return [stand_ins_in(passage.text.words, table) for passage in heard.passages]


def stand_ins_in(words: str, table: StandIns) -> list[StandInPlace]:
    """In a URL they stay: whoever opens it would send the name to somebody else's server."""
    addresses = [address.span() for address in _ADDRESS.finditer(words)]
    return [
        replace(place, edit=None) if any(start <= place.start < end for start, end in addresses) else place
        for place in table.find(words)
    ]


def uncut_by(table: StandIns) -> Callable[[str, int], bool]:
    """Whether a text can be cut at a place, and nothing that stands for somebody goes across."""

    def uncut(words: str, at: int) -> bool:
        if table.goes_on(words[:at]) or any(one.start < at < one.end for one in table.find(words)):
            return False
        # An address that may go on: a name in the rest of it would not be seen to stand in one.
        return not any(
            start < at and (at < end or end == len(words))
            for start, end in (address.span() for address in _ADDRESS.finditer(words))
        )

    return uncut


def as_said(heard: Heard) -> bytes:
    """The reply with every stand-in still in its place."""
    return heard.written([()] * len(heard.passages))


def heard_again(wire: Wire, asked: Asked, safe: Asked, table: StandIns, answer: Answer) -> Reply:
    """A further answer to the same request, as checks see it."""
    heard = wire.hear(answer, asked=asked)
    return reply_of(heard, stand_ins_of(heard, table), safe)


def reply_of(heard: Heard, found: Sequence[Sequence[StandInPlace]], safe: Asked, again: Again | None = None) -> Reply:
    """A reply as checks see it."""
    read = set(heard.for_people)
    return Reply(
        said=tuple(
            Said(
                where,
                Text(passage.text.words),
                tuple((one.start, one.end) for one in places if one.edit),
                for_people=passage.text.words in read,
            )
            for passage, where, places in zip(heard.passages, heard.places, found, strict=True)
            if where
        ),
        sent=tuple(Text(passage.text.words) for passage in safe.passages),
        again=again,
    )


def reply_facts(  # noqa: PLR0917  each is a plain value
    status: int,
    choices: int,
    for_people: Sequence[str],
    found: Sequence[Sequence[StandInPlace]],
    parts: Parts,
    exchange_id: str,
) -> ReplyFacts:
    """What rules see of a reply."""
    labels = [parts.notices.label(words) for words in for_people]
    disclosed = [parts.notices.disclosures(words, "reply") for words in for_people]
    contents = [parts.contents.reply(words) for words in for_people]
    places = [place for places in found for place in places]
    professional = parts.deployment.audience.professional_only
    marks = parts.marks if for_people else None
    return ReplyFacts(
        status=status,
        choices=choices,
        for_people=bool(for_people),
        # Every answer of several must carry it: the one that lacks it speaks for all.
        label=min(labels, key=lambda label: label.explicit_text is not None, default=Label()),
        disclosures=tuple(one for one in disclosed[0] if all(one in other for other in disclosed)) if disclosed else (),
        restored=sum(place.edit is not None for place in places),
        unrestored=sum(place.edit is None for place in places),
        output_types=tuple(sorted({kind for kinds, _, _ in contents for kind in kinds})),
        claims_to_be_human=any(human for _, human, _ in contents),
        tokens=sum(map(_tokens, for_people)),
        exported_file=False,
        implicit_label=marks.implicit(exchange_id) if marks else None,
        marks=marks.marks() if marks else (),
        detection_ref=marks.detection_ref if marks else None,
        upstream_marks_lost=False,  # bytes of the reply are kept, but for stand-ins and notices
        reaches_people_outside=None if professional is None else not professional,
        patient_facing=None if professional is None else not professional,
        visible_label=all(said for _, _, said in contents) if contents else None,
    )


_PIECE = re.compile(r"[\u3400-\u9fff]|[^\W\u3400-\u9fff]{1,6}|[^\w\s]")


def _tokens(words: str) -> int:
    """About how many tokens a model would count: a Chinese character, six letters, a sign."""
    return sum(1 for _ in _PIECE.finditer(words))
