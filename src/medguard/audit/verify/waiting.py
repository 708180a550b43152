"""Whether the rows of replies that waited for a person say what the records tell: who had one, what was done with it, how it ended.

Each act changed its row and appended its record in one transaction, so the records, read again in their order, make every row again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import orjson
from sqlalchemy import Connection, or_, select

from medguard.audit.tables import held_replies, records
from medguard.audit.verify.found import PAGE
from medguard.types import ReplyAct

LONGEST_CLAIM = timedelta(days=1)
"""What a profile may say in ``review.claim_minutes``."""

_ENDS = {"approved": "released", "refused": "refused", "test_caught": "tested", "test_missed": "tested"}
_GIVES_BACK = {"approved_first", "not_approved", "given_back", "test_given_back", *_ENDS}
_OF_ONE_THAT_WAITS = {"claimed", "shown", "edited", "edit_not_approved", "test_shown", *_GIVES_BACK}
_EARLIER = {"shown", "not_approved", "approved", "refused"}
"""What the release before these rows recorded, too."""


@dataclass(slots=True)
class _Told:
    """What the records tell of one reply so far: the values of its row."""

    state: str = "waiting"
    version: int = 0
    edited_as: str | None = None
    claimed_by: str | None = None
    claimed: list[str] = field(default_factory=list)
    """When they claimed it: another window of the same reviewer claims nothing, and cannot be told from one that does."""
    shown: set[str | None] = field(default_factory=lambda: {None})
    """Since when they may have had it before their eyes."""
    approved_by: str | None = None
    approved_as: str | None = None
    ended_as: str | None = None
    ended_at: str | None = None
    collected_at: str | None = None
    planted_at: str | None = None
    has_row: bool = False
    again: bool = False
    """Something was done with it after it had ended: somebody had made its row wait again."""

    def hear(self, act: str, name: str, by: str | None, at: str) -> None:
        """One more record."""
        self.has_row = self.has_row or act not in _EARLIER
        self.again = self.again or (act in _OF_ONE_THAT_WAITS and self.state != "waiting")
        if act in {"claimed", "test_shown"}:
            mine = self.claimed_by == by
            self.claimed, self.claimed_by = [*(self.claimed if mine else ()), at], by
            self.shown = (self.shown if mine else set()) | {None if act == "claimed" else at}
        elif act == "shown":
            self.shown = {one or at for one in self.shown}
        elif act == "edited":
            self.version, self.edited_as, self.approved_by, self.approved_as = self.version + 1, name, None, None
        elif act == "approved_first":
            self.approved_by, self.approved_as = by, name
        elif act == "collected":
            self.collected_at = self.collected_at or at
        elif act == "test_planted":
            self.planted_at = at
        if act in _ENDS:
            self.state, self.ended_as, self.ended_at = _ENDS[act], name, at
        if act in _GIVES_BACK:
            self.claimed_by, self.claimed, self.shown = None, [], {None}

    def says(self, row: Mapping[str, Any]) -> bool:
        """Whether the row says the same."""
        same = all(row[name] == getattr(self, name) for name in _COMPARED)
        planted = (row["planted_like"] is None) == (self.planted_at is None)
        return same and planted and row["shown_at"] in self.shown and self._claimed_until(row["claimed_until"])

    def _claimed_until(self, until: str | None) -> bool:
        if until is None or not self.claimed:
            return until is None and not self.claimed
        with suppress(ValueError, TypeError):  # no moment: nobody of us wrote it
            ends = datetime.fromisoformat(until)
            return any(timedelta() < ends - datetime.fromisoformat(one) <= LONGEST_CLAIM for one in self.claimed)
        return False


_COMPARED = (
    "state",
    "version",
    "edited_as",
    "claimed_by",
    "approved_by",
    "approved_as",
    "ended_as",
    "ended_at",
    "collected_at",
    "planted_at",
)


def contradicted(connection: Connection) -> list[str]:
    """Replies whose row says otherwise than the records do, or is gone. What an earlier release let go has no row."""
    told: dict[str, _Told] = {}
    for act, of, name, by, at in _acts(connection):
        told.setdefault(of, _Told()).hear(act, name, by, at)
    wrong = {of for of, one in told.items() if one.again or one.has_row}
    rows = connection.execute(select(held_replies).execution_options(yield_per=PAGE)).mappings()
    for row in map(dict, rows):
        one = told.get(row["exchange_id"], _Told())
        if one.says(row) and not one.again:
            wrong.discard(row["exchange_id"])
        else:
            wrong.add(row["exchange_id"])
    return sorted(wrong)


def _acts(connection: Connection) -> Iterator[tuple[str, str, str, str | None, str]]:
    """What was done, of which reply, by which record, by whom and when: in the order of the records."""
    query = (
        select(records.c.exchange_id, records.c.document)
        .where(or_(records.c.door == "review", records.c.kind == ReplyAct.KIND))
        .order_by(records.c.position)
    )
    for name, document in connection.execute(query.execution_options(yield_per=PAGE)):
        with suppress(ValueError, KeyError, TypeError):  # what cannot be read, verify says of the record
            body = orjson.loads(document)
            if (said := body.get("exchange")) is not None:
                act, of = said["reason"], said["review_of"]
            else:
                said = body[ReplyAct.KIND]
                act, of = said["act"], said["of"]
            yield str(act), str(of), name, said["reviewer"], str(said["started_at"])
