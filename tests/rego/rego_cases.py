"""The rules under OPA itself: their cases, and small programs to run over them."""

from __future__ import annotations

import functools
import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

from medguard.bundled import bundled
from medguard.rules import read_catalogue
from medguard.rules.build import find_opa

REGO = bundled("rego")
OPA = find_opa()
CATALOGUE = read_catalogue()
RULES = list(CATALOGUE.rules.values())

needs_opa = [
    pytest.mark.opa,
    pytest.mark.skipif(
        not OPA, reason="no opa on PATH, in $OPA, .tools/opa or ~/go/bin: the rules' cases were not run"
    ),
]


def opa(*arguments: str, stdin: str | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run([OPA, *arguments], capture_output=True, text=True, input=stdin, timeout=300, check=False)


def evaluated(query: str, *files: Path, stdin: str | None = None) -> Any:
    data = [option for file in (REGO, *files) for option in ("--data", str(file))]
    result = opa(
        "eval",
        "--format=json",
        "--strict-builtin-errors",
        *data,
        *(["--stdin-input"] if stdin else []),
        query,
        stdin=stdin,
    )
    assert result.returncode == 0, (result.stdout + result.stderr)[:4000]
    return json.loads(result.stdout)["result"][0]["expressions"][0]["value"]


def test_file(rule) -> Path:
    path = REGO / rule.file
    return path.with_name(path.stem + "_test.rego")


@functools.cache
def documents() -> dict[str, dict[str, list[dict[str, Any]]]]:
    """``cases`` and, where there are any, ``first_days`` of every rule, and of the router; one run of OPA for all."""
    packages = {rule.id: rule.package for rule in RULES} | {"main": "medguard.main"}
    wanted = ", ".join(
        f'"{name}": {{"cases": data.{package}_test.cases, "first_days": [case | case := data.{package}_test.first_days[_]]}}'
        for name, package in packages.items()
    )
    return evaluated(f"{{{wanted}}}")


def cases(rule) -> list[dict[str, Any]]:
    return documents()[rule.id]["cases"]


def first_days(rule) -> list[dict[str, Any]]:
    return documents()[rule.id]["first_days"]


def mutants(source: str):
    """The source with one condition turned round, or one word of a list left out."""
    lines = source.splitlines()
    inside = False
    for number, line in enumerate(lines):
        words = line.strip()
        if words.endswith("{"):
            inside = words.endswith("if {") or words.startswith("every ")
        elif words.startswith("}"):
            inside = words.endswith("if {")
        elif inside and words and not words.startswith(("#", "some ")) and ":=" not in words:
            turned = words.removeprefix("not ") if words.startswith("not ") else f"not {words}"
            yield number + 1, [*lines[:number], f"\t{turned}", *lines[number + 1 :]]
        elif condition := re.fullmatch(r"([^#\s].* if )([^{]+)", line):
            yield number + 1, [*lines[:number], f"{condition[1]}{{ not {condition[2]} }}", *lines[number + 1 :]]
        elif re.fullmatch(r'\t"[A-Za-z_0-9]+",', line):
            yield number + 1, [*lines[:number], *lines[number + 1 :]]
