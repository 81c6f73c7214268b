"""Pictures of the circle."""
