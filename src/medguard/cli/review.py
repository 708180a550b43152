"""``medguard review``: replies that wait for a person: look at one, let it go, change it, or refuse it. Every act is a record."""

# ruff: noqa: PLC0415 -- what is heavy is loaded by the command that needs it, so that --help answers at once

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from medguard.cli.show import (
    DEFAULT_PROFILE,
    AsJson,
    AtDatabase,
    FromProfile,
    InLanguage,
    Mistake,
    err,
    fill,
    out,
    plain,
    print_json,
    read_text,
    say,
    table,
    write,
)

if TYPE_CHECKING:
    from medguard.review import Desk, Item, Reading, Verdict
    from medguard.reviews import Freed

app = typer.Typer(
    name="review",
    no_args_is_help=True,
    help="Replies that wait for a person.",
    epilog="Example: medguard review show 6f0c --reviewer dr-0042",
)

_Which = Annotated[str, typer.Argument(metavar="ID", help="The exchange's id, or its beginning; medguard review list.")]
_Reviewer = Annotated[str, typer.Option(metavar="REF", help="Who looks at it: a reference of the registry.")]
_To = Annotated[
    Path | None,
    typer.Option(
        "--out",
        help="Write the reply to a file, too; its marks go beside it, to FILE.headers.json.",
        show_default="the caller alone gets it",
    ),
]
_WithReply = Annotated[bool, typer.Option("--json", help="Print the reply and its marks as one JSON object.")]


@app.command("list", epilog="Example: medguard review list --reviewer dr-0042")
def list_all(
    *,
    reviewer: Annotated[
        str | None, typer.Option(metavar="REF", help="Only what this reviewer may look at.", show_default="everything")
    ] = None,
    database: AtDatabase = None,
    profile: FromProfile = DEFAULT_PROFILE,
    as_json: AsJson = False,
    _lang: InLanguage = None,
) -> None:
    """Show what waits, the most urgent first. Nothing of the replies is read."""
    with _desk(profile, database) as desk:
        waiting = desk.waiting(reviewer)
        found = waiting.items
        if waiting.lost:
            lost = say(
                f"Of {waiting.lost} more held replies nothing can be read: their files are gone, or were sealed with another key.",
                f"另有 {waiting.lost} 条暂留回复无法读取：文件已不存在，或以其他密钥加密。",
            )
            err().print(plain(lost), soft_wrap=True)
        if as_json:
            print_json([_about(item) for item in found])
        elif not found:
            out().print(plain(say("Nothing waits.", "没有待复核的回复。")))
        else:
            begun = table(
                say("Id", "编号"),
                say("Due", "应处理于"),
                say("Specialty", "专科"),
                say("Held by", "暂留规则"),
                say("What it is", "内容类型"),
                say("Application", "应用"),
                say("State", "状态"),
            )
            rows = (
                (
                    item.id[:12],
                    item.due_at[:16],
                    item.specialty,
                    item.rules[0],
                    ", ".join(item.output_types),
                    item.record.application or "-",
                    _state(item),
                )
                for item in found
            )
            out().print(fill(begun, rows))


@app.command(epilog="Example: medguard review show 6f0c --reviewer dr-0042 > words.txt")
def show(
    *,
    which: _Which,
    reviewer: _Reviewer,
    database: AtDatabase = None,
    profile: FromProfile = DEFAULT_PROFILE,
    as_json: AsJson = False,
    _lang: InLanguage = None,
) -> None:
    """Take a reply and read it: its words on stdout, names restored if you may see them, and why it waits on stderr. That you did is recorded."""
    with _desk(profile, database) as desk:
        reading = desk.take(which, reviewer)
        if as_json:
            print_json(
                {
                    **_about(reading.item),
                    **_why(desk, reading),
                    "words": list(reading.words),
                    "beside": list(reading.beside),
                }
            )
            return
        for line in _reasons(desk, reading):
            err().print(plain(line), soft_wrap=True)
        write("\n\n".join(reading.words).encode("utf-8", "backslashreplace"))


@app.command(epilog="Example: medguard review approve 6f0c --reviewer dr-0042")
def approve(
    *,
    which: _Which,
    reviewer: _Reviewer,
    to: _To = None,
    as_json: _WithReply = False,
    database: AtDatabase = None,
    profile: FromProfile = DEFAULT_PROFILE,
    _lang: InLanguage = None,
) -> None:
    """Let a reply go that you have looked at. The rules are asked again with this reviewer, and the act is recorded before the caller can have it."""
    _one_of(to, as_json=as_json)
    with _desk(profile, database) as desk:
        _may_have_it(desk, reviewer, wanted=to is not None or as_json)
        _tell(desk.approve(which, reviewer), to, as_json=as_json)


