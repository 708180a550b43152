"""What a network remembers: nothing that changes an answer, nothing that is short, and no more than so much."""

from __future__ import annotations

import numpy as np
import pytest

from medguard.phi.models import english_model
from medguard.phi.models.chinese_model import ChineseModel
from medguard.phi.models.english_model import EnglishModel
from medguard.phi.models.network import LONG, REMEMBERED, Network


@pytest.fixture(scope="module")
def graph():
    return (english_model.WEIGHTS / "english.onnx").read_bytes()


def stretch(first, length=LONG):
    ids = np.arange(first, first + length, dtype=np.int32)
    return ids, np.zeros(length, dtype=np.int32)


def test_what_was_read_once_is_not_read_again_and_says_the_same(graph):
    network, other = Network(graph), Network(graph)
    said = network.logits(*stretch(100))
    assert network.logits(*stretch(100)) is said
    assert np.array_equal(said, other.logits(*stretch(100)))
    with pytest.raises(ValueError, match="read-only"):
        said[0, 0] = 1.0


def test_one_piece_more_or_of_another_sort_is_something_else(graph):
    network = Network(graph)
    ids, sorts = stretch(100)
    said = network.logits(ids, sorts)
    assert not np.array_equal(network.logits(ids, sorts + 1), said)
    assert len(network.logits(*stretch(100, LONG + 1))) == len(said) + 1


def test_what_is_short_could_be_guessed_and_is_not_remembered(graph):
    network = Network(graph)
    short = stretch(100, LONG - 1)
    assert network.logits(*short) is not network.logits(*short)


def test_what_was_not_asked_for_of_late_is_forgotten(graph):
    network = Network(graph)
    first, second = network.logits(*stretch(0)), network.logits(*stretch(1))
    for at in range(2, REMEMBERED):
        network.logits(*stretch(at))
    assert network.logits(*stretch(0)) is first
    network.logits(*stretch(REMEMBERED))
    assert network.logits(*stretch(0)) is first
    assert network.logits(*stretch(1)) is not second


def test_what_is_remembered_holds_no_words_and_differs_from_process_to_process(graph):
    one, other = Network(graph), Network(graph)
    ids, sorts = stretch(100)
    one.logits(ids, sorts)
    other.logits(ids, sorts)
    (key,), (same,) = one._said, other._said
    assert key != same
    assert ids.tobytes()[:16] not in key


@pytest.mark.parametrize(
    ("model", "text"),
    [
        (EnglishModel(), "Mr Adeyemi Okonkwo was seen on 3 March by Dr Lindqvist, and his daughter Sade may be rung at home. " * 12),
        (ChineseModel(), "患者欧阳建国，男，67岁，电话13800138000，由女儿欧阳丽陪同就诊，住址为青岛市市南区香港中路12号。" * 12),
    ],
    ids=["en", "zh"],
)  # fmt: skip
def test_a_model_marks_the_same_the_second_time_and_in_a_longer_text(model, text):
    first = model.read([text])[0]
    assert len(first) > 20
    assert model.read([text]) == [first]
    longer = model.read([text + "\n" + "More words, 更多文字。"])[0]
    assert longer[:15] == first[:15]
