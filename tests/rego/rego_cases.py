"""The cases of every ``_test.rego``, for machines without OPA.

A test file has two halves. Everything above its first ``test_`` rule is plain Rego that ends in ``cases``; below stands the loop
with ``with``, which only ``opa test`` runs, because loading ``with`` mocks has crashed rego-cpp 1.5.2. So Python cuts there.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import regopy

from medguard.bundled import bundled

REGO = bundled("rego")
TEST_FILES = sorted(REGO.rglob("*_test.rego"))


@dataclass(frozen=True)
class Asked:
    """A compiled entry point, to be asked many times."""

    entry: str
    bundle: regopy.Bundle
    interpreter: regopy.Interpreter

    def __call__(self, document: Any) -> Any:
        """The value, or ``None`` where there is none."""
        self.interpreter.set_input(document)
        output = self.interpreter.query_bundle_entrypoint(self.bundle, self.entry)
        if not output.ok() or not output.results[0].expressions:
            return None
        return output.results[0].expressions[0]


def interpreter() -> regopy.Interpreter:
    quiet = regopy.Interpreter()
    quiet.log_level = regopy.LogLevel.NONE
    quiet.strict_built_in_errors = True
    return quiet


def compiled(entry: str, modules: dict[str, str], data: Any = None) -> Asked:
    building = interpreter()
    for path, source in modules.items():
        building.add_module(path, source)
    if data is not None:
        building.add_data(data)
    return Asked(entry, building.build(None, [entry]), interpreter())


def package(source: str) -> str:
    return re.search(r"^package (\S+)$", source, re.MULTILINE)[1]


def beside(test_file: Path) -> Path:
    return test_file.with_name(test_file.name.replace("_test.rego", ".rego"))


def document(test_file: Path, name: str) -> Any:
    """``cases``, or another document from the upper half of a test file."""
    upper, below, _ = test_file.read_text("utf-8").partition("\ntest_")
    assert below, f"{test_file} has no test_ rule"
    assert not re.search(r"\bwith (input|data)\b", upper), f"{test_file}: keep `with` below the first test_ rule"
    building = interpreter()
    building.add_module("cases.rego", upper)
    return json.loads(str(building.query(f"data.{package(upper)}.{name}")))["expressions"][0]


def cases(test_file: Path) -> list[dict[str, Any]]:
    return document(test_file, "cases")
