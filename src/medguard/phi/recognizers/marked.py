"""What the language models marked, after a second look: too unsure out, medicine out."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from presidio_analyzer import LocalRecognizer, RecognizerResult
from presidio_analyzer.nlp_engine import NlpArtifacts

from medguard.phi.checksums import real_date
from medguard.phi.company import ALONE
from medguard.phi.kinds import NUMBERED, Kind
from medguard.phi.models.entity import Entity
from medguard.phi.reading import LANGUAGE, Marks
from medguard.phi.recognizers.chinese_words import MEDICAL_PEOPLE, NOBODYS_NAMES, TAIL_WORDS
from medguard.phi.recognizers.chinese_words import NOT_NAMES as NOT_CHINESE_NAMES
from medguard.phi.recognizers.contact import A_VALUE_BEFORE, person_url
from medguard.phi.recognizers.dates import NOT_DAY
from medguard.phi.recognizers.hl7 import in_a_public_field
from medguard.phi.recognizers.medical_words import AFTER_AUTHOR, AFTER_EPONYM, is_generic_place, is_medical
from medguard.phi.recognizers.table import DOUBT, found

_IN_WORDS = frozenset({Kind.NAME, Kind.LOCATION, Kind.ORG})
"""Kinds that only a reader knows. The others have a form, which patterns know better: there a model must be surer."""
_SURE = (0.5, 0.75)
"""From here on a mark of our own models counts, if it has company (``company``): words, forms."""
_OTHERS_SURE = {"en": (0.65, 0.9), "zh": (0.5, 0.75)}
"""The same for models that a profile names, whose scores say what they like and which need no company."""
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
        return [_result(mark) for mark in marks if _stands(text, mark)]


def _result(mark: Entity) -> RecognizerResult:
    """The mark in Presidio's form; what our own model doubts goes along, for ``company``."""
    result = found(Kind(mark.label), mark.start, mark.end, min(mark.score, _LESS_THAN_FORM))
    if mark.ours and mark.score < ALONE:
        result.recognition_metadata = {DOUBT: mark.score}
    return result


def _stands(text: str, mark: Entity) -> bool:
    # 1. Sure enough for its kind, and not where a form says that nobody stands.
    language = "zh" if _HAN.search(text, max(0, mark.start - _NEAR), mark.end + _NEAR) else "en"
    of_words, of_forms = _SURE if mark.ours else _OTHERS_SURE[language]
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
    r"(?:(?<![A-Za-z])(?:sp?o2|sats?|temp|t|hr|rr|bp|bg|bgl|pulse|p|map|ef|wt|weight|ht|glucose|na|hb|hgb|s?cr|plt|alt|ast|ldh?|ck|crp|iq|wisc|wais|cl|mcv|fev1|egfr)[ :=]{1,3}(?:now |was |is )?|\b\d{4}: )$",
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


# 院方医生, 任何医生, 小時 and 5 min: what only looks like a surname, and units behind a figure.
_UNIT = re.compile(r"(?:min|mins|hr?s?|sec|cm|mm|kg|ml|小时|小時|分钟|分鐘|公分|公斤)\b", re.IGNORECASE)
_OF_A_UNIT = re.compile(r"[\d/×~-] ?$|[术術]后? ?$")
_EVERYBODYS = frozenset({"110", "119", "120", "122", "911", "999", "112", "12320", "12345", "12356", "10000", "10086"})
"""Emergency and service numbers."""
_PUBLIC_CODE = re.compile(
    r"HLA-.*|CA ?\d{2,3}(?:-\d)?|[A-Z]\d{2}(?:\.\d)?[-–~][A-Z]\d{2}(?:\.\d)?|(?:[HZSJBTF]C?|JS|YB[HZ])(?:19|20)\d{6}|0+|9+"
)
"""An allele, a marker, a range of ICD codes or of samples, a Chinese approval number (国药准字H20133201), and what stands for nothing."""


# A lot, a model, firmware, a standard: the number of a thing of which there are many.
_OF_A_THING = re.compile(
    r"(?:批号|批號|效期|型号|型號|固件|版本|国药准字|國藥準字|准字|批准文号|执行标准|分类编?码?|机型|機型|仪器法|软件|軟件|\b(?:lot|batch|firmware|model|version)\b)[ :：#.\"'(】为]{0,4}$|\b(?:GB|WS|YY|GA|ISO|IEC|EN|DB\d\d)(?:/[TZ])? ?$",
    re.IGNORECASE,
)


