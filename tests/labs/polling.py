"""Lab: long polling on SQLite, killed again and again; with stock `run_polling` as the control.

`python -m tests.labs.polling [--updates 2000] [--kills 12] [--seed 1]`
"""

from __future__ import annotations

import argparse
import asyncio
import random
import sqlite3
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from tests.labs import lab_bot
from tests.labs.processes import Child, ask, bot_environment, light_telegram, report, wait_for

MEMBERS = 40


def run(updates: int, kills: int, seed: int, *, stock: bool = False) -> dict[str, Any]:
    """Queue updates, kill the bot at random moments of its work, let it finish; then count."""
    chance = random.Random(seed)
    with light_telegram() as telegram, tempfile.TemporaryDirectory(prefix="anjia-lab-") as folder:
        file = Path(folder) / "lab.db"
        url = f"sqlite+aiosqlite:///{file}"
        asyncio.run(lab_bot.prepare(url))
        arguments = ["tests.labs.lab_bot"]
        if stock:
            arguments = ["tests.labs.stock_bot", telegram, str(file)]
        bot = Child(arguments, bot_environment(telegram, url), Path(folder) / "log")
        numbers = range(1, updates + 1)
        queued = [lab_bot.text_update(n, 1 + chance.randrange(MEMBERS)) for n in numbers]
        ask(f"{telegram}/lab/push", queued)
        began, made = time.monotonic(), 0
        try:
            while made < kills:
                before = _effects(file)
                bot.start()
                wait_for(lambda before=before: _effects(file) > before or _empty(telegram))
                if _effects(file) >= updates or not _works(telegram, file, updates, stock):
                    break
                time.sleep(chance.uniform(0.0, 0.35))
                bot.kill()
                made += 1
            if not bot.running:
                bot.start()
            _settle(file, updates, stock)
        finally:
            bot.kill()
        found = asyncio.run(lab_bot.effects(url))
        return {
            "updates": updates,
            "kills": made,
            **lab_bot.verdict(found, set(numbers)),
            "seconds": round(time.monotonic() - began, 1),
        }


def _works(telegram: str, file: Path, updates: int, stock: bool) -> bool:
    """Whether there is something left to kill in the middle of."""
    return not stock or not _empty(telegram) or _effects(file) < updates


def _empty(telegram: str) -> bool:
    return bool(ask(f"{telegram}/lab/count")["queued"] == 0)


def _effects(file: Path) -> int:
    with sqlite3.connect(file, timeout=10) as database:
        return int(database.execute("SELECT COUNT(*) FROM lab_effect").fetchone()[0])


def _settle(file: Path, updates: int, stock: bool) -> None:
    """Until all took effect; the stock bot gets until nothing happens any more."""
    latest, since = -1, time.monotonic()
    patience = 5.0 if stock else 30.0
    while time.monotonic() - since < patience:
        now = _effects(file)
        if now != latest:
            latest, since = now, time.monotonic()
        if now >= updates and not stock:
            time.sleep(0.5)  # whatever comes twice would come now
            return
        time.sleep(0.05)


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--updates", type=int, default=2000)
    parser.add_argument("--kills", type=int, default=12)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    stock = run(chosen.updates, chosen.kills, chosen.seed, stock=True)
    report("polling_stock", [], **stock)
    ours = run(chosen.updates, chosen.kills, chosen.seed)
    broken = [f"{key} {ours[key]}" for key in ("lost", "twice", "disorder") if ours[key]]
    if ours["kills"] < chosen.kills:
        broken.append("too few kills")
    if stock["lost"] == 0:
        broken.append("the control lost nothing: the lab does not kill in the middle")
    return report("polling", broken, seed=chosen.seed, **ours)


if __name__ == "__main__":
    sys.exit(main())
