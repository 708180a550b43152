"""Numbers for Prometheus. A label's value is a word from a closed list; what is not on it is counted as ``other``.

A list and not a pattern: a name that looks like a rule would pass a pattern, and each new value would be a new series for ever.

Several workers keep their numbers in files of one folder (``PROMETHEUS_MULTIPROC_DIR``, which the library wants to find in the
environment before it is imported), and whoever started them adds them up.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from typing import Final, Literal

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, generate_latest
from prometheus_client.metrics import disable_created_metrics
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead

from medguard.errors import MedguardError
from medguard.types import Exchange, FindingStatus, Outcome, Stage, Status

OTHER: Final = "other"
FOLDER_VARIABLE: Final = "PROMETHEUS_MULTIPROC_DIR"

PROVIDERS: Final = frozenset({"anthropic", "dashscope", "gemini", "ollama", "openai", "text"})
"""As wire modules call themselves; a test compares the two."""
STEPS: Final = frozenset("deidentify rules_request open ask ask_again checks rules_reply restore record".split())
"""As ``flow`` names them in ``Exchange.milliseconds``; a test compares the two."""
ASKING: Final = frozenset({"ask", "ask_again"})
"""Steps in which the model takes its time, and not medguard."""

KINDS: Final[Mapping[str, frozenset[str]]] = {
    check: frozenset(kinds.split())
    for check, kinds in {
        "leaks": "identifier_not_sent public",
        "citations": "verified mismatched fabricated retracted concern corrected unresolved uncited unsupported",
        "bias": "race_based_medicine stigmatising_language stereotype unequal_care possible_bias",
        "authority": "claims_profession claims_examination claims_prescription overstated_certainty",
        "consistency": "consistent answers_differ",
        "plagiarism": "copied paraphrased context_not_named quoted cited echoed drug_label boilerplate standard_phrase",
    }.items()
}
"""What each check may report, as its page in ``docs/checks`` says; a test compares the two."""

PROBED: Final = frozenset("answered amended blocked failed left_busy left_nothing_to_swap left_over_budget".split())
"""How a call of the bias probe ended, and why a question that was drawn was left."""

_NOT_KEPT: Final = frozenset({Status.FAIL, Status.UNDETERMINED})
_OWN_SECONDS: Final = (0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30)
_WHOLE_SECONDS: Final = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 40, 80, 160, 320)
_TOKENS: Final[Mapping[str, str]] = {
    "prompt_tokens": "input",
    "input_tokens": "input",
    "completion_tokens": "output",
    "output_tokens": "output",
}
"""What providers call them."""


class Metrics:
    """The counters of this process, in a registry of their own."""

    def __init__(self, *, providers: Iterable[str], rules: Iterable[str], version: str) -> None:
        disable_created_metrics()  # type: ignore[no-untyped-call]
        self.registry = CollectorRegistry()
        self._providers = frozenset(providers)
        self._rules: frozenset[str] = frozenset(rules)
        self._codes: frozenset[str] = frozenset()
        self._exchanges = self._counter(
            "exchanges", "Exchanges that were recorded, by how they ended.", "outcome provider"
        )
        self._refused = self._counter("refusals", "Calls that got an error in place of a reply, by its code.", "code")
        self._stopped = self._counter("stopped", "Exchanges that a rule blocked or held.", "rule outcome")
        self._not_kept = self._counter("rules_not_kept", "Rulings that were not a pass.", "rule stage status")
        self._findings = self._counter("findings", "What checks found.", "check kind")
        self._unjudged = self._counter("checks_unjudged", "Checks that came to no judgement.", "check")
        self._identifiers = self._counter("identifiers_replaced", "Identifiers replaced by stand-ins.", "")
        self._tokens = self._counter("tokens", "Tokens, as the provider counted them.", "provider direction")
        self._reloads = self._counter(
            "reloads", "Profiles read again while running, and whether the new one is in force.", "taken"
        )
        self._whole = self._histogram(
            "exchange_seconds", "From the request to the record, the model's time included.", "outcome", _WHOLE_SECONDS
        )
        self._own = self._histogram("own_seconds", "The same without the model's time.", "", _OWN_SECONDS)
        self._steps = self._histogram("step_seconds", "Each step of an exchange.", "step", _OWN_SECONDS)
        self.in_flight = self._gauge("in_flight", "Calls that are being worked on.", "livesum")
        self.given_up = self._counter(
            "upstream_given_up", "Times that the model's server was not to be asked for a while.", ""
        )
        self._probes = self._counter(
            "probes", "What came of questions that the sidecar asked by itself, or why they were left.", "result"
        )
        self._info = Gauge(
            "medguard_info", "Which release runs.", ["version"], registry=self.registry, multiprocess_mode="livemax"
        )
        self._info.labels(version).set(1)
        if FOLDER_VARIABLE not in os.environ:
            ProcessCollector(namespace="medguard", registry=self.registry)

    def _counter(self, name: str, says: str, labels: str) -> Counter:
        return Counter(f"medguard_{name}", says, labels.split(), registry=self.registry)

    def _histogram(self, name: str, says: str, labels: str, buckets: tuple[float, ...]) -> Histogram:
        return Histogram(f"medguard_{name}", says, labels.split(), registry=self.registry, buckets=buckets)

    def _gauge(self, name: str, says: str, mode: Literal["livesum"]) -> Gauge:
        return Gauge(f"medguard_{name}", says, registry=self.registry, multiprocess_mode=mode)

    def knows(self, rules: Iterable[str]) -> None:
        """Let these rules be labels too. None is forgotten: its numbers stand."""
        self._rules |= frozenset(rules)

    def ended(self, record: Exchange) -> None:
        """Count an exchange."""
        provider = self._provider(record.request.provider if record.request else "")
        self._exchanges.labels(record.outcome.value, provider).inc()
        if record.outcome in {Outcome.BLOCKED, Outcome.HELD}:
            self._stopped.labels(self._rule(record.reason), record.outcome.value).inc()
        self._judged(record)
        self._found(record)
        if record.request is not None and record.request.identifiers is not None:
            self._identifiers.inc(record.request.identifiers.replaced)
        for name, number in record.tokens.items():
            if name in _TOKENS and number > 0:
                self._tokens.labels(provider, _TOKENS[name]).inc(number)
        self._timed(record)

    def _judged(self, record: Exchange) -> None:
        for decision in record.decisions:
            stage = Stage(decision.stage).value
            for ruling in decision.rulings:
                if ruling.status in _NOT_KEPT:
                    self._not_kept.labels(self._rule(ruling.rule), stage, Status(ruling.status).value).inc()

    def _found(self, record: Exchange) -> None:
        for finding in record.findings:
            kinds = KINDS.get(finding.check)
            check = finding.check if kinds is not None else OTHER
            if finding.status is FindingStatus.UNJUDGED:
                self._unjudged.labels(check).inc()
            elif finding.kind:
                self._findings.labels(check, finding.kind if kinds and finding.kind in kinds else OTHER).inc(
                    max(finding.count, 1)
                )

    def _timed(self, record: Exchange) -> None:
        whole = own = 0.0
        for step, milliseconds in record.milliseconds.items():
            seconds = milliseconds / 1000
            whole += seconds
            own += 0.0 if step in ASKING else seconds
            self._steps.labels(step if step in STEPS else OTHER).observe(seconds)
        self._whole.labels(record.outcome.value).observe(whole)
        self._own.observe(own)

    def refused(self, error: MedguardError) -> None:
        """Count an error."""
        if error.code not in self._codes:
            self._codes = frozenset(_codes(MedguardError))
        self._refused.labels(error.code if error.code in self._codes else OTHER).inc()

    def abandoned(self) -> None:
        """Count an exchange whose caller hung up; nothing else is known of it here."""
        self._exchanges.labels(Outcome.ABANDONED.value, OTHER).inc()

    def reloaded(self, *, taken: bool) -> None:
        """Count a profile that was read again."""
        self._reloads.labels(str(taken).lower()).inc()

    def probed(self, result: str) -> None:
        """Count a probe."""
        self._probes.labels(result if result in PROBED else OTHER).inc()

    def _provider(self, name: str) -> str:
        return name if name in self._providers else OTHER

    def _rule(self, name: str) -> str:
        return name if name in self._rules else OTHER

    def written(self) -> bytes:
        """As Prometheus reads it."""
        return generate_latest(self.registry)


def _codes(kind: type[MedguardError]) -> Iterator[str]:
    yield kind.code
    for child in kind.__subclasses__():
        yield from _codes(child)


class Together:
    """The numbers of several workers, added up."""

    def __init__(self, folder: str) -> None:
        self._folder = folder
        self._registry = CollectorRegistry()
        MultiProcessCollector(self._registry, path=folder)  # type: ignore[no-untyped-call]
        self.restarts = Counter(
            "medguard_worker_restarts", "Workers that ended by themselves and were started again.", registry=None
        )
        self.workers = Gauge("medguard_workers_ready", "Workers that serve.", registry=None)
        ProcessCollector(namespace="medguard_parent", registry=self._registry)
        for own in (self.restarts, self.workers):
            self._registry.register(own)

    def ended(self, process: int) -> None:
        """Forget what a worker was doing; what it has counted stands."""
        mark_process_dead(process, self._folder)  # type: ignore[no-untyped-call]

    def written(self) -> bytes:
        """As Prometheus reads it."""
        return generate_latest(self._registry)
