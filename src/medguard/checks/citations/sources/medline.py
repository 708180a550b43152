"""MEDLINE/PubMed XML as NLM publishes it, one article at a time.

No entity is ever declared in these files but by a DTD that is not fetched, so a file that declares one is refused: a few lines of
entities can unfold into gigabytes (CWE-776). So is an article of more than 16 MB.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO, cast
from xml.etree.ElementTree import Element, ParseError, XMLPullParser
from xml.parsers import expat

from medguard.checks.citations.records import Id, Name, Record, Standing
from medguard.checks.citations.sources.kinds import Item, SourceError, Verdict

_PIECE = 1 << 17
_LARGEST_ARTICLE = 16_000_000
_MOST_AUTHORS = 200

_STANDINGS = {
    "RetractionIn": Standing.RETRACTED,
    "PartialRetractionIn": Standing.CONCERN,
    "ExpressionOfConcernIn": Standing.CONCERN,
    "ErratumIn": Standing.CORRECTED,
    "CorrectedandRepublishedIn": Standing.CORRECTED,
}
_NOTICES = {
    "RetractionOf": Standing.RETRACTED,
    "PartialRetractionOf": Standing.CONCERN,
    "ExpressionOfConcernFor": Standing.CONCERN,
    "ErratumFor": Standing.CORRECTED,
}
_NOTICE_TYPES = frozenset(
    ("Retraction of Publication", "Published Erratum", "Expression of Concern", "Retraction Notice")
)


def items(file: BinaryIO, told: Callable[[], int]) -> Iterator[Item]:
    """Every article, and what is said of others in it."""
    guard = _Prolog()
    parser: XMLPullParser[Any] = XMLPullParser(("start", "end"))
    root: Element | None = None
    since = 0
    try:
        while piece := file.read(_PIECE):
            guard.read(piece)
            parser.feed(piece)
            since += len(piece)
            for event, element in cast("Iterator[tuple[str, Element]]", parser.read_events()):
                if event == "start":
                    root = element if root is None else root
                elif element.tag in {"PubmedArticle", "PubmedBookArticle"}:
                    since = 0
                    yield _item(element, told())
                    element.clear()
                    if root is not None and root is not element:
                        root.clear()
            if since > _LARGEST_ARTICLE:
                raise _broken("holds an article that is larger than any article is")
        parser.close()
    except ParseError:
        raise _broken("is not well-formed XML, or ends in the middle") from None


class _Prolog:
    """Looks at what stands before the first element, for entities."""

    def __init__(self) -> None:
        self._parser: Any = expat.ParserCreate()
        self._parser.EntityDeclHandler = self._refuse
        self._parser.StartElementHandler = self._done
        self._over = False

    def read(self, piece: bytes) -> None:
        """A piece of the file. Raises SourceError."""
        if not self._over:
            try:
                self._parser.Parse(piece, False)  # noqa: FBT003  how expat is called
            except expat.ExpatError:
                self._over = True  # the parser proper says what is wrong

    def _done(self, *_: object) -> None:
        self._over = True
        self._parser.StartElementHandler = None

    def _refuse(self, *_: object) -> None:
        raise _broken("declares XML entities, which no file of PubMed does")


def _broken(what: str) -> SourceError:
    return SourceError(
        f"The file {what}.",
        remedy="Fetch it again from NLM; what was read before stays.",
        remedy_zh="文件异常，请重新从 NLM 下载；此前已导入的内容保留。",
    )


def _item(article: Element, at: int) -> Item:
    citation = article.find("MedlineCitation")
    if citation is None:
        citation = article.find("BookDocument")
    if citation is None:
        return Item(at=at)
    ids = _ids(article, citation)
    if Id.PMID not in ids:
        return Item(at=at)
    types = {_text(one) for one in citation.iterfind(".//PublicationType")}
    comments = list(citation.iterfind("CommentsCorrectionsList/CommentsCorrections"))
    kinds = {one.get("RefType", "") for one in comments}
    # An erratum may have its own erratum, and a retracted paper may be an erratum of another: what it is, its types say first.
    notice = bool(types & _NOTICE_TYPES) or bool(kinds & {"RetractionOf", "ExpressionOfConcernFor"})
    standing = _standing(types, kinds, notice=notice)
    verdicts = [verdict for one in comments if (verdict := _verdict(one, ids, notice=notice)) is not None]
    if standing is not Standing.SOUND:
        verdicts.append(Verdict(of=tuple(ids.items()), standing=standing))
    return Item(_record(article, citation, ids, types, notice=notice), tuple(verdicts), at)


def _standing(types: set[str], kinds: set[str], *, notice: bool) -> Standing:
    if "Retracted Publication" in types or ("RetractionIn" in kinds and not notice):
        return Standing.RETRACTED
    if notice:
        return Standing.SOUND
    said = [_STANDINGS[kind] for kind in kinds if kind in _STANDINGS]
    return next(
        (each for each in (Standing.RETRACTED, Standing.CONCERN, Standing.CORRECTED) if each in said), Standing.SOUND
    )


def _verdict(comment: Element, ids: dict[Id, str], *, notice: bool) -> Verdict | None:
    """What a notice says of the paper that it is about."""
    standing, pmid = _NOTICES.get(comment.get("RefType", "")), _text(comment.find("PMID"))
    if not notice or standing is None or not pmid:
        return None
    return Verdict(of=((Id.PMID, pmid),), standing=standing, notice=tuple(ids.items()))


def _ids(article: Element, citation: Element) -> dict[Id, str]:
    ids: dict[Id, str] = {}
    if pmid := _text(citation.find("PMID")):
        ids[Id.PMID] = pmid
    for one in citation.iterfind("Article/ELocationID"):
        if one.get("EIdType") == "doi" and one.get("ValidYN") != "N":
            ids[Id.DOI] = _text(one).lower()
    for one in article.iterfind("PubmedData/ArticleIdList/ArticleId"):
        if one.get("IdType") == "doi" and _text(one).startswith("10."):
            ids.setdefault(Id.DOI, _text(one).lower())
        elif one.get("IdType") == "pmc":
            ids[Id.PMCID] = re.sub(r"\D", "", _text(one))
    return {kind: value for kind, value in ids.items() if value}


def _record(article: Element, citation: Element, ids: dict[Id, str], types: set[str], *, notice: bool) -> Record:
    body = citation.find("Article")
    body = citation if body is None else body
    names = [_name(one) for one in body.iterfind("AuthorList/Author") if one.get("ValidYN") != "N"]
    listed = body.find("AuthorList")
    page = _text(body.find("Pagination/MedlinePgn")) or _text(body.find("Pagination/StartPage"))
    if not page:
        page = next(
            (
                _text(one)
                for one in body.iterfind("ELocationID")
                if one.get("EIdType") == "pii" and len(_text(one)) < 12  # noqa: PLR2004
            ),
            "",
        )
    journals = (
        _text(body.find("Journal/Title")),
        _text(body.find("Journal/ISOAbbreviation")),
        _text(citation.find("MedlineJournalInfo/MedlineTA")),
    )
    return Record(
        ids=ids,
        title=_text(body.find("ArticleTitle")) or _text(body.find("Book/BookTitle")),
        other_title=_text(body.find("VernacularTitle")),
        authors=tuple(name for name in names if name.surname)[:_MOST_AUTHORS],
        all_authors=len(names) <= _MOST_AUTHORS and (listed is None or listed.get("CompleteYN") != "N"),
        journals=tuple(dict.fromkeys(filter(None, journals))),
        years=_years(article, body),
        volume=_text(body.find("Journal/JournalIssue/Volume")),
        page=re.split(r"[-–,; ]", page)[0],
        kind="notice"
        if notice
        else "guideline"
        if "Practice Guideline" in types
        else "preprint"
        if "Preprint" in types
        else "article",
        about=_about(citation, body),
        source="medline",
    )


def _name(author: Element) -> Name:
    return Name(
        _text(author.find("LastName")) or _text(author.find("CollectiveName")),
        _text(author.find("Initials")),
        _text(author.find("ForeName")),
    )


def _years(article: Element, body: Element) -> tuple[int, ...]:
    found: list[int] = []
    printed = body.find("Journal/JournalIssue/PubDate")
    if printed is not None:
        year = re.search(r"(?:1[789]|20)\d\d", _text(printed.find("Year")) or _text(printed.find("MedlineDate")))
        found += [int(year[0])] if year else []
    dates = [*body.iterfind("ArticleDate/Year"), *body.iterfind("Book/PubDate/Year")]
    dates += [
        one
        for each in article.iterfind("PubmedData/History/PubMedPubDate")
        if each.get("PubStatus") in {"epublish", "ppublish", "ecollection"}
        for one in each.iterfind("Year")
    ]
    found += [int(_text(one)) for one in dates if _text(one).isdigit()]
    return tuple(dict.fromkeys(found))


def _about(citation: Element, body: Element) -> str:
    pieces = [_text(one) for one in body.iterfind("Abstract/AbstractText")]
    headings = [_text(one) for one in citation.iterfind("MeshHeadingList/MeshHeading/DescriptorName")]
    headings += [_text(one) for one in citation.iterfind("KeywordList/Keyword")]
    headings += [_text(one) for one in citation.iterfind("ChemicalList/Chemical/NameOfSubstance")]
    return "\n".join(filter(None, (" ".join(filter(None, pieces)), "; ".join(filter(None, headings)))))


def _text(element: Element | None) -> str:
    return "" if element is None else " ".join("".join(element.itertext()).split())
