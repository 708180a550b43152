"""From CSV and JSON to entries, or to faults that say where, what, and what to do."""

import csv
import io
import json
from dataclasses import fields
from datetime import date
from typing import get_args, get_origin

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from medguard.audit.registry import HERE, KINDS, column_zh, entry, open_registry, read_entries, word_zh
from medguard.audit.registry.kinds import MOST, NEVER, fits
from medguard.audit.registry.store import Source
from medguard.audit.registry.words import _ZH, column_named, is_about_people, word_named
from medguard.facts import Actor, Filing, Incident, Institution, Patient, Training


def found(*lines, kind=None):
    content = "\r\n".join(lines).encode() if all(isinstance(line, str) for line in lines) else lines[0]
    return read_entries(content, kind=kind)


def entries(*lines, kind=None):
    read = found(*lines, kind=kind)
    assert read.faults == ()
    return read.entries


def faults(*lines, kind=None):
    read = found(*lines, kind=kind)
    assert read.entries == ()
    return [(fault.line, fault.column, fault.misfit.what) for fault in read.faults]


# ── vocabulary ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_columns_are_the_fields_of_the_facts():
    left_out = {(Actor, "ref"), (Patient, "ref"), (Patient, "consent")}
    for kind in KINDS.values():
        has = {column.field for column in kind.columns if column.field}
        assert has == {field.name for field in fields(kind.facts) if (kind.facts, field.name) not in left_out}
    assert {kind.facts for kind in KINDS.values()} >= {Institution, Filing, Actor, Training, Patient, Incident}


def test_every_column_and_every_word_has_a_chinese_name():
    for name, kind in KINDS.items():
        assert set(_ZH[name]) <= {column.name for column in kind.columns}
        for column in kind.columns:
            zh = column_zh(name, column.name)
            assert zh != column.name, (name, column.name)
            assert column_named(zh) == column_named(column.name) == column_named(column.name.upper()) == column.name
            assert not is_about_people(zh)
            assert not is_about_people(column.name)
            words = [word_zh(word) for word in column.words]
            assert len({*words, *column.words}) == 2 * len(words), column
            assert [word_named(zh, column.words) for zh in words] == list(column.words)


# ── right files ──────────────────────────────────────────────────────────────────────────────────────────────────────

TRAINING = entry(
    "training", {"code": "G10", "exam_passed": True}, subject="dr-0042", valid_from="2024-02-29", valid_until="2026-12-31"
)  # fmt: skip


@pytest.mark.parametrize(
    "lines",
    [
        ("subject,code,exam_passed,base_filed,valid_from,valid_until", "dr-0042,G10,true,,2024-02-29,2026-12-31"),
        ("人员编号,培训代码,考核合格,培训基地已备案,有效期自,有效期至", "dr-0042,G10,是,,2024-02-29,2026-12-31"),
        (" Subject , CODE,考核合格,valid_from,有效期至", "　dr-0042 , G10,TRUE,2024-02-29\xa0,2026-12-31", ",,,,", ""),
        ("", '"subject","code","exam_passed","valid_from","valid_until"', '"dr-0042","G10","True","2024-02-29","2026-12-31"'),
        ('[{"subject": "dr-0042", "code": "G10", "exam_passed": true, "base_filed": null,', ' "valid_from": "2024-02-29", "有效期至": "2026-12-31"}]'),
        ('{"ref": "dr-0042", "code": "G10", "考核合格": true, "valid_from": "2024-02-29", "valid_until": "2026-12-31"}',),
    ],
)  # fmt: skip
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_one_training_in_many_spellings(lines, mark):
    assert entries(mark + lines[0], *lines[1:], kind="training") == (TRAINING,)
    assert read_entries((mark + "\n".join(lines)).encode(), kind="training").entries == (TRAINING,)


def test_a_file_may_hold_several_kinds():
    lines = (
        "类别,编号,技术代码,岗位,诊疗科目,停用情形,有效期至",
        "机构,,,,普通外科、泌尿外科;妇科,无,",
        "filing,here,G10,,,,",
        "停用情形,,serious_event,,,,",
        "停用情形,,关键人员变动,,,,",
        "人员,dr-0042,,主任,,,".replace("主任", "医师"),
        "授权,dr-0042,G10,,,,2026-12-31",
    )
    assert entries(*lines) == (
        entry("institution", {"registered_departments": ["普通外科", "泌尿外科", "妇科"], "stop_triggers": []}),
        entry("filing", {"code": "G10"}),
        entry("stop_trigger", {"code": "serious_event"}),
        entry("stop_trigger", {"code": "key_staff_changed"}),
        entry("actor", {"role": "physician"}, subject="dr-0042"),
        entry("authorisation", {"code": "G10"}, subject="dr-0042", valid_until="2026-12-31"),
    )


