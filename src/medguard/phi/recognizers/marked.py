"""What the language models marked, after a second look: titles off, medicine out, kinds in our words."""

from __future__ import annotations

import re
from typing import Any

from presidio_analyzer import LocalRecognizer
from presidio_analyzer.nlp_engine import NlpArtifacts

from medguard.phi.kinds import Kind
from medguard.phi.models.entity import Entity
from medguard.phi.reading import LANGUAGE, Marks
from medguard.phi.recognizers.chinese_names import COMPOUND, SINGLE, TITLE, is_chinese_name
from medguard.phi.recognizers.chinese_places import PROVINCES, institution
from medguard.phi.recognizers.english_places import named
from medguard.phi.recognizers.medical_words import AFTER_AUTHOR, AFTER_EPONYM, is_generic_place, is_medical
from medguard.phi.recognizers.table import FAIR, found
from medguard.phi.recognizers.word_list import words

_TITLE_END = re.compile(rf"(?<=.){TITLE}+$")
_SURNAME = re.compile(rf"(?:{COMPOUND}|[{SINGLE}])")
_HAN = re.compile("[\u4e00-\u9fff]")
_EPONYM_ZH = re.compile(
    r"氏|综合征|病|征|现象|试验|评分|量表|分级|分期|分类|手术|法|线|管|钳|球|酶|菌|反射|囊肿|骨折|三联"
)
_PROVINCE = re.compile(rf"(?:{PROVINCES})(?:省|市|自治区|壮族自治区|回族自治区|维吾尔自治区|特别行政区)?")
_WORLD = words(
    """
    中国 我国 美国 英国 法国 德国 日本 韩国 印度 俄罗斯 加拿大 澳大利亚 欧洲 亚洲 非洲 欧美 美洲
    国内 国外 全国 世界 全球 东南亚 西方 东方 意大利 西班牙 泰国 越南 新加坡 中华 华人 地中海 南方
    北方 东北 西北 西南 华东 华南 华北 长江 黄河
    """
)
_ORG_END = re.compile(
    r"(?:医院|卫生院|诊所|大学|学院|中学|小学|学校|幼儿园|公司|集团|工厂|厂|银行|研究所|保健院|疗养院|事务所|派出所|酒店|超市|商场|社区)$"
)
_ORG_WORD = re.compile(
    r"\b(?:Hospital|Clinic|Cent(?:er|re)|University|College|School|Academy|Church|Hospice|Pharmacy|Inc|LLC|Ltd|Corp|Company|Insurance|Bank|Group|Associates|Nursing|Healthcare|Health System|Memorial|Mercy|Saint|St)\b"
)
_SMALL_WORD = re.compile(r"(?<![^\W_])[a-z]{3,20}(?![^\W_])")
_HEADING = re.compile(r"[ \t]{0,3}:")
_WHERE = re.compile(r"(?:\b(?:[Ii]n|[Ff]rom|[Tt]o|[Aa]t|[Nn]ear|[Oo]f|[Aa]round|[Oo]utside|[Vv]ia)|,) ?$")
_LIKE_A_NAME = re.compile(r"[A-Z][a-z]{2,}(?: [A-Z][a-z]{2,}){1,2}")
_CAPITAL = re.compile(r"[^\W\d_]")
_LEADING_TITLE = re.compile(
    r"^(?:(?:Dr|Mr|Mrs|Ms|Miss|Prof|Doctor|Nurse|Attending|Patient|Pt|Parents?|Mom|Dad|Mother|Father|Baby|PCP|Hi|Hello|Dear|the|The)\b\.? ?)+"
)


class Marked(LocalRecognizer):
    """Turns a model's entities into kinds."""

    def __init__(self) -> None:
        kinds = [Kind.NAME.value, Kind.LOCATION.value, Kind.ORG.value]
        super().__init__(supported_entities=kinds, name="marked", supported_language=LANGUAGE)

    def load(self) -> None:
        """The models are loaded by the NLP engine."""

    def analyze(self, text: str, entities: list[str], nlp_artifacts: NlpArtifacts | None = None) -> list[Any]:
        """Every entity that survives the second look."""
        del entities
        marks = nlp_artifacts.marks if isinstance(nlp_artifacts, Marks) else []
        # A word that the same page also writes small is no name: "Driver license", "the driver".
        written_small = set(_SMALL_WORD.findall(text)) if marks else set()
        results = []
        for mark in marks:
            words = text[mark.start : mark.end]
            if " " not in words and (words.casefold() in written_small or _in_a_word_place(text, mark)):
                continue
            judged = _JUDGES[mark.label](words, text[mark.end : mark.end + 40])
            if judged:
                kind, start, end = judged
                results.append(found(kind, mark.start + start, mark.start + end, FAIR))
        return results


