"""A Hugging Face token classifier that was exported to ONNX: a folder with model.onnx, tokenizer.json and config.json.

Read with ``tokenizers`` and ONNX Runtime; torch and transformers are not needed. Labels may be BIO, BIOES, BILOU, BMES or plain.
Texts of any length: windows overlap, and each piece is taken from the one in which it stands farther from the edge.

Threads: a session may be run by many at once, and nothing else here changes after opening.
"""

from __future__ import annotations

import importlib
import json
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import onnxruntime  # type: ignore[import-untyped]

from medguard.errors import ProfileError
from medguard.phi.kinds import Kind
from medguard.phi.models.entity import Entity

_LONGEST_WINDOW = 512
_SHORTEST_WINDOW = 4
_BATCH = 8
_LIKELY = 0.5
_PREFIX = re.compile(r"([BIESLUM])[-_](.+)", re.DOTALL)
_OUTSIDE = frozenset({"O", "OTHER", "NONE"})
_BEGINS, _ENDS = frozenset("BSU"), frozenset("ESLU")
_BREAK = re.compile(r"[\n\r\t]| {3}")
_TYPES = {"tensor(int64)": np.int64, "tensor(int32)": np.int32}


class _Label(NamedTuple):
    """``B-PER`` is PER, and begins it."""

    name: str
    begins: bool
    ends: bool


def _label(written: str) -> _Label | None:
    """What a label says; ``None``: nobody."""
    if written.upper() in _OUTSIDE:
        return None
    found = _PREFIX.fullmatch(written)
    return (
        _Label(found[2], found[1] in _BEGINS, found[1] in _ENDS) if found else _Label(written, begins=False, ends=False)
    )


class _Word(NamedTuple):
    """A word of the text, or one character of a script without spaces, and the pieces that it was cut into."""

    start: int
    end: int
    pieces: list[int]


