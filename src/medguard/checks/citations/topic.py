"""Whether a sentence and a paper speak of the same, and whether the numbers, the direction, the drug and the people agree.

Simple on purpose: words, numbers and a few lists. What it cannot tell it calls ``not_judged``; it never calls a paper supportive
because nothing spoke against it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import StrEnum

from medguard.checks.citations.glossary import ENGLISH
from medguard.checks.citations.words import STOP, fold, tokens

_GENERAL = frozenset(
    "about according across after age aged although among analysis appears associated association based because been before being benefit beneficial best between both cases clinical cohort common commonly compared control could current "
    "data decreased demonstrated despite different disease diseases does doi due during each effect effective effects efficacy evidence evaluate evaluated factor factors findings first follow found given greater group groups guideline "
    "guidelines have health help high higher however important improve improved improves including increase increased increases incidence known large less level levels line long low lower main major management mainly many may medical meta more "
    "mortality death deaths most much need new non not number often one only other our outcome outcomes over overall paper participants patient patients people pmid primary published randomised randomized rate rates recent recommend recommended recommends reduce reduced reduces reduction related "
    "report reported results review risk role safe safety should show showed shown shows significant significantly since some studies study such suggest suggested suggests supported supports systematic term than their them therapy there these they this those "
    "three through time treat treated treating treatment trial trials two type types under use used useful using usually various very was well were when where which while who will with within without would year years".split()
)
_SHORTEST, _STEM = 4, 7
_ACRONYM = re.compile(r"\b[A-Z][A-Z0-9]{1,5}s?\b")
_HAN = re.compile("[\u3400-\u9fff]{2,}")


class Topic(StrEnum):
    """Whether sentence and paper are about the same."""

    SAME = "same"
    OTHER = "other"
    UNKNOWN = "not_judged"


_SAME_SHARE, _OTHER_SHARE, _OTHER_TITLE = 0.34, 0.22, 0.08
_WHOLE = 300
_FEWEST = 3


def topic(
    claim: str, title: str, about: str, rarity: Callable[[Iterable[str]], Mapping[str, float]]
) -> tuple[Topic, float]:
    """Whether a claim is about what a paper is about, and the weight of the words that they share.

    >>> every = lambda words: dict.fromkeys(words, 0.5)
    >>> topic("Metformin lowers glucose in type 2 diabetes", "Knee arthroplasty and thrombosis prophylaxis", "", every)[0]
    <Topic.OTHER: 'other'>
    """
    claim = in_english(claim)
    if _HAN.search(claim) and not _HAN.search(title):
        claim = _HAN.sub(" ", claim)
    words = _words(claim)
    if len(words) < _FEWEST:
        return Topic.UNKNOWN, 0.0
    text = f"{title}\n{about}"
    if len(_words(title)) < 2 and not about:  # noqa: PLR2004
        return Topic.UNKNOWN, 0.0
    there, acronyms = {_stem(word) for word in tokens(text)}, _initialisms(text)
    weigh = rarity(words)
    total = shared = 0.0
    hits = 0
    for word in words:
        # A word that no title has is as telling as the rarest, or a slip: half of each.
        weight = weigh.get(word, 0.5)
        total += weight
        if _stem(word) in there or word in acronyms:
            shared += weight
            hits += 1
    share = shared / total if total else 0.0
    if hits == 0 or share < (_OTHER_SHARE if len(about) > _WHOLE else _OTHER_TITLE):
        return Topic.OTHER, share
    return (Topic.SAME if share >= _SAME_SHARE and hits > 1 else Topic.UNKNOWN), share


def in_english(claim: str) -> str:
    """Chinese medical words with their English ones behind them, as far as they are known."""
    if not _HAN.search(claim):
        return claim
    return claim + " " + " ".join(english for chinese, english in ENGLISH.items() if chinese in claim)


def _words(text: str) -> list[str]:
    found = dict.fromkeys(
        word
        for word in tokens(text)
        if (len(word) >= _SHORTEST or word[0] >= "\u3400")
        and not word.isdigit()
        and word not in _GENERAL
        and word not in STOP
    )
    for acronym in _ACRONYM.findall(text):
        found.setdefault(acronym.removesuffix("s").lower())
    return list(found)


def _stem(word: str) -> str:
    if word[0] >= "\u3400":
        return word
    word = word.replace("ae", "e").replace("oe", "e").replace("our", "or")
    for end in ("ies", "es", "s", "ing", "ed", "al", "ic", "y", "ia", "e"):
        if word.endswith(end) and len(word) - len(end) >= _SHORTEST:
            word = word[: -len(end)]
            break
    return word[:_STEM]


def _initialisms(text: str) -> frozenset[str]:
    words = re.findall(r"[a-z0-9]+", fold(text)[:8_000])
    found = {word for word in words if len(word) < _SHORTEST}
    bare = [word for word in words if word not in STOP]
    for size in range(2, 6):
        found |= {"".join(word[0] for word in bare[at : at + size]) for at in range(len(bare) - size + 1)}
    return frozenset(found)


# ── support ──────────────────────────────────────────────────────────────────────────────────────────────────────────

_NUMBER = re.compile(
    r"(?<![\w.,-])\d{1,3}(?:,\d{3})+(?![\d.])|(?<![\w.-])\d+(?:[.·]\d+)?(?=\s?%|％)|(?<![\w.-])\d+[.·]\d+(?![\d.]|%)"
)
_UP = re.compile(r"\b(?:increas|rais|elevat|higher|greater|worsen|more)\w*|增加|升高|提高|上升|增高")
_DOWN = re.compile(r"\b(?:decreas|reduc|lower|diminish|declin|fewer|less)\w*|降低|减少|下降|减轻")
_NONE = re.compile(
    r"\b(?:no (?:significant )?(?:difference|effect|benefit|reduction|association|change)|did not|not (?:significantly )?(?:differ|reduc|improv|associat|increas)\w*|neither)\b|无(?:显著|明显)?(?:差异|影响|获益)|未(?:能)?(?:降低|改善|增加)"
)
_DRUG = re.compile(
    r"\b[a-z]{3,20}(?:mab|statin|pril|sartan|gliflozin|gliptin|glutide|glitazone|parib|tinib|ciclib|olol|dipine|azole|cillin|cycline|mycin|floxacin|cef\w+|vir|xaban|gatran|grel|parin|prazole|tidine|setron|triptan|oxetine|pramine|azepam|barbital|dronate|lukast|terol|sone|solone|trexate|platin|taxel|rubicin|formin|semide|thiazide|lactone|aspirin|warfarin)\b|\b(?:aspirin|warfarin|heparin|insulin|digoxin|lithium|colchicine|ketamine|morphine|ibuprofen|paracetamol|acetaminophen)\b"
)
_PEOPLE = {
    "children": re.compile(
        r"\b(?:child(?:ren)?|p[ae]+diatric\w*|infants?|neonat\w+|newborns?|adolescents?)\b|儿童|婴儿|新生儿|青少年"
    ),
    "pregnant": re.compile(r"\b(?:pregnan\w+|gestation\w*|maternal|obstetric\w*)\b|孕妇|妊娠"),
    "old": re.compile(r"\b(?:elderly|older (?:adults|people|patients)|geriatric)\b|老年"),
}
_LONG_ENOUGH = 200


def support(claims: Sequence[str], title: str, about: str) -> tuple[str, tuple[str, ...]]:
    """``agrees``, ``differs`` with what differs, or ``not_judged``: against an abstract, never against a title alone.

    >>> long = "Empagliflozin reduced the rate of death from cardiovascular causes (hazard ratio, 0.62) in adults with type 2 diabetes. " * 3
    >>> support(["Empagliflozin reduced cardiovascular death (HR 0.62)"], "", long), support(["Dapagliflozin increased death by 40%"], "", long)
    (('agrees', ()), ('differs', ('drug', 'direction')))
    """
    if len(about) < _LONG_ENOUGH or not claims:
        return "not_judged", ()
    claim, text = in_english(" ".join(claims)), f"{title}\n{about}"
    against: list[str] = []
    told = 0
    for field, verdict in (
        ("numbers", _numbers(claim, text)),
        ("drug", _drugs(claim, text)),
        ("direction", _direction(claim, text)),
        ("population", _population(claim, text)),
    ):
        if verdict is False:
            against.append(field)
        told += verdict is True
    if against:
        return "differs", tuple(against)
    return ("agrees", ()) if told > 1 else ("not_judged", ())


def _numbers(claim: str, text: str) -> bool | None:
    said = {_plain(each) for each in _NUMBER.findall(claim)}
    real = {_plain(each) for each in re.findall(r"\d+(?:,\d{3})*(?:[.·]\d+)?", text)}
    if not said or len(real) < _FEWEST:
        return None
    # 38 % fewer is a hazard ratio of 0.62; 13.4 % may be told as 13 %.
    real |= {_plain(f"{round((1 - float(each)) * 100)}") for each in real if re.fullmatch(r"0\.\d+", each)}
    rounded = {_plain(f"{round(float(each))}") for each in real if re.fullmatch(r"\d{1,4}\.\d+", each)}
    return bool(said & (real | rounded))


def _plain(number: str) -> str:
    number = number.replace(",", "").replace("·", ".")
    return number.rstrip("0").rstrip(".") if "." in number else number


def _drugs(claim: str, text: str) -> bool | None:
    said = set(_DRUG.findall(fold(claim)))
    folded = fold(text)
    real = set(_DRUG.findall(folded))
    if not said or not real:
        return None
    return any(drug in folded for drug in said)


def _direction(claim: str, text: str) -> bool | None:
    def way(words: str) -> str:
        up, down, none = bool(_UP.search(words)), bool(_DOWN.search(words)), bool(_NONE.search(words))
        return "none" if none else "up" if up and not down else "down" if down and not up else ""

    said, real = way(fold(claim)), way(fold(text))
    if not said or not real or "none" in (said, real):
        return None
    return said == real


def _population(claim: str, text: str) -> bool | None:
    for people in _PEOPLE.values():
        if people.search(fold(claim)):
            return True if people.search(fold(text)) else None if len(text) < 4 * _LONG_ENOUGH else False
    return None
