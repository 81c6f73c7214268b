"""The columns of files, as tables. A column is said once, in the fields of its capability."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from community.activities.files.rows import ACTIVITIES
from community.places.fields import CENTERS
from community.tables.fields import Sheet
from tools.document_words import code, table


def _about_columns(sheet: Sheet) -> str:
    """In the order in which their problems are said."""
    rows = (
        (code(field.name), ", ".join(field.words), str(field.limit or ""), field.about)
        for field in sheet.fields
    )
    return table(("column", "also read", "at most", "what"), rows)


OF_CENTERS: Mapping[str, Callable[[], str]] = {"columns": partial(_about_columns, CENTERS)}
OF_ACTIVITIES: Mapping[str, Callable[[], str]] = {"columns": partial(_about_columns, ACTIVITIES)}
