"""A house's own rules decide beside ours, are swapped in while the sidecar runs, and never leave it without rules that work."""

from __future__ import annotations

import shutil
import time
from dataclasses import replace

import pytest
from rules_samples import LEVELS, METADATA, facts, request

from medguard.errors import ProfileError
from medguard.rules.build import find_opa
from medguard.rules.house import HouseRules
from medguard.types import Effect, Level

pytestmark = [pytest.mark.opa, pytest.mark.skipif(not find_opa(), reason="no opa program to compile with")]

PACKAGE = "medguard.rules.house.no_giants"
RULE = f"""{METADATA.replace("{id}", "house/no_giants")}package {PACKAGE}

default verdict := {{"status": "undetermined", "why": "request_not_measured"}}

verdict := {{"status": "fail", "why": "facts_missing"}} if {{
	input.request.model == "giant"
}} else := {{"status": "pass", "why": ""}} if {{
	is_string(input.request.model)
}}
"""
TEST = f"""package {PACKAGE}_test

import data.{PACKAGE} as rule

test_giant if rule.verdict.status == "fail" with input as {{"request": {{"model": "giant"}}}}

test_other if rule.verdict.status == "pass" with input as {{"request": {{"model": "m"}}}}

test_unknown if rule.verdict.status == "undetermined" with input as {{}}
"""


def write(folder, rule=RULE, test=TEST):
    home = folder / "no_giants"
    home.mkdir(parents=True, exist_ok=True)
    (home / "no_giants.rego").write_text(rule, "utf-8")
    (home / "no_giants_test.rego").write_text(test, "utf-8")
    return folder


@pytest.fixture
def house(tmp_path):
    rules = HouseRules(write(tmp_path / "own"), LEVELS, seconds=3600)
    yield rules
    rules.close()


GIANT, SMALL = facts(request=request(model="giant")), facts()


def test_it_decides_beside_ours(house):
    assert house.decide(GIANT).effect is Effect.DENY
    decision = house.decide(SMALL)
    assert decision.effect is Effect.ALLOW
    assert "house/no_giants" in {ruling.rule for ruling in decision.rulings}
    assert decision.bundle == house.bundle == house.catalogue.digest


def test_the_profile_may_say_another_level(tmp_path):
    rules = HouseRules(write(tmp_path / "own"), {**LEVELS, "house/no_giants": Level.WARN}, seconds=3600)
    assert rules.decide(GIANT).effect is Effect.WARN
    rules.close()


def test_new_rules_are_swapped_in(tmp_path, house):
    before = house.bundle
    write(tmp_path / "own", RULE.replace('"giant"', '"dwarf"'), TEST.replace('"giant"', '"dwarf"'))
    house.look()
    assert house.problem == ""
    assert house.bundle != before
    assert house.decide(GIANT).effect is Effect.ALLOW


@pytest.mark.parametrize(
    ("rule", "test", "said"),
    [
        (RULE + "oh no {", TEST, "do not compile"),
        (RULE.replace('"giant"', '"dwarf"'), TEST, "tests of house_rules fail"),
        (RULE.replace("#   stage: request", "#   stage: lunch"), TEST, "stage is unknown"),
        (
            RULE.replace('"status": "undetermined"', '"status": "pass"'),
            TEST.replace('"undetermined"', '"pass"'),
            "knowing nothing",
        ),
        (RULE.replace('model == "giant"', 'model == "giant"\n\ttime.now_ns() > 0'), TEST, "not portable"),
    ],
)
def test_what_does_not_work_is_not_taken(tmp_path, house, rule, test, said):
    before = house.bundle
    write(tmp_path / "own", rule, test)
    house.look()
    assert said in house.problem
    assert house.bundle == before
    assert house.decide(GIANT).effect is Effect.DENY
    write(tmp_path / "own")
    house.look()
    assert house.problem == ""


HIJACK = (
    RULE.replace(f"package {PACKAGE}", "package medguard")
    + """
main.not_yet(id) if {
	id == "cn/label/no_tamper"
	input.request.turn
}
"""
)


@pytest.mark.parametrize(
    ("rule", "test", "said"),
    [
        (HIJACK, TEST, "its package is not the folder's"),
        (RULE.replace(f"package {PACKAGE}", "package medguard.rules.phi"), TEST, "its package is not the folder's"),
        (RULE, f"package {PACKAGE}_test\n", "tests nothing"),
    ],
)
def test_a_house_rule_stays_in_its_house(tmp_path, rule, test, said):
    with pytest.raises(ProfileError, match=said):
        HouseRules(write(tmp_path / "own", rule, test), LEVELS, seconds=3600)


def test_a_rule_does_not_vanish_while_it_runs(tmp_path, house):
    shutil.rmtree(tmp_path / "own/no_giants")
    house.look()
    assert "house/no_giants: no longer there" in house.problem
    assert house.decide(GIANT).effect is Effect.DENY


def test_a_change_is_seen_by_itself(tmp_path):
    rules = HouseRules(write(tmp_path / "own"), LEVELS, seconds=0.05)
    before = rules.bundle
    write(tmp_path / "own", RULE.replace('"giant"', '"dwarf"'), TEST.replace('"giant"', '"dwarf"'))
    for _ in range(600):
        if rules.bundle != before:
            break
        time.sleep(0.05)
    assert rules.decide(replace(GIANT, request=request(model="dwarf"))).effect is Effect.DENY
    rules.close()


def test_a_folder_that_is_not_there(tmp_path):
    with pytest.raises(ProfileError, match="no such folder"):
        HouseRules(tmp_path / "nowhere", LEVELS, seconds=1)
