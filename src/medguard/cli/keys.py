"""``medguard keys``: keys for the applications that may call, made, given a new secret, and revoked. Each act is a record."""

# ruff: noqa: PLC0415 -- what is heavy is loaded by the command that needs it, so that --help answers at once

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Any

import typer

from medguard.cli.audit_proofs import opened_ledger
from medguard.cli.show import (
    DEFAULT_PROFILE,
    AsJson,
    AtDatabase,
    FromProfile,
    InLanguage,
    Mistake,
    database_of,
    err,
    fill,
    out,
    pairs,
    plain,
    print_json,
    say,
    table,
    warn,
    write,
)

if TYPE_CHECKING:
    from medguard.audit.callers import KeptKey, Made

app = typer.Typer(
    name="keys",
    no_args_is_help=True,
    help="Keys for the applications that may call.",
    epilog="Example: medguard keys add --application ward-assistant --by it-0007 --expires 365d",
)

_By = Annotated[str, typer.Option("--by", metavar="REF", help="Who does it: a reference, or a word of the house.")]
_KeyId = Annotated[str, typer.Argument(metavar="KEY", help="The key's reference, like k-4f1c….")]
_PER_MINUTE = 10_000_000


@app.callback()
def _keys() -> None:
    """Keys for the applications that may call."""


@app.command(
    epilog="Example: medguard keys add --application ward-assistant --by it-0007 --models 'qwen3-*' --purpose discharge-summary --vouches-for actor"
)
def add(
    *,
    application: Annotated[str, typer.Option(metavar="WORD", help="The application, as it stands in records.")],
    by: _By,
    only_profile: Annotated[
        list[str] | None,
        typer.Option(
            "--for-profile", metavar="PATTERN", help="A profile it is good for; again for more. Default: all."
        ),
    ] = None,
    models: Annotated[
        list[str] | None,
        typer.Option("--models", metavar="PATTERN", help="Models it may ask; again for more. Default: all."),
    ] = None,
    purpose: Annotated[
        list[str] | None,
        typer.Option(
            "--purpose",
            metavar="PATTERN",
            help="A purpose it may name and is believed in; again for more. Default: any, believed in none.",
        ),
    ] = None,
    vouches_for: Annotated[
        list[str] | None,
        typer.Option(
            "--vouches-for", metavar="WORD", help="actor or patient: the application answers for this header."
        ),
    ] = None,
    requests: Annotated[
        int | None,
        typer.Option("--requests-per-minute", min=1, max=_PER_MINUTE, help="For each process of the sidecar."),
    ] = None,
    tokens: Annotated[
        int | None, typer.Option("--tokens-per-minute", min=1, max=_PER_MINUTE, help="For each process of the sidecar.")
    ] = None,
    expires: Annotated[
        str | None,
        typer.Option(
            metavar="WHEN", help="A day in UTC, like 2027-11-25, or a time from now: 90d, 12h.", show_default="never"
        ),
    ] = None,
    database: AtDatabase = None,
    profile: FromProfile = DEFAULT_PROFILE,
    as_json: AsJson = False,
    _lang: InLanguage = None,
) -> None:
    """Make a key. Its secret goes to stdout, once; the database has only its hash."""
    from medguard.audit.callers import add_key
    from medguard.callers import digest_of, new_secret

    _must_vouch(vouches_for or ())
    ends = _when(expires) if expires is not None else None
    secret = new_secret()
    with opened_ledger(database, profile) as ledger:
        made = add_key(
            ledger,
            digest=digest_of(secret),
            application=application,
            by=by,
            profiles=only_profile or ("*",),
            models=models or ("*",),
            purposes=purpose or (),
            vouches_for=vouches_for or (),
            requests_per_minute=requests,
            tokens_per_minute=tokens,
            expires_at=ends,
        )
    _tell(made, secret, as_json=as_json)


