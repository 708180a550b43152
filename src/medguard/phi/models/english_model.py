"""Our own English model: three small transformer layers that name every word of messy clinical text.

    english = EnglishModel()
    [[name]] = english.read(["seen by dr okafor today"])

Trained and exported by ``training/english``. Reading needs numpy and ONNX Runtime only: the word pieces are BERT's, cut here.
Threads may share a model. No word outlives the call that brought it (``network`` says what does).
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from medguard.phi.models.entity import Entity
from medguard.phi.models.network import Network

WEIGHTS = Path(__file__).parent / "weights"

# A number that a few letters follow (94F, 92yo, 10mg: the age identifies, the rest does not), a run of letters and digits
# with combining marks, or one punctuation mark however often it is repeated: a ruler of eighty dashes says no more than
# one dash and would cost eighty pieces.
WORD = re.compile(r"\d{1,3}+(?=[A-Za-z]{1,3}+(?![^\W_]))|[^\W_]++(?:[\u0300-\u036f]++[^\W_]*+)*+|([^\w\s]|_)\1*+")
_LONGEST_WORD = 60
_WINDOW, _OVERLAP = 200, 32
_UNKNOWN, _START, _STOP = 1, 2, 3
SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]")

_BREAK = re.compile(r"[\n\r\t]| {3}")

SURE = {"NAME": 0.5, "LOCATION": 0.5, "ORG": 0.5, "DATE": 0.85, "*": 0.6}
"""How sure the model must be of a run of words at its surest word, by kind; "*" is every other kind.

Dates are dearest: half of what looks like one is a dose, a score or a ratio, and patterns find the plain ones anyway.
"""

# What no date and no great age looks like: a bare number or year, a measurement, a clock time; less than 90, more than 129.
_IMPOSSIBLE = {
    "DATE": re.compile(r"\d{1,2}|(?:19|20)\d\d|\d{1,2}\.\d{1,3}|\d{1,2}:\d\d(?::\d\d)?"),
    "AGE90": re.compile(r"[1-8]\d?|9|1[3-9]\d|[2-9]\d\d|\d{4,}|(?!.*(?:nine|hundred))[a-z][a-z -]*+", re.IGNORECASE),
}

# Kinds that are parts of one thing more often than neighbours: "Boston | Medical Center", "+1 202 | 555 0101".
_FAMILY = {"LOCATION": -1, "ORG": -1, "EMAIL": -2, "URL": -2} | dict.fromkeys(
    ("PHONE", "FAX", "IP", "SSN", "MRN", "HEALTH_PLAN", "ACCOUNT", "LICENSE", "VEHICLE", "DEVICE", "OTHER_ID"), -3
)

Floats = NDArray[np.float32]


class Pieces(NamedTuple):
    """One text in word pieces."""

    ids: list[int]
    shapes: list[int]
    words: list[tuple[int, int]]
    """Where each word stands in the text."""
    first: list[int]
    """The first piece of each word."""


class WordPieces:
    """BERT's uncased word pieces over a vocabulary, and how each word was written."""

    def __init__(self, vocabulary: Sequence[str]) -> None:
        self._ids = {piece: i for i, piece in enumerate(vocabulary)}
        self._longest = max(map(len, vocabulary))

    def cut(self, text: str, seen: dict[str, tuple[tuple[int, ...], int]]) -> Pieces:
        """The pieces of a text. ``seen`` remembers words between the texts of one call."""
        ids: list[int] = []
        shapes: list[int] = []
        words: list[tuple[int, int]] = []
        first: list[int] = []
        last = 0
        for found in WORD.finditer(text):
            start, end = place = found.span()
            word = found[0]
            known = seen.get(word)
            if known is None:
                known = seen[word] = (self._cut_word(word), 3 * _shape(word))
            pieces, shape = known
            words.append(place)
            first.append(len(ids))
            ids += pieces
            if start == last and start:
                shapes.append(shape)
            elif start == 0 or "\n" in text[last:start]:
                shapes.append(shape + 2)
            else:
                shapes.append(shape + 1)
            if len(pieces) > 1:
                shapes += [shape] * (len(pieces) - 1)
            last = end
        return Pieces(ids, shapes, words, first)

    def _cut_word(self, word: str) -> tuple[int, ...]:
        if len(word) > _LONGEST_WORD:
            word = word[:1] if not word[0].isalnum() else word
        if not word.isascii():
            word = "".join(c for c in unicodedata.normalize("NFD", word) if unicodedata.category(c) != "Mn")
        elif not word.isalnum():
            word = word[0]
        word = word.lower()
        whole = self._ids.get(word)
        if whole is not None:
            return (whole,)
        if len(word) > _LONGEST_WORD or not word:
            return (_UNKNOWN,)
        pieces: list[int] = []
        start = 0
        while start < len(word):
            for end in range(min(len(word), start + self._longest), start, -1):
                piece = self._ids.get(f"##{word[start:end]}" if start else word[:end])
                if piece is not None:
                    pieces.append(piece)
                    start = end
                    break
            else:
                return (_UNKNOWN,)
        return tuple(pieces)


