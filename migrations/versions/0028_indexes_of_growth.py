"""indexes for what is asked of much"""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

PLACE = sa.text("coalesce(cercle, region)")


def upgrade() -> None:
    op.create_index("ix_contact_place_status", "contact", [PLACE, "status"])
    op.create_index("ix_exposure_last_contact", "exposure", ["last_contact"])
    op.create_index("ix_inbox_failed", "inbox", ["channel"], postgresql_where=sa.text("state = 'failed'"))
    op.create_index("ix_inbox_received", "inbox", ["received_at"], postgresql_using="brin")
    op.create_index("ix_outbox_lost", "outbox", ["state", "channel"], postgresql_where=sa.text("state IN ('refused', 'abandoned')"))
    op.create_index("ix_outbox_created", "outbox", ["created_at"], postgresql_using="brin")


def downgrade() -> None:
    for name, table in (
        ("ix_outbox_created", "outbox"),
        ("ix_outbox_lost", "outbox"),
        ("ix_inbox_received", "inbox"),
        ("ix_inbox_failed", "inbox"),
        ("ix_exposure_last_contact", "exposure"),
        ("ix_contact_place_status", "contact"),
    ):
        op.drop_index(name, table)
