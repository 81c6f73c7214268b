"""Staff make activities and look after them, in the chat."""

from __future__ import annotations

import io
from datetime import timedelta

import openpyxl
import pytest
from PIL import Image

from bot.playground.double.files import FileStore
from bot.playground.phone import Phone
from community.activities import occurrences
from community.activities.occurrences import Occurrence
from community.clubs import clubs
from community.feedback import feedback
from community.members.members import find
from community.registrations import check_ins, registrations
from community.staff import roles
from community.staff.roles import DISTRICT
from tests.acceptance.conftest import Running, World, button_data, labels

STAFF = 88
ROOM = "晶都社区·杭州邻里阅读空间"
ELSEWHERE = "闻涛社区·杭州邻里阅读空间"
LINE = f"羽毛球友谊赛|周三19:30-21:00|{ROOM} 二楼|20人|自带球拍"


async def appointed(
    world: World, center: str | None = None, number: int = STAFF, language: str = "zh-hans"
) -> Phone:
    async with world.database.transaction() as tx:
        await roles.grant(tx, "telegram", number, "staff", world.clock.now(), center)
    return world.newcomer(number, language)


async def drafted(world: World, phone: Phone, line: str = LINE) -> str:
    await world.say(phone, "/staff")
    await world.tap(phone, "一次写完")
    return await world.say(phone, line)


async def published(world: World, phone: Phone, line: str = LINE, *repeat: str) -> None:
    """Make it, and open its card for staff."""
    await drafted(world, phone, line)
    for label in repeat:
        await world.tap(phone, label)
    await world.tap(phone, "✅ 发布")
    await world.tap(phone, "管理这个活动")


async def coming(world: World) -> list[Occurrence]:
    async with world.database.transaction() as tx:
        return await occurrences.coming(tx, world.clock.now())


async def seated(world: World, number: int, found: Occurrence, *, guests: int = 0) -> str:
    """A member signs up; the token of the ticket."""
    async with world.database.transaction() as tx:
        member = await find(tx, "telegram", number)
        assert member is not None
        done = await registrations.sign_up(
            tx, member.id, found.id, op_id=f"op{number}", now=world.clock.now(), guests=guests
        )
        return done.token


async def notices(world: World) -> None:
    await world.bot.postman.tick_now()
    await world.settle()


def photo() -> bytes:
    output = io.BytesIO()
    Image.new("RGB", (640, 480)).save(output, "JPEG")
    return output.getvalue()


# ---- who may


async def test_others_are_refused(world: World) -> None:
    phone = await world.member(7)
    assert await world.say(phone, "/staff") == "这是工作人员的功能。"
    for code in ("Ba", "Bb.line", "Bh.0", "Bi.1", "Bu.import"):
        phone.tap_data(phone.screen().bubbles[1].id, code)
        await world.settle()
    said = {toast["text"] for toast in phone.toasts[-5:]}
    assert said <= {"这是工作人员的功能。", "这一步已过期，请重新开始。"}
    await phone.send_document(b"x", "list.csv")
    await world.settle()
    assert "导入" not in phone.screen().last.text
    assert await world.count("series") == 0


async def test_buttons_that_nobody_drew_change_nothing(world: World) -> None:
    worker = await appointed(world)
    await published(world, worker)
    (found,) = await coming(world)
    message = worker.screen().last.id
    for code, said in (
        ("Bc.99", "这个活动已经不在了。"),
        ("Bi.99", "这个活动已经不在了。"),
        (f"Be.{found.series_id}.discard", "已经发布，请在“近期活动”里修改。"),
        (f"Bf.{found.series_id}.title", "已经发布，请在“近期活动”里修改。"),
        (f"Bg.{found.series_id}.repeat.w4", "已经发布，请在“近期活动”里修改。"),
        ("Bd.1", "这一步已过期，请重新开始。"),
        (f"Bk.{found.id}.everything", "这一步已过期，请重新开始。"),
        (f"Bl.{found.id}.this", "这一步已过期，请重新开始。"),
        (f"Bn.{found.id}.this", "这一步已过期，请重新开始。"),
        (f"Bp.{found.id}.x", "这一步已过期，请重新开始。"),
    ):
        worker.tap_data(message, code)
        await world.settle()
        assert worker.toasts[-1]["text"] == said, code
    await drafted(world, worker, "读书会|周四19:00-20:00|晶都社区|12")
    worker.tap_data(worker.screen().last.id, "Bd.zzz")
    await world.settle()
    assert "服务点" in worker.toasts[-1]["text"]
    assert await coming(world) == [found]


