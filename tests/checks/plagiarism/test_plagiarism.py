"""What is copied is found with its place; what is quoted, cited, echoed or everybody's is told apart."""

from __future__ import annotations

import re
import time

import pytest
from plagiarism_score import questions

from medguard.checks import run_checks
from medguard.checks.plagiarism import About, Library, Plagiarism, open_plagiarism
from medguard.guard import CHECKS
from medguard.profile import PlagiarismSettings
from medguard.types import Finding, FindingStatus, Reply, Said, Text

ENGLISH, CHINESE = questions("en-look")[0]["source"], questions("zh-look")[0]["source"]
LABEL = (
    "Examplovir is indicated for the treatment of shingles in adults. Each tablet contains 500 mg of examplovir and lactose. It is contraindicated in patients with "
    "hypersensitivity to the active substance. Store below 25 degrees in the original package."
)
OWN = "Thank you for asking. "
FILLER = "Whether this applies depends on many things that nobody can know from a short question alone, among them age, other illnesses and what has been tried. "


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    path = tmp_path_factory.mktemp("library") / "texts.db"
    with Library.open(path, write=True) as library:
        library.add(ENGLISH, About(title="Oxford Handbook of Imaginary Medicine", licence="©"))
        library.add(CHINESE, About(title="中国虚构糖尿病防治指南（2024年版）"))
        library.add(LABEL, About(title="Examplovir 500 mg", kind="label"))
        library.add(
            "Our hospital wishes you a speedy recovery and asks you to bring your insurance card, your list of drugs and an earlier letter.",
            About(title="x", kind="boilerplate"),
        )
        library.index()
    return path


@pytest.fixture(scope="module")
def check(path):
    return Plagiarism(Library.open(path), copied_share=0.1, paraphrased_share=0.5)


def found(check, words, *sent):
    return check(Reply((Said("/choices/0/message/content", Text(words)),), tuple(Text(one) for one in sent)))


def kinds(check, words, *sent):
    return {one.kind for one in found(check, words, *sent)}


def sentences(text, first, end):
    parts = re.findall(r"[^.。]+[.。]\s?", text)
    return "".join(parts[first:end]).strip()


@pytest.mark.parametrize("source", [ENGLISH, CHINESE])
def test_copied_words_are_found_with_place_and_source(check, source):
    copied = sentences(source, 1, 3)
    [one] = found(check, OWN + copied + "\n\n" + FILLER)
    assert (one.kind, one.detail, one.place) == ("copied", "near_copy", "/choices/0/message/content")
    begin, end = map(int, one.evidence["runs"].split("-"))
    there, there_end = map(int, one.evidence["source_spans"].split("-"))
    assert (OWN + copied)[begin:end] == source[there:there_end] == copied.rstrip(".。")
    assert int(one.evidence["longest_run"]) > 20


def test_evidence_is_ids_places_and_numbers(check):
    for words in (ENGLISH, CHINESE, LABEL, f"“{sentences(ENGLISH, 1, 3)}”"):
        for one in found(check, words):
            assert re.fullmatch(r"t[0-9a-f]{12}", one.evidence["source"])
            for name in set(one.evidence) - {"source"}:
                assert re.fullmatch(r"[0-9.,+-]*", one.evidence[name]), name


@pytest.mark.parametrize(
    "words",
    [
        "Heart failure is treated with diuretics and other drugs; ask for an echocardiogram.",
        "二甲双胍是常用药，请复查糖化血红蛋白。",
        "",
        "…",
        "\x00\ud800 [1] “”",
    ],
)
def test_honest_words_are_all_clear(check, words):
    assert found(check, words) == [Finding.clear("plagiarism")]


