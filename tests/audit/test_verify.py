"""Whoever edits the tables by hand is found out, and the row is named."""

import gc
import json
import shutil
import sqlite3
import threading
import tracemalloc
from contextlib import closing
from importlib import import_module

import pytest
from audit_samples import sample

from medguard.audit import open_ledger, read_signer, verify
from medguard.audit.canonical import GENESIS, canonical, sha256
from medguard.audit.merkle import EMPTY_ROOT, leaf_hash
from medguard.audit.tables import records

KEY = read_signer().verifier
COUNT = 7
IDS = [f"exchange-{number}" for number in range(COUNT + 1)]


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """A ledger of seven records, as it was written."""
    file = tmp_path_factory.mktemp("written") / "ledger.db"
    with open_ledger(f"sqlite:///{file}") as ledger:
        for exchange_id in IDS[1:]:
            ledger.append(sample(exchange_id))
    return file


@pytest.fixture
def copy(written, file):
    shutil.copy(written, file)
    return file


def tamper(file, *statements):
    """What an attacker with a SQLite shell does."""
    with closing(sqlite3.connect(file, isolation_level=None)) as shell:
        shell.execute("PRAGMA ignore_check_constraints = ON")
        for statement in statements:
            if callable(statement):
                statement(shell)
            else:
                shell.execute(statement)


def found(file, **what):
    result = verify(f"sqlite:///{file}", **{"keys": [KEY], **what})
    for problem in result.problems:
        assert problem.what.endswith(".") or "Run: medguard" in problem.what
        assert problem.what_zh.endswith("。") or "请运行：medguard" in problem.what_zh
    assert result.ok is not bool(result.problems)
    return [(problem.code, problem.position) for problem in result.problems]


def test_an_untouched_ledger_is_ok(copy):
    result = verify(f"sqlite:///{copy}", keys=[KEY])
    assert result.ok
    assert (result.records, result.position, result.problems, result.omitted) == (COUNT, COUNT, (), 0)
    assert (len(result.sha256), len(result.root)) == (64, 64)
    assert result.signed
    assert not verify(f"sqlite:///{copy}").signed  # nobody said with which key


def test_an_empty_ledger_is_ok_and_says_that_it_is_empty(url):
    open_ledger(url).close()
    result = verify(url, keys=[KEY])
    assert (result.ok, result.records, result.sha256) == (True, 0, GENESIS)
    assert (result.root, result.signed) == (EMPTY_ROOT.hex(), False)


def rehash(position, change, *, follow=False, head=False):
    """Edits a document and makes its own row fit; ``follow``: and every later row; ``head``: and the head."""

    def attack(shell):
        rows = shell.execute(
            "SELECT position, document FROM records WHERE position >= ? ORDER BY position", (position,)
        )
        previous = None
        for at, document in rows.fetchall():
            body = json.loads(document)
            if at == position:
                change(body)
            elif not follow:
                break
            else:
                body["previous"] = previous
            raw = canonical(body)
            previous = sha256(raw)
            shell.execute(
                "UPDATE records SET document = ?, sha256 = ?, leaf = ?, previous = ?, outcome = ? WHERE position = ?",
                (raw.decode(), previous, leaf_hash(raw), body["previous"], body["exchange"]["outcome"], at),
            )
        if head:
            shell.execute("UPDATE head SET sha256 = ?", (previous,))

    return attack


def blocked(body):
    body["exchange"]["outcome"] = "blocked"


def moved_in(position, number):
    """A copy of record ``number`` at ``position``, under another exchange id."""
    columns = [column.name for column in records.columns]
    chosen = ", ".join({"position": str(position), "exchange_id": "'new'"}.get(name, name) for name in columns)
    return f"INSERT INTO records ({', '.join(columns)}) SELECT {chosen} FROM records WHERE position = {number}"


def forged_after_the_last(shell):
    (document, previous) = shell.execute(
        "SELECT document, sha256 FROM records ORDER BY position DESC LIMIT 1"
    ).fetchone()
    body = json.loads(document) | {"position": COUNT + 1, "previous": previous}
    body["exchange"]["id"] = "forged"
    raw = canonical(body)
    names = "position, exchange_id, recorded_at, started_at, outcome, reason, door, profile, provider, model"
    shell.execute(
        f"INSERT INTO records ({names}, document, previous, sha256) SELECT ?, 'forged', recorded_at, started_at, outcome, reason,"
        f" door, profile, provider, model, ?, ?, ? FROM records WHERE position = {COUNT}",
        (COUNT + 1, raw.decode(), previous, sha256(raw)),
    )


