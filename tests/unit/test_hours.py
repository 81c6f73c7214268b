"""Open, closed, unknown or doubtful: at moments that matter."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import opening_hours
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from community.hours.opening import (
    Doubt,
    HoursInvalid,
    Opening,
    OpeningHours,
    OpenState,
    opening_at,
)

SHANGHAI = ZoneInfo("Asia/Shanghai")
HELSINKI = ZoneInfo("Europe/Helsinki")
OPEN, CLOSED, UNKNOWN = OpenState.OPEN, OpenState.CLOSED, OpenState.UNKNOWN


def local(text: str, zone: ZoneInfo = SHANGHAI) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone)


def at(expression: str, text: str, zone: ZoneInfo = SHANGHAI) -> Opening:
    return OpeningHours.parse(expression, zone).at(local(text, zone))


def hours_of(expression: str, day: str, zone: ZoneInfo = SHANGHAI) -> list[str]:
    """`Th 22:00-Fr 02:00` is written `22:00-02:00+1`."""
    spans = OpeningHours.parse(expression, zone).day(date.fromisoformat(day))
    first = date.fromisoformat(day)
    return [
        f"{span.start:%H:%M}-{span.end:%H:%M}"
        + (f"+{(span.end.date() - first).days}" if span.end.date() != first else "")
        + ("" if span.state is OPEN else f" {span.state}")
        for span in spans
    ]


@pytest.mark.parametrize(
    ("expression", "moment", "state", "until"),
    [
        ("08:00-20:00", "2026-11-24T07:59:59", CLOSED, "2026-11-24T08:00"),
        ("08:00-20:00", "2026-11-24T08:00", OPEN, "2026-11-24T20:00"),
        ("08:00-20:00", "2026-11-24T20:00", CLOSED, "2026-11-25T08:00"),
        ("Mo-Fr 09:00-17:00", "2026-11-27T18:00", CLOSED, "2026-11-30T09:00"),
        ("Sa-Mo 09:00-17:00", "2026-11-29T10:00", OPEN, "2026-11-29T17:00"),
        ("Mo-Fr 09:00-12:00,13:30-17:00", "2026-11-24T12:30", CLOSED, "2026-11-24T13:30"),
        ("18:00-02:00", "2026-11-24T01:59", OPEN, "2026-11-24T02:00"),
        ("18:00-26:00", "2026-11-24T23:00", OPEN, "2026-11-25T02:00"),
        ("Mo-Su 00:00-24:00", "2026-11-24T00:00", OPEN, None),
        ("24/7", "2026-11-24T00:00", OPEN, None),
        ("off", "2026-11-24T00:00", CLOSED, None),
        ("24/7; Su off", "2026-11-28T23:00", OPEN, "2026-11-29T00:00"),
        ("09:00-17:00; 12:00-13:00 off", "2026-11-24T12:30", CLOSED, "2026-11-24T13:00"),
        ("09:00-12:00, 11:00-14:00", "2026-11-24T10:00", OPEN, "2026-11-24T14:00"),
        ("May-Sep 08:00-20:00; Oct-Apr 09:00-17:00", "2026-09-30T19:00", OPEN, "2026-09-30T20:00"),
        ("May-Sep 08:00-20:00; Oct-Apr 09:00-17:00", "2026-10-01T18:00", CLOSED, None),
        ("2026 Nov 24 off", "2026-11-24T10:00", CLOSED, None),
        ("Mo[1] 10:00-12:00", "2026-12-07T11:00", OPEN, "2026-12-07T12:00"),
        ("Mo[1] 10:00-12:00", "2026-12-14T11:00", CLOSED, "2027-01-04T10:00"),
        ("10:00-12:00+", "2026-11-24T13:00", UNKNOWN, "2026-11-25T00:00"),
        ("10:00+", "2026-11-24T13:00", UNKNOWN, "2026-11-25T00:00"),
        ("Mo-Fr 09:00-17:00 unknown", "2026-11-24T10:00", UNKNOWN, "2026-11-24T17:00"),
    ],
)
def test_state_and_change(
    expression: str, moment: str, state: OpenState, until: str | None
) -> None:
    opening = at(expression, moment)
    assert opening.state is state
    if until is not None:
        assert opening.until == local(until)


def test_a_night_does_not_end_at_midnight_because_the_next_day_has_its_own_hours() -> None:
    expression = "Mo-Fr 22:00-02:00; Sa 10:00-12:00; Su off"
    assert at(expression, "2026-11-28T01:00") == Opening(OPEN, local("2026-11-28T02:00"))
    assert at("Sa 22:00-02:00; Su off", "2026-11-29T01:00").state is OPEN
    # The library alone loses it: this is why the days are put together here.
    library = opening_hours.OpeningHours(expression)
    assert library.is_closed(datetime(2026, 11, 28, 1))  # noqa: DTZ001
    assert hours_of(expression, "2026-11-27") == ["22:00-02:00+1"]
    assert hours_of(expression, "2026-11-28") == ["10:00-12:00"]


@pytest.mark.parametrize(
    ("expression", "state", "comment"),
    [
        ('"call first"', UNKNOWN, "call first"),
        ('Mo-Su 08:00-20:00 "call first"', UNKNOWN, "call first"),
        ('Mo-Su 08:00-20:00 open "second floor"', OPEN, "second floor"),
        ('Mo-Su off "being rebuilt"', CLOSED, "being rebuilt"),
        ('Mo-Su 08:00-09:00 || "by appointment"', UNKNOWN, "by appointment"),
        ('08:00-20:00; Tu off "cleaning" || unknown "ask"', CLOSED, "cleaning"),
        ('08:00-20:00; Nov unknown "a; b, c || d"', UNKNOWN, "a; b, c || d"),
    ],
)
def test_comments(expression: str, state: OpenState, comment: str) -> None:
    opening = at(expression, "2026-11-24T12:00")
    assert (opening.state, opening.comment) == (state, comment)


# 2026: National Day holiday 1-7 October (Thu-Wed); Sunday 20 September and Saturday
# 10 October are worked; Mid-autumn 25-27 September.
@pytest.mark.parametrize(
    ("expression", "moment", "state", "doubt"),
    [
        ("Mo-Fr 08:30-17:30; PH off", "2026-10-05T10:00", CLOSED, None),
        ("Mo-Fr 08:30-17:30; PH off", "2026-09-20T10:00", OPEN, None),
        ("Mo-Fr 08:30-17:30; PH off", "2026-10-10T10:00", OPEN, None),
        ("Mo-Fr 08:30-17:30; PH off", "2026-10-11T10:00", CLOSED, None),
        ("Mo-Fr 08:30-17:30", "2026-10-05T10:00", OPEN, Doubt.HOLIDAY),
        ("Mo-Fr 08:30-17:30", "2026-09-20T10:00", CLOSED, Doubt.MAKE_UP),
        ("Mo-Fr 08:30-17:30", "2026-11-24T10:00", OPEN, None),
        ("08:00-20:00", "2026-10-05T10:00", OPEN, Doubt.HOLIDAY),
        ("08:00-20:00", "2026-09-20T10:00", OPEN, None),
        ("24/7", "2026-10-05T10:00", OPEN, None),
        ("Mo-Su,PH 08:00-20:00", "2026-10-05T10:00", OPEN, None),
        ("Tu-Su 09:00-17:00; Mo off; PH 09:00-16:00", "2026-10-05T16:30", CLOSED, None),
        ("Tu-Su 09:00-17:00; Mo off; PH 09:00-16:00", "2026-10-05T15:30", OPEN, None),
        # Monday differs from the other workdays, and nobody says which one is made up.
        ("Tu-Su 09:00-17:00; Mo off; PH off", "2026-09-20T10:00", OPEN, Doubt.MAKE_UP),
        ("Mo-Fr 09:00-17:00; PH unknown", "2026-10-05T10:00", UNKNOWN, None),
        # The last rule that matches wins, as OSM has it.
        ("PH off; Mo-Fr 09:00-17:00", "2026-10-05T10:00", OPEN, None),
        # Nobody has published 2099; 5 October 2099 is a Monday.
        ("Mo-Fr 08:30-17:30; PH off", "2099-10-05T10:00", OPEN, Doubt.CALENDAR),
        ("Mo-Fr 08:30-17:30; PH off", "2099-10-10T10:00", CLOSED, Doubt.CALENDAR),
        ("Mo-Fr 08:30-17:30", "2099-11-24T10:00", OPEN, Doubt.CALENDAR),
        ("08:00-20:00", "2099-11-24T10:00", OPEN, None),
        ("Mo-Su,PH 08:00-20:00", "2099-11-24T10:00", OPEN, None),
        ("Mo-Fr 10:00-12:00; SH off", "2026-11-24T11:00", OPEN, Doubt.SCHOOL),
        ("Mo-Fr 10:00-12:00; SH off", "2026-11-28T11:00", CLOSED, None),
        ("Jul-Aug SH 10:00-12:00", "2026-11-24T11:00", CLOSED, None),
    ],
)
def test_the_state_calendar(
    expression: str, moment: str, state: OpenState, doubt: Doubt | None
) -> None:
    opening = at(expression, moment)
    assert (opening.state, opening.doubt) == (state, doubt)


def test_the_change_is_found_across_a_holiday() -> None:
    hours = OpeningHours.parse("Mo-Fr 08:30-17:30; PH off", SHANGHAI)
    assert hours.at(local("2026-09-30T18:00")).until == local("2026-10-08T08:30")


def test_the_night_before_a_holiday_keeps_its_own_doubt() -> None:
    assert at("18:00-02:00", "2026-10-01T01:00").doubt is None
    assert at("18:00-02:00", "2026-10-01T03:00").doubt is Doubt.HOLIDAY
    assert at("18:00-02:00", "2026-10-08T01:00").doubt is Doubt.HOLIDAY


def test_elsewhere_the_chinese_calendar_does_not_hold() -> None:
    assert at("08:00-20:00", "2026-10-05T10:00", HELSINKI).doubt is None
    assert at("Mo-Fr 08:00-20:00", "2026-10-05T10:00", HELSINKI).doubt is Doubt.CALENDAR


def test_unknown_hours_are_unknown() -> None:
    assert opening_at(None, local("2026-11-24T10:00"), SHANGHAI) == Opening(UNKNOWN)
    assert opening_at("24/7", local("2026-11-24T10:00"), SHANGHAI) == Opening(OPEN, all_day=True)


@pytest.mark.parametrize(
    ("expression", "day", "expected"),
    [
        ("Mo-Fr 09:00-11:30,13:00-17:00", "2026-11-24", ["09:00-11:30", "13:00-17:00"]),
        ("09:00-12:00, 12:00-14:00", "2026-11-24", ["09:00-14:00"]),
        ("00:00-24:00", "2026-11-24", ["00:00-00:00+1"]),
        ("22:00-24:00", "2026-11-24", ["22:00-00:00+1"]),
        ("Tu off", "2026-11-24", []),
        ("10:00-12:00+", "2026-11-24", ["10:00-12:00", "12:00-00:00+1 unknown"]),
        ("08:00-20:00; 12:00-13:00 unknown", "2026-11-24", ["12:00-13:00 unknown"]),
        (
            "Mo-Su 08:00-20:00, Tu 12:00-13:00 unknown",
            "2026-11-24",
            ["08:00-12:00", "12:00-13:00 unknown", "13:00-20:00"],
        ),
    ],
)
def test_day(expression: str, day: str, expected: list[str]) -> None:
    assert hours_of(expression, day) == expected


def test_week() -> None:
    week = OpeningHours.parse("Tu-Su 09:00-17:00; Mo off", SHANGHAI).week(date(2026, 11, 23))
    assert [len(day) for day in week] == [0, 1, 1, 1, 1, 1, 1]
    assert week[6][0].start == local("2026-11-29T09:00")


@pytest.mark.parametrize(
    ("expression", "moment", "all_day"),
    [
        ("24/7", "2026-11-24T10:00", True),
        ("Mo-Su 00:00-24:00; PH off", "2026-11-24T10:00", True),
        ("Mo-Su 00:00-24:00; PH off", "2026-10-01T10:00", False),
        ("12:00-12:00", "2026-11-24T10:00", True),
        ("00:00-23:00", "2026-11-24T10:00", False),
        ("24/7 unknown", "2026-11-24T10:00", False),
    ],
)
def test_all_day(expression: str, moment: str, all_day: bool) -> None:
    assert at(expression, moment).all_day is all_day


@pytest.mark.parametrize(
    ("expression", "reason"),
    [
        ("", "syntax"),
        ("9-21", "syntax"),
        ("Mo-Fr 25:00-26:30", "syntax"),
        ("Mo-Fr 09:75-10:00", "syntax"),
        ("周一 9:00-10:00", "syntax"),
        ("sunrise-sunset", "sun"),
        ("Mo (dawn+01:00)-20:00", "sun"),
        ("10:00-16:00/02:00", "repeating"),
        ("PH -1 day off", "holiday_offset"),
        ("SH Mo-Fr 10:00-12:00", "holiday_and_weekday"),
        ("Mo-Fr PH 10:00-12:00", "holiday_and_weekday"),
        ("Mo-Fr 10:00-12:00; " * 40 + "PH off", "too_long"),
        ("Mo-Fr 10:00-12:00 \ud800", "syntax"),
    ],
)
def test_what_cannot_be_evaluated_is_refused(expression: str, reason: str) -> None:
    with pytest.raises(HoursInvalid) as caught:
        OpeningHours.parse(expression, SHANGHAI)
    assert (caught.value.expression, caught.value.reason) == (expression, reason)


def test_a_word_inside_a_comment_is_not_refused() -> None:
    assert at('08:00-20:00 open "from dawn on"', "2026-11-24T10:00").comment == "from dawn on"


def test_a_naive_moment_is_refused() -> None:
    with pytest.raises(ValueError, match="aware"):
        OpeningHours.parse("24/7", SHANGHAI).at(datetime(2026, 11, 24))  # noqa: DTZ001


def test_other_zones_ask_in_their_own_time() -> None:
    hours = OpeningHours.parse("08:00-20:00", SHANGHAI)
    assert hours.at(datetime(2026, 11, 24, 0, tzinfo=UTC)).state is OPEN
    assert hours.at(datetime(2026, 11, 23, 23, 59, tzinfo=UTC)).state is CLOSED
    assert hours.at(datetime(2026, 11, 24, 0, tzinfo=UTC)).until == local("2026-11-24T20:00")


# Helsinki: 29 March 2026 03:00 becomes 04:00; 25 October 2026 04:00 becomes 03:00.
def test_when_the_clocks_change() -> None:
    night = OpeningHours.parse("22:00-05:00", HELSINKI)
    spring = night.day(date(2026, 3, 28))[0]
    assert spring.end.timestamp() - spring.start.timestamp() == 6 * 3600
    autumn = night.day(date(2026, 10, 24))[0]
    assert autumn.end.timestamp() - autumn.start.timestamp() == 8 * 3600
    whole = OpeningHours.parse("24/7", HELSINKI)
    assert whole.at(local("2026-03-29T12:00", HELSINKI)).all_day
    assert whole.at(local("2026-10-25T12:00", HELSINKI)).all_day
    hours = OpeningHours.parse("09:00-17:00", HELSINKI)
    assert hours.at(datetime(2026, 3, 29, 6, tzinfo=UTC)).state is OPEN
    assert hours.at(datetime(2026, 3, 28, 6, tzinfo=UTC)).state is CLOSED


def test_times_that_the_clock_skips_or_repeats() -> None:
    # 03:30 is skipped: by the offset before the change it is 04:30 summer time.
    skipped = OpeningHours.parse("03:30-08:00", HELSINKI).day(date(2026, 3, 29))[0]
    assert f"{skipped.start:%H:%M%z}" == "04:30+0300"
    # 03:30 comes twice: the first is meant.
    twice = OpeningHours.parse("22:00-03:30", HELSINKI)
    assert twice.at(datetime(2026, 10, 25, 0, 29, tzinfo=UTC)).state is OPEN
    assert twice.at(datetime(2026, 10, 25, 0, 31, tzinfo=UTC)).state is CLOSED
    assert twice.at(datetime(2026, 10, 25, 1, 15, tzinfo=UTC)).state is CLOSED


def test_time_may_go_backwards() -> None:
    hours = OpeningHours.parse("08:00-20:00", SHANGHAI)
    forth = [local("2026-11-24T00:00") + timedelta(hours=step) for step in range(72)]
    there = [hours.at(moment).state for moment in forth]
    back = [hours.at(moment).state for moment in reversed(forth)]
    assert there == back[::-1]
    assert there.count(OPEN) == 36


def test_the_same_expression_is_parsed_once() -> None:
    first = OpeningHours.parse("Mo 08:00-09:00", SHANGHAI)
    assert OpeningHours.parse("Mo 08:00-09:00", SHANGHAI) is first
    assert OpeningHours.parse("Mo 08:00-09:00", HELSINKI) is not first


TIMES = st.builds(
    lambda start, length: (start * 15, min(start * 15 + length * 15, 1440)),
    st.integers(0, 94),
    st.integers(1, 40),
)
RULES = st.builds(
    lambda month, days, times, kind: (
        f"{month} {days} {times[0] // 60:02}:{times[0] % 60:02}-"
        f"{times[1] // 60:02}:{times[1] % 60:02} {kind}"
    ).strip(),
    st.sampled_from(["", "Nov", "May-Sep", "Oct-Mar", "week 10-40"]),
    st.sampled_from(["Mo-Fr", "Sa,Su", "Mo", "Tu,Th-Su", "Fr-Mo", "We[1]", "Mo-Su"]),
    TIMES,
    st.sampled_from(["", "", "", "off", "unknown"]),
)


@settings(max_examples=200, deadline=None)
@given(
    st.lists(RULES, min_size=1, max_size=4),
    st.sampled_from(["; ", ", "]),
    st.datetimes(datetime(2025, 1, 1), datetime(2026, 12, 1)),  # noqa: DTZ001
)
def test_without_holidays_and_nights_the_library_agrees(
    rules: list[str], separator: str, moment: datetime
) -> None:
    expression = separator.join(rules)
    ours = OpeningHours.parse(expression, ZoneInfo("UTC")).at(moment.replace(tzinfo=UTC))
    library = opening_hours.OpeningHours(expression, auto_country=False)
    assert ours.state == str(library.state(moment)[0]), expression


@settings(max_examples=100, deadline=None)
@given(
    st.sampled_from(
        [
            "Mo-Fr 22:00-02:00; Sa 10:00-12:00",
            "08:00-20:00; PH off",
            "Mo-Fr 09:00-12:00,13:00-17:00; PH unknown",
            "24/7; Su 03:30-12:00",
        ]
    ),
    st.sampled_from([SHANGHAI, HELSINKI]),
    st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 1)),  # noqa: DTZ001
)
def test_the_state_holds_until_it_changes(
    expression: str, zone: ZoneInfo, moment: datetime
) -> None:
    hours = OpeningHours.parse(expression, zone)
    aware = moment.replace(tzinfo=UTC)
    opening = hours.at(aware)
    assert opening.until is not None
    until = opening.until.astimezone(UTC)
    assert until > aware
    just_before = max(aware, until - timedelta(microseconds=1))
    assert hours.at(just_before).state is opening.state
    assert hours.at(until).state is not opening.state
    local_day = aware.astimezone(zone).date()
    spans = [
        span
        for day in (local_day - timedelta(1), local_day)
        for span in hours.day(day)
        if span.start.astimezone(UTC) <= aware < span.end.astimezone(UTC)
    ]
    assert (opening.state is CLOSED) == (not spans)
