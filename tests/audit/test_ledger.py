"""A record is kept durably, in order, by many writers at once; or it is said that it was not."""

import json
import multiprocessing
import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
import traceback
from contextlib import closing
from pathlib import Path
from types import MappingProxyType

import audit_samples
import pytest
from audit_samples import append_some, sample
from sqlalchemy import event, make_url
from sqlalchemy.dialects import postgresql

from medguard.audit import SqlLedger, Wanted, get, list_records, open_ledger, verify
from medguard.audit.canonical import GENESIS, sha256
from medguard.audit.database import failure
from medguard.audit.ledger import _HEAD
from medguard.errors import AuditError
from medguard.types import Identifiers, Ledger, Outcome, RequestFacts


def raw(file):
    return closing(sqlite3.connect(file, isolation_level=None))


def assert_helps(error, *words):
    """Says what to do in both languages, and tells nothing that it knows."""
    assert all(word in str(error) for word in words), str(error)
    assert error.remedy
    assert error.remedy_zh
    shown = "".join(traceback.format_exception(error))
    for secret in ("INSERT", "SELECT", "UPDATE head", "gpt-x", "geheim", "sqlalche.me"):
        assert secret not in shown


# ── keeping ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_record_is_the_canonical_exchange_chained_to_the_one_before(ledger):
    door: Ledger = ledger
    receipts = [door.append(sample(f"{n}" * 32)) for n in (1, 2)]
    second, first = list_records(ledger.engine)
    assert [receipt.position for receipt in receipts] == [1, 2]
    assert [first.sha256, second.sha256] == [receipt.sha256 for receipt in receipts]
    assert first.previous == GENESIS
    assert second.previous == first.sha256 == sha256(first.document.encode())
    assert second.exchange() == json.loads(json.dumps(sample("2" * 32).document()))
    body = json.loads(second.document)
    assert set(body) == {"position", "recorded_at", "previous", "exchange"}
    assert (second.provider, second.model, second.outcome, second.door) == ("openai", "gpt-x", "answered", "sidecar")
    assert second.recorded_at.endswith("Z")
    assert verify(ledger.engine).ok


def test_an_exchange_that_failed_before_it_was_read_is_kept_too(ledger):
    ledger.append(sample(request=None, reply=None, outcome=Outcome.FAILED, reason="request_unreadable"))
    (record,) = list_records(ledger.engine)
    assert (record.provider, record.model, record.reason) == (None, None, "request_unreadable")
    assert verify(ledger.engine).ok


def test_a_ledger_goes_on_where_it_stopped(url):
    for position in (1, 2, 3):
        with open_ledger(url) as ledger:
            assert ledger.append(sample()).position == position
    assert verify(url).ok