@pytest.mark.parametrize(
    ("frame", "kind"),
    [
        ("The handbook puts it like this: “{}”", "quoted"),
        ("教材写道：「{}」", "quoted"),
        ("As we read:\n\n> {}\n\nSo much for that.", "quoted"),
        ("{} [1]\n\n[1] A handbook.", "cited"),
        ("{} (Smith 2019)", "cited"),
        ("According to the handbook: {}", "cited"),
        ("{}\n\nSource: a handbook", "cited"),
        ("根据《某某指南》，{}", "cited"),
        ("{}\n来源：某某教材", "cited"),
        ("The Oxford Handbook of Imaginary Medicine has a page on it. {}", "cited"),
        ("{}", "copied"),
        ("I have a question [1].\n\n{}", "copied"),
        ("{}\n\nThe source of infection matters.", "copied"),
    ],
)
def test_what_is_quoted_or_cited_is_told_apart(check, frame, kind):
    assert kinds(check, frame.format(sentences(ENGLISH, 1, 3))) == {kind}


def test_the_name_of_a_subject_is_not_the_name_of_a_source(tmp_path):
    with Library.open(tmp_path / "texts.db", write=True) as library:
        library.add(CHINESE, About(title="糖尿病"))
        library.index()
    check = open_plagiarism(str(tmp_path / "texts.db"), copied_share=0.1, paraphrased_share=0.5)
    assert kinds(check, "关于糖尿病：" + sentences(CHINESE, 1, 3)) == {"copied"}
    assert kinds(check, "据《糖尿病》一书，" + sentences(CHINESE, 1, 3)) == {"cited"}


def test_a_mark_that_was_copied_too_names_nobody(tmp_path):
    source = ENGLISH.replace("another", "a").replace(" The commonest", " [3] The commonest")
    with Library.open(tmp_path / "texts.db", write=True) as library:
        library.add(source, About(title="With marks"))
        library.index()
    check = open_plagiarism(str(tmp_path / "texts.db"), copied_share=0.1, paraphrased_share=0.5)
    assert kinds(check, sentences(source, 0, 3)) == {"copied"}


def test_labels_and_boilerplate_are_told_apart(check):
    assert kinds(check, LABEL) == {"drug_label"}
    assert kinds(
        check,
        "Our hospital wishes you a speedy recovery and asks you to bring your insurance card, your list of drugs and an earlier letter.",
    ) == {"boilerplate"}


def test_a_phrase_of_five_sources_is_nobodys(tmp_path):
    phrase = "Blood pressure should be measured after five minutes of rest with the cuff at the level of the heart"
    with Library.open(tmp_path / "texts.db", write=True) as library:
        for number, one in enumerate(questions("en-look")):
            library.add(f"{one['source']} {phrase}.", About(title=f"Book {number}"))
        library.index()
    check = open_plagiarism(str(tmp_path / "texts.db"), copied_share=0.1, paraphrased_share=0.5)
    assert kinds(check, f"{phrase}. {FILLER}") == {"standard_phrase"}


@pytest.fixture
def without():
    return open_plagiarism(None, copied_share=0.1, paraphrased_share=0.5)


@pytest.mark.parametrize(
    "context",
    [
        "[1] {}\n\nQuestion: what is it?",
        "Source: handbook, page 3\n{}\n\nQuestion: what is it?",
        "<document id=3>\n{}\n</document>\nWhat is it?",
        "资料1：{}\n问题：这是什么？",
        "Use what follows.\n\nDocument 1: {}\n\nDocument 2: nothing of interest stands in here, but it is long enough for a passage.",
    ],
)
@pytest.mark.parametrize("source", [ENGLISH, CHINESE])
def test_a_source_that_came_along_must_be_named(without, context, source):
    copied = sentences(source, 1, 3)
    [one] = found(without, copied, "You are a doctor.", context.format(source))
    assert (one.kind, one.evidence["source"]) == ("context_not_named", "request:1.1")
    assert kinds(without, f"{copied} [1]", "You are a doctor.", context.format(source)) == {"cited"}


@pytest.mark.parametrize(
    "note",
    [
        "Chief complaint: breathlessness. HPI: a 62-year-old man, [NAME_1], was admitted with breathlessness on exertion, orthopnoea and ankle swelling for three weeks, and has a raised jugular venous pressure.",
        "主诉：胸闷三天。现病史：患者，男，62岁，三天前活动后出现胸闷、气促，夜间不能平卧，双下肢水肿，于当地医院就诊，给予利尿治疗后稍好转。",
        "Please make this shorter: the clinic opens at eight and patients are asked to come a quarter of an hour early with their card, a list of drugs, and the letter of their doctor.",
    ],
)
def test_to_echo_the_users_own_words_is_no_plagiarism(without, note):
    assert kinds(without, note, note) == {""}
    assert kinds(without, note, f"Note:\n{note}\n\nSummarise it.") == {""}


