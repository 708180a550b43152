"""The sidecar as a real server: the official SDK in front of it, a real HTTP server behind it."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import sqlite3
import threading
import time
import uuid
from dataclasses import replace

import httpx2
import openai
import pytest
import uvicorn

from medguard.audit import list_records, open_ledger, verify
from medguard.guard import callers_of
from medguard.profile import ModelKeySettings, ServerSettings, UpstreamSettings, read_profile
from medguard.proxy import create_app
from medguard.testing import Raw, ScriptedModel
from parts import parts, small_guard

SECRETS = ("Ann Lee", "张伟", "ann@example.org", "13800138000", "sk-secret")
MESSAGES = [{"role": "user", "content": "Ann Lee, 张伟, ann@example.org, 13800138000"}]
BODY = {"model": "m", "messages": MESSAGES}
WORDS = "Dear [NAME_1], call [PHONE_1]."
RESTORED = "Dear Ann Lee, call 13800138000."


@contextlib.contextmanager
def serving(app):
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False, timeout_graceful_shutdown=2))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.01)
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join(10)


class Sidecar:
    """One guard, one model, one server."""

    def __init__(self, guard, model, url):
        self.guard, self.model, self.url = guard, model, url

    def post(self, content, path="/v1/chat/completions", **more):
        content = content if isinstance(content, bytes) else json.dumps(content).encode()
        headers = {"Authorization": "Bearer sk-secret", "Content-Type": "application/json"}
        return httpx2.post(self.url + path, content=content, headers=headers, timeout=20, trust_env=False, **more)

    def kept(self):
        return [
            (record.outcome, record.reason) for record in reversed(list_records(self.guard.ledger.engine, limit=500))
        ]


@contextlib.contextmanager
def sidecar(folder, script=lambda _body: WORDS, *, profile=None, **changes):
    with ScriptedModel(script) as model, small_guard(folder, **changes) as guard:
        if profile:
            guard.profile = replace(guard.profile, **profile)
        with serving(create_app(guard, model.url)) as url:
            yield Sidecar(guard, model, url)


def assert_helps(response, code):
    """Says what happened and what to do, in the provider's shape, and quotes nothing."""
    error = response.json()["error"]
    assert error["code"] == code, error
    assert error["message"]
    assert set(error) == {"message", "type", "param", "code", "medguard"}
    assert not [secret for secret in SECRETS if secret in response.text]
    assert "Traceback" not in response.text
    return error


# ── what works ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_sdk_talks_to_it_whole_and_streamed(tmp_path):
    with sidecar(tmp_path) as here, openai.OpenAI(base_url=here.url + "/v1", api_key="sk-secret") as client:
        assert client.chat.completions.create(**BODY).choices[0].message.content == RESTORED
        stream = client.chat.completions.create(**BODY, stream=True)
        assert "".join(chunk.choices[0].delta.content or "" for chunk in stream if chunk.choices) == RESTORED
        assert [one.id for one in client.models.list()] == ["scripted"]
        seen = b"".join(received.body for received in here.model.received).decode()
        assert not [secret for secret in SECRETS if secret in seen]
        assert {received.headers["authorization"] for received in here.model.received} == {"Bearer sk-secret"}
        assert here.kept() == [("answered", "")] * 2
        for record in list_records(here.guard.ledger.engine):
            assert not [secret for secret in SECRETS if secret in record.document]
        assert verify(here.guard.ledger.engine).ok


def test_it_says_that_it_lives_and_is_ready(tmp_path):
    with sidecar(tmp_path) as here:
        assert httpx2.get(here.url + "/healthz", trust_env=False).json() == {"status": "alive"}
        assert httpx2.get(here.url + "/readyz", trust_env=False).json() == {"status": "ready", "profile": "hospital"}
        with contextlib.closing(sqlite3.connect(tmp_path / "ledger.db")) as shell:
            shell.execute("DROP TABLE records")
        response = httpx2.get(here.url + "/readyz", trust_env=False)
        assert response.status_code == 503
        assert "medguard db upgrade" in assert_helps(response, "record_not_kept")["medguard"]["remedy"]


@pytest.mark.parametrize(
    ("method", "path"),
    [("POST", "/v1/images/generations"), ("POST", "/v1/files"), ("GET", "/"), ("DELETE", "/v1/models/Ann%20Lee"),
     ("POST", "/v1/chat/completions/"), ("GET", "/v1/models/m"), ("PUT", "/v1/chat/completions"), ("POST", "/v1/models")],
)  # fmt: skip
def test_no_other_way_leads_to_the_model(tmp_path, method, path):
    with sidecar(tmp_path) as here:
        response = httpx2.request(method, here.url + path, content=b'{"input": "Ann Lee"}', trust_env=False)
        assert response.status_code in {404, 405}
        assert "Ann Lee" not in response.text
        assert here.model.received == []


