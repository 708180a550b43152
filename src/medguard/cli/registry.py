"""``medguard registry``: what the institution vouches for, imported from its own systems, looked at, and asked for before it ends."""

# ruff: noqa: PLC0415 -- what is heavy is loaded by the command that needs it, so that --help answers at once

from __future__ import annotations

import csv
import difflib
import hashlib
import io
import json
from collections import Counter
from datetime import date, datetime
from pathlib import PurePath
from typing import TYPE_CHECKING, Annotated, Any

import typer

from medguard.cli.show import (
    DEFAULT_PROFILE,
    STANDARD,
    AsJson,
    AtDatabase,
    FromProfile,
    InFile,
    InLanguage,
    Mistake,
    database_of,
    err,
    fill,
    out,
    pairs,
    plain,
    print_json,
    read_bytes,
    say,
    table,
    write,
)

if TYPE_CHECKING:
    from medguard.audit.registry import Column, Fault, Kept

app = typer.Typer(
    name="registry",
    no_args_is_help=True,
    help="Licences, filings, certificates and consents that the rules look up.",
    epilog="Example: medguard registry show --expiring 60",
)

_KINDS = "institution, filing, stop_trigger, actor, training, authorisation, patient, consent or incident."
_MOST = 50
"""Faults that are named at once."""

OfKind = Annotated[str | None, typer.Option("--kind", metavar="KIND", help=_KINDS)]


@app.callback()
def _registry() -> None:
    """Licences, filings, certificates and consents that the rules look up."""


@app.command("import", epilog="Example: medguard registry import training.csv --kind training --dry-run")
def import_file(
    *,
    file: InFile,
    kind: OfKind = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Read and check only; keep nothing.")] = False,
    database: AtDatabase = None,
    profile: FromProfile = DEFAULT_PROFILE,
    _lang: InLanguage = None,
) -> None:
    """Import a CSV or JSON file in UTF-8: every row, or none if one is wrong.

    A newer entry of the same kind, subject and code counts from its first day on; the older one stays in the history. No names: people appear under
    pseudonymous identifiers.
    """
    from medguard.audit.registry import KIND_ZH, Source, open_registry, read_entries

    content = read_bytes(file)
    found = read_entries(content, kind=_kind(kind))
    if found.faults:
        raise _wrong(found.faults)
    digest = hashlib.sha256(content).hexdigest()
    rows: list[tuple[str, object]] = [
        (say(name, KIND_ZH[name]), count) for name, count in Counter(one.kind for one in found.entries).items()
    ]
    if not dry_run:
        source = Source(name="stdin" if file == STANDARD else PurePath(file).name, sha256=digest)
        with open_registry(database_of(database, profile)) as registry:
            imported = registry.add(found.entries, source)
        rows += [(say("added", "新增"), imported.added), (say("unchanged", "未变"), imported.unchanged)]
    out().print(pairs([*rows, (say("SHA-256 of the file", "文件 SHA-256"), digest)]))
    if dry_run:
        out().print(plain(say("All rows are right. Nothing was kept.", "各行均正确，未写入任何内容。")))


@app.command(epilog="Example: medguard registry show --kind training --expiring 60")
def show(
    *,
    kind: OfKind = None,
    subject: Annotated[str | None, typer.Option(metavar="S", help="Only entries about this subject.")] = None,
    on: Annotated[
        str | None, typer.Option("--on", metavar="DAY", help="Only what is valid on this day, like 2026-11-25.")
    ] = None,
    days: Annotated[
        int | None,
        typer.Option("--expiring", metavar="DAYS", min=0, max=36_500, help="Only what ends within so many days."),
    ] = None,
    database: AtDatabase = None,
    profile: FromProfile = DEFAULT_PROFILE,
    as_json: AsJson = False,
    _lang: InLanguage = None,
) -> None:
    """Show the entries with their whole history, and what each of them is today or on another day.

    With --expiring only what ends soon and is not renewed yet.
    """
    from medguard.audit.registry import expiring, list_entries

    day = _day(on) if on is not None else datetime.now().astimezone().date()
    entries = list_entries(database_of(database, profile), day=day, kind=_kind(kind), subject=subject)
    if days is not None:
        entries = expiring(entries, day=day, days=days)
    elif on is not None:
        entries = tuple(one for one in entries if one.state == "valid")
    if as_json:
        print_json([_shown(one) for one in entries])
    else:
        _print_entries(entries)


@app.command(epilog="Example: medguard registry template training > training.csv")
def template(*, kind: Annotated[str, typer.Argument(metavar="KIND", help=_KINDS)], _lang: InLanguage = None) -> None:
    """Write an empty CSV to fill in, in the reader's language; what may stand in each column is said on stderr."""
    from medguard.audit.registry import KINDS, column_zh

    name = _kind(kind) or kind
    columns = KINDS[name].columns
    header = io.StringIO()
    csv.writer(header).writerow(say(column.name, column_zh(name, column.name)) for column in columns)
    # With the mark at its beginning a spreadsheet takes the file for UTF-8, and saves it so.
    write(header.getvalue().encode("utf-8-sig"))
    rows = ((column.name, column_zh(name, column.name), _what(name, column)) for column in columns)
    err().print(fill(table(*say("column 中文 what", "列名 中文 填写内容").split()), rows))


# ── printing ─────────────────────────────────────────────────────────────────────────────────────────────────────────

