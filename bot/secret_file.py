"""A configuration file that holds secrets is refused when others on the machine can read it.

The group may: Kubernetes and Docker hand secrets to a process through its group. What others
may write is refused too: whoever changes `api_base_url` is sent the token.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

_MODES_TELL: Final = os.name == "posix"
"""On Windows they do not say who reads."""
FOR_OTHERS: Final = stat.S_IROTH | stat.S_IWOTH
_PASSWORD = re.compile(r"://[^@]*:[^@]+@|password=")
_OPEN_OPTIONS: Final = {"user_agent", "domain", "scheme"}
"""Options of a geocoder that are no secret; any other may be a key."""


def exposed(file: Path, held: Mapping[str, Any]) -> str:
    """What to mend about the file with this content; empty when nothing."""
    mode = stat.S_IMODE(file.stat().st_mode)
    secrets = _secrets(held)
    if not (_MODES_TELL and mode & FOR_OTHERS and secrets):
        return ""
    return (
        f"{file}: holds secrets ({', '.join(secrets)}), and its mode {mode:04o} lets others "
        f"read or write it. Run: chmod 600 {file}"
    )


def _secrets(held: Mapping[str, Any]) -> list[str]:
    """Names of the keys that hold one."""
    telegram, web, database, geocoder = (
        section if isinstance(section := held.get(name), dict) else {}
        for name in ("telegram", "web", "database", "geocoder")
    )
    options = geocoder.get("options")
    found = {
        "telegram.token": telegram.get("token"),
        "telegram.proxy": _PASSWORD.search(str(telegram.get("proxy"))),
        "web.secret": web.get("secret"),
        "database.url": _PASSWORD.search(str(database.get("url"))),
        "geocoder.options": isinstance(options, dict) and options.keys() - _OPEN_OPTIONS,
    }
    return [name for name, value in found.items() if value]
