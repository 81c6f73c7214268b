"""`staff add`, `staff remove`, `staff list`."""

from __future__ import annotations

from tests.integration.commands.conftest import Cli


def test_roles_come_and_go(on_database: Cli) -> None:
    on_database("import", "sample")
    assert on_database("staff", "list").out == ""
    assert on_database("staff", "add", 4711, "--admin").code == 0
    assert on_database("staff", "add", 815, "--center", "330108002").code == 0
    assert sorted(on_database("staff", "list").lines) == [
        "4711\tadmin\tthe whole district",
        "815\tstaff\t330108002",
    ]
    assert on_database("staff", "remove", 4711).code == 0
    assert on_database("staff", "list").lines == ["815\tstaff\t330108002"]
    assert on_database("staff", "remove", 815, "--center", "330108002").code == 0
    assert on_database("staff", "list").out == ""


def test_the_same_role_twice_is_one(on_database: Cli) -> None:
    on_database("staff", "add", 4711)
    on_database("staff", "add", 4711)
    assert on_database("staff", "list").lines == ["4711\tstaff\tthe whole district"]


def test_a_role_may_be_raised(on_database: Cli) -> None:
    on_database("staff", "add", 4711)
    on_database("staff", "add", 4711, "--admin")
    assert on_database("staff", "list").lines == ["4711\tadmin\tthe whole district"]


def test_what_does_not_exist_is_said(cli: Cli) -> None:
    unknown = cli("staff", "add", 4711, "--center", "nowhere")
    assert unknown.code == 2
    assert unknown.err.startswith("No center has the ref nowhere")
    nobody = cli("staff", "remove", 4711)
    assert (nobody.code, nobody.err) == (1, "4711 had no such role\n")


def test_ids_are_positive_numbers(cli: Cli) -> None:
    for wrong in ("0", "@name"):
        assert cli("staff", "add", wrong).code == 2
