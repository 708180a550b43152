"""What each page shows, and who may ask for it: one table, which the app serves and a test walks through.

A page that shows one exchange appends its ``viewed`` record before it reads on: no record, no view.
"""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final, Literal, cast

from medguard.audit import Record, Wanted, get, list_records, prove
from medguard.audit.accounts import ROLES, Account, Role, add_account, close_account
from medguard.audit.database import reading
from medguard.audit.notes import NoteError, claimed_checkpoint
from medguard.audit.proofs import newest_note
from medguard.console.asked import Answer, Ask, Go, NotFound, Page, Take
from medguard.console.charts import stacked
from medguard.console.door import follow_link, sign_in
from medguard.console.secrets import digest_of, hash_password, new_token, new_totp, totp_link
from medguard.console.timeline import ruled, steps
from medguard.errors import AuditError
from medguard.report import queries
from medguard.types import Level, Outcome, Viewed

_ALL: Final = frozenset(ROLES)
_READERS: Final = frozenset({"officer", "reviewer", "auditor"})
_WORDS_OF_REPLIES: Final = frozenset({"officer", "reviewer"})
_ADMINISTRATORS: Final = frozenset({"administrator"})

_PAGE: Final = 50
_LONGEST_WINDOW: Final = timedelta(days=400)
_LONGEST_LINK: Final = 90


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """One address of the console."""

    path: str
    answer: Callable[[Ask], Answer]
    roles: frozenset[str] | None = _ALL
    """Who may come in; ``None``: whoever knocks."""
    method: Literal["GET", "POST"] = "GET"


# ── coming in and going out ──────────────────────────────────────────────────────────────────────────────────────────


def knock(ask: Ask) -> Answer:
    """The form to sign in with."""
    return Go(to="/") if ask.account is not None else Page(template="sign_in.html", holds={"wrong": False})


def come_in(ask: Ask) -> Answer:
    """Judge name, password and code."""
    token = sign_in(
        ask.house.accounts, ask.form.get("name", ""), ask.form.get("password", ""), ask.form.get("code", "")
    )
    if token is None:
        return Page(template="sign_in.html", holds={"wrong": True}, status=403)
    if ask.session:
        ask.house.accounts.end(digest_of(ask.session))
    return Go(to="/", session=token)


def link(ask: Ask) -> Answer:
    """Ask before a link is followed: mail programs open links by themselves, and are no auditors."""
    return Page(template="link.html", holds={"over": False, "token": ask.path["token"]})


def link_opened(ask: Ask) -> Answer:
    """Begin an auditor's session."""
    token = follow_link(ask.house.accounts, ask.path["token"])
    if token is None:
        return Page(template="link.html", holds={"over": True, "token": ""}, status=403)
    return Go(to="/", session=token)


def go_out(ask: Ask) -> Answer:
    """End the session, on this side too."""
    ask.house.accounts.end(digest_of(ask.session))
    return Go(to="/sign-in", session="")


# ── overview ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def overview(ask: Ask) -> Answer:
    """How much, what became of it, and which rules failed."""
    if ask.who.role == "administrator":
        return Go(to="/users")
    today = datetime.now(UTC).date()
    since = ask.query.get("from") or (today - timedelta(days=29)).isoformat()
    until = ask.query.get("to") or (today + timedelta(days=1)).isoformat()
    span = queries.window(since, until, application=_application(ask), model=ask.query.get("model") or None)
    days = _days(span)
    with reading(ask.house.ledger.engine) as connection:
        volumes = queries.volumes(connection, span)
        by_day = queries.outcomes(connection, span, by="day")
        totals = queries.outcomes(connection, span)
        failing = _first(queries.rules_failing(connection, span))
        kinds = queries.identifiers_by_kind(connection, span)
        latency = queries.latency(connection, span)
        models = sorted({one.key for one in queries.outcomes(connection, span, by="model") if one.key})
    counts = {(one.key, one.outcome): one.exchanges for one in by_day}
    return Page(
        template="overview.html",
        holds={
            "since": since,
            "until": until,
            "model": span.model,
            "models": models,
            "volumes": volumes,
            "totals": {one.outcome: one.exchanges for one in totals},
            "outcomes": [outcome.value for outcome in Outcome],
            "chart": stacked(days, counts, [outcome.value for outcome in Outcome]),
            "counts": counts,
            "days": [day for day in days if any(key[0] == day for key in counts)],
            "failing": [(one, ask.house.catalogue.rules.get(one.rule)) for one in failing],
            "kinds": sorted(kinds, key=lambda one: -one.identifiers),
            "latency": latency,
            "application": span.application,
            "applications": _applications(ask.who),
        },
    )


def _days(span: queries.Window) -> list[str]:
    first, last = (datetime.fromisoformat(moment) for moment in (span.since, span.until))
    if last - first > _LONGEST_WINDOW:
        raise AuditError(
            "The overview shows at most 400 days at a time.",
            remedy="Choose days that lie closer together.",
            remedy_zh="概览一次最多显示 400 天，请缩短时间范围。",
        )
    whole = (last - timedelta(microseconds=1)).date() - first.date()
    return [(first.date() + timedelta(days=at)).isoformat() for at in range(whole.days + 1)]


