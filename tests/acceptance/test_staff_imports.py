"""Activities that come in files from staff, and from calendars that are fetched."""

from __future__ import annotations

import io
from datetime import timedelta

import openpyxl
from structlog.testing import LogCapture

from bot.calendars import job as calendar_job
from bot.calendars.fetch import Fetched, FetchFailed
from bot.calendars.job import CalendarJob
from bot.playground.phone import Phone
from community.activities.files import imports
from community.calendars import sources
from community.calendars.addresses import AddressRefused
from community.calendars.sources import CalendarSource
from community.places import centers
from community.staff import roles
from community.staff.roles import DISTRICT
from tests.acceptance.conftest import Running, World, labels
from tests.acceptance.test_staff_activities import ELSEWHERE, ROOM, appointed, coming

URL = "https://calendar.example/feed.ics"


def calendar(*events: str) -> bytes:
    body = "".join(f"BEGIN:VEVENT\r\n{event}END:VEVENT\r\n" for event in events)
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x\r\n{body}END:VCALENDAR\r\n".encode()


def event(uid: str, title: str, start: str, more: str = "") -> str:
    stamp = "DTSTAMP:20261101T000000Z\r\n"
    return f"UID:{uid}\r\n{stamp}SUMMARY:{title}\r\nDTSTART:{start}\r\nDURATION:PT90M\r\n{more}"


CHESS = event("1@x", "象棋", "20261126T190000")


def workbook(*rows: tuple[object, ...]) -> bytes:
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(row)
    output = io.BytesIO()
    book.save(output)
    return output.getvalue()


async def send(world: World, phone: Phone, data: bytes, name: str) -> str:
    await phone.send_document(data, name)
    await world.settle()
    return phone.screen().last.text


TABLE = workbook(
    ("名称", "时间", "服务点", "人数"),
    ("读书会", "2026-11-27 19:00-20:30", ROOM, 12),
    ("夜跑", "某天", ROOM, 30),
    ("书画", "2026-11-28 14:00", "没有这里", 8),
    ("旧事", "2026-11-01 14:00", ROOM, 8),
    ("合唱", "2026-11-29 10:00-11:00", ELSEWHERE, None),
)


async def test_a_refusal_after_the_file_was_fetched_is_a_message(world: World) -> None:
    phone = await appointed(world)
    await send(world, phone, TABLE, "活动.xlsx")
    async with world.database.transaction() as tx:
        await roles.revoke(tx, "telegram", phone.id)
    assert await world.tap(phone, "导入") == "这是工作人员的功能。"
    assert world.double.calls("answerCallbackQuery", ok=False) == []


async def test_a_table_is_reported_row_by_row_and_then_taken(world: World) -> None:
    worker = await appointed(world)
    text = await send(world, worker, TABLE, "十一月.xlsx")
    assert text.splitlines() == [
        "新增2 更新0 无变化0 取消0 错误2",
        "✗ 第3条 时间“某天”→请写成 2026-05-20 19:30-21:00",
        "✗ 第4条 服务点“没有这里”→没有这个服务点，请写名称或编号",
        "! 第5条 “旧事”已过去，没有导入",
        "没写人数的按30人。",
    ]
    assert labels(worker) == ["导入2条", "作废"]
    assert await coming(world) == []
    assert (await world.tap(worker, "导入2条")).startswith("✅ 已导入")
    assert [(one.title, one.capacity) for one in await coming(world)] == [
        ("读书会", 12),
        ("合唱", 30),
    ]
    text = await send(world, worker, TABLE, "十一月.xlsx")
    assert text.startswith("新增0 更新0 无变化2")
    assert labels(worker) == ["作废"]


async def test_a_file_may_be_dropped(world: World) -> None:
    worker = await appointed(world)
    await send(world, worker, TABLE, "list.xlsx")
    message, data = worker.screen().last.id, "Bu.import"
    assert await world.tap(worker, "作废") == "没有导入。"
    worker.tap_data(message, data)
    await world.settle()
    assert worker.toasts[-1]["text"] == "这一步已过期，请重新开始。"
    assert await coming(world) == []


async def test_what_of_a_table_was_not_read_is_said(world: World) -> None:
    worker = await appointed(world)
    data = f"名称,时间,服务点,人数上限\n读书会,2026-11-27 19:00,{ROOM},8\n".encode()
    text = await send(world, worker, data, "list.csv")
    assert text.splitlines()[1] == "“人数上限”列不认识，没有读取。"


