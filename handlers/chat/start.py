"""The first words, the help, and what a deep link opens."""

from __future__ import annotations

from community.activities.occurrences import ActivityUnknown
from community.errors import CenterUnknown
from handlers.activities import card
from handlers.chat.buttons import menu
from handlers.chat.reading import start_payload
from handlers.chat.replies import Replies, Send
from handlers.chat.request import Request
from handlers.members import consent
from handlers.places import card as center_card
from handlers.registrations import check_in
from handlers.registrations.ticket import START_TICKET

START_LOCATION = "here"
"""Payload of the button under an inline query that asks for the position."""


async def start(request: Request) -> Replies:
    """`/start`, alone or with what a deep link carries."""
    payload = start_payload(request.update)
    if payload is not None and payload.startswith(center_card.START_CENTER):
        return await _center(request, payload.removeprefix(center_card.START_CENTER))
    if payload is not None and payload.startswith(card.START_ACTIVITY):
        return await card.opened(request, payload.removeprefix(card.START_ACTIVITY))
    if payload is not None and payload.startswith(START_TICKET):
        return await check_in.scanned(request, payload.removeprefix(START_TICKET))
    texts = request.texts
    welcome = Send(
        texts.html(
            "welcome",
            district=request.district_name,
            minutes=request.services.minutes,
            example=(await request.directory()).example,
        ),
        menu(texts),
    )
    if request.member.location_consent:
        return [welcome]
    return [welcome, *consent.ask(request)]


async def start_in_group(request: Request) -> Replies:
    """In groups only a deep link says something; nobody's own things are shown there."""
    payload = start_payload(request.update)
    if payload is not None and payload.startswith(card.START_ACTIVITY):
        try:
            return await card.opened_in_group(request, payload.removeprefix(card.START_ACTIVITY))
        except ActivityUnknown:
            return []
    if payload is None or not payload.startswith(center_card.START_CENTER):
        return []
    directory = await request.directory()
    try:
        token = payload.removeprefix(center_card.START_CENTER)
        center = directory.center_by_token(token)
    except CenterUnknown:
        return []
    return [Send(center_card.facts(request, center))]


async def help_near(request: Request) -> Replies:
    """`/near`: how to say where one is."""
    return [Send(request.texts.html("near-how"), menu(request.texts))]


async def help_(request: Request) -> Replies:
    """`/help`: what can be done, and how on a computer."""
    texts = request.texts
    username = request.services.bot_username
    text = texts.html(
        "help",
        minutes=request.services.minutes,
        username=username,
        example=(await request.directory()).example,
    )
    return [Send(text, menu(texts))]


async def _center(request: Request, token: str) -> Replies:
    directory = await request.directory()
    center = directory.center_by_token(token)
    text, buttons = await center_card.card(request, center)
    return [Send(text, buttons)]
