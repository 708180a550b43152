"""The rules with a reviewer: what they say once a person with this licence and this training has looked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from pydantic import TypeAdapter

from medguard.again import recorded_facts
from medguard.audit.registry import SqlRegistry
from medguard.errors import Blocked
from medguard.facts import CallerFacts
from medguard.flow import Marks
from medguard.profile import Profile
from medguard.review.queue import Item
from medguard.review.reviewers import Reviewer, registered
from medguard.rules import Catalogue, HouseRules, RegoRules
from medguard.types import Decision, Effect, Finding, HeldReply, ReplyFacts, Ruling, Stage, Status

_REPLY = TypeAdapter(ReplyFacts)
_FINDINGS = TypeAdapter(tuple[Finding, ...])


@dataclass(frozen=True, slots=True, kw_only=True)
class Deciding:
    """Rules, registry and marks of a house, for replies that a reviewer has before them."""

    settings: Profile
    rules: RegoRules | HouseRules
    catalogue: Catalogue
    registry: SqlRegistry
    marks: Marks | None

    def as_it_is(self, item: Item, held: HeldReply, reviewer: Reviewer) -> Decision:
        """On the words that wait, with what was measured of them."""
        reply = _REPLY.validate_python(item.document["reply"])
        findings = _FINDINGS.validate_python(item.document["findings"])
        return self._asked(item, held, reviewer, reply, findings, edited=item.state.edited_as is not None)

    def in_other_words(
        self, item: Item, held: HeldReply, reviewer: Reviewer, reply: ReplyFacts, findings: tuple[Finding, ...]
    ) -> Decision:
        """On words that the reviewer wrote, with what was measured of those."""
        return self._asked(item, held, reviewer, reply, findings, edited=True)

    def _asked(
        self,
        item: Item,
        held: HeldReply,
        reviewer: Reviewer,
        reply: ReplyFacts,
        findings: tuple[Finding, ...],
        *,
        edited: bool,
    ) -> Decision:
        institution, actor, patient, incidents = registered(self.registry, held)
        now = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        facts = recorded_facts(item.document, self.settings, self.rules.levels, Stage.REPLY, now)
        return self.rules.decide(
            replace(
                facts,
                reply=self._as_given_out(item, reply),
                findings=findings,
                caller=_caller(item.document),
                institution=institution,
                actor=actor,
                patient=patient,
                incidents=incidents,
                review=reviewer.review(edited=edited),
            )
        )

    def _as_given_out(self, item: Item, reply: ReplyFacts) -> ReplyFacts:
        """With the marks that go along now, whatever would have gone along when it was held."""
        marks = self.marks if reply.for_people else None
        return replace(
            reply,
            implicit_label=marks.implicit(item.id) if marks else None,
            marks=marks.marks() if marks else (),
            detection_ref=marks.detection_ref if marks else None,
        )

    def still_held_by(self, item: Item, decision: Decision) -> str | None:
        """The rule by which a reply does not go with this reviewer either; ``None``: it goes.

        A rule that wants a person to look, and knows nothing of reviews itself, is content once a person has. A doubt that was not there when the reply was
        measured comes from what is not known here, and is no yes.
        """
        doubts = {one["rule"] for one in item.rulings() if one["status"] == Status.UNDETERMINED}
        no = [
            ruling
            for ruling in decision.rulings
            if (ruling.effect not in {Effect.ALLOW, Effect.WARN} and not self._settled(ruling, doubts))
            or (ruling.status is Status.UNDETERMINED and ruling.rule not in doubts)
        ]
        return min(no, key=lambda ruling: list(Effect).index(ruling.effect)).rule if no else None

    def _settled(self, ruling: Ruling, doubts: set[str]) -> bool:
        if ruling.effect is not Effect.REQUIRE_HUMAN_REVIEW:
            return False
        catalogue = self.rules.catalogue if isinstance(self.rules, HouseRules) else self.catalogue
        info = catalogue.rules.get(ruling.rule)
        reads_reviews = info is None or any(fact.partition(".")[0] == "review" for fact in info.facts)
        return not reads_reviews and (ruling.status is Status.FAIL or ruling.rule in doubts)

    def headers(self, item: Item, held: HeldReply) -> dict[str, str]:
        """The marks that would have gone along, had nothing held the reply: its own id, model and time."""
        if self.marks is None or not item.document["reply"]["for_people"]:
            return {}
        model = item.document["request"]["model"]
        return self.marks.headers(held.content, produce_id=item.id, model=model, at=item.record.started_at)


def refused_by(rule: str) -> Blocked:
    """The rules do not let it go with this reviewer either."""
    return Blocked(
        f"{Blocked.said} {rule}, with this reviewer too.",
        rule=rule,
        remedy="Let somebody with the licence, scope and training that the rule asks for look at it, or change the words that it objects to.",
        remedy_zh="请由具备规则所要求的资质、范围和培训的人员复核，或修改规则所指的文字。",
    )


def _caller(document: Mapping[str, Any]) -> CallerFacts:
    claimed = document.get("claimed") or ()
    vouched = {name: document[name] for name in ("application", "purpose") if name not in claimed}
    return CallerFacts(known_by=document["known_by"] or None, **vouched)
