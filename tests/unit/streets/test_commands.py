"""The operator's commands."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
import typer
from typer.testing import CliRunner

from bot.commands import streets as commands
from bot.commands.circle import circle
from geo.position import Position
from geo.streets import file

runner = CliRunner()
At = Callable[[float, float], Position]

circle_app = typer.Typer()
circle_app.command()(circle)


def run(*arguments: object, **more: object):  # type: ignore[no-untyped-def]
    return runner.invoke(commands.app, [str(a) for a in arguments], **more)  # type: ignore[arg-type]


@pytest.fixture
def river(maps: Path, tmp_path: Path) -> Path:
    out = tmp_path / "river.anjia"
    result = run("build", maps / "river.osm", "--out", out)
    assert result.exit_code == 0
    assert "OpenStreetMap contributors" in result.stdout
    return out


def test_info_tells_what_a_file_holds(river: Path) -> None:
    result = run("info", river)
    assert result.exit_code == 0
    told = dict(line.split(maxsplit=1) for line in result.stdout.splitlines())
    assert told["nodes"] == "4"
    assert told["edges"] == "3"
    assert told["length"] == "0.9 km"
    assert told["date"] == "2024-05-01 00:00 UTC"
    assert told["box"] == "30.20000,120.20000,30.20090,120.20415"
    assert "ODbL" in told["licence"]


def test_matrix_answers_json_with_json(river: Path, at: At) -> None:
    def point(east: float, north: float) -> dict[str, float]:
        return {"lat": at(east, north).lat, "lon": at(east, north).lon}

    question = {"sources": [point(0, 0)], "targets": [point(0, 100), point(0, 5000)]}
    result = run("matrix", river, input=json.dumps(question))
    assert result.exit_code == 0
    answer = json.loads(result.stdout)
    assert answer["distance_m"][0] == [pytest.approx(900, abs=0.5), None]
    assert answer["time_s"][0] == [pytest.approx(810, abs=1), None]


def test_matrix_from_door_to_door(river: Path, at: At) -> None:
    south, north = at(0, -10), at(100, -10)
    places = [[{"lat": p.lat, "lon": p.lon}] for p in (south, north)]
    question = json.dumps(dict(zip(("sources", "targets"), places, strict=True)))
    result = run("matrix", river, "--door-to-door", input=question)
    assert json.loads(result.stdout)["distance_m"] == [[pytest.approx(120, abs=0.5)]]


@pytest.mark.parametrize(
    "question",
    [
        "",
        "not json",
        "[]",
        "{}",
        '{"sources": 1, "targets": []}',
        '{"sources": [{"lat": 1}], "targets": []}',
        '{"sources": [{"lat": "1", "lon": 2}], "targets": []}',
        '{"sources": [{"lat": NaN, "lon": 2}], "targets": []}',
        '{"sources": [{"lat": 100, "lon": 2}], "targets": []}',
        '{"sources": [], "targets": ' + json.dumps([{"lat": 1, "lon": 1}] * 10_001) + "}",
    ],
)
def test_matrix_refuses_a_bad_question(river: Path, question: str) -> None:
    result = run("matrix", river, input=question)
    assert result.exit_code == 2
    assert "standard input" in result.stderr
    assert result.stdout == ""


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (["--box", "10,10,11,11"], "no streets in the area"),
    ],
)
def test_build_says_why_not_and_writes_nothing(
    maps: Path, tmp_path: Path, more: list[str], said: str
) -> None:
    result = run("build", maps / "river.osm", "--out", tmp_path / "out", *more)
    assert result.exit_code == 1
    assert said in result.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "more",
    [
        ["--box", "1,2,3"],
        ["--box", "11,10,10,11"],
        ["--box", "a,b,c,d"],
        ["--around-centers", "2"],
        ["--around-centers", "2", "--box", "1,2,3,4"],
        ["--around-centers", "2", "--centers", "nothing.csv"],
    ],
)
def test_build_refuses_bad_options(maps: Path, tmp_path: Path, more: list[str]) -> None:
    result = run("build", maps / "river.osm", "--out", tmp_path / "out", *more)
    assert result.exit_code == 2
    assert list(tmp_path.iterdir()) == []


def test_build_refuses_a_folder_that_is_not_there(maps: Path, tmp_path: Path) -> None:
    result = run("build", maps / "river.osm", "--out", tmp_path / "no" / "out")
    assert result.exit_code == 2


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("junk.osm.pbf", "junk", "cannot be read"),
        ("empty.osm", '<osm version="0.6"/>', "no way that may be walked on"),
    ],
)
def test_build_explains_a_bad_extract(tmp_path: Path, name: str, content: str, said: str) -> None:
    extract = tmp_path / name
    extract.write_text(content)
    result = run("build", extract, "--out", tmp_path / "out")
    assert result.exit_code == 1
    assert said in result.stderr
    assert not (tmp_path / "out").exists()


def test_build_around_the_centers_of_a_csv(maps: Path, tmp_path: Path) -> None:
    centers = tmp_path / "centers.csv"
    centers.write_text("name,lat,lon\na,30.2,120.2\nb,,\n", encoding="utf-8-sig")
    out = tmp_path / "out"
    options = ["--around-centers", "0.25", "--centers", centers, "--out", out]
    assert run("build", maps / "river.osm", *options).exit_code == 0
    assert float(file.read(out).edge_length.sum()) == pytest.approx(200, abs=1)


def test_build_around_the_centers_it_is_given(maps: Path, tmp_path: Path, at: At) -> None:
    out = tmp_path / "out"
    lookup = lambda: [at(200, 0)]  # noqa: E731
    options = ["--around-centers", "5", "--out", out]
    assert run("build", maps / "river.osm", *options, obj=lookup).exit_code == 0
    assert float(file.read(out).edge_length.sum()) == pytest.approx(900, abs=1)
    assert run("build", maps / "river.osm", *options, obj=lambda: []).exit_code == 2


@pytest.mark.parametrize(
    "text", ["a,b\n1,2\n", "lat,lon\n,\n", "lat,lon\nx,y\n", "lat,lon\n99,1\n"]
)
def test_a_csv_without_positions_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "centers.csv"
    path.write_text(text)
    with pytest.raises(typer.BadParameter):
        commands.centers_from(path)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda content: content[:8] + b"\xff\0\0\0" + content[12:], "version 255"),
        (lambda content: content[:100], "cut off"),
        (lambda content: content[:-1] + b"\xff", "damaged"),
        (lambda content: b"something else", "not a street file"),
        (lambda content: None, "No such file"),
    ],
)
def test_a_bad_street_file_is_explained(
    river: Path, change: Callable[[bytes], bytes | None], said: str
) -> None:
    content = change(river.read_bytes())
    river.unlink()
    if content is not None:
        river.write_bytes(content)
    result = run("info", river)
    assert result.exit_code == 1
    assert said in result.stderr


def test_a_file_that_cannot_be_written_is_explained(
    maps: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(source: str, target: Path) -> None:
        raise OSError(28, "No space left on device", str(target))

    monkeypatch.setattr(file, "os", SimpleNamespace(**{**vars(file.os), "replace": fail}))
    result = run("build", maps / "river.osm", "--out", tmp_path / "out")
    assert result.exit_code == 1
    assert "No space left on device" in result.stderr


def test_circle_prints_geojson_and_draws(river: Path, tmp_path: Path) -> None:
    png = tmp_path / "circle.png"
    arguments = ["30.2", "120.2", "--streets", str(river), "--minutes", "10", "--png", str(png)]
    result = runner.invoke(circle_app, arguments)
    assert result.exit_code == 0
    assert json.loads(result.stdout)["geometry"]["type"] == "Polygon"
    assert png.read_bytes().startswith(b"\x89PNG")


def test_circle_says_when_there_is_no_street(river: Path) -> None:
    result = runner.invoke(circle_app, ["31", "121", "--streets", str(river)])
    assert result.exit_code == 1
    assert "no street near enough" in result.stderr
    assert runner.invoke(circle_app, ["99", "121", "--streets", str(river)]).exit_code == 2


@pytest.mark.parametrize("name", ["missing/circle.png", "."])
def test_a_picture_that_cannot_be_written_is_told(river: Path, tmp_path: Path, name: str) -> None:
    png = tmp_path / name
    arguments = ["30.2", "120.2", "--streets", str(river), "--png", str(png)]
    result = runner.invoke(circle_app, arguments)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith(f"{png}: ")
