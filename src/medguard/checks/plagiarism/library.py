"""The texts that nobody may copy: one SQLite file that many processes read while one adds to it.

    with Library.open("texts.db", write=True) as library:
        library.add("Whole text …", About(title="NG28", source="https://…", licence="© NICE", kind="protected"))
        library.index()

Every text is cut into passages of a page or so, kept compressed; their fingerprints are the index. What was added is written in small steps
and found by nobody until ``index`` has sorted it in, all at once: a process that is killed in between loses no text, and the next one that
adds goes on from there. Readers see the library as it was before or after, never half of it.
"""

from __future__ import annotations

import hashlib
import queue
import re
import sqlite3
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import ClassVar, Final, Literal, Self

from medguard.checks.plagiarism.fingerprints import SCHEME, fingerprints
from medguard.checks.plagiarism.words import read
from medguard.errors import MedguardError

Kind = Literal["protected", "label", "boilerplate"]
KINDS: Final[tuple[Kind, ...]] = ("protected", "label", "boilerplate")

COMMON = 48
"""Passages that share a fingerprint; from here on it is a phrase of the trade and points at nobody."""

_LONGEST_TEXT = 20_000_000
_PASSAGE = 2_000, 3_000
"""Characters: from the first on a passage ends with its paragraph, at the second wherever it is. Han characters count three."""
_APPLICATION = 0x6D67_7478  # "mgtx"
_WAIT_SECONDS = 2.0
_POOLED = 8

_TABLES = f"""
PRAGMA application_id = {_APPLICATION};
PRAGMA user_version = {SCHEME};
CREATE TABLE documents (
    id TEXT PRIMARY KEY, title TEXT NOT NULL, source TEXT NOT NULL, licence TEXT NOT NULL, kind TEXT NOT NULL,
    characters INTEGER NOT NULL, added_at TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE passages (
    number INTEGER PRIMARY KEY, document TEXT NOT NULL REFERENCES documents (id), begins INTEGER NOT NULL, text BLOB NOT NULL
);
CREATE INDEX passages_of_document ON passages (document);
CREATE TABLE fingerprints (hash INTEGER NOT NULL, passage INTEGER NOT NULL, PRIMARY KEY (hash, passage)) WITHOUT ROWID;
CREATE TABLE waiting (hash INTEGER NOT NULL, passage INTEGER NOT NULL);
"""


class LibraryError(MedguardError):
    """The library of texts is not there, not readable, or busy. ``message_zh`` says the same in Chinese."""

    code: ClassVar[str] = "library_unusable"
    http_status = 503

    def __init__(self, message: str, message_zh: str, *, remedy: str, remedy_zh: str) -> None:
        super().__init__(message, remedy=remedy, remedy_zh=remedy_zh)
        self.message_zh = message_zh


class TextError(LibraryError):
    """One text that cannot be kept; the library is as it was."""

    code: ClassVar[str] = "text_unusable"
    http_status = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What is known of a text."""

    title: str
    source: str = ""
    licence: str = ""
    kind: Kind = "protected"


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A text of the library. ``id`` follows from its words, so that the same text is never there twice."""

    id: str
    about: About
    characters: int
    added_at: str


@dataclass(frozen=True, slots=True, repr=False)
class Kept:
    """A passage as it was kept."""

    number: int
    document: str
    title: str
    kind: str
    begins: int
    text: str
    shared: float
    """How much it shares with what was asked for, rare fingerprints counting more."""


