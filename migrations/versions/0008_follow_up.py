"""follow-up: a contact's status, the entries of each day"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("contact", sa.Column("status", sa.String(length=20), server_default="UNDER_FOLLOW_UP", nullable=False))
    op.add_column("contact", sa.Column("status_reason", sa.String(length=12), nullable=True))
    op.create_table(
        "follow_up_entry",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("contact_uuid", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("temperature", sa.Numeric(precision=3, scale=1), nullable=True),
        sa.Column("symptoms", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("actor_kind", sa.String(length=20), nullable=False),
        sa.Column("actor_id", sa.String(length=64), nullable=True),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["contact_uuid"], ["contact.id"], name=op.f("fk_follow_up_entry_contact_uuid_contact"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_follow_up_entry")),
    )  # fmt: skip
    op.create_index("ix_follow_up_entry_contact_day", "follow_up_entry", ["contact_uuid", "day", "id"], unique=False)


def downgrade() -> None:
    op.drop_table("follow_up_entry")
    op.drop_column("contact", "status_reason")
    op.drop_column("contact", "status")
