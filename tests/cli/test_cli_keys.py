"""``medguard keys`` on a real database."""

import json
import re
import sqlite3
from contextlib import closing

import pytest
from cli_samples import SECRET, kept, medguard, program

from medguard.audit import Wanted, list_records
from medguard.audit.callers import SqlKeys
from medguard.callers import digest_of, is_secret


@pytest.fixture
def url(tmp_path):
    return f"sqlite:///{tmp_path / 'ledger.db'}"


def keys(url, command, *arguments, **more):
    return medguard("keys", command, *arguments, "--database", url, **more)


def listed(url):
    return json.loads(keys(url, "list", "--json").stdout)


def added(url, *arguments):
    said = keys(url, "add", "--application", "ward-assistant", "--by", "it-0007", *arguments)
    assert said.exit_code == 0, said.stderr
    return said


def test_a_key_is_made_and_its_secret_alone_goes_to_stdout(url):
    said = program("keys", "add", "--application", "ward-assistant", "--by", "it-0007", "--database", url)
    assert said.returncode == 0, said.stderr
    secret = said.stdout.decode().removesuffix("\n")
    assert is_secret(secret)
    assert secret.encode() not in said.stderr
    assert b"shown this once" in said.stderr
    assert SqlKeys(url).find(digest_of(secret)).application == "ward-assistant"
    assert secret not in keys(url, "list").output + keys(url, "list", "--json").output


def test_its_scope_is_kept_and_shown(url):
    added(
        url,
        *("--for-profile", "hospital", "--models", "qwen3-*", "--models", "o3", "--purpose", "triage"),
        *("--vouches-for", "actor", "--requests-per-minute", "60", "--tokens-per-minute", "90000", "--expires", "90d"),
    )
    [one] = listed(url)
    assert (one["profiles"], one["models"], one["purposes"]) == (["hospital"], ["qwen3-*", "o3"], ["triage"])
    assert (one["vouches_for"], one["requests_per_minute"], one["tokens_per_minute"]) == (["actor"], 60, 90000)
    assert (one["state"], one["secrets"]) == ("valid", [{"expires_at": None}])
    people = keys(url, "list", "--lang", "zh").stdout
    for words in ("密钥", "ward-assistant", "有效", "qwen3-* o3", "90000"):
        assert words in people


def test_a_key_is_rotated_and_revoked_in_both_languages(url):
    first = added(url).stdout.strip()
    [one] = listed(url)
    said = keys(url, "rotate", one["id"], "--by", "it-0008", "--overlap", "7d", "--lang", "zh")
    assert "旧密钥停用时间" in said.stderr
    assert "仅显示这一次" in said.stderr
    second = said.stdout.strip()
    found = SqlKeys(url)
    assert found.find(digest_of(first)) == found.find(digest_of(second)) is not None
    assert "Revoked; record 3 says so." in keys(url, "revoke", one["id"], "--by", "it-0009").stdout
    found = SqlKeys(url)
    assert found.find(digest_of(first)) is found.find(digest_of(second)) is None
    assert [one["state"] for one in listed(url)] == ["revoked"]
    assert "已吊销" in keys(url, "list", "--lang", "zh").stdout
    acts = [one.entry("caller_key")["act"] for one in list_records(url, Wanted(kind="caller_key"))]
    assert acts == ["revoked", "rotated", "added"]


def test_json_holds_the_secret_and_where_the_record_is(url):
    said = json.loads(added(url, "--json").stdout)
    assert is_secret(said["secret"])
    assert said["record"] == 1
    again = json.loads(keys(url, "rotate", said["id"], "--by", "it", "--overlap", "0h", "--json").stdout)
    assert again["before_ends_at"] is None


@pytest.mark.parametrize(
    ("command", "arguments"),
    [
        ("add", ("--application", SECRET, "--by", "it")),
        ("add", ("--application", "a", "--by", SECRET)),
        ("add", ("--application", "a", "--by", "it", "--models", "gpt *")),
        ("add", ("--application", "a", "--by", "it", "--vouches-for", SECRET)),
        ("add", ("--application", "a", "--by", "it", "--expires", "2020-01-01")),
        ("add", ("--application", "a", "--by", "it", "--expires", "2026-02-31")),
        ("add", ("--application", "a", "--by", "it", "--expires", SECRET)),
        ("add", ("--application", "a", "--by", "it", "--requests-per-minute", "0")),
        ("rotate", ("k-none", "--by", "it")),
        ("rotate", ("k-none", "--by", "it", "--overlap", "90d")),
        ("rotate", ("k-none", "--by", "it", "--overlap", "-1h")),
        ("revoke", ("k-none", "--by", "it")),
        ("revoke", (SECRET, "--by", "it")),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else value,
)
def test_what_is_not_right_changes_nothing_and_says_what_to_do(url, command, arguments):
    kept(url)
    for lang in ("en", "zh"):
        said = keys(url, command, *arguments, "--lang", lang)
        assert said.exit_code == 2
        assert said.stdout == ""
        assert said.stderr
        if "--requests-per-minute" not in arguments:
            assert SECRET not in said.output
            assert re.search(r"[\u4e00-\u9fff]", said.stderr) is not None or lang == "en"
    assert list_records(url, Wanted(kind=None)) == ()


def test_a_row_that_was_changed_by_hand_is_named(url, tmp_path):
    added(url, "--models", "gpt-*")
    with closing(sqlite3.connect(tmp_path / "ledger.db")) as connection, connection:
        connection.execute("UPDATE caller_keys SET models = '*'")
    said = keys(url, "list")
    assert said.exit_code == 1
    assert "not as recorded" in said.stdout
    assert "medguard audit verify" in said.stderr


def test_no_keys_are_told_as_such(url):
    added(url)
    assert "No keys." in keys(url, "list", "--application", "nobody").stdout
    assert len(keys(url, "list", "--application", "ward-assistant", "--json").stdout) > 10
