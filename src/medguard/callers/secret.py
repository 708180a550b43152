"""The secret of a calling application: 256 random bits, shown once, kept as their SHA-256.

A password is hashed slowly because people choose it and a list of guesses is short. This secret has 256 random bits: no list is
long enough, so a slow hash would protect nothing and would let anybody who sends wrong keys keep our processors busy. It is
found by its hash, in one dictionary, so that no key is told apart from one that never was, neither by words nor by time.

>>> secret = new_secret()
>>> secret.startswith(PREFIX), is_secret(secret), is_secret(secret + "x")
(True, True, False)
"""

from __future__ import annotations

import hashlib
import re
import secrets

PREFIX = "medguard_"
"""So that a scanner for leaked secrets knows one when it sees it."""

_SECRET = re.compile(PREFIX + r"[A-Za-z0-9_-]{43}")


def new_secret() -> str:
    """Make one."""
    return PREFIX + secrets.token_urlsafe(32)


def is_secret(words: str) -> bool:
    """Tell whether it has the form of one."""
    return _SECRET.fullmatch(words) is not None


def digest_of(secret: str) -> str:
    """What is kept of it, in hex."""
    return hashlib.sha256(secret.encode()).hexdigest()
