"""Spans of exchanges, as a real collector gets them."""

from __future__ import annotations

import doctest

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from telemetry_samples import Collector, record, request

from medguard import telemetry
from medguard.errors import Blocked
from medguard.telemetry import traces as module
from medguard.telemetry.traces import Traces
from medguard.types import Finding, Outcome

TRACE, PARENT = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"
CALLER = f"00-{TRACE}-{PARENT}-01"
PLANTED = "Xiuying-Li-Planted"


def sent(*records, caller=None):
    """The spans of these records, and the collector that has them."""
    with Collector() as collector:
        traces = Traces(collector.url, version="1.2.3")
        for one in records:
            traces.ended(one, caller)
        traces.close()
    return collector


def attributes(span):
    kinds = ("string_value", "int_value", "bool_value", "double_value")
    return {
        each.key: next(getattr(each.value, kind) for kind in kinds if each.value.HasField(kind))
        for each in span.attributes
    }


def test_the_examples_run():
    assert doctest.testmod(module).failed == 0


def test_an_exchange_is_a_span_with_one_for_each_step():
    collector = sent(record())
    whole = next(span for span in collector.spans if span.name == "medguard.exchange")
    steps = [span for span in collector.spans if span.parent_span_id == whole.span_id]
    assert [step.name for step in sorted(steps, key=lambda step: step.start_time_unix_nano)] == [
        "medguard.deidentify",
        "medguard.rules_request",
        "chat m-1",
        "medguard.checks",
    ]
    assert {span.trace_id for span in collector.spans} == {whole.trace_id}
    assert whole.end_time_unix_nano - whole.start_time_unix_nano == 1_020_000_000
    assert attributes(whole) == {
        "medguard.exchange.id": "0" * 32,
        "medguard.outcome": "answered",
        "medguard.door": "sidecar",
        "medguard.profile.sha256": "a" * 64,
        "medguard.rules_not_kept": 0,
        "medguard.findings": 0,
        "medguard.stream": False,
        "medguard.identifiers.replaced": 3,
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": "openai",
        "gen_ai.request.model": "m-1",
    }


def test_the_ask_has_the_names_of_the_genai_conventions():
    asked = next(span for span in sent(record()).spans if span.name == "chat m-1")
    assert asked.kind == asked.SPAN_KIND_CLIENT
    assert attributes(asked) == {
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": "openai",
        "gen_ai.request.model": "m-1",
        "gen_ai.usage.input_tokens": 7,
        "gen_ai.usage.output_tokens": 5,
    }


@pytest.mark.parametrize(
    ("asked", "operation"),
    [
        ("chat/completions", "chat"),
        ("deployments/m/chat/completions", "chat"),
        ("completions", "text_completion"),
        ("embeddings", "embeddings"),
        ("models/m:batchEmbedContents", "embeddings"),
        ("models/m:streamGenerateContent", "generate_content"),
        ("messages", "chat"),
        ("", "chat"),
    ],
)
def test_the_path_says_which_operation_it_was(asked, operation):
    with Collector() as collector:
        traces = Traces(collector.url, version="1")
        traces.ended(record(), None, asked)
        traces.close()
    whole = next(span for span in collector.spans if span.name == "medguard.exchange")
    assert attributes(whole)["gen_ai.operation.name"] == operation


def test_the_resource_tells_nothing_of_the_machine(monkeypatch):
    monkeypatch.setenv("OTEL_RESOURCE_ATTRIBUTES", f"host.name={PLANTED}")
    (resource,) = sent(record()).resources
    assert {each.key: each.value.string_value for each in resource.resource.attributes} == {
        "service.name": "medguard",
        "service.version": "1.2.3",
    }


def test_a_failure_is_an_error_and_a_block_is_none():
    failed = sent(record(outcome=Outcome.FAILED, reason="upstream_timeout", milliseconds={"ask": 5.0})).spans
    assert [span.status.code for span in failed] == [2, 2]
    assert {attributes(span)["error.type"] for span in failed} == {"upstream_timeout"}
    blocked = sent(record(outcome=Outcome.BLOCKED, reason="some/rule")).spans
    assert {span.status.code for span in blocked} == {0}


def test_the_callers_trace_goes_on():
    whole = next(span for span in sent(record(), caller=CALLER).spans if span.name == "medguard.exchange")
    assert (whole.trace_id.hex(), whole.parent_span_id.hex()) == (TRACE, PARENT)


def test_a_caller_who_does_not_sample_is_not_sampled():
    assert sent(record(), caller=CALLER[:-1] + "0").spans == []


@pytest.mark.parametrize(
    "caller",
    [
        "",
        PLANTED,
        CALLER + "-" + PLANTED,
        f"ff-{TRACE}-{PARENT}-01",
        f"00-{'0' * 32}-{PARENT}-01",
        f"00-{TRACE}-{'0' * 16}-01",
        f"00-110101199003074514{'a' * 14}-{PARENT}-01",
        f"00-{TRACE}-1101011990030745-01",
        CALLER.upper(),
    ],
    ids="empty prose more unknown-version no-trace no-parent a-person's-number a-number-for-a-parent capitals".split(),
)
def test_what_is_no_context_begins_a_new_trace(caller):
    whole = next(span for span in sent(record(), caller=caller).spans if span.name == "medguard.exchange")
    assert whole.parent_span_id == b""
    assert whole.trace_id.hex() != TRACE


@settings(max_examples=15)
@given(model=st.text(max_size=30).map(lambda more: more + "李秀英 " + PLANTED), evidence=st.text(max_size=20))
def test_no_word_of_a_conversation_is_sent(model, evidence):
    told = Finding(check="leaks", kind="public", evidence={"where": PLANTED + evidence})
    collector = sent(record(request=request(model=model), findings=(told,), application=PLANTED, actor=PLANTED))
    assert collector.spans
    assert not any(PLANTED.encode() in body or "李秀英".encode() in body for body in collector.bodies)
    assert "gen_ai.request.model" not in attributes(collector.spans[0])


def test_a_refusal_sends_the_exchange_that_had_begun():
    with Collector() as collector:
        telemetry.trace(Traces(collector.url, version="1"))
        error = Blocked(PLANTED, rule="r")
        error.exchange = record(outcome=Outcome.BLOCKED, reason="r")
        telemetry.refused(error, caller=CALLER)
        telemetry.off()
    assert {span.trace_id.hex() for span in collector.spans} == {TRACE}
    assert not any(PLANTED.encode() in body for body in collector.bodies)


def test_a_collector_that_is_down_disturbs_nobody(monkeypatch):
    monkeypatch.setattr(module, "SEND_SECONDS", 0.2)
    traces = Traces("http://127.0.0.1:9/v1/traces", version="1")
    traces.ended(record(), None)
    traces.close()


def test_a_proxy_of_the_environment_is_not_asked(monkeypatch):
    with Collector() as proxy:
        monkeypatch.setenv("HTTP_PROXY", proxy.url)
        monkeypatch.setenv("http_proxy", proxy.url)
        assert sent(record()).spans
    assert proxy.bodies == []
