"""`run`: the bot on Telegram."""

from __future__ import annotations

import asyncio
import signal

from bot.commands.setting_up import fail, finish, settings


def run() -> None:
    """Run the bot until SIGTERM or Ctrl-C."""
    from telegram.error import InvalidToken, NetworkError

    from bot.application import TokenMissing
    from bot.commands.streets import sentence
    from geo.geocode import GeocoderMisconfigured
    from geo.streets.errors import StreetsError

    try:
        finish(_run())
    except TokenMissing:
        fail(
            "There is no token. Ask @BotFather for one and put it into config.toml:",
            '  [telegram]\n  token = "123456789:AA…"',
            "or try the bot without one: python -m bot demo",
        )
    except InvalidToken:
        fail("Telegram does not know this token. Copy it again from @BotFather.")
    except StreetsError as error:
        fail(sentence(error), "Mend [walking] streets in config.toml, or leave it empty.")
    except GeocoderMisconfigured as error:
        fail(f"The geocoder cannot be used: {error.reason}", "Mend [geocoder] in config.toml.")
    except NetworkError as error:
        fail(
            f"Telegram cannot be reached ({type(error).__name__}).",
            "Set [telegram] proxy or api_base_url in config.toml; see README, “Going live”.",
        )


async def _run() -> None:
    from bot.application import anjia, introduce, settle
    from bot.polling import poll

    chosen = settings()
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    async with anjia(chosen) as ready:
        await introduce(ready.application)
        settle()
        await poll(ready.application, stop, chosen.telegram.poll_timeout_s)
