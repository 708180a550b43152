"""What the language models marked, after a second look: too unsure out, medicine out."""

from __future__ import annotations

import re
from typing import Any

from presidio_analyzer import LocalRecognizer
from presidio_analyzer.nlp_engine import NlpArtifacts

from medguard.phi.checksums import real_date
from medguard.phi.kinds import Kind
from medguard.phi.models.entity import Entity
from medguard.phi.reading import LANGUAGE, Marks
from medguard.phi.recognizers.chinese_words import MEDICAL_PEOPLE
from medguard.phi.recognizers.chinese_words import NOT_NAMES as NOT_CHINESE_NAMES
from medguard.phi.recognizers.dates import NOT_DAY
from medguard.phi.recognizers.hl7 import in_a_public_field
from medguard.phi.recognizers.medical_words import AFTER_AUTHOR, AFTER_EPONYM, is_generic_place, is_medical
from medguard.phi.recognizers.table import found

_IN_WORDS = frozenset({Kind.NAME, Kind.LOCATION, Kind.ORG})
"""Kinds that only a reader knows. The others have a form, which patterns know better: there a model must be surer."""
_SURE = {"en": (0.65, 0.9), "zh": (0.5, 0.75)}
"""From here on a mark counts: words, forms. The Chinese model, which learnt from fewer texts, is the more modest of the two."""
_HAN = re.compile("[\u3400-\u9fff]")
_NEAR = 40
"""Characters around a mark in which Chinese stands if the Chinese model has read it."""

_SURE_ENOUGH = 0.97
"""From here on a model knows better than a list of words: Dr. Parkinson has patients, too."""
_HALF_SURE = 0.75
"""Up to here a Chinese word is the word: 计划 and 夏天 are names, too."""
_LESS_THAN_FORM = 0.79
"""However sure a model is, a pattern that knows the form says what the kind is and where it ends."""

_EPONYM_ZH = re.compile(
    r"氏|综合征|病|征|现象|试验|评分|量表|分级|分期|分类|手术|法|线|管|钳|球|酶|菌|反射|囊肿|骨折|三联"
)
_LOOKED_AT = 40
"""Characters behind a name that may say that it is a disease's."""

_VERY_SURE = 0.99
"""Up to here a shape speaks louder than a model that is the only witness: what has a grade or a sign behind it is a scale's or a test's."""
_OF_A_SCALE = re.compile(
    r"(?:'s)?(?:[+-]{1,3}(?=[\s,.;)]|$)|[ :=]{1,3}(?:[IVX]{1,4}[ab]?|[1-9][ab+]?-?(?=[,.;)\n]|$)|[+-]{1,3}(?=[,.;)\n]|$)|[+-]ve|neg(?:ative)?|pos(?:itive)?|absent|present|intact|mute|equivocal|not (?:seen|done|needed|elicited)|"
    r"\d{1,3}(?:\.\d+)?/(?:3[2-9]|[4-9]\d|\d{3})|(?:1[3-9]|2\d)/(?:20|30)|\d\.\d+|\d{1,3}%|[<>≤≥] ?\d+)(?=[\s,.;:)]|$)"
    r"|,? ?(?:score|grade|class|stage|type|criteria|exact|biplane|scale|number|index|AUC)\b)"
)
# "QTc 431 by Bazett", "no Horner", "TBSA 22 by Wallace".
_OF_A_METHOD = re.compile(r"(?:\d\w{0,3}%?,? by|\b(?:[Nn]o|[Nn]egative|[Pp]ositive|[Nn]eg|[Pp]os)) $")
_ONE_WORD = re.compile(r"[^\W\d_]+(?:[-'][^\W\d_]+)*(?: [IVX]{1,4}[ab]?)?")
_GRADED = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)? [IVX]{1,4}[ab]?")


class Marked(LocalRecognizer):
    """Turns a model's entities into results."""

    def __init__(self) -> None:
        super().__init__(supported_entities=sorted(Kind), name="marked", supported_language=LANGUAGE)

    def load(self) -> None:
        """The models are loaded by the NLP engine."""

    def analyze(self, text: str, entities: list[str], nlp_artifacts: NlpArtifacts | None = None) -> list[Any]:
        """Every entity that survives the second look."""
        del entities
        marks = nlp_artifacts.marks if isinstance(nlp_artifacts, Marks) else []
        return [
            found(Kind(mark.label), mark.start, mark.end, min(mark.score, _LESS_THAN_FORM))
            for mark in marks
            if _stands(text, mark)
        ]


