"""``medguard review``: replies that a rule holds for a person: look at one, let it go, or refuse it. Every act is a record."""

# ruff: noqa: PLC0415 -- what is heavy is loaded by the command that needs it, so that --help answers at once

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from medguard.cli.show import (
    DEFAULT_PROFILE,
    AtDatabase,
    FromProfile,
    InLanguage,
    Mistake,
    out,
    plain,
    print_json,
    say,
    write,
)

if TYPE_CHECKING:
    from medguard.again import Desk
    from medguard.reviews import HeldReply

app = typer.Typer(
    name="review",
    no_args_is_help=True,
    help="Replies that wait for a person.",
    epilog="Example: medguard review approve 6f0c --reviewer dr-0042 --out reply.json",
)

_Which = Annotated[
    str, typer.Argument(metavar="ID", help="The exchange's id, or its beginning; medguard audit list --outcome held.")
]
_Reviewer = Annotated[str, typer.Option(metavar="REF", help="Who looks at it: a reference of the registry.")]


@app.command(epilog="Example: medguard review show 6f0c --reviewer dr-0042")
def show(
    *,
    which: _Which,
    reviewer: _Reviewer,
    database: AtDatabase = None,
    profile: FromProfile = DEFAULT_PROFILE,
    _lang: InLanguage = None,
) -> None:
    """Write the waiting reply to stdout, names restored. That you did is recorded."""
    with _desk(profile, database) as desk:
        write(desk.show(which, reviewer).content)


@app.command(epilog="Example: medguard review approve 6f0c --reviewer dr-0042 --out reply.json")
def approve(
    *,
    which: _Which,
    reviewer: _Reviewer,
    to: Annotated[
        Path | None,
        typer.Option(
            "--out",
            help="Where to write the reply; its marks go beside it, to FILE.headers.json.",
            show_default="stdout",
        ),
    ] = None,
    as_json: Annotated[
        bool,
        typer.Option("--json", help="Print the reply and its marks as one JSON object; stdout alone has no marks."),
    ] = False,
    database: AtDatabase = None,
    profile: FromProfile = DEFAULT_PROFILE,
    _lang: InLanguage = None,
) -> None:
    """Let a reply go. The rules are asked again with this reviewer, and the act is recorded before anything is written."""
    if to is not None and as_json:
        raise Mistake(
            "--out and --json do not go together.",
            "--out 与 --json 不能同时使用。",
            remedy="Give one of the two.",
            remedy_zh="请只使用其中之一。",
        )
    with _desk(profile, database, marked=to is not None or as_json) as desk:
        if to is not None:
            desk.approve(which, reviewer, partial(_keep_both, to))
        else:
            desk.approve(which, reviewer, _print_both if as_json else lambda held, _marks: write(held.content))


def _print_both(held: HeldReply, marks: Mapping[str, str]) -> None:
    """Encoded as UTF-8, ``content`` is the reply byte for byte, which is what its mark is of."""
    print_json({"content": held.content.decode(), "media_type": held.media_type, "headers": dict(marks)})


def _keep_both(to: Path, held: HeldReply, marks: Mapping[str, str]) -> None:
    """The marks first: no reply without them."""
    if marks:
        _keep(to.with_name(f"{to.name}.headers.json"), json.dumps(dict(marks), indent=2).encode())
    _keep(to, held.content)


def _keep(to: Path, content: bytes) -> None:
    """For its owner's eyes: it names people."""
    with os.fdopen(os.open(to, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(content)


@app.command(epilog="Example: medguard review refuse 6f0c --reviewer dr-0042")
def refuse(
    *,
    which: _Which,
    reviewer: _Reviewer,
    database: AtDatabase = None,
    profile: FromProfile = DEFAULT_PROFILE,
    _lang: InLanguage = None,
) -> None:
    """Throw a waiting reply away, and record who did."""
    with _desk(profile, database) as desk:
        desk.refuse(which, reviewer)
    out().print(plain(say("Refused, and recorded.", "已拒绝并记录。")))


@contextmanager
def _desk(profile: str, database: str | None, *, marked: bool = False) -> Iterator[Desk]:
    from medguard.again import Desk
    from medguard.audit.registry import open_registry
    from medguard.guard import database_url, ledger_of, marker_of, prepare, reviews_of
    from medguard.profile import read_profile

    settings = read_profile(profile)
    reviews = reviews_of(settings)
    if reviews is None:
        raise Mistake(
            "The profile has no section review:, so no reply waits anywhere.",
            "配置中没有 review: 部分，不存在待复核的回复。",
            remedy="Add review: with folder:, and give the key in MEDGUARD_KEY.",
            remedy_zh="请添加 review: 并填写 folder:，同时通过 MEDGUARD_KEY 提供密钥。",
        )
    url = database_url(database, settings)
    prepared = prepare(settings)
    ledger, registry = ledger_of(settings, url), open_registry(url)
    try:
        yield Desk(
            settings=settings,
            rules=prepared.rules,
            ledger=ledger,
            registry=registry,
            reviews=reviews,
            marks=marker_of(settings) if marked else None,
        )
    finally:
        for one in (ledger, registry, prepared.rules):
            one.close()
