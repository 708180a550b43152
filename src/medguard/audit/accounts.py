"""Accounts of the console and their sessions, kept in the ledger's database: every change of an account is a row and a record in one transaction.

    accounts = Accounts(ledger, key)
    sealed = accounts.seals.seal("officer-1", key_for_codes)
    add_account(ledger, "officer-1", role="officer", secret=hash_of_password, totp=sealed, by="administrator-1")
    officer = accounts.find("officer-1")        # None unless its last record confirms the row
    token = accounts.begin(officer, by="password", once=Once(step=step_of_the_code))

Whoever can write the database's rows, but has not the log's key, can add a row and cannot add a record that verifies: so a row that the last
record does not hash to opens nothing, and a record is believed once its place in the signed tree is proven. Nor can they make a session, or give
one to another account: its row stands under a MAC of the token with the account's name, by the institution's key. Passwords and tokens never come
here, their hashes do; keys for one-time codes are encrypted.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import os
import re
import secrets
import threading
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Any, Final, Literal, NewType

import orjson
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import Connection, delete, insert, select, update

from medguard.audit.canonical import sha256
from medguard.audit.database import explained, reading, writer
from medguard.audit.last_acts import LastActs
from medguard.audit.ledger import SqlLedger
from medguard.audit.tables import account_sessions, accounts, passkeys, spent_challenges
from medguard.errors import AuditError
from medguard.keys import Key
from medguard.types import AccountAct, Means, Receipt, SignIn, WhyNot

Role = Literal["officer", "reviewer", "auditor", "administrator"]
ROLES: Final[tuple[Role, ...]] = ("officer", "reviewer", "auditor", "administrator")

FREE_TRIES: Final = 5
"""So many wrong tries cost nothing; each further one doubles the wait."""
FIRST_WAIT: Final = timedelta(seconds=30)
LONGEST_WAIT: Final = timedelta(minutes=15)
"""Long enough that guessing is hopeless, and short enough that nobody can shut an officer out for a day."""

IDLE: Final = timedelta(minutes=30)
LONGEST_SESSION: Final = timedelta(hours=10)
_SEEN_EVERY: Final = timedelta(seconds=30)

SealedTotp = NewType("SealedTotp", str)
"""A key for one-time codes as it is kept: encrypted."""

_NAME: Final = re.compile(r"[A-Za-z0-9_.=-]{1,64}")
_APPLICATION: Final = re.compile(r"\*|[A-Za-z0-9_.=-]{1,64}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Who may look into the console, and at what. Its ``repr`` shows no secret."""

    name: str
    role: Role
    applications: tuple[str, ...]
    secret: str
    totp: SealedTotp | None
    made_at: str
    expires_at: str | None
    closed_at: str | None
    tries: int
    waits_until: str | None

    def __repr__(self) -> str:
        return f"<Account {self.name}, {self.role}>"

    def sees(self, application: str | None) -> bool:
        """Whether exchanges of this application are its business. Those that name none are only for who sees all."""
        return "*" in self.applications or (application is not None and application in self.applications)

    def open_on(self, now: datetime) -> bool:
        """Whether it opens anything at this moment."""
        return self.closed_at is None and (self.expires_at is None or now < _moment(self.expires_at))


@dataclass(frozen=True, slots=True, kw_only=True)
class Once:
    """What somebody showed that is good for one time."""

    step: int | None = None
    """Of a one-time code."""
    challenges: tuple[str, ...] = ()
    """That were answered: SHA-256 of each."""
    passkey: tuple[str, int] | None = None
    """Which one answered, and what it had counted."""


