"""One span an exchange, with a span for each step, for whoever collects OpenTelemetry. Needs ``medguard-gateway[otel]``.

Spans are made when the record is kept, from its numbers, so nothing of a conversation is near. Of the caller's context only
``traceparent`` goes on, and nowhere but to the collector that was named: ``tracestate`` and ``baggage`` are free text. The ask has the names of
OpenTelemetry's GenAI conventions; those for prompts, completions, tools and conversations are never set.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Final, NamedTuple

import requests
from opentelemetry.context import Context
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import SpanLimits, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.sdk.trace.sampling import ALWAYS_ON, ParentBased
from opentelemetry.trace import (
    NonRecordingSpan,
    Span,
    SpanContext,
    SpanKind,
    StatusCode,
    TraceFlags,
    Tracer,
    set_span_in_context,
)

from medguard.types import Exchange, Outcome

SEND_SECONDS: Final = 5.0

Values = Mapping[str, str | int | float | bool]


class Traces:
    """Sends spans to the collector at ``url``: the whole address, with ``/v1/traces``."""

    def __init__(self, url: str, *, version: str) -> None:
        session = requests.Session()
        session.trust_env = False  # a proxy that somebody set there is not asked for
        # The resource is made by hand: what the SDK finds by itself is the command line, the user and the host.
        resource = Resource({"service.name": "medguard", "service.version": version})
        self._provider = TracerProvider(
            sampler=ParentBased(ALWAYS_ON), resource=resource, shutdown_on_exit=False, span_limits=SpanLimits()
        )
        self._provider.add_span_processor(
            BatchSpanProcessor(OTLPSpanExporter(endpoint=url, session=session, timeout=SEND_SECONDS))
        )
        self._tracer: Tracer = self._provider.get_tracer("medguard", version)

    def ended(self, record: Exchange, caller: str | None, asked: str = "") -> None:
        """Send the spans of an exchange, in the trace of its caller if it came with one. ``asked`` is never sent: it only says which kind of call it was."""
        call = _of_call(record, asked)
        began = _nanoseconds(record.started_at)
        steps = _steps(record, began)
        span = self._tracer.start_span(
            "medguard.exchange",
            context=_context(caller),
            kind=SpanKind.SERVER,
            attributes={**_of_exchange(record), **call},
            start_time=began,
        )
        if record.outcome in _WENT_WRONG:
            _failed(span, record.reason)
        inside = set_span_in_context(span, Context())
        for step in steps:
            self._step(step, record, call, inside)
        span.end(steps[-1].ends if steps else began)

    def _step(self, step: _Step, record: Exchange, call: Mapping[str, str], inside: Context) -> None:
        if step.name != "ask":
            self._tracer.start_span(f"medguard.{step.name}", context=inside, start_time=step.begins).end(step.ends)
            return
        span = self._tracer.start_span(
            " ".join(str(call[name]) for name in ("gen_ai.operation.name", "gen_ai.request.model") if name in call),
            context=inside,
            kind=SpanKind.CLIENT,
            attributes={**call, **_of_usage(record)},
            start_time=step.begins,
        )
        if record.outcome is Outcome.FAILED and step.is_last:
            _failed(span, record.reason)
        span.end(step.ends)

    def close(self) -> None:
        """Send what waits, and stop."""
        self._provider.shutdown()


_WENT_WRONG: Final = frozenset({Outcome.FAILED, Outcome.ABANDONED})
"""A block is no error: the guard did what it is for."""


def _failed(span: Span, reason: str) -> None:
    span.set_status(StatusCode.ERROR)
    span.set_attribute("error.type", reason or Outcome.ABANDONED.value)


# ── when ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


class _Step(NamedTuple):
    name: str
    begins: int
    ends: int
    is_last: bool


def _steps(record: Exchange, began: int) -> list[_Step]:
    """One after the other, as they are done; a step that came back later is drawn where it was first."""
    steps, at = [], began
    for place, (name, milliseconds) in enumerate(record.milliseconds.items(), start=1):
        ends = at + round(milliseconds * 1_000_000)
        steps.append(_Step(name, at, ends, place == len(record.milliseconds)))
        at = ends
    return steps


def _nanoseconds(moment: str) -> int:
    return round(datetime.fromisoformat(moment).timestamp() * 1000) * 1_000_000


# ── what ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _of_exchange(record: Exchange) -> Values:
    said: dict[str, str | int | float | bool] = {
        "medguard.exchange.id": record.id,
        "medguard.outcome": record.outcome.value,
        "medguard.door": record.door,
        "medguard.profile.sha256": record.profile_sha256,
        "medguard.rules_not_kept": sum(
            ruling.status in {"fail", "undetermined"} for decision in record.decisions for ruling in decision.rulings
        ),
        "medguard.findings": sum(bool(finding.kind) for finding in record.findings),
        "medguard.stream": bool(record.request and record.request.stream),
    }
    if record.request is not None and record.request.identifiers is not None:
        said["medguard.identifiers.replaced"] = record.request.identifiers.replaced
    if record.reason:
        said["medguard.reason"] = record.reason
    return said


def _of_call(record: Exchange, asked: str) -> dict[str, str]:
    if record.request is None:
        return {}
    provider = record.request.provider
    said = {"gen_ai.operation.name": _operation(asked), "gen_ai.provider.name": _PROVIDERS.get(provider, provider)}
    if is_model(record.request.model):
        said["gen_ai.request.model"] = record.request.model
    return said


def _operation(asked: str) -> str:
    return next((operation for ends, operation in _OPERATIONS.items() if asked.lower().endswith(ends)), "chat")


_OPERATIONS: Final[Mapping[str, str]] = {
    "embeddings": "embeddings",
    "embedcontent": "embeddings",
    "embedcontents": "embeddings",
    ":predict": "embeddings",
    "generatecontent": "generate_content",
    "chat/completions": "chat",
    "completions": "text_completion",
}
"""By how the path of the call ends; the longer ending first."""
_PROVIDERS: Final[Mapping[str, str]] = {"gemini": "gcp.gemini", "azure": "azure.ai.openai", "moonshot": "moonshot_ai"}
"""Where OpenTelemetry's word is another than ours."""


