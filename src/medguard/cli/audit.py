"""``medguard audit``, which reads the ledger and tells whether it is as it was written, and ``medguard db``, which upgrades it."""

# ruff: noqa: PLC0415 -- what is heavy is loaded by the command that needs it, so that --help answers at once

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from medguard.cli.audit_wanted import (
    ByApplication,
    ByFinding,
    ByKind,
    ByModel,
    ByOutcome,
    ByPatient,
    ByReviewer,
    ByRule,
    ByStatus,
    Since,
    Until,
    wanted_of,
)
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
    say,
    table,
)
from medguard.errors import AuditError
from medguard.words import Outcome

if TYPE_CHECKING:
    from medguard.audit import Record, Verification
    from medguard.profile import Profile
    from medguard.rules import RegoRules

CHANGED = 1
"""Exit code: the ledger was read, and is not as it was written."""
UNREAD = 2

app = typer.Typer(
    name="audit",
    no_args_is_help=True,
    help="What happened, and whether the ledger is as it was written.",
    epilog="Example: medguard audit list --outcome blocked",
)
db = typer.Typer(name="db", no_args_is_help=True, help="The ledger's database.", epilog="Example: medguard db upgrade")


@app.command("list", epilog="Example: medguard audit list --outcome blocked --limit 50")
def list_exchanges(
    *,
    database: AtDatabase = None,
    limit: Annotated[int, typer.Option(min=1, max=1_000_000, help="How many, the newest first.")] = 20,
    before: Annotated[
        int | None, typer.Option(min=1, metavar="POSITION", help="Only older ones: the next page.")
    ] = None,
    since: Since = None,
    until: Until = None,
    outcome: ByOutcome = None,
    application: ByApplication = None,
    model: ByModel = None,
    rule: ByRule = None,
    status: ByStatus = None,
    finding: ByFinding = None,
    reviewer: ByReviewer = None,
    patient: ByPatient = None,
    kind: ByKind = None,
    profile: FromProfile = DEFAULT_PROFILE,
    as_json: AsJson = False,
    _lang: InLanguage = None,
) -> None:
    """List exchanges, the newest first."""
    from medguard.audit import list_records

    wanted = wanted_of(
        since=since,
        until=until,
        outcome=outcome,
        application=application,
        model=model,
        rule=rule,
        status=status,
        finding=finding,
        reviewer=reviewer,
        patient=patient,
        kind=kind,
    )
    records = list_records(database_of(database, profile), wanted, limit=limit, before=before)
    if as_json:
        print_json([_columns(record) for record in records])
        return
    columns = say(
        "exchange position recorded outcome reason profile model", "交换 序号 记录时间 结果 原因 配置 模型"
    ).split()
    rows = (
        (
            record.exchange_id,
            record.position,
            str(record.recorded_at)[:19],
            plain(record.outcome, _STYLES.get(record.outcome, "")),
            record.reason,
            record.profile,
            record.model,
        )
        for record in records
    )
    out().print(fill(table(*columns), rows) if records else plain(say("No records.", "没有记录。")))


