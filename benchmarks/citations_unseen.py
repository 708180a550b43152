"""How well references are judged that are written as strangers write them: fifty styles, two dozen surroundings, slips, and what models get wrong.

    python benchmarks/citations_unseen.py --medline FILE.xml.gz --hallmark dev_public.jsonl [--part look] [--show]

Written before the reader of references was read, by who mended it then and so knew the styles, though not their errors. Works and styles both fall into ``look`` or ``score`` by a hash: of ``score``, whose works were
never looked at, the figures are given for styles of ``look`` and for the others, whose errors nobody has read.
"""

# ruff: noqa: S311, PLR2004, D101, D103, ARG001, FBT001, FBT003, B023, C901 -- chance here hides nothing, a number is what it is, styles and slips are called what they are and have one shape

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import random
import re
import tempfile
import time
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from xml.etree import ElementTree as ET

from medguard.checks.citations import Citations, Covers
from medguard.checks.citations.build import in_memory
from medguard.checks.citations.records import Id, Name, Record
from medguard.checks.citations.sources import Item, items_of
from medguard.types import Reply, Said, Text

SEED = 20261126
FLAGGED = {"fabricated", "mismatched"}


@dataclass(frozen=True)
class Author:
    surname: str
    initials: str = ""
    given: str = ""


@dataclass(frozen=True)
class Work:
    """What a style writes of. Every field may be empty."""

    key: str
    title: str
    authors: tuple[Author, ...]
    journal: str
    short: str
    year: int
    month: str = ""
    volume: str = ""
    issue: str = ""
    pages: str = ""
    doi: str = ""
    pmid: str = ""
    notice: bool = False
    years: tuple[int, ...] = ()


# ── works ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def medline_works(path: Path) -> Iterator[Work]:
    with gzip.open(path) as file:
        tree = ET.parse(file)  # noqa: S314
    for article in tree.getroot().iterfind("PubmedArticle"):
        cited = article.find("MedlineCitation")
        body = cited.find("Article")
        text = lambda e: "" if e is None else " ".join("".join(e.itertext()).split())  # noqa: E731
        authors = []
        for one in body.iterfind("AuthorList/Author"):
            if text(one.find("CollectiveName")):
                authors.append(Author(text(one.find("CollectiveName"))))
            else:
                authors.append(
                    Author(text(one.find("LastName")), text(one.find("Initials")), text(one.find("ForeName")))
                )
        issue = body.find("Journal/JournalIssue")
        date = issue.find("PubDate")
        year = re.search(r"\d{4}", text(date.find("Year")) or text(date.find("MedlineDate")))
        title = text(body.find("ArticleTitle"))
        ids = {one.get("IdType"): text(one) for one in article.iterfind("PubmedData/ArticleIdList/ArticleId")}
        types = {text(one) for one in body.iterfind(".//PublicationType")}
        yield Work(
            key=text(cited.find("PMID")),
            title=title.rstrip("."),
            authors=tuple(authors),
            journal=text(body.find("Journal/Title")),
            short=text(body.find("Journal/ISOAbbreviation")) or text(cited.find("MedlineJournalInfo/MedlineTA")),
            year=int(year[0]) if year else 0,
            month=text(date.find("Month")),
            volume=text(issue.find("Volume")),
            issue=text(issue.find("Issue")),
            pages=text(body.find("Pagination/MedlinePgn")),
            doi=ids.get("doi", ""),
            pmid=text(cited.find("PMID")),
            notice=bool(
                types & {"Published Erratum", "Retraction of Publication", "Expression of Concern", "Retraction Notice"}
            ),
        )


def hallmark_works(path: Path) -> Iterator[Work]:
    for line in path.read_text("utf-8").splitlines():
        row = json.loads(line)
        if row["label"] != "VALID":
            continue
        fields = row["fields"]
        names = []
        for full in re.sub(r"&apos;", "'", fields["author"]).split(" and "):
            if "," in full:
                surname, _, given = full.partition(",")
            else:
                given, _, surname = full.strip().rpartition(" ")
            given = given.strip()
            initials = "".join(part[0] for part in re.split(r"[\s.-]+", given) if part)
            names.append(Author(surname.strip(), initials, given))
        venue = fields.get("booktitle") or fields.get("journal") or "arXiv"
        yield Work(
            key="h" + row["bibtex_key"],
            title=fields["title"].replace("{", "").replace("}", "").rstrip("."),
            authors=tuple(names),
            journal=venue,
            short=venue,
            year=int(fields["year"]),
            doi=fields.get("doi", ""),
        )


def hallmark_items(works: Sequence[Work]) -> Iterator[Item]:
    for work in works:
        arxiv = re.fullmatch(r"10\.48550/arxiv\.(.+?)(?:v\d+)?", work.doi.lower())
        ids = {Id.ARXIV: arxiv[1]} if arxiv else {Id.DOI: work.doi.lower()} if work.doi else {}
        yield Item(
            Record(
                ids=ids,
                title=work.title,
                authors=tuple(Name(each.surname, each.initials, each.given) for each in work.authors),
                journals=(work.journal,),
                years=(work.year,),
                source="crossref",
            )
        )


# ── pieces of a style ────────────────────────────────────────────────────────────────────────────────────────────────

Chance = random.Random


def dotted(initials: str, gap: str = " ") -> str:
    return gap.join(f"{letter}." for letter in initials)


def vanc(one: Author) -> str:
    return f"{one.surname} {one.initials}".strip()


def apa_name(one: Author) -> str:
    return f"{one.surname}, {dotted(one.initials)}" if one.initials else one.surname


def tight_name(one: Author) -> str:
    return f"{one.surname}, {dotted(one.initials, '')}" if one.initials else one.surname


def front_name(one: Author) -> str:
    return f"{dotted(one.initials)} {one.surname}".strip()


def front_tight(one: Author) -> str:
    return f"{dotted(one.initials, '')} {one.surname}".strip()


def full_name(one: Author) -> str:
    return f"{one.given or dotted(one.initials)} {one.surname}".strip()


def full_back(one: Author) -> str:
    return f"{one.surname}, {one.given or dotted(one.initials)}" if one.initials else one.surname


def upper_name(one: Author) -> str:
    return f"{one.surname.upper()} {' '.join(one.initials)}".strip()


def names(
    r: Chance,
    work: Work,
    how: Callable[[Author], str],
    *,
    sep: str = ", ",
    last: str | None = None,
    keep: Sequence[int] = (1, 3, 6),
    etal: Sequence[str] = (", et al",),
) -> str:
    """The authors, all or the first few."""
    people = work.authors
    limit = r.choice([*keep])
    if len(people) > limit:
        return sep.join(how(one) for one in people[:limit]) + r.choice([*etal])
    shown = [how(one) for one in people]
    if last is None or len(shown) == 1:
        return sep.join(shown)
    return sep.join(shown[:-1]) + last + shown[-1]


def shortened(pages: str) -> str:
    """117-125 as 117-25."""
    ends = re.fullmatch(r"(\d+)-(\d+)", pages)
    if not ends or len(ends[1]) != len(ends[2]):
        return pages
    same = 0
    while same < len(ends[1]) - 1 and ends[1][same] == ends[2][same]:
        same += 1
    return f"{ends[1]}-{ends[2][same:]}"


