"""docs/law is what is made of the rules, no page is stale, and every link leads somewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from medguard.pages import pages, read_cases
from medguard.profile import profile_names, read_profile
from medguard.rules import read_catalogue
from medguard.rules.build import find_opa
from medguard.types import Level

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


def rows(name, section):
    """Day and rule, by the section of a profile's page."""
    page = (LAW / f"profiles/{name}.md").read_text("utf-8")
    [body] = re.findall(rf"(?ms)^## {re.escape(section)} /.*?$(.*?)(?=^## |\Z)", page)
    return {rule.replace(".", "/"): day for day, rule in re.findall(r"(?m)^\| (\S+).*?\(\.\./(.+?)\.md\)", body)}


def test_an_officer_sees_what_counts_today_what_comes_and_what_does_not_apply():
    enforced, noted = rows("hospital", "What is enforced"), rows("hospital", "What is only noted")
    idle = rows("hospital", "What does not apply as the profile stands")
    assert enforced["phi/identifiers_replaced"] == "always"
    assert enforced["eu/art50_1/claims_human"] == "2026-08-02"
    # Nobody but the hospital knows where its model stands: until it says so nothing is stopped.
    waiting = rows("hospital", "What waits for you")
    assert waiting["cn/xborder/mechanism"] == "2024-03-22"
    assert waiting["eu/art50_2/mark_and_detect"] == "2026-08-02"  # nobody measures what was done to the input
    assert not any(rule.startswith(("checks/", "phi/", "eu/art50_1")) for rule in waiting)
    assert "cn/retention/log_deletion" in rows("hospital", "What you must ask before you delete")
    # Disputed dates are read practically, and the profile states that no point of Annex III applies.
    assert enforced["eu/art73/incident_clock"] == enforced["eu/art10/data_governance"] == "2028-08-02"
    assert noted["eu/art4/literacy_measures"] == "2025-02-02"
    assert "eu/art50_1/interaction_disclosure" in idle
    assert "eu/art50_5/manner" in idle
    assert "eu/art50_1/interaction_disclosure" in rows("internet-hospital", "What is enforced")
    assert "eu/art50_5/manner" in rows("internet-hospital", "What is only noted")
    for name in profile_names():
        sections = (
            "What is enforced",
            "What waits for you",
            "What is only noted",
            "What you must ask before you delete",
            "What does not apply as the profile stands",
        )
        found = [rule for section in sections for rule in rows(name, section)]
        on = {rule for rule, level in read_profile(name).levels.items() if level is not Level.OFF}
        assert sorted(found) == sorted(on)


def test_every_link_leads_somewhere():
    for file in LAW.rglob("*.md"):
        for link in re.findall(r"\]\(([^)#]+?\.(?:md|rego))\)", file.read_text("utf-8")):
            assert (file.parent / link).exists(), f"{file.name}: {link}"
