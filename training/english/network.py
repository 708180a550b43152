"""The English network: the first layers of all-MiniLM-L6-v2, told how each word is written.

MiniLM reads lower case only. How a word was written (lower, Title, CAPS, with digits) and what stood before it (nothing, a
space, a new line) are the sorts of pieces.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from safetensors.torch import load_file

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from encoder import Size, Tagger, from_bert

BASE_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"


def size_with(inner: int) -> Size:
    return Size(hidden=384, heads=12, inner=inner, places=258, sorts=24)


def from_minilm(path: Path, keep: Sequence[int], rows: Sequence[int], labels: int, inner: int) -> Tagger:
    """The chosen layers and vocabulary rows of MiniLM."""
    return from_bert(load_file(path), keep, rows, labels, size_with(inner))
