"""One exchange, start to end: the only place where clear text lives, and the only order in which things happen.

    1 de-identify   2 rules(request)   3 ask   4 checks   5 rules(reply)   6 restore   7 record

``exchange()`` is a generator that does no input or output of its own, except that it hands its record to the ledger. It
yields what may be sent to the model, is sent the model's answer, and returns what may be released. Library, sidecar,
decorator and tests drive the same generator, with ``run`` or ``arun``. The order of the steps is the safety, so it stands
here and cannot be configured.

Whatever happens, ``finally`` keeps exactly one record: of an answer, a block, a failure, or a caller who went away. And
because the record is kept before anything is returned, there is no reply without a record.
"""

from __future__ import annotations

import asyncio
import functools
import hashlib
import re
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Generator, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Literal, Protocol, TypeAlias

import anyio
import anyio.to_thread

from medguard.errors import AuditError, Blocked, GuardError, Held, MedguardError
from medguard.facts import (
    Actor,
    Deployment,
    Implicit,
    Incident,
    Institution,
    Mark,
    Operator,
    OutputType,
    Patient,
    Readings,
    Review,
    System,
)
from medguard.log import place_of
from medguard.types import (
    OPENED,
    Again,
    Answer,
    Ask,
    Asked,
    Decision,
    Detector,
    Effect,
    Exchange,
    Facts,
    Finding,
    Form,
    Heard,
    Identifiers,
    Label,
    Ledger,
    Level,
    NoticeKind,
    Obligation,
    Opened,
    Outcome,
    Passage,
    Payload,
    PlacedIdentifiers,
    Receipt,
    Reply,
    ReplyFacts,
    RequestFacts,
    Rules,
    Said,
    Shown,
    Span,
    Stage,
    StandInPlace,
    StandIns,
    SystemVersion,
    Text,
    Wire,
)


class Notices(Protocol):
    """Finds and words what a reply must show its reader."""

    def label(self, words: str) -> Label:
        """The visible label of generated content, if there is one."""
        ...

    def disclosures(self, words: str, place: str) -> tuple[Shown, ...]:
        """The notices that these words show."""
        ...

    def amendment(self, kind: NoticeKind, words: str) -> tuple[str, str]:
        """What is put before and after these words to show this notice, in their language."""
        ...


