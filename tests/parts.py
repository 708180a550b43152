"""Parts of an exchange that start in no time: patterns for a detector, a list for a ledger; the rules are the real ones."""

from __future__ import annotations

import functools
import itertools
from dataclasses import replace

from medguard.audit import open_ledger
from medguard.checks import Leaks, run_checks
from medguard.facts import Audience, Deployment, Operator, Readings, System
from medguard.flow import Parts
from medguard.guard import Contents, Guard, notices_of
from medguard.phi import StandInTable
from medguard.profile import read_profile
from medguard.rules import RegoRules, read_catalogue
from medguard.testing import PATTERNS, EmptyRegistry, ListLedger, PatternDetector
from medguard.types import Level

LEVELS = {
    "phi/identifiers_replaced": Level.DENY,
    "content/unread_parts": Level.DENY,
    "phi/no_leak_in_reply": Level.DENY,
    "checks/all_judged": Level.DENY,
    "eu/art50_1/interaction_disclosure": Level.REQUIRE_DISCLOSURE,
    "cn/label/explicit_text": Level.REQUIRE_LABEL,
}
CLINICIANS = Deployment(
    jurisdictions=("EU", "CN"),
    interacts_directly=True,
    audience=Audience(professional_only=True, trained_health_professionals=True, vulnerable_foreseeable=False),
    obvious_rationale_ref="QM-1",
    public_cn=False,
)
PATIENTS = Deployment(
    jurisdictions=("EU", "CN"),
    interacts_directly=True,
    audience=Audience(professional_only=False, trained_health_professionals=False, vulnerable_foreseeable=True),
    public_cn=True,
)
NAMES = {"NAME": r"Ann Lee|张伟|O\"Brien|Zoë \\ Q", **PATTERNS}

CATALOGUE = read_catalogue()
NOTICES = notices_of(replace(read_profile("hospital"), deployment=Deployment(principal="Clinic X")))


@functools.cache
def rules(levels=tuple(LEVELS.items())):
    return RegoRules(CATALOGUE, dict(levels))


def parts(**changes):
    detector = changes.pop("detector", None) or PatternDetector(NAMES)
    levels = changes.pop("levels", LEVELS)
    checks = changes.pop("checks", None) or {Leaks(detector): 5.0}
    numbers = itertools.count(1)
    whole = {
        "profile": "test",
        "profile_sha256": "a" * 64,
        "profile_signed_by": None,
        "deployment": CLINICIANS,
        "operator": Operator(roles=("provider", "deployer")),
        "system": System(),
        "readings": Readings(),
        "levels": levels,
        "detector": detector,
        "standins": StandInTable,
        "rules": rules(tuple(levels.items())),
        "remedy": lambda rule: (CATALOGUE.rules[rule].remedy, CATALOGUE.rules[rule].remedy_zh),
        "checks": functools.partial(run_checks, checks),
        "check_names": tuple(check.name for check in checks),
        "sentence_checks": None,
        "sentence_check_names": (),
        "notice": lambda rule: CATALOGUE.rules[rule].notice,
        "notices": NOTICES,
        "contents": Contents(),
        "registry": EmptyRegistry(),
        "marks": None,
        "reviews": None,
        "ledger": ListLedger(),
        "clock": lambda: "2026-11-25T12:00:00.000Z",
        "release": "0.0.0",
        "new_id": lambda: f"{next(numbers):032x}",
    }
    return Parts(**(whole | changes))


def small_guard(folder, **changes):
    """A guard on these parts with a real ledger in ``folder``."""
    ledger = open_ledger(f"sqlite:///{folder / 'ledger.db'}")
    changes.setdefault("ledger", ledger)
    made = parts(**changes)
    return Guard(read_profile("hospital"), made, ledger, CATALOGUE)
