"""References to famous works, written by hand, with what is to be thought of each; the index is the one that ships, told that it is all there is."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from citation_samples import verdicts

from medguard.checks.citations import Citations, Covers
from medguard.checks.citations.build import in_memory
from medguard.checks.citations.shipped import KNOWN
from medguard.checks.citations.sources import items_of

CASES = [json.loads(line) for line in (Path(__file__).with_name("famous.jsonl")).read_text("utf-8").splitlines()]


@pytest.fixture(scope="module")
def check(tmp_path_factory):
    path = tmp_path_factory.mktemp("famous") / "works.db"
    in_memory(items_of(KNOWN), covers=Covers.EVERYTHING, path=path)
    return Citations(path)


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_famous(check, case):
    assert [verdict for verdict in verdicts(check, case["reply"]) if verdict] == case["want"]
