"""Lab: mutated updates through the whole way: stored, claimed, handled, answered; and notices.

Hypothesis draws what members do in a living world, and what happens to the updates that come
of it; the corpus has every type of update. No mutation may break the bot: no exception that its
own code did not expect, no call that the Bot API refuses for a reason of ours, nothing parked
that is well-formed. `python -m tests.labs.fuzz [--updates 100000] [--seed 1]`
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import tempfile
import time
import traceback
from collections import defaultdict
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from tests.labs.crowd import DEEDS
from tests.labs.findings import Finding
from tests.labs.fuzz_world import World, world
from tests.labs.mutations import Plan, plans
from tests.labs.processes import report

BATCH = 50
EXAMPLES = 100
"""Batches of one run of Hypothesis: its memory of what it has drawn would grow on."""
MINUTES = (0, 0, 0, 1, 5, 15, 60, 240, 600)
SHOWN = 20


def run(updates: int, number: int, folder: Path, *, tour: bool = True) -> dict[str, Any]:
    """Handle mutated updates; returns what happened to them and what must not have happened.

    With a `tour`, members and staff first go through all that the bot offers.
    """
    began = time.monotonic()
    with asyncio.Runner() as runner:
        opened = world(folder)
        made = runner.run(opened.__aenter__())
        try:
            if tour:
                runner.run(made.tour())
            toured, number = made.total, number * 1000
            while made.total - toured < updates and not made.stuck:
                left = -(-(updates - made.total + toured) // BATCH)
                _examples(runner, made, min(left, EXAMPLES), number)
                number += 1
            result = runner.run(made.result())
        finally:
            runner.run(opened.__aexit__(None, None, None))
    seconds = round(time.monotonic() - began, 1)
    return {
        **result,
        "seconds": seconds,
        "unreached": made.unreached,
        "findings": made.findings.found,
    }


def _examples(runner: asyncio.Runner, made: World, examples: int, number: int) -> None:
    @seed(number)
    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        phases=[Phase.generate],  # the world goes on: nothing can be shrunk in it
        suppress_health_check=list(HealthCheck),
    )
    @given(st.lists(plans(DEEDS), min_size=BATCH, max_size=BATCH), st.sampled_from(MINUTES))
    def batch(drawn: list[Plan], minutes: int) -> None:
        if made.stuck:
            return
        try:
            runner.run(made.handle(drawn, minutes))
        except Exception as error:  # of the lab itself; Hypothesis would try it again
            made.stuck = True
            made.findings.add(f"the lab: {type(error).__name__}", None, traceback.format_exc())

    batch()


def judge(result: dict[str, Any], *, everywhere: bool = True) -> list[str]:
    """What was broken; `everywhere`, also what was never reached."""
    kinds: dict[str, list[Finding]] = defaultdict(list)
    for finding in result["findings"]:
        kinds[finding.what].append(finding)
    broken = [f"{what} ×{len(found)}" for what, found in kinds.items()]
    if everywhere and result["unreached"]:
        broken.append(f"never reached: {', '.join(result['unreached'])}")
    return broken


def smallest(findings: list[Finding]) -> str:
    """Of each kind of finding, the smallest update that led to it."""
    found: dict[str, Finding] = {}
    for finding in sorted(findings, key=lambda one: one.size):
        found.setdefault(finding.what, finding)
    return "\n".join(
        f"{one.what}\n{json.dumps(one.update, ensure_ascii=False)}\n{one.trace}"
        for one in list(found.values())[:SHOWN]
    )


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--updates", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="anjia-lab-") as folder:
        result = run(chosen.updates, chosen.seed, Path(folder))
    if result["findings"]:
        print(smallest(result["findings"]), file=sys.stderr)
    shown = {key: value for key, value in result.items() if type(value) is not list}
    return report("fuzz", judge(result), seed=chosen.seed, **shown)


if __name__ == "__main__":
    sys.exit(main())
