"""The words of the house: what an exchange is made of, and the seams between its parts.

Everything here is a value: frozen, and safe to print. The two string types keep clear and de-identified words apart —
mypy sees the difference, and neither shows its words in a ``repr``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar, Literal, Protocol, TypeAlias

from medguard.facts import (
    Actor,
    CallerFacts,
    DeepFake,
    Deployment,
    Explanation,
    Implicit,
    Incident,
    InputChecks,
    Institution,
    Mark,
    Modality,
    Operator,
    OutputType,
    Patient,
    Publication,
    Readings,
    Retention,
    Review,
    System,
)
from medguard.words import Effect as Effect
from medguard.words import FindingStatus as FindingStatus
from medguard.words import Form as Form
from medguard.words import Level as Level
from medguard.words import NoticeKind as NoticeKind
from medguard.words import Outcome as Outcome
from medguard.words import Stage as Stage
from medguard.words import Status as Status

if TYPE_CHECKING:
    from medguard.errors import MedguardError


@dataclass(frozen=True, slots=True, repr=False)
class ClearText:
    """Words that may identify somebody. Lives in local variables only."""

    words: str

    def __repr__(self) -> str:
        return f"<ClearText, {len(self.words)} characters>"


@dataclass(frozen=True, slots=True, repr=False)
class Text:
    """De-identified words."""

    words: str

    def __repr__(self) -> str:
        return f"<Text, {len(self.words)} characters>"


@dataclass(frozen=True, slots=True)
class Passage:
    """One string of a body, for the detector.

    ``label`` is what the body calls it (``mrn``, ``患者姓名``; empty if that says nothing): "mrn": "0012345" is only
    recognisable with its key. ``whole`` is a kind if the protocol itself says that the string as a whole identifies
    somebody, as ``user`` does in OpenAI's.
    """

    text: ClearText
    form: Form = Form.PROSE
    label: ClearText = ClearText("")
    whole: str = ""
    kinds: frozenset[str] | None = None
    """Of a token: only these kinds are asked for, which is quicker. Others may be found as well."""


@dataclass(frozen=True, slots=True, repr=False)
class Edit:
    """Puts ``words`` where ``start:end`` was; offsets in Unicode code points."""

    start: int
    end: int
    words: str

    def __repr__(self) -> str:
        return f"<Edit {self.start}:{self.end}, {len(self.words)} characters>"


@dataclass(frozen=True, slots=True)
class Span:
    """An identifier in a text: offsets in Unicode code points, ``kind`` such as ``NAME``, ``score`` in 0..1."""

    start: int
    end: int
    kind: str
    score: float


class Detector(Protocol):
    """Finds identifiers."""

    def spans(self, passages: Sequence[Passage]) -> list[list[Span]]:
        """For each passage its identifiers: sorted, not overlapping, ``0 <= start < end <= len(text)``.

        The passages are one conversation, in order. Raises if a text cannot be read with confidence.
        """
        ...


@dataclass(frozen=True, slots=True)
class StandInPlace:
    """Something that reads like a stand-in, in a text that came back. ``edit`` restores it; ``None``: nobody knows whose it is."""

    start: int
    end: int
    edit: Edit | None


class StandIns(Protocol):
    """One conversation's table of identifiers and what stands for them. Lives as long as the exchange."""

    def hide(self, passage: Passage, spans: Sequence[Span]) -> list[Edit]:
        """Edits that put a stand-in where each span was. The same value always gets the same stand-in."""
        ...

    def find(self, words: str) -> list[StandInPlace]:
        """Stand-ins in a reply, also those that the model has changed; sorted, not overlapping."""
        ...

    def goes_on(self, words: str) -> bool:
        """Whether something that stands for somebody may have begun in these words and not ended."""
        ...

    def remaining(self, words: str) -> int:
        """How many values of the table still stand in these words."""
        ...

    def known(self) -> Sequence[tuple[str, str]]:
        """What stands for somebody beside what it stands for, for whoever keeps a reply that waits for a person."""
        ...


