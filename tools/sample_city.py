"""Makes the second sample city of the playground from an OpenStreetMap extract.

    python -m tools.sample_city EXTRACT.osm.pbf [FOLDER]

Writes `streets.anjia` and `centers.csv`. The places are those that OpenStreetMap has, with
what it tells of them; nothing is added.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from geo.streets.building.build import build

AMENITIES = (
    "arts_centre",
    "clinic",
    "community_centre",
    "library",
    "social_centre",
    "social_facility",
    "townhall",
)
FOLDER = Path("bot/sample/helsinki")


@dataclass(frozen=True, slots=True)
class SampleCenter:
    """A row of `centers.csv`, in the order of its columns."""

    ref: str
    kind: str
    name: str
    subdistrict: str
    community: str
    address: str
    hours_text: str
    phone: str
    lat: str
    lon: str
    coordinate_quality: str
    source: str
    source_date: str
    opening_hours: str


def sample_centers(extract: Path) -> Iterator[SampleCenter]:
    """The named service places of an extract: points, and buildings by a point inside them."""
    import osmium

    objects = (
        osmium.FileProcessor(str(extract))
        .with_areas(osmium.filter.KeyFilter("amenity"))
        .with_filter(osmium.filter.KeyFilter("amenity"))
    )
    for item in objects:
        if item.tags.get("amenity") not in AMENITIES or "name" not in item.tags:
            continue
        if item.is_node():
            yield _center(item, f"node/{item.id}", item.location.lat, item.location.lon)
        elif item.is_area():
            shape = "way" if item.from_way() else "relation"
            lat, lon = _inside(item)
            yield _center(item, f"{shape}/{item.orig_id()}", lat, lon)


def _center(item: Any, osm_id: str, lat: float, lon: float) -> SampleCenter:
    tags: Mapping[str, str] = dict(item.tags)
    return SampleCenter(
        ref="osm-" + osm_id.replace("/", "-"),
        kind="themed",
        name=tags["name"],
        subdistrict="",
        community="",
        address=_address(tags),
        hours_text="",
        phone=tags.get("phone") or tags.get("contact:phone", ""),
        lat=f"{lat:.6f}",
        lon=f"{lon:.6f}",
        coordinate_quality="poi",
        source=f"OpenStreetMap {osm_id}",
        source_date=f"{item.timestamp:%Y-%m-%d}",
        opening_hours=tags.get("opening_hours", ""),
    )


def _address(tags: Mapping[str, str]) -> str:
    street = f"{tags.get('addr:street', '')} {tags.get('addr:housenumber', '')}".strip()
    if "addr:street" not in tags:
        return ""
    city = f"{tags.get('addr:postcode', '')} {tags.get('addr:city', '')}".strip()
    return ", ".join(part for part in (street, city) if part)


def _inside(area: Any) -> tuple[float, float]:
    import shapely

    ring = next(iter(area.outer_rings()))
    point = shapely.Polygon([(node.lon, node.lat) for node in ring]).representative_point()
    return point.y, point.x


def main() -> None:
    extract = Path(sys.argv[1])
    folder = Path(sys.argv[2]) if len(sys.argv) > 2 else FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    build(extract, folder / "streets.anjia")
    with (folder / "centers.csv").open("w", encoding="utf-8", newline="") as file:
        columns = [field.name for field in fields(SampleCenter)]
        rows = csv.DictWriter(file, columns, lineterminator="\n")
        rows.writeheader()
        found = sorted(sample_centers(extract), key=lambda center: center.ref)
        rows.writerows(asdict(center) for center in found)


if __name__ == "__main__":
    main()
