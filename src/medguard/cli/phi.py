"""``medguard phi``: find identifiers, put stand-ins in their place, and put them back."""

# ruff: noqa: PLC0415 -- what is heavy is loaded by the command that needs it, so that --help answers at once

from __future__ import annotations

import json
import os
import stat
import sys
import tempfile
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, BinaryIO, Never

import typer

from medguard.cli.show import (
    DEFAULT_PROFILE,
    STANDARD,
    FromProfile,
    InFile,
    Mistake,
    err,
    json_bytes,
    opened,
    read_bytes,
    read_text,
    warn,
    write,
)

if TYPE_CHECKING:
    from medguard.phi.replacing import ReplacementTable
    from medguard.phi.standins import StandInTable
    from medguard.profile import PhiSettings
    from medguard.types import Detector, StandIns

app = typer.Typer(
    name="phi",
    no_args_is_help=True,
    help="Find identifiers in text, hide them, restore them.",
    epilog="Example: medguard phi hide note.txt --table note.table.json > note.safe.txt",
)

_Threshold = Annotated[
    float | None,
    typer.Option(min=0, max=1, help="Lowest score that counts; lower finds more.", show_default="the profile's"),
]
_TableFile = Annotated[str, typer.Option("--table", metavar="TABLE.json", help="Where the table of stand-ins is.")]


@app.command(epilog="""Example: echo '{"id": 1, "text": "Seen by Dr. Meyers."}' | medguard phi detect""")
def detect(*, file: InFile = STANDARD, threshold: _Threshold = None, profile: FromProfile = DEFAULT_PROFILE) -> None:
    """Find identifiers: JSON lines with id and text in; id and entities out, offsets in code points."""
    settings = _detecting(_settings(profile), threshold)
    with opened(file) as source, _progress(source) as advance:
        for line in _found(_texts(source, advance), settings):
            write(line)


@app.command(epilog="Example: medguard phi hide note.txt --table note.table.json > note.safe.txt")
def hide(
    *,
    table: _TableFile,
    file: InFile = STANDARD,
    force: Annotated[bool, typer.Option("--force", help="Overwrite the table.")] = False,
    threshold: _Threshold = None,
    profile: FromProfile = DEFAULT_PROFILE,
) -> None:
    """Put in the place of every identifier what the profile says, a stand-in unless told; the table tells later who was meant."""
    settings = _settings(profile)
    target = _writable(table, file, force=force)
    text = read_text(file)
    from medguard.phi import open_detector, open_standins
    from medguard.phi.standins import edited
    from medguard.types import ClearText, Passage

    passage = Passage(ClearText(text))

    # 1. Find and replace.
    stand_ins = open_standins(settings.replace, key_file=settings.key_file)([text])
    [spans] = open_detector(**_detecting(settings, threshold)).spans([passage])
    hidden = edited(text, stand_ins.hide(passage, spans))

    # 2. Look again: what was hidden in one place must not stand in another.
    if remaining := stand_ins.remaining(hidden):
        raise Mistake(
            f"Nothing was written: {remaining} of the identifiers would still stand somewhere in the text.",
            f"未写出任何内容：仍有 {remaining} 个身份标识残留在文本中。",
            remedy="Lower --threshold, so that more is replaced.",
            remedy_zh="请调低 --threshold 以替换更多内容。",
        )

    # 3. The table first: a text without it could never be read again.
    _keep(stand_ins, target)
    write(hidden.encode())
    warn(
        "the table identifies people. Keep it as you keep the record itself, and never send it along.",
        "对照表可识别个人身份。请按病历同等保管，切勿随文本一同发送。",
    )


@app.command(epilog="Example: medguard phi restore reply.txt --table note.table.json")
def restore(*, table: _TableFile, file: InFile = STANDARD) -> None:
    """Put the identifiers back where their stand-ins are, also where a model has changed them."""
    stand_ins = _kept(table)
    text = read_text(file)
    unknown = sum(place.edit is None for place in stand_ins.find(text))
    write(stand_ins.restore(text).encode())
    if unknown:
        warn(
            f"{unknown} stand-ins are not in the table, and were left as they are.",
            f"有 {unknown} 个替代标识不在对照表中，已原样保留。",
        )


def _settings(profile: str) -> PhiSettings:
    from medguard.profile import read_profile

    return read_profile(profile).phi