def _first(counts: tuple[queries.RuleCount, ...]) -> list[queries.RuleCount]:
    return sorted(counts, key=lambda one: -one.exchanges)[:12]


# ── exchanges ────────────────────────────────────────────────────────────────────────────────────────────────────────


def exchanges(ask: Ask) -> Answer:
    """The newest first; a page goes on where the last one ended, so that what arrives meanwhile moves none."""
    said = {name: value for name in _FILTERS if (value := ask.query.get(name))}
    if which := ask.query.get("id", "").strip():
        found = get(ask.house.ledger.engine, which[:64])
        if found is None or found.kind != "exchange" or not ask.who.sees(found.application):
            raise NotFound
        return Go(to=f"/exchanges/{found.exchange_id}")
    before = ask.query.get("before", "")
    records = list_records(
        ask.house.ledger.engine,
        Wanted(**said | {"application": _application(ask)}),
        limit=_PAGE + 1,
        before=int(before) if before.isascii() and before.isdigit() and len(before) < _POSITION_DIGITS else None,
    )
    return Page(
        template="exchanges.html",
        holds={
            "records": records[:_PAGE],
            "more": records[_PAGE - 1].position if len(records) > _PAGE else None,
            "said": said,
            "outcomes": [outcome.value for outcome in Outcome],
            "rules": list(ask.house.catalogue.rules),
            "application": _application(ask),
            "applications": _applications(ask.who),
            "first": not before,
        },
    )


_FILTERS: Final = ("since", "until", "outcome", "model", "profile", "rule", "finding")
_POSITION_DIGITS: Final = 19


def exchange(ask: Ask) -> Answer:
    """One exchange as a timeline, and each rule with its law and remedy."""
    record = _of_the_reader(ask)
    document = record.exchange()
    _viewed(ask, record, "exchange")
    rulings = ruled(document, ask.house.catalogue)
    return Page(
        template="exchange.html",
        holds={
            "record": record,
            "document": document,
            "steps": steps(document, record.recorded_at, ask.words),
            "loud": [one for one in rulings if not one.quiet],
            "quiet": [one for one in rulings if one.quiet],
            "cause": ask.house.catalogue.rules.get(record.reason),
            "text": None,
            "may_read": ask.who.role in _WORDS_OF_REPLIES and ask.house.ledger.vault is not None,
        },
    )


def text(ask: Ask) -> Answer:
    """The de-identified words, where the profile keeps them."""
    record = _of_the_reader(ask)
    vault = ask.house.ledger.vault
    if vault is None:
        raise NotFound
    _viewed(ask, record, "text")
    kept = vault.read(ask.house.ledger.engine, record.exchange_id)
    parts = (kept.request, kept.reply) if kept is not None else ()
    return Page(
        template="text.html",
        holds={"record": record, "texts": [part.decode("utf-8", "replace") for part in parts]},
    )


def proof(ask: Ask) -> Answer:
    """What shows with the public key alone that the record stands in the log."""
    record = _of_the_reader(ask)
    _viewed(ask, record, "proof")
    content = prove(ask.house.ledger.engine, record.position)
    return Take(name=f"{record.exchange_id[:16]}.tlog-proof", content=content.encode())


def _of_the_reader(ask: Ask) -> Record:
    """The exchange, if there is one and it is of an application that the account sees."""
    record = get(ask.house.ledger.engine, ask.path["id"])
    if record is None or record.exchange_id != ask.path["id"] or record.kind != "exchange":
        raise NotFound
    if not ask.who.sees(record.application):
        raise NotFound
    return record


def _viewed(ask: Ask, record: Record, what: Literal["exchange", "text", "proof"]) -> None:
    ask.house.ledger.append(
        Viewed(
            id=uuid.uuid4().hex,
            started_at=datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            by=ask.who.name,
            role=ask.who.role,
            what=what,
            of=record.exchange_id,
        )
    )


def _application(ask: Ask) -> str | None:
    """Which application's numbers and records are shown: one of the reader's, or all if the reader sees all."""
    asked = ask.query.get("application") or None
    if "*" in ask.who.applications:
        return asked
    if asked is not None and not ask.who.sees(asked):
        raise NotFound
    return asked or ask.who.applications[0]


def _applications(account: Account) -> tuple[str, ...]:
    """To choose from; none: any may be written."""
    return () if "*" in account.applications else account.applications


# ── rules, log, accounts ─────────────────────────────────────────────────────────────────────────────────────────────


def rules(ask: Ask) -> Answer:
    """What is enforced today, what comes when, and what no program checks."""
    today = datetime.now(UTC).date()
    levels, catalogue = ask.house.settings.levels, ask.house.catalogue
    known = [(catalogue.rules[rule], level) for rule, level in levels.items() if rule in catalogue.rules]
    on = [(info, level) for info, level in known if level is not Level.OFF]
    return Page(
        template="rules.html",
        holds={
            "settings": ask.house.settings,
            "enforced": [one for one in on if one[0].effective_from is None or one[0].effective_from <= today],
            "coming": sorted(
                (one for one in on if one[0].effective_from is not None and one[0].effective_from > today),
                key=lambda one: str(one[0].effective_from),
            ),
        },
    )


