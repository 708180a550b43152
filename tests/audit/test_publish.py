"""Checkpoints leave the database whole, reach honest witnesses, and tell of a log that was put back. No trouble on the way stops an exchange."""

from __future__ import annotations

import contextlib
import json
import os
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from audit_samples import sample
from publish_samples import Witness
from sqlalchemy import select

from medguard.audit import notes_in, open_ledger, read_signer, verify
from medguard.audit import publish as published
from medguard.audit.merkle import EMPTY_ROOT
from medguard.audit.notes import (
    Checkpoint,
    CosignatureVerifier,
    NoteError,
    claimed_checkpoint,
    new_signer,
    read_checkpoint,
)
from medguard.audit.publish import Publisher, last_cosigned, open_publisher
from medguard.audit.tables import checkpoints
from medguard.bundled import bundled
from medguard.errors import ProfileError
from medguard.guard import Guard, publisher_of
from medguard.profile import read_profile
from test_log import configured

LOG = read_signer()
SAMPLES = Path(__file__).with_name("publish_samples.py")


@pytest.fixture
def notes(tmp_path):
    return tmp_path / "elsewhere" / "checkpoints.txt"


@pytest.fixture(autouse=True)
def _elsewhere(notes):
    notes.parent.mkdir()


@pytest.fixture
def witness(tmp_path):
    with Witness(tmp_path, [LOG.verifier]) as running:
        yield running


@pytest.fixture
def said(capsys):
    """What the log has said so far, line by line."""
    written = []

    def lines():
        written.extend(map(json.loads, capsys.readouterr().err.splitlines()))
        return [
            {name: value for name, value in line.items() if name not in {"at", "level", "place"}} for line in written
        ]

    with configured("json", "info"):
        yield lines


def publisher(ledger, *, file=None, witnesses=()):
    """One whose rounds we call."""
    return Publisher(ledger, file, [published.Witness(one.url, one.key) for one in witnesses], seconds=3600)


def append(ledger, count):
    for _ in range(count):
        ledger.append(sample())


def stored(ledger):
    with ledger.engine.connect() as connection:
        return dict(connection.execute(select(checkpoints.c.size, checkpoints.c.note)).all())


def codes(url, file=None):
    kept = notes_in(file.read_text()) if file else ()
    return {problem.code for problem in verify(url, keys=[LOG.verifier], checkpoints=kept).problems}


def wait_for(fact):
    until = time.monotonic() + 10
    while not fact():
        assert time.monotonic() < until
        time.sleep(0.02)


# ── the file ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_each_round_in_which_the_log_has_grown_adds_one_note(ledger, notes):
    one = publisher(ledger, file=notes)
    one.look()
    assert not notes.read_text()  # an empty log has nothing to say
    for count in (3, 1, 300):
        append(ledger, count)
        one.look()
        one.look()
    found = [read_checkpoint(note, [LOG.verifier]).size for note in notes_in(notes.read_text())]
    assert found == [3, 4, 304]
    assert "".join(notes_in(notes.read_text())) == notes.read_text()


def test_another_sidecar_that_starts_says_nothing_twice(ledger, notes):
    append(ledger, 3)
    publisher(ledger, file=notes).look()
    publisher(ledger, file=notes).look()
    assert len(notes_in(notes.read_text())) == 1


def test_a_log_put_back_to_an_older_state_is_found_with_the_file_alone(url, file, notes, tmp_path, said):
    with open_ledger(url) as ledger:
        append(ledger, 3)
    shutil.copy(file, tmp_path / "backup")
    with open_ledger(url) as ledger:
        append(ledger, 3)
        publisher(ledger, file=notes).look()
    for beside in ("-wal", "-shm"):
        Path(f"{file}{beside}").unlink(missing_ok=True)
    shutil.copy(tmp_path / "backup", file)
    assert codes(url) == set()  # the database by itself is as it was written
    assert codes(url, notes) == {"end_missing"}
    with open_ledger(url) as ledger:
        one = publisher(ledger, file=notes)
        one.look()
        assert said() == [{"event": "ledger_contradicted", "reason": "checkpoint_file"}]
        append(ledger, 5)  # it grows beyond where it was, into another history
        one.look()
    assert "root_differs" in codes(url, notes)


