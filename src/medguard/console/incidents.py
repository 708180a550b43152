"""Serious incidents and their clocks, AI Act Art. 73."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from medguard.audit.database import reading
from medguard.console.asked import Answer, Ask, Page
from medguard.console.window import today
from medguard.report import queries
from medguard.report.kinds.incidents import allowed_days, state_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """One incident, and how long there is."""

    code: str
    kind: str | None
    death: bool | None
    aware_on: str | None
    days: int
    sure: bool
    """False: of what is not known, the shortest term that it could be."""
    by: str | None
    reported_on: str | None
    frozen: bool | None
    tone: str
    """``good``, ``doubt`` or ``bad``."""
    said: tuple[str, str]
    spent: float | None
    """Of the term, in hundredths; ``None``: it was reported, or nobody knows since when it runs."""


def incidents(ask: Ask) -> Answer:
    """Every incident that the registry holds today."""
    now = today()
    allowed = ask.house.catalogue.law["eu"]["incident_days"]
    with reading(ask.house.ledger.engine) as connection:
        end = queries.registry_end(connection)
        found = queries.registered(connection, ("incident",), day=now.isoformat(), end=end)
    clocks = [_clock(one, now, allowed) for one in found]
    return Page(
        template="incidents.html",
        holds={
            "day": now.isoformat(),
            "clocks": sorted(clocks, key=lambda one: (one.tone == "good", one.by or "")),
            "allowed": allowed,
            "since": (now - timedelta(days=29)).isoformat(),
            "until": (now + timedelta(days=1)).isoformat(),
        },
    )


def _clock(one: queries.Registered, now: date, allowed: dict[str, int]) -> Clock:
    said = one.facts
    days, sure = allowed_days(said, allowed)
    aware, reported = said.get("aware_on"), said.get("reported_on")
    known = aware if aware not in {None, "never"} else None
    by = date.fromisoformat(known) + timedelta(days=days) if known is not None else None
    done = reported is not None and reported != "never"
    late = by is not None and (date.fromisoformat(str(reported)) if done else now) > by
    tone = "bad" if late or by is None else "good" if done else "doubt"
    spent = None
    if by is not None and known is not None and not done:
        spent = min(100.0, max(0.0, 100 * (now - date.fromisoformat(known)).days / days))
    return Clock(
        code=one.code,
        kind=said.get("kind"),
        death=said.get("death"),
        aware_on=known,
        days=days,
        sure=sure,
        by=by.isoformat() if by is not None else None,
        reported_on=reported if done else None,
        frozen=said.get("version_frozen"),
        tone=tone,
        said=state_of(said, by, now),
        spent=spent,
    )
