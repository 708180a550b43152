"""How long it takes to look up the facts of an exchange: 10,000 entries beside 100, and beside keeping one record, in the same run.

    python benchmarks/registry.py

Timings are noisy; the ratios are what to read. The first says whether the index carries, the second what the look-up adds to an exchange.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from datetime import date
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests/audit"))

from audit_samples import sample
from registry_samples import LICENCE, SOURCE, crowd, training

from medguard.audit import open_ledger
from medguard.audit.registry import SqlRegistry, entry, open_registry

DAY = date(2026, 11, 25)
ROUNDS, AT_ONCE = 10, 30


def main() -> None:
    """Measure in turn, and print."""
    with tempfile.TemporaryDirectory() as folder:
        registries = {many: filled(f"sqlite:///{folder}/{many}.db", many) for many in (100, 10_000)}
        with open_ledger(f"sqlite:///{folder}/ledger.db") as ledger:
            times: dict[str, list[float]] = defaultdict(list)
            for _ in range(ROUNDS):
                for many, registry in registries.items():
                    times[str(many)] += look_ups(registry)
                times["record"] += [seconds(lambda: ledger.append(sample())) for _ in range(AT_ONCE)]
        for registry in registries.values():
            registry.close()
    small, large, record = (statistics.median(times[name]) * 1000 for name in ("100", "10000", "record"))
    print(f"look-up among    100 entries  {small:6.2f} ms")
    print(f"look-up among 10,000 entries  {large:6.2f} ms   {large / small:5.2f} times as long")
    print(f"keeping one record            {record:6.2f} ms   a look-up takes {large / record:.2f} of it")


def filled(url: str, many: int) -> SqlRegistry:
    """A hospital with so many entries, and a history for one of its people."""
    registry = open_registry(url)
    registry.add([LICENCE, entry("filing", {"code": "G10"}), *crowd(many)], SOURCE)
    for passed in (True, False) * 10:
        registry.add([training(subject="n-1", passed=passed)], SOURCE)
    return registry


def look_ups(registry: SqlRegistry) -> list[float]:
    """Some people and patients, one after the other."""
    return [
        seconds(lambda ref=str(number % 20): registry.facts_on(DAY, f"n-{ref}", f"p-{ref}"))
        for number in range(AT_ONCE)
    ]


def seconds(work: Callable[[], object]) -> float:
    """How long it took."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
