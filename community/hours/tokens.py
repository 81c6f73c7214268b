"""The words of Chinese opening hours.

`tokenize` cuts a text into tokens and knows every word it passes; what it does not know it
refuses by name. Positions refer to the text as it was written.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from community.spoken.numbers import numeral


class HoursNotUnderstood(ValueError):
    """Hours that were not understood, or not for sure.

    `part` is the piece of `text` that starts at `start`. `reason`: `word` (not known),
    `time` (no such time), `bare_hours` (`9-21`; `suggestion` holds what it could mean),
    `incomplete` (days without hours, a range without an end), `ambiguous` (may mean two
    things), `contradiction` (two different hours for the same day), `too_long`.
    """

    def __init__(
        self, text: str, start: int, end: int, reason: str, suggestion: str | None = None
    ) -> None:
        self.text = text
        self.start = start
        self.part = text[start:end]
        self.reason = reason
        self.suggestion = suggestion
        super().__init__(text, self.part, reason)


@dataclass(frozen=True, slots=True)
class Clock:
    """A time as written. `hour` is not yet set right by the part of the day."""

    hour: int
    minute: int
    part: str
    """"" or morning, dawn, noon, afternoon, evening."""
    next_day: bool
    style: str
    """`clock` (9:30), `spoken` (9点半), `bare` (早9)."""


@dataclass(frozen=True, slots=True)
class Token:
    kind: str
    start: int
    end: int
    text: str
    """Normalized, see `normalize`."""
    clock: Clock | None = None


def normalize(text: str) -> str:
    """Half-width, simplified, one kind of dash; every character stays in its place."""
    return "".join(_normal(char) for char in text)


def tokenize(text: str) -> list[Token]:
    """Raises `HoursNotUnderstood` at the first word that is not known."""
    plain = normalize(text)
    tokens: list[Token] = []
    position = 0
    while position < len(plain):
        found = _TOKEN.match(plain, position)
        if found is None or found.end() == position:
            raise HoursNotUnderstood(text, position, _unknown_until(plain, position), "word")
        kind = found.lastgroup or ""
        clock = _clock(text, found) if kind == "time" else None
        if kind not in ("space", "noise"):
            tokens.append(Token(kind, position, found.end(), found[0], clock))
        position = found.end()
    return tokens


def weekday_numbers(text: str) -> frozenset[int]:
    """Monday 0 to Sunday 6 of a `weekdays` token: 周一至五、周日."""
    days: set[int] = set()
    last: int | None = None
    through = False
    for char in text:
        if char == "-":
            through = True
        elif (day := _WEEKDAY.get(char)) is not None:
            if through and last is not None:
                days.update((last + step) % 7 for step in range((day - last) % 7 + 1))
            days.add(day)
            last, through = day, False
    return frozenset(days)


def number(text: str) -> int:
    """Digits or Chinese numerals, which the tokens below have found already."""
    found = numeral(text)
    assert found is not None, text
    return found


_SAME = {
    **dict.fromkeys("－—–―─‐‑−~～〜∼至到→", "-"),
    **dict(
        zip(
            "週點時開閉館業營節號國後間雙餘與單禮",
            "周点时开闭馆业营节号国后间双余与单礼",
            strict=True,
        )
    ),
    "：": ":",
    "︰": ":",
    "∶": ":",
    "×": "x",
    "✕": "x",
    "*": "x",
    "【": "(",
    "】": ")",
    "[": "(",
    "]": ")",
}


def _normal(char: str) -> str:
    folded = unicodedata.normalize("NFKC", char)
    if len(folded) != 1:
        folded = char
    folded = _SAME.get(char, _SAME.get(folded, folded))
    lower = folded.lower()
    return lower if len(lower) == 1 else folded


_WEEKDAY = {char: day for day, char in enumerate("一二三四五六日")} | {"天": 6}
_WEEKDAY |= {str(day + 1): day for day in range(7)}

_CN = "(?:二?十[一二三四五六七八九]?|[零〇一二两三四五六七八九])"
_CN_MINUTE = "(?:[二三四五]?十[一二三四五六七八九]?|[零〇]?[一二三四五六七八九])"
_X = r"[一二三四五六日天](?!\s*(?:点|时|刻|十|月))"
_WEEK = "(?:周|星期|礼拜)"
_DAY = rf"{_WEEK}\s*(?:{_X}|[1-7](?![\d:.点时月]))"
_SPARE = (
    r"(?:(?:国家|国定)?法定(?:节假日|假日|节日|假期|节庆日)"
    r"|国定(?:节假日|假日)|公[众共]假[期日]|节假日)"
)
_PARTS = {
    "morning": "早上|早晨|清晨|上午|早|朝",
    "dawn": "凌晨",
    "noon": "中午|正午",
    "afternoon": "下午|午后",
    "evening": "傍晚|晚上|晚间|夜间|夜里|夜晚|深夜|晚|夜",
}
_PART = "|".join(_PARTS.values())
_MARK = rf"(?P<next>次日|第二天|翌日|隔日|隔天)?(?:当天|当日)?\s*(?P<part>{_PART})?\s*:?\s*"
_TIME = (
    rf"{_MARK}(?:"
    r"(?P<hour>\d{1,2})\s*[:.]\s*(?P<minute>\d{2})(?::00)?(?![\d:])(?:\s*分)?"
    rf"|(?P<spoken>\d{{1,2}}|{_CN})\s*(?:点钟?|时(?!间))\s*"
    rf"(?:(?P<half>半)|(?P<quarter>[一三])刻|(?P<spoken_minute>\d{{1,2}}|{_CN_MINUTE})(?!\s*[\d:.点时])分?|整)?"
    rf"|(?P<bare>(?(part)(?:\d{{1,2}}|{_CN})|(?!)))(?![\d:.月日号x×/]|个?小时)"
    r")"
)
_VAGUE = (
    r"(?:具体|详细|实际)?(?:开放|营业|服务|开馆)?(?:时间|情况)?以[^,;。()\n]{1,30}为准"
    r"|(?:时间)?(?:请)?(?:另行|另)(?:通知|公告|公布|安排)|(?:需|须|请)?(?:提前)?(?:电话)?预约(?:开放|制|服务)?"
    r"|(?:详情)?(?:请)?(?:致电|电话|来电)(?:咨询|联系|询问)|不定期(?:开放)?|(?:时间)?不定|时间不固定"
    r"|待定|待核实|未知|不详|暂无"
)
_CLOSED = (
    r"(?:全天|整天)?(?:均|都|为)?(?:不(?:对外)?(?:开放|营业|开馆|上班|开门)"
    r"|(?:暂停|停止)(?:对外)?(?:开放|营业|服务)"
    r"|闭馆|休馆|休息|休业|店休|停业|关闭|关门|关馆|闭园|打烊|放假|休(?![息馆业]))"
)
_MONTH = r"(?:1[0-2]|0?[1-9])"
_DATE = rf"{_MONTH}月(?:(?:3[01]|[12]\d|0?[1-9])[日号])?"
_KINDS = {
    "space": r"\s+",
    "school": r"(?:寒暑假|暑假|暑期|寒假)(?:期间)?",
    "vague": _VAGUE,
    "no_rest": r"(?:全年|节日)无休|全年(?:对外)?开放|无休"
    rf"|{_SPARE}(?:均|都)?(?:照常|正常|不休|无休)(?:开放|营业|息)?"
    rf"|(?:含|包括|包含)(?:{_SPARE}|双休日|周末|[、和及与])+",
    "no_break": r"(?:中午|午间)(?:不休息?|不闭馆|不打烊|照常|无休)(?:开放)?|不午休",
    "break": r"(?:午休|午间休息|中午休息|午餐休息|午间休)(?:时间)?:?",
    "closing_day": r"(?:为|是)?(?:闭馆|休馆|休息|休业|店休|公休)日(?:为|是)?:?"
    r"|(?:闭馆|休息)时间:?|(?:闭馆|休息):",
    "closed": _CLOSED,
    "all_day": r"(?:全天候?)?(?:7\s*x\s*24(?:小时|h)?|24\s*x\s*7|24/7|24个?小时|二十四小时|24h)"
    r"|全天候?",
    "except": "除外",
    "festival": r"(?:春节|元旦|国庆节?|五一|劳动节|清明节?|端午节?|中秋节?|除夕|农历新年)"
    r"(?:假期|期间|长假|小长假|当天)?",
    "but": "除了?",
    "outside": "[以之]?外",
    "months": rf"{_DATE}\s*-+\s*(?:次年|翌年|来年|第二年)?\s*{_DATE}"
    rf"|{_MONTH}\s*-+\s*{_MONTH}月|{_DATE}",
    "season": r"(?:春夏|秋冬|夏|冬|春|秋)(?:季|天|令时|令)|旺季|淡季|夏秋季|冬春季",
    "rest_days": r"(?:每周)?非工作日",
    "workdays": r"(?:每个?)?(?:工作日|上班日)",
    "plain_days": r"平日",
    "weekend": r"(?:每个?)?(?:周末|双休日?)",
    "every": r"每天|每日|天天|每周七天|一周七天|全周|全年",
    "holiday": _SPARE,
    "weekdays": rf"(?:每逢|逢|每)?{_DAY}(?:\s*(?:-+|、|,|/|和|及|与|以及)?\s*(?:{_DAY}|{_X}))*",
    "others": r"(?:其余|其他|其它)(?:时间|日期|日子|日|时段)?(?:均|都)?",
    "time": _TIME,
    "number": r"\d+(?!\d)",
    "dash": "-+",
    "join": r"[、/&+]|以及|和|及|与",
    "comma": r"[,\n]",
    "stop": r"[;。|!]",
    "colon": ":",
    "open": r"\(",
    "close": r"\)",
    "noise": r"(?:对外)?(?:开放|营业|服务|开馆|办公|上班|接待|借阅|阅览)(?:时间|时段)?(?:为|是)?"
    r"|时间(?:为|是)?|均|都|为|每周(?=周|星期)",
}
_TOKEN = re.compile("|".join(f"(?P<{kind}>{pattern})" for kind, pattern in _KINDS.items()))


def _unknown_until(plain: str, start: int) -> int:
    """Where the next known word begins: the end of what is not understood."""
    for position in range(start + 1, len(plain)):
        if _TOKEN.match(plain, position):
            return position
    return len(plain)


def _clock(text: str, found: re.Match[str]) -> Clock:
    part = next((name for name, words in _PARTS.items() if found["part"] in words.split("|")), "")
    next_day = found["next"] is not None
    if found["hour"]:
        clock = Clock(int(found["hour"]), int(found["minute"]), part, next_day, "clock")
    elif found["spoken"]:
        clock = Clock(number(found["spoken"]), _spoken_minute(found), part, next_day, "spoken")
    else:
        clock = Clock(number(found["bare"]), 0, part, next_day, "bare")
    if clock.hour > 24 or clock.minute > 59 or (clock.hour == 24 and clock.minute):
        raise HoursNotUnderstood(text, found.start(), found.end(), "time")
    return clock


def _spoken_minute(found: re.Match[str]) -> int:
    if found["half"]:
        return 30
    if found["quarter"]:
        return 15 * number(found["quarter"])
    return number(found["spoken_minute"]) if found["spoken_minute"] else 0
