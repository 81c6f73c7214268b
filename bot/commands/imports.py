"""`import`: centers from a file, a sample city, or an import undone."""

from __future__ import annotations

import asyncio
import enum
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from bot.commands.setting_up import WRONG_USE, fail, finish, settings

if TYPE_CHECKING:
    from community.places.imports import ImportReport

app = typer.Typer(help="Bring centers in from files.", no_args_is_help=True)
T = TypeVar("T")


class GivenDatum(enum.StrEnum):
    wgs84 = "wgs84"
    gcj02 = "gcj02"
    bd09 = "bd09"


DatumOption = Annotated[
    GivenDatum,
    typer.Option(help="The datum of the file: wgs84 (GPS), gcj02 (Amap, Tencent), bd09 (Baidu)."),
]
Language = Annotated[str, typer.Option(help="The language of the report: zh or en.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what would happen, write nothing.")]


@app.command()
def centers(
    file: Annotated[Path, typer.Argument(help="A .csv or .xlsx file; see docs/imports.md.")],
    datum: DatumOption = GivenDatum.wgs84,
    dry_run: DryRun = False,
    language: Language = "zh",
) -> None:
    """Add and update centers from FILE. Exit 1 when a row was refused; the others are written."""
    from community.places.imports import import_centers
    from community.places.rows import read_centers
    from community.tables import foreign
    from community.tables.files import FileRefused
    from geo.datum import Datum
    from handlers.chat.texts import texts_for
    from handlers.places.import_words import refused_file

    try:
        content = file.read_bytes()
        table = asyncio.run(foreign.read_table(content))
    except OSError as error:
        fail(f"{file}: {error.strerror}", code=WRONG_USE)
    except FileRefused as error:
        fail(f"{file}: {refused_file(error, texts_for(language))}", code=WRONG_USE)
    read = read_centers(table, Datum(datum.value), settings().district.bounds)

    async def work(tx: Any, now: Any) -> ImportReport:
        return await import_centers(tx, read, content, file.name, now, dry_run=dry_run)

    report = _in_transaction(work)
    texts = texts_for(language)
    for name in read.unknown_columns:
        typer.echo(texts.plain("import-unknown-column", column=name))
    for sheet in read.other_sheets:
        typer.echo(texts.plain("import-other-sheet", sheet=sheet))
    _print(report, language, dry_run=dry_run)


@app.command()
def sample(
    city: Annotated[str, typer.Argument(help="The city; see bot/sample.")] = "binjiang",
    dry_run: DryRun = False,
    language: Language = "zh",
) -> None:
    """Import a sample city that ships with the package: its centers and landmarks."""
    from bot.sample import CITIES
    from bot.sample.loading import load_city

    if city not in CITIES:
        fail(f"No sample city {city}; there are {', '.join(CITIES)}.", code=WRONG_USE)

    async def work(tx: Any, now: Any) -> ImportReport:
        return await load_city(tx, CITIES[city], now, dry_run=dry_run)

    _print(_in_transaction(work), language, dry_run=dry_run)


@app.command()
def undo(batch: Annotated[int, typer.Argument(help="The number that the import printed.")]) -> None:
    """Put every center back as it was before an import."""
    from community.places.imports import BatchOvertaken, BatchUnknown, undo_import

    async def work(tx: Any, now: Any) -> int:
        return await undo_import(tx, batch, now)

    try:
        count = _in_transaction(work)
    except BatchUnknown:
        fail(f"There is no import {batch}, or it was undone before.")
    except BatchOvertaken as error:
        fail(
            f"Center {error.values['ref']} was changed after import {batch}; nothing was undone.",
            "Undo the newer import first, or import a corrected file.",
        )
    typer.echo(f"Import {batch} undone: {count} centers are as they were.")


def _print(report: ImportReport, language: str, *, dry_run: bool) -> None:
    from handlers.chat.texts import texts_for
    from handlers.places.import_words import change_line, problem_line, summary

    texts = texts_for(language)
    for change in (*report.added, *report.updated):
        typer.echo(change_line(change, texts))
    for problem in report.problems:
        typer.echo(problem_line(problem, texts))
    typer.echo(summary(report, texts))
    if dry_run:
        typer.echo(texts.plain("import-dry-run"))
    elif report.batch is not None:
        typer.echo(texts.plain("import-batch", number=str(report.batch)))
    else:
        typer.echo(texts.plain("import-nothing"))
    if report.errors:
        raise typer.Exit(1)


def _in_transaction(call: Callable[[Any, Any], Awaitable[T]]) -> T:
    from bot.commands.transactions import in_transaction

    return finish(in_transaction(settings(), call))
