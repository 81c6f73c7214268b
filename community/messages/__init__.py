"""Messages that go out on their own."""
