"""The doctor: what is well, what is missing, and how to mend it, one line each."""

from __future__ import annotations

import shlex
from collections.abc import AsyncIterator
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from bot.config import Settings, config_file
from bot.private_files import around, open_to_others
from community.clock import Clock
from community.places import centers
from community.storage import migrations
from community.storage.database import Database

HOLIDAYS_AHEAD_DAYS = 14
"""Public holidays should be known at least this far ahead."""
_UPGRADE = "Run: python -m bot db upgrade"


class Level(Enum):
    OK = "ok"
    NOTE = "note"
    MEND = "MEND"


@dataclass(frozen=True, slots=True)
class Finding:
    """What was looked at, how it is, and what to do where something must be done."""

    level: Level
    subject: str
    message: str
    remedy: str = ""

    def __str__(self) -> str:
        line = f"{self.level.value:<5} {self.subject}: {self.message}"
        return f"{line}. {self.remedy}" if self.remedy else line


async def examine(settings: Settings, clock: Clock) -> AsyncIterator[Finding]:
    """Every finding, in the order in which one would mend them."""
    yield _configuration()
    yield _time_zone(settings, clock)
    async for finding in _database(settings):
        yield finding
    if settings.database.file is not None:
        yield _files(settings.database.file)
    yield _calendar(clock)
    yield _streets(settings)
    yield _geocoder(settings)
    yield await _token(settings)


def _configuration() -> Finding:
    file = config_file()
    if file is None:
        return Finding(
            Level.NOTE,
            "configuration",
            "no config.toml, the defaults hold",
            "Copy config.example.toml to change them",
        )
    return Finding(Level.OK, "configuration", f"{file} is valid")


def _time_zone(settings: Settings, clock: Clock) -> Finding:
    local = clock.now().astimezone(settings.district.zone)
    said = f"{settings.district.timezone}, now {local:%Y-%m-%d %H:%M %z}"
    return Finding(Level.OK, "time zone", said)


async def _database(settings: Settings) -> AsyncIterator[Finding]:
    url = settings.database.url.get_secret_value()
    file = settings.database.missing_file
    if file is not None:
        yield Finding(Level.MEND, "database", f"{file} does not exist yet", _UPGRADE)
        return
    try:
        async for finding in _connected(url):
            yield finding
    except Exception as error:  # the text of a driver may hold the URL: only its kind is said
        missing = isinstance(error, ModuleNotFoundError)
        yield Finding(
            Level.MEND,
            "database",
            f"does not answer ({type(error).__name__})",
            "Run: pip install 'anjia[postgres]'"
            if missing
            else "Check [database] url and that the server runs",
        )


async def _connected(url: str) -> AsyncIterator[Finding]:
    database = Database(url)
    try:
        current, newest = await migrations.current(database), migrations.newest()
        yield Finding(Level.OK, "database", f"{database.dialect} answers")
        if current != newest:
            said = f"at {current or 'nothing'}, this version needs {newest}"
            yield Finding(Level.MEND, "migrations", said, _UPGRADE)
            return
        yield Finding(Level.OK, "migrations", f"at {current}")
        async with database.transaction() as tx:
            total, placed, timed = await centers.count_centers(tx)
        yield _data(total, placed, timed)
    finally:
        await database.close()


def _data(total: int, placed: int, timed: int) -> Finding:
    said = f"{total} centers, {placed} with a position, {timed} with hours"
    if total == 0 or placed == 0:
        return Finding(
            Level.MEND, "data", said, "Run: python -m bot import centers FILE (or import sample)"
        )
    if placed < total or timed < total:
        return Finding(
            Level.NOTE, "data", said, "What is unknown is shown as unknown; import it when verified"
        )
    return Finding(Level.OK, "data", said)


def _files(database: Path) -> Finding:
    found = open_to_others(around(database))
    if not found:
        return Finding(Level.OK, "files", "the database and its backups are for this user alone")
    names = " ".join(shlex.quote(str(file)) for file in found)
    return Finding(
        Level.MEND, "files", "others on this machine can read them", f"Run: chmod 600 {names}"
    )


def _calendar(clock: Clock) -> Finding:
    from community.hours.holidays import known_until

    last = known_until()
    if (last - clock.now().date()).days >= HOLIDAYS_AHEAD_DAYS:
        return Finding(Level.OK, "holidays", f"known until {last}")
    return Finding(
        Level.NOTE,
        "holidays",
        f"the state calendar is known only until {last}",
        "Run: pip install --upgrade chinesecalendar",
    )


def _streets(settings: Settings) -> Finding:
    file = settings.walking.streets
    if file is None:
        return Finding(
            Level.NOTE,
            "streets",
            "none, walking times are estimates",
            "Build them: python -m bot streets build --help",
        )
    if not file.exists():
        return Finding(
            Level.MEND,
            "streets",
            f"{file} does not exist",
            "Build it: python -m bot streets build --help",
        )
    from bot.commands.streets import sentence
    from geo.streets.errors import StreetsError
    from geo.streets.network import load

    try:
        load(file)
    except StreetsError as error:
        return Finding(Level.MEND, "streets", sentence(error))
    return Finding(Level.OK, "streets", f"{file} can be read")


def _geocoder(settings: Settings) -> Finding:
    service = settings.geocoder.service
    if not service:
        return Finding(Level.NOTE, "geocoder", "none, only known places are found by name")

    from bot.application import geocoder_from
    from geo.geocode import GeocoderMisconfigured

    try:
        geocoder_from(settings)
    except GeocoderMisconfigured as error:
        return Finding(Level.MEND, "geocoder", error.reason, "Mend [geocoder] service and options")
    return Finding(Level.OK, "geocoder", f"{service} is configured")


async def _token(settings: Settings) -> Finding:
    if settings.telegram.token is None:
        return Finding(
            Level.NOTE, "token", "none, so only the demo runs", "@BotFather gives one; see README"
        )
    from bot.telegram.client import bare_bot
    from bot.telegram.errors import CallFailed, TokenRefused

    try:
        async with bare_bot(settings) as bot:
            return Finding(Level.OK, "token", f"@{bot.username} answers")
    except TokenRefused:
        return Finding(Level.MEND, "token", "refused", "Copy it again from @BotFather")
    except CallFailed as error:
        return Finding(
            Level.MEND,
            "token",
            f"Telegram cannot be reached ({type(error).__name__})",
            "Set [telegram] proxy or api_base_url",
        )
