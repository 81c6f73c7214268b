"""The control of the polling lab: python-telegram-bot's own `run_polling`, as its examples show."""

from __future__ import annotations

import sqlite3
import sys
from typing import Any

from telegram import Update
from telegram.ext import ApplicationBuilder, MessageHandler, filters

from tests.labs.processes import TOKEN


def main(telegram: str, file: str) -> None:
    database = sqlite3.connect(file)

    async def effect(update: Update, _context: Any) -> None:
        assert update.effective_user is not None
        assert update.message is not None
        database.execute(
            "INSERT INTO lab_effect (member, update_id) VALUES (?, ?)",
            (update.effective_user.id, update.update_id),
        )
        database.commit()
        await update.message.reply_text(str(update.update_id))

    application = (
        ApplicationBuilder()
        .token(TOKEN)
        .base_url(f"{telegram}/bot")
        .base_file_url(f"{telegram}/file/bot")
        .build()
    )
    application.add_handler(MessageHandler(filters.TEXT, effect))
    application.run_polling(timeout=2)


if __name__ == "__main__":
    main(*sys.argv[1:])