@app.command(epilog="Example: medguard audit replay --profile mine.yaml --since 2026-11-01 --at 2027-12-02")
def replay(
    *,
    database: AtDatabase = None,
    profile: FromProfile = DEFAULT_PROFILE,
    since: Annotated[
        str | None, typer.Option(metavar="DAY", help="Only exchanges that began on this day or later.")
    ] = None,
    at: Annotated[
        str | None, typer.Option(metavar="DAY", help="Decide as of this day.", show_default="their own")
    ] = None,
    bundle: Annotated[
        str | None,
        typer.Option(
            metavar="DIGEST", help="Decide by rules that the profile's folder bundles kept.", show_default="today's"
        ),
    ] = None,
    limit: Annotated[int, typer.Option(min=1, max=1_000_000, help="How many, the newest first.")] = 1000,
    as_json: AsJson = False,
    _lang: InLanguage = None,
) -> None:
    """Decide recorded exchanges again under a profile, or as of another day, and show what would change. Nothing is written."""
    from itertools import takewhile

    from medguard.again import replay as decide_again
    from medguard.audit import Wanted, list_records
    from medguard.guard import prepare
    from medguard.profile import read_profile

    for day in (since, at):
        if day is not None and not _DAY.fullmatch(day):
            raise Mistake(
                "A day is written 2026-11-01.",
                "日期格式为 2026-11-01。",
                remedy="Write year-month-day.",
                remedy_zh="请按 年-月-日 书写。",
            )
    settings = read_profile(profile)
    kept = list_records(database_of(database, profile), Wanted(since=since), limit=limit)
    records = takewhile(lambda one: one.started_at >= (since or ""), kept)
    rules = _kept_rules(settings, bundle) if bundle else prepare(settings).rules
    try:
        found = list(decide_again(records, settings, rules, at=f"{at}T00:00:00Z" if at else None))
    finally:
        rules.close()
    changed = [one for one in found if one.changes]
    if as_json:
        print_json({"decided": len(found), "changed": [asdict(one) for one in changed]})
        return
    columns = say(
        "exchange started was would-be newly no-longer", "交换编号 开始 原裁定 新裁定 新触发 不再触发"
    ).split()
    rows = (
        (one.exchange_id[:12], one.started_at, one.was, one.would_be, ", ".join(one.newly), ", ".join(one.no_longer))
        for one in changed
    )
    out().print(fill(table(*columns), rows))
    said = f"{len(changed)} of {len(found)} exchanges would be decided differently."
    out().print(plain(say(said, f"{len(found)} 条交换中有 {len(changed)} 条裁定将不同。")))


def _kept_rules(settings: Profile, bundle: str) -> RegoRules:
    from pathlib import Path

    from medguard.rules import RegoRules, read_catalogue

    folder = Path(settings.bundles or "").expanduser() / bundle
    if settings.bundles is None or not _DIGEST.fullmatch(bundle) or not folder.is_dir():
        raise Mistake(
            "No rules are kept under this digest.",
            "没有以该摘要保存的规则。",
            remedy="Name a folder as bundles: in the profile before rules change; a record's decisions carry the digest.",
            remedy_zh="请在规则变更之前于配置中设置 bundles: 目录；记录中的裁定带有该摘要。",
        )
    catalogue = read_catalogue(folder, kept=True)
    if catalogue.digest != bundle:
        raise Mistake(
            "The kept rules are not those of this digest: somebody changed them.",
            "所保存的规则与该摘要不符：已被更改。",
            remedy="Restore the folder from a backup.",
            remedy_zh="请从备份恢复该目录。",
        )
    # Rules that were not there then cannot be asked.
    return RegoRules(catalogue, {rule: level for rule, level in settings.levels.items() if rule in catalogue.rules})


_DIGEST = re.compile(r"[0-9a-f]{64}")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@app.command(epilog="Example: medguard audit show 9f3c --json")
def show(
    *,
    which: Annotated[
        str, typer.Argument(metavar="ID|POSITION", help="The exchange's id, its beginning, or its position.")
    ],
    database: AtDatabase = None,
    profile: FromProfile = DEFAULT_PROFILE,
    as_json: AsJson = False,
    _lang: InLanguage = None,
) -> None:
    """Show one exchange: what was found, what was decided, which duties were carried out."""
    from medguard.audit import get

    record = get(database_of(database, profile), which)
    if record is None:
        raise Mistake(
            "No record has this id or position.",
            "没有该编号或序号的记录。",
            remedy="List them with: medguard audit list",
            remedy_zh="可用以下命令列出记录：medguard audit list",
        )
    exchange = record.entry(record.kind)
    if as_json:
        print_json(_columns(record) | {"previous": record.previous, record.kind: exchange})
    else:
        _print_exchange(record, exchange)


