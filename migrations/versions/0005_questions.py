"""questions without a good answer, ratings of answers"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "question",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("locale", sa.String(length=8), nullable=False),
        sa.Column("text", sa.String(length=300), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("offered", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("chosen", sa.String(length=40), nullable=True),
        sa.Column("topic", sa.String(length=40), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question")),
    )
    op.create_index("ix_question_day", "question", ["day"], unique=False)
    op.create_index("ix_question_key", "question", ["key"], unique=False)
    op.create_table(
        "answer_rating",
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("useful", sa.Integer(), nullable=False),
        sa.Column("not_useful", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["message_id"], ["official_message.id"], name=op.f("fk_answer_rating_message_id_official_message"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("message_id", "day", name=op.f("pk_answer_rating")),
    )
    op.add_column("conversation", sa.Column("answers", sa.LargeBinary(), nullable=True))


def downgrade() -> None:
    op.drop_column("conversation", "answers")
    op.drop_table("answer_rating")
    op.drop_table("question")
