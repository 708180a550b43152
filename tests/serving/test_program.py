"""``medguard serve`` as processes: several workers, signals, TLS, the listener beside."""

from __future__ import annotations

import hashlib
import os
import select
import signal
import socket
import ssl
import subprocess
import sys
from pathlib import Path

import httpx2
import pytest
from serving_samples import BODY, NAME, PATIENCE, Authority, free_port, in_thread, program, until

from medguard.audit import list_records, verify
from medguard.bundled import bundled
from medguard.serving.settings import Serving
from medguard.testing import ScriptedModel

pytestmark = pytest.mark.slow


@pytest.fixture
def url(tmp_path):
    return f"sqlite:///{tmp_path / 'ledger.db'}"


@pytest.fixture
def profile(tmp_path):
    """A profile that a test may change."""
    file = tmp_path / "mine.yaml"
    file.write_text((bundled("policies") / "hospital.yaml").read_text("utf-8"), "utf-8")
    rewrite(file, "name: hospital\n", "name: mine\n")
    return file


def rewrite(file, before, after):
    text = file.read_text("utf-8")
    assert before in text
    file.write_text(text.replace(before, after), "utf-8")


def post(served, scheme="http", **more):
    where = f"{scheme}://127.0.0.1:{served['port']}/v1/chat/completions"
    return httpx2.post(where, json=BODY, timeout=PATIENCE, trust_env=False, **more)


def get(port, path):
    return httpx2.get(f"http://127.0.0.1:{port}{path}", timeout=PATIENCE, trust_env=False)


def metric(port, series):
    found = [line for line in get(port, "/metrics").text.splitlines() if line.startswith(series + " ")]
    return float(found[0].rpartition(" ")[2]) if found else None


def alive(process):
    try:
        state = Path(f"/proc/{process}/stat").read_text("utf-8").rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"


ANSWERED = 'medguard_exchanges_total{outcome="answered",provider="openai"}'


def test_two_workers_one_door_and_whoever_dies_is_replaced(tmp_path, url, profile):
    admin = free_port()
    options = ("--workers", "2", "--admin", f"127.0.0.1:{admin}", "--profile", profile, "--database", url)
    with ScriptedModel(lambda _body: "Dear [NAME_1].") as model, program(*options, "--upstream", model.url) as running:
        served = running.wait_for("served")
        until(lambda: metric(admin, "medguard_workers_ready") == 2, "both workers")
        assert [post(served).json()["choices"][0]["message"]["content"] for _ in range(6)] == [f"Dear {NAME}."] * 6
        assert metric(admin, ANSWERED) == 6
        assert get(admin, "/healthz").status_code == get(admin, "/readyz").status_code == 200

        # One is killed: another takes its place, and what it had counted stands.
        first = running.events("worker_started")[0]["process"]
        os.kill(first, signal.SIGKILL)
        assert running.wait_for("worker_ended")["code"] == -signal.SIGKILL
        until(lambda: metric(admin, "medguard_workers_ready") == 2, "both workers again")
        assert post(served).status_code == 200
        assert metric(admin, ANSWERED) == 7
        assert metric(admin, "medguard_worker_restarts_total") == 1

        # A profile that does not load is kept out; the one that does is in force for every worker.
        rewrite(profile, "name: mine\n", "name: [mine\n")
        running.tell(signal.SIGHUP)
        running.wait_for("profile_kept")
        assert post(served).status_code == 200
        rewrite(profile, "name: [mine\n", "# changed\nname: mine\n")
        running.tell(signal.SIGHUP)
        running.wait_for("profile_changed", times=2)
        (digest,) = {line["digest"] for line in running.events("profile_changed")}
        assert post(served).status_code == 200
        assert metric(admin, 'medguard_reloads_total{taken="true"}') == 2

        running.tell(signal.SIGTERM)
        assert running.code() == 0
        assert NAME not in "".join(running.lines)
        started = [line["process"] for line in running.events("worker_started")]
        assert len(started) == 3
        assert not any(map(alive, started))
    assert [record.outcome for record in list_records(url)] == ["answered"] * 9
    assert digest == hashlib.sha256(profile.read_bytes()).hexdigest()
    assert verify(url).ok


def test_workers_leave_when_their_parent_is_killed(url):
    options = ("--workers", "2", "--upstream", "http://127.0.0.1:9", "--database", url)
    with program(*options) as running:
        running.wait_for("worker_started", times=2)
        workers = [line["process"] for line in running.events("worker_started")]
        running.tell(signal.SIGKILL)
        until(lambda: not any(map(alive, workers)), "their end")


def test_a_worker_leaves_also_if_its_parent_died_with_words_unread(url):
    ours, theirs = socket.socketpair()
    listening = socket.create_server(("127.0.0.1", 0))
    with ours, theirs, listening:
        worker = subprocess.Popen(
            [sys.executable, "-m", "medguard.serving.worker", str(theirs.fileno())],
            pass_fds=(theirs.fileno(), listening.fileno()),
        )
        theirs.close()
        settings = Serving(profile="hospital", upstream="http://127.0.0.1:9", database=url)
        ours.sendall(f"{settings.written()}\n{listening.fileno()}\n".encode())
        assert select.select([ours], [], [], PATIENCE)[0]  # it says that it serves, and nobody reads that
        ours.close()
        assert worker.wait(PATIENCE) == 0


