"""When to be reminded."""
