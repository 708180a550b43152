"""The tables of the ledger and of the registry, and which words of a record's document are copied into columns for querying.

``records`` only grows. ``document`` is the truth: the canonical JSON whose SHA-256 is ``sha256`` and whose RFC 9162 leaf hash is
``leaf``. Every other column is a copy, and ``verify`` compares each with the document. ``head`` has one row: where the chain ends,
the right edge of the Merkle tree, and the signed checkpoint of just this tree. ``tiles`` holds the tree's hashes, a row for every
256 (C2SP tlog-tiles); ``checkpoints`` the signed notes that are kept for ever. ``decision_sets`` and ``finding_sets`` spell out what
the keys in ``records`` stand for: there are few different ones, so that a rule is found among millions of records by an index.
``payloads`` holds text, encrypted, for exchanges of a profile that keeps it, and is what erasing deletes. ``people`` says whom a
pseudonym in a record means, until it is erased. ``registry`` only grows, too: a newer row says what an older one said, better.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

import orjson
from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
)

VERSION_TABLE = "medguard_version"
"""Where Alembic keeps the schema's revision; not ``alembic_version``, so that a shared PostgreSQL database stays possible."""

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)

# In SQLite only INTEGER PRIMARY KEY is the row's own number and therefore always a number.
_Position = BigInteger().with_variant(Integer, "sqlite")

