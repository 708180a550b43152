"""Values with a unit that are no doses: results of a calculation, targets, thresholds."""

from __future__ import annotations

import re

_VALUE = re.compile(
    r"(?<![\d./])(\d{1,3}/\d{2,3}) ?mmhg|(?<![\d./-])(\d{1,5}(?:\.\d{1,3})?) ?(mmhg|%|kg/m2|ml/min|mmol/l|mg/dl|umol/l|g/l|g/dl|bpm|cm|points?|分(?!钟)|次/分|岁|years? old)(?![a-z])|(bmi|体重指数|egfr|gfr|评分|score)(?:\W{0,3}(?:是|为|of|is|约|about|=))?\W{0,3}(\d{1,3}(?:\.\d{1,2})?)"
)
_NAMES = {
    "体重指数": "bmi",
    "gfr": "egfr",
    "评分": "score",
    "point": "score",
    "points": "score",
    "分": "score",
    "kg/m2": "bmi",
    "ml/min": "egfr",
    "次/分": "bpm",
}


def numbers(words: str) -> dict[str, frozenset[float]]:
    """Give by unit the values that stand in a plain text."""
    found: dict[str, set[float]] = {}
    for pressure, value, unit, name, of_name in _VALUE.findall(words):
        if pressure:
            first, second = pressure.split("/")
            found.setdefault("mmhg", set()).add(float(first) * 1000 + float(second))
        elif value:
            found.setdefault(_NAMES.get(unit, unit), set()).add(float(value))
        else:
            found.setdefault(_NAMES.get(name, name), set()).add(float(of_name))
    return {unit: frozenset(values) for unit, values in found.items()}


def same(one: dict[str, frozenset[float]], other: dict[str, frozenset[float]]) -> bool | None:
    """Tell whether the single value that both give in a unit is the same; ``None``: there is none such."""
    pairs = [(one[unit], other[unit]) for unit in one.keys() & other.keys() if len(one[unit]) == len(other[unit]) == 1]
    if not pairs:
        return None
    return all(abs(min(mine) - min(yours)) <= 0.01 * max(abs(min(mine)), abs(min(yours))) for mine, yours in pairs)
