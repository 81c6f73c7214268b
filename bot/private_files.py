"""What the program writes is for its own user alone: the database, its WAL, backups, pictures.

SQLite gives its WAL the mode of the database, so a database that an older version made too
open stays so: `doctor` names such files.
"""

from __future__ import annotations

import os
import resource
import stat
from collections.abc import Iterable
from pathlib import Path
from typing import Final

OWNER_ONLY: Final = 0o077


def keep_private() -> None:
    """From now on nobody else reads what is written, and memory is never dumped into a file."""
    os.umask(OWNER_ONLY)
    hard = resource.getrlimit(resource.RLIMIT_CORE)[1]
    resource.setrlimit(resource.RLIMIT_CORE, (0, hard))


def around(database: Path) -> list[Path]:
    """The database with its WAL and lock, what lies beside it, and the backups of the manual."""
    folders = dict.fromkeys((database.parent, Path("backups")))
    return sorted(file for folder in folders for file in folder.glob("*.db*") if file.is_file())


def open_to_others(files: Iterable[Path]) -> list[Path]:
    """Those that somebody else on the machine can read or write."""
    return [
        file
        for file in files
        if file.stat().st_mode & (stat.S_IROTH | stat.S_IWOTH) and _is_reached(file)
    ]


def _is_reached(file: Path) -> bool:
    """Whether others come through every folder that leads there."""
    return all(folder.stat().st_mode & stat.S_IXOTH for folder in file.resolve().parents)
