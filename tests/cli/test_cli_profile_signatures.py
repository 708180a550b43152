"""Signed profiles: where an institution names its officers' keys, nobody else decides what the profile says."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from cli_samples import medguard

from medguard import Guard, guarded
from medguard.audit import list_records
from medguard.errors import ProfileError
from medguard.profile import read_profile
from medguard.signatures import KEYS_VARIABLE, signature_of


def openssl(*arguments):
    return subprocess.run(["openssl", *arguments], check=True, capture_output=True)


def key_at(place, algorithm="ed25519"):
    openssl("genpkey", "-algorithm", algorithm, "-out", place)
    return place


@pytest.fixture
def officer(tmp_path, monkeypatch):
    """An officer's private key; the public one is what this institution trusts, behind another officer's."""
    key, other = key_at(tmp_path / "officer.pem"), key_at(tmp_path / "second.pem")
    public = b"".join(openssl("pkey", "-in", each, "-pubout").stdout for each in (other, key))
    keys = tmp_path / "officers.pem"
    keys.write_bytes(public)
    monkeypatch.setenv(KEYS_VARIABLE, str(keys))
    return key


@pytest.fixture
def mine(tmp_path):
    file = tmp_path / "mine.yaml"
    file.write_text(Path("policies/hospital.yaml").read_text("utf-8").replace("name: hospital", "name: mine"), "utf-8")
    return file


def test_a_signed_profile_is_used_and_every_record_says_whose_it_is(tmp_path, officer, mine):
    signed = medguard("profile", "sign", mine, "--key", officer)
    assert signed.exit_code == 0
    said = read_profile(str(mine)).signed_by
    assert said in signed.stdout

    with Guard.open(str(mine), database=f"sqlite:///{tmp_path / 'l.db'}") as guard:
        guarded(guard=guard)(lambda _question: "Rest.")("What helps?")
        [record] = list_records(guard.ledger.engine)
    assert record.exchange()["profile_signed_by"] == said


def test_openssl_verifies_what_medguard_signed_and_medguard_what_openssl_signed(tmp_path, officer, mine):
    medguard("profile", "sign", mine, "--key", officer)
    public = tmp_path / "public.pem"
    public.write_bytes(openssl("pkey", "-in", officer, "-pubout").stdout)
    signature = signature_of(mine)
    openssl("pkeyutl", "-verify", "-pubin", "-inkey", public, "-rawin", "-in", mine, "-sigfile", signature)

    said = read_profile(str(mine)).signed_by
    signature.unlink()
    openssl("pkeyutl", "-sign", "-inkey", officer, "-rawin", "-in", mine, "-out", signature)
    assert read_profile(str(mine)).signed_by == said


@pytest.mark.parametrize("harm", ["edited", "unsigned", "foreign", "cut", "empty", "folder"])
def test_what_no_officer_signed_does_not_start(tmp_path, officer, mine, harm):
    medguard("profile", "sign", mine, "--key", officer)
    signature = signature_of(mine)
    if harm == "edited":
        mine.write_text(mine.read_text("utf-8").replace("deny", "off", 1), "utf-8")
    elif harm == "foreign":
        medguard("profile", "sign", mine, "--key", key_at(tmp_path / "stranger.pem"))
    elif harm == "cut":
        signature.write_bytes(signature.read_bytes()[:63])
    elif harm == "empty":
        signature.write_bytes(b"")
    else:
        signature.unlink()
        if harm == "folder":
            signature.mkdir()
    with pytest.raises(ProfileError, match="sign"):
        read_profile(str(mine))
    refused = medguard("profile", "check", mine, lang="zh_CN.UTF-8")
    assert refused.exit_code == 2
    assert "签名" in refused.stderr


def test_a_profile_that_came_with_medguard_is_nobodys_until_it_is_copied_and_signed(officer):
    with pytest.raises(ProfileError, match="no signature"):
        read_profile("hospital")
    refused = medguard("profile", "sign", "hospital", "--key", officer)
    assert refused.exit_code == 2
    assert "Copy it" in refused.stderr


@pytest.mark.parametrize("keys", ["nothing", "gone", "rsa", "private"])
def test_keys_that_cannot_be_read_trust_nobody(tmp_path, officer, mine, monkeypatch, keys):
    medguard("profile", "sign", mine, "--key", officer)
    place = tmp_path / "others.pem"
    if keys == "nothing":
        place.write_bytes(b"")
    elif keys == "rsa":
        place.write_bytes(openssl("pkey", "-in", key_at(tmp_path / "rsa.pem", "rsa"), "-pubout").stdout)
    elif keys == "private":
        place.write_bytes(officer.read_bytes())
    monkeypatch.setenv(KEYS_VARIABLE, str(place))
    with pytest.raises(ProfileError, match="public key"):
        read_profile(str(mine))


def test_only_a_sound_profile_is_signed_and_only_with_an_officers_key(tmp_path, officer, mine):
    rsa = key_at(tmp_path / "rsa.pem", "rsa")
    for wrong in (rsa, tmp_path / "none.pem", mine):
        refused = medguard("profile", "sign", mine, "--key", wrong)
        assert refused.exit_code == 2
        assert "openssl genpkey" in refused.stderr
    mine.write_text(mine.read_text("utf-8") + "\nsigned_by: me\n", "utf-8")
    refused = medguard("profile", "sign", mine, "--key", officer)
    assert refused.exit_code == 2
    assert "signed_by" in refused.stderr
    assert not signature_of(mine).exists()


def test_an_institution_that_names_no_keys_asks_for_no_signature(mine, monkeypatch):
    monkeypatch.delenv(KEYS_VARIABLE, raising=False)
    assert read_profile(str(mine)).signed_by is None
