"""Imports of every kind of file"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    about = sa.Column("about", sa.String(length=16), server_default="center", nullable=False)
    op.add_column("import_batch", about)
    op.execute("ALTER TABLE import_change RENAME COLUMN center_ref TO ref")


def downgrade() -> None:
    op.execute("ALTER TABLE import_change RENAME COLUMN ref TO center_ref")
    op.drop_column("import_batch", "about")
