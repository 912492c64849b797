"""what a member of staff began in the chat and has not confirmed"""

import sqlalchemy as sa
from alembic import op

revision = "1d2e6b64348b"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "work_draft",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_work_draft_person_id_person"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("person_id", "kind", name=op.f("pk_work_draft")),
    )
    op.create_index(op.f("ix_work_draft_expires_at"), "work_draft", ["expires_at"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_work_draft_expires_at"), table_name="work_draft")
    op.drop_table("work_draft")
