"""`near`: what can be reached on foot, from the command line."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.commands.known_places import known_directory
from bot.commands.setting_up import WRONG_USE, fail, finish, settings_only
from bot.commands.streets import explained
from bot.commands.terminal import say, shown

if TYPE_CHECKING:
    from bot.config import Settings
    from community.places.directory import NearbyPlace
    from geo.position import Position
    from geo.walking import WalkingModel


def near(
    lat: Annotated[float, typer.Argument(help="Latitude, WGS-84.")],
    lon: Annotated[float, typer.Argument(help="Longitude, WGS-84.")],
    as_json: Annotated[bool, typer.Option("--json", help="A list of objects.")] = False,
    minutes: Annotated[
        int | None, typer.Option(min=1, max=60, help="How far on foot; 15 unless configured.")
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="However far away.")] = False,
    only_open: Annotated[bool, typer.Option("--open", help="Only what is open then.")] = False,
    at: Annotated[
        str | None, typer.Option(help="A moment such as 2026-11-24T21:30+08:00; now if left out.")
    ] = None,
    streets: Annotated[
        Path | None, typer.Option(help="A street file; walking times are estimates without one.")
    ] = None,
    sample: Annotated[
        str | None, typer.Option(help="Ask a sample city instead of the database.")
    ] = None,
) -> None:
    """List what is within 15 minutes on foot, nearest first, and whether it is open."""
    from community.places.directory import Filters
    from geo.position import Position, PositionInvalid

    chosen = settings_only()
    try:
        origin = Position(lat, lon)
    except PositionInvalid as error:
        fail(f"No such position: {error}.", code=WRONG_USE)
    model = _model(chosen, streets)
    directory = finish(known_directory(chosen, model, sample))
    moment = _moment(at, directory.zone)
    filters = Filters(open_now=only_open)
    if everything:
        places = directory.all_by_distance(origin, moment, filters)
    else:
        reach = minutes or chosen.walking.minutes
        places = list(directory.nearby(origin, moment, minutes=reach, filters=filters).places)
    if as_json:
        say(json.dumps([_object(place, origin) for place in places], ensure_ascii=False))
    else:
        _print_table(places, moment)


def _moment(at: str | None, zone: Any) -> datetime:
    from community.clock import SystemClock
    from community.spoken.times import TimeUnread, read_time

    now = SystemClock().now()
    if at is None:
        return now
    try:
        moment = datetime.fromisoformat(at)
    except ValueError:
        try:
            moment = read_time(at, now.astimezone(zone).replace(tzinfo=None)).local_start
        except TimeUnread:
            fail(f"--at {at}: write a moment such as 2026-11-24T21:30+08:00.", code=WRONG_USE)
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


def _model(chosen: Settings, streets: Path | None) -> WalkingModel:
    from bot.walking import estimate, street_file

    path = streets or chosen.walking.streets
    if path is None:
        return estimate(chosen)
    with explained():
        network = street_file(chosen, path).network
    assert network is not None
    return network


def _object(place: NearbyPlace, origin: Position) -> dict[str, Any]:
    from geo.distance import distance_m

    center, opening = place.center, place.opening
    assert center.position is not None
    return {
        "ref": center.ref,
        "name": center.name,
        "kind": center.kind,
        "lat": center.lat,
        "lon": center.lon,
        "distance_m": round(place.distance_m, 1),
        "straight_m": round(distance_m(origin, center.position), 1),
        "walk_minutes": place.minutes,
        "estimated": place.estimated,
        "open_state": opening.state.value,
        "open_until_change": opening.until.isoformat() if opening.until else None,
        "hours": center.hours,
        "hours_note": center.hours_note,
        "hours_doubt": opening.doubt.value if opening.doubt else None,
        "address": center.address,
        "phone": center.phone,
        "facilities": list(center.facilities),
        "stars": center.stars,
        "position_quality": center.position_quality,
    }


def _print_table(places: list[NearbyPlace], moment: datetime) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    if not places:
        say("Nothing. Try --minutes 30 or --all.")
        return
    table = Table(box=None, header_style="bold")
    for title, side in (
        ("#", "right"),
        ("name", "left"),
        ("walk", "right"),
        ("open", "left"),
        ("hours", "left"),
        ("address", "left"),
    ):
        table.add_column(title, justify=side)  # type: ignore[arg-type]
    for number, place in enumerate(places, 1):
        walk = f"{place.minutes} min" + (" (估算)" if place.estimated else "")
        center = place.center
        cells = (
            str(number),
            center.name,
            walk,
            place.opening.state.value,
            center.hours or "?",
            center.address or "",
        )
        table.add_row(*(Text(shown(cell)) for cell in cells))  # a name is no markup
    Console().print(table)
