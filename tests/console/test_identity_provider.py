"""Signing in at the institution's identity provider: over real HTTP, with a provider that is strict, and one that lies."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
import time
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
from console_samples import KEY as INSTITUTION
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from entrance_samples import PLAIN, beside, database, entrance, on_both, profile, pytest_generate_tests, token_in  # noqa: F401  pytest finds them here
from joserfc.jwk import RSAKey
from oidc_provider import CLIENT, KEY, OTHER, SECRET, OpenIdProvider, signed
from test_console_attacked import no_record

from medguard import log
from medguard.audit import verify
from medguard.audit.accounts import Accounts, close_account, state_of
from medguard.audit.identities import Identities
from medguard.console.issuer import BACK
from medguard.errors import AuditError, ProfileError
from medguard.profile import read_profile

SUB = "248289761001"
STRANGER = RSAKey.generate_key(2048, {"kid": "id-1"})
"""A key of nobody, under a name that the provider's key has."""


@pytest.fixture(scope="module")
def provider():
    opened = OpenIdProvider()
    yield opened
    opened.close()


def oidc(provider, **more):
    return {"issuer": provider.url, "client_id": CLIENT, "secret": {"variable": "TEST_CLIENT_SECRET"}, **more}


@pytest.fixture(scope="module")
def secret():
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TEST_CLIENT_SECRET", SECRET)
        yield


@pytest.fixture(scope="module")
def open_console(provider, url, secret, tmp_path_factory):
    def know(origin):
        provider.redirect_uri = origin + BACK

    with entrance(tmp_path_factory.mktemp("profile"), url, opened_for=know, oidc=oidc(provider)) as ours:
        ours.house.identities.link("officer-1", issuer=provider.url, subject=SUB, by="administrator-1")
        yield ours


@pytest.fixture
def ours(open_console, provider):
    provider.honest()
    return open_console


def away(client):
    """To the provider; the address that it sends people back to."""
    to = client.get("/sign-in/issuer")
    assert to.status_code == 303, to.text
    with httpx2.Client(verify=PLAIN) as elsewhere:
        back = elsewhere.get(to.headers["location"])
    assert back.status_code == 302, back.text
    return back.headers["location"]


def comes(client):
    return client.get(away(client))


# ── the way in ───────────────────────────────────────────────────────────────────────────────────────────────────────


@on_both
def test_somebody_whose_account_is_linked_comes_in_and_that_is_recorded(ours):
    client = ours.client()
    answer = comes(client)
    assert answer.status_code == 200
    assert "You are signed in" in answer.text
    assert client.get("/exchanges").status_code == 200
    said = ours.told(most=1)[0]
    assert (said["act"], said["account"], said["role"], said["by"]) == ("opened", "officer-1", "officer", "oidc")


def test_the_request_says_what_the_specifications_ask(ours, provider):
    asked = parse_qs(urlsplit(ours.client().get("/sign-in/issuer").headers["location"]).query)
    assert asked["code_challenge_method"] == ["S256"]
    assert asked["response_type"] == ["code"]
    assert asked["redirect_uri"] == [ours.origin + BACK]
    again = parse_qs(urlsplit(ours.client().get("/sign-in/issuer").headers["location"]).query)
    assert all(asked[name] != again[name] for name in ("state", "nonce", "code_challenge"))
    assert provider.refused == []


def test_only_the_cookie_of_the_way_is_lax_and_it_shows_nothing(ours):
    to = ours.client().get("/sign-in/issuer")
    (cookie,) = to.headers.get_list("set-cookie")
    assert cookie.startswith("medguard-issuer=")
    assert "SameSite=lax" in cookie
    assert "HttpOnly" in cookie
    for name in ("state", "nonce", "code_challenge"):
        assert parse_qs(urlsplit(to.headers["location"]).query)[name][0] not in cookie
    client = ours.client()
    given = comes(client).headers.get_list("set-cookie")
    assert all("SameSite=strict" in one for one in given if not one.startswith("medguard-issuer="))
    assert any(one.startswith('medguard-issuer=""') for one in given)


