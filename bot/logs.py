"""Logs: JSON in production, readable in a terminal; never a token, a text, a name, a position.

python-telegram-bot and httpx would print the token in URLs: their loggers are raised, and a
processor strikes out whatever looks like a token from every line, exceptions included.
"""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import Mapping, MutableMapping
from typing import Any

import structlog

TOKEN = re.compile(r"\d{5,}:[A-Za-z0-9_-]{20,}")
STRUCK = "[token]"
_QUIET = (
    "httpx",
    "httpcore",
    "telegram",
    "aiosqlite",
    "asyncio",
    "PIL",
    "apscheduler",
    "alembic",
)
"""Libraries that print requests, texts or tokens below WARNING."""
_SECRETS: set[str] = set()


def hide(secret: str) -> None:
    """Strike `secret` out of every line from now on, whatever it looks like."""
    if secret:
        _SECRETS.add(secret)


def forget() -> None:
    """Know no secret any more (for tests)."""
    _SECRETS.clear()


def strike(text: str) -> str:
    """`text` without secrets."""
    for secret in _SECRETS:
        text = text.replace(secret, STRUCK)
    return TOKEN.sub(STRUCK, text)


def set_up(level: str = "info", form: str = "auto") -> None:
    """Send all logs, also those of libraries, to standard error through structlog."""
    json = form == "json" or (form == "auto" and not sys.stderr.isatty())
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    renderer: Any = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if json
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,
            _strike_values,
            renderer,
        ],
    )
    handler = logging.StreamHandler()
    handler.setFormatter(formatter)
    handler.addFilter(_strike_record)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)


def _strike_record(record: logging.LogRecord) -> bool:
    if isinstance(record.msg, str):
        record.msg = strike(record.getMessage())
        record.args = ()
    return True


def _strike_values(_logger: Any, _name: str, event: MutableMapping[str, Any]) -> Mapping[str, Any]:
    return {key: strike(value) if isinstance(value, str) else value for key, value in event.items()}
