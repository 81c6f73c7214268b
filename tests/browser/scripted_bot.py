"""A small bot that does one of everything, so that the page can be tested before and without
the real one."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from PIL import Image, ImageDraw
from telegram import (
    BotCommand,
    CopyTextButton,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQueryResultVenue,
    KeyboardButton,
    ReplyKeyboardMarkup,
    Update,
)
from telegram.constants import ChatAction
from telegram.ext import (
    Application,
    CallbackQueryHandler,
    CommandHandler,
    ContextTypes,
    InlineQueryHandler,
    MessageHandler,
    filters,
)

Context = ContextTypes.DEFAULT_TYPE
LIST = "<b>步行15分钟内2处</b> · 21:40\n1 长河驿站 约6分钟 <i>22:00关</i>\n2 西兴驿站 约9分钟"


def picture() -> bytes:
    image = Image.new("RGB", (640, 420), "#dff1e9")
    draw = ImageDraw.Draw(image)
    for step in range(0, 640, 40):
        draw.line([(step, 0), (step, 420)], fill="#c3e2d5")
    draw.ellipse([220, 110, 420, 310], outline="#0f7b5f", width=6)
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return buffer.getvalue()


def results() -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(
        [
            [
                InlineKeyboardButton("1", callback_data="v1:d:1"),
                InlineKeyboardButton("2", callback_data="v1:d:2"),
            ],
            [
                InlineKeyboardButton("营业中", callback_data="v1:f:open"),
                InlineKeyboardButton("24小时", callback_data="v1:f:24"),
            ],
        ]
    )


def detail() -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(
        [
            [
                InlineKeyboardButton("收藏", callback_data="v1:fav"),
                InlineKeyboardButton("信息有误", callback_data="v1:wrong"),
            ],
            [
                InlineKeyboardButton("高德导航", url="https://uri.amap.com/marker?name=x"),
                InlineKeyboardButton("复制地址", copy_text=CopyTextButton("长河路475号")),
            ],
            [InlineKeyboardButton("分享", switch_inline_query_current_chat="长河")],
            [InlineKeyboardButton("返回", callback_data="v1:back")],
        ]
    )


async def start(update: Update, context: Context) -> None:
    assert update.message is not None
    keyboard = ReplyKeyboardMarkup(
        [[KeyboardButton("发送位置", request_location=True), KeyboardButton("手选街道")]],
        resize_keyboard=True,
        input_field_placeholder="地点或地址",
    )
    payload = f"（来自 {context.args[0]}）" if context.args else ""
    await update.message.reply_html(
        f"<b>欢迎</b>{payload}！发送位置，或输入 <code>江陵路站</code>。"
        '帮助见 /help，<a href="https://t.me/anjia_bot?start=c_1">长河驿站</a>。',
        reply_markup=keyboard,
    )


async def location(update: Update, context: Context) -> None:
    message = update.effective_message
    assert message is not None
    if update.edited_message:
        place = message.location
        assert place is not None
        await message.reply_text(f"移到 {place.latitude:.4f}, {place.longitude:.4f}")
        return
    await message.reply_chat_action(ChatAction.TYPING)
    await message.reply_html(LIST, reply_markup=results())


async def tapped(update: Update, context: Context) -> None:
    query = update.callback_query
    assert query is not None
    if query.data == "v1:fav":
        await query.answer("已收藏长河驿站")
    elif query.data == "v1:wrong":
        await query.answer("谢谢，已转给工作人员。", show_alert=True)
    elif query.data == "v1:back":
        await query.answer()
        await query.edit_message_text(LIST, parse_mode="HTML", reply_markup=results())
    else:
        await query.answer()
        await query.edit_message_text(
            "<b>长河驿站</b>\n长河路475号 · 今天 08:30–22:00\n<blockquote>饮水、充电、卫生间"
            "</blockquote>",
            parse_mode="HTML",
            reply_markup=detail(),
        )


async def text(update: Update, context: Context) -> None:
    message = update.effective_message
    assert message is not None
    assert message.text is not None
    if message.text == "图片":
        await message.reply_photo(picture(), caption="长河驿站的二维码")
    elif message.text == "地点":
        await message.reply_venue(30.1897, 120.1891, "长河驿站", "长河路475号")
    elif message.text == "文件":
        await message.reply_document(b'{"saved": []}', filename="我的数据.json")
    else:
        await message.reply_text(f"你说：{message.text}")


async def inline(update: Update, context: Context) -> None:
    assert update.inline_query is not None
    query = update.inline_query.query
    found = [
        InlineQueryResultVenue(str(n), 30.19 + n / 100, 120.19, f"{query}驿站{n}", "长河路")
        for n in (1, 2)
    ]
    await update.inline_query.answer(found, cache_time=0, is_personal=True)


@asynccontextmanager
async def scripted_bot(token: str, base_url: str, base_file_url: str) -> AsyncIterator[None]:
    builder = Application.builder().token(token).base_url(base_url).base_file_url(base_file_url)
    application: Application[Any, Any, Any, Any, Any, Any] = builder.build()
    application.add_handler(CommandHandler("start", start))
    application.add_handler(MessageHandler(filters.LOCATION, location))
    application.add_handler(CallbackQueryHandler(tapped))
    application.add_handler(InlineQueryHandler(inline))
    application.add_handler(MessageHandler(filters.TEXT, text))
    async with application:
        commands = [BotCommand("start", "开始"), BotCommand("near", "附近的服务点")]
        await application.bot.set_my_commands(commands)
        await application.bot.set_my_description("滨江 15 分钟生活圈：附近什么开着，走多久到。")
        assert application.updater is not None
        await application.updater.start_polling(timeout=10)
        await application.start()
        yield
        await application.updater.stop()
        await application.stop()
