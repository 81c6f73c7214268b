"""What staff see of one published activity, its list of attendance, and what people said."""

from __future__ import annotations

from collections.abc import Callable

from community.activities import occurrences
from community.activities.occurrences import Occurrence
from community.members import drafts
from community.registrations import tickets
from handlers.activities.staff.buttons import (
    CallOff,
    ChangeActivity,
    CopySeries,
    RepeatActivity,
    ShowStaffList,
    StaffCard,
    WriteAttendees,
)
from handlers.activities.staff.menu import scope_of
from handlers.activities.wording import Shown, facts, title
from handlers.chat.screen import (
    Button,
    Replies,
    Reply,
    Screen,
    Toast,
    grid,
    keyboard,
)
from handlers.chat.talk import Slot
from handlers.chat.texts import joined
from handlers.chat.turn import Turn
from handlers.registrations.buttons import AttendanceFile, ShowOnSiteCode, TypeTicketCode

ATTENDANCE_STATES = ("seated", "offered", "waiting")


STAFF_LISTS: Slot[Callable[[Turn, Occurrence], Button]] = Slot("buttons on the card for staff")


async def show(turn: Turn, form: StaffCard) -> Replies:
    """An activity as its staff see it, with all that they can do about it."""
    await drafts.abandon(turn.tx, turn.member, turn.now)
    return [await staff_card(turn, await served(turn, form.activity))]


async def back_to_card(turn: Turn, activity: int, said: str) -> list[Reply]:
    """Something was done, or is over: say so, and show the card as it is now."""
    return [Toast(said), await staff_card(turn, await served(turn, activity))]


async def served(turn: Turn, activity: int) -> Occurrence:
    """The activity, if the member is staff of its center. Raises `NotStaff`."""
    scope = await scope_of(turn)
    found = await occurrences.occurrence(turn.tx, activity)
    scope.require(found.center_id)
    return found


async def asked(turn: Turn, found: Occurrence, form: str, key: str) -> Replies:
    """Ask for a text about an activity; `form` takes the answer, `key` is the question."""
    texts = turn.texts
    await drafts.put(turn.tx, turn.member.id, form, {"activity": found.id}, turn.now)
    text = joined(title(found.kind, found.title, texts), texts.html(key))
    return [Screen(text, keyboard([Button(texts.plain("back"), StaffCard(found.id))]))]


async def staff_card(turn: Turn, found: Occurrence) -> Screen:
    """Facts, how many come and wait, and everything that can be done."""
    texts = turn.texts
    seated = await tickets.of_occurrence(turn.tx, found.id, ATTENDANCE_STATES)
    counted = {
        state: sum(ticket.seats for ticket in seated if ticket.state == state)
        for state in ATTENDANCE_STATES
    }
    here = sum(ticket.seats for ticket in seated if ticket.checked_in_at is not None)
    text = joined(
        facts(Shown.of(found), await turn.directory(), texts),
        texts.html("activity-cancelled", reason=found.cancel_reason or "")
        if found.cancelled
        else None,
        texts.html(
            "staff-numbers",
            seated=str(counted["seated"]),
            offered=str(counted["offered"]),
            waiting=str(counted["waiting"]),
            here=str(here),
        ),
    )
    to_list = [Button(texts.plain("back"), ShowStaffList(0))]
    lists = [
        Button(texts.plain("staff-attendance"), AttendanceFile(found.id)),
        *(add(turn, found) for add in turn.house.adds(STAFF_LISTS)),
        Button(texts.plain("staff-copy"), CopySeries(found.series_id)),
    ]
    if found.cancelled:
        return Screen(text, keyboard(lists, to_list))
    door = [
        Button(texts.plain("staff-onsite"), ShowOnSiteCode(found.id)),
        Button(texts.plain("staff-ticket-code"), TypeTicketCode(found.id)),
    ]
    if found.closed(turn.now):
        return Screen(text, keyboard(door, lists, to_list))
    change = [
        Button(texts.plain("staff-change"), ChangeActivity(found.id, "any")),
        Button(texts.plain("staff-message"), WriteAttendees(found.id)),
        Button(texts.plain("staff-cancel"), CallOff(found.id, "ask")),
    ]
    if not found.recurring:
        lists.append(Button(texts.plain("draft-repeat"), RepeatActivity(found.id, "ask")))
    return Screen(text, keyboard(change, door, *grid(lists, 2), to_list))
