"""What each page shows, and who may ask for it: one table, which the app serves and a test walks through.

A page that shows one exchange appends its ``viewed`` record before it reads on: no record, no view.
"""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final, Literal, cast
from urllib.parse import urlencode

from medguard.audit import Record, Wanted, get, list_records, prove
from medguard.audit.accounts import ROLES, Account, Role, add_account, close_account
from medguard.audit.database import reading
from medguard.audit.notes import NoteError, claimed_checkpoint
from medguard.audit.proofs import newest_note
from medguard.console import entrance, review
from medguard.console.asked import Answer, Ask, Go, Mistyped, NotFound, Page, Take
from medguard.console.incidents import incidents
from medguard.console.issuer import BACK
from medguard.console.overview import overview
from medguard.console.registry import registry
from medguard.console.rules import rules
from medguard.console.secrets import digest_of, hash_password, new_token, new_totp
from medguard.console.timeline import ruled, steps
from medguard.console.what_if import what_if
from medguard.console.window import application, applications, day
from medguard.errors import AuditError
from medguard.types import Outcome, Viewed

_ALL: Final = frozenset(ROLES)
_READERS: Final = frozenset({"officer", "reviewer", "auditor"})
_WORDS_OF_REPLIES: Final = frozenset({"officer", "reviewer"})
_REVIEWERS: Final = frozenset({"reviewer"})
_ADMINISTRATORS: Final = frozenset({"administrator"})

_PAGE: Final = 50
_LIVE_SECONDS, _LIVE_TIMES = 10, 60
"""Ten minutes; then a session has its thirty idle ones."""
_LONGEST_LINK: Final = 90


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """One address of the console."""

    path: str
    answer: Callable[[Ask], Answer]
    roles: frozenset[str] | None
    """Who may come in; ``None``: whoever knocks. Without a default: a page that forgets to say so does not load."""
    method: Literal["GET", "POST"] = "GET"
    knocked: bool = False
    """Strangers knock here: few at a time are judged, and a no takes as long whatever was wrong."""
    largest_form: int = 64_000
    """Bytes."""


# ── exchanges ────────────────────────────────────────────────────────────────────────────────────────────────────────


