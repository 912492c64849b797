"""what became of a notification: its end, its outcome, what it waits for"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("notification", sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("notification", sa.Column("necessary", sa.Boolean(), server_default="false", nullable=False))
    op.add_column("notification", sa.Column("outcome", sa.String(length=12), nullable=True))
    op.add_column("notification", sa.Column("attempts", sa.Integer(), server_default="0", nullable=False))
    op.add_column("notification", sa.Column("held", sa.Boolean(), server_default="false", nullable=False))
    op.add_column("notification", sa.Column("refused_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("notification", sa.Column("knocked_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("outbox", sa.Column("notification_id", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    op.drop_column("outbox", "notification_id")
    op.drop_column("notification", "knocked_at")
    op.drop_column("notification", "refused_at")
    op.drop_column("notification", "held")
    op.drop_column("notification", "attempts")
    op.drop_column("notification", "outcome")
    op.drop_column("notification", "necessary")
    op.drop_column("notification", "expires_at")
