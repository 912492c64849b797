"""likely duplicates, merges that can be undone, and the keys by which the same person is found"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("case", "contact"):
        op.add_column(table, sa.Column("match_keys", postgresql.ARRAY(sa.BigInteger()), nullable=True))
        # entries go into the index at once: a list of pending ones would be read by every look-up
        slow = {"fastupdate": "off"}
        op.create_index(f"ix_{table}_match_keys", table, ["match_keys"], unique=False, postgresql_using="gin", postgresql_with=slow)
        new = sa.text("match_keys IS NULL AND erased_at IS NULL")
        op.create_index(f"ix_{table}_match_new", table, ["id"], unique=False, postgresql_where=new)
    op.create_table(
        "duplicate_pair",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("first_uuid", sa.Uuid(), nullable=False),
        sa.Column("second_uuid", sa.Uuid(), nullable=False),
        sa.Column("score", sa.SmallInteger(), nullable=False),
        sa.Column("reasons", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.String(length=80), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duplicate_pair")),
        sa.UniqueConstraint("kind", "first_uuid", "second_uuid", name=op.f("uq_duplicate_pair_kind_first_uuid_second_uuid")),
    )
    op.create_index("ix_duplicate_pair_first", "duplicate_pair", ["first_uuid"], unique=False)
    op.create_index("ix_duplicate_pair_second", "duplicate_pair", ["second_uuid"], unique=False)
    op.create_index("ix_duplicate_pair_open", "duplicate_pair", ["score", "id"], unique=False, postgresql_where=sa.text("state = 'OPEN'"))
    op.create_table(
        "record_merge",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("kept_uuid", sa.Uuid(), nullable=False),
        sa.Column("kept_id", sa.String(length=20), nullable=False),
        sa.Column("gone_uuid", sa.Uuid(), nullable=False),
        sa.Column("gone_id", sa.String(length=20), nullable=False),
        sa.Column("gone_key", sa.String(length=64), nullable=True),
        sa.Column("gone_reporter", sa.Uuid(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_kind", sa.String(length=20), nullable=False),
        sa.Column("by_id", sa.String(length=64), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_by", sa.String(length=80), nullable=True),
        sa.Column("detail", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_record_merge")),
    )
    for name, column in (("gone", "gone_id"), ("kept", "kept_uuid"), ("key", "gone_key"), ("reporter", "gone_reporter")):
        op.create_index(f"ix_record_merge_{name}", "record_merge", [column], unique=False, postgresql_where=sa.text("undone_at IS NULL"))


def downgrade() -> None:
    op.drop_table("record_merge")
    op.drop_table("duplicate_pair")
    for table in ("contact", "case"):
        op.drop_index(f"ix_{table}_match_new", table_name=table)
        op.drop_index(f"ix_{table}_match_keys", table_name=table)
        op.drop_column(table, "match_keys")
