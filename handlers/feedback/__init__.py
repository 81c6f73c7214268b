"""Stars and a line."""
