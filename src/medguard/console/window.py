"""What a page is asked for in its address: days, a window of them, an application. Whatever is nonsense is told so, and asked of no database."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from typing import Final

from medguard.audit.accounts import Account
from medguard.console.asked import Ask, Mistyped, NotFound
from medguard.report import queries

LONGEST: Final = timedelta(days=400)


def today() -> date:
    """By UTC, as everything here."""
    return datetime.now(UTC).date()


def day(ask: Ask, name: str) -> str | None:
    """A day of our calendar, if one was asked for."""
    written = ask.query.get(name, "").strip()
    if not written:
        return None
    with suppress(ValueError):
        if date.fromisoformat(written).isoformat() == written and written[:2] in {"19", "20", "21"}:
            return written
    raise Mistyped(
        "A day is written 2026-11-25.",
        remedy="Go back and write year-month-day.",
        remedy_zh="请返回并按 2026-11-25 的形式填写日期。",
    )


def window(ask: Ask) -> tuple[queries.Window, str, str]:
    """The days that are asked for, also as they were written: thirty, unless somebody says otherwise."""
    now = today()
    since = day(ask, "from") or (now - timedelta(days=29)).isoformat()
    until = day(ask, "to") or (now + timedelta(days=1)).isoformat()
    if until <= since:
        raise Mistyped(
            "The window ends before it begins.",
            remedy="Choose the earlier day first; the second day no longer counts.",
            remedy_zh="截止日须晚于起始日；截止日当天不计入。",
        )
    if date.fromisoformat(until) - date.fromisoformat(since) > LONGEST:
        raise Mistyped(
            "At most 400 days are shown at a time.",
            remedy="Choose days that lie closer together.",
            remedy_zh="一次最多显示 400 天，请缩短时间范围。",
        )
    span = queries.window(since, until, application=application(ask), model=ask.query.get("model") or None)
    return span, since, until


def days_of(since: str, until: str) -> list[str]:
    """Every day of a window."""
    first, last = date.fromisoformat(since), date.fromisoformat(until)
    return [(first + timedelta(days=at)).isoformat() for at in range((last - first).days)]


def application(ask: Ask) -> str | None:
    """Which application's numbers and records are shown: one of the reader's, or all if the reader sees all."""
    asked = ask.query.get("application") or None
    if "*" in ask.who.applications:
        return asked
    if asked is not None and not ask.who.sees(asked):
        raise NotFound
    return asked or ask.who.applications[0]


def applications(account: Account) -> tuple[str, ...]:
    """To choose from; none: any may be written."""
    return () if "*" in account.applications else account.applications
