"""Checkpoints are stamped by a time-stamping authority, which is OpenSSL's own here; what is not good is not kept, and no exchange waits."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import random
import shutil
import sqlite3
import subprocess
import threading
import time
from pathlib import Path

import pytest
from audit_samples import sample
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID
from rfc3161_client._rust import parse_timestamp_request
from sqlalchemy import select
from timestamp_samples import NOW, REJECTED, OpensslAuthority, Root, name_of

from medguard.audit import downgrade, list_records, open_ledger, read_signer, upgrade, verify
from medguard.audit import timestamps as stamped
from medguard.audit.notes import Checkpoint, claimed_checkpoint, new_signer
from medguard.audit.tables import timestamps
from medguard.audit.timestamps import (
    Stamp,
    Stamper,
    StampError,
    check_stamp,
    keep,
    newest_stamp,
    of_which,
    open_authority,
    read_roots,
)
from medguard.bundled import bundled
from medguard.decorator import guarded
from medguard.errors import AuditError, Blocked, ProfileError
from medguard.guard import Guard, authority_of
from medguard.profile import read_profile
from test_log import configured

LOG = read_signer()
KEYS = [LOG.verifier]
NOTE = LOG.sign(Checkpoint(LOG.name, 3, bytes(32)))
HOUR = dt.timedelta(hours=1)


@pytest.fixture(scope="module")
def shared(tmp_path_factory):
    with OpensslAuthority(tmp_path_factory.mktemp("tsa") / "a") as running:
        yield running


@pytest.fixture
def tsa(shared):
    """An authority that is asked for the first time, and does as it should."""
    shared.asked.clear()
    shared.fault = None
    yield shared
    shared.fault = None


@pytest.fixture
def authority(tsa):
    return open_authority(tsa.url, str(tsa.roots))


@pytest.fixture
def said(capsys):
    """What the log has said so far, line by line."""

    def lines():
        return [
            {name: value for name, value in json.loads(line).items() if name not in {"at", "level", "place"}}
            for line in capsys.readouterr().err.splitlines()
        ]

    with configured("json", "info"):
        yield lines


class Clock:
    """The hour that we say."""

    def __init__(self, now="2026-11-26T10:00:00+00:00"):
        self.now = dt.datetime.fromisoformat(now)

    def __call__(self):
        return self.now


def append(ledger, count=1):
    for _ in range(count):
        ledger.append(sample())


def rows(ledger):
    with ledger.engine.connect() as connection:
        return connection.execute(select(timestamps).order_by(timestamps.c.size)).all()


def put_back(url, file, backup):
    for one in file.parent.glob("ledger.db-*"):
        one.unlink()
    shutil.copy(backup, file)


def ask_with(authority, tsa, fault):
    tsa.fault = fault
    with pytest.raises(StampError) as refused:
        authority.ask(NOTE)
    return refused.value.reason


# ── a good stamp ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_only_the_hash_and_a_random_number_leave(authority, tsa):
    authority.ask(NOTE)
    authority.ask(NOTE)
    (path, headers, query), (_, _, again) = tsa.asked
    assert path == "/tsr"
    assert headers["Content-Type"] == "application/timestamp-query"
    assert set(headers) == {"Host", "Accept", "Connection", "User-Agent", "Accept-Encoding", "Content-Type", "Content-Length"}  # fmt: skip
    read = parse_timestamp_request(query)
    assert read.message_imprint.message.hex() == subprocess.run(
        ["openssl", "dgst", "-sha256", "-r"], input=NOTE.encode(), capture_output=True, check=True
    ).stdout.decode()[:64]  # fmt: skip
    assert read.nonce != parse_timestamp_request(again).nonce
    assert len(query) < 80


def test_a_good_stamp_says_when_and_by_whom(authority, tsa):
    stamp, at = authority.ask(NOTE)
    found = check_stamp(stamp, roots=read_roots(str(tsa.roots)), keys=KEYS)
    assert found.at == at
    assert abs(at - dt.datetime.now(dt.UTC)) < HOUR
    assert found.by == "CN=Test Stamping Unit 1,O=Made Up Trust,C=DE"
    assert found.checkpoint.size == 3


def test_openssl_accepts_our_stamp_on_the_checkpoints_file_and_on_no_other(authority, tsa, tmp_path):
    stamp, _ = authority.ask(NOTE)
    (tmp_path / "checkpoint.txt").write_text(NOTE)
    (tmp_path / "other.txt").write_text(NOTE + "\n")
    (tmp_path / "stamp.tsr").write_bytes(stamp.answer)

    def verified(data):
        command = ["openssl", "ts", "-verify", "-in", tmp_path / "stamp.tsr", "-data", tmp_path / data, "-CAfile", tsa.roots]  # fmt: skip
        return subprocess.run(command, capture_output=True, check=False, timeout=120).returncode == 0

    assert verified("checkpoint.txt")
    assert not verified("other.txt")


def test_a_stamp_that_openssl_asked_for_is_taken_as_well(tsa, tmp_path):
    (tmp_path / "note").write_text(NOTE)
    for hash_ in ("-sha256", "-sha384", "-sha512"):
        answer = tsa.stamp(tsa.openssl("ts", "-query", "-data", tmp_path / "note", hash_, "-cert"))
        assert check_stamp(Stamp(NOTE, answer), roots=read_roots(str(tsa.roots)), keys=KEYS).checkpoint.size == 3
    without = tsa.stamp(tsa.openssl("ts", "-query", "-data", tmp_path / "note", "-sha256"))  # no certificate in it
    with pytest.raises(StampError, match="does not lead to a certificate"):
        check_stamp(Stamp(NOTE, without), roots=read_roots(str(tsa.roots)), keys=KEYS)


# ── what is not good ─────────────────────────────────────────────────────────────────────────────────────────────────


def another_imprint(tsa):
    def answered(query):
        return 200, {}, tsa.stamp(query.replace(parse_timestamp_request(query).message_imprint.message, bytes(32)))

    return answered


def another_nonce(tsa):
    def answered(query):
        number = parse_timestamp_request(query).nonce
        raw = number.to_bytes((number.bit_length() + 7) // 8, "big")
        return 200, {}, tsa.stamp(query.replace(raw, raw[:-1] + bytes([raw[-1] ^ 1])))

    return answered


FAULTS = {
    "another imprint": (another_imprint, "another_imprint"),
    "another nonce": (another_nonce, "another_nonce"),
    "another purpose": (lambda tsa: lambda query: (200, {}, tsa.stamp_with_another_purpose(query)), "not_trusted"),
    "rejected": (lambda _: lambda _: (200, {}, REJECTED), "rejected"),
    "garbage": (lambda _: lambda _: (200, {}, b"<html>sign in</html>"), "unreadable"),
    "nothing": (lambda _: lambda _: (200, {}, b""), "unreadable"),
    "cut off": (lambda tsa: lambda query: (200, {}, tsa.stamp(query)[:-9]), "unreadable"),
    "something behind": (lambda tsa: lambda query: (200, {}, tsa.stamp(query) + b"x"), "unreadable"),
    "huge": (lambda _: lambda _: (200, {}, bytes(5_000_000)), "answer_too_long"),
    "500": (lambda tsa: lambda query: (500, {}, tsa.stamp(query)), "status"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_an_answer_that_is_not_good_is_refused(authority, tsa, fault):
    make, reason = FAULTS[fault]
    assert ask_with(authority, tsa, make(tsa)) == reason


def test_a_certificate_that_only_looks_like_the_signers_lends_it_no_purpose(authority, tsa):
    # Issuer and number are the real signer's, which is not for time-stamping; the purpose stands in one that nobody trusted has issued.
    purpose = ExtendedKeyUsageOID.TIME_STAMPING
    for number in range(2):
        public, serial = tsa.other.public_key(), tsa.other.serial_number
        forged = Root().issue(tsa.other.subject, public, purpose=purpose, serial=serial)
        (tsa.folder / f"forged-{number}.pem").write_bytes(forged.public_bytes(Encoding.PEM))
        fault = f"forged-{number}.pem"
        assert ask_with(authority, tsa, lambda query, fault=fault: (200, {}, tsa.stamp_with_another_purpose(query, fault))) == "not_trusted"  # fmt: skip


def test_a_stamp_that_leaves_open_who_has_signed_is_refused(tmp_path):
    with OpensslAuthority(tmp_path / "tsa") as tsa:
        shutil.copy(tsa.folder / "signer.pem", tsa.folder / "other.pem")
        who, purpose = tsa.certificate, ExtendedKeyUsageOID.TIME_STAMPING
        authority = open_authority(tsa.url, str(tsa.roots))
        for number in range(8):  # which of the two stands first is chance
            name, serial = name_of(f"Somebody Famous {number}"), who.serial_number
            forged = Root().issue(name, who.public_key(), purpose=purpose, serial=serial)
            (tsa.folder / "forged.pem").write_bytes(forged.public_bytes(Encoding.PEM))
            assert ask_with(authority, tsa, lambda query: (200, {}, tsa.stamp_with_another_purpose(query, "forged.pem"))) == "not_trusted"  # fmt: skip
        tsa.fault = lambda query: (200, {}, tsa.stamp_with_another_purpose(query))
        assert authority.ask(NOTE)  # without the other it is good


def test_a_certificate_for_several_purposes_is_refused(tmp_path):
    with OpensslAuthority(tmp_path / "tsa") as tsa:
        two = [ExtendedKeyUsageOID.TIME_STAMPING, ExtendedKeyUsageOID.CLIENT_AUTH]
        several = tsa.root.issue(tsa.other.subject, tsa.other.public_key(), purpose=two)
        (tsa.folder / "other.pem").write_bytes(several.public_bytes(Encoding.PEM))
        tsa.fault = lambda query: (200, {}, tsa.stamp_with_another_purpose(query))
        with pytest.raises(StampError) as refused:
            open_authority(tsa.url, str(tsa.roots)).ask(NOTE)
    assert refused.value.reason == "not_trusted"


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_is_not_followed(authority, tsa, status):
    with OpensslAuthority(tsa.folder / f"elsewhere-{status}", root=tsa.root) as elsewhere:
        assert ask_with(authority, tsa, lambda _: (status, {"Location": elsewhere.url}, b"")) == "status"
        assert elsewhere.asked == []


def test_an_old_answer_is_no_answer(authority, tsa):
    tsa.fault = None
    old = authority.ask(NOTE)[0].answer
    assert ask_with(authority, tsa, lambda _: (200, {}, old)) == "another_nonce"


def test_an_authority_that_openssl_lets_refuse_is_refused(tmp_path):
    with OpensslAuthority(tmp_path / "tsa", digests="sha512") as tsa, pytest.raises(StampError) as refused:
        open_authority(tsa.url, str(tsa.roots)).ask(NOTE)
    assert refused.value.reason == "rejected"


def test_an_authority_that_is_not_trusted_is_refused_even_under_the_same_name(tsa, tmp_path):
    with OpensslAuthority(tmp_path / "tsa", root=Root()) as stranger, pytest.raises(StampError) as refused:
        open_authority(stranger.url, str(tsa.roots)).ask(NOTE)
    assert refused.value.reason == "not_trusted"


def test_a_certificate_that_had_expired_is_refused(tmp_path):
    with OpensslAuthority(tmp_path / "tsa", ends=NOW - HOUR) as tsa, pytest.raises(StampError) as refused:
        open_authority(tsa.url, str(tsa.roots)).ask(NOTE)
    assert refused.value.reason == "not_trusted"


def test_an_authority_that_is_slow_is_waited_for_only_so_long(authority, tsa, monkeypatch):
    monkeypatch.setattr(stamped, "ANSWER_SECONDS", 0.2)
    free = threading.Event()
    tsa.fault = lambda _: free.wait(60) and None
    with pytest.raises(TimeoutError):
        authority.ask(NOTE)
    free.set()


def test_a_stamp_changed_in_any_byte_shows_nothing_else(authority, tsa):
    # Versions, and the name of the signature's algorithm, which the key says as well, are not signed; whatever is signed is.
    good, _ = authority.ask(NOTE)
    roots = read_roots(str(tsa.roots))
    expected = check_stamp(good, roots=roots, keys=KEYS)
    chance, accepted = random.Random(3161), 0
    for at in range(len(good.answer)):
        changed = bytearray(good.answer)
        changed[at] ^= 1 << chance.randrange(8)
        with contextlib.suppress(StampError):
            assert check_stamp(Stamp(NOTE, bytes(changed)), roots=roots, keys=KEYS) == expected
            accepted += 1
    assert accepted < 16


def test_junk_is_no_stamp(tsa):
    roots, chance = read_roots(str(tsa.roots)), random.Random(3161)
    for length in (0, 1, 2, 3, 10, 100, 1000, 100_000):
        with pytest.raises(StampError, match="no answer of a time-stamping authority"):
            check_stamp(Stamp(NOTE, chance.randbytes(length)), roots=roots, keys=KEYS)


def test_a_stamp_of_a_checkpoint_that_our_key_did_not_sign_shows_nothing(authority, tsa):
    stranger = new_signer(LOG.name)
    stamp, _ = authority.ask(stranger.sign(Checkpoint(LOG.name, 3, bytes(32))))
    with pytest.raises(StampError, match="no key of the log"):
        check_stamp(stamp, roots=read_roots(str(tsa.roots)), keys=KEYS)


def test_which_checkpoint_a_stamp_is_of(authority):
    others = [LOG.sign(Checkpoint(LOG.name, size, bytes(32))) for size in (1, 2)]
    answer = authority.ask(NOTE)[0].answer
    assert of_which(answer, [*others, NOTE]) == NOTE
    assert of_which(answer, others) is None


# ── when it is asked ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_log_that_has_grown_is_stamped_once_an_hour_and_when_the_day_is_over(ledger, authority, tsa):
    clock = Clock("2026-11-26T10:00:00+00:00")
    one = Stamper(ledger, authority, clock=clock)
    one.look()
    assert tsa.asked == []  # an empty log has nothing to say

    def after(grown, **passed):
        append(ledger, grown)
        clock.now += dt.timedelta(**passed)
        one.look()
        return [row.size for row in rows(ledger)]

    assert after(2) == [2]
    assert after(0, hours=3) == [2]  # it has not grown
    assert after(3) == [2, 5]
    assert after(1, minutes=59) == [2, 5]
    assert after(0, minutes=1) == [2, 5, 6]
    clock.now = dt.datetime.fromisoformat("2026-11-26T23:50:00+00:00")
    assert after(1) == [2, 5, 6, 7]
    assert after(1, minutes=9) == [2, 5, 6, 7]
    assert after(0, minutes=2) == [2, 5, 6, 7, 8]  # the day is over
    assert after(1, hours=12) == [2, 5, 6, 7, 8, 9]
    assert after(1, hours=-5) == [2, 5, 6, 7, 8, 9, 10]  # a clock that was put back stops nothing
    assert len(tsa.asked) == 7


def test_several_sidecars_of_one_log_ask_once(ledger, authority, tsa):
    append(ledger)
    for _ in range(3):
        Stamper(ledger, authority).look()
    assert len(tsa.asked) == 1


def test_what_fails_is_logged_and_tried_again_later(ledger, authority, tsa, said, monkeypatch):
    append(ledger, 2)
    one = Stamper(ledger, authority)
    tsa.fault = lambda _: (500, {}, b"")
    one.look()
    one.look()  # not at once
    assert said() == [{"event": "timestamp_failed", "reason": "status", "host": "127.0.0.1"}]
    assert len(tsa.asked) == 1
    assert rows(ledger) == []
    tsa.fault = None
    monkeypatch.setattr(one, "_not_before", 0.0)
    one.look()
    assert [row.size for row in rows(ledger)] == [2]
    assert said() == []


def test_nobody_there_is_logged(ledger, tsa, said):
    append(ledger)
    Stamper(ledger, open_authority("http://127.0.0.1:9/tsr", str(tsa.roots))).look()
    assert said() == [{"event": "timestamp_failed", "host": "127.0.0.1", "error": "ConnectError"}]


def test_a_stamp_that_is_not_trusted_is_not_kept(ledger, tsa, tmp_path, said):
    append(ledger)
    with OpensslAuthority(tmp_path / "tsa", root=Root()) as stranger:
        Stamper(ledger, open_authority(stranger.url, str(tsa.roots))).look()
    assert said() == [{"event": "timestamp_failed", "reason": "not_trusted", "host": "127.0.0.1"}]
    assert rows(ledger) == []


def test_exchanges_do_not_wait_for_an_authority_and_nor_does_the_end(url, authority, tsa, monkeypatch):
    monkeypatch.setattr(stamped, "_LOOK_SECONDS", 0.01)
    asked, free = threading.Event(), threading.Event()

    def hang(_query):
        asked.set()
        free.wait(120)

    tsa.fault = hang
    with open_ledger(url) as ledger:
        append(ledger)
        one = stamped.open_stamper(ledger, authority)
        assert asked.wait(60)
        append(ledger, 20)  # while it hangs
        assert not free.is_set()
        one.close()
        assert not one._thread.is_alive()
        assert not free.is_set()
        assert rows(ledger) == []
    free.set()


# ── what is kept, and what it shows ──────────────────────────────────────────────────────────────────────────────────


def test_what_is_kept_is_what_the_authority_answered_on_our_note(ledger, url, authority, tsa):
    append(ledger, 3)
    clock = Clock()
    Stamper(ledger, authority, clock=clock).look()
    [row] = rows(ledger)
    assert claimed_checkpoint(row.note).size == row.size == 3
    assert row.kept_at == "2026-11-26T10:00:00.000000Z"
    found = check_stamp(newest_stamp(url), roots=read_roots(str(tsa.roots)), keys=KEYS)
    assert row.stamped_at == found.at.isoformat(timespec="microseconds").replace("+00:00", "Z")
    assert verify(url, keys=KEYS).ok


def test_the_newest_is_that_of_the_largest_checkpoint_and_then_the_latest(ledger, url):
    notes = {size: LOG.sign(Checkpoint(LOG.name, size, bytes(32))) for size in (9, 10)}
    for at, (size, answer) in enumerate([(10, b"a"), (10, b"b"), (9, b"c")]):
        keep(ledger.engine, Stamp(notes[size], answer), NOW + at * HOUR, now=NOW)
    assert newest_stamp(url) == Stamp(notes[10], b"b")


def test_a_log_put_back_to_an_older_state_is_found_by_a_stamped_checkpoint(url, file, authority, tmp_path):
    with open_ledger(url) as ledger:
        append(ledger, 3)
    shutil.copy(file, tmp_path / "backup")
    with open_ledger(url) as ledger:
        append(ledger, 3)
        stamp, _ = authority.ask(ledger.checkpoint())
    put_back(url, file, tmp_path / "backup")

    def codes():
        return {problem.code for problem in verify(url, keys=KEYS, stamped=[stamp.note]).problems}

    assert verify(url, keys=KEYS).ok  # the database by itself is as it was written
    assert codes() == {"end_missing", "stamp_contradicted"}
    with open_ledger(url) as ledger:
        append(ledger, 5)  # into another history
    assert {"root_differs", "stamp_contradicted"} <= codes()


def test_a_log_written_anew_behind_its_stored_stamps_is_found_with_the_database_alone(url, file, authority, tmp_path):
    with open_ledger(url) as ledger:
        append(ledger, 3)
    shutil.copy(file, tmp_path / "backup")
    with open_ledger(url) as ledger:
        append(ledger, 3)
        Stamper(ledger, authority).look()
        [row] = rows(ledger)
    put_back(url, file, tmp_path / "backup")
    with open_ledger(url) as ledger:
        append(ledger, 5)
        keep(ledger.engine, Stamp(row.note, row.answer), NOW, now=NOW)
    assert "stamp_contradicted" in {problem.code for problem in verify(url, keys=KEYS).problems}


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE timestamps SET note = 'x' || note",
        "UPDATE timestamps SET size = 2",
        "UPDATE timestamps SET note = x'00ff'",
        "UPDATE timestamps SET note = replace(note, '\n3\n', '\n2\n')",
    ],
    ids=["note", "size", "bytes", "another size"],
)
def test_a_stored_stamp_that_somebody_changed_is_named(url, file, authority, damage):
    with open_ledger(url) as ledger:
        append(ledger, 3)
        Stamper(ledger, authority).look()
    with contextlib.closing(sqlite3.connect(file)) as connection, connection:
        connection.execute(damage)
    assert {problem.code for problem in verify(url, keys=KEYS).problems} == {"stamp_damaged"}


def test_a_stored_answer_that_somebody_changed_does_not_hold(url, file, authority, tsa):
    with open_ledger(url) as ledger:
        append(ledger, 3)
        Stamper(ledger, authority).look()
    with contextlib.closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("UPDATE timestamps SET answer = x'3003020100'")
    with pytest.raises(StampError):
        check_stamp(newest_stamp(url), roots=read_roots(str(tsa.roots)), keys=KEYS)


@pytest.mark.postgresql
def test_postgresql_keeps_them_and_goes_down_and_up(postgresql, authority, tsa):
    url = postgresql.database()
    with open_ledger(url) as ledger:
        append(ledger, 3)
        Stamper(ledger, authority).look()
        Stamper(ledger, authority).look()
    assert check_stamp(newest_stamp(url), roots=read_roots(str(tsa.roots)), keys=KEYS).checkpoint.size == 3
    there_and_back(url)


def test_sqlite_goes_down_and_up(url, authority):
    with open_ledger(url) as ledger:
        append(ledger, 3)
        Stamper(ledger, authority).look()
    there_and_back(url)


def there_and_back(url):
    assert verify(url, keys=KEYS).ok
    with pytest.raises(AuditError, match="would delete time stamps"):
        downgrade(url, "0009")
    assert newest_stamp(url) is not None
    assert downgrade(url, "0009", delete_every_record=True) == "0009"
    upgrade(url)
    assert newest_stamp(url) is None
    assert (verify(url, keys=KEYS).ok, verify(url).records) == (True, 3)
    downgrade(url, "0009")  # nothing is lost, so nobody is asked
    upgrade(url)


# ── the profile, the guard ───────────────────────────────────────────────────────────────────────────────────────────


def profile(folder, ledger):
    text = (bundled("policies") / "hospital.yaml").read_text("utf-8").replace("name: hospital\n", "name: mine\n")
    file = Path(folder) / "mine.yaml"
    file.write_text(f"{text}\nledger:\n{ledger}", "utf-8")
    return read_profile(str(file))


def test_a_profile_says_who_stamps_and_an_exchange_does_not_wait_for_it(tmp_path, url, tsa, monkeypatch):
    monkeypatch.setattr(stamped, "_LOOK_SECONDS", 0.01)
    profile(tmp_path, f"  timestamp:\n    url: {tsa.url}\n    roots: {tsa.roots}\n")
    asked, free = threading.Event(), threading.Event()

    def hang(_query):
        asked.set()
        free.wait(200)

    tsa.fault = hang
    with Guard.open(str(tmp_path / "mine.yaml"), database=url) as guard:

        @guarded(guard=guard)
        def model(_text):
            return "For most adults it is between 60 and 100 beats a minute."

        def ask():
            with contextlib.suppress(Blocked):  # whatever the rules say: it was decided, and is recorded
                model("What is a normal resting heart rate for an adult?")

        ask()
        assert asked.wait(60)
        ask()  # while the authority hangs
        assert not free.is_set()
        assert guard.ledger.checkpoint()
        assert len(list_records(url)) == 2
        free.set()
        tsa.fault = None
        until = time.monotonic() + 60
        while newest_stamp(url) is None:
            assert time.monotonic() < until
            time.sleep(0.02)
    assert authority_of(read_profile("hospital")) is None


@pytest.mark.parametrize(
    ("ledger", "words"),
    [
        ("  timestamp: {url: https://tsa.example}\n", "ledger.timestamp.roots is missing"),
        ("  timestamp: {url: https://tsa.example, roots: x, rots: y}\n", "did you mean roots"),
        ("  timestamps: {}\n", "did you mean timestamp"),
    ],
)
def test_a_profile_that_says_it_wrongly_is_refused(tmp_path, ledger, words):
    with pytest.raises(ProfileError, match=words):
        profile(tmp_path, ledger)


@pytest.mark.parametrize("address", ["tsa.example", "ftp://tsa.example", "https://me:secret@tsa.example", "https://tsa.example?x=1", "http://"])  # fmt: skip
def test_an_address_that_is_none_is_refused(tsa, address):
    with pytest.raises(ProfileError, match="url of the time-stamping authority") as refused:
        open_authority(address, str(tsa.roots))
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize("content", [None, b"", b"words", b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"])  # fmt: skip
def test_roots_that_cannot_be_read_are_refused(tmp_path, content):
    file = tmp_path / "roots.pem"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(ProfileError, match="trusted certificates cannot be read"):
        open_authority("https://tsa.example/tsr", str(file))
