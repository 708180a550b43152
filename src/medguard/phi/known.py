"""Values that one passage gave away, looked for in all of them.

A name is introduced once ("患者张伟", "Mr. John Smith") and then used bare; tools' arguments and short answers repeat a
number without its label.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from medguard.phi.kinds import Kind
from medguard.phi.recognizers.medical_words import AFTER_EPONYM, is_medical
from medguard.phi.recognizers.word_list import words
from medguard.phi.values import HAN, Values
from medguard.types import Span

_IS_HAN = re.compile(f"[{HAN}]")
_GENERIC = frozenset({Kind.DATE, Kind.AGE90})
_NAME_PART = re.compile(r"[^\W\d_](?:[^\W\d_]|['-](?=[^\W\d_])){2,}")
_SHORT_HAN, _SHORT_LATIN, _SHORT_NUMBER, _SHORT_PLACE = 2, 3, 5, 4
_SURE_ENOUGH = 0.6


class Known:
    """A conversation's values, and what each was taken for."""

    def __init__(self) -> None:
        self._values: Values[tuple[str, float]] = Values()

    def learn(self, words: str, spans: Iterable[Span]) -> None:
        """Take in the values of these spans that identify somebody on their own."""
        for span in spans:
            if span.kind in _GENERIC or span.score < _SURE_ENOUGH:
                continue
            value = words[span.start : span.end]
            for form in _forms(Kind(span.kind), value):
                known = self._values.get(form)
                if known is None or known[1] < span.score:
                    self._values[form] = (span.kind, span.score)

    def find(self, words: str) -> Iterator[Span]:
        """Every place where a known value stands, but for a name that is a disease's there."""
        for start, end, (kind, score) in self._values.find(words):
            if not (kind == Kind.NAME and (AFTER_EPONYM.match(words, end) or _is_meant(words, start, end))):
                yield Span(start, end, kind, score)


# 很高兴, 一点都不高兴, 尤其是安静状态下: there it is the word.
_HOW = re.compile("(?:很|(?<!要)不|太|更|挺|十分|非常|特别|尤其是|有点|真)$")
_LIKE_THAT = re.compile("状态|极了|起来|地[^址]")
_TWO = 2


def _is_meant(words: str, start: int, end: int) -> bool:
    """Whether a name of two characters stands where only the word can stand that it is, too."""
    return end - start == _TWO and bool(
        _IS_HAN.match(words, start) and (_HOW.search(words, max(0, start - 4), start) or _LIKE_THAT.match(words, end))
    )


def _forms(kind: Kind, value: str) -> Iterator[str]:
    """The spellings under which a value is looked for; none for one that is too short or too common."""
    if _IS_HAN.search(value):
        if len(value) >= _SHORT_HAN:
            yield value
    elif "\n" in value:
        return
    elif kind is Kind.NAME:
        yield from _name_forms(value)
    elif kind in {Kind.LOCATION, Kind.ORG}:
        if len(value) >= _SHORT_PLACE and not is_medical(value):
            yield value
    elif sum(map(str.isalnum, value)) >= _SHORT_NUMBER:
        yield value


def _name_forms(value: str) -> Iterator[str]:
    """A name as it is, in capitals, and each capitalised part of a name of several words."""
    parts = _NAME_PART.findall(value)
    for part in [value, *(parts if len(parts) > 1 else ())]:
        if len(part) < _SHORT_LATIN or is_medical(part) or (part is not value and _is_common(part)):
            continue
        yield part
        yield part.title() if part.islower() or part.isupper() else part.upper()


def _is_common(part: str) -> bool:
    return not part[0].isupper() or part.casefold() in _COMMON


# Given names and surnames that are words of every sentence: known only as part of the whole name.
_COMMON = words(
    """
    will mark may june grace hope faith joy rose young long short white black brown green gray grey king price
    day best good rich poor small little wood woods stone hill field rivers lake park bush rice cook baker
    carter page bell ball case chase drew guy jack pat rob sue bill frank art dean earl major duke prince pope
    bishop church temple hall house street moon sun star snow winter summer autumn fields forest banks love
    power strong sharp wise weeks read reading lane ward hand foot head back chance cross early ford gold hunt
    judge law lord mason moody noble north south east west child parent mother father brother sister friend
    person people doctor nurse patient new old van von der den des del los las the and for with
    """
)
