"""What a hostile reader of reports tried: words changed after the fact, shares that round to nothing, clocks that jump, months of another zone, names of devices."""

from __future__ import annotations

import copy
import io
import json
import os
import re
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from openpyxl import load_workbook
from reportlab.lib.pagesizes import A4
from sqlalchemy import Engine, create_engine, event

from audit.audit_samples import sample
from audit.servers import Server
from cli.cli_samples import medguard
from medguard.audit import attestations, open_ledger
from medguard.audit.attestations import attest, list_attestations, withdraw
from medguard.audit.database import reading
from medguard.audit.registry import entry, open_registry
from medguard.audit.registry.store import Source
from medguard.errors import AuditError
from medguard.report import html, office, queries
from medguard.report.book import percent
from medguard.report.document import digest_of, shown
from medguard.report.kinds import KINDS
from medguard.report.make import _behind as behind_of
from medguard.report.make import behind_it, check, make
from medguard.report.pdf import pdf
from medguard.report.printed import front
from medguard.rules.catalogue import read_catalogue
from medguard.types import Identifiers, Outcome
from report.report_samples import KEYS, SINCE, UNTIL, fill

NAMES = list(KINDS)
LAWS = read_catalogue()
WINDOW = ("--from", SINCE, "--to", UNTIL)


def made(url, name, **more):
    return make(url, name, **{"since": SINCE, "until": UNTIL, "keys": KEYS, "catalogue": LAWS} | more)


def value(report, key):
    return next(one for one in report.figures() if one.key == key).value


def table(report, key):
    return [row.cells for row in next(one for one in report.grids() if one.key == key).rows]


# ── a number and the records behind it ───────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", NAMES)
def test_each_number_of_a_table_leads_to_just_the_exchanges_that_it_counts(filled, name):
    report = made(filled, name)
    span = queries.Window(since=report.since, until=report.until, size=report.log.size)
    looked = 0
    with reading(filled) as connection:
        for grid in report.grids():
            if not grid.narrow:
                continue
            assert len(grid.narrow) == len(grid.columns)
            for line, row in enumerate(grid.rows, start=1):
                for column, cell in enumerate(row.cells, start=1):
                    if not isinstance(cell, int) or isinstance(cell, bool):
                        continue
                    behind = behind_of(report.sections, f"{grid.key}/{line}/{column}")
                    found = connection.execute(queries.listing(behind[0], span, behind[1])).all()
                    stages = _stages(filled, row.where, grid.narrow[column - 1]) if grid.key == "rules" else len(found)
                    assert stages == cell, (grid.key, line, column)
                    assert bool(found) == bool(cell)
                    looked += 1
    assert looked or not any(one.narrow and any(isinstance(cell, int) for row in one.rows for cell in row.cells) for one in report.grids())  # fmt: skip


def test_the_number_of_one_column_leads_to_fewer_exchanges_than_its_row(filled):
    sealed = made(filled, "citations", application="known").sealed()
    with reading(filled) as connection:
        found = [
            [one for one, _ in behind_it(connection, sealed, key, catalogue=LAWS)]
            for key in (
                "by_model/1",
                "by_model/1/3",
                "by_model/1/4",
                "by_model/1/5",
                "judged/1/5",
                "judged/1/6",
                "judged/1/7",
            )
        ]
    assert found == [["known-1", "known-2"], ["known-1", "known-2"], ["known-1"], [], ["known-1", "known-2"], ["known-3"], []]  # fmt: skip


def _stages(url, where, more):
    """A rule counts at each stage, and the list names an exchange once."""
    engine = create_engine(url)
    try:
        with engine.connect() as connection:
            said = f"SELECT count(*) FROM v_decisions WHERE {where} AND {more}"
            return connection.exec_driver_sql(said).scalar()
    finally:
        engine.dispose()


