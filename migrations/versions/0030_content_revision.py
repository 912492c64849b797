"""a mark that changes with every change of what is official, so that a process knows when what it has read is old"""

from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

TABLES = ("official_message", "official_recording", "official_fact", "case_figure")


def upgrade() -> None:
    op.execute("CREATE TABLE content_revision (one boolean PRIMARY KEY DEFAULT true CHECK (one), mark bigint NOT NULL)")
    op.execute("INSERT INTO content_revision (mark) VALUES (pg_current_xact_id()::text::bigint)")
    # the number of the writing transaction: no other ever has it, so that a mark that was rolled back never comes again
    op.execute("""
        CREATE FUNCTION content_changed() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            INSERT INTO content_revision (mark) VALUES (pg_current_xact_id()::text::bigint)
            ON CONFLICT (one) DO UPDATE SET mark = excluded.mark;
            RETURN NULL;
        END $$
    """)
    for table in TABLES:
        op.execute(
            f"CREATE TRIGGER content_changed AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION content_changed()"
        )


def downgrade() -> None:
    for table in TABLES:
        op.execute(f"DROP TRIGGER content_changed ON {table}")
    op.execute("DROP FUNCTION content_changed()")
    op.execute("DROP TABLE content_revision")
