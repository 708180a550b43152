"""Every report, in both languages and every form, says what the log says, and where it does not know it says so."""

from __future__ import annotations

import csv
import functools
import io
import json
import re
import sqlite3
import zipfile
from contextlib import closing
from dataclasses import replace
from html import unescape

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader
from reportlab.pdfbase.ttfonts import TTFont
from sqlalchemy import create_engine

from audit.audit_samples import sample
from medguard.audit import get, list_records, open_ledger
from medguard.audit.database import reading
from medguard.audit.registry import entry, open_registry
from medguard.audit.registry.store import Source
from medguard.errors import AuditError, ProfileError
from medguard.report import html, office, pdf
from medguard.report.document import Figure, Grid, Paragraph, numbers_of, shown, statement
from medguard.report.kinds import KINDS
from medguard.report.make import Profiled, behind_it, make
from medguard.report.make import check as check_report
from medguard.rules.catalogue import read_catalogue
from report.report_samples import HOSTILE, KEYS, SINCE, UNTIL, fill, hostile

NAMES = list(KINDS)
LANGUAGES = ["en", "zh"]


def made(url, name, **more):
    return make(url, name, **{"since": SINCE, "until": UNTIL, "keys": KEYS, "catalogue": LAWS} | more)


LAWS = read_catalogue()


@functools.cache
def of_all(url, name):
    """The report of a ledger that nobody writes to, over all of its days: made once for every form that shows it."""
    return made(url, name, since="2020-01-01", until="2100-01-01")


@functools.cache
def of_weeks(url, name):
    """The same over the usual window."""
    return made(url, name)


def check(sealed, **more):
    return check_report(sealed, **{"catalogue": LAWS} | more)


def rows_of(url, sql):
    engine = create_engine(url)
    try:
        with engine.connect() as connection:
            return connection.exec_driver_sql(sql).all()
    finally:
        engine.dispose()


def text_of(content):
    """What a PDF says, line breaks and blanks aside: a cell may be broken anywhere."""
    return re.sub(r"\s+", "", "".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages))


def value(report, key):
    return next(one for one in report.figures() if one.key == key).value


def table(report, key):
    return [row.cells for row in next(one for one in report.grids() if one.key == key).rows]


# ── what the log says ────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", NAMES)
def test_the_statement_beside_a_figure_lists_just_so_many_exchanges(filled, name):
    report = made(filled, name)
    compared = 0
    for one in report.figures():
        if one.behind is None or one.key in SUMS or one.value is None:
            continue
        assert len(rows_of(filled, statement(report, one.behind.view, one.behind.where))) == one.value, one.key
        compared += 1
    assert compared >= 5


SUMS = {"found", "replaced", "restored", "near.unrestored", "tokens.prompt", "tokens.completion"}
"""Figures that add up a column."""


@pytest.mark.parametrize("name", NAMES)
def test_the_rows_of_a_table_name_the_exchanges_that_they_count(filled, name):
    report = made(filled, name)
    for grid in report.grids():
        for row in grid.rows:
            if grid.view is None or not row.where or grid.key in {"rules", "reviews"}:
                continue
            found = len(rows_of(filled, statement(report, grid.view, row.where)))
            assert found in row.cells or not any(isinstance(cell, int) for cell in row.cells), (grid.key, row.cells)


def test_figures_are_those_of_the_records_counted_without_sql(filled):
    documents = [one.exchange() for one in list_records(filled, limit=1000)]
    exchanges = [one for one in documents if one["review_of"] is None]
    report = made(filled, "eu-art50")
    assert value(report, "exchanges") == len(exchanges)
    for outcome in ("answered", "amended", "held", "blocked", "failed", "abandoned"):
        assert value(report, f"outcome.{outcome}") == sum(one["outcome"] == outcome for one in exchanges)
    out = [one for one in exchanges if one["outcome"] in {"answered", "amended"} and one["reply"]["for_people"]]
    assert value(report, "replies") == len(out) > 10
    assert value(report, "replies.patient_facing") == sum(one["reply"]["patient_facing"] is True for one in out)
    assert value(report, "replies.readers_unstated") == sum(one["reply"]["patient_facing"] is None for one in out)
    labelled = [one["reply"]["label"]["explicit_text"] is not None for one in out]
    marked = [one["reply"]["implicit_label"] is not None for one in out]
    assert value(report, "labelled") == sum(labelled)
    neither = sum(not a and not b for a, b in zip(labelled, marked, strict=True))
    assert value(report, "unmarked") == neither
    assert value(report, "unmarked.share") == round(100 * neither / len(out), 1)
    approved = sum(one["review_of"] is not None and one["reason"] == "approved" for one in documents)
    assert value(report, "reviews.approved") == approved
    exposure = made(filled, "phi-exposure")
    assert value(exposure, "found") == sum(one["request"]["identifiers"]["found"] for one in exchanges)
    assert value(exposure, "near.remaining") == 1
    board = made(filled, "board")
    assert value(board, "tokens.prompt") == sum(one["tokens"].get("prompt_tokens", 0) for one in exchanges)


