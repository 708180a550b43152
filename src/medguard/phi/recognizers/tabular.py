"""Rows under a header: a column called ``mrn`` or ``last`` says of every cell below what it is.

Comma, tab, semicolon and pipe, quoted as in RFC 4180. A header is a line whose cells are short words, at least one of
which is a label that ``labels`` knows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from presidio_analyzer import LocalRecognizer
from presidio_analyzer.nlp_engine import NlpArtifacts

from medguard.phi.kinds import Kind
from medguard.phi.labels import is_name_label, kind_of, plain_label
from medguard.phi.reading import LANGUAGE
from medguard.phi.recognizers.chinese_words import NOBODYS_NAMES, ROLES
from medguard.phi.recognizers.medical_words import is_medical
from medguard.phi.recognizers.table import GOOD, STRONG, found

_CELL = {
    mark: re.compile(
        rf'[ ]*+(?:"(?P<quoted>(?:[^"\n]|""){{0,500}}+)"|(?P<plain>[^{re.escape(mark)}\n]{{0,500}}+))[ ]*+(?:{re.escape(mark)}|$)'
    )
    for mark in ",\t;|"
}
_HEADER = re.compile(r'[ \t]*+"?#?[A-Za-z\u4e00-\u9fff][^\n]{2,600}+')
_LABEL = re.compile(r"[\w #./()'\u4e00-\u9fff-]{0,40}")
_HAN = re.compile("[\u4e00-\u9fff]{2}")
_RULE = re.compile(r"[\s|:+-]*+")
_ROWS = 5_000
# Two names, an age and a sex, where a header was lost: "Fitzwilliam<tab>Peregrine<tab>101<tab>M".
_BARE = re.compile(
    r"^(?P<name>[^\W\d_][^\W\d_' .-]{1,30}'?(?P<mark>[\t;|])[^\W\d_][^\W\d_' .-]{1,30})(?P=mark)(?P<age>\d{1,3})(?P=mark)[MFmf](?P=mark)",
    re.MULTILINE,
)
_OLD = 90


class Tabular(LocalRecognizer):
    """Reads tables by their header."""

    def __init__(self) -> None:
        super().__init__(supported_entities=[kind.value for kind in Kind], name="tabular", supported_language=LANGUAGE)

    def load(self) -> None:
        """Nothing to load."""

    def analyze(self, text: str, entities: list[str], nlp_artifacts: NlpArtifacts | None = None) -> list[Any]:
        """Every cell of a column whose header names an identifier."""
        del entities, nlp_artifacts
        results = []
        for match in _BARE.finditer(text):
            results.append(found(Kind.NAME, *match.span("name"), STRONG))
            if int(match["age"]) >= _OLD:
                results.append(found(Kind.AGE90, *match.span("age"), STRONG))
        columns: list[str | None] = []
        mark = ""
        rows = 0
        place = 0
        for line in text.split("\n"):
            start, place = place, place + len(line) + 1
            if not mark or line.count(mark) < 2:  # noqa: PLR2004 - two columns have one mark, and are prose too often
                mark, columns = _header(line) if mark == "" or not _RULE.fullmatch(line) else (mark, columns)
                rows = 0
                continue
            rows += 1
            if rows > _ROWS or _RULE.fullmatch(line):
                continue
            cells = list(_cells(line, mark))
            if abs(len(cells) - len(columns)) > 1:
                mark, columns = _header(line)
                continue
            for label, (first, last) in zip(columns, cells, strict=False):
                if label and (kind := _cell_kind(label, line[first:last])):
                    results.append(found(kind, start + first, start + last, STRONG if kind is not Kind.NAME else GOOD))
        return results


# Words that say what a column holds, but nothing of a whole value elsewhere.
_COLUMNS = {
    Kind.NAME: "staff driver initials nurse physician provider doctor patient pt client surgeon attending clinician resident caregiver guardian mother father contact by author "
    "name owner witness coordinator coord rn md member subscriber employee "
    "医生 医师 大夫 护士 患者 病人 家属 术者 麻醉医师 记录人 责任医生",
    Kind.OTHER_ID: "case_no case_number subj subject case id_no accession_no sample specimen order ticket badge badge_no emp_no emp_id staff_id record",
    Kind.MRN: "mrn_no hosp_no unit_no record_no",
    Kind.LICENSE: "dl license_number licence dea_no npi_no",
    Kind.VEHICLE: "plate vehicle_plate",
    Kind.AGE90: "age age_years patient_age age_yrs",
    Kind.DATE: "visit_date last_visit next_visit seen dos admit adm discharge dc_date collected onset follow_up 就诊日 入院日 出院日 采样日 手术日 复诊日 入院 出院 就诊 采样 复诊 随访",
    Kind.PHONE: "contact_no ph",
}
_BY_COLUMN = {word: kind for kind, labels in _COLUMNS.items() for word in labels.split()}
_SHORT_DATE = re.compile(r"\d{1,4}[-/. ][\dA-Za-z]{1,3}(?:[-/. ]\d{2,4})?|\d{1,2}[A-Z]{3}\d{2,4}|\d{8}")
_PERSON = re.compile(r"[^\W\d_][^\W\d_' .,-]{0,50}'?")
_LARGE = re.compile(r"(?:(?:van|von|de|der|den|da|di|del|la|le|el|al|bin|ibn|ó|o')[ -]?){0,3}[^\W\d_a-z]")


def _is_label(cell: str) -> bool:
    return (
        plain_label(cell) in _BY_COLUMN
        or is_name_label(cell)
        or kind_of(cell, "1-1-1") is not None
        or kind_of(cell, "Xy") is not None
    )


def _cell_kind(label: str, value: str) -> Kind | None:
    """What a cell is, going by its column; ``None`` if its value cannot be that."""
    value = value.strip()
    measure = label == "单位" and not _HAN.search(value)  # mg/L is a 单位, too
    kind = None if measure else kind_of(label, value) or _BY_COLUMN.get(plain_label(label))
    digits = sum(map(str.isdigit, value))
    if kind is None or not value:
        return None
    if kind is Kind.NAME:
        fits = _PERSON.fullmatch(value) and _LARGE.match(value) and not (is_medical(value) and len(value.split()) > 1)
        nobody = value.casefold() in _NOBODY or value in ROLES or value in NOBODYS_NAMES or _HOUSE.search(value)
        return kind if fits and not nobody else None
    if kind is Kind.AGE90:
        return kind if value.isdigit() and int(value) >= _OLD else None
    if kind is Kind.DATE:
        return kind if _SHORT_DATE.match(value) else None
    if kind in {Kind.LOCATION, Kind.ORG}:
        return kind if len(value) > 2 else None  # noqa: PLR2004 - a state
    return kind if digits > 2 else None  # noqa: PLR2004 - fewer count something


# A contact may be a house: 市救助站, 村委会.
_HOUSE = re.compile("[\u4e00-\u9fff]{2}(?:站|院|所|局|科|室|会|公司|中心|学校|单位)$")
_NOBODY = frozenset(
    {
        "无",
        "值班",
        "同上",
        "不详",
        "待定",
        "本人",
        "未填",
        "none",
        "n/a",
        "na",
        "unknown",
        "self",
        "agency",
        "other",
        "male",
        "female",
        "yes",
        "no",
        "m",
        "f",
        "patient",
    }
)


def _header(line: str) -> tuple[str, list[str | None]]:
    """The mark and the labels of a header line; an empty mark if it is none."""
    if not _HEADER.match(line.lstrip("| ")):
        return "", []
    mark = max(_CELL, key=line.count)
    if line.count(mark) < 2:  # noqa: PLR2004 - as above
        return "", []
    cells = [line[a:z].strip() for a, z in _cells(line, mark)]
    if not all(_LABEL.fullmatch(cell) and len(cell.split()) < 5 for cell in cells):  # noqa: PLR2004 - a sentence
        return "", []
    if sum(any(map(str.isdigit, cell)) for cell in cells) * 2 > len(cells):
        return "", []
    labels = [plain_label(cell) for cell in cells if _is_label(cell)]
    # "first" alone is a choice or a visit, not half a name.
    return ("", []) if not labels or labels in (["first"], ["last"]) else (mark, [cell or None for cell in cells])


def _cells(line: str, mark: str) -> Iterator[tuple[int, int]]:
    place = 0
    pattern = _CELL[mark]
    while place <= len(line) and (match := pattern.match(line, place)):
        yield match.span("quoted" if match["quoted"] is not None else "plain")
        if match.end() == place or (match.end() == len(line) and not line.endswith(mark)):
            return
        place = match.end()


TABULAR = Tabular()
