"""A real OPA server decides as the embedded rules do, and blocks when it cannot."""

from __future__ import annotations

import contextlib
import signal
import socket
import subprocess
import time
import urllib.request

import pytest
from rules_samples import LEVELS, facts, reply

from medguard.errors import ProfileError, RulesError
from medguard.rules import RegoRules, ServerPolicy, read_catalogue
from medguard.rules.build import find_opa
from medguard.types import Effect, Label, Stage
from parts import small_guard

CATALOGUE = read_catalogue()
OPA = find_opa()
pytestmark = [pytest.mark.opa, pytest.mark.skipif(not OPA, reason="no opa program to run as a server")]


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


@contextlib.contextmanager
def running(port):
    command = [OPA, "run", "--server", "--addr", f"127.0.0.1:{port}", "--log-level=error"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            for _ in range(200):
                with contextlib.suppress(OSError), urllib.request.urlopen(f"http://127.0.0.1:{port}/health") as health:
                    if health.status == 200:
                        break
                time.sleep(0.05)
            yield process
        finally:
            process.kill()


@contextlib.contextmanager
def server(port):
    with running(port):
        yield f"http://127.0.0.1:{port}"


@pytest.fixture
def port():
    return free_port()


@contextlib.contextmanager
def rules_at(url, seconds=5.0):
    rules = RegoRules(CATALOGUE, LEVELS, ServerPolicy(CATALOGUE, url, seconds=seconds))
    try:
        yield rules
    finally:
        rules.close()


def test_it_decides_like_the_embedded_rules(port):
    here = RegoRules(CATALOGUE, LEVELS)
    with server(port) as url, rules_at(url) as there:
        for asked in (facts(), facts(Stage.REPLY), facts(Stage.REPLY, reply=reply(label=Label(), disclosures=()))):
            assert there.decide(asked) == here.decide(asked)


def test_a_server_that_is_gone_blocks_and_one_that_is_back_is_told_again(port):
    with contextlib.ExitStack() as held:
        with server(port) as url:
            rules = held.enter_context(rules_at(url))
            assert rules.decide(facts()).effect is Effect.ALLOW
        with pytest.raises(RulesError):
            rules.decide(facts())
        with server(port):
            with pytest.raises(RulesError):  # it is empty, which is no permission
                rules.decide(facts())
            assert rules.decide(facts()).effect is Effect.ALLOW


def hold_another_bundle(url):
    body = b'{"sha256": "another"}'
    put = urllib.request.Request(
        f"{url}/v1/data/medguard_bundle", body, {"Content-Type": "application/json"}, method="PUT"
    )
    urllib.request.urlopen(put).close()


def test_another_bundle_blocks(port):
    with server(port) as url, rules_at(url) as rules:
        hold_another_bundle(url)
        with pytest.raises(RulesError):
            rules.decide(facts())


def test_readiness_says_no_when_nobody_would_decide_and_tells_a_new_server_again(tmp_path, port):
    def not_ready(words):
        with pytest.raises(RulesError, match=words) as caught:
            guard.check_ready()
        assert caught.value.http_status == 503
        assert caught.value.remedy
        assert caught.value.remedy_zh

    with contextlib.ExitStack() as held:
        with server(port) as url:
            rules = held.enter_context(rules_at(url))
            guard = held.enter_context(small_guard(tmp_path, rules=rules, levels=LEVELS))
            guard.check_ready()
            hold_another_bundle(url)
            not_ready("holds other rules")
        not_ready("does not answer")
        with server(port):
            not_ready("holds no rules")
            for _ in range(600):  # without a question
                with contextlib.suppress(RulesError):
                    guard.check_ready()
                    break
                time.sleep(0.05)
            guard.check_ready()
            assert rules.decide(facts()).effect is Effect.ALLOW


def test_readiness_does_not_wait_for_a_server_that_hangs(port):
    with running(port) as process, rules_at(f"http://127.0.0.1:{port}", seconds=0.5) as rules:
        process.send_signal(signal.SIGSTOP)
        began = time.monotonic()
        with pytest.raises(RulesError, match="does not answer"):
            rules.check_ready()
        assert time.monotonic() - began < 2


def test_the_embedded_rules_are_always_ready():
    RegoRules(CATALOGUE, LEVELS).check_ready()


def test_somebody_elses_policy_in_our_packages_is_refused(port):
    with server(port) as url:
        body = b'package medguard.main\n\nnot_yet(id) if { id == "cn/label/no_tamper"; input.request.turn }\n'
        put = urllib.request.Request(f"{url}/v1/policies/house.x", body, {"Content-Type": "text/plain"}, method="PUT")
        urllib.request.urlopen(put).close()
        with pytest.raises(ProfileError, match="does not take the rules"):
            ServerPolicy(CATALOGUE, url, seconds=5.0)


def test_a_slow_server_blocks():
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
