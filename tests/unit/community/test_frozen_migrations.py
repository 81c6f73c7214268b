"""A migration that databases have been through never changes: a new one mends it."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

from community.storage import migrations

RELEASED = {
    "0001_places_and_members.py": (
        "19d2fa235733a8216e547feb5a685c451f3a26efe7d67d964d70bf00e5140800"
    ),
}
"""Of every released version; a release adds its own."""


def test_released_migrations_are_what_they_were() -> None:
    folder = Path(migrations.__file__).parent / "versions"
    now = {name: sha256((folder / name).read_bytes()).hexdigest() for name in RELEASED}
    assert now == RELEASED
