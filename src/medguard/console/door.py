"""Who comes in: password with a one-time code, or a link that expires.

Whatever is wrong, the answer is the same and takes as long: which part came close is nobody's business.
"""

from __future__ import annotations

from datetime import datetime

from medguard.audit.accounts import Account, Accounts
from medguard.console.secrets import LONGEST_PASSWORD, NOBODY, digest_of, is_password, new_token, step_of


def sign_in(accounts: Accounts, name: str, password: str, code: str) -> str | None:
    """Begin a session and give its token; ``None``: no."""
    account = accounts.find(name)
    waits = not accounts.may_try(name)
    right = is_password(password, account.secret if account is not None else NOBODY)
    now = accounts.clock()
    if account is None or waits or not right or len(password) > LONGEST_PASSWORD or not account.open_on(now):
        return None
    # An account that has no key for codes is a link's, and opens nothing here.
    step = step_of(code, account.totp, now.timestamp()) if account.totp is not None else None
    return _begun(accounts, account, step=step) if step is not None else None


def follow_link(accounts: Accounts, token: str) -> str | None:
    """Begin the session of an auditor who was sent a link; ``None``: it is none, or its time is over."""
    account = accounts.find_link(digest_of(token))
    if account is None or account.role != "auditor" or account.expires_at is None:
        return None
    return _begun(accounts, account, step=None) if account.open_on(accounts.clock()) else None


def _begun(accounts: Accounts, account: Account, *, step: int | None) -> str | None:
    token = new_token()
    until = datetime.fromisoformat(account.expires_at) if account.expires_at is not None else None
    return token if accounts.begin(account.name, digest_of(token), step=step, until=until) else None
