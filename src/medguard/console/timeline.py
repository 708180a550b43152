"""What a record says, as steps that a person can follow and rules that a person can look up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from medguard.console.words import Words
from medguard.rules.catalogue import Catalogue, RuleInfo


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One thing that happened."""

    title: str
    tone: str
    """``plain``, ``good``, ``doubt`` or ``bad``."""
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruled:
    """What one rule said."""

    id: str
    stage: str
    status: str
    effect: str
    why: str
    info: RuleInfo | None

    @property
    def quiet(self) -> bool:
        """Whether an officer need not look at it."""
        return self.status in {"pass", "not_applicable", "not_yet_applicable"}


_TONES = {"allow": "good", "warn": "doubt", "deny": "bad", "require_human_review": "doubt"}


def steps(document: Mapping[str, Any], recorded_at: str, words: Words) -> tuple[Step, ...]:
    """The exchange from its request to its record."""
    found = [Step(title=words.asked, tone="plain", lines=(document["started_at"],))]
    if request := document["request"]:
        by_kind = request["identifiers"]["by_kind"]
        found.append(
            Step(
                title=words.deidentified if by_kind else words.deidentified_none,
                tone="plain",
                lines=tuple(f"{kind}: {count}" for kind, count in sorted(by_kind.items())),
            )
        )
    decided = {decision["stage"]: decision for decision in document["decisions"]}
    if "request" in decided:
        found.append(_decided(decided["request"], words.decided_request, words))
    if reply := document["reply"]:
        lines = (f"HTTP {reply['status']}", *(f"{name}: {count}" for name, count in document["tokens"].items()))
        found.append(Step(title=words.model_answered, tone="plain", lines=lines))
    if document["findings"]:
        seen = [one for one in document["findings"] if one["kind"] or one["status"] != "judged"]
        found.append(
            Step(
                title=words.checked,
                tone="doubt" if seen else "good",
                lines=tuple(_finding(one, words) for one in document["findings"]),
            )
        )
    if "reply" in decided:
        found.append(_decided(decided["reply"], words.decided_reply, words))
    if document["obligations"]:
        lines = tuple(f"{one['event']}: {one['kind']} ({one['via']})" for one in document["obligations"])
        found.append(Step(title=words.duty_done, tone="good", lines=lines))
    return (*found, Step(title=words.kept, tone="plain", lines=(recorded_at,)))


def _decided(decision: Mapping[str, Any], title: str, words: Words) -> Step:
    loud = [one for one in decision["rulings"] if one["effect"] != "allow"]
    return Step(
        title=f"{title}: {words.of('effect_', decision['effect'])}",
        tone=_TONES.get(decision["effect"], "doubt"),
        lines=tuple(f"{one['rule']}: {words.of('status_', one['status'])}" for one in loud),
    )


def _finding(one: Mapping[str, Any], words: Words) -> str:
    if one["status"] != "judged":
        return f"{one['check']}: {words.unjudged} ({one['detail']})"
    return f"{one['check']}: {one['kind'] or words.nothing_found}{' · ' + one['detail'] if one['detail'] else ''}"


def ruled(document: Mapping[str, Any], catalogue: Catalogue) -> tuple[Ruled, ...]:
    """Every ruling, the weightiest first; of a stage that was decided twice, the last."""
    last = {decision["stage"]: decision for decision in document["decisions"]}
    all_of_them = [
        Ruled(
            id=one["rule"],
            stage=stage,
            status=one["status"],
            effect=one["effect"],
            why=one["why"],
            info=catalogue.rules.get(one["rule"]),
        )
        for stage, decision in last.items()
        for one in decision["rulings"]
    ]
    return tuple(sorted(all_of_them, key=lambda one: (one.quiet, one.effect != "deny", one.effect == "allow", one.id)))