def test_a_note_with_a_heading_like_a_sources_is_still_a_note(without):
    note = "Source: emergency department\nChief complaint: breathlessness. HPI: a 62-year-old man was admitted with breathlessness on exertion and ankle swelling for three weeks; past medical history of hypertension."
    assert kinds(without, note, note) == {""}


def test_a_protected_text_that_the_user_gave_is_echoed(check):
    copied = sentences(ENGLISH, 1, 3)
    assert kinds(check, copied, f"Correct my English: {copied}") == {"echoed"}


def test_the_share_decides_but_for_a_long_run(path):
    strict = open_plagiarism(str(path), copied_share=0.02, paraphrased_share=0.5)
    lax = open_plagiarism(str(path), copied_share=0.9, paraphrased_share=0.5)
    short, long = sentences(ENGLISH, 1, 2), sentences(ENGLISH, 1, 4)
    assert kinds(strict, short + " " + FILLER * 5) == {"copied"}
    assert kinds(lax, short + " " + FILLER * 5) == {""}
    assert kinds(lax, long + " " + FILLER * 5) == {"copied"}


def test_a_profile_switches_it_on_with_its_settings(path):
    settings = PlagiarismSettings(timeout_seconds=5, library=str(path))
    check = CHECKS["plagiarism"](lambda: pytest.fail("needs no detector"), settings)
    assert check.name == "plagiarism"
    assert kinds(check, ENGLISH) == {"copied"}
    alone = CHECKS["plagiarism"](lambda: None, PlagiarismSettings(timeout_seconds=5))
    assert kinds(alone, ENGLISH) == {""}


def test_every_string_of_a_reply_is_looked_at(check):
    reply = Reply((Said("/a", Text("Nothing.")), Said("/b", Text(ENGLISH)), Said("/c", Text(CHINESE))))
    assert {(one.place, one.kind) for one in check(reply)} == {("/b", "copied"), ("/c", "copied")}


def test_a_library_that_goes_away_is_unjudged_and_one_that_comes_back_is_used(tmp_path):
    path = tmp_path / "texts.db"
    with Library.open(path, write=True) as library:
        library.add(ENGLISH, About(title="A"))
        library.index()
    check = open_plagiarism(str(path), copied_share=0.1, paraphrased_share=0.5)
    reply = Reply((Said("/r", Text(ENGLISH)),))
    assert [one.kind for one in run_checks({check: 5.0}, reply)] == ["copied"]
    path.rename(tmp_path / "away.db")
    [gone] = run_checks({check: 5.0}, reply)
    assert (gone.status, gone.detail) == (FindingStatus.UNJUDGED, "LibraryError")
    with Library.open(path, write=True) as library:
        library.add(CHINESE, About(title="B"))
        library.index()
    assert [one.kind for one in run_checks({check: 5.0}, reply)] == [""]


@pytest.mark.parametrize(
    "words",
    [
        FILLER * 1_300,
        ENGLISH * 220,
        CHINESE * 600,
        (ENGLISH + " “Quoted” [1] (Smith 2019) ") * 220,
        "".join(f"{one} [2] " for one in CHINESE.split("。")) * 600,
        f"> {ENGLISH[:200]}\n" * 1_000,
        "blood pressure " * 13_000,
        "血" * 200_000,
        "[1] " * 50_000,
        "“" * 200_000,
        "> \n" * 60_000,
        "a." * 100_000,
        "Source: " * 25_000,
        "(Smith " * 28_000,
        "《" * 200_000,
        "据" * 200_000,
    ],
    ids=lambda words: ascii(words[:12]),
)
def test_the_longest_reply_that_checks_are_given_takes_a_bounded_time(check, words):
    began = time.process_time()
    assert found(check, words[:200_000], words[:200_000])
    assert time.process_time() - began < 10