def _stands(text: str, mark: Entity) -> bool:
    # 1. Sure enough for its kind, and not where a form says that nobody stands.
    of_words, of_forms = _SURE["zh" if _HAN.search(text, max(0, mark.start - _NEAR), mark.end + _NEAR) else "en"]
    sure = mark.score >= (of_words if mark.label in _IN_WORDS else of_forms)
    if not sure or in_a_public_field(text, mark.start) or _is_cited(text, mark) or _is_spaced(text, mark):
        return False
    if not _may_be(text, mark):
        return False
    # 2. The shape of a scale overrules all but the surest; lists of words, only who doubts.
    if mark.score < _VERY_SURE and _is_a_scale(text, mark):
        return False
    return mark.score >= _SURE_ENOUGH or not _is_medicine(text, mark)


# Some letters, or a number that is no time of day.
_A_WORD = re.compile(r"[^\W\d_]{2}|[A-Z\u3400-\u9fff]|(?:2[4-9]|[3-9]\d)\d\d|\d{5}")
# "SpO2 now 93", "0345: 98"; "03:10-03:22", "6L".
_MEASURED = re.compile(
    r"(?:\b(?:sp?o2|sats?|temp|t|hr|rr|bp|bg|bgl|pulse|p|map|ef|wt|weight|ht|glucose|na|hb|hgb)\b[ :=]{1,3}(?:now |was |is )?|\b\d{4}: )$",
    re.IGNORECASE,
)
_COUNTED = re.compile(r"\d{1,2} ?[A-Z]")


# 王主任, 患者李, "/周": one character alone is seldom somebody.
_LONE = re.compile("[\u3400-\u9fff]")
_LONE_AFTER = re.compile(
    "[医醫大主护護教授老师師先女小太阿叔姨姐哥弟妹爷奶伯总總工院科处局某博长長经律副药藥技助、/／*＊×Xx）)]|\\s*$",
    re.MULTILINE,
)
_LONE_BEFORE = re.compile(r"[老小阿姓/／：:、(（【\[|]\s*$|患者$|家属$")
_LONE_SURE = 0.9


# A lot, a model, firmware, a standard: the number of a thing of which there are many.
_OF_A_THING = re.compile(
    r"(?:批号|批號|效期|型号|型號|固件|版本|国药准字|國藥準字|\b(?:lot|batch|firmware|model|version)\b)[ :：#.]{0,3}$|\b(?:GB|WS|YY|GA|ISO|IEC|EN|DB\d\d)(?:/[TZ])? ?$",
    re.IGNORECASE,
)


def _is_lone(text: str, mark: Entity) -> bool:
    return (
        mark.label == Kind.NAME
        and mark.score < _LONE_SURE
        and _LONE.fullmatch(text, mark.start, mark.end) is not None
        and not _LONE_AFTER.match(text, mark.end)
        and not _LONE_BEFORE.search(text, max(0, mark.start - 4), mark.start)
    )


def _may_be(text: str, mark: Entity) -> bool:
    """Whether the letters of a mark may be what it is called: a name has some, an age is not measured, a day is no time."""
    if _is_lone(text, mark):
        return False
    if mark.label not in _IN_WORDS and _OF_A_THING.search(text, max(0, mark.start - _LOOKED_AT), mark.start):
        return False
    if mark.label in _IN_WORDS:
        return bool(_A_WORD.search(text, mark.start, mark.end))
    if mark.label == Kind.AGE90:
        return not _MEASURED.search(text, max(0, mark.start - _LOOKED_AT), mark.start)
    return mark.label != Kind.DATE or _may_be_a_day(text, mark)


# Two short numbers that are a score, a duration of British notes ("3/12": three months), or one of many.
_PAIR = re.compile(r"(\d{1,2})/(\d{1,2})")
_COUNTS = re.compile(
    r"(?:\b(?:question|item|wk|week|visit|page|slide|step|score|recall|cycle) |[#\d.])$", re.IGNORECASE
)
_IN_CAPITALS = re.compile(r"\b(?:[A-Z]-)?[A-Z]{2,} $")
_ALONE = re.compile(r"[.;] $")
_NOT_A_DAY = re.compile(rf"(?!{NOT_DAY})")
_QUITE_SURE = 0.96