@on_both
def test_neither_number_nor_name_of_a_person_stands_in_a_record_or_in_the_tables(ours, provider):
    provider.person = {"sub": "zhang.san@hospital.example", "name": "张三", "email": "zhang.san@hospital.example"}
    ours.house.identities.link("reviewer-1", issuer=provider.url, subject=provider.person["sub"], by="administrator-1")
    assert comes(ours.client()).status_code == 200
    ours.house.identities.unlink("reviewer-1", by="administrator-1")
    assert "zhang" not in ours.everything()
    assert "张三" not in ours.everything()
    assert SUB not in ours.everything()


# ── who is nobody here ───────────────────────────────────────────────────────────────────────────────────────────────


def test_nobody_gets_an_account_by_signing_in(ours, provider):
    provider.person = {"sub": "somebody-new"}
    before = len(ours.house.accounts.everyone())
    client = ours.client()
    answer = comes(client)
    assert answer.status_code == 403
    assert "somebody-new" in answer.text  # for the administrator, and for nobody else
    assert "medguard" not in client.cookies
    assert len(ours.house.accounts.everyone()) == before
    ours.house.strangers.keep_now()
    assert "somebody-new" not in ours.everything()
    assert {("oidc", "unknown")} <= {(one["by"], one["why"]) for one in ours.told()}


def test_the_same_number_of_another_issuer_is_somebody_else(ours, provider):
    ours.house.identities.link("reviewer-1", issuer="https://elsewhere.example", subject="s-1", by="administrator-1")
    provider.person = {"sub": "s-1"}
    assert comes(ours.client()).status_code == 403


@on_both
@pytest.mark.parametrize("what", ["closed", "unlinked", "link"])
def test_an_account_that_is_over_or_a_link_is_nobodys(ours, provider, what):
    name = ours.add(f"over-{what}-{time.monotonic_ns()}")
    provider.person = {"sub": name}
    ours.house.identities.link(name, issuer=provider.url, subject=name, by="administrator-1")
    assert comes(ours.client()).status_code == 200
    administrator = ours.signed_in("administrator-1")
    form = {"form_token": token_in(administrator.get("/users").text), "name": name}
    if what == "link":
        page = administrator.post("/users/link", data=form | {"days": "3", "applications": "*"}).text
        link = re.search(r"link-[0-9a-f]{8}", page)[0]
        answer = administrator.post("/users/identity", data=form | {"name": link, "subject": "s-2"})
        assert answer.status_code == 503
        return
    path = {"closed": "/users/close", "unlinked": "/users/identity/remove"}[what]
    assert administrator.post(path, data=form).status_code == 303
    assert comes(ours.client()).status_code == 403
    if what == "closed":
        assert (ours.told(most=1)[0]["why"], ours.told(most=1)[0]["by"]) == ("not_open", "oidc")


@on_both
def test_one_person_has_one_account(ours, provider):
    with pytest.raises(AuditError) as caught:
        ours.house.identities.link("auditor-1", issuer=provider.url, subject=SUB, by="administrator-1")
    assert SUB not in str(caught.value)
    assert "one person, one account" in caught.value.remedy


@on_both
def test_a_row_that_somebody_wrote_by_hand_lets_nobody_in(ours, provider):
    name = ours.add(f"hand-{time.monotonic_ns()}", role="administrator")
    provider.person = {"sub": "by-hand"}
    person = ours.house.accounts.seals.person(provider.url, "by-hand")
    with ours.house.ledger.engine.begin() as connection:
        connection.exec_driver_sql(
            f"INSERT INTO identities VALUES ('{name}', '{person}', '2026-11-26T00:00:00.000000Z')"
        )
    assert comes(ours.client()).status_code == 403
    assert name not in ours.house.identities.linked()


