"""What the doctor sees of installations that are well, and of those that are not."""

from __future__ import annotations

import os
import socket
import sqlite3
import ssl
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from audit.servers import Server
from cli.cli_samples import kept
from medguard.audit import make_key, open_ledger
from medguard.bundled import bundled
from medguard.doctor import Verdict, way
from medguard.doctor.ledger import of_database
from medguard.doctor.machine import of_clock, of_disk, of_environment, of_packages, of_port, of_python
from medguard.doctor.parts import of_exchange, of_keys, of_models, of_profile
from medguard.doctor.seen import examined
from medguard.doctor.way import of_authority, of_upstream
from medguard.errors import ProfileError
from medguard.profile import read_profile
from medguard.types import Outcome
from serving.serving_samples import Authority

SECRET = "s3cret-Pa55"


@pytest.fixture
def state(tmp_path, monkeypatch):
    """A user of one's own."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.delenv("MEDGUARD_LOG_KEY")
    (tmp_path / "state/medguard").mkdir(parents=True, mode=0o700)
    return tmp_path / "state/medguard"


@pytest.fixture(scope="module")
def postgresql():
    server = Server()
    yield server
    server.close()


@pytest.fixture
def hospital():
    return read_profile("hospital")


def by_what(seen):
    return {one.what: one for one in seen}


def verdicts(seen):
    return {one.what: one.verdict.value for one in seen}


def profile_with(folder, more):
    file = folder / "mine.yaml"
    written = (bundled("policies") / "hospital.yaml").read_text("utf-8").replace("name: hospital\n", "name: mine\n")
    file.write_text(f"{written}\n{more}\n", "utf-8")
    return read_profile(str(file))


# ── the machine ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_this_machine_is_well():
    assert verdicts([*of_python(), *of_packages()]) == {"python": "well", "packages": "well"}
    assert by_what(of_environment())["telemetry"].verdict is Verdict.WELL


def test_telemetry_that_was_switched_on_is_seen(monkeypatch):
    monkeypatch.setenv("ORT_DISABLE_TELEMETRY", "0")
    assert by_what(of_environment())["telemetry"].verdict is Verdict.ILL


def test_a_package_that_is_missing_or_of_another_version_is_named(monkeypatch):
    from medguard.doctor import machine

    monkeypatch.setattr(
        machine, "requires", lambda _name: ["anyio>=1", "anyio<1", "not-there-at-all", "x; extra == 'more'"]
    )
    [seen] = of_packages()
    assert seen.verdict is Verdict.ILL
    assert "anyio<1, not-there-at-all" in seen.says


def test_a_port_in_use_is_seen():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        [seen] = of_port(*taken.getsockname())
        assert seen.verdict is Verdict.DOUBT
    assert verdicts(of_port("127.0.0.1", 0)) == {"port": "well"}


def test_a_full_disk_is_seen(tmp_path, hospital, monkeypatch):
    from medguard.doctor import machine

    url = f"sqlite:///{tmp_path / 'ledger.db'}"
    assert verdicts(of_disk(hospital, url)) == {"disk": "well"}
    for free, verdict in ((1_000_000_000, Verdict.DOUBT), (50_000_000, Verdict.ILL)):
        monkeypatch.setattr(machine.shutil, "disk_usage", lambda _place, free=free: _Free(free))
        [seen] = of_disk(hospital, url)
        assert seen.verdict is verdict


class _Free:
    def __init__(self, free):
        self.free = free


def test_a_clock_behind_the_newest_record_is_seen(tmp_path):
    from cli.cli_samples import kept
    from medguard.types import Outcome

    url = kept(f"sqlite:///{tmp_path / 'ledger.db'}", Outcome.ANSWERED)
    assert verdicts(of_clock(url)) == {"clock": "well"}
    from medguard.doctor import machine

    class Earlier(datetime):
        @classmethod
        def now(cls, zone=None):
            return datetime(2026, 1, 1, tzinfo=zone or UTC)

    before, machine.datetime = machine.datetime, Earlier
    try:
        assert verdicts(of_clock(url)) == {"clock": "ill"}
    finally:
        machine.datetime = before


# ── profile, keys, models ────────────────────────────────────────────────────────────────────────────────────────────


def test_a_shipped_profile_is_well_and_its_models_find_names(hospital):
    read = []
    assert verdicts(of_profile("hospital", read)) == {"profile": "well", "rules": "well"}
    assert [one.name for one in read] == ["hospital"]
    assert verdicts(of_models(hospital)) == {"models": "well"}


def test_a_profile_that_does_not_load_says_what_to_do():
    [seen] = examined("profile", lambda: of_profile("nope", []))
    assert seen.verdict is Verdict.ILL
    assert "hospital" in seen.remedy
    assert "hospital" in seen.remedy_zh


def test_a_threshold_that_finds_nothing_is_seen(tmp_path, monkeypatch, hospital):
    from medguard.doctor import parts

    class Blind:
        def spans(self, passages):
            return [[] for _ in passages]

    monkeypatch.setattr(parts, "detector_of", lambda _settings: Blind())
    assert verdicts(of_models(hospital)) == {"models": "ill"}


def test_a_key_that_is_not_there_yet_is_a_doubt_and_none_is_made(state, hospital):
    assert verdicts(of_keys(hospital)) == {"log key": "doubt"}
    assert list(state.iterdir()) == []


def test_a_key_that_others_may_read_is_ill(state, hospital):
    make_key(state / "ledger-key", "hospital.example/log")
    assert verdicts(of_keys(hospital)) == {"log key": "well"}
    (state / "ledger-key").chmod(0o640)
    assert by_what(of_keys(hospital))["key files"].verdict is Verdict.ILL


def test_a_key_in_the_environment_is_a_doubt_and_is_not_shown(state, hospital, monkeypatch):
    make_key(state / "k", "hospital.example/log")
    secret = (state / "k").read_text().strip()
    monkeypatch.setenv("MEDGUARD_LOG_KEY", secret)
    seen = list(of_keys(hospital))
    assert verdicts(seen) == {"log key": "well", "key files": "doubt"}
    assert secret.rpartition("+")[2] not in repr(seen)


def test_a_log_key_that_is_none_is_ill(hospital, monkeypatch):
    monkeypatch.setenv("MEDGUARD_LOG_KEY", SECRET)
    [seen] = examined("keys", lambda: of_keys(hospital))
    assert seen.verdict is Verdict.ILL
    assert SECRET not in repr(seen)


# ── the ledger ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_ledger_that_is_not_there_yet_is_not_made(tmp_path, hospital):
    file = tmp_path / "ledger.db"
    assert verdicts(of_database(hospital, f"sqlite:///{file}")) == {"database": "doubt"}
    assert not file.exists()


def test_a_ledger_in_a_file_is_well(tmp_path, hospital):
    url = f"sqlite:///{tmp_path / 'ledger.db'}"
    open_ledger(url).close()
    assert verdicts(of_database(hospital, url)) == {"database": "well", "durability": "well"}


def test_a_ledger_that_another_key_signed_is_ill(tmp_path, hospital, monkeypatch):
    ours = os.environ["MEDGUARD_LOG_KEY"]
    make_key(tmp_path / "other-key", "other.example/log")
    monkeypatch.setenv("MEDGUARD_LOG_KEY", (tmp_path / "other-key").read_text("utf-8"))
    url = kept(f"sqlite:///{tmp_path / 'ledger.db'}", Outcome.ANSWERED)
    assert by_what(of_database(hospital, url))["database"].verdict is Verdict.WELL
    monkeypatch.setenv("MEDGUARD_LOG_KEY", ours)
    assert by_what(of_database(hospital, url))["database"].verdict is Verdict.ILL


def test_a_ledger_of_an_older_release_says_what_to_run(tmp_path, hospital):
    url = f"sqlite:///{tmp_path / 'ledger.db'}"
    open_ledger(url).close()
    connection = sqlite3.connect(tmp_path / "ledger.db")
    table = next(name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE name LIKE '%version%'"))
    connection.execute(f"UPDATE {table} SET version_num = (SELECT '0001_ledger')")
    connection.commit()
    connection.close()
    seen = by_what(examined("database", lambda: of_database(hospital, url)))["database"]
    assert seen.verdict is Verdict.ILL
    assert seen.remedy


def test_a_ledger_on_a_networks_file_system_is_ill(tmp_path, hospital, monkeypatch):
    from medguard.doctor import ledger

    url = f"sqlite:///{tmp_path / 'ledger.db'}"
    open_ledger(url).close()
    monkeypatch.setattr(ledger, "_file_system", lambda _file: "nfs4")
    assert by_what(of_database(hospital, url))["durability"].verdict is Verdict.ILL


def test_the_file_system_is_the_one_that_holds_the_file(tmp_path):
    from medguard.doctor.ledger import _file_system

    assert _file_system(Path("/proc/self/status")) == "proc"
    assert _file_system(tmp_path) != "proc"


def test_a_postgresql_as_it_comes(postgresql, hospital):
    url = postgresql.database()
    assert verdicts(of_database(hospital, url))["database"] == "doubt"
    open_ledger(url).close()
    seen = by_what(of_database(hospital, url))
    assert seen["database"].verdict is Verdict.WELL
    assert seen["durability"].verdict is Verdict.WELL
    assert seen["role"].verdict is Verdict.DOUBT  # the tests' own role is a superuser
    assert verdicts(of_clock(url)) == {"clock": "well"}


def test_a_postgresql_that_may_lose_records_is_ill(postgresql, hospital):
    url = postgresql.database()
    open_ledger(url).close()
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as connection:
            connection.execute(text("ALTER SYSTEM SET full_page_writes = off"))
            connection.execute(text("SELECT pg_reload_conf()"))
            _until_reloaded(connection, "off")
        seen = by_what(of_database(hospital, url))["durability"]
        assert seen.verdict is Verdict.ILL
        assert "full_page_writes" in seen.says
    finally:
        with engine.connect() as connection:
            connection.execute(text("ALTER SYSTEM RESET full_page_writes"))
            connection.execute(text("SELECT pg_reload_conf()"))
            _until_reloaded(connection, "on")
        engine.dispose()


def _until_reloaded(connection, value):
    for _ in range(600):
        if connection.execute(text("SHOW full_page_writes")).scalar_one() == value:
            return
        connection.execute(text("SELECT pg_sleep(0.05)"))
    raise AssertionError


def test_a_clock_that_differs_from_the_databases_is_seen(postgresql, monkeypatch):
    from medguard.doctor import machine

    url = postgresql.database()
    for apart, verdict in ((timedelta(seconds=10), "doubt"), (timedelta(hours=8), "ill")):

        class Ahead(datetime):
            @classmethod
            def now(cls, zone=None, apart=apart):
                return datetime.now(zone) + apart

        monkeypatch.setattr(machine, "datetime", Ahead)
        assert verdicts(of_clock(url)) == {"clock": verdict}


def test_a_server_that_is_down_is_told_without_its_password(hospital):
    url = f"postgresql+psycopg://medguard:{SECRET}@127.0.0.1:9/medguard"
    [seen] = examined("database", lambda: of_database(hospital, url))
    assert seen.verdict is Verdict.ILL
    assert SECRET not in repr(seen)


# ── one exchange ─────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.slow
def test_one_exchange_goes_through_and_nothing_stays(state, hospital):
    [seen] = of_exchange("hospital", hospital)
    assert (seen.verdict, seen.remedy) == (Verdict.WELL, "")
    assert list(state.iterdir()) == []


@pytest.mark.slow
def test_the_exchange_goes_to_no_witness_and_no_file_of_the_houses(state, tmp_path, monkeypatch):
    settings = profile_with(
        tmp_path, f"ledger:\n  checkpoint_file: {tmp_path / 'checkpoints.txt'}\nbundles: {tmp_path / 'b'}"
    )
    [seen] = of_exchange(str(tmp_path / "mine.yaml"), settings)
    assert seen.verdict is Verdict.WELL
    assert not (tmp_path / "checkpoints.txt").exists()
    assert not (tmp_path / "b").exists()


# ── the way to the model ─────────────────────────────────────────────────────────────────────────────────────────────


class Silent:
    """Takes connections, over TLS if it has a certificate, and keeps what is said."""

    def __init__(self, pair=None):
        self.heard = []
        self._context = None
        if pair:
            self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self._context.load_cert_chain(*pair)
        self._door = socket.create_server(("127.0.0.1", 0))
        self._thread = threading.Thread(target=self._serve, daemon=True)

    @property
    def port(self):
        return self._door.getsockname()[1]

    def _serve(self):
        try:
            connection, _ = self._door.accept()
            with connection:
                if self._context is None:
                    self.heard.append(connection.recv(100))
                    return
                with self._context.wrap_socket(connection, server_side=True) as wrapped:
                    self.heard.append(wrapped.recv(100))
        except OSError:
            return

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._thread.join(60)
        self._door.close()


def test_a_connection_is_made_and_not_a_word_is_sent():
    with Silent() as server:
        assert verdicts(of_upstream(f"http://127.0.0.1:{server.port}/v1")) == {"upstream": "well"}
    assert server.heard == [b""]


def test_a_certificate_that_is_believed_and_ends_soon(tmp_path):
    house = Authority(tmp_path, "house")
    believes = ssl.create_default_context(cafile=house.file)
    with Silent(house.certificate("model")) as server:
        [seen] = of_upstream(f"https://127.0.0.1:{server.port}", believes=believes)
    assert seen.verdict is Verdict.DOUBT
    assert "ends in 0 days" in seen.says
    assert server.heard == [b""]


def test_a_certificate_that_is_not_believed_whatever_the_environment_says(tmp_path, monkeypatch):
    house = Authority(tmp_path, "house")
    monkeypatch.setenv("SSL_CERT_FILE", str(house.file))  # the sidecar does not look there either
    with Silent(house.certificate("model")) as server:
        [seen] = of_upstream(f"https://127.0.0.1:{server.port}")
    assert (seen.verdict, server.heard) == (Verdict.ILL, [])
    assert "certificate" in seen.says


def test_nobody_there_and_something_else_there():
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        [seen] = of_upstream(f"http://127.0.0.1:{nobody.getsockname()[1]}")
        assert seen.verdict is Verdict.ILL
    with Silent() as server:  # speaks no TLS
        server._door.settimeout(60)
        way_seen = []
        thread = threading.Thread(target=lambda: way_seen.extend(way.of_upstream(f"https://127.0.0.1:{server.port}")))
        thread.start()
        thread.join(60)
    assert [one.verdict for one in way_seen] == [Verdict.ILL]


def test_an_authority_for_time_stamps_is_reached_or_is_a_doubt(tmp_path, hospital):
    house = Authority(tmp_path, "house")

    def stamped(port, roots=house.file):
        return profile_with(tmp_path, f"ledger:\n  timestamp: {{url: 'http://127.0.0.1:{port}/tsr', roots: {roots}}}")

    assert list(of_authority(hospital)) == []
    with Silent() as server:
        assert verdicts(of_authority(stamped(server.port))) == {"timestamp": "well"}
    assert server.heard == [b""]
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        [seen] = of_authority(stamped(nobody.getsockname()[1]))
    assert (seen.what, seen.verdict) == ("timestamp", Verdict.DOUBT)
    assert "cannot be reached" in seen.says
    assert "No exchange waits for it" in seen.remedy
    [seen] = examined("timestamp", lambda: of_authority(stamped(9, tmp_path / "none.pem")))
    assert (seen.what, seen.verdict) == ("timestamp", Verdict.ILL)
    assert "trusted certificates cannot be read" in seen.says


# ── whatever happens ─────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("trouble", [ValueError(SECRET), OSError(SECRET), KeyError(SECRET)], ids=["value", "os", "key"])
def test_what_cannot_be_looked_at_is_told_without_its_words(trouble):
    def looks():
        raise trouble

    [seen] = examined("anything", looks)
    assert seen.verdict is Verdict.ILL
    assert SECRET not in repr(seen)


def test_an_error_of_ours_says_what_to_do():
    def looks():
        raise ProfileError("no", remedy="do this", remedy_zh="这样做")

    [seen] = examined("anything", looks)
    assert (seen.remedy, seen.remedy_zh) == ("do this", "这样做")
