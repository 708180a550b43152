"""The tables come from migrations, there and back, and are those that the code describes."""

import logging
import sqlite3
from contextlib import closing

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from audit_samples import sample

from medguard.audit import current, downgrade, latest, open_ledger, read_signer, upgrade, verify
from medguard.audit.canonical import GENESIS, canonical, sha256
from medguard.audit.database import reading
from medguard.audit.proofs import check_proof, prove
from medguard.audit.tables import VERSION_TABLE, metadata
from medguard.errors import AuditError


def execute(file, sql):
    with closing(sqlite3.connect(file)) as connection, connection:
        return connection.execute(sql).fetchall()


def test_the_migrated_tables_are_those_of_the_code(url):
    assert upgrade(url) == latest() == current(url)
    with reading(url) as connection:
        context = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE, "compare_type": True})
        assert compare_metadata(context, metadata) == []


def test_every_constraint_has_its_name(url, file):
    upgrade(url)
    made = " ".join(sql for (sql,) in execute(file, "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL"))
    for table in metadata.tables.values():
        for constraint in table.constraints:
            assert str(constraint.name) in made
        for index in table.indexes:
            assert index.name in made


def test_upgrading_twice_changes_nothing(url):
    with open_ledger(url) as ledger:
        ledger.append(sample())
    assert upgrade(url) == upgrade(url) == latest()
    assert verify(url).records == 1


def test_down_and_up_with_rows_in_the_table(url):
    with open_ledger(url) as ledger:
        for _ in range(3):
            ledger.append(sample())
    # 1. a downgrade that would lose records does not happen by itself
    with pytest.raises(AuditError) as caught:
        downgrade(url, "base")
    assert "delete checkpoints, kept text or records" in str(caught.value)
    assert current(url) == latest()
    assert (verify(url).ok, verify(url).records) == (True, 3)
    # 2. it happens when somebody says so
    assert downgrade(url, "base", delete_every_record=True) is None
    assert current(url) is None
    assert not verify(url).ok
    # 3. and up again
    assert upgrade(url) == latest()
    assert (verify(url).ok, verify(url).records) == (True, 0)
    # 4. and a new log begins
    with open_ledger(url) as ledger:
        assert ledger.append(sample()).position == 1


def test_records_are_not_deleted_unasked_by_any_step(url, file):
    of_the_release_before(url, file, 3)
    assert downgrade(url, "0001") == "0001"  # what the registry lacks, nobody loses
    with pytest.raises(AuditError) as caught:
        downgrade(url, "base")
    assert "delete every audit record" in str(caught.value)
    assert execute(file, "SELECT count(*) FROM records") == [(3,)]


def of_the_release_before(url, file, count):
    """A ledger as the release before the tree left it."""
    upgrade(url)
    downgrade(url, "0002")
    rows, previous = [], GENESIS
    for position in range(1, count + 1):
        exchange = sample(f"e-{position}").document()
        for name in ("application", "purpose", "actor", "patient", "system", "payload_sha256"):
            del exchange[name]
        moment = "2026-11-20T15:00:00.000000Z"
        raw = canonical({"position": position, "recorded_at": moment, "previous": previous, "exchange": exchange})
        said = [
            position,
            exchange["id"],
            moment,
            exchange["started_at"],
            "answered",
            "",
            "sidecar",
            "医院",
            "openai",
            "gpt-x",
        ]
        rows.append((*said, raw.decode(), previous, sha256(raw)))
        previous = rows[-1][-1]
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.executemany(f"INSERT INTO records VALUES ({', '.join('?' * 13)})", rows)
        connection.execute("UPDATE head SET position = ?, sha256 = ?", (count, previous))


KEYS = [read_signer().verifier]


def test_a_ledger_of_the_release_before_is_taken_into_the_tree(url, file):
    of_the_release_before(url, file, 1300)  # more than are taken in at once
    assert upgrade(url) == latest()
    assert [problem.code for problem in verify(url, keys=KEYS).problems] == ["end_unsigned"]
    with open_ledger(url) as ledger:
        result = verify(url, keys=KEYS)
        assert (result.problems, result.signed, result.records) == ((), True, 1300)
        assert ledger.append(sample()).position == 1301
    assert verify(url, keys=KEYS).signed
    proven = check_proof(prove(url, 7), KEYS)
    assert (proven.position, proven.size) == (7, 1301)


@pytest.mark.parametrize(
    "damage",
    [
        "DELETE FROM records WHERE position = 1100",
        "DELETE FROM records WHERE position = 5",
        "DELETE FROM records WHERE position = 1200",
        "UPDATE records SET document = '{}' WHERE position = 1100",
        "UPDATE records SET document = x'00' WHERE position = 1100",
        "UPDATE records SET document = replace(document, '{\"exchange\"', '{\"erased\"') WHERE position = 1100",
        "UPDATE head SET position = 1201",
    ],
)
def test_a_damaged_ledger_of_the_release_before_is_not_signed(url, file, damage):
    of_the_release_before(url, file, 1200)
    execute(file, damage)
    upgrade(url)
    with pytest.raises(AuditError) as caught:
        open_ledger(url)
    assert "medguard audit verify" in str(caught.value)
    assert not verify(url, keys=KEYS).signed


def test_an_empty_ledger_goes_down_without_a_word(url):
    upgrade(url)
    assert downgrade(url, "base") is None


@pytest.mark.parametrize("damage", ["DROP TABLE medguard_version", "DELETE FROM medguard_version"])
def test_tables_without_a_revision_are_not_used(url, file, damage):
    open_ledger(url).close()
    execute(file, damage)
    with pytest.raises(AuditError) as caught:
        open_ledger(url)
    assert f"Run: medguard db upgrade --database {url}" in str(caught.value)
    with pytest.raises(AuditError):
        upgrade(url)  # the tables are there already: nothing is overwritten


def test_tables_of_a_later_release_are_not_used(url, file):
    open_ledger(url).close()
    execute(file, "UPDATE medguard_version SET version_num = '9999'")
    for attempt in (open_ledger, upgrade, lambda url: downgrade(url, "base")):
        with pytest.raises(AuditError) as caught:
            attempt(url)
        assert "release" in str(caught.value)
    assert "unreadable" in {problem.code for problem in verify(url).problems}


def test_a_database_that_has_tables_of_others_is_shared(url, file):
    execute(file, "CREATE TABLE patients (id INTEGER)")
    with open_ledger(url) as ledger:
        ledger.append(sample())
    assert verify(url).ok


def test_migrating_leaves_logging_alone_and_prints_nothing(url, capfd):
    before = (list(logging.root.handlers), logging.root.level, logging.getLogger("alembic").level)
    upgrade(url)
    downgrade(url, "base")
    assert (list(logging.root.handlers), logging.root.level, logging.getLogger("alembic").level) == before
    assert not logging.getLogger("alembic").disabled
    assert capfd.readouterr() == ("", "")


def test_a_folder_with_a_percent_sign_is_a_folder(tmp_path):
    (tmp_path / "50%20 账本").mkdir()
    # in a URL a percent sign is written %25
    with open_ledger(f"sqlite:///{tmp_path}/50%2520 账本/ledger.db") as ledger:
        assert ledger.append(sample()).position == 1
    assert (tmp_path / "50%20 账本" / "ledger.db").is_file()
