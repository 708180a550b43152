"""A ledger as a house has it after some weeks: several applications, blocks, held replies and their reviews, a crash, an erasure, a hold."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from sqlalchemy import insert

from medguard.audit import open_ledger
from medguard.audit.payloads import Payloads
from medguard.audit.tables import held_replies, people, pseudonym_of
from medguard.facts import Implicit
from medguard.keys import Key
from medguard.types import (
    OPENED,
    Decision,
    Effect,
    Exchange,
    Finding,
    FindingStatus,
    Identifiers,
    Label,
    Obligation,
    Opened,
    Outcome,
    Payload,
    PlacedIdentifiers,
    ReplyAct,
    ReplyFacts,
    RequestFacts,
    Ruling,
    Stage,
    Status,
    SystemVersion,
    Unread,
)

BEGIN = datetime(2026, 11, 9, 8, tzinfo=UTC)
RULES = ("phi/identifiers_replaced", "content/unread_parts", "cn/label/explicit_text", "eu/art26_4/input_data", "cn/pipl/pipia",
         "checks/all_judged", "phi/no_leak_in_reply")  # fmt: skip
DENYING = ("content/unread_parts", "eu/art26_4/input_data")
UNKNOWN = ("cn/pipl/pipia", "eu/art26_4/input_data")
SALT = "5" * 32
PERSON = pseudonym_of("p-1000", SALT)
"""The pseudonym that the officers' page asks for."""
BUNDLES = ("1" * 64, "2" * 64)


def fill(url, how_many=60, *, seed=5, more_rules=(), vary=1):
    """Keep ``how_many`` exchanges, an hour and some apart, and what belongs to them. Gives the ledger's clock's last moment."""
    draw = random.Random(seed)
    moment = BEGIN
    with open_ledger(url, vault=Payloads(Key(b"a key of tests alone, 32 bytes long"), days=30)) as ledger:
        ledger._clock = lambda: moment
        with ledger.engine.begin() as connection:
            connection.execute(insert(people), {"pseudonym": PERSON, "reference": "p-1000", "salt": SALT})
        patients = [PERSON, *(ledger.pseudonym(f"p-{n:04d}") for n in range(4))]
        staff = [ledger.pseudonym(f"dr-{n:04d}") for n in range(3)]
        for number in range(how_many):
            moment += timedelta(minutes=draw.randint(20, 500)) / vary
            began = moment - timedelta(seconds=draw.uniform(0.5, 20))
            one = exchange(
                draw, f"{number:032x}", began, patient=draw.choice(patients), actor=draw.choice(staff), rules=more_rules
            )
            if one.request_sha256:
                ledger.append(opened(one))
            if number % 20 == 7:
                continue  # killed while the model was asked
            ledger.append(one, Payload(request=b"{}", reply=b"{}") if one.reply_sha256 and number % 4 == 0 else None)
            if one.outcome is Outcome.HELD and number % 3:
                moment += timedelta(minutes=draw.randint(1, 90)) / vary
                for act in draw.choice((("shown",), ("shown", "approved"), ("not_approved", "approved"), ("refused",))):
                    ledger.append(review(one, act, f"dr-{draw.randint(1, 2):04d}", moment, number))
                    moment += timedelta(seconds=30) / vary
        for act in ("test_planted", "test_missed"):
            ledger.append(tested(act, moment))
        ends = {"ended_as": "item-test_missed", "ended_at": written(moment), "planted_at": written(moment)}
        with ledger.engine.begin() as connection:
            row = {"exchange_id": "item", "state": "tested", "planted_like": f"{1:032x}", **ends}
            connection.execute(insert(held_replies), row)
        hold = f"{1:032x}"
        ledger.hold(hold, matter="matter-7", by="legal")
        ledger.hold(hold, matter="matter-7", by="legal", placed=False)
        ledger.erase_person("p-0003", by="dpo", reason="request")
    return moment


