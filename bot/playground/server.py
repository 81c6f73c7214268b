"""The playground's web application: the Bot API, the page, and what the page talks to."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.playground.actions import ACTIONS, BadAction
from bot.playground.admin import admin_routes
from bot.playground.double.botapi import botapi_routes
from bot.playground.double.chats import Chat
from bot.playground.double.double import Double
from bot.playground.double.refusals import Refused
from bot.playground.double.taken import NotTaken, read_json
from bot.playground.hosts import OwnHosts
from bot.playground.phone import BotBlocked, NoSuchButton, Phone
from bot.playground.stage import Stage
from bot.playground.stage_routes import stage_routes
from bot.playground.streams import Streams

STATIC = Path(__file__).parent / "static"
SECURITY_HEADERS = {
    "content-security-policy": "default-src 'self'; img-src 'self' blob:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cache-control": "no-cache",
}


@dataclass(frozen=True)
class MapPoint:
    """A dot on the page's map, WGS-84. ``kind`` "landmark" is drawn as a label for orientation,
    everything else as a place of the district."""

    name: str
    latitude: float
    longitude: float
    kind: str = "center"


@dataclass(frozen=True)
class Setup:
    """What the page shows around the chat. ``bounds``: south, west, north, east. ``staff``: the
    ids of the members who are."""

    title: str = "安家"
    points: tuple[MapPoint, ...] = ()
    bounds: tuple[float, float, float, float] | None = None
    staff: frozenset[int] = frozenset()


def create_app(
    double: Double,
    setup: Callable[[], Setup] = Setup,
    *,
    stage: Stage | None = None,
    admin: bool = False,
    names: Collection[str] = (),
) -> Starlette:
    """``setup`` is asked anew whenever a page is opened or the stage changes. Besides localhost
    and addresses, the application answers to ``names``."""
    streams = Streams(double)
    page = _Page(double, setup, stage, streams)
    app = Starlette(
        routes=[
            *botapi_routes(double),
            *(admin_routes(double) if admin else []),
            Route("/api/setup", page.setup),
            *(stage_routes(stage) if stage else []),
            Route("/api/members/{id:int}/events", page.events),
            Route("/api/members/{id:int}/actions", page.act, methods=["POST"]),
            Route("/api/files/{file_id}", page.file),
            Mount("/", StaticFiles(directory=STATIC, html=True)),
        ],
        middleware=[Middleware(OwnHosts, names=names), Middleware(_SecurityHeaders)],
    )
    app.state.streams = streams
    return app


class _Page:
    def __init__(
        self,
        double: Double,
        setup: Callable[[], Setup],
        stage: Stage | None,
        streams: Streams,
    ) -> None:
        self._double = double
        self._setup = setup
        self._stage = stage
        self._streams = streams

    async def setup(self, request: Request) -> Response:
        double, around = self._double, self._setup()
        members = [
            {
                **phone.user.body(),
                "staff": phone.id in around.staff,
                "groups": [
                    {**group.body(), "members": len(group.member_ids)}
                    for group in double.chats.groups_of(phone.id)
                ],
            }
            for phone in double.phones.values()
        ]
        return JSONResponse(
            {
                "bot": double.me.body(),
                "members": members,
                "title": around.title,
                "map": {
                    "points": [asdict(point) for point in around.points],
                    "bounds": around.bounds,
                },
                "stage": self._stage.view().body() if self._stage else None,
            }
        )

    async def events(self, request: Request) -> Response:
        phone = self._double.phones.get(request.path_params["id"])
        if phone is None:
            return JSONResponse({"error": "no such member"}, 404)
        try:
            wanted = int(request.query_params.get("chat", phone.id))
            chat = self._double.chats.seen_by(phone.id, wanted)
        except (LookupError, ValueError):
            return JSONResponse({"error": "no such chat"}, 404)
        stream = self._streams.of(phone.id, chat.id, lambda: self._state(phone, chat))
        return StreamingResponse(stream, media_type="text/event-stream")

    async def act(self, request: Request) -> Response:
        phone = self._double.phones.get(request.path_params["id"])
        if phone is None:
            return JSONResponse({"error": "no such member"}, 404)
        try:
            given = await read_json(request)
            action = ACTIONS.get(given["action"])
            if action is None:
                raise BadAction("unknown action")
            return JSONResponse(await action(phone, given))
        except NotTaken as refusal:
            return refusal.response()
        except BotBlocked:
            return JSONResponse({"error": "blocked"}, 409)
        except Refused as refusal:
            return JSONResponse({"error": refusal.description}, 400)
        except (BadAction, NoSuchButton, LookupError, TypeError, ValueError) as error:
            return JSONResponse({"error": str(error) or type(error).__name__}, 400)

    async def file(self, request: Request) -> Response:
        stored = self._double.files.find(request.path_params["file_id"])
        if stored is None:
            return JSONResponse({"error": "no such file"}, 404)
        shown = stored.kind == "photo"
        disposition = (
            f"{'inline' if shown else 'attachment'}; filename*=UTF-8''{quote(stored.name)}"
        )
        return Response(
            stored.data,
            media_type=stored.mime if shown else "application/octet-stream",
            headers={"content-disposition": disposition},
        )

    def _state(self, phone: Phone, chat: Chat) -> dict[str, Any]:
        profile = self._double.profile
        language = phone.user.language_code
        now = self._double.clock()
        return {
            "messages": [message.body for message in chat.latest()],
            "live": [
                message.id
                for message in chat.latest()
                if not message.by_bot and message.live_until and message.live_until > now
            ],
            "keyboard": chat.keyboard,
            "pinned": chat.pinned,
            "blocked": chat.blocked,
            "started": chat.started,
            "commands": profile.commands_for(phone.id, language) if chat.user else [],
            "description": profile.text_for("description", language),
            "menu_button": profile.menu_button(phone.id),
        }


_HEADERS = [(key.encode(), value.encode()) for key, value in SECURITY_HEADERS.items()]


class _SecurityHeaders:
    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", []), *_HEADERS]
            await send(message)

        await self._app(scope, receive, sending)
