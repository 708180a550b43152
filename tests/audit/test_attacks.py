"""Whoever may write every table, knows our source and has not the key is found out by the public key and the last checkpoint."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest
from attacker import appended_as_before, bodies, erased_in_silence, opened, written_anew
from audit_samples import sample
from hypothesis import HealthCheck, example, settings
from hypothesis import given as drawn
from hypothesis import strategies as st
from sqlalchemy import delete, insert, select, text, update

from medguard.audit import Payloads, open_ledger, read_signer, verify
from medguard.audit.notes import new_signer
from medguard.audit.tables import (
    checkpoints,
    decision_sets,
    finding_sets,
    head,
    holds,
    payloads,
    people,
    pseudonym_of,
    records,
    tiles,
)
from medguard.errors import AuditError
from medguard.keys import Key
from medguard.types import Finding, Opened, Outcome, Payload

SIGNER = read_signer()
VAULT = Payloads(Key(bytes(range(32))), days=30)
LOG = (records, head, tiles, checkpoints, decision_sets, finding_sets, payloads, people, holds)
TEXT = Payload(request=b"Fieber seit drei Tagen", reply="多喝水".encode())


class Lived:
    """A log in which everything has happened once, and what an auditor keeps of it."""

    def __init__(self, url):
        self.url = url
        with open_ledger(url, vault=VAULT) as ledger:
            ada, bob, eve = (ledger.pseudonym(one) for one in ("ada", "bob", "eve"))
            for n in range(300):
                if n == 100:
                    ledger.checkpoint()
                if n == 150:
                    self.older = ledger.checkpoint()
                if n % 50 == 0:
                    ledger.append(opened_entry(f"e-{n}", ada))
                findings = (Finding.clear("leaks"),) if n % 7 else (Finding.unjudged("citations", "timeout"),)
                who = {"actor": ada, "patient": (bob, eve)[n == 5]}
                ledger.append(sample(f"e-{n}", findings=findings, **who), TEXT if n < 6 else None)
            ledger.append(opened_entry("e-left", ada))
            ledger.hold("e-1", matter="claim-7", by="dr-1")
            ledger.hold("e-2", matter="claim-7", by="dr-1")
            ledger.hold("e-2", matter="claim-7", by="dr-1", placed=False)
            self.erasure = ledger.erase_exchange("e-3", by="dr-1", reason="request").position
            ledger.erase_person("eve", by="dr-1", reason="request")
            self.note = ledger.checkpoint()
        self.count = verify(url).records

    def check(self, url, *, checkpoints=None, most=1000):
        return verify(
            url, keys=[SIGNER.verifier], checkpoints=[self.note] if checkpoints is None else checkpoints, most=most
        )


def opened_entry(of, actor):
    return Opened(id=f"{of}.opened", started_at="2026-11-24T15:00:00Z", door="sidecar", profile="p", profile_sha256="a" * 64,
                  application=None, purpose=None, actor=actor, patient=None, provider="openai", model="m", request_sha256="c" * 64)  # fmt: skip


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def lived(request, tmp_path_factory):
    if request.param == "sqlite":
        return Lived(f"sqlite:///{tmp_path_factory.mktemp('lived')}/ledger.db")
    return Lived(request.getfixturevalue("postgresql").database())


@pytest.fixture
def copy(lived, tmp_path, request):
    """The URL of a copy that may be ruined."""
    return copied(lived, tmp_path, request)


def copied(lived, folder, request):
    if lived.url.startswith("sqlite"):
        shutil.copy(lived.url.removeprefix("sqlite:///"), folder / "copy.db")
        return f"sqlite:///{folder}/copy.db"
    return request.getfixturevalue("postgresql").database(like=lived.url)


def test_a_log_in_which_everything_has_happened_is_whole(lived, copy):
    for given in ([lived.note], [lived.older], [lived.older, lived.note], []):
        result = lived.check(copy, checkpoints=given)
        assert (result.problems, result.signed, result.records) == ((), True, lived.count)
    assert [one.exchange_id for one in result.unfinished] == ["e-left"]
    assert lived.count > 256  # so that a tile is full


# ── one row of any table ─────────────────────────────────────────────────────────────────────────────────────────────


def at(exchange_id):
    return records.c.exchange_id == exchange_id


def run(*statements):
    def attack(connection, _lived):
        for statement in statements:
            connection.execute(text(statement) if isinstance(statement, str) else statement)

    return attack


def shifted(connection, _lived):
    """The border between key and text moved by a byte: both together stay the same."""
    row = connection.execute(select(payloads).where(payloads.c.exchange_id == "e-1")).one()
    moved = {"wrapped_key": row.wrapped_key + row.content[:1], "content": row.content[1:]}
    connection.execute(update(payloads).where(payloads.c.exchange_id == "e-1"), moved)


def swapped_people(connection, _lived):
    one, other = connection.execute(select(people.c.pseudonym, people.c.reference).order_by(people.c.reference)).all()
    for reference, row in (("x", one), (one.reference, other), (other.reference, one)):
        connection.execute(update(people).where(people.c.pseudonym == row.pseudonym), {"reference": reference})


def somebody_else(connection, _lived):
    """A person's row made anew, with a salt of the attacker's: what is recorded from now on would be about nobody known."""
    connection.execute(delete(people).where(people.c.reference == "bob"))
    salt = "0" * 32
    connection.execute(insert(people), {"pseudonym": pseudonym_of("bob", salt), "reference": "bob", "salt": salt})


def text_put_back(connection, lived):
    """What was erased is there again: from a backup, its record's hash fits."""
    connection.execute(delete(payloads).where(payloads.c.exchange_id == "e-3"))
    sealed = {"exchange_id": "e-3", "stored_at": "2026-11-24T15:00:00.000000Z", "keep_until": "2026-12-24T15:00:00.000000Z",
              "wrapped_key": b"k", "content": b"c", "erased_by": None}  # fmt: skip
    connection.execute(insert(payloads), sealed)


