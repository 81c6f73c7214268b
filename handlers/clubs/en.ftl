clubs-none = There are no clubs yet.
club-description = { $text }
club-nothing = Nothing is coming up.
club-join = Join
club-leave = Leave the club
club-joined-toast = You are in. Every Sunday at 20:00 you hear what comes
club-left-toast = You have left
error-club-unknown = This club is gone.

# Clubs
club-ask = Please send name and description of the club: <b>name|description</b>
club-made = ✅ The club “{ $name }” is there.
club-open = See the club
error-club-name-invalid = The name of a club has 1 to { $limit } characters.
error-club-name-taken = There is a club “{ $name }” already.

# What is kept
kept-club = The clubs you are in
kept-club-until = until you leave them
notice-digest = <b>📰 Next week in your clubs</b>
notice-digest-settings = ⚙️ Digest settings
settings-digest-on = 📰 Club digest: Sundays at 20:00
settings-digest-off = 📰 Club digest: off
settings-digest-on-turn = Turn the club digest off
settings-digest-off-turn = Turn the club digest on
