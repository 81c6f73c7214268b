"""/api/city, /api/clock and /api/streets: what the page asks of the stage."""

from __future__ import annotations

import asyncio

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from bot.playground.double.taken import NotTaken, read_json
from bot.playground.stage import NoSuchCity, NoSuchMove, Stage
from bot.playground.street_lines import street_lines


def stage_routes(stage: Stage) -> list[Route]:
    async def city(request: Request) -> JSONResponse:
        try:
            await stage.switch(str((await read_json(request)).get("city")))
        except NotTaken as refusal:
            return refusal.response()
        except NoSuchCity:
            return JSONResponse({"error": "no such city"}, 404)
        return JSONResponse(stage.view().body())

    async def clock(request: Request) -> JSONResponse:
        try:
            stage.move_clock(str((await read_json(request)).get("move")))
        except NotTaken as refusal:
            return refusal.response()
        except NoSuchMove:
            return JSONResponse({"error": "no such move"}, 404)
        return JSONResponse(stage.view().body())

    async def streets(request: Request) -> JSONResponse:
        file = stage.streets_file
        if file is None:
            return JSONResponse({"streets": [], "ways": [], "attribution": ""})
        return JSONResponse(await asyncio.to_thread(street_lines, file))

    return [
        Route("/api/streets", streets),
        Route("/api/city", city, methods=["POST"]),
        Route("/api/clock", clock, methods=["POST"]),
    ]
