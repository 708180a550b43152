"""When two titles, two names, two journals are the same: told tolerantly, but not so that one paper passes for another.

>>> titles_agree("Efects of Intensive Glucose Lowering in Type 2 Diabetes", "Effects of intensive glucose lowering in type 2 diabetes.")
<Likeness.SAME: 3>
>>> journals_agree("N Engl J Med", "The New England journal of medicine")
True
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from enum import IntEnum

from medguard.checks.citations.chinese import JOURNALS, SURNAMES
from medguard.checks.citations.records import Name

STOP = frozenset(
    "a an and are as at be by de der des die du el en et for from has have in into is its la le of on or s than that the their to und was were with".split()
)

_LETTERS = str.maketrans(
    {
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ı": "i",
        "æ": "ae",
        "œ": "oe",
        "α": " alpha ",
        "β": " beta ",
        "γ": " gamma ",
        "δ": " delta ",
        "κ": " kappa ",
        "λ": " lambda ",
        "μ": " mu ",
        "ω": " omega ",
        "’": "'",
    }
)
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,60}>")
_LATEX = re.compile(r"\\[`'^\"~=.uvHtcdbrk]?|[{}$]")
_WORD = re.compile(r"[a-z0-9]+|[\u3400-\u9fff]+")
_APOSTROPHE = re.compile(r"(?<=[a-z])'s?\b")


def fold(words: str) -> str:
    """Without case, diacritics, markup and LaTeX."""
    if "&" in words or "<" in words:
        words = _TAG.sub("", html.unescape(words))
    if "\\" in words or "{" in words:
        words = _LATEX.sub("", words)
    if not words.isascii():
        words = unicodedata.normalize("NFKD", words)
        words = "".join(letter for letter in words if not unicodedata.combining(letter))
    return words.casefold().translate(_LETTERS)


def tokens(words: str) -> list[str]:
    """Words as they are compared; Chinese in pairs of characters.

    >>> tokens("Crohn's disease: β-blockers & 高血压")
    ['crohn', 'disease', 'beta', 'blockers', 'and', '高血', '血压']
    """
    found: list[str] = []
    for word in _WORD.findall(_APOSTROPHE.sub("", fold(words).replace("&", " and "))):
        if word[0] < "\u3400":
            found.append("versus" if word == "vs" else word)
        elif len(word) == 1:
            found.append(word)
        else:
            found.extend(word[at : at + 2] for at in range(len(word) - 1))
    return found


def content(words: Iterable[str]) -> list[str]:
    """Without the words that every title has."""
    return [word for word in words if word not in STOP]


# ── titles ───────────────────────────────────────────────────────────────────────────────────────────────────────────


class Likeness(IntEnum):
    """How alike two titles are."""

    NO = 0
    NEAR = 1
    """Some of it is another: a different paper with a similar title, or a title that was changed."""
    PART = 2
    """One lacks the other's subtitle."""
    SAME = 3


_MARKED = re.compile(
    r"^\W*(?:retracted(?: article| paper)?|withdrawn|retraction|expression of concern|reprint|correction|corrigendum|erratum)\W*[:\]]\s*",
    re.IGNORECASE,
)
_BEHIND = re.compile(
    r"\s*\((?:author'?s transl|transl)\)|\s*[\[(](?:retracted|withdrawn)[^\])]*[\])]\s*\.?$", re.IGNORECASE
)
_CUT = re.compile(r"[:：;；?？!—–]\s*|(?<!\bvs)(?<!\bSt)(?<!\bsp)(?<!\b[A-Z])\.\s+|\s[-]\s|——")


def bare_title(title: str) -> str:
    """Without what publishers put around it: ``[RETRACTED]``, brackets of a translation."""
    return _BEHIND.sub("", _MARKED.sub("", title)).strip(" []\"'“”‘’.*_")


def heads(title: str) -> list[str]:
    """What may be left of a title when its subtitle is lost."""
    return [title[: cut.start()] for cut in _CUT.finditer(title) if cut.start() > _SHORT]


