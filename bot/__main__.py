"""`python -m bot`: run the bot, try it, ask it, keep its data."""

from __future__ import annotations

import typer

from bot.commands import (
    calendars,
    circle,
    database,
    demo,
    doctor,
    imports,
    inbox,
    near,
    outbox,
    run,
    staff,
    streets,
)
from bot.commands.known_places import center_positions
from bot.private_files import keep_private

app = typer.Typer(
    help="Anjia (安家): what is open and near on foot, in a Telegram chat.",
    no_args_is_help=True,
    pretty_exceptions_show_locals=False,
    add_completion=False,
)


@app.callback()
def root(context: typer.Context) -> None:
    """Anjia (安家): what is open and near on foot, in a Telegram chat."""
    keep_private()
    context.obj = center_positions


app.command("run")(run.run)
app.command("demo")(demo.demo)
app.command("near", context_settings={"ignore_unknown_options": True})(near.near)
app.command("circle", context_settings={"ignore_unknown_options": True})(circle.circle)
app.command("doctor")(doctor.doctor)
app.add_typer(imports.app, name="import")
app.add_typer(streets.app, name="streets")
app.add_typer(database.app, name="db")
app.add_typer(staff.app, name="staff")
app.add_typer(outbox.app, name="outbox")
app.add_typer(calendars.app, name="calendars")
app.add_typer(inbox.app, name="inbox")


def main() -> None:
    """Entry point of the installed command `anjia`."""
    app()


if __name__ == "__main__":
    main()
