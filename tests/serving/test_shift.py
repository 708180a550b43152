"""One guard after the other, without a call that notices."""

from __future__ import annotations

import asyncio
import http.client
import socket
import threading

import httpx2
import pytest
from serving_samples import BODY, in_thread, serving, until

from medguard import telemetry
from medguard.audit import list_records
from medguard.errors import ProfileError
from medguard.serving import door as doors
from medguard.serving.door import LARGEST_HEAD
from medguard.telemetry.metrics import Metrics
from medguard.testing import Raw, ScriptedModel


@pytest.fixture
def counted():
    metrics = Metrics(providers=["openai"], rules=[], version="1")
    telemetry.count(metrics)
    yield metrics
    telemetry.off()


def value(metrics, name, **labels):
    return metrics.registry.get_sample_value(name, labels)


def kept(sidecar):
    return [record.outcome for record in list_records(sidecar.guards[0].ledger.engine, limit=1000)]


class Slow:
    """A model that answers when it is told to."""

    def __init__(self):
        self.asked, self.go = threading.Semaphore(0), threading.Event()

    def __call__(self, _body):
        self.asked.release()
        self.go.wait(120)
        return "Yes."


def change(sidecar):
    return asyncio.run_coroutine_threadsafe(sidecar.watch.change(), sidecar.watch._on_duty._life.get_loop()).result(120)


# ── headers ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_every_answer_says_that_it_is_not_to_be_kept(tmp_path):
    with ScriptedModel(lambda _body: "Yes.") as model, serving(tmp_path, model.url) as sidecar:
        for answer in (sidecar.post(), sidecar.get("/healthz"), sidecar.get("/nowhere"), sidecar.get("/readyz")):
            assert answer.headers["cache-control"] == "no-store"
            assert answer.headers["x-content-type-options"] == "nosniff"
            assert "default-src 'none'" in answer.headers["content-security-policy"]
            assert answer.headers["referrer-policy"] == "no-referrer"
            assert "server" not in answer.headers
            assert "strict-transport-security" not in answer.headers


# ── change ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_new_guard_takes_over_and_the_one_before_sees_its_call_through(tmp_path, counted):
    model_says = Slow()
    with ScriptedModel(model_says) as model, serving(tmp_path, model.url) as sidecar:
        closed = []
        close = sidecar.guards[0].close
        sidecar.guards[0].close = lambda: closed.append(close())
        thread, done = in_thread(sidecar.post)
        assert model_says.asked.acquire(timeout=120)
        assert change(sidecar) is True
        assert closed == []  # its call is under way
        model_says.go.set()
        thread.join(120)
        assert done[0].status_code == 200
        until(lambda: closed, "its guard closed")
        assert sidecar.post().status_code == 200
        assert sidecar.watch._on_duty.guard is sidecar.guards[1]
        assert value(counted, "medguard_reloads_total", taken="true") == 1


@pytest.mark.parametrize(
    "trouble", [ProfileError("no such profile"), RuntimeError("Xiuying Li")], ids=["known", "unknown"]
)
def test_a_guard_that_does_not_open_changes_nothing(tmp_path, counted, trouble):
    def opens():
        raise trouble

    with ScriptedModel(lambda _body: "Yes.") as model, serving(tmp_path, model.url, opens=opens) as sidecar:
        assert change(sidecar) is False
        assert sidecar.post().status_code == 200
        assert sidecar.get("/readyz").status_code == 200
        assert value(counted, "medguard_reloads_total", taken="false") == 1


def test_a_guard_that_opens_and_is_not_ready_is_closed_again(tmp_path, counted):
    class NotReady:
        closed = False

        def check_ready(self):
            raise ProfileError("not ready")

        def close(self):
            self.closed = True

    next_one = NotReady()
    with ScriptedModel(lambda _body: "Yes.") as model, serving(tmp_path, model.url, opens=lambda: next_one) as sidecar:
        assert change(sidecar) is False
        assert next_one.closed
        assert sidecar.post().status_code == 200


