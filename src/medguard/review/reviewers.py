"""Who may look at what waits: looked up in the registry on the day, and never said by themselves."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import UTC, date, datetime

from medguard.audit.registry import SqlRegistry, is_pseudonym
from medguard.errors import MedguardError
from medguard.facts import Actor, Incident, Institution, Patient, Review
from medguard.profile import ReviewSettings, SpecialtySettings
from medguard.types import HeldReply

OVERSIGHT = "AI_OVERSIGHT"
"""Code of the training that makes a reviewer competent in the sense of AI Act Art. 26(2)."""

_NO_LICENCE = frozenset({None, "", "none"})


class NotForThem(MedguardError):
    """Who wants to look may not."""

    code = "not_for_this_reviewer"
    http_status = 403


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviewer:
    """Somebody who stands in the registry today."""

    ref: str
    actor: Actor

    @property
    def licensed(self) -> bool:
        """Whether they have a licence, and are registered here."""
        return self.actor.licence_no not in _NO_LICENCE and self.actor.registered_here is True

    @property
    def competent(self) -> bool:
        """Whether they have passed the training, and it is valid."""
        return any(one.code == OVERSIGHT and one.exam_passed for one in self.actor.training or ())

    def may(self, asked: SpecialtySettings) -> bool:
        """Whether replies of this specialty are theirs."""
        in_role = not asked.roles or self.actor.role in asked.roles
        return in_role and (not asked.scopes or (self.licensed and self.actor.practice_scope in asked.scopes))

    def sees_names(self, review: ReviewSettings) -> bool:
        """Whether they may see whom it is about."""
        return self.licensed and self.actor.role in review.names_for

    def is_also(self, ref: str, licence_no: str | None) -> bool:
        """Whether this is the same person: by the reference, or by the licence, however either was typed in."""
        numbers = [_letters(one) for one in (licence_no, self.actor.licence_no) if one and one not in _NO_LICENCE]
        return self.ref.casefold() == ref.casefold() or len(numbers) > len(set(numbers))

    def review(self, *, edited: bool) -> Review:
        """Their review, as facts for the rules."""
        return Review(
            ref=self.ref,
            done=True,
            outcome="edited" if edited else "accepted",
            competent=self.competent,
            role=self.actor.role,
            licence_no=self.actor.licence_no,
            registered_here=self.actor.registered_here,
        )


def _letters(number: str) -> str:
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKC", number).casefold()))


Registered = tuple[Institution, Actor, Patient, tuple[Incident, ...]]


def reviewer_of(registry: SqlRegistry, ref: str, review: ReviewSettings) -> Reviewer:
    """Look somebody up. Raises NotForThem, or AuditError if that is not possible."""
    known = is_pseudonym(ref)
    _, actor, _, _ = registry.facts_on(today(), actor=ref if known else None)
    if not known or actor.role is None:
        raise NotForThem(
            "The reviewer does not stand in the registry, or is not valid today.",
            remedy="Import the reviewer with: medguard registry import",
            remedy_zh="登记信息中没有该复核人员，或其登记今日无效。请用 medguard registry import 导入。",
        )
    found = Reviewer(ref=ref, actor=actor)
    if review.trained and not found.competent:
        raise NotForThem(
            f"The reviewer has no training {OVERSIGHT} that is valid today and was passed.",
            remedy="Have the training done and import it: medguard registry import",
            remedy_zh=f"该复核人员没有今日有效且考核合格的 {OVERSIGHT} 培训。请完成培训后用 medguard registry import 导入。",
        )
    return found


def registered(registry: SqlRegistry, held: HeldReply | None) -> Registered:
    """What the registry says today of whom the exchange was by and about."""
    actor, patient = (held.actor, held.patient) if held is not None else (None, None)
    return registry.facts_on(today(), actor=actor, patient=patient)


def today() -> date:
    """The UTC day."""
    return datetime.now(UTC).date()
