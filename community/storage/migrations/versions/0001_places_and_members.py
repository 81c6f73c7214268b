"""Places and members"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "center",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("ref", sa.String(length=64), nullable=False),
        sa.Column("token", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("subdistrict", sa.String(length=60), nullable=True),
        sa.Column("community", sa.String(length=60), nullable=True),
        sa.Column("address", sa.String(length=300), nullable=True),
        sa.Column("phone", sa.String(length=60), nullable=True),
        sa.Column("lat", sa.Float(), nullable=True),
        sa.Column("lon", sa.Float(), nullable=True),
        sa.Column("datum", sa.String(length=8), server_default="wgs84", nullable=False),
        sa.Column("position_quality", sa.String(length=16), server_default="none", nullable=False),
        sa.Column("hours", sa.String(length=500), nullable=True),
        sa.Column("hours_note", sa.String(length=500), nullable=True),
        sa.Column("facilities", sa.JSON(), nullable=False),
        sa.Column("stars", sa.Float(), nullable=True),
        sa.Column("ratings", sa.Integer(), nullable=True),
        sa.Column("source", sa.String(length=300), nullable=True),
        sa.Column("source_date", sa.String(length=10), nullable=True),
        sa.Column("verified_on", sa.Date(), nullable=True),
        sa.Column("status", sa.String(length=16), server_default="active", nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(lat IS NULL) = (position_quality = 'none')",
            name=op.f("ck_center_position_quality_fits"),
        ),
        sa.CheckConstraint(
            "datum IN ('wgs84', 'gcj02', 'bd09')", name=op.f("ck_center_datum_known")
        ),
        sa.CheckConstraint(
            "kind IN ('district', 'subdistrict', 'community', 'station', 'themed')",
            name=op.f("ck_center_kind_known"),
        ),
        sa.CheckConstraint(
            "position_quality IN ('poi', 'address', 'nearby', 'pin', 'none')",
            name=op.f("ck_center_position_quality_known"),
        ),
        sa.CheckConstraint("status IN ('active', 'closed')", name=op.f("ck_center_status_known")),
        sa.CheckConstraint("(lat IS NULL) = (lon IS NULL)", name=op.f("ck_center_position_whole")),
        sa.CheckConstraint(
            "lat BETWEEN -90 AND 90 AND lon BETWEEN -180 AND 180", name=op.f("ck_center_on_earth")
        ),
        sa.CheckConstraint("length(name) > 0", name=op.f("ck_center_named")),
        sa.CheckConstraint("ratings >= 0", name=op.f("ck_center_ratings_range")),
        sa.CheckConstraint("stars BETWEEN 0 AND 5", name=op.f("ck_center_stars_range")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_center")),
        sa.UniqueConstraint("ref", name=op.f("uq_center_ref")),
        sa.UniqueConstraint("token", name=op.f("uq_center_token")),
    )
    op.create_table(
        "import_batch",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_batch")),
    )
    op.create_table(
        "inbox",
        sa.Column("update_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("lane", sa.BigInteger(), nullable=False),
        sa.Column("payload", sa.Text(), nullable=True),
        sa.Column("state", sa.String(length=16), server_default="new", nullable=False),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lease_by", sa.String(length=64), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("error", sa.String(length=200), nullable=True),
        sa.CheckConstraint(
            "state IN ('new', 'claimed', 'done', 'dead', 'dropped')",
            name=op.f("ck_inbox_state_known"),
        ),
        sa.PrimaryKeyConstraint("update_id", name=op.f("pk_inbox")),
    )
    with op.batch_alter_table("inbox", schema=None) as batch_op:
        batch_op.create_index(
            "ix_inbox_open",
            ["update_id", "lane"],
            unique=False,
            sqlite_where=sa.text("state IN ('new', 'claimed')"),
            postgresql_where=sa.text("state IN ('new', 'claimed')"),
        )
        batch_op.create_index("ix_inbox_settled", ["settled_at"], unique=False)

    op.create_table(
        "landmark",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("ref", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("address", sa.String(length=300), nullable=True),
        sa.Column("lat", sa.Float(), nullable=False),
        sa.Column("lon", sa.Float(), nullable=False),
        sa.Column("source", sa.String(length=300), nullable=True),
        sa.CheckConstraint(
            "lat BETWEEN -90 AND 90 AND lon BETWEEN -180 AND 180", name=op.f("ck_landmark_on_earth")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_landmark")),
        sa.UniqueConstraint("ref", name=op.f("uq_landmark_ref")),
    )
    op.create_table(
        "live_answer",
        sa.Column("chat_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("location_message_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("answer_message_id", sa.BigInteger(), nullable=True),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("digest", sa.String(length=32), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("chat_id", "location_message_id", name=op.f("pk_live_answer")),
    )
    op.create_table(
        "member",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("channel", sa.String(length=16), nullable=False),
        sa.Column("channel_user_id", sa.BigInteger(), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=True),
        sa.Column("client_language", sa.String(length=8), nullable=True),
        sa.Column("active", sa.Boolean(), server_default="1", nullable=False),
        sa.Column("quiet_from", sa.Integer(), nullable=True),
        sa.Column("quiet_until", sa.Integer(), nullable=True),
        sa.Column("leads", sa.JSON(), nullable=True),
        sa.Column("digest", sa.Boolean(), server_default="1", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "quiet_from BETWEEN 0 AND 1439", name=op.f("ck_member_quiet_from_range")
        ),
        sa.CheckConstraint(
            "quiet_until BETWEEN 0 AND 1439", name=op.f("ck_member_quiet_until_range")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_member")),
        sa.UniqueConstraint(
            "channel", "channel_user_id", name=op.f("uq_member_channel_channel_user_id")
        ),
    )
    op.create_table(
        "rate_limit",
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.Column("next_at", sa.Float(precision=53), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_rate_limit")),
    )
    op.create_table(
        "revision",
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_revision")),
    )
    op.create_table(
        "calendar_feed",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column(
            "member_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("token", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["member.id"],
            name=op.f("fk_calendar_feed_member_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_feed")),
        sa.UniqueConstraint("member_id", name=op.f("uq_calendar_feed_member_id")),
        sa.UniqueConstraint("token", name=op.f("uq_calendar_feed_token")),
    )
    op.create_table(
        "calendar_source",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("url", sa.String(length=500), nullable=False),
        sa.Column(
            "center_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("etag", sa.String(length=200), nullable=True),
        sa.Column("fetched_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("trouble", sa.String(length=200), nullable=True),
        sa.CheckConstraint(
            "kind IN ('party_lesson', 'salon', 'sport', 'workshop', 'volunteering', 'micro_lecture', 'family', 'other')",
            name=op.f("ck_calendar_source_kind_known"),
        ),
        sa.ForeignKeyConstraint(
            ["center_id"],
            ["center.id"],
            name=op.f("fk_calendar_source_center_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_source")),
        sa.UniqueConstraint("url", name=op.f("uq_calendar_source_url")),
    )
    op.create_table(
        "center_report",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("member_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column(
            "center_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("op_id", sa.String(length=32), nullable=False),
        sa.Column("reason", sa.String(length=16), nullable=False),
        sa.Column("detail", sa.String(length=500), nullable=True),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "settled_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.CheckConstraint(
            "reason IN ('hours', 'position', 'phone', 'closed', 'facilities', 'other')",
            name=op.f("ck_center_report_reason_known"),
        ),
        sa.ForeignKeyConstraint(
            ["center_id"],
            ["center.id"],
            name=op.f("fk_center_report_center_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["member.id"],
            name=op.f("fk_center_report_member_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["settled_by"],
            ["member.id"],
            name=op.f("fk_center_report_settled_by"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_center_report")),
        sa.UniqueConstraint("op_id", name=op.f("uq_center_report_op_id")),
    )
    with op.batch_alter_table("center_report", schema=None) as batch_op:
        batch_op.create_index("ix_center_report_open", ["center_id", "settled_at"], unique=False)

    op.create_table(
        "club",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("token", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("description", sa.String(length=500), nullable=True),
        sa.Column("center_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("active", sa.Boolean(), server_default="1", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("length(name) > 0", name=op.f("ck_club_named")),
        sa.ForeignKeyConstraint(
            ["center_id"], ["center.id"], name=op.f("fk_club_center_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_club")),
        sa.UniqueConstraint("name", name=op.f("uq_club_name")),
        sa.UniqueConstraint("token", name=op.f("uq_club_token")),
    )
    op.create_table(
        "consent",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column(
            "member_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("purpose", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "withdrawn_at IS NULL OR withdrawn_at >= given_at",
            name=op.f("ck_consent_withdrawn_after"),
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_consent_member_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent")),
    )
    with op.batch_alter_table("consent", schema=None) as batch_op:
        batch_op.create_index(
            "uq_consent_in_force",
            ["member_id", "purpose"],
            unique=True,
            sqlite_where=sa.text("withdrawn_at IS NULL"),
            postgresql_where=sa.text("withdrawn_at IS NULL"),
        )

    op.create_table(
        "draft",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column(
            "member_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("form", sa.String(length=32), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_draft_member_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft")),
        sa.UniqueConstraint("member_id", name=op.f("uq_draft_member_id")),
    )
    op.create_table(
        "favourite",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column(
            "member_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "center_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["center_id"], ["center.id"], name=op.f("fk_favourite_center_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_favourite_member_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_favourite")),
        sa.UniqueConstraint(
            "member_id", "center_id", name=op.f("uq_favourite_member_id_center_id")
        ),
    )
    op.create_table(
        "import_change",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("batch_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("center_ref", sa.String(length=64), nullable=False),
        sa.Column("before", sa.JSON(), nullable=True),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["batch_id"],
            ["import_batch.id"],
            name=op.f("fk_import_change_batch_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_change")),
    )
    with op.batch_alter_table("import_change", schema=None) as batch_op:
        batch_op.create_index("ix_import_change_batch", ["batch_id"], unique=False)

    op.create_table(
        "outbox",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("dedup_key", sa.String(length=160), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column(
            "member_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "object_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("revision", sa.Integer(), server_default="0", nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("priority", sa.SmallInteger(), server_default="5", nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("not_after", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=16), server_default="pending", nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lease_by", sa.String(length=64), nullable=True),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("silent", sa.Boolean(), server_default="0", nullable=False),
        sa.Column("maybe_sent", sa.Boolean(), server_default="0", nullable=False),
        sa.Column("outcome", sa.String(length=64), nullable=True),
        sa.Column("message_id", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state IN ('pending', 'claimed', 'sending', 'sent', 'unknown', 'failed', 'expired')",
            name=op.f("ck_outbox_state_known"),
        ),
        sa.CheckConstraint("not_after >= due_at", name=op.f("ck_outbox_window")),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_outbox_member_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sa.UniqueConstraint("dedup_key", name=op.f("uq_outbox_dedup_key")),
    )
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.create_index(
            "ix_outbox_due",
            ["due_at", "id"],
            unique=False,
            sqlite_where=sa.text("state = 'pending'"),
            postgresql_where=sa.text("state = 'pending'"),
        )
        batch_op.create_index(
            "ix_outbox_leases",
            ["lease_until"],
            unique=False,
            sqlite_where=sa.text("state IN ('claimed', 'sending')"),
            postgresql_where=sa.text("state IN ('claimed', 'sending')"),
        )
        batch_op.create_index("ix_outbox_object", ["kind", "object_id"], unique=False)

    op.create_table(
        "saved_place",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column(
            "member_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("name", sa.String(length=20), nullable=False),
        sa.Column("lat", sa.Float(), nullable=False),
        sa.Column("lon", sa.Float(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "lat BETWEEN -90 AND 90 AND lon BETWEEN -180 AND 180",
            name=op.f("ck_saved_place_on_earth"),
        ),
        sa.CheckConstraint("length(name) > 0", name=op.f("ck_saved_place_named")),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_saved_place_member_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_place")),
        sa.UniqueConstraint("member_id", "name", name=op.f("uq_saved_place_member_id_name")),
    )
    op.create_table(
        "staff_role",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("channel", sa.String(length=16), nullable=False),
        sa.Column("channel_user_id", sa.BigInteger(), nullable=False),
        sa.Column("center_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("role IN ('staff', 'admin')", name=op.f("ck_staff_role_role_known")),
        sa.ForeignKeyConstraint(
            ["center_id"], ["center.id"], name=op.f("fk_staff_role_center_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_role")),
    )
    with op.batch_alter_table("staff_role", schema=None) as batch_op:
        batch_op.create_index("ix_staff_role_user", ["channel", "channel_user_id"], unique=False)

    op.create_table(
        "club_member",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("club_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "member_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["club_id"], ["club.id"], name=op.f("fk_club_member_club_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_club_member_member_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_club_member")),
        sa.UniqueConstraint("club_id", "member_id", name=op.f("uq_club_member_club_id_member_id")),
    )
    op.create_table(
        "series",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("title", sa.String(length=80), nullable=False),
        sa.Column("description", sa.String(length=1000), nullable=True),
        sa.Column(
            "center_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("venue", sa.String(length=80), nullable=True),
        sa.Column("club_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("interests", sa.JSON(), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("local_start", sa.String(length=19), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("rrule", sa.String(length=300), nullable=True),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("guests_allowed", sa.Boolean(), server_default="0", nullable=False),
        sa.Column("cancel_minutes", sa.Integer(), server_default="180", nullable=False),
        sa.Column("photo_file_id", sa.String(length=200), nullable=True),
        sa.Column("status", sa.String(length=16), server_default="draft", nullable=False),
        sa.Column("source", sa.String(length=16), server_default="chat", nullable=False),
        sa.Column("source_uid", sa.String(length=255), nullable=True),
        sa.Column(
            "created_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind IN ('party_lesson', 'salon', 'sport', 'workshop', 'volunteering', 'micro_lecture', 'family', 'other')",
            name=op.f("ck_series_kind_known"),
        ),
        sa.CheckConstraint(
            "source IN ('chat', 'file', 'ics')", name=op.f("ck_series_source_known")
        ),
        sa.CheckConstraint(
            "status IN ('draft', 'published', 'ended')", name=op.f("ck_series_status_known")
        ),
        sa.CheckConstraint("cancel_minutes >= 0", name=op.f("ck_series_cancel_minutes_range")),
        sa.CheckConstraint("capacity > 0", name=op.f("ck_series_capacity_positive")),
        sa.CheckConstraint("length(title) > 0", name=op.f("ck_series_titled")),
        sa.CheckConstraint("minutes > 0", name=op.f("ck_series_minutes_positive")),
        sa.ForeignKeyConstraint(
            ["center_id"], ["center.id"], name=op.f("fk_series_center_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["club_id"], ["club.id"], name=op.f("fk_series_club_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["created_by"], ["member.id"], name=op.f("fk_series_created_by"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_series")),
        sa.UniqueConstraint("source_uid", name=op.f("uq_series_source_uid")),
    )
    op.create_table(
        "occurrence",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("token", sa.String(length=32), nullable=False),
        sa.Column(
            "series_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("original_start", sa.DateTime(timezone=True), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("title", sa.String(length=80), nullable=False),
        sa.Column("description", sa.String(length=1000), nullable=True),
        sa.Column(
            "center_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("venue", sa.String(length=80), nullable=True),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("seats_left", sa.Integer(), nullable=False),
        sa.Column("guests_allowed", sa.Boolean(), server_default="0", nullable=False),
        sa.Column("cancel_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("photo_file_id", sa.String(length=200), nullable=True),
        sa.Column("detached", sa.Boolean(), server_default="0", nullable=False),
        sa.Column("revision", sa.Integer(), server_default="0", nullable=False),
        sa.Column("status", sa.String(length=16), server_default="published", nullable=False),
        sa.Column("cancel_reason", sa.String(length=200), nullable=True),
        sa.Column("check_in_secret", sa.String(length=32), nullable=False),
        sa.CheckConstraint(
            "(status = 'cancelled') = (cancel_reason IS NOT NULL)",
            name=op.f("ck_occurrence_cancelled_with_reason"),
        ),
        sa.CheckConstraint(
            "status IN ('published', 'cancelled')", name=op.f("ck_occurrence_status_known")
        ),
        sa.CheckConstraint("capacity > 0", name=op.f("ck_occurrence_capacity_positive")),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_occurrence_ends_after_start")),
        sa.CheckConstraint(
            "seats_left BETWEEN 0 AND capacity", name=op.f("ck_occurrence_never_overbooked")
        ),
        sa.ForeignKeyConstraint(
            ["center_id"], ["center.id"], name=op.f("fk_occurrence_center_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["series_id"], ["series.id"], name=op.f("fk_occurrence_series_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_occurrence")),
        sa.UniqueConstraint(
            "series_id", "original_start", name=op.f("uq_occurrence_series_id_original_start")
        ),
        sa.UniqueConstraint("token", name=op.f("uq_occurrence_token")),
    )
    with op.batch_alter_table("occurrence", schema=None) as batch_op:
        batch_op.create_index("ix_occurrence_coming", ["status", "starts_at"], unique=False)
        batch_op.create_index("ix_occurrence_venue", ["center_id", "starts_at"], unique=False)

    op.create_table(
        "registration",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("token", sa.String(length=32), nullable=False),
        sa.Column(
            "occurrence_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "member_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("guests", sa.Integer(), server_default="0", nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("queued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("offer_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("leads", sa.JSON(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(state = 'offered') = (offer_until IS NOT NULL)",
            name=op.f("ck_registration_offer_has_an_end"),
        ),
        sa.CheckConstraint(
            "state IN ('seated', 'waiting', 'offered', 'cancelled', 'declined')",
            name=op.f("ck_registration_state_known"),
        ),
        sa.CheckConstraint("guests BETWEEN 0 AND 1", name=op.f("ck_registration_guests_range")),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_registration_member_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["occurrence_id"],
            ["occurrence.id"],
            name=op.f("fk_registration_occurrence_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registration")),
        sa.UniqueConstraint(
            "occurrence_id", "member_id", name=op.f("uq_registration_occurrence_id_member_id")
        ),
        sa.UniqueConstraint("token", name=op.f("uq_registration_token")),
    )
    with op.batch_alter_table("registration", schema=None) as batch_op:
        batch_op.create_index("ix_registration_member", ["member_id", "state"], unique=False)
        batch_op.create_index(
            "ix_registration_queue", ["occurrence_id", "state", "queued_at"], unique=False
        )

    op.create_table(
        "registration_operation",
        sa.Column(
            "registration_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("op_id", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registration.id"],
            name=op.f("fk_registration_operation_registration_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("registration_id", "op_id", name=op.f("pk_registration_operation")),
    )
    op.create_table(
        "check_in",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column(
            "registration_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("how", sa.String(length=16), nullable=False),
        sa.Column("by_member", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.CheckConstraint("how IN ('scan', 'code', 'staff')", name=op.f("ck_check_in_how_known")),
        sa.ForeignKeyConstraint(
            ["by_member"], ["member.id"], name=op.f("fk_check_in_by_member"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registration.id"],
            name=op.f("fk_check_in_registration_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_check_in")),
        sa.UniqueConstraint("registration_id", name=op.f("uq_check_in_registration_id")),
    )
    op.create_table(
        "feedback",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column(
            "registration_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("stars", sa.Integer(), nullable=False),
        sa.Column("line", sa.String(length=200), nullable=True),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("stars BETWEEN 1 AND 5", name=op.f("ck_feedback_stars_range")),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registration.id"],
            name=op.f("fk_feedback_registration_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feedback")),
        sa.UniqueConstraint("registration_id", name=op.f("uq_feedback_registration_id")),
    )


def downgrade() -> None:
    op.drop_table("feedback")
    op.drop_table("check_in")
    op.drop_table("registration_operation")
    with op.batch_alter_table("registration", schema=None) as batch_op:
        batch_op.drop_index("ix_registration_queue")
        batch_op.drop_index("ix_registration_member")

    op.drop_table("registration")
    with op.batch_alter_table("occurrence", schema=None) as batch_op:
        batch_op.drop_index("ix_occurrence_venue")
        batch_op.drop_index("ix_occurrence_coming")

    op.drop_table("occurrence")
    op.drop_table("series")
    op.drop_table("club_member")
    with op.batch_alter_table("staff_role", schema=None) as batch_op:
        batch_op.drop_index("ix_staff_role_user")

    op.drop_table("staff_role")
    op.drop_table("saved_place")
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.drop_index("ix_outbox_object")
        batch_op.drop_index(
            "ix_outbox_leases",
            sqlite_where=sa.text("state IN ('claimed', 'sending')"),
            postgresql_where=sa.text("state IN ('claimed', 'sending')"),
        )
        batch_op.drop_index(
            "ix_outbox_due",
            sqlite_where=sa.text("state = 'pending'"),
            postgresql_where=sa.text("state = 'pending'"),
        )

    op.drop_table("outbox")
    with op.batch_alter_table("import_change", schema=None) as batch_op:
        batch_op.drop_index("ix_import_change_batch")

    op.drop_table("import_change")
    op.drop_table("favourite")
    op.drop_table("draft")
    with op.batch_alter_table("consent", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_consent_in_force",
            sqlite_where=sa.text("withdrawn_at IS NULL"),
            postgresql_where=sa.text("withdrawn_at IS NULL"),
        )

    op.drop_table("consent")
    op.drop_table("club")
    with op.batch_alter_table("center_report", schema=None) as batch_op:
        batch_op.drop_index("ix_center_report_open")

    op.drop_table("center_report")
    op.drop_table("calendar_source")
    op.drop_table("calendar_feed")
    op.drop_table("revision")
    op.drop_table("rate_limit")
    op.drop_table("member")
    op.drop_table("live_answer")
    op.drop_table("landmark")
    with op.batch_alter_table("inbox", schema=None) as batch_op:
        batch_op.drop_index("ix_inbox_settled")
        batch_op.drop_index(
            "ix_inbox_open",
            sqlite_where=sa.text("state IN ('new', 'claimed')"),
            postgresql_where=sa.text("state IN ('new', 'claimed')"),
        )

    op.drop_table("inbox")
    op.drop_table("import_batch")
    op.drop_table("center")
