"""Keeps the network of a street file that may be replaced while the bot runs."""

from __future__ import annotations

from pathlib import Path

from geo.streets.errors import StreetFileUnreadable
from geo.streets.network import SNAP_LIMIT_M, WALKING_KMH, StreetNetwork, load
from geo.walking import WalkingModel

_Signature = tuple[int, int, int]


class StreetFile:
    """A street file and the network last loaded from it.

    `refresh` looks whether another file stands at the path and then loads that. It reads
    the disk for up to some hundred milliseconds: call it off the event loop. `network` may
    be read at any time.
    """

    def __init__(
        self,
        path: Path,
        fallback: WalkingModel | None = None,
        speed_kmh: float = WALKING_KMH,
        snap_limit_m: float = SNAP_LIMIT_M,
    ) -> None:
        self.path = path
        self._fallback = fallback
        self._speed_kmh = speed_kmh
        self._snap_limit_m = snap_limit_m
        self._seen: _Signature | None = None
        self._network: StreetNetwork | None = None

    @property
    def network(self) -> StreetNetwork | None:
        """The network, None until a file could be loaded."""
        return self._network

    def refresh(self) -> bool:
        """Load the file if it is not the one seen last; True when there is a new network.

        Raises one of the `StreetFile…` errors, once for each bad file; the network loaded
        before stays in use.
        """
        signature = self._signature()
        if signature == self._seen:
            return False
        self._seen = signature
        self._network = load(self.path, self._fallback, self._speed_kmh, self._snap_limit_m)
        return True

    def _signature(self) -> _Signature:
        try:
            found = self.path.stat()
        except OSError as error:
            raise StreetFileUnreadable(self.path, error.strerror or str(error)) from error
        return found.st_ino, found.st_mtime_ns, found.st_size
