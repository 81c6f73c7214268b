"""`near`: the fields, the order, the options, and what is refused."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from geo.distance import distance_m
from geo.position import Position
from geo.walking import DETOUR
from tests.integration.commands.conftest import Cli

HERE = ("30.2084", "120.2120")
PROMISED = {
    "ref", "name", "kind", "lat", "lon", "distance_m", "walk_minutes", "estimated",
    "open_state", "hours", "address", "phone",
}  # fmt: skip
EVENING = "2026-11-24T21:30+08:00"


def near(cli: Cli, *arguments: str, at: str = "2026-11-24T10:00+08:00") -> list[dict[str, Any]]:
    ended = cli("near", *arguments, "--json", "--at", at)
    assert ended.code == 0, ended.err
    found: list[dict[str, Any]] = json.loads(ended.out)
    return found


@pytest.fixture
def city(on_database: Cli) -> Cli:
    on_database("import", "sample")
    return on_database


def test_the_promised_fields(city: Cli) -> None:
    found = near(city, *HERE)
    assert found
    for place in found:
        assert place.keys() >= PROMISED
        assert place["open_state"] in {"open", "closed", "unknown"}
        assert place["estimated"] is True
        assert isinstance(place["walk_minutes"], int)


def test_nearest_first_and_only_within_15_minutes(city: Cli) -> None:
    found, everything = near(city, *HERE), near(city, *HERE, "--all")
    metres = [place["distance_m"] for place in everything]
    assert metres == sorted(metres)
    assert found == [place for place in everything if place["walk_minutes"] <= 15]
    assert len(everything) > len(found)


def test_distances_are_of_the_earth(city: Cli) -> None:
    for place in near(city, *HERE, "--all"):
        straight = distance_m(Position(30.2084, 120.2120), Position(place["lat"], place["lon"]))
        assert place["straight_m"] == pytest.approx(straight, abs=0.06)
        assert place["distance_m"] == pytest.approx(straight * DETOUR, abs=0.06)
        assert place["walk_minutes"] == max(1, -int(-place["distance_m"] * 60 // 4000))


def test_minutes(city: Cli) -> None:
    assert near(city, *HERE, "--minutes", "1") == []
    everything = near(city, *HERE, "--all")
    assert near(city, *HERE, "--minutes", "30") == [
        place for place in everything if place["walk_minutes"] <= 30
    ]


def test_a_moment(city: Cli) -> None:
    morning = {place["ref"]: place for place in near(city, *HERE, "--all")}
    evening = {place["ref"]: place for place in near(city, *HERE, "--all", at=EVENING)}
    usual = [ref for ref, place in morning.items() if place["hours"] == "Mo-Su 08:00-20:00"]
    assert usual
    for ref in usual:
        assert (morning[ref]["open_state"], evening[ref]["open_state"]) == ("open", "closed")
        assert morning[ref]["open_until_change"] == "2026-11-24T20:00:00+08:00"
    unknown = [place for place in evening.values() if place["hours"] is None]
    assert unknown
    assert {place["open_state"] for place in unknown} == {"unknown"}


def test_a_moment_without_zone_is_meant_in_the_district(city: Cli) -> None:
    assert near(city, *HERE, "--all", at="2026-11-24T21:30") == near(
        city, *HERE, "--all", at=EVENING
    )


def test_only_what_is_open(city: Cli) -> None:
    for at in ("2026-11-24T10:00+08:00", EVENING):
        everything = near(city, *HERE, "--all", at=at)
        only_open = [place for place in everything if place["open_state"] == "open"]
        assert near(city, *HERE, "--all", "--open", at=at) == only_open
        assert len(only_open) < len(everything)


def test_negative_degrees(city: Cli) -> None:
    far = near(city, "-33.45", "-70.66", "--all")
    assert far
    assert all(place["distance_m"] > 1e7 for place in far)
    assert near(city, "-33.45", "-70.66") == []


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("91", "120"), "No such position: out of range: 91.0, 120.0."),
        (("30", "181"), "No such position: out of range"),
        (("nan", "120"), "No such position: not finite"),
        (("30", "inf"), "No such position: not finite"),
        (("north", "120"), "'lat'"),
        (("30",), "lon"),
        ((*HERE, "--at", "tomorrow"), "--at tomorrow: write a moment such as 2026-11-24T21:30"),
        ((*HERE, "--minutes", "0"), "'--minutes'"),
        ((*HERE, "--minutes", "61"), "'--minutes'"),
        ((*HERE, "--sample", "atlantis"), "No sample city atlantis; there are binjiang, helsinki"),
        ((*HERE, "--jason"), "--jason"),
    ],
)
def test_wrong_use_is_said_and_ends_with_2(cli: Cli, arguments: tuple[str, ...], said: str) -> None:
    ended = cli("near", *arguments)
    assert (ended.code, ended.out) == (2, "")
    assert said in ended.err


def test_a_moment_as_people_write_it(city: Cli) -> None:
    assert near(city, *HERE, at="2026年11月24日10点") == near(city, *HERE)


def test_without_streets_file(cli: Cli) -> None:
    ended = cli("near", *HERE, "--streets", "nowhere.anjia")
    assert ended.code == 1
    assert ended.err.startswith("nowhere.anjia: ")


def test_the_table(city: Cli) -> None:
    ended = city("near", *HERE, "--at", "2026-11-24T10:00+08:00")
    assert ended.code == 0
    heading, *rows = ended.lines
    assert heading.split() == ["#", "name", "walk", "open", "hours", "address"]
    places = near(city, *HERE)
    numbers = [found[1] for row in rows if (found := re.match(r"  ?(\d+)  \S", row))]
    assert numbers == [str(number + 1) for number in range(len(places))]
    assert all(f"{place['walk_minutes']} min" in ended.out for place in places)
    assert "(估算)" in ended.out


def test_an_empty_table_says_what_to_try(city: Cli) -> None:
    ended = city("near", "-33.45", "-70.66")
    assert (ended.code, ended.out) == (0, "Nothing. Try --minutes 30 or --all.\n")


def test_before_there_is_a_database_the_sample_answers(cli: Cli) -> None:
    ended = cli("near", *HERE, "--json")
    assert ended.err == "No database yet: this is the sample city Binjiang.\n"
    assert {place["ref"] for place in json.loads(ended.out)} >= {"330108002010"}


def test_another_sample_city(cli: Cli) -> None:
    ended = cli("near", "60.1699", "24.9384", "--json", "--all", "--sample", "helsinki")
    assert ended.err == ""
    assert json.loads(ended.out)[0]["distance_m"] < 3000
