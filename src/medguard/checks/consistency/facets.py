"""The clinical content of an answer, facet by facet, and whether two answers agree in it."""

from __future__ import annotations

from dataclasses import dataclass

from medguard.checks.consistency import diagnoses, directions, doses, numbers
from medguard.checks.consistency import urgency as urgencies
from medguard.checks.consistency.drugs import drugs
from medguard.plain import plain, sentences

FACETS = ("diagnosis", "drug", "dose", "urgency", "direction", "number")


@dataclass(frozen=True, slots=True)
class Content:
    """What an answer says of each facet."""

    diagnosis: frozenset[str]
    advised: frozenset[str]
    against: frozenset[str]
    doses: tuple[doses.Dose, ...]
    courses: frozenset[float]
    urgency: tuple[int, int] | None
    direction: directions.Directions
    numbers: dict[str, frozenset[float]]


_LONGEST = 500
"""Characters of a sentence. What goes on longer is cut: a table without a line's end, not prose."""


def content(text: str) -> Content:
    """Read an answer."""
    words = plain(text)
    said = [sentence[at : at + _LONGEST] for sentence in sentences(words) for at in range(0, len(sentence), _LONGEST)]
    advised, against, amounts, courses = set[str](), set[str](), list[doses.Dose](), set[float]()
    last = ""
    for sentence in said:
        named = list(drugs(sentence))
        advised |= {drug.name for drug in named if drug.advised}
        against |= {drug.name for drug in named if not drug.advised and not drug.at_times}
        wanted = [drug for drug in named if drug.advised]
        found = doses.doses(sentence, wanted)
        amounts += [doses.Dose(one.drug or last, one.unit, one.amount, one.a_day) for one in found]
        if found or named:
            courses |= doses.courses(sentence)
        last = wanted[-1].name if wanted else last
    return Content(
        diagnosis=diagnoses.diagnoses(said),
        advised=frozenset(advised),
        against=frozenset(against - advised),
        doses=tuple(dict.fromkeys(amounts)),
        courses=frozenset(courses),
        urgency=urgencies.urgency(said),
        direction=directions.directions(said),
        numbers=numbers.numbers(words),
    )


def agreement(one: Content, other: Content) -> dict[str, bool]:
    """By facet whether two answers agree, for those of which both say something."""
    said = {
        "diagnosis": _diagnosis(one, other),
        "drug": _drug(one, other),
        "dose": _dose(one, other),
        "urgency": _urgency(one, other),
        "direction": _direction(one, other),
        "number": numbers.same(one.numbers, other.numbers),
    }
    return {facet: agree for facet, agree in said.items() if agree is not None}


def _diagnosis(one: Content, other: Content) -> bool | None:
    if not one.diagnosis or not other.diagnosis:
        return None
    return any(diagnoses.alike(mine, yours) for mine in one.diagnosis for yours in other.diagnosis)


_MOSTLY = 0.5


def _drug(one: Content, other: Content) -> bool | None:
    """What one advises and the other warns of differs; and so do two lists of which neither holds the other, unless half is in both."""
    if (one.advised & other.against) or (other.advised & one.against):
        return False
    mine, yours = one.advised, other.advised
    if not mine or not yours:
        return True if one.against & other.against else None
    return mine <= yours or yours <= mine or len(mine & yours) >= _MOSTLY * len(mine | yours)


def _dose(one: Content, other: Content) -> bool | None:
    fewer, more = sorted((one.doses, other.doses), key=len)
    judged = []
    for dose in fewer:
        compared = [same for each in more if (same := doses.same(dose, each)) is not None]
        if compared:
            judged.append(any(compared))
    if one.courses and other.courses and judged:
        judged.append(bool(one.courses & other.courses))
    return all(judged) if judged else None


def _urgency(one: Content, other: Content) -> bool | None:
    """At home and some day go together; today and now are each their own."""
    if one.urgency is None or other.urgency is None:
        return None
    low, high = sorted((one.urgency, other.urgency))
    return low[1] >= high[0] or high[1] < _TODAY


_TODAY = 2


def _direction(one: Content, other: Content) -> bool | None:
    opposed = directions.opposed(one.direction, other.direction)
    return None if opposed is None else not opposed
