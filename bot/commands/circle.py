"""`circle LAT LON`: the life circle of a position, as GeoJSON and as a picture."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from bot.commands.setting_up import fail
from bot.commands.streets import network_of
from bot.commands.terminal import say
from geo.position import Position, PositionInvalid


def circle(
    lat: Annotated[float, typer.Argument(help="Latitude, WGS-84.")],
    lon: Annotated[float, typer.Argument(help="Longitude, WGS-84.")],
    streets: Annotated[Path, typer.Option(envvar="ANJIA_STREETS", help="Street file.")],
    minutes: Annotated[float, typer.Option(min=1, max=120, help="Walking time.")] = 15,
    png: Annotated[Path | None, typer.Option(help="Also draw the picture into this file.")] = None,
) -> None:
    """Everything within a walking time of a position, as a GeoJSON Feature."""
    try:
        origin = Position(lat, lon)
    except PositionInvalid as error:
        raise typer.BadParameter(str(error)) from error
    network = network_of(streets)
    from geo.streets.drawing.circle import circle_geojson

    feature = circle_geojson(network, origin, minutes * 60)
    if not feature["geometry"]["coordinates"]:
        say("no street near enough to this position", err=True)
        raise typer.Exit(1)
    if png is not None:
        from geo.streets.drawing.picture import picture

        try:
            png.write_bytes(picture(network, origin, minutes * 60))
        except OSError as error:
            fail(f"{png}: {error.strerror}")
    say(json.dumps(feature))
