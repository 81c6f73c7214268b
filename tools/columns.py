"""Writes the tables of columns in `docs/imports.md` and `docs/activities.md` anew.

    python -m tools.columns

A column is said once, in the fields of its capability; a test compares.
"""

from __future__ import annotations

from pathlib import Path

from community.activities.rows import ACTIVITIES
from community.places.fields import CENTERS
from community.tables.fields import Sheet

ROOT = Path(__file__).parents[1]
HEAD = "| column | also read | at most | what |\n|---|---|---|---|\n"
SHEETS = {"docs/imports.md": CENTERS, "docs/activities.md": ACTIVITIES}


def table(sheet: Sheet) -> str:
    """The columns of a kind of file, in the order in which their problems are said."""
    rows = (
        f"| `{field.name}` | {', '.join(field.words)} | {field.limit or ''} | {field.about} |\n"
        for field in sheet.fields
    )
    return HEAD + "".join(rows)


def written(text: str, sheet: Sheet) -> str:
    """The document with the table as the code has it."""
    before, head, rest = text.partition(HEAD)
    assert head, f"no table of the columns of a {sheet.about}"
    after = rest[rest.index("\n\n") + 1 :]
    return before + table(sheet) + after


def main() -> None:
    for name, sheet in SHEETS.items():
        document = ROOT / name
        document.write_text(written(document.read_text(encoding="utf-8"), sheet), encoding="utf-8")


if __name__ == "__main__":
    main()
