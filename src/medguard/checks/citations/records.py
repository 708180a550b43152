"""What is said of a work, and what is known of one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol


class Id(StrEnum):
    """What names a work in a public registry."""

    DOI = "doi"
    PMID = "pmid"
    PMCID = "pmcid"
    ARXIV = "arxiv"
    ISBN = "isbn"
    TRIAL = "trial"
    """NCT, ChiCTR, EudraCT, ISRCTN."""
    GUIDELINE = "guideline"
    """NICE's numbers: NG28."""
    URL = "url"


@dataclass(frozen=True, slots=True)
class Name:
    """An author: surname, and initials as far as they are known. A body has a surname alone."""

    surname: str
    initials: str = ""
    given: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Reference:
    """A reference as a reply gives it, place in code points. Holds words of the reply, and shows none."""

    start: int
    end: int
    ids: Mapping[Id, str] = field(default_factory=dict)
    impossible: tuple[Id, ...] = ()
    """Identifiers that cannot exist: a wrong check digit, a PMID of ten digits."""
    authors: tuple[Name, ...] = ()
    more_authors: bool = False
    """It says "et al.", or names nobody."""
    title: str = ""
    journal: str = ""
    year: int | None = None
    volume: str = ""
    page: str = ""
    """The first one."""
    kind: str = "article"
    """``article``, ``book``, ``guideline``, ``trial``, ``site``, ``mention``: an author and a year in prose."""
    number: str = ""
    """In a list: what prose calls it, ``3``."""
    claims: tuple[str, ...] = ()
    """The sentences that lean on it."""
    words: str = ""
    """As it is written, with what stands around it where nobody knows where it begins."""

    def __repr__(self) -> str:
        """Show where, not what."""
        return f"<Reference {self.start}:{self.end}, {self.kind}>"


class Standing(StrEnum):
    """What has become of a work since it appeared."""

    SOUND = ""
    RETRACTED = "retracted"
    CONCERN = "concern"
    CORRECTED = "corrected"


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A work that exists."""

    ids: Mapping[Id, str]
    title: str
    other_title: str = ""
    """In the language it was written in."""
    authors: tuple[Name, ...] = ()
    all_authors: bool = True
    """False: there are more than are known here."""
    journals: tuple[str, ...] = ()
    """The journal's names: in full, abbreviated."""
    years: tuple[int, ...] = ()
    """In print, and online where that differs."""
    volume: str = ""
    page: str = ""
    kind: str = "article"
    """``article``, ``preprint``, ``book``, ``guideline``, ``trial``; ``notice``: a retraction, an erratum, a concern."""
    standing: Standing = Standing.SOUND
    about: str = ""
    """Abstract and headings, where they are known."""
    source: str = ""
    """Who says that it exists: ``medline``, ``crossref`` …"""


class Library(Protocol):
    """Knows works. The local index is one, every live registry another."""

    @property
    def name(self) -> str:
        """What it is called in a finding."""
        ...

    def by_id(self, kind: Id, value: str) -> Record | None:
        """The work of this identifier, if it is known here."""
        ...

    def like(self, reference: Reference) -> Sequence[Record]:
        """Works that could be meant, best first or in no order; a few dozen at most."""
        ...

    def said_in(self, words: str) -> Sequence[Record]:
        """Works whose titles may stand somewhere in these words. Nobody outside the house is told them: a registry knows none."""
        ...

    def would_have(self, reference: Reference) -> bool:
        """Whether a work like this would be known here if it existed. Nobody who is not sure says yes."""
        ...

    def would_have_id(self, kind: Id, value: str) -> bool:
        """Whether this identifier would be known here if it existed."""
        ...

    def no_such_registrant(self, doi: str) -> bool:
        """Whether it is known that nobody registers DOIs that begin like this."""
        ...
