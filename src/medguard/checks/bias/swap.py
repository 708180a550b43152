"""The same request about somebody else: sex, age, ethnicity, insurance or region swapped, and the words that go with it.

>>> swapped("A 62-year-old man has chest pain. His wife called.", "sex", "female")
'A 62-year-old woman has chest pain. Her husband called.'
>>> swapped("患者，男，62岁，胸痛2小时。他有医保。", "sex", "female")
'患者，女，62岁，胸痛2小时。她有医保。'
>>> swapped("She is 31 weeks pregnant.", "sex", "male") is None
True

What cannot be swapped without changing the medicine gives ``None``: a pregnancy, a prostate, a text that names nobody.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType

AXES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "sex": ("female", "male"),
        "age": ("35", "55", "75"),
        "ethnicity": ("majority", "minority"),
        "insurance": ("full", "basic", "none"),
        "region": ("urban", "rural"),
    }
)
"""What may be swapped, and for what."""

_HAN = re.compile("[\u3400-\u9fff]")


def swapped(text: str, axis: str, value: str) -> str | None:
    """The text about somebody who is ``value`` instead; ``None`` where that cannot be said."""
    if value not in AXES[axis]:
        raise ValueError(f"{axis} is one of {', '.join(AXES[axis])}")
    return _SWAPS[axis](text, value, "zh" if _HAN.search(text) else "en")


def _cased(word: str, like: str) -> str:
    return word.capitalize() if like[:1].isupper() else word


def speaks_of(axis: str, text: str) -> bool:
    """Whether a text says of somebody what this axis is about.

    >>> speaks_of("sex", "Ask her to come in."), speaks_of("age", "Ask her to come in.")
    (True, False)
    """
    return any(said.search(text) for said in _SAID[axis])


# ── sex ──────────────────────────────────────────────────────────────────────────────────────────────────────────────

_SEX_BOUND = re.compile(
    r"\b(?:pregnan\w+|gravida|para \d|postpartum|lactat\w+|breast-?feed\w*|menstru\w+|menopaus\w+|uter\w+|ovar\w+|cervi(?:x|cal cancer)|vagin\w+|endometri\w+"
    r"|hysterectomy|miscarriage|prostat\w+|testic\w+|testes|penis|penile|scrot\w+|erectile|vasectomy|semen|psa)\b"
    r"|怀孕|妊娠|孕|产后|哺乳|月经|末次|绝经|子宫|卵巢|宫颈|阴道|白带|流产|前列腺|睾丸|阴茎|阴囊|勃起|精液|精索",
    re.IGNORECASE,
)
_TO_FEMALE = {
    "he": "she",
    "him": "her",
    "his": "her",
    "himself": "herself",
    "man": "woman",
    "men": "women",
    "male": "female",
    "boy": "girl",
    "gentleman": "lady",
    "mr": "ms",
    "father": "mother",
    "grandfather": "grandmother",
    "son": "daughter",
    "brother": "sister",
    "uncle": "aunt",
    "wife": "husband",
    "girlfriend": "boyfriend",
    "widower": "widow",
    "he's": "she's",
    "he'll": "she'll",
    "he'd": "she'd",
}
_TO_MALE = {
    **{there: here for here, there in _TO_FEMALE.items()},
    "mrs": "mr",
    "miss": "mr",
    "hers": "his",
    "housewife": "househusband",
}
_TO_MALE["her"] = "his"  # or him, as what follows tells
_NAMES = (
    ("James", "Mary"), ("John", "Susan"), ("Robert", "Linda"), ("Michael", "Karen"), ("William", "Emily"), ("David", "Sarah"),
    ("Thomas", "Anna"), ("Daniel", "Laura"), ("Carlos", "Maria"), ("Ahmed", "Fatima"), ("Wei", "Mei"), ("Jamal", "Keisha"),
)  # fmt: skip
_FEMALE_NAMES = dict(_NAMES)
_MALE_NAMES = {other: one for one, other in _NAMES}
_HER_ALONE = re.compile(
    r"(?:\W*$|[.,;:!?)]|\s+(?:to|for|with|in|on|at|by|and|or|but|because|since|if|when|about|from|as|that|not|is|was|again|now|today|home|the|a|an|this|some|any)\b)"
)
_GIVEN = re.compile(
    r"\b(?:g[ai]ve|giving|offer(?:ed)?|sen[dt]|show(?:ed)?|tell|told|ask(?:ed)?|prescribed?|bring|brought) $"
)
_CHINESE_SEX = {
    "female": [("他", "她"), ("男性", "女性"), ("男", "女"), ("先生", "女士"), ("妻子", "丈夫"), ("父亲", "母亲"), ("大爷", "大妈"), ("儿子", "女儿")],
    "male": [("她", "他"), ("女性", "男性"), ("女士", "先生"), ("女儿", "儿子"), ("女", "男"), ("丈夫", "妻子"), ("母亲", "父亲"), ("大妈", "大爷")],
}  # fmt: skip
_SEXED = re.compile(
    r"\b(?:he|she|his|her|him|man|woman|male|female|boy|girl|mr|mrs|ms|gentleman|lady)\b|[男女他她]|先生", re.IGNORECASE
)


def _sex(text: str, value: str, language: str) -> str | None:
    if _SEX_BOUND.search(text) or not _SEXED.search(text):
        return None
    if language == "zh":
        table = dict(_CHINESE_SEX[value])
        longest = sorted(table, key=len, reverse=True)
        return re.sub("|".join(longest), lambda found: table[found[0]], text)
    words, names = (_TO_FEMALE, _FEMALE_NAMES) if value == "female" else (_TO_MALE, _MALE_NAMES)

    def other(found: re.Match[str]) -> str:
        word = found[0]
        if word in names:
            return names[word]
        if (
            word.lower() == "her"
            and value == "male"
            and (_HER_ALONE.match(text, found.end()) or _GIVEN.search(text, 0, found.start()))
        ):
            return _cased("him", word)
        return _cased(words[word.lower()], word) if word.lower() in words else word

    return re.sub(r"[A-Za-z]+(?:'(?:s|ll|d)\b)?", lambda found: _whole(found, other, words), text)


def _whole(found: re.Match[str], other: Callable[[re.Match[str]], str], words: Mapping[str, str]) -> str:
    """With its apostrophe if that is a word of its own ("he's"), else without ("man's")."""
    if "'" not in found[0] or found[0].lower() in words:
        return other(found)
    stem, rest = found[0].split("'", 1)
    alone = re.match(r"[A-Za-z]+", stem)
    return f"{_cased(words.get(stem.lower(), stem), stem)}'{rest}" if alone else found[0]


# ── age ──────────────────────────────────────────────────────────────────────────────────────────────────────────────

_AGE = re.compile(
    r"\b\d{1,3}(?=[ -]year[s]?[ -]old\b| ?y/?o\b| ?yo\b|-yr-old\b)|(?<=\baged )\d{1,3}\b|\d{1,3}(?=周?岁)"
)


def _age(text: str, value: str, _language: str) -> str | None:
    first = _AGE.search(text)
    if first is None or int(first[0]) < 18:  # noqa: PLR2004  a child is no small adult
        return None
    return text[: first.start()] + value + text[first.end() :]


# ── what is said beside sex and age ──────────────────────────────────────────────────────────────────────────────────

_PERSON = re.compile(r"\b(?:man|woman|male|female|gentleman|lady|patient|person)\b", re.IGNORECASE)
_ETHNICITY = re.compile(
    r"\b(?:white|black|african[- ]american|caucasian|hispanic|latin[oa]|asian)(?= (?:man|woman|male|female|gentleman|lady|patient|person)\b)",
    re.IGNORECASE,
)
_CHINESE_ETHNICITY = re.compile(r"(?:汉|维吾尔|藏|回|蒙古|壮|苗|彝)族")
_AFTER_SEX = re.compile(r"(?:^|[，,\s])[男女]性?(?=[，,])")


def _ethnicity(text: str, value: str, language: str) -> str | None:
    if language == "zh":
        word = {"majority": "汉族", "minority": "维吾尔族"}[value]
        if _CHINESE_ETHNICITY.search(text):
            return _CHINESE_ETHNICITY.sub(word, text, count=1)
        at = _AFTER_SEX.search(text)
        return f"{text[: at.end()]}，{word}{text[at.end() :]}" if at else None
    word = {"majority": "white", "minority": "Black"}[value]
    if _ETHNICITY.search(text):
        return _ETHNICITY.sub(word, text, count=1)
    at = _PERSON.search(text)
    return f"{text[: at.start()]}{word} {text[at.start() :]}" if at else None


_INSURANCE = {
    "en": {
        "full": "The patient has private insurance.",
        "basic": "The patient has Medicaid.",
        "none": "The patient has no insurance.",
    },
    "zh": {"full": "患者参加职工医保。", "basic": "患者参加城乡居民医保。", "none": "患者无医保，自费。"},
}
_REGION = {
    "en": {"urban": "The patient lives in a large city.", "rural": "The patient lives in a remote village."},
    "zh": {"urban": "患者为城镇户口，居住在省城。", "rural": "患者为农村户口，居住在偏远山村。"},
}
_SAID_INSURANCE = re.compile(r"\b(?:insur\w+|medicaid|medicare|uninsured)\b|医保|新农合|自费|商业保险", re.IGNORECASE)
_SAID_REGION = re.compile(r"\b(?:rural|urban|village|city|farm\w*)\b|农村|城镇|户口|山区|乡|市区", re.IGNORECASE)


def _insurance(text: str, value: str, language: str) -> str | None:
    return None if _SAID_INSURANCE.search(text) else _with(text, _INSURANCE[language][value], language)


def _region(text: str, value: str, language: str) -> str | None:
    return None if _SAID_REGION.search(text) else _with(text, _REGION[language][value], language)


def _with(text: str, sentence: str, language: str) -> str:
    """After the first sentence, where such things stand; the question that often comes last stays last."""
    first = re.match(
        r"[^。！？]*[。！？]" if language == "zh" else r".*?(?<!\bDr)(?<!\bM[rs])(?<!\bMrs)[.!?](?=\s|$)",
        text,
        re.DOTALL,
    )
    if first is None:
        return f"{sentence}{'' if language == 'zh' else ' '}{text}"
    blank = "" if language == "zh" else " "
    return f"{first[0]}{blank}{sentence}{text[first.end() :]}"


_SWAPS: Mapping[str, Callable[[str, str, str], str | None]] = {
    "sex": _sex,
    "age": _age,
    "ethnicity": _ethnicity,
    "insurance": _insurance,
    "region": _region,
}
_SAID: Mapping[str, tuple[re.Pattern[str], ...]] = {
    "sex": (_SEX_BOUND, _SEXED),
    "age": (_AGE,),
    "ethnicity": (_ETHNICITY, _CHINESE_ETHNICITY),
    "insurance": (_SAID_INSURANCE,),
    "region": (_SAID_REGION,),
}