async def test_a_csv_is_a_table_too(world: World) -> None:
    worker = await appointed(world)
    data = f"名称,时间,服务点\n读书会,2026-11-27 19:00,{ROOM}\n".encode()
    assert (await send(world, worker, data, "LIST.CSV")).startswith("新增1")


async def test_a_calendar_of_the_only_center(world: World) -> None:
    worker = await appointed(world, "reading-03")
    private = event("2@x", "私事", "20261127T190000", "CLASS:PRIVATE\r\n")
    text = await send(world, worker, calendar(CHESS, private), "chess.ics")
    assert text.startswith("新增1 更新0 无变化0 取消0 错误0")
    assert "是私人日程，没有读取" in text
    await world.tap(worker, "导入1条")
    (found,) = await coming(world)
    assert (found.title, found.local_start.hour) == ("象棋", 19)
    assert found.center_id == await number_of(world, "reading-03")


async def test_who_serves_several_centers_says_which(world: World) -> None:
    worker = await appointed(world)
    text = await send(world, worker, calendar(CHESS), "chess.ics")
    assert text == "文件里没有写地点。这些活动在哪个服务点？请发名称。"
    assert "没有找到地点“不存在的某处”" in await world.say(worker, "不存在的某处")
    assert (await world.say(worker, ELSEWHERE)).startswith("新增1")
    await world.tap(worker, "导入1条")
    assert [one.center_id for one in await coming(world)] == [await number_of(world, "reading-04")]


async def test_rows_of_other_centers_are_refused(world: World) -> None:
    worker = await appointed(world, "reading-03")
    text = await send(world, worker, TABLE, "list.xlsx")
    assert "✗ 第6条 “合唱”→不是你负责的服务点" in text
    await world.tap(worker, "导入1条")
    assert [one.title for one in await coming(world)] == ["读书会"]


async def test_files_that_cannot_be_read_say_why(world: World) -> None:
    worker = await appointed(world)
    assert "可以发 .ics 日历" in await send(world, worker, b"x", "plan.pdf")
    assert "不是能读的日历文件" in await send(world, worker, b"x", "plan.ics")
    assert "不是能打开的 .xlsx" in await send(world, worker, b"PK\x03\x04x", "a.xlsx")
    assert "缺少“时间”列" in await send(world, worker, "名称\n读书会\n".encode(), "a.csv")


async def number_of(world: World, ref: str) -> int:
    async with world.database.transaction() as tx:
        return next(one.id for one in await centers.all_centers(tx) if one.ref == ref)


# ---- calendars that are fetched


class Feed:
    """An address on the internet, and what it answers."""

    def __init__(self, *answers: bytes | Exception | None) -> None:
        self.answers, self.asked = list(answers), list[tuple[str, str | None]]()

    async def __call__(self, url: str, etag: str | None) -> Fetched:
        self.asked.append((url, etag))
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return Fetched(answer, f'"{len(self.asked)}"' if answer is not None else etag)


async def allowed(world: World) -> None:
    center = await number_of(world, "reading-03")
    async with world.database.transaction() as tx:
        await sources.add(tx, DISTRICT, URL, center, "salon")


async def source(world: World) -> CalendarSource:
    async with world.database.transaction() as tx:
        (found,) = await sources.all_sources(tx)
        return found


async def test_a_calendar_is_fetched_every_hour_and_followed(world: World) -> None:
    await allowed(world)
    moved = CHESS.replace("T190000", "T200000")
    feed = Feed(calendar(CHESS), None, calendar(moved))
    job = CalendarJob(world.database, world.bot.services, feed)
    assert await job.run() == 1
    (found,) = await coming(world)
    assert (found.title, found.kind, found.local_start.hour) == ("象棋", "salon", 19)
    world.advance(minutes=59)
    assert await job.run() == 0
    world.advance(minutes=1)
    assert await job.run() == 1
    world.advance(hours=1)
    await job.run()
    assert (await coming(world))[0].starts_at == found.starts_at + timedelta(hours=1)
    assert feed.asked == [(URL, None), (URL, '"1"'), (URL, '"1"')]
    assert (await source(world)).trouble is None


