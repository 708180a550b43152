"""Writes a network as an ONNX graph by hand: seven-bit weights, one scale a column, activations quantised as they come.

Seven bits and not eight: processors without VNNI add two products of a byte in sixteen bits, and 255 x 127 twice is too much for
them. With eight they cut what does not fit and read one character in six hundred otherwise; with seven all read alike.

There is no mask: the runtime gives one window at a time. Activations share one scale a run, so in a batch a text's names
would depend on its neighbours; and on one core a batch was no faster.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import torch
from encoder import Tagger
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from torch import Tensor

Array = NDArray[np.float32]


class _Graph:
    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.weights: list[onnx.TensorProto] = []
        self._count = 0

    def keep(self, name: str, array: NDArray[np.generic]) -> str:
        self.weights.append(numpy_helper.from_array(np.ascontiguousarray(array), name))
        return name

    def op(self, kind: str, inputs: list[str], outputs: int = 1, domain: str = "", **attributes: object) -> list[str]:
        self._count += 1
        names = [f"{kind}_{self._count}_{i}" for i in range(outputs)]
        self.nodes.append(helper.make_node(kind, inputs, names, domain=domain, **attributes))
        return names

    def matmul(self, x: str, name: str, weight: Array, bias: Array) -> str:
        """weight: (in, out)."""
        q, scale = _int8(weight, axis=0, most=64)
        names = [self.keep(f"{name}.w", q), self.keep(f"{name}.s", scale), "", self.keep(f"{name}.b", bias)]
        return self.op("DynamicQuantizeMatMul", [x, *names], domain="com.microsoft")[0]


def _int8(weight: Array, axis: int, most: int = 127) -> tuple[NDArray[np.int8], Array]:
    scale = np.abs(weight).max(axis=axis) / most + 1e-12
    whole = np.rint(weight / np.expand_dims(scale, axis)).clip(-most, most).astype(np.int8)
    return whole, scale.astype(np.float32)


def weights(path: Path) -> dict[str, Tensor]:
    """What ``graph`` wrote, as a ``Tagger``'s own weights, rounded as they were to int8: enough to train on from what ships."""
    kept = {w.name: numpy_helper.to_array(w).astype(np.float32) for w in onnx.load(str(path)).graph.initializer}
    found = {
        "words.weight": kept["words"] * kept["words.s"],
        "head.weight": kept["head.w"].T,
        "head.bias": kept["head.b"],
    }
    found |= {"places.weight": kept["places"], "shapes.weight": kept["shapes"]}
    found |= {"norm.weight": kept["n.w"], "norm.bias": kept["n.b"]}
    for name in (name.removesuffix(".w") for name in kept if name.startswith("layers.") and name.endswith(".w")):
        weight = kept[f"{name}.w"]
        found[f"{name}.weight"] = (weight * kept[f"{name}.s"]).T if f"{name}.s" in kept else weight
        found[f"{name}.bias"] = kept[f"{name}.b"]
    return {name: torch.from_numpy(np.ascontiguousarray(weight)) for name, weight in found.items()}


def graph(net: Tagger, name: str) -> onnx.ModelProto:
    """``ids`` and ``shapes_in`` to ``logits``."""
    w = {k: v.detach().float().numpy() for k, v in net.state_dict().items()}
    g = _Graph()
    # 1. Word, place and shape of each piece. The word table is most of the file, so it is int8, one scale a row.
    table, scale = _int8(w["words.weight"], axis=1)
    rows = g.op("Gather", [g.keep("words", table), "ids"])[0]
    scales = g.op("Gather", [g.keep("words.s", scale[:, None]), "ids"])[0]
    x = g.op("Mul", [g.op("Cast", [rows], to=TensorProto.FLOAT)[0], scales])[0]
    length = g.op("Shape", ["ids"], start=1, end=2)[0]
    places = g.op("Slice", [g.keep("places", w["places.weight"]), g.keep("zero", np.array([0], np.int64)), length])[0]
    shapes = g.op("Gather", [g.keep("shapes", w["shapes.weight"]), "shapes_in"])[0]
    x = g.op("Add", [x, shapes])[0]
    x = g.op("Add", [x, places])[0]
    x = g.op("LayerNormalization", [x, g.keep("n.w", w["norm.weight"]), g.keep("n.b", w["norm.bias"])], epsilon=1e-12)[
        0
    ]
    # 2. The layers.
    for n in range(len(net.layers)):
        p = f"layers.{n}."
        qkv = g.matmul(x, p + "qkv", w[p + "qkv.weight"].T, w[p + "qkv.bias"])
        q, k, v = g.op("Split", [qkv, g.keep(p + "split", np.array([net.size.hidden] * 3, np.int64))], 3, axis=2)
        seen = g.op("MultiHeadAttention", [q, k, v], domain="com.microsoft", num_heads=net.size.heads)[0]
        out = g.matmul(seen, p + "out", w[p + "out.weight"].T, w[p + "out.bias"])
        x = _skip_norm(g, x, out, p + "norm1", w)
        up = g.matmul(x, p + "up", w[p + "up.weight"].T, w[p + "up.bias"])
        up = g.op("Gelu", [up], domain="com.microsoft")[0]
        down = g.matmul(up, p + "down", w[p + "down.weight"].T, w[p + "down.bias"])
        x = _skip_norm(g, x, down, p + "norm2", w)
    # 3. What each piece is.
    x = g.op("MatMul", [x, g.keep("head.w", w["head.weight"].T)])[0]
    g.nodes.append(helper.make_node("Add", [x, g.keep("head.b", w["head.bias"])], ["logits"]))
    labels = w["head.bias"].shape[0]
    made = helper.make_graph(
        g.nodes,
        name,
        [
            helper.make_tensor_value_info("ids", TensorProto.INT32, ["b", "n"]),
            helper.make_tensor_value_info("shapes_in", TensorProto.INT32, ["b", "n"]),
        ],
        [helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["b", "n", labels])],
        g.weights,
    )
    return helper.make_model(
        made,
        ir_version=9,
        producer_name="medguard",
        opset_imports=[helper.make_opsetid("", 17), helper.make_opsetid("com.microsoft", 1)],
    )


def _skip_norm(g: _Graph, x: str, y: str, name: str, w: dict[str, Array]) -> str:
    # Two nodes: ONNX Runtime's fused SkipLayerNormalization took five times as long on one core.
    weight, bias = g.keep(name + ".w", w[name + ".weight"]), g.keep(name + ".b", w[name + ".bias"])
    return g.op("LayerNormalization", [g.op("Add", [x, y])[0], weight, bias], epsilon=1e-12)[0]
