"""`inbox`: updates that could not be handled, or were not yet."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from bot.commands.setting_up import WRONG_USE, fail, in_transaction
from bot.commands.terminal import say

app = typer.Typer(
    help="Look at updates that failed; let them try again, or drop them.", no_args_is_help=True
)

Numbers = Annotated[list[int] | None, typer.Argument(help="Update ids.")]


@app.command("list")
def list_(
    waiting: Annotated[bool, typer.Option(help="Also those that wait or are in hand.")] = False,
) -> None:
    """Dead updates, oldest first: id, state, attempts, when it came, why. No content is shown."""
    from community.updates import inbox

    states = ("dead", "new", "claimed") if waiting else ("dead",)

    async def look(tx: Any, _now: Any) -> Any:
        return await inbox.entries(tx, states), await inbox.counts(tx)

    entries, counts = in_transaction(look)
    for entry in entries:
        content = "" if entry.has_payload else "\t(content purged)"
        say(
            f"{entry.update_id}\t{entry.state}\t{entry.attempts} attempts\t"
            f"{entry.received_at:%Y-%m-%d %H:%M:%S} UTC\t{entry.error or '-'}{content}"
        )
    say(", ".join(f"{counts.get(state, 0)} {state}" for state in ("new", "claimed", "dead")))


@app.command()
def retry(
    update_ids: Numbers = None,
    every: Annotated[bool, typer.Option("--all", help="Every dead update.")] = False,
) -> None:
    """Let dead updates try again, once what failed is mended."""
    from community.storage import presence
    from community.updates import inbox

    if bool(update_ids) == every:
        fail("Give update ids, or --all.", code=WRONG_USE)

    async def again(tx: Any, _now: Any) -> int:
        number = await inbox.retry(tx, update_ids or None)
        await presence.ring(tx, presence.INBOX)
        return number

    say(f"{in_transaction(again)} will be tried again")


@app.command()
def drop(update_ids: Numbers = None) -> None:
    """Never handle these updates."""
    from community.updates import inbox

    if not update_ids:
        fail("Give the ids of updates; `inbox list` shows them.", code=WRONG_USE)

    async def away(tx: Any, now: Any) -> int:
        return await inbox.drop(tx, update_ids, now)

    say(f"{in_transaction(away)} dropped")