@app.command(epilog="Example: medguard review edit 6f0c --reviewer dr-0042 --words words.txt")
def edit(
    *,
    which: _Which,
    reviewer: _Reviewer,
    words: Annotated[
        list[str], typer.Option(metavar="FILE", help="The new words; - is stdin. Again for each further answer.")
    ],
    to: _To = None,
    as_json: _WithReply = False,
    database: AtDatabase = None,
    profile: FromProfile = DEFAULT_PROFILE,
    _lang: InLanguage = None,
) -> None:
    """Give a reply other words and approve it. Every check and rule is asked about them as about the model's."""
    _one_of(to, as_json=as_json)
    said = [read_text(file).strip("\n") for file in words]
    with _desk(profile, database) as desk:
        _may_have_it(desk, reviewer, wanted=to is not None or as_json)
        _tell(desk.edit(which, reviewer, said), to, as_json=as_json)


@app.command(epilog="Example: medguard review refuse 6f0c --reviewer dr-0042 --why unsafe")
def refuse(
    *,
    which: _Which,
    reviewer: _Reviewer,
    why: Annotated[
        str,
        typer.Option(
            metavar="WORD",
            help="wrong, unsafe, incomplete, off_topic, identifies_somebody, not_needed or other; a record holds no sentences.",
        ),
    ],
    database: AtDatabase = None,
    profile: FromProfile = DEFAULT_PROFILE,
    _lang: InLanguage = None,
) -> None:
    """Throw a waiting reply away that you have looked at, and record who did and why."""
    with _desk(profile, database) as desk:
        _tell(desk.refuse(which, reviewer, why), None, as_json=False)  # type: ignore[arg-type]  # the desk looks at it


@app.command("give-back", epilog="Example: medguard review give-back 6f0c --reviewer dr-0042")
def give_back(
    *,
    which: _Which,
    reviewer: _Reviewer,
    database: AtDatabase = None,
    profile: FromProfile = DEFAULT_PROFILE,
    _lang: InLanguage = None,
) -> None:
    """Let somebody else take a reply that you have taken."""
    with _desk(profile, database) as desk:
        desk.give_back(which, reviewer)
    out().print(plain(say("It waits for somebody else.", "已退回，等待他人处理。")))


@app.command(epilog="Example: medguard review changes 4b1d --reviewer dr-0042")
def changes(
    *,
    which: Annotated[str, typer.Argument(metavar="ID", help="The record of the edit; medguard audit list.")],
    reviewer: _Reviewer,
    database: AtDatabase = None,
    profile: FromProfile = DEFAULT_PROFILE,
    _lang: InLanguage = None,
) -> None:
    """Print what a reviewer changed, as JSON, with stand-ins in place of names. That you looked is recorded."""
    with _desk(profile, database) as desk:
        write(desk.changes(which, reviewer) + b"\n")


@app.command(epilog="Example: medguard review webhooks")
def webhooks(
    *,
    database: AtDatabase = None,
    profile: FromProfile = DEFAULT_PROFILE,
    _lang: InLanguage = None,
) -> None:
    """Tell the applications that are to be told now. A running sidecar does it by itself."""
    from medguard.review import webhooks_of

    with _desk(profile, database) as desk:
        those = webhooks_of(desk.settings, desk.held)
        told = those.tell() if those is not None else 0
        if those is not None:
            those.close()
    out().print(plain(say(f"{told} told.", f"已通知 {told} 次。")))


# ── words ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _about(item: Item) -> dict[str, Any]:
    """An item for a program. A test item looks like any other."""
    return {
        "id": item.id,
        "held_at": item.held_at,
        "due_at": item.due_at,
        "specialty": item.specialty,
        "held_by": item.rules[0],
        "output_types": list(item.output_types),
        "application": item.record.application,
        "model": item.record.model,
        "two_persons": item.two,
        "approved_first": item.state.approved_by is not None,
        "claimed_by": item.state.claimed_by,
        "claimed_until": item.state.claimed_until,
        "version": item.state.version,
    }


