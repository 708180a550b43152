"""Words of the house that need nothing else: apart from ``types``, because the command line knows them before anything is loaded."""

from __future__ import annotations

from enum import StrEnum


class Form(StrEnum):
    """How a string is written, which decides how it is read and what may stand in its place."""

    PROSE = "prose"
    """Words for a reader. Everything is looked for; a stand-in is ``[NAME_1]``."""
    TOKEN = "token"
    """One word that a program compares, such as a tool's name. Only patterns and known values are looked for; a stand-in is ``NAME_1``."""


class Stage(StrEnum):
    """When a decision is asked for."""

    DEPLOYMENT = "deployment"
    """On how the system is set up; asked along with every request, because days pass and licences end."""
    REQUEST = "request"
    REPLY = "reply"
    RETENTION = "retention"
    """Before a record is deleted."""


class FindingStatus(StrEnum):
    """Whether a check came to a judgement."""

    JUDGED = "judged"
    UNJUDGED = "unjudged"


class NoticeKind(StrEnum):
    """What a rule may ask to be shown, in the order in which a reader meets it."""

    INTERACTION = "interaction"
    """That an AI speaks, AI Act Art. 50(1)."""
    PRINCIPAL = "principal"
    """For whom it acts, Guidelines C(2026) 5054, par. 31."""
    EXPOSURE = "exposure"
    """That emotions are recognised, or people categorised by biometrics, Art. 50(3)."""
    PERSON_INFORMED = "person_informed"
    """That a high-risk system takes part in decisions about them, Art. 26(11)."""
    LABEL = "label"
    """That the text is generated, Art. 50(4), GB 45438-2025."""


class Level(StrEnum):
    """What a profile makes of a rule that fails."""

    DENY = "deny"
    DENY_IF_KNOWN = "deny_if_known"
    """Blocks a breach that is certain; where a fact is unknown, only warns. For facts that a house has not gathered yet."""
    REQUIRE_HUMAN_REVIEW = "require_human_review"
    REQUIRE_DISCLOSURE = "require_disclosure"
    REQUIRE_LABEL = "require_label"
    WARN = "warn"
    OFF = "off"


class Effect(StrEnum):
    """What a decision does, strongest first."""

    DENY = "deny"
    REQUIRE_HUMAN_REVIEW = "require_human_review"
    REQUIRE_DISCLOSURE = "require_disclosure"
    REQUIRE_LABEL = "require_label"
    WARN = "warn"
    ALLOW = "allow"


class Outcome(StrEnum):
    """How an exchange ended."""

    ANSWERED = "answered"
    AMENDED = "amended"
    HELD = "held"
    BLOCKED = "blocked"
    FAILED = "failed"
    ABANDONED = "abandoned"


class Status(StrEnum):
    """What a rule says. Unknown facts are ``undetermined``, never ``pass``."""

    PASS = "pass"
    FAIL = "fail"
    NOT_APPLICABLE = "not_applicable"
    NOT_YET_APPLICABLE = "not_yet_applicable"
    UNDETERMINED = "undetermined"
