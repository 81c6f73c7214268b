"""`/settings`: when to be reminded, when to be left in peace, the digest of clubs."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from community.reminders import settings
from community.reminders.settings import settings_of
from handlers.chat.screen import Button, Replies, Screen, Toast, grid, keyboard
from handlers.chat.talk import Slot
from handlers.chat.texts import Html, Texts, joined
from handlers.chat.turn import Turn
from handlers.reminders.buttons import SetQuiet, SetUsualLeads, ShowSettings
from handlers.reminders.leads import lead_rows, read_leads
from handlers.reminders.wording import lead

SETTINGS: Slot[Callable[[Turn], Awaitable[tuple[Html, Button]]]] = Slot("the page of settings")
QUIET_HOURS = (
    (22 * 60 + 30, 8 * 60),
    (21 * 60, 8 * 60),
    (22 * 60, 7 * 60),
    (23 * 60, 9 * 60),
    (0, 7 * 60),
    (0, 0),
)
"""Begin and end, minutes after midnight; the last one is never."""


async def show(turn: Turn, form: ShowSettings) -> Replies:
    """How the member is reminded, and what others add about messages to them."""
    parts = {"leads": _leads, "quiet": _quiet}
    return [await parts.get(form.part, page)(turn)]


async def set_quiet(turn: Turn, form: SetQuiet) -> Replies:
    """Other quiet hours; shown are the settings as they are now."""
    await settings.set_quiet(turn.tx, turn.member.id, form.begin, form.end, turn.now)
    return [Toast(turn.texts.plain("settings-saved-toast")), await page(turn)]


async def set_leads(turn: Turn, form: SetUsualLeads) -> Replies:
    """Other reminders of all activities; shown are the settings as they are now."""
    await settings.set_usual_leads(turn.tx, turn.member.id, read_leads(form.leads), turn.now)
    return [await _leads(turn)]


async def page(turn: Turn) -> Screen:
    """Everything that can be set, with what others add."""
    texts = turn.texts
    now = await settings_of(turn.tx, turn.member.id)
    leads = texts.plain("list-comma").join(lead(one, texts) for one in now.leads)
    added = [await add(turn) for add in turn.house.adds(SETTINGS)]
    text = joined(
        texts.html("settings"),
        texts.html("settings-leads", leads=leads or texts.plain("reminders-none")),
        texts.html("settings-quiet", span=_span(now.quiet.begin, now.quiet.end, texts)),
        *(said for said, _ in added),
    )
    own = [
        Button(texts.plain("settings-to-leads"), ShowSettings("leads")),
        Button(texts.plain("settings-to-quiet"), ShowSettings("quiet")),
    ]
    return Screen(text, keyboard(own, *([button] for _, button in added)))


async def _leads(turn: Turn) -> Screen:
    texts = turn.texts
    now = await settings_of(turn.tx, turn.member.id)
    rows = lead_rows(texts, now.leads, SetUsualLeads)
    rows.append([Button(texts.plain("leads-usual"), SetUsualLeads("usual"))])
    away = [Button(texts.plain("back"), ShowSettings("all"))]
    return Screen(texts.html("settings-leads-ask"), keyboard(*rows, away))


async def _quiet(turn: Turn) -> Screen:
    texts = turn.texts
    now = (await settings_of(turn.tx, turn.member.id)).quiet
    choices = [
        Button(
            f"✅ {_span(*span, texts)}" if span == (now.begin, now.end) else _span(*span, texts),
            SetQuiet(*span),
        )
        for span in QUIET_HOURS
    ]
    away = [Button(texts.plain("back"), ShowSettings("all"))]
    return Screen(texts.html("settings-quiet-ask"), keyboard(*grid(choices, 2), away))


def _span(begin: int, end: int, texts: Texts) -> str:
    if begin == end:
        return texts.plain("quiet-never")
    return f"{begin // 60}:{begin % 60:02d}–{end // 60}:{end % 60:02d}"
