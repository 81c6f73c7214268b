"""Who is told what happens in a process: the metrics, a test, or nobody."""

from __future__ import annotations


class Observer:
    """Hears of everything and does nothing; whoever cares overrides what they care for."""

    def update(self, kind: str, outcome: str, seconds: float) -> None:
        """An update was handled, `seconds` after it was stored."""

    def routed(self, route: str, outcome: str) -> None:
        """A handler of this route ended: ok, refused, ignored, flood, lease_lost, or an error's
        name, of the route "error"."""

    def request(self, method: str, outcome: str) -> None:
        """A call of the Bot API ended."""

    def notice(self, kind: str, state: str, late_s: float) -> None:
        """A notice left the postman's hands in this state, so long after it was due."""

    def held(self, seconds: float) -> None:
        """The fleet's limiter gave room for notices after so long; 0 when it did at once."""


NOBODY = Observer()
