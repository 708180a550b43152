"""Numbers of exchanges, with labels from closed lists only."""

from __future__ import annotations

import contextlib
import re
import subprocess
import sys
import textwrap
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from prometheus_client.parser import text_string_to_metric_families
from telemetry_samples import RULE, metrics, record, request

import parts
from medguard import flow, telemetry
from medguard.checks.bias.lexicon import KINDS as OF_BIAS
from medguard.checks.citations.judge import Verdict
from medguard.errors import AuditError, Blocked, MedguardError, UpstreamTimeout, WireError
from medguard.guard import CHECKS
from medguard.telemetry.metrics import KINDS, PROVIDERS, STEPS
from medguard.types import Answer, Decision, Effect, Finding, Identifiers, Outcome, Ruling, Stage, Status
from medguard.wire import PlainText

PLANTED = "Xiuying-Li-Planted"


def samples(counted):
    """Every series with its value, as Prometheus would store it."""
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(counted.written().decode())
        for sample in family.samples
    }


def value(counted, name, **labels):
    return samples(counted).get((name, tuple(sorted(labels.items()))))


def test_an_answer_is_counted_with_its_tokens_identifiers_and_times():
    counted = metrics()
    counted.ended(record())
    assert value(counted, "medguard_exchanges_total", outcome="answered", provider="openai") == 1
    assert value(counted, "medguard_tokens_total", provider="openai", direction="input") == 7
    assert value(counted, "medguard_tokens_total", provider="openai", direction="output") == 5
    assert value(counted, "medguard_identifiers_replaced_total") == 3
    assert value(counted, "medguard_exchange_seconds_sum", outcome="answered") == pytest.approx(1.02)
    assert value(counted, "medguard_own_seconds_sum") == pytest.approx(0.02)
    assert value(counted, "medguard_step_seconds_count", step="ask") == 1
    assert value(counted, "medguard_info", version="1.2.3") == 1


def test_a_block_is_counted_by_its_rule_and_its_code():
    counted = metrics()
    telemetry.count(counted)
    error = Blocked("no", rule=RULE)
    error.exchange = record(outcome=Outcome.BLOCKED, reason=RULE)
    telemetry.refused(error)
    assert value(counted, "medguard_stopped_total", rule=RULE, outcome="blocked") == 1
    assert value(counted, "medguard_refusals_total", code="blocked") == 1
    assert value(counted, "medguard_exchanges_total", outcome="blocked", provider="openai") == 1


def test_a_call_that_never_was_an_exchange_is_a_refusal_alone():
    counted = metrics()
    telemetry.count(counted)
    telemetry.refused(WireError("no"))
    telemetry.refused(UpstreamTimeout("late"))
    telemetry.refused(AuditError("full"))
    assert value(counted, "medguard_refusals_total", code="request_unreadable") == 1
    assert value(counted, "medguard_refusals_total", code="upstream_timeout") == 1
    assert value(counted, "medguard_refusals_total", code="record_not_kept") == 1
    assert not [name for name, _ in samples(counted) if name == "medguard_exchanges_total"]


def test_rules_that_did_not_pass_and_findings_are_counted():
    counted = metrics()
    rulings = (
        Ruling(rule=RULE, status=Status.FAIL, effect=Effect.DENY),
        Ruling(rule=RULE, status=Status.UNDETERMINED, effect=Effect.WARN),
        Ruling(rule="some/other", status=Status.FAIL, effect=Effect.WARN),
        Ruling(rule=RULE, status=Status.PASS, effect=Effect.ALLOW),
    )
    found = (
        Finding(check="citations", kind="fabricated", count=2),
        Finding(check="citations", kind="never heard of"),
        Finding.unjudged("bias", "timeout"),
    )
    decisions = (Decision(stage=Stage.REPLY, effect=Effect.DENY, bundle="b" * 64, rulings=rulings),)
    counted.ended(record(decisions=decisions, findings=found))
    labels = {"rule": RULE, "stage": "reply"}
    assert value(counted, "medguard_rules_not_kept_total", status="fail", **labels) == 1
    assert value(counted, "medguard_rules_not_kept_total", status="undetermined", **labels) == 1
    assert value(counted, "medguard_rules_not_kept_total", rule="other", stage="reply", status="fail") == 1
    assert value(counted, "medguard_findings_total", check="citations", kind="fabricated") == 2
    assert value(counted, "medguard_findings_total", check="citations", kind="other") == 1
    assert value(counted, "medguard_checks_unjudged_total", check="bias") == 1


def test_a_rule_that_a_reload_brought_gets_its_own_label():
    counted = metrics()
    telemetry.count(counted)
    stopped = record(outcome=Outcome.BLOCKED, reason="house/night")
    telemetry.done(stopped)
    telemetry.knows(["house/night"])
    telemetry.done(stopped)
    assert value(counted, "medguard_stopped_total", rule="other", outcome="blocked") == 1
    assert value(counted, "medguard_stopped_total", rule="house/night", outcome="blocked") == 1


def test_what_is_worked_on_is_counted_while_it_is():
    counted = metrics()
    telemetry.count(counted)
    with contextlib.suppress(KeyError), telemetry.taken():
        assert value(counted, "medguard_in_flight") == 1
        raise KeyError
    assert value(counted, "medguard_in_flight") == 0


