"""``medguard audit``: what somebody is given who does not trust us, and how they check it without our database."""

import json
import os
from datetime import datetime, timedelta, timezone

import pytest
from cli_samples import kept, medguard

from medguard.audit import open_ledger, read_signer
from medguard.types import Exchange, Outcome, Payload

PUBLIC = read_signer().verifier.text


@pytest.fixture
def url(tmp_path):
    at = f"sqlite:///{tmp_path / 'ledger.db'}"
    kept(at, Outcome.ANSWERED, Outcome.BLOCKED, Outcome.ANSWERED)
    return at


def test_the_public_key_is_printed_and_the_private_one_is_not():
    said = medguard("audit", "key")
    assert said.stdout.strip() == PUBLIC
    assert "PRIVATE" not in said.output


def test_a_new_key_is_written_once_and_never_over_another(tmp_path):
    file = tmp_path / "key"
    said = medguard("audit", "key", "ward.example/log", "--out", str(file))
    assert said.exit_code == 0
    assert said.stdout.startswith("ward.example/log+")
    assert file.read_text().startswith("PRIVATE+KEY+ward.example/log+")
    assert file.stat().st_mode & 0o077 == 0
    before = file.read_text()
    assert medguard("audit", "key", "ward.example/log", "--out", str(file)).exit_code == 2
    assert file.read_text() == before


def test_a_new_key_of_the_same_name_takes_over(url, tmp_path):
    new, other = tmp_path / "new", tmp_path / "other"
    public = medguard("audit", "key", "tests.medguard.invalid", "--out", str(new)).stdout.strip()
    medguard("audit", "key", "other.example/log", "--out", str(other))
    assert medguard("audit", "key", "--renew", str(other), "--database", url).exit_code == 2
    assert medguard("audit", "key", "--renew", str(new), "--database", url).stdout.strip() == public
    hold = ("audit", "hold", "0" * 32, "--matter", "m", "--by", "legal", "--database", url)
    assert medguard(*hold).exit_code == 2  # the old key signs no more
    assert medguard(*hold, MEDGUARD_LOG_KEY=new.read_text()).exit_code == 0
    verify = ("audit", "verify", "--database", url, "--key", public)
    assert medguard(*verify).exit_code == 1  # what the old key signed is still there
    assert medguard(*verify, "--key", PUBLIC).exit_code == 0


def test_a_key_is_not_written_over_one_with_the_name_of_ones_own(tmp_path):
    own = tmp_path / "ledger-key"
    assert medguard("audit", "key", "ward.example/log", "--out", str(own)).exit_code == 0
    before = own.read_text()
    said = medguard("audit", "key", "ward.example/log", "--out", str(own))
    assert (said.exit_code, said.stdout, own.read_text()) == (2, "", before)


def test_reading_a_log_makes_no_key(url, tmp_path):
    state = tmp_path / "state"
    said = medguard("audit", "verify", "--database", url, MEDGUARD_LOG_KEY="", XDG_STATE_HOME=str(state))
    assert said.exit_code == 2
    assert not state.exists()


def test_a_record_is_proven_to_somebody_who_has_only_the_public_key(url, tmp_path):
    proof = tmp_path / "one.tlog-proof"
    assert medguard("audit", "prove", "2", "--database", url, "--out", str(proof)).exit_code == 0
    said = medguard("audit", "verify", str(proof), "--key", PUBLIC)
    assert said.exit_code == 0
    assert json.loads(said.stdout.splitlines()[0])["exchange"]["outcome"] == "blocked"
    proof.write_text(proof.read_text().replace("index 1", "index 2"))
    assert medguard("audit", "verify", str(proof), "--key", PUBLIC).exit_code == 1


def test_the_log_goes_on_from_an_older_checkpoint(url, tmp_path):
    older, proof = tmp_path / "older.txt", tmp_path / "c.proof"
    assert medguard("audit", "checkpoint", "--database", url, "--out", str(older)).exit_code == 0
    with open_ledger(url) as ledger:
        ledger.pseudonym("pt-1")
        ledger.hold("0" * 32, matter="m", by="legal")
    assert medguard("audit", "prove", "--since", str(older), "--database", url, "--out", str(proof)).exit_code == 0
    said = medguard("audit", "verify", str(proof), "--key", PUBLIC)
    assert (said.exit_code, "4 records begins with that of 3" in said.stdout) == (0, True)
    assert medguard("audit", "verify", "--database", url, "--key", PUBLIC, "--checkpoint", str(older)).exit_code == 0


def test_a_log_that_was_put_back_is_found_out_by_a_kept_checkpoint(url, tmp_path):
    file, newer = tmp_path / "ledger.db", tmp_path / "newer.txt"
    medguard("audit", "checkpoint", "--database", url)
    backup = file.read_bytes()
    with open_ledger(url) as ledger:
        ledger.hold("0" * 32, matter="m", by="legal")
        newer.write_text(ledger.checkpoint())
    for leftover in tmp_path.glob("ledger.db-*"):
        leftover.unlink()
    file.write_bytes(backup)
    assert medguard("audit", "verify", "--database", url, "--key", PUBLIC).exit_code == 0
    said = medguard("audit", "verify", "--database", url, "--key", PUBLIC, "--checkpoint", str(newer))
    assert said.exit_code == 1
    assert "Record 4 is missing" in said.stdout


def edited(file, column):
    """The file with another word in one column of its one row."""
    if file.suffix == ".parquet":
        import pyarrow as pa
        from pyarrow import parquet

        (row,) = parquet.read_table(file).to_pylist()
        row[column] = row[column].replace("blocked", "allowed")
        parquet.write_table(pa.Table.from_pylist([row]), file)
    elif column == "document":
        file.write_bytes(file.read_bytes().replace(b'"outcome', b'"outcume'))
        file.write_bytes(file.read_bytes().replace(rb"\"outcome", rb"\"outcume"))
    else:
        file.write_bytes(file.read_bytes().replace(b'"outcome": "blocked"', b'"outcome": "allowed"'))
        file.write_bytes(file.read_bytes().replace(b",blocked,", b",allowed,"))


