"""tallies of use of days that are over"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "usage_tally",
        sa.Column("split", sa.String(length=40), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("locale", sa.String(length=8), nullable=False),
        sa.Column("region", sa.String(length=20), nullable=False),
        sa.Column("topic", sa.String(length=40), nullable=False),
        sa.Column("debut", sa.Boolean(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("messages_in", sa.BigInteger(), nullable=False),
        sa.Column("messages_out", sa.BigInteger(), nullable=False),
        sa.Column("sessions", sa.BigInteger(), nullable=False),
        sa.Column("understood", sa.BigInteger(), nullable=False),
        sa.Column("asked_back", sa.BigInteger(), nullable=False),
        sa.Column("not_understood", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("split", "day", "channel", "locale", "region", "topic", "debut", "since", name=op.f("pk_usage_tally")),
    )


def downgrade() -> None:
    op.drop_table("usage_tally")
