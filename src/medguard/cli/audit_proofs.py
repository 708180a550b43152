"""What ``medguard audit`` gives to somebody who does not trust us: proofs, checkpoints, exports, the public key."""

# ruff: noqa: PLC0415 -- what is heavy is loaded by the command that needs it, so that --help answers at once

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from medguard.cli.audit import CHANGED, app
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
    AtDatabase,
    FromProfile,
    InLanguage,
    Mistake,
    database_of,
    out,
    plain,
    read_bytes,
    read_text,
    say,
    write,
)
from medguard.errors import AuditError

if TYPE_CHECKING:
    from medguard.audit import SqlLedger, Verifier
    from medguard.audit.timestamps import Stamp

WithKey = Annotated[
    list[str] | None,
    typer.Option(
        "--key",
        metavar="KEY|FILE",
        help="The log's public key, name+hash+key, or a file that holds it; may be given more than once.",
        show_default="that of this user's signing key",
    ),
]


AtStamp = Annotated[
    bool,
    typer.Option(
        "--stamped",
        help="Prove against the newest time-stamped checkpoint, and write its stamp to FILE.tsr; nothing that came later is proven.",
    ),
]


def keys_of(given: list[str] | None, profile: str) -> list[Verifier]:
    """The public keys to check with: those that were given, else that of the key with which this profile signs."""
    from medguard.audit import NoteError, Verifier, read_signer
    from medguard.profile import read_profile

    if not given:
        return [read_signer(read_profile(profile).ledger.key_file, make=False).verifier]
    found = []
    for one in given:
        try:
            text = one if "+" in one and not Path(one).is_file() else read_text(one)
            found += [Verifier(line) for line in text.splitlines() if line.strip()]
        except NoteError:
            raise Mistake(
                "This is no public key of a log.",
                "这不是日志公钥。",
                remedy="Ask whoever runs the log for what `medguard audit key` prints.",
                remedy_zh="请向日志运行方索取 `medguard audit key` 输出的公钥。",
            ) from None
    return found


def notes_of(file: str) -> list[str]:
    """The whole checkpoints of a file; one that was cut off while it was written is passed over."""
    from medguard.audit import notes_in

    found = notes_in(read_bytes(file).decode("utf-8", "replace"))
    if not found:
        raise Mistake(
            "The file holds no whole checkpoint.",
            "文件中没有完整的检查点。",
            remedy="Give what medguard audit checkpoint wrote, or the profile's ledger.checkpoint_file.",
            remedy_zh="请给出 medguard audit checkpoint 的输出，或配置项 ledger.checkpoint_file 所指的文件。",
        )
    return found


@app.command(epilog="Example: medguard audit key hospital.example/medguard --out /etc/medguard/ledger-key")
def key(
    *,
    name: Annotated[
        str | None,
        typer.Argument(metavar="[NAME]", help="Make a new key for a log of this name, such as your domain and a word."),
    ] = None,
    to: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="Where to write the new private key.")
    ] = None,
    renew: Annotated[
        Path | None,
        typer.Option(
            "--renew", metavar="FILE", help="Let the key in this file, of the same name, sign the log from now on."
        ),
    ] = None,
    database: AtDatabase = None,
    profile: FromProfile = DEFAULT_PROFILE,
    _lang: InLanguage = None,
) -> None:
    """Print the log's public key, for auditors; with NAME, make a new private key first."""
    from medguard.audit import make_key, read_key_file

    if renew is not None:
        new = read_key_file(renew)
        with opened_ledger(database, profile) as ledger:
            ledger.hand_over(new)
        write(f"{new.verifier.text}\n".encode())
        return
    if (name is None) is not (to is None):
        raise Mistake(
            "A new key needs a name and --out.",
            "生成新密钥须同时给出名称和 --out。",
            remedy="Example: medguard audit key hospital.example/medguard --out FILE",
            remedy_zh="示例：medguard audit key hospital.example/medguard --out 文件",
        )
    verifiers = [make_key(to, name).verifier] if name is not None and to is not None else keys_of(None, profile)
    for verifier in verifiers:
        write(f"{verifier.text}\n".encode())


