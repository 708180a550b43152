"""``medguard report``: documents for officers and authorities, each with its proof inside; and whether one that was made is still true."""

# ruff: noqa: PLC0415 -- what is heavy is loaded by the command that needs it, so that --help answers at once

from __future__ import annotations

import json
import os
from contextlib import suppress
from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta, tzinfo
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import typer
from typer.core import TyperGroup

from medguard.cli.show import (
    DEFAULT_PROFILE,
    AsJson,
    AtDatabase,
    FromProfile,
    InLanguage,
    Mistake,
    complain,
    database_of,
    fill,
    out,
    pairs,
    plain,
    print_json,
    read_bytes,
    say,
    table,
    warn,
    write,
)
from medguard.errors import AuditError, ProfileError

if TYPE_CHECKING:
    from medguard.audit import Verifier
    from medguard.report.document import Report
    from medguard.report.make import Profiled

FALSE = 1
"""Exit code: the log does not verify, or the report is not what it says."""


class Named(TyperGroup):
    """``medguard report eu-art50`` is ``medguard report make eu-art50``."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Take what is no command for the name of a report."""
        named = bool(args) and not args[0].startswith("-") and args[0] not in self.commands
        return super().resolve_command(ctx, ["make", *args] if named else args)


class Format(StrEnum):
    """How a report is written."""

    HTML = "html"
    PDF = "pdf"
    DOCX = "docx"
    XLSX = "xlsx"
    CSV = "csv"
    JSON = "json"


class Last(StrEnum):
    """A window that has just ended."""

    WEEK = "week"
    MONTH = "month"


app = typer.Typer(
    name="report",
    cls=Named,
    no_args_is_help=True,
    help="Reports for officers and authorities: medguard report NAME --from DAY --to DAY --out FILE.",
    epilog="Example: medguard report eu-art50 --from 2026-11-01 --to 2026-12-01 --lang zh --out november.pdf",
)

_Keys = Annotated[
    list[str] | None,
    typer.Option(
        "--key",
        metavar="KEY|FILE",
        help="The log's public key, or a file that holds it; may be given more than once.",
        show_default="that of this user's signing key",
    ),
]
_Report = Annotated[
    Path, typer.Argument(metavar="FILE", help="A report: .json, .html or .pdf; of another form the .json beside it.")
]


@app.command("list", epilog="Example: medguard report list --lang zh")
def list_kinds(*, as_json: AsJson = False, _lang: InLanguage = None) -> None:
    """List the reports that there are."""
    from medguard.report.kinds import KINDS

    if as_json:
        print_json(
            [{"name": one.name, "title": one.title, "law": one.law, "purpose": one.purpose} for one in KINDS.values()]
        )
        return
    columns = say("name report for", "名称 报告 用途").split()
    rows = ((one.name, say(one.title[0], one.title[1]), say(one.purpose[0], one.purpose[1])) for one in KINDS.values())
    out().print(fill(table(*columns), rows))


