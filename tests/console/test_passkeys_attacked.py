"""What thieves do with passkeys: over real HTTP, with SQLite and PostgreSQL, and with a device that answers as they like."""

from __future__ import annotations

import hashlib
import html
import json
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import orjson
import pytest
from console_samples import KEY, PASSWORD
from cryptography.hazmat.primitives.asymmetric import ec
from device import PRESENT, VERIFIED, Device, written
from entrance_samples import beside, database, entrance, on_both, pytest_generate_tests, token_in  # noqa: F401  pytest finds them here
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_console import doors
from test_console_attacked import no_record

from medguard.audit import downgrade, latest, upgrade, verify
from medguard.audit.accounts import ROLES, Accounts, Once, close_account, renew_account
from medguard.audit.passkeys import MOST, Fresh
from medguard.audit.passkeys import Passkeys as Kept
from medguard.console.door import sign_in_by_passkey
from medguard.console.passkeys import Passkeys
from medguard.errors import AuditError
from medguard.keys import Key


@pytest.fixture(scope="module")
def ours(url, tmp_path_factory):
    with entrance(tmp_path_factory.mktemp("profile"), url) as opened:
        yield opened


@pytest.fixture
def device(ours):
    """Of an account of its own."""
    made = Device(ours.origin)
    made.account = ours.add(f"d-{made.id.hex()[:12]}")
    answer = adds(ours, made)
    assert answer.status_code == 303
    return made


def asked(page, action):
    """The question in a form of this page: what the browser is told, and what comes back to us."""
    form = page.partition(f'action="{action}"')[2].partition("</form>")[0]
    options = html.unescape(re.search(r'data-options="([^"]+)"', form)[1])
    return json.loads(options), re.search(r'name="ticket" value="([^"]+)"', form)[1]


def adds(ours, device, name=None, *, code=None, password=PASSWORD, **lies):
    name = name or device.account
    client = ours.signed_in(name)
    page = client.get("/account").text
    options, ticket = asked(page, "/account/passkeys")
    form = {
        "form_token": token_in(page),
        "label": "laptop",
        "password": password,
        "code": ours.code(name) if code is None else code,
        "ticket": ticket,
        "passkey": device.makes(options, **lies),
    }
    return client.post("/account/passkeys", data=form)


def question(ours):
    client = ours.client()
    return client, *asked(client.get("/sign-in").text, "/sign-in/passkey")


def comes(ours, device, **lies):
    client, options, ticket = question(ours)
    form = {"ticket": ticket, "passkey": device.answers(options, **lies)}
    return client.post("/sign-in/passkey", data=form)


@on_both
def test_the_device_of_these_tests_opens_what_it_should(ours, device):
    answer = comes(ours, device)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert comes(ours, device).status_code == 303
    said = ours.told(most=1)[0]
    assert (said["act"], said["account"], said["by"]) == ("opened", device.account, "passkey")


LIES = {
    "another origin": {"origin": "https://evil.example"},
    "our name, another port": {"origin": "http://localhost:1"},
    "within another page": {"crossOrigin": True},
    "another challenge": {"challenge": written(bytes(64))},
    "no challenge": {"challenge": ""},
    "the answer to another question": {"type": "webauthn.create"},
    "user not verified": {"flags": PRESENT},
    "user not there": {"flags": VERIFIED},
    "another user's handle": {"handle": bytes(32)},
    "no handle": {"handle": b""},
    "another key": {"key": ec.generate_private_key(ec.SECP256R1())},
}


@pytest.mark.parametrize("lie", LIES)
def test_an_answer_that_lies_opens_nothing(ours, device, lie):
    answer = comes(ours, device, **LIES[lie])
    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers
    said = ours.told(most=1)[0]
    assert (said["act"], said["account"], said["by"], said["why"]) == ("refused", device.account, "passkey", "passkey")
    assert comes(ours, device).status_code == 303


def test_an_answer_for_another_console_opens_nothing(ours, device):
    device.name = "evil.example"
    assert comes(ours, device).status_code == 403


