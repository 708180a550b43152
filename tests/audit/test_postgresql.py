"""The same ledger and registry in a real PostgreSQL, started for these tests and thrown away."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import threading
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from audit_samples import sample
from publish_samples import Witness
from registry_samples import LICENCE, PHYSICIAN, SOURCE, training
from sqlalchemy import create_engine, event, text

from medguard.audit import current, downgrade, get, latest, list_records, notes_in, open_ledger, upgrade, verify
from medguard.audit import publish as published
from medguard.audit.database import reading
from medguard.audit.notes import CosignatureVerifier
from medguard.audit.publish import Publisher, last_cosigned
from medguard.audit.registry import list_entries, open_registry
from medguard.audit.tables import VERSION_TABLE, metadata
from medguard.errors import AuditError
from medguard.facts import Actor, Patient

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


def statements_of(ledger):
    asked = []
    event.listen(ledger.engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
    return asked


def test_who_has_appended_last_appends_by_one_statement_and_reads_the_head_again_if_another_did(url):
    with open_ledger(url) as ledger, open_ledger(url) as another:
        for _ in range(3):
            ledger.append(sample())
        asked = statements_of(ledger)
        assert ledger.append(sample()).position == 4
        assert [one.split(" (")[0] for one in asked] == ["WITH moved AS"]
        another.append(sample())
        assert ledger.append(sample()).position == 6
        for _ in range(4):  # until a tile is full, and on
            ledger._keep([ledger._prepared(sample(), None) for _ in range(70)])
    result = verify(url, keys=[ledger.signer.verifier])
    assert (result.problems, result.records, result.signed) == ((), 286, True)


@pytest.mark.parametrize(
    "change",
    [
        "position = 2",
        "tree_size = 2",
        "tree_edge = repeat('x', 64)::bytea",
        "note = replace(note, '3', '2')",
        "note = NULL",
    ],
)
def test_nothing_is_appended_to_a_head_that_somebody_changed_meanwhile(url, change):
    with open_ledger(url) as ledger:
        for _ in range(3):
            ledger.append(sample())
        shell(url, f"UPDATE head SET {change}")
        with pytest.raises(AuditError):
            ledger.append(sample())
    with reading(url) as connection:
        assert connection.scalar(text("SELECT count(*) FROM records")) == 3


def test_a_connection_that_the_server_has_ended_is_noticed_before_it_is_used(url):
    with open_ledger(url) as ledger:
        for position in range(1, 5):
            assert ledger.append(sample()).position == position
            shell(
                url,
                "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()",
            )


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


# ── the registry ─────────────────────────────────────────────────────────────────────────────────────────────────────

DAY = date(2026, 11, 25)


def test_the_registry_s_tables_go_up_and_down(url):
    assert upgrade(url) == latest()
    with reading(url) as connection:
        context = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE, "compare_type": True})
        assert compare_metadata(context, metadata) == []
    with open_registry(url) as registry:
        registry.add([PHYSICIAN], SOURCE)
    with pytest.raises(AuditError, match="every entry of the registry"):
        downgrade(url, "0001")
    assert (current(url), len(list_entries(url, day=DAY))) == (latest(), 1)
    assert downgrade(url, "0001", delete_every_record=True) == "0001"
    assert upgrade(url) == latest()
    assert list_entries(url, day=DAY) == ()


def test_the_registry_looks_up_what_is_valid_on_the_day(url):
    with open_registry(url) as registry:
        registry.add([LICENCE, PHYSICIAN, training(valid_from="2024-02-29", valid_until="2026-11-25")], SOURCE)
        registry.add([training(valid_from="2027-01-01", passed=False)], SOURCE)
        assert registry.add([training(valid_from="2027-01-01", passed=False)], SOURCE).unchanged == 1
        days = ("2024-02-28", "2024-02-29", "2026-11-25", "2026-11-26", "2027-01-01")
        found = [registry.facts_on(date.fromisoformat(day), "dr-0042")[1].training for day in days]
        assert [one and one[0].exam_passed for one in found] == [None, True, True, None, False]
        assert registry.facts_on(DAY)[0].registered_departments == ("普通外科", "泌尿外科")
        assert registry.facts_on(DAY, "\0", "\ud83d")[1:3] == (Actor(), Patient())
    assert [kept.state for kept in list_entries(url, day=DAY, kind="training")] == ["valid", "future"]


def test_imports_take_turns_and_readers_do_not_wait(url):
    with open_registry(url, busy_seconds=60) as one, open_registry(url, busy_seconds=60) as two:
        one.add([PHYSICIAN, training()], SOURCE)
        wrong = []

        def change(registry, name):
            for number in range(15):
                registry.add([training(passed=number % 2 == 0), training(code=f"{name}-{number}")], SOURCE)

        def look(registry):
            for _ in range(50):
                if "G10" not in [one.code for one in registry.facts_on(DAY, "dr-0042")[1].training or ()]:
                    wrong.append("not there")

        threads = [
            threading.Thread(target=change, args=(registry, f"P{n}")) for n, registry in enumerate((one, two) * 2)
        ]
        threads += [threading.Thread(target=look, args=(registry,)) for registry in (one, two) * 4]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert wrong == []
    entries = list_entries(url, day=DAY, kind="training")
    assert len([kept for kept in entries if kept.state == "valid"]) == 61
    changing = [kept.entry.facts for kept in entries if kept.entry.code == "G10"]
    assert all(earlier != later for earlier, later in pairwise(changing))


def test_trouble_with_the_registry_is_explained(url):
    with open_registry(url, busy_seconds=0.2) as registry:
        registry.add([PHYSICIAN], SOURCE)
        engine = create_engine(url)
        with engine.connect() as other:
            other.execute(text("LOCK TABLE registry IN ROW EXCLUSIVE MODE"))
            assert registry.facts_on(DAY, "dr-0042")[1].role == "physician"
            with pytest.raises(AuditError, match="locked"):
                registry.add([training()], SOURCE)
        engine.dispose()
        shell(url, 'UPDATE registry SET facts = \'{"name":"Ann Lee"}\'')
        with pytest.raises(AuditError, match="cannot be read"):
            registry.facts_on(DAY, "dr-0042")
        shell(url, "DROP TABLE registry")
        with pytest.raises(AuditError, match="medguard db upgrade"):
            registry.facts_on(DAY, "dr-0042")


def test_a_witness_signs_its_checkpoint(url, tmp_path):
    with open_ledger(url) as ledger, Witness(tmp_path, [ledger.signer.verifier]) as witness:
        publisher = Publisher(ledger, tmp_path / "notes", [published.Witness(witness.url, witness.key)], seconds=3600)
        for _ in range(2):
            ledger.append(sample())
            publisher.look()
        note, _ = last_cosigned(url, CosignatureVerifier(witness.key))
        assert note.startswith(notes_in((tmp_path / "notes").read_text())[-1])
        assert verify(url, keys=[ledger.signer.verifier], checkpoints=[note]).ok