def exchanges(ask: Ask) -> Answer:
    """The newest first; a page goes on where the last one ended, so that what arrives meanwhile moves none."""
    said = {name: value for name in _FILTERS if (value := ask.query.get(name))}
    for name in ("since", "until"):
        day(ask, name)
    if which := ask.query.get("id", "").strip():
        found = _found(ask, which[:64])
        if found is None or found.kind != "exchange" or not _may_see(ask, found):
            raise NotFound
        return Go(to=f"/exchanges/{found.exchange_id}")
    before = ask.query.get("before", "")
    records = list_records(
        ask.house.ledger.engine,
        Wanted(**said | {"application": application(ask)}, held=review.sees_held(ask)),
        limit=_PAGE + 1,
        before=int(before) if _is_number(before) else None,
    )
    chosen = said | ({"application": named} if (named := application(ask)) else {})
    live = _live(ask, chosen, records) if not before else None
    return Page(
        template="exchanges.html",
        renewed=live.renewed if live is not None else None,
        holds={
            "records": records[:_PAGE],
            "more": records[_PAGE - 1].position if len(records) > _PAGE else None,
            "said": said,
            "query": urlencode(chosen),
            "live": live,
            "times": _LIVE_TIMES,
            "outcomes": [outcome.value for outcome in Outcome],
            "rules": list(ask.house.catalogue.rules),
            "application": application(ask),
            "applications": applications(ask.who),
            "first": not before,
        },
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Live:
    """A list that is asked for again by itself, a number of times: whoever leaves the machine alone is signed out all the same."""

    left: int
    """How often; 0: no more."""
    seen: int
    """The newest position when it began."""
    new: int
    """How many of the page came since."""
    stopped: str
    renewed: tuple[int, str] | None
    seconds: int = _LIVE_SECONDS

    @property
    def until(self) -> str:
        """When it is over, by UTC."""
        return f"{datetime.now(UTC) + timedelta(seconds=self.left * self.seconds):%H:%M}"


def _live(ask: Ask, chosen: Mapping[str, str], records: Sequence[Record]) -> Live | None:
    """``None``: nobody wants it. Nobody's list moves unless they have asked for it (WCAG 2.2.2), and they may stop it."""
    newest = records[0].position if records else 0
    asked, since = ask.query.get("live", ""), ask.query.get("seen", "")
    seen = int(since) if _is_number(since) else newest
    left = min(int(asked), _LIVE_TIMES) if _is_number(asked) else None
    if left is None:
        return None
    again = urlencode({**chosen, "live": left - 1, "seen": seen})
    return Live(
        left=left,
        seen=seen,
        new=sum(one.position > seen for one in records[:_PAGE]),
        stopped=f"/exchanges?{urlencode(chosen)}",
        renewed=(_LIVE_SECONDS, f"/exchanges?{again}") if left else None,
    )


def _is_number(written: str) -> bool:
    return written.isascii() and written.isdigit() and len(written) < _POSITION_DIGITS


def _found(ask: Ask, which: str) -> Record | None:
    if "*" in ask.who.applications:
        return get(ask.house.ledger.engine, which)
    with suppress(AuditError):  # several begin so: that there are others is none of the reader's business
        return get(ask.house.ledger.engine, which)
    return None


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
            "steps": steps(document, record.recorded_at, ask.house.catalogue, ask.words),
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
    letters = [one for one in record.exchange_id[:16] if one.isascii() and one.isalnum()]
    return Take(name=f"{''.join(letters)}.tlog-proof", content=content.encode())


def _of_the_reader(ask: Ask) -> Record:
    """The exchange, if there is one and it is of an application that the account sees."""
    record = get(ask.house.ledger.engine, ask.path["id"])
    if record is None or record.exchange_id != ask.path["id"] or record.kind != "exchange":
        raise NotFound
    if not _may_see(ask, record):
        raise NotFound
    return record


def _may_see(ask: Ask, record: Record) -> bool:
    return ask.who.sees(record.application) and (record.outcome != Outcome.HELD or review.sees_held(ask))


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


# ── log and accounts ─────────────────────────────────────────────────────────────────────────────────────────────


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
                (account, _state(ask, account, now, confirmed=confirmed))
                for account, confirmed in ask.house.accounts.everyone()
            ],
            "roles": ROLES,
            "longest": _LONGEST_LINK,
            "made": made,
            "linking": _linking(ask) is not None,
            "linked": ask.house.identities.linked(),
        },
    )


def _state(ask: Ask, account: Account, now: datetime, *, confirmed: bool) -> str:
    if not confirmed:
        return "contradicted"
    if account.closed_at is not None:
        return "closed"
    if account.totp is not None and ask.house.accounts.seals.open(account) is None:
        return "sealed"
    return "open" if account.open_on(now) else "expired"


