"""A Bot API that checks what Telegram checks."""
