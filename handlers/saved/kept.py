"""What a member keeps on purpose: favourite centers, and places such as home and work."""

from __future__ import annotations

from telegram import InlineKeyboardMarkup

from community.errors import TooManySavedPlaces
from community.members import drafts
from community.members.drafts import Draft
from community.saved import favourites
from geo.position import Position
from handlers.chat.buttons import button, keyboard
from handlers.chat.callbacks import (
    CancelDraft,
    ChooseSlot,
    Origin,
    RemovePlace,
    SavePlace,
    ShowCenter,
    ShowFavourites,
    ShowNear,
    ShowPlaces,
    View,
)
from handlers.chat.replies import Edit, Replies, Send, Toast
from handlers.chat.request import Request
from handlers.chat.texts import Html, joined
from handlers.places import wording
from handlers.places.origins import locate

SLOTS = ("home", "work")
NAME_FORM = "place-name"


async def show_favourites(request: Request) -> Replies:
    """`/favourites`."""
    text, rows = await _favourites(request)
    return [Send(text, rows)]


async def show_favourites_again(request: Request, form: ShowFavourites) -> Replies:
    text, rows = await _favourites(request)
    return [Edit(text, rows)]


async def show_places(request: Request) -> Replies:
    """`/places`."""
    text, rows = await _places(request)
    return [Send(text, rows)]


async def show_places_again(request: Request, form: ShowPlaces) -> Replies:
    text, rows = await _places(request)
    return [Edit(text, rows)]


async def choose_slot(request: Request, form: ChooseSlot) -> Replies:
    """Under which name should the position of this answer be kept?"""
    texts = request.texts
    slots = [button(texts.plain(f"place-{slot}"), SavePlace(slot, form.view)) for slot in SLOTS]
    other = button(texts.plain("place-other"), SavePlace("other", form.view))
    away = button(texts.plain("back"), ShowNear(form.view))
    return [Edit(texts.html("place-ask"), keyboard(slots, [other], [away]))]


async def save(request: Request, form: SavePlace) -> Replies:
    """Keep it as home or work, or ask for another name."""
    located = await locate(request, form.view.origin)
    texts = request.texts
    if form.slot in SLOTS:
        return await _save(request, texts.plain(f"place-{form.slot}"), located.position)
    fields = {"lat": located.position.lat, "lon": located.position.lon}
    await drafts.put(request.tx, request.member.id, NAME_FORM, fields, request.now)
    away = button(texts.plain("cancel"), CancelDraft())
    return [Edit(texts.html("place-name-ask"), keyboard([away]))]


async def name_given(request: Request, draft: Draft, text: str) -> Replies:
    """The name that was asked for; a wrong one keeps the question open."""
    position = Position(draft.fields["lat"], draft.fields["lon"])
    try:
        replies = await _save(request, text, position)
    except TooManySavedPlaces as error:
        # Another name would not help: the next text is a place again.
        await drafts.drop(request.tx, request.member.id)
        return [Send(request.texts.error(error))]
    await drafts.drop(request.tx, request.member.id)
    return [Send(reply.text, reply.keyboard) for reply in replies if isinstance(reply, Edit)]


async def remove(request: Request, form: RemovePlace) -> Replies:
    await favourites.remove_place(request.tx, request.member.id, form.place)
    text, rows = await _places(request)
    return [Toast(request.texts.plain("place-removed-toast")), Edit(text, rows)]


async def cancel(request: Request, form: CancelDraft) -> Replies:
    """Give up the form that is open."""
    await drafts.drop(request.tx, request.member.id)
    return [Edit(request.texts.html("cancelled"))]


async def _save(request: Request, name: str, position: Position) -> list[Toast | Edit]:
    await favourites.save_place(request.tx, request.member.id, name, position, request.now)
    texts = request.texts
    saved = await favourites.saved_places(request.tx, request.member.id)
    place = next(item for item in saved if item.name == " ".join(name.split()))
    rows = keyboard(
        [button(texts.plain("place-near", name=place.name), ShowNear(View(_origin(place.id))))],
        [button(texts.plain("place-list"), ShowPlaces())],
    )
    return [
        Toast(texts.plain("place-saved-toast")),
        Edit(texts.html("place-saved", name=place.name), rows),
    ]


async def _favourites(request: Request) -> tuple[Html, InlineKeyboardMarkup | None]:
    directory, texts = await request.directory(), request.texts
    numbers = await favourites.favourites(request.tx, request.member.id)
    known = {center.id: center for center in directory.centers}
    kept = [known[number] for number in numbers if number in known]
    if not kept:
        return texts.html("favourites-none"), keyboard()
    lines = [
        texts.html(
            "favourite-line",
            name=center.name,
            state=wording.opening_line(
                directory.opening(center, request.now), request.local_now, texts
            ),
        )
        for center in kept
    ]
    here = View(Origin("f"))
    rows = [[button(center.name, ShowCenter(center.id, here))] for center in kept]
    return joined(texts.html("favourites"), *lines), keyboard(*rows)


async def _places(request: Request) -> tuple[Html, InlineKeyboardMarkup | None]:
    texts = request.texts
    saved = await favourites.saved_places(request.tx, request.member.id)
    if not saved:
        return texts.html("places-none"), keyboard()
    rows = [
        [
            button(texts.plain("place-near", name=place.name), ShowNear(View(_origin(place.id)))),
            button(texts.plain("place-remove", name=place.name), RemovePlace(place.id)),
        ]
        for place in saved
    ]
    return texts.html("places"), keyboard(*rows)


def _origin(place_id: int) -> Origin:
    return Origin("s", place_id)
