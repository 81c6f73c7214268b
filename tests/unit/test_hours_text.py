"""Chinese opening hours, as people write them."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from community.hours.opening import OpeningHours, OpenState
from community.hours.text import MAX_TEXT, HoursNotUnderstood, HoursText, read_hours

ZONE = ZoneInfo("Asia/Shanghai")
MONDAY = date(2026, 11, 23)
"""An ordinary week: no holiday, no make-up day."""


def state(text: str, moment: str) -> str:
    expression = read_hours(text).expression
    assert expression is not None
    hours = OpeningHours.parse(expression, ZONE)
    return str(hours.at(datetime.fromisoformat(moment).replace(tzinfo=ZONE)).state)


def week(expression: str) -> list[list[str]]:
    days = OpeningHours.parse(expression, ZONE).week(MONDAY)
    return [
        [
            f"{span.start:%H:%M}-{span.end:%H:%M}{'' if span.state is OpenState.OPEN else '?'}"
            for span in day
        ]
        for day in days
    ]


SUMMER = "周日闭馆周一到周五 14:00-20:00周六 10:00-20:00暑期：周六日闭馆"

# The texts of the Hangzhou Library's list of reading spaces in Binjiang, word by word.
REAL = {
    "周一闭馆周二至周五 13:00-20:30周六至周日 09:00-18:00": (
        [[], *[["13:00-20:30"]] * 4, *[["09:00-18:00"]] * 2]
    ),
    "周一至周日 8:00-20:00": [["08:00-20:00"]] * 7,
    "周一至周日 8:30-16:30": [["08:30-16:30"]] * 7,
    "周一闭馆周二至周五 13:00-20:30周六至周日 8:00-18:00": (
        [[], *[["13:00-20:30"]] * 4, *[["08:00-18:00"]] * 2]
    ),
    SUMMER: ([*[["14:00-20:00"]] * 5, ["10:00-20:00"], []]),
    "周一至周日 9:00-22:00": [["09:00-22:00"]] * 7,
    "周二-周日8:00-17:00周一闭馆": [[], *[["08:00-17:00"]] * 6],
    "周二至周日 9:00-20:00（周一闭馆）": [[], *[["09:00-20:00"]] * 6],
    "周二至周五 13:00-21:00周六至周日 9:00-21:00（周一闭馆）": (
        [[], *[["13:00-21:00"]] * 4, *[["09:00-21:00"]] * 2]
    ),
    "周一至周日 10:00-18:00": [["10:00-18:00"]] * 7,
    "周一至周五 9：00-20:00周六至周天10:00-17:00": (
        [*[["09:00-20:00"]] * 5, *[["10:00-17:00"]] * 2]
    ),
    "周二至周五 14:00-20:00周六至周日 10:00-18:00（周一闭馆）": (
        [[], *[["14:00-20:00"]] * 4, *[["10:00-18:00"]] * 2]
    ),
}


@pytest.mark.parametrize(("text", "table"), REAL.items())
def test_real_texts(text: str, table: list[list[str]]) -> None:
    expression = read_hours(text).expression
    assert expression is not None
    assert week(expression) == table


@pytest.mark.parametrize(
    ("text", "moment", "expected"),
    [
        ("周一闭馆周二至周五 13:00-20:30周六至周日 09:00-18:00", "2026-11-23T14:00", "closed"),
        ("周一闭馆周二至周五 13:00-20:30周六至周日 09:00-18:00", "2026-11-24T13:00", "open"),
        ("周一闭馆周二至周五 13:00-20:30周六至周日 09:00-18:00", "2026-11-28T18:00", "closed"),
        (
            SUMMER,
            "2026-11-28T11:00",
            "open",
        ),
        # In July nobody can be sure that the summer clause holds: not shown as open.
        (
            SUMMER,
            "2026-07-25T11:00",
            "unknown",
        ),
        (
            SUMMER,
            "2026-07-25T09:00",
            "closed",
        ),
        (
            SUMMER,
            "2026-07-27T15:00",
            "open",
        ),
        ("周一至周五 9：00-20:00周六至周天10:00-17:00", "2026-11-29T16:59", "open"),
        ("周一至周五 9：00-20:00周六至周天10:00-17:00", "2026-11-29T17:00", "closed"),
    ],
)
def test_real_texts_at_moments(text: str, moment: str, expected: str) -> None:
    assert state(text, moment) == expected


def test_the_summer_clause_is_told() -> None:
    note = read_hours(SUMMER).note
    assert note == "暑期：周六日闭馆"


@pytest.mark.parametrize("text", ["以现场公告为准", "电话咨询", "时间不定", "待定", "暂无"])
def test_unknown_hours_are_a_note(text: str) -> None:
    assert read_hours(text) == HoursText(None, text)


VARIANTS = {
    # one range, and how the clock is written
    "9：00-20:00": "Mo-Su 09:00-20:00",
    "９：００－２０：００": "Mo-Su 09:00-20:00",
    "9:00–21：00": "Mo-Su 09:00-21:00",
    "9:00—17:00": "Mo-Su 09:00-17:00",
    "9:00——17:00": "Mo-Su 09:00-17:00",
    "9:00~17:00": "Mo-Su 09:00-17:00",
    "9:00～17:00": "Mo-Su 09:00-17:00",
    "9:00至17:00": "Mo-Su 09:00-17:00",
    "9:00 到 17:00": "Mo-Su 09:00-17:00",
    "9.00-17.00": "Mo-Su 09:00-17:00",
    "09:00:00-17:00:00": "Mo-Su 09:00-17:00",
    "9点-20点": "Mo-Su 09:00-20:00",
    "9-21点": "Mo-Su 09:00-21:00",
    "9点半到晚上8点": "Mo-Su 09:30-20:00",
    "上午8时30分至下午5时": "Mo-Su 08:30-17:00",
    "八点三刻到十七点一刻": "Mo-Su 08:45-17:15",
    "早上9点至晚上9点": "Mo-Su 09:00-21:00",
    "早上8:00-晚上10:00": "Mo-Su 08:00-22:00",
    "早9晚9": "Mo-Su 09:00-21:00",
    "朝九晚五": "Mo-Su 09:00-17:00",
    "早9-晚9": "Mo-Su 09:00-21:00",
    "晚上7点-9点": "Mo-Su 19:00-21:00",
    "中午12点-下午5点": "Mo-Su 12:00-17:00",
    "8:00-24:00": "Mo-Su 08:00-24:00",
    "8:00-0:00": "Mo-Su 08:00-24:00",
    "开放时间：9:00-17:00": "Mo-Su 09:00-17:00",
    # several ranges and breaks
    "上午9:00-11:30，下午13:30-17:00": "Mo-Su 09:00-11:30,13:30-17:00",
    "上午9:00-11:30，下午1:30-5:00": "Mo-Su 09:00-11:30,13:30-17:00",
    "上午：9:00-11:00 下午：14:00-16:00": "Mo-Su 09:00-11:00,14:00-16:00",
    "每天 8:00-11:30, 14:00-17:30": "Mo-Su 08:00-11:30,14:00-17:30",
    "8:30-11:30、13:00-17:00": "Mo-Su 08:30-11:30,13:00-17:00",
    "9:00-17:00 12:00-13:00休息": "Mo-Su 09:00-12:00,13:00-17:00",
    "9:00-17:00（中午12:00-13:00闭馆）": "Mo-Su 09:00-12:00,13:00-17:00",
    "9:00-17:00（12:00-13:00午休）": "Mo-Su 09:00-12:00,13:00-17:00",
    "工作日8:30-17:30（午休12:00-13:30）": "Mo-Fr 08:30-12:00,13:30-17:30; PH off",
    "周一至周五9:00-17:00（午休12:00-13:00），周六9:00-12:00": (
        "Mo-Fr 09:00-12:00,13:00-17:00; Sa 09:00-12:00"
    ),
    # round the clock and past midnight
    "24小时": "24/7",
    "24小时开放": "24/7",
    "二十四小时": "24/7",
    "24h": "24/7",
    "全天": "24/7",
    "全天开放": "24/7",
    "全天24小时开放": "24/7",
    "7×24小时": "24/7",
    "7*24": "24/7",
    "24/7": "24/7",
    "周一到周日 24小时": "24/7",
    "0:00-24:00": "24/7",
    "周一至周五全天": "Mo-Fr 00:00-24:00",
    "18:00-次日2:00": "Mo-Su 18:00-02:00",
    "22:00-2:00": "Mo-Su 22:00-02:00",
    "20:00-8:00": "Mo-Su 20:00-08:00",
    "8:00-次日8:00": "Mo-Su 08:00-32:00",
    "晚上8点到凌晨2点": "Mo-Su 20:00-02:00",
    "下午6:00-2:00": "Mo-Su 18:00-02:00",
    "10:00-次日2:00": "Mo-Su 10:00-02:00",
    "周五22:00-次日2:00，周六10:00-12:00": "Fr 22:00-02:00; Sa 10:00-12:00",
    # days
    "每天9:00-17:00": "Mo-Su 09:00-17:00",
    "每日8:00-20:00": "Mo-Su 08:00-20:00",
    "全年 9:00-17:00": "Mo-Su 09:00-17:00",
    "周一、三、五 8：30—17：00": "Mo,We,Fr 08:30-17:00",
    "周一三五 8:30-17:00": "Mo,We,Fr 08:30-17:00",
    "周一到五8点半-17点半": "Mo-Fr 08:30-17:30",
    "周1至周5 9:00-17:00": "Mo-Fr 09:00-17:00",
    "周一 - 周五: 9:00 - 17:00": "Mo-Fr 09:00-17:00",
    "週一至週五 9點-17點": "Mo-Fr 09:00-17:00",
    "周六至周一 9:00-10:00": "Mo,Sa-Su 09:00-10:00",
    "周六日 10:00-17:00": "Sa-Su 10:00-17:00",
    "周六、日 10:00-17:00": "Sa-Su 10:00-17:00",
    "周六至周天10:00-17:00": "Sa-Su 10:00-17:00",
    "星期三、礼拜五 下午2点到5点": "We,Fr 14:00-17:00",
    "每周二、四晚上18:30-20:30": "Tu,Th 18:30-20:30",
    "周日一点到三点": "Su 01:00-03:00",
    "双休日 10:00-16:00": "Sa-Su 10:00-16:00",
    "周末10:00-16:00": "Sa-Su 10:00-16:00",
    "平日8:30-17:00": "Mo-Fr 08:30-17:00",
    "9:00-17:00（周一至周五）": "Mo-Fr 09:00-17:00",
    "9:00-17:00 周一至周五": "Mo-Fr 09:00-17:00",
    "9:00-17:00（周一至周五），10:00-16:00（周六、周日）": "Mo-Fr 09:00-17:00; Sa-Su 10:00-16:00",
    "周一、三、五 9:00-17:00；周二、四 13:00-17:00": "Mo,We,Fr 09:00-17:00; Tu,Th 13:00-17:00",
    "周一至周五：上午8:30-12:00，下午2:00-5:30；周六、周日：上午9:00-12:00": (
        "Mo-Fr 08:30-12:00,14:00-17:30; Sa-Su 09:00-12:00"
    ),
    # closing days
    "周一闭馆": "Mo-Su unknown; Mo off",
    "逢周一闭馆": "Mo-Su unknown; Mo off",
    "每天9:00-17:00，逢周一闭馆": "Tu-Su 09:00-17:00; Mo off",
    "9:00-17:00，周一闭馆": "Tu-Su 09:00-17:00; Mo off",
    "周一闭馆 9:00-17:00": "Tu-Su 09:00-17:00; Mo off",
    "周一至周日9:00-17:00，周一不开放": "Tu-Su 09:00-17:00; Mo off",
    "早上9点至晚上9点（周一休息）": "Tu-Su 09:00-21:00; Mo off",
    "每天9:00-17:00（周一除外）": "Tu-Su 09:00-17:00; Mo off",
    "除周一外每天9:00-17:00": "Tu-Su 09:00-17:00; Mo off",
    "除周一闭馆外，每天9:00-17:00": "Tu-Su 09:00-17:00; Mo off",
    "闭馆日：周一；开放时间：9:00-17:00": "Tu-Su 09:00-17:00; Mo off",
    "周一（闭馆日）9:00-17:00": "Tu-Su 09:00-17:00; Mo off",
    "8:00-12:00 13:00-20:00（17:00-18:00休息）": "Mo-Su 08:00-12:00,13:00-17:00,18:00-20:00",
    "9点 - 12点 13点30 - 17点": "Mo-Su 09:00-12:00,13:30-17:00",
    "周一为闭馆日，其余时间9:00-17:00": "Tu-Su 09:00-17:00; Mo off",
    "周二至周日9:00-17:00，其余时间休息": "Tu-Su 09:00-17:00; Mo off",
    "周一全天闭馆，周二至周日9:00-21:00": "Tu-Su 09:00-21:00; Mo off",
    "周一至周五9:00-12:00 14:00-17:00，周六9:00-12:00，周日休息": (
        "Mo-Fr 09:00-12:00,14:00-17:00; Sa 09:00-12:00; Su off"
    ),
    # public holidays and the state calendar
    "工作日 8:30-12:00 13:30-17:30": "Mo-Fr 08:30-12:00,13:30-17:30; PH off",
    "工作日9:00-17:00，周末10:00-16:00": ("Mo-Fr 09:00-17:00; Sa-Su 10:00-16:00; PH unknown"),
    "工作日08:30-17:00 双休日休息 法定节假日休息": "Mo-Fr 08:30-17:00; Sa-Su off; PH off",
    "非工作日 10:00-16:00": "Sa-Su 10:00-16:00; PH 10:00-16:00",
    "周一至周五（法定节假日除外）9:00-17:00": "Mo-Fr 09:00-17:00; PH off",
    "周一至周五，法定节假日除外，9:00-17:00": "Mo-Fr 09:00-17:00; PH off",
    "周一至周五9:00-17:00（国家法定节假日除外）": "Mo-Fr 09:00-17:00; PH off",
    "除法定节假日外，周一至周五9:00-17:00": "Mo-Fr 09:00-17:00; PH off",
    "周一至周五 9:00-17:00，节假日休息": "Mo-Fr 09:00-17:00; PH off",
    "周一至周五9:00-17:00，周末及节假日10:00-16:00": (
        "Mo-Fr 09:00-17:00; Sa-Su 10:00-16:00; PH 10:00-16:00"
    ),
    "周一至周五9:00-17:00，法定节假日10:00-16:00": "Mo-Fr 09:00-17:00; PH 10:00-16:00",
    "双休日及法定节假日闭馆": "Mo-Su unknown; Sa-Su off; PH off",
    "周一闭馆（法定节假日除外），周二至周日9:00-17:00": (
        "Tu-Su 09:00-17:00; Mo off; PH 09:00-17:00"
    ),
    "周一闭馆（法定节假日除外），周二至周五9:00-17:00，周六至周日9:00-18:00": (
        "Tu-Fr 09:00-17:00; Sa-Su 09:00-18:00; Mo off; PH unknown"
    ),
    # seasons
    "夏季（5月-9月）8:00-20:00 冬季（10月-次年4月）9:00-17:00": (
        "May-Sep Mo-Su 08:00-20:00; Oct-Apr Mo-Su 09:00-17:00"
    ),
    "5月1日-9月30日 8:00-20:00；10月1日至次年4月30日 9:00-17:00；周一闭馆": (
        "May 01-Sep 30 Mo-Su 08:00-20:00; Oct 01-Apr 30 Mo-Su 09:00-17:00; Mo off"
    ),
    "周一闭馆；5-9月 8:00-20:00；10-4月 9:00-17:00": (
        "May-Sep Mo-Su 08:00-20:00; Oct-Apr Mo-Su 09:00-17:00; Mo off"
    ),
    "5-9月 8:00-20:00（周一闭馆）；10-4月 9:00-17:00（周一闭馆）": (
        "May-Sep Tu-Su 08:00-20:00; Oct-Apr Tu-Su 09:00-17:00; Oct-Apr Mo off; May-Sep Mo off"
    ),
    "5-9月 周一至周五 8:00-18:00 周六闭馆": "May-Sep Mo-Fr 08:00-18:00; May-Sep Sa off",
    "7月 8:00-20:00": "Jul Mo-Su 08:00-20:00",
    "10月1日闭馆，其余时间9:00-17:00": "Mo-Su 09:00-17:00; Oct 01 Mo-Su off",
    "7-8月闭馆，其余时间9:00-17:00": "Mo-Su 09:00-17:00; Jul-Aug Mo-Su off",
    "夏季（5-9月）8:00-20:00，其余时间9:00-17:00，法定节假日闭馆": (
        "Mo-Su 09:00-17:00; May-Sep Mo-Su 08:00-20:00; PH off"
    ),
    "上午8:30-11:30 下午14:30-17:30（5月1日-9月30日）": (
        "May 01-Sep 30 Mo-Su 08:30-11:30,14:30-17:30"
    ),
    # expressions
    "Mo-Fr 09:00-18:00": "Mo-Fr 09:00-18:00",
    " Mo-Fr 09:00-18:00; PH off ": "Mo-Fr 09:00-18:00; PH off",
    'Mo-Su 08:00-20:00 open "二楼"': 'Mo-Su 08:00-20:00 open "二楼"',
}


@pytest.mark.parametrize(("text", "expression"), VARIANTS.items())
def test_variants(text: str, expression: str) -> None:
    reading = read_hours(text)
    assert reading == HoursText(expression)
    OpeningHours.parse(expression, ZONE)


@pytest.mark.parametrize(
    ("text", "expression", "note"),
    [
        ("24小时营业，全年无休", "24/7", "全年无休"),
        ("每天（含节假日）8:00-20:00", "Mo-Su 08:00-20:00; PH 08:00-20:00", "含节假日"),
        ("每天（含双休日）8:00-20:00", "Mo-Su 08:00-20:00", "含双休日"),
        (
            "周一至周五9:00-17:00，周六10:00-12:00，节假日照常",
            "Mo-Fr 09:00-17:00; Sa 10:00-12:00",
            "节假日照常",
        ),
        (
            "每天9:00-17:00（春节闭馆）",
            'Mo-Su 09:00-17:00; PH unknown "春节闭馆"',
            "春节闭馆",
        ),
        (
            "周一至周四9:00-17:00 周五9:00-21:00 节假日另行通知",
            'Mo-Th 09:00-17:00; Fr 09:00-21:00; PH unknown "节假日另行通知"',
            "节假日另行通知",
        ),
        ("周一至周五 9:00-12:00，具体以现场公告为准", "Mo-Fr 09:00-12:00", "具体以现场公告为准"),
        ("9:00-17:00（中午不休息）", "Mo-Su 09:00-17:00", "中午不休息"),
        ("9:00-17:00，需预约", "Mo-Su 09:00-17:00", "需预约"),
        ("周六预约开放", 'Sa unknown "周六预约开放"', "周六预约开放"),
        (
            "周一至周五9:00-17:00 周六（预约）",
            'Mo-Fr 09:00-17:00; Sa unknown "周六（预约"',
            "周六（预约",
        ),
        (
            "周一至周五 14:00-20:00 暑假另行通知",
            'Mo-Fr 14:00-20:00; Jul-Aug Mo-Su unknown "暑假另行通知"',
            "暑假另行通知",
        ),
        (
            "9:00-17:00；寒假：10:00-16:00",
            'Mo-Su 09:00-17:00; Jan-Feb Mo-Su unknown "寒假：10:00-16:00"',
            "寒假：10:00-16:00",
        ),
        (
            "9:00-17:00；寒暑假周一闭馆",
            'Mo-Su 09:00-17:00; Jan-Feb,Jul-Aug Mo 09:00-17:00 unknown "寒暑假周一闭馆"',
            "寒暑假周一闭馆",
        ),
        (
            "暑期：周一至周日 9:00-21:00",
            'Mo-Su unknown; Jul-Aug Mo-Su unknown "暑期：周一至周日 9:00-21:00"',
            "暑期：周一至周日 9:00-21:00",
        ),
    ],
)
def test_what_the_rules_cannot_say_is_kept_as_a_note(text: str, expression: str, note: str) -> None:
    assert read_hours(text) == HoursText(expression, note)
    OpeningHours.parse(expression, ZONE)


@pytest.mark.parametrize(
    ("text", "part", "reason"),
    [
        ("9-21", "9-21", "bare_hours"),
        ("周一至周五9-21", "9-21", "bare_hours"),
        ("25:00-26:00", "25:00", "time"),
        ("9:75-10:00", "9:75", "time"),
        ("24:30-25:00", "24:30", "time"),
        ("24:00-2:00", "24:00-2:00", "time"),
        ("上午3:00-4:00", "上午3:00-4:00", "time"),
        ("下午8点半-9点", "下午8点半-9点", "time"),
        ("次日2:00-3:00", "次日2:00-3:00", "time"),
        ("8:00-次日9:00", "8:00-次日9:00", "time"),
        ("2月30日 9:00-10:00", "2月30日", "time"),
        ("9:00-5:00", "9:00-5:00", "ambiguous"),
        ("10:00-2:00", "10:00-2:00", "ambiguous"),
        ("9:00-9:00", "9:00-9:00", "ambiguous"),
        ("下午5点-下午2点", "下午5点-下午2点", "ambiguous"),
        ("周一9:00-17:00，周一10:00-18:00", "周一10:00-18:00", "contradiction"),
        ("每天9:00-20:00，周六10:00-18:00", "周六10:00-18:00", "contradiction"),
        ("周一闭馆，周一9:00-17:00", "周一闭馆", "contradiction"),
        ("9:00-12:00，11:00-14:00", "11:00-14:00", "contradiction"),
        ("5-9月 8:00-20:00，5月-10月 9:00-17:00", "9:00-17:00", "contradiction"),
        ("法定节假日休息，法定节假日9:00-12:00", "法定节假日9:00-12:00", "contradiction"),
        ("9:00-12:00 周一闭馆 13:00-17:00", "13:00-17:00", "contradiction"),
        ("9:00-17:00（午休18:00-19:00）", "午休18:00-19:00", "contradiction"),
        ("9:00-17:00 欢迎光临", "欢迎光临", "word"),
        ("单休", "单", "word"),
        ("周三下午闭馆", "下午", "word"),
        ("8:00起", "起", "word"),
        ("周二至周日9:00—17:00（16:30停止入馆），周一闭馆", "停止入馆", "word"),
        ("全年 9:00-17:00，除夕至初六闭馆", "初六", "word"),
        ("9:00-17:00\ud800", "\ud800", "word"),
        ("9:00-17:00\x00", "\x00", "word"),
        ("", "", "incomplete"),
        ("   ", "   ", "incomplete"),
        ("周一至周五", "周一至周五", "incomplete"),
        ("周一至周五，，周六 9:00-12:00", "周一至周五", "incomplete"),
        ("周一8:00", "8:00", "incomplete"),
        ("周一8:00-", "8:00-", "incomplete"),
        ("夏季8:00-20:00", "夏季", "incomplete"),
        ("5-9月", "5-9月", "incomplete"),
        ("周一 5-9月 9:00-10:00", "周一", "incomplete"),
        ("闭馆", "闭馆", "incomplete"),
        ("闭馆日", "闭馆日", "incomplete"),
        ("周二至周日9:00-17:00，其余时间", "其余时间", "incomplete"),
        ("午休", "午休", "incomplete"),
        ("除9:00-10:00", "除", "incomplete"),
        ("除周一9:00-10:00", "除周一", "incomplete"),
        ("暑期", "暑期", "incomplete"),
        ("暑期：（）", "暑期：（", "incomplete"),
        ("周一8:00-周二", "8:00-", "incomplete"),
        ("9:00 17:00", "9:00", "incomplete"),
        ("暑期：其中", "其中", "word"),
        ("周一至周五（寒暑假除外）9:00-17:00", "周一至周五", "incomplete"),
        ("工作日9:00-17:00，节假日10:00-16:00", "节假日10:00-16:00", "ambiguous"),
        ("春节9:00-12:00", "春节9:00-12:00", "ambiguous"),
        ("周一至周五9:00-17:00，周六9:00-15:00，午休12:00-13:00", "午休12:00-13:00", "ambiguous"),
        ("午休12:00-13:00，9:00-17:00", "午休12:00-13:00", "ambiguous"),
        ("周一12:00-18:00闭馆", "12:00-18:00闭馆", "ambiguous"),
        ("周一至周五9:00-12:00；周一闭馆；13:00-17:00", "13:00-17:00", "ambiguous"),
        ("周二至周日9:00-17:00(周一闭馆,节假日除外)", "节假日除外", "ambiguous"),
        ("9:00-17:00（周一至周五），10:00-16:00", "10:00-16:00", "ambiguous"),
        ("5-9月 8:00-20:00，10-4月 9:00-17:00，周一闭馆", "周一闭馆", "ambiguous"),
        ("5-9月 8:00-20:00；周一闭馆；10-4月 9:00-17:00", "周一闭馆", "ambiguous"),
        ("周一9:00-12:00，周二9:00-13:00（5-9月）", "5-9月", "ambiguous"),
        ("Mo-Fr 25:00-26:00", "Mo", "word"),
        ("sunrise-sunset", "sunrise", "word"),
        ("9:00-17:00，" * 60, ("9:00-17:00，" * 60)[:MAX_TEXT], "too_long"),
    ],
)
def test_what_is_not_understood_is_named(text: str, part: str, reason: str) -> None:
    with pytest.raises(HoursNotUnderstood) as caught:
        read_hours(text)
    assert (caught.value.part, caught.value.reason) == (part, reason)
    assert text[caught.value.start :].startswith(part)


@pytest.mark.parametrize(
    ("text", "suggestion"),
    [
        ("9-21", "09:00-21:00"),
        ("9-12:30", "09:00-12:30"),
        ("9:30-21", "09:30-21:00"),
        ("21-9", None),
        ("9-99", None),
    ],
)
def test_bare_hours_come_with_a_remedy(text: str, suggestion: str | None) -> None:
    with pytest.raises(HoursNotUnderstood) as caught:
        read_hours(text)
    assert (caught.value.reason, caught.value.suggestion) == ("bare_hours", suggestion)


def test_notes_that_make_the_expression_too_long_are_refused() -> None:
    hours = "".join(f"周{day}9:00-1{hour}:00" for hour, day in enumerate("一二三四五六日"))
    text = f"{hours}；暑期：每天闭馆，以街道{'公告' * 12}为准，另行通知，请致电咨询，需提前预约"
    with pytest.raises(HoursNotUnderstood) as caught:
        read_hours(text)
    assert caught.value.reason == "too_long"
    assert read_hours(f"{hours}；暑期：每天闭馆").expression is not None


def test_quotes_in_a_note_do_not_break_the_expression() -> None:
    reading = read_hours('周六以"现场公告"为准')
    assert reading.expression == 'Sa unknown "周六以”现场公告”为准"'
    assert state('周六以"现场公告"为准', "2026-11-28T10:00") == "unknown"


# Generated schedules, written in random styles, are read back to the same week.

NAMES = "一二三四五六日"
Schedule = list[tuple[list[int], list[tuple[int, int]]]]


@st.composite
def schedules(draw: st.DrawFn) -> Schedule:
    """Weekdays in groups, each with one or two ranges in quarters of an hour, or closed."""
    labels = draw(st.lists(st.integers(0, 2), min_size=7, max_size=7))
    schedule: Schedule = []
    for label in sorted(set(labels)):
        days = [day for day in range(7) if labels[day] == label]
        edges = sorted(draw(st.sets(st.integers(24, 95), min_size=4, max_size=4)))
        ranges = [(edges[0] * 15, edges[1] * 15), (edges[2] * 15, edges[3] * 15)]
        schedule.append((days, ranges[: draw(st.integers(0 if schedule else 1, 2))]))
    return schedule


@st.composite
def written(draw: st.DrawFn, schedule: Schedule) -> str:
    def pick(*choices: str) -> str:
        return draw(st.sampled_from(choices))

    def clock(minutes: int) -> str:
        hour, minute = divmod(minutes, 60)
        spoken = {0: f"{hour}点", 30: f"{hour}点半", 15: f"{hour}点一刻"}.get(
            minute, f"{hour}点{minute}分"
        )
        half = ("上午", hour) if hour < 12 else ("下午", hour - 12 or 12)
        said = f"{half[0]}{half[1]}:{minute:02}" if 6 <= hour < 18 else f"{hour}:{minute:02}"
        return pick(f"{hour}:{minute:02}", f"{hour:02}：{minute:02}", spoken, said)

    def days_text(days: list[int]) -> str:
        week_word = pick("周", "星期", "礼拜")
        if len(days) > 2 and days == list(range(days[0], days[-1] + 1)):
            dash = pick("至", "到", "-", "—", "～")
            return f"{week_word}{NAMES[days[0]]}{dash}{week_word}{NAMES[days[-1]]}"
        if pick("short", "long") == "short":
            return week_word + "、".join(NAMES[day] for day in days)
        return pick("、", "和").join(f"{week_word}{NAMES[day]}" for day in days)

    clauses = []
    for days, ranges in schedule:
        dash = pick("-", "至", "~", "—", " - ", "－")
        times = pick("，", " ", "、").join(f"{clock(a)}{dash}{clock(b)}" for a, b in ranges)
        closed = pick("闭馆", "休息", "不开放")
        clauses.append(days_text(days) + pick("", " ", "：") + (times or closed))
    return pick("；", "，", " ", "").join(clauses)


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_generated_schedules_are_read_back(data: st.DataObject) -> None:
    schedule = data.draw(schedules())
    text = data.draw(written(schedule))
    expression = read_hours(text).expression
    assert expression is not None
    expected: list[list[str]] = [[] for _ in range(7)]
    for days, ranges in schedule:
        for day in days:
            expected[day] = [
                f"{a // 60:02}:{a % 60:02}-{b // 60:02}:{b % 60:02}" for a, b in ranges
            ]
    assert week(expression) == expected, text


WORDS = (
    "周 一 二 五 六 日 天 至 到 - — ， 、 ； 。 （ ） ： 9 12 00 :30 点 半 上午 下午 晚上 "
    "次日 凌晨 周一 周末 工作日 节假日 法定节假日 春节 暑期 寒假 闭馆 休息 除外 除 外 全天 "
    "24小时 午休 每天 其余时间 十 9:00-17:00 13:00 5月 9月 夏季 以公告为准 预约 另行通知 "
    '全年无休 闭馆日 Mo-Fr PH off 24/7 "'
)


@settings(max_examples=400, deadline=None)
@given(
    st.one_of(
        st.text(max_size=40), st.lists(st.sampled_from(WORDS.split()), max_size=14).map("".join)
    )
)
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        reading = read_hours(text)
    except HoursNotUnderstood as refused:
        assert refused.part in text  # noqa: PT017 - either outcome is right
        return
    assert reading.expression is not None or reading.note is not None
    if reading.expression is not None:
        OpeningHours.parse(reading.expression, ZONE)
