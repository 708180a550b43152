"""The append-only log: one record for each exchange, each chained to the one before, on the disk before anything is released.

with open_ledger("sqlite:////var/lib/medguard/ledger.db") as ledger:
    receipt = ledger.append(exchange)
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Self

from sqlalchemy import Connection, Engine, Row, insert, select, update

from medguard.audit import migrate
from medguard.audit.canonical import canonical, sha256
from medguard.audit.database import BUSY_SECONDS, connect, explained, shown, writer
from medguard.audit.tables import copies, head, records
from medguard.errors import AuditError
from medguard.types import Exchange, Receipt

_HEAD = select(head.c.position, head.c.sha256).where(head.c.id == 1).with_for_update()
"""Where the chain ends. PostgreSQL locks the row; SQLite has locked the file with BEGIN IMMEDIATE."""


def open_ledger(url: str, *, busy_seconds: float = BUSY_SECONDS) -> SqlLedger:
    """Open a ledger that is known to be writable and to have the tables of this release; an empty database gets them now."""
    ledger = SqlLedger(url, busy_seconds=busy_seconds)
    try:
        migrate.prepare(ledger.engine)
        ledger.check_writable()
    except BaseException:
        ledger.close()
        raise
    return ledger


def _now() -> datetime:
    return datetime.now(UTC)


def _document(exchange: Exchange) -> dict[str, Any]:
    """Write the exchange as JSON values whose copies fit into the columns: a record that does not verify is not kept either."""
    try:
        document = exchange.document()
        copied = copies({"position": 0, "recorded_at": "", "previous": "", "exchange": document})
    except Exception:  # noqa: BLE001 -- whatever cannot be written down is a record not kept, and the error may quote it
        raise _unwritable() from None
    nullable = {column.name for column in records.columns if column.nullable}
    for column, value in copied.items():
        if column != "position" and not isinstance(value, str) and not (value is None and column in nullable):
            raise _unwritable()
    return document


def _unwritable() -> AuditError:
    return AuditError(
        "The record was not kept: a part of the exchange is not what it should be. Report this as a bug in medguard.",
        remedy="Report this as a bug in medguard: a part of the exchange has the wrong type or is not JSON.",
        remedy_zh="请作为 medguard 的缺陷上报：交换记录中有类型错误或无法写成 JSON 的内容。",
    )


class SqlLedger:
    """A ledger in SQLite or PostgreSQL. Threads and processes may append at once; their records take turns.

    A record's hash covers the canonical JSON of its position, the time, its predecessor's hash and the exchange.
    """

    def __init__(self, url: str, *, busy_seconds: float = BUSY_SECONDS, clock: Callable[[], datetime] = _now) -> None:
        self.engine: Engine = connect(url, busy_seconds=busy_seconds)
        """For ``list_records``, ``get`` and ``verify``."""
        self._writer = writer(self.engine)
        self._clock = clock
        self._busy_seconds = busy_seconds
        # Our own threads queue here, where waking up is prompt; at SQLite's lock they would sleep and poll.
        self._turn = threading.Lock()

    def append(self, exchange: Exchange) -> Receipt:
        """Keep the record durably before returning. Raises AuditError if that cannot be promised."""
        document = _document(exchange)
        with self._writing() as connection:
            # 1. where the chain ends, under the lock that keeps it there
            last = self._head(connection)
            # 2. the record, and its hash over its predecessor's
            body = {
                "position": last.position + 1,
                "recorded_at": self._clock().astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z"),
                "previous": last.sha256,
                "exchange": document,
            }
            written = canonical(body)
            receipt = Receipt(position=body["position"], sha256=sha256(written))
            # 3. both rows, or neither
            connection.execute(
                insert(records), {**copies(body), "document": written.decode(), "sha256": receipt.sha256}
            )
            connection.execute(
                update(head).where(head.c.id == 1), {"position": receipt.position, "sha256": receipt.sha256}
            )
        # 4. committed, and on the disk
        return receipt

    def check_writable(self) -> None:
        """Prove that a record could be kept now: changes the head to what it is, in a transaction that is taken back.

        Raises AuditError if not. That the disk has room for the next record, only the next record can prove.
        """
        with self._writing(keep=False) as connection:
            last = self._head(connection)
            connection.execute(
                select(records.c.position).where(records.c.position == last.position)
            )  # the table is there
            connection.execute(update(head).where(head.c.id == 1), {"position": last.position})

    def close(self) -> None:
        """Let go of the database."""
        self.engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        self.close()

    @contextmanager
    def _writing(self, *, keep: bool = True) -> Iterator[Connection]:
        if not self._turn.acquire(timeout=self._busy_seconds):
            raise AuditError(
                "Audit: too many records wait to be kept. Ask again later, or give the ledger a faster disk.",
                remedy="Ask again later; if this repeats, give the ledger a faster disk or start fewer exchanges at once.",
                remedy_zh="请稍后重试；如反复出现，请为审计数据库换用更快的磁盘，或减少并发请求。",
            )
        try:
            with explained(self.engine.url), self._writer.connect() as connection, connection.begin() as transaction:
                yield connection
                if not keep:
                    transaction.rollback()
        finally:
            self._turn.release()

    def _head(self, connection: Connection) -> Row[Any, Any]:
        last = connection.execute(_HEAD).first()
        if last is None or not isinstance(last.position, int) or not isinstance(last.sha256, str):
            remedy = f"medguard audit verify --database {shown(self.engine.url)}"
            raise AuditError(
                f"Audit: the row that says where the chain ends is missing or damaged. Run: {remedy}",
                remedy=f"Run: {remedy}",
                remedy_zh=f"请运行：{remedy}",
            )
        return last