def _detecting(settings: PhiSettings, threshold: float | None) -> dict[str, Any]:
    return {
        "threshold": settings.threshold if threshold is None else threshold,
        "recognizers": settings.recognizers,
        "models": settings.models,
        "labels": settings.labels,
    }


# ── detect: lines in, lines out ──────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, repr=False)
class _Asked:
    """One line of the input."""

    number: int
    id: str | int
    text: str


def _texts(source: BinaryIO, advance: Any) -> Iterator[_Asked]:
    for number, line in enumerate(source, 1):  # on newlines alone: U+2028 does not end a JSON text
        advance(len(line))
        content = line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line
        if content.strip():
            yield _asked(number, content)


def _asked(number: int, content: bytes) -> _Asked:
    try:
        value = json.loads(content.decode("utf-8"))
    except (ValueError, RecursionError):
        _broken(number, "is not a JSON object in UTF-8", "不是 UTF-8 编码的 JSON 对象")
    match value:
        case {"id": str() | int() as given, "text": str(text)} if not isinstance(given, bool):
            pass
        case _:
            _broken(
                number, "has not both an id (a string or a whole number) and a text", "缺少 id（字符串或整数）或 text"
            )
    try:
        text.encode()
    except UnicodeEncodeError:  # half of a surrogate pair, which JSON can write and nobody can read
        _broken(number, "has a text that is not valid Unicode", "的 text 不是有效的 Unicode")
    return _Asked(number, given, text)


def _broken(number: int, what: str, what_zh: str) -> Never:
    raise Mistake(
        f"Line {number} {what}.",
        f"第 {number} 行{what_zh}。",
        remedy='Write one object a line, like {"id": "1", "text": "Seen by Dr. Meyers."}; the lines before it are done.',
        remedy_zh='请每行写一个对象，如 {"id": "1", "text": "王医生来电"}；此前各行已处理完毕。',
    ) from None


def _found(texts: Iterable[_Asked], settings: dict[str, Any]) -> Iterator[bytes]:
    """One line for each text, in order. Several are read at once; where one fails, those before it are still given."""
    from medguard.phi import open_detector

    detector: Detector | None = None
    workers = max(2, min(os.cpu_count() or 1, 8))
    pool = ThreadPoolExecutor(workers)
    waiting: deque[Future[bytes]] = deque()
    broken: Mistake | None = None
    try:
        try:
            for asked in texts:
                detector = detector or open_detector(**settings)
                waiting.append(pool.submit(_line, detector, asked))
                while waiting and (len(waiting) >= _AHEAD * workers or waiting[0].done()):
                    yield waiting.popleft().result()
        except Mistake as mistake:
            broken = mistake
        while waiting:
            yield waiting.popleft().result()
    finally:
        pool.shutdown(cancel_futures=True)
    if broken:
        raise broken


_AHEAD = 8
"""Texts that wait for each worker."""


def _line(detector: Detector, asked: _Asked) -> bytes:
    from medguard.types import ClearText, Passage

    [spans] = detector.spans([Passage(ClearText(asked.text))])
    entities = [
        {"start": span.start, "end": span.end, "type": span.kind, "score": round(span.score, 4)} for span in spans
    ]
    return json_bytes({"id": asked.id, "entities": entities})


_LONG = 200_000
"""Bytes from which on somebody who waits wants to know how long."""


@contextmanager
def _progress(source: BinaryIO) -> Iterator[Any]:
    """Show how far it is, if somebody looks, and if lines do not run over the same window."""
    total: int | None = None
    with suppress(OSError, ValueError):
        status = os.fstat(source.fileno())
        total = status.st_size if stat.S_ISREG(status.st_mode) else None
    if not sys.stderr.isatty() or sys.stdout.isatty() or (total is not None and total < _LONG):
        yield lambda _bytes: None
        return
    from rich.progress import BarColumn, DownloadColumn, Progress, TimeRemainingColumn

    with Progress(BarColumn(), DownloadColumn(), TimeRemainingColumn(), console=err(), transient=True) as bar:
        task = bar.add_task("", total=total)
        yield lambda count: bar.advance(task, count)


# ── the table on the disk ────────────────────────────────────────────────────────────────────────────────────────────

_KIND_OF_FILE = "medguard stand-ins 1"
_WITH_OPERATORS = "medguard replacements 1"
_LARGEST = 999_999
"""A stand-in's number has six digits at most."""


