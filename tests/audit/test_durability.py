"""What was promised is there, once, whatever was killed; and what was not kept is said, with what to do about it.

``MEDGUARD_KILL_ROUNDS=100`` kills more often than a run of all tests has time for.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import audit_samples
import pytest
from audit_samples import sample
from servers import BIN, Server
from sqlalchemy import create_engine, make_url, select, text

from medguard.audit import open_ledger, read_signer, verify
from medguard.audit.database import reading
from medguard.audit.tables import records
from medguard.errors import AuditError

ROUNDS = int(os.environ.get("MEDGUARD_KILL_ROUNDS", "3"))
PROCESSES, THREADS = 4, 16
KEYS = [read_signer().verifier]
ANEW = 10
"""Rounds after which a new database is begun."""


class Writers:
    """Processes under load, and what they promised."""

    def __init__(self, url):
        program = [sys.executable, audit_samples.__file__, url, str(THREADS)]
        self._processes = [subprocess.Popen(program, stdout=subprocess.PIPE) for _ in range(PROCESSES)]
        self.promised = []
        self._readers = [threading.Thread(target=self._read, args=(one,)) for one in self._processes]
        for reader in self._readers:
            reader.start()

    def _read(self, process):
        for line in process.stdout:
            if line.endswith(b"\n"):
                self.promised.append(line.decode().split())

    def __enter__(self):
        return self

    def __exit__(self, *_error):
        if any(one.poll() is None for one in self._processes):
            self.kill()

    def wait_for(self, more):
        """Until they have promised so many more."""
        wanted, until = len(self.promised) + more, time.monotonic() + 60
        while len(self.promised) < wanted:
            assert time.monotonic() < until, "the writers did not go on"
            assert all(one.poll() is None for one in self._processes), "a writer gave up"
            time.sleep(0.005)

    def kill(self):
        for process in self._processes:
            process.send_signal(signal.SIGKILL)
        for process in self._processes:
            assert process.wait() == -signal.SIGKILL
        for reader in self._readers:
            reader.join()
        for process in self._processes:
            process.stdout.close()
        return self.promised


def wait_for_what_was_sent(url):
    """PostgreSQL finishes what it was sent, also when whoever sent it is dead meanwhile: until nobody is at work there any more."""
    if not url.startswith("postgresql"):
        return
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    others = text(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
    )
    until = time.monotonic() + 60
    with closing(engine.connect()) as connection:
        while connection.scalar(others):
            assert time.monotonic() < until, "the server did not notice that the writers are dead"
            time.sleep(0.02)
    engine.dispose()


def assert_kept(url, promised):
    """Everything that was promised is there as it was promised, nothing twice, no position left out; and it verifies with the key."""
    wait_for_what_was_sent(url)
    with reading(url) as connection:
        rows = connection.execute(
            select(records.c.position, records.c.sha256, records.c.exchange_id).order_by(records.c.position)
        ).all()
    assert [row.position for row in rows] == list(range(1, len(rows) + 1))
    assert len({row.exchange_id for row in rows}) == len(rows)
    for position, digest, exchange_id in promised:
        assert rows[int(position) - 1][1:] == (digest, exchange_id)
    assert len({position for position, _, _ in promised}) == len(promised)
    result = verify(url, keys=KEYS)
    assert (result.problems, result.signed, result.records) == ((), True, len(rows))


def new_databases(request, tmp_path, kind):
    """A new database for every ten rounds."""
    for turn in range(ROUNDS):
        if turn % ANEW == 0:
            url = (
                f"sqlite:///{tmp_path}/{turn}.db"
                if kind == "sqlite"
                else request.getfixturevalue("postgresql").database()
            )
            promised = []
        yield url, promised


@pytest.mark.slow
@pytest.mark.timeout(60 + 20 * ROUNDS)
@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_writers_killed_at_any_moment_leave_every_record_they_promised(request, tmp_path, kind):
    total = 0
    for url, earlier in new_databases(request, tmp_path, kind):
        with Writers(url) as writers:
            writers.wait_for(1)
            time.sleep(random.random() * 0.4)
            earlier.extend(now := writers.kill())
        total += len(now)
        assert_kept(url, earlier)
    print(f"{kind}: {total} receipts, {ROUNDS} rounds of {PROCESSES} killed writers")  # noqa: T201
    assert total >= ROUNDS


@pytest.fixture
def doomed():
    """A PostgreSQL that will be killed."""
    if BIN is None:
        pytest.skip("no PostgreSQL in /usr/lib/postgresql: the ledger was tried on SQLite only")
    server = Server()
    yield server
    server.close()


@pytest.mark.slow
@pytest.mark.timeout(60 + 20 * ROUNDS)
def test_a_killed_postgresql_has_kept_what_was_promised_and_the_writers_go_on_by_themselves(doomed):
    total = 0
    for turn in range(ROUNDS):
        if turn % ANEW == 0:
            url = doomed.database()
            promised = []
        with Writers(url) as writers:
            writers.wait_for(1)
            time.sleep(random.random() * 0.4)
            doomed.kill()
            doomed.start()
            writers.wait_for(PROCESSES * THREADS)  # nobody told them
            promised += (now := writers.kill())
        total += len(now)
        assert_kept(url, promised)
    print(f"{total} receipts, {ROUNDS} rounds of a killed PostgreSQL")  # noqa: T201


# ── trouble that passes ──────────────────────────────────────────────────────────────────────────────────────────────


def assert_refused(ledger, *words):
    with pytest.raises(AuditError) as caught:
        ledger.append(sample("refused"))
    assert all(word in str(caught.value) for word in words), str(caught.value)
    assert caught.value.remedy
    assert caught.value.remedy_zh


def assert_goes_on(ledger, url, position):
    """By itself, with the next record, and nothing of what was refused is there."""
    assert ledger.append(sample()).position == position
    result = verify(url, keys=KEYS)
    assert (result.problems, result.records, result.signed) == ((), position, True)
    with reading(url) as connection:
        assert connection.scalar(select(records.c.position).where(records.c.exchange_id == "refused")) is None


def test_a_server_that_is_down_is_said_and_its_return_noticed(doomed):
    url = doomed.database()
    with open_ledger(url) as ledger:
        ledger.append(sample())
        doomed.stop()
        for _ in range(2):
            assert_refused(ledger, "cannot be reached")
        doomed.start()
        assert_goes_on(ledger, url, 2)


def test_a_lock_that_somebody_holds_is_said_and_its_end_noticed(postgresql):
    url = postgresql.database()
    with open_ledger(url, busy_seconds=0.3) as ledger:
        ledger.append(sample())
        engine = create_engine(url)
        with engine.connect() as other:
            other.execute(text("SELECT * FROM head FOR UPDATE"))
            assert_refused(ledger, "locked")
        engine.dispose()
        assert_goes_on(ledger, url, 2)


def test_a_server_that_became_read_only_is_said_and_the_change_noticed(postgresql):
    url = postgresql.database()
    name = make_url(url).database
    admin = create_engine(postgresql.url("postgres"), isolation_level="AUTOCOMMIT")
    ends = f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"
    with open_ledger(url) as ledger, admin.connect() as shell:
        ledger.append(sample())
        shell.execute(text(f"ALTER DATABASE {name} SET default_transaction_read_only = on"))
        shell.execute(text(ends))
        assert_refused(ledger, "read-only")
        shell.execute(text(f"ALTER DATABASE {name} RESET default_transaction_read_only"))
        shell.execute(text(ends))
        assert_goes_on(ledger, url, 2)
    admin.dispose()


@contextmanager
def small_disk(megabytes):
    """A disk of its own that can be full; only root may make one."""
    folder = Path(tempfile.mkdtemp(prefix="medguard-full-"))
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", folder], capture_output=True, check=False
    )
    try:
        yield folder if made.returncode == 0 else None
    finally:
        if made.returncode == 0:
            subprocess.run(["umount", "-l", folder], check=True)
        shutil.rmtree(folder, ignore_errors=True)


def test_a_disk_that_is_full_is_said_and_room_is_noticed():
    with small_disk(4) as folder:
        if folder is None:  # not root: the same by SQLite's own limit is in test_ledger.py
            return
        url = f"sqlite:///{folder}/ledger.db"
        with open_ledger(url) as ledger:
            kept = ledger.append(sample()).position
            fill = folder / "somebody else's"
            with fill.open("wb", buffering=0) as opened, suppress(OSError):
                while True:
                    opened.write(b"x" * 4096)
            with pytest.raises(AuditError, match=r"full|failed"):  # noqa: PT012
                while True:
                    kept = ledger.append(sample()).position
            assert_refused(ledger)
            fill.unlink()
            assert_goes_on(ledger, url, kept + 1)


def test_a_file_locked_by_a_backup_is_said_and_its_end_noticed(url, file):
    with open_ledger(url, busy_seconds=0.2) as ledger:
        ledger.append(sample())
        with closing(sqlite3.connect(file, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            assert_refused(ledger, "locked")
            other.execute("ROLLBACK")
        assert_goes_on(ledger, url, 2)
