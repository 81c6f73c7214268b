"""What members do with activities, one thing at a time."""

from __future__ import annotations

import icalendar
import pytest

from bot.playground.phone import Phone
from bot.work.upkeep import Upkeep
from community.activities.occurrences import Occurrence
from community.members import members
from community.registrations import check_ins, registrations
from community.saved import favourites
from tests.acceptance.activity_stage import (
    DISTRICT,
    WEDNESDAY,
    arrange,
    center_named,
    found_club,
    later,
    make_staff,
    open_card,
    set_local,
    signed_up,
    told,
    words,
)
from tests.acceptance.conftest import World, button_data, labels


async def member_id(world: World, phone: Phone) -> int:
    async with world.database.transaction() as tx:
        found = await members.find(tx, "telegram", phone.id)
    assert found is not None
    return found.id


async def check_in(world: World, phone: Phone, found: Occurrence) -> None:
    """The staff scan the member's ticket, at the start."""
    set_local(world, WEDNESDAY)
    number = await member_id(world, phone)
    async with world.database.transaction() as tx:
        ticket = await registrations.ticket(tx, number, found.id)
        assert ticket is not None
        await check_ins.scan(tx, DISTRICT, ticket.token, number, world.clock.now())


async def test_the_same_tap_again_shows_the_same_ticket(world: World) -> None:
    found = await arrange(world, capacity=5)
    phone = await world.member()
    await open_card(world, phone, found)
    message, data = phone.screen().last.id, button_data(phone, words("activity-sign-up"))
    for _ in range(3):
        phone.tap_data(message, data)
        await world.settle()
        assert "余4/5" in phone.screen().last.text
    assert await world.count("registration") == 1


async def test_full_waiting_passing_on_and_waiting_again(world: World) -> None:
    found = await arrange(world, capacity=1)
    first = await signed_up(world, 7, found)
    second = await signed_up(world, 8, found)
    assert "候补第1位" in second.screen().last.text
    third = await world.member(9)
    text = await open_card(world, third, found)
    assert "已满（1人）" in text
    assert words("activity-wait-ask", position="2") in text
    await world.tap(third, words("activity-wait"))
    await world.tap(first, words("ticket-cancel"))
    await world.tap(first, words("leave-sure"))
    assert "有名额" in await told(world, second, "有名额")
    await world.tap(second, words("offer-pass"))
    assert words("offer-gone") in second.screen().last.text
    assert "有名额" in await told(world, third, "有名额")
    text = await world.tap(second, words("activity-wait-again"))
    assert "候补第1位" in text


async def test_an_offer_that_is_over(world: World) -> None:
    found = await arrange(world, capacity=1)
    first = await signed_up(world, 7, found)
    second = await signed_up(world, 8, found)
    await world.tap(first, words("ticket-cancel"))
    await world.tap(first, words("leave-sure"))
    await told(world, second, "有名额")
    world.advance(hours=13)
    await world.tap(second, words("offer-take"))
    assert phone_toast(second) == words("offer-gone-toast")
    assert words("activity-sign-up") in labels(second)


async def test_when_somebody_else_was_faster(world: World) -> None:
    found = await arrange(world, capacity=1)
    phone = await world.member(7)
    await open_card(world, phone, found)
    await signed_up(world, 8, found)
    text = await world.tap(phone, words("activity-sign-up"))
    assert words("activity-full-wait-ask", position="1") in text
    assert "候补第1位" in await world.tap(phone, words("activity-wait"))
    assert words("left-toast") == await toast_of(world, phone, words("ticket-leave-queue"))


async def test_in_the_last_hours_the_first_tap_wins(world: World) -> None:
    found = await arrange(world, capacity=1, cancel_minutes=10)
    first = await signed_up(world, 7, found)
    second = await signed_up(world, 8, found)
    set_local(world, later(WEDNESDAY, hours=-1))
    await open_card(world, first, found)
    await world.tap(first, words("ticket-cancel"))
    await world.tap(first, words("leave-sure"))
    assert words("notice-seat-free") in await told(world, second, words("notice-seat-free"))
    assert "已报名" in await world.tap(second, words("offer-take"))


