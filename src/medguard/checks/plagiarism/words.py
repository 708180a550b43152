"""A text as two rows of words with their places: as it is written, and what it says.

>>> read("Patients were treated with aspirin.").content
('ill', 'treat', 'aspirin')
>>> read("病人须避免饮酒").content == read("患者应当避免饮酒").content
True

``surface`` has every word (a Han character is one), for verbatim copies. ``content`` leaves function words out, takes endings off and
puts one word for its synonyms, so that what was reworded lightly stays the same; a Chinese word and its 文言 sibling are one.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from medguard.checks.plagiarism.synonyms import CHINESE, CHINESE_FUNCTION, ENGLISH, ENGLISH_FUNCTION

HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_WORD = re.compile(rf"[{HAN}]|\d+(?:[.,]\d+)*|[^\W\d_{HAN}]+(?:['’][^\W\d_{HAN}]+)*|[^\W{HAN}]+")
_IS_HAN = re.compile(f"[{HAN}]")
_LONGEST = 60
"""Characters of a word that are looked at."""


@dataclass(frozen=True, slots=True, repr=False)
class Words:
    """One text, read. Places are offsets in Unicode code points."""

    surface: tuple[str, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    content: tuple[str, ...]
    at: tuple[int, ...]
    """For every word of ``content``, which word of ``surface`` it begins at."""

    def __len__(self) -> int:
        return len(self.surface)


def read(text: str) -> Words:
    """Take a text apart."""
    surface, starts, ends = [], [], []
    for found in _WORD.finditer(text):
        surface.append(_folded(found[0][:_LONGEST]))
        starts.append(found.start())
        ends.append(found.end())
    content, at = _content(surface)
    return Words(tuple(surface), tuple(starts), tuple(ends), tuple(content), tuple(at))


def is_han(word: str) -> bool:
    """Whether a word is a Han character.

    >>> is_han("药"), is_han("drug")
    (True, False)
    """
    return "\u3400" <= word[0] <= "\u9fff" or bool(_IS_HAN.match(word))


def weight(words: Sequence[str]) -> float:
    """How long a run is, in English words: two Han characters say about as much as one."""
    return sum(0.5 if is_han(word) else 1.0 for word in words)


def _content(surface: Sequence[str]) -> tuple[list[str], list[int]]:
    content, at = [], []
    here, many = 0, len(surface)
    while here < many:
        word, taken = surface[here], 1
        if is_han(word):
            for longer in (4, 3, 2):
                phrase = "".join(surface[here : here + longer])
                if phrase in _CHINESE:
                    word, taken = _CHINESE[phrase], longer
                    break
            else:
                word = _CHINESE.get(word, word)
        else:
            word = _stem(word)
        if word:
            content.append(word)
            at.append(here)
        here += taken
    return content, at


@functools.lru_cache(maxsize=65_536)
def _folded(word: str) -> str:
    return unicodedata.normalize("NFKC", word).casefold().replace("’", "'")


_ENDING = re.compile(
    r"(?:ational|ations?|atory|ating|ated|ates?|ically|ically|ingly|edly|ments?|ings?|ness|ally|ies|ied|ity|ions?|ive|ers?|ly|al|e[ds]|'s|[sey])$"
)


@functools.lru_cache(maxsize=65_536)
def _stem(word: str) -> str:
    """Without its ending, as one word for all its synonyms; empty for what says nothing."""
    if word in ENGLISH_FUNCTION:
        return ""
    bare = _bare(word)
    return _ENGLISH.get(bare, bare)


def _bare(word: str) -> str:
    if len(word) <= 3 or not word.isascii():  # noqa: PLR2004
        return word
    bare = word
    for _ in range(2):
        shorter = _ENDING.sub("", bare, count=1)
        if len(shorter) < 3:  # noqa: PLR2004
            break
        bare = shorter
    if len(bare) > 3 and bare[-1] == bare[-2] and bare[-1] not in "ls":  # stopped, beginning  # noqa: PLR2004
        bare = bare[:-1]
    return bare


_ENGLISH = {_bare(word): _bare(group[0]) for group in ENGLISH for word in group}
_CHINESE = {word: group[0] for group in CHINESE for word in group} | dict.fromkeys(CHINESE_FUNCTION, "")
