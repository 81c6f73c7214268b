"""The playground: a local stand-in for Telegram and a web page that is a member's phone."""
