"""The registry begins: licences, filings, certificates and consents, which are looked up and never changed in place.

Revises: 0001
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import context, op

from medguard.errors import AuditError

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table and the index by which an exchange's people are found."""
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "registry",
        sa.Column("id", number, autoincrement=True, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Text(), nullable=True),
        sa.Column("valid_until", sa.Text(), nullable=True),
        sa.Column("imported_at", sa.Text(), nullable=False),
        sa.Column("source_name", sa.Text(), nullable=False),
        sa.Column("source_sha256", sa.Text(), nullable=False),
        sa.CheckConstraint("length(valid_from) = 10", name=op.f("ck_registry_valid_from_is_a_day")),
        sa.CheckConstraint("length(valid_until) = 10", name=op.f("ck_registry_valid_until_is_a_day")),
        sa.CheckConstraint("valid_until >= valid_from", name=op.f("ck_registry_ends_after_it_begins")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registry")),
    )
    op.create_index(op.f("ix_registry_subject_kind_code_id"), "registry", ["subject", "kind", "code", "id"])


def downgrade() -> None:
    """Drop the table, but never an entry that nobody said to delete."""
    kept = op.get_bind().scalar(sa.text("SELECT count(*) FROM registry"))
    if kept and not context.config.attributes.get("delete_every_record"):
        raise AuditError(
            "This downgrade would delete every entry of the registry, so nothing was changed. Keep a copy of the database first.",
            remedy="Copy the database to a safe place; then ask again with delete_every_record.",
            remedy_zh="请先将数据库复制到安全的位置，再以 delete_every_record 重新执行。",
        )
    op.drop_index(op.f("ix_registry_subject_kind_code_id"), table_name="registry")
    op.drop_table("registry")