WHERE = ["behind the end", "in its place"]


@on_both
@pytest.mark.parametrize("where", WHERE)
def test_a_record_that_somebody_wrote_beside_the_log_gives_nobody_another_account(ours, provider, where):
    mine, theirs = (
        ours.add(f"{who}-{time.monotonic_ns()}", role) for who, role in (("m", "auditor"), ("t", "officer"))
    )
    provider.person = {"sub": mine}
    ours.house.identities.link(mine, issuer=provider.url, subject=mine, by="administrator-1")
    engine, made_at = ours.house.ledger.engine, ours.told("identity", 1)[0]["started_at"]
    person = ours.house.accounts.seals.person(provider.url, mine)
    state = hashlib.sha256(json.dumps([theirs, person, made_at], separators=(",", ":")).encode()).hexdigest()
    change = "UPDATE identities SET account = '{}' WHERE person = '{}'"
    with engine.begin() as connection:
        connection.exec_driver_sql(change.format(theirs, person))
    with beside(engine, "identity", where, account=theirs, state_sha256=state):
        for accounts in (ours.house.accounts, Accounts(ours.house.ledger, INSTITUTION)):  # also after a restart
            assert Identities(accounts).find(provider.url, mine) is None
        client = ours.client()
        assert comes(client).status_code == 403
        assert "medguard" not in client.cookies
    with engine.begin() as connection:
        connection.exec_driver_sql(change.format(mine, person))
    assert comes(ours.client()).status_code == 200


@on_both
@pytest.mark.parametrize("where", WHERE)
def test_a_record_that_somebody_wrote_beside_the_log_gives_nobody_another_role(ours, where):
    name, engine = ours.add(f"r-{time.monotonic_ns()}", "auditor"), ours.house.ledger.engine
    with engine.begin() as connection:
        connection.exec_driver_sql(f"UPDATE accounts SET role = 'administrator' WHERE name = '{name}'")
        row = connection.exec_driver_sql(f"SELECT * FROM accounts WHERE name = '{name}'").mappings().one()
    with beside(engine, "account", where, role="administrator", state_sha256=state_of(row)):
        assert ours.house.accounts.find(name) is None
        assert Accounts(ours.house.ledger, INSTITUTION).find(name) is None
    with engine.begin() as connection:
        connection.exec_driver_sql(f"UPDATE accounts SET role = 'auditor' WHERE name = '{name}'")
    assert Accounts(ours.house.ledger, INSTITUTION).find(name).role == "auditor"


def test_a_record_behind_the_end_of_the_log_hides_none_that_comes(ours):
    name = ours.add(f"h-{time.monotonic_ns()}")
    accounts = ours.house.accounts
    assert accounts.find(name) is not None
    with beside(ours.house.ledger.engine, "account", "behind the end"):
        assert accounts.find(name) is not None
        close_account(ours.house.ledger, name, by="tests")
        assert accounts.find(name).closed_at is not None
        later = ours.add(f"l-{time.monotonic_ns()}")
        assert accounts.find(later) is not None


@on_both
@pytest.mark.parametrize("what", ["unlinked", "linked to another"])
def test_whose_account_it_was_is_in_no_more(ours, provider, what):
    name = ours.add(f"was-{time.monotonic_ns()}")
    provider.person = {"sub": name}
    ours.house.identities.link(name, issuer=provider.url, subject=name, by="administrator-1")
    client = ours.client()
    assert comes(client).status_code == 200
    assert client.get("/exchanges").status_code == 200
    if what == "unlinked":
        ours.house.identities.unlink(name, by="administrator-1")
    else:
        ours.house.identities.link(name, issuer=provider.url, subject=f"{name}-2", by="administrator-1")
    assert client.get("/exchanges").headers["location"] == "/sign-in"
    assert comes(ours.client()).status_code == 403