def test_eight_threads_make_one_chain(url):
    with open_ledger(url) as ledger:
        receipts = []

        def work():
            for _ in range(50):
                receipts.append(ledger.append(sample()))

        threads = [threading.Thread(target=work) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(receipt.position for receipt in receipts) == list(range(1, 401))
    result = verify(url)
    assert (result.ok, result.records) == (True, 400), result.problems


def test_four_processes_that_start_at_once_on_nothing_make_one_chain(url):
    # They race for everything: the file, the tables, the journal mode, the lock.
    spawn = multiprocessing.get_context("spawn")
    processes = [spawn.Process(target=append_some, args=(url, 25)) for _ in range(4)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert [process.exitcode for process in processes] == [0, 0, 0, 0]
    result = verify(url)
    assert (result.ok, result.records) == (True, 100), result.problems


@pytest.mark.slow
def test_a_writer_killed_at_any_moment_leaves_a_chain_with_every_record_it_promised(url):
    promised = {}
    for turn in range(10):
        program = [sys.executable, audit_samples.__file__, url]
        with subprocess.Popen(program, stdout=subprocess.PIPE, text=True) as writer:
            first = writer.stdout.readline()
            time.sleep(0.013 * turn)
            writer.send_signal(signal.SIGKILL)
            lines = [first, *writer.stdout]
        assert writer.returncode == -signal.SIGKILL
        # The kill may cut the last line; whole lines are promises.
        promised |= dict(line.split()[:2] for line in lines if line.endswith("\n"))
        result = verify(url)
        assert result.ok, result.problems
    assert len(promised) >= 10
    for position, digest in promised.items():
        assert get(url, int(position)).sha256 == digest


def test_a_process_that_forked_after_opening_writes_through_its_own_connection(url):
    with open_ledger(url) as ledger:
        ledger.append(sample())
        child = os.fork()
        if child == 0:
            try:
                ledger.append(sample())
            finally:
                os._exit(0)
        os.waitpid(child, 0)
        ledger.append(sample())
        result = verify(ledger.engine)
    assert (result.ok, result.records) == (True, 3), result.problems


def test_a_reader_sees_one_moment_while_others_write(ledger):
    for _ in range(3):
        ledger.append(sample())
    with raw(Path(ledger.engine.url.database)) as reader:
        reader.execute("BEGIN")
        assert reader.execute("SELECT count(*) FROM records").fetchone() == (3,)
        ledger.append(sample())  # WAL: a reader holds no writer up
        assert reader.execute("SELECT count(*) FROM records").fetchone() == (3,)


def test_a_commit_is_on_the_disk_before_it_returns(ledger):
    with ledger.engine.connect() as connection:
        pragma = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    assert pragma == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 200}


# ── not keeping, and saying so ───────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "changes",
    [
        {"milliseconds": {"rules": float("nan")}},
        {"milliseconds": {"rules": float("inf")}},
        {"request": RequestFacts(provider="p", model="gpt-x", stream=False, turn=2**53)},
        {"reason": "\ud800"},
        {"milliseconds": MappingProxyType({})},
        {
            "request": RequestFacts(
                provider="p", model="m", stream=False, turn=1, identifiers=Identifiers(by_kind={"A": {1}})
            )
        },
        {"reason": object()},
        {"reason": None},
        {"request": "gpt-x"},
        {"exchange_id": 5},
        {"door": True},
    ],
    ids=["nan", "inf", "big", "surrogate", "mapping", "set", "object", "null", "not facts", "number as id", "no text"],
)
def test_what_cannot_be_written_down_is_refused_and_the_chain_goes_on(ledger, changes):
    with pytest.raises(AuditError) as caught:
        ledger.append(sample(**changes))
    assert_helps(caught.value)
    assert ledger.append(sample()).position == 1
    assert verify(ledger.engine).ok


def test_an_exchange_is_kept_once(ledger):
    ledger.append(sample("a" * 32))
    with pytest.raises(AuditError) as caught:
        ledger.append(sample("a" * 32))
    assert_helps(caught.value, "there already")
    assert verify(ledger.engine).records == 1


def test_a_file_that_may_only_be_read_is_known_at_opening(url, file):
    with open_ledger(url) as ledger:
        ledger.append(sample())
    for query in ("mode=ro", "immutable=1"):
        with pytest.raises(AuditError) as caught:
            open_ledger(f"sqlite:///file:{file}?{query}&uri=true")
        assert_helps(caught.value, "read-only", "write access")
        assert verify(f"sqlite:///file:{file}?{query}&uri=true").ok


def test_a_ledger_that_becomes_read_only_keeps_nothing_and_is_not_ready(ledger):
    @event.listens_for(ledger.engine, "checkout")
    def forbid(connection, _record, _proxy):
        connection.execute("PRAGMA query_only = ON")

    for attempt in (lambda: ledger.append(sample()), ledger.check_writable):
        with pytest.raises(AuditError) as caught:
            attempt()
        assert_helps(caught.value, "read-only")
    event.remove(ledger.engine, "checkout", forbid)


