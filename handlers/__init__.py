"""The conversation: an update becomes one call of community/, its result one message."""