@on_both
def test_an_administrator_links_on_the_page_and_it_is_recorded(ours, provider):
    name = ours.add(f"linked-{time.monotonic_ns()}", role="auditor")
    administrator = ours.signed_in("administrator-1")
    form = {"form_token": token_in(administrator.get("/users").text), "name": name, "subject": " s-77 "}
    assert administrator.post("/users/identity", data=form).status_code == 303
    said = ours.told("identity", 1)[0]
    assert (said["act"], said["account"], said["by"]) == ("linked", name, "administrator-1")
    provider.person = {"sub": "s-77"}
    assert comes(ours.client()).status_code == 200


# ── what is no good ──────────────────────────────────────────────────────────────────────────────────────────────────


def part(value):
    return base64.urlsafe_b64encode(value if isinstance(value, bytes) else json.dumps(value).encode()).rstrip(b"=")


def unsigned(claims):
    return b".".join((part({"alg": "none"}), part(claims), b"")).decode()


def with_the_public_key(claims):
    """HS256 whose secret is what everybody may read."""
    begun = part({"alg": "HS256", "kid": "id-1", "typ": "JWT"}) + b"." + part(claims)
    pem = KEY.raw_value.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    return (begun + b"." + part(hmac.new(pem, begun, hashlib.sha256).digest())).decode()


BAD = {
    "nonce of another": (lambda c: signed(c | {"nonce": "x" * 64}), "nonce"),
    "no nonce": (lambda c: signed({name: c[name] for name in c if name != "nonce"}), "nonce"),
    "another issuer": (lambda c: signed(c | {"iss": "https://elsewhere.example"}), "token_InvalidClaimError"),
    "another audience": (lambda c: signed(c | {"aud": "another-app"}), "token_InvalidClaimError"),
    "no audience": (lambda c: signed({name: c[name] for name in c if name != "aud"}), "token_MissingClaimError"),
    "two audiences and no word for which": (lambda c: signed(c | {"aud": [CLIENT, "other"]}), "for_another_client"),
    "made for another client": (lambda c: signed(c | {"azp": "another-app"}), "for_another_client"),
    "alg none": (unsigned, "token_algorithm"),
    "HS256 with the public key": (with_the_public_key, "token_algorithm"),
    "expired": (lambda c: signed(c | {"exp": int(time.time()) - 31}), "token_expired"),
    "no end": (lambda c: signed({name: c[name] for name in c if name != "exp"}), "token_MissingClaimError"),
    "of tomorrow": (lambda c: signed(c | {"iat": int(time.time()) + 3600}), "token_InvalidClaimError"),
    "no time": (lambda c: signed({name: c[name] for name in c if name != "iat"}), "no_time"),
    "an access token": (lambda c: signed(c, typ="at+jwt"), "token_type"),
    "a logout token": (lambda c: signed(c, typ="logout+jwt"), "token_type"),
    "a key nobody knows": (lambda c: signed(c, STRANGER, kid="id-9"), "token_key_unknown"),
    "another's key under a known name": (lambda c: signed(c, STRANGER), "token_signature"),
    "the other key's name": (lambda c: signed(c, KEY, kid="id-2"), "token_signature"),
    "no number": (lambda c: signed({name: c[name] for name in c if name != "sub"}), "no_subject"),
    "a number that is none": (lambda c: signed(c | {"sub": "张三"}), "no_subject"),
    "a number that is a number": (lambda c: signed(c | {"sub": 0}), "token_InvalidClaimError"),
    "an empty number": (lambda c: signed(c | {"sub": ""}), "no_subject"),
    "an audience that is a number": (lambda c: signed(c | {"aud": [CLIENT, 7]}), "token_InvalidClaimError"),
    "a number that is too long": (lambda c: signed(c | {"sub": "1" * 256}), "no_subject"),
    "not a token": (lambda _c: "abc", "token_DecodeError"),
    "changed": (lambda c: signed(c)[:-8] + "AAAAAAAA", "token_signature"),
}


