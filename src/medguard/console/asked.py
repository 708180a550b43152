"""One request as a page sees it, and what a page may answer with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from medguard.audit import SqlLedger
from medguard.audit.accounts import Account, Accounts
from medguard.audit.identities import Identities
from medguard.console.door import Opened, Strangers
from medguard.console.issuer import Issuer
from medguard.console.numbers import Days
from medguard.console.passkeys import Passkeys
from medguard.console.replaying import WhatIf
from medguard.console.verifying import Verifying
from medguard.console.words import Words
from medguard.errors import MedguardError
from medguard.profile import Profile
from medguard.review import Desk
from medguard.rules.catalogue import Catalogue


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """What the console shows."""

    ledger: SqlLedger
    accounts: Accounts
    strangers: Strangers
    settings: Profile
    catalogue: Catalogue
    verifying: Verifying
    days: Days
    what_if: WhatIf
    origin: str
    """Scheme, host and port under which people reach it."""
    identities: Identities
    desk: Desk | None = None
    """Where replies wait for a person; ``None``: the profile names no place."""
    passkeys: Passkeys | None = None
    """``None``: the profile wants none, or browsers make none for such an address."""
    issuer: Issuer | None = None
    """The institution's identity provider, if people sign in there."""


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
    browser: str = field(default="", repr=False)
    """What this browser kept since an account was opened in it."""
    begun: str = field(default="", repr=False)
    """What it kept since it was sent to the identity provider."""
    whole_query: str = field(default="", repr=False)
    """As it came: what is shown of a query is cut."""

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
    opened: Opened | None = None
    """A session that begins with it."""
    renewed: tuple[int, str] | None = None
    """After how many seconds the browser asks again, and for what."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Go:
    """Somewhere else."""

    to: str
    opened: Opened | None = None
    """A session that begins with it."""
    ended: bool = False
    """The session is over, and its cookie goes."""
    begun: str | None = field(default=None, repr=False)
    """What the browser is to keep until it comes back from there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Take:
    """A file to keep."""

    name: str
    content: bytes


class NotFound(Exception):
    """No such page or record, or none of the reader's business: the two are not told apart."""


class Mistyped(MedguardError):
    """What somebody asks for is not written as it should be."""

    code = "mistyped"
    http_status = 400


class Busy(MedguardError):
    """Somebody else keeps the machine busy."""

    code = "busy"
    http_status = 503

    def __init__(self) -> None:
        super().__init__(
            "Somebody else is asking for something that takes long just now.",
            remedy="Wait a minute and try again, or ask for fewer exchanges.",
            remedy_zh="当前有其他人正在执行耗时操作，请稍候一分钟后重试，或减少条数。",
        )


Answer = Page | Go | Take
