"""The caller's side: whoever asked comes for the reply, and nobody else learns so much as that there is one.

collect(guard, exchange_id, who)      # Waits, or Collected; raises NoSuchReply (404) or ReplyGone (410)
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from medguard.audit import SqlLedger, get
from medguard.audit.held import Change, HeldReplies, State
from medguard.errors import MedguardError
from medguard.flow import Who
from medguard.reviews import Freed, Reviews
from medguard.types import Outcome, ReplyAct

_ID = re.compile(r"[0-9a-f]{32}")

RETRY_SECONDS = 5
"""How soon it is worth asking again whether somebody has looked."""


class NoSuchReply(MedguardError):
    """There is none, or it is not this caller's: the two are not told apart."""

    code = "no_such_reply"
    http_status = 404

    def __init__(self) -> None:
        super().__init__(
            "No reply of yours waits under this id.",
            remedy="Ask with the id of x-medguard-exchange and the credential of the question.",
            remedy_zh="该编号下没有属于您的待复核回复。请使用 x-medguard-exchange 中的编号及提问时的凭证。",
        )


class ReplyGone(MedguardError):
    """It was refused, or its time is over."""

    code = "reply_gone"
    http_status = 410

    def __init__(self) -> None:
        super().__init__(
            "The reply will not come: a reviewer refused it, or its time is over.",
            remedy="Ask the question again, or ask somebody who may answer it.",
            remedy_zh="该回复不会再提供：已被复核人员拒绝或已过期。请重新提问，或咨询有权答复的人员。",
        )


@dataclass(frozen=True, slots=True)
class Waits:
    """Nobody has decided yet."""

    exchange_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Collected:
    """The reply, let go."""

    exchange_id: str
    act: str
    freed: Freed = field(repr=False)


def collect(ledger: SqlLedger, reviews: Reviews | None, exchange_id: str, who: Who) -> Waits | Collected:
    """Come for a reply. That it was given is recorded before it is."""
    # 1. It is theirs.
    record = get(ledger.engine, exchange_id) if _ID.fullmatch(exchange_id) else None
    if (
        record is None
        or record.exchange_id != exchange_id
        or record.outcome != Outcome.HELD
        or record.kind != "exchange"
    ):
        raise NoSuchReply
    if record.door == "review" or reviews is None or not _theirs(record.exchange(), who, ledger):
        raise NoSuchReply
    held = HeldReplies(ledger)
    state = held.state(exchange_id)
    # 2. It waits, or it is gone.
    if state.state == "waiting":
        waiting = reviews.read(exchange_id, state.version)
        if waiting is None:
            raise ReplyGone
        _must_be_shown_as(waiting.shown_as, who)
        return Waits(exchange_id)
    if state.state != "released" or state.ended_as is None or not _lets_go(ledger, state):
        raise ReplyGone
    # 3. It was let go, and the ledger says so.
    freed = reviews.freed(state.ended_as)
    if freed is None:
        raise ReplyGone
    _must_be_shown_as(freed.shown_as, who)
    if state.collected_at is None:
        held.act(exchange_id, _collected)
    return Collected(exchange_id=exchange_id, act=state.ended_as, freed=freed)


def _collected(before: State, act: str, now: str) -> Change:
    entry = ReplyAct(id=act, started_at=now, act="collected", of=before.exchange_id)
    return Change(entry=entry, values={"collected_at": before.collected_at or now})


def _lets_go(ledger: SqlLedger, state: State) -> bool:
    """Whether the act that the row names is in the ledger, and is what it should be: a row alone lets nothing go."""
    act = get(ledger.engine, state.ended_as or "")
    if act is None or act.exchange_id != state.ended_as or act.door != "review":
        return False
    said = act.exchange()
    return (act.outcome, act.reason, said["review_of"]) == (Outcome.ANSWERED, "approved", state.exchange_id)


def _theirs(said: Mapping[str, Any], who: Who, ledger: SqlLedger) -> bool:
    """Whether the record tells of the same caller: the same key, or else the same program in the same way."""
    known = said["known_by"] == (who.known_by or "") and said["key"] == who.key
    same = known and said["application"] == who.application
    same = same and ("application" in said["claimed"]) == ("application" in who.claimed)
    if who.known_by == "jwt" and (actor := who.vouched("actor")) is not None:
        same = same and said["actor"] == ledger.pseudonym(actor)
    return bool(same)


def _must_be_shown_as(kept: str | None, who: Who) -> None:
    given = who.shown_as
    if kept is None or given is None or not hmac.compare_digest(kept.encode(), given.encode()):
        raise NoSuchReply
