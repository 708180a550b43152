"""Works as OpenAlex gives them: one as JSON, or a list below ``results``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from medguard.checks.citations.records import Id, Name, Record, Standing
from medguard.checks.citations.sources.fields import part, parts, strings, word

_KINDS = {"preprint": "preprint", "book": "book", "erratum": "notice", "retraction": "notice"}
_MOST_AUTHORS = 200
_LONGEST_ABSTRACT = 4_000
"""Words of an abstract that are put in order."""


def record_of(work: Mapping[str, Any]) -> Record:
    """The work as a record. Fields of another type than OpenAlex's are left out."""
    named, where = part(work, "ids"), part(part(work, "primary_location"), "source")
    pmid, pmcid = (re.search(r"(\d+)/?$", word(named, each)) for each in ("pmid", "pmcid"))
    ids = {
        Id.DOI: doi_of(work),
        Id.PMID: pmid[1] if pmid else "",
        Id.PMCID: pmcid[1] if pmcid else "",
    }
    listed = parts(work, "authorships")
    names = [_name(word(part(each, "author"), "display_name") or word(each, "raw_author_name")) for each in listed]
    year = work.get("publication_year")
    return Record(
        ids={kind: value for kind, value in ids.items() if value},
        title=re.sub(r"<[^<>]{1,40}>", "", word(work, "title") or word(work, "display_name")),
        authors=tuple(name for name in names if name.surname)[:_MOST_AUTHORS],
        # OpenAlex itself cuts the list at a hundred where it gives many works at once.
        all_authors=len(names) <= _MOST_AUTHORS and work.get("is_authors_truncated") is not True,
        journals=tuple(
            dict.fromkeys(
                filter(
                    None,
                    (
                        word(where, "display_name"),
                        word(where, "abbreviated_title"),
                        *strings(where, "alternate_titles"),
                    ),
                )
            )
        ),
        years=(year,) if isinstance(year, int) else (),
        volume=word(part(work, "biblio"), "volume"),
        page=word(part(work, "biblio"), "first_page"),
        kind=_KINDS.get(word(work, "type"), "article"),
        standing=Standing.RETRACTED if work.get("is_retracted") is True else Standing.SOUND,
        about=_abstract(part(work, "abstract_inverted_index")),
        source="openalex",
    )


def doi_of(work: Mapping[str, Any]) -> str:
    """The work's DOI without its address."""
    return re.sub(r"^https?://(?:dx\.)?doi\.org/", "", word(work, "doi").lower())


def _name(written: str) -> Name:
    *given, surname = written.split() or [""]
    return Name(surname, "".join(part[0] for part in given if part[0].isalpha()).upper(), " ".join(given))


def _abstract(places: Mapping[str, Any]) -> str:
    words = {
        at: each
        for each, found in places.items()
        if isinstance(found, list)
        for at in found
        if isinstance(at, int) and 0 <= at < _LONGEST_ABSTRACT
    }
    return " ".join(words[at] for at in sorted(words))[:20_000]
