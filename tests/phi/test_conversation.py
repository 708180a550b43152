"""A conversation is read as a whole."""

import logging
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

from medguard.types import ClearText, Form, Passage


def prose(words, form=Form.PROSE):
    return Passage(ClearText(words), form)


def values(detector, *passages):
    found = detector.spans(passages)
    return [[p.text.words[s.start : s.end] for s in spans] for p, spans in zip(passages, found, strict=True)]


def test_a_name_given_once_is_known_everywhere(detector):
    found = values(
        detector,
        prose("smith was seen; SMITH and Smith, too."),
        prose("Patient: John Smith"),
        prose("ask_smith_Smith", Form.TOKEN),
    )
    assert found[0][-2:] == ["SMITH", "Smith"]  # the model may see the small one by itself
    assert found[1] == ["John Smith"]


def test_a_chinese_name_is_known_inside_a_sentence(detector):
    assert "张翠萍" in values(detector, prose("姓名：张翠萍"), prose("昨晚张翠萍睡得好"))[1]


def test_a_number_is_known_without_its_label(detector):
    assert values(detector, prose("MRN: A-4471"), prose("Look up A-4471.")) == [["A-4471"], ["A-4471"]]


def test_dates_and_common_words_are_not_carried_over(detector):
    found = values(detector, prose("Patient: Will Long"), prose("It will take long."), prose("Will it?"))
    assert found[1:] == [[], []]


def test_no_identifier_reaches_from_one_passage_into_the_next(detector):
    assert values(detector, prose("MRN:"), prose("Take 20 tablets.")) == [[], []]


def test_words_that_stand_in_many_places_are_found_in_each(detector):
    note, key = prose("Dr. Alice Meyers saw John Smith, MRN 48213907, on 3 May."), prose("finish_reason", Form.TOKEN)
    [alone] = detector.spans([note])
    assert alone
    assert detector.spans([key, note, key, note, *[key] * 50, note]) == [[], alone, [], alone, *[[]] * 50, alone]


def test_the_same_words_are_read_as_a_text_and_as_a_token(detector):
    text, token = prose("seen by john okafor today"), prose("seen by john okafor today", Form.TOKEN)
    assert detector.spans([text, text])[1] == detector.spans([text])[0] != []
    assert detector.spans([token]) == [[]]  # models do not read it


def test_an_empty_conversation_and_empty_passages(detector):
    assert detector.spans([]) == []
    assert detector.spans([prose(""), prose(" ")]) == [[], []]


def test_threads_may_share_a_detector(detector):
    conversation = [prose("Dr. Alice Meyers saw John Smith in Boston."), prose("患者张伟在北京协和医院就诊。")]
    alone = detector.spans(conversation)
    with ThreadPoolExecutor(4) as pool:
        assert all(found == alone for found in pool.map(detector.spans, [conversation] * 16))


def test_nothing_clear_is_logged(detector, caplog):
    with caplog.at_level(logging.DEBUG):
        detector.spans([prose("Patient: Zebulon Quux, SSN 123-45-6789")])
    assert "Quux" not in caplog.text
    assert "6789" not in caplog.text


def test_importing_the_package_loads_no_model():
    code = "import sys, medguard.phi; print([m for m in ('spacy', 'presidio_analyzer', 'onnxruntime', 'numpy') if m in sys.modules])"
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "[]"


def test_opening_and_reading_touch_no_network():
    code = (
        "import socket\n"
        "def refuse(*_, **__): raise AssertionError('network')\n"
        "socket.socket.connect = socket.getaddrinfo = socket.create_connection = refuse\n"
        "from medguard.phi import open_detector\n"
        "from medguard.types import ClearText, Passage\n"
        "print(open_detector().spans([Passage(ClearText('jane@example.co.uk, 患者张伟'))])[0][0].kind)\n"
    )
    answer = subprocess.run([sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "EMAIL"
