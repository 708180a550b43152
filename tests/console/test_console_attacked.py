"""What people do to a console who want in, want others out, or want it to talk: over real HTTP, with SQLite and PostgreSQL."""

from __future__ import annotations

import re
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import httpx2
import pytest
import uvicorn
from argon2 import PasswordHasher
from console_samples import KEY, PASSWORD
from sqlalchemy import text

from audit.servers import Server
from medguard.audit import Wanted, list_records, open_ledger
from medguard.audit.accounts import Accounts, add_account, close_account, renew_account
from medguard.console.app import console
from medguard.console.demo import fill
from medguard.console.door import Strangers, follow_link, sign_in
from medguard.console.opening import open_house
from medguard.console.secrets import code_of, digest_of, hash_password, new_token, new_totp, step_at
from medguard.keys import Key


def told(ledger, most=50):
    """What the ledger tells of signing in, the newest first."""
    return [one.entry("sign_in") for one in list_records(ledger.engine, Wanted(kind="sign_in"), limit=most)]


def token_in(page):
    return page.partition('name="form_token" value="')[2][:64]


@pytest.fixture(scope="module")
def password():
    return hash_password(PASSWORD)


class Officer:
    """One account in a database of its own, and a clock that can be turned."""

    def __init__(self, url, password):
        self.now = datetime.now(UTC)
        self.ledger = open_ledger(url)
        self.accounts = Accounts(self.ledger, KEY, clock=lambda: self.now)
        self.strangers = Strangers(self.accounts)
        self.key = new_totp()
        sealed = self.accounts.seals.seal("officer-9", self.key)
        add_account(self.ledger, "officer-9", role="officer", secret=password, totp=sealed, by="tests")

    def __getattr__(self, name):
        return getattr(self.accounts, name)

    @property
    def account(self):
        return self.accounts.find("officer-9")

    def code(self, steps=0):
        return code_of(self.key, step_at(self.now.timestamp()) + steps)

    def comes(self, *, name="officer-9", password=PASSWORD, code=None, browser=""):
        code = self.code() if code is None else code
        return sign_in(self.accounts, self.strangers, name, password, code=code, browser=browser)


@pytest.fixture
def officer(tmp_path):
    # A hash that is quick to judge: here hundreds of tries are not to take minutes.
    kept = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1).hash(PASSWORD)
    one = Officer(f"sqlite:///{tmp_path / 'ledger.db'}", kept)
    yield one
    one.ledger.close()


# ── keys at rest ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_no_key_for_codes_stands_in_the_database(officer, tmp_path):
    officer.comes()
    officer.ledger.close()
    everything = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert officer.key.encode() not in everything
    assert b"aes256gcm:" in everything


@pytest.mark.parametrize("put", ["in the clear", "of another account", "of another institution", "changed"])
def test_a_key_that_was_put_in_place_opens_nothing(officer, put):
    seals = officer.accounts.seals
    sealed = {
        "in the clear": officer.key,
        "of another account": seals.seal("officer-8", officer.key),
        "of another institution": Accounts(officer.ledger, Key(bytes(range(1, 33)))).seals.seal(
            "officer-9", officer.key
        ),
        "changed": officer.account.totp[:-8] + "AAAAAAA=",
    }[put]
    assert seals.open(officer.account) == officer.key
    assert seals.open(replace(officer.account, totp=sealed)) is None
    renew_account(officer.ledger, "officer-9", secret=officer.account.secret, totp=sealed, by="tests")
    assert officer.comes() is None


# ── what the ledger remembers ────────────────────────────────────────────────────────────────────────────────────────


def test_whoever_comes_in_or_goes_out_or_is_refused_stands_in_the_ledger(officer):
    officer.comes(password="wrong")
    officer.comes(code="000000" if officer.code() != "000000" else "000001")
    opened = officer.comes()
    officer.comes()
    officer.accounts.end(officer.account, opened.token)
    close_account(officer.ledger, "officer-9", by="tests")
    officer.now += timedelta(minutes=1)
    officer.comes()
    said = [(one["act"], one["why"], one["account"]) for one in reversed(told(officer.ledger))]
    assert said == [
        ("refused", "password", "officer-9"),
        ("refused", "code", "officer-9"),
        ("opened", "", "officer-9"),
        ("refused", "code_used", "officer-9"),
        ("ended", "", "officer-9"),
        ("refused", "not_open", "officer-9"),
    ]


