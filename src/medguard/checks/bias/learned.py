"""How much a sentence resembles statements that were judged by hand; for wordings that nobody thought of.

A linear model over hashed pieces of words and the classes of words that stand in the sentence. It was trained on the ``look`` statements of
``tests/checks/sets/bias`` by ``training/bias/train.py``. Its weights are numbers: no statement can be read back from them.
"""

from __future__ import annotations

import functools
import re
import zlib
from collections.abc import Iterable, Iterator, Mapping
from importlib.resources import files
from itertools import pairwise

import numpy as np
import numpy.typing as npt

SIZE = 1 << 15
"""How many weights a language has."""
SHORTEST, LONGEST = 5, 320
"""Characters of a sentence that the model was made for."""
TOLD = (
    *("group", "elderly", "sex", "race", "person"),
    *("conduct", "harsh", "absolute", "metric", "adjust", "body"),
    *("waste", "lesser", "deny", "care"),
    *("reason", "medical", "advice", "corrected", "hedge"),
)
"""Classes of the lexicon that the model is told of."""

_WORD = re.compile(r"[a-z']+")
_STEM = 5


def features(language: str, words: str, classes: Iterable[str]) -> npt.NDArray[np.int64]:
    """The places of a folded sentence's features among the weights."""
    pieces = _english(words) if language == "en" else _chinese(words)
    here = [name for name in TOLD if name in classes]
    told = [f"C{name}" for name in here] + [f"C{one}+{two}" for at, one in enumerate(here) for two in here[at + 1 :]]
    return np.array(sorted({zlib.crc32(piece.encode()) % SIZE for piece in (*pieces, *told)}), dtype=np.int64)


def _english(words: str) -> Iterator[str]:
    every = _WORD.findall(words)
    for word in every:
        yield f"w{word}"
        if len(word) > _STEM:
            yield f"p{word[:_STEM]}"
    yield from (f"b{one} {two}" for one, two in pairwise(every))


def _chinese(words: str) -> Iterator[str]:
    for length in (1, 2, 3):
        yield from (f"c{words[at : at + length]}" for at in range(len(words) - length + 1))


def likeness(language: str, words: str, classes: Iterable[str]) -> float:
    """How alike, from 0 to 1. Above a half the model would rather say yes than no."""
    weights, bias = _models()[language]
    here = features(language, words, classes)
    return float(1 / (1 + np.exp(-(weights[here].sum() / np.sqrt(len(here) + 1) + bias))))


@functools.cache
def _models() -> Mapping[str, tuple[npt.NDArray[np.float32], float]]:
    with files(__package__).joinpath("learned.npz").open("rb") as file, np.load(file, allow_pickle=False) as kept:
        return {
            language: (kept[language].astype(np.float32), float(kept[f"{language}_bias"])) for language in ("en", "zh")
        }