@app.command(epilog="Example: medguard audit verify --key log.pub --checkpoint last-year.txt")
def verify(
    *,
    file: Annotated[
        str | None, typer.Argument(metavar="[FILE]", help="Instead of the database: a proof, or an exported file.")
    ] = None,
    key: Annotated[
        list[str] | None,
        typer.Option(
            metavar="KEY|FILE",
            help="The log's public key, or a file that holds it; may be given more than once.",
            show_default="that of this user's signing key",
        ),
    ] = None,
    checkpoint: Annotated[
        list[str] | None,
        typer.Option(metavar="FILE", help="Checkpoints that were kept elsewhere: the log must go on from each."),
    ] = None,
    timestamp: Annotated[
        list[str] | None,
        typer.Option(
            metavar="FILE",
            help="Time stamps (.tsr) that were kept elsewhere, each of a checkpoint in FILE.checkpoint or in --checkpoint: the log must go on from it.",
        ),
    ] = None,
    roots: Annotated[
        str | None,
        typer.Option(
            metavar="PEM",
            help="The certificates that are trusted to be time-stamping authorities'.",
            show_default="the profile's ledger.timestamp.roots",
        ),
    ] = None,
    database: AtDatabase = None,
    profile: FromProfile = DEFAULT_PROFILE,
    as_json: AsJson = False,
    _lang: InLanguage = None,
) -> None:
    """Tell whether the ledger is as it was written, or whether a proof holds. Exits with 0: it is; 1: it is not, and where; 2: it cannot be read."""
    from medguard.audit import current
    from medguard.audit import verify as verify_ledger
    from medguard.audit.timestamps import newest_stamp
    from medguard.cli.audit_proofs import keys_of, notes_of, verify_file
    from medguard.cli.audit_timestamps import given_stamps, judged, print_stamps, roots_of

    if file is not None:
        verify_file(file, key, profile, timestamp or (), roots)
        return

    url = database_of(database, profile)
    current(url)  # raises AuditError, which says more than a verification of nothing
    kept = [note for one in checkpoint or () for note in notes_of(one)]
    keys, trusted = keys_of(key, profile), roots_of(roots, profile, needed=bool(timestamp))
    stamps = given_stamps(timestamp or (), kept)
    result = verify_ledger(url, keys=keys, checkpoints=kept, stamped=[stamp.note for stamp in stamps if stamp.note])
    unread = result.records == 0 and any(problem.code == "unreadable" for problem in result.problems)
    newest = None if unread else newest_stamp(url)
    shown = judged([*stamps, *([newest] if newest and newest not in stamps else [])], trusted, keys)
    ok = result.ok and all(stamp.good is not False for stamp in shown)
    if as_json:
        print_json({"ok": ok} | asdict(result) | {"timestamps": [asdict(stamp) for stamp in shown]})
    else:
        print_stamps(shown)
        _print_verification(result, unread=unread)
    if not ok:
        raise typer.Exit(UNREAD if unread else CHANGED)


@db.callback()
def _db() -> None:
    """The ledger's database."""


@db.command(epilog="Example: medguard db upgrade --database sqlite:////var/lib/medguard/ledger.db")
def upgrade(*, database: AtDatabase = None, profile: FromProfile = DEFAULT_PROFILE, _lang: InLanguage = None) -> None:
    """Bring the database to the tables of this release, creating what is missing. No record is changed."""
    from medguard.audit import current
    from medguard.audit import upgrade as upgrade_database

    url = database_of(database, profile)
    before = None
    with suppress(AuditError):  # no file yet, which is fine; whatever else is wrong, the upgrade says
        before = current(url)
    after = upgrade_database(url)
    nothing = say("no tables", "无数据表")
    out().print(pairs([(say("before", "升级前"), before or nothing), (say("after", "升级后"), after)]))


