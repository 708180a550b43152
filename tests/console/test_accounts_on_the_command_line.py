"""``medguard console user``: accounts are made, renewed, listed and closed, and the institution's key is needed for what it seals."""

from __future__ import annotations

import json
import time

import pytest
from entrance_samples import profile

from cli.cli_samples import medguard
from medguard.audit import open_ledger
from medguard.audit.accounts import Accounts
from medguard.audit.identities import Identities
from medguard.console.door import Strangers, sign_in
from medguard.console.secrets import code_of, step_at
from medguard.keys import Key

KEY, OTHER = bytes(range(32)), bytes(range(1, 33))


@pytest.fixture
def url(tmp_path):
    return f"sqlite:///{tmp_path / 'ledger.db'}"


def user(*words, key=KEY):
    return medguard("console", "user", *words, MEDGUARD_KEY=key.hex() if key else "", MEDGUARD_KEY_COMMAND="")


def secrets_in(printed):
    return [line.partition(": ")[2] for line in printed.splitlines()[1:3]]


def comes_in(url, password, totp):
    with open_ledger(url) as ledger:
        accounts = Accounts(ledger, Key(KEY))
        code = code_of(totp, step_at(time.time()))
        return sign_in(accounts, Strangers(accounts), "officer-1", password, code=code) is not None


def test_what_is_printed_opens_the_account_until_it_is_renewed(url):
    first = secrets_in(user("add", "officer-1", "--role", "officer", "--database", url).stdout)
    assert comes_in(url, *first)
    second = secrets_in(user("renew", "officer-1", "--database", url).stdout)
    assert not comes_in(url, *first)
    assert comes_in(url, *second)


def test_accounts_that_another_key_sealed_are_listed_as_closed_to_all(url):
    user("add", "officer-1", "--role", "officer", "--database", url)
    for key, opens in ((KEY, True), (OTHER, False)):
        (listed,) = json.loads(user("list", "--json", "--database", url, key=key).stdout)["accounts"]
        assert (listed["opens"], listed["sealed_with_another_key"]) == (opens, not opens)


def test_without_the_key_no_account_is_made_and_the_message_says_what_to_do(url):
    done = user("add", "officer-1", "--role", "officer", "--database", url, key=None)
    assert done.exit_code != 0
    assert "openssl rand -base64 32" in done.stderr
    assert json.loads(user("list", "--json", "--database", url).stdout)["accounts"] == []


def test_an_account_is_closed_without_the_key(url):
    password, totp = secrets_in(user("add", "officer-1", "--role", "officer", "--database", url).stdout)
    assert user("close", "officer-1", "--database", url, key=None).exit_code == 0
    assert not comes_in(url, password, totp)


def test_an_account_is_linked_to_somebody_at_the_provider_of_the_profile_and_unlinked(url, tmp_path):
    user("add", "officer-1", "--role", "officer", "--database", url)
    oidc = {"issuer": "https://id.hospital.example", "client_id": "medguard"}
    ours = ("--database", url, "--profile", profile(tmp_path, oidc=oidc))
    assert user("link", "officer-1", "--subject", "s-4711", *ours).exit_code == 0
    with open_ledger(url) as ledger:
        identities = Identities(Accounts(ledger, Key(KEY)))
        assert identities.find("https://id.hospital.example", "s-4711").name == "officer-1"
        assert user("unlink", "officer-1", *ours).exit_code == 0
        assert identities.find("https://id.hospital.example", "s-4711") is None
    assert b"s-4711" not in (tmp_path / "ledger.db").read_bytes()


def test_without_a_provider_in_the_profile_nobody_is_linked_and_the_message_says_what_to_do(url):
    user("add", "officer-1", "--role", "officer", "--database", url)
    done = user("link", "officer-1", "--subject", "s-4711", "--database", url)
    assert done.exit_code != 0
    assert "console.oidc" in done.stderr
