"""Brings a database to the tables of this release; the steps are in ``migrations/``.

Alembic is configured here, in code: it reads no file, prints nothing and leaves logging alone.
"""

from __future__ import annotations

import io
import threading
from functools import cache
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, Engine, inspect, text

from medguard.audit.database import connect, explained, reading, shown, writer
from medguard.audit.tables import VERSION_TABLE, metadata
from medguard.bundled import bundled
from medguard.errors import AuditError

_LOCK = threading.Lock()
"""Alembic keeps the running migration in module globals."""

_ADVISORY = 0x6D656467
"""PostgreSQL's lock number for migrations: "medg"."""


def upgrade(url: str) -> str:
    """Bring the database to this release, creating what is missing, and return its revision."""
    engine = connect(url)
    try:
        with explained(engine.url), writer(engine).begin() as connection:
            _wait_for_others(connection)
            if (found := _revision(connection)) is not None and not _known(found):
                raise _newer()
            _run(command.upgrade, connection, "head")
            return latest()
    finally:
        engine.dispose()


def downgrade(url: str, revision: str, *, delete_every_record: bool = False) -> str | None:
    """Take the database back to an earlier revision (``base``: no tables) and return it.

    A step that would drop records refuses to, unless ``delete_every_record``.
    """
    engine = connect(url)
    try:
        with explained(engine.url), writer(engine).begin() as connection:
            _wait_for_others(connection)
            try:
                _run(command.downgrade, connection, revision, delete_every_record=delete_every_record)
            except CommandError:
                raise AuditError(
                    "This release does not know the revision of the database, or the one that was asked for. Nothing was changed.",
                    remedy="Ask for an earlier revision of this database, or for base.",
                    remedy_zh="请指定该数据库较早的版本号，或 base。",
                ) from None
            return _revision(connection)
    finally:
        engine.dispose()


def current(url: str) -> str | None:
    """Tell the revision that the database has; None if it has no tables of ours."""
    with reading(url) as connection:
        return _revision(connection)


@cache
def latest() -> str:
    """Tell the revision that this release needs."""
    newest = _scripts().get_current_head()
    if newest is None:
        raise AuditError(
            "medguard's migrations are missing from this installation. Install it again.",
            remedy="Install medguard again.",
            remedy_zh="请重新安装 medguard。",
        )
    return newest


def prepare(engine: Engine) -> None:
    """Create the tables in a database that has none of ours; raise AuditError if it has others than this release needs.

    Takes the write lock, so that a read-only database is known now and two processes that start at once do not both create.
    """
    with explained(engine.url), writer(engine).begin() as connection:
        _wait_for_others(connection)
        if not _ours(connection):
            _run(command.upgrade, connection, "head")
        require_latest(connection)


def require_latest(connection: Connection) -> None:
    """Raise AuditError unless the database has exactly the revision that this release needs."""
    found = _revision(connection)
    if found == latest():
        return
    if found is not None and not _known(found):
        raise _newer()
    remedy = f"medguard db upgrade --database {shown(connection.engine.url)}"
    raise AuditError(
        f"Audit: the tables of the database are older than this release, or not complete. Run: {remedy}",
        remedy=f"Run: {remedy}",
        remedy_zh=f"请运行：{remedy}",
    )


def _newer() -> AuditError:
    return AuditError(
        "Audit: the tables of the database are newer than this release of medguard. Install the release that made them.",
        remedy="Install the release of medguard that last used this database, or a later one.",
        remedy_zh="请安装最近使用该数据库的 medguard 版本或更高版本。",
    )


def _ours(connection: Connection) -> set[str]:
    return {VERSION_TABLE, *metadata.tables} & set(inspect(connection).get_table_names())


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE}).get_current_revision()


def _known(revision: str) -> bool:
    return any(script.revision == revision for script in _scripts().walk_revisions())


def _scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(_config())


def _config() -> Config:
    config = Config(stdout=io.StringIO(), output_buffer=io.StringIO())
    config.set_main_option("script_location", str(bundled("migrations")).replace("%", "%%"))
    return config


def _run(step: Any, connection: Connection, revision: str, *, delete_every_record: bool = False) -> None:
    config = _config()
    config.attributes["connection"] = connection
    config.attributes["delete_every_record"] = delete_every_record
    with _LOCK:
        step(config, revision)


def _wait_for_others(connection: Connection) -> None:
    # SQLite has locked the file with BEGIN IMMEDIATE; PostgreSQL locks a number of our own until the end of the transaction.
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": _ADVISORY})
