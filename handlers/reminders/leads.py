"""Lead times as buttons that are turned on and off, and as what a button carries."""

from __future__ import annotations

from collections.abc import Callable, Collection

from handlers.chat.codec import Form
from handlers.chat.screen import Button, Row, grid
from handlers.chat.texts import Texts
from handlers.reminders.wording import lead

OFFERED = (2 * 24 * 60, 24 * 60, 180, 120, 60, 30)
"""Minutes before the start that a button is there for."""
MOST = 4


def lead_rows(texts: Texts, chosen: Collection[int], form: Callable[[str], Form]) -> list[Row]:
    """A button for each lead, those in force marked; a tap turns it over."""
    buttons = []
    for minutes in sorted({*OFFERED, *chosen}, reverse=True):
        label = lead(minutes, texts)
        if minutes in chosen:
            rest = [other for other in chosen if other != minutes]
            buttons.append(Button(f"✅ {label}", form(write_leads(rest))))
        else:
            more = sorted([*chosen, minutes], reverse=True)[:MOST]
            buttons.append(Button(label, form(write_leads(more))))
    return grid(buttons, 3)


def write_leads(leads: Collection[int]) -> str:
    return "-".join(str(minutes) for minutes in leads) or "none"


def read_leads(written: str) -> list[int] | None:
    """None for "as usual"; what is damaged counts as that."""
    if written == "none":
        return []
    parts = written.split("-")
    if not all(part.isascii() and part.isdigit() for part in parts):
        return None
    return [int(part) for part in parts]
