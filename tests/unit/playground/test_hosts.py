"""A page from elsewhere that points its name here is not answered."""

from __future__ import annotations

import httpx
import pytest

from bot.playground.double.double import Double
from bot.playground.server import create_app


async def status(host: str | None, path: str = "/api/setup", method: str = "GET") -> int:
    app = create_app(Double(), names=("Playground.example",))
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
        headers = {} if host is None else {"host": host}
        return (await client.request(method, path, headers=headers)).status_code


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "evil.example:8080",
        "localhost.evil.example",
        "127.0.0.1.evil.example",
        "localhost@evil.example",
        "",
        "[",
        "127.0.0.1:8080, evil.example",
    ],
)
@pytest.mark.parametrize("path", ["/", "/api/setup", "/api/members/1/actions"])
async def test_a_foreign_name_is_refused(host: str, path: str) -> None:
    assert await status(host, path) == 421
    assert await status(host, path, "POST") == 421


@pytest.mark.parametrize(
    "host",
    [
        "localhost",
        "localhost:8080",
        "127.0.0.1:8080",
        "[::1]:8080",
        "192.0.2.7",
        "playground.example:1",
    ],
)
async def test_own_names_and_addresses_are_answered(host: str) -> None:
    assert await status(host) == 200