def merged_rulings(connection, _lived):
    """Two findings in one row, spelled so that a careless hash stays the same."""
    key = connection.scalar(select(finding_sets.c.key).limit(1))
    connection.execute(update(finding_sets).where(finding_sets.c.key == key), {"detail": "a\tb\nc", "number": 7})


def smuggled(entry, connection, _lived):
    appended_as_before(connection, entry)


def old_exchange(exchange_id):
    exchange = {
        **sample(exchange_id, request=None, reply=None, findings=(), decisions=()).document(),
        "outcome": "answered",
    }
    for name in (
        "application",
        "purpose",
        "actor",
        "patient",
        "system",
        "parameters",
        "tokens",
        "identifiers",
        "payload_sha256",
    ):
        del exchange[name]
    return {"exchange": exchange}


def forged_erasure(of):
    entry = {
        "id": "f" * 32,
        "started_at": "2026-11-24T15:00:00Z",
        "by": "dr-1",
        "reason": "request",
        "what": "exchange",
        "exchanges": [of],
    }
    return {"erased": entry}


def silent_with_a_forged_record(connection, _lived):
    appended_as_before(connection, forged_erasure("e-1"))
    erased_in_silence(connection, "e-1", "f" * 32)


ATTACKS = {
    # records, in whichever way is left when the leaf says nothing any more
    "columns emptied, with the leaf": (run(update(records).where(at("e-9")).values(leaf=None, patient=None, actor=None, decisions=None)),
                                       {"leaf_differs", "column_differs"}),
    "leaf emptied": (run(update(records).where(at("e-9")).values(leaf=None)), {"leaf_differs"}),
    "kind changed": (run(update(records).where(at("e-9")).values(kind="opened")), {"column_differs"}),
    "position negative": (run("ALTER TABLE records DROP CONSTRAINT ck_records_position_from_1", update(records).where(at("e-9")).values(position=-5)),
                          {"position_invalid", "records_missing"}),
    "position huge": (run(update(records).where(at("e-9")).values(position=2**63 - 1)), {"record_moved", "records_missing", "head_behind"}),
    # the tree
    "tile removed": (run(delete(tiles)), {"tile_differs"}),
    "tile's hashes changed": (run(update(tiles).values(hashes=b"0" * 8192)), {"tile_differs"}),
    "tile's root changed": (run(update(tiles).values(root=b"0" * 32)), {"tile_differs"}),
    "tile slipped in": (run(insert(tiles).values(level=0, number=9, root=b"0" * 32, hashes=b"0" * 8192)), {"tile_differs"}),
    "tile slipped in above": (run(insert(tiles).values(level=1, number=0, root=b"0" * 32, hashes=b"0" * 8192)), {"tile_differs"}),
    "tile slipped in below everything": (run(insert(tiles).values(level=-1, number=-1, root=b"", hashes=b"")), {"tile_differs"}),
    # the head
    "edge emptied": (run(update(head).values(tree_edge=None)), {"edge_differs"}),
    "note emptied": (run(update(head).values(note=None)), {"head_not_signed"}),
    "tree said to be smaller": (run(update(head).values(tree_size=20)), {"end_unsigned", "edge_differs", "root_differs", "tile_differs"}),
    "tree said to be larger": (run(update(head).values(tree_size=1000)), {"root_differs"}),
    "tree said to be of no size": (run(update(head).values(tree_size=-1)), {"head_damaged", "tile_differs"}),
    "tree said to be empty": (run(update(head).values(tree_size=0, tree_edge=None, note=None)), {"end_unsigned", "tile_differs"}),
    # checkpoints
    "checkpoint's size changed": (run(update(checkpoints).where(checkpoints.c.size == 1).values(size=2)), {"checkpoint_damaged"}),
    "checkpoint's moment changed": (run(update(checkpoints).where(checkpoints.c.size == 1).values(made_at="2026-01-01T00:00:00.000000Z")),
                                    {"checkpoint_damaged"}),
    "checkpoint's note of no text": (run(update(checkpoints).where(checkpoints.c.size == 1).values(note="\ufffd\u2028")), {"checkpoint_damaged"}),
    "checkpoint of nothing slipped in": (run(insert(checkpoints).values(size=0, made_at="", note="")), {"checkpoint_damaged"}),
    # sets
    "ruling changed": (run(update(decision_sets).values(status="fail")), {"set_differs"}),
    "ruling removed": (run(delete(decision_sets)), {"set_differs"}),
    "ruling slipped in": (run(insert(decision_sets).values(key="0" * 32, stage="reply", rule="r", status="fail", effect="block", why="")),
                          {"set_differs"}),
    "finding's number changed": (run(update(finding_sets).values(number=finding_sets.c.number + 1)), {"set_differs"}),
    "findings merged": (merged_rulings, {"set_differs"}),
    # kept text
    "text changed": (run(update(payloads).where(payloads.c.exchange_id == "e-1").values(content=b"x")), {"text_differs"}),
    "text's key changed": (run(update(payloads).where(payloads.c.exchange_id == "e-1").values(wrapped_key=b"x")), {"text_differs"}),
    "text's border moved": (shifted, {"text_differs"}),
    "text kept longer": (run(update(payloads).where(payloads.c.exchange_id == "e-1").values(keep_until="2036-11-24T15:00:00.000000Z")),
                         {"text_differs"}),
    "text stored at another time": (run(update(payloads).where(payloads.c.exchange_id == "e-1").values(stored_at="2016-11-24T15:00:00.000000Z")),
                                    {"text_differs"}),
    "text removed": (run(delete(payloads).where(payloads.c.exchange_id == "e-1")), {"text_missing"}),
    "text erased without a record": (lambda connection, _: erased_in_silence(connection, "e-1", "nobody"), {"text_missing"}),
    "text erased by another's erasure": (lambda connection, _: erased_in_silence(
        connection, "e-1", connection.scalar(select(payloads.c.erased_by).where(payloads.c.exchange_id == "e-3"))), {"text_missing"}),
    "text erased, with a forged record": (silent_with_a_forged_record, {"end_unsigned"}),
    "erased text put back": (text_put_back, {"text_not_erased", "text_differs"}),
    "erased text put back, said to be erased": (run(update(payloads).where(payloads.c.exchange_id == "e-3").values(content=b"x")),
                                                {"text_not_erased"}),
    "text of nobody": (run(insert(payloads).values(exchange_id="x", stored_at="", keep_until="", wrapped_key=b"", content=b"")),
                       {"text_of_nobody"}),
    "text of an exchange that kept none": (run(insert(payloads).values(exchange_id="e-9", stored_at="", keep_until="", wrapped_key=b"", content=b"")),
                                           {"text_differs"}),
    # people
    "person changed": (run(update(people).where(people.c.reference == "bob").values(reference="rob")), {"person_differs"}),
    "people swapped": (swapped_people, {"person_differs"}),
    "person removed": (run(delete(people).where(people.c.reference == "bob")), {"person_missing"}),
    "person replaced": (somebody_else, {"person_missing"}),
    # holds
    "hold removed": (run(delete(holds)), {"hold_differs"}),
    "hold slipped in": (run(insert(holds).values(exchange_id="e-4", matter="m", placed_at="")), {"hold_differs"}),
    "hold's matter changed": (run(update(holds).values(matter="x")), {"hold_differs"}),
    "hold's time changed": (run(update(holds).values(placed_at="x")), {"hold_differs"}),
    # records of the previous release's shape
    "exchange smuggled in behind the tree": (partial(smuggled, old_exchange("forged")), {"end_unsigned"}),
    "erasure smuggled in behind the tree": (partial(smuggled, forged_erasure("e-1")), {"end_unsigned", "text_not_erased"}),
    # the tables
    "no revision": (run("DELETE FROM medguard_version"), {"unreadable"}),
    "two revisions": (run("INSERT INTO medguard_version VALUES ('0001')"), {"unreadable"}),
}  # fmt: skip


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_attack_on_any_table_is_found(lived, copy, attack):
    change, expected = ATTACKS[attack]
    if attack == "position negative" and copy.startswith(
        "sqlite"
    ):  # which cannot drop a constraint, and can overlook it
        with closing(sqlite3.connect(copy.removeprefix("sqlite:///"))) as shell, shell:
            shell.execute("PRAGMA ignore_check_constraints = ON")
            shell.execute("UPDATE records SET position = -5 WHERE exchange_id = 'e-9'")
    else:
        with opened(copy) as connection:
            change(connection, lived)
    codes = {problem.code for problem in lived.check(copy).problems}
    assert expected <= codes
    # What was not touched is not named: a root or an edge that differ may come with it, and what follows from a missing row.
    assert codes <= expected | {"root_differs", "edge_differs", "chain_broken"}