@pytest.mark.parametrize("key", ["by_application/1/99", "by_application/0/1", "by_application/1/0", "by_application/1/2/3", "by_application/x/1", "/1", ""])  # fmt: skip
def test_a_place_that_a_table_does_not_have_is_said_not_to_be_there(filled, key):
    with reading(filled) as connection, pytest.raises(AuditError) as caught:
        behind_it(connection, made(filled, "board").sealed(), key, catalogue=LAWS)
    assert caught.value.remedy_zh


@pytest.mark.parametrize("name", NAMES)
def test_no_two_figures_or_tables_of_a_report_have_one_key(filled, name):
    report = made(filled, name)
    keys = [one.key for one in (*report.figures(), *report.grids())]
    assert len(keys) == len(set(keys))


def test_what_is_rare_is_not_shown_as_nothing_nor_what_is_frequent_as_everything():
    assert (percent(1, 200_000), percent(199_999, 200_000)) == (0.0005, 99.9995)
    assert (percent(0, 200_000), percent(7, 7), percent(1, 3), percent(1, 0), percent(None, 3)) == (0.0, 100.0, 33.3, None, None)  # fmt: skip
    assert [shown(one, "zh") for one in (0.0005, 99.9995, 0.0, 100.0, 33.3, 1234.5)] == ["0.0005", "99.9995", "0.0", "100.0", "33.3", "1,234.5"]  # fmt: skip


def test_a_whole_number_of_a_workbook_ends_with_no_point(filled):
    book = load_workbook(io.BytesIO(office.xlsx(made(filled, "board"), "zh")))
    formats = {type(cell.value): cell.number_format for sheet in book for row in sheet for cell in row}
    assert formats[int] == "#,##0"
    assert formats[float] == "#,##0.0######"


# ── what it looks like ───────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", NAMES)
def test_no_word_of_a_tables_head_is_broken_on_paper(filled, name):
    from reportlab.pdfbase.pdfmetrics import stringWidth

    report = made(filled, name)
    assert pdf(report, "en")[:5] == b"%PDF-"  # which gives the fonts to reportlab
    broken = []
    for grid in report.grids():
        widths = grid.widths or tuple(1 for _ in grid.columns)
        for words, width in zip(grid.columns, widths, strict=True):
            room = (A4[0] - 2 * 48) * width / sum(widths) - 8
            broken += [(grid.key, one) for one in words[0].split() if stringWidth(one, "NotoSC-Bold", 7.5) > room]
    assert not [one for one in broken if one[0] in {grid.key for grid in report.grids() if grid.rows}]


def test_a_number_stands_under_its_head_also_where_the_first_is_not_known(filled):
    report = made(filled, "citations")
    judged = next(one for one in report.grids() if one.key == "judged")
    assert judged.rows[0].cells[3] is None  # and yet this is a column of numbers
    assert judged.numeric() == (False, True, True, True, True, True, True)
    page = html.html(report, "en").decode()
    head = page[page.index('<caption>By model <span class="key">judged') :]
    assert head[: head.index("</thead>")].count('<th scope="col" class="n">') == 6
    assert '<td class="n unknown">not known</td>' in head[: head.index("</table>")]


# ── what is not known ────────────────────────────────────────────────────────────────────────────────────────────────


def test_that_no_exchange_names_a_patient_is_no_sign_that_it_concerned_nobody(url):
    with open_ledger(url) as ledger:
        ledger.append(replace(sample("one"), patient=None, actor=None))
    report = made(url, "pipl", since="2020-01-01", until="2100-01-01")
    assert (value(report, "processed.patients"), value(report, "processed.actors")) == (None, None)
    assert value(report, "processed.without_patient") == 1
    with open_ledger(url) as ledger:
        ledger.append(replace(sample("two"), patient="p-1", actor="dr-1"))
    report = made(url, "pipl", since="2020-01-01", until="2100-01-01")
    assert (value(report, "processed.patients"), value(report, "processed.actors")) == (1, 1)