@pytest.mark.parametrize(
    "lie",
    [LIES["another origin"], LIES["within another page"], {"flags": PRESENT}, {"resident": False}, {"flags": VERIFIED}],
    ids=["origin", "within another page", "not verified", "not resident", "not there"],
)
def test_a_passkey_that_is_not_ours_to_take_is_not_taken(ours, lie):
    made = Device(ours.origin)
    name = ours.add(f"d-{made.id.hex()[:12]}")
    assert adds(ours, made, name, **lie).status_code == 403
    assert not ours.house.passkeys.kept.of(ours.house.accounts.find(name))


@on_both
def test_an_answer_works_once_however_many_try_at_once(ours, device):
    _, options, ticket = question(ours)
    form = {"ticket": ticket, "passkey": device.answers(options)}
    with ThreadPoolExecutor(4) as crowd:
        answers = list(crowd.map(lambda _: ours.client().post("/sign-in/passkey", data=form).status_code, range(4)))
    assert sorted(answers) == [303, 403, 403, 403]


@on_both
def test_an_answer_of_a_device_that_counts_nothing_works_once_too(ours, device):
    for _ in range(2):
        _, options, ticket = question(ours)
        form = {"ticket": ticket, "passkey": device.answers(options, counts=0)}
        answers = [ours.client().post("/sign-in/passkey", data=form).status_code for _ in range(2)]
        assert answers == [303, 403]


@on_both
@pytest.mark.parametrize("counts", [0, -1], ids=["stands still", "goes back"])
def test_a_counter_that_does_not_go_on_is_told(ours, device, counts):
    device.count = 9
    assert comes(ours, device).status_code == 303
    assert comes(ours, device, counts=counts).status_code == 403
    assert (ours.told(most=1)[0]["account"], ours.told(most=1)[0]["why"]) == (device.account, "counter")


@pytest.mark.parametrize("what", ["of another purpose", "made up", "old", "of another institution", "none"])
def test_a_question_that_is_not_ours_or_too_old_has_no_answer(ours, device, what):
    _, options, ticket = question(ours)
    accounts = ours.house.accounts
    said = {"challenge": options["challenge"], "account": ""}
    ends = accounts.clock() + timedelta(minutes=5)
    ticket = {
        "of another purpose": accounts.seals.ticket("passkey create", said, ends),
        "made up": written(bytes(80)),
        "old": accounts.seals.ticket("passkey get", said, accounts.clock() - timedelta(seconds=1)),
        "of another institution": Accounts(ours.house.ledger, Key(bytes(range(1, 33)))).seals.ticket(
            "passkey get", said, ends
        ),
        "none": "",
    }[what]
    form = {"ticket": ticket, "passkey": device.answers(options)}
    assert ours.client().post("/sign-in/passkey", data=form).status_code == 403


@pytest.mark.parametrize("wrong", [{"password": "wrong"}, {"code": "000000"}], ids=["password", "code"])
def test_whoever_finds_the_machine_unlocked_adds_no_passkey(ours, wrong):
    made = Device(ours.origin)
    name = ours.add(f"d-{made.id.hex()[:12]}")
    assert adds(ours, made, name, **wrong).status_code == 403
    assert not ours.house.passkeys.kept.of(ours.house.accounts.find(name))
    said = ours.told(most=1)[0]
    assert (said["act"], said["account"], said["why"]) == ("refused", name, next(iter(wrong)))


@on_both
def test_the_code_of_a_registration_is_used_by_it(ours):
    made = Device(ours.origin)
    name = ours.add(f"d-{made.id.hex()[:12]}")
    code = ours.code(name)
    assert adds(ours, made, name, code=code).status_code == 303
    form = {"name": name, "password": PASSWORD, "code": code}
    assert ours.client().post("/sign-in", data=form).status_code == 403


