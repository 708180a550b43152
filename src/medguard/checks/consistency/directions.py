"""Whether two answers say yes or no to the same, told by clauses that share their words and not their sign."""

from __future__ import annotations

import re
from dataclasses import dataclass

_PARTS = re.compile(r"[,;:]| but | however | and (?=avoid|do not|don't|stay away|use )|(?<=[\u3400-\u9fff]) ")
_ENGLISH_NO = re.compile(
    r"\b(?:not|no|never|cannot|can't|n't|don't|doesn't|won't|shouldn't|mustn't|isn't|aren't|needn't|avoid\w*|contraindicated|unsafe|against|without|unnecessary|stay away|decreas\w*|lower(?:s|ed|ing)?|reduc\w*|harmful|dangerous|unlikely|ineffective|worsen\w*)\b"
)
_CHINESE_NO = re.compile(
    r"不(?!适|良|同|仅|但|断|久|超过|错|舒|妨)|勿|禁|避免|无需|无须|没必要|没有必要|别(?!人)|降低|减少|下降|减慢|有害|危险|未"
)
_LIMIT = re.compile(
    r"\b(?:more than|exceed\w*|at most|only if|until|unless|except|than)\b|超过|以内|除非|之前|直到|否则"
)
_IF = re.compile(r"^\W*(?:if|should|unless|when|in case)\b|^(?:如果?|若|一旦|假如|要是)")
_IF_AFTER = re.compile(r" (?:if|unless|when|in case|below|under) ")
_EMPTY = frozenset(
    "fine okay ok need needed necessary required requir possible treat treatment a an the is are was were be been to of in on at for with and or as it its this that these those you your yours i we they he she his her their can may might could should must will would do does did have has had so then than very also just please yes no not never cannot avoid safe_ while during when by from there here now yet still any some get go".split()
)
_NO_CHARACTERS = re.compile(
    r"[不勿禁别会能可以应该要宜请您你的了在和与是也就该用还,。]|避免|无需|无须|没必要|需要|必须|必要|使用|服用|治疗|情况|这种|建议|推荐(?=您)|降低|升高|增加|减少|上升|下降"
)
_WORD = re.compile(r"[a-z][a-z'-]+|\d+(?:\.\d+)?")
_YES = re.compile(r"^\W*(?:yes|yeah|certainly|of course|是的?,|可以,|能,|会,|对,|有,)")
_NO = re.compile(
    r"^\W*(?:no|nope)\b(?! (?:need|doubt|problem|one|antibiotic))|^\W*(?:不是?,|不可以,|不能,|不会,|不,|没有,)"
)


@dataclass(frozen=True, slots=True)
class Clause:
    """What a clause is about, and its sign."""

    words: frozenset[str]
    positive: bool


@dataclass(frozen=True, slots=True)
class Directions:
    """The clauses of an answer, and whether it begins with a yes (``True``) or a no."""

    clauses: tuple[Clause, ...]
    begins: bool | None


_MOST_CLAUSES = 60
_ENOUGH = 2
"""Words that make a clause be about something."""
_SHORTEST = 4


def directions(sentences: list[str]) -> Directions:
    """Read an answer's clauses."""
    begins = None
    if sentences:
        begins = True if _YES.search(sentences[0]) else False if _NO.search(sentences[0]) else None
    clauses = [clause for sentence in sentences for part in _PARTS.split(sentence) if (clause := _clause(part.strip()))]
    return Directions(tuple(dict.fromkeys(clauses[:_MOST_CLAUSES])), begins)


def _clause(part: str) -> Clause | None:
    if not part or _IF.search(part) or _LIMIT.search(part):
        return None
    main = _IF_AFTER.split(part)[0]
    signs = len(_ENGLISH_NO.findall(main)) + len(_CHINESE_NO.findall(main))
    about = {_stem(word) for word in _WORD.findall(_ENGLISH_NO.sub(" ", part)) if word not in _EMPTY}
    chinese = re.sub(r"[^\u3400-\u9fff]", "", _NO_CHARACTERS.sub("", part))
    about |= {chinese[at : at + 2] for at in range(len(chinese) - 1)}
    about |= (
        {"up_or_down"} if re.search(r"increas|rais|lower|decreas|reduc|升高|降低|增加|减少|上升|下降", part) else set()
    )
    return Clause(frozenset(about), signs % 2 == 0) if about else None


def _stem(word: str) -> str:
    for ending in ("ing", "ed", "es", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST:
            word = word[: -len(ending)]
            break
    for start in ("increas", "rais", "interact", "pregnan"):
        if word.startswith(start):
            return "up_or_down" if start in {"increas", "rais"} else start
    return word


def opposed(one: Directions, other: Directions) -> bool | None:
    """Tell whether two answers contradict each other; ``None``: they speak of different things."""
    agree = differ = False
    for mine in one.clauses:
        for yours in other.clauses:
            both = len(mine.words & yours.words)
            if (both >= _ENOUGH or mine.words == yours.words) and both >= _ALIKE * len(mine.words | yours.words):
                agree |= mine.positive is yours.positive
                differ |= mine.positive is not yours.positive
    if differ:
        return True
    if one.begins is not None and other.begins is not None:
        return one.begins is not other.begins and not agree
    return False if agree else None


_ALIKE = 0.5
