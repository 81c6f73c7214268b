"""`outbox`: what did not arrive, or may have arrived, and what to do about it."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from bot.commands.setting_up import fail, in_transaction
from bot.commands.terminal import say

app = typer.Typer(help="Look after messages that the bot sends on its own.", no_args_is_help=True)

Numbers = Annotated[list[int], typer.Argument(help="Numbers from `outbox list`.", min=1)]
States = Annotated[
    list[str] | None, typer.Option("--state", help="Without it: unknown and failed.")
]


@app.command("list")
def list_(
    state: States = None,
    limit: Annotated[int, typer.Option(min=1, max=10_000)] = 100,
) -> None:
    """How many messages are in each state, and those that need a look."""
    from community.messages import outbox
    from community.messages import tables as message_tables

    for name in state or ():
        if name not in message_tables.OUTBOX_STATES:
            fail(f"No state {name}; there are {', '.join(message_tables.OUTBOX_STATES)}.", code=2)

    async def look(tx: Any, now: Any) -> tuple[outbox.Statistics, list[outbox.Entry]]:
        chosen = state or ["unknown", "failed"]
        return await outbox.statistics(tx, now), await outbox.entries(tx, chosen, limit)

    statistics, entries = in_transaction(look)
    counted = "  ".join(f"{name} {rows}" for name, rows in statistics.rows.items())
    say(f"{counted}  oldest due {statistics.oldest_due_age_s:.0f} s ago")
    for one in entries:
        flag = "may have arrived" if one.maybe_sent else ""
        say(
            f"{one.id}\t{one.kind} {one.object_id}\tmember {one.member_id}\t{one.state}\t"
            f"due {one.due_at:%Y-%m-%d %H:%M} UTC\tattempts {one.attempts}\t"
            f"{one.outcome or ''}\t{flag}".rstrip()
        )


@app.command()
def retry(numbers: Numbers) -> None:
    """Send parked or failed messages again; silently those that may have arrived."""
    from community.messages import outbox

    async def again(tx: Any, now: Any) -> list[int]:
        return await outbox.retry(tx, numbers, now)

    _report(numbers, in_transaction(again), "will be sent again", "not parked, or it is too late")


@app.command()
def drop(numbers: Numbers) -> None:
    """Never send these messages."""
    from community.messages import outbox

    async def give_up(tx: Any, now: Any) -> list[int]:
        return await outbox.drop(tx, numbers, now)

    _report(numbers, in_transaction(give_up), "dropped", "on its way or settled")


def _report(numbers: list[int], done: list[int], success: str, otherwise: str) -> None:
    for number in done:
        say(f"{number}: {success}")
    left = sorted(set(numbers) - set(done))
    if left:
        fail(*(f"{number}: {otherwise}" for number in left))
