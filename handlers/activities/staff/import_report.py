"""What an import of activities did or would do, as the chat says it."""

from __future__ import annotations

from community.activities.files.rows import ACTIVITIES
from community.tables.files import FileRefused
from community.tables.reports import Report
from handlers.chat.texts import Html, Texts
from handlers.tables.words import FileWords

SHOWN = 12
"""Lines under the summary: all of it fits into one message."""


def activity_words(texts: Texts) -> FileWords:
    return FileWords(ACTIVITIES, texts)


def report(result: Report, texts: Texts) -> Html:
    """`新增2 更新1 无变化0 取消0 错误1`, and each row that is wrong with its remedy."""
    words = activity_words(texts)
    said = [*words.unread(result), *map(words.problem, result.problems)]
    lines = [words.summary(result), *said[:SHOWN]]
    more = len(said) - SHOWN
    if more > 0:
        lines.append(texts.plain("activity-file-more", count=str(more)))
    return texts.html("plain-text", text="\n".join(lines))


def refused(error: FileRefused, texts: Texts) -> Html:
    """Why a table as a whole cannot be read; columns by the names that people give them."""
    return texts.html("plain-text", text=activity_words(texts).refused(error))
