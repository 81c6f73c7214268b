"""What a file can say of a center: every column once, and how its cells are read.

`docs/imports.md` has the table that is made from this.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from typing import Final
from zoneinfo import ZoneInfo

from community.hours.opening import HoursInvalid, OpeningHours
from community.hours.text import HoursNotUnderstood, HoursText, read_hours
from community.places.facilities import facility_of
from community.spoken.days import TimeUnread, read_date
from community.tables.fields import Cell, Field, Sheet, one_of, text

KINDS: Final[dict[str, tuple[str, ...]]] = {
    "district": ("区", "区级", "区级中心", "区党群服务中心"),
    "subdistrict": ("街道", "街道级", "街道中心", "街道党群服务中心", "镇", "镇街"),
    "community": ("社区", "社区级", "社区中心", "社区党群服务中心", "村"),
    "station": ("驿站", "站点", "服务站", "党群服务站", "服务驿站", "阅读空间", "书房"),
    "themed": ("特色", "主题", "专题", "特色中心", "主题中心", "专题中心", "theme"),
}
QUALITIES: Final[dict[str, tuple[str, ...]]] = {
    "poi": ("兴趣点", "地点"),
    "address": ("地址",),
    "nearby": ("附近", "邻近"),
    "pin": ("现场", "实地", "定位"),
    "none": ("无", "未知"),
}
KIND_BY_CODE_LENGTH: Final = {6: "district", 9: "subdistrict", 12: "community"}
"""The digits of a division code (国家统计局 统计用区划代码, without trailing zeros)."""


def _phone(cell: Cell) -> str | None:
    if not _PHONE.fullmatch(_half_width(cell)):
        cell.wrong("phone")
    return text(cell)


def _source_date(cell: Cell) -> str | None:
    if not _PARTIAL_DATE.fullmatch(cell.text):
        cell.wrong("date")
    return text(cell)


def _day(cell: Cell) -> date | None:
    try:
        return read_date(cell.text)
    except TimeUnread:
        cell.wrong("date")
        return None


def _degrees(cell: Cell) -> float | None:
    number = _half_width(cell).removesuffix("°")
    if not _NUMBER.fullmatch(number):
        cell.wrong("number")
        return None
    return float(number)


def _hours(cell: Cell) -> HoursText | None:
    try:
        return read_hours(cell.text)
    except HoursNotUnderstood as refused:
        remedy = {"suggestion": refused.suggestion} if refused.suggestion else {}
        cell.wrong("hours", part=refused.part, reason=refused.reason, **remedy)
        return None


def _expression(cell: Cell) -> str:
    try:
        OpeningHours.parse(cell.text, _ANY_ZONE)
    except HoursInvalid as refused:
        cell.wrong("expression", reason=refused.reason)
    return cell.text


def _facilities(cell: Cell) -> tuple[str, ...]:
    known: dict[str, None] = {}
    for word in filter(None, map(str.strip, _BETWEEN_WORDS.split(_half_width(cell)))):
        key = facility_of(word)
        if key is None:
            cell.wrong("facility", word=word)
        else:
            known[key] = None
    return tuple(known)


def _stars(cell: Cell) -> float | None:
    found = _STARS.fullmatch(_half_width(cell))
    if found is None:
        cell.wrong("stars")
        return None
    if found["signs"]:
        return float(len(found["signs"]))
    return float(found["number"] or _CHINESE_STARS.index(found["word"]) + 1)


def _half_width(cell: Cell) -> str:
    return unicodedata.normalize("NFKC", cell.text).strip()


def _words(words: Mapping[str, tuple[str, ...]]) -> str:
    return ", ".join(f"{key} {names[0]}" for key, names in words.items())


_ANY_ZONE = ZoneInfo("UTC")
_NUMBER = re.compile(r"[+-]?[0-9]{1,3}(?:\.[0-9]{1,20})?")
_PHONE = re.compile(r"(?=(?:[^0-9]*[0-9]){3})[0-9+()\-*# ,;/、转ext.]+")
_PARTIAL_DATE = re.compile(r"[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?")
_BETWEEN_WORDS = re.compile(r"[、,;|/\n。]")
_CHINESE_STARS = "一二三四五"
_STARS = re.compile(
    rf"(?:(?P<number>[0-4](?:\.[0-9]+)?|5(?:\.0+)?)|(?P<word>[{_CHINESE_STARS}]))\s*(?:星级?)?"
    r"|(?P<signs>[★⭐]{1,5})"
)
_POSITION = ("lat", "lon", "datum", "position_quality")
_HOURS = ("hours", "hours_note")

CENTERS: Final = Sheet(
    "center",
    (
        Field(
            "ref",
            ("编号", "编码", "代码", "序号编码", "id", "code"),
            text,
            limit=64,
            facts=(),
            about="the lasting reference of the center; without it the center is known by its "
            "kind, name and sub-district",
        ),
        Field(
            "kind",
            ("类型", "类别", "级别", "type"),
            one_of(KINDS, "kind"),
            about=f"{_words(KINDS)}; may be left out where the reference is a division code of "
            "6, 9 or 12 digits",
        ),
        Field(
            "name",
            ("名称", "服务点", "服务点名称", "站点名称", "驿站名称", "中心名称"),
            text,
            limit=120,
            required=True,
            about="has to be there",
        ),
        Field(
            "subdistrict",
            ("街道", "所属街道", "镇街"),
            text,
            limit=60,
            about="to which it belongs",
        ),
        Field("community", ("社区", "所属社区"), text, limit=60, about="to which it belongs"),
        Field("address", ("地址", "详细地址", "位置"), text, limit=300),
        Field(
            "hours_text",
            ("开放时间", "营业时间", "服务时间", "开馆时间", "时间"),
            _hours,
            facts=_HOURS,
            about="in Chinese, see [hours.md](hours.md)",
        ),
        Field(
            "opening_hours",
            ("osm时间", "时间表达式", "openinghours"),
            _expression,
            facts=_HOURS,
            about="an OpenStreetMap expression",
        ),
        Field("phone", ("电话", "联系电话", "电话号码", "tel", "telephone"), _phone, limit=60),
        Field(
            "lat",
            ("纬度", "latitude", "y"),
            _degrees,
            beside="lon",
            facts=_POSITION,
            about="degrees, in the datum that is told when importing",
        ),
        Field(
            "lon",
            ("经度", "lng", "longitude", "x"),
            _degrees,
            beside="lat",
            facts=_POSITION,
            about="degrees",
        ),
        Field(
            "coordinate_quality",
            ("坐标质量", "定位质量", "position_quality"),
            one_of(QUALITIES, "quality"),
            facts=(),
            about=f"{_words(QUALITIES)}; a position without it counts as `pin`",
        ),
        Field(
            "facilities",
            ("设施", "服务设施", "配套设施", "facility"),
            _facilities,
            about="words of `community/places/facilities.py`, between 、 or commas",
        ),
        Field("stars", ("星级", "评星", "星级评定", "rating"), _stars, about="0 to 5, 四星, ★★★"),
        Field("source", ("来源", "数据来源"), text, limit=300, about="where the facts are from"),
        Field(
            "source_date",
            ("来源日期", "数据日期"),
            _source_date,
            limit=10,
            about="`2026`, `2026-06` or `2026-06-22`",
        ),
        Field(
            "verified_on", ("核实日期", "核实", "核验日期", "verified"), _day, about="a day in full"
        ),
    ),
)
