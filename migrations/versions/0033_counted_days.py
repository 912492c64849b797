"""days of reports and contacts that are over are counted once; whatever changes such a day has it counted anew"""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

LOCK = 0x75736164
"""As in `usage.counted`."""
TABLES = (("case", "reported_at", ("reported_at", "region", "channel")), ("contact", "registered_at", ("registered_at", "region")))


def upgrade() -> None:
    op.create_table(
        "usage_counted_day",
        sa.Column("source", sa.String(20), primary_key=True),
        sa.Column("day", sa.Date(), primary_key=True),
        sa.Column("zone", sa.String(40), nullable=False),
    )
    op.create_table(
        "usage_counted",
        sa.Column("source", sa.String(20), primary_key=True),
        sa.Column("day", sa.Date(), primary_key=True),
        sa.Column("channel", sa.String(20), primary_key=True),
        sa.Column("region", sa.String(20), primary_key=True),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["source", "day"], ["usage_counted_day.source", "usage_counted_day.day"], ondelete="CASCADE"),
    )
    for table, at, told in TABLES:
        # a day is a day in some zone: of the three that a moment may fall into, all are counted anew
        struck = f"""
            PERFORM pg_advisory_xact_lock_shared({LOCK});
            DELETE FROM usage_counted_day WHERE source = '{table}'
                AND day IN (SELECT DISTINCT moment::date + around FROM %s, generate_series(-1, 1) AS around);
            RETURN NULL;
        """  # noqa: S608 (constants)
        function = "CREATE FUNCTION {}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {} END $$"
        several = f"(SELECT {at} AS moment FROM changed WHERE {at} < now() - interval '1 day') AS moments"  # noqa: S608 (constants)
        op.execute(function.format(f"{table}_days_changed", struck % several))
        op.execute(function.format(f"{table}_day_changed", struck % f"unnest(ARRAY[OLD.{at}, NEW.{at}]) AS moment"))
        on, call = f'ON "{table}"', f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_days_changed()"
        op.execute(f"CREATE TRIGGER days_gained AFTER INSERT {on} REFERENCING NEW TABLE AS changed {call}")
        op.execute(f"CREATE TRIGGER days_lost AFTER DELETE {on} REFERENCING OLD TABLE AS changed {call}")
        changed = " OR ".join(f"OLD.{name} IS DISTINCT FROM NEW.{name}" for name in told)
        op.execute(f"CREATE TRIGGER day_changed AFTER UPDATE {on} FOR EACH ROW WHEN ({changed}) EXECUTE FUNCTION {table}_day_changed()")


def downgrade() -> None:
    for table, _, _ in TABLES:
        for name in ("days_gained", "days_lost", "day_changed"):
            op.execute(f'DROP TRIGGER {name} ON "{table}"')
        op.execute(f"DROP FUNCTION {table}_days_changed()")
        op.execute(f"DROP FUNCTION {table}_day_changed()")
    op.drop_table("usage_counted")
    op.drop_table("usage_counted_day")
