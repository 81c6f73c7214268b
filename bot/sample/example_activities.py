"""Example activities for the playground, marked as such: nothing is invented about anybody."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.sample import SampleCity
from community.activities import series
from community.activities.series import ActivityFacts
from community.clubs import clubs
from community.places import centers
from community.staff.roles import DISTRICT
from community.storage.database import Transaction

# kind, title, days ahead, hour, minutes, capacity, guests
_EXAMPLES = (
    ("sport", "示例 羽毛球友谊赛 Example badminton", 1, 19, 90, 2, False),
    ("salon", "示例 读书沙龙 Example book salon", 2, 19, 120, 20, True),
    ("workshop", "示例 咖啡工作坊 Example coffee workshop", 3, 14, 120, 8, False),
    ("volunteering", "示例 江边拾跑 Example riverside clean-up", 4, 9, 120, 30, True),
)


async def create_examples(
    tx: Transaction, city: SampleCity, staff_member: int, now: datetime
) -> int:
    """A few activities in the days after `now`, and a club; says how many there are."""
    places = [place for place in await centers.all_centers(tx) if place.position is not None]
    club = await clubs.create(tx, DISTRICT, "示例 跑步社 Example runners", None, None, now)
    today = now.astimezone(city.zone).replace(tzinfo=None, minute=0, second=0, microsecond=0)
    for number, (kind, title, days, hour, minutes, capacity, guests) in enumerate(_EXAMPLES):
        facts = ActivityFacts(
            kind=kind,
            title=title,
            center_id=places[number % len(places)].id,
            local_start=today.replace(hour=hour) + timedelta(days=days),
            minutes=minutes,
            capacity=capacity,
            zone=city.timezone,
            guests_allowed=guests,
            club_id=club.id if kind == "sport" else None,
        )
        made = await series.create(tx, DISTRICT, facts, staff_member, now)
        await series.publish(tx, DISTRICT, made.id, now)
    return len(_EXAMPLES)