@app.command("make", epilog="Example: medguard report make china-labels --last month --out labels.docx --lang zh")
def make_report(
    *,
    name: Annotated[str, typer.Argument(metavar="NAME", help="Which report: medguard report list.")],
    since: Annotated[
        str | None, typer.Option("--from", metavar="MOMENT", help="The first day, or moment with its zone; else UTC.")
    ] = None,
    until: Annotated[
        str | None, typer.Option("--to", metavar="MOMENT", help="The first day that no longer counts.")
    ] = None,
    last: Annotated[Last | None, typer.Option("--last", help="Instead: the week or month that has ended.")] = None,
    zone: Annotated[
        str | None,
        typer.Option(
            "--zone",
            metavar="ZONE",
            help="In whose days and months that is meant, such as Asia/Shanghai.",
            show_default="UTC",
        ),
    ] = None,
    application: Annotated[
        str | None, typer.Option("--application", help="Only this application's; empty: those that name none.")
    ] = None,
    as_of: Annotated[
        str | None,
        typer.Option(
            "--as-of", metavar="DAY", help="Of which day registry and attestations tell.", show_default="today"
        ),
    ] = None,
    to: Annotated[
        Path | None,
        typer.Option(
            "--out",
            metavar="FILE",
            help="Where to write it; {name}, {from} and {to} in the file's name become the report's and its days.",
            show_default="stdout",
        ),
    ] = None,
    once: Annotated[
        bool, typer.Option("--once", help="Do nothing if that very report is there already: for timers.")
    ] = False,
    form: Annotated[
        Format | None, typer.Option("--format", help="How to write it.", show_default="by the file's ending, or json")
    ] = None,
    whole: Annotated[
        bool | None,
        typer.Option(
            "--verify-all/--verify-checkpoint",
            help="Verify every record of the log first, or its checkpoint and tree alone.",
            show_default="all, up to 100,000 records",
        ),
    ] = None,
    keys: _Keys = None,
    database: AtDatabase = None,
    profile: FromProfile = DEFAULT_PROFILE,
    _lang: InLanguage = None,
) -> None:
    """Write a report of a window of time. Exits with 1 if the log does not verify: the report says so, too."""
    from medguard import __version__
    from medguard.report import queries
    from medguard.report.make import kind_of, make

    kind_of(name)
    first, end, today = _window(since, until, last, zone)
    span = queries.window(first, end, application=application)
    to = _named(to, name, first, end)
    chosen = form or _form_of(to)
    if once and _is_there(to, chosen, name, (span.since, span.until, application)):
        out().print(plain(say(f"It is there already: {to}", f"已存在：{to}")))
        return
    report = make(
        database_of(database, profile),
        name,
        since=first,
        until=end,
        application=application,
        profile=_profiled(profile),
        keys=_keys(keys, profile),
        whole=whole,
        medguard=__version__,
        as_of=as_of or today,
        zone=zone,
    )
    content = printed(report, chosen, "zh" if say("en", "zh") == "zh" else "en")
    if to is None:
        _show(content)
    else:
        if chosen in _BESIDE:  # first, so that no document is without its proof
            _keep(_beside(to), _json(report))
        _keep(to, content)
        if chosen in _BESIDE:
            out().print(
                plain(say(f"Its proof is {to.name}.json: keep both.", f"其证明为 {to.name}.json，请一并保存。"))
            )
    if not report.records:
        warn("The window has no records.", "该时段没有记录。")
    if not report.log.ok:
        warn("The log does not verify: medguard audit verify", "账本未通过验证：medguard audit verify")
        raise typer.Exit(FALSE)


@app.command(epilog="Example: medguard report verify november.pdf --key log.pub --database sqlite:///ledger.db")
def verify(
    *,
    file: _Report,
    keys: _Keys = None,
    offline: Annotated[
        bool, typer.Option("--offline", help="Only digest and signature: no database is at hand.")
    ] = False,
    database: AtDatabase = None,
    profile: FromProfile = DEFAULT_PROFILE,
    as_json: AsJson = False,
    _lang: InLanguage = None,
) -> None:
    """Tell whether a report is as it was made, and, with the database, whether every figure is the same when it is asked again. Exits with 0: yes; 1: no."""
    from medguard import __version__
    from medguard.report.make import check

    result = check(
        sealed_in(file),
        keys=_keys(keys, profile),
        source=None if offline else database_of(database, profile),
        profile=_profiled(profile),
        medguard=__version__,
    )
    if as_json:
        print_json(
            {
                "ok": result.ok,
                "digest": result.digest,
                "signed": result.signed,
                "log_goes_on": result.log_goes_on,
                "same": result.same,
                "differing": result.differing,
                "same_words": result.worded,
                "log_verified_then": result.verified_then,
            }
        )
    else:
        marks = {
            True: plain("✓", "bold green"),
            False: plain("✗", "bold red"),
            None: plain(say("not looked at", "未核对"), "yellow"),
        }
        rows = [
            (say("The digest is that of what it says", "摘要与内容相符"), marks[result.digest]),
            (say("The checkpoint is signed by the log's key", "检查点由账本密钥签名"), marks[result.signed]),
            (say("The log goes on from the checkpoint", "账本延续自该检查点"), marks[result.log_goes_on]),
            (say("Asked again, every figure is the same", "重新查询，各项数字一致"), marks[result.same]),
            (say("and every word", "各项文字一致"), marks[result.worded]),
            (say("The log verified when it was made", "生成时账本通过验证"), marks[result.verified_then]),
        ]
        out().print(pairs(rows))
        if result.differing:
            names = ", ".join(result.differing)
            out().print(plain(say(f"Not the same: {names}", f"不一致：{names}"), "bold red"))
    if not result.ok:
        raise typer.Exit(FALSE)


