"""How reminders are said."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from community.registrations.tickets import Ticket
from community.reminders.reminders import reminder_times
from community.reminders.settings import ReminderSettings
from handlers.activities.wording import relative
from handlers.chat.texts import Texts


def reminder_words(ticket: Ticket, settings: ReminderSettings, now: datetime, texts: Texts) -> str:
    """`前一天19:30、当天17:30`, or that there is none."""
    found = ticket.occurrence
    zone = ZoneInfo(found.zone)
    leads = settings.leads if ticket.leads is None else ticket.leads
    times = reminder_times(found.starts_at, leads, settings.quiet, zone, now)
    if not times:
        return texts.plain("reminders-none")
    said = [relative(at.astimezone(zone), found.local_start, texts) for at in times]
    return texts.plain("list-comma").join(said)


def lead(minutes: int, texts: Texts) -> str:
    """`提前1天`, `提前2小时`, `提前30分钟`."""
    if minutes % (24 * 60) == 0:
        return texts.plain("lead-days", days=minutes // (24 * 60))
    if minutes % 60 == 0:
        return texts.plain("lead-hours", hours=minutes // 60)
    return texts.plain("lead-minutes", minutes=str(minutes))
