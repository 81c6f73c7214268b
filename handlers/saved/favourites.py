"""Favourite centers: kept on the card, listed with their state."""

from __future__ import annotations

from collections.abc import Sequence

from community.places.centers import Center
from community.saved import favourites
from handlers.chat.screen import Button, Replies, Screen, Toast, keyboard
from handlers.chat.texts import joined
from handlers.chat.turn import Turn
from handlers.places import card, wording
from handlers.places.buttons import ShowCenter
from handlers.places.card import CardRow
from handlers.places.view import Origin, View
from handlers.saved.buttons import KeepCenter, ShowFavourites


async def show(turn: Turn, form: ShowFavourites) -> Replies:
    """The favourite centers, each with whether it is open."""
    directory, texts = await turn.directory(), turn.texts
    numbers = await favourites.favourites(turn.tx, turn.member.id)
    known = {center.id: center for center in directory.centers}
    kept = [known[number] for number in numbers if number in known]
    if not kept:
        return [Screen(texts.html("favourites-none"))]
    lines = [
        texts.html(
            "favourite-line",
            name=center.name,
            state=wording.opening_line(directory.opening(center, turn.now), turn.local_now, texts),
        )
        for center in kept
    ]
    here = View(Origin("f"))
    rows = [[Button(center.name, ShowCenter(center.id, here))] for center in kept]
    return [Screen(joined(texts.html("favourites"), *lines), keyboard(*rows))]


async def keep(turn: Turn, form: KeepCenter) -> Replies:
    """Keep a center as a favourite, or no longer."""
    center = (await turn.directory()).center(form.center)
    if form.keep:
        await favourites.add_favourite(turn.tx, turn.member.id, center.id, turn.now)
    else:
        await favourites.remove_favourite(turn.tx, turn.member.id, center.id)
    said = turn.texts.plain("kept-toast" if form.keep else "unkept-toast")
    return [Toast(said), await card.card(turn, center, form.view)]


async def on_card(
    turn: Turn, center: Center, view: View | None
) -> Sequence[tuple[CardRow, Button]]:
    """On the card of a center: keep it, or no longer."""
    kept = await favourites.is_favourite(turn.tx, turn.member.id, center.id)
    label = turn.texts.plain("card-unkeep" if kept else "card-keep")
    return [("go", Button(label, KeepCenter(center.id, not kept, view)))]