def _in_a_word_place(text: str, mark: Entity) -> bool:
    """Whether one word stands where an everyday word does: before a colon, doubled (谢谢), or as a place without "in" or "from"."""
    if _HEADING.match(text, mark.end) or text[mark.start] == text[mark.start - 1 : mark.start]:
        return True
    return mark.label == "GPE" and not _WHERE.search(text, max(0, mark.start - 12), mark.start)


_Judged = tuple[Kind, int, int] | None


def _person(words: str, after: str) -> _Judged:
    """What spaCy calls PERSON."""
    start = title.end() if (title := _LEADING_TITLE.match(words)) else 0
    line_end = words.find("\n", start)
    end = line_end if line_end > 0 else len(words)
    name = words[start:end]
    if any(map(str.isdigit, name)) or not _CAPITAL.search(name) or not name[:1].isupper() or _HAN.search(name):
        return None
    if (
        is_medical(name)
        or (end == len(words) and (AFTER_EPONYM.match(after) or AFTER_AUTHOR.match(after)))
        or AFTER_EPONYM.search(name)
    ):
        return None
    return Kind.NAME, start, end


def _place(words: str, after: str) -> _Judged:
    """What spaCy calls GPE, LOC and FAC."""
    if (
        is_generic_place(words)
        or is_medical(words)
        or not words[:1].isupper()
        or AFTER_EPONYM.match(after)
        or _HAN.search(words)
    ):
        return None
    if any(map(str.isdigit, words)) or (words.isupper() and " " not in words):
        return None
    return Kind.LOCATION, 0, len(words)


def _organisation(words: str, after: str) -> _Judged:
    """What spaCy calls ORG, which is half wrong on clinical text: only with a word that says institution."""
    del after
    if is_medical(words) or len(words.split()) < 2 or "\n" in words:  # noqa: PLR2004 - "Clinic" alone
        return None
    if not _ORG_WORD.search(words) and not _LIKE_A_NAME.fullmatch(words):
        return None
    return (Kind.ORG, 0, len(words)) if named(words) else None


def _chinese_person(words: str, after: str) -> _Judged:
    """What LAC calls PER."""
    end = len(words)
    if title := _TITLE_END.search(words):
        end = title.start()
    name = words[:end].rstrip("老小")
    end = len(name)
    if not name or _EPONYM_ZH.match(after) or "氏" in name:
        return None
    if len(name) == 1:
        return (Kind.NAME, 0, 1) if end < len(words) and name in SINGLE else None
    if any(map(str.isdigit, name)) or not is_chinese_name(name) or name in _WORLD:
        return None
    if not _HAN.search(name):
        return None
    if not _SURNAME.match(name) and "·" not in name:
        return None
    return Kind.NAME, 0, end


def _chinese_place(words: str, after: str) -> _Judged:
    """What LAC calls LOC: below the province only."""
    del after
    if _PROVINCE.fullmatch(words) or words in _WORLD or len(words) < 2 or not _HAN.search(words):  # noqa: PLR2004 - one character is no place
        return None
    if words.endswith(("国", "洲", "省", "地区", "科", "室", "病房", "病区")):
        return None
    return Kind.LOCATION, 0, len(words)


def _chinese_organisation(words: str, after: str) -> _Judged:
    """What LAC calls ORG: institutions with a name of their own."""
    del after
    if not _ORG_END.search(words):
        return None
    start = institution(words, marked=True)
    return None if start < 0 else (Kind.ORG, start, len(words))


_JUDGES = {
    "PERSON": _person,
    "GPE": _place,
    "LOC": lambda words, after: _chinese_place(words, after) if _HAN.search(words) else _place(words, after),
    "FAC": _place,
    "ORG": lambda words, after: (
        _chinese_organisation(words, after) if _HAN.search(words) else _organisation(words, after)
    ),
    "PER": _chinese_person,
}
