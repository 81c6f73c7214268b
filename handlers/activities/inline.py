"""Activities as results of an inline query: the shared one, or those that are typed for."""

from __future__ import annotations

from collections.abc import Sequence

from telegram import InlineQueryResultArticle, InputTextMessageContent
from telegram.constants import ParseMode

from community.activities import occurrences
from community.activities.occurrences import ActivityUnknown, Occurrence
from handlers.activities.card import START_ACTIVITY, deep_link
from handlers.activities.wording import Shown, facts, span, where
from handlers.chat.buttons import keyboard, link
from handlers.chat.request import Request
from handlers.chat.texts import LANGUAGES, texts_for

SHOWN = 5
SEARCHED = 200
LEAST = 2
"""Characters of a title that are looked for; one fits too much."""


async def results(request: Request, text: str) -> list[InlineQueryResultArticle]:
    """By the deep link's token (the share button), by the word for activities, by title."""
    found = await _found(request, text)
    return [await _article(request, one) for one in found]


async def _found(request: Request, text: str) -> Sequence[Occurrence]:
    if text.startswith(START_ACTIVITY):
        try:
            one = await occurrences.by_token(request.tx, text.removeprefix(START_ACTIVITY))
        except ActivityUnknown:
            return []
        return [one]
    if len(text) < LEAST:
        return []
    coming = await occurrences.coming(request.tx, request.now, limit=SEARCHED)
    words = {texts_for(language).plain("inline-activities") for language in LANGUAGES}
    if text.casefold() in {word.casefold() for word in words}:
        return coming[:SHOWN]
    return [one for one in coming if text.casefold() in one.title.casefold()][:SHOWN]


async def _article(request: Request, found: Occurrence) -> InlineQueryResultArticle:
    texts, directory = request.texts, await request.directory()
    url = deep_link(request.services.bot_username, found)
    when = span(found.local_start, found.local_end, texts)
    place = where(found.center_id, None, directory, texts)
    text = facts(Shown.of(found), directory, texts)
    return InlineQueryResultArticle(
        id=f"{START_ACTIVITY}{found.token}",
        title=f"{texts.plain(f'activity-icon-{found.kind}')} {found.title}",
        description=f"{when} · {place}",
        input_message_content=InputTextMessageContent(text, parse_mode=ParseMode.HTML),
        reply_markup=keyboard([link(texts.plain("activity-open"), url)]),
    )