class Seals:
    """What accounts need of the institution's key: to seal keys for codes, and to know sessions, browsers and our own questions again."""

    def __init__(self, key: Key) -> None:
        self._codes = AESGCM(key.derived("console codes"))
        self._sessions, self._browsers = key.derived("console sessions"), key.derived("console browsers")
        self._tickets, self._labels = (AESGCM(key.derived(f"console {name}")) for name in ("tickets", "labels"))
        self._persons, self._handles = key.derived("console persons"), key.derived("console handles")

    def __repr__(self) -> str:
        return "<Seals>"

    def seal(self, account: str, totp: str) -> SealedTotp:
        """Encrypt an account's key for one-time codes; sealed for one account it opens none else."""
        nonce = os.urandom(_NONCE_BYTES)
        sealed = nonce + self._codes.encrypt(nonce, totp.encode(), account.encode())
        return SealedTotp(_SEALED + base64.b64encode(sealed).decode())

    def open(self, account: Account) -> str | None:
        """The key for one-time codes; ``None``: there is none, it was changed, or sealed with another key."""
        form, _, sealed = (account.totp or "").partition(":")
        try:
            raw = base64.b64decode(sealed, validate=True) if f"{form}:" == _SEALED else b""
            return self._codes.decrypt(raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], account.name.encode()).decode()
        except (binascii.Error, InvalidTag, ValueError):
            return None

    def ticket(self, purpose: str, said: dict[str, str], ends: datetime) -> str:
        """What somebody is to bring back to us, and can neither read nor make."""
        words = orjson.dumps(said | {"ends": _written(ends)})
        nonce = os.urandom(_NONCE_BYTES)
        return base64.urlsafe_b64encode(nonce + self._tickets.encrypt(nonce, words, purpose.encode())).decode()

    def read_ticket(self, purpose: str, ticket: str, now: datetime) -> dict[str, str] | None:
        """What a ticket of ours says; ``None``: it is none, for something else, or too old."""
        try:
            raw = base64.b64decode(ticket.encode("ascii"), altchars=b"-_", validate=True)
            said: dict[str, str] = orjson.loads(
                self._tickets.decrypt(raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], purpose.encode())
            )
        except (InvalidTag, ValueError):
            return None
        return said if now < _moment(said["ends"]) else None

    def seal_label(self, account: str, label: str) -> str:
        """Encrypt what its owner calls a passkey."""
        nonce = os.urandom(_NONCE_BYTES)
        return base64.b64encode(nonce + self._labels.encrypt(nonce, label.encode(), account.encode())).decode()

    def open_label(self, account: str, sealed: str) -> str:
        """What its owner calls a passkey; empty: it was sealed with another key."""
        try:
            raw = base64.b64decode(sealed, validate=True)
            return self._labels.decrypt(raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], account.encode()).decode()
        except (InvalidTag, ValueError):
            return ""

    def person(self, issuer: str, subject: str) -> str:
        """Under what somebody whom an identity provider knows is kept."""
        return _mac(self._persons, orjson.dumps([issuer, subject]).decode())

    def handle(self, account: str) -> bytes:
        """By what an authenticator knows the account; it says nothing of anybody (WebAuthn, 14.6.1)."""
        return hmac.digest(self._handles, account.encode(), "sha256")

    def session(self, token: str) -> str:
        """Under what the session of a token is kept."""
        return _mac(self._sessions, token)

    def new_browser(self, account: Account) -> str:
        """What a browser keeps in which this account was opened."""
        number = secrets.token_urlsafe(12)
        return f"{number}.{self._browser(account, number)}"

    def browser(self, account: Account, said: str) -> str | None:
        """The browser's number, if this account was opened in it since it last had new secrets."""
        number, _, mac = said.rpartition(".")
        known = hmac.compare_digest(mac.encode("utf-8", "surrogatepass"), self._browser(account, number).encode())
        return number if known else None

    def _browser(self, account: Account, number: str) -> str:
        return _mac(self._browsers, f"{account.name}\n{account.secret}\n{number}")


_SEALED: Final = "aes256gcm:"
_NONCE_BYTES: Final = 12


def _mac(key: bytes, words: str) -> str:
    return hmac.new(key, words.encode("utf-8", "surrogatepass"), "sha256").hexdigest()


