"""contacts and their exposures"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(sa.schema.CreateSequence(sa.Sequence("contact_number")))
    op.create_table(
        "contact",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("contact_id", sa.String(length=20), nullable=False),
        sa.Column("name", sa.LargeBinary(), nullable=True),
        sa.Column("name_index", sa.String(length=64), nullable=True),
        sa.Column("phone", sa.LargeBinary(), nullable=True),
        sa.Column("phone_index", sa.String(length=64), nullable=True),
        sa.Column("risk_level", sa.String(length=10), nullable=True),
        sa.Column("registered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact")),
        sa.UniqueConstraint("contact_id", name=op.f("uq_contact_contact_id")),
    )
    op.create_index("ix_contact_phone_name", "contact", ["phone_index", "name_index"], unique=False)
    op.create_index(op.f("ix_contact_name_index"), "contact", ["name_index"], unique=False)
    op.create_index(op.f("ix_contact_registered_at"), "contact", ["registered_at"], unique=False)
    op.create_table(
        "exposure",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("contact_uuid", sa.Uuid(), nullable=False),
        sa.Column("case_uuid", sa.Uuid(), nullable=False),
        sa.Column("last_contact", sa.Date(), nullable=False),
        sa.Column("estimated", sa.Boolean(), nullable=False),
        sa.Column("type", sa.String(length=24), nullable=True),
        sa.Column("context", sa.String(length=16), nullable=True),
        sa.Column("duration", sa.String(length=10), nullable=True),
        sa.Column("certainty", sa.String(length=10), nullable=True),
        sa.Column("relation", sa.String(length=20), nullable=True),
        sa.ForeignKeyConstraint(["case_uuid"], ["case.id"], name=op.f("fk_exposure_case_uuid_case"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["contact_uuid"], ["contact.id"], name=op.f("fk_exposure_contact_uuid_contact"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exposure")),
        sa.UniqueConstraint(
            "contact_uuid", "case_uuid", "last_contact", name=op.f("uq_exposure_contact_uuid_case_uuid_last_contact")
        ),
    )  # fmt: skip
    op.create_index(op.f("ix_exposure_case_uuid"), "exposure", ["case_uuid"], unique=False)


def downgrade() -> None:
    op.drop_table("exposure")
    op.drop_table("contact")
    op.execute(sa.schema.DropSequence(sa.Sequence("contact_number")))