def without_constraints(shell):
    """The table made anew without its unique constraint, and one exchange recorded twice."""
    without_views(shell)
    shell.execute("ALTER TABLE records RENAME TO old")
    shell.execute("CREATE TABLE records AS SELECT * FROM old")
    shell.execute("DROP TABLE old")
    shell.execute("UPDATE records SET exchange_id = 'exchange-2' WHERE position = 5")


def with_positions(spelled):
    """The table made anew, with positions that a whole table would not take."""

    def attack(shell):
        without_views(shell)
        others = ", ".join(column.name for column in records.columns if column.name != "position")
        shell.execute("ALTER TABLE records RENAME TO old")
        shell.execute(f"CREATE TABLE records AS SELECT {spelled} AS position, {others} FROM old")
        shell.execute("DROP TABLE old")

    return attack


def without_views(shell):
    for (name,) in shell.execute("SELECT name FROM sqlite_master WHERE type = 'view'").fetchall():
        shell.execute(f"DROP VIEW {name}")


SWAP = ("UPDATE records SET position = 100 WHERE position = 3", "UPDATE records SET position = 3 WHERE position = 5",
        "UPDATE records SET position = 5 WHERE position = 100")  # fmt: skip

UNREADABLE_3 = [("hash_differs", 3), ("leaf_differs", 3), ("document_unreadable", 3)]
ANOTHER_TREE = [("root_differs", 2), ("edge_differs", COUNT)]
"""The first record's checkpoint was kept and still fits, so that the damage is after it."""

