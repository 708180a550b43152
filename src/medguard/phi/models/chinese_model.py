"""Identifiers in Chinese clinical text: medguard's own model, made by ``training/chinese`` and read with ONNX Runtime.

It reads characters, so Latin letters, digits and punctuation inside Chinese lines are read too, and it marks medguard's kinds
directly. It began as BAAI's bge-small-zh (MIT); ``weights/chinese.json`` says so and holds the recipe.

Threads: nothing here changes after opening, but what the network remembers.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from medguard.phi.models.entity import Entity
from medguard.phi.models.network import Network
from medguard.types import Span

_WEIGHTS = Path(__file__).parent / "weights"
_HAN = re.compile("[\u3400-\u9fff\U00020000-\U0003ffff]")

# 1. Characters.

FRAME, UNKNOWN, NEWLINE = range(3)
"""The first rows of the vocabulary; characters follow in the order of the file. A frame stands before and after a piece."""

FEATURES = 44
"""How many classes of character there are; see ``Alphabet.features``."""

_ENDS, _BLANK, _DIGIT, _UPPER, _LOWER, _HAN_KNOWN, _HAN_RARE, _NUMERAL, _SIGN, _CHINESE_SIGN, _OTHER, _DOT = range(
    1, 13
)
_RUNS = 14
# Phones have 11 digits, identity cards 15 or 18, dates 8: how long a run of digits is says much of what it is.
_DIGIT_RUN = np.array([0, *range(1, 9), 9, 9, 10, 11, 11, 11, 12, 13, 13, 14, 15], dtype=np.int64)
_LATIN_RUN = np.array([0, 1, 2, 3, 4, 4, 4, 5], dtype=np.int64)
_UPPER_RUN = _RUNS + 16
_LOWER_RUN = _UPPER_RUN + 6
_SORTS = (
    (_SIGN, range(0x20, 0x7F)),
    (_CHINESE_SIGN, (*range(0x2010, 0x2070), *range(0x3000, 0x3030), *range(0xFF01, 0xFFF0))),
    (_HAN_RARE, (*range(0x3400, 0xA000), *range(0x20000, 0x40000))),
    (_DIGIT, (*map(ord, "0123456789"), *range(0xFF10, 0xFF1A))),
    (_UPPER, (*range(0x41, 0x5B), *range(0xFF21, 0xFF3B))),
    (_LOWER, (*range(0x61, 0x7B), *range(0xFF41, 0xFF5B))),
    (_NUMERAL, map(ord, "〇零一二三四五六七八九十百廿卅壹贰叁肆伍陆柒捌玖拾幺两")),
    (_DOT, map(ord, "·•・‧")),
    (_BLANK, map(ord, " \t\u3000\u00a0")),
    (_ENDS, map(ord, "\n\r\v\f\x85\u2028\u2029")),
)
_SORT_OF = np.full(0x110000, _OTHER, dtype=np.uint8)
for _sort, _range in _SORTS:
    _SORT_OF[list(_range)] = _sort


class Alphabet:
    r"""Numbers for characters: which one it is, and what sort of character.

    >>> letters = Alphabet(["王", "1"])
    >>> letters.ids("王１\n㐂").tolist()
    [3, 4, 2, 1]
    """

    def __init__(self, characters: Sequence[str]) -> None:
        codes = np.array([ord(letter) for letter in characters], dtype=np.int64)
        ids = np.full(0x110000, UNKNOWN, dtype=np.uint16)
        ids[codes] = np.arange(NEWLINE + 1, NEWLINE + 1 + len(codes))
        # Full-width letters and digits read like their plain sisters; so do signs that have no row of their own.
        plain = np.arange(0x21, 0x7F)
        wide = plain + 0xFEE0
        alone = (ids[wide] != UNKNOWN) & (_SORT_OF[wide] == _CHINESE_SIGN)
        ids[wide] = np.where(alone, ids[wide], ids[plain])
        ids[_SORT_OF == _BLANK] = ids[ord(" ")]
        ids[_SORT_OF == _ENDS] = NEWLINE
        self._ids = ids
        self._sorts = np.where((_SORT_OF == _HAN_RARE) & (ids != UNKNOWN), np.uint8(_HAN_KNOWN), _SORT_OF)

    def ids(self, words: str) -> Any:
        """Which character each is."""
        return self._ids[_codes(words)]

    def framed(self, words: str) -> tuple[Any, Any]:
        """What the network is given of a piece: which characters and what sorts, a frame at both ends."""
        ids, sorts = self.ids(words).astype(np.int32), self.features(words).astype(np.int32)
        return np.pad(ids, 1, constant_values=FRAME), np.pad(sorts, 1)

    def wholes(self, words: str) -> tuple[Any, Any]:
        """Where there are digits, and where Latin letters: a run of either is one thing."""
        sorts = self._sorts[_codes(words)]
        return sorts == _DIGIT, (sorts == _UPPER) | (sorts == _LOWER)

    def features(self, words: str) -> Any:
        """What sort each is; digits and Latin letters also say how long their run is."""
        sorts = self._sorts[_codes(words)].astype(np.int64)
        digits, latin = self.wholes(words)
        features = sorts.copy()
        if digits.any():
            runs = _DIGIT_RUN[np.minimum(_runs(digits), len(_DIGIT_RUN) - 1)]
            features[digits] = _RUNS + runs[digits]
        if latin.any():
            runs = _LATIN_RUN[np.minimum(_runs(latin), len(_LATIN_RUN) - 1)]
            features[latin] = np.where(sorts == _UPPER, _UPPER_RUN, _LOWER_RUN)[latin] + runs[latin]
        return features


def _codes(words: str) -> Any:
    return np.frombuffer(words.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)


def _runs(flags: Any) -> Any:
    """At each place, how long the run of ``True`` is that it stands in."""
    starts, ends = _stretches(flags)
    lengths = np.zeros(len(flags), dtype=np.int64)
    lengths[flags] = np.repeat(ends - starts, ends - starts)
    return lengths


def _stretches(flags: Any) -> tuple[Any, Any]:
    """Where each run of ``True`` begins and ends."""
    edges = np.flatnonzero(np.diff(np.concatenate(([0], flags.view(np.int8), [0]))))
    return edges[::2], edges[1::2]


# 2. Pieces of text, short enough to read at once.

LONGEST = 200
_OVERLAP = 24


class Piece(NamedTuple):
    """What is read at once, ``start`` to ``end``, and the part of it where its marks count."""

    start: int
    end: int
    counts_from: int
    counts_to: int


def pieces(text: str) -> Iterator[Piece]:
    r"""Cut after lines, else after sentences, else at commas; where there is nothing of these, pieces overlap.

    >>> [tuple(p) for p in pieces("患者\n" * 80)]
    [(0, 159, 0, 159), (159, 240, 159, 240)]
    """
    start = counts_from = 0
    while len(text) - start > LONGEST:
        low, high = start + LONGEST // 3, start + LONGEST
        border = text.rfind("\n", low, high)
        if border < 0:
            border = max(text.rfind(mark, low, high) for mark in "。;；!！?？")
        if border < 0:
            border = max(text.rfind(mark, low, high) for mark in "，,、 \t|")
        end = border + 1 if border >= 0 else high
        counts_to = end if border >= 0 else end - _OVERLAP // 2
        yield Piece(start, end, counts_from, counts_to)
        start, counts_from = end if border >= 0 else end - _OVERLAP, counts_to
    yield Piece(start, len(text), counts_from, len(text))


# 3. The model.

_TITLE = re.compile(
    "副?主任(?:医师|醫師|护师)?|主治(?:医师|醫師)?|住院医师|医生|醫生|醫師|医师|大夫|护士长?|護士|护师|教授|副?院长|药师|技师|先生|女士|小姐|太太|"
    "夫人|阿姨|叔叔|大爷|大妈|大娘|奶奶|爷爷|师傅|老师|老師|同学|同志|经理|警官|律师|村医|妈妈|爸爸|家属|小朋友"
)
_LABEL_BEFORE = re.compile(r"(?:QQ|MRN|S/?N|TEL|Tel|FAX|Fax|UDI|ID|NO|No)[.:：# ]{0,3}(?=[\dA-Z(（+])")
_TITLE_BEFORE = re.compile(r"(?:(?:Dr|Mr|Mrs|Ms|Miss|Prof)\b\.? ?|患者|家属|医生|护士)+")

_LIKELY = 0.5


class ChineseModel:
    """Reads Chinese texts of any length; ``threshold`` is how sure it must be that a character identifies.

    >>> [(e.label, e.start, e.end) for e in ChineseModel().read(["患者张伟，电话13800138000。"])[0]]
    [('NAME', 2, 4), ('PHONE', 7, 18)]
    """

    def __init__(self, *, weights: Path = _WEIGHTS, threshold: float | None = None, threads: int = 1) -> None:
        recipe = json.loads((weights / "chinese.json").read_text(encoding="utf-8"))
        graph = (weights / "chinese.onnx").read_bytes()
        vocabulary = (weights / "chinese.vocab.txt").read_bytes()
        for name, content in (("chinese.onnx", graph), ("chinese.vocab.txt", vocabulary)):
            if hashlib.sha256(content).hexdigest() != recipe["sha256"][name]:
                raise ValueError(f"{name} is not the file that chinese.json describes; run training/chinese/export.py")
        self.kinds: tuple[str, ...] = tuple(recipe["kinds"])
        self._threshold = float(recipe["threshold"]) if threshold is None else threshold
        self._temperature = np.float32(recipe["temperature"])
        self._edge = min(self._threshold, float(recipe["edge"]))
        self._alphabet = Alphabet(vocabulary.decode("utf-8").splitlines())
        self._network = Network(graph, threads=threads)

    def read(self, sentences: Sequence[str]) -> list[list[Entity]]:
        """Entities of each text; their labels are medguard's kinds."""
        return [[Entity(s.start, s.end, s.kind, s.score) for s in spans] for spans in self.spans(sentences)]

    def spans(self, texts: Sequence[str]) -> list[list[Span]]:
        """Identifiers of each text with how sure the model is, in order, not overlapping."""
        return [list(self._decode(text, self._marks(text))) if _HAN.search(text) else [] for text in texts]

    def _marks(self, text: str) -> _Marks:
        marks = _Marks(len(text))
        for piece in pieces(text):
            marks.put(piece, *self._tags(text[piece.start : piece.end]))
        marks.even_out(*self._alphabet.wholes(text))
        return marks

    def _tags(self, words: str) -> tuple[Any, Any, Any]:
        """For each character how likely it identifies, how likely it begins an identifier, and the likeliest kind."""
        ids, sorts = self._alphabet.framed(words)
        rows = self._network.logits(ids, sorts)[1:-1] / self._temperature
        chances = np.exp(rows - rows.max(1, keepdims=True))
        chances /= chances.sum(1, keepdims=True)
        begins, goes_on = chances[:, 1 : 1 + len(self.kinds)], chances[:, 1 + len(self.kinds) :]
        return 1 - chances[:, 0], begins.sum(1), (begins + goes_on).argmax(1)

    def _decode(self, text: str, marks: _Marks) -> Iterator[Span]:
        """Runs of characters that identify, cut where a new identifier begins."""
        for start, end in zip(*_stretches(marks.sure > self._edge), strict=True):
            begins = start + 1 + np.flatnonzero(marks.begins[start + 1 : end] > _LIKELY)
            for first, last in pairwise([int(start), *begins.tolist(), int(end)]):
                sure = marks.sure[first:last]
                if sure.max() >= self._threshold and any(map(str.isalnum, text[first:last])):
                    votes = np.bincount(marks.kinds[first:last], weights=sure)
                    span = Span(first, last, self.kinds[int(votes.argmax())], round(float(sure.mean()), 4))
                    bare = _bare(text, span)
                    if bare is not None:
                        yield bare


