"""The same ledger in a real PostgreSQL, started for these tests and thrown away."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import threading
from pathlib import Path

import pytest
from audit_samples import sample
from sqlalchemy import create_engine, text

from medguard.audit import current, get, latest, list_records, open_ledger, upgrade, verify
from medguard.errors import AuditError

BIN = next((path for path in sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)), None)

pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.skipif(not BIN, reason="no PostgreSQL in /usr/lib/postgresql: the ledger was tried on SQLite only"),
]


@pytest.fixture(scope="module")
def server():
    """A server on a Unix socket in a folder of its own; it refuses to run as root."""
    pytest.importorskip("psycopg", reason="psycopg is not installed")
    folder = Path(tempfile.mkdtemp(prefix="medguard-pg-"))
    as_user = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []
    if as_user:
        shutil.chown(folder, "postgres")
    ctl = [*as_user, str(BIN / "pg_ctl"), "-D", str(folder / "data"), "-w"]

    def run(*command):
        # Not captured: the server inherits the pipe and would keep it open.
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=60)

    run(*as_user, str(BIN / "initdb"), "-D", str(folder / "data"), "-U", "medguard", "--no-sync")
    options = f"-k {folder} -c listen_addresses="
    run(*ctl, "-l", str(folder / "log"), "-o", options, "start")
    yield folder
    run(*ctl, "-m", "immediate", "stop")
    shutil.rmtree(folder)


@pytest.fixture
def url(server, request):
    name = f"l{abs(hash(request.node.name))}"
    base = "postgresql+psycopg://medguard@/{}?host=" + str(server)
    engine = create_engine(base.format("postgres"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    engine.dispose()
    return base.format(name)


def shell(url, *statements):
    engine = create_engine(url)
    with engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()


def test_records_are_kept_read_and_verified(url):
    with open_ledger(url) as ledger:
        receipts = [ledger.append(sample()) for _ in range(5)]
    assert [receipt.position for receipt in receipts] == [1, 2, 3, 4, 5]
    assert current(url) == latest() == upgrade(url)
    assert get(url, 3).sha256 == receipts[2].sha256
    assert [record.position for record in list_records(url, limit=2)] == [5, 4]
    result = verify(url)
    assert (result.ok, result.records) == (True, 5), result.problems


def test_eight_threads_and_two_ledgers_make_one_chain(url):
    with open_ledger(url) as one, open_ledger(url) as two:
        threads = [
            threading.Thread(target=lambda ledger=ledger: [ledger.append(sample()) for _ in range(20)])
            for ledger in (one, two) * 4
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    result = verify(url)
    assert (result.ok, result.records) == (True, 160), result.problems


@pytest.mark.parametrize(
    ("statement", "code", "position"),
    [
        ("UPDATE records SET outcome = 'answered!' WHERE position = 3", "column_differs", 3),
        ("UPDATE records SET document = replace(document, 'sidecar', 'wrap') WHERE position = 3", "hash_differs", 3),
        ("DELETE FROM records WHERE position = 3", "records_missing", 3),
        ("DELETE FROM records WHERE position = 5", "end_missing", 5),
        ("UPDATE records SET position = 9 WHERE position = 5", "record_moved", 9),
        ("UPDATE head SET position = 4", "head_behind", 5),
    ],
)
def test_a_row_changed_by_hand_is_named(url, statement, code, position):
    with open_ledger(url) as ledger:
        for _ in range(5):
            ledger.append(sample())
    shell(url, statement)
    found = [(problem.code, problem.position) for problem in verify(url).problems]
    assert (code, position) in found


def test_trouble_is_explained(url):
    with open_ledger(url) as ledger:
        ledger.append(sample())
        shell(url, "ALTER TABLE records RENAME TO elsewhere")
        with pytest.raises(AuditError, match="medguard db upgrade"):
            ledger.append(sample())
        shell(url, "ALTER TABLE elsewhere RENAME TO records")
        assert ledger.append(sample()).position == 2
    with pytest.raises(AuditError, match="cannot be reached"):
        open_ledger(url.replace("medguard@", "nobody@"))
    assert verify(url).ok
