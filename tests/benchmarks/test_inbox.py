"""The inbox under load, from Telegram's queue to the answer at Telegram; see inbox.py."""

from __future__ import annotations

from typing import Any

import pytest

from tests.benchmarks.inbox import latencies, running, throughput

UPDATES = 1500


@pytest.mark.parametrize("client", ["httpx", "aiohttp"])
def test_sqlite_throughput(benchmark: Any, client: str) -> None:
    with running(client=client) as setup:
        first = iter(range(10_000, 100_000, UPDATES))
        rates = []

        def burst() -> None:
            rates.append(throughput(setup, UPDATES, first=next(first)))

        benchmark.pedantic(burst, rounds=3)
        benchmark.extra_info["updates_per_second"] = round(max(rates))
        print(f"\n{client}: {max(rates):.0f} location updates/s on SQLite, one process")


def test_latency_at_a_hundred_a_second(benchmark: Any) -> None:
    with running() as setup:
        found = benchmark.pedantic(lambda: latencies(setup, 100, 8), rounds=1)
    p99 = found[int(len(found) * 0.99)]
    benchmark.extra_info["p99_ms"] = round(p99 * 1000, 1)
    print(f"\np50 {found[len(found) // 2] * 1000:.1f} ms, p99 {p99 * 1000:.1f} ms at 100/s")


@pytest.mark.postgres
@pytest.mark.parametrize("processes", [1, 2, 4])
def test_postgres_throughput(benchmark: Any, processes: int) -> None:
    with running("postgres", processes=processes) as setup:
        rate = benchmark.pedantic(lambda: throughput(setup, UPDATES), rounds=1)
    benchmark.extra_info["updates_per_second"] = round(rate)
    print(f"\n{processes} processes on PostgreSQL: {rate:.0f} location updates/s")