@pytest.mark.parametrize("which", BAD)
def test_a_bad_token_lets_nobody_in_and_the_log_says_why(ours, provider, which, capsys):
    log.configure("json")
    provider.token, why = BAD[which]
    client = ours.client()
    answer = comes(client)
    assert answer.status_code == 403
    assert "medguard" not in client.cookies
    assert "does not fit what was asked" in answer.text
    assert reasons(capsys)[-1] == why


def reasons(capsys):
    """What the program's own log says of those who came back."""
    lines = map(json.loads, capsys.readouterr().err.splitlines())
    return [line["reason"] for line in lines if line["event"] == "issuer_refused"]


@pytest.mark.parametrize("good", ["the other key", "no typ", "two audiences", "a clock that is off"])
def test_a_token_that_is_unusual_and_good_lets_in(ours, provider, good):
    provider.token = {
        "the other key": lambda c: signed(c, OTHER),
        "no typ": signed,
        "two audiences": lambda c: signed(c | {"aud": [CLIENT, "other"], "azp": CLIENT}),
        "a clock that is off": lambda c: signed(c | {"iat": c["iat"] + 20, "exp": int(time.time()) - 10}, typ="JWT"),
    }[good]
    assert comes(ours.client()).status_code == 200


@pytest.mark.parametrize(
    ("back", "why"),
    [
        ({"state": "x" * 64}, "state"),
        ({"state": None}, "state"),
        ({"iss": "https://elsewhere.example"}, "another_issuer"),
        ({"iss": None}, "another_issuer"),
        ({"error": "access_denied", "code": None}, "issuer_says_no"),
        ({"code": None}, "no_code"),
        ({"code": "made-up"}, "code_not_taken"),
        ({"code": ["one", "two"]}, "twice"),
    ],
    ids=["state", "no state", "issuer", "no issuer", "denied", "no code", "made-up code", "two codes"],
)
def test_what_comes_back_must_be_what_was_asked(ours, provider, back, why, capsys):
    log.configure("json")
    provider.back = back
    client = ours.client()
    assert comes(client).status_code == 403
    assert "medguard" not in client.cookies
    assert reasons(capsys)[-1] == why


def test_an_answer_works_once_and_in_the_browser_that_asked(ours):
    client, other = ours.client(), ours.client()
    address = away(client)
    kept = client.cookies["medguard-issuer"]
    assert other.get(address).status_code == 403  # stolen on the way
    assert client.get(address).status_code == 200
    assert client.get(address).status_code == 403  # reloaded
    replayed = ours.client(cookie=f"medguard-issuer={kept}")
    assert replayed.get(address).status_code == 403  # by whoever has the cookie, too: the provider takes a code once
    assert "medguard" not in replayed.cookies


@on_both
def test_a_provider_that_takes_a_code_twice_opens_no_second_session(ours, provider):
    codes = provider._codes.copy
    client = ours.client()
    address = away(client)
    kept, remembered = client.cookies["medguard-issuer"], codes()
    assert client.get(address).status_code == 200
    provider._codes.update(remembered)
    again = ours.client(cookie=f"medguard-issuer={kept}")
    assert again.get(address).status_code == 403
    assert (ours.told(most=1)[0]["why"], ours.told(most=1)[0]["account"]) == ("issuer", "officer-1")


def test_a_code_is_of_no_use_to_who_has_not_the_verifier(ours, provider):
    thief, victim = ours.client(), ours.client()
    code = parse_qs(urlsplit(away(victim)).query)["code"][0]
    state = parse_qs(urlsplit(away(thief)).query)["state"][0]
    answer = thief.get(BACK, params={"code": code, "state": state, "iss": provider.url})
    assert answer.status_code == 403
    assert "medguard" not in thief.cookies


