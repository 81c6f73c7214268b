"""Updates in, notices out, and who does it."""
