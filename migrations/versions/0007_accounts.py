"""Accounts of the console, and their sessions.

Two new tables, and nothing that is there is touched: the previous release goes on beside this one.

Revises: 0006
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import context, op

from medguard.errors import AuditError

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables, and the index by which an account's sessions are ended."""
    op.create_table(
        "accounts",
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("name", "role", "applications", "secret")),
        sa.Column("totp", sa.Text(), nullable=True),
        sa.Column("made_at", sa.Text(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=True) for name in ("expires_at", "closed_at")),
        sa.Column("tries", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("waits_until", sa.Text(), nullable=True),
        sa.Column("last_step", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_accounts")),
    )
    op.create_table(
        "account_sessions",
        *(
            sa.Column(name, sa.Text(), nullable=False)
            for name in ("sha256", "account", "made_at", "seen_at", "ends_at")
        ),
        sa.CheckConstraint("length(sha256) = 64", name=op.f("ck_account_sessions_sha256_is_a_hash")),
        sa.ForeignKeyConstraint(["account"], ["accounts.name"], name=op.f("fk_account_sessions_account_accounts")),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_account_sessions")),
    )
    op.create_index(op.f("ix_account_sessions_account"), "account_sessions", ["account"])


def downgrade() -> None:
    """Drop them, but never an account that nobody said to delete."""
    kept = op.get_bind().scalar(sa.text("SELECT count(*) FROM accounts"))
    if kept and not context.config.attributes.get("delete_every_record"):
        raise AuditError(
            "This downgrade would delete accounts of the console, so nothing was changed. Keep a copy of the database first.",
            remedy="Copy the database to a safe place; then ask again with delete_every_record.",
            remedy_zh="请先将数据库复制到安全的位置，再以 delete_every_record 重新执行。",
        )
    op.drop_index(op.f("ix_account_sessions_account"), table_name="account_sessions")
    op.drop_table("account_sessions")
    op.drop_table("accounts")
