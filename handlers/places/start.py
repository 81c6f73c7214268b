"""The first words, the help, and what the deep link of a center opens."""

from __future__ import annotations

from community.places.centers import CenterUnknown
from handlers.chat.events import Opened
from handlers.chat.screen import Replies, Screen
from handlers.chat.turn import Turn
from handlers.places import card, consent
from handlers.places.buttons import HowNear, ShowHelp


async def begin(turn: Turn, event: Opened) -> Replies | None:
    """The first words, in the private chat."""
    if not turn.private:
        return None
    texts = turn.texts
    welcome = Screen(
        texts.html(
            "welcome",
            district=turn.district_name,
            minutes=turn.services.minutes,
            example=(await turn.directory()).example,
        ),
        keys=turn.house.menu(texts),
    )
    return [welcome] if turn.member.location_consent else [welcome, consent.ask(turn)]


async def center(turn: Turn, token: str) -> Replies:
    """The deep link of a center."""
    directory = await turn.directory()
    return [await card.card(turn, directory.center_by_token(token))]


async def center_in_group(turn: Turn, token: str) -> Replies:
    """In a group nobody's own things are shown: the facts."""
    directory = await turn.directory()
    try:
        found = directory.center_by_token(token)
    except CenterUnknown:
        return []
    return [Screen(card.facts(turn, found))]


async def how_near(turn: Turn, form: HowNear) -> Replies:
    """`/near`: how to say where one is."""
    return [Screen(turn.texts.html("near-how"), keys=turn.house.menu(turn.texts), apart=True)]


async def help_(turn: Turn, form: ShowHelp) -> Replies:
    """`/help`: what can be done, and how on a computer."""
    texts = turn.texts
    text = texts.html(
        "help",
        minutes=turn.services.minutes,
        username=turn.services.bot_username,
        example=(await turn.directory()).example,
    )
    return [Screen(text, keys=turn.house.menu(texts), apart=True)]
