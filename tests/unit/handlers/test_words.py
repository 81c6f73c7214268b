"""How times, states, ways and imports are said."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from community.activities.files.rows import ACTIVITIES
from community.hours.opening import Doubt, Opening, OpeningHours, OpenState, Span
from community.places.centers import Center, CenterFacts
from community.places.directory import NearbyPlace
from community.places.fields import CENTERS
from community.tables.fields import Sheet
from community.tables.files import FileRefused
from community.tables.reports import Change, Report
from community.tables.rows import RowProblem
from geo.streets.directions import Heading, Step, StepKind, Turn
from handlers.chat.texts import Texts, texts_for
from handlers.places import wording
from handlers.places.import_words import center_words
from handlers.places.way_words import MOST_STEPS, way_words

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 24, 21, 40, tzinfo=SHANGHAI)
ZH, EN = texts_for("zh"), texts_for("en")
OPEN, CLOSED = OpenState.OPEN, OpenState.CLOSED


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("opening", "zh", "en"),
    [
        (Opening(OpenState.UNKNOWN), "⚪ 时间待核实", "⚪ hours not verified"),
        (Opening(OPEN), "🟢营业中", "🟢open"),
        (Opening(OPEN, all_day=True), "🟢24小时", "🟢open 24 h"),
        (Opening(OPEN, at(24, 22)), "🟢22:00关，剩20分钟", "🟢until 22:00, 20 min left"),
        (Opening(OPEN, NOW + timedelta(seconds=20)), "🟢21:40关，剩1分钟", None),
        (Opening(OPEN, at(24, 23)), "🟢23:00关", "🟢until 23:00"),
        (Opening(OPEN, at(25, 0)), "🟢24:00关", "🟢until 24:00"),
        (Opening(OPEN, at(25, 2)), "🟢2:00关", "🟢until 2:00"),
        (Opening(OPEN, at(27, 20)), "🟢周五20:00关", "🟢until Fri 20:00"),
        (Opening(CLOSED), "🔴未营业", "🔴closed"),
        (Opening(CLOSED, at(24, 22)), "🔴今天22:00开", "🔴opens today 22:00"),
        (Opening(CLOSED, at(25, 8)), "🔴明早8:00开", "🔴opens tomorrow 8:00"),
        (Opening(CLOSED, at(25, 13)), "🔴明天13:00开", "🔴opens tomorrow 13:00"),
        (Opening(CLOSED, at(30, 9)), "🔴周一9:00开", "🔴opens Mon 9:00"),
        (Opening(CLOSED, at(30, 9) + timedelta(3)), "🔴12月3日 9:00开", "🔴opens 12/3 9:00"),
        (
            Opening(OPEN, at(24, 23), doubt=Doubt.HOLIDAY),
            "🟢23:00关（今天是节假日，时间可能不同）",
            None,
        ),
    ],
)
def test_opening_line(opening: Opening, zh: str, en: str | None) -> None:
    assert wording.opening_line(opening, NOW, ZH) == zh
    if en is not None:
        assert wording.opening_line(opening, NOW, EN) == en


@pytest.mark.parametrize(
    ("expression", "said"),
    [
        ("24/7", "24小时"),
        ("Mo 08:00-20:00", "不开放"),
        ("Tu 08:00-12:00,13:00-17:00", "8:00–12:00、13:00–17:00"),
        ("Tu 18:00-02:00", "18:00–2:00"),
        ("Tu 09:00-24:00", "9:00–24:00"),
    ],
)
def test_day_spans(expression: str, said: str) -> None:
    hours = OpeningHours.parse(expression, SHANGHAI)
    assert wording.day_spans(hours.day(NOW.date()), ZH) == said


def test_unknown_spans_say_so() -> None:
    span = Span(at(24, 8), at(24, 9), OpenState.UNKNOWN)
    assert wording.day_spans([span], ZH) == "8:00–9:00（待核实）"


def place(distance: float, *, estimated: bool = True) -> NearbyPlace:
    center = Center(ref="x", kind="station", name="x")
    return NearbyPlace(center, distance, distance / 4 * 3.6, estimated, Opening(OPEN))


@pytest.mark.parametrize(
    ("metres", "said"),
    [
        (0, "就在这里"),
        (29.9, "就在这里"),
        (30, "约1分钟 (估算)"),
        (67, "约2分钟 (估算)"),
        (1000, "约15分钟 (估算)"),
        (6000, "约90分钟 (估算)"),
        (6100, "约6.1公里 (估算)"),
    ],
)
def test_walk(metres: float, said: str) -> None:
    assert wording.walk(place(metres), ZH, mark=True) == said
    assert "估算" not in wording.walk(place(metres, estimated=False), ZH, mark=True)
    assert "估算" not in wording.walk(place(metres), ZH)


@pytest.mark.parametrize(
    ("metres", "said"),
    [
        (3, "10米"),
        (444, "440米"),
        (949, "950米"),
        (961, "1.0公里"),
        (9949, "9.9公里"),
        (36000, "36公里"),
    ],
)
def test_distance(metres: float, said: str) -> None:
    assert wording.distance(metres, ZH) == said


def test_stars() -> None:
    assert wording.stars(None, 3, ZH) is None
    assert wording.stars(4.62, None, ZH) == "★4.6"
    assert wording.stars(4.0, 38, ZH) == "★4.0(38)"


def step(name: str | None, turn: Turn | None, kind: StepKind = StepKind.STREET) -> Step:
    return Step(name=name, heading=Heading.N, distance_m=250.0, kind=kind, turn=turn)


def test_way_in_words() -> None:
    steps = [step("江陵路", None), step("滨盛路 <1>", Turn.LEFT)]
    assert way_words(steps, ZH) == "沿江陵路向北250米，左转滨盛路 &lt;1&gt;250米"
    assert way_words([step(None, None, StepKind.OPEN)], ZH) == "向北走250米"
    unnamed = [step(None, None), step(None, Turn.SHARP_RIGHT, StepKind.BRIDGE)]
    assert way_words(unnamed, ZH) == "向北走250米，向右后方转桥250米"
    back = way_words([step(None, None), step(None, Turn.BACK)], EN)
    assert back == "north 250 m, turn back 250 m"
    assert way_words([], ZH) == ""


def test_long_ways_are_cut() -> None:
    said = way_words([step(f"路{n}", Turn.LEFT if n else None) for n in range(12)], ZH)
    assert said.count("，") == MOST_STEPS
    assert said.endswith("再走一段就到")


HOURS_SUGGESTED = {"part": "9-21", "suggestion": "09:00-21:00"}


@pytest.mark.parametrize(
    ("problem", "said"),
    [
        (
            RowProblem(17, "hours_text", "9-21", "hours", HOURS_SUGGESTED),
            "✗ 第17行 时间“9-21”→请写09:00-21:00",
        ),
        (
            RowProblem(4, "hours_text", "看心情", "hours", {"part": "看心情"}),
            "✗ 第4行 时间“看心情”→看不懂“看心情”，请写成 周一至周五 09:00-21:00",
        ),
        (
            RowProblem(33, "lat", "30.3", "outside", {"distance_m": 1100, "looks_like": "bd09"}),
            "✗ 第33行 坐标“30.3”→区外1.1公里，像百度坐标",
        ),
        (
            RowProblem(
                8, "lat", "西", "near", {"row": 3, "name": "西兴驿站", "distance_m": 20}, True
            ),
            "! 第8行 坐标“西”→距第3行“西兴驿站”20米，疑似同一处",
        ),
        (
            RowProblem(2, "name", "长" * 90, "too_long", {"limit": 120}),
            f"✗ 第2行 名称“{'长' * 59}…”→最多120字",
        ),
    ],
)
def test_problem_lines(problem: RowProblem, said: str) -> None:
    assert center_words(ZH).problem(problem) == said
    assert center_words(EN).problem(problem)


CODES: dict[str, dict[str, Any]] = {
    "missing": {},
    "too_long": {"limit": 1},
    "characters": {},
    "kind": {},
    "quality": {},
    "phone": {},
    "stars": {},
    "date": {},
    "number": {},
    "quality_mismatch": {},
    "expression": {"reason": "x"},
    "hours_differ": {"hours_text": "x"},
    "facility": {"word": "x"},
    "out_of_range": {},
    "swapped": {"lat": 1.0, "lon": 2.0},
    "outside": {"distance_m": 5},
    "repeated": {"row": 1},
    "formula": {},
    "cell_error": {},
    "cell_too_long": {},
}


@pytest.mark.parametrize("code", CODES)
def test_every_problem_has_words(code: str) -> None:
    problem = RowProblem(1, "odd", "v", code, CODES[code])
    for texts in (ZH, EN):
        assert "→" in center_words(texts).problem(problem)


def test_refused_files_and_changes_and_summary() -> None:
    words = center_words(ZH)
    assert "第7行" in words.refused(FileRefused("row_too_wide", row=7))
    assert "“纬度”" in words.refused(FileRefused("column_missing", column="lat"))
    assert "“lat”" in center_words(EN).refused(FileRefused("column_missing", column="lat"))
    facts = CenterFacts("a", "station", "西兴驿站")
    placed = replace(facts, phone="1", hours="24/7", hours_note="x", lat=30.2, lon=120.2)
    new = Change(5, "a", "西兴驿站", None, facts.as_json())
    other = Change(6, "a", "西兴驿站", facts.as_json(), placed.as_json())
    wrong = (RowProblem(9, "lat", "x", "number"), RowProblem(9, "lon", "x", "number"))
    report = Report("center", (new,), (other,), unchanged=(2, 3), problems=wrong)
    assert list(words.changes(report)) == [
        "+ 第5行 新增 西兴驿站",
        "~ 第6行 更新 西兴驿站：电话、坐标、时间",
    ]
    assert words.summary(report) == "读取5行：新增1 更新1 无变化2 错误1"


@pytest.mark.parametrize("texts", [ZH, EN])
@pytest.mark.parametrize("sheet", [CENTERS, ACTIVITIES])
def test_every_column_of_every_kind_of_file_has_words(sheet: Sheet, texts: Texts) -> None:
    for field in sheet.fields:
        assert texts.has(f"{sheet.about}-column-{field.name}")
    assert texts.has(f"{sheet.about}-row")
    assert texts.has(f"{sheet.about}-summary")
