"""Photos and documents: what they mean depends on the form that is open."""

from __future__ import annotations

from community.errors import NotStaff
from community.members import drafts
from handlers.activities.staff import change, compose, draft_fields, import_files
from handlers.chat import fallback
from handlers.chat.replies import Replies
from handlers.chat.request import Request

_PHOTO_FORMS = {
    compose.PREVIEW_FORM: draft_fields.photo_given,
    draft_fields.FIELD_FORM: draft_fields.photo_given,
    change.ASK_FORM: change.photo_given,
}


async def photo(request: Request) -> Replies:
    """A photo, while a draft is open or one was asked for."""
    message = request.update.message
    draft = await drafts.get(request.tx, request.member, request.now)
    if draft is None or draft.form not in _PHOTO_FORMS or message is None or not message.photo:
        return await fallback.message_unknown(request)
    if draft.form == change.ASK_FORM and draft.fields["field"] != "photo":
        return await fallback.message_unknown(request)
    return await _PHOTO_FORMS[draft.form](request, draft, message.photo[-1].file_id)


async def document(request: Request) -> Replies:
    """A file: activities, from staff."""
    try:
        return await import_files.sent(request)
    except NotStaff:
        return await fallback.message_unknown(request)
