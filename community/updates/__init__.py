"""Updates that come in."""
