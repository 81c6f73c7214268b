"""`doctor`: is everything well?"""

from __future__ import annotations

import typer

from bot.commands.setting_up import finish, settings
from bot.commands.terminal import say


def doctor() -> None:
    """Check configuration, database, data, time zone and token; exit 1 if one must be mended."""
    raise typer.Exit(finish(_examine()))


async def _examine() -> int:
    from bot.commands.checkup import Level, examine
    from community.clock import SystemClock

    worst = 0
    async for finding in examine(settings(), SystemClock()):
        say(str(finding))
        worst |= finding.level is Level.MEND
    return int(worst)
