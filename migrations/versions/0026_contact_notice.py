"""contacts who are told, in their chat or by a call, and asked day by day"""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "contact_notice",
        sa.Column("contact_uuid", sa.Uuid(), nullable=False),
        sa.Column("way", sa.String(length=8), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("agreed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("agreed_by", sa.String(length=80), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("asks_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("asked_on", sa.Date(), nullable=True),
        sa.Column("stopped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("called_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("called_by", sa.Uuid(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["contact_uuid"], ["contact.id"], name=op.f("fk_contact_notice_contact_uuid_contact"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_contact_notice_person_id_person"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("contact_uuid", name=op.f("pk_contact_notice")),
    )
    op.create_index("ix_contact_notice_person", "contact_notice", ["person_id"], unique=False)
    waiting = sa.text("way = 'call' AND called_at IS NULL")
    op.create_index("ix_contact_notice_calls", "contact_notice", ["agreed_at"], unique=False, postgresql_where=waiting)


def downgrade() -> None:
    op.drop_table("contact_notice")
