"""Writes into the documents what the code says of itself.

    python -m tools.document [CHECKOUT]

A section stands between `<!-- generated: NAME -->` and `<!-- end -->`; the values in
`docs/limits.md` stand beside the names of their constants. A test holds both against the code.
"""

from __future__ import annotations

import importlib
import re
import sys
from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path

from tools.document_columns import OF_ACTIVITIES, OF_CENTERS
from tools.document_house import HOUSE, PRIVACY
from tools.document_running import CHECKS, RUNNING

ROOT = Path(__file__).parents[1]
SECTIONS: Mapping[str, Mapping[str, Callable[[], str]]] = {
    "docs/reference.md": {**HOUSE, **RUNNING},
    "docs/data-model.md": CHECKS,
    "docs/privacy.md": PRIVACY,
    "docs/imports.md": OF_CENTERS,
    "docs/activities.md": OF_ACTIVITIES,
}
LIMITS = "docs/limits.md"
_SECTION = re.compile(r"(?<=<!-- generated: )([\w-]+)( -->\n).*?(?=<!-- end -->)", re.DOTALL)
_LIMIT = re.compile(r"^(\| [^|]+ \| )[^|]*( \| `([\w.]+)` \|)$", re.MULTILINE)


class SectionMissing(Exception):
    """A document has not exactly the sections that are made for it."""


def with_sections(text: str, sections: Mapping[str, Callable[[], str]]) -> str:
    """The document with its generated sections as the code says. Raises `SectionMissing`."""
    if sorted(found[1] for found in _SECTION.finditer(text)) != sorted(sections):
        raise SectionMissing(sorted(sections))
    return _SECTION.sub(lambda found: f"{found[1]}{found[2]}\n{sections[found[1]]()}\n", text)


def with_limits(text: str) -> str:
    """The document with the value of every constant that it names."""
    return _LIMIT.sub(lambda found: found[1] + _value(found[3]) + found[2], text)


def documents(root: Path) -> dict[Path, str]:
    """The text that each document with something generated should have."""
    found = {
        root / name: with_sections((root / name).read_text("utf-8"), sections)
        for name, sections in SECTIONS.items()
    }
    found[root / LIMITS] = with_limits((root / LIMITS).read_text("utf-8"))
    return found


def _value(where: str) -> str:
    module, _, name = where.rpartition(".")
    value = getattr(importlib.import_module(module), name)
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {limit:,}" for key, limit in value.items())
    if isinstance(value, timedelta):
        return _spoken(value)
    if isinstance(value, float) and not value.is_integer():
        return f"{value:g}"
    return f"{int(value):,}"


def _spoken(time: timedelta) -> str:
    for unit, seconds in (("day", 86_400), ("hour", 3_600), ("minute", 60)):
        if time.total_seconds() % seconds == 0:
            number = int(time.total_seconds() / seconds)
            return f"{number:,} {unit}" + ("s" if number != 1 else "")
    return f"{time.total_seconds():g} seconds"


def main() -> None:
    root = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT
    for file, text in documents(root).items():
        if file.read_text("utf-8") != text:
            file.write_text(text, encoding="utf-8")
            print(f"written: {file.relative_to(root)}")


if __name__ == "__main__":
    main()