_STYLES = {"valid": "green", "expired": "red", "future": "yellow", "superseded": "dim"}


def _shown(one: Kept) -> dict[str, Any]:
    entry = one.entry
    return {
        "id": one.id,
        "kind": entry.kind,
        "subject": entry.subject,
        "code": entry.code or None,
        "state": one.state,
        "valid_from": entry.valid_from,
        "valid_until": entry.valid_until,
        "facts": _facts(entry.facts),
        "imported_at": one.imported_at,
        "source": {"name": one.source.name, "sha256": one.source.sha256},
    }


def _facts(document: str) -> dict[str, Any]:
    try:
        return dict(json.loads(document))
    except (ValueError, TypeError, RecursionError):  # somebody has edited it; facts_on refuses it
        return {}


def _print_entries(entries: tuple[Kept, ...]) -> None:
    from medguard.audit.registry import KIND_ZH

    if not entries:
        out().print(plain(say("No entries.", "没有条目。")))
        return
    states = {
        "valid": say("valid", "有效"),
        "expired": say("expired", "已过期"),
        "future": say("not yet", "尚未生效"),
        "superseded": say("superseded", "已被取代"),
    }
    columns = say(
        "kind subject code state from until facts imported source", "类别 编号 代码 状态 自 至 事实 导入时间 来源"
    ).split()
    rows = (
        (
            say(one.entry.kind, KIND_ZH.get(one.entry.kind, one.entry.kind)),
            one.entry.subject,
            one.entry.code,
            plain(states[one.state], _STYLES[one.state]),
            one.entry.valid_from,
            one.entry.valid_until,
            ", ".join(f"{name}={json.dumps(v, ensure_ascii=False)}" for name, v in _facts(one.entry.facts).items()),
            str(one.imported_at)[:19],
            one.source.name,
        )
        for one in entries
    )
    out().print(fill(table(*columns), rows))


def _what(kind: str, column: Column) -> str:
    """Say what may stand in a column."""
    from medguard.audit.registry import HERE, KINDS, word_zh

    words: str
    if column.own_kind:
        words = say(
            f"none, if it is known that there are none; else nothing here, and entries of the kind {column.own_kind}",
            f"确知没有时填“无”；否则留空，并以 {column.own_kind} 类别单独登记",
        )
    elif column.words:
        words = say(" | ".join(column.words), "、".join(map(word_zh, column.words)))
    elif column.name == "subject":
        words = say("pseudonymous identifier, no name", "假名化编号，不得填写姓名")
    elif column.shape is bool:
        words = say("true | false", "是、否")
    elif column.shape is int:
        words = say("whole number", "整数")
    elif column.shape is date:
        never = say("; never: not so far", "；从未：尚未发生") if column.field else ""
        border = say("; empty: no border", "；留空：不限") if not column.field else ""
        words = say("day, like 2026-08-02", "日期，如 2026-08-02") + never + border
    elif column.several:
        words = say("texts with ; between them; none: known to be empty", "文字，以、或；分隔；无：确知没有")
    elif column.needed:
        words = say("code, like G10", "代码，如 G10")
    else:
        words = say("text", "文字")
    if KINDS[kind].about is None and column is KINDS[kind].columns[0]:
        words += say(f" (the subject is always {HERE})", f"（对象始终为 {HERE}，无需填写）")
    return words + (say("; needed", "；必填") if column.needed else "")


# ── what was asked for ───────────────────────────────────────────────────────────────────────────────────────────────


def _kind(words: str | None) -> str | None:
    from medguard.audit.registry import KIND_ZH, KINDS, kind_named

    if words is None or (named := kind_named(words)):
        return words and named
    [nearest] = difflib.get_close_matches(words, [*KINDS, *KIND_ZH.values()], n=1, cutoff=0.0)
    raise Mistake(
        f"There is no such kind of entry; did you mean {nearest}?",
        f"没有该类别，您是否想写 {nearest}？",
        remedy=f"Kinds are {_KINDS}",
        remedy_zh=f"可用类别：{'、'.join(KIND_ZH.values())}。",
    )


def _day(words: str) -> date:
    from medguard.audit.registry import is_day

    if is_day(words):
        return date.fromisoformat(words)
    raise Mistake(
        "--on is no day of the calendar.",
        "--on 不是有效日期。",
        remedy="Write it like 2026-11-25.",
        remedy_zh="请按 2026-11-25 的形式填写。",
    )


def _wrong(faults: tuple[Fault, ...]) -> Mistake:
    """Name every row that is not right, its field, and what to do."""
    many = len(faults)
    english = [f"Nothing was imported: {many} {'things are' if many > 1 else 'thing is'} wrong with the file."]
    chinese = [f"未导入任何内容：文件中有 {many} 处问题。"]
    for fault in faults[:_MOST]:
        told = fault.misfit
        english.append(f"line {fault.line}{fault.column and f', {fault.column}'}: {told.what}. {told.remedy}")
        chinese.append(f"第 {fault.line} 行{fault.column and f'，{fault.column_zh}'}：{told.what_zh}。{told.remedy_zh}")
    if many > _MOST:
        english.append(f"… and {many - _MOST} more.")
        chinese.append(f"……另有 {many - _MOST} 处。")
    return Mistake(
        "\n".join(english),
        "\n".join(chinese),
        remedy="Correct these lines and import the file again.",
        remedy_zh="请更正上述各行后重新导入。",
    )