# ── everything anew ──────────────────────────────────────────────────────────────────────────────────────────────────


def blocked(said):
    said[200]["exchange"]["outcome"] = "blocked"
    return said


def without_one(said):
    return said[:200] + said[201:]


def cut(said):
    return said[:160]


def begun_anew(said):
    return said[:1]


MY_OWN = new_signer(SIGNER.name)
"""The attacker's, of the same name."""


@pytest.mark.parametrize("change", [blocked, without_one, cut, begun_anew])
@pytest.mark.parametrize("signing", ["his own key", "the old note", "no note", "an older note"])
def test_a_log_written_anew_throughout_is_found(lived, copy, change, signing):
    with opened(copy) as connection:
        note = connection.scalar(select(head.c.note))
        if signing == "an older note":
            note = lived.older
        keeping = {"signer": MY_OWN} if signing == "his own key" else {"note": None if signing == "no note" else note}
        written_anew(connection, change(bodies(connection)), **keeping)
    assert not lived.check(copy).ok
    found = [(one.code, one.position) for one in lived.check(copy).problems]
    if change in {cut, begun_anew}:
        assert ("end_missing", 161 if change is cut else 2) in found
    elif signing == "the old note" and change is blocked:  # named between the two checkpoints that hold it
        assert ("root_differs", 154) in found
    # The key alone, without any checkpoint that was kept elsewhere, finds what is not an older state of the log itself.
    assert not lived.check(copy, checkpoints=[]).ok
    assert not lived.check(copy, checkpoints=[]).signed


