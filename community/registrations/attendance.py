"""The list of those who signed up, as a workbook for the staff."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from community.activities.occurrences import occurrence
from community.registrations import tickets
from community.registrations.tickets import Ticket
from community.staff.roles import StaffScope
from community.storage.database import Transaction

DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
"""A cell that begins like this is calculated when it is pasted or saved as CSV."""


def harmless(text: str) -> str:
    """The text with an apostrophe in front where a spreadsheet would calculate it."""
    return f"'{text}" if text.startswith(DANGEROUS) else text


def workbook(title: str, rows: Sequence[Sequence[str]]) -> bytes:
    """An XLSX with one sheet whose cells are all texts."""
    import openpyxl
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "".join(sign for sign in title if sign not in "[]:*?/\\\t\r\n'")[:31] or "1"
    for row_number, row in enumerate(rows, start=1):
        for column, text in enumerate(row, start=1):
            cell = sheet.cell(row_number, column)
            cell.value = ILLEGAL_CHARACTERS_RE.sub("", harmless(text))
            cell.data_type = "s"
            cell.number_format = "@"
    output = io.BytesIO()
    book.save(output)
    return output.getvalue()


async def attendance_file(
    tx: Transaction,
    scope: StaffScope,
    occurrence_id: int,
    *,
    names: Mapping[int, str] | None = None,
    words: Mapping[str, str] | None = None,
) -> bytes:
    """Everybody with a seat, an offer or a place in the queue, in that order.

    The database knows no names: `names` of members, where the channel tells them, come
    first. `words` are for the header and the states, in the reader's language. Raises
    `ActivityUnknown`, `NotStaff`.
    """
    found = await occurrence(tx, occurrence_id)
    scope.require(found.center_id)
    words = words or {}
    zone = ZoneInfo(found.zone)
    everybody = [
        ticket
        for state in ("seated", "offered", "waiting")
        for ticket in sorted(
            await tickets.of_occurrence(tx, occurrence_id, (state,)),
            key=lambda ticket: (ticket.position or 0, ticket.id),
        )
    ]
    header = [words.get(name, name) for name in ("name", "code", "state", "guests", "checked_in")]
    start = f"{found.local_start:%Y-%m-%d %H:%M}"
    rows = [[found.title, start], header]
    rows += [_row(ticket, names or {}, words, zone) for ticket in everybody]
    return workbook(found.title, rows)


def _row(
    ticket: Ticket, names: Mapping[int, str], words: Mapping[str, str], zone: ZoneInfo
) -> list[str]:
    at: datetime | None = ticket.checked_in_at
    return [
        names.get(ticket.member_id, ""),
        ticket.code,
        words.get(ticket.state, ticket.state),
        str(ticket.guests),
        f"{at.astimezone(zone):%Y-%m-%d %H:%M}" if at else "",
    ]
