"""what has an expiry stands in an index of its own: to know the lots of one centre, the whole ledger was read"""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None

EXPIRES = sa.text("expiry IS NOT NULL")


def upgrade() -> None:
    op.create_index("ix_stock_line_expiry", "stock_line", ["facility", "product"], postgresql_where=EXPIRES)
    op.create_index("ix_physical_inventory_expiry", "physical_inventory", ["facility", "product"], postgresql_where=EXPIRES)


def downgrade() -> None:
    op.drop_index("ix_physical_inventory_expiry", table_name="physical_inventory")
    op.drop_index("ix_stock_line_expiry", table_name="stock_line")