async def test_published_twice_is_published_once(world: World) -> None:
    worker = await appointed(world)
    await drafted(world, worker)
    data, message = button_data(worker, "✅ 发布"), worker.screen().last.id
    await world.tap(worker, "✅ 发布")
    worker.tap_data(message, data)
    await world.settle()
    assert worker.screen().last.text.startswith("✅ 已发布1场")
    assert await world.count("occurrence") == 1


async def test_a_role_that_is_taken_back_ends_at_once(world: World) -> None:
    worker = await appointed(world)
    await drafted(world, worker)
    async with world.database.transaction() as tx:
        await roles.revoke(tx, "telegram", STAFF)
    await world.tap(worker, "✅ 发布")
    assert worker.toasts[-1]["text"] == "这是工作人员的功能。"
    assert await coming(world) == []


async def test_staff_of_one_center_reach_only_it(world: World) -> None:
    chief = await appointed(world)
    await published(world, chief)
    (found,) = await coming(world)
    other = await appointed(world, "reading-04", 89)
    await world.say(other, "/staff")
    assert "近期没有活动" in await world.tap(other, "近期活动")
    other.tap_data(other.screen().last.id, f"Bi.{found.id}")
    await world.settle()
    assert other.toasts[-1]["text"] == "这是工作人员的功能。"
    assert await drafted(world, other, LINE) == "这是工作人员的功能。"
    # Their own center needs no name.
    text = await drafted(world, other, "读书会|周四19:00|活动室|12")
    assert f"{ELSEWHERE} · 活动室" in text


# ---- making


async def test_one_line_becomes_an_activity(world: World) -> None:
    worker = await appointed(world)
    text = await drafted(world, worker)
    assert text.splitlines()[:5] == [
        "👀 预览（会员看到的样子）",
        "🎈 羽毛球友谊赛",
        f"周三 11/25 19:30–21:00 · {ROOM} · 二楼",
        "余20/20 · 可退至当天16:30",
        "自带球拍",
    ]
    assert labels(worker) == ["✅ 发布", "改…", "🔁 每周重复", "存草稿", "🗑 丢弃"]
    assert await coming(world) == []
    text = await world.tap(worker, "✅ 发布")
    (found,) = await coming(world)
    assert text.startswith("✅ 已发布1场")
    assert text.endswith(f"https://t.me/{world.bot.services.bot_username}?start=a_{found.token}")
    member = await world.member(7)
    await member.start(f"a_{found.token}")
    await world.settle()
    assert "羽毛球友谊赛" in member.screen().last.text


WRONG_LINES = (
    ("羽毛球|周三19:30", "缺内容。请按 名称|时间|地点|人数|说明"),
    (f"羽毛球|改天|{ROOM}|20", "时间“改天”看不懂，请写成"),
    (f"羽毛球|11/20 19:30|{ROOM}|20", "周五 11/20 已过去，请换一个时间再发一次。"),
    (f"羽毛球|周三19:30|{ROOM}|很多", "人数“很多”看不懂，请写数字"),
    ("羽毛球|周三19:30|不存在的地方某处|20", "没有找到地点“不存在的地方某处”"),
    (f"{'长' * 81}|周三19:30|{ROOM}|20", "名称请写1到80字。"),
)


async def test_what_is_wrong_is_said_with_the_remedy_and_asked_again(world: World) -> None:
    worker = await appointed(world)
    await world.say(worker, "/staff")
    await world.tap(worker, "一次写完")
    for line, said in WRONG_LINES:
        assert said in await world.say(worker, line)
    assert "👀 预览" in await world.say(worker, LINE)


async def test_several_places_that_may_be_meant_are_buttons(world: World) -> None:
    worker = await appointed(world)
    text = await drafted(world, worker, "读书会|周四19:00-20:00|晶都社区|12")
    assert "哪" in text
    assert ROOM in labels(worker)
    assert f"· {ROOM}" in await world.tap(worker, ROOM)


