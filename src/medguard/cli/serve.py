"""``medguard serve``, the sidecar, and ``medguard demo``, which shows it."""

# ruff: noqa: PLC0415 -- what is heavy is loaded by the command that needs it, so that --help answers at once

from __future__ import annotations

import errno
import re
import socket
import sys
from contextlib import ExitStack
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Final
from urllib.parse import urlsplit

import typer

from medguard import __version__
from medguard.cli.show import DEFAULT_PROFILE, AtDatabase, FromProfile, Mistake, database_of, err, plain, say

if TYPE_CHECKING:
    from collections.abc import Callable

    from medguard.serving.settings import Serving

UPSTREAM_VARIABLE = "MEDGUARD_UPSTREAM"
TRACES_VARIABLE = "MEDGUARD_TRACES"


class Log(StrEnum):
    """How lines of the log are written."""

    JSON = "json"
    CONSOLE = "console"


class LogLevel(StrEnum):
    """The least that is written."""

    DEBUG = "debug"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"
    CRITICAL = "critical"


def add_to(app: typer.Typer) -> None:
    """Add both commands."""
    app.command(epilog="Example: medguard serve --profile hospital --upstream https://your-model.example")(serve)
    app.command(epilog="Example: medguard demo")(demo)


def serve(
    *,
    upstream: Annotated[
        str | None,
        typer.Option(
            metavar="URL", envvar=UPSTREAM_VARIABLE, help="The model's server, with or without /v1. Required."
        ),
    ] = None,
    profile: FromProfile = DEFAULT_PROFILE,
    listen: Annotated[str, typer.Option(metavar="HOST:PORT", help="Where applications ask.")] = "127.0.0.1:8080",
    database: AtDatabase = None,
    workers: Annotated[
        int, typer.Option(metavar="N", min=1, max=64, help="Processes that serve; each loads the models for itself.")
    ] = 1,
    most: Annotated[
        int, typer.Option(metavar="N", min=1, max=100_000, help="Calls that each of them works on at a time.")
    ] = 1000,
    admin: Annotated[
        str | None,
        typer.Option(metavar="HOST:PORT", help="Metrics and readiness, without TLS or keys.", show_default="nowhere"),
    ] = None,
    console: Annotated[
        str | None,
        typer.Option(metavar="HOST:PORT", help="The officers' console, on a port of its own.", show_default="nowhere"),
    ] = None,
    console_origin: Annotated[
        str | None,
        typer.Option(
            "--console-origin",
            metavar="URL",
            help="Address under which people reach the console, behind a proxy with TLS.",
            show_default="http:// and --console, for this machine alone",
        ),
    ] = None,
    traces: Annotated[
        str | None,
        typer.Option(
            metavar="URL",
            envvar=TRACES_VARIABLE,
            help="OpenTelemetry collector, e.g. http://127.0.0.1:4318/v1/traces.",
            show_default="nowhere",
        ),
    ] = None,
    tls_cert: Annotated[
        str | None,
        typer.Option("--tls-cert", metavar="FILE", help="Certificate with its chain, PEM.", show_default="no TLS"),
    ] = None,
    tls_key: Annotated[
        str | None, typer.Option("--tls-key", metavar="FILE", help="Its key, PEM.", show_default="in --tls-cert")
    ] = None,
    client_ca: Annotated[
        str | None,
        typer.Option(
            "--client-ca",
            metavar="FILE",
            help="Let in only clients whose certificate one of these signed, PEM.",
            show_default="every client",
        ),
    ] = None,
    grace: Annotated[
        float, typer.Option(metavar="SECONDS", min=0, max=3600, help="How long calls may go on after SIGTERM.")
    ] = 10.0,
    linger: Annotated[
        float,
        typer.Option(
            metavar="SECONDS", min=0, max=600, help="How long the door stays open after SIGTERM, no longer ready."
        ),
    ] = 0.0,
    log: Annotated[
        Log | None, typer.Option(help="Lines on stderr.", show_default="console on a terminal, else json")
    ] = None,
    log_level: Annotated[LogLevel, typer.Option(help="The least that is logged.")] = LogLevel.INFO,
) -> None:
    """Guard every call on its way to the model. SIGHUP reads profile and certificate again; SIGTERM stops in good order."""
    # 1. What can be wrong with the command line is known before the models are loaded.
    model = checked_upstream(upstream)
    host, port = checked_listen(listen)
    beside = checked_listen(admin, "--admin") if admin else None
    _check_tls(tls_cert, tls_key, client_ca)
    shown_at = _checked_console(console, console_origin)
    written = log or (Log.CONSOLE if sys.stderr.isatty() else Log.JSON)
    with ExitStack() as doors:
        door = doors.enter_context(bound(host, port))
        aside = doors.enter_context(bound(*beside, "--admin")) if beside else None
        # 2. Open everything, and serve until told to stop.
        from medguard.serving.settings import Serving

        settings = Serving(
            profile=profile,
            upstream=model,
            database=database,
            log=written.value,
            log_level=log_level.value,
            most_at_once=most,
            grace_seconds=grace,
            linger_seconds=linger,
            tls_certificate=tls_cert,
            tls_key=tls_key,
            client_authorities=client_ca,
            traces=checked_traces(traces) if traces else None,
        )
        changed = _nobody_to_tell
        if shown_at is not None:
            from medguard.cli.console import console_beside, origin_of

            desk = doors.enter_context(bound(*shown_at, "--console"))
            url = database_of(database, profile)
            at = origin_of(shown_at[0], desk, console_origin)
            changed = doors.enter_context(console_beside(profile, url, desk, at, aloud=written is Log.CONSOLE))
        _run(settings, door, aside, workers=workers, changed=changed)


