"""One exchange from end to end with a model that is a function, as a process of its own; prints how it ended, as JSON."""

from __future__ import annotations

import json
import sys

from medguard.audit import list_records, verify
from medguard.decorator import guarded
from medguard.errors import Blocked, MedguardError
from medguard.guard import Guard

NAME = "Margaret Thornbury"
QUESTION = f"Patient: {NAME}. What is a normal resting heart rate for an adult?"


def tried(profile: str, database: str) -> dict[str, str]:
    """How it ended."""
    sent: list[str] = []
    try:
        with Guard.open(profile, database=database) as guard:

            @guarded(guard=guard)
            def model(text: str) -> str:
                sent.append(text)
                return "For most adults it is between 60 and 100 beats a minute."

            try:
                model(QUESTION)
            except Blocked as error:
                if error.exchange is None:
                    return {"outcome": "failed", "reason": error.code}
    except MedguardError as error:
        return {"outcome": "failed", "reason": error.code}
    if any(NAME in text for text in sent):
        return {"outcome": "failed", "reason": "a name was sent"}
    if not verify(database).ok:
        return {"outcome": "failed", "reason": "the log does not verify"}
    [record] = list_records(database)
    return {"outcome": record.outcome, "reason": record.reason or ""}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(tried(*sys.argv[1:3])))
