"""Language, privacy, and whether a member can be reached."""
