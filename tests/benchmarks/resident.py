"""Answers 200 updates and prints what this process holds then, as JSON.

python -m tests.benchmarks.resident [STREETS]
"""

from __future__ import annotations

import asyncio
import json
import sys
import tempfile
from pathlib import Path

import psutil

from tests.benchmarks.way import Accepting, as_in_production, drive, location_updates, our_bot

NAMES = ("江陵路站", "binhelu", "滨和路", "西兴街道", "chdr", "月明路436号", "长河", "xixing")
MEGA = 1_000_000


def text_updates(first: int, count: int) -> list[bytes]:
    """Typed names, each by another member."""
    person = {"is_bot": False, "first_name": "小安", "language_code": "zh-hans"}
    return [
        json.dumps(
            {
                "update_id": first + number,
                "message": {
                    "message_id": first + number,
                    "from": {"id": 10_000 + number, **person},
                    "chat": {"id": 10_000 + number, "type": "private"},
                    "date": 1_795_000_000,
                    "text": NAMES[number % len(NAMES)],
                },
            }
        ).encode()
        for number in range(count)
    ]


async def main(city: str) -> None:
    transport = Accepting()
    with tempfile.TemporaryDirectory() as folder:
        async with our_bot(Path(folder), transport, city) as way:
            await drive(way, location_updates(100, city))
            await drive(way, text_updates(100, 100))
            held = psutil.Process().memory_info()
    print(json.dumps({"resident_mb": round(held.rss / MEGA, 1), "answered": transport.sent}))


if __name__ == "__main__":
    with as_in_production():
        asyncio.run(main(sys.argv[1]))
