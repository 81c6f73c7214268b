"""The application: configuration, wiring, delivery, the command line, the playground."""

import os

# python-telegram-bot's switch to durations as timedelta, which will be the only way; without
# it, reading a live period or "retry after" warns each time.
os.environ.setdefault("PTB_TIMEDELTA", "true")
