"""What one exchange leaves in the ledger, through the sidecar, with the shipped hospital profile that keeps text."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time

import httpx2
import pytest

from medguard.audit import Payloads, Wanted, get, list_records, read_signer, verify
from medguard.guard import Guard
from medguard.keys import read_key
from medguard.proxy import create_app
from medguard.testing import Raw, ScriptedModel, completion
from test_guard import HOSPITAL
from test_proxy import serving

SECRETS = ("Anneliese Thornbury", "4471-8829", "dr-0042", "pt-0007")
WHO = {
    "medguard-actor": "dr-0042",
    "medguard-patient": "pt-0007",
    "medguard-application": "ward-assistant",
    "medguard-purpose": "discharge-summary",
}
BODY = {
    "model": "gpt-x",
    "temperature": 0.2,
    "max_tokens": 300,
    "seed": 13912345678,
    "messages": [{"role": "user", "content": "Patient: Anneliese Thornbury, MRN 4471-8829. Shorten the note."}],
}


@pytest.fixture
def profile(tmp_path, monkeypatch):
    monkeypatch.setenv("MEDGUARD_KEY", os.urandom(32).hex())
    file = tmp_path / "hospital.yaml"
    file.write_text(HOSPITAL + "\nledger:\n  keep_text: true\n  keep_text_days: 5479\n", "utf-8")
    return str(file)


@pytest.fixture
def url(tmp_path):
    return f"sqlite:///{tmp_path / 'ledger.db'}"


def ask(profile, url, **headers):
    answer = completion("The note of [NAME_1] is short.")
    answer["usage"] = {"prompt_tokens": 21, "completion_tokens": 9, "total_tokens": 30, "other": "Ann"}
    with (
        ScriptedModel(lambda _body: Raw(content=json.dumps(answer).encode())) as model,
        Guard.open(profile, database=url) as guard,
        serving(create_app(guard, model.url)) as at,
    ):
        return httpx2.post(at + "/v1/chat/completions", json=BODY, headers=headers, trust_env=False)


def test_a_record_says_who_what_for_and_how_and_names_nobody(profile, url, tmp_path):
    response = ask(profile, url, **WHO)
    assert "Anneliese Thornbury" in response.json()["choices"][0]["message"]["content"]
    closed, opened = list_records(url, Wanted(kind=None))
    assert (opened.kind, closed.kind) == ("opened", "exchange")
    exchange, said = closed.exchange(), opened.entry("opened")
    assert exchange["application"] == said["application"] == "ward-assistant"
    assert exchange["purpose"] == said["purpose"] == "discharge-summary"
    assert exchange["actor"] == said["actor"] != exchange["patient"]
    assert exchange["request_sha256"] == said["request_sha256"]
    assert exchange["parameters"] == {"temperature": 0.2, "max_tokens": 300}  # such a seed may be a telephone number
    assert exchange["tokens"] == {"prompt_tokens": 21, "completion_tokens": 9, "total_tokens": 30}
    assert exchange["system"]["medguard"]
    assert {(one["place"], one["kind"]) for one in exchange["identifiers"]} == {
        ("/messages/0/content", "NAME"),
        ("/messages/0/content", "MRN"),
        ("/seed", "PHONE"),
    }
    assert set(exchange["milliseconds"]) >= {"deidentify", "open", "ask", "checks", "restore"}
    assert not [secret for secret in SECRETS if secret in opened.document + closed.document]
    assert verify(url, keys=[read_signer().verifier]).ok
    everything = b"".join(file.read_bytes() for file in tmp_path.glob("ledger.db*"))
    assert not [secret for secret in SECRETS[:2] if secret.encode() in everything]


def test_text_that_is_kept_is_what_the_model_saw_and_said(profile, url):
    which = ask(profile, url, **WHO).headers["x-medguard-exchange"]
    kept = Payloads(read_key(), days=184).read(url, which)
    assert b"[NAME_1]" in kept.request
    assert b"[NAME_1]" in kept.reply
    assert not [secret for secret in SECRETS if secret.encode() in kept.request + kept.reply]
    assert get(url, which).exchange()["payload_sha256"]
    assert list_records(url, Wanted(application="ward-assistant"))[0].exchange_id == which


def test_a_header_that_could_be_a_name_is_refused(profile, url):
    assert ask(profile, url, **{"medguard-purpose": "letter to Ann Lee"}).status_code == 400
    assert list_records(url, Wanted(kind=None)) == ()


KILLED = """
import sys, time
from medguard.flow import run
from medguard.guard import Guard
guard = Guard.open(sys.argv[1], database=sys.argv[2])
def ask(said):
    print("asked", flush=True)
    time.sleep(600)
run(guard.exchange(sys.argv[3].encode(), guard.chat(), door="cli"), ask)
"""


def test_an_exchange_that_was_killed_while_the_model_was_asked_is_reported(profile, url):
    program = subprocess.Popen(
        [sys.executable, "-c", KILLED, profile, url, json.dumps(BODY)], stdout=subprocess.PIPE, text=True
    )
    assert program.stdout.readline() == "asked\n"
    program.send_signal(signal.SIGKILL)
    program.wait()
    program.stdout.close()
    time.sleep(0.1)
    result = verify(url, keys=[read_signer().verifier])
    assert result.ok
    (unfinished,) = result.unfinished
    assert get(url, unfinished.exchange_id) is None
    assert unfinished.position == 1
