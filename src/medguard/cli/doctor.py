"""``medguard doctor``: what is wrong with an installation, and what to do."""

# ruff: noqa: PLC0415 -- what is heavy is loaded by the command that needs it, so that --help answers at once

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Final

import typer

from medguard.cli.serve import UPSTREAM_VARIABLE, checked_listen, checked_upstream
from medguard.cli.show import (
    DEFAULT_PROFILE,
    AsJson,
    AtDatabase,
    FromProfile,
    InLanguage,
    out,
    plain,
    print_json,
    say,
)

if TYPE_CHECKING:
    from medguard.doctor import Seen


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command(epilog="Example: medguard doctor --profile ./mine.yaml --upstream https://your-model.example")(doctor)


def doctor(
    *,
    profile: FromProfile = DEFAULT_PROFILE,
    database: AtDatabase = None,
    upstream: Annotated[
        str | None,
        typer.Option(
            metavar="URL",
            envvar=UPSTREAM_VARIABLE,
            help="The model's server: a connection is made to it, and no word is sent.",
            show_default="not looked at",
        ),
    ] = None,
    listen: Annotated[
        str | None,
        typer.Option(metavar="HOST:PORT", help="Where the sidecar is to listen.", show_default="not looked at"),
    ] = None,
    as_json: AsJson = False,
    lang: InLanguage = None,  # noqa: ARG001  its callback speaks
) -> None:
    """Look an installation over: what is wrong, and what to do. Changes nothing. Exit code 1 if something does not work."""
    where = checked_upstream(upstream) if upstream else None
    port = checked_listen(listen) if listen else None
    from medguard.doctor import Verdict, examine

    every: list[Seen] = []
    for seen in examine(profile, database=database, upstream=where, listen=port):
        every.append(seen)
        if not as_json:
            _show(seen)
    ill = sum(seen.verdict is Verdict.ILL for seen in every)
    doubts = sum(seen.verdict is Verdict.DOUBT for seen in every)
    if as_json:
        print_json({"well": not ill, "seen": [asdict(seen) for seen in every]})
    elif ill:
        out().print(
            plain(say(f"{ill} to mend, {doubts} to look at.", f"{ill} 项须修复，{doubts} 项需留意。"), "bold red")
        )
    else:
        out().print(plain(say(f"All works; {doubts} to look at.", f"一切正常；{doubts} 项需留意。"), "bold green"))
    raise typer.Exit(1 if ill else 0)


_SIGNS: Final = {"well": ("✓", "green"), "doubt": ("?", "yellow"), "ill": ("✗", "bold red")}


def _show(seen: Seen) -> None:
    sign, style = _SIGNS[seen.verdict.value]
    line = plain(f"{sign} {seen.what:<11} ", style)
    line.append_text(plain(say(seen.says, seen.says_zh)))
    out().print(line, soft_wrap=True)
    if remedy := say(seen.remedy, seen.remedy_zh):
        out().print(plain(f"{'':14}{remedy}"), soft_wrap=True)
