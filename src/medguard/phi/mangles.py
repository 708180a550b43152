r"""How a stand-in is written, and how models write it: ``**[name_1]**``, ``NAME\_1``, ``&#91;NAME 1&#93;``, ``【姓名_1】``.

A model is shown ``[NAME_1]`` and usually copies it. When it does not, a person reads about somebody called "name_1", so
the reader forgives much. It forgives nothing that could make it somebody else: the number must be whole, and ordinary
words ("name 1", ``my_name_1``, 病历编号_1) are left alone.

>>> [(one.kind, one.number) for one in stand_ins(r"**[Name_1]** saw NAME\_12's file, then 【姓名_3】; name 4 is a label.")]
[('NAME', 1), ('NAME', 12), ('NAME', 3)]
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from medguard.phi.kinds import Kind


class Reading(NamedTuple):
    """Something in a text that reads like a stand-in: where it is, and which one it says it is."""

    start: int
    end: int
    kind: str
    number: int


def stand_ins(words: str) -> Iterator[Reading]:
    """Read the stand-ins of a text from left to right. Brackets belong to one only if they open and close around it alone.

    >>> list(stand_ins("[NAME_1, NAME_2]"))
    [Reading(start=1, end=7, kind='NAME', number=1), Reading(start=9, end=15, kind='NAME', number=2)]
    """
    for match in _STAND_IN.finditer(_folded(words)):
        bare = match["bare"] is not None
        start, end = (match.end("bare"), match.end("number")) if bare else match.span()
        yield Reading(start, end, _kind(match), int(match["number"]))


def look_alikes(words: str) -> Iterator[tuple[str, int]]:
    """Name the stand-ins (kind and number) that a text reads like, also if another part of it were cut away.

    ``NAME_12`` is ``NAME_1`` once a detector has taken the 2 for something else, and so is ``my_name_1`` without ``my_``.

    >>> sorted(set(look_alikes("see name_12")))
    [('NAME', 1), ('NAME', 12)]
    """
    for reading in stand_ins(words):
        yield reading.kind, reading.number
    for match in _PART_OF_A_WORD.finditer(_folded(words)):
        kind, digits = _kind(match), match["number"]
        yield from ((kind, int(digits[:length])) for length in range(1, len(digits) + 1))


_LONGEST = 48
"""Characters of a stand-in, however it was changed."""
_OPENED = re.compile(r"[\[<«\\][^\]>»\n]*\Z|&[#A-Za-z0-9]*\Z")
_LAST = re.compile(r"([A-Za-z][A-Za-z_ \\-]*|[\u4e00-\u9fff]+)[_\\]*([0-9]{0,6})[_*`~]*\Z")


def may_go_on(words: str) -> bool:
    """Whether a stand-in may have begun at the end of these words, and not ended: the rest of a stream would tell.

    >>> [may_go_on(words) for words in ("Ask [NA", "Ask NAME_1", "Ask **na", "Ask [NAME_1]", "Ask her.", "请问[姓名")]
    [True, True, True, False, False, True]
    """
    end = _folded(words[-_LONGEST:])
    if _OPENED.search(end):
        return True
    last = _LAST.search(end)
    if last is None:
        return False
    # Of "he is an or", only what could be the beginning of a kind counts: a whole word, or several.
    said = re.split(r"[\s-]+", last[1].strip())
    tails = ("".join(said[at:]).replace("_", "").replace("\\", "").upper() for at in range(len(said)))
    return any(tail and any(kind.startswith(tail) for kind in _KINDS) for tail in tails)


# ── the grammar ──────────────────────────────────────────────────────────────────────────────────────────────────────
#
# Every repetition has an upper bound and no two of them compete for the same characters, so reading takes linear time
# whatever a model writes.

_CHINESE = "\u2e80-\u2fdf\u3005-\u3007\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
"""Scripts that put no space between words (and Korean, whose particles follow directly): a stand-in may touch them."""

_WORD = rf"[^\W{_CHINESE}]"
"""What a bare stand-in may not touch: letters of other scripts, digits and the underscore."""

# A bare stand-in needs its underscore, perhaps escaped for Markdown. So do the quotation marks 「」『』《》, which
# stand around ordinary words: 请填写「姓名 1」. Brackets say enough, and forgive spaces and hyphens.
_UNDERSCORE = r"\\{0,2}_"
_JOINT = rf"(?(bare){_UNDERSCORE}|(?(quote)\ {{0,2}}{_UNDERSCORE}\ {{0,2}}|[\ \\_-]{{1,5}}))"
_CHINESE_JOINT = rf"(?(bare){_UNDERSCORE}|(?(quote)\ {{0,2}}{_UNDERSCORE}\ {{0,2}}|[\ \\_-]{{0,5}}))"


def _alternatives(words: list[str], joint: str) -> str:
    # The longest first, so that no kind hides behind one that it begins with. ASCII, or İP would be an IP in lower case.
    return f"(?a:{'|'.join(word.replace('_', joint) for word in sorted(words, key=len, reverse=True))})"


_ENGLISH_NAMES = [kind.value for kind in Kind]
_CHINESE_NAMES = [kind.zh for kind in Kind]
_KINDS = {kind.value.replace("_", ""): kind.value for kind in Kind} | {kind.zh: kind.value for kind in Kind}

_STAND_IN = re.compile(
    rf"""
    (?: (?P<square>\[)
      | (?P<escaped>\\{{1,2}}\[)
      | (?P<entity>&(?:amp;)?(?:\#0{{0,4}}91|\#x0{{0,4}}5b|lsqb|lbrack);)
      | (?P<angle><)
      | (?P<angle_entity>&(?:amp;)?(?:\#0{{0,4}}60|\#x0{{0,4}}3c|lt);)
      | (?P<quote>«)
      # Underscores around it are Markdown's, as in __NAME_1__, unless one joins it to a word: PATIENT\_NAME\_1, 姓名_1_旧.
      | (?P<bare>(?<!{_WORD}) (?:(?<!\w\\)(?<!\w\\\\)(?:_{{2,3}}|(?<!\w)_))?)
    )
    (?(bare)|\ {{0,3}}(?P<mark>\*{{1,3}}|_{{1,3}}|`{{1,3}}|~~|))
    (?: (?P<english>{_alternatives(_ENGLISH_NAMES, _JOINT)}){_JOINT}
        # 病历编号_1 is not 编号_1: Chinese words grow at the front.
      | (?<![{_CHINESE}])(?P<chinese>{"|".join(_CHINESE_NAMES)}){_CHINESE_JOINT}
    )
    (?P<number>[0-9]{{1,6}})(?![0-9])
    (?(bare)(?=(?:_{{2,3}}|s)?(?!{_WORD})|_(?!\w))(?!\\{{1,2}}_\w)
           |(?P=mark)\ {{0,3}}
            (?(square)\]
           |(?(escaped)\\{{1,2}}\]
           |(?(entity)&(?:amp;)?(?:\#0{{0,4}}93|\#x0{{0,4}}5d|rsqb|rbrack);
           |(?(angle)>
           |(?(angle_entity)&(?:amp;)?(?:\#0{{0,4}}62|\#x0{{0,4}}3e|gt);
           |»)))))
    )
    """,
    re.IGNORECASE | re.VERBOSE,
)

_PART_OF_A_WORD = re.compile(
    rf"(?:(?P<english>{_alternatives(_ENGLISH_NAMES, _UNDERSCORE)})|(?P<chinese>{'|'.join(_CHINESE_NAMES)}))"
    rf"{_UNDERSCORE}(?P<number>[0-9]{{1,6}})",
    re.IGNORECASE,
)

# Full-width letters, digits and signs, and brackets of one sort, read as the plain ones. One character for one, so that
# offsets stay true; and only for reading, so that the text itself keeps its （full-width） punctuation.
_PLAIN: dict[int, int | str] = {
    **{code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)},
    **dict.fromkeys(
        map(ord, "\t\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"), " "
    ),
    **dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2212\ufe63"), "-"),
    **dict.fromkeys(map(ord, "【〔〖〘〚﹝⟦"), "["),
    **dict.fromkeys(map(ord, "】〕〗〙〛﹞⟧"), "]"),
    **dict.fromkeys(map(ord, "〈⟨‹"), "<"),
    **dict.fromkeys(map(ord, "〉⟩›"), ">"),
    **dict.fromkeys(map(ord, "「『《"), "«"),
    **dict.fromkeys(map(ord, "」』》"), "»"),
}


def _folded(words: str) -> str:
    return words.translate(_PLAIN)


def _kind(match: re.Match[str]) -> str:
    return _KINDS[match["chinese"] or re.sub(r"[^A-Z0-9]", "", match["english"].upper())]
