"""`/privacy`: what is kept, shown, exported, withdrawn, erased."""

from __future__ import annotations

import json

from telegram import InlineKeyboardMarkup, ReplyKeyboardRemove

from community import privacy
from community.members import members
from handlers.chat.buttons import button, keyboard
from handlers.chat.callbacks import GiveConsent, PrivacyAct, ShowPrivacy
from handlers.chat.replies import Edit, Replies, Send, SendDocument, Toast
from handlers.chat.request import Request
from handlers.chat.texts import Html, joined

EXPORT_FILE = "anjia-export.json"


async def show(request: Request) -> Replies:
    """`/privacy`."""
    text, buttons = await _page(request)
    return [Send(text, buttons)]


async def show_again(request: Request, form: ShowPrivacy) -> Replies:
    """From a button: a new message, so that the question it stood under stays."""
    text, buttons = await _page(request)
    return [Send(text, buttons)]


async def act(request: Request, form: PrivacyAct) -> Replies:
    """A button of the page was tapped."""
    steps = {
        "show": _show,
        "export": _export,
        "withdraw": _withdraw,
        "ask": _ask_erase,
        "erase": _erase,
    }
    step = steps.get(form.act)
    if step is None:
        return [Toast(request.texts.plain("button-unknown"), alert=True)]
    return await step(request)


async def _page(request: Request) -> tuple[Html, InlineKeyboardMarkup | None]:
    texts = request.texts
    given = await members.consents(request.tx, request.member.id)
    in_force = [item for item in given if item.withdrawn_at is None]
    if in_force:
        moment = in_force[-1].given_at.astimezone(request.services.district.zone)
        state = texts.html(
            "privacy-consent-given",
            date=moment.date().isoformat(),
            version=str(in_force[-1].version),
        )
        consent_button = button(texts.plain("privacy-withdraw"), PrivacyAct("withdraw"))
    else:
        state = texts.html("privacy-consent-none")
        consent_button = button(texts.plain("consent-give"), GiveConsent(None))
    rows = keyboard(
        [button(texts.plain("privacy-export"), PrivacyAct("export")), consent_button],
        [button(texts.plain("privacy-erase"), PrivacyAct("ask"))],
    )
    return joined(texts.html("privacy"), "", state), rows


async def _show(request: Request) -> Replies:
    text, buttons = await _page(request)
    return [Edit(text, buttons)]


async def _export(request: Request) -> Replies:
    kept = await privacy.export(request.tx, request.member)
    content = json.dumps(kept, ensure_ascii=False, indent=2, allow_nan=False).encode()
    return [SendDocument(content, EXPORT_FILE, request.texts.html("privacy-export-caption"))]


async def _withdraw(request: Request) -> Replies:
    await members.withdraw_consent(
        request.tx, request.member.id, members.LOCATION_CONSENT, request.now
    )
    return [Edit(request.texts.html("privacy-withdrawn"))]


async def _ask_erase(request: Request) -> Replies:
    texts = request.texts
    rows = keyboard(
        [button(texts.plain("privacy-erase-sure"), PrivacyAct("erase"))],
        [button(texts.plain("privacy-erase-not"), PrivacyAct("show"))],
    )
    return [Edit(texts.html("privacy-erase-ask"), rows)]


async def _erase(request: Request) -> Replies:
    await privacy.erase(request.tx, request.member, request.now)
    texts = request.texts
    return [
        Edit(texts.html("privacy-erased")),
        Send(texts.html("privacy-erased-return"), ReplyKeyboardRemove()),
    ]
