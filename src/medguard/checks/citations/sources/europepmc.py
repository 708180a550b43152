"""Works as Europe PMC gives them: ``resultType=core`` of its search, as JSON."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from medguard.checks.citations.records import Id, Name, Record, Standing
from medguard.checks.citations.sources.fields import part, parts, strings, word

_RETRACTED = frozenset(("retracted publication", "retraction in"))
_NOTICES = frozenset(("retraction of publication", "published erratum", "expression of concern"))
_CONCERNS = {
    "retraction in": Standing.RETRACTED,
    "expression of concern in": Standing.CONCERN,
    "erratum in": Standing.CORRECTED,
    "corrected and republished in": Standing.CORRECTED,
}
_GRAVEST = (Standing.RETRACTED, Standing.CONCERN, Standing.CORRECTED)
_MOST_AUTHORS = 200


def works(answer: Mapping[str, Any]) -> Iterator[Record] | None:
    """The works of an answer, or nothing where it is no answer of this service."""
    listed = answer.get("resultList")
    found = listed.get("result") if isinstance(listed, dict) else None
    if not isinstance(found, list):
        return None
    return (record_of(each) for each in found if isinstance(each, dict))


def record_of(work: Mapping[str, Any]) -> Record:
    """The work as a record. Fields of another type than the service's are left out."""
    ids = {Id.DOI: word(work, "doi").lower(), Id.PMID: word(work, "pmid"), Id.PMCID: word(work, "pmcid")[3:]}
    journal = part(part(work, "journalInfo"), "journal")
    types = {each.lower() for each in strings(part(work, "pubTypeList"), "pubType")}
    said = [
        _CONCERNS[kind]
        for each in parts(part(work, "commentCorrectionList"), "commentCorrection")
        if (kind := str(each.get("type", "")).lower()) in _CONCERNS
    ]
    notice = bool(types & _NOTICES)
    if types & _RETRACTED:
        said.append(Standing.RETRACTED)
    names = [_name(each) for each in parts(part(work, "authorList"), "author")]
    return Record(
        ids={kind: value for kind, value in ids.items() if value},
        title=re.sub(r"<[^<>]{1,40}>", "", word(work, "title")),
        authors=tuple(name for name in names if name.surname)[:_MOST_AUTHORS],
        all_authors=len(names) <= _MOST_AUTHORS,
        journals=tuple(
            dict.fromkeys(
                filter(None, (word(journal, each) for each in ("title", "medlineAbbreviation", "isoabbreviation")))
            )
        ),
        years=_years(work),
        volume=word(part(work, "journalInfo"), "volume"),
        page=re.split(r"[-–]", word(work, "pageInfo"))[0],
        kind="notice" if notice else "preprint" if word(work, "source") == "PPR" else "article",
        standing=Standing.SOUND if notice else next((each for each in _GRAVEST if each in said), Standing.SOUND),
        about=re.sub(r"<[^<>]{1,80}>", " ", word(work, "abstractText"))[:20_000],
        source="europepmc",
    )


def _name(author: Mapping[str, Any]) -> Name:
    return Name(
        word(author, "lastName") or word(author, "collectiveName"),
        word(author, "initials"),
        word(author, "firstName"),
    )


def _years(work: Mapping[str, Any]) -> tuple[int, ...]:
    dates = (part(work, "journalInfo").get("yearOfPublication"), work.get("pubYear"), work.get("firstPublicationDate"))
    found = (re.match(r"(?:1[5-9]|20)\d\d", str(each)) for each in dates)
    return tuple(dict.fromkeys(int(each[0]) for each in found if each))
