"""What every command shares: the reader's language, what is printed and how, what may be wrong with a command line.

Data is never markup: it reaches rich as ``Text``, and what is not printable is replaced, because a record or a profile could
hold what rewrites a terminal.
"""

from __future__ import annotations

import io
import json
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, BinaryIO, ClassVar

import typer
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from medguard.errors import MedguardError

STANDARD = "-"
"""Stands for stdin where a file is asked for."""

DEFAULT_PROFILE = "hospital"
"""As in ``medguard.guard``, which is heavy; a test compares the two."""


class Language(StrEnum):
    """What a person reads."""

    EN = "en"
    ZH = "zh"


class Mistake(MedguardError):
    """The command line, or a file that it names, is not what the command takes. Quotes neither."""

    code: ClassVar[str] = "command_line"

    def __init__(self, message: str, message_zh: str, *, remedy: str, remedy_zh: str) -> None:
        super().__init__(message, remedy=remedy, remedy_zh=remedy_zh)
        self.message_zh = message_zh


# ── the reader's language ────────────────────────────────────────────────────────────────────────────────────────────


class _Reader:
    """One process talks to one person."""

    language = Language.EN


def speak(language: Language | None) -> None:
    """Use this language from now on; None changes nothing."""
    if language is not None:
        _Reader.language = language


def language_of_environment() -> Language:
    """Chinese if the locale for messages is, else English."""
    locale = next(filter(None, map(os.environ.get, ("LC_ALL", "LC_MESSAGES", "LANG"))), "") or ""
    return Language.ZH if locale.lower().startswith("zh") else Language.EN


def say(english: str, chinese: str) -> str:
    """Choose the words that the reader reads."""
    return chinese if _Reader.language is Language.ZH else english


# ── options that several commands have ───────────────────────────────────────────────────────────────────────────────

InLanguage = Annotated[
    Language | None,
    typer.Option("--lang", help="Language of the output.", callback=speak, show_default="as for medguard"),
]
AsJson = Annotated[bool, typer.Option("--json", help="JSON on stdout.")]
FromProfile = Annotated[str, typer.Option("--profile", metavar="NAME|PATH", help="Profile: a name, or a .yaml file.")]
AtDatabase = Annotated[
    str | None,
    typer.Option(
        "--database",
        metavar="URL",
        envvar="MEDGUARD_DATABASE",
        help="The ledger, e.g. sqlite:////var/lib/medguard/ledger.db.",
        show_default="the profile's, else ~/.local/state/medguard/ledger.db",
    ),
]
InFile = Annotated[str, typer.Argument(metavar="FILE", help="File to read; - is stdin.")]


def database_of(database: str | None, profile: str) -> str:
    """Tell the URL of the database that was asked for, else the profile's."""
    from medguard.profile import read_profile  # noqa: PLC0415

    settings = read_profile(profile)
    if database:
        return database
    from medguard.guard import database_url  # noqa: PLC0415  heavy: every check comes with it

    return database_url(None, settings)


# ── printing ─────────────────────────────────────────────────────────────────────────────────────────────────────────

_WIDE = 160
"""Columns where nobody's window sets them: an id that is cut in two cannot be searched for."""


class _Console(Console):
    def on_broken_pipe(self) -> None:
        """Leave it to the door of the program; rich would exit with 1, which means that the answer is no."""
        raise BrokenPipeError


def out() -> Console:
    """Text on stdout, for a person."""
    return _console(sys.stdout)


def err() -> Console:
    """Text on stderr."""
    return _console(sys.stderr)


def _console(stream: Any) -> Console:
    if isinstance(stream, io.TextIOWrapper):
        stream.reconfigure(errors="replace")  # a locale without ✓ is no reason to fail
    width = None if stream.isatty() or os.environ.get("COLUMNS") else _WIDE
    return _Console(file=stream, width=width, markup=False, emoji=False, highlight=False)


def plain(value: object, style: str = "") -> Text:
    """Words from anywhere, for a terminal."""
    words = "" if value is None else str(value)
    return Text(
        "".join(letter if letter.isprintable() or letter == "\n" else "\N{REPLACEMENT CHARACTER}" for letter in words),
        style=style,
    )


