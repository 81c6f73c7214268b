"""The facilities a center can have: one vocabulary for imports, filters and buttons."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Facility:
    """`number` stands in buttons and must never be reused; `words` are how files write it."""

    number: int
    words: tuple[str, ...]


FACILITIES: Final[dict[str, Facility]] = {
    "toilet": Facility(1, ("厕所", "卫生间", "洗手间", "公厕", "toilet", "toilets", "wc")),
    "water": Facility(2, ("饮水", "饮水机", "热水", "开水", "直饮水", "water", "drinking water")),
    "charging": Facility(3, ("充电", "手机充电", "充电宝", "充电插座", "charging", "power")),
    "wifi": Facility(4, ("wifi", "wi-fi", "无线网络", "无线上网", "免费wifi")),
    "microwave": Facility(5, ("微波炉", "热饭", "加热饭菜", "microwave")),
    "fridge": Facility(6, ("冰箱", "冷藏柜", "fridge", "refrigerator")),
    "seats": Facility(7, ("休息", "休息区", "座椅", "休息室", "seats", "seating", "rest area")),
    "reading": Facility(8, ("阅读", "图书", "书吧", "阅览室", "图书室", "reading", "books")),
    "study": Facility(9, ("自习", "自习室", "共享自习", "study", "study room")),
    "aed": Facility(10, ("aed", "除颤仪", "自动体外除颤器")),
    "first_aid": Facility(11, ("急救箱", "医药箱", "药箱", "急救", "first aid")),
    "nursing_room": Facility(12, ("母婴室", "哺乳室", "nursing room", "baby care")),
    "meeting_room": Facility(13, ("会议室", "共享会议室", "会客室", "meeting room")),
    "printing": Facility(14, ("打印", "复印", "打印复印", "自助打印", "printing", "printer")),
    "umbrella": Facility(15, ("雨伞", "借伞", "共享雨伞", "爱心雨伞", "umbrella", "umbrellas")),
    "parking": Facility(16, ("停车", "停车场", "停车位", "parking")),
    "bike_pump": Facility(17, ("打气筒", "自行车打气", "bike pump", "tyre pump")),
    "gym": Facility(18, ("健身", "健身房", "健身器材", "gym", "fitness")),
    "kids": Facility(19, ("儿童", "儿童活动区", "亲子", "亲子活动室", "kids", "children")),
    "meals": Facility(20, ("食堂", "老年食堂", "助餐", "社区食堂", "meals", "canteen")),
    "accessible": Facility(
        21, ("无障碍", "无障碍通道", "轮椅", "wheelchair", "accessible", "step-free")
    ),
    "shower": Facility(22, ("淋浴", "洗澡", "shower")),
    "lockers": Facility(23, ("储物柜", "寄存", "lockers", "locker")),
    "government_services": Facility(
        24, ("政务服务", "自助政务", "政务终端", "办事窗口", "government services")
    ),
}

_BY_WORD: Final = {
    word: key for key, facility in FACILITIES.items() for word in (key, *facility.words)
}


def facility_of(word: str) -> str | None:
    """The key of a facility as a file may write it; None when the word is not known."""
    return _BY_WORD.get(" ".join(word.casefold().split()))
