"""The machine and what is installed on it."""

from __future__ import annotations

import os
import resource
import shutil
import socket
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from typing import Final

from packaging.requirements import Requirement
from sqlalchemy import make_url, text

from medguard.audit import current, list_records, state_folder
from medguard.audit.database import reading
from medguard.doctor.seen import Seen, doubt, ill, well
from medguard.profile import Profile

PACKAGE: Final = "medguard-gateway"
_OLDEST_PYTHON: Final = (3, 11)
_FEWEST_FILES: Final = 4096
_LITTLE, _TOO_LITTLE = 2_000_000_000, 200_000_000
"""Bytes free."""
_SLOW_CLOCK, _WRONG_CLOCK = timedelta(seconds=2), timedelta(seconds=60)


def of_python() -> Iterator[Seen]:
    """Which Python runs."""
    found = f"Python {'.'.join(map(str, sys.version_info[:3]))}, medguard {version(PACKAGE)}"
    if sys.version_info[:2] < _OLDEST_PYTHON or sys.maxsize < 2**32:
        yield ill(
            "python",
            f"{found}: too old, or 32 bits.",
            f"{found}：版本过旧，或为 32 位。",
            "Use Python 3.11 or later, 64 bits.",
            "请使用 64 位 Python 3.11 或更高版本。",
        )
    else:
        yield well("python", found, found)


def of_packages() -> Iterator[Seen]:
    """Whether every package that medguard needs is there, in a version that it knows."""
    needed = [Requirement(one) for one in requires(PACKAGE) or ()]
    needed = [one for one in needed if one.marker is None or one.marker.evaluate({"extra": ""})]
    wrong = [f"{one.name}{one.specifier}" for one in needed if not _is_there(one)]
    if wrong:
        yield ill(
            "packages", f"Missing, or in another version: {', '.join(wrong)}.", f"缺少软件包或版本不符：{'、'.join(wrong)}。",
            "Install again: pip install --require-hashes -r requirements/run.txt", "请重新安装：pip install --require-hashes -r requirements/run.txt",
        )  # fmt: skip
    else:
        yield well(
            "packages",
            f"{len(needed)} packages, all in the versions asked for",
            f"{len(needed)} 个软件包，版本均符合要求",
        )


def _is_there(needed: Requirement) -> bool:
    try:
        return needed.specifier.contains(version(needed.name), prereleases=True)
    except PackageNotFoundError:
        return False


def of_environment() -> Iterator[Seen]:
    """What the surroundings of the process would do."""
    if os.environ.get("ORT_DISABLE_TELEMETRY") == "1":
        yield well("telemetry", "ONNX Runtime reports nothing to its maker", "ONNX Runtime 不向厂商发送使用数据")
    else:
        yield ill(
            "telemetry", "ONNX Runtime may report its use to its maker.", "ONNX Runtime 可能向厂商发送使用数据。",
            "Import medguard before onnxruntime, or set ORT_DISABLE_TELEMETRY=1.", "请先导入 medguard，或设置 ORT_DISABLE_TELEMETRY=1。",
        )  # fmt: skip
    files, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    if files != resource.RLIM_INFINITY and files < _FEWEST_FILES:
        yield doubt(
            "limits", f"This process may open {files} files and connections at once.", f"本进程最多可同时打开 {files} 个文件和连接。",
            f"Raise the limit to {_FEWEST_FILES} or more (ulimit -n, LimitNOFILE=).", f"请将上限提高到 {_FEWEST_FILES} 以上（ulimit -n、LimitNOFILE=）。",
        )  # fmt: skip
    else:
        yield well("limits", f"{files} files and connections at once", f"可同时打开 {files} 个文件和连接")


def of_clock(url: str) -> Iterator[Seen]:
    """Whether the clock agrees with the database's, and is not behind the newest record."""
    now = datetime.now(UTC)
    if make_url(url).get_backend_name() == "postgresql":
        with reading(url) as connection:
            theirs: datetime = connection.execute(text("SELECT clock_timestamp()")).scalar_one()
        apart = abs(theirs - datetime.now(UTC))
        if apart > _SLOW_CLOCK:
            kind = ill if apart > _WRONG_CLOCK else doubt
            seconds = round(apart.total_seconds())
            yield kind(
                "clock", f"This machine's clock and the database's are {seconds} seconds apart.", f"本机时钟与数据库时钟相差 {seconds} 秒。",
                "Let both follow a time server (chrony, systemd-timesyncd).", "请让两台机器与时间服务器同步（chrony、systemd-timesyncd）。",
            )  # fmt: skip
            return
    newest = _newest(url)
    if newest is not None and newest > now + _WRONG_CLOCK:
        yield ill(
            "clock", "The newest record is from the future: the clock is behind, or was ahead.", "最新记录的时间晚于当前时间：时钟偏慢，或曾经偏快。",
            "Set the clock right before anything is recorded; rules decide by the day.", "请先校正时钟再继续记录；规则按日期判定。",
        )  # fmt: skip
    else:
        yield well(
            "clock", f"{now:%Y-%m-%d %H:%M} UTC, not behind the records", f"{now:%Y-%m-%d %H:%M} UTC，不早于已有记录"
        )


def _newest(url: str) -> datetime | None:
    sqlite = make_url(url).get_backend_name() == "sqlite"
    if (sqlite and not Path(str(make_url(url).database)).is_file()) or current(url) is None:
        return None
    last = list_records(url, limit=1)
    return datetime.fromisoformat(last[0].started_at) if last else None


def of_disk(settings: Profile, url: str) -> Iterator[Seen]:
    """Whether there is room where things are kept."""
    database = make_url(url)
    places = {
        "the ledger": Path(str(database.database)).parent if database.get_backend_name() == "sqlite" else None,
        "this user's state": state_folder(),
        "held replies": Path(settings.review.folder).expanduser() if settings.review else None,
        "checkpoints": Path(settings.ledger.checkpoint_file).expanduser().parent
        if settings.ledger.checkpoint_file
        else None,
    }
    worst: tuple[int, str] | None = None
    for name, place in places.items():
        if place is None:
            continue
        there = next((folder for folder in (place, *place.parents) if folder.exists()), Path("/"))
        free = shutil.disk_usage(there).free
        worst = min(worst or (free, name), (free, name))
    if worst is None:
        return
    free, name = worst
    says = f"{free / 1e9:.1f} GB free for {name}"
    says_zh = f"存放目录剩余空间 {free / 1e9:.1f} GB"
    if free < _LITTLE:
        kind = ill if free < _TOO_LITTLE else doubt
        yield kind(
            "disk",
            says,
            says_zh,
            "Make room: without it nothing can be recorded, and so nothing is answered.",
            "请腾出空间：无法记录即不会放行任何回复。",
        )
    else:
        yield well("disk", says, says_zh)


def of_port(host: str, port: int) -> Iterator[Seen]:
    """Whether the sidecar could listen there."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as door:
            door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            door.bind(address)
            door.listen()
    except OSError as trouble:
        why = os.strerror(trouble.errno) if trouble.errno and trouble.errno > 0 else "no such address"
        yield doubt(
            "port", f"Nobody can begin to listen on {host}:{port} now: {why}.", f"当前无法监听 {host}:{port}。",
            "If a sidecar runs there, this is as it should be; else stop what does, or choose another port.", "如该处已有 sidecar 在运行则属正常；否则请停止占用者或更换端口。",
        )  # fmt: skip
    else:
        yield well("port", f"{host}:{port} is free", f"{host}:{port} 可用")
