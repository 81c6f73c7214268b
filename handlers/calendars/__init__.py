"""Activities in the member's own calendar."""
