"""What is recorded is decided again: under another day, under another profile, by rules of another day."""

from __future__ import annotations

import base64
import json
import os
from pathlib import Path

import pytest

from cli.cli_samples import medguard
from medguard.audit import list_records, open_ledger
from medguard.flow import run
from medguard.guard import Guard
from medguard.testing import completion
from medguard.types import Answer

RULE = "cn/clinical/final_decision_by_physician"
KEY = base64.b64encode(os.urandom(32)).decode()
HOSPITAL = Path("policies/hospital.yaml").read_text("utf-8").replace("name: hospital", "name: mine")
QUESTION = json.dumps(
    {"model": "m", "messages": [{"role": "user", "content": "Summarise the note of Ann Lee."}]}
).encode()


def said(words):
    return Answer(200, json.dumps(completion(words)).encode(), "application/json")


@pytest.fixture
def place(tmp_path, monkeypatch):
    """A profile that holds diagnoses for a person, a ledger, and a key."""
    monkeypatch.setenv("MEDGUARD_KEY", KEY)
    profile = tmp_path / "mine.yaml"
    text = HOSPITAL.replace(f"{RULE}: warn", f"{RULE}: require_human_review")
    profile.write_text(f"{text}\nreview: {{folder: {tmp_path / 'held'}}}\n", "utf-8")
    return profile, f"sqlite:///{tmp_path / 'ledger.db'}"


def test_replay_shows_what_another_profile_would_change(tmp_path, place):
    profile, url = place
    free = tmp_path / "free.yaml"
    text = HOSPITAL.replace("name: mine", "name: free").replace(f"{RULE}: warn", f"{RULE}: off")
    free.write_text(text, "utf-8")
    with Guard.open(str(free), database=url) as guard:
        run(guard.exchange(QUESTION, guard.chat(), door="wrap"), lambda _: said("Diagnosis: you have pneumonia."))

    def replayed(of, *more):
        done = medguard("audit", "replay", "--profile", of, "--database", url, "--json", *more, MEDGUARD_KEY=KEY)
        assert done.exit_code == 0, done.stderr
        return json.loads(done.stdout)

    assert replayed(free) == {"decided": 1, "changed": []}
    assert [one["newly"] for one in replayed(profile)["changed"]] == [[RULE]]
    [early] = replayed(profile, "--at", "2020-01-01")["changed"]
    assert (early["would_be"], RULE in early["newly"]) == ("warn", True)
    assert medguard("audit", "replay", "--since", "yesterday", "--database", url).exit_code == 2


def test_an_empty_ledger_has_nothing_to_replay(place):
    profile, url = place
    open_ledger(url).close()
    assert medguard("audit", "replay", "--profile", profile, "--database", url, MEDGUARD_KEY=KEY).exit_code == 0


def test_old_rules_stay_available_by_their_digest(tmp_path, place):
    profile, url = place
    text = profile.read_text("utf-8").replace(f"{RULE}: require_human_review", f"{RULE}: off")
    profile.write_text(f"{text}bundles: {tmp_path / 'bundles'}\n", "utf-8")
    with Guard.open(str(profile), database=url) as guard:
        run(guard.exchange(QUESTION, guard.chat(), door="wrap"), lambda _: said("Drink enough."))
    [bundle] = {decision["bundle"] for decision in list_records(url)[0].exchange()["decisions"]}
    assert [folder.name for folder in (tmp_path / "bundles").iterdir()] == [bundle]
    again = medguard(
        "audit", "replay", "--profile", profile, "--database", url, "--bundle", bundle, "--json", MEDGUARD_KEY=KEY
    )
    assert json.loads(again.stdout) == {"decided": 1, "changed": []}
    for other in ("0" * 64, "../" + bundle):
        assert medguard("audit", "replay", "--profile", profile, "--database", url, "--bundle", other).exit_code == 2
