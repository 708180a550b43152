"""The registry: licences, filings, training and consent, and what ends soon.

Whoever reads this page learns nothing of a patient: of patients and consents there are numbers only. References of staff are shown to officers,
who have to renew what ends, and to nobody else.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from medguard.audit.database import reading
from medguard.audit.registry import HERE, KIND_ZH, Kept, column_zh, expiring, list_entries, word_zh
from medguard.console.asked import Answer, Ask, Page
from medguard.console.rules import SOON
from medguard.console.window import today
from medguard.report import queries

_OF_THE_HOUSE: Final = ("institution", "filing", "stop_trigger")
_OF_STAFF: Final = ("actor", "training", "authorisation")
_OF_PATIENTS: Final = ("patient", "consent", "group")
_KINDS: Final = {
    "stop_trigger": "reason to stop",
    "actor": "licence",
    "authorisation": "authorisation for a technology",
}
_MOST: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """An entry as a page shows it."""

    kind: str
    subject: str
    """Empty: of this house, or none of the reader's business."""
    code: str
    facts: tuple[tuple[str, str, str], ...]
    """Name of the column in both languages, and what it says."""
    valid_from: str | None
    valid_until: str | None
    state: str
    """``valid``, ``ending``, ``expired`` or ``future``."""
    days: int | None
    """Until it ends; less than nothing: since it did."""


def registry(ask: Ask) -> Answer:
    """What the institution vouches for today."""
    now = today()
    engine = ask.house.ledger.engine
    entries = [
        one for kind in (*_OF_THE_HOUSE, *_OF_STAFF) for one in list_entries(engine, day=now, kind=kind)
        if one.state != "superseded"
    ]  # fmt: skip
    with reading(engine) as connection:
        counts = queries.registry_counts(connection, day=now.isoformat(), soon=(now + SOON).isoformat())
    named = ask.who.role == "officer"
    ending = {one.id for one in expiring(entries, day=now, days=SOON.days)}
    shown = [_shown(one, now, ending=one.id in ending, named=named, language=ask.words.language) for one in entries]
    urgent = sorted(
        (one for one in shown if one.state in {"ending", "expired"} and (named or one.kind in _OF_THE_HOUSE)),
        key=lambda one: one.valid_until or "",
    )
    return Page(
        template="registry.html",
        holds={
            "day": now.isoformat(),
            "soon": SOON.days,
            "urgent": urgent[:_MOST],
            "of_the_house": [one for one in shown if one.kind in _OF_THE_HOUSE],
            "staff": [one for one in counts if one.kind in _OF_STAFF],
            "patients": [one for one in counts if one.kind in _OF_PATIENTS],
            "named": named,
            "kinds": {kind: (_KINDS.get(kind, kind), zh) for kind, zh in KIND_ZH.items()},
        },
    )


def _shown(one: Kept, now: date, *, ending: bool, named: bool, language: str) -> Shown:
    entry = one.entry
    until = entry.valid_until
    return Shown(
        kind=entry.kind,
        subject=entry.subject if named and entry.subject != HERE else "",
        code=entry.code,
        facts=tuple(_facts(entry.kind, entry.facts, language)) if entry.kind in _OF_THE_HOUSE else (),
        valid_from=entry.valid_from,
        valid_until=until,
        state="ending" if ending else one.state,
        days=(date.fromisoformat(until) - now).days if until is not None else None,
    )


def _facts(kind: str, document: str, language: str) -> Iterable[tuple[str, str, str]]:
    try:
        said: dict[str, Any] = dict(json.loads(document))
    except ValueError:
        said = {}  # medguard registry show tells of it
    for name, value in said.items():
        if name != "code":
            yield name.replace("_", " "), column_zh(kind, name), _word(value, language)


def _word(value: object, language: str) -> str:
    if isinstance(value, bool):
        return {"en": ("no", "yes"), "zh": ("否", "是")}[language][value]
    if isinstance(value, list):
        return ", ".join(_word(one, language) for one in value)
    return word_zh(str(value)) if language == "zh" else str(value)
