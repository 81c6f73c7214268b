"""A rule said no: its moments become words in the member's language and the district's zone."""

from __future__ import annotations

from datetime import datetime

from community.errors import CommunityError
from handlers.activities.wording import moment
from handlers.request import Request
from handlers.texts import Html


def in_words(error: CommunityError, request: Request) -> CommunityError:
    """The same error with values that texts can take: no moments, nothing empty."""
    zone = request.services.district.zone
    for name, value in error.values.items():
        if isinstance(value, datetime):
            error.values[name] = moment(value.astimezone(zone), request.texts)
        elif value is None:
            error.values[name] = ""
    return error


def said(error: CommunityError, request: Request) -> Html:
    """What a member reads."""
    return request.texts.error(in_words(error, request))
