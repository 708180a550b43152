"""``medguard review`` as reviewers type it: a profile in a file, the models, the marks."""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from cli_samples import medguard

from medguard.audit import list_records, open_ledger, verify
from medguard.errors import Held
from medguard.flow import run
from medguard.guard import Guard
from medguard.marks import detect
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


class Ward:
    """A profile that holds diagnoses for a person, a ledger, and a key."""

    def __init__(self, folder, profile, url):
        self.folder, self.profile, self.url = folder, profile, url

    def held(self, words="Diagnosis: [NAME_1], you have pneumonia."):
        content = json.dumps(completion(words)).encode()
        with Guard.open(str(self.profile), database=self.url) as guard, pytest.raises(Held) as caught:
            run(guard.exchange(QUESTION, guard.chat(), door="wrap"), lambda _: Answer(200, content, "application/json"))
        return caught.value.exchange.id

    def reviewer(self, ref="dr-1", **facts):
        row = {"subject": ref, "role": "physician", "licence_no": "110310105000123", "registered_here": True} | facts
        file = self.folder / "actors.json"
        file.write_text(json.dumps([row]), "utf-8")
        done = medguard(
            "registry", "import", file, "--kind", "actor", "--database", self.url, "--profile", self.profile
        )
        assert done.exit_code == 0, done.stderr

    def review(self, act, *arguments, ref="dr-1", given=None, lang="C.UTF-8"):
        who = ("--reviewer", ref) if ref else ()
        at = ("--database", self.url, "--profile", self.profile)
        return medguard("review", act, *arguments, *who, *at, given=given, lang=lang, MEDGUARD_KEY=KEY)

    def acts(self):
        return [one.exchange()["reason"] for one in reversed(list_records(self.url)) if one.door == "review"]


@pytest.fixture
def ward(tmp_path, monkeypatch):
    monkeypatch.setenv("MEDGUARD_KEY", KEY)
    profile = tmp_path / "mine.yaml"
    text = HOSPITAL.replace(f"{RULE}: warn", f"{RULE}: require_human_review")
    profile.write_text(f"{text}\nreview: {{folder: {tmp_path / 'held'}}}\n", "utf-8")
    return Ward(tmp_path, profile, f"sqlite:///{tmp_path / 'ledger.db'}")


def test_a_held_reply_is_listed_read_and_let_go_once(ward):
    which = ward.held()
    ward.reviewer()
    listed = ward.review("list", "--json", ref=None)
    assert [one["id"] for one in json.loads(listed.stdout)] == [which]
    assert "pneumonia" not in listed.stdout
    shown = ward.review("show", which)
    assert shown.stdout.endswith("Diagnosis: Ann Lee, you have pneumonia.")
    assert RULE in shown.stderr
    let_go = ward.review("approve", which)
    assert (let_go.exit_code, let_go.stdout) == (0, "")
    again = ward.review("approve", which)
    assert (again.exit_code, "No reply waits" in again.stderr) == (2, True)
    assert ward.acts() == ["claimed", "shown", "approved"]
    assert verify(ward.url).ok


def test_a_doubt_that_only_warned_does_not_keep_a_long_reply_for_ever(ward):
    which = ward.held(LONG)
    last = list_records(ward.url)[0].exchange()["decisions"][-1]["rulings"]
    assert [one["effect"] for one in last if one["status"] == "undetermined"]
    ward.reviewer()
    ward.review("show", which)
    let_go = ward.review("approve", which)
    assert let_go.exit_code == 0, let_go.stderr


def test_other_words_come_from_a_file_and_go_through_the_models(ward):
    which = ward.held()
    ward.reviewer()
    words = ward.review("show", which).stdout
    file = ward.folder / "words.txt"
    file.write_text(words.replace("pneumonia", "bronchitis. Call Dr. Margaret Thornbury, 13800138000"), "utf-8")
    refused = ward.review("edit", which, "--words", file)
    assert refused.exit_code == 2
    assert "phi/no_leak_in_reply" in refused.stderr
    assert "Thornbury" not in refused.stderr + json.dumps([one.document for one in list_records(ward.url)])
    edited = ward.review("edit", which, "--words", "-", "--json", given=words.replace("pneumonia", "bronchitis"))
    said = json.loads(json.loads(edited.stdout)["content"])["choices"][0]["message"]["content"]
    assert said == "Diagnosis: Ann Lee, you have bronchitis."
    assert ward.acts() == ["claimed", "shown", "edit_not_approved", "edited", "approved"]
    act = next(one for one in list_records(ward.url) if one.reason == "edited").exchange_id
    assert json.loads(ward.review("changes", act).stdout)[0] == [{"at": 30, "was": "pneumonia", "now": "bronchitis"}]


