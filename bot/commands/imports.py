"""`import`: centers and activities from files, a sample city, and imports undone."""

from __future__ import annotations

import asyncio
import enum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.commands.setting_up import WRONG_USE, fail, finish, in_transaction, settings
from bot.commands.terminal import say

if TYPE_CHECKING:
    from community.tables.batches import Batch
    from community.tables.reports import Report
    from handlers.activities.staff.activity_file import Document
    from handlers.chat.texts import Texts
    from handlers.tables.words import FileWords

app = typer.Typer(help="Bring centers and activities in from files.", no_args_is_help=True)


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
    from community.tables.batches import Source
    from community.tables.files import FileRefused
    from geo.datum import Datum
    from handlers.chat.texts import texts_for
    from handlers.places.import_words import center_words

    words = center_words(texts_for(language))
    content = _content(file)
    try:
        table = asyncio.run(foreign.read_table(content))
        read = read_centers(table, Datum(datum.value), settings().district.bounds)
    except FileRefused as error:
        fail(f"{file}: {words.refused(error)}", code=WRONG_USE)

    async def work(tx: Any, now: Any) -> Report:
        return await import_centers(tx, read, Source.of(file.name, content), now, dry_run=dry_run)

    _print(in_transaction(work), words, dry_run=dry_run)


@app.command()
def activities(
    file: Annotated[Path, typer.Argument(help="An .ics, .csv or .xlsx file; docs/activities.md.")],
    center: Annotated[
        str | None, typer.Option("--center", help="The ref of the center, where FILE says none.")
    ] = None,
    dry_run: DryRun = False,
    language: Language = "zh",
) -> None:
    """Publish and follow activities from FILE. Exit 1 when a row was refused; others are taken."""
    from community.calendars.reading import CalendarRefused
    from community.places.centers import CenterUnknown
    from community.tables.files import FileRefused
    from handlers.activities.staff.activity_file import CenterMissing, kind_of, read_document
    from handlers.activities.staff.import_report import activity_words
    from handlers.chat.texts import texts_for

    texts = texts_for(language)
    words, kind, content = activity_words(texts), kind_of(file.name), _content(file)
    if kind is None:
        fail(f"{file}: {texts.plain('activity-file-kinds')}", code=WRONG_USE)
    try:
        document = asyncio.run(read_document(file.name, kind, content))
        report = _take(document, center, texts, dry_run=dry_run)
    except FileRefused as error:
        fail(f"{file}: {words.refused(error)}", code=WRONG_USE)
    except CalendarRefused as error:
        fail(f"{file}: {texts.error(error)}", code=WRONG_USE)
    except CenterUnknown:
        fail(f"No center has the ref {center}; see `python -m bot near … --json`.", code=WRONG_USE)
    except CenterMissing:
        fail(f"{file} does not say where. Say it: --center REF", code=WRONG_USE)
    _print(report, words, dry_run=dry_run)


def _take(document: Document, ref: str | None, texts: Texts, *, dry_run: bool) -> Report:
    """What the chat does with a document, by whoever runs the program."""
    from bot.commands.transactions import in_transactions
    from community.activities.files.imports import Import
    from community.places.centers import CenterUnknown, all_centers
    from community.staff.roles import DISTRICT
    from handlers.activities.staff.activity_file import usual_center

    zone = settings().district.zone

    async def begun(tx: Any, now: Any) -> Import:
        known = await all_centers(tx)
        given = next((one.id for one in known if one.ref == ref), None)
        if ref is not None and given is None:
            raise CenterUnknown(ref=ref)
        read = document.activities(known, now, zone)
        defaults = document.defaults(usual_center(read, given, [one.id for one in known]), texts)
        return Import(read, defaults, source=document.source)

    started: list[Import] = []

    async def work(tx: Any, now: Any) -> bool:
        if not started:
            started.append(await begun(tx, now))
        if dry_run:
            await started[0].look(tx, DISTRICT, now)
            return False
        return await started[0].go_on(tx, DISTRICT, now)

    finish(in_transactions(settings(), work))
    return started[0].result


@app.command()
def sample(
    city: Annotated[str, typer.Argument(help="The city; see bot/sample.")] = "binjiang",
    dry_run: DryRun = False,
    language: Language = "zh",
) -> None:
    """Import a sample city that ships with the package: its centers and landmarks."""
    from bot.sample import CITIES
    from bot.sample.loading import load_city
    from handlers.chat.texts import texts_for
    from handlers.places.import_words import center_words

    if city not in CITIES:
        fail(f"No sample city {city}; there are {', '.join(CITIES)}.", code=WRONG_USE)

    async def work(tx: Any, now: Any) -> Report:
        return await load_city(tx, CITIES[city], now, dry_run=dry_run)

    _print(in_transaction(work), center_words(texts_for(language)), dry_run=dry_run)


@app.command("list")
def list_() -> None:
    """The last imports that can be undone, or were, the newest first."""
    from community.tables.batches import batches

    async def newest(tx: Any, _now: Any) -> list[Batch]:
        return await batches(tx)

    for batch in in_transaction(newest):
        undone = f"undone {_minute(batch.undone_at)}" if batch.undone_at else "in force"
        about = f"{batch.about}\t{batch.changes}\t{batch.file_name}"
        say(f"{batch.number}\t{_minute(batch.imported_at)}\t{about}\t{undone}")


@app.command()
def undo(batch: Annotated[int, typer.Argument(help="The number that the import printed.")]) -> None:
    """Put everything back as it was before an import."""
    from community.tables import batches
    from community.tables.batches import BatchOvertaken, BatchUnknown

    async def work(tx: Any, now: Any) -> Batch:
        return await batches.undo(tx, batch, now)

    try:
        undone = in_transaction(work)
    except BatchUnknown:
        fail(f"There is no import {batch}, or it was undone before.")
    except BatchOvertaken as error:
        why, *remedy = _OVERTAKEN[str(error.values["about"])]
        fail(f"{why.format(**error.values, batch=batch)}; nothing was undone.", *remedy)
    say(f"Import {batch} undone: {undone.changes} {_UNDONE[undone.about]}.")


_UNDONE = {
    "center": "centers are as they were",
    "activity": "activities that it added are gone",
}
_OVERTAKEN = {
    "center": (
        "Center {ref} was changed after import {batch}",
        "Undo the newer import first, or import a corrected file.",
    ),
    "activity": (
        "The activity “{name}” was changed after import {batch}, or a member has a seat in it",
        "Cancel it in the chat, so that members are told.",
    ),
}


def _minute(moment: Any) -> str:
    return f"{moment:%Y-%m-%d %H:%M}Z"


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        fail(f"{file}: {error.strerror}", code=WRONG_USE)


def _print(report: Report, words: FileWords, *, dry_run: bool) -> None:
    texts = words.texts
    for line in (*words.unread(report), *words.changes(report)):
        say(line)
    for problem in report.problems:
        say(words.problem(problem))
    say(words.summary(report))
    if dry_run:
        say(texts.plain("import-dry-run"))
    elif report.batch is not None:
        say(texts.plain("import-batch", number=str(report.batch)))
    elif not report.changes:
        say(texts.plain("import-nothing"))
    if report.errors:
        raise typer.Exit(1)
