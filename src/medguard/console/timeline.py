"""What a record says, as steps that a person can follow and rules that a person can look up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from medguard.console import names
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

    @property
    def decides(self) -> bool:
        """Whether it changes what becomes of the exchange, or says that something is wrong; to warn that nobody knows is less."""
        return self.status == "fail" or self.effect not in {"allow", "warn"}


_TONES = {"allow": "good", "warn": "doubt", "deny": "bad", "require_human_review": "doubt"}


def steps(document: Mapping[str, Any], recorded_at: str, catalogue: Catalogue, words: Words) -> tuple[Step, ...]:
    """The exchange from its request to its record."""
    found = [Step(title=words.asked, tone="plain", lines=(when(document["started_at"]),))]
    if request := document["request"]:
        by_kind = request["identifiers"]["by_kind"]
        found.append(
            Step(
                title=words.deidentified if by_kind else words.deidentified_none,
                tone="plain",
                lines=tuple(f"{names.identifier(kind, words)}: {count}" for kind, count in sorted(by_kind.items())),
            )
        )
    decided = {decision["stage"]: decision for decision in document["decisions"]}
    if "request" in decided:
        found.append(_decided(decided["request"], words.decided_request, catalogue, words))
    if reply := document["reply"]:
        tokens = (f"{words.of('tokens_', name)}: {count}" for name, count in document["tokens"].items())
        lines = (f"HTTP {reply['status']}", *tokens)
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
        found.append(_decided(decided["reply"], words.decided_reply, catalogue, words))
    if document["obligations"]:
        lines = tuple(f"{one['event']}: {one['kind']} ({one['via']})" for one in document["obligations"])
        found.append(Step(title=words.duty_done, tone="good", lines=lines))
    return (*found, Step(title=words.kept, tone="plain", lines=(when(recorded_at),)))


def when(moment: str) -> str:
    """A moment of a record, to the second.

    >>> when("2026-11-25T17:03:38.000Z")
    '2026-11-25 17:03:38'
    """
    return moment[:19].replace("T", " ")


def _decided(decision: Mapping[str, Any], title: str, catalogue: Catalogue, words: Words) -> Step:
    loud = [one for one in decision["rulings"] if one["effect"] != "allow"]
    return Step(
        title=f"{title}: {words.of('effect_', decision['effect'])}",
        tone=_TONES.get(decision["effect"], "doubt"),
        lines=tuple(
            f"{names.rule(one['rule'], catalogue, words)}: {words.of('status_', one['status'])}" for one in loud
        ),
    )


def _finding(one: Mapping[str, Any], words: Words) -> str:
    check = names.check(one["check"], words)
    if one["status"] != "judged":
        return f"{check}: {words.unjudged} ({one['detail']})"
    seen = names.found(one["check"], one["kind"], words) if one["kind"] else words.nothing_found
    detail = names.identifier(one["detail"], words) if one["check"] == "leaks" else one["detail"]
    return f"{check}: {seen}{' · ' + detail if detail else ''}"


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
