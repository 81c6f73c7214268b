favourites-none = No favourites yet. Tap “☆ Keep” on the card of a center.
favourite-line = · <b>{ $name }</b> { $state }
places-none = No places yet. Share a location, then tap “💾 Save this place”.
place-ask = Save this place as? (Only you see it, and can delete it at any time.)
place-home = Home
place-work = Work
place-other = Another name…
place-name-ask = What is it called? Please send 1 to 20 characters.
place-saved = ✅ Saved as “{ $name }”.
place-saved-toast = Saved
place-near = 📍 Near { $name }
place-remove = 🗑 Delete { $name }
place-list = 🏠 All my places
place-removed-toast = Deleted
error-place-name-invalid = A name has 1 to { $limit } characters. Please send it again.
error-too-many-favourites = At most { $limit } favourites can be kept. Please take some off in /favourites first.
error-too-many-saved-places = At most { $limit } places can be saved. Please delete one in /places first.

# What is kept
kept-saved-place = Places that you saved: name and position
kept-saved-place-until = until you delete them
kept-favourite = Your favourite centers
kept-favourite-until = until you take them off
