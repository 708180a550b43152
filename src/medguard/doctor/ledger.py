"""The ledger: whether it is there, of this release, writable, and keeps what it was given when the power fails."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final
from urllib.parse import unquote

from sqlalchemy import Connection, make_url, text

from medguard.audit import SqlLedger, current, latest, read_signer
from medguard.audit.database import connect, explained, shown
from medguard.doctor.seen import Seen, doubt, ill, of_error, well
from medguard.errors import MedguardError
from medguard.profile import Profile

_OF_NETWORKS: Final = frozenset("nfs nfs4 cifs smb3 smbfs 9p fuse.sshfs ceph glusterfs fuse.glusterfs".split())
"""File systems on which SQLite's locks and its shared memory do not hold what they promise."""


def of_database(settings: Profile, url: str) -> Iterator[Seen]:
    """Look at it without making anything."""
    made = make_url(url)
    sqlite = made.get_backend_name() == "sqlite"
    file = Path(unquote(str(made.database or "").removeprefix("file:")))
    if sqlite and not file.is_file() and file.parent.is_dir():
        yield doubt(
            "database", f"There is no ledger at {file} yet; the first start makes one.", f"{file} 尚无账本，首次启动时会创建。",
            "If there should be one, correct the URL.", "如应已有账本，请更正数据库地址。",
        )  # fmt: skip
        return
    found = current(url)
    if found is None:
        yield doubt(
            "database", f"{shown(made)} has no tables yet; the first start makes them.", f"{shown(made)} 尚无数据表，首次启动时会创建。",
            "If there should be records, correct the URL.", "如应已有记录，请更正数据库地址。",
        )  # fmt: skip
    elif found != latest():
        yield ill(
            "database", "The tables of the database are not those of this release.", "数据库表结构与本版本不符。",
            f"Run: medguard db upgrade --database {shown(made)}", f"请运行：medguard db upgrade --database {shown(made)}",
        )  # fmt: skip
    else:
        yield _writable(settings, url)
    if sqlite:
        yield from _of_sqlite(url, file)
    else:
        yield from _of_postgresql(url)


def _writable(settings: Profile, url: str) -> Seen:
    try:
        # Not open_ledger, which makes tables and signs what an earlier release has left.
        with SqlLedger(url, signer=read_signer(settings.ledger.key_file, make=False)) as ledger:
            ledger.check_writable()
    except MedguardError as error:
        return of_error("database", error)
    return well(
        "database",
        f"{shown(make_url(url))}: of this release, takes records, signed by this key",
        f"{shown(make_url(url))}：版本一致、可写入，签名密钥相符",
    )


def _of_sqlite(url: str, file: Path) -> Iterator[Seen]:
    engine = connect(url)
    try:
        with explained(engine.url), engine.connect() as connection:
            journal = connection.exec_driver_sql("PRAGMA journal_mode").scalar_one()
            synchronous = connection.exec_driver_sql("PRAGMA synchronous").scalar_one()
    finally:
        engine.dispose()
    if (journal, synchronous) != ("wal", 2):
        yield ill(
            "durability", "SQLite does not write ahead and wait for the disk here.", "此处 SQLite 未使用 WAL 与 FULL 同步。",
            "Keep the file on a local file system that supports WAL.", "请将文件放在支持 WAL 的本地文件系统上。",
        )  # fmt: skip
    elif (kind := _file_system(file)) in _OF_NETWORKS:
        yield ill(
            "durability", f"The ledger's file is on a network's file system ({kind}), whose locks SQLite cannot rely on.", f"账本文件位于网络文件系统（{kind}），SQLite 无法可靠加锁。",
            "Move it to a local disk, or use PostgreSQL.", "请移至本地磁盘，或改用 PostgreSQL。",
        )  # fmt: skip
    else:
        yield well("durability", "write-ahead log, synchronous FULL, local disk", "WAL、同步 FULL、本地磁盘")


def _file_system(file: Path) -> str:
    """The kind of the file system that holds it, if the machine says; longest mount point first."""
    try:
        mounts = [line.split() for line in Path("/proc/mounts").read_text("utf-8").splitlines()]
    except OSError:
        return ""
    inside = [mount for mount in mounts if file.resolve().is_relative_to(mount[1])]
    return max(inside, key=lambda mount: len(mount[1]))[2] if inside else ""


def _of_postgresql(url: str) -> Iterator[Seen]:
    engine = connect(url)
    try:
        with explained(engine.url), engine.connect() as connection:
            yield from _settings(connection)
    finally:
        engine.dispose()


def _settings(connection: Connection) -> Iterator[Seen]:
    off = [name for name in ("fsync", "full_page_writes", "synchronous_commit") if _shown(connection, name) == "off"]
    if off:
        yield ill(
            "durability", f"PostgreSQL may lose what it has confirmed: {', '.join(off)} off.", f"PostgreSQL 可能丢失已确认的数据：{'、'.join(off)} 已关闭。",
            "Switch them on in postgresql.conf and reload the server.", "请在 postgresql.conf 中开启并重新加载。",
        )  # fmt: skip
    else:
        yield well(
            "durability",
            f"PostgreSQL {_shown(connection, 'server_version')}: fsync, full_page_writes and synchronous_commit on",
            f"PostgreSQL {_shown(connection, 'server_version')}：fsync、full_page_writes、synchronous_commit 均已开启",
        )
    if _shown(connection, "data_checksums") == "off":
        yield doubt(
            "checksums", "PostgreSQL does not notice when the disk changes a page (data_checksums off).", "PostgreSQL 未启用数据页校验（data_checksums 关闭）。",
            "Switch them on while the server is down: pg_checksums --enable", "请在停机时执行：pg_checksums --enable",
        )  # fmt: skip
    if connection.execute(text("SELECT usesuper FROM pg_user WHERE usename = current_user")).scalar():
        yield doubt(
            "role", "The ledger's role is a superuser, and so could switch off what protects the log.", "账本使用超级用户角色，可关闭对日志的保护。",
            "Give medguard a role of its own, which owns its database and no more.", "请为 medguard 单独建立角色，仅拥有其数据库。",
        )  # fmt: skip


def _shown(connection: Connection, name: str) -> str:
    return str(connection.execute(text("SELECT current_setting(:name)"), {"name": name}).scalar_one())
