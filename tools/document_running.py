"""What operators meet, as tables: notices, periodic work, numbers, configuration, checks."""

from __future__ import annotations

import re
import types
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel, SecretStr
from pydantic.fields import FieldInfo

from bot.config import ENV_PREFIX, Settings
from bot.web.metrics import Metrics
from community.capabilities import MACHINERY, RULES
from handlers import capabilities
from tools.document_words import code, first_line, table, yes

EXAMPLE = Path(__file__).parents[1] / "config.example.toml"
_KEY = re.compile(r"#(\w+) = (.+)")
_EVERY = (*RULES, *MACHINERY)
_NAMES: Mapping[Any, str] = {
    int: "whole number",
    float: "number",
    str: "text",
    SecretStr: "secret text",
    Path: "text",
    dict: "table",
    tuple: "list of texts",
}
_BOUNDS: Mapping[str, str] = {"gt": "above", "ge": "from", "le": "up to"}


def _about_notices() -> str:
    renderers = capabilities.house().renderers
    rows = [
        (
            code(kind.name),
            first_line(renderers[kind.name]),
            kind.about,
            str(kind.priority),
            yes(kind.twice_is_fine),
            yes(kind.waits_for_morning),
            code(rules.name),
        )
        for rules in _EVERY
        for kind in rules.notices
    ]
    heads = ("kind", "what it says", "about", "priority", "twice", "waits", "capability")
    return table(heads, rows)


def _about_periodic_work() -> str:
    rows = [
        (code(work.name), f"{work.every_s:g} s", code(rules.name))
        for rules in _EVERY
        for work in rules.periodic
    ]
    return table(("work", "every", "capability"), rows)


def _about_metrics() -> str:
    rows = []
    registry = Metrics().registry
    for collector in list(registry._names_to_collectors.values()):
        describe = getattr(collector, "describe", None)
        for metric in describe() if describe else ():
            name = metric.name + ("_total" if metric.type == "counter" else "")
            labels = code(*getattr(collector, "_labelnames", ()))
            rows.append((code(name), metric.type, labels, metric.documentation))
    return table(("name", "type", "labels", "what"), dict.fromkeys(rows))


def _about_configuration() -> str:
    rows, about = [], _comments(EXAMPLE.read_text("utf-8"))
    for section, outer in Settings.model_fields.items():
        model: Any = outer.annotation
        assert issubclass(model, BaseModel)
        for key, field in model.model_fields.items():
            default, comment = about[section, key]
            variable = f"{ENV_PREFIX}{section}__{key}".upper()
            rows.append(
                (code(f"[{section}] {key}"), _kind(field), code(default), code(variable), comment)
            )
    return table(("key", "type", "default", "variable", "what"), rows)


def _comments(example: str) -> dict[tuple[str, str], tuple[str, str]]:
    """Default and comment of every key. Keys under one comment refer to the first of them."""
    found: dict[tuple[str, str], tuple[str, str]] = {}
    section, comment, first = "", "", ""
    for line in example.splitlines():
        key = _KEY.fullmatch(line)
        if line.startswith("["):
            section, comment, first = line.strip("[]"), "", ""
        elif key is not None:
            found[section, key[1]] = (key[2], comment if not first else f"see {code(first)}")
            first = first or key[1]
        elif line.startswith("#"):
            comment = f"{comment} {line[1:].strip()}".strip()
        else:
            comment, first = "", ""
    return found


def _kind(field: FieldInfo) -> str:
    kind = field.annotation
    if get_origin(kind) in (Union, types.UnionType):
        kind = next(one for one in get_args(kind) if one is not type(None))
    if get_origin(kind) is Literal:
        return " or ".join(map(str, get_args(kind)))
    limits = [
        f"{word} {getattr(rule, name):.15g}"
        for rule in field.metadata
        for name, word in _BOUNDS.items()
        if hasattr(rule, name)
    ]
    return ", ".join([_NAMES[get_origin(kind) or kind], *limits])


def _about_checks() -> str:
    rows = [
        (code(f"{rules.name}.{check.name}"), check.promise)
        for rules in _EVERY
        for check in rules.checks
    ]
    return table(("check", "promise"), rows)


RUNNING: Mapping[str, Callable[[], str]] = {
    "notices": _about_notices,
    "periodic": _about_periodic_work,
    "metrics": _about_metrics,
    "configuration": _about_configuration,
}
CHECKS: Mapping[str, Callable[[], str]] = {"checks": _about_checks}
