"""Calendars and tables of activities as they are read, before anything is written."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.activities.files.file import ActivityFile
from community.activities.files.rows import ACTIVITIES, read_activities
from community.calendars.reading import MAX_BYTES, CalendarRefused, activities, read_calendar
from community.tables.fields import plain
from community.tables.files import FileRefused, read_table
from community.tables.ics import read_events
from tests.conftest import NOON, SHANGHAI

LOCAL = datetime(2026, 12, 2, 19, 30)  # noqa: DTZ001 - wall clock


def calendar(*events: str) -> ActivityFile:
    body = "".join(f"BEGIN:VEVENT\n{text}\nEND:VEVENT\n" for text in events)
    data = f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:x\n{body}END:VCALENDAR\n"
    return activities(read_events(data.replace("\n", "\r\n").encode()), SHANGHAI)


def event(uid: str = "1", start: str = "DTSTART:20261202T193000", *more: str) -> str:
    return "\n".join((f"UID:{uid}", "SUMMARY:夜校", start, *more))


def codes(file: ActivityFile) -> list[tuple[int, str, str]]:
    return [(one.row_number, one.code, one.column) for one in file.problems]


@pytest.mark.parametrize(
    ("start", "end", "zone", "minutes"),
    [
        ("DTSTART:20261202T193000", "DTEND:20261202T210000", "Asia/Shanghai", 90),
        ("DTSTART:20261202T113000Z", "DTEND:20261202T130000Z", "Asia/Shanghai", 90),
        ("DTSTART;TZID=Asia/Shanghai:20261202T193000", "DURATION:PT1H", "Asia/Shanghai", 60),
        ("DTSTART;TZID=Europe/Helsinki:20261202T193000", "DURATION:PT1H", "Europe/Helsinki", 60),
        ("DTSTART:20261202T193000", "STATUS:CONFIRMED", "Asia/Shanghai", None),
    ],
)
def test_times(start: str, end: str, zone: str, minutes: int | None) -> None:
    file = calendar(event("1", start, end))
    (row,) = file.rows
    assert (row.local_start, row.zone, row.minutes) == (LOCAL, zone, minutes)
    assert file.problems == ()


def test_what_an_event_says() -> None:
    more = (
        "DESCRIPTION:一\\n二",
        "LOCATION:二楼",
        "CATEGORIES:书法,国画",
        "CATEGORIES:书法",
        "RRULE:FREQ=WEEKLY;COUNT=3",
        "EXDATE:20261209T193000",
        "EXDATE:20261216T113000Z",
        "BEGIN:VALARM\nACTION:AUDIO\nTRIGGER:-PT1H\nEND:VALARM",
    )
    (row,) = calendar(event("1", "DTSTART:20261202T193000", *more)).rows
    assert (row.title, row.description, row.venue) == ("夜校", "一\n二", "二楼")
    assert row.interests[:2] == ("书法", "国画")
    assert row.rrule == "FREQ=WEEKLY;COUNT=3"
    assert row.skipped == (LOCAL + timedelta(days=7), LOCAL + timedelta(days=14))
    assert not row.cancelled


def test_events_that_are_not_taken() -> None:
    usual = "DTSTART:20261202T193000"
    file = calendar(
        "SUMMARY:夜校\nDTSTART:20261202T193000",
        "UID:2\nDTSTART:20261202T193000",
        "UID:3\nSUMMARY:夜校",
        event("4", "DTSTART;VALUE=DATE:20261202"),
        event("5", usual, "DTEND:20261202T193000"),
        event("6", "DTSTART:tomorrow"),
        event("7", usual, "RDATE:20261203T193000"),
        event("8", usual, "CLASS:PRIVATE"),
        event("9", usual, "RECURRENCE-ID:20261202T193000"),
        event("10"),
        event("10"),
        event("12", usual, "RRULE:FREQ=DAILY", "RRULE:FREQ=WEEKLY"),
        event("13", usual, "EXDATE;VALUE=DATE:20261202"),
        event("14", usual, "RECURRENCE-ID;VALUE=DATE:20261202"),
    )
    assert [row.uid for row in file.rows] == ["10"]
    assert codes(file) == [
        (1, "no_uid", "UID"),
        (2, "no_title", "SUMMARY"),
        (3, "start_missing", "DTSTART"),
        (4, "all_day", "DTSTART"),
        (5, "end_before_start", "DTEND"),
        (6, "unreadable", "DTSTART"),
        (7, "dates_added", "RDATE"),
        (8, "private", "CLASS"),
        (9, "override_unknown", "UID"),
        (11, "uid_twice", "UID"),
        (12, "unreadable", "RRULE"),
        (13, "unreadable", "EXDATE"),
        (14, "all_day", "RECURRENCE-ID"),
    ]
    assert [one.row_number for one in file.problems if one.warning] == [8]


def test_long_texts_are_cut_and_said() -> None:
    file = calendar(
        f"UID:1\nSUMMARY:{'长' * 81}\nDTSTART:20261202T193000\nDESCRIPTION:{'x' * 1001}"
    )
    (row,) = file.rows
    assert (len(row.title), len(row.description or "")) == (80, 1000)
    assert codes(file) == [(1, "too_long", "SUMMARY"), (1, "too_long", "DESCRIPTION")]
    assert all(one.warning for one in file.problems)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"x" * (MAX_BYTES + 1), "too_big"),
        (b"", "not_a_calendar"),
        (b"\xff\xfe\x00", "not_a_calendar"),
        (b"<html></html>", "not_a_calendar"),
        (b"BEGIN:VEVENT\r\nUID:1\r\nEND:VEVENT\r\n", "not_a_calendar"),
        (
            b"BEGIN:VCALENDAR\r\n"
            + b"BEGIN:VEVENT\r\nUID:1\r\nEND:VEVENT\r\n" * 501
            + b"END:VCALENDAR\r\n",
            "too_many_events",
        ),
    ],
)
async def test_files_that_are_refused(data: bytes, reason: str) -> None:
    with pytest.raises(CalendarRefused) as refused:
        await read_calendar(data, SHANGHAI)
    assert refused.value.values["reason"] == reason


LINES = st.lists(
    st.sampled_from(
        [
            "UID:1",
            "SUMMARY:x",
            "DTSTART:20261202T193000",
            "DTSTART;TZID=Mars/Base:20261202T193000",
            "DTSTART;TZID=Europe/Helsinki:20261202T193000",
            "DTEND:20261202",
            "DURATION:-PT1H",
            "DURATION:P1W",
            "RRULE:FREQ=WEEKLY",
            "RRULE:nonsense",
            "EXDATE:x",
            "EXDATE:20261202T193000,20261203",
            "RECURRENCE-ID:20261202T193000",
            "CATEGORIES:",
            "STATUS:CANCELLED",
            "X-Y;A=B:c",
            "BEGIN:VALARM",
            "END:VALARM",
            ":",
        ]
    ),
    max_size=8,
)


@given(st.lists(LINES, max_size=3))
def test_any_calendar_is_read_or_refused(events: list[list[str]]) -> None:
    try:
        file = calendar(*("\n".join(lines) for lines in events))
    except FileRefused:
        return
    assert all(row.uid and row.title for row in file.rows)


def rows(text: str) -> ActivityFile:
    return read_activities(read_table(text.encode()), {"西兴驿站": 7}, NOON, SHANGHAI)


def test_a_table_says_what_it_can() -> None:
    file = rows(
        "编号,活动名称,时间,时长,地点,场地,人数,说明,类型,标签,重复,别的\n"
        "a1,夜校,12/2 19:30,90,西兴驿站,二楼,30,带笔,沙龙,书法、国画,FREQ=WEEKLY,x\n"
    )
    (row,) = file.rows
    assert (row.uid, row.title, row.local_start, row.minutes) == ("a1", "夜校", LOCAL, 90)
    assert (row.center_id, row.venue, row.capacity) == (7, "二楼", 30)
    assert (row.kind, row.interests, row.rrule) == ("salon", ("书法", "国画"), "FREQ=WEEKLY")


def test_rows_that_are_not_taken() -> None:
    file = rows(
        "名称,时间,人数,类型,标签,地点,说明\n"
        ",12/2 19:30,,,,,\n"
        "夜校,,,,,,\n"
        "夜校,明天,,,,,\n"
        "夜校,12/2 19:30,0,,,,\n"
        "夜校,12/2 19:30,很多,,,,\n"
        "夜校,12/2 19:30,,不明,,,\n"
        f"夜校,12/2 19:30,,,{'长' * 21},,\n"
        "夜校,12/2 19:30,,,,月球,\n"
        "=1+1,12/2 19:30,,,,,\n"
        f"{'长' * 81},12/2 19:30,,,,,\n"
        "夜校,12/2 19:30,,,,,\n"
        "夜校,12/2 19:30,,,,,\n"
    )
    assert codes(file) == [
        (2, "missing", "title"),
        (3, "missing", "time"),
        (4, "time", "time"),
        (5, "number", "capacity"),
        (6, "number", "capacity"),
        (7, "kind_unknown", "kind"),
        (8, "too_long", "interests"),
        (9, "center_unknown", "center"),
        (10, "formula", "title"),
        (11, "too_long", "title"),
        (13, "repeated", "uid"),
    ]
    assert file.problems[-1].values == {"row": 12}
    assert [row.row_number for row in file.rows] == [12]


def test_columns_have_to_be_there_once() -> None:
    with pytest.raises(FileRefused, match="column_missing"):
        rows("名称\n夜校\n")
    with pytest.raises(FileRefused, match="column_twice"):
        rows("名称,标题,时间\na,b,12/2 9:00\n")


def test_all_that_is_wrong_in_a_row_is_told_at_once() -> None:
    file = rows("名称,时间,时长,人数,地点\n,某天,永远,很多,月球\n")
    assert codes(file) == [
        (2, "missing", "title"),
        (2, "number", "minutes"),
        (2, "number", "capacity"),
        (2, "time", "time"),
        (2, "center_unknown", "center"),
    ]


def test_numbers_are_written_as_in_the_chat() -> None:
    file = rows("名称,时间,时长,人数\na,12/2 19:30,1个半小时,２０人\nb,12/2 19:30,90,二十位\n")
    assert [(row.minutes, row.capacity) for row in file.rows] == [(90, 20), (90, 20)]


def test_a_row_without_a_number_is_known_by_what_it_was_known_by() -> None:
    (row,) = rows("名称,时间,地点\n夜校  二期,12/2 19:30,西兴驿站\n").rows
    assert row.uid == "row-3df7f6eefcf9fa9b5848c011"


def test_what_no_database_takes_is_refused() -> None:
    file = rows('名称,时间,说明\n夜\x07校,12/2 19:30,\n夜校,12/2 19:30,"一\n二"\n')
    assert codes(file) == [(2, "characters", "title")]
    assert [row.description for row in file.rows] == ["一\n二"]


def test_no_word_heads_two_columns() -> None:
    headed = [
        (word, field.name)
        for field in ACTIVITIES.fields
        for word in {plain(word) for word in (field.name, *field.words)}
    ]
    assert len(dict(headed)) == len(headed)
