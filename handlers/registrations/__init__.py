"""Signing up, tickets and the door in the chat."""
