"""Keys of calling applications in the ledger's database: every change is a row and a record in one transaction.

    secret = new_secret()                     # medguard.callers; nothing here ever sees one
    add_key(ledger, digest=digest_of(secret), application="ward-assistant", by="it-0007", profiles=("hospital",))
    SqlKeys(url).find(digest_of(secret))    # the key that it opens now

What counts is what the last record of a key says. Whoever can write the database's rows, but has not the log's key, can add a row and
cannot add a record that verifies; so a row that the last record does not confirm opens nothing, and the program's log says so.
"""

from __future__ import annotations

import re
import secrets
import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final, Self

import orjson
from sqlalchemy import Connection, Engine, RowMapping, delete, func, insert, select, update

from medguard import log
from medguard.audit import migrate
from medguard.audit.database import reading
from medguard.audit.ledger import SqlLedger
from medguard.audit.tables import caller_keys, caller_secrets, records
from medguard.errors import AuditError
from medguard.log import Event
from medguard.types import CallerKey, KeyAct, KeySecret, Receipt

FRESH_SECONDS: Final = 2.0
"""So long a process goes on with the keys that it has read: a revoked key opens nothing after that, wherever it was revoked."""

UNKNOWN_SECONDS: Final = 0.1
"""So soon they are read again for a secret that is none of them, which may be new: a flood of wrong ones costs ten queries a second."""

LONGEST_OVERLAP: Final = timedelta(days=30)
_MOST_KEYS: Final = 10_000
_REFERENCE: Final = re.compile(r"[A-Za-z0-9_.=-]{1,64}")
_PATTERN: Final = re.compile(r"[A-Za-z0-9_.:/@=*?-]{1,128}")
_VOUCHED: Final = frozenset(("actor", "patient"))
_LISTS: Final = ("profiles", "models", "purposes", "vouches_for")


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """What came of an act."""

    key: CallerKey
    receipt: Receipt
    before_ends_at: str | None = None
    """Of a new secret: when the one before opens the key no more; ``None``: it does no more now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptKey:
    """A key as it stands in the database."""

    key: CallerKey
    made_at: str
    revoked_at: str | None
    secrets: tuple[KeySecret, ...]
    as_recorded: bool
    """The record of the last act says the same. If not, the key opens nothing."""

    def state(self, now: str) -> str:
        """``valid``, ``expired`` or ``revoked``; ``contradicted`` if the record says otherwise."""
        if not self.as_recorded:
            return "contradicted"
        if self.revoked_at is not None:
            return "revoked"
        return "expired" if _over(self.key.expires_at, now) else "valid"


class SqlKeys:
    """Finds keys by their secrets' hashes. Threads may share it."""

    def __init__(
        self,
        source: str | Engine,
        *,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._source, self._clock, self._monotonic = source, clock, monotonic
        self._reading = threading.Lock()
        self._read_at = float("-inf")
        self._by_hash: Mapping[str, tuple[CallerKey, str | None]] = {}
        self._contradicted: frozenset[str] = frozenset()
        self._acts = _Acts()

    def find(self, digest: str) -> CallerKey | None:
        """The key that this secret opens now. All keys are read at once and kept for a moment, so that wrong ones cost no query each."""
        self._read_if_older_than(FRESH_SECONDS)
        found = self._by_hash.get(digest)
        if found is None:
            self._read_if_older_than(UNKNOWN_SECONDS)
            found = self._by_hash.get(digest)
        if found is None:
            return None
        key, secret_ends = found
        now = _written(self._clock())
        return None if _over(key.expires_at, now) or _over(secret_ends, now) else key

    def _read_if_older_than(self, seconds: float) -> None:
        if self._monotonic() - self._read_at >= seconds:
            with self._reading:
                if self._monotonic() - self._read_at >= seconds:
                    self._read()

    def _read(self) -> None:
        began = self._monotonic()
        with reading(self._source) as connection:
            self._acts.follow(connection)
            kept = _kept(connection, self._acts)
        contradicted = frozenset(one.key.id for one in kept if not one.as_recorded)
        for _ in contradicted - self._contradicted:
            log.event(Event.CALLER_KEY_CONTRADICTED, count=len(contradicted))
        self._contradicted = contradicted
        self._by_hash = {
            secret.sha256: (one.key, secret.expires_at)
            for one in kept
            if one.as_recorded and one.revoked_at is None
            for secret in one.secrets
        }
        self._read_at = began


def list_keys(source: str | Engine) -> tuple[KeptKey, ...]:
    """Read every key there ever was, oldest first."""
    with reading(source) as connection:
        migrate.require_latest(connection)
        return _kept(connection, _Acts().follow(connection))


# ── acts ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def add_key(
    ledger: SqlLedger,
    *,
    digest: str,
    application: str,
    by: str,
    profiles: Sequence[str] = ("*",),
    models: Sequence[str] = ("*",),
    purposes: Sequence[str] = (),
    vouches_for: Sequence[str] = (),
    requests_per_minute: int | None = None,
    tokens_per_minute: int | None = None,
    expires_at: datetime | None = None,
) -> Made:
    """Make a key for an application. Raises AuditError."""
    _must_be_references(application, by)
    if not all(_PATTERN.fullmatch(one) for one in (*profiles, *models, *purposes)) or set(vouches_for) - _VOUCHED:
        raise AuditError(
            "A key's scope is written in patterns, so nothing was kept.",
            remedy="Write profiles, models and purposes in 1 to 128 letters, digits and ._:/@=-, where * and ? stand for anything.",
            remedy_zh="密钥范围（配置、模型、用途）须由 1–128 位字母、数字或 ._:/@=- 组成，可用通配符 * 与 ?。",
        )
    key = CallerKey(
        id=f"k-{secrets.token_hex(6)}",
        application=application,
        profiles=tuple(profiles),
        models=tuple(models),
        purposes=tuple(purposes),
        vouches_for=tuple(vouches_for),
        requests_per_minute=requests_per_minute,
        tokens_per_minute=tokens_per_minute,
        expires_at=_written(expires_at) if expires_at is not None else None,
    )

    def change(connection: Connection, act: str, now: str) -> KeyAct:
        connection.execute(insert(caller_keys), [{**_columns(key), "made_at": now}])
        connection.execute(insert(caller_secrets), [{"sha256": digest, "key_id": key.id, "made_at": now}])
        return KeyAct(id=act, started_at=now, by=by, act="added", key=key, secrets=(KeySecret(sha256=digest),))

    return Made(key=key, receipt=ledger.keep_with(change))


