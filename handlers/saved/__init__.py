"""Favourites and saved places."""