@pytest.mark.parametrize("change", [blocked, without_one])
def test_without_the_key_a_log_written_anew_is_found_by_nothing_but_what_was_signed(lived, copy, change):
    with opened(copy) as connection:
        written_anew(connection, change(bodies(connection)), signer=MY_OWN)
    result = verify(copy)
    assert not result.signed
    assert not {one.code for one in result.problems} & {
        "hash_differs",
        "chain_broken",
        "leaf_differs",
        "tile_differs",
        "root_differs",
    }
    assert not lived.check(copy, checkpoints=[]).ok


def test_an_older_state_is_found_by_a_later_checkpoint_and_by_nothing_else(lived, tmp_path, request):
    url = copied(lived, tmp_path, request)
    with open_ledger(url, vault=VAULT) as ledger:
        ledger.append(sample("later"))
        later = ledger.checkpoint()
    old = copied(lived, tmp_path, request)  # the backup, put back
    assert lived.check(old, checkpoints=[]).ok
    (problem,) = lived.check(old, checkpoints=[later]).problems
    assert (problem.code, problem.position) == ("end_missing", lived.count + 1)


def test_another_history_after_a_backup_is_found(lived, tmp_path, request):
    notes = []
    for outcome in (Outcome.ANSWERED, Outcome.BLOCKED):
        url = copied(lived, tmp_path, request)
        with open_ledger(url, vault=VAULT) as ledger:
            ledger.append(sample("later", outcome=outcome))
            notes.append(ledger.checkpoint())
    assert lived.check(url, checkpoints=[lived.note, notes[1]]).ok
    assert [(one.code, one.position) for one in lived.check(url, checkpoints=notes).problems] == [
        ("root_differs", lived.count + 1)
    ]