def lengthened(pages: str) -> str:
    """117-25 as 117-125."""
    ends = re.fullmatch(r"(\d+)-(\d+)", pages)
    if not ends or len(ends[2]) >= len(ends[1]):
        return pages
    return f"{ends[1]}-{ends[1][: len(ends[1]) - len(ends[2])]}{ends[2]}"


def pages_of(r: Chance, work: Work, *, dash: str = "-", long: bool | None = None) -> str:
    long = r.random() < 0.5 if long is None else long
    pages = lengthened(work.pages) if long else shortened(lengthened(work.pages))
    return pages.replace("-", dash)


def dots_of(short: str) -> str:
    """N Engl J Med as N. Engl. J. Med."""
    short = short.replace(".", "")
    if len(short.split()) == 1:
        return short
    return " ".join(word if word[0].islower() or "(" in word or len(word) > 7 else f"{word}." for word in short.split())


def plain_short(short: str) -> str:
    return short.replace(".", "")


def doi_url(work: Work, before: str = " ") -> str:
    return f"{before}https://doi.org/{work.doi}" if work.doi else ""


def doi_bare(r: Chance, work: Work, before: str = " ") -> str:
    return f"{before}{r.choice(['doi: ', 'doi:', 'DOI: ', 'DOI:'])}{work.doi}" if work.doi else ""


def pmid_of(r: Chance, work: Work, before: str = " ") -> str:
    if not work.pmid:
        return ""
    return before + r.choice(
        [
            f"PMID: {work.pmid}",
            f"PMID:{work.pmid}",
            f"PubMed PMID: {work.pmid}",
            f"[PMID: {work.pmid}]",
            f"PMID {work.pmid}",
            f"https://pubmed.ncbi.nlm.nih.gov/{work.pmid}/",
        ]
    )


def some_ids(r: Chance, work: Work) -> str:
    """Nothing in half of all cases, else one or both."""
    kind = r.random()
    if kind < 0.5:
        return ""
    if kind < 0.7:
        return r.choice([doi_url(work), doi_bare(r, work)])
    if kind < 0.9:
        return pmid_of(r, work)
    return doi_bare(r, work) + "." + pmid_of(r, work) if work.doi else pmid_of(r, work)


def stop(text: str) -> str:
    return text if text.endswith(("?", "!", ".")) else f"{text}."


def vol(work: Work, form: str = "{v}({i})") -> str:
    return form.format(v=work.volume, i=work.issue) if work.issue else work.volume


def place(volume: str, pages: str, between: str) -> str:
    """Volume and pages, where there are any."""
    return between.join(filter(None, (volume, pages)))


# ── styles ───────────────────────────────────────────────────────────────────────────────────────────────────────────

Style = Callable[[Chance, Work], str]
STYLES: dict[str, Style] = {}


def style(function: Style) -> Style:
    STYLES[function.__name__] = function
    return function


@style
def vancouver(r: Chance, w: Work) -> str:
    who = names(r, w, vanc, keep=(3, 6, 6))
    return f"{who}. {stop(w.title)} {plain_short(w.short)}. {w.year};{place(vol(w), pages_of(r, w, long=False), ':')}.{some_ids(r, w)}"


@style
def vancouver_spaced(r: Chance, w: Work) -> str:
    who = names(
        r, w, lambda a: f"{a.surname} {dotted(a.initials, '')}".strip(), keep=(1, 3), etal=(" et al", ", et al.")
    )
    return f"{stop(who)} {stop(w.title)} {plain_short(w.short)} {w.year}; {place(w.volume, pages_of(r, w), ': ')}.{some_ids(r, w)}"


@style
def ama(r: Chance, w: Work) -> str:
    who = names(r, w, vanc, keep=(3, 6))
    return f"{who}. {stop(w.title)} *{plain_short(w.short)}*. {w.year};{place(vol(w), pages_of(r, w, long=True), ':')}.{doi_bare(r, w)}"


@style
def ama_dated(r: Chance, w: Work) -> str:
    who = names(r, w, vanc, keep=(3,))
    when = f"{w.year} {w.month}".strip()
    return (
        f"{who}. {stop(w.title)} _{w.journal}_. {when};{place(vol(w), pages_of(r, w, dash='–'), ':')}.{some_ids(r, w)}"
    )


@style
def apa(r: Chance, w: Work) -> str:
    who = names(r, w, apa_name, last=", & ", keep=(20, 6), etal=(", et al.", ", . . . "))
    if who.endswith(". . . "):
        who += apa_name(w.authors[-1])
    place_ = f"*{w.volume}*({w.issue})" if w.issue else f"*{w.volume}*"
    where = ", ".join(filter(None, (f"*{w.journal}*", place_ if w.volume else "", pages_of(r, w, dash="–", long=True))))
    return f"{stop(who)} ({w.year}). {stop(w.title)} {where}.{doi_url(w)}"


@style
def apa_plain(r: Chance, w: Work) -> str:
    who = names(r, w, apa_name, last=" & ", keep=(6, 3, 1), etal=(", et al.", " et al."))
    where = ", ".join(filter(None, (w.journal, vol(w), pages_of(r, w, long=True))))
    return f"{who} ({w.year}). {stop(w.title)} {where}.{some_ids(r, w)}"


@style
def mla(r: Chance, w: Work) -> str:
    who = full_back(w.authors[0])
    if len(w.authors) == 2:
        who += f", and {full_name(w.authors[1])}"
    elif len(w.authors) > 2:
        who += ", et al"
    bits = [f"*{w.journal}*", f"vol. {w.volume}" if w.volume else "", f"no. {w.issue}" if w.issue else "", str(w.year)]
    bits.append(f"pp. {pages_of(r, w)}" if w.pages else "")
    return f'{stop(who)} "{stop(w.title)}" {", ".join(filter(None, bits))}.{doi_url(w)}'


@style
def chicago_date(r: Chance, w: Work) -> str:
    rest = [full_name(one) for one in w.authors[1:]]
    who = full_back(w.authors[0])
    if len(rest) > 5:
        who += ", et al"
    elif rest:
        who += ", " + ", ".join([*rest[:-1], f"and {rest[-1]}"])
    where = place(f"{w.volume} ({w.issue})" if w.issue else w.volume, pages_of(r, w, dash="–"), ": ")
    return f"{stop(who)} {w.year}. “{stop(w.title)}” *{w.journal}* {where}.{doi_url(w)}"


@style
def chicago_note(r: Chance, w: Work) -> str:
    who = names(r, w, full_name, last=" and ", keep=(3, 1), etal=(" et al.",))
    number = f", no. {w.issue}" if w.issue else ""
    pages = pages_of(r, w, dash="–")
    return f"{who}, “{w.title},” *{w.journal}* {w.volume}{number} ({w.year}){': ' + pages if pages else ''}.{doi_url(w) if r.random() < 0.4 else ''}"


@style
def harvard(r: Chance, w: Work) -> str:
    who = names(r, w, tight_name, last=" and ", keep=(3, 6, 20), etal=(" et al.", ", et al."))
    where = ", ".join(filter(None, (f"*{w.journal}*", vol(w), f"pp.{pages_of(r, w, long=True)}" if w.pages else "")))
    return f"{who}, {w.year}. {stop(w.title)} {where}."


@style
def harvard_quoted(r: Chance, w: Work) -> str:
    who = names(r, w, tight_name, last=" and ", keep=(3, 1), etal=(" et al.",))
    where = ", ".join(
        filter(None, (f"*{w.journal}*", vol(w), f"pp. {pages_of(r, w, dash='–', long=True)}" if w.pages else ""))
    )
    return f"{who} ({w.year}) ‘{w.title}’, {where}.{doi_bare(r, w)}"


