"""What another profile, or another day, would have changed: on a page."""

from __future__ import annotations

from typing import Final

from medguard.audit import Wanted, list_records
from medguard.console.asked import Answer, Ask, Busy, Mistyped, Page
from medguard.console.review import sees_held
from medguard.console.window import application, applications, day, window

_MANY: Final = ("50", "200", "500")
_SHOWN: Final = 20


def what_if(ask: Ask) -> Answer:
    """Decide the newest exchanges of a window again, if a profile or a day was chosen."""
    span, since, until = window(ask)
    machine = ask.house.what_if
    chosen, at = ask.query.get("profile", ""), day(ask, "at")
    many = ask.query.get("many", _MANY[0])
    other = machine.settings(chosen or machine.own.name)
    if other is None or many not in _MANY:
        raise Mistyped(
            "There is no such profile, or no such number to choose.",
            remedy="Go back and choose one of the list.",
            remedy_zh="没有该配置或数量，请返回后从列表中选择。",
        )
    outlook = None
    if chosen:
        wanted = Wanted(since=since, until=until, application=application(ask), held=sees_held(ask))
        records = list_records(ask.house.ledger.engine, wanted, limit=int(many))
        outlook = machine.outlook(records, other, at)
        if outlook is None:
            raise Busy
    return Page(
        template="what_if.html",
        holds={
            "since": since,
            "until": until,
            "application": span.application,
            "applications": applications(ask.who),
            "profiles": machine.profiles,
            "own": machine.own,
            "chosen": chosen,
            "other": other,
            "at": at,
            "many": many,
            "how_many": _MANY,
            "outlook": outlook,
            "changes": outlook.changes[:_SHOWN] if outlook else (),
            "rules": [(one, ask.house.catalogue.rules.get(one.rule)) for one in outlook.rules] if outlook else (),
        },
    )
