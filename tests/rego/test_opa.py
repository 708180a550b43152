"""The same rules under OPA: its own test runner, formatter, type checker and coverage; and the same decisions as embedded."""

from __future__ import annotations

import json
from pathlib import Path

from rego_cases import CATALOGUE, OPA, REGO, needs_opa, opa

from medguard.rules.build import compile_wasm

pytestmark = needs_opa


def test_every_rego_test_passes():
    result = opa("test", "--timeout=120s", str(REGO))
    assert result.returncode == 0, result.stdout + result.stderr


def test_every_line_of_every_rule_is_covered():
    result = opa("test", "--timeout=120s", "--coverage", "--format=json", str(REGO))
    report = json.loads(result.stdout)
    missed = {
        file: [span["start"]["row"] for span in part["not_covered"]]
        for file, part in report["files"].items()
        if part.get("not_covered") and not file.endswith("_test.rego")
    }
    covered = {Path(file).relative_to(REGO).as_posix() for file in report["files"] if not file.endswith("_test.rego")}
    assert not missed
    assert covered == set(CATALOGUE.modules)


def test_every_file_is_formatted():
    result = opa("fmt", "--list", str(REGO))
    assert (result.returncode, result.stdout) == (0, ""), "run opa fmt --write rego"


def test_every_file_passes_the_strict_check_against_the_schema():
    result = opa("check", "--strict", "--schema", str(REGO / "schemas/input.json"), str(REGO))
    assert result.returncode == 0, result.stderr


def test_the_schema_catches_a_misspelt_fact(tmp_path):
    (tmp_path / "x.rego").write_text("package x\n\nx if input.request.identifiers.remainnig == 0\n")
    result = opa("check", "--strict", "--schema", str(REGO / "schemas/input.json"), str(tmp_path))
    assert result.returncode != 0
    assert "remainnig" in result.stderr


def test_the_annotations_are_opas_too():
    result = opa("inspect", "--annotations", "--format=json", str(REGO))
    found = {
        part["annotations"]["custom"]["id"]: part["annotations"]
        for part in json.loads(result.stdout)["annotations"]
        if "custom" in part["annotations"]
    }
    rules = CATALOGUE.rules
    assert set(found) == set(rules)
    for name, rule in rules.items():
        custom = found[name]["custom"]
        assert (found[name]["title"], custom["title_zh"], custom["remedy_zh"]) == (
            rule.title,
            rule.title_zh,
            rule.remedy_zh,
        )
        assert custom["effective_from"] == (rule.effective_from.isoformat() if rule.effective_from else None)


def test_the_webassembly_is_what_opa_makes_of_the_rules():
    made_with = json.loads((REGO / "policy.json").read_text())["made_with"]
    assert made_with in opa("version").stdout, f"made with {made_with}: compare with that release, or run make rules"
    assert compile_wasm(OPA, CATALOGUE.modules) == CATALOGUE.wasm
