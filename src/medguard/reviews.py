"""Replies that wait for a person: encrypted, one file each, until somebody with the right to it lets them go.

    reviews = open_reviews("/var/lib/medguard/reviews", key, hours=72)
    reviews.hold(exchange_id, content, "application/json")
    reviews.read(exchange_id)          # None once it is released or too old

A file's name is an HMAC of the exchange's id, its content AES-256-GCM with id and expiry authenticated: no reply can be read, renamed into another's place
or given a longer life without the institution's key.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from medguard.errors import GuardError
from medguard.keys import Key
from medguard.sealed import Sealed, SealError

_CLAIMED = ".claimed"


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
        self._files = Sealed(
            folder,
            key,
            form=b"MGR1",
            ending=".held",
            purposes=("held names", "held replies"),
            seconds=seconds,
            clock=clock,
        )

    def __repr__(self) -> str:
        return f"<Reviews {self._files.folder}>"

    def hold(self, exchange_id: str, content: bytes, media_type: str) -> None:
        """Keep a reply, whole or not at all. Raises OSError if there is no room."""
        self.sweep()
        self._files.keep(exchange_id, json.dumps({"media_type": media_type, "content": content.hex()}).encode())

    def read(self, exchange_id: str) -> HeldReply | None:
        """Read a held reply; ``None`` if there is none, or none any more. Raises GuardError if somebody changed it."""
        try:
            content = self._files.read(exchange_id)
        except SealError:
            raise _changed() from None
        if content is None:
            return None
        letter = json.loads(content)
        return HeldReply(bytes.fromhex(letter["content"]), letter["media_type"])

    def claim(self, exchange_id: str) -> bool:
        """Take a reply out of the waiting ones, for one person alone; ``False`` if somebody else has it."""
        try:
            self._files.path(exchange_id).rename(self._claimed(exchange_id))
        except FileNotFoundError:
            return False
        return True

    def give_back(self, exchange_id: str) -> None:
        """Let a claimed reply wait again."""
        self._claimed(exchange_id).rename(self._files.path(exchange_id))

    def forget(self, exchange_id: str) -> None:
        """Delete a claimed reply now."""
        self._claimed(exchange_id).unlink(missing_ok=True)

    def sweep(self) -> None:
        """Delete what is over its time, claimed or not."""
        self._files.sweep(_CLAIMED)

    def _claimed(self, exchange_id: str) -> Path:
        return self._files.path(exchange_id).with_suffix(_CLAIMED)


def open_reviews(folder: str, key: Key, *, hours: float) -> Reviews:
    """The held replies in a folder, each kept so many hours."""
    return Reviews(Path(folder).expanduser(), key, seconds=int(hours * 3600))


def _changed() -> GuardError:
    return GuardError(
        "A held reply is damaged, or somebody changed it; nothing was released.",
        remedy="Ask the question again, and find out who can write to the folder of held replies.",
        remedy_zh="请重新提问，并查明哪些人员或程序可写入待复核回复目录。",
    )
