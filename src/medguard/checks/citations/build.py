"""Builds an index: reads sources, merges what they say of one work, and puts the finished file in place in one step.

Everything is written to ``FILE.building``. Each source is one transaction for every 20,000 works, and how far it came is kept with it:
a build that was broken off goes on where it was. The file that readers have is not touched until the end.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from medguard.checks.citations.index import (
    BLOCK,
    DENSE,
    KINDS,
    VERSION,
    Covers,
    Index,
    IndexTrouble,
    keys_of_record,
    names_text,
    record_of_row,
    stored,
    words_of_record,
)
from medguard.checks.citations.records import Id, Record
from medguard.checks.citations.sources import Item, items_of

_BATCH = 20_000
_SCHEMA = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
CREATE TABLE sources (name TEXT PRIMARY KEY, sha256 TEXT, items INTEGER, works INTEGER, done INTEGER) WITHOUT ROWID;
CREATE TABLE journals (id INTEGER PRIMARY KEY, names TEXT UNIQUE);
CREATE TABLE records (id INTEGER PRIMARY KEY, ids TEXT, title TEXT, other_title TEXT, authors TEXT, all_authors INTEGER, journal INTEGER,
  years TEXT, volume TEXT, page TEXT, kind TEXT, source TEXT);
CREATE TABLE about (record INTEGER PRIMARY KEY, words BLOB);
CREATE TABLE ids (kind INTEGER, value, record INTEGER, PRIMARY KEY (kind, value)) WITHOUT ROWID;
CREATE TABLE keys (key INTEGER, record INTEGER);
CREATE TABLE standings (kind INTEGER, value, standing TEXT, day TEXT, PRIMARY KEY (kind, value, standing, day)) WITHOUT ROWID;
CREATE TABLE notices (kind INTEGER, value, PRIMARY KEY (kind, value)) WITHOUT ROWID;
CREATE TABLE counts (word TEXT PRIMARY KEY, works INTEGER) WITHOUT ROWID;
CREATE TABLE blocks (block INTEGER PRIMARY KEY, works INTEGER);
CREATE TABLE years (year INTEGER PRIMARY KEY, works INTEGER, share REAL);
CREATE TABLE registrants (prefix TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE kinds (kind INTEGER PRIMARY KEY, works INTEGER);
CREATE VIRTUAL TABLE search USING fts5(words, content='', detail=none, columnsize=0, tokenize="unicode61 remove_diacritics 0 tokenchars '_'");
"""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a build is."""

    source: str
    works: int
    bytes: int
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """What an index holds."""

    covers: Covers
    built: str
    works: int
    with_about: int
    retracted: int
    years: tuple[int, int]
    dense_years: tuple[int, ...]
    pmid_share: float
    """Of the PMIDs between the lowest and the highest, how many are there."""
    sources: tuple[tuple[str, int, bool], ...]
    bytes: int


def build(
    index: Path,
    sources: Sequence[Path],
    *,
    covers: Covers,
    told: Callable[[Progress], None] = lambda _: None,
    abstracts: bool = True,
) -> Status:
    """Build a new index of these sources and put it in place. Goes on where a broken-off build of the same file was."""
    return _write(index, sources, covers=covers, told=told, fresh=True, abstracts=abstracts)


def add(
    index: Path,
    sources: Sequence[Path],
    *,
    told: Callable[[Progress], None] = lambda _: None,
    covers: Covers | None = None,
    abstracts: bool = True,
) -> Status:
    """Add sources to an index: a copy is made, added to, and put in place."""
    Index(index).check_readable()
    return _write(index, sources, covers=covers, told=told, fresh=False, abstracts=abstracts)


def status(index: Path) -> Status:
    """What the index holds. Raises IndexTrouble."""
    Index(index).check_readable()
    connection = sqlite3.connect(f"{index.absolute().as_uri()}?mode=ro&immutable=1", uri=True)
    try:
        return _status(connection, index)
    finally:
        connection.close()


def in_memory(items: Iterable[Item], *, covers: Covers, path: Path) -> Index:
    """A small index of these, written to ``path``: for what ships with medguard, and for tests."""
    path.unlink(missing_ok=True)
    connection = _connect(path)
    connection.executescript(_SCHEMA)
    connection.execute("BEGIN")
    writer = _Writer(connection, abstracts=True)
    for item in items:
        writer.write(item)
    connection.execute("COMMIT")
    _finish(connection, covers)
    connection.close()
    return Index(path)


def building(index: Path) -> Path:
    """Where a new index is written until it is whole."""
    return index.with_name(index.name + ".building")


def _write(
    index: Path,
    sources: Sequence[Path],
    *,
    covers: Covers | None,
    told: Callable[[Progress], None],
    fresh: bool,
    abstracts: bool,
) -> Status:
    # 1. A place to write: what was begun, a copy of what there is, or nothing yet.
    place = building(index)
    if not place.exists():
        index.parent.mkdir(parents=True, exist_ok=True)
        if not fresh:
            copy = place.with_name(place.name + ".copy")
            shutil.copyfile(index, copy)
            copy.replace(place)
    connection = _connect(place)
    try:
        _begin(connection)
        # 2. Each source that is not yet in it.
        for source in sources:
            _read(connection, source, told, abstracts=abstracts)
        # 3. What is counted at the end, and what the index may claim.
        _finish(connection, covers)
    except sqlite3.DatabaseError:
        raise IndexTrouble(
            f"{place.name} cannot be written, or is no index.",
            remedy=f"See that there is room on the disk; delete {place.name} to begin anew.",
            remedy_zh=f"请检查磁盘空间；如需重新开始，请删除 {place.name}。",
        ) from None
    finally:
        connection.close()
    # 4. In place, in one step.
    with place.open("rb") as file:
        os.fsync(file.fileno())
    place.replace(index)
    return status(index)


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode = DELETE")
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("PRAGMA cache_size = -400000")
    connection.execute("PRAGMA temp_store = FILE")
    return connection


def _begin(connection: sqlite3.Connection) -> None:
    if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'meta'").fetchone():
        connection.executescript(f"BEGIN; {_SCHEMA} COMMIT;")


def _read(connection: sqlite3.Connection, source: Path, told: Callable[[Progress], None], *, abstracts: bool) -> None:
    digest = _sha256(source)
    row = connection.execute(
        "SELECT items, works, done FROM sources WHERE name = ? AND sha256 = ?", (source.name, digest)
    ).fetchone()
    seen, works, done = row or (0, 0, 0)
    if done:
        return
    size = source.stat().st_size
    writer = _Writer(connection, abstracts=abstracts)
    connection.execute("BEGIN")
    try:
        at = 0
        for at, item in enumerate(items_of(source), 1):
            if at <= seen:
                continue
            works += writer.write(item)
            if at % _BATCH == 0:
                _note(connection, source, digest, at, works, done=False)
                connection.execute("COMMIT")
                told(Progress(source.name, works, item.at, size))
                connection.execute("BEGIN")
        _note(connection, source, digest, at, works, done=True)
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    told(Progress(source.name, works, size, size))


def _note(connection: sqlite3.Connection, source: Path, digest: str, items: int, works: int, *, done: bool) -> None:
    connection.execute(
        "INSERT OR REPLACE INTO sources VALUES (?, ?, ?, ?, ?)", (source.name, digest, items, works, int(done))
    )


def _sha256(source: Path) -> str:
    if not source.is_file():
        from medguard.checks.citations.sources.kinds import opened  # noqa: PLC0415

        with opened(source):
            pass
    with source.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


class _Writer:
    """Writes works into an index that is being built."""

    def __init__(self, connection: sqlite3.Connection, *, abstracts: bool) -> None:
        self._connection, self._abstracts = connection, abstracts
        self._journals: dict[str, int] = {}

    def write(self, item: Item) -> bool:
        """Write what a source says; whether it was a work."""
        ask = self._connection
        for verdict in item.verdicts:
            ask.executemany(
                "INSERT OR IGNORE INTO standings VALUES (?, ?, ?, ?)",
                [(KINDS[kind], stored(kind, value), verdict.standing.value, verdict.day) for kind, value in verdict.of],
            )
            ask.executemany(
                "INSERT OR IGNORE INTO notices VALUES (?, ?)",
                [(KINDS[kind], stored(kind, value)) for kind, value in verdict.notice],
            )
        if item.record is None:
            return False
        record = item.record
        number = self._number(record)
        if number is not None:
            before = self._stored(number)
            record = merged(before, record)
            ask.execute(
                "UPDATE records SET ids=?, title=?, other_title=?, authors=?, all_authors=?, journal=?, years=?, volume=?, page=?, kind=?, source=? WHERE id=?",
                (*self._values(record), number),
            )
            keys = set(keys_of_record(record)) - set(keys_of_record(before))
            if words_of_record(record) != words_of_record(before):
                # The old words stay and find this record, too; it is compared before it is believed.
                number_words = " ".join(set(words_of_record(record).split()) - set(words_of_record(before).split()))
                ask.execute(
                    "INSERT INTO search (rowid, words) VALUES (?, ?)", (number, number_words)
                ) if number_words else None
        else:
            number = ask.execute(
                "INSERT INTO records (ids, title, other_title, authors, all_authors, journal, years, volume, page, kind, source) VALUES (?,?,?,?,?,?,?,?,?,?,?)",
                self._values(record),
            ).lastrowid
            keys = set(keys_of_record(record))
            ask.execute("INSERT INTO search (rowid, words) VALUES (?, ?)", (number, words_of_record(record)))
        ask.executemany(
            "INSERT OR IGNORE INTO ids VALUES (?, ?, ?)",
            [(KINDS[kind], stored(kind, value), number) for kind, value in record.ids.items()],
        )
        ask.executemany("INSERT INTO keys VALUES (?, ?)", [(key, number) for key in keys])
        if self._abstracts and record.about:
            ask.execute(
                "INSERT OR REPLACE INTO about VALUES (?, ?)",
                (number, zlib.compress(record.about.encode("utf-8", "replace"), 6)),
            )
        return True

    def _number(self, record: Record) -> int | None:
        for kind, value in record.ids.items():
            row = self._connection.execute(
                "SELECT record FROM ids WHERE kind = ? AND value = ?", (KINDS[kind], stored(kind, value))
            ).fetchone()
            if row:
                return int(row[0])
        return None

    def _stored(self, number: int) -> Record:
        row = self._connection.execute(
            "SELECT r.ids, r.title, r.other_title, r.authors, r.all_authors, j.names, r.years, r.volume, r.page, r.kind, r.source, a.words"
            " FROM records r LEFT JOIN journals j ON j.id = r.journal LEFT JOIN about a ON a.record = r.id WHERE r.id = ?",
            (number,),
        ).fetchone()
        return record_of_row(row)

    def _values(self, record: Record) -> tuple[object, ...]:
        return (
            "\n".join(f"{kind} {value}" for kind, value in record.ids.items()),
            record.title,
            record.other_title,
            names_text(record.authors),
            int(record.all_authors),
            self._journal(record.journals),
            " ".join(map(str, record.years)),
            record.volume,
            record.page,
            record.kind,
            record.source,
        )

    def _journal(self, names: Sequence[str]) -> int | None:
        if not names:
            return None
        text = "|".join(name.replace("|", " ") for name in names)
        if text not in self._journals:
            self._connection.execute("INSERT OR IGNORE INTO journals (names) VALUES (?)", (text,))
            [number] = self._connection.execute("SELECT id FROM journals WHERE names = ?", (text,)).fetchone()
            self._journals[text] = number
        return self._journals[text]


_TRUST = {"medline": 3, "crossref": 2, "retraction_watch": 1}


def merged(before: Record, record: Record) -> Record:
    """What two sources say of one work; of equals the later, because NLM revises."""
    first, second = (
        (record, before) if _TRUST.get(record.source, 2) >= _TRUST.get(before.source, 2) else (before, record)
    )
    return replace(
        first,
        ids={**second.ids, **first.ids},
        title=first.title or second.title,
        other_title=first.other_title or second.other_title,
        authors=first.authors or second.authors,
        journals=tuple(dict.fromkeys((*first.journals, *second.journals)))
        if first.source != second.source
        else first.journals or second.journals,
        years=tuple(dict.fromkeys((*first.years, *second.years))),
        volume=first.volume or second.volume,
        page=first.page or second.page,
        kind="notice" if "notice" in (first.kind, second.kind) else first.kind,
        about=first.about or second.about,
    )


# ── the end ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def _finish(connection: sqlite3.Connection, covers: Covers | None) -> None:
    connection.execute("BEGIN")
    connection.execute("CREATE INDEX IF NOT EXISTS keys_by_key ON keys (key, record)")
    connection.execute("CREATE VIRTUAL TABLE IF NOT EXISTS temp.vocabulary USING fts5vocab('main', 'search', 'row')")
    connection.execute("DELETE FROM counts")
    connection.execute("INSERT INTO counts SELECT term, doc FROM temp.vocabulary")
    connection.execute("DELETE FROM blocks")
    connection.execute(
        "INSERT INTO blocks SELECT value / ?, count(*) FROM ids WHERE kind = ? GROUP BY 1", (BLOCK, KINDS[Id.PMID])
    )
    connection.execute("DELETE FROM kinds")
    connection.execute("INSERT INTO kinds SELECT kind, count(*) FROM ids GROUP BY 1")
    connection.execute("DELETE FROM registrants")
    connection.execute(
        "INSERT INTO registrants SELECT DISTINCT substr(value, 1, instr(value, '/') - 1) FROM ids WHERE kind = ?",
        (KINDS[Id.DOI],),
    )
    connection.execute("DELETE FROM years")
    connection.executemany("INSERT INTO years VALUES (?, ?, ?)", _years(connection))
    [works] = connection.execute("SELECT count(*) FROM records").fetchone()
    first, last = connection.execute("SELECT min(year), max(year) FROM years").fetchone()
    said = {
        "version": VERSION,
        "records": works,
        "first_year": first or 0,
        "last_year": last or 0,
        "built": datetime.now(UTC).isoformat(timespec="seconds"),
    }
    if covers is not None:
        said["covers"] = covers.value
    connection.executemany(
        "INSERT OR REPLACE INTO meta VALUES (?, ?)", [(key, str(value)) for key, value in said.items()]
    )
    connection.execute("COMMIT")
    connection.execute("INSERT INTO search (search) VALUES ('optimize')")
    connection.execute("PRAGMA optimize")


def _years(connection: sqlite3.Connection) -> Iterator[tuple[int, int, float]]:
    """For each year how many works, and how many of them have a PMID in a block that is nearly full."""
    full = {block for block, works in connection.execute("SELECT block, works FROM blocks") if works / BLOCK >= DENSE}
    counted: dict[int, list[int]] = {}
    for ids, years in connection.execute("SELECT ids, years FROM records WHERE kind != 'notice'"):
        year = int(years.split(" ", 1)[0]) if years else 0
        count = counted.setdefault(year, [0, 0])
        count[0] += 1
        at = ids.find("pmid ")
        if at >= 0 and int(ids[at + 5 :].split("\n", 1)[0]) // BLOCK in full:
            count[1] += 1
    yield from ((year, works, dense / works) for year, (works, dense) in sorted(counted.items()) if year)


def _status(connection: sqlite3.Connection, index: Path) -> Status:
    meta = dict(connection.execute("SELECT key, value FROM meta").fetchall())
    low, high, count = connection.execute(
        "SELECT min(value), max(value), count(*) FROM ids WHERE kind = ?", (KINDS[Id.PMID],)
    ).fetchone()
    return Status(
        covers=Covers(meta["covers"]),
        built=meta["built"],
        works=int(meta["records"]),
        with_about=connection.execute("SELECT count(*) FROM about").fetchone()[0],
        retracted=connection.execute(
            "SELECT coalesce(max(works), 0) FROM (SELECT count(DISTINCT value) AS works FROM standings WHERE standing = 'retracted' GROUP BY kind)"
        ).fetchone()[0],
        years=(int(meta["first_year"]), int(meta["last_year"])),
        dense_years=tuple(
            year for year, share in connection.execute("SELECT year, share FROM years ORDER BY year") if share >= DENSE
        ),
        pmid_share=count / (high - low + 1) if count else 0.0,
        sources=tuple(
            (name, works, bool(done))
            for name, works, done in connection.execute("SELECT name, works, done FROM sources ORDER BY name")
        ),
        bytes=index.stat().st_size,
    )
