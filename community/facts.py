"""What happened, told to the capabilities that want to hear it, in the same transaction.

A capability defines its facts as frozen values and says them with `tell`; others name in
`Rules.hears` what they do about them. So who says it need not know who listens.
"""

from __future__ import annotations

from collections import defaultdict
from functools import lru_cache
from typing import Any

from community.capability import Hear, Rules
from community.storage.database import Transaction


@lru_cache(maxsize=16)
def hearers(rules: tuple[Rules, ...]) -> dict[type, list[Hear]]:
    """Who hears which fact, in the order of the list."""
    found: defaultdict[type, list[Hear]] = defaultdict(list)
    for one in rules:
        for fact, hear in one.hears.items():
            found[fact].append(hear)
    return dict(found)


async def tell(tx: Transaction, fact: Any) -> list[Any]:
    """Let everybody who hears this fact act on it; returns what they answer, where they do.

    An error of theirs is the teller's.
    """
    answers = [await hear(tx, fact) for hear in hearers(tx.rules).get(type(fact), ())]
    return [answer for answer in answers if answer is not None]
