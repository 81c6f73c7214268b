"""Deep links carry random tokens: numbers, which could be counted through, open nothing."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from bot.playground.phone import Phone
from community.activities import tables as activity_tables
from community.places import tables as place_tables
from community.registrations import tables as registration_tables
from community.staff import roles
from tests.acceptance.activity_stage import arrange, signed_up
from tests.acceptance.conftest import World

GUESSED = "AAAAAAAAAAAA"
TABLES = {
    "c_": place_tables.center,
    "a_": activity_tables.occurrence,
    "t_": registration_tables.registration,
}


async def said(world: World, phone: Phone, payload: str) -> str:
    await phone.start(payload)
    await world.settle()
    return phone.screen().last.text


@pytest.mark.parametrize("prefix", TABLES)
async def test_numbers_open_nothing(world: World, prefix: str) -> None:
    await signed_up(world, 7, await arrange(world))
    async with world.database.transaction() as tx:
        await roles.grant(tx, "telegram", 8, "admin", world.clock.now())
        table = TABLES[prefix].c
        rows = await tx.rows(select(table.id, table.token).order_by(table.id).limit(5))
    phone = await world.member(8)
    unknown = await said(world, phone, prefix + GUESSED)
    for row in rows:
        for number in (str(row.id), f"{row.id:012}", hex(row.id), ""):
            assert await said(world, phone, prefix + number) == unknown
    assert await said(world, phone, prefix + rows[0].token) != unknown


@pytest.mark.parametrize("prefix", TABLES)
async def test_tokens_cannot_be_guessed(world: World, prefix: str) -> None:
    """72 bits at least, of the alphabet that Telegram lets through."""
    for number in range(3):
        await signed_up(world, 7 + number, await arrange(world, title=f"第{number}场"))
    async with world.database.transaction() as tx:
        tokens = [row.token for row in await tx.rows(select(TABLES[prefix].c.token))]
    assert len(tokens) == len(set(tokens)) >= 3
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{12,60}", token) for token in tokens)
    heads = {token[:4] for token in tokens}
    assert len(heads) == len(tokens)  # neither counted up nor alike