# A code has two letters or digits, and one of them is a digit, also said, or three are capitals; an address of a machine has its marks.
_A_CODE = re.compile(
    r"(?=[^\W_][^\n]{0,40}?[^\W_])(?:[^\n]{0,60}?\d|[^\n]{0,40}?[A-Z]{3}|[^\n]{0,40}?\b(?:zero|oh|one|two|three|four|five|six|seven|eight|nine|double)\b[^\n]{1,40}?\b(?:zero|oh|one|two|three|four|five|six|seven|eight|nine)\b|[^\n]{0,20}?[零〇一二三四五六七八九幺洞])"
)
_FORM = {
    Kind.IP: re.compile(r"[.:][0-9A-Fa-f]{0,4}[.:]"),
    **dict.fromkeys(NUMBERED, _A_CODE),
}


def _is_lone(text: str, mark: Entity) -> bool:
    return (
        mark.label == Kind.NAME
        and mark.score < _LONE_SURE
        and _LONE.fullmatch(text, mark.start, mark.end) is not None
        and not _LONE_AFTER.match(text, mark.end)
        and not _LONE_BEFORE.search(text, max(0, mark.start - 4), mark.start)
    )


def _is_nobodys_number(text: str, mark: Entity) -> bool:
    """Whether a telephone number is everybody's, or the limits of a value: 120, 287 (125-350)."""
    limits = _RANGE.fullmatch(text, mark.start, mark.end)
    before = text[max(0, mark.start - _LOOKED_AT) : mark.start].rstrip("(")
    ascend = limits is not None and int(limits[1]) < int(limits[2]) and re.search(A_VALUE_BEFORE, before) is not None
    return ascend or text[mark.start : mark.end].strip() in _EVERYBODYS or _is_public(text, mark)


def _is_public(text: str, mark: Entity) -> bool:
    return _PUBLIC_CODE.fullmatch(text, mark.start, mark.end) is not None


def _is_a_word(text: str, mark: Entity) -> bool:
    """Whether a name is a word, half of one, or a unit: 钟头, 任|何医生, 豆|奶, 48 小時."""
    half = mark.end - mark.start == 1 and (
        text[max(0, mark.start - 1) : mark.end] in TAIL_WORDS or text[mark.start : mark.end + 1] in NOBODYS_NAMES
    )
    return (
        half
        or text[mark.start : mark.end] in NOBODYS_NAMES
        or bool(
            _UNIT.fullmatch(text, mark.start, mark.end) and _OF_A_UNIT.search(text, max(0, mark.start - 3), mark.start)
        )
    )


def _may_be(text: str, mark: Entity) -> bool:
    """Whether the letters of a mark may be what it is called: a name has some, an age is not measured, a day is no time."""
    if mark.label in _IN_WORDS:
        fits = bool(_A_WORD.search(text, mark.start, mark.end))
    else:
        # In Chinese an account is a word of letters as often as not: 账号miaoyl.
        chinese = _HAN.search(text, max(0, mark.start - _NEAR), mark.end + _NEAR)
        form = None if chinese else _FORM.get(Kind(mark.label))
        fits = (form is None or form.search(text, mark.start, mark.end) is not None) and not _OF_A_THING.search(
            text, max(0, mark.start - _LOOKED_AT), mark.start
        )
    is_another = _IS_ANOTHER.get(Kind(mark.label))
    return fits and not (is_another and is_another(text, mark))


