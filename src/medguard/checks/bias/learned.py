"""How much a sentence resembles statements that were judged by hand; for wordings that nobody thought of.

Each word has a vector, in which words that mean much the same lie near one another; small readers look at one to three words side by side and
say together how biased the sentence sounds. Made by ``training/bias``. No statement can be read back from its numbers.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files

import numpy as np
import numpy.typing as npt

SHORTEST, LONGEST = 5, 320
"""Characters of a sentence that the model was made for."""
MOST_WORDS = 80
MARKS = {",": 1, "?": 2, '"': 3, ":": 4, "%": 5}
NUMBER, UNKNOWN, FIRST_WORD = 6, 7, 8
"""Rows of the vectors before those of words; row 0 is nothing."""

_ENGLISH = re.compile(r"[a-z]+|\d+|[,?\":%]")
_CHINESE = re.compile(r"[a-z]+|\d+|[,?\":%]|[\u3400-\u9fff]+")
_SIGNS = str.maketrans("，？：", ",?:")
_LONGEST_CHINESE_WORD = 5
_SHORTEST_STEM = 5
_ENDINGS = ("s", "es", "ed", "d", "ing", "ly", "er", "ers", "ness")

_Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Model:
    """One language's words, their vectors, and what the readers learned."""

    rows: Mapping[str, int]
    vectors: _Floats
    filters: tuple[_Floats, ...]
    """For one, two and three words: vectors side by side to what is noticed, of all readers."""
    biases: tuple[_Floats, ...]
    verdicts: _Floats
    """Of each reader: how what is noticed counts, and last where it begins."""

    def likeness(self, sentence: list[int]) -> float:
        """From 0 to 1, the mean of the readers."""
        return float(self.each(sentence).mean())

    def each(self, sentence: list[int]) -> _Floats:
        """From 0 to 1, what each reader says."""
        seen = self.vectors[sentence]
        width, readers = seen.shape[1], len(self.verdicts)
        noticed = []
        for filters, bias in zip(self.filters, self.biases, strict=True):
            side = filters.shape[0] // width
            padded = np.pad(seen, ((side - 1, side - 1), (0, 0)))
            windows = np.concatenate([padded[at : len(padded) - side + 1 + at] for at in range(side)], axis=1)
            each = np.maximum(windows @ filters + bias, 0).reshape(len(windows), readers, -1)
            noticed += [each.max(axis=0), each.sum(axis=0) / np.sqrt(len(seen) + 2)]
        total = (np.concatenate(noticed, axis=1) * self.verdicts[:, :-1]).sum(axis=1) + self.verdicts[:, -1]
        return np.asarray(1 / (1 + np.exp(-total)), np.float32)


def rows_of(language: str, words: str, rows: Mapping[str, int]) -> list[int]:
    """The rows of a folded sentence's words, signs and numbers among the vectors."""
    pieces = _english(words, rows) if language == "en" else _chinese(words.translate(_SIGNS), rows)
    return [row for _, row in zip(range(MOST_WORDS), pieces, strict=False)]


def _english(words: str, rows: Mapping[str, int]) -> Iterator[int]:
    for word in _ENGLISH.findall(words):
        yield _row(word, rows)


def _row(word: str, rows: Mapping[str, int]) -> int:
    if word[0].isdigit():
        return NUMBER
    if (row := MARKS.get(word) or rows.get(word)) is not None:
        return row
    for ending in _ENDINGS:
        if word.endswith(ending) and (row := rows.get(word[: -len(ending)])) is not None:
            return row
    stems = (rows.get(word[:length]) for length in range(len(word) - 1, _SHORTEST_STEM - 1, -1))
    return next((row for row in stems if row is not None), UNKNOWN)


def _chinese(words: str, rows: Mapping[str, int]) -> Iterator[int]:
    """The longest known word each time, from left to right."""
    for run in _CHINESE.findall(words):
        if run[0] < "\u3400":
            yield NUMBER if run[0].isdigit() else MARKS.get(run) or rows.get(run, UNKNOWN)
            continue
        at = 0
        while at < len(run):
            length = next((each for each in range(_LONGEST_CHINESE_WORD, 1, -1) if run[at : at + each] in rows), 1)
            piece = run[at : at + length]
            yield rows.get(piece, UNKNOWN)
            at += len(piece)


def likeness(language: str, words: str) -> float:
    """How alike, from 0 to 1. Above a half the model would rather say yes than no."""
    model = models()[language]
    rows = rows_of(language, words, model.rows)
    return model.likeness(rows) if rows else 0.0


@functools.cache
def models() -> Mapping[str, Model]:
    """The words, vectors and readers of every language."""
    with files(__package__).joinpath("learned.npz").open("rb") as file, np.load(file, allow_pickle=False) as kept:
        return {language: _model(kept, language) for language in ("en", "zh")}


def _model(kept: Mapping[str, npt.NDArray[np.generic]], language: str) -> Model:
    def part(name: str) -> _Floats:
        return np.asarray(kept[f"{language}_{name}"]).astype(np.float32)

    words = kept[f"{language}_words"].tobytes().decode().split("\n")
    return Model(
        rows={word: row for row, word in enumerate(words, FIRST_WORD)},
        vectors=part("vectors") * part("scales")[:, None],
        filters=tuple(part(f"filters{each}") for each in (1, 2, 3)),
        biases=tuple(part(f"biases{each}") for each in (1, 2, 3)),
        verdicts=part("verdicts"),
    )
