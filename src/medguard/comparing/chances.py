"""How much two kinds of people were treated unlike, and how sure that is.

>>> permutation_p([1.0, 1.0, 1.0, 1.0, 1.0, 1.0])
0.03125
"""

from __future__ import annotations

import itertools
import math
import statistics
from collections.abc import Sequence

import numpy as np

LIMIT = 0.05
"""The rate of false discoveries that is put up with, over everything that was compared."""
_EXACT = 12
_FLIPS = 10_000
_SEED = 20_240_601


def permutation_p(differences: Sequence[float]) -> float:
    """The chance of so large a mean if each pair's sign were a coin's: exact up to twelve pairs, else by 10,000 flips.

    Two-sided, and never 0: what was seen counts as one of the flips. Makes no assumption about how the differences are spread.
    """
    values = np.asarray(differences, dtype=float)
    seen = abs(values.sum()) - 1e-9
    if len(values) <= _EXACT:
        signs = np.array(list(itertools.product((1.0, -1.0), repeat=len(values))))
        return float(np.mean(np.abs(signs @ values) >= seen))
    flips = np.random.default_rng(_SEED).choice((1.0, -1.0), size=(_FLIPS, len(values)))
    return float((np.sum(np.abs(flips @ values) >= seen) + 1) / (_FLIPS + 1))


def interval(differences: Sequence[float], confidence: float = 0.95) -> tuple[float, float]:
    """Student's interval for the mean of paired differences."""
    mean = statistics.fmean(differences)
    half = student_quantile((1 + confidence) / 2, len(differences) - 1) * (
        statistics.stdev(differences) / math.sqrt(len(differences))
    )
    return mean - half, mean + half


def student_quantile(p: float, degrees: int) -> float:
    """The quantile of Student's t above the median, by halving; its distribution is summed term by term (Abramowitz and Stegun 26.7.3-4)."""
    low, high = 0.0, 1.0
    while student_share(high, degrees) < p:
        high *= 2
    for _ in range(80):
        middle = (low + high) / 2
        low, high = (middle, high) if student_share(middle, degrees) < p else (low, middle)
    return (low + high) / 2


def student_share(t: float, degrees: int) -> float:
    """The share of Student's t that lies below ``t``, which is not negative."""
    angle = math.atan(t / math.sqrt(degrees))
    cosine = math.cos(angle)
    odd = degrees % 2
    term, total = (cosine, 0.0 if degrees == 1 else cosine) if odd else (1.0, 1.0)
    for at in range(3 if odd else 2, degrees - 1, 2):
        term *= cosine**2 * (at - 1) / at
        total += term
    within = (angle + math.sin(angle) * total) * 2 / math.pi if odd else math.sin(angle) * total
    return (1 + within) / 2


def benjamini_hochberg(chances: Sequence[float]) -> list[float]:
    """Each chance corrected for how many were tried (Benjamini and Hochberg 1995): the rate of false discoveries if it were the limit."""
    order = sorted(range(len(chances)), key=lambda at: chances[at], reverse=True)
    corrected, least = [0.0] * len(chances), 1.0
    for behind, at in enumerate(order):
        least = min(least, chances[at] * len(chances) / (len(chances) - behind))
        corrected[at] = least
    return corrected
