"""What is recorded is decided again: under another day, under another profile, and with a reviewer."""

from __future__ import annotations

import base64
import contextlib
import json
import os
import subprocess
import threading
import time
from pathlib import Path

import pytest

from cli.cli_samples import medguard
from medguard.again import Desk
from medguard.audit import list_records, open_ledger
from medguard.audit.registry import open_registry
from medguard.errors import AuditError, Held
from medguard.flow import run
from medguard.guard import Guard, prepare, reviews_of
from medguard.marks import detect
from medguard.profile import read_profile
from medguard.testing import completion
from medguard.types import Answer

RULE = "cn/clinical/final_decision_by_physician"
MARKED = "eu/art50_2/mark_and_detect"
LONG = "Diagnosis: you have pneumonia. " + "Rest, drink and keep warm. " * 60
"""Long enough that the law asks for a mark."""
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


def held(place, words="Diagnosis: you have pneumonia."):
    profile, url = place
    with Guard.open(str(profile), database=url) as guard, pytest.raises(Held) as caught:
        run(guard.exchange(QUESTION, guard.chat(), door="wrap"), lambda _: said(words))
    assert caught.value.code == "held_for_review"
    assert caught.value.kept
    return caught.value.exchange.id


def reviewer(tmp_path, place, **facts):
    profile, url = place
    row = {"subject": "dr-1", "role": "physician", "licence_no": "110310105000123", "registered_here": True} | facts
    file = tmp_path / "actors.json"
    file.write_text(json.dumps([row]), "utf-8")
    done = medguard("registry", "import", file, "--kind", "actor", "--database", url, "--profile", profile)
    assert done.exit_code == 0, done.stderr


def test_a_held_reply_waits_and_is_let_go_by_a_physician(tmp_path, place):
    profile, url = place
    which = held(place)
    reviewer(tmp_path, place)
    shown = medguard(
        "review", "show", which, "--reviewer", "dr-1", "--database", url, "--profile", profile, MEDGUARD_KEY=KEY
    )
    assert "pneumonia" in shown.stdout
    let_go = medguard(
        "review", "approve", which, "--reviewer", "dr-1", "--database", url, "--profile", profile, MEDGUARD_KEY=KEY
    )
    assert let_go.exit_code == 0, let_go.stderr
    assert "pneumonia" in let_go.stdout
    newest = list_records(url)[0].exchange()
    assert (newest["door"], newest["outcome"], newest["review_of"], newest["reviewer"]) == (
        "review",
        "answered",
        which,
        "dr-1",
    )
    again = medguard(
        "review", "approve", which, "--reviewer", "dr-1", "--database", url, "--profile", profile, MEDGUARD_KEY=KEY
    )
    assert again.exit_code == 2


def test_a_doubt_that_only_warned_does_not_keep_a_long_reply_for_ever(tmp_path, place):
    profile, url = place
    which = held(place, LONG)
    last = list_records(url)[0].exchange()["decisions"][-1]["rulings"]
    assert [one["effect"] for one in last if one["status"] == "undetermined"]
    reviewer(tmp_path, place)
    let_go = medguard(
        "review", "approve", which, "--reviewer", "dr-1", "--database", url, "--profile", profile, MEDGUARD_KEY=KEY
    )
    assert let_go.exit_code == 0, let_go.stderr


def test_who_has_no_licence_does_not_let_it_go(tmp_path, place):
    profile, url = place
    which = held(place)
    reviewer(tmp_path, place, role="nurse", licence_no=None)
    for somebody in ("dr-1", "nobody"):
        refused = medguard(
            "review",
            "approve",
            which,
            "--reviewer",
            somebody,
            "--database",
            url,
            "--profile",
            profile,
            MEDGUARD_KEY=KEY,
        )
        assert refused.exit_code == 2
        assert "pneumonia" not in refused.stdout
    assert (
        medguard(
            "review", "show", which, "--reviewer", "dr-1", "--database", url, "--profile", profile, MEDGUARD_KEY=KEY
        ).exit_code
        == 0
    )


def test_a_refused_reply_is_gone(tmp_path, place):
    profile, url = place
    which = held(place)
    for nobody in ("dr-1", "Dr. Anna Mueller"):
        assert (
            medguard(
                "review",
                "refuse",
                which,
                "--reviewer",
                nobody,
                "--database",
                url,
                "--profile",
                profile,
                MEDGUARD_KEY=KEY,
            ).exit_code
            == 2
        )
    reviewer(tmp_path, place)
    assert (
        medguard(
            "review", "refuse", which, "--reviewer", "dr-1", "--database", url, "--profile", profile, MEDGUARD_KEY=KEY
        ).exit_code
        == 0
    )
    assert (
        medguard(
            "review", "show", which, "--reviewer", "dr-1", "--database", url, "--profile", profile, MEDGUARD_KEY=KEY
        ).exit_code
        == 2
    )
    assert list_records(url)[0].exchange()["reason"] == "refused"


