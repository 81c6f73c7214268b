"""What people write of days and times."""
