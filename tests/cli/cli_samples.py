"""Ledgers and facts for the command line, and the command line itself, in this process and in another."""

import json
import os
import subprocess
import sys
from dataclasses import asdict

from typer.testing import CliRunner

from medguard.audit import open_ledger
from medguard.cli import app
from medguard.facts import Deployment
from medguard.types import (
    Decision,
    Effect,
    Exchange,
    Facts,
    Finding,
    Identifiers,
    Level,
    Obligation,
    Outcome,
    ReplyFacts,
    RequestFacts,
    Ruling,
    Stage,
    Status,
)

ENGLISH = {"LC_ALL": "", "LC_MESSAGES": "", "LANG": "C.UTF-8", "MEDGUARD_DATABASE": "", "MEDGUARD_UPSTREAM": ""}
SECRET = "Ann Lee"


def medguard(*arguments, given=None, lang="C.UTF-8", **environment):
    """One command in this process."""
    environment = {**ENGLISH, "LANG": lang, "COLUMNS": "300", **environment}
    return CliRunner(env=environment).invoke(app, [str(one) for one in arguments], input=given)


def program(*arguments, given=b"", **environment):
    """One command as somebody starts it."""
    return subprocess.run(
        [sys.executable, "-m", "medguard", *map(str, arguments)],
        input=given,
        capture_output=True,
        env={**os.environ, **ENGLISH, **environment},
        timeout=60,
        check=False,
    )


REQUEST = RequestFacts(
    provider="openai",
    model="m",
    stream=False,
    turn=1,
    identifiers=Identifiers(found=2, replaced=2, by_kind={"NAME": 2}),
    unread=(),
)


def facts(**changes):
    """A request in which everything is in order, as the JSON of a file."""
    whole = {
        "stage": Stage.REQUEST,
        "now": "2026-11-23T09:30:00Z",
        "profile": "hospital",
        "levels": {"phi/identifiers_replaced": Level.DENY, "content/unread_parts": Level.WARN},
        "deployment": Deployment(jurisdictions=("EU",)),
        "request": REQUEST,
    }
    return json.loads(json.dumps(asdict(Facts(**(whole | changes)))))


def kept(url, *outcomes):
    """A ledger with one exchange for each outcome; their ids are 000…0, 000…1, …"""
    with open_ledger(url) as ledger:
        for number, outcome in enumerate(outcomes):
            ledger.append(
                Exchange(
                    id=f"{number:032x}",
                    started_at="2026-11-24T15:00:00Z",
                    door="sidecar",
                    profile="[red]医院",
                    profile_sha256="a" * 64,
                    outcome=outcome,
                    reason="phi/identifiers_replaced" if outcome is Outcome.BLOCKED else "",
                    request=REQUEST,
                    reply=ReplyFacts(status=200, choices=1, for_people=True),
                    findings=(Finding.clear("leaks"),),
                    decisions=(
                        Decision(
                            stage=Stage.REQUEST,
                            effect=Effect.ALLOW,
                            bundle="b" * 64,
                            rulings=(Ruling(rule="phi/identifiers_replaced", status=Status.PASS, effect=Effect.ALLOW),),
                        ),
                    ),
                    obligations=(Obligation(event="disclosure_shown", kind="label", via="text", text_sha256="c" * 64),),
                    milliseconds={"ask": 12.5},
                )
            )
    return url