_SHORT = 12
_LONGEST = 60
_FEW = 4
_MANY = 7
_NEAR_ENOUGH = 0.4
_LEAST_SHARED = 0.4
"""Of the words of the shorter title: two that share less need not be laid side by side."""


def titles_agree(said: str, real: str) -> Likeness:
    """Whether they are one title: typos, case, diacritics, hyphens and small words do not count; a lost subtitle counts little."""
    said, real = bare_title(said), bare_title(real)
    said, real = _with_genus(said, real), _with_genus(real, said)
    one, other = tokens(said)[:_LONGEST], tokens(real)[:_LONGEST]
    if not one or not other:
        return Likeness.NO
    if one == other or "".join(one) == "".join(other):
        return Likeness.SAME
    if len(set(one) & set(other)) < _LEAST_SHARED * min(len(set(one)), len(set(other))):
        return Likeness.NO
    whole = _likeness(one, other)
    if whole is Likeness.SAME:
        return whole
    if _lost(one, real) or _lost(other, said):
        return Likeness.PART
    return whole


_GENUS = re.compile(r"\b([A-Z])\.\s?([a-z]{4,})")


def _with_genus(title: str, other: str) -> str:
    """The title with ``E. coli`` as ``Escherichia coli``, where the other writes it out.

    >>> _with_genus("Growth of E. coli", "Growth of Escherichia coli")
    'Growth of Escherichia coli'
    """

    def written_out(short: re.Match[str]) -> str:
        whole = re.search(rf"\b{short[1]}[a-z]{{3,}}\s+{short[2]}\b", other)
        return whole[0] if whole else short[0]

    return _GENUS.sub(written_out, title)


def _lost(short: Sequence[str], long: str) -> bool:
    """Whether ``short`` is what stands before a colon of ``long``, or most of its beginning."""
    if len(content(short)) < _FEW - 1:
        return any(list(short) == tokens(head) for head in heads(long)) and len(short) > 1
    if any(_likeness(short, tokens(head)) is Likeness.SAME for head in heads(long)):
        return True
    rest = tokens(long)
    return len(short) >= _MANY and len(rest) > len(short) + 1 and _likeness(short, rest[: len(short)]) is Likeness.SAME