async def test_clashes_are_asked_about(world: World) -> None:
    night_school = await arrange(world, title="夜校")
    found = await arrange(world, venue="三楼")
    phone = await signed_up(world, 7, night_school)
    await open_card(world, phone, found)
    text = await world.tap(phone, words("activity-sign-up"))
    assert words("clash-ask", title="夜校") in text
    text = await world.tap(phone, words("clash-not"))
    assert words("activity-sign-up") in labels(phone)
    await world.tap(phone, words("activity-sign-up"))
    assert "已报名" in await world.tap(phone, words("clash-sign-up"))


async def test_too_late_to_leave_and_too_late_to_come(world: World) -> None:
    found = await arrange(world)
    phone, other = await signed_up(world, 7, found), await world.member(8)
    set_local(world, later(WEDNESDAY, hours=-1))
    await open_card(world, phone, found)
    await world.tap(phone, words("ticket-cancel"))
    await world.tap(phone, words("leave-sure"))
    assert phone_toast(phone) == words("leave-too-late", when="当天16:30")
    await open_card(world, other, found)
    set_local(world, later(WEDNESDAY, minutes=1))
    await world.tap(other, words("activity-sign-up"))
    assert phone_toast(other) == words("error-registration-closed")
    assert words("activity-begun") in await open_card(world, other, found)


async def test_a_guest(world: World) -> None:
    found = await arrange(world, capacity=3, guests_allowed=True)
    phone = await world.member(7)
    await open_card(world, phone, found)
    text = await world.tap(phone, words("activity-sign-up-two"))
    assert "余1/3" in text
    assert words("ticket-guests") in text
    assert "余2/3" in await world.tap(phone, words("ticket-guest-0"))
    await signed_up(world, 8, found)
    await signed_up(world, 9, found)
    await world.tap(phone, words("ticket-guest-1"))
    assert phone_toast(phone) == words("guest-no-seat")


async def test_the_ticket_and_the_door(world: World) -> None:
    found = await arrange(world)
    phone, boss = await signed_up(world, 7, found), await world.member(10)
    await make_staff(world, boss)
    await world.tap(phone, words("ticket-show"))
    assert phone.screen().last.kind == "photo"
    assert "入场码" in phone.screen().last.text
    async with world.database.transaction() as tx:
        [ticket] = await registrations.mine(
            tx, (await members.meet(tx, "telegram", 7, world.clock.now())).id, world.clock.now()
        )
    link = f"t_{ticket.token}"
    assert "起可以签到" in await opened(world, boss, link)
    set_local(world, later(WEDNESDAY, minutes=-5))
    assert words("scan-done", time="19:25") in await opened(world, boss, link)
    world.advance(minutes=3)
    assert words("scan-again", time="19:25") in await opened(world, boss, link)
    assert ticket.code in phone.screen().last.text
    assert "已签到" in await open_card(world, phone, found)
    # Another member who gets hold of the link learns nothing; the owner sees the ticket.
    stranger = await world.member(8)
    assert words("error-not-staff") in await opened(world, stranger, link)
    assert "入场码" in await opened(world, phone, link)
    assert words("error-ticket-unknown") in await opened(world, boss, "t_nothing")