@style
def ieee(r: Chance, w: Work) -> str:
    who = names(r, w, front_name, last=", and ", keep=(6, 3, 1), etal=(" et al.", ", et al."))
    bits = [f"*{dots_of(w.short)}*", f"vol. {w.volume}" if w.volume else "", f"no. {w.issue}" if w.issue else ""]
    bits += [
        f"pp. {pages_of(r, w, dash='–', long=True)}" if w.pages else "",
        f"{w.month}. {w.year}" if w.month.isalpha() else str(w.year),
    ]
    doi = f", doi: {w.doi}" if w.doi else ""
    return f'{who}, "{w.title}," {", ".join(filter(None, bits))}{doi}.'


@style
def nature(r: Chance, w: Work) -> str:
    who = names(r, w, apa_name, last=" & ", keep=(5, 1), etal=(" et al.",))
    where = ", ".join(filter(None, (f"**{w.volume}**" if w.volume else "", pages_of(r, w, dash="–", long=True))))
    return f"{stop(who)} {stop(w.title)} *{dots_of(w.short)}* {where} ({w.year})."


@style
def science(r: Chance, w: Work) -> str:
    who = names(r, w, front_name, keep=(5, 1), etal=(" et al.", ", et al."))
    where = ", ".join(filter(None, (f"*{dots_of(w.short)}* **{w.volume}**", pages_of(r, w, dash="–", long=True))))
    return f"{who}, {stop(w.title)} {where} ({w.year}).{doi_bare(r, w) if r.random() < 0.3 else ''}"


@style
def cell(r: Chance, w: Work) -> str:
    who = names(r, w, tight_name, last=", and ", keep=(10,), etal=(", et al.",))
    where = ", ".join(filter(None, (f"*{dots_of(w.short)}* *{w.volume}*", pages_of(r, w, dash="–", long=True))))
    return f"{who} ({w.year}). {stop(w.title)} {where}.{doi_url(w)}"


@style
def lancet(r: Chance, w: Work) -> str:
    who = names(r, w, vanc, keep=(3, 5))
    tail = f"**{w.volume}:** {pages_of(r, w, dash='–', long=False)}" if w.volume else pages_of(r, w)
    return f"{who}. {stop(w.title)} *{plain_short(w.short)}* {w.year}; {tail}."


@style
def bmj(r: Chance, w: Work) -> str:
    who = names(r, w, vanc, keep=(3,))
    return f"{who}. {stop(w.title)} {plain_short(w.short)} {w.year};{place(w.volume, pages_of(r, w, dash='–', long=False), ':')}.{doi_bare(r, w)}"


@style
def gbt(r: Chance, w: Work) -> str:
    who = names(r, w, upper_name, keep=(3,), etal=(", et al", ", 等"))
    return (
        f"{who}. {w.title}[J]. {w.journal}, {w.year}, {place(vol(w), pages_of(r, w, long=True), ': ')}.{doi_bare(r, w)}"
    )


@style
def gbt_wide(r: Chance, w: Work) -> str:
    who = names(r, w, vanc, sep="，", keep=(3, 1), etal=("，等", "，et al"))
    where = place(vol(w, "{v}（{i}）"), pages_of(r, w, long=True), "：")
    return f"{who}．{w.title}［J］．{plain_short(w.short)}，{w.year}，{where}．"


@style
def gbt_no_kind(r: Chance, w: Work) -> str:
    who = names(r, w, vanc, keep=(3, 1), etal=(", 等", " 等", "等"))
    return f"{who}. {stop(w.title)} {plain_short(w.short)}, {w.year}, {place(vol(w), pages_of(r, w), ':')}."


@style
def acs(r: Chance, w: Work) -> str:
    who = names(r, w, apa_name, sep="; ", keep=(10, 3), etal=("; et al.",))
    where = ", ".join(
        filter(None, (f"*{w.volume}* ({w.issue})" if w.issue else f"*{w.volume}*", pages_of(r, w, dash="–", long=True)))
    )
    return f"{stop(who)} {stop(w.title)} *{dots_of(w.short)}* **{w.year}**, {where}.{doi_url(w) if r.random() < 0.5 else ''}"


@style
def mdpi(r: Chance, w: Work) -> str:
    who = names(r, w, tight_name, sep="; ", keep=(10, 3), etal=("; et al.",))
    where = ", ".join(filter(None, (f"*{w.volume}*", pages_of(r, w, dash="–", long=True))))
    ids = " [CrossRef] [PubMed]" if r.random() < 0.3 else some_ids(r, w)
    return f"{stop(who)} {stop(w.title)} *{dots_of(w.short)}* **{w.year}**, {where}.{ids}"


@style
def annals(r: Chance, w: Work) -> str:
    who = names(r, w, vanc, keep=(3, 6))
    pmid = f" [PMID: {w.pmid}]" if w.pmid else ""
    return f"{who}. {stop(w.title)} {plain_short(w.short)}. {w.year};{place(w.volume, pages_of(r, w, long=False), ':')}.{pmid}{doi_bare(r, w)}"


@style
def elsevier_harvard(r: Chance, w: Work) -> str:
    who = names(r, w, tight_name, keep=(6, 20), etal=(", et al.",))
    where = ", ".join(filter(None, (f"{dots_of(w.short)} {vol(w, '{v} ({i})')}", pages_of(r, w, dash="–", long=True))))
    return f"{who}, {w.year}. {stop(w.title)} {where}.{doi_url(w)}"


@style
def elsevier_numbered(r: Chance, w: Work) -> str:
    who = names(r, w, front_tight, keep=(6, 20), etal=(", et al.",))
    pages = pages_of(r, w, dash="–", long=True)
    return (
        f"{who}, {w.title}, {dots_of(w.short)} {w.volume} ({w.year}) {pages}".rstrip()
        + f".{doi_url(w) if r.random() < 0.5 else ''}"
    )


@style
def springer(r: Chance, w: Work) -> str:
    who = names(r, w, vanc, keep=(3, 20), etal=(" et al", ", et al."))
    return f"{who} ({w.year}) {stop(w.title)} {plain_short(w.short)} {place(vol(w), pages_of(r, w, dash='–', long=True), ':')}.{doi_url(w)}"


@style
def plos(r: Chance, w: Work) -> str:
    who = names(r, w, vanc, keep=(6,), etal=(", et al",))
    return f"{who}. {stop(w.title)} {w.journal}. {w.year};{place(vol(w), pages_of(r, w, dash='–'), ': ')}. pmid:{w.pmid or 'none'}"


@style
def frontiers(r: Chance, w: Work) -> str:
    who = names(r, w, apa_name, last=", and ", keep=(6,), etal=(", et al.",))
    where = ", ".join(filter(None, (f"{dots_of(w.short)} {w.volume}", pages_of(r, w, dash="–", long=True))))
    return f"{who} ({w.year}). {stop(w.title)} {where}.{doi_bare(r, w)}"


@style
def wiki(r: Chance, w: Work) -> str:
    who = names(r, w, vanc, keep=(6, 3), etal=(", et al.",))
    when = f"{w.month} {w.year}".strip()
    number = f" ({w.issue})" if w.issue else ""
    pages = pages_of(r, w, dash="–")
    ids = (f" doi:{w.doi}." if w.doi else "") + (f" PMID {w.pmid}." if w.pmid else "")
    return f'{who} ({when}). "{w.title}". *{w.journal}*. **{w.volume}**{number}{": " + pages if pages else ""}.{ids}'


