"""Activities in the chat: one module for each thing that members and staff do."""
