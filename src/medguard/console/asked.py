"""One request as a page sees it, and what a page may answer with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from medguard.audit import SqlLedger
from medguard.audit.accounts import Account, Accounts
from medguard.console.verifying import Verifying
from medguard.console.words import Words
from medguard.profile import Profile
from medguard.rules.catalogue import Catalogue


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """What the console shows."""

    ledger: SqlLedger
    accounts: Accounts
    settings: Profile
    catalogue: Catalogue
    verifying: Verifying
    origin: str
    """Scheme, host and port under which people reach it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """What somebody asks for. Its ``repr`` would hold passwords and has none."""

    house: House = field(repr=False)
    words: Words
    account: Account | None
    form_token: str = field(repr=False)
    path: Mapping[str, str] = field(repr=False)
    query: Mapping[str, str] = field(repr=False)
    form: Mapping[str, str] = field(repr=False)
    session: str = field(repr=False)

    @property
    def who(self) -> Account:
        """Whoever is signed in; pages for nobody do not ask."""
        assert self.account is not None  # noqa: S101  the door let them in
        return self.account


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A template and what stands in it."""

    template: str
    holds: Mapping[str, Any] = field(default_factory=dict)
    status: int = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Go:
    """Somewhere else; with a token: a session begins, with an empty one it ends."""

    to: str
    session: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Take:
    """A file to keep."""

    name: str
    content: bytes


class NotFound(Exception):
    """No such page or record, or none of the reader's business: the two are not told apart."""


Answer = Page | Go | Take
