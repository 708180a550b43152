"""``medguard attest``: what no program can check and a person vouches for. Every act is a record of the log."""

# ruff: noqa: PLC0415 -- what is heavy is loaded by the command that needs it, so that --help answers at once

from __future__ import annotations

import hashlib
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from medguard.cli.show import (
    DEFAULT_PROFILE,
    AsJson,
    AtDatabase,
    FromProfile,
    InLanguage,
    Mistake,
    database_of,
    fill,
    opened,
    out,
    plain,
    print_json,
    say,
    table,
)

if TYPE_CHECKING:
    from medguard.profile import Profile

app = typer.Typer(
    name="attest",
    no_args_is_help=True,
    help="What no program can check: who vouches for it, with which evidence, until when.",
    epilog="Example: medguard attest list",
)

_By = Annotated[
    str, typer.Option("--by", metavar="REF", help="Who vouches: a reference of the registry, and never a name.")
]
_CHUNK = 1 << 20
_STATES = {"valid": "有效", "expired": "已过期", "future": "尚未生效", "withdrawn": "已撤回"}


@app.command(
    epilog="Example: medguard attest add eu/art27/fria --by dpo-1 --evidence fria.pdf --reference DMS-2026-0114 --until 2027-11-01"
)
def add(
    *,
    control: Annotated[
        str, typer.Argument(metavar="CONTROL", help="A control of medguard attest list, or the id of a rule.")
    ],
    by: _By,
    reference: Annotated[
        str, typer.Option("--reference", metavar="WORD", help="Where the evidence is: your own file's number.")
    ],
    until: Annotated[str, typer.Option("--until", metavar="DAY", help="Its last day, such as 2027-11-01.")],
    evidence: Annotated[
        str | None,
        typer.Option("--evidence", metavar="FILE", help="The evidence itself: its SHA-256 is kept, the file is not."),
    ] = None,
    sha256: Annotated[
        str | None, typer.Option("--sha256", metavar="HEX", help="Instead: the digest of the evidence.")
    ] = None,
    since: Annotated[
        str | None, typer.Option("--from", metavar="DAY", help="Its first day.", show_default="today")
    ] = None,
    database: AtDatabase = None,
    profile: FromProfile = DEFAULT_PROFILE,
    _lang: InLanguage = None,
) -> None:
    """Vouch for a control from a day to a day. It stands in every report until then."""
    from medguard.audit.attestations import attest
    from medguard.cli.audit_proofs import opened_ledger
    from medguard.profile import read_profile

    if (evidence is None) is (sha256 is None):
        raise Mistake(
            "Evidence is a file or its digest: give one of --evidence and --sha256.",
            "证据为文件或其摘要：请在 --evidence 与 --sha256 中选择一项。",
            remedy="Example: --evidence fria.pdf",
            remedy_zh="示例：--evidence fria.pdf",
        )
    _must_be_known(control, read_profile(profile))
    digest = sha256.lower() if sha256 is not None else _digest(str(evidence))
    with opened_ledger(database, profile) as ledger:
        which = attest(ledger, control, by=by, evidence=reference, evidence_sha256=digest, until=until, since=since)
    out().print(plain(say(f"Attested, and recorded: {which}", f"已证明并记录：{which}")))


@app.command("list", epilog="Example: medguard attest list --profile mine.yaml --all")
def list_them(
    *,
    everything: Annotated[
        bool, typer.Option("--all", help="Also those that are expired or withdrawn, beside a newer one.")
    ] = False,
    database: AtDatabase = None,
    profile: FromProfile = DEFAULT_PROFILE,
    as_json: AsJson = False,
    _lang: InLanguage = None,
) -> None:
    """List the manual controls of the profile and who vouches for each. Exits with 1 if nobody does for one of them."""
    from medguard.audit.attestations import list_attestations, manual_id
    from medguard.profile import read_profile

    today = datetime.now(UTC).date().isoformat()
    found = list_attestations(database_of(database, profile))
    manual = {manual_id(one.what): one for one in read_profile(profile).manual}
    valid = {one.control for one in found if one.state_now(today) == "valid"}
    shown = [one for one in found if everything or one.state_now(today) == "valid" or one.control not in valid]
    missing = [control for control in manual if control not in valid]
    if as_json:
        print_json(
            {
                "attestations": [asdict(one) | {"state": one.state_now(today)} for one in shown],
                "without": [{"control": control, "what": manual[control].what} for control in missing],
            }
        )
    else:
        words = {control: say(one.what, one.what_zh) for control, one in manual.items()}
        columns = say("control state by until id what", "事项 状态 证明人 截止 编号 内容").split()
        there = (
            (
                one.control,
                say(one.state_now(today), _STATES[one.state_now(today)]),
                one.given_by,
                one.valid_until,
                one.id,
                words.get(one.control, ""),
            )
            for one in shown
        )
        nobody = (
            (control, plain(say("nobody vouches", "无人证明"), "yellow"), "", "", "", words[control])
            for control in missing
            if control not in {one.control for one in shown}
        )
        out().print(fill(table(*columns), [*there, *nobody]))
    if missing:
        raise typer.Exit(1)


@app.command(epilog="Example: medguard attest withdraw 6f0c… --by dpo-1 --reason superseded")
def withdraw(
    *,
    which: Annotated[str, typer.Argument(metavar="ID", help="The attestation, by its whole id.")],
    by: _By,
    reason: Annotated[str, typer.Option("--reason", metavar="WORD", help="Why, in a word.")],
    database: AtDatabase = None,
    profile: FromProfile = DEFAULT_PROFILE,
    _lang: InLanguage = None,
) -> None:
    """Take an attestation back. It stays in the log, and holds no longer."""
    from medguard.audit.attestations import withdraw as take_back
    from medguard.cli.audit_proofs import opened_ledger

    with opened_ledger(database, profile) as ledger:
        take_back(ledger, which, by=by, reason=reason)
    out().print(plain(say("Withdrawn, and recorded.", "已撤回并记录。")))


def _must_be_known(control: str, settings: Profile) -> None:
    from medguard.audit.attestations import manual_id
    from medguard.rules import read_catalogue

    if control not in {manual_id(one.what) for one in settings.manual} | read_catalogue().rules.keys():
        raise Mistake(
            "The profile has no such control, and there is no such rule.",
            "配置中没有该事项，也没有该规则。",
            remedy="List them with: medguard attest list, or medguard rules list",
            remedy_zh="请运行 medguard attest list 或 medguard rules list 查看。",
        )


def _digest(file: str) -> str:
    total = hashlib.sha256()
    with opened(file, "The evidence", "证据文件") as source:
        while part := source.read(_CHUNK):
            total.update(part)
    return total.hexdigest()
