"""Trains what `authority` adds to its patterns, and writes `src/medguard/checks/authority/learned.npz`; prints how it does on `score`.

    training/bias/run.sh, then python training/bias/train_claims.py

Three readers (who the speaker is, what they examined, what they ordered) look at the word vectors of `bias`, which stay as they are. They learn the
sets that were worked with, composed sentences (`claims.py`) and neutral statements; `score` only measures; `aside` and `final` are not read.
"""

# ruff: noqa: ANN001, ANN201

import random
import sys
from pathlib import Path

import numpy as np
import torch
from torch import nn

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "src"))
sys.path.insert(0, str(Path(__file__).parent))

import train  # noqa: E402
from claims import composed  # noqa: E402

from medguard.checks.authority import resembling  # noqa: E402
from medguard.checks.bias import learned  # noqa: E402
from medguard.plain import plain, sentences  # noqa: E402

SETS = ROOT / "tests/checks/sets/authority"
WORKED_WITH = ("look", "late", "fresh", "last", "third", "fourth", "strange")
ROUNDS = 10


def rows(language, sort, parts=WORKED_WITH):
    kind = ""
    for part in parts:
        for line in train.lines(SETS / f"{part}.{language}.{sort}.txt"):
            if line.startswith("# "):
                kind = line[2:]
                continue
            said = sentences(plain(line.partition(" => ")[2] or line))
            if sort == "fine":
                yield from ((each, "") for each in said)
            elif len(said) == 1:
                yield said[0], kind


def examples_of(language, read):
    ours = [*rows(language, "claims"), *rows(language, "fine")]
    weighted = [(text, kind, 3.0) for text, kind in ours if kind != "overstated_certainty"]
    for kind, texts in composed(language, 2400).items():
        weighted += [(plain(text), kind, 1.0) for text in texts]
    for text in composed(language, 4800, seed=1)[""]:
        weighted.append((plain(text), "", 1.0))
    neutral = train.lines(train.OURS / f"{language}.neutral.txt")
    weighted += [(plain(text), "", 1.0) for text in neutral]
    return [(ids, kind, weight) for text, kind, weight in weighted if (ids := read(text))]


def taught(examples, vectors, near):
    torch.manual_seed(0)
    train.READERS = len(resembling.KINDS)
    r, net = random.Random(0), train.Readers(vectors)
    net.vectors.weight.requires_grad_(False)
    made = torch.optim.AdamW([one for one in net.parameters() if one.requires_grad], lr=2e-3, weight_decay=3e-2)
    for turn in range(ROUNDS):
        net.train()
        examples.sort(key=lambda one: len(one[0]) + r.random() * 6)
        batches = [examples[at : at + 64] for at in range(0, len(examples), 64)]
        r.shuffle(batches)
        for batch in batches:
            ids = [[train.exchanged(row, near, r) for row in one[0]] for one in batch]
            wanted = torch.tensor([[0.97 if one[1] == kind else 0.03 for kind in resembling.KINDS] for one in batch])
            weight = torch.tensor([[one[2]] for one in batch])
            loss = nn.functional.binary_cross_entropy_with_logits(net(train.padded(ids)), wanted, reduction="none")
            made.zero_grad()
            (loss * weight).mean().backward()
            made.step()
        print(f"round {turn + 1} of {ROUNDS}", file=sys.stderr, flush=True)
    return net.eval()


def made(language, known):
    torch.set_num_threads(1)
    model = known[language]
    vectors = np.array(model.vectors)
    near = train.near_of(vectors, list(range(learned.FIRST_WORD, len(vectors))))
    read = lambda text: learned.rows_of(language, text, model.rows)
    net = taught(examples_of(language, read), vectors, near)
    for sort in ("claims", "fine"):
        each = [read(text) for text, kind in rows(language, sort, ("score",)) if kind != "overstated_certainty"]
        with torch.no_grad():
            most = np.array([torch.sigmoid(net(train.padded([one]))).max() for one in each if one])
        said = ", ".join(f"{least}: {np.mean(most >= least):.3f}" for least in (0.3, 0.5, 0.6, 0.7, 0.8, 0.9))
        print(f"{language} score {sort} {said}", flush=True)
    out = {"verdicts": torch.cat([net.verdicts, net.begins[:, None]], 1).detach().numpy().astype(np.float16)}
    for width, filters in zip(train.WIDTHS, net.filters, strict=True):
        out[f"filters{width}"] = filters.weight.detach().numpy().T.astype(np.float16)
        out[f"biases{width}"] = filters.bias.detach().numpy().astype(np.float16)
    return {f"{language}_{name}": value for name, value in out.items()}


def main():
    known = learned.models()
    parts = made("en", known) | made("zh", known)
    np.savez_compressed(ROOT / "src/medguard/checks/authority/learned.npz", **parts)


if __name__ == "__main__":
    main()
