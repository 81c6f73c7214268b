"""Where a text stands: with its capability, so that it is there whatever else is switched off."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from pathlib import Path

import handlers
from community.capabilities import RULES
from community.capability import BASE
from handlers.capabilities import TALKS

ROOM = Path(handlers.__path__[0])
ALWAYS = {"chat", "tables", *BASE}
SAID_BY_THE_LIST = ("error-", "kept-")
"""Said elsewhere only of what a capability itself has raised or keeps."""


def reached(name: str) -> set[str]:
    """The capabilities whose texts are there whenever this one is."""
    uses = {rules.name: rules.uses for rules in RULES}
    for talk in TALKS:
        uses[talk.rules.name] = (*talk.rules.uses, *talk.uses)
    found, waiting = {name, *ALWAYS}, [name]
    while waiting:
        for used in uses.get(waiting.pop(), ()):
            if used not in found:
                found.add(used)
                waiting.append(used)
    return found


def users() -> dict[str, set[str]]:
    """Which capabilities name a text, whole or by its beginning (`kind-` with more behind it)."""
    found: dict[str, set[str]] = defaultdict(set)
    for file in ROOM.glob("*/**/*.py"):
        capability = file.relative_to(ROOM).parts[0]
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found[node.value].add(capability)
            elif isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
                found[f"{node.values[0].value}*"].add(capability)
    return found


def test_every_text_is_there_when_it_is_used() -> None:
    by_name = users()
    families = {
        name[:-1]: named
        for name, named in by_name.items()
        if re.fullmatch(r"[a-z][a-z_-]*-\*", name)
    }
    lost = []
    for file in sorted(ROOM.glob("*/zh.ftl")):
        home = file.parent.name
        for key in re.findall(r"(?m)^([a-z][\w-]*) =", file.read_text(encoding="utf-8")):
            if key.startswith(SAID_BY_THE_LIST):
                continue
            named = by_name.get(key) or {
                one for begin, some in families.items() if key.startswith(begin) for one in some
            }
            lost += [f"{key} of {home} in {one}" for one in named if home not in reached(one)]
    assert lost == []
