"""Staff found a club: its name, and a sentence on it."""

from __future__ import annotations

import re

from community.clubs import clubs
from community.errors import CommunityError
from community.members import drafts
from community.members.drafts import Draft
from handlers.activities.staff.buttons import ShowStaffMenu
from handlers.activities.staff.menu import scope_of
from handlers.chat import refusals
from handlers.chat.screen import Button, Replies, Screen, keyboard
from handlers.chat.turn import Turn
from handlers.clubs.buttons import NewClub, ShowClub

CLUB_FORM = "club"


async def ask(turn: Turn, form: NewClub) -> Replies:
    """Staff: name and description of a new club are asked for."""
    await scope_of(turn)
    await drafts.put(turn.tx, turn.member.id, CLUB_FORM, {}, turn.now)
    away = [Button(turn.texts.plain("back"), ShowStaffMenu())]
    return [Screen(turn.texts.html("club-ask"), keyboard(away))]


async def given(turn: Turn, draft: Draft, text: str) -> Replies:
    """`名称|说明`; of the whole district where the staff member serves it, else of a center."""
    scope, texts = await scope_of(turn), turn.texts
    name, *about = (part.strip() for part in re.split(r"[|｜]", text, maxsplit=1))
    center = None if scope.district else scope.centers[0]
    try:
        made = await clubs.create(
            turn.tx, scope, name, about[0] if about else None, center, turn.now
        )
    except CommunityError as error:
        return [Screen(refusals.said(error, turn))]
    await drafts.drop(turn.tx, turn.member.id)
    rows = keyboard([Button(texts.plain("club-open"), ShowClub(made.id))])
    return [Screen(texts.html("club-made", name=made.name), rows)]