def test_an_incident_has_a_kind_of_its_own():
    made = entry("incident", {"ref": "I-1", "kind": "a", "reported_on": NEVER})
    assert entries("ref,incident_kind,reported_on", "I-1,a,never", kind="incident") == (made,)
    assert entries("事件编号,事件类型,报告日期", "I-1,死亡或严重健康损害,从未", kind="incident") == (made,)


def test_what_begins_later_is_kept_later_whatever_the_order_of_the_file():
    read = entries("subject,code,valid_from", "d-1,G10,2026-01-01", "d-1,G10,", "d-1,G10,2024-01-01", kind="training")
    assert [one.valid_from for one in read] == [None, "2024-01-01", "2026-01-01"]


# ── wrong files ──────────────────────────────────────────────────────────────────────────────────────────────────────

HEAD = "subject,code,exam_passed,valid_from,valid_until"
WRONG = {
    "no day": ((HEAD, "d-1,G10,true,2026-02-29,"), [(2, "valid_from", "no day of the calendar")]),
    "a leap day that is none": ((HEAD, "d-1,G10,true,1900-02-29,"), [(2, "valid_from", "no day")]),
    "slashes": ((HEAD, "d-1,G10,true,2026/1/2,"), [(2, "valid_from", "no day")]),
    "no dashes": ((HEAD, "d-1,G10,true,20260102,"), [(2, "valid_from", "no day")]),
    "a moment": ((HEAD, "d-1,G10,true,2026-01-02T00:00:00,"), [(2, "valid_from", "no day")]),
    "wide digits": ((HEAD, "d-1,G10,true,２０２６-01-02,"), [(2, "valid_from", "no day")]),
    "never is no border": ((HEAD, "d-1,G10,true,never,"), [(2, "valid_from", "no day")]),
    "an end before the beginning": ((HEAD, "d-1,G10,true,2026-01-02,2026-01-01"), [(2, "valid_until", "before valid_from")]),
    "neither yes nor no": ((HEAD, "d-1,G10,yes,,"), [(2, "exam_passed", "neither true nor false")]),
    "a name": ((HEAD, "张伟,G10,是,,"), [(2, "subject", "pseudonymous")]),
    "an English name": ((HEAD, "Ann Lee,G10,是,,"), [(2, "subject", "pseudonymous")]),
    "a name without a blank": ((HEAD, "AnnLee,G10,是,,"), [(2, "subject", "pseudonymous")]),
    "nobody": ((HEAD, ",G10,是,,"), [(2, "subject", "missing")]),
    "no code": ((HEAD, "d-1,,是,,"), [(2, "code", "missing")]),
    "a small code": ((HEAD, "d-1,g10,是,,"), [(2, "code", "no code")]),
    "a rounded number": ((HEAD, "1.10105E+14,G10,是,,"), [(2, "subject", "rounded")]),
    "too few cells": ((HEAD, "d-1,G10", "d-2,G10,,,", "d-3,g10,,,"), [(2, "", "5 columns"), (4, "code", "no code")]),
    "too many cells": ((HEAD, "d-1,G10,,,,"), [(2, "", "5 columns")]),
    "twice": ((HEAD, "d-1,G10,是,,", "d-2,G10,是,,", "d-1,G10,否,,2026-01-01"), [(4, "", "line 2 is about the same")]),
    "everything": ((HEAD, "张伟,g10,x,1,2"), [(2, name, "") for name in HEAD.split(",")]),
    "every row": ((HEAD, "d-1,G10,x,,", "d-2,G10,是,,", '"d-3",G10,"x\ny",,', "d-4,G10,x,,"), [(2, "exam_passed", ""), (4, "exam_passed", ""), (6, "exam_passed", "")]),
    "a column for names": (("subject,code,姓名", "d-1,G10,x"), [(1, "column 3", "takes no names")]),
    "another column for names": (("subject,code,患者姓名,Name", "d-1,G10,x,y"), [(1, "column 3", "takes no names"), (1, "column 4", "takes no names")]),
    "an unknown column": (("subject,code,colour", "d-1,G10,x"), [(1, "column 3", "no such field")]),
    "a column without a name": (("subject,code,", "d-1,G10,x"), [(1, "column 3", "no such field")]),
    "a column twice": (("subject,code,培训代码", "d-1,G10,x"), [(1, "code", "twice")]),
    "a field of another kind": (("subject,code,岗位", "d-1,G10,医师"), [(2, "role", "no field of training")]),
    "an open quotation": ((HEAD, "d-1,G10,true,,", 'd-2,"G10,true,,'), [(3, "", "not CSV")]),
    "a quotation in the middle": ((HEAD, '"d"-1,G10,true,,'), [(2, "", "not CSV")]),
    "a null character": ((HEAD, "d-1\0,G10,true,,"), [(2, "subject", "pseudonymous")]),
    "nothing": (("",), [(1, "", "no rows")]),
    "a header only": ((HEAD,), [(1, "", "no rows")]),
    "an empty object": (("[{}]",), [(1, "code", "missing"), (1, "subject", "missing")]),
    "an empty list": (("[]",), [(1, "", "no rows")]),
    "no JSON": (('[{"subject": "d-1", "code": "G10"},', "{code}]"), [(2, "", "not JSON")]),
    "cut off": (('[{"subject": "d-1", "code": "G10"}',), [(1, "", "not JSON")]),
    "a comma at the end": (('[{"subject": "d-1", "code": "G10"},', "]"), [(2, "", "not JSON")]),
    "more after the end": (('[{"subject": "d-1", "code": "G10"}]', "[]"), [(2, "", "not JSON")]),
    "two objects": (('{"subject": "d-1", "code": "G10"}', '{"subject": "d-2", "code": "G10"}'), [(2, "", "not JSON")]),
    "no number that JSON knows": (('[{"subject": NaN}]',), [(1, "", "not JSON")]),
    "endless brackets": (("[" * 100_000,), [(1, "", "not JSON")]),
    "an endless number": (('[{"code": ' + "9" * 5000 + "}]",), [(1, "", "not JSON")]),
    "no object": (('[{"subject": "d-1", "code": "G10"},', '"d-2"]'), [(2, "", "not an object")]),
    "a field for names": (('[{"subject": "d-1", "code": "G10",', ' "姓名": "x"}]'), [(1, "field 3", "takes no names")]),
    "a field twice": (('[{"code": "G10", "code": "G08", "subject": "d-1"}]',), [(1, "code", "twice")]),
    "a field in two languages": (('[{"code": "G10", "培训代码": "G08", "subject": "d-1"}]',), [(1, "code", "twice")]),
    "a word for true": (('[{"subject": "d-1", "code": "G10", "exam_passed": "true"}]',), [(1, "exam_passed", "neither")]),
    "a number for true": (('[{"subject": "d-1", "code": "G10", "exam_passed": 1}]',), [(1, "exam_passed", "neither")]),
    "a number for text": (('[{"subject": 1, "code": 10}]',), [(1, "subject", "not text"), (1, "code", "not text")]),
    "half a character": (('[{"subject": "d-1", "code": "\\ud83d"}]',), [(1, "code", "no code")]),
    "all of facts nested": (('[{"subject": "d-1", "code": "G10", "valid_from": {"day": 1}}]',), [(1, "valid_from", "not text")]),
}  # fmt: skip