def test_kept_checkpoints_may_go_and_the_head_still_speaks_for_the_whole(lived, copy):
    # They are copies of what was true, and no part of the log: a missing one makes the damage's place less sharp, and hides none.
    with opened(copy) as connection:
        connection.execute(delete(checkpoints))
    assert lived.check(copy).ok
    with opened(copy) as connection:
        written_anew(connection, blocked(bodies(connection)), note=lived.note)
        connection.execute(delete(checkpoints))
    found = [(one.code, one.position) for one in lived.check(copy, checkpoints=[]).problems]
    assert found == [("root_differs", 1)]


@pytest.mark.parametrize("given", ["", "no note", None, "\ud800", "a\n1\n\n\n\u2014 b c\n"])
def test_a_checkpoint_that_is_none_is_not_believed(lived, given):
    (problem,) = lived.check(lived.url, checkpoints=[given]).problems
    assert problem.code == "checkpoint_foreign"


def test_a_checkpoint_of_another_key_is_not_believed(lived):
    from medguard.audit.notes import Checkpoint

    note = MY_OWN.sign(Checkpoint(MY_OWN.name, 1, bytes(32)))
    assert [one.code for one in lived.check(lived.url, checkpoints=[note]).problems] == ["checkpoint_foreign"]


# ── a ledger signs nothing that it has not signed before ─────────────────────────────────────────────────────────────


ANEW = {
    "rewritten, old note": lambda connection, lived: written_anew(connection, blocked(bodies(connection)), note=lived.note),
    "rewritten, another key": lambda connection, lived: written_anew(connection, blocked(bodies(connection)), signer=MY_OWN),
    "rewritten, no note": lambda connection, lived: written_anew(connection, blocked(bodies(connection))),
    "edge changed": run(update(head).values(tree_edge=b"0" * 32 * 4)),
    "note emptied": run(update(head).values(note=None)),
    "note of text": run(update(head).values(note="x")),
    "tree said to be empty": run(update(head).values(tree_size=0, tree_edge=None, note=None), update(records).values(leaf=None), delete(tiles)),
    "erasure smuggled in": partial(smuggled, forged_erasure("e-1")),
    "new exchange smuggled in": partial(smuggled, {"exchange": sample("forged", request=None, findings=(), decisions=()).document()}),
    "head moved on": run(update(head).values(position=head.c.position + 1)),
    "head moved far": run(update(head).values(position=2**62)),
    "hash changed": run(update(head).values(sha256='","position":5')),
}  # fmt: skip


