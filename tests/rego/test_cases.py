"""Every case of every rule, through the embedded engine; and every rule's cases are complete."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from rego_cases import REGO, TEST_FILES, beside, cases, compiled, document, package

from medguard.rules import read_catalogue
from medguard.types import Status

CATALOGUE = read_catalogue()
RULES = list(CATALOGUE.rules.values())
ROUTER_TEST = REGO / "medguard/main/main_test.rego"


def cases_file(rule):
    path = REGO / rule.file
    return path.with_name(path.stem + "_test.rego")


def name_of(path):
    return str(path.parent.relative_to(REGO / "medguard"))


def asked(test_file, source=None):
    """The rule, or the router, that a test file is about; with ``source`` in its place if given."""
    path = beside(test_file)
    source = source or path.read_text("utf-8")
    entry = package(source).replace(".", "/")
    if test_file == ROUTER_TEST:
        modules = {**CATALOGUE.modules, str(path.relative_to(REGO)): source}
        return compiled(f"{entry}/decision", modules, {"catalogue": document(test_file, "catalogue")})
    return compiled(f"{entry}/verdict", {path.name: source})


@pytest.mark.parametrize("test_file", TEST_FILES, ids=name_of)
def test_every_case_gets_its_verdict(test_file):
    ask = asked(test_file)
    assert {case["note"]: ask(case["input"]) for case in cases(test_file)} == {
        case["note"]: case["want"] for case in cases(test_file)
    }


@pytest.mark.parametrize("test_file", TEST_FILES, ids=name_of)
def test_every_case_has_its_own_note(test_file):
    notes = [case["note"] for case in cases(test_file)]
    assert len(notes) == len(set(notes)) > 0


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_every_rule_has_a_pass_a_fail_and_an_undetermined_case(rule):
    seen = {case["want"]["status"] for case in cases(cases_file(rule))}
    assert {Status.PASS, Status.FAIL, Status.UNDETERMINED} <= seen


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_that_knows_nothing_is_undetermined(rule):
    assert asked(cases_file(rule))({})["status"] == "undetermined"


def routed(rule, case, now):
    everything = compiled("medguard/main/decision", dict(CATALOGUE.modules), CATALOGUE.data())
    level = rule.default_level.value
    return everything({**case["input"], "stage": rule.stage.value, "now": now, "levels": {rule.id: level}})


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_every_rule_is_routed_at_its_default_level(rule):
    for want in (Status.PASS, Status.FAIL):
        case = next(case for case in cases(cases_file(rule)) if case["want"]["status"] == want)
        effect = rule.default_level.value if want is Status.FAIL else "allow"
        assert routed(rule, case, "2026-11-23T00:00:00Z") == {
            "stage": rule.stage,
            "effect": effect,
            "rulings": [{"rule": rule.id, "effect": effect, **case["want"]}],
        }


@pytest.mark.parametrize("rule", [rule for rule in RULES if rule.effective_from], ids=lambda rule: rule.id)
def test_a_law_applies_from_its_day_and_not_before(rule):
    failing = next(case for case in cases(cases_file(rule)) if case["want"]["status"] == "fail")
    eve = rule.effective_from - timedelta(days=1)

    before = routed(rule, failing, f"{eve}T23:59:59Z")
    assert (before["effect"], before["rulings"][0]["status"]) == ("allow", "not_yet_applicable")

    after = routed(rule, failing, f"{rule.effective_from}T00:00:00Z")
    assert (after["effect"], after["rulings"][0]["status"]) == (rule.default_level, "fail")


def test_every_folder_stands_in_the_router():
    listed = re.findall(
        r'^verdicts\["(.+)"\] := data\.(\S+)\.verdict$', CATALOGUE.modules["medguard/main/main.rego"], re.MULTILINE
    )
    assert listed == [(rule.id, rule.package) for rule in RULES]


# ── are the cases any good? ──────────────────────────────────────────────────────────────────────────────────────────


def mutants(source):
    """The source with one condition turned round, or one word of a list left out."""
    lines = source.splitlines()
    inside = False
    for number, line in enumerate(lines):
        words = line.strip()
        if words.endswith("{"):
            inside = words.endswith("if {") or words.startswith("every ")
        elif words.startswith("}"):
            inside = words.endswith("if {")
        elif inside and words and not words.startswith(("#", "some ")):
            turned = words.removeprefix("not ") if words.startswith("not ") else f"not {words}"
            yield number + 1, [*lines[:number], f"\t{turned}", *lines[number + 1 :]]
        elif condition := re.fullmatch(r"([^#\s].* if )([^{]+)", line):
            yield number + 1, [*lines[:number], f"{condition[1]}{{ not {condition[2]} }}", *lines[number + 1 :]]
        elif re.fullmatch(r'\t"[A-Z_0-9]+",', line):
            yield number + 1, [*lines[:number], *lines[number + 1 :]]


@pytest.mark.parametrize("test_file", TEST_FILES, ids=name_of)
def test_turning_any_condition_round_fails_a_case(test_file):
    source = beside(test_file).read_text("utf-8")
    known = cases(test_file)
    tried, survivors = 0, []
    for number, mutant in mutants(source):
        tried += 1
        ask = asked(test_file, "\n".join(mutant) + "\n")
        if all(ask(case["input"]) == case["want"] for case in known):
            survivors.append(f"line {number}: {source.splitlines()[number - 1].strip()}")
    assert tried > 0
    assert not survivors, "no case notices if this is turned round"
