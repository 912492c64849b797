"""initial"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(sa.schema.CreateSequence(sa.Sequence("case_number")))

    op.create_table(
        "audit_entry",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_kind", sa.String(length=20), nullable=False),
        sa.Column("actor_id", sa.String(length=64), nullable=True),
        sa.Column("action", sa.String(length=60), nullable=False),
        sa.Column("subject_kind", sa.String(length=20), nullable=False),
        sa.Column("subject_id", sa.String(length=64), nullable=True),
        sa.Column("before", sa.LargeBinary(), nullable=True),
        sa.Column("after", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_entry")),
    )
    op.create_index("ix_audit_entry_actor", "audit_entry", ["actor_kind", "actor_id"], unique=False)
    op.create_index(op.f("ix_audit_entry_at"), "audit_entry", ["at"], unique=False)
    op.create_index("ix_audit_entry_subject", "audit_entry", ["subject_kind", "subject_id"], unique=False)
    op.create_table(
        "case",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.String(length=20), nullable=False),
        sa.Column("submission_key", sa.String(length=64), nullable=False),
        sa.Column("classification", sa.String(length=30), nullable=False),
        sa.Column("investigation", sa.String(length=12), nullable=False),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reporter_id", sa.Uuid(), nullable=True),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("subject", sa.String(length=8), nullable=False),
        sa.Column("name", sa.LargeBinary(), nullable=True),
        sa.Column("name_index", sa.String(length=64), nullable=True),
        sa.Column("phone", sa.LargeBinary(), nullable=True),
        sa.Column("phone_index", sa.String(length=64), nullable=True),
        sa.Column("age_band", sa.String(length=8), nullable=False),
        sa.Column("sex", sa.String(length=8), nullable=False),
        sa.Column("region", sa.String(length=20), nullable=False),
        sa.Column("cercle", sa.String(length=20), nullable=True),
        sa.Column("locality", sa.LargeBinary(), nullable=True),
        sa.Column("symptoms", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("onset_date", sa.Date(), nullable=True),
        sa.Column("exposure", sa.String(length=8), nullable=False),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case")),
        sa.UniqueConstraint("case_id", name=op.f("uq_case_case_id")),
        sa.UniqueConstraint("submission_key", name=op.f("uq_case_submission_key")),
    )
    op.create_index(op.f("ix_case_name_index"), "case", ["name_index"], unique=False)
    op.create_index(op.f("ix_case_phone_index"), "case", ["phone_index"], unique=False)
    op.create_index("ix_case_region_reported", "case", ["region", "reported_at"], unique=False)
    op.create_index(op.f("ix_case_reporter_id"), "case", ["reporter_id"], unique=False)
    op.create_table(
        "conversation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("identity_id", sa.Uuid(), nullable=False),
        sa.Column("address", sa.LargeBinary(), nullable=False),
        sa.Column("menus", sa.LargeBinary(), nullable=False),
        sa.Column("menu_number", sa.Integer(), nullable=False),
        sa.Column("form", sa.String(length=60), nullable=True),
        sa.Column("slot", sa.String(length=60), nullable=True),
        sa.Column("pending", sa.LargeBinary(), nullable=True),
        sa.Column("declined_locale", sa.String(length=8), nullable=True),
        sa.Column("last_inbound_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conversation")),
        sa.UniqueConstraint("identity_id", name=op.f("uq_conversation_identity_id")),
    )
    op.create_index(op.f("ix_conversation_person_id"), "conversation", ["person_id"], unique=False)
    op.create_table(
        "official_fact",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("value", sa.String(length=100), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_official_fact")),
        sa.UniqueConstraint("key", "valid_from", name=op.f("uq_official_fact_key_valid_from")),
    )
    op.create_table(
        "official_message",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("topic", sa.String(length=40), nullable=False),
        sa.Column("locale", sa.String(length=8), nullable=False),
        sa.Column("audience", sa.String(length=20), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("title", sa.String(length=60), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.Column("source_date", sa.Date(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("approved_by", sa.String(length=200), nullable=True),
        sa.Column("translated_from", sa.String(length=64), nullable=True),
        sa.Column("next", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("audio", sa.String(length=200), nullable=True),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_official_message")),
        sa.UniqueConstraint("topic", "locale", "audience", "version", name=op.f("uq_official_message_topic_locale_audience_version")),
    )
    op.create_index(
        "ix_official_message_live",
        "official_message",
        ["topic", "locale", "audience", "version"],
        unique=False,
        postgresql_where=sa.text("status <> 'withdrawn'"),
    )
    op.create_table(
        "person",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("locale", sa.String(length=8), nullable=True),
        sa.Column("opted_out_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
    )
    op.create_table(
        "channel_identity",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("address", sa.LargeBinary(), nullable=False),
        sa.Column("address_index", sa.String(length=64), nullable=False),
        sa.Column("blocked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(length=40), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_channel_identity_person_id_person"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_channel_identity")),
        sa.UniqueConstraint("channel", "address_index", name=op.f("uq_channel_identity_channel_address_index")),
    )
    op.create_index(op.f("ix_channel_identity_person_id"), "channel_identity", ["person_id"], unique=False)
    op.create_table(
        "consent",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("purpose", sa.String(length=40), nullable=False),
        sa.Column("text_version", sa.String(length=40), nullable=False),
        sa.Column("locale", sa.String(length=8), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_consent_person_id_person"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent")),
    )
    op.create_index("ix_consent_person_purpose", "consent", ["person_id", "purpose"], unique=False)
    op.create_table(
        "inbox",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("conversation_id", sa.Uuid(), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("provider_id", sa.String(length=200), nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversation.id"], name=op.f("fk_inbox_conversation_id_conversation"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inbox")),
        sa.UniqueConstraint("channel", "provider_id", name=op.f("uq_inbox_channel_provider_id")),
    )
    op.create_index(
        "ix_inbox_conversation_pending", "inbox", ["conversation_id", "id"], unique=False, postgresql_where=sa.text("state = 'pending'")
    )
    op.create_index("ix_inbox_due", "inbox", ["due_at", "id"], unique=False, postgresql_where=sa.text("state = 'pending'"))
    op.create_table(
        "notification",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("response", sa.String(length=80), nullable=False),
        sa.Column("arguments", sa.LargeBinary(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_notification_person_id_person"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notification")),
        sa.UniqueConstraint("key", name=op.f("uq_notification_key")),
    )
    op.create_index("ix_notification_due", "notification", ["due_at", "id"], unique=False, postgresql_where=sa.text("taken_at IS NULL"))
    op.create_index(op.f("ix_notification_person_id"), "notification", ["person_id"], unique=False)
    op.create_table(
        "outbox",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("conversation_id", sa.Uuid(), nullable=False),
        sa.Column("inbox_id", sa.BigInteger(), nullable=True),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("response", sa.String(length=80), nullable=False),
        sa.Column("part", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("provider_id", sa.String(length=200), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversation.id"], name=op.f("fk_outbox_conversation_id_conversation"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
    )
    op.create_index("ix_outbox_conversation", "outbox", ["conversation_id", "id"], unique=False)
    op.create_index("ix_outbox_due", "outbox", ["due_at", "id"], unique=False, postgresql_where=sa.text("state = 'pending'"))
    op.create_index(op.f("ix_outbox_inbox_id"), "outbox", ["inbox_id"], unique=False)
    op.create_index(op.f("ix_outbox_provider_id"), "outbox", ["provider_id"], unique=False)


def downgrade() -> None:

    op.drop_index(op.f("ix_outbox_provider_id"), table_name="outbox")
    op.drop_index(op.f("ix_outbox_inbox_id"), table_name="outbox")
    op.drop_index("ix_outbox_due", table_name="outbox", postgresql_where=sa.text("state = 'pending'"))
    op.drop_index("ix_outbox_conversation", table_name="outbox")
    op.drop_table("outbox")
    op.drop_index(op.f("ix_notification_person_id"), table_name="notification")
    op.drop_index("ix_notification_due", table_name="notification", postgresql_where=sa.text("taken_at IS NULL"))
    op.drop_table("notification")
    op.drop_index("ix_inbox_due", table_name="inbox", postgresql_where=sa.text("state = 'pending'"))
    op.drop_index("ix_inbox_conversation_pending", table_name="inbox", postgresql_where=sa.text("state = 'pending'"))
    op.drop_table("inbox")
    op.drop_index("ix_consent_person_purpose", table_name="consent")
    op.drop_table("consent")
    op.drop_index(op.f("ix_channel_identity_person_id"), table_name="channel_identity")
    op.drop_table("channel_identity")
    op.drop_table("person")
    op.drop_index("ix_official_message_live", table_name="official_message", postgresql_where=sa.text("status <> 'withdrawn'"))
    op.drop_table("official_message")
    op.drop_table("official_fact")
    op.drop_index(op.f("ix_conversation_person_id"), table_name="conversation")
    op.drop_table("conversation")
    op.drop_index(op.f("ix_case_reporter_id"), table_name="case")
    op.drop_index("ix_case_region_reported", table_name="case")
    op.drop_index(op.f("ix_case_phone_index"), table_name="case")
    op.drop_index(op.f("ix_case_name_index"), table_name="case")
    op.drop_table("case")
    op.drop_index("ix_audit_entry_subject", table_name="audit_entry")
    op.drop_index(op.f("ix_audit_entry_at"), table_name="audit_entry")
    op.drop_index("ix_audit_entry_actor", table_name="audit_entry")
    op.drop_table("audit_entry")
    op.execute(sa.schema.DropSequence(sa.Sequence("case_number")))
