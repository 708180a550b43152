"""What else opens an account of the console: passkeys, and a person's identity at the identity provider.

Three new tables, and nothing that is there is touched: the previous release goes on beside this one. It knows neither, so with it people come in by
password and code alone; new secrets that it gives an account end that account's passkeys all the same.

Revises: 0008
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import context, op

from medguard.errors import AuditError

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables, and the index by which an account's passkeys are found."""
    op.create_table(
        "passkeys",
        *(
            sa.Column(name, sa.Text(), nullable=False)
            for name in ("credential", "account", "label", "public_key", "made_at")
        ),
        sa.Column("sign_count", sa.BigInteger(), nullable=False, server_default="0"),
        sa.Column("used_at", sa.Text(), nullable=True),
        sa.CheckConstraint("sign_count >= 0", name=op.f("ck_passkeys_sign_count_from_0")),
        sa.ForeignKeyConstraint(["account"], ["accounts.name"], name=op.f("fk_passkeys_account_accounts")),
        sa.PrimaryKeyConstraint("credential", name=op.f("pk_passkeys")),
    )
    op.create_index(op.f("ix_passkeys_account"), "passkeys", ["account"])
    op.create_table(
        "identities",
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("account", "person", "made_at")),
        sa.CheckConstraint("length(person) = 64", name=op.f("ck_identities_person_is_a_hash")),
        sa.ForeignKeyConstraint(["account"], ["accounts.name"], name=op.f("fk_identities_account_accounts")),
        sa.PrimaryKeyConstraint("account", name=op.f("pk_identities")),
        sa.UniqueConstraint("person", name=op.f("uq_identities_person")),
    )
    op.create_table(
        "spent_challenges",
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("sha256", "ends_at")),
        sa.CheckConstraint("length(sha256) = 64", name=op.f("ck_spent_challenges_sha256_is_a_hash")),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_spent_challenges")),
    )


def downgrade() -> None:
    """Drop them, but never a way into an account that nobody said to delete."""
    kept = op.get_bind().scalar(sa.text("SELECT (SELECT count(*) FROM passkeys) + (SELECT count(*) FROM identities)"))
    if kept and not context.config.attributes.get("delete_every_record"):
        raise AuditError(
            "This downgrade would delete passkeys, or who an account belongs to, so nothing was changed. Keep a copy of the database first.",
            remedy="Copy the database to a safe place; then ask again with delete_every_record.",
            remedy_zh="请先将数据库复制到安全的位置，再以 delete_every_record 重新执行。",
        )
    op.drop_table("spent_challenges")
    op.drop_table("identities")
    op.drop_index(op.f("ix_passkeys_account"), table_name="passkeys")
    op.drop_table("passkeys")
