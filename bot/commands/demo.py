"""`demo`: the playground. The real bot, in a browser, without a token."""

from __future__ import annotations

import asyncio
import signal
import tempfile
from pathlib import Path
from typing import Annotated

import typer

from bot.commands.setting_up import WRONG_USE, fail, finish
from bot.commands.terminal import say


def demo(
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="The next free one if taken.")] = 8080,
    city: Annotated[str, typer.Option(help="The sample city to begin with.")] = "binjiang",
) -> None:
    """Serve the playground: the real bot, in a browser, on a sample city."""
    from bot import logs
    from bot.playground.serve import NoFreePort
    from bot.sample import CITIES

    if city not in CITIES:
        fail(f"No sample city {city}; there are {', '.join(CITIES)}.", code=WRONG_USE)
    logs.set_up("warning", "auto")
    try:
        finish(_serve(host, port, city))
    except NoFreePort as error:
        fail(f"Ports {error.first} to {error.last} are all taken. Give another with --port.")


async def _serve(host: str, port: int, city: str) -> None:
    from bot.playground.demo import Demo

    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    with tempfile.TemporaryDirectory(prefix="anjia-demo-") as folder:
        async with Demo(Path(folder), city).serving(host, port) as served:
            if served.port_was_taken:
                say(f"Port {served.asked_port} is taken; using {served.port}.")
            say(f"Anjia 安家: {served.url}  (Ctrl-C stops it)")
            await stop.wait()
    say("Stopped. Nothing was kept.")
