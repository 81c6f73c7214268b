"""Roles are read from the database at every action."""

from __future__ import annotations

from community.staff import roles
from handlers.activities.staff import buttons
from handlers.clubs.buttons import NewClub
from handlers.feedback.buttons import ShowFeedback
from handlers.registrations.buttons import AttendanceFile, ShowOnSiteCode, TypeTicketCode
from tests.acceptance.conftest import World
from tests.acceptance.test_staff_activities import STAFF, appointed, drafted, published

STAFF_FORMS = [
    *(form for form in vars(buttons).values() if isinstance(form, type)),
    *(NewClub, ShowFeedback, AttendanceFile, ShowOnSiteCode, TypeTicketCode),
]


async def test_no_button_of_staff_outlives_their_role(world: World) -> None:
    """All that were drawn for them: menu, draft, list and card."""
    worker = await appointed(world)
    await published(world, worker)
    await world.say(worker, "/staff")
    await world.tap(worker, "近期活动")
    await drafted(world, worker)
    codes = world.bot.services.house.codes
    drawn = {
        (message.id, one["callback_data"])
        for message in worker.chat.messages.values()
        for row in (message.markup or {}).get("inline_keyboard", ())
        for one in row
        if codes.get(one.get("callback_data", "").split(".")[0]) in STAFF_FORMS
    }
    assert len({data.split(".")[0] for _, data in drawn}) >= 10
    async with world.database.transaction() as tx:
        await roles.revoke(tx, "telegram", STAFF)
    for message_id, data in sorted(drawn):
        worker.tap_data(message_id, data)
        await world.settle()
        assert worker.toasts[-1]["text"] == "这是工作人员的功能。", data
