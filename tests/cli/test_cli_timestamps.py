"""``medguard audit timestamp``, and what an auditor sees of it, with the database and without."""

from __future__ import annotations

import json
import shutil
import subprocess

import pytest
from cli_samples import kept, medguard
from cryptography.hazmat.primitives.serialization import Encoding

from audit.timestamp_samples import OpensslAuthority, Root
from medguard.audit import open_ledger, read_signer
from medguard.bundled import bundled
from medguard.types import Outcome

PUBLIC = read_signer().verifier.text


@pytest.fixture(scope="module")
def tsa(tmp_path_factory):
    with OpensslAuthority(tmp_path_factory.mktemp("tsa") / "a") as running:
        yield running


@pytest.fixture
def other_roots(tmp_path):
    file = tmp_path / "other-roots.pem"
    file.write_bytes(Root().certificate.public_bytes(Encoding.PEM))
    return str(file)


@pytest.fixture
def profile(tmp_path, tsa):
    file = tmp_path / "mine.yaml"
    text = (bundled("policies") / "hospital.yaml").read_text("utf-8").replace("name: hospital\n", "name: mine\n")
    file.write_text(f"{text}\nledger:\n  timestamp:\n    url: {tsa.url}\n    roots: {tsa.roots}\n", "utf-8")
    return str(file)


@pytest.fixture
def stamp(tmp_path, url, profile):
    """The file of a stamp of the three records."""
    to = tmp_path / "day.tsr"
    said = medguard("audit", "timestamp", "--out", str(to), "--database", url, "--profile", profile)
    assert said.exit_code == 0, said.output
    return str(to)


def grow(url):
    with open_ledger(url) as ledger:
        ledger.hold("0" * 32, matter="m", by="legal")


def test_a_stamp_is_written_that_openssl_takes_on_the_checkpoint_beside_it(stamp, tsa):
    command = ["openssl", "ts", "-verify", "-in", stamp, "-data", f"{stamp}.checkpoint", "-CAfile", tsa.roots]
    run = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert run.returncode == 0, run.stderr


def test_the_newest_that_is_kept_is_written_without_asking_anybody(stamp, tmp_path, url, tsa):
    before = len(tsa.asked)
    again = tmp_path / "again.tsr"
    assert medguard("audit", "timestamp", "--kept", "--out", str(again), "--database", url).exit_code == 0
    assert len(tsa.asked) == before
    for ending in ("", ".checkpoint"):
        assert (tmp_path / f"again.tsr{ending}").read_bytes() == (tmp_path / f"day.tsr{ending}").read_bytes()
    assert medguard("audit", "timestamp", "--kept", "--database", url).exit_code == 2


def test_verify_tells_when_and_by_whom(stamp, url, tsa):
    said = medguard("audit", "verify", "--database", url, "--roots", str(tsa.roots))
    assert said.exit_code == 0, said.output
    assert "The checkpoint of 3 records is signed by the log's key and was time-stamped at 20" in said.output
    assert "by CN=Test Stamping Unit 1,O=Made Up Trust,C=DE; the chain is good" in said.output
    said = medguard("--lang", "zh", "audit", "verify", "--database", url, "--roots", str(tsa.roots))
    assert "3 条记录处的检查点由日志密钥签名" in said.output


def test_the_profiles_roots_are_taken_if_none_are_given(stamp, url, profile):
    said = medguard("audit", "verify", "--database", url, "--profile", profile)
    assert (said.exit_code, "the chain is good" in said.output) == (0, True)


def test_without_roots_verify_says_that_the_stamp_was_not_checked(stamp, url):
    said = medguard("audit", "verify", "--database", url)
    assert said.exit_code == 0
    assert "has a time stamp, which was not checked" in said.output


def test_a_stamp_under_other_roots_does_not_hold(stamp, url, other_roots):
    said = medguard("audit", "verify", "--database", url, "--roots", other_roots)
    assert said.exit_code == 1
    assert "✗ A time stamp does not hold" in said.output
    said = medguard("audit", "verify", "--database", url, "--roots", other_roots, "--json")
    assert said.exit_code == 1
    told = json.loads(said.stdout)
    assert told["ok"] is False
    assert [(one["size"], one["good"]) for one in told["timestamps"]] == [(3, False)]


def test_verify_tells_programs_too(stamp, url, tsa):
    told = json.loads(medguard("audit", "verify", "--database", url, "--roots", str(tsa.roots), "--json").stdout)
    [one] = told["timestamps"]
    assert (told["ok"], one["size"], one["good"], one["why"]) == (True, 3, True, "")
    assert one["at"].endswith("+00:00")


