"""Lab: hours in minutes. A steady stream of updates; memory, file handles and the lag over time.

`python -m tests.labs.soak [--minutes 30] [--rate 50]` prints the curve and one line.
"""

from __future__ import annotations

import argparse
import sys
import time
from typing import Any

import psutil

from tests.benchmarks.inbox import running, updates
from tests.labs.processes import ask, report, wait_for

SETTLED = 0.2
"""The first part of the time warms up; what grows after it counts."""
GROWTH = 0.05


def run(minutes: float, rate: float, every_s: float = 10.0) -> dict[str, Any]:
    """Drive one process; returns the curve as (seconds, MB, file handles, threads, queued)."""
    curve: list[tuple[float, float, int, int, int]] = []
    with running() as setup:
        process = _bot()
        began, sent, look, queued = time.monotonic(), 0, 0.0, 0
        while (passed := time.monotonic() - began) < minutes * 60:
            due = int(passed * rate)
            if due > sent:
                made = updates(1_000_000 + sent, due - sent, "location")
                queued = ask(f"{setup.telegram}/lab/push", made)
                sent = due
            if passed >= look:
                look += every_s
                ask(f"{setup.telegram}/lab/clear", [])
                megabytes = process.memory_info().rss / 1e6
                curve.append(
                    (
                        round(passed),
                        round(megabytes, 1),
                        process.num_fds(),
                        process.num_threads(),
                        queued,
                    )
                )
            time.sleep(0.02)
        wait_for(lambda: _queued(setup.telegram) == 0, within=30)
    return {"updates": sent, "curve": curve}


def judge(result: dict[str, Any]) -> tuple[list[str], dict[str, Any]]:
    curve = result["curve"]
    settled = curve[int(len(curve) * SETTLED) :]
    third = max(1, len(settled) // 3)
    early = sum(point[1] for point in settled[:third]) / third
    late = sum(point[1] for point in settled[-third:]) / third
    handles = settled[-1][2] - settled[0][2]
    numbers = {
        "mb_early": round(early, 1),
        "mb_late": round(late, 1),
        "growth": f"{(late / early - 1) * 100:.1f}%",
        "handles": f"{settled[0][2]}->{settled[-1][2]}",
        "threads": f"{settled[0][3]}->{settled[-1][3]}",
        "queued_most": max(point[4] for point in settled),
    }
    broken = []
    if late > early * (1 + GROWTH):
        broken.append("memory grows")
    if handles > 5:
        broken.append("file handles grow")
    return broken, numbers


def _bot() -> psutil.Process:
    for child in psutil.Process().children():
        if "tests.labs.lab_bot" in child.cmdline():
            return child
    raise LookupError("no bot")


def _queued(telegram: str) -> int:
    return int(ask(f"{telegram}/lab/count")["queued"])


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--minutes", type=float, default=30.0)
    parser.add_argument("--rate", type=float, default=50.0)
    chosen = parser.parse_args()
    result = run(chosen.minutes, chosen.rate, max(1.0, chosen.minutes))
    for second, megabytes, handles, threads, queued in result["curve"]:
        print(
            f"{second:6d} s {megabytes:7.1f} MB {handles:4d} handles {threads:3d} threads {queued}"
        )
    broken, numbers = judge(result)
    return report(
        "soak",
        broken,
        minutes=chosen.minutes,
        rate=chosen.rate,
        updates=result["updates"],
        **numbers,
    )


if __name__ == "__main__":
    sys.exit(main())