# ── acts ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def add_account(
    ledger: SqlLedger,
    name: str,
    *,
    role: Role,
    secret: str,
    by: str,
    applications: Sequence[str] = ("*",),
    totp: SealedTotp | None = None,
    expires_at: datetime | None = None,
) -> Receipt:
    """Make an account. Raises AuditError if there ever was one of this name: a record's ``by`` means one person for ever."""
    if not _NAME.fullmatch(name) or not _NAME.fullmatch(by) or not all(map(_APPLICATION.fullmatch, applications)):
        raise AuditError(
            "Accounts and applications stand in a record for ever, so they are references or words of the house, never names.",
            remedy="Write 1 to 64 letters, digits, dots, hyphens, underscores or equals signs.",
            remedy_zh="账号与应用将永久留存于记录，须为编号或内部代码，不得为姓名：1–64 位字母、数字或 ._-=。",
        )
    if role not in ROLES or not applications:
        raise AuditError(
            "An account has one of the roles officer, reviewer, auditor, administrator, and at least one application.",
            remedy="Name one of the four roles; * stands for all applications.",
            remedy_zh="账号须具有 officer、reviewer、auditor、administrator 之一的角色，并至少对应一个应用（* 表示全部）。",
        )

    def change(connection: Connection, act: str, now: str) -> AccountAct:
        if connection.scalar(select(accounts.c.name).where(accounts.c.name == name)) is not None:
            raise AuditError(
                "There is, or was, an account of this name; nothing was changed.",
                remedy="Choose another name, or give it a new password with: medguard console user renew",
                remedy_zh="该账号名已被使用（包括已关闭的账号），未作任何更改。请另选名称，或用 medguard console user renew 重设密码。",
            )
        row = {
            "name": name,
            "role": role,
            "applications": " ".join(applications),
            "secret": secret,
            "totp": totp,
            "made_at": now,
            "expires_at": _written(expires_at) if expires_at is not None else None,
            "closed_at": None,
        }
        connection.execute(insert(accounts), [row])
        return _act(act, now, by, "added", row)

    return ledger.keep_with(change)


def renew_account(ledger: SqlLedger, name: str, *, secret: str, totp: SealedTotp | None, by: str) -> Receipt:
    """Give an account new secrets; every session and passkey of it ends, and so does any wait. Raises AuditError if there is none."""
    fresh = {"secret": secret, "totp": totp, "tries": 0, "waits_until": None, "last_step": None}
    return _changed(ledger, name, by, "renewed", lambda _now: fresh)


def close_account(ledger: SqlLedger, name: str, *, by: str) -> Receipt:
    """Let an account open nothing any more; its row and its records stay, its sessions end. Raises AuditError if there is none."""
    return _changed(ledger, name, by, "closed", lambda now: {"closed_at": now})


def _changed(
    ledger: SqlLedger, name: str, by: str, what: Literal["renewed", "closed"], new: Callable[[str], dict[str, Any]]
) -> Receipt:
    def change(connection: Connection, act: str, now: str) -> AccountAct:
        this = (accounts.c.name == name) & accounts.c.closed_at.is_(None)
        # A row that somebody else wrote must not be confirmed by an act of ours.
        row = connection.execute(select(accounts).where(this)).mappings().one_or_none()
        if row is None or not _acts(ledger).confirm(connection, name, state_of(row)):
            raise AuditError(
                "There is no such account, it is closed, or its row is not what was recorded; nothing was changed.",
                remedy="List accounts with: medguard console user list",
                remedy_zh="没有该账号、账号已关闭，或其数据与记录不符，未作任何更改。请用 medguard console user list 查看。",
            )
        values = new(now)
        connection.execute(update(accounts).where(this), values)
        connection.execute(delete(account_sessions).where(account_sessions.c.account == name))
        if "secret" in values:
            connection.execute(delete(passkeys).where(passkeys.c.account == name))
        return _act(act, now, by, what, {**row, **values})

    return ledger.keep_with(change)


def _act(act: str, now: str, by: str, what: Literal["added", "renewed", "closed"], row: Any) -> AccountAct:
    return AccountAct(
        id=act,
        started_at=now,
        by=by,
        act=what,
        account=row["name"],
        role=row["role"],
        applications=tuple(row["applications"].split()),
        expires_at=row["expires_at"],
        state_sha256=state_of(row),
    )


