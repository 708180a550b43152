"""``medguard audit erase``, ``hold`` and ``text``: kept text is destroyed, protected from it, or read. The record of each act stays."""

# ruff: noqa: PLC0415 -- what is heavy is loaded by the command that needs it, so that --help answers at once

from __future__ import annotations

from typing import Annotated

import typer

from medguard.cli.audit import app
from medguard.cli.audit_proofs import opened_ledger
from medguard.cli.show import DEFAULT_PROFILE, AtDatabase, FromProfile, InLanguage, Mistake, out, plain, say, write

_By = Annotated[
    str,
    typer.Option("--by", metavar="REF", help="Who asked for it: a reference of the registry, or a word of the house."),
]


@app.command(epilog="Example: medguard audit erase --person pt-0042 --by dpo --reason request")
def erase(
    *,
    exchange: Annotated[str | None, typer.Option("--exchange", metavar="ID", help="The text of this exchange.")] = None,
    person: Annotated[
        str | None,
        typer.Option(
            "--person",
            metavar="REF",
            help="All text about or by this person, and what their pseudonym in records means.",
        ),
    ] = None,
    expired: Annotated[bool, typer.Option("--expired", help="All text whose time is over.")] = False,
    by: _By,
    reason: Annotated[str, typer.Option(help="Why, in a word: request, mistake, retention.")] = "request",
    database: AtDatabase = None,
    profile: FromProfile = DEFAULT_PROFILE,
    _lang: InLanguage = None,
) -> None:
    """Destroy kept text for good, keys and all. Records and proofs stay valid; that it was done is a record itself."""
    if [exchange is not None, person is not None, expired].count(True) != 1:
        raise Mistake(
            "Name one of --exchange, --person and --expired.",
            "请在 --exchange、--person、--expired 中选择一项。",
            remedy="Example: medguard audit erase --exchange 9f3c… --by dpo",
            remedy_zh="示例：medguard audit erase --exchange 9f3c… --by dpo",
        )
    with opened_ledger(database, profile) as ledger:
        if expired:
            count = ledger.erase_expired(by=by)
            out().print(plain(say(f"The text of {count} exchanges is gone.", f"已删除 {count} 次交换的文本。")))
            return
        if exchange is not None:
            receipt = ledger.erase_exchange(exchange, by=by, reason=reason)
        else:
            receipt = ledger.erase_person(str(person), by=by, reason=reason)
    out().print(
        plain(say(f"Erased; record {receipt.position} says so.", f"已删除；第 {receipt.position} 条记录为证。"))
    )


@app.command(epilog="Example: medguard audit hold 6f0c… --matter case-2026-17 --by legal")
def hold(
    *,
    exchange: Annotated[str, typer.Argument(metavar="ID", help="The exchange, by its whole id.")],
    matter: Annotated[str, typer.Option(help="Your own word for the proceedings.")],
    by: _By,
    lift: Annotated[bool, typer.Option("--lift", help="Take the hold back.")] = False,
    database: AtDatabase = None,
    profile: FromProfile = DEFAULT_PROFILE,
    _lang: InLanguage = None,
) -> None:
    """Place a legal hold: the text of this exchange cannot be erased until the hold is lifted."""
    with opened_ledger(database, profile) as ledger:
        receipt = ledger.hold(exchange, matter=matter, by=by, placed=not lift)
    words = ("Lifted", "已解除") if lift else ("On hold", "已冻结")
    out().print(
        plain(say(f"{words[0]}; record {receipt.position} says so.", f"{words[1]}；第 {receipt.position} 条记录为证。"))
    )


@app.command(epilog="Example: medguard audit text 6f0c…")
def text(
    *,
    exchange: Annotated[str, typer.Argument(metavar="ID", help="The exchange, by its whole id.")],
    database: AtDatabase = None,
    profile: FromProfile = DEFAULT_PROFILE,
    _lang: InLanguage = None,
) -> None:
    """Write the kept text of an exchange to stdout, de-identified as it was sent and answered. Needs the institution's key."""
    from medguard.audit import Payloads
    from medguard.guard import database_url
    from medguard.keys import read_key
    from medguard.profile import read_profile

    settings = read_profile(profile)
    kept = Payloads(read_key(settings.phi.key_file), days=settings.ledger.keep_text_days)
    found = kept.read(database_url(database, settings), exchange)
    if found is None:
        raise Mistake(
            "No text of this exchange is kept, or it is erased.",
            "该交换没有保存的文本，或已被删除。",
            remedy="A profile keeps text only with ledger.keep_text; medguard audit list --kind erased shows what was erased.",
            remedy_zh="仅当配置了 ledger.keep_text 才会保存文本；用 medguard audit list --kind erased 查看已删除的内容。",
        )
    write(found.request + b"\n" + found.reply + b"\n")
