"""``medguard library texts``: the texts that a reply must not be copied from; add files, look at what is there, remove."""

# ruff: noqa: PLC0415 -- what is heavy is loaded by the command that needs it, so that --help answers at once

from __future__ import annotations

import csv
import io
import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from medguard.cli.show import (
    DEFAULT_PROFILE,
    AsJson,
    FromProfile,
    InLanguage,
    Mistake,
    err,
    fill,
    out,
    pairs,
    plain,
    print_json,
    read_bytes,
    say,
    table,
    warn,
)

if TYPE_CHECKING:
    from medguard.checks.plagiarism import About, Kind, Library

NO = 1
"""Exit code: the command worked, and some files, or texts, were not what was asked for."""

_SUFFIXES = frozenset((".pdf", ".html", ".htm", ".xhtml", ".docx", ".txt", ".md", ".text"))
_TOLD_EVERY = 2.0
_INDEX_EVERY = 20_000
"""Texts; so much waits at most to be sorted in at once."""

app = typer.Typer(
    name="texts",
    no_args_is_help=True,
    help="Texts that a reply must not be copied from (check plagiarism).",
    epilog="Example: medguard library texts add guidelines/ --licence '© NICE' --library texts.db",
)

AtLibrary = Annotated[
    str | None,
    typer.Option(
        "--library", metavar="FILE", envvar="MEDGUARD_TEXTS", help="The library.", show_default="the profile's"
    ),
]


@app.callback()
def _texts() -> None:
    """Texts that a reply must not be copied from (check plagiarism)."""


@app.command(
    epilog="Example: medguard library texts add ng28.pdf --title 'NG28' --source https://www.nice.org.uk/guidance/ng28"
)
def add(
    *,
    files: Annotated[
        list[Path] | None, typer.Argument(metavar="FILE...", help="PDF, HTML, DOCX or text files, and folders of them.")
    ] = None,
    library: AtLibrary = None,
    title: Annotated[str, typer.Option(help="Its title.", show_default="the file's name")] = "",
    source: Annotated[str, typer.Option(help="Where it is from: a URL, a DOI, a shelf mark.")] = "",
    licence: Annotated[str, typer.Option(help="Under which terms it is held.")] = "",
    kind: Annotated[
        str,
        typer.Option("--as", metavar="protected|label|boilerplate", help="What it is; the last two are never a fault."),
    ] = "protected",
    listed: Annotated[
        str | None,
        typer.Option(
            "--list", metavar="CSV", help="Files with their own data: columns file, title, source, licence, as."
        ),
    ] = None,
    profile: FromProfile = DEFAULT_PROFILE,
    _lang: InLanguage = None,
) -> None:
    """Add files. What is there already is passed over, so an import that was interrupted is simply begun again.

    A file that cannot be read is named, and the others are added.
    """
    from medguard.checks.plagiarism import About, Library

    wanted = [
        *(
            (path, About(title=title or path.stem, source=source, licence=licence, kind=_kind(kind)))
            for path in _found(files or [])
        ),
        *(_rows(listed) if listed is not None else ()),
    ]
    if not wanted:
        raise Mistake(
            "No file is named.",
            "未指定文件。",
            remedy="Name files or folders, or a CSV with --list.",
            remedy_zh="请指定文件或目录，或用 --list 给出 CSV 清单。",
        )
    with Library.open(_path(library, profile), write=True) as kept:
        try:
            added, known, faults = _add(kept, wanted)
        finally:
            kept.index()  # also what an earlier run has left
    out().print(
        pairs(
            [
                (say("added", "新增"), added),
                (say("there already", "已存在"), known),
                (say("not readable", "无法读取"), faults),
            ]
        )
    )
    if faults:
        raise typer.Exit(NO)


@app.command("list", epilog="Example: medguard library texts list --json")
def list_texts(
    *,
    library: AtLibrary = None,
    profile: FromProfile = DEFAULT_PROFILE,
    as_json: AsJson = False,
    _lang: InLanguage = None,
) -> None:
    """Show every text with its id, which is what findings name."""
    from medguard.checks.plagiarism import Library

    with Library.open(_path(library, profile)) as kept:
        documents = kept.documents()
    if as_json:
        print_json(
            [
                {"id": one.id, **asdict(one.about), "characters": one.characters, "added_at": one.added_at}
                for one in documents
            ]
        )
        return
    columns = say("id title as licence source characters added", "编号 标题 类别 许可 来源 字数 添加时间").split()
    rows = (
        (one.id, one.about.title, one.about.kind, one.about.licence, one.about.source, one.characters, one.added_at)
        for one in documents
    )
    out().print(fill(table(*columns), rows) if documents else plain(say("No texts.", "没有文本。")))