def _state(item: Item) -> str:
    from medguard.audit.held import written

    taken = item.state.claimed_on(written(datetime.now(UTC))) is not None
    words = [say("taken", "处理中") if taken else say("waits", "待复核")]
    if item.two:
        first = item.state.approved_by is not None
        words.append(say("second person", "待第二人") if first else say("two persons", "须两人"))
    return ", ".join(words)


def _why(desk: Desk, reading: Reading) -> dict[str, Any]:
    findings = [
        {name: one[name] for name in ("check", "status", "kind", "detail", "place", "count")}
        for one in reading.item.document["findings"]
        if one["kind"] or one["status"] != "judged"
    ]
    rules = [
        {**one, "remedy": desk.catalogue.rules[one["rule"]].remedy}
        if one["rule"] in desk.catalogue.rules
        else dict(one)
        for one in reading.item.rulings()
    ]
    return {"names": reading.names, "findings": findings, "rules": rules}


def _reasons(desk: Desk, reading: Reading) -> list[str]:
    item = reading.item
    lines = [f"{item.id}  {item.specialty}  {say('due', '应处理于')} {item.due_at[:16]}"]
    for one in item.rulings():
        info = desk.catalogue.rules.get(one["rule"])
        lines.append(f"{one['rule']}: {one['status']}  {say(info.title, info.title_zh) if info else ''}".rstrip())
    lines += [
        f"{one['check']}: {one['kind'] or one['status']} {one['detail']}".rstrip()
        for one in item.document["findings"]
        if one["kind"] or one["status"] != "judged"
    ]
    if not reading.names:
        lines.append(
            say(
                "Names are not shown to this reviewer; [NAME_1] stands for somebody.",
                "此复核人员无权查看姓名；[NAME_1] 等为替代标识。",
            )
        )
    return lines


def _one_of(to: Path | None, *, as_json: bool) -> None:
    if to is not None and as_json:
        raise Mistake(
            "--out and --json do not go together.",
            "--out 与 --json 不能同时使用。",
            remedy="Give one of the two.",
            remedy_zh="请只使用其中之一。",
        )


def _may_have_it(desk: Desk, reviewer: str, *, wanted: bool) -> None:
    if wanted and not desk.reviewer(reviewer).sees_names(desk.review):
        raise Mistake(
            "The released reply names people, and this reviewer may not see names.",
            "放行的回复含姓名，而此复核人员无权查看。",
            remedy="Leave --out and --json away: the caller gets the reply.",
            remedy_zh="请去掉 --out 与 --json：回复由调用方领取。",
        )


def _tell(verdict: Verdict, to: Path | None, *, as_json: bool) -> None:
    """Say what came of it, and give the reply to whoever asked for it."""
    freed = verdict.freed
    if freed is not None and as_json:
        _print_both(freed)
        return
    if freed is not None and to is not None:
        _keep_both(to, freed)
    words = {
        "approved": say("Approved, and recorded. The caller can have it.", "已放行并记录，调用方可领取。"),
        "approved_first": say("Approved, and recorded. A second person has to, too.", "已批准并记录，尚须第二人批准。"),
        "refused": say("Refused, and recorded.", "已拒绝并记录。"),
        "tested": say("This was a test item; nobody gets it.", "这是一条测试项，不会提供给任何人。"),
    }
    err().print(plain(words[verdict.act]), soft_wrap=True)
    if verdict.tested is not None:
        found = verdict.tested
        told = (
            say("You caught its error.", "您发现了其中的错误。")
            if found.caught
            else say("Its error went by.", "其中的错误未被发现。")
        )
        err().print(plain(f"{told} {say(found.why, found.why_zh)}"), soft_wrap=True)


def _print_both(freed: Freed) -> None:
    """Encoded as UTF-8, ``content`` is the reply byte for byte, which is what its mark is of."""
    print_json({"content": freed.content.decode(), "media_type": freed.media_type, "headers": dict(freed.headers)})


def _keep_both(to: Path, freed: Freed) -> None:
    """The marks first: no reply without them."""
    if freed.headers:
        _keep(to.with_name(f"{to.name}.headers.json"), _indented(freed.headers))
    _keep(to, freed.content)


def _indented(headers: Mapping[str, str]) -> bytes:
    return json.dumps(dict(headers), indent=2).encode()


def _keep(to: Path, content: bytes) -> None:
    """For its owner's eyes: it names people."""
    with os.fdopen(os.open(to, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(content)


def _desk(profile: str, database: str | None) -> AbstractContextManager[Desk]:
    from medguard.review import open_desk

    return open_desk(profile, database)
