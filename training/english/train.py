"""Trains the tagger for a number of minutes and calibrates it.

python train.py --minutes 30 --out /tmp/english.pt
"""

from __future__ import annotations

import argparse
import random
import time
from pathlib import Path

import generate
import torch
from data import BASE, SPECIAL, Cutter, aside, carriers, public, training
from generate import LABELS
from graph import weights as weights_of
from network import BASE_SHA256, Tagger, from_minilm
from torch import Tensor, nn
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn


def batches(examples: list, pieces: int, r: random.Random) -> list[list]:
    examples = sorted(examples, key=lambda e: len(e[0]) + r.random() * 8)
    out: list[list] = []
    batch: list = []
    for e in examples:
        if batch and (len(batch) + 1) * max(len(e[0]), len(batch[-1][0])) > pieces:
            out.append(batch)
            batch = []
        batch.append(e)
    out.append(batch)
    r.shuffle(out)
    return out


# A processor that only imitates these short numbers takes ten times as long with them.
HALF = torch.cpu._is_avx512_bf16_supported()
HIDDEN_SHARE, UNKNOWN = 0.06, SPECIAL.index("[UNK]")


def hidden(ids: Tensor) -> Tensor:
    """Half of the texts lose a few of their words: what stands around, and how a word is written, has to say what it was."""
    loses = (torch.rand(ids.shape) < HIDDEN_SHARE) & (torch.rand(len(ids), 1) < 0.5) & (ids > len(SPECIAL))
    return ids.masked_fill(loses, UNKNOWN)


def tensors(batch: list) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    n = max(len(e[0]) for e in batch)
    pad = lambda part, value: torch.tensor([e[part] + [value] * (n - len(e[part])) for e in batch])
    ids, shapes, labels = pad(0, 0), pad(1, 0), pad(2, -100)
    return ids, shapes, (torch.arange(n)[None] < torch.tensor([[len(e[0])] for e in batch])), labels


def held_out() -> list:
    rows = generate.examples(250, 77)
    for part in public().values():
        rows += aside(part)[1][:60]
    return rows + [{"text": t, "spans": []} for t in aside(carriers())[1][:60]]


@torch.no_grad()
def judge(net: Tagger, examples: list) -> tuple[float, float, float, Tensor, Tensor]:
    """Loss, recall and precision over pieces."""
    net.eval()
    logits, gold = [], []
    for batch in batches(examples, 6000, random.Random(0)):
        ids, shapes, mask, labels = tensors(batch)
        out = net(ids, shapes, mask)
        keep = labels >= 0
        logits.append(out[keep].float())
        gold.append(labels[keep])
    net.train()
    l, g = torch.cat(logits), torch.cat(gold)
    p = 1 - l.softmax(1)[:, 0] > 0.5
    hit = (p & (g > 0)).sum().item()
    return (
        nn.functional.cross_entropy(l, g).item(),
        hit / max(1, (g > 0).sum().item()),
        hit / max(1, p.sum().item()),
        l,
        g,
    )


def temperature(logits: Tensor, gold: Tensor) -> float:
    """The temperature under which the chance of being an identifier is honest."""
    best = min((0.6 + 0.05 * i for i in range(40)), key=lambda t: nn.functional.cross_entropy(logits / t, gold).item())
    return round(best, 2)


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__)
    ap.add_argument("--minutes", type=float, default=30)
    ap.add_argument("--out", type=Path, required=True)
    ap.add_argument("--layers", default="0,1,2")
    ap.add_argument("--inner", type=int, default=768)
    ap.add_argument("--rate", type=float, default=3e-4)
    ap.add_argument("--start", type=Path, help="go on from this checkpoint, or from the weights that ship (.onnx)")
    ap.add_argument("--first-chunk", type=int, default=0)
    ap.add_argument("--average", type=float, default=0.997, help="how slowly the running average forgets, per step")
    ap.add_argument("--threads", type=int, default=1)
    args = ap.parse_args()
    torch.set_num_threads(args.threads)
    torch.manual_seed(11)
    r = random.Random(11)

    cutter = Cutter()
    keep = [int(n) for n in args.layers.split(",")]
    net = from_minilm(BASE / "model.safetensors", keep, cutter.rows, len(LABELS), args.inner)
    if args.start:
        shipped = args.start.suffix == ".onnx"
        net.load_state_dict(weights_of(args.start) if shipped else torch.load(args.start)["net"])
    # What is kept is a running average: a single step's weights know the last batches better than the rest.
    average = AveragedModel(net, multi_avg_fn=get_ema_multi_avg_fn(args.average))
    dev = [e for row in held_out() for e in cutter.examples(row)]
    weights = torch.full((len(LABELS),), 1.2)
    weights[0] = 1.0
    optimizer = torch.optim.AdamW(net.parameters(), lr=args.rate, weight_decay=0.01, betas=(0.9, 0.98))
    began, step, chunk, running, saved = time.time(), 0, args.first_chunk, 0.0, time.time()
    total = args.minutes * 60
    best = 1e9

    def save(done: bool) -> None:
        nonlocal best
        loss, recall, precision, logits, gold = judge(average.module, dev)
        print(
            f"{time.time() - began:6.0f}s step {step} dev loss {loss:.4f} recall {recall:.4f} precision {precision:.4f}",
            flush=True,
        )
        if loss < best or not done:
            best = min(best, loss)
            torch.save(
                {
                    "net": average.module.state_dict(),
                    "layers": keep,
                    "inner": args.inner,
                    "labels": LABELS,
                    "vocabulary": cutter.vocabulary,
                    "temperature": temperature(logits, gold),
                    "base": BASE_SHA256,
                    "steps": step,
                },
                args.out,
            )

    net.train()
    while time.time() - began < total:
        examples = [e for row in training(chunk) for e in cutter.examples(row)]
        chunk += 1
        for batch in batches(examples, 3000, r):
            part = (time.time() - began) / total
            if part >= 1:
                break
            rate = args.rate * min(1.0, (step + 1) / 40) * max(0.02, 1 - part)
            for group in optimizer.param_groups:
                group["lr"] = rate
            ids, shapes, mask, labels = tensors(batch)
            with torch.autocast("cpu", torch.bfloat16, enabled=HALF):
                out = net(hidden(ids), shapes, mask)
            loss = nn.functional.cross_entropy(out.float().flatten(0, 1), labels.flatten(), weight=weights)
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            optimizer.step()
            average.update_parameters(net)
            step += 1
            running += loss.item()
            if step % 50 == 0:
                print(f"{time.time() - began:6.0f}s step {step} chunk {chunk} loss {running / 50:.4f}", flush=True)
                running = 0.0
            if time.time() - saved > 300:
                save(False)
                saved = time.time()
    save(True)


if __name__ == "__main__":
    main()
