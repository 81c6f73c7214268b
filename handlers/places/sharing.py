"""A position arrives: a location, a live location that moves, or a venue."""

from __future__ import annotations

from community.members import drafts
from handlers.chat.events import Here, Moved
from handlers.chat.screen import Replies, Screen
from handlers.chat.turn import Turn
from handlers.places import consent, live, near
from handlers.places.origins import Located
from handlers.places.view import Origin


async def shared(turn: Turn, event: Here) -> Replies:
    """Answer from a location or venue that was just sent.

    A member's own location needs consent first; a venue is a place, not the member. Who asks
    where something is has left the form that was open: the next text is no answer to it.
    """
    await drafts.abandon(turn.tx, turn.member, turn.now)
    if event.position is None:
        return [Screen(turn.texts.html("position-invalid"))]
    if not event.place and not turn.member.location_consent:
        return [consent.ask(turn, Origin.at(event.position))]
    if event.live_for is not None:
        return await live.begin(turn, event, Located(event.position))
    return await near.first_answer(turn, Origin.at(event.position))


async def moved(turn: Turn, event: Moved) -> Replies:
    """A live location moved: its answer is edited, when that is due and changes something."""
    if event.position is None or not turn.member.location_consent:
        return []
    return await live.move(turn, event, Located(event.position))