def test_a_request_that_nobody_looked_through_is_counted_as_exposure_that_is_not_known(url):
    base = sample("looked")
    assert base.request_sha256 is not None
    looked = replace(base.request, identifiers=Identifiers(), unread=())
    with open_ledger(url) as ledger:
        ledger.append(replace(base, request=looked))
        ledger.append(replace(base, id="not-looked", request=replace(looked, identifiers=None)))
        ledger.append(replace(base, id="not-read", request=replace(looked, unread=None)))
        ledger.append(replace(base, id="not-sent", request=replace(looked, identifiers=None), request_sha256=None))
    report = made(url, "phi-exposure", since="2020-01-01", until="2100-01-01")
    assert (value(report, "exposure.remaining_sent"), value(report, "exposure.unmeasured_sent")) == (0, 2)


def test_a_reply_of_which_nobody_knows_whether_it_says_to_be_human_is_counted_apart(url):
    base = sample("a", outcome=Outcome.ANSWERED)
    reply = replace(base.reply, for_people=True)
    with open_ledger(url) as ledger:
        for number, said in enumerate((True, False, None)):
            ledger.append(replace(base, id=f"r-{number}", reply=replace(reply, claims_to_be_human=said)))
    report = made(url, "eu-art50", since="2020-01-01", until="2100-01-01")
    assert (value(report, "claims_to_be_human"), value(report, "claims_to_be_human.unknown")) == (1, 1)


@pytest.mark.parametrize(("lang", "words"), [("en", "had not ended"), ("zh", "尚未结束")], ids=["en", "zh"])
def test_a_window_that_goes_on_is_said_to_go_on(filled, lang, words):
    for moment, goes_on in (("2026-12-19T23:59:59+00:00", True), ("2026-12-20T00:00:01+00:00", False)):
        page = html.html(made(filled, "board", now=datetime.fromisoformat(moment)), lang).decode()
        assert (words in page) is goes_on


def test_a_large_log_that_lacks_a_record_does_not_verify_though_its_tree_fits(url):
    fill(url, 5)
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as connection, connection:
        connection.execute("DELETE FROM records WHERE exchange_id = 'known-3'")
    report = made(url, "board", whole=False)
    assert not report.log.ok
    assert "records_missing" in report.log.problems


# ── years later ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_words_that_were_changed_are_found_out_though_their_digest_fits(url):
    with open_ledger(url) as ledger:
        ledger.append(sample())
    facts = {"ref": "INC-1", "kind": "b", "aware_on": "2026-11-10"}
    with open_registry(url) as registry:
        registry.add([entry("incident", facts)], Source(name="incidents.csv", sha256="0" * 64))
    sealed = made(url, "incidents", medguard="9.9").sealed()
    changed = copy.deepcopy(sealed)
    (clock,) = [part for one in changed["body"]["sections"] for part in one["parts"] if part.get("key") == "clock"]
    clock["rows"][0]["cells"][-1] = {"en": "reported in time", "zh": "按期报告"}
    changed["sha256"] = digest_of(changed["body"])
    for body, worded in ((sealed, True), (changed, False)):
        result = check(body, keys=KEYS, source=url, catalogue=LAWS, medguard="9.9")
        assert (result.digest, result.same, result.worded, result.ok) == (True, True, worded, worded)
    # Another release may put it otherwise: then it is said that words were not compared.
    assert check(changed, keys=KEYS, source=url, catalogue=LAWS, medguard="10.0").worded is None


FORGED = {
    "profile": lambda body: body.update(profile=[1]),
    "size": lambda body: body["log"].update(size=10**40),
    "size-no-number": lambda body: body["log"].update(size=True),
    "negative": lambda body: body.update(registry_end=-1),
    "registry": lambda body: body.update(registry_end=10**40),
    "application": lambda body: body["window"].update(application={"a": 1}),
    "since": lambda body: body["window"].update(since=5),
    "nul": lambda body: body["window"].update(since="2026\0"),
    "surrogate": lambda body: body["window"].update(application="\ud800"),
    "made-at": lambda body: body.update(made_at=5),
    "as-of": lambda body: body.update(as_of="then"),
}


