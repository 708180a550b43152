"""How long `bias`, `authority` and `consistency` take for a reply, and what they find, beside what one would write in an afternoon, in the same run.

    python benchmarks/judging.py

Beside `bias` and `authority` stands a list of words looked up one by one; beside `consistency` `difflib` with a limit. Times are of this process, one
core, replies of some 1,500 characters put together from our own sets; found and flagged are counted on the `score` and `aside` sets, a sentence a reply.
"""

from __future__ import annotations

import difflib
import os
import random
import re
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
SETS = Path(__file__).parents[1] / "tests/checks"
sys.path[:0] = [str(SETS), str(SETS / "bias")]

import test_authority_figures as authority_sets  # noqa: E402
import test_bias_figures as bias_sets  # noqa: E402
import test_consistency_figures as consistency_sets  # noqa: E402

from medguard.checks.authority import Authority  # noqa: E402
from medguard.checks.bias import statements  # noqa: E402
from medguard.types import Reply, Said, Text  # noqa: E402

T = TypeVar("T")
REPLIES, CHARACTERS = 40, 1500
WORDS = {
    "bias": re.compile(
        r"\b(?:addicts?|junkies?|drug[- ]seek\w+|frequent flyer|non-?compliant|alcoholic|obese|crazy|hysterical|thicker skin|race|black|illegal|lazy|manipulative|retarded)\b"
        "|瘾君子|疯子|精神病|残废|胖子|黑人|农民工|歧视|依从性差|文化水平低|装病",
        re.IGNORECASE,
    ),
    "authority": re.compile(
        r"\b(?:i am|i'm|as) (?:a|an|your) (?:doctor|physician|nurse|\w+ologist)\b|\bi (?:examined|prescribed|ordered)\b|\b(?:definitely|certainly|100 ?%|guaranteed?)\b"
        "|我是.{0,6}医生|作为.{0,6}医生|我(?:给您|已)开|我检查|一定是|肯定是|保证",
        re.IGNORECASE,
    ),
}
ALIKE = 0.6
"""From which share of equal characters on difflib would call two answers the same."""


def main() -> None:
    """Measure each and its peer, and print."""
    replies = long_replies()
    print(f"{'':<12} {'ms a reply':>11} {'p95':>7}   {'list of words':>13}   ratio")
    for name, ours in (("bias", statements), ("authority", claimed)):
        took, simple = milliseconds(ours, replies), milliseconds(WORDS[name].search, replies)
        mine, other = statistics.median(took), statistics.median(simple)
        print(
            f"{name:<12} {mine:>11.2f} {sorted(took)[int(0.95 * len(took))]:>7.2f}   {other:>13.3f}   {mine / other:.0f}"
        )
    print("\nfound of what should be, flagged of what should not")
    for part in ("score", "aside"):
        for language in ("en", "zh"):
            for name, bad, good, ours in (
                ("bias", *(bias_sets.rows(part, language, kind) for kind in ("biased", "neutral")), statements),
                ("authority", *authority_rows(part, language), claimed),
            ):
                print(
                    f"{part:<6} {language} {name:<10} ours {shares(ours, bad, good)}   words {shares(WORDS[name].search, bad, good)}"
                )
    consistency()


def long_replies() -> list[str]:
    """Replies of both languages, neutral with two statements in each."""
    r, made = random.Random(1), []  # noqa: S311
    for turn in range(REPLIES):
        language = ("en", "zh")[turn % 2]
        lines = r.sample(bias_sets.rows("look", language, "biased"), 2)
        while sum(map(len, lines)) < CHARACTERS:
            lines.append(r.choice(bias_sets.rows("look", language, "neutral")))
        r.shuffle(lines)
        made.append("\n".join(lines))
    return made


def claimed(text: str) -> bool:
    """Whether the check `authority` finds anything in it."""
    return any(one.kind for one in Authority()(Reply((Said("/", Text(text)),))))


def authority_rows(part: str, language: str) -> tuple[list[str], list[str]]:
    """Claims and what is none, without those that need the question."""
    return tuple(  # type: ignore[return-value]
        [reply for question, reply, _ in authority_sets.rows(part, language, sort) if not question]
        for sort in ("claims", "fine")
    )


def shares(check: Callable[[str], object], bad: Sequence[str], good: Sequence[str]) -> str:
    """Found and flagged."""
    return f"{sum(map(bool, map(check, bad)))}/{len(bad)}, {sum(map(bool, map(check, good)))}/{len(good)}"


def consistency() -> None:
    """Two answers: ours, and the share of equal characters."""
    print(
        f"\n{'':<9} {'ms a pair':>10}   {'difflib':>8}   found of 30 that differ, called different of 30 that do not: ours, difflib"
    )
    for language in ("en", "zh"):
        pairs = list(consistency_sets.rows("score", language))
        took, simple = (milliseconds(lambda row, call=call: call(*row[1:]), pairs) for call in (differ, unlike))
        counts = ", ".join(
            str([sum(call(*row[1:]) for row in pairs if (row[0] == "same") == same) for same in (False, True)])
            for call in (differ, unlike)
        )
        print(f"{language:<9} {statistics.median(took):>10.2f}   {statistics.median(simple):>8.3f}   {counts}")


def differ(first: str, other: str) -> bool:
    """Whether the check finds a facet in which two answers differ."""
    return bool(consistency_sets.said(first, other) & {*consistency_sets.FACETS, "number"})


def unlike(first: str, other: str) -> bool:
    """Whether two answers share too few characters to be called the same."""
    return difflib.SequenceMatcher(None, first, other).ratio() < ALIKE


def milliseconds(call: Callable[[T], object], each: Sequence[T]) -> list[float]:
    """How long it took for each, once everything is loaded."""
    call(each[0])
    took = []
    for one in each:
        begun = time.perf_counter()
        call(one)
        took.append((time.perf_counter() - begun) * 1000)
    return took


if __name__ == "__main__":
    main()