async def test_a_taken_room_is_pointed_out(world: World) -> None:
    worker = await appointed(world)
    await published(world, worker, f"书法课|周三19:00-20:00|{ROOM} 二楼|10")
    text = await drafted(world, worker)
    assert "⚠️ 周三 11/25 19:00–20:00场地被“书法课”占用" in text
    assert "占用" not in await drafted(world, worker, LINE.replace("二楼", "一楼"))


async def test_holidays_and_make_up_days_are_pointed_out(world: World) -> None:
    world.advance(days=-60)
    worker = await appointed(world)
    assert "⚠️ 周四 10/1是节假日 国庆" in await drafted(world, worker, LINE.replace("周三", "10/1 "))
    assert "⚠️ 周六 10/10是调休上班日" in await drafted(
        world, worker, LINE.replace("周三", "10/10 ")
    )
    assert "⚠️" not in await drafted(world, worker, LINE.replace("周三", "10/14 "))


async def test_a_copy_takes_three_taps(world: World) -> None:
    worker = await appointed(world)
    await world.say(worker, "/staff")
    await world.tap(worker, "复制上次")
    assert worker.toasts[-1]["text"] == "还没有发布过活动，请用“一次写完”。"
    await published(world, worker)
    await world.say(worker, "/staff")
    assert "周三 12/2 19:30–21:00" in await world.tap(worker, "复制上次")
    await world.tap(worker, "✅ 发布")
    assert [one.local_start.day for one in await coming(world)] == [25, 2]


async def test_templates_are_what_was_published(world: World) -> None:
    worker = await appointed(world)
    await published(world, worker)
    await published(world, worker, LINE.replace("羽毛球友谊赛", "读书会").replace("周三", "周五"))
    await world.say(worker, "/staff")
    await world.tap(worker, "模板")
    assert labels(worker) == ["读书会", "羽毛球友谊赛", "‹ 返回"]
    assert "周三 12/2 19:30" in await world.tap(worker, "羽毛球友谊赛")


async def test_a_photo_while_the_draft_is_open_belongs_to_it(world: World) -> None:
    worker = await appointed(world)
    await drafted(world, worker)
    await worker.send_photo(photo())
    await world.settle()
    shown = worker.screen().last
    assert shown.kind == "photo"
    assert "🖼 带照片" in shown.text
    await world.tap(worker, "✅ 发布")
    (found,) = await coming(world)
    assert found.photo_file_id is not None
    member = await world.member(7)
    await member.start(f"a_{found.token}")
    await world.settle()
    assert member.screen().last.kind == "photo"


async def test_a_photo_that_only_another_bot_could_send_costs_only_the_photo(world: World) -> None:
    worker = await appointed(world)
    await drafted(world, worker)
    await worker.send_photo(photo())
    await world.settle()
    preview = worker.screen().last.id
    world.double.files = FileStore()
    worker.tap_data(preview, "Be.1.show")
    await world.settle()
    await world.tap(worker, "✅ 发布")
    (found,) = await coming(world)
    member = await world.member(7)
    await member.start(f"a_{found.token}")
    await world.settle()
    assert member.screen().last.kind == "text"
    assert "羽毛球友谊赛" in member.screen().last.text
    assert len(world.logged("picture_lost")) == 2


async def test_a_photo_without_a_draft_changes_nothing(world: World) -> None:
    worker = await appointed(world)
    await drafted(world, worker)
    await world.tap(worker, "存草稿")
    await worker.send_photo(photo())
    await world.settle()
    await world.say(worker, "/staff")
    await world.tap(worker, "草稿")
    assert "🖼" not in await world.tap(worker, "羽毛球友谊赛")


FIELDS = (
    ("名称", "乒乓球", "🎈 乒乓球"),
    ("时间", "周四20:00-21:00", "周四 11/26 20:00–21:00"),
    ("地点", f"{ELSEWHERE} 三楼", f"{ELSEWHERE} · 三楼"),
    ("人数", "8", "余8/8"),
    ("说明", "老少皆宜", "老少皆宜"),
    ("退出期限", "1小时", "可退至当天19:00"),
    ("退出期限", "90分钟", "可退至当天18:30"),
    ("兴趣", "运动 户外", "运动、户外"),
)


