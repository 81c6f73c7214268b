"""Calendars that are fetched, so that activities follow them."""
