"""Language, consent, privacy."""