async def test_a_field_of_a_draft_is_said_anew(world: World) -> None:
    worker = await appointed(world)
    await drafted(world, worker)
    for field, answer, shown in FIELDS:
        await world.tap(worker, "改…")
        await world.tap(worker, field)
        assert shown in await world.say(worker, answer)


async def test_a_wrong_answer_keeps_the_question_open(world: World) -> None:
    worker = await appointed(world)
    await drafted(world, worker)
    await world.tap(worker, "改…")
    await world.tap(worker, "退出期限")
    assert "看不懂，请写小时数" in await world.say(worker, "随时")
    assert "可退至当天17:30" in await world.say(worker, "2")
    await world.tap(worker, "改…")
    await world.tap(worker, "时间")
    assert "已过去" in await world.say(worker, "11/20 19:30")
    assert "周五 11/27 19:30" in await world.say(worker, "周五19:30-21:00")


async def test_kind_and_guests_are_buttons(world: World) -> None:
    worker = await appointed(world)
    await drafted(world, worker)
    await world.tap(worker, "改…")
    await world.tap(worker, "类别")
    assert "🏸 羽毛球友谊赛" in await world.tap(worker, "运动")
    await world.tap(worker, "改…")
    await world.tap(worker, "带人")
    assert "👥 可带1人" in await world.tap(worker, "可以")


async def test_the_club_of_a_draft_is_a_button(world: World) -> None:
    worker = await appointed(world)
    await world.say(worker, "/staff")
    await world.tap(worker, "新社团")
    await world.say(worker, "跑步社|每周二夜跑")
    await drafted(world, worker)
    await world.tap(worker, "改…")
    await world.tap(worker, "社团")
    assert "👥 社团：跑步社" in await world.tap(worker, "跑步社")
    await world.tap(worker, "✅ 发布")
    (found,) = await coming(world)
    async with world.database.transaction() as tx:
        assert found.club_id is not None
        assert (await clubs.club(tx, found.club_id, 0)).name == "跑步社"


async def test_drafts_are_kept_found_and_thrown_away(world: World) -> None:
    worker = await appointed(world)
    await drafted(world, worker)
    assert "已存为草稿" in await world.tap(worker, "存草稿")
    await world.tap(worker, "返回")
    await world.tap(worker, "草稿")
    assert "👀 预览" in await world.tap(worker, "羽毛球友谊赛")
    assert await world.tap(worker, "丢弃") == "草稿已丢弃。"
    await world.tap(worker, "返回")
    assert await world.tap(worker, "草稿") == "没有草稿。"


async def test_a_draft_that_was_left_too_long_is_not_published(world: World) -> None:
    worker = await appointed(world)
    await drafted(world, worker)
    world.advance(days=2)
    await world.tap(worker, "✅ 发布")
    assert worker.toasts[-1]["text"] == "周三 11/25 已过去，请换一个时间再发一次。"
    assert await world.count("occurrence") == 0


async def test_it_repeats_every_week(world: World) -> None:
    worker = await appointed(world)
    await drafted(world, worker)
    await world.tap(worker, "每周重复")
    text = await world.tap(worker, "每周，共4次")
    assert "🔁 FREQ=WEEKLY;COUNT=4" in text
    assert (await world.tap(worker, "✅ 发布")).startswith("✅ 已发布4场")
    days = [(one.local_start.month, one.local_start.day) for one in await coming(world)]
    assert days == [(11, 25), (12, 2), (12, 9), (12, 16)]


async def test_any_other_rule_is_typed(world: World) -> None:
    worker = await appointed(world)
    await drafted(world, worker)
    await world.tap(worker, "每周重复")
    await world.tap(worker, "其他…")
    assert "FREQ“HOURLY”不能用" in await world.say(worker, "FREQ=HOURLY")
    text = await world.say(worker, "RRULE:freq=weekly; interval=2; count=3")
    assert "🔁 FREQ=WEEKLY;INTERVAL=2;COUNT=3" in text
    await world.tap(worker, "✅ 发布")
    assert [one.local_start.day for one in await coming(world)] == [25, 9, 23]


