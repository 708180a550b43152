"""Passwords (Argon2id), one-time codes (RFC 6238) and tokens.

>>> code_of("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", step_at(59))    # RFC 6238, Appendix B
'287082'
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import struct
import threading
import unicodedata
from typing import Final
from urllib.parse import quote

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

LONGEST_PASSWORD: Final = 256
_STEP_SECONDS: Final = 30
_DIGITS: Final = 6

_HASHER: Final = PasswordHasher()
_FEW: Final = threading.BoundedSemaphore(2)
"""A hash takes 64 MiB, and whoever knocks without a password shall not take them all."""


def hash_password(password: str) -> str:
    """What may be kept of a password."""
    with _FEW:
        return _HASHER.hash(_plain(password))


NOBODY: Final = "$argon2id$v=19$m=65536,t=3,p=4$FAxTKlO2WLOO00ykyAfzog$1uUAHHAt1ikrlTWZ/zPhLDE4asQozTvtgs6TB7MPnTA"
"""No password's: judged where there is no account, so that an answer takes as long."""


def is_password(password: str, kept: str) -> bool:
    """Whether it is the one."""
    with _FEW:
        try:
            return _HASHER.verify(kept, _plain(password))
        except (VerificationError, InvalidHashError):
            return False


def _plain(password: str) -> str:
    # The same password from every keyboard (RFC 8265 asks for NFC).
    return unicodedata.normalize("NFC", password)[:LONGEST_PASSWORD]


def new_totp() -> str:
    """A key for one-time codes, as an authenticator takes it."""
    return base64.b32encode(secrets.token_bytes(20)).decode()


def totp_link(key: str, account: str) -> str:
    """The same as the link that authenticators read from a QR code."""
    return f"otpauth://totp/medguard:{quote(account)}?secret={key}&issuer=medguard"


def step_at(seconds: float) -> int:
    """Which step of thirty seconds a moment is in."""
    return int(seconds) // _STEP_SECONDS


def code_of(key: str, step: int) -> str:
    """The one-time code of a step."""
    digest = hmac.digest(base64.b32decode(key), struct.pack(">Q", step), "sha1")
    (number,) = struct.unpack_from(">I", digest, digest[-1] & 0xF)
    return f"{(number & 0x7FFFFFFF) % 10**_DIGITS:0{_DIGITS}d}"


def step_of(code: str, key: str, now: float) -> int | None:
    """The step whose code this is: now's or a neighbour's, as clocks differ; ``None``: it is none of them."""
    given = "".join(code.split()).encode()
    steps = (step_at(now) + by for by in (0, -1, 1))
    return next((step for step in steps if hmac.compare_digest(code_of(key, step).encode(), given)), None)


def new_token() -> str:
    """For a session or a link."""
    return secrets.token_urlsafe(32)


def digest_of(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def form_token(token: str) -> str:
    """What a form of this session carries along: nobody can know it who has not the session's own token."""
    return hmac.new(token.encode("utf-8", "surrogatepass"), b"medguard form", "sha256").hexdigest()