def test_what_was_open_when_the_report_was_made_is_open_in_it_for_ever(url):
    fill(url)
    report = made(url, "board")
    ((begun,),) = rows_of(url, "SELECT exchange_id FROM v_unfinished")
    assert value(report, "unfinished") == 1
    with open_ledger(url) as ledger:
        ledger.append(sample(begun))  # it ends after all
    assert check(report.sealed(), keys=KEYS, source=url).ok
    assert value(made(url, "board"), "unfinished") == 0


def test_one_applications_report_counts_only_its_exchanges(filled):
    report = made(filled, "citations", application="known")
    assert value(report, "exchanges") == 9
    assert (value(report, "citations.replies"), value(report, "citations.judged")) == (3, 2)
    assert (value(report, "citations.fabricated"), value(report, "citations.verified")) == (1, 2)
    assert value(report, "citations.fabricated_released") == 1
    assert table(report, "by_model") == [("model-k", 2, 2, 1, 0, 0, 0, 0, 50.0)]
    assert table(report, "judged") == [("model-k", 3, 2, 2, 100.0, 1, 0)]
    assert [one[0] for one in rows_of(filled, statement(report, "v_exchanges", ""))] == [
        f"known-{n}" for n in range(1, 10)
    ]


@pytest.mark.postgresql
@pytest.mark.parametrize("name", NAMES)
def test_both_databases_give_the_same_figures(filled, filled_postgresql, name):
    ours, theirs = made(filled, name), made(filled_postgresql, name)
    a, b = numbers_of(theirs.body()), numbers_of(ours.body())
    for one in (a, b):
        one.pop("erasures", None)  # an erasure's id is drawn
    assert a == b
    assert check(theirs.sealed(), keys=KEYS, source=filled_postgresql).ok


# ── what is not known ────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", NAMES)
def test_a_window_without_records_says_so_and_no_number_is_nought(filled, name):
    report = made(filled, name, since="2020-01-01", until="2020-02-01")
    assert report.records == 0
    assert [one.key for one in report.figures() if one.behind is not None and one.value is not None] == []
    for lang, words in (("en", "This window has no records"), ("zh", "本时段没有任何记录")):
        page = html.html(report, lang).decode()
        assert page.index(words) < page.index("<table>")


def test_a_check_that_judged_nothing_found_not_nothing_but_nobody_knows(url):
    fill(url, 5)
    report = made(url, "citations", application="triage")
    assert value(report, "citations.judged") in {0, None}
    assert value(report, "citations.fabricated") is None


def test_a_share_of_nothing_is_not_known(filled):
    report = made(filled, "eu-art50", application="there-is-no-such")
    assert value(report, "unmarked.share") is None


@pytest.mark.parametrize("lang", LANGUAGES)
def test_without_a_public_key_the_signature_is_said_to_be_unchecked(filled, lang):
    report = made(filled, "board", keys=None)
    assert report.log.signed is None
    page = html.html(report, lang).decode()
    assert {"en": "signature was not checked", "zh": "未核对账本签名"}[lang] in page


def test_a_log_that_was_verified_by_its_checkpoint_alone_is_said_to_be(filled):
    report = made(filled, "board", whole=False)
    assert (report.log.ok, report.log.scope) == (True, "checkpoint")
    assert "not every record" in html.html(report, "en").decode()
    assert "not every record" not in html.html(made(filled, "board"), "en").decode()


