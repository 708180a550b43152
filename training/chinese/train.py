"""Trains the Chinese model: three layers of bge-small-zh, our sorts of characters, our tags.

    python train.py --base /tmp/bge --minutes 90 --out /tmp/zh-train

Every batch is written anew by ``generate.py``, so there are no epochs; the learning rate falls to nothing over the time
given. Checkpoints: ``OUT/model.pt``, every few hundred steps, and the best of the development set. ``--start`` goes on from one, or from the
weights that ship (``chinese.onnx``).
"""

from __future__ import annotations

import argparse
import json
import math
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import torch
from generate import KINDS, Writer
from graph import weights as weights_of
from network import BASE_SHA256, base, letters, start
from torch import nn
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from medguard.phi.models.chinese_model import Alphabet, pieces

# A processor that only imitates these short numbers takes ten times as long with them.
HALF = torch.cpu._is_avx512_bf16_supported()
TAGS = 1 + 2 * len(KINDS)


Example = tuple[np.ndarray, np.ndarray, np.ndarray]


def examples(writer: Writer, alphabet: Alphabet) -> Iterator[Example]:
    begin = {kind: 1 + n for n, kind in enumerate(KINDS)}
    while True:
        text, spans = writer.document()
        tags = np.zeros(len(text), dtype=np.int64)
        for first, last, kind in spans:
            tags[first:last] = begin[kind] + len(KINDS)
            tags[first] = begin[kind]
        for piece in pieces(text):
            if piece.end > piece.start:
                yield *alphabet.framed(text[piece.start : piece.end]), np.pad(tags[piece.start : piece.end], 1)


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
    return tuple(torch.from_numpy(np.stack([example[n][:length] for example in group])).long() for n in range(3))


@torch.no_grad()
def judge(net: nn.Module, sets: list[tuple[torch.Tensor, ...]]) -> tuple[dict[str, float], torch.Tensor, torch.Tensor]:
    net.eval()
    logits, gold = [], []
    for ids, features, tags in sets:
        logits.append(net(ids, features).flatten(0, 1).float())
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
    ap.add_argument("--base", type=Path, required=True, help="the folder with bge-small-zh-v1.5.onnx and its tokenizer")
    ap.add_argument("--minutes", type=float, default=90)
    ap.add_argument("--out", type=Path, default=Path("/tmp/zh-train"))
    ap.add_argument("--start", type=Path)
    ap.add_argument("--seed", type=int, default=11)
    ap.add_argument("--rate", type=float, default=3e-4)
    ap.add_argument("--size", type=int, default=3000, help="characters a batch")
    ap.add_argument("--average", type=float, default=0.997, help="how slowly the running average forgets, per step")
    args = ap.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(args.seed)
    torch.set_num_threads(1)
    vocabulary, weights = base(args.base)
    characters = letters(vocabulary)
    alphabet = Alphabet(characters)
    net = start(characters, vocabulary, weights, TAGS)
    if args.start:
        shipped = args.start.suffix == ".onnx"
        net.load_state_dict(weights_of(args.start) if shipped else torch.load(args.start)["net"])
    # What is kept is a running average: a single step's weights know the last batches better than the rest.
    average = AveragedModel(net, multi_avg_fn=get_ema_multi_avg_fn(args.average))
    dev_source = batches(Writer(99, dev=True), alphabet, 8000)
    dev = [next(dev_source) for _ in range(12)]
    train = batches(Writer(args.seed), alphabet, args.size)
    optimiser = torch.optim.AdamW(net.parameters(), lr=args.rate, weight_decay=0.01, betas=(0.9, 0.98))
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
        with torch.autocast("cpu", torch.bfloat16, enabled=HALF):
            out = net(ids, features)
        loss = nn.functional.cross_entropy(out.float().flatten(0, 1), tags.flatten(), weight=cost)
        optimiser.zero_grad(set_to_none=True)
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
        if step % 300 == 0 or (time.monotonic() - begun) / 60 / args.minutes >= 1:
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
                    "base": BASE_SHA256,
                },
                args.out / "model.pt",
            )
            if row["loss"] < best:
                best = row["loss"]
                torch.save(torch.load(args.out / "model.pt"), args.out / "best.pt")


if __name__ == "__main__":
    main()
