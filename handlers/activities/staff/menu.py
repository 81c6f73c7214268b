"""`/staff`: what staff do with activities, and the list of those they look after."""

from __future__ import annotations

from datetime import timedelta

from community.activities import occurrences
from community.activities.occurrences import Occurrence
from community.members import drafts
from community.staff import roles
from community.staff.roles import StaffScope
from handlers.activities.staff.buttons import NewActivity, ShowStaffList, ShowStaffMenu, StaffCard
from handlers.activities.wording import line
from handlers.chat.paging import Page
from handlers.chat.screen import Button, Replies, Screen, grid, keyboard
from handlers.chat.texts import joined
from handlers.chat.turn import Turn
from handlers.clubs.buttons import NewClub

PAGE = 8
MOST = 200
STILL_SHOWN = timedelta(hours=6)
"""Activities stay in the list so long after their start: that is when people are checked in."""


async def show(turn: Turn, form: ShowStaffMenu) -> Replies:
    """`/staff`. Raises `NotStaff`."""
    return [await _menu(turn)]


async def show_list(turn: Turn, form: ShowStaffList) -> Replies:
    """What comes at the centers that the staff member serves."""
    await drafts.abandon(turn.tx, turn.member, turn.now)
    texts, directory = turn.texts, await turn.directory()
    found = await _served(turn, await scope_of(turn))
    page = Page.of(found, form.page, PAGE)
    shown = list(enumerate(page.items, page.first))
    lines = [line(number, one, directory, texts, turn.now) for number, one in shown]
    numbers = [Button(str(number), StaffCard(one.id)) for number, one in shown]
    away = [Button(texts.plain("back"), ShowStaffMenu())]
    text = joined(texts.html("staff-list"), *(lines or [texts.html("staff-list-none")]))
    return [Screen(text, keyboard(*grid(numbers, 4), page.turning(texts, ShowStaffList), away))]


async def scope_of(turn: Turn) -> StaffScope:
    """Asked of the database at every action. Raises `NotStaff`."""
    member = turn.member
    return await roles.scope_of(turn.tx, member.channel, member.channel_user_id)


async def _served(turn: Turn, scope: StaffScope) -> list[Occurrence]:
    centers = None if scope.district else scope.centers
    since = turn.now - STILL_SHOWN
    return await occurrences.coming(turn.tx, since, center_ids=centers, limit=MOST)


async def _menu(turn: Turn) -> Screen:
    await scope_of(turn)
    await drafts.abandon(turn.tx, turn.member, turn.now)
    texts = turn.texts
    rows = keyboard(
        [
            Button(texts.plain("staff-last"), NewActivity("last")),
            Button(texts.plain("staff-models"), NewActivity("models")),
            Button(texts.plain("staff-line"), NewActivity("line")),
        ],
        [
            Button(texts.plain("staff-manage"), ShowStaffList(0)),
            Button(texts.plain("staff-drafts"), NewActivity("drafts")),
            Button(texts.plain("staff-club"), NewClub()),
        ],
    )
    return Screen(texts.html("staff-menu"), rows)
