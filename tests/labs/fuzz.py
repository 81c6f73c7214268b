"""Lab: mutated updates through the whole way: stored, claimed, handled, answered.

Every kind of update of the Bot API is a seed. No mutation may break the bot: nothing but dead
letters for what is no update, no violation of the Bot API, no exception that the bot's own
code did not expect. `python -m tests.labs.fuzz [--updates 100000] [--seed 1]`
"""

from __future__ import annotations

import argparse
import asyncio
import copy
import json
import logging
import random
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from telegram import Update

from bot import arrivals
from bot.application import ALLOWED_UPDATES, anjia
from bot.config import DatabaseSettings, Limits, Settings, Telegram
from bot.desk import open_desk
from bot.playground.double import Double
from bot.playground.transport import InProcessRequest
from bot.sample import CITIES
from bot.sample.loading import load_city
from community import inbox, members
from community.clock import SystemClock
from tests.labs.processes import report

MEMBERS = 50
VALUES: tuple[Any, ...] = (
    None, True, False, 0, -1, 1, 2**31, 2**63, 2**70, -(2**63), 0.0, 1e308, -1e-320, "", "0",
    "安家", "\ud800", "\u0000", "‮", "1" * 5000, "/start", "/near@anjia_bot x", "٣", [], [None],
    {}, {"id": 5}, {"id": "x"},
)  # fmt: skip
KINDS = (
    "message", "edited_message", "channel_post", "edited_channel_post", "business_connection",
    "business_message", "edited_business_message", "deleted_business_messages",
    "message_reaction", "message_reaction_count", "inline_query", "chosen_inline_result",
    "callback_query", "shipping_query", "pre_checkout_query", "purchased_paid_media", "poll",
    "poll_answer", "my_chat_member", "chat_member", "chat_join_request", "chat_boost",
    "removed_chat_boost",
)  # fmt: skip


def corpus() -> list[dict[str, Any]]:
    """One well-formed update of each kind, and of each kind of message and of button."""
    user = {"id": 7, "is_bot": False, "first_name": "小安", "language_code": "zh-hans"}
    chat = {"id": 7, "type": "private", "first_name": "小安"}
    group = {"id": -1001, "type": "supergroup", "title": "邻里群"}
    base = {"message_id": 1, "date": 1_790_000_000, "chat": chat, "from": user}
    place = {"latitude": 30.2085, "longitude": 120.2118}
    file = {"file_id": "f", "file_unique_id": "u", "file_size": 9}
    contents: list[dict[str, Any]] = [
        {"text": "最近的驿站"}, {"text": "/start"}, {"text": "/near"}, {"text": "/help"},
        {"text": "/places"}, {"text": "/privacy"}, {"text": "/language"}, {"text": "/nothing"},
        {"text": "30.2085, 120.2118"}, {"text": "https://maps.app.goo.gl/x"},
        {"location": place}, {"location": {**place, "live_period": 900}},
        {"venue": {"location": place, "title": "驿站", "address": "路1号"}, "location": place},
        {"sticker": {**file, "type": "regular", "width": 1, "height": 1, "is_animated": False,
                     "is_video": False}},
        {"photo": [{**file, "width": 1, "height": 1}], "caption": "x"},
        {"document": {**file, "file_name": "a.csv"}},
        {"contact": {"phone_number": "1", "first_name": "x"}},
        {"dice": {"emoji": "🎲", "value": 3}}, {"new_chat_members": [user]},
        {"pinned_message": base}, {"poll": {"id": "1", "question": "?", "options": [],
         "total_voter_count": 0, "is_closed": False, "is_anonymous": True, "type": "regular",
         "allows_multiple_answers": False}},
    ]  # fmt: skip
    found = [{"message": {**base, **content}} for content in contents]
    found += [{"edited_message": {**base, "edit_date": 1_790_000_001, "location": place}}]
    found += [{"message": {**base, "chat": group, "text": "/start@anjia_bot"}}]
    found += [{"channel_post": {**base, "chat": {"id": -2, "type": "channel", "title": "x"}}}]
    query = {"id": "9", "from": user, "chat_instance": "c", "message": {**base, "text": "x"}}
    for data in ("v1:n", "1n:30.2,120.2", "", "x" * 64, "v1:fav:1"):
        found.append({"callback_query": {**query, "data": data}})
    found.append({"inline_query": {"id": "9", "from": user, "query": "驿站", "offset": ""}})
    member = {"user": user, "status": "member"}
    change = {"chat": chat, "from": user, "date": 1, "old_chat_member": member,
              "new_chat_member": {**member, "status": "kicked", "until_date": 0}}  # fmt: skip
    found += [{"my_chat_member": change}, {"chat_member": change}]
    known = {next(iter(update)) for update in found}
    for kind in KINDS:  # those that this bot does not ask for: it must stand them all the same
        if kind not in known:
            found.append({kind: {**base, "id": "1", "user": user, "date": 1}})
    return found


