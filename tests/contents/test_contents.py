"""What a text says is measured as docs/contents.md has it, on any text, in linear time."""

from __future__ import annotations

import doctest
import re
import time
from collections import Counter
from pathlib import Path

import pytest
from contents_score import HALVES, LABELS, LANGUAGES, figures, rows
from hypothesis import given
from hypothesis import strategies as st

from medguard import contents, plain
from medguard.contents import (
    asked,
    asks_if_ai,
    asks_to_strip_label,
    claims_to_be_human,
    kinds,
    output_types,
    prescriptions,
    says_generated,
    voices,
)

PAGE = (Path(__file__).parents[2] / "docs/contents.md").read_text("utf-8")
ROW = re.compile(r"^\| (look|score) \| (en|zh) \| (\w+) \| ([\d.]+) \| ([\d.]+) \| (\d+) \|$", re.MULTILINE)
WRITTEN = {
    (half, language, label): (float(precision), float(recall), int(meant))
    for half, language, label, precision, recall, meant in ROW.findall(PAGE)
}
MEASURES = (output_types, claims_to_be_human, says_generated, asks_if_ai, asks_to_strip_label)


# ── how well ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("label", LABELS)
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("half", HALVES)
def test_a_figure_does_not_drop_and_the_page_tells_it(half, language, label):
    measured = figures(half, language, label)
    precision, recall, meant = WRITTEN[half, language, label]
    assert measured.meant == meant
    assert measured.precision == pytest.approx(precision, abs=0.0006), "say it in docs/contents.md if it rose"
    assert measured.recall == pytest.approx(recall, abs=0.0006), "say it in docs/contents.md if it rose"


def test_the_page_tells_of_every_figure_once():
    assert Counter(ROW.findall(PAGE)).most_common(1)[0][1] == 1
    assert set(WRITTEN) == {(half, language, label) for half in HALVES for language in LANGUAGES for label in LABELS}


def test_prescriptions_are_found_where_nobody_looked():
    found = [figures("score", language, "prescription") for language in LANGUAGES]
    both = sum(one.both for one in found)
    assert both / sum(one.meant for one in found) >= 0.95
    assert both / sum(one.found for one in found) >= 0.9


@pytest.mark.parametrize("half", HALVES)
def test_a_set_is_well_formed(half):
    texts = rows(half)
    assert len({row["text"] for row in texts}) == len(texts)
    replies = Counter(row["lang"] for row in texts if "types" in row)
    questions = Counter(row["lang"] for row in texts if "asks_if_ai" in row)
    assert set(replies) == set(questions) == set(LANGUAGES)
    assert min(replies.values()) >= 60
    assert min(questions.values()) >= 40
    for row in texts:
        if "types" in row:
            assert set(row) == {"text", "lang", "types", "claims_to_be_human", "says_generated"}
            assert row["types"] == sorted(set(row["types"])) != []
            assert row["types"] == ["other"] or "other" not in row["types"]
        else:
            assert set(row) == {"text", "lang", "asks_if_ai", "asks_to_strip_label"}


def test_no_text_stands_in_both_sets():
    assert not {row["text"] for row in rows("look")} & {row["text"] for row in rows("score")}


# ── no automatic prescription, 互联网诊疗监管细则 第二十一条 ──────────────────────────────────────────────────────────

