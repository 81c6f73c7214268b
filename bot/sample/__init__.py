"""The sample cities that ship with the package: real places, each with its source.

Each folder holds `centers.csv`, perhaps `landmarks.csv` and a street file, and a README that
names sources, licences, and what is not known.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from community.places.centers import Center, Landmark
from community.places.rows import CenterRow, read_centers
from community.tables.files import read_table
from community.tables.rows import FileRows
from geo.box import Box
from geo.datum import Datum

FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class SampleCity:
    """A city to try the bot with."""

    key: str
    name: str
    name_en: str
    timezone: str
    box: str

    @property
    def centers_file(self) -> Path:
        return FOLDER / self.key / "centers.csv"

    @property
    def streets_file(self) -> Path | None:
        file = FOLDER / self.key / "streets.anjia"
        return file if file.exists() else None

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    def center_file(self) -> FileRows[CenterRow]:
        """The rows of `centers.csv`."""
        table = read_table(self.centers_file.read_bytes())
        return read_centers(table, Datum.WGS84, Box.parse(self.box))

    def centers(self) -> Iterator[Center]:
        """The centers as if they had been imported, for answers without a database."""
        for number, row in enumerate(self.center_file().rows, 1):
            facts = row.facts.as_fields()
            facts["ref"] = facts["ref"] or f"row-{row.row_number}"
            yield Center(**facts, id=number, token=f"sample{number}")

    def landmarks(self) -> Iterator[Landmark]:
        """The landmarks, if the city has any."""
        file = FOLDER / self.key / "landmarks.csv"
        if not file.exists():
            return
        with file.open(encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines):
                yield Landmark(
                    ref=f"{row['kind']}:{row['name']}",
                    kind=row["kind"],
                    name=row["name"],
                    lat=float(row["lat"]),
                    lon=float(row["lon"]),
                    address=row["address"] or None,
                    source=row["source"] or None,
                )


CITIES = {
    city.key: city
    for city in (
        SampleCity(
            "binjiang", "滨江区", "Binjiang", "Asia/Shanghai", "30.125,120.115,30.265,120.265"
        ),
        SampleCity(
            "helsinki", "赫尔辛基", "Helsinki", "Europe/Helsinki", "60.155,24.925,60.185,24.965"
        ),
    )
}
DEFAULT_CITY = "binjiang"
