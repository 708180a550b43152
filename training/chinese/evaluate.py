"""Score the model alone, the patterns alone, and the detector that has both; on a set, on held-out texts, on real consultations.

    python evaluate.py [--set tests/phi/sets/zh-look.jsonl] [--errors 40] [--threshold 0.5] [--alone]

Figures: by letters and digits, whatever the kind. Runs in the project's own
environment (.venv), without torch.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path[:0] = [str(ROOT / "src"), str(HERE)]

from generate import DIALOGUES, Writer, held_out  # noqa: E402

from medguard.phi import open_detector  # noqa: E402
from medguard.phi.detector import PresidioDetector  # noqa: E402
from medguard.phi.models.chinese_model import ChineseModel  # noqa: E402
from medguard.phi.models.entity import Entity  # noqa: E402
from medguard.phi.reading import Reading  # noqa: E402
from medguard.types import ClearText, Detector, Passage  # noqa: E402


class Silent:
    """A model that marks nothing, so that the patterns stand alone."""

    def read(self, sentences: list[str]) -> list[list[Entity]]:
        """Nothing."""
        return [[] for _ in sentences]


Spans = list[tuple[int, int, str]]


def score(texts: list[str], gold: list[Spans], found: list[Spans]) -> dict[str, float]:
    hit = real = pred = clean = quiet = whole = spans = 0
    for text, g, f in zip(texts, gold, found, strict=True):
        cover = lambda ss: {i for s, e, _ in ss for i in range(s, e) if text[i].isalnum()}
        gs, fs = cover(g), cover(f)
        hit, real, pred = hit + len(gs & fs), real + len(gs), pred + len(fs)
        for span in g:
            spans += 1
            whole += cover([span]) <= fs
        if not g:
            clean += 1
            quiet += not fs
    return {
        "recall_char": hit / max(1, real),
        "recall_span": whole / max(1, spans),
        "precision": hit / max(1, pred),
        "clean_docs": quiet / max(1, clean),
    }


def errors(texts: list[str], gold: list[Spans], found: list[Spans], most: int) -> None:
    kinds: Counter[str] = Counter()
    lines: dict[str, list[str]] = {"missed": [], "wrong": []}
    for text, g, f in zip(texts, gold, found, strict=True):
        for label, these, those in (("missed", g, f), ("wrong", f, g)):
            other = {i for s, e, _ in those for i in range(s, e)}
            for s, e, kind in these:
                bad = [i for i in range(s, e) if text[i].isalnum() and i not in other]
                if bad:
                    kinds[f"{label} {kind}"] += len(bad)
                    lines[label].append(
                        f"{label} {kind} {text[max(0, s - 8) : s]!r}【{text[s:e]!r}】{text[e : e + 6]!r}"
                    )
    print(dict(kinds.most_common()))
    for label in lines:
        print("\n".join(lines[label][:most]))


def show(name: str, row: dict[str, float]) -> None:
    print(f"{name:<34}" + "  ".join(f"{k}={v:.4f}" for k, v in row.items()), flush=True)


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__)
    ap.add_argument("--set", type=Path, default=ROOT / "tests/phi/sets/zh-look.jsonl")
    ap.add_argument("--errors", type=int, default=0)
    ap.add_argument("--threshold", type=float)
    ap.add_argument("--alone", action="store_true", help="leave out the patterns")
    ap.add_argument("--weights", type=Path)
    args = ap.parse_args()
    model = ChineseModel(threshold=args.threshold, **({"weights": args.weights} if args.weights else {}))
    rows = [json.loads(line) for line in args.set.open(encoding="utf-8")]
    sets: dict[str, tuple[list[str], list[Spans]]] = {
        args.set.stem: (
            [r["text"] for r in rows],
            [[(s["start"], s["end"], s["type"]) for s in r["spans"]] for r in rows],
        )
    }
    writer = Writer(4242, dev=True)
    made = [writer.document() for _ in range(300)]
    sets["held-out generated"] = ([t for t, _ in made], [list(s) for _, s in made])
    talks = [json.loads(line) for line in DIALOGUES.open(encoding="utf-8")]
    turns = [t for r in talks if held_out(r["id"]) for pair in r["turns"] for t in pair]
    sets["consultations, held out"] = (turns, [[] for _ in turns])

    def alone(texts: list[str]) -> list[Spans]:
        return [[(s.start, s.end, s.kind) for s in spans] for spans in model.spans(texts)]

    if not args.alone:
        patterns = PresidioDetector(reading=Reading(chinese=Silent()))
        detector = open_detector()

        def detect(by: Detector, texts: list[str]) -> list[Spans]:
            # One conversation each: what one text gives away must not help another.
            return [[(s.start, s.end, s.kind) for s in by.spans([Passage(ClearText(t))])[0]] for t in texts]

    for name, (texts, gold) in sets.items():
        ours = alone(texts)
        show(f"{name}: model alone", score(texts, gold, ours))
        if not args.alone:
            show(f"{name}: patterns", score(texts, gold, detect(patterns, texts)))
            ours = detect(detector, texts)
            show(f"{name}: detector", score(texts, gold, ours))
        if args.errors:
            errors(texts, gold, ours, args.errors)
    text = "".join(turns)[:60_000]
    lines = [text[i : i + 120] for i in range(0, len(text), 120)]
    model.spans(lines[:64])
    begun = time.process_time()
    model.spans(lines)
    ours_speed = len(text) / (time.process_time() - begun)
    print(f"speed: model {ours_speed:.0f} characters a second of one core")


if __name__ == "__main__":
    main()
