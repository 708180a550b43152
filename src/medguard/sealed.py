"""Encrypted files in a folder of their own, each for a limited time: tables of stand-ins, and replies that wait for a person.

A file's name is an HMAC of what it is kept under, so a listing tells nothing. Its content is AES-256-GCM; name and expiry are authenticated
with it, so that no file can be renamed into another's place or given a longer life. Both keys come from the institution's key: delete that,
and every file is unreadable for good, backups included.
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import os
import struct
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from medguard.keys import Key

_HEAD = struct.Struct(">4sQ12s")
"""Form, expiry in seconds since 1970, nonce."""


class SealError(Exception):
    """A file is damaged, or somebody changed it."""


class Sealed:
    """Files of one form. Threads and processes may share the folder."""

    def __init__(
        self,
        folder: Path,
        key: Key,
        *,
        form: bytes,
        ending: str,
        purposes: tuple[str, str],
        seconds: int,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """``form`` is four bytes that begin every file; ``purposes`` are those of the keys for names and for content."""
        self.folder, self.form, self.ending = folder, form, ending
        names, content = map(key.derived, purposes)
        self._names, self._cipher, self._seconds, self._clock = names, AESGCM(content), seconds, clock

    def keep(self, name: str, content: bytes, *, expires: int | None = None) -> None:
        """Write a file, whole or not at all; its time begins anew, or is what another file's was. Raises OSError if there is no room."""
        expires, nonce = int(self._clock()) + self._seconds if expires is None else expires, os.urandom(12)
        sealed = self._cipher.encrypt(nonce, content, self._bound(name, expires))
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, written = tempfile.mkstemp(dir=self.folder, suffix=".new")  # only its owner may read it
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(_HEAD.pack(self.form, expires, nonce) + sealed)
                file.flush()
                os.fsync(file.fileno())
            Path(written).replace(self.path(name))
        except BaseException:
            with contextlib.suppress(OSError):
                Path(written).unlink()
            raise

    def read(self, name: str) -> bytes | None:
        """Read a file; ``None`` if there is none, or none any more. Raises SealError if somebody changed it."""
        opened = self._opened(name)
        return opened[0] if opened is not None else None

    def expires(self, name: str) -> int | None:
        """When a file's time is over, in seconds since 1970; ``None`` and SealError as of ``read``."""
        opened = self._opened(name)
        return opened[1] if opened is not None else None

    def _opened(self, name: str) -> tuple[bytes, int] | None:
        path = self.path(name)
        try:
            content = path.read_bytes()
        except FileNotFoundError:
            return None
        if len(content) < _HEAD.size or not content.startswith(self.form):
            raise SealError
        _, expires, nonce = _HEAD.unpack_from(content)
        try:
            plain = self._cipher.decrypt(nonce, content[_HEAD.size :], self._bound(name, expires))
        except InvalidTag:
            raise SealError from None
        if expires <= self._clock():
            path.unlink(missing_ok=True)
            return None
        return plain, expires

    def sweep(self, *more: str) -> int:
        """Delete what has expired, and what nobody can read, also of ``more`` endings; say how many. Needs no key."""
        gone = 0
        for path in [path for ending in (self.ending, *more) for path in self.folder.glob(f"*{ending}")]:
            with contextlib.suppress(FileNotFoundError):  # another process was faster
                with path.open("rb") as file:
                    head = file.read(_HEAD.size)
                if len(head) < _HEAD.size or not head.startswith(self.form) or _HEAD.unpack(head)[1] <= self._clock():
                    path.unlink()
                    gone += 1
        return gone

    def path(self, name: str) -> Path:
        """Where a file is."""
        hidden = hmac.new(self._names, name.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()
        return self.folder / f"{hidden}{self.ending}"

    def _bound(self, name: str, expires: int) -> bytes:
        return self.form + struct.pack(">Q", expires) + name.encode("utf-8", "surrogatepass")
