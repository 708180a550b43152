"""Trains the model of the check `bias` and writes `src/medguard/checks/bias/learned.npz`; prints how it does on clinical sentences and on `score`.

    training/bias/run.sh CLINICAL_ENGLISH.txt CLINICAL_CHINESE.txt

1. Words and their vectors come from a small public encoder (bge-small, MIT), laid out in 64 dimensions.
2. A teacher (a support vector machine over that encoder's sentences) learns the statements; it judges variants of them, in which groups and words
   are exchanged for near ones.
3. The readers, which alone are shipped, learn the statements, ordinary clinical sentences, plain descriptions and the teacher's judgements.
"""

# ruff: noqa: ANN001, ANN201, ANN202, ANN204

import random
import re
import sys
import zlib
from pathlib import Path

import jieba
import numpy as np
import onnxruntime
import torch
from sklearn.svm import SVC
from tokenizers import Tokenizer
from torch import nn

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "src"))

from descriptions import GROUPS, NAMED, descriptions  # noqa: E402

from medguard.checks.bias import learned  # noqa: E402
from medguard.checks.bias.reading import fold  # noqa: E402

SETS, OURS = ROOT / "tests/checks/sets/bias", Path(__file__).parent / "statements"
SIZE, NOTICED, READERS, ROUNDS, WIDTHS = 64, 64, 5, 8, (1, 2, 3)
MOST = {"en": 13_000, "zh": 14_000}
HAN = re.compile("[\u3400-\u9fff]+")


def lines(path):
    return [line for line in Path(path).read_text("utf-8").splitlines() if line.strip()]


def statements(language, kind):
    return lines(SETS / f"look.{language}.{kind}.txt") + lines(OURS / f"{language}.{kind}.txt")


class Encoder:
    """bge-small out of its package, as ONNX."""

    def __init__(self, folder, language):
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        self.session = onnxruntime.InferenceSession(f"{folder}/bge-small-{language}-v1.5-q.onnx", options)
        self.pieces = Tokenizer.from_file(f"{folder}/bge-small-{language}-v1.5-q-tokenizer.json")
        self.pieces.no_padding()
        self.pieces.enable_truncation(96)

    def __call__(self, texts, *, mean=False):
        cut = [self.pieces.encode(text).ids for text in texts]
        order, out = sorted(range(len(cut)), key=lambda at: len(cut[at])), [None] * len(cut)
        for start in range(0, len(cut), 64):
            batch = order[start : start + 64]
            ids = np.zeros((len(batch), max(len(cut[at]) for at in batch)), np.int64)
            for row, at in enumerate(batch):
                ids[row, : len(cut[at])] = cut[at]
            mask = (np.arange(ids.shape[1]) < np.array([[len(cut[at])] for at in batch])).astype(np.int64)
            [states] = self.session.run(None, {"input_ids": ids, "attention_mask": mask, "token_type_ids": ids * 0})
            kept = (states * mask[..., None]).sum(1) if mean else states[:, 0]
            for at, vector in zip(batch, kept / np.linalg.norm(kept, axis=1, keepdims=True), strict=True):
                out[at] = vector
        return np.array(out, np.float32)


def words_of(language, encoder, ours, clinical):
    """What stands in the statements, then what is frequent."""
    folded, plain = [fold(line).words for line in ours], [fold(line).words for line in clinical]
    if language == "en":
        every = lambda texts: [word for text in texts for word in re.findall("[a-z]+", text)]
        common = sorted(encoder.pieces.get_vocab().items(), key=lambda one: one[1])
        common = [word for word, _ in common if re.fullmatch("[a-z]{2,}", word)]
    else:
        cut = lambda text: [word for run in HAN.findall(text) for word in jieba.cut(run) if len(word) <= 5]
        every = lambda texts: [word for text in texts for word in [*cut(text), *"".join(HAN.findall(text))]]
        jieba.initialize()
        known = sorted(jieba.dt.FREQ.items(), key=lambda one: -one[1])
        common = [word for word, count in known if count and len(word) <= 4 and HAN.fullmatch(word)]
    return list(dict.fromkeys(every(folded) + list(dict.fromkeys(every(plain)))[:5000] + common))[: MOST[language]]