def test_a_forged_or_old_cookie_of_the_way_opens_nothing(ours):
    client = ours.client()
    address = away(client)
    kept = client.cookies["medguard-issuer"]
    for cookie in ("", "x", kept[:-2] + "AA", "A" * 4000):
        assert ours.client(cookie=f"medguard-issuer={cookie}").get(address).status_code == 403


# ── a provider that is down, or somebody else ────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "what", ["503", "gone", "another issuer", "no keys", "no S256", "http elsewhere", "no JSON", "no name"]
)
def test_a_provider_that_is_down_or_somebody_else_gets_a_page_that_says_so(secret, tmp_path, what):
    provider = OpenIdProvider()
    changes = {
        "another issuer": {"issuer": "https://elsewhere.example"},
        "no keys": {"jwks_uri": None},
        "no S256": {"code_challenge_methods_supported": ["plain"]},
        "no name": {"jwks_uri": "https://a..b/keys"},
        "http elsewhere": {"token_endpoint": "http://elsewhere.example/token"},
    }
    provider.discovery = changes.get(what, {})
    provider.down = what == "503"
    if what == "no JSON":
        provider._discovery = lambda: (200, {}, b"<html>")
    if what == "gone":
        provider.close()
    with entrance_again(tmp_path, provider) as ours:
        answer = ours.client().get("/sign-in/issuer", headers={"accept-language": "zh"})
        assert answer.status_code == 503
        assert "身份提供方暂无响应" in answer.text
        assert ours.client().get("/sign-in").status_code == 200
    if what != "gone":
        provider.close()


def test_who_comes_in_the_same_second_comes_in(ours, provider):
    """More than are asked for at once: when a shift begins they wait for their turn, and are not told that the provider is down."""
    ways = [(client, away(client)) for client in (ours.client() for _ in range(10))]
    provider.pause = 0.2
    with ThreadPoolExecutor(len(ways)) as crowd:
        answers = list(crowd.map(lambda way: way[0].get(way[1]).status_code, ways))
    assert answers == [200] * len(ways)


def entrance_again(folder, provider, **more):
    """Another console, with a database and a provider of its own."""

    def know(origin):
        provider.redirect_uri = origin + BACK

    url = f"sqlite:///{folder / 'ledger.db'}"
    return entrance(folder, url, opened_for=know, people=False, oidc=oidc(provider, **more))


def test_a_provider_that_goes_down_on_the_way_and_comes_again(ours, provider):
    client = ours.client()
    address = away(client)
    provider.down = True
    assert client.get(address).status_code == 503
    provider.down = False
    assert comes(client).status_code == 200  # without another start


def test_keys_that_cannot_be_read_let_nobody_in(secret, tmp_path):
    provider = OpenIdProvider()
    provider.keys = ()
    with entrance_again(tmp_path, provider) as ours:
        assert comes(ours.client()).status_code == 503
    provider.close()


# ── accounts by a claim, roles by groups ─────────────────────────────────────────────────────────────────────────────


GROUPS = {"roles": {"mg-officers": "officer", "mg-auditors": "auditor"}, "applications": {"ward-a": ["ward-a"]}}


@pytest.fixture(scope="module")
def claims_console(secret, tmp_path_factory):
    provider = OpenIdProvider()
    more = {"account_claim": "employee_number", "groups": GROUPS, "scopes": ["openid", "groups"]}
    with entrance_again(tmp_path_factory.mktemp("claims"), provider, **more) as ours:
        ours.provider = provider
        yield ours
    provider.close()


@pytest.fixture
def by_claim(claims_console):
    claims_console.provider.honest()
    claims_console.name = claims_console.add(f"dr-{time.monotonic_ns()}", role="reviewer")
    return claims_console


