"""Replies that wait for a person, in the console: what ``medguard review`` does, with a reply before one's eyes.

A reviewer's account bears the name under which they stand in the registry, so who may look is the registry's to say. A page that shows a reply
is only for whoever has taken it, and taking is a form of its own: nothing is claimed because a link was followed.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

from medguard.audit.held import written
from medguard.console.asked import Answer, Ask, Go, NotFound, Page
from medguard.errors import Blocked, GuardError, MedguardError
from medguard.review import Desk, Item, NothingWaits, NotShown, Reading, Verdict
from medguard.review.desk import REFUSALS

_STAND_IN = re.compile(r"(\[[A-Z][A-Z0-9_]*_\d+\])")
_MOST_ANSWERS = 20
_PAGE = 100
_DIGITS = 7


def reviews(ask: Ask) -> Answer:
    """What waits for this reviewer; an officer sees all of it, and none of the words."""
    desk = ask.house.desk
    if desk is None:
        return Page(template="reviews.html", holds={"off": True, "items": (), "done": "", "may_take": False, "lost": 0})
    reviews_it = ask.who.role == "reviewer"
    now = written(datetime.now(UTC))
    waiting = desk.waiting(ask.who.name if reviews_it else None)
    found = [item for item in waiting.items if ask.who.sees(item.record.application)]
    first, done = _first(ask.query.get("from", ""), len(found)), ask.query.get("done", "")
    return Page(
        template="reviews.html",
        holds={
            "off": False,
            "items": [
                (item, _state(item, ask.who.name, now), item.due_at < now) for item in found[first : first + _PAGE]
            ],
            "all": len(found),
            "first": first,
            "more": first + _PAGE if len(found) > first + _PAGE else None,
            "lost": waiting.lost,
            "done": done if done in _DONE else "",
            "may_take": reviews_it,
        },
    )


def _first(said: str, all_of_them: int) -> int:
    first = int(said) if said.isascii() and said.isdigit() and len(said) < _DIGITS else 0
    return first if first < all_of_them else 0


_DONE = frozenset(("approved", "approved_first", "refused", "given_back"))


def _state(item: Item, name: str, now: str) -> str:
    by = item.state.claimed_on(now)
    return "waits" if by is None else "yours" if by == name else "taken"


def sees_held(ask: Ask) -> bool:
    """Whether the pages of exchanges show this account what is held.

    A test item stands there nowhere. So where reviewers are tested, what is held stands there for no reviewer, and its absence tells nothing.
    """
    desk = ask.house.desk
    return ask.who.role != "reviewer" or desk is None or desk.review.test_share <= 0


def take(ask: Ask) -> Answer:
    """Claim a reply."""
    item = _item(ask)
    _desk(ask).take(item.id, ask.who.name)
    return Go(to=f"/reviews/{item.id}")


def reading(ask: Ask) -> Answer:
    """A reply that this reviewer has taken."""
    item = _item(ask)
    if item.state.claimed_on(written(datetime.now(UTC))) != ask.who.name:
        return Go(to="/reviews")
    return _page(ask, _desk(ask).take(item.id, ask.who.name))


def approve(ask: Ask) -> Answer:
    """Let it go as it is."""
    item = _item(ask)
    try:
        return _after(ask, _desk(ask).approve(item.id, ask.who.name))
    except Blocked as no:  # their claim is over with it: the words are not shown once more
        return Page(template="review_over.html", holds=_no(no) | {"verdict": None}, status=no.http_status)


def edit(ask: Ask) -> Answer:
    """Let it go in other words. What was typed is not lost where it does not go."""
    item, desk = _item(ask), _desk(ask)
    words = [ask.form.get(f"words-{at}", "").replace("\r\n", "\n") for at in range(_answers(ask))]
    try:
        return _after(ask, desk.edit(item.id, ask.who.name, words))
    except (Blocked, GuardError, NotShown) as no:
        again = desk.take(item.id, ask.who.name)
        return _page(ask, again, typed=words, status=no.http_status, **_no(no))


def refuse(ask: Ask) -> Answer:
    """Throw it away."""
    item = _item(ask)
    return _after(ask, _desk(ask).refuse(item.id, ask.who.name, ask.form.get("why", "")))  # type: ignore[arg-type]  # the desk looks at it


def give_back(ask: Ask) -> Answer:
    """Let somebody else have it."""
    item = _item(ask)
    _desk(ask).give_back(item.id, ask.who.name)
    return Go(to="/reviews?done=given_back")


def _desk(ask: Ask) -> Desk:
    if ask.house.desk is None:
        raise NotFound
    return ask.house.desk


def _item(ask: Ask) -> Item:
    """The reply, if it waits and is of an application that the account sees; what is no id of ours is not looked for."""
    which = ask.path["id"]
    if not re.fullmatch(r"[0-9a-f]{32}", which):
        raise NotFound
    try:
        item = _desk(ask).item(which)
    except NothingWaits:
        raise NotFound from None
    if not ask.who.sees(item.record.application):
        raise NotFound
    return item


def _answers(ask: Ask) -> int:
    return min(_MOST_ANSWERS, sum(name.startswith("words-") for name in ask.form))


def _page(ask: Ask, read: Reading, *, typed: list[str] | None = None, status: int = 200, **no: Any) -> Page:
    item = read.item
    # What was claimed and shown just now is not in the item yet.
    until = _desk(ask).held.state(item.id).claimed_until
    catalogue = ask.house.catalogue
    return Page(
        template="review.html",
        status=status,
        holds={
            "item": item,
            "until": until,
            "rules": [(one, catalogue.rules.get(one["rule"])) for one in item.rulings()],
            "findings": [one for one in item.document["findings"] if one["kind"] or one["status"] != "judged"],
            "answers": [_STAND_IN.split(one) for one in read.words],
            "typed": typed if typed is not None else list(read.words),
            "named": read.names,
            "beside": read.beside,
            "can_be_edited": read.can_be_edited,
            "refusals": REFUSALS,
            "opened": typed is not None,
            "tests": _desk(ask).review.test_share > 0,
            "problem": no.get("problem"),
            "remedy": no.get("remedy"),
        },
    )


def _no(error: MedguardError) -> dict[str, Any]:
    return {"problem": error, "remedy": (error.remedy, error.remedy_zh)}


def _after(ask: Ask, verdict: Verdict) -> Answer:
    del ask
    if verdict.tested is None:
        return Go(to=f"/reviews?done={verdict.act}")
    return Page(template="review_over.html", holds={"verdict": verdict, "problem": None, "remedy": None})