ATTACKS = {
    # documents
    "document edited": (["UPDATE records SET document = replace(document, 'answered', 'blocked') WHERE position = 3"],
                        [("hash_differs", 3), ("leaf_differs", 3), ("column_differs", 3)]),
    "one byte of the document": (["UPDATE records SET document = replace(document, '12.345', '12.346') WHERE position = 3"],
                                 [("hash_differs", 3), ("leaf_differs", 3)]),
    "document spelled otherwise": (["UPDATE records SET document = ' ' || document WHERE position = 3"],
                                   [("hash_differs", 3), ("leaf_differs", 3)]),
    "document a number": (["UPDATE records SET document = 5 WHERE position = 3"], UNREADABLE_3),
    "document a blob": (["UPDATE records SET document = x'00ff' WHERE position = 3"], UNREADABLE_3),
    "document the same, as a blob": (["UPDATE records SET document = CAST(document AS BLOB) WHERE position = 3"],
                                     UNREADABLE_3),
    "document no UTF-8": (["UPDATE records SET document = CAST(x'7bff7d' AS TEXT) WHERE position = 3"],
                          UNREADABLE_3),
    "document empty": (["UPDATE records SET document = '' WHERE position = 3"], UNREADABLE_3),
    "document too deep": (["UPDATE records SET document = replace(hex(zeroblob(50000)), '0', '[') WHERE position = 3"],
                          UNREADABLE_3),
    "document a number of 9999 digits": (["UPDATE records SET document = '[' || replace(hex(zeroblob(5000)), '0', '9') || ']' WHERE position = 3"],
                                         UNREADABLE_3),
    "document of something else": (["UPDATE records SET document = '{\"exchange\":[]}' WHERE position = 3"],
                                   UNREADABLE_3),
    "document edited with its hash": ([rehash(3, blocked)], [("chain_broken", 4), *ANOTHER_TREE]),
    "last document edited with its hash": ([rehash(COUNT, blocked)], [("root_differs", 2), ("head_differs", COUNT), ("edge_differs", COUNT)]),
    "document edited and all that follow": ([rehash(3, blocked, follow=True)],
                                            [("root_differs", 2), ("head_differs", COUNT), ("edge_differs", COUNT)]),
    "document edited, all that follow, and the head's hash": ([rehash(3, blocked, follow=True, head=True)], ANOTHER_TREE),
    # rows
    "first row deleted": (["DELETE FROM records WHERE position = 1"], [("records_missing", 1)]),
    "middle row deleted": (["DELETE FROM records WHERE position = 4"], [("records_missing", 4)]),
    "two rows deleted": (["DELETE FROM records WHERE position IN (3, 4)"], [("records_missing", 3)]),
    "last row deleted": ([f"DELETE FROM records WHERE position = {COUNT}"], [("end_missing", COUNT)]),
    "end cut off": (["DELETE FROM records WHERE position > 4"], [("end_missing", 5)]),
    "end cut off and the head's position too": (["DELETE FROM records WHERE position > 4", "UPDATE head SET position = 4"],
                                                [("end_missing", 5), ("head_differs", 4)]),
    "all rows deleted": (["DELETE FROM records"], [("end_missing", 1)]),
    "rows swapped": (SWAP, [("record_moved", 3), ("record_moved", 5), *ANOTHER_TREE]),
    "row moved behind the end": (["UPDATE records SET position = 9 WHERE position = 4"],
                                 [("records_missing", 4), ("record_moved", 9), ("records_missing", 8), ("head_behind", 8)]),
    "row moved before the beginning": (["UPDATE records SET position = -2 WHERE position = 1"],
                                       [("records_missing", 1), ("position_invalid", -2)]),
    "row copied to the end": ([moved_in(COUNT + 1, 3)],
                              [("column_differs", COUNT + 1), ("record_moved", COUNT + 1), ("head_behind", COUNT + 1)]),
    "row forged after the last": ([forged_after_the_last], [("head_behind", COUNT + 1)]),
    "row replaced by a copy": (["DELETE FROM records WHERE position = 3", moved_in(3, 5)],
                               [("column_differs", 3), ("record_moved", 3), *ANOTHER_TREE]),
    "two rows of one exchange": ([without_constraints], [("column_differs", 5), ("exchange_twice", 5)]),
    "positions that are no numbers": ([with_positions("'p' || position")],
                                      [("position_invalid", None)] * COUNT + [("end_missing", 1)]),
    "a position that is no whole number": ([with_positions("CASE position WHEN 3 THEN 3.5 ELSE position END")],
                                           [("records_missing", 3), ("position_invalid", None)]),
    "a position twice": ([with_positions("CASE position WHEN 3 THEN 4 ELSE position END")],
                         [("record_moved", 4), ("records_missing", 3)]),
    "a position far away": (["UPDATE records SET position = 9223372036854775807 WHERE position = 3"],
                            [("records_missing", 3), ("record_moved", 2**63 - 1), ("records_missing", 8), ("head_behind", 8)]),
    # the head
    "head deleted": (["DELETE FROM head"], [("head_missing", None)]),
    "head's id changed": (["UPDATE head SET id = 2"], [("head_missing", None)]),
    "a second head": (["INSERT INTO head (id, position, sha256) VALUES (2, 0, '')"], [("head_missing", None)]),
    "head too far": (["UPDATE head SET position = 9"], [("end_missing", COUNT + 1)]),
    "head too near": (["UPDATE head SET position = 2"], [("head_behind", 3)]),
    "head no number": (["UPDATE head SET position = 'x'"], [("head_damaged", None)]),
    "head's hash changed": (["UPDATE head SET sha256 = 'x'"], [("head_differs", COUNT)]),
    "head's hash a blob": (["UPDATE head SET sha256 = x'00'"], [("head_damaged", None)]),
    # the tables
    "no records": (["DROP TABLE records"], [("unreadable", None)]),
    "no head table": (["DROP TABLE head"], [("unreadable", None)]),
    "no revision": (["DROP TABLE medguard_version"], [("unreadable", None)]),
    "a column gone": (["ALTER TABLE records DROP COLUMN previous"], [("unreadable", None)]),
}  # fmt: skip


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_attack_is_found_and_its_row_is_named(copy, attack):
    statements, expected = ATTACKS[attack]
    tamper(copy, *statements)
    assert found(copy) == expected


@pytest.mark.parametrize(
    ("column", "value"),
    [
        (column.name, value)
        for column in records.columns
        for value in ("'edited'", "x'00ff'", "CAST(x'ff' AS TEXT)", "''", "7")
        if column.name not in {"position", "document"}
        and (column.name, value) != ("reason", "''")  # that is what it says
    ],
)
@pytest.mark.parametrize("position", [1, 4, COUNT])
def test_any_column_edited_is_found_and_named(copy, column, value, position):
    tamper(copy, f"UPDATE records SET {column} = {value} WHERE position = {position}")
    result = verify(f"sqlite:///{copy}", keys=[KEY])
    problem = result.problems[0]
    assert problem.position == position
    assert problem.exchange_id == IDS[position]
    expected = {"sha256": ("hash_differs", None), "leaf": ("leaf_differs", "leaf")}
    assert (problem.code, problem.column) == expected.get(column, ("column_differs", column))
    # A leaf that was changed is not that of the tree, either; nothing else is named.
    assert {one.code for one in result.problems[1:]} <= (
        {"root_differs", "edge_differs"} if column == "leaf" else set()
    )


