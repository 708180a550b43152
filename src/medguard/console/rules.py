"""Rules and profiles: what is enforced on a day, what comes when, what no program checks, and who vouches for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from medguard.audit.attestations import Attested, list_attestations, manual_id
from medguard.console.asked import Answer, Ask, Mistyped, Page
from medguard.console.window import day, today
from medguard.profile import Profile
from medguard.rules.catalogue import Catalogue, RuleInfo
from medguard.types import Level

SOON: Final = timedelta(days=60)


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """Something that is left to people, and what somebody said of it."""

    control: str
    what: str
    what_zh: str
    article: str
    newest: Attested | None
    """What counts: one that is valid, else the last that was."""
    state: str
    """``valid``, ``ending``, ``expired``, ``future``, ``withdrawn``, or ``nobody``."""


def rules(ask: Ask) -> Answer:
    """What a profile asks for on a day."""
    machine = ask.house.what_if
    settings = machine.settings(ask.query.get("profile") or machine.own.name)
    if settings is None:
        raise Mistyped(
            "There is no such profile.",
            remedy="Go back and choose one of the list.",
            remedy_zh="没有该配置，请返回后从列表中选择。",
        )
    written = day(ask, "at") or today().isoformat()
    at = date.fromisoformat(written)
    on, off = _levels(settings, ask.house.catalogue)
    early = settings.readings.enforce_early
    enforced = [one for one in on if _begun(one[0], at) or one[0].id in early]
    attested = list_attestations(ask.house.ledger.engine)
    manual = sorted(
        (_left(manual_id(one.what), (one.what, one.what_zh), one.article, attested, at) for one in settings.manual),
        key=lambda one: one.state == "valid",
    )
    return Page(
        template="rules.html",
        holds={
            "settings": settings,
            "profiles": machine.profiles,
            "own": machine.own.name,
            "at": written,
            "is_today": at == today(),
            "enforced": [(info, level, not _begun(info, at)) for info, level in enforced],
            "coming": sorted(
                ((info, level) for info, level in on if not _begun(info, at) and info.id not in early),
                key=lambda one: (str(one[0].effective_from), one[0].id),
            ),
            "off": off,
            "manual": manual,
            "left": [
                _left(info.id, (info.not_checked, info.not_checked_zh), info.article, attested, at)
                for info, _ in enforced
                if info.not_checked
            ],
            "nobody": sum(one.state in {"nobody", "expired", "withdrawn"} for one in manual),
            "ending": sum(one.state == "ending" for one in manual),
        },
    )


def _left(control: str, what: tuple[str, str], article: str, attested: Sequence[Attested], at: date) -> Left:
    written = at.isoformat()
    now = at == today()

    def worth(one: Attested) -> str:
        return one.state_now(written) if now else one.state(written)

    best = min(
        (one for one in attested if one.control == control), key=lambda one: _WORTH.index(worth(one)), default=None
    )
    state = worth(best) if best is not None else "nobody"
    if best is not None and state == "valid" and best.valid_until <= (at + SOON).isoformat():
        state = "ending"
    return Left(control=control, what=what[0], what_zh=what[1], article=article, newest=best, state=state)


_WORTH: Final = ("valid", "future", "expired", "withdrawn")


def _levels(settings: Profile, catalogue: Catalogue) -> tuple[list[tuple[RuleInfo, Level]], list[RuleInfo]]:
    levels = settings.levels
    on: list[tuple[RuleInfo, Level]] = [
        (catalogue.rules[rule], level)
        for rule, level in levels.items()
        if rule in catalogue.rules and level is not Level.OFF
    ]
    off = [info for rule, info in catalogue.rules.items() if levels.get(rule, Level.OFF) is Level.OFF]
    return on, off


def _begun(info: RuleInfo, at: date) -> bool:
    return info.effective_from is None or info.effective_from <= at