def test_a_full_disk_is_said_and_nothing_is_half_kept(url, file):
    with open_ledger(url) as ledger:
        with raw(file) as shell:
            pages = shell.execute("PRAGMA page_count").fetchone()[0] + 20

        @event.listens_for(ledger.engine, "checkout")
        def limit(connection, _record, _proxy):
            connection.execute(f"PRAGMA max_page_count = {pages}")

        kept = 0

        def until_it_is_full():
            nonlocal kept
            while True:
                kept = ledger.append(sample()).position

        with pytest.raises(AuditError) as caught:
            until_it_is_full()
        assert_helps(caught.value, "full", "Make room")
        assert kept > 1
        result = verify(ledger.engine)
        assert (result.ok, result.records) == (True, kept)


def test_a_database_that_stays_locked_is_said_after_the_time_one_waits(ledger, file):
    with raw(file) as other:
        other.execute("BEGIN IMMEDIATE")
        for attempt in (lambda: ledger.append(sample()), ledger.check_writable):
            began = time.monotonic()
            with pytest.raises(AuditError) as caught:
                attempt()
            assert time.monotonic() - began < 8  # it waits 0.2 seconds, and not the 10 of the default
            assert_helps(caught.value, "locked")
        other.execute("ROLLBACK")
    assert ledger.append(sample()).position == 1


def test_a_thread_that_never_gets_its_turn_is_told(ledger):
    with ledger._turn, pytest.raises(AuditError) as caught:
        ledger.append(sample())
    assert_helps(caught.value, "too many")


@pytest.mark.parametrize("table", ["records", "head", "medguard_version"])
def test_missing_tables_are_said(url, file, table):
    with open_ledger(url) as ledger:
        with raw(file) as shell:
            shell.execute(f"DROP TABLE {table}")
        if table != "medguard_version":
            with pytest.raises(AuditError) as caught:
                ledger.append(sample())
            assert_helps(caught.value, "medguard db upgrade --database sqlite:///")
            with pytest.raises(AuditError):
                ledger.check_writable()


@pytest.mark.parametrize(
    "change", ["DELETE FROM head", "UPDATE head SET position = 'x'", "UPDATE head SET sha256 = x'00'"]
)
def test_without_its_head_nothing_is_kept(ledger, file, change):
    with raw(file) as shell:
        shell.execute(change)
    for attempt in (lambda: ledger.append(sample()), ledger.check_writable):
        with pytest.raises(AuditError) as caught:
            attempt()
        assert_helps(caught.value, "medguard audit verify")


def test_a_file_deleted_or_replaced_behind_our_back_is_noticed(ledger, file):
    ledger.append(sample())
    for end in ("", "-wal", "-shm"):
        Path(f"{file}{end}").unlink(missing_ok=True)
    time.sleep(1.1)  # a record that was kept within the last second is proof enough
    for attempt in (ledger.check_writable, lambda: ledger.append(sample())):
        with pytest.raises(AuditError) as caught:
            attempt()
        assert_helps(caught.value, "medguard db upgrade")


def test_a_file_that_is_no_database_is_said(file, url):
    file.write_text("Name,Dosis\n" * 200)
    with pytest.raises(AuditError) as caught:
        open_ledger(url)
    assert_helps(caught.value, "no SQLite database")
    assert not verify(url).ok


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("", "cannot be read"),
        ("ledger.db", "cannot be read"),
        ("sqlite:///" + "x" * 3 + "/no/such/folder/ledger.db", "does not exist"),
        ("sqlite://", "in-memory"),
        ("sqlite:///:memory:", "in-memory"),
        ("sqlite:///file:x?mode=memory&uri=true", "in-memory"),
        ("sqlite+aiosqlite:///ledger.db", "kind of database"),
        ("mysql://root:geheim@db/medguard", "kind of database"),
        ("nonsense://root:geheim@db/medguard", "kind of database"),
        ("postgresql://u:geheim@db:port/medguard", "cannot be read"),
    ],
)
def test_a_url_that_cannot_hold_a_ledger_is_said(url, words):
    for attempt in (open_ledger, SqlLedger, list_records):
        with pytest.raises(AuditError) as caught:
            attempt(url)
        assert_helps(caught.value, words)
    assert not verify(url).ok


