"""The main job: what is open and near on foot."""

from pathlib import Path

from community import places
from handlers.chat import inline as asking
from handlers.chat.events import Ask, Here, Moved, Opened, Words
from handlers.chat.talk import Command, Key, Talk
from handlers.places import (
    buttons,
    card,
    consent,
    inline,
    near,
    sharing,
    start,
    subdistricts,
    typed,
)

TALK = Talk(
    rules=places.RULES,
    prefix="p",
    folder=Path(__file__).parent,
    buttons={
        buttons.ShowNear: near.show,
        buttons.ChooseFacility: near.choose_facility,
        buttons.ChooseKind: near.choose_kind,
        buttons.ShowCenter: card.show,
        buttons.ShowWeek: card.week,
        buttons.ShowVenue: card.venue,
        buttons.ShareCenter: card.share,
        buttons.ShowSubdistricts: subdistricts.pick,
        buttons.ShowSubdistrict: subdistricts.show,
        buttons.GiveConsent: consent.give,
        buttons.RefuseConsent: consent.refuse,
        buttons.HowNear: start.how_near,
        buttons.ShowHelp: start.help_,
    },
    commands=(
        Command("near", buttons.HowNear(), rank=10),
        Command("help", buttons.ShowHelp(), rank=100),
    ),
    keys=(
        Key("menu-subdistricts", buttons.ShowSubdistricts(), rank=10),
        Key("menu-help", buttons.ShowHelp(), rank=50),
    ),
    links={card.START_CENTER: start.center},
    group_links={card.START_CENTER: start.center_in_group},
    events={
        Opened: start.begin,
        Here: sharing.shared,
        Moved: sharing.moved,
        Words: typed.typed,
        Ask: asking.answer,
    },
    adds={asking.RESULTS: inline.results, asking.LINK: inline.ask_position},
)
