"""Who comes in, what they may, and what a page makes of hostile words: over real HTTP, without a browser."""

from __future__ import annotations

import gzip
import re
import uuid
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from importlib.resources import files

import pytest
from console_samples import KEY
from sqlalchemy import text

from medguard.audit import Wanted, check_proof, list_records, verify
from medguard.audit.accounts import ROLES, Accounts, add_account, close_account
from medguard.console.demo import _month
from medguard.console.pages import Door
from medguard.types import Outcome


def sample(exchange_id=None, **changes):
    """An exchange like those of the demo."""
    _, one = next(_month(datetime.now(UTC), 2, 20, ("p-" + "0" * 32,)))
    return replace(one, id=exchange_id or uuid.uuid4().hex, actor=None, patient=None, **changes)


def newest(running, **wanted):
    return list_records(running.house.ledger.engine, Wanted(**wanted), limit=1)[0]


def token_in(page):
    return re.search(r'name="form_token" value="([0-9a-f]{64})"', page)[1]


def filled(running, path):
    return path.replace("{id}", newest(running).exchange_id).replace("{token}", "none")


@pytest.fixture(scope="module")
def clients(running):
    return {role: running.client(f"{role}-1") for role in ROLES}


OPEN = {"/static/console.css", "/static/passkeys.js", "/language/{choice}", "/look/{choice}", "/{elsewhere:path}"}
"""What is no door, and holds nothing of anybody."""


def doors(running):
    """Every door, found in the app itself: so that none is forgotten that is added later."""
    found = []
    for route in running.app.routes:
        door = next((one for one in getattr(route.endpoint, "args", ()) if isinstance(one, Door)), None)
        assert door is not None or route.path in OPEN, f"{route.path}: nobody says who may come in"
        if door is not None:
            assert route.methods == ({"GET", "HEAD"} if door.method == "GET" else {door.method})
            found.append(door)
    assert len(found) > 15
    return found


def test_no_address_opens_for_a_stranger(running):
    for door in doors(running):
        if door.roles is not None:
            for method in {"GET": ("GET", "HEAD"), "POST": ("POST",)}[door.method]:
                answer = running.client().request(method, filled(running, door.path))
                assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in"), door.path
                assert not answer.content


@pytest.mark.parametrize("role", ROLES)
def test_each_role_opens_its_own_addresses_and_no_other(running, role):
    client = running.client()
    for door in doors(running):
        own = {"/account/renew", "/account/passkeys", "/users/add", "/users/link", "/users/close"}
        if door.roles is None or (door.path in own and role in door.roles):
            continue  # tried in tests of their own
        client.cookies.set("medguard", running.session(f"{role}-1"))
        form = {}
        if door.method == "POST":
            home = client.get("/users" if role == "administrator" else "/").text
            form = {"data": {"form_token": token_in(home)}}
        answer = client.request(door.method, filled(running, door.path), **form)
        if role in door.roles:
            assert answer.status_code in {200, 303, 400, 404}, (door.path, answer.text)
            assert answer.headers.get("location") != "/sign-in" or door.path.startswith("/sign-out")
        else:
            assert answer.status_code == 403, door.path
            assert "<dl" not in answer.text
            assert "<table" not in answer.text


def test_every_answer_forbids_scripts_and_frames(running, clients):
    for answer in (running.client().get("/sign-in"), clients["officer"].get("/"), running.client().get("/nowhere")):
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        assert "script" not in answer.headers["content-security-policy"]
        assert "<script" not in answer.text
        assert " style=" not in answer.text
        assert "onclick" not in answer.text


@pytest.mark.parametrize("wrong", ["form_token", "origin", "other_session", "too_large"])
def test_a_form_that_is_not_ours_does_nothing(running, clients, wrong):
    client = clients["administrator"]
    before = len(running.house.accounts.everyone())
    data = {
        "form_token": token_in(client.get("/users").text),
        "name": "intruder",
        "role": "administrator",
        "applications": "*",
    }
    headers = {}
    if wrong == "form_token":
        data["form_token"] = "0" * 64
    elif wrong == "other_session":
        data["form_token"] = token_in(clients["officer"].get("/").text)
    elif wrong == "too_large":
        data["name"] = "x" * 70_000
    else:
        headers["origin"] = "https://elsewhere.example"
    assert client.post("/users/add", data=data, headers=headers).status_code == 403
    assert len(running.house.accounts.everyone()) == before