def test_a_ledger_that_was_begun_anew_is_noticed(url, file, notes, said):
    with open_ledger(url) as ledger:
        append(ledger, 3)
        publisher(ledger, file=notes).look()
    for one in file.parent.glob("ledger.db*"):
        one.unlink()
    with open_ledger(url) as ledger:
        publisher(ledger, file=notes).look()
        assert [one["event"] for one in said()] == ["ledger_contradicted"]
        append(ledger, 4)
        publisher(ledger, file=notes).look()
    assert [one["event"] for one in said()] == ["ledger_contradicted"] * 2


def test_wherever_a_note_is_cut_off_the_others_are_read(notes):
    first, second, third = (LOG.sign(Checkpoint(LOG.name, size, bytes([size]) * 32)) for size in (1, 2, 3))
    raw = second.encode()
    for cut in range(len(raw)):
        notes.write_bytes(first.encode() + raw[:cut])
        assert notes_in(notes.read_bytes().decode("utf-8", "replace")) == [first]
        with published._alone(notes) as handle:
            published._append(handle, third)
        assert notes_in(notes.read_bytes().decode("utf-8", "replace")) == [first, third]


def test_a_note_for_which_the_disk_had_no_room_is_written_once_it_has(notes):
    first, second = (LOG.sign(Checkpoint(LOG.name, size, bytes([size]) * 32)) for size in (1, 2))
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    with published._alone(notes) as handle:
        published._append(handle, first)
        resource.setrlimit(resource.RLIMIT_FSIZE, (notes.stat().st_size + 50, before[1]))
        try:
            with pytest.raises(OSError, match="cut off"):
                published._append(handle, second)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)
        published._append(handle, second)
    assert notes.read_text().startswith(f"{first}{second[:20]}")
    assert notes_in(notes.read_text()) == [first, second]


@pytest.mark.parametrize(
    "junk", ["x" * 70_000, "x\n" * 70_000, "\n" * 70_000, "\u2014 a b=\n" * 7_000, "x\nx\nx\n\n" * 9_000]
)
def test_junk_in_the_file_is_read_over_quickly(ledger, notes, junk):
    notes.write_text(junk)
    append(ledger, 1)
    began = time.monotonic()
    publisher(ledger, file=notes).look()
    assert time.monotonic() - began < 2
    assert [claimed_checkpoint(note).size for note in notes_in(notes.read_text())] == [1]


def test_somebody_who_keeps_the_file_locked_does_not_stop_the_witnesses(ledger, notes, witness, said, monkeypatch):
    monkeypatch.setattr(published, "_LOCK_SECONDS", 0.1)
    append(ledger, 1)
    with published._alone(notes):
        publisher(ledger, file=notes, witnesses=[witness]).look()
    assert said() == [{"event": "checkpoint_not_kept", "error": "BlockingIOError"}]
    assert witness.statuses == [200]


def test_a_process_killed_while_it_publishes_leaves_whole_notes(url, notes):
    for _ in range(3):
        process = subprocess.Popen([sys.executable, SAMPLES, url, notes], stdout=subprocess.PIPE, text=True)
        said = [int(process.stdout.readline()) for _ in range(10)]
        process.send_signal(signal.SIGKILL)
        said += [int(line) for line in process.stdout.read().splitlines()]
        process.wait()
        process.stdout.close()
        found = [read_checkpoint(note, [LOG.verifier]).size for note in notes_in(notes.read_text("utf-8", "replace"))]
        assert set(said) <= set(found)  # what was said to be published is
        assert sorted(set(found)) == found
    assert codes(url, notes) == set()


