"""From a checkpoint to the files that ship: an ONNX graph in int8, the characters, the recipe.

    python export.py /tmp/zh-train/model.pt [--to src/medguard/phi/models/weights]

What is written reads 200 texts as torch does, but for a few characters on the edge, or it is not kept.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from pathlib import Path

import network  # noqa: F401 - finds medguard, and what both languages share
import numpy as np
import torch
from graph import graph
from network import LAYERS, ROOT, SIZE, Tagger
from train import KINDS, TAGS, Alphabet, Writer, pieces

from medguard.phi.models.chinese_model import ChineseModel

RECIPE = "chinese-4"


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__)
    ap.add_argument("checkpoint", type=Path)
    ap.add_argument("--to", type=Path, default=ROOT / "src/medguard/phi/models/weights")
    ap.add_argument("--threshold", type=float, default=0.75)
    ap.add_argument("--edge", type=float, default=0.35)
    args = ap.parse_args()
    torch.set_num_threads(1)
    saved = torch.load(args.checkpoint)
    net = Tagger(len(saved["characters"]) + 3, TAGS, len(LAYERS), SIZE).eval()
    net.load_state_dict(saved["net"])
    content = graph(net, "chinese").SerializeToString()

    # 1. Write.
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
        "base": {"name": "bge-small-zh-v1.5", "sha256": saved["base"], "layers": LAYERS, "inner": SIZE.inner},
        "made_from": "Began as three layers of bge-small-zh-v1.5 (BAAI, MIT, https://huggingface.co/BAAI/bge-small-zh-v1.5), fine-tuned by medguard; changed: sorts of characters, half of the inner neurons, tags, int8.",
        "trained_on": "Texts written by training/chinese/generate.py; clean carriers from CMtMedQA (SupritYoung/Zhongjing @ a105934, Apache-2.0).",
    }
    (args.to / "chinese.json").write_text(json.dumps(recipe, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    print({name: len(data) for name, data in files.items()}, "temperature", recipe["temperature"])

    # 2. The same characters identify to torch and to int8 ONNX, but for a few on the edge.
    model, alphabet, writer = ChineseModel(weights=args.to), Alphabet(saved["characters"]), Writer(5, dev=True)
    same = differ = crossed = 0
    for _ in range(200):
        text = writer.document()[0]
        for piece in pieces(text):
            words = text[piece.start : piece.end]
            if not words:
                continue
            with torch.no_grad():
                ids, sorts = (torch.from_numpy(part)[None].long() for part in alphabet.framed(words))
                ours = 1 - (net(ids, sorts)[0, 1:-1] / saved["temperature"]).softmax(1)[:, 0].numpy()
            theirs = model._tags(words)[0]
            apart = (ours > 0.5) != (theirs > 0.5)
            same += int((~apart).sum())
            differ += int(apart.sum())
            crossed += int((apart & (np.abs(ours - 0.5) > 0.3)).sum())
    print(f"{same} characters alike, {differ} not ({crossed} of them far from the edge)")
    if differ > 0.005 * (same + differ):
        raise SystemExit("int8 says something else than torch: more than one character in two hundred differs")


if __name__ == "__main__":
    main()
