"""Turns a checkpoint into the three files that the wheel carries, and checks that they say what the checkpoint says.

python export.py /tmp/english.pt ../../src/medguard/phi/models/weights
"""

from __future__ import annotations

import argparse
import hashlib
import json
from pathlib import Path

import data  # noqa: F401 - finds medguard
import generate
import numpy as np
import torch
from data import Cutter
from graph import graph
from network import Tagger, size_with

from medguard.phi.models.english_model import EnglishModel

RECIPE = "2026.11-7"


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__)
    ap.add_argument("checkpoint", type=Path)
    ap.add_argument("folder", type=Path)
    args = ap.parse_args()
    torch.set_num_threads(1)
    saved = torch.load(args.checkpoint, weights_only=False)
    net = Tagger(len(saved["vocabulary"]), len(saved["labels"]), len(saved["layers"]), size_with(saved["inner"])).eval()
    net.load_state_dict(saved["net"])

    # 1. Write.
    args.folder.mkdir(parents=True, exist_ok=True)
    weights, vocabulary = graph(net, "english").SerializeToString(), "\n".join(saved["vocabulary"]).encode()
    (args.folder / "english.onnx").write_bytes(weights)
    (args.folder / "english.vocab.txt").write_bytes(vocabulary)
    about = {
        "about": "Identifiers in clinical English. Made by training/english from all-MiniLM-L6-v2 (Apache-2.0).",
        "recipe": RECIPE,
        "base": {
            "name": "all-MiniLM-L6-v2",
            "sha256": saved["base"],
            "layers": saved["layers"],
            "inner": saved["inner"],
        },
        "steps": saved["steps"],
        "labels": saved["labels"],
        "temperature": saved["temperature"],
        "sha256": hashlib.sha256(weights + vocabulary).hexdigest(),
    }
    (args.folder / "english.json").write_text(json.dumps(about, indent=1) + "\n", encoding="utf-8")

    # 2. The same words get the same names from torch and from int8 ONNX, but for a few on the edge.
    model, cutter = EnglishModel(args.folder), Cutter()
    same = differ = crossed = 0
    for row in generate.examples(200, 4242):
        pieces = model._pieces.cut(str(row["text"]), {})
        if not pieces.words or len(pieces.ids) > 200:
            continue
        with torch.no_grad():
            ids = torch.tensor([[2, *pieces.ids, 3]])
            logits = net(ids, torch.tensor([[0, *pieces.shapes, 0]]), torch.ones_like(ids))[0, 1:-1].numpy()
        ours = model._chances(logits, pieces.first)
        [theirs] = model._name([pieces])
        a, b = ours[:, 0] < 0.5, theirs[:, 0] < 0.5
        same += int((a == b).sum())
        differ += int((a != b).sum())
        crossed += int(((a != b) & (np.abs(ours[:, 0] - 0.5) > 0.3)).sum())
    size = sum(f.stat().st_size for f in args.folder.glob("english.*"))
    print(
        f"{same} words alike, {differ} not ({crossed} of them far from the edge); {size / 1e6:.1f} MB; temperature {saved['temperature']}"
    )
    if differ > 0.005 * (same + differ):
        raise SystemExit("int8 says something else than torch: more than one word in two hundred differs")
    del cutter


if __name__ == "__main__":
    main()
