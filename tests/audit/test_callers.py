"""Keys of applications in a real SQLite and a real PostgreSQL: made, rotated, revoked, and changed behind the ledger's back."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from audit_samples import sample
from servers import BIN
from sqlalchemy import create_engine, inspect, text

from medguard.audit import Wanted, current, downgrade, latest, list_records, open_ledger, read_signer, upgrade, verify
from medguard.audit.callers import SqlKeys, add_key, list_keys, revoke_key, rotate_key
from medguard.audit.database import connect
from medguard.callers import digest_of, new_secret
from medguard.errors import AuditError

EVERYWHERE = [
    "sqlite",
    pytest.param(
        "postgresql",
        marks=[
            pytest.mark.postgresql,
            pytest.mark.skipif(not BIN, reason="no PostgreSQL in /usr/lib/postgresql: keys were tried on SQLite only"),
        ],
    ),
]


@pytest.fixture(params=EVERYWHERE)
def database(request, url):
    return request.getfixturevalue("postgresql").database() if request.param == "postgresql" else url


class Now:
    """The day, and seconds since some start, that a test moves together."""

    def __init__(self):
        self.passed = timedelta()

    def __call__(self):
        return datetime.now(UTC) + self.passed

    def monotonic(self):
        return self.passed.total_seconds()


@contextmanager
def keys_of(database, now=None):
    now = now or Now()
    engine = connect(database)
    yield SqlKeys(engine, clock=now, monotonic=now.monotonic)
    engine.dispose()


def made(ledger, **scope):
    secret = new_secret()
    return secret, add_key(ledger, digest=digest_of(secret), application="ward-assistant", by="it-0007", **scope).key


def opened(keys, secret):
    found = keys.find(digest_of(secret))
    return found and found.id


def write(database, *statements):
    engine = create_engine(database)
    with engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()


def test_a_key_opens_with_its_secret_and_nothing_of_the_secret_is_kept(database, tmp_path):
    with open_ledger(database) as ledger, keys_of(database) as keys:
        secret, key = made(
            ledger,
            profiles=("hospital",),
            models=("gpt-*", "o3"),
            purposes=("triage",),
            vouches_for=("actor",),
            requests_per_minute=60,
        )
        assert keys.find(digest_of(secret)) == key
        assert keys.find(digest_of(new_secret())) is None
        assert keys.find(secret) is None
        ledger.append(sample())
    assert secret not in "".join(one.document for one in list_records(database, Wanted(kind=None)))
    assert not [file for file in tmp_path.glob("ledger.db*") if secret.encode() in file.read_bytes()]


def test_every_act_is_a_record_that_names_nobody_and_verifies(database):
    with open_ledger(database) as ledger:
        _, key = made(ledger)
        rotate_key(ledger, key.id, digest=digest_of(new_secret()), by="it-0008")
        revoke_key(ledger, key.id, by="it-0009")
    told = [one.entry("caller_key") for one in reversed(list_records(database, Wanted(kind="caller_key")))]
    assert [(one["act"], one["by"], one["key"]["id"], len(one["secrets"])) for one in told] == [
        ("added", "it-0007", key.id, 1),
        ("rotated", "it-0008", key.id, 2),
        ("revoked", "it-0009", key.id, 0),
    ]
    result = verify(database, keys=[read_signer().verifier])
    assert (result.problems, result.signed) == ((), True)


def test_two_secrets_open_a_key_while_its_application_changes(database):
    now = Now()
    with open_ledger(database) as ledger, keys_of(database, now) as keys:
        first, key = made(ledger)
        second, third = new_secret(), new_secret()
        ends = rotate_key(ledger, key.id, digest=digest_of(second), by="it", overlap=timedelta(hours=24)).before_ends_at
        assert datetime.fromisoformat(ends) > datetime.now(UTC) + timedelta(hours=23)
        now.passed += timedelta(hours=1)
        assert opened(keys, first) == opened(keys, second) == key.id
        # a third in between: the oldest stops, two remain
        rotate_key(ledger, key.id, digest=digest_of(third), by="it", overlap=timedelta(hours=24))
        now.passed += timedelta(seconds=3)
        assert (opened(keys, first), opened(keys, second), opened(keys, third)) == (None, key.id, key.id)
        now.passed += timedelta(hours=24)
        assert (opened(keys, second), opened(keys, third)) == (None, key.id)


def test_without_an_overlap_the_secret_before_stops_at_once(database):
    now = Now()
    with open_ledger(database) as ledger, keys_of(database, now) as keys:
        first, key = made(ledger)
        assert opened(keys, first) == key.id
        rotated = rotate_key(ledger, key.id, digest=digest_of(new_secret()), by="it", overlap=timedelta())
        assert rotated.before_ends_at is None
        now.passed += timedelta(seconds=2)
        assert opened(keys, first) is None


def test_a_revoked_key_opens_nothing_two_seconds_later_in_every_process(database):
    now = Now()
    with open_ledger(database) as ledger, keys_of(database, now) as one, keys_of(database, now) as another:
        secret, key = made(ledger)
        assert opened(one, secret) == opened(another, secret) == key.id
        revoke_key(ledger, key.id, by="it")
        now.passed += timedelta(seconds=2)
        assert opened(one, secret) is opened(another, secret) is None
        for act in (
            lambda: revoke_key(ledger, key.id, by="it"),
            lambda: rotate_key(ledger, key.id, digest=digest_of(new_secret()), by="it"),
        ):
            with pytest.raises(AuditError):
                act()
    assert [kept.state("2026") for kept in list_keys(database)] == ["revoked"]


def test_a_key_ends_on_its_day_also_while_it_is_remembered(database):
    now = Now()
    with open_ledger(database) as ledger, keys_of(database, now) as keys:
        secret, key = made(ledger, expires_at=datetime.now(UTC) + timedelta(days=90))
        assert opened(keys, secret) == key.id
        now.passed += timedelta(days=90)
        assert opened(keys, secret) is None
        longer = rotate_key(ledger, key.id, digest=digest_of(new_secret()), by="it")  # a new secret is no longer life
        assert longer.key.expires_at == key.expires_at


def test_a_key_that_was_just_made_opens_a_tenth_of_a_second_later(database):
    now = Now()
    with open_ledger(database) as ledger, keys_of(database, now) as keys:
        first, key = made(ledger)
        assert opened(keys, first) == key.id
        second, another = made(ledger)
        now.passed += timedelta(seconds=0.1)
        assert opened(keys, second) == another.id


def test_wrong_secrets_cost_no_query_each(database):
    now = Now()
    with open_ledger(database) as ledger, keys_of(database, now) as keys:
        secret, key = made(ledger)
        assert opened(keys, secret) == key.id
        keys._source.dispose()
        for _ in range(1000):
            assert keys.find(digest_of(new_secret())) is None
        assert keys._source.pool.checkedin() == 0  # nobody has connected since


CHANGED = {
    "wider models": "UPDATE caller_keys SET models = '*'",
    "another application": "UPDATE caller_keys SET application = 'admin'",
    "vouches": "UPDATE caller_keys SET vouches_for = 'actor patient'",
    "longer life": "UPDATE caller_keys SET expires_at = NULL",
    "no limit": "UPDATE caller_keys SET requests_per_minute = NULL",
    "a secret more": "INSERT INTO caller_secrets (sha256, key_id, made_at) SELECT '{hash}', id, made_at FROM caller_keys",
    "another secret": "UPDATE caller_secrets SET sha256 = '{hash}'",
    "a secret that ends later": "UPDATE caller_secrets SET expires_at = '2099'",
    "a key more": "INSERT INTO caller_keys SELECT 'k-2', application, profiles, models, purposes, vouches_for,"
    " requests_per_minute, tokens_per_minute, made_at, expires_at, revoked_at FROM caller_keys;"
    "UPDATE caller_secrets SET key_id = 'k-2'",
}


@pytest.mark.parametrize("change", CHANGED.values(), ids=CHANGED)
def test_a_row_that_its_record_does_not_confirm_opens_nothing(database, change):
    with open_ledger(database) as ledger:
        secret, _ = made(ledger, models=("gpt-*",), requests_per_minute=5, expires_at=datetime(2099, 1, 1, tzinfo=UTC))
    with keys_of(database) as keys:
        assert opened(keys, secret)
    own = new_secret()
    write(database, *change.format(hash=digest_of(own)).split(";"))
    with keys_of(database) as keys:
        assert opened(keys, secret) is opened(keys, own) is None
    assert "contradicted" in {kept.state("2026") for kept in list_keys(database)}


def test_a_revoked_key_is_not_brought_back_by_a_row(database):
    with open_ledger(database) as ledger:
        secret, key = made(ledger)
        revoke_key(ledger, key.id, by="it")
    write(database, "UPDATE caller_keys SET revoked_at = NULL")
    assert not list_keys(database)[0].as_recorded
    again = f"INSERT INTO caller_secrets (sha256, key_id, made_at) VALUES ('{digest_of(secret)}', '{key.id}', '2026')"
    write(database, again)
    with keys_of(database) as keys:
        assert opened(keys, secret) is None
    assert not list_keys(database)[0].as_recorded


def test_threads_that_rotate_one_key_leave_two_secrets(database):
    with open_ledger(database) as ledger:
        _, key = made(ledger)
        some = [new_secret() for _ in range(6)]
        threads = [
            threading.Thread(target=rotate_key, args=(ledger, key.id), kwargs={"digest": digest_of(one), "by": "it"})
            for one in some
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    with keys_of(database) as keys:
        assert sum(opened(keys, one) is not None for one in some) == 2
    assert verify(database).ok


@pytest.mark.parametrize(
    "words",
    [
        {"application": "Ann Lee"},
        {"application": "李明"},
        {"by": "Ann Lee"},
        {"models": ("gpt *",)},
        {"models": ("[a-z]",)},
        {"purposes": ("",)},
        {"vouches_for": ("patient", "everybody")},
    ],
    ids=str,
)
def test_what_could_be_a_name_or_is_no_pattern_is_not_kept(url, words):
    with open_ledger(url) as ledger:
        with pytest.raises(AuditError) as caught:
            add_key(ledger, **{"digest": digest_of(new_secret()), "application": "a", "by": "b", **words})
        assert "Ann" not in str(caught.value)
        assert (list_keys(url), list_records(url, Wanted(kind=None))) == ((), ())


def test_the_same_secret_twice_is_not_kept(url):
    with open_ledger(url) as ledger:
        secret, key = made(ledger)
        with pytest.raises(AuditError):
            add_key(ledger, digest=digest_of(secret), application="other", by="it")
        assert [kept.key.id for kept in list_keys(url)] == [key.id]


def test_a_database_that_is_gone_is_an_error_and_no_answer(file, url):
    with open_ledger(url) as ledger, keys_of(url) as keys:
        secret, _ = made(ledger)
        file.rename(file.with_suffix(".away"))
        with pytest.raises(AuditError):
            keys.find(digest_of(secret))


# ── the migration ────────────────────────────────────────────────────────────────────────────────────────────────────


def tables(database):
    engine = create_engine(database)
    names = set(inspect(engine).get_table_names())
    engine.dispose()
    return names


def test_up_and_down_with_rows(database):
    upgrade(database)
    assert downgrade(database, "0004") == "0004"
    assert not {"caller_keys", "caller_secrets"} & tables(database)
    upgrade(database)
    with open_ledger(database) as ledger:
        ledger.append(sample())
        secret, key = made(ledger)
    with pytest.raises(AuditError) as caught:
        downgrade(database, "0004")
    assert "every caller's key" in str(caught.value)
    assert current(database) == latest()
    with keys_of(database) as keys:
        assert opened(keys, secret) == key.id
    assert downgrade(database, "0004", delete_every_record=True) == "0004"
    assert not {"caller_keys", "caller_secrets"} & tables(database)
    assert upgrade(database) == latest()
    with open_ledger(database) as ledger:
        ledger.append(sample())
    assert verify(database).ok  # the record of the act is still there
    assert list_keys(database) == ()


def test_a_ledger_that_is_open_goes_on_while_the_tables_are_made(database):
    upgrade(database)
    downgrade(database, "0004")
    with SqlLedgerOfBefore(database) as running:
        running.append(sample())
        upgrade(database)
        running.append(sample())
    assert (verify(database).records, verify(database).problems) == (2, ())


def SqlLedgerOfBefore(database):  # noqa: N802
    """A ledger that was opened before the upgrade, as the previous release's still is."""
    from medguard.audit.ledger import SqlLedger

    return SqlLedger(database)
