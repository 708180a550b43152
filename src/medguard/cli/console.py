"""``medguard console``: the officers' console, and who may look into it."""

# ruff: noqa: PLC0415 -- what is heavy is loaded by the command that needs it, so that --help answers at once

from __future__ import annotations

import ipaddress
import re
import secrets
import socket
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from medguard.cli.serve import bound, checked_listen
from medguard.cli.show import (
    DEFAULT_PROFILE,
    AsJson,
    AtDatabase,
    FromProfile,
    InLanguage,
    Mistake,
    database_of,
    err,
    out,
    plain,
    print_json,
    say,
    table,
)

if TYPE_CHECKING:
    from medguard.audit import SqlLedger
    from medguard.audit.accounts import Accounts
    from medguard.keys import Key
    from medguard.profile import Profile

app = typer.Typer(
    name="console",
    invoke_without_command=True,
    help="The officers' console: what happened, under which law, and the proof.",
    epilog="Example: medguard console --listen 127.0.0.1:8090",
)
user = typer.Typer(
    name="user",
    no_args_is_help=True,
    help="Accounts of the console.",
    epilog="Example: medguard console user add administrator-1 --role administrator",
)
app.add_typer(user)

_ORIGIN = re.compile(r"https?://(?:[A-Za-z0-9.-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(?::[0-9]{1,5})?")


class RoleName(StrEnum):
    """What an account is for."""

    OFFICER = "officer"
    REVIEWER = "reviewer"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"


_Name = Annotated[
    str, typer.Argument(metavar="NAME", help="A reference or a word of the house, never a person's name.")
]
_By = Annotated[str, typer.Option(metavar="REF", help="Who does it: a reference or a word of the house.")]


@app.callback()
def console(
    ctx: typer.Context,
    *,
    listen: Annotated[str, typer.Option(metavar="HOST:PORT", help="Where browsers ask.")] = "127.0.0.1:8090",
    origin: Annotated[
        str | None,
        typer.Option(
            metavar="URL",
            help="Address under which people reach it, behind a proxy with TLS: https://console.hospital.example.",
            show_default="http:// and --listen, for this machine alone",
        ),
    ] = None,
    profile: FromProfile = DEFAULT_PROFILE,
    database: AtDatabase = None,
    _lang: InLanguage = None,
) -> None:
    """Serve the console until Ctrl-C."""
    if ctx.invoked_subcommand is not None:
        return
    host, port = checked_listen(listen)
    checked_origin(host, origin)
    _must_be_installed()
    with bound(host, port) as door:
        _serve(profile, database_of(database, profile), door, origin_of(host, door, origin))


def checked_origin(host: str, origin: str | None, options: tuple[str, str] = ("--listen", "--origin")) -> None:
    """Whether browsers may ask here: never in the clear beyond this machine."""
    listen, name = options
    if origin is not None and not _ORIGIN.fullmatch(origin):
        raise Mistake(
            f"{name} is not an address like https://console.hospital.example.",
            f"{name} 不是 https://console.hospital.example 形式的地址。",
            remedy="Write scheme, host and, if it is not the usual one, the port; no path.",
            remedy_zh="请填写协议、主机名和（非默认时的）端口，不含路径。",
        )
    if (origin is None and not _this_machine(host)) or (origin or "").startswith("http:"):
        raise Mistake(
            "Passwords would go over the network in the clear.",
            "密码将以明文在网络上传输。",
            remedy=f"Let {listen} be on 127.0.0.1, put a proxy with TLS before it, and name its address with {name} https://…",
            remedy_zh=f"请让 {listen} 监听 127.0.0.1，在其前部署启用 TLS 的代理，并用 {name} https://… 给出代理地址。",
        )


def origin_of(host: str, door: socket.socket, origin: str | None) -> str:
    """The address as browsers write it, in small letters and without the usual port."""
    return (origin or "").lower().removesuffix(":443") or _address(host, door)


def _address(host: str, door: socket.socket) -> str:
    return f"http://{f'[{host}]' if ':' in host else host}:{door.getsockname()[1]}"


@contextmanager
def console_beside(
    profile: str, url: str, door: socket.socket, origin: str, *, aloud: bool
) -> Iterator[Callable[[], None]]:
    """Serve the console as long as something else goes on in this process, and give what opens it anew. Raises ProfileError or AuditError."""
    _must_be_installed()
    from medguard.console.opening import open_house
    from medguard.console.renewing import Renewing
    from medguard.serving.door import Aside, config_of

    with closing(Renewing(lambda: open_house(profile, url, origin=origin))) as renewing:
        server = Aside(config_of(renewing))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [door]}, name="console", daemon=True)
        thread.start()
        if aloud:
            _greet(origin)
        try:
            yield renewing.change
        finally:
            server.should_exit = True
            thread.join()