async def test_the_code_on_site_then_feedback(world: World) -> None:
    found = await arrange(world)
    phone, boss = await signed_up(world, 7, found), await world.member(10)
    await make_staff(world, boss)
    set_local(world, later(WEDNESDAY, minutes=-10))
    await world.say(boss, "/staff")
    await world.tap(boss, words("staff-manage"))
    await world.tap(boss, "1")
    text = await world.tap(boss, words("staff-onsite"))
    code = "".join(sign for sign in text.split("签到码")[1][:9] if sign.isdigit())
    await open_card(world, phone, found)
    await world.tap(phone, words("ticket-check-in"))
    wrong = str((int(code) + 1) % 1_000_000).zfill(6)
    assert words("check-in-wrong") in await world.say(phone, wrong)
    assert "已签到" in await world.say(phone, f"{code[:3]} {code[3:]}")
    set_local(world, later(WEDNESDAY, minutes=110))
    await told(world, phone, words("feedback-ask"))
    text = await world.tap(phone, "★★★★")
    assert words("feedback-line-ask") in text
    assert await world.say(phone, "好" * 201) == words("error-feedback-invalid", limit="200")
    assert await world.say(phone, "很开心") == words("feedback-line-thanks")
    await world.say(boss, "/staff")
    await world.tap(boss, words("staff-manage"))
    await world.tap(boss, "1")
    text = await world.tap(boss, words("staff-feedback"))
    assert "4.0" in text
    assert "很开心" in text


async def test_who_was_not_there_gives_no_stars(world: World) -> None:
    found = await arrange(world)
    phone, other = await signed_up(world, 7, found), await signed_up(world, 8, found)
    await check_in(world, phone, found)
    await open_card(world, phone, found)
    data = button_data(phone, "★★★★★")
    other.tap_data(other.screen().last.id, data)
    await world.settle()
    assert phone_toast(other) == words("error-not-attended")


async def test_calendar_file(world: World) -> None:
    found = await arrange(world)
    phone = await signed_up(world, 7, found)
    await world.tap(phone, words("ticket-calendar"))
    sent = phone.screen().last
    assert sent.kind == "document"
    file = world.double.files.find(sent.body["document"]["file_id"])
    [event] = icalendar.Calendar.from_ical(file.data).walk("VEVENT")
    assert event["SUMMARY"] == "羽毛球友谊赛"
    assert event.start == WEDNESDAY.replace(tzinfo=event.start.tzinfo)


async def test_reminders_of_one_activity(world: World) -> None:
    found = await arrange(world)
    phone = await signed_up(world, 7, found)
    await world.tap(phone, words("ticket-leads"))
    assert "✅ 提前1天" in labels(phone)
    await world.tap(phone, "✅ 提前1天")
    await world.tap(phone, "提前1小时")
    assert {"✅ 提前1小时", "✅ 提前2小时", "提前1天"} <= set(labels(phone))
    text = await world.tap(phone, words("back"))
    assert "当天17:30、当天18:30" in text
    await world.tap(phone, words("ticket-leads"))
    await world.tap(phone, words("leads-usual"))
    assert "前一天19:30" in await world.tap(phone, words("back"))


async def test_a_reminder_is_put_off(world: World) -> None:
    found = await arrange(world)
    phone = await signed_up(world, 7, found)
    set_local(world, later(WEDNESDAY, hours=-2))
    await told(world, phone, "今天19:30")
    await world.tap(phone, words("notice-snooze"))
    await world.tap(phone, words("snooze-minutes", minutes="60"))
    assert phone_toast(phone) == words("snooze-toast", when="周三 11/25 18:30")
    world.advance(hours=1)
    await world.bot.postman.tick_now()
    await phone.wait_for(lambda screen: screen.text.count("⏰ 提醒：今天19:30") == 1)
    set_local(world, later(WEDNESDAY, minutes=-30))
    await world.tap(phone, words("notice-snooze"))
    await world.tap(phone, words("snooze-minutes", minutes="60"))
    assert phone_toast(phone) == words("snooze-too-late")


async def test_settings(world: World) -> None:
    found = await arrange(world)
    phone = await signed_up(world, 7, found)
    text = await world.say(phone, "/settings")
    assert "22:30–8:00" in text
    await world.tap(phone, words("settings-to-quiet"))
    text = await world.tap(phone, "21:00–8:00")
    assert "免打扰：21:00–8:00" in text
    await world.tap(phone, words("settings-to-quiet"))
    assert "免打扰：不设" in await world.tap(phone, words("quiet-never"))
    await world.tap(phone, words("settings-to-leads"))
    await world.tap(phone, "✅ 提前2小时")
    await world.tap(phone, words("back"))
    assert "默认提醒：提前1天" in phone.screen().last.text
    text = await world.tap(phone, words("settings-digest-on-turn"))
    assert words("settings-digest-off") in text
    assert "提醒：前一天19:30" in await open_card(world, phone, found)
    assert "当天17:30" not in phone.screen().last.text