def _nobody_to_tell() -> None:
    """There is no console."""


def _checked_console(listen: str | None, origin: str | None) -> tuple[str, int] | None:
    if listen is None:
        if origin is not None:
            raise Mistake(
                "--console-origin needs --console.",
                "--console-origin 须与 --console 一起使用。",
                remedy="Say where the console listens, too: --console 127.0.0.1:8090",
                remedy_zh="请同时指定控制台监听地址：--console 127.0.0.1:8090",
            )
        return None
    from medguard.cli.console import checked_origin

    found = checked_listen(listen, "--console")
    checked_origin(found[0], origin, ("--console", "--console-origin"))
    return found


def _run(
    settings: Serving, door: socket.socket, aside: socket.socket | None, *, workers: int, changed: Callable[[], None]
) -> None:
    from medguard import log as lines

    host, port = door.getsockname()[:2]

    began = False

    def served(profile: str) -> None:
        nonlocal began
        began = True
        lines.event(
            lines.Event.SERVED,
            host=lines.Word(host),
            port=port,
            profile=lines.Word(profile),
            version=lines.Word(__version__),
            count=workers,
        )
        if settings.log == "console":
            scheme = "https" if settings.tls_certificate else "http"
            _greet(f"{scheme}://{f'[{host}]' if ':' in host else host}:{port}/v1", profile)

    try:
        if workers > 1:
            from medguard.serving.parent import Parent

            interrupted = Parent(settings, door, workers=workers, admin=aside, served=served, changed=changed).work()
        else:
            from medguard.serving.worker import Worker

            interrupted = Worker(settings, door, admin=aside, served=served, changed=changed).work()
    except OSError as trouble:
        if began:
            raise
        raise _cannot_listen(trouble) from None
    if interrupted:
        raise KeyboardInterrupt


def _greet(url: str, profile: str) -> None:
    words = say(
        f"medguard guards {url} with the profile {profile}. Ctrl-C stops it.",
        f"medguard 正在守护 {url}，配置 {profile}。按 Ctrl-C 停止。",
    )
    err().print(plain(words, "green"), soft_wrap=True)


def demo() -> None:
    """See it work: a scripted model, the sidecar and two real notes."""
    try:
        from medguard.demo import run
    except ModuleNotFoundError as missing:
        if (missing.name or "").partition(".")[0] == "medguard":
            raise
        raise Mistake(
            "The demo asks with the openai package, which is not installed.",
            "演示需要 openai 软件包，尚未安装。",
            remedy="Run: pip install 'medguard-gateway[demo]'",
            remedy_zh="请运行：pip install 'medguard-gateway[demo]'",
        ) from None
    raise typer.Exit(run())


# ── what was asked for ───────────────────────────────────────────────────────────────────────────────────────────────

_LISTEN = re.compile(r"(?:\[(?P<six>[0-9A-Fa-f:.]+)\]|(?P<host>[A-Za-z0-9._-]+)):(?P<port>[0-9]{1,5})")
_LAST_PORT = 65535


def checked_listen(listen: str, option: str = "--listen") -> tuple[str, int]:
    """Read HOST:PORT.

    >>> checked_listen("127.0.0.1:8080"), checked_listen("[::1]:0")
    (('127.0.0.1', 8080), ('::1', 0))
    """
    read = _LISTEN.fullmatch(listen)
    if read is None or int(read["port"]) > _LAST_PORT:
        raise Mistake(
            f"{option} is not HOST:PORT.",
            f"{option} 不是 主机:端口 的形式。",
            remedy="Write it like 127.0.0.1:8080 or [::1]:8080; a port is a number up to 65535.",
            remedy_zh="请按 127.0.0.1:8080 或 [::1]:8080 的形式填写；端口不大于 65535。",
        )
    return read["six"] or read["host"], int(read["port"])


