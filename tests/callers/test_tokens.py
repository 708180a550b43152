"""Tokens of an identity provider: good ones, and everything that is done to them."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import threading

import pytest
from callers_samples import (
    AUDIENCE,
    EC,
    ISSUER,
    NOW,
    OTHER,
    RSA,
    Clock,
    Provider,
    bearer,
    callers,
    token,
    tokens,
)
from hypothesis import given, settings
from hypothesis import strategies as st
from joserfc.jwk import ECKey, OctKey, OKPKey, RSAKey

from medguard.callers import Claims
from medguard.callers.key_sets import Keys
from medguard.errors import CallersUnknown, NotAllowed, ProfileError, Unauthenticated


@pytest.fixture
def provider():
    opened = Provider(RSA, EC)
    yield opened
    opened.close()


def door(provider, **more):
    return callers("jwt", tokens=tokens(provider.url, **more))


def admitted(provider, words, **more):
    return door(provider, **more).admit(bearer(words)).caller


def why(provider, words, **more):
    with pytest.raises(Unauthenticated) as caught:
        admitted(provider, words, **more)
    assert str(caught.value).startswith("This caller is not known.")
    assert caught.value.headers["WWW-Authenticate"].startswith("Bearer")
    return caught.value.why


def part(value):
    return (
        base64.urlsafe_b64encode(value if isinstance(value, bytes) else json.dumps(value).encode())
        .rstrip(b"=")
        .decode()
    )


CLAIMS = {"iss": ISSUER, "aud": AUDIENCE, "exp": NOW + 60, "azp": "ward-assistant"}


def test_a_token_says_who_asks(provider):
    caller = admitted(provider, token(purpose="triage"))
    assert (caller.known_by, caller.application, caller.actor, caller.purpose) == (
        "jwt",
        "ward-assistant",
        "dr-0042",
        "triage",
    )
    assert caller.claimed == frozenset()
    assert caller.vouched("actor") == "dr-0042"


def test_what_the_token_does_not_say_is_only_claimed(provider):
    words = [*bearer(token()), ("medguard-patient", "pt-7"), ("medguard-purpose", "triage")]
    caller = door(provider).admit(words).caller
    assert caller.claimed == {"patient", "purpose"}
    trusted = callers("jwt", tokens=tokens(provider.url), vouches_for=("patient",)).admit(words).caller
    assert trusted.claimed == {"purpose"}


def test_a_header_cannot_contradict_the_token(provider):
    for name in ("medguard-actor", "medguard-application"):
        with pytest.raises(NotAllowed):
            door(provider).admit([*bearer(token()), (name, "somebody-else")])


@pytest.mark.parametrize("purposes", ["triage discharge", ["triage", "discharge"]], ids=["scope", "list"])
def test_of_several_purposes_the_caller_names_one(provider, purposes):
    words = bearer(token(purpose=purposes))
    assert door(provider).admit([*words, ("medguard-purpose", "triage")]).caller.vouched("purpose") == "triage"
    assert door(provider).admit(words).caller.purpose is None
    with pytest.raises(NotAllowed):
        door(provider).admit([*words, ("medguard-purpose", "marketing")])


@pytest.mark.parametrize("kind", ["logout+jwt", "dpop+jwt", "secevent+jwt", "JOSE", ""])
def test_a_token_of_another_kind_is_none_of_ours(provider, kind):
    assert why(provider, token(header={"typ": kind})) == "token_type"


@pytest.mark.parametrize("kind", ["JWT", "jwt", "at+jwt", "application/at+jwt", "AT+JWT"])
def test_an_access_token_may_say_that_it_is_one(provider, kind):
    assert admitted(provider, token(header={"typ": kind})).application == "ward-assistant"


@pytest.mark.parametrize("algorithm", ["RS256", "PS384", "ES256", "Ed25519", "EdDSA"])
@pytest.mark.filterwarnings("ignore::joserfc.errors.SecurityWarning")
def test_every_algorithm_that_a_profile_may_choose_works(provider, algorithm):
    key = (
        {"E": EC, "R": RSA, "P": RSA}[algorithm[0]]
        if not algorithm.startswith("Ed")
        else OKPKey.generate_key("Ed25519", {"kid": "ed"})
    )
    provider.publish(key)
    assert admitted(provider, token(key, algorithm), algorithms=(algorithm,))


# ── not good ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", ["none", "None", "NONE", "nOnE"])
@pytest.mark.parametrize("signature", ["", "AAAA"])
def test_a_token_without_a_signature_is_none(provider, name, signature):
    assert why(provider, f"{part({'alg': name, 'kid': 'rsa-1'})}.{part(CLAIMS)}.{signature}") == "token_algorithm"


@pytest.mark.parametrize("secret", ["pem", "der", "jwk", "n", "empty"])
def test_a_public_key_is_no_secret_of_an_hmac(provider, secret):
    material = {
        "pem": RSA.as_pem(private=False),
        "der": RSA.as_der(private=False),
        "jwk": json.dumps(RSA.as_dict(private=False)).encode(),
        "n": base64.urlsafe_b64decode(RSA.as_dict(private=False)["n"] + "=="),
        "empty": b"",
    }[secret]
    signed = f"{part({'alg': 'HS256', 'kid': 'rsa-1'})}.{part(CLAIMS)}"
    forged = f"{signed}.{part(hmac.digest(material, signed.encode(), hashlib.sha256))}"
    assert why(provider, forged) == "token_algorithm"
    assert provider.asked == 0


def test_an_hmac_is_refused_even_where_the_issuer_publishes_a_symmetric_key(provider):
    symmetric = OctKey.generate_key(256, {"kid": "oct-1", "alg": "HS256"})
    body = json.dumps({"keys": [RSA.as_dict(private=False), symmetric.as_dict(private=True)]}).encode()
    provider.answer = lambda _path: (200, {}, body)
    assert why(provider, token(symmetric, "HS256")) == "token_algorithm"
    assert admitted(provider, token())


def test_an_algorithm_that_the_profile_does_not_name_is_refused(provider):
    assert why(provider, token(alg="RS512")) == "token_algorithm"
    assert why(provider, token(alg="PS256"), algorithms=("RS256",)) == "token_algorithm"


def test_a_key_is_used_with_the_algorithm_that_it_was_published_for(provider):
    narrow = RSAKey.import_key({**RSA.as_dict(private=True), "alg": "RS512", "kid": "narrow"})
    provider.publish(narrow)
    forged = token(RSA, "RS256", header={"kid": "narrow"})
    assert why(provider, forged) == "token_key_unknown"


def test_a_key_of_another_kind_does_not_fit_the_algorithm(provider):
    assert why(provider, token(RSA, "RS256", header={"kid": "ec-1"})) == "token_key_unknown"


def test_a_key_for_encrypting_signs_nothing(provider):
    body = json.dumps({"keys": [{**RSA.as_dict(private=False), "use": "enc"}, EC.as_dict(private=False)]}).encode()
    provider.answer = lambda _path: (200, {}, body)
    assert why(provider, token()) == "token_key_unknown"


@pytest.mark.parametrize(
    "kid", ["other", "../../etc/passwd", "' OR 1=1", "x" * 3000, 7, ["rsa-1"], {"a": 1}, ""], ids=str
)
def test_a_wrong_name_of_a_key_opens_nothing(provider, kid):
    signed = f"{part({'alg': 'RS256', 'kid': kid})}.{part(CLAIMS)}"
    assert why(provider, f"{signed}.{part(b'x' * 256)}").startswith("token_")


def test_the_key_of_somebody_else_signs_for_nobody(provider):
    assert why(provider, token(OTHER)) == "token_key_unknown"
    assert why(provider, token(OTHER, header={"kid": "rsa-1"})) == "token_signature"


def test_a_token_that_names_no_key_is_checked_with_the_only_one_that_fits(provider):
    assert admitted(provider, token(EC, "ES256", header={"kid": None}))
    provider.publish(RSA, OTHER)
    assert why(provider, token(header={"kid": None})) == "token_key_ambiguous"


HEADERS = {
    "jku": {"jku": "{url}"},
    "x5u": {"x5u": "{url}"},
    "jwk": {"jwk": OTHER.as_dict(private=False)},
    "jwk and kid": {"jwk": OTHER.as_dict(private=False), "kid": "other"},
}


@pytest.mark.parametrize("header", HEADERS.values(), ids=HEADERS)
def test_no_header_of_a_token_leads_anywhere(provider, header):
    trap = Provider(OTHER)
    try:
        named = {name: trap.url if value == "{url}" else value for name, value in header.items()}
        assert why(provider, token(OTHER, header=named)).startswith("token_")
        assert trap.asked == 0
    finally:
        trap.close()


@pytest.mark.parametrize(
    "header",
    [
        {"crit": ["exp2"], "exp2": 1},
        {"crit": ["b64"], "b64": False},
        {"b64": False, "crit": ["b64"]},
        {"crit": "x"},
        {"typ": 7},
    ],
    ids=str,
)
def test_a_header_that_must_be_understood_and_is_not_stops_the_token(provider, header):
    signed = f"{part({'alg': 'RS256', 'kid': 'rsa-1', **header})}.{part(CLAIMS)}"
    assert why(provider, f"{signed}.{part(b'x' * 256)}").startswith("token_")


@pytest.mark.parametrize(
    ("claims", "reason"),
    [
        ({"exp": NOW - 31}, "token_expired"),
        ({"exp": None}, "token_MissingClaimError"),
        ({"exp": "2099-01-01"}, "token_InvalidClaimError"),
        ({"exp": True}, "token_InvalidClaimError"),
        ({"nbf": NOW + 31}, "token_InvalidClaimError"),
        ({"iat": NOW + 3600}, "token_InvalidClaimError"),
        ({"iss": "https://id.evil.example"}, "token_InvalidClaimError"),
        ({"iss": ISSUER + "/"}, "token_InvalidClaimError"),
        ({"iss": None}, "token_MissingClaimError"),
        ({"iss": [ISSUER]}, "token_InvalidClaimError"),
        ({"aud": "billing"}, "token_InvalidClaimError"),
        ({"aud": None}, "token_MissingClaimError"),
        ({"aud": ["billing", "crm"]}, "token_InvalidClaimError"),
        ({"aud": {"a": AUDIENCE}}, "token_InvalidClaimError"),
        ({"azp": None}, "token_no_application"),
        ({"azp": "Ward assistant of Ann Lee"}, "token_claim_is_no_reference"),
        ({"sub": "ann.lee@hospital.example"}, "token_claim_is_no_reference"),
        ({"sub": "李明"}, "token_claim_is_no_reference"),
        ({"azp": {"x": 1}}, "token_claim_is_no_reference"),
        ({"purpose": []}, "token_purposes"),
        ({"purpose": 7}, "token_purposes"),
        ({"purpose": "a " * 200}, "token_purposes"),
    ],
    ids=str,
)
def test_a_claim_that_is_not_right_opens_nothing(provider, claims, reason):
    assert why(provider, token(**claims)) == reason


def test_clocks_may_differ_a_little(provider):
    assert admitted(provider, token(exp=NOW - 29, nbf=NOW + 29))
    assert why(provider, token(exp=NOW - 29), skew=0) == "token_expired"
    assert admitted(provider, token(aud=["billing", AUDIENCE]))


def test_a_number_that_is_none_never_expires_nothing(provider):
    for exp in ("NaN", "Infinity", "1e999"):
        claims = json.dumps(CLAIMS).replace(str(NOW + 60), exp)
        signed = f"{part({'alg': 'RS256', 'kid': 'rsa-1'})}.{part(claims.encode())}"
        from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
        from cryptography.hazmat.primitives.hashes import SHA256

        signature = RSA.get_op_key("sign").sign(signed.encode(), PKCS1v15(), SHA256())
        assert why(provider, f"{signed}.{part(signature)}").startswith("token_")


@pytest.mark.parametrize(
    "words",
    [
        "a.b.c",
        "..",
        ".",
        "a.b",
        "a.b.c.d",
        "x" * 8000,
        f"{part([1])}.{part(CLAIMS)}.AA",
        f"{part(b'{')}.{part(CLAIMS)}.AA",
        "%s.%s.%s",
    ],
    ids=["letters", "dots", "dot", "two", "four", "long", "list", "half", "percent"],
)
def test_what_is_no_token_is_none(provider, words):
    assert why(provider, words).startswith("token_")
    assert provider.asked == 0


def test_a_signature_over_no_json_is_none(provider):
    signed = f"{part({'alg': 'RS256', 'kid': 'rsa-1'})}.{part(b'[' * 4000)}"
    assert why(provider, f"{signed}.{part(b'x' * 256)}") == "token_signature"


def test_a_changed_claim_breaks_the_signature(provider):
    header, _, signature = token().split(".")
    assert why(provider, f"{header}.{part(CLAIMS | {'azp': 'admin'})}.{signature}") == "token_signature"


def test_a_house_can_name_other_claims(provider):
    claims = Claims(application="client_id", actor=None, patient="patient")
    caller = admitted(provider, token(client_id="emr", patient="pt-7"), claims=claims)
    assert (caller.application, caller.actor, caller.patient) == ("emr", None, "pt-7")


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
SAID = st.sampled_from("iss aud exp nbf iat azp sub purpose jti".split())
NAMES = st.sampled_from("alg kid typ crit b64 jku jwk x5c x5u zip enc iss aud exp nbf iat azp sub purpose".split())


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(NAMES, JUNK, max_size=5), st.dictionaries(NAMES, JUNK, max_size=5), st.binary(max_size=60))
def test_whatever_a_token_holds_it_is_refused_and_nothing_breaks(keys_file, header, claims, signature):
    said = callers("jwt", tokens=tokens(keys_file))
    for alg in ({}, {"alg": "RS256", "kid": "rsa-1"}, {"alg": "ES256"}):
        words = f"{part(header | alg)}.{part(claims)}.{part(signature)}"
        with pytest.raises(Unauthenticated):
            said.admit(bearer(words))


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(SAID, JUNK, max_size=4))
def test_whatever_is_signed_a_caller_is_refused_or_has_references_and_no_names(keys_file, claims):
    words = token(EC, "ES256", **claims)
    try:
        caller = callers("jwt", tokens=tokens(keys_file)).admit(bearer(words)).caller
    except Unauthenticated:
        return
    for said in (caller.application, caller.actor, caller.purpose):
        assert said is None or (said.isascii() and said.isprintable() and not set(" @") & set(said))


@pytest.fixture(scope="module")
def keys_file(tmp_path_factory):
    file = tmp_path_factory.mktemp("keys") / "jwks.json"
    file.write_text(json.dumps({"keys": [key.as_dict(private=False) for key in (RSA, EC)]}), "utf-8")
    return file


# ── the key set ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_keys_are_asked_for_once_and_kept(provider):
    opened = door(provider)
    for _ in range(5):
        opened.admit(bearer(token()))
    assert provider.asked == 1


def test_a_new_key_is_found_and_unknown_names_do_not_make_us_ask_without_end(provider):
    clock = Clock()
    opened = door(provider, monotonic=clock)
    opened.admit(bearer(token()))
    provider.publish(RSA, OTHER)
    clock.now += 11
    assert opened.admit(bearer(token(OTHER))).caller
    before = provider.asked
    for number in range(200):
        with pytest.raises(Unauthenticated):
            opened.admit(bearer(token(OTHER, header={"kid": f"never-{number}"})))
    assert provider.asked <= before + 1
    clock.now += 3000  # in vain again and again: the pause grows
    for number in range(100):
        clock.now += 1
        with pytest.raises(Unauthenticated):
            opened.admit(bearer(token(OTHER, header={"kid": f"never-{number}"})))
    assert provider.asked <= before + 8


def test_a_withdrawn_key_opens_nothing_once_the_set_is_old(provider):
    clock = Clock()
    opened = door(provider, monotonic=clock)
    opened.admit(bearer(token()))
    provider.publish(EC)
    clock.now += 601
    with pytest.raises(Unauthenticated):
        opened.admit(bearer(token()))


BROKEN = {
    "an error": (500, {}, b"{}"),
    "no json": (200, {}, b"<html>"),
    "no keys": (200, {}, b"{}"),
    "an empty set": (200, {}, b'{"keys": []}'),
    "keys that are none": (200, {}, b'{"keys": [7, {"kty": "RSA"}, {"kty": "oct", "k": "AAAA"}, null]}'),
    "a list": (200, {}, b"[]"),
    "too large": (200, {}, b'{"keys": [' + b" " * 600_000 + b"]}"),
    "too many": (200, {}, json.dumps({"keys": [EC.as_dict(private=False)] * 300}).encode()),
}


@pytest.mark.parametrize("answer", BROKEN.values(), ids=BROKEN)
def test_without_keys_nobody_is_known_and_that_is_503(provider, answer):
    provider.answer = lambda _path: answer
    opened = door(provider)
    for _ in range(3):
        with pytest.raises(CallersUnknown) as caught:
            opened.admit(bearer(token()))
        assert (caught.value.http_status, caught.value.headers["Retry-After"]) == (503, "10")
    assert provider.asked == 1  # the pause holds for those who have nothing, too


def test_a_provider_that_is_down_is_503_and_good_again_when_it_is_back(provider):
    clock = Clock()
    good = provider.answer
    provider.answer = lambda _path: (503, {}, b"")
    opened = door(provider, monotonic=clock)
    with pytest.raises(CallersUnknown):
        opened.admit(bearer(token()))
    provider.answer = good
    clock.now += 11
    assert opened.admit(bearer(token())).caller


def test_nobody_answers_at_all():
    gone = Provider(RSA)
    gone.close()
    with pytest.raises(CallersUnknown):
        door(gone).admit(bearer(token()))


def test_keys_that_were_read_serve_for_an_hour_and_no_longer(provider):
    clock = Clock()
    opened = door(provider, monotonic=clock)
    opened.admit(bearer(token()))
    provider.answer = lambda _path: (500, {}, b"")
    clock.now += 3500
    assert opened.admit(bearer(token())).caller
    clock.now += 200
    with pytest.raises(CallersUnknown):
        opened.admit(bearer(token()))


def test_a_redirect_is_not_followed(provider):
    trap = Provider(RSA)
    try:
        for status in (301, 302, 303, 307, 308):
            provider.answer = lambda _path, status=status: (status, {"Location": trap.url}, b"")
            with pytest.raises(CallersUnknown):
                door(provider).admit(bearer(token()))
        assert trap.asked == 0
    finally:
        trap.close()


@pytest.mark.parametrize(
    "where",
    [
        "http://id.hospital.example/jwks",
        "http://169.254.169.254/latest/meta-data",
        "file:///etc/passwd",
        "ftp://id.example/jwks",
        "https://user:secret@id.example/jwks",
        "https://",
        "gopher://127.0.0.1:6379/_x",
        "http://127.0.0.1.evil.example/jwks",
        "https://[::1",
    ],
)
def test_an_address_that_is_not_https_is_refused_at_start(where):
    with pytest.raises(ProfileError) as caught:
        Keys(where)
    assert "secret" not in str(caught.value)


def test_a_proxy_in_the_environment_is_not_asked(provider, monkeypatch):
    trap = Provider(OTHER)
    try:
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
            monkeypatch.setenv(name, trap.url)
        assert admitted(provider, token())
        assert trap.asked == 0
    finally:
        trap.close()


def test_keys_in_a_file_are_read_again_when_they_are_old(tmp_path):
    file, clock = tmp_path / "jwks.json", Clock()
    opened = callers("jwt", tokens=tokens(file, monotonic=clock))
    with pytest.raises(CallersUnknown):
        opened.admit(bearer(token()))
    file.write_text(json.dumps({"keys": [RSA.as_dict(private=False)]}), "utf-8")
    clock.now += 11
    assert opened.admit(bearer(token())).caller


def test_a_private_key_that_somebody_published_is_used_as_a_public_one(provider):
    body = json.dumps({"keys": [RSA.as_dict(private=True)]}).encode()
    provider.answer = lambda _path: (200, {}, body)
    keys = Keys(provider.url)
    assert [key.is_private for key in keys.with_id("rsa-1")] == [False]


@pytest.mark.filterwarnings("ignore::joserfc.errors.SecurityWarning")
def test_a_key_that_is_too_short_is_left_out(provider):
    short = RSAKey.generate_key(1024, {"kid": "short"})
    provider.publish(short, ECKey.generate_key("P-256"))
    assert why(provider, token(short)) == "token_key_unknown"


def test_a_hundred_threads_that_begin_at_once_ask_once(provider):
    opened, let_in = door(provider), []
    words = bearer(token())
    threads = [threading.Thread(target=lambda: let_in.append(opened.admit(words))) for _ in range(100)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(let_in), provider.asked) == (100, 1)