# ── what rules see: facts, shapes and findings, never the words ──────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class Identifiers:
    """How many identifiers a body held. Counts only, never a value."""

    found: int = 0
    replaced: int = 0
    remaining: int = 0
    """Seen by a second look at what would be sent."""
    by_kind: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Unread:
    """Content that nobody here can read: an image, a sound, a file."""

    place: str
    media: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A disclosure that this conversation has already shown to its reader."""

    kind: str
    """A ``NoticeKind``, but for the label, which has its own facts."""
    place: str
    """Where: ``start``, ``reply``, ``earlier_reply``, ``input_field``, ``banner``; ``terms``, ``link``, ``menu`` and ``manual`` are not seen in time."""
    accessible: bool | None = None
    in_time: bool | None = None
    """At the latest at the first interaction or exposure (AI Act Art. 50(5)); unknown: as its place says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestFacts:
    """What was measured of a request."""

    provider: str = ""
    model: str = ""
    stream: bool = False
    turn: int = 1
    """1 for the first question of a conversation."""
    identifiers: Identifiers | None = None
    """``None``: not measured."""
    unread: tuple[Unread, ...] | None = None
    disclosures: tuple[Shown, ...] = ()
    turns_since_notice: int | None = None
    """Replies since the reader was last shown that an AI speaks."""
    asks_if_ai: bool | None = None
    """The last question asks whether a human or a machine answers."""
    key_step: bool | None = None
    """The agent authorises, reports, validates, or relies on another AI's output (Guidelines C(2026) 5054, par. 31)."""
    asks_to_strip_label: bool | None = None
    """The last question asks to remove or forge the label of generated content."""
    input_checks: InputChecks = InputChecks()
    ledger_ready: bool | None = None
    """The ledger can take a record now. ``None``: nobody asked it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """The visible label of generated content, as found in a reply. ``None``: none."""

    explicit_text: str | None = None
    place: str | None = None
    """``start``, ``end`` or ``header``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyFacts:
    """What was measured of a reply."""

    status: int = 200
    choices: int = 1
    for_people: bool = True
    """Holds words for a person to read; a bare tool call does not."""
    label: Label = Label()
    disclosures: tuple[Shown, ...] = ()
    restored: int = 0
    unrestored: int = 0
    """Stand-ins that the model wrote and that the table does not know."""
    output_types: tuple[OutputType, ...] | None = None
    """What the text is, read from the text and not from what a caller says it is."""
    claims_to_be_human: bool | None = None
    """Says that it is a person, or no AI."""
    modality: Modality = "text"
    tokens: int | None = None
    transformation: (
        Literal[
            "generated",
            "summary",
            "rewrite",
            "translation",
            "transcription",
            "standard_edit",
            "annotation",
            "extraction",
            "short_label",
            "code",
        ]
        | None
    ) = None
    """What was done to the input; of several, the one that changes most. ``extraction``: existing data structured, ranked or found,
    nothing summarised; ``short_label``: single words, captions; ``standard_edit``: spelling, grammar, format."""
    container: Literal["free_text", "pdf", "docx", "html", "fhir", "json", "audio", "image", "video"] = "free_text"
    exported_file: bool | None = None
    """Leaves as a file."""
    implicit_label: Implicit | None = None
    """``None``: there is none."""
    marks: tuple[Mark, ...] = ()
    detection_ref: str | None = None
    """Where others can have it detected, Art. 50(2)."""
    upstream_marks_lost: bool | None = None
    """A mark that came with the model's answer is no longer there."""
    reaches_people_outside: bool | None = None
    """May reach somebody outside the organisation's professionals."""
    patient_facing: bool | None = None
    visible_label: bool | None = None
    """Says visibly (or audibly at the start, if it is sound), in whatever language, that it was generated."""
    deep_fake: DeepFake = DeepFake()
    publication: Publication = Publication()
    explanation: Explanation = Explanation()


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What a check saw. Evidence is ids, places and numbers: never words of the reply."""

    check: str
    status: FindingStatus = FindingStatus.JUDGED
    kind: str = ""
    """What was seen, e.g. ``identifier_not_sent``. Empty: nothing to report."""
    detail: str = ""
    """A second word of the same vocabulary, e.g. the identifier's kind, or why a check could not judge."""
    place: str = ""
    count: int = 0
    score: float = 1.0
    evidence: Mapping[str, str] = field(default_factory=dict)
    """More of the same: ids of public registries, sources of our own library, offsets, shares. No words of the reply or of a request."""

    @classmethod
    def clear(cls, check: str) -> Finding:
        """The check judged and has nothing to report."""
        return cls(check=check)

    @classmethod
    def unjudged(cls, check: str, why: str) -> Finding:
        """The check could not judge; ``why`` is a class name or ``timeout``, never a message."""
        return cls(check=check, status=FindingStatus.UNJUDGED, detail=why)


