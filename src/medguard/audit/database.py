"""From a URL to a database that keeps its promises, and from its errors to words that are safe to show.

    sqlite:////var/lib/medguard/ledger.db                 a file; several processes of one machine may share it
    postgresql+psycopg://medguard@db.hospital/medguard    needs psycopg, which medguard does not install

A URL with a password never appears in a message, nor does SQL, nor a value.
"""

from __future__ import annotations

import os
import select
import sqlite3
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from operator import methodcaller
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import unquote

from sqlalchemy import URL, Connection, Engine, Table, create_engine, event, make_url
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.exc import (
    ArgumentError,
    DBAPIError,
    DisconnectionError,
    InvalidatePoolError,
    OperationalError,
    SQLAlchemyError,
)
from sqlalchemy.pool import QueuePool

from medguard.errors import AuditError

BUSY_SECONDS = 10.0
"""How long a write waits for other writers before it gives up."""

_SURELY_THERE_SECONDS = 1.0
_DRIVERS = {"sqlite", "sqlite+pysqlite", "postgresql", "postgresql+psycopg"}
_WRITES = "medguard_writes"


def connect(url: str, *, busy_seconds: float = BUSY_SECONDS) -> Engine:
    """Make an engine to append with; it connects at first use. Raises AuditError for a URL that cannot hold a ledger."""
    return _engine(_read(url), busy_seconds=busy_seconds, for_reading=False)


def writer(engine: Engine) -> Engine:
    """Give the same engine, its transactions taking the write lock when they begin (SQLite)."""
    return engine.execution_options(**{_WRITES: True})


@contextmanager
def reading(source: str | Engine) -> Iterator[Connection]:
    """Open one unchanging view of the ledger: what others append meanwhile is not seen. Changes nothing, not even the journal mode."""
    if isinstance(source, Engine):
        engine, url = source, source.url
    else:
        url = _read(source)
        _must_exist(url)
        engine = _engine(url, busy_seconds=BUSY_SECONDS, for_reading=True)
    try:
        with explained(url), engine.connect() as connection:
            postgresql = connection.dialect.name == "postgresql"
            yield connection.execution_options(isolation_level="REPEATABLE READ") if postgresql else connection
    finally:
        if engine is not source:
            engine.dispose()


