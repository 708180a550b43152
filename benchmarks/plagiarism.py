# ruff: noqa: S311, D103, PLR2004, B023, PLC0415 -- nothing here is secret; what is called runs before the loop goes on
"""How long a reply is compared with a library of texts, and how the library grows, beside difflib and MinHash-LSH in the same run.

    python benchmarks/plagiarism.py               # 100,000 documents; ten minutes, 3 GB of disk in a temporary folder
    python benchmarks/plagiarism.py 5000          # so many documents instead

The documents are synthetic: some 300 words of content and function words with the frequencies of English (Zipf), 3 % of them phrases that
many documents share, one in five in Han characters. The replies are our own answers (tests/checks/plagiarism/sets), whose sources are in the
library too, and synthetic ones that are from nowhere. Times are of this process, one core. Beside it: ``difflib`` comparing the reply with every
document, measured on some and multiplied; and datasketch's LSH (``pip install datasketch``), asked for the documents that it holds similar.
"""

from __future__ import annotations

import difflib
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate, islice
from pathlib import Path

os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
sys.path.insert(0, str(Path(__file__).parents[1] / "tests/checks/plagiarism"))

from plagiarism_score import WANTED, everything  # noqa: E402

from medguard.checks.plagiarism import About, Library, Plagiarism  # noqa: E402
from medguard.checks.plagiarism.fingerprints import fingerprints  # noqa: E402
from medguard.checks.plagiarism.words import read  # noqa: E402
from medguard.types import Reply, Said, Text  # noqa: E402

MANY = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
STEPS, BATCH = 4, 500
COMPARED = 40
"""Documents that difflib is timed on."""