@pytest.mark.parametrize("form", ["html", "pdf", "docx", "xlsx", "csv"])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_log_that_does_not_verify_is_said_at_the_top_of_the_page(url, form, lang):
    fill(url, 5)
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as connection, connection:
        connection.execute(
            "UPDATE records SET document = replace(document, 'model-k', 'model-j') WHERE exchange_id = 'known-1'"
        )
    report = made(url, "board")
    assert not report.log.ok
    said = re.sub(r"\s+", "", told(report, form, lang))
    warning = {"en": "THELOGDOESNOTVERIFY", "zh": "账本未通过验证"}[lang]
    first_figure = re.sub(r"\s+", "", shown(next(report.figures()).label, lang))
    assert -1 < said.index(warning) < said.index(first_figure)
    assert not check(report.sealed(), keys=KEYS).ok


def told(report, form, lang):
    """The words of a document, in order."""
    match form:
        case "html":
            page = html.html(report, lang).decode()
            return unescape(re.sub(r"<script.*?</script>|<style>.*?</style>|<[^>]+>", " ", page, flags=re.DOTALL))
        case "pdf":
            return "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf.pdf(report, lang))).pages)
        case "docx":
            return re.sub(r"<[^>]+>", "", part(office.docx(report, lang), "word/document.xml"))
        case "xlsx":
            book = load_workbook(io.BytesIO(office.xlsx(report, lang)))
            return "\n".join(
                str(cell.value) for sheet in book for row in sheet for cell in row if cell.value is not None
            )
        case _:
            return office.table_of_values(report, lang).decode("utf-8-sig")


def part(content, name):
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return package.read(name).decode()


# ── forms ────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_a_pdf_says_every_figure_and_row_as_text_with_its_fonts_inside(filled, name, lang):
    report = of_weeks(filled, name)
    content = pdf.pdf(report, lang)
    said = text_of(content)
    for one in report.figures():
        words = (shown(one.label, lang), one.key, shown(one.note, lang) if one.note else "", shown(one.value, lang))
        assert re.sub(r"\s+", "", "".join(words)) in said, one.key
    for grid in report.grids():
        for row in grid.rows:
            for cell in row.cells:
                assert re.sub(r"\s+", "", shown(cell, lang)) in said, (grid.key, cell)
    for page in PdfReader(io.BytesIO(content)).pages:
        for font in [one.get_object() for one in page["/Resources"]["/Font"].values()]:
            if str(font["/BaseFont"]).removeprefix("/") in {"Helvetica", "Symbol", "ZapfDingbats"}:
                continue  # reportlab names Helvetica on every page and writes nothing with it
            assert "NotoSansSC" in font["/BaseFont"]
            assert "/FontFile2" in font["/FontDescriptor"].get_object()
    assert pdf.attached(content) == report.sealed()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_pdf_tells_a_screen_reader_what_is_what_in_order(filled, lang):
    report = of_weeks(filled, "board")
    reader = PdfReader(io.BytesIO(pdf.pdf(report, lang)))
    root = reader.root_object
    assert root["/Lang"] == {"en": "en", "zh": "zh-CN"}[lang]
    assert root["/MarkInfo"]["/Marked"].value
    assert root["/ViewerPreferences"]["/DisplayDocTitle"].value
    tree = root["/StructTreeRoot"]
    found = list(leaves(tree["/K"]))
    # 1. every section is a heading, every table a table with heads and as many rows as it has
    roles = [roles[0] for roles, _, _ in found if len(roles) == 1]
    assert roles.count("/H1") == 1
    assert roles.count("/H2") == len(report.sections) + 1
    tables = [one.get_object() for one in tree["/K"]["/K"] if one.get_object()["/S"] == "/Table"]
    heads = [one for one in tables if one["/K"][0].get_object()["/K"][0].get_object()["/S"] == "/TH"]
    rows = [len(grid.rows) for grid in report.grids() if grid.rows]
    assert [len(one["/K"]) - 1 for one in heads][: len(rows)] == rows
    # 2. whatever is written on a page is a piece that the tree knows, or an artifact
    known = {}
    for _, page, number in found:
        known.setdefault(page, []).append(number)
    for at, page in enumerate(reader.pages):
        content = page.get_contents().get_data().decode("latin-1")
        assert [int(one) for one in re.findall(r"<</MCID (\d+)>> BDC", content)] == sorted(known[at])
        outside = re.sub(r"(?:<</MCID \d+>> BDC|/Artifact BMC).*?EMC", "", content, flags=re.DOTALL)
        assert " Tj" not in outside
        owners = tree["/ParentTree"]["/Nums"][2 * at + 1].get_object()
        assert len(owners) == len(known[at])
        assert page["/StructParents"] == tree["/ParentTree"]["/Nums"][2 * at] == at


