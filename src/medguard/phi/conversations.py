"""The tables of conversations that a provider keeps on its side, by the ids that it gave them.

    conversations = open_conversations("/var/lib/medguard/conversations", key, hours=72)
    conversations.keep(["resp_1"], table, of="ward-app")
    conversations.find(["resp_1"], of="ward-app", avoid=[...])      # None: nobody knows it (any more)

Each reply has a table of its own: a conversation can be gone on with from any of its replies, and from the same one twice. A table is
found for the application alone that had it, whoever else learns the id.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from medguard.keys import Key
from medguard.phi.standins import StandInTable
from medguard.phi.vault import Vault
from medguard.types import StandIns

_SWEPT_EVERY = 600.0
"""Seconds between two looks for what has expired."""


class Conversations:
    """Tables of stand-ins in a folder of their own. Threads and processes may share it."""

    def __init__(self, vault: Vault, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._vault, self._clock = vault, clock
        self._next_sweep = clock()
        self._lock = threading.Lock()

    def __repr__(self) -> str:
        return f"<Conversations in {self._vault!r}>"

    def keep(self, ids: Sequence[str], table: StandIns, *, of: str | None) -> None:
        """Keep a conversation's table under each of these ids. Raises OSError if there is no room."""
        assert isinstance(table, StandInTable)  # noqa: S101  the guard opens this for stand-ins alone
        self._sweep()
        for one in ids:
            self._vault.keep(_name(of, one), table)

    def find(self, ids: Sequence[str], *, of: str | None, avoid: Iterable[str]) -> StandIns | None:
        """The table to go on with; ``None`` if nobody knows it (any more), or if it would be two. Raises GuardError if somebody changed it."""
        return self._vault.read(_name(of, ids[0]), avoid=avoid) if len(ids) == 1 else None

    def _sweep(self) -> None:
        with self._lock:
            now = self._clock()
            if now < self._next_sweep:
                return
            self._next_sweep = now + _SWEPT_EVERY
        self._vault.sweep()


def open_conversations(folder: str, key: Key, *, hours: float) -> Conversations:
    """The tables in a folder, each kept so many hours after the reply that it belongs to."""
    return Conversations(Vault(Path(folder).expanduser(), key, seconds=round(hours * 3600)))


def _name(of: str | None, one: str) -> str:
    return json.dumps([of, one])