def _bare(text: str, span: Span) -> Span | None:
    """王主任 is the name 王: a title is no part of it, even if only its half was marked; nor is a label part of a number."""
    start, end = span.start, span.end
    if span.kind != "NAME":
        label = _LABEL_BEFORE.match(text, start, end)
        return Span(label.end(), end, span.kind, span.score) if label else span
    if title := _TITLE_BEFORE.match(text, start, end):
        start = title.end()
    for title in _TITLE.finditer(text, start, end + 2):
        if title.start() < end <= title.end():
            end = title.start()
    return Span(start, end, span.kind, span.score) if start < end else None


class _Marks:
    """What the model says of each character of one text."""

    def __init__(self, length: int) -> None:
        self.sure = np.zeros(length, dtype=np.float32)
        self.begins = np.zeros(length, dtype=np.float32)
        self.kinds = np.zeros(length, dtype=np.uint8)

    def put(self, piece: Piece, sure: Any, begins: Any, kinds: Any) -> None:
        """Write down what was read of one piece, where it counts."""
        there = slice(piece.counts_from, piece.counts_to)
        here = slice(piece.counts_from - piece.start, piece.counts_to - piece.start)
        self.sure[there], self.begins[there], self.kinds[there] = sure[here], begins[here], kinds[here]

    def even_out(self, *wholes: Any) -> None:
        """Let every number and every Latin word identify as a whole or not at all."""
        for flags in wholes:
            starts, ends = _stretches(flags)
            if len(starts):
                means = np.add.reduceat(self.sure * flags, starts) / (ends - starts)
                self.sure[flags] = np.repeat(means, ends - starts)
                first = np.zeros_like(flags)
                first[starts] = True
                self.begins[flags & ~first] = 0
