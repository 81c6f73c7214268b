"""“信息有误”: members say what is wrong, staff see the list and settle it."""

from __future__ import annotations

from telegram import InlineKeyboardMarkup

from community.errors import TooManyReports
from community.members import drafts
from community.members.drafts import Draft
from community.reports import reports
from community.reports.tables import REPORT_REASONS
from community.staff import roles
from handlers.chat.buttons import back, button, grid, keyboard
from handlers.chat.callbacks import (
    CancelDraft,
    ChooseReason,
    MakeReport,
    Origin,
    SettleReport,
    ShowCenter,
    ShowReports,
    View,
    new_operation,
)
from handlers.chat.replies import Edit, Replies, Send, Toast
from handlers.chat.request import Request
from handlers.chat.texts import Html, joined
from handlers.places import wording

DETAIL_FORM = "report-detail"
SHOWN = 8
"""How many reports the staff list shows at once."""


async def choose_reason(request: Request, form: ChooseReason) -> Replies:
    """What is wrong? Every reason is one tap."""
    center = (await request.directory()).center(form.center)
    texts = request.texts
    reasons = [
        button(
            texts.plain(f"reason-{reason}"),
            MakeReport(center.id, reason, new_operation(), form.view),
        )
        for reason in REPORT_REASONS
    ]
    away = button(texts.plain("back-to-card"), ShowCenter(center.id, form.view))
    text = texts.html("report-ask", name=center.name)
    return [Edit(text, keyboard(*grid(reasons, 2), [away]))]


async def make(request: Request, form: MakeReport) -> Replies:
    """A reason was tapped; “other” asks for a sentence first."""
    center = (await request.directory()).center(form.center)
    texts = request.texts
    if form.reason not in REPORT_REASONS:
        return [Toast(texts.plain("button-unknown"), alert=True)]
    if form.reason == "other":
        fields = {"center": center.id, "operation": form.operation}
        await drafts.put(request.tx, request.member.id, DETAIL_FORM, fields, request.now)
        away = button(texts.plain("cancel"), CancelDraft())
        return [Edit(texts.html("report-detail-ask", name=center.name), keyboard([away]))]
    await _write(request, center.id, form.reason, form.operation)
    to_card = button(texts.plain("back-to-card"), ShowCenter(center.id, form.view))
    return [Edit(texts.html("report-thanks"), keyboard([to_card], back(texts, form.view)))]


async def detail_given(request: Request, draft: Draft, text: str) -> Replies:
    """The sentence that was asked for."""
    center_id, operation = draft.fields["center"], draft.fields["operation"]
    await drafts.drop(request.tx, request.member.id)
    try:
        await _write(request, center_id, "other", operation, text)
    except TooManyReports as error:
        return [Send(request.texts.error(error))]
    to_card = button(request.texts.plain("back-to-card"), ShowCenter(center_id))
    return [Send(request.texts.html("report-thanks"), keyboard([to_card]))]


async def show(request: Request) -> Replies:
    """`/reports`, for staff: what nobody has settled yet, oldest first."""
    text, rows = await _list(request)
    return [Send(text, rows)]


async def show_again(request: Request, form: ShowReports) -> Replies:
    """The way back from a card."""
    text, rows = await _list(request)
    return [Edit(text, rows)]


async def settle(request: Request, form: SettleReport) -> Replies:
    """A report was dealt with."""
    scope = await _scope(request)
    first = await reports.settle(request.tx, scope, form.report, request.member.id, request.now)
    said = request.texts.plain("report-settled-toast" if first else "report-settled-before")
    text, rows = await _list(request)
    return [Toast(said), Edit(text, rows)]


async def _list(request: Request) -> tuple[Html, InlineKeyboardMarkup | None]:
    texts = request.texts
    found = await reports.open_reports(request.tx, await _scope(request), SHOWN + 1)
    if not found:
        return texts.html("reports-none"), keyboard()
    shown = found[:SHOWN]
    zone = request.services.district.zone
    lines: list[str | None] = [texts.html("reports")]
    for item in shown:
        moment = item.reported_at.astimezone(zone)
        lines.append(
            texts.html(
                "report-line",
                number=str(item.id),
                name=item.center_name,
                reason=texts.plain(f"reason-{item.reason}"),
                when=f"{wording.date_short(moment, texts)} {wording.clock_time(moment)}",
            )
        )
        if item.detail:
            lines.append(texts.html("report-line-detail", detail=item.detail[:200]))
    if len(found) > SHOWN:
        lines.append(texts.html("reports-more"))
    rows = [
        [
            button(
                texts.plain("report-open", number=str(item.id)),
                ShowCenter(item.center_id, View(Origin("r"))),
            ),
            button(texts.plain("report-settle", number=str(item.id)), SettleReport(item.id)),
        ]
        for item in shown
    ]
    return joined(*lines), keyboard(*rows)


async def _scope(request: Request) -> roles.StaffScope:
    member = request.member
    return await roles.scope_of(request.tx, member.channel, member.channel_user_id)


async def _write(
    request: Request, center_id: int, reason: str, operation: str, detail: str | None = None
) -> None:
    await reports.report(
        request.tx,
        request.member.id,
        center_id,
        reason,
        op_id=operation,
        now=request.now,
        detail=detail,
    )
