"""what the day's board of a country reads stands in indexes: whom contacts are given to, the entries of a day;
so do reports that nobody has verified"""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

FOLLOWED = sa.text("status = 'UNDER_FOLLOW_UP'")


def upgrade() -> None:
    op.drop_index("ix_contact_followed", table_name="contact")
    op.create_index(
        "ix_contact_followed", "contact", ["id"], postgresql_where=FOLLOWED,
        postgresql_include=["assigned_to", "cercle", "region", "erased_at"],
    )  # fmt: skip
    op.create_index(
        "ix_contact_risk", "contact", ["risk_level", "registered_at", "contact_id"], postgresql_where=sa.text("risk_level IS NOT NULL")
    )
    op.create_index(
        "ix_case_unverified", "case", ["reported_at", "case_id"], postgresql_where=sa.text("verified_at IS NULL AND closed_at IS NULL")
    )
    op.drop_index("ix_follow_up_entry_day", table_name="follow_up_entry")
    op.create_index("ix_follow_up_entry_day", "follow_up_entry", ["day", "contact_uuid", "id"], postgresql_include=["state"])


def downgrade() -> None:
    op.drop_index("ix_follow_up_entry_day", table_name="follow_up_entry")
    op.create_index("ix_follow_up_entry_day", "follow_up_entry", ["day", "id"])
    op.drop_index("ix_case_unverified", table_name="case")
    op.drop_index("ix_contact_risk", table_name="contact")
    op.drop_index("ix_contact_followed", table_name="contact")
    op.create_index("ix_contact_followed", "contact", ["id"], postgresql_where=FOLLOWED)
