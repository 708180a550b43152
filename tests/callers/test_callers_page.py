"""docs/operations/callers.md tells the truth: its profiles load, its commands run, its codes are those of the errors."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from typer.testing import CliRunner

from medguard import errors
from medguard.bundled import bundled
from medguard.cli import app
from medguard.profile import read_profile

PAGE = (Path(__file__).parents[2] / "docs/operations/callers.md").read_text("utf-8")
HOSPITAL = (bundled("policies") / "hospital.yaml").read_text("utf-8")
BLOCKS = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)


def read(folder, more):
    file = folder / "hospital.yaml"
    # A section that the shipped profile has already gives way to the page's.
    section = more.split(":", 1)[0]
    rest = re.sub(rf"^{section}:\n(?:[ #].*\n|\n)*", "", HOSPITAL, flags=re.MULTILINE)
    file.write_text(f"{rest}\n{more}", "utf-8")
    return read_profile(str(file))


@pytest.mark.parametrize("number", range(len(BLOCKS)))
def test_a_profile_of_the_page_loads(tmp_path, number):
    profile = read(tmp_path, BLOCKS[number])
    assert profile.callers.jwt or profile.upstream.key


@pytest.mark.parametrize("known_by", re.findall(r"^\| `([a-z_]+)`", PAGE.split("## Claims")[0], re.MULTILINE))
def test_every_way_of_knowing_callers_is_one(tmp_path, known_by):
    jwt = "\n  jwt: {issuer: i, audience: a, keys: k.json}" if known_by == "jwt" else ""
    assert read(tmp_path, f"callers:\n  known_by: {known_by}{jwt}\n").callers.known_by == known_by


def test_the_commands_of_the_page_run(tmp_path, monkeypatch):
    monkeypatch.setenv("MEDGUARD_DATABASE", f"sqlite:///{tmp_path / 'ledger.db'}")
    (block,) = re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL)
    commands = [shlex.split(line, comments=True) for line in block.replace("\\\n", "").splitlines()]
    assert len(commands) == 4
    key = None
    for _, *arguments in commands:
        ran = CliRunner().invoke(app, [key if key and one.startswith("k-") else one for one in arguments])
        assert ran.exit_code == 0, ran.output
        key = key or re.search(r"k-[0-9a-f]{12}", ran.stderr)[0]


def test_the_codes_of_the_page_are_those_of_the_errors():
    told = dict(re.findall(r"^\| (\d{3}) \| `(\w+)`", PAGE, re.MULTILINE))
    refusals = (errors.Unauthenticated, errors.NotAllowed, errors.TooMany, errors.CallersUnknown)
    assert told == {str(one.http_status): one.code for one in refusals}


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ("callers:\n  known_by: anyone\n", "anyone_on_the_network"),
        ("callers:\n  known_by: jwt\n", "known_by: jwt"),
        ("callers:\n  jwt: {issuer: i, audience: a, keys: k}\n", "known_by: jwt"),
        ("callers:\n  known_by: keys\n  vouches_for: [actor]\n", "medguard keys add --vouches-for"),
        ("callers:\n  known_by: anyone_on_the_network\n  vouches_for: [patient]\n", "nobody answers"),
        ("callers:\n  vouches_for: [everybody]\n", "actor"),
        ("callers:\n  known_by: jwt\n  jwt: {issuer: i, audience: a, keys: k, algorithms: [HS256]}\n", "RS256"),
        ("callers:\n  known_by: jwt\n  jwt: {issuer: i, audience: a, keys: k, algorithms: [none]}\n", "RS256"),
        ("callers:\n  known_by: jwt\n  jwt: {issuer: i, audience: a, keys: k, algorithms: []}\n", "is empty"),
        ("callers:\n  known_by: jwt\n  jwt: {issuer: i, audience: a, keys: k, skew_seconds: 3600}\n", "300"),
        ("callers:\n  requests_per_minute: 0\n", "too small"),
        ("upstream:\n  key: {}\n", "variable"),
        ("upstream:\n  key: {variable: A, file: b}\n", "Name one"),
        ("upstream:\n  key: {variable: A, header: cookie}\n", "x-api-key"),
    ],
    ids=lambda value: value.replace("\n", " ")[:60],
)
def test_what_cannot_be_meant_is_refused_with_the_place(tmp_path, more, words):
    with pytest.raises(errors.ProfileError) as caught:
        read(tmp_path, more)
    assert words in str(caught.value)
    assert "line" in str(caught.value)
    assert caught.value.remedy_zh