class Marks(Protocol):
    """Marks a reply for machines, and says how as facts."""

    detection_ref: str | None

    def implicit(self, produce_id: str) -> Implicit:
        """The AIGC object."""
        ...

    def marks(self) -> tuple[Mark, ...]:
        """The machine-readable marks."""
        ...

    def headers(self, content: bytes, *, produce_id: str, model: str, at: str) -> dict[str, str]:
        """Headers that go along with these bytes."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Who:
    """Who asks, about whom, with which program and what for: references of the registry and words of the house, no names."""

    actor: str | None = None
    patient: str | None = None
    application: str | None = None
    purpose: str | None = None


class Registry(Protocol):
    """Looks up licences, trainings, consents and incidents."""

    def facts_on(
        self, day: date, actor: str | None = None, patient: str | None = None
    ) -> tuple[Institution, Actor, Patient, tuple[Incident, ...]]:
        """What is valid on that day; unknown where there is nothing. Raises AuditError if it cannot be read."""
        ...


class Holding(Protocol):
    """Keeps a reply until a person has looked at it."""

    def hold(self, exchange_id: str, content: bytes, media_type: str) -> None:
        """Keep it, whole or not at all."""
        ...


class Contents(Protocol):
    """Measures what a text is: of facts, not of words."""

    def question(self, words: str) -> tuple[bool, bool]:
        """Whether it asks if an AI speaks, and whether it asks to remove the label."""
        ...

    def reply(self, words: str) -> tuple[tuple[OutputType, ...], bool, bool]:
        """What it is, whether it claims to be human, and whether it says that it was generated."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class AskAgain:
    """Which replies are so grave that the same is asked again, and how often: for a check that compares the answers."""

    times: int
    output_types: frozenset[OutputType]
    """Measured of the first reply."""
    purposes: frozenset[str]
    """Asked again whatever the reply is."""
    seconds: float
    """For all of it together."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What an exchange is made with. ``guard`` builds it once."""

    release: str
    """Of medguard."""
    profile: str
    profile_sha256: str
    deployment: Deployment
    operator: Operator
    system: System
    readings: Readings
    levels: Mapping[str, Level]
    detector: Detector
    standins: Callable[[Iterable[str]], StandIns]
    """A new table that avoids what these strings say already."""
    rules: Rules
    remedy: Callable[[str], tuple[str, str]]
    """What to do about a rule's no, in English and Chinese."""
    notice: Callable[[str], NoticeKind | None]
    """The notice that does what a rule asks for; ``None``: no notice does, or nobody has worded it."""
    checks: Callable[[Reply], tuple[Finding, ...]]
    check_names: tuple[str, ...]
    notices: Notices
    contents: Contents
    registry: Registry
    marks: Marks | None
    """``None``: the institution has named no producer, and nothing is marked."""
    reviews: Holding | None
    """``None``: the institution has named no place for replies that wait; they are refused and gone."""
    ledger: Ledger
    clock: Callable[[], str]
    """Now, RFC 3339 in UTC."""
    new_id: Callable[[], str]
    again: AskAgain | None = None
    """``None``: nothing is asked again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Released:
    """What the caller gets: the reply with names restored, and the receipt of its record."""

    content: bytes
    media_type: str
    status: int
    headers: Mapping[str, str]
    """Machine-readable marks that go along."""
    exchange: Exchange
    receipt: Receipt

    def __repr__(self) -> str:
        """Show how much, not what."""
        return f"<Released {self.exchange.id}, {len(self.content)} bytes>"


Steps: TypeAlias = Generator[Ask, Answer, Released]


def exchange(content: bytes, wire: Wire, parts: Parts, *, door: str, who: Who = Who()) -> Steps:
    """Guard one call. Raises MedguardError, with ``error.exchange`` set, if there is nothing to release."""
    so_far = _begun(parts, door, who)
    error: MedguardError | None = None
    reply, headers = b"", {}
    try:
        # 1. De-identify: every string that is not machinery, in one pass over the conversation.
        with so_far.timed("deidentify"):
            asked = wire.read(content)
            table = parts.standins(passage.text.words for passage in asked.passages)
            spans = _spans(asked.passages, parts.detector)
            edits = [table.hide(passage, found) for passage, found in zip(asked.passages, spans, strict=True)]
            sent = asked.written(edits)
            safe = wire.read(sent)
            so_far.identifiers = _placed(asked.places, spans)
            so_far.parameters = safe.parameters
            so_far.request = _request_facts(
                wire.name,
                asked,
                safe,
                spans,
                parts,
                replaced=sum(map(len, edits)),
                remaining=_remaining(safe, table, parts),
            )

        # 2. The rules on the request, and on who asks about whom.
        with so_far.timed("rules_request"):
            so_far.registered = parts.registry.facts_on(so_far.day, who.actor, who.patient)
            so_far.actor = parts.ledger.pseudonym(who.actor) if who.actor else None
            so_far.patient = parts.ledger.pseudonym(who.patient) if who.patient else None
            so_far.must_be_content(so_far.decide(Stage.REQUEST))

        # 3. Ask the model, once the ledger knows that it will be asked. Whoever drives us does it, and throws in here what went wrong.
        with so_far.timed("open"):
            so_far.open(sent)
        with so_far.timed("ask"):
            answer = yield Ask(sent, stream=asked.stream)

        # 4. Checks observe. They see stand-ins, and no words of the caller's.
        with so_far.timed("checks"):
            heard = wire.hear(answer, asked=asked)
            so_far.tokens, so_far.payload = heard.tokens, Payload(request=sent, reply=_as_said(heard))
            found = _stand_ins(heard, table)
        # What is grave is asked again, byte for byte. These answers are heard and compared, and neither released nor kept.
        again = yield from so_far.asked_again(
            Ask(sent, stream=asked.stream, again=True),
            heard.for_people,
            functools.partial(_heard, wire, asked, safe, table),
        )
        with so_far.timed("checks"):
            so_far.findings = parts.checks(_reply(heard, found, safe, again))

        # 5. The rules on the reply. A notice or a label that they ask for is put in, and they are asked again.
        with so_far.timed("rules_reply"):
            heard, found = so_far.judged(answer, heard, found, table)

        # 6. Restore, in one pass over the reply. Everything else stays byte for byte.
        with so_far.timed("restore"):
            said = _as_said(heard)
            so_far.reply_sha256, so_far.payload = hashlib.sha256(said).hexdigest(), Payload(request=sent, reply=said)
            reply = heard.written([[place.edit for place in places if place.edit] for places in found])
            headers = so_far.marked(reply)
        so_far.outcome = so_far.how_it_ended()
    except MedguardError as known:
        error = known
    except Exception as unknown:  # noqa: BLE001  whatever it is, it may quote what it choked on; its class says enough
        error = _failed(f"{type(unknown).__name__} in {place_of(unknown)}")
    finally:
        # 7. Record. It fails, and nothing is returned; GeneratorExit comes through here too.
        receipt, record = so_far.keep(error)
    if error is not None:
        error.exchange, error.__context__ = record, None
        raise error
    return Released(
        content=reply,
        media_type=heard.media_type,
        status=answer.status,
        headers=headers,
        exchange=record,
        receipt=receipt,
    )


# ── drivers ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def run(steps: Steps, ask: Callable[[Ask], Answer]) -> Released:
    """Drive an exchange in this thread."""
    try:
        said = next(steps)
        while True:
            problem = None
            try:
                answer = ask(said)
            except Exception as error:  # noqa: BLE001  the flow records it and raises what the caller may see
                problem = error
            said = steps.throw(problem) if problem else steps.send(answer)
    except StopIteration as end:
        released: Released = end.value
        return released
    finally:
        steps.close()  # a KeyboardInterrupt while asking: the record says abandoned


async def arun(steps: Steps, ask: Callable[[Ask], Awaitable[Answer]]) -> Released:
    """Drive an exchange in an event loop. Its own steps run in a worker thread, one at a time, and are never cut in two."""
    try:
        sort, value = await _in_worker(functools.partial(_step, steps.send, None))
        while sort == "ask":
            problem, answer = None, None
            try:
                with anyio.fail_after(value.seconds):
                    answer = await ask(value)
            except Exception as error:  # noqa: BLE001  as in run
                problem = error
            move = (
                functools.partial(_step, steps.throw, problem)
                if problem
                else functools.partial(_step, steps.send, answer)
            )
            sort, value = await _in_worker(move)
        released: Released = value
        return released
    finally:
        with anyio.CancelScope(shield=True):
            await _in_worker(steps.close)


def _step(move: Callable[[Any], Ask], value: object) -> tuple[Literal["ask", "end"], Any]:
    try:
        return "ask", move(value)
    except StopIteration as end:  # cannot cross a thread
        return "end", end.value


async def _in_worker(work: Callable[[], Any]) -> Any:
    """Do the work in a thread and wait for its end, whoever wants to cancel: a step is never cut in two.

    anyio shields from its own cancellation and not from asyncio's (``wait_for``, a server that stops), so under asyncio
    the work is a task of its own, and a cancellation is kept until it is done.
    """
    with anyio.CancelScope(shield=True):
        try:
            asyncio.get_running_loop()
        except RuntimeError:  # trio
            return await anyio.to_thread.run_sync(work)
        task = asyncio.ensure_future(anyio.to_thread.run_sync(work))
        cancelled = None
        while not task.done():
            try:
                await asyncio.wait([task])
            except asyncio.CancelledError as wish:
                cancelled = wish
        if cancelled is not None:
            task.exception()  # it is in the record; nobody is here to be told
            raise cancelled
        return task.result()


# ── what is known so far ─────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(slots=True)
class _SoFar:
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
        return _Timed(self.milliseconds, step)

    def decide(self, stage: Stage) -> tuple[str, ...]:
        """Ask the rules. Returns those that impose a duty, which is still to be carried out; raises Blocked or Held."""
        assert self.request is not None  # noqa: S101  step 1 has been
        assert self.registered is not None  # noqa: S101  and so has the registry
        institution, actor, patient, incidents = self.registered
        decision = self.parts.rules.decide(
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
                reply=self.reply,
                institution=institution,
                actor=actor,
                patient=patient,
                incidents=incidents,
                review=Review(done=False),
                checks=self.parts.check_names,
                findings=self.findings,
            )
        )
        self.decisions.append(decision)
        for effect, refusal in ((Effect.DENY, Blocked), (Effect.REQUIRE_HUMAN_REVIEW, Held)):
            if decision.effect is effect:
                raise self.refused(refusal, next(ruling.rule for ruling in decision.rulings if ruling.effect is effect))
        return _duties(decision)

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
        remedy, remedy_zh = self.parts.remedy(rule)
        return refusal(f"{refusal.said} {rule}. {remedy}", rule=rule, remedy=remedy, remedy_zh=remedy_zh)

    def judged(
        self, answer: Answer, heard: Heard, found: list[list[StandInPlace]], table: StandIns
    ) -> tuple[Heard, list[list[StandInPlace]]]:
        """The reply as it may go out, amended where a rule asks for it. A reply that has to wait for a person is kept for them."""
        try:
            self.reply = _reply_facts(answer, heard, found, self.parts, self.id)
            duties = self.decide(Stage.REPLY)
            if duties:
                heard = self.amend(heard, duties)
                found = _stand_ins(heard, table)
                self.reply = _reply_facts(answer, heard, found, self.parts, self.id)
                self.must_be_content(self.decide(Stage.REPLY))
        except Held as held:
            # What waits carries its notices already: whoever lets it go changes nothing.
            if duties := _duties(self.decisions[-1]):
                heard = self.amend(heard, duties)
                found = _stand_ins(heard, table)
                self.reply = _reply_facts(answer, heard, found, self.parts, self.id)
            self.reply_sha256 = hashlib.sha256(_as_said(heard)).hexdigest()
            if self.parts.reviews is not None:
                content = heard.written([[place.edit for place in places if place.edit] for places in found])
                self.parts.reviews.hold(self.id, content, heard.media_type)
                held.kept = True
            raise
        return heard, found

    def must_be_content(self, duties: Sequence[str]) -> None:
        """A rule whose duty cannot be carried out here, or was and is asked for again, does not allow."""
        for rule in duties:
            raise self.refused(Blocked, rule)

    def amend(self, heard: Heard, duties: Sequence[str]) -> Heard:
        """Put in the notices that these rules ask for, once each; what a reader meets first is put in last."""
        asked_for = {self.parts.notice(rule) for rule in duties}
        for kind in reversed(NoticeKind):
            if kind in asked_for:
                first, last = self.parts.notices.amendment(kind, "\n".join(heard.for_people))
                heard = heard.amended(first, last)
                shown = (first + last).strip()
                self.obligations.append(
                    Obligation(
                        event="disclosure_shown",
                        kind=kind.value,
                        via="text",
                        placement="start" if first else "end",
                        # For whom an agent acts may be a person.
                        text="" if kind is NoticeKind.PRINCIPAL else shown,
                        text_sha256=hashlib.sha256(shown.encode()).hexdigest(),
                    )
                )
        return heard

    def how_it_ended(self) -> Outcome:
        """Of an exchange that ended well."""
        amended = any(each.via == "text" for each in self.obligations)
        return Outcome.AMENDED if amended else Outcome.ANSWERED

    def marked(self, reply: bytes) -> dict[str, str]:
        """Marks for machines that go along with the reply, and that they did."""
        if self.parts.marks is None or self.reply is None or not self.reply.for_people:
            return {}
        model = self.request.model if self.request else ""
        headers = self.parts.marks.headers(reply, produce_id=self.id, model=model, at=self.started_at)
        for name in headers:
            # Not of the value: the mark holds a hash of the reply with its names, which must not be found in a record.
            shown = hashlib.sha256(f"{name}:{self.id}".encode()).hexdigest()
            self.obligations.append(Obligation(event="mark_applied", kind=name, via="header", text_sha256=shown))
        return headers

    def keep(self, error: MedguardError | None) -> tuple[Receipt, Exchange]:
        """Keep the one record. Raises AuditError if that fails."""
        if error is not None:
            self.outcome = _OUTCOMES.get(type(error), Outcome.FAILED)
        record = Exchange(
            id=self.id,
            started_at=self.started_at,
            door=self.door,
            profile=self.parts.profile,
            profile_sha256=self.parts.profile_sha256,
            outcome=self.outcome,
            reason=(getattr(error, "rule", "") or error.code) if error else "",
            application=self.who.application,
            purpose=self.who.purpose,
            actor=self.actor,
            patient=self.patient,
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


def _begun(parts: Parts, door: str, who: Who) -> _SoFar:
    """Without an id and a time there is nothing to record, and so nothing to ask."""
    trouble = ""
    try:
        return _SoFar(parts, door, who, id=parts.new_id(), started_at=parts.clock())
    except Exception as unknown:  # noqa: BLE001  as in exchange
        trouble = type(unknown).__name__
    raise _failed(f"no exchange could begin ({trouble})")


def _failed(what: str) -> GuardError:
    return GuardError(
        f"A step of medguard failed: {what}; nothing was released.",
        remedy="Ask again; if it stays so, report it with this message, which quotes nothing of the question.",
        remedy_zh="请重新提问；如持续出现，请连同此信息上报（其中不含提问内容）。",
    )


_OUTCOMES: dict[type[MedguardError], Outcome] = {Blocked: Outcome.BLOCKED, Held: Outcome.HELD}


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


# ── measuring ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _spans(passages: Sequence[Passage], detector: Detector) -> list[list[Span]]:
    """What the detector finds, and what the protocol itself calls an identifier."""
    return [
        [Span(0, len(passage.text.words), passage.whole, 1.0)] if passage.whole and passage.text.words else list(found)
        for passage, found in zip(passages, detector.spans(passages), strict=True)
    ]


def _placed(places: Sequence[str], spans: Sequence[Sequence[Span]]) -> tuple[PlacedIdentifiers, ...]:
    """Identifiers by place and kind. Where they stand in thousands of places, the rest is counted under ``*``."""
    counted = Counter((place, span.kind) for place, found in zip(places, spans, strict=True) for span in found)
    named = dict(counted.most_common(_MOST_PLACES))
    rest = Counter[tuple[str, str]]()
    for (place, kind), count in counted.items():
        if (place, kind) not in named:
            rest["*", kind] += count
    return tuple(
        PlacedIdentifiers(place=place, kind=kind, count=count)
        for (place, kind), count in sorted({**named, **rest}.items())
    )


_MOST_PLACES = 200


def _request_facts(
    provider: str,
    asked: Asked,
    safe: Asked,
    spans: Sequence[Sequence[Span]],
    parts: Parts,
    *,
    replaced: int,
    remaining: int,
) -> RequestFacts:
    by_kind = Counter(span.kind for found in spans for span in found)
    # Who asks for the first time has been shown nothing, whatever the conversation claims.
    earlier = [parts.notices.disclosures(said.words, "earlier_reply") for said in asked.earlier_replies]
    earlier = earlier if safe.turn > 1 else []
    asks_if_ai, asks_to_strip_label = parts.contents.question(safe.question.words)
    return RequestFacts(
        provider=provider,
        model=safe.model,
        stream=safe.stream,
        turn=safe.turn,
        identifiers=Identifiers(
            found=by_kind.total(), replaced=replaced, remaining=remaining, by_kind=dict(sorted(by_kind.items()))
        ),
        unread=safe.unread,
        disclosures=tuple({shown.kind: shown for found in earlier for shown in found}.values()),
        turns_since_notice=next((n for n, found in enumerate(reversed(earlier)) if _says_ai(found)), len(earlier)),
        asks_if_ai=asks_if_ai,
        asks_to_strip_label=asks_to_strip_label,
        ledger_ready=_ready(parts.ledger),
    )


def _says_ai(found: Sequence[Shown]) -> bool:
    return any(shown.kind == NoticeKind.INTERACTION for shown in found)


def _ready(ledger: Ledger) -> bool:
    try:
        ledger.check_writable()
    except AuditError:
        return False
    return True


_KNOWN_BY_THEMSELVES = frozenset(("EMAIL", "FAX", "ID_CARD", "IP", "PHONE", "SSN", "URL"))
"""Kinds that a pattern knows without the words around. The others depend on these, and stand-ins have changed them."""


def _remaining(safe: Asked, table: StandIns, parts: Parts) -> int:
    """A second look at what would be sent: patterns, and every value that the table knows."""
    again = [Passage(passage.text, Form.TOKEN) for passage in safe.passages]
    count = 0
    for passage, found in zip(again, parts.detector.spans(again), strict=True):
        hidden = [(place.start, place.end) for place in table.find(passage.text.words)]
        count += sum(
            span.kind in _KNOWN_BY_THEMSELVES
            and not any(start < span.end and span.start < end for start, end in hidden)
            for span in found
        )
    return count + table.remaining("\n\0\n".join(passage.text.words for passage in again))


_ADDRESS = re.compile(r"\b[a-z][a-z0-9+.-]{1,15}://[!-~]*", re.IGNORECASE)
"""A URL, up to the first character that is not ASCII: Chinese writes on without a blank."""


def _stand_ins(heard: Heard, table: StandIns) -> list[list[StandInPlace]]:
    """The stand-ins of a reply. In a URL they stay: whoever opens it would send the name to somebody else's server."""
    found = []
    for passage in heard.passages:
        words = passage.text.words
        addresses = [address.span() for address in _ADDRESS.finditer(words)]
        found.append(
            [
                replace(place, edit=None) if any(start <= place.start < end for start, end in addresses) else place
                for place in table.find(words)
            ]
        )
    return found


