"""What a reviewer does with a reply that waits: take it, read it, let it go, change it, refuse it, give it back. Every act is a record.

The order is the safety. Who they are is looked up in the registry at every act, so that a licence that ended while they read counts as ended. A reply is
one reviewer's at a time, and nobody decides on words that they were not shown. To let one go, the rules are asked once more with this reviewer; then the
file for the caller is sealed under the act's id, and only the commit of the act's record makes it count: no record, no reply. Of two who act at
once, one finds the row as it was and the other is told.
"""

from __future__ import annotations

import hashlib
import random
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, Literal, get_args

from medguard.audit import Record, SqlLedger, get
from medguard.audit.held import Change, HeldReplies, State, written
from medguard.audit.registry import SqlRegistry
from medguard.errors import GuardError, MedguardError, ProfileError
from medguard.flow import Marks
from medguard.guard import Guard
from medguard.profile import Profile, ReviewSettings
from medguard.review import planted
from medguard.review.acts import Acts
from medguard.review.deciding import Deciding, refused_by
from medguard.review.judging import beside, can_be_edited, judged, must_fit, words_of
from medguard.review.planted import TestItem
from medguard.review.queue import Item, Waiting, item_of, listed
from medguard.review.reviewers import NotForThem, Reviewer, reviewer_of, today
from medguard.review.told import NothingWaits, Taken
from medguard.reviews import Freed, Reviews, reworded
from medguard.rules import Catalogue, HouseRules, RegoRules
from medguard.types import HeldReply, Outcome, ReplyAct

