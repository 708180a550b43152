"""What the doctor sees, and how it is told: never a value of a key, a password, a record or a query."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from medguard.errors import MedguardError
from medguard.log import place_of


class Verdict(StrEnum):
    """How bad it is."""

    WELL = "well"
    DOUBT = "doubt"
    """Works, and should be looked at."""
    ILL = "ill"
    """Does not work, or does not keep what it promises."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One thing that was looked at."""

    what: str
    """A word: ``database``, ``clock`` …"""
    verdict: Verdict
    says: str
    says_zh: str
    remedy: str = ""
    remedy_zh: str = ""


def well(what: str, says: str, says_zh: str) -> Seen:
    """All is as it should be."""
    return Seen(what=what, verdict=Verdict.WELL, says=says, says_zh=says_zh)


def doubt(what: str, says: str, says_zh: str, remedy: str, remedy_zh: str) -> Seen:
    """It works, and somebody should look."""
    return Seen(what=what, verdict=Verdict.DOUBT, says=says, says_zh=says_zh, remedy=remedy, remedy_zh=remedy_zh)


def ill(what: str, says: str, says_zh: str, remedy: str, remedy_zh: str) -> Seen:
    """It does not work."""
    return Seen(what=what, verdict=Verdict.ILL, says=says, says_zh=says_zh, remedy=remedy, remedy_zh=remedy_zh)


def of_error(what: str, error: MedguardError) -> Seen:
    """An error of ours says itself what to do."""
    return ill(what, str(error), error.remedy_zh or str(error), error.remedy, error.remedy_zh)


def examined(what: str, looks: Callable[[], Iterable[Seen]]) -> Iterator[Seen]:
    """What somebody sees; that he could not look is seen as well."""
    try:
        yield from looks()
    except MedguardError as error:
        yield of_error(what, error)
    except Exception as error:  # noqa: BLE001  its message may quote a URL or a key; its class and our line say enough
        where = place_of(error) or "?"
        yield ill(
            what,
            f"Could not be looked at: {type(error).__name__} in {where}.",
            f"无法检查：{type(error).__name__}，位于 {where}。",
            "Report it with this line, which quotes nothing of your data.",
            "请连同本行上报（其中不含您的数据）。",
        )
