"""Every error that medguard raises, and what a caller can do about each.

    MedguardError
    ├── ProfileError   a profile, or something it names, does not load (at start)
    ├── WireError      a body that this provider's module cannot read
    ├── CallerRefused  who asks is not known, may not ask this, or asks too much; nothing was sent
    │   ├── Unauthenticated   no key or token, or none that is good
    │   ├── NotAllowed        a good one, for something else
    │   ├── TooMany           over its limit; ask again later
    │   └── CallersUnknown    keys cannot be looked up now: treated as a no
    ├── Blocked        policy said no; carries the Exchange
    │   └── Held       policy wants a person to look first; nothing was released yet
    ├── RulesError     the rules gave no usable decision: treated as a block
    ├── UpstreamError  the model was not reached, or answered with something unreadable
    ├── AuditError     the record could not be kept: nothing was released
    └── GuardError     a step of medguard itself failed: nothing was released

A message never quotes a body, a value or an upstream's words: messages travel to logs and to callers, and clear text must not.
Each has a ``code``, which is stable and in the record, and a ``remedy`` in English and Chinese, which says what to do next.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from medguard.types import Exchange


class MedguardError(Exception):
    """Something medguard could not or would not do; ``str(error)`` is safe to show and to log."""

    code: ClassVar[str] = "medguard_error"
    http_status: int = 500
    """What the sidecar answers with."""

    def __init__(self, message: str, *, remedy: str = "", remedy_zh: str = "") -> None:
        super().__init__(message)
        self.remedy = remedy
        self.remedy_zh = remedy_zh
        self.exchange: Exchange | None = None
        """The exchange that had begun, if one had. The flow fills it in."""


class ProfileError(MedguardError):
    """A profile does not load, or names something unknown. Raised at start, never during an exchange."""

    code = "profile_invalid"


class WireError(MedguardError):
    """A request body that the provider's wire module cannot read."""

    code = "request_unreadable"
    http_status = 400


class CallerRefused(MedguardError):
    """Who asks is not known, may not ask this, or asks too much. Nothing was sent."""

    code = "caller_refused"
    http_status = 403

    def __init__(
        self, message: str, *, why: str, headers: Mapping[str, str] | None = None, remedy: str = "", remedy_zh: str = ""
    ) -> None:
        self.refusal = uuid.uuid4().hex
        """By this the operator finds the line in the log; there is no exchange yet that had an id."""
        super().__init__(f"{message} (refusal {self.refusal})", remedy=remedy, remedy_zh=remedy_zh)
        self.why = why
        """A word for the log. The caller is not told: which of its guesses came close is nobody's business."""
        self.headers = {**(headers or {}), "x-medguard-refusal": self.refusal}


class Unauthenticated(CallerRefused):
    """No key or token came along, or none that is good. Whatever is wrong with it, the words are the same."""

    code = "caller_unknown"
    http_status = 401


class NotAllowed(CallerRefused):
    """A good key or token, used for something that it is not good for."""

    code = "caller_not_allowed"


class TooMany(CallerRefused):
    """More than this caller may ask in a minute."""

    code = "caller_over_limit"
    http_status = 429


class CallersUnknown(CallerRefused):
    """Keys cannot be looked up now. Not knowing is not allowing."""

    code = "callers_unknown"
    http_status = 503


class Blocked(MedguardError):
    """A rule said no. ``exchange`` tells which and why; ``rule`` is its id."""

    code = "blocked"
    http_status = 403
    said: ClassVar[str] = "Blocked by the rule"

    def __init__(self, message: str, *, rule: str, remedy: str = "", remedy_zh: str = "") -> None:
        super().__init__(message, remedy=remedy, remedy_zh=remedy_zh)
        self.rule = rule


class Held(Blocked):
    """A rule wants a person to look at the reply first. It was not released."""

    code = "held_for_review"
    said = "Held for review by a person, as the rule asks:"
    kept = False
    """Whether the reply waits: ``medguard review approve`` with the exchange's id lets it go."""


class RulesError(MedguardError):
    """The rules gave no usable decision. Not knowing is not allowing, so the exchange is blocked."""

    code = "rules_undecided"
    http_status = 503


class UpstreamError(MedguardError):
    """The model was not reached, took too long, or answered with something that is no reply."""

    code = "upstream_failed"
    http_status = 502


class UpstreamTimeout(UpstreamError):
    """The model did not answer in time."""

    code = "upstream_timeout"
    http_status = 504


class AuditError(MedguardError):
    """The record could not be kept, so nothing was released. Safe to ask again later."""

    code = "record_not_kept"
    http_status = 503


class GuardError(MedguardError):
    """A step of medguard failed in a way nobody foresaw. Nothing was released."""

    code = "guard_failed"
    http_status = 500