@pytest.mark.parametrize("what", FORGED)
def test_a_forged_file_is_said_to_be_no_report_and_never_a_fault(filled, tmp_path, what):
    sealed = copy.deepcopy(made(filled, "board").sealed())
    FORGED[what](sealed["body"])
    file = tmp_path / "forged.json"
    file.write_text(json.dumps(sealed), "utf-8")
    said = medguard("report", "verify", file, "--database", filled)
    assert said.exit_code == 2, said.output
    assert "no report" in said.stderr


# ── windows ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_records_on_the_borders_of_a_chinese_month_count_where_china_counts_them(url):
    moments = {
        "before": datetime(2026, 10, 31, 15, 59, 59, 999999, tzinfo=UTC),
        "first": datetime(2026, 10, 31, 16, tzinfo=UTC),
        "last": datetime(2026, 11, 30, 15, 59, 59, 999999, tzinfo=UTC),
        "after": datetime(2026, 11, 30, 16, tzinfo=UTC),
    }
    with open_ledger(url) as ledger:
        for name, moment in moments.items():
            ledger._clock = lambda moment=moment: moment
            ledger.append(sample(name))
    arguments = ("report", "board", "--from", "2026-11-01", "--to", "2026-12-01", "--database", url)
    body = json.loads(medguard(*arguments, "--zone", "Asia/Shanghai").stdout)["body"]
    assert (body["window"]["since"], body["records"]) == ("2026-10-31T16:00:00", 2)
    # In UTC "before" and "first" are of October, and "after" of November.
    assert json.loads(medguard(*arguments).stdout)["body"]["records"] == 2
    report = make(url, "board", since="2026-11-01T00:00:00+08:00", until="2026-12-01T00:00:00+08:00", zone="Asia/Shanghai", catalogue=LAWS)  # fmt: skip
    said = [words[0] for _, words in front(report)]
    assert "2026-11-01T00:00:00 Asia/Shanghai (2026-10-31T16:00:00 UTC)" in said
    sealed = report.sealed()
    with reading(url) as connection:
        assert [one for one, _ in behind_it(connection, sealed, "exchanges", catalogue=LAWS)] == ["first", "last"]


@pytest.mark.parametrize(
    ("zone", "since", "until", "hours"),
    [
        ("Europe/Berlin", "2026-03-29", "2026-03-30", 23),
        ("Europe/Berlin", "2026-10-25", "2026-10-26", 25),
        ("Asia/Shanghai", "2026-03-29", "2026-03-30", 24),
        (None, "2026-03-29", "2026-03-30", 24),
    ],
    ids=["spring", "autumn", "china", "utc"],
)
def test_a_day_has_as_many_hours_as_it_has_there(filled, zone, since, until, hours):
    more = ("--zone", zone) if zone else ()
    body = json.loads(medguard("report", "board", "--from", since, "--to", until, *more, "--database", filled).stdout)["body"]  # fmt: skip
    first, last = (datetime.fromisoformat(body["window"][name]) for name in ("since", "until"))
    assert last - first == timedelta(hours=hours)


@pytest.mark.parametrize("zone", ["Asia/Nowhere", "../../etc/passwd", "/etc/passwd", "Asia", "\0", ""], ids=range(6))
def test_a_zone_that_there_is_not_is_refused_in_both_languages(filled, zone):
    for lang, words in (("C.UTF-8", "no such time zone"), ("zh_CN.UTF-8", "没有该时区")):
        said = medguard("report", "board", *WINDOW, "--zone", zone, "--database", filled, lang=lang)
        assert said.exit_code == 2, said.output
        assert words in said.stderr


