"""Files with rows."""
