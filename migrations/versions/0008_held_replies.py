"""What has become of replies that wait for a person, whom to tell that one is ready, and a view of how long reviewers read.

Two new tables and one new view, and nothing that is there is touched: the previous release goes on beside this one. It knows no rows here, so a
reply must be reviewed with one of the two alone.

Revises: 0007
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import context, op

from medguard.errors import AuditError

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables, and the indexes by which the queue and what is due are found."""
    op.create_table(
        "held_replies",
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("exchange_id", "state")),
        sa.Column("version", sa.Integer(), nullable=False, server_default="0"),
        *(
            sa.Column(name, sa.Text(), nullable=True)
            for name in ("edited_as", "claimed_by", "claimed_until", "shown_at")
        ),
        *(sa.Column(name, sa.Text(), nullable=True) for name in ("approved_by", "approved_as", "ended_as", "ended_at")),
        *(sa.Column(name, sa.Text(), nullable=True) for name in ("collected_at", "planted_like", "planted_at")),
        sa.CheckConstraint(
            "state IN ('waiting', 'released', 'refused', 'tested')", name=op.f("ck_held_replies_state_is_known")
        ),
        sa.CheckConstraint("version >= 0", name=op.f("ck_held_replies_version_from_0")),
        sa.PrimaryKeyConstraint("exchange_id", name=op.f("pk_held_replies")),
    )
    op.create_index(op.f("ix_held_replies_state_planted_at"), "held_replies", ["state", "planted_at"])
    op.create_table(
        "webhook_calls",
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("id", "exchange_id", "application", "profile")),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("outcome", "made_at")),
        sa.Column("tries", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("next_at", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhook_calls")),
    )
    op.create_index(op.f("ix_webhook_calls_next_at"), "webhook_calls", ["next_at"])
    postgresql = op.get_bind().dialect.name == "postgresql"
    op.execute(f"CREATE VIEW v_review_times AS {_POSTGRESQL if postgresql else _SQLITE}")


def downgrade() -> None:
    """Drop them, but never what tells which reply was let go, unless somebody said to."""
    kept = op.get_bind().scalar(sa.text("SELECT count(*) FROM held_replies"))
    if kept and not context.config.attributes.get("delete_every_record"):
        raise AuditError(
            "This downgrade would forget which replies were let go and which were refused, so nothing was changed. Keep a copy of the database first.",
            remedy="Copy the database to a safe place; then ask again with delete_every_record.",
            remedy_zh="请先将数据库复制到安全的位置，再以 delete_every_record 重新执行。",
        )
    op.execute("DROP VIEW v_review_times")
    op.drop_index(op.f("ix_webhook_calls_next_at"), table_name="webhook_calls")
    op.drop_table("webhook_calls")
    op.drop_index(op.f("ix_held_replies_state_planted_at"), table_name="held_replies")
    op.drop_table("held_replies")


_SQLITE = """
    SELECT
        json_extract(r.document, '$.exchange.review_of') AS exchange_id,
        r.exchange_id AS review_id,
        r.position AS position,
        r.recorded_at AS recorded_at,
        r.recorded_at AS recorded_utc,
        r.reason AS act,
        r.reviewer AS reviewer,
        json_extract(r.document, '$.exchange.seconds_on_task') AS seconds_on_task,
        NULL AS test_error
    FROM records AS r WHERE r.reviewer >= '' AND r.door = 'review'
    UNION ALL
    SELECT
        json_extract(r.document, '$.held_reply.of'),
        r.exchange_id,
        r.position,
        r.recorded_at,
        r.recorded_at,
        json_extract(r.document, '$.held_reply.act'),
        r.reviewer,
        json_extract(r.document, '$.held_reply.seconds'),
        json_extract(r.document, '$.held_reply.why')
    FROM records AS r WHERE r.reviewer >= '' AND r.outcome = 'held_reply'"""

_POSTGRESQL = """
    SELECT
        r.document::jsonb #>> '{exchange,review_of}' AS exchange_id,
        r.exchange_id AS review_id,
        r.position AS position,
        r.recorded_at::timestamptz AS recorded_at,
        r.recorded_at AS recorded_utc,
        r.reason AS act,
        r.reviewer AS reviewer,
        (r.document::jsonb #>> '{exchange,seconds_on_task}')::double precision AS seconds_on_task,
        NULL::text AS test_error
    FROM records AS r WHERE r.reviewer >= '' AND r.door = 'review'
    UNION ALL
    SELECT
        r.document::jsonb #>> '{held_reply,of}',
        r.exchange_id,
        r.position,
        r.recorded_at::timestamptz,
        r.recorded_at,
        r.document::jsonb #>> '{held_reply,act}',
        r.reviewer,
        (r.document::jsonb #>> '{held_reply,seconds}')::double precision,
        r.document::jsonb #>> '{held_reply,why}'
    FROM records AS r WHERE r.reviewer >= '' AND r.outcome = 'held_reply'"""
