"""Writes down what the buttons of this version carry, so that later versions still read it.

    python -m tools.record_buttons > tests/data/buttons_N.json

At every release, with the next number. Each line is one button: its form, its fields, its data.
Every field takes each of its values in turn, with other values beside it each time.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import asdict, fields
from itertools import chain
from typing import Any, get_type_hints

from community.places.directory import Filters
from community.places.facilities import FACILITIES
from community.places.tables import CENTER_KINDS
from community.reports.tables import REPORT_REASONS
from geo.position import Position
from handlers import capabilities
from handlers.activities.selection import Agenda
from handlers.chat.codec import MAX_BYTES, Form, data
from handlers.places.view import Origin, View

NUMBERS = (1, 0, 9, 35, 36, 4321, 36**6 - 1, 2**63 - 1)
OPERATIONS = ("Ab3_-xYz", "00000000", "-_-_-_-_")
POSITIONS = (
    Position(30.17004, 120.20609),
    Position(30.2084, 120.212),
    Position(-33.85678, -151.2153),
    Position(0.0, 0.0),
    Position(90.0, 180.0),
    Position(-90.0, -180.0),
    Position(0.00001, -0.00001),
)
ORIGINS = (
    *(Origin("p", position=position) for position in POSITIONS),
    *(Origin(kind, number) for kind in "clsfur" for number in (0, 1, 77, 123_456)),
)
DRAFT_FIELDS = (
    *("title", "time", "place", "capacity", "description", "photo", "guests", "cancel"),
    *("kind", "club", "interests"),
)
CHOICES = (
    *(("kind", kind) for kind in ("party_lesson", "salon", "sport", "workshop", "volunteering")),
    *(("kind", kind) for kind in ("micro_lecture", "family", "other")),
    *(("club", "0"), ("club", "12"), ("guests", "0"), ("guests", "1")),
    *(("repeat", rule) for rule in ("none", "w4", "w8", "w12", "forever", "typed")),
)
REACHES = ("this", "following", "all")
RULES = ("ask", "forever", "w4", "w8", "w12", "typed")
LEADS = ("1440-120", "10080", "none", "usual", "15-60-180-1440-2880-10080")
WORDS: dict[str, tuple[str, ...]] = {
    "MakeReport.reason": REPORT_REASONS,
    "PrivacyAct.act": ("show", "export", "withdraw", "ask", "erase"),
    "SetLanguage.language": ("zh", "en", "auto"),
    "SavePlace.slot": ("home", "work", "other"),
    "SetLeads.leads": LEADS,
    "SetUsualLeads.leads": LEADS,
    "FeedAct.act": ("show", "create", "revoke"),
    "ShowSettings.part": ("all", "leads", "quiet"),
    "NewActivity.how": ("line", "models", "last", "drafts"),
    "DraftAct.act": ("show", "publish", "keep", "discard", "edit", "repeat"),
    "DraftField.field": DRAFT_FIELDS,
    "DraftChoice.field": tuple(field for field, _ in CHOICES),
    "DraftChoice.value": tuple(value for _, value in CHOICES),
    "ChangeActivity.field": ("any", *DRAFT_FIELDS[:8]),
    "ReachChange.which": REACHES,
    "ApplyChange.which": REACHES,
    "CallOff.which": ("ask", *REACHES),
    "CallOffNow.which": REACHES,
    "RepeatActivity.rule": RULES,
    "ImportAct.act": ("import", "drop"),
}


def _views() -> Iterator[View]:
    facilities, kinds = [None, *FACILITIES], [None, *CENTER_KINDS]
    for number in range(32):
        filters = Filters(
            open_now=bool(number & 1),
            always_open=bool(number & 2),
            starred=bool(number & 4),
            facility=facilities[number % len(facilities)],
            kind=kinds[number % len(kinds)],
        )
        yield View(ORIGINS[number % len(ORIGINS)], filters, (0, 1, 2, 35)[number % 4])


def _agendas() -> Iterator[Agenda]:
    for number in range(16):
        place, topic = "afcusmpx"[number % 8], "akig"[number // 4]
        numbers = (0, 5, 36**4)
        yield Agenda(
            place,
            numbers[number % 3] if place in "cus" else 0,
            "atwn"[number % 4],
            topic,
            numbers[(number + 1) % 3] if topic != "a" else 0,
            (0, 1, 99)[number % 3],
        )


OF_TYPE: dict[Any, tuple[Any, ...]] = {
    int: NUMBERS,
    bool: (True, False),
    View: tuple(_views()),
    View | None: (None, *_views()),
    Agenda: tuple(_agendas()),
    Agenda | None: (None, *_agendas()),
    Origin | None: (None, *ORIGINS),
}


def _values(form: type[Form], name: str, kind: Any) -> tuple[Any, ...]:
    if kind is not str:
        return OF_TYPE[kind]
    return OPERATIONS if name == "operation" else WORDS[f"{form.__name__}.{name}"]


def forms(form: type[Form]) -> Iterator[Form]:
    """As many of a form as its richest field has values."""
    hints = get_type_hints(form)
    choices = [_values(form, field.name, hints[field.name]) for field in fields(form)]
    for turn in range(max(map(len, choices), default=1)):
        yield form(*(values[turn % len(values)] for values in choices))


def _line(form: Form) -> str | None:
    try:
        written = data(form)
    except AssertionError:  # longer than buttons may be: never drawn
        return None
    assert len(written) <= MAX_BYTES
    return json.dumps([type(form).__name__, asdict(form), written], ensure_ascii=False)


def main() -> None:
    every = chain.from_iterable(map(forms, capabilities.house().buttons))
    lines = [line for line in map(_line, every) if line is not None]
    sys.stdout.write("[\n" + ",\n".join(lines) + "\n]\n")


if __name__ == "__main__":
    main()
