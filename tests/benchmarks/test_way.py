"""Updates a second on the whole way, beside a bare echo handler on the same transport."""

from __future__ import annotations

import asyncio
import statistics
from pathlib import Path
from typing import Any

import pytest

from tests.benchmarks.way import (
    MEMBERS,
    UPDATES,
    Accepting,
    as_in_production,
    drive,
    echo_bot,
    location_updates,
    our_bot,
)

AIM = 0.5
TURNS = 3
"""Each bot is driven so often, in turns, so that both meet the same machine."""


async def _echo(updates: list[bytes]) -> float:
    transport = Accepting()
    async with echo_bot(transport) as way:
        rate = await drive(way, updates)
    assert transport.sent == len(updates)
    return rate


async def _ours(updates: list[bytes], folder: Path) -> float:
    transport = Accepting()
    async with our_bot(folder, transport) as way:
        rate = await drive(way, updates)
    assert transport.sent == len(updates)
    assert transport.characters > 40 * len(updates)  # answers, not apologies
    return rate


def test_the_whole_way(benchmark: Any, tmp_path: Path) -> None:
    updates = location_updates()
    echoed: list[float] = []
    answered: list[float] = []

    def turn(number: int) -> None:
        folder = tmp_path / str(number)
        folder.mkdir()
        echoed.append(asyncio.run(_echo(updates)))
        answered.append(asyncio.run(_ours(updates, folder)))

    numbers = iter(range(TURNS))
    with as_in_production():
        benchmark.pedantic(turn, setup=lambda: ((next(numbers),), {}), rounds=TURNS)
    ours, echo = statistics.median(answered), statistics.median(echoed)
    ratio = statistics.median(a / e for a, e in zip(answered, echoed, strict=True))
    benchmark.extra_info |= {
        "updates": UPDATES,
        "members": MEMBERS,
        "updates_per_s": round(ours),
        "echo_updates_per_s": round(echo),
        "ratio": round(ratio, 3),
        "ratio_aim": AIM,
    }
    print(f"\nwhole way: {ours:.0f} updates/s, echo {echo:.0f}/s, ratio {ratio:.2f} (aim {AIM})")
    assert ratio == pytest.approx(ours / echo, rel=0.5)