@app.command(epilog="Example: medguard report records november.pdf rules/3 --out behind.csv")
def records(
    *,
    file: _Report,
    key: Annotated[
        str,
        typer.Argument(
            metavar="KEY", help="A figure's key, or a table's with row, or row and column: rules/3, rules/3/4."
        ),
    ],
    to: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="Where to write the CSV.", show_default="stdout")
    ] = None,
    database: AtDatabase = None,
    profile: FromProfile = DEFAULT_PROFILE,
    _lang: InLanguage = None,
) -> None:
    """Write the exchanges behind a figure as CSV, as the log was when the report was made."""
    import csv
    from io import StringIO

    from medguard.audit.database import reading
    from medguard.report.make import behind_it

    with reading(database_of(database, profile)) as connection:
        found = behind_it(connection, sealed_in(file), key, profile=_profiled(profile))
    written = StringIO(newline="")
    writer = csv.writer(written)
    writer.writerow(["exchange_id", "position"])
    writer.writerows(found)
    content = written.getvalue().encode()
    if to is None:
        _show(content)
    else:
        _keep(to, content)


# ── what is read and written ─────────────────────────────────────────────────────────────────────────────────────────

_BESIDE = frozenset((Format.DOCX, Format.XLSX, Format.CSV))
"""Forms that cannot carry the JSON inside."""


def printed(report: Report, form: Format, lang: Any) -> bytes:
    """The report in a form and a language."""
    from medguard.report import html, office, pdf

    match form:
        case Format.HTML:
            return html.html(report, lang)
        case Format.PDF:
            return pdf.pdf(report, lang)
        case Format.DOCX:
            return office.docx(report, lang)
        case Format.XLSX:
            return office.xlsx(report, lang)
        case Format.CSV:
            return office.table_of_values(report, lang)
        case Format.JSON:
            return _json(report)


def sealed_in(file: Path) -> Any:
    """The JSON of a report, out of whatever form carries it."""
    from medguard.report.html import embedded
    from medguard.report.pdf import attached

    content = read_bytes(str(file))
    try:
        if content.startswith(b"%PDF"):
            return attached(content)
        text = content.decode("utf-8")
        return embedded(text) if text.lstrip().startswith("<") else json.loads(text)
    except (ValueError, RecursionError):
        raise Mistake(
            "There is no report in this file.",
            "该文件中没有报告。",
            remedy="Give the .json, .html or .pdf that medguard report wrote; of a .docx, .xlsx or .csv the .json beside it.",
            remedy_zh="请给出 medguard report 生成的 .json、.html 或 .pdf；.docx、.xlsx、.csv 请用其旁的 .json。",
        ) from None


def _json(report: Report) -> bytes:
    return (json.dumps(report.sealed(), ensure_ascii=False, indent=1) + "\n").encode("utf-8", "backslashreplace")


def _beside(to: Path) -> Path:
    """Where the proof of a document lies that cannot carry it inside."""
    return to.with_name(f"{to.name}.json")


def _named(to: Path | None, name: str, since: str, until: str) -> Path | None:
    if to is None:
        return None
    file = to.name
    for word, value in (("name", name), ("from", since[:10]), ("to", until[:10])):
        file = file.replace(f"{{{word}}}", value)
    return to.with_name(file)


def _is_there(to: Path | None, form: Format, name: str, window: tuple[str, str, str | None]) -> bool:
    """Whether the very report stands there already. Raises Mistake if another does; exits with 1 if it says that the log did not verify."""
    if to is None:
        raise Mistake(
            "--once needs --out: where a report may be already.",
            "--once 须与 --out 同用。",
            remedy="Example: --last month --once --out '/srv/reports/{name}-{from}.pdf'",
            remedy_zh="示例：--last month --once --out '/srv/reports/{name}-{from}.pdf'",
        )
    if not to.exists():
        return False
    try:
        body = sealed_in(_beside(to) if form in _BESIDE else to)["body"]
        said = body["report"], body["window"]["since"], body["window"]["until"], body["window"]["application"]
        verified = body["log"]["ok"] is True
    except (KeyError, TypeError):
        said, verified = None, False
    if said != (name, *window):
        raise Mistake(
            "There is another file of this name, and it is not replaced.",
            "已有同名的其他文件，未予替换。",
            remedy="Name the file by its window: --out '/srv/reports/{name}-{from}.pdf'",
            remedy_zh="请以时段命名文件：--out '/srv/reports/{name}-{from}.pdf'",
        )
    if not verified:
        warn("The log did not verify when it was made.", "生成该报告时账本未通过验证。")
        raise typer.Exit(FALSE)
    return True