def test_a_question_for_one_account_makes_no_passkey_of_another(ours, device):
    other = ours.add(f"o-{device.id.hex()[:12]}")
    options, ticket = asked(ours.signed_in(other).get("/account").text, "/account/passkeys")
    client = ours.signed_in(device.account)
    fresh = Device(ours.origin)
    form = {
        "form_token": token_in(client.get("/account").text),
        "label": "x",
        "password": PASSWORD,
        "code": ours.code(device.account),
        "ticket": ticket,
        "passkey": fresh.makes(options),
    }
    assert client.post("/account/passkeys", data=form).status_code == 403


@on_both
def test_a_passkey_of_another_account_cannot_be_registered_or_removed(ours, device):
    other = ours.add(f"o-{device.id.hex()[:12]}")
    assert adds(ours, device, other).status_code == 503
    assert not ours.house.passkeys.kept.of(ours.house.accounts.find(other))
    client = ours.signed_in(device.account)
    which = re.search(r'name="which" value="([0-9a-f]{64})"', client.get("/account").text)[1]
    intruder = ours.signed_in(other)
    form = {"form_token": token_in(intruder.get("/account").text), "which": which}
    assert intruder.post("/account/passkeys/remove", data=form).status_code == 503
    assert ours.house.passkeys.kept.of(ours.house.accounts.find(device.account))


@on_both
def test_an_account_has_only_so_many(ours):
    name = ours.add(f"many-{Device(ours.origin).id.hex()[:12]}")
    kept, account = ours.house.passkeys.kept, ours.house.accounts.find(name)
    for _ in range(MOST):
        fresh = Fresh(credential=written(Device(ours.origin).id), public_key="AA", sign_count=0)
        kept.register(account, fresh, label="x", once=Once())
    with pytest.raises(AuditError):
        kept.register(account, replace(fresh, credential="another"), label="x", once=Once())


@on_both
@pytest.mark.parametrize("what", ["another's account", "another key", "by hand", "put back", "before new secrets"])
def test_a_row_that_no_record_confirms_opens_nothing(ours, device, what):
    administrator = ours.add(f"a-{device.id.hex()[:12]}", "administrator")
    credential = written(device.id)
    accounts, kept = ours.house.accounts, ours.house.passkeys.kept
    account = accounts.find(device.account)
    with ours.house.ledger.engine.connect() as connection:
        row = connection.exec_driver_sql(f"SELECT * FROM passkeys WHERE credential = '{credential}'").one()
    insert = "INSERT INTO passkeys VALUES ({})"
    values = ", ".join("NULL" if one is None else repr(one) for one in row)
    if what == "put back":
        kept.remove(account, next(iter(ours.told("passkey", 1)))["passkey"])
        change = insert.format(values)
    elif what == "before new secrets":
        renew_account(ours.house.ledger, account.name, secret="another", totp=account.totp, by="tests")
        change = insert.format(values)
    elif what == "by hand":
        thief = Device(ours.origin)
        thief.handle = accounts.seals.handle(administrator)
        other = [
            written(thief.id) if one == credential else administrator if one == account.name else one for one in row
        ]
        change, device = insert.format(", ".join("NULL" if one is None else repr(one) for one in other)), thief
    elif what == "another key":
        change = f"UPDATE passkeys SET public_key = 'pQECAyYgASFYIA' WHERE credential = '{credential}'"
    else:
        change = f"UPDATE passkeys SET account = '{administrator}' WHERE credential = '{credential}'"
    with ours.house.ledger.engine.begin() as connection:
        connection.exec_driver_sql(change)
    answer = comes(ours, device)
    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers


