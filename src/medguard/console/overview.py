"""The overview: how much, what became of it, for whom, by which model, how fast, and which rules failed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from medguard.audit.database import reading
from medguard.console.asked import Answer, Ask, Go, Page
from medguard.console.charts import share, stacked
from medguard.console.window import applications, days_of, window
from medguard.report import queries
from medguard.report.copied import Copies
from medguard.report.queries import Alike, RuleCount
from medguard.types import Outcome

if TYPE_CHECKING:
    from sqlalchemy import Connection

_OUTCOMES: Final = [outcome.value for outcome in Outcome]
_NEWEST: Final = 500
"""Exchanges whose documents are opened; more would take longer than anybody waits for a page, and reports count all of them."""
_MOST_ROWS: Final = 12


@dataclass(frozen=True, slots=True)
class Group:
    """What became of the exchanges of one application or model."""

    name: str
    total: int
    counts: Counter[str]
    bars: tuple[tuple[str, float, float], ...]


@dataclass(frozen=True, slots=True)
class Cited:
    """The replies of a model whose citations were judged, and those in which one is made up."""

    model: str
    judged: int
    fabricated: int

    @property
    def percent(self) -> float:
        """Of those that were judged."""
        return 100 * self.fabricated / self.judged


def overview(ask: Ask) -> Answer:
    """How much, and what became of it."""
    if ask.who.role == "administrator":
        return Go(to="/users")
    span, since, until = window(ask)
    days = days_of(since, until)
    with reading(ask.house.ledger.engine) as connection:
        ended = ask.house.days.ended(connection, days, span)
        unfinished = ask.house.days.unfinished(connection, days, span)
        failing = _failing(connection, ended)
        cited = _cited(connection, ended)
        kinds, latency = _opened(connection, queries.newest(connection, span, _NEWEST)) if ended else ((), ())
    totals = _sum(ended, lambda one: one.outcome)
    counts = Counter[tuple[str, str]]()
    for one in ended:
        counts[one.day, one.outcome] += one.exchanges
    return Page(
        template="overview.html",
        holds={
            "since": since,
            "until": until,
            "model": span.model,
            "models": sorted({one.model for one in ended if one.model} | ({span.model} if span.model else set())),
            "application": span.application,
            "applications": applications(ask.who),
            "exchanges": totals.total(),
            "unfinished": unfinished,
            "totals": totals,
            "outcomes": [outcome for outcome in _OUTCOMES if totals[outcome]],
            "chart": stacked(days, counts, _OUTCOMES),
            "counts": counts,
            "days": [day for day in days if any(counts[day, outcome] for outcome in _OUTCOMES)],
            "by_application": _groups(ended, lambda one: one.application),
            "by_model": _groups(ended, lambda one: one.model),
            "cited": cited,
            "failing": [(one, ask.house.catalogue.rules.get(one.rule)) for one in failing[:_MOST_ROWS]],
            "kinds": sorted(kinds, key=lambda one: -one.identifiers)[:_MOST_ROWS],
            "latency": latency,
            "slowest": max((one.p95 for one in latency), default=0),
            "newest": min(_NEWEST, totals.total()),
        },
    )


def _opened(
    connection: Connection, newest: queries.Window
) -> tuple[tuple[queries.KindCount, ...], tuple[queries.StepTime, ...]]:
    """What stands in documents alone; each is opened once."""
    with Copies(connection, newest) as copies:
        return copies.identifiers(), copies.latency()


def _sum(ended: Iterable[Alike], key: Callable[[Alike], str]) -> Counter[str]:
    found = Counter[str]()
    for one in ended:
        found[key(one)] += one.exchanges
    return found


def _groups(ended: Iterable[Alike], key: Callable[[Alike], str]) -> list[Group]:
    """The largest, each with a bar as long as its part of the largest."""
    found: dict[str, Counter[str]] = {}
    for one in ended:
        found.setdefault(key(one), Counter())[one.outcome] += one.exchanges
    largest = max((counts.total() for counts in found.values()), default=0)
    groups = [Group(name, counts.total(), counts, share(counts, _OUTCOMES, largest)) for name, counts in found.items()]
    return sorted(groups, key=lambda one: (-one.total, one.name))[:_MOST_ROWS]


def _failing(connection: Connection, ended: Iterable[Alike]) -> list[RuleCount]:
    """Rules that were not kept, the most frequent first."""
    by_set = Counter[str]()
    for one in ended:
        if one.decisions is not None:
            by_set[one.decisions] += one.exchanges
    found = Counter[RuleCount]()
    for key, rulings in queries.sets_of_rulings(connection, by_set, "fail").items():
        for ruling in rulings:
            found[ruling] += by_set[key]
    counted = [replace(ruling, exchanges=many) for ruling, many in found.items()]
    return sorted(counted, key=lambda one: (-one.exchanges, one.rule, one.stage))


def _cited(connection: Connection, ended: Iterable[Alike]) -> list[Cited]:
    by_model: dict[str, Counter[str]] = {}
    for one in ended:
        if one.findings is not None:
            by_model.setdefault(one.model, Counter())[one.findings] += one.exchanges
    sets = queries.sets_of_findings(connection, {key for keys in by_model.values() for key in keys}, "citations")
    counted = [
        Cited(
            model,
            sum(many for key, many in keys.items() if key in sets and sets[key][0]),
            sum(many for key, many in keys.items() if key in sets and "fabricated" in sets[key][1]),
        )
        for model, keys in sorted(by_model.items())
    ]
    return [one for one in counted if one.judged]
