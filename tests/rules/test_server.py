"""A real OPA server decides as the embedded rules do, and blocks when it cannot."""

from __future__ import annotations

import contextlib
import signal
import socket
import subprocess
import time
import urllib.request
from pathlib import Path

import pytest
from rules_samples import GOOD, LEVELS, ROUTER, facts, folder, reply

import medguard.rules.server
from medguard.errors import ProfileError, RulesError
from medguard.rules import RegoRules, ServerPolicy, read_catalogue
from medguard.rules.build import find_opa
from medguard.types import Effect, Label, Level, Stage
from parts import small_guard

CATALOGUE = read_catalogue()
OPA = find_opa()
pytestmark = [pytest.mark.opa, pytest.mark.skipif(not OPA, reason="no opa program to run as a server")]


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


class Server:
    """An OPA server that may be killed, and begun again with nothing in it."""

    def __init__(self):
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.start()

    def start(self):
        command = [OPA, "run", "--server", "--addr", f"127.0.0.1:{self.port}", "--log-level=error"]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for _ in range(600):
            with contextlib.suppress(OSError), urllib.request.urlopen(f"{self.url}/health") as health:
                if health.status == 200:
                    break
            time.sleep(0.05)

    def stop(self):
        self.process.kill()
        self.process.wait()

    @contextlib.contextmanager
    def hanging(self):
        """It takes a connection and says nothing."""
        self.process.send_signal(signal.SIGSTOP)
        tasks = Path(f"/proc/{self.process.pid}/task")
        while any(one.read_text().rpartition(")")[2].split()[0] != "T" for one in tasks.glob("*/stat")):
            time.sleep(0.01)
        try:
            yield
        finally:
            self.process.send_signal(signal.SIGCONT)


@pytest.fixture(scope="module")
def server():
    """One for all: it compiles our rules for a quarter of a minute, and is quick when it is told again what it holds already."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(medguard.rules.server, "_UPLOAD_SECONDS", 200.0)  # a machine that does other things may need them
        one = Server()
        yield one
        one.stop()


@pytest.fixture
def port():
    return free_port()


@contextlib.contextmanager
def rules_at(url, seconds=5.0, *, catalogue=CATALOGUE, levels=LEVELS):
    rules = RegoRules(catalogue, levels, ServerPolicy(catalogue, url, seconds=seconds))
    try:
        yield rules
    finally:
        rules.close()


def test_it_decides_like_the_embedded_rules(server):
    here = RegoRules(CATALOGUE, LEVELS)
    with rules_at(server.url) as there:
        for asked in (facts(), facts(Stage.REPLY), facts(Stage.REPLY, reply=reply(label=Label(), disclosures=()))):
            assert there.decide(asked) == here.decide(asked)


def test_a_server_that_is_gone_blocks_and_one_that_is_back_is_told_again(server):
    with rules_at(server.url) as rules:
        assert rules.decide(facts()).effect is Effect.ALLOW
        server.stop()
        try:
            with pytest.raises(RulesError):
                rules.decide(facts())
        finally:
            server.start()
        with pytest.raises(RulesError):  # it is empty, which is no permission
            rules.decide(facts())
        assert rules.decide(facts()).effect is Effect.ALLOW


def hold_another_bundle(url):
    body = b'{"sha256": "another"}'
    put = urllib.request.Request(
        f"{url}/v1/data/medguard_bundle", body, {"Content-Type": "application/json"}, method="PUT"
    )
    urllib.request.urlopen(put).close()


def test_another_bundle_blocks(server):
    with rules_at(server.url) as rules:
        hold_another_bundle(server.url)
        with pytest.raises(RulesError):
            rules.decide(facts())


def test_readiness_says_no_when_nobody_would_decide_and_tells_a_new_server_again(tmp_path):
    def not_ready(words):
        with pytest.raises(RulesError, match=words) as caught:
            guard.check_ready()
        assert caught.value.http_status == 503
        assert caught.value.remedy
        assert caught.value.remedy_zh

    # One rule, which is compiled in no time: what is asked here is what the client does.
    small = read_catalogue(folder(tmp_path / "rego", router=f"{ROUTER}decision := {GOOD} if {{\n\tinput.request\n}}\n"))
    levels = {"a/b": Level.DENY}
    with contextlib.ExitStack() as held:
        server = Server()
        held.callback(server.stop)
        rules = held.enter_context(rules_at(server.url, catalogue=small, levels=levels))
        guard = held.enter_context(small_guard(tmp_path, rules=rules))
        guard.check_ready()
        hold_another_bundle(server.url)
        not_ready("holds other rules")
        server.stop()
        not_ready("does not answer")
        server.start()
        not_ready("holds no rules")
        for _ in range(600):  # without a question
            with contextlib.suppress(RulesError):
                guard.check_ready()
                break
            time.sleep(0.05)
        guard.check_ready()
        assert rules.decide(facts(levels=levels)).effect is Effect.ALLOW


def test_readiness_does_not_wait_for_a_server_that_hangs(server):
    with rules_at(server.url, seconds=0.5) as rules, server.hanging():
        began = time.monotonic()
        with pytest.raises(RulesError, match="does not answer"):
            rules.check_ready()
        assert time.monotonic() - began < medguard.rules.server._UPLOAD_SECONDS / 2


def test_the_embedded_rules_are_always_ready():
    RegoRules(CATALOGUE, LEVELS).check_ready()


def test_somebody_elses_policy_in_our_packages_is_refused(server):
    house = f"{server.url}/v1/policies/house.x"
    body = b'package medguard.main\n\nnot_yet(id) if { id == "cn/label/no_tamper"; input.request.turn }\n'
    put = urllib.request.Request(house, body, {"Content-Type": "text/plain"}, method="PUT")
    urllib.request.urlopen(put).close()
    try:
        with pytest.raises(ProfileError, match="does not take the rules"):
            ServerPolicy(CATALOGUE, server.url, seconds=5.0)
    finally:
        urllib.request.urlopen(urllib.request.Request(house, method="DELETE")).close()
    ServerPolicy(CATALOGUE, server.url, seconds=5.0).close()  # and it was nothing else


def test_a_slow_server_blocks(monkeypatch):
    monkeypatch.setattr(medguard.rules.server, "_UPLOAD_SECONDS", 6.0)  # nobody here is to wait for a minute
    with (
        socket.create_server(("127.0.0.1", 0)) as silent,
        pytest.raises(ProfileError, match="does not take the rules"),
    ):
        ServerPolicy(CATALOGUE, f"http://127.0.0.1:{silent.getsockname()[1]}", seconds=0.2)


@pytest.mark.parametrize(
    "url",
    ["", "localhost", "ftp://x", "http://", "http://127.0.0.1:99999", "http://me:pw@127.0.0.1", "http://127.0.0.1/opa"],
)
def test_a_url_that_is_none(url):
    with pytest.raises(ProfileError, match="no URL"):
        ServerPolicy(CATALOGUE, url, seconds=1)


def test_nobody_listens(port):
    with pytest.raises(ProfileError) as caught:
        ServerPolicy(CATALOGUE, f"http://127.0.0.1:{port}", seconds=1)
    assert caught.value.remedy_zh
