"""those who work with ASSA, and the codes by which they enrol"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "enrolment_try",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_enrolment_try_person_id_person"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enrolment_try")),
    )
    op.create_index("ix_enrolment_try_person", "enrolment_try", ["person_id", "at"], unique=False)
    op.create_table(
        "staff",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("uuid", sa.Uuid(), nullable=False),
        sa.Column("name", sa.LargeBinary(), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("area", sa.String(length=20), nullable=True),
        sa.Column("facility_code", sa.String(length=40), nullable=True),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["facility_code"], ["facility.code"], name=op.f("fk_staff_facility_code_facility")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_staff_person_id_person"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff")),
        sa.UniqueConstraint("uuid", name=op.f("uq_staff_uuid")),
    )
    op.create_index(op.f("ix_staff_area"), "staff", ["area"], unique=False)
    op.create_index(op.f("ix_staff_facility_code"), "staff", ["facility_code"], unique=False)
    op.create_index("uq_staff_person", "staff", ["person_id"], unique=True, postgresql_where=sa.text("revoked_at IS NULL"))
    op.create_table(
        "enrolment_code",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("code_index", sa.String(length=64), nullable=False),
        sa.Column("staff_id", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_enrolment_code_staff_id_staff"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enrolment_code")),
        sa.UniqueConstraint("code_index", name=op.f("uq_enrolment_code_code_index")),
    )
    op.create_index(op.f("ix_enrolment_code_staff_id"), "enrolment_code", ["staff_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_enrolment_code_staff_id"), table_name="enrolment_code")
    op.drop_table("enrolment_code")
    op.drop_index("uq_staff_person", table_name="staff", postgresql_where=sa.text("revoked_at IS NULL"))
    op.drop_index(op.f("ix_staff_facility_code"), table_name="staff")
    op.drop_index(op.f("ix_staff_area"), table_name="staff")
    op.drop_table("staff")
    op.drop_index("ix_enrolment_try_person", table_name="enrolment_try")
    op.drop_table("enrolment_try")
