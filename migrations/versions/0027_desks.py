"""who looks after a case and a contact; indexes of the lists of the console"""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("case", sa.Column("assigned_to", sa.Uuid(), nullable=True))
    op.create_index(op.f("ix_case_assigned_to"), "case", ["assigned_to"], unique=False)
    op.create_index("ix_case_reported", "case", ["reported_at", "case_id"], unique=False)
    op.create_index("ix_case_place", "case", [sa.text("coalesce(cercle, region)"), "reported_at"], unique=False)
    op.create_index("ix_case_onset", "case", [sa.text("coalesce(onset_date, '1900-01-01'::date)"), "case_id"], unique=False)
    op.add_column("contact", sa.Column("assigned_to", sa.Uuid(), nullable=True))
    op.create_index(op.f("ix_contact_assigned_to"), "contact", ["assigned_to"], unique=False)
    op.create_index("ix_contact_registered", "contact", ["registered_at", "contact_id"], unique=False)
    op.create_index("ix_contact_followed", "contact", ["id"], unique=False, postgresql_where=sa.text("status = 'UNDER_FOLLOW_UP'"))
    op.create_index("ix_follow_up_entry_day", "follow_up_entry", ["day", "id"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_follow_up_entry_day", table_name="follow_up_entry")
    op.drop_index("ix_contact_followed", table_name="contact")
    op.drop_index("ix_contact_registered", table_name="contact")
    op.drop_index(op.f("ix_contact_assigned_to"), table_name="contact")
    op.drop_column("contact", "assigned_to")
    for name in ("ix_case_onset", "ix_case_place", "ix_case_reported", "ix_case_assigned_to"):
        op.drop_index(name, table_name="case")
    op.drop_column("case", "assigned_to")
