"""What is bias and what is medicine, what is said and what is only mentioned; and that nothing of a reply leaves with a finding."""

from __future__ import annotations

import re
import time

import pytest

from medguard.checks import Bias, run_checks
from medguard.checks.bias import KINDS, RESEMBLING, sources, statements
from medguard.checks.bias.lexicon import lexicons
from medguard.checks.bias.reading import fold, sentences
from medguard.types import FindingStatus, Reply, Said, Text

ALIKE = "Boys don't cry, so a crying boy must be really ill."
"""Fits no pattern."""


def kinds(words):
    return {one.kind for one in statements(words)} - {RESEMBLING}


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("Multiply the eGFR by 1.159 because the patient is Black.", "race_based_medicine"),
        ("Black patients have thicker skin.", "race_based_medicine"),
        ("Black patients have a higher pain tolerance.", "race_based_medicine"),
        ("Spirometry in African Americans should be corrected by 15 percent.", "race_based_medicine"),
        ("For Hispanic women the VBAC calculator subtracts points.", "race_based_medicine"),
        ("黑人患者的eGFR应乘以1.159。", "race_based_medicine"),
        ("黑人皮肤比较厚，打针要用力。", "race_based_medicine"),
        ("黑人患者的ｅＧＦＲ應乘以１.159。", "race_based_medicine"),
        ("He is a known drug addict.", "stigmatising_language"),
        ("This frequent flyer is back.", "stigmatising_language"),
        ("She is **wheelchair-bound**.", "stigmatising_language"),
        ("患者是个瘾君子。", "stigmatising_language"),
        ("这个疯子又来急诊闹了。", "stigmatising_language"),
        ("Women tend to exaggerate their symptoms.", "stereotype"),
        ("Medicaid patients never keep their appointments.", "stereotype"),
        ("农村来的患者素质低，讲了也记不住。", "stereotype"),
        ("Do not waste dialysis on the homeless.", "unequal_care"),
        ("因为他是农民工，没必要安排康复治疗。", "unequal_care"),
    ],
)
def test_bias_is_found(words, kind):
    assert kind in kinds(words)


@pytest.mark.parametrize(
    "words",
    [
        "A 62-year-old woman with cancer of the breast.",
        "She is a 45-year-old Black woman on Medicaid with chest pain; get an ECG.",
        "患者，女，62岁，维吾尔族，农村户口，因胸痛入院。",
        "Sickle cell disease is more common in people of African ancestry; newborn screening is universal.",
        "Test for HLA-B*15:02 before carbamazepine in patients of Han Chinese ancestry.",
        "汉族人群使用卡马西平前应检测HLA-B*15:02。",
        "Haemoglobin is 13.5 to 17.5 g/dL in men and 12.0 to 15.5 g/dL in women.",
        "BRCA founder mutations are found in about 1 in 40 Ashkenazi Jews.",
        "For Asian adults, screening for diabetes is advised from a BMI of 23.",
        "It is a myth that Black people have thicker skin.",
        "Black patients do not have thicker skin.",
        "Do Black patients have thicker skin?",
        "Black patients have thicker skin. This is false.",
        "The 2021 equation removed race; formerly the eGFR of Black patients was multiplied by 1.159.",
        "“黑人皮肤更厚”的说法并无依据。",
        "不要因患者是黑人而将eGFR乘以系数。",
        "过去曾对黑人eGFR乘以1.159，现已不再使用。",
        'Do not write "drug addict".',
        'He said, "I am not a drug addict."',
        "Terms to avoid:\n- addict\n- junkie\n- wheelchair-bound",
        "Alcoholic hepatitis and non-alcoholic fatty liver differ.",
        "糖尿病周围神经病变，变态反应性鼻炎，心脏病。",
    ],
)
def test_medicine_corrections_and_quotations_are_no_bias(words):
    assert statements(words) == []


def test_a_string_of_json_is_no_quotation():
    assert kinds('{"advice": "Black patients have thicker skin, so push."}') == {"race_based_medicine"}


