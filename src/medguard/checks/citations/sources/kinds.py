"""Tells sources apart by their first bytes, opens what is compressed, and gives what stands in them."""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, ClassVar, TypeAlias

from medguard.checks.citations.records import Id, Record, Standing
from medguard.errors import MedguardError


class SourceError(MedguardError):
    """A file is not what an index can be built of. Quotes nothing of it."""

    code: ClassVar[str] = "source_unreadable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What a publisher, PubMed or Retraction Watch says has become of a work."""

    of: tuple[tuple[Id, str], ...]
    """The identifiers of the work that it is about."""
    standing: Standing
    """``SOUND``: what was retracted has been reinstated."""
    day: str = ""
    """YYYY-MM-DD; the latest counts."""
    notice: tuple[tuple[Id, str], ...] = ()
    """The identifiers of the notice itself, which is no retracted paper."""


@dataclass(frozen=True, slots=True)
class Item:
    """One piece of a source."""

    record: Record | None = None
    verdicts: tuple[Verdict, ...] = field(default=())
    at: int = 0
    """Bytes of the file read so far, compressed as they are."""


def kind_of(path: Path) -> str:
    """``medline``, ``crossref`` or ``retraction_watch``. Raises SourceError."""
    with opened(path) as (file, _):
        try:
            head = file.read(4096).lstrip(b"\xef\xbb\xbf \r\n\t")
        except (OSError, EOFError, zlib.error):
            head = b""
    if head.startswith(b"<"):
        return "medline"
    if head.startswith((b"{", b"[")):
        return "crossref"
    if b"OriginalPaperDOI" in head.split(b"\n", 1)[0]:
        return "retraction_watch"
    raise SourceError(
        f"{path.name} is neither MEDLINE/PubMed XML, nor Crossref JSON lines, nor the Retraction Watch CSV.",
        remedy="Give files as they are published: pubmed26n0001.xml.gz, 0.jsonl.gz, retraction_watch.csv.",
        remedy_zh="请提供原始发布文件：pubmed26n0001.xml.gz、0.jsonl.gz 或 retraction_watch.csv。",
    )


def items_of(path: Path) -> Iterator[Item]:
    """Everything that stands in a file. Raises SourceError where it is broken, and no sooner."""
    from medguard.checks.citations.sources import crossref, medline, retraction_watch  # noqa: PLC0415  they know Item

    read = {"medline": medline.items, "crossref": crossref.items, "retraction_watch": retraction_watch.items}
    kind = kind_of(path)
    with opened(path) as (file, raw):
        try:
            yield from read[kind](file, raw.tell)
        except (OSError, EOFError, zlib.error, UnicodeDecodeError):
            raise SourceError(
                f"{path.name} ends in the middle, or was damaged on its way.",
                remedy="Fetch the file again, and compare its checksum; what was read before stays.",
                remedy_zh="文件不完整或已损坏，请重新下载并核对校验和；此前已导入的内容保留。",
            ) from None


Opened: TypeAlias = tuple[BinaryIO, BinaryIO]


@contextmanager
def opened(path: Path) -> Iterator[Opened]:
    """The file's content, and the file itself, whose position tells how far one is."""
    try:
        raw = path.open("rb")
    except OSError:
        raise SourceError(
            f"{path.name} cannot be opened.",
            remedy="Correct the path, and let this user read the file.",
            remedy_zh="请更正路径，并授予当前用户读取权限。",
        ) from None
    with raw:
        zipped = raw.read(2) == b"\x1f\x8b"
        raw.seek(0)
        file: BinaryIO = io.BufferedReader(gzip.GzipFile(fileobj=raw), 1 << 18) if zipped else raw
        yield file, raw