@pytest.mark.parametrize("column", ["provider", "model"])
def test_a_column_emptied_is_found(copy, column):
    tamper(copy, f"UPDATE records SET {column} = NULL WHERE position = 4")
    assert found(copy) == [("column_differs", 4)]


def test_no_sentence_quotes_what_an_attacker_wrote(copy):
    secret = "患者王小明\x1b[31m"
    tamper(copy, *(f"UPDATE records SET {c.name} = '{secret}'" for c in records.columns if c.name not in {"position", "exchange_id"}),
           f"UPDATE records SET exchange_id = '{secret}' || position")  # fmt: skip
    result = verify(f"sqlite:///{copy}")
    assert not result.ok
    assert "王小明" not in repr(result)
    assert "\x1b" not in repr(result)


def test_a_damaged_file_is_not_ok(copy):
    whole = copy.read_bytes()
    for start in range(4096, len(whole), 4096):
        copy.write_bytes(whole[:start] + bytes(4096) + whole[start + 4096 :])
        result = verify(f"sqlite:///{copy}")  # whatever the page held: an answer, not a crash
        assert isinstance(result.ok, bool)
    copy.write_bytes(whole[: len(whole) // 2])
    assert not verify(f"sqlite:///{copy}").ok


def test_problems_beyond_the_limit_are_counted(copy):
    tamper(copy, "UPDATE records SET outcome = 'x'")
    result = verify(f"sqlite:///{copy}", most=2)
    assert (len(result.problems), result.omitted, result.ok) == (2, COUNT - 2, False)


def test_verifying_while_others_append_sees_one_moment(url):
    with open_ledger(url) as ledger:
        stop = threading.Event()

        def write():
            while not stop.is_set():
                ledger.append(sample())

        writer = threading.Thread(target=write)
        writer.start()
        try:
            results = [verify(url) for _ in range(20)]
        finally:
            stop.set()
            writer.join()
    assert [result.problems for result in results] == [()] * 20
    assert results[-1].records > results[0].records


def peak_of(url):
    """What one verification needs at most; garbage that others left is not its own."""
    gc.collect()
    tracemalloc.start()
    try:
        assert verify(url).ok
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_verifying_needs_no_more_memory_for_more_records(url):
    peaks = []
    with open_ledger(url) as ledger:
        for how_many in (600, 1800):
            for _ in range(how_many):
                ledger.append(sample())
            peaks.append(min(peak_of(url) for _ in range(3)))
    assert peaks[1] < peaks[0] * 1.3


def test_bytes_that_are_no_text_are_not_mistaken_for_the_sign_that_stands_for_them(url, file):
    with open_ledger(url) as ledger:
        ledger.append(sample(reason="\ufffd"))
    edit = "CAST(replace(CAST(document AS BLOB), x'efbfbd', x'ff') AS TEXT)"
    tamper(file, f"UPDATE records SET document = {edit}")
    assert found(file) == [("hash_differs", 1), ("leaf_differs", 1), ("document_unreadable", 1)]


def test_several_processes_find_the_same_as_one_and_in_order(url, file, monkeypatch):
    with open_ledger(url) as ledger:
        for _ in range(30):
            ledger.append(sample())
    rows = import_module("medguard.audit.verify.rows")
    monkeypatch.setattr(rows, "_PART", 3)
    monkeypatch.setattr(rows, "_WORTH_PROCESSES", 0)
    monkeypatch.setattr("os.cpu_count", lambda: 3)
    keys = [read_signer().verifier]
    result = verify(url, keys=keys)
    assert (result.problems, result.records, result.signed) == ((), 30, True)
    with closing(sqlite3.connect(file)) as other, other:
        other.execute("UPDATE records SET reason = 'x' WHERE position IN (2, 13, 29)")
    found = [(problem.code, problem.position) for problem in verify(url, keys=keys).problems]
    assert found == [("column_differs", 2), ("column_differs", 13), ("column_differs", 29)]