def test_a_caller_who_left_a_reload_and_an_upstream_given_up_are_counted():
    counted = metrics()
    telemetry.count(counted)
    telemetry.left()
    telemetry.reloaded(taken=True)
    telemetry.reloaded(taken=False)
    telemetry.gave_up()
    assert value(counted, "medguard_exchanges_total", outcome="abandoned", provider="other") == 1
    assert value(counted, "medguard_reloads_total", taken="true") == 1
    assert value(counted, "medguard_reloads_total", taken="false") == 1
    assert value(counted, "medguard_upstream_given_up_total") == 1


def test_nothing_is_counted_before_the_program_asks_for_it():
    with telemetry.taken():
        telemetry.done(record())
    telemetry.refused(WireError("no"))
    telemetry.left()
    telemetry.knows(["house/rule"])
    telemetry.reloaded(taken=True)
    telemetry.gave_up()
    counted = metrics()
    assert not [name for name, _ in samples(counted) if name == "medguard_exchanges_total"]


words = st.text(max_size=8).map(lambda more: PLANTED + more)


@given(one=words, other=words)
def test_no_word_of_a_record_becomes_a_label(one, other):
    counted = metrics()
    for kind in (Finding(check=one, kind=other), Finding(check="leaks", kind=one), Finding.unjudged(one, other)):
        counted.ended(
            record(
                reason=one,
                outcome=Outcome.BLOCKED,
                request=request(provider=one, model=other, identifiers=Identifiers(by_kind={one: 1})),
                tokens={one: 1},
                milliseconds={one: 1.0},
                findings=(kind,),
                decisions=(
                    Decision(
                        stage=Stage.REPLY,
                        effect=Effect.DENY,
                        bundle=one,
                        rulings=(Ruling(rule=one, status=Status.FAIL, effect=Effect.DENY, why=other),),
                    ),
                ),
            )
        )

    class Odd(MedguardError):
        code = "odd"

    error = Odd(one)
    error.code = one
    counted.refused(error)
    assert PLANTED not in counted.written().decode()


def test_ten_thousand_strange_words_make_no_new_series():
    counted = metrics()
    odd = record(outcome=Outcome.BLOCKED, reason="r", findings=(Finding(check="c", kind="k"),))
    counted.ended(odd)
    before = set(samples(counted))
    for number in range(1000):
        counted.ended(
            replace(
                odd,
                reason=f"r{number}",
                milliseconds={f"s{number}": 1.0},
                request=request(provider=f"p{number}"),
                findings=(Finding(check=f"c{number}", kind=f"k{number}"), Finding(check="bias", kind=f"k{number}")),
            )
        )
    assert len(set(samples(counted)) - before) < 40


# ── the lists are those of the house ─────────────────────────────────────────────────────────────────────────────────


def test_every_step_of_a_real_exchange_has_its_label():
    steps = flow.exchange(b"Is aspirin an NSAID?", PlainText(), parts.parts(), door="sidecar")
    released = flow.run(steps, lambda _said: Answer(200, b"Yes.", "text/plain"))
    assert {"deidentify", "ask"} <= set(released.exchange.milliseconds)
    assert set(released.exchange.milliseconds) <= STEPS


def test_every_wire_module_has_its_label():
    folder = Path(__file__).parents[2] / "src/medguard/wire"
    named = {
        name
        for file in folder.rglob("*.py")
        for name in re.findall(r'^    name = "(.*)"', file.read_text("utf-8"), re.MULTILINE)
    }
    assert "openai" in named
    assert named <= PROVIDERS


def test_every_check_and_its_kinds_have_their_labels():
    assert set(KINDS) == set(CHECKS)
    assert {verdict.value for verdict in Verdict} <= KINDS["citations"]
    assert set(OF_BIAS) <= KINDS["bias"]


def test_every_kind_that_a_shipped_rule_knows_has_its_label():
    known = set().union(*KINDS.values())
    folder = Path(__file__).parents[2] / "rego/medguard/rules/checks"
    named = set()
    for file in folder.glob("*/*.rego"):
        if not file.name.endswith("_test.rego"):
            found = re.findall(r'"([a-z_]+)" in kinds|said\("([a-z_]+)"\)', file.read_text("utf-8"))
            named |= {word for pair in found for word in pair if word}
    assert len(named) >= 5
    assert named <= known


# ── several workers ──────────────────────────────────────────────────────────────────────────────────────────────────

WORKER = """
    import sys
    sys.path.insert(0, {tests!r})
    from telemetry_samples import metrics, record
    counted = metrics()
    counted.in_flight.inc()
    for _ in range(int(sys.argv[1])):
        counted.ended(record())
    print(__import__("os").getpid())
"""


def test_the_numbers_of_several_workers_are_added_and_a_dead_one_works_on_nothing(tmp_path):
    from medguard.telemetry.metrics import FOLDER_VARIABLE, Together

    program = textwrap.dedent(WORKER).format(tests=str(Path(__file__).parent))
    processes = [
        int(
            subprocess.run(
                [sys.executable, "-c", program, str(number)],
                env={FOLDER_VARIABLE: str(tmp_path)},
                capture_output=True,
                check=True,
                timeout=120,
            ).stdout
        )
        for number in (2, 3)
    ]
    together = Together(str(tmp_path))
    assert value(together, "medguard_exchanges_total", outcome="answered", provider="openai") == 5
    assert value(together, "medguard_in_flight") == 2
    for process in processes:
        together.ended(process)
    together.restarts.inc()
    assert value(together, "medguard_in_flight") is None
    assert value(together, "medguard_exchanges_total", outcome="answered", provider="openai") == 5
    assert value(together, "medguard_worker_restarts_total") == 1
