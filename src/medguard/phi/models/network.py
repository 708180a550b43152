"""One of our networks, run by ONNX Runtime on one core. It remembers what it said of long stretches that it has just read.

A chat is sent anew as a whole with every turn, and an application's instructions with every call: read once, they cost nothing the next time. What is kept
holds no word: numbers for each piece, under a keyed hash of what was read, whose key lives and ends with the process.

Threads: a network may be run by many at once.
"""

from __future__ import annotations

import secrets
from collections import OrderedDict
from hashlib import blake2b
from threading import Lock
from typing import Any

import numpy as np
import onnxruntime  # type: ignore[import-untyped]
from numpy.typing import NDArray

LONG = 48
"""Pieces. By the time that an answer takes, a caller might learn whether somebody else has just said the same; shorter ones could be guessed."""
REMEMBERED = 1024
"""Stretches, the last that were asked for; at most 30 KB each."""


class Network:
    """What ``training/graph.py`` wrote: for each piece of one stretch, a number for every label."""

    def __init__(self, graph: bytes, *, threads: int = 1) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        self._session = onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])
        self._key = secrets.token_bytes(32)
        self._said: OrderedDict[bytes, NDArray[np.float32]] = OrderedDict()
        self._turn = Lock()

    def logits(self, ids: NDArray[np.int32], sorts: NDArray[np.int32]) -> NDArray[np.float32]:
        """Of shape (pieces, labels), not to be written to; ``ids`` and ``sorts`` are of shape (pieces,).

        One stretch at a time: activations share one scale a run, so in a batch what a text is called would hang on its neighbours.
        """
        if len(ids) < LONG:
            return self._run(ids, sorts)
        key = blake2b(ids.tobytes() + sorts.tobytes(), key=self._key, digest_size=32).digest()
        with self._turn:
            if (known := self._said.get(key)) is not None:
                self._said.move_to_end(key)
                return known
        said = self._run(ids, sorts)
        said.flags.writeable = False
        with self._turn:
            self._said[key] = said
            while len(self._said) > REMEMBERED:
                self._said.popitem(last=False)
        return said

    def _run(self, ids: NDArray[np.int32], sorts: NDArray[np.int32]) -> NDArray[np.float32]:
        [out] = self._session.run(["logits"], {"ids": ids[None], "shapes_in": sorts[None]})
        rows: Any = out[0]
        return rows  # type: ignore[no-any-return]
