"""Decides on what is recorded once more, under other rules or on another day (replay); a person's review is ``medguard.review``.

A record holds the facts that were measured. What the institution states comes from the profile that is asked now; what
the registry knows is looked up for a reviewer and unknown otherwise, because a record does not say who asked about whom.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import TypeAdapter, ValidationError

from medguard.audit import Record
from medguard.errors import AuditError
from medguard.facts import Review
from medguard.profile import Profile
from medguard.rules import HouseRules, RegoRules
from medguard.types import (
    Effect,
    Facts,
    Finding,
    Level,
    ReplyFacts,
    RequestFacts,
    Stage,
)

OVERSIGHT = "AI_OVERSIGHT"
"""Code of the training that makes a reviewer competent in the sense of AI Act Art. 26(2)."""

_REQUEST, _REPLY = TypeAdapter(RequestFacts), TypeAdapter(ReplyFacts)
_FINDINGS = TypeAdapter(tuple[Finding, ...])


def recorded_facts(
    document: Mapping[str, Any], settings: Profile, levels: Mapping[str, Level], stage: Stage, now: str
) -> Facts:
    """The facts of a recorded exchange under a profile. Raises AuditError if the record does not hold them."""
    try:
        return Facts(
            stage=stage,
            now=now,
            profile=settings.name,
            levels=levels,
            deployment=settings.deployment,
            operator=settings.operator,
            system=settings.system,
            readings=settings.readings,
            request=_REQUEST.validate_python(document["request"]),
            reply=_REPLY.validate_python(document["reply"]) if stage is Stage.REPLY else None,
            review=Review(done=False),
            checks=tuple(settings.checks.switched_on()),
            findings=_FINDINGS.validate_python(document["findings"]),
        )
    except (ValidationError, KeyError, TypeError):
        raise AuditError(
            "A record does not hold the facts that rules read.",
            remedy="Run: medguard audit verify",
            remedy_zh="记录中没有规则所需的事实。请运行：medguard audit verify",
        ) from None


# ── replay ───────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayed:
    """What one exchange came to, and what it would come to."""

    exchange_id: str
    started_at: str
    was: Effect
    would_be: Effect
    newly: tuple[str, ...]
    """Rules that now hold it back, and did not."""
    no_longer: tuple[str, ...]

    @property
    def changes(self) -> bool:
        """Whether anything is different."""
        return self.was is not self.would_be or bool(self.newly or self.no_longer)


def replay(
    records: Iterable[Record], settings: Profile, rules: RegoRules | HouseRules, *, at: str | None
) -> Iterator[Replayed]:
    """Decide recorded exchanges again under a profile, on the day they began or, with ``at``, on another (RFC 3339, UTC)."""
    for record in records:
        document = record.exchange()
        # Of a stage that was decided twice (a notice was put in), the last counts.
        before = list({decision["stage"]: decision for decision in document["decisions"]}.values())
        if not before or document.get("review_of"):
            continue  # it failed before anybody decided, or is a review of another
        held = {ruling["rule"] for decision in before for ruling in decision["rulings"] if ruling["effect"] != "allow"}
        stages = [Stage(decision["stage"]) for decision in before]
        again = [
            rules.decide(recorded_facts(document, settings, rules.levels, stage, at or record.started_at))
            for stage in dict.fromkeys(stages)
        ]
        would = {ruling.rule for decision in again for ruling in decision.rulings if ruling.effect is not Effect.ALLOW}
        yield Replayed(
            exchange_id=record.exchange_id,
            started_at=record.started_at,
            was=_strongest(Effect(decision["effect"]) for decision in before),
            would_be=_strongest(decision.effect for decision in again),
            newly=tuple(sorted(would - held)),
            no_longer=tuple(sorted(held - would)),
        )


def _strongest(effects: Iterable[Effect]) -> Effect:
    return min(effects, key=list(Effect).index)
