"""A ledger as a house has it, and a few exchanges more whose every fact is known: findings of each check, notices with words, hostile names."""

from __future__ import annotations

from dataclasses import replace

from audit.audit_samples import sample
from audit.view_samples import fill as fill_with_weeks
from audit.view_samples import opened
from medguard.audit import open_ledger, read_signer
from medguard.facts import Implicit
from medguard.types import Finding, FindingStatus, Identifiers, Label, Obligation, Outcome, ReplyFacts, RequestFacts

KEYS = [read_signer().verifier]
SINCE, UNTIL = "2026-11-01", "2026-12-20"
HOSTILE = {
    "markup": "<script>alert(1)</script><img src=x onerror=alert(2)>",
    "bidi": "ok\u202egnp.exe\u2066",
    "endless": "W" * 100_000,
    "emoji": "\U0001f600 app",
    "formula": '=HYPERLINK("http://evil.invalid","x")',
    "quote": "o'clock \" & % :name \\",
}


def fill(url, how_many=40):
    """Weeks of work, and then what is known by heart."""
    moment = fill_with_weeks(url, how_many)
    with open_ledger(url) as ledger:
        ledger._clock = lambda: moment
        for one in known():
            ledger.append(one)
    return moment


def known():
    """Exchanges with one application of their own, ``known``."""
    reply = ReplyFacts(status=200, for_people=True, patient_facing=True)
    label = Obligation(
        event="disclosure_shown", kind="label", via="text", placement="end", text="本内容由AI生成", text_sha256="1" * 64
    )
    notice = Obligation(
        event="disclosure_shown", kind="interaction", via="text", placement="start", text="You are talking to an AI.", text_sha256="2" * 64
    )  # fmt: skip
    base = sample(application="known")
    base = replace(
        base, request=replace(base.request, model="model-k"), reply=reply, findings=(), outcome=Outcome.ANSWERED
    )
    yield replace(
        base,
        id="known-1",
        findings=(
            Finding(check="citations", kind="fabricated", detail="no_such_work", count=1),
            Finding(check="citations", kind="verified", count=2),
        ),
    )
    yield replace(base, id="known-2", findings=(Finding(check="citations", kind="verified", count=3),))
    yield replace(
        base, id="known-3", findings=(Finding.unjudged("citations", "timeout"), Finding.unjudged("bias", "timeout"))
    )
    yield replace(
        base,
        id="known-4",
        findings=(Finding(check="plagiarism", kind="copied", count=1, score=0.9), Finding.clear("bias")),
    )
    yield replace(base, id="known-5", findings=(Finding(check="bias", kind="stigmatising_language", detail="age"),))
    yield replace(base, id="known-6", findings=(Finding(check="consistency", kind="answers_differ", detail="dose"),))
    yield replace(
        base,
        id="known-7",
        outcome=Outcome.AMENDED,
        reply=replace(reply, label=Label(explicit_text="本内容由AI生成", place="end"), implicit_label=Implicit()),
        obligations=(label, notice),
    )
    yield replace(
        base,
        id="known-8",
        outcome=Outcome.BLOCKED,
        reason="phi/identifiers_replaced",
        request_sha256=None,
        reply=None,
        request=RequestFacts(provider="openai", model="model-k", identifiers=Identifiers(found=3, replaced=2, remaining=1), unread=()),
    )  # fmt: skip
    yield replace(
        base, id="known-9", findings=(Finding(check="leaks", status=FindingStatus.JUDGED, kind="identifier_not_sent", detail="NAME"),)
    )  # fmt: skip


def hostile():
    """One exchange for every hostile word, in each field that reaches a document."""
    for number, words in enumerate(HOSTILE.values()):
        base = sample(f"hostile-{number}", application=words, purpose=words)
        yield replace(
            base,
            request=replace(base.request, model=words),
            reason=words,
            outcome=Outcome.BLOCKED,
            findings=(Finding(check="citations", kind=words, detail=words), Finding(check="leaks", kind=words)),
            obligations=(
                Obligation(event="disclosure_shown", kind=words, via="text", text=words, text_sha256="3" * 64),
            ),
        )


__all__ = ["HOSTILE", "KEYS", "SINCE", "UNTIL", "fill", "hostile", "known", "opened"]
