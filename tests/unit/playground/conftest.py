from __future__ import annotations

import io
from collections.abc import AsyncIterator

import pytest
from PIL import Image

from bot.playground.double.double import Double
from bot.playground.phone import Phone
from tests.telegram_double import checked_double


class StoppedClock:
    def __init__(self) -> None:
        self.now = 1_780_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> StoppedClock:
    return StoppedClock()


@pytest.fixture
async def double(clock: StoppedClock) -> AsyncIterator[Double]:
    double = checked_double(clock=clock)
    yield double
    double.close()


@pytest.fixture
def phone(double: Double) -> Phone:
    return double.member(42, "小明", username="xiaoming", started=True)


@pytest.fixture(scope="session")
def png() -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (1600, 400), "teal").save(buffer, "PNG")
    return buffer.getvalue()
