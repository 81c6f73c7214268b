"""A member shares a position: a location, a live location that moves, or a venue."""

from __future__ import annotations

from community.members import drafts
from handlers.chat.callbacks import Origin
from handlers.chat.reading import shared_position
from handlers.chat.replies import Replies, Send
from handlers.chat.request import Request
from handlers.members import consent
from handlers.places import live, near
from handlers.places.origins import Located


async def shared(request: Request) -> Replies:
    """Answer from a location or venue that was just sent.

    A member's own location needs consent first; a venue is a place, not the member. Who asks
    where something is has left the form that was open: the next text is no answer to it.
    """
    message = request.update.message
    assert message is not None
    await drafts.abandon(request.tx, request.member, request.now)
    position = shared_position(message)
    if position is None:
        return [Send(request.texts.html("position-invalid"))]
    if message.venue is None and not request.member.location_consent:
        return consent.ask(request, Origin.at(position))
    if message.location is not None and message.location.live_period:
        return await live.begin(request, message, Located(position))
    return await near.first_answer(request, Origin.at(position))


async def moved(request: Request) -> Replies:
    """A live location moved: its answer is edited, when that is due and changes something."""
    message = request.update.edited_message
    assert message is not None
    position = shared_position(message)
    if position is None or not request.member.location_consent:
        return []
    return await live.move(request, message, Located(position))