class TokenClassifier:
    """Marks what the network calls an entity; the score is the chance that a word belongs to some kind, on average."""

    def __init__(self, folder: Path) -> None:
        tokenizers = _tokenizers()
        # 1. The labels.
        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        names = config["id2label"]
        self._labels = [_label(names[str(number)]) for number in range(len(names))]
        self.labels: tuple[str, ...] = tuple(dict.fromkeys(label.name for label in self._labels if label))
        # 2. The tokenizer, and what it puts around a text.
        self._tokenizer = tokenizers.Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()
        around = self._tokenizer.encode("a b", add_special_tokens=True)
        inner = [place for place, special in enumerate(around.special_tokens_mask) if not special]
        self._before: list[int] = around.ids[: inner[0]]
        self._behind: list[int] = around.ids[inner[-1] + 1 :]
        # 3. How much it reads at once. RoBERTa's positions begin at two.
        longest = config.get("max_position_embeddings")
        longest = min(longest, _LONGEST_WINDOW) if isinstance(longest, int) and longest > 0 else _LONGEST_WINDOW
        self._window = longest - 2 - len(self._before) - len(self._behind)
        if self._window < _SHORTEST_WINDOW:
            raise ValueError("max_position_embeddings leaves no room for a text")
        self._overlap = self._window // 4
        # 4. The network.
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 4  # its messages would go to standard error; ours say what to do
        self._session = onnxruntime.InferenceSession(
            str(folder / "model.onnx"), options, providers=["CPUExecutionProvider"]
        )
        self._inputs = {one.name: _TYPES[one.type] for one in self._session.get_inputs()}
        if "input_ids" not in self._inputs or self._inputs.keys() - {"input_ids", "attention_mask", "token_type_ids"}:
            raise ValueError("these are not the inputs of a token classifier")
        outputs = [one.name for one in self._session.get_outputs()]
        self._output = "logits" if "logits" in outputs else outputs[0]

    def marks(self, texts: Sequence[str], kinds: Mapping[str, Kind]) -> list[list[Entity]]:
        """The entities of each text. Raises ValueError if the network's answer is none."""
        cut = [self._tokenizer.encode(text, add_special_tokens=False) for text in texts]
        chances = self._chances([one.ids for one in cut])
        reading = _Reading(self._labels, kinds)
        return [
            list(reading.entities(text, list(_words(text, one.offsets)), rows))
            for text, one, rows in zip(texts, cut, chances, strict=True)
        ]

    def _chances(self, texts: Sequence[list[int]]) -> list[Any]:
        """For each text and piece the chance of every label."""
        rows = [np.zeros((len(ids), len(self._labels))) for ids in texts]
        # Windows of one length go together: nothing is padded, so that no text hangs on its neighbours' length.
        by_length: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for text, ids in enumerate(texts):
            for start in self._starts(len(ids)):
                by_length[min(self._window, len(ids) - start)].append((text, start))
        for length, places in by_length.items():
            for first in range(0, len(places), _BATCH):
                batch = places[first : first + _BATCH]
                out = self._run([texts[text][start : start + length] for text, start in batch])
                for (text, start), read in zip(batch, out, strict=True):
                    at = rows[text][start : start + length]
                    left = self._overlap // 2 if start else 0
                    right = (
                        length - (self._overlap - self._overlap // 2) if start + length < len(texts[text]) else length
                    )
                    at[left:right] = read[left:right]
        return rows

    def _starts(self, pieces: int) -> Iterator[int]:
        start = 0
        while start + self._window < pieces:
            yield start
            start += self._window - self._overlap
        if pieces:
            yield start

    def _run(self, batch: Sequence[list[int]]) -> Any:
        ids = np.array([[*self._before, *one, *self._behind] for one in batch])
        given = {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": np.zeros_like(ids)}
        [logits] = self._session.run(
            [self._output], {name: given[name].astype(kind) for name, kind in self._inputs.items()}
        )
        if logits.shape != (*ids.shape, len(self._labels)):
            raise ValueError("the network answers in another shape than its labels have")
        logits = np.asarray(logits, dtype=np.float64)
        if not np.isfinite(logits).all():
            raise ValueError("the network answers with what is no number")
        odds = np.exp(logits - logits.max(axis=-1, keepdims=True))
        inner = slice(len(self._before), ids.shape[1] - len(self._behind))
        return (odds / odds.sum(axis=-1, keepdims=True))[:, inner]


class _Reading:
    """From chances of labels to entities of kinds. PATIENT and DOCTOR are both names: their chances add up."""

    def __init__(self, labels: Sequence[_Label | None], kinds: Mapping[str, Kind]) -> None:
        self._kinds = sorted(set(kinds.values()))
        self._of_kind = np.zeros((len(labels), len(self._kinds)))
        self._begins, self._ends = np.zeros(len(labels)), np.zeros(len(labels))
        for row, label in enumerate(labels):
            if label and label.name in kinds:
                self._of_kind[row, self._kinds.index(kinds[label.name])] = 1
                self._begins[row], self._ends[row] = label.begins, label.ends

    def entities(self, text: str, words: Sequence[_Word], rows: Any) -> Iterator[Entity]:
        """Neighbouring words of one kind, unless a label says that a new one begins."""
        sure = rows @ self._of_kind
        total = sure.sum(axis=1)
        begins, ends = rows @ self._begins, rows @ self._ends
        run: list[tuple[_Word, int, float]] = []
        ended = False
        for word in words:
            # Often only the first piece of a word was trained, and sometimes every one: the surest speaks.
            best = max(word.pieces, key=lambda piece: total[piece])
            score, kind = float(total[best]), int(sure[best].argmax())
            likely = score >= _LIKELY
            if run and (
                not likely
                or ended
                or kind != run[-1][1]
                or begins[word.pieces[0]] > score / 2
                or _BREAK.search(text, run[-1][0].end, word.start)
            ):
                yield self._entity(run)
                run = []
            if likely:
                run.append((word, kind, score))
                ended = ends[word.pieces[-1]] > score / 2
        if run:
            yield self._entity(run)

    def _entity(self, run: Sequence[tuple[_Word, int, float]]) -> Entity:
        score = sum(score for _, _, score in run) / len(run)
        return Entity(run[0][0].start, run[-1][0].end, self._kinds[run[0][1]], min(score, 1.0))


def _words(text: str, offsets: Sequence[tuple[int, int]]) -> Iterator[_Word]:
    """Pieces put together again. Tokenizers count code points, as we do; several bytes of one character share its place."""
    word: _Word | None = None
    for piece, (first, last) in enumerate(offsets):
        if not 0 <= first <= last <= len(text):
            raise ValueError("the tokenizer points beside the text")
        start, end = first, last
        while start < end and text[start].isspace():
            start += 1
        while start < end and text[end - 1].isspace():
            end -= 1
        if start == end:
            continue
        if word and (start < word.end or (start == word.end and _is_inside_a_word(text, start))):
            word = _Word(word.start, max(end, word.end), [*word.pieces, piece])
            continue
        if word:
            yield word
        word = _Word(start, end, [piece])
    if word:
        yield word


def _is_inside_a_word(text: str, place: int) -> bool:
    """Between two letters or digits of a script that has spaces; Chinese (category Lo) has a border everywhere."""
    return all(letter.isalnum() and unicodedata.category(letter) != "Lo" for letter in text[place - 1 : place + 1])


def _tokenizers() -> Any:
    try:
        return importlib.import_module("tokenizers")
    except ModuleNotFoundError:
        remedy = "Install it beside medguard: pip install 'medguard-gateway[models]'"
        raise ProfileError(
            f"phi.models: an ONNX model needs the package tokenizers, which is not installed. {remedy}",
            remedy=remedy,
            remedy_zh="请安装：pip install 'medguard-gateway[models]'",
        ) from None