@app.command("list", epilog="Example: medguard keys list --application ward-assistant")
def list_all(
    *,
    application: Annotated[str | None, typer.Option(metavar="WORD", help="Only keys of this application.")] = None,
    database: AtDatabase = None,
    profile: FromProfile = DEFAULT_PROFILE,
    as_json: AsJson = False,
    _lang: InLanguage = None,
) -> None:
    """Show every key there ever was, what it is good for, and whether it opens anything now. No secret: nobody has one."""
    from medguard.audit.callers import list_keys

    now = datetime.now(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
    found = [one for one in list_keys(database_of(database, profile)) if application in {None, one.key.application}]
    if as_json:
        print_json([_shown(one, now) for one in found])
    elif not found:
        out().print(plain(say("No keys.", "没有密钥。")))
    else:
        _print(found, now)
    if any(not one.as_recorded for one in found):
        warn(
            "A key's row does not say what the ledger recorded, so it opens nothing. Run: medguard audit verify",
            "有密钥与账本记录不符，已不可用。请运行：medguard audit verify",
        )
        raise typer.Exit(1)


@app.command(epilog="Example: medguard keys rotate k-4f1c90aa21d3 --by it-0007 --overlap 24h")
def rotate(
    *,
    key: _KeyId,
    by: _By,
    overlap: Annotated[
        str,
        typer.Option(metavar="TIME", help="So long the secret before goes on: 12h, 7d; 0h: it stops now. At most 30d."),
    ] = "24h",
    database: AtDatabase = None,
    profile: FromProfile = DEFAULT_PROFILE,
    as_json: AsJson = False,
    _lang: InLanguage = None,
) -> None:
    """Give a key a new secret. The one before goes on for a while, so that the application can change without a pause."""
    from medguard.audit.callers import rotate_key
    from medguard.callers import digest_of, new_secret

    time = _span(overlap, longest=timedelta(days=30))
    secret = new_secret()
    with opened_ledger(database, profile) as ledger:
        made = rotate_key(ledger, key, digest=digest_of(secret), by=by, overlap=time)
    _tell(made, secret, as_json=as_json)


@app.command(epilog="Example: medguard keys revoke k-4f1c90aa21d3 --by it-0007")
def revoke(
    *,
    key: _KeyId,
    by: _By,
    database: AtDatabase = None,
    profile: FromProfile = DEFAULT_PROFILE,
    _lang: InLanguage = None,
) -> None:
    """Let a key open nothing any more: within two seconds on every sidecar that uses this database."""
    from medguard.audit.callers import revoke_key

    with opened_ledger(database, profile) as ledger:
        receipt = revoke_key(ledger, key, by=by)
    out().print(
        plain(say(f"Revoked; record {receipt.position} says so.", f"已吊销；第 {receipt.position} 条记录为证。"))
    )


# ── printing ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _tell(made: Made, secret: str, *, as_json: bool) -> None:
    """The secret alone on stdout, so that a pipe can take it into a safe; everything else on stderr."""
    if as_json:
        print_json(
            {
                **asdict(made.key),
                "secret": secret,
                "before_ends_at": made.before_ends_at,
                "record": made.receipt.position,
            }
        )
        return
    rows: list[tuple[str, object]] = [
        (say("key", "密钥编号"), made.key.id),
        (say("application", "应用"), made.key.application),
        (say("record", "记录"), made.receipt.position),
    ]
    if made.before_ends_at is not None:
        rows.append((say("the secret before ends", "旧密钥停用时间"), made.before_ends_at[:19]))
    err().print(pairs(rows))
    words = say(
        "This is the secret. It is shown this once; the database has only its hash.",
        "以下为密钥，仅显示这一次；数据库只保存其哈希值。",
    )
    err().print(plain(words, "yellow"), soft_wrap=True)
    write(f"{secret}\n".encode())


_STYLES = {"valid": "green", "expired": "red", "revoked": "dim", "contradicted": "bold red"}


def _print(found: Sequence[KeptKey], now: str) -> None:
    states = {
        "valid": say("valid", "有效"),
        "expired": say("expired", "已过期"),
        "revoked": say("revoked", "已吊销"),
        "contradicted": say("not as recorded", "与记录不符"),
    }
    columns = say(
        "key application state secrets profiles models purposes vouches requests/min tokens/min made expires",
        "密钥 应用 状态 有效口令数 配置 模型 用途 担保 请求/分钟 令牌/分钟 创建 到期",
    ).split()
    rows = (
        (
            one.key.id,
            one.key.application,
            plain(states[one.state(now)], _STYLES[one.state(now)]),
            len(list(_living(one, now))),
            " ".join(one.key.profiles),
            " ".join(one.key.models),
            " ".join(one.key.purposes),
            " ".join(one.key.vouches_for),
            one.key.requests_per_minute,
            one.key.tokens_per_minute,
            str(one.made_at)[:10],
            (one.key.expires_at or "")[:10],
        )
        for one in found
    )
    out().print(fill(table(*columns), rows))


def _living(one: KeptKey, now: str) -> Iterator[str | None]:
    return (secret.expires_at for secret in one.secrets if secret.expires_at is None or secret.expires_at > now)


def _shown(one: KeptKey, now: str) -> dict[str, Any]:
    return {
        **asdict(one.key),
        "state": one.state(now),
        "made_at": one.made_at,
        "revoked_at": one.revoked_at,
        "secrets": [{"expires_at": ends} for ends in _living(one, now)],
    }


# ── what was asked for ───────────────────────────────────────────────────────────────────────────────────────────────

_SPAN = re.compile(r"([0-9]{1,5})([hd])")


def _span(words: str, *, longest: timedelta) -> timedelta:
    """Read a time like 12h or 7d.

    >>> _span("36h", longest=timedelta(days=30))
    datetime.timedelta(days=1, seconds=43200)
    """
    read = _SPAN.fullmatch(words)
    span = timedelta(hours=int(read[1]) * (24 if read[2] == "d" else 1)) if read else None
    if span is None or span > longest:
        raise Mistake(
            "This is no time that the command takes.",
            "该时间长度无法识别，或过长。",
            remedy=f"Write hours or days like 12h or 7d, at most {longest.days}d.",
            remedy_zh=f"请按 12h 或 7d 的形式填写小时或天数，最长 {longest.days}d。",
        )
    return span


def _when(words: str) -> datetime:
    """Read a day of the calendar, or a time from now."""
    now = datetime.now(UTC)
    if _SPAN.fullmatch(words):
        return now + _span(words, longest=timedelta(days=3660))
    try:
        day = datetime.strptime(words, "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError:
        day = now
    if day <= now:
        raise Mistake(
            "--expires is no day of the calendar that is to come.",
            "--expires 不是将来的有效日期。",
            remedy="Write a day in UTC like 2027-11-25, or a time from now like 90d.",
            remedy_zh="请填写 UTC 日期（如 2027-11-25），或自现在起的时间（如 90d）。",
        )
    return day


def _must_vouch(words: Sequence[str]) -> None:
    if set(words) - {"actor", "patient"}:
        raise Mistake(
            "An application can answer for actor and patient, and for nothing else.",
            "应用只能为 actor（操作人）与 patient（患者）担保。",
            remedy="Write --vouches-for actor, --vouches-for patient, or both.",
            remedy_zh="请使用 --vouches-for actor 和（或）--vouches-for patient。",
        )
