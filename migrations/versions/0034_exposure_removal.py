"""exposures that were taken away: who, when, why, and the row, to be put back; keys of duplicates with sex and age group"""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "exposure_removal",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("exposure_id", sa.Uuid(), nullable=False),
        sa.Column("contact_uuid", sa.Uuid(), nullable=True),
        sa.Column("target_case_uuid", sa.Uuid(), nullable=True),
        sa.Column("case_uuid", sa.Uuid(), nullable=False),
        sa.Column("last_contact", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(length=20), nullable=False),
        sa.Column("stopped_follow_up", sa.Boolean(), nullable=False),
        sa.Column("detail", sa.LargeBinary(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_kind", sa.String(length=20), nullable=False),
        sa.Column("by_id", sa.String(length=64), nullable=True),
        sa.Column("restored_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("restored_by", sa.String(length=80), nullable=True),
        sa.ForeignKeyConstraint(
            ["contact_uuid"], ["contact.id"], name=op.f("fk_exposure_removal_contact_uuid_contact"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["target_case_uuid"], ["case.id"], name=op.f("fk_exposure_removal_target_case_uuid_case"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["case_uuid"], ["case.id"], name=op.f("fk_exposure_removal_case_uuid_case"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exposure_removal")),
    )
    op.create_index("ix_exposure_removal_exposure", "exposure_removal", ["exposure_id"])
    for column in ("contact_uuid", "target_case_uuid", "case_uuid"):
        op.create_index(op.f(f"ix_exposure_removal_{column}"), "exposure_removal", [column])
    # made anew by the job: the old keys had neither sex nor age
    op.execute('UPDATE "case" SET match_keys = NULL WHERE match_keys IS NOT NULL')
    op.execute("UPDATE contact SET match_keys = NULL WHERE match_keys IS NOT NULL")


def downgrade() -> None:
    op.drop_table("exposure_removal")
