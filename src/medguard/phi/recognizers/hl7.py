"""HL7 v2 messages and DICOM tags, field by field: ``PID-5`` is a name whatever it looks like.

Fields after HL7 v2.5.1 chapters 2, 3, 4, 6, 7 and 10 (v2.3 to v2.8 number them alike); tags after DICOM PS3.6 and the
de-identification profile of PS3.15 annex E.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from presidio_analyzer import LocalRecognizer
from presidio_analyzer.nlp_engine import NlpArtifacts

from medguard.phi.kinds import Kind
from medguard.phi.reading import LANGUAGE
from medguard.phi.recognizers.medical_words import is_medical
from medguard.phi.recognizers.table import STRONG, found

_Found = tuple[Kind, int, int]

# How a field is read, by HL7 data type:
# N  XPN, a person's name            D  TS, DTM, DT, a timestamp
# X  XCN, an id and a name           A  XAD, an address
# P  XTN, a telephone                O  XON, an organisation
# F  HD, a facility                  T  the name of a town or a place
# and for the first component of CX, EI or ST, which identifies by itself:
# m a record, h a health plan, a an account, s a social security number, l a licence, d a device, i anything else
_FIELDS = {
    "MSH": "4F 6F 7D 10i",
    "EVN": "2D 3D 5X 6D",
    "PID": "2m 3m 4m 5N 6N 7D 9N 11A 12T 13P 14P 18a 19s 20l 21m 23T 29D 33D",
    "PD1": "3O 4X",
    "NK1": "2N 4A 5P 6P 8D 9D 12i 13O 16D 26N 30N 31P 32A 33i 37s",
    "PV1": "5m 7X 8X 9X 17X 19m 44D 45D 50m 52X",
    "PV2": "8D 9D 13X 14D 23O 26D 33D",
    "MRG": "1m 2m 3a 4m 5m 6m 7N",
    "GT1": "2a 3N 4N 5A 6P 7P 8D 12s 13D 14D 16N 17A 18P 19i 21O 29i 45N 46P 51O",
    "IN1": "3i 4O 5A 6N 7P 8h 9O 10h 11O 12D 13D 14h 16N 18D 19A 24D 26D 29D 30X 36h 44A 49h",
    "IN2": "1i 2s 3X 5N 6h 7N 8h 9N 10h 22N 26h 52N 61h 63P 64P 69O",
    "ACC": "1D 6T 7X",
    "ORC": "2i 3i 4i 9D 10X 11X 12X 14P 15D 19X 21O 22A 23P 24A",
    "OBR": "2i 3i 6D 7D 8D 10X 14D 16X 17P 18i 19i 20i 21i 22D 28X 32X 33X 34X 35X 36D",
    "OBX": "14D 16X 18d 19D 23O 24A 25X",
    "SPM": "2i 17D 18D",
    "RXE": "1Q 13X 14X 15i 17i 18D",
    "RXO": "14X 15X",
    "RXD": "3D 7i 10X 11X",
    "RXA": "3D 4D 10X 11F 15i",
    "RXG": "1Q 5Q",
    "DG1": "5D 16X 19D",
    "PR1": "5D 8X 11X 12X",
    "AL1": "6D",
    "FT1": "2i 4D 5D 20X 21X 23i",
    "SCH": "1i 2i 12X 13P 14A 16X 17P 20X",
    "AIS": "4D",
    "AIP": "3X 6D",
    "TXA": "4D 5X 6D 7D 8D 9X 10X 11X 12i 13i 14i 15i 22X",
    "MSA": "2i",
    "ERR": "",
    "NTE": "6D",
    "ROL": "4X 5D 6D 11A 12P",
    "STF": "1i 2i 3N 6D 10P 11A 12D 13D 15P",
    "PRA": "1i 6l",
    "PRD": "2N 3A 5P 7l",
    "CTD": "2N 3A 5P 7i",
    "RF1": "6i 7D 8D 9D 11i",
    "QRD": "1D 4i 8X",
    "QPD": "3m",
    "CSR": "1i 2i 4m 5m 6D 8X",
    "DSP": "",
    "BLG": "3a",
    "ZPD": "",
}
_READ_AS = {name: {int(entry[:-1]): entry[-1] for entry in fields.split()} for name, fields in _FIELDS.items()}
_OBX_TYPES = {
    "PN": "N", "XPN": "N", "XCN": "X", "CNN": "X", "XAD": "A", "AD": "A", "XTN": "P", "TN": "P", "CX": "i", "EI": "i",
    "DT": "D", "TS": "D", "DTM": "D", "XON": "O",
}  # fmt: skip
_CODES = {
    "m": Kind.MRN,
    "h": Kind.HEALTH_PLAN,
    "a": Kind.ACCOUNT,
    "s": Kind.SSN,
    "l": Kind.LICENSE,
    "d": Kind.DEVICE,
    "i": Kind.OTHER_ID,
}
# A segment: at the start of a line, or run on behind the last field of the one before when line ends were lost in a copy.
_SEGMENT = re.compile(
    rf"(?:^|(?<=[\r\n\x0b])|(?<=[^\s|]))(?P<name>{'|'.join(_FIELDS)})\|(?=[^\n|]{{0,200}}\|)", re.MULTILINE
)
_TIMESTAMP = re.compile(
    r"(?:19|20)\d{2}(?:-?\d{2}(?:-?\d{2}(?:[T ]?\d{2,6}(?::\d{2}){0,2}(?:\.\d{1,6})?)?)?)?(?:[+-]\d{4})?"
)
_LETTERS = re.compile(r"[^\W\d_]")
_NAME = re.compile(r"[^\W\d_](?:[^\W\d_]|[' .,-]){0,60}")
_NOT_A_FACILITY = re.compile(
    r"(?:MAIN|HOSP(?:ITAL)?|LAB|EMR|HIS|RIS|PACS|ADT|EPIC|CERNER|MEDITECH|FACILITY|SENDING|RECEIVING|SENDER|RECEIVER|SOURCE|WARD|CORE|CLINIC|HIE|DEST(?:INATION)?|REMOTE|LOCAL|TEST|PROD|[A-Z0-9]{1,3})",
    re.IGNORECASE,
)
_YEAR = 4


class Hl7(LocalRecognizer):
    """Reads HL7 v2 segments wherever they stand in a text."""

    def __init__(self) -> None:
        kinds = [*_CODES.values(), Kind.NAME, Kind.DATE, Kind.LOCATION, Kind.ORG, Kind.PHONE]
        super().__init__(supported_entities=[kind.value for kind in kinds], name="hl7", supported_language=LANGUAGE)

    def load(self) -> None:
        """Nothing to load."""

    def analyze(self, text: str, entities: list[str], nlp_artifacts: NlpArtifacts | None = None) -> list[Any]:
        """Every identifying field of every segment, and every DICOM tag."""
        del entities, nlp_artifacts
        results = [found(kind, start, end, STRONG) for kind, start, end in _tags(text)] if "(0" in text else []
        if "|" not in text:
            return results + [
                found(Kind.NAME, *m.span("v"), STRONG) for m in _LONE_NAME.finditer(text) if _person(m["v"])
            ]
        segments = list(_SEGMENT.finditer(text))
        houses: list[str] = []
        for here, after in zip(segments, [*segments[1:], None], strict=False):
            line_end = text.find("\n", here.end())
            end = min(line_end if line_end >= 0 else len(text), after.start() if after else len(text))
            results += [found(kind, a, z, STRONG) for kind, a, z in _segment(text, here["name"], here.end(), end)]
            if here["name"] == "MSH":
                houses = [text[one.start : one.end] for one in results if one.entity_type == Kind.ORG]
            results += [found(Kind.ORG, a, z, STRONG) for a, z in _short_forms(text, here, end, houses)]
        inside = [(s.start(), text.find("\n", s.end())) for s in segments]
        for match in _LONE_NAME.finditer(text):
            in_message = any(a < match.start() and (z < 0 or match.end() <= z) for a, z in inside)
            if not in_message and _person(match["v"]):
                results.append(found(Kind.NAME, *match.span("v"), STRONG))
        return results


def in_a_public_field(text: str, place: int) -> bool:
    """Whether this place is in a field that names nobody: the programs of MSH-3 and MSH-5, the codes and units of a result."""
    line = text[text.rfind("\n", max(0, place - _LOOK_BACK), place) + 1 : place]
    return line[3:4] == "|" and line.count("|") in _PUBLIC_FIELDS.get(line[:3], ())


_LOOK_BACK = 300
_PUBLIC_FIELDS = {"MSH": (2, 4), "OBR": (4,), "OBX": (3, 6, 7, 8)}
"""Bars before them; in MSH the first is a field itself."""
# Where a facility's short form stands: it sends or receives, gives out the numbers, has the bed.
_SHORT_FORMS = {"MSH": ((4, 0), (6, 0)), "PID": ((3, 3),), "PV1": ((3, 3), (19, 3))}


def _short_forms(text: str, segment: re.Match[str], end: int, houses: list[str]) -> Iterator[tuple[int, int]]:
    """Short forms of the facilities that the message names: FCH, where it comes from FERNLEA CHILDRENS."""
    places = _SHORT_FORMS.get(segment["name"], ()) if houses else ()
    for number, component in places:
        fields = text[segment.end() : end].split("|")
        index = number - (2 if segment["name"] == "MSH" else 1)
        parts = fields[index].split("^") if index < len(fields) else []
        if component < len(parts) and any(_abbreviates(parts[component], house) for house in houses):
            start = segment.end() + sum(len(field) + 1 for field in fields[:index])
            start += sum(len(part) + 1 for part in parts[:component])
            yield start, start + len(parts[component])


def _abbreviates(short: str, name: str) -> bool:
    """Whether letters are the beginnings of all words, in order.

    >>> _abbreviates("FCH", "FERNLEA CHILDRENS"), _abbreviates("EPIC", "FERNLEA CHILDRENS")
    (True, False)
    """
    words = re.findall(r"[^\W_]+", name.upper())
    if not 1 < len(words) < 8 or not 1 < len(short) < 8:  # noqa: PLR2004 - a name of some words
        return False
    rests = {short.upper()}
    for word in words:
        rests = {rest[n:] for rest in rests for n in range(1, len(rest) + 1) if word.startswith(rest[:n])}
    return "" in rests


# A name in HL7 or DICOM form outside a message: "SMITH^JOHN^Q".
_LONE_NAME = re.compile(
    r"(?<![\w^|&])(?P<v>[A-Z][A-Za-z' -]{1,30}\^[A-Z][A-Za-z' -]{1,30}+(?:\^[A-Za-z'. -]{0,20}){0,3})(?![\w^])"
)


def _person(value: str) -> bool:
    """Whether both halves are names: ``LAB^RESULT`` and ``ADT^A08`` are not."""
    parts = [part for part in value.split("^") if part]
    return len(parts) > 1 and not is_medical(parts[0].title()) and not is_medical(parts[1].title())


def _segment(text: str, name: str, start: int, end: int) -> Iterator[_Found]:
    read_as = _READ_AS[name]
    # MSH-1 is the separator itself, so what follows it is MSH-2.
    number = 2 if name == "MSH" else 1
    value_type = ""
    place = start
    for field in text[start:end].split("|"):
        how = read_as.get(number, "")
        if name == "OBX" and number == 2:  # noqa: PLR2004 - OBX-2 names the type of OBX-5
            value_type = field
        if name == "OBX" and number == 5:  # noqa: PLR2004
            how = _OBX_TYPES.get(value_type, "")
        offset = place
        for repetition in field.split("~"):
            if repetition.strip():
                yield from _field(repetition, how, offset)
            offset += len(repetition) + 1
        place += len(field) + 1
        number += 1


def _field(value: str, how: str, offset: int) -> Iterator[_Found]:  # noqa: C901, PLR0912 - one branch for each data type
    components = value.split("^")
    first = components[0]
    if how in _CODES:
        if any(map(str.isdigit, first)) and len(first) > 2:  # noqa: PLR2004 - set ids and codes are shorter
            yield _CODES[how], offset, offset + len(first)
            if how == "d" and len(components) > 2 and sum(map(str.isdigit, components[2])) > 4:  # noqa: PLR2004 - EI-3, a universal id
                at = offset + len(first) + len(components[1]) + 2
                yield Kind.DEVICE, at, at + len(components[2])
        elif len(components) > 1 and _person(value):
            yield from _name(value, offset, 0)
    elif how == "N":
        yield from _name(value, offset, 0)
    elif how == "X":
        if any(map(str.isdigit, first)):
            yield Kind.LICENSE, offset, offset + len(first)
            yield from _name(value, offset, 1)
        else:
            yield from _name(value, offset, 0)
    elif how in {"D", "Q"}:
        if how == "Q":  # TQ-4 is a start time
            offset += sum(len(part) + 1 for part in components[:3])
            first = components[3] if len(components) > 3 else ""  # noqa: PLR2004
        if (date := _TIMESTAMP.match(first)) and date.end() > _YEAR:
            yield Kind.DATE, offset, offset + date.end()
    elif how == "A":
        end = len("^".join(components[:5]))  # XAD-6 is the country
        if _LETTERS.search(value[:end]) or any(map(str.isdigit, value[:end])):
            yield Kind.LOCATION, offset, offset + end
    elif how == "P":
        digits = [i for i, letter in enumerate(value) if letter.isdigit()]
        if len(digits) > 5:  # noqa: PLR2004 - less is no telephone number
            yield Kind.PHONE, offset + digits[0], offset + digits[-1] + 1
    elif how in {"O", "F", "T"}:
        if _LETTERS.search(first) and len(first) > 2 and not (how == "F" and _NOT_A_FACILITY.fullmatch(first)):  # noqa: PLR2004
            yield (Kind.LOCATION if how == "T" else Kind.ORG), offset, offset + len(first)
    elif len(components) > 2 and _is_clinician(components):  # noqa: PLR2004
        # An XCN in a field that this site uses in its own way: "BO7574913^ONYEKA^OBINNA".
        yield Kind.LICENSE, offset, offset + len(first)
        yield from _name(value, offset, 1)


def _is_clinician(components: list[str]) -> bool:
    """An id and two names in capitals; LN, SCT and MDC are code systems."""
    number, family, given = components[:3]
    return (
        any(map(str.isdigit, number))
        and len(given) > 3  # noqa: PLR2004
        and all(part.replace("-", "").isalpha() and part.isupper() for part in (family, given))
        and _person(f"{family}^{given}")
    )


def _name(value: str, offset: int, skip: int) -> Iterator[_Found]:
    """The family name and what follows it, up to the middle name; XPN-4 to XPN-6 are suffix, prefix and degree."""
    components = value.split("^")
    start = sum(len(part) + 1 for part in components[:skip])
    words = "^".join(components[skip : skip + 3]).rstrip("^ ")
    if words and _NAME.match(words.lstrip("^& ")) and words.strip('"') not in {"UNKNOWN", "UNK", "NONE", "N/A"}:
        yield Kind.NAME, offset + start, offset + start + len(words)


# As dumps write an element: "(0010,0010) PN [DOE^ANN]  # 8, 1 PatientName", "(0010, 0010) Patient's Name   PN: 'DOE^ANN'".
_VALUE_TYPE = r"(?:A[EST]|CS|D[AST]|IS|L[OT]|O[BFW]|PN|S[HLQST]|TM|U[ILNST])"
_TAG = re.compile(
    rf"\((?P<tag>[0-9A-Fa-f]{{4}}, ?[0-9A-Fa-f]{{4}})\)(?: {{1,3}}(?P<type>{_VALUE_TYPE})\b)?"
    rf"(?: {{1,3}}[A-Z][A-Za-z' ]{{2,60}}?(?: {{1,40}}(?P<later>{_VALUE_TYPE}))?(?= ?[:=]))? {{0,3}}[:=]? {{0,3}}[\['\"]?(?P<v>[^\n()\[\]|\"]{{1,120}}+)"
)
_BY_TYPE = {"PN": "N", "DA": "D", "DT": "D"}
_TAGS = {
    "00080020": "D", "00080021": "D", "00080022": "D", "00080023": "D", "00080050": "i", "00080080": "O", "00080081": "A",
    "00080090": "N", "00081010": "", "00081048": "N", "00081050": "N", "00081060": "N", "00081070": "N", "00100010": "N",
    "00100020": "m", "00100021": "O", "00100030": "D", "00101000": "m", "00101001": "N", "00101005": "N", "00101040": "A",
    "00101060": "N", "00102154": "P", "00102297": "N", "00181000": "d", "00200010": "i", "00321032": "N", "00380010": "m",
    "00400006": "N", "00400244": "D", "00401400": "", "00080018": "i", "0020000d": "i", "0020000e": "i",
}  # fmt: skip


_WORDS_OF_A_VALUE = 4


def _tags(text: str) -> Iterator[_Found]:
    for match in _TAG.finditer(text):
        value = match["v"].rstrip(" ;,'")
        # A tag that a sentence only mentions: "tag (0008,0050) is blank on all the portable films".
        told = match["type"] or text[match.end("tag") + 1 : match.start("v")].strip()
        alone = text[max(0, text.rfind("\n", 0, match.start())) : match.start()].strip() == ""
        if not told and not alone and len(value.split()) > _WORDS_OF_A_VALUE:
            continue
        tag = match["tag"].replace(",", "").replace(" ", "").lower()
        how = _TAGS.get(tag) or _BY_TYPE.get(match["type"] or match["later"] or "", "")
        yield from _field(value, how, match.start("v"))


HL7 = Hl7()