@dataclass(frozen=True, slots=True)
class Said:
    """One string of a reply, de-identified, pieces of a stream already joined."""

    place: str
    text: Text
    standins: tuple[tuple[int, int], ...] = ()
    """Where this conversation's stand-ins are: ``(start, end)``."""
    for_people: bool = True
    """A person will read it; not what a model thinks, calls or is named."""


@dataclass(frozen=True, slots=True)
class Reply:
    """A reply as checks see it, beside what it replies to."""

    said: tuple[Said, ...]
    sent: tuple[Text, ...] = ()
    """The strings of the request as the model saw them."""
    again: Again | None = None
    """What it said when it was asked the same again; ``None``: it was not."""


@dataclass(frozen=True, slots=True)
class Again:
    """Further answers to the same question. They are compared, and neither released nor kept."""

    replies: tuple[Reply, ...]
    asked: int
    """How often it was asked again."""
    missing: str = ""
    """Why an answer could not be had: the name of an error's class. Empty: all were."""


class Check(Protocol):
    """Measures a reply and reports; never decides."""

    name: str

    def __call__(self, reply: Reply) -> Sequence[Finding]:
        """At least one finding. Raising is allowed and becomes ``Finding.unjudged``."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """The document that rules decide on. Its JSON Schema is ``rego/schemas/input.json``."""

    stage: Stage
    now: str
    """RFC 3339, UTC."""
    profile: str
    levels: Mapping[str, Level]
    """Rule id to level, for every rule the profile names; others are off."""
    deployment: Deployment
    request: RequestFacts | None = None
    """``None`` at the stages deployment and retention."""
    reply: ReplyFacts | None = None
    operator: Operator = Operator()
    system: System = System()
    readings: Readings = Readings()
    caller: CallerFacts = CallerFacts()
    institution: Institution = Institution()
    actor: Actor = Actor()
    patient: Patient = Patient()
    review: Review = Review()
    incidents: tuple[Incident, ...] | None = None
    retention: Retention | None = None
    checks: tuple[str, ...] = ()
    """The checks that had to run."""
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """One rule's part in a decision. In alphabetical order, which the ledger writes at once: a record has a hundred of these."""

    effect: Effect
    rule: str
    status: Status
    why: str = ""
    """The rule's own reason code, e.g. ``remaining_identifiers``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What the rules decided at one stage."""

    stage: Stage
    effect: Effect
    rulings: tuple[Ruling, ...]
    bundle: str
    """SHA-256 of the rules that decided."""


class Rules(Protocol):
    """Decides on facts."""

    def decide(self, facts: Facts) -> Decision:
        """Raises RulesError unless every enabled rule of the stage gave one well-formed ruling."""
        ...

    def check_ready(self) -> None:
        """Raises RulesError, with the reason, if nobody could decide now. Soon, whatever it is."""
        ...


# ── how a provider spells a conversation ─────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Ask:
    """What the flow wants sent to the model: de-identified, byte for byte."""

    content: bytes
    stream: bool
    model: str = ""
    """As the de-identified request names it, for whoever chooses among servers."""
    pieces: bool = False
    """A streamed answer may be given in pieces: ``Answer`` with the first, and the others to every ``More``."""
    again: bool = False
    """The same once more, to compare. Headers that come back with this answer are not for the caller."""
    seconds: float | None = None
    """How long this may take at most, where whoever asks can stop it; ``None``: as long as the profile lets the model take."""

    def __repr__(self) -> str:
        """Show how much, not what."""
        return f"<Ask, {len(self.content)} bytes>"


