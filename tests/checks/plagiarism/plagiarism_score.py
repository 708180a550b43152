# ruff: noqa: T201 -- run as a program it prints
"""How well copying is told apart, on our own texts: ``python tests/checks/plagiarism/plagiarism_score.py [look|score]``.

The sets follow the design of Clough and Stevenson (Lang. Resources & Evaluation 45, 2011): a question, a source, and answers that copy it, revise it lightly,
revise it heavily, or are written without it. Two things were added: ``same``, a plain answer to the same question with the same facts, which is
no plagiarism and the hardest to leave alone; and ``retold``, the source told anew in everyday words, which only a reader can recognise and which
is reported apart.
"""

from __future__ import annotations

import sys
import tempfile
from collections import Counter
from pathlib import Path

from medguard.checks.plagiarism import LEVELS, About, Library, Plagiarism
from medguard.types import Reply, Said, Text

SETS = Path(__file__).with_name("sets")
WANTED = {
    "near": "near_copy",
    "light": "light_revision",
    "heavy": "heavy_revision",
    "none": "none",
    "same": "none",
}


def questions(name: str) -> list[dict[str, str]]:
    """One dictionary a question: ``question``, ``source`` and the answers by level."""
    found: list[dict[str, str]] = []
    for line in (SETS / f"{name}.txt").read_text("utf-8").splitlines():
        if line.startswith("# "):
            found.append({"question": line[2:]})
        elif line:
            level, _, words = line.partition(": ")
            found[-1][level] = words
    return found


def everything() -> list[dict[str, str]]:
    return [one for part in ("look", "score") for language in ("en", "zh") for one in questions(f"{language}-{part}")]


def open_check(folder: Path) -> Plagiarism:
    """A check with the sources of all sets in its library, as it comes."""
    path = folder / "texts.db"
    with Library.open(path, write=True) as library:
        for one in everything():
            library.add(one["source"], About(title=one["question"]))
        library.index()
    return Plagiarism(Library.open(path), copied_share=0.1, paraphrased_share=0.5)


def told(check: Plagiarism, words: str) -> str:
    """The level that the check sees, or none."""
    found = check(Reply((Said("/choices/0/message/content", Text(words)),)))
    levels = [one.detail for one in found if one.kind in {"copied", "paraphrased"}]
    return min(levels, key=LEVELS.index, default="none")


def confusion(check: Plagiarism, name: str) -> Counter[tuple[str, str]]:
    """How often each level was taken for which."""
    return Counter(
        (wanted, told(check, one[level])) for one in questions(name) for level, wanted in WANTED.items() if level in one
    )


def f1(pairs: Counter[tuple[str, str]], level: str) -> float:
    right = pairs[level, level]
    wanted = sum(many for (one, _), many in pairs.items() if one == level)
    said = sum(many for (_, one), many in pairs.items() if one == level)
    return 2 * right / (wanted + said) if wanted + said else 1.0


def macro_f1(pairs: Counter[tuple[str, str]]) -> float:
    """Over the four levels."""
    return sum(f1(pairs, level) for level in (*LEVELS, "none")) / 4


def copied_or_not(pairs: Counter[tuple[str, str]]) -> Counter[tuple[str, str]]:
    """The same with two levels."""
    merged: Counter[tuple[str, str]] = Counter()
    for (wanted, said), many in pairs.items():
        merged["none" if wanted == "none" else "copied", "none" if said == "none" else "copied"] += many
    return merged


def macro_f1_of_two(pairs: Counter[tuple[str, str]]) -> float:
    two = copied_or_not(pairs)
    return (f1(two, "copied") + f1(two, "none")) / 2


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        check = open_check(Path(folder))
        for part in sys.argv[1:] or ("look", "score"):
            whole: Counter[tuple[str, str]] = Counter()
            for language in ("en", "zh"):
                pairs = confusion(check, f"{language}-{part}")
                whole += pairs
                retold = [told(check, one["retold"]) for one in questions(f"{language}-{part}")]
                noticed = sum(one != "none" for one in retold)
                print(
                    f"{language}-{part}: four levels {macro_f1(pairs):.3f}, copied or not {macro_f1_of_two(pairs):.3f}, "
                    f"of {pairs.total()}; retold noticed {noticed} of {len(retold)}"
                )
            print(
                f"   {part}: four levels {macro_f1(whole):.3f}, copied or not {macro_f1_of_two(whole):.3f}, {whole.total()}"
            )
            for (wanted, said), many in sorted(whole.items()):
                if wanted != said:
                    print(f"      {wanted} taken for {said}: {many}")


if __name__ == "__main__":
    main()
