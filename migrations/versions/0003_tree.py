"""The Merkle tree, its checkpoints, kept text, pseudonyms, and columns to ask by.

Every new column of ``records`` and ``head`` has a default or may be empty, so that the previous release goes on appending while this one
starts; the next record that this release appends takes its rows into the tree.

Revises: 0002
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import context, op

from medguard.errors import AuditError

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_ASKED_BY = (
    "recorded_at",
    "application",
    "model",
    "profile",
    "actor",
    "patient",
    "reviewer",
    "decisions",
    "findings",
    "kind",
)
_HAS_LZ4 = "SELECT 'lz4' = ANY(enumvals) FROM pg_settings WHERE name = 'default_toast_compression'"
"""It is a choice of whoever built the server."""
_NEW_TABLES = ("holds", "people", "payloads", "finding_sets", "decision_sets", "checkpoints", "tiles")


def upgrade() -> None:
    """Add columns, tables and indexes; no row is touched."""
    position = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.add_column("records", sa.Column("kind", sa.Text(), server_default="exchange", nullable=False))
    op.add_column("records", sa.Column("leaf", sa.LargeBinary(), nullable=True))
    for name in ("application", "actor", "patient", "reviewer", "decisions", "findings"):
        op.add_column("records", sa.Column(name, sa.Text(), nullable=True))
    for name in _ASKED_BY:
        op.create_index(op.f(f"ix_records_{name}_position"), "records", [name, "position"])
    if op.get_bind().dialect.name == "postgresql" and op.get_bind().scalar(sa.text(_HAS_LZ4)):
        op.execute(
            "ALTER TABLE records ALTER COLUMN document SET COMPRESSION lz4"
        )  # twice as fast as pglz, and as small
    op.add_column("head", sa.Column("tree_size", position, server_default="0", nullable=False))
    op.add_column("head", sa.Column("tree_edge", sa.LargeBinary(), nullable=True))
    op.add_column("head", sa.Column("note", sa.Text(), nullable=True))
    op.create_table(
        "tiles",
        sa.Column("level", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", position, autoincrement=False, nullable=False),
        sa.Column("root", sa.LargeBinary(), nullable=False),
        sa.Column("hashes", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("level", "number", name=op.f("pk_tiles")),
    )
    op.create_table(
        "checkpoints",
        sa.Column("size", position, autoincrement=False, nullable=False),
        sa.Column("made_at", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("size", name=op.f("pk_checkpoints")),
    )
    op.create_table(
        "decision_sets",
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("key", "stage", "rule", "status", "effect", "why")),
        sa.PrimaryKeyConstraint("key", "stage", "rule", name=op.f("pk_decision_sets")),
    )
    op.create_index(
        op.f("ix_decision_sets_rule_status_effect_key"), "decision_sets", ["rule", "status", "effect", "key"]
    )
    op.create_table(
        "finding_sets",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("check_name", "status", "kind", "detail")),
        sa.PrimaryKeyConstraint("key", "number", name=op.f("pk_finding_sets")),
    )
    op.create_index(
        op.f("ix_finding_sets_check_name_kind_status_key"), "finding_sets", ["check_name", "kind", "status", "key"]
    )
    op.create_table(
        "payloads",
        sa.Column("exchange_id", sa.Text(), nullable=False),
        sa.Column("stored_at", sa.Text(), nullable=False),
        sa.Column("keep_until", sa.Text(), nullable=False),
        sa.Column("wrapped_key", sa.LargeBinary(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("erased_by", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("exchange_id", name=op.f("pk_payloads")),
    )
    op.create_index(op.f("ix_payloads_erased_by_keep_until"), "payloads", ["erased_by", "keep_until"])
    op.create_table(
        "people",
        sa.Column("pseudonym", sa.Text(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("salt", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("pseudonym", name=op.f("pk_people")),
        sa.UniqueConstraint("reference", name=op.f("uq_people_reference")),
    )
    op.create_table(
        "holds",
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("exchange_id", "matter", "placed_at")),
        sa.PrimaryKeyConstraint("exchange_id", "matter", name=op.f("pk_holds")),
    )


def downgrade() -> None:
    """Drop what was added, but never kept text, or a record that the earlier release could not read, unless somebody said so."""
    lost = op.get_bind().scalar(
        sa.text(
            "SELECT (SELECT count(*) FROM records WHERE kind <> 'exchange') + (SELECT count(*) FROM payloads)"
            " + (SELECT count(*) FROM checkpoints)"
        )
    )
    if lost and not context.config.attributes.get("delete_every_record"):
        raise AuditError(
            "This downgrade would delete checkpoints, kept text or records that the earlier release cannot read, so nothing was changed."
            " Keep a copy of the database first.",
            remedy="Copy the database to a safe place; then ask again with delete_every_record.",
            remedy_zh="请先将数据库复制到安全的位置，再以 delete_every_record 重新执行。",
        )
    for name in _NEW_TABLES:
        op.drop_table(name)
    for name in _ASKED_BY:
        op.drop_index(op.f(f"ix_records_{name}_position"), table_name="records")
    with op.batch_alter_table("head") as head:
        for name in ("note", "tree_edge", "tree_size"):
            head.drop_column(name)
    with op.batch_alter_table("records") as records:
        for name in ("findings", "decisions", "reviewer", "patient", "actor", "application", "leaf", "kind"):
            records.drop_column(name)