async def test_what_is_published_may_repeat_later(world: World) -> None:
    worker = await appointed(world)
    await published(world, worker)
    await world.tap(worker, "每周重复")
    await world.tap(worker, "每周，共4次")
    assert worker.toasts[-1]["text"] == "已排好4场"
    assert len(await coming(world)) == 4
    assert "🔁 每周重复" not in labels(worker)


# ---- looking after what is published


async def test_the_list_shows_what_comes_and_opens_it(world: World) -> None:
    worker = await appointed(world)
    await published(world, worker)
    await world.tap(worker, "返回")
    assert "1. 🎈 羽毛球友谊赛" in worker.screen().last.text
    text = await world.tap(worker, "1")
    assert "👥 报名0 · 待确认0 · 候补0 · 已签到0" in text


async def test_how_many_are_told_is_said_before_it_happens(world: World) -> None:
    worker = await appointed(world)
    await published(world, worker)
    (found,) = await coming(world)
    member = await world.member(7)
    await seated(world, 7, found)
    await world.tap(worker, "✏️ 改…")
    await world.tap(worker, "时间")
    text = await world.say(worker, "周三20:00-21:30")
    assert "会改1场，将通知1人。确定？" in text
    assert (await coming(world))[0].starts_at == found.starts_at
    await world.tap(worker, "确定")
    assert worker.toasts[-1]["text"] == "已修改，通知1人"
    assert (await coming(world))[0].starts_at == found.starts_at + timedelta(minutes=30)
    await notices(world)
    assert "19:30→" in member.screen().last.text
    assert "20:00" in member.screen().last.text


@pytest.mark.parametrize(
    ("which", "dates", "moved"),
    [
        ("只这一场", 1, [25, 3, 9, 16]),
        ("这场及以后", 3, [25, 3, 10, 17]),
        ("全部", 4, [26, 3, 10, 17]),
    ],
)
async def test_a_change_reaches_one_the_following_or_all(
    world: World, which: str, dates: int, moved: list[int]
) -> None:
    worker = await appointed(world)
    await published(world, worker, LINE, "每周重复", "每周，共4次")
    second = (await coming(world))[1]
    await world.tap(worker, "返回")
    await world.tap(worker, "2")
    await world.tap(worker, "✏️ 改…")
    await world.tap(worker, "时间")
    await world.say(worker, "12/3 19:30-21:00")
    assert labels(worker) == ["只这一场", "这场及以后", "全部", "不改了"]
    assert f"会改{dates}场，将通知0人" in await world.tap(worker, which)
    await world.tap(worker, "确定")
    assert [one.local_start.day for one in await coming(world)] == moved
    assert second.id == (await coming(world))[1].id


async def test_a_second_tap_finds_nothing_to_do(world: World) -> None:
    worker = await appointed(world)
    await published(world, worker)
    await world.tap(worker, "✏️ 改…")
    await world.tap(worker, "名称")
    await world.say(worker, "乒乓球")
    data, message = button_data(worker, "确定"), worker.screen().last.id
    await world.tap(worker, "确定")
    worker.tap_data(message, data)
    await world.settle()
    assert worker.toasts[-1]["text"] == "这一步已过期，请重新开始。"
    assert [one.title for one in await coming(world)] == ["乒乓球"]


async def test_a_moved_activity_that_meets_another_is_pointed_out(world: World) -> None:
    worker = await appointed(world)
    await published(world, worker, f"书法课|周四19:00-20:00|{ROOM} 二楼|10")
    await published(world, worker)
    await world.tap(worker, "✏️ 改…")
    await world.tap(worker, "时间")
    text = await world.say(worker, "周四19:30-21:00")
    assert "⚠️ 周四 11/26 19:00–20:00场地被“书法课”占用" in text


async def test_capacity_is_never_under_the_sign_ups(world: World) -> None:
    worker = await appointed(world)
    await published(world, worker)
    (found,) = await coming(world)
    for number in (7, 8):
        await world.member(number)
        await seated(world, number, found)
    await world.tap(worker, "✏️ 改…")
    await world.tap(worker, "人数")
    assert await world.say(worker, "1") == "已有2人，人数不能改成1。"
    assert "会改1场，将通知0人" in await world.say(worker, "2")
    await world.tap(worker, "确定")
    (found,) = await coming(world)
    assert (found.capacity, found.seats_left) == (2, 0)


