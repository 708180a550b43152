"""Exchanges to record, and processes that record them.

Run as a program, ``audit_samples.py URL [THREADS]`` appends until it is killed, and writes a line for each receipt.
"""

import os
import sys
import threading
import time
import uuid
from contextlib import suppress

from medguard.audit import open_ledger
from medguard.errors import AuditError
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


def sample(exchange_id=None, **changes):
    """An exchange like those of the flow."""
    parts = {
        "id": exchange_id or uuid.uuid4().hex,
        "started_at": "2026-11-24T15:00:00Z",
        "door": "sidecar",
        "profile": "医院",
        "profile_sha256": "a" * 64,
        "outcome": Outcome.ANSWERED,
        "request": RequestFacts(
            provider="openai",
            model="gpt-x",
            stream=False,
            turn=1,
            identifiers=Identifiers(found=2, replaced=2, by_kind={"NAME": 2}),
            unread=(),
        ),
        "reply": ReplyFacts(status=200, choices=1, for_people=True),
        "findings": (Finding.clear("leaks"), Finding.unjudged("citations", "timeout")),
        "decisions": (
            Decision(
                stage=Stage.REQUEST,
                effect=Effect.ALLOW,
                bundle="b" * 64,
                rulings=(Ruling(rule="hipaa.minimum", status=Status.PASS, effect=Effect.ALLOW),),
            ),
        ),
        "request_sha256": "c" * 64,
        "milliseconds": {"deidentify": 12.345, "rules": 3.0},
    }
    return Exchange(**{**parts, **changes})


def append_some(url, how_many):
    """What one process of several does."""
    with open_ledger(url, busy_seconds=60) as ledger:
        for _ in range(how_many):
            ledger.append(sample())


def append_for_ever(ledger):
    """Tells of every receipt, in one write that no kill can cut; waits a little where none was given."""
    while True:
        exchange_id = uuid.uuid4().hex
        try:
            receipt = ledger.append(sample(exchange_id))
        except AuditError:
            time.sleep(0.05)
        else:
            os.write(1, f"{receipt.position} {receipt.sha256} {exchange_id}\n".encode())


if __name__ == "__main__":
    opened = None
    while opened is None:
        with suppress(AuditError):  # the database is not there yet, or not there any more
            opened = open_ledger(sys.argv[1])
    for _ in range(int(sys.argv[2]) if len(sys.argv) > 2 else 1):
        threading.Thread(target=append_for_ever, args=(opened,)).start()
