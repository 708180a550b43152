"""What another profile, or another day, would have made of exchanges that are recorded.

A record does not say whom it is about, so what the registry knew of them is unknown when it is decided again. Therefore both sides are decided
again, by the same facts: as the profile of this house decides now, and as the other would. What differs comes of the profile or the day alone.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from medguard.again import recorded_facts
from medguard.audit import Record
from medguard.facts import Actor, Incident, Institution, Patient
from medguard.guard import prepare
from medguard.profile import Profile, profile_names, read_profile
from medguard.rules import HouseRules, RegoRules
from medguard.types import Effect, Ruling, Stage, Status

Known = Callable[[date], tuple[Institution, Actor, Patient, tuple[Incident, ...]]]

_TURN_SECONDS: Final = 20.0
_STRONGEST_FIRST: Final = list(Effect)


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Change:
    """How an exchange would be decided otherwise."""

    now: Effect
    would_be: Effect
    newly: tuple[str, ...]
    """Rules that would not simply allow it, and do now."""
    no_longer: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Turned:
    """In how many exchanges a rule would newly hold back, could newly not tell, or would hold back no longer."""

    rule: str
    newly: int
    unsure: int
    no_longer: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """What would have changed."""

    decided: int
    changes: tuple[tuple[Change, tuple[Record, ...]], ...]
    """What is the same of several is said once; the most frequent first."""
    rules: tuple[Turned, ...]
    effects: tuple[tuple[Effect, Effect, int], ...]
    """From which effect to which, and how many."""

    @property
    def changed(self) -> int:
        """How many exchanges would be decided otherwise."""
        return sum(len(records) for _, records in self.changes)


class WhatIf:
    """Decides recorded exchanges again, for one reader at a time: it takes a processor."""

    def __init__(self, own: Profile, known: Known) -> None:
        self.own, self._known = own, known
        self._rules: dict[str, RegoRules | HouseRules] = {}
        self._turn = threading.Lock()

    @property
    def profiles(self) -> tuple[str, ...]:
        """The house's own, and those that come with medguard."""
        return (self.own.name, *(name for name in profile_names() if name != self.own.name))

    def settings(self, name: str) -> Profile | None:
        """A profile by its name; ``None``: there is none of this name."""
        if name == self.own.name:
            return self.own
        return read_profile(name) if name in self.profiles else None

    def outlook(self, records: Iterable[Record], other: Profile, at: str | None) -> Outlook | None:
        """Decide again; ``None``: somebody else does just now, and for long. Raises RulesError or AuditError."""
        if not self._turn.acquire(timeout=_TURN_SECONDS):
            return None
        try:
            return self._outlook(records, other, at)
        finally:
            self._turn.release()

    def _outlook(self, records: Iterable[Record], other: Profile, at: str | None) -> Outlook:
        decided = 0
        changes: dict[Change, list[Record]] = {}
        newly, unsure, no_longer = Counter[str](), Counter[str](), Counter[str]()
        effects = Counter[tuple[Effect, Effect]]()
        days: dict[str, tuple[Institution, tuple[Incident, ...]]] = {}
        for record in records:
            stages = dict.fromkeys(Stage(one["stage"]) for one in record.exchange()["decisions"])
            if not stages or record.exchange().get("review_of"):
                continue  # it failed before anybody decided, or is a review of another
            now = self._decided(record, self.own, stages, record.started_at, days)
            then = self._decided(record, other, stages, f"{at}T00:00:00Z" if at else record.started_at, days)
            decided += 1
            held, would = _held(now), _held(then)
            effect, would_be = _strongest(now), _strongest(then)
            if effect is would_be and held.keys() == would.keys():
                continue
            effects[effect, would_be] += 1
            for rule in would.keys() - held.keys():
                (unsure if would[rule].status is Status.UNDETERMINED else newly)[rule] += 1
            no_longer.update(held.keys() - would.keys())
            change = Change(
                now=effect,
                would_be=would_be,
                newly=tuple(sorted(would.keys() - held.keys())),
                no_longer=tuple(sorted(held.keys() - would.keys())),
            )
            changes.setdefault(change, []).append(record)
        turned = [
            Turned(rule=rule, newly=newly[rule], unsure=unsure[rule], no_longer=no_longer[rule])
            for rule in newly.keys() | unsure.keys() | no_longer.keys()
        ]
        return Outlook(
            decided=decided,
            changes=tuple(
                sorted(((one, tuple(those)) for one, those in changes.items()), key=lambda one: (-len(one[1]), one[0]))
            ),
            rules=tuple(sorted(turned, key=lambda one: (-one.newly, -one.unsure, -one.no_longer, one.rule))),
            effects=tuple((before, after, many) for (before, after), many in effects.most_common()),
        )

    def _decided(
        self,
        record: Record,
        settings: Profile,
        stages: Iterable[Stage],
        at: str,
        days: dict[str, tuple[Institution, tuple[Incident, ...]]],
    ) -> list[Ruling]:
        rules = self._rules_of(settings)
        if at[:10] not in days:
            institution, _, _, incidents = self._known(date.fromisoformat(at[:10]))
            days[at[:10]] = institution, incidents
        institution, incidents = days[at[:10]]
        found: list[Ruling] = []
        for stage in stages:
            facts = recorded_facts(record.exchange(), settings, rules.levels, stage, at)
            found += rules.decide(replace(facts, institution=institution, incidents=incidents)).rulings
        return found

    def _rules_of(self, settings: Profile) -> RegoRules | HouseRules:
        if settings.name not in self._rules:
            self._rules[settings.name] = prepare(settings).rules
        return self._rules[settings.name]


def _held(rulings: Iterable[Ruling]) -> dict[str, Ruling]:
    """The rules that did not simply allow."""
    return {one.rule: one for one in rulings if one.effect is not Effect.ALLOW}


def _strongest(rulings: Iterable[Ruling]) -> Effect:
    return min((one.effect for one in rulings), key=_STRONGEST_FIRST.index, default=Effect.ALLOW)
