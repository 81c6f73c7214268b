"""`/language`: from the client, until the member says otherwise."""

from __future__ import annotations

from community.members import members
from handlers.chat.screen import Button, Replies, Screen, keyboard
from handlers.chat.texts import LANGUAGES
from handlers.chat.turn import Turn
from handlers.members.buttons import AskLanguage, SetLanguage

FOLLOW_CLIENT = "auto"


async def ask(turn: Turn, form: AskLanguage) -> Replies:
    """Every language by its own name."""
    rows = [
        [Button(turn.house.texts(language).plain("language-name"), SetLanguage(language))]
        for language in LANGUAGES
    ]
    follow = [Button(turn.texts.plain("language-follow"), SetLanguage(FOLLOW_CLIENT))]
    return [Screen(turn.texts.html("language-ask"), keyboard(*rows, follow))]


async def choose(turn: Turn, form: SetLanguage) -> Replies:
    """Answer in that language from now on, the menu included."""
    chosen = form.language if form.language in LANGUAGES else None
    await members.set_language(turn.tx, turn.member.id, chosen)
    texts = turn.house.texts(chosen or turn.client_language)
    menu = Screen(texts.html("language-menu"), keys=turn.house.menu(texts), apart=True)
    return [Screen(texts.html("language-chosen")), menu]
