"""What one written reference says: authors, title, journal, year, volume, page. Styles are tried from the most marked to the least."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

from medguard.checks.citations.authors import authors
from medguard.checks.citations.identifiers import Seen, identifiers
from medguard.checks.citations.records import Id, Name

LONGEST = 3_000
"""Characters of one reference that are read."""


@dataclass(slots=True)
class Parts:
    """The fields of one reference, as far as it has them."""

    authors: tuple[Name, ...] = ()
    more_authors: bool = False
    title: str = ""
    journal: str = ""
    year: int | None = None
    volume: str = ""
    page: str = ""
    kind: str = "article"
    marked: bool = False
    """Its form says that it is a reference: ``2019;380:123``, ``[J]``, ``(2019).``"""


_YEAR = r"(?:1[89]|20)\d\d"
_LOCATOR = re.compile(
    # 2019 Mar 5;380(11):1022-1033
    rf"(?P<y1>{_YEAR})(?:[ /-]?(?:[A-Z][a-z]{{2,8}}(?:[-/][A-Z][a-z]{{2,8}})?)\.?(?: \d{{1,2}})?|[-/.]\d{{1,2}}(?:[-/.]\d{{1,2}})?)?\s?[;；]\s?(?P<v1>[A-Za-z]{{0,4}} ?\d{{1,4}})?\s?(?P<i1>[(（][^)）]{{1,25}}[)）])?\s?[:：]?\s?(?P<p1>[a-zA-Z]{{0,4}}\d[\w.]{{0,14}})?"
    # , 2019, 47(10): 766
    rf"|[,，.]\s?(?P<y2>{_YEAR})\s?[,，]\s?(?P<v2>\d{{1,4}})?\s?(?P<i2>[(（][^)）]{{1,20}}[)）])?\s?[:：]\s?(?P<p2>[a-zA-Z]{{0,4}}\d[\w.]{{0,14}})"
    # 380(11):1022-1033 (2019) and 380, no. 11 (2019): 1022
    rf"|\b(?P<v3>\d{{1,4}})\s?(?:[(（][^)）]{{1,20}}[)）]|\.\d{{1,3}}|, no\. ?\d{{1,3}})?\s?(?:[:：,]\s?(?:pp?\. ?)?(?P<p3>[a-zA-Z]{{0,4}}\d[\w.]{{0,14}})(?:[-–]\w{{1,12}})?)?,?\s?[(（](?:[A-Z][a-z]+\.? )?(?P<y3>{_YEAR})[)）](?:\s?[:：,]\s?(?:pp?\. ?)?(?P<p3b>[a-zA-Z]{{0,4}}\d[\w.]{{0,14}}))?"
    # vol. 380, no. 11, pp. 1022-1033, 2019
    rf"|\bvol\.? ?(?P<v4>\d{{1,4}})(?:,? ?(?:no|iss(?:ue)?)\.? ?\d{{1,3}})?(?:,? ?pp?\.? ?(?P<p4>[a-zA-Z]{{0,4}}\d\w{{0,12}})(?:[-–]\w{{1,12}})?)?[^;]{{0,20}}?,? ?[(]?(?P<y4>{_YEAR})"
    # Toxins 2021, 13, 104 as MDPI and the chemical societies write
    rf"|(?<=[\s,.*])(?P<y5>{_YEAR})\*{{0,2}}\s?,\s?[*_]?(?P<v5>\d{{1,4}})[*_]?\s?(?:\(\w{{1,12}}\))?\s?,\s?(?P<p5>[a-zA-Z]{{0,4}}\d[\w.]{{0,14}})"
    # 300:927-928, 1979 as it was long written
    rf"|\b(?P<v6>\d{{1,4}})\s?(?:\(\w{{1,12}}\))?\s?:\s?(?P<p6>[a-zA-Z]{{0,4}}\d[\w.]{{0,14}})(?:[-–]\w{{1,12}})?\s?,\s?(?P<y6>{_YEAR})\b"
)
_VOLUME_PAGE = re.compile(
    r"[,.]?\s*\*?(?P<v>\d{1,4})\*?\s?(?:[(（][^)）]{1,25}[)）]\*?)?\s?[,:：]\s?(?:pp?\. ?|Article (?:No\. ?)?)?(?P<p>[a-zA-Z]{0,4}\d[\w.]{0,14})(?:\s?[-–—]\s?\w{1,14})?\.?"
)
_ANY_YEAR = re.compile(rf"(?<![\d./-]){_YEAR}(?![\d/]|-\d)")
_FUTURE_YEAR = re.compile(r"(?<![\d./-])20\d\d(?![\d/]|-\d)")
_GBT = re.compile(
    r"\s*[\[［](?P<mark>[JMDCNPSRZ]|J/OL|M/OL|EB/OL|C/OL|DB/OL|R/OL|S/OL|N/OL|OL)[\]］]\s*[.．,，/]*\s*", re.IGNORECASE
)
_APA = re.compile(
    rf"^(?P<who>.{{2,1500}}?)\s?[(（](?P<year>{_YEAR})[a-z]?(?:,? ?[A-Z][a-z]+\.?(?: ?\d{{1,2}})?)?[)）]\s?[.,:：。]?\s+(?P<rest>\S.*)$",
    re.DOTALL,
)
_QUOTE = re.compile(
    r"[\"“]([^\"“”]{15,400}?)[.,;?!]?[\"”]|‘([^‘’]{25,400})[.,]?’|(?<!\w)\*\*([^*]{20,400})\*\*|(?<![\w*])\*([^*]{40,400})\*(?!\*)|《([^《》]{4,200})》"
)
_YEAR_BARE = re.compile(rf"^(?P<who>.{{2,1500}}?)[,.]\s(?P<year>{_YEAR})[a-z]?\.\s+(?P<rest>\S.*\w{{3}}.*)$", re.DOTALL)
"""Smith, A.B., Jones, C., 2015. Title."""
_STOP = re.compile(r"(?<=[^\s.])(?:[.．](?=\s)|[。?？!](?=\s|$)|．)\s*")
_INITIAL = re.compile(r"(?:^|[\s.,-])[A-Z](?:[.-]?[A-Z]){0,3}$")
_BOOK = re.compile(
    r"\b(?:\d(?:st|nd|rd|th) ed(?:ition)?\b|Press\b|Publish\w+|Elsevier|Springer|Wiley|Saunders|McGraw|Lippincott)|出版社|第\s?\d+\s?版"
)
_GUIDELINE = re.compile(
    r"\bguidelines?\b|\bguidance\b|consensus (?:statement|report)|Standards of (?:Medical )?Care|指南|共识|诊疗规范|诊疗方案",
    re.IGNORECASE,
)
_JOURNAL_ZH = re.compile(r"杂志|学报|期刊|年鉴|柳叶刀")
_LABEL = re.compile(
    r"(?:^|[\n;；|]|\s[-–—•·]\s)\s*(?:[-*•]\s*)?\*{0,2}(?P<key>authors?|title|journal|source|publication|published(?: in)?|venue|year|date|volume|pages?|作者|标题|题目|题名|文题|期刊|杂志|来源|年份|发表年份|发表时间|出版年|卷|页码?)\*{0,2}\s*[:：]\s*\*{0,2}\s*(?P<value>[^\n|]{1,600})",
    re.IGNORECASE,
)
_LABEL_OF = {
    "author": "authors", "authors": "authors", "作者": "authors", "title": "title", "标题": "title", "题目": "title", "题名": "title", "文题": "title",
    "journal": "journal", "source": "journal", "publication": "journal", "published": "journal", "published in": "journal", "venue": "journal",
    "期刊": "journal", "杂志": "journal", "来源": "journal", "year": "year", "date": "year", "年份": "year", "发表年份": "year", "发表时间": "year",
    "出版年": "year", "volume": "volume", "卷": "volume", "page": "page", "pages": "page", "页": "page", "页码": "page",
}  # fmt: skip


def parse(words: str) -> tuple[Parts, list[Seen]]:
    """The fields of one reference and its identifiers."""
    words = html.unescape(words[:LONGEST]) if "&" in words else words[:LONGEST]
    words = _plainly(_NUMBERED_TWICE.sub("", words))
    seen = identifiers(words)
    rest = _without(words, seen)
    for style in (_bibtex, _ris, _labelled, _gbt, _apa, _quoted, _before_brackets, _by_commas, _initials_first, _plain):
        found = style(rest)
        if found is not None:
            return _finished(found, rest), seen
    return _finished(Parts(), rest), seen


_LINK = re.compile(r"\[([^\[\]\n]{8,400})\]\((https?://[^\s()]{4,300})\)")
_BOLD_NAMES = re.compile(rf"\*\*([^*\n]{{2,120}}?(?:et al\.?,?|[(（]{_YEAR}[)）])[.,:：]?)\*\*")
_WIDE = str.maketrans(
    {
        "，": ", ",
        "；": "; ",
        "：": ": ",
        "．": ". ",
        "。": ". ",
        "、": ", ",
        "（": " (",
        "）": ")",
        "［": "[",
        "］": "]",
    }
)


def _plainly(words: str) -> str:
    """Without what only decorates: links around titles, bold names, Chinese stops in a reference in Latin letters."""
    words = _LINK.sub(r'"\1" \2', words)
    words = _BOLD_NAMES.sub(r"\1", words)
    if any(mark in words for mark in "，；．。、（［"):
        latin, han = len(re.findall(r"[A-Za-z]", words)), len(re.findall(r"[\u3400-\u9fff]", words))
        if latin > 8 * han:
            words = words.translate(_WIDE)
    return words


_LABELLED_ID = re.compile(
    r"(?:\[|\(|（)?\s*(?:doi|pmid|pmcid|arxiv|isbn|available (?:at|from|online)|retrieved from|url|link|链接|网址)?\**\s*[:：]?\s*\**\s*$",
    re.IGNORECASE,
)


def _without(words: str, seen: list[Seen]) -> str:
    """The words with identifiers and their labels taken out."""
    for one in reversed(seen):
        if one.kind is Id.GUIDELINE:
            continue
        near = max(0, one.start - 60)
        before = words[:near] + _LABELLED_ID.sub("", words[near : one.start])
        words = before + " " + words[one.end :].lstrip(" ])）")
    return re.sub(r"[ \t]+", " ", words).strip()


def _finished(found: Parts, rest: str) -> Parts:
    """Fill in what every style leaves behind: year, volume, page, kind."""
    outside = rest.replace(found.title, " ") if len(found.title) > 15 else rest  # noqa: PLR2004
    locator = _best_locator(outside)
    if locator is not None:
        groups = locator.groupdict()
        year = next((groups[key] for key in ("y1", "y2", "y3", "y4", "y5", "y6") if groups[key]), None)
        volume = next((groups[key] for key in ("v1", "v2", "v3", "v4", "v5", "v6") if groups[key]), None)
        page = next((groups[key] for key in ("p1", "p2", "p3", "p3b", "p4", "p5", "p6") if groups[key]), None)
        found.marked = found.marked or bool(volume or page)
        found.year = found.year or (int(year) if year else None)
        found.volume = found.volume or (volume or "").strip()
        found.page = found.page or (page or "")
    if found.year is None and (
        years := [int(each) for each in _FUTURE_YEAR.findall(outside)]
        or [int(each[0]) for each in _ANY_YEAR.finditer(outside)]
    ):
        found.year = years[-1]
    if found.kind == "article" and not found.volume and _BOOK.search(rest.replace(found.title, " ")):
        found.kind = "book"
    if found.kind == "article" and not found.journal and _GUIDELINE.search(found.title or rest):
        found.kind = "guideline"
    found.title = found.title.strip(' .,，;:*_"“”')
    found.journal = re.sub(r"^(?:in|published in|In|于|发表于)[:：]?\s+", "", found.journal).strip(" .,，;:*_-–—")
    for opened, closed in ("()", "（）", "[]"):
        if found.journal.count(opened) != found.journal.count(closed):
            found.journal = found.journal.strip(opened + closed)
    return found


def _best_locator(words: str) -> re.Match[str] | None:
    best = None
    for found in _LOCATOR.finditer(words):
        rank = sum(value is not None for value in found.groupdict().values())
        if best is None or rank >= sum(value is not None for value in best.groupdict().values()):
            best = found
    return best


# ── styles ───────────────────────────────────────────────────────────────────────────────────────────────────────────

_FIELD = re.compile(
    r"\b(\w+)\s*=\s*(?:\{((?:[^{}]|\{(?:[^{}]|\{[^{}]{0,200}\}){0,50}\}){0,2000})\}|\"([^\"]{0,1000})\"|(\d{1,6}))"
)


def _bibtex(words: str) -> Parts | None:
    if not re.match(r"\s*@\w+\s*\{", words):
        return None
    words = re.sub(r"=\s*\{\{(.*)\}\}(\s*,?\s*)$", r"= {\1}\2", words, flags=re.MULTILINE)
    fields = {
        found[1].lower(): re.sub(r"\s+", " ", found[2] or found[3] or found[4] or "")
        for found in _FIELD.finditer(words)
    }
    names = " ; ".join(fields.get("author", "").replace("\n", " ").split(" and "))
    who = authors(re.sub(r"; others$", "et al", names))
    year = re.search(r"\d{4}", fields.get("year", "") or fields.get("date", ""))
    return Parts(
        authors=who[0] if who else (),
        more_authors=who[1] if who else True,
        title=re.sub(r"[{}]", "", fields.get("title", "")),
        journal=re.sub(r"[{}]", "", fields.get("journal", "") or fields.get("booktitle", "")),
        year=int(year[0]) if year else None,
        volume=fields.get("volume", ""),
        page=re.split(r"-|–", fields.get("pages", ""))[0],
        marked=True,
    )


def _ris(words: str) -> Parts | None:
    """As reference managers exchange it: ``TI  - …``, one field a line."""
    if not re.match(r"\s*TY\s{0,2}-", words):
        return None
    fields: dict[str, list[str]] = {}
    for key, value in re.findall(r"(?m)^\s*([A-Z][A-Z0-9])\s{0,2}-\s*(\S.*?)\s*$", words):
        fields.setdefault(key, []).append(value)

    def first(*keys: str) -> str:
        return next((fields[key][0] for key in keys if key in fields), "")

    who = authors(" ; ".join(fields.get("AU") or fields.get("A1") or ()))
    year = _ANY_YEAR.search(first("PY", "Y1", "DA"))
    return Parts(
        authors=who[0] if who else (),
        more_authors=who[1] if who else True,
        title=first("TI", "T1"),
        journal=first("JO", "JF", "T2", "JA"),
        year=int(year[0]) if year else None,
        volume=first("VL"),
        page=first("SP"),
        kind="book" if first("TY") in {"BOOK", "CHAP"} else "article",
        marked=True,
    )


def _labelled(words: str) -> Parts | None:
    """``Title: … / Authors: … / Journal: …``, each on its own line or behind a dash."""
    values: dict[str, str] = {}
    for found in _LABEL.finditer(words):
        values.setdefault(_LABEL_OF[found["key"].lower()], found["value"].strip(" *;；"))
    if len(values) < 2 or not {"title", "authors"} & set(values):  # noqa: PLR2004
        return None
    title = values.get("title", "")
    if not title:
        first = words.lstrip().split("\n", 1)[0]
        quoted = _QUOTE.search(first)
        title = next(filter(None, quoted.groups()), "") if quoted else first
    who = authors(values.get("authors", ""), alone=True)
    year = _ANY_YEAR.search(values.get("year", "")) or _ANY_YEAR.search(values.get("journal", ""))
    return Parts(
        authors=who[0] if who else (),
        more_authors=who[1] if who else True,
        title=title,
        journal=re.split(r"[,，;；(（]|\s\d", values.get("journal", ""))[0],
        year=int(year[0]) if year else None,
        volume=(re.search(r"\d+", values.get("volume", "")) or [""])[0],
        page=(re.search(r"[A-Za-z]{0,3}\d+", values.get("page", "")) or [""])[0],
        marked=True,
    )


def _gbt(words: str) -> Parts | None:
    """作者. 题名[J]. 刊名, 年, 卷(期): 页."""
    mark = _GBT.search(words)
    if mark is None:
        return None
    before, behind = words[: mark.start()], words[mark.end() :]
    who, title = _authors_first(before)
    kind = {"M": "book", "D": "book", "E": "site", "S": "guideline"}.get(mark["mark"][0].upper(), "article")
    journal = re.split(rf"[,，.]\s?{_YEAR}|[(（]{_YEAR}", behind)[0]
    return Parts(
        authors=who[0] if who else (),
        more_authors=who[1] if who else True,
        title=title,
        journal=journal if kind == "article" and len(journal) < 150 else "",  # noqa: PLR2004
        kind=kind,
        marked=True,
    )


def _apa(words: str) -> Parts | None:
    """Authors (year). Title. Journal, volume(issue), pages."""
    found = _APA.match(words) or _YEAR_BARE.match(words)
    if found is None:
        return None
    who = authors(found["who"], alone=True)
    if who is None:
        return None
    rest = found["rest"]
    if quoted := _QUOTE.match(rest):
        title, behind = next(filter(None, quoted.groups())), rest[quoted.end() :]
    else:
        cut = _title_end(rest)
        title, behind = rest[: cut[0]], rest[cut[1] :]
    numbers = _VOLUME_PAGE.search(behind)
    if numbers and not quoted:
        # A title may have several sentences: the last one before the numbers is the journal.
        before = behind[: numbers.start()]
        stops = [stop for stop in _STOP.finditer(before) if stop.end() < len(before) and len(before) - stop.end() > 3]  # noqa: PLR2004
        stops = [stop for stop in stops if not re.search(r"(?:^|[\s.])[A-Z][a-z]{0,4}$", before[: stop.start()])]
        if stops and len(before) > 30:  # noqa: PLR2004
            title = rest[: cut[1] + stops[-1].start()]
            behind = behind[stops[-1].end() :]
            numbers = _VOLUME_PAGE.search(behind)
    journal = behind[: numbers.start()] if numbers else re.split(r"\.\s|\(|;|,\s?\d", behind)[0]
    return Parts(
        authors=who[0],
        more_authors=who[1],
        title=title,
        journal=journal if len(journal) < 150 else "",  # noqa: PLR2004
        year=int(found["year"]),
        volume=numbers["v"] if numbers else "",
        page=numbers["p"] if numbers else "",
        marked=True,
    )


_IN_BRACKETS = re.compile(
    rf"^(?P<title>[^()（）]{{20,400}}(?:\([^()]{{1,60}}\)[^()]{{0,300}}){{0,3}}?)\s?[(（](?P<who>[^()（），,]{{2,80}}?(?:et al\.?|等)?)[,，]\s?(?P<journal>[^()（）]{{2,120}}?)[,，]?\s(?P<year>{_YEAR})\b[^()]{{0,80}}[)）]\W*$"
)


def _before_brackets(words: str) -> Parts | None:
    """Title (Smith et al., Journal, 2019)."""
    found = _IN_BRACKETS.match(words.strip())
    who = authors(found["who"], alone=True) if found else None
    if found is None or who is None:
        return None
    return Parts(
        authors=who[0],
        more_authors=who[1],
        title=found["title"],
        journal=found["journal"],
        year=int(found["year"]),
        marked=True,
    )


_SHORTENED = re.compile(r"(?:[A-Z][\w'’-]{0,14}\.?\s?(?:(?:of|and|the|in|for|&)\s)?){2,8}")
_SMALL_JOURNALS = ("arXiv", "medRxiv", "bioRxiv", "npj", "eLife", "iScience", "mBio", "mSystems", "eClinical", "eBio")


def _title_end(words: str) -> tuple[int, int]:
    """Where the first sentence ends, and where the next begins. A stop after an abbreviation or an initial ends nothing."""
    for stop in _STOP.finditer(words):
        before, behind = words[: stop.start()], words[stop.end() :]
        if len(before) < 8 or (  # noqa: PLR2004
            behind
            and not (
                behind[0].isupper()
                or behind[0].isdigit()
                or behind[0] in '*_"“(['
                or behind[0] >= "\u3400"
                or behind.startswith(_SMALL_JOURNALS)
            )
        ):
            continue
        if (
            words[stop.start()] in "?？!"
            and (more := re.match(r"([^.?!]{8,150})\.\s+(?=\S)", behind))
            and not _ANY_YEAR.search(more[1])
            and not re.search(r"\d", more[1])
        ):
            return stop.end() + more.end(1), stop.end() + more.end()
        if re.search(r"(?:\b(?:vs|St|No|Dr|U\.S|e\.g|i\.e|spp?|var|ver)|\bv\d)$", before):
            continue
        end = stop.start() + (words[stop.start()] in "?？!")
        return end, stop.end()
    return len(words), len(words)


def _quoted(words: str) -> Parts | None:
    """Authors, "Title," Journal … ; **Title** — Authors, Journal (year); 《题名》."""
    found = next((one for one in _QUOTE.finditer(words) if not (one[5] and _JOURNAL_ZH.search(one[5]))), None)
    if found is None:
        return None
    title = next(filter(None, found.groups()))
    before, behind = words[: found.start()], words[found.end() :].lstrip(" .,;:，。：-–—")
    who = authors(re.sub(rf"[(（]?{_YEAR}[)）]?\.?\s*$", "", before.strip()), alone=True)
    if who is None and len(before.strip(" .:-–—")) > 12:  # noqa: PLR2004
        return None  # a sentence, or a title that quotes another
    if who is None:
        head = re.split(rf"\.\s|[(（]|,?\s{_YEAR}|\s[-–—|]\s|\*", behind, maxsplit=1)[0]
        who = authors(re.sub(r"^by\s+", "", head))
        if who is not None:
            behind = behind[len(head) :]
        elif (et := re.match(r"(?:by\s+)?(.{2,200}?(?:et al\.?|等))[,.，]?\s", behind)) and (
            who := authors(et[1], alone=True)
        ):
            behind = behind[et.end() :]
    behind = _YEAR_AND_VOLUME.sub("", behind.strip(" .,;:，。：-–—()（）"))
    italic = re.search(r"(?<!\*)\*{1,2}([^*]{3,100})\*{1,2}|_([^_]{3,100})_|《([^《》]{2,60})》", behind)
    journal = (
        next(filter(None, italic.groups()), "")
        if italic
        else re.split(rf"[,，;；(（]|\svol\b|\s\d|(?<=[a-z]{{4}})\.\s|{_YEAR}", behind)[0]
    )
    return Parts(
        authors=who[0] if who else (),
        more_authors=who[1] if who else True,
        title=title,
        journal=journal if len(journal) < 150 else "",  # noqa: PLR2004
    )


_YEAR_AND_VOLUME = re.compile(rf"^{_YEAR}[)）]\s+(?:\d{{1,4}}\s?(?:\([\w-]{{1,12}}\))?\s+)?(?=[A-Z])")
"""‘Title’ (2021) 16(6) Journal 24, as lawyers write."""
_NUMBERED_TWICE = re.compile(r"^\s*[\[［【]\^?\d{1,4}[\]］】][.:：]?\s+")
_SUFFIX = re.compile(r"(?:Jr|Sr|II|III|2nd|3rd)\b[.,]")
_BY_COMMAS = re.compile(
    rf"(?P<head>\S.{{20,2000}}?),?\s(?P<v>\d{{1,4}})\s?(?:\(\d{{1,4}}(?:[-–]\d{{1,4}})?\)\s?)?\((?P<y>{_YEAR})\)\s?(?P<p>[a-zA-Z]{{0,4}}\d[\w.]{{0,14}})",
    re.DOTALL,
)


def _by_commas(words: str) -> Parts | None:
    """A.C. Siao, L.J. Shih, Title, J. Abbrev. 12 (2021) 661828: nothing but commas between, as Elsevier writes."""
    found = _BY_COMMAS.match(words)
    if found is None:
        return None
    pieces = re.split(r",\s+", found["head"])
    who, size = None, 0
    for at in range(1, min(len(pieces) - 1, _MOST_COMMAS)):
        if (named := authors(", ".join(pieces[:at]))) is None:
            break
        who, size = named, at
    rest = pieces[size:]
    title, journal = ", ".join(rest[:-1]), rest[-1]
    if who is None or len(rest) < 2 or len(title) < 15 or not journal or len(journal) > 120:  # noqa: PLR2004
        return None
    if re.search(r"[a-z]{4}\.\s+[A-Z]", title):
        return None  # a stop parts it
    return Parts(
        authors=who[0],
        more_authors=who[1],
        title=title,
        journal=journal,
        year=int(found["y"]),
        volume=found["v"],
        page=found["p"],
        marked=True,
    )


_MOST_COMMAS = 60
_INITIALS_FIRST = re.compile(
    r"(?P<who>(?:(?:[A-Z]\.[ -]?){1,4} ?(?:(?:de|van|von|der|den|del|di|da|la|le) ){0,2}[A-ZÀ-Ž][\w'’-]+(?: [A-ZÀ-Ž][\w'’-]+)?(?:,? (?:and|&) |, | et al\.?, )){1,60}(?:et al\.?,? )?)(?P<rest>[A-Z\d\[“\"].{20,})",
    re.DOTALL,
)


def _initials_first(words: str) -> Parts | None:
    """M. B. Spina, J. Doe, Title. J. Abbrev. 38, 12–15 (1979)."""
    found = _INITIALS_FIRST.match(words)
    who = authors(found["who"]) if found else None
    if found is None or who is None:
        return None
    end, begin = _title_end(found["rest"])
    journal = re.split(rf"[*_]{{0,2}}\s?\d|[(（]{_YEAR}|;", found["rest"][begin:].lstrip("*_ "))[0]
    if not journal.strip(" .*_") or len(journal) > 120:  # noqa: PLR2004
        return None
    return Parts(authors=who[0], more_authors=who[1], title=found["rest"][:end], journal=journal)


def _authors_first(words: str) -> tuple[tuple[tuple[Name, ...], bool] | None, str]:
    """Authors up to the first stop at which all before it are names; what follows."""
    for stop in re.finditer(r"[.．。:：](?=\s|[\u3400-\u9fff])\s*|,\s+(?=[A-Z\u3400-\u9fff])", words):
        if stop.start() > 2_500:  # noqa: PLR2004
            break
        before, behind = words[: stop.start()], words[stop.end() :]
        if words[stop.start()] in ",，" or not behind:
            continue
        who = authors(before)
        if who is None:
            if stop.start() > 400 and "," not in before and "，" not in before:  # noqa: PLR2004
                break
            continue
        # "Louis C. Tiao, Fabio T. Ramos. Title": among full names an initial ends no list.
        if (
            re.search(r"(?:^|\s)[A-Z]$", before)
            and not who[1]
            and sum(len(name.given) > 1 for name in who[0]) * 2 > len(who[0]) - 1 > 0
        ):
            continue
        if (
            len(who[0]) == 1
            and re.search(r"\s[A-Z]$", before)
            and re.match(r"[A-Z][\w'’-]+(?:,| and) [A-Z][\w'’-]+ [A-Z]", behind)
        ):
            continue
        if _SUFFIX.match(behind):
            continue  # Peacock E.E. Jr. Title
        # "Smith, J. A., Jones, K. Title": what follows is still a name.
        head = re.split(r"[,.;]", behind, maxsplit=1)[0]
        if (
            (not who[1] and re.match(r"[A-Z]\.|[A-Z]\.?,", behind))
            or (re.fullmatch(r"[A-Z]", before[-1:]) and re.match(r"[\w'’-]+, (?:[A-Z]\.)", behind))
            or not head
        ):
            continue
        return who, behind
    return None, words


def _journal_before(rest: str) -> tuple[str, str] | None:
    """Title, and journal with what follows: the journal is the last sentence before 2019;380:123, and a title may have several."""
    locator = _best_locator(rest)
    if locator is None or locator["y1"] is None or locator["v1"] is None:
        return None
    before = rest[: locator.start()].rstrip(" .,")
    cuts = [stop for stop in _STOP.finditer(before) if stop.end() < len(before)]
    while len(cuts) > 1 and (
        re.search(r"(?:^|[\s.])[A-Z][a-z]{0,5}$", before[: cuts[-1].start()])
        and len(before[cuts[-2].end() : cuts[-1].start()].split()) == 1
    ):
        cuts.pop()  # N. Engl. J. Med.
    if not cuts or len(before) - cuts[-1].end() > 120:  # noqa: PLR2004
        return None
    cut = cuts[-1]
    return before[: cut.start() + (before[cut.start()] in "?？!")], rest[cut.end() :]


def _plain(words: str) -> Parts | None:
    """Authors. Title. Journal. 2019;380:123. And with less of it: Authors. Title. Venue, year."""
    words = re.sub(r"\s+", " ", words)
    who, rest = _authors_first(words)
    leading = re.match(rf"[(（]?({_YEAR})[)）]?[.,]\s+", rest) if who else None
    if leading:
        rest = rest[leading.end() :]
    end, begin = _title_end(rest)
    title, behind = rest[:end], rest[begin:]
    if (placed := _journal_before(rest)) is not None:
        title, behind = placed
    if who is None and (not behind or len(title) < 15):  # noqa: PLR2004
        return None
    if (inside := _best_locator(title)) is not None and (not behind or not _best_locator(behind)):
        title, behind = "", rest  # no title was given: what looked like one is the journal
        del inside
    locator = _best_locator(behind)
    head = behind[: locator.start()] if locator is not None and locator.start() > 1 else behind
    head = head.strip(" .,")
    if locator is not None and _SHORTENED.fullmatch(head):
        journal = head  # Photochem. Photobiol. Sci.
    else:
        journal = re.split(rf"[(（]?{_YEAR}|[;；]|,\s(?=\d|pp?\b|vol|no\b|art)|(?<=[a-z]{{5}})\.\s(?=[A-Z\d])", head)[0]
    return Parts(
        authors=who[0] if who else (),
        more_authors=who[1] if who else True,
        title=title,
        journal=journal if len(journal) < 150 else "",  # noqa: PLR2004
        year=int(leading[1]) if leading else None,
    )