def test_calls_go_on_while_guards_change_all_the_time(tmp_path):
    with ScriptedModel(lambda _body: "Yes.") as model, serving(tmp_path, model.url, most_at_once=100) as sidecar:
        stop, answers = threading.Event(), []

        def ask():
            while not stop.is_set():
                answers.append(sidecar.post().status_code)

        threads = [threading.Thread(target=ask, daemon=True) for _ in range(4)]
        for thread in threads:
            thread.start()
        for turn in range(5):
            assert change(sidecar) is True
            until(lambda seen=len(answers): len(answers) > seen + 3, f"answers after change {turn}")
        stop.set()
        for thread in threads:
            thread.join(120)
        assert set(answers) == {200}
        assert len(kept(sidecar)) == len(answers)


# ── too much ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_one_call_too_many_is_told_so_and_probes_are_answered(tmp_path, counted):
    model_says = Slow()
    with ScriptedModel(model_says) as model, serving(tmp_path, model.url, most_at_once=2) as sidecar:
        calls = [in_thread(sidecar.post) for _ in range(2)]
        for _ in calls:
            assert model_says.asked.acquire(timeout=120)
        assert value(counted, "medguard_in_flight") == 2
        refused = sidecar.post()
        assert refused.status_code == 503
        assert refused.headers["retry-after"] == "1"
        assert "x-should-retry" not in refused.headers
        error = refused.json()["error"]
        assert error["code"] == "too_many_at_once"
        assert error["medguard"]["remedy"]
        assert error["medguard"]["remedy_zh"]
        assert sidecar.get("/healthz").status_code == sidecar.get("/readyz").status_code == 200
        model_says.go.set()
        for thread, done in calls:
            thread.join(120)
            assert done[0].status_code == 200
        assert sidecar.post().status_code == 200
        assert value(counted, "medguard_refusals_total", code="too_many_at_once") == 1
        until(lambda: value(counted, "medguard_in_flight") == 0, "nothing under way")


# ── leaving ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_told_to_leave_it_is_not_ready_at_once_and_finishes_what_is_under_way(tmp_path):
    model_says = Slow()
    with ScriptedModel(model_says) as model, serving(tmp_path, model.url, linger=100.0) as sidecar:
        thread, done = in_thread(sidecar.post)
        assert model_says.asked.acquire(timeout=120)
        sidecar.door.leave(linger=True)
        until(lambda: sidecar.get("/readyz").status_code == 503, "readiness gone")
        said = sidecar.get("/readyz")
        assert said.json()["error"]["code"] == "leaving"
        assert sidecar.get("/healthz").status_code == 200
        model_says.go.set()
        thread.join(120)
        assert done[0].status_code == 200
        assert sidecar.post().status_code == 200  # the door is still open
        assert change(sidecar) is False
        sidecar.door.leave(linger=True)  # told again: no more lingering


def test_what_is_not_finished_within_the_grace_is_recorded_as_abandoned(tmp_path):
    model_says = Slow()
    with ScriptedModel(model_says) as model:
        with serving(tmp_path, model.url, grace=1.0) as sidecar:
            thread, done = in_thread(sidecar.post)
            assert model_says.asked.acquire(timeout=120)
        thread.join(120)
        assert (done[0].status_code, done[0].json()["error"]["code"]) == (503, "leaving")
        assert done[0].headers["retry-after"] == "1"
        model_says.go.set()
    assert [record.outcome for record in list_records(f"sqlite:///{tmp_path / 'ledger.db'}")] == ["abandoned"]


# ── connections ──────────────────────────────────────────────────────────────────────────────────────────────────────


def is_cut(connection):
    try:
        return connection.recv(1) == b""
    except ConnectionResetError:
        return True


def connected(sidecar):
    host, port = sidecar.url.removeprefix("http://").split(":")
    return socket.create_connection((host, int(port)), timeout=120)


@pytest.mark.parametrize(
    "begun", [b"", b"POST /v1/chat/completions HTTP/1.1\r\nHost: h\r\nX: "], ids=["silent", "half"]
)
def test_a_connection_that_never_says_what_it_wants_is_cut(tmp_path, monkeypatch, begun):
    monkeypatch.setattr(doors, "HEAD_SECONDS", 0.2)
    with ScriptedModel(lambda _body: "Yes.") as model, serving(tmp_path, model.url) as sidecar:
        with connected(sidecar) as slow:
            slow.sendall(begun)
            assert is_cut(slow)
        assert sidecar.post().status_code == 200


def test_a_second_request_that_drips_is_cut_too(tmp_path, monkeypatch):
    with (
        ScriptedModel(lambda _body: "Yes.") as model,
        serving(tmp_path, model.url) as sidecar,
        connected(sidecar) as slow,
    ):
        slow.sendall(b"GET /healthz HTTP/1.1\r\nHost: h\r\n\r\n")
        answer = http.client.HTTPResponse(slow)
        answer.begin()
        assert b"alive" in answer.read()
        monkeypatch.setattr(doors, "HEAD_SECONDS", 0.2)
        slow.sendall(b"GET /he")
        assert is_cut(slow)


def test_a_long_answer_is_not_cut(tmp_path, monkeypatch):
    monkeypatch.setattr(doors, "HEAD_SECONDS", 0.2)
    model_says = Slow()
    with ScriptedModel(model_says) as model, serving(tmp_path, model.url) as sidecar:
        thread, done = in_thread(sidecar.post)
        assert model_says.asked.acquire(timeout=120)
        thread.join(0.6)  # three times as long as headers may take
        model_says.go.set()
        thread.join(120)
        assert done[0].status_code == 200


def test_one_connection_serves_many_calls(tmp_path):
    with ScriptedModel(lambda _body: "Yes.") as model, serving(tmp_path, model.url) as sidecar:
        with httpx2.Client(trust_env=False, timeout=120) as client:
            for _ in range(5):
                assert client.post(f"{sidecar.url}/v1/chat/completions", json=BODY).status_code == 200
        assert sidecar.door.server_state.total_requests == 5


def test_headers_that_are_too_large_are_refused_in_our_shape(tmp_path):
    with ScriptedModel(lambda _body: "Yes.") as model, serving(tmp_path, model.url) as sidecar:
        with connected(sidecar) as large:
            large.sendall(b"GET /healthz HTTP/1.1\r\nHost: h\r\nX: " + b"a" * (LARGEST_HEAD + 1))
            answer = http.client.HTTPResponse(large)
            answer.begin()
            assert answer.status == 400
            assert b"not_http" in answer.read()
            assert answer.headers["cache-control"] == "no-store"
        assert sidecar.post().status_code == 200


def test_more_connections_than_calls_allow_for_are_cut(tmp_path, monkeypatch):
    with ScriptedModel(lambda _body: "Yes.") as model, serving(tmp_path, model.url, most_at_once=1) as sidecar:
        listener = sidecar.door.config.http_protocol_class
        monkeypatch.setattr(listener, "most_connections", 3)
        idle = [connected(sidecar) for _ in range(3)]
        until(lambda: len(sidecar.door.server_state.connections) == 3, "three connections")
        with connected(sidecar) as fourth:
            assert is_cut(fourth)
        for one in idle:
            one.close()
        until(lambda: not sidecar.door.server_state.connections, "no connection")
        assert sidecar.post().status_code == 200


def test_an_answer_that_nobody_reads_does_not_hold_its_connection_for_ever(tmp_path, monkeypatch):
    monkeypatch.setattr(doors, "UNREAD_SECONDS", 0.2)
    with ScriptedModel(lambda _body: "Yes.") as model, serving(tmp_path, model.url) as sidecar:
        model.models = Raw(content=b'{"data": ["' + b"a" * 12_000_000 + b'"]}')
        with connected(sidecar) as deaf:
            deaf.sendall(b"GET /v1/models HTTP/1.1\r\nHost: h\r\n\r\n")
            until(lambda: model.received, "the question")
            until(lambda: not sidecar.door.server_state.connections, "the connection cut")
        assert sidecar.get("/healthz").status_code == 200
