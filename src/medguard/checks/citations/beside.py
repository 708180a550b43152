"""A reference read beside the work that it may name: where the title stands, what is before it and what behind it.

A style has to be known to find a title in it; a title that is known can be found in any style. Whoever stands before it wrote the work, and what stands
behind it is where it appeared: whatever of this the record does not explain, the reply says differently.

    >>> from medguard.checks.citations.records import Name
    >>> work = Record(ids={}, title="Tides and sleep in sailors: a cohort", authors=(Name("Silva", "R"), Name("Novak", "P")), journals=("Wound Letters",), years=(2017,))
    >>> said = "in the words of Silva and Novak ('Tides and sleep in sailors', Wound Lett, 2017)"
    >>> read = read_beside(Reference(start=0, end=len(said), words=said), work)
    >>> read.title, [name.surname for name in read.authors], read.journal, read.year
    ('Tides and sleep in sailors', ['Silva', 'Novak'], 'Wound Lett', 2017)
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from difflib import SequenceMatcher

from medguard.checks.citations.authors import authors
from medguard.checks.citations.identifiers import identifiers
from medguard.checks.citations.records import Name, Record, Reference
from medguard.checks.citations.words import (
    STOP,
    Likeness,
    bare_title,
    content,
    fold,
    heads,
    initial,
    journals_agree,
    misspelt,
    names_agree,
    titles_agree,
    tokens,
)

_RAW = re.compile(r"[\u3400-\u9fff]+|[^\W_\u3400-\u9fff]+(?:['’]s\b)?")
_HARD = re.compile(r"[.?!:;\"“”‘*_|\[\](){}\n。？！：；《》（）【】［］．]|['’](?!\w)|(?<!\w)['’]")
_ANY_STOP = re.compile(r"[^\w\s'’\-‐‑–]|\n|\s[-–—]\s|['’](?!\w)")
_FEWEST, _LEAST_FOUND, _LONGEST_TITLE, _LONGEST_TEXT = 2, 0.6, 60, 400
_YEAR = re.compile(r"(?<![\d./-])(?:1[89]|20)\d\d(?![\d/]|-\d)")


def titles_in(words: str) -> Iterator[str]:
    """Whatever of these words may be a title: pieces between stops, and neighbours together, since a title may have stops in it."""
    pieces = [
        piece.strip(" ,，-–—'‘’")
        for piece in re.split(
            r"(?<=[?!])\s|[.．]\s|[.,，]?[\"“”*_|\[\]\n。《》［］：]|(?<=\w)[.,]['’]|, (?=[A-Z])|(?<=\w[\w.)]): ", words
        )
    ]
    pieces = [piece for piece in pieces if piece][:40]
    for size in (1, 2, 3):
        for at in range(len(pieces) - size + 1):
            joined = " ".join(pieces[at : at + size])
            if len(content(tokens(joined))) >= _FEWEST:
                yield joined


def read_beside(reference: Reference, record: Record) -> Reference | None:
    """The reference with the fields that it has if it speaks of this work; ``None`` if the title is not in it."""
    words = _without_identifiers(reference.words)
    # 1. Where the title stands.
    place = _title_place(words, record)
    if place is None:
        return None
    begins, ends = place
    before, behind = words[:begins], words[ends:]

    # 2. Who is named before it, or behind it if nobody is.
    people, more = _people_before(before, record)
    if not people:
        people, more, behind = _people_behind(behind, record)

    # 3. Where and when it appeared.
    journal = _journal(before, behind, record)
    years = [int(year) for year in _YEAR.findall(f"{before} | {behind}") if year != record.page]
    near = [year for year in years if any(abs(year - real) <= 1 for real in record.years)]
    numbers = set(re.findall(r"[A-Za-z]{0,4}\d[\w.]*\w|\d", behind))
    return replace(
        reference,
        title=words[begins:ends],
        authors=people,
        more_authors=more,
        journal=journal,
        year=next(iter(near or ([reference.year] if reference.year else years)), None),
        volume=record.volume if record.volume in numbers else reference.volume,
        page=record.page if record.page in numbers else reference.page,
        kind="article" if reference.kind in {"mention", "site"} else reference.kind,
    )


_LABEL = r"(?:doi|pmid|pmcid|arxiv|pubmed|available (?:at|from)|retrieved from|url|link)"


def _without_identifiers(words: str) -> str:
    """Blanked out, so that every place stays what it was."""
    for one in identifiers(words):
        words = words[: one.start] + " " * (one.end - one.start) + words[one.end :]
    return re.sub(rf"\b{_LABEL}\b[:：]?", lambda found: " " * len(found[0]), words, flags=re.IGNORECASE)


# ── 1. the title ─────────────────────────────────────────────────────────────────────────────────────────────────────


def _title_place(words: str, record: Record) -> tuple[int, int] | None:
    raw = [(token, found.start(), found.end()) for found in _RAW.finditer(words) for token in tokens(found[0])]
    raw = raw[:_LONGEST_TEXT]
    said = [token for token, _, _ in raw]
    there = set(said)
    best: tuple[Likeness, int, int, int] | None = None
    for whole in (bare_title(title) for title in (record.title, record.other_title) if title):
        for title in (whole, *heads(whole)):
            real = tokens(title)[:_LONGEST_TITLE]
            telling = set(content(real))
            if len(telling) < _FEWEST or len(telling & there) < _LEAST_FOUND * len(telling):
                continue
            window = _window(real, raw, said, words)
            if window is None:
                continue
            if len(title) < len(whole) and (
                _SUBTITLE.match(words, window[1]) or _has_some(there, content(tokens(whole[len(title) :])))
            ):
                continue  # the subtitle is not lost, but is another
            likeness = titles_agree(words[window[0] : window[1]], whole)
            if likeness is not Likeness.NO and (best is None or (likeness, len(real)) > best[:2]):
                best = likeness, len(real), *window
            if likeness is Likeness.SAME:
                break
    return best[2:] if best else None


def _has_some(there: set[str], rest: Sequence[str]) -> bool:
    return sum(word in there for word in rest) * 3 > len(rest)


_SUBTITLE = re.compile(r"\s?[:：?？!—–]\s?[\"“]?\w|\s-\s")


def _window(
    real: Sequence[str], raw: Sequence[tuple[str, int, int]], said: Sequence[str], words: str
) -> tuple[int, int] | None:
    blocks = [one for one in SequenceMatcher(None, real, said, autojunk=False).get_matching_blocks() if one.size]
    if not blocks:
        return None
    anchor = max(blocks, key=lambda one: one.size)
    slack = max(3, len(real) // 4)
    blocks = [one for one in blocks if abs((one.b - one.a) - (anchor.b - anchor.a)) <= slack]
    first, last = blocks[0], blocks[-1]
    missing = len(real) - last.a - last.size
    begin = _edge(first.b, first.a, raw, words, forward=False)
    end = _edge(last.b + last.size - 1, missing, raw, words, forward=True)
    return raw[begin][1], raw[end][2]


def _edge(matched: int, missing: int, raw: Sequence[tuple[str, int, int]], words: str, *, forward: bool) -> int:
    """The token at which the title ends: the last that matched, if a stop stands there, or the stop nearest to where the rest would end."""
    step = 1 if forward else -1

    def parted(at: int, mark: re.Pattern[str]) -> bool:
        beyond = at + step
        if not 0 <= beyond < len(raw):
            return True
        left, right = (at, beyond) if forward else (beyond, at)
        gap = words[raw[left][2] : raw[right][1]]
        return bool(mark.search(gap)) or (raw[left][0] >= "\u3400") != (raw[right][0] >= "\u3400")

    if not missing and parted(matched, _ANY_STOP):
        return matched
    reach = range(matched, matched + step * (missing + 4), step)
    stops = [at for at in reach if 0 <= at < len(raw) and parted(at, _HARD if missing else _ANY_STOP)]
    if stops:
        return min(stops, key=lambda at: abs(abs(at - matched) - missing))
    return max(0, min(len(raw) - 1, matched + step * missing))


# ── 2. people ────────────────────────────────────────────────────────────────────────────────────────────────────────

_WORD = re.compile(r"[\u3400-\u9fff]+|[^\W_\u3400-\u9fff]+(?:[’'`-][^\W_]+)*")
_BETWEEN = frozenset("and et al others colleagues coworkers de del della der den van von da dos du di la le el bin ben ter ten zu af jr sr ii iii y e und".split())  # fmt: skip
_ET_AL = re.compile(r"\bet\.? ?al\b|\band (?:colleagues|others|co-?workers)\b|等人?|团队", re.IGNORECASE)
_BEHIND_NAMES = re.compile(
    r"(?:[\s.,:;\"“‘'*_\[(（《「|—–-]|\b(?:TI|title|titled|entitled|published|the|paper|study|article|their|in|a)\b|标题|题目|题名|论文|文章|研究|的|发表|[(（]?(?<!\d)(?:1[89]|20)\d\d年?[a-z]?(?:[,:]? ?[A-Z][a-z]{2,8}\.?(?: \d{1,2})?)?[)）]?)+$",
    re.IGNORECASE,
)
_BEFORE_NAMES = re.compile(
    r"(?:[\s.,:;\"”’'*_\[\]()（）》」|—–-]|\b(?:by|authors?|from|AU)\b|作者|\[J\])+", re.IGNORECASE
)


def _people_before(before: str, record: Record) -> tuple[tuple[Name, ...], bool]:
    zone = _BEHIND_NAMES.sub("", before)
    told = list(_ET_AL.finditer(before))
    if told and re.search(r"[a-z]{4}|《", before[told[-1].end() :]):
        zone = before[: told[-1].end()]  # "Smith et al. published in the Lancet the paper …"
    zone = _names_at_end(zone)
    return _people(zone, record) if zone else ((), True)


def _names_at_end(zone: str) -> str:
    """The longest end of it that holds nothing but names."""
    begins = len(zone)
    for found in reversed(list(_WORD.finditer(zone))):
        word, gap = found[0], zone[found.end() : begins]
        if begins < len(zone) and re.search(r"[\n(（|\"“”:：。\]】]", re.sub(r"\n\s*AU\s*-|^\n", "", gap)):
            break
        name = word[0].isupper() or word.lower() in _BETWEEN or _han_name(word, gap, last=begins == len(zone))
        if not name or any(letter.isdigit() for letter in word):
            break
        begins = found.start()
    return zone[begins:]


def _han_name(word: str, gap: str, *, last: bool) -> bool:
    """Whether Chinese characters are a name or stand between names, and are no words before one."""
    return word[0] >= "\u3400" and (word.strip("等人和与及") == "" or (len(word) < 5 and (last or gap != "")))  # noqa: PLR2004


def _people(zone: str, record: Record) -> tuple[tuple[Name, ...], bool]:
    """The people of a zone of names: as they are written, and where that is not understood as the record has them."""
    parsed = authors(zone, alone=True)
    if parsed is not None:
        known = [any(names_agree(one, real) for real in record.authors) for one in parsed[0]]
        if all(known):
            return parsed
        unknown = [at for at, sure in enumerate(known) if not sure and parsed[0][at].initials]
        if not all(at and _given_name(parsed[0][at], parsed[0][at - 1], record) for at in unknown):
            return parsed  # surname and initials, and nobody's
        if unknown and len(unknown) == known.count(False):
            return tuple(one for one, sure in zip(parsed[0], known, strict=True) if sure), True
    named, strangers = _explained(zone, record)
    if not strangers and named:
        return tuple(named), True
    if parsed is not None:
        return parsed
    return (*named, *(Name(word) for word in strangers)), True


def _given_name(one: Name, before: Name, record: Record) -> bool:
    """Whether what was taken for a name is the given name of the one before: "Launer, Bryn M, Kevin T McVary"."""
    return any(
        misspelt(fold(before.surname), fold(real.surname))
        and (
            set(tokens(one.surname)) <= set(tokens(real.given))
            or (not real.given and fold(one.surname)[:1] == initial(real))
        )
        for real in record.authors
    )


def _explained(zone: str, record: Record) -> tuple[list[Name], list[str]]:
    """Who of the record is named, and the words that are no part of their names."""
    words = [found[0] for found in _WORD.finditer(zone)]
    folded = [fold(word) for word in words]
    parts = {part for name in record.authors for part in tokens(f"{name.surname} {name.given}")}
    joined = {"".join(tokens(each)) for name in record.authors for each in (name.surname, name.given) if each}
    letters = {
        letter
        for name in record.authors
        for letter in fold(name.initials + "".join(word[0] for word in name.given.split()))
    }
    named = [
        name
        for name in record.authors
        if (surname := tokens(name.surname))
        and all(any(misspelt(each, one) for word in folded for one in (word, *tokens(word))) for each in surname)
    ]
    strangers = []
    for word, plain in zip(words, folded, strict=True):
        pieces = tokens(word)
        if plain in _BETWEEN or plain.strip("等人和与及、") == "" or plain == "au":
            continue
        if len(plain) <= 3 and word.isupper() and set(re.sub(r"\W", "", plain)) <= letters:  # noqa: PLR2004
            continue
        if "".join(pieces) in joined or all(any(misspelt(piece, part) for part in parts) for piece in pieces):
            continue
        strangers.append(word)
    return named, strangers


_PIECE = re.compile(
    r"[\s,，;；、.]*(?:(?:and|with)\b|&|和|与)?\s*(?P<who>[^,，;；、()（）\n|*_\"“”]+?)(?=[,，;；、()（）\n|*_\"“”]|\s(?:and|&)\s|\.\s(?=[A-Z\d*_\"“(])|\.?\s*$)"
)
_INITIALS = re.compile(r"(?:[A-Z]\.?[ -]?){1,4}")


def _people_behind(behind: str, record: Record) -> tuple[tuple[Name, ...], bool, str]:
    """Names that follow the title, and what follows them."""
    lead = _BEFORE_NAMES.match(behind)
    at = lead.end() if lead else 0
    signed = bool(lead and re.search(r"\b(?:by|authors?|AU)\b|作者", lead[0], re.IGNORECASE))
    people: list[Name] = []
    while piece := _PIECE.match(behind, at):
        et_al = bool(_ET_AL.search(piece["who"]))
        written = _ET_AL.sub("", piece["who"]).strip(" .,")
        somebody = _somebody(written, record, told=et_al or (signed and not people))
        if somebody is None and not (people and (et_al or _INITIALS.fullmatch(written))):
            break
        people += somebody or ()
        at = piece.end()
        if et_al:
            break
    return tuple(people), True, behind[at:] if people else behind


def _somebody(written: str, record: Record, *, told: bool) -> Sequence[Name] | None:
    """Who this is, if it is a name; ``told``: the words around it say that it is one."""
    named, strangers = _explained(written, record)
    if named and not strangers and not journals_agree(written, *record.journals):
        return named[:1]
    plain = authors(written, alone=told)
    return plain[0] if plain is not None and (told or plain[0][0].initials) else None


# ── 3. the journal ───────────────────────────────────────────────────────────────────────────────────────────────────

_PHRASE = re.compile(r"[^\d,，;；*_()（）<>\[\]［］【】|\"“”《》‘。\n:：!?？]+")
_NO_JOURNAL = frozenset(
    "vol volume no issue pp pages page p pmid doi pmcid epub ahead of print jan feb mar apr may jun jul aug sep sept oct nov dec january february march april june july august september october november december "
    "published in journal year the available from at online accessed on crossref pubmed google scholar article press j pt suppl supplement und s e jo py vl sp er ja first internet cited none".split()
) | frozenset("年 月 卷 期 页 发表 发表于 刊登 期刊 杂志 来源 年份 在 于 上".split())  # fmt: skip


def _journal(before: str, behind: str, record: Record) -> str:
    """The journal as it is written: the name that is the record's, or else the first that could be one."""
    phrases = list(_phrases(behind))
    named = [one[1] or one[2] for one in _NAMED_BEFORE.finditer(before)]
    for said in (phrases, named):
        for at in range(len(said)):
            for size in (1, 2, 3):
                joined = " ".join(said[at : at + size])
                if journals_agree(joined, *record.journals):
                    return joined
    return named[-1] if named else next((one for one in phrases[:1] if len(tokens(one)) <= _LONGEST_NAME), "")


_LONGEST_NAME = 14
_NAMED_BEFORE = re.compile(r"《([^《》]{3,100})》|\bin (?:the )?\*([^*\n]{3,100})\*")
_SHORTEST_NAME = 3


def _phrases(words: str) -> Iterator[str]:
    for found in itertools.islice(_PHRASE.finditer(words), 24):
        phrase = found[0].strip(" .-–—'’&/=")
        while (
            phrase
            and (first := re.match(r"[\w]+\.?", phrase))
            and fold(first[0]).strip(".") in _NO_JOURNAL - {"journal", "j", "the"}
        ):
            phrase = phrase[first.end() :].strip(" .-–—'’&")
        starts = phrase[:1].isupper() or phrase[:1] >= "\u3400" or phrase[1:2].isupper()  # eLife
        if (
            starts
            and len(re.findall(r"[^\W\d_]", phrase)) >= _SHORTEST_NAME
            and set(tokens(phrase)) - _NO_JOURNAL - STOP
        ):
            yield phrase
