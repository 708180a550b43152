"""Who comes in: password with a one-time code, or a link that expires.

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
from typing import Final, Literal

from medguard.audit.accounts import Account, Accounts
from medguard.console.secrets import LONGEST_PASSWORD, NOBODY, digest_of, is_password, step_of
from medguard.errors import AuditError
from medguard.types import SignIn

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
        self._since: Counter[tuple[_By, _Why]] = Counter()
        self._first = ""
        self._due = clock()

    def note(self, by: _By, why: _Why) -> None:
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
        kept: set[tuple[_By, _Why]] = set()
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


_By = Literal["password", "link"]
_Why = Literal["waits", "unknown", "not_open"]


def sign_in(
    accounts: Accounts, strangers: Strangers, name: str, password: str, *, code: str, browser: str = ""
) -> Opened | None:
    """Begin a session; ``None``: no, and that is recorded. ``browser``: what this browser kept of an earlier time."""
    account = accounts.find(name)
    known = accounts.seals.browser(account, browser) if account is not None and browser else None
    # 1. the try counts, whatever comes of it
    waits = not accounts.may_try(name, known)
    # 2. all of it is judged, so that no part answers sooner
    right = is_password(password, account.secret if account is not None else NOBODY)
    now = accounts.clock()
    key = accounts.seals.open(account) if account is not None else None
    step = step_of(code, key or _NO_KEY, now.timestamp())
    # 3. the record, then the answer
    if account is None or waits:
        strangers.note("password", "unknown" if account is None else "waits")
        return None
    why: Literal["", "password", "code", "code_used", "not_open"] = ""
    if not right or len(password) > LONGEST_PASSWORD:
        why = "password"
    elif key is None or step is None:
        # An account that has no key for codes is a link's, and opens nothing here.
        why = "code"
    elif not account.open_on(now):
        why = "not_open"
    else:
        token = accounts.begin(account, by="password", step=step, until=_end(account), browser=known)
        if token is not None:
            return Opened(token, None if known else accounts.seals.new_browser(account))
        why = "code_used"
    accounts.refuse(account, why, known_browser=known is not None)
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