async def test_a_photo_for_what_is_published(world: World) -> None:
    worker = await appointed(world)
    await published(world, worker)
    await world.tap(worker, "✏️ 改…")
    await world.tap(worker, "照片")
    await worker.send_photo(photo())
    await world.settle()
    await world.tap(worker, "确定")
    assert (await coming(world))[0].photo_file_id is not None


async def test_cancelling_needs_a_reason_and_tells_everybody_once(world: World) -> None:
    worker = await appointed(world)
    await published(world, worker)
    (found,) = await coming(world)
    member = await world.member(7)
    await seated(world, 7, found)
    await world.tap(worker, "❌ 取消…")
    assert await world.say(worker, "长" * 201) == "取消要写原因，1到200字。"
    text = await world.say(worker, "场地检修")
    assert "取消1场，将通知1人。\n原因：场地检修" in text
    assert len(await coming(world)) == 1
    assert "❌ 活动取消：场地检修" in await world.tap(worker, "确定取消")
    assert worker.toasts[-1]["text"] == "已取消，通知1人"
    assert await coming(world) == []
    await notices(world)
    await notices(world)
    told = [one for one in member.screen().bubbles if "❌ 活动取消：场地检修" in one.text]
    assert len(told) == 1


async def test_one_date_is_skipped(world: World) -> None:
    worker = await appointed(world)
    await published(world, worker, LINE, "每周重复", "每周，共4次")
    await world.tap(worker, "返回")
    await world.tap(worker, "2")
    await world.tap(worker, "❌ 取消…")
    await world.tap(worker, "只跳过这一场")
    await world.say(worker, "老师请假")
    await world.tap(worker, "确定取消")
    assert [one.local_start.day for one in await coming(world)] == [25, 9, 16]


async def test_a_message_reaches_those_with_a_seat_once(world: World) -> None:
    worker = await appointed(world)
    await published(world, worker)
    (found,) = await coming(world)
    member = await world.member(7)
    await seated(world, 7, found)
    await world.tap(worker, "📣 通知")
    assert "📣 请带：\n水杯 <b>" in await world.say(worker, "请带：\n  水杯 <b>")
    data, message = button_data(worker, "发给1人"), worker.screen().last.id
    await world.tap(worker, "发给1人")
    assert worker.toasts[-1]["text"] == "已发给1人"
    worker.tap_data(message, data)
    await world.settle()
    await notices(world)
    told = [one for one in member.screen().bubbles if "请带：\n水杯 <b>" in one.text]
    assert len(told) == 1


async def test_the_attendance_list_is_a_workbook(world: World) -> None:
    worker = await appointed(world)
    await published(world, worker, LINE.replace("羽毛球友谊赛", "=1+1"))
    (found,) = await coming(world)
    await world.member(7)
    await seated(world, 7, found)
    await world.tap(worker, "📄 名单")
    document = worker.screen().last.body["document"]
    assert document["file_name"].endswith(".xlsx")
    stored = world.double.files.find(document["file_id"])
    assert stored is not None
    sheet = openpyxl.load_workbook(io.BytesIO(stored.data)).active
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0][0] == "'=1+1"
    assert rows[1] == ("姓名", "入场码", "状态", "带人", "签到时间")
    assert rows[2][2:4] == ("已报名", "0")


async def test_feedback_is_read_without_names(world: World) -> None:
    worker = await appointed(world)
    await published(world, worker)
    (found,) = await coming(world)
    await world.tap(worker, "★ 评价")
    assert worker.toasts[-1]["text"] == "还没有评价。"
    for number, stars, line in ((7, 5, "打得开心 <3"), (8, 2, None)):
        await world.member(number)
        token = await seated(world, number, found)
        async with world.database.transaction() as tx:
            member = await find(tx, "telegram", number)
            assert member is not None
            at = found.starts_at
            await check_ins.scan(tx, DISTRICT, token, member.id, at)
            await feedback.give(tx, member.id, found.id, stars, line, at)
    said = await world.tap(worker, "★ 评价")
    assert "★ 3.5（2人）" in said
    assert "★★★★★ 打得开心 <3" in said
    assert "羽毛球友谊赛" in await world.tap(worker, "返回")