def test_another_name_for_this_machine_is_not_answered(running):
    assert running.client(host="rebound.example").get("/sign-in").status_code == 421


@pytest.mark.parametrize("cookie", ["", "x", "A" * 43, "ÿ", "a;b", "x" * 4000])
def test_a_tampered_cookie_opens_nothing(running, cookie):
    answer = running.client(cookie=f"medguard={cookie}".encode("latin-1")).get("/exchanges")
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in")


def test_a_session_ends_on_this_side_too(running):
    client = running.client("auditor-1")
    kept = client.cookies["medguard"]
    assert client.post("/sign-out", data={"form_token": token_in(client.get("/").text)}).status_code == 303
    assert running.client(cookie=f"medguard={kept}").get("/").status_code == 303


def test_a_code_works_once(running):
    code = running.code("reviewer-1")
    data = {"name": "reviewer-1", "password": "correct horse battery", "code": code}
    assert [running.client().post("/sign-in", data=data).status_code for _ in range(2)] == [303, 403]


def test_after_five_wrong_tries_the_right_one_waits_too(running):
    key = running.keys["waits-1"] = running.keys["officer-1"]
    secret = running.house.accounts.find("officer-1").secret
    sealed = running.house.accounts.seals.seal("waits-1", key)
    add_account(running.house.ledger, "waits-1", role="auditor", secret=secret, totp=sealed, by="tests")
    for _ in range(5):
        data = {"name": "waits-1", "password": "wrong", "code": "000000"}
        assert running.client().post("/sign-in", data=data).status_code == 403
    right = {"name": "waits-1", "password": "correct horse battery", "code": running.code("waits-1")}
    assert running.client().post("/sign-in", data=right).status_code == 403
    later = Accounts(running.house.ledger, KEY, clock=lambda: running.house.accounts.clock() + timedelta(minutes=16))
    assert later.may_try("waits-1")


@pytest.mark.parametrize(
    "by", [timedelta(minutes=31), timedelta(hours=11), -timedelta(hours=1)], ids=["idle", "long", "clock back"]
)
def test_a_session_has_an_end(running, by):
    token = running.session("officer-1")
    assert running.house.accounts.session(token) is not None
    moved = Accounts(running.house.ledger, KEY, clock=lambda: running.house.accounts.clock() + by)
    assert moved.session(token) is None


def test_a_row_that_no_record_confirms_opens_nothing(running):
    accounts = running.house.accounts
    add_account(running.house.ledger, "changed-1", role="auditor", secret="x", by="tests")
    assert accounts.find("changed-1").role == "auditor"
    with running.house.ledger.engine.begin() as connection:
        connection.execute(text("UPDATE accounts SET role = 'administrator' WHERE name = 'changed-1'"))
    assert accounts.find("changed-1") is None
    assert verify(
        running.url, keys=[running.house.ledger.signer.verifier]
    ).ok  # records are whole; the row opens nothing


def test_a_link_opens_for_reading_until_it_is_closed(running):
    administrator = running.client("administrator-1")
    form = {"form_token": token_in(administrator.get("/users").text), "days": "3", "applications": "*"}
    page = administrator.post("/users/link", data=form).text
    path = re.search(r"/link/[\w-]{43}", page)[0]
    auditor = running.client()
    assert auditor.get(path).status_code == 200
    assert "medguard" not in auditor.cookies
    assert auditor.post(path, data={"go": ""}).status_code == 303
    assert auditor.get("/exchanges").status_code == 200
    name = re.search(r"link-[0-9a-f]{8}", page)[0]
    close_account(running.house.ledger, name, by="tests")
    assert auditor.get("/exchanges").status_code == 303
    assert running.client().post(path, data={"go": ""}).status_code == 403


