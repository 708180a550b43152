"""The Chinese network: layers of bge-small-zh-v1.5 (BAAI, MIT), reading characters."""

from __future__ import annotations

import json
import string
import sys
from pathlib import Path

import onnx
import torch
from onnx import numpy_helper
from torch import Tensor

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path[:0] = [str(ROOT / "src"), str(HERE.parent)]
sys.path += map(
    str, (ROOT / ".venv/lib").glob("python3*/site-packages")
)  # what medguard imports; torch's own come first

from encoder import Size, Tagger, from_bert  # noqa: E402

from medguard.phi.models.chinese_model import FEATURES, LONGEST  # noqa: E402

SIZE = Size(hidden=512, heads=8, inner=1024, places=LONGEST + 2, sorts=FEATURES)
LAYERS = (0, 1, 2)
BASE_SHA256 = "69a0b846f4f116b5e6aabf9546ea6754d02264f3211a13a1bd69b31b8040749a"
# What stands in no vocabulary of BERT: a space, the end of a line.
_SPACE, _LINE_END = "[unused1]", "[unused2]"


def base(folder: Path) -> tuple[list[str], dict[str, Tensor]]:
    """The word pieces of bge-small-zh, and its weights under BERT's names."""
    graph = onnx.load(str(folder / "bge-small-zh-v1.5.onnx")).graph
    weights = {i.name: torch.from_numpy(numpy_helper.to_array(i).copy()) for i in graph.initializer}
    # The exporter turned the matrices over and lost their names, not the nodes that they belong to.
    for node in graph.node:
        if node.op_type == "MatMul" and node.name.startswith("/encoder/") and node.input[1] in weights:
            name = node.name.removeprefix("/").removesuffix("/MatMul").replace("/", ".")
            weights[f"{name}.weight"] = weights.pop(node.input[1]).T
    vocabulary = json.loads((folder / "bge-small-zh-v1.5-tokenizer.json").read_text(encoding="utf-8"))["model"]["vocab"]
    return sorted(vocabulary, key=vocabulary.__getitem__), weights


def letters(vocabulary: list[str]) -> list[str]:
    """What the network tells apart: every single character of BERT's, and capitals."""
    single = [piece for piece in vocabulary if len(piece) == 1 and piece.isprintable()]
    return [" ", *string.ascii_uppercase, *single]


def start(characters: list[str], vocabulary: list[str], weights: dict[str, Tensor], labels: int) -> Tagger:
    """The network before training; a character that BERT does not know begins as its unknown one."""
    number = {piece: n for n, piece in enumerate(vocabulary)}
    rows = [number["[CLS]"], number["[UNK]"], number[_LINE_END]]
    for letter in characters:
        rows.append(
            number[_SPACE] if letter == " " else number.get(letter, number.get(letter.lower(), number["[UNK]"]))
        )
    return from_bert(weights, LAYERS, rows, labels, SIZE)
