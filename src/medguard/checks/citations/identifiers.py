"""Identifiers of works in prose, and whether they can exist."""

from __future__ import annotations

import re
from dataclasses import dataclass

from medguard.checks.citations.records import Id


@dataclass(frozen=True, slots=True)
class Seen:
    """An identifier in a text, as its registry writes it."""

    start: int
    end: int
    kind: Id
    value: str
    possible: bool = True


_FORMS = re.compile(
    r"(?:https?://)?(?:www\.)?arxiv\.org/(?:abs|pdf)/(?P<arxiv_url>[a-z.-]+/\d{7}|\d{4}\.\d{4,5})(?:v\d+)?(?:\.pdf)?"
    r"|10\.48550/arxiv\.(?P<arxiv_doi>\d{4}\.\d{4,5})(?:v\d+)?"
    r"|\barxiv[:： ]\s?(?P<arxiv>[a-z.-]+/\d{7}|\d{4}\.\d{4,5})(?:v\d+)?"
    r"|(?:https?://(?:dx\.|www\.)?doi\.org/|\bdoi[:：]?\s{0,2}(?:https?://(?:dx\.)?doi\.org/)?)?(?P<doi>10\.\d{4,9}/[^\s\"'<>，。；、（）【】《》“”]{1,200})"
    r"|\bdoi[:：]\s{0,2}(?P<bad_doi>10\.[^\s,;，。；]{1,60})"
    r"|(?:https?://)?pubmed\.ncbi\.nlm\.nih\.gov/(?P<pmid_url>\d{1,10})/?"
    r"|(?:https?://)?(?:www\.)?ncbi\.nlm\.nih\.gov/pubmed/(?P<pmid_old>\d{1,10})/?"
    r"|(?<![a-z])(?:pmid|pubmed(?: id)?|pubmed编号)\s{0,2}[:：#=]?\s{0,2}(?P<pmid>\d{1,12})(?!\d)"
    r"|(?:https?://)?(?:www\.|pmc\.)?ncbi\.nlm\.nih\.gov/(?:pmc/)?articles/pmc(?P<pmc_url>\d{1,9})/?"
    r"|(?:pmcid\s{0,2}[:：]?\s{0,2})?(?<![a-z])pmc[- ]?(?P<pmc>\d{4,9})(?!\d)"
    r"|(?<![a-z])(?P<nct>nct[- ]?\d{1,12})(?!\d)"
    r"|(?<![a-z])(?P<chictr>chictr[- ]?(?:[a-z]{2,4}[- ]?)?\d{6,12})(?!\d)"
    r"|(?<![a-z])(?P<isrctn>isrctn ?\d{6,9})(?!\d)"
    r"|(?<![a-z])eudract(?: number| no\.?|号)?\s{0,2}[:：#]?\s{0,2}(?P<eudract>\d{4}-\d{6}-\d{2})(?!\d)"
    r"|(?<![a-z])isbn(?:-1[03])?\s{0,2}[:：]?\s{0,2}(?P<isbn>\d[\d\- ]{8,20}[\dx])(?![\d-])"
    r"|(?<![a-z])nice(?:'s|’s)?(?: \w+){0,3}? \(?(?P<nice>(?:ng|cg|ta|qs|ph|dg|htg|ipg)\s?\d{1,4})(?!\d)"
    r"|(?<![a-z0-9])(?P<nice_bare>ng\d{1,3})(?=[ ,.;)）】\]，。]|$)"
    r"|(?:https?://)?(?:www\.)?nice\.org\.uk/guidance/(?P<nice_url>[a-z]{2,3}\d{1,4})[\w/#?=&.-]{0,200}"
    r"|(?P<url>https?://[^\s<>\"'，。；（）【】《》“”]{4,500})",
    re.IGNORECASE,
)

_LAST = ".,;:!?*_`~'\""


def identifiers(words: str) -> list[Seen]:
    """Every identifier, in order, none inside another.

    >>> [(one.kind.value, one.value, one.possible) for one in identifiers("doi:10.1056/NEJMoa1211801. PMID: 99999999999, ISBN 978-0-306-40615-8")]
    [('doi', '10.1056/nejmoa1211801', True), ('pmid', '99999999999', False), ('isbn', '9780306406158', False)]
    """
    # Most of what is read has none, and those that have one have it at the end: where nothing hints at one, nothing is looked at.
    folded = words.lower()
    hints = [at for hint in _HINTS if (at := folded.find(hint)) >= 0]
    hints += [found.start()] if (found := _NICE.search(words)) else []
    if not hints:
        return []
    begins = max(0, min(hints) - _BEFORE_HINT)
    return [seen for found in _FORMS.finditer(words, begins) if (seen := _seen(found)) is not None]