def test_a_log_put_back_is_found_by_a_stamp_that_was_kept_elsewhere(tmp_path, tsa, profile):
    file, url = tmp_path / "log.db", f"sqlite:///{tmp_path / 'log.db'}"
    kept(url, Outcome.ANSWERED)
    shutil.copy(file, tmp_path / "backup")
    grow(url)
    to = str(tmp_path / "day.tsr")
    assert medguard("audit", "timestamp", "--out", to, "--database", url, "--profile", profile).exit_code == 0
    for one in tmp_path.glob("log.db-*"):
        one.unlink()
    shutil.copy(tmp_path / "backup", file)
    assert medguard("audit", "verify", "--database", url).exit_code == 0
    said = medguard("audit", "verify", "--database", url, "--timestamp", to, "--roots", str(tsa.roots))
    assert said.exit_code == 1
    assert "stamp_contradicted" in said.output
    assert "was time-stamped at" in said.output  # the stamp itself is good: it is the log that is not


def test_a_stamp_is_found_among_many_checkpoints(stamp, tmp_path, url, tsa):
    alone = tmp_path / "alone.tsr"
    shutil.copy(stamp, alone)
    verify = ("audit", "verify", "--database", url, "--roots", str(tsa.roots), "--timestamp", str(alone), "--json")
    told = json.loads(medguard(*verify).stdout)
    assert [(one["size"], one["good"]) for one in told["timestamps"]] == [(None, False), (3, True)]
    file = tmp_path / "checkpoints.txt"
    grow(url)
    later = tmp_path / "later.txt"
    assert medguard("audit", "checkpoint", "--out", str(later), "--database", url).exit_code == 0
    file.write_text((tmp_path / "day.tsr.checkpoint").read_text() + later.read_text())
    said = medguard(*verify, "--checkpoint", str(file))
    assert (said.exit_code, json.loads(said.stdout)["ok"]) == (0, True)


def test_a_record_is_proven_to_have_been_there_at_a_time_without_the_database(stamp, tmp_path, url, tsa, other_roots):
    grow(url)  # the newest checkpoint is another meanwhile
    proof = str(tmp_path / "p.tlog-proof")
    prove = ("audit", "prove", "2", "--stamped", "--database", url)
    assert medguard(*prove).exit_code == 2
    assert medguard(*prove, "--out", proof).exit_code == 0
    verify = ("audit", "verify", proof, "--key", PUBLIC)
    said = medguard(*verify, "--roots", str(tsa.roots))
    assert said.exit_code == 0, said.output
    assert "This is record 2 of 3" in said.output
    assert "was time-stamped at" in said.output
    # the stamp may lie elsewhere
    assert "was time-stamped at" in medguard(*verify, "--timestamp", stamp, "--roots", str(tsa.roots)).output
    assert medguard(*verify, "--roots", other_roots).exit_code == 1
    assert "was not checked" in medguard(*verify).output
    # what came later is not proven by it, and a stamp of another checkpoint shows nothing
    assert medguard("audit", "prove", "4", "--stamped", "--out", proof, "--database", url).exit_code == 2
    other = str(tmp_path / "other.tlog-proof")
    assert medguard("audit", "prove", "2", "--out", other, "--database", url).exit_code == 0
    said = medguard("audit", "verify", other, "--key", PUBLIC, "--timestamp", stamp, "--roots", str(tsa.roots))
    assert said.exit_code == 1
    assert "no time stamp of a checkpoint that is here" in said.output


def test_an_export_is_proven_to_have_been_there_at_a_time(stamp, tmp_path, url, tsa):
    grow(url)
    file = tmp_path / "all.jsonl"
    assert medguard("audit", "export", "--stamped", "--out", str(file), "--database", url).exit_code == 0
    assert len(file.read_text().splitlines()) == 3
    said = medguard("audit", "verify", str(file), "--key", PUBLIC, "--roots", str(tsa.roots))
    assert said.exit_code == 0, said.output
    assert "was time-stamped at" in said.output


def test_a_stamp_is_not_checked_without_saying_whom_to_trust(stamp, url):
    said = medguard("audit", "verify", "--database", url, "--timestamp", stamp)
    assert said.exit_code == 2
    assert "--roots" in said.output


def test_nothing_is_stamped_without_an_authority_or_when_it_refuses(tmp_path, url, profile, tsa):
    stamping = ("audit", "timestamp", "--out", str(tmp_path / "x.tsr"), "--database", url)
    said = medguard(*stamping)
    assert (said.exit_code, "names no time-stamping authority" in said.output) == (2, True)
    tsa.fault = lambda _: (200, {}, b"sign in first")
    try:
        said = medguard(*stamping, "--profile", profile)
    finally:
        tsa.fault = None
    assert (said.exit_code, "✗ Not stamped" in said.output) == (1, True)
    away = tmp_path / "away.yaml"
    away.write_text(
        (tmp_path / "mine.yaml")
        .read_text("utf-8")
        .replace(tsa.url, "http://127.0.0.1:9/tsr")
        .replace("name: mine", "name: away"),
        "utf-8",
    )
    said = medguard(*stamping, "--profile", str(away))
    assert (said.exit_code, "cannot be reached" in said.output) == (2, True)
    assert not (tmp_path / "x.tsr").exists()
    assert medguard("audit", "prove", "1", "--stamped", "--out", str(tmp_path / "p"), "--database", url).exit_code == 2
