"""Activities from the rows of a CSV or a workbook.

Problems: `required`, `formula` and the other codes of `table_files.Untaken`, `time`,
`number`, `center_unknown`, `kind_unknown`, `repeated`.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Mapping
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from community.activities.file import ActivityFile, ActivityRow
from community.activities.series import LIMITS, MAX_CAPACITY, MAX_INTEREST, MAX_MINUTES
from community.activities.tables import ACTIVITY_KINDS
from community.places.rows import RowProblem
from community.spoken.times import ReadTime, TimeUnread, read_time
from community.tables.files import FileRefused, Row, Table, Untaken

COLUMNS: Final[dict[str, tuple[str, ...]]] = {
    "uid": ("编号", "id"),
    "title": ("名称", "活动", "活动名称", "标题", "name"),
    "time": ("时间", "活动时间", "日期时间", "start"),
    "minutes": ("时长", "分钟", "duration"),
    "center": ("服务点", "地点", "中心", "驿站"),
    "venue": ("场地", "教室", "房间", "room"),
    "capacity": ("人数", "名额", "seats"),
    "description": ("说明", "介绍", "简介"),
    "kind": ("类型", "类别", "type"),
    "interests": ("兴趣", "标签", "tags"),
    "rrule": ("重复",),
}
"""The column's own name is known as well."""
REQUIRED: Final = ("title", "time")
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


class _Wrong(Exception):
    def __init__(self, column: str, value: str, code: str, **values: str | int) -> None:
        super().__init__(code)
        self.column, self.value, self.code, self.values = column, value, code, values


def read_rows(
    table: Table, centers: Mapping[str, int], now: datetime, zone: ZoneInfo
) -> ActivityFile:
    """The rows that can be taken; `centers` finds a center by its reference or its name.

    Raises `FileRefused` when a column is missing or comes twice.
    """
    columns = _columns(table)
    rows: list[ActivityRow] = []
    problems: list[RowProblem] = []
    known: set[str] = set()
    for row in table.rows:
        try:
            found = _row(row, columns, centers, now, zone)
            if found.uid in known:
                raise _Wrong("uid", found.uid, "repeated")
            known.add(found.uid)
            rows.append(found)
        except _Wrong as wrong:
            problems.append(
                RowProblem(row.number, wrong.column, wrong.value[:100], wrong.code, wrong.values)
            )
    return ActivityFile(tuple(rows), tuple(problems))


def _columns(table: Table) -> dict[str, int]:
    columns: dict[str, int] = {}
    for index, title in enumerate(table.header):
        column = _COLUMN_BY_WORD.get(_plain(title))
        if column is None:
            continue
        if column in columns:
            raise FileRefused("column_twice", column=column)
        columns[column] = index
    for column in REQUIRED:
        if column not in columns:
            raise FileRefused("column_missing", column=column)
    return columns


def _row(
    row: Row, columns: dict[str, int], centers: Mapping[str, int], now: datetime, zone: ZoneInfo
) -> ActivityRow:
    cells = {column: _cell(row, column, index) for column, index in columns.items()}
    for column in REQUIRED:
        if not cells[column]:
            raise _Wrong(column, "", "required")
    for column, limit in LIMITS.items():
        if len(cells.get(column, "")) > limit:
            raise _Wrong(column, cells[column], "cell_too_long", limit=limit)
    typed = _time(cells["time"], now, zone)
    center = cells.get("center", "")
    if center and center not in centers:
        raise _Wrong("center", center, "center_unknown")
    minutes = _number(cells, "minutes", MAX_MINUTES)
    return ActivityRow(
        row_number=row.number,
        uid=cells.get("uid") or _made_uid(cells["title"], typed.local_start, center),
        title=cells["title"],
        local_start=typed.local_start,
        zone=zone.key,
        minutes=typed.minutes if minutes is None else minutes,
        rrule=cells.get("rrule") or None,
        description=cells.get("description") or None,
        venue=cells.get("venue") or None,
        center_id=centers[center] if center else None,
        kind=_kind(cells.get("kind", "")),
        capacity=_number(cells, "capacity", MAX_CAPACITY),
        interests=_interests(cells.get("interests", "")),
    )


def _cell(row: Row, column: str, index: int) -> str:
    cell = row.cells[index]
    if isinstance(cell, Untaken):
        raise _Wrong(column, cell.text, cell.code)
    return cell


def _time(text: str, now: datetime, zone: ZoneInfo) -> ReadTime:
    try:
        return read_time(text, now.astimezone(zone).replace(tzinfo=None))
    except TimeUnread:
        raise _Wrong("time", text, "time") from None


def _number(cells: dict[str, str], column: str, most: int) -> int | None:
    text = unicodedata.normalize("NFKC", cells.get(column, ""))
    if not text:
        return None
    if not re.fullmatch(r"[0-9]{1,6}", text) or not 1 <= int(text) <= most:
        raise _Wrong(column, text, "number", limit=most)
    return int(text)


def _kind(word: str) -> str | None:
    if not word:
        return None
    kind = _KIND_BY_WORD.get(_plain(word))
    if kind is None:
        raise _Wrong("kind", word, "kind_unknown")
    return kind


def _interests(text: str) -> tuple[str, ...]:
    found = tuple(dict.fromkeys(item for item in re.split(r"[\s,，、;；/]+", text) if item))
    if any(len(item) > MAX_INTEREST for item in found):
        raise _Wrong("interests", text, "cell_too_long", limit=MAX_INTEREST)
    return found


def _made_uid(title: str, local_start: datetime, center: str) -> str:
    """For a row without a number: what tells it from others."""
    named = "|".join((title, local_start.isoformat(), center))
    return f"row-{hashlib.sha256(named.encode()).hexdigest()[:24]}"


def _plain(word: str) -> str:
    folded = unicodedata.normalize("NFKC", word).casefold()
    return re.sub(r"\([^)]*\)|[\s*:_]", "", folded)


def _by_word(words: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    return {_plain(word): key for key, names in words.items() for word in (key, *names)}


_COLUMN_BY_WORD: Final = _by_word(COLUMNS)
_KIND_BY_WORD: Final = _by_word({kind: KINDS[kind] for kind in ACTIVITY_KINDS})