def insert_once(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows, leaving those whose key is there already."""
    insert = postgresql_insert if connection.dialect.name == "postgresql" else sqlite_insert
    connection.execute(insert(table).on_conflict_do_nothing(), list(rows))


class Clash(AuditError):
    """A row with this key is there already."""


@contextmanager
def explained(url: URL) -> Iterator[None]:
    """Turn a database's error into an AuditError that says what to do. The original, which knows values, is not chained."""
    try:
        yield
    except (SQLAlchemyError, sqlite3.Error) as error:
        raise failure(error, url) from None


def shown(url: URL) -> str:
    """Write the URL without what might be secret. A password may also stand in the query, so that is left out too."""
    if url.get_backend_name() != "sqlite":
        url = url.set(query={})
    return url.render_as_string(hide_password=True)


def _read(url: str) -> URL:
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        raise AuditError(
            "The audit database's URL cannot be read. Write it like sqlite:////var/lib/medguard/ledger.db",
            remedy="Write the URL like sqlite:////var/lib/medguard/ledger.db or postgresql+psycopg://user@host/database",
            remedy_zh="请按 sqlite:////var/lib/medguard/ledger.db 或 postgresql+psycopg://user@host/database 的形式填写数据库地址。",
        ) from None
    if parsed.drivername not in _DRIVERS:
        raise AuditError(
            "The audit database's URL names a kind of database that the ledger does not know. Use sqlite or postgresql+psycopg.",
            remedy="Use a URL that begins with sqlite:/// or postgresql+psycopg://",
            remedy_zh="请使用以 sqlite:/// 或 postgresql+psycopg:// 开头的地址。",
        )
    return parsed.set(drivername="postgresql+psycopg") if parsed.drivername == "postgresql" else parsed


def _engine(url: URL, *, busy_seconds: float, for_reading: bool) -> Engine:
    milliseconds = int(busy_seconds * 1000)
    if url.get_backend_name() == "sqlite":
        file = _sqlite_file(url)
        # The default pool, named so that no other default can surprise: a connection serves one thread at a time.
        engine = create_engine(
            url,
            hide_parameters=True,
            poolclass=QueuePool,
            pool_timeout=busy_seconds,
            connect_args={"check_same_thread": False, "timeout": busy_seconds},
        )
        _prepare_sqlite(engine, file, milliseconds=milliseconds, for_reading=for_reading)
        return engine
    try:
        engine = create_engine(
            url,
            hide_parameters=True,
            pool_timeout=busy_seconds,
            connect_args={"options": f"-c synchronous_commit=on -c lock_timeout={milliseconds} -c jit=off"},
        )
    except ImportError:
        raise AuditError(
            "PostgreSQL needs psycopg, which is not installed. Run: pip install 'medguard-gateway[postgresql]'",
            remedy="Run: pip install 'medguard-gateway[postgresql]'",
            remedy_zh="请运行：pip install 'medguard-gateway[postgresql]'",
        ) from None
    _prepare_postgresql(engine)
    return engine


def _prepare_postgresql(engine: Engine) -> None:
    @event.listens_for(engine, "checkin")
    def rests(_connection: Any, record: Any) -> None:
        record.info["rests_since"] = time.monotonic()

    @event.listens_for(engine, "checkout")
    def still_there(connection: Any, record: Any, _proxy: Any) -> None:
        # A server that went away has said goodbye, and that can be read. Only of one that was not heard of for a while it might have been
        # lost, so that one is asked; asking each time would be a third of what a record takes.
        since = record.info.get("rests_since")
        if since is None:
            return  # made just now
        try:
            if time.monotonic() - since < _SURELY_THERE_SECONDS:
                there = not _has_spoken(connection.fileno())
            else:
                there = engine.dialect.do_ping(connection)
        except (OSError, engine.dialect.loaded_dbapi.Error):
            there = False
        if not there:
            raise InvalidatePoolError  # and so are all the others


def _has_spoken(socket: int) -> bool:
    """Whether something has come that nobody asked for."""
    watched = select.poll()
    watched.register(socket, select.POLLIN)
    return bool(watched.poll(0))


def _prepare_sqlite(engine: Engine, file: Path, *, milliseconds: int, for_reading: bool) -> None:
    @event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, record: Any) -> None:
        record.info["opened"] = _opened(file)
        connection.isolation_level = (
            None  # BEGIN is ours, below: Python's sqlite3 would begin late and without the lock
        )
        connection.text_factory = _text
        connection.execute(f"PRAGMA busy_timeout = {milliseconds:d}")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA secure_delete = ON")  # what is erased is overwritten
        if for_reading:
            connection.execute("PRAGMA query_only = ON")
        else:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")  # a commit is on the disk before it returns

    @event.listens_for(engine, "checkout")
    def still_ours(_connection: sqlite3.Connection, record: Any, proxy: Any) -> None:
        # SQLite goes on writing into a file that was deleted or replaced, and must not be used after a fork: connect again.
        if record.info["opened"] != _opened(file):
            record.dbapi_connection = proxy.dbapi_connection = None
            raise DisconnectionError

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get(_WRITES)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _opened(file: Path) -> tuple[int, int, int]:
    try:
        status = file.stat()
    except OSError:
        return os.getpid(), 0, 0
    return os.getpid(), status.st_dev, status.st_ino


_text = methodcaller("decode", "utf-8", "surrogateescape")
# Bytes that are no UTF-8 reach verify as surrogates and are told apart there; sqlite3 alone would stop in the middle of a table.


def _sqlite_file(url: URL) -> Path:
    name = url.database or ""
    if name in {"", ":memory:"} or name.startswith("file::memory:") or url.query.get("mode") == "memory":
        raise AuditError(
            "An in-memory database forgets its records. Name a file, like sqlite:////var/lib/medguard/ledger.db",
            remedy="Name a file: sqlite:////var/lib/medguard/ledger.db",
            remedy_zh="内存数据库不能保存记录，请指定文件：sqlite:////var/lib/medguard/ledger.db",
        )
    file = Path(unquote(name.removeprefix("file:")) if name.startswith("file:") else name)
    if not file.parent.is_dir():
        raise AuditError(
            f"The folder of the audit database does not exist: {file.parent}. Create it, or correct the URL.",
            remedy=f"Create the folder {file.parent}, or correct the URL.",
            remedy_zh=f"请创建文件夹 {file.parent}，或更正数据库地址。",
        )
    return file


def _must_exist(url: URL) -> None:
    if url.get_backend_name() == "sqlite" and not (file := _sqlite_file(url)).is_file():
        raise AuditError(
            f"There is no audit database at {file}. Correct the URL; medguard creates the file when it first starts.",
            remedy="Correct the URL; medguard creates the file when it first starts.",
            remedy_zh="请更正数据库地址；medguard 首次启动时会创建该文件。",
        )


# ── what went wrong ──────────────────────────────────────────────────────────────────────────────────────────────────


class _Trouble(NamedTuple):
    what: str
    remedy: str
    remedy_zh: str


