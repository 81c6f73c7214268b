"""“信息有误”: members say what is wrong, staff see the list and settle it."""

from __future__ import annotations

from collections.abc import Sequence

from community.members import drafts
from community.members.drafts import Draft
from community.places.centers import Center
from community.reports import reports
from community.reports.reports import TooManyReports
from community.reports.tables import REPORT_REASONS
from community.staff import roles
from handlers.chat import words
from handlers.chat.codec import new_operation
from handlers.chat.forms import CancelDraft
from handlers.chat.screen import Button, Replies, Screen, Toast, grid, keyboard
from handlers.chat.texts import joined
from handlers.chat.turn import Turn
from handlers.places.buttons import ShowCenter
from handlers.places.card import CardRow
from handlers.places.lists import back
from handlers.places.view import Origin, View
from handlers.reports.buttons import ChooseReason, MakeReport, SettleReport, ShowReports

DETAIL_FORM = "report-detail"
SHOWN = 8
"""How many reports the staff list shows at once."""


async def choose_reason(turn: Turn, form: ChooseReason) -> Replies:
    """What is wrong? Every reason is one tap."""
    center = (await turn.directory()).center(form.center)
    texts = turn.texts
    reasons = [
        Button(
            texts.plain(f"reason-{reason}"),
            MakeReport(center.id, reason, new_operation(), form.view),
        )
        for reason in REPORT_REASONS
    ]
    away = Button(texts.plain("back-to-card"), ShowCenter(center.id, form.view))
    text = texts.html("report-ask", name=center.name)
    return [Screen(text, keyboard(*grid(reasons, 2), [away]))]


async def make(turn: Turn, form: MakeReport) -> Replies:
    """A reason was tapped; “other” asks for a sentence first."""
    center = (await turn.directory()).center(form.center)
    texts = turn.texts
    if form.reason not in REPORT_REASONS:
        return [Toast(texts.plain("button-unknown"), alert=True)]
    if form.reason == "other":
        fields = {"center": center.id, "operation": form.operation}
        await drafts.put(turn.tx, turn.member.id, DETAIL_FORM, fields, turn.now)
        away = Button(texts.plain("cancel"), CancelDraft())
        return [Screen(texts.html("report-detail-ask", name=center.name), keyboard([away]))]
    await _write(turn, center.id, form.reason, form.operation)
    to_card = Button(texts.plain("back-to-card"), ShowCenter(center.id, form.view))
    return [Screen(texts.html("report-thanks"), keyboard([to_card], back(turn, form.view)))]


async def detail_given(turn: Turn, draft: Draft, text: str) -> Replies:
    """The sentence that was asked for."""
    center_id, operation = draft.fields["center"], draft.fields["operation"]
    await drafts.drop(turn.tx, turn.member.id)
    try:
        await _write(turn, center_id, "other", operation, text)
    except TooManyReports as error:
        return [Screen(turn.texts.error(error))]
    to_card = Button(turn.texts.plain("back-to-card"), ShowCenter(center_id))
    return [Screen(turn.texts.html("report-thanks"), keyboard([to_card]))]


async def show(turn: Turn, form: ShowReports) -> Replies:
    """For staff: what nobody has settled yet, oldest first."""
    return [await _list(turn)]


async def settle(turn: Turn, form: SettleReport) -> Replies:
    """A report was dealt with."""
    scope = await _scope(turn)
    first = await reports.settle(turn.tx, scope, form.report, turn.member.id, turn.now)
    said = turn.texts.plain("report-settled-toast" if first else "report-settled-before")
    return [Toast(said), await _list(turn)]


async def _list(turn: Turn) -> Screen:
    texts = turn.texts
    found = await reports.open_reports(turn.tx, await _scope(turn), SHOWN + 1)
    if not found:
        return Screen(texts.html("reports-none"))
    shown = found[:SHOWN]
    zone = turn.services.district.zone
    lines: list[str | None] = [texts.html("reports")]
    for item in shown:
        moment = item.reported_at.astimezone(zone)
        lines.append(
            texts.html(
                "report-line",
                number=str(item.id),
                name=item.center_name,
                reason=texts.plain(f"reason-{item.reason}"),
                when=f"{words.date_short(moment, texts)} {words.clock_time(moment)}",
            )
        )
        if item.detail:
            lines.append(texts.html("report-line-detail", detail=item.detail[:200]))
    if len(found) > SHOWN:
        lines.append(texts.html("reports-more"))
    rows = [
        [
            Button(
                texts.plain("report-open", number=str(item.id)),
                ShowCenter(item.center_id, View(Origin("r"))),
            ),
            Button(texts.plain("report-settle", number=str(item.id)), SettleReport(item.id)),
        ]
        for item in shown
    ]
    return Screen(joined(*lines), keyboard(*rows))


async def _scope(turn: Turn) -> roles.StaffScope:
    member = turn.member
    return await roles.scope_of(turn.tx, member.channel, member.channel_user_id)


async def _write(
    turn: Turn, center_id: int, reason: str, operation: str, detail: str | None = None
) -> None:
    await reports.report(
        turn.tx,
        turn.member.id,
        center_id,
        reason,
        op_id=operation,
        now=turn.now,
        detail=detail,
    )


async def on_card(
    turn: Turn, center: Center, view: View | None
) -> Sequence[tuple[CardRow, Button]]:
    """On the card of a center: something is wrong here."""
    return [("tell", Button(turn.texts.plain("card-wrong"), ChooseReason(center.id, view)))]