def _of_usage(record: Exchange) -> dict[str, int]:
    return {
        f"gen_ai.usage.{ours}": record.tokens[theirs] for theirs, ours in _TOKENS.items() if theirs in record.tokens
    }


_TOKENS: Final[Mapping[str, str]] = {
    "prompt_tokens": "input_tokens",
    "input_tokens": "input_tokens",
    "completion_tokens": "output_tokens",
    "output_tokens": "output_tokens",
}


_MODEL: Final = re.compile(r"[A-Za-z][A-Za-z0-9.:/_-]{0,63}")
_DAY: Final = re.compile(r"20[0-9]{6}(?![0-9])")
_LONG_NUMBER: Final = re.compile(r"[0-9]{6}")


def is_model(name: str) -> bool:
    """Whether it looks like the name of a model, and not like what somebody wrote: short, without blanks, without a long number but a day.

    >>> is_model("gpt-5.2-20261101"), is_model("patient-4821390"), is_model("张伟")
    (True, False, False)
    """
    return _MODEL.fullmatch(name) is not None and not _LONG_NUMBER.search(_DAY.sub("", name))


# ── in whose trace ───────────────────────────────────────────────────────────────────────────────────────────────────

_TRACEPARENT: Final = re.compile(r"(?!ff)[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})")
_A_NUMBER: Final = re.compile(r"[0-9]{17}")
"""No number of a person goes into a trace dressed as its id; of ids drawn by chance one in five hundred looks so."""


def _context(caller: str | None) -> Context:
    """Continue the caller's trace (W3C Trace Context, level 1); anything that is not one begins a new trace."""
    found = _TRACEPARENT.fullmatch(caller or "")
    if found is None or _A_NUMBER.search(found[1]) or found[2].isdigit():
        return Context()
    parent = SpanContext(
        int(found[1], 16), int(found[2], 16), is_remote=True, trace_flags=TraceFlags(int(found[3], 16))
    )
    return set_span_in_context(NonRecordingSpan(parent), Context()) if parent.is_valid else Context()
