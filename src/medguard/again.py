"""Decides on what is recorded once more: under other rules or on another day (replay), and with a person's review (approve).

A record holds the facts that were measured. What the institution states comes from the profile that is asked now; what
the registry knows is looked up for a reviewer and unknown otherwise, because a record does not say who asked about whom.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from pydantic import TypeAdapter, ValidationError

from medguard.audit import Record, SqlLedger, get
from medguard.audit.registry import SqlRegistry, is_pseudonym
from medguard.errors import AuditError, Blocked, ProfileError
from medguard.facts import Actor, Incident, Institution, Review
from medguard.flow import Marks
from medguard.profile import Profile
from medguard.reviews import HeldReply, Reviews
from medguard.rules import HouseRules, RegoRules
from medguard.types import (
    Decision,
    Effect,
    Exchange,
    Facts,
    Finding,
    Level,
    Obligation,
    Outcome,
    ReplyFacts,
    RequestFacts,
    Stage,
    Status,
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


# ── review ───────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Where replies that wait are looked at."""

    settings: Profile
    rules: RegoRules | HouseRules
    ledger: SqlLedger
    registry: SqlRegistry
    reviews: Reviews
    marks: Marks | None
    """``None``: what is let go goes out alone, and no mark of it is a fact."""

    def show(self, which: str, reviewer: str) -> HeldReply:
        """The reply that waits, for a reviewer to read; that they did is recorded first."""
        record, held = self._waiting(which)
        self._reviewer(reviewer)
        self._record(record, reviewer, None, Outcome.HELD, "shown")
        return held

    def approve(self, which: str, reviewer: str, give: Callable[[HeldReply, Mapping[str, str]], None]) -> None:
        """Let a reply go, if the rules do with this reviewer; the act is recorded before ``give`` is called with it and its marks.

        Raises Blocked if they still do not, AuditError if it could not be recorded.
        """
        record, held = self._waiting(which)
        registered = self._reviewer(reviewer)
        if not self.reviews.claim(record.exchange_id):
            raise _nothing_waits()
        try:
            decision = self.rules.decide(self._facts(record, reviewer, registered))
            # A doubt that was not there when the reply was measured comes from what is not known here, and is no yes.
            doubts = {ruling.rule for ruling in decision.rulings if ruling.status is Status.UNDETERMINED}
            refused = bool(doubts - _doubts(record)) or decision.effect not in {Effect.ALLOW, Effect.WARN}
            outcome, reason = (Outcome.BLOCKED, "not_approved") if refused else (Outcome.ANSWERED, "approved")
            headers = {} if refused else self._headers(record, held)
            self._record(record, reviewer, decision, outcome, reason, marks=headers)
        except BaseException:
            self.reviews.give_back(record.exchange_id)
            raise
        if refused:
            self.reviews.give_back(record.exchange_id)
            weights = {ruling.rule: ruling.effect for ruling in decision.rulings if ruling.status is not Status.PASS}
            rule = min(weights, key=lambda name: list(Effect).index(weights[name]))
            unmarked = self.marks is None and self.settings.marks is not None
            raise Blocked(
                f"{Blocked.said} {rule}, with this reviewer too.",
                rule=rule,
                remedy="Let somebody with the licence, scope and training that the rule asks for look at it."
                + (" If it asks for marks: a reply alone carries none, so give --out or --json." if unmarked else ""),
                remedy_zh="请由具备规则所要求的资质、范围和培训的人员复核。"
                + ("如规则要求机器可读标记：单独输出的回复不带标记，请使用 --out 或 --json。" if unmarked else ""),
            )
        give(held, headers)
        self.reviews.forget(record.exchange_id)

    def refuse(self, which: str, reviewer: str) -> None:
        """Throw a waiting reply away, and record who did."""
        record, _ = self._waiting(which)
        self._reviewer(reviewer)
        if not self.reviews.claim(record.exchange_id):
            raise _nothing_waits()
        try:
            self._record(record, reviewer, None, Outcome.BLOCKED, "refused")
        except BaseException:
            self.reviews.give_back(record.exchange_id)
            raise
        self.reviews.forget(record.exchange_id)

    def _waiting(self, which: str) -> tuple[Record, HeldReply]:
        record = get(self.ledger.engine, which)
        held = self.reviews.read(record.exchange_id) if record and record.outcome == Outcome.HELD else None
        if record is None or held is None:
            raise _nothing_waits()
        if record.profile != self.settings.name:
            raise ProfileError(
                f"This reply was held under the profile {record.profile}.",
                remedy="Name that profile with --profile.",
                remedy_zh="该回复是在另一配置下被暂留的，请用 --profile 指定该配置。",
            )
        return record, held

    def _reviewer(self, reviewer: str) -> tuple[Institution, Actor, tuple[Incident, ...]]:
        today = datetime.now(UTC).date()
        known = is_pseudonym(reviewer)
        institution, actor, _, incidents = self.registry.facts_on(today, actor=reviewer if known else None)
        if not known or actor.role is None:
            raise ProfileError(
                "The reviewer does not stand in the registry, or is not valid today.",
                remedy="Import the reviewer with: medguard registry import",
                remedy_zh="登记信息中没有该复核人员，或其登记今日无效。请用 medguard registry import 导入。",
            )
        return institution, actor, incidents

    def _facts(
        self, record: Record, reviewer: str, registered: tuple[Institution, Actor, tuple[Incident, ...]]
    ) -> Facts:
        institution, actor, incidents = registered
        facts = recorded_facts(record.exchange(), self.settings, self.rules.levels, Stage.REPLY, _moment())
        reply = facts.reply
        if reply is not None:  # as it is given out now, whatever would have gone along when it was held
            marks = self.marks if reply.for_people else None
            reply = replace(
                reply,
                implicit_label=marks.implicit(record.exchange_id) if marks else None,
                marks=marks.marks() if marks else (),
                detection_ref=marks.detection_ref if marks else None,
            )
        return replace(
            facts, reply=reply, institution=institution, incidents=incidents, review=_review(actor, reviewer)
        )

    def _headers(self, record: Record, held: HeldReply) -> dict[str, str]:
        """The marks that would have gone along, had nothing held the reply: its own id, model and time."""
        exchange = record.exchange()
        if self.marks is None or not exchange["reply"]["for_people"]:
            return {}
        return self.marks.headers(
            held.content, produce_id=record.exchange_id, model=exchange["request"]["model"], at=record.started_at
        )

    def _record(
        self,
        of: Record,
        reviewer: str,
        decision: Decision | None,
        outcome: Outcome,
        reason: str,
        *,
        marks: Iterable[str] = (),
    ) -> None:
        self.ledger.append(
            Exchange(
                id=uuid.uuid4().hex,
                started_at=_moment(),
                door="review",
                profile=self.settings.name,
                profile_sha256=self.settings.sha256,
                profile_signed_by=self.settings.signed_by,
                outcome=outcome,
                reason=reason,
                review_of=of.exchange_id,
                reviewer=reviewer,
                decisions=(decision,) if decision else (),
                obligations=(
                    Obligation(event="human_review", kind="human_review", via="review", text_sha256=of.sha256),
                    *(
                        Obligation(event="mark_applied", kind=name, via="header", text_sha256=_hash_of_mark(name, of))
                        for name in marks
                    ),
                ),
                reply_sha256=of.exchange()["reply_sha256"],
            )
        )


def _hash_of_mark(name: str, of: Record) -> str:
    """Of its name and the exchange, as in the flow: its value holds a hash of the reply with its names."""
    return hashlib.sha256(f"{name}:{of.exchange_id}".encode()).hexdigest()


def _doubts(record: Record) -> set[str]:
    """The rules that could not tell when the reply was held."""
    last = {decision["stage"]: decision for decision in record.exchange()["decisions"]}[Stage.REPLY]
    return {ruling["rule"] for ruling in last["rulings"] if ruling["status"] == Status.UNDETERMINED}


def _moment() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _nothing_waits() -> AuditError:
    return AuditError(
        "No reply waits under this id: it was released or refused, somebody has it, or its time is over.",
        remedy="List what was held with: medguard audit list --outcome held",
        remedy_zh="该编号下没有待复核的回复（已放行、已拒绝、正由他人处理或已过期）。请用 medguard audit list --outcome held 查看。",
    )


def _review(actor: Actor, reviewer: str) -> Review:
    return Review(
        ref=reviewer,
        done=True,
        outcome="accepted",
        competent=any(one.code == OVERSIGHT and one.exam_passed for one in actor.training or ()),
        licence_no=actor.licence_no,
        registered_here=actor.registered_here,
    )