records = Table(
    "records",
    metadata,
    Column("position", _Position, primary_key=True, autoincrement=False),
    Column("exchange_id", Text, nullable=False),
    Column("recorded_at", Text, nullable=False),
    Column("started_at", Text, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("door", Text, nullable=False),
    Column("profile", Text, nullable=False),
    Column("provider", Text, nullable=True),
    Column("model", Text, nullable=True),
    Column("document", Text, nullable=False),
    Column("previous", Text, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("kind", Text, nullable=False, server_default="exchange"),
    Column("leaf", LargeBinary, nullable=True),
    Column("application", Text, nullable=True),
    Column("actor", Text, nullable=True),
    Column("patient", Text, nullable=True),
    Column("reviewer", Text, nullable=True),
    Column("decisions", Text, nullable=True),
    Column("findings", Text, nullable=True),
    UniqueConstraint("exchange_id"),
    CheckConstraint("position >= 1", name="position_from_1"),
    Index(None, "outcome", "position"),
    Index(None, "recorded_at", "position"),
    Index(None, "application", "position"),
    Index(None, "model", "position"),
    Index(None, "profile", "position"),
    Index(None, "actor", "position"),
    Index(None, "patient", "position"),
    Index(None, "reviewer", "position"),
    Index(None, "decisions", "position"),
    Index(None, "findings", "position"),
    Index(None, "kind", "position"),
)
"""``kind`` is ``exchange``, or what else the log remembers (``medguard.types.Entry``). Rows of release 0.1 lack the columns from ``leaf`` on
until a newer release appends after them."""

head = Table(
    "head",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("position", _Position, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("tree_size", _Position, nullable=False, server_default="0"),
    Column("tree_edge", LargeBinary, nullable=True),
    Column("note", Text, nullable=True),
    CheckConstraint("id = 1", name="one_row"),
)

tiles = Table(
    "tiles",
    metadata,
    Column("level", Integer, primary_key=True, autoincrement=False),
    Column("number", _Position, primary_key=True, autoincrement=False),
    Column("root", LargeBinary, nullable=False),
    Column("hashes", LargeBinary, nullable=False),
)
"""Full tiles only: those of the right edge are made from ``records`` and from ``root`` of the tiles below."""

checkpoints = Table(
    "checkpoints",
    metadata,
    Column("size", _Position, primary_key=True, autoincrement=False),
    Column("made_at", Text, nullable=False),
    Column("note", Text, nullable=False),
)

timestamps = Table(
    "timestamps",
    metadata,
    Column("size", _Position, primary_key=True, autoincrement=False),
    Column("stamped_at", Text, primary_key=True),
    Column("kept_at", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("answer", LargeBinary, nullable=False),
)
"""Checkpoints that a time-stamping authority stamped (RFC 3161): the note as it was stamped, the answer, its time and ours."""

decision_sets = Table(
    "decision_sets",
    metadata,
    Column("key", Text, primary_key=True),
    Column("stage", Text, primary_key=True),
    Column("rule", Text, primary_key=True),
    Column("status", Text, nullable=False),
    Column("effect", Text, nullable=False),
    Column("why", Text, nullable=False),
    Index(None, "rule", "status", "effect", "key"),
)

finding_sets = Table(
    "finding_sets",
    metadata,
    Column("key", Text, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("check_name", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("detail", Text, nullable=False),
    Index(None, "check_name", "kind", "status", "key"),
)

payloads = Table(
    "payloads",
    metadata,
    Column("exchange_id", Text, primary_key=True),
    Column("stored_at", Text, nullable=False),
    Column("keep_until", Text, nullable=False),
    Column("wrapped_key", LargeBinary, nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("erased_by", Text, nullable=True),
    Index(None, "erased_by", "keep_until"),
)
"""Of what is erased, key and content are empty, and ``erased_by`` names the entry that says so."""

people = Table(
    "people",
    metadata,
    Column("pseudonym", Text, primary_key=True),
    Column("reference", Text, nullable=False),
    Column("salt", Text, nullable=False),
    UniqueConstraint("reference"),
)
"""A pseudonym is a salted hash of the reference, so that a changed row shows; without its row it means nobody any more."""

holds = Table(
    "holds",
    metadata,
    Column("exchange_id", Text, primary_key=True),
    Column("matter", Text, primary_key=True),
    Column("placed_at", Text, nullable=False),
)

registry = Table(
    "registry",
    metadata,
    Column("id", _Position, primary_key=True, autoincrement=True),
    Column("kind", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("code", Text, nullable=False),
    Column("facts", Text, nullable=False),
    Column("valid_from", Text, nullable=True),
    Column("valid_until", Text, nullable=True),
    Column("imported_at", Text, nullable=False),
    Column("source_name", Text, nullable=False),
    Column("source_sha256", Text, nullable=False),
    CheckConstraint("length(valid_from) = 10", name="valid_from_is_a_day"),
    CheckConstraint("length(valid_until) = 10", name="valid_until_is_a_day"),
    CheckConstraint("valid_until >= valid_from", name="ends_after_it_begins"),
    Index(None, "subject", "kind", "code", "id"),
)
"""Days are ``2026-08-02``, so that text sorts as time does; a missing one is no border."""

caller_keys = Table(
    "caller_keys",
    metadata,
    Column("id", Text, primary_key=True),
    Column("application", Text, nullable=False),
    Column("profiles", Text, nullable=False),
    Column("models", Text, nullable=False),
    Column("purposes", Text, nullable=False),
    Column("vouches_for", Text, nullable=False),
    Column("requests_per_minute", Integer, nullable=True),
    Column("tokens_per_minute", Integer, nullable=True),
    Column("made_at", Text, nullable=False),
    Column("expires_at", Text, nullable=True),
    Column("revoked_at", Text, nullable=True),
    CheckConstraint("requests_per_minute >= 1", name="requests_from_1"),
    CheckConstraint("tokens_per_minute >= 1", name="tokens_from_1"),
    Index(None, "application"),
)
"""Lists are words with blanks between. The last record of the kind ``caller_key`` says the same; a row that says otherwise opens nothing."""

caller_secrets = Table(
    "caller_secrets",
    metadata,
    Column("sha256", Text, primary_key=True),
    Column("key_id", Text, ForeignKey("caller_keys.id", name="fk_caller_secrets_key_id_caller_keys"), nullable=False),
    Column("made_at", Text, nullable=False),
    Column("expires_at", Text, nullable=True),
    CheckConstraint("length(sha256) = 64", name="sha256_is_a_hash"),
    Index(None, "key_id"),
)
"""Of each secret its hash alone."""


attestations = Table(
    "attestations",
    metadata,
    Column("id", Text, primary_key=True),
    Column("control", Text, nullable=False),
    Column("given_by", Text, nullable=False),
    Column("given_at", Text, nullable=False),
    Column("evidence", Text, nullable=False),
    Column("evidence_sha256", Text, nullable=False),
    Column("valid_from", Text, nullable=False),
    Column("valid_until", Text, nullable=False),
    Column("withdrawn_by", Text, nullable=True),
    Column("withdrawn_at", Text, nullable=True),
    Column("withdrawn_for", Text, nullable=True),
    CheckConstraint("length(evidence_sha256) = 64", name="sha256_is_a_hash"),
    CheckConstraint("length(valid_from) = 10", name="valid_from_is_a_day"),
    CheckConstraint("length(valid_until) = 10", name="valid_until_is_a_day"),
    CheckConstraint("valid_until >= valid_from", name="ends_after_it_begins"),
    Index(None, "control"),
)
"""What people vouch for that no program can check, as the records of this kind say it: ``verify`` compares the two."""


accounts = Table(
    "accounts",
    metadata,
    Column("name", Text, primary_key=True),
    Column("role", Text, nullable=False),
    Column("applications", Text, nullable=False),
    Column("secret", Text, nullable=False),
    Column("totp", Text, nullable=True),
    Column("made_at", Text, nullable=False),
    Column("expires_at", Text, nullable=True),
    Column("closed_at", Text, nullable=True),
    Column("tries", Integer, nullable=False, server_default="0"),
    Column("waits_until", Text, nullable=True),
    Column("last_step", BigInteger, nullable=True),
)
"""Who may look into the console. ``secret`` is an Argon2 hash of a password, or the SHA-256 of a link's token, ``totp``
an encrypted key for one-time codes. The last record of the kind
``account`` hashes the row up to ``closed_at``; a row that it does not confirm opens nothing."""

account_sessions = Table(
    "account_sessions",
    metadata,
    Column("sha256", Text, primary_key=True),
    Column("account", Text, ForeignKey("accounts.name", name="fk_account_sessions_account_accounts"), nullable=False),
    Column("made_at", Text, nullable=False),
    Column("seen_at", Text, nullable=False),
    Column("ends_at", Text, nullable=False),
    CheckConstraint("length(sha256) = 64", name="sha256_is_a_hash"),
    Index(None, "account"),
)
"""``sha256`` is a MAC over the session's token, in which the account's name stands, by the institution's key: no row can be made by hand, or given away."""

passkeys = Table(
    "passkeys",
    metadata,
    Column("credential", Text, primary_key=True),
    Column("account", Text, ForeignKey("accounts.name", name="fk_passkeys_account_accounts"), nullable=False),
    Column("label", Text, nullable=False),
    Column("public_key", Text, nullable=False),
    Column("made_at", Text, nullable=False),
    Column("sign_count", BigInteger, nullable=False, server_default="0"),
    Column("used_at", Text, nullable=True),
    CheckConstraint("sign_count >= 0", name="sign_count_from_0"),
    Index(None, "account"),
)
"""Keys of authenticators (WebAuthn) that open an account; id and public key in base64url, ``label`` encrypted. The last record of the kind ``passkey``
hashes the row up to ``made_at`` together with the account's ``secret``: new secrets end every passkey."""

identities = Table(
    "identities",
    metadata,
    Column("account", Text, ForeignKey("accounts.name", name="fk_identities_account_accounts"), primary_key=True),
    Column("person", Text, nullable=False),
    Column("made_at", Text, nullable=False),
    CheckConstraint("length(person) = 64", name="person_is_a_hash"),
    UniqueConstraint("person"),
)
"""Whom of the identity provider's people an account belongs to: a MAC over issuer and subject by the institution's key. The last record of the kind
``identity`` hashes the row."""

spent_challenges = Table(
    "spent_challenges",
    metadata,
    Column("sha256", Text, primary_key=True),
    Column("ends_at", Text, nullable=False),
    CheckConstraint("length(sha256) = 64", name="sha256_is_a_hash"),
)
"""Challenges that somebody came in with, as long as they could be shown again. Only a right answer makes a row, so strangers make none."""


held_replies = Table(
    "held_replies",
    metadata,
    Column("exchange_id", Text, primary_key=True),
    Column("state", Text, nullable=False),
    Column("version", Integer, nullable=False, server_default="0"),
    Column("edited_as", Text, nullable=True),
    Column("claimed_by", Text, nullable=True),
    Column("claimed_until", Text, nullable=True),
    Column("shown_at", Text, nullable=True),
    Column("approved_by", Text, nullable=True),
    Column("approved_as", Text, nullable=True),
    Column("ended_as", Text, nullable=True),
    Column("ended_at", Text, nullable=True),
    Column("collected_at", Text, nullable=True),
    Column("planted_like", Text, nullable=True),
    Column("planted_at", Text, nullable=True),
    CheckConstraint("state IN ('waiting', 'released', 'refused', 'tested')", name="state_is_known"),
    CheckConstraint("version >= 0", name="version_from_0"),
    Index(None, "state", "planted_at"),
)
"""What has become of replies that wait: a row from the first act on. Every change stands in a record of the same transaction. ``planted_like``
is of a test item: the exchange that it looks like."""

webhook_calls = Table(
    "webhook_calls",
    metadata,
    Column("id", Text, primary_key=True),
    Column("exchange_id", Text, nullable=False),
    Column("application", Text, nullable=False),
    Column("profile", Text, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("made_at", Text, nullable=False),
    Column("tries", Integer, nullable=False, server_default="0"),
    Column("next_at", Text, nullable=True),
    Index(None, "next_at"),
)
"""Applications that are to be told that a reply is ready. ``next_at`` is empty once that is over, well or not. No words of anybody."""


PLACE = frozenset(("position", "recorded_at", "previous"))
"""What every record's body says of its own place in the ledger. The one other name in it is what kind of entry it tells of."""


def copies(body: Mapping[str, Any]) -> dict[str, Any]:
    """Give the columns that repeat what a record's body says. Raises KeyError, ValueError, TypeError or AttributeError for what is none."""
    (kind,) = body.keys() - PLACE
    return {name: body[name] for name in PLACE} | entry_copies(kind, body[kind])


def entry_copies(kind: str, entry: Mapping[str, Any]) -> dict[str, Any]:
    """Give the columns that repeat what an entry says, wherever it stands."""
    request = entry.get("request") or entry
    return {
        "kind": kind,
        "exchange_id": entry["id"],
        "started_at": entry["started_at"],
        "outcome": entry.get("outcome", kind),
        "reason": entry.get("reason", ""),
        "door": entry.get("door", ""),
        "profile": entry.get("profile", ""),
        "provider": request.get("provider"),
        "model": request.get("model"),
        "application": entry.get("application"),
        "actor": entry.get("actor"),
        "patient": entry.get("patient"),
        "reviewer": entry.get("reviewer"),
        "decisions": _key(decision_rows(entry)),
        "findings": _key(finding_rows(entry)),
    }


_RULING = ("stage", "rule", "status", "effect", "why")
_FINDING = ("check_name", "status", "kind", "detail")


def set_rows(entry: Mapping[str, Any]) -> list[tuple[Table, str, list[dict[str, Any]]]]:
    """Give what the keys of an entry stand for: table, key and rows of its rulings and of its findings."""
    found: list[tuple[Table, str, list[dict[str, Any]]]] = []
    if rulings := decision_rows(entry):
        key = str(_key(rulings))
        found.append((decision_sets, key, [{"key": key, **dict(zip(_RULING, row, strict=True))} for row in rulings]))
    if findings := finding_rows(entry):
        key = str(_key(findings))
        rows = [{"key": key, "number": n, **dict(zip(_FINDING, row, strict=True))} for n, row in enumerate(findings)]
        found.append((finding_sets, key, rows))
    return found


def decision_rows(entry: Mapping[str, Any]) -> list[tuple[str, ...]]:
    """Stage, rule, status, effect and reason of every ruling; of a stage that was decided twice, the last."""
    decisions = entry.get("decisions")
    if not decisions:
        return []
    last = {decision["stage"]: decision for decision in decisions}
    return sorted(
        (stage, ruling["rule"], ruling["status"], ruling["effect"], ruling["why"])
        for stage, decision in last.items()
        for ruling in decision["rulings"]
    )


def finding_rows(entry: Mapping[str, Any]) -> list[tuple[str, ...]]:
    """Check, status, kind and detail of every different finding."""
    findings = entry.get("findings")
    return sorted({(one["check"], one["status"], one["kind"], one["detail"]) for one in findings}) if findings else []


def pseudonym_of(reference: str, salt: str) -> str:
    """The word that stands for a person in records."""
    return "p-" + hashlib.sha256(f"{salt}\n{reference}".encode("utf-8", "surrogatepass")).hexdigest()[:32]


def without_rulings(document: bytes) -> tuple[Any, str | None]:
    """Read canonical JSON with ``decisions`` left empty, and give the name of the set of rulings that stood there.

    Rulings are nine tenths of a record and the same in most: which set they are is remembered by their bytes, and they are not read again.
    Raises ValueError, KeyError, TypeError or AttributeError for what is none of ours.
    """
    start = document.find(_RULINGS) + len(_RULINGS) - 1
    end = document.find(_BEHIND_RULINGS, start) + 1
    if start < len(_RULINGS) or end < 1:
        return orjson.loads(document), None
    rulings = document[start:end]
    if rulings not in _KNOWN_RULINGS:
        if len(_KNOWN_RULINGS) >= _MOST_KNOWN:
            _KNOWN_RULINGS.clear()
        _KNOWN_RULINGS[rulings] = _key(decision_rows({"decisions": orjson.loads(rulings)}))
    return orjson.loads(document[:start] + b"[]" + document[end:]), _KNOWN_RULINGS[rulings]


_RULINGS, _BEHIND_RULINGS = b'"decisions":[', b'],"door":"'
"""Canonical JSON sorts names, and no string can hold these: its quotation marks would be escaped."""
_KNOWN_RULINGS: dict[bytes, str | None] = {}
_MOST_KNOWN = 2000


def _key(rows: Sequence[Sequence[str]]) -> str | None:
    """A name for a set of rows, of 128 bits; None for no rows."""
    if not rows:
        return None
    return hashlib.sha256("\n".join(["\t".join(row) for row in rows]).encode()).hexdigest()[:32]