@on_both
@pytest.mark.parametrize("where", ["behind the end", "in its place"])
def test_a_record_that_somebody_wrote_beside_the_log_opens_nothing(ours, device, where):
    """Somebody who can write the database, and has an account, gives it another's device: by a row, and by a record that says so."""
    thief, accounts = Device(ours.origin), ours.house.accounts
    thief.handle = accounts.seals.handle(device.account)
    engine, credential, public = ours.house.ledger.engine, written(device.id), thief.public()
    with engine.begin() as connection:
        row = connection.exec_driver_sql(f"SELECT * FROM passkeys WHERE credential = '{credential}'").mappings().one()
        change = "UPDATE passkeys SET credential = '{}', public_key = '{}' WHERE credential = '{}'"
        connection.exec_driver_sql(change.format(written(thief.id), written(public), credential))
    new = [written(thief.id), row["account"], row["label"], written(public), row["made_at"]]
    said = orjson.dumps([*new, accounts.find(device.account).secret])
    which, state = (hashlib.sha256(one).hexdigest() for one in (written(thief.id).encode(), said))
    with beside(engine, "passkey", where, passkey=which, state_sha256=state):
        answer = comes(ours, thief)
        assert answer.status_code == 403
        assert "set-cookie" not in answer.headers
        assert Kept(Accounts(ours.house.ledger, KEY)).find(written(thief.id)) is None  # nor after a restart
    with engine.begin() as connection:
        connection.exec_driver_sql(change.format(credential, row["public_key"], written(thief.id)))
    assert comes(ours, device).status_code == 303


@on_both
@pytest.mark.parametrize("name", ["a\0b", "", "é", " ", "../x", 7, None], ids=repr)
def test_an_id_that_can_be_none_is_nobodys(ours, name):
    """PostgreSQL takes no null character: a stranger must not get to see that, nor go by without being counted."""
    client, _, ticket = question(ours)
    answer = client.post("/sign-in/passkey", data={"ticket": ticket, "passkey": json.dumps({"id": name})})
    assert answer.status_code == 403


STATEMENTS = {
    "none": {"sig": b"x"},
    "packed": {"alg": -7, "sig": b"x"},
    "packed, a certificate": {"alg": -7, "sig": b"x", "x5c": [b"x" * 200]},
    "packed, no certificate": {"alg": -7, "sig": b"x", "x5c": []},
    "tpm": {"ver": "2.0", "alg": -257, "sig": b"x", "certInfo": b"x", "pubArea": b"", "x5c": [b"x"]},
    "android-key": {"alg": -7, "sig": b"x", "x5c": [b"x"]},
    "android-safetynet": {"ver": "1", "response": b"x.y.z"},
    "apple": {"x5c": [b"x"]},
    "fido-u2f": {"sig": b"x", "x5c": [b"x"]},
    "nobody's": {},
}


@pytest.mark.parametrize("which", STATEMENTS)
def test_a_statement_about_the_device_that_is_garbage_is_a_no_and_never_a_fault(ours, which):
    made = Device(ours.origin)
    name = ours.add(f"d-{made.id.hex()[:12]}")
    answer = adds(ours, made, name, statement=(which.partition(",")[0], STATEMENTS[which]))
    assert answer.status_code == 403
    assert not ours.house.passkeys.kept.of(ours.house.accounts.find(name))


@on_both
def test_wrong_answers_cannot_fill_the_ledger_nor_keep_the_owner_out(ours, device):
    before = len(ours.told(most=500))
    for _ in range(12):
        comes(ours, device, flags=PRESENT)
    assert len(ours.told(most=500)) - before < 10
    assert comes(ours, device).status_code == 303  # a passkey cannot be guessed, so it does not wait


def test_guessing_a_password_does_not_keep_a_passkey_waiting(ours, device):
    for _ in range(6):
        ours.client().post("/sign-in", data={"name": device.account, "password": "wrong", "code": "1"})
    assert comes(ours, device).status_code == 303
    form = {"name": device.account, "password": PASSWORD, "code": ours.code(device.account)}
    assert ours.client().post("/sign-in", data=form).status_code == 403  # and it says nothing of the guesses


