"""Keys, tokens and claims at the sidecar, as a client library meets them: a real server, a real model behind it, a real ledger."""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
from dataclasses import replace
from datetime import date

import httpx2
import openai
import pytest
from callers_samples import AUDIENCE, ISSUER, RSA, Provider
from joserfc import jws
from starlette.responses import Response

from medguard.asgi import GuardMiddleware
from medguard.audit import Wanted, list_records, verify
from medguard.audit.callers import add_key, revoke_key
from medguard.audit.registry import Source, entry, open_registry
from medguard.callers import digest_of, new_secret
from medguard.facts import Deployment, Readings
from medguard.profile import CallerSettings, ClaimSettings, JwtSettings, ModelKeySettings, UpstreamSettings
from medguard.proxy import create_app
from medguard.testing import Raw, ScriptedModel, completion
from medguard.types import Level
from parts import LEVELS, rules, small_guard
from test_proxy import serving

BODY = {"model": "m-large", "messages": [{"role": "user", "content": "How long does a cold last?"}]}
MODEL_KEY = "sk-the-models-own-key"


class Door:
    def __init__(self, guard, model, url):
        self.guard, self.model, self.url = guard, model, url

    def post(self, key=None, body=BODY, path="/v1/chat/completions", **headers):
        named = {"Authorization": f"Bearer {key}"} if key else {}
        return httpx2.post(self.url + path, json=body, headers={**named, **headers}, timeout=30, trust_env=False)

    def key(self, **scope):
        secret = new_secret()
        add_key(self.guard.ledger, digest=digest_of(secret), application="ward-assistant", by="it-0007", **scope)
        return secret

    def exchanges(self):
        return [one.exchange() for one in reversed(list_records(self.guard.ledger.engine, Wanted(kind="exchange")))]


@contextlib.contextmanager
def door(folder, callers=None, *, upstream_key=None, script=lambda _body: "About a week.", **changes):
    with ScriptedModel(script) as model, small_guard(folder, **changes) as guard:
        guard.profile = replace(
            guard.profile,
            callers=callers or CallerSettings(),
            upstream=replace(guard.profile.upstream, key=upstream_key),
        )
        with serving(create_app(guard, model.url)) as url:
            yield Door(guard, model, url)


KEYS = CallerSettings(known_by="keys")


# ── keys ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_client_library_with_a_key_is_let_in_and_the_record_says_which(tmp_path):
    with door(tmp_path, KEYS) as here:
        secret = here.key(vouches_for=("actor",), purposes=("triage",))
        headers = {"medguard-actor": "dr-0042", "medguard-patient": "pt-0007"}
        with openai.OpenAI(base_url=here.url + "/v1", api_key=secret, default_headers=headers) as client:
            assert client.chat.completions.create(**BODY).choices[0].message.content == "About a week."
            assert [one.id for one in client.models.list()] == ["scripted"]
        (record,) = here.exchanges()
        assert (record["known_by"], record["application"], record["purpose"]) == ("keys", "ward-assistant", "triage")
        assert record["key"].startswith("k-")
        assert record["claimed"] == ["patient"]
        assert all("authorization" not in received.headers for received in here.model.received)
        whole = "".join(one.document for one in list_records(here.guard.ledger.engine, Wanted(kind=None)))
        assert secret not in whole
        assert "dr-0042" not in whole
        assert verify(here.guard.ledger.engine).ok


def test_the_models_key_goes_to_the_model_and_the_callers_does_not(tmp_path, monkeypatch):
    monkeypatch.setenv("MODEL_API_KEY", MODEL_KEY)
    with door(tmp_path, KEYS, upstream_key=ModelKeySettings(variable="MODEL_API_KEY")) as here:
        secret = here.key()
        answer = here.post(secret)
        assert answer.status_code == 200
        (received,) = here.model.received
        assert received.headers["authorization"] == f"Bearer {MODEL_KEY}"
        assert secret not in str(received.headers) + received.body.decode()
        assert MODEL_KEY not in answer.text + str(answer.headers)
        assert MODEL_KEY not in "".join(
            one.document for one in list_records(here.guard.ledger.engine, Wanted(kind=None))
        )
        assert here.post(MODEL_KEY).status_code == 401