def leaves(element, roles=()):
    """The pieces of pages below an element: what they are, from the top; on which page, and which there."""
    for one in (element.get_object() if hasattr(element, "get_object") else element)["/K"]:
        below = one.get_object()
        if isinstance(below, int):
            here = element.get_object()
            yield roles, pages_of(here), int(below)
        else:
            yield from leaves(below, (*roles, below["/S"]))


def pages_of(element):
    return element["/Pg"].get_object()["/StructParents"]


@pytest.mark.parametrize("form", ["html", "docx", "xlsx", "csv"])
@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_every_form_says_every_figure(filled, name, lang, form):
    report = of_weeks(filled, name)
    said = told(report, form, lang)
    for one in report.figures():
        assert shown(one.label, lang) in said, one.key
        assert one.key in said
        plain = str(one.value) if form in {"xlsx", "csv"} and one.value is not None else shown(one.value, lang)
        assert plain in said, one.key


@pytest.mark.parametrize("name", NAMES)
def test_both_languages_are_complete(filled, name):
    report = made(filled, name)
    assert all(re.search(r"[\u4e00-\u9fff]", words[1]) for words in own_words(report))
    assert all(words[0].strip() for words in own_words(report))


def own_words(report):
    yield from (report.title, report.law)
    for section in report.sections:
        yield section.title
        for one in section.parts:
            match one:
                case Paragraph():
                    yield one.text
                case Figure():
                    yield one.label
                case Grid():
                    yield from (one.title, one.empty)
                    yield from (column for column in one.columns if column[0] != column[1])


def test_an_html_page_runs_nothing_and_fetches_nothing(filled):
    page = html.html(made(filled, "board"), "zh").decode()
    assert re.findall(r"<script[^>]*>", page) == ['<script type="application/json" id="medguard-report">']
    assert not re.search(r"\b(?:src|href|on\w+)=", re.sub(r"<script.*?</script>", "", page, flags=re.DOTALL))
    assert "default-src 'none'" in page


# ── hostile words ────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def attacked(tmp_path_factory):
    url = f"sqlite:///{tmp_path_factory.mktemp('hostile') / 'ledger.db'}"
    with open_ledger(url) as ledger:
        for one in hostile():
            ledger.append(one)
    return url


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_hostile_words_are_only_read(attacked, name, lang):
    report = of_all(attacked, name)
    page = html.html(report, lang).decode()
    assert "<script>alert" not in page
    assert "<img" not in page
    assert html.embedded(page) == report.sealed()
    said = text_of(pdf.pdf(report, lang))
    for words in (page.replace(json.dumps(report.sealed()), ""), said):
        assert "\u202e" not in re.sub(r"<script.*?</script>", "", words, flags=re.DOTALL)
    book = load_workbook(io.BytesIO(office.xlsx(report, lang)))
    assert not [cell for sheet in book for row in sheet for cell in row if cell.data_type == "f" or cell.hyperlink]
    assert "<script>" not in part(office.docx(report, lang), "word/document.xml")
    for line in csv.reader(io.StringIO(office.table_of_values(report, lang).decode("utf-8-sig"))):
        assert not [cell for cell in line if cell.startswith(("=", "+", "@"))]
    assert check(report.sealed(), keys=KEYS, source=attacked).ok


def test_hostile_words_reach_the_page_so_that_they_can_be_read(attacked):
    report = made(attacked, "board", since="2020-01-01", until="2100-01-01")
    page = re.sub(r"<script.*?</script>", "", html.html(report, "en").decode(), flags=re.DOTALL)
    assert "&lt;script&gt;alert(1)" in page
    assert "ok[U+202E]gnp.exe" in page
    assert "(100000)" in page
    assert "[U+1F600]app" in text_of(pdf.pdf(report, "en"))
    rows = table(report, "by_application")
    assert {row[0] for row in rows} == set(HOSTILE.values())


def test_a_hostile_applications_own_report_counts_it_and_lists_it(attacked):
    for number, words in enumerate(HOSTILE.values()):
        report = made(attacked, "board", since="2020-01-01", until="2100-01-01", application=words)
        assert value(report, "exchanges") == 1
        assert [one[0] for one in rows_of(attacked, statement(report, "v_exchanges", ""))] == [f"hostile-{number}"]