def user_add(ask: Ask) -> Answer:
    """Make an account with a password of ours: nobody's favourite one, and seen once."""
    name, role = ask.form.get("name", ""), ask.form.get("role", "")
    password, key = secrets.token_urlsafe(15), new_totp()
    sealed = ask.house.accounts.seals.seal(name, key)
    add_account(
        ask.house.ledger,
        name,
        role=cast("Role", role),  # which add_account looks at
        secret=hash_password(password),
        totp=sealed,
        by=ask.who.name,
        applications=tuple(ask.form.get("applications", "*").split()),
    )
    return _users(ask, name=name, password=password, totp=key)


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
        raise Mistyped(
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


def identity_link(ask: Ask) -> Answer:
    """Say whom of the identity provider's people an account belongs to."""
    issuer = _linking(ask)
    if issuer is None:
        raise NotFound
    name, subject = ask.form.get("name", ""), ask.form.get("subject", "")
    ask.house.identities.link(name, issuer=issuer, subject=subject, by=ask.who.name)
    return Go(to="/users")


def identity_unlink(ask: Ask) -> Answer:
    """Say that an account is nobody's at the provider."""
    if _linking(ask) is None:
        raise NotFound
    ask.house.identities.unlink(ask.form.get("name", ""), by=ask.who.name)
    return Go(to="/users")


def _linking(ask: Ask) -> str | None:
    """The issuer whose people are linked to accounts one by one; ``None``: there is none, or a claim of its own names the account."""
    oidc = ask.house.settings.console.oidc
    return oidc.issuer if oidc is not None and oidc.account_claim is None else None


# ── every address ────────────────────────────────────────────────────────────────────────────────────────────────────

DOORS: Final[tuple[Door, ...]] = (
    Door(path="/sign-in", answer=entrance.knock, roles=None),
    Door(path="/sign-in", answer=entrance.come_in, roles=None, method="POST", knocked=True),
    Door(path="/sign-in/passkey", answer=entrance.come_in_by_passkey, roles=None, method="POST", knocked=True),
    Door(path="/sign-in/issuer", answer=entrance.to_issuer, roles=None),
    Door(path=BACK, answer=entrance.from_issuer, roles=None),
    Door(path="/link/{token}", answer=entrance.link, roles=None),
    Door(path="/link/{token}", answer=entrance.link_opened, roles=None, method="POST", knocked=True),
    Door(path="/sign-out", answer=entrance.go_out, roles=_ALL, method="POST"),
    Door(path="/sign-out/everywhere", answer=entrance.go_out_everywhere, roles=_ALL, method="POST"),
    Door(path="/signed-out", answer=entrance.signed_out, roles=None),
    Door(path="/account", answer=entrance.own_account, roles=_ALL),
    Door(path="/account/renew", answer=entrance.renew, roles=_ALL, method="POST", knocked=True),
    Door(path="/account/passkeys", answer=entrance.passkey_add, roles=_ALL, method="POST", knocked=True),
    Door(path="/account/passkeys/remove", answer=entrance.passkey_remove, roles=_ALL, method="POST"),
    Door(path="/", answer=overview, roles=_ALL),
    Door(path="/exchanges", answer=exchanges, roles=_READERS),
    Door(path="/exchanges/{id}", answer=exchange, roles=_READERS),
    Door(path="/exchanges/{id}/text", answer=text, roles=_WORDS_OF_REPLIES, method="POST"),
    Door(path="/exchanges/{id}/proof", answer=proof, roles=_READERS, method="POST"),
    Door(path="/rules", answer=rules, roles=_READERS),
    Door(path="/what-if", answer=what_if, roles=_READERS),
    Door(path="/registry", answer=registry, roles=_READERS),
    Door(path="/incidents", answer=incidents, roles=_READERS),
    Door(path="/reviews", answer=review.reviews, roles=_WORDS_OF_REPLIES),
    Door(path="/reviews/{id}", answer=review.reading, roles=_REVIEWERS),
    Door(path="/reviews/{id}/take", answer=review.take, roles=_REVIEWERS, method="POST"),
    Door(path="/reviews/{id}/approve", answer=review.approve, roles=_REVIEWERS, method="POST"),
    Door(path="/reviews/{id}/edit", answer=review.edit, roles=_REVIEWERS, method="POST", largest_form=1_000_000),
    Door(path="/reviews/{id}/refuse", answer=review.refuse, roles=_REVIEWERS, method="POST"),
    Door(path="/reviews/{id}/give-back", answer=review.give_back, roles=_REVIEWERS, method="POST"),
    Door(path="/integrity", answer=integrity, roles=_READERS),
    Door(path="/integrity/verify", answer=verify_now, roles=frozenset({"officer"}), method="POST"),
    Door(path="/users", answer=users, roles=_ADMINISTRATORS),
    Door(path="/users/add", answer=user_add, roles=_ADMINISTRATORS, method="POST"),
    Door(path="/users/close", answer=user_close, roles=_ADMINISTRATORS, method="POST"),
    Door(path="/users/link", answer=link_add, roles=_ADMINISTRATORS, method="POST"),
    Door(path="/users/identity", answer=identity_link, roles=_ADMINISTRATORS, method="POST"),
    Door(path="/users/identity/remove", answer=identity_unlink, roles=_ADMINISTRATORS, method="POST"),
)
