"""Keys of calling applications, and hashes of the secrets that open them.

Two new tables, and nothing that is there is touched: the previous release goes on beside this one, and knows no keys.

Revises: 0004
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import context, op

from medguard.errors import AuditError

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create both tables, and the indexes by which an application's keys and a key's secrets are found."""
    op.create_table(
        "caller_keys",
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("id", "application", "profiles", "models")),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("purposes", "vouches_for")),
        sa.Column("requests_per_minute", sa.Integer(), nullable=True),
        sa.Column("tokens_per_minute", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.Text(), nullable=False),
        sa.Column("expires_at", sa.Text(), nullable=True),
        sa.Column("revoked_at", sa.Text(), nullable=True),
        sa.CheckConstraint("requests_per_minute >= 1", name=op.f("ck_caller_keys_requests_from_1")),
        sa.CheckConstraint("tokens_per_minute >= 1", name=op.f("ck_caller_keys_tokens_from_1")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_caller_keys")),
    )
    op.create_index(op.f("ix_caller_keys_application"), "caller_keys", ["application"])
    op.create_table(
        "caller_secrets",
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("key_id", sa.Text(), nullable=False),
        sa.Column("made_at", sa.Text(), nullable=False),
        sa.Column("expires_at", sa.Text(), nullable=True),
        sa.CheckConstraint("length(sha256) = 64", name=op.f("ck_caller_secrets_sha256_is_a_hash")),
        sa.ForeignKeyConstraint(["key_id"], ["caller_keys.id"], name=op.f("fk_caller_secrets_key_id_caller_keys")),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_caller_secrets")),
    )
    op.create_index(op.f("ix_caller_secrets_key_id"), "caller_secrets", ["key_id"])


def downgrade() -> None:
    """Drop both, but never a key that nobody said to delete: its application would be locked out."""
    kept = op.get_bind().scalar(sa.text("SELECT count(*) FROM caller_keys"))
    if kept and not context.config.attributes.get("delete_every_record"):
        raise AuditError(
            "This downgrade would delete every caller's key, so nothing was changed. Keep a copy of the database first.",
            remedy="Copy the database to a safe place; then ask again with delete_every_record.",
            remedy_zh="请先将数据库复制到安全的位置，再以 delete_every_record 重新执行。",
        )
    op.drop_table("caller_secrets")
    op.drop_table("caller_keys")