# Two short numbers that are a score, a duration of British notes ("3/12": three months), or one of many.
_PAIR = re.compile(r"(\d{1,2})/(\d{1,2})")
_COUNTS = re.compile(
    r"(?:[<>≤≥≈~]|\b(?:Katz|Lawton|Barthel|ILO q/t|SPPB|GDS|Mini-?Cog|IADL|ADL) |(?:培养|培養|肌力|库珀曼) ?|\b(?:question|item|wk|week|visit|page|slide|step|score|recall|cycle) |\bpN\d[a-c]? ?\(|[#\d.])$",
    re.IGNORECASE,
)
# "3.07", "5-15 min", "7.21/28/91": a decimal behind what is measured, a range before a unit, and what no calendar has.
_DECIMAL = re.compile(r"(\d{1,2})\.(\d{1,2})")
_VALUE = re.compile(
    r"(?!on|by|am|dob|seen|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[A-Za-z][A-Za-z0-9]{0,4}[ :]{1,2}\d{1,2}\.\d{1,2}",
    re.IGNORECASE,
)
_RANGE = re.compile(r"(\d{1,3})[-~](\d{1,3})")
_MEASURED_BY = re.compile(r"(?:[A-Za-z][A-Za-z0-9+-]*[ :]{1,2}|[点點到至为為约約比值酸压壓糖] ?|减[到至] ?|[<>=~] ?)$")
_OF_UNITS = re.compile(
    r" ?(?:min|h(?:rs?)?\b|d\b|s\b|[mµμn]?[gl]\b|mm|cm|kg|ml|mol|mmol|METs?|岁|歲|天|小时|小時|分|秒|次|个|個|周(?![一二三四五六日天末])|点|點|%|℃|°|×|\+)",
    re.IGNORECASE,
)
_BARE = re.compile(r"\d{1,2}|(?=\d{1,3}[.+])[\d.]+(?:[+/][\d.]+){2,}")
_CLOCK = re.compile(r" ?(?:[01]?\d|2[0-3]):[0-5]\d")
_TELLS_A_DAY = re.compile(
    r"(?:\b(?:on|dob|d\.?o\.?b|seen|adm|dc|from|since|by|due|until|date|op|postop|dos) ?:?|[日期于在自从於自從院前后後底] ?)$",
    re.IGNORECASE,
)
_SECONDARY_TO = re.compile(r"2/2 (?!at\b|and\b|from\b|\d)[A-Za-z]")
_RATED = re.compile(r"(?:NRS|VAS|疼痛|痛|自评|评分|情绪|pain|mood|尼龙丝|monofilament)[^\n,。;]{0,8}$", re.IGNORECASE)
_OF_TEN = 10
_YEAR_LONG = 3
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
    parts = [
        int(part) for part in text[mark.start : mark.end].split("/") if part.isdecimal() and len(part) < _YEAR_LONG
    ]
    if len(parts) == 3 and min(parts) > 12:  # noqa: PLR2004 - no month among them
        return False
    if _is_measured(text, mark):
        return False
    pair = _PAIR.fullmatch(text, mark.start, mark.end)
    if pair is None or int(pair[1]) > int(pair[2]):
        return True
    first, second = int(pair[1]), int(pair[2])
    before = text[max(0, mark.start - _LOOKED_AT) : mark.start]
    if _SECONDARY_TO.match(text, mark.start) and not _TELLS_A_DAY.search(before):
        return False
    return not (
        not (real_date(2000, first, second) or real_date(2000, second, first))
        or _COUNTS.search(before)
        or (second == _OF_TEN and _RATED.search(before))
        or _NOT_A_DAY.match(text, mark.end)
        or (mark.score < _QUITE_SURE and _IN_CAPITALS.search(before))
        or (second in {7, 12, 52} and _ALONE.search(before) and text[mark.end : mark.end + 1] in {".", ""})
    )


def _is_measured(text: str, mark: Entity) -> bool:
    """Whether figures alone are a value, a range or a row of values rather than a day."""
    if _BARE.fullmatch(text, mark.start, mark.end):
        # "月底28前" is a day as well; what a model has read as one stays if a word beside it counts days.
        before = text[max(0, mark.start - _LOOKED_AT) : mark.start]
        behind = text[mark.end : mark.end + 3].lstrip()
        return not (_TELLS_A_DAY.search(before) or behind[:1] in {"日", "号", "號", "月", "前"})
    if _VALUE.fullmatch(text, mark.start, mark.end):
        return True
    pair = _DECIMAL.fullmatch(text, mark.start, mark.end) or _RANGE.fullmatch(text, mark.start, mark.end)
    if pair is None or {text[max(0, mark.start - 1) : mark.start], text[mark.end : mark.end + 1]} & {"-", "."}:
        return False
    first, second = int(pair[1]), int(pair[2])
    if not (real_date(2000, first, second) or real_date(2000, second, first)):
        return True
    before = text[max(0, mark.start - _LOOKED_AT) : mark.start]
    if _TELLS_A_DAY.search(before) or _CLOCK.match(text, mark.end):
        return False
    return bool(_OF_UNITS.match(text, mark.end) or ("." in pair[0] and _MEASURED_BY.search(before)))


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


_CAPITALS = re.compile("[A-Z]{2,4}")
_IS_ANOTHER: dict[Kind, Callable[[str, Entity], bool]] = {
    Kind.NAME: lambda text, mark: _is_lone(text, mark) or _is_a_word(text, mark),
    Kind.LOCATION: lambda text, mark: _LONE.fullmatch(text, mark.start, mark.end) is not None,
    Kind.ORG: lambda text, mark: _LONE.fullmatch(text, mark.start, mark.end) is not None,
    Kind.DATE: lambda text, mark: not _may_be_a_day(text, mark),
    Kind.AGE90: lambda text, mark: _MEASURED.search(text, max(0, mark.start - _LOOKED_AT), mark.start) is not None,
    Kind.EMAIL: lambda text, mark: _CAPITALS.fullmatch(text, mark.start, mark.end) is not None,
    Kind.URL: lambda text, mark: not person_url(text[mark.start : mark.end]),
    Kind.PHONE: _is_nobodys_number,
    **dict.fromkeys((Kind.OTHER_ID, Kind.MRN, Kind.ACCOUNT, Kind.LICENSE, Kind.HEALTH_PLAN), _is_public),
}
"""What a mark of a kind may be instead."""

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
