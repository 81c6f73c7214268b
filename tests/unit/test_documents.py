"""Documents are true: links lead somewhere, commands and tests exist, tables are the code's."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer

import handlers.capabilities
from bot.__main__ import app
from community import capabilities
from community.storage import base
from tools.document import LIMITS, SECTIONS, documents

ROOT = Path(__file__).parents[2]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("bot/**/*.md")])
LINK = re.compile(r"\]\(([^)\s]+)\)|<img [^>]*src=\"([^\"]+)\"")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
COMMAND = re.compile(r"python -m bot ((?:[a-z]+ ?){1,2})")
TEST = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")
LIMIT = re.compile(r"^\| [^|]+ \| [^|]+ \| `([\w.]+)` \|$", re.MULTILINE)
NAME_OF_A_LIMIT = re.compile(r"(MAX|MOST|LARGEST|LONGEST)(_[A-Z]+)*")


def named(document: Path) -> str:
    return str(document.relative_to(ROOT))


def anchors(document: Path) -> set[str]:
    text = document.read_text(encoding="utf-8")
    return {
        re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
        for heading in HEADING.findall(text)
    }


def test_there_are_documents() -> None:
    assert {"README.md", "CONTRIBUTING.md", "CHANGELOG.md", "docs/README.md"} <= {
        named(document) for document in DOCUMENTS
    }


@pytest.mark.parametrize("document", DOCUMENTS, ids=named)
def test_links_lead_somewhere(document: Path) -> None:
    for found in LINK.findall(document.read_text(encoding="utf-8")):
        target = found[0] or found[1]
        if target.startswith(("https://", "http://", "mailto:")):
            continue
        path, _, anchor = target.partition("#")
        leads_to = (document.parent / path).resolve() if path else document
        assert leads_to.exists(), target
        assert leads_to.is_relative_to(ROOT), target
        if anchor:
            assert anchor in anchors(leads_to), target


@pytest.mark.parametrize("document", DOCUMENTS, ids=named)
def test_commands_exist(document: Path) -> None:
    group = typer.main.get_command(app)
    known = group.commands  # type: ignore[attr-defined]
    for words in COMMAND.findall(document.read_text(encoding="utf-8")):
        first, *rest = words.split()
        assert first in known, words
        inner = getattr(known[first], "commands", None)
        if inner and rest:
            assert rest[0] in inner, words


def test_every_document_is_in_the_index_once() -> None:
    index = (ROOT / "docs" / "README.md").read_text(encoding="utf-8")
    for file in ROOT.glob("docs/**/*.md"):
        name = file.relative_to(ROOT / "docs").as_posix()
        assert index.count(f"({name})") == int(name != "README.md"), name


def test_every_table_is_described_with_its_capability() -> None:
    text = (ROOT / "docs" / "data-model.md").read_text(encoding="utf-8")
    described = {
        heading: {
            name
            for line in part.splitlines()
            if line.startswith("| `")
            for name in re.findall(r"`(\w+)`", line.split("|")[1])
        }
        for heading, part in re.findall(r"^### (\w+)$(.*?)(?=^##)", text, re.MULTILINE | re.DOTALL)
    }
    every = (*capabilities.RULES, *capabilities.MACHINERY)
    assert described == {
        rules.name: {table.name for table in rules.tables} for rules in every if rules.tables
    }
    assert set().union(*described.values()) == set(base.metadata.tables)


@pytest.mark.parametrize("name", [*SECTIONS, LIMITS])
def test_what_is_generated_is_what_the_code_says(name: str) -> None:
    """`python -m tools.document` writes it anew."""
    assert documents(ROOT)[ROOT / name] == (ROOT / name).read_text(encoding="utf-8")


def test_every_button_says_what_it_does() -> None:
    house = handlers.capabilities.house()
    assert [form.__name__ for form, answer in house.buttons.items() if not answer.__doc__] == []


def test_every_limit_is_listed() -> None:
    named = LIMIT.findall((ROOT / "docs" / "limits.md").read_text(encoding="utf-8"))
    assert [limit for limit in _limits_of_the_code() if limit not in named] == []
    assert len(named) == len(set(named))


def _limits_of_the_code() -> Iterator[str]:
    """Public constants of the product that are called like a limit."""
    for room in ("bot", "handlers", "community", "geo"):
        for file in (ROOT / room).rglob("*.py"):
            module = ".".join(file.relative_to(ROOT).with_suffix("").parts)
            if module.startswith("bot.playground"):
                continue
            for statement in ast.parse(file.read_text(encoding="utf-8")).body:
                targets = getattr(statement, "targets", [getattr(statement, "target", None)])
                for target in targets:
                    if isinstance(target, ast.Name) and NAME_OF_A_LIMIT.fullmatch(target.id):
                        yield f"{module}.{target.id}"


def test_the_readme_says_what_matters_in_its_first_screen() -> None:
    first_screen = (ROOT / "README.md").read_text(encoding="utf-8").split("## ")[0]
    for said in ("Telegram bot", "docs/pictures/list.png", "make demo", "python -m bot run"):
        assert said in first_screen


def test_the_tests_that_security_names_exist() -> None:
    security = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
    tests = TEST.findall(security)
    assert len(tests) == security.count("`tests/") > 40
    for file, name in tests:
        code = (ROOT / file).read_text(encoding="utf-8")
        assert re.search(rf"^(?:async )?def {name}\(", code, re.MULTILINE), name
