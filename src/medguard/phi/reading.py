"""Presidio's NLP engine, as medguard fills it: each run of script goes to the model of its language.

English and Chinese stand in one text, often in one line, so nobody is asked which language a text is in.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, cast

from presidio_analyzer.nlp_engine import NlpArtifacts, NlpEngine

from medguard.phi.kinds import Kind
from medguard.phi.models.chinese_model import ChineseModel
from medguard.phi.models.english_model import EnglishModel
from medguard.phi.models.entity import Entity, Model
from medguard.phi.view import BORDER

if TYPE_CHECKING:
    from spacy.tokens import Doc

LANGUAGE = "xx"
"""One code for every language: recognizers look for their own script."""

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
        self._english = self._english or EnglishModel()
        self._chinese = self._chinese or ChineseModel(threshold=0.5)

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
        return sorted(Kind)

    def get_supported_languages(self) -> list[str]:
        """The one code."""
        return [LANGUAGE]


def _read(model: Model | None, pieces: list[tuple[int, str]]) -> Iterator[Entity]:
    if model is None:
        raise RuntimeError("the models are not loaded")
    ours = isinstance(model, EnglishModel | ChineseModel)
    for (offset, _), entities in zip(pieces, model.read([words for _, words in pieces]), strict=True):
        for entity in entities:
            yield entity._replace(start=entity.start + offset, end=entity.end + offset, ours=ours)


def _share(passage: str, offset: int, english: list[tuple[int, str]], chinese: list[tuple[int, str]]) -> None:
    """Chinese reads a passage with Chinese in it as a whole; English reads the lines without, and longer Latin runs of the others."""
    if not _HAN.search(passage):
        if _LETTER.search(passage):
            english.append((offset, passage))
        return
    chinese.append((offset, passage))
    place = start = offset
    run: list[str] = []

    def close_run() -> None:
        words = "".join(run)
        if _LETTER.search(words):
            english.append((start, words))
        run.clear()

    for line in passage.splitlines(keepends=True):
        if _HAN.search(line):
            close_run()
            english.extend(
                (place + latin.start(), latin[0]) for latin in _LATIN_RUN.finditer(line) if _TWO_WORDS.search(latin[0])
            )
        else:
            if not run:
                start = place
            run.append(line)
        place += len(line)
    close_run()