def laid_out(vectors):
    centred = vectors - vectors.mean(0)
    _, _, axes = np.linalg.svd(centred, full_matrices=False)
    flat = centred @ axes[:SIZE].T
    first = np.random.default_rng(0).normal(0, 0.5, (learned.FIRST_WORD, SIZE))
    first[0] = 0
    return np.vstack([first, flat / flat.std()]).astype(np.float32)


def near_of(vectors, used):
    """For each row the rows of words that mean much the same."""
    unit = vectors / (np.linalg.norm(vectors, axis=1, keepdims=True) + 1e-9)
    near = {}
    for start in range(0, len(used), 500):
        rows = used[start : start + 500]
        alike = unit[rows] @ unit[learned.FIRST_WORD :].T
        for row, scores, best in zip(rows, alike, np.argpartition(-alike, 7, axis=1)[:, :7], strict=True):
            near[row] = [
                at + learned.FIRST_WORD for at in best.tolist() if scores[at] > 0.55 and at + learned.FIRST_WORD != row
            ]
    return near


def variants(language, texts, rows, near, r):
    """The same with other groups and other words."""
    back = {row: word for word, row in rows.items()}

    def other(word, share):
        choices = near.get(rows.get(word.lower(), -1))
        return back[r.choice(choices)] if choices and r.random() < share else word

    for text in texts:
        if NAMED[language].search(text):
            for _ in range(2):
                yield NAMED[language].sub(lambda _: r.choice(GROUPS[language]), text, count=1)
        for share in (0.2, 0.35):
            if language == "en":
                yield re.sub("[A-Za-z]+", lambda found, share=share: other(found[0], share), text)
            else:
                yield "".join(other(word, share) for word in jieba.cut(text))


class Readers(nn.Module):
    """What learned.Model computes, to be learned."""

    def __init__(self, vectors):
        super().__init__()
        self.vectors = nn.Embedding.from_pretrained(torch.tensor(vectors), freeze=False)
        self.filters = nn.ModuleList(nn.Linear(SIZE * width, NOTICED * READERS) for width in WIDTHS)
        self.verdicts = nn.Parameter(torch.randn(READERS, NOTICED * 2 * len(WIDTHS)) * 0.05)
        self.begins = nn.Parameter(torch.zeros(READERS))

    def forward(self, ids):
        there = (ids > 0).float()[..., None]
        seen = nn.functional.dropout(self.vectors(ids), 0.15, self.training) * there
        noticed, length = [], there.sum(1, keepdim=True)
        for filters, width in zip(self.filters, WIDTHS, strict=True):
            padded = nn.functional.pad(seen, (0, 0, width - 1, width - 1))
            count = padded.shape[1] - width + 1
            each = torch.relu(filters(torch.cat([padded[:, at : at + count] for at in range(width)], 2)))
            # Beyond the sentence's end there is nothing to notice.
            inside = torch.arange(count)[None, :, None] < length + width - 1
            each = (each * inside).unflatten(2, (READERS, NOTICED))
            noticed += [each.amax(1), each.sum(1) / (length + 2).sqrt()]
        noticed = nn.functional.dropout(torch.cat(noticed, 2), 0.4, self.training)
        return (noticed * self.verdicts).sum(2) + self.begins


def padded(rows):
    longest = max(map(len, rows))
    return torch.tensor([row + [0] * (longest - len(row)) for row in rows])


