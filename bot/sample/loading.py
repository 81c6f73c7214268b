"""A sample city into a database."""

from __future__ import annotations

from datetime import datetime

from bot.sample import SampleCity
from community.places.centers import put_landmarks, touch
from community.places.imports import ImportReport, import_centers
from community.storage.database import Transaction


async def load_city(
    tx: Transaction, city: SampleCity, now: datetime, *, dry_run: bool = False
) -> ImportReport:
    """Import the centers and landmarks of a sample city; the same again changes nothing."""
    file = city.centers_file
    report = await import_centers(
        tx, city.center_file(), file.read_bytes(), f"{city.key}/{file.name}", now, dry_run=dry_run
    )
    if not dry_run:
        await put_landmarks(tx, city.landmarks())
        await touch(tx)
    return report
