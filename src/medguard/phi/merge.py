"""From what many recognizers found to spans that do not overlap and hold the identifying words only."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator

from medguard.phi.kinds import Kind
from medguard.phi.recognizers.table import GOOD, STRONG
from medguard.phi.trim import CREDENTIAL_OR_STATE, pare, trim
from medguard.types import Span

_OPEN = frozenset({Kind.LOCATION, Kind.ORG})
"""Kinds without an end of their own: the longest reading is right."""
_JOINED = {
    Kind.LOCATION: re.compile(r"[, ]{0,3}"),
    Kind.NAME: re.compile(r" |, (?=[A-Z])|·"),
}


def merge(words: str, spans: Iterable[Span]) -> list[Span]:
    """Sorted spans that do not overlap.

    Where some overlap, the one with a check digit gives the kind, then one with its context, then the longer; together they
    keep every character that any of them covered, except that a name or number whose form is known ends where that says, and
    not where a model thinks ("张伟于", "QQ：123456"). Parts of one address or one name that follow each other become one.
    """
    trimmed = _no_doctors_town(words, [t for span in _beside_tags(words, spans) if (t := trim(words, span))])
    formed = sorted((span.start, span.end) for span in trimmed if span.score >= GOOD and span.kind not in _OPEN)
    trimmed = [span for span in trimmed if span.score >= GOOD or span.kind in _OPEN or not _overlaps(span, formed)]
    trimmed.sort(key=lambda s: (s.start, -s.end))
    groups: list[list[Span]] = []
    reach = -1
    for span in trimmed:
        if span.start < reach:
            groups[-1].append(span)
        else:
            groups.append([span])
        reach = max(reach, span.end)
    whole = [
        Span(group[0].start, max(s.end for s in group), best.kind, best.score)
        for group in groups
        for best in [max(group, key=lambda s: (s.score >= 1, s.score >= STRONG, s.end - s.start, s.score, s.kind))]
    ]
    return [pared for span in _join(words, whole) if (pared := pare(words, span))]


# The number of a DICOM element and the kind of its value (PS3.5 6.2), as dumps write them: "(0008,0080) LO"; a code beside
# what it means (FHIR Coding and ValueSet).
_TAG = re.compile(
    r"\([0-9A-Fa-f]{4}, ?[0-9A-Fa-f]{4}\)(?: (?:A[EST]|CS|D[AST]|IS|L[OT]|O[BFW]|PN|S[HLQST]|TM|U[ILNST])\b)?|"
    r"\"code\"\s{0,3}:\s{0,3}\"[\w.:/-]{1,32}\"(?=\s{0,3},\s{0,12}\"display\")"
)


def _beside_tags(words: str, spans: Iterable[Span]) -> Iterator[Span]:
    """The spans without the tags of DICOM elements and codes with their meaning, which look like years, records and places."""
    tags = [tag.span() for tag in _TAG.finditer(words)] if "(0" in words or '"display"' in words else []
    for span in spans:
        start, end = span.start, span.end
        for first, last in _touching(start, end, tags):
            start, end = (max(start, last), end) if first <= start else (start, min(end, first))
        if start < end:
            yield span if (start, end) == (span.start, span.end) else Span(start, end, span.kind, span.score)


def _no_doctors_town(words: str, spans: list[Span]) -> list[Span]:
    """Without the places that are a name and a degree: "Ozols, ID" where "B. Ozols" is somebody."""
    ends = {span.end for span in spans if span.kind == Kind.NAME}
    return [
        span
        for span in spans
        if not (
            span.kind == Kind.LOCATION
            and (state := CREDENTIAL_OR_STATE.search(words, span.start, span.end))
            and state.start() in ends
        )
    ]


def _overlaps(span: Span, places: list[tuple[int, int]]) -> bool:
    """Whether one of the sorted places touches the span. Of those that begin before its end, the last few can."""
    return any(True for _ in _touching(span.start, span.end, places))


def _touching(start: int, end: int, places: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    last = bisect_left(places, (end, 0))
    return (place for place in places[max(0, last - _NEAR) : last] if place[1] > start)


_NEAR = 8
"""Places that may lie over one another."""


def _join(words: str, spans: list[Span]) -> list[Span]:
    joined: list[Span] = []
    for span in spans:
        before = joined[-1] if joined else None
        between = _JOINED.get(Kind(span.kind)) if before is not None and before.kind == span.kind else None
        if before is not None and between is not None and between.fullmatch(words, before.end, span.start):
            joined[-1] = Span(before.start, span.end, span.kind, max(before.score, span.score))
        else:
            joined.append(span)
    return joined
