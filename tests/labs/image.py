"""Lab: the image and compose.yaml in a real container engine, under the options that they name.

    docker build -t anjia:local . && python -m tests.labs.image
    python -m tests.labs.image --engine "podman --runtime runc"

Two replicas share a PostgreSQL of the lab's own; the one that polls is killed, the other takes
over; the health check of the image is run inside; SIGTERM ends it in time.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import secrets
import shlex
import shutil
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any

import yaml

from tests.labs.lab_bot import text_update
from tests.labs.processes import (
    ROOT,
    ask,
    bot_environment,
    free_port,
    light_telegram,
    postgres,
    report,
    wait_for,
)

UPDATES = 200
STOPS_WITHIN_S = 20.0
HANDS_OVER_WITHIN_S = 15.0


class Engine:
    """A command line that speaks like docker."""

    def __init__(self, command: str) -> None:
        self._command = shlex.split(command)

    @property
    def there(self) -> bool:
        return shutil.which(self._command[0]) is not None

    def __call__(self, *arguments: str, check: bool = True) -> str:
        done = subprocess.run(
            [*self._command, *arguments], check=check, capture_output=True, text=True
        )
        return done.stdout.strip()

    def succeeds(self, *arguments: str) -> bool:
        done = subprocess.run([*self._command, *arguments], check=False, capture_output=True)
        return done.returncode == 0


class Container:
    """A replica from the image, on the host's network, with the options of compose.yaml."""

    def __init__(self, engine: Engine, image: str, environment: dict[str, str], *more: str) -> None:
        self._engine = engine
        self._image = image
        self.port = free_port()
        variables = {**environment, "ANJIA_WEB__PORT": str(self.port)}
        named = [part for key, value in variables.items() for part in ("-e", f"{key}={value}")]
        service = compose_service()
        self.name = f"anjia-lab-{secrets.token_hex(4)}"
        options = [*options_of(service), *named, "--network", "host", *more]
        engine("run", "--detach", "--name", self.name, *options, image, *service["command"])

    @property
    def ready(self) -> bool:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/readyz", timeout=5) as answer:
            return bool(answer.status == 200)

    @property
    def healthy(self) -> bool:
        """Whether the command of the image's health check says so, run inside."""
        (found,) = json.loads(self._engine("image", "inspect", self._image))
        test = (found.get("Healthcheck") or found["Config"]["Healthcheck"])["Test"]
        command = test[1:] if test[0] == "CMD" else ["sh", "-c", test[1]]
        return self.runs(*command)

    def runs(self, *command: str) -> bool:
        return self._engine.succeeds("exec", self.name, *command)

    def says(self, *command: str) -> str:
        return self._engine("exec", self.name, *command)

    @property
    def exit_code(self) -> int:
        (found,) = json.loads(self._engine("inspect", self.name))
        return int(found["State"]["ExitCode"])

    def kill(self) -> None:
        self._engine("kill", self.name)

    def stop(self) -> float:
        """SIGTERM; returns how long the end took."""
        began = time.monotonic()
        self._engine("stop", "--time", "25", self.name)
        return time.monotonic() - began

    def remove(self) -> None:
        with contextlib.suppress(subprocess.CalledProcessError):
            self._engine("rm", "--force", self.name)


def compose_service() -> dict[str, Any]:
    service: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text())["services"]
    return dict(service["anjia"])


def options_of(service: dict[str, Any]) -> list[str]:
    """What compose.yaml asks for, as options of `run`."""
    options = ["--read-only"] if service["read_only"] else []
    for key, option in (("tmpfs", "tmpfs"), ("cap_drop", "cap-drop")):
        options += [f"--{option}={value}" for value in service[key]]
    # docker writes "option:value", podman "option" alone; both know it without the value.
    return options + [
        f"--security-opt={value.removesuffix(':true')}" for value in service["security_opt"]
    ]


@contextmanager
def replica(
    engine: Engine, image: str, environment: dict[str, str], *more: str
) -> Iterator[Container]:
    container = Container(engine, image, environment, *more)
    try:
        wait_for(lambda: container.ready, within=60)
        yield container
    finally:
        container.remove()


def run(engine: Engine, image: str, more: Sequence[str]) -> tuple[list[str], dict[str, Any]]:
    """One replica on SQLite in its volume, then two on PostgreSQL; what broke, and numbers."""
    broken: list[str] = []
    with light_telegram() as telegram:
        # The image's own default: SQLite in its volume.
        environment = bot_environment(telegram, "sqlite+aiosqlite:////data/anjia.db")
        with replica(engine, image, environment, *more) as alone:
            _push(telegram, 1)
            wait_for(lambda: _sent(telegram) >= UPDATES)
            user = alone.says("id", "-u")
            if alone.runs("touch", "/opt/anjia/x"):
                broken.append("can write to its own program")
            if not alone.healthy:
                broken.append("not healthy")
            alone_s, code = alone.stop(), alone.exit_code
    with ExitStack() as stack:
        telegram = stack.enter_context(light_telegram())
        server = stack.enter_context(postgres())
        server.psql("CREATE DATABASE image")
        server.folder.chmod(0o711)  # the replicas' user comes to the socket
        socket = f"--volume={server.folder}:{server.folder}"
        environment = bot_environment(telegram, server.url("image"))
        first = stack.enter_context(replica(engine, image, environment, socket, *more))
        second = stack.enter_context(replica(engine, image, environment, socket, *more))
        _push(telegram, 1)
        wait_for(lambda: _sent(telegram) >= UPDATES)
        first.kill()  # it came first, so it is the one that polls
        began = time.monotonic()
        _push(telegram, 1 + UPDATES)
        wait_for(lambda: _sent(telegram) >= 2 * UPDATES, within=60)
        handed_over = time.monotonic() - began
        if not second.healthy:
            broken.append("not healthy")
        second_s = second.stop()
        code = code or second.exit_code
    if user == "0":
        broken.append("runs as root")
    if code:
        broken.append(f"ended with {code}")
    if max(alone_s, second_s) > STOPS_WITHIN_S:
        broken.append("ends too slowly")
    if handed_over > HANDS_OVER_WITHIN_S:
        broken.append("hands over too slowly")
    return broken, {
        "updates": 3 * UPDATES,
        "user": user,
        "handed_over_s": round(handed_over, 1),
        "stopped_s": round(max(alone_s, second_s), 1),
    }


def _push(telegram: str, first: int) -> None:
    numbers = range(first, first + UPDATES)
    ask(f"{telegram}/lab/push", [text_update(n, 1 + n % 40, "/start") for n in numbers])


def _sent(telegram: str) -> int:
    return int(ask(f"{telegram}/lab/count")["sent"])


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--engine", default="docker", help="as typed, with its options")
    parser.add_argument("--image", default="anjia:local")
    parser.add_argument("--option", action="append", default=[], help="one more for `run`")
    chosen = parser.parse_args()
    engine = Engine(chosen.engine)
    if not engine.there or not engine.succeeds("image", "inspect", chosen.image):
        print(f"lab image skipped: no {chosen.engine} with the image {chosen.image}")
        return 0
    broken, numbers = run(engine, chosen.image, chosen.option)
    return report("image", broken, engine=chosen.engine.split()[0], **numbers)


if __name__ == "__main__":
    sys.exit(main())
