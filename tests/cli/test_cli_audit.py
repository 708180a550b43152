"""``medguard audit`` and ``medguard db`` on a real ledger."""

import json
import sqlite3

import pytest
from cli_samples import medguard, program

from medguard.audit import downgrade, latest

LISTED = """position exchange_id recorded_at started_at outcome reason door profile provider model
    kind application actor patient reviewer sha256""".split()


def rows(file, *statements):
    """What somebody does who has the file."""
    connection = sqlite3.connect(file)
    with connection:
        for statement in statements:
            connection.execute(statement)
    connection.close()


def test_list_shows_the_newest_first(url):
    listed = json.loads(medguard("audit", "list", "--database", url, "--json").stdout)
    assert [one["position"] for one in listed] == [3, 2, 1]
    assert all(list(one) == LISTED for one in listed)
    assert listed[0]["profile"] == "[red]医院"


@pytest.mark.parametrize(
    ("options", "positions"),
    [
        (("--limit", "2"), [3, 2]),
        (("--outcome", "blocked"), [2]),
        (("--outcome", "failed"), []),
        (("--before", "3"), [2, 1]),
    ],
)
def test_list_can_be_narrowed(url, options, positions):
    listed = json.loads(medguard("audit", "list", "--database", url, "--json", *options).stdout)
    assert [one["position"] for one in listed] == positions
    said = medguard("audit", "list", "--database", url, *options)
    assert said.exit_code == 0
    assert said.stdout.count("[red]医院") == len(positions)


def test_the_database_may_come_from_the_environment(url):
    assert len(json.loads(medguard("audit", "list", "--json", MEDGUARD_DATABASE=url).stdout)) == 3


def test_the_database_is_else_a_file_of_this_user(tmp_path):
    said = medguard("audit", "verify", XDG_STATE_HOME=str(tmp_path))
    assert said.exit_code == 2
    assert str(tmp_path / "medguard/ledger.db") in said.stderr


@pytest.mark.parametrize("which", ["2", "00000000000000000000000000000001"])
def test_show_shows_one_exchange(url, which):
    shown = json.loads(medguard("audit", "show", which, "--database", url, "--json").stdout)
    assert (shown["position"], shown["exchange"]["reason"]) == (2, "phi/identifiers_replaced")
    assert shown["exchange"]["obligations"][0]["kind"] == "label"
    said = medguard("audit", "show", which, "--database", url)
    assert said.exit_code == 0
    for words in ("[red]医院", "phi/identifiers_replaced", "leaks", "label", "12.5", "c" * 64):
        assert words in said.stdout


@pytest.mark.parametrize(
    ("which", "what"), [("9", "No record"), ("Ann Lee", "No record"), ("000", "More than one"), ("", "No record")]
)
def test_show_says_what_it_does_not_find(url, which, what):
    said = medguard("audit", "show", which, "--database", url)
    assert (said.exit_code, said.stdout) == (2, "")
    assert what in said.stderr
    assert "Ann Lee" not in said.stderr


@pytest.mark.parametrize(
    "document",
    ['{"exchange": {"decisions": [{"rulings": 3}, 4], "findings": {"a": [1]}, "request": "x"}}', '{"exchange": {}}'],
)
def test_show_shows_an_edited_document_too(url, file, document):
    rows(file, f"UPDATE records SET document = '{document}' WHERE position = 2")
    assert medguard("audit", "show", "2", "--database", url).exit_code == 0


def test_show_of_what_is_no_document_says_so(url, file):
    rows(file, "UPDATE records SET document = 'Ann Lee' WHERE position = 2")
    said = medguard("audit", "show", "2", "--database", url)
    assert said.exit_code == 2
    assert "medguard audit verify" in said.stderr
    assert "Ann Lee" not in said.output


def test_verify_says_that_all_is_well_and_which_hash_to_keep(url):
    said = medguard("audit", "verify", "--database", url, "--json")
    result = json.loads(said.stdout)
    assert (said.exit_code, result["ok"], result["records"], result["problems"]) == (0, True, 3, [])
    people = medguard("audit", "verify", "--database", url)
    assert people.exit_code == 0
    assert result["sha256"] in people.stdout


def test_verify_notices_a_changed_row_and_names_it(url, file):
    rows(file, "UPDATE records SET outcome = 'answered' WHERE position = 2")
    said = program("audit", "verify", "--database", url, "--json")
    [problem] = json.loads(said.stdout)["problems"]
    assert said.returncode == 1
    assert (problem["position"], problem["exchange_id"], problem["column"]) == (2, f"{1:032x}", "outcome")
    people = medguard("audit", "verify", "--database", url, "--lang", "zh")
    assert people.exit_code == 1
    assert f"{1:032x}" in people.stdout
    assert "第 2 条记录" in people.stdout


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM records WHERE position = 2",
        "DELETE FROM records WHERE position = 3",
        "UPDATE records SET document = replace(document, 'sidecar', 'Ann Lee') WHERE position = 1",
        "DELETE FROM head",
    ],
)
def test_verify_notices(url, file, statement):
    rows(file, statement)
    for form in ((), ("--json",)):
        said = medguard("audit", "verify", "--database", url, *form)
        assert said.exit_code == 1
        assert "Ann Lee" not in said.output


def test_verify_of_what_is_no_ledger_is_neither_yes_nor_no(tmp_path):
    (tmp_path / "empty.db").touch()
    (tmp_path / "text.db").write_text("Ann Lee" * 1000)
    for name in ("empty.db", "text.db", "none.db"):
        said = medguard("audit", "verify", "--database", f"sqlite:///{tmp_path / name}")
        assert (said.exit_code, said.stdout) == (2, "")
        assert said.stderr.startswith("medguard: ")
    assert not (tmp_path / "none.db").exists()


def test_upgrade_says_where_the_database_was_and_is(tmp_path):
    url = f"sqlite:///{tmp_path / 'new.db'}"
    first, second = (medguard("db", "upgrade", "--database", url) for _ in range(2))
    assert (first.exit_code, second.exit_code) == (0, 0)
    assert "no tables" in first.stdout
    assert second.stdout.count(latest()) == 2
    downgrade(url, "base", delete_every_record=True)
    assert medguard("audit", "list", "--database", url).exit_code == 2
