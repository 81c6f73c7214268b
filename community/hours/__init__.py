"""Opening hours: Chinese texts, OSM expressions, holidays."""
