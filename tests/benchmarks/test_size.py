"""Processes as a whole: how long a command takes, how much memory a running bot holds."""

from __future__ import annotations

import json
import os
import signal
import statistics
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
NEAR = ("near", "30.2084", "120.2120", "--json")


def python(*arguments: str, folder: Path, **more: Any) -> subprocess.Popen[str]:
    environment = {key: value for key, value in os.environ.items() if "ANJIA_" not in key}
    return subprocess.Popen(
        [sys.executable, *arguments],
        cwd=folder,
        env={**environment, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        text=True,
        **more,
    )


def end(process: subprocess.Popen[str]) -> str:
    said, _ = process.communicate(timeout=60)
    assert process.returncode == 0
    return said


@pytest.mark.parametrize("source", ["sample", "database"])
def test_near(benchmark: Any, tmp_path: Path, source: str) -> None:
    """`python -m bot near … --json`, from nothing to its answer."""
    if source == "database":
        end(python("-m", "bot", "import", "sample", folder=tmp_path))
    said = benchmark.pedantic(
        lambda: end(python("-m", "bot", *NEAR, folder=tmp_path, stderr=subprocess.DEVNULL)),
        rounds=7,
        warmup_rounds=1,
    )
    assert json.loads(said)
    median = benchmark.stats.stats.median
    benchmark.extra_info |= {"seconds": round(median, 3), "seconds_limit": 1.0}
    print(f"\nnear --json, {source}: {median:.2f} s (limit 1.0)")


def test_help(benchmark: Any, tmp_path: Path) -> None:
    benchmark.pedantic(
        lambda: end(python("-m", "bot", "--help", folder=tmp_path)), rounds=5, warmup_rounds=1
    )
    median = benchmark.stats.stats.median
    benchmark.extra_info |= {"seconds": round(median, 3), "seconds_limit": 0.4}
    print(f"\n--help: {median:.2f} s (limit 0.4)")


def test_the_demo_is_up(benchmark: Any, tmp_path: Path) -> None:
    """From `python -m bot demo` until its page is served and the bot polls."""
    seconds: list[float] = []

    def up() -> None:
        started = time.perf_counter()
        process = python("-m", "bot", "demo", "--port", "0", folder=tmp_path)
        try:
            assert process.stdout is not None
            url = process.stdout.readline().split()[2]
            with urllib.request.urlopen(url, timeout=10) as answer:
                assert answer.status == 200
            seconds.append(time.perf_counter() - started)
        finally:
            process.send_signal(signal.SIGINT)
            end(process)

    benchmark.pedantic(up, rounds=3)
    median = statistics.median(seconds)
    benchmark.extra_info |= {"seconds": round(median, 2), "seconds_limit": 3.0}
    print(f"\ndemo up: {median:.2f} s (limit 3)")


@pytest.mark.parametrize("city", ["binjiang", "helsinki"])
def test_memory(benchmark: Any, city: str) -> None:
    """What a bot holds after 200 updates, typed names among them, in a process of its own.

    Helsinki has streets and answers with pictures; Binjiang has none.
    """
    said = benchmark.pedantic(
        lambda: end(python("-m", "tests.benchmarks.resident", city, folder=ROOT)), rounds=1
    )
    measured = json.loads(said)
    benchmark.extra_info |= {**measured, "resident_mb_limit": 150}
    print(f"\nresident, {city}: {measured['resident_mb']} MB (limit 150)")
