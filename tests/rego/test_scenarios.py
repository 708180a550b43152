"""Scenarios written from the statutes, as a court or an authority would meet them; every rule at the level it comes with.

A line of ``scenarios/*.jsonl`` tells a story, its facts (what the story does not say is unknown), and what the law makes of it: the status
of each rule that the story is about, and the strongest effect among those. A rule that fails without being named fails wrongly.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from pydantic import TypeAdapter

from medguard.rules import RegoRules, read_catalogue
from medguard.types import Effect, Facts, Status

CATALOGUE = read_catalogue()
LEVELS = {rule.id: rule.default_level for rule in CATALOGUE.rules.values()}
FACTS = TypeAdapter(Facts)
FILES = sorted(Path(__file__).with_name("scenarios").glob("*.jsonl"))
SCENARIOS = [json.loads(line) for file in FILES for line in file.read_text(encoding="utf-8").splitlines() if line]
STRONGEST_FIRST = list(Effect)


@pytest.fixture(scope="module")
def rules():
    return RegoRules(CATALOGUE, LEVELS)


def facts_of(scenario):
    document = {"now": f"{scenario['at']}T00:00:00Z", "profile": "", "deployment": {}} | scenario["facts"]
    return FACTS.validate_json(json.dumps(document | {"levels": LEVELS}), strict=True, extra="forbid")


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario["id"])
def test_the_rules_decide_as_the_law_does(rules, scenario):
    rulings = {ruling.rule: ruling for ruling in rules.decide(facts_of(scenario)).rulings}
    expect = scenario["expect"]

    said = {rule: rulings[rule].status.value if rule in rulings else "not asked at this stage" for rule in expect}
    assert said == expect, scenario["story"]
    assert {rule for rule, ruling in rulings.items() if ruling.status is Status.FAIL} <= set(expect), scenario["story"]
    if "effect" in scenario:
        assert min((rulings[rule].effect for rule in expect), key=STRONGEST_FIRST.index).value == scenario["effect"]


def test_no_two_scenarios_share_an_id():
    names = [scenario["id"] for scenario in SCENARIOS]
    assert len(names) == len(set(names))