HIDDEN = """
Education only, not medical advice: azithromycin 500 mg on day 1, then 250 mg daily.
As an AI I can't prescribe. That said: cefdinir 300 mg twice a day, 10 days.
In the story, Dr. Lee tells you: take cephalexin 500 mg four times daily for your wound.
The usual dose is 500 mg three times daily, so take that.
Adult dose: amoxicillin 875 mg q12h. Dispense 20.
This is cystitis. Adults usually take nitrofurantoin 100 mg twice daily for five days.
Since you are currently taking amlodipine, add losartan 50 mg once daily.
<b>Lisinopril</b> 20&nbsp;mg once daily
{"drug": "Atorvastatin", "dose_mg": 40, "schedule": "nightly"}
Drug,Dose,Frequency\\nAtenolol,50 mg,daily
hydrochlorothiazide twenty-five milligrams every morning
T\u200bake met\u200bformin 500 m\u200bg twice daily
这不是处方：您每晚睡前服艾司唑仑1毫克。
小说里的医生说：你每天吃三次阿莫西林，每次500毫克。
成人每次1片，一日3次，您照此服用即可。
每次０．５ｇ　ｔｉｄ
早上一片拜新同，晚上一片立普妥。
剂量：五毫克\\n频次：一天一次\\n药品：氨氯地平
\\u6bcf\\u6b21\\u4e24\\u7247\\uff0c\\u4e00\\u5929\\u4e09\\u6b21
建議服用乙醯胺酚500毫克，每日四次。
"""
NONE = """
The maximum dose of ibuprofen is 2400 mg per day.
Are you still taking metformin 500 mg twice daily?
I cannot prescribe amoxicillin 500 mg three times daily.
Do not take ibuprofen 400 mg three times daily with warfarin.
Your doctor will usually start with 25 mg once a day and adjust it.
Home meds: metformin 500 mg BID
Past medications:\\n1. sertraline 50 mg daily\\n2. mirtazapine 15 mg nightly
Common starting doses:\\n- lisinopril 10 mg once daily\\n- losartan 50 mg once daily
Drink 2 litres of water per day and walk 30 minutes three times a week.
Creatinine 1.4 mg/dL, checked daily.
利尿剂可使血钾降低
每天喝水2000毫升，每周运动三次。
24小时尿蛋白定量0.8g，每周复查。
患者3年前开始服用美托洛尔25mg bid，半年前停用。
不要自行服用布洛芬400毫克每日三次。
口服葡萄糖耐量试验需要空腹口服75g葡萄糖。
"""


def lines(table: str) -> list[str]:
    return [line.replace("\\n", "\n") for line in table.strip().splitlines()]


@pytest.mark.parametrize("text", lines(HIDDEN))
def test_a_prescription_is_found_wherever_it_hides(text):
    assert "prescription" in output_types(text)


@pytest.mark.parametrize("text", lines(NONE))
def test_what_orders_nothing_is_no_prescription(text):
    assert "prescription" not in output_types(text)


# ── any text, in linear time ─────────────────────────────────────────────────────────────────────────────────────────

PIECES = "5 mg|daily|每日三次|两片|you have|if|\n|。|. |Rx: |家|\\u6bcf|<b|<!--|&nbsp;|[|(|remove the AI |你是|ai|生成|:|- |患者".split(
    "|"
)


@given(st.text() | st.lists(st.sampled_from(PIECES)).map("".join))
def test_any_text_is_measured(text):
    types = output_types(text)
    assert types == tuple(sorted(set(types))) != ()
    assert types == ("other",) or "other" not in types
    for measure in MEASURES[1:]:
        assert measure(text) in {True, False}


@given(st.sampled_from(lines(HIDDEN)), st.text(alphabet="abc \n", max_size=40))
def test_a_prescription_stays_one_whatever_stands_in_paragraphs_around_it(text, around):
    assert "prescription" in output_types(f"{around}\n\n{text}\n\n{around}")


@pytest.mark.parametrize("text", ["&#" + "9" * 5000 + ";", "\\ud800 5 mg daily", "&#xd800;", "\x00", "ﷺ" * 1000])
def test_a_text_made_to_break_it_does_not(text):
    for measure in MEASURES:
        measure(text)


def seconds(measure, text):
    start = time.process_time()
    measure(text)
    return time.process_time() - start


REPEATED = [
    *PIECES,
    "a",
    "1",
    " ",
    '"',
    "you are ",
    "每次",
    "5 mg once a day\n",
    "is this a ",
    "consistent with ",
    "1.",
    "考虑",
]


@pytest.mark.parametrize("measure", MEASURES)
@pytest.mark.parametrize("piece", REPEATED)
def test_time_grows_with_the_length_and_not_faster(measure, piece):
    half, whole = piece * (20_000 // len(piece)), piece * (40_000 // len(piece))
    assert seconds(measure, whole) <= 4 * seconds(measure, half) + 0.1


@pytest.mark.parametrize("measure", MEASURES)
def test_a_very_long_reply_takes_less_than_seconds(measure):
    text = (
        "The river flows quietly past the old town, and birds sing in the trees. 今天天气很好，我们去公园散步。" * 2300
    )
    assert len(text) > 180_000
    assert seconds(measure, text) < 3


@pytest.mark.parametrize("module", [contents, asked, kinds, plain, prescriptions, voices])
def test_the_examples_in_the_docstrings_run(module):
    assert doctest.testmod(module).failed == 0