def _serve(profile: str, url: str, door: socket.socket, origin: str, key: Key | None = None) -> None:
    import uvicorn

    from medguard.console.app import console as app_of
    from medguard.console.opening import open_house
    from medguard.serving.door import config_of

    with open_house(profile, url, origin=origin, key=key) as house:
        _greet(origin)
        if not house.accounts.everyone():
            hint = say("Nobody can sign in yet. Run: ", "尚无可登录的账号，请运行：")
            err().print(plain(f"{hint}medguard console user add administrator-1 --role administrator"), soft_wrap=True)
        # As the sidecar's: no access log, for a link's token stands in its address; and whoever dawdles is cut off.
        uvicorn.Server(config_of(app_of(house))).run(sockets=[door])


def _greet(origin: str) -> None:
    words = say(f"The console is at {origin}. Ctrl-C stops it.", f"控制台地址：{origin}。按 Ctrl-C 停止。")
    err().print(plain(words, "green"), soft_wrap=True)


@app.command(epilog="Example: medguard console demo")
def demo(
    *,
    to: Annotated[str, typer.Option("--listen", metavar="HOST:PORT", help="Where browsers ask.")] = "127.0.0.1:8090",
    _lang: InLanguage = None,
) -> None:
    """Look around in a month of made-up traffic, in a database that is thrown away afterwards."""
    _must_be_installed()
    from medguard.audit import open_ledger
    from medguard.audit.accounts import add_account
    from medguard.console.demo import fill
    from medguard.console.secrets import digest_of, new_token
    from medguard.keys import Key

    host, port = checked_listen(to)
    if not _this_machine(host):
        raise Mistake(
            "The demo is for this machine alone.",
            "演示仅供本机使用。",
            remedy="Listen on 127.0.0.1.",
            remedy_zh="请监听 127.0.0.1。",
        )
    with bound(host, port) as door, tempfile.TemporaryDirectory(prefix="medguard-console-") as folder:
        url = f"sqlite:///{folder}/ledger.db"
        fill(url, until=datetime.now(UTC))
        token = new_token()
        with open_ledger(url) as ledger:
            ends = datetime.now(UTC) + timedelta(days=1)
            add_account(ledger, "demo-auditor", role="auditor", secret=digest_of(token), by="demo", expires_at=ends)
        at = _address(host, door)
        out().print(plain(say("Open this address: ", "请打开：") + f"{at}/link/{token}"), soft_wrap=True)
        _serve(DEFAULT_PROFILE, url, door, at, Key(secrets.token_bytes(32)))


def _this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


@user.command(epilog="Example: medguard console user add officer-1 --role officer")
def add(
    *,
    name: _Name,
    role: Annotated[RoleName, typer.Option(help="What it may do.")],
    application: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="Whose exchanges it sees; may be given again.", show_default="all"),
    ] = None,
    by: _By = "command-line",
    profile: FromProfile = DEFAULT_PROFILE,
    database: AtDatabase = None,
    _lang: InLanguage = None,
) -> None:
    """Make an account, recorded, and print its password and the key for its one-time codes, once."""
    from medguard.audit.accounts import add_account

    with _accounts(profile, database) as accounts:
        from medguard.console.secrets import hash_password, new_totp

        password, key = secrets.token_urlsafe(15), new_totp()
        add_account(
            accounts.ledger,
            name,
            role=role.value,
            secret=hash_password(password),
            totp=accounts.seals.seal(name, key),
            by=by,
            applications=tuple(application or ("*",)),
        )
        _print_secrets(name, password, key)


@user.command(epilog="Example: medguard console user renew officer-1")
def renew(
    *,
    name: _Name,
    by: _By = "command-line",
    profile: FromProfile = DEFAULT_PROFILE,
    database: AtDatabase = None,
    _lang: InLanguage = None,
) -> None:
    """Give an account a new password and a new key for codes. Its sessions end."""
    from medguard.audit.accounts import renew_account

    with _accounts(profile, database) as accounts:
        from medguard.console.secrets import hash_password, new_totp

        password, key = secrets.token_urlsafe(15), new_totp()
        sealed = accounts.seals.seal(name, key)
        renew_account(accounts.ledger, name, secret=hash_password(password), totp=sealed, by=by)
        _print_secrets(name, password, key)


@user.command(epilog="Example: medguard console user close officer-1")
def close(
    *,
    name: _Name,
    by: _By = "command-line",
    profile: FromProfile = DEFAULT_PROFILE,
    database: AtDatabase = None,
    _lang: InLanguage = None,
) -> None:
    """Let an account, or a link, open nothing any more. Its sessions end; its records stay."""
    from medguard.audit.accounts import close_account

    with _ledger(profile, database) as (
        _,
        ledger,
    ):  # without the institution's key: who has lost it may still shut a door
        close_account(ledger, name, by=by)
    out().print(plain(say("Closed, and recorded.", "已关闭并记录。")))