def taught(examples, vectors, near):
    torch.manual_seed(0)
    r, net, rate = random.Random(0), Readers(vectors), 2e-3
    rest = [each for name, each in net.named_parameters() if name != "vectors.weight"]
    groups = [{"params": [net.vectors.weight], "weight_decay": 0}, {"params": rest}]
    made = torch.optim.AdamW(groups, lr=rate, weight_decay=1e-2)
    steps = ROUNDS * (len(examples) // 64 + 1)
    plan = torch.optim.lr_scheduler.OneCycleLR(made, [rate / 2, rate], total_steps=steps)
    for turn in range(ROUNDS):
        net.train()
        examples.sort(key=lambda one: len(one[0]) + r.random() * 6)
        batches = [examples[at : at + 64] for at in range(0, len(examples), 64)]
        r.shuffle(batches)
        for batch in batches:
            ids = [[exchanged(row, near, r) for row in one[0]] for one in batch]
            wanted, weight = (torch.tensor([[one[at]] * READERS for one in batch]) for at in (1, 2))
            loss = nn.functional.binary_cross_entropy_with_logits(net(padded(ids)), wanted, reduction="none")
            made.zero_grad()
            (loss * weight).mean().backward()
            made.step()
            plan.step()
        print(f"round {turn + 1} of {ROUNDS}", file=sys.stderr, flush=True)
    return net.eval()


def exchanged(row, near, r):
    chance = r.random()
    if chance < 0.04:
        return learned.UNKNOWN
    return r.choice(near[row]) if chance < 0.12 and near.get(row) else row


def judged(net, rows):
    with torch.no_grad():
        found = [torch.sigmoid(net(padded(rows[at : at + 128]))).mean(1) for at in range(0, len(rows), 128)]
    return torch.cat(found).numpy()


def kept(language, words, net):
    """As learned.py reads it: vectors in one byte a number, the rest in two."""
    vectors = net.vectors.weight.detach().numpy()
    scales = np.maximum(np.abs(vectors).max(1), 1e-6) / 127
    out = {
        "words": np.frombuffer("\n".join(words).encode(), np.uint8),
        "vectors": np.round(vectors / scales[:, None]).astype(np.int8),
        "scales": scales.astype(np.float16),
        "verdicts": torch.cat([net.verdicts, net.begins[:, None]], 1).detach().numpy().astype(np.float16),
    }
    for width, filters in zip(WIDTHS, net.filters, strict=True):
        out[f"filters{width}"] = filters.weight.detach().numpy().T.astype(np.float16)
        out[f"biases{width}"] = filters.bias.detach().numpy().astype(np.float16)
    return {f"{language}_{name}": value for name, value in out.items()}


def made(language, folder, clinical_path):
    torch.set_num_threads(1)
    encoder, r = Encoder(folder, language), random.Random(5)
    yes, no = statements(language, "biased"), statements(language, "neutral")
    clinical = [line for line in lines(clinical_path) if 8 < len(line) < 220]
    held = [line for line in clinical if zlib.crc32(line.encode()) % 5 == 0]
    clinical = [line for line in clinical if zlib.crc32(line.encode()) % 5]
    plain = descriptions(language)
    r.shuffle(clinical)
    r.shuffle(plain)
    clinical, plain = clinical[:5000], plain[:600]

    # 1. Words.
    words = words_of(language, encoder, yes + no, clinical)
    rows = {word: row for row, word in enumerate(words, learned.FIRST_WORD)}
    vectors = laid_out(encoder(words, mean=True))
    near = near_of(vectors, sorted(rows.values()))

    # 2. The teacher, and what it says of variants.
    known = encoder(yes + no + clinical[:2500])
    right = np.array([1] * len(yes) + [0] * (len(known) - len(yes)))
    weight = np.array([1.0] * len(yes + no) + [0.3] * (len(known) - len(yes + no)))
    teacher = SVC(C=5, gamma=2).fit(known, right, sample_weight=weight)
    pool = sorted(set(variants(language, yes + no, rows, near, r)))
    says = 1 / (1 + np.exp(-3 * teacher.decision_function(encoder(pool))))
    print(f"{language}: {len(yes)} biased, {len(no)} neutral, {len(pool)} variants", file=sys.stderr, flush=True)

    # 3. The readers.
    read = lambda text: learned.rows_of(language, fold(text).words, rows)
    examples = [(read(text), 0.97, 1.0) for text in yes] + [(read(text), 0.03, 1.0) for text in no]
    examples += [(read(text), 0.02, 0.7) for text in clinical + plain]
    examples += [(read(text), float(each), 0.5) for text, each in zip(pool, says, strict=True)]
    net = taught([one for one in examples if one[0]], vectors, near)

    aside = {
        kind: judged(net, [read(text) for text in lines(SETS / f"score.{language}.{kind}.txt")])
        for kind in ("biased", "neutral")
    }
    ordinary = judged(net, [row for text in held if (row := read(text))])
    for least in (0.3, 0.4, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9):
        print(
            f"{language} from {least}: score biased {np.mean(aside['biased'] >= least):.3f}, neutral {np.mean(aside['neutral'] >= least):.3f}, "
            f"clinical sentences {np.mean(ordinary >= least):.4f}",
            flush=True,
        )
    return kept(language, words, net)


def main(english, chinese, clinical_english, clinical_chinese):
    parts = made("en", english, clinical_english) | made("zh", chinese, clinical_chinese)
    np.savez_compressed(ROOT / "src/medguard/checks/bias/learned.npz", **parts)


if __name__ == "__main__":
    main(*sys.argv[1:])
