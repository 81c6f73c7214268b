"""A value of a workbook's cell, as one would type it."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta

from community.tables.files import MAX_CELL, Cell, Untaken

_DATE_FORMATS = {*range(14, 23), *range(27, 37), 45, 47, *range(50, 59)}
"""Numbers of formats that Excel does not write down, East Asian ones among them."""
_LENGTH_FORMAT = 46
_SHORT = 64
"""Characters of a number."""
_NUMBER = re.compile(r"[-+]?[0-9]*\.?[0-9]+(?:[eE][-+]?[0-9]+)?")
_EPOCH_1900 = datetime(1899, 12, 30)  # noqa: DTZ001 - as a spreadsheet counts
_EPOCH_1904 = datetime(1904, 1, 1)  # noqa: DTZ001
_LEAP_DAY = 60
"""1900-02-29, which Excel believes in."""


def cell_value(kind: str, value: str, formula: str | None, style: str, *, from_1904: bool) -> Cell:
    """The text of a cell of a `kind` as the file has it; shared texts are not known here.

    `style`: `date`, `length` (of time) or "" for a number.
    """
    if formula is not None:
        return Untaken("formula", f"={formula}"[:MAX_CELL])
    if kind == "e":
        return Untaken("cell_error", value[:MAX_CELL])
    if kind == "b":
        return str(value.strip() not in ("", "0"))
    if kind == "d":
        return _iso(value.strip())
    if kind == "n" and _NUMBER.fullmatch(value.strip()[: _SHORT + 1]) and len(value) <= _SHORT:
        return _number(value.strip(), style, from_1904=from_1904)
    return value


def is_date(number: str, code: str | None) -> bool:
    """Whether a format of numbers shows a day or a time of day."""
    if code is None:
        return number.isdigit() and len(number) <= 4 and int(number) in _DATE_FORMATS
    return any(sign in "dmhys" for sign in _signs(code))


def is_length(number: str, code: str | None) -> bool:
    """Whether a format of numbers shows hours beyond 24, as in `[h]:mm`."""
    if code is None:
        return number == str(_LENGTH_FORMAT)
    first = code.lower().partition(";")[0]
    return any(unit in first for unit in ("[h]", "[hh]", "[m]", "[mm]", "[s]", "[ss]"))


def _signs(code: str) -> str:
    """The signs of a format that mean something: not what is quoted, escaped or in brackets."""
    found: list[str] = []
    closing = ""
    skip = False
    for sign in code.lower().partition(";")[0]:
        if skip:
            skip = False
        elif closing:
            closing = "" if sign == closing else closing
        elif sign in '"[':
            closing = '"' if sign == '"' else "]"
        elif sign in "\\_*":
            skip = True
        else:
            found.append(sign)
    return "".join(found)


def _number(text: str, style: str, *, from_1904: bool) -> Cell:
    if style:
        try:
            return _moment(float(text), style, from_1904=from_1904)
        except (OverflowError, ValueError):
            return Untaken("cell_error", "#VALUE!")
    if not any(sign in text for sign in ".eE"):
        return str(int(text))
    number = float(text)
    return str(int(number)) if number.is_integer() and abs(number) < 1e15 else repr(number)


def _moment(number: float, style: str, *, from_1904: bool) -> str:
    if style == "length":
        return str(timedelta(seconds=round(number * 86_400)))
    days, part = divmod(number, 1)
    rest = timedelta(seconds=round(part * 86_400))
    if 0 <= number < 1 and rest.days == 0:
        return f"{(_EPOCH_1904 + rest).time():%H:%M}"
    if 0 < number < _LEAP_DAY and not from_1904:
        days += 1
    epoch = _EPOCH_1904 if from_1904 else _EPOCH_1900
    return _said(epoch + timedelta(days=days) + rest)


def _iso(text: str) -> str:
    """A date that is written out (ISO 8601) as the others are shown."""
    try:
        return _said(datetime.fromisoformat(text[:_SHORT]).replace(tzinfo=None))
    except ValueError:
        return text


def _said(moment: datetime) -> str:
    return moment.date().isoformat() if moment.time() == time() else moment.isoformat(" ")