def test_what_a_stranger_types_is_counted_and_never_kept(officer):
    for _ in range(4):
        officer.comes(name="Zhang San", password="hunter2-hunter2")
        officer.comes(name="hunter2-hunter2")
        follow_link(officer.accounts, officer.strangers, "no-such-token")
    assert len(told(officer.ledger)) == 1  # the first at once, the others together
    officer.strangers.close()
    assert sum(one["count"] for one in told(officer.ledger)) == 12
    documents = "".join(one.document for one in list_records(officer.ledger.engine, Wanted(kind="sign_in"), limit=50))
    assert "Zhang" not in documents
    assert "hunter2" not in documents
    assert {(one["account"], one["by"], one["why"]) for one in told(officer.ledger)} == {
        ("", "password", "unknown"),
        ("", "link", "unknown"),
    }


def test_wrong_tries_cannot_fill_the_ledger(officer):
    for _ in range(200):
        officer.comes(password="wrong")
    assert len(told(officer.ledger, 500)) < 10


@contextmanager
def no_record(engine):
    """A database that takes no more records."""
    with engine.begin() as connection:
        connection.execute(
            text("CREATE TRIGGER full_disk BEFORE INSERT ON records BEGIN SELECT RAISE(ABORT, 'full'); END")
        )
    try:
        yield
    finally:
        with engine.begin() as connection:
            connection.execute(text("DROP TRIGGER full_disk"))


def test_without_a_record_nobody_comes_in_and_nothing_is_shown(running):
    of = list_records(running.house.ledger.engine, limit=1)[0].exchange_id
    signed_in = running.client(cookie=f"medguard={running.session('officer-1')}")
    form = {"form_token": token_in(signed_in.get("/").text)}
    stranger = running.client()
    right = {"name": "auditor-1", "password": PASSWORD, "code": running.code("auditor-1")}
    with no_record(running.house.ledger.engine):
        answer = stranger.post("/sign-in", data=right)
        assert (answer.status_code, "set-cookie" in answer.headers) == (503, False)
        for answer in (
            signed_in.get(f"/exchanges/{of}"),
            signed_in.post(f"/exchanges/{of}/proof", data=form),
            signed_in.post(f"/exchanges/{of}/text", data=form),
        ):
            assert answer.status_code in {404, 503}
            assert "timeline" not in answer.text
            assert "tlog-proof" not in answer.text
    assert signed_in.get(f"/exchanges/{of}").status_code == 200


# ── keeping others out ───────────────────────────────────────────────────────────────────────────────────────────────


def test_strangers_cannot_keep_an_officer_out_of_a_browser_that_is_known(officer):
    browser = officer.comes().browser
    for minutes in range(40):
        officer.now += timedelta(minutes=4)
        for _ in range(5):
            officer.comes(password=f"guess {minutes}")
    assert officer.comes() is None
    assert officer.comes(browser=browser) is not None


def test_a_browser_that_is_known_may_not_guess_for_ever_either(officer):
    browser = officer.comes().browser
    officer.now += timedelta(minutes=2)
    for _ in range(5):
        officer.comes(password="wrong", browser=browser)
    assert officer.comes(browser=browser) is None
    assert officer.comes() is not None  # another browser counts for itself


@pytest.mark.parametrize("what", ["forged", "of another account", "before new secrets"])
def test_a_browser_is_not_known_by_its_word(officer, what, password):
    seals, account = officer.accounts.seals, officer.account
    browser = seals.new_browser(account)
    assert seals.browser(account, browser)
    if what == "forged":
        browser = Accounts(officer.ledger, Key(bytes(range(1, 33)))).seals.new_browser(account)
    elif what == "of another account":
        account = replace(account, name="officer-8")
    else:
        sealed = seals.seal("officer-9", officer.key)
        renew_account(officer.ledger, "officer-9", secret=hash_password("another"), totp=sealed, by="tests")
        account = officer.account
    assert seals.browser(account, browser) is None


def test_a_wait_that_a_wrong_clock_began_does_not_last_for_years(officer):
    right, officer.now = officer.now, officer.now + timedelta(days=5000)
    for _ in range(6):
        officer.comes(password="wrong")
    officer.now = right
    assert officer.comes() is not None


