"""Activities from files and calendars: read, compared, taken, undone."""
