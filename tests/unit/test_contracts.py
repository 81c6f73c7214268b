"""Who may import whom among capabilities: the contract that `make lint` holds."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest

import community
from community.capabilities import MACHINERY, RULES
from community.capability import BASE
from tests.contracts import HOUSES, STILL, House

ROOM = Path(community.__path__[0])
HOUSE = House(
    "community",
    {"members": (), "places": (), "points": (), "wishes": ("points",)},
    walkers={"list"},
)
KEPT = (("community.wishes.fund", "community.points.ledger"),)


def broken(*imports: tuple[str, str], needed: Iterable[tuple[str, str]] = KEPT) -> list[str]:
    return HOUSE.broken([*imports, *needed])


@pytest.mark.parametrize(
    ("importer", "imported"),
    [
        ("community.wishes.fund", "community.wishes.tables"),
        ("community.points.ledger", "community.members.members"),
        ("community.points.ledger", "community.places.centers"),
        ("community.places.centers", "community.members.members"),
        ("community.points.ledger", "community.storage.database"),
        ("community.storage.upsert", "community.messages.outbox"),
        ("community.list", "community.points"),
        ("community.storage.database", "community.capabilities"),
        ("handlers.chat.turn", "community.points"),
        ("community.points.ledger", "sqlalchemy"),
    ],
)
def test_it_may(importer: str, imported: str) -> None:
    assert broken((importer, imported)) == []


@pytest.mark.parametrize(
    ("importer", "imported"),
    [
        ("community.points.ledger", "community.wishes.fund"),
        ("community.members.members", "community.places.centers"),
        ("community.members.members", "community.points.ledger"),
        ("community.places.centers", "community.points.ledger"),
        ("community.storage.database", "community.members.tables"),
        ("community.clock", "community.points"),
        ("community.points.ledger", "community.list"),
        ("community.storage.upsert", "community.list"),
    ],
)
def test_it_may_not(importer: str, imported: str) -> None:
    assert broken((importer, imported)) == [f"{importer} imports {imported}"]


def test_what_is_named_is_used() -> None:
    assert broken(needed=()) == ["wishes names points and does not use it"]


def test_nothing_goes_in_a_circle() -> None:
    house = House("community", {one: (other,) for one, other in ("ab", "bc", "ca")})
    imports = [(f"community.{one}.x", f"community.{other}.x") for one, other in ("ab", "bc", "ca")]
    assert house.broken(imports) == [f"{name} uses itself in a circle" for name in "abc"]


def test_every_folder_is_a_capability_or_machinery() -> None:
    folders = {file.parent.name for file in ROOM.glob("*/__init__.py")}
    names = [rules.name for rules in RULES]
    assert len(names) == len(set(names))
    assert set(names) < folders
    machinery = {"hours", "messages", "spoken", "storage", "tables", "updates"}
    assert folders - set(names) == machinery >= {rules.name for rules in MACHINERY}
    assert set(BASE) < set(names)


@pytest.mark.parametrize("folder", sorted(file.parent.name for file in ROOM.glob("*/__init__.py")))
def test_each_can_be_imported_first(folder: str) -> None:
    """Nothing is half imported, whatever of the house is asked for first."""
    subprocess.run([sys.executable, "-c", f"import community.{folder}"], check=True)


def test_who_is_used_comes_first_in_the_list() -> None:
    """So what happened is heard first by who stands lower."""
    names = [rules.name for rules in RULES]
    for rules in RULES:
        for used in rules.uses:
            assert names.index(used) < names.index(rules.name), (rules.name, used)


def test_what_is_still_allowed_is_still_needed() -> None:
    house = HOUSES["handlers"]
    for importer, imported in STILL:
        one, other = house.room(importer), house.room(imported)
        assert one is not None
        assert other is not None
        assert not house.may(one, other), importer
