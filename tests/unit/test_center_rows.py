"""Files of centers: what is taken, and what is to be mended, row by row."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import bot
from community.places.centers import CenterFacts
from community.places.fields import CENTERS, KINDS, QUALITIES
from community.places.rows import CenterRow, read_centers
from community.places.tables import CENTER_KINDS, POSITION_QUALITIES, center
from community.tables.fields import plain, words_to_keys
from community.tables.files import FileRefused, Row, Table, Untaken, read_table
from community.tables.rows import FileRows, RowProblem
from geo.box import Box
from geo.datum import Datum, from_wgs84
from geo.distance import distance_m
from geo.position import Position

BINJIANG = Box.parse("30.125,120.115,30.265,120.265")
CHANGHE = Position(30.17692, 120.18909)
SAMPLE = Path(bot.__file__).parent / "sample" / "binjiang"


def read(header: str, *lines: str, datum: Datum = Datum.WGS84) -> FileRows[CenterRow]:
    table = read_table("\n".join([header, *lines]).encode())
    return read_centers(table, datum, BINJIANG)


def the_row(header: str, line: str, datum: Datum = Datum.WGS84) -> CenterFacts:
    file = read(header, line, datum=datum)
    assert file.problems == ()
    (row,) = file.rows
    assert row.row_number == 2
    return row.facts


def problem(header: str, line: str, datum: Datum = Datum.WGS84) -> RowProblem:
    file = read(header, line, datum=datum)
    (found,) = file.problems
    assert found.warning or file.rows == ()
    return found


def test_a_full_row() -> None:
    row = the_row(
        "编号,类型,名称,街道,社区,地址,开放时间,电话,纬度,经度,坐标质量,设施,星级,来源,来源日期,核实日期",
        "s-1,驿站,长河驿站,长河街道,江一社区,滨文路200号,周一至周五 9：00-20:00（周六闭馆）,"
        "0571-86602202,30.17692,120.18909,poi,卫生间、WIFI,四星,现场,2026-06,2026年6月1日",
    )
    assert row == CenterFacts(
        ref="s-1",
        kind="station",
        name="长河驿站",
        subdistrict="长河街道",
        community="江一社区",
        address="滨文路200号",
        hours="Mo-Fr 09:00-20:00; Sa off",
        phone="0571-86602202",
        lat=CHANGHE.lat,
        lon=CHANGHE.lon,
        position_quality="poi",
        facilities=("toilet", "wifi"),
        stars=4.0,
        source="现场",
        source_date="2026-06",
        verified_on=date(2026, 6, 1),
    )


def test_english_columns_say_the_same() -> None:
    header = "ref,kind,name,opening_hours,lat,lon,facilities,stars,verified_on"
    row = the_row(
        header, 's-1,station,A,"Mo-Fr 09:00-20:00; PH off",30.2,120.2,"wc, aed",3,2026-6-1'
    )
    assert (row.kind, row.hours) == ("station", "Mo-Fr 09:00-20:00; PH off")
    assert (row.facilities, row.stars) == (("toilet", "aed"), 3.0)
    assert (row.position_quality, row.verified_on) == ("pin", date(2026, 6, 1))


def test_empty_cells_are_unknown() -> None:
    row = the_row("kind,name,地址,开放时间,电话,lat,lon,设施,星级,核实日期", "station,甲,,,,,,,,")
    assert row == CenterFacts("", "station", "甲")


def test_the_columns_of_the_file_and_what_was_not_read_are_told() -> None:
    file = read("类型,名称,备注,负责人", "驿站,甲,x,y")
    assert file.columns == {"kind", "name"}
    assert file.unknown_columns == ("备注", "负责人")


@pytest.mark.parametrize("datum", list(Datum))
def test_positions_are_turned_into_wgs84(datum: Datum) -> None:
    lat, lon = from_wgs84(CHANGHE, datum)
    row = the_row("kind,name,lat,lon", f"station,甲,{lat:.8f},{lon:.8f}", datum)
    assert row.datum == datum
    assert row.position is not None
    assert distance_m(row.position, CHANGHE) < 0.01


@pytest.mark.parametrize(
    ("ref", "kind"),
    [("330108", "district"), ("330108001", "subdistrict"), ("330108001001", "community")],
)
def test_a_division_code_tells_the_kind(ref: str, kind: str) -> None:
    assert the_row("ref,name", f"{ref},甲").kind == kind


@pytest.mark.parametrize(
    ("text", "stars"),
    [("5", 5.0), ("4.5", 4.5), ("三星级", 3.0), ("★★", 2.0), ("４星", 4.0), ("0", 0.0)],
)
def test_stars(text: str, stars: float) -> None:
    assert the_row("kind,name,stars", f"station,甲,{text}").stars == stars


@pytest.mark.parametrize("text", ["2026-06-01", "2026/6/1", "2026.06.01", "2026年6月1日"])
def test_dates(text: str) -> None:
    assert the_row("kind,name,核实日期", f"station,甲,{text}").verified_on == date(2026, 6, 1)


def test_hours_with_a_note() -> None:
    row = the_row("kind,name,开放时间", "station,甲,以现场公告为准")
    assert (row.hours, row.hours_note) == (None, "以现场公告为准")
    row = the_row("kind,name,开放时间,opening_hours", "station,甲,以现场公告为准,24/7")
    assert (row.hours, row.hours_note) == ("24/7", "以现场公告为准")


@pytest.mark.parametrize(
    ("header", "line", "expected"),
    [
        ("kind,name,电话", "station,,1234567", ("name", "", "missing", {})),
        ("kind,name", ",甲", ("kind", "", "missing", {})),
        ("ref,name", "12345,甲", ("kind", "", "missing", {})),
        ("kind,name", "超市,甲", ("kind", "超市", "kind", {})),
        ("kind,name", f"station,{'长' * 121}", ("name", "长" * 121, "too_long", {"limit": 120})),
        ("kind,name", "station,甲\x07乙", ("name", "甲\x07乙", "characters", {})),
        ("kind,name,phone", "station,甲,问王姐", ("phone", "问王姐", "phone", {})),
        ("kind,name,stars", "station,甲,6", ("stars", "6", "stars", {})),
        ("kind,name,核实日期", "station,甲,2026-02-30", ("verified_on", "2026-02-30", "date", {})),
        ("kind,name,核实日期", "station,甲,昨天", ("verified_on", "昨天", "date", {})),
        ("kind,name,source_date", "station,甲,六月", ("source_date", "六月", "date", {})),
        ("kind,name,lat,lon", "station,甲,30.2,", ("lon", "", "missing", {})),
        ("kind,name,lat,lon", "station,甲,,120.2", ("lat", "", "missing", {})),
        ("kind,name,lat,lon", "station,甲,NaN,120.2", ("lat", "NaN", "number", {})),
        ("kind,name,lat,lon", "station,甲,30.2,inf", ("lon", "inf", "number", {})),
        ("kind,name,lat,lon", "station,甲,30.2,1e2", ("lon", "1e2", "number", {})),
        ("kind,name,lat,lon", "station,甲,95.0,120.2", ("lat", "95.0", "out_of_range", {})),
        ("kind,name,lat,lon", "station,甲,30.2,181", ("lon", "181", "out_of_range", {})),
        (
            "kind,name,lat,lon",
            "station,甲,120.2,30.2",
            ("lat", "120.2", "swapped", {"lat": 30.2, "lon": 120.2}),
        ),
        (
            "kind,name,lat,lon,坐标质量",
            "station,甲,30.2,120.2,none",
            ("coordinate_quality", "none", "quality_mismatch", {}),
        ),
        (
            "kind,name,lat,lon,坐标质量",
            "station,甲,,,poi",
            ("coordinate_quality", "poi", "quality_mismatch", {}),
        ),
        (
            "kind,name,lat,lon,坐标质量",
            "station,甲,30.2,120.2,很好",
            ("coordinate_quality", "很好", "quality", {}),
        ),
        (
            "kind,name,开放时间",
            "station,甲,9-21",
            (
                "hours_text",
                "9-21",
                "hours",
                {"part": "9-21", "reason": "bare_hours", "suggestion": "09:00-21:00"},
            ),
        ),
        (
            "kind,name,开放时间",
            "station,甲,9:00-17:00欢迎",
            ("hours_text", "9:00-17:00欢迎", "hours", {"part": "欢迎", "reason": "word"}),
        ),
        (
            "kind,name,opening_hours",
            "station,甲,sunrise-sunset",
            ("opening_hours", "sunrise-sunset", "expression", {"reason": "sun"}),
        ),
        (
            "kind,name,开放时间,opening_hours",
            "station,甲,9:00-17:00,24/7",
            ("opening_hours", "24/7", "hours_differ", {"hours_text": "Mo-Su 09:00-17:00"}),
        ),
        (
            "kind,name,设施",
            "station,甲,卫生间、直升机坪",
            ("facilities", "卫生间、直升机坪", "facility", {"word": "直升机坪"}),
        ),
        ("kind,name,地址", "station,甲,=1+1", ("address", "=1+1", "formula", {})),
    ],
)
def test_problems(
    header: str, line: str, expected: tuple[str, str, str, dict[str, object]]
) -> None:
    found = problem(header, line)
    assert (found.row_number, found.warning) == (2, False)
    assert (found.column, found.value, found.code, dict(found.values)) == expected


def test_all_problems_of_a_row_are_told_at_once() -> None:
    file = read("kind,name,stars,设施", "超市,,9,跑道;塔台")
    assert [each.code for each in file.problems] == [
        "kind", "missing", "facility", "facility", "stars",
    ]  # fmt: skip


def test_a_position_outside_that_would_lie_inside_in_another_datum() -> None:
    # 400 m inside the eastern edge: Baidu's coordinates of it lie outside.
    inside = Position(30.2, 120.2608)
    lat, lon = from_wgs84(inside, Datum.BD09)
    found = problem("kind,name,lat,lon", f"station,甲,{lat:.6f},{lon:.6f}")
    assert found.code == "outside"
    assert found.values["looks_like"] == "bd09"
    assert 0 < float(found.values["distance_m"]) < 1_200
    assert the_row("kind,name,lat,lon", f"station,甲,{lat:.6f},{lon:.6f}", Datum.BD09).position


def test_a_position_far_outside_looks_like_nothing() -> None:
    found = problem("kind,name,lat,lon", "station,甲,31.2,121.5")
    assert found.code == "outside"
    assert set(found.values) == {"distance_m"}
    assert float(found.values["distance_m"]) > 100_000


def test_the_same_center_twice() -> None:
    file = read("ref,kind,name,街道", "a,驿站,甲,长河街道", "a,驿站,乙,", "b,驿站,甲,长河街道")
    assert [row.row_number for row in file.rows] == [2]
    assert [(p.row_number, p.column, p.code, p.values["row"]) for p in file.problems] == [
        (3, "ref", "repeated", 2),
        (4, "name", "repeated", 2),
    ]


def test_a_cell_that_is_not_taken_is_all_that_is_said_of_a_row() -> None:
    assert problem("kind,name,lat,lon", "station,甲,=1,120.2").code == "formula"


def test_one_name_in_two_subdistricts_is_two_centers() -> None:
    assert len(read("kind,name,街道", "驿站,甲,长河街道", "驿站,甲,西兴街道").rows) == 2


def test_rows_that_are_likely_one_place_are_taken_with_a_warning() -> None:
    file = read(
        "kind,name,lat,lon,坐标质量",
        "驿站,甲,30.20010,120.20000,poi",
        "驿站,乙,30.20000,120.20000,poi",
        "社区,丙,30.20000,120.20000,poi",
        "驿站,丁,30.20000,120.20000,nearby",
        "驿站,戊,30.20100,120.20000,poi",
        "驿站,己,30.20000,120.20100,poi",
    )
    assert len(file.rows) == 6
    (found,) = file.problems
    assert (found.row_number, found.code, found.warning) == (3, "near", True)
    assert found.values == {"row": 2, "name": "甲", "distance_m": 11}


@pytest.mark.parametrize(
    ("header", "code", "column"),
    [
        ("kind,address", "column_missing", "name"),
        ("name,lat", "column_missing", "lon"),
        ("name,经度", "column_missing", "lat"),
        ("name,名称", "column_twice", "name"),
    ],
)
def test_headers_that_are_refused(header: str, code: str, column: str) -> None:
    with pytest.raises(FileRefused) as caught:
        read(header, "a,b")
    assert (caught.value.code, caught.value.column) == (code, column)


@pytest.mark.parametrize(
    ("title", "column"),
    [
        ("纬度(WGS-84)", "lat"),
        ("Latitude ", "lat"),
        ("* 名称", "name"),
        ("联系电话：", "phone"),
        ("ＯＳＭ时间", "opening_hours"),
        ("备注", None),
    ],
)
def test_titles_of_columns(title: str, column: str | None) -> None:
    other = {"lat": "经度"}.get(column or "")
    header = [title, *([other] if other else []), *(["name"] if column != "name" else [])]
    at, unknown = CENTERS.columns(header)
    assert (column in at, unknown) == ((True, ()) if column else (False, (title,)))


def test_the_words_of_kinds_and_qualities_are_those_of_the_database() -> None:
    assert tuple(KINDS) == CENTER_KINDS
    assert tuple(QUALITIES) == POSITION_QUALITIES
    assert words_to_keys(KINDS)[plain(" 驿 站 ")] == "station"


def test_no_word_heads_two_columns() -> None:
    headed = [
        (word, field.name)
        for field in CENTERS.fields
        for word in {plain(word) for word in (field.name, *field.words)}
    ]
    assert len(dict(headed)) == len(headed)


def test_limits_are_those_of_the_database() -> None:
    limits = {field.name: field.limit for field in CENTERS.fields if field.limit}
    assert limits == {name: center.c[name].type.length for name in limits}
    assert len(limits) == 8


def test_every_fact_has_a_column_of_the_file_or_is_the_bots_own() -> None:
    spoken = {fact for field in CENTERS.fields for fact in field.speaks_of}
    assert set(CenterFacts("", "", "").as_fields()) - spoken == {"ref", "ratings", "status"}


# What ships with the package.


def test_the_sample_is_read_without_a_problem() -> None:
    file = read_centers(read_table((SAMPLE / "centers.csv").read_bytes()), Datum.WGS84, BINJIANG)
    assert file.problems == ()
    assert file.unknown_columns == ()
    facts = [row.facts for row in file.rows]
    kinds = [row.kind for row in facts]
    assert {kind: kinds.count(kind) for kind in kinds} == {
        "district": 1, "subdistrict": 3, "community": 68, "station": 15,
    }  # fmt: skip
    assert sum(row.position is not None for row in facts) == 34
    assert sum(row.hours is not None for row in facts) == 13
    assert [row.hours_note for row in facts if row.hours_note] == [
        "暑期：周六日闭馆", "以现场公告为准",
    ]  # fmt: skip
    assert all(row.source and row.source_date for row in facts)


def test_the_landmarks_of_the_sample_lie_in_the_district() -> None:
    table = read_table((SAMPLE / "landmarks.csv").read_bytes())
    assert table.header == ("kind", "name", "lat", "lon", "address", "source")
    assert len(table.rows) == 44
    for row in table.rows:
        kind, name, lat, lon, _, source = map(str, row.cells)
        assert kind
        assert name
        assert source
        assert BINJIANG.contains(Position(float(lat), float(lon)))


def test_the_sample_tells_where_it_comes_from() -> None:
    readme = (SAMPLE / "README.md").read_text()
    for name in ("centers.csv", "landmarks.csv"):
        table = read_table((SAMPLE / name).read_bytes())
        place = table.header.index("source")
        for source in {str(row.cells[place]).split("; ")[0] for row in table.rows}:
            assert source in readme


CELLS = st.one_of(
    st.text(max_size=12),
    st.sampled_from(["", "30.2", "120.2", "9:00-17:00", "驿站", "甲", "五星", "2026-06-01", "wc"]),
    st.builds(Untaken, st.just("formula"), st.just("=1")),
)
COLUMNS = tuple(field.name for field in CENTERS.fields)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(*[CELLS] * len(COLUMNS)), max_size=4), st.sampled_from(Datum))
def test_every_row_is_taken_or_has_an_error(
    rows: list[tuple[str | Untaken, ...]], datum: Datum
) -> None:
    table = Table(COLUMNS, tuple(Row(number, cells) for number, cells in enumerate(rows, 2)))
    file = read_centers(table, datum, BINJIANG)
    wrong = {each.row_number for each in file.problems if not each.warning}
    taken = {row.row_number for row in file.rows}
    assert wrong.isdisjoint(taken)
    assert wrong | taken == {row.number for row in table.rows}
    for row in file.rows:
        position = row.facts.position
        assert position is None or BINJIANG.contains(position)
        assert (position is None) == (row.facts.position_quality == "none")
