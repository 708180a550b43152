"""Replies that wait for a person: encrypted, one file each, until somebody with the right to it lets them go.

    reviews = open_reviews("/var/lib/medguard/reviews", key, hours=72)
    reviews.hold(exchange_id, reply)
    reviews.read(exchange_id)          # None once it is released or too old

Four kinds of files lie there. ``.held`` is a reply that waits, a file for each version of its words; ``.free`` is one that was let go, for the
caller to collect; ``.test`` is a test item that waits among the replies; ``.edit`` is what a reviewer changed. A file's name is an HMAC of what it is
kept under, its content AES-256-GCM with name and expiry authenticated: no reply can be read, renamed into another's place or given a longer life
without the institution's key. A reply that waits and one that was let go are sealed with different keys, so that no renaming lets one go.
"""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from medguard.errors import GuardError
from medguard.keys import Key
from medguard.sealed import Sealed, SealError
from medguard.types import HeldReply

EDITS = "edits"
"""The folder within."""
EDITS_DAYS = 184
"""What a reviewer changed is kept as long as the log of the use: six months, AI Act Art. 19(1) and 26(6)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Freed:
    """A reply that was let go, as its caller gets it. Its ``repr`` shows none of it."""

    content: bytes
    media_type: str
    status: int
    headers: Mapping[str, str]
    """Marks that go along."""
    shown_as: str | None
    """By what its caller is known again."""

    def __repr__(self) -> str:
        return f"<Freed, {len(self.content)} bytes>"


class Reviews:
    """Held replies in a folder of their own. Threads and processes may share it."""

    def __init__(self, folder: Path, key: Key, *, seconds: int, clock: Callable[[], float] = time.time) -> None:
        self.folder = folder
        self._next_sweep = 0.0

        def files(where: Path, form: bytes, ending: str, what: str, seconds: int) -> Sealed:
            purposes = (f"names of {what}", what) if what != "held replies" else ("held names", what)
            return Sealed(where, key, form=form, ending=ending, purposes=purposes, seconds=seconds, clock=clock)

        self._held = files(folder, b"MGR1", ".held", "held replies", seconds)
        self._free = files(folder, b"MGF1", ".free", "freed replies", seconds)
        self._tests = files(folder, b"MGT1", ".test", "test items", seconds)
        # Apart from those that must not be in a backup.
        self._edits = files(folder / EDITS, b"MGE1", ".edit", "edits of replies", EDITS_DAYS * 86_400)

    def __repr__(self) -> str:
        return f"<Reviews {self.folder}>"

    # ── a reply that waits ───────────────────────────────────────────────────────────────────────────────────────────

    def hold(self, exchange_id: str, reply: HeldReply) -> None:
        """Keep a reply, whole or not at all; in other words it waits no longer than in its first. Raises OSError if there is no room."""
        self._sweep_now_and_then()
        expires = self._expires(_name(exchange_id, reply.version - 1)) if reply.version else None
        written = asdict(reply) | {name: _letters(getattr(reply, name)) for name in _BYTES}
        self._held.keep(_name(exchange_id, reply.version), json.dumps(written).encode(), expires=expires)

    def _expires(self, name: str) -> int | None:
        try:
            return self._held.expires(name)
        except SealError:
            raise _changed() from None

    def read(self, exchange_id: str, version: int = 0) -> HeldReply | None:
        """Read a held reply; ``None`` if there is none, or none any more. Raises GuardError if somebody changed it."""
        letter = _opened(self._held, _name(exchange_id, version))
        if letter is None:
            return None
        if "said" not in letter:  # the release before this one kept it: it can be let go or refused, and not be changed
            content = bytes.fromhex(letter["content"])
            return HeldReply(
                content=content, said=b"", sent=b"", media_type=letter["media_type"], status=200, wire={}, known=()
            )
        read = letter | {name: _bytes(letter[name]) for name in _BYTES}
        return HeldReply(**read | {"known": tuple((words, value) for words, value in letter["known"])})

    def waits(self, exchange_id: str, version: int = 0) -> bool:
        """Whether there is a file; what it holds is not looked at."""
        return self._held.path(_name(exchange_id, version)).is_file()

    def forget(self, exchange_id: str, version: int = 0) -> None:
        """Delete a held reply, and every version before it."""
        for each in range(version + 1):
            self._held.path(_name(exchange_id, each)).unlink(missing_ok=True)

    # ── a reply that was let go ──────────────────────────────────────────────────────────────────────────────────────

    def free(self, act: str, freed: Freed) -> None:
        """Keep what the act of this id lets go. Nobody gets it unless the ledger holds the act. Raises OSError if there is no room."""
        written = {name: getattr(freed, name) for name in ("media_type", "status", "headers", "shown_as")}
        written |= {"content": _letters(freed.content), "headers": dict(freed.headers)}
        self._free.keep(act, json.dumps(written).encode())

    def freed(self, act: str) -> Freed | None:
        """What the act let go; ``None`` if there is nothing, or nothing any more. Raises GuardError if somebody changed it."""
        letter = _opened(self._free, act)
        return Freed(**letter | {"content": _bytes(letter["content"])}) if letter is not None else None

    def forget_freed(self, act: str) -> None:
        """Delete what was made for an act that did not come to be."""
        self._free.path(act).unlink(missing_ok=True)

    # ── test items, and what was changed ─────────────────────────────────────────────────────────────────────────────

    def plant(self, item: str, holds: Mapping[str, Any]) -> None:
        """Keep a test item."""
        self._tests.keep(item, json.dumps(holds).encode())

    def planted(self, item: str) -> dict[str, Any] | None:
        """Read a test item; ``None`` if there is none, or none any more. Raises GuardError if somebody changed it."""
        return _opened(self._tests, item)

    def tests(self, item: str) -> bool:
        """Whether there is the file of a test item; what it holds is not looked at."""
        return self._tests.path(item).is_file()

    def uproot(self, item: str) -> None:
        """Delete a test item."""
        self._tests.path(item).unlink(missing_ok=True)

    def keep_edit(self, act: str, changes: bytes) -> None:
        """Keep what a reviewer changed, stand-ins in their places. Raises OSError if there is no room."""
        self._edits.keep(act, changes)

    def edit(self, act: str) -> bytes | None:
        """What was changed; ``None`` if nothing was, or its time is over. Raises GuardError if somebody changed it."""
        try:
            return self._edits.read(act)
        except SealError:
            raise _changed() from None

    def _sweep_now_and_then(self) -> None:
        """What was changed is kept for half a year, and to look at all of that each time would take longer and longer."""
        if time.monotonic() >= self._next_sweep:
            self._next_sweep = time.monotonic() + _SWEPT_EVERY
            self.sweep()

    def sweep(self) -> None:
        """Delete what is over its time."""
        for files in (self._held, self._free, self._tests, self._edits):
            files.sweep()


def open_reviews(folder: str, key: Key, *, hours: float) -> Reviews:
    """The held replies in a folder, each kept so many hours."""
    return Reviews(Path(folder).expanduser(), key, seconds=int(hours * 3600))


def reworded(reply: HeldReply, *, content: bytes, said: bytes) -> HeldReply:
    """The same reply in a reviewer's words."""
    return replace(reply, content=content, said=said, version=reply.version + 1)


_SWEPT_EVERY = 600.0
"""Seconds between two looks for what has expired."""
_BYTES = ("content", "said", "sent")


def _name(exchange_id: str, version: int) -> str:
    return exchange_id if version == 0 else f"{exchange_id} {version}"


def _letters(content: bytes) -> str:
    return base64.b64encode(content).decode()


def _bytes(letters: str) -> bytes:
    return base64.b64decode(letters, validate=True)


def _opened(files: Sealed, name: str) -> dict[str, Any] | None:
    try:
        content = files.read(name)
    except SealError:
        raise _changed() from None
    return dict(json.loads(content)) if content is not None else None


def _changed() -> GuardError:
    return GuardError(
        "A held reply is damaged, or somebody changed it; nothing was released.",
        remedy="Ask the question again, and find out who can write to the folder of held replies.",
        remedy_zh="请重新提问，并查明哪些人员或程序可写入待复核回复目录。",
    )
