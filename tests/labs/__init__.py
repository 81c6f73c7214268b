"""Labs: what is promised under kills, outages and load. Each is a module that prints one line."""
