"""GLiNER, if the institution has installed it (``pip install gliner``, which brings torch): asked for labels in plain words.

It is opened in its ONNX mode, from a folder with model.onnx, gliner_config.json and the tokenizer's files.
"""

from __future__ import annotations

import importlib
import re
import threading
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from medguard.errors import ProfileError
from medguard.phi.kinds import Kind
from medguard.phi.models.entity import Entity

ASKED = (
    "person",
    "address",
    "city",
    "hospital",
    "organization",
    "date",
    "phone number",
    "email address",
    "medical record number",
    "social security number",
    "health insurance number",
    "passport number",
    "id number",
)
"""What it is asked for; ``phi.labels`` adds to it."""

_LIKELY = 0.5
_LONGEST, _OVERLAP = 300, 60
"""Characters. GLiNER drops what is beyond some 384 words without saying so, so it is never given that much."""
_BORDER = re.compile(r"[\s,.;:!?，。；：！？、]")


class GlinerModel:
    """Reads texts in overlapping pieces."""

    def __init__(self, folder: Path, labels: Mapping[str, str]) -> None:
        try:
            gliner = importlib.import_module("gliner")
        except ModuleNotFoundError as missing:
            lacks = "gliner" if missing.name == "gliner" else f"gliner's {missing.name}"
            remedy = "Install it beside medguard: pip install gliner"
            raise ProfileError(
                f"phi.models: a GLiNER model needs the package {lacks}, which is not installed. {remedy}",
                remedy=remedy,
                remedy_zh="请安装：pip install gliner",
            ) from None
        self._model: Any = gliner.GLiNER.from_pretrained(
            str(folder), local_files_only=True, load_tokenizer=True, load_onnx_model=True, onnx_model_file="model.onnx"
        )
        self._lock = threading.Lock()
        self.labels: tuple[str, ...] = tuple(dict.fromkeys([*ASKED, *labels]))

    def marks(self, texts: Sequence[str], kinds: Mapping[str, Kind]) -> list[list[Entity]]:
        """What it marks; where pieces overlap it may mark a thing twice."""
        return [
            [mark for start, end in _pieces(text) for mark in self._read(text[start:end], start, kinds)]
            for text in texts
        ]

    def _read(self, words: str, offset: int, kinds: Mapping[str, Kind]) -> Iterator[Entity]:
        if not words.strip():
            return
        with self._lock:
            found = self._model.predict_entities(words, list(kinds), threshold=_LIKELY)
        for one in found:
            if not 0 <= one["start"] < one["end"] <= len(words):
                raise ValueError("a model marked words that are not there")
            yield Entity(one["start"] + offset, one["end"] + offset, kinds[one["label"]], float(one["score"]))


def _pieces(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    while len(text) - start > _LONGEST:
        end = _border(text, start + _LONGEST - _OVERLAP, start + _LONGEST)
        yield start, end
        start = _border(text, end - _OVERLAP, end)
        start = start if start < end else end - _OVERLAP
    yield start, len(text)


def _border(text: str, low: int, high: int) -> int:
    """Behind the first blank or sign from ``low`` on; ``high`` if there is none."""
    found = _BORDER.search(text, low, high)
    return found.end() if found else high