class Library:
    """An open library. Many threads may ask at once; connections are kept and shared out."""

    def __init__(self, path: Path, *, write: bool) -> None:
        self._path, self._write = path, write
        self._free: queue.LifoQueue[tuple[tuple[int, int], sqlite3.Connection]] = queue.LifoQueue(_POOLED)

    @classmethod
    def open(cls, path: str | Path, *, write: bool = False) -> Self:
        """Open a library, or begin one if it is to be written. Raises LibraryError."""
        library = cls(Path(path).expanduser(), write=write)
        if write and not library._path.exists():
            library._begin()
        with library._connection() as connection:
            library._check(connection)
        return library

    # ── asking ───────────────────────────────────────────────────────────────────────────────────────────────────────

    def near(self, hashes: Iterable[int], *, least: int, most: int) -> list[Kept]:
        """Find the passages that share most fingerprints with a text, and at least so many. Raises LibraryError."""
        shared: defaultdict[int, float] = defaultdict(float)
        times: Counter[int] = Counter()
        with self._connection() as connection, _unchanging(connection):
            for one in hashes:
                rows = connection.execute("SELECT passage FROM fingerprints WHERE hash = ? LIMIT ?", (one, COMMON))
                passages = [passage for (passage,) in rows]
                if len(passages) < COMMON:
                    rare = 1 / (3 + len(passages))
                    for passage in passages:
                        times[passage] += 1
                        shared[passage] += rare
            found = sorted((number for number, many in times.items() if many >= least), key=lambda each: -shared[each])
            return [kept for number in found[:most] for kept in _kept(connection, number, shared[number])]

    def documents(self) -> list[Document]:
        """Every text, the newest last. Raises LibraryError."""
        with self._connection() as connection:
            rows = connection.execute(
                "SELECT id, title, source, licence, kind, characters, added_at FROM documents ORDER BY added_at, id"
            ).fetchall()
        return [
            Document(
                id=id_,
                about=About(title=title, source=source, licence=licence, kind=kind),
                characters=characters,
                added_at=added_at,
            )
            for id_, title, source, licence, kind, characters, added_at in rows
        ]

    # ── changing ─────────────────────────────────────────────────────────────────────────────────────────────────────

    def add(self, text: str, about: About) -> tuple[str, bool]:
        """Keep a text, to be found after the next ``index``; tell its id, and whether it is new. Raises LibraryError."""
        if len(text) > _LONGEST_TEXT:
            raise TextError(
                f"The text has more than {_LONGEST_TEXT:,} characters.",
                f"文本超过 {_LONGEST_TEXT:,} 字。",
                remedy="Add its chapters as files of their own.",
                remedy_zh="请按章节拆分为多个文件后分别添加。",
            )
        text = text.replace("\x00", "")
        cut = [(begins, passage, fingerprints(read(passage).content)) for begins, passage in passages_of(text)]
        if not any(hashes for _, _, hashes in cut):
            raise TextError(
                "The text has no words to compare.",
                "未读到可比对的文字。",
                remedy="Give a file with text in it; a scan has to go through text recognition first.",
                remedy_zh="请提供含文本的文件；扫描件须先做文字识别（OCR）。",
            )
        id_ = "t" + hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:12]
        with self._connection() as connection, _committed(connection):
            now = datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
            new = connection.execute(
                "INSERT OR IGNORE INTO documents VALUES (?, ?, ?, ?, ?, ?, ?)",
                (id_, about.title, about.source, about.licence, about.kind, len(text), now),
            ).rowcount
            for begins, passage, hashes in cut if new else ():
                packed = zlib.compress(passage.encode("utf-8", "surrogatepass"))
                number = connection.execute(
                    "INSERT INTO passages (document, begins, text) VALUES (?, ?, ?)", (id_, begins, packed)
                ).lastrowid
                connection.executemany("INSERT INTO waiting VALUES (?, ?)", ((one, number) for one in hashes))
        return id_, bool(new)

    def index(self) -> None:
        """Let everything that was added be found: sorted once, so that the tree is written from one end to the other."""
        with self._connection() as connection, _committed(connection):
            connection.execute(
                "INSERT OR IGNORE INTO fingerprints SELECT hash, passage FROM waiting ORDER BY hash, passage"
            )
            connection.execute("DELETE FROM waiting")

    def remove(self, id_: str) -> bool:
        """Forget a text; tell whether there was one. Raises LibraryError."""
        with self._connection() as connection, _committed(connection):
            rows = connection.execute("SELECT number, text FROM passages WHERE document = ?", (id_,)).fetchall()
            for number, packed in rows:
                text = _unpacked(packed)
                connection.executemany(
                    "DELETE FROM fingerprints WHERE hash = ? AND passage = ?",
                    ((one, number) for one in fingerprints(read(text).content)),
                )
                connection.execute("DELETE FROM waiting WHERE passage = ?", (number,))
            connection.execute("DELETE FROM passages WHERE document = ?", (id_,))
            return bool(connection.execute("DELETE FROM documents WHERE id = ?", (id_,)).rowcount)

    # ── the file ─────────────────────────────────────────────────────────────────────────────────────────────────────

    def _begin(self) -> None:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with closing(sqlite3.connect(self._path, timeout=_WAIT_SECONDS)) as connection:
                connection.execute("PRAGMA journal_mode = WAL")
                connection.executescript(f"BEGIN IMMEDIATE; {_TABLES} COMMIT;")
        except (OSError, sqlite3.Error):
            raise _unusable("cannot be begun") from None

    @staticmethod
    def _check(connection: sqlite3.Connection) -> None:
        ((application,),) = connection.execute("PRAGMA application_id")
        ((scheme,),) = connection.execute("PRAGMA user_version")
        if application != _APPLICATION:
            raise _unusable("is another program's file")
        if scheme != SCHEME:
            raise LibraryError(
                "The library of texts was made by another release, whose fingerprints differ.",
                "文本库由其他版本创建，指纹算法不同。",
                remedy="Make a new one: add the same files to a new --library.",
                remedy_zh="请用相同文件重新建库（另指定 --library）。",
            )

    @contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        """One for this thread alone, as long as it is needed; a new one if somebody has put another file in its place."""
        try:
            status = self._path.stat()
            which = status.st_dev, status.st_ino
            connection = self._pooled(which)
            try:
                yield connection
            finally:
                if connection.in_transaction:
                    connection.rollback()
                try:
                    self._free.put_nowait((which, connection))
                except queue.Full:
                    connection.close()
        except FileNotFoundError:
            raise _unusable("is not there") from None
        except sqlite3.OperationalError as error:
            busy = error.sqlite_errorcode & 0xFF in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
            raise _unusable("is being changed by another program" if busy else "cannot be read") from None
        except (OSError, sqlite3.Error, zlib.error, UnicodeDecodeError):
            raise _unusable("is damaged or no library") from None

    def _pooled(self, which: tuple[int, int]) -> sqlite3.Connection:
        while True:
            try:
                known, connection = self._free.get_nowait()
            except queue.Empty:
                break
            if known == which:
                return connection
            connection.close()
        mode = "rw" if self._write else "ro"
        connection = sqlite3.connect(
            f"{self._path.absolute().as_uri()}?mode={mode}",
            uri=True,
            timeout=_WAIT_SECONDS,
            check_same_thread=False,
            isolation_level=None,
        )
        connection.execute("PRAGMA mmap_size = 4000000000")
        if self._write:
            connection.execute("PRAGMA synchronous = NORMAL")
            connection.execute("PRAGMA cache_size = -64000")
        return connection

    def close(self) -> None:
        """Let go of the file."""
        while not self._free.empty():
            self._free.get_nowait()[1].close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        self.close()


