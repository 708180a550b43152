"""A house's own recognizers: five lines of Presidio's YAML, as docs/phi.md shows them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from medguard.errors import ProfileError
from medguard.phi import open_detector
from medguard.phi.own_recognizers import read_recognizers
from medguard.types import ClearText, Passage

PAGE = (Path(__file__).parents[2] / "docs/phi.md").read_text("utf-8")
EXAMPLE = re.search(r"```yaml\n(recognizers:.*?)```", PAGE, re.DOTALL)[1]


def test_the_example_of_the_docs_finds_what_nothing_else_finds(tmp_path):
    assert len(EXAMPLE.strip().splitlines()) == 5
    file = tmp_path / "own.yaml"
    file.write_text(EXAMPLE, "utf-8")
    text = Passage(ClearText("The file QQ-x7-41, and then ＱＱ-x7-42"))
    found = open_detector(recognizers=str(file)).spans([text])[0]
    assert [(text.text.words[span.start : span.end], span.kind) for span in found] == [
        ("QQ-x7-41", "MRN"),
        ("ＱＱ-x7-42", "MRN"),
    ]


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        ("", "list of recognizers"),
        ("recognizers: []", "no recognizer"),
        ("recognizers: [1]", "supported_entity"),
        ("recognizers: [{name: x, supported_entity: PERSON, patterns: []}]", "supported_entity"),
        (
            "recognizers: [{name: x, supported_entity: MRN, patterns: [{name: a, regex: '(', score: 1}]}]",
            "recognizer 1",
        ),
        ("recognizers: [{name: x, supported_entity: MRN, patterns: [{name: a, score: 1}]}]", "recognizer 1"),
        ("recognizers: [{name: x, supported_entity: MRN}]", "recognizer 1"),
        ("recognizers: ]", "no YAML"),
    ],
)
def test_a_file_that_cannot_be_read_says_what_to_do(tmp_path, words, fault):
    file = tmp_path / "own.yaml"
    file.write_text(words, "utf-8")
    with pytest.raises(ProfileError, match=fault) as caught:
        read_recognizers(file)
    assert "docs/phi.md" in caught.value.remedy
    assert caught.value.remedy_zh


def test_a_file_that_is_not_there_is_said(tmp_path):
    with pytest.raises(ProfileError, match=r"none\.yaml"):
        read_recognizers(tmp_path / "none.yaml")
