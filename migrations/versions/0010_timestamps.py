"""Time stamps (RFC 3161) of checkpoints.

One new table, and nothing that is there is touched: the previous release goes on beside this one, and asks no authority.

Revises: 0009
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import context, op

from medguard.errors import AuditError

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "timestamps",
        sa.Column("size", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("stamped_at", "kept_at", "note")),
        sa.Column("answer", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("size", "stamped_at", name=op.f("pk_timestamps")),
    )


def downgrade() -> None:
    """Drop it, but never a stamp that nobody said to delete: none can be had again for that time."""
    kept = op.get_bind().scalar(sa.text("SELECT count(*) FROM timestamps"))
    if kept and not context.config.attributes.get("delete_every_record"):
        raise AuditError(
            "This downgrade would delete time stamps, so nothing was changed. Keep a copy of the database first.",
            remedy="Copy the database to a safe place; then ask again with delete_every_record.",
            remedy_zh="请先将数据库复制到安全的位置，再以 delete_every_record 重新执行。",
        )
    op.drop_table("timestamps")
