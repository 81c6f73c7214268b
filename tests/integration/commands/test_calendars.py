"""`calendars add`, `calendars list`, `calendars remove`."""

from __future__ import annotations

import pytest

from tests.integration.commands.conftest import Cli

URL = "https://calendar.example/feed.ics"


def test_calendars_come_and_go(on_database: Cli) -> None:
    on_database("import", "sample")
    added = on_database("calendars", "add", URL, "--center", "330108002", "--kind", "sport")
    assert (added.code, added.out.split("\t")[:2]) == (0, ["1", URL])
    listed = [line.split("\t") for line in on_database("calendars", "list").lines]
    assert listed == [["1", URL, "330108002", "sport", "not yet", "ok"]]
    again = on_database("calendars", "add", URL, "--center", "330108002")
    assert (again.code, again.err) == (1, "This calendar is fetched already.\n")
    assert on_database("calendars", "remove", 1).code == 0
    assert on_database("calendars", "list").out == ""
    assert on_database("calendars", "remove", 1).err == "There is no calendar 1\n"


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("http://calendar.example/feed.ics", "It has to begin with https://."),
        ("https://me:secret@calendar.example/", "It must not hold a name or a password."),
        ("https://calendar.example:8443/", "Only the usual port of https is allowed."),
    ],
)
def test_addresses_that_are_not_allowed(cli: Cli, url: str, said: str) -> None:
    cli("import", "sample")
    refused = cli("calendars", "add", url, "--center", "330108002")
    assert (refused.code, refused.err) == (2, f"This address is refused. {said}\n")


def test_wrong_centers_and_kinds(cli: Cli) -> None:
    assert cli("calendars", "add", URL, "--center", "nowhere").err.startswith("No center has")
    wrong = cli("calendars", "add", URL, "--center", "330108002", "--kind", "party")
    assert (wrong.code, wrong.err.split()[:5]) == (2, ["The", "kind", "is", "one", "of"])
