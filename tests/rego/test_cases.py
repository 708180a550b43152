"""Every case of every rule, under OPA and embedded; and every rule's cases are complete."""

from __future__ import annotations

import functools
import json
import re
from datetime import date, timedelta
from pathlib import PurePosixPath

import pytest
from rego_cases import CATALOGUE, REGO, RULES, cases, documents, evaluated, first_days, mutants, needs_opa, opa

from medguard.rules.build import router_list
from medguard.rules.catalogue import LIST
from medguard.rules.wasm import WasmPolicy
from medguard.types import Level, Status

pytestmark = needs_opa

each_rule = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)


@each_rule
def test_every_case_has_its_own_note(rule):
    for found in (cases(rule), first_days(rule)):
        notes = [case["note"] for case in found]
        assert len(notes) == len(set(notes))
    assert cases(rule)


@each_rule
def test_every_rule_has_a_pass_a_fail_and_an_undetermined_case(rule):
    seen = {case["want"]["status"] for case in cases(rule)}
    assert {Status.PASS, Status.FAIL, Status.UNDETERMINED} <= seen


@each_rule
def test_a_rule_that_knows_nothing_is_undetermined(rule):
    assert [case["want"]["status"] for case in cases(rule) if case["input"] == {}] == ["undetermined"]


@each_rule
def test_every_reason_is_explained_and_every_explanation_used(rule):
    codes = set(re.findall(r'"why": "([a-z0-9_]+)"', CATALOGUE.modules[rule.file]))
    assert {case["want"]["why"] for case in cases(rule)} - {""} <= set(rule.reasons)
    assert codes <= set(rule.reasons)


@each_rule
def test_a_rule_that_says_its_first_day_has_cases_for_it(rule):
    says = re.search(r"^(?:default )?starts :=", CATALOGUE.modules[rule.file], re.MULTILINE)
    assert bool(first_days(rule)) == bool(says)


# ── embedded, through the router ─────────────────────────────────────────────────────────────────────────────────────


@functools.cache
def shipped():
    return WasmPolicy(CATALOGUE.wasm, CATALOGUE.data())


def routed(rule, document, **changes):
    [found] = shipped().evaluate(
        {"stage": rule.stage.value, "now": "2031-01-01T00:00:00Z", "levels": {rule.id: rule.default_level.value}}
        | document
        | changes
    )
    return found["result"]


def enforced(rule, document):
    return document | {"readings": document.get("readings", {}) | {"enforce_early": [rule.id]}}


@each_rule
def test_every_case_gets_its_verdict_embedded(rule):
    for case in cases(rule):
        [ruling] = routed(rule, enforced(rule, case["input"]))["rulings"]
        assert (case["note"], ruling["status"], ruling["why"]) == (
            case["note"],
            case["want"]["status"],
            case["want"]["why"],
        )


@each_rule
def test_every_rule_is_routed_at_its_default_level(rule):
    for want in (Status.PASS, Status.FAIL):
        case = next(case for case in cases(rule) if case["want"]["status"] == want)
        effect = case["want"].get("at_most", rule.default_level.value) if want is Status.FAIL else "allow"
        ruling = {"rule": rule.id, "effect": effect, "status": case["want"]["status"], "why": case["want"]["why"]}
        answer = routed(rule, enforced(rule, case["input"]))
        assert answer == {"stage": rule.stage, "effect": effect, "rulings": [ruling]}


def failing_case(rule):
    return next(case for case in cases(rule) if case["want"]["status"] == "fail" and "now" not in case["input"])


@functools.cache
def starts():
    """The first day that each rule says by itself, of the case that fails; one run of OPA for all."""
    asked = {rule.id: failing_case(rule)["input"] for rule in RULES if rule.effective_from and first_days(rule)}
    said = (
        f'"{rule.id}": [day | some document in [input["{rule.id}"]]; day := data.{rule.package}.starts with input as document]'
        for rule in RULES
        if rule.id in asked
    )
    return {of: day for of, [day] in evaluated(f"{{{', '.join(said)}}}", stdin=json.dumps(asked)).items()}


