"""How far four things go through the house: functions entered, modules touched, moves.

    python -m tests.benchmarks.moves

A move is an entry into a module of the product from another one: a call, or a coroutine that goes
on after it waited, with all that wait for it. `calls` leaves the latter out. A version before is
measured by the same file: `PYTHONPATH=/its/checkout python tests/benchmarks/moves.py`. So it uses
what every version has: commands, configuration, the playground's double, labels of buttons.

The bot runs in this thread as `bot run`, on SQLite; the members and Telegram are in another one,
behind HTTP. The fewest of several turns counts: only these have nothing else in between.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
import tempfile
import threading
from collections.abc import AsyncIterator, Coroutine, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from types import FrameType
from typing import Any

from bot.__main__ import app
from bot.playground.phone import Phone
from bot.playground.serve import serve

try:
    from bot.playground.double.double import Double
except ImportError:  # the first version
    from bot.playground.double import Double

PRODUCT = ("bot", "handlers", "community", "geo")
TURNS = 7
QUIET_S = 0.12
STAFF = 5
HERE = (30.18135, 120.19130)
ROOM = "晶都社区·杭州邻里阅读空间"


@dataclass(frozen=True, slots=True)
class Walk:
    """What one thing entered."""

    functions: int
    modules: int
    calls: int
    moves: int


@dataclass
class Tracer:
    """Counts while it is `on`."""

    on: bool = False
    calls: int = 0
    moves: int = 0
    functions: set[Any] = field(default_factory=set)
    modules: set[str] = field(default_factory=set)
    _entered: dict[int, FrameType] = field(default_factory=dict)

    def begin(self) -> None:
        self.calls = self.moves = 0
        self.functions, self.modules, self._entered = set(), set(), {}
        self.on = True

    def end(self) -> Walk:
        self.on = False
        self._entered = {}
        return Walk(len(self.functions), len(self.modules), self.calls, self.moves)

    def __call__(self, frame: FrameType, event: str, _: Any) -> None:
        if not self.on or event != "call":
            return
        module = _module(frame)
        if module is None:
            return
        self.functions.add(frame.f_code)
        self.modules.add(module)
        before = frame.f_back
        while before is not None and (came_from := _module(before)) is None:
            before = before.f_back
        if before is not None and came_from != module:
            self.moves += 1
            self.calls += id(frame) not in self._entered
        self._entered[id(frame)] = frame  # held, so that no other gets its number


def _module(frame: FrameType) -> str | None:
    """The module of the product that a frame is in; None for all else and for imports."""
    name: str = frame.f_globals.get("__name__", "")
    ours = name.partition(".")[0] in PRODUCT and not name.startswith("bot.playground")
    return name if ours and frame.f_code.co_name != "<module>" else None


@contextmanager
def traced() -> Iterator[Tracer]:
    """Everything that this thread does goes through the tracer."""
    tracer = Tracer()
    sys.setprofile(tracer)
    try:
        yield tracer
    finally:
        sys.setprofile(None)


def command(*words: str) -> None:
    """A command of the product, in this process; its output is of no interest."""
    with (
        Path(os.devnull).open("w", encoding="utf-8") as nothing,
        contextlib.redirect_stdout(nothing),
    ):
        app(words, standalone_mode=False)


def file_row(folder: Path) -> Walk:
    """A row of a file, until the place is found on the map."""
    walks = []
    with configured(folder / "row.db"):
        for turn in range(TURNS):
            file = folder / "row.csv"
            name = f"服务点{turn}"
            file.write_text(f"ref,kind,name,lat,lon\n1,community,{name},{HERE[0]},{HERE[1]}\n")
            with traced() as tracer:
                tracer.begin()
                command("import", "centers", str(file))
                command("near", str(HERE[0]), str(HERE[1]), "--json")
                walks.append(tracer.end())
    return fewest(walks)


@contextmanager
def configured(database: Path, **more: str) -> Iterator[None]:
    values = {
        "ANJIA_DATABASE__URL": f"sqlite+aiosqlite:///{database}",
        "ANJIA_LIMITS__UPDATES_PER_MINUTE": "10000",
        "ANJIA_LIMITS__BURST": "1000",
        "ANJIA_LOG__LEVEL": "error",
        **more,
    }
    os.environ.update(values)
    try:
        yield
    finally:
        for name in values:
            del os.environ[name]


@dataclass
class District:
    """Telegram and its members, in a thread of their own, while the bot runs in this one."""

    tracer: Tracer
    double: Double = field(default_factory=Double)
    walks: dict[str, list[Walk]] = field(default_factory=dict)
    people: int = 100

    async def measure(self, what: str, act: Coroutine[Any, Any, Any]) -> None:
        """What is done until the bot is quiet again."""
        self.tracer.begin()
        await self.do(act)
        self.walks.setdefault(what, []).append(self.tracer.end())

    async def do(self, act: Coroutine[Any, Any, Any]) -> None:
        """Act, and wait until the bot has answered and called nothing more for a while."""
        calls = len(self.double.calls())
        await act
        async with asyncio.timeout(30):
            while len(self.double.calls()) == calls:
                await self.double.changed(1.0)
            await self.double.idle(within=30, settle=QUIET_S)

    async def member(self) -> Phone:
        self.people += 1
        phone = self.double.member(self.people, f"成员{self.people}")
        await self.do(phone.start())
        await self.do(phone.tap("同意"))
        return phone

    async def live(self) -> None:
        phone = await self.member()
        for _ in range(TURNS):
            await self.measure("location → reply", phone.share_location(*HERE))
        boss = self.double.member(STAFF, "站长")
        await self.do(boss.start())
        for turn in range(TURNS):
            await self.activity(boss, turn)

    async def activity(self, boss: Phone, turn: int) -> None:
        """The staff make one, three members sign up for it, the staff move it."""
        day = datetime.now() + timedelta(days=20 + turn)  # noqa: DTZ005 - any day will do
        on, name = f"{day.month}/{day.day}", f"羽毛球{turn}"
        await self.do(boss.send("/staff"))
        await self.do(boss.tap("一次写完"))
        await self.do(boss.send(f"{name}|{on} 14:00-15:30|{ROOM} {turn}号厅|20人|自带球拍"))
        await self.do(boss.tap("✅ 发布"))
        link = boss.screen().last.text.rpartition("start=")[2]
        for _ in range(3):
            phone = await self.member()
            await self.do(phone.start(link))
            await self.measure("sign-up → card", phone.tap("✅ 报名"))
            assert "已报名" in phone.screen().last.text
        await self.do(boss.tap("管理这个活动"))
        await self.do(boss.tap("✏️ 改…"))
        await self.do(boss.tap("时间"))
        await self.do(boss.send(f"{on} 14:30-16:00"))
        await self.measure("staff change → notices", boss.tap("确定"))


@asynccontextmanager
async def telegram(district: District) -> AsyncIterator[str]:
    async with serve(district.double, port=0) as served:
        yield served.url
        district.double.close()


def conversations(folder: Path) -> dict[str, Walk]:
    """What members and staff do in the chat."""
    with traced() as tracer:
        district, ready, failed = District(tracer), threading.Event(), list[BaseException]()
        url = ""

        async def outside() -> None:
            nonlocal url
            async with telegram(district) as url:
                ready.set()
                try:
                    while not district.double.updates.ever_polled:
                        await asyncio.sleep(0.02)
                    await district.live()
                except BaseException as error:
                    failed.append(error)
                finally:
                    os.kill(os.getpid(), signal.SIGTERM)
                    await asyncio.to_thread(over.wait)

        over = threading.Event()
        thread = threading.Thread(target=lambda: asyncio.run(outside()))
        thread.start()
        ready.wait()
        with configured(
            folder / "chat.db",
            ANJIA_TELEGRAM__TOKEN=district.double.token,
            ANJIA_TELEGRAM__API_BASE_URL=f"{url}/bot",
            ANJIA_TELEGRAM__FILE_BASE_URL=f"{url}/file/bot",
        ):
            command("import", "sample")
            command("staff", "add", str(STAFF))
            command("run")
        over.set()
        thread.join()
    if failed:
        raise failed[0]
    return {what: fewest(walks) for what, walks in district.walks.items()}


def fewest(walks: list[Walk]) -> Walk:
    return min(walks, key=lambda walk: walk.moves)


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        os.chdir(name)  # where no configuration lies
        found = {**conversations(Path(name)), "file row → directory": file_row(Path(name))}
    for what, walk in found.items():
        print(f"| {what} | {walk.functions} | {walk.modules} | {walk.calls} | {walk.moves:,} |")


if __name__ == "__main__":
    main()
