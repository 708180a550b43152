"""What people vouch for that no program can check: training given, impact assessments made, a committee's consent.

One new table, and nothing that is there is touched: the previous release goes on beside this one.

Revises: 0005
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import context, op

from medguard.errors import AuditError

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table, and the index by which a control's attestations are found."""
    op.create_table(
        "attestations",
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("id", "control", "given_by", "given_at", "evidence")),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("evidence_sha256", "valid_from", "valid_until")),
        *(sa.Column(name, sa.Text(), nullable=True) for name in ("withdrawn_by", "withdrawn_at", "withdrawn_for")),
        sa.CheckConstraint("length(evidence_sha256) = 64", name=op.f("ck_attestations_sha256_is_a_hash")),
        sa.CheckConstraint("length(valid_from) = 10", name=op.f("ck_attestations_valid_from_is_a_day")),
        sa.CheckConstraint("length(valid_until) = 10", name=op.f("ck_attestations_valid_until_is_a_day")),
        sa.CheckConstraint("valid_until >= valid_from", name=op.f("ck_attestations_ends_after_it_begins")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attestations")),
    )
    op.create_index(op.f("ix_attestations_control"), "attestations", ["control"])


def downgrade() -> None:
    """Drop it, but never an attestation that nobody said to delete."""
    kept = op.get_bind().scalar(sa.text("SELECT count(*) FROM attestations"))
    if kept and not context.config.attributes.get("delete_every_record"):
        raise AuditError(
            "This downgrade would delete attestations, so nothing was changed. Keep a copy of the database first.",
            remedy="Copy the database to a safe place; then ask again with delete_every_record.",
            remedy_zh="请先将数据库复制到安全的位置，再以 delete_every_record 重新执行。",
        )
    op.drop_index(op.f("ix_attestations_control"), table_name="attestations")
    op.drop_table("attestations")