# ---- at the door


async def test_a_ticket_is_scanned_once(world: World) -> None:
    worker = await appointed(world)
    await published(world, worker)
    (found,) = await coming(world)
    await world.member(7)
    token = await seated(world, 7, found)
    await worker.start(f"t_{token}")
    await world.settle()
    assert worker.screen().last.text == "周三 11/25 18:30起可以签到。"
    world.clock.advance(found.starts_at - world.clock.now())
    await worker.start(f"t_{token}")
    await world.settle()
    assert worker.screen().last.text.startswith("✅ 已签到 19:30")
    world.advance(minutes=5)
    await worker.start(f"t_{token}")
    await world.settle()
    assert worker.screen().last.text.startswith("⚠️ 已于19:30签到过")
    assert "已签到1" in await world.tap(worker, "管理这个活动")


async def test_the_code_on_site_changes_and_lets_members_in(world: World) -> None:
    worker = await appointed(world)
    await published(world, worker)
    (found,) = await coming(world)
    member = await world.member(7)
    await seated(world, 7, found)
    world.clock.advance(found.starts_at - world.clock.now())
    first = await world.tap(worker, "现场签到码")
    world.advance(minutes=1)
    second = await world.tap(worker, "显示现在的码")
    assert first.splitlines()[2] != second.splitlines()[2]
    assert "19:32换下一个" in second
    await member.start(f"a_{found.token}")
    await world.settle()
    await world.tap(member, "签到")
    assert "✅ 已签到" in await world.say(member, second.splitlines()[2])


async def test_short_codes_are_typed_one_after_the_other(world: World) -> None:
    worker = await appointed(world)
    await published(world, worker)
    (found,) = await coming(world)
    await world.member(7)
    await seated(world, 7, found)
    async with world.database.transaction() as tx:
        member = await find(tx, "telegram", 7)
        assert member is not None
        ticket = await registrations.ticket(tx, member.id, found.id)
    assert ticket is not None
    world.clock.advance(found.starts_at - world.clock.now())
    await world.tap(worker, "输入入场码")
    assert await world.say(worker, "AAA-AAA") == "没有这张票，可能已经取消。"
    assert "✅ 已签到 19:30" in await world.say(worker, ticket.code.lower())
    assert "⚠️ 已于19:30签到过" in await world.say(worker, ticket.code)


async def test_a_club_is_founded(world: World) -> None:
    worker = await appointed(world)
    await world.say(worker, "/staff")
    await world.tap(worker, "新社团")
    assert "“跑步社”已建好" in await world.say(worker, "跑步社|每周二夜跑")
    assert "👥 跑步社" in await world.tap(worker, "查看社团")


async def test_in_english(world: World) -> None:
    worker = await appointed(world, language="en")
    await world.say(worker, "/staff")
    await world.tap(worker, "In one line")
    assert "“some day” is not understood" in await world.say(worker, f"Chess|some day|{ROOM}|8")
    assert "👀 Preview" in await world.say(worker, f"Chess|Wed 19:30|{ROOM}|8")
    assert await world.tap(worker, "✅ Publish") != ""
    assert [one.title for one in await coming(world)] == ["Chess"]


@pytest.mark.postgres
async def test_on_postgresql(running: Running, postgres_binjiang_url: str) -> None:
    async with running(postgres_binjiang_url) as world:
        worker = await appointed(world)
        await published(world, worker, LINE, "每周重复", "每周，共4次")
        await world.tap(worker, "✏️ 改…")
        await world.tap(worker, "时间")
        await world.say(worker, "周四19:30-21:00")
        await world.tap(worker, "全部")
        await world.tap(worker, "确定")
        assert [one.local_start.day for one in await coming(world)] == [26, 3, 10, 17]
        table = f"名称,时间,服务点\n读书会,2026-11-27 19:00,{ROOM}\n".encode()
        await worker.send_document(table, "list.csv")
        await world.settle()
        assert len(await coming(world)) == 4
        await world.tap(worker, "导入1条")
        assert len(await coming(world)) == 5
        world.check()