_STATE = ("name", "role", "applications", "secret", "totp", "made_at", "expires_at", "closed_at")


def state_of(row: Any) -> str:
    """What the last record of an account says of its row."""
    return sha256(orjson.dumps([row[name] for name in _STATE]))


def _acts(ledger: SqlLedger) -> LastActs:
    return LastActs(ledger, AccountAct.KIND, "account")


# ── who is there ─────────────────────────────────────────────────────────────────────────────────────────────────────


class Accounts:
    """Finds accounts, counts wrong tries and keeps sessions. Threads and processes may share the tables."""

    def __init__(
        self, ledger: SqlLedger, key: Key, *, clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self.ledger, self.seals, self.clock = ledger, Seals(key), clock
        self._acts, self._lock = _acts(ledger), threading.Lock()
        self._browsers: dict[str, tuple[int, datetime | None]] = {}

    def find(self, name: str) -> Account | None:
        """The account, as its last record confirms it; closed and expired ones too."""
        if not _NAME.fullmatch(name):
            return None
        with reading(self.ledger.engine) as connection:
            return self._account(connection, name)

    def everyone(self) -> tuple[tuple[Account, bool], ...]:
        """Every account there ever was, and whether its last record confirms it."""
        with reading(self.ledger.engine) as connection:
            rows = connection.execute(select(accounts).order_by(accounts.c.made_at, accounts.c.name)).mappings().all()
            return tuple((_account(row), self._confirm(connection, row)) for row in rows)

    def find_link(self, digest: str) -> Account | None:
        """The account that a link's token opens."""
        with reading(self.ledger.engine) as connection:
            name = connection.scalar(select(accounts.c.name).where(accounts.c.secret == digest))
            return self._account(connection, name) if name is not None else None

    def _account(self, connection: Connection, name: str) -> Account | None:
        row = connection.execute(select(accounts).where(accounts.c.name == name)).mappings().one_or_none()
        return _account(row) if row is not None and self._confirm(connection, row) else None

    def _confirm(self, connection: Connection, row: Any) -> bool:
        return self._acts.confirm(connection, row["name"], state_of(row))

    # ── tries ────────────────────────────────────────────────────────────────────────────────────────────────────────

    def may_try(self, name: str, browser: str | None = None) -> bool:
        """Count a try before it is judged, so that a hundred at a time are a hundred tries. False while the account waits.

        Tries from a browser in which the account was opened before are counted apart: else whoever knows an account's name could
        keep its owner out for ever.
        """
        now = self.clock()
        if browser is not None:
            with self._lock:
                tries, waits_until = self._browsers.get(browser, (0, None))
                if waits_until is not None and now < waits_until <= now + LONGEST_WAIT:
                    return False
                wait = _wait(tries + 1)
                self._browsers[browser] = tries + 1, now + wait if wait else None
            return True
        if not _NAME.fullmatch(name):
            return False
        this = accounts.c.name == name
        with explained(self.ledger.engine.url), writer(self.ledger.engine).begin() as connection:
            row = connection.execute(
                select(accounts.c.tries, accounts.c.waits_until).where(this).with_for_update()
            ).one_or_none()
            # A wait longer than the longest was begun by a clock that ran ahead.
            if row is None or (row.waits_until is not None and now < _moment(row.waits_until) <= now + LONGEST_WAIT):
                return False
            wait = _wait(row.tries + 1)
            said = {"tries": row.tries + 1, "waits_until": _written(now + wait) if wait else None}
            connection.execute(update(accounts).where(this), said)
        return True

    # ── sessions ─────────────────────────────────────────────────────────────────────────────────────────────────────

    def begin(
        self,
        account: Account,
        *,
        by: Means,
        once: Once = Once(),
        until: datetime | None = None,
        browser: str | None = None,
        granted: bool = False,
    ) -> str | None:
        """Begin a session after a right try and give its token; session and record are kept together, or neither.

        ``granted``: role and applications are not the account's own, and hold for this session. ``None``: what was shown was used already, or the
        account was closed or given new secrets a moment ago.
        """
        token = f"{account.name}.{_grant(account, by, granted=granted)}~{secrets.token_urlsafe(32)}"
        now = self.clock()
        ends = min(now + LONGEST_SESSION, until) if until is not None else now + LONGEST_SESSION
        # Only a password can be guessed, and who comes in from a browser that is known says nothing of the tries of strangers.
        forgiven: dict[str, Any] = {"tries": 0, "waits_until": None} if browser is None and by in _GUESSED else {}

        def change(connection: Connection, act: str, at: str) -> SignIn:
            use(connection, account, once, now, forgiven)
            connection.execute(delete(account_sessions).where(account_sessions.c.ends_at < _written(now)))
            session = {"sha256": self.seals.session(token), "account": account.name, "ends_at": _written(ends)}
            connection.execute(
                insert(account_sessions), [session | {"made_at": _written(now), "seen_at": _written(now)}]
            )
            return _sign_in(account, "opened", at, act_id=act, by=by, known_browser=browser is not None)

        try:
            self.ledger.keep_with(change)
        except NotNow:
            return None
        if browser is not None:
            with self._lock:
                self._browsers.pop(browser, None)
        return token

    def session(self, token: str) -> Account | None:
        """Whose session this is, if it goes on; that it was used is kept."""
        now, digest = self.clock(), self.seals.session(token)
        name, grant = _parts(token)
        with reading(self.ledger.engine) as connection:
            # The account's name is a part of the token: a row that somebody gave to another account is nobody's.
            query = select(account_sessions).where(
                account_sessions.c.sha256 == digest, account_sessions.c.account == name
            )
            row = connection.execute(query).mappings().one_or_none() if token.isascii() else None
            account = self._account(connection, row["account"]) if row is not None else None
        if row is None or account is None or not account.open_on(now):
            return None
        seen = _moment(row["seen_at"])
        # A session of the future is none: the clock jumped, and how long it was idle is not known.
        if not seen - timedelta(minutes=5) <= now < min(seen + IDLE, _moment(row["ends_at"])):
            with explained(self.ledger.engine.url), writer(self.ledger.engine).begin() as connection:
                connection.execute(delete(account_sessions).where(account_sessions.c.sha256 == digest))
            return None
        if now - seen >= _SEEN_EVERY:
            with explained(self.ledger.engine.url), writer(self.ledger.engine).begin() as connection:
                this = account_sessions.c.sha256 == digest
                connection.execute(update(account_sessions).where(this), {"seen_at": _written(now)})
        if "role" in grant:
            return replace(account, role=grant["role"], applications=tuple(grant["applications"]))
        return account

    def end(self, account: Account, token: str) -> None:
        """End a session, and keep that it was."""
        self._end(account, "ended", token, account_sessions.c.sha256 == self.seals.session(token))

    def end_all(self, account: Account, token: str) -> None:
        """End every session of an account, wherever it was begun, and keep that they were; ``token``: of the one in which that was asked."""
        self._end(account, "all_ended", token, account_sessions.c.account == account.name)

    def _end(self, account: Account, what: Literal["ended", "all_ended"], token: str, those: Any) -> None:
        def change(connection: Connection, act: str, at: str) -> SignIn:
            gone = connection.execute(delete(account_sessions).where(those)).rowcount
            return _sign_in(account, what, at, act_id=act, by=begun_by(account, token), count=gone)

        self.ledger.keep_with(change)

    # ── who was not let in ───────────────────────────────────────────────────────────────────────────────────────────

    def refuse(self, account: Account, why: WhyNot, *, by: Means = "password", known_browser: bool) -> None:
        """Keep that somebody tried an account and was not let in. As tries wait, they cannot fill the ledger."""
        at = _written(self.clock())
        self.ledger.append(_sign_in(account, "refused", at, by=by, why=why, known_browser=known_browser))


class NotNow(Exception):
    """What was shown was used before, or the account is not any more what it was when that was judged."""


def use(
    connection: Connection, account: Account, once: Once, now: datetime, also: Mapping[str, Any] = MappingProxyType({})
) -> None:
    """Within the transaction of whatever it opens, use what is good for one time. Raises NotNow. ``also``: to be written in the account's row."""
    # 1. the account is open, has the secrets that were judged, and saw no later code
    this = (accounts.c.name == account.name) & (accounts.c.secret == account.secret) & accounts.c.closed_at.is_(None)
    used: dict[str, Any] = {"name": account.name, **also}
    if once.step is not None:
        this &= accounts.c.last_step.is_(None) | (accounts.c.last_step < once.step)
        used["last_step"] = once.step
    if not connection.execute(update(accounts).where(this), used).rowcount:
        raise NotNow
    # 2. nobody has answered these questions
    connection.execute(delete(spent_challenges).where(spent_challenges.c.ends_at < _written(now)))
    if once.challenges:
        these = spent_challenges.c.sha256.in_(once.challenges)
        if connection.scalar(select(spent_challenges.c.sha256).where(these).limit(1)) is not None:
            raise NotNow
        ends = _written(now + CHALLENGE)
        connection.execute(insert(spent_challenges), [{"sha256": one, "ends_at": ends} for one in once.challenges])
    # 3. the passkey is there, and counts on; some count nothing and say 0 for ever (WebAuthn, 6.1.1)
    if once.passkey is not None:
        credential, count = once.passkey
        counts_on = passkeys.c.sign_count < count if count else passkeys.c.sign_count == 0
        this = (passkeys.c.credential == credential) & (passkeys.c.account == account.name) & counts_on
        new = {"sign_count": count, "used_at": _written(now)}
        if not connection.execute(update(passkeys).where(this), new).rowcount:
            raise NotNow


CHALLENGE: Final = timedelta(minutes=15)
"""So long a question of ours may be answered: a page that was opened, a way to the identity provider and back."""
_GUESSED: Final = frozenset({"password", "password_and_passkey"})


def _grant(account: Account, by: Means, *, granted: bool) -> str:
    said: dict[str, Any] = {"by": by}
    if granted:
        said |= {"role": account.role, "applications": account.applications}
    # Without the signs that would put a cookie into quotation marks.
    return base64.urlsafe_b64encode(orjson.dumps(said)).decode().rstrip("=")


def _parts(token: str) -> tuple[str, dict[str, Any]]:
    """Whose token it claims to be, and what its session may. Only with a row under the MAC of the whole token is that true."""
    name, _, rest = token.rpartition(".")
    try:
        return name, orjson.loads(base64.urlsafe_b64decode(f"{rest.rpartition('~')[0]}===".encode("ascii")))
    except ValueError:  # of the release before, where a token said nothing
        return name, {}


def begun_by(account: Account, token: str) -> Means:
    """By what this session of the account was begun."""
    by: Means = _parts(token)[1].get("by", "link" if account.totp is None else "password")
    return by


def _sign_in(
    account: Account,
    act: Literal["opened", "refused", "ended", "all_ended"],
    at: str,
    *,
    by: Means,
    act_id: str | None = None,
    why: WhyNot = "",
    known_browser: bool = False,
    count: int = 1,
) -> SignIn:
    return SignIn(
        id=act_id or uuid.uuid4().hex,
        started_at=at,
        until=at,
        act=act,
        account=account.name,
        role=account.role,
        by=by,
        why=why,
        known_browser=known_browser,
        count=count,
    )


def _wait(tries: int) -> timedelta:
    over = tries - FREE_TRIES
    return min(FIRST_WAIT * 2 ** min(over, 10), LONGEST_WAIT) if over >= 0 else timedelta()


def _account(row: Any) -> Account:
    columns = {name: row[name] for name in Account.__slots__}
    return Account(**columns | {"applications": tuple(row["applications"].split())})


def _written(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def _moment(words: str) -> datetime:
    return datetime.fromisoformat(words)
