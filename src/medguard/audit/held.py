"""What has become of replies that wait for a person: in the ledger's database, so that of several who act at once exactly one wins.

    held = HeldReplies(ledger)
    held.act(exchange_id, lambda now: Change(entry, {"claimed_by": "dr-0042"}))
    held.queue("hospital", since="2026-11-23T00:00:00Z")

Every change is a row and a record in one transaction, one after the other: they take the lock of the ledger's head. What a row says lets nobody
have a reply: that takes a file that only the institution's key can seal, under the id of an act that the ledger holds.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, insert, or_, select, update

from medguard.audit.database import explained, reading, writer
from medguard.audit.ledger import SqlLedger
from medguard.audit.migrate import require_latest
from medguard.audit.records import Record
from medguard.audit.tables import held_replies, records, webhook_calls
from medguard.types import Entry, Outcome, Receipt, ReplyAct

MOST_LISTED = 20_000
"""Replies that are looked through for a queue: the oldest first, so that none is forgotten. Whose are urgent is told by all of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """Where a reply stands."""

    exchange_id: str
    state: str = "waiting"
    """``waiting``, ``released``, ``refused``; ``tested``: it was a test item, and nobody gets it."""
    version: int = 0
    """Which words of it count."""
    edited_as: str | None = None
    """The record of the edit that made them."""
    claimed_by: str | None = None
    claimed_until: str | None = None
    shown_at: str | None = None
    """Since when whoever has claimed it has these words before their eyes."""
    approved_by: str | None = None
    """The first of two who have to."""
    approved_as: str | None = None
    ended_as: str | None = None
    """The record of the act by which it waits no more."""
    ended_at: str | None = None
    collected_at: str | None = None
    planted_like: str | None = None
    planted_at: str | None = None

    def claimed_on(self, now: str) -> str | None:
        """Who has it at this moment."""
        return self.claimed_by if self.claimed_until is not None and now < self.claimed_until else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """The record of an act, and what is different after it."""

    entry: Entry
    values: Mapping[str, Any]
    tell: Mapping[str, str] | None = None
    """Of whom an application is to be told by a webhook: its name, the profile and the outcome."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """An application that is to be told."""

    id: str
    exchange_id: str
    application: str
    profile: str
    outcome: str
    made_at: str
    tries: int


@dataclass(frozen=True, slots=True)
class HeldReplies:
    """The tables of held replies and of webhooks. Threads and processes may share them."""

    ledger: SqlLedger
    clock: Callable[[], datetime] = field(default=lambda: datetime.now(UTC))

    def state(self, exchange_id: str) -> State:
        """Where a reply stands; as it began, if nobody has done anything with it."""
        with reading(self.ledger.engine) as connection:
            require_latest(connection)
            return _state(connection, exchange_id)

    def queue(self, profile: str, *, since: str) -> tuple[tuple[Record, State], ...]:
        """Replies that were held since then under a profile and still wait, the oldest first; test items stand beside the exchange they look like."""
        row = held_replies.c
        those = select(records, *_OF_STATE).join_from(
            records, held_replies, records.c.exchange_id == row.exchange_id, isouter=True
        )
        real = those.where(
            records.c.outcome == Outcome.HELD.value,
            records.c.kind == "exchange",
            records.c.door != "review",
            records.c.profile == profile,
            records.c.recorded_at >= since,
            or_(row.state.is_(None), row.state == "waiting"),
        )
        tests = select(records, *_OF_STATE).join_from(held_replies, records, records.c.exchange_id == row.planted_like)
        tests = tests.where(row.state == "waiting", row.planted_at >= since, records.c.profile == profile)
        with reading(self.ledger.engine) as connection:
            require_latest(connection)
            found = connection.execute(real.order_by(records.c.position).limit(MOST_LISTED)).mappings().all()
            planted = connection.execute(tests.limit(MOST_LISTED)).mappings().all()
        return tuple((_record(dict(one)), _state_of(dict(one))) for one in (*found, *planted))

    def act(self, exchange_id: str, change: Callable[[State, str, str], Change]) -> Receipt:
        """Do something with a reply. ``change`` is given where it stands, the act's id and the time, and says what is different, or raises."""

        def changed(connection: Connection, act: str, now: str) -> Entry:
            before = _state(connection, exchange_id)
            made = change(before, act, now)
            this = held_replies.c.exchange_id == exchange_id
            if connection.scalar(select(held_replies.c.exchange_id).where(this)) is None:
                connection.execute(insert(held_replies), [{"exchange_id": exchange_id, "state": "waiting"}])
            if made.values:
                connection.execute(update(held_replies).where(this), dict(made.values))
            if made.tell is not None:
                call = {"id": act, "exchange_id": exchange_id, "made_at": now, "next_at": now, "tries": 0}
                connection.execute(insert(webhook_calls), [call | dict(made.tell)])
            return made.entry

        return self.ledger.keep_with(changed)

    # ── webhooks ─────────────────────────────────────────────────────────────────────────────────────────────────────

    def due(self, profile: str, *, lease: timedelta, most: int) -> tuple[Call, ...]:
        """Take those who are to be told now, for so long: whoever else looks meanwhile does not find them."""
        now = self.clock().astimezone(UTC)
        call = webhook_calls.c
        waiting = (
            select(*(call[name] for name in _CALL))
            .where(call.next_at <= written(now), call.profile == profile)
            .order_by(call.next_at)
            .limit(most)
        )
        with explained(self.ledger.engine.url), writer(self.ledger.engine).begin() as connection:
            found = connection.execute(waiting.with_for_update(skip_locked=True)).mappings().all()
            for one in found:
                taken = update(webhook_calls).where(call.id == one["id"])
                connection.execute(taken, {"next_at": written(now + lease)})
        return tuple(Call(**one) for one in found)

    def told(self, call: Call, act: str, why: str) -> Receipt:
        """Record that an application was told, or will not be, and try no more."""

        def done(connection: Connection, id: str, now: str) -> Entry:  # noqa: A002  as the field is called
            connection.execute(
                update(webhook_calls).where(webhook_calls.c.id == call.id), {"next_at": None, "tries": call.tries + 1}
            )
            return ReplyAct(id=id, started_at=now, act=act, of=call.exchange_id, why=why)  # type: ignore[arg-type]

        return self.ledger.keep_with(done)

    def tell_later(self, call: Call, seconds: float) -> None:
        """Try again then."""
        next_at = written(self.clock().astimezone(UTC) + timedelta(seconds=seconds))
        with explained(self.ledger.engine.url), writer(self.ledger.engine).begin() as connection:
            connection.execute(
                update(webhook_calls).where(webhook_calls.c.id == call.id),
                {"next_at": next_at, "tries": call.tries + 1},
            )


def written(moment: datetime) -> str:
    """A moment as the tables have it: so that text sorts as time does."""
    return moment.isoformat(timespec="microseconds").replace("+00:00", "Z")


_STATE = tuple(one.name for one in fields(State))
_OF_STATE: Sequence[Any] = [held_replies.c[name].label(f"of_{name}") for name in _STATE]
_CALL = tuple(one.name for one in fields(Call))


def _state(connection: Connection, exchange_id: str) -> State:
    query = select(*(held_replies.c[name] for name in _STATE)).where(held_replies.c.exchange_id == exchange_id)
    row = connection.execute(query).mappings().one_or_none()
    return State(**row) if row is not None else State(exchange_id=exchange_id)


def _record(row: Mapping[str, Any]) -> Record:
    return Record(**{one.name: row[one.name] for one in fields(Record)})


def _state_of(row: Mapping[str, Any]) -> State:
    if row["of_exchange_id"] is None:
        return State(exchange_id=row["exchange_id"])
    return State(**{name: row[f"of_{name}"] for name in _STATE})
