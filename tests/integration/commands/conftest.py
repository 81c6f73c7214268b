"""The command line in an empty directory, with no variable of ours around."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import structlog
from typer.testing import CliRunner

from bot import hidden
from bot.__main__ import app


@dataclass(frozen=True)
class Ended:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        return self.out.splitlines()


Cli = Callable[..., Ended]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working directory and no variable of ours."""
    here = tmp_path / "here"
    here.mkdir()
    for name in list(os.environ):
        if name.startswith("ANJIA_"):
            monkeypatch.delenv(name)
    monkeypatch.chdir(here)
    return here


@pytest.fixture
def cli(folder: Path) -> Iterator[Cli]:
    """`cli("db", "check")` runs a command; what it raises fails the test."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    umask = os.umask(0o022)

    def call(*arguments: object) -> Ended:
        os.umask(0o022)  # that of most shells
        result = CliRunner().invoke(app, [str(argument) for argument in arguments])
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return Ended(result.exit_code, result.stdout, result.stderr)

    yield call
    os.umask(umask)
    root.handlers[:] = handlers
    root.setLevel(level)
    hidden.forget()
    structlog.reset_defaults()


@pytest.fixture
def on_database(cli: Cli, database_url: str, monkeypatch: pytest.MonkeyPatch) -> Cli:
    """The same on a fresh migrated database, once on SQLite and once on PostgreSQL."""
    monkeypatch.setenv("ANJIA_DATABASE__URL", database_url)
    return cli