def test_of_two_processes_that_decide_at_once_one_does_and_the_other_is_told(ward):
    which = ward.held()
    ward.reviewer()
    ward.review("show", which)
    at = ("--reviewer", "dr-1", "--database", ward.url, "--profile", str(ward.profile))
    both = [
        subprocess.Popen(
            [sys.executable, "-m", "medguard", "review", *act, which, *at],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**os.environ, "MEDGUARD_KEY": KEY, "LC_ALL": "C.UTF-8"},
        )
        for act in (("approve",), ("refuse", "--why", "wrong"))
    ]
    told = [one.communicate(timeout=300)[1].decode() for one in both]
    assert sorted(one.returncode for one in both) == [0, 2], told
    assert sum("recorded" in one for one in told) == 1
    assert ward.acts()[:2] == ["claimed", "shown"]
    assert ward.acts()[2:] in (["approved"], ["refused"])
    assert verify(ward.url).ok


def test_a_refusal_takes_one_of_our_words(ward):
    which = ward.held()
    ward.reviewer()
    ward.review("show", which)
    assert ward.review("refuse", which, "--why", "Ann Lee is fine").exit_code == 2
    assert "Ann Lee" not in ward.review("refuse", which, "--why", "Ann Lee is fine").stderr
    refused = ward.review("refuse", which, "--why", "wrong", lang="zh_CN.UTF-8")
    assert (refused.exit_code, "已拒绝" in refused.stderr) == (0, True)
    assert ward.review("show", which).exit_code == 2
    assert ward.acts()[-1] == "refused"


def test_who_may_not_see_names_is_given_none(ward):
    which = ward.held()
    ward.reviewer("nurse-1", role="nurse", licence_no=None)
    shown = ward.review("show", which, ref="nurse-1")
    assert shown.stdout == "Diagnosis: [NAME_1], you have pneumonia."
    assert "NAME_1" in shown.stderr
    for more in (("--json",), ("--out", ward.folder / "reply.json")):
        wanted = ward.review("approve", which, *more, ref="nurse-1")
        assert (wanted.exit_code, "Ann Lee" in wanted.stdout + wanted.stderr) == (2, False)
    assert not (ward.folder / "reply.json").exists()
    assert ward.review("show", which, ref="nobody").exit_code == 2
    assert ward.review("give-back", which, ref="nurse-1").exit_code == 0
    assert ward.acts() == ["claimed", "shown", "given_back"]


def test_another_profile_does_not_let_it_go(ward):
    which = ward.held()
    ward.reviewer()
    lax = ward.folder / "lax.yaml"
    text = ward.profile.read_text("utf-8").replace("name: mine", "name: lax")
    lax.write_text(text.replace(f"{RULE}: require_human_review", f"{RULE}: off"), "utf-8")
    refused = Ward(ward.folder, lax, ward.url).review("show", which)
    assert (refused.exit_code, refused.stdout) == (2, "")


def test_a_profile_without_a_place_for_them_says_so(ward):
    ward.profile.write_text(HOSPITAL, "utf-8")
    open_ledger(ward.url).close()
    said = ward.review("list", ref=None)
    assert (said.exit_code, "review:" in said.stderr) == (2, True)


# ── marks ────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def marking(ward):
    """The same house, which names itself in marks and lets no unmarked reply go."""
    key = ward.folder / "key.pem"
    subprocess.run(["openssl", "genpkey", "-algorithm", "ed25519", "-out", key], check=True, capture_output=True)
    text = ward.profile.read_text("utf-8")
    assert f"{MARKED}: deny_if_known" in text
    text = text.replace(f"{MARKED}: deny_if_known", f"{MARKED}: deny")
    marks = f"marks: {{producer: Clinic X, key_file: {key}, detection_ref: 'https://clinic.example/check'}}\n"
    ward.profile.write_text(text + marks, "utf-8")
    return ward


def verified(ward, content, headers):
    public = medguard("marks", "key", "--profile", ward.profile).stdout.strip()
    found = detect(content, "", headers, public)
    return found.signed, found.same_content, found.aigc["ProduceID"]


def test_the_marks_go_along_with_a_reply_that_is_let_go(marking):
    which = marking.held(LONG)
    marking.reviewer()
    marking.review("show", which)
    reply = marking.folder / "reply.json"
    assert marking.review("approve", which, "--json", "--out", reply).exit_code == 2
    assert marking.review("approve", which, "--out", reply).exit_code == 0
    beside = marking.folder / "reply.json.headers.json"
    assert [file.stat().st_mode & 0o777 for file in (reply, beside)] == [0o600, 0o600]
    headers = json.loads(beside.read_bytes())
    assert verified(marking, reply.read_bytes(), headers) == (True, True, which)
    newest = list_records(marking.url)[0].exchange()
    marks = [duty["kind"] for duty in newest["obligations"] if duty["via"] == "header"]
    assert marks == list(headers) == ["AIGC", "medguard-mark"]


def test_an_edited_reply_is_marked_as_it_is_now(marking):
    which = marking.held(LONG)
    marking.reviewer()
    words = marking.review("show", which).stdout
    whole = marking.review("edit", which, "--words", "-", "--json", given=words.replace("keep warm", "sleep"))
    said = json.loads(whole.stdout)
    assert "sleep" in said["content"]
    assert verified(marking, said["content"].encode(), said["headers"]) == (True, True, which)
