"""Whether differences between groups over the log are found when they are there, and only then; and what is said of few people."""

import json
import random

import pytest
from typer.testing import CliRunner

from medguard.cli import app
from medguard.comparing import disparities


def log(people, *, more_often=0.0, seed=0, each=4):
    """Exchanges about so many people of two sexes and three insurances; women are blocked ``more_often``."""
    r = random.Random(seed)
    groups = {
        f"p{one}": {"sex": r.choice(("female", "male")), "insurance": r.choice(("public", "private", "none"))}
        for one in range(people)
    }
    rows = [
        {
            "patient": person,
            "outcome": r.choices(
                ("blocked", "held", "answered"),
                (0.1 + more_often * (of["sex"] == "female"), 0.1, 0.8 - more_often * (of["sex"] == "female")),
            )[0],
            "completion_tokens": r.randint(50, 400),
            "output_types": r.choice(("", "diagnosis", "prescription, triage", "treatment_plan")),
        }
        for person, of in groups.items()
        for _ in range(each)
    ]
    return rows, groups


def differing(found):
    return {(one.axis, one.measure) for one in found if one.status == "differs"}


def test_what_is_there_is_found():
    found = disparities(*log(400, more_often=0.2))
    assert ("sex", "blocked") in differing(found)
    blocked = next(one for one in found if (one.axis, one.measure) == ("sex", "blocked"))
    assert blocked.group == "female"
    assert blocked.low < 0.2 < blocked.high
    assert blocked.mean > blocked.mean_others


def test_where_all_are_treated_alike_hardly_anything_is_accused():
    accused = sum(bool(differing(disparities(*log(150, seed=seed)))) for seed in range(100))
    assert accused <= 10  # one log in twenty may be: LIMIT


def test_the_share_of_the_logs_in_which_a_difference_is_found_grows_with_the_people():
    found = [
        sum(("sex", "blocked") in differing(disparities(*log(many, more_often=0.1, seed=seed))) for seed in range(20))
        for many in (80, 300, 900)
    ]
    assert found[0] <= found[1] <= found[2]
    assert found[2] >= 19


def test_of_few_people_nothing_is_said():
    found = disparities(*log(40, more_often=0.5))
    assert {one.status for one in found if one.axis == "sex"} == {"too_few"}
    assert all(one.p is None and one.mean is None for one in found if min(one.people, one.others) < 30)


def test_one_who_asks_a_thousand_times_weighs_as_one():
    rows, groups = log(200)
    someone = next(person for person, of in groups.items() if of["sex"] == "female")
    rows += [{"patient": someone, "outcome": "blocked"}] * 1000
    assert ("sex", "blocked") not in differing(disparities(rows, groups))


def test_what_failed_says_nothing_and_who_is_in_no_table_is_left_out():
    rows, groups = log(100)
    more = [{"patient": person, "outcome": "failed"} for person in groups] + [{"patient": "x", "outcome": "blocked"}]
    assert disparities([*rows, *more, {"outcome": "blocked"}], groups) == disparities(rows, groups)


def test_what_nearly_nobody_met_is_not_compared():
    rows, groups = log(200)
    rare = [{**row, "outcome": "held" if at < 3 else "answered"} for at, row in enumerate(rows)]
    assert {one.status for one in disparities(rare, groups) if one.measure == "held"} == {"too_few"}


def test_the_command_tells_and_holds_no_pseudonym(tmp_path):
    rows, groups = log(400, more_often=0.2)
    exchanges, table = tmp_path / "exchanges.jsonl", tmp_path / "groups.jsonl"
    exchanges.write_text("\n".join(map(json.dumps, rows)), "utf-8")
    table.write_text("\n".join(json.dumps({"patient": who, **of}) for who, of in groups.items()), "utf-8")
    done = CliRunner().invoke(app, ["check", "bias", str(exchanges), "--groups", str(table)])
    assert done.exit_code == 1, done.output
    told = [json.loads(line) for line in done.stdout.splitlines()]
    assert told[0]["status"] == "differs"
    assert "p17" not in done.output


@pytest.mark.parametrize("line", ["[]", "{", '{"sex": "female"}', '{"patient": 7}', '{"patient": "p1", "sex": 3}'])
def test_a_table_that_cannot_be_read_is_a_mistake_in_both_languages(tmp_path, line):
    exchanges, table = tmp_path / "exchanges.jsonl", tmp_path / "groups.jsonl"
    exchanges.write_text('{"patient": "p1", "outcome": "answered"}\n', "utf-8")
    table.write_text(line + "\n", "utf-8")
    done = CliRunner().invoke(app, ["check", "bias", str(exchanges), "--groups", str(table)])
    assert done.exit_code == 2
    assert "1" in done.stderr
    assert (
        "行"
        in CliRunner().invoke(app, ["check", "bias", str(exchanges), "--groups", str(table), "--lang", "zh"]).stderr
    )