@pytest.mark.parametrize("attack", ANEW)
def test_what_an_attacker_wrote_is_not_signed(lived, copy, attack):
    with open_ledger(copy, vault=VAULT) as running:  # before, so that it knows the last note
        with opened(copy) as connection:
            ANEW[attack](connection, lived)
        for attempt in (lambda: running.append(sample()), running.checkpoint, lambda: open_ledger(copy, vault=VAULT)):
            with pytest.raises(AuditError) as caught:
                attempt()
            assert caught.value.remedy
            assert caught.value.remedy_zh
    assert not lived.check(copy).ok


def test_a_row_of_the_previous_release_is_taken_in_and_no_more_than_that(lived, copy):
    # During an upgrade both releases append, so this must go on; who may write to the table can therefore add an exchange, never change one.
    with opened(copy) as connection:
        appended_as_before(connection, old_exchange("by the release before"))
    with open_ledger(copy, vault=VAULT) as ledger:
        assert ledger.append(sample()).position == lived.count + 2
    result = lived.check(copy)
    assert (result.ok, result.signed) == (True, True), result.problems


# ── any bit ──────────────────────────────────────────────────────────────────────────────────────────────────────────

CELLS = [(table, column) for table in LOG for column in table.columns]


@pytest.fixture(scope="module")
def shut(tmp_path_factory):
    """A log in SQLite, and all of it as one value."""
    lived = Lived(f"sqlite:///{tmp_path_factory.mktemp('shut')}/ledger.db")
    return lived, dumped(lived.url)


def dumped(url):
    with opened(url) as connection:
        return {
            table.name: connection.execute(select(table).order_by(*table.primary_key.columns)).all() for table in LOG
        }


@pytest.mark.slow
@settings(max_examples=150, suppress_health_check=list(HealthCheck))
@drawn(st.sampled_from(CELLS), st.tuples(st.integers(0, 10**6), st.integers(0, 10**6), st.integers(0, 7)))
def test_any_bit_of_any_row_is_found(shut, tmp_path_factory, cell, where):
    lived, whole = shut
    (table, column), (row, byte, bit) = cell, where
    rows = whole[table.name]
    chosen = rows[row % len(rows)]
    value = getattr(chosen, column.name)
    if value is None:
        changed = b"" if column.name in {"leaf", "tree_edge"} else "x"
    elif isinstance(value, int):
        changed = value ^ (1 << byte % 40)
    else:
        raw = bytearray(value if isinstance(value, bytes) else value.encode())
        if raw:
            raw[byte % len(raw)] ^= 1 << bit
        changed = bytes(raw) if raw else b"x"
    file = tmp_path_factory.mktemp("bit") / "ledger.db"
    shutil.copy(lived.url.removeprefix("sqlite:///"), file)
    place = " AND ".join(f"{key.name} = ?" for key in table.primary_key.columns)
    keys = [getattr(chosen, key.name) for key in table.primary_key.columns]
    as_text = "CAST(? AS TEXT)" if isinstance(value, str) and isinstance(changed, bytes) else "?"
    with closing(sqlite3.connect(file)) as shell, shell:
        shell.execute("PRAGMA ignore_check_constraints = ON")
        try:
            shell.execute(f"UPDATE {table.name} SET {column.name} = {as_text} WHERE {place}", (changed, *keys))
        except sqlite3.IntegrityError:
            return  # there is such a row already
    assert not lived.check(f"sqlite:///{file}").ok
    file.unlink()


@pytest.mark.slow
@settings(max_examples=150, suppress_health_check=list(HealthCheck))
@drawn(byte=st.integers(0, 10**9), bit=st.integers(0, 7))
@example(byte=18, bit=0)  # the file format's version
@example(byte=100, bit=0)  # the kind of the first page
def test_any_bit_of_the_file_is_found_or_changes_nothing_of_the_log(shut, tmp_path_factory, byte, bit):
    lived, whole = shut
    raw = bytearray(Path(lived.url.removeprefix("sqlite:///")).read_bytes())
    raw[byte % len(raw)] ^= 1 << bit
    file = tmp_path_factory.mktemp("file") / "ledger.db"
    file.write_bytes(raw)
    result = lived.check(f"sqlite:///{file}")  # an answer, whatever it was
    if result.ok:
        assert dumped(f"sqlite:///{file}") == whole
    file.unlink()