# ── files ────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("words", ["\udcff\udcfe", "\ud800", "a\0b"], ids=["bytes", "half", "nul"])
def test_an_application_that_no_record_can_hold_is_refused_and_leaves_no_file(filled, tmp_path, words):
    with pytest.raises(AuditError) as caught:
        made(filled, "board", application=words)
    assert caught.value.remedy_zh
    said = medguard("report", "board", *WINDOW, "--application", words, "--database", filled, "--out", tmp_path / "b.pdf")  # fmt: skip
    assert said.exit_code == 2, said.output
    assert list(tmp_path.iterdir()) == []


def test_a_device_is_not_replaced_by_a_report(filled, tmp_path):
    pipe = tmp_path / "report.json"
    os.mkfifo(pipe)
    said = medguard("report", "board", *WINDOW, "--database", filled, "--out", pipe)
    assert said.exit_code == 2, said.output
    assert stat.S_ISFIFO(pipe.stat().st_mode)
    assert list(tmp_path.iterdir()) == [pipe]


def test_a_full_disk_behind_stdout_is_said_and_is_no_fault(filled):
    arguments = [sys.executable, "-m", "medguard", "report", "board", *WINDOW, "--database", filled]
    with Path("/dev/full").open("wb") as full:
        said = subprocess.run(
            arguments,
            stdout=full,
            stderr=subprocess.PIPE,
            env=os.environ | {"LANG": "C.UTF-8"},
            timeout=120,
            check=False,
        )
    assert said.returncode == 2, said.stderr
    assert b"could not be written" in said.stderr


def test_a_document_is_never_kept_without_its_proof(filled, tmp_path):
    file = tmp_path / "board.csv"
    (tmp_path / "board.csv.json").mkdir()  # the proof cannot be written
    said = medguard("report", "board", *WINDOW, "--database", filled, "--out", file)
    assert said.exit_code == 2, said.output
    assert not file.exists()


@pytest.mark.postgresql
def test_a_database_that_is_killed_meanwhile_leaves_no_half_a_report(tmp_path):
    server = Server()
    try:
        url = server.database()
        fill(url, 5)
        asked = []

        def kill_soon(*_statement):
            asked.append(1)
            if len(asked) == 5:
                server.kill()

        event.listen(Engine, "after_cursor_execute", kill_soon)
        try:
            said = medguard("report", "board", *WINDOW, "--database", url, "--out", tmp_path / "board.docx", lang="zh_CN.UTF-8")  # fmt: skip
        finally:
            event.remove(Engine, "after_cursor_execute", kill_soon)
    finally:
        server.close()
    assert len(asked) >= 5
    assert said.exit_code == 2, said.output
    assert re.search("[\u4e00-\u9fff]", said.stderr)
    assert list(tmp_path.iterdir()) == []


# ── every month by itself ────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("form", ["pdf", "csv"])
def test_a_report_that_is_there_already_is_not_made_again(filled, tmp_path, form):
    arguments = ("report", "board", *WINDOW, "--database", filled, "--once", "--out", tmp_path / f"{{name}}-{{from}}-{{to}}.{form}")  # fmt: skip
    assert medguard(*arguments).exit_code == 0
    file = tmp_path / f"board-{SINCE}-{UNTIL}.{form}"
    before = file.read_bytes()
    said = medguard(*arguments)
    assert said.exit_code == 0, said.output
    assert "there already" in said.stdout
    assert file.read_bytes() == before
    # Neither the database nor its key is needed to see that.
    assert medguard(*arguments[:-4], "sqlite:////no/such/place.db", *arguments[-3:]).exit_code == 0


def test_another_file_of_that_name_is_not_replaced(filled, tmp_path):
    file = tmp_path / "board.json"
    once = ("--database", filled, "--once", "--out", file)
    assert medguard("report", "board", *WINDOW, *once).exit_code == 0
    before = file.read_bytes()
    for arguments in (("bias", *WINDOW), ("board", "--last", "month"), ("board", *WINDOW, "--application", "known")):
        said = medguard("report", *arguments, *once)
        assert said.exit_code == 2, said.output
        assert "not replaced" in said.stderr
    file.write_text("[]", "utf-8")
    assert medguard("report", "board", *WINDOW, *once).exit_code == 2
    assert medguard("report", "board", *WINDOW, "--database", filled, "--once").exit_code == 2
    assert (len(before) > 2, file.read_text("utf-8")) == (True, "[]")