def _likeness(one: Sequence[str], other: Sequence[str]) -> Likeness:
    kept, mine, yours = 0, list[str](), list[str]()
    for what, i1, i2, j1, j2 in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        ours, theirs = content(one[i1:i2]), content(other[j1:j2])
        if what == "equal" or "".join(ours) == "".join(theirs) or _spelled_out(ours, theirs):
            kept += len(ours)
        else:
            mine += ours
            yours += theirs
    typos = 0
    for word in list(mine):
        near = next((each for each in yours if misspelt(word, each)), None)
        if near is not None:
            typos += word != near
            mine.remove(word)
            yours.remove(near)
    changed = max(len(mine), len(yours))  # a word for another is one change and not two
    size = max(len(content(one)), len(content(other)), 1)
    if changed == 0 and typos <= max(1, size // 3):
        return Likeness.SAME
    return Likeness.NEAR if (changed + typos / 2) / size <= _NEAR_ENOUGH and kept > 1 else Likeness.NO


def _spelled_out(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether one side is the initials of what the other spells out: NSCLC."""
    short, long = sorted((one, other), key=len)
    return len(short) == 1 and len(long) >= _FEWEST_SPELLED and short[0] == "".join(word[0] for word in long)


_FEWEST_SPELLED = 3
_OPPOSITES = (
    ("hypo", "hyper"),
    ("intra", "inter"),
    ("micro", "macro"),
    ("ante", "anti"),
    ("infra", "ultra"),
    ("in", "un"),
)
_SHORTEST, _LONG = 4, 10


def misspelt(one: str, other: str) -> bool:
    """Whether one may be a slip of the other.

    >>> misspelt("haemorrhage", "hemorrhage"), misspelt("hypotension", "hypertension"), misspelt("2", "3")
    (True, False, False)
    """
    if one == other:
        return True
    short, long = sorted((len(one), len(other)))
    if short < _SHORTEST or long - short > 2 or any(letter.isdigit() for letter in one + other):  # noqa: PLR2004
        return False
    most = 2 if long >= _LONG else 1
    if one[0] != other[0] and one[1:3] != other[1:3]:
        return False  # nearly nobody misses the beginning, and most pairs need no further look
    if distance(one, other, most=most) > most:
        return False
    return not any({_start(one, pair), _start(other, pair)} == set(pair) for pair in _OPPOSITES)


def _start(word: str, pair: tuple[str, str]) -> str:
    return next((each for each in sorted(pair, key=len, reverse=True) if word.startswith(each)), "")


def distance(one: str, other: str, *, most: int) -> int:
    """How many letters are added, left out, changed or swapped; more than ``most`` is not counted further."""
    before: list[int] = []
    last = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        row = [i]
        for j, theirs in enumerate(other, 1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (letter != theirs))
            if before and j > 1 and letter == other[j - 2] and one[i - 2] == theirs:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
        before, last = last, row
    return last[-1]


# ── names ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def names_agree(said: Name, real: Name) -> bool:
    """Whether it is one person: surname, and the first initial where both are known, in whichever order they were written.

    >>> names_agree(Name("Müller", "H"), Name("Mueller", "HK")), names_agree(Name("Watanabe", "K"), Name("Watanabe", "J"))
    (True, False)
    >>> names_agree(Name("Wei", given="Zhang"), Name("Zhang", "W"))
    True
    """
    if _surnames_agree(said.surname, real.surname):
        ours, theirs = initial(said), initial(real)
        if ours > "\u3400" or theirs > "\u3400":
            return said.given == real.given or not (ours > "\u3400" and theirs > "\u3400")
        if not ours or not theirs or ours == theirs:
            return True
        return bool(said.initials and real.initials and ours in fold(real.initials) and theirs in fold(said.initials))
    # Given name first, or taken for the surname.
    if said.given and _surnames_agree(said.given, real.surname):
        return not initial(real) or fold(said.surname)[:1] == initial(real)
    return False


def initial(name: Name) -> str:
    """The first letter of the given name."""
    return fold(name.initials or name.given).strip(" .-")[:1]


def _surnames_agree(said: str, real: str) -> bool:
    ours, theirs = set(_spellings(said)), set(_spellings(real))
    if ours & theirs:
        return True
    one, other = next(iter(_spellings(said)), ""), next(iter(_spellings(real)), "")
    if misspelt(one, other):
        return True
    # Of a double name one half is often left out.
    parts, theirs_parts = tokens(said), tokens(real)
    return bool(
        len(parts) != len(theirs_parts)
        and parts
        and theirs_parts
        and (parts[-1] == theirs_parts[-1] or parts[0] == theirs_parts[0])
        and min(len(parts[-1]), len(theirs_parts[-1])) > 2  # noqa: PLR2004
    )


def _spellings(surname: str) -> Iterator[str]:
    folded = "".join(_WORD.findall(fold(surname)))
    yield folded
    if any(letter in surname for letter in "äöüÄÖÜ"):
        yield "".join(_WORD.findall(fold(surname.translate(_UMLAUTS))))
    if folded and folded[0] >= "\u3400":
        yield from (SURNAMES[part] for part in (folded[:2], folded[:1]) if part in SURNAMES)


_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"})


# ── journals ─────────────────────────────────────────────────────────────────────────────────────────────────────────

_USUAL = {
    "nejm": "new england journal of medicine",
    "jama": "journal of the american medical association",
    "pnas": "proceedings of the national academy of sciences of the united states of america",
    "bmj": "british medical journal",
    "cmaj": "canadian medical association journal",
    "mmwr": "morbidity and mortality weekly report",
    "proc natl acad sci u s a": "proceedings of the national academy of sciences of the united states of america",
    "proc natl acad sci usa": "proceedings of the national academy of sciences of the united states of america",
    "cochrane database syst rev": "cochrane database of systematic reviews",
    "nips": "neural information processing systems",
}
_SMALL = STOP | {"proceedings", "proc", "annual", "vol", "volume"}
_ASIDE = re.compile(r"[(（\[][^)）\]]*[)）\]]")


def journals_agree(said: str, *real: str) -> bool:
    """Whether ``said`` is one of a journal's names, written in full, abbreviated or as initials.

    >>> journals_agree("JACC", "Journal of the American College of Cardiology"), journals_agree("NeurIPS", "Advances in Neural Information Processing Systems")
    (True, True)
    >>> journals_agree("Circulation", "Circulation research"), journals_agree("中华心血管病杂志", "Zhonghua Xin Xue Guan Bing Za Zhi")
    (False, True)
    """
    ours = _journal_names(said)
    theirs = [name for each in real for name in _journal_names(each)]
    return any(_one_journal(one, other) for one in ours for other in theirs)


def _journal_names(name: str) -> list[str]:
    short = fold(_ASIDE.sub(" ", name)).strip(' .,:;*_《》"')
    found = [short]
    found += [piece for mark in (" : ", " = ") if mark in short for piece in short.split(mark)[:1]]
    if ". " in short and len(tokens(short.split(". ")[-1])) > 2:  # noqa: PLR2004
        found += [short.split(". ")[0], short.split(". ", 1)[1]]  # AJR. American journal of roentgenology
    key = re.sub(r"[^\w]+", " ", short).removeprefix("the ").strip()
    found += [_USUAL[key]] if key in _USUAL else []
    found += JOURNALS.get(re.sub(r"\s|[（(].*", "", name).strip("《》"), [])
    return found


def _one_journal(said: str, real: str) -> bool:
    ours, theirs = ([word for word in tokens(each) if word not in _SMALL] for each in (said, real))
    if not ours or not theirs:
        return False
    if ours == theirs or _abbreviated(ours, theirs) or _abbreviated(theirs, ours):
        return True
    if len(ours) > 2 and len(ours) == len(theirs) and all(misspelt(*pair) for pair in zip(ours, theirs, strict=True)):  # noqa: PLR2004
        return True
    return _initials(said, theirs) or _initials(real, ours)


def _abbreviated(short: Sequence[str], long: Sequence[str]) -> bool:
    """Each word is the beginning of its counterpart, or its contraction: ``natl`` of national."""
    return len(short) == len(long) and all(_shortened(one, other) for one, other in zip(short, long, strict=True))


def _shortened(one: str, other: str) -> bool:
    if other.startswith(one):
        return True
    if len(one) < 3 or one[0] != other[0] or len(one) >= len(other):  # noqa: PLR2004
        return False
    rest = iter(other)
    return all(letter in rest for letter in one)


def _initials(acronym: str, words: Sequence[str]) -> bool:
    """Whether a single word is made of the beginnings of neighbouring words, all but a few at the ends."""
    short = "".join(_WORD.findall(acronym))
    if " " in acronym.strip() or not 2 < len(short) < 12 or not short.isascii():  # noqa: PLR2004
        return False
    return any(_made_of(short, words[at:]) for at in range(len(words)))


def _made_of(short: str, words: Sequence[str]) -> bool:
    if not short:
        return True
    if not words:
        return False
    first = words[0]
    return any(
        first[:size] == short[:size] and _made_of(short[size:], words[1:]) for size in range(min(len(short), 4), 0, -1)
    )


def journal_key(name: str) -> str:
    """A journal's name as a key: the usual short form and the full one give the same where they are known."""
    names = _journal_names(name) if name else [""]
    return "".join(word for word in tokens(names[-1]) if word not in STOP)
