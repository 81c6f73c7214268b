"""The cells of one row of a file of centers, each read into its type or into a fault."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final
from zoneinfo import ZoneInfo

from community.hours.opening import HoursInvalid, OpeningHours
from community.hours.text import HoursNotUnderstood, HoursText, read_hours
from community.places.columns import KIND_BY_CODE_LENGTH, kind_of, quality_of
from community.places.facilities import facility_of
from geo.box import Box
from geo.datum import Datum, to_wgs84
from geo.position import Position, PositionInvalid

LIMITS: Final = {
    "ref": 64,
    "name": 120,
    "subdistrict": 60,
    "community": 60,
    "address": 300,
    "phone": 60,
    "source": 300,
    "source_date": 10,
}
"""Characters of the plain texts, as the database takes them."""

GIVEN_POSITION: Final = "pin"
"""What a position is when the file does not say: set by those who wrote the file."""


@dataclass(frozen=True, slots=True)
class Fault:
    """`values` by code, see `docs/imports.md`."""

    column: str
    value: str
    code: str
    values: Mapping[str, str | int | float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Given:
    """What a row says; only to be used when there is no fault."""

    name: str
    kind: str
    texts: Mapping[str, str | None]
    position: Position | None
    position_quality: str
    hours: str | None
    hours_note: str | None
    facilities: tuple[str, ...] | None
    stars: float | None
    verified_on: date | None


class CellReader:
    """Reads the cells of one row (column to text); faults are collected on the way."""

    def __init__(self, cells: Mapping[str, str]) -> None:
        self.cells = cells
        self.faults: list[Fault] = []

    def read(self, datum: Datum, box: Box) -> Given:
        texts = {column: self._text(column) for column in LIMITS}
        if texts["name"] is None:
            self._fault("name", "missing")
        if texts["phone"] and not _PHONE.fullmatch(unicodedata.normalize("NFKC", texts["phone"])):
            self._fault("phone", "phone")
        if texts["source_date"] and not _PARTIAL_DATE.fullmatch(texts["source_date"]):
            self._fault("source_date", "date")
        position = self._position(datum, box)
        hours = self._hours()
        return Given(
            name=texts["name"] or "",
            kind=self._kind(texts["ref"]),
            texts=texts,
            position=position,
            position_quality=self._quality(position),
            hours=hours.expression,
            hours_note=hours.note,
            facilities=self._facilities(),
            stars=self._stars(),
            verified_on=self._date("verified_on"),
        )

    def _cell(self, column: str) -> str:
        return self.cells.get(column, "")

    def _fault(self, column: str, code: str, **values: str | int | float) -> None:
        self.faults.append(Fault(column, self._cell(column), code, values))

    def _text(self, column: str) -> str | None:
        text = " ".join(self._cell(column).split())
        if any(not char.isprintable() for char in text):
            self._fault(column, "characters")
        if len(text) > LIMITS[column]:
            self._fault(column, "too_long", limit=LIMITS[column])
        return text or None

    def _kind(self, ref: str | None) -> str:
        word = self._cell("kind")
        if not word and ref and ref.isascii() and ref.isdigit():
            word = KIND_BY_CODE_LENGTH.get(len(ref), "")
        kind = kind_of(word) if word else None
        if kind is None:
            self._fault("kind", "kind" if word else "missing")
        return kind or ""

    def _position(self, datum: Datum, box: Box) -> Position | None:
        lat, lon = self._degrees("lat"), self._degrees("lon")
        if lat is None or lon is None:
            for column, value, other in (("lat", lat, lon), ("lon", lon, lat)):
                if value is None and other is not None and not self._cell(column):
                    self._fault(column, "missing")
            return None
        position = _read(lat, lon, datum)
        if position is not None and box.contains(position):
            return position
        swapped = _read(lon, lat, datum)
        if swapped is not None and box.contains(swapped):
            self._fault("lat", "swapped", lat=lon, lon=lat)
        elif position is None:
            self._fault("lat" if abs(lat) > 90 else "lon", "out_of_range")
        else:
            self._outside(position, lat, lon, datum, box)
        return None

    def _outside(self, position: Position, lat: float, lon: float, datum: Datum, box: Box) -> None:
        values: dict[str, str | int | float] = {"distance_m": round(box.distance_m(position))}
        for other in (Datum.BD09, Datum.GCJ02, Datum.WGS84):
            there = _read(lat, lon, other)
            if other is not datum and there is not None and box.contains(there):
                values["looks_like"] = str(other)
                break
        self._fault("lat", "outside", **values)

    def _degrees(self, column: str) -> float | None:
        text = unicodedata.normalize("NFKC", self._cell(column)).strip().removesuffix("°")
        if not text:
            return None
        if not _NUMBER.fullmatch(text):
            self._fault(column, "number")
            return None
        return float(text)

    def _quality(self, position: Position | None) -> str:
        word = self._cell("coordinate_quality")
        quality = quality_of(word) if word else None
        if word and quality is None:
            self._fault("coordinate_quality", "quality")
        if quality is None:
            return GIVEN_POSITION if position else "none"
        placed = bool(self._cell("lat") or self._cell("lon"))
        if (quality == "none") == placed:
            self._fault("coordinate_quality", "quality_mismatch")
        return quality

    def _hours(self) -> HoursText:
        text, expression = self._cell("hours_text"), self._cell("opening_hours")
        read = HoursText(None)
        if text:
            try:
                read = read_hours(text)
            except HoursNotUnderstood as refused:
                remedy = {"suggestion": refused.suggestion} if refused.suggestion else {}
                self._fault(
                    "hours_text", "hours", part=refused.part, reason=refused.reason, **remedy
                )
        if expression:
            try:
                OpeningHours.parse(expression, _ANY_ZONE)
            except HoursInvalid as refused:
                self._fault("opening_hours", "expression", reason=refused.reason)
            if read.expression is not None and read.expression != expression:
                self._fault("opening_hours", "hours_differ", hours_text=read.expression)
            return HoursText(expression, read.note)
        return read

    def _facilities(self) -> tuple[str, ...] | None:
        text = unicodedata.normalize("NFKC", self._cell("facilities"))
        words = [word.strip() for word in _BETWEEN_WORDS.split(text) if word.strip()]
        known: dict[str, None] = {}
        for word in words:
            key = facility_of(word)
            if key is None:
                self._fault("facilities", "facility", word=word)
            else:
                known[key] = None
        return tuple(known) if words else None

    def _stars(self) -> float | None:
        text = unicodedata.normalize("NFKC", self._cell("stars")).strip()
        if not text:
            return None
        found = _STARS.fullmatch(text)
        if found is None:
            self._fault("stars", "stars")
            return None
        if found["signs"]:
            return float(len(found["signs"]))
        return float(found["number"] or _CHINESE_STARS.index(found["word"]) + 1)

    def _date(self, column: str) -> date | None:
        text = unicodedata.normalize("NFKC", self._cell(column)).strip()
        if not text:
            return None
        found = _DATE.fullmatch(text)
        try:
            if found is not None:
                return date(int(found[1]), int(found[2]), int(found[3]))
        except ValueError:
            pass
        self._fault(column, "date")
        return None


_ANY_ZONE = ZoneInfo("UTC")
_NUMBER = re.compile(r"[+-]?[0-9]{1,3}(?:\.[0-9]{1,20})?")
_PHONE = re.compile(r"(?=(?:[^0-9]*[0-9]){3})[0-9+()\-*# ,;/、转ext.]+")
_PARTIAL_DATE = re.compile(r"[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?")
_DATE = re.compile(r"([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?")
_BETWEEN_WORDS = re.compile(r"[、,;|/\n。]")
_CHINESE_STARS = "一二三四五"
_STARS = re.compile(
    rf"(?:(?P<number>[0-4](?:\.[0-9]+)?|5(?:\.0+)?)|(?P<word>[{_CHINESE_STARS}]))\s*(?:星级?)?"
    r"|(?P<signs>[★⭐]{1,5})"
)


def _read(lat: float, lon: float, datum: Datum) -> Position | None:
    try:
        return to_wgs84(lat, lon, datum)
    except PositionInvalid:
        return None