@style
def pubmed(r: Chance, w: Work) -> str:
    who = names(r, w, vanc, keep=(100,))
    when = f"{w.year} {w.month}".strip()
    ids = (f" doi: {w.doi}." if w.doi else "") + (f" PMID: {w.pmid}." if w.pmid else "")
    return f"{who}. {stop(w.title)} {plain_short(w.short)}. {when};{place(vol(w), pages_of(r, w), ':')}.{ids}"


@style
def colon_style(r: Chance, w: Work) -> str:
    who = names(r, w, vanc, keep=(6, 3), etal=(", et al.", " et al"))
    return f"{who}: {stop(w.title)} {plain_short(w.short)} {place(w.volume, pages_of(r, w, dash='–', long=True), ':')}, {w.year}"


@style
def year_last(r: Chance, w: Work) -> str:
    who = names(r, w, vanc, keep=(6, 3), etal=(", et al.", " et al."))
    return f"{stop(who)} {stop(w.title)} {dots_of(w.short)}, {place(vol(w), pages_of(r, w), ':')}, {w.year}."


@style
def asa(r: Chance, w: Work) -> str:
    rest = [full_name(one) for one in w.authors[1:4]]
    who = full_back(w.authors[0])
    if len(w.authors) > 4:
        who += " et al"
    elif rest:
        who += ", " + ", ".join([*rest[:-1], f"and {rest[-1]}"])
    return f'{stop(who)} {w.year}. "{stop(w.title)}" {w.journal} {place(vol(w), pages_of(r, w, dash="–"), ":")}.'


@style
def chat_bold(r: Chance, w: Work) -> str:
    who = f"{w.authors[0].surname} et al." if len(w.authors) > 1 else full_name(w.authors[0])
    return f"**{w.title}** {r.choice(['–', '—', '-'])} {who}, *{r.choice([w.journal, plain_short(w.short)])}* ({w.year}){r.choice(['', '.'])}{some_ids(r, w)}"


@style
def chat_author_bold(r: Chance, w: Work) -> str:
    who = f"{w.authors[0].surname} {w.authors[0].initials}".strip() + (", et al." if len(w.authors) > 1 else "")
    return (
        f"**{who} ({w.year}).** {r.choice(['*{}*', '“{}”', '{}'])}".replace("{}", stop(w.title))
        + f" *{w.journal}*, {place(vol(w), pages_of(r, w, dash='–'), ':')}.{some_ids(r, w)}"
    )


@style
def chat_quoted(r: Chance, w: Work) -> str:
    who = names(r, w, vanc, keep=(1, 3), etal=(", et al.", " et al."))
    return f'{stop(who)} "{stop(w.title)}" *{plain_short(w.short)}*, {w.year}.{pmid_of(r, w)}'


@style
def chat_italic_title(r: Chance, w: Work) -> str:
    who = names(r, w, vanc, keep=(1, 3), etal=(", et al.", " et al."))
    return f"{stop(who)} *{stop(w.title)}* {w.journal} ({w.year}).{some_ids(r, w)}"


@style
def chat_labelled(r: Chance, w: Work) -> str:
    mark = r.choice(["**", ""])
    who = names(r, w, r.choice([vanc, full_name, apa_name]), keep=(1, 3, 6), etal=(", et al.",))
    if "." in who and apa_name(w.authors[0]) in who:
        who = names(r, w, vanc, keep=(1, 3), etal=(", et al.",))
    rows = [
        ("Title", w.title),
        ("Authors", who),
        ("Journal", r.choice([w.journal, plain_short(w.short)])),
        ("Year", str(w.year)),
    ]
    if w.doi and r.random() < 0.6:
        rows.append(("DOI", w.doi))
    if w.pmid and r.random() < 0.4:
        rows.append(("PMID", w.pmid))
    indent = r.choice(["", "- ", "   - "])
    return "\n".join(f"{indent if at else ''}{mark}{name}:{mark} {value}" for at, (name, value) in enumerate(rows))


@style
def chat_paren(r: Chance, w: Work) -> str:
    who = f"{w.authors[0].surname}" + (" et al." if len(w.authors) > 1 else "")
    return f"{w.title} ({who}, {plain_short(w.short)}, {w.year}{', PMID ' + w.pmid if w.pmid and r.random() < 0.5 else ''})"


@style
def chat_link(r: Chance, w: Work) -> str:
    link = (
        f"https://pubmed.ncbi.nlm.nih.gov/{w.pmid}/"
        if w.pmid
        else f"https://doi.org/{w.doi}"
        if w.doi
        else "https://example.org"
    )
    who = f"{w.authors[0].surname} {w.authors[0].initials}" + (", et al." if len(w.authors) > 1 else ".")
    return f"{who} [{w.title}]({link}). *{w.journal}*. {w.year};{place(vol(w), pages_of(r, w), ':')}."


@style
def chat_linked_title_first(r: Chance, w: Work) -> str:
    link = (
        f"https://doi.org/{w.doi}"
        if w.doi
        else f"https://pubmed.ncbi.nlm.nih.gov/{w.pmid}"
        if w.pmid
        else "https://example.org"
    )
    who = names(r, w, vanc, keep=(1, 3), etal=(", et al.", " et al."))
    return f"[{w.title}]({link}) - {who}. {plain_short(w.short)} {w.year}."


@style
def title_first(r: Chance, w: Work) -> str:
    who = names(r, w, vanc, keep=(3, 6), etal=(", et al.", " et al."))
    return f"{stop(w.title)} {stop(who)} {plain_short(w.short)}. {w.year};{place(vol(w), pages_of(r, w), ':')}.{some_ids(r, w)}"


@style
def title_first_quoted(r: Chance, w: Work) -> str:
    who = names(r, w, full_name, last=" and ", keep=(3, 1), etal=(" et al.", ", et al."))
    return f'"{w.title}" by {who}, published in {w.journal} ({w.year}).'


@style
def told(r: Chance, w: Work) -> str:
    who = w.authors[0].surname + (r.choice([" et al.", " and colleagues"]) if len(w.authors) > 1 else "")
    return f'In {w.year}, {who} published "{w.title}" in *{w.journal}*{" (" + w.volume + ":" + pages_of(r, w) + ")" if w.volume and w.pages else ""}.'


@style
def told_chinese(r: Chance, w: Work) -> str:
    who = w.authors[0].surname + ("等" if len(w.authors) > 1 else "")
    return f"{who}（{w.year}年）发表于《{w.journal}》的论文《{w.title}》{'（' + w.volume + '：' + pages_of(r, w) + '）' if w.volume and w.pages else ''}"


@style
def chinese_mixed(r: Chance, w: Work) -> str:
    who = names(r, w, vanc, sep="、", keep=(1, 3), etal=("等", " 等"))
    return f"{who}。{w.title}。{w.journal}。{w.year}；{place(vol(w, '{v}（{i}）'), pages_of(r, w), '：')}。"


@style
def chinese_labelled(r: Chance, w: Work) -> str:
    who = names(r, w, vanc, keep=(1, 3), etal=("等", ", et al."))
    rows = [f"**标题**：{w.title}", f"**作者**：{who}", f"**期刊**：{w.journal}", f"**年份**：{w.year}"]
    if w.doi and r.random() < 0.5:
        rows.append(f"**DOI**：{w.doi}")
    return "\n   ".join(rows)