def table(*columns: str, title: str = "") -> Table:
    """Begin a table."""
    begun = Table(
        title=plain(title) if title else None,
        title_justify="left",
        title_style="bold",
        box=box.SIMPLE_HEAD,
        pad_edge=False,
    )
    for at, column in enumerate(columns):
        begun.add_column(plain(column), overflow="fold", no_wrap=at == 0)
    return begun


def fill(begun: Table, rows: Iterable[Iterable[object]]) -> Table:
    """Add rows of plain values."""
    for row in rows:
        begun.add_row(*(value if isinstance(value, Text) else plain(value) for value in row))
    return begun


def pairs(rows: Iterable[tuple[str, object]], title: str = "") -> Table:
    """Make a table of names and values."""
    begun = Table(
        title=plain(title) if title else None,
        title_justify="left",
        title_style="bold",
        box=None,
        show_header=False,
        pad_edge=False,
    )
    begun.add_column(style="dim")
    begun.add_column(overflow="fold")
    return fill(begun, rows)


def print_json(value: object) -> None:
    """JSON for a program: UTF-8 whatever the locale, indented so that a person can look too."""
    write(json_bytes(value, indent=2))


def json_bytes(value: object, indent: int | None = None) -> bytes:
    """One JSON text and a newline. Half a surrogate pair, which UTF-8 cannot hold, is written as its JSON escape."""
    return (json.dumps(value, ensure_ascii=False, indent=indent) + "\n").encode("utf-8", "backslashreplace")


def write(content: bytes) -> None:
    """Bytes on stdout, now: whatever follows is known to be read, or not."""
    sys.stdout.flush()
    sys.stdout.buffer.write(content)
    sys.stdout.buffer.flush()


def let_go_of_stdout() -> None:
    """Nobody reads it any more: Python, too, is not to try again when it ends."""
    with suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)


# ── errors ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def complain(error: MedguardError) -> None:
    """Say what happened and what to do. Messages of the library are English, and often end with the remedy."""
    message = say(str(error), getattr(error, "message_zh", "") or str(error))
    remedy = say(error.remedy, error.remedy_zh or error.remedy)
    _warn(message, "bold red")
    if remedy and remedy not in message:
        err().print(plain(remedy), soft_wrap=True)


def complain_of_fault(error: Exception) -> None:
    """Say what kind of error it was and where: its message may quote what it choked on."""
    from medguard.log import place_of  # noqa: PLC0415  loads structlog

    name, place = type(error).__name__, place_of(error) or "?"
    _warn(say(f"A fault in medguard: {name} in {place}.", f"medguard 内部错误：{name}，位于 {place}。"), "bold red")
    report = "Report it with this line, which quotes nothing of your data."
    err().print(plain(say(report, "请连同上一行上报（其中不含您的数据）。")), soft_wrap=True)


def warn(english: str, chinese: str) -> None:
    """Tell the person something beside the result."""
    _warn(say(english, chinese), "yellow")


def _warn(words: str, style: str) -> None:
    err().print(Text.assemble(("medguard: ", style), plain(words)), soft_wrap=True)


# ── reading ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@contextmanager
def opened(file: str, what: str = "The file", what_zh: str = "文件") -> Iterator[BinaryIO]:
    """Open the file that was asked for, or stdin, for reading bytes."""
    if file == STANDARD:
        yield sys.stdin.buffer
        return
    with ExitStack() as open_files:
        try:
            source = open_files.enter_context(Path(file).open("rb"))
        except (OSError, ValueError):  # ValueError: a null byte in the name
            raise Mistake(
                f"{what} cannot be opened.",
                f"无法打开{what_zh}。",
                remedy="Check that it exists and that you may read it; - stands for stdin.",
                remedy_zh="请检查文件是否存在、是否有读取权限；- 表示标准输入。",
            ) from None
        yield source


def read_bytes(file: str, what: str = "The file", what_zh: str = "文件") -> bytes:
    """Everything that stands in a file, or comes from stdin."""
    with opened(file, what, what_zh) as source:
        return source.read()


def read_text(file: str) -> str:
    """Everything, as UTF-8; not a character is changed."""
    try:
        return read_bytes(file).decode("utf-8")
    except UnicodeDecodeError:
        raise Mistake(
            "The text is not UTF-8.",
            "文本不是 UTF-8 编码。",
            remedy="Save it as UTF-8, or convert it: iconv -f GB18030 -t UTF-8",
            remedy_zh="请以 UTF-8 保存，或先转换：iconv -f GB18030 -t UTF-8",
        ) from None
