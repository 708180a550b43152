"""``medguard audit timestamp``, and what ``audit verify`` tells of time stamps (RFC 3161)."""

# ruff: noqa: PLC0415 -- what is heavy is loaded by the command that needs it, so that --help answers at once

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from medguard.cli.audit import app
from medguard.cli.audit_proofs import give, notes_of, opened_ledger, stamp_beside
from medguard.cli.show import (
    DEFAULT_PROFILE,
    AtDatabase,
    FromProfile,
    InLanguage,
    Mistake,
    database_of,
    out,
    pairs,
    plain,
    read_bytes,
    say,
)

if TYPE_CHECKING:
    from cryptography.x509 import Certificate

    from medguard.audit import Verifier
    from medguard.audit.timestamps import Stamp


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A time stamp as it is told."""

    size: int | None
    """Of how many records, if its checkpoint could be read."""
    good: bool | None
    """None: nobody said whom to trust."""
    at: str = ""
    by: str = ""
    why: str = ""
    """What does not hold."""


@app.command(epilog="Example: medguard audit timestamp --out /mnt/audit/2026-11-26.tsr")
def timestamp(
    *,
    to: Annotated[
        Path | None,
        typer.Option(
            "--out",
            metavar="FILE",
            help="Where to write the stamp; its checkpoint is written to FILE.checkpoint.",
            show_default="into the database alone",
        ),
    ] = None,
    kept: Annotated[
        bool, typer.Option("--kept", help="Ask nobody: write the newest stamp that is in the database.")
    ] = False,
    database: AtDatabase = None,
    profile: FromProfile = DEFAULT_PROFILE,
    _lang: InLanguage = None,
) -> None:
    """Have the log as it is now time-stamped by the profile's authority (RFC 3161). The log's hash leaves, and nothing else."""
    from medguard.audit import ProofError

    if kept:
        if to is None:
            raise Mistake(
                "--kept writes a file: where to?",
                "--kept 须指定输出文件。",
                remedy="Example: medguard audit timestamp --kept --out day.tsr",
                remedy_zh="示例：medguard audit timestamp --kept --out day.tsr",
            )
        stamp = stamp_beside(database_of(database, profile), None)
    else:
        try:
            stamp = _fresh(database, profile)
        except ProofError as error:
            out().print(plain(say(f"✗ Not stamped: {error}.", f"✗ 未取得时间戳：{error}。"), "bold red"))
            raise typer.Exit(1) from None
    if to is not None:
        give(stamp.answer, to)
        give(stamp.note.encode(), Path(f"{to}.checkpoint"))


def _fresh(database: str | None, profile: str) -> Stamp:
    from datetime import UTC, datetime

    import httpx2

    from medguard.audit.timestamps import keep
    from medguard.errors import AuditError
    from medguard.guard import authority_of
    from medguard.profile import read_profile

    authority = authority_of(read_profile(profile))
    if authority is None:
        raise Mistake(
            "The profile names no time-stamping authority.",
            "配置未指定时间戳机构。",
            remedy="Add ledger.timestamp with url and roots to the profile.",
            remedy_zh="请在配置中填写 ledger.timestamp 的 url 与 roots。",
        )
    with opened_ledger(database, profile) as ledger:
        try:
            stamp, at = authority.ask(ledger.checkpoint())
        except (httpx2.HTTPError, OSError):  # a TimeoutError is an OSError
            raise AuditError(
                "The time-stamping authority cannot be reached, or did not answer in time.",
                remedy="Check ledger.timestamp.url in the profile, and the way there: medguard doctor",
                remedy_zh="无法连接时间戳机构，或其未及时应答。请检查配置项 ledger.timestamp.url 与网络：medguard doctor",
            ) from None
        keep(ledger.engine, stamp, at, now=datetime.now(UTC))
    out().print(pairs([(say("stamped at", "时间"), at.isoformat())]))
    return stamp


# ── what verify tells ────────────────────────────────────────────────────────────────────────────────────────────────


def roots_of(file: str | None, profile: str, *, needed: bool) -> list[Certificate] | None:
    """The certificates that are trusted: in the file that was given, else the profile's; None if nobody named any."""
    from medguard.audit.timestamps import read_roots
    from medguard.profile import read_profile

    asked = read_profile(profile).ledger.timestamp if file is None else None
    named = asked.roots if asked is not None else file
    if named is None and needed:
        raise Mistake(
            "A time stamp is checked with the certificates that are trusted.",
            "验证时间戳须给出受信任的证书。",
            remedy="Name the authority's root certificate, got from its operator: --roots PEM",
            remedy_zh="请用 --roots 指定从时间戳机构取得的根证书（PEM）。",
        )
    return None if named is None else read_roots(named)


def given_stamps(files: Iterable[str], notes: Sequence[str], *, beside: bool = True) -> list[Stamp]:
    """Stamps in files, each with the checkpoint it is of: among these, or in the file beside it. No note: it is of none, or no stamp."""
    from medguard.audit.timestamps import Stamp, StampError, of_which

    found = []
    for file in files:
        answer, near = read_bytes(file), f"{file}.checkpoint"
        there = [*notes, *(notes_of(near) if beside and Path(near).is_file() else ())]
        try:
            found.append(Stamp(of_which(answer, there) or "", answer))
        except StampError:
            found.append(Stamp("", answer))
    return found


def not_checked(note: str) -> Shown:
    """That this checkpoint has a stamp, and nobody said whom to trust."""
    from medguard.audit.notes import claimed_checkpoint

    return Shown(size=claimed_checkpoint(note).size, good=None)


def judged(stamps: Iterable[Stamp], roots: Sequence[Certificate] | None, keys: Sequence[Verifier]) -> list[Shown]:
    """Check each, if it is known whom to trust."""
    return [_judged(stamp, roots, keys) for stamp in stamps]


def _judged(stamp: Stamp, roots: Sequence[Certificate] | None, keys: Sequence[Verifier]) -> Shown:
    from medguard.audit import NoteError
    from medguard.audit.notes import claimed_checkpoint
    from medguard.audit.timestamps import StampError, check_stamp

    try:
        size = claimed_checkpoint(stamp.note).size
    except NoteError:
        return Shown(size=None, good=False, why="it is no time stamp of a checkpoint that is here")
    if roots is None:
        return not_checked(stamp.note)
    try:
        found = check_stamp(stamp, roots=roots, keys=keys)
    except StampError as error:
        return Shown(size=size, good=False, why=str(error))
    return Shown(size=size, good=True, at=found.at.isoformat(), by=found.by)


def print_stamps(shown: Iterable[Shown]) -> None:
    """A line for each."""
    for stamp in shown:
        if stamp.good:
            english = f"✓ The checkpoint of {stamp.size} records is signed by the log's key and was time-stamped at {stamp.at} by {stamp.by}; the chain is good."
            chinese = (
                f"✓ {stamp.size} 条记录处的检查点由日志密钥签名，于 {stamp.at} 由 {stamp.by} 加盖时间戳，证书链有效。"
            )
        elif stamp.good is None:
            english = f"The checkpoint of {stamp.size} records has a time stamp, which was not checked: name whom to trust with --roots PEM."
            chinese = f"{stamp.size} 条记录处的检查点带有时间戳，但未验证：请用 --roots 指定受信任的证书。"
        else:
            english, chinese = f"✗ A time stamp does not hold: {stamp.why}.", f"✗ 时间戳无效：{stamp.why}。"
        out().print(
            plain(say(english, chinese), {True: "green", None: "yellow", False: "bold red"}[stamp.good]), soft_wrap=True
        )
