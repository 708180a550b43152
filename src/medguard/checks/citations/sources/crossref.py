"""Crossref works, as the public data file and the REST API give them: one JSON object a line, or one list, bare or in their envelope."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, BinaryIO

import orjson

from medguard.checks.citations.records import Id, Name, Record, Standing
from medguard.checks.citations.sources.kinds import Item, SourceError, Verdict

_LONGEST_LINE = 50_000_000
"""Bytes. The largest work of Crossref, with all of its references, has a few megabytes; a page of the API fifty."""

_UPDATES = {
    "retraction": Standing.RETRACTED,
    "removal": Standing.RETRACTED,
    "withdrawal": Standing.RETRACTED,
    "partial_retraction": Standing.CONCERN,
    "expression_of_concern": Standing.CONCERN,
    "correction": Standing.CORRECTED,
    "corrigendum": Standing.CORRECTED,
    "erratum": Standing.CORRECTED,
}
_KINDS = {
    "posted-content": "preprint",
    "book": "book",
    "monograph": "book",
    "edited-book": "book",
    "reference-book": "book",
}
_MOST_AUTHORS = 200
_ARXIV = re.compile(r"10\.48550/arxiv\.(\S+?)(?:v\d+)?$", re.IGNORECASE)


def items(file: BinaryIO, told: Callable[[], int]) -> Iterator[Item]:
    """Every work, and what it says of others."""
    while line := file.readline(_LONGEST_LINE + 1):
        if len(line) > _LONGEST_LINE:
            raise _broken()
        if not line.strip(b" \r\n\t,[]"):
            continue
        try:
            found = orjson.loads(line.strip().rstrip(b","))
        except orjson.JSONDecodeError:
            raise _broken() from None
        for work in _works(found):
            yield _item(work, told())


def _works(found: Any) -> Iterator[Mapping[str, Any]]:
    if isinstance(found, list):
        for each in found:
            yield from _works(each)
    elif isinstance(found, dict):
        message = found.get("message", found)
        inner = message.get("items") if isinstance(message, dict) else found.get("items")
        if isinstance(inner, list):
            yield from _works(inner)
        elif isinstance(message, dict) and isinstance(message.get("DOI"), str):
            yield message


def _broken() -> SourceError:
    return SourceError(
        "A line of the file is no JSON, or longer than any work of Crossref.",
        remedy="Give one JSON object a line, as Crossref's public data file has them.",
        remedy_zh="文件中有一行不是有效 JSON 或过长；请使用每行一个 JSON 对象的 Crossref 数据文件。",
    )


def _item(work: Mapping[str, Any], at: int) -> Item:
    record = record_of(work)
    return Item(record, tuple(verdicts_of(work)), at)


def verdicts_of(work: Mapping[str, Any]) -> Iterator[Verdict]:
    """What a notice says of the work that it updates, and a work of its own updates."""
    own = str(work["DOI"]).lower()
    for update in _list(work, "update-to"):
        of, standing = _doi(update.get("DOI")), _UPDATES.get(str(update.get("type", "")).lower())
        if of and standing is not None:
            # Some publishers give the notice the DOI of what it withdraws.
            notice = ((Id.DOI, own),) if of != own else ()
            yield Verdict(of=((Id.DOI, of),), standing=standing, day=_day(update), notice=notice)
    for update in _list(work, "updated-by"):
        standing, by = _UPDATES.get(str(update.get("type", "")).lower()), _doi(update.get("DOI"))
        if standing is not None:
            yield Verdict(
                of=((Id.DOI, own),),
                standing=standing,
                day=_day(update),
                notice=((Id.DOI, by),) if by and by != own else (),
            )


def record_of(work: Mapping[str, Any]) -> Record:
    """The work as a record. Fields of another type than Crossref's are left out."""
    doi = str(work["DOI"]).lower()
    arxiv = _ARXIV.fullmatch(doi)
    ids = {Id.ARXIV: arxiv[1]} if arxiv else {Id.DOI: doi}
    if isinstance(pmid := work.get("PMID"), str) and pmid.isdigit():
        ids[Id.PMID] = pmid
    isbns = [re.sub(r"\D(?!$)", "", each) for each in _strings(work, "ISBN")]
    if isbns and _KINDS.get(str(work.get("type"))) == "book":
        ids[Id.ISBN] = isbns[0]
    titles, subtitles = _strings(work, "title"), _strings(work, "subtitle")
    title = titles[0] if titles else ""
    if subtitles and subtitles[0].lower() not in title.lower():
        title = f"{title}: {subtitles[0]}"
    names = [_name(each) for each in _list(work, "author")]
    originals = _strings(work, "original-title")
    updates = any(_doi(update.get("DOI")) not in {"", doi} for update in _list(work, "update-to"))
    return Record(
        ids=ids,
        title=title,
        other_title=originals[0] if originals else titles[1] if len(titles) > 1 else "",
        authors=tuple(name for name in names if name.surname)[:_MOST_AUTHORS],
        all_authors=len(names) <= _MOST_AUTHORS,
        journals=tuple(
            dict.fromkeys(
                _strings(work, "container-title")
                + _strings(work, "short-container-title")
                + (["arXiv"] if arxiv else [])
            )
        ),
        years=_years(work),
        volume=str(work.get("volume") or ""),
        page=re.split(r"[-–]", str(work.get("page") or work.get("article-number") or ""))[0],
        kind="notice" if updates else "preprint" if arxiv else _KINDS.get(str(work.get("type")), "article"),
        about=re.sub(r"<[^<>]{1,80}>", " ", str(work.get("abstract") or ""))[:20_000],
        source="crossref",
    )


def _name(author: Mapping[str, Any]) -> Name:
    given = author.get("given")
    given = given if isinstance(given, str) else ""
    surname = author.get("family") or author.get("name") or ""
    initials = "".join(
        part[0] for part in re.split(r"[\s.-]+", given) if part and part[0].isalpha() and part[0] < "\u3400"
    )
    return Name(surname if isinstance(surname, str) else "", initials.upper(), given)


def _years(work: Mapping[str, Any]) -> tuple[int, ...]:
    found: list[int] = []
    for key in ("published-print", "issued", "published-online", "published"):
        try:
            year = work[key]["date-parts"][0][0]
        except (KeyError, IndexError, TypeError):
            continue
        if isinstance(year, int):
            found.append(year)
    return tuple(dict.fromkeys(found))


def _day(update: Mapping[str, Any]) -> str:
    try:
        parts = update["updated"]["date-parts"][0]
        return "-".join(f"{part:02}" for part in parts)
    except (KeyError, IndexError, TypeError, ValueError):
        return ""


def _doi(value: object) -> str:
    return value.lower() if isinstance(value, str) else ""


def _strings(work: Mapping[str, Any], key: str) -> list[str]:
    value = work.get(key)
    value = [value] if isinstance(value, str) else value
    return (
        [" ".join(each.split()) for each in value if isinstance(each, str) and each.strip()]
        if isinstance(value, list)
        else []
    )


def _list(work: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    value = work.get(key)
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []
