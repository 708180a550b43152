"""What the sidecar tells those who count, and a model's server that keeps failing."""

from __future__ import annotations

import socket

import httpx2
import pytest
from serving_samples import BODY, in_thread, serving, until

from medguard import telemetry
from medguard.audit import list_records
from medguard.telemetry.metrics import PROVIDERS, Metrics
from medguard.telemetry.traces import Traces
from medguard.testing import Raw, ScriptedModel
from telemetry.telemetry_samples import Collector

TRACE, PARENT = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"


@pytest.fixture
def counted():
    metrics = Metrics(providers=PROVIDERS, rules=[], version="1")
    telemetry.count(metrics)
    yield metrics
    telemetry.off()


def value(metrics, name, **labels):
    return metrics.registry.get_sample_value(name, labels) or 0


def test_an_answer_a_stream_and_refusals_are_counted_once_each(tmp_path, counted):
    with ScriptedModel(lambda _body: "Take it twice a day.") as model, serving(tmp_path, model.url) as sidecar:
        assert sidecar.post().status_code == 200
        streamed = httpx2.post(
            f"{sidecar.url}/v1/chat/completions", json={**BODY, "stream": True}, timeout=120, trust_env=False
        )
        assert streamed.status_code == 200
        httpx2.post(f"{sidecar.url}/v1/chat/completions", content=b"no json", timeout=120, trust_env=False)
        httpx2.post(f"{sidecar.url}/v1/files", content=b"{}", timeout=120, trust_env=False)
        sidecar.get("/readyz")
        model.script = lambda _body: Raw(status=429, content=b"{}")
        assert sidecar.post().status_code == 429
        ended = {
            outcome: sum(
                value(counted, "medguard_exchanges_total", outcome=outcome, provider=one)
                for one in (*PROVIDERS, "other")
            )
            for outcome in ("answered", "failed", "blocked", "abandoned")
        }
        assert ended == {"answered": 2, "failed": 2, "blocked": 0, "abandoned": 0}
        assert value(counted, "medguard_refusals_total", code="request_unreadable") == 1
        assert value(counted, "medguard_refusals_total", code="call_not_guarded") == 1
        assert value(counted, "medguard_refusals_total", code="upstream_failed") == 1
        assert value(counted, "medguard_own_seconds_count") == 4


def test_a_caller_who_hangs_up_is_counted_as_the_record_says(tmp_path, counted):
    asked = []

    def slow(body):
        asked.append(body)
        until(lambda: list_records(f"sqlite:///{tmp_path / 'ledger.db'}"), "a record")
        return "Too late."

    with ScriptedModel(slow) as model, serving(tmp_path, model.url) as sidecar:
        with httpx2.Client(trust_env=False) as client:
            thread, _ = in_thread(_hangs_up, client, sidecar.url)
            until(lambda: asked, "the question")
            thread.join(120)
        until(lambda: value(counted, "medguard_exchanges_total", outcome="abandoned", provider="other") == 1, "a count")
    assert [one.outcome for one in list_records(f"sqlite:///{tmp_path / 'ledger.db'}")] == ["abandoned"]


def _hangs_up(client, url):
    with pytest.raises(httpx2.TimeoutException):
        client.post(f"{url}/v1/chat/completions", json=BODY, timeout=httpx2.Timeout(120, read=2))


def test_the_callers_trace_goes_on_and_its_free_text_does_not(tmp_path):
    with ScriptedModel(lambda _body: "Yes.") as model, Collector() as collector:
        telemetry.trace(Traces(collector.url, version="1"))
        with serving(tmp_path, model.url) as sidecar:
            headers = {
                "traceparent": f"00-{TRACE}-{PARENT}-01",
                "tracestate": "patient=Xiuying-Li",
                "baggage": "patient=Xiuying-Li",
            }
            assert sidecar.post(headers=headers).status_code == 200
        telemetry.off()
        assert {span.trace_id.hex() for span in collector.spans} == {TRACE}
        assert not any(b"Xiuying" in body or b"Thornbury" in body for body in collector.bodies)
        [received] = model.received
        assert not {"traceparent", "tracestate", "baggage"} & set(received.headers)


def test_a_models_server_that_keeps_failing_is_given_up_and_found_again(tmp_path, counted):
    with socket.socket() as place:
        place.bind(("127.0.0.1", 0))
        nobody = f"http://127.0.0.1:{place.getsockname()[1]}"
        with serving(tmp_path, nobody) as sidecar:
            for _ in range(5):
                refused = sidecar.post()
                assert (refused.status_code, refused.json()["error"]["code"]) == (502, "upstream_failed")
            given_up = sidecar.post()
            assert (given_up.status_code, given_up.json()["error"]["code"]) == (503, "upstream_given_up")
            assert int(given_up.headers["retry-after"]) in range(1, 6)
            assert value(counted, "medguard_upstream_given_up_total") == 1
            assert sidecar.get("/readyz").status_code == 200
    kept = [record.outcome for record in list_records(f"sqlite:///{tmp_path / 'ledger.db'}")]
    assert kept == ["failed"] * 6


def test_after_a_while_it_is_asked_again(tmp_path, counted):
    with ScriptedModel(lambda _body: Raw(status=500, content=b"{}")) as model, serving(tmp_path, model.url) as sidecar:
        for _ in range(5):
            assert sidecar.post().status_code == 500
        asked = len(model.received)
        assert sidecar.post().status_code == 503
        assert len(model.received) == asked
        model.script = lambda _body: "Yes."
        until(lambda: sidecar.post().status_code == 200, "an answer")
        assert sidecar.post().status_code == 200
