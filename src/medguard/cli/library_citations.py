"""``medguard library citations``: build the local index of works against which references are checked, add to it, look at it."""

# ruff: noqa: PLC0415 -- what is heavy is loaded by the command that needs it, so that --help answers at once

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from medguard.cli.show import (
    DEFAULT_PROFILE,
    AsJson,
    FromProfile,
    InLanguage,
    Mistake,
    err,
    out,
    pairs,
    plain,
    print_json,
    say,
)

if TYPE_CHECKING:
    from medguard.checks.citations.build import Progress as Told
    from medguard.checks.citations.build import Status

citations = typer.Typer(
    name="citations",
    no_args_is_help=True,
    help="Works that references are checked against (check citations).",
    epilog="Example: medguard library citations build pubmed26n*.xml.gz retraction_watch.csv --index works.db --covers measured",
)

_COVERS = "everything: what is not in it does not exist; measured: where it has nearly every PMID; nothing: a sample."

AtIndex = Annotated[
    Path | None,
    typer.Option(
        "--index", metavar="FILE", envvar="MEDGUARD_CITATIONS", help="The index.", show_default="the profile's"
    ),
]
Sources = Annotated[
    list[Path],
    typer.Argument(
        metavar="SOURCE...",
        help="MEDLINE/PubMed XML, Crossref JSON lines, the Retraction Watch CSV; .gz or not; folders of them.",
    ),
]
Abstracts = Annotated[
    bool,
    typer.Option(
        "--abstracts/--no-abstracts", help="Keep abstracts, with which statements are compared; about half of the size."
    ),
]


@citations.callback()
def _citations() -> None:
    """Works that references are checked against (check citations)."""


@citations.command(
    epilog="Example: medguard library citations build baseline/ retraction_watch.csv --index works.db --covers measured"
)
def build(
    *,
    sources: Sources,
    covers: Annotated[
        str,
        typer.Option(
            metavar="everything|measured|nothing", help=f"What it may say of works that it does not have. {_COVERS}"
        ),
    ],
    index: AtIndex = None,
    abstracts: Abstracts = True,
    profile: FromProfile = DEFAULT_PROFILE,
    _lang: InLanguage = None,
) -> None:
    """Build an index and put it in place when it is whole; until then readers keep the old one.

    A build that was broken off goes on where it was: begin it again with the same sources. --covers is asked for because it decides whether a
    reference that is not found is called fabricated or unresolved.
    """
    from medguard.checks.citations import build as building

    place, chosen = _path(index, profile), _covers(covers)
    files = _found(sources)
    with _shown() as told:
        made = building.build(place, files, covers=chosen, told=told, abstracts=abstracts)
    _print(made)
    _warn(made)


@citations.command(epilog="Example: medguard library citations add pubmed26n1335.xml.gz --index works.db")
def add(
    *,
    sources: Sources,
    covers: Annotated[
        str | None, typer.Option(metavar="everything|measured|nothing", help=_COVERS, show_default="as it was")
    ] = None,
    index: AtIndex = None,
    abstracts: Abstracts = True,
    profile: FromProfile = DEFAULT_PROFILE,
    _lang: InLanguage = None,
) -> None:
    """Add sources, such as the daily files of PubMed: to a copy, which takes the index's place when it is whole."""
    from medguard.checks.citations import build as building

    place, chosen = _path(index, profile), _covers(covers) if covers is not None else None
    files = _found(sources)
    with _shown() as told:
        made = building.add(place, files, covers=chosen, told=told, abstracts=abstracts)
    _print(made)
    _warn(made)


@citations.command(epilog="Example: medguard library citations status --index works.db --json")
def status(
    *, index: AtIndex = None, profile: FromProfile = DEFAULT_PROFILE, as_json: AsJson = False, _lang: InLanguage = None
) -> None:
    """Show what the index holds, from where, and what it may say of works that it does not have."""
    from dataclasses import asdict

    from medguard.checks.citations import build as building

    found = building.status(_path(index, profile))
    if as_json:
        print_json(asdict(found))
    else:
        _print(found)
        _warn(found)


