"""official messages: states, transitions, recordings"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

CARRY_OVER = """
-- of the approved versions of a message the newest is live, those before it were
UPDATE official_message SET state = 'live', published_at = created_at WHERE id IN (
    SELECT DISTINCT ON (topic, locale, audience) id FROM official_message WHERE state = 'approved'
    ORDER BY topic, locale, audience, version DESC);
UPDATE official_message SET published_at = created_at WHERE state = 'approved';
INSERT INTO official_message_transition (message_id, at, actor, from_state, to_state, comment)
    SELECT id, created_at, coalesce(approved_by, 'import'), NULL, state, 'carried over' FROM official_message ORDER BY id;
"""

GUARD = """
CREATE FUNCTION official_message_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF OLD.state = 'draft' THEN RETURN OLD; END IF;
        RAISE EXCEPTION 'a version of an official message that left draft is kept: withdraw it' USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.state <> 'draft' AND
        (OLD.topic, OLD.locale, OLD.audience, OLD.version, OLD.title, OLD.text, OLD.source, OLD.source_date, OLD.valid_from, OLD.valid_to,
         OLD.translated_from, OLD.next, OLD.recording_digest, OLD.author)
        IS DISTINCT FROM
        (NEW.topic, NEW.locale, NEW.audience, NEW.version, NEW.title, NEW.text, NEW.source, NEW.source_date, NEW.valid_from, NEW.valid_to,
         NEW.translated_from, NEW.next, NEW.recording_digest, NEW.author) THEN
        RAISE EXCEPTION 'a version of an official message that left draft is not changed: make the next version'
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.state IN ('approved', 'live', 'withdrawn') AND OLD.approved_by IS DISTINCT FROM NEW.approved_by THEN
        RAISE EXCEPTION 'who approved a version is not changed' USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.state <> NEW.state AND (OLD.state, NEW.state) NOT IN (
        ('draft', 'in_review'), ('draft', 'withdrawn'), ('in_review', 'draft'), ('in_review', 'approved'), ('in_review', 'withdrawn'),
        ('approved', 'live'), ('approved', 'withdrawn'), ('live', 'approved'), ('live', 'withdrawn')) THEN
        RAISE EXCEPTION 'a version of an official message does not go from % to %', OLD.state, NEW.state
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER guard BEFORE UPDATE OR DELETE ON official_message FOR EACH ROW EXECUTE FUNCTION official_message_guard();

CREATE FUNCTION official_history_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'what was done to an official message is kept as it was' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER guard BEFORE UPDATE OR DELETE ON official_message_transition FOR EACH ROW EXECUTE FUNCTION official_history_guard();
CREATE TRIGGER guard BEFORE UPDATE ON official_recording FOR EACH ROW EXECUTE FUNCTION official_history_guard();
"""

NO_GUARD = """
DROP TRIGGER guard ON official_message;
DROP FUNCTION official_message_guard();
DROP TRIGGER guard ON official_message_transition;
DROP TRIGGER guard ON official_recording;
DROP FUNCTION official_history_guard();
"""

CARRY_BACK = (
    "UPDATE official_message SET state = CASE WHEN state = 'live' THEN 'approved' WHEN state = 'in_review' THEN 'draft' ELSE state END"
)


def upgrade() -> None:
    op.create_table(
        "official_recording",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("seconds", sa.Float(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_official_recording")),
    )
    op.create_table(
        "official_message_transition",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(length=200), nullable=False),
        sa.Column("from_state", sa.String(length=12), nullable=True),
        sa.Column("to_state", sa.String(length=12), nullable=False),
        sa.Column("comment", sa.String(length=500), nullable=False),
        sa.ForeignKeyConstraint(
            ["message_id"], ["official_message.id"], name=op.f("fk_official_message_transition_message_id_official_message")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_official_message_transition")),
    )
    op.create_index(op.f("ix_official_message_transition_message_id"), "official_message_transition", ["message_id"], unique=False)
    op.drop_index("ix_official_message_live", table_name="official_message")
    op.alter_column("official_message", "status", new_column_name="state")
    op.alter_column("official_message", "imported_at", new_column_name="created_at")
    # a path below locales/, of which no message had one
    op.drop_column("official_message", "audio")
    op.add_column("official_message", sa.Column("recording_digest", sa.String(length=64), nullable=True))
    op.create_foreign_key(
        op.f("fk_official_message_recording_digest_official_recording"),
        "official_message",
        "official_recording",
        ["recording_digest"],
        ["digest"],
    )
    op.add_column("official_message", sa.Column("author", sa.String(length=200), nullable=True))
    op.add_column("official_message", sa.Column("published_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("official_message", sa.Column("origin", sa.String(length=10), nullable=False, server_default="file"))
    op.alter_column("official_message", "origin", server_default=None)
    op.execute(CARRY_OVER)
    op.create_index(
        "uq_official_message_live",
        "official_message",
        ["topic", "locale", "audience"],
        unique=True,
        postgresql_where=sa.text("state = 'live'"),
    )
    op.execute(GUARD)


def downgrade() -> None:
    op.execute(NO_GUARD)
    op.drop_index("uq_official_message_live", table_name="official_message", postgresql_where=sa.text("state = 'live'"))
    op.execute(CARRY_BACK)
    op.drop_column("official_message", "origin")
    op.drop_column("official_message", "published_at")
    op.drop_column("official_message", "author")
    op.drop_constraint(op.f("fk_official_message_recording_digest_official_recording"), "official_message", type_="foreignkey")
    op.drop_column("official_message", "recording_digest")
    op.add_column("official_message", sa.Column("audio", sa.String(length=200), nullable=True))
    op.alter_column("official_message", "created_at", new_column_name="imported_at")
    op.alter_column("official_message", "state", new_column_name="status")
    op.create_index(
        "ix_official_message_live",
        "official_message",
        ["topic", "locale", "audience", "version"],
        unique=False,
        postgresql_where=sa.text("status <> 'withdrawn'"),
    )
    op.drop_index(op.f("ix_official_message_transition_message_id"), table_name="official_message_transition")
    op.drop_table("official_message_transition")
    op.drop_table("official_recording")