def test_headers_and_queries_carry_nobody(tmp_path):
    with sidecar(tmp_path) as here:
        here.post(BODY, params={"patient": "Ann Lee", "api-version": "2026-01"}, cookies={"who": "Ann"})
        (received,) = here.model.received
        assert received.path == "/v1/chat/completions?api-version=2026-01"
        assert "Ann" not in str(received.headers)


def test_one_callers_cookie_does_not_go_along_with_the_next(tmp_path):
    with sidecar(tmp_path) as here:
        here.model.cookie = "sess=caller-a"
        here.post(BODY)
        here.post(BODY)
        assert [received.headers.get("cookie") for received in here.model.received] == [None, None]


def test_what_stands_in_an_allowed_header_or_query_must_look_like_it(tmp_path):
    with sidecar(tmp_path) as here:
        headers = {"OpenAI-Project": "Ann Lee 13800138000", "OpenAI-Organization": "org-123"}
        httpx2.post(
            here.url + "/v1/chat/completions?api-version=13800138000", json=BODY, headers=headers, trust_env=False
        )
        (received,) = here.model.received
        assert received.path == "/v1/chat/completions"
        assert "openai-project" not in received.headers
        assert received.headers["openai-organization"] == "org-123"
        assert received.headers["user-agent"] == "medguard"


def test_a_list_of_models_that_is_none_is_not_passed_on(tmp_path):
    with small_guard(tmp_path) as guard, ScriptedModel(lambda _body: WORDS) as model:
        model.models = Raw(content=b"<html>Ann Lee</html>", media_type="text/html")
        with serving(create_app(guard, model.url)) as url:
            response = httpx2.get(url + "/v1/models", trust_env=False)
            assert response.status_code == 502
            assert_helps(response, "upstream_failed")


# ── bad input ────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("content", [b"", b"{", b'{"model": "Ann Lee"', b"\xff", b"[1]", b'{"messages": []}'])
def test_broken_json_is_refused(tmp_path, content):
    with sidecar(tmp_path) as here:
        response = here.post(content)
        assert response.status_code == 400
        assert assert_helps(response, "request_unreadable")["medguard"]["remedy_zh"]
        assert here.kept() == [("failed", "request_unreadable")]
        assert here.model.received == []


def test_a_body_of_fifty_megabytes_is_refused(tmp_path):
    with sidecar(tmp_path) as here:
        huge = b'{"model":"m","messages":[{"role":"user","content":"' + b"Ann Lee " * 6_500_000 + b'"}]}'
        response = here.post(huge)
        assert response.status_code == 413
        assert "raise limits.request_bytes" in assert_helps(response, "request_too_large")["message"]
        assert here.kept() == [("failed", "request_too_large")]


TROUBLES = {
    "HTML": (Raw(content=b"<html>Ann Lee</html>", media_type="text/html"), 502, "upstream_failed"),
    "an empty body": (Raw(), 502, "upstream_failed"),
    "JSON of another kind": (Raw(content=b'{"hello": "Ann Lee"}'), 502, "upstream_failed"),
    "a stream nobody asked for": (Raw(content=b"data: {}\n\n", media_type="text/event-stream"), 502, "upstream_failed"),
    "a reset before the body": (Raw(then="reset"), 502, "upstream_failed"),
    "a reset in the body": (Raw(content=b'{"choices": [', then="reset"), 502, "upstream_failed"),
    "half a body": (Raw(content=b'{"choices": [', then="hang"), 504, "upstream_timeout"),
    "silence": (Raw(then="hang"), 504, "upstream_timeout"),
    "an error": (Raw(content=b"Ann Lee", status=500), 500, "upstream_failed"),
    "an error in JSON": (Raw(content=b'{"error": {"code": "server_error", "message": "Ann Lee"}}', status=503), 503, "upstream_failed"),
    "a redirect": (Raw(status=302), 502, "upstream_failed"),
    "no authorization": (Raw(content=b'{"error": {"code": "invalid_api_key"}}', status=401), 401, "upstream_failed"),
    "bytes that are no UTF-8": (Raw(content=b'{"choices": [{"index":0,"message":{"content":"\xff"}}]}'), 502, "upstream_failed"),
}  # fmt: skip


@pytest.mark.parametrize("trouble", TROUBLES)
@pytest.mark.parametrize("stream", [False, True])
def test_trouble_with_the_model_is_told_and_recorded(tmp_path, trouble, stream):
    said, status, code = TROUBLES[trouble]
    quick = {"upstream": replace(_upstream(), read_seconds=0.4)}
    with sidecar(tmp_path, lambda _body: said, profile=quick) as here:
        response = here.post({**BODY, "stream": stream})
        assert response.status_code == status
        error = assert_helps(response, code)
        assert here.kept() == [("failed", code)]
        assert error["medguard"]["exchange"] == list_records(here.guard.ledger.engine)[0].exchange_id