# ── what is asked for ────────────────────────────────────────────────────────────────────────────────────────────────


def _path(index: Path | None, profile: str) -> Path:
    if index is not None:
        return index.expanduser()
    from medguard.profile import read_profile

    settings = read_profile(profile).checks.citations
    if settings is None or settings.index is None:
        raise Mistake(
            "No index is named.",
            "未指定索引文件。",
            remedy="Say --index FILE, or write checks.citations.index in the profile.",
            remedy_zh="请使用 --index 指定文件，或在配置的 checks.citations.index 中填写。",
        )
    return Path(settings.index).expanduser()


def _covers(word: str) -> building_covers:
    from medguard.checks.citations import Covers

    try:
        return Covers(word)
    except ValueError:
        raise Mistake(
            "--covers is none of everything, measured, nothing.",
            "--covers 须为 everything、measured 或 nothing。",
            remedy=f"Choose one: {_COVERS}",
            remedy_zh="everything：索引中没有的即不存在；measured：仅在收录近乎完整的年份；nothing：仅为样本。",
        ) from None


def _found(sources: Sequence[Path]) -> list[Path]:
    files: list[Path] = []
    for source in sources:
        files += (
            sorted(one for one in source.rglob("*") if one.is_file() and not one.name.endswith((".md5", ".txt")))
            if source.is_dir()
            else [source]
        )
    if not files:
        raise Mistake(
            "No source is there.",
            "没有找到数据源。",
            remedy="Name files, or a folder that holds some.",
            remedy_zh="请指定文件，或包含文件的目录。",
        )
    return files


# ── printing ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@contextmanager
def _shown() -> Iterator[Teller]:
    """A bar for each source on a terminal; a line for each elsewhere."""
    console = err()
    with Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=console,
        disable=not console.is_terminal,
    ) as bars:
        known: dict[str, TaskID] = {}

        def told(progress: Told) -> None:
            if not console.is_terminal:
                if progress.bytes >= progress.size:
                    console.print(
                        plain(
                            say(
                                f"{progress.source}: {progress.works:,} works",
                                f"{progress.source}：{progress.works:,} 篇",
                            )
                        )
                    )
                return
            if progress.source not in known:
                known[progress.source] = bars.add_task(plain(progress.source).plain, total=progress.size)
            bars.update(known[progress.source], completed=progress.bytes)

        yield told


def _print(found: Status) -> None:
    dense = f"{found.dense_years[0]}–{found.dense_years[-1]}" if found.dense_years else say("none", "无")
    out().print(
        pairs(
            [
                (say("works", "文献"), f"{found.works:,}"),
                (say("with an abstract", "含摘要"), f"{found.with_about:,}"),
                (say("retracted", "已撤稿"), f"{found.retracted:,}"),
                (say("years", "年份"), f"{found.years[0]}–{found.years[1]}"),
                (say("covers", "覆盖声明"), found.covers.value),
                (say("years with nearly every PMID", "PMID 近乎完整的年份"), dense),
                (say("PMIDs of its span", "PMID 区间收录比例"), f"{found.pmid_share:.1%}"),
                (say("built", "建成时间"), found.built),
                (say("size", "大小"), f"{found.bytes / 1e6:,.1f} MB"),
                *((name, f"{works:,}") for name, works, _ in found.sources),
            ]
        )
    )


def _warn(found: Status) -> None:
    if found.covers.value == "everything" and not found.dense_years:
        err().print(
            plain(
                say(
                    "This index vouches for everything, though it has few of the PMIDs in its span: every real work that it lacks will be called fabricated.",
                    "该索引声明覆盖全部文献，但仅收录区间内少量 PMID：未收录的真实文献都会被判为虚构。",
                ),
                "yellow",
            )
        )


if TYPE_CHECKING:
    from collections.abc import Callable

    from medguard.checks.citations import Covers as building_covers  # noqa: N813  a type, for mypy alone

    Teller = Callable[[Told], None]
