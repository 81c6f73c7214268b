"""The digest of a member's clubs: on Sunday evening, unless they do not want it."""

from __future__ import annotations

from community.clubs import clubs
from handlers.activities.buttons import ShowActivity
from handlers.activities.wording import line
from handlers.chat.events import Due
from handlers.chat.screen import Button, Replies, Screen, Toast, grid, keyboard
from handlers.chat.texts import Html, joined
from handlers.chat.turn import Turn
from handlers.clubs.buttons import SetDigest
from handlers.reminders.buttons import ShowSettings
from handlers.reminders.settings import page

SHOWN = 10


async def notice(turn: Turn, due: Due) -> Screen | None:
    """What comes next week in the member's clubs."""
    zone = turn.services.district.zone
    coming = await clubs.digest(turn.tx, turn.member.id, due.object_id, turn.now, zone)
    if not coming:
        return None
    texts, directory, shown = turn.texts, await turn.directory(), coming[:SHOWN]
    lines = [line(number, one, directory, texts, turn.now) for number, one in enumerate(shown, 1)]
    numbers = [Button(str(number), ShowActivity(one.id)) for number, one in enumerate(shown, 1)]
    off = [Button(texts.plain("notice-digest-settings"), ShowSettings("all"))]
    return Screen(joined(texts.html("notice-digest"), *lines), keyboard(*grid(numbers, 5), off))


async def change(turn: Turn, form: SetDigest) -> Replies:
    """The weekly digest, or none; shown are the settings as they are now."""
    await clubs.set_digest(turn.tx, turn.member.id, form.wanted)
    return [Toast(turn.texts.plain("settings-saved-toast")), await page(turn)]


async def on_settings(turn: Turn) -> tuple[Html, Button]:
    """Whether it comes, and the button that turns it on or off."""
    on = await clubs.wants_digest(turn.tx, turn.member.id)
    state = "on" if on else "off"
    said = turn.texts.html(f"settings-digest-{state}")
    return said, Button(turn.texts.plain(f"settings-digest-{state}-turn"), SetDigest(not on))