# ── years later ──────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", NAMES)
def test_a_report_is_still_true_when_the_log_has_grown(url, name):
    moment = fill(url, 20)
    sealed = made(url, name).sealed()
    with open_ledger(url) as ledger:
        ledger._clock = lambda: moment  # also within the window
        for _ in range(5):
            ledger.append(sample(application="known"))
    result = check(sealed, keys=KEYS, source=url)
    assert (result.ok, result.digest, result.signed, result.log_goes_on, result.same) == (True, True, True, True, True)
    assert value(made(url, name), "exchanges") == numbers_of(sealed["body"])["exchanges"] + 5


def test_a_changed_figure_shows_by_its_digest_and_by_its_name(filled):
    sealed = made(filled, "board").sealed()
    changed = json.loads(json.dumps(sealed))
    for section in changed["body"]["sections"]:
        for one in section["parts"]:
            if one.get("key") == "outcome.blocked":
                one["value"] -= 1
    result = check(changed, keys=KEYS, source=filled)
    assert (result.digest, result.same, result.differing) == (False, False, ("outcome.blocked",))
    from medguard.report.document import digest_of

    changed["sha256"] = digest_of(changed["body"])  # whoever changes it can compute that too
    result = check(changed, keys=KEYS, source=filled)
    assert (result.ok, result.digest, result.differing) == (False, True, ("outcome.blocked",))


def test_a_checkpoint_of_another_log_is_found_out(filled, url):
    from medguard.audit.notes import new_signer

    sealed = made(filled, "board").sealed()
    stranger = new_signer("tests.medguard.invalid")
    assert check(sealed, keys=[stranger.verifier]).signed is False
    fill(url, 21)  # another history
    result = check(sealed, keys=KEYS, source=url)
    assert (result.ok, result.log_goes_on) == (False, False)


@pytest.mark.parametrize(
    "damage",
    [
        None,
        {},
        [],
        {"body": {}},
        {"body": {"form": "x"}, "sha256": ""},
        {"body": {"form": "medguard report v1"}, "sha256": "a"},
    ],
    ids=["nothing", "empty", "list", "no-body", "other-form", "half"],
)
def test_what_is_no_report_is_said_to_be_none(damage):
    with pytest.raises(AuditError) as caught:
        check(damage)
    assert caught.value.remedy_zh


def test_the_records_behind_a_figure_are_listed_as_the_log_was(filled):
    sealed = made(filled, "citations", application="known").sealed()
    with reading(filled) as connection:
        assert [one for one, _ in behind_it(connection, sealed, "citations.fabricated")] == ["known-1"]
        assert [one for one, _ in behind_it(connection, sealed, "by_model/1")] == ["known-1", "known-2"]
        for key in ("no.such", "by_model/9", "by_model/0", "by_model", "not_checked/1"):
            with pytest.raises(AuditError):
                behind_it(connection, sealed, key)


def test_no_sql_of_a_report_file_is_run(filled):
    sealed = json.loads(json.dumps(made(filled, "board").sealed()))
    for section in sealed["body"]["sections"]:
        for one in section["parts"]:
            if one.get("key") == "exchanges":
                one["behind"]["where"] = "1 = 1) UNION SELECT reference, 1 FROM people --"
    with reading(filled) as connection:
        found = behind_it(connection, sealed, "exchanges")
    assert all(get(filled, one) is not None for one, _ in found)


def test_a_report_that_there_is_not_is_said_to_be_none(filled):
    with pytest.raises(ProfileError):
        made(filled, "no-such-report")


@pytest.mark.parametrize(
    ("since", "until"), [("2026-12-01", "2026-11-01"), ("2026-11-01", "2026-11-01"), ("yesterday", "2026-11-01")]
)
def test_a_window_that_is_none_is_refused(filled, since, until):
    with pytest.raises(AuditError) as caught:
        made(filled, "board", since=since, until=until)
    assert caught.value.remedy_zh


# ── incidents ────────────────────────────────────────────────────────────────────────────────────────────────────────

AWARE = "2026-11-10"


