"""``medguard report`` and ``medguard attest``, as somebody calls them."""

from __future__ import annotations

import hashlib
import json
import re
import sqlite3
from contextlib import closing
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import create_engine, delete

from cli.cli_samples import medguard
from medguard.audit import Wanted, downgrade, list_records, upgrade, verify
from medguard.audit.attestations import attest, list_attestations, manual_id, withdraw
from medguard.audit.ledger import open_ledger
from medguard.audit.tables import held_replies
from medguard.cli.report import Last, window_of
from medguard.errors import AuditError
from medguard.profile import read_profile
from medguard.report.kinds import KINDS
from report.report_samples import KEYS, SINCE, UNTIL, fill

WINDOW = ("--from", SINCE, "--to", UNTIL)
DUTY = manual_id(read_profile("hospital").manual[0].what)
TODAY = datetime.now(UTC).date()
NEXT_YEAR, YESTERDAY = (TODAY + timedelta(days=365)).isoformat(), (TODAY - timedelta(days=1)).isoformat()


@pytest.fixture(scope="module")
def shared(tmp_path_factory):
    """A ledger that nobody writes to."""
    url = f"sqlite:///{tmp_path_factory.mktemp('commands') / 'ledger.db'}"
    fill(url, 10)
    return url


def test_every_report_is_listed_in_both_languages():
    for lang in ("en", "zh"):
        said = medguard("report", "list", "--lang", lang)
        assert said.exit_code == 0
        assert all(kind.name in said.stdout and kind.title[lang == "zh"] in said.stdout for kind in KINDS.values())


@pytest.mark.parametrize("form", ["html", "pdf", "docx", "xlsx", "csv", "json"])
def test_a_report_is_written_and_is_what_it_says(shared, tmp_path, form):
    file = tmp_path / f"november.{form}"
    said = medguard("report", "eu-art50", *WINDOW, "--database", shared, "--out", file, "--lang", "zh")
    assert said.exit_code == 0, said.output
    assert file.stat().st_mode & 0o077 == 0
    proof = file if form in {"html", "pdf", "json"} else file.with_name(f"{file.name}.json")
    said = medguard("report", "verify", proof, "--database", shared, "--json")
    assert said.exit_code == 0, said.output
    expected = {"ok": True, "digest": True, "signed": True, "log_goes_on": True, "same": True}
    assert expected.items() <= json.loads(said.stdout).items()
    said = medguard("report", "verify", proof, "--offline", "--key", KEYS[0].text, "--json")
    assert (said.exit_code, json.loads(said.stdout)["same"]) == (0, None)


def test_a_report_goes_to_stdout_as_json_where_no_file_is_named(shared):
    said = medguard("report", "board", *WINDOW, "--database", shared)
    assert said.exit_code == 0
    assert json.loads(said.stdout)["body"]["report"] == "board"


def test_a_changed_report_is_told_with_exit_code_1(shared, tmp_path):
    file = tmp_path / "board.json"
    medguard("report", "board", *WINDOW, "--database", shared, "--out", file)
    file.write_text(file.read_text("utf-8").replace('"key": "exchanges",', '"key": "exchange",'), "utf-8")
    said = medguard("report", "verify", file, "--database", shared)
    assert said.exit_code == 1
    assert "✗" in said.stdout
    assert "exchange, exchanges" in said.stdout


def test_a_report_of_a_damaged_log_is_written_and_exits_with_1(tmp_path):
    url = f"sqlite:///{tmp_path / 'ledger.db'}"
    fill(url, 5)
    with closing(sqlite3.connect(tmp_path / "ledger.db")) as connection, connection:
        connection.execute("UPDATE records SET application = 'other' WHERE position = 3")
    said = medguard("report", "board", *WINDOW, "--database", url, "--out", tmp_path / "board.html")
    assert said.exit_code == 1
    assert "THE LOG DOES NOT VERIFY" in (tmp_path / "board.html").read_text("utf-8")


def test_the_records_behind_a_figure_are_written_as_csv(shared, tmp_path):
    file = tmp_path / "board.json"
    medguard("report", "board", *WINDOW, "--database", shared, "--out", file)
    said = medguard("report", "records", file, "exchanges", "--database", shared)
    lines = said.stdout.split()
    assert lines[0] == "exchange_id,position"
    exchanges = [one for one in list_records(shared, limit=1000) if one.door != "review"]
    assert {line.split(",")[0] for line in lines[1:]} == {one.exchange_id for one in exchanges}


