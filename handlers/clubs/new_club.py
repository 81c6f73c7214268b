"""Staff found a club: its name, and a sentence on it."""

from __future__ import annotations

import re

from community.clubs import clubs
from community.errors import CommunityError
from community.members import drafts
from community.members.drafts import Draft
from handlers.activities import refusals
from handlers.activities.staff.menu import scope_of
from handlers.chat.buttons import button, keyboard
from handlers.chat.callbacks import NewClub, ShowClub, ShowStaffMenu
from handlers.chat.replies import Edit, Replies, Send
from handlers.chat.request import Request

CLUB_FORM = "club"


async def ask(request: Request, form: NewClub) -> Replies:
    await scope_of(request)
    await drafts.put(request.tx, request.member.id, CLUB_FORM, {}, request.now)
    away = [button(request.texts.plain("back"), ShowStaffMenu())]
    return [Edit(request.texts.html("club-ask"), keyboard(away))]


async def given(request: Request, draft: Draft, text: str) -> Replies:
    """`名称|说明`; of the whole district where the staff member serves it, else of a center."""
    scope, texts = await scope_of(request), request.texts
    name, *about = (part.strip() for part in re.split(r"[|｜]", text, maxsplit=1))
    center = None if scope.district else scope.centers[0]
    try:
        made = await clubs.create(
            request.tx, scope, name, about[0] if about else None, center, request.now
        )
    except CommunityError as error:
        return [Send(refusals.said(error, request))]
    await drafts.drop(request.tx, request.member.id)
    rows = keyboard([button(texts.plain("club-open"), ShowClub(made.id))])
    return [Send(texts.html("club-made", name=made.name), rows)]
