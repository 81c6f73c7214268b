"""`calendars`: from which addresses activities are fetched."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from bot.commands.setting_up import WRONG_USE, fail, in_transaction
from bot.commands.terminal import say

app = typer.Typer(help="Say from which calendars activities come.", no_args_is_help=True)

_REASONS = {
    "not_https": "It has to begin with https://.",
    "port": "Only the usual port of https is allowed.",
    "user": "It must not hold a name or a password.",
    "no_host": "It has no host.",
    "too_long": "It is too long.",
    "not_public": "It does not lead to the public internet.",
    "unreadable": "It cannot be read as an address.",
}


@app.command()
def add(
    url: Annotated[str, typer.Argument(help="The https address of an iCalendar feed.")],
    center: Annotated[str, typer.Option("--center", help="The ref of the center it is about.")],
    kind: Annotated[str, typer.Option(help="What kind of activities it has.")] = "other",
) -> None:
    """Fetch a calendar every hour."""
    from community.activities.tables import ACTIVITY_KINDS
    from community.calendars import sources
    from community.calendars.addresses import AddressRefused
    from community.calendars.sources import SourceKnown
    from community.places import centers
    from community.places.centers import CenterUnknown
    from community.staff.roles import DISTRICT

    if kind not in ACTIVITY_KINDS:
        fail(f"The kind is one of {', '.join(ACTIVITY_KINDS)}.", code=WRONG_USE)

    async def allow(tx: Any, _now: Any) -> int:
        found = [one for one in await centers.all_centers(tx) if one.ref == center]
        if not found:
            raise CenterUnknown(ref=center)
        return (await sources.add(tx, DISTRICT, url, found[0].id, kind)).id

    try:
        number = in_transaction(allow)
    except CenterUnknown:
        fail(f"No center has the ref {center}; see `python -m bot near … --json`.", code=WRONG_USE)
    except AddressRefused as error:
        reason = str(error.values["reason"])
        fail(f"This address is refused. {_REASONS.get(reason, reason)}", code=WRONG_USE)
    except SourceKnown:
        fail("This calendar is fetched already.")
    say(f"{number}\t{url}\tis fetched every hour while the bot runs")


@app.command("list")
def list_() -> None:
    """All calendars, when each was fetched last, and what went wrong."""
    from community.calendars import sources
    from community.places import centers

    async def everything(tx: Any, _now: Any) -> list[tuple[str, ...]]:
        refs = {one.id: one.ref for one in await centers.all_centers(tx)}
        return [
            (
                str(one.id),
                one.url,
                refs.get(one.center_id, "-"),
                one.kind,
                f"{one.fetched_at:%Y-%m-%d %H:%M}Z" if one.fetched_at else "not yet",
                one.trouble or "ok",
            )
            for one in await sources.all_sources(tx)
        ]

    for line in in_transaction(everything):
        say("\t".join(line))


@app.command()
def remove(number: Annotated[int, typer.Argument(help="As `list` shows it.", min=1)]) -> None:
    """Fetch a calendar no longer; its activities stay."""
    from community.calendars import sources
    from community.staff.roles import DISTRICT

    async def forget(tx: Any, _now: Any) -> bool:
        return await sources.remove(tx, DISTRICT, number)

    if not in_transaction(forget):
        fail(f"There is no calendar {number}")
    say(f"{number} is no longer fetched")
