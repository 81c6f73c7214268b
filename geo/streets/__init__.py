"""Walking on real streets: a network from OpenStreetMap, life circles, pictures, directions.

`docs/streets.md` describes the data model, the file format and the measurements.
"""