def test_a_code_of_a_clock_that_ran_ahead_leaves_a_way_back(officer, password):
    right, officer.now = officer.now, officer.now + timedelta(days=5000)
    session = officer.comes().token
    officer.now = right
    assert officer.accounts.session(session) is None
    assert officer.comes() is None  # that it was not used before, nobody knows any more
    sealed = officer.accounts.seals.seal("officer-9", officer.key)
    renew_account(officer.ledger, "officer-9", secret=password, totp=sealed, by="tests")
    assert officer.comes() is not None


def test_a_crowd_at_the_door_keeps_nobody_from_a_page(running):
    inside = running.client(cookie=f"medguard={running.session('officer-1')}")

    def knock(_):
        with httpx2.Client(base_url=running.origin, headers={"origin": running.origin}, timeout=120) as client:
            return client.post("/sign-in", data={"name": "nobody-1", "password": "x", "code": "1"}).status_code

    with ThreadPoolExecutor(90) as crowd:
        knocks = crowd.map(knock, range(90))
        pages = [inside.get("/integrity").status_code for _ in range(10)]
        answers = set(knocks)
    assert pages == [200] * 10
    assert answers == {403, 503}
    assert running.client("reviewer-1").get("/").status_code == 200


@pytest.mark.parametrize(
    "name",
    ["officer-1", "no-such-account", "Zhang San", "\x00", "x" * 5000],
    ids=["there", "not-there", "blank", "null", "long"],
)
def test_a_no_takes_as_long_and_says_the_same_whoever_it_was(running, name):
    began = time.monotonic()
    answer = running.client().post("/sign-in", data={"name": name, "password": "wrong", "code": "1"})
    assert time.monotonic() - began >= 0.49
    usual = running.client().post("/sign-in", data={"name": "no-such", "password": "wrong", "code": "1"})
    assert (answer.status_code, answer.text) == (403, usual.text)


# ── sessions ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_session_that_was_made_by_hand_opens_nothing(officer):
    token = officer.comes().token
    assert officer.accounts.session(token).name == "officer-9"
    add_account(officer.ledger, "administrator-9", role="administrator", secret="x", by="tests")
    forged = "administrator-9.AAAA"
    columns = "made_at, seen_at, ends_at FROM account_sessions"
    with officer.ledger.engine.begin() as connection:
        # as in the release before, as whoever knows no key can make it, and one's own given to somebody else
        for digest, account in ((digest_of(forged), "administrator-9"), (digest_of(token), "officer-9")):
            connection.execute(text(f"INSERT INTO account_sessions SELECT '{digest}', '{account}', {columns} LIMIT 1"))
        connection.execute(
            text("UPDATE account_sessions SET account = 'administrator-9' WHERE sha256 = :own"),
            {"own": officer.accounts.seals.session(token)},
        )
    assert officer.accounts.session(forged) is None
    assert officer.accounts.session(token) is None
    assert officer.accounts.session(token.replace("officer-9", "administrator-9")) is None


def test_new_secrets_end_a_sign_in_that_is_under_way(officer, password):
    before = officer.account
    sealed = officer.accounts.seals.seal("officer-9", officer.key)
    renew_account(officer.ledger, "officer-9", secret=hash_password("another"), totp=sealed, by="tests")
    assert officer.accounts.begin(before, by="password") is None
    close_account(officer.ledger, "officer-9", by="tests")
    assert officer.accounts.begin(officer.account, by="password") is None


def test_one_code_opens_one_session_however_many_try_at_once(officer):
    code = officer.code()
    with ThreadPoolExecutor(4) as crowd:
        opened = [one for one in crowd.map(lambda _: officer.comes(code=code), range(4)) if one]
    assert len(opened) == 1


def test_a_cookie_that_somebody_set_before_is_not_the_session_after(running):
    fixed = running.session("auditor-1")
    client = running.client()
    client.cookies.set("medguard", fixed)
    data = {"name": "officer-1", "password": PASSWORD, "code": running.code("officer-1")}
    answer = client.post("/sign-in", data=data)
    given = answer.headers.get_list("set-cookie")
    assert answer.status_code == 303
    assert not any(fixed in one for one in given)
    assert all("HttpOnly" in one and "SameSite=strict" in one and "Path=/" in one for one in given)
    assert running.house.accounts.session(fixed) is None  # and the one before is over