def exchange(draw, exchange_id, began, *, rules=(), **of_whom):
    """One of the kinds that occur."""
    kind = draw.choices(("answered", "amended", "blocked", "held", "failed", "blocked_late"), (8, 4, 3, 4, 1, 2))[0]
    denying, unknown = draw.choice(DENYING), draw.sample(UNKNOWN, draw.randint(0, 2))
    bundle = BUNDLES[began > BEGIN + timedelta(days=3)]
    names = draw.randint(0, 4)
    at = {("messages.0.content", "NAME"): names, ("messages.1.content", "DATE"): draw.randint(0, 3)}
    placed = tuple(PlacedIdentifiers(place=place, kind=kind, count=n) for (place, kind), n in at.items() if n)
    found = sum(one.count for one in placed)
    whole = Exchange(
        id=exchange_id,
        started_at=written(began),
        door=draw.choice(("sidecar", "wrap")),
        profile=draw.choice(("hospital", "互联网医院")),
        profile_sha256="a" * 64,
        outcome=Outcome(kind.split("_")[0]),
        application=draw.choice(("triage", "出院小结", "letters", None)),
        purpose=draw.choice(("summary", None)),
        system=SystemVersion(id="MED-AI-1", version=draw.choice(("2.0", "2.1")), medguard="0.1.0"),
        request=RequestFacts(
            provider="openai",
            model=draw.choice(("gpt-x", "qwen-9", "deepseek-v5")),
            stream=draw.random() < 0.5,
            turn=draw.randint(1, 3),
            identifiers=Identifiers(found=found, replaced=found, by_kind={kind: n for (_, kind), n in at.items()}),
            unread=(Unread("messages.1.content.0", "image"),) if kind == "blocked" else (),
            asks_if_ai=draw.random() < 0.1,
        ),
        identifiers=placed,
        parameters={"temperature": draw.choice((0, 0.7, True)), "seed": 7, "max_tokens": 100},
        decisions=(
            decision(Stage.REQUEST, bundle, rules, fails=(denying,) if kind == "blocked" else (), unknown=unknown),
        ),
        milliseconds={"deidentify": round(draw.uniform(20, 200), 3), "rules_request": 1.0},
        **of_whom,
    )
    if kind == "blocked":
        return replace(whole, reason=denying)
    whole = replace(
        whole,
        request_sha256="c" * 64,
        milliseconds={**whole.milliseconds, "ask": round(draw.uniform(300, 9000), 3), "checks": 2.5},
    )
    if kind == "failed":
        return replace(whole, reason="upstream_timeout")
    labelled = kind == "amended"
    reply = ReplyFacts(
        for_people=draw.random() < 0.9,
        label=Label(explicit_text="内容由AI生成", place="end") if labelled else Label(),
        patient_facing=draw.choice((True, False, None)),
        output_types=draw.choice((None, (), ("diagnosis",), ("diagnosis", "prescription"))),
        restored=names,
        implicit_label=Implicit() if labelled else None,
    )
    leaks = [Finding(check="leaks", kind="identifier_not_sent", detail="NAME", place=f"choices.{n}.message.content",
                     count=n + 1, score=0.5 + n / 10) for n in range(draw.randint(0, 3))]  # fmt: skip
    doubt = Finding(check="citations", status=FindingStatus.UNJUDGED, detail="timeout")
    judged = decision(Stage.REPLY, bundle, rules, fails=("phi/no_leak_in_reply",) if kind == "blocked_late" else ())
    wanted = decision(Stage.REPLY, bundle[::-1], rules, fails=("cn/label/explicit_text",), effect=Effect.REQUIRE_LABEL)
    waits = decision(Stage.REPLY, bundle, rules, unknown=("eu/art26_4/input_data",), effect=Effect.REQUIRE_HUMAN_REVIEW)
    duties = (Obligation(event="disclosure_shown", kind="label", via="text", text_sha256="d" * 64),
              Obligation(event="mark_applied", kind="AIGC", via="header", text_sha256="e" * 64))  # fmt: skip
    last = {"amended": (wanted, judged), "held": (waits,)}.get(kind, (judged,))
    return replace(
        whole,
        reason={"held": "eu/art26_4/input_data", "blocked_late": "phi/no_leak_in_reply"}.get(kind, ""),
        reply=reply,
        tokens={"prompt_tokens": draw.randint(100, 4000), "completion_tokens": draw.randint(10, 900)},
        findings=tuple(leaks) or (Finding.clear("leaks"), *((doubt,) if draw.random() < 0.3 else ())),
        decisions=(*whole.decisions, *last),
        obligations=duties if labelled else (),
        reply_sha256="f" * 64,
    )


def decision(stage, bundle, more=(), *, fails=(), unknown=(), effect=Effect.DENY):
    """Of a few rules, most of which pass."""
    rulings = [
        Ruling(rule=rule, status=Status.FAIL, effect=effect, why="remaining_identifiers")
        if rule in fails
        else Ruling(
            rule=rule,
            status=Status.UNDETERMINED,
            effect=effect if effect is Effect.REQUIRE_HUMAN_REVIEW else Effect.WARN,
            why="not_stated",
        )
        if rule in unknown
        else Ruling(rule=rule, status=Status.PASS, effect=Effect.ALLOW)
        for rule in (*RULES, *more)
    ]
    strongest = min((ruling.effect for ruling in rulings), key=list(Effect).index)
    return Decision(stage=stage, effect=strongest, rulings=tuple(rulings), bundle=bundle)


def opened(one):
    """What is kept before the model is asked."""
    names = (
        "started_at",
        "door",
        "profile",
        "profile_sha256",
        "application",
        "purpose",
        "actor",
        "patient",
        "request_sha256",
    )
    told = {name: getattr(one, name) for name in names}
    return Opened(id=one.id + OPENED, provider=one.request.provider, model=one.request.model, **told)


def review(one, act, reviewer, moment, number):
    """What a desk keeps of a person's act."""
    outcomes = {"shown": Outcome.HELD, "approved": Outcome.ANSWERED}
    decided = act in {"approved", "not_approved"}
    return Exchange(
        id=f"review-{number}-{act}",
        started_at=written(moment),
        door="review",
        profile=one.profile,
        profile_sha256=one.profile_sha256,
        outcome=outcomes.get(act, Outcome.BLOCKED),
        reason=act,
        review_of=one.id,
        reviewer=reviewer,
        seconds_on_task=41.5 if decided else None,
        decisions=(decision(Stage.REPLY, one.decisions[-1].bundle),) if decided else (),
        obligations=(Obligation(event="human_review", kind="human_review", via="review", text_sha256="9" * 64),),
        reply_sha256=one.reply_sha256,
    )


def tested(act, moment):
    """What is kept of a test item."""
    of_whom = {} if act == "test_planted" else {"reviewer": "dr-0001", "seconds": 3.5}
    return ReplyAct(id=f"item-{act}", started_at=written(moment), act=act, of="item", why="en_wrong_side", **of_whom)


def written(moment):
    """As the flow's clock does."""
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