Refusal = Literal["wrong", "unsafe", "incomplete", "off_topic", "identifies_somebody", "not_needed", "other"]
"""Why a reply is refused: a word, because what somebody writes could name a patient for ever."""
REFUSALS: tuple[Refusal, ...] = get_args(Refusal)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A reply before a reviewer's eyes. Its ``repr`` shows none of it."""

    item: Item
    words: tuple[str, ...] = field(repr=False)
    """One string an answer."""
    names: bool
    """Names restored; else what stands for them."""
    beside: tuple[str, ...] = field(default=(), repr=False)
    """What else goes along: thoughts, calls of tools."""
    can_be_edited: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Tested:
    """What a test item was about, told once it is decided on."""

    caught: bool
    why: str
    why_zh: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What came of an act."""

    act: Literal["approved", "approved_first", "refused", "tested"]
    freed: Freed | None = field(default=None, repr=False)
    """What the caller gets."""
    tested: Tested | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Where replies that wait are looked at. Threads may share it."""

    settings: Profile
    rules: RegoRules | HouseRules
    catalogue: Catalogue
    ledger: SqlLedger
    registry: SqlRegistry
    reviews: Reviews
    marks: Marks | None
    guard: Callable[[], Guard]
    """With the models, for judging what a reviewer writes; opened when it is first needed."""
    items: Sequence[TestItem]
    drawn: random.Random = field(default_factory=random.SystemRandom)

    @property
    def held(self) -> HeldReplies:
        """The tables."""
        return HeldReplies(self.ledger)

    @property
    def review(self) -> ReviewSettings:
        """What the profile says."""
        assert self.settings.review is not None  # noqa: S101  whoever opened this looked
        return self.settings.review

    @property
    def deciding(self) -> Deciding:
        """Who decides beside the reviewer."""
        return Deciding(
            settings=self.settings,
            rules=self.rules,
            catalogue=self.catalogue,
            registry=self.registry,
            marks=self.marks,
        )

    # ── looking ──────────────────────────────────────────────────────────────────────────────────────────────────────

    def reviewer(self, ref: str) -> Reviewer:
        """Somebody of the registry, as of today. Raises NotForThem."""
        return reviewer_of(self.registry, ref, self.review)

    def queue(self, ref: str | None = None) -> tuple[Item, ...]:
        """What waits, the most urgent first; with ``ref``, what is this reviewer's. Nothing of the replies is read."""
        return self.waiting(ref).items

    def waiting(self, ref: str | None = None) -> Waiting:
        """The same, and how many replies should wait of which nothing is there."""
        reviewer = self.reviewer(ref) if ref is not None else None
        since = datetime.now(UTC) - timedelta(hours=self.review.hours)
        found, lost = [], 0
        for record, state in self.held.queue(self.settings.name, since=written(since)):
            if state.planted_like is not None:
                there = self.reviews.tests(state.exchange_id)
            else:
                there = self.reviews.waits(record.exchange_id, state.version)
                lost += not there
            if not there:  # of a test item too, or it would stand there alone
                continue
            with suppress(NothingWaits):  # a row that no record stands behind hides itself alone; verify tells of it
                item = self._item(record, state, listed(record.document))
                if reviewer is None or (reviewer.may(item.asked) and state.approved_by != reviewer.ref):
                    found.append(item)
        return Waiting(items=tuple(sorted(found, key=lambda item: (item.due_at, item.id))), lost=lost)

    def item(self, which: str) -> Item:
        """One that waits, by its id or its beginning. Raises NothingWaits."""
        item = self._find(which)
        if item.state.state != "waiting":
            raise NothingWaits
        return item

    def take(self, which: str, ref: str) -> Reading:
        """Claim a reply for this reviewer and show it to them: both are recorded before a word is seen."""
        acts = self._acts(which, ref)
        item = acts.item
        names = acts.reviewer.sees_names(self.review)
        if item.test:
            holds = self._planted(item)
            self.held.act(item.id, partial(acts.test_shown, error=holds["id"]))
            shown = holds["names" if names else "stand_ins"]
            return Reading(item=item, words=(shown,), names=names, can_be_edited=True)
        if item.state.claimed_on(_now()) != ref:
            self.held.act(item.id, acts.claimed)
        held = self._read(item)
        words, more = words_of(held, names=names), beside(held, names=names)
        editable = can_be_edited(held, names=names)
        self.held.act(item.id, acts.shown)
        return Reading(item=item, words=words, names=names, beside=more, can_be_edited=editable)

    def give_back(self, which: str, ref: str) -> None:
        """Let somebody else take it."""
        item = self._find(which)
        acts = Acts(settings=self.settings, item=item, reviewer=self.reviewer(ref))
        self.held.act(item.id, acts.given_back)

    def changes(self, which: str, ref: str) -> bytes:
        """What an edit changed, stand-ins in their places; that they looked is recorded first."""
        record = get(self.ledger.engine, which)
        if record is None or record.door != "review" or record.reason != "edited":
            raise NothingWaits
        item, reviewer = self._find(str(record.exchange()["review_of"])), self.reviewer(ref)
        if not reviewer.may(item.asked):
            raise _not_theirs(item)
        kept = self.reviews.edit(record.exchange_id)
        if kept is None:
            raise NothingWaits
        self.held.act(item.id, Acts(settings=self.settings, item=item, reviewer=reviewer).changes_shown)
        return kept

    # ── deciding ─────────────────────────────────────────────────────────────────────────────────────────────────────

    def approve(self, which: str, ref: str) -> Verdict:
        """Let a reply go, if the rules do with this reviewer. Raises Blocked if they do not."""
        acts = self._with_it_before_them(which, ref)
        item = acts.item
        if item.test:
            return self._tested(acts, caught=False)
        held = self._read(item)
        # 1. The rules, with this reviewer, as the registry has them at this moment.
        decision = self.deciding.as_it_is(item, held, acts.reviewer)
        if rule := self.deciding.still_held_by(item, decision):
            self.held.act(item.id, partial(acts.not_approved, decision=decision))
            raise refused_by(rule)
        # 2. The first of two lets nothing go.
        if item.two and item.state.approved_by is None:
            self.held.act(item.id, partial(acts.approved_first, decision=decision))
            return Verdict(act="approved_first")
        if item.two:
            self._must_be_another(item, acts.reviewer)
        # 3. Sealed, recorded, free.
        headers = self.deciding.headers(item, held)
        freed = Freed(
            content=held.content,
            media_type=held.media_type,
            status=held.status,
            headers=headers,
            shown_as=held.shown_as,
        )
        sealed: list[str] = []

        def approved(before: State, act: str, now: str) -> Change:
            change = acts.approved(before, act, now, decision=decision, marks=tuple(headers))
            sealed.append(act)
            with _on_the_disk():
                self.reviews.free(act, freed)
            return change

        try:
            self.held.act(item.id, approved)
        except BaseException:
            self._forget_unless_kept(sealed)
            raise
        self._over(item)
        return Verdict(act="approved", freed=freed)

    def edit(self, which: str, ref: str, words: Sequence[str]) -> Verdict:
        """Give a reply other words, have them judged like the model's, and approve them. Raises Blocked, or GuardError where they do not fit."""
        acts = self._with_it_before_them(which, ref)
        item = acts.item
        if item.test:
            must_fit(words, answers=1)
            return self._tested(acts, caught=self._planted(item)["wrong"] not in words[0])
        held = self._read(item)
        names = acts.reviewer.sees_names(self.review)
        if list(words) == list(words_of(held, names=names)):
            return self.approve(item.id, ref)
        if not can_be_edited(held, names=names):
            raise _not_editable()
        decide = partial(self.deciding.in_other_words, item, held, acts.reviewer)
        made = judged(held, words, self.guard().parts, item.id, decide)
        # 1. What the rules do not let go is not kept either; the reviewer may try again.
        if rule := self.deciding.still_held_by(item, made.decision):
            self.held.act(item.id, partial(acts.edit_not_approved, made=made))
            raise refused_by(rule)
        # 2. The new words, and what is different; both sealed before the record counts.
        new = reworded(held, content=made.content, said=made.said)

        def edited(before: State, act: str, now: str) -> Change:
            change = acts.edited(before, act, now, made=made)
            with _on_the_disk():
                self.reviews.keep_edit(act, made.changes)
                self.reviews.hold(item.id, new)
            return change

        self.held.act(item.id, edited)
        # 3. Approved like any other.
        return self.approve(item.id, ref)

    def refuse(self, which: str, ref: str, why: Refusal) -> Verdict:
        """Throw a waiting reply away, and record who did and why."""
        if why not in REFUSALS:
            raise _no_reason()
        acts = self._with_it_before_them(which, ref)
        if acts.item.test:
            return self._tested(acts, caught=True)
        self.held.act(acts.item.id, partial(acts.refused, why=why))
        self._over(acts.item)
        return Verdict(act="refused")

    # ── test items ───────────────────────────────────────────────────────────────────────────────────────────────────

    def plant(self, item: Item) -> str | None:
        """Put a test item into the queue that looks like this reply, and give its id; ``None`` if its words are not there any more."""
        held = self.reviews.read(item.id, item.state.version)
        if held is None:
            return None
        chosen = planted.like("\n".join(words_of(held, names=False)), item.output_types, self.items, self.drawn)
        # As an exchange's is made, so that no letter of it tells.
        name = uuid.UUID(int=self.drawn.getrandbits(128), version=4).hex
        self.reviews.plant(name, planted.written(chosen, self.drawn))
        self.held.act(
            name,
            lambda _before, act, now: Change(
                entry=ReplyAct(id=act, started_at=now, act="test_planted", of=name, why=chosen.id),
                values={"planted_like": item.record.exchange_id, "planted_at": now},
            ),
        )
        return name

    def _planted(self, item: Item) -> dict[str, Any]:
        holds = self.reviews.planted(item.id)
        if holds is None:
            raise NothingWaits
        return holds

    def _tested(self, acts: Acts, *, caught: bool) -> Verdict:
        holds = self._planted(acts.item)
        self.held.act(acts.item.id, partial(acts.tested, error=holds["id"], caught=caught))
        self.reviews.uproot(acts.item.id)
        return Verdict(act="tested", tested=Tested(caught=caught, why=holds["why"], why_zh=holds["why_zh"]))

    # ── which ────────────────────────────────────────────────────────────────────────────────────────────────────────

    def _find(self, which: str) -> Item:
        record = get(self.ledger.engine, which)
        if record is not None and record.kind == "exchange" and record.door != "review":
            if record.outcome != Outcome.HELD:
                raise NothingWaits
            if record.profile != self.settings.name:
                raise _another_profile(record.profile)
            return self._item(record, self.held.state(record.exchange_id))
        found = [item for item in self.queue() if which and item.id.startswith(which)]
        if len(found) != 1:
            raise NothingWaits
        return self._item(found[0].record, found[0].state)

    def _acts(self, which: str, ref: str) -> Acts:
        """A reviewer and the reply, if it waits and is theirs to look at."""
        reviewer, item = self.reviewer(ref), self.item(which)
        if not reviewer.may(item.asked):
            raise _not_theirs(item)
        if item.state.approved_by == ref:
            raise NotForThem(
                "Two persons have to approve this reply, and this reviewer was the first.",
                remedy="Let another person look at it.",
                remedy_zh="该回复须由两人复核，此复核人员已是第一位。请由另一人复核。",
            )
        return Acts(settings=self.settings, item=item, reviewer=reviewer)

    def _with_it_before_them(self, which: str, ref: str) -> Acts:
        acts = self._acts(which, ref)
        acts.must_be_theirs(acts.item.state, _now())
        return acts

    def _item(self, record: Record, state: State, said: Mapping[str, Any] | None = None) -> Item:
        """``said``: as much of the record as a list needs."""
        document = dict(said if said is not None else record.exchange())
        if state.edited_as is not None:
            edit = self._recorded(state.edited_as)
            if (edit.get("reason"), edit.get("review_of")) != ("edited", state.exchange_id):
                raise NothingWaits  # a row alone says nothing of what was measured
            document |= {name: edit[name] for name in ("reply", "findings", "reply_sha256")}
        return item_of(record, state, document, self.settings)

    def _read(self, item: Item) -> HeldReply:
        held = self.reviews.read(item.id, item.state.version)
        if held is None or held.version != item.state.version:
            raise NothingWaits
        # What was measured was measured of these words: version and record of the edit stand in a row.
        if held.said and hashlib.sha256(held.said).hexdigest() != item.document["reply_sha256"]:
            raise NothingWaits
        return held

    def _recorded(self, act: str | None) -> Mapping[str, Any]:
        """What a reviewer's act is recorded as; empty: the ledger has no such act."""
        record = get(self.ledger.engine, act or "")
        ours = record is not None and record.exchange_id == act and record.door == "review"
        return record.exchange() if record is not None and ours else {}

    def _over(self, item: Item) -> None:
        """It waits no more: its file goes, and now and then a test item comes."""
        # The act is done and recorded; what does not succeed here, time will do.
        with suppress(MedguardError, OSError):
            if self.items and self.drawn.random() < self.review.test_share:
                self.plant(item)
        with suppress(OSError):
            self.reviews.forget(item.id, item.state.version)

    def _forget_unless_kept(self, sealed: Sequence[str]) -> None:
        """An act that failed may have been kept and not been told: what the ledger holds stays."""
        for act in sealed:
            with suppress(MedguardError, OSError):
                if get(self.ledger.engine, act) is None:
                    self.reviews.forget_freed(act)

    def _must_be_another(self, item: Item, reviewer: Reviewer) -> None:
        """The first approval is in the ledger, of these words, and another person's."""
        said = self._recorded(item.state.approved_as)
        same = (said.get("reason"), said.get("review_of"), said.get("reviewer"), said.get("reply_sha256"))
        if same != ("approved_first", item.id, item.state.approved_by, item.document["reply_sha256"]):
            raise Taken
        _, actor, _, _ = self.registry.facts_on(today(), actor=item.state.approved_by)
        # Whose entry has ended meanwhile may stand there by another reference: then nobody can tell that they are two.
        if actor.role is None or reviewer.is_also(item.state.approved_by or "", actor.licence_no):
            raise NotForThem(
                "Two persons have to approve this reply, and both approvals would be one person's, or the first no longer stands in the registry.",
                remedy="Let another person look at it, or refuse it and have the question asked again.",
                remedy_zh="该回复须由两人复核，而两次批准出自同一人，或第一位复核人员的登记已失效。请由另一人复核，或拒绝后重新提问。",
            )


