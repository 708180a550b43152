"""``medguard serve`` as a process, and what ``demo`` says without its package."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time

import httpx2
import pytest
from cli_samples import ENGLISH, medguard

from medguard.audit import list_records, verify
from medguard.cli.serve import checked_listen, checked_upstream
from medguard.testing import ScriptedModel

NAME = "Margaret Thornbury"


@contextlib.contextmanager
def sidecar(*options, **environment):
    process = subprocess.Popen(
        [sys.executable, "-m", "medguard", *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, **ENGLISH, **environment},
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def until(process, word):
    """The line of stderr that holds the word."""
    for line in process.stderr:
        if word in line:
            return line
    raise AssertionError("it stopped")


def free_port():
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return door.getsockname()[1]


def test_serve_guards_logs_and_stops_in_good_order(tmp_path):
    url = f"sqlite:///{tmp_path / 'ledger.db'}"
    with ScriptedModel(lambda _body: "Dear [NAME_1].") as model:
        options = ("serve", "--listen", "127.0.0.1:0", "--database", url, "--log", "json")
        with sidecar(*options, MEDGUARD_UPSTREAM=model.url) as process:
            served = json.loads(until(process, '"served"'))
            assert (served["host"], served["profile"]) == ("127.0.0.1", "hospital")
            answer = httpx2.post(
                f"http://127.0.0.1:{served['port']}/v1/chat/completions",
                json={"model": "m", "messages": [{"role": "user", "content": f"Patient: {NAME}\nMRN: 48213907"}]},
                trust_env=False,
            )
            assert answer.json()["choices"][0]["message"]["content"] == f"Dear {NAME}."
            assert "server" not in answer.headers
            assert NAME.encode() not in model.received[0].body
            process.terminate()
            out, err = process.communicate(timeout=20)
    assert (process.returncode, out) == (0, "")
    assert json.loads(err.splitlines()[-1])["event"] == "stopped"
    assert [record.outcome for record in list_records(url)] == ["answered"]
    assert verify(url).ok


def test_serve_greets_on_a_console_and_stops_at_ctrl_c(tmp_path):
    port = free_port()
    options = ("--upstream", "http://127.0.0.1:9", "--listen", f"127.0.0.1:{port}", "--log", "console")
    with sidecar("--lang", "zh", "serve", *options, "--database", f"sqlite:///{tmp_path / 'l.db'}") as process:
        assert f"http://127.0.0.1:{port}/v1" in until(process, "正在守护")
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=20)
    assert (process.returncode, out) == (130, "")
    assert "Traceback" not in err


def test_a_port_in_use_is_known_before_anything_is_loaded(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        began = time.monotonic()
        said = medguard(
            "serve", "--upstream", "http://h", "--listen", f"127.0.0.1:{taken.getsockname()[1]}",
            "--database", f"sqlite:///{tmp_path / 'l.db'}",
        )  # fmt: skip
    assert (said.exit_code, said.stdout) == (2, "")
    assert "in use" in said.stderr
    assert time.monotonic() - began < 5
    assert not (tmp_path / "l.db").exists()


def test_serve_without_its_profile_stops_at_start():
    with sidecar("serve", "--upstream", "http://h", "--listen", "127.0.0.1:0", "--profile", "nope") as process:
        out, err = process.communicate(timeout=30)
    assert (process.returncode, out) == (2, "")
    assert "hospital" in err
    assert "Traceback" not in err


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("127.0.0.1:8080", ("127.0.0.1", 8080)),
        ("[::1]:1", ("::1", 1)),
        ("my-host.example:65535", ("my-host.example", 65535)),
    ],
)
def test_listen(written, read):
    assert checked_listen(written) == read


@pytest.mark.parametrize(
    "url", ["http://h", "https://h/", "https://h:8443/v1", "http://[::1]:11434/v1", "https://h/compatible-mode/v1"]
)
def test_upstream(url):
    assert checked_upstream(url) == url


def test_the_demo_without_its_package_says_what_to_install(tmp_path):
    (tmp_path / "sitecustomize.py").write_text("import sys\nsys.modules['openai'] = None\n")
    with sidecar("demo", PYTHONPATH=str(tmp_path)) as process:
        out, err = process.communicate(timeout=30)
    assert (process.returncode, out) == (2, "")
    assert "pip install 'medguard-gateway[demo]'" in err
