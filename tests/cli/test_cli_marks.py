"""medguard marks: what is added is found and verified, in a file and in headers, in both languages."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from cli_samples import medguard

PAGE = "<!doctype html>\n<html><head>\n<title>x</title></head><body>Take rest. 休息</body></html>"


@pytest.fixture
def profile(tmp_path):
    key = tmp_path / "key.pem"
    subprocess.run(["openssl", "genpkey", "-algorithm", "ed25519", "-out", key], check=True, capture_output=True)
    file = tmp_path / "mine.yaml"
    text = Path("policies/hospital.yaml").read_text("utf-8").replace("name: hospital", "name: mine")
    file.write_text(f"{text}\nmarks:\n  producer: 001191110000A1B2C3D48L10001\n  key_file: {key}\n", "utf-8")
    return file


def test_a_file_is_marked_and_the_mark_verified(tmp_path, profile):
    page = tmp_path / "answer.html"
    page.write_text(PAGE, "utf-8")
    marked = medguard("marks", "add", page, "--model", "m", "--profile", profile)
    assert marked.exit_code == 0
    public = medguard("marks", "key", "--profile", profile).stdout.strip()

    page.write_bytes(marked.stdout_bytes)
    found = medguard("marks", "detect", page, "--key", public, "--json")
    assert found.exit_code == 0
    assert json.loads(found.stdout)["aigc"]["ContentProducer"] == "001191110000A1B2C3D48L10001"

    page.write_bytes(marked.stdout_bytes.replace("休息".encode(), "跑步".encode()))
    changed = medguard("marks", "detect", page, "--key", public, lang="zh_CN.UTF-8")
    assert changed.exit_code == 1
    assert "与内容一致" in changed.stdout


def test_nothing_says_so(tmp_path):
    page = tmp_path / "answer.txt"
    page.write_text("Take rest.")
    assert medguard("marks", "detect", page).exit_code == 1


def test_without_a_producer_nobody_marks(tmp_path):
    page = tmp_path / "answer.html"
    page.write_text(PAGE, "utf-8")
    for command in (("add", page), ("key",)):
        refused = medguard("marks", *command)
        assert refused.exit_code == 2
        assert "marks" in refused.stderr