def test_a_stranger_is_refused_in_the_librarys_own_words_and_the_model_hears_nothing(tmp_path):
    with door(tmp_path, KEYS) as here:
        for key in (new_secret(), "sk-proj-somebody"):
            with openai.OpenAI(base_url=here.url + "/v1", api_key=key, max_retries=0) as client:
                with pytest.raises(openai.AuthenticationError) as caught:
                    client.chat.completions.create(**BODY)
                assert caught.value.code == "caller_unknown"
                number = caught.value.response.headers["x-medguard-refusal"]
                assert number in caught.value.message
                assert "bearer" in caught.value.response.headers["www-authenticate"].lower()
                with pytest.raises(openai.AuthenticationError):
                    client.models.list()
        assert here.model.received == []
        assert here.exchanges() == []
        told = list_records(here.guard.ledger.engine, Wanted(kind="callers_refused"))
        assert len(told) == 1


@pytest.mark.parametrize("path", ["/v1/chat/completions", "/v1/messages", "/v1beta/models/g:generateContent"])
def test_every_call_asks_who_is_there(tmp_path, path):
    with door(tmp_path, KEYS) as here:
        refused = here.post(None, path=path)
        assert refused.status_code == 401
        assert here.model.received == []


def test_a_stranger_is_refused_before_the_body_has_come(tmp_path):
    with door(tmp_path, KEYS) as here:
        host, port = here.url.removeprefix("http://").split(":")
        with socket.create_connection((host, int(port)), timeout=30) as line:
            line.sendall(
                b"POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                b"Content-Length: 1000000\r\n\r\n{"
            )
            assert line.recv(4096).startswith(b"HTTP/1.1 401")


def test_a_key_in_the_address_is_refused(tmp_path):
    with door(tmp_path, KEYS) as here:
        secret = here.key()
        assert here.post(None, path=f"/v1/chat/completions?key={secret}").status_code == 401
        assert here.post(secret, path=f"/v1/chat/completions?access_token={secret}").status_code == 401


def test_two_authorization_headers_are_refused(tmp_path):
    with door(tmp_path, KEYS) as here:
        secret = here.key()
        host, port = here.url.removeprefix("http://").split(":")
        body = json.dumps(BODY).encode()
        head = (
            f"POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: {len(body)}\r\n"
            f"Authorization: Bearer {secret}\r\nAuthorization: Bearer {secret}\r\n\r\n"
        )
        with socket.create_connection((host, int(port)), timeout=30) as line:
            line.sendall(head.encode() + body)
            assert line.recv(4096).startswith(b"HTTP/1.1 401")


def test_a_model_outside_the_keys_scope_is_not_asked_and_that_is_recorded(tmp_path):
    with door(tmp_path, KEYS) as here:
        secret = here.key(models=("m-small", "m-tiny*"))
        refused = here.post(secret)
        assert (refused.status_code, refused.json()["error"]["code"]) == (403, "caller_not_allowed")
        assert here.post(secret, {**BODY, "model": "m-tiny-2"}).status_code == 200
        assert [json.loads(received.body)["model"] for received in here.model.received] == ["m-tiny-2"]
        assert [(one["outcome"], one["reason"]) for one in here.exchanges()] == [
            ("blocked", "caller_not_allowed"),
            ("answered", ""),
        ]


def test_a_key_is_shown_the_models_that_it_may_ask_and_no_others(tmp_path):
    with door(tmp_path, KEYS) as here:
        listed = [
            {"id": "m"},
            {"id": "m-small"},
            {"id": "m-tiny-2"},
            {"object": "model"},
            "m-small",
            {"id": ["m-small"]},
        ]
        here.model.models = Raw(content=json.dumps({"object": "list", "data": listed}).encode())
        scopes = [(("m-small", "m-tiny*"), ["m-small", "m-tiny-2"]), (("m",), ["m"]), (("none",), [])]
        for secret, shown in [(here.key(models=models), shown) for models, shown in scopes]:
            headers = {"Authorization": f"Bearer {secret}"}
            answer = httpx2.get(here.url + "/v1/models", headers=headers, trust_env=False)
            assert [one["id"] for one in answer.json()["data"]] == shown


def test_over_its_limit_a_caller_is_told_when_to_come_again(tmp_path):
    answer = completion("About a week.")
    answer["usage"] = {"prompt_tokens": 100, "completion_tokens": 900, "total_tokens": 1000}
    with door(tmp_path, KEYS, script=lambda _body: Raw(content=json.dumps(answer).encode())) as here:
        few, thrifty = here.key(requests_per_minute=1), here.key(tokens_per_minute=500)
        for secret in (few, thrifty):
            assert here.post(secret).status_code == 200
            refused = here.post(secret)
            assert (refused.status_code, refused.json()["error"]["code"]) == (429, "caller_over_limit")
            assert 1 <= int(refused.headers["retry-after"]) <= 62
            assert "x-should-retry" not in refused.headers
        assert len(here.model.received) == 2


def test_a_revoked_key_is_refused_soon(tmp_path):
    with door(tmp_path, KEYS) as here:
        secret = here.key()
        assert here.post(secret).status_code == 200
        revoke_key(here.guard.ledger, here.exchanges()[0]["key"], by="it-0007")
        statuses = {here.post(secret).status_code}
        for _ in range(600):
            if 401 in statuses:
                break
            statuses.add(here.post(secret).status_code)
        assert statuses <= {200, 401}
        assert here.post(secret).status_code == 401


# ── on this machine, and tokens ──────────────────────────────────────────────────────────────────────────────────────


def test_without_a_word_in_the_profile_whoever_is_here_is_let_in_and_nobody_else(tmp_path):
    with door(tmp_path) as here:
        assert here.post("sk-for-the-model").status_code == 200
        assert here.model.received[0].headers["authorization"] == "Bearer sk-for-the-model"
        refused = here.post("sk-for-the-model", **{"X-Forwarded-For": "203.0.113.9"})
        assert refused.status_code == 401
        assert "callers.known_by" in refused.json()["error"]["medguard"]["remedy"]
        assert "callers.known_by" in refused.json()["error"]["medguard"]["remedy_zh"]
        assert (here.exchanges()[0]["known_by"], here.exchanges()[0]["claimed"]) == ("this_machine", [])


def test_it_lives_and_is_ready_for_those_who_have_no_key(tmp_path):
    with door(tmp_path, KEYS) as here:
        for path in ("/healthz", "/readyz"):
            assert httpx2.get(here.url + path, trust_env=False).status_code == 200


def test_a_token_opens_the_door(tmp_path):
    provider = Provider(RSA)
    try:
        jwt = JwtSettings(
            issuer=ISSUER, audience=AUDIENCE, keys=provider.url, claims=ClaimSettings(application="azp", actor="sub")
        )
        with door(tmp_path, CallerSettings(known_by="jwt", jwt=jwt)) as here:
            claims = {"iss": ISSUER, "aud": AUDIENCE, "exp": 4_000_000_000, "azp": "emr", "sub": "dr-0042"}
            good = jws.serialize_compact({"alg": "RS256", "kid": RSA.kid}, json.dumps(claims), RSA)
            assert here.post(good).status_code == 200
            assert here.post(good[:-4] + "AAAA").status_code == 401
            (record,) = here.exchanges()
            assert (record["known_by"], record["application"], record["claimed"]) == ("jwt", "emr", [])
            assert "authorization" not in here.model.received[0].headers
    finally:
        provider.close()


# ── a claim satisfies no rule ────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def consented(tmp_path):
    """A hospital in China whose rule asks for separate consent, and whose registry knows that pt-0007 gave it."""
    url = f"sqlite:///{tmp_path / 'ledger.db'}"
    with small_guard(tmp_path):
        pass
    registry = open_registry(url)
    consent = entry("consent", {"pi_basis": "consent", "pi_separate": True}, subject="pt-0007")
    registry.add([consent], Source(name="test", sha256="a" * 64))
    assert registry.facts_on(date(2026, 11, 25), patient="pt-0007")[2].consent.pi_separate is True
    yield {
        "registry": registry,
        "levels": LEVELS | {"cn/pipl/separate_consent": Level.DENY},
        "deployment": Deployment(
            jurisdictions=("CN",), interacts_directly=False, public_cn=False, personal_information=True
        ),
        "readings": Readings(),
    }
    registry.close()


PATIENT = {"medguard-patient": "pt-0007"}


def outcome(here, answer):
    record = here.exchanges()[-1]
    consent = next(
        ruling
        for decision in record["decisions"]
        for ruling in decision["rulings"]
        if ruling["rule"] == "cn/pipl/separate_consent"
    )
    return answer.status_code, record["outcome"], consent["status"], record["claimed"]


def test_a_claim_satisfies_no_rule_and_a_vouched_reference_does(tmp_path, consented):
    with door(tmp_path, KEYS, **consented) as here:
        plain, vouching = here.key(), here.key(vouches_for=("patient",))
        claimed = here.post(plain, **PATIENT)
        assert outcome(here, claimed) == (403, "blocked", "undetermined", ["patient"])
        assert here.model.received == []
        vouched = here.post(vouching, **PATIENT)
        assert outcome(here, vouched) == (200, "answered", "pass", [])


class Noting:
    """The real rules, and what they were told of the caller."""

    def __init__(self):
        self.told = []

    def decide(self, facts):
        self.told.append((facts.caller.known_by, facts.caller.application, facts.caller.purpose))
        return rules().decide(facts)

    def check_ready(self):
        rules().check_ready()


def test_rules_are_told_of_application_and_purpose_as_far_as_the_key_answers_for_them(tmp_path):
    noting = Noting()
    said = {"medguard-purpose": "triage", "medguard-application": "ward-assistant"}
    with door(tmp_path, KEYS, rules=noting) as here:
        wide, scoped = here.key(), here.key(purposes=("triage", "summary"))
        assert here.post(scoped, **said).status_code == 200
        assert set(noting.told) == {("keys", "ward-assistant", "triage")}
        noting.told.clear()
        assert here.post(wide, **said).status_code == 200
        assert set(noting.told) == {("keys", "ward-assistant", None)}
    noting.told.clear()
    (tmp_path / "open").mkdir()
    with door(tmp_path / "open", rules=noting) as here:
        assert here.post(None, **said).status_code == 200
        assert set(noting.told) == {("this_machine", None, None)}


@pytest.mark.parametrize(
    ("callers", "status"),
    [
        (CallerSettings(), 403),
        (CallerSettings(known_by="anyone_on_the_network"), 403),
        (CallerSettings(vouches_for=("actor",)), 403),
        (CallerSettings(vouches_for=("patient",)), 200),
    ],
    ids=["this machine", "anyone", "vouched for another", "vouched by the institution"],
)
def test_who_has_no_key_is_believed_only_where_the_institution_says_so(tmp_path, consented, callers, status):
    with door(tmp_path, callers, **consented) as here:
        assert here.post(None, **PATIENT).status_code == status


@pytest.mark.parametrize(
    ("callers", "key", "status"),
    [(CallerSettings(), False, 403), (KEYS, False, 401), (KEYS, True, 200)],
    ids=["let in by the application", "no key", "a key that vouches"],
)
def test_before_an_application_of_ones_own_claims_are_claims_as_well(tmp_path, consented, callers, key, status):
    async def application(scope, receive, send):
        whole = Response(json.dumps(completion("About a week.")), media_type="application/json")
        await whole(scope, receive, send)

    async def asked(guard, headers):
        transport = httpx2.ASGITransport(app=GuardMiddleware(application, guard=guard), client=("10.0.0.7", 5))
        async with httpx2.AsyncClient(transport=transport, base_url="http://app") as client:
            return await client.post("/v1/chat/completions", json=BODY, headers=headers)

    with small_guard(tmp_path, **consented) as guard:
        guard.profile = replace(guard.profile, callers=callers)
        secret = Door(guard, None, "").key(vouches_for=("patient",)) if key else ""
        named = {"Authorization": f"Bearer {secret}"} if key else {}
        assert asyncio.run(asked(guard, {**PATIENT, **named})).status_code == status


@pytest.mark.parametrize(
    ("callers", "status"), [(CallerSettings(), 403), (CallerSettings(vouches_for=("patient",)), 200)]
)
def test_within_a_program_headers_are_claims_as_well(tmp_path, consented, callers, status):
    from medguard import wrap

    with ScriptedModel(lambda _body: "About a week.") as model, small_guard(tmp_path, **consented) as guard:
        guard.profile = replace(guard.profile, callers=callers, upstream=UpstreamSettings())
        with openai.OpenAI(base_url=model.url + "/v1", api_key="sk", max_retries=0, default_headers=PATIENT) as plain:
            client = wrap(plain, guard=guard)
            if status == 200:
                assert client.chat.completions.create(**BODY)
            else:
                with pytest.raises(openai.PermissionDeniedError):
                    client.chat.completions.create(**BODY)