_READ_ONLY = _Trouble(
    "the audit database is read-only",
    "Give this process write access to the database file and its folder, or name another database.",
    "请授予本进程对数据库文件及其所在文件夹的写权限，或指定另一个数据库。",
)
_FULL = _Trouble(
    "the disk or the database is full",
    "Make room on the disk that holds the audit database, then ask again.",
    "请为存放审计数据库的磁盘腾出空间，然后重试。",
)
_BUSY = _Trouble(
    "the audit database stayed locked by somebody else",
    "Find the process that holds the database (a backup, an open sqlite3 shell) and let it finish, then ask again.",
    "请找到占用数据库的进程（备份、打开的 sqlite3 会话等），待其结束后重试。",
)
_TABLES = _Trouble(
    "the audit database has not the tables of this release",
    "Run: medguard db upgrade --database {url}",
    "请运行：medguard db upgrade --database {url}",
)
_NOT_OPENED = _Trouble(
    "the audit database cannot be opened",
    "Check that the file and its folder exist and may be read; a copy on read-only media opens with"
    " sqlite:///file:PATH?immutable=1&uri=true",
    "请检查文件及其文件夹是否存在且可读；只读介质上的副本可用 sqlite:///file:PATH?immutable=1&uri=true 打开。",
)
_NOT_REACHED = _Trouble(
    "the database server cannot be reached, or does not let this user in",
    "Check that the server runs, and the host, user, password and database of the URL.",
    "请检查数据库服务器是否运行，以及地址中的主机、用户、密码和数据库名。",
)
_DAMAGED = _Trouble(
    "the file is damaged or is no SQLite database",
    "Keep the file as it is, restore the latest backup beside it, and run: medguard audit verify",
    "请保留该文件原样，在旁边恢复最近的备份，并运行：medguard audit verify",
)
_TAKEN = _Trouble(
    "a record of this exchange, or at its place in the chain, is there already",
    "Run: medguard audit verify --database {url}",
    "请运行：medguard audit verify --database {url}",
)
_ELSE = _Trouble(
    "the audit database failed",
    "Check that the database is reachable and look into its own log, then run: medguard audit verify --database {url}",
    "请检查数据库是否可以访问并查看其日志，然后运行：medguard audit verify --database {url}",
)

_BY_SQLITE_CODE = {
    sqlite3.SQLITE_READONLY: _READ_ONLY,
    sqlite3.SQLITE_PERM: _READ_ONLY,
    sqlite3.SQLITE_FULL: _FULL,
    sqlite3.SQLITE_BUSY: _BUSY,
    sqlite3.SQLITE_LOCKED: _BUSY,
    sqlite3.SQLITE_ERROR: _TABLES,  # SQL that fails although it is ours: a table or a column is not there
    sqlite3.SQLITE_CANTOPEN: _NOT_OPENED,
    sqlite3.SQLITE_CORRUPT: _DAMAGED,
    sqlite3.SQLITE_NOTADB: _DAMAGED,
    sqlite3.SQLITE_CONSTRAINT: _TAKEN,
}
_BY_SQLSTATE = {  # PostgreSQL, Appendix A: the class, or the whole code where the class says too little
    "25006": _READ_ONLY,
    "42501": _READ_ONLY,
    "53": _FULL,
    "55P03": _BUSY,
    "57014": _BUSY,
    "42": _TABLES,
    "23": _TAKEN,
    "08": _NOT_REACHED,
    "28": _NOT_REACHED,
    "3D": _NOT_REACHED,
}


def failure(error: Exception, url: URL) -> AuditError:
    """Say what a database's error means for the one who runs it."""
    trouble = _trouble(error)
    kind = Clash if trouble is _TAKEN else AuditError
    remedy, remedy_zh = (words.replace("{url}", shown(url)) for words in (trouble.remedy, trouble.remedy_zh))
    return kind(f"Audit: {trouble.what}. {remedy}", remedy=remedy, remedy_zh=remedy_zh)


def _trouble(error: Exception) -> _Trouble:
    cause = error.orig if isinstance(error, DBAPIError) else error
    code = getattr(cause, "sqlite_errorcode", None)
    if isinstance(code, int):
        return _BY_SQLITE_CODE.get(code & 0xFF, _ELSE)  # the low byte is the primary code, the rest says more exactly
    state = getattr(cause, "sqlstate", None) or ""
    if not state and isinstance(error, OperationalError):
        return _NOT_REACHED  # psycopg has no code for a connection that never was
    return _BY_SQLSTATE.get(state) or _BY_SQLSTATE.get(state[:2]) or _ELSE
