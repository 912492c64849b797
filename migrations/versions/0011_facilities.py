"""health facilities"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "facility",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("other_names", postgresql.ARRAY(sa.String(length=120)), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("place", sa.String(length=20), nullable=False),
        sa.Column("supplied_by", sa.String(length=40), nullable=True),
        sa.Column("phone", sa.String(length=16), nullable=True),
        sa.Column("latitude", sa.Float(), nullable=True),
        sa.Column("longitude", sa.Float(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["supplied_by"], ["facility.code"], name=op.f("fk_facility_supplied_by_facility")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_facility")),
    )
    op.create_index(op.f("ix_facility_place"), "facility", ["place"], unique=False)
    op.create_index(op.f("ix_facility_supplied_by"), "facility", ["supplied_by"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_facility_supplied_by"), table_name="facility")
    op.drop_index(op.f("ix_facility_place"), table_name="facility")
    op.drop_table("facility")
