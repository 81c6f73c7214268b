"""`/language`: from the client, until the member says otherwise."""

from __future__ import annotations

from community.members import members
from handlers.chat.buttons import button, keyboard, menu
from handlers.chat.callbacks import SetLanguage
from handlers.chat.replies import Edit, Replies, Send
from handlers.chat.request import Request
from handlers.chat.texts import LANGUAGES, client_language, texts_for

FOLLOW_CLIENT = "auto"


async def ask(request: Request) -> Replies:
    """Every language by its own name."""
    rows = [
        [button(texts_for(language).plain("language-name"), SetLanguage(language))]
        for language in LANGUAGES
    ]
    follow = [button(request.texts.plain("language-follow"), SetLanguage(FOLLOW_CLIENT))]
    return [Send(request.texts.html("language-ask"), keyboard(*rows, follow))]


async def choose(request: Request, form: SetLanguage) -> Replies:
    """Answer in that language from now on, the menu included."""
    chosen = form.language if form.language in LANGUAGES else None
    await members.set_language(request.tx, request.member.id, chosen)
    user = request.update.effective_user
    language = chosen or client_language(user.language_code if user else None)
    texts = texts_for(language)
    return [
        Edit(texts.html("language-chosen")),
        Send(texts.html("language-menu"), menu(texts)),
    ]
