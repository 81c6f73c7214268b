"""Documents are true: their links lead somewhere, their commands, tables and limits exist."""

from __future__ import annotations

import importlib
import re
from pathlib import Path

import pytest
import typer

from bot.__main__ import app
from community import capabilities
from community.storage import base
from tools import columns

ROOT = Path(__file__).parents[2]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("bot/**/*.md")])
LINK = re.compile(r"\]\(([^)\s]+)\)|<img [^>]*src=\"([^\"]+)\"")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
COMMAND = re.compile(r"python -m bot ((?:[a-z]+ ?){1,2})")
TEST = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")
LIMIT = re.compile(r"^\| [^|]+ \| ([\d,]+) \| `([\w.]+)` \|$", re.MULTILINE)

CHECK = re.compile(r"^\| [a-z]+ \| [^|]+\. \|$", re.MULTILINE)


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


def test_every_document_is_in_the_index() -> None:
    index = (ROOT / "docs" / "README.md").read_text(encoding="utf-8")
    for document in ROOT.glob("docs/*.md"):
        assert document.name == "README.md" or f"({document.name})" in index


def test_every_table_is_described() -> None:
    described = (ROOT / "docs" / "data-model.md").read_text(encoding="utf-8")
    assert [name for name in base.metadata.tables if f"`{name}`" not in described] == []


def test_every_promise_is_written_down() -> None:
    document = (ROOT / "docs" / "data-model.md").read_text(encoding="utf-8")
    every = (*capabilities.RULES, *capabilities.MACHINERY)
    written = [f"| {rules.name} | {check.promise} |" for rules in every for check in rules.checks]
    assert CHECK.findall(document.partition("## What is checked apart")[2]) == written


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


def test_limits_are_what_the_code_says() -> None:
    limits = LIMIT.findall((ROOT / "docs" / "limits.md").read_text(encoding="utf-8"))
    assert len(limits) > 20
    for value, where in limits:
        module, _, name = where.rpartition(".")
        assert getattr(importlib.import_module(module), name) == int(value.replace(",", "")), where


@pytest.mark.parametrize("name", columns.SHEETS)
def test_columns_of_files_are_what_the_code_reads(name: str) -> None:
    """Written by `python -m tools.columns`."""
    text = (ROOT / name).read_text(encoding="utf-8")
    assert columns.written(text, columns.SHEETS[name]) == text


def test_every_kind_of_notice_is_described_as_it_is() -> None:
    document = (ROOT / "docs" / "delivery.md").read_text(encoding="utf-8")
    said = {True: "yes", False: "no"}
    rows = [
        f"| {one.name} | {one.about} | {one.priority} | {said[one.twice_is_fine]} | "
        f"{said[one.waits_for_morning]} |"
        for rules in capabilities.RULES
        for one in rules.notices
    ]
    table = document.partition("|---|---|---|---|---|\n")[2].partition("\n\n")[0]
    assert table.splitlines() == rows
