"""Consent to the use of a position: asked apart from everything else, recorded, versioned."""

from __future__ import annotations

from community.members import members
from handlers.chat.buttons import button, keyboard
from handlers.chat.callbacks import GiveConsent, Origin, RefuseConsent, ShowPrivacy, View
from handlers.chat.replies import Edit, Replies, Send, Toast
from handlers.chat.request import Request
from handlers.places import near
from handlers.places.origins import locate


def ask(request: Request, waiting: Origin | None = None) -> list[Send]:
    """Ask; an agreement answers from the position that is `waiting`."""
    texts = request.texts
    rows = keyboard(
        [
            button(texts.plain("consent-give"), GiveConsent(waiting)),
            button(texts.plain("consent-refuse"), RefuseConsent()),
        ],
        [button(texts.plain("consent-more"), ShowPrivacy())],
    )
    return [Send(texts.html("consent-ask"), rows)]


async def give(request: Request, form: GiveConsent) -> Replies:
    """Record the consent, and go on with what was waiting for it."""
    await members.give_consent(
        request.tx,
        request.member.id,
        members.LOCATION_CONSENT,
        members.LOCATION_CONSENT_VERSION,
        request.now,
    )
    given = Toast(request.texts.plain("consent-given-toast"))
    if form.origin is None:
        return [given, Edit(request.texts.html("consent-given"))]
    located = await locate(request, form.origin)
    if not request.services.district.box.contains(located.position):
        outside = await near.first_answer(request, form.origin)
        return [given, Edit(request.texts.html("consent-given")), *outside]
    text, buttons, picture = await near.compose(request, View(form.origin), located)
    return [given, Edit(text, buttons, picture)]


async def refuse(request: Request, form: RefuseConsent) -> Replies:
    """Without consent nothing is lost: a typed place or a picked sub-district also serves."""
    await members.withdraw_consent(
        request.tx, request.member.id, members.LOCATION_CONSENT, request.now
    )
    return [Edit(request.texts.html("consent-refused"))]