@style
def table_row(r: Chance, w: Work) -> str:
    who = w.authors[0].surname + (" et al." if len(w.authors) > 1 else "")
    return f"| {who} | {w.title} | {plain_short(w.short)} | {w.year} | {w.doi or w.pmid} |"


@style
def bibtex(r: Chance, w: Work) -> str:
    who = " and ".join(full_back(one) for one in w.authors)
    pages = lengthened(w.pages).replace("-", "--")
    rows = [
        ("author", who),
        ("title", f"{{{w.title}}}"),
        ("journal", w.journal),
        ("year", str(w.year)),
        ("volume", w.volume),
    ]
    rows += [("number", w.issue), ("pages", pages), ("doi", w.doi)]
    inner = ",\n".join(f"  {name} = {{{value}}}" for name, value in rows if value)
    return f"@article{{{re.sub(r'[^A-Za-z]', '', w.authors[0].surname)}{w.year},\n{inner}\n}}"


@style
def ris(r: Chance, w: Work) -> str:
    rows = [
        "TY  - JOUR",
        *(f"AU  - {full_back(one)}" for one in w.authors),
        f"TI  - {w.title}",
        f"JO  - {w.journal}",
        f"PY  - {w.year}",
    ]
    rows += (
        [f"VL  - {w.volume}"] * bool(w.volume)
        + [f"SP  - {w.pages.split('-')[0]}"] * bool(w.pages)
        + [f"DO  - {w.doi}"] * bool(w.doi)
    )
    return "\n".join([*rows, "ER  - "])


@style
def oxford(r: Chance, w: Work) -> str:
    who = names(r, w, full_name, last=" and ", keep=(3, 1), etal=(" and others", " et al"))
    return f"{who}, ‘{w.title}’ ({w.year}) {vol(w)} {w.journal}{' ' + w.pages.split('-')[0] if w.pages else ''}"


@style
def first_names(r: Chance, w: Work) -> str:
    who = names(r, w, full_name, last=" and ", keep=(2, 3, 6), etal=(", et al.", " et al."))
    return f"{stop(who)} {stop(w.title)} {w.journal}, {vol(w)}, {w.year}.{some_ids(r, w)}"


@style
def cse(r: Chance, w: Work) -> str:
    who = names(r, w, vanc, keep=(10, 3), etal=(", et al",))
    return f"{who}. {w.year}. {stop(w.title)} {plain_short(w.short)}. {place(vol(w), pages_of(r, w, dash='–', long=True), ':')}."


@style
def translated_mark(r: Chance, w: Work) -> str:
    who = names(r, w, vanc, keep=(3, 6))
    when = f"{w.year} {w.month}".strip()
    return f"{who}. {stop(w.title)} {plain_short(w.short)}. {when};{place(vol(w), pages_of(r, w, dash='–'), ':')}. Epub {w.year} {r.choice(['Jan', 'Mar', 'Oct'])} {r.randint(1, 28)}.{some_ids(r, w)}"


@style
def surname_list(r: Chance, w: Work) -> str:
    who = names(r, w, lambda a: a.surname, last=" and ", keep=(2, 3), etal=(" et al.", ", et al."))
    return f"{stop(who)} {stop(w.title)} {w.journal}, {w.year}.{some_ids(r, w)}"


# ── surroundings ─────────────────────────────────────────────────────────────────────────────────────────────────────

ONE_LINE = [
    "References\n1. {}\n",
    "References:\n\n[1] {}\n",
    "**References**\n\n1. {}\n",
    "### References\n- {}\n",
    "## Sources\n* {}\n",
    "Bibliography\n{}\n",
    "Here are some key papers:\n\n• {}\n",
    "Here is a reference you may find useful:\n\n{}\n",
    "REFERENCES\n(1) {}\n",
    "Literature cited\n1) {}\n",
    "Key references:\n1\\. {}\n",
    "The benefit is well established.¹\n\n¹ {}\n",
    "The benefit is well established [1].\n\n---\n[1]: {}\n",
    "参考文献：\n[1] {}\n",
    "**参考文献**\n1. {}\n",
    "主要文献如下：\n① {}\n",
    "> {}\n",
    "{}",
]
INLINE = [
    "This has been studied before (see {}) and is widely accepted.",
    "See also: {}",
    "Source: {}",
    "For details please read {} It is freely available.",
    "参见：{}。",
    "相关研究见{}，供参考。",
    "As far as I know the best evidence is this: {}",
]
WHOLE = ["Here it is:\n\n{}\n", "References\n\n{}\n", "1. {}\n", "As requested:\n\n```\n{}\n```\n"]
ROW = ["| Study | Title | Journal | Year | DOI |\n|---|---|---|---|---|\n{}\n"]
SENTENCE = ["{}", "{} This was the first of its kind.", "Background: {}", "- {}"]
FORMS = {
    "bibtex": WHOLE,
    "ris": [WHOLE[0], WHOLE[1], WHOLE[3]],
    "chat_labelled": WHOLE[:3],
    "chinese_labelled": ["文献如下：\n\n{}\n", "1. {}\n"],
    "table_row": ROW,
    "told": SENTENCE,
    "told_chinese": ["{}指出疗效肯定。", "根据{}，疗效肯定。", "- {}"],
    "title_first_quoted": [*SENTENCE, "References\n1. {}\n"],
}


def surrounded(r: Chance, name: str, text: str, neighbours: Sequence[str]) -> tuple[str, int, int]:
    """A reply with the reference in it, and where it stands."""
    forms = FORMS.get(name) or (INLINE if r.random() < 0.25 else ONE_LINE)
    form = r.choice(forms)
    before, after = form.split("{}")
    if form in ONE_LINE[:3] and neighbours and r.random() < 0.6:  # in the midst of a list
        number = "[{}]" if "[1]" in form else "{}."
        head = before[: before.rindex(number.format(1))]
        before = f"{head}{number.format(1)} {neighbours[0]}\n{number.format(2)} "
        after = f"\n{number.format(3)} {neighbours[-1]}\n"
    return before + text + after, len(before), len(before) + len(text)


# ── slips, which change nothing about which work it is ───────────────────────────────────────────────────────────────

Slip = Callable[[Chance, Work], Work]


def _typo(r: Chance, text: str) -> str:
    places = [
        at for at in range(1, len(text) - 2) if text[at - 1 : at + 2].isalpha() and text[at - 1 : at + 2].isascii()
    ]
    if not places:
        return text
    at = r.choice(places)
    kind = r.randrange(3)
    if kind == 0:
        return text[:at] + text[at + 1] + text[at] + text[at + 2 :]
    return text[:at] + text[at + 1 :] if kind == 1 else text[:at] + text[at] + text[at:]


def _sentence(title: str) -> str:
    return " ".join(
        word if index == 0 or not word[1:].islower() else word.lower() for index, word in enumerate(title.split())
    )


SMALL = {"a", "an", "the", "of", "in", "on", "for", "and", "with", "to", "by", "from", "at", "or", "as", "is"}


def title_typo(r: Chance, w: Work) -> Work:
    return replace(w, title=_typo(r, w.title))