@pytest.mark.parametrize(
    ("groups", "role"),
    [
        (["mg-officers", "canteen"], "officer"),
        (["mg-auditors", "ward-a"], "auditor"),
        (["canteen"], None),
        ([], None),
        (["mg-officers", "mg-auditors"], None),
        ("mg-officers", None),
        (None, None),
        ([{"name": "mg-officers"}], None),
    ],
    ids=["officer", "auditor", "no group of ours", "none", "two roles", "a word", "missing", "objects"],
)
def test_a_role_is_that_of_ones_groups_or_nobody_comes_in(by_claim, groups, role):
    person = {"sub": "s-1", "employee_number": by_claim.name, "groups": groups}
    by_claim.provider.person = {name: value for name, value in person.items() if value is not None}
    client = by_claim.client()
    answer = comes(client)
    said = by_claim.told(most=1)[0]
    assert answer.status_code == (200 if role else 403)
    assert (said["account"], said["by"], said["why"]) == (by_claim.name, "oidc", "" if role else "group")
    if role is None:
        assert "stand for no role" in answer.text
        return
    assert said["role"] == role
    kept = by_claim.house.accounts.session(client.cookies["medguard"])
    assert kept.role == role  # and not that of the account, which is a reviewer's
    assert kept.applications == (("ward-a",) if "ward-a" in groups else ())
    assert by_claim.house.accounts.find(by_claim.name).role == "reviewer"
    assert (client.get("/reviews").status_code == 200) == (role == "officer")


def test_the_role_of_a_session_cannot_be_written_into_its_cookie(by_claim):
    by_claim.provider.person = {"sub": "s-1", "employee_number": by_claim.name, "groups": ["mg-auditors"]}
    client = by_claim.client()
    assert comes(client).status_code == 200
    token = client.cookies["medguard"]
    name, _, rest = token.rpartition(".")
    grant, _, number = rest.partition("~")
    said = json.loads(base64.urlsafe_b64decode(grant)) | {"role": "administrator", "applications": ["*"]}
    forged = f"{name}.{base64.urlsafe_b64encode(json.dumps(said).encode()).decode()}~{number}"
    assert by_claim.house.accounts.session(token) is not None
    for one in (forged, f"{name}.{number}", f"{name}.~{number}"):
        assert by_claim.house.accounts.session(one) is None


@pytest.mark.parametrize("claim", ["nobody", "", 7, ["x"], None, "张三"], ids=repr)
def test_a_claim_that_names_no_account_lets_nobody_in(by_claim, claim):
    by_claim.provider.person = {"sub": "s-1", "employee_number": claim, "groups": ["mg-officers"]}
    answer = comes(by_claim.client())
    assert answer.status_code == 403
    assert "no account of this console is yours" in answer.text


def test_where_a_claim_names_the_account_nobody_is_linked(by_claim):
    administrator = by_claim.client()
    accounts = by_claim.house.accounts
    token = accounts.begin(accounts.find(by_claim.add(f"it-{time.monotonic_ns()}", "administrator")), by="password")
    administrator.cookies.set("medguard", token)
    page = administrator.get("/users").text
    form = {"form_token": token_in(page), "name": by_claim.name, "subject": "s-1"}
    assert "/users/identity" not in page
    assert administrator.post("/users/identity", data=form).status_code == 404


# ── going out ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_who_came_by_the_provider_is_told_that_its_session_goes_on(ours, provider):
    client = ours.client()
    comes(client)
    out = client.post("/sign-out", data={"form_token": token_in(client.get("/").text)})
    assert out.headers["location"] == "/signed-out"
    assert (ours.told(most=1)[0]["act"], ours.told(most=1)[0]["by"]) == ("ended", "oidc")
    there = re.search(r'href="([^"]+/end[^"]*)"', client.get("/signed-out").text)[1].replace("&amp;", "&")
    asked = parse_qs(urlsplit(there).query)
    assert asked == {"client_id": [CLIENT], "post_logout_redirect_uri": [f"{ours.origin}/sign-in"]}
    assert client.get("/exchanges").headers["location"] == "/sign-in"


