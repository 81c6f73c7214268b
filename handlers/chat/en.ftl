menu-activities = 🎈 Activities
mine = <b>My activities</b>
clubs = <b>Clubs</b> · ✅ marks yours
settings = <b>Reminders</b>
command-activities = Find activities
command-mine = My activities
command-clubs = Clubs
command-settings = Reminders
activity-file-cancel-reason = cancelled by the organisers

# Commands
command-staff = Look after activities (staff)

# Start and help
welcome =
    👋 Hello, this is <b>Anjia</b>, your guide to the 15-minute life circle of { $district }.
    Share your location, or type a place (“{ $example }”), to see the service centers and stations open within { $minutes } minutes on foot.
help =
    <b>How it works</b>
    📍 Tap “Share location” for the places within { $minutes } minutes on foot.
    💻 On a computer, type a place, pinyin or coordinates: <code>{ $example }</code>, <code>30.2084,120.2120</code>; or tap “Pick a sub-district”.
    🛰 Share a live location and the list follows you.
    💬 In any chat type <code>@{ $username }</code> and a name to send a place to a friend.
    ⭐ /favourites　🏠 /places
    🌐 /language　🔒 /privacy
    In an emergency call 110, 119 or 120.
near-how = Tap “📍 Share location” below, or type a place, pinyin or coordinates.
menu-location = 📍 Share location
menu-subdistricts = 🗺 Pick a sub-district
menu-favourites = ⭐ Favourites
menu-places = 🏠 My places
menu-help = ❓ Help
menu-placeholder = Type a place
command-unknown = There is no such command. See /help for those there are.
message-unknown = I cannot read this yet. Share a location, or type the name of a place.
button-unknown = This button no longer works. Please ask again.
back = ‹ Back
estimated = (estimated)
stars = ★{ $stars }

# Favourites and places
favourites = <b>Favourites</b>
places = <b>My places</b>: tap a name to look around it.
reports = <b>Reports to check</b>

# Errors
error-unexpected = Something went wrong; nothing is lost. Please try again later. If you write to us, give the reference <code>{ $reference }</code>.
error-origin-gone = This place was deleted. Please pick another.
error-not-staff = This is for the staff.
too-fast = A little slower, please. Try again in a few seconds.

# Commands and description
command-start = Start
command-near = Find what is near
command-places = My places
command-favourites = Favourites
command-language = Language / 语言
command-privacy = Privacy
command-help = Help
command-reports = Reports to check (staff)
bot-description =
    Anjia: your 15-minute life circle. Share a location or type a place to see the service centers and stations open within 15 minutes on foot.
bot-about = The 15-minute life circle: places you can walk to, and that are open.
when-today = today { $time }
when-tomorrow = tomorrow { $time }
when-weekday = { $day } { $time }
when-date = { $date } { $time }
date-short = { $month }/{ $day }
weekday-mon = Mon
weekday-tue = Tue
weekday-wed = Wed
weekday-thu = Thu
weekday-fri = Fri
weekday-sat = Sat
weekday-sun = Sun
activity-day = { $weekday } { $day }/{ $month }

# What is kept
kept-notice = Reminders and notices to you
kept-notice-until = 30 days after they were sent
kept-live-answer = Which message follows your live location (not where you are)
kept-live-answer-until = until you stop sharing
kept-update = What you send to the bot
kept-update-until = what it says until it is answered (48 hours if that failed), its number for 6 days
cancelled = Cancelled.
cancel = Cancel
