"""From what many recognizers found to spans that do not overlap and hold the identifying words only."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable

from medguard.phi.kinds import Kind
from medguard.phi.recognizers.medical_words import NOT_NAMES
from medguard.phi.recognizers.table import GOOD, STRONG
from medguard.types import Span

_EDGE = " \t\r\n\f\v.,;:!?'\"`(){}[]<>《》【】「」、。，；：！？（）“”‘’|/\\=~*^_&-"
_OPENING = frozenset("+(@")
# "Seen by Dr. Kim. She ...": an initial-like full stop lets the next sentence in.
_NEXT_SENTENCE = re.compile(r"[.,] +([A-Z][a-z]*)$")
_CREDENTIAL = re.compile(
    r",? (?:MD|DO|RN|NP|PA(?:-C)?|PhD|PharmD|DDS|DVM|MBBS|LPN|CRNA|CNM|APRN|DNP|FNP|LCSW|MSW|DPT|RPh|RD|CNA|EMT)$"
)
_POSSESSIVE = re.compile(r"'s?$")
_OPEN = frozenset({Kind.LOCATION, Kind.ORG})
"""Kinds without an end of their own: the longest reading is right."""
_JOINED = {
    Kind.LOCATION: re.compile(r"[, ]{0,3}"),
    Kind.NAME: re.compile(r" |, (?=[A-Z])|·"),
}


def trim(words: str, span: Span) -> Span | None:
    """The span without spaces, punctuation and a possessive 's at its edges; ``None`` if nothing is left."""
    start, end = span.start, span.end
    while (
        start < end and words[start] in _EDGE and not (words[start] in _OPENING and span.kind in {Kind.PHONE, Kind.FAX})
    ):
        start += 1
    while end > start and words[end - 1] in _EDGE and not (words[end - 1] in "*/" and span.kind is not Kind.NAME):
        end -= 1
    if span.kind == Kind.NAME and (tail := _POSSESSIVE.search(words, max(start, end - 2), end)):
        end = tail.start()
    if span.kind == Kind.NAME and (tail := _CREDENTIAL.search(words[start:end])):
        end = start + tail.start()
    if span.kind == Kind.NAME and (tail := _NEXT_SENTENCE.search(words[start:end])) and tail[1].casefold() in NOT_NAMES:
        end = start + tail.start()
    if words[start:end].count(")") > words[start:end].count("("):
        end = end - 1 if words[end - 1 : end] == ")" else end
    return Span(start, end, span.kind, span.score) if start < end else None


def merge(words: str, spans: Iterable[Span]) -> list[Span]:
    """Sorted spans that do not overlap.

    Where some overlap, the one with a check digit gives the kind, then one with its context, then the longer; together they
    keep every character that any of them covered, except that a name or number whose form is known ends where that says, and
    not where a model thinks ("张伟于", "QQ：123456"). Parts of one address or one name that follow each other become one.
    """
    trimmed = [t for span in spans if (t := trim(words, span))]
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
    return _join(words, whole)


def _overlaps(span: Span, places: list[tuple[int, int]]) -> bool:
    """Whether one of the sorted places touches the span. Of those that begin before its end, the last few can."""
    last = bisect_left(places, (span.end, 0))
    return any(end > span.start for _, end in places[max(0, last - _NEAR) : last])


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
