"""Every update's way, in one ordered list: the first route that fits takes it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from typing import Any, TypeAlias

from telegram import Update
from telegram.ext import (
    BaseHandler,
    CallbackQueryHandler,
    ChatMemberHandler,
    CommandHandler,
    InlineQueryHandler,
    MessageHandler,
    TypeHandler,
    filters,
)

from community.members import drafts
from handlers.activities import browse, card
from handlers.activities.staff import media
from handlers.activities.staff import routes as staff_routes
from handlers.chat import callbacks, fallback, start
from handlers.chat.replies import Replies
from handlers.chat.request import Handler, Request
from handlers.clubs import clubs
from handlers.feedback import feedback
from handlers.members import consent, language, privacy
from handlers.places import card as center_card
from handlers.places import inline, near, sharing, subdistricts, typed
from handlers.registrations import check_in as activity_check_in
from handlers.registrations import mine, sign_up, ticket
from handlers.reminders import settings
from handlers.reports import reports
from handlers.saved import kept

PtbCallback: TypeAlias = Callable[[Any, Any], Coroutine[Any, Any, None]]

PRIVATE = filters.ChatType.PRIVATE & filters.UpdateType.MESSAGE
GROUP = filters.ChatType.GROUPS & filters.UpdateType.MESSAGE
PLACE = filters.LOCATION | filters.VENUE

COMMANDS: dict[str, Handler] = {
    "start": start.start,
    "near": start.help_near,
    "activities": browse.start,
    "mine": mine.start,
    "clubs": clubs.start,
    "places": kept.show_places,
    "favourites": kept.show_favourites,
    "settings": settings.start,
    "language": language.ask,
    "privacy": privacy.show,
    "help": start.help_,
}
"""What the menu of commands shows in private chats, in this order."""
STAFF_COMMANDS: dict[str, Handler] = {"reports": reports.show, **staff_routes.COMMANDS}

BUTTONS: dict[type[callbacks.Form], Callable[[Request, Any], Awaitable[Replies]]] = {
    callbacks.ShowNear: near.show,
    callbacks.ChooseFacility: near.choose_facility,
    callbacks.ChooseKind: near.choose_kind,
    callbacks.ShowCenter: center_card.show,
    callbacks.ShowWeek: center_card.week,
    callbacks.ShowVenue: center_card.venue,
    callbacks.ShareCenter: center_card.share,
    callbacks.KeepCenter: center_card.keep,
    callbacks.ChooseReason: reports.choose_reason,
    callbacks.MakeReport: reports.make,
    callbacks.SettleReport: reports.settle,
    callbacks.ShowReports: reports.show_again,
    callbacks.ShowFavourites: kept.show_favourites_again,
    callbacks.ShowSubdistricts: subdistricts.pick_again,
    callbacks.ShowSubdistrict: subdistricts.show,
    callbacks.GiveConsent: consent.give,
    callbacks.RefuseConsent: consent.refuse,
    callbacks.ShowPrivacy: privacy.show_again,
    callbacks.PrivacyAct: privacy.act,
    callbacks.SetLanguage: language.choose,
    callbacks.ChooseSlot: kept.choose_slot,
    callbacks.SavePlace: kept.save,
    callbacks.ShowPlaces: kept.show_places_again,
    callbacks.RemovePlace: kept.remove,
    callbacks.CancelDraft: kept.cancel,
    **staff_routes.BUTTONS,
    callbacks.ShowAgenda: browse.show,
    callbacks.ChooseWhere: browse.choose_where,
    callbacks.ChooseTopic: browse.choose_topic,
    callbacks.ShowActivity: card.show,
    callbacks.ShowPhoto: card.photo,
    callbacks.SignUp: sign_up.sign_up,
    callbacks.BringGuests: sign_up.bring,
    callbacks.AnswerOffer: sign_up.answer,
    callbacks.LeaveActivity: sign_up.leave,
    callbacks.StayIn: sign_up.stay,
    callbacks.ShowTicket: ticket.show,
    callbacks.CalendarFile: ticket.calendar,
    callbacks.ChooseLeads: ticket.choose_leads,
    callbacks.SetLeads: ticket.set_leads,
    callbacks.Snooze: ticket.snooze,
    callbacks.CheckInHere: activity_check_in.ask,
    callbacks.GiveStars: feedback.stars,
    callbacks.ShowMine: mine.show,
    callbacks.FeedAct: mine.feed,
    callbacks.ShowClubs: clubs.show_all,
    callbacks.ShowClub: clubs.show,
    callbacks.JoinClub: clubs.join,
    callbacks.ShowSettings: settings.show,
    callbacks.SetQuiet: settings.set_quiet,
    callbacks.SetUsualLeads: settings.set_leads,
    callbacks.SetDigest: settings.set_digest,
}


@dataclass(frozen=True, slots=True)
class Route:
    """A name for logs and metrics, who answers, and how python-telegram-bot recognises it."""

    name: str
    handle: Handler
    ptb: Callable[[PtbCallback], BaseHandler[Any, Any, Any]]


async def tapped(request: Request) -> Replies:
    """A button: its typed data decides.

    Buttons are drawn in private chats only; data that comes from elsewhere is forged.
    """
    query = request.update.callback_query
    if not request.private:
        return await fallback.button_unknown(request)
    form = callbacks.read(query.data if query else None)
    if isinstance(form, callbacks.Nothing):
        return []
    if form is None or type(form) not in BUTTONS:
        return await fallback.button_unknown(request)
    return await BUTTONS[type(form)](request, form)


def routes() -> list[Route]:
    """All routes. Order matters where a comment says so."""
    commands = [_command(name, handle) for name, handle in {**COMMANDS, **STAFF_COMMANDS}.items()]
    return [
        Route("button", tapped, lambda callback: CallbackQueryHandler(callback)),
        Route("inline", inline.answer, lambda callback: InlineQueryHandler(callback)),
        *commands,
        Route(
            "start_in_group",
            start.start_in_group,
            lambda callback: CommandHandler("start", callback, filters=GROUP),
        ),
        # Locations before text: a venue has no text, but comes with a caption at times.
        _message("location", sharing.shared, PRIVATE & PLACE),
        _message(
            "live_location",
            sharing.moved,
            filters.ChatType.PRIVATE & filters.UpdateType.EDITED_MESSAGE & filters.LOCATION,
        ),
        # Commands that exist are taken above; what still begins with a slash is a mistake.
        _message("command_unknown", fallback.command_unknown, PRIVATE & filters.COMMAND),
        _message("text", typed.typed, PRIVATE & filters.TEXT),
        _message("photo", media.photo, PRIVATE & filters.PHOTO),
        _message("document", media.document, PRIVATE & filters.Document.ALL),
        _message("message_unknown", fallback.message_unknown, PRIVATE & ~filters.StatusUpdate.ALL),
        Route(
            "membership",
            fallback.membership_changed,
            lambda callback: ChatMemberHandler(callback, ChatMemberHandler.MY_CHAT_MEMBER),
        ),
        # Last: whatever is left is seen, and stays unanswered.
        Route("unhandled", fallback.silence, lambda callback: TypeHandler(Update, callback)),
    ]


def _command(name: str, handle: Handler) -> Route:
    async def instead_of_a_form(request: Request) -> Replies:
        await drafts.abandon(request.tx, request.member, request.now)
        return await handle(request)

    return Route(
        name, instead_of_a_form, lambda callback: CommandHandler(name, callback, filters=PRIVATE)
    )


def _message(name: str, handle: Handler, which: filters.BaseFilter) -> Route:
    return Route(name, handle, lambda callback: MessageHandler(which, callback))
