"""Times as people write them."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.spoken.times import ReadTime, TimeUnread, read_time

# A Tuesday morning.
NOW = datetime(2026, 11, 24, 10, 0)  # noqa: DTZ001 - wall clock


def at(month: int, day: int, hour: int, minute: int = 0, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour, minute)  # noqa: DTZ001 - wall clock


@pytest.mark.parametrize(
    ("text", "start", "minutes"),
    [
        ("周三19:30-21:00", at(11, 25, 19, 30), 90),
        ("周三 19：30—21：00", at(11, 25, 19, 30), 90),
        ("星期三晚上7点半到9点", at(11, 25, 19, 30), 90),
        ("周二9:00", at(12, 1, 9), None),  # this morning is over
        ("周二14:00", at(11, 24, 14), None),
        ("周一 8:00", at(11, 30, 8), None),
        ("本周一 8:00", at(11, 23, 8), None),  # over: the rules refuse it
        ("下周三19:30", at(12, 2, 19, 30), None),
        ("下下周日 9:30~11:00", at(12, 13, 9, 30), 90),
        ("礼拜天下午2点-4点", at(11, 29, 14), 120),
        ("周6 14:00", at(11, 28, 14), None),
        ("11/28 19:30", at(11, 28, 19, 30), None),
        ("11月28日（周六）上午九点半至十一点", at(11, 28, 9, 30), 90),
        ("5/22 19:30", at(5, 22, 19, 30, 2027), None),  # half a year ago and more
        ("10/22 19:30", at(10, 22, 19, 30), None),  # a month ago: over
        ("2/29 9:00-10:00", None, None),
        ("2026-05-22 19:30-21:00", at(5, 22, 19, 30), 90),
        ("2027/1/2 22:00-1:00", at(1, 2, 22, 0, 2027), 180),
        ("2026年12月3日19点30分", at(12, 3, 19, 30), None),
        ("5月22日19:30", at(5, 22, 19, 30, 2027), None),
        ("明晚7点半", at(11, 25, 19, 30), None),
        ("明晚7点半-9点", at(11, 25, 19, 30), 90),
        ("今晚十点一刻", at(11, 24, 22, 15), None),
        ("明早8点", at(11, 25, 8), None),
        ("后天中午12点半 90分钟", at(11, 26, 12, 30), 90),
        ("大后天十二点", at(11, 27, 12), None),
        ("明天 14:00 2小时", at(11, 25, 14), 120),
        ("明天 14:00 1个半小时", at(11, 25, 14), 90),
        ("明天上午11点到下午1点", at(11, 25, 11), 120),
        ("今天 23:00-24:00", at(11, 24, 23), 60),
        ("wed 19:30-21:00", at(11, 25, 19, 30), 90),
        ("Next Wednesday 7:30pm - 9pm", at(12, 2, 19, 30), 90),
        ("tomorrow 7 pm", at(11, 25, 19), None),
        ("tonight 7:30-9:00", at(11, 24, 19, 30), 90),
        ("Nov 28 19:30", at(11, 28, 19, 30), None),
        ("28 November 2026 19:30 for 90 min", at(11, 28, 19, 30), 90),
        ("5 Jan 9:00", at(1, 5, 9, 0, 2027), None),
        ("2026.12.2 19：30～21：00", at(12, 2, 19, 30), 90),
        ("12/2 周三 19:30–21:00", at(12, 2, 19, 30), 90),
        ("12/2 (Wed) 19:30", at(12, 2, 19, 30), None),
        ("Dec 2, Wednesday, 19:30", at(12, 2, 19, 30), None),
        ("2026-12-02T19:30", at(12, 2, 19, 30), None),
        ("2026-12-02 19:30:00", at(12, 2, 19, 30), None),
        ("１２／２ １９：３０", at(12, 2, 19, 30), None),
        ("12/2 22:00-24:00", at(12, 2, 22), 120),
        ("今晚8点到12点", at(11, 24, 20), 240),
        ("12 pm tomorrow", None, None),
        ("tomorrow 12 pm", at(11, 25, 12), None),
        ("Tomorrow, 19:30 to 21:00", at(11, 25, 19, 30), 90),
        ("12/28 9:00", at(12, 28, 9), None),
        ("明晚七点十五", at(11, 25, 19, 15), None),
        ("明晚七点零五分到九点二十分", at(11, 25, 19, 5), 135),
        ("明天14:00 两小时", at(11, 25, 14), 120),
        ("明天14:00，一个半小时", at(11, 25, 14), 90),
        ("明天14:00 半小时", at(11, 25, 14), 30),
    ],
)
def test_read(text: str, start: datetime | None, minutes: int | None) -> None:
    if start is None:
        with pytest.raises(TimeUnread):
            read_time(text, NOW)
    else:
        assert read_time(text, NOW) == ReadTime(start, minutes)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "周三",
        "19:30",
        "有空的时候",
        "周三 25:00",
        "周三 19:75",
        "13/40 19:30",
        "2026-02-30 19:30",
        "明天 19:30 左右",
        "周三19:30-",
        "明天 10:00 999小时",
        "周八 10:00",
        "周三19:30-21:00" + "啊" * 60,
        "二十点",
        "明天三四点",
        "明天十百点",
        "12/2 24:00",
        "今晚12点",
        "12/2 9:00-9:00",
        "12/2 9:00-25:00",
        "0000-12-02 9:00",
        "12/2 ٩:٠٠",
        "12/2 周五 19:30",
        "12/2 (Fri) 19:30",
        "2026-12-02 19:30 还有",
        "2026-12-02 19:30:15",
        "明晚七点十一刻",
        "明天14:00 三四小时",
    ],
)
def test_unread(text: str) -> None:
    with pytest.raises(TimeUnread):
        read_time(text, NOW)


moments = st.datetimes(
    NOW + timedelta(days=1), NOW + timedelta(days=180), allow_imaginary=False
).map(lambda moment: moment.replace(second=0, microsecond=0))


@given(moments, st.integers(1, 24 * 60 - 1))
def test_written_out_and_read_again(moment: datetime, minutes: int) -> None:
    end = moment + timedelta(minutes=minutes)
    hours = f"{moment:%H:%M}-{end:%H:%M}"
    for text in (f"{moment:%Y-%m-%d} {hours}", f"{moment.month}/{moment.day} {hours}"):
        assert read_time(text, NOW) == ReadTime(moment, minutes)


@given(st.text(max_size=30))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        read = read_time(text, NOW)
    except TimeUnread:
        return
    assert read.minutes is None or 0 < read.minutes <= 24 * 60


def test_a_date_without_a_year_is_the_nearest() -> None:
    january = at(1, 5, 9, 0, 2027)
    assert read_time("12/28 9:00", january).local_start == at(12, 28, 9)
    assert read_time("2/29 9:00", at(2, 1, 9, 0, 2028)).local_start == at(2, 29, 9, 0, 2028)


@given(st.datetimes(at(1, 1, 0), at(1, 1, 0, 0, 2030)))
def test_what_a_spreadsheet_writes_is_read(moment: datetime) -> None:
    moment = moment.replace(second=0, microsecond=0)
    assert read_time(f"{moment}", NOW).local_start == moment