def _upstream():
    from medguard.profile import read_profile

    return read_profile("hospital").upstream


CUT = {
    "in a character": 'data: {"choices": [{"index": 0, "delta": {"content": "张'.encode()[:-1],
    "in an event": b'data: {"choices": [{"index": 0, "delta": {"content": "[NAME_1]"}}]}\n\ndata: {"cho',
    "between events": b'data: {"choices": [{"index": 0, "delta": {"content": "[NAME_1]"}}]}\n\n',
}


@pytest.mark.parametrize("where", CUT)
@pytest.mark.parametrize("then", ["end", "reset"])
def test_a_stream_that_ends_too_early_is_not_released(tmp_path, where, then):
    raw = Raw(content=CUT[where], media_type="text/event-stream", then=then)
    with sidecar(tmp_path, lambda _body: raw) as here:
        assert_helps(here.post({**BODY, "stream": True}), "upstream_failed")
        assert here.kept() == [("failed", "upstream_failed")]


def test_a_model_that_drips_is_given_up_after_its_whole_time(tmp_path):
    quick = {"upstream": replace(_upstream(), total_seconds=0.5)}
    with sidecar(tmp_path, lambda _body: time.sleep(1.5) or WORDS, profile=quick) as here:
        assert_helps(here.post(BODY), "upstream_timeout")


def test_a_reply_that_is_too_large_is_not_gathered(tmp_path):
    small = {"limits": replace(_limits(), reply_bytes=1000)}
    with sidecar(tmp_path, lambda _body: "x" * 2000, profile=small) as here:
        assert "raise limits.reply_bytes" in assert_helps(here.post(BODY), "upstream_failed")["medguard"]["remedy"]


def _limits():
    from medguard.profile import read_profile

    return read_profile("hospital").limits


def test_a_model_that_is_not_there_is_told(tmp_path):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        nobody = f"http://127.0.0.1:{free.getsockname()[1]}"
    with small_guard(tmp_path) as guard, serving(create_app(guard, nobody)) as url:
        response = Sidecar(guard, None, url).post(BODY)
        assert response.status_code == 502
        assert "cannot be reached" in assert_helps(response, "upstream_failed")["message"]
        assert httpx2.get(url + "/v1/models", trust_env=False).status_code == 502


def test_a_ledger_that_fails_releases_nothing(tmp_path):
    with sidecar(tmp_path) as here:
        with contextlib.closing(sqlite3.connect(tmp_path / "ledger.db")) as shell:
            shell.execute("DROP TABLE head")
        response = here.post(BODY)
        assert response.status_code == 503
        assert response.headers["retry-after"] == "5"
        assert "x-should-retry" not in response.headers
        assert here.model.received == []  # what the ledger was not told is not asked
        assert "medguard db upgrade" in assert_helps(response, "record_not_kept")["message"]


@pytest.mark.parametrize("what", ["detector", "clock", "standins", "notices"])
def test_any_part_that_crashes_blocks(tmp_path, what):
    class Crashing:
        def __getattr__(self, _name):
            raise RuntimeError("Ann Lee")

        def __call__(self, *_arguments):
            raise RuntimeError("Ann Lee")

    with small_guard(tmp_path) as guard, ScriptedModel(lambda _body: WORDS) as model:
        guard._parts = parts(ledger=guard.ledger)
        guard._parts = replace(guard._parts, **{what: Crashing()})
        with serving(create_app(guard, model.url)) as url:
            here = Sidecar(guard, model, url)
            response = here.post(BODY)
            assert response.status_code == 500
            assert_helps(response, "guard_failed")
            if what != "clock":  # without a clock there is no record to keep, and nothing is asked either
                assert here.kept() == [("failed", "guard_failed")]
            assert RESTORED not in response.text


# ── leaving, and dying ───────────────────────────────────────────────────────────────────────────────────────────────


def test_a_caller_who_hangs_up_leaves_a_record(tmp_path):
    with sidecar(tmp_path, lambda _body: time.sleep(3) or WORDS) as here:
        with pytest.raises(httpx2.TimeoutException):
            httpx2.post(here.url + "/v1/chat/completions", json=BODY, timeout=0.3, trust_env=False)
        until = time.monotonic() + 5
        while not here.kept() and time.monotonic() < until:
            time.sleep(0.05)
        assert here.kept() == [("abandoned", "")]


