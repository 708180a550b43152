"""The local index: every work that is known here, in one SQLite file that is read and never changed.

``build.py`` writes a new file beside it and puts it in its place in one step (POSIX rename), so a reader sees the old one or the
new one. Each thread has its own connection; a new file is noticed at the next question.
"""

from __future__ import annotations

import hashlib
import itertools
import math
import os
import re
import sqlite3
import threading
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import ClassVar

from medguard.checks.citations.beside import titles_in
from medguard.checks.citations.records import Id, Name, Record, Reference, Standing
from medguard.checks.citations.words import (
    bare_title,
    content,
    fold,
    heads,
    journal_key,
    tokens,
)
from medguard.errors import MedguardError

VERSION = "1"

KINDS = {Id.PMID: 1, Id.DOI: 2, Id.PMCID: 3, Id.ARXIV: 4, Id.ISBN: 5, Id.TRIAL: 6, Id.GUIDELINE: 7, Id.URL: 8}
KIND_OF = {number: kind for kind, number in KINDS.items()}

BLOCK = 10_000
"""PMIDs that are counted together, to see where an index has all of them."""
DENSE = 0.6
"""Of a block or a year: from here on the index has what there is. NLM left some numbers out, of the old ones up to a fifth."""


class IndexTrouble(MedguardError):
    """The index cannot be read."""

    code: ClassVar[str] = "index_unreadable"


class Covers(StrEnum):
    """What an index may say of works that it does not have."""

    EVERYTHING = "everything"
    """Whoever built it vouches that it has all that may be cited, in the years that it spans."""
    MEASURED = "measured"
    """What the numbers say: years in which it has nearly every PMID, of the journals that it has in them."""
    NOTHING = "nothing"
    """A sample: what is not in it may exist all the same."""


_MOST = 40
"""Candidates of one reference that are compared."""
_MOST_KEYS, _MOST_PIECES = 150, 2
"""Pieces of a text that are looked up as titles, and of these the longest that are looked for by their words."""