def _may_be_a_day(text: str, mark: Entity) -> bool:
    beside = text[max(0, mark.start - 1) : mark.start] + text[mark.end : mark.end + 1]
    if _COUNTED.fullmatch(text, mark.start, mark.end) or (
        ":" in beside and text[mark.end + 1 : mark.end + 2].isdigit()
    ):
        return False
    pair = _PAIR.fullmatch(text, mark.start, mark.end)
    if pair is None or int(pair[1]) > int(pair[2]):
        return True
    first, second = int(pair[1]), int(pair[2])
    before = text[max(0, mark.start - _LOOKED_AT) : mark.start]
    return not (
        not (real_date(2000, first, second) or real_date(2000, second, first))
        or _COUNTS.search(before)
        or _NOT_A_DAY.match(text, mark.end)
        or (mark.score < _QUITE_SURE and _IN_CAPITALS.search(before))
        or (second in {7, 12, 52} and _ALONE.search(before) and text[mark.end : mark.end + 1] in {".", ""})
    )


def _is_medicine(text: str, mark: Entity) -> bool:
    words, after = text[mark.start : mark.end], text[mark.end : mark.end + _LOOKED_AT]
    match mark.label:
        case Kind.NAME:
            return bool(
                words in MEDICAL_PEOPLE
                or (words in NOT_CHINESE_NAMES and mark.score < _HALF_SURE)
                or is_medical(words)
                or AFTER_EPONYM.match(after)
                or AFTER_AUTHOR.match(after)
                or _EPONYM_ZH.match(after)
            )
        case Kind.LOCATION:
            # "right PA": what looks like a state behind a word of medicine.
            town = _STATE_BEHIND.sub("", words)
            return is_generic_place(words) or is_medical(town) or bool(_STATES_ALONE.fullmatch(words))
        case Kind.ORG:
            return is_medical(words)
        case _:
            return False


# A paper: "Lancet Neurol 2019;18:44", "2021, 44(5): 412". Its authors go on with another, or end with a full stop.
_PAPER = re.compile(r"(?:19|20)\d{2} ?[;,] ?\d{1,4} ?(?:\(\d{1,3}\))? ?:")
_NEXT_AUTHOR = re.compile(r"(?: [A-Z]{1,3})?(?:,? et al\b|, ?(?:[^\W\d_a-z]|et al\b)|\. ?[^\W\d_a-z])")
_DOI = re.compile(r"(?:\bdoi:? ?|\b10\.\d{4,9}/)\S*$", re.IGNORECASE)
_LONGEST_TITLE = 250


def _is_cited(text: str, mark: Entity) -> bool:
    """Whether a name is the author of a paper, or a number a paper's: the line goes on with a year and a volume."""
    if _DOI.search(text, max(0, mark.start - 60), mark.start):
        return True
    if mark.label != Kind.NAME or not _NEXT_AUTHOR.match(text, mark.end):
        return False
    end = text.find("\n", mark.end)
    return bool(_PAPER.search(text, mark.end, min(mark.end + _LONGEST_TITLE, end if end >= 0 else len(text))))


_SPACED = re.compile(r"[\u4e00-\u9fff](?: [\u4e00-\u9fff])*")
_SPACED_BEFORE = re.compile(r"(?:^|[\s\d])[\u4e00-\u9fff\d] $")
_SPACED_BEHIND = re.compile(r" [\u4e00-\u9fff](?:\s|$)")


def _is_spaced(text: str, mark: Entity) -> bool:
    """Whether a name is part of a text that a scanner has spaced: 咳 嗽 2 月 余."""
    if mark.label != Kind.NAME or not _SPACED.fullmatch(text, mark.start, mark.end):
        return False
    before = _SPACED_BEFORE.search(text, max(0, mark.start - 3), mark.start)
    behind = _SPACED_BEHIND.match(text, mark.end)
    return bool(before or behind)


_STATE_BEHIND = re.compile(r",? [A-Z]{2}$")
_STATES_ALONE = re.compile(r"[A-Z]{2}(?:, ?[A-Z]{2})*")


def _is_a_scale(text: str, mark: Entity) -> bool:
    """Whether one word has behind it what scales and tests have, or before it what methods have: "Berg 41/56", "by Bazett"."""
    if mark.label not in _IN_WORDS or not _ONE_WORD.fullmatch(text, mark.start, mark.end):
        return False
    return bool(
        _GRADED.fullmatch(text, mark.start, mark.end)
        or _OF_A_SCALE.match(text, mark.end)
        or _OF_A_METHOD.search(text, max(0, mark.start - _LOOKED_AT), mark.start)
    )
