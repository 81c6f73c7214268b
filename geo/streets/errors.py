"""What can go wrong with an extract or a street file. Values only; wording is the caller's."""

from __future__ import annotations

from pathlib import Path


class StreetsError(Exception):
    """Any of the situations below."""


class ExtractUnreadable(StreetsError):
    """Not an OpenStreetMap file, cut off in the middle, or damaged."""

    def __init__(self, path: Path, detail: str) -> None:
        super().__init__(str(path), detail)
        self.path = path
        self.detail = detail


class ExtractWithoutStreets(StreetsError):
    """A readable extract in which nothing can be walked on."""

    def __init__(self, path: Path) -> None:
        super().__init__(str(path))
        self.path = path


class AreaWithoutStreets(StreetsError):
    """The extract has streets, but none in the box or around the centers asked for."""

    def __init__(self, path: Path) -> None:
        super().__init__(str(path))
        self.path = path


class StreetFileUnreadable(StreetsError):
    """The file is not there or may not be read."""

    def __init__(self, path: Path, detail: str) -> None:
        super().__init__(str(path), detail)
        self.path = path
        self.detail = detail


class StreetFileForeign(StreetsError):
    """Not a street file at all: the first bytes are another format's."""

    def __init__(self, path: Path) -> None:
        super().__init__(str(path))
        self.path = path


class StreetFileTooNew(StreetsError):
    """Written by a later version of this program than the one reading it."""

    def __init__(self, path: Path, found: int, known: int) -> None:
        super().__init__(str(path), found, known)
        self.path = path
        self.found = found
        self.known = known


class StreetFileTruncated(StreetsError):
    """Shorter than its header says: a copy that was interrupted."""

    def __init__(self, path: Path, expected: int, found: int) -> None:
        super().__init__(str(path), expected, found)
        self.path = path
        self.expected = expected
        self.found = found


class StreetFileCorrupt(StreetsError):
    """Checksum or structure do not hold."""

    def __init__(self, path: Path, detail: str) -> None:
        super().__init__(str(path), detail)
        self.path = path
        self.detail = detail
