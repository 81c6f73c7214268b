"""`import`: from a file to what members are told, listed and undone."""

from __future__ import annotations

import csv
import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from geo.datum import Datum, from_wgs84
from geo.distance import distance_m
from geo.position import Position
from tests.integration.commands.conftest import Cli

BINJIANG = Path(__file__).parents[2] / "data" / "binjiang" / "centers.csv"
COLUMNS = ["编号", "类型", "名称", "街道", "地址", "开放时间", "纬度", "经度"]
STATION = Position(30.20842, 120.21175)
ROW = {
    "编号": "Z-1",
    "类型": "驿站",
    "名称": "江边驿站",
    "街道": "西兴街道",
    "地址": "闻涛路1号",
    "开放时间": "9：00-20:00",
    "纬度": str(STATION.lat),
    "经度": str(STATION.lon),
}


def write_csv(*rows: dict[str, str], columns: list[str] = COLUMNS) -> str:
    with Path("centers.csv").open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, columns, extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)
    return "centers.csv"


def write_xlsx(*rows: dict[str, str]) -> str:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(COLUMNS)
    for row in rows:
        sheet.append([row[column] for column in COLUMNS])
    book.save("centers.xlsx")
    return "centers.xlsx"


def known(cli: Cli, *options: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(
        cli("near", STATION.lat, STATION.lon, "--json", "--all", *options).out
    )
    return found


def test_the_real_centers_of_binjiang(on_database: Cli) -> None:
    imported = on_database("import", "centers", BINJIANG)
    assert imported.code == 0
    assert "读取87行：新增87 更新0 无变化0 错误0" in imported.lines
    with BINJIANG.open(encoding="utf-8-sig", newline="") as file:
        placed = [row["ref"] for row in csv.DictReader(file) if row["lat"]]
    assert sorted(center["ref"] for center in known(on_database)) == sorted(placed)


def test_the_same_file_again_changes_nothing(on_database: Cli) -> None:
    on_database("import", "centers", BINJIANG)
    before = known(on_database)
    again = on_database("import", "centers", BINJIANG)
    assert again.code == 0
    assert again.lines[-2:] == [
        "读取87行：新增0 更新0 无变化87 错误0",
        "没有变化，没有写入。",
    ]
    assert known(on_database) == before


@pytest.mark.parametrize("write", [write_csv, write_xlsx])
def test_a_file_of_either_form(cli: Cli, write: Any) -> None:
    imported = cli("import", "centers", write(ROW))
    assert imported.code == 0
    (center,) = known(cli)
    assert center["name"] == "江边驿站"
    assert center["kind"] == "station"
    assert center["address"] == "闻涛路1号"
    assert center["hours"] == "Mo-Su 09:00-20:00"
    assert (center["lat"], center["lon"]) == (STATION.lat, STATION.lon)
    assert center["distance_m"] < 0.1


def test_what_is_missing_is_never_deleted(cli: Cli) -> None:
    cli("import", "centers", write_csv(ROW, {**ROW, "编号": "Z-2", "名称": "桥头驿站"}))
    cli("import", "centers", write_csv({**ROW, "地址": "闻涛路3号"}))
    assert {center["ref"]: center["address"] for center in known(cli)} == {
        "Z-1": "闻涛路3号",
        "Z-2": "闻涛路1号",
    }


def test_a_column_that_is_missing_leaves_what_is_known(cli: Cli) -> None:
    cli("import", "centers", write_csv(ROW))
    short = ["编号", "类型", "名称", "地址"]
    report = cli("import", "centers", write_csv({**ROW, "地址": "闻涛路3号"}, columns=short))
    assert "读取1行：新增0 更新1 无变化0 错误0" in report.lines
    (center,) = known(cli)
    assert (center["address"], center["hours"]) == ("闻涛路3号", "Mo-Su 09:00-20:00")


def test_a_dry_run_writes_nothing(cli: Cli) -> None:
    tried = cli("import", "centers", write_csv(ROW), "--dry-run")
    assert tried.code == 0
    assert "读取1行：新增1 更新0 无变化0 错误0" in tried.lines
    assert known(cli) == []
    assert "读取1行：新增1 更新0 无变化0 错误0" in cli("import", "centers", "centers.csv").lines


def test_each_wrong_row_is_told_with_its_number_and_remedy(cli: Cli) -> None:
    report = cli(
        "import",
        "centers",
        write_csv(
            ROW,
            {**ROW, "编号": "Z-2", "名称": "二号驿站", "开放时间": "9-21"},
            {**ROW, "编号": "Z-3", "名称": "三号驿站", "纬度": "31.5"},
            {**ROW, "编号": "Z-4", "名称": "四号驿站", "纬度": "120.2", "经度": "30.2"},
            {**ROW, "编号": "Z-5", "名称": ""},
            {**ROW, "编号": "Z-1", "名称": "又是一号"},
            {**ROW, "编号": "Z-7", "名称": "=1+1"},
        ),
    )
    assert report.code == 1
    assert "读取7行：新增1 更新0 无变化0 错误6" in report.lines
    told = [line for line in report.lines if line.startswith("✗")]
    for line, number, remedy in zip(
        told,
        range(3, 9),
        ("请写09:00-21:00", "区外", "经纬度写反了", "请填写", "和第2行重复", "公式不会计算"),
        strict=True,
    ):
        assert line.startswith(f"✗ 第{number}行 ")
        assert remedy in line
    assert [center["ref"] for center in known(cli)] == ["Z-1"]


def test_the_report_in_english(cli: Cli) -> None:
    wrong = {**ROW, "编号": "Z-2", "名称": "二号驿站", "开放时间": "9-21"}
    report = cli("import", "centers", write_csv(ROW, wrong), "--language", "en")
    assert report.code == 1
    assert "Read 2: 1 new, 0 updated, 0 unchanged, 1 refused" in report.lines
    assert any("row 3" in line and "write 09:00-21:00" in line for line in report.lines)


@pytest.mark.parametrize("datum", [Datum.GCJ02, Datum.BD09])
def test_a_file_in_the_datum_of_a_chinese_map_lands_within_a_metre(cli: Cli, datum: Datum) -> None:
    lat, lon = from_wgs84(STATION, datum)
    assert distance_m(Position(lat, lon), STATION) > 300
    row = {**ROW, "纬度": f"{lat:.6f}", "经度": f"{lon:.6f}"}
    cli("import", "centers", write_csv(row), "--datum", datum.value)
    (center,) = known(cli)
    assert distance_m(Position(center["lat"], center["lon"]), STATION) < 1.0


def test_an_import_can_be_undone_once(on_database: Cli) -> None:
    on_database("import", "centers", BINJIANG)
    before = known(on_database)
    changed = BINJIANG.read_text(encoding="utf-8-sig").replace("西兴路555号", "西兴路557号")
    Path("changed.csv").write_text(changed, encoding="utf-8")
    assert "更新1" in on_database("import", "centers", "changed.csv").out
    assert known(on_database) != before
    undone = on_database("import", "undo", 2)
    assert (undone.code, undone.out) == (0, "Import 2 undone: 1 centers are as they were.\n")
    assert known(on_database) == before
    twice = on_database("import", "undo", 2)
    assert (twice.code, twice.err) == (1, "There is no import 2, or it was undone before.\n")


def test_an_import_that_was_overtaken_is_not_undone(cli: Cli) -> None:
    cli("import", "centers", write_csv(ROW))
    cli("import", "centers", write_csv({**ROW, "地址": "闻涛路3号"}))
    before = known(cli)
    refused = cli("import", "undo", 1)
    assert refused.code == 1
    assert "Center Z-1 was changed after import 1" in refused.err
    assert known(cli) == before


def test_the_sample_is_idempotent_too(on_database: Cli) -> None:
    assert "新增87" in on_database("import", "sample").out
    assert "无变化87" in on_database("import", "sample").out
    assert known(on_database)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("centers", "nowhere.csv"), "nowhere.csv: No such file"),
        (("centers", "empty.csv"), "empty.csv: "),
        (("centers", "old.xls"), "old.xls: "),
        (("centers", "half.csv"), "half.csv: 缺少“经度”列"),
        (("sample", "atlantis"), "No sample city atlantis; there are binjiang"),
        (("activities", "nowhere.ics"), "nowhere.ics: No such file"),
        (("activities", "old.xls"), "old.xls: 可以发 .ics 日历"),
        (("activities", "half.csv"), "half.csv: 缺少“时间”列"),
        (("activities", "empty.ics"), "empty.ics: 这不是能读的日历文件"),
        (("activities", "plan.csv"), "plan.csv does not say where. Say it: --center REF"),
        (("activities", "plan.csv", "--center", "x"), "No center has the ref x; see"),
    ],
)
def test_what_cannot_be_read_is_said(cli: Cli, arguments: tuple[str, ...], said: str) -> None:
    for name in ("empty.csv", "empty.ics"):
        Path(name).write_bytes(b"")
    Path("half.csv").write_text("名称,纬度\na,30.2\n")
    Path("plan.csv").write_text("名称,时间\na,2999-01-01 9:00\n")
    Path("old.xls").write_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600))
    refused = cli("import", *arguments)
    assert refused.code == 2
    assert refused.err.startswith(said)


