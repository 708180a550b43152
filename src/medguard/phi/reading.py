"""The models' part of reading: each run of script goes to the model of its language.

English and Chinese stand in one text, often in one line, so nobody is asked which language a text is in.
"""

from __future__ import annotations

import functools
import re
import threading
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, cast

from presidio_analyzer.nlp_engine import NlpArtifacts

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
    """What the models marked on one page, once somebody asks. Lemmas are empty: our recognizers carry their context in their patterns."""

    def __init__(self, marks: Callable[[], list[Entity]]) -> None:
        super().__init__([], cast("Doc", ()), [], [], None, LANGUAGE)
        self._marks = marks

    @property
    def marks(self) -> list[Entity]:
        """Waits for the models, and raises what they raised."""
        return self._marks()


NONE_MARKED = Marks(list)
"""Of a page that no model reads."""


class Reading:
    """Reads a page of passages."""

    def __init__(self, english: Model | None = None, chinese: Model | None = None) -> None:
        """Opens the models that are not given."""
        self._english = english or EnglishModel()
        self._chinese = chinese or ChineseModel(threshold=0.5)

    def begin(self, page: str) -> Marks:
        """Begin to mark the entities of a page, and go on: the models leave the interpreter to others, so patterns are looked for meanwhile."""
        return Marks(_Beside(functools.partial(self._entities, page)).result)

    def _entities(self, page: str) -> list[Entity]:
        english: list[tuple[int, str]] = []
        chinese: list[tuple[int, str]] = []
        offset = 0
        for passage in page.split(BORDER):
            _share(passage, offset, english, chinese)
            offset += len(passage) + len(BORDER)
        return [*_read(self._english, english), *_read(self._chinese, chinese)]


class _Beside:
    """Some work in a thread of its own. No pool: under load its few threads would be where everybody waits."""

    def __init__(self, work: Callable[[], list[Entity]]) -> None:
        self._work = work
        self._found: list[Entity] = []
        self._trouble: Exception | None = None
        self._thread = threading.Thread(target=self._run, daemon=True, name="reading")
        self._thread.start()

    def _run(self) -> None:
        try:
            self._found = self._work()
        except Exception as trouble:  # noqa: BLE001  raised where it is waited for
            self._trouble = trouble

    def result(self) -> list[Entity]:
        self._thread.join()
        if self._trouble is not None:
            raise self._trouble
        return self._found


def _read(model: Model, pieces: list[tuple[int, str]]) -> Iterator[Entity]:
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
