"""Keeps tables of stand-ins between requests: one file a conversation, encrypted, for a limited time.

    vault = open_vault("/var/lib/medguard/tables", hours=24)
    vault.keep("conversation-7", table)
    table = vault.read("conversation-7", avoid=[...])       # None once it has expired

Chat completions carry their whole conversation and need none of this; it is for applications that keep conversations elsewhere.

A file's name is an HMAC of the conversation's, so a listing tells nothing. Its content is AES-256-GCM; conversation and expiry are authenticated
with it, so that no file can be renamed into another's place or given a longer life. Both keys come from the institution's key: delete that,
and every table is unreadable for good, backups included.
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
from collections.abc import Callable, Iterable
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from medguard.errors import GuardError
from medguard.keys import Key
from medguard.phi.standins import Entry, StandInTable

_FORM = b"MGT1"
_HEAD = struct.Struct(">4sQ12s")
"""Form, expiry in seconds since 1970, nonce."""
_ENDING = ".table"


class Vault:
    """Tables by conversation in a folder of their own. Threads and processes may share the folder."""

    def __init__(self, folder: Path, key: Key, *, seconds: int, clock: Callable[[], float] = time.time) -> None:
        """Keep tables for so many ``seconds`` after each ``keep``."""
        self._folder, self._seconds, self._clock = folder, seconds, clock
        self._names, self._cipher = key.derived("table names"), AESGCM(key.derived("tables"))

    def __repr__(self) -> str:
        return f"<Vault {self._folder}>"

    def keep(self, conversation: str, table: StandInTable) -> None:
        """Write a conversation's table, whole or not at all; its time begins anew."""
        lines = [(entry.kind, entry.number, entry.value) for entry in table.entries()]
        expires, nonce = int(self._clock()) + self._seconds, os.urandom(12)
        content = json.dumps(lines, ensure_ascii=True).encode()
        sealed = self._cipher.encrypt(nonce, content, _bound(conversation, expires))
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, written = tempfile.mkstemp(dir=self._folder, suffix=".new")  # only its owner may read it
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(_HEAD.pack(_FORM, expires, nonce) + sealed)
                file.flush()
                os.fsync(file.fileno())
            Path(written).replace(self._path(conversation))
        except BaseException:
            with contextlib.suppress(OSError):
                Path(written).unlink()
            raise

    def read(self, conversation: str, *, avoid: Iterable[str] = ()) -> StandInTable | None:
        """Read a conversation's table; ``None`` if there is none, or none any more. Raises GuardError if somebody changed it."""
        path = self._path(conversation)
        try:
            content = path.read_bytes()
        except FileNotFoundError:
            return None
        if len(content) < _HEAD.size or not content.startswith(_FORM):
            raise _changed()
        _, expires, nonce = _HEAD.unpack_from(content)
        try:
            lines = json.loads(self._cipher.decrypt(nonce, content[_HEAD.size :], _bound(conversation, expires)))
        except InvalidTag:
            raise _changed() from None
        if expires <= self._clock():
            path.unlink(missing_ok=True)
            return None
        return StandInTable.of((Entry(kind, number, value) for kind, number, value in lines), avoid)

    def forget(self, conversation: str) -> None:
        """Delete a conversation's table now."""
        self._path(conversation).unlink(missing_ok=True)

    def sweep(self) -> int:
        """Delete what has expired, and what nobody can read; say how many. Needs no key, so it works after the key is gone."""
        gone = 0
        for path in self._folder.glob(f"*{_ENDING}"):
            with contextlib.suppress(FileNotFoundError):  # another process was faster
                with path.open("rb") as file:
                    head = file.read(_HEAD.size)
                if len(head) < _HEAD.size or not head.startswith(_FORM) or _HEAD.unpack(head)[1] <= self._clock():
                    path.unlink()
                    gone += 1
        return gone

    def _path(self, conversation: str) -> Path:
        name = hmac.new(self._names, conversation.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()
        return self._folder / f"{name}{_ENDING}"


def _bound(conversation: str, expires: int) -> bytes:
    return _FORM + struct.pack(">Q", expires) + conversation.encode("utf-8", "surrogatepass")


def _changed() -> GuardError:
    return GuardError(
        "The kept table of a conversation is damaged, or somebody changed it; nothing was read.",
        remedy="Begin the conversation anew, and find out who can write to the folder of tables.",
        remedy_zh="请重新开始对话，并查明哪些人员或程序可写入对照表目录。",
    )
