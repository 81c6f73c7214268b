"""The rules and their SQL: what members and staff can do. Knows no chat channel."""