@dataclass(frozen=True, slots=True)
class Answer:
    """What the model sent back, whole."""

    status: int
    content: bytes
    media_type: str = ""
    """The Content-Type, with or without parameters."""

    def __repr__(self) -> str:
        """Show how much, not what."""
        return f"<Answer {self.status}, {len(self.content)} bytes>"


@dataclass(frozen=True, slots=True)
class More:
    """What the flow wants next of an answer in pieces: the next of them, or ``None`` after the last. ``released`` may go on to the caller now."""

    released: bytes
    media_type: str
    headers: Mapping[str, str]
    """Of the whole reply; they go with the first piece that is released."""
    exchange: str
    """Its id."""

    def __repr__(self) -> str:
        """Show how much, not what."""
        return f"<More, {len(self.released)} bytes released>"


class Asked(Protocol):
    """A request that a wire module has read. Holds clear text."""

    @property
    def passages(self) -> Sequence[Passage]:
        """Every string that is not machinery, in order."""
        ...

    @property
    def places(self) -> Sequence[str]:
        """For every passage its place, told with the protocol's own keys and numbers alone."""
        ...

    @property
    def parameters(self) -> Mapping[str, float]:
        """What it asks of the model besides words: small numbers of the protocol's own names."""
        ...

    @property
    def stream(self) -> bool:
        """Whether the reply is to be streamed."""
        ...

    @property
    def data_wanted(self) -> bool:
        """Whether the reply was asked for as JSON, for a program and not for a reader."""
        ...

    @property
    def turn(self) -> int:
        """1 for the first question of a conversation."""
        ...

    @property
    def unread(self) -> tuple[Unread, ...]:
        """What nobody here can read."""
        ...

    @property
    def goes_on(self) -> tuple[str, ...]:
        """Ids of what the provider keeps and this goes on with: a response, a conversation."""
        ...

    @property
    def earlier_replies(self) -> Sequence[ClearText]:
        """What the conversation says that the model has said before, in order."""
        ...

    @property
    def question(self) -> ClearText:
        """What the user says last."""
        ...

    @property
    def model(self) -> str:
        """Name of the model. Only that of a de-identified request may be recorded."""
        ...

    def written(self, edits: Sequence[Sequence[Edit]]) -> bytes:
        """The request with one list of edits a passage made; every other byte stays."""
        ...