@app.command(epilog="Example: medguard audit checkpoint --out checkpoint.txt")
def checkpoint(
    *,
    to: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="Where to write it.", show_default="stdout")
    ] = None,
    database: AtDatabase = None,
    profile: FromProfile = DEFAULT_PROFILE,
    _lang: InLanguage = None,
) -> None:
    """Keep a signed checkpoint of the log as it is now, and write it: whoever holds it can tell later whether records were taken back."""
    with opened_ledger(database, profile) as ledger:
        _give(ledger.checkpoint(), to)


@app.command(epilog="Example: medguard audit prove 9f3c --out 9f3c.tlog-proof")
def prove(
    *,
    which: Annotated[
        str | None,
        typer.Argument(
            metavar="[ID|POSITION]", help="The record: its id, the beginning of an exchange's, or its position."
        ),
    ] = None,
    since: Annotated[
        str | None,
        typer.Option(
            "--since", metavar="CHECKPOINT", help="Instead: that the log goes on from the checkpoint in this file."
        ),
    ] = None,
    stamped: AtStamp = False,
    to: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="Where to write it.", show_default="stdout")
    ] = None,
    database: AtDatabase = None,
    profile: FromProfile = DEFAULT_PROFILE,
    _lang: InLanguage = None,
) -> None:
    """Write a proof that a record is in the log, or that the log goes on from an older checkpoint. It is checked with: audit verify FILE."""
    from medguard.audit import get, prove_consistency
    from medguard.audit import prove as prove_record

    url = database_of(database, profile)
    if (which is None) is (since is None):
        raise Mistake(
            "Name a record, or a checkpoint with --since.",
            "请指定一条记录，或用 --since 指定检查点。",
            remedy="Example: medguard audit prove 9f3c",
            remedy_zh="示例：medguard audit prove 9f3c",
        )
    if stamped and (since is not None or to is None):
        raise Mistake(
            "--stamped goes with a record and with --out.",
            "--stamped 须与记录编号及 --out 同用。",
            remedy="Example: medguard audit prove 9f3c --stamped --out 9f3c.tlog-proof",
            remedy_zh="示例：medguard audit prove 9f3c --stamped --out 9f3c.tlog-proof",
        )
    if since is not None:
        _give(prove_consistency(url, read_text(since)), to)
        return
    record = get(url, str(which))
    if record is None:
        raise Mistake(
            "No record has this id or position.",
            "没有该编号或序号的记录。",
            remedy="List them with: medguard audit list",
            remedy_zh="可用以下命令列出记录：medguard audit list",
        )
    stamp = stamp_beside(url, to) if stamped else None
    _give(prove_record(url, record.position, stamp.note if stamp else None), to)


