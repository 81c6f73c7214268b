"""Staff make an activity: in one line, from a model, as a copy; and see it as members will."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from community.activities import occurrences, series
from community.activities.series import ActivityFacts, Series
from community.clubs import clubs
from community.errors import CommunityError
from community.members import drafts
from community.members.drafts import Draft
from community.places.centers import Center
from handlers.activities import refusals
from handlers.activities.card import deep_link
from handlers.activities.one_line import DEFAULT_MINUTES, LineUnread, read_line, read_place
from handlers.activities.staff.menu import scope_of
from handlers.activities.wording import Shown, concern_lines, day, facts
from handlers.chat.buttons import button, keyboard
from handlers.chat.callbacks import (
    CopySeries,
    DraftAct,
    NewActivity,
    PickCenter,
    ShowStaffMenu,
    StaffCard,
)
from handlers.chat.replies import Edit, Replies, Reply, Send, Toast
from handlers.chat.request import Request
from handlers.chat.texts import Html, joined

LINE_FORM = "activity-line"
PLACE_FORM = "activity-place"
PREVIEW_FORM = "activity-preview"
MODELS = 8


async def begin(request: Request, form: NewActivity) -> Replies:
    """One line, the last one again, one of the last ones, or a draft that was left."""
    scope, texts = await scope_of(request), request.texts
    if form.how == "line":
        await drafts.put(request.tx, request.member.id, LINE_FORM, {}, request.now)
        return [Edit(texts.html("line-ask"), keyboard(_to_menu(request)))]
    if form.how == "drafts":
        found = await series.drafts(request.tx, scope, request.member.id)
        rows = [[button(_label(request, one), DraftAct(one.id, "show"))] for one in found[:MODELS]]
        text = texts.html("drafts" if found else "drafts-none")
        return [Edit(text, keyboard(*rows, _to_menu(request)))]
    found = await series.recent(request.tx, scope, 50)
    if not found:
        return [Toast(texts.plain("models-none"), alert=True)]
    if form.how == "last":
        return await copy(request, CopySeries(found[0].id))
    models = list({one.title: one for one in reversed(found)}.values())[::-1]
    rows = [[button(one.title[:40], CopySeries(one.id))] for one in models[:MODELS]]
    return [Edit(texts.html("models"), keyboard(*rows, _to_menu(request)))]


async def copy(request: Request, form: CopySeries) -> Replies:
    """A draft like an older one, on the next same weekday and hour."""
    made = await series.duplicate(
        request.tx, await scope_of(request), form.series, None, request.member.id, request.now
    )
    return [await preview_again(request, made)]


async def line_given(request: Request, draft: Draft, text: str) -> Replies:
    """The line; what is wrong with it is said, with the remedy, and it is asked for again."""
    scope, directory = await scope_of(request), await request.directory()
    try:
        read = read_line(text, wall_clock(request))
        place = read_place(read.place, directory, scope)
    except LineUnread as error:
        return [Send(unread(error, request))]
    known = ActivityFacts(
        kind="other",
        title=read.title,
        center_id=place.centers[0].id,
        local_start=read.time.local_start,
        minutes=read.time.minutes or DEFAULT_MINUTES,
        capacity=read.capacity,
        zone=request.services.district.zone.key,
        description=read.description,
        venue=place.venue,
    )
    if len(place.centers) > 1:
        return await _ask_place(request, known, place.centers)
    return await _made(request, known)


async def place_picked(request: Request, form: PickCenter) -> Replies:
    """The center that was meant, of several."""
    draft = await drafts.get(request.tx, request.member, request.now)
    if draft is None or draft.form != PLACE_FORM:
        return [Toast(request.texts.plain("form-over"), alert=True)]
    center = (await request.directory()).center(form.center)
    values = dict(draft.fields)
    values["local_start"] = datetime.fromisoformat(values["local_start"])
    values["interests"] = tuple(values["interests"])
    return await _made(request, replace(ActivityFacts(**values), center_id=center.id))


async def act(request: Request, form: DraftAct) -> Replies:
    """A button under the preview."""
    scope, texts = await scope_of(request), request.texts
    await drafts.abandon(request.tx, request.member, request.now)
    if form.act == "publish":
        return await _publish(request, form.series)
    if form.act == "discard":
        await series.discard(request.tx, scope, form.series)
        return [Edit(texts.html("draft-discarded"), keyboard(_to_menu(request)))]
    found = await series.series(request.tx, form.series)
    series.require(scope, found.center_id)
    if form.act == "keep":
        text = texts.html("draft-kept", title=found.title)
        return [Edit(text, keyboard(_to_menu(request)))]
    return [await preview_again(request, found)]


async def preview(request: Request, made: Series) -> Send:
    """As members will see it, with what to think of before publishing."""
    text, rows = await _preview(request, made)
    return Send(text, rows, made.photo_file_id)


async def preview_again(request: Request, made: Series) -> Edit:
    """The same in place of what was tapped."""
    text, rows = await _preview(request, made)
    return Edit(text, rows, made.photo_file_id)


def wall_clock(request: Request) -> datetime:
    """Now on the clocks of the district, naive."""
    return request.local_now.replace(tzinfo=None)


def unread(error: LineUnread, request: Request) -> Html:
    """`时间“…”看不懂，请写 …`."""
    return request.texts.html(f"line-{error.code}", text=error.text[:60])


async def _preview(request: Request, made: Series) -> tuple[Html, InlineKeyboardMarkup | None]:
    texts, zone = request.texts, ZoneInfo(made.zone)
    # A photo that is sent now is meant for this draft.
    fields = {"series": made.id}
    await drafts.put(request.tx, request.member.id, PREVIEW_FORM, fields, request.now)
    concerns = await series.look(request.tx, made.facts, request.now, besides_series=made.id)
    text = joined(
        texts.html("preview"),
        facts(Shown.of_draft(made), await request.directory(), texts),
        texts.html("preview-year", year=str(made.local_start.year))
        if made.local_start.year != request.local_now.year
        else None,
        texts.html("preview-rule", rule=made.rrule) if made.rrule else None,
        texts.html("preview-photo") if made.photo_file_id else None,
        await _club_line(request, made),
        *concern_lines(concerns, zone, texts),
    )
    rows = keyboard(
        [
            button(texts.plain("draft-publish"), DraftAct(made.id, "publish")),
            button(texts.plain("draft-edit"), DraftAct(made.id, "edit")),
        ],
        [
            button(texts.plain("draft-repeat"), DraftAct(made.id, "repeat")),
            button(texts.plain("draft-keep"), DraftAct(made.id, "keep")),
        ],
        [button(texts.plain("draft-discard"), DraftAct(made.id, "discard"))],
    )
    return text, rows


async def _club_line(request: Request, made: Series) -> Html | None:
    if made.facts.club_id is None:
        return None
    found = await clubs.club(request.tx, made.facts.club_id, request.member.id)
    return request.texts.html("preview-club", name=found.name)


async def _made(request: Request, known: ActivityFacts) -> list[Reply]:
    try:
        made = await series.create(
            request.tx, await scope_of(request), known, request.member.id, request.now
        )
    except CommunityError as error:
        return [Send(_refused(error, request))]
    return [await preview(request, made)]


def _refused(error: CommunityError, request: Request) -> Html:
    if isinstance(error, series.StartPast):
        starts_at = error.values["starts_at"]
        assert isinstance(starts_at, datetime)
        local = starts_at.astimezone(request.services.district.zone)
        return request.texts.html("line-past", day=day(local, request.texts))
    return refusals.said(error, request)


async def _ask_place(
    request: Request, known: ActivityFacts, centers: tuple[Center, ...]
) -> list[Reply]:
    fields = asdict(known) | {"local_start": known.local_start.isoformat(), "interests": []}
    await drafts.put(request.tx, request.member.id, PLACE_FORM, fields, request.now)
    rows = [[button(center.name, PickCenter(center.id))] for center in centers[:MODELS]]
    return [Send(request.texts.html("which-place"), keyboard(*rows, _to_menu(request)))]


async def _publish(request: Request, series_id: int) -> list[Reply]:
    texts, scope = request.texts, await scope_of(request)
    try:
        written = await series.publish(request.tx, scope, series_id, request.now)
    except series.StartPast as error:
        return [Toast(_refused(error, request), alert=True)]
    first = next((one for one in written if one.starts_at > request.now), written[0])
    found = await occurrences.occurrence(request.tx, first.id)
    text = joined(
        texts.html("published", dates=str(len(written))),
        facts(Shown.of(found), await request.directory(), texts),
        deep_link(request.services.bot_username, found),
    )
    rows = keyboard(
        [
            button(texts.plain("staff-to-card"), StaffCard(found.id)),
            button(texts.plain("staff-line"), NewActivity("line")),
        ],
        _to_menu(request),
    )
    return [Edit(text, rows)]


def _label(request: Request, one: Series) -> str:
    return f"{day(one.local_start, request.texts)} {one.title}"[:40]


def _to_menu(request: Request) -> list[InlineKeyboardButton]:
    return [button(request.texts.plain("back"), ShowStaffMenu())]
