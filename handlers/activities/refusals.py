"""A rule said no: its moments become words in the member's language and the district's zone."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from community.errors import CommunityError
from handlers.activities.wording import moment
from handlers.request import Request
from handlers.texts import Html, Texts


def in_words(error: CommunityError, request: Request) -> CommunityError:
    """The same error with values that texts can take: no moments, nothing empty."""
    put_in_words(error, request.texts, request.services.district.zone)
    return error


def put_in_words(error: CommunityError, texts: Texts, zone: ZoneInfo) -> None:
    """Moments become words of the language and the zone; what is empty says nothing."""
    for name, value in error.values.items():
        if isinstance(value, datetime):
            error.values[name] = moment(value.astimezone(zone), texts)
        elif value is None:
            error.values[name] = ""


def said(error: CommunityError, request: Request) -> Html:
    """What a member reads."""
    return request.texts.error(in_words(error, request))