def _writable(table: str, text_file: str, *, force: bool) -> Path:
    """Find out before anything is read whether the table may be written there."""
    path = Path(table)
    try:
        there = os.path.lexists(path)
        usable = stat.S_ISREG(path.lstat().st_mode) if there else path.absolute().parent.is_dir()
    except (OSError, ValueError):  # ValueError: a null byte in the name
        usable = False
    if not usable or table == STANDARD:
        raise _no_table("The table cannot be written there.", "无法在该处写入对照表。")
    with suppress(OSError, ValueError):  # a text that is not there is found out when it is read
        if there and text_file != STANDARD and path.samefile(text_file):
            raise _no_table("The table would overwrite the text.", "对照表会覆盖原文。")
    if there and not force:
        raise Mistake(
            "The table is there already.",
            "对照表已存在。",
            remedy="Choose another name, or say --force: what was hidden with the old one cannot be restored then.",
            remedy_zh="请换用其他文件名，或使用 --force 覆盖（覆盖后，使用原表隐藏的文本将无法还原）。",
        )
    return path


def _no_table(what: str, what_zh: str) -> Mistake:
    return Mistake(
        what,
        what_zh,
        remedy="Give --table the name of a new file in a folder that is there.",
        remedy_zh="请为 --table 指定现有文件夹中的新文件名。",
    )


def _keep(stand_ins: StandIns, path: Path) -> None:
    """Write the table for its owner only, whole or not at all."""
    from medguard.phi.standins import StandInTable

    document: dict[str, Any]
    if isinstance(stand_ins, StandInTable):
        lines = [
            {"stand_in": entry.stand_in, "kind": entry.kind, "number": entry.number, "value": entry.value}
            for entry in stand_ins.entries()
        ]
        document = {"file": _KIND_OF_FILE, "identifies_people": True, "stand_ins": lines}
    else:
        from medguard.phi.replacing import ReplacementTable

        if not isinstance(stand_ins, ReplacementTable):
            raise TypeError("a table of an unknown kind")
        document = {"file": _WITH_OPERATORS, "identifies_people": True, **stand_ins.written_down()}
    content = json_bytes(document, indent=1)
    try:
        with tempfile.NamedTemporaryFile(
            dir=path.absolute().parent, prefix=".medguard-", delete=False
        ) as file:  # mode 0600
            try:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
                Path(file.name).replace(path)
            except BaseException:
                Path(file.name).unlink(missing_ok=True)
                raise
    except OSError:
        raise _no_table("The table cannot be written there.", "无法在该处写入对照表。") from None


def _kept(table: str) -> StandInTable | ReplacementTable:
    """Read a table: it must come out exactly as it was written, or a reply would name the wrong person."""
    from medguard.phi.standins import StandInTable
    from medguard.types import ClearText, Passage, Span

    try:
        document = json.loads(read_bytes(table, "The table", "对照表").decode("utf-8"))
        if document["file"] == _WITH_OPERATORS:
            from medguard.phi.replacing import ReplacementTable

            return ReplacementTable.of(document)
        lines = [_table_line(line) for line in document["stand_ins"]] if document["file"] == _KIND_OF_FILE else None
    except (ValueError, RecursionError, KeyError, TypeError):
        lines = None
    if lines is not None:
        stand_ins = StandInTable(avoid=_skipped(lines))
        for kind, _number, value in lines:
            stand_ins.hide(Passage(ClearText(value)), [Span(0, len(value), kind, 1.0)])
        if [(entry.kind, entry.number, entry.value) for entry in stand_ins.entries()] == lines:
            return stand_ins
    raise Mistake(
        "The table is not one that medguard phi hide has written, or it was changed.",
        "该文件不是 medguard phi hide 写出的对照表，或已被改动。",
        remedy="Give --table the file that was written when the text was hidden.",
        remedy_zh="请用 --table 指定隐藏文本时写出的文件。",
    )


def _table_line(line: Any) -> tuple[str, int, str]:
    match line:
        case {"kind": str(kind), "number": int(number), "value": str(value)} if 0 < number <= _LARGEST:
            return kind, number, value
    raise ValueError


def _skipped(lines: Iterable[tuple[str, int, str]]) -> Iterator[str]:
    """Numbers that the table left out, because the text itself had something that reads like them."""
    last: dict[str, int] = {}
    for kind, number, _ in lines:
        yield from (f"[{kind}_{skipped}]" for skipped in range(last.get(kind, 0) + 1, number))
        last[kind] = number
