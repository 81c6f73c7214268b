"""Geography. Numbers in, numbers out. Knows no database and no chat."""
