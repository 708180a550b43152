"""Neither kept text nor who a person is stands anywhere in clear, and erased text nowhere at all."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from attacker import opened
from audit_samples import sample
from sqlalchemy import select, text

from medguard.audit import Payloads, open_ledger, read_signer, verify
from medguard.audit.tables import metadata, payloads
from medguard.errors import AuditError
from medguard.keys import Key
from medguard.types import Payload

VAULT = Payloads(Key(bytes(range(32))), days=30)
WORDS = "Fieberkrampf seit Donnerstag"
TEXT = Payload(request=WORDS.encode(), reply="高热惊厥三天".encode())
SPELLED = [WORDS, WORDS.encode().hex(), "高热惊厥三天", "高热惊厥三天".encode().hex()]
PEOPLE = ["patient-7741-ward-3", "dr-9920-night"]


def used(url, **how):
    with open_ledger(url, vault=VAULT, **how) as ledger:
        patient, actor = map(ledger.pseudonym, PEOPLE)
        for n in range(5):
            ledger.append(sample(f"e-{n}", patient=patient, actor=actor), TEXT)
        ledger.hold("e-1", matter="claim-7", by="dr-1")
        yield ledger


def files(folder):
    return {path.name: path.read_bytes() for path in Path(folder).rglob("*") if path.is_file()}


def assert_only_in_people(url):
    with opened(url) as connection:
        for table in metadata.tables.values():
            rows = repr(connection.execute(select(table)).all())
            assert [one for one in SPELLED if one in rows] == []
            assert (table.name == "people") is all(one in rows for one in PEOPLE)
            assert table.name == "people" or not any(one in rows for one in PEOPLE)


def test_sqlite_s_files_hold_no_text_and_people_in_one_table(tmp_path):
    for ledger in used(f"sqlite:///{tmp_path}/ledger.db"):
        there = files(tmp_path)
        assert there["ledger.db-wal"]
        for name, raw in there.items():
            assert [one for one in SPELLED if one.encode() in raw] == [], name
        assert VAULT.read(ledger.engine, "e-0") == TEXT  # and yet it is kept
    assert_only_in_people(f"sqlite:///{tmp_path}/ledger.db")


def test_postgresql_s_folder_holds_no_text_and_people_in_one_table(postgresql):
    url = postgresql.database()
    for _ledger in used(url):
        with opened(url) as connection:
            connection.exec_driver_sql("CHECKPOINT")
            where = {
                connection.scalar(text(f"SELECT pg_relation_filepath('{one}')"))
                for one in ("people", "pk_people", "uq_people_reference")
            }
        seen = 0
        for path in postgresql.data.rglob("*"):
            if not path.is_file():
                continue
            raw = path.read_bytes()
            assert [one for one in SPELLED if one.encode() in raw] == [], path
            name = str(path.relative_to(postgresql.data))
            holds_people = any(one.encode() in raw for one in PEOPLE)
            seen += holds_people and name in where
            # The write-ahead log has what was written into that table, and no other file has.
            assert not holds_people or name in where or name.startswith("pg_wal/"), path
        assert seen
    assert_only_in_people(url)


def sealed(ledger, exchange_id):
    with ledger.engine.connect() as connection:
        row = connection.execute(select(payloads).where(payloads.c.exchange_id == exchange_id)).one()
    return row.wrapped_key, row.content


def left_in(folder, pieces):
    """Names of files that still hold a part of a sealed text."""
    return [name for name, raw in files(folder).items() for piece in pieces if piece[:24] in raw or piece[-24:] in raw]


@pytest.mark.parametrize("size", [20, 60_000])  # in the row's own page, and in pages of its own
@pytest.mark.parametrize("how", ["exchange", "person", "expired"])
def test_erased_text_is_in_no_file_any_more(tmp_path, size, how):
    url = f"sqlite:///{tmp_path}/ledger.db"
    vault = Payloads(Key(bytes(range(32))), days=-1 if how == "expired" else 30)
    with open_ledger(url, vault=vault) as ledger:
        who = ledger.pseudonym(PEOPLE[0])
        ledger.append(sample("e-1", patient=who), Payload(request=b"x" * size, reply=b"y"))
        ledger.append(sample("e-2"))
        pieces = sealed(ledger, "e-1")
        assert left_in(tmp_path, pieces)
        if how == "exchange":
            ledger.erase_exchange("e-1", by="dr-1", reason="request")
        elif how == "person":
            ledger.erase_person(PEOPLE[0], by="dr-1", reason="request")
            assert PEOPLE[0].encode() not in b"".join(files(tmp_path).values())
        else:
            assert ledger.erase_expired(by="retention") == 1
        assert left_in(tmp_path, pieces) == []
        assert vault.read(ledger.engine, "e-1") is None
        ledger.append(sample("e-3"))
    result = verify(url, keys=[read_signer().verifier])
    assert (result.problems, result.signed) == ((), True)


def test_what_a_reader_holds_up_is_overwritten_when_the_reader_is_gone(tmp_path):
    url = f"sqlite:///{tmp_path}/ledger.db"
    with open_ledger(url, vault=VAULT, busy_seconds=0.2) as ledger:
        ledger.append(sample("e-1"), TEXT)
        pieces = sealed(ledger, "e-1")
        with closing(sqlite3.connect(tmp_path / "ledger.db", isolation_level=None)) as reader:
            reader.execute("BEGIN")
            reader.execute("SELECT count(*) FROM payloads").fetchone()
            ledger.erase_exchange("e-1", by="dr-1", reason="request")
            assert left_in(tmp_path, pieces)  # SQLite lets the reader see what was
            ledger.check_writable()
            reader.execute("ROLLBACK")
        ledger.check_writable()
        assert left_in(tmp_path, pieces) == []


def test_a_legal_hold_keeps_text_from_being_erased(tmp_path):
    url = f"sqlite:///{tmp_path}/ledger.db"
    with open_ledger(url, vault=VAULT) as ledger:
        who = ledger.pseudonym(PEOPLE[0])
        for n in (1, 2):
            ledger.append(sample(f"e-{n}", patient=who), TEXT)
        ledger.hold("e-1", matter="claim-7", by="dr-1")
        for attempt in (
            lambda: ledger.erase_exchange("e-1", by="dr-1", reason="request"),
            lambda: ledger.erase_person(PEOPLE[0], by="dr-1", reason="request"),
        ):
            with pytest.raises(AuditError, match="legal hold"):
                attempt()
        assert ledger.pseudonym(PEOPLE[0]) == who  # nothing of it was done
        assert VAULT.read(ledger.engine, "e-2") == TEXT
        ledger.hold("e-1", matter="claim-7", by="dr-1", placed=False)
        ledger.erase_person(PEOPLE[0], by="dr-1", reason="request")
        assert [VAULT.read(ledger.engine, one) for one in ("e-1", "e-2")] == [None, None]
        assert ledger.pseudonym(PEOPLE[0]) != who
    assert verify(url, keys=[read_signer().verifier]).problems == ()


def test_text_under_another_key_is_not_read(tmp_path):
    url = f"sqlite:///{tmp_path}/ledger.db"
    with open_ledger(url, vault=VAULT) as ledger:
        ledger.append(sample("e-1"), TEXT)
        assert VAULT.read(url, "e-1") == TEXT
        assert VAULT.read(url, "e-2") is None
        with pytest.raises(AuditError, match="another key"):
            Payloads(Key(bytes(range(1, 33))), days=30).read(url, "e-1")