def test_whoever_looks_stands_in_the_ledger(running, clients):
    of = newest(running).exchange_id
    assert clients["auditor"].get(f"/exchanges/{of}").status_code == 200
    said = newest(running, kind="viewed").entry("viewed")
    assert (said["by"], said["role"], said["what"], said["of"]) == ("auditor-1", "auditor", "exchange", of)


def test_a_proof_from_the_console_holds_with_the_public_key_alone(running, clients):
    record = newest(running, outcome="blocked")
    form = {"form_token": token_in(clients["officer"].get("/").text)}
    answer = clients["officer"].post(f"/exchanges/{record.exchange_id}/proof", data=form)
    proven = check_proof(answer.text, [running.house.ledger.signer.verifier])
    assert (proven.position, proven.record.decode()) == (record.position, record.document)
    assert newest(running, kind="viewed").entry("viewed")["what"] == "proof"


def test_exchanges_of_other_applications_are_not_there(running):
    client = running.client("officer-2")
    of = newest(running).exchange_id
    assert client.get(f"/exchanges/{of}").status_code == 404
    assert client.get(f"/exchanges?id={of}").status_code == 404
    assert client.get("/exchanges?application=ward-assistant").status_code == 404
    assert client.get("/?application=ward-assistant").status_code == 404
    assert of not in client.get("/exchanges").text


def test_pages_do_not_move_while_records_arrive(running, clients):
    first = clients["officer"].get("/exchanges").text
    older = re.search(r'rel="next" href="([^"]+)"', first)[1].replace("&amp;", "&")
    before = re.findall(r'href="/exchanges/([0-9a-f]{32})"', clients["officer"].get(older).text)
    running.house.ledger.append(sample(application="later"))
    assert re.findall(r'href="/exchanges/([0-9a-f]{32})"', clients["officer"].get(older).text) == before


HOSTILE = {
    "script": "<script>alert(1)</script>",
    "attribute": '"><img src=x onerror=alert(1)>',
    "template": "{{ 7*7 }}{% raw %}",
    "bidi": "\u202eevil\u202c\u2066",
    "long": "w" * 100_000,
    "rtl": "مرحبا بالعالم",
    "emoji": "👩🏽‍⚕️" * 50,
}


@pytest.mark.parametrize("words", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_words_stay_words(running, clients, words):
    of = uuid.uuid4().hex
    one = sample(of, application=words, reason=words, outcome=Outcome.BLOCKED, door=words, profile=words)
    running.house.ledger.append(one)
    for path in (f"/exchanges/{of}", "/exchanges", "/"):
        answer = clients["officer"].get(path)
        assert answer.status_code == 200
        assert "<script" not in answer.text
        assert "<img" not in answer.text
        assert "\u202e" not in answer.text
        assert "49{" not in answer.text
        assert len(answer.text) < 400_000


@pytest.mark.parametrize(
    "query",
    [
        "since=%00",
        "since=2026-13-01",
        "before=-1",
        "before=9999999999999999999",
        "rule=%F0%9F%98%80",
        "from=x",
        "id=%25",
    ],
)
def test_a_strange_question_has_an_answer(clients, query):
    for path in ("/exchanges", "/"):
        answer = clients["officer"].get(f"{path}?{query}")
        assert answer.status_code in {200, 400, 404, 503}
        assert "<main" in answer.text


@pytest.mark.parametrize("back", ["//evil.example", "https://evil.example", "/\\evil.example", "/%0d%0aset-cookie:x"])
def test_a_choice_of_language_leads_nowhere_else(running, back):
    answer = running.client().get(f"/language/zh?back={back}")
    assert answer.headers["location"].startswith("/")
    assert not answer.headers["location"].startswith(("//", "/\\"))


def test_everything_that_is_sent_is_small(running, clients):
    css = files("medguard.console").joinpath("static/console.css").read_bytes()
    paths = [one.path for one in doors(running) if one.method == "GET" and "{" not in one.path]
    more = (f"/exchanges/{newest(running).exchange_id}", "/what-if?profile=internet-hospital&many=50")
    pages = [clients["officer"].get(path).content for path in (*paths, *more)]
    assert sum(len(gzip.compress(one)) for one in (css, *pages)) < 300_000
