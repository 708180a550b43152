"""Presidio's NLP engine, as medguard fills it: each run of script goes to the model of its language.

English and Chinese stand in one text, often in one line, so nobody is asked which language a text is in.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, cast

from presidio_analyzer.nlp_engine import NlpArtifacts, NlpEngine

from medguard.phi.models.chinese import Lac
from medguard.phi.models.english import Spacy
from medguard.phi.models.entity import Entity, Model
from medguard.phi.view import BORDER

if TYPE_CHECKING:
    from spacy.tokens import Doc

LANGUAGE = "xx"
"""One code for every language: recognizers look for their own script."""

_ENGLISH_PIECE = 4_000
_CHINESE_PIECE = 200
_HAN = re.compile("[\u3400-\u9fff\U00020000-\U0003ffff]")
_LATIN_RUN = re.compile("[^\u3400-\u9fff\n\U00020000-\U0003ffff]*+")
_TWO_WORDS = re.compile(r"[A-Z][a-z]++ +[A-Z]")
_LETTER = re.compile(r"[^\W\d_]{2}")


class Marks(NlpArtifacts):
    """What the models marked on one page. Lemmas are empty: our recognizers carry their context in their patterns."""

    def __init__(self, marks: list[Entity], engine: NlpEngine, language: str) -> None:
        super().__init__([], cast("Doc", ()), [], [], engine, language)
        self.marks = marks


class Reading(NlpEngine):
    """Reads a page of passages."""

    def __init__(self, english: Model | None = None, chinese: Model | None = None) -> None:
        self._english = english
        self._chinese = chinese

    def load(self) -> None:
        """Open the models that were not given."""
        self._english = self._english or Spacy()
        self._chinese = self._chinese or Lac()

    def is_loaded(self) -> bool:
        """Whether both models are there."""
        return self._english is not None and self._chinese is not None

    def process_text(self, text: str, language: str) -> Marks:
        """Mark the entities of one page."""
        english: list[tuple[int, str]] = []
        chinese: list[tuple[int, str]] = []
        offset = 0
        for passage in text.split(BORDER):
            _share(passage, offset, english, chinese)
            offset += len(passage) + len(BORDER)
        entities = [*_read(self._english, english), *_read(self._chinese, chinese)]
        return self.artifacts(entities, language)

    def artifacts(self, marks: list[Entity], language: str = LANGUAGE) -> Marks:
        """Entities in Presidio's wrapping."""
        return Marks(marks, self, language)

    def process_batch(
        self, texts: Iterable[str], language: str, batch_size: int = 1, n_process: int = 1, **_: Any
    ) -> Iterator[tuple[str, NlpArtifacts]]:
        """Page after page; a page is a batch already, so the numbers say nothing."""
        del batch_size, n_process
        for text in texts:
            yield text, self.process_text(text, language)

    def is_stopword(self, word: str, language: str) -> bool:
        """Asked for lemmas only, of which there are none."""
        del word, language
        return False

    def is_punct(self, word: str, language: str) -> bool:
        """Asked for lemmas only, of which there are none."""
        del word, language
        return False

    def get_supported_entities(self) -> list[str]:
        """The models' own labels."""
        return sorted(Spacy.wanted | Lac.wanted)

    def get_supported_languages(self) -> list[str]:
        """The one code."""
        return [LANGUAGE]


def _read(model: Model | None, pieces: list[tuple[int, str]]) -> Iterator[Entity]:
    if model is None:
        raise RuntimeError("the models are not loaded")
    for (offset, _), entities in zip(pieces, model.read([words for _, words in pieces]), strict=True):
        for entity in entities:
            yield Entity(entity.start + offset, entity.end + offset, entity.label)


def _share(passage: str, offset: int, english: list[tuple[int, str]], chinese: list[tuple[int, str]]) -> None:
    """Give each line to the model that reads it; lines with both go to Chinese, their longer Latin runs to English too."""
    run: list[str] = []
    run_start = place = offset

    def close_run() -> None:
        words = "".join(run)
        if _LETTER.search(words):
            english.extend(_cut(words, run_start, _ENGLISH_PIECE))
        run.clear()

    for line in passage.splitlines(keepends=True):
        if _HAN.search(line):
            close_run()
            chinese.extend(_cut(line, place, _CHINESE_PIECE))
            for latin in _LATIN_RUN.finditer(line):
                if _TWO_WORDS.search(latin[0]):
                    english.extend(_cut(latin[0], place + latin.start(), _ENGLISH_PIECE))
        else:
            if not run:
                run_start = place
            run.append(line)
        place += len(line)
    close_run()


def _cut(words: str, offset: int, longest: int) -> Iterator[tuple[int, str]]:
    """Pieces of at most ``longest`` characters, cut after a sentence or at least between words where that is possible."""
    start = 0
    while start < len(words):
        end = start + longest
        if end < len(words):
            window = words[start + longest // 2 : end]
            border = max(map(window.rfind, "\n。!?;"), default=-1)
            if border < 0:
                border = max(map(window.rfind, ", 、"), default=-1)
            if border >= 0:
                end = start + longest // 2 + border + 1
        yield offset + start, words[start:end]
        start = end