def test_a_folder_is_no_ledger(tmp_path):
    with pytest.raises(AuditError) as caught:
        open_ledger(f"sqlite:///{tmp_path}")
    assert_helps(caught.value, "cannot be opened")


def test_postgresql_without_its_driver_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "psycopg", None)  # Python's own way to say that a module is not there
    for url in ("postgresql://u:geheim@db/medguard", "postgresql+psycopg://u:geheim@db/medguard?password=geheim"):
        with pytest.raises(AuditError) as caught:
            open_ledger(url)
        assert_helps(caught.value, "psycopg")


def test_a_password_is_not_shown():
    for url in ("postgresql://u:geheim@db/medguard", "postgresql+psycopg://u@db/medguard?password=geheim"):
        error = failure(RuntimeError("geheim"), make_url(url))
        assert_helps(error, "@db/medguard")


def test_reading_creates_nothing(tmp_path):
    url = f"sqlite:///{tmp_path}/typo.db"
    for attempt in (list_records, lambda url: get(url, 1)):
        with pytest.raises(AuditError) as caught:
            attempt(url)
        assert_helps(caught.value, "There is no audit database")
    assert not verify(url).ok
    assert list(tmp_path.iterdir()) == []


def test_a_ledger_prints_nothing(url, capfd):
    with open_ledger(url) as ledger:
        ledger.append(sample())
    verify(url)
    assert capfd.readouterr() == ("", "")


# ── reading ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_records_are_read_newest_first_by_page_and_by_outcome(ledger):
    for number in range(7):
        ledger.append(sample(outcome=Outcome.BLOCKED if number % 3 == 0 else Outcome.ANSWERED))
    page = list_records(ledger.engine, limit=3)
    assert [record.position for record in page] == [7, 6, 5]
    assert [record.position for record in list_records(ledger.engine, limit=3, before=5)] == [4, 3, 2]
    assert [record.position for record in list_records(ledger.engine, Wanted(outcome="blocked"))] == [7, 4, 1]


def test_a_record_is_found_by_id_by_position_and_by_a_beginning_that_is_unique(ledger):
    for exchange_id in ("abc1", "abd2", "ABC9", "3"):
        ledger.append(sample(exchange_id))
    found = {
        which: get(ledger.engine, which) for which in ("abc1", 2, "2", "abd", "ABC", "3", "nobody", "", 99, "%", "a_c")
    }
    assert {which: record and record.position for which, record in found.items()} == {
        "abc1": 1,
        2: 2,
        "2": 2,
        "abd": 2,
        "ABC": 3,
        "3": 4,  # an id before a position
        "nobody": None,
        "": None,
        99: None,
        "%": None,
        "a_c": None,
    }
    with pytest.raises(AuditError) as caught:
        get(ledger.engine, "ab")
    assert_helps(caught.value, "More than one")


def test_a_document_that_was_damaged_is_an_error_and_not_a_crash(ledger, file):
    ledger.append(sample())
    with raw(file) as shell:
        for damage in ("'{'", "x'00'", "CAST(x'ff' AS TEXT)", "5", "'[]'"):
            shell.execute(f"UPDATE records SET document = {damage}")
            with pytest.raises(AuditError):
                list_records(ledger.engine)[0].exchange()


def test_postgresql_locks_the_head_while_a_record_is_made():
    # SQLite locks the file instead and leaves these words out; no PostgreSQL runs here, so this only reads the SQL.
    sql = str(_HEAD.compile(dialect=postgresql.dialect()))
    assert sql.endswith("FOR UPDATE")
