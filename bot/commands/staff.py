"""`staff`: who serves which center."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from bot.commands.setting_up import WRONG_USE, fail, in_transaction
from bot.commands.terminal import say

app = typer.Typer(help="Say who serves which center.", no_args_is_help=True)

User = Annotated[int, typer.Argument(help="The numeric Telegram id of the person.", min=1)]
AtCenter = Annotated[
    str | None, typer.Option("--center", help="The ref of a center; without it the whole district.")
]


@app.command()
def add(user: User, center: AtCenter = None, admin: bool = False) -> None:
    """Give a person a role, at one center or in the whole district."""
    from community.places.centers import CenterUnknown
    from community.staff import roles

    async def grant(tx: Any, now: Any) -> None:
        await roles.grant(tx, "telegram", user, "admin" if admin else "staff", now, center)

    try:
        in_transaction(grant)
    except CenterUnknown:
        fail(f"No center has the ref {center}; see `python -m bot near … --json`.", code=WRONG_USE)
    say(f"{user} serves {center or 'the whole district'}")


@app.command()
def remove(user: User, center: AtCenter = None) -> None:
    """Take a role back."""
    from community.staff import roles

    async def revoke(tx: Any, _now: Any) -> bool:
        return await roles.revoke(tx, "telegram", user, center)

    if not in_transaction(revoke):
        fail(f"{user} had no such role")
    say(f"{user} no longer serves {center or 'the whole district'}")


@app.command("list")
def list_() -> None:
    """Everybody with a role."""
    from community.staff import roles

    async def everybody(tx: Any, _now: Any) -> list[Any]:
        return await roles.staff(tx)

    for role in in_transaction(everybody):
        where = role.center_ref or "the whole district"
        say(f"{role.channel_user_id}\t{role.role}\t{where}")
