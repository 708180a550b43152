"""The console on a port of its own in ``medguard serve``: off unless asked for, and never in the clear beyond this machine."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import httpx2
import pytest

from cli.cli_samples import ENGLISH, medguard
from medguard.console.secrets import code_of, step_at
from medguard.testing import ScriptedModel
from serving.serving_samples import free_port

KEY = bytes(range(32)).hex()
RULE = "cn/clinical/final_decision_by_physician"


def served(*options):
    """The sidecar as a process, once it listens; and its port."""
    process = subprocess.Popen(
        [sys.executable, "-m", "medguard", "serve", "--listen", "127.0.0.1:0", "--log", "json", *options],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env={**os.environ, **ENGLISH, "MEDGUARD_KEY": KEY},
        text=True,
    )
    for line in process.stderr:
        if '"served"' in line:
            return process, json.loads(line)["port"]
    raise AssertionError("it stopped")


def test_an_officer_sees_in_the_sidecars_console_what_the_sidecar_has_just_done(tmp_path):
    url, port = f"sqlite:///{tmp_path / 'ledger.db'}", free_port()
    made = medguard(
        "console", "user", "add", "officer-1", "--role", "officer", "--database", url, MEDGUARD_KEY=KEY
    ).stdout
    password, key = (line.partition(": ")[2] for line in made.splitlines()[1:3])
    with ScriptedModel(lambda _body: "Rest and fluids.") as model:
        process, asked = served("--upstream", model.url, "--database", url, "--console", f"127.0.0.1:{port}")
        try:
            httpx2.post(
                f"http://127.0.0.1:{asked}/v1/chat/completions",
                json={"model": "m", "messages": [{"role": "user", "content": "What helps against a cold?"}]},
                timeout=120,
            )
            origin = f"http://127.0.0.1:{port}"
            with httpx2.Client(base_url=origin, headers={"origin": origin}, timeout=120) as client:
                data = {"name": "officer-1", "password": password, "code": code_of(key, step_at(time.time()))}
                assert client.post("/sign-in", data=data).status_code == 303
                page = client.get("/exchanges").text
                assert page.count('<a href="/exchanges/') == 1
            # and neither door leads into the other room
            assert httpx2.get(f"http://127.0.0.1:{asked}/sign-in", timeout=60).status_code == 404
            assert httpx2.get(f"{origin}/v1/models", timeout=60).status_code == 404
            process.send_signal(signal.SIGTERM)
            assert process.wait(120) == 0
        finally:
            process.kill()
            process.communicate()


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--console", "0.0.0.0:8090"), "in the clear"),
        (("--console", "127.0.0.1:8090", "--console-origin", "http://console.test"), "in the clear"),
        (("--console", "127.0.0.1:8090", "--console-origin", "console.test"), "--console-origin is not an address"),
        (("--console-origin", "https://console.test"), "needs --console"),
        (("--console", "8090"), "--console is not HOST:PORT"),
    ],
    ids=["network", "http", "no-scheme", "alone", "no-host"],
)
def test_a_console_that_would_be_seen_by_others_is_not_opened(options, said):
    done = medguard("serve", "--upstream", "http://127.0.0.1:1", *options, MEDGUARD_KEY=KEY)
    assert done.exit_code != 0
    assert said in done.stderr
    assert "127.0.0.1" in done.stderr or "https://" in done.stderr  # what to write instead


def test_the_console_shows_the_profile_that_the_sidecar_has_read_again(tmp_path):
    url, port, profile = f"sqlite:///{tmp_path / 'ledger.db'}", free_port(), tmp_path / "ward.yaml"
    words = Path("policies/hospital.yaml").read_text("utf-8").replace("name: hospital", "name: ward")
    assert f"{RULE}: warn" in words
    profile.write_text(words, "utf-8")
    made = medguard(
        "console", "user", "add", "officer-1", "--role", "officer", "--database", url, MEDGUARD_KEY=KEY
    ).stdout
    password, key = (line.partition(": ")[2] for line in made.splitlines()[1:3])
    with ScriptedModel(lambda _body: "Rest and fluids.") as model:
        options = ("--upstream", model.url, "--database", url, "--console", f"127.0.0.1:{port}")
        process, _ = served(*options, "--profile", str(profile))
        try:
            origin = f"http://127.0.0.1:{port}"
            with httpx2.Client(base_url=origin, headers={"origin": origin}, timeout=120) as client:
                data = {"name": "officer-1", "password": password, "code": code_of(key, step_at(time.time()))}
                assert client.post("/sign-in", data=data).status_code == 303
                assert is_enforced(client)
                profile.write_text(words.replace(f"{RULE}: warn", f"{RULE}: off"), "utf-8")
                process.send_signal(signal.SIGHUP)
                until = time.monotonic() + 120
                while is_enforced(client) and time.monotonic() < until:
                    time.sleep(0.2)
                assert not is_enforced(client)
                assert client.get("/exchanges").status_code == 200
            process.send_signal(signal.SIGTERM)
            assert process.wait(120) == 0
        finally:
            process.kill()
            process.communicate()


def is_enforced(client):
    enforced = client.get("/rules").text.partition('<h2 id="enforced"')[2].partition("</section>")[0]
    return f"<code>{RULE}</code>" in enforced
