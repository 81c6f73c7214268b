"""The nightly check: what constraints cannot express, or what a damaged file breaks."""

from __future__ import annotations

from community.storage import checks
from community.storage.database import Database, Transaction


async def check_database(database: Database) -> list[str]:
    """One line for each broken promise; empty when all is well.

    First the revision, without which nothing else can be asked; then the engine, and every
    capability in the order of the list.
    """
    if outdated := await checks.revision(database):
        return outdated
    async with database.transaction() as tx:
        return [*await checks.engine(tx), *await findings(tx)]


async def findings(tx: Transaction) -> list[str]:
    """What the capabilities find, a line each."""
    every = [check for rules in tx.rules for check in rules.checks]
    return [line for check in every for line in await check.find(tx)]