def test_many_callers_at_once_get_their_own_patients_back(tmp_path):
    with sidecar(tmp_path, lambda _body: "[EMAIL_1]") as here:
        found = {}

        def call(number):
            body = {"model": "m", "messages": [{"role": "user", "content": f"p{number}@example.org"}]}
            found[number] = here.post(body).json()["choices"][0]["message"]["content"]

        threads = [threading.Thread(target=call, args=(number,)) for number in range(24)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert found == {number: f"p{number}@example.org" for number in range(24)}
        assert here.kept() == [("answered", "")] * 24


@pytest.mark.slow
def test_killed_fifty_times_it_leaves_a_ledger_that_verifies_and_no_reply_without_a_record(tmp_path):
    database = f"sqlite:///{tmp_path / 'ledger.db'}"
    answered = []
    open_ledger(database).close()
    with ScriptedModel(lambda _body: WORDS) as model:
        for turn in range(50):
            with socket.socket() as listener:
                listener.bind(("127.0.0.1", 0))
                listener.listen()
                url = f"http://127.0.0.1:{listener.getsockname()[1]}"
                child = _forked_sidecar(tmp_path, model.url, listener)
            # Some die while they start, the others at a moment of their work.
            _call_until_it_dies(url, answered, wait=turn % 5 > 0, seconds=0.0037 * turn, child=child)
            os.waitpid(child, 0)
            result = verify(database)
            assert result.ok, result.problems
    kept = {record.exchange_id: record.outcome for record in list_records(database, limit=100_000)}
    assert len(answered) > 50
    assert not [exchange for exchange in answered if kept.get(exchange) != "answered"]


def _forked_sidecar(folder, model, listener):
    """A process that has everything imported already, so that fifty of them start in no time."""
    child = os.fork()
    if child:
        return child
    try:
        guard = small_guard(folder, new_id=lambda: uuid.uuid4().hex)
        server = uvicorn.Server(uvicorn.Config(create_app(guard, model), log_config=None, access_log=False))
        server.run(sockets=[listener])
    finally:
        os._exit(0)


def _call_until_it_dies(url, answered, *, wait, seconds, child):
    before = len(answered)

    def call():
        with contextlib.suppress(httpx2.HTTPError), httpx2.Client(trust_env=False, timeout=5) as client:
            while True:
                response = client.post(url + "/v1/chat/completions", json=BODY)
                if response.status_code == 200 and response.json()["choices"][0]["message"]["content"] == RESTORED:
                    answered.append(response.headers["x-medguard-exchange"])

    threads = [threading.Thread(target=call) for _ in range(3)]
    for thread in threads:
        thread.start()
    until = time.monotonic() + 10
    while wait and len(answered) == before and time.monotonic() < until:
        time.sleep(0.002)
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    for thread in threads:
        thread.join()


def test_a_ledger_that_may_only_be_read_is_known_at_the_start(tmp_path):
    from medguard.errors import AuditError

    with open_ledger(f"sqlite:///{tmp_path / 'ledger.db'}"):
        pass
    with pytest.raises(AuditError, match="read-only"):
        open_ledger(f"sqlite:///file:{tmp_path / 'ledger.db'}?mode=ro&uri=true")


# ── several servers ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_model_is_asked_where_the_profile_says_it_is(tmp_path, monkeypatch):
    monkeypatch.setenv("CLAUDE_KEY", "sk-of-the-house")
    with ScriptedModel(lambda _body: "From the other.") as other:
        servers = (
            ServerSettings(
                url=other.url, models=("claude-*",), key=ModelKeySettings(variable="CLAUDE_KEY", header="x-api-key")
            ),
            ServerSettings(url="http://127.0.0.1:9", models=("gone-?",)),
        )
        profile = replace(read_profile("hospital"), upstream=UpstreamSettings(servers=servers))
        with ScriptedModel(lambda _body: WORDS) as usual, small_guard(tmp_path) as guard:
            guard.profile = profile
            guard.callers = callers_of(profile, guard.ledger)
            with serving(create_app(guard, usual.url)) as url:
                here = Sidecar(guard, usual, url)
                assert here.post(BODY).json()["choices"][0]["message"]["content"] == RESTORED
                found = here.post(BODY | {"model": "claude-sonnet-5"}).json()
                assert found["choices"][0]["message"]["content"] == "From the other."
                assert here.post(BODY | {"model": "gone-1"}).status_code == 502
                assert here.post(BODY | {"model": "gone-12"}).status_code == 200
        assert [one.headers["authorization"] for one in usual.received] == ["Bearer sk-secret"] * 2
        [received] = other.received
        assert received.headers["x-api-key"] == "sk-of-the-house"
        assert "authorization" not in received.headers
        assert not [secret for secret in SECRETS if secret in received.body.decode()]
