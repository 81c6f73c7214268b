"""Clubs in the chat."""
