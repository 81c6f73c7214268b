"""`/settings`: when to be reminded, when to be left in peace, the digest of clubs."""

from __future__ import annotations

from telegram import InlineKeyboardMarkup

from community.clubs import clubs
from community.reminders import settings
from community.reminders.settings import settings_of
from handlers.activities.wording import lead
from handlers.chat.buttons import button, grid, keyboard
from handlers.chat.callbacks import SetDigest, SetQuiet, SetUsualLeads, ShowSettings
from handlers.chat.replies import Edit, Replies, Send, Toast
from handlers.chat.request import Request
from handlers.chat.texts import Html, Texts, joined
from handlers.reminders.leads import lead_rows, read_leads

QUIET_HOURS = (
    (22 * 60 + 30, 8 * 60),
    (21 * 60, 8 * 60),
    (22 * 60, 7 * 60),
    (23 * 60, 9 * 60),
    (0, 7 * 60),
    (0, 0),
)
"""Begin and end, minutes after midnight; the last one is never."""


async def start(request: Request) -> Replies:
    """`/settings`."""
    text, rows = await _page(request)
    return [Send(text, rows)]


async def show(request: Request, form: ShowSettings) -> Replies:
    parts = {"leads": _leads, "quiet": _quiet}
    text, rows = await parts.get(form.part, _page)(request)
    return [Edit(text, rows)]


async def set_quiet(request: Request, form: SetQuiet) -> Replies:
    await settings.set_quiet(request.tx, request.member.id, form.begin, form.end, request.now)
    text, rows = await _page(request)
    return [Toast(request.texts.plain("settings-saved-toast")), Edit(text, rows)]


async def set_leads(request: Request, form: SetUsualLeads) -> Replies:
    await settings.set_usual_leads(
        request.tx, request.member.id, read_leads(form.leads), request.now
    )
    text, rows = await _leads(request)
    return [Edit(text, rows)]


async def set_digest(request: Request, form: SetDigest) -> Replies:
    await clubs.set_digest(request.tx, request.member.id, form.wanted)
    text, rows = await _page(request)
    return [Toast(request.texts.plain("settings-saved-toast")), Edit(text, rows)]


async def _page(request: Request) -> tuple[Html, InlineKeyboardMarkup | None]:
    texts = request.texts
    now = await settings_of(request.tx, request.member.id)
    leads = texts.plain("list-comma").join(lead(one, texts) for one in now.leads)
    digest = "settings-digest-on" if now.digest else "settings-digest-off"
    turn = "settings-digest-on-turn" if now.digest else "settings-digest-off-turn"
    text = joined(
        texts.html("settings"),
        texts.html("settings-leads", leads=leads or texts.plain("reminders-none")),
        texts.html("settings-quiet", span=_span(now.quiet.begin, now.quiet.end, texts)),
        texts.html(digest),
    )
    rows = keyboard(
        [
            button(texts.plain("settings-to-leads"), ShowSettings("leads")),
            button(texts.plain("settings-to-quiet"), ShowSettings("quiet")),
        ],
        [button(texts.plain(turn), SetDigest(not now.digest))],
    )
    return text, rows


async def _leads(request: Request) -> tuple[Html, InlineKeyboardMarkup | None]:
    texts = request.texts
    now = await settings_of(request.tx, request.member.id)
    rows = lead_rows(texts, now.leads, SetUsualLeads)
    rows.append([button(texts.plain("leads-usual"), SetUsualLeads("usual"))])
    away = [button(texts.plain("back"), ShowSettings("all"))]
    return texts.html("settings-leads-ask"), keyboard(*rows, away)


async def _quiet(request: Request) -> tuple[Html, InlineKeyboardMarkup | None]:
    texts = request.texts
    now = (await settings_of(request.tx, request.member.id)).quiet
    choices = [
        button(
            f"✅ {_span(*span, texts)}" if span == (now.begin, now.end) else _span(*span, texts),
            SetQuiet(*span),
        )
        for span in QUIET_HOURS
    ]
    away = [button(texts.plain("back"), ShowSettings("all"))]
    return texts.html("settings-quiet-ask"), keyboard(*grid(choices, 2), away)


def _span(begin: int, end: int, texts: Texts) -> str:
    if begin == end:
        return texts.plain("quiet-never")
    return f"{begin // 60}:{begin % 60:02d}–{end // 60}:{end % 60:02d}"
