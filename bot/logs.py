"""Logs: JSON in production, readable in a terminal; never a token, a text, a name, a position.

Below WARNING only our own modules speak: httpx would print the token in URLs, SQLAlchemy
what members saved, python-telegram-bot what they wrote. Errors are logged by their kind and
where they happened, without their texts, which may quote any of these. And whatever looks
like a token is struck out of every line.
"""

from __future__ import annotations

import logging
import sys
import traceback
from collections.abc import Iterator
from types import TracebackType
from typing import Any

import structlog

from bot.hidden import strike

_OWN = ("bot", "handlers", "community", "geo")
"""The loggers that follow the configured level; all others begin at WARNING."""


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
            structlog.processors.ExceptionRenderer(_without_texts),
            lambda logger, name, event: strike(renderer(logger, name, event)),
        ],
    )
    handler = logging.StreamHandler()
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    chosen = logging.getLevelNamesMapping()[level.upper()]
    root.setLevel(max(chosen, logging.WARNING))
    for name in _OWN:
        logging.getLogger(name).setLevel(chosen)


def _without_texts(
    exc_info: tuple[type[BaseException], BaseException, TracebackType | None],
) -> str:
    """Frames and kinds of an error and of what led to it, the first cause first."""
    return "".join(_frames(exc_info[1])).rstrip()


def _frames(error: BaseException) -> Iterator[str]:
    earlier = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if earlier is not None:
        yield from _frames(earlier)
    if isinstance(error, BaseExceptionGroup):
        for inner in error.exceptions:
            yield from _frames(inner)
    yield from traceback.format_tb(error.__traceback__)
    yield f"{type(error).__module__}.{type(error).__qualname__}\n"
