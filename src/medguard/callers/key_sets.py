"""The public keys of whoever issues tokens: a JSON Web Key Set (RFC 7517) from a file or from one address that the profile names.

The address is the profile's and nothing else: no header of a token (``jku``, ``x5u``, ``jwk``) leads anywhere. There is no redirect,
no proxy of the environment, no cookie, an answer of at most a few hundred kilobytes, and nothing but public keys is taken from it.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import httpx2
import orjson
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, OKPKey, RSAKey

from medguard import log
from medguard.errors import CallersUnknown, ProfileError
from medguard.log import Event

Key = RSAKey | ECKey | OKPKey
"""Asymmetric ones. A set that holds a symmetric key, which would be no secret any more, is used without it."""

FRESH_SECONDS: Final = 600.0
"""So long a set is used without asking again."""
STALE_SECONDS: Final = 3600.0
"""So long it is used while it cannot be read again. After that nobody is known: a key that was withdrawn must stop working."""
_FIRST_PAUSE: Final = 10.0
_LONGEST_PAUSE: Final = 300.0
"""Between two tries, doubled with each that failed or that an unknown key was asked for in vain."""
_SECONDS: Final = 5.0
_LARGEST: Final = 512_000
_MOST_KEYS: Final = 200
_SMALLEST_RSA: Final = 2048
_KINDS: Final[Mapping[str, type[Key]]] = {"RSA": RSAKey, "EC": ECKey, "OKP": OKPKey}
_HERE: Final = frozenset(("localhost", "127.0.0.1", "::1"))


class _Trouble(Exception):
    """The set could not be read; its class says enough for the log, and no words of anybody's."""


class Keys:
    """A key set that is read again when it grows old, or when a token names a key that is not in it. Threads may share it."""

    def __init__(
        self,
        where: str,
        *,
        trouble: Event = Event.CALLER_KEYS_NOT_READ,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """``trouble``: what the log is told when the set cannot be read."""
        self._read = _reader(where)
        self._clock, self._told = clock, trouble
        self._reading = threading.Lock()
        self._keys: tuple[Key, ...] = ()
        self._read_at: float | None = None
        self._not_before = float("-inf")
        self._pause = _FIRST_PAUSE

    def with_id(self, kid: str | None) -> tuple[Key, ...]:
        """The keys of this name; without a name all of them. Raises CallersUnknown if no set that may still be used could be read."""
        if self._age() >= FRESH_SECONDS:
            self._read_again(wait=0.0 if self._age() < STALE_SECONDS else 2 * _SECONDS)
        found = self._named(kid)
        if not found:  # perhaps it is new
            self._read_again(wait=1.0)
            found = self._named(kid)
        if self._age() >= STALE_SECONDS:
            raise _nobody_is_known()
        return found

    def close(self) -> None:
        """Let go of the connection."""
        if isinstance(self._read, _Address):
            self._read.close()

    def _age(self) -> float:
        return float("inf") if self._read_at is None else self._clock() - self._read_at

    def _named(self, kid: str | None) -> tuple[Key, ...]:
        return tuple(key for key in self._keys if kid is None or key.kid == kid)

    def _read_again(self, *, wait: float) -> None:
        """Read the set once more, unless somebody has just tried; wait so many seconds for whoever reads it now."""
        if not self._reading.acquire(timeout=wait):
            return
        try:
            now = self._clock()
            if now < self._not_before:
                return
            # Before reading: a thousand tokens with names of keys that never were ask once.
            self._not_before = now + self._pause
            asked_in_vain = self._age() < FRESH_SECONDS
            self._pause = min(self._pause * 2, _LONGEST_PAUSE)
            try:
                keys = _taken(self._read())
            except _Trouble as trouble:
                log.event(self._told, error=trouble.__cause__ or trouble)
                return
            if keys != self._keys or not asked_in_vain:
                self._pause = _FIRST_PAUSE
            self._keys, self._read_at = keys, self._clock()
        finally:
            self._reading.release()


def _nobody_is_known() -> CallersUnknown:
    return CallersUnknown(
        "The keys by which tokens are known cannot be read now.",
        why="key_set_not_read",
        headers={"Retry-After": "10"},
        remedy="Ask again later; whoever runs medguard checks callers.jwt.keys and the identity provider.",
        remedy_zh="请稍后重试；管理员请检查 callers.jwt.keys 与身份提供方。",
    )


# ── reading ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def _reader(where: str) -> Callable[[], bytes]:
    """What reads the set. Raises ProfileError for an address that is none."""
    if "://" not in where:
        return _File(Path(where).expanduser())
    try:
        parts = urlsplit(where)
        sound = bool(parts.hostname) and parts.username is None and parts.password is None and not parts.fragment
    except ValueError:
        sound = False
    if not sound or not (parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _HERE)):
        raise ProfileError(
            "callers.jwt.keys is neither a file nor an https address.",
            remedy="Write the issuer's jwks_uri, https://…, or the path of a file; http is taken of this machine alone.",
            remedy_zh="callers.jwt.keys 请填写签发方的 jwks_uri（https://…）或文件路径；http 仅限本机。",
        )
    return _Address(where)


class _File:
    def __init__(self, path: Path) -> None:
        self._path = path

    def __call__(self) -> bytes:
        try:
            with self._path.open("rb") as file:
                return file.read(_LARGEST + 1)
        except (OSError, ValueError) as error:
            raise _Trouble from error


class _Address:
    def __init__(self, url: str) -> None:
        self._url = url
        self._client = httpx2.Client(timeout=_SECONDS, follow_redirects=False, trust_env=False)

    def __call__(self) -> bytes:
        content = bytearray()
        until = time.monotonic() + _SECONDS
        try:
            with self._client.stream("GET", self._url, headers={"Accept": "application/json"}) as response:
                if response.status_code != httpx2.codes.OK:  # a redirect is none either
                    raise _Trouble
                for chunk in response.iter_bytes():
                    content += chunk
                    if len(content) > _LARGEST or time.monotonic() > until:
                        raise _Trouble
        except httpx2.HTTPError as error:
            raise _Trouble from error
        finally:
            self._client.cookies.clear()
        return bytes(content)

    def close(self) -> None:
        self._client.close()


def _taken(content: bytes) -> tuple[Key, ...]:
    """The public keys of a set that signatures are checked with. What is not understood is left out (RFC 7517 section 5)."""
    if len(content) > _LARGEST:
        raise _Trouble
    try:
        listed = orjson.loads(content)["keys"]
    except (orjson.JSONDecodeError, KeyError, TypeError) as error:
        raise _Trouble from error
    if not isinstance(listed, list) or len(listed) > _MOST_KEYS:
        raise _Trouble
    keys = tuple(key for one in listed if (key := _key(one)) is not None)
    if not keys:
        raise _Trouble
    return keys


def _key(listed: Any) -> Key | None:
    if not isinstance(listed, dict) or listed.get("use", "sig") != "sig":
        return None
    kind = _KINDS.get(str(listed.get("kty")))
    if kind is None:
        return None
    try:
        key = kind.import_key({name: value for name, value in listed.items() if name in _PUBLIC})
    except (JoseError, ValueError, TypeError, KeyError, AttributeError):
        return None
    if isinstance(key, RSAKey) and key.raw_value.key_size < _SMALLEST_RSA:
        return None
    return key


_PUBLIC = frozenset("kty kid use alg key_ops n e crv x y".split())
"""A private part that somebody published by mistake is not even looked at."""
