"""Methods about places: locations, moving ones and venues."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.playground.double.chats import Message
from bot.playground.double.checks import LIVE_FOREVER, check_movement, check_place
from bot.playground.double.methods.editing import apply_edit, editable
from bot.playground.double.refusals import bad_request
from bot.playground.double.request import Request

_VENUE_KEYS = (
    "title",
    "address",
    "foursquare_id",
    "foursquare_type",
    "google_place_id",
    "google_place_type",
)
_MOVEMENT_KEYS = ("horizontal_accuracy", "live_period", "heading", "proximity_alert_radius")


def send_location(request: Request) -> dict[str, Any]:
    chat = request.target()
    content = {"location": location_content(request.params)}
    until = live_until(request.params, request.double.clock())
    return request.post(chat, content, live_until=until)


def send_venue(request: Request) -> dict[str, Any]:
    chat = request.target()
    return request.post(chat, venue_content(request.params))


def edit_live_location(request: Request) -> dict[str, Any] | bool:
    message = _alive(request)
    location = location_content(request.params)
    if "live_period" in request.params:
        message.live_until = live_until(request.params, request.double.clock())
    else:
        location["live_period"] = message.body["location"].get("live_period")
    return apply_edit(request, message, {"location": location})


def stop_live_location(request: Request) -> dict[str, Any] | bool:
    message = _alive(request)
    location = {
        key: value
        for key, value in message.body["location"].items()
        if key not in ("live_period", "heading", "proximity_alert_radius")
    }
    message.live_until = None
    return apply_edit(request, message, {"location": location})


def location_content(params: Mapping[str, Any]) -> dict[str, Any]:
    check_place(params["latitude"], params["longitude"])
    check_movement(params)
    return {
        "latitude": params["latitude"],
        "longitude": params["longitude"],
        **{key: params[key] for key in _MOVEMENT_KEYS if params.get(key)},
    }


def venue_content(params: Mapping[str, Any]) -> dict[str, Any]:
    if not params["title"].strip():
        raise bad_request("venue title must be non-empty")
    if not params["address"].strip():
        raise bad_request("venue address must be non-empty")
    place = location_content(params)
    venue = {"location": place, **{key: params[key] for key in _VENUE_KEYS if key in params}}
    return {"venue": venue, "location": place}


def live_until(params: Mapping[str, Any], now: float) -> float | None:
    period = params.get("live_period")
    if not period:
        return None
    return float("inf") if period == LIVE_FOREVER else now + period


def _alive(request: Request) -> Message:
    message = editable(request)
    if message.live_until is None or request.double.clock() > message.live_until:
        raise bad_request("message can't be edited")
    return message