def test_unknown_columns_are_named(cli: Cli) -> None:
    report = cli(
        "import", "centers", write_csv({**ROW, "负责人": "x"}, columns=[*COLUMNS, "负责人"])
    )
    assert report.code == 0
    assert "负责人" in report.out


def plan(*lines: str) -> str:
    Path("plan.csv").write_text("\n".join(("名称,时间,服务点,人数", *lines)), encoding="utf-8")
    return "plan.csv"


def test_activities_as_in_the_chat(on_database: Cli) -> None:
    cli = on_database
    cli("import", "centers", write_csv(ROW))
    day = f"{date.today() + timedelta(days=30)}"  # noqa: DTZ011 - the clock of the command
    lines = (f"读书会,{day} 19:00-20:30,Z-1,20人", "夜跑,某天,,很多", f"合唱,{day} 10点,,")
    tried = cli("import", "activities", plan(*lines), "--center", "Z-1", "--dry-run")
    assert tried.code == 1
    assert tried.lines == [
        "+ 第2条 新增 读书会",
        "+ 第4条 新增 合唱",
        "✗ 第3条 人数“很多”→请写1到10000的整数",
        "✗ 第3条 时间“某天”→请写成 2026-05-20 19:30-21:00",
        "新增2 更新0 无变化0 取消0 错误1",
        "试运行：没有写入。",
    ]
    taken = cli("import", "activities", "plan.csv", "--center", "Z-1", "--language", "en")
    assert "2 new, 0 updated, 0 unchanged, 0 cancelled, 1 refused" in taken.lines
    assert "python -m bot import undo 2" in taken.lines[-1]
    again = cli("import", "activities", plan(*lines[::2]), "--center", "Z-1")
    assert again.code == 0
    assert again.lines == ["新增0 更新0 无变化2 取消0 错误0", "没有变化，没有写入。"]
    plan(f"读书会,{day} 19:00-20:30,Z-1,30")
    changed = cli("import", "activities", "plan.csv")
    assert changed.lines == ["~ 第2条 更新 读书会：人数", "新增0 更新1 无变化0 取消0 错误0"]
    refused = cli("import", "undo", 2)
    assert refused.err.startswith("The activity “读书会” was changed after import 2, or a member")


def test_imports_are_listed_and_undone(on_database: Cli) -> None:
    cli = on_database
    cli("import", "centers", write_csv(ROW))
    day = f"{date.today() + timedelta(days=30)}"  # noqa: DTZ011 - the clock of the command
    cli("import", "activities", plan(f"读书会,{day} 19:00,Z-1,"))
    used = cli("import", "undo", 1)
    assert (used.code, used.out) == (1, "")
    assert used.err.startswith("Center Z-1 was changed after import 1")
    undone = cli("import", "undo", 2)
    assert undone.out == "Import 2 undone: 1 activities that it added are gone.\n"
    newest, oldest = (line.split("\t") for line in cli("import", "list").lines)
    assert newest[0] == "2"
    assert newest[2:5] == ["activity", "1", "plan.csv"]
    assert newest[5].startswith("undone ")
    assert oldest[2:] == ["center", "1", "centers.csv", "in force"]
    assert cli("import", "undo", 1).code == 0
    assert known(cli) == []