def test_who_came_by_a_password_is_not_sent_there(ours):
    client = ours.signed_in("officer-1")
    out = client.post("/sign-out", data={"form_token": token_in(client.get("/").text)})
    assert out.headers["location"] == "/sign-in"
    assert ours.told(most=1)[0]["by"] == "password"


def test_without_a_record_the_provider_opens_nothing(secret, tmp_path):
    provider = OpenIdProvider()
    with entrance_again(tmp_path, provider) as ours:
        ours.house.identities.link(ours.add("officer-1"), issuer=provider.url, subject=SUB, by="tests")
        client = ours.client()
        address = away(client)
        with no_record(ours.house.ledger.engine):
            answer = client.get(address)
        assert answer.status_code == 503
        assert not any(one.startswith("medguard=") for one in answer.headers.get_list("set-cookie"))
        assert comes(ours.client()).status_code == 200
    provider.close()


# ── settings ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_without_a_provider_there_is_no_such_page(tmp_path):
    with entrance(tmp_path, f"sqlite:///{tmp_path / 'ledger.db'}", people=False) as one:
        for path in ("/sign-in/issuer", BACK, "/signed-out"):
            assert one.client().get(path).status_code == 404
        assert "/sign-in/issuer" not in one.client().get("/sign-in").text


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"issuer": "http://id.hospital.example"}, "is not https"),
        ({"secret": {}}, "names no place, or several"),
        ({"secret": {"file": "a", "variable": "B"}}, "names no place, or several"),
        ({"algorithms": ["HS256"]}, "HS256"),
        ({"algorithms": ["none"]}, "none"),
        ({"algorithms": []}, "is empty"),
        ({"scopes": ["profile"]}, "lacks openid"),
        ({"groups": {"roles": {"g": "owner"}}}, "owner"),
        ({"groups": {"roles": {}}}, "is empty"),
        ({"groups": {"roles": {"g": "officer"}, "applications": {"g": ["x" * 60] * 40}}}, "is too long"),
        ({"isuer": "x"}, "isuer"),
    ],
    ids=lambda value: value if isinstance(value, str) else json.dumps(value)[:40],
)
def test_a_setting_that_is_wrong_is_told_with_its_place(tmp_path, changes, words):
    section = {"issuer": "https://id.hospital.example", "client_id": CLIENT, **changes}
    with pytest.raises(ProfileError) as caught:
        read_profile(profile(tmp_path, oidc=section))
    assert words in str(caught.value)
    assert "ours.yaml" in str(caught.value)
    assert caught.value.remedy_zh


@pytest.mark.parametrize("at", [{"variable": "NO_SUCH_VARIABLE"}, {"file": "/no/such"}, {"command": "false"}], ids=str)
def test_a_secret_that_is_not_there_is_told_at_start(tmp_path, provider, at):
    section = oidc(provider) | {"secret": at}
    with (
        pytest.raises(ProfileError, match=r"console\.oidc\.secret"),
        entrance(tmp_path, f"sqlite:///{tmp_path / 'ledger.db'}", oidc=section),
    ):
        pass


def test_a_secret_from_a_file_or_a_command_is_read_anew(tmp_path):
    provider, file = OpenIdProvider(), tmp_path / "secret"
    file.write_text("an-old-one\n")
    with entrance_again(tmp_path, provider, secret={"command": f"cat {file}"}) as ours:
        assert comes(ours.client()).status_code == 403
        file.write_text(f"{SECRET}\n")
        ours.house.identities.link(
            ours.add(f"o-{time.monotonic_ns()}"), issuer=provider.url, subject=SUB, by="administrator-1"
        )
        assert comes(ours.client()).status_code == 200
    provider.close()


@on_both
def test_the_log_verifies_after_all_of_it(ours, url):
    assert verify(url, keys=[ours.house.ledger.signer.verifier]).ok
