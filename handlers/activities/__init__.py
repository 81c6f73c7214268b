"""Activities in the chat: finding them, and making and looking after them."""
