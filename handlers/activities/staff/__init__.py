"""Activities in the chat of those who make and look after them."""