def _as_said(heard: Heard) -> bytes:
    """The reply with every stand-in still in its place."""
    return heard.written([()] * len(heard.passages))


def _heard(wire: Wire, asked: Asked, safe: Asked, table: StandIns, answer: Answer) -> Reply:
    """A further answer to the same request, as checks see it."""
    heard = wire.hear(answer, asked=asked)
    return _reply(heard, _stand_ins(heard, table), safe)


def _reply(heard: Heard, found: Sequence[Sequence[StandInPlace]], safe: Asked, again: Again | None = None) -> Reply:
    read = set(heard.for_people)
    return Reply(
        said=tuple(
            Said(
                where,
                Text(passage.text.words),
                tuple((one.start, one.end) for one in places if one.edit),
                for_people=passage.text.words in read,
            )
            for passage, where, places in zip(heard.passages, heard.places, found, strict=True)
            if where
        ),
        sent=tuple(Text(passage.text.words) for passage in safe.passages),
        again=again,
    )


def _reply_facts(
    answer: Answer, heard: Heard, found: Sequence[Sequence[StandInPlace]], parts: Parts, exchange_id: str
) -> ReplyFacts:
    labels = [parts.notices.label(words) for words in heard.for_people]
    disclosed = [parts.notices.disclosures(words, "reply") for words in heard.for_people]
    contents = [parts.contents.reply(words) for words in heard.for_people]
    places = [place for places in found for place in places]
    professional = parts.deployment.audience.professional_only
    marks = parts.marks if heard.for_people else None
    return ReplyFacts(
        status=answer.status,
        choices=heard.choices,
        for_people=bool(heard.for_people),
        # Every answer of several must carry it: the one that lacks it speaks for all.
        label=min(labels, key=lambda label: label.explicit_text is not None, default=Label()),
        disclosures=tuple(one for one in disclosed[0] if all(one in other for other in disclosed)) if disclosed else (),
        restored=sum(place.edit is not None for place in places),
        unrestored=sum(place.edit is None for place in places),
        output_types=tuple(sorted({kind for kinds, _, _ in contents for kind in kinds})),
        claims_to_be_human=any(human for _, human, _ in contents),
        tokens=sum(map(_tokens, heard.for_people)),
        exported_file=False,
        implicit_label=marks.implicit(exchange_id) if marks else None,
        marks=marks.marks() if marks else (),
        detection_ref=marks.detection_ref if marks else None,
        upstream_marks_lost=False,  # bytes of the reply are kept, but for stand-ins and notices
        reaches_people_outside=None if professional is None else not professional,
        patient_facing=None if professional is None else not professional,
        visible_label=all(said for _, _, said in contents) if contents else None,
    )


_PIECE = re.compile(r"[\u3400-\u9fff]|[^\W\u3400-\u9fff]{1,6}|[^\w\s]")


def _tokens(words: str) -> int:
    """About how many tokens a model would count: a Chinese character, six letters, a sign."""
    return sum(1 for _ in _PIECE.finditer(words))