def test_processes_that_share_a_file_do_not_mix_their_notes(url, notes):
    open_ledger(url).close()
    running = [
        subprocess.Popen([sys.executable, SAMPLES, url, notes, "25"], stdout=subprocess.DEVNULL) for _ in range(3)
    ]
    assert [process.wait(60) for process in running] == [0, 0, 0]
    text = notes.read_text()
    assert "".join(notes_in(text)) == text
    sizes = [read_checkpoint(note, [LOG.verifier]).size for note in notes_in(text)]
    assert sorted(set(sizes)) == sizes
    assert sizes[-1] == 75
    assert codes(url, notes) == set()


def test_a_file_that_cannot_be_written_is_logged_and_keeps_no_witness_waiting(ledger, notes, witness, said):
    append(ledger, 2)
    one = publisher(ledger, file=notes, witnesses=[witness])
    notes.mkdir()
    one.look()
    assert said() == [{"event": "checkpoint_not_kept", "error": "IsADirectoryError"}]
    assert witness.statuses == [200]
    notes.rmdir()
    one.look()
    assert len(notes_in(notes.read_text())) == 1


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full")
def test_a_full_disk_is_logged(ledger, said):
    append(ledger, 2)
    publisher(ledger, file=Path("/dev/full")).look()
    assert [one["event"] for one in said()] == ["checkpoint_not_kept"]


def test_what_somebody_else_wrote_into_the_file_stops_nothing(ledger, notes, said):
    stranger = new_signer("hospital.example/other")
    append(ledger, 2)
    one = publisher(ledger, file=notes)
    one.look()
    with notes.open("a") as file:
        file.write(stranger.sign(Checkpoint(LOG.name, 10**9, bytes(32))) + "words")
    append(ledger, 2)
    one.look()
    assert claimed_checkpoint(notes_in(notes.read_text())[-1]).size == 4
    assert said() == []


# ── witnesses ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_witness_signs_and_its_signature_stands_below_ours(ledger, url, witness):
    one = publisher(ledger, witnesses=[witness])
    key = CosignatureVerifier(witness.key)
    for count in (1, 2, 300):
        append(ledger, count)
        one.look()
    kept = {size: note for size, note in stored(ledger).items() if size in {1, 3, 303}}
    assert sorted(kept) == [1, 3, 303]
    for size, note in kept.items():
        assert note.startswith(LOG.sign(read_checkpoint(note, [LOG.verifier])))
        assert read_checkpoint(note, [LOG.verifier]).size == size
        assert abs(key.cosignature(note).at.timestamp() - time.time()) < 60
    assert witness.statuses == [200, 200, 200]  # it had never to say where it was
    assert codes(url) == set()
    note, at = last_cosigned(url, key)
    assert (note, at) == (kept[303], key.cosignature(note).at)
    assert last_cosigned(url, CosignatureVerifier(Witness("/", []).key)) is None