def mutated(update: dict[str, Any], chance: random.Random) -> dict[str, Any]:
    """A copy with one to four changes: values replaced, fields removed, copied or renamed."""
    changed = copy.deepcopy(update)
    for _ in range(chance.randint(0, 4)):
        places = list(_places(changed))
        if not places:
            break
        container, key = chance.choice(places)
        act = chance.random()
        if act < 0.55:
            container[key] = copy.deepcopy(chance.choice(VALUES))
        elif act < 0.75:
            del container[key]
        elif act < 0.9:
            other, name = chance.choice(places)
            if isinstance(container, dict) and name in other if isinstance(other, dict) else False:
                container[key] = copy.deepcopy(other[name])
        elif isinstance(container, dict):
            container[str(key) + "_x"] = container.pop(key)
    return changed


def _places(value: Any) -> Any:
    entries: Any = ()
    if isinstance(value, dict):
        entries = value.items()
    elif isinstance(value, list):
        entries = enumerate(value)
    for key, inner in list(entries):
        yield value, key
        yield from _places(inner)


async def run(updates: int, seed: int, folder: Path) -> dict[str, Any]:
    """Handle mutated updates; returns what happened to them and what must not have happened."""
    chance, seeds = random.Random(seed), corpus()
    ours = [update for update in seeds if next(iter(update)) in ALLOWED_UPDATES]
    double = Double()
    for number in range(1, MEMBERS + 1):
        double.member(number, started=True)
    settings = Settings(
        telegram=Telegram(token=double.token),
        database=DatabaseSettings(url=f"sqlite+aiosqlite:///{folder}/fuzz.db"),
        limits=Limits(updates_per_minute=10_000, burst=1000),
    )
    unexpected: dict[str, int] = {}
    watch = _Watch(unexpected)
    logging.getLogger().addHandler(watch)
    began = time.monotonic()
    async with anjia(settings, transport=InProcessRequest(double)) as ready:
        now = SystemClock().now()
        async with ready.database.transaction() as tx:
            await load_city(tx, CITIES["binjiang"], now)
            for number in range(1, MEMBERS // 2):
                member = await members.meet(tx, "telegram", number, now)
                version = members.LOCATION_CONSENT_VERSION
                await members.give_consent(tx, member.id, "location", version, now)
        async with open_desk(ready, "fuzz") as desk:
            for first in range(1, updates + 1, 200):
                batch = []
                for number in range(first, min(first + 200, updates + 1)):
                    pool = ours if chance.random() < 0.8 else seeds
                    update = copy.deepcopy(chance.choice(pool))
                    _as_member(update, chance.randint(1, MEMBERS))
                    update = mutated(update, chance)
                    batch.append(arrivals.from_object({"update_id": number, **update}))
                await desk.clerk.store(batch)
                async with asyncio.timeout(120):
                    while not desk.idle:
                        await asyncio.sleep(0.005)
                for call in double.refused:
                    _note(unexpected, call.method, call.description)
                double.journal.calls.clear()
        async with ready.database.transaction() as tx:
            counts = await inbox.counts(tx)
            dead = await inbox.entries(tx, ("dead",), limit=updates)
    logging.getLogger().removeHandler(watch)
    for entry in dead:
        if entry.attempts != 1:  # readable, and failed five times
            unexpected[f"dead {entry.error}"] = unexpected.get(f"dead {entry.error}", 0) + 1
    return {
        "updates": updates,
        "done": counts.get("done", 0),
        "unreadable": sum(entry.attempts == 1 for entry in dead),
        "unexpected": unexpected,
        "violations": sorted({f"{one.method}: {one.detail}" for one in double.violations}),
        "seconds": round(time.monotonic() - began, 1),
    }


class _Watch(logging.Handler):
    def __init__(self, seen: dict[str, int]) -> None:
        super().__init__(logging.ERROR)
        self._seen = seen

    def emit(self, record: logging.LogRecord) -> None:
        message = record.msg if isinstance(record.msg, dict) else {"event": record.getMessage()}
        event = str(message.get("event"))[:60]
        about_delivery = event == "update_failed" and message.get("error") == "BadRequest"
        if event != "update_unreadable" and not about_delivery:
            what = f"{event} {message.get('error', '')}".strip()
            self._seen[what] = self._seen.get(what, 0) + 1


def _note(unexpected: dict[str, int], method: str, said: str) -> None:
    """Chats and taps that a mutation invented do not exist; any other refusal is our fault."""
    if not any(reason in said for reason in ("chat not found", "query", "message to edit")):
        what = f"{method} refused: {said}"
        unexpected[what] = unexpected.get(what, 0) + 1


def _as_member(update: dict[str, Any], number: int) -> None:
    text = json.dumps(update).replace('"id": 7,', f'"id": {number},')
    update.clear()
    update.update(json.loads(text))


def judge(result: dict[str, Any]) -> list[str]:
    broken = [f"{what} ×{number}" for what, number in result["unexpected"].items()]
    broken += result["violations"]
    if result["done"] + result["unreadable"] != result["updates"]:
        broken.append("updates without an end")
    return broken


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--updates", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    assert set(KINDS) <= set(Update.ALL_TYPES) | {"purchased_paid_media"}
    with tempfile.TemporaryDirectory(prefix="anjia-lab-") as folder:
        result = asyncio.run(run(chosen.updates, chosen.seed, Path(folder)))
    return report("fuzz", judge(result), seed=chosen.seed, **{
        key: value for key, value in result.items() if key not in ("unexpected", "violations")
    })  # fmt: skip


if __name__ == "__main__":
    from bot import logs

    logs.set_up("error", "json")
    sys.exit(main())
