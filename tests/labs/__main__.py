"""Run every lab of this folder, print its `lab …` lines, and fail when a promise was broken.

    python -m tests.labs [NAME …]

A lab is a module that can be run, prints lines `lab NAME key=value …`, and exits with 1 when
what it looks at does not hold. Modules without `if __name__` are parts of labs.
"""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

FOLDER = Path(__file__).parent
PARTS = {"__main__", "lab_bot", "light_telegram", "stock_bot"}
"""Processes that labs start; they are no labs themselves."""


def labs() -> list[str]:
    files = (file for file in sorted(FOLDER.glob("*.py")) if file.stem not in PARTS)
    return [file.stem for file in files if "__main__" in file.read_text(encoding="utf-8")]


def run(name: str) -> bool:
    """Whether the lab's promises held."""
    command = [sys.executable, "-m", f"tests.labs.{name}"]
    started = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=FOLDER.parents[1]) as lab:
        assert lab.stdout is not None
        lines = 0
        for line in lab.stdout:
            if line.startswith("lab "):
                lines += 1
                print(line, end="", flush=True)
    seconds = time.perf_counter() - started
    ok = lab.returncode == 0 and lines > 0
    if not ok:
        print(f"lab {name} failed exit={lab.returncode} seconds={seconds:.0f}", flush=True)
    return ok


if __name__ == "__main__":
    asked = sys.argv[1:] or labs()
    failed = [name for name in asked if not run(name)]
    sys.exit(1 if failed else 0)
