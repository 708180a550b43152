"""The Retraction Watch CSV that Crossref publishes: one row a retraction, concern, correction or reinstatement."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import BinaryIO

from medguard.checks.citations.records import Id, Name, Record, Standing
from medguard.checks.citations.sources.kinds import Item, SourceError, Verdict

_NATURES = {
    "retraction": Standing.RETRACTED,
    "expression of concern": Standing.CONCERN,
    "correction": Standing.CORRECTED,
    "reinstatement": Standing.SOUND,
}
_DOI = re.compile(r"10\.\d{4,9}/\S+")


def items(file: BinaryIO, told: Callable[[], int]) -> Iterator[Item]:
    """For each row the paper that it is about, and what has become of it."""
    csv.field_size_limit(1_000_000)
    text = io.TextIOWrapper(file, "utf-8-sig", errors="replace", newline="")
    try:
        for row in csv.DictReader(text):
            yield _item(row, _told(told))
    except csv.Error:
        raise SourceError(
            "The file is no CSV.",
            remedy="Fetch retraction_watch.csv again from Crossref.",
            remedy_zh="文件不是有效的 CSV，请重新从 Crossref 下载。",
        ) from None
    finally:
        text.detach()


def _told(told: Callable[[], int]) -> int:
    try:
        return told()
    except (OSError, ValueError):
        return 0


def _item(row: Mapping[str, str | None], at: int) -> Item:
    of, notice = _ids(row, "OriginalPaper"), _ids(row, "Retraction")
    standing = _NATURES.get((row.get("RetractionNature") or "").strip().lower())
    if not of or standing is None:
        return Item(at=at)
    # The same DOI for both: the publisher put the notice in the paper's place.
    notice = {kind: value for kind, value in notice.items() if of.get(kind) != value}
    verdict = Verdict(
        of=tuple(of.items()), standing=standing, day=_day(row.get("RetractionDate")), notice=tuple(notice.items())
    )
    written = _day(row.get("OriginalPaperDate"))
    record = Record(
        ids=of,
        title=" ".join((row.get("Title") or "").split()),
        authors=tuple(
            _name(each)
            for each in (row.get("Author") or "").split(";")
            if each.strip() and each.strip().lower() != "unknown"
        ),
        journals=tuple(filter(None, [(row.get("Journal") or "").strip()])),
        years=(int(written[:4]),) if written else (),
        source="retraction_watch",
    )
    return Item(record if record.title else None, (verdict,), at)


def _ids(row: Mapping[str, str | None], whose: str) -> dict[Id, str]:
    ids: dict[Id, str] = {}
    if doi := _DOI.search(row.get(f"{whose}DOI") or ""):
        ids[Id.DOI] = doi[0].lower()
    pmid = re.sub(r"\.0+$", "", (row.get(f"{whose}PubMedID") or "").strip())
    if pmid.isdigit() and int(pmid):
        ids[Id.PMID] = pmid
    return ids


def _name(full: str) -> Name:
    given, _, surname = full.strip().rpartition(" ")
    return Name(surname, "".join(part[0] for part in given.split() if part[0].isalpha()).upper(), given)


def _day(written: str | None) -> str:
    """From 7/12/2023 0:00, month first, as the file has it; of a day that does not exist nothing is believed."""
    found = re.match(r"(\d{1,2})/(\d{1,2})/(\d{4})", written or "")
    if not found:
        return ""
    try:
        return datetime(int(found[3]), int(found[1]), int(found[2])).date().isoformat()  # noqa: DTZ001  a day has no zone
    except ValueError:
        return ""
