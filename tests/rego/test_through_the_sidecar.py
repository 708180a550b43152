"""Every rule allows one exchange and stops another on its way through the sidecar, not only in the engine.

A Go gateway's policies never denied anything for months, because only the way that allows was tested.
"""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace

import httpx2
import pytest
from pydantic import TypeAdapter
from rego_cases import RULES, cases, needs_opa

from medguard.facts import Readings, Review
from medguard.flow import measure, so_far
from medguard.guard import Guard
from medguard.profile import read_profile
from medguard.proxy import create_app
from medguard.rules import RegoRules, read_catalogue
from medguard.testing import ScriptedModel
from medguard.types import Effect, Facts, Level, RequestFacts, Stage
from parts import parts

pytestmark = needs_opa

CATALOGUE = read_catalogue()
FACTS = TypeAdapter(Facts)
SIDECAR = [rule for rule in RULES if rule.stage is not Stage.RETENTION]
"""Nothing is deleted through the sidecar."""
NEEDED = {Stage.REQUEST: "content/unread_parts", Stage.REPLY: "checks/all_judged"}
BODY = {"model": "m", "messages": [{"role": "user", "content": "How long does a cold last?"}]}


@pytest.fixture(scope="module")
def model():
    with ScriptedModel(lambda _body: "About a week.") as scripted:
        yield scripted


class Registered:
    """A registry that says what the case says."""

    def __init__(self, facts):
        self._facts = facts.institution, facts.actor, facts.patient, facts.incidents

    def facts_on(self, day, actor=None, patient=None):
        del day, actor, patient
        return self._facts


def facts_of(rule, case):
    document = {"stage": rule.stage.value, "now": "2031-01-01T00:00:00Z", "profile": "", "levels": {}, "deployment": {}}
    return FACTS.validate_python(document | {key: value for key, value in case["input"].items() if value is not None})


def asked_through(rule, case, model, monkeypatch):
    """The status, the rule's ruling in the record, and whether the model was asked."""
    facts = facts_of(rule, case)
    levels = dict.fromkeys(NEEDED.values(), Level.DENY) | {rule.id: rule.default_level}
    readings = Readings(disputed_dates=facts.readings.disputed_dates, enforce_early=(rule.id,))
    # What is measured is measured as the case has it; the way through the sidecar is the real one.
    real = {"request": measure.request_facts, "reply": measure.reply_facts}
    if facts.request is not None:
        unread = facts.request.unread or () if rule.id != NEEDED[Stage.REQUEST] else facts.request.unread
        measured = TypeAdapter(RequestFacts).validate_python(case["input"]["request"] | {"unread": unread})
        monkeypatch.setattr(measure, "request_facts", lambda *_a, **_k: measured)
    if facts.reply is not None:
        monkeypatch.setattr(so_far, "reply_facts", lambda *_a, **_k: facts.reply)
    monkeypatch.setattr(so_far, "Review", lambda **_k: facts.review if facts.review != Review() else Review(done=False))
    made = parts(
        levels=levels,
        rules=RegoRules(CATALOGUE, levels),
        deployment=facts.deployment,
        operator=facts.operator,
        system=facts.system,
        readings=readings,
        registry=Registered(facts),
        clock=lambda: facts.now,
    )
    if facts.findings or rule.id == "checks/all_judged":
        made = replace(made, checks=lambda _reply: facts.findings, check_names=facts.checks)
    guard = Guard(read_profile("hospital"), made, made.ledger, CATALOGUE)
    before = len(model.received)

    async def ask():
        app = create_app(guard, model.url)
        async with (
            app.router.lifespan_context(app),
            httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url="http://sidecar") as client,
        ):
            return await client.post("/v1/chat/completions", json=BODY)

    response = asyncio.run(ask())
    monkeypatch.setattr(measure, "request_facts", real["request"])
    monkeypatch.setattr(so_far, "reply_facts", real["reply"])
    (record,) = made.ledger.records
    rulings = [one for decision in record.decisions for one in decision.rulings if one.rule == rule.id]
    return (
        response.status_code,
        rulings[-1] if rulings else None,
        len(model.received) > before,
        json.loads(response.content),
    )


@pytest.mark.parametrize("rule", SIDECAR, ids=lambda rule: rule.id)
def test_a_rule_allows_one_exchange_and_stops_another(rule, model, monkeypatch):
    passing = next(case for case in cases(rule) if case["want"]["status"] == "pass")
    all_failing = [case for case in cases(rule) if case["want"]["status"] == "fail"]
    failing = min(all_failing, key=lambda case: "at_most" in case["want"])  # one that does not hold itself back
    stopped = failing["want"].get("at_most", rule.default_level)

    status, ruling, asked, said = asked_through(rule, passing, model, monkeypatch)
    assert (ruling.status, ruling.effect) == ("pass", Effect.ALLOW), said
    assert (status, asked) == (200, True), said

    status, ruling, asked, said = asked_through(rule, failing, model, monkeypatch)
    assert (ruling.status, ruling.effect) == ("fail", stopped), said
    if stopped == Level.WARN:
        assert status == 200, said
    else:
        assert status != 200, said
        assert said["error"]["medguard"]["exchange"]
        assert asked == (rule.stage is Stage.REPLY)
