"""Files with rows: read, reported on, taken in, undone. Imports nothing: see `foreign`."""
