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

import json
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from medguard.errors import GuardError
from medguard.keys import Key
from medguard.phi.standins import Entry, StandInTable
from medguard.sealed import Sealed, SealError


class Vault:
    """Tables by conversation in a folder of their own. Threads and processes may share the folder."""

    def __init__(self, folder: Path, key: Key, *, seconds: int, clock: Callable[[], float] = time.time) -> None:
        """Keep tables for so many ``seconds`` after each ``keep``."""
        self._files = Sealed(
            folder,
            key,
            form=b"MGT1",
            ending=".table",
            purposes=("table names", "tables"),
            seconds=seconds,
            clock=clock,
        )

    def __repr__(self) -> str:
        return f"<Vault {self._files.folder}>"

    def keep(self, conversation: str, table: StandInTable) -> None:
        """Write a conversation's table, whole or not at all; its time begins anew."""
        lines: list[tuple[str, int, str | None]] = [(one.kind, one.number, one.value) for one in table.entries()]
        lines += [(kind, number, None) for kind, number in table.callers_own()]  # nobody's, and never to be somebody's
        self._files.keep(conversation, json.dumps(lines, ensure_ascii=True).encode())

    def read(self, conversation: str, *, avoid: Iterable[str] = ()) -> StandInTable | None:
        """Read a conversation's table; ``None`` if there is none, or none any more. Raises GuardError if somebody changed it."""
        try:
            content = self._files.read(conversation)
        except SealError:
            raise _changed() from None
        if content is None:
            return None
        lines = json.loads(content)
        return StandInTable.of(
            (Entry(kind, number, value) for kind, number, value in lines if value is not None),
            avoid,
            ((kind, number) for kind, number, value in lines if value is None),
        )

    def forget(self, conversation: str) -> None:
        """Delete a conversation's table now."""
        self._files.path(conversation).unlink(missing_ok=True)

    def sweep(self) -> int:
        """Delete what has expired, and what nobody can read; say how many. Needs no key, so it works after the key is gone."""
        return self._files.sweep()


def _changed() -> GuardError:
    return GuardError(
        "The kept table of a conversation is damaged, or somebody changed it; nothing was read.",
        remedy="Begin the conversation anew, and find out who can write to the folder of tables.",
        remedy_zh="请重新开始对话，并查明哪些人员或程序可写入对照表目录。",
    )
