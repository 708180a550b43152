"""Who comes in: password with a one-time code or a passkey, a passkey alone, whoever the identity provider vouches for, or a link that expires.

Whatever is wrong, the answer is the same and takes as long: which part came close is nobody's business but the ledger's.
"""

from __future__ import annotations

import threading
import time
import uuid
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

from medguard.audit.accounts import Account, Accounts, Once
from medguard.console.passkeys import Shown
from medguard.console.secrets import LONGEST_PASSWORD, NOBODY, digest_of, is_password, step_of
from medguard.errors import AuditError
from medguard.types import Means, SignIn, WhyNot

NOTED_EVERY: Final = 600.0
"""Seconds between two records of knocks at doors that do not open: a flood of them must not fill the ledger."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A session that began. Its ``repr`` shows no token."""

    token: str = field(repr=False)
    browser: str | None = field(default=None, repr=False)
    """What this browser is to keep, so that it is known again."""


class Strangers:
    """Counts who knocked in nobody's name, or at an account that waits, and keeps it now and then; the first at once."""

    def __init__(self, accounts: Accounts, clock: Callable[[], float] = time.monotonic) -> None:
        self._accounts, self._clock = accounts, clock
        self._lock = threading.Lock()
        self._since: Counter[tuple[Means, WhyNot]] = Counter()
        self._first = ""
        self._due = clock()

    def note(self, by: Means, why: WhyNot) -> None:
        """One more."""
        with self._lock:
            self._since[by, why] += 1
            self._first = self._first or _now()
            due = self._clock() >= self._due
            self._due = self._clock() + NOTED_EVERY if due else self._due
        if due:
            self.keep_now()

    def keep_now(self) -> None:
        """Record those of whom no record tells yet. Raises AuditError, and then they are told of next time."""
        with self._lock:
            since, first = self._since, self._first
            self._since, self._first = Counter(), ""
        kept: set[tuple[Means, WhyNot]] = set()
        try:
            for (by, why), count in sorted(since.items()):
                self._accounts.ledger.append(
                    SignIn(
                        id=uuid.uuid4().hex,
                        started_at=first,
                        until=_now(),
                        act="refused",
                        account="",
                        role="",
                        by=by,
                        why=why,
                        known_browser=False,
                        count=count,
                    )
                )
                kept.add((by, why))
        finally:
            if left := Counter({which: count for which, count in since.items() if which not in kept}):
                with self._lock:
                    self._since += left
                    self._first = first

    def close(self) -> None:
        """Record the last of them, if that is possible."""
        with suppress(AuditError):
            self.keep_now()


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A try that was right: whose it was, and what it used."""

    account: Account
    by: Means
    once: Once
    known: str | None
    """The browser, if the account was opened in it before."""
    granted: bool = False
    """Role and applications are not the account's own."""


def sign_in(
    accounts: Accounts,
    strangers: Strangers,
    name: str,
    password: str,
    *,
    code: str,
    shown: Shown | None = None,
    browser: str = "",
) -> Opened | None:
    """Begin a session; ``None``: no, and that is recorded. ``shown``: by a passkey, in place of a code. ``browser``: what it kept of an earlier time."""
    judged = judge(accounts, strangers, name, password, code=code, shown=shown, browser=browser)
    return _opened(accounts, strangers, judged) if judged is not None else None


def judge(
    accounts: Accounts,
    strangers: Strangers,
    name: str,
    password: str,
    *,
    code: str,
    shown: Shown | None = None,
    browser: str = "",
) -> Judged | None:
    """Whether password and code are right, or password and passkey; ``None``: no, and that is recorded. Nothing is used yet."""
    account = accounts.find(name)
    known = accounts.seals.browser(account, browser) if account is not None and browser else None
    by: Means = "password" if shown is None else "password_and_passkey"
    # 1. the try counts, whatever comes of it
    waits = not accounts.may_try(name, known)
    # 2. all of it is judged, so that no part answers sooner
    right = is_password(password, account.secret if account is not None else NOBODY)
    now = accounts.clock()
    key = accounts.seals.open(account) if account is not None else None
    step = step_of(code, key or _NO_KEY, now.timestamp())
    # 3. the record, then the answer
    if account is None or waits:
        strangers.note(by, "unknown" if account is None else "waits")
        return None
    why: WhyNot = ""
    if not right or len(password) > LONGEST_PASSWORD:
        why = "password"
    elif key is None or (shown is None and step is None):
        # An account that has no key for codes is a link's, and opens nothing here.
        why = "code"
    elif shown is not None and (shown.why or shown.account is None or shown.account.name != account.name):
        why = shown.why or "passkey"
    elif not account.open_on(now):
        why = "not_open"
    if why:
        accounts.refuse(account, why, by=by, known_browser=known is not None)
        return None
    return Judged(account=account, by=by, once=Once(step=step) if shown is None else shown.once, known=known)


