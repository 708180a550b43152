"""Any spaCy pipeline that marks entities: an installed package by its name, or a folder.

spaCy says what it marks and not how sure it is, so every mark has the one score ``SCORE``: sure enough to count, not so sure that
the lists of medicine would not be asked.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import spacy

from medguard.errors import ProfileError
from medguard.phi.kinds import Kind
from medguard.phi.models.entity import Entity

SCORE = 0.9


class SpacyPipeline:
    """Reads texts one after the other, and forgets their words."""

    def __init__(self, where: str | Path) -> None:
        if isinstance(where, str):
            where = where.replace("-", "_")
            if not spacy.util.is_package(where):
                remedy = (
                    "Install the pipeline's package beside medguard, or give its folder; medguard downloads nothing."
                )
                raise ProfileError(
                    f"phi.models: no spaCy package {where} is installed. {remedy}",
                    remedy=remedy,
                    remedy_zh="请安装该 spaCy 模型包，或填写其文件夹；medguard 不会下载任何内容。",
                )
        self._nlp: Any = spacy.load(where)
        self._lock = threading.Lock()
        self.labels: tuple[str, ...] = tuple(
            dict.fromkeys(
                label
                for name, component in self._nlp.pipeline
                if "doc.ents" in self._nlp.get_pipe_meta(name).assigns or getattr(component, "annotate_ents", False)
                for label in getattr(component, "labels", ())
            )
        )

    def marks(self, texts: Sequence[str], kinds: Mapping[str, Kind]) -> list[list[Entity]]:
        """What the pipeline marks. A vocabulary would keep every word it meets: a memory zone lets go of them."""
        with self._lock, self._nlp.memory_zone():
            return [
                [
                    Entity(entity.start_char, entity.end_char, kinds[entity.label_], SCORE)
                    for entity in doc.ents
                    if entity.label_ in kinds
                ]
                for doc in self._nlp.pipe(texts)
            ]
