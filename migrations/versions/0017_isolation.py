"""people accompanied in isolation, their days, and what agents have to do for them"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "isolation",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("case_uuid", sa.Uuid(), nullable=True),
        sa.Column("region", sa.String(length=20), nullable=True),
        sa.Column("cercle", sa.String(length=20), nullable=True),
        sa.Column("began", sa.Date(), nullable=False),
        sa.Column("onset", sa.Date(), nullable=True),
        sa.Column("hour", sa.SmallInteger(), nullable=False),
        sa.Column("status", sa.String(length=8), nullable=False),
        sa.Column("end_reason", sa.String(length=20), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("greeted_on", sa.Date(), nullable=False),
        sa.Column("silent_told", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["case_uuid"], ["case.id"], name=op.f("fk_isolation_case_uuid_case"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_isolation_person_id_person"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_isolation")),
    )
    op.create_index("ix_isolation_greeting", "isolation", ["greeted_on"], unique=False, postgresql_where=sa.text("status = 'ACTIVE'"))
    op.create_index("uq_isolation_active", "isolation", ["person_id"], unique=True, postgresql_where=sa.text("status = 'ACTIVE'"))
    op.create_table(
        "isolation_day",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("isolation_id", sa.BigInteger(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("feeling", sa.String(length=8), nullable=False),
        sa.Column("danger", sa.String(length=8), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["isolation_id"], ["isolation.id"], name=op.f("fk_isolation_day_isolation_id_isolation"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_isolation_day")),
    )
    op.create_index("ix_isolation_day", "isolation_day", ["isolation_id", "day"], unique=False)
    op.create_table(
        "isolation_task",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("isolation_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["isolation_id"], ["isolation.id"], name=op.f("fk_isolation_task_isolation_id_isolation"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_isolation_task")),
    )
    op.create_index(op.f("ix_isolation_task_isolation_id"), "isolation_task", ["isolation_id"], unique=False)
    op.create_index("ix_isolation_task_open", "isolation_task", ["created_at"], unique=False, postgresql_where=sa.text("done_at IS NULL"))


def downgrade() -> None:
    op.drop_index("ix_isolation_task_open", table_name="isolation_task", postgresql_where=sa.text("done_at IS NULL"))
    op.drop_index(op.f("ix_isolation_task_isolation_id"), table_name="isolation_task")
    op.drop_table("isolation_task")
    op.drop_index("ix_isolation_day", table_name="isolation_day")
    op.drop_table("isolation_day")
    op.drop_index("uq_isolation_active", table_name="isolation", postgresql_where=sa.text("status = 'ACTIVE'"))
    op.drop_index("ix_isolation_greeting", table_name="isolation", postgresql_where=sa.text("status = 'ACTIVE'"))
    op.drop_table("isolation")