def _show(content: bytes) -> None:
    """On stdout. Who no longer reads is no fault, and is seen to elsewhere; a full disk behind it is."""
    try:
        write(content)
    except BrokenPipeError:
        raise
    except OSError:
        raise _unwritten() from None


def _unwritten() -> AuditError:
    return AuditError(
        "The report could not be written.",
        remedy="Choose a folder that exists, with room, in which you may write, and in it a file's name.",
        remedy_zh="报告无法写入。请选择存在、有空间且可写的目录，并在其中指定文件名。",
    )


def _keep(to: Path, content: bytes) -> None:
    """Whole or not at all, and for its owner's eyes."""
    if to.exists() and not to.is_file():  # a device, which would be replaced as if it were a file
        raise _unwritten()
    part = to.with_name(f".{to.name}.{os.getpid()}.part")
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as handle:
            handle.write(content)
        part.replace(to)
    except OSError:
        raise _unwritten() from None
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def _form_of(to: Path | None) -> Format:
    if to is None:
        return Format.JSON
    try:
        return Format(to.suffix.removeprefix(".").lower())
    except ValueError:
        raise ProfileError(
            f"The file's ending says in which form to write: {', '.join(Format)}.",
            remedy="Name a file such as november.pdf, or give --format.",
            remedy_zh=f"文件扩展名决定格式：{'、'.join(Format)}。请使用如 november.pdf 的文件名，或给出 --format。",
        ) from None


def _window(since: str | None, until: str | None, last: Last | None, zone: str | None) -> tuple[str, str, str]:
    """The window, each end with its zone, and today: all of them where ``zone`` says."""
    there = _zone(zone)
    today = datetime.now(there).date()
    if last is not None and since is None and until is None:
        since, until = window_of(last, today)
        last = None
    if last is None and since is not None and until is not None:
        return _zoned(since, there), _zoned(until, there), today.isoformat()
    raise Mistake(
        "Say of which time: --from and --to, or --last.",
        "请指定时段：--from 与 --to，或 --last。",
        remedy="Example: --from 2026-11-01 --to 2026-12-01",
        remedy_zh="示例：--from 2026-11-01 --to 2026-12-01",
    )


def _zone(name: str | None) -> tzinfo:
    try:
        return UTC if name is None else ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise Mistake(
            "There is no such time zone here.",
            "没有该时区。",
            remedy="Name one of the IANA database, such as Asia/Shanghai or Europe/Berlin; where none is known, install the package tzdata.",
            remedy_zh="请使用 IANA 时区名，如 Asia/Shanghai、Europe/Berlin；若均不可用，请安装 tzdata。",
        ) from None


def _zoned(words: str, there: tzinfo) -> str:
    """A moment without a zone is meant where ``--zone`` says. What is no moment is said to be none further on."""
    try:
        moment = datetime.fromisoformat(words)
    except ValueError:
        return words
    return (moment if moment.tzinfo is not None else moment.replace(tzinfo=there)).isoformat()


def window_of(last: Last, today: date) -> tuple[str, str]:
    """The week or month that ended before today."""
    if last is Last.WEEK:
        end = today - timedelta(days=today.weekday())
        return (end - timedelta(days=7)).isoformat(), end.isoformat()
    end = today.replace(day=1)
    return (end - timedelta(days=1)).replace(day=1).isoformat(), end.isoformat()


def _keys(given: list[str] | None, profile: str) -> list[Verifier] | None:
    """The log's public keys; None where nobody gave one and this user has none: then it is said that no signature was checked."""
    from medguard.cli.audit_proofs import keys_of

    if given:
        return keys_of(given, profile)
    try:
        return keys_of(None, profile)
    except AuditError as error:
        complain(error)
        return None


def _profiled(profile: str) -> Profiled:
    from medguard.audit.attestations import manual_id
    from medguard.profile import read_profile
    from medguard.report.book import Control
    from medguard.report.make import Profiled

    settings = read_profile(profile)
    return Profiled(
        name=settings.name,
        sha256=settings.sha256,
        controls=tuple(
            Control(id=manual_id(one.what), what=(one.what, one.what_zh), article=one.article)
            for one in settings.manual
        ),
        stated={name: asdict(getattr(settings, name)) for name in ("deployment", "operator", "system", "readings")},
    )
