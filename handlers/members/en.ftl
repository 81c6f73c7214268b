# Position and consent
consent-ask = 📍 To find what is nearest I need your location. It is used this once and not stored.
consent-give = Agree
consent-refuse = Decline
consent-more = 🔒 Privacy
consent-given = ✅ Thank you. Tap “📍 Share location” to begin; /privacy takes it back at any time.
consent-given-toast = Agreed
consent-refused = All right, your location is not used. Typing a place or “🗺 Pick a sub-district” works just as well.

# Language
language-name = English
language-ask = 选择语言 / Choose a language
language-follow = Follow Telegram
language-chosen = ✅ English it is.
language-menu = The menu has changed too.
privacy-consent-given = Use of your location: agreed on { $date } (version { $version }); you can withdraw it.
privacy-consent-none = Use of your location: not agreed.
privacy-export = 📄 Export my data
privacy-export-caption = This is everything we keep about you.
privacy-withdraw = Withdraw consent
privacy-withdrawn = Withdrawn. Your location is not used any more; typing a place still works.
privacy-erase = 🗑 Delete everything
privacy-erase-ask = Delete everything? Favourites, places and consents are gone for good. Reports stay, but no longer lead to you.
privacy-erase-sure = Yes, delete
privacy-erase-not = No, keep it
privacy-erased = ✅ Everything is deleted.
privacy-erased-return = To use the bot again, send /start.

# What is kept
kept-member = Your Telegram number, your language and how you want to be reminded
kept-member-until = until you delete everything
kept-consent = What you agreed to, and when you agreed or withdrew
kept-consent-until = as a record, also once withdrawn, until you delete everything
kept-draft = What you are in the middle of filling in
kept-draft-until = until you finish or cancel, half an hour at most
kept-role = Which center you work for
kept-role-until = until the district takes it back; deleting your data does not

# Privacy
privacy =
    <b>Privacy</b>
    · Your location is used for this one answer and is gone after it: it is neither stored nor logged.
    · Messages pass through Telegram's servers abroad; please send nothing sensitive.
privacy-kept-title = <b>What we keep, and for how long</b>
privacy-kept = · { $what }: { $until }
