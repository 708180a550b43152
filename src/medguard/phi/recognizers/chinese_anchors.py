"""Chinese addresses and hospitals: the end is plain to see, the beginning has to be worked out backwards from it.

Chinese writes no space before a name, so a pattern that runs forwards takes half the sentence with it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from presidio_analyzer import LocalRecognizer
from presidio_analyzer.nlp_engine import NlpArtifacts

from medguard.phi.kinds import Kind
from medguard.phi.reading import LANGUAGE, Marks
from medguard.phi.recognizers.chinese_places import (
    ADDRESS_END,
    ADMIN_END,
    HOSPITAL_END,
    address_start,
    admin_start,
    institution,
)
from medguard.phi.recognizers.table import GOOD, STRONG, found

_BEFORE = 30
_LONGEST_NAME = 16
_OPENS, _CLOSES = frozenset('\n【"') | {""}, frozenset('\n 】",。(') | {""}
_SENTENCE = re.compile("[的了过去到看几家在是有和不没送转做查找个私大小好]")
_RUN = re.compile(r"[\u4e00-\u9fffA-Za-z0-9()·]*+$")


class ChineseAnchors(LocalRecognizer):
    """上海市浦东新区张杨路100弄3号 and 北京协和医院, and nothing in "转至当地医院"."""

    def __init__(self) -> None:
        kinds = [Kind.LOCATION.value, Kind.ORG.value]
        super().__init__(supported_entities=kinds, name="chinese anchors", supported_language=LANGUAGE)

    def load(self) -> None:
        """Nothing to load."""

    def analyze(self, text: str, entities: list[str], nlp_artifacts: NlpArtifacts | None = None) -> list[Any]:
        """Every address with a number, every institution with a name."""
        del entities
        marks = nlp_artifacts.marks if isinstance(nlp_artifacts, Marks) else []
        marked = {mark.end for mark in marks if mark.label == "ORG"}
        return [*_addresses(text), *_institutions(text, marked)]


def _addresses(text: str) -> Iterator[Any]:
    for end in ADDRESS_END.finditer(text):
        before = _words_before(text, end.start())
        if before:
            start = end.start() - len(before) + address_start(before)
            # 东区3楼 is a part of the hospital.
            if end.start() - start > 1 or text[end.start()] != "区":
                yield found(Kind.LOCATION, start, end.end(), STRONG)

    for end in ADMIN_END.finditer(text):
        before = _words_before(text, end.start() + 1)
        start = admin_start(before)
        if start >= 0:
            yield found(Kind.LOCATION, end.start() + 1 - len(before) + start, end.end(), GOOD)


def _institutions(text: str, marked: set[int]) -> Iterator[Any]:
    reach = 0
    for end in HOSPITAL_END.finditer(text):
        before = _words_before(text, end.start(), reach)
        start = institution(before + end[0], marked=end.end() in marked or _alone(text, end, before))
        if start >= 0:
            yield found(Kind.ORG, end.start() - len(before) + start, end.end(), GOOD)
        reach = end.end()


def _alone(text: str, end: re.Match[str], before: str) -> bool:
    """Whether an institution has a line or a field for itself, as in a letterhead."""
    start = end.start() - len(before)
    return (
        2 <= len(before) <= _LONGEST_NAME  # noqa: PLR2004 - one character is a kind of hospital
        and text[start - 1 : start] in _OPENS
        and text[end.end() : end.end() + 1] in _CLOSES
        and not _SENTENCE.search(before)
    )


def _words_before(text: str, place: int, reach: int = 0) -> str:
    """The unbroken run of characters that ends at ``place``, at most thirty of them, none before ``reach``."""
    run = _RUN.search(text[max(reach, place - _BEFORE) : place])
    return run[0] if run else ""