def verify_file(
    file: str, given: list[str] | None, profile: str, timestamps: Sequence[str] = (), roots: str | None = None
) -> None:
    """Check a proof or an export, and the time stamps of its checkpoint, without a database. Exits with 1 if one does not hold."""
    from medguard.audit import ProofError, check_consistency_proof, check_export, check_proof, notes_in
    from medguard.audit.proofs import CONSISTENCY_FORM, FORM
    from medguard.cli.audit_timestamps import given_stamps, judged, not_checked, print_stamps, roots_of

    keys, trusted = keys_of(given, profile), roots_of(roots, profile, needed=bool(timestamps))
    try:
        if Path(file).suffix in {".jsonl", ".csv", ".parquet"}:
            count, text = check_export(Path(file), keys), read_text(f"{file}.checkpoint")
            words = say(f"✓ All {count} records are in the signed log.", f"✓ 全部 {count} 条记录均在已签名的日志中。")
        elif (text := read_text(file)).startswith(CONSISTENCY_FORM):
            before, now = check_consistency_proof(text, keys)
            words = say(
                f"✓ The log of {now} records begins with that of {before} records.",
                f"✓ {now} 条记录的日志以 {before} 条记录时的日志为开头。",
            )
        elif text.startswith(FORM):
            proven = check_proof(text, keys)
            write(proven.record + b"\n")
            words = say(
                f"✓ This is record {proven.position} of {proven.size} in the log {proven.origin}.",
                f"✓ 这是日志 {proven.origin} 的第 {proven.position} 条记录（共 {proven.size} 条）。",
            )
        else:
            raise Mistake(
                "This is neither a proof nor an exported file.",
                "这既不是证明，也不是导出文件。",
                remedy="Give what audit prove or audit export wrote (.jsonl, .csv, .parquet).",
                remedy_zh="请给出 audit prove 或 audit export 生成的文件（.jsonl、.csv、.parquet）。",
            )
    except ProofError as error:
        out().print(plain(say(f"✗ Not proven: {error}.", f"✗ 未能证明：{error}。"), "bold red"))
        raise typer.Exit(CHANGED) from None
    out().print(plain(words, "bold green"))
    beside = [f"{file}.tsr"] if not timestamps and Path(f"{file}.tsr").is_file() else []
    if beside and trusted is None:
        print_stamps([not_checked(notes_in(text)[-1])])
        return
    shown = judged(given_stamps([*timestamps, *beside], notes_in(text), beside=False), trusted, keys)
    print_stamps(shown)
    if any(stamp.good is False for stamp in shown):
        raise typer.Exit(CHANGED)


@app.command(epilog="Example: medguard audit export --since 2026-11-01 --out november.jsonl")
def export(
    *,
    to: Annotated[
        Path, typer.Option("--out", metavar="FILE", help="Its ending says the form: .jsonl, .csv or .parquet.")
    ],
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
    stamped: AtStamp = False,
    database: AtDatabase = None,
    profile: FromProfile = DEFAULT_PROFILE,
    _lang: InLanguage = None,
) -> None:
    """Write records with their proofs to a file, and the signed checkpoint beside it. They are checked with: audit verify FILE."""
    from medguard.audit import export as export_records

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
    url = database_of(database, profile)
    stamp = stamp_beside(url, to) if stamped else None
    count = export_records(url, wanted, to, stamp.note if stamp else None)
    out().print(
        plain(say(f"{count} records, and {to.name}.checkpoint.", f"{count} 条记录，另有 {to.name}.checkpoint。"))
    )


def stamp_beside(url: str, to: Path | None) -> Stamp:
    """The newest time stamp, written beside the file that is proven with it. Raises AuditError if there is none."""
    from medguard.audit.timestamps import newest_stamp

    stamp = newest_stamp(url)
    if stamp is None:
        raise AuditError(
            "No checkpoint of this log has been time-stamped.",
            remedy="Run: medguard audit timestamp",
            remedy_zh="该日志尚无带时间戳的检查点。请运行：medguard audit timestamp",
        )
    if to is not None:
        give(stamp.answer, Path(f"{to}.tsr"))
    return stamp


def opened_ledger(database: str | None, profile: str) -> SqlLedger:
    """The ledger as a profile signs it."""
    from medguard.guard import database_url, ledger_of
    from medguard.profile import read_profile

    settings = read_profile(profile)
    return ledger_of(settings, database_url(database, settings))


def _give(text: str, to: Path | None) -> None:
    if to is None:
        write(text.encode())
    else:
        give(text.encode(), to)


def give(content: bytes, to: Path) -> None:
    """Write a file that was asked for. Raises AuditError."""
    try:
        to.write_bytes(content)
    except OSError:
        raise AuditError(
            "The file could not be written.",
            remedy="Choose a folder that exists, in which you may write.",
            remedy_zh="文件无法写入。请选择存在且可写的目录。",
        ) from None