class Heard(Protocol):
    """A reply that a wire module has read: stand-ins still in place, pieces of a stream joined."""

    @property
    def passages(self) -> Sequence[Passage]:
        """Every string that could hold a stand-in, in order."""
        ...

    @property
    def places(self) -> Sequence[str]:
        """For every passage its place, or an empty string where no check need look (ids of the provider's own)."""
        ...

    @property
    def choices(self) -> int:
        """How many answers there are."""
        ...

    @property
    def tokens(self) -> Mapping[str, int]:
        """What the provider counted; empty if it said nothing."""
        ...

    @property
    def for_people(self) -> Sequence[str]:
        """The words that a person will read, one string an answer."""
        ...

    @property
    def known_as(self) -> tuple[str, ...]:
        """Ids under which the provider keeps it, so that a later request can go on."""
        ...

    @property
    def media_type(self) -> str:
        """The Content-Type of what ``written`` gives."""
        ...

    def amended(self, first: str, last: str) -> Heard:
        """The reply with ``first`` before and ``last`` after the words for people of every answer."""
        ...

    def worded(self, words: Sequence[str]) -> Heard:
        """The reply with other words for people, as many as there are in ``for_people``; everything else stays."""
        ...

    def written(self, edits: Sequence[Sequence[Edit]], *, after: int = 0) -> bytes:
        """The reply with one list of edits a passage made; every other byte of its data stays. ``after`` so many events of a stream."""
        ...


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a reply that is whole in itself, a sentence or a line; nobody has read it yet."""

    place: str
    text: Text
    before: Text
    """What went on just before it, in the same string: a name is known by its label."""
    for_people: bool


class Listening(Protocol):
    """A streamed reply while it comes. What has been read and found good goes on to the caller; the rest waits."""

    @property
    def released(self) -> int:
        """How many of its events have gone on."""
        ...

    def feed(self, chunk: bytes) -> None:
        """Take what has come. Raises UpstreamError for what is no part of a reply."""
        ...

    def stretches(self) -> Sequence[Stretch]:
        """What is whole and has not gone on; nothing, as long as none of it is said to people."""
        ...

    def said(self) -> Sequence[str]:
        """The words for people that have gone on or are whole now, one string an answer."""
        ...

    def begin(self, first: str) -> None:
        """Put ``first`` before the words for people of every answer. Nothing has gone on yet."""
        ...

    def release(self, edits: Sequence[Sequence[Edit]]) -> bytes:
        """The events that hold these stretches, with a list of edits for each; what waits is untouched."""
        ...

    def end(self) -> Heard:
        """The whole reply. Raises UpstreamError if it is not complete."""
        ...


class Wire(Protocol):
    """How one provider spells a conversation."""

    name: str

    def read(self, content: bytes) -> Asked:
        """Raises WireError for what is no request."""
        ...

    def hear(self, answer: Answer, *, asked: Asked) -> Heard:
        """Raises UpstreamError for what is no reply."""
        ...

    def listen(self, uncut: Callable[[str, int], bool], *, asked: Asked) -> Listening | None:
        """Hear a streamed reply while it comes; ``None``: it has to be heard as a whole.

        ``uncut`` tells of a text and a place in it whether nothing that stands for somebody goes across.
        """
        ...

    def refusal(self, error: MedguardError) -> bytes:
        """An error in the provider's own shape."""
        ...

    def stopped(self, error: MedguardError) -> bytes:
        """The same as the end of a stream that has begun."""
        ...

    def spelled(self) -> Mapping[str, Any]:
        """What it was made of, as plain values: another process hears a reply that waited as this one did."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldReply:
    """A reply that waits for a person, and what it takes to judge it again. Holds clear text; its ``repr`` shows none of it."""

    content: bytes
    """Names restored: the bytes that would be released."""
    said: bytes
    """The same with every stand-in in its place."""
    sent: bytes
    """The request as the model saw it."""
    media_type: str
    status: int
    wire: Mapping[str, Any]
    """Who reads it: ``Wire.spelled``."""
    known: tuple[tuple[str, str], ...]
    """``StandIns.known``."""
    actor: str | None = None
    """Who asked, if somebody answered for that: a reference of the registry."""
    patient: str | None = None
    """About whom, likewise."""
    shown_as: str | None = None
    """By what the caller is known again who comes for it."""
    version: int = 0
    """How often a reviewer has changed its words."""

    def __repr__(self) -> str:
        return f"<HeldReply, {len(self.content)} bytes, version {self.version}>"


# ── what is kept ─────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class Obligation:
    """A duty that a rule imposed and that was carried out on the reply."""

    event: Literal["disclosure_shown", "mark_applied", "human_review"]
    kind: str
    """Which notice or mark."""
    via: str
    """``text``, ``header``, ``stream`` (a comment behind its events) or ``review``."""
    placement: Literal["start", "end", ""] = ""
    """Of a notice: where in the reply."""
    text: str = ""
    """Of a notice: the institution's own words, as they were shown; empty where they may name a person (``principal``)."""
    text_sha256: str


class Entry(Protocol):
    """Something that the ledger remembers. Has no field that could hold clear text."""

    KIND: ClassVar[str]
    """The word under which it stands in its record."""

    @property
    def id(self) -> str:
        """Of this entry alone."""
        ...

    @property
    def started_at(self) -> str:
        """When it began, RFC 3339 in UTC."""
        ...

    def document(self) -> dict[str, Any]:
        """The entry as JSON-ready values."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """An exchange about to be sent to the model: kept before it is, so that a crash on the way leaves a trace."""

    KIND: ClassVar[str] = "opened"

    id: str
    """The exchange's, with ``.opened`` behind it."""
    started_at: str
    door: str
    profile: str
    profile_sha256: str
    application: str | None
    purpose: str | None
    actor: str | None
    patient: str | None
    provider: str
    model: str
    request_sha256: str
    claimed: tuple[str, ...] = ()
    """As in ``Exchange``."""

    def document(self) -> dict[str, Any]:
        """The entry as JSON-ready values."""
        return asdict(self)


