"""`/staff`: what staff do with activities, and the list of those they look after."""

from __future__ import annotations

from datetime import timedelta

from telegram import InlineKeyboardMarkup

from community.activities import occurrences
from community.activities.occurrences import Occurrence
from community.members import drafts
from community.staff import roles
from community.staff.roles import StaffScope
from handlers.activities.wording import line
from handlers.chat.buttons import button, grid, keyboard
from handlers.chat.callbacks import (
    NewActivity,
    NewClub,
    Nothing,
    ShowStaffList,
    ShowStaffMenu,
    StaffCard,
)
from handlers.chat.replies import Edit, Replies, Send
from handlers.chat.request import Request
from handlers.chat.texts import Html, joined

PAGE = 8
MOST = 200
STILL_SHOWN = timedelta(hours=6)
"""Activities stay in the list so long after their start: that is when people are checked in."""


async def start(request: Request) -> Replies:
    """`/staff`. Raises `NotStaff`."""
    text, rows = await _menu(request)
    return [Send(text, rows)]


async def show(request: Request, form: ShowStaffMenu) -> Replies:
    text, rows = await _menu(request)
    return [Edit(text, rows)]


async def show_list(request: Request, form: ShowStaffList) -> Replies:
    """What comes at the centers that the staff member serves."""
    await drafts.abandon(request.tx, request.member, request.now)
    texts, directory = request.texts, await request.directory()
    found = await _served(request, await scope_of(request))
    pages = max(1, -(-len(found) // PAGE))
    page = min(form.page, pages - 1)
    shown = list(enumerate(found[page * PAGE : (page + 1) * PAGE], page * PAGE + 1))
    lines = [line(number, one, directory, texts, request.now) for number, one in shown]
    numbers = [button(str(number), StaffCard(one.id)) for number, one in shown]
    pager = []
    if pages > 1:
        pager = [button(f"{page + 1}/{pages}", Nothing())]
        if page > 0:
            pager.insert(0, button(texts.plain("page-back"), ShowStaffList(page - 1)))
        if page + 1 < pages:
            pager.append(button(texts.plain("page-on"), ShowStaffList(page + 1)))
    away = [button(texts.plain("back"), ShowStaffMenu())]
    text = joined(texts.html("staff-list"), *(lines or [texts.html("staff-list-none")]))
    return [Edit(text, keyboard(*grid(numbers, 4), pager, away))]


async def scope_of(request: Request) -> StaffScope:
    """Asked of the database at every action. Raises `NotStaff`."""
    member = request.member
    return await roles.scope_of(request.tx, member.channel, member.channel_user_id)


async def _served(request: Request, scope: StaffScope) -> list[Occurrence]:
    centers = None if scope.district else scope.centers
    since = request.now - STILL_SHOWN
    return await occurrences.coming(request.tx, since, center_ids=centers, limit=MOST)


async def _menu(request: Request) -> tuple[Html, InlineKeyboardMarkup | None]:
    await scope_of(request)
    await drafts.abandon(request.tx, request.member, request.now)
    texts = request.texts
    rows = keyboard(
        [
            button(texts.plain("staff-last"), NewActivity("last")),
            button(texts.plain("staff-models"), NewActivity("models")),
            button(texts.plain("staff-line"), NewActivity("line")),
        ],
        [
            button(texts.plain("staff-manage"), ShowStaffList(0)),
            button(texts.plain("staff-drafts"), NewActivity("drafts")),
            button(texts.plain("staff-club"), NewClub()),
        ],
    )
    return texts.html("staff-menu"), rows
