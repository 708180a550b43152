"""Replies that wait for a person: encrypted, one file each, until somebody with the right to it lets them go.

    reviews = open_reviews("/var/lib/medguard/reviews", key, hours=72)
    reviews.hold(exchange_id, content, "application/json")
    reviews.read(exchange_id)          # None once it is released or too old

A file's name is an HMAC of the exchange's id, its content AES-256-GCM with id and expiry authenticated: no reply can be read, renamed into another's place
or given a longer life without the institution's key.
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import json
import os
import struct
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from medguard.errors import GuardError
from medguard.keys import Key

_FORM = b"MGR1"
_HEAD = struct.Struct(">4sQ12s")
"""Form, expiry in seconds since 1970, nonce."""
_ENDING, _CLAIMED = ".held", ".claimed"


@dataclass(frozen=True, slots=True)
class HeldReply:
    """A reply that was not released yet, names restored. Its ``repr`` shows none of it."""

    content: bytes
    media_type: str

    def __repr__(self) -> str:
        return f"<HeldReply, {len(self.content)} bytes>"


class Reviews:
    """Held replies in a folder of their own. Threads and processes may share it."""

    def __init__(self, folder: Path, key: Key, *, seconds: int, clock: Callable[[], float] = time.time) -> None:
        self._folder, self._seconds, self._clock = folder, seconds, clock
        self._names, self._cipher = key.derived("held names"), AESGCM(key.derived("held replies"))

    def __repr__(self) -> str:
        return f"<Reviews {self._folder}>"

    def hold(self, exchange_id: str, content: bytes, media_type: str) -> None:
        """Keep a reply, whole or not at all. Raises OSError if there is no room."""
        expires, nonce = int(self._clock()) + self._seconds, os.urandom(12)
        letter = json.dumps({"media_type": media_type, "content": content.hex()}).encode()
        sealed = self._cipher.encrypt(nonce, letter, _bound(exchange_id, expires))
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.sweep()
        handle, written = tempfile.mkstemp(dir=self._folder, suffix=".new")  # only its owner may read it
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(_HEAD.pack(_FORM, expires, nonce) + sealed)
                file.flush()
                os.fsync(file.fileno())
            Path(written).replace(self._path(exchange_id))
        except BaseException:
            with contextlib.suppress(OSError):
                Path(written).unlink()
            raise

    def read(self, exchange_id: str) -> HeldReply | None:
        """Read a held reply; ``None`` if there is none, or none any more. Raises GuardError if somebody changed it."""
        path = self._path(exchange_id)
        try:
            content = path.read_bytes()
        except FileNotFoundError:
            return None
        if len(content) < _HEAD.size or not content.startswith(_FORM):
            raise _changed()
        _, expires, nonce = _HEAD.unpack_from(content)
        try:
            letter = json.loads(self._cipher.decrypt(nonce, content[_HEAD.size :], _bound(exchange_id, expires)))
        except InvalidTag:
            raise _changed() from None
        if expires <= self._clock():
            path.unlink(missing_ok=True)
            return None
        return HeldReply(bytes.fromhex(letter["content"]), letter["media_type"])

    def claim(self, exchange_id: str) -> bool:
        """Take a reply out of the waiting ones, for one person alone; ``False`` if somebody else has it."""
        try:
            self._path(exchange_id).rename(self._claimed(exchange_id))
        except FileNotFoundError:
            return False
        return True

    def give_back(self, exchange_id: str) -> None:
        """Let a claimed reply wait again."""
        self._claimed(exchange_id).rename(self._path(exchange_id))

    def forget(self, exchange_id: str) -> None:
        """Delete a claimed reply now."""
        self._claimed(exchange_id).unlink(missing_ok=True)

    def sweep(self) -> None:
        """Delete what is over its time, claimed or not."""
        for path in (*self._folder.glob(f"*{_ENDING}"), *self._folder.glob(f"*{_CLAIMED}")):
            with contextlib.suppress(FileNotFoundError):  # another process was faster
                with path.open("rb") as file:
                    head = file.read(_HEAD.size)
                if len(head) < _HEAD.size or _HEAD.unpack(head)[1] <= self._clock():
                    path.unlink()

    def _claimed(self, exchange_id: str) -> Path:
        return self._path(exchange_id).with_suffix(_CLAIMED)

    def _path(self, exchange_id: str) -> Path:
        name = hmac.new(self._names, exchange_id.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()
        return self._folder / f"{name}{_ENDING}"


def open_reviews(folder: str, key: Key, *, hours: float) -> Reviews:
    """The held replies in a folder, each kept so many hours."""
    return Reviews(Path(folder).expanduser(), key, seconds=int(hours * 3600))


def _bound(exchange_id: str, expires: int) -> bytes:
    return _FORM + struct.pack(">Q", expires) + exchange_id.encode("utf-8", "surrogatepass")


def _changed() -> GuardError:
    return GuardError(
        "A held reply is damaged, or somebody changed it; nothing was released.",
        remedy="Ask the question again, and find out who can write to the folder of held replies.",
        remedy_zh="请重新提问，并查明哪些人员或程序可写入待复核回复目录。",
    )
