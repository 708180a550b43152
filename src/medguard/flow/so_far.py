"""The record as it grows, and what the rules say to it."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from medguard.errors import AuditError, Blocked, GuardError, Held, MedguardError, NotAllowed
from medguard.facts import (
    Actor,
    CallerFacts,
    Incident,
    Institution,
    Patient,
    Review,
)
from medguard.flow.measure import as_said, reply_facts, stand_ins_of
from medguard.flow.parts import AskAgain, Parts, Who
from medguard.types import (
    OPENED,
    PROBE,
    Again,
    Answer,
    Ask,
    Decision,
    Effect,
    Exchange,
    Facts,
    Finding,
    Heard,
    HeldReply,
    NoticeKind,
    Obligation,
    Opened,
    Outcome,
    Payload,
    PlacedIdentifiers,
    Receipt,
    Reply,
    ReplyFacts,
    RequestFacts,
    Stage,
    StandInPlace,
    StandIns,
    SystemVersion,
    Wire,
)


@dataclass(slots=True)
class SoFar:
    """The record as it grows. Holds facts and hashes, and no words but the de-identified ones that a profile may keep."""

    parts: Parts
    door: str
    who: Who
    id: str
    started_at: str
    outcome: Outcome = Outcome.ABANDONED
    request: RequestFacts | None = None
    reply: ReplyFacts | None = None
    registered: tuple[Institution, Actor, Patient, tuple[Incident, ...]] | None = None
    findings: tuple[Finding, ...] = ()
    decisions: list[Decision] = field(default_factory=list)
    obligations: list[Obligation] = field(default_factory=list)
    identifiers: tuple[PlacedIdentifiers, ...] = ()
    parameters: Mapping[str, float] = field(default_factory=dict)
    tokens: Mapping[str, int] = field(default_factory=dict)
    request_sha256: str | None = None
    reply_sha256: str | None = None
    payload: Payload | None = None
    released_early: int = 0
    gone: bytearray = field(default_factory=bytearray, repr=False)
    """What has gone on to the caller, restored; for the mark that comes after it."""
    actor: str | None = None
    patient: str | None = None
    milliseconds: dict[str, float] = field(default_factory=dict)

    def open(self, sent: bytes) -> None:
        """Tell the ledger that the model is about to be asked this. Raises AuditError, and then it is not."""
        assert self.request is not None  # noqa: S101  step 1 has been
        self.request_sha256 = hashlib.sha256(sent).hexdigest()
        self.parts.ledger.append(
            Opened(
                id=self.id + OPENED,
                started_at=self.started_at,
                door=self.door,
                profile=self.parts.profile,
                profile_sha256=self.parts.profile_sha256,
                application=self.who.application,
                purpose=self.who.purpose,
                actor=self.actor,
                patient=self.patient,
                claimed=tuple(sorted(self.who.claimed)),
                provider=self.request.provider,
                model=self.request.model,
                request_sha256=self.request_sha256,
            )
        )

    @property
    def day(self) -> date:
        """The UTC day on which it began."""
        return date.fromisoformat(self.started_at[:10])

    def timed(self, step: str) -> _Timed:
        """Time a step, also if it fails."""
        return _Timed(self.milliseconds, step)

    def decide(self, stage: Stage) -> tuple[str, ...]:
        """Ask the rules. Returns those that impose a duty, which is still to be carried out; raises Blocked or Held."""
        decision = self._decision(stage, self.reply, self.parts.check_names, self.findings)
        self.decisions.append(decision)
        for effect, refusal in ((Effect.DENY, Blocked), (Effect.REQUIRE_HUMAN_REVIEW, Held)):
            if decision.effect is effect:
                raise self.refused(refusal, next(ruling.rule for ruling in decision.rulings if ruling.effect is effect))
        return _duties(decision)

    def _decision(
        self, stage: Stage, reply: ReplyFacts | None, checks: tuple[str, ...], findings: tuple[Finding, ...]
    ) -> Decision:
        assert self.request is not None  # noqa: S101  step 1 has been
        assert self.registered is not None  # noqa: S101  and so has the registry
        institution, actor, patient, incidents = self.registered
        return self.parts.rules.decide(
            Facts(
                stage=stage,
                now=self.parts.clock(),
                profile=self.parts.profile,
                levels=self.parts.levels,
                deployment=self.parts.deployment,
                operator=self.parts.operator,
                system=self.parts.system,
                readings=self.parts.readings,
                request=self.request,
                reply=reply,
                caller=CallerFacts(
                    known_by=self.who.known_by,
                    application=self.who.vouched("application"),
                    purpose=self.who.vouched("purpose"),
                ),
                institution=institution,
                actor=actor,
                patient=patient,
                incidents=incidents,
                review=Review(done=False),
                checks=checks,
                findings=findings,
            )
        )

    def allowed_so_far(self, reply: ReplyFacts, findings: tuple[Finding, ...]) -> tuple[bool, tuple[str, ...]]:
        """Whether the rules let go what has been said so far, and the duties that they impose."""
        decision = self._decision(Stage.REPLY, reply, self.parts.sentence_check_names, findings)
        return decision.effect not in {Effect.DENY, Effect.REQUIRE_HUMAN_REVIEW}, _duties(decision)

    def asked_again(
        self, once_more: Ask, for_people: Sequence[str], hear: Callable[[Answer], Reply]
    ) -> Generator[Ask, Answer, Again | None]:
        """Ask the same so often more, if the first reply is grave. What goes wrong is a missing answer, and no error of the exchange."""
        how = self.parts.again
        if how is None or not self._is_grave(how, for_people):
            return None
        replies: list[Reply] = []
        missing, asked, ends = "", 0, time.monotonic() + how.seconds
        with self.timed("ask_again"):
            while asked < how.times and not missing:
                left = ends - time.monotonic()
                if left <= 0:
                    missing = "timeout"
                    break
                asked += 1
                try:
                    answer = yield replace(once_more, seconds=left)
                    replies.append(hear(answer))
                except Exception as trouble:  # noqa: BLE001  its message may quote the answer; its class says enough
                    missing = type(trouble).__name__
        return Again(tuple(replies), asked, missing)

    def _is_grave(self, how: AskAgain, for_people: Sequence[str]) -> bool:
        if self.who.purpose is not None and self.who.purpose in how.purposes:
            return True
        return any(not how.output_types.isdisjoint(self.parts.contents.reply(words)[0]) for words in for_people)

    def refused(self, refusal: type[Blocked], rule: str) -> Blocked:
        """The refusal that a rule asks for, with what to do about it."""
        remedy, remedy_zh = self.parts.remedy(rule)
        return refusal(f"{refusal.said} {rule}. {remedy}", rule=rule, remedy=remedy, remedy_zh=remedy_zh)

    def judged(
        self, answer: Answer, heard: Heard, found: list[list[StandInPlace]], table: StandIns, wire: Wire
    ) -> tuple[Heard, list[list[StandInPlace]]]:
        """The reply as it may go out, amended where a rule asks for it. A reply that has to wait for a person is kept for them."""
        try:
            self.reply = reply_facts(answer.status, heard.choices, heard.for_people, found, self.parts, self.id)
            duties = self.decide(Stage.REPLY)
            if duties:
                heard = self.amend(heard, duties)
                found = stand_ins_of(heard, table)
                self.reply = reply_facts(answer.status, heard.choices, heard.for_people, found, self.parts, self.id)
                self.must_be_content(self.decide(Stage.REPLY))
        except Held as held:
            # What waits carries its notices already: whoever lets it go changes nothing.
            if duties := _duties(self.decisions[-1]):
                heard = self.amend(heard, duties)
                found = stand_ins_of(heard, table)
                self.reply = reply_facts(answer.status, heard.choices, heard.for_people, found, self.parts, self.id)
            self.reply_sha256 = hashlib.sha256(as_said(heard)).hexdigest()
            if self.parts.reviews is not None:
                self.parts.reviews.hold(self.id, self._waiting(answer, heard, found, table, wire))
                held.kept = True
            raise
        return heard, found

    def _waiting(
        self, answer: Answer, heard: Heard, found: list[list[StandInPlace]], table: StandIns, wire: Wire
    ) -> HeldReply:
        assert self.payload is not None  # noqa: S101  step 4 has been
        return HeldReply(
            content=heard.written([[place.edit for place in places if place.edit] for places in found]),
            said=as_said(heard),
            sent=self.payload.request,
            media_type=heard.media_type,
            status=answer.status,
            wire=wire.spelled(),
            known=tuple(table.known()),
            actor=self.who.vouched("actor"),
            patient=self.who.vouched("patient"),
            shown_as=self.who.shown_as,
        )

    def look_up(self) -> None:
        """Ask the registry about actor and patient, as far as somebody answers for them who is not the caller; records name pseudonyms."""
        who, ledger = self.who, self.parts.ledger
        self.registered = self.parts.registry.facts_on(self.day, who.vouched("actor"), who.vouched("patient"))
        self.actor = ledger.pseudonym(who.actor) if who.actor else None
        self.patient = ledger.pseudonym(who.patient) if who.patient else None

    def must_be_allowed(self, model: str) -> None:
        """A caller whose key is good for some models asks no other."""
        if not self.who.may_ask(model):
            raise NotAllowed(
                "This key is not good for this model.",
                why="model",
                remedy="Ask a model within the scope of the key, or have it widened: medguard keys list",
                remedy_zh="请改用密钥范围内的模型，或请管理员调整范围：medguard keys list",
            )

    def must_be_content(self, duties: Sequence[str]) -> None:
        """A rule whose duty cannot be carried out here, or was and is asked for again, does not allow."""
        for rule in duties:
            raise self.refused(Blocked, rule)

    def amend(self, heard: Heard, duties: Sequence[str]) -> Heard:
        """Put in the notices that these rules ask for, once each; what a reader meets first is put in last."""
        for kind, before, after in reversed(self.amendments(duties, heard.for_people)):
            gone = bool(before and self.released_early)  # the beginning, already
            first, last = ("", f"\n\n{before.strip()}{after}") if gone else (before, after)
            heard = heard.amended(first, last)
            self.shown(kind, first, last)
        return heard

    def amendments(self, duties: Sequence[str], for_people: Sequence[str]) -> list[tuple[NoticeKind, str, str]]:
        """The notices that these rules ask for, in the order in which a reader meets them, and what goes before and after the words."""
        asked_for = {self.parts.notice(rule) for rule in duties}
        words = "\n".join(for_people)
        return [(kind, *self.parts.notices.amendment(kind, words)) for kind in NoticeKind if kind in asked_for]

    def shown(self, kind: NoticeKind, first: str, last: str) -> None:
        """Note that a notice was put in."""
        words = (first + last).strip()
        self.obligations.append(
            Obligation(
                event="disclosure_shown",
                kind=kind.value,
                via="text",
                placement="start" if first else "end",
                # For whom an agent acts may be a person.
                text="" if kind is NoticeKind.PRINCIPAL else words,
                text_sha256=hashlib.sha256(words.encode()).hexdigest(),
            )
        )

    def how_it_ended(self) -> Outcome:
        """Of an exchange that ended well."""
        amended = any(each.via == "text" for each in self.obligations)
        return Outcome.AMENDED if amended else Outcome.ANSWERED

    def marked(self, reply: bytes) -> tuple[bytes, dict[str, str]]:
        """Marks for machines that go along with the reply, and that they did: in headers, or behind a stream whose headers have gone."""
        if self.parts.marks is None or self.reply is None or not self.reply.for_people:
            return reply, {}
        model = self.request.model if self.request else ""
        if self.released_early:
            whole = bytes(self.gone) + reply
            reply += self.parts.marks.comment(whole, produce_id=self.id, model=model, at=self.started_at)
            headers = self.parts.marks.early(self.id)
            carried = [*((name, "header") for name in headers), ("medguard-mark", "stream")]
        else:
            headers = self.parts.marks.headers(reply, produce_id=self.id, model=model, at=self.started_at)
            carried = [(name, "header") for name in headers]
        for name, via in carried:
            # Not of the value: the mark holds a hash of the reply with its names, which must not be found in a record.
            shown = hashlib.sha256(f"{name}:{self.id}".encode()).hexdigest()
            self.obligations.append(Obligation(event="mark_applied", kind=name, via=via, text_sha256=shown))
        return reply, headers

    def keep(self, error: MedguardError | None) -> tuple[Receipt, Exchange]:
        """Keep the one record. Raises AuditError if that fails."""
        if error is not None:
            self.outcome = _OUTCOMES.get(type(error), Outcome.FAILED)
        if self.outcome is Outcome.HELD and self.door == PROBE:
            self.outcome = Outcome.BLOCKED
        record = Exchange(
            id=self.id,
            started_at=self.started_at,
            door=self.door,
            profile=self.parts.profile,
            profile_sha256=self.parts.profile_sha256,
            profile_signed_by=self.parts.profile_signed_by,
            outcome=self.outcome,
            reason=(getattr(error, "rule", "") or error.code) if error else "",
            application=self.who.application,
            purpose=self.who.purpose,
            actor=self.actor,
            patient=self.patient,
            known_by=self.who.known_by or "",
            key=self.who.key,
            claimed=tuple(sorted(self.who.claimed)),
            system=SystemVersion(
                id=self.parts.system.id, version=self.parts.system.version, medguard=self.parts.release
            ),
            parameters=self.parameters,
            tokens=self.tokens,
            identifiers=self.identifiers,
            request=self.request,
            reply=self.reply,
            findings=self.findings,
            decisions=tuple(self.decisions),
            obligations=tuple(self.obligations),
            request_sha256=self.request_sha256,
            reply_sha256=self.reply_sha256,
            released_early=self.released_early,
            milliseconds=self.milliseconds,
        )
        try:
            return self.parts.ledger.append(record, self.payload), record
        except AuditError as known:
            failure = known
        except Exception as unknown:  # noqa: BLE001  a ledger that fails in its own way has kept nothing either
            failure = AuditError(
                f"The record could not be kept ({type(unknown).__name__}); nothing was released.",
                remedy="Look at the ledger's database, then ask again.",
                remedy_zh="记录未能保存，内容未放行。请检查审计数据库后重试。",
            )
        failure.exchange, failure.__context__ = record, None
        raise failure


def _duties(decision: Decision) -> tuple[str, ...]:
    duties = {Effect.REQUIRE_DISCLOSURE, Effect.REQUIRE_LABEL}
    return tuple(ruling.rule for ruling in decision.rulings if ruling.effect in duties)


def begun(parts: Parts, door: str, who: Who) -> SoFar:
    """Without an id and a time there is nothing to record, and so nothing to ask."""
    trouble = ""
    try:
        return SoFar(parts, door, who, id=parts.new_id(), started_at=parts.clock())
    except Exception as unknown:  # noqa: BLE001  as in exchange
        trouble = type(unknown).__name__
    raise failed(f"no exchange could begin ({trouble})")


def failed(what: str) -> GuardError:
    """An error of our own, which quotes nothing."""
    return GuardError(
        f"A step of medguard failed: {what}; nothing was released.",
        remedy="Ask again; if it stays so, report it with this message, which quotes nothing of the question.",
        remedy_zh="请重新提问；如持续出现，请连同此信息上报（其中不含提问内容）。",
    )


_OUTCOMES: dict[type[MedguardError], Outcome] = {
    Blocked: Outcome.BLOCKED,
    Held: Outcome.HELD,
    NotAllowed: Outcome.BLOCKED,
}


@dataclass(slots=True)
class _Timed:
    """Notes how long a step took, also if it fails."""

    milliseconds: dict[str, float]
    step: str
    began: float = 0.0

    def __enter__(self) -> None:
        self.began = time.perf_counter()

    def __exit__(self, *_error: object) -> None:
        before = self.milliseconds.get(self.step, 0.0)  # checks wait in between while the model is asked again
        self.milliseconds[self.step] = round(before + (time.perf_counter() - self.began) * 1000, 3)
