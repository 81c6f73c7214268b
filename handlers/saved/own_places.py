"""Places that a member keeps on purpose, such as home and work."""

from __future__ import annotations

from collections.abc import Sequence

from community.members import drafts
from community.members.drafts import Draft
from community.saved import favourites
from community.saved.favourites import TooManySavedPlaces
from geo.position import Position
from handlers.chat.forms import CancelDraft
from handlers.chat.screen import Button, Replies, Screen, Toast, keyboard
from handlers.chat.turn import Turn
from handlers.places.buttons import ShowNear
from handlers.places.origins import Located, OriginGone, locate
from handlers.places.view import Origin, View
from handlers.saved.buttons import ChooseSlot, RemovePlace, SavePlace, ShowPlaces

SLOTS = ("home", "work")
NAME_FORM = "place-name"


async def show(turn: Turn, form: ShowPlaces) -> Replies:
    """The saved places: ask from one of them, or remove one."""
    return [await _list(turn)]


async def choose_slot(turn: Turn, form: ChooseSlot) -> Replies:
    """Under which name should the position of this answer be kept?"""
    texts = turn.texts
    slots = [Button(texts.plain(f"place-{slot}"), SavePlace(slot, form.view)) for slot in SLOTS]
    other = Button(texts.plain("place-other"), SavePlace("other", form.view))
    away = Button(texts.plain("back"), ShowNear(form.view))
    return [Screen(texts.html("place-ask"), keyboard(slots, [other], [away]))]


async def save(turn: Turn, form: SavePlace) -> Replies:
    """Keep it as home or work, or ask for another name."""
    located = await locate(turn, form.view.origin)
    texts = turn.texts
    if form.slot in SLOTS:
        name = texts.plain(f"place-{form.slot}")
        return [
            Toast(texts.plain("place-saved-toast")),
            await _save(turn, name, located.position),
        ]
    fields = {"lat": located.position.lat, "lon": located.position.lon}
    await drafts.put(turn.tx, turn.member.id, NAME_FORM, fields, turn.now)
    away = Button(texts.plain("cancel"), CancelDraft())
    return [Screen(texts.html("place-name-ask"), keyboard([away]))]


async def name_given(turn: Turn, draft: Draft, text: str) -> Replies:
    """The name that was asked for; a wrong one keeps the question open."""
    position = Position(draft.fields["lat"], draft.fields["lon"])
    try:
        saved = await _save(turn, text, position)
    except TooManySavedPlaces as error:
        # Another name would not help: the next text is a place again.
        await drafts.drop(turn.tx, turn.member.id)
        return [Screen(turn.texts.error(error))]
    await drafts.drop(turn.tx, turn.member.id)
    return [saved]


async def remove(turn: Turn, form: RemovePlace) -> Replies:
    """A saved place is deleted; shown are those that are left."""
    await favourites.remove_place(turn.tx, turn.member.id, form.place)
    return [Toast(turn.texts.plain("place-removed-toast")), await _list(turn)]


async def where(turn: Turn, number: int) -> Located:
    """A saved place as the origin of an answer. Raises `OriginGone`."""
    for place in await favourites.saved_places(turn.tx, turn.member.id):
        if place.id == number:
            return Located(place.position, place.name)
    raise OriginGone()


def on_answer(turn: Turn, view: View) -> Sequence[Button]:
    """Under an answer that was counted from a position: keep that."""
    if view.origin.kind != "p":
        return []
    return [Button(turn.texts.plain("save-here"), ChooseSlot(view))]


async def _save(turn: Turn, name: str, position: Position) -> Screen:
    await favourites.save_place(turn.tx, turn.member.id, name, position, turn.now)
    texts = turn.texts
    saved = await favourites.saved_places(turn.tx, turn.member.id)
    place = next(item for item in saved if item.name == " ".join(name.split()))
    near = Button(texts.plain("place-near", name=place.name), ShowNear(View(Origin("s", place.id))))
    listed = Button(texts.plain("place-list"), ShowPlaces())
    return Screen(texts.html("place-saved", name=place.name), keyboard([near], [listed]))


async def _list(turn: Turn) -> Screen:
    texts = turn.texts
    saved = await favourites.saved_places(turn.tx, turn.member.id)
    if not saved:
        return Screen(texts.html("places-none"))
    rows = [
        [
            Button(
                texts.plain("place-near", name=place.name), ShowNear(View(Origin("s", place.id)))
            ),
            Button(texts.plain("place-remove", name=place.name), RemovePlace(place.id)),
        ]
        for place in saved
    ]
    return Screen(texts.html("places"), keyboard(*rows))
