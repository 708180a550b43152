"""What an exchange is made with, and what comes of it."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol, TypeAlias

from medguard.facts import (
    Actor,
    Deployment,
    Implicit,
    Incident,
    Institution,
    KnownBy,
    Mark,
    Operator,
    OutputType,
    Patient,
    Readings,
    System,
)
from medguard.types import (
    Ask,
    Detector,
    Exchange,
    Finding,
    HeldReply,
    Label,
    Ledger,
    Level,
    More,
    NoticeKind,
    Receipt,
    Reply,
    Rules,
    Shown,
    StandIns,
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

    def early(self, produce_id: str) -> dict[str, str]:
        """Headers that can go before anybody knows the bytes."""
        ...

    def comment(self, content: bytes, *, produce_id: str, model: str, at: str) -> bytes:
        """What those lack, as the last line of a stream of these bytes."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Who:
    """Who asks, about whom, with which program and what for: references of the registry and words of the house, no names."""

    actor: str | None = None
    patient: str | None = None
    application: str | None = None
    purpose: str | None = None
    claimed: frozenset[str] = frozenset()
    """Which of these only the caller says. They are recorded, and nothing is looked up by them."""
    known_by: KnownBy | None = None
    """How the calling program was known; ``None``: it is this one."""
    key: str | None = None
    """By which key: its reference."""
    may_ask: Callable[[str], bool] = lambda _model: True
    """Whether it may ask this model."""
    shown_as: str | None = None
    """By what the caller is known again who comes for a reply that waited; ``None``: nobody may come for it."""

    def vouched(self, field: str) -> str | None:
        """One of the four, if somebody answers for it who is not the caller."""
        value: str | None = getattr(self, field)
        return None if field in self.claimed else value


NOBODY = Who()


class Registry(Protocol):
    """Looks up licences, trainings, consents and incidents."""

    def facts_on(
        self, day: date, actor: str | None = None, patient: str | None = None
    ) -> tuple[Institution, Actor, Patient, tuple[Incident, ...]]:
        """What is valid on that day; unknown where there is nothing. Raises AuditError if it cannot be read."""
        ...


class Holding(Protocol):
    """Keeps a reply until a person has looked at it."""

    def hold(self, exchange_id: str, reply: HeldReply) -> None:
        """Keep it, whole or not at all."""
        ...


class Conversations(Protocol):
    """Keeps the tables of conversations that a provider keeps on its side."""

    def keep(self, ids: Sequence[str], table: StandIns, *, of: str | None) -> None:
        """Keep a table under each of these ids, for this application."""
        ...

    def find(self, ids: Sequence[str], *, of: str | None, avoid: Iterable[str]) -> StandIns | None:
        """The table to go on with; ``None``: it is not known."""
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
    profile_signed_by: str | None
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
    sentence_checks: Callable[[Reply], tuple[Finding, ...]] | None
    """Those of the checks that can judge a sentence by itself; ``None``: a stream is held until it is whole."""
    sentence_check_names: tuple[str, ...]
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
    conversations: Conversations | None = None
    """``None``: no request can go on with what the provider keeps."""


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


Steps: TypeAlias = Generator[Ask | More, Any, Released]
"""To ``Ask`` an ``Answer`` is sent, to ``More`` the next piece or ``None``."""
