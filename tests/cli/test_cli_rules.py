"""``medguard rules`` and ``medguard profile``."""

import json
from pathlib import Path

import pytest
from cli_samples import facts, medguard

from medguard.profile import profile_names, read_profile
from medguard.rules import read_catalogue

CATALOGUE = read_catalogue()
LISTED = "id stage title title_zh law law_en article strength verified effective_from default_level level".split()


def test_rules_list_tells_programs_of_every_rule_and_its_level():
    listed = json.loads(medguard("rules", "list", "--json", "--profile", "internet-hospital").stdout)
    assert [rule["id"] for rule in listed] == list(CATALOGUE.rules)
    assert all(list(rule) == LISTED for rule in listed)
    named = read_profile("internet-hospital").levels
    assert {rule["id"]: rule["level"] for rule in listed} == {rule: named.get(rule, "off") for rule in CATALOGUE.rules}


def test_a_rule_that_the_profile_does_not_name_is_off(tmp_path):
    mine = tmp_path / "mine.yaml"
    lines = Path("policies/hospital.yaml").read_text("utf-8").replace("name: hospital", "name: mine").splitlines()
    mine.write_text("\n".join(line for line in lines if not line.startswith("  cn/label")), "utf-8")
    listed = json.loads(medguard("rules", "list", "--json", "--profile", mine).stdout)
    assert {rule["id"]: rule["level"] for rule in listed}["cn/label/explicit_text"] == "off"


def test_rules_list_tells_people_in_their_language():
    for language in ("en", "zh"):
        said = medguard("rules", "list", "--lang", language)
        assert said.exit_code == 0
        for rule in CATALOGUE.rules.values():
            assert rule.id in said.stdout
            assert (rule.title if language == "en" else rule.title_zh) in said.stdout


def test_rules_show_tells_everything_and_where_the_rego_is():
    shown = json.loads(medguard("rules", "show", "cn/label/explicit_text", "--json").stdout)
    assert shown["effective_from"] == "2025-09-01"
    assert shown["remedy_zh"] == CATALOGUE.rules["cn/label/explicit_text"].remedy_zh
    assert Path(shown["rego"]).read_text("utf-8").startswith("# METADATA")
    assert shown["rego"] in medguard("rules", "show", "cn/label/explicit_text").stdout


@pytest.mark.parametrize(
    ("changes", "code", "effect", "fails"),
    [
        ({}, 0, "allow", {}),
        ({"unread": [{"place": "messages.0", "media": "image"}]}, 0, "warn", {"content/unread_parts": "unread_parts"}),
        ({"unread": None}, 0, "warn", {"content/unread_parts": "unread_parts_not_measured"}),
        (
            {"identifiers": facts()["request"]["identifiers"] | {"remaining": 1}},
            1,
            "deny",
            {"phi/identifiers_replaced": "remaining_identifiers"},
        ),
    ],
)
def test_rules_decide_on_facts_and_exit_as_they_decide(tmp_path, changes, code, effect, fails):
    whole = facts()
    whole["request"] |= changes
    file = tmp_path / "facts.json"
    file.write_text(json.dumps(whole), "utf-8")
    said = medguard("rules", "decide", file, "--json")
    decided = json.loads(said.stdout)
    assert (said.exit_code, decided["effect"], decided["stage"]) == (code, effect, "request")
    assert {one["rule"]: one["why"] for one in decided["rulings"] if one["effect"] != "allow"} == fails
    assert {one["article"] for one in decided["rulings"]} == {
        CATALOGUE.rules[one["rule"]].article for one in decided["rulings"]
    }
    people = medguard("rules", "decide", "-", "--lang", "zh", given=json.dumps(whole))
    assert people.exit_code == code
    assert all(CATALOGUE.rules[rule].remedy_zh in people.stdout for rule in fails)


def test_rules_decide_at_the_levels_of_a_profile():
    whole = facts()
    whole["request"]["unread"] = [{"place": "messages.0", "media": "image"}]
    assert medguard("rules", "decide", "-", given=json.dumps(whole)).exit_code == 0
    assert medguard("rules", "decide", "-", "--profile", "hospital", given=json.dumps(whole)).exit_code == 1


@pytest.mark.parametrize("name", profile_names())
def test_profile_check_says_what_the_profile_says(name):
    profile = read_profile(name)
    document = json.loads(medguard("profile", "check", name, "--json").stdout)
    assert document["levels"] == dict(profile.levels)
    assert (document["name"], document["sha256"], document["phi"]) == (
        name,
        profile.sha256,
        {
            "threshold": 0.5,
            "replace": {},
            "recognizers": None,
            "models": {},
            "labels": {},
            "key_file": None,
            "conversations": None,
        },
    )
    assert document["deployment"]["jurisdictions"] == list(profile.deployment.jurisdictions)
    assert document["checks"] == {"leaks": {"timeout_seconds": 10.0}}
    for language, title in (("en", profile.title), ("zh", profile.title_zh)):
        said = medguard("profile", "check", name, "--lang", language)
        assert said.exit_code == 0
        assert all(words in said.stdout for words in (title, profile.sha256, *profile.levels))


def test_profile_check_does_not_show_the_database(tmp_path):
    mine = tmp_path / "mine.yaml"
    words = Path("policies/hospital.yaml").read_text("utf-8").replace("name: hospital", "name: mine")
    mine.write_text(words.replace("database: null", "database: postgresql+psycopg://u:secret@h/d"), "utf-8")
    for form in ((), ("--json",)):
        said = medguard("profile", "check", mine, *form)
        assert said.exit_code == 0
        assert "secret" not in said.output
