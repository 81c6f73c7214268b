"""A sample city into a database."""

from __future__ import annotations

from datetime import datetime

from bot.sample import SampleCity
from community.places.centers import put_landmarks, touch
from community.places.imports import import_centers
from community.storage.database import Transaction
from community.tables.batches import Source
from community.tables.reports import Report


async def load_city(
    tx: Transaction, city: SampleCity, now: datetime, *, dry_run: bool = False
) -> Report:
    """Import the centers and landmarks of a sample city; the same again changes nothing."""
    file = city.centers_file
    source = Source.of(f"{city.key}/{file.name}", file.read_bytes())
    report = await import_centers(tx, city.center_file(), source, now, dry_run=dry_run)
    if not dry_run:
        await put_landmarks(tx, city.landmarks())
        await touch(tx)
    return report
