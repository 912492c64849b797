"""alerts of stock, consignments between facilities, lots of counts, weekly reminders"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("physical_inventory", sa.Column("lot", sa.String(length=40), nullable=True))
    op.add_column("physical_inventory", sa.Column("expiry", sa.Date(), nullable=True))
    op.create_table(
        "stock_alert",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("facility", sa.String(length=40), nullable=False),
        sa.Column("product", sa.String(length=20), nullable=False),
        sa.Column("kind", sa.String(length=14), nullable=False),
        sa.Column("about", sa.String(length=60), nullable=False),
        sa.Column("facts", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("resolved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("told", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("acknowledged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("acknowledged_by", sa.Uuid(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stock_alert")),
    )
    op.create_index(
        "uq_stock_alert_open",
        "stock_alert",
        ["facility", "product", "kind", "about"],
        unique=True,
        postgresql_where=sa.text("resolved_at IS NULL"),
    )
    op.create_table(
        "stock_consignment",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("destination", sa.String(length=40), nullable=False),
        sa.Column("product", sa.String(length=20), nullable=False),
        sa.Column("lot", sa.String(length=40), nullable=True),
        sa.Column("expiry", sa.Date(), nullable=True),
        sa.Column("sent", sa.Integer(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_by", sa.Uuid(), nullable=True),
        sa.Column("sent_key", sa.String(length=80), nullable=False),
        sa.Column("received", sa.Integer(), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("received_by", sa.Uuid(), nullable=True),
        sa.Column("received_key", sa.String(length=80), nullable=True),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("sent > 0", name=op.f("ck_stock_consignment_sent")),
        sa.CheckConstraint("received >= 0", name=op.f("ck_stock_consignment_received")),
        sa.ForeignKeyConstraint(["product"], ["product.code"], name=op.f("fk_stock_consignment_product_product")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stock_consignment")),
        sa.UniqueConstraint("received_key", name=op.f("uq_stock_consignment_received_key")),
        sa.UniqueConstraint("sent_key", name=op.f("uq_stock_consignment_sent_key")),
    )
    op.create_index(
        "ix_stock_consignment_waiting",
        "stock_consignment",
        ["destination", "product"],
        postgresql_where=sa.text("received_at IS NULL AND cancelled_at IS NULL"),
    )
    op.create_table(
        "stock_reminder",
        sa.Column("facility", sa.String(length=40), nullable=False),
        sa.Column("weekday", sa.SmallInteger(), nullable=True),
        sa.Column("hour", sa.SmallInteger(), nullable=True),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("weekday BETWEEN 0 AND 6 AND hour BETWEEN 0 AND 23", name=op.f("ck_stock_reminder_when")),
        sa.PrimaryKeyConstraint("facility", name=op.f("pk_stock_reminder")),
    )


def downgrade() -> None:
    op.drop_table("stock_reminder")
    op.drop_index("ix_stock_consignment_waiting", table_name="stock_consignment")
    op.drop_table("stock_consignment")
    op.drop_index("uq_stock_alert_open", table_name="stock_alert")
    op.drop_table("stock_alert")
    op.drop_column("physical_inventory", "expiry")
    op.drop_column("physical_inventory", "lot")