@pytest.mark.parametrize(
    "arguments",
    [
        ("report", "no-such", *WINDOW),
        ("report", "board"),
        ("report", "board", "--from", SINCE),
        ("report", "board", *WINDOW, "--last", "month"),
        ("report", "board", *WINDOW, "--as-of", "then"),
        ("report", "board", *WINDOW, "--out", "report.odt"),
        ("report", "board", *WINDOW, "--out", "/no/such/folder/report.json"),
        ("report", "board", "--from", "soon", "--to", "later"),
        ("report", "verify", "/no/such/file.pdf"),
        ("report", "verify", __file__),
    ],
    ids=[
        "name",
        "no-window",
        "half-a-window",
        "two-windows",
        "day",
        "form",
        "folder",
        "moments",
        "no-file",
        "no-report",
    ],
)
def test_what_cannot_be_done_says_what_to_do_in_both_languages(shared, arguments):
    for lang, words in (("C.UTF-8", r"[A-Z][a-z]+"), ("zh_CN.UTF-8", "[\u4e00-\u9fff]")):
        said = medguard(*arguments, lang=lang, MEDGUARD_DATABASE=shared)
        assert said.exit_code == 2, said.output
        assert re.search(words, said.stderr)
        assert "Traceback" not in said.output


@pytest.mark.parametrize(
    ("last", "today", "window"),
    [
        ("week", "2026-11-25", ("2026-11-16", "2026-11-23")),
        ("week", "2026-11-23", ("2026-11-16", "2026-11-23")),
        ("month", "2026-11-25", ("2026-10-01", "2026-11-01")),
        ("month", "2027-01-01", ("2026-12-01", "2027-01-01")),
    ],
)
def test_the_last_week_and_month_have_ended(last, today, window):
    assert window_of(Last(last), date.fromisoformat(today)) == window


# ── what people vouch for ────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def url(tmp_path):
    url = f"sqlite:///{tmp_path / 'ledger.db'}"
    fill(url, 5)
    return url


@pytest.fixture
def evidence(tmp_path):
    file = tmp_path / "training.pdf"
    file.write_bytes(b"who was trained, and when")
    return file


def attested(url, evidence, *more, control=DUTY, until=NEXT_YEAR):
    return medguard(
        "attest", "add", control, "--by", "dpo-1", "--evidence", evidence, "--reference", "DMS-2026-0114", "--until", until,
        "--database", url, *more,
    )  # fmt: skip


def row_of(url, control, *, name="board"):
    """What a report says of a control."""
    said = medguard("report", name, *WINDOW, "--database", url)
    parts = [part for section in json.loads(said.stdout)["body"]["sections"] for part in section["parts"]]
    (table,) = [part for part in parts if part.get("key") == "attestations"]
    return [row["cells"] for row in table["rows"] if f"({control})" in row["cells"][0]["en"]]


def test_an_attestation_stands_in_every_report_with_who_until_when_and_evidence(url, evidence):
    assert [cells[1]["en"] for cells in row_of(url, DUTY)] == ["no attestation"]
    said = attested(url, evidence)
    assert said.exit_code == 0, said.output
    digest = hashlib.sha256(evidence.read_bytes()).hexdigest()
    for name in ("board", "eu-art50", "g10"):
        ((_, state, by, since, until, found),) = row_of(url, DUTY, name=name)
        assert (state["en"], by["en"], until) == ("valid", "dpo-1 (not in the registry then)", NEXT_YEAR)
        assert TODAY.isoformat() <= since <= datetime.now(UTC).date().isoformat()
        assert found == f"DMS-2026-0114\nSHA-256 {digest}"
    assert verify(url, keys=KEYS).ok


def test_an_expired_one_is_said_to_be_expired(url, evidence):
    assert attested(url, evidence, "--from", "2020-01-01", until=YESTERDAY).exit_code == 0
    assert [cells[1]["en"] for cells in row_of(url, DUTY)] == ["EXPIRED"]
    listed = medguard("attest", "list", "--database", url)
    assert listed.exit_code == 1
    assert "expired" in listed.stdout


def test_a_withdrawn_one_is_said_to_be_withdrawn_and_by_whom(url, evidence):
    which = attested(url, evidence).stdout.split()[-1]
    said = medguard("attest", "withdraw", which, "--by", "dpo-2", "--reason", "superseded", "--database", url)
    assert said.exit_code == 0, said.output
    ((_, state, *_rest),) = row_of(url, DUTY)
    assert "withdrawn (dpo-2" in state["en"]
    assert "superseded" in state["zh"]
    said = medguard("attest", "withdraw", which, "--by", "dpo-2", "--reason", "again", "--database", url)
    assert said.exit_code == 2
    assert verify(url, keys=KEYS).ok