def integrity(ask: Ask) -> Answer:
    """The newest checkpoint, and the last verification."""
    checkpoint, note = None, ""
    with reading(ask.house.ledger.engine) as connection:
        try:
            note = newest_note(connection)
            checkpoint = claimed_checkpoint(note)
        except (AuditError, NoteError):
            checkpoint = None  # the page says so, and verification tells why
    verifying = ask.house.verifying
    return Page(
        template="integrity.html",
        holds={
            "checkpoint": checkpoint,
            "note": note,
            "running": verifying.running,
            "last": verifying.last,
            "may_verify": ask.who.role == "officer",
        },
    )


def verify_now(ask: Ask) -> Answer:
    """Begin a verification."""
    ask.house.verifying.begin()
    return Go(to="/integrity")


def users(ask: Ask) -> Answer:
    """Every account there ever was."""
    return _users(ask)


def _users(ask: Ask, **made: str) -> Page:
    now = ask.house.accounts.clock()
    return Page(
        template="users.html",
        holds={
            "accounts": [
                (account, _state(account, now, confirmed=confirmed))
                for account, confirmed in ask.house.accounts.everyone()
            ],
            "roles": ROLES,
            "longest": _LONGEST_LINK,
            "made": made,
        },
    )


def _state(account: Account, now: datetime, *, confirmed: bool) -> str:
    if not confirmed:
        return "contradicted"
    if account.closed_at is not None:
        return "closed"
    return "open" if account.open_on(now) else "expired"


def user_add(ask: Ask) -> Answer:
    """Make an account with a password of ours: nobody's favourite one, and seen once."""
    name, role = ask.form.get("name", ""), ask.form.get("role", "")
    password, key = secrets.token_urlsafe(15), new_totp()
    add_account(
        ask.house.ledger,
        name,
        role=cast("Role", role),  # which add_account looks at
        secret=hash_password(password),
        totp=key,
        by=ask.who.name,
        applications=tuple(ask.form.get("applications", "*").split()),
    )
    return _users(ask, name=name, password=password, totp=key, otpauth=totp_link(key, name))


def user_close(ask: Ask) -> Answer:
    """Let an account or a link open nothing any more."""
    close_account(ask.house.ledger, ask.form.get("name", ""), by=ask.who.name)
    return Go(to="/users")


def link_add(ask: Ask) -> Answer:
    """Make a link that opens the console for reading, for some days."""
    days = ask.form.get("days", "")
    if not (
        days.isascii() and days.isdigit() and len(days) <= len(str(_LONGEST_LINK)) and 1 <= int(days) <= _LONGEST_LINK
    ):
        raise AuditError(
            f"A link lives for 1 to {_LONGEST_LINK} days.",
            remedy=f"Write a number from 1 to {_LONGEST_LINK}.",
            remedy_zh=f"链接有效期为 1–{_LONGEST_LINK} 天，请填写该范围内的数字。",
        )
    token = new_token()
    name = f"link-{secrets.token_hex(4)}"
    add_account(
        ask.house.ledger,
        name,
        role="auditor",
        secret=digest_of(token),
        by=ask.who.name,
        applications=tuple(ask.form.get("applications", "*").split()),
        expires_at=ask.house.accounts.clock() + timedelta(days=int(days)),
    )
    return _users(ask, name=name, link=f"{ask.house.origin}/link/{token}")


# ── every address ────────────────────────────────────────────────────────────────────────────────────────────────────

DOORS: Final[tuple[Door, ...]] = (
    Door(path="/sign-in", answer=knock, roles=None),
    Door(path="/sign-in", answer=come_in, roles=None, method="POST"),
    Door(path="/link/{token}", answer=link, roles=None),
    Door(path="/link/{token}", answer=link_opened, roles=None, method="POST"),
    Door(path="/sign-out", answer=go_out, method="POST"),
    Door(path="/", answer=overview),
    Door(path="/exchanges", answer=exchanges, roles=_READERS),
    Door(path="/exchanges/{id}", answer=exchange, roles=_READERS),
    Door(path="/exchanges/{id}/text", answer=text, roles=_WORDS_OF_REPLIES, method="POST"),
    Door(path="/exchanges/{id}/proof", answer=proof, roles=_READERS, method="POST"),
    Door(path="/rules", answer=rules, roles=_READERS),
    Door(path="/integrity", answer=integrity, roles=_READERS),
    Door(path="/integrity/verify", answer=verify_now, roles=frozenset({"officer"}), method="POST"),
    Door(path="/users", answer=users, roles=_ADMINISTRATORS),
    Door(path="/users/add", answer=user_add, roles=_ADMINISTRATORS, method="POST"),
    Door(path="/users/close", answer=user_close, roles=_ADMINISTRATORS, method="POST"),
    Door(path="/users/link", answer=link_add, roles=_ADMINISTRATORS, method="POST"),
)
