"""Bars as SVG, made on the server: no script draws them, and every number stands in a table beside them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

WIDTH = 720
_BASE, _LEFT, _MOST_LABELS = 156, 44, 8


@dataclass(frozen=True, slots=True)
class Bar:
    """One rectangle, and which series it is of."""

    series: str
    x: float
    y: float
    width: float
    height: float
    title: str


def share(counts: Mapping[str, int], series: Sequence[str], most: int) -> tuple[tuple[str, float, float], ...]:
    """One bar that lies, its parts one after the other: series, where it begins and how long it is, in hundredths of the longest."""
    bars, at = [], 0.0
    for name in series:
        if wide := 100 * counts.get(name, 0) / max(most, 1):
            bars.append((name, round(at, 2), round(wide, 2)))
            at += wide
    return tuple(bars)


@dataclass(frozen=True, slots=True)
class Chart:
    """What a template draws."""

    bars: tuple[Bar, ...]
    labels: tuple[tuple[float, str], ...]
    most: int


def stacked(days: Sequence[str], counts: Mapping[tuple[str, str], int], series: Sequence[str]) -> Chart:
    """A column for each day, its parts one above the other. ``counts``: by day and series."""
    most = max((sum(counts.get((day, name), 0) for name in series) for day in days), default=0)
    wide = (WIDTH - _LEFT) / max(len(days), 1)
    every = -(-len(days) // _MOST_LABELS) or 1
    bars: list[Bar] = []
    for at, day in enumerate(days):
        top = float(_BASE)
        for name in series:
            if count := counts.get((day, name), 0):
                tall = (_BASE - 10) * count / most
                top -= tall
                width = max(wide - 2, 1)
                bars.append(
                    Bar(
                        name,
                        round(_LEFT + at * wide, 1),
                        round(top, 1),
                        round(width, 1),
                        round(tall, 1),
                        f"{day}: {count}",
                    )
                )
    labels = tuple((round(_LEFT + at * wide, 1), day[5:]) for at, day in enumerate(days) if at % every == 0)
    return Chart(tuple(bars), labels, most)