@contextmanager
def _on_the_disk() -> Iterator[None]:
    """A file that could not be written says so in our words: then nothing is recorded, and nothing goes."""
    try:
        yield
    except OSError:
        failed = True
    else:
        failed = False
    if failed:
        raise GuardError(
            "The folder of held replies takes no file; nothing was released, and the reply waits on.",
            remedy="Make room on its disk, or let this user write there; then do it again.",
            remedy_zh="待复核回复目录无法写入，内容未放行，回复仍在等待。请清理磁盘空间或开放写权限后重试。",
        )


def _now() -> str:
    return written(datetime.now(UTC))


def _another_profile(name: str) -> ProfileError:
    return ProfileError(
        f"This reply was held under the profile {name}.",
        remedy="Name that profile with --profile.",
        remedy_zh="该回复是在另一配置下被暂留的，请用 --profile 指定该配置。",
    )


def _not_editable() -> ProfileError:
    return ProfileError(
        "This reply cannot be changed: other words of it could not be judged, or names not be put back, as they were at first.",
        remedy="Approve it as it is, or refuse it and have the question asked again.",
        remedy_zh="该回复不能修改：无法对修改后的文字进行同样的检查或还原姓名。请按原文放行，或拒绝后重新提问。",
    )


def _no_reason() -> ProfileError:
    return ProfileError(
        f"A reply is refused for one of these reasons: {', '.join(REFUSALS)}.",
        remedy=f"Choose one of {', '.join(REFUSALS)}.",
        remedy_zh=f"拒绝理由须为以下之一：{'、'.join(REFUSALS)}。",
    )


def _not_theirs(item: Item) -> NotForThem:
    return NotForThem(
        f"Replies of the specialty {item.specialty} are not this reviewer's: role or scope of practice in the registry are others.",
        remedy="Let somebody of this specialty look at it, or correct the registry.",
        remedy_zh="该专科的回复不由此复核人员处理（登记的角色或执业范围不符）。请由该专科人员复核，或更正登记信息。",
    )
