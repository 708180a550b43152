"""docs/law is what is made of the rules, no page is stale, and every link leads somewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from medguard.pages import pages, read_cases
from medguard.rules import read_catalogue
from medguard.rules.build import find_opa

LAW = Path(__file__).parents[1] / "docs/law"
OPA = find_opa()


@pytest.mark.opa
@pytest.mark.skipif(not OPA, reason="no opa program to read the rules' cases with")
def test_every_page_is_as_it_is_made():
    catalogue = read_catalogue()
    made = pages(catalogue, read_cases(catalogue, OPA))
    there = {file.relative_to(LAW).as_posix(): file.read_text("utf-8") for file in LAW.rglob("*.md")}
    assert {name for name in made if there.get(name) != made[name]} == set(), "run make rules"
    assert set(there) == set(made)


def test_every_link_leads_somewhere():
    for file in LAW.rglob("*.md"):
        for link in re.findall(r"\]\(([^)#]+?\.(?:md|rego))\)", file.read_text("utf-8")):
            assert (file.parent / link).exists(), f"{file.name}: {link}"