def checked_upstream(upstream: str | None) -> str:
    """Read the model's base URL. Never quoted: it may hold a password.

    >>> checked_upstream("https://your-model.example/v1")
    'https://your-model.example/v1'
    """
    if not upstream:
        raise _upstream(
            "No upstream is named: the server of the model that is guarded.", "未指定上游地址，即被守护的模型服务器。"
        )
    if not upstream.isprintable() or " " in upstream:
        raise _upstream("The upstream URL holds a blank or a control character.", "上游地址含有空格或控制字符。")
    try:
        parts = urlsplit(upstream)
        known = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:  # brackets without an address, a port that is none
        known = False
    if not known:
        raise _upstream(
            "The upstream URL is not one of http or https with a host.", "上游地址须为含主机名的 http 或 https 地址。"
        )
    if parts.username is not None or parts.password is not None:
        raise _upstream(
            "The upstream URL holds a user name or a password, which would be seen in the list of processes.",
            "上游地址含有用户名或密码，会出现在进程列表中。",
            remedy="Leave it out: the Authorization header of the caller goes to the model.",
            remedy_zh="请删除：调用方的 Authorization 请求头会转交给模型。",
        )
    if parts.query or parts.fragment:
        raise _upstream("The upstream URL holds a ? or a #.", "上游地址含有 ? 或 #。")
    if parts.path.rstrip("/").endswith(("/completions", "/models")):
        raise _upstream("The upstream URL names one call and not the server.", "上游地址指向某个接口，而非服务器。")
    return upstream


_EXAMPLE: Final = f"Give the base URL, like --upstream https://your-model.example/v1, or set {UPSTREAM_VARIABLE}."
_EXAMPLE_ZH: Final = (
    f"请填写基础地址，如 --upstream https://your-model.example/v1，或设置环境变量 {UPSTREAM_VARIABLE}。"
)


def _upstream(what: str, what_zh: str, *, remedy: str = _EXAMPLE, remedy_zh: str = _EXAMPLE_ZH) -> Mistake:
    return Mistake(what, what_zh, remedy=remedy, remedy_zh=remedy_zh)


def checked_traces(url: str) -> str:
    """Read the collector's URL."""
    try:
        parts = urlsplit(url)
        known = (
            parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.username is None and url.isprintable()
        )
    except ValueError:
        known = False
    if not known:
        raise Mistake(
            "--traces is not the URL of a collector.",
            "--traces 不是收集器的地址。",
            remedy="Give the whole address without a password, like http://127.0.0.1:4318/v1/traces.",
            remedy_zh="请填写完整地址（不含密码），如 http://127.0.0.1:4318/v1/traces。",
        )
    return url


def _check_tls(certificate: str | None, key: str | None, authorities: str | None) -> None:
    if certificate is None and (key is not None or authorities is not None):
        raise Mistake(
            "--tls-key and --client-ca need --tls-cert.",
            "--tls-key 与 --client-ca 须与 --tls-cert 一起使用。",
            remedy="Name the server's certificate as well.",
            remedy_zh="请同时指定服务器证书。",
        )


# ── the door ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def bound(host: str, port: int, option: str = "--listen") -> socket.socket:
    """Take the port now; nobody is let in before everything is loaded."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        door = socket.socket(family, kind, protocol)
    except OSError as trouble:
        raise _cannot_listen(trouble, option) from None
    try:
        # Else the port stays taken for a minute after a stop.
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        door.bind(address)
    except OSError as trouble:
        door.close()
        raise _cannot_listen(trouble, option) from None
    return door


def _cannot_listen(trouble: OSError, option: str = "--listen") -> Mistake:
    what, what_zh, remedy, remedy_zh = (
        words.replace("--listen", option) for words in _TROUBLES.get(trouble.errno or 0, _ELSE)
    )
    return Mistake(what, what_zh, remedy=remedy, remedy_zh=remedy_zh)


_TROUBLES: Final = {
    errno.EADDRINUSE: (
        "The port of --listen is in use.",
        "--listen 指定的端口已被占用。",
        "Stop the program that listens there (perhaps another medguard), or choose another port.",
        "请停止占用该端口的程序（可能是另一个 medguard），或换用其他端口。",
    ),
    errno.EACCES: (
        "This user may not listen on the port of --listen.",
        "当前用户无权监听 --listen 指定的端口。",
        "Choose a port above 1023.",
        "请选用 1023 以上的端口。",
    ),
}
_ELSE: Final = (
    "The host of --listen is no address of this machine.",
    "--listen 指定的主机不是本机地址。",
    "Use 127.0.0.1, or an address that this machine has; 0.0.0.0 stands for all of them.",
    "请使用 127.0.0.1 或本机拥有的地址；0.0.0.0 表示全部地址。",
)
