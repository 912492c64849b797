"""statistics of use, by person and day"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "usage_person",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("region", sa.String(length=20), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("first_channel", sa.String(length=20), nullable=False),
        sa.Column("first_locale", sa.String(length=8), nullable=False),
        sa.Column("first_region", sa.String(length=20), nullable=False),
        sa.Column("first_topic", sa.String(length=40), nullable=False),
        sa.Column("retained_1", sa.Boolean(), nullable=False),
        sa.Column("retained_4", sa.Boolean(), nullable=False),
        sa.Column("retained_12", sa.Boolean(), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_usage_person")),
        sa.UniqueConstraint("person_id", name=op.f("uq_usage_person_person_id")),
    )
    op.create_index(
        "ix_usage_person_first",
        "usage_person",
        ["first_day", "first_channel", "first_locale", "first_region", "first_topic", "retained_1", "retained_4", "retained_12"],
        unique=False,
    )
    op.create_table(
        "usage_sum",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("split", sa.String(length=40), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("locale", sa.String(length=8), nullable=False),
        sa.Column("region", sa.String(length=20), nullable=False),
        sa.Column("topic", sa.String(length=40), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("returned", sa.Integer(), nullable=False),
        sa.Column("messages_in", sa.BigInteger(), nullable=False),
        sa.Column("messages_out", sa.BigInteger(), nullable=False),
        sa.Column("sessions", sa.BigInteger(), nullable=False),
        sa.Column("understood", sa.BigInteger(), nullable=False),
        sa.Column("asked_back", sa.BigInteger(), nullable=False),
        sa.Column("not_understood", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_usage_sum")),
        sa.UniqueConstraint(
            "split",
            "first",
            "last",
            "channel",
            "locale",
            "region",
            "topic",
            name=op.f("uq_usage_sum_split_first_last_channel_locale_region_topic"),
        ),
    )
    op.create_index(op.f("ix_usage_sum_last"), "usage_sum", ["last"], unique=False)
    op.create_table(
        "usage_day",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("usage_id", sa.BigInteger(), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("locale", sa.String(length=8), nullable=False),
        sa.Column("region", sa.String(length=20), nullable=False),
        sa.Column("topic", sa.String(length=40), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("messages_in", sa.Integer(), nullable=False),
        sa.Column("messages_out", sa.Integer(), nullable=False),
        sa.Column("sessions", sa.Integer(), nullable=False),
        sa.Column("understood", sa.Integer(), nullable=False),
        sa.Column("asked_back", sa.Integer(), nullable=False),
        sa.Column("not_understood", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["usage_id"], ["usage_person.id"], name=op.f("fk_usage_day_usage_id_usage_person")),
        sa.PrimaryKeyConstraint("day", "usage_id", "channel", "locale", "region", "topic", name=op.f("pk_usage_day")),
    )
    op.create_index("ix_usage_day_person", "usage_day", ["usage_id"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_usage_day_person", table_name="usage_day")
    op.drop_table("usage_day")
    op.drop_index(op.f("ix_usage_sum_last"), table_name="usage_sum")
    op.drop_table("usage_sum")
    op.drop_index("ix_usage_person_first", table_name="usage_person")
    op.drop_table("usage_person")
