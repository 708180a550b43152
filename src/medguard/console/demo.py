"""A month of made-up traffic in both languages, to see the console with: every record goes through the real ledger, and no person was ever asked."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from medguard.again import recorded_facts
from medguard.audit import SqlLedger
from medguard.audit.attestations import attest, manual_id
from medguard.audit.log_key import read_signer
from medguard.audit.migrate import prepare as prepare_tables
from medguard.audit.registry import Entry, Source, SqlRegistry, entry
from medguard.facts import OutputType
from medguard.guard import prepare
from medguard.profile import Profile, read_profile
from medguard.rules import HouseRules, RegoRules
from medguard.types import (
    Decision,
    Effect,
    Exchange,
    Finding,
    Identifiers,
    Outcome,
    PlacedIdentifiers,
    ReplyFacts,
    RequestFacts,
    Stage,
)

DAYS = 30
_A_DAY = 24
_PEOPLE = 40
_PROFILE = "hospital"
_ASKS = (
    ("ward-assistant", "gpt-6-mini"),
    ("discharge-letters", "gpt-6-mini"),
    ("互联网问诊", "qwen4-max"),
    ("处方审核", "qwen4-max"),
)
_VERIFIED = Finding(check="citations", kind="verified", detail="doi")
_TURNS: tuple[tuple[int, Finding, tuple[OutputType, ...]], ...] = (
    (52, Finding.clear("citations"), ()),
    (30, _VERIFIED, ()),
    (5, Finding(check="citations", kind="fabricated", detail="doi"), ()),
    (3, Finding(check="leaks", kind="identifier_not_sent", detail="PHONE"), ()),
    (6, Finding.clear("citations"), ("prescription",)),
    (2, Finding.unjudged("citations", "timeout"), ()),
)
_FAILS = 2
"""Of a hundred, of which the model gives no answer."""


def fill(url: str, *, until: datetime, days: int = DAYS, each_day: int = _A_DAY) -> int:
    """Write so many days of traffic that end now; the same numbers give the same traffic. Give how many exchanges there are."""
    now = [until]
    count = 0
    settings = read_profile(_PROFILE)
    rules = prepare(settings).rules
    with SqlLedger(url, signer=read_signer(), clock=lambda: now[0]) as ledger:
        prepare_tables(ledger.engine)
        people = [ledger.pseudonym(f"demo-{at}") for at in range(_PEOPLE)]
        for moment, exchange in _month(until, days, each_day, people):
            now[0] = moment
            ledger.append(_decided(exchange, settings, rules))
            count += 1
        now[0] = until
        _vouched(ledger, settings, until.date())
    with SqlRegistry(url) as registry:
        registry.add(_registered(until.date()), Source(name="demo", sha256="0" * 64))
    rules.close()
    return count


def _month(until: datetime, days: int, each_day: int, people: Sequence[str]) -> Iterator[tuple[datetime, Exchange]]:
    """Exchanges on which nobody has decided yet."""
    drawn = random.Random(8)  # noqa: S311  traffic, and no secret
    for day in range(days - 1, -1, -1):
        date = (until - timedelta(days=day)).astimezone(UTC).date()
        busy = each_day // 2 if date.isoweekday() > 5 else each_day  # noqa: PLR2004  Saturday and Sunday
        seconds = sorted(drawn.randrange(6 * 3600, 20 * 3600) for _ in range(busy))
        for at in seconds:
            moment = datetime.combine(date, time(tzinfo=UTC)) + timedelta(seconds=at)
            if moment < until:
                yield moment, _exchange(drawn, moment, people)


def _exchange(drawn: random.Random, moment: datetime, people: Sequence[str]) -> Exchange:
    application, model = drawn.choice(_ASKS)
    ((_, finding, types),) = drawn.choices(_TURNS, weights=[turn[0] for turn in _TURNS])
    answered = drawn.randrange(100) >= _FAILS
    kinds = {
        kind: drawn.randint(1, 4) for kind in drawn.sample(("NAME", "DATE", "MRN", "PHONE", "ID_CARD", "LOCATION"), 3)
    }
    found = sum(kinds.values())
    return Exchange(
        id=f"{drawn.getrandbits(128):032x}",
        started_at=moment.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        door="sidecar",
        profile=_PROFILE,
        profile_sha256="a" * 64,
        outcome=Outcome.ANSWERED if answered else Outcome.FAILED,
        reason="" if answered else "upstream_failed",
        application=application,
        actor=drawn.choice(people),
        patient=drawn.choice(people),
        known_by="keys",
        request=RequestFacts(
            provider="openai",
            model=model,
            stream=False,
            turn=1,
            identifiers=Identifiers(found=found, replaced=found, by_kind=kinds),
            unread=(),
            asks_if_ai=drawn.randrange(100) == 0,
            key_step=False,
            asks_to_strip_label=False,
            ledger_ready=True,
        ),
        identifiers=tuple(
            PlacedIdentifiers(place="messages.0.content", kind=kind, count=count) for kind, count in kinds.items()
        ),
        reply=ReplyFacts(
            status=200,
            choices=1,
            for_people=True,
            output_types=types,
            claims_to_be_human=False,
            exported_file=False,
            upstream_marks_lost=False,
            patient_facing=False,
            visible_label=False,
        )
        if answered
        else None,
        tokens={"prompt_tokens": drawn.randint(200, 1800), "completion_tokens": drawn.randint(80, 900)}
        if answered
        else {},
        findings=_findings(finding) if answered else (),
        request_sha256=f"{drawn.getrandbits(256):064x}",
        reply_sha256=f"{drawn.getrandbits(256):064x}" if answered else None,
        milliseconds={
            "deidentify": round(drawn.gauss(42, 9), 3),
            "ask": round(abs(drawn.gauss(1800, 500)), 3),
            "checks": round(drawn.gauss(110, 30), 3),
            "rules_request": round(abs(drawn.gauss(4, 1)), 3),
            "rules_reply": round(abs(drawn.gauss(4, 1)), 3),
        },
    )


def _findings(finding: Finding) -> tuple[Finding, ...]:
    return (Finding.clear("leaks"), finding) if finding.check != "leaks" else (finding, _VERIFIED)


def _decided(exchange: Exchange, settings: Profile, rules: RegoRules | HouseRules) -> Exchange:
    """What the rules of the profile make of it."""
    decisions: list[Decision] = []
    for stage in (Stage.REQUEST, Stage.REPLY) if exchange.reply is not None else (Stage.REQUEST,):
        facts = recorded_facts(exchange.document(), settings, rules.levels, stage, exchange.started_at)
        decisions.append(rules.decide(replace(facts, checks=_CHECKS)))
        effect = decisions[-1].effect
        if effect in _REFUSED:
            reason = next(one.rule for one in decisions[-1].rulings if one.effect is effect)
            return replace(exchange, outcome=_REFUSED[effect], reason=reason, decisions=tuple(decisions))
    amended = decisions[-1].effect in _DUTIES and exchange.reply is not None
    return replace(exchange, outcome=Outcome.AMENDED if amended else exchange.outcome, decisions=tuple(decisions))


_DUTIES = {Effect.REQUIRE_DISCLOSURE, Effect.REQUIRE_LABEL}
_CHECKS = ("leaks", "citations")
_REFUSED = {Effect.DENY: Outcome.BLOCKED, Effect.REQUIRE_HUMAN_REVIEW: Outcome.HELD}


# ── what the house vouches for ───────────────────────────────────────────────────────────────────────────────────────


def _registered(today: date) -> list[Entry]:
    """A registry in which some things end soon, and two incidents."""

    def on(days: int) -> str:
        return (today + timedelta(days=days)).isoformat()

    staff = [
        entry(
            "actor",
            {
                "role": "physician",
                "licence_no": f"1101101990000{at:02d}",
                "registered_here": True,
                "practice_scope": "内科",
            },
            subject=f"dr-{at:04d}",
            valid_from=on(-400),
            valid_until=on(12 if at == 3 else 300),  # noqa: PLR2004  one ends soon
        )
        for at in range(1, 9)
    ]
    trained = [
        entry(
            "training",
            {"code": code, "exam_passed": True, "base_filed": True},
            subject=f"dr-{at:04d}",
            valid_from=on(-300),
            valid_until=on(-2 if (at, code) == (5, "G10") else 40 if at == 6 else 200),  # noqa: PLR2004
        )
        for at in range(1, 9)
        for code in ("G10", "AI_OVERSIGHT")
    ]
    consents = [
        entry(
            "consent", {"pi_basis": "consent", "pi_separate": True}, subject=f"demo-{at}", valid_until=on(10 * at - 60)
        )
        for at in range(_PEOPLE)
    ]
    return [
        entry(
            "institution",
            {"licence_no": "PDY00001X11010511A1001", "level": "三级", "registered_departments": ["内科", "外科"]},
            valid_until=on(45),
        ),
        entry(
            "filing",
            {
                "code": "G10",
                "self_assessment": "pass",
                "tech_committee": True,
                "ethics_committee": True,
                "status": "active",
            },
            valid_until=on(400),
        ),
        entry(
            "incident", {"ref": "INC-2026-004", "kind": "a", "death": False, "widespread": False, "aware_on": on(-9)}
        ),
        entry(
            "incident",
            {
                "ref": "INC-2026-003",
                "kind": "c",
                "death": False,
                "widespread": False,
                "aware_on": on(-40),
                "reported_on": on(-30),
                "version_frozen": True,
            },
        ),
        entry("incident", {"ref": "INC-2026-002", "kind": "a", "aware_on": on(-14)}),
        *staff,
        *trained,
        *consents,
    ]


def _vouched(ledger: SqlLedger, settings: Profile, today: date) -> None:
    """Some manual controls, one of which ends soon."""
    for at, control in enumerate(settings.manual[:4]):
        until = today + timedelta(days=20 if at == 1 else 300)
        attest(
            ledger,
            manual_id(control.what),
            by="dpo-1",
            evidence=f"DMS-2026-{at:04d}",
            evidence_sha256=hashlib.sha256(control.what.encode()).hexdigest(),
            until=until.isoformat(),
        )
