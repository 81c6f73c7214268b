"""Staff make an activity: in one line, from a model, as a copy; and see it as members will."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from community.activities import occurrences, series
from community.activities.series import ActivityFacts, Series
from community.clubs import clubs
from community.errors import CommunityError
from community.members import drafts
from community.members.drafts import Draft
from community.places.centers import Center
from handlers.activities.links import deep_link
from handlers.activities.one_line import DEFAULT_MINUTES, LineUnread, read_line, read_place
from handlers.activities.staff.buttons import (
    CopySeries,
    DraftAct,
    NewActivity,
    PickCenter,
    ShowStaffMenu,
    StaffCard,
)
from handlers.activities.staff.menu import scope_of
from handlers.activities.wording import Shown, concern_lines, facts
from handlers.chat import refusals, words
from handlers.chat.screen import Button, Replies, Reply, Screen, Toast, keyboard
from handlers.chat.texts import Html, joined
from handlers.chat.turn import Turn

LINE_FORM = "activity-line"
PLACE_FORM = "activity-place"
PREVIEW_FORM = "activity-preview"
MODELS = 8


async def begin(turn: Turn, form: NewActivity) -> Replies:
    """One line, the last one again, one of the last ones, or a draft that was left."""
    scope, texts = await scope_of(turn), turn.texts
    if form.how == "line":
        await drafts.put(turn.tx, turn.member.id, LINE_FORM, {}, turn.now)
        return [Screen(texts.html("line-ask"), keyboard(_to_menu(turn)))]
    if form.how == "drafts":
        found = await series.drafts(turn.tx, scope, turn.member.id)
        rows = [[Button(_label(turn, one), DraftAct(one.id, "show"))] for one in found[:MODELS]]
        text = texts.html("drafts" if found else "drafts-none")
        return [Screen(text, keyboard(*rows, _to_menu(turn)))]
    found = await series.recent(turn.tx, scope, 50)
    if not found:
        return [Toast(texts.plain("models-none"), alert=True)]
    if form.how == "last":
        return await copy(turn, CopySeries(found[0].id))
    models = list({one.title: one for one in reversed(found)}.values())[::-1]
    rows = [[Button(one.title[:40], CopySeries(one.id))] for one in models[:MODELS]]
    return [Screen(texts.html("models"), keyboard(*rows, _to_menu(turn)))]


async def copy(turn: Turn, form: CopySeries) -> Replies:
    """A draft like an older one, on the next same weekday and hour."""
    made = await series.duplicate(
        turn.tx, await scope_of(turn), form.series, None, turn.member.id, turn.now
    )
    return [await preview(turn, made)]


async def line_given(turn: Turn, draft: Draft, text: str) -> Replies:
    """The line; what is wrong with it is said, with the remedy, and it is asked for again."""
    scope, directory = await scope_of(turn), await turn.directory()
    try:
        read = read_line(text, wall_clock(turn))
        place = read_place(read.place, directory, scope)
    except LineUnread as error:
        return [Screen(unread(error, turn))]
    known = ActivityFacts(
        kind="other",
        title=read.title,
        center_id=place.centers[0].id,
        local_start=read.time.local_start,
        minutes=read.time.minutes or DEFAULT_MINUTES,
        capacity=read.capacity,
        zone=turn.services.district.zone.key,
        description=read.description,
        venue=place.venue,
    )
    if len(place.centers) > 1:
        return await _ask_place(turn, known, place.centers)
    return await _made(turn, known)


async def place_picked(turn: Turn, form: PickCenter) -> Replies:
    """The center that was meant, of several."""
    draft = await drafts.get(turn.tx, turn.member, turn.now)
    if draft is None or draft.form != PLACE_FORM:
        return [Toast(turn.texts.plain("form-over"), alert=True)]
    center = (await turn.directory()).center(form.center)
    values = dict(draft.fields)
    values["local_start"] = datetime.fromisoformat(values["local_start"])
    values["interests"] = tuple(values["interests"])
    return await _made(turn, replace(ActivityFacts(**values), center_id=center.id))


async def act(turn: Turn, form: DraftAct) -> Replies:
    """A button under the preview."""
    scope, texts = await scope_of(turn), turn.texts
    await drafts.abandon(turn.tx, turn.member, turn.now)
    if form.act == "publish":
        return await _publish(turn, form.series)
    if form.act == "discard":
        await series.discard(turn.tx, scope, form.series)
        return [Screen(texts.html("draft-discarded"), keyboard(_to_menu(turn)))]
    found = await series.series(turn.tx, form.series)
    scope.require(found.center_id)
    if form.act == "keep":
        text = texts.html("draft-kept", title=found.title)
        return [Screen(text, keyboard(_to_menu(turn)))]
    return [await preview(turn, found)]


def wall_clock(turn: Turn) -> datetime:
    """Now on the clocks of the district, naive."""
    return turn.local_now.replace(tzinfo=None)


def unread(error: LineUnread, turn: Turn) -> Html:
    """`时间“…”看不懂，请写 …`."""
    return turn.texts.html(f"line-{error.code}", text=error.text[:60])


async def preview(turn: Turn, made: Series) -> Screen:
    """As members will see it, with what to think of before publishing."""
    texts, zone = turn.texts, ZoneInfo(made.zone)
    # A photo that is sent now is meant for this draft.
    fields = {"series": made.id}
    await drafts.put(turn.tx, turn.member.id, PREVIEW_FORM, fields, turn.now)
    concerns = await series.look(turn.tx, made.facts, turn.now, besides_series=made.id)
    text = joined(
        texts.html("preview"),
        facts(Shown.of_draft(made), await turn.directory(), texts),
        texts.html("preview-year", year=str(made.local_start.year))
        if made.local_start.year != turn.local_now.year
        else None,
        texts.html("preview-rule", rule=made.rrule) if made.rrule else None,
        texts.html("preview-photo") if made.photo_file_id else None,
        await _club_line(turn, made),
        *concern_lines(concerns, zone, texts),
    )
    rows = keyboard(
        [
            Button(texts.plain("draft-publish"), DraftAct(made.id, "publish")),
            Button(texts.plain("draft-edit"), DraftAct(made.id, "edit")),
        ],
        [
            Button(texts.plain("draft-repeat"), DraftAct(made.id, "repeat")),
            Button(texts.plain("draft-keep"), DraftAct(made.id, "keep")),
        ],
        [Button(texts.plain("draft-discard"), DraftAct(made.id, "discard"))],
    )
    return Screen(text, rows, made.photo_file_id)


async def _club_line(turn: Turn, made: Series) -> Html | None:
    if made.facts.club_id is None:
        return None
    found = await clubs.club(turn.tx, made.facts.club_id, turn.member.id)
    return turn.texts.html("preview-club", name=found.name)


async def _made(turn: Turn, known: ActivityFacts) -> list[Reply]:
    try:
        made = await series.create(turn.tx, await scope_of(turn), known, turn.member.id, turn.now)
    except CommunityError as error:
        return [Screen(_refused(error, turn))]
    return [await preview(turn, made)]


def _refused(error: CommunityError, turn: Turn) -> Html:
    if isinstance(error, series.StartPast):
        starts_at = error.values["starts_at"]
        assert isinstance(starts_at, datetime)
        local = starts_at.astimezone(turn.services.district.zone)
        return turn.texts.html("line-past", day=words.day(local, turn.texts))
    return refusals.said(error, turn)


async def _ask_place(turn: Turn, known: ActivityFacts, centers: tuple[Center, ...]) -> list[Reply]:
    fields = asdict(known) | {"local_start": known.local_start.isoformat(), "interests": []}
    await drafts.put(turn.tx, turn.member.id, PLACE_FORM, fields, turn.now)
    rows = [[Button(center.name, PickCenter(center.id))] for center in centers[:MODELS]]
    return [Screen(turn.texts.html("which-place"), keyboard(*rows, _to_menu(turn)))]


async def _publish(turn: Turn, series_id: int) -> list[Reply]:
    texts, scope = turn.texts, await scope_of(turn)
    try:
        written = await series.publish(turn.tx, scope, series_id, turn.now)
    except series.StartPast as error:
        return [Toast(_refused(error, turn), alert=True)]
    first = next((one for one in written if one.starts_at > turn.now), written[0])
    found = await occurrences.occurrence(turn.tx, first.id)
    text = joined(
        texts.html("published", dates=str(len(written))),
        facts(Shown.of(found), await turn.directory(), texts),
        deep_link(turn.services.bot_username, found),
    )
    rows = keyboard(
        [
            Button(texts.plain("staff-to-card"), StaffCard(found.id)),
            Button(texts.plain("staff-line"), NewActivity("line")),
        ],
        _to_menu(turn),
    )
    return [Screen(text, rows)]


def _label(turn: Turn, one: Series) -> str:
    return f"{words.day(one.local_start, turn.texts)} {one.title}"[:40]


def _to_menu(turn: Turn) -> list[Button]:
    return [Button(turn.texts.plain("back"), ShowStaffMenu())]