async def test_clubs_and_the_digest(world: World) -> None:
    club = await found_club(world, "跑步社")
    await arrange(world, title="江边夜跑", club_id=club.id, local_start=later(WEDNESDAY, days=7))
    phone = await world.member()
    await world.say(phone, "/clubs")
    await world.tap(phone, "跑步社")
    assert "江边夜跑" in phone.screen().last.text
    assert "已加入" in await toast_of(world, phone, words("club-join"))
    set_local(world, later(WEDNESDAY, days=4, minutes=31))  # Sunday 20:01
    await Upkeep(world.database, world.bot.services).run()
    text = await told(world, phone, words("notice-digest")[3:8])
    assert "江边夜跑" in text
    await world.tap(phone, "1")
    assert words("activity-sign-up") in labels(phone)
    await world.say(phone, "/clubs")
    await world.tap(phone, "跑步社")
    await world.tap(phone, words("club-leave"))
    assert phone_toast(phone) == words("club-left-toast")


async def test_my_activities(world: World) -> None:
    found = await arrange(world, capacity=1)
    other = await arrange(world, title="书法课", local_start=later(WEDNESDAY, days=1))
    first = await signed_up(world, 7, found)
    await open_card(world, first, other)
    await world.tap(first, words("activity-sign-up"))
    second = await signed_up(world, 8, found)
    text = await world.say(first, "/mine")
    assert text.index("羽毛球友谊赛") < text.index("书法课")
    await world.tap(first, "2")
    assert "书法课" in first.screen().last.text
    assert words("mine-seated") in await world.tap(first, words("back"))
    assert words("mine-waiting", position="1") in await world.say(second, "/mine")
    await check_in(world, first, found)
    world.advance(hours=3)
    await world.say(first, "/mine")
    text = await world.tap(first, words("mine-to-past"))
    assert words("mine-attended") in text
    assert "书法课" not in text


@pytest.mark.parametrize("offered", [True, False])
async def test_calendar_feed(world: World, offered: bool) -> None:
    world.bot.services.feed_base = "https://anjia.example/calendar" if offered else None
    phone = await world.member()
    await world.say(phone, "/mine")
    assert (words("mine-feed") in labels(phone)) is offered
    if not offered:
        return
    await world.tap(phone, words("mine-feed"))
    text = await world.tap(phone, words("feed-create"))
    assert "https://anjia.example/calendar/" in text
    await world.tap(phone, words("feed-revoke"))
    assert phone_toast(phone) == words("feed-revoked-toast")
    assert words("feed-create") in labels(phone)


async def test_filters(world: World) -> None:
    first, second = await center_named(world), await center_named(world, 1)
    club = await found_club(world, "棋社")
    await arrange(world, title="今晚的课", local_start=later(WEDNESDAY, days=-1), kind="salon")
    await arrange(world, title="周四象棋", local_start=later(WEDNESDAY, days=1), club_id=club.id)
    await arrange(
        world,
        title="下周手作",
        local_start=later(WEDNESDAY, days=7),
        center_id=second.id,
        interests=("手作",),
    )
    phone = await world.member()
    text = await world.say(phone, "/activities")
    assert all(title in text for title in ("今晚的课", "周四象棋", "下周手作"))
    assert "周四象棋" not in await world.tap(phone, words("when-t"))
    text = await world.tap(phone, words("when-w"))
    assert "周四象棋" in text
    assert "下周手作" not in text
    assert "下周手作" in await world.tap(phone, words("when-n"))
    await world.tap(phone, words("when-n"))  # off again
    for label, title in (
        (words("activity-kind-salon"), "今晚的课"),
        ("#手作", "下周手作"),
        ("棋社", "周四象棋"),
    ):
        await world.tap(phone, words("agenda-topic"))
        text = await world.tap(phone, label)
        assert title in text
        assert sum(each in text for each in ("今晚的课", "周四象棋", "下周手作")) == 1
    await world.tap(phone, words("agenda-topic"))
    await world.tap(phone, words("topic-any"))
    async with world.database.transaction() as tx:
        number = await member_id(world, phone)
        await favourites.add_favourite(tx, number, second.id, world.clock.now())
        await favourites.save_place(tx, number, "家", first.position, world.clock.now())
    await world.tap(phone, words("agenda-where"))
    text = await world.tap(phone, words("where-favourites"))
    assert "下周手作" in text
    assert "周四象棋" not in text
    await world.tap(phone, words("agenda-where"))
    assert "周四象棋" in await world.tap(phone, words("place-near", name="家"))
    await world.tap(phone, words("agenda-where"))
    assert "下周手作" in await world.tap(phone, f"⭐ {second.name}"[:24])
    await world.tap(phone, words("agenda-where"))
    text = await world.tap(phone, str(second.subdistrict))
    assert f"· {second.subdistrict} ·" in text
    assert "下周手作" in text
    assert "周四象棋" not in text


