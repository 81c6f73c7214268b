"""Steering a double from another process, in tests only: faults, members, updates, findings."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from bot.playground.double.double import Double
from bot.playground.double.faults import Fault


def admin_routes(double: Double) -> list[Route]:
    """/_double/…: never mounted unless asked for, since it can read and fake everything."""

    async def add_fault(request: Request) -> JSONResponse:
        try:
            double.faults.add(Fault(**await request.json()))
        except TypeError as error:
            return JSONResponse({"error": str(error)}, 422)
        return JSONResponse({"pending": len(double.faults.pending)})

    async def clear_faults(request: Request) -> JSONResponse:
        double.faults.clear()
        return JSONResponse({"pending": 0})

    async def push_update(request: Request) -> JSONResponse:
        double.push_update(await request.json())
        return JSONResponse({"pending": len(double.updates.pending)})

    async def findings(request: Request) -> JSONResponse:
        calls: list[dict[str, Any]] = [
            {"method": call.method, "status": call.status, "chat_id": call.chat_id, "at": call.at}
            for call in double.calls()
        ]
        return JSONResponse(
            {
                "violations": [asdict(violation) for violation in double.violations],
                "calls": calls,
                "pending_updates": len(double.updates.pending),
            }
        )

    return [
        Route("/_double/faults", add_fault, methods=["POST"]),
        Route("/_double/faults", clear_faults, methods=["DELETE"]),
        Route("/_double/updates", push_update, methods=["POST"]),
        Route("/_double/findings", findings, methods=["GET"]),
    ]