def main() -> None:
    """Build in steps, measure at each, and print."""
    replies = [one[level] for one in everything() for level in WANTED if level in one]
    texts = documents(random.Random(1))
    replies += list(islice(documents(random.Random(2)), 40))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "texts.db"
        print(
            f"{'documents':>10} {'MB':>7} {'kB each':>8} {'added a second':>15} {'ms a reply':>11} {'p95':>7} {'slowest':>8}"
        )
        for step in range(STEPS):
            with Library.open(path, write=True) as library:
                for one in everything() if step == 0 else ():
                    library.add(one["source"], About(title=one["question"]))
                took = 0.0
                for _ in range(0, MANY // STEPS, BATCH):
                    batch = list(islice(texts, BATCH))
                    took += milliseconds(lambda: [library.add(text, About(title="synthetic")) for text in batch]) / 1000
                took += milliseconds(library.index) / 1000
            held = (step + 1) * (MANY // STEPS)
            size = path.stat().st_size / 1e6
            times = sorted(asked(path, replies))
            print(
                f"{held:>10,} {size:>7.0f} {1000 * size / held:>8.2f} {MANY / STEPS / took:>15.0f} "
                f"{statistics.median(times):>11.2f} {times[int(0.95 * len(times))]:>7.2f} {times[-1]:>8.2f}",
                flush=True,
            )
        found = by_fingerprints(path, replies)
    ours = statistics.median(times)
    naive = by_difflib(replies[::10], list(islice(documents(random.Random(1)), COMPARED))) * MANY
    print(
        f"difflib over all, extrapolated from {COMPARED} documents: {naive / 1000:,.0f} s a reply, {naive / ours:,.0f} times as long"
    )
    print(f"fingerprints, {MANY:,} documents")
    print(found)
    by_minhash(replies)


def asked(path: Path, replies: Sequence[str]) -> list[float]:
    """Milliseconds of this process for every reply; the first round warms up the disk's cache."""
    with Library.open(path) as library:
        check = Plagiarism(library, copied_share=0.1, paraphrased_share=0.5)
        for _ in range(2):
            times = [milliseconds(lambda: check(Reply((Said("/r", Text(one)),)))) for one in replies]
        return times


def milliseconds(run: Callable[[], object]) -> float:
    began = time.process_time()
    run()
    return 1000 * (time.process_time() - began)


def documents(dice: random.Random) -> Iterator[str]:
    """Texts without end."""
    english = words(dice, "bcdfghklmnprstv", "aeiou", 30_000)
    weights = list(accumulate(1 / (rank + 10) for rank in range(len(english))))
    han = [chr(0x4E00 + at) for at in dice.sample(range(6_000), 3_000)]
    han_weights = list(accumulate(1 / (rank + 10) for rank in range(len(han))))
    phrases = [" ".join(dice.choices(english, cum_weights=weights, k=8)) for _ in range(500)]
    function = "the of and in to with for is are or by on that this as from be may should".split()
    while True:
        if dice.random() < 0.2:
            yield "。".join("".join(dice.choices(han, cum_weights=han_weights, k=25)) for _ in range(20)) + "。"
            continue
        sentences = []
        for _ in range(18):
            if dice.random() < 0.03:
                sentences.append(dice.choice(phrases))
            chosen = dice.choices(english, cum_weights=weights, k=10)
            sentences.append(
                " ".join(
                    word for one in chosen for word in ([one] if dice.random() < 0.4 else [dice.choice(function), one])
                )
            )
        yield ". ".join(sentences) + "."


def words(dice: random.Random, consonants: str, vowels: str, many: int) -> list[str]:
    made: dict[str, None] = {}
    while len(made) < many:
        made["".join(dice.choice(consonants) + dice.choice(vowels) for _ in range(dice.randint(2, 4)))] = None
    return list(made)


def by_difflib(replies: Sequence[str], texts: Sequence[str]) -> float:
    """Milliseconds a reply and document."""
    ours, theirs = [read(one).surface for one in replies], [read(one).surface for one in texts]
    took = [
        milliseconds(lambda a=a, b=b: difflib.SequenceMatcher(None, a, b, autojunk=False).get_matching_blocks())
        for a in ours
        for b in theirs
    ]
    return statistics.mean(took)


def table(found: Callable[[str], set[str]], replies: Sequence[str]) -> str:
    """How many of the sources are among what is found, by level, alone and among other words."""
    lines = []
    for level in ("near", "light", "heavy"):
        alone = sum(one["question"] in found(one[level]) for one in everything())
        among = sum(one["question"] in found("\n".join([*replies[-3:], one[level]])) for one in everything())
        lines.append(
            f"   sources found, {level}: {alone} of {len(everything())}; the same answer behind some 900 other words: {among}"
        )
    return "\n".join(lines)


def by_fingerprints(path: Path, replies: Sequence[str]) -> str:
    """What our index proposes for a closer look."""
    with Library.open(path) as library:
        return table(
            lambda text: {kept.title for kept in library.near(fingerprints(read(text).content), least=4, most=12)},
            replies,
        )


def by_minhash(replies: Sequence[str]) -> None:
    """What datasketch's LSH finds of the sources at the lowest threshold that stays useful, and how long it takes."""
    try:
        from datasketch import MinHash, MinHashLSH
    except ImportError:
        print("datasketch is not installed: MinHash-LSH was not measured")
        return

    def sketch(text: str) -> MinHash:
        one = MinHash(num_perm=128)
        surface = read(text).surface
        one.update_batch([" ".join(surface[at : at + 3]).encode() for at in range(max(1, len(surface) - 2))])
        return one

    index = MinHashLSH(threshold=0.2, num_perm=128)
    for text in islice(documents(random.Random(1)), 2_000):
        index.insert(len(index.keys), sketch(text))
    sets = everything()
    for one in sets:
        index.insert(one["question"], sketch(one["source"]))
    took = [milliseconds(lambda one=one: index.query(sketch(one))) for one in replies]
    print(
        f"datasketch MinHash-LSH, threshold 0.2, 2,000 documents: {statistics.median(took):.2f} ms a reply without any span"
    )
    print(table(lambda text: set(map(str, index.query(sketch(text)))), replies))


if __name__ == "__main__":
    main()
