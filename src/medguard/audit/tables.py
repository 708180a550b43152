"""The two tables of the ledger, the one of the registry, and which words of a record's document are copied into columns for querying.

``records`` only grows. ``document`` is the truth: the canonical JSON whose SHA-256 is ``sha256``. Every other column is a copy,
and ``verify`` compares each with the document. ``head`` has one row and says where the chain ends, so that a missing end is noticed.
``registry`` only grows, too: a newer row says what an older one said, better.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, Column, Index, Integer, MetaData, Table, Text, UniqueConstraint

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
    UniqueConstraint("exchange_id"),
    CheckConstraint("position >= 1", name="position_from_1"),
    Index(None, "outcome", "position"),
)

head = Table(
    "head",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("position", _Position, nullable=False),
    Column("sha256", Text, nullable=False),
    CheckConstraint("id = 1", name="one_row"),
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


def copies(body: Mapping[str, Any]) -> dict[str, Any]:
    """Give the columns that repeat what a record's body says. Raises KeyError, TypeError or AttributeError for what is no record's body."""
    exchange = body["exchange"]
    request = exchange["request"] or {}
    return {
        "position": body["position"],
        "recorded_at": body["recorded_at"],
        "previous": body["previous"],
        "exchange_id": exchange["id"],
        "started_at": exchange["started_at"],
        "outcome": exchange["outcome"],
        "reason": exchange["reason"],
        "door": exchange["door"],
        "profile": exchange["profile"],
        "provider": request.get("provider"),
        "model": request.get("model"),
    }
