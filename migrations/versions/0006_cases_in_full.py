"""cases in full: classification by a definition, outcome, severity, isolation, samples; the history of changes"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def _columns() -> list[sa.Column]:
    moment, day = sa.DateTime(timezone=True), sa.Date()
    optional = {
        "verified_at": moment,
        "verified_by": sa.String(length=64),
        "definition": sa.String(length=40),
        "definition_on": day,
        "classified_at": moment,
        "outcome": sa.String(length=12),
        "outcome_on": day,
        "severity": sa.String(length=12),
        "pregnancy": sa.String(length=30),
        "occupation": sa.String(length=40),
        "travel": sa.String(length=8),
        "travel_places": sa.LargeBinary(),
        "infection_on": day,
        "isolation_type": sa.String(length=12),
        "isolation_place": sa.LargeBinary(),
        "isolation_start": day,
        "isolation_end": day,
        "hospitalisation_start": day,
        "hospitalisation_end": day,
        "closed_at": moment,
    }
    return [
        sa.Column("onset_approximate", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("was_contact", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("conditions", postgresql.JSONB(astext_type=sa.Text()), server_default="[]", nullable=False),
        *(sa.Column(name, kind, nullable=True) for name, kind in optional.items()),
    ]


def upgrade() -> None:
    for column in _columns():
        op.add_column("case", column)
    op.create_table(
        "case_change",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("case_uuid", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_kind", sa.String(length=20), nullable=False),
        sa.Column("actor_id", sa.String(length=64), nullable=True),
        sa.Column("field", sa.String(length=60), nullable=False),
        sa.Column("before", sa.LargeBinary(), nullable=True),
        sa.Column("after", sa.LargeBinary(), nullable=True),
        sa.Column("reason", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["case_uuid"], ["case.id"], name=op.f("fk_case_change_case_uuid_case"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_change")),
    )
    op.create_index("ix_case_change_case", "case_change", ["case_uuid", "id"], unique=False)
    op.create_table(
        "lab_sample",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_uuid", sa.Uuid(), nullable=False),
        sa.Column("sample_id", sa.String(length=60), nullable=False),
        sa.Column("sample_type", sa.String(length=30), nullable=False),
        sa.Column("test_type", sa.String(length=20), nullable=True),
        sa.Column("laboratory", sa.String(length=200), nullable=True),
        sa.Column("taken_on", sa.Date(), nullable=True),
        sa.Column("delivered_on", sa.Date(), nullable=True),
        sa.Column("tested_on", sa.Date(), nullable=True),
        sa.Column("result_on", sa.Date(), nullable=True),
        sa.Column("result", sa.String(length=12), nullable=False),
        sa.ForeignKeyConstraint(["case_uuid"], ["case.id"], name=op.f("fk_lab_sample_case_uuid_case"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lab_sample")),
        sa.UniqueConstraint("case_uuid", "sample_id", name=op.f("uq_lab_sample_case_uuid_sample_id")),
    )


def downgrade() -> None:
    op.drop_table("lab_sample")
    op.drop_table("case_change")
    for column in reversed(_columns()):
        op.drop_column("case", column.name)
