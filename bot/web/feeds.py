"""Private calendars: everything a member signed up for, at an address only they know."""

from __future__ import annotations

import re
from typing import Final

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from community.calendars import feeds
from community.calendars.feeds import FeedUnknown
from community.clock import Clock
from community.storage.database import Database

PATH = "/calendar"
NAME = "安家 Anjia"
LONGEST_TOKEN = 64
_TOKEN: Final = re.compile(rf"[A-Za-z0-9_-]{{1,{LONGEST_TOKEN}}}")


def feed_base(public_url: str) -> str | None:
    """Where the feeds of a deployment are; None without a public address."""
    return f"{public_url}{PATH}" if public_url else None


def feed_route(database: Database, clock: Clock) -> Route:
    """`GET /calendar/TOKEN.ics`. A token that was revoked or never given is not found."""

    async def feed(request: Request) -> Response:
        token = request.path_params["token"]
        try:
            if not _TOKEN.fullmatch(token):
                raise FeedUnknown()
            async with database.transaction() as tx:
                content = await feeds.feed_file(tx, token, clock.now(), name=NAME)
        except FeedUnknown:
            return PlainTextResponse("not found", 404)
        headers = {"cache-control": "private, no-store", "referrer-policy": "no-referrer"}
        return Response(content, media_type="text/calendar; charset=utf-8", headers=headers)

    return Route(PATH + "/{token}.ics", feed, methods=["GET"])
