"""Stars and a line, from those who were there."""