def _shape(word: str) -> int:
    """0 lower, 1 Title, 2 CAPS, 3 mIxed, 4 digits, 5 letters and digits, 6 neither, 7 one capital."""
    if word.isdigit():
        return 4
    if not word[0].isalnum():
        return 6
    if not word.isalpha() and any(map(str.isdigit, word)):
        return 5
    if word.islower():
        return 0
    if word.isupper():
        return 7 if len(word) == 1 else 2
    return 1 if word[0].isupper() and word[1:].islower() else 3


class EnglishModel:
    """Reads English texts of any length.

    >>> [(m.label, m.start, m.end) for m in EnglishModel().read(["Seen by John Smith today."])[0]]
    [('NAME', 8, 18)]
    """

    def __init__(self, folder: Path = WEIGHTS, *, sure: Mapping[str, float] = SURE, edge: float = 0.4) -> None:
        about = json.loads((folder / "english.json").read_text(encoding="utf-8"))
        weights = (folder / "english.onnx").read_bytes()
        vocabulary = (folder / "english.vocab.txt").read_bytes()
        if hashlib.sha256(weights + vocabulary).hexdigest() != about["sha256"]:
            raise ValueError(f"{folder}: english.onnx and english.vocab.txt are not those that english.json describes")
        self.labels: list[str] = about["labels"]
        self._temperature = np.float32(about["temperature"])
        self._families = np.array([_FAMILY.get(label, i) for i, label in enumerate(self.labels)])
        self._sure = np.array([sure.get(label, sure["*"]) for label in self.labels])
        self._edge = edge
        self._pieces = WordPieces(vocabulary.decode().split("\n"))
        self._network = Network(weights)

    def read(self, texts: Sequence[str]) -> list[list[Entity]]:
        """What identifies somebody in each text; the score is the calibrated chance that it does."""
        seen: dict[str, tuple[tuple[int, ...], int]] = {}
        pieces = [self._pieces.cut(text, seen) for text in texts]
        return [
            list(self._decode(text, p, chances))
            for text, p, chances in zip(texts, pieces, self._name(pieces), strict=True)
        ]

    def _name(self, pieces: Sequence[Pieces]) -> list[Floats]:
        """For each text the chances of every label, word by word."""
        logits = [np.zeros((len(p.ids), len(self.labels)), np.float32) for p in pieces]
        for p, rows in zip(pieces, logits, strict=True):
            # Windows overlap; each piece is taken from the one in which it stands farther from the edge.
            for start, stop in _windows(len(p.ids)):
                ids = np.array([_START, *p.ids[start:stop], _STOP], np.int32)
                shapes = np.array([0, *p.shapes[start:stop], 0], np.int32)
                left = _OVERLAP // 2 if start else 0
                rows[start + left : stop] = self._network.logits(ids, shapes)[1 + left : -1]
        return [self._chances(rows, p.first) for rows, p in zip(logits, pieces, strict=True)]

    def _chances(self, rows: Floats, first: list[int]) -> Floats:
        if not first:
            return rows
        # A word is what its pieces say on average.
        counts = np.diff([*first, len(rows)]).astype(np.float32)[:, None]
        mean = np.add.reduceat(rows, first, axis=0) / counts / self._temperature
        odds = np.exp(mean - mean.max(axis=1, keepdims=True))
        chances: Floats = odds / odds.sum(axis=1, keepdims=True)
        return chances

    def _decode(self, text: str, pieces: Pieces, chances: Floats) -> Iterator[Entity]:
        if not pieces.words:
            return
        sure = 1 - chances[:, 0]
        families = self._families[1 + chances[:, 1:].argmax(axis=1)]
        run: list[int] = []
        for i in np.flatnonzero(sure >= self._edge).tolist():
            if run and (i != run[-1] + 1 or families[i] != families[i - 1]):
                yield from self._mark(text, pieces, run, chances, sure)
                run = []
            run.append(i)
        yield from self._mark(text, pieces, run, chances, sure)

    def _mark(self, text: str, pieces: Pieces, run: list[int], chances: Floats, sure: Floats) -> Iterator[Entity]:
        # Words that are half sure come along with a neighbour that is.
        if not run or sure[run].max() < self._sure[self._kind(run, chances)]:
            return
        part: list[int] = []
        for i in run:
            start, end = pieces.words[i]
            # A new line or column begins something else, and punctuation at the edges identifies nobody.
            if part and _BREAK.search(text, pieces.words[i - 1][1], start):
                yield from self._whole(text, pieces, part, chances, sure)
                part = []
            if part or text[end - 1].isalnum():
                part.append(i)
        if part:
            yield from self._whole(text, pieces, part, chances, sure)

    def _whole(self, text: str, pieces: Pieces, part: list[int], chances: Floats, sure: Floats) -> Iterator[Entity]:
        while not text[pieces.words[part[-1]][1] - 1].isalnum():
            part = part[:-1]
        label = self.labels[self._kind(part, chances)]
        start, end = pieces.words[part[0]][0], pieces.words[part[-1]][1]
        if label not in _IMPOSSIBLE or not _IMPOSSIBLE[label].fullmatch(text, start, end):
            yield Entity(start, end, label, float(sure[part].mean()))

    def _kind(self, run: list[int], chances: Floats) -> int:
        return 1 + int(chances[run, 1:].sum(axis=0).argmax())


def _windows(pieces: int) -> Iterator[tuple[int, int]]:
    start = 0
    while start + _WINDOW < pieces:
        yield start, start + _WINDOW
        start += _WINDOW - _OVERLAP
    if pieces:
        yield start, pieces