def test_guessing_a_password_beside_a_passkey_waits_like_beside_a_code(ours, device):
    for _ in range(6):
        client, options, ticket = question(ours)
        form = {"name": device.account, "ticket": ticket, "passkey": device.answers(options)}
        answer = client.post("/sign-in", data=form | {"password": "wrong"})
        assert answer.status_code == 403
    client, options, ticket = question(ours)
    form = {"name": device.account, "ticket": ticket, "passkey": device.answers(options)}
    assert client.post("/sign-in", data=form | {"password": PASSWORD}).status_code == 403


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    answer=st.one_of(
        st.text(max_size=200),
        st.recursive(
            st.none() | st.integers() | st.text(max_size=20),
            lambda one: (
                st.lists(one, max_size=3)
                | st.dictionaries(
                    st.sampled_from(["id", "rawId", "type", "response", "clientDataJSON", "signature"]), one
                )
            ),
            max_leaves=12,
        ).map(json.dumps),
    )
)
def test_words_that_are_no_answer_are_a_no_and_never_a_fault(ours, device, answer):
    passkeys = ours.house.passkeys
    ticket = passkeys.asking().ticket
    shown = passkeys.read(answer, ticket)
    assert shown.why
    assert passkeys.read_new(ours.house.accounts.find(device.account), answer, ticket) is None


@pytest.mark.parametrize(
    "part", ["clientDataJSON", "authenticatorData", "signature", "userHandle", "attestationObject"]
)
def test_a_part_that_is_garbage_is_a_no_and_never_a_fault(ours, device, part):
    passkeys, account = ours.house.passkeys, ours.house.accounts.find(device.account)
    for garbage in ("", "AAAA", "!", "é", written(b'{"type":"webauthn.get"}'), written(b"[" * 9000), 7, None, ["x"]):
        get, create = passkeys.asking(), passkeys.asking_for_a_new_one(account)
        said = json.loads(device.answers(json.loads(get.options)))
        said["response"][part] = garbage
        if part != "attestationObject":
            assert passkeys.read(json.dumps(said), get.ticket).why == "passkey"
        fresh = Device(ours.origin)
        made = json.loads(fresh.makes(json.loads(create.options)))
        if part in made["response"]:
            made["response"][part] = garbage
            assert passkeys.read_new(account, json.dumps(made), create.ticket) is None


def test_without_a_record_no_passkey_opens_and_none_is_made(tmp_path):
    with entrance(tmp_path, f"sqlite:///{tmp_path / 'ledger.db'}") as one:
        device, late = Device(one.origin), Device(one.origin)
        assert adds(one, device, "officer-1").status_code == 303
        with no_record(one.house.ledger.engine):
            answer = comes(one, device)
            assert (answer.status_code, "set-cookie" in answer.headers) == (503, False)
        token = one.house.accounts.begin(one.house.accounts.find("officer-1"), by="password")
        with no_record(one.house.ledger.engine):
            assert one.house.accounts.session(token) is not None
            account = one.house.accounts.find("officer-1")
            fresh = Fresh(credential=written(late.id), public_key="AA", sign_count=0)
            with pytest.raises(AuditError):
                one.house.passkeys.kept.register(account, fresh, label="x", once=Once())
            with pytest.raises(AuditError):
                one.house.passkeys.kept.remove(account, one.told("passkey", 1)[0]["passkey"])
        assert len(one.house.passkeys.kept.of(account)) == 1
        assert comes(one, device).status_code == 303


def test_where_a_passkey_only_takes_the_code_s_place_it_opens_nothing_alone(url, tmp_path, ours, device):
    with entrance(tmp_path, url, people=False, passkeys="with_password") as other:
        page = other.client().get("/sign-in").text
        assert "/sign-in/passkey" not in page
        assert other.client().post("/sign-in/passkey", data={"passkey": "x"}).status_code == 404
        device.origin = other.origin
        options, ticket = asked(page, "/sign-in")
        form = {"name": device.account, "password": PASSWORD, "ticket": ticket, "passkey": device.answers(options)}
        assert other.client().post("/sign-in", data=form).status_code == 303