@pytest.mark.parametrize("column", ["document", "outcome"])
@pytest.mark.parametrize("form", ["jsonl", "csv", "parquet"])
def test_what_is_exported_is_checked_without_the_database(url, tmp_path, form, column):
    file = tmp_path / f"blocked.{form}"
    said = medguard("audit", "export", "--outcome", "blocked", "--database", url, "--out", str(file))
    assert (said.exit_code, said.stdout.startswith("1 records")) == (0, True)
    assert medguard("audit", "verify", str(file), "--key", PUBLIC).exit_code == 0
    content = file.read_bytes()
    edited(file, column)
    assert file.read_bytes() != content
    assert medguard("audit", "verify", str(file), "--key", PUBLIC).exit_code == 1
    file.write_bytes(content)
    (tmp_path / f"blocked.{form}.checkpoint").unlink()
    assert medguard("audit", "verify", str(file), "--key", PUBLIC).exit_code == 1


def test_nothing_is_exported_under_a_name_that_says_no_form(url, tmp_path):
    assert medguard("audit", "export", "--database", url, "--out", str(tmp_path / "all.txt")).exit_code == 2
    assert not (tmp_path / "all.txt").exists()


@pytest.mark.parametrize(
    ("options", "positions"),
    [
        (("--rule", "phi/identifiers_replaced"), [3, 2, 1]),
        (("--rule", "phi/identifiers_replaced", "--status", "fail"), []),
        (("--status", "pass", "--outcome", "blocked"), [2]),
        (("--finding", "leaks"), []),
        (("--application", "ward"), []),
        (("--model", "gpt-x"), [3, 2, 1]),
        (("--since", "2020-01-01", "--until", "2099-01-01"), [3, 2, 1]),
        (("--until", "2020-01-01"), []),
        (("--since", "2020-01-01T00:00:00+08:00", "--until", "2098-12-31T20:00:00-08:00"), [3, 2, 1]),
        (("--kind", "opened"), []),
        (("--kind", "all"), [3, 2, 1]),
    ],
)
def test_an_officer_finds_what_is_looked_for(url, options, positions):
    if "--model" in options:
        options = ("--model", json.loads(medguard("audit", "list", "--database", url, "--json").stdout)[0]["model"])
    listed = json.loads(medguard("audit", "list", "--database", url, "--json", *options).stdout)
    assert [one["position"] for one in listed] == positions


@pytest.mark.parametrize("moment", ["yesterday", "0001-01-01", "9999-12-31", "2026-02-30", "2026-11-25T25:00"])
def test_a_moment_that_is_none_is_explained(url, moment):
    said = medguard("audit", "list", "--database", url, "--since", moment)
    assert (said.exit_code, "2026-11-25" in said.stderr) == (2, True)


def test_a_moment_with_a_zone_is_that_moment(url):
    (newest, *_) = json.loads(medguard("audit", "list", "--database", url, "--json").stdout)
    kept = datetime.fromisoformat(newest["recorded_at"])
    there = timezone(timedelta(hours=8))
    for since, found in ((kept - timedelta(seconds=30), 3), (kept + timedelta(seconds=30), 0)):
        moment = since.astimezone(there).isoformat()
        listed = json.loads(medguard("audit", "list", "--database", url, "--json", "--since", moment).stdout)
        assert len(listed) == found, moment


def test_kept_text_is_read_held_and_erased(tmp_path, monkeypatch):
    from medguard.audit import Payloads
    from medguard.keys import read_key

    monkeypatch.setenv("MEDGUARD_KEY", os.urandom(32).hex())
    url, file = f"sqlite:///{tmp_path / 'ledger.db'}", tmp_path / "ledger.db"
    kept(url, Outcome.ANSWERED)
    with open_ledger(url, vault=Payloads(read_key(), days=184)) as ledger:
        exchange = Exchange(
            id="e" * 32,
            started_at="2026-11-24T15:00:00Z",
            door="sidecar",
            profile="hospital",
            profile_sha256="a" * 64,
            outcome=Outcome.ANSWERED,
        )
        ledger.append(exchange, Payload(request=b"ask [NAME_1]", reply=b"answer [NAME_1]"))
    at = ("--database", url)
    assert medguard("audit", "text", "e" * 32, *at).stdout == "ask [NAME_1]\nanswer [NAME_1]\n"
    assert medguard("audit", "hold", "e" * 32, "--matter", "case-1", "--by", "legal", *at).exit_code == 0
    said = medguard("audit", "erase", "--exchange", "e" * 32, "--by", "dpo", *at)
    assert (said.exit_code, "hold" in said.stderr) == (2, True)
    said = medguard("audit", "hold", "e" * 32, "--matter", "the case of Ann Lee", "--by", "legal", *at)
    assert (said.exit_code, "Ann" in said.output) == (2, False)
    assert medguard("audit", "hold", "e" * 32, "--matter", "case-1", "--by", "legal", "--lift", *at).exit_code == 0
    assert medguard("audit", "erase", "--exchange", "e" * 32, "--by", "dpo", *at).exit_code == 0
    assert medguard("audit", "text", "e" * 32, *at).exit_code == 2
    assert medguard("audit", "verify", "--key", PUBLIC, *at).exit_code == 0
    assert b"[NAME_1]" not in file.read_bytes()
    (erased,) = json.loads(medguard("audit", "list", "--kind", "erased", "--json", *at).stdout)
    assert erased["outcome"] == "erased"