def test_a_timer_that_runs_again_is_told_again_that_the_log_did_not_verify(url, tmp_path):
    fill(url, 5)
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as connection, connection:
        connection.execute("UPDATE records SET application = 'other' WHERE position = 3")
    arguments = ("report", "board", *WINDOW, "--database", url, "--once", "--out", tmp_path / "board.html")
    assert [medguard(*arguments).exit_code for _ in range(2)] == [1, 1]


# ── who vouches ──────────────────────────────────────────────────────────────────────────────────────────────────────

TODAY = datetime.now(UTC).date()
NEXT_YEAR = (TODAY + timedelta(days=365)).isoformat()


def given(url, by="dpo-1"):
    with open_ledger(url) as ledger:
        return attest(ledger, "eu/art27/fria", by=by, evidence="D-1", evidence_sha256="a" * 64, until=NEXT_YEAR)


def test_a_withdrawal_that_a_wrong_clock_dates_into_the_future_holds_at_once(url, monkeypatch):
    which = given(url)

    class Ahead(datetime):
        @classmethod
        def now(cls, zone=None):
            return super().now(zone) + timedelta(days=20_000)

    monkeypatch.setattr(attestations, "datetime", Ahead)
    with open_ledger(url) as ledger:
        withdraw(ledger, which, by="dpo-1", reason="superseded")
    monkeypatch.undo()
    (one,) = list_attestations(url)
    assert one.withdrawn_at[:10] > NEXT_YEAR
    report = made(url, "board")
    ((_, state, *_),) = table(report, "attestations")
    assert state[0].startswith("withdrawn")
    assert check(report.sealed(), source=url, keys=KEYS, catalogue=LAWS).ok
    assert "withdrawn" in medguard("attest", "list", "--database", url).stdout


def test_whether_the_registry_knows_who_vouched_is_said(url):
    given(url)
    report = made(url, "board")
    assert table(report, "attestations")[0][2] == ("dpo-1 (not in the registry then)", "dpo-1（当时不在登记库中）")
    staff = entry("actor", {}, subject="dpo-1", valid_from="2020-01-01")
    with open_registry(url) as registry:
        registry.add([staff], Source(name="staff.csv", sha256="0" * 64))
    assert table(made(url, "board"), "attestations")[0][2] == "dpo-1"
    assert check(report.sealed(), source=url, keys=KEYS, catalogue=LAWS).ok  # the registry as it was then


def test_an_incident_that_is_to_be_reported_some_day_is_not_reported_yet(url):
    facts = {"ref": "INC-1", "kind": "c", "death": False, "aware_on": "2026-11-10", "reported_on": "2026-11-24"}
    with open_ledger(url) as ledger:
        ledger.append(sample())
    with open_registry(url) as registry:
        registry.add([entry("incident", facts)], Source(name="incidents.csv", sha256="0" * 64))
    states = [table(made(url, "incidents", as_of=day), "clock")[0][-1][0] for day in ("2026-11-20", "2026-11-24")]
    assert states == ["5 days left", "reported in time"]


def test_an_incident_that_was_reported_before_anybody_knew_of_it_is_not_said_to_be_in_time(url):
    facts = {"ref": "INC-1", "kind": "c", "death": False, "aware_on": "2026-11-10", "reported_on": "2026-11-09"}
    with open_ledger(url) as ledger:
        ledger.append(sample())
    with open_registry(url) as registry:
        registry.add([entry("incident", facts)], Source(name="incidents.csv", sha256="0" * 64))
    state = table(made(url, "incidents", as_of="2026-11-20"), "clock")[0][-1]
    assert state == ("not known: reported before anybody was aware of it", "未知：报告日早于知悉日")