def sign_in_by_passkey(accounts: Accounts, strangers: Strangers, shown: Shown, browser: str = "") -> Opened | None:
    """Begin the session of whoever unlocked a passkey; ``None``: no, and that is recorded."""
    account = shown.account
    if account is None:
        strangers.note("passkey", "unknown")
        return None
    known = accounts.seals.browser(account, browser) if browser else None
    why: WhyNot = shown.why
    if not why and (account.totp is None or not account.open_on(accounts.clock())):
        why = "not_open"
    if why:
        _refused(accounts, strangers, account, by="passkey", why=why, known=known)
        return None
    return _opened(accounts, strangers, Judged(account=account, by="passkey", once=shown.once, known=known))


def sign_in_by_issuer(
    accounts: Accounts,
    strangers: Strangers,
    account: Account | None,
    why: WhyNot,
    *,
    answered: str,
    granted: bool,
    browser: str = "",
) -> Opened | None:
    """Begin the session of somebody for whom the identity provider vouches; ``None``: no, and that is recorded.

    ``answered``: by what the way there and back is known, which is gone once. ``granted``: role and applications are what the provider's groups say.
    """
    if account is None:
        strangers.note("oidc", why or "unknown")
        return None
    known = accounts.seals.browser(account, browser) if browser else None
    if not why and (account.totp is None or not account.open_on(accounts.clock())):
        why = "not_open"
    if why:
        _refused(accounts, strangers, account, by="oidc", why=why, known=known)
        return None
    once = Once(challenges=(answered,))
    return _opened(accounts, strangers, Judged(account=account, by="oidc", once=once, known=known, granted=granted))


def _refused(
    accounts: Accounts, strangers: Strangers, account: Account, *, by: Means, why: WhyNot, known: str | None
) -> None:
    """Keep that an account was tried. What is right needs no turn here, for it cannot be guessed; what is wrong takes one, so that it cannot fill the ledger."""
    if accounts.may_try(account.name, known):
        accounts.refuse(account, why, by=by, known_browser=known is not None)
    else:
        strangers.note(by, "waits")


def _opened(accounts: Accounts, strangers: Strangers, judged: Judged) -> Opened | None:
    account, known = judged.account, judged.known
    token = accounts.begin(
        account,
        by=judged.by,
        once=judged.once,
        until=_end(account),
        browser=known,
        granted=judged.granted,
    )
    if token is not None:
        return Opened(token, None if known else accounts.seals.new_browser(account))
    if judged.by == "password":
        accounts.refuse(account, "code_used", known_browser=known is not None)  # its turn it had
    else:
        why: WhyNot = "issuer" if judged.by == "oidc" else "passkey"
        _refused(accounts, strangers, account, by=judged.by, why=why, known=known)
    return None


_NO_KEY: Final = "A" * 32


def follow_link(accounts: Accounts, strangers: Strangers, token: str) -> Opened | None:
    """Begin the session of an auditor who was sent a link; ``None``: it is none, or its time is over, and that is recorded."""
    account = accounts.find_link(digest_of(token))
    if account is None or account.role != "auditor" or account.totp is not None:
        strangers.note("link", "unknown")
        return None
    if account.expires_at is None or not account.open_on(accounts.clock()):
        strangers.note("link", "not_open")  # not each: who holds an old link may knock as often as they like
        return None
    begun = accounts.begin(account, by="link", until=_end(account))
    return Opened(begun) if begun is not None else None


def _end(account: Account) -> datetime | None:
    return datetime.fromisoformat(account.expires_at) if account.expires_at is not None else None


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