@pytest.mark.parametrize(
    ("facts", "days", "by", "state"),
    [
        ({"kind": "c", "death": False, "widespread": False, "aware_on": AWARE}, 15, "2026-11-25", "5 days left"),
        ({"kind": "a", "death": True, "aware_on": AWARE}, 10, "2026-11-20", "0 days left"),
        ({"kind": "b", "aware_on": AWARE}, 2, "2026-11-12", "OVERDUE by 8 days"),
        ({"kind": "a", "death": True, "widespread": True, "aware_on": AWARE}, 2, "2026-11-12", "OVERDUE by 8 days"),
        ({"kind": "c", "death": False, "aware_on": AWARE, "reported_on": "2026-11-25"}, 15, "2026-11-25", "reported in time"),
        ({"kind": "a", "death": True, "aware_on": AWARE, "reported_on": "2026-11-23"}, 10, "2026-11-20", "reported 3 days late"),
        ({"kind": "c", "death": False, "aware_on": AWARE, "reported_on": "never"}, 15, "2026-11-25", "5 days left"),
        ({"kind": "a", "aware_on": AWARE}, "10, unless more is known of it", "2026-11-20", "0 days left"),
        ({"death": False, "aware_on": AWARE}, "2, unless more is known of it", "2026-11-12", "OVERDUE by 8 days"),
        ({"kind": "c", "death": False}, 15, None, "not known: the day of awareness is missing"),
    ],
    ids=["any", "death", "critical", "widespread", "in-time", "late", "never", "death-unknown", "kind-unknown", "no-day"],
)  # fmt: skip
def test_each_incident_has_its_clock_and_of_what_is_unknown_the_shortest(url, facts, days, by, state):
    with open_ledger(url) as ledger:
        ledger.append(sample())
    with open_registry(url) as registry:
        registry.add([entry("incident", {"ref": "INC-1", **facts})], Source(name="incidents.csv", sha256="0" * 64))
    reported = facts.get("reported_on", "never")
    report = made(url, "incidents", as_of="2026-11-20" if reported == "never" else reported)
    ((ref, *_, allowed, last, _reported, said),) = table(report, "clock")
    assert (ref, last, said[0]) == ("INC-1", by, state)
    assert (allowed if isinstance(allowed, int) else allowed[0]) == days
    assert re.search("[\u4e00-\u9fff]", said[1])
    assert check(report.sealed(), keys=KEYS, source=url).ok


def test_a_report_does_not_change_when_the_registry_says_something_newer(url):
    with open_ledger(url) as ledger:
        ledger.append(sample())
    source = Source(name="incidents.csv", sha256="0" * 64)
    with open_registry(url) as registry:
        registry.add([entry("incident", {"ref": "INC-1", "kind": "b", "aware_on": AWARE})], source)
        sealed = made(url, "incidents").sealed()
        registry.add([entry("incident", {"ref": "INC-1", "kind": "b", "aware_on": "2026-11-11"})], source)
        registry.add([entry("incident", {"ref": "INC-2"})], source)
    assert check(sealed, keys=KEYS, source=url).ok
    assert len(table(made(url, "incidents"), "clock")) == 2


# ── G10 ──────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("stated", "words"),
    [
        ({"robot_assisted": False, "technology_code": "none"}, "so it is not G10"),
        ({"robot_assisted": True, "technology_code": "G10"}, "G10 applies"),
        ({"robot_assisted": False, "technology_code": "G10"}, "the declaration is wrong"),
        ({}, "it is not known whether this is G10"),
    ],
    ids=["no-robot", "robot", "mislabelled", "unknown"],
)
def test_g10_is_robot_assisted_surgery_and_nothing_else(filled, stated, words):
    profile = Profiled(name="p", sha256="0" * 64, stated={"deployment": stated})
    report = made(filled, "g10", profile=profile)
    assert words in html.html(report, "en").decode()
    assert check(report.sealed(), keys=KEYS, source=filled, profile=profile).ok


# ── fonts ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_fonts_have_every_letter_that_our_own_texts_are_written_with():
    from medguard.report.make_fonts import FOLDER, own_texts

    for weight in ("Regular", "Bold"):
        known = TTFont("x", str(FOLDER / f"NotoSansSC-{weight}.ttf")).face.charToGlyph
        assert [one for one in own_texts() if ord(one) not in known] == []


def test_a_letter_that_the_font_lacks_is_spelled_out(filled):
    report = made(filled, "board")
    strange = replace(report, title=("\u4dae\U0001f600", "\u0634"))
    said = text_of(pdf.pdf(strange, "en"))
    assert "[U+4DAE][U+1F600]" in said


def test_a_document_that_cannot_be_read_makes_no_report_and_says_what_to_do(url):
    fill(url, 5)
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as connection, connection:
        connection.execute("UPDATE records SET document = '[1]' WHERE exchange_id = 'known-1'")
    with pytest.raises(AuditError) as caught:
        made(url, "board")
    assert "medguard audit verify" in caught.value.remedy