async def test_pages(world: World) -> None:
    for number in range(8):
        await arrange(world, title=f"第{number}场", local_start=later(WEDNESDAY, days=number))
    phone = await world.member()
    assert "第5场" in await world.say(phone, "/activities")
    text = await world.tap(phone, words("page-on"))
    assert "第7场" in text
    assert "第5场" not in text
    await world.tap(phone, "8")
    assert "第7场" in await world.tap(phone, words("back"))


async def test_from_the_card_of_a_center(world: World) -> None:
    found = await arrange(world)
    center = await center_named(world)
    phone = await world.member()
    await opened(world, phone, f"c_{center.token}")
    await world.tap(phone, words("card-activities", count="1"))
    text = await world.tap(phone, "1")
    assert found.title in text
    await world.tap(phone, words("activity-venue"))
    assert phone.screen().last.kind == "venue"


async def test_shared_into_another_chat(world: World) -> None:
    found = await arrange(world)
    phone = await world.member()
    await open_card(world, phone, found)
    search = await phone.tap(words("activity-share"))
    await world.settle()
    [result] = search.results
    assert "羽毛球友谊赛" in result["title"]
    for query in ("羽毛球", words("inline-activities"), "activities"):
        search = await phone.inline(query)
        await world.settle()
        assert any("羽毛球友谊赛" in item["title"] for item in search.results)
    search = await phone.inline("a_nothing")
    await world.settle()
    assert search.results == []


async def test_in_a_group_only_the_facts(world: World) -> None:
    found = await arrange(world)
    phone = await signed_up(world, 7, found)
    group = world.double.group("邻居", phone)
    await phone.send(f"/start@anjia_bot a_{found.token}", chat=group)
    await world.settle()
    answer = phone.screen(group).last
    assert "余19/20" in answer.text
    assert "已报名" not in answer.text
    assert answer.buttons == ((words("activity-open"),),)
    await phone.send("/start@anjia_bot a_nothing", chat=group)
    await world.settle()
    assert phone.screen(group).last.mine


async def test_links_that_lead_nowhere(world: World) -> None:
    phone = await world.member()
    assert words("error-activity-unknown") in await opened(world, phone, "a_nothing")


async def test_in_english(world: World) -> None:
    await arrange(world)
    phone = await world.member(8, "en")
    text = await world.say(phone, "/activities")
    assert "Wed" in text
    await world.tap(phone, "1")
    text = await world.tap(phone, words("activity-sign-up", "en"))
    assert "Signed up" in text or "signed up" in text


def phone_toast(phone: Phone) -> str:
    return str(phone.toasts[-1]["text"])


async def toast_of(world: World, phone: Phone, label: str) -> str:
    await world.tap(phone, label)
    return phone_toast(phone)


async def opened(world: World, phone: Phone, payload: str) -> str:
    await phone.start(payload)
    await world.settle()
    return phone.screen().last.text