class Index:
    """The index of one file. Satisfies ``records.Library``."""

    name = "index"

    def __init__(self, path: Path) -> None:
        self._path = path
        self._local = threading.local()
        self._known: _Known | None = None
        self._lock = threading.Lock()

    def check_readable(self) -> None:
        """Raises IndexTrouble if nobody could look anything up."""
        self.known()

    def known(self) -> _Known:
        """What the index says of itself; read once for each file."""
        stamp = self._stamp()
        with self._lock:
            if self._known is None or self._known.stamp != stamp:
                self._known = _Known.read(self._ask(), stamp)
            return self._known

    def by_id(self, kind: Id, value: str) -> Record | None:
        """The work of this identifier."""
        row = (
            self._ask()
            .execute("SELECT record FROM ids WHERE kind = ? AND value = ?", (KINDS[kind], stored(kind, value)))
            .fetchone()
        )
        return next(iter(self._records([row[0]])), None) if row else None

    def like(self, reference: Reference) -> list[Record]:
        """Works that could be meant: by title, by place in a journal, by rare words of the title, by authors and year."""
        found: dict[int, Record] = {}
        said = "".join(tokens(bare_title(reference.title)))
        for rows in self._searches(reference):
            new = dict(self._numbered([number for [number] in rows if number not in found][: _MOST - len(found)]))
            found |= new
            # With this title there is no need to look for one that is nearly it.
            if len(found) >= _MOST or (
                said and any("".join(tokens(bare_title(one.title))) == said for one in new.values())
            ):
                break
        return list(found.values())

    def said_in(self, words: str) -> list[Record]:
        """Works whose titles may stand in these words: to the letter in some piece of them, or else by the rare words of the longest."""
        pieces = sorted(dict.fromkeys(titles_in(words)), key=len, reverse=True)
        keys = list(dict.fromkeys(key for piece in pieces for key in keys_of_title(piece)))[:_MOST_KEYS]
        marks = ",".join("?" * len(keys))
        asked = f"SELECT DISTINCT record FROM keys WHERE key IN ({marks}) LIMIT {_MOST}"  # noqa: S608  our own
        rows = self._ask().execute(asked, keys).fetchall()
        found = dict(self._numbered([number for [number] in rows]))
        for piece in [] if found else pieces[:_MOST_PIECES]:
            title = list(dict.fromkeys(content(tokens(bare_title(piece)))))[:40]
            counts = self._counts(title)
            rare = sorted((word for word in title if counts.get(word)), key=lambda word: counts[word])[:6]
            for rows in self._by_words(rare, counts, ()):
                found |= dict(
                    self._numbered([number for [number] in rows if number not in found][: _MOST - len(found)])
                )
        return list(found.values())

    def _numbered(self, numbers: Sequence[int]) -> Iterator[tuple[int, Record]]:
        for number in numbers:
            yield from ((number, record) for record in self._records([number]))

    def would_have(self, reference: Reference) -> bool:
        """As ``Covers`` says; of books, sites, trials and guidelines nobody has them all."""
        known = self.known()
        if known.covers is Covers.NOTHING or reference.kind not in {"article", "mention"}:
            return False
        if reference.title[:1] >= "\u3400" and not known.chinese:
            return False  # it has no Chinese titles, so none is missing
        if known.covers is Covers.EVERYTHING:
            return reference.year is None or known.first_year <= reference.year
        return reference.year in known.dense_years and journal_key(reference.journal) in known.journals

    def would_have_id(self, kind: Id, value: str) -> bool:
        """Whether the numbers around it are all here, or somebody vouches for all of this kind."""
        known = self.known()
        if kind is Id.PMID:
            number = int(value)
            return known.covers is Covers.EVERYTHING or (
                known.covers is Covers.MEASURED and known.blocks.get(number // BLOCK, 0) / BLOCK >= DENSE
            )
        return known.covers is Covers.EVERYTHING and kind in known.kinds and kind in {Id.DOI, Id.PMCID, Id.ARXIV}

    def no_such_registrant(self, doi: str) -> bool:
        """Whether nobody has ever registered a DOI that begins like this, as far as an index of everything can know."""
        if self.known().covers is not Covers.EVERYTHING or Id.DOI not in self.known().kinds:
            return False
        return (
            self._ask().execute("SELECT 1 FROM registrants WHERE prefix = ?", (doi.partition("/")[0],)).fetchone()
            is None
        )

    def rarity(self, words: Iterable[str]) -> dict[str, float]:
        """How much each word tells, from 0 (in every title) to 1 (in none but this); a word that nobody has used is not there."""
        known = self.known()
        most = math.log(known.records + 2)
        return {word: 1 - math.log(count + 1) / most for word, count in self._counts(words).items()}

    # ── searching ────────────────────────────────────────────────────────────────────────────────────────────────────

    def _searches(self, reference: Reference) -> Iterator[list[tuple[int]]]:
        ask = self._ask()
        titles, places = keys_of_reference(reference)
        for keys in filter(None, (places, titles)):
            marks = ",".join("?" * len(keys))
            yield ask.execute(f"SELECT DISTINCT record FROM keys WHERE key IN ({marks}) LIMIT {_MOST}", keys).fetchall()  # noqa: S608  our own
        title = list(dict.fromkeys(content(tokens(bare_title(reference.title)))))[:40]
        surnames = [f"a_{word}" for name in reference.authors[:3] if (word := surname_key(name))]
        if title:
            counts = self._counts([*title, *surnames])
            rare = sorted((word for word in title if counts.get(word)), key=lambda word: counts[word])[:6]
            yield from self._by_words(rare, counts, [word for word in surnames if counts.get(word)])
        if surnames and reference.year is not None:
            yield from self._by_people(reference, surnames, titled=bool(title))

    def _by_words(
        self, rare: Sequence[str], counts: Mapping[str, int], who: Sequence[str]
    ) -> Iterator[list[tuple[int]]]:
        """Works that share rare words. Only AND is asked: its cost is that of the rarest word, and OR's that of the commonest."""
        if len(rare) > 1:
            yield self._matching(rare[:4], 30)
        few = [word for word in rare if counts[word] <= _FEW_WORKS][:4]
        if few:
            shared: Counter[int] = Counter()
            for word in few:
                shared.update(number for [number] in self._matching([word], _FEW_WORKS))
            least = 2 if len(few) > 1 else 1
            yield [(number,) for number, times in shared.most_common(40) if times >= least]
        elif len(rare) > 3:  # noqa: PLR2004
            for three in itertools.combinations(rare[:4], 3):
                yield self._matching(three, 20)
        for one in who[:2]:
            for word in rare[:2]:
                yield self._matching([one, word], 15)

    def _by_people(self, reference: Reference, surnames: Sequence[str], *, titled: bool) -> Iterator[list[tuple[int]]]:
        """Works of these people in these years; of what a sentence is about first."""
        year = reference.year or 0
        topic = [] if titled else self._topic(reference)
        for each in (year, year - 1, year + 1):
            for word in topic[:3]:
                yield self._matching([*surnames[:2], f"y_{each}", word], 10)
            yield self._matching([*surnames[:2], f"y_{each}"], 15)

    def _matching(self, words: Iterable[str], most: int) -> list[tuple[int]]:
        query = " AND ".join(map(_quoted, words))
        return self._ask().execute("SELECT rowid FROM search WHERE search MATCH ? LIMIT ?", (query, most)).fetchall()

    def _topic(self, reference: Reference) -> list[str]:
        words = content(tokens(" ".join(reference.claims)[:2000]))
        counts = self._counts(words)
        return sorted(
            (word for word in counts if len(word) > _SHORT or word[0] >= "\u3400"), key=lambda word: counts[word]
        )[:10]

    def _counts(self, words: Iterable[str]) -> dict[str, int]:
        wanted = list(dict.fromkeys(words))[:400]
        marks = ",".join("?" * len(wanted))
        return dict(self._ask().execute(f"SELECT word, works FROM counts WHERE word IN ({marks})", wanted).fetchall())  # noqa: S608  our own

    def _records(self, numbers: Sequence[int]) -> Iterator[Record]:
        ask = self._ask()
        for number in numbers:
            row = ask.execute(
                "SELECT r.ids, r.title, r.other_title, r.authors, r.all_authors, j.names, r.years, r.volume, r.page, r.kind, r.source, a.words"
                " FROM records r LEFT JOIN journals j ON j.id = r.journal LEFT JOIN about a ON a.record = r.id WHERE r.id = ?",
                (number,),
            ).fetchone()
            if row:
                yield self._with_standing(record_of_row(row))

    def _with_standing(self, record: Record) -> Record:
        if record.kind == "notice":
            return record
        ask = self._ask()
        said: list[tuple[str, str]] = []
        for kind, value in record.ids.items():
            if ask.execute(
                "SELECT 1 FROM notices WHERE kind = ? AND value = ?", (KINDS[kind], stored(kind, value))
            ).fetchone():
                return replace(record, kind="notice")
            said += ask.execute(
                "SELECT standing, day FROM standings WHERE kind = ? AND value = ?", (KINDS[kind], stored(kind, value))
            )
        return replace(record, standing=standing_of(said))

    # ── the file ─────────────────────────────────────────────────────────────────────────────────────────────────────

    def _stamp(self) -> tuple[int, int, int]:
        try:
            found = os.stat(self._path)  # noqa: PTH116  once for each question
        except OSError:
            raise _unreadable(self._path.name) from None
        return found.st_ino, found.st_mtime_ns, found.st_size

    def _ask(self) -> sqlite3.Connection:
        stamp = self._stamp()
        held: tuple[tuple[int, int, int], sqlite3.Connection] | None = getattr(self._local, "held", None)
        if held is not None and held[0] == stamp:
            return held[1]
        try:
            connection = sqlite3.connect(f"{self._path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)
            connection.execute("PRAGMA mmap_size = 2147483648")
            [version] = connection.execute("SELECT value FROM meta WHERE key = 'version'").fetchone() or ("",)
        except sqlite3.Error:
            raise _unreadable(self._path.name) from None
        if version != VERSION:
            raise _unreadable(self._path.name)
        self._local.held = stamp, connection
        return connection


def _unreadable(name: str) -> IndexTrouble:
    return IndexTrouble(
        f"The index {name} is not there, is still being built, or is none of this release.",
        remedy="Build it: medguard library citations build --index FILE --covers … SOURCES",
        remedy_zh="索引不存在、尚未建成或版本不符，请运行：medguard library citations build --index 文件 --covers … 数据源",
    )


@dataclass(frozen=True, slots=True)
class _Known:
    """What an index says of itself."""

    stamp: tuple[int, int, int]
    covers: Covers
    records: int
    first_year: int
    last_year: int
    blocks: Mapping[int, int]
    dense_years: frozenset[int]
    journals: frozenset[str]
    kinds: frozenset[Id]
    chinese: bool

    @classmethod
    def read(cls, ask: sqlite3.Connection, stamp: tuple[int, int, int]) -> _Known:
        meta = dict(ask.execute("SELECT key, value FROM meta").fetchall())
        return cls(
            stamp=stamp,
            covers=Covers(meta.get("covers", "nothing")),
            records=int(meta.get("records", 0)),
            first_year=int(meta.get("first_year", 0)),
            last_year=int(meta.get("last_year", 0)),
            blocks=dict(ask.execute("SELECT block, works FROM blocks").fetchall()),
            dense_years=frozenset(
                year for year, share in ask.execute("SELECT year, share FROM years").fetchall() if share >= DENSE
            ),
            journals=frozenset(
                key
                for [names] in ask.execute("SELECT names FROM journals").fetchall()
                for name in names.split("|")
                if (key := journal_key(name))
            ),
            kinds=frozenset(KIND_OF[kind] for [kind] in ask.execute("SELECT kind FROM kinds").fetchall()),
            chinese=ask.execute("SELECT 1 FROM counts WHERE word >= '\u3400' AND word < '\ua000' LIMIT 1").fetchone()
            is not None,
        )


# ── how works are stored ─────────────────────────────────────────────────────────────────────────────────────────────


_SHORT = 3
_FEW_WORKS = 1_500
"""So many works of a word are looked through."""


def stored(kind: Id, value: str) -> int | str:
    """As it stands in the file: numbers as numbers, which are small."""
    return int(value) if kind in {Id.PMID, Id.PMCID} and value.isdigit() and len(value) < 18 else value  # noqa: PLR2004


def standing_of(said: Iterable[tuple[str, str]]) -> Standing:
    """The gravest, unless it was reinstated later."""
    said = list(said)
    reinstated = max((day for standing, day in said if not standing), default=None)
    rest = {Standing(standing) for standing, day in said if standing and (reinstated is None or day > reinstated)}
    return next(
        (each for each in (Standing.RETRACTED, Standing.CONCERN, Standing.CORRECTED) if each in rest), Standing.SOUND
    )


def keys_of_record(record: Record) -> Iterator[int]:
    """Hashes by which a work is found at once: title, title without its subtitle, place in a journal."""
    for title in filter(None, (record.title, record.other_title)):
        yield from keys_of_title(title)
    if record.page and record.volume:
        yield from (_key("p", str(year), record.volume, record.page.lower()) for year in record.years)


def keys_of_title(title: str) -> Iterator[int]:
    """Hashes of a title, and of what is left of it without its subtitle."""
    bare = bare_title(title)
    yield _key("t", *tokens(bare))
    yield from (_key("t", *words) for head in heads(bare) if len(words := tokens(head)) > 2)  # noqa: PLR2004


def keys_of_reference(reference: Reference) -> tuple[list[int], list[int]]:
    """The same of a reference: of its title, and of its place in a journal."""
    titles, places = [], []
    if reference.title:
        titles = list(keys_of_title(reference.title))
    if reference.page and reference.volume and reference.year is not None:
        page = re.split(r"[-–]", reference.page)[0].lower().rstrip(".")
        places = [
            _key("p", str(year), reference.volume, page) for year in range(reference.year - 1, reference.year + 2)
        ]
    return titles, places


def _key(*words: str) -> int:
    joined = words[0] + ":" + ("".join(words[1:]) if words[0] == "t" else ":".join(words[1:]))
    return int.from_bytes(hashlib.blake2b(joined.encode(), digest_size=8).digest(), "big", signed=True)


_MOST_NAMES = 12


def words_of_record(record: Record) -> str:
    """What a work is searched by: words of its titles, surnames, years."""
    words = [word for word in content(tokens(f"{bare_title(record.title)} {record.other_title}")) if len(word) < 40]  # noqa: PLR2004
    names = [f"a_{word}" for name in record.authors[:_MOST_NAMES] if (word := surname_key(name))]
    return " ".join(dict.fromkeys([*words, *names, *(f"y_{year}" for year in record.years)]))


def surname_key(name: Name) -> str:
    """A surname as one word: ``vanderberg``, ``胡`` as ``hu``."""
    from medguard.checks.citations.chinese import SURNAMES  # noqa: PLC0415

    folded = re.sub(r"[^a-z0-9\u3400-\u9fff]", "", fold(name.surname))[:40]
    return SURNAMES.get(folded, folded)


def _quoted(word: str) -> str:
    return f'"{word}"'


def names_text(names: Iterable[Name]) -> str:
    """Authors as one string."""
    return ";".join(f"{_clean(name.surname)}|{_clean(name.initials)}|{_clean(name.given)}" for name in names)


def _clean(word: str) -> str:
    return word.replace(";", ",").replace("|", " ")


def record_of_row(row: Sequence[object]) -> Record:
    """A row as a record."""
    ids, title, other, authors, every, journals, years, volume, page, kind, source, about = row
    return Record(
        ids={Id(kind): value for pair in str(ids).split("\n") if pair for kind, _, value in [pair.partition(" ")]},
        title=str(title),
        other_title=str(other),
        authors=tuple(Name(*name.split("|")) for name in str(authors).split(";") if name),
        all_authors=bool(every),
        journals=tuple(str(journals).split("|")) if journals else (),
        years=tuple(int(year) for year in str(years).split()),
        volume=str(volume),
        page=str(page),
        kind=str(kind),
        source=str(source),
        about=zlib.decompress(about).decode() if isinstance(about, bytes) else "",
    )
