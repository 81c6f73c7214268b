"""The application: configuration, wiring, delivery, the command line, the playground."""
