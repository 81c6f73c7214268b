"""What becomes of a file, in words, whatever it is about."""