# ── printing ─────────────────────────────────────────────────────────────────────────────────────────────────────────

_STYLES: Mapping[str, str] = {
    Outcome.ANSWERED: "green",
    Outcome.AMENDED: "green",
    Outcome.HELD: "yellow",
    Outcome.BLOCKED: "bold red",
    Outcome.FAILED: "red",
}


def _columns(record: Record) -> dict[str, Any]:
    return {name: value for name, value in asdict(record).items() if name not in {"document", "previous"}}


def _print_exchange(record: Record, exchange: dict[str, Any]) -> None:
    """Whatever shape the document has: somebody may have edited it."""
    to = out()
    single = {name: value for name, value in exchange.items() if not isinstance(value, list | dict)}
    to.print(pairs((_columns(record) | single).items()))
    for part in ("request", "reply", "milliseconds"):
        to.print(pairs(_flat(exchange.get(part)), title=part))
    decisions = [
        (decision.get("stage"), *row)
        for decision in _dicts(exchange.get("decisions"))
        for row in _rows(decision.get("rulings"), "rule", "status", "effect", "why")
    ]
    to.print(fill(table("stage", "rule", "status", "effect", "why", title=say("decisions", "裁定")), decisions))
    for part, title, names in (
        ("findings", say("findings", "发现"), ("check", "status", "kind", "detail", "place", "count", "score")),
        (
            "obligations",
            say("duties carried out", "已履行的义务"),
            ("event", "kind", "via", "placement", "text", "text_sha256"),
        ),
    ):
        to.print(fill(table(*names, title=title), _rows(exchange.get(part), *names)))


def _dicts(value: object) -> list[dict[str, Any]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _rows(value: object, *names: str) -> Iterator[list[object]]:
    return ([item.get(name) for name in names] for item in _dicts(value))


def _flat(value: object, name: str = "") -> Iterator[tuple[str, object]]:
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else None
    if parts is None:
        if name:
            yield name, value
        return
    for part, inner in parts:
        yield from _flat(inner, f"{name}.{part}" if name else str(part))


def _print_verification(result: Verification, *, unread: bool) -> None:
    if unread:
        for problem in result.problems:
            complain(AuditError(say(problem.what, problem.what_zh)))
        return
    to = out()
    if result.problems:
        columns = say("exchange record code what", "交换 记录 代码 问题").split()
        rows = (
            (problem.exchange_id or "—", problem.position or "—", problem.code, say(problem.what, problem.what_zh))
            for problem in result.problems
        )
        to.print(fill(table(*columns), rows))
        if result.omitted:
            to.print(plain(say(f"… and {result.omitted} more.", f"……另有 {result.omitted} 处。")))
    to.print(
        pairs(
            [
                (say("records", "记录数"), result.records),
                (say("last position", "最后序号"), result.position),
                (say("last hash", "最后哈希"), result.sha256),
                (say("root", "树根"), result.root),
            ]
        )
    )
    if result.unfinished:
        columns = say("exchange record opened", "交换 记录 开始").split()
        title = say("Opened and never closed", "已开始而未结束")
        open_still = ((one.exchange_id, one.position, one.started_at) for one in result.unfinished)
        to.print(fill(table(*columns, title=title), open_still))
    if result.ok:
        to.print(plain(say("✓ The ledger is as it was written.", "✓ 账本与写入时一致。"), "bold green"))
        keep = "Keep a checkpoint where whoever runs the database cannot write: medguard audit checkpoint"
        to.print(
            plain(say(keep, "请将检查点保存在数据库管理员无法写入之处：medguard audit checkpoint")), soft_wrap=True
        )
    else:
        to.print(plain(say("✗ The ledger is not as it was written.", "✗ 账本与写入时不一致。"), "bold red"))
        keep = "Keep the database as it is, and compare it with a backup."
        to.print(plain(say(keep, "请保留数据库原样，并与备份比对。")), soft_wrap=True)