def test_a_link_ends_the_session_that_was_there(running):
    token, before = new_token(), running.session("administrator-1")
    until = datetime.now(UTC) + timedelta(days=1)
    add_account(
        running.house.ledger, "link-ends", role="auditor", secret=digest_of(token), by="tests", expires_at=until
    )
    client = running.client()
    client.cookies.set("medguard", before)
    assert client.post(f"/link/{token}", data={"go": ""}).status_code == 303
    assert running.house.accounts.session(before) is None


def test_two_browsers_are_two_sessions_and_one_ends_both(running):
    one, other = (running.client(cookie=f"medguard={running.session('officer-2')}") for _ in range(2))
    form = {"form_token": token_in(one.get("/").text)}
    assert other.post("/sign-out", data=form).status_code == 403  # the other's form is not its own
    assert one.post("/sign-out/everywhere", data=form).status_code == 303
    assert [client.get("/").headers.get("location") for client in (one, other)] == ["/sign-in"] * 2
    assert told(running.house.ledger, 1)[0]["act"] == "all_ended"


def test_an_account_gets_secrets_that_its_administrator_never_saw(running, password):
    key = running.keys["renews-1"] = new_totp()
    accounts = running.house.accounts
    sealed = accounts.seals.seal("renews-1", key)
    add_account(running.house.ledger, "renews-1", role="auditor", secret=password, totp=sealed, by="administrator-1")
    client, elsewhere = running.client("renews-1"), running.session("renews-1")
    form = {"form_token": token_in(client.get("/account").text), "password": "wrong", "code": "1"}
    assert client.post("/account/renew", data=form).status_code == 403
    assert accounts.session(elsewhere) is not None
    form |= {"password": PASSWORD, "code": running.code("renews-1")}
    page = client.post("/account/renew", data=form).text
    fresh, new_key = re.findall(r"<dd><code>([\w-]+)</code></dd>", page)
    assert accounts.session(elsewhere) is None
    assert client.get("/").headers["location"] == "/sign-in"
    code = {"code": code_of(new_key, step_at(time.time()))}
    assert running.client().post("/sign-in", data={"name": "renews-1", "password": PASSWORD} | code).status_code == 403
    data = {"name": "renews-1", "password": fresh} | {"code": code_of(new_key, step_at(time.time()))}
    assert running.client().post("/sign-in", data=data).status_code == 303
    act = list_records(running.house.ledger.engine, Wanted(kind="account"), limit=1)[0].entry("account")
    assert (act["by"], act["account"], act["act"]) == ("renews-1", "renews-1", "renewed")


def test_a_link_has_no_secrets_to_renew(running):
    token = new_token()
    until = datetime.now(UTC) + timedelta(days=1)
    add_account(running.house.ledger, "link-own", role="auditor", secret=digest_of(token), by="tests", expires_at=until)
    client = running.client()
    assert client.post(f"/link/{token}", data={"go": ""}).status_code == 303
    form = {"form_token": token_in(client.get("/").text), "password": "", "code": ""}
    assert client.get("/account").status_code == client.post("/account/renew", data=form).status_code == 404


# ── headers, methods, questions ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "TRACE", "PATCH", "BREW"])
def test_every_answer_to_every_method_has_the_headers(running, method):
    for path in ("/", "/sign-in", "/exchanges", "/users/add", "/static/console.css", "/language/zh", "/nowhere"):
        headers = running.client().request(method, path).headers
        assert "default-src 'none'" in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["cache-control"] == (
            "max-age=3600" if "css" in path and method in {"GET", "HEAD"} else "no-store"
        )
    assert "default-src" in running.client(host="rebound.example").get("/").headers["content-security-policy"]


def test_over_tls_the_cookie_is_ours_alone_and_browsers_stay_with_tls(running):
    house = replace(running.house, origin="https://console.hospital.example")
    with served(console(house)) as port:
        at = {"host": "console.hospital.example", "origin": house.origin}
        with httpx2.Client(base_url=f"http://127.0.0.1:{port}", headers=at, timeout=60) as client:
            data = {"name": "officer-1", "password": PASSWORD, "code": running.code("officer-1")}
            answer = client.post("/sign-in", data=data)
    assert answer.status_code == 303
    assert "max-age" in answer.headers["strict-transport-security"]
    for one in answer.headers.get_list("set-cookie"):
        assert one.startswith("__Host-medguard")
        assert "Secure" in one
        assert "Domain" not in one