def test_workers_that_cannot_begin_say_why_and_are_not_tried_for_ever(url):
    options = ("--workers", "2", "--upstream", "http://127.0.0.1:9", "--database", url, "--profile", "nope")
    with program(*options) as running:
        assert running.code() == 2
        assert "hospital" in "".join(running.lines)
        assert "Traceback" not in "".join(running.lines)
        assert len(running.events("worker_started")) == 1


def test_ctrl_c_ends_several_workers_too(url):
    options = ("--workers", "2", "--upstream", "http://127.0.0.1:9", "--database", url)
    with program(*options) as running:
        running.wait_for("served")
        running.tell(signal.SIGINT)
        assert running.code() == 130, running.lines
        assert "Traceback" not in "".join(running.lines)


def test_a_call_under_way_is_finished_after_sigterm(url):
    asked = []

    def slow(body):
        asked.append(body)
        until(lambda: running.events("leaving"), "leaving")
        return "Dear [NAME_1]."

    with (
        ScriptedModel(slow) as model,
        program("--upstream", model.url, "--database", url, "--grace", "100") as running,
    ):
        served = running.wait_for("served")
        thread, done = in_thread(post, served)
        until(lambda: asked, "the question")
        running.tell(signal.SIGTERM)
        thread.join(PATIENCE)
        assert done[0].status_code == 200
        assert running.code() == 0
    assert [record.outcome for record in list_records(url)] == ["answered"]


def test_tls_client_certificates_and_a_certificate_that_is_renewed(tmp_path, url):
    house, other = Authority(tmp_path, "house"), Authority(tmp_path, "other")
    certificate, key = house.certificate("server")
    admin = free_port()
    options = ("--tls-cert", certificate, "--tls-key", key, "--client-ca", house.file, "--admin", f"127.0.0.1:{admin}")
    with (
        ScriptedModel(lambda _body: "Yes.") as model,
        program(*options, "--upstream", model.url, "--database", url) as running,
    ):
        served = running.wait_for("served")
        ours = context(house, house.certificate("client"))
        answer = post(served, "https", verify=ours)
        assert answer.status_code == 200
        assert answer.headers["strict-transport-security"]
        for refused in (context(house, None), context(house, other.certificate("stranger"))):
            with pytest.raises(httpx2.HTTPError):
                post(served, "https", verify=refused)
        with pytest.raises(httpx2.HTTPError):
            post(served)  # no TLS at all
        # A probe has no certificate, and asks beside.
        assert get(admin, "/readyz").status_code == 200

        # The certificate is renewed; one that does not load is not taken.
        before = serial(served, ours)
        key.write_text("no key", "utf-8")
        running.tell(signal.SIGHUP)
        running.wait_for("profile_kept")
        assert serial(served, ours) == before
        house.certificate("server")
        running.tell(signal.SIGHUP)
        running.wait_for("profile_changed", times=2)
        until(lambda: serial(served, ours) != before, "the new certificate")
        assert metric(admin, ANSWERED) == 1
        running.tell(signal.SIGTERM)
        assert running.code() == 0


def context(authority, pair):
    made = ssl.create_default_context(cafile=authority.file)
    made.check_hostname = True
    if pair is not None:
        made.load_cert_chain(*pair)
    return made


def serial(served, ours):
    import socket

    with (
        socket.create_connection(("127.0.0.1", served["port"]), timeout=PATIENCE) as plain,
        ours.wrap_socket(plain, server_hostname="127.0.0.1") as wrapped,
    ):
        return wrapped.getpeercert()["serialNumber"]


@pytest.mark.parametrize(
    ("options", "word"),
    [
        (("--tls-key", "k.pem"), "--tls-cert"),
        (("--tls-cert", "/nowhere/c.pem"), "PEM"),
        (("--admin", "nowhere"), "--admin"),
        (("--traces", "ftp://h"), "--traces"),
    ],
    ids=["key-alone", "no-certificate", "admin", "traces"],
)
def test_what_is_wrong_with_the_options_is_said(url, options, word):
    done = subprocess.run(
        [sys.executable, "-m", "medguard", "serve", "--upstream", "http://h", "--listen", "127.0.0.1:0",
         "--database", url, *options],
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
        env={**os.environ, "LC_ALL": "C.UTF-8", "COLUMNS": "300"},
    )  # fmt: skip
    assert done.returncode == 2
    assert word in done.stderr
    assert "Traceback" not in done.stderr


def test_an_admin_port_in_use_is_named(url):
    import socket

    with socket.create_server(("127.0.0.1", 0)) as taken:
        at = f"127.0.0.1:{taken.getsockname()[1]}"
        with program("--upstream", "http://h", "--database", url, "--admin", at) as running:
            assert running.code() == 2
            assert "--admin" in "".join(running.lines)