OPENED = ".opened"
"""What stands behind an exchange's id in the id of its ``Opened``."""

PROBE = "probe"
"""The door of what medguard asks by itself: a caller's question about other people. Nobody reads the reply, so none waits for a person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """One guarded call, as it is recorded. Has no field that could hold clear text."""

    KIND: ClassVar[str] = "exchange"

    id: str
    started_at: str
    door: str
    """``sidecar``, ``wrap``, ``asgi``, ``decorator``, ``cli`` or ``review``."""
    profile: str
    profile_sha256: str
    profile_signed_by: str | None = None
    """Fingerprint of the officer's key that signed the profile; None: the institution names no keys."""
    outcome: Outcome
    reason: str = ""
    """Error code or rule id behind an outcome that is not an answer."""
    application: str | None = None
    """Which program asked."""
    purpose: str | None = None
    """What it asked for: a word of the house."""
    actor: str | None = None
    """Who asked: a pseudonym that only ``people`` can resolve, until the person is erased."""
    patient: str | None = None
    """About whom: a pseudonym likewise."""
    known_by: str = ""
    """How the calling program was known: ``keys``, ``jwt``, ``this_machine``, ``anyone_on_the_network``; empty: it was no other program."""
    key: str | None = None
    """By which key of ours: its reference."""
    claimed: tuple[str, ...] = ()
    """Which of application, purpose, actor and patient only the caller said. Nothing was looked up by them."""
    system: SystemVersion | None = None
    """The AI system that answered, and this release of medguard."""
    request: RequestFacts | None = None
    reply: ReplyFacts | None = None
    parameters: Mapping[str, float] = field(default_factory=dict)
    """What the request asks of the model besides words: temperature, seed, limits."""
    tokens: Mapping[str, int] = field(default_factory=dict)
    """As the provider counted them."""
    identifiers: tuple[PlacedIdentifiers, ...] = ()
    """What was replaced, by place and kind; never a value."""
    findings: tuple[Finding, ...] = ()
    decisions: tuple[Decision, ...] = ()
    obligations: tuple[Obligation, ...] = ()
    request_sha256: str | None = None
    """Of the de-identified request, byte for byte as it was sent."""
    reply_sha256: str | None = None
    """Of the reply, amended, before names were restored: the bytes that would be released."""
    payload_sha256: str | None = None
    """Of the encrypted text that is kept beside the record, if the profile keeps any."""
    released_early: int = 0
    """Events of a streamed reply that went on to the caller before the reply as a whole was judged."""
    milliseconds: Mapping[str, float] = field(default_factory=dict)
    """How long each step took."""
    review_of: str | None = None
    """Of a review: the exchange that was looked at."""
    reviewer: str | None = None
    """Of a review: who looked, a reference of the registry."""
    seconds_on_task: float | None = None
    """Of a review: how long the reply was before the reviewer's eyes; None: nobody can tell."""

    def document(self) -> dict[str, Any]:
        """The exchange as JSON-ready values."""
        return asdict(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class SystemVersion:
    """Which AI system an exchange was with, as the profile states it, and which guard stood before it."""

    id: str | None
    version: str | None
    medguard: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedIdentifiers:
    """Identifiers of one kind in one place of a request."""

    place: str
    kind: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Payload:
    """De-identified text of an exchange, as a profile may keep it. Its ``repr`` shows how much, not what."""

    request: bytes
    """As it was sent to the model."""
    reply: bytes
    """As the model answered, stand-ins still in place."""

    def __repr__(self) -> str:
        return f"<Payload, {len(self.request)} and {len(self.reply)} bytes>"


@dataclass(frozen=True, slots=True, kw_only=True)
class Erased:
    """Kept text, or a person's pseudonym, that was destroyed for good."""

    KIND: ClassVar[str] = "erased"

    id: str
    started_at: str
    by: str
    """Who asked for it: a reference of the registry, or a word of the house."""
    reason: str
    """Why: ``request`` of the person (GDPR Art. 17, 个人信息保护法 第四十七条), ``retention`` over, or ``mistake``."""
    what: str
    """``exchange``, ``person`` or ``expired``."""
    exchanges: tuple[str, ...]
    """Whose text is gone."""

    def document(self) -> dict[str, Any]:
        """The entry as JSON-ready values."""
        return asdict(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class LegalHold:
    """A word that kept text must not be erased, or that it may be again."""

    KIND: ClassVar[str] = "legal_hold"

    id: str
    started_at: str
    by: str
    matter: str
    """The house's own word for the proceedings."""
    exchange: str
    placed: bool
    """False: lifted."""

    def document(self) -> dict[str, Any]:
        """The entry as JSON-ready values."""
        return asdict(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class CallerKey:
    """What an application's key is good for. The secret itself is nowhere."""

    id: str
    """A reference that we made."""
    application: str
    profiles: tuple[str, ...] = ("*",)
    """Patterns in which ``*`` and ``?`` stand for anything; likewise below."""
    models: tuple[str, ...] = ("*",)
    purposes: tuple[str, ...] = ()
    """The purposes that may be named, and are then believed; none: any may be named, and none is believed."""
    vouches_for: tuple[str, ...] = ()
    """``actor``, ``patient``: whose references, as this application sends them, are believed and looked up."""
    requests_per_minute: int | None = None
    """``None``: as the profile says."""
    tokens_per_minute: int | None = None
    expires_at: str | None = None
    """RFC 3339 in UTC; ``None``: never by itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeySecret:
    """A secret that opens a key, as it is kept: its SHA-256 in hex."""

    sha256: str
    expires_at: str | None = None
    """``None``: with its key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyAct:
    """A key of a calling application that was made, given a new secret, or revoked; and what it is since."""

    KIND: ClassVar[str] = "caller_key"

    id: str
    started_at: str
    by: str
    """Who did it: a reference of the registry, or a word of the house."""
    act: Literal["added", "rotated", "revoked"]
    key: CallerKey
    secrets: tuple[KeySecret, ...]
    """Those that open it from now on."""

    def document(self) -> dict[str, Any]:
        """The entry as JSON-ready values."""
        return asdict(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class CallersRefused:
    """How many callers one process turned away at its door since it last said so: their number, and nothing of theirs."""

    KIND: ClassVar[str] = "callers_refused"

    id: str
    started_at: str
    """The first of these refusals."""
    until: str
    """The last."""
    counts: Mapping[str, int]
    """By reason, a word of ours."""

    def document(self) -> dict[str, Any]:
        """The entry as JSON-ready values."""
        return asdict(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Attestation:
    """A person's word that something was done which no program can check, or that this word no longer holds."""

    KIND: ClassVar[str] = "attestation"

    id: str
    started_at: str
    by: str
    """Who says so: a reference of the registry, or a word of the house."""
    control: str
    """Of what: a rule, or a manual control of a profile."""
    act: Literal["given", "withdrawn"]
    of: str
    """The attestation that this is, or that is withdrawn."""
    evidence: str
    """Where the evidence is: a reference of the house's own files. Empty: withdrawn."""
    evidence_sha256: str
    """Of the file itself, which is not kept here."""
    valid_from: str
    valid_until: str
    """Last day; empty: withdrawn."""
    reason: str
    """Why it was withdrawn, in a word."""

    def document(self) -> dict[str, Any]:
        """The entry as JSON-ready values."""
        return asdict(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountAct:
    """An account of the console that was made, given new secrets, or closed; and what it is since."""

    KIND: ClassVar[str] = "account"

    id: str
    started_at: str
    by: str
    """Who did it: another account, or a word of the house."""
    act: Literal["added", "renewed", "closed"]
    account: str
    role: str
    applications: tuple[str, ...]
    """Whose exchanges it sees; ``*``: all."""
    expires_at: str | None
    state_sha256: str
    """Of the whole row that opens it, secrets included: a row that hashes to something else opens nothing."""

    def document(self) -> dict[str, Any]:
        """The entry as JSON-ready values."""
        return asdict(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class PasskeyAct:
    """A passkey that an account got, or lost."""

    KIND: ClassVar[str] = "passkey"

    id: str
    started_at: str
    by: str
    act: Literal["registered", "removed"]
    account: str
    passkey: str
    """SHA-256 of the credential's id. What its owner calls it is not kept here, because it may be a name."""
    state_sha256: str | None
    """Of the row that opens the account, which opens nothing if it hashes to something else; ``None``: there is none any more."""

    def document(self) -> dict[str, Any]:
        """The entry as JSON-ready values."""
        return asdict(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityAct:
    """Whom of the identity provider's people an account belongs to, or to nobody any more."""

    KIND: ClassVar[str] = "identity"

    id: str
    started_at: str
    by: str
    act: Literal["linked", "unlinked"]
    account: str
    state_sha256: str | None
    """As of a passkey. The provider's number for the person stands nowhere; the row holds a MAC of it."""

    def document(self) -> dict[str, Any]:
        """The entry as JSON-ready values."""
        return asdict(self)


Means: TypeAlias = Literal["password", "link", "passkey", "password_and_passkey", "oidc"]
"""By what somebody comes into the console; ``password``: with a one-time code."""

WhyNot: TypeAlias = Literal[
    "",
    "password",
    "code",
    "code_used",
    "not_open",
    "waits",
    "unknown",
    "passkey",
    "counter",
    "issuer",
    "group",
]
"""Why somebody was not let in. ``passkey``: its answer is no good, too old, or was used; ``counter``: it counts backwards, so there may be two of it;
``issuer``: what the identity provider sent is no good, and the program's own log says what; ``group``: no role by the groups, or several."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignIn:
    """Somebody came into the console, went out, or was not let in."""

    KIND: ClassVar[str] = "sign_in"

    id: str
    started_at: str
    """Of several that are told of together: the first."""
    until: str
    """The last."""
    act: Literal["opened", "refused", "ended", "all_ended"]
    account: str
    """Empty: there is no such account. What was typed is not kept, because it may be a name, or a password in the wrong field."""
    role: str
    by: Means
    why: WhyNot
    """Of who was refused."""
    known_browser: bool
    """One from which this account was opened before."""
    count: int

    def document(self) -> dict[str, Any]:
        """The entry as JSON-ready values."""
        return asdict(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Viewed:
    """Somebody looked at one exchange in the console, or took something of it away."""

    KIND: ClassVar[str] = "viewed"

    id: str
    started_at: str
    by: str
    """The account."""
    role: str
    what: Literal["exchange", "text", "proof"]
    of: str
    """The exchange."""

    def document(self) -> dict[str, Any]:
        """The entry as JSON-ready values."""
        return asdict(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyAct:
    """What happened to a reply that had waited for a person, where no reviewer did it; or to a test item among them."""

    KIND: ClassVar[str] = "held_reply"

    id: str
    started_at: str
    act: Literal[
        "collected",
        "webhook_sent",
        "webhook_given_up",
        "test_planted",
        "test_shown",
        "test_given_back",
        "test_caught",
        "test_missed",
    ]
    of: str
    """The exchange, or the test item."""
    reviewer: str | None = None
    """Of a test item: who had it. A reference of the registry."""
    why: str = ""
    """Of a webhook: the status that it was answered with. Of a test item: the error that was planted in it."""
    seconds: float | None = None
    """Of a test item: how long the reviewer had it before their eyes."""

    def document(self) -> dict[str, Any]:
        """The entry as JSON-ready values."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Receipt:
    """Where the ledger keeps a record: its position, from 1 without gaps, and its hash."""

    position: int
    sha256: str


class Ledger(Protocol):
    """The append-only log."""

    def append(self, entry: Entry, payload: Payload | None = None) -> Receipt:
        """Keep the record durably before returning, and the text beside it. Raises AuditError if that cannot be promised."""
        ...

    def pseudonym(self, reference: str) -> str:
        """The word that stands for a person in records. Raises AuditError if it cannot be kept."""
        ...

    def check_writable(self) -> None:
        """Raises AuditError if a record could not be kept now."""
        ...