def _kept(connection: sqlite3.Connection, number: int, shared: float) -> Iterator[Kept]:
    for document, title, kind, begins, packed in connection.execute(
        "SELECT document, title, kind, begins, text FROM passages JOIN documents ON id = document WHERE number = ?",
        (number,),
    ):
        yield Kept(number, document, title, kind, begins, _unpacked(packed), shared)


def _unpacked(packed: bytes) -> str:
    return zlib.decompress(packed).decode("utf-8", "surrogatepass")


@contextmanager
def _unchanging(connection: sqlite3.Connection) -> Iterator[None]:
    """The library as it is now, whatever others do to it meanwhile."""
    connection.execute("BEGIN")
    yield
    connection.execute("COMMIT")


@contextmanager
def _committed(connection: sqlite3.Connection) -> Iterator[None]:
    connection.execute("BEGIN IMMEDIATE")
    yield
    connection.execute("COMMIT")


_UNUSABLE_ZH = {
    "is not there": "文本库文件不存在",
    "is another program's file": "该文件不是文本库",
    "is being changed by another program": "文本库正被其他程序修改",
    "cannot be read": "无法读取文本库",
    "cannot be begun": "无法创建文本库",
    "is damaged or no library": "文本库已损坏，或该文件不是文本库",
}


def _unusable(how: str) -> LibraryError:
    return LibraryError(
        f"The library of texts {how}.",
        f"{_UNUSABLE_ZH[how]}。",
        remedy="Check the path, and that this user may read and write its folder; begin one with: medguard library texts add FILE --library PATH",
        remedy_zh="请检查路径及所在目录的读写权限；新建文本库：medguard library texts add 文件 --library 路径",
    )


_HAN = re.compile("[\u3400-\u9fff]")
_PARAGRAPH = re.compile(r"\n\s*\n|(?<=[.!?。！？])\s*\n|(?<=[。！？])|(?<=[.!?])\s")


def passages_of(text: str) -> Iterator[tuple[int, str]]:
    r"""Cut a text into pieces of a page or so: where each begins, and its words.

    >>> [begins for begins, _ in passages_of("One line.\n" * 400)]
    [0, 2000]
    """
    shrink = 3 if len(_HAN.findall(text[:5_000])) * 4 > len(text[:5_000]) else 1
    least, most = _PASSAGE[0] // shrink, _PASSAGE[1] // shrink
    begins = 0
    while begins < len(text):
        end = min(begins + most, len(text))
        if end < len(text) and (border := _PARAGRAPH.search(text, begins + least - 1, end)):
            end = border.end()
        yield begins, text[begins:end]
        begins = end