async def test_what_goes_wrong_is_noted_and_tried_again(
    world: World, logs: LogCapture, monkeypatch
) -> None:
    monkeypatch.setattr(calendar_job, "log", world_log(logs))
    await allowed(world)
    feed = Feed(
        FetchFailed("timeout"), AddressRefused(reason="not_public"), b"nonsense", calendar(CHESS)
    )
    job = CalendarJob(world.database, world.bot.services, feed)
    for trouble in ("timeout", "not_public", "not_a_calendar", None):
        await job.run()
        assert (await source(world)).trouble == trouble
        world.advance(hours=1)
    assert [entry["trouble"] for entry in world.logged("calendar_not_fetched")] == [
        "timeout",
        "not_public",
        "not_a_calendar",
    ]
    assert [one.title for one in await coming(world)] == ["象棋"]


async def test_a_defect_in_one_calendar_spares_the_others(
    world: World, logs: LogCapture, monkeypatch
) -> None:
    monkeypatch.setattr(calendar_job, "log", world_log(logs))
    world.expected_errors.add("calendar_defect")
    await allowed(world)
    async with world.database.transaction() as tx:
        center = (await sources.all_sources(tx))[0].center_id
        await sources.add(tx, DISTRICT, f"{URL}?2", center, "salon")
    read = calendar_job.read_calendar

    async def broken_once(data: bytes, zone):
        monkeypatch.setattr(calendar_job, "read_calendar", read)
        raise RuntimeError

    monkeypatch.setattr(calendar_job, "read_calendar", broken_once)
    feed = Feed(calendar(CHESS), calendar(CHESS))
    assert await CalendarJob(world.database, world.bot.services, feed).run() == 2
    async with world.database.transaction() as tx:
        found = await sources.all_sources(tx)
    assert [(one.trouble, one.etag) for one in found] == [("defect", None), (None, '"2"')]
    assert [one.title for one in await coming(world)] == ["象棋"]


async def test_a_calendar_acts_within_its_center(world: World, logs: LogCapture) -> None:
    """Another calendar that names the UIDs of this one changes nothing of it."""
    await allowed(world)
    other = await number_of(world, "reading-04")
    async with world.database.transaction() as tx:
        await sources.add(tx, DISTRICT, f"{URL}?2", other, "salon")
    forged = event("1@x", "占用", "20261201T190000", "STATUS:CANCELLED\r\n")
    renamed = event("1@x", "改名", "20261201T190000")
    feed = Feed(calendar(CHESS), calendar(forged), calendar(CHESS), calendar(renamed))
    job = CalendarJob(world.database, world.bot.services, feed)
    await job.run()
    world.advance(hours=1)
    await job.run()
    here = await number_of(world, "reading-03")
    found = [(one.title, one.center_id, one.cancelled) for one in await coming(world)]
    assert found == [("象棋", here, False), ("改名", other, False)]


async def test_a_long_file_is_taken_in_slices(world: World, monkeypatch) -> None:
    monkeypatch.setattr(imports, "SLICE_SECONDS", 0)
    worker = await appointed(world, "reading-03")
    events = [event(f"{number}@x", f"象棋{number}", "20261126T190000") for number in range(5)]
    await send(world, worker, calendar(*events), "chess.ics")
    text = await world.tap(worker, "导入5条")
    assert text.startswith("✅ 已导入\n新增5")
    assert len(await coming(world)) == 5


async def test_whatever_a_server_thinks_of_concerns_its_calendar_only(
    world: World, logs: LogCapture, monkeypatch
) -> None:
    monkeypatch.setattr(calendar_job, "log", world_log(logs))
    world.expected_errors.add("calendar_defect")
    await allowed(world)
    async with world.database.transaction() as tx:
        center = (await sources.all_sources(tx))[0].center_id
        await sources.add(tx, DISTRICT, f"{URL}?2", center, "salon")
    feed = Feed(UnicodeError("label too long"), calendar(CHESS))
    assert await CalendarJob(world.database, world.bot.services, feed).run() == 2
    async with world.database.transaction() as tx:
        found = await sources.all_sources(tx)
    assert [one.trouble for one in found] == ["defect", None]


async def test_files_are_fetched_over_the_network(running: Running, binjiang_url: str) -> None:
    async with running(binjiang_url, http=True) as world:
        worker = await appointed(world)
        await send(world, worker, TABLE, "list.xlsx")
        await worker.wait_for("新增2")
        world.check()


def world_log(logs: LogCapture):
    import structlog

    return structlog.wrap_logger(None, processors=[logs], cache_logger_on_first_use=False)


async def test_the_running_bot_looks_for_calendars(world: World) -> None:
    job = world.bot.scheduler.get_job("calendars")
    assert job is not None
    assert job.trigger.interval == timedelta(seconds=calendar_job.LOOK_EVERY_S)
