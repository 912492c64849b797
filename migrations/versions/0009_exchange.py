"""contacts become cases, with a history of their own; what other systems bring"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "external_location",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("parent_id", sa.String(length=64), nullable=True),
        sa.Column("level", sa.String(length=8), nullable=False),
        sa.Column("fields", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_external_location")),
    )
    op.create_table(
        "external_row",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("origin", sa.String(length=20), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("external_uuid", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("row", sa.LargeBinary(), nullable=False),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_external_row")),
        sa.UniqueConstraint("origin", "kind", "external_uuid", name=op.f("uq_external_row_origin_kind_external_uuid")),
    )
    op.create_table(
        "contact_change",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("contact_uuid", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_kind", sa.String(length=20), nullable=False),
        sa.Column("actor_id", sa.String(length=64), nullable=True),
        sa.Column("field", sa.String(length=60), nullable=False),
        sa.Column("before", sa.LargeBinary(), nullable=True),
        sa.Column("after", sa.LargeBinary(), nullable=True),
        sa.Column("reason", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["contact_uuid"], ["contact.id"], name=op.f("fk_contact_change_contact_uuid_contact"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_change")),
    )
    op.create_index("ix_contact_change_contact", "contact_change", ["contact_uuid", "id"], unique=False)
    op.add_column("case", sa.Column("age_years", sa.SmallInteger(), nullable=True))
    op.add_column("case", sa.Column("risk_level", sa.String(length=10), nullable=True))
    op.add_column("case", sa.Column("origin", sa.String(length=20), nullable=True))
    op.add_column("case", sa.Column("external_id", sa.String(length=64), nullable=True))
    op.add_column("case", sa.Column("location_id", sa.String(length=64), nullable=True))
    op.add_column("case", sa.Column("extra", sa.LargeBinary(), nullable=True))
    op.alter_column("case", "age_band", existing_type=sa.VARCHAR(length=8), nullable=True)
    op.alter_column("case", "region", existing_type=sa.VARCHAR(length=20), nullable=True)
    op.create_index(op.f("ix_case_external_id"), "case", ["external_id"], unique=False)
    op.add_column("contact", sa.Column("sex", sa.String(length=8), nullable=True))
    op.add_column("contact", sa.Column("age_years", sa.SmallInteger(), nullable=True))
    op.add_column("contact", sa.Column("region", sa.String(length=20), nullable=True))
    op.add_column("contact", sa.Column("cercle", sa.String(length=20), nullable=True))
    op.add_column("contact", sa.Column("locality", sa.LargeBinary(), nullable=True))
    op.add_column("contact", sa.Column("occupation", sa.String(length=40), nullable=True))
    op.add_column("contact", sa.Column("pregnancy", sa.String(length=30), nullable=True))
    op.add_column("contact", sa.Column("risk_reason", sa.LargeBinary(), nullable=True))
    op.add_column("contact", sa.Column("case_uuid", sa.Uuid(), nullable=True))
    op.add_column("contact", sa.Column("became_case_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("contact", sa.Column("origin", sa.String(length=20), nullable=True))
    op.add_column("contact", sa.Column("external_id", sa.String(length=64), nullable=True))
    op.add_column("contact", sa.Column("location_id", sa.String(length=64), nullable=True))
    op.add_column("contact", sa.Column("extra", sa.LargeBinary(), nullable=True))
    op.create_index(op.f("ix_contact_case_uuid"), "contact", ["case_uuid"], unique=False)
    op.create_index(op.f("ix_contact_external_id"), "contact", ["external_id"], unique=False)
    op.create_foreign_key(op.f("fk_contact_case_uuid_case"), "contact", "case", ["case_uuid"], ["id"], ondelete="SET NULL")
    op.add_column("exposure", sa.Column("target_case_uuid", sa.Uuid(), nullable=True))
    op.add_column("exposure", sa.Column("frequency", sa.String(length=20), nullable=True))
    op.add_column("exposure", sa.Column("cluster", sa.String(length=64), nullable=True))
    op.add_column("exposure", sa.Column("comment", sa.LargeBinary(), nullable=True))
    op.add_column("exposure", sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("exposure", sa.Column("origin", sa.String(length=20), nullable=True))
    op.add_column("exposure", sa.Column("extra", sa.LargeBinary(), nullable=True))
    op.alter_column("exposure", "contact_uuid", existing_type=sa.UUID(), nullable=True)
    op.drop_constraint(op.f("uq_exposure_contact_uuid_case_uuid_last_contact"), "exposure", type_="unique")
    op.create_check_constraint(op.f("ck_exposure_one_target"), "exposure", "num_nonnulls(contact_uuid, target_case_uuid) = 1")
    op.create_index("ix_exposure_contact", "exposure", ["contact_uuid", "last_contact"], unique=False)
    op.create_index(op.f("ix_exposure_target_case_uuid"), "exposure", ["target_case_uuid"], unique=False)
    op.create_index(
        "uq_exposure_own",
        "exposure",
        ["contact_uuid", "case_uuid", "last_contact"],
        unique=True,
        postgresql_where=sa.text("origin IS NULL"),
    )
    op.create_foreign_key(op.f("fk_exposure_target_case_uuid_case"), "exposure", "case", ["target_case_uuid"], ["id"], ondelete="CASCADE")
    op.add_column("follow_up_entry", sa.Column("origin", sa.String(length=20), nullable=True))
    op.add_column("follow_up_entry", sa.Column("external_uuid", sa.Uuid(), nullable=True))
    op.add_column("follow_up_entry", sa.Column("team_id", sa.String(length=64), nullable=True))
    op.add_column("follow_up_entry", sa.Column("extra", sa.LargeBinary(), nullable=True))
    op.create_unique_constraint(op.f("uq_follow_up_entry_external_uuid"), "follow_up_entry", ["external_uuid"])
    op.add_column("lab_sample", sa.Column("origin", sa.String(length=20), nullable=True))
    op.add_column("lab_sample", sa.Column("extra", sa.LargeBinary(), nullable=True))
    op.alter_column("lab_sample", "sample_type", existing_type=sa.VARCHAR(length=30), nullable=True)
    op.drop_constraint(op.f("uq_lab_sample_case_uuid_sample_id"), "lab_sample", type_="unique")
    op.create_index("ix_lab_sample_case", "lab_sample", ["case_uuid"], unique=False)
    op.create_index("uq_lab_sample_own", "lab_sample", ["case_uuid", "sample_id"], unique=True, postgresql_where=sa.text("origin IS NULL"))


def downgrade() -> None:
    # refused by the database where rows stand that only the later version can hold: nothing is deleted
    op.execute('DELETE FROM "case" WHERE origin IS NOT NULL OR age_band IS NULL OR region IS NULL')
    op.drop_constraint(op.f("ck_exposure_one_target"), "exposure", type_="check")
    op.drop_index("uq_lab_sample_own", table_name="lab_sample", postgresql_where=sa.text("origin IS NULL"))
    op.drop_index("ix_lab_sample_case", table_name="lab_sample")
    op.create_unique_constraint(
        op.f("uq_lab_sample_case_uuid_sample_id"), "lab_sample", ["case_uuid", "sample_id"], postgresql_nulls_not_distinct=False
    )
    op.alter_column("lab_sample", "sample_type", existing_type=sa.VARCHAR(length=30), nullable=False)
    op.drop_column("lab_sample", "extra")
    op.drop_column("lab_sample", "origin")
    op.drop_constraint(op.f("uq_follow_up_entry_external_uuid"), "follow_up_entry", type_="unique")
    op.drop_column("follow_up_entry", "extra")
    op.drop_column("follow_up_entry", "team_id")
    op.drop_column("follow_up_entry", "external_uuid")
    op.drop_column("follow_up_entry", "origin")
    op.drop_constraint(op.f("fk_exposure_target_case_uuid_case"), "exposure", type_="foreignkey")
    op.drop_index("uq_exposure_own", table_name="exposure", postgresql_where=sa.text("origin IS NULL"))
    op.drop_index(op.f("ix_exposure_target_case_uuid"), table_name="exposure")
    op.drop_index("ix_exposure_contact", table_name="exposure")
    op.create_unique_constraint(
        op.f("uq_exposure_contact_uuid_case_uuid_last_contact"),
        "exposure",
        ["contact_uuid", "case_uuid", "last_contact"],
        postgresql_nulls_not_distinct=False,
    )
    op.alter_column("exposure", "contact_uuid", existing_type=sa.UUID(), nullable=False)
    op.drop_column("exposure", "extra")
    op.drop_column("exposure", "origin")
    op.drop_column("exposure", "recorded_at")
    op.drop_column("exposure", "comment")
    op.drop_column("exposure", "cluster")
    op.drop_column("exposure", "frequency")
    op.drop_column("exposure", "target_case_uuid")
    op.drop_constraint(op.f("fk_contact_case_uuid_case"), "contact", type_="foreignkey")
    op.drop_index(op.f("ix_contact_external_id"), table_name="contact")
    op.drop_index(op.f("ix_contact_case_uuid"), table_name="contact")
    op.drop_column("contact", "extra")
    op.drop_column("contact", "location_id")
    op.drop_column("contact", "external_id")
    op.drop_column("contact", "origin")
    op.drop_column("contact", "became_case_at")
    op.drop_column("contact", "case_uuid")
    op.drop_column("contact", "risk_reason")
    op.drop_column("contact", "pregnancy")
    op.drop_column("contact", "occupation")
    op.drop_column("contact", "locality")
    op.drop_column("contact", "cercle")
    op.drop_column("contact", "region")
    op.drop_column("contact", "age_years")
    op.drop_column("contact", "sex")
    op.drop_index(op.f("ix_case_external_id"), table_name="case")
    op.alter_column("case", "region", existing_type=sa.VARCHAR(length=20), nullable=False)
    op.alter_column("case", "age_band", existing_type=sa.VARCHAR(length=8), nullable=False)
    op.drop_column("case", "extra")
    op.drop_column("case", "location_id")
    op.drop_column("case", "external_id")
    op.drop_column("case", "origin")
    op.drop_column("case", "risk_level")
    op.drop_column("case", "age_years")
    op.drop_index("ix_contact_change_contact", table_name="contact_change")
    op.drop_table("contact_change")
    op.drop_table("external_row")
    op.drop_table("external_location")
