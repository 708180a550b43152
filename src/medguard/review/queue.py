"""Which specialty a reply waits in, and until when somebody should have looked.

Told by what was measured and by what a key or token answers for: purpose, application, what the text is. What only the caller says of itself
counts for nothing: whoever could say "emergency" would.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from fnmatch import fnmatchcase
from typing import Any

import orjson

from medguard.audit import Record
from medguard.audit.held import State, written
from medguard.profile import Profile, ReviewSettings, SpecialtySettings
from medguard.types import Effect, Stage, Status

GENERAL = "general"
"""Where what fits no specialty waits."""
_ANYBODYS = SpecialtySettings()
_BIOMETRIC = "1(a)"
"""Annex III: two persons verify an identification, AI Act Art. 14(5)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A reply that waits. Holds no word of it."""

    record: Record = field(repr=False)
    """Of the exchange; of a test item: the one that it looks like."""
    document: Mapping[str, Any] = field(repr=False)
    """What was measured of the reply as it is now."""
    state: State
    specialty: str
    asked: SpecialtySettings = field(repr=False)
    held_at: str
    due_at: str
    two: bool
    """Two persons have to approve it."""

    @property
    def id(self) -> str:
        """The exchange's; of a test item its own."""
        return self.state.exchange_id

    @property
    def test(self) -> bool:
        """Whether it is a test item. No page and no list for reviewers says so."""
        return self.state.planted_like is not None

    @property
    def output_types(self) -> tuple[str, ...]:
        """What the text is."""
        return tuple(self.document["reply"].get("output_types") or ())

    @property
    def rules(self) -> tuple[str, ...]:
        """The rules that hold it, the one that did first."""
        rulings = self.rulings()
        holding = [one["rule"] for one in rulings if one["effect"] == Effect.REQUIRE_HUMAN_REVIEW]
        return tuple(dict.fromkeys([self.record.reason, *holding]))

    def rulings(self) -> Sequence[Mapping[str, str]]:
        """What the rules said to the reply, as it was held, where it was not simply yes."""
        return _loud(self.document)


def _loud(document: Mapping[str, Any]) -> list[Mapping[str, str]]:
    last = {decision["stage"]: decision for decision in document["decisions"]}
    rulings: Iterable[Mapping[str, str]] = last[Stage.REPLY]["rulings"]
    return [one for one in rulings if one["status"] not in _QUIET]


_QUIET = {Status.PASS, Status.NOT_APPLICABLE, Status.NOT_YET_APPLICABLE}


def listed(document: str) -> dict[str, Any]:
    """What a list needs to know of a record, and no more: of ten thousand that wait, the rest would fill the memory."""
    said = orjson.loads(document)["exchange"]
    kept = {name: said[name] for name in ("application", "purpose", "claimed")}
    decision = {"stage": Stage.REPLY.value, "rulings": _loud(said)}
    return kept | {"reply": {"output_types": said["reply"].get("output_types")}, "decisions": [decision]}


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """What waits."""

    items: tuple[Item, ...]
    """The most urgent first."""
    lost: int
    """Replies that should wait, and whose files are gone, or were sealed with another key."""


def item_of(record: Record, state: State, document: Mapping[str, Any], settings: Profile) -> Item:
    """A reply in its place in the queue."""
    review = settings.review
    assert review is not None  # noqa: S101  who has no such section has no queue
    specialty, asked = specialty_of(document, review)
    held_at = state.planted_at or record.recorded_at
    due = datetime.fromisoformat(held_at).astimezone(UTC) + timedelta(minutes=asked.minutes)
    made = Item(
        record=record,
        document=document,
        state=state,
        specialty=specialty,
        asked=asked,
        held_at=held_at,
        due_at=written(due),
        two=False,
    )
    return made if not _two(made, settings, review) else _with_two(made)


def _with_two(item: Item) -> Item:
    return Item(**{name: getattr(item, name) for name in Item.__dataclass_fields__} | {"two": True})


def _two(item: Item, settings: Profile, review: ReviewSettings) -> bool:
    asked = review.two_persons
    return (
        bool(set(item.rules) & set(asked.rules))
        or bool(set(item.output_types) & set(asked.output_types))
        or _BIOMETRIC in (settings.system.annex_iii_points or ())
    )


def specialty_of(document: Mapping[str, Any], review: ReviewSettings) -> tuple[str, SpecialtySettings]:
    """The first specialty that fits, and what the profile says of it."""
    claimed = set(document.get("claimed") or ())
    types = set(document["reply"].get("output_types") or ())
    for name, asked in review.specialties.items():
        if (
            _fits(document, "purpose", asked.purposes, claimed)
            or _fits(document, "application", asked.applications, claimed)
            or types & set(asked.output_types)
        ):
            return name, asked
    return GENERAL, _ANYBODYS


def _fits(document: Mapping[str, Any], said: str, patterns: Sequence[str], claimed: set[str]) -> bool:
    word = document.get(said)
    return word is not None and said not in claimed and any(fnmatchcase(word, one) for one in patterns)
