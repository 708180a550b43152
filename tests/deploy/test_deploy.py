"""What is deployed is hardened, and names files and options that are there."""

from __future__ import annotations

import importlib.util
import json
import re
import shlex
from pathlib import Path

import pytest
import yaml
from typer.main import get_command

from medguard.cli import app
from medguard.profile import profile_names

TOP = Path(__file__).parents[2]
DEPLOY = TOP / "deploy"
_SPEC = importlib.util.spec_from_file_location("deploy_check", DEPLOY / "check.py")
check = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(check)


@pytest.fixture(scope="module")
def options():
    """Every option of ``medguard serve``."""
    return {name for parameter in get_command(app).commands["serve"].params for name in parameter.opts}


@pytest.fixture(scope="module")
def compose():
    return yaml.safe_load((DEPLOY / "compose/compose.yaml").read_text("utf-8"))


def read(name):
    return (DEPLOY / name).read_text("utf-8")


# ── the image ────────────────────────────────────────────────────────────────────────────────────────────────────────


def instructions():
    """The Containerfile's instructions, lines joined."""
    text = re.sub(r"\\\n\s*", " ", read("Containerfile"))
    return [tuple(line.split(None, 1)) for line in text.splitlines() if line.strip() and not line.startswith("#")]


def test_every_file_that_the_image_copies_is_there_and_let_through():
    copied = [
        source
        for word, rest in instructions()
        if word == "COPY" and not rest.startswith("--from")
        for source in shlex.split(rest)[:-1]
    ]
    let_through = (TOP / ".containerignore").read_text("utf-8")
    assert len(copied) > 8
    for source in copied:
        assert (TOP / source).exists(), source
        assert f"!{source}\n" in let_through, source
    assert (TOP / ".dockerignore").read_text("utf-8") == let_through


def test_the_image_installs_nothing_without_its_hash():
    installs = [
        part for word, rest in instructions() if word == "RUN" for part in rest.split("&&") if "pip install" in part
    ]
    assert len(installs) == 3
    assert all("--require-hashes" in one or ("--no-deps" in one and "--no-index" in one) for one in installs)


@pytest.mark.parametrize("name", ["build.txt", "container.txt"])
def test_every_pin_has_a_hash(name):
    text = (TOP / "requirements" / name).read_text("utf-8")
    entries = re.split(r"\n(?=[a-zA-Z0-9])", text)
    pins = [entry for entry in entries if "==" in entry]
    assert len(pins) > 4
    assert all("--hash=sha256:" in pin for pin in pins)


def test_the_image_has_what_the_server_needs():
    pinned = (TOP / "requirements/container.txt").read_text("utf-8")
    for package in ("uvicorn", "prometheus-client", "psycopg", "opentelemetry-sdk", "onnxruntime"):
        assert re.search(rf"^{package}==", pinned, re.MULTILINE), package


def test_the_image_runs_without_root_and_without_a_shell():
    last = dict(instructions())
    assert last["USER"] == "65532:65532"
    assert json.loads(last["ENTRYPOINT"]) == ["/opt/medguard/bin/medguard"]
    assert json.loads(last["CMD"]) == ["--help"]


# ── compose ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_every_service_is_hardened(compose):
    for name, service in compose["services"].items():
        assert service["read_only"] is True, name
        assert service["cap_drop"] == ["ALL"], name
        assert service["security_opt"] == ["no-new-privileges:true"], name
        assert not service.get("privileged"), name
        assert ":" in service["image"].rpartition("/")[2], name
        assert not service["image"].endswith(":latest"), name


def test_nobody_outside_reaches_the_database_and_it_reaches_nobody(compose):
    assert compose["networks"]["back"]["internal"] is True
    for name in ("db", "opa"):
        assert compose["services"][name]["networks"] == ["back"]
        assert "ports" not in compose["services"][name]
    assert compose["services"]["medguard"]["ports"] == ["127.0.0.1:8080:8080"]


def test_compose_asks_for_options_that_there_are(compose, options):
    command = compose["services"]["medguard"]["command"]
    assert command[0] == "serve"
    assert {one.partition("=")[0] for one in command[1:]} <= options


def test_no_password_stands_in_the_file():
    text = read("compose/compose.yaml") + read("compose/env.example")
    assert re.findall(r"PASSWORD[:=]\s*(\S+)", text) == [
        "${POSTGRES_PASSWORD:?a", "${POSTGRES_PASSWORD:?a"
    ]  # fmt: skip


# ── Kubernetes ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_sidecar_is_hardened():
    assert list(check.problems(read("sidecar.yaml"))) == []


def test_the_sidecar_asks_for_options_that_there_are(options):
    [pod] = yaml.safe_load_all(read("sidecar.yaml"))
    [guard] = pod["spec"]["template"]["spec"]["initContainers"]
    assert guard["restartPolicy"] == "Always"
    assert {one.partition("=")[0] for one in guard["args"][1:]} <= options
    assert "--listen=127.0.0.1:8080" in guard["args"]


@pytest.mark.parametrize(
    ("before", "after", "problem"),
    [
        ("runAsNonRoot: true", "runAsNonRoot: false", "may run as root"),
        ("readOnlyRootFilesystem: true", "readOnlyRootFilesystem: false", "can be written"),
        ("allowPrivilegeEscalation: false", "allowPrivilegeEscalation: true", "privileges"),
        ("drop: [ALL]", "drop: []", "capabilities"),
        ("port: admin}", "port: 8080}", "admin listener"),
        ("terminationGracePeriodSeconds: 75", "terminationGracePeriodSeconds: 30", "killed"),
        ("medguard:0.1.0", "medguard:latest", "without a version"),
        ("limits: {memory: 1Gi}", "limits: {cpu: 1}", "memory"),
        ("automountServiceAccountToken: false", "automountServiceAccountToken: true", "token"),
    ],
    ids="root writable privileges capabilities probes grace version memory token".split(),
)
def test_the_check_sees_what_is_missing(before, after, problem):
    text = read("sidecar.yaml")
    assert before in text
    assert any(problem in one for one in check.problems(text.replace(before, after)))


def test_the_chart_asks_for_options_that_there_are(options):
    asked = set(re.findall(r"- (--[a-z-]+)=", read("helm/medguard/templates/deployment.yaml")))
    assert len(asked) > 8
    assert asked <= options


def test_the_charts_values_all_stand_in_its_schema():
    schema = json.loads(read("helm/medguard/values.schema.json"))
    values = yaml.safe_load(read("helm/medguard/values.yaml"))
    assert set(values) <= set(schema["properties"])
    assert values["profile"] in profile_names()


def test_the_chart_is_of_this_release():
    from medguard import __version__

    chart = yaml.safe_load(read("helm/medguard/Chart.yaml"))
    assert chart["version"] == chart["appVersion"] == __version__
