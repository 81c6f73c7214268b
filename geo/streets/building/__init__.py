"""From a map to a street network."""