def name_typo(r: Chance, w: Work) -> Work:
    at = r.randrange(min(3, len(w.authors)))
    if len(w.authors[at].surname) < 6:
        return w
    changed = replace(w.authors[at], surname=_typo(r, w.authors[at].surname))
    return replace(w, authors=(*w.authors[:at], changed, *w.authors[at + 1 :]))


def plain_letters(r: Chance, w: Work) -> Work:
    def plain(text: str) -> str:
        text = text.replace("ø", "o").replace("ł", "l").replace("ß", "ss").replace("æ", "ae").replace("ı", "i")
        return "".join(letter for letter in unicodedata.normalize("NFD", text) if not unicodedata.combining(letter))

    return replace(
        w,
        title=plain(w.title),
        journal=plain(w.journal),
        authors=tuple(Author(plain(a.surname), plain(a.initials), plain(a.given)) for a in w.authors),
    )


def year_slip(r: Chance, w: Work) -> Work:
    return replace(w, year=w.year + r.choice([-1, 1]))


def no_subtitle(r: Chance, w: Work) -> Work:
    head, mark, _ = w.title.partition(": ")
    return replace(w, title=head) if mark and len(head.split()) > 4 else w


def no_issue(r: Chance, w: Work) -> Work:
    return replace(w, issue="")


def no_pages(r: Chance, w: Work) -> Work:
    return replace(w, pages="")


def no_ids(r: Chance, w: Work) -> Work:
    return replace(w, doi="", pmid="")


def title_case(r: Chance, w: Work) -> Work:
    return replace(
        w,
        title=" ".join(
            word if word in SMALL or not word[0].isalpha() else word[0].upper() + word[1:] for word in w.title.split()
        ),
    )


def lower_case(r: Chance, w: Work) -> Work:
    return replace(w, title=_sentence(w.title))


def upper_case(r: Chance, w: Work) -> Work:
    return replace(w, title=w.title.upper())


def one_initial(r: Chance, w: Work) -> Work:
    return replace(
        w, authors=tuple(replace(one, initials=one.initials[:1], given=one.given.split(" ")[0]) for one in w.authors)
    )


def dashes(r: Chance, w: Work) -> Work:
    dash = r.choice(["–", "‐", "‑"])
    return replace(w, title=w.title.replace("-", dash), pages=w.pages)


def curly(r: Chance, w: Work) -> Work:
    return replace(
        w,
        title=w.title.replace("'", "’").replace('"', "”"),
        authors=tuple(replace(one, surname=one.surname.replace("'", "’")) for one in w.authors),
    )


def spelling(r: Chance, w: Work) -> Work:
    title = w.title
    for british, american in (
        ("our ", "or "),
        ("aemia", "emia"),
        ("aem", "em"),
        ("oedema", "edema"),
        ("isation", "ization"),
        ("randomised", "randomized"),
        ("centre", "center"),
        ("paediatric", "pediatric"),
        ("haem", "hem"),
        ("oesoph", "esoph"),
        ("tumour", "tumor"),
        ("behaviour", "behavior"),
    ):
        if british in title and british != "our ":
            title = title.replace(british, american)
        elif american in title and len(american) > 4:
            title = title.replace(american, british)
    return replace(w, title=title)


def ampersand(r: Chance, w: Work) -> Work:
    return replace(w, title=w.title.replace(" and ", " & "), journal=w.journal.replace(" and ", " & "))


def journal_loose(r: Chance, w: Work) -> Work:
    """The abbreviation without dots as the full name, the full name as the abbreviation, with or without The, in other case."""
    kind = r.randrange(4)
    if kind == 0:
        return replace(w, journal=plain_short(w.short))
    if kind == 1:
        return replace(w, short=w.journal)
    if kind == 2:
        base = re.sub(r"\s*[(=:].*", "", w.journal).strip()
        return replace(w, journal=" ".join(x if x.lower() in SMALL else x[0].upper() + x[1:] for x in base.split()))
    return replace(w, journal="The " + w.journal if not w.journal.lower().startswith("the ") else w.journal[4:])


def small_word(r: Chance, w: Work) -> Work:
    words = w.title.split()
    places = [at for at, word in enumerate(words[1:], 1) if word in {"the", "a", "an"}]
    if not places:
        return w
    del words[r.choice(places)]
    return replace(w, title=" ".join(words))


def greek(r: Chance, w: Work) -> Work:
    title = w.title
    for letter, name in (("α", "alpha"), ("β", "beta"), ("γ", "gamma"), ("κ", "kappa"), ("μ", "mu"), ("δ", "delta")):
        title = (
            title.replace(letter, name)
            if letter in title
            else title.replace(f"{name} ", f"{letter} ").replace(f"{name}-", f"{letter}-")
        )
    return replace(w, title=title)


def no_brackets(r: Chance, w: Work) -> Work:
    return replace(w, title=w.title[1:-1] if w.title.startswith("[") and w.title.endswith("]") else w.title)


def upper_doi(r: Chance, w: Work) -> Work:
    return replace(w, doi=w.doi.upper())


def page_slip(r: Chance, w: Work) -> Work:
    ends = re.match(r"\d+", w.pages)
    return replace(w, pages=str(int(ends[0]) + r.choice([1, -1, 10])) + w.pages[ends.end() :]) if ends else w


SLIPS: dict[str, Slip] = {
    one.__name__: one
    for one in (
        title_typo, name_typo, plain_letters, year_slip, no_subtitle, no_issue, no_pages, no_ids, title_case, lower_case, upper_case, one_initial,
        dashes, curly, spelling, ampersand, journal_loose, small_word, greek, no_brackets, upper_doi, page_slip,
    )
}  # fmt: skip


# ── wrong ones ───────────────────────────────────────────────────────────────────────────────────────────────────────

Wrong = Callable[[Chance, Work, Sequence[Work]], "Work | None"]
WRONG: dict[str, Wrong] = {}


def wrong(function: Wrong) -> Wrong:
    WRONG[function.__name__] = function
    return function