def test_where_passkeys_are_off_there_is_nothing_of_them(url, tmp_path, ours, device):
    with entrance(tmp_path, url, people=False, passkeys="off") as other:
        answer = other.client().get("/sign-in")
        assert "passkey" not in answer.text
        assert "script" not in answer.headers["content-security-policy"]
        form = {"name": device.account, "password": PASSWORD, "passkey": "{}", "code": "1"}
        assert other.client().post("/sign-in", data=form).status_code == 403
        client = other.client()
        client.cookies.set(
            "medguard", other.house.accounts.begin(other.house.accounts.find(device.account), by="password")
        )
        page = client.get("/account").text
        assert "/account/passkeys" not in page
        assert "<script" not in page
        for path in ("/account/passkeys", "/account/passkeys/remove"):
            form = {"form_token": token_in(page), "label": "x", "which": "x"}
            assert client.post(path, data=form).status_code == 404


def test_under_a_number_there_are_no_passkeys(tmp_path):
    with entrance(tmp_path, f"sqlite:///{tmp_path / 'ledger.db'}", name="127.0.0.1", people=False) as one:
        assert one.house.passkeys is None
        assert "passkeys.js" not in one.client().get("/sign-in").text


@on_both
def test_a_closed_account_is_closed_to_its_passkeys(ours, device):
    close_account(ours.house.ledger, device.account, by="tests")
    assert comes(ours, device).status_code == 403
    assert ours.told(most=1)[0]["why"] == "not_open"


@pytest.fixture(scope="module")
def with_both(tmp_path_factory):
    folder, oidc = tmp_path_factory.mktemp("both"), {"issuer": "http://127.0.0.1:9", "client_id": "x"}
    with entrance(folder, f"sqlite:///{folder / 'ledger.db'}", oidc=oidc) as opened:
        yield opened


@pytest.mark.parametrize("role", [*ROLES, "nobody"])
def test_new_addresses_open_for_whom_they_should_and_for_nobody_else(with_both, role):
    tried = 0
    for door in doors(with_both):
        if not door.path.startswith(("/account", "/users/identity", "/signed-out", "/sign-in/")):
            continue
        tried += 1
        client = with_both.client()
        form = {}
        if role != "nobody":
            token = with_both.house.accounts.begin(with_both.house.accounts.find(f"{role}-1"), by="password")
            client.cookies.set("medguard", token)
            form = {"form_token": token_in(client.get("/users" if role == "administrator" else "/").text)}
        answer = client.request(door.method, door.path, **({"data": form} if door.method == "POST" else {}))
        if door.roles is not None and role == "nobody":
            assert answer.headers["location"] == "/sign-in"
        elif door.roles is not None and role not in door.roles:
            assert answer.status_code == 403
            assert "<form method" not in answer.text.partition("<main")[2]
        else:
            assert answer.status_code != 500
            if door.method == "POST" and door.roles is not None:  # and without what only a page of ours knew
                assert client.post(door.path, data={}).status_code == 403
                elsewhere = client.post(door.path, data=form, headers={"origin": "https://evil.example"})
                assert elsewhere.status_code == 403
    assert tried >= 9


@on_both
def test_rows_are_not_deleted_unasked_and_tables_come_again(url, ours, device):
    """The last: it takes the tables away."""
    result = verify(url, keys=[ours.house.ledger.signer.verifier])
    assert result.ok
    with pytest.raises(AuditError) as caught:
        downgrade(url, "0008")
    assert "would delete passkeys" in str(caught.value)
    assert downgrade(url, "0008", delete_every_record=True) == "0008"
    assert upgrade(url) == latest()
    accounts = ours.house.accounts
    assert accounts.find(device.account) is not None  # what the release before had is there
    assert Kept(accounts).of(accounts.find(device.account)) == ()
    passkeys = Passkeys(Accounts(ours.house.ledger, KEY), ours.origin, alone=True)
    asking = passkeys.asking()
    shown = passkeys.read(device.answers(json.loads(asking.options)), asking.ticket)
    assert sign_in_by_passkey(accounts, ours.house.strangers, shown) is None
    assert verify(url, keys=[ours.house.ledger.signer.verifier]).ok