STRANGE = (
    "%00",
    "%ff",
    "%ed%a0%80",
    "%E2%80%AE",
    "x" * 3000,
    "9" * 400,
    "-1",
    "NaN",
    "2026-02-30",
    "0001-01-01",
    "' OR 1=1 --",
)


@pytest.fixture(scope="module")
def postgresql():
    server = Server()
    yield server
    server.close()


@contextmanager
def served(app):
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_config=None, access_log=False))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    try:
        yield server.servers[0].sockets[0].getsockname()[1]
    finally:
        server.should_exit = True
        thread.join(60)


@pytest.fixture(scope="module")
def elsewhere(postgresql, password):
    """The same console with its database in PostgreSQL, and somebody in it."""
    url = postgresql.database()
    fill(url, until=datetime.now(UTC), days=2, each_day=10)
    with open_house("hospital", url, origin="http://console.test", key=KEY) as house:
        sealed = house.accounts.seals.seal("officer-1", new_totp())
        add_account(house.ledger, "officer-1", role="officer", secret=password, totp=sealed, by="tests")
        token = house.accounts.begin(house.accounts.find("officer-1"), by="password")
        with served(console(house)) as port:
            at = {"host": "console.test", "origin": house.origin}
            base = f"http://127.0.0.1:{port}"
            with (
                httpx2.Client(base_url=base, headers=at | {"cookie": f"medguard={token}"}, timeout=120) as inside,
                httpx2.Client(base_url=base, headers=at, timeout=120) as stranger,
            ):
                yield inside, stranger


@pytest.mark.parametrize("value", STRANGE, ids=[f"value-{at}" for at in range(len(STRANGE))])
def test_no_question_breaks_a_page_in_either_database(running, elsewhere, value):
    here = running.client(cookie=f"medguard={running.session('officer-1')}")
    names = "from to application model id since until outcome rule finding before profile at day kind".split()
    pages = [route.path for route in running.app.routes if "{" not in route.path and "GET" in (route.methods or ())]
    together, alone = "&".join(f"{name}={value}" for name in names), [f"{name}={value}" for name in names]
    for client in (here, elsewhere[0]):
        for path in pages:
            # Each by itself where a database is searched by it.
            for asked in (together, *(alone if path in {"/", "/exchanges"} else ())):
                answer = client.get(f"{path}?{asked}")
                assert answer.status_code in {200, 303, 400, 403, 404}, (path, asked, answer.text)
                assert "\u202e" not in answer.text


@pytest.mark.parametrize(
    "which", ["%00", "%ed%a0%80", "x" * 5000, "..%2f..", "1"], ids=["null", "surrogate", "long", "folder", "place"]
)
def test_no_address_of_an_exchange_breaks_a_page(running, elsewhere, which):
    here = running.client(cookie=f"medguard={running.session('officer-1')}")
    for client in (here, elsewhere[0]):
        assert client.get(f"/exchanges/{which}").status_code == 404


def test_a_database_that_goes_and_comes_is_told_to_those_inside_and_to_no_stranger(elsewhere, postgresql):
    inside, stranger = elsewhere
    assert inside.get("/exchanges").status_code == 200
    postgresql.stop()
    try:
        form = {"name": "officer-1", "password": "x", "code": "1"}
        for answer in (
            inside.get("/exchanges"),
            stranger.post("/sign-in", data=form),
            stranger.post("/link/x", data=form),
        ):
            assert answer.status_code == 503
            assert str(postgresql.folder) not in answer.text
            assert "medguard@" not in answer.text
            assert "<main" in answer.text
    finally:
        postgresql.start()
    assert inside.get("/exchanges").status_code == 200  # the same session, without another start


def test_a_beginning_of_an_id_tells_nothing_of_other_applications(running):
    client = running.client(cookie=f"medguard={running.session('officer-2')}")
    answers = {client.get(f"/exchanges?id={letter}").status_code for letter in "0123456789abcdef"}
    assert answers == {404}
