"""Runs migrations on the connection that medguard.audit.migrate hands over. Does nothing else: no logging, no files."""

from __future__ import annotations

from alembic import context

from medguard.audit.tables import VERSION_TABLE, metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    version_table=VERSION_TABLE,
    transactional_ddl=True,  # true of SQLite too, since BEGIN is ours (medguard.audit.database)
)
with context.begin_transaction():
    context.run_migrations()
