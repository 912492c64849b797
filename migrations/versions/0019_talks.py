"""requests to talk to a human, what staff answered, and answers that are often given"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "talk_request",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("conversation_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("locale", sa.String(length=8), nullable=False),
        sa.Column("place", sa.String(length=20), nullable=True),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_by", sa.Uuid(), nullable=True),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("wrote_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("danger_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.String(length=8), nullable=True),
        sa.Column("told", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversation.id"], name=op.f("fk_talk_request_conversation_id_conversation"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_talk_request_person_id_person"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_talk_request")),
    )
    op.create_index(op.f("ix_talk_request_conversation_id"), "talk_request", ["conversation_id"])
    op.create_index(op.f("ix_talk_request_person_id"), "talk_request", ["person_id"])
    still_open = sa.text("state <> 'ended'")
    op.create_index("uq_talk_request_open", "talk_request", ["conversation_id"], unique=True, postgresql_where=still_open)
    op.create_index("ix_talk_request_queue", "talk_request", ["asked_at"], postgresql_where=still_open)
    op.create_table(
        "talk_answer",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("staff", sa.Uuid(), nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["request_id"], ["talk_request.id"], name=op.f("fk_talk_answer_request_id_talk_request"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_talk_answer")),
    )
    op.create_index(op.f("ix_talk_answer_request_id"), "talk_answer", ["request_id"])
    op.create_table(
        "canned_answer",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("locale", sa.String(length=8), nullable=False),
        sa.Column("title", sa.String(length=60), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_canned_answer")),
    )


def downgrade() -> None:
    op.drop_table("canned_answer")
    op.drop_table("talk_answer")
    op.drop_table("talk_request")
