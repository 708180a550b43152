"""``medguard doctor``, as somebody runs it."""

import json

import pytest
from cli_samples import medguard

pytestmark = pytest.mark.slow


def test_an_installation_that_works_exits_with_0(tmp_path):
    said = medguard("doctor", "--json", "--database", f"sqlite:///{tmp_path / 'ledger.db'}")
    found = json.loads(said.stdout)
    assert [one for one in found["seen"] if one["verdict"] == "ill"] == []
    assert (said.exit_code, found["well"]) == (0, True)
    assert {"python", "packages", "profile", "rules", "models", "database", "clock", "disk", "exchange"} <= {
        one["what"] for one in found["seen"]
    }
    assert all(one["says"] and one["says_zh"] for one in found["seen"])
    assert all(one["remedy"] and one["remedy_zh"] for one in found["seen"] if one["verdict"] != "well")


def test_what_does_not_work_is_told_in_both_languages_and_exits_with_1():
    english = medguard("doctor", "--profile", "nope")
    chinese = medguard("doctor", "--profile", "nope", "--lang", "zh")
    assert english.exit_code == chinese.exit_code == 1
    assert "to mend" in english.stdout
    assert "须修复" in chinese.stdout
    assert "hospital" in english.stdout


def test_a_mistake_in_the_options_is_none_of_the_installation():
    said = medguard("doctor", "--upstream", "ftp://h")
    assert said.exit_code == 2