@app.command(epilog="Example: medguard library texts remove t3f9a1c2b4d5e")
def remove(
    *,
    ids: Annotated[list[str], typer.Argument(metavar="ID...", help="Ids, as list shows them.")],
    library: AtLibrary = None,
    profile: FromProfile = DEFAULT_PROFILE,
    _lang: InLanguage = None,
) -> None:
    """Forget texts, with everything that was kept of them."""
    from medguard.checks.plagiarism import Library

    path = _path(library, profile)
    with Library.open(path):  # to remove does not begin a library
        pass
    with Library.open(path, write=True) as kept:
        gone = [kept.remove(one) for one in ids]
    out().print(pairs([(say("removed", "已删除"), sum(gone)), (say("not there", "不存在"), len(gone) - sum(gone))]))
    if not all(gone):
        raise typer.Exit(NO)


# ── what was asked for ───────────────────────────────────────────────────────────────────────────────────────────────


def _path(library: str | None, profile: str) -> str:
    from medguard.profile import read_profile

    if library is not None:
        return library
    asked = read_profile(profile).checks.plagiarism
    if asked is None or asked.library is None:
        raise Mistake(
            "No library is named, and the profile has none.",
            "未指定文本库，配置中也没有。",
            remedy="Say --library FILE, or set checks.plagiarism.library in the profile.",
            remedy_zh="请用 --library 指定，或在配置中填写 checks.plagiarism.library。",
        )
    return asked.library


def _kind(words: str) -> Kind:
    from medguard.checks.plagiarism import KINDS

    for kind in KINDS:
        if kind == words:
            return kind
    raise Mistake(
        "There is no such kind of text.",
        "没有该类别的文本。",
        remedy="Kinds are protected, label (a drug's label) and boilerplate (what everybody may write).",
        remedy_zh="可用类别：protected（受保护）、label（药品说明书）、boilerplate（通用套话）。",
    )


def _found(files: Iterable[Path]) -> Iterator[Path]:
    """Files as they are named, and in folders those that look like texts."""
    for path in files:
        if path.is_dir():
            yield from sorted(each for each in path.rglob("*") if each.suffix.lower() in _SUFFIXES and each.is_file())
        else:
            yield path


def _rows(listed: str) -> Iterator[tuple[Path, About]]:
    from medguard.checks.plagiarism import About

    try:
        content = read_bytes(listed, "The list", "清单").decode("utf-8-sig")
        rows = list(csv.DictReader(io.StringIO(content, newline="")))
    except (UnicodeDecodeError, csv.Error):
        rows = []
    if not rows or not all(row.get("file") for row in rows):
        raise Mistake(
            "The list has no column file, or a row without one.",
            "清单缺少 file 列，或有行未填写。",
            remedy="Save it as CSV in UTF-8 with the columns file, title, source, licence, as.",
            remedy_zh="请保存为 UTF-8 的 CSV，列名为 file、title、source、licence、as。",
        )
    for row in rows:
        path = Path(row["file"])
        about = About(
            title=row.get("title") or path.stem,
            source=row.get("source") or "",
            licence=row.get("licence") or "",
            kind=_kind(row.get("as") or "protected"),
        )
        yield path, about


def _add(kept: Library, wanted: list[tuple[Path, About]]) -> tuple[int, int, int]:
    """Add one after the other; tell how many are new, were there, and could not be read."""
    from medguard.checks.plagiarism.library import TextError
    from medguard.checks.plagiarism.readers import FileError, text_of

    added = known = faults = 0
    told = time.monotonic()
    for number, (path, about) in enumerate(wanted, 1):
        try:
            _, new = kept.add(text_of(path), about)
        except (FileError, TextError) as error:
            faults += 1
            name = path.name
            warn(f"{name}: {error} {error.remedy}", f"{name}：{error.message_zh}{error.remedy_zh}")
            continue
        added, known = added + new, known + (not new)
        if new and added % _INDEX_EVERY == 0:
            kept.index()
        if time.monotonic() - told > _TOLD_EVERY and sys.stderr.isatty():
            told = time.monotonic()
            err().print(plain(say(f"{number} of {len(wanted)} files …", f"已处理 {number}/{len(wanted)} 个文件……")))
    return added, known, faults