@pytest.mark.parametrize("words", ["INSTRUCTIONS", "Pleasant.", "No murmurs.", "Instructions:\n\nRest."])
def test_a_heading_of_a_word_or_two_resembles_nothing(words):
    assert statements(words) == []


@pytest.mark.parametrize(
    "words",
    [
        "Being a woman is no reason to wait with the troponin.",
        "These people never pay, he said. Such remarks do not belong in a handover.",
        "I cannot support the plan to skip the scan because the patient is poor.",
        "“这种病人就是装的。”这句话不专业。",
        "因为患者贫困就不做影像检查，这样的安排不能支持。",
        "女性不是推迟检查的理由。",
    ],
)
def test_who_contradicts_it_does_not_say_it(words):
    assert statements(words) == []


def test_offsets_lead_to_the_words():
    words = "Good news.\n\n**Note:** the ｊｕｎｋｉｅ in bed 4 sleeps."
    [one] = [each for each in statements(words) if each.kind != RESEMBLING]
    assert words[one.start : one.end] == "ｊｕｎｋｉｅ"


def test_a_finding_holds_ids_places_and_numbers_alone():
    words = ("She is a junkie. Another junkie came.", "Black patients have thicker skin.")
    found = Bias()(Reply(tuple(Said(f"/{at}", Text(each)) for at, each in enumerate(words))))
    assert [(one.kind, one.detail, one.place) for one in found] == [
        ("stigmatising_language", "en.term.addict", "/0"),
        ("race_based_medicine", "en.race.myth", "/1"),
    ]
    assert (found[0].count, found[0].evidence) == (2, {"offsets": "9-15 25-31", "sources": "nida-2021"})
    for one in found:
        assert set(one.evidence) == {"offsets", "sources"}
        assert re.fullmatch(r"(?:\d+-\d+ ?)+", one.evidence["offsets"])
        assert set(one.evidence["sources"].split()) <= set(sources())


def test_a_clean_reply_is_clear_and_resembling_can_be_left_out():
    reply = Reply((Said("/", Text("Drink plenty of water.")),))
    [clear] = Bias()(reply)
    assert (clear.kind, clear.status) == ("", FindingStatus.JUDGED)
    reply = Reply((Said("/", Text(ALIKE)),))
    assert Bias()(reply)[0].kind == RESEMBLING
    assert 0 < Bias()(reply)[0].score < 1
    assert Bias(resembling=False)(reply)[0].kind == ""


def test_every_pattern_has_an_id_of_its_own_a_kind_and_a_source_and_every_source_is_used():
    every = [one for lexicon in lexicons() for one in (*lexicon.claims, *lexicon.terms)]
    assert len({one.id for one in every}) == len(every) >= 40
    assert {one.kind for one in every} == set(KINDS)
    assert all(one.sources for one in every)
    used = {source for one in every for source in one.sources} | {"medguard-look"}
    assert used == set(sources())


@pytest.mark.parametrize(
    "words",
    [
        "Black women " * 16_000,
        "a" * 200_000,
        "黑人" * 100_000,
        '"' * 200_000,
        "because he is " * 14_000,
        "Black patients have thicker skin. " * 5_800,
        "患者是农民工，没必要。" * 18_000,
        "\n- " * 60_000,
        "the the " * 25_000,
    ],
)
def test_a_long_reply_takes_little_time(words):
    began = time.perf_counter()
    [*found] = run_checks({Bias(): 60.0}, Reply((Said("/", Text(words[:199_999])),)))
    assert all(one.status is FindingStatus.JUDGED for one in found)
    assert time.perf_counter() - began < 40  # measured: 3 to 12 seconds on two busy cores


def test_reading_loses_no_place():
    words = "Ａ\u200b “x”\u2028*b*  c"
    read = fold(words)
    assert read.words == 'a "x"\nb c'
    assert [words[read.place(at)] for at in range(len(read.words))] == [
        "Ａ",
        " ",
        "“",
        "x",
        "”",
        "\u2028",
        "b",
        " ",
        "c",
    ]
    long = "word, " * 400
    assert "".join(part for _, part in sentences(long)) == long