@pytest.mark.parametrize("rule", [rule for rule in RULES if rule.effective_from], ids=lambda rule: rule.id)
def test_a_law_applies_from_its_day_and_not_before(rule):
    failing = failing_case(rule)
    says = starts().get(rule.id)
    day = date.fromisoformat(says) if says else rule.effective_from

    before = routed(rule, failing["input"], now=f"{day - timedelta(days=1)}T23:59:59Z")
    assert (before["effect"], before["rulings"][0]["status"]) == ("warn", "not_yet_applicable")

    after = routed(rule, failing["input"], now=f"{day}T00:00:00Z")
    assert (after["effect"], after["rulings"][0]["status"]) == (
        failing["want"].get("at_most", rule.default_level),
        "fail",
    )


def test_the_routers_list_is_the_one_that_is_made():
    modules = {PurePosixPath(path): source for path, source in CATALOGUE.modules.items()}
    assert CATALOGUE.modules[str(LIST)] == router_list(modules)


# ── the same under OPA ───────────────────────────────────────────────────────────────────────────────────────────────


def test_embedded_and_opa_decide_alike_on_every_case_at_every_level(tmp_path):
    asked = [
        {"levels": {rule.id: level.value}, "stage": rule.stage.value, "now": f"{day}T00:00:00Z"} | case["input"]
        for rule in RULES
        for case in cases(rule)
        for day in ("2025-01-01", "2026-11-23", "2029-01-01")
        for level in (Level.DENY, Level.REQUIRE_LABEL, Level.WARN)
    ]
    (tmp_path / "asked.json").write_text(json.dumps({"asked": asked, "catalogue": CATALOGUE.data()["catalogue"]}))
    query = "[answer | some document in data.asked; answer := data.medguard.main.decision with input as document]"
    assert evaluated(query, tmp_path / "asked.json") == [shipped().evaluate(one)[0]["result"] for one in asked]


def test_the_router_decides_its_cases(tmp_path):
    data = {"asked": [case["input"] for case in documents()["main"]["cases"]], "catalogue": None}
    data["catalogue"] = evaluated("data.medguard.main_test.catalogue")
    (tmp_path / "asked.json").write_text(json.dumps(data))
    query = "[answer | some document in data.asked; answer := data.medguard.main.decision with input as document]"
    assert evaluated(query, tmp_path / "asked.json") == [case["want"] for case in documents()["main"]["cases"]]


# ── are the cases any good? ──────────────────────────────────────────────────────────────────────────────────────────


def survivors(tmp_path, sources):
    """``(rule, line)`` of the mutants that pass every case; one run of OPA for all, or a few if some do not compile."""
    made, driver = {}, ["package survivors", ""]
    for rule, source in sources:
        for number, mutant in mutants(source):
            name = f"m{len(made)}"
            made[name] = (rule.id, f"line {number}: {source.splitlines()[number - 1].strip()}")
            text = re.sub(r"^package \S+$", f"package mutants.{name}", "\n".join(mutant), flags=re.MULTILINE)
            (tmp_path / f"{name}.rego").write_text(
                re.sub(r"(?s)\A# METADATA.*?(?=^package )", "", text, flags=re.MULTILINE) + "\n"
            )
            driver += [
                f'alive contains "{name}" if {{',
                f"\tevery case in data.{rule.package}_test.cases {{",
                f"\t\tdata.mutants.{name}.verdict == case.want with input as case.input",
                "\t}",
                f"\tevery case in [one | one := data.{rule.package}_test.first_days[_]] {{",
                f"\t\tdata.mutants.{name}.starts == case.want with input as case.input",
                "\t}",
                "}",
                "",
            ]
    (tmp_path / "driver.rego").write_text("\n".join(driver))
    while True:  # a condition turned round may bind nothing: then the rule does not compile, which is noticed enough
        checked = opa("check", "--max-errors=-1", str(REGO), str(tmp_path))
        broken = set(re.findall(r"/(m\d+)\.rego:", checked.stderr))
        if not broken:
            break
        for name in broken:
            (tmp_path / f"{name}.rego").unlink()
            (tmp_path / f"{name}.rego").write_text(f"package mutants.{name}\n\nverdict := {{}}\n\nstarts := 0\n")
    return made, [made[name] for name in evaluated("data.survivors.alive", tmp_path)]


def test_turning_any_condition_round_fails_a_case(tmp_path):
    made, alive = survivors(tmp_path, [(rule, CATALOGUE.modules[rule.file]) for rule in RULES])
    assert {name for name, _ in made.values()} == {rule.id for rule in RULES}
    assert not alive, "no case notices if this is turned round"