def rotate_key(ledger: SqlLedger, key_id: str, *, digest: str, by: str, overlap: timedelta = timedelta(days=1)) -> Made:
    """Give a key a new secret; the one before opens it for a while longer. There are never more than two. Raises AuditError."""
    _must_be_references(by)
    told: list[tuple[CallerKey, str | None]] = []

    def change(connection: Connection, act: str, now: str) -> KeyAct:
        one = _living(connection, key_id, now)
        # The newest of those that still open it goes on until then; any older one ends now.
        living = [kept for kept in one.secrets if not _over(kept.expires_at, now)]
        before = living[-1:] if overlap > timedelta() else []
        ends = _written(_moment(now) + min(overlap, LONGEST_OVERLAP))
        going = [KeySecret(sha256=kept.sha256, expires_at=min(kept.expires_at or ends, ends)) for kept in before]
        connection.execute(
            delete(caller_secrets).where(
                caller_secrets.c.key_id == key_id, caller_secrets.c.sha256.not_in([kept.sha256 for kept in going])
            )
        )
        for kept in going:
            until = update(caller_secrets).where(caller_secrets.c.sha256 == kept.sha256)
            connection.execute(until, {"expires_at": kept.expires_at})
        connection.execute(insert(caller_secrets), [{"sha256": digest, "key_id": key_id, "made_at": now}])
        told.append((one.key, going[0].expires_at if going else None))
        return KeyAct(
            id=act, started_at=now, by=by, act="rotated", key=one.key, secrets=(*going, KeySecret(sha256=digest))
        )

    receipt = ledger.keep_with(change)
    ((key, ends),) = told
    return Made(key=key, receipt=receipt, before_ends_at=ends)


def revoke_key(ledger: SqlLedger, key_id: str, *, by: str) -> Receipt:
    """Let a key open nothing any more, within two seconds on every sidecar. Its row and its records stay. Raises AuditError."""
    _must_be_references(by)

    def change(connection: Connection, act: str, now: str) -> KeyAct:
        one = _living(connection, key_id, None)
        connection.execute(delete(caller_secrets).where(caller_secrets.c.key_id == key_id))
        connection.execute(update(caller_keys).where(caller_keys.c.id == key_id), {"revoked_at": now})
        return KeyAct(id=act, started_at=now, by=by, act="revoked", key=one.key, secrets=())

    return ledger.keep_with(change)


def _must_be_references(*said: str) -> None:
    """A record is for ever, and names nobody."""
    if not all(_REFERENCE.fullmatch(one) for one in said):
        raise AuditError(
            "An application and whoever acts stand in a record for ever, so they are references or words of the house, never names.",
            remedy="Write 1 to 64 letters, digits, dots, hyphens, underscores or equals signs.",
            remedy_zh="应用与操作人将永久留存于记录，须为编号或内部代码，不得为姓名：1–64 位字母、数字或 ._-=。",
        )