FIRST = ["Efficacy and safety of {d} in patients with {c}", "Association between {e} and {c}", "{d} versus {f} for the treatment of {c}", "Long-term outcomes of {d} therapy in {p} with {c}", "Prevalence and risk factors of {c} among {p}", "The role of {e} in the pathogenesis of {c}", "Effect of {d} on {o} in {c}", "{e} as a biomarker of {o} in {p} with {c}"]  # fmt: skip
LAST = ["", ": a randomized controlled trial", ": a systematic review and meta-analysis", ": a retrospective cohort study", ": results from a multicenter study", ": a population-based analysis"]  # fmt: skip
DRUGS = ["metformin", "apixaban", "dupilumab", "sacubitril", "rituximab", "tocilizumab", "semaglutide", "vedolizumab", "levetiracetam", "colchicine", "pembrolizumab", "tranexamic acid", "spironolactone", "ketamine", "azithromycin", "vitamin D"]  # fmt: skip
ILLS = ["chronic kidney disease", "heart failure", "Crohn disease", "type 2 diabetes", "severe asthma", "rheumatoid arthritis", "migraine", "sepsis", "COPD", "non-small cell lung cancer", "atrial fibrillation", "major depressive disorder", "preeclampsia", "osteoporosis", "psoriasis"]  # fmt: skip
THINGS = ["gut microbiota", "serum ferritin", "sleep duration", "microRNA-21", "interleukin-6", "air pollution", "body mass index", "IL-17A", "telomere length", "troponin T", "uric acid", "physical activity"]  # fmt: skip
PEOPLE = ["older adults", "pregnant women", "children", "hospitalized patients", "adolescents", "Chinese adults", "veterans", "hemodialysis patients"]  # fmt: skip
ENDS = ["mortality", "quality of life", "hospital readmission", "cognitive decline", "bone density", "glycemic control", "renal function", "exercise capacity"]  # fmt: skip
JOURNALS = [("New England Journal of Medicine", "N Engl J Med"), ("The Lancet", "Lancet"), ("JAMA", "JAMA"), ("BMJ", "BMJ"), ("Circulation", "Circulation"), ("Annals of Internal Medicine", "Ann Intern Med"), ("PLoS ONE", "PLoS One"), ("Diabetes Care", "Diabetes Care"), ("Chest", "Chest"), ("Gut", "Gut"), ("Journal of Clinical Oncology", "J Clin Oncol"), ("Critical Care Medicine", "Crit Care Med"), ("BMC Public Health", "BMC Public Health"), ("Kidney International", "Kidney Int"), ("Scientific Reports", "Sci Rep")]  # fmt: skip
SURNAMES = ["Johnson", "Chen", "Patel", "Müller", "Kim", "García", "Rossi", "Andersson", "Thompson", "Nguyen", "Okafor", "Kowalski", "Suzuki", "Haddad", "van der Berg", "O'Connor", "Zhang", "Ivanova", "Silva", "Dubois"]  # fmt: skip
GIVEN = ["Maria L", "James", "Wei", "Anna K", "David R", "Sarah", "Hiroshi", "Elena", "Peter J", "Fatima", "Li", "Thomas A"]  # fmt: skip


def made_title(r: Chance) -> str:
    text = r.choice(FIRST).format(
        d=r.choice(DRUGS), f=r.choice(DRUGS), c=r.choice(ILLS), e=r.choice(THINGS), p=r.choice(PEOPLE), o=r.choice(ENDS)
    )
    return text[0].upper() + text[1:] + r.choice(LAST)


def made_people(r: Chance) -> tuple[Author, ...]:
    people = []
    for surname in r.sample(SURNAMES, r.randint(1, 7)):
        given = r.choice(GIVEN)
        people.append(Author(surname, "".join(part[0] for part in given.split()), given))
    return tuple(people)


def other(r: Chance, w: Work, works: Sequence[Work]) -> Work:
    return next(
        one
        for one in iter(lambda: r.choice(works), None)
        if one.key != w.key and one.authors[0].surname != w.authors[0].surname
    )


@wrong
def invented_whole(r: Chance, w: Work, works: Sequence[Work]) -> Work:
    full, short = r.choice(JOURNALS)
    start = r.randint(12, 2400)
    return replace(
        w, title=made_title(r), authors=made_people(r), journal=full, short=short, year=r.randint(2004, 2023), volume=str(r.randint(5, 390)), issue=str(r.randint(1, 24)),
        pages=f"{start}-{start + r.randint(4, 12)}", doi=r.choice(["", "", f"10.1016/j.cjca.20{r.randint(10, 23)}.0{r.randint(1, 9)}.0{r.randint(10, 40)}", f"10.1186/s12{r.randint(100, 999)}-019-{r.randint(1000, 9999)}-{r.randint(0, 9)}"]), pmid="",
    )  # fmt: skip


@wrong
def invented_in_its_journal(r: Chance, w: Work, works: Sequence[Work]) -> Work:
    return replace(w, title=made_title(r), authors=made_people(r), doi="", pmid="")


@wrong
def invented_title(r: Chance, w: Work, works: Sequence[Work]) -> Work:
    """The right people, journal, volume and pages."""
    return replace(w, title=made_title(r), doi="", pmid="")