def test_nothing_leaves_but_the_checkpoint(ledger, witness, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    append(ledger, 5)
    one = publisher(ledger, witnesses=[witness])
    one.look()
    append(ledger, 1)
    one.look()
    (path, headers, first), (_, _, second) = witness.asked
    assert path == "/w1/add-checkpoint"
    assert set(map(str.lower, headers)) == {
        "host", "accept", "accept-encoding", "connection", "user-agent", "content-type", "content-length",
    }  # fmt: skip
    assert headers["User-Agent"] == "medguard"
    note = LOG.sign(claimed_checkpoint(stored(ledger)[5]))
    assert first == f"old 0\n\n{note}"
    assert second.startswith("old 5\n")
    assert second.endswith(LOG.sign(claimed_checkpoint(stored(ledger)[6])))


def test_after_a_restart_the_witness_says_where_it_was(ledger, witness):
    append(ledger, 5)
    publisher(ledger, witnesses=[witness]).look()
    append(ledger, 300)
    publisher(ledger, witnesses=[witness]).look()
    publisher(ledger, witnesses=[witness]).look()  # signs it once more, which changes nothing
    assert witness.statuses == [200, 409, 200, 409, 200]
    assert stored(ledger)[305].count("\u2014 witness.test/w1 ") == 1


@pytest.mark.parametrize(
    ("answer", "line"),
    [
        ((403, b"no"), {"reason": "key_refused", "status": 403}),
        ((404, b"no"), {"reason": "log_unknown", "status": 404}),
        ((400, b"no"), {"reason": "status", "status": 400}),
        ((500, b"<html>"), {"reason": "status", "status": 500}),
        ((302, b""), {"reason": "status", "status": 302}),
        ((409, b""), {"reason": "unreadable", "status": 409}),
        ((409, b"-1\n"), {"reason": "unreadable", "status": 409}),
        ((409, b"007\n"), {"reason": "unreadable", "status": 409}),
        ((409, b"1\n"), {"reason": "conflict", "status": 409}),
        ((200, b""), {"reason": "not_cosigned", "status": 200}),
        ((200, b"\xff\xfe\x00"), {"reason": "not_cosigned", "status": 200}),
        ((200, b"\n\n"), {"reason": "not_cosigned", "status": 200}),
        ((200, "\u2014 witness.test/w1 AAAA\n".encode()), {"reason": "not_cosigned", "status": 200}),
        ((200, b"x" * 20_000), {"reason": "answer_too_long", "status": 200}),
    ],
)
def test_a_witness_that_fails_is_named_and_asked_again(ledger, url, witness, said, *, answer, line):
    append(ledger, 3)
    witness.fault = lambda _body: answer
    one = publisher(ledger, witnesses=[witness])
    one.look()
    assert said() == [{"event": "witness_failed", "host": "witness.test/w1", **line}]
    assert "witness.test" not in stored(ledger)[3]
    witness.fault = None
    append(ledger, 1)
    one.look()
    assert "\u2014 witness.test/w1 " in stored(ledger)[4]
    assert len(said()) == 1
    assert codes(url) == set()


def test_a_signature_by_another_key_or_on_another_note_is_not_kept(ledger, witness, said, tmp_path):
    append(ledger, 3)
    one = publisher(ledger, witnesses=[witness])
    impostor = Witness(tmp_path, [LOG.verifier], name=witness.name)
    other = LOG.sign(Checkpoint(LOG.name, 3, bytes(32)))
    for fault in (
        lambda body: (200, impostor.line(body.partition("\n\n")[2]).encode()),
        lambda _body: (200, witness.line(other).encode()),
        lambda body: (200, ("words\n\n" + witness.line(body.partition("\n\n")[2] + "words\n\n")).encode()),
        lambda body: (200, witness.line(body.partition("\n\n")[2], 2**63).encode()),
    ):
        witness.fault = fault
        one.look()
    assert [line["reason"] for line in said()] == ["not_cosigned"] * 4
    # Beside signatures by keys that nobody knows, the right one counts, and it alone is kept.
    witness.fault = lambda body: (
        200,
        (impostor.line(body.partition("\n\n")[2]) + witness.line(body.partition("\n\n")[2])).encode(),
    )
    one.look()
    assert CosignatureVerifier(witness.key).cosignature(stored(ledger)[3])
    assert CosignatureVerifier(impostor.key).cosignature(stored(ledger)[3]) is None


def test_a_witness_that_refuses_this_log_or_its_key(ledger, tmp_path, said):
    append(ledger, 1)
    other = new_signer(LOG.name)
    for trusted in ([], [other.verifier]):
        with Witness(tmp_path, trusted) as witness:
            publisher(ledger, witnesses=[witness]).look()
    assert [line["reason"] for line in said()] == ["log_unknown", "key_refused"]


@pytest.mark.parametrize("slow", ["silent", "dripping"])
def test_a_slow_witness_holds_up_nobody(ledger, witness, notes, said, *, monkeypatch, slow):
    monkeypatch.setattr(published, "WITNESS_SECONDS", 0.5)
    stopped = threading.Event()

    def drip(connection):
        with contextlib.suppress(OSError):
            connection.recv(65536)
            while not stopped.wait(0.05):
                if slow == "dripping":
                    connection.sendall(b"H")

    with contextlib.closing(_listening(drip)) as server:
        append(ledger, 3)
        slow_one = published.Witness(f"http://127.0.0.1:{server.getsockname()[1]}", Witness("/", [], name="slow").key)
        one = Publisher(ledger, notes, [slow_one, published.Witness(witness.url, witness.key)], seconds=3600)
        began = time.monotonic()
        one.look()
        assert time.monotonic() - began < 3
        stopped.set()
    assert [(line["event"], line["host"]) for line in said()] == [("witness_failed", "slow")]
    assert "\u2014 witness.test/w1 " in stored(ledger)[3]
    assert len(notes_in(notes.read_text())) == 1


def _listening(serve):
    import socket

    server = socket.create_server(("127.0.0.1", 0))

    def accept():
        with contextlib.suppress(OSError):
            connection, _ = server.accept()
            with connection:
                serve(connection)

    threading.Thread(target=accept, daemon=True).start()
    return server


def test_a_witness_that_was_down_gets_the_newest_checkpoint_when_it_is_back(ledger, tmp_path, said):
    witness = Witness(tmp_path, [LOG.verifier])
    with witness:
        append(ledger, 3)
        one = publisher(ledger, witnesses=[witness])
        one.look()
    for _ in range(2):
        append(ledger, 3)
        one.look()
    assert {line["event"] for line in said()} == {"witness_failed"}
    with witness:  # on the same port, with what it had written down
        append(ledger, 300)
        one.look()
    assert witness.statuses == [200, 200]
    assert witness.last()[LOG.name][0] == 309
    assert "\u2014 witness.test/w1 " in stored(ledger)[309]


def test_a_witness_that_fell_back_is_told_from_there(ledger, tmp_path):
    with Witness(tmp_path, [LOG.verifier]) as witness:
        one = publisher(ledger, witnesses=[witness])
        append(ledger, 3)
        one.look()
        kept = witness.state.read_text()
        append(ledger, 3)
        one.look()
        witness.state.write_text(kept)
        append(ledger, 3)
        one.look()
        assert witness.statuses == [200, 200, 409, 200]


def test_a_witness_knows_a_log_that_was_put_back(url, file, tmp_path, witness, said):
    with open_ledger(url) as ledger:
        append(ledger, 3)
    shutil.copy(file, tmp_path / "backup")
    with open_ledger(url) as ledger:
        append(ledger, 3)
        publisher(ledger, witnesses=[witness]).look()
    for one in file.parent.glob("ledger.db-*"):
        one.unlink()
    shutil.copy(tmp_path / "backup", file)
    with open_ledger(url) as ledger:
        one = publisher(ledger, witnesses=[witness])
        one.look()  # smaller than what it saw
        append(ledger, 3)
        one.look()  # as large, with another root
        append(ledger, 3)
        one.look()  # larger, and does not go on from it
        # The restored log never got the witness's signature: an auditor sees that it ends where it was put back.
        assert last_cosigned(url, CosignatureVerifier(witness.key)) is None
    lines = [line for line in said() if line["event"] == "ledger_contradicted"]
    assert [line["status"] for line in lines] == [409, 409, 422]
    assert {line["host"] for line in lines} == {"witness.test/w1"}


def test_another_sidecar_that_was_faster_is_no_contradiction(ledger, witness, said):
    append(ledger, 3)
    slower = publisher(ledger, witnesses=[witness])
    faster = publisher(ledger, witnesses=[witness])

    def overtaken(_body):
        witness.fault = None
        append(ledger, 2)
        faster.look()

    witness.fault = overtaken
    slower.look()
    assert witness.statuses == [200, 409]
    assert said() == []
    append(ledger, 1)
    slower.look()
    assert said() == []
    assert "\u2014 witness.test/w1 " in stored(ledger)[6]


def test_several_witnesses_are_kept_below_each_other(ledger, tmp_path, url):
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
    with Witness(tmp_path / "a", [LOG.verifier], name="a") as a, Witness(tmp_path / "b", [LOG.verifier], name="b") as b:
        b.fault = lambda _body: (500, b"")
        append(ledger, 2)
        one = publisher(ledger, witnesses=[a, b])
        one.look()
        b.fault = None
        one.look()
        assert a.statuses == [200]
    assert [line.split()[1] for line in stored(ledger)[2].splitlines() if line.startswith("\u2014")] == [
        LOG.name,
        "a",
        "b",
    ]
    assert codes(url) == set()


def test_a_checkpoint_that_somebody_changed_is_not_signed_over(ledger, file, witness, said):
    append(ledger, 2)
    one = publisher(ledger, witnesses=[witness])

    def change(_body):
        with contextlib.closing(sqlite3.connect(file)) as connection, connection:
            connection.execute("UPDATE checkpoints SET note = 'x' || note")

    witness.fault = change
    one.look()
    assert said() == [{"event": "checkpoint_not_kept", "error": "AuditError"}]
    assert "witness.test" not in stored(ledger)[2]


# ── the thread, the profile, the guard ───────────────────────────────────────────────────────────────────────────────


def test_the_thread_publishes_until_it_is_closed_and_once_more_then(url, notes, witness):
    with open_ledger(url) as ledger:
        append(ledger, 1)
        one = open_publisher(ledger, file=str(notes), witnesses=[(witness.url, witness.key)], seconds=0.05)
        wait_for(lambda: witness.statuses == [200])
        append(ledger, 1)
        wait_for(lambda: witness.statuses == [200, 200])
        witness.fault = lambda _body: time.sleep(60)
        append(ledger, 1)
        wait_for(lambda: len(witness.asked) == 3)
        append(ledger, 1)
        began = time.monotonic()
        one.close()
        assert time.monotonic() - began < 2  # a witness that sleeps is not waited for
    assert [claimed_checkpoint(note).size for note in notes_in(notes.read_text())] == [1, 2, 3, 4]


def test_exchanges_do_not_wait_for_a_witness(ledger, witness):
    asked, free = threading.Event(), threading.Event()

    def hang(_body):
        asked.set()
        free.wait(10)

    witness.fault = hang
    append(ledger, 1)
    one = open_publisher(ledger, witnesses=[(witness.url, witness.key)], seconds=0.05)
    assert asked.wait(5)
    began = time.monotonic()
    append(ledger, 20)
    assert time.monotonic() - began < 2
    free.set()
    one.close()


def profile(folder, ledger):
    text = (bundled("policies") / "hospital.yaml").read_text("utf-8")
    file = Path(folder) / "hospital.yaml"
    file.write_text(f"{text}\n{ledger}", "utf-8")
    return read_profile(str(file))


def test_a_profile_says_where_checkpoints_go(tmp_path, url, notes, witness):
    settings = profile(
        tmp_path,
        f"ledger:\n  checkpoint_file: {notes}\n  checkpoint_minutes: 0.5\n"
        f"  witnesses:\n    - url: {witness.url}\n      key: {witness.key}\n",
    )
    ledger = open_ledger(url)
    append(ledger, 1)
    guard = Guard(settings, None, ledger, None, publisher_of(settings, ledger))
    wait_for(lambda: witness.statuses == [200])
    append(ledger, 1)
    guard.close()  # the publisher before the ledger
    assert [claimed_checkpoint(note).size for note in notes_in(notes.read_text())] == [1, 2]
    assert publisher_of(read_profile("hospital"), ledger) is None


@pytest.mark.parametrize(
    ("ledger", "words"),
    [
        ("ledger:\n  witnesses:\n    - url: https://witness.example\n", "ledger.witnesses.0.key is missing"),
        ("ledger:\n  witnesses:\n    - {url: a, key: b, kei: c}\n", "did you mean key"),
        ("ledger:\n  checkpoint_minutes: 0\n", "ledger.checkpoint_minutes is too small"),
        ("ledger:\n  checkpoint_fil: x\n", "did you mean checkpoint_file"),
    ],
)
def test_a_profile_that_says_it_wrongly_is_refused(tmp_path, ledger, words):
    with pytest.raises(ProfileError, match=words):
        profile(tmp_path, ledger)


@pytest.mark.parametrize("address", ["witness.example", "ftp://witness.example", "https://me:secret@w.example", "https://w.example?x=1", "http://"])  # fmt: skip
def test_an_address_that_is_none_is_refused(ledger, address):
    with pytest.raises(ProfileError, match="url of a witness") as refused:
        open_publisher(ledger, witnesses=[(address, Witness("/", []).key)])
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize(
    "key",
    ["", "w", LOG.verifier.text, "w+00000000+" + Witness("/", []).key.split("+", 2)[2]],
    ids=["empty", "a word", "a log's", "another hash"],
)
def test_a_key_that_is_no_witness_key_is_refused(ledger, key):
    with pytest.raises(ProfileError, match=r"ledger\.witnesses: (This is no key of a witness|The public key does not)"):
        open_publisher(ledger, witnesses=[("https://witness.example", key)])


def test_a_file_that_is_not_ours_or_cannot_be_written_is_refused(ledger, notes):
    notes.write_text(new_signer("hospital.example/other").sign(Checkpoint("hospital.example/other", 0, EMPTY_ROOT)))
    with pytest.raises(ProfileError, match="another log's checkpoints"):
        open_publisher(ledger, file=str(notes))
    with pytest.raises(ProfileError, match="cannot be appended to"):
        open_publisher(ledger, file=str(notes.parent / "none" / "checkpoints.txt"))


# ── cosignatures by themselves ───────────────────────────────────────────────────────────────────────────────────────


def test_of_two_cosignatures_the_later_counts():
    witness = Witness("/", [])
    note = LOG.sign(Checkpoint(LOG.name, 0, EMPTY_ROOT))
    key = CosignatureVerifier(witness.key)
    assert key.cosignature(note) is None
    both = note + witness.line(note, 1_700_000_000) + witness.line(note, 1_600_000_000)
    assert key.cosignature(both).at.timestamp() == 1_700_000_000
    assert both.count(key.cosignature(both).line) == 1
    with pytest.raises(NoteError):
        key.cosignature("words")


GO = """package main

import (
	"fmt"
	"os"

	"github.com/transparency-dev/formats/log"
	cosigned "github.com/transparency-dev/formats/note"
	"golang.org/x/mod/sumdb/note"
)

func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}

func main() {
	raw := must(os.ReadFile(os.Args[1]))
	ours := must(note.NewVerifier(os.Args[2]))
	theirs := must(cosigned.NewVerifierForCosignatureV1(os.Args[3]))
	checkpoint, _, opened, err := log.ParseCheckpoint(raw, ours.Name(), ours, theirs)
	if err != nil {
		panic(err)
	}
	at := must(cosigned.CoSigV1Timestamp(opened.Sigs[1]))
	fmt.Println(checkpoint.Size, len(opened.Sigs), len(opened.UnverifiedSigs), at.Unix())
}
"""


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("go") is None, reason="no Go")
def test_go_reads_a_cosigned_note(ledger, witness, tmp_path):
    append(ledger, 3)
    publisher(ledger, witnesses=[witness]).look()
    note = stored(ledger)[3]
    (tmp_path / "note").write_text(note)
    (tmp_path / "main.go").write_text(GO)
    (tmp_path / "go.mod").write_text(
        "module check\n\ngo 1.26\n\nrequire (\n\tgithub.com/transparency-dev/formats v0.1.1\n\tgolang.org/x/mod v0.43.0\n)\n"
    )
    env = {**os.environ, "GOFLAGS": "-mod=mod", "GOTOOLCHAIN": "local"}
    arguments = ["go", "run", ".", "note", LOG.verifier.text, witness.key]
    run = subprocess.run(arguments, cwd=tmp_path, env=env, capture_output=True, text=True, timeout=180, check=False)
    if run.returncode and any(word in run.stderr for word in ("dial tcp", "no such host", "connect: ", "requires go")):
        pytest.skip("Go's modules for this are not here: go mod download github.com/transparency-dev/formats@v0.1.1")
    at = int(CosignatureVerifier(witness.key).cosignature(note).at.timestamp())
    assert run.stdout.split() == ["3", "2", "0", str(at)], run.stderr
