"""A month of made-up traffic in both languages, to see the console with: every record goes through the real ledger, and no person was ever asked."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, time, timedelta

from medguard.audit import SqlLedger
from medguard.audit.log_key import read_signer
from medguard.audit.migrate import prepare
from medguard.types import (
    Decision,
    Effect,
    Exchange,
    Finding,
    Identifiers,
    Outcome,
    ReplyFacts,
    RequestFacts,
    Ruling,
    Stage,
    Status,
)

DAYS = 30
_A_DAY = 24
_PEOPLE = 40
_ASKS = (
    ("ward-assistant", "gpt-6-mini"),
    ("discharge-letters", "gpt-6-mini"),
    ("互联网问诊", "qwen4-max"),
    ("处方审核", "qwen4-max"),
)
_PASSED = ("cn/pipl/minimise_identifiers", "eu/art14_26_2/reviewer_gate", "eu/art50_1/interaction_disclosure")
_TURNS: tuple[tuple[int, Outcome, str, Finding], ...] = (
    (78, Outcome.ANSWERED, "", Finding.clear("citations")),
    (6, Outcome.AMENDED, "", Finding.clear("citations")),
    (5, Outcome.BLOCKED, "checks/citations_verified", Finding(check="citations", kind="not_found", detail="doi")),
    (3, Outcome.BLOCKED, "phi/no_leak_in_reply", Finding(check="leaks", kind="identifier_not_sent", detail="NAME")),
    (4, Outcome.HELD, "cn/clinical/prescription_review", Finding.clear("citations")),
    (2, Outcome.BLOCKED, "checks/all_judged", Finding.unjudged("citations", "timeout")),
    (2, Outcome.FAILED, "upstream_failed", Finding.clear("leaks")),
)
_BUNDLE = "d" * 64


def fill(url: str, *, until: datetime, days: int = DAYS, each_day: int = _A_DAY) -> int:
    """Write so many days of traffic that end now; the same numbers give the same traffic. Give how many exchanges there are."""
    now = [until]
    count = 0
    with SqlLedger(url, signer=read_signer(), clock=lambda: now[0]) as ledger:
        prepare(ledger.engine)
        people = [ledger.pseudonym(f"demo-{at}") for at in range(_PEOPLE)]
        for moment, exchange in _month(until, days, each_day, people):
            now[0] = moment
            ledger.append(exchange)
            count += 1
    return count


def _month(until: datetime, days: int, each_day: int, people: Sequence[str]) -> Iterator[tuple[datetime, Exchange]]:
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
    (turn,) = drawn.choices(_TURNS, weights=[turn[0] for turn in _TURNS])
    _, outcome, reason, finding = turn
    kinds = {
        kind: drawn.randint(1, 4) for kind in drawn.sample(("NAME", "DATE", "MRN", "PHONE", "ID_CARD", "ADDRESS"), 3)
    }
    found = sum(kinds.values())
    answered = outcome is not Outcome.FAILED
    return Exchange(
        id=f"{drawn.getrandbits(128):032x}",
        started_at=moment.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        door="sidecar",
        profile="hospital",
        profile_sha256="a" * 64,
        outcome=outcome,
        reason=reason,
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
        ),
        reply=ReplyFacts(status=200, choices=1, for_people=True) if answered else None,
        tokens={"prompt_tokens": drawn.randint(200, 1800), "completion_tokens": drawn.randint(80, 900)}
        if answered
        else {},
        findings=(Finding.clear("leaks"), finding)
        if answered and finding.check != "leaks"
        else (finding,)
        if answered
        else (),
        decisions=_decisions(reason, outcome) if answered else (),
        request_sha256=f"{drawn.getrandbits(256):064x}",
        reply_sha256=f"{drawn.getrandbits(256):064x}" if answered else None,
        milliseconds={
            "deidentify": round(drawn.gauss(42, 9), 3),
            "upstream": round(drawn.gauss(1800, 500), 3),
            "checks": round(drawn.gauss(110, 30), 3),
            "rules": round(abs(drawn.gauss(4, 1)), 3),
        },
    )


def _decisions(reason: str, outcome: Outcome) -> tuple[Decision, ...]:
    replaced = Ruling(effect=Effect.ALLOW, rule="phi/identifiers_replaced", status=Status.PASS)
    passed = [Ruling(effect=Effect.ALLOW, rule=rule, status=Status.PASS) for rule in _PASSED]
    effect = {Outcome.BLOCKED: Effect.DENY, Outcome.HELD: Effect.REQUIRE_HUMAN_REVIEW}.get(outcome, Effect.ALLOW)
    if effect is not Effect.ALLOW:
        status = Status.UNDETERMINED if reason == "checks/all_judged" else Status.FAIL
        passed.append(Ruling(effect=effect, rule=reason, status=status))
    return (
        Decision(stage=Stage.REQUEST, effect=Effect.ALLOW, rulings=(replaced,), bundle=_BUNDLE),
        Decision(stage=Stage.REPLY, effect=effect, rulings=tuple(passed), bundle=_BUNDLE),
    )
