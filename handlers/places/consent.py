"""Consent to the use of a position: asked apart from everything else, recorded, versioned."""

from __future__ import annotations

from community.members import members
from handlers.chat.screen import Button, Replies, Screen, Toast, keyboard
from handlers.chat.turn import Turn
from handlers.members.buttons import ShowPrivacy
from handlers.places import near
from handlers.places.buttons import GiveConsent, RefuseConsent
from handlers.places.origins import locate
from handlers.places.view import Origin, View


def ask(turn: Turn, waiting: Origin | None = None) -> Screen:
    """Ask; an agreement answers from the position that is `waiting`."""
    texts = turn.texts
    rows = keyboard(
        [
            Button(texts.plain("consent-give"), GiveConsent(waiting)),
            Button(texts.plain("consent-refuse"), RefuseConsent()),
        ],
        [Button(texts.plain("consent-more"), ShowPrivacy())],
    )
    return Screen(texts.html("consent-ask"), rows)


async def give(turn: Turn, form: GiveConsent) -> Replies:
    """Record the consent, and go on with what was waiting for it."""
    await members.give_consent(
        turn.tx,
        turn.member.id,
        members.LOCATION_CONSENT,
        members.LOCATION_CONSENT_VERSION,
        turn.now,
    )
    given = Toast(turn.texts.plain("consent-given-toast"))
    if form.origin is None:
        return [given, Screen(turn.texts.html("consent-given"))]
    located = await locate(turn, form.origin)
    if not turn.services.district.box.contains(located.position):
        outside = await near.first_answer(turn, form.origin)
        return [given, Screen(turn.texts.html("consent-given")), *outside]
    return [given, await near.compose(turn, View(form.origin), located)]


async def refuse(turn: Turn, form: RefuseConsent) -> Replies:
    """Without consent nothing is lost: a typed place or a picked sub-district also serves."""
    await members.withdraw_consent(turn.tx, turn.member.id, members.LOCATION_CONSENT, turn.now)
    return [Screen(turn.texts.html("consent-refused"))]