# ── rows ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


class _Acts:
    """The last act of each key, as the ledger recorded it. Records do not change, so only new ones are read."""

    def __init__(self) -> None:
        self.last: dict[str, Any] = {}
        self._position = 0

    def follow(self, connection: Connection) -> Self:
        """Read what is new."""
        last = connection.scalar(select(func.max(records.c.position)).where(records.c.kind == KeyAct.KIND)) or 0
        if last < self._position:  # a backup was put in place of what we knew
            self.last, self._position = {}, 0
        new = select(records.c.document).where(records.c.kind == KeyAct.KIND, records.c.position > self._position)
        for (document,) in connection.execute(new.order_by(records.c.position)):
            with suppress(
                orjson.JSONDecodeError, KeyError, TypeError
            ):  # verify tells of it; a row it would confirm opens nothing
                said = orjson.loads(document)[KeyAct.KIND]
                self.last[said["key"]["id"]] = said
        self._position = last
        return self


def _living(connection: Connection, key_id: str, now: str | None) -> KeptKey:
    """The key, which is not revoked, and on this moment not expired either; ``None``: whether it is expired does not matter."""
    kept = _kept(connection, _Acts().follow(connection), key_id)
    one = next((kept for kept in kept if kept.revoked_at is None), None)
    if one is None or (now is not None and one.state(now) != "valid"):
        raise AuditError(
            "There is no such key, or it is revoked or expired; nothing was changed.",
            remedy="Look it up with: medguard keys list",
            remedy_zh="没有该密钥，或其已被吊销、已过期，未作任何更改。请用 medguard keys list 查询。",
        )
    return one


def _kept(connection: Connection, acts: _Acts, key_id: str | None = None) -> tuple[KeptKey, ...]:
    query = select(caller_keys).order_by(caller_keys.c.made_at, caller_keys.c.id).limit(_MOST_KEYS + 1)
    which = select(caller_secrets).order_by(caller_secrets.c.made_at, caller_secrets.c.sha256)
    if key_id is not None:
        query = query.where(caller_keys.c.id == key_id)
        which = which.where(caller_secrets.c.key_id == key_id)
    rows = connection.execute(query).mappings().all()
    if len(rows) > _MOST_KEYS:
        raise AuditError(
            f"There are more than {_MOST_KEYS:,} keys, which no house has.",
            remedy="Look at the table caller_keys.",
            remedy_zh="密钥数量异常，请检查 caller_keys 表。",
        )
    opened: dict[str, list[KeySecret]] = {}
    for row in connection.execute(which).mappings():
        opened.setdefault(row["key_id"], []).append(KeySecret(sha256=row["sha256"], expires_at=row["expires_at"]))
    return tuple(_one(row, opened.get(row["id"], ()), acts.last.get(row["id"])) for row in rows)


def _one(row: RowMapping, opened: Iterable[KeySecret], said: Any) -> KeptKey:
    lists = {name: tuple(str(row[name]).split()) for name in _LISTS}
    columns: dict[str, Any] = {name: row[name] for name in _columns(_SAMPLE)}
    key, kept = CallerKey(**columns | lists), tuple(opened)
    return KeptKey(
        key=key,
        made_at=row["made_at"],
        revoked_at=row["revoked_at"],
        secrets=kept,
        as_recorded=_is_as_recorded(said, key, kept, revoked=row["revoked_at"] is not None),
    )


def _is_as_recorded(said: Any, key: CallerKey, kept: Sequence[KeySecret], *, revoked: bool) -> bool:
    try:
        return bool(
            said["key"] == _as_read(asdict(key))
            and sorted(map(str, map(_as_read, said["secrets"]))) == sorted(str(_as_read(asdict(one))) for one in kept)
            and (said["act"] == "revoked") == revoked
        )
    except (KeyError, TypeError, AttributeError):
        return False


def _as_read(value: Mapping[str, Any]) -> dict[str, Any]:
    """As it comes out of canonical JSON: names in order, and a tuple is a list."""
    return {name: list(one) if isinstance(one, tuple) else one for name, one in sorted(value.items())}


def _columns(key: CallerKey) -> dict[str, Any]:
    return {name: " ".join(value) if name in _LISTS else value for name, value in asdict(key).items()}


_SAMPLE = CallerKey(id="", application="")


def _over(ends: str | None, now: str) -> bool:
    return ends is not None and ends <= now


def _written(moment: datetime) -> str:
    """As the ledger writes moments: all of one length, so that text sorts as time does."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def _moment(words: str) -> datetime:
    return datetime.fromisoformat(words)