_HINTS = (
    "10.",
    "arxiv",
    "http",
    "doi",
    "pubmed",
    "pmid",
    "pmc",
    "nct",
    "chictr",
    "isrctn",
    "eudract",
    "isbn",
    "nice",
    "ncbi.",
)
_NICE = re.compile(r"[nN][gG]\d")
_BEFORE_HINT = 40


def _seen(found: re.Match[str]) -> Seen | None:  # noqa: C901, PLR0911
    name, value = found.lastgroup or "", found[found.lastgroup or 0]
    start, end = found.span()
    if name == "doi":
        value, cut = _trimmed(value)
        value = value.lower()
        if arxiv := re.fullmatch(r"10\.48550/arxiv\.(\d{4}\.\d{4,5})(?:v\d+)?", value):
            return Seen(start, end - cut, Id.ARXIV, arxiv[1], _month(arxiv[1]))
        # "10.xxxx/…", or nothing behind the stroke: no handle that was ever given out.
        return Seen(start, end - cut, Id.DOI, value, len(value.partition("/")[2]) > 1)
    if name == "bad_doi":
        value, cut = _trimmed(value)
        return Seen(start, end - cut, Id.DOI, value.lower(), possible=False)
    if name.startswith("arxiv"):
        return Seen(start, end, Id.ARXIV, value.lower(), _month(value))
    if name.startswith("pmid"):
        value = value.lstrip("0") or "0"
        return Seen(start, end, Id.PMID, value, value != "0" and len(value) <= _PMID_DIGITS)
    if name.startswith("pmc"):
        return Seen(start, end, Id.PMCID, value.lstrip("0") or "0")
    if name in {"nct", "chictr", "isrctn", "eudract"}:
        return _trial(name, re.sub(r"[\s]", "", value).upper(), start, end)
    if name == "isbn":
        digits = re.sub(r"[\s-]", "", value).upper()
        return Seen(start, end, Id.ISBN, digits, isbn_is_right(digits))
    if name.startswith("nice"):
        return Seen(start, end, Id.GUIDELINE, re.sub(r"\s", "", value).upper())
    if name == "url":
        value, cut = _trimmed(value)
        return Seen(start, end - cut, Id.URL, value)
    return None


_PMID_DIGITS = 8
_NCT_DIGITS = 8
_MONTHS = 12


def _trial(name: str, value: str, start: int, end: int) -> Seen:
    if name == "nct":
        digits = re.sub(r"\D", "", value)
        return Seen(start, end, Id.TRIAL, f"NCT{digits}", len(digits) == _NCT_DIGITS and digits.strip("0") != "")
    if name == "chictr":
        return Seen(start, end, Id.TRIAL, "ChiCTR" + value[6:].lstrip("-"))
    return Seen(start, end, Id.TRIAL, value.replace("-", "") if name == "isrctn" else f"EudraCT{value}")


def _month(value: str) -> bool:
    """A new arXiv number begins with year and month."""
    return "/" in value or 1 <= int(value[2:4]) <= _MONTHS


def _trimmed(value: str) -> tuple[str, int]:
    """Without what belongs to the sentence: its stop, the bracket that was opened before."""
    size = len(value)
    value = value.rstrip(_LAST)
    for opened, closed in ("()", "[]", "{}"):
        while value.endswith(closed) and value.count(closed) > value.count(opened):
            value = value[:-1].rstrip(_LAST)
        if closed in value and opened not in value:
            value = value.split(closed)[0].rstrip(_LAST)
    return value, size - len(value)


def isbn_is_right(digits: str) -> bool:
    """Whether the check digit is.

    >>> isbn_is_right("9780306406157"), isbn_is_right("080442957X"), isbn_is_right("9780306406158")
    (True, True, False)
    """
    if re.fullmatch(r"97[89]\d{10}", digits):
        return sum(int(digit) * (3 if at % 2 else 1) for at, digit in enumerate(digits)) % 10 == 0
    if re.fullmatch(r"\d{9}[\dX]", digits):
        return sum((10 - at) * (10 if digit == "X" else int(digit)) for at, digit in enumerate(digits)) % 11 == 0
    return False
