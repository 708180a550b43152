"""What one reviewer does with one reply, as records: each act looks, inside its transaction, whether everything is still as the reviewer saw it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from medguard.audit.held import Change, State, written
from medguard.profile import Profile
from medguard.review.judging import Judged
from medguard.review.queue import Item
from medguard.review.reviewers import Reviewer
from medguard.review.told import NothingWaits, NotShown, Taken
from medguard.review.webhooks import tell_of
from medguard.types import Decision, Entry, Exchange, Obligation, Outcome, ReplyAct

NOBODYS: Mapping[str, None] = {"claimed_by": None, "claimed_until": None, "shown_at": None}


@dataclass(frozen=True, slots=True, kw_only=True)
class Acts:
    """One reviewer and one reply."""

    settings: Profile
    item: Item
    reviewer: Reviewer

    # ── looking ──────────────────────────────────────────────────────────────────────────────────────────────────────

    def claimed(self, before: State, act: str, now: str) -> Change:
        """It is theirs alone for a while."""
        self._must_be_free(before, now)
        return Change(entry=self._entry(act, now, Outcome.HELD, "claimed"), values=self._claim(before, now))

    def shown(self, before: State, act: str, now: str) -> Change:
        """They have it before their eyes."""
        if (before.state, before.version) != ("waiting", self.item.state.version):
            raise Taken
        if before.claimed_on(now) != self.reviewer.ref:
            raise Taken
        entry = self._entry(act, now, Outcome.HELD, "shown")
        return Change(entry=entry, values={"shown_at": before.shown_at or now})

    def changes_shown(self, _before: State, act: str, now: str) -> Change:
        """They looked at what somebody had changed."""
        return Change(entry=self._entry(act, now, Outcome.HELD, "changes_shown"), values={})

    def given_back(self, before: State, act: str, now: str) -> Change:
        """Somebody else may have it."""
        if before.claimed_on(now) != self.reviewer.ref:
            raise Taken
        entry: Entry = self._entry(act, now, Outcome.HELD, "given_back")
        if self.item.test:
            entry = ReplyAct(id=act, started_at=now, act="test_given_back", of=self.item.id, reviewer=self.reviewer.ref)
        return Change(entry=entry, values=NOBODYS)

    # ── deciding ─────────────────────────────────────────────────────────────────────────────────────────────────────

    def approved(self, before: State, act: str, now: str, *, decision: Decision, marks: Sequence[str]) -> Change:
        """It goes."""
        self.must_be_as_it_was(before, now)
        entry = self._entry(act, now, Outcome.ANSWERED, "approved", decision=decision, before=before, marks=marks)
        return self._ended(entry, act, now, "released")

    def approved_first(self, before: State, act: str, now: str, *, decision: Decision) -> Change:
        """One of two says that it may go."""
        self.must_be_as_it_was(before, now)
        if before.approved_by is not None:
            raise Taken
        entry = self._entry(act, now, Outcome.HELD, "approved_first", decision=decision, before=before)
        return Change(entry=entry, values={"approved_by": self.reviewer.ref, "approved_as": act, **NOBODYS})

    def not_approved(self, before: State, act: str, now: str, *, decision: Decision) -> Change:
        """The rules do not let it go with them."""
        self.must_be_as_it_was(before, now)
        entry = self._entry(act, now, Outcome.BLOCKED, "not_approved", decision=decision, before=before)
        return Change(entry=entry, values=NOBODYS)

    def edited(self, before: State, act: str, now: str, *, made: Judged) -> Change:
        """It has other words. Whoever approved before approved others."""
        values = {"version": self.item.state.version + 1, "edited_as": act, "approved_by": None, "approved_as": None}
        return Change(entry=self._edit(before, act, now, made, Outcome.HELD, "edited"), values=values)

    def edit_not_approved(self, before: State, act: str, now: str, *, made: Judged) -> Change:
        """The rules do not let these words go; they may try others."""
        return Change(entry=self._edit(before, act, now, made, Outcome.BLOCKED, "edit_not_approved"), values={})

    def refused(self, before: State, act: str, now: str, *, why: str) -> Change:
        """Nobody gets it."""
        self.must_be_as_it_was(before, now)
        duties = (_said(f"refused:{why}", self.item.record.sha256),)
        entry = self._entry(act, now, Outcome.BLOCKED, "refused", before=before, duties=duties)
        return self._ended(entry, act, now, "refused")

    # ── test items ───────────────────────────────────────────────────────────────────────────────────────────────────

    def test_shown(self, before: State, act: str, now: str, *, error: str) -> Change:
        """They have a test item before their eyes."""
        self._must_be_free(before, now)
        ref = self.reviewer.ref
        entry = ReplyAct(id=act, started_at=now, act="test_shown", of=self.item.id, reviewer=ref, why=error)
        claim = self._claim(before, now)
        since = now if claim else before.shown_at or now
        return Change(entry=entry, values=claim | {"shown_at": since})

    def tested(self, before: State, act: str, now: str, *, error: str, caught: bool) -> Change:
        """They have decided on a test item."""
        self.must_be_as_it_was(before, now)
        entry = ReplyAct(
            id=act,
            started_at=now,
            act="test_caught" if caught else "test_missed",
            of=self.item.id,
            reviewer=self.reviewer.ref,
            why=error,
            seconds=seconds_on_task(before, now),
        )
        return Change(entry=entry, values={"state": "tested", "ended_as": act, "ended_at": now, **NOBODYS})

    # ── what has to be so ────────────────────────────────────────────────────────────────────────────────────────────

    def must_be_theirs(self, state: State, now: str) -> None:
        """They have it, and were shown it."""
        if state.claimed_on(now) not in {None, self.reviewer.ref}:
            raise Taken
        if state.claimed_on(now) is None or state.shown_at is None:
            raise NotShown

    def must_be_as_it_was(self, before: State, now: str) -> None:
        """In the transaction, where nobody can come between."""
        if before.state != "waiting":
            raise NothingWaits
        if before.version != self.item.state.version:
            raise Taken
        self.must_be_theirs(before, now)

    def _must_be_free(self, before: State, now: str) -> None:
        if before.state != "waiting":
            raise NothingWaits
        if before.claimed_on(now) not in {None, self.reviewer.ref}:
            raise Taken

    # ── records ──────────────────────────────────────────────────────────────────────────────────────────────────────

    def _claim(self, before: State, now: str) -> dict[str, Any]:
        if before.claimed_on(now) == self.reviewer.ref:
            return {}
        assert self.settings.review is not None  # noqa: S101  whoever opened the desk looked
        until = datetime.fromisoformat(now) + timedelta(minutes=self.settings.review.claim_minutes)
        return {"claimed_by": self.reviewer.ref, "claimed_until": written(until), "shown_at": None}

    def _ended(self, entry: Entry, act: str, now: str, state: str) -> Change:
        values = {"state": state, "ended_as": act, "ended_at": now, **NOBODYS}
        return Change(entry=entry, values=values, tell=tell_of(self.settings, self.item.document, state))

    def _edit(  # noqa: PLR0917  as every act
        self, before: State, act: str, now: str, made: Judged, outcome: Outcome, reason: str
    ) -> Exchange:
        self.must_be_as_it_was(before, now)
        changed = _said("edited", hashlib.sha256(made.changes).hexdigest())
        entry = self._entry(act, now, outcome, reason, decision=made.decision, before=before, duties=(changed,))
        sha256 = hashlib.sha256(made.said).hexdigest()
        return replace(entry, reply=made.reply, findings=made.findings, reply_sha256=sha256)

    def _entry(
        self,
        act: str,
        now: str,
        outcome: Outcome,
        reason: str,
        *,
        decision: Decision | None = None,
        before: State | None = None,
        marks: Sequence[str] = (),
        duties: Sequence[Obligation] = (),
    ) -> Exchange:
        return Exchange(
            id=act,
            started_at=now,
            door="review",
            profile=self.settings.name,
            profile_sha256=self.settings.sha256,
            profile_signed_by=self.settings.signed_by,
            outcome=outcome,
            reason=reason,
            review_of=self.item.id,
            reviewer=self.reviewer.ref,
            seconds_on_task=seconds_on_task(before, now) if before is not None else None,
            decisions=(decision,) if decision else (),
            obligations=(
                _said("human_review", self.item.record.sha256),
                *duties,
                *(
                    Obligation(event="mark_applied", kind=name, via="header", text_sha256=self._hash_of_mark(name))
                    for name in marks
                ),
            ),
            reply_sha256=self.item.document["reply_sha256"],
        )

    def _hash_of_mark(self, name: str) -> str:
        """Of its name and the exchange, as in the flow: its value holds a hash of the reply with its names."""
        return hashlib.sha256(f"{name}:{self.item.id}".encode()).hexdigest()


def seconds_on_task(before: State, now: str) -> float | None:
    """How long the reply was before the reviewer's eyes; ``None`` where a clock that jumped leaves nobody knowing."""
    if before.shown_at is None:
        return None
    seconds = (datetime.fromisoformat(now) - datetime.fromisoformat(before.shown_at)).total_seconds()
    return round(seconds, 1) if seconds >= 0 else None


def _said(kind: str, sha256: str) -> Obligation:
    return Obligation(event="human_review", kind=kind, via="review", text_sha256=sha256)
