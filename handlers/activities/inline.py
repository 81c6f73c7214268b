"""Activities as results of an inline query: the shared one, or those that are typed for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from community.activities import occurrences
from community.activities.occurrences import ActivityUnknown, Occurrence
from community.places.directory import Directory
from handlers.activities.links import START_ACTIVITY, deep_link
from handlers.activities.wording import Shown, facts, span, where
from handlers.chat.events import Ask
from handlers.chat.screen import Link, Result, TextResult, keyboard
from handlers.chat.texts import LANGUAGES
from handlers.chat.turn import Turn

SHOWN = 5
SEARCHED = 200
LEAST = 2
"""Characters of a title that are looked for; one fits too much."""


async def results(turn: Turn, event: Ask) -> list[Callable[[], Result]]:
    """By the deep link's token (the share button), by the word for activities, by title."""
    directory = await turn.directory()
    return [partial(_result, turn, directory, one) for one in await _found(turn, event.text)]


async def _found(turn: Turn, text: str) -> Sequence[Occurrence]:
    if text.startswith(START_ACTIVITY):
        try:
            one = await occurrences.by_token(turn.tx, text.removeprefix(START_ACTIVITY))
        except ActivityUnknown:
            return []
        return [one]
    if len(text) < LEAST:
        return []
    coming = await occurrences.coming(turn.tx, turn.now, limit=SEARCHED)
    words = {turn.house.texts(language).plain("inline-activities") for language in LANGUAGES}
    if text.casefold() in {word.casefold() for word in words}:
        return coming[:SHOWN]
    return [one for one in coming if text.casefold() in one.title.casefold()][:SHOWN]


def _result(turn: Turn, directory: Directory, found: Occurrence) -> Result:
    texts = turn.texts
    url = deep_link(turn.services.bot_username, found)
    when = span(found.local_start, found.local_end, texts)
    place = where(found.center_id, None, directory, texts)
    return TextResult(
        f"{START_ACTIVITY}{found.token}",
        f"{texts.plain(f'activity-icon-{found.kind}')} {found.title}",
        f"{when} · {place}",
        facts(Shown.of(found), directory, texts),
        keyboard([Link(texts.plain("activity-open"), url)]),
    )