@pytest.mark.parametrize(("lines", "wrong"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_named_with_line_and_field(lines, wrong):
    named = faults(*lines, kind="training")
    assert [(line, column) for line, column, _ in sorted(named)] == [one[:2] for one in sorted(wrong)]
    for (_, _, said), (_, _, what) in zip(sorted(named), sorted(wrong), strict=True):
        assert what in said


ACTOR = "subject,role,licence_no,years_in_specialty,training,authorised_technologies"
WRONG_ACTORS = {
    "an unknown role": ("d-1,Arzt,,,,", "role", "known words"),
    "a number with a point": ("d-1,,,9.5,,", "years_in_specialty", "whole number"),
    "a number below zero": ("d-1,,,-1,,", "years_in_specialty", "whole number"),
    "a number without end": ("d-1,,,99999999999,,", "years_in_specialty", "whole number"),
    "a licence that was rounded": ("d-1,,1.10105E+14,,,", "licence_no", "rounded"),
    "a citizen's number": ("d-1,,11010519491231002X,,,", "licence_no", "citizen"),
    "a story": (f"d-1,,{'x' * 201},,,", "licence_no", "200 printable"),
    "a line break": ('d-1,,"x\ny",,,', "licence_no", "printable"),
    "a training without its days": ("d-1,,,,G10,", "training", "kind training"),
    "an authorisation without its days": ("d-1,,,,,G10;G08", "authorised_technologies", "kind authorisation"),
}


@pytest.mark.parametrize(("row", "column", "what"), WRONG_ACTORS.values(), ids=WRONG_ACTORS)
def test_what_an_actor_cannot_be(row, column, what):
    [(line, named, said)] = faults(ACTOR, row, kind="actor")
    assert (line, named) == (2, column)
    assert what in said


@pytest.mark.parametrize(
    ("lines", "kind", "what"),
    [
        (("subject,code", "d-1,G10"), None, "nothing says which kind"),
        (("kind,subject,code", ",d-1,G10"), None, "nothing says which kind"),
        (("kind,subject,code", "licence,d-1,G10"), None, "no kind of entry"),
        (("kind,subject,code", "授权,d-1,G10"), "training", "another kind"),
        (('[{"kind": 1}]',), None, "no kind of entry"),
    ],
)
def test_the_kind_must_be_said_and_said_once(lines, kind, what):
    [(_, column, said)] = faults(*lines, kind=kind)
    assert column == "kind"
    assert what in said


def test_an_institution_is_this_one():
    assert faults("kind,level", "机构,") == [(2, "", "the row says nothing")]
    assert faults('[{"kind": "机构"}]') == [(1, "", "the row says nothing")]
    [(_, column, said)] = faults("subject,level", "h-2,三级甲等", kind="institution")
    assert (column, said.startswith(f"is not {HERE}")) == ("subject", True)


@pytest.mark.parametrize(
    ("encoding", "what"), [("gbk", "GBK"), ("gb18030", "GBK"), ("utf-16", "UTF-16"), ("utf-16-le", "not UTF-8")]
)
def test_another_encoding_is_recognised_and_refused(encoding, what):
    [(line, column, said)] = faults("人员编号,培训代码\r\nd-1,G10".encode(encoding), kind="training")
    assert (line, column) == (1, "")
    assert what in said
    [fault] = read_entries("subject,title\nd-1,x\nd-2,主任医师".encode("gbk"), kind="actor").faults
    assert fault.line == 3
    assert "iconv -f GB18030 -t UTF-8" in fault.misfit.remedy
    assert "iconv -f GB18030 -t UTF-8" in fault.misfit.remedy_zh


def test_bytes_that_are_no_text_are_refused():
    [(line, _, said)] = faults(b"subject,code\n\xff\xff\xff\x00")
    assert (line, said) == (2, "the file is not UTF-8")


# ── fuzzing ──────────────────────────────────────────────────────────────────────────────────────────────────────────

PLAIN = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S")), min_size=1, max_size=20).filter(
    lambda words: not set(words) & {";", "；", "、"} and words not in {"none", "无"}
)
DAYS = st.dates().map(str)


def values(column):
    """What may stand in a column."""
    if column.own_kind:
        return st.sampled_from([None, []])
    one = PLAIN
    if column.words:
        one = st.sampled_from(column.words)
    elif column.name == "subject":
        one = st.from_regex(r"[A-Za-z]{1,5}-[0-9]{1,9}", fullmatch=True)
    elif column.needed:
        one = st.from_regex(r"[A-Z][0-9]{2}(-[a-z]{1,9})?", fullmatch=True)
    elif column.shape is bool:
        one = st.booleans()
    elif column.shape is int:
        one = st.integers(0, MOST)
    elif column.shape is date:
        one = st.one_of(DAYS, st.just(NEVER)) if column.field else DAYS
    one = st.lists(one, max_size=4) if column.several else one
    return one if column.needed else st.none() | one


@st.composite
def rows(draw, kind=None):
    kind = kind or draw(st.sampled_from(list(KINDS)))
    row = {column.name: draw(values(column)) for column in KINDS[kind].columns}
    if row["valid_from"] and row["valid_until"]:
        row["valid_from"], row["valid_until"] = sorted([row["valid_from"], row["valid_until"]])
    if kind == "institution":
        row["level"] = row["level"] or "三级甲等"  # it says something
    return kind, row


def cell(column, value, zh):
    """How a person would write it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return ("是" if value else "否") if zh else str(value)
    parts = [
        word_zh(word) if zh and (word in column.words or word == NEVER) else str(word)
        for word in (value if isinstance(value, list) else [value])
    ]
    return ("、" if zh else "; ").join(parts) or ("无" if zh else "none")


@given(rows(), st.booleans())
def test_whatever_fits_arrives_the_same_from_csv_and_json(drawn, zh):
    kind, row = drawn
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([column_zh(kind, name) if zh else name for name in row])
    writer.writerow([cell(KINDS[kind].column(name), value, zh) for name, value in row.items()])
    from_json = read_entries(json.dumps([row]).encode(), kind=kind)
    from_csv = read_entries(text.getvalue().encode(), kind=kind)
    assert from_json.faults == ()
    assert from_csv == from_json
    [made] = from_json.entries
    assert fits(made)
    known = json.loads(made.facts)
    renamed = {column.name: known[column.field] for column in KINDS[kind].columns if column.field in known}
    about = {"subject": made.subject} if KINDS[kind].about else {}
    days = {"valid_from": made.valid_from, "valid_until": made.valid_until}
    said = renamed | about | days
    assert {name: value for name, value in said.items() if value is not None} == {
        name: value for name, value in row.items() if value is not None
    }


SCRAPS = st.sampled_from(
    ["subject", "code", "有效期至", "姓名", "kind", "training", "机构", "d-1", "G10", "2026-02-29", "2026-01-02", "是", "true", "null", "1e999",
     ",", "\n", "\r\n", '"', "[", "]", "{", "}", ":", "、", "\ufeff", "\0", "\ud83d", "　", "张伟", "-", "\\u0000", "\\ud800"]
)  # fmt: skip


@given(st.lists(SCRAPS | st.text(max_size=3), max_size=40), st.sampled_from([None, *KINDS]))
def test_no_file_crashes_the_importer_and_nothing_is_quoted(scraps, kind):
    content = "".join(scraps).encode("utf-8", "surrogatepass")
    read = read_entries(content, kind=kind)
    assert bool(read.entries) is not bool(read.faults)
    assert all(map(fits, read.entries))
    lines = content.count(b"\n") + content.count(b"\r") + 1
    for fault in read.faults:
        assert 1 <= fault.line <= lines
        assert all(fault.misfit)
        assert "张伟" not in repr(fault)


@given(st.binary(max_size=200), st.sampled_from([None, "training"]))
def test_no_bytes_crash_the_importer(content, kind):
    read = read_entries(content, kind=kind)
    assert bool(read.entries) is not bool(read.faults)


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9), lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["subject", "code", "training", "consent", "valid_from"]), inner, max_size=4), max_leaves=12), st.sampled_from(list(KINDS)))  # fmt: skip
def test_no_json_crashes_the_importer(document, kind):
    read = read_entries(json.dumps(document).encode(), kind=kind)
    assert bool(read.entries) is not bool(read.faults)
    assert all(map(fits, read.entries))


@settings(max_examples=20)  # each makes a database
@given(st.lists(rows(), min_size=1, max_size=5))
def test_whatever_was_imported_can_be_looked_up(tmp_path_factory, drawn):
    url = f"sqlite:///{tmp_path_factory.mktemp('registry') / 'ledger.db'}"
    made = [one for kind, row in drawn for one in read_entries(json.dumps(row).encode(), kind=kind).entries]
    with open_registry(url) as registry:
        registry.add(made, Source(name="x", sha256="0"))
        subjects = {one.subject for one in made}
        for one in made:
            for subject in subjects:
                registry.facts_on(date.fromisoformat(one.valid_from or "2026-11-25"), subject, subject)


def test_lists_are_the_only_shape_with_parts():
    for kind in KINDS.values():
        for column in kind.columns:
            assert column.several == (get_origin(column.shape) is tuple)
            assert not column.several or get_args(column.shape)[1] is Ellipsis
