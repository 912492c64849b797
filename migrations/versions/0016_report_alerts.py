"""reports that wait for somebody to take them up"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0016"
down_revision = "1d2e6b64348b"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "report_alert",
        sa.Column("case_uuid", sa.Uuid(), nullable=False),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("acknowledged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("acknowledged_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["case_uuid"], ["case.id"], name=op.f("fk_report_alert_case_uuid_case"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("case_uuid", name=op.f("pk_report_alert")),
    )
    op.create_index("ix_report_alert_waiting", "report_alert", ["reported_at"], postgresql_where=sa.text("acknowledged_at IS NULL"))


def downgrade() -> None:
    op.drop_index("ix_report_alert_waiting", table_name="report_alert", postgresql_where=sa.text("acknowledged_at IS NULL"))
    op.drop_table("report_alert")