@user.command(epilog="Example: medguard console user link officer-1 --subject 248289761001")
def link(
    *,
    name: _Name,
    subject: Annotated[
        str, typer.Option(metavar="SUB", help="The person's number at the provider (sub). Kept as a keyed hash alone.")
    ],
    by: _By = "command-line",
    profile: FromProfile = DEFAULT_PROFILE,
    database: AtDatabase = None,
    _lang: InLanguage = None,
) -> None:
    """Say whose account it is at the identity provider that the profile names."""
    with _accounts(profile, database) as accounts:
        from medguard.audit.identities import Identities

        Identities(accounts).link(name, issuer=_issuer(profile), subject=subject, by=by)
    out().print(plain(say("Linked, and recorded.", "已关联并记录。")))


@user.command(epilog="Example: medguard console user unlink officer-1")
def unlink(
    *,
    name: _Name,
    by: _By = "command-line",
    profile: FromProfile = DEFAULT_PROFILE,
    database: AtDatabase = None,
    _lang: InLanguage = None,
) -> None:
    """Let an account be nobody's at the identity provider any more."""
    with _accounts(profile, database) as accounts:
        from medguard.audit.identities import Identities

        Identities(accounts).unlink(name, by=by)
    out().print(plain(say("Unlinked, and recorded.", "已解除关联并记录。")))


def _issuer(profile: str) -> str:
    from medguard.profile import read_profile

    oidc = read_profile(profile).console.oidc
    if oidc is None or oidc.account_claim is not None:
        raise Mistake(
            "This profile names no identity provider whose people are linked one by one.",
            "该配置未设置需逐一关联人员的身份提供方。",
            remedy="Write console.oidc into the profile, without account_claim.",
            remedy_zh="请在配置中填写 console.oidc，且不填写 account_claim。",
        )
    return oidc.issuer


@user.command("list", epilog="Example: medguard console user list")
def list_users(
    *,
    as_json: AsJson = False,
    profile: FromProfile = DEFAULT_PROFILE,
    database: AtDatabase = None,
    _lang: InLanguage = None,
) -> None:
    """List every account there ever was."""
    with _accounts(profile, database) as accounts:
        now, found = accounts.clock(), accounts.everyone()
        sealed = {
            one.name for one, _ in found if one.totp is not None and accounts.seals.open(one) is None
        }  # by another key of the institution: they open nothing
    if as_json:
        print_json(
            {
                "accounts": [
                    {
                        "name": one.name,
                        "role": one.role,
                        "applications": list(one.applications),
                        "expires_at": one.expires_at,
                        "opens": confirmed and one.open_on(now) and one.name not in sealed,
                        "as_recorded": confirmed,
                        "sealed_with_another_key": one.name in sealed,
                    }
                    for one, confirmed in found
                ]
            }
        )
        return
    shown = table(say("Account", "账号"), say("Role", "角色"), say("Applications", "应用"), say("Opens", "可登录"))
    for one, confirmed in found:
        ours = confirmed and one.open_on(now) and one.name not in sealed
        opens = say("yes", "是") if ours else say("no", "否")
        shown.add_row(*map(plain, (one.name, one.role, " ".join(one.applications), opens)))
    out().print(shown)


def _print_secrets(name: str, password: str, key: str) -> None:
    from medguard.console.secrets import totp_link

    lines = (
        (say("Account", "账号"), name),
        (say("Password", "密码"), password),
        (say("Key for one-time codes", "一次性验证码密钥"), key),
        (say("The same as a link", "同上（链接）"), totp_link(key, name)),
    )
    for title, value in lines:
        out().print(plain(f"{title}: {value}"), soft_wrap=True)
    err().print(plain(say("Shown once. Hand them over safely.", "仅显示一次，请安全转交。"), "yellow"))


@contextmanager
def _accounts(profile: str, database: str | None) -> Iterator[Accounts]:
    _must_be_installed()
    from medguard.audit.accounts import Accounts
    from medguard.keys import read_key

    with _ledger(profile, database) as (settings, ledger):
        yield Accounts(ledger, read_key(settings.phi.key_file))


@contextmanager
def _ledger(profile: str, database: str | None) -> Iterator[tuple[Profile, SqlLedger]]:
    from medguard.guard import database_url, ledger_of
    from medguard.profile import read_profile

    settings = read_profile(profile)
    with ledger_of(settings, database_url(database, settings)) as ledger:
        yield settings, ledger


def _must_be_installed() -> None:
    try:
        import argon2
        import jinja2
        import joserfc
        import webauthn
    except ModuleNotFoundError:
        raise Mistake(
            "The console needs argon2-cffi, Jinja2, joserfc and webauthn, which are not all installed.",
            "控制台需要 argon2-cffi、Jinja2、joserfc 与 webauthn，尚未全部安装。",
            remedy="Run: pip install 'medguard-gateway[console]'",
            remedy_zh="请运行：pip install 'medguard-gateway[console]'",
        ) from None
    del argon2, jinja2, joserfc, webauthn
