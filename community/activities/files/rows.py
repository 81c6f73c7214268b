"""Activities from the rows of a CSV or a workbook.

Problems: `missing`, `characters`, `too_long`, `time`, `number`, `center_unknown`,
`kind_unknown`, `repeated`, `formula`, `cell_error`, `cell_too_long`. `docs/activities.md` has
the table of columns that is made from this.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from community.activities.files.file import ActivityFile, ActivityRow
from community.activities.series import LIMITS, MAX_CAPACITY, MAX_INTEREST, MAX_MINUTES
from community.activities.tables import ACTIVITY_KINDS
from community.spoken.numbers import read_count, read_duration
from community.spoken.times import ReadTime, TimeUnread, read_time
from community.tables.fields import Cell, Field, Sheet, lines, one_of, whole
from community.tables.files import Table
from community.tables.rows import Cells, read_rows

KINDS: Final[dict[str, tuple[str, ...]]] = {
    "party_lesson": ("开放党课", "党课"),
    "salon": ("沙龙", "分享会"),
    "sport": ("运动", "体育", "跑步", "健身"),
    "workshop": ("工作坊", "手工", "培训", "课程"),
    "volunteering": ("志愿", "志愿服务"),
    "micro_lecture": ("微讲座", "微课", "直播"),
    "family": ("亲子", "家庭"),
    "other": ("其他", "其它"),
}


def _interests(cell: Cell) -> tuple[str, ...]:
    found = tuple(dict.fromkeys(item for item in re.split(r"[\s,，、;；/]+", cell.text) if item))
    if any(len(item) > MAX_INTEREST for item in found):
        cell.wrong("too_long", limit=MAX_INTEREST)
    return found


ACTIVITIES: Final = Sheet(
    "activity",
    (
        Field(
            "uid",
            ("编号", "id"),
            lines,
            facts=(),
            about="by which the same activity is known again; without it title, time and center",
        ),
        Field(
            "title",
            ("名称", "活动", "活动名称", "标题", "name"),
            lines,
            limit=LIMITS["title"],
            required=True,
            about="has to be there",
            calendar_property="SUMMARY",
        ),
        Field(
            "time",
            ("时间", "活动时间", "日期时间", "start"),
            lines,
            required=True,
            facts=("local_start",),
            about="has to be there: a day and an hour, as in the chat, perhaps an end",
            calendar_property="DTSTART",
        ),
        Field(
            "minutes",
            ("时长", "分钟", "duration"),
            whole(read_duration),
            limit=MAX_MINUTES,
            about="how long: `90`, `90分钟`, `1.5小时`",
            calendar_property="DTEND",
        ),
        Field(
            "center",
            ("服务点", "地点", "中心", "驿站"),
            lines,
            facts=("center_id",),
            about="the name or reference of a center",
        ),
        Field(
            "venue",
            ("场地", "教室", "房间", "room"),
            lines,
            limit=LIMITS["venue"],
            about="the room",
        ),
        Field(
            "capacity",
            ("人数", "名额", "seats"),
            whole(read_count),
            limit=MAX_CAPACITY,
            about="how many people: `20`, `20人`",
        ),
        Field("description", ("说明", "介绍", "简介"), lines, limit=LIMITS["description"]),
        Field(
            "kind",
            ("类型", "类别", "type"),
            one_of({kind: KINDS[kind] for kind in ACTIVITY_KINDS}, "kind_unknown"),
            about=", ".join(f"{kind} {KINDS[kind][0]}" for kind in ACTIVITY_KINDS),
        ),
        Field(
            "interests",
            ("兴趣", "标签", "tags"),
            _interests,
            about="words between spaces, 、 or commas",
        ),
        Field(
            "rrule",
            ("重复",),
            lines,
            about="an RRULE of RFC 5545",
            calendar_property="RRULE",
        ),
    ),
)


def read_activities(
    table: Table, centers: Mapping[str, int], now: datetime, zone: ZoneInfo
) -> ActivityFile:
    """The rows that can be taken; `centers` finds a center by its reference or its name.

    Raises `FileRefused` when a column is missing or comes twice.
    """
    local_now = now.astimezone(zone).replace(tzinfo=None)

    def make(cells: Cells) -> ActivityRow:
        time, center = _time(cells, local_now), cells["center"]
        if center and center not in centers:
            cells.wrong("center", "center_unknown")
        return ActivityRow(
            row_number=cells.number,
            uid=cells["uid"] or _made_uid(cells.text("title"), time.local_start, center or ""),
            title=cells.text("title"),
            local_start=time.local_start,
            zone=zone.key,
            minutes=cells["minutes"] or time.minutes,
            center_id=centers.get(center or ""),
            interests=cells["interests"] or (),
            **{name: cells[name] for name in _AS_READ},
        )

    return read_rows(table, ACTIVITIES, make, lambda row: [("uid", row.uid)])


_AS_READ = ("rrule", "description", "venue", "kind", "capacity")


def _time(cells: Cells, local_now: datetime) -> ReadTime:
    try:
        return read_time(cells.text("time"), local_now)
    except TimeUnread:
        if cells.text("time"):
            cells.wrong("time", "time")
        return ReadTime(local_now, None)


def _made_uid(title: str, local_start: datetime, center: str) -> str:
    """For a row without a number: what tells it from others."""
    named = "|".join((title, local_start.isoformat(), center))
    return f"row-{hashlib.sha256(named.encode()).hexdigest()[:24]}"
