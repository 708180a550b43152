"""Every reference of a reply: entries of lists, whole references in prose, identifiers, ``(Smith 2019)``, guidelines by name.

    >>> [found.kind for found in references("It lowers mortality (Zinman et al., 2015), as NICE NG28 says.")]
    ['mention', 'guideline']

What leans on a reference is found with it: the sentence around a mention, and for ``[3]`` the sentences that say so.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from medguard.checks.citations.authors import authors
from medguard.checks.citations.identifiers import Seen, identifiers
from medguard.checks.citations.parse import LONGEST, Parts, parse
from medguard.checks.citations.records import Id, Name, Reference
from medguard.checks.citations.words import content, tokens

MOST = 20_000
"""References of one reply that are looked at."""

_HEADING = re.compile(
    r"^\W*(?:\d+[.、]\s*)?\W*(?:(?:key |selected |main )?references?(?: list)?|bibliography|works cited|literature(?: cited)?|sources?|citations?|further reading|参考文献|引用文献|文献|参考资料|资料来源)\W*$",
    re.IGNORECASE,
)
_MARKER = re.compile(
    r"^\s{0,12}(?:>\s?)?(?:[-*•·–]\s+)?(?:\*\*(?=[\[［【\d(（]))?(?:[\[［【]\^?(?P<square>\d{1,4})[\]］】](?::|：)?(?:\*\*)?\s*|(?P<plain>\d{1,4})(?:\\?[.)、．]|[)）])(?:\*\*)?\s+(?=\D)|(?P<han>\d{1,4})[、.．](?=[\u3400-\u9fff])|[(（](?P<round>\d{1,3})[)）]\s+|(?P<raised>[¹²³⁰⁴-⁹①-⑳]{1,3})\s*|(?P<bullet>[-*•·–]\s+))?"
)
_CONTINUES = re.compile(
    r"^\s*(?:[-*•·–]\s+)?\*{0,2}(?:doi|pmid|pmcid|pmc|url|link|https?://|authors?|journal|source|publication|published|venue|year|date|volume|pages?|作者|期刊|杂志|来源|年份|发表|卷|页|链接)\*{0,2}\s*[:：/]",
    re.IGNORECASE,
)
_YEAR = r"(?:1[89]|20)\d\d"
_PLACED = re.compile(
    rf"{_YEAR}[^;；\n]{{0,14}}[;；]\s?\d|\d\s?[(（]\w{{1,12}}[)）]\s?[:：,，]\s?[a-zA-Z]?\d|[\[［][JMDCNRS](?:/OL)?[\]］]|\bvol\. ?\d|{_YEAR}\s?[,，]\s?\d{{1,4}}\s?(?:[(（]|[:：]|,\s?[a-zA-Z]?\d)|\d{{1,4}}\s?\({_YEAR}\)\s?[a-zA-Z]?\d|\d{{1,4}}\s?[:：]\s?\w?\d{{1,7}}[-–]\d"
)
_HAS_YEAR = re.compile(rf"(?<!\d){_YEAR}(?!\d)")
_SENTENCE = re.compile(
    r"(?<=[.!?])(?<!al\.)(?<!vs\.)(?<!e\.g\.)(?<!i\.e\.)(?<!Dr\.)\s+(?=[\"“(\[]?[A-Z\d\u3400-\u9fff])|(?<=[。！？；])|\n+"
)

_CAP = r"[A-ZÀ-ÖØ-Þ][\w'’`\-À-ɏ]+"
_WHO = rf"(?:(?:de|van|von|der|den|del|di|da|la|le|el|al|bin) ){{0,2}}{_CAP}(?:[ -]{_CAP})?(?: [A-Z]{{1,3}}\b)?"
_BESIDE = re.compile(
    rf"(?P<who>{_WHO}(?:,? (?:et\.? al\.?|and (?:colleagues|co-?workers|others)|and {_WHO}|& {_WHO})(?:['’]s)?(?: {_WHO}(?= et al))?)?)(?:,? ?(?:in|from))?,? ?[(（\[]?(?P<year>{_YEAR})[a-z]?(?![\d/])"
    rf"|(?P<han>[\u4e00-\u9fff·]{{2,4}})(?:等(?:人|学者)?|团队)?\s?[(（,，]?\s?(?P<hanyear>{_YEAR})(?=年?[)）])"
)
_NO_AUTHOR = frozenset(
    "january february march april may june july august september october november december spring summer autumn fall winter since in by until before after during from between around about version edition updated published "
    "the a an and guideline guidelines guidance standards trial study studies report table figure fig covid year years copyright last early late mid as of on to for with at or criteria consensus statement update revision "
    "section chapter week day model gpt class icd dsm ver see european american association society college esc acc aha ada kdigo gold gina nice who cdc fda ema".split()
)
_ROUND = re.compile(r"[(（]([^()（）]{6,600}(?:[(（][^()（）]{1,40}[)）][^()（）]{0,400}){0,4})[)）]")
_CITED = re.compile(r"[\[［【](\^?\d{1,4}(?:\s?[-–—,，;、]\s?\^?\d{1,4}){0,30})[\]］】](?!\()|\[\^(\d{1,4})\](?!:)")
_GUIDELINE_ZH = re.compile(
    r"《(?P<title>[^《》\n]{3,80}(?:指南|共识|规范|诊疗方案|路径)[^《》\n]{0,40})》|(?P<body>(?:中华医学会|中国医师协会|国家卫生健康委(?:员会)?|国家卫健委|中国抗癌协会|中国临床肿瘤学会)[\u4e00-\u9fff·]{0,30}?(?:指南|共识|规范))(?P<edition>[(（]\d{4}年?[^()（）]{0,10}[)）])?"
)
_GUIDELINE_EN = re.compile(
    rf"(?P<edition>{_YEAR}) (?P<body>[A-Z]{{2,9}}(?:[/-][A-Z]{{2,9}}){{0,8}}) (?P<title>(?:[A-Za-z][\w'’/-]* ?){{0,14}}?(?:[Gg]uidelines?|[Cc]onsensus|[Ss]tandards of (?:Medical )?Care)(?: (?:for|on|in) (?:the )?(?:[A-Za-z][\w'’-]* ?){{1,12}}?)?)(?=[.,;:)(]|$|\s+(?:says?|recommends?|states?|suggests?|advises?|gives?|sets?|defines?)\b)"
    rf"|(?P<body2>[A-Z]{{2,9}}(?:[/-][A-Z]{{2,9}}){{0,8}}|American Diabetes Association)(?:['’]s)? (?P<title2>(?:[Gg]uidelines?(?: (?:for|on) (?:the )?[\w' -]{{3,80}}?)?|Standards of (?:Medical )?Care(?: in Diabetes)?))[,—–-]? ?[(（]?(?P<edition2>{_YEAR})"
)
_LONGEST_ENTRY, _LONGEST_CLAIM, _LONGEST_HEADING = 2_500, 1_200, 100
_TOLD = re.compile(
    rf"(?P<who>{_WHO})(?:,? et\.? al\.?| and (?:colleagues|co-?workers|others))|(?P<han>[A-Z][\w'’-]+)等|\bby (?P<by>[A-Z][\w'’.-]+(?: [A-Z][\w'’.-]*){{0,3}})|(?P<alone>{_WHO}) published"
)
_QUOTED_TITLE = re.compile(
    r"[\"“]([^\"“”\n]{20,300})[\"”]|(?<![\w*])\*([^*\n]{30,300})\*(?!\*)|《([^《》\n]*[A-Za-z]{3}[^《》\n]{15,300})》"
)
_FEW_WORDS = 4
_BESIDE_IT = 60
_OF_PAPERS = frozenset((Id.DOI, Id.PMID, Id.PMCID, Id.ARXIV))


@dataclass(frozen=True, slots=True)
class _Line:
    start: int
    words: str


def references(words: str) -> list[Reference]:
    """Every reference, in order; places in code points."""
    # 1. Lists: their entries are taken out of the prose.
    entries = _entries(words)
    taken = [(one.start, one.end) for one in entries]
    prose = _blank(words, taken)

    # 2. Prose: whole references, identifiers, authors with a year, guidelines.
    whole = list(_amid_sentences(prose))
    prose_left = _blanked(prose, whole)
    more = list(itertools.islice(_behind_names(prose_left), _MOST_WHOLE - len(whole)))
    found = [*whole, *more, *_in_prose(_blanked(prose_left, more))]

    # 3. What says [3] leans on the third entry; (Smith 2019) on Smith's.
    entries = _with_claims(entries, prose)
    found, entries = _joined(found, entries)
    return sorted([*entries, *found], key=lambda one: one.start)[:MOST]


def loose_markers(words: str) -> list[int]:
    """Where ``[3]`` stands though no list has a third entry."""
    entries = _entries(words)
    prose = _blank(words, [(one.start, one.end) for one in entries])
    numbers = {one.number for one in entries if one.number}
    return [at for at, said in _markers(prose) if not numbers & said]


def sentences(words: str) -> Iterator[tuple[int, str]]:
    """Each sentence and where it begins."""
    at = 0
    for stop in _SENTENCE.finditer(words):
        if words[at : stop.start()].strip():
            yield at, words[at : stop.start()]
        at = stop.end()
    if words[at:].strip():
        yield at, words[at:]


def _blanked(prose: str, whole: Sequence[Reference]) -> str:
    pieces, at = [], 0
    for one in whole:
        pieces += [prose[at : one.start], re.sub(r"[^\n]", " ", prose[one.start : one.end])]
        at = one.end
    return "".join([*pieces, prose[at:]])


def _blank(words: str, taken: Sequence[tuple[int, int]]) -> str:
    """The words with entries, and the numbers before them, blanked out; every place stays what it was."""
    pieces, at = [], 0
    for start, end in sorted(taken):
        begins = max(words.rfind("\n", 0, start) + 1, at)
        pieces += [words[at:begins], re.sub(r"[^\n]", " ", words[begins:end])]
        at = max(end, at)
    return "".join([*pieces, words[at:]])


# ── 1. lists ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _lines(words: str) -> list[_Line]:
    found, at = [], 0
    for line in words.split("\n"):
        found.append(_Line(at, line))
        at += len(line) + 1
    return found


def _entries(words: str) -> list[Reference]:
    found: list[Reference] = []
    lines, at, listed = _lines(words), 0, False
    while at < len(lines):
        line = lines[at]
        if not line.words.strip():
            at += 1
            continue
        if len(line.words) < _LONGEST_HEADING and _HEADING.match(line.words):
            listed = True
            at += 1
            continue
        if line.words.lstrip().startswith("#"):
            listed = False
        size = _bibtex_lines(lines, at) or _ris_lines(lines, at)
        if size:
            found.append(_entry(lines[at : at + size], "", 0))
            at += size
            continue
        marker = _MARKER.match(line.words)
        number = (
            next(
                filter(
                    None, (marker["square"], marker["plain"], marker["han"], marker["round"], _digits(marker["raised"]))
                ),
                "",
            )
            if marker
            else ""
        )
        begins = marker.end() if marker else 0
        behind = _continued(lines, at)
        block = "\n".join(one.words for one in lines[at : at + behind])[begins:]
        if len(block) <= _LONGEST_ENTRY and _is_reference(
            block, listed=listed, numbered=bool(number or (marker and marker["bullet"]))
        ):
            found.append(_entry(lines[at : at + behind], number, begins))
            at += behind
            continue
        lead = _INTRODUCED.match(block)
        if lead and len(block) <= _LONGEST_ENTRY and _is_reference(block[lead.end() :], listed=False, numbered=False):
            found.append(_entry(lines[at : at + behind], number, begins + lead.end()))
            at += behind
            continue
        at += 1
    return found


_INTRODUCED = re.compile(r"(?!\W*(?:title|authors?|标题|题目|作者)\W)[^\d:：\n]{2,80}[:：]\s*(?=\S)", re.IGNORECASE)
"""See also: …"""


def _digits(raised: str | None) -> str:
    return unicodedata.normalize("NFKC", raised) if raised else ""


def _ris_lines(lines: Sequence[_Line], at: int) -> int:
    if not re.match(r"\s*TY\s{0,2}-", lines[at].words):
        return 0
    return next(
        (size for size, line in enumerate(lines[at : at + 200], 1) if re.match(r"\s*ER\s{0,2}-", line.words)), 0
    )


def _bibtex_lines(lines: Sequence[_Line], at: int) -> int:
    if not re.match(r"\s*@\w{3,20}\s*\{", lines[at].words):
        return 0
    depth = 0
    for size, line in enumerate(lines[at : at + 60], 1):
        depth += line.words.count("{") - line.words.count("}")
        if depth <= 0:
            return size
    return 0


def _continued(lines: Sequence[_Line], at: int) -> int:
    """How many lines one entry takes: its DOI, its journal are often given below, each on a line of its own."""
    size = 1
    indent = len(lines[at].words) - len(lines[at].words.lstrip())
    while at + size < len(lines) and size < 14:  # noqa: PLR2004
        line = lines[at + size].words
        if not line.strip():
            break
        deeper = len(line) - len(line.lstrip()) > indent
        marked = bool(re.match(r"\s*(?:[\[［【(（]?\d{1,4}[\]］】).、）])\s*", line))
        if not (_CONTINUES.match(line) or (deeper and not marked)):
            break
        size += 1
    return size


def _is_reference(block: str, *, listed: bool, numbered: bool) -> bool:  # noqa: PLR0911
    """Whether a line as a whole is a reference and not a sentence that has one."""
    bare = block.strip()
    if len(bare) < 15:  # noqa: PLR2004
        return False
    head = bare[:1_500]
    placed, year = bool(_PLACED.search(head)), bool(_HAS_YEAR.search(head))
    named = bool(identifiers(head))
    if not (placed or year or named):
        return False
    parts, seen = parse(bare)
    labelled = (
        len(
            re.findall(
                r"(?m)(?:^|[;；|])\s*(?:[-*•]\s*)?\*{0,2}(?:authors?|title|journal|year|作者|标题|题目|期刊|年份)\*{0,2}\s*[:：]",
                bare,
                re.IGNORECASE,
            )
        )
        > 1
    )
    if labelled:
        return True
    rest = len(re.sub(r"\s+", " ", bare)) - sum(one.end - one.start for one in seen)
    if listed:
        return bool(parts.title and (parts.authors or placed or year or named)) or (named and rest < 80)  # noqa: PLR2004
    if not parts.title:
        return False
    if parts.authors and (numbered or _begins_with_author(bare, parts)):
        return placed or year or named
    strong = placed and (named or year)
    # Nothing but a title and where it appeared: no verb of a sentence before the title.
    return (
        numbered
        and strong
        and len(bare) < 500  # noqa: PLR2004
        and not re.search(r"(?:\bwe\b|\bpatients? should\b|建议|应当)", bare.replace(parts.title, " "))
    )


def _begins_with_author(bare: str, parts: Parts) -> bool:
    """Unnumbered, a line is a reference if names come first, and no sentence goes on behind it."""
    first = parts.authors[0]
    if re.search(r"[(（]\d{4}[a-z]?[)）]\s+[a-z]", bare[:600]):
        return False  # Okonkwo and Lindqvist (2019) found that …
    at = bare.find(first.surname)
    if not 0 <= at <= _NAME_BEFORE or (
        first.surname[0] >= "\u3400" and first.given == "" and len(first.surname) < _FEW_WORDS
    ):
        return bool(_LINKED_START.match(bare)) or (bool(_QUOTED_START.match(bare)) and bool(_PLACED.search(bare)))
    if parts.title and bare.startswith(parts.title):
        return False  # what stands before "(Singer et al., JAMA 2016)" may be a sentence
    return bool(parts.title) and bare.find(parts.title) <= _AUTHORS_LONGEST and not _SAYS.match(bare)


_NAME_BEFORE, _AUTHORS_LONGEST = 40, 2_000
_LINKED_START = re.compile(r"\[[^\[\]\n]{20,400}\]\(https?://")
_QUOTED_START = re.compile(r"[\"“*《]")
_SAYS = re.compile(
    r"(?:In|The|A|An|As|For|根据|依据|按照|参照|在)\b(?!\.| [A-Z]\b)|[^.]{0,200}?\b(?:showed|found|reported|demonstrated|suggests?|published|states?|recommends?) (?:that|a|the|in|on|its|an|their)\b|(?:根据|依据|按照|参照|在)"
)


def _entry(lines: Sequence[_Line], number: str, begins: int) -> Reference:
    block = "\n".join(line.words for line in lines)
    start = lines[0].start + begins
    stripped = block[begins:]
    start += len(stripped) - len(stripped.lstrip())
    parts, seen = parse(stripped.strip())
    return _reference(start, lines[0].start + len(block.rstrip()), parts, seen, stripped, number=number)


_IN_FIELDS = re.compile(r"\s*(?:@\w{3,20}\s*\{|TY\s{0,2}-)")
"""What stands in named fields is not read twice."""


def _reference(
    start: int,
    end: int,
    parts: Parts,
    seen: Sequence[Seen],
    words: str,
    *,
    number: str = "",
    claims: tuple[str, ...] = (),
) -> Reference:
    ids: dict[Id, str] = {}
    for one in seen:
        if one.possible:
            ids.setdefault(one.kind, one.value)
    if len(ids) > 1 and Id.URL in ids:
        del ids[Id.URL]
    kind = parts.kind
    if Id.TRIAL in ids and not parts.title:
        kind = "trial"
    elif Id.GUIDELINE in ids:
        kind = "guideline"
    elif Id.ISBN in ids:
        kind = "book"
    elif set(ids) == {Id.URL} and kind == "article" and not parts.journal:
        kind = "site"
    return Reference(
        start=start,
        end=end,
        ids=ids,
        impossible=tuple(sorted({one.kind for one in seen if not one.possible})),
        authors=parts.authors,
        more_authors=parts.more_authors or not parts.authors,
        title=parts.title,
        journal=parts.journal,
        year=parts.year,
        volume=parts.volume,
        page=parts.page,
        kind=kind,
        number=number,
        claims=claims,
        words="" if _IN_FIELDS.match(words) else words[:LONGEST],
    )


# ── 2. prose ─────────────────────────────────────────────────────────────────────────────────────────────────────────


_PLACE = re.compile(
    rf"{_YEAR}(?:[ /-]?[A-Z][a-z]{{2}}\.?(?: \d{{1,2}})?)?\s?[;；]\s?\d{{1,4}}\s?(?:\([^()]{{1,25}}\))?\s?[:：]\s?[a-zA-Z]{{0,4}}\d[\w.]{{0,14}}(?:[-–]\w{{1,12}})?"
    rf"|\b\d{{1,4}}\s?\({_YEAR}\)\s?:?\s?[a-zA-Z]{{0,4}}\d\w{{0,14}}(?:[-–]\w{{1,12}})?"
    rf"|\b\d{{1,4}},\s\d{{1,6}}[-–]\d{{1,6}}\s\({_YEAR}\)"
    r"|,\s[*_]?\d{1,4}[*_]?\s?\(\d{1,4}\),\s[a-zA-Z]{0,4}\d\w{0,14}(?:[-–]\w{1,12})?"
    rf"|[\s,*]{_YEAR}\*{{0,2}},\s[*_]?\d{{1,4}}[*_]?(?:\(\d{{1,4}}\))?[,:]\s?[a-zA-Z]{{0,4}}\d\w{{0,14}}(?:[-–]\w{{1,12}})?"
    rf"|\({_YEAR}\)\s\d{{1,4}}:\s?[a-zA-Z]{{0,4}}\d\w{{0,14}}(?:[-–]\w{{1,12}})?"
    rf"|\b\d{{1,4}}(?:\(\d{{1,4}}\))?:\s?\d{{1,6}}[-–]\d{{1,6}},\s{_YEAR}\b"
    rf"|[.,]\s{_YEAR}(?:\s[A-Z][a-z]{{2}}(?:\s\d{{1,2}})?)?[.;]\s(?=doi|https?://(?:dx\.)?doi|PMID)"
    rf"|[\[［][JM](?:/OL)?[\]］]\s?[.．]?[^.。\n]{{2,80}}?[,，.]\s?{_YEAR}[,，]\s?\d{{1,4}}\s?(?:[(（]\w{{1,12}}[)）])?\s?[:：]\s?\d{{1,7}}(?:[-–]\d{{1,7}})?"
)
"""Where in a journal: ``2019;380:123-9``, ``12 (2021) 661828``, ``53, 933–946 (2021)``, ``, 17(1), 56-65``, ``2021, 13, 104``, ``300:927-8, 1979``, nowhere yet but ``2021. doi:``,
and ``[J]. 刊名, 2019, 47(10): 766``."""
_AFTER_PLACE = re.compile(
    r"[.,;]?\s*(?:(?:epub [^.\n]{3,30}\.|(?:doi|pmid|pmcid|https?)\b\s*:?\s*\S{3,120}[.,;]?)\s*){1,5}", re.IGNORECASE
)
_STARTS = re.compile(r"(?:(?<=[.!?:：;])\s+|(?<=[。！？：；]))(?=\S)")
_MOST_WHOLE, _MOST_STARTS, _FARTHEST = 500, 25, 1_500


def _amid_sentences(prose: str) -> Iterator[Reference]:
    """Whole references that stand in a paragraph: from where they appeared back to the names with which they begin."""
    last = 0
    for place in itertools.islice(_PLACE.finditer(prose), _MOST_WHOLE):
        if place.start() < last:
            continue
        begins = max(prose.rfind("\n", 0, place.start()) + 1, last, place.start() - _FARTHEST)
        behind = _AFTER_PLACE.match(prose, place.end(), prose.find("\n", place.end()) + 1 or len(prose))
        ends = behind.end() if behind else place.end()
        starts = [begins, *(start.end() for start in _STARTS.finditer(prose, begins, place.start()))][-_MOST_STARTS:]
        for begun in starts:
            lead = _LEAD.match(prose, begun)
            start = lead.end() if lead else begun
            start += len(prose[start:ends]) - len(prose[start:ends].lstrip())
            words = prose[start:ends].rstrip()
            if prose[max(0, start - 1) : start] in {"(", "（"} or not _NAME_FIRST.match(words):
                continue
            parts, seen = parse(words)
            if parts.authors and parts.title and parts.journal and _opens_with(words, parts):
                yield _reference(start, start + len(words), parts, seen, words)
                last = ends
                break


_SURNAME = r"(?:(?:de|van|von|der|den|del|di|da|la|le|el|al|bin) ){0,2}[A-ZÀ-ÖØ-Þ][\w'’-]+(?:[ -][A-ZÀ-ÖØ-Þ][\w'’-]+)?"
_NAMES_BEGIN = re.compile(
    rf"{_SURNAME},? (?:[A-Z]\.?[ -]?){{1,4}}(?=[,;:.，；：．。、(\s\[\"“等]|$)|(?:[A-Z]\.[ -]?){{1,4}}{_SURNAME}(?=,| and | & | et al)|{_SURNAME}(?:,? et al\.?| (?:and|&) {_SURNAME}[.,(])"
    rf"|{_SURNAME}, [A-Z][\w'’-]+(?: [A-Z]\.?)?(?=,? (?:and |et al)|\. [\"“\d])|[A-Z][\w'’-]+ (?:[A-Z]\.? )?{_SURNAME}(?=, [A-Z“\"‘]|,? and [A-Z]|,? et al)"
)
_BEGINS = re.compile(
    r"(?:^|(?<=[!?:：;。！？；(（])|(?<=[^A-Z]\.)|(?<=\b[Ss]ee)|(?<=\bread)|(?<=见)|(?<=\bby)|(?<=\bcf\.))\s*(?=[^\s(（])",
    re.MULTILINE,
)
_ENDS = re.compile(
    rf"(?:(?<!\d){_YEAR}|\d[\w.]{{0,14}}[-–]\w{{1,12}}|[:,]\s?[a-zA-Z]{{0,4}}\d[\w.]{{0,14}}|\d[\w./()-]{{4,60}}|[*\])）])[.;]{{0,2}}[\])）*]{{0,3}}(?=[.,;]?(?:\s+[A-Z“\"(\u3400-\u9fff]|\s*$|\s*[，。；、)）]|[\u3400-\u9fff]))",
    re.MULTILINE,
)
_MOST_ENDS, _SHORTEST_WHOLE = 6, 50


def _behind_names(prose: str) -> Iterator[Reference]:
    """Whole references amid sentences in styles without a place that is known: from names to the first stop at which all is said."""
    last = 0
    for begun in itertools.islice(_BEGINS.finditer(prose), 20 * _MOST_WHOLE):
        start = begun.end()
        if start < last or not _NAMES_BEGIN.match(prose, start):
            continue
        line_end = prose.find("\n", start)
        limit = min(line_end if line_end >= 0 else len(prose), start + _FARTHEST)
        if not _HAS_YEAR.search(prose, start, limit):
            continue
        for stop in itertools.islice(_ENDS.finditer(prose, start, limit), _MOST_ENDS):
            words = prose[start : stop.end()]
            if len(words) < _SHORTEST_WHOLE or not _HAS_YEAR.search(words):
                continue
            parts, seen = parse(words)
            if (
                parts.authors
                and parts.year
                and parts.journal
                and _is_title(parts.title)
                and _opens_with(words, parts)
                and not _SAYS.match(words)
            ):
                behind = _AFTER_PLACE.match(prose, stop.end(), limit)
                ends = behind.end() if behind else stop.end()
                words = prose[start:ends].rstrip()
                parts, seen = parse(words)
                yield _reference(start, start + len(words), parts, seen, words)
                last = ends
                break


def _is_title(title: str) -> bool:
    return (
        bool(title)
        and (title[0].isupper() or title[0].isdigit() or title[0] in '[“"‘' or title[0] >= "\u3400")
        and len(content(tokens(title))) >= _FEW_WORDS - 1
    )


_LEAD = re.compile(
    r"(?:see(?: also)?|cf\.?|from|source|refs?\.?|references?)\s*:?\s+|(?:详见|参见|见)\s*[：:]?\s*", re.IGNORECASE
)
_NAME_FIRST = re.compile(r"[A-ZÀ-ÖØ-Þ\u4e00-\u9fff]|(?:van|von|de|der|den|di|da|le|la|el|al)\b")


def _opens_with(words: str, parts: Parts) -> bool:
    """Whether the names come first, and at once: no sentence before them was taken for a name."""
    first = parts.authors[0]
    return 0 <= words.find(first.surname) <= max(len(first.given) + 2, 12) and words.find(parts.title) > 0


def _in_prose(prose: str) -> Iterator[Reference]:
    for begins, sentence in sentences(prose):
        if len(sentence) > 20_000:  # noqa: PLR2004  a table or worse: in pieces, or one regular expression would take long
            for at in range(0, len(sentence), 10_000):
                yield from _in_sentence(begins + at, sentence[at : at + 10_000])
        else:
            yield from _in_sentence(begins, sentence)


def _in_sentence(begins: int, sentence: str) -> Iterator[Reference]:
    seen = identifiers(sentence)
    mentions = [one for one in _BESIDE.finditer(sentence) if _names_somebody(one)]
    guidelines = [*_GUIDELINE_ZH.finditer(sentence), *_GUIDELINE_EN.finditer(sentence)]
    if not seen and not mentions and not guidelines and not _PLACED.search(sentence) and not _title_in(sentence):
        return
    groups = [(one.start(), one.end()) for one in _ROUND.finditer(sentence)]
    used: list[tuple[int, int]] = []
    claim = _claim(sentence, seen, mentions)

    # 1. A whole reference in brackets, or several with ; between them.
    for start, end in groups:
        inner = sentence[start + 1 : end - 1]
        for offset, piece in _pieces(inner):
            parts, ids = parse(piece)
            who = authors(
                re.split(rf"[,，]?\s?{_YEAR}|[,，.]\s(?=[A-Z][a-z]+ [A-Z]|N Engl|JAMA|BMJ|Lancet|Nature)", piece)[0],
                alone=True,
            )
            if parts.marked and (parts.journal or parts.title) and (_PLACED.search(piece) or parts.authors):
                if not parts.authors and who:
                    parts.authors, parts.more_authors = who
                yield _reference(
                    begins + start + 1 + offset,
                    begins + start + 1 + offset + len(piece),
                    parts,
                    ids,
                    piece,
                    claims=(claim,),
                )
                used.append((start + 1 + offset, start + 1 + offset + len(piece)))

    # 2. Each mention of somebody's year, with the identifier and the title that stand beside it.
    rest = [one for one in seen if not _inside(one.start, used)]
    beside = [one for one in mentions if not _inside(one.start(), used)]
    alone = len(beside) == 1
    title = _title_in(sentence) if alone else ""
    for one in beside:
        who = _who(one)
        near = [each for each in rest if each.kind in _OF_PAPERS and (alone or -5 <= each.start - one.end() <= 25)]  # noqa: PLR2004
        near = [each for at, each in enumerate(near) if each.kind not in {before.kind for before in near[:at]}]
        rest = [each for each in rest if each not in near]
        parts = Parts(
            authors=who[0],
            more_authors=True,
            title=title,
            year=int(one["year"] or one["hanyear"]),
            journal=_journal_near(sentence) if alone else "",
        )
        made = _reference(begins + one.start(), begins + one.end(), parts, near, sentence, claims=(claim,))
        yield made if near or title else replace(made, kind="mention")

    # 3. Identifiers of which nothing else is said here; a DOI and a PMID side by side are one reference.
    yield from _by_themselves(begins, sentence, rest, claim, "" if beside else _title_in(sentence))

    # 4. "In 2019 Smith et al. published “…” in …": told, and not cited.
    if not beside and not seen:
        yield from _told(begins, sentence)

    # 5. Guidelines by name.
    for guideline in guidelines:
        if not _inside(guideline.start(), used) and not any(
            each.kind is Id.GUIDELINE and abs(each.start - guideline.start()) < _BESIDE_IT for each in seen
        ):
            yield _guideline(begins, guideline, claim)


def _told(begins: int, sentence: str) -> Iterator[Reference]:
    title, year = _title_in(sentence), _HAS_YEAR.search(sentence)
    rest = sentence.replace(title, " " * len(title)) if title else ""
    told = _TOLD.search(rest) if title and year else None
    italic = _ITALIC.search(rest)
    journal = _journal_near(rest) or (italic[1] if italic else "")
    if told is None or year is None or not journal:
        return
    who = authors(next(filter(None, told.groups())), alone=True)
    parts = Parts(authors=who[0] if who else (), more_authors=True, title=title, journal=journal, year=int(year[0]))
    yield _reference(begins, begins + len(sentence.rstrip()), parts, (), sentence)


def _pieces(inner: str) -> Iterator[tuple[int, str]]:
    """``Smith 2019; Jones 2020``: but the semicolon of ``2019;380`` parts nothing."""
    at = 0
    for cut in re.finditer(r"[;；]\s+(?=[A-Z\u4e00-\u9fff])", inner):
        yield at, inner[at : cut.start()]
        at = cut.end()
    yield at, inner[at:]


def _names_somebody(found: re.Match[str]) -> bool:
    if found["han"]:
        return authors(found["han"]) is not None
    who = found["who"]
    first = re.split(r"[\s,'’]", who)[0].lower()
    if first in _NO_AUTHOR or (who.isupper() and " " not in who):
        return False
    others = "et al" in who or " and " in who or "&" in who
    # A name alone before a year is a citation if brackets say so.
    before = found.string[max(0, found.start() - 6) : found.start()]
    if not others and re.search(r"\b(?:in|at|from|near|of|to|the|since)\s$", before):
        return False  # in Berlin (2018)
    return others or bool(re.search(r"[(（;]\s?$", before)) or "(" in found[0] or "（" in found[0]


def _who(found: re.Match[str]) -> tuple[tuple[Name, ...], bool]:
    named = authors(found["han"] or found["who"], alone=True)
    return named or ((Name(re.split(r",? (?:et|and|&)", found["who"] or found["han"])[0]),), True)


def _by_themselves(begins: int, sentence: str, rest: Sequence[Seen], claim: str, title: str) -> Iterator[Reference]:
    groups: list[list[Seen]] = []
    for one in rest:
        last = groups[-1] if groups else []
        between = sentence[last[-1].end : one.start] if last else ""
        if (
            last
            and one.kind not in {each.kind for each in last}
            and re.fullmatch(
                r"[\s,;，；/|)(（）\]\[.和及]{0,6}(?:and|or|,)?\s*(?:PMID|DOI|PMCID)?[:：]?\s*", between, re.IGNORECASE
            )
        ):
            last.append(one)
        else:
            groups.append([one])
    for group in groups:
        parts = Parts(title=title if len(groups) == 1 else "", more_authors=True)
        if len(groups) == 1:
            parts.journal = _journal_near(sentence)
            years = _HAS_YEAR.findall(sentence[max(0, group[0].start - 60) : group[0].start])
            parts.year = int(years[-1]) if years and (title or parts.journal) else None
        yield _reference(begins + group[0].start, begins + group[-1].end, parts, group, sentence, claims=(claim,))


def _guideline(begins: int, found: re.Match[str], claim: str) -> Reference:
    named = found.groupdict()
    edition = named.get("edition") or named.get("edition2") or ""
    year = re.search(r"\d{4}", edition or found[0])
    title = named.get("title") or named.get("title2") or ""
    body = named.get("body") or named.get("body2") or ""
    parts = Parts(
        title=(title or body).strip(), year=int(year[0]) if year else None, kind="guideline", more_authors=True
    )
    return _reference(begins + found.start(), begins + found.end(), parts, (), found[0], claims=(claim,))


_ITALIC = re.compile(r"(?<!\w)[*_]{1,2}([A-Z][^*_\n]{2,150})[*_]{1,2}")
_JOURNAL_NEAR = re.compile(
    r"(?:published|appeared|reported|publication|发表|刊登|刊载)(?: \w+){0,3}? (?:in|by) (?:the journal )?\*{0,2}_?(?P<one>(?:[Tt]he )?[A-Z][\w&]*(?:(?: (?:of|and|the|in|for|on|&))* [A-Z][\w&]*){0,8})|(?:发表于|发表在|刊登于|刊载于)《?(?P<two>[^《》，。,\s]{2,30})》?"
)


def _journal_near(sentence: str) -> str:
    found = _JOURNAL_NEAR.search(sentence)
    return (found["one"] or found["two"]) if found else ""


def _title_in(sentence: str) -> str:
    for found in _QUOTED_TITLE.finditer(sentence):
        title = found[1] or found[2] or found[3]
        if found[3] and sentence[: found.start()].endswith(("发表于", "发表在", "刊登于", "刊载于")):
            continue  # the journal
        if len(title.split()) >= _FEW_WORDS or (len(title) > 10 and title[0] >= "\u3400"):  # noqa: PLR2004
            return title.rstrip(".,")
    return ""


def _claim(sentence: str, seen: Sequence[Seen], mentions: Sequence[re.Match[str]]) -> str:
    """The sentence without what it cites."""
    spans = sorted([(one.start, one.end) for one in seen] + [one.span() for one in mentions], reverse=True)
    for start, end in spans:
        sentence = sentence[:start] + " " + sentence[end:]
    return sentence[:_LONGEST_CLAIM]


def _inside(at: int, spans: Sequence[tuple[int, int]]) -> bool:
    return any(start <= at < end for start, end in spans)


# ── 3. what leans on what ────────────────────────────────────────────────────────────────────────────────────────────


def _markers(prose: str) -> Iterator[tuple[int, set[str]]]:
    for found in _CITED.finditer(prose):
        said: set[str] = set()
        for part in re.split(r"\s?[,，;、]\s?", (found[1] or found[2]).replace("^", "")):
            first, _, last = re.sub(r"[–—]", "-", part).partition("-")
            low, high = int(first), int(last or first)
            said |= {str(number) for number in range(low, min(high, low + 50) + 1)}
        yield found.start(), said


def _with_claims(entries: Sequence[Reference], prose: str) -> list[Reference]:
    leaning: dict[str, list[str]] = {}
    if any(one.number for one in entries):
        for _, sentence in sentences(prose):
            for _, said in _markers(sentence):
                for number in said:
                    leaning.setdefault(number, []).append(_CITED.sub(" ", sentence)[:_LONGEST_CLAIM])
    return [
        replace(one, claims=tuple(leaning.get(one.number, ())[:5])) if one.number in leaning else one for one in entries
    ]


def _joined(found: Sequence[Reference], entries: Sequence[Reference]) -> tuple[list[Reference], list[Reference]]:
    """Mentions whose reference stands in the list are claims of that entry."""
    by_key: dict[tuple[str, int], int] = {}
    for at, entry in enumerate(entries):
        for name in entry.authors[:1]:
            if entry.year is not None:
                by_key.setdefault((name.surname.casefold(), entry.year), at)
    by_id: Mapping[tuple[Id, str], int] = {pair: at for at, entry in enumerate(entries) for pair in entry.ids.items()}
    kept, changed = [], list(entries)
    for one in found:
        place: int | None = None
        if one.kind == "mention" and one.authors and one.year is not None:
            place = by_key.get((one.authors[0].surname.casefold(), one.year))
        if place is None and one.ids and not one.title:
            place = next((by_id[pair] for pair in one.ids.items() if pair in by_id), None)
        if place is None:
            kept.append(one)
        elif len(changed[place].claims) < 5:  # noqa: PLR2004
            changed[place] = replace(changed[place], claims=(*changed[place].claims, *one.claims))
    return kept, changed