def test_a_report_as_of_an_earlier_day_tells_what_held_then(url, evidence):
    attested(url, evidence, "--from", "2020-01-01")
    said = medguard("report", "board", *WINDOW, "--database", url, "--as-of", YESTERDAY)
    assert DUTY in said.stdout
    assert "dpo-1" not in said.stdout  # nobody had given it yet
    assert "dpo-1" in medguard("report", "board", *WINDOW, "--database", url).stdout


def test_every_act_is_a_record_that_names_nobody(url, evidence):
    which = attested(url, evidence).stdout.split()[-1]
    medguard("attest", "withdraw", which, "--by", "dpo-1", "--reason", "mistake", "--database", url)
    kept = list_records(url, Wanted(kind="attestation"))
    assert [one.entry("attestation")["act"] for one in kept] == ["withdrawn", "given"]
    assert all(one.entry("attestation")["of"] == which for one in kept)
    listed = json.loads(medguard("audit", "list", "--kind", "attestation", "--database", url, "--json").stdout)
    assert len(listed) == 2


@pytest.mark.parametrize(
    "changes",
    [
        {"by": "Ann Lee"},
        {"by": "张伟"},
        {"by": "ZhangWei"},
        {"by": "11010519491231002X"},
        {"evidence": "C:\\my files\\fria.pdf"},
        {"evidence_sha256": "abc"},
        {"until": "2019-01-01"},
        {"until": "soon"},
        {"since": "2027-13-01"},
        {"control": "two words"},
    ],
    ids=[
        "name",
        "chinese-name",
        "name-without-blank",
        "citizen-number",
        "path",
        "digest",
        "over",
        "no-day",
        "no-month",
        "blank",
    ],
)
def test_what_is_no_attestation_is_refused_and_leaves_no_record(url, changes):
    whole = {
        "control": "eu/art27/fria",
        "by": "dpo-1",
        "evidence": "D-1",
        "evidence_sha256": "a" * 64,
        "until": "2099-01-01",
    }
    whole |= changes
    with open_ledger(url) as ledger:
        with pytest.raises(AuditError) as caught:
            attest(ledger, whole.pop("control"), **whole)
        assert caught.value.remedy_zh
    assert list_attestations(url) == ()


def test_a_control_that_nobody_knows_is_refused(url, evidence):
    said = attested(url, evidence, control="m-00000000")
    assert said.exit_code == 2
    assert attested(url, evidence, control="eu/art27/fria").exit_code == 0
    assert row_of(url, "eu/art27/fria")[0][1]["en"] == "valid"


def test_the_missing_file_is_said_to_be_missing(url, tmp_path):
    said = attested(url, tmp_path / "nowhere.pdf")
    assert said.exit_code == 2
    assert list_attestations(url) == ()


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE attestations SET valid_until = '2099-12-31'",
        "UPDATE attestations SET given_by = 'somebody-else'",
        "DELETE FROM attestations",
        "UPDATE attestations SET withdrawn_at = NULL, withdrawn_by = NULL, withdrawn_for = NULL",
        "INSERT INTO attestations SELECT 'forged', control, given_by, given_at, evidence, evidence_sha256, valid_from, valid_until, NULL, NULL, NULL FROM attestations LIMIT 1",
    ],
    ids=["later", "somebody-else", "deleted", "withdrawn-taken-back", "forged"],
)
def test_a_table_that_does_not_say_what_the_records_say_is_found_out(url, change):
    with open_ledger(url) as ledger:
        given = [
            attest(ledger, "eu/art27/fria", by="dpo-1", evidence=f"D-{n}", evidence_sha256="a" * 64, until=NEXT_YEAR)
            for n in (1, 2)
        ]
        withdraw(ledger, given[1], by="dpo-1", reason="mistake")
    assert verify(url, keys=KEYS).ok
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as connection, connection:
        connection.execute(change)
    assert {one.code for one in verify(url, keys=KEYS).problems} == {"attestation_differs"}


def test_a_downgrade_does_not_lose_attestations_unasked(url, evidence):
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(delete(held_replies))  # nothing else is lost
    engine.dispose()
    downgrade(url, "0005")
    upgrade(url)
    attested(url, evidence)
    with pytest.raises(AuditError):
        downgrade(url, "0005")
    assert len(list_attestations(url)) == 1


@pytest.mark.postgresql
def test_attestations_are_kept_in_postgresql_alike(postgresql):
    url = postgresql.database()
    with open_ledger(url) as ledger:
        given = attest(ledger, "eu/art27/fria", by="dpo-1", evidence="D-1", evidence_sha256="a" * 64, until=NEXT_YEAR)
        withdraw(ledger, given, by="dpo-1", reason="mistake")
    (one,) = list_attestations(url)
    assert (one.state(NEXT_YEAR), one.withdrawn_for) == ("withdrawn", "mistake")
    assert verify(url, keys=KEYS).ok
