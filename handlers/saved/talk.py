"""Favourites and saved places."""

from pathlib import Path

from community import saved
from handlers.chat.talk import Command, Key, Talk
from handlers.places.card import CENTER_BUTTONS
from handlers.places.lists import LISTS
from handlers.places.near import NEAR_BUTTONS
from handlers.places.origins import ORIGINS
from handlers.saved import buttons, favourites, own_places

TALK = Talk(
    rules=saved.RULES,
    prefix="v",
    folder=Path(__file__).parent,
    buttons={
        buttons.KeepCenter: favourites.keep,
        buttons.ShowFavourites: favourites.show,
        buttons.ChooseSlot: own_places.choose_slot,
        buttons.SavePlace: own_places.save,
        buttons.ShowPlaces: own_places.show,
        buttons.RemovePlace: own_places.remove,
    },
    commands=(
        Command("places", buttons.ShowPlaces(), rank=50),
        Command("favourites", buttons.ShowFavourites(), rank=60),
    ),
    keys=(
        Key("menu-favourites", buttons.ShowFavourites(), rank=30),
        Key("menu-places", buttons.ShowPlaces(), rank=40),
    ),
    forms={own_places.NAME_FORM: own_places.name_given},
    adds={
        CENTER_BUTTONS: favourites.on_card,
        NEAR_BUTTONS: own_places.on_answer,
        LISTS: {"f": lambda origin: buttons.ShowFavourites()},
        ORIGINS: {"s": own_places.where},
    },
)
