"""`/privacy`: what is kept, shown, exported, withdrawn, erased."""

from __future__ import annotations

import json
from dataclasses import replace

from community import privacy
from community.members import members
from handlers.chat.screen import NO_KEYS, Button, Document, Replies, Screen, Toast, keyboard
from handlers.chat.texts import joined
from handlers.chat.turn import Turn
from handlers.members.buttons import PrivacyAct, ShowPrivacy
from handlers.places.buttons import GiveConsent

EXPORT_FILE = "anjia-export.json"


async def show(turn: Turn, form: ShowPrivacy) -> Replies:
    """A message of its own, so that the question it was opened from stays."""
    return [replace(await _page(turn), apart=True)]


async def act(turn: Turn, form: PrivacyAct) -> Replies:
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
        return [Toast(turn.texts.plain("button-unknown"), alert=True)]
    return await step(turn)


async def _page(turn: Turn) -> Screen:
    texts = turn.texts
    given = await members.consents(turn.tx, turn.member.id)
    in_force = [item for item in given if item.withdrawn_at is None]
    if in_force:
        moment = in_force[-1].given_at.astimezone(turn.services.district.zone)
        state = texts.html(
            "privacy-consent-given",
            date=moment.date().isoformat(),
            version=str(in_force[-1].version),
        )
        consent_button = Button(texts.plain("privacy-withdraw"), PrivacyAct("withdraw"))
    else:
        state = texts.html("privacy-consent-none")
        consent_button = Button(texts.plain("consent-give"), GiveConsent(None))
    rows = keyboard(
        [Button(texts.plain("privacy-export"), PrivacyAct("export")), consent_button],
        [Button(texts.plain("privacy-erase"), PrivacyAct("ask"))],
    )
    kept = [
        texts.html(
            "privacy-kept",
            what=texts.plain(f"kept-{one.key}"),
            until=texts.plain(f"kept-{one.key}-until"),
        )
        for one in privacy.kept(turn.tx.rules)
    ]
    told = joined(texts.html("privacy-kept-title"), *kept)
    return Screen(joined(texts.html("privacy"), told, state, by="\n\n"), rows)


async def _show(turn: Turn) -> Replies:
    return [await _page(turn)]


async def _export(turn: Turn) -> Replies:
    kept = await privacy.export(turn.tx, turn.member)
    content = json.dumps(kept, ensure_ascii=False, indent=2, allow_nan=False).encode()
    return [Document(content, EXPORT_FILE, turn.texts.html("privacy-export-caption"))]


async def _withdraw(turn: Turn) -> Replies:
    await members.withdraw_consent(turn.tx, turn.member.id, members.LOCATION_CONSENT, turn.now)
    return [Screen(turn.texts.html("privacy-withdrawn"))]


async def _ask_erase(turn: Turn) -> Replies:
    texts = turn.texts
    rows = keyboard(
        [Button(texts.plain("privacy-erase-sure"), PrivacyAct("erase"))],
        [Button(texts.plain("privacy-erase-not"), PrivacyAct("show"))],
    )
    return [Screen(texts.html("privacy-erase-ask"), rows)]


async def _erase(turn: Turn) -> Replies:
    await privacy.erase(turn.tx, turn.member, turn.now)
    texts = turn.texts
    return [
        Screen(texts.html("privacy-erased")),
        Screen(texts.html("privacy-erased-return"), keys=NO_KEYS, apart=True),
    ]
