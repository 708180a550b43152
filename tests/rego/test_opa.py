"""The same rules under OPA: its own test runner, formatter, type checker and coverage; and the same decisions as embedded."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from datetime import timedelta
from pathlib import Path

import pytest
from rego_cases import REGO, TEST_FILES, beside, cases, compiled, package

from medguard.rules import read_catalogue

ROOT = REGO.parent
PLACES = (os.environ.get("OPA", ""), shutil.which("opa") or "", ROOT / ".tools/opa", Path.home() / "go/bin/opa")
OPA = next((str(place) for place in PLACES if place and Path(place).is_file()), None)

pytestmark = [
    pytest.mark.opa,
    pytest.mark.skipif(not OPA, reason="no opa on PATH, in $OPA, .tools/opa or ~/go/bin: the cases ran embedded only"),
]


def opa(*arguments, stdin=None):
    return subprocess.run([OPA, *arguments], capture_output=True, text=True, input=stdin, timeout=120, check=False)


def test_every_rego_test_passes():
    result = opa("test", str(REGO))
    assert result.returncode == 0, result.stdout + result.stderr


def test_every_line_of_every_rule_is_covered():
    result = opa("test", "--coverage", "--format=json", str(REGO))
    report = json.loads(result.stdout)
    missed = {
        file: [span["start"]["row"] for span in part["not_covered"]]
        for file, part in report["files"].items()
        if part.get("not_covered") and not file.endswith("_test.rego")
    }
    covered = {Path(file).relative_to(REGO).as_posix() for file in report["files"] if not file.endswith("_test.rego")}
    assert not missed
    assert covered == set(read_catalogue().modules)


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
    rules = read_catalogue().rules
    assert set(found) == set(rules)
    for name, rule in rules.items():
        custom = found[name]["custom"]
        assert (found[name]["title"], custom["title_zh"], custom["remedy_zh"]) == (
            rule.title,
            rule.title_zh,
            rule.remedy_zh,
        )
        assert custom["effective_from"] == (rule.effective_from.isoformat() if rule.effective_from else None)


def evaluated(expression, documents, tmp_path):
    """What OPA says to each of ``documents``; ``None`` where it says nothing."""
    catalogue = read_catalogue()
    data = tmp_path / "data.json"
    data.write_text(json.dumps({**catalogue.data(), "asked": documents}), encoding="utf-8")
    files = [option for path in catalogue.modules for option in ("--data", str(REGO / path))]
    query = f"[answer | some document in data.asked; answer := [x | x := {expression} with input as document]]"
    result = opa("eval", "--format=json", "--strict-builtin-errors", *files, "--data", str(data), query)
    assert result.returncode == 0, result.stdout + result.stderr
    answers = json.loads(result.stdout)["result"][0]["expressions"][0]["value"]
    return [answer[0] if answer else None for answer in answers]


@pytest.mark.parametrize("test_file", TEST_FILES, ids=lambda path: path.parent.name)
def test_both_read_the_same_cases(test_file):
    result = opa("eval", "--format=json", "--data", str(REGO), f"data.{package(test_file.read_text('utf-8'))}.cases")
    assert json.loads(result.stdout)["result"][0]["expressions"][0]["value"] == cases(test_file)


@pytest.mark.parametrize("rule", read_catalogue().rules.values(), ids=lambda rule: rule.id)
def test_both_engines_decide_alike_on_every_case(rule, tmp_path):
    catalogue = read_catalogue()
    path = REGO / rule.file
    day = rule.effective_from
    moments = [day - timedelta(days=1), day, day.replace(year=day.year + 1)] if day else ["2026-11-23"]
    documents = [
        {**case["input"], "stage": rule.stage.value, "now": f"{moment}T00:00:00Z", "levels": {rule.id: level}}
        for case in cases(path.with_name(path.stem + "_test.rego"))
        for moment in moments
        for level in ("deny", "require_label", "warn")
    ]
    embedded = compiled("medguard/main/decision", dict(catalogue.modules), catalogue.data())
    assert evaluated("data.medguard.main.decision", documents, tmp_path) == [embedded(one) for one in documents]
    assert evaluated(f"data.{rule.package}.verdict", documents, tmp_path) == [
        compiled(f"{rule.package.replace('.', '/')}/verdict", {rule.file: path.read_text("utf-8")})(one)
        for one in documents
    ]


def test_every_test_file_has_its_rule():
    assert all(beside(test_file).is_file() for test_file in TEST_FILES)
