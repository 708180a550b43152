"""${message}

Revises: ${down_revision or "nothing"}
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
${imports if imports else ""}
revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = ${repr(branch_labels)}
depends_on = ${repr(depends_on)}


def upgrade() -> None:
    """The previous release must still work after this step."""
    ${upgrades if upgrades else "pass"}


def downgrade() -> None:
    """Back to where we were. A step that would drop records refuses, see 0001."""
    ${downgrades if downgrades else "pass"}
