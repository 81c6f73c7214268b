"""`run`: the bot on Telegram."""

from __future__ import annotations

import asyncio
import signal
from typing import Annotated

import typer

from bot.commands.setting_up import WRONG_USE, fail, finish, settings


def run(
    role: Annotated[
        str,
        typer.Option(
            help="What this process does: `web` takes updates in, `worker` handles them, "
            "`all` does both. Only `all` works on SQLite.",
        ),
    ] = "all",
) -> None:
    """Run the bot until SIGTERM or Ctrl-C."""
    from bot.commands.streets import sentence
    from bot.telegram.client import TokenMissing
    from bot.telegram.errors import NotReached, TokenRefused
    from bot.work.running import RoleNeedsPostgres
    from community.storage.presence import DatabaseInUse
    from geo.geocode import GeocoderMisconfigured
    from geo.streets.errors import StreetsError
    from handlers.capabilities import CapabilityNeeded, CapabilityUnknown

    try:
        finish(_run(role))
    except TokenMissing:
        fail(
            "There is no token. Ask @BotFather for one and put it into config.toml:",
            "  [telegram]",
            '  token = "123456789:AA…"',
            "or try the bot without one: python -m bot demo",
        )
    except TokenRefused:
        fail("Telegram does not know this token. Copy it again from @BotFather.")
    except StreetsError as error:
        fail(sentence(error), "Mend [walking] streets in config.toml, or leave it empty.")
    except GeocoderMisconfigured as error:
        fail(f"The geocoder cannot be used: {error.reason}", "Mend [geocoder] in config.toml.")
    except NotReached as error:
        fail(
            f"Telegram cannot be reached ({type(error).__name__}).",
            "Set [telegram] proxy or api_base_url in config.toml; see README, “Going live”.",
        )
    except CapabilityUnknown as error:
        fail(f"There is no capability {error}. Mend [capabilities] off in config.toml.")
    except CapabilityNeeded as error:
        fail(
            f"{error.name} cannot be switched off alone, since {error.by} uses it.",
            f"Switch {error.by} off too, or mend [capabilities] off in config.toml.",
        )
    except RoleNeedsPostgres:
        fail(
            "SQLite serves one process: run it with --role all.",
            "Several processes need PostgreSQL; see docs/scale.md.",
        )
    except DatabaseInUse as error:
        fail(
            f"Another process runs on this database (it holds {error.file}).",
            "SQLite serves one process; several need PostgreSQL; see docs/scale.md.",
        )


async def _run(role: str) -> None:
    from bot.work import running

    try:
        chosen = running.Role(role)
    except ValueError:
        fail(f"No role {role}; there are all, web, worker.", code=WRONG_USE)
    configured = settings()
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    # Before uvicorn starts: it would keep SIGTERM for itself, and nothing would end in order.
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    await running.run(configured, chosen, stop)