@wrong
def title_of_their_topic(r: Chance, w: Work, works: Sequence[Work]) -> Work | None:
    """Right people and journal, a title made of half the real one and half of another's."""
    mine, theirs = w.title.strip("[]").split(), other(r, w, works).title.strip("[]").split()
    if len(mine) < 8 or len(theirs) < 8:
        return None
    return replace(w, title=" ".join(mine[: len(mine) // 2] + theirs[len(theirs) // 2 :]), doi="", pmid="", pages="")


@wrong
def other_authors(r: Chance, w: Work, works: Sequence[Work]) -> Work:
    return replace(w, authors=other(r, w, works).authors, **({"doi": "", "pmid": ""} if r.random() < 0.5 else {}))


@wrong
def made_authors(r: Chance, w: Work, works: Sequence[Work]) -> Work | None:
    people = made_people(r)
    if {one.surname for one in people} & {one.surname for one in w.authors}:
        return None
    return replace(w, authors=people, doi="", pmid="")


@wrong
def other_first_author(r: Chance, w: Work, works: Sequence[Work]) -> Work | None:
    stranger = other(r, w, works).authors[0]
    if not stranger.initials or stranger.surname in {one.surname for one in w.authors}:
        return None
    return replace(w, authors=(stranger, *w.authors[1:]), doi="", pmid="")


@wrong
def doi_of_another(r: Chance, w: Work, works: Sequence[Work]) -> Work | None:
    return replace(w, doi=other(r, w, [one for one in works if one.doi]).doi, pmid="") if w.doi else None


@wrong
def pmid_of_another(r: Chance, w: Work, works: Sequence[Work]) -> Work | None:
    return replace(w, pmid=other(r, w, [one for one in works if one.pmid]).pmid, doi="") if w.pmid else None


@wrong
def other_journal(r: Chance, w: Work, works: Sequence[Work]) -> Work | None:
    """At the right volume and page of the right people."""
    theirs = other(r, w, works)
    return replace(w, journal=theirs.journal, short=theirs.short, doi="", pmid="") if not akin(theirs, w) else None


@wrong
def famous_journal(r: Chance, w: Work, works: Sequence[Work]) -> Work | None:
    full, short = r.choice(JOURNALS)
    if akin(replace(w, journal=full, short=short), w):
        return None
    return replace(w, journal=full, short=short, doi=w.doi if r.random() < 0.5 else "", pmid="")


@wrong
def other_journal_and_place(r: Chance, w: Work, works: Sequence[Work]) -> Work | None:
    full, short = r.choice(JOURNALS)
    if akin(replace(w, journal=full, short=short), w):
        return None
    return replace(
        w,
        journal=full,
        short=short,
        volume=str(r.randint(5, 390)),
        issue="",
        pages=str(r.randint(10, 2000)),
        doi="",
        pmid="",
    )


def akin(one: Work, another: Work) -> bool:
    """Whether two journals' names could be taken for each other's."""
    plain = lambda text: {word[:4] for word in re.findall(r"[a-z]+", text.lower())} - SMALL - {"the", "jour", "j"}  # noqa: E731
    return bool(plain(one.journal) & plain(another.journal))


@wrong
def year_off(r: Chance, w: Work, works: Sequence[Work]) -> Work:
    return replace(w, year=w.year + r.choice([-5, -6, -7, 5 if w.year < 2016 else -5]), doi="", pmid="")


@wrong
def doi_digit(r: Chance, w: Work, works: Sequence[Work]) -> Work | None:
    places = [at for at, letter in enumerate(w.doi) if letter.isdigit() and at > w.doi.find("/")]
    if not places:
        return None
    at = r.choice(places[-4:])
    return replace(w, doi=w.doi[:at] + str((int(w.doi[at]) + r.randint(1, 8)) % 10) + w.doi[at + 1 :], pmid="")


@wrong
def pmid_digit(r: Chance, w: Work, works: Sequence[Work]) -> Work | None:
    if not w.pmid:
        return None
    at = r.randrange(1, len(w.pmid))
    return replace(w, pmid=w.pmid[:at] + str((int(w.pmid[at]) + r.randint(1, 9)) % 10) + w.pmid[at + 1 :], doi="")


@wrong
def content_word(r: Chance, w: Work, works: Sequence[Work]) -> Work | None:
    """One long word of the title is another's."""
    words = w.title.split()
    places = [at for at, word in enumerate(words) if len(word) > 6 and word.isalpha()]
    theirs = [word for word in other(r, w, works).title.split() if len(word) > 6 and word.isalpha()]
    theirs = [word for word in theirs if word[:4].lower() not in w.title.lower()]
    if not places or not theirs:
        return None
    words[r.choice(places)] = r.choice(theirs).lower()
    return replace(w, title=" ".join(words), doi="", pmid="")


@wrong
def author_added(r: Chance, w: Work, works: Sequence[Work]) -> Work | None:
    """A stranger among the first three."""
    stranger = other(r, w, works).authors[0]
    if not stranger.initials or len(w.authors) < 2 or stranger.surname in {one.surname for one in w.authors}:
        return None
    return replace(w, authors=(w.authors[0], stranger, *w.authors[1:]), doi="", pmid="")


# ── judging ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Case:
    real: bool
    kind: str
    style: str
    words: str
    start: int
    end: int
    part: str
    seen: bool
    notice: bool


def half(key: str) -> str:
    return "look" if hashlib.sha256(b"strangers" + key.encode()).digest()[0] % 2 == 0 else "score"


def in_look(name: str) -> bool:
    """Two styles of three are looked at."""
    return hashlib.sha256(b"style" + name.encode()).digest()[0] % 3 != 0


IDS_SHOWN = {"doi_of_another", "doi_digit", "pmid_of_another", "pmid_digit"}
JOURNAL_SHOWN = {"other_journal", "famous_journal", "other_journal_and_place"}


def written(r: Chance, w: Work) -> tuple[str, str]:
    name = r.choice(list(STYLES))
    return name, STYLES[name](r, w)


def cases(works: Sequence[Work], each: int) -> Iterator[Case]:
    for w in works:
        r = random.Random(f"{SEED}{w.key}")
        near = [vancouver(r, other(r, w, works)) for _ in range(2)]

        def made(real: bool, kind: str, name: str, text: str) -> Case:
            words, start, end = surrounded(r, name, text, near)
            return Case(real, kind, name, words, start, end, half(w.key), in_look(name), w.notice)

        for _ in range(each):
            slips = r.sample(list(SLIPS), r.choice([0, 0, 1, 1, 2]))
            slipped = w
            for slip in slips:
                slipped = SLIPS[slip](r, slipped)
            name, text = written(r, slipped)
            yield made(True, "+".join(sorted(slips)) or "as it is", name, text)
        if w.notice:
            continue
        for kind in r.sample(list(WRONG), each):
            false = WRONG[kind](r, w, works)
            if false is None:
                continue
            name, text = written(r, false)
            if kind in IDS_SHOWN:
                value = false.doi if "doi" in kind else false.pmid
                if value not in text:
                    text = (
                        text.rstrip() + (f" doi:{value}" if "doi" in kind else f" PMID: {value}")
                        if name not in FORMS
                        else ""
                    )
            shows = not text or any(
                name in text for name in (false.journal, plain_short(false.short), dots_of(false.short))
            )
            if kind == "author_added" and false.authors[1].surname.lower() not in text.lower():
                continue
            if text and (shows or kind not in JOURNAL_SHOWN):
                yield made(False, kind, name, text)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--medline", type=Path, required=True)
    parser.add_argument("--hallmark", type=Path)
    parser.add_argument("--part", choices=["look", "score"], default="look")
    parser.add_argument("--each", type=int, default=2, help="real and wrong ones that are written of each work")
    parser.add_argument("--show", action="store_true", help="print the errors of part look")
    parser.add_argument("--most", type=int, default=100_000, help="so many references, drawn by chance, are enough")
    parser.add_argument("--by-style", action="store_true")
    asked = parser.parse_args()
    works = [
        one
        for one in medline_works(asked.medline)
        if one.authors and one.authors[0].initials and one.title and one.year and one.short
    ]
    learned = list(hallmark_works(asked.hallmark)) if asked.hallmark else []
    items = [item for item in items_of(asked.medline) if item.record is not None] + list(hallmark_items(learned))
    everything = [*cases(works, asked.each), *cases(learned, 1)]
    chosen = [one for one in everything if one.part == asked.part and (asked.part == "score" or one.seen)]
    chosen = random.Random(SEED).sample(chosen, min(asked.most, len(chosen)))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "works.db"
        in_memory(items, covers=Covers.EVERYTHING, path=path)
        report(chosen, Citations(path, seconds=60), asked)


def report(chosen: Sequence[Case], check: Citations, asked: argparse.Namespace) -> None:
    told: dict[tuple[bool, str], Counter[str]] = defaultdict(Counter)
    sums: dict[tuple[bool, bool], Counter[str]] = defaultdict(Counter)
    wrongly_retracted = 0
    began = time.process_time()
    for one in chosen:
        found = [f for f in check(Reply((Said("/", Text(one.words)),))) if f.evidence and "start" in f.evidence]
        here = [
            f
            for f in found
            if int(f.evidence["start"]) < one.end
            and int(f.evidence.get("end", f.evidence["start"])) > one.start
            and f.kind != "unsupported"
        ]
        kinds = [str(f.kind) for f in here]
        verdict = next(
            (
                kind
                for kind in ("fabricated", "mismatched", "retracted", "concern", "corrected", "verified", "unresolved")
                if kind in kinds
            ),
            "not_found",
        )
        group = one.style if asked.by_style else one.kind if not one.real else one.style
        told[one.real, group][verdict] += 1
        sums[one.real, one.seen][verdict] += 1
        wrongly_retracted += one.notice and one.real and verdict == "retracted"
        missed = verdict in {"not_found", "unresolved"}
        if asked.show and asked.part == "look" and (missed or (verdict in FLAGGED) == one.real):
            print(
                f"!! {'real' if one.real else 'wrong'} {one.kind} | {one.style} | {[(f.kind, f.detail, f.evidence.get('differs'), f.evidence.get('slips')) for f in here]}\n{one.words}\n"
            )
    took = time.process_time() - began
    for (real, group), counted in sorted(told.items()):
        size, flagged = counted.total(), sum(counted[kind] for kind in FLAGGED)
        print(
            f"{'real ' if real else 'wrong'} {group:<26}{size:>5}  flagged {flagged / size:6.1%}  {dict(counted.most_common())}"
        )
    for (real, seen), counted in sorted(sums.items()):
        size, flagged = counted.total(), sum(counted[kind] for kind in FLAGGED)
        print(
            f"ALL {'real ' if real else 'wrong'}, {'styles of look' if seen else 'styles never looked at'}: {size}, flagged {flagged / size:.1%}, {dict(counted.most_common())}"
        )
    print(f"notices and errata called retracted: {wrongly_retracted}; {1000 * took / len(chosen):.2f} ms a case")


if __name__ == "__main__":
    main()