def test_a_reply_is_let_go_once(tmp_path, place):
    profile, url = place
    which = held(place)
    reviewer(tmp_path, place)
    settings = read_profile(str(profile))
    prepared, given, both = prepare(settings), [], threading.Barrier(2)
    decide = prepared.rules.decide

    class Slow:
        levels = prepared.rules.levels

        def decide(self, facts):
            time.sleep(0.2)
            return decide(facts)

    with open_ledger(url) as ledger, open_registry(url) as registry:
        desk = Desk(
            settings=settings,
            rules=Slow(),
            ledger=ledger,
            registry=registry,
            reviews=reviews_of(settings),
            marks=None,
        )

        def approve():
            both.wait()
            with contextlib.suppress(AuditError):
                desk.approve(which, "dr-1", lambda held, _marks: given.append(held))

        threads = [threading.Thread(target=approve) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert len(given) == 1
    assert [record.exchange()["reason"] for record in list_records(url)].count("approved") == 1


@pytest.fixture
def marking(tmp_path, place):
    """The same house, which names itself in marks and lets no unmarked reply go."""
    key = tmp_path / "key.pem"
    subprocess.run(["openssl", "genpkey", "-algorithm", "ed25519", "-out", key], check=True, capture_output=True)
    profile, url = place
    text = profile.read_text("utf-8")
    assert f"{MARKED}: deny_if_known" in text
    text = text.replace(f"{MARKED}: deny_if_known", f"{MARKED}: deny")
    marks = f"marks: {{producer: Clinic X, key_file: {key}, detection_ref: 'https://clinic.example/check'}}\n"
    profile.write_text(text + marks, "utf-8")
    return profile, url


def approved(place, which, *more):
    profile, url = place
    at = ("--reviewer", "dr-1", "--database", url, "--profile", profile)
    return medguard("review", "approve", which, *at, *more, MEDGUARD_KEY=KEY)


def mark_obligations(url, which):
    newest = list_records(url)[0].exchange()
    assert newest["review_of"] == which
    return [duty["kind"] for duty in newest["obligations"] if duty["via"] == "header"]


def verified(place, content, headers):
    profile, _ = place
    public = medguard("marks", "key", "--profile", profile).stdout.strip()
    found = detect(content, "", headers, public)
    return found.signed, found.same_content, found.aigc["ProduceID"]


def test_the_marks_go_along_with_a_reply_that_is_let_go(tmp_path, marking):
    which = held(marking, LONG)
    reviewer(tmp_path, marking)
    reply = tmp_path / "reply.json"
    assert approved(marking, which, "--out", reply).exit_code == 0
    beside = tmp_path / "reply.json.headers.json"
    assert [file.stat().st_mode & 0o777 for file in (reply, beside)] == [0o600, 0o600]
    headers = json.loads(beside.read_bytes())
    assert verified(marking, reply.read_bytes(), headers) == (True, True, which)
    assert mark_obligations(marking[1], which) == list(headers) == ["AIGC", "medguard-mark"]


def test_reply_and_marks_may_be_one_json_object(tmp_path, marking):
    which = held(marking, LONG)
    reviewer(tmp_path, marking)
    whole = json.loads(approved(marking, which, "--json").stdout)
    assert whole["media_type"] == "application/json"
    assert verified(marking, whole["content"].encode(), whole["headers"]) == (True, True, which)
    assert approved(marking, which, "--json", "--out", tmp_path / "x").exit_code == 2


def test_a_reply_alone_has_no_marks_and_says_so(tmp_path, marking):
    which = held(marking, LONG)
    reviewer(tmp_path, marking)
    alone = approved(marking, which)
    assert (alone.exit_code, alone.stdout) == (2, "")
    assert MARKED in alone.stderr
    assert "--out or --json" in alone.stderr
    assert mark_obligations(marking[1], which) == []
    assert approved(marking, which, "--json").exit_code == 0  # it still waits


def test_another_profile_does_not_let_it_go(tmp_path, place):
    profile, url = place
    which = held(place)
    reviewer(tmp_path, place)
    lax = tmp_path / "lax.yaml"
    lax.write_text(
        profile.read_text("utf-8")
        .replace("name: mine", "name: lax")
        .replace(f"{RULE}: require_human_review", f"{RULE}: off"),
        "utf-8",
    )
    refused = medguard(
        "review", "approve", which, "--reviewer", "dr-1", "--database", url, "--profile", lax, MEDGUARD_KEY=KEY
    )
    assert (refused.exit_code, refused.stdout) == (2, "")


def test_nothing_of_the_reply_lies_open(tmp_path, place):
    held(place)
    kept = b"".join(file.read_bytes() for file in (tmp_path / "held").iterdir())
    assert kept
    for word in (b"pneumonia", b"Ann Lee", b"70 6e 65"):
        assert word not in kept


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
